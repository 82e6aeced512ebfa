#include <stdlib.h>

#include "base/json.h"
#include "cli/cmd_priv.h"

json_t *fp_json_verdict(fp_str case_id, const fp_verdict *v)
{
	json_t *o = fp_verdict_to_value(v);
	json_object_set_new(o, "case", fp_json_str(case_id));
	return o;
}

typedef struct {
	struct { fp_str field, label; size_t n; } *v;
	size_t n, cap;
	fp_cli *c;
} tally;

// Counts by field and label; the table is printed by field, most frequent first.
static void count_verdict(void *ctx, fp_str case_id, const fp_verdict *v)
{
	tally *t = ctx;
	if (t->c->json) {
		fp_out_json(fp_json_verdict(case_id, v));
		return;
	}
	for (size_t i = 0; i < t->n; i++)
		if (fp_str_eq(t->v[i].field, v->field) && fp_str_eq(t->v[i].label, v->label)) {
			t->v[i].n++;
			return;
		}
	if (t->n >= t->cap)
		t->v = fp_grow(t->c->a, t->v, &t->cap, sizeof *t->v);
	t->v[t->n].field = fp_str_dup(t->c->a, v->field);
	t->v[t->n].label = fp_str_dup(t->c->a, v->label);
	t->v[t->n++].n = 1;
}

static int by_count(const void *x, const void *y)
{
	const struct { fp_str field, label; size_t n; } *a = x, *b = y;
	int f = fp_str_cmp(a->field, b->field);
	if (f)
		return f;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return fp_str_cmp(a->label, b->label);
}

static void show_tally(tally *t)
{
	static const fp_column columns[] = {{"字段", "field", 0, 0}, {"值", "value", 0, 0}, {"案例", "cases", 1, 0}};
	fp_table_out *out = fp_out_table(t->c, columns, FP_COUNT(columns));
	if (t->n)
		qsort(t->v, t->n, sizeof *t->v, by_count);
	for (size_t i = 0; i < t->n; i++) {
		fp_str cells[] = {t->v[i].field, t->v[i].label, fp_strf(t->c->a, "%zu", t->v[i].n)};
		fp_out_row(out, cells);
	}
	fp_out_end(out);
}

static int run(fp_cli *c)
{
	fp_str *plugins;
	size_t n = fp_opt_many(c, "plugin", &plugins);
	fp_classified r;
	tally t = {.c = c};
	bool diff = fp_opt_flag(c, "diff");
	fp_compared d;
	fp_str query = fp_args_joined(c, 0);
	if (diff ? !fp_flow_classify_diff(&c->ws, query, plugins, n, &d, &r, &c->err) : !fp_flow_classify(&c->ws, query, plugins, n, count_verdict, &t, &r, &c->err))
		return fp_cli_fail(c, &c->err);
	if (diff)
		fp_compared_show(c, &d);
	else if (!c->json)
		show_tally(&t);
	fflush(stdout);
	for (size_t i = 0; i < r.fault_n; i++)
		fprintf(stderr, fp_tr("fupan: 插件 %.*s 有 %zu 处没有跑成：%.*s\n", "fupan: plugin %.*s failed %zu times: %.*s\n"), FP_ARG(r.fault[i].plugin), r.fault[i].n, FP_ARG(r.fault[i].reason));
	fprintf(stderr, fp_tr("fupan: %zu 个案例，运行 %zu 次，已知 %zu 次，新得结果 %zu 次，失败 %zu 次，%.1f 秒\n", "fupan: %zu cases, %zu runs, %zu known before, %zu new ones with a verdict, %zu failed, %.1f s\n"),
	        r.cases, r.ran, r.known, r.matched, r.failed, r.seconds);
	for (size_t i = 0; i < r.lack_n; i++)
		fp_hint(fp_tr("%.*s 没有跑：%s", "%.*s did not run: %s"), FP_ARG(r.lack[i].plugin), r.lack[i].reason);
	return r.cases ? FP_EXIT_OK : FP_EXIT_FAIL;
}

static const fp_opt opts[] = {
	{"plugin", 'p', FP_OPT_MANY, "NAME", "只用这些插件，可重复", "these plugins only, may be repeated"},
	{"diff", 0, FP_OPT_FLAG, NULL, "只列出和上次不同的，以及对准确率的影响", "list what differs from the last verdicts, and what it does to the measures"},
	{0},
};

const fp_cmd fp_cmd_classify = {
	.name = "classify", .group = "classify", .args = "[QUERY]", .zh = "用插件给案例分类", .en = "let the plugins classify cases",
	.opts = opts, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_HOST, .run = run,
	.examples = "fupan classify\nfupan classify week:last-week --plugin type\nfupan classify --diff --plugin type\nfupan --json classify id:261117-aywg0m9",
};
