// Merge of a regenerated deck with what people changed.
#include "tap.h"

#include "deck/deck.h"

static fp_deck *deck(fp_arena *a, const char *slides)
{
	fp_err err = {0};
	fp_str text = fp_strf(a, "{\"id\":\"w\",\"title\":\"t\",\"slides\":[%s]}", slides);
	json_t *v = json_loads(text.p, 0, NULL);
	fp_deck *d = v ? fp_deck_from_value(a, v, &err) : NULL;
	if (!d)
		fp_bug("%s: %s", text.p, err.msg);
	json_decref(v);
	return d;
}

// "id=title" of each slide, then kept and conflicts.
static fp_str merged(fp_arena *a, const char *base, const char *edited, const char *generated)
{
	fp_deck_merged out;
	fp_err err = {0};
	fp_buf b = {0};
	fp_deck *vb = base ? deck(a, base) : NULL, *ve = deck(a, edited), *vg = deck(a, generated);
	if (!fp_deck_merge(a, vb, ve, vg, &out, &err))
		return fp_s(err.msg);
	for (size_t i = 0; i < out.deck->slide_n; i++) {
		fp_slide *s = &out.deck->slides[i];
		fp_buf_f(&b, "%.*s=%s%s%s ", FP_ARG(s->id), json_string_value(json_object_get(s->fields, "title")),
		         json_object_get(s->fields, "sub") ? "/" : "",
		         json_object_get(s->fields, "sub") ? json_string_value(json_object_get(s->fields, "sub")) : "");
	}
	fp_buf_f(&b, "kept %zu", out.kept);
	for (size_t i = 0; i < out.conflict_n; i++)
		fp_buf_f(&b, " !%.*s.%.*s:%.*s|%.*s", FP_ARG(out.conflicts[i].slide), FP_ARG(out.conflicts[i].field),
		         FP_ARG(out.conflicts[i].theirs), FP_ARG(out.conflicts[i].generated));
	fp_str s = fp_buf_take(&b, a);
	fp_deck_free(vb);
	fp_deck_free(ve);
	fp_deck_free(vg);
	fp_deck_free(out.deck);
	return s;
}

#define S(id, title) "{\"type\":\"section\",\"id\":\"" id "\",\"title\":\"" title "\"}"
#define S2(id, title, sub) "{\"type\":\"section\",\"id\":\"" id "\",\"title\":\"" title "\",\"sub\":\"" sub "\"}"
#define ABC S("a", "1") "," S("b", "1") "," S("c", "1")

void test_merge(void)
{
	static const struct {
		const char *base, *edited, *generated, *want;
	} cases[] = {
		{ABC, ABC, ABC, "a=1 b=1 c=1 kept 0"},
		{ABC, S("a", "1") "," S("b", "E") "," S("c", "1"), ABC, "a=1 b=E c=1 kept 1"},
		{ABC, ABC, S("a", "1") "," S("b", "G") "," S("c", "1"), "a=1 b=G c=1 kept 0"},
		{ABC, S("a", "1") "," S("b", "E") "," S("c", "1"), S("a", "1") "," S("b", "G") "," S("c", "1"),
		 "a=1 b=E c=1 kept 0 !b.title:E|G"},
		{ABC, S("a", "1") "," S("b", "X") "," S("c", "1"), S("a", "1") "," S("b", "X") "," S("c", "1"),
		 "a=1 b=X c=1 kept 0"},
		{S("a", "1"), S2("a", "1", "E"), S("a", "G"), "a=G/E kept 1"},
		{S2("a", "1", "x"), S("a", "1"), S2("a", "G", "x"), "a=G kept 1"},
		{S2("a", "1", "x"), S("a", "1"), S2("a", "1", "G"), "a=1 kept 0 !a.sub:|G"},
		{ABC, S("a", "1") "," S("c", "1"), ABC, "a=1 c=1 kept 1"},
		{ABC, ABC, S("a", "1") "," S("c", "1"), "a=1 c=1 kept 0"},
		{ABC, S("a", "1") "," S("b", "E") "," S("c", "1"), S("a", "1") "," S("c", "1"), "a=1 b=E c=1 kept 1"},
		{ABC, S("a", "1") "," S("n", "N") "," S("b", "1") "," S("c", "1"), S("c", "1") "," S("a", "1") "," S("b", "1"),
		 "c=1 a=1 n=N b=1 kept 1"},
		{ABC, S("n", "N") "," ABC, ABC, "n=N a=1 b=1 c=1 kept 1"},
		{ABC, S("c", "1") "," S("a", "1") "," S("b", "1"), ABC "," S("d", "1"), "c=1 a=1 b=1 d=1 kept 1"},
		{ABC, ABC, S("a", "1") "," S("n", "G") "," S("b", "1") "," S("c", "1"), "a=1 n=G b=1 c=1 kept 0"},
		{NULL, S("a", "E"), S("a", "G") "," S("b", "G"), "a=E b=G kept 0 !a.title:E|G"},
		{ABC, "", ABC, "kept 3"},
	};
	for (size_t i = 0; i < FP_COUNT(cases); i++) {
		fp_arena *a = fp_arena_new(0);
		is_str(merged(a, cases[i].base, cases[i].edited, cases[i].generated), cases[i].want);
		fp_arena_free(a);
	}
}

void test_merge_of_types(void)
{
	fp_arena *a = fp_arena_new(0);
	const char *section = S("a", "1"), *text = "{\"type\":\"text\",\"id\":\"a\",\"title\":\"E\"}",
		*changed = S("a", "G");
	is_str(merged(a, section, text, section), "a=E kept 1");
	is_str(merged(a, section, section, text), "a=E kept 0");
	is_str(merged(a, section, text, changed), "a=E kept 0 !a.type:text|section");
	fp_arena_free(a);
}
