// Which issue a group of cases continues, and who joins it.
#include "tap.h"

#include "flow/week_priv.h"

static fp_ids ids(fp_arena *a, const char *words)
{
	fp_str rest = fp_s(words), *v = NULL;
	size_t n = 0, cap = 0;
	while (rest.p && rest.n)
		FP_PUSH(a, v, n, cap) = fp_str_cut(&rest, ' ');
	return fp_ids_sorted(a, v, n);
}

static ptrdiff_t match(fp_arena *a, const char *one, const char *two, const char *group, const char *window)
{
	fp_known_issue known[] = {{.id = FP_STR("i-1"), .cases = ids(a, one)}, {.id = FP_STR("i-2"), .cases = ids(a, two)}};
	fp_ids g = ids(a, group);
	ptrdiff_t of;
	fp_match_groups(known, 2, &g, 1, ids(a, window), &of);
	return of;
}

void test_ids_are_sorted_and_single(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_ids v = ids(a, "c a b a");
	is_int(v.n, 3);
	is_str(v.v[0], "a");
	ok(fp_ids_have(v, FP_STR("b")) && !fp_ids_have(v, FP_STR("d")));
	fp_arena_free(a);
}

void test_group_continues_the_issue_with_most_in_common(void)
{
	fp_arena *a = fp_arena_new(0);
	is_int(match(a, "a b", "c d e", "b c d f", "a b c d e f"), 1);
	is_int(match(a, "a b", "c d", "a b e", "a b c d e"), 0);
	fp_arena_free(a);
}

void test_little_in_common_is_a_new_issue(void)
{
	fp_arena *a = fp_arena_new(0);
	is_int(match(a, "a b c d e f", "x y", "a g h i j k", "a b c d e f g h i j k"), -1);
	is_int(match(a, "p q", "x y", "a b c", "a b c"), -1);
	fp_arena_free(a);
}

// An issue with a long past matches by what it has in the window.
void test_old_members_do_not_count_against_it(void)
{
	fp_arena *a = fp_arena_new(0);
	is_int(match(a, "o1 o2 o3 o4 o5 o6 o7 a b", "x y", "a b c d e f", "a b c d e f"), 0);
	fp_arena_free(a);
}

void test_equal_overlap_goes_to_the_smaller_id(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_known_issue known[] = {{.id = FP_STR("i-9"), .cases = ids(a, "a b")}, {.id = FP_STR("i-2"), .cases = ids(a, "c d")}};
	fp_ids g = ids(a, "a b c d");
	ptrdiff_t of;
	fp_match_groups(known, 2, &g, 1, g, &of);
	is_int(of, 1);
	fp_arena_free(a);
}

void test_free_members_leave_out_taken_and_refused(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_known_issue known[] = {{.id = FP_STR("i-1"), .cases = ids(a, "a b"), .never = ids(a, "e")}, {.id = FP_STR("i-2"), .cases = ids(a, "c")}};
	fp_ids more = fp_free_members(a, known, 2, &known[0], ids(a, "a b c d e"));
	is_int(more.n, 1);
	is_str(more.v[0], "d");
	is_int(fp_free_members(a, known, 2, NULL, ids(a, "d e")).n, 2);
	fp_arena_free(a);
}

void test_issue_id_comes_from_the_founding_case(void)
{
	fp_arena *a = fp_arena_new(0);
	is_str(fp_issue_id(a, FP_STR("261118-3rcn1r3"), 0), "i-3rcn1r3");
	is_str(fp_issue_id(a, FP_STR("261118-3rcn1r3"), 1), "i-3rcn1r3-2");
	fp_arena_free(a);
}
