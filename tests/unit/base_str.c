// Text, builders, arenas, errors, languages, diags, embedded files.
#include "tap.h"

#include "base/embed.h"

void test_comparing(void)
{
	ok(fp_str_eq((fp_str){0}, FP_STR("")));
	ok(fp_str_is(fp_s(NULL), "") && fp_str_is(FP_STR("a"), "a") && !fp_str_is(FP_STR("a"), "ab"));
	ok(fp_str_ieq(FP_STR("AbZ"), FP_STR("aBz")) && !fp_str_ieq(FP_STR("@"), FP_STR("`")));
	ok(fp_str_cmp(FP_STR("a"), FP_STR("b")) < 0 && fp_str_cmp(FP_STR("ab"), FP_STR("a")) > 0 && fp_str_cmp(FP_STR(""), (fp_str){0}) == 0);
	ok(fp_str_cmp(FP_STR("z"), FP_STR("中")) < 0, "bytes are unsigned");
	ok(fp_str_starts(FP_STR("abc"), "ab") && !fp_str_starts(FP_STR("a"), "ab") && fp_str_starts((fp_str){0}, ""));
	ok(fp_str_ends(FP_STR("abc"), "bc") && !fp_str_ends(FP_STR("c"), "bc"));
	fp_str v[] = {FP_STR("中"), FP_STR("b"), FP_STR(""), FP_STR("ab")};
	qsort(v, 4, sizeof v[0], fp_str_cmp_qsort);
	ok(v[0].n == 0 && fp_str_is(v[1], "ab") && fp_str_is(v[3], "中"), "sorted");
}

void test_finding(void)
{
	is_int(fp_str_find(FP_STR("abcabc"), FP_STR("ca"), 0), 2);
	is_int(fp_str_find(FP_STR("abcabc"), FP_STR("abc"), 1), 3);
	is_int(fp_str_find(FP_STR("abc"), FP_STR("x"), 0), -1);
	is_int(fp_str_find(FP_STR("abc"), FP_STR(""), 3), 3);
	is_int(fp_str_find(FP_STR("abc"), FP_STR("a"), 4), -1);
	is_int(fp_str_find((fp_str){0}, FP_STR("a"), 0), -1);
	ok(fp_str_has(FP_STR("客户退款"), FP_STR("退款")));
	is_str(fp_str_sub(FP_STR("abc"), 1, 99), "bc");
	is_str(fp_str_sub(FP_STR("abc"), 5, 2), "");
	is_str(fp_str_trim(FP_STR(" \t　客 户　\r\n")), "客 户");
	is_str(fp_str_trim(FP_STR("　　")), "");
}

void test_cutting(void)
{
	fp_str s = FP_STR("a,,b");
	is_str(fp_str_cut(&s, ','), "a");
	is_str(fp_str_cut(&s, ','), "");
	is_str(fp_str_cut(&s, ','), "b");
	ok(!s.p && !s.n, "the end");
	s = FP_STR("one\r\ntwo\n\nlast\n");
	is_str(fp_str_line(&s), "one");
	is_str(fp_str_line(&s), "two");
	is_str(fp_str_line(&s), "");
	is_str(fp_str_line(&s), "last");
	ok(!s.p, "a final newline begins no line");
}

void test_numbers(void)
{
	int64_t i = 7;
	double d = 7;
	ok(fp_str_int(FP_STR("-9223372036854775808"), &i) && i == INT64_MIN);
	ok(fp_str_int(FP_STR("+9223372036854775807"), &i) && i == INT64_MAX);
	ok(!fp_str_int(FP_STR("9223372036854775808"), &i) && !fp_str_int(FP_STR("-9223372036854775809"), &i));
	ok(!fp_str_int(FP_STR(""), &i) && !fp_str_int(FP_STR("-"), &i) && !fp_str_int(FP_STR("1 "), &i) && !fp_str_int(FP_STR("0x1"), &i));
	ok(fp_str_num(FP_STR("-1.5e3"), &d) && d > -1500.5 && d < -1499.5);
	ok(!fp_str_num(FP_STR("nan"), &d) && !fp_str_num(FP_STR("inf"), &d) && !fp_str_num(FP_STR("0x1p3"), &d) && !fp_str_num(FP_STR("1e999"), &d));
	ok(!fp_str_num(FP_STR("1,5"), &d) && !fp_str_num(FP_STR(""), &d) && !fp_str_num(FP_STR(" 1"), &d) && !fp_str_num((fp_str){"1\0", 2}, &d));
}

void test_distance(void)
{
	is_int(fp_str_distance(FP_STR("search"), FP_STR("serach"), 3), 2);
	is_int(fp_str_distance(FP_STR("退款"), FP_STR("退货"), 3), 1);
	is_int(fp_str_distance(FP_STR(""), FP_STR("abc"), 5), 3);
	is_int(fp_str_distance(FP_STR("abc"), FP_STR("xyz"), 1), 2);
	is_int(fp_str_distance(FP_STR("same"), FP_STR("same"), 0), 0);
	char *x = fp_xmalloc(5000);
	memset(x, 'x', 5000);
	is_int(fp_str_distance((fp_str){x, 5000}, FP_STR("x"), 2), 3);
	free(x);
}

void test_buffer(void)
{
	fp_buf b = {0};
	fp_err err = {0};
	is_str(fp_buf_view(&b), "");
	fp_buf_z(&b, "ab");
	fp_buf_c(&b, 'c');
	fp_buf_str(&b, (fp_str){0});
	fp_buf_f(&b, "-%d-%0200d", 5, 1);
	is_int(b.n, 3 + 3 + 200);
	ok(fp_str_starts(fp_buf_view(&b), "abc-5-0000") && b.p[b.n] == 0);
	ok(fp_buf_ok(&b, &err));
	fp_buf_clear(&b);
	ok(b.n == 0 && b.p[0] == 0);
	fp_buf_free(&b);
	ok(!b.p && !b.cap);
}

void test_buffer_limit(void)
{
	fp_buf b = {.max = 10};
	fp_err err = {0};
	fp_buf_z(&b, "0123456789");
	ok(fp_buf_ok(&b, &err), "exactly the maximum");
	fp_buf_c(&b, 'x');
	ok(!fp_buf_ok(&b, &err) && err.code == FP_LIMIT, "%s", err.msg);
	fp_buf_z(&b, "");
	is_str(fp_buf_view(&b), "0123456789");
	fp_buf_clear(&b);
	fp_buf_z(&b, "abc");
	fp_buf_f(&b, "%s", "too long for it");
	ok(b.over);
	is_str(fp_buf_view(&b), "abc");
	fp_arena *a = fp_arena_new(0);
	fp_str s = fp_buf_take(&b, a);
	is_str(s, "abc");
	ok(!b.p && b.max == 10, "taken");
	fp_arena_free(a);
}

void test_arena(void)
{
	fp_arena *a = fp_arena_new(0);
	int wrong = 0;
	for (size_t n = 0; n < 5000; n++) {
		char *p = fp_alloc(a, n);
		wrong += (uintptr_t)p % _Alignof(max_align_t) != 0;
		for (size_t i = 0; i < n; i++)
			wrong += p[i] != 0;
		memset(p, 0xAA, n);
	}
	is_int(wrong, 0);
	ok(fp_arena_used(a) >= 5000 * 4999 / 2 && !fp_arena_over(a, NULL));
	fp_arena_reset(a);
	is_int(fp_arena_used(a), 0);
	char *again = fp_alloc(a, 100);
	ok(again[0] == 0 && again[99] == 0, "memory used again is zeroed");
	fp_arena_free(a);
	fp_arena_free(NULL);
}

void test_arena_limit(void)
{
	fp_arena *a = fp_arena_new(10000);
	fp_err err = {0};
	fp_alloc(a, 9000);
	ok(!fp_arena_over(a, &err) && err.code == FP_OK);
	ok(fp_arena_left(a) > 0 && fp_arena_left(a) <= 1000);
	fp_alloc(a, 5000);
	ok(fp_arena_over(a, &err) && err.code == FP_LIMIT, "%s", err.msg);
	is_int(fp_arena_left(a), 0);
	fp_arena_free(a);
}

void test_growing_arrays(void)
{
	fp_arena *a = fp_arena_new(0);
	int *v = NULL, wrong = 0;
	size_t n = 0, cap = 0;
	for (int i = 0; i < 10000; i++)
		FP_PUSH(a, v, n, cap) = i;
	for (int i = 0; i < 10000; i++)
		wrong += v[i] != i;
	is_int(wrong, 0);
	is_int(n, 10000);
	fp_arena_free(a);
}

void test_copies(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_str s = fp_str_dup(a, (fp_str){"abcdef", 3});
	ok(fp_str_is(s, "abc") && s.p[3] == 0);
	is_str(fp_s(fp_cstr(a, (fp_str){0})), "");
	is_str(fp_strf(a, "%.*s-%d", FP_ARG(s), 7), "abc-7");
	is_str(fp_strf(a, "%s", ""), "");
	fp_arena_free(a);
}

void test_errors(void)
{
	fp_err err = {0};
	ok(!fp_fail(NULL, FP_IO, "x") && !fp_fail_in(NULL, "x"));
	ok(!fp_fail(&err, FP_INVALID, "first\n\x1b[31m %d", 1));
	fp_fail(&err, FP_IO, "second");
	is_str(fp_s(err.msg), "first  [31m 1");
	is_int(err.code, FP_INVALID);
	fp_fail_in(&err, "file %s", "x");
	is_str(fp_s(err.msg), "file x: first  [31m 1");
	char *z = fp_xmalloc(4000);
	z[0] = 0;
	for (int i = 0; i < 1000; i++)
		memcpy(z + i * 3, "中", 4);
	fp_err huge = {0};
	fp_fail(&huge, FP_IO, "a%s", z);
	ok(fp_utf8_valid(fp_s(huge.msg), NULL) && strlen(huge.msg) > 990, "cut between characters");
	free(z);
}

void test_languages(void)
{
	fp_lang l;
	ok(fp_lang_parse("zh_CN.UTF-8", &l) && l == FP_ZH);
	ok(fp_lang_parse("EN", &l) && l == FP_EN && fp_lang_parse("zh-Hans", &l) && l == FP_ZH);
	ok(!fp_lang_parse("", &l) && !fp_lang_parse(NULL, &l) && !fp_lang_parse("C", &l) && !fp_lang_parse("zhx", &l) && !fp_lang_parse("de", &l));
	fp_lang_set(FP_ZH);
	is_str(fp_s(fp_tr("中", "en")), "中");
	fp_lang_set(FP_EN);
	is_str(fp_s(fp_tr("中", "en")), "en");
}

void test_diags(void)
{
	fp_diags d = {.arena = fp_arena_new(0), .path = FP_STR("a.md")};
	fp_diag_add(&d, FP_WARNING, "title", 3, 1, "no %s", "title");
	fp_diag_add(&d, FP_ERROR, "front-matter", 1, 2, "broken");
	is_int(d.n, 2);
	is_int(d.errors, 1);
	ok(fp_str_is(d.v[0].message, "no title") && fp_str_is(d.v[1].path, "a.md") && d.v[1].col == 2);
	fp_arena_free(d.arena);
}

void test_embedded_files(void)
{
	fp_str s = FP_STR("untouched");
	ok(!fp_embed_get("no/such/file", &s) && fp_str_is(s, "untouched"));
	int wrong = 0;
	for (size_t i = 0; i < fp_embed_count(); i++)
		wrong += !fp_embed_get(fp_embed_name(i), &s) || s.p[s.n] != 0;
	is_int(wrong, 0);
}
