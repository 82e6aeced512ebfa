#include "cli/cmd_priv.h"

static int run(fp_cli *c)
{
	fp_changed ch;
	if (!fp_flow_move(&c->ws, c->args[0], c->args[1], &ch, &c->err))
		return fp_cli_fail(c, &c->err);
	return fp_show_changed(c, &ch, fp_tr("已改号", "moved"));
}

static const fp_opt opts[] = {{0}};

const fp_cmd fp_cmd_mv = {
	.name = "mv", .group = "casebook", .args = "ID NEW", .zh = "给案例换一个号，旧号仍然有效", .en = "give a case a new id; the old one stays valid",
	.opts = opts, .min_args = 2, .max_args = 2, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan mv 7sjhd3x 261120-aaaaaaa",
};
