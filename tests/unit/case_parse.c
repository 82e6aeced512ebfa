// Parsing: front matter, sections, places, faults, limits. What a section holds is in case_sections.c.
#include "case/case.h"
#include "tap.h"

static fp_arena *arena;
static fp_diags diags;

static fp_case *parse(const char *text)
{
	if (!arena)
		arena = fp_arena_new(0);
	diags = (fp_diags){.arena = arena, .path = FP_STR("x.md")};
	return fp_case_parse(arena, FP_STR("cases/2026/11/18/261118-k7f3qma.md"), fp_s(text), &diags);
}

// The n-th diag as "line:col rule".
static fp_str diag(size_t n)
{
	if (n >= diags.n)
		return FP_STR("none");
	return fp_strf(arena, "%u:%u %s", diags.v[n].line, diags.v[n].col, diags.v[n].rule);
}

static const char example[] =
	"---\nid: 261118-k7f3qma\ntitle: 包裹在中转站停了六天，买家三次催件  # 标题\nreceived: 2026-11-18T10:32:00+08:00\n"
	"order: \"[订单号#1]\"\ntype: [物流/信息不更新, \"a, b\"]\nnote:\nsource: {file: a.csv, key: '12'}\nlabels:\n  - 典型\n"
	"  # 一句\n  - '双十一'  # 大促\n\n# 结束\n---\n\n前言\n\n## 投诉内容\n\n都六天了\n\n## Dialogue ##\n\n**客户** 10:32：在吗\n\n"
	"```\n## 不是标题\n```\n\n## 其他\n\n末尾\n";

void test_fields(void)
{
	fp_case *c = parse(example);
	is_int(diags.n, 0);
	is_int(c->field_n, 8);
	is_str(fp_case_get(c, "id"), "261118-k7f3qma");
	is_str(fp_case_get(c, "title"), "包裹在中转站停了六天，买家三次催件");
	is_str(fp_case_get(c, "order"), "[订单号#1]");
	const fp_field *f = fp_case_field(c, "type");
	is_int(f->kind, FP_F_LIST);
	is_int(f->n, 2);
	is_str(f->items[1], "a, b");
	is_int(f->line, 6);
	is_int(fp_case_field(c, "note")->kind, FP_F_NULL);
	is_str(fp_case_get(c, "note"), "");
	f = fp_case_field(c, "source");
	is_int(f->kind, FP_F_MAP);
	is_int(f->n, 2);
	is_str(f->items[3], "12");
	f = fp_case_field(c, "labels");
	is_int(f->n, 2);
	is_str(f->items[1], "双十一");
	is_bytes(fp_str_sub(c->text, f->lines.start, f->lines.end),
		FP_STR("labels:\n  - 典型\n  # 一句\n  - '双十一'  # 大促\n"));
	ok(!fp_case_field(c, "absent"));
}

void test_sections(void)
{
	fp_case *c = parse(example);
	if (!is_int(c->section_n, 4))
		return;
	is_int(c->sections[0].level, 0);
	is_str(c->sections[1].name, "complaint");
	is_str(c->sections[1].heading, "投诉内容");
	is_int(c->sections[1].line, 19);
	is_str(c->sections[2].name, "dialogue");
	is_str(c->sections[2].heading, "Dialogue");
	ok(fp_str_has(fp_case_text(c, "dialogue"), FP_STR("## 不是标题")));
	is_str(c->sections[3].name, "");
	is_str(c->sections[3].heading, "其他");
	is_str(fp_case_text(c, "complaint"), "都六天了");
	uint32_t line, col;
	fp_case_where(c, c->sections[3].body.start, &line, &col);
	is_int(line, c->sections[3].line + 1);
	is_int(col, 1);
}

void test_title_and_id(void)
{
	is_str(fp_case_title(parse("---\ntitle:  标题 \n---\n")), "标题");
	is_str(fp_case_title(parse("# 题目\n\n## 投诉内容\n")), "题目");
	is_str(fp_case_title(parse("## 投诉内容\n\n没到货\n")), "没到货");
	is_str(fp_case_title(parse("")), "261118-k7f3qma");
	is_str(fp_case_id(parse("---\nid: 261118-aaaaaaa\n---\n")), "261118-aaaaaaa");
	is_str(fp_case_id(parse("")), "261118-k7f3qma");
}

void test_no_front_matter(void)
{
	fp_case *c = parse("只有正文\n");
	ok(!c->broken);
	is_int(c->body, 0);
	is_int(diags.n, 0);
	c = parse("---\n---\n正文\n");
	ok(!c->broken);
	is_int(c->field_n, 0);
	is_int(c->body, 8);
}

void test_bom_and_crlf(void)
{
	fp_case *c = parse("\xEF\xBB\xBF---\r\nid: a\r\ntitle: \"b\"\r\n---\r\n\r\n## 对话\r\n\r\n文字\r\n");
	ok(c->bom && c->crlf && !c->broken);
	is_str(fp_case_get(c, "id"), "a");
	is_str(fp_case_get(c, "title"), "b");
	is_str(fp_case_text(c, "dialogue"), "文字");
}

// ---------------------------------------------------------------- faults: each is reported where it is, and id and title survive

static void faulty(const char *text, const char *want)
{
	fp_case *c = parse(text);
	ok(diags.n >= 1 && c->broken, "%s is refused", want);
	is_str(diag(0), want);
	is_str(fp_case_get(c, "id"), "k1");
}

void test_faults(void)
{
	faulty("---\nid: k1\ntitle: \"没有结尾\n---\n正文\n", "3:8 front-matter");
	faulty("---\nid: k1\n\ttitle: 制表符\n---\n", "3:1 front-matter");
	faulty("---\nid: k1\ntitle：全角冒号\n---\n", "3:1 front-matter");
	faulty("---\nid: k1\ntitle: a: b\n---\n", "3:9 front-matter");
	faulty("---\nid: k1\ntype: [a, b\nx: 1\n---\n", "3:7 front-matter");
	faulty("---\nid: k1\ntitle: @x\n---\n", "3:8 front-matter");
	faulty("---\nid: k1\ntitle: x\n\n## 对话\n\n**客户**：在\n", "1:1 front-matter");
	faulty("---\nid: k1\ntitle: *x\n---\n", "3:8 front-matter");
	faulty("---\nid: k1\nx: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n---\n",
		"3:35 front-matter");
	faulty("---\nid: k1\ntitle: \"a\\qb\"\n---\n", "3:10 front-matter");
	faulty("---\nid: k1\ntitle: \x01\n---\n", "3:8 front-matter");
	faulty("---\nid: k1\n...\nx: 1\n---\n", "4:1 front-matter");
	faulty("---\nid: k1\ntitle: \xC3(\n---\n", "3:8 encoding");
	faulty("---\nid: k1\nx: {a: 1, a: 2}\n---\n", "3:11 front-matter");
}

void test_missing_close_keeps_sections(void)
{
	fp_case *c = parse("---\nid: k1\ntitle: x\n\n## 对话\n\n**客户**：在\n");
	is_str(fp_case_text(c, "dialogue"), "**客户**：在");
}

void test_duplicate_key(void)
{
	fp_case *c = parse("---\nid: k1\ntitle: a\ntitle: b\n---\n");
	ok(!c->broken);
	is_str(diag(0), "4:1 duplicate-field");
	is_str(fp_case_get(c, "title"), "a");
}

void test_front_must_be_first(void)
{
	fp_case *c = parse("\n---\nid: k1\n---\n");
	ok(c->broken);
	is_str(diag(0), "1:1 front-matter");
}

void test_bytes(void)
{
	fp_case *c = parse("---\nid: k1\n---\n\n## 对话\n\n坏\xFF字节\n");
	ok(!c->broken, "front matter is fine");
	is_str(diag(0), "7:2 encoding");
	static const char nul[] = "---\nid: k1\n---\nab\0c\n";
	c = fp_case_parse(arena, FP_STR("a.md"), (fp_str){nul, sizeof(nul) - 1}, &diags);
	is_str(diag(1), "4:3 encoding");
	is_str(fp_case_id(c), "k1");
}

void test_open_code_fence(void)
{
	parse("---\nid: k1\n---\n\n## 对话\n\n```\n## 结果\n");
	is_str(diag(0), "7:1 code-fence");
}

void test_ten_megabytes(void)
{
	fp_buf b = {0};
	fp_buf_z(&b, "---\nid: k1\ntitle: 很大\n---\n\n## 投诉内容\n\n");
	while (b.n < 10u << 20)
		fp_buf_z(&b, "都六天了还在杭州，我妈周五生日，你们到底发没发货？\n");
	diags = (fp_diags){.arena = arena};
	fp_case *c = fp_case_parse(arena, FP_STR("a.md"), fp_buf_view(&b), &diags);
	is_str(diag(0), "5:1 limit");
	is_str(fp_case_id(c), "k1");
	is_str(fp_case_title(c), "很大");
	is_int(c->section_n, 0);
	fp_buf_free(&b);
}

void test_front_too_big(void)
{
	fp_buf b = {0};
	fp_buf_z(&b, "---\nid: k1\ntitle: 很大\n");
	for (int i = 0; b.n < 300u << 10; i++)
		fp_buf_f(&b, "f%d: 值\n", i);
	fp_buf_z(&b, "---\n");
	diags = (fp_diags){.arena = arena};
	fp_case *c = fp_case_parse(arena, FP_STR("a.md"), fp_buf_view(&b), &diags);
	ok(c->broken);
	is_str(diag(0), "2:1 limit");
	is_str(fp_case_title(c), "很大");
	fp_buf_free(&b);
	b = (fp_buf){0};
	fp_buf_z(&b, "---\n");
	for (int i = 0; i <= FP_FIELD_MAX; i++)
		fp_buf_f(&b, "f%d: 值\n", i);
	fp_buf_z(&b, "---\n");
	diags = (fp_diags){.arena = arena};
	c = fp_case_parse(arena, FP_STR("a.md"), fp_buf_view(&b), &diags);
	ok(c->broken, "too many fields");
	is_str(diag(0), "402:1 front-matter");
	fp_buf_free(&b);
}

void test_ids(void)
{
	const unsigned char bits[5] = {0xFF, 0x00, 0xAB, 0x12, 0x34};
	fp_str id = fp_id_new(arena, fp_day_of(2026, 11, 18), bits);
	ok(fp_id_valid(id), "%.*s", FP_ARG(id));
	ok(fp_str_starts(id, "261118-"));
	ok(fp_id_valid(FP_STR("261118-k7f3qma")));
	ok(!fp_id_valid(FP_STR("261118-k7f3qml")));
	ok(!fp_id_valid(FP_STR("261318-k7f3qma")));
	ok(!fp_id_valid(FP_STR("261118-k7f3qm")));
	is_str(fp_case_path(arena, fp_day_of(2026, 1, 8), FP_STR("x")), "cases/2026/01/08/x.md");
}

// A few lines of aliases must not become a large value.
void test_alias_bomb(void)
{
	fp_err err = {0};
	fp_buf b = {0};
	fp_buf_z(&b, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 9; i++)
		fp_buf_f(&b, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i - 1, i - 1, i - 1,
			i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	json_t *v = fp_yaml_to_value(fp_buf_view(&b), &err);
	ok(!v && err.code == FP_INVALID, "%s", err.msg);
	fp_buf_free(&b);
}

void test_yaml_values(void)
{
	fp_err err = {0};
	json_t *v = fp_yaml_to_value(
		FP_STR(
			"a: 1\nb: -2.5\nc: true\nd: ~\ne: '1'\nf: 123456789012345678901234567890\ng: [x, {y: z}]\nh: 1e3\ni: 0123\nj: .inf\n"),
		&err);
	is_str(fp_json_text(arena, v),
		"{\"a\":1,\"b\":-2.5,\"c\":true,\"d\":null,\"e\":\"1\",\"f\":\"123456789012345678901234567890\",\"g\":[\"x\",{\"y\":\"z\"}],\"h\":1000.0,\"i\":123,\"j\":\".inf\"}");
	json_decref(v);
	ok(!fp_yaml_to_value(FP_STR("a: 1\nb: 2\na: 3\n"), &err));
	ok(fp_str_starts(fp_s(err.msg), "3:1: "), "%s", err.msg);
	fp_arena_free(arena);
}
