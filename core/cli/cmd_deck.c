#include "base/json.h"
#include "cli/cmd_priv.h"

static bool formats(fp_cli *c, fp_str **out, size_t *n)
{
	fp_str list = fp_opt_text(c, "to", "html");
	size_t cap = 0;
	*out = NULL;
	*n = 0;
	while (list.p) {
		fp_str one = fp_str_trim(fp_str_cut(&list, ','));
		if (!one.n)
			continue;
		if (fp_str_is(one, "pptx") || fp_str_is(one, "handout") || fp_str_is(one, "docx") || fp_str_is(one, "json"))
			return fp_fail(&c->err, FP_USAGE, fp_tr("--to %.*s 还没有做好；现在有 html、md", "--to %.*s is not built yet; there are html and md"), FP_ARG(one));
		if (!fp_str_is(one, "html") && !fp_str_is(one, "md"))
			return fp_fail(&c->err, FP_USAGE, fp_tr("没有 %.*s 这种格式；有 html、md", "there is no format %.*s; there are html and md"), FP_ARG(one));
		FP_PUSH(c->a, *out, *n, cap) = one;
	}
	return *n || fp_fail(&c->err, FP_USAGE, "%s", fp_tr("--to 是空的", "--to is empty"));
}

static int run(fp_cli *c)
{
	fp_str *to;
	fp_rendered *r;
	size_t to_n, n;
	if (fp_str_is(c->args[0], "check")) {
		fp_fail(&c->err, FP_USAGE, "%s", fp_tr("deck check 还没有做好（随 PPTX 一起来）", "deck check is not built yet (it comes with PPTX)"));
		return fp_cli_fail(c, &c->err);
	}
	if (fp_opt_text(c, "template", NULL).n || fp_opt_flag(c, "verify")) {
		fp_fail(&c->err, FP_USAGE, "%s", fp_tr("--template 和 --verify 还没有做好", "--template and --verify are not built yet"));
		return fp_cli_fail(c, &c->err);
	}
	if (!formats(c, &to, &to_n) || !fp_flow_deck(&c->ws, c->args[0], to, to_n, fp_opt_text(c, "output", NULL), &r, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	for (size_t i = 0; i < n; i++) {
		if (c->json)
			fp_out_json(json_pack("{s:o,s:s,s:I,s:I}", "path", fp_json_str(r[i].path), "format", r[i].format, "slides", (json_int_t)r[i].slides, "splits", (json_int_t)r[i].splits));
		else
			printf(fp_tr("%.*s  %zu 页，%zu 处拆页\n", "%.*s  %zu slides, %zu splits\n"), FP_ARG(r[i].path), r[i].slides, r[i].splits);
	}
	for (size_t i = 0; n && i < r[0].report_n && !c->json; i++)
		fp_hint("%.*s", FP_ARG(r[0].reports[i]));
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"to", 0, FP_OPT_TEXT, "html,md", "格式，逗号分开，默认 html", "formats, separated by commas, default html"},
	{"output", 'o', FP_OPT_TEXT, "DIR", "写到哪个目录，默认 decks/周/", "where to write, default decks/WEEK/"},
	{"template", 0, FP_OPT_TEXT, "F.pptx", "团队的 PPT 模板（还没有做好）", "the team's template (not built yet)"},
	{"verify", 0, FP_OPT_FLAG, NULL, "重算每个数字（还没有做好）", "compute every number again (not built yet)"},
	{0},
};

const fp_cmd fp_cmd_deck = {
	.name = "deck", .group = "review", .args = "WEEK|FILE.md", .zh = "把复盘做成课件", .en = "render a review as a deck",
	.opts = opts, .min_args = 1, .max_args = 2, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_READS, .run = run,
	.examples = "fupan deck 2026-W47\nfupan deck last-week --to html,md\nfupan deck reviews/2026-W47.md -o /tmp/deck",
};
