// str: counted text.
#include "base/base.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

fp_str fp_s(const char *z)
{
	return (fp_str){z, z ? strlen(z) : 0};
}

bool fp_str_eq(fp_str a, fp_str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool fp_str_is(fp_str a, const char *z)
{
	return fp_str_eq(a, fp_s(z));
}

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

bool fp_str_ieq(fp_str a, fp_str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

int fp_str_cmp(fp_str a, fp_str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

int fp_str_cmp_qsort(const void *a, const void *b)
{
	return fp_str_cmp(*(const fp_str *)a, *(const fp_str *)b);
}

bool fp_str_starts(fp_str s, const char *z)
{
	size_t n = strlen(z);
	return s.n >= n && (n == 0 || memcmp(s.p, z, n) == 0);
}

bool fp_str_ends(fp_str s, const char *z)
{
	size_t n = strlen(z);
	return s.n >= n && (n == 0 || memcmp(s.p + s.n - n, z, n) == 0);
}

ptrdiff_t fp_str_find(fp_str s, fp_str part, size_t from)
{
	if (from > s.n)
		return -1;
	if (part.n == 0)
		return (ptrdiff_t)from;
	const char *hit = s.n ? memmem(s.p + from, s.n - from, part.p, part.n) : NULL;
	return hit ? hit - s.p : -1;
}

bool fp_str_has(fp_str s, fp_str part)
{
	return fp_str_find(s, part, 0) >= 0;
}

fp_str fp_str_sub(fp_str s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return s.p ? (fp_str){s.p + from, to - from} : s;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

fp_str fp_str_trim(fp_str s)
{
	for (;;) {
		if (s.n && is_space(s.p[0]))
			s = fp_str_sub(s, 1, s.n);
		else if (fp_str_starts(s, "\xe3\x80\x80"))  // U+3000, the full-width space
			s = fp_str_sub(s, 3, s.n);
		else
			break;
	}
	for (;;) {
		if (s.n && is_space(s.p[s.n - 1]))
			s.n--;
		else if (fp_str_ends(s, "\xe3\x80\x80"))
			s.n -= 3;
		else
			return s;
	}
}

fp_str fp_str_cut(fp_str *s, char sep)
{
	const char *hit = s->n ? memchr(s->p, sep, s->n) : NULL;
	fp_str part = *s;
	if (!hit) {
		*s = (fp_str){0};
		return part;
	}
	part.n = (size_t)(hit - s->p);
	*s = (fp_str){hit + 1, s->n - part.n - 1};
	return part;
}

fp_str fp_str_item(fp_str *rest)
{
	static const char *const marks[] = {",", "，", "、"};
	ptrdiff_t at = -1;
	size_t width = 0;
	fp_str s = *rest;
	for (size_t i = 0; i < FP_COUNT(marks); i++) {
		ptrdiff_t k = fp_str_find(s, fp_s(marks[i]), 0);
		if (k >= 0 && (at < 0 || k < at)) {
			at = k;
			width = strlen(marks[i]);
		}
	}
	*rest = at < 0 ? (fp_str){0} : fp_str_sub(s, (size_t)at + width, s.n);
	return fp_str_trim(at < 0 ? s : fp_str_sub(s, 0, (size_t)at));
}

fp_str fp_str_line(fp_str *s)
{
	fp_str line = fp_str_cut(s, '\n');
	if (s->p && s->n == 0)  // a final newline ends the last line, it does not begin another
		*s = (fp_str){0};
	if (fp_str_ends(line, "\r"))
		line.n--;
	return line;
}

char *fp_cstr(fp_arena *a, fp_str s)
{
	char *p = fp_alloc(a, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

fp_str fp_str_dup(fp_arena *a, fp_str s)
{
	return (fp_str){fp_cstr(a, s), s.n};
}

fp_str fp_strf(fp_arena *a, const char *fmt, ...)
{
	fp_buf b = {0};
	va_list ap;
	va_start(ap, fmt);
	fp_buf_vf(&b, fmt, ap);
	va_end(ap);
	return fp_buf_take(&b, a);
}

bool fp_str_int(fp_str s, int64_t *out)
{
	size_t i = 0;
	bool minus = fp_str_starts(s, "-");
	if (minus || fp_str_starts(s, "+"))
		i++;
	if (i == s.n)
		return false;
	int64_t v = 0;  // built up negative, because INT64_MIN has no positive twin
	for (; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, s.p[i] - '0', &v))
			return false;
	}
	if (!minus && v == INT64_MIN)
		return false;
	*out = minus ? v : -v;
	return true;
}

bool fp_str_num(fp_str s, double *out)
{
	char z[128];
	static locale_t c_locale;  // a library may have set another decimal point
	if (s.n == 0 || s.n >= sizeof z)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("0123456789+-.eE", s.p[i]) || !s.p[i])  // neither hexadecimal nor "inf" nor "nan"
			return false;
	memcpy(z, s.p, s.n);
	z[s.n] = 0;
	if (!c_locale)
		c_locale = newlocale(LC_ALL_MASK, "C", NULL);
	char *end;
	double v = strtod_l(z, &end, c_locale);
	if (end != z + s.n || v - v != 0)  // trailing rubbish, or too large
		return false;
	*out = v;
	return true;
}

#define DISTANCE_LONGEST 512

static size_t code_points(fp_str s, uint32_t *cps)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n && n < DISTANCE_LONGEST; n++) {
		size_t at = i;
		cps[n] = fp_utf8_next(s, &i);
		if (cps[n] == FP_BAD_CP)
			cps[n] = 0x110000u + (unsigned char)s.p[at];
	}
	return n;
}

// Two names longer than this are never a misspelling of each other.
size_t fp_str_distance(fp_str a, fp_str b, size_t max)
{
	if (fp_str_eq(a, b))
		return 0;
	if (a.n > DISTANCE_LONGEST || b.n > DISTANCE_LONGEST)
		return max + 1;
	uint32_t x[DISTANCE_LONGEST], y[DISTANCE_LONGEST];
	size_t row[DISTANCE_LONGEST + 1];
	size_t xn = code_points(a, x), yn = code_points(b, y);
	for (size_t j = 0; j <= yn; j++)
		row[j] = j;
	for (size_t i = 1; i <= xn; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= yn; j++) {
			size_t best = diagonal + (x[i - 1] != y[j - 1]);
			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[yn] > max ? max + 1 : row[yn];
}
