#include "base/json.h"
#include "cli/cmd_priv.h"

// "2d" or "2"; -1 means no limit.
static bool parse_days(fp_cli *c, fp_str s, int *days)
{
	int64_t n;
	*days = -1;
	if (!s.n)
		return true;
	if (fp_str_ends(s, "d") || fp_str_ends(s, "天"))
		s = fp_str_sub(s, 0, s.n - (fp_str_ends(s, "d") ? 1 : 3));
	if (!fp_str_int(s, &n) || n < 0 || n > 3650)
		return fp_fail(&c->err, FP_USAGE, "%s", fp_tr("--within 要天数，如 2d", "--within takes a number of days such as 2d"));
	*days = (int)n;
	return true;
}

static int run(fp_cli *c)
{
	static const fp_column columns[] = {{"到期", "due", 0, 0}, {"", "", 0, 0}, {"案例", "case", 0, 0}, {"负责人", "owner", 0, FP_DROP}, {"欠什么", "owes", 0, 1}, {"标题", "title", 0, 1}};
	fp_due_row *rows;
	size_t n;
	int days;
	if (!parse_days(c, fp_opt_text(c, "within", NULL), &days) || !fp_flow_due(&c->ws, days, &rows, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < n; i++) {
		const fp_due_row *r = &rows[i];
		fp_str due = fp_day_text(c->a, r->due);
		if (c->json) {
			fp_out_json(json_pack("{s:o,s:o,s:o,s:o,s:s,s:o}", "case", fp_json_str(r->case_id), "text", fp_json_str(r->reason), "owner", fp_json_str(r->owner),
			                      "due", fp_json_str(due), "kind", "review", "status", fp_json_str(r->status)));
			continue;
		}
		fp_str cells[] = {due, r->overdue ? fp_s(fp_tr("逾期", "overdue")) : FP_STR(""), r->case_id, r->owner, r->reason, r->title};
		fp_out_row(t, cells);
	}
	if (!c->json)
		fp_out_end(t);
	if (!n)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有欠着的复盘", "fupan: no review is owed"));
	return n ? FP_EXIT_OK : FP_EXIT_FAIL;
}

static const fp_opt opts[] = {
	{"within", 0, FP_OPT_TEXT, "2d", "几天内到期（含已逾期）", "due within so many days, overdue ones included"},
	{0},
};

const fp_cmd fp_cmd_due = {
	.name = "due", .group = "casebook", .args = "", .zh = "哪些案例欠着复盘，什么时候到期", .en = "which cases owe a review, and by when",
	.opts = opts, .max_args = 0, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_READS, .run = run,
	.examples = "fupan due\nfupan due --within 2d",
};
