// sentence: where one ends, in Chinese and in English.
#include "text/text_priv.h"

#include <string.h>

static bool ends_always(uint32_t cp)
{
	switch (cp) {
	case '!': case '?': case ';': case 0x3002: case 0xFF01: case 0xFF1F: case 0xFF1B: case 0xFF61: case 0x203C:
	case 0x2047: case 0x2048: case 0x2049:
		return true;
	default:
		return false;
	}
}

static bool ends_line(uint32_t cp)
{
	return (cp >= '\n' && cp <= '\r') || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

// What may follow the mark and still belongs to the sentence.
static bool closes(uint32_t cp)
{
	switch (cp) {
	case '"': case '\'': case ')': case ']': case 0x201D: case 0x2019: case 0x300D: case 0x300F: case 0xFF09:
	case 0x3011: case 0x300B: case 0xFF02:
		return true;
	default:
		return ends_always(cp) || cp == '.' || cp == 0x2026;
	}
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

// Whether the word before the full stop at `at` is one that carries it: an initial, "e.g", "Mr", the number of a list.
static bool abbreviation(fp_str s, size_t start, size_t at)
{
	size_t from = at;
	while (from > start && at - from < 12 && (is_letter(s.p[from - 1]) || is_digit(s.p[from - 1]) ||
	    s.p[from - 1] == '.'))
		from--;
	fp_str word = fp_str_sub(s, from, at);
	if (from == start) {
		size_t digits = 0;
		while (digits < word.n && is_digit(word.p[digits]))
			digits++;
		if (word.n && word.n < 4 && digits == word.n)
			return true;
	}
	if ((word.n == 1 && word.p[0] >= 'A' && word.p[0] <= 'Z' && word.p[0] != 'I') ||
	    (word.n > 1 && is_letter(word.p[0]) && memchr(word.p, '.', word.n)))
		return true;
	static const char *const known[] = {"mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "no", "nos", "inc", "ltd",
		"co", "approx", "dept"};
	for (size_t k = 0; k < FP_COUNT(known); k++)
		if (fp_str_ieq(word, fp_s(known[k])))
			return fp_str_is(fp_s(known[k]), "no") ? at + 2 < s.n && is_digit(s.p[at + 2]) : true;
	return false;
}

// A full stop ends a sentence before white space, at the end, and after Han ("很差.没人管").
static bool stop_ends(fp_str s, size_t start, size_t at, uint32_t before)
{
	size_t next = at + 1;
	if (next < s.n && s.p[next] == '.')
		return false;
	if (fp_is_han(before))
		return next >= s.n || !is_digit(s.p[next]);
	if (next >= s.n)
		return true;
	uint32_t cp = fp_utf8_next(s, &next);
	if (!is_space(cp) && cp != 0x3000 && cp != '"' && cp != 0x201D && cp != ')')
		return false;
	return !abbreviation(s, start, at);
}

static void add(fp_arena *a, fp_str s, size_t from, size_t to, fp_match **v, size_t *n, size_t *cap)
{
	fp_str part = fp_str_trim(fp_str_sub(s, from, to));
	if (part.n == 0)
		return;
	size_t start = (size_t)(part.p - s.p);
	FP_PUSH(a, *v, *n, *cap) = (fp_match){start, start + part.n};
}

size_t fp_sentences(fp_arena *a, fp_str s, fp_match **out)
{
	fp_match *v = NULL;
	size_t n = 0, cap = 0, start = 0;
	uint32_t before = 0;
	for (size_t i = 0; i < s.n;) {
		size_t at = i;
		uint32_t cp = fp_utf8_next(s, &i);
		if (ends_line(cp)) {
			add(a, s, start, at, &v, &n, &cap);
			start = i;
		} else if (ends_always(cp) || (cp == '.' && stop_ends(s, start, at, before))) {
			for (size_t next = i; next < s.n && closes(fp_utf8_next(s, &next));)
				i = next;
			add(a, s, start, i, &v, &n, &cap);
			start = i;
		}
		before = cp;
	}
	add(a, s, start, s.n, &v, &n, &cap);
	*out = v;
	return n;
}
