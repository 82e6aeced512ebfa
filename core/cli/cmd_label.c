#include "cli/cmd_priv.h"

static int run(fp_cli *c)
{
	fp_changed ch;
	if (fp_opt_flag(c, "next"))
		return fp_label_next(c);
	// Without an id every argument is an assignment.
	if (c->arg_n && fp_str_has(c->args[0], FP_STR("=")) && fp_can_choose(c) && !fp_choose_arg(c))
		return fp_cli_fail(c, &c->err);
	if (c->arg_n < 2) {
		fp_fail(&c->err, FP_USAGE, fp_tr("用法：fupan %s %s", "usage: fupan %s %s"), c->cmd->name, c->cmd->args);
		return fp_cli_fail(c, &c->err);
	}
	fp_assign *set = FP_NEW_N(c->a, fp_assign, c->arg_n);
	for (size_t i = 1; i < c->arg_n; i++)
		if (!fp_assign_parse(c->args[i], &set[i - 1], &c->err))
			return fp_cli_fail(c, &c->err);
	if (!fp_flow_label(&c->ws, c->args[0], set, c->arg_n - 1, &ch, &c->err))
		return fp_cli_fail(c, &c->err);
	return fp_show_changed(c, &ch, fp_tr("已标注", "labelled"));
}

static const fp_opt opts[] = {
	{"next", 0, FP_OPT_FLAG, NULL, "最值得先标的案例，一个一个问；默认字段 type", "the cases most worth labelling, one after the other; field: type"},
	{"limit", 'n', FP_OPT_INT, "N", "--next 最多 N 个，默认 20", "at most N cases of --next, default 20"},
	{0},
};

const fp_cmd fp_cmd_label = {
	.name = "label", .group = "casebook", .args = "ID FIELD=VALUE... | --next [FIELD] [QUERY]", .zh = "给案例的字段定值", .en = "set fields of a case",
	.opts = opts, .min_args = 0, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan label 7sjhd3x type=物流/信息不更新 severity=3\nfupan label 7sjhd3x emotion=焦虑,失望\nfupan label 7sjhd3x labels+=典型\nfupan label 7sjhd3x related+=aywg0m9\nfupan label 7sjhd3x outcome=\nfupan label --next type week:last-week",
};
