#include <unistd.h>

#include "base/json.h"
#include "cli/cmd_priv.h"

static const char *way_name(unsigned ways)
{
	static const char *const names[] = {"none", "to", "from", "both"};
	return names[ways & 3];
}

static json_t *links_value(const fp_link_row *v, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("{s:o,s:s,s:o,s:o,s:o}", "kind", fp_json_str(v[i].kind), "direction", way_name(v[i].ways), "id", fp_json_str(v[i].id), "title",
		                                      fp_json_str(v[i].title), "path", fp_json_str(v[i].path)));
	return list;
}

// Below the text a long list of one kind is cut; --links has it all.
#define SHOWN 5

// → names the other, ← is named by it, ↔ both; computed kinds have no direction.
static void print_links(fp_cli *c, const fp_link_row *v, size_t n, bool all)
{
	static const fp_column columns[] = {{"", "", 0, 0}, {"链接", "link", 0, 0}, {"编号", "id", 0, 0}, {"标题", "title", 0, 1}};
	static const char *const arrows[] = {"=", "→", "←", "↔"};
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	size_t in_kind = 0, left = 0;
	for (size_t i = 0; i < n; i++) {
		in_kind = i && fp_str_eq(v[i].kind, v[i - 1].kind) ? in_kind + 1 : 0;
		if (!all && in_kind >= SHOWN) {
			left++;
			continue;
		}
		fp_str cells[] = {fp_s(arrows[v[i].ways & 3]), v[i].name, v[i].id, v[i].path.n ? v[i].title : fp_s(fp_tr("（没有这个案例）", "(there is no such case)"))};
		fp_out_row(t, cells);
	}
	fp_out_end(t);
	if (left)
		fp_hint(fp_tr("还有 %zu 条链接：fupan show %.*s --links", "%zu more links: fupan show %.*s --links"), left, FP_ARG(c->args[0]));
}

// As it is written: the text is the truth. On a terminal the front matter stands back.
static void print_text(fp_cli *c, const fp_case_at *at)
{
	fp_str head = fp_str_sub(at->text, 0, at->doc->body), body = fp_str_sub(at->text, at->doc->body, at->text.n);
	fputs(fp_sgr(c, "2"), stdout);
	fp_print_safe(head);
	fputs(fp_sgr(c, "0"), stdout);
	fp_print_safe(body);
}

static int run(fp_cli *c)
{
	fp_case_at at;
	fp_link_row *links = NULL;
	size_t n = 0;
	bool only = fp_opt_flag(c, "links"), tty = fp_tty(STDOUT_FILENO);
	if (!fp_flow_get(&c->ws, c->args[0], true, &at, &c->err) || ((only || c->json || tty) && !fp_flow_links(&c->ws, &at, &links, &n, &c->err)))
		return fp_cli_fail(c, &c->err);
	if (fp_opt_flag(c, "original")) {
		fp_str path, text;
		if (!fp_flow_original(&c->ws, &at, &path, &text, &c->err))
			return fp_cli_fail(c, &c->err);
		if (c->json)
			fp_out_json(json_pack("{s:o,s:o,s:o}", "id", fp_json_str(at.id), "path", fp_json_str(path), "text", fp_json_str(text)));
		else
			fp_print_safe(text);
		return FP_EXIT_OK;
	}
	if (c->json) {
		json_t *v = fp_case_to_value(at.doc);
		json_object_set_new(v, "path", fp_json_str(at.path));
		json_object_set_new(v, "links", links_value(links, n));
		fp_out_json(v);
		return FP_EXIT_OK;
	}
	if (!only)
		print_text(c, &at);
	if (!only && n)
		putchar('\n');
	print_links(c, links, n, only);
	if (only && !n)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有链接", "fupan: no link"));
	return only && !n ? FP_EXIT_FAIL : FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"links", 0, FP_OPT_FLAG, NULL, "只列出链接：它指向谁、谁指向它、用在哪里", "only the links: what it names, what names it, where it is used"},
	{"original", 0, FP_OPT_FLAG, NULL, "导入时清理之前的原文", "the text before it was cleaned at import"},
	{0},
};

const fp_cmd fp_cmd_show = {
	.name = "show", .group = "casebook", .args = "ID", .zh = "显示一个案例和它的链接", .en = "show a case and its links",
	.opts = opts, .min_args = 1, .max_args = 1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_CHOOSES | FP_CMD_READS, .run = run,
	.examples = "fupan show 261117-aywg0m9\nfupan show aywg0m9\nfupan show aywg0m9 --links\nfupan --json show aywg0m9",
};
