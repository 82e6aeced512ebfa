#include "cli/cmd_priv.h"

// The four steps of a review's life share everything but their name.
static int run(fp_cli *c)
{
	fp_changed ch;
	if (!fp_flow_status(&c->ws, c->args[0], c->cmd->name, &ch, &c->err))
		return fp_cli_fail(c, &c->err);
	return fp_show_changed(c, &ch, fp_tr("状态已改", "moved on"));
}

static const fp_opt opts[] = {{0}};
#define STATUS(verb, zh_text, en_text) \
	const fp_cmd fp_cmd_##verb = { \
		.name = #verb, .group = "casebook", .args = "ID", .zh = zh_text, .en = en_text, .opts = opts, .min_args = 1, .max_args = 1, \
		.flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_CHOOSES, .run = run, .examples = "fupan " #verb " 261120-dadakq6"}

STATUS(open, "把案例退回草稿", "take a case back to draft");
STATUS(submit, "把草稿交去审核", "hand a draft to its reviewer");
STATUS(publish, "发布审核过的案例", "publish a reviewed case");
STATUS(archive, "归档已发布的案例", "archive a published case");
