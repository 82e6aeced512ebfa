#include <math.h>
#include <string.h>

#include "base/json.h"
#include "cli/cmd_priv.h"

static const char *status_word(fp_str s)
{
	static const struct { const char *name, *zh; } words[] = {{"new", "新出现"}, {"ongoing", "持续"}, {"rising", "上升"}, {"falling", "下降"}, {"resolved", "已平息"}, {"returned", "修复后复发"}};
	for (size_t i = 0; i < FP_COUNT(words); i++)
		if (fp_str_is(s, words[i].name))
			return fp_tr(words[i].zh, words[i].name);
	return "";
}

static void json_row(fp_cli *c, const fp_issue_row *r)
{
	const fp_issue *i = r->issue;
	json_t *cases = json_array(), *ex = json_array();
	for (size_t k = 0; k < i->case_n; k++)
		json_array_append_new(cases, fp_json_str(i->cases[k]));
	for (size_t k = 0; k < 3; k++)
		if (i->exemplar[k].n)
			json_array_append_new(ex, fp_json_str(i->exemplar[k]));
	fp_str first = r->first_seen == FP_NO_DAY ? FP_STR("") : fp_day_text(c->a, r->first_seen);
	json_t *o = json_pack("{s:o,s:o,s:o,s:o,s:o,s:I,s:o,s:o}", "id", fp_json_str(i->id), "title", fp_json_str(i->title), "status", fp_json_str(r->status), "state", fp_json_str(i->state),
	                      "cases", cases, "count", (json_int_t)r->count, "first_seen", fp_json_str(first), "exemplars", ex);
	json_object_set_new(o, "rate", r->rate < 0 ? json_null() : json_real(r->rate));
	json_object_set_new(o, "change", isnan(r->change) ? json_null() : json_real(r->change));
	json_object_set_new(o, "low", isnan(r->low) ? json_null() : json_real(r->low));
	json_object_set_new(o, "high", isnan(r->high) ? json_null() : json_real(r->high));
	fp_out_json(o);
}

// A week's counts as a row of bars: ▁▂▃▄▅▆▇█, a dot for none.
static fp_str bars(fp_cli *c, const size_t *v, size_t n)
{
	static const char *const bar[] = {"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	size_t top = 1;
	fp_buf b = {0};
	for (size_t i = 0; i < n; i++)
		top = v[i] > top ? v[i] : top;
	for (size_t i = 0; i < n; i++)
		fp_buf_z(&b, bar[v[i] ? 1 + (v[i] * 7) / top : 0]);
	return fp_buf_take(&b, c->a);
}

static void table_row(fp_cli *c, fp_table_out *t, const fp_issue_row *r)
{
	fp_str change = isnan(r->change) ? FP_STR("") : fp_strf(c->a, "×%.1f", r->change);
	fp_str cells[] = {r->issue->id, fp_s(status_word(r->status)), fp_strf(c->a, "%zu", r->count), change, bars(c, r->weekly, r->weekly_n), r->issue->title};
	fp_out_row(t, cells);
}

static int extract(fp_cli *c)
{
	fp_issue *v;
	size_t n;
	if (!fp_ws_host(&c->ws, &c->err) || !fp_flow_extract(&c->ws, fp_args_joined(c, 1), &v, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	for (size_t i = 0; i < n; i++) {
		if (c->json) {
			json_t *cases = json_array();
			for (size_t k = 0; k < v[i].case_n; k++)
				json_array_append_new(cases, fp_json_str(v[i].cases[k]));
			fp_out_json(json_pack("{s:I,s:o,s:o}", "cluster", (json_int_t)i + 1, "title", fp_json_str(v[i].title), "cases", cases));
			continue;
		}
		printf("%s%zu%s  %.*s  (%zu)\n", fp_sgr(c, "1"), i + 1, fp_sgr(c, "0"), FP_ARG(v[i].title), v[i].case_n);
		for (size_t k = 0; k < v[i].case_n && k < 5; k++)
			printf("    %.*s\n", FP_ARG(v[i].cases[k]));
	}
	if (!n)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有三个以上相近的案例", "fupan: no three cases are alike"));
	return n ? FP_EXIT_OK : FP_EXIT_FAIL;
}

static int run(fp_cli *c)
{
	static const fp_column columns[] = {{"编号", "id", 0, 0}, {"状态", "status", 0, 0}, {"本周", "count", 1, 0}, {"变化", "change", 1, FP_DROP}, {"近几周", "weeks", 0, 0}, {"问题", "issue", 0, 1}};
	fp_issue_row *rows;
	size_t n;
	fp_str commit = {0}, week = fp_opt_text(c, "week", NULL);
	fp_range range;
	if (c->arg_n && fp_str_is(c->args[0], "extract"))
		return extract(c);
	if (c->arg_n) {
		bool known = fp_str_is(c->args[0], "show") || fp_str_is(c->args[0], "merge") || fp_str_is(c->args[0], "split") || fp_str_is(c->args[0], "rename") || fp_str_is(c->args[0], "close") || fp_str_is(c->args[0], "reopen");
		fp_fail(&c->err, FP_USAGE, known ? fp_tr("issues %.*s 还没有做好；可以直接改 issues/ 里的文件再 fupan save", "issues %.*s is not built yet; edit the file in issues/ and fupan save") : fp_tr("没有 issues %.*s；有 issues、issues extract", "there is no issues %.*s; there are issues and issues extract"), FP_ARG(c->args[0]));
		return fp_cli_fail(c, &c->err);
	}
	if (!fp_period_parse(week.n ? week : FP_STR("last-week"), &c->ws.cal, &range, &c->err) || (week.n && !fp_ws_host(&c->ws, &c->err)))
		return fp_cli_fail(c, &c->err);
	if (!fp_flow_issues(&c->ws, range, week.n > 0, &rows, &n, &commit, &c->err))
		return fp_cli_fail(c, &c->err);
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < n; i++)
		c->json ? json_row(c, &rows[i]) : table_row(c, t, &rows[i]);
	if (!c->json)
		fp_out_end(t);
	if (!n)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有共性问题；fupan issues --week 周 会找出并写下来", "fupan: no recurring issue; fupan issues --week WEEK finds and writes them"));
	return n ? FP_EXIT_OK : FP_EXIT_FAIL;
}

static const fp_opt opts[] = {
	{"week", 'w', FP_OPT_TEXT, "W", "在这一周找新问题并写进 issues/", "look for issues in this week and write them to issues/"},
	{0},
};

const fp_cmd fp_cmd_issues = {
	.name = "issues", .group = "classify", .args = "[extract [QUERY]]", .zh = "共性问题：件数、变化、状态", .en = "recurring issues: counts, change, status",
	.opts = opts, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_READS, .run = run,
	.examples = "fupan issues\nfupan issues --week last-week\nfupan issues extract type:物流",
};
