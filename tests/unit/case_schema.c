// Schema, taxonomies, settings, checks; the built-in files and the sample cases.
#include <math.h>

#include "base/embed.h"
#include "tests/fuzz/front_agree.h"
#include "tap.h"

#include <unistd.h>

static fp_arena *arena;
static fp_diags diags;

typedef struct {
	const char *path, *text;
} file;
typedef struct {
	const file *v;
	size_t n;
} files_of;

static bool get(void *ctx, fp_arena *a, const char *path, fp_str *text)
{
	const files_of *f = ctx;
	(void)a;
	for (size_t i = 0; i < f->n; i++) {
		if (!strcmp(f->v[i].path, path)) {
			*text = fp_s(f->v[i].text);
			return true;
		}
	}
	return false;
}

static size_t list(void *ctx, fp_arena *a, const char *dir, fp_str **names)
{
	const files_of *f = ctx;
	size_t n = 0, cap = 0, d = strlen(dir);
	*names = NULL;
	for (size_t i = 0; i < f->n; i++)
		if (!strncmp(f->v[i].path, dir, d) && f->v[i].path[d] == '/')
			FP_PUSH(a, *names, n, cap) = fp_s(f->v[i].path + d + 1);
	return n;
}

static fp_schema *load(const file *v, size_t n, fp_err *err)
{
	if (!arena)
		arena = fp_arena_new(0);
	files_of *f = FP_NEW(arena, files_of);
	*f = (files_of){v, n};
	fp_files *files = FP_NEW(arena, fp_files);
	*files = (fp_files){f, get, list};
	diags = (fp_diags){.arena = arena};
	return fp_schema_load(arena, v ? files : NULL, &diags, err);
}

static void show_diags(void)
{
	for (size_t i = 0; i < diags.n; i++)
		printf("# %.*s:%u:%u %s %.*s\n", FP_ARG(diags.v[i].path), diags.v[i].line, diags.v[i].col, diags.v[i].rule,
			FP_ARG(diags.v[i].message));
}

static const file book[] = {
	{"fupan.yaml", "fupan: 1\nid: demo\nname: 晴川\nlang: zh\ntimezone: \"+08:00\"\nnow: 2026-11-23T08:00:00+08:00\npromotions:\n  - name: 双十一2026\n    from: 2026-10-31\n    to: 2026-11-14\n"
	               "review:\n  cases: 8\n  meeting: 周二 9:00\n  minutes: 30\nplugins:\n  disabled: [x]\n  settings: {type: {floor: 0.5}}\n"},
	{"schema/case.yaml",
	 "record: case\nfields:\n  - {name: id, type: id, required: true}\n  - {name: title, zh: 标题, en: Title, type: text, max: 5, required: true}\n"
	 "  - {name: received, type: time}\n  - {name: type, zh: 投诉类型, type: terms, taxonomy: kind, required: publish}\n  - {name: severity, type: integer, min: 1, max: 4}\n"
	 "  - {name: status, type: enum, values: [draft, published]}\n  - {name: vip, type: bool}\n  - {name: amount, type: number, min: 0}\n  - {name: source, type: map}\n  - {name: labels, type: list}\n"},
	{"taxonomy/kind.yaml", "# 类型\nfield: type\nvalues:\n  - zh: 物流\n    en: Logistics\n    aliases: [快递, 配送]\n    children:\n      - zh: 破损\n        en: Damaged\n        aliases: [碎了, 坏了]\n"
	                       "        keywords: [碎]\n      - zh: 延迟\n        en: Delay\n        aliases: [慢]\n  - zh: 服务\n    en: Service\n    children:\n      - zh: 慢\n        en: Slow\n        aliases: [坏了]\n  - 其他\n# 尾\n"},
	{"scripts/a.yaml", "scripts:\n  - id: one\n    zh: 您好\n"},
};

void test_load(void)
{
	fp_err err = {0};
	fp_schema *s = load(book, FP_COUNT(book), &err);
	if (!ok(s, "%s", err.msg))
		return;
	show_diags();
	is_int(diags.n, 0);
	is_str(s->config.name, "晴川");
	is_int(s->config.offset, 8 * 3600);
	is_int(s->config.review_cases, 8);
	is_int(s->config.meeting_minutes, 30);
	is_str(s->config.meeting, "周二 9:00");
	is_int(s->config.promo_n, 1);
	is_int(s->config.promos[0].to, fp_day_of(2026, 11, 14));
	is_int(s->config.disabled_n, 1);
	is_str(fp_json_text(arena, s->config.plugin_settings), "{\"type\":{\"floor\":0.5}}");
	is_int(s->field_n, 10);
	ok(isinf(fp_schema_field(s, FP_STR("amount"))->max), "no maximum");
	is_str(fp_schema_field(s, FP_STR("标题"))->name, "title");
	is_str(fp_schema_field(s, FP_STR("TITLE"))->name, "title");
	ok(!fp_schema_field(s, FP_STR("nothing")));
	ok(s->section_n >= 10, "sections come from the built-in schema when it is there");
	ok(json_array_size(fp_schema_scripts(s)) >= 1);
	is_str(fp_schema_heading(s, "lesson"), "教训");
	fp_schema_free(s);
}

void test_taxonomy(void)
{
	fp_err err = {0};
	fp_schema *s = load(book, FP_COUNT(book), &err);
	const fp_taxonomy *t = fp_schema_field(s, FP_STR("type"))->taxonomy;
	if (!ok(t, "taxonomy of type"))
		return;
	json_t *value = fp_taxonomy_value((fp_taxonomy *)(uintptr_t)t);
	is_int(t->term_n, 6);
	static const struct {
		const char *name, *want;
	} rows[] = {
		{"物流/破损", "物流/破损"}, {" 物流 / 破损 ", "物流/破损"}, {"物流／破损", "物流/破损"}, {"logistics/damaged", "物流/破损"}, {"破损", "物流/破损"}, {"碎了", "物流/破损"},
		{"快递/碎了", "物流/破损"}, {"快递", "物流"}, {"慢", "服务/慢"}, {"物流/慢", "物流/延迟"}, {"其他", "其他"}, {"坏了", ""}, {"不存在", ""}, {"物流/不存在", ""}, {"", ""},
	};
	for (size_t i = 0; i < FP_COUNT(rows); i++) {
		const fp_term *x = fp_term_find(t, fp_s(rows[i].name));
		is_str(x ? x->name : FP_STR(""), rows[i].want);
	}
	const fp_term *x = fp_term_find(t, FP_STR("破损"));
	is_int(x->line, 8);
	json_t *group = json_array_get(json_object_get(value, "values"), 0);
	is_str(fp_s(json_string_value(json_object_get(json_array_get(json_object_get(group, "children"), 0), "name"))), "物流/破损");
	ok(x->parent && x->parent == fp_term_find(t, FP_STR("物流")), "its group");
	x = fp_term_nearest(t, FP_STR("物流/破损了"));
	is_str(x ? x->name : FP_STR(""), "物流/破损");
	x = fp_term_nearest(t, FP_STR("Damagd"));
	is_str(x ? x->name : FP_STR(""), "物流/破损");
	ok(!fp_term_nearest(t, FP_STR("完全不同的东西")));
	ok(fp_str_has(fp_json_text(arena, value), FP_STR("\"keywords\":[\"碎\"]")));
	fp_schema_free(s);
}

static fp_str canonical(const fp_schema *s, const char *field, const char *value, bool extend)
{
	fp_err err = {0};
	fp_str out;
	bool unknown;
	if (!fp_schema_canonical(
			arena, fp_schema_field(s, fp_s(field)), fp_s(value), 8 * 3600, extend, &out, &unknown, &err))
		return FP_STR("refused");
	return unknown ? fp_strf(arena, "new %.*s", FP_ARG(out)) : out;
}

void test_canonical(void)
{
	fp_err err = {0};
	fp_schema *s = load(book, FP_COUNT(book), &err);
	is_str(canonical(s, "type", "碎了", false), "物流/破损");
	is_str(canonical(s, "type", "新的", false), "refused");
	is_str(canonical(s, "type", "新的", true), "new 新的");
	is_str(canonical(s, "received", "2026-11-18 10:32", false), "2026-11-18T10:32:00+08:00");
	is_str(canonical(s, "received", "昨天吧", false), "refused");
	is_str(canonical(s, "severity", " 3 ", false), "3");
	is_str(canonical(s, "severity", "3.0", false), "3");
	is_str(canonical(s, "severity", "9", false), "refused");
	is_str(canonical(s, "severity", "很高", false), "refused");
	is_str(canonical(s, "amount", "¥1,299.50元", false), "1299.50");
	is_str(canonical(s, "amount", "-1", false), "refused");
	is_str(canonical(s, "status", "Draft", false), "draft");
	is_str(canonical(s, "status", "别的", false), "refused");
	is_str(canonical(s, "vip", "是", false), "true");
	is_str(canonical(s, "title", "六个字的标题", false), "refused");
	fp_schema_free(s);
}

void test_faulty_files_are_replaced(void)
{
	static const file bad[] = {
		{"fupan.yaml", "naem: x\ntimezone: 东八区\nreview: {cases: 0}\npromotions: [{name: a}]\n"},
		{"taxonomy/kind.yaml", "values: [a\n"}, {"schema/case.yaml", "fields: 3\n"}};
	fp_err err = {0};
	fp_schema *s = load(bad, FP_COUNT(bad), &err);
	if (!ok(s, "%s", err.msg))
		return;
	show_diags();
	ok(diags.n >= 6, "each fault is named: %zu", diags.n);
	is_str(diags.v[0].path, "fupan.yaml");
	is_int(s->config.review_cases, 10);
	is_int(s->config.offset, 8 * 3600);
	fp_schema_free(s);
	static const file broken[] = {{"fupan.yaml", "a: [\n"}}, newer[] = {{"fupan.yaml", "fupan: 2\n"}};
	ok(!load(broken, 1, &err) && err.code == FP_INVALID, "%s", err.msg);
	err = (fp_err){0};
	ok(!load(newer, 1, &err) && err.code == FP_INVALID, "%s", err.msg);
	err = (fp_err){0};
	ok(!load(newer, 0, &err) && err.code == FP_NOT_FOUND, "%s", err.msg);
}

// ---------------------------------------------------------------- checks

static fp_str check(const fp_schema *s, const char *text)
{
	fp_buf b = {0};
	diags = (fp_diags){.arena = arena};
	fp_case *c = fp_case_parse(arena, FP_STR("cases/2026/11/18/261118-k7f3qma.md"), fp_s(text), &diags);
	fp_case_check(c, s, &diags);
	for (size_t i = 0; i < diags.n; i++)
		fp_buf_f(&b, "%s%u:%u %s", i ? ", " : "", diags.v[i].line, diags.v[i].col, diags.v[i].rule);
	return fp_buf_take(&b, arena);
}

#define HEAD "---\nid: 261118-k7f3qma\ntitle: 题\n"

void test_check(void)
{
	fp_err err = {0};
	fp_schema *s = load(book, FP_COUNT(book), &err);
	is_str(check(s, HEAD "type: [物流/破损]\n---\n"), "");
	is_str(check(s, HEAD "type: [物流/破损, 碎了, 没有的]\n---\n"), "4:15 spelling, 4:19 unknown-value");
	is_str(check(s, HEAD "typo: 1\nttile: x\n---\n"), "4:1 unknown-field, 5:1 unknown-field");
	is_str(check(s, HEAD "severity: 9\n---\n"), "4:11 value");
	is_str(check(s, HEAD "severity: [1]\n---\n"), "4:11 type");
	is_str(check(s, HEAD "severity: {a: 1}\n---\n"), "4:11 type");
	is_str(check(s, HEAD "status: 已发布\n---\n"), "4:9 unknown-value");
	is_str(check(s, HEAD "status: published\n---\n"), "2:1 missing-field");
	is_str(check(s, HEAD "received: 昨天\n---\n"), "4:11 value");
	is_str(check(s, HEAD "labels: [a, a, \"\"]\n---\n"), "4:13 duplicate-value, 4:16 empty-value");
	is_str(check(s, "---\nid: 261118-k7f3qmb\n---\n"), "2:1 missing-field, 2:5 path");
	is_str(check(s, HEAD "---\n\n## 行动项\n\n- [ ] 查 due:下周\n"), "8:1 action");
	is_str(check(s, HEAD "---\n\n## 教训\n\na\n\n## 教训\n\nb\n"), "10:1 duplicate-section");
	is_str(check(s, HEAD "---\n\n## 小测\n\n问？\n\n- [ ] a\n- [ ] b\n"), "6:1 quiz");
	is_str(check(s, HEAD "---\n\n## 根因\n\n- 直接原因：客服粗心\n- 系统原因：沟通不畅\n"),
		"8:10 person-blame, 9:8 vague-cause");
	is_str(check(s, HEAD "---\n\n## Root cause\n\n- Direct: Human error.\n"), "8:11 person-blame");
	fp_schema_free(s);
}

void test_append(void)
{
	fp_err err = {0};
	fp_str out, yaml = fp_s(book[2].text);
	ok(fp_taxonomy_append(arena, yaml, FP_STR("售后: 其它"), "zh", &out, &err), "%s", err.msg);
	ok(fp_str_has(out, FP_STR("  - 其他\n  - zh: \"售后: 其它\"\n# 尾\n")), "%.*s", FP_ARG(out));
	ok(fp_taxonomy_append(arena, yaml, FP_STR("物流/丢失"), "zh", &out, &err), "%s", err.msg);
	ok(fp_str_has(out, FP_STR("        aliases: [慢]\n      - zh: 丢失\n  - zh: 服务\n")), "%.*s", FP_ARG(out));
	ok(fp_taxonomy_append(arena, FP_STR("values: [a, b] # 注\n"), FP_STR("c d"), "en", &out, &err), "%s", err.msg);
	is_str(out, "values: [a, b, c d] # 注\n");
	ok(fp_taxonomy_append(arena, FP_STR("values: []\n"), FP_STR("c"), "en", &out, &err), "%s", err.msg);
	is_str(out, "values: [c]\n");
	ok(fp_taxonomy_append(arena, FP_STR("values:\n- zh: 物流\n  en: L"), FP_STR("物流/x"), "zh", &out, &err), "%s",
		err.msg);
	is_str(out, "values:\n- zh: 物流\n  en: L\n  children:\n    - zh: x\n");
	ok(!fp_taxonomy_append(arena, yaml, FP_STR("破损"), "zh", &out, &err), "the name is taken");
	ok(!fp_taxonomy_append(arena, FP_STR("x: 1\n"), FP_STR("c"), "zh", &out, &err), "no taxonomy");
}

// ---------------------------------------------------------------- what travels inside the binary

void test_builtin_files(void)
{
	for (int lang = FP_EN; lang <= FP_ZH; lang++) {
		fp_err err = {0};
		fp_lang_set((fp_lang)lang);
		fp_schema *s = load(NULL, 0, &err);
		if (!ok(s, "%s", err.msg))
			return;
		show_diags();
		is_int(diags.n, 0);
		ok(s->field_n > 25 && s->taxonomy_n >= 9, "%zu fields, %zu taxonomies", s->field_n, s->taxonomy_n);
		const fp_term *t = fp_term_find(fp_schema_field(s, FP_STR("type"))->taxonomy, FP_STR("物流/破损"));
		ok(t, "the example of the format is a term");
		const fp_field_def *steps = fp_schema_field(s, FP_STR("steps"));
		ok(steps && steps->taxonomy && steps->taxonomy->name.n, "steps has a taxonomy");
		fp_schema_free(s);
	}
}

// The parser knows section names without a schema; both lists must be one.
void test_section_names_agree(void)
{
	fp_err err = {0};
	fp_schema *s = load(NULL, 0, &err);
	if (!is_int(s->section_n, fp_section_name_n))
		return;
	for (size_t i = 0; i < s->section_n; i++) {
		const fp_section_def *d = &s->sections[i];
		const fp_section_name *n = &fp_section_names[i];
		is_str(d->name, n->name);
		is_str(d->zh, n->zh);
		is_str(d->en, n->en);
		size_t alias_n = 0;
		while (alias_n < FP_COUNT(n->aliases) && n->aliases[alias_n])
			alias_n++;
		if (is_int(d->alias_n, alias_n))
			for (size_t k = 0; k < alias_n; k++)
				is_str(d->aliases[k], n->aliases[k]);
	}
	for (size_t i = 0; i < s->field_n; i++) {
		const fp_field_def *f = &s->fields[i];
		ok(fp_field_is_number(f->name) == (f->type == FP_T_INTEGER || f->type == FP_T_NUMBER), "%.*s", FP_ARG(f->name));
		ok(fp_field_is_list(f->name) == (f->type == FP_T_TERMS || f->type == FP_T_LIST), "%.*s", FP_ARG(f->name));
	}
	fp_schema_free(s);
}

static void sample(const fp_schema *s, fp_str root, fp_str rel, size_t *n)
{
	fp_err err = {0};
	fp_str *names, dir = fp_path_join(arena, root, rel);
	size_t count;
	if (!fp_dir_list(arena, dir.p, &names, &count, &err))
		return;
	for (size_t i = 0; i < count; i++) {
		fp_str path = fp_path_join(arena, rel, names[i]), full = fp_path_join(arena, root, path), text;
		if (fp_dir_exists(full.p)) {
			sample(s, root, path, n);
		} else if (fp_str_ends(path, ".md") && fp_file_read(arena, full.p, FP_CASE_MAX, &text, &err)) {
			diags = (fp_diags){.arena = arena, .path = path};
			fp_case *c = fp_case_parse(arena, path, text, &diags);
			fp_case_check(c, s, &diags);
			if (diags.errors)
				show_diags();
			ok(!diags.errors, "%.*s", FP_ARG(path));
			++*n;
		}
	}
}

static bool disk(void *ctx, fp_arena *a, const char *path, fp_str *text)
{
	fp_str full = fp_path_join(a, fp_s(ctx), fp_s(path));
	return fp_file_exists(full.p) && fp_file_read(a, full.p, FP_CASE_MAX, text, NULL);
}

static size_t disk_list(void *ctx, fp_arena *a, const char *dir, fp_str **names)
{
	size_t n;
	return fp_dir_list(a, fp_path_join(a, fp_s(ctx), fp_s(dir)).p, names, &n, NULL) ? n : 0;
}

void test_sample_cases(void)
{
	static const char *const books[] = {"cases", "cases/en"};
	for (size_t i = 0; i < FP_COUNT(books); i++) {
		fp_err err = {0};
		size_t n = 0;
		if (!fp_file_exists(fp_path_join(arena, fp_s(books[i]), FP_STR("fupan.yaml")).p)) {
			skip("no sample casebook here");
			continue;
		}
		fp_files files = {(void *)(uintptr_t)books[i], disk, disk_list};
		diags = (fp_diags){.arena = arena};
		fp_schema *s = fp_schema_load(arena, &files, &diags, &err);
		if (!ok(s, "%s", err.msg))
			return;
		show_diags();
		is_int(diags.n, 0);
		sample(s, fp_s(books[i]), FP_STR("cases"), &n);
		printf("# %zu cases in %s\n", n, books[i]);
		fp_schema_free(s);
	}
	fp_arena_free(arena);
}

// The examples of docs/case-format.md are what the parser must read: the n-th block of Markdown, with its fences cut off.
static fp_str example(fp_str doc, size_t n)
{
	size_t at = 0;
	for (size_t i = 0; i <= n; i++) {
		ptrdiff_t p = fp_str_find(doc, FP_STR("```markdown\n"), at);
		if (p < 0)
			return (fp_str){NULL, 0};
		at = (size_t)p + 12;
	}
	return fp_str_sub(doc, at, (size_t)fp_str_find(doc, FP_STR("\n```"), at) + 1);
}

void test_examples_of_the_format(void)
{
	fp_err err = {0};
	fp_str doc;
	fp_quiz q;
	fp_roleplay r;
	fp_turn *t;
	arena = fp_arena_new(0);
	if (!fp_file_read(arena, "docs/case-format.md", FP_CASE_MAX, &doc, &err)) {
		skip("no documents here");
		return;
	}
	fp_schema *s = load(NULL, 0, &err);
	is_str(check(s, fp_cstr(arena, example(doc, 0))), "");
	fp_case *c = fp_case_parse(arena, FP_STR("a.md"), example(doc, 0), NULL);
	ok(c->field_n > 20, "%zu fields", c->field_n);
	is_int(fp_case_turns(arena, c, &t), 2);
	for (size_t i = 0; i < c->field_n; i++)
		ok(fp_schema_field(s, c->fields[i].key), "%.*s is in the schema", FP_ARG(c->fields[i].key));
	ok(fp_case_quiz(arena, fp_case_parse(arena, FP_STR("a.md"), example(doc, 1), NULL), &q));
	is_int(q.option_n, 4);
	ok(fp_case_roleplay(arena, fp_case_parse(arena, FP_STR("a.md"), example(doc, 2), NULL), &r));
	is_int(r.role_n, 2);
	is_int(r.observe_n, 2);
	is_str(r.role[1].opening, "今晚 19:00 前闪送到，我盯到您签收。");
	fp_schema_free(s);
	fp_arena_free(arena);
}

// Inputs that would take hours, or more memory than there is, if anything were quadratic; the alarm then ends the program.
static void repeat(const fp_schema *s, const char *head, const char *part, const char *tail)
{
	fp_arena *a = fp_arena_new(0);
	fp_buf b = {0};
	fp_buf_z(&b, head);
	for (size_t max = head[0] == '#' ? 4000000 : 250000; b.n < max;)
		fp_buf_z(&b, part);
	fp_buf_z(&b, tail);
	alarm(600);
	fp_diags d = {.arena = a};
	fp_case *c = fp_case_parse(a, FP_STR("cases/2026/11/18/261118-k7f3qma.md"), fp_buf_view(&b), &d);
	fp_case_check(c, s, &d);
	json_decref(fp_case_to_value(c));
	fp_str out, v = FP_STR("x");
	fp_err err = {0};
	fp_edit e = {.key = FP_STR("labels"), .items = &v, .n = 1, .list = true};
	bool edited = fp_case_edit(a, c, &e, 1, &out, &err);
	alarm(0);
	ok(edited || err.code, "%zu bytes of %zu each: edited %d", b.n, strlen(part), edited);
	fp_buf_free(&b);
	fp_arena_free(a);
}

void test_pathological(void)
{
	fp_err err = {0};
	arena = fp_arena_new(0);
	fp_schema *s = load(NULL, 0, &err);
	repeat(s, "## 教训\n", "## 教训\n", "");
	repeat(s, "## 小测\n\n问\n\n- [x] a\n", "> 引用\n", "");
	repeat(s, "## 角色扮演\n\n### 客户\n\n", "> 引用\n", "");
	repeat(s, "## 行动项\n\n- [ ] a @b ", "词 ", "\n");
	repeat(s, "## 行动项\n\n", "- [ ] a due:x\n", "");
	repeat(s, "## 对话\n\n", "客户：a\n", "");
	repeat(s, "## 对话\n\n客户", "a", "");
	repeat(s, "## 对话\n\n", "```a\n", "");
	repeat(s, "## 根因\n\n- 直接原因：", "粗", "\n");
	repeat(s, "---\nlabels: [", "a, ", "a]\n---\n");
	repeat(s, "---\ntype: [", "没有, ", "a]\n---\n");
	repeat(s, "---\nsource: {a: b", ", k: v", "}\n---\n");
	repeat(s, "---\nlabels:\n", "  - a\n", "---\n");
	repeat(s, "---\nx: ", "[", "\n---\n");
	repeat(s, "---\nx: ", "{a: ", "\n---\n");
	repeat(s, "---\nx: \"", "\\n", "\"\n---\n");
	repeat(s, "---\n", "k：v\n", "---\n");
	repeat(s, "---\nx: \"", "k：v\n", "---\n");
	repeat(s, "---\n", "# c\n", "---\n");
	repeat(s, "---\na: &a [b]\nx: [", "*a, ", "]\n---\n");
	fp_schema_free(s);
	fp_arena_free(arena);
}

// ---------------------------------------------------------------- the quick reader of YAML

static void agree(fp_str yaml, bool want, const char *name)
{
	bool scanned;
	const char *what = "";
	bool same = yaml_agrees(arena, yaml, &scanned, &what);
	ok(same, "%s: %s", name, what ? what : "");
	ok(scanned == want, "%s: %s", name, want ? "taken" : "left to libyaml");
}

void test_quick_yaml(void)
{
	static const char *const taken[] = {"a: 1\n", "# x\n\na: b # c\nd:\n  e: f\n  g: [h, \"i\", 'j', {k: l}]\n", "a:\n- b\n- c\nd: e", "- a\n- b: c\n  d: 时效 慢\n-   e: []\n",
		"a:\r\n  - b: {}\r\n    c:\r\n      - d\r\n", "时: [一, 二二, \"三\"]\n3: -1\n", "a:\n  # note\n  b: 1\n # note\nc: 2\n", "  a: 1\n  b: 2\n", "a: http://x/y#z\n"};
	static const char *const left[] = {"", "# only\n", "a:\n", "a: b\n  c\n", "a: |\n  b\n", "a: &x b\nc: *x\n", "a: 1\na: 2\n", "\"a\": 1\n", "a: [b,]\n", "a: [b\n", "a b: c\n", "- - a\n", "---\na: 1\n",
		"a: 1\n---\nb: 1\n", "a:\tb\n", "a: b: c\n", "a: 1\n - b\n", "- a\nb: c\n", "a:\n   b: 1\n  c: 2\n", "text\n", "a: !x b\n", "a: {b: 1, b: 2}\n", "? a\n: b\n", "a: 1\n- b\n", "a：b\n"};
	arena = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(taken); i++)
		agree(fp_s(taken[i]), true, taken[i]);
	for (size_t i = 0; i < FP_COUNT(left); i++)
		agree(fp_s(left[i]), false, left[i]);
	fp_arena_free(arena);
}

void test_quick_yaml_reads_the_shipped_files(void)
{
	size_t n = 0;
	arena = fp_arena_new(0);
	for (size_t i = 0; i < fp_embed_count(); i++) {
		fp_str text;
		const char *name = fp_embed_name(i);
		if (!fp_str_ends(fp_s(name), ".yaml") || fp_str_starts(fp_s(name), "queries/") || !fp_embed_get(name, &text))
			continue;  // a saved query is a text over several lines
		agree(text, true, name);
		n++;
	}
	ok(n >= 10, "%zu files", n);
	fp_arena_free(arena);
}

// Documents of a few random lines, most of which fit together: the quick reader reads what libyaml reads, or leaves it.
static uint32_t dice(uint64_t *seed, uint32_t n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % n;
}

static fp_str random_yaml(uint64_t *seed)
{
	static const char *const plain[] = {"1", "文字", "a b", "\"q: x\"", "'it''s'", "[a, b]", "[甲, \"乙\", [c]]", "{k: v, l: [m]}", "[]", "x # y", "x#y", "http://a/b", "2026-11-18", "-3", "a:b", "~", "，："};
	static const char *const odd[] = {"", "a: b", "-", "- z", "|", "&a b", "*a", "!t x", "[a", "\"open", "{a: }", "...", "[a: b]", "'x' y", "%d", "@x", "[a,]", "? a", "---", "[[a], b]]", "\"\\u0041\"", "\"a\\tb\""};
	static const char *const keys[] = {"a", "b", "c", "时", "d-e", "1", "\"k\"", "two words"};
	fp_buf b = {0};
	uint32_t lines = 1 + dice(seed, 5), indent = 2 * dice(seed, 2);
	for (uint32_t line = 0; line < lines; line++) {
		bool opens = dice(seed, 3) == 0 && line + 1 < lines, item = dice(seed, 4) == 0;
		fp_buf_f(&b, "%*s%s", (int)indent, "", item ? "- " : "");
		if (!item || dice(seed, 2))
			fp_buf_f(&b, "%s:%s", dice(seed, 12) ? keys[line % 5] : keys[dice(seed, FP_COUNT(keys))], opens ? "" : " ");
		if (!opens)
			fp_buf_z(&b, dice(seed, 8) ? plain[dice(seed, FP_COUNT(plain))] : odd[dice(seed, FP_COUNT(odd))]);
		fp_buf_z(&b, dice(seed, 16) ? "\n" : dice(seed, 2) ? " # note\r\n" : "\n\n  # note\n");
		uint32_t step = dice(seed, 12);
		indent = opens ? indent + (step < 10 ? 2 : step - 10) : step == 0 ? indent + 1 : step < 3 && indent > 1 ? indent - 2 : step == 3 ? 0 : indent;
	}
	return fp_buf_take(&b, arena);
}

void test_quick_yaml_on_random_files(void)
{
	uint64_t seed = 7;
	size_t taken = 0, wrong = 0;
	arena = fp_arena_new(0);
	for (int round = 0; round < 60000; round++) {
		bool scanned;
		const char *what = "";
		fp_str yaml = random_yaml(&seed);
		if (!yaml_agrees(arena, yaml, &scanned, &what) && wrong++ < 5)
			printf("# %s:\n%.*s\n", what, FP_ARG(yaml));
		taken += scanned;
		fp_arena_reset(arena);
	}
	is_int(wrong, 0);
	ok(taken > 500, "%zu were taken", taken);
	fp_arena_free(arena);
}
