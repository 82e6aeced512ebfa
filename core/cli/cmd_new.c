#include <unistd.h>

#include "base/json.h"
#include "cli/cmd_priv.h"

int fp_show_changed(fp_cli *c, const fp_changed *ch, const char *done)
{
	if (c->json) {
		fp_out_json(json_pack("{s:o,s:o,s:o}", "id", fp_json_str(ch->id), "path", fp_json_str(ch->path), "commit", fp_json_str(ch->commit)));
		return FP_EXIT_OK;
	}
	if (ch->unchanged)
		printf(fp_tr("%.*s 没有变化\n", "%.*s is unchanged\n"), FP_ARG(ch->id));
	else
		printf("%s %.*s  %.*s\n", done, FP_ARG(ch->id), FP_ARG(ch->path));
	if (ch->redacted)
		fp_hint(fp_tr("%zu 处个人信息已换成占位符", "%zu pieces of personal data were replaced by placeholders"), ch->redacted);
	return FP_EXIT_OK;
}

bool fp_given_assigns(fp_cli *c, const char *option, fp_assign **out, size_t *n)
{
	fp_str *v;
	*n = fp_opt_many(c, option, &v);
	*out = FP_NEW_N(c->a, fp_assign, *n + 1);
	for (size_t i = 0; i < *n; i++)
		if (!fp_assign_parse(v[i], &(*out)[i], &c->err))
			return false;
	return true;
}

static int run(fp_cli *c)
{
	fp_assign *set;
	size_t n;
	fp_changed ch;
	fp_diags diags = {.arena = c->a};
	if (!fp_given_assigns(c, "const", &set, &n))
		return fp_cli_fail(c, &c->err);
	bool edit = !fp_opt_flag(c, "no-edit");
	bool ok = fp_flow_new(&c->ws, fp_opt_text(c, "template", "case"), set, n, edit ? fp_cli_editor : NULL, NULL, &diags, &ch, &c->err);
	if (!ok) {
		fp_out_diags(c, &diags);
		return fp_cli_fail(c, &c->err);
	}
	return fp_show_changed(c, &ch, fp_tr("已建", "made"));
}

static const fp_opt opts[] = {
	{"template", 't', FP_OPT_TEXT, "T", "用 templates/T.md，默认 case", "start from templates/T.md, default case"},
	{"const", 'c', FP_OPT_MANY, "FIELD=VALUE", "填好一个字段，可重复", "fill in a field, may be repeated"},
	{"no-edit", 0, FP_OPT_FLAG, NULL, "不打开编辑器", "do not open an editor"},
	{0},
};

const fp_cmd fp_cmd_new = {
	.name = "new", .group = "casebook", .args = "", .zh = "写一个新案例", .en = "write a new case",
	.opts = opts, .max_args = 0, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan new\nfupan new --const title=包裹停了六天 --const channel=旺旺\nfupan new --no-edit --const title=赠品漏发",
};
