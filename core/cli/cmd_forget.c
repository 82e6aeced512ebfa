#include "base/json.h"
#include "cli/cmd_priv.h"

static int run(fp_cli *c)
{
	size_t n;
	bool dry = fp_opt_flag(c, "dry-run");
	if (!fp_flow_forget(&c->ws, c->args[0], dry, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	if (c->json)
		fp_out_json(json_pack("{s:I,s:b}", "forgotten", (json_int_t)n, "dry_run", dry));
	else if (dry)
		printf(fp_tr("会删除 %zu 处原文\n", "would destroy %zu originals\n"), n);
	else
		printf(fp_tr("删除了 %zu 处原文，占位符留着\n", "destroyed %zu originals, the placeholders stay\n"), n);
	if (!c->json && !dry)
		fp_hint("%s", fp_tr("同事机器上的保险库各删各的；备份里的旧文件已经没有密钥可读", "colleagues' vaults are their own; old copies in backups have lost their key"));
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"dry-run", 'n', FP_OPT_FLAG, NULL, "只数一数", "only count"},
	{0},
};

const fp_cmd fp_cmd_forget = {
	.name = "forget", .group = "casebook", .args = "SUBJECT", .zh = "销毁一个案例、一个号码或姓名的原文，不能恢复", .en = "destroy the originals of a case, a number or a name for good",
	.opts = opts, .min_args = 1, .max_args = 1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan forget 7sjhd3x\nfupan forget 13812345678 --dry-run",
};
