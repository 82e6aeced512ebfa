// Phrase sets: what they find, against the simplest thing that could work.
#include "tap.h"
#include "text/text.h"

static fp_arena *a;

// "id:start text" of all hits; phrases separated by |.
static fp_str hits(const char *phrases, const char *text)
{
	if (!a)
		a = fp_arena_new(0);
	fp_str v[50], rest = fp_s(phrases);
	size_t n = 0;
	while (rest.p && rest.n)
		v[n++] = fp_str_cut(&rest, '|');
	fp_err err = {0};
	fp_phrases *p = fp_phrases_new(v, n, &err);
	if (!p)
		return fp_strf(a, "error: %s", err.msg);
	fp_phrase_hit *h;
	size_t m = fp_phrases_scan(p, a, fp_s(text), &h);
	fp_buf b = {0};
	for (size_t k = 0; k < m; k++)
		fp_buf_f(&b, "%s%u:%.*s%s%s", k ? " " : "", h[k].id, (int)(h[k].end - h[k].start), text + h[k].start,
		         h[k].negated ? "-" : "", h[k].quoted ? "\"" : "");
	fp_phrases_free(p);
	return b.p ? fp_buf_take(&b, a) : FP_STR("");
}

void test_phrases(void)
{
	is_str(hits("推卸责任|态度差", "客服态度差，推卸責任"), "1:态度差 0:推卸責任");
	is_str(hits("慢|物流慢", "物流慢"), "1:物流慢 0:慢");
	is_str(hits("app|app闪退", "用APP下单，apple，ＡＰＰ闪退了"), "0:APP 1:ＡＰＰ闪退 0:ＡＰＰ");
	is_str(hits("refund", "Refund refunds refund."), "0:Refund 0:refund");
	is_str(hits("out of stock", "Out  of\nstock, out of\n\nstock"), "0:Out  of\nstock");
	is_str(hits("don't", "I don’t, I don't"), "0:don’t 0:don't");
	is_str(hits("说好…没有", "说好给我退款结果没有。说好。没有"), "0:说好给我退款结果没有");
	is_str(hits("说好…没有", "说好一二三四五六七八没有"), "0:说好一二三四五六七八没有");
	is_str(hits("说好…没有", "说好一二三四五六七八九没有"), "");
	is_str(hits("a…b…c", "a x b y c"), "0:a x b y c");
	is_str(hits("A……b", "A b"), "0:A b");
	is_str(hits("kg", "50㎏ 5 kg"), "0:kg");
	is_str(hits("骗", "骗子骗人"), "0:骗 0:骗");
	is_str(hits("x|x", "x"), "0:x 1:x");
	is_str(hits("😡", "气死😡😡"), "0:😡 0:😡");
	is_str(hits("", "abc"), "");
	is_str(hits("a", ""), "");
	is_str(hits("  a  b ", "a b"), "0:a b");
}

void test_phrases_errors(void)
{
	fp_str one = FP_STR("a…"), none = FP_STR("  ");
	fp_err err = {0}, err2 = {0};
	ok(!fp_phrases_new(&one, 1, &err) && err.code == FP_INVALID, "%s", err.msg);
	ok(!fp_phrases_new(&none, 1, &err2) && err2.code == FP_INVALID, "%s", err2.msg);
	fp_phrases_free(NULL);
}

void test_phrases_quoted(void)
{
	is_str(hits("退款", "他说“不给你退款”，我要退款"), "0:退款-\" 0:退款");
	is_str(hits("退款", "「退款」『退款』\"退款\"退款"), "0:退款\" 0:退款\" 0:退款\" 0:退款");
	is_str(hits("退款", "客服说：可以退款。后来没退款"), "0:退款\" 0:退款-");
	is_str(hits("退款", "客服说：“可以退款。”我等退款"), "0:退款\" 0:退款");
	is_str(hits("退款", "原因：退款"), "0:退款");
	is_str(hits("退款", "“没有收到退款\n退款”"), "0:退款- 0:退款");
	is_str(hits("refund", "She said: refund is coming. A refund"), "0:refund\" 0:refund\"");
	is_str(hits("refund", "\"a refund\" he said, the refund"), "0:refund\" 0:refund");
	is_str(hits("refund", "I’m told ‘refund’, then a refund"), "0:refund\" 0:refund");
}

// ---------------------------------------------------------------- against the naive way

static size_t before(fp_str s, size_t i)
{
	do
		i--;
	while (((unsigned char)s.p[i] & 0xC0) == 0x80);
	return i;
}

static bool word_at(fp_str s, size_t i)
{
	return i < s.n && fp_ch_class(fp_utf8_next(s, &i)) == FP_CH_WORD;
}

static bool naive_part(fp_str s, size_t i, fp_str p)
{
	if (i + p.n > s.n || memcmp(s.p + i, p.p, p.n))
		return false;
	if (i && word_at(p, 0) && word_at(s, before(s, i)))
		return false;
	return !(word_at(p, before(p, p.n)) && word_at(s, i + p.n));
}

// Only for texts that fold to themselves, with phrases of at most two parts.
static size_t naive(fp_str s, const fp_str *v, size_t n, fp_phrase_hit *out)
{
	size_t m = 0;
	for (size_t i = 0; i < s.n; fp_utf8_next(s, &i)) {
		size_t first = m;
		for (uint32_t k = 0; k < n; k++) {
			ptrdiff_t gap = fp_str_find(v[k], FP_STR("…"), 0);
			fp_str head = gap < 0 ? v[k] : fp_str_sub(v[k], 0, (size_t)gap),
				tail = fp_str_sub(v[k], (size_t)gap + 3, v[k].n);
			if (!naive_part(s, i, head))
				continue;
			size_t end = i + head.n;
			bool found = gap < 0;
			for (int skip = 0; !found && skip <= 8 && end < s.n; skip++) {
				found = naive_part(s, end, tail);
				if (found)
					end += tail.n;
				else if (fp_utf8_next(s, &end) == U'。')
					break;
			}
			if (found)
				out[m++] = (fp_phrase_hit){.id = k, .start = i, .end = end};
		}
		for (size_t x = first; x < m; x++)  // longest first, then by id
			for (size_t y = x; y > first && out[y].end > out[y - 1].end; y--) {
				fp_phrase_hit t = out[y];
				out[y] = out[y - 1];
				out[y - 1] = t;
			}
	}
	return m;
}

void test_phrases_random(void)
{
	static const char *const letters[] = {"a", "b", "退", "款", "é", "。", "体", "1", ",", "好"};
	fp_arena *t = fp_arena_new(0);
	uint64_t seed = 11;
	size_t wrong = 0, total = 0;
	for (int round = 0; round < 3000; round++) {
		fp_str v[12];
		for (size_t k = 0; k <= FP_COUNT(v); k++) {
			fp_buf b = {0};
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			size_t length = k < FP_COUNT(v) ? 1 + (seed >> 33) % 3 : 80;
			for (size_t c = 0; c < length; c++) {
				seed = seed * 6364136223846793005u + 1442695040888963407u;
				fp_buf_z(&b, letters[(seed >> 33) % FP_COUNT(letters)]);
				if (c == 0 && length == 3 && seed >> 60 < 6)
					fp_buf_z(&b, "…");
			}
			if (k < FP_COUNT(v)) {
				v[k] = fp_buf_take(&b, t);
				continue;
			}
			fp_str s = fp_buf_take(&b, t);
			fp_phrase_hit want[2000], *got;
			size_t n = naive(s, v, FP_COUNT(v), want);
			fp_phrases *p = fp_phrases_new(v, FP_COUNT(v), NULL);
			bool same = fp_phrases_scan(p, t, s, &got) == n;
			for (size_t i = 0; same && i < n; i++)
				same = got[i].id == want[i].id && got[i].start == want[i].start && got[i].end == want[i].end;
			if (!same && wrong++ < 3)
				tap_show("differs for", s);
			total += n;
			fp_phrases_free(p);
		}
		fp_arena_reset(t);
	}
	is_int((long long)wrong, 0);
	ok(total > 10000, "%zu hits compared", total);
	fp_arena_free(t);
}
