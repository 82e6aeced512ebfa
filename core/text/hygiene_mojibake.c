// hygiene: UTF-8 that was read in another encoding.
//
// The way back must be valid UTF-8 and plainly better. Latin-1 and Windows-1252: runs of characters above ASCII whose bytes are UTF-8, with
// something that no text has by itself: control characters, Ã or Â before one more, or two characters of three bytes in a row (a single one
// may be: café”—). GBK: at least two characters come out, all common ones; the converter is asked only where a mark of this accident stands.
#include "text/hygiene_priv.h"

#include <iconv.h>
#include <string.h>

#define REPAIRED "UTF-8 的字节被当成别的编码读过，已还原", "bytes of UTF-8 had been read in another encoding, repaired"

// Windows-1252 where it is not Latin-1, for 0x80 to 0x9F.
static const uint16_t western[32] = {0x20AC, 0, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0, 0x17E, 0x178};

static int western_byte(uint32_t cp)
{
	if (cp >= 0x80 && cp <= 0xFF)
		return (int)cp;
	for (int i = 0; cp > 0xFF && i < 32; i++)
		if (western[i] == cp)
			return 0x80 + i;
	return -1;
}

static bool plain_character(uint32_t cp)
{
	return cp >= 0xA0 && cp != 0xFFFD && !(cp >= 0xE000 && cp <= 0xF8FF) && cp < 0xF0000;
}

// Whether bytes above ASCII, read back as UTF-8, are plainly a text. `controls`: the run holds characters that nobody writes. What was
// read wrongly twice becomes controls again, and then those must lead to a text.
static bool plainly_better(fp_arena *a, fp_str bytes, bool controls)
{
	char *inner = fp_alloc(a, bytes.n + 1);
	size_t two = 0, wide = 0, marks = 0, inner_n = 0;
	bool again = false;
	for (size_t i = 0; i < bytes.n;) {
		size_t from = i;
		uint32_t cp = fp_utf8_next(bytes, &i);
		int b = western_byte(cp);
		if (cp == FP_BAD_CP || (!plain_character(cp) && cp >= 0xA0))
			return false;
		again = again || cp < 0xA0;
		if (b >= 0)
			inner[inner_n++] = (char)b;
		wide += i - from > 2;
		two += i - from == 2 && (unsigned char)bytes.p[from] <= 0xC3;
		marks += cp >= 0x2010 && cp <= 0x2027;
	}
	if (again)
		return !wide && plainly_better(a, (fp_str){inner, inner_n}, true);
	return controls || wide > 1 || marks || (two && !wide);
}

static void western_runs(fp_pass *p)
{
	char *bytes = fp_alloc(p->a, p->in.n + 1);
	size_t from = 0, n = 0;
	bool controls = false;
	for (size_t i = 0; i <= p->in.n;) {
		size_t at = i;
		uint32_t cp = i < p->in.n ? fp_utf8_next(p->in, &i) : 0;
		int b = cp >= 0x80 && cp != FP_BAD_CP ? western_byte(cp) : -1;
		if (b >= 0) {
			if (!n)
				from = at;
			controls = controls || (cp >= 0x80 && cp < 0xA0);
			bytes[n++] = (char)b;
			continue;
		}
		fp_str run = {bytes, n};
		if (n > 1 && plainly_better(p->a, run, controls))
			fp_pass_cut(p, FP_DIRT_MOJIBAKE, from, at, fp_str_dup(p->a, run), REPAIRED);
		n = 0;
		controls = false;
		if (at == p->in.n)
			break;
	}
}

// ---------------------------------------------------------------- GBK

// First characters that 。，的是我在有人 ... become; any sentence of this kind has one.
static bool gbk_mark(uint32_t cp)
{
	switch (cp) {
	case U'锛': case U'銆': case U'鐨': case U'鈥': case U'涓': case U'鏄': case U'鎴': case U'浠': case U'鍦': case U'鏈': case U'浜': case U'鍙':
	case U'鍚': case U'杩': case U'鍒': case U'鏃': case U'寰': case U'娌': case U'閫': case U'璇': case U'澶': case U'涔': case U'瀹': case U'鍥':
		return true;
	default:
		return false;
	}
}

typedef struct {
	unsigned char lead, trail;   // of GBK; lead 0: none
	size_t at;                   // in the text
} gbk;

static size_t as_gbk(fp_pass *p, gbk **out)
{
	iconv_t cd = iconv_open("GBK", "UTF-8");
	gbk *v = *out = FP_NEW_N(p->a, gbk, fp_utf8_count(p->in) + 2);
	size_t n = 0;
	for (size_t i = 0; i < p->in.n && cd != (iconv_t)-1; n++) {
		v[n].at = i;
		uint32_t cp = fp_utf8_next(p->in, &i);
		char b[4], *to = b, *from = (char *)(uintptr_t)(p->in.p + v[n].at);
		size_t room = 2, left = i - v[n].at;
		if (cp >= 0x80 && cp != FP_BAD_CP && iconv(cd, &from, &left, &to, &room) == 0 && to == b + 2)
			v[n].lead = (unsigned char)b[0], v[n].trail = (unsigned char)b[1];
		else
			iconv(cd, NULL, NULL, NULL, NULL);
	}
	v[n].at = p->in.n;
	if (cd != (iconv_t)-1)
		iconv_close(cd);
	return n;
}

// What Chinese texts consist of: Han and their punctuation.
static bool chinese(uint32_t cp)
{
	return (cp >= 0x4E00 && cp <= 0x9FA5) || (cp >= 0x3001 && cp <= 0x3011) || (cp >= 0xFF01 && cp <= 0xFF1F) || (cp >= 0x2013 && cp <= 0x2026);
}

// How many GBK characters from v on are the bytes of whole Chinese characters, at least two; 0 when they are not.
static size_t gbk_run(const gbk *v, size_t n, char *bytes, size_t *byte_n)
{
	size_t best = 0, decoded = 0, m = 0;
	*byte_n = 0;
	for (size_t i = 0; i < n && v[i].lead; i++) {
		bytes[m++] = (char)v[i].lead;
		bytes[m++] = (char)v[i].trail;
		while (decoded + 3 <= m) {
			size_t at = 0;
			uint32_t cp = fp_utf8_next((fp_str){bytes + decoded, 3}, &at);
			if (at != 3 || !chinese(cp))
				return best;
			decoded += 3;
		}
		if (decoded == m && decoded >= 6)
			best = i + 1, *byte_n = m;
	}
	return best;
}

static void gbk_runs(fp_pass *p)
{
	gbk *v;
	size_t n = as_gbk(p, &v), made;
	char *bytes = fp_alloc(p->a, 2 * n + 2);
	for (size_t i = 0; i < n;) {
		size_t k = v[i].lead >= 0xE2 && v[i].lead <= 0xEF ? gbk_run(v + i, n - i, bytes, &made) : 0;
		if (k)
			fp_pass_cut(p, FP_DIRT_MOJIBAKE, v[i].at, v[i + k].at, fp_str_dup(p->a, (fp_str){bytes, made}), REPAIRED);
		i += k ? k : 1;
	}
}

void fp_pass_mojibake(fp_pass *p)
{
	bool west = false, east = false;
	for (size_t i = 0; i < p->in.n;) {
		unsigned char c = (unsigned char)p->in.p[i];
		if (c < 0x80) {
			i++;
			continue;
		}
		uint32_t cp = fp_utf8_next(p->in, &i);
		west = west || (cp >= 0xC2 && cp <= 0xF4);
		east = east || gbk_mark(cp);
	}
	// One way at a time: the next round looks for the other.
	if (west)
		western_runs(p);
	if (east && !p->n)
		gbk_runs(p);
}

// ---------------------------------------------------------------- what stays

static const struct {
	const char *text;
} lost[] = {{"锟斤拷"}, {"烫烫烫"}, {"屯屯屯"}};

static size_t lost_at(fp_str s)
{
	for (size_t k = 0; k < FP_COUNT(lost); k++)
		if (fp_str_starts(s, lost[k].text))
			return strlen(lost[k].text);
	return 0;
}

// 0 unless private use or unreadable.
static int unknown_kind(uint32_t cp)
{
	if ((cp >= 0xE000 && cp <= 0xF8FF) || (cp >= 0xF0000 && cp < 0x110000))
		return 1;
	return cp == 0xFFFD || cp == FP_BAD_CP || (cp >= 0x80 && cp < 0xA0) ? 2 : 0;
}

void fp_pass_unknown(fp_pass *p)
{
	for (size_t i = 0; i < p->in.n;) {
		size_t from = i, n = (unsigned char)p->in.p[i] >= 0xE5 ? lost_at(fp_str_sub(p->in, i, p->in.n)) : 0;
		int kind = n ? 2 : 0;
		if (n)
			i += n;
		else if ((unsigned char)p->in.p[i] < 0x80)
			i++;
		else
			kind = unknown_kind(fp_utf8_next(p->in, &i));
		if (kind == 1)
			fp_pass_tell(p, FP_DIRT_PRIVATE, from, i, "私用区字符，不知道原来是什么", "a character of private use; what it was is unknown");
		else if (kind == 2)
			fp_pass_tell(p, FP_DIRT_MOJIBAKE, from, i, "乱码，无法还原", "mojibake that cannot be repaired");
	}
}
