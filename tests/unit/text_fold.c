// Folding: what becomes what, idempotence, the map back to the original.
#include "tap.h"
#include "text/text.h"

static fp_arena *a;

static fp_str fold(const char *s)
{
	if (!a)
		a = fp_arena_new(0);
	return fp_fold(a, fp_s(s), false).text;
}

void test_fold_words(void)
{
	is_str(fold("退款ＡＢＣ１２３"), "退款abc123");
	is_str(fold("軟體無法開啟，態度惡劣！"), "软体无法开启,态度恶劣!");
	is_str(fold("Straße ÉCOLE"), "strasse école");
	is_str(fold("50㎏ ﬁrst Ⅳ ①"), "50kg first iv 1");
	is_str(fold("ｶﾞ か゛"), "ガ か ゙");
	is_str(fold("か\u3099"), "が");
	is_str(fold("e\u0301"), "é");
	is_str(fold("投\u200b诉\ufeff"), "投诉");
	is_str(fold("don’t"), "don't");
	is_str(fold("苧苎"), "苎苎");
	is_str(fold("👍🏽𠮷野家"), "👍🏽𠮷野家");
	is_str(fold("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB"), "한");
	is_str(fold("a\xFF" "b\xE4\xBD"), "a\uFFFD" "b\uFFFD\uFFFD");
	is_int((long long)fold("").n, 0);
	fp_folded z = fp_fold(a, (fp_str){"a\0B", 3}, true);
	ok(z.text.n == 3 && z.text.p[1] == 0 && z.text.p[2] == 'b', "NUL is a character");
}

void test_fold_one(void)
{
	is_int(fp_fold_cp(U'Ａ'), 'a');
	is_int(fp_fold_cp(U'體'), U'体');
	is_int(fp_fold_cp(U'㎏'), U'㎏');
	is_int(fp_fold_cp(0x301), 0x301);
	is_int(fp_fold_cp(FP_BAD_CP), 0xFFFD);
	is_int(fp_ch_class('a'), FP_CH_WORD);
	is_int(fp_ch_class('_'), FP_CH_OTHER);
	is_int(fp_ch_class(U'退'), FP_CH_HAN);
	is_int(fp_ch_class(U'カ'), FP_CH_HAN);
	is_int(fp_ch_class(0x20BB7), FP_CH_HAN);
	is_int(fp_ch_class(U'é'), FP_CH_WORD);
	is_int(fp_ch_class(0x301), FP_CH_WORD);
	is_int(fp_ch_class(U'한'), FP_CH_WORD);
	is_int(fp_ch_class(U'。'), FP_CH_OTHER);
	is_int(fp_ch_class(0x1F600), FP_CH_OTHER);
	is_int(fp_ch_class(FP_BAD_CP), FP_CH_OTHER);
}

// Every character alone folds to something that folds to itself.
void test_fold_twice_all(void)
{
	fp_arena *t = fp_arena_new(0);
	size_t bad = 0;
	for (uint32_t cp = 0; cp < 0x110000; cp++) {
		if (cp >= 0xD800 && cp < 0xE000)
			continue;
		char s[4];
		fp_str x = {s, fp_utf8_put(s, cp)};
		fp_str once = fp_fold(t, x, false).text, twice = fp_fold(t, once, false).text;
		if (!fp_str_eq(once, twice) && bad++ < 5)
			tap_show("not stable", x);
		if (cp % 4096 == 0)
			fp_arena_reset(t);
	}
	is_int((long long)bad, 0);
	fp_arena_free(t);
}

static uint64_t seed = 42;

static uint32_t next(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % n;
}

// Random texts of every kind of character, marks and broken bytes among them.
static fp_str random_text(char *s, size_t most)
{
	static const uint32_t from[] = {0x20, 0x41, 0xC0, 0x300, 0x4E00, 0xFF00, 0x1100, 0x3040, 0x900, 0x1D400, 0x20000,
		0x1F300, 0x2000, 0x3200,
		0xF900, 0xFB00, 0x200B, 0x3099, 0xE000, 0x370};
	static const uint32_t span[] = {0x5F, 26, 0x200, 0x70, 0x5200, 0xF0, 0x200, 0xC0, 0x180, 0x400, 0xA000, 0x600,
		0x70, 0x1FF,
		0x1FF, 0x300, 5, 2, 0x20, 0x100};
	size_t n = 0;
	while (n + 4 < most) {
		uint32_t k = next(FP_COUNT(from) + 1);
		if (k == FP_COUNT(from))
			s[n++] = (char)next(256);
		else
			n += fp_utf8_put(s + n, from[k] + next(span[k]));
	}
	return (fp_str){s, n};
}

void test_fold_twice_random(void)
{
	fp_arena *t = fp_arena_new(0);
	char s[200];
	size_t unstable = 0, wild = 0, invalid = 0;
	for (int round = 0; round < 20000; round++) {
		fp_str x = random_text(s, 10 + next(sizeof(s) - 10));
		fp_folded f = fp_fold(t, x, true);
		unstable += !fp_str_eq(f.text, fp_fold(t, f.text, false).text);
		invalid += !fp_utf8_valid(f.text, NULL);
		for (size_t i = 0; i < f.text.n; i++)
			wild += f.origin[i] > f.origin[i + 1] || f.origin[i] >= x.n;
		wild += f.origin[f.text.n] != x.n;
		fp_arena_reset(t);
	}
	is_int((long long)unstable, 0);
	is_int((long long)invalid, 0);
	is_int((long long)wild, 0);
	fp_arena_free(t);
}

static fp_str original(const char *text, const char *term)
{
	fp_str s = fp_s(text);
	fp_folded f = fp_fold(a, s, true);
	ptrdiff_t at = fp_str_find(f.text, fold(term), 0);
	if (at < 0)
		return FP_STR("(none)");
	fp_match m = fp_folded_span(&f, (size_t)at, (size_t)at + fold(term).n);
	return fp_str_sub(s, m.start, m.end);
}

void test_fold_origin(void)
{
	is_str(original("我要退㎏款", "kg款"), "㎏款");
	is_str(original("我要㎏款", "k"), "㎏");
	is_str(original("我要㎏款", "g"), "㎏");
	is_str(original("x e\u0301t\u00e9 y", "été"), "e\u0301t\u00e9");
	is_str(original("商家態度惡劣啊", "态度恶劣"), "態度惡劣");
	is_str(original("𠮷野家😀退款😀", "退款"), "退款");
	is_str(original("𠮷野家😀退款😀", "😀退"), "😀退");
	is_str(original("投\u200b诉信", "投诉"), "投\u200b诉");
	is_str(original("ＡＰＰ闪退", "app"), "ＡＰＰ");
	is_str(original("q\u0323\u0301x", "q"), "q\u0323\u0301");
}

void test_fold_many_marks(void)
{
	fp_buf b = {0};
	fp_buf_c(&b, 'a');
	for (int k = 0; k < 200000; k++)
		fp_buf_z(&b, k % 2 ? "\u0301" : "\u0323");
	double start = fp_clock_seconds();
	fp_folded f = fp_fold(a, fp_buf_view(&b), true);
	is_int((long long)f.text.n, (long long)b.n);
	ok(fp_clock_seconds() - start < 1, "200,000 marks in %.3f s", fp_clock_seconds() - start);
	fp_buf_free(&b);
}
