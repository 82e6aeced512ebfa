// Slide model: rich text, cleaning, and what from_value accepts and refuses.
#include "tap.h"

#include "../deck/random_deck.h"

static fp_str runs_text(fp_arena *a, const char *rich)
{
	static const char *const names[] = {"", "S", "T", "G", "C", "R"};
	fp_run *v;
	size_t n = fp_rich_runs(a, fp_s(rich), &v);
	fp_buf b = {0};
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%s<%.*s>", names[v[i].kind], FP_ARG(v[i].text));
	return fp_buf_take(&b, a);
}

void test_runs(void)
{
	fp_arena *a = fp_arena_new(0);
	is_str(runs_text(a, "亲，[-请您耐心等待-]哦"), "<亲，>T<请您耐心等待><哦>");
	is_str(runs_text(a, "[+今天 18:00 前+]**确认**`SOP`"), "G<今天 18:00 前>S<确认>C<SOP>");
	is_str(runs_text(a, "见 @261118-k7f3qma，@张三 a@b-1"), "<见 >R<261118-k7f3qma><，@张三 a@b-1>");
	is_str(runs_text(a, "\\*\\*x\\*\\* a\\b ** [-"), "<**x** a\\b ** [->");
	is_str(runs_text(a, "**a\nb**"), "<**a\nb**>");
	is_str(runs_text(a, ""), "");
	fp_arena_free(a);
}

void test_canon(void)
{
	static const char *const pairs[][2] = {
		{"**客户：**都", "**客户**：都"}, {"**100%**的", "**100%**的"}, {"**「好」**", "**「好」**"}, {"a\\-b \\. c", "a-b . c"},
			{" a \r\n\r\n b ", "a\nb"},
		{"** a **", "**a**"}, {"a\tb\x01""c\xff", "a bc"}, {"\\@C-1", "\\@C-1"}, {"*x*", "\\*x\\*"},
			{"\xe2\x80\xae反", "反"}, {"[-a--]", "[-a--]"}};
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(pairs); i++)
		is_str(fp_rich_canon(a, fp_s(pairs[i][0]), false), pairs[i][1]);
	is_str(fp_rich_canon(a, FP_STR("a\nb"), true), "a b");
	fp_arena_free(a);
}

void test_canon_is_stable(void)
{
	rnd_state = 99;
	for (int i = 0; i < 3000; i++) {
		fp_arena *a = fp_arena_new(0);
		fp_str s = rnd_text(a, 9), once = fp_rich_canon(a, s, i % 2), twice = fp_rich_canon(a, once, i % 2);
		if (!fp_str_eq(once, twice)) {
			is_bytes(twice, once);
			return;
		}
		fp_str plain = fp_text_clean(a, s, false), back = fp_rich_plain(a, fp_rich_escape(a, plain));
		if (!fp_str_eq(plain, back)) {
			is_bytes(back, plain);
			return;
		}
		fp_arena_free(a);
	}
	ok(true, "canon(canon(s)) = canon(s), plain(escape(s)) = s");
}

static const char *refusal(const char *slide)
{
	static char msg[1000];
	fp_arena *a = fp_arena_new(0);
	fp_err err = {0};
	char text[2000];
	snprintf(text, sizeof text, "{\"title\":\"t\",\"slides\":[%s]}", slide);
	json_t *v = json_loads(text, 0, NULL);
	if (!v)
		fp_bug("no JSON: %s", text);
	fp_deck *d = fp_deck_from_value(a, v, &err);
	json_decref(v);
	fp_deck_free(d);
	fp_arena_free(a);
	snprintf(msg, sizeof msg, "%s", err.msg);
	return msg;
}

void test_refusals(void)
{
	static const char *const cases[][2] = {
		{"{\"type\":\"star\",\"id\":\"s\",\"title\":\"t\",\"lesso\":\"x\"}",
		 "slide s: type star has no field lesso; did you mean 'lesson'?"},
		{"{\"type\":\"strar\",\"title\":\"t\"}", "slide 1, field type: unknown type strar; did you mean 'star'?"},
		{"{\"title\":\"t\"}", "slide 1, field type: missing"},
		{"{\"type\":\"kpi\"}", "slide kpi, field title: missing, expected text of one line"},
		{"{\"type\":\"kpi\",\"title\":\"t\",\"cards\":[{\"label\":\"a\",\"value\":1,\"good\":\"yes\"}]}",
		 "slide kpi, field cards[1].good: expected true or false, got text"},
		{"{\"type\":\"kpi\",\"title\":\"t\",\"cards\":[{\"label\":\"a\"}]}",
		 "slide kpi, field cards[1].value: missing, expected text of one line"},
		{"{\"type\":\"dialogue\",\"title\":\"t\",\"turns\":[{\"who\":\"cust\",\"t\":\"x\"}]}",
		 "slide dialogue, field turns[1].who: expected one of customer, agent, better, not 'cust'"},
		{"{\"type\":\"dialogue\",\"title\":\"t\",\"turns\":[{\"who\":\"agnt\",\"t\":\"x\"}]}",
		 "slide dialogue, field turns[1].who: expected one of customer, agent, better, not 'agnt'; did you mean 'agent'?"},
		{"{\"type\":\"trend\",\"title\":\"t\",\"x\":[\"W1\"],\"series\":[{\"name\":\"a\",\"v\":[1,2]}]}",
		 "slide trend, field series[1].v: 2 numbers for 1 labels of x"},
		{"{\"type\":\"quiz\",\"q\":\"?\",\"options\":[\"a\"],\"answer\":[\"B\"]}",
		 "slide quiz, field answer: there is no option 'B'"},
		{"{\"type\":\"recurring\",\"title\":\"t\",\"count\":1.5}",
		 "slide recurring, field count: expected whole number, got number"},
		{"{\"type\":\"recurring\",\"title\":\"t\",\"chain\":[\"a\"],\"broken_at\":2}",
		 "slide recurring, field broken_at: chain has no step 2"},
		{"{\"type\":\"kpi\",\"id\":\"k\",\"title\":\"t\"},{\"type\":\"kpi\",\"id\":\"k\",\"title\":\"t\"}",
		 "slide k: id used twice"},
		{"3", "slide 1: expected a table"},
	};
	fp_lang_set(FP_EN);
	for (size_t i = 0; i < FP_COUNT(cases); i++)
		is_str(fp_s(refusal(cases[i][0])), cases[i][1]);
}

void test_acceptance(void)
{
	is_str(fp_s(refusal("{\"type\":\"kpi\",\"title\":\"t\",\"cards\":{},\"notes\":[],\"source\":null}")), "");
	is_str(fp_s(refusal("{\"type\":\"kpi\",\"title\":12,\"cards\":[{\"label\":\"a\",\"value\":128}]},{\"type\":\"kpi\",\"title\":\"t\"}")), "");
	is_str(fp_s(refusal("{\"type\":\"quiz\",\"q\":\"?\",\"options\":[\"a\",\"b\"],\"answer\":[2]}")), "");
	is_str(fp_s(refusal("{\"type\":\"actions\",\"title\":\"t\",\"rows\":[{\"what\":\"x\",\"state\":\"已完成\"}]}")), "");
}

void test_every_field_is_described(void)
{
	json_t *types = fp_deck_types_to_value();
	is_int(json_array_size(types), 18);
	json_decref(types);
	for (const fp_slide_type *t = fp_slide_types; t->name; t++)
		for (const fp_field *f = t->fields; f->name; f++)
			if (!f->zh || !f->en || !f->doc || ((f->kind == FP_F_ROWS || f->kind == FP_F_OBJ) && !f->sub))
				ok(false, "%s.%s is described", t->name, f->name);
}
