#include <string.h>

#include "base/json.h"
#include "cli/cmd_priv.h"

static fp_str reason_of(fp_cli *c, const fp_duplicate_row *r)
{
	if (!strcmp(r->band, "exact"))
		return fp_s(fp_tr("文字相同", "the same words"));
	if (!strcmp(r->band, "near"))
		return fp_strf(c->a, fp_tr("文字相近，%.0f%%", "nearly the same words, %.0f%%"), 100 * r->score);
	return fp_strf(c->a, fp_tr("同一买家同一订单，相隔 %d 天", "the same buyer and order, %d days apart"), (int)r->days);
}

static int link_two(fp_cli *c)
{
	fp_changed ch;
	if (c->arg_n != 2) {
		fp_fail(&c->err, FP_USAGE, "%s", fp_tr("--link 要两个案例号", "--link needs two case ids"));
		return fp_cli_fail(c, &c->err);
	}
	fp_assign set = {.field = FP_STR("related"), .value = c->args[1], .op = '+'};
	if (!fp_flow_label(&c->ws, c->args[0], &set, 1, &ch, &c->err))
		return fp_cli_fail(c, &c->err);
	return fp_show_changed(c, &ch, fp_tr("已链接", "linked"));
}

static int run(fp_cli *c)
{
	static const fp_column columns[] = {{"编号", "id", 0, 0}, {"像", "of", 0, 0}, {"理由", "reason", 0, 0}, {"标题", "title", 0, 1}};
	fp_duplicate_row *rows = NULL;
	size_t n = 0;
	int64_t days;
	double least;
	if (fp_opt_flag(c, "link"))
		return link_two(c);
	if (!fp_opt_int(c, "within", 14, 0, 3650, &days) || !fp_opt_share(c, "near", &least))
		return fp_cli_fail(c, &c->err);
	fp_buf b = {0};
	for (size_t i = 0; i < c->arg_n; i++)
		fp_buf_f(&b, "%s%.*s", i ? " " : "", FP_ARG(c->args[i]));
	fp_query *q = fp_flow_query(&c->ws, fp_buf_take(&b, c->a), &c->err);
	if (!q || !fp_flow_duplicates(&c->ws, q, (int)days, least > 0 ? least : 0.6, &rows, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < n; i++) {
		fp_str reason = reason_of(c, &rows[i]), cells[] = {rows[i].id, rows[i].of, reason, rows[i].title};
		if (c->json)
			fp_out_json(json_pack("{s:o,s:o,s:s,s:f,s:o,s:o}", "id", fp_json_str(rows[i].id), "of", fp_json_str(rows[i].of), "band", rows[i].band, "score", rows[i].score, "reason",
			                      fp_json_str(reason), "title", fp_json_str(rows[i].title)));
		else
			fp_out_row(t, cells);
	}
	fp_out_end(t);
	if (!n)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有重复的案例", "fupan: no duplicates"));
	return n ? FP_EXIT_OK : FP_EXIT_FAIL;
}

static const fp_opt opts[] = {
	{"within", 0, FP_OPT_INT, "DAYS", "同一买家同一订单隔多少天以内，默认 14", "days within which the same buyer and order count, default 14"},
	{"near", 0, FP_OPT_TEXT, "SHARE", "文字相近从多少算起，0 到 1，默认 0.6", "from what share texts are near, 0 to 1, default 0.6"},
	{"link", 0, FP_OPT_FLAG, NULL, "在前一个案例里写上指向后一个的链接（related），一次提交", "link the two cases given (related), in one commit"},
	{0},
};

const fp_cmd fp_cmd_duplicates = {
	.name = "duplicates", .group = "search", .args = "[QUERY]", .zh = "找重复的案例：只报告，不合并", .en = "find cases told twice: a report, nothing is merged",
	.opts = opts, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan duplicates\nfupan duplicates received:last-4w --near 0.8\nfupan duplicates --link 261117-aywg0m9 261118-2b7c0dk",
};
