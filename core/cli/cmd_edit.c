#include "cli/cmd_priv.h"

static int run(fp_cli *c)
{
	fp_changed ch;
	fp_diags diags = {.arena = c->a};
	if (!fp_flow_edit(&c->ws, c->args[0], fp_cli_editor, NULL, &diags, &ch, &c->err)) {
		fp_out_diags(c, &diags);
		return fp_cli_fail(c, &c->err);
	}
	return fp_show_changed(c, &ch, fp_tr("已保存", "saved"));
}

static const fp_opt opts[] = {{0}};

const fp_cmd fp_cmd_edit = {
	.name = "edit", .group = "casebook", .args = "ID", .zh = "用编辑器改一个案例并提交", .en = "edit a case and commit it",
	.opts = opts, .min_args = 1, .max_args = 1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_CHOOSES, .run = run,
	.examples = "fupan edit 261117-aywg0m9\nEDITOR='code --wait' fupan edit aywg0m9",
};
