#include "cli/cmd_priv.h"

static int run(fp_cli *c)
{
	fp_diags d = {.arena = c->a};
	if (!fp_flow_check(&c->ws, c->args, c->arg_n, fp_opt_flag(c, "privacy"), &d, &c->err))
		return fp_cli_fail(c, &c->err);
	fp_out_diags(c, &d);
	if (!d.n && !c->json)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有发现问题", "fupan: no problem found"));
	return d.n ? FP_EXIT_DOCUMENT : FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"privacy", 0, FP_OPT_FLAG, NULL, "只查个人信息", "look for personal data only"},
	{0},
};

const fp_cmd fp_cmd_check = {
	.name = "check", .group = "casebook", .args = "[QUERY|FILE...]", .zh = "检查案例和设置：文件:行:列: 说明", .en = "check cases and settings: path:line:col: message",
	.opts = opts, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan check\nfupan check week:last-week\nfupan check cases/2026/11/17/261117-aywg0m9.md\nfupan check --privacy",
};
