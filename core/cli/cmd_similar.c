#include "cli/cmd_priv.h"

static int run(fp_cli *c)
{
	static const fp_column columns[] = {{"相近", "near", 1, 0}, {"编号", "id", 0, 0}, {"标题", "title", 0, 1}};
	int64_t limit;
	fp_hit *hits = NULL;
	size_t n = 0;
	fp_case_at at = {0};
	fp_str text = fp_opt_text(c, "text", NULL);
	if (!fp_opt_int(c, "limit", 5, 1, 1000, &limit))
		return fp_cli_fail(c, &c->err);
	if (!text.n && !c->arg_n && fp_can_choose(c) && !fp_choose_arg(c))
		return fp_cli_fail(c, &c->err);
	if (!text.n && !c->arg_n) {
		fp_fail(&c->err, FP_USAGE, "%s", fp_tr("要一个案例号，或 --text 文字", "needs a case id, or --text TEXT"));
		return fp_cli_fail(c, &c->err);
	}
	if (c->arg_n) {
		if (!fp_flow_get(&c->ws, c->args[0], false, &at, &c->err))
			return fp_cli_fail(c, &c->err);
		text = fp_strf(c->a, "%.*s\n%.*s", FP_ARG(fp_case_title(at.doc)), FP_ARG(fp_case_text(at.doc, "complaint")));
	}
	if (!fp_index_similar(c->ws.index, text, at.id, (size_t)limit, c->a, &hits, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < n; i++) {
		fp_str cells[] = {fp_strf(c->a, "%.2f", hits[i].score), hits[i].id, hits[i].title};
		if (c->json)
			fp_json_hit(&hits[i]);
		else
			fp_out_row(t, cells);
	}
	fp_out_end(t);
	if (!n)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有相近的案例", "fupan: no similar case"));
	fp_hits_free(hits, n);
	return n ? FP_EXIT_OK : FP_EXIT_FAIL;
}

static const fp_opt opts[] = {
	{"text", 0, FP_OPT_TEXT, "TEXT", "找和这段文字相近的", "find cases near this text"},
	{"limit", 'n', FP_OPT_INT, "N", "最多 N 个，默认 5", "at most N, default 5"},
	{0},
};

const fp_cmd fp_cmd_similar = {
	.name = "similar", .group = "search", .args = "[ID]", .zh = "找相近的案例", .en = "find similar cases",
	.opts = opts, .max_args = 1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_READS, .run = run,
	.examples = "fupan similar 261117-aywg0m9\nfupan similar --text 包裹停在中转站好几天 -n 3",
};
