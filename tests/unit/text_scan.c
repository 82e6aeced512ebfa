// The plain scan against the simplest thing that could work; sentences.
#include "tap.h"
#include "text/text.h"

static fp_arena *a;

// The matches, in brackets.
static fp_str scan(const char *text, const char *term, bool quoted)
{
	if (!a)
		a = fp_arena_new(0);
	fp_folded f = fp_fold(a, fp_s(text), true);
	fp_match *m;
	size_t n = fp_scan(a, &f, fp_fold(a, fp_s(term), false).text, quoted, &m), from = 0;
	fp_buf b = {0};
	for (size_t k = 0; k < n; k++) {
		fp_buf_f(&b, "%.*s[%.*s]", (int)(m[k].start - from), text + from, (int)(m[k].end - m[k].start),
			text + m[k].start);
		from = m[k].end;
	}
	fp_buf_z(&b, text + from);
	return fp_buf_take(&b, a);
}

void test_scan(void)
{
	is_str(scan("申请退款，退款没到", "退款", false), "申请[退款]，[退款]没到");
	is_str(scan("申請退款", "申请", false), "[申請]退款");
	is_str(scan("an apple, apples, pineapple", "apple", false), "an [apple], [apple]s, pineapple");
	is_str(scan("an apple, pineapple", "apple", true), "an [apple], pine[apple]");
	is_str(scan("买iPhone手机，xiphone手机", "iphone手机", false), "买[iPhone手机]，xiphone手机");
	is_str(scan("手机iphone坏", "手机ip", false), "[手机ip]hone坏");
	is_str(scan("用ＡＰＰ下单", "app", false), "用[ＡＰＰ]下单");
	is_str(scan("哈哈哈哈哈", "哈哈", false), "[哈哈][哈哈]哈");
	is_str(scan("3.15 曝光 2023.15", "3.15", false), "[3.15] 曝光 2023.15");
	is_str(scan("太棒👍👍", "👍", false), "太棒[👍][👍]");
	is_str(scan("cafe\u0301 café", "café", false), "[cafe\u0301] [café]");
	is_str(scan("nothing", "", false), "nothing");
	is_str(scan("", "x", false), "");
	is_str(scan("aaaaaa aaa", "aa", false), "[aa]aaaa [aa]a");
}

static size_t naive(const fp_folded *f, fp_str term, bool quoted, fp_match *out)
{
	size_t n = 0;
	for (size_t i = 0; term.n && i + term.n <= f->text.n;) {
		bool hit = !memcmp(f->text.p + i, term.p, term.n);
		if (hit && !quoted && i > 0) {
			size_t p = i - 1, q = i;
			while (((unsigned char)f->text.p[p] & 0xC0) == 0x80)
				p--;
			uint32_t first = fp_utf8_next(f->text, &q);
			if (fp_ch_class(first) == FP_CH_WORD && fp_ch_class(fp_utf8_next(f->text, &p)) == FP_CH_WORD)
				hit = false;
		}
		if (hit)
			out[n++] = fp_folded_span(f, i, i + term.n);
		i += hit ? term.n : 1;
	}
	return n;
}

void test_scan_random(void)
{
	fp_arena *t = fp_arena_new(0);
	static const char *const letters[] = {"a", "b", "退", "款", "㎏", "é", " ", "，", "😀", "A", "体", "體", "e\u0301", "1"};
	uint64_t seed = 7;
	size_t wrong = 0, hits = 0;
	for (int round = 0; round < 5000; round++) {
		fp_buf b = {0}, w = {0};
		for (int k = 0; k < 60; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			fp_buf_z(k < 58 ? &b : &w, letters[(seed >> 33) % FP_COUNT(letters)]);
		}
		fp_folded f = fp_fold(t, fp_buf_view(&b), true);
		fp_str term = fp_fold(t, fp_buf_view(&w), false).text;
		fp_match want[400], *got;
		bool quoted = round % 2;
		size_t n = naive(&f, term, quoted, want);
		hits += n;
		wrong += fp_scan(t, &f, term, quoted, &got) != n || (n && memcmp(got, want, n * sizeof(want[0])));
		fp_buf_free(&b);
		fp_buf_free(&w);
		fp_arena_reset(t);
	}
	is_int((long long)wrong, 0);
	ok(hits > 1000, "%zu matches compared", hits);
	fp_arena_free(t);
}

static fp_str sentences(const char *text)
{
	if (!a)
		a = fp_arena_new(0);
	fp_match *m;
	size_t n = fp_sentences(a, fp_s(text), &m);
	fp_buf b = {0};
	for (size_t k = 0; k < n; k++)
		fp_buf_f(&b, "%s%.*s", k ? "|" : "", (int)(m[k].end - m[k].start), text + m[k].start);
	return b.p ? fp_buf_take(&b, a) : FP_STR("");
}

void test_sentences(void)
{
	is_str(sentences("很差。没人管！退款？"), "很差。|没人管！|退款？");
	is_str(sentences("他说“不退。”我不信"), "他说“不退。”|我不信");
	is_str(sentences("第一行\n\n  第二行\r\n"), "第一行|第二行");
	is_str(sentences("Paid $3.50 on 3.5. Mr. Li said no. E.g. this. Done"),
		"Paid $3.50 on 3.5.|Mr. Li said no.|E.g. this.|Done");
	is_str(sentences("1. first 2. second"), "1. first 2.|second");
	is_str(sentences("很差.没人管.版本3.2不行"), "很差.|没人管.|版本3.2不行");
	is_str(sentences("等了三天……还没发货；再等。。。"), "等了三天……还没发货；|再等。。。");
	is_str(sentences("What?! Really..."), "What?!|Really...");
	is_str(sentences("No. It broke. No. 5 too"), "No.|It broke.|No. 5 too");
	is_str(sentences("   "), "");
	is_str(sentences("😀。𠮷！"), "😀。|𠮷！");
}
