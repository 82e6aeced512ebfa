// Typical cases: coverage, one that was handled well, the same choice whatever the order of the input.
#include "tap.h"

#include "flow/week_priv.h"

static fp_pick_case kase(const char *id, const char *type, const char *issue, int severity)
{
	fp_str t = fp_s(type);
	ptrdiff_t slash = fp_str_find(t, FP_STR("/"), 0);
	return (fp_pick_case){.id = fp_s(id), .type = t, .group = fp_str_sub(t, 0, slash < 0 ? t.n : (size_t)slash), .issue = fp_s(issue), .severity = severity};
}

static bool chose(const fp_pick_case *v, const fp_picked *p, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (fp_str_is(v[p[i].index].id, id))
			return true;
	return false;
}

void test_one_of_each_type_before_a_second(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_pick_case v[] = {kase("1", "a/x", "", 2), kase("2", "a/x", "", 2), kase("3", "b/y", "", 2), kase("4", "c/z", "", 2), kase("5", "a/x", "", 2)};
	fp_picked *p;
	size_t n = fp_pick(a, v, 5, 3, 1, &p);
	is_int(n, 3);
	ok(chose(v, p, n, "3") && chose(v, p, n, "4"));
	fp_arena_free(a);
}

void test_each_issue_is_shown(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_pick_case v[] = {kase("1", "a/x", "i-1", 1), kase("2", "b/y", "", 3), kase("3", "c/z", "", 3), kase("4", "d/w", "i-2", 1)};
	fp_picked *p;
	size_t n = fp_pick(a, v, 4, 2, 1, &p);
	ok(chose(v, p, n, "1") && chose(v, p, n, "4"));
	ok(p[0].why & FP_WHY_ISSUE);
	fp_arena_free(a);
}

void test_one_that_was_handled_well_is_always_there(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_pick_case v[] = {kase("1", "a/x", "i-1", 4), kase("2", "b/y", "i-2", 4), kase("3", "c/z", "i-3", 4), kase("4", "", "", 0)};
	for (int i = 0; i < 3; i++)
		v[i].dialogue = v[i].reviewed = true;
	v[3].well = true;
	fp_picked *p;
	size_t n = fp_pick(a, v, 4, 2, 1, &p);
	is_int(n, 2);
	ok(chose(v, p, n, "4"));
	fp_arena_free(a);
}

void test_kin_stand_together_and_the_good_one_last(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_pick_case v[] = {kase("good", "a/x", "i-1", 4), kase("other", "b/y", "", 3), kase("bad", "a/x", "i-1", 2)};
	v[0].well = true;
	v[2].badly = true;
	fp_picked *p;
	size_t n = fp_pick(a, v, 3, 3, 1, &p), good = 9, bad = 9;
	is_int(n, 3);
	for (size_t i = 0; i < n; i++) {
		good = p[i].index == 0 ? i : good;
		bad = p[i].index == 2 ? i : bad;
	}
	is_int(good, bad + 1);
	fp_arena_free(a);
}

void test_a_question_comes_after_complaints(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_pick_case v[] = {kase("ask", "o/q", "", 1), kase("1", "a/x", "", 1), kase("2", "a/x", "", 1)};
	v[0].aside = true;
	fp_picked *p;
	size_t n = fp_pick(a, v, 3, 2, 1, &p);
	ok(!chose(v, p, n, "ask"));
	fp_arena_free(a);
}

void test_order_of_input_does_not_matter(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_pick_case v[12], w[12];
	static const char *const ids[] = {"a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b1", "b2", "b3"}, *const types[] = {"a/x", "a/y", "b/x"};
	for (size_t i = 0; i < 12; i++)
		v[i] = w[11 - i] = kase(ids[i], types[i % 3], "", 2);
	fp_picked *p, *q;
	size_t n = fp_pick(a, v, 12, 5, 17, &p);
	is_int(fp_pick(a, w, 12, 5, 17, &q), n);
	for (size_t i = 0; i < n; i++)
		is_bytes(w[q[i].index].id, v[p[i].index].id);
	fp_arena_free(a);
}

void test_fewer_cases_than_wanted(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_pick_case v[] = {kase("1", "a/x", "", 1)};
	fp_picked *p;
	is_int(fp_pick(a, v, 1, 10, 1, &p), 1);
	is_int(fp_pick(a, v, 0, 10, 1, &p), 0);
	fp_arena_free(a);
}
