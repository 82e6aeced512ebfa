#include <stdlib.h>

#include "base/json.h"
#include "cli/cli.h"

static int run(fp_cli *c)
{
	fp_str root, lang = fp_opt_text(c, "lang", NULL);
	const char *dir = c->arg_n ? c->args[0].p : c->dir;
	fp_lang parsed = fp_lang_get();
	if (lang.n && !fp_lang_parse(lang.p, &parsed)) {
		fp_fail(&c->err, FP_USAGE, fp_tr("--lang 只认 zh 或 en，不认“%.*s”", "--lang takes zh or en, not '%.*s'"), FP_ARG(lang));
		return fp_cli_fail(c, &c->err);
	}
	// Without --lang, a casebook is Chinese: most teams are. The language of messages follows the locale.
	const char *name = lang.n ? (parsed == FP_EN ? "en" : "zh") : "zh";
	if (!fp_flow_init(c->a, dir, fp_opt_flag(c, "demo"), name, &root, &c->err))
		return fp_cli_fail(c, &c->err);
	if (c->json) {
		fp_out_json(json_pack("{s:o}", "path", fp_json_str(root)));
		return FP_EXIT_OK;
	}
	printf(fp_tr("案例本建好了：%.*s\n", "the casebook is ready: %.*s\n"), FP_ARG(root));
	if (fp_opt_flag(c, "demo")) {
		fp_hint("%s", fp_tr("接着试：", "try next:"));
		fp_hint("fupan -C %s classify", dir);
		fp_hint("fupan -C %s issues --week last-week", dir);
	} else {
		fp_hint(fp_tr("接着：fupan -C %s new 写第一个案例，或 fupan -C %s import 表格.csv", "next: fupan -C %s new writes the first case, or fupan -C %s import table.csv"), dir, dir);
	}
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"demo", 0, FP_OPT_FLAG, NULL, "装入示例案例", "fill it with the sample cases"},
	{"lang", 0, FP_OPT_TEXT, "zh|en", "案例本的语言，默认 zh", "language of the casebook, default zh"},
	{0},
};

const fp_cmd fp_cmd_init = {
	.name = "init", .group = "casebook", .args = "[DIR]", .zh = "新建案例本", .en = "make a new casebook",
	.opts = opts, .max_args = 1, .run = run,
	.examples = "fupan init 案例本\nfupan init --demo 试用\nfupan init --lang en casebook",
};
