// UTF-8 and columns.
#include "tap.h"

static uint32_t first(const char *z, size_t n, size_t *used)
{
	*used = 0;
	return fp_utf8_next((fp_str){z, n}, used);
}

void test_decoding(void)
{
	static const struct { const char *z; uint32_t cp; } good[] = {
		{"A", 'A'}, {"\x7f", 0x7F}, {"\xc2\x80", 0x80}, {"\xdf\xbf", 0x7FF}, {"\xe0\xa0\x80", 0x800}, {"中", 0x4E2D}, {"\xed\x9f\xbf", 0xD7FF},
		{"\xee\x80\x80", 0xE000}, {"\xef\xbf\xbf", 0xFFFF}, {"\xf0\x90\x80\x80", 0x10000}, {"𠮷", 0x20BB7}, {"😀", 0x1F600}, {"\xf4\x8f\xbf\xbf", 0x10FFFF},
	};
	for (size_t i = 0; i < FP_COUNT(good); i++) {
		size_t used, n = strlen(good[i].z);
		char back[4];
		ok(first(good[i].z, n, &used) == good[i].cp && used == n, "U+%04X", good[i].cp);
		ok(fp_utf8_put(back, good[i].cp) == n && memcmp(back, good[i].z, n) == 0, "U+%04X written", good[i].cp);
	}
}

void test_invalid_forms(void)
{
	static const char *const bad[] = {
		"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2 ", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xe4\xb8", "\xe4\xb8 ", "\xed\xa0\x80", "\xed\xbf\xbf",
		"\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf0\xa0\xae", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff",
	};
	for (size_t i = 0; i < FP_COUNT(bad); i++) {
		size_t used, at = 99;
		fp_str s = fp_s(bad[i]);
		ok(first(s.p, s.n, &used) == FP_BAD_CP && used == 1, "form %zu is refused, one byte is passed", i);
		char with[16];
		snprintf(with, sizeof with, "中%sa", bad[i]);
		ok(!fp_utf8_valid(fp_s(with), &at) && at == 3, "form %zu is found at its offset", i);
	}
	ok(fp_utf8_valid((fp_str){"a\0b", 3}, NULL), "NUL is valid here");
	ok(fp_utf8_valid((fp_str){0}, NULL));
}

// Every code point there and back; surrogates are no characters.
void test_every_code_point(void)
{
	int wrong = 0;
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		char z[4];
		size_t n = fp_utf8_put(z, cp), used;
		uint32_t got = first(z, n, &used);
		bool surrogate = cp >= 0xD800 && cp <= 0xDFFF;
		wrong += surrogate ? got != FP_BAD_CP : got != cp || used != n;
	}
	is_int(wrong, 0);
}

void test_counting(void)
{
	is_int(fp_utf8_count(FP_STR("客户😀a𠮷")), 5);
	is_int(fp_utf8_count(FP_STR("\xff\xe4\xb8")), 3);
	is_str(fp_utf8_prefix(FP_STR("客户abc"), 3), "客户a");
	is_str(fp_utf8_prefix(FP_STR("客户"), 9), "客户");
	is_str(fp_utf8_prefix(FP_STR("客户"), 0), "");
}

void test_han(void)
{
	ok(fp_is_han(0x4E00) && fp_is_han(0x9FFF) && fp_is_han(0x3400) && fp_is_han(0x20BB7) && fp_is_han(0x2A700) && fp_is_han(0x30000));
	ok(fp_is_han(0x3005) && fp_is_han(0x3007) && fp_is_han(0xF900));
	ok(!fp_is_han('a') && !fp_is_han(0x3042) && !fp_is_han(0xAC00) && !fp_is_han(0x3002) && !fp_is_han(0x1F600) && !fp_is_han(FP_BAD_CP));
}

void test_widths(void)
{
	is_int(fp_str_width(FP_STR("abc")), 3);
	is_int(fp_str_width(FP_STR("客户：都")), 8);
	is_int(fp_str_width(FP_STR("𠮷")), 2);
	is_int(fp_str_width(FP_STR("😀")), 2);
	is_int(fp_str_width(FP_STR("e\xcc\x81")), 1);      // é of two code points
	is_int(fp_str_width(FP_STR("a\xe2\x80\x8b" "b")), 2);  // zero width space
	is_int(fp_str_width(FP_STR("ﾊﾝｶｸ")), 4);            // half-width katakana
	is_int(fp_str_width(FP_STR("ＡＢ")), 4);
	is_int(fp_str_width(FP_STR("한글")), 4);
	is_int(fp_str_width(FP_STR("🇨🇳")), 2);
	is_int(fp_str_width(FP_STR("❤\xef\xb8\x8f")), 1);
	is_int(fp_str_width(FP_STR("　")), 2);
	is_int(fp_str_width(FP_STR("…—“”")), 4);
	is_int(fp_str_width(FP_STR("\xff")), 1);
	is_int(fp_str_width(FP_STR("\t\n\x1b")), 0);
	is_int(fp_cp_width(0xAD), 1);
	is_int(fp_cp_width(0x10FFFF), 1);
}

void test_fit(void)
{
	fp_arena *a = fp_arena_new(0);
	is_str(fp_str_fit(a, FP_STR("退款时效"), 8), "退款时效");
	is_str(fp_str_fit(a, FP_STR("退款时效"), 7), "退款时…");
	is_str(fp_str_fit(a, FP_STR("退款时效"), 6), "退款…");
	is_str(fp_str_fit(a, FP_STR("abcd"), 3), "ab…");
	is_str(fp_str_fit(a, FP_STR("abcd"), 1), "…");
	is_str(fp_str_fit(a, FP_STR("abcd"), 0), "");
	is_str(fp_str_fit(a, FP_STR(""), 0), "");
	is_str(fp_str_fit(a, FP_STR("e\xcc\x81" "fgh"), 2), "e\xcc\x81…");
	int wrong = 0;
	fp_str s = FP_STR("客a户😀e\xcc\x81服务b单");
	for (size_t w = 0; w < 30; w++)
		wrong += fp_str_width(fp_str_fit(a, s, w)) > w || !fp_utf8_valid(fp_str_fit(a, s, w), NULL);
	is_int(wrong, 0);
	fp_arena_free(a);
}

// C1 controls drive a terminal as ESC sequences do; the same bytes inside other characters do not.
void test_controls(void)
{
	static const struct {
		const char *text;
		size_t len;
	} rows[] = {{"a", 0}, {"\x1b[", 1}, {"\x7f", 1}, {"\n", 1}, {"\xc2\x9b" "31m", 2}, {"\xc2\x80", 2}, {"\xc2\xa0", 0}, {"\xc2", 0}, {"\xe4\xb8\x9b", 0}, {"\xc3\x9b", 0}};
	for (size_t i = 0; i < FP_COUNT(rows); i++)
		is_int(fp_control_len(fp_s(rows[i].text), 0), rows[i].len);
	char line[] = "甲\xc2\x9b" "31m丛\x1b[0m\n乙";
	fp_blank_controls(line, strlen(line));
	is_str(fp_s(line), "甲  31m丛 [0m 乙");
	fp_err err = {0};
	fp_fail(&err, FP_INVALID, "%s", "a\xc2\x85" "b");
	is_str(fp_s(err.msg), "a  b");
}
