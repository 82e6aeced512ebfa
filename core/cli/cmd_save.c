#include "base/json.h"
#include "cli/cmd_priv.h"

static int run(fp_cli *c)
{
	fp_saved s;
	fp_diags diags = {.arena = c->a};
	if (!fp_flow_save(&c->ws, fp_opt_text(c, "message", NULL), &diags, &s, &c->err))
		return fp_cli_fail(c, &c->err);
	bool json = c->json;
	c->json = false;
	if (json)
		fp_out_json(json_pack("{s:o,s:i,s:i}", "commit", fp_json_str(s.commit), "saved", (int)s.saved, "refused", (int)s.refused));
	else
		fp_out_diags(c, &diags);
	c->json = json;
	if (!json && s.saved)
		printf(fp_tr("保存了 %zu 个文件\n", "saved %zu files\n"), s.saved);
	else if (!json && !s.refused)
		printf("%s\n", fp_tr("没有改过的文件", "no file was edited"));
	if (s.redacted)
		fp_hint(fp_tr("%zu 处个人信息已换成占位符", "%zu pieces of personal data were replaced by placeholders"), s.redacted);
	if (!s.refused)
		return FP_EXIT_OK;
	fprintf(stderr, fp_tr("fupan: %zu 个文件有错误，没有保存，内容都还在\n", "fupan: %zu files have errors and were not saved; their content is untouched\n"), s.refused);
	return FP_EXIT_DOCUMENT;
}

static const fp_opt opts[] = {
	{"message", 'm', FP_OPT_TEXT, "TEXT", "提交说明", "what the commit says"},
	{0},
};

const fp_cmd fp_cmd_save = {
	.name = "save", .group = "casebook", .args = "", .zh = "提交手工改过的文件", .en = "commit what was edited by hand",
	.opts = opts, .max_args = 0, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan save\nfupan save -m \"补充根因\"",
};
