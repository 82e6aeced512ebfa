#include "cli/cmd_priv.h"

static int run(fp_cli *c)
{
	fp_changed ch;
	if (!fp_flow_remove(&c->ws, c->args[0], &ch, &c->err))
		return fp_cli_fail(c, &c->err);
	fp_show_changed(c, &ch, fp_tr("已删除", "removed"));
	if (!c->json)
		fp_hint(fp_tr("找回：git -C %s revert --no-edit %.10s", "undo: git -C %s revert --no-edit %.10s"), fp_store_root(c->ws.store), ch.commit.p);
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {{0}};

const fp_cmd fp_cmd_rm = {
	.name = "rm", .group = "casebook", .args = "ID", .zh = "删除一个案例（git 里仍可找回）", .en = "remove a case (git still has it)",
	.opts = opts, .min_args = 1, .max_args = 1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_CHOOSES, .run = run,
	.examples = "fupan rm 261120-7sjhd3x",
};
