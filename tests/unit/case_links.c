// Ids in a text, and the links of a case by a schema.
#include "case/schema.h"
#include "tap.h"

static fp_str ids(fp_arena *a, const char *text)
{
	fp_span *v;
	fp_buf b = {0};
	size_t n = fp_ids_in(a, fp_s(text), &v);
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%s%.*s", i ? " " : "", FP_ARG(fp_str_sub(fp_s(text), v[i].start, v[i].end)));
	return fp_buf_take(&b, a);
}

void test_ids_in_text(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", ""},
		{"261118-k7f3qma", "261118-k7f3qma"},
		{"见 @261118-k7f3qma、261119-aaaaaaa。", "261118-k7f3qma 261119-aaaaaaa"},
		{"[261118-k7f3qma, 261119-aaaaaaa]", "261118-k7f3qma 261119-aaaaaaa"},
		{"261118-k7f3qma-261119-aaaaaaa", ""},
		{"x261118-k7f3qma", ""},
		{"261118-k7f3qmaz", ""},
		{"261118-k7f3qml", ""},
		{"261318-k7f3qma", ""},
		{"261118-k7f3qm", ""},
		{"---261118-k7f3qma", ""},
		{"i-261118 261118-k7f3qma\n", "261118-k7f3qma"},
		{"cases/2026/11/18/261118-k7f3qma.md", "261118-k7f3qma"},
	};
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(cases); i++) {
		fp_str got = ids(a, cases[i].text);
		ok(fp_str_is(got, cases[i].want), "%s: %.*s", cases[i].text, FP_ARG(got));
	}
	fp_arena_free(a);
}

void test_links_of_a_case(void)
{
	static const char text[] = "---\nid: 261118-k7f3qma\nrelated: [261119-aaaaaaa, k7f3]\naliases: [261117-bbbbbbb]\nissue: [i-x]\ncaused_by: 261120-ccccccc\n"
							   "---\n\n## 教训\n\n同 @261119-aaaaaaa\n";
	static const struct {
		const char *field, *target;
	} want[] = {{"issue", "i-x"}, {"related", "261119-aaaaaaa"}, {"related", "k7f3"}, {"caused_by", "261120-ccccccc"}, {NULL, "261119-aaaaaaa"}};
	fp_arena *a = fp_arena_new(0);
	fp_err err = {0};
	fp_link *v;
	fp_schema *s = fp_schema_load(a, NULL, NULL, &err);
	fp_case *c = fp_case_parse(a, FP_STR("x.md"), FP_STR(text), NULL);
	size_t n = fp_case_links(a, c, s, &v);
	is_int((long long)n, (long long)FP_COUNT(want));
	for (size_t i = 0; i < n && i < FP_COUNT(want); i++) {
		ok(v[i].field ? want[i].field && fp_str_is(v[i].field->name, want[i].field) : !want[i].field, "field of link %zu", i);
		ok(fp_str_is(v[i].target, want[i].target), "%.*s", FP_ARG(v[i].target));
		ok(fp_str_starts(fp_str_sub(c->text, v[i].at, c->text.n), want[i].target), "its place");
	}
	fp_schema_free(s);
	fp_arena_free(a);
}

static fp_str yaml;
static bool one_file(void *ctx, fp_arena *a, const char *path, fp_str *text)
{
	(void)ctx;
	(void)a;
	*text = strcmp(path, "schema/case.yaml") ? FP_STR("fupan: 1\n") : yaml;
	return !strcmp(path, "schema/case.yaml") || !strcmp(path, "fupan.yaml");
}

static size_t no_list(void *ctx, fp_arena *a, const char *dir, fp_str **names)
{
	(void)ctx;
	(void)a;
	(void)dir;
	*names = NULL;
	return 0;
}

void test_kinds_of_a_team(void)
{
	static const struct {
		const char *field;
		fp_link_to link;
		size_t errors;
	} cases[] = {
		{"{name: x, type: list, link: case}", FP_LINK_CASE, 0},
		{"{name: x, type: list, link: issue}", FP_LINK_ISSUE, 0},
		{"{name: x, type: list}", FP_LINK_NONE, 0},
		{"{name: x, type: list, link: what}", FP_LINK_NONE, 1},
		{"{name: x, type: text, link: case}", FP_LINK_NONE, 1},
	};
	for (size_t i = 0; i < FP_COUNT(cases); i++) {
		fp_arena *a = fp_arena_new(0);
		fp_err err = {0};
		fp_diags d = {.arena = a};
		fp_files files = {NULL, one_file, no_list};
		yaml = fp_strf(a, "fields:\n  - %s\n", cases[i].field);
		fp_schema *s = fp_schema_load(a, &files, &d, &err);
		const fp_field_def *f = s ? fp_schema_field(s, FP_STR("x")) : NULL;
		ok(f && f->link == cases[i].link, "%s", cases[i].field);
		ok(d.errors == cases[i].errors, "%zu errors", d.errors);
		fp_schema_free(s);
		fp_arena_free(a);
	}
}
