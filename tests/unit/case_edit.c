// Edits, one by one: what the file looks like afterwards. The generator in case_front.c does the rest.
#include "case/case.h"
#include "tap.h"

static fp_arena *arena;

// The text after setting `key` to the items (a ready list), or the error.
static fp_str edit(const char *text, fp_edit e)
{
	fp_err err = {0};
	fp_str out;
	if (!arena)
		arena = fp_arena_new(0);
	fp_case *c = fp_case_parse(arena, FP_STR("a.md"), fp_s(text), NULL);
	return fp_case_edit(arena, c, &e, 1, &out, &err) ? out : FP_STR("refused");
}

static fp_edit one(const char *key, const char *value)
{
	static fp_str item;
	item = fp_s(value);
	return (fp_edit){.key = fp_s(key), .items = &item, .n = 1};
}

static fp_edit many(const char *key, const fp_str *v, size_t n)
{
	return (fp_edit){.key = fp_s(key), .items = v, .n = n, .list = true};
}

static fp_edit none(const char *key)
{
	return (fp_edit){.key = fp_s(key)};
}

void test_scalars(void)
{
	is_str(edit("---\na: 1\nb: 2\n---\nx\n", one("a", "3")), "---\na: 3\nb: 2\n---\nx\n");
	is_str(edit("---\na:   1   # 注\n---\n", one("a", "3")), "---\na:   3   # 注\n---\n");
	is_str(edit("---\na: \"x\" # 注\n---\n", one("a", "y")), "---\na: \"y\" # 注\n---\n");
	is_str(edit("---\na: 'x'\n---\n", one("a", "it's")), "---\na: 'it''s'\n---\n");
	is_str(edit("---\na: x\n---\n", one("a", "[订单号#1]")), "---\na: \"[订单号#1]\"\n---\n");
	is_str(edit("---\na:\nb: 1\n---\n", one("a", "x")), "---\na: x\nb: 1\n---\n");
	is_str(edit("---\na: # 注\n---\n", one("a", "x")), "---\na: x # 注\n---\n");
	is_str(edit("---\na: ~\n---\n", one("a", "x")), "---\na: x\n---\n");
	is_str(edit("---\na: x\n---\n", one("a", "x")), "---\na: x\n---\n");
	is_str(edit("---\na: x\n---\n", one("a", "两\n行")), "---\na: \"两\\n行\"\n---\n");
}

void test_several_lines(void)
{
	is_str(edit("---\na: |  # 注\n  x\n\n  y\n# 后\nb: 1\n---\n", one("a", "z")), "---\na: z  # 注\n# 后\nb: 1\n---\n");
	is_str(edit("---\na: |\nb: 1\n---\n", one("a", "z")), "---\na: z\nb: 1\n---\n");
	is_str(edit("---\na: &k |-\n  x\nb: 1\n---\n", one("a", "z")), "---\na: z\nb: 1\n---\n");
	is_str(edit("---\na: x\n  y # 注\nb: 1\n---\n", one("a", "z")), "---\na: z # 注\nb: 1\n---\n");
	is_str(edit("---\na: \"x\n  y\" # 注\nb: 1\n---\n", one("a", "z")), "---\na: \"z\" # 注\nb: 1\n---\n");
	is_str(edit("---\na: [x,\n  y] # 注\nb: 1\n---\n", one("a", "z")), "---\na: z # 注\nb: 1\n---\n");
	is_str(edit("---\na: # 注\n  k: v\n  l: w\n# 后\nb: 1\n---\n", one("a", "z")), "---\na: z # 注\n# 后\nb: 1\n---\n");
}

void test_lists(void)
{
	const fp_str v[] = {FP_STR("x"), FP_STR("n: o"), FP_STR("y")};
	is_str(edit("---\na: [x, y]\n---\n", many("a", v, 3)), "---\na: [x, \"n: o\", y]\n---\n");
	is_str(edit("---\na: ['x', \"y\"] # 注\n---\n", many("a", v, 3)), "---\na: ['x', \"n: o\", \"y\"] # 注\n---\n");
	is_str(edit("---\na: x\n---\n", many("a", v, 1)), "---\na: [x]\n---\n");
	is_str(edit("---\na: [x, y]\n---\n", many("a", v, 0)), "---\na: []\n---\n");
	is_str(edit("---\na:\n  - x\n  # 关于 y\n  - y  # 注\nb: 1\n---\n", many("a", v, 3)),
		"---\na:\n  - x\n  - \"n: o\"\n  # 关于 y\n  - y  # 注\nb: 1\n---\n");
	is_str(edit("---\na:\n- x\n- y\nb: 1\n---\n", many("a", v, 1)), "---\na:\n- x\nb: 1\n---\n");
	is_str(edit("---\na:\n  - x\n  - y\nb: 1\n---\n", one("a", "z")), "---\na: z\nb: 1\n---\n");
	is_str(edit("---\na:\n  - x\nb: 1\n---\n", many("a", v, 0)), "---\na: []\nb: 1\n---\n");
}

void test_map(void)
{
	const fp_str v[] = {FP_STR("file"), FP_STR("a.csv"), FP_STR("hash"), FP_STR("0x: 1")};
	fp_edit e = {.key = FP_STR("source"), .items = v, .n = 2, .map = true};
	is_str(edit("---\na: 1\n---\n", e), "---\na: 1\nsource: {file: a.csv, hash: \"0x: 1\"}\n---\n");
	is_str(edit("---\nsource: {k: v}  # 注\n---\n", e), "---\nsource: {file: a.csv, hash: \"0x: 1\"}  # 注\n---\n");
}

void test_add_and_remove(void)
{
	is_str(edit("---\na: 1\n# 尾\n---\nx\n", one("b", "2")), "---\na: 1\n# 尾\nb: 2\n---\nx\n");
	is_str(edit("---\n---\nx\n", one("b", "2")), "---\nb: 2\n---\nx\n");
	is_str(edit("正文\n", one("b", "2")), "---\nb: 2\n---\n\n正文\n");
	is_str(edit("\n正文\n", one("b", "2")), "---\nb: 2\n---\n\n正文\n");
	is_str(edit("", one("b", "2")), "---\nb: 2\n---\n");
	is_str(edit("\xEF\xBB\xBF正文\r\n", one("b", "2")), "\xEF\xBB\xBF---\r\nb: 2\r\n---\r\n\r\n正文\r\n");
	is_str(edit("---\n# 上\na: 1\n# 下\nb: 2\n---\n", none("a")), "---\n# 上\n# 下\nb: 2\n---\n");
	is_str(edit("---\na: 1\n---\n", none("zz")), "---\na: 1\n---\n");
	is_str(edit("---\r\na: 1 # 注\r\nb: 2\r\n---\r\n", one("a", "9")), "---\r\na: 9 # 注\r\nb: 2\r\n---\r\n");
	is_str(edit("---\n  a: 1\n---\n", one("b", "2")), "---\n  a: 1\n  b: 2\n---\n");
}

void test_refusals(void)
{
	is_str(edit("---\na: \"x\n---\n", one("b", "2")), "refused");
	is_str(edit("---\na: 1\na: 2\n---\n", one("a", "3")), "refused");
	is_str(edit("---\na: &k x\nb: *k\n---\n", one("a", "3")), "refused");
	is_str(edit("---\na: &k x\nb: *k\n---\n", none("a")), "refused");
	is_str(edit("---\na: &k x\nb: *k\n---\n", one("b", "3")), "---\na: &k x\nb: 3\n---\n");
	is_str(edit("---\n? a\n: 1\n---\n", one("a", "3")), "refused");
	is_str(edit("---\na: 1\n---\n", one("a", "x\xFF")), "refused");
}

void test_several_at_once(void)
{
	fp_err err = {0};
	fp_str out, v[] = {FP_STR("9"), FP_STR("8")};
	fp_case *c = fp_case_parse(arena, FP_STR("a.md"), FP_STR("---\na: 1 # x\nb: 2\nc: 3\n---\n正文\n"), NULL);
	fp_edit e[] = {{.key = FP_STR("c"), .items = v, .n = 1}, {.key = FP_STR("b")},
		{.key = FP_STR("d"), .items = v, .n = 2}, {.key = FP_STR("a"), .items = v + 1, .n = 1}};
	ok(fp_case_edit(arena, c, e, 4, &out, &err), "%s", err.msg);
	is_str(out, "---\na: 8 # x\nc: 9\nd: [9, 8]\n---\n正文\n");
	e[1].key = FP_STR("c");
	ok(!fp_case_edit(arena, c, e, 4, &out, &err), "the same field twice");
}

// ---------------------------------------------------------------- sections

static fp_str set(const char *text, const char *name, const char *heading, const char *body)
{
	fp_err err = {0};
	fp_str out;
	fp_case *c = fp_case_parse(arena, FP_STR("a.md"), fp_s(text), NULL);
	return fp_case_set_section(arena, c, name, fp_s(heading), fp_s(body), &out, &err) ? out : FP_STR("refused");
}

void test_set_section(void)
{
	is_str(set("---\na: 1\n---\n\n## 教训\n\n旧\n\n## 小测\n\nx\n", "lesson", "教训", "新\n\n两段\n\n"),
		"---\na: 1\n---\n\n## 教训\n\n新\n\n两段\n\n## 小测\n\nx\n");
	is_str(set("## 小测\n\nx\n", "lesson", "教训", "新"), "## 教训\n\n新\n\n## 小测\n\nx\n");
	is_str(set("## 投诉内容\n\nx", "lesson", "教训", "新"), "## 投诉内容\n\nx\n\n## 教训\n\n新\n");
	is_str(set("## 投诉内容\r\n\r\nx\r\n", "lesson", "教训", "新\n行"),
		"## 投诉内容\r\n\r\nx\r\n\r\n## 教训\r\n\r\n新\r\n行\r\n");
	is_str(set("---\na: 1\n---\n", "complaint", "投诉内容", "## 假\n```\n## 代码"),
		"---\na: 1\n---\n\n## 投诉内容\n\n\\## 假\n\\```\n\\## 代码\n");
	is_str(set("## 对话\n\n```\n没有结束\n", "lesson", "教训", "新"), "refused");
	is_str(set("", "lesson", "教训", "新"), "## 教训\n\n新\n");
}

// ---------------------------------------------------------------- new files

void test_render_round_trip(void)
{
	fp_str v[] = {FP_STR("261118-k7f3qma"), FP_STR("标题: 带冒号"), FP_STR("a"), FP_STR("b, c")};
	fp_edit f[] = {{.key = FP_STR("id"), .items = v, .n = 1}, {.key = FP_STR("title"), .items = v + 1, .n = 1},
		{.key = FP_STR("type"), .items = v + 2, .n = 2, .list = true}, {.key = FP_STR("empty")},
		{.key = FP_STR("labels"), .list = true}};
	fp_draft_section s[] = {
		{FP_STR("投诉内容"), FP_STR("\n没到\n\n- x\n\n")}, {FP_STR("对话"), FP_STR("```\n## 代码\n```")}};
	fp_str text = fp_case_render(arena, f, FP_COUNT(f), s, 2);
	is_str(text,
		"---\nid: 261118-k7f3qma\ntitle: \"标题: 带冒号\"\ntype: [a, \"b, c\"]\nlabels: []\n---\n\n## 投诉内容\n\n没到\n\n- x\n\n## 对话\n\n```\n## 代码\n```\n");
	fp_case *c = fp_case_parse(arena, FP_STR("a.md"), text, NULL);
	is_str(fp_case_title(c), "标题: 带冒号");
	is_str(fp_case_text(c, "complaint"), "没到\n\n- x");
	is_int(c->section_n, 2);
	fp_arena_free(arena);
}
