// utf8: decoding, counting, and columns in a terminal.
#include "base/base.h"

#include "base/width_priv.h"

uint32_t fp_utf8_next(fp_str s, size_t *i)
{
	const unsigned char *p = (const unsigned char *)s.p + *i;
	size_t left = s.n - *i;
	uint32_t c = p[0];
	*i += 1;
	if (c < 0x80)
		return c;
	// 0x80-0xC1 never begin a character (0xC0 and 0xC1 would be overlong), nor does anything above 0xF4.
	size_t more = c >= 0xC2 && c < 0xE0 ? 1 : c >= 0xE0 && c < 0xF0 ? 2 : c >= 0xF0 && c < 0xF5 ? 3 : 0;
	if (more == 0 || left <= more)
		return FP_BAD_CP;
	static const uint32_t lowest[] = {0, 0x80, 0x800, 0x10000};
	c &= 0x3Fu >> more;
	for (size_t k = 1; k <= more; k++) {
		if ((p[k] & 0xC0) != 0x80)
			return FP_BAD_CP;
		c = c << 6 | (p[k] & 0x3F);
	}
	if (c < lowest[more] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return FP_BAD_CP;
	*i += more;
	return c;
}

size_t fp_utf8_put(char out[4], uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | (cp >> 18 & 7));
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

bool fp_utf8_valid(fp_str s, size_t *bad_offset)
{
	for (size_t i = 0; i < s.n;) {
		size_t at = i;
		if (fp_utf8_next(s, &i) == FP_BAD_CP) {
			if (bad_offset)
				*bad_offset = at;
			return false;
		}
	}
	return true;
}

size_t fp_control_len(fp_str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i], d = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;
	return c < 0x20 || c == 0x7F ? 1 : c == 0xC2 && d >= 0x80 && d < 0xA0 ? 2 : 0;
}

void fp_blank_controls(char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = fp_control_len((fp_str){p, n}, i); k; k--)
			p[i + k - 1] = ' ';
}

size_t fp_utf8_count(fp_str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; n++)
		fp_utf8_next(s, &i);
	return n;
}

fp_str fp_utf8_prefix(fp_str s, size_t n)
{
	size_t i = 0;
	while (n-- && i < s.n)
		fp_utf8_next(s, &i);
	return fp_str_sub(s, 0, i);
}

bool fp_is_han(uint32_t cp)
{
	if (cp < 0x3400)
		return cp == 0x3005 || cp == 0x3007;
	return cp <= 0x4DBF || (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0xF900 && cp <= 0xFAFF) ||
	       (cp >= 0x20000 && cp <= 0x2FFFD) || (cp >= 0x30000 && cp <= 0x3FFFD);
}

static bool in_ranges(const fp_cp_range *r, size_t n, uint32_t cp)
{
	size_t lo = 0, hi = n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (cp > r[mid].to)
			lo = mid + 1;
		else if (cp < r[mid].from)
			hi = mid;
		else
			return true;
	}
	return false;
}

int fp_cp_width(uint32_t cp)
{
	if (cp < 0x7F)
		return cp >= 0x20;
	if (cp == 0x7F)
		return 0;
	if (cp >= 0x4E00 && cp <= 0x9FFF)  // most of what we print
		return 2;
	if (in_ranges(fp_zero_width, FP_COUNT(fp_zero_width), cp))
		return 0;
	return in_ranges(fp_double_width, FP_COUNT(fp_double_width), cp) ? 2 : 1;
}

size_t fp_str_width(fp_str s)
{
	size_t w = 0;
	for (size_t i = 0; i < s.n;)
		w += (size_t)fp_cp_width(fp_utf8_next(s, &i));
	return w;
}

fp_str fp_str_fit(fp_arena *a, fp_str s, size_t columns)
{
	size_t width = 0, keep = 0;  // keep: the end of what fits beside the ellipsis, with its combining marks
	for (size_t i = 0; i < s.n;) {
		width += (size_t)fp_cp_width(fp_utf8_next(s, &i));
		if (width > columns)
			return columns ? fp_strf(a, "%.*s…", (int)keep, s.p) : FP_STR("");
		if (width < columns)
			keep = i;
	}
	return s;
}
