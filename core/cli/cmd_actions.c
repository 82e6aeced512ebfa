#include <stdlib.h>

#include "base/json.h"
#include "cli/cmd_priv.h"

static int by_owner(const void *x, const void *y)
{
	const fp_action_row *a = x, *b = y;
	int c = fp_str_cmp(a->owner, b->owner);
	return c ? c : a->due < b->due ? -1 : a->due > b->due;
}

static const char *status_word(const fp_action_row *r)
{
	if (r->overdue)
		return fp_tr("逾期", "overdue");
	return fp_str_is(r->status, "done") ? fp_tr("完成", "done") : fp_tr("进行中", "open");
}

static int run(fp_cli *c)
{
	static const fp_column columns[] = {{"状态", "status", 0, 0}, {"截止", "due", 0, 0}, {"负责人", "owner", 0, 1}, {"案例", "case", 0, 0}, {"行动", "action", 0, 1}};
	fp_action_row *rows;
	size_t n;
	fp_str by = fp_opt_text(c, "by", NULL);
	if (by.n && !fp_str_is(by, "owner")) {
		fp_fail(&c->err, FP_USAGE, fp_tr("--by 只认 owner，不认“%.*s”", "--by takes owner, not '%.*s'"), FP_ARG(by));
		return fp_cli_fail(c, &c->err);
	}
	if (!fp_flow_actions(&c->ws, fp_opt_flag(c, "overdue"), &rows, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	if (by.n && n)
		qsort(rows, n, sizeof *rows, by_owner);
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < n; i++) {
		const fp_action_row *r = &rows[i];
		fp_str due = r->due == FP_NO_DAY ? FP_STR("") : fp_day_text(c->a, r->due);
		if (c->json) {
			fp_out_json(json_pack("{s:o,s:o,s:o,s:o,s:o,s:o}", "case", fp_json_str(r->case_id), "text", fp_json_str(r->text), "owner", fp_json_str(r->owner),
			                      "due", fp_json_str(due), "kind", fp_json_str(r->kind), "status", fp_json_str(r->status)));
			continue;
		}
		fp_str cells[] = {fp_s(status_word(r)), due, r->owner, r->case_id, r->text};
		fp_out_row(t, cells);
	}
	if (!c->json)
		fp_out_end(t);
	if (!n)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有行动项", "fupan: no action items"));
	return n ? FP_EXIT_OK : FP_EXIT_FAIL;
}

static const fp_opt opts[] = {
	{"overdue", 0, FP_OPT_FLAG, NULL, "只看逾期的", "overdue ones only"},
	{"by", 0, FP_OPT_TEXT, "owner", "按负责人排", "ordered by owner"},
	{0},
};

const fp_cmd fp_cmd_actions = {
	.name = "actions", .group = "casebook", .args = "", .zh = "所有案例的行动项", .en = "action items of all cases",
	.opts = opts, .max_args = 0, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_READS, .run = run,
	.examples = "fupan actions\nfupan actions --overdue --by owner",
};
