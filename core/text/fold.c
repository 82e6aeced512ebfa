// fold: one form for all ways of writing the same word, with a map back to the original.
#include "text/text_priv.h"

#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "text/fold_table.inc"

// A character and the marks after it are composed together. Longer runs of marks are an attack on the normaliser, which
// sorts them; they stay as they are.
#define MARKS_MOST 30

typedef struct {
	fp_arena *arena;
	char *p;
	uint32_t *origin;
	size_t n, cap;
	size_t start;    // where the last character that does not join the one before it begins
	size_t marks;    // how many have joined it
} folding;

static uint16_t fold_value(uint32_t cp)
{
	if (cp < FOLD_LIMIT)
		return fold_block[fold_index[cp / FOLD_BLOCK]][cp % FOLD_BLOCK];
	return cp >= 0xE0000 && cp < 0xE1000 ? FOLD_GONE : FOLD_SELF;
}

static void room(folding *f, size_t more)
{
	if (f->n + more <= f->cap)
		return;
	size_t cap = f->cap * 2 + more + 64;
	char *p = fp_alloc(f->arena, cap + 1);
	if (f->n)
		memcpy(p, f->p, f->n);
	f->p = p;
	if (f->origin) {
		uint32_t *origin = FP_NEW_N(f->arena, uint32_t, cap + 1);
		memcpy(origin, f->origin, f->n * sizeof(*origin));
		f->origin = origin;
	}
	f->cap = cap;
}

static void put(folding *f, uint32_t cp, uint32_t from)
{
	room(f, 4);
	size_t n = fp_utf8_put(f->p + f->n, cp);
	for (size_t k = 0; f->origin && k < n; k++)
		f->origin[f->n + k] = from;
	f->n += n;
}

// Composes the last character with its marks.
static void compose(folding *f)
{
	size_t marks = f->marks;
	f->marks = 0;
	uint32_t from = f->origin ? f->origin[f->start] : 0;
	for (size_t k = f->start; f->origin && k < f->n; k++)
		f->origin[k] = from;
	if (marks > MARKS_MOST)
		return;
	UChar in[2 * (MARKS_MOST + 2)], out[4 * FP_COUNT(in)];
	int32_t in_n = 0;
	fp_str part = {f->p, f->n};
	for (size_t k = f->start; k < f->n;) {
		uint32_t cp = folded_next(part, &k);
		U16_APPEND_UNSAFE(in, in_n, cp);
	}
	UErrorCode e = U_ZERO_ERROR;
	int32_t out_n = unorm2_normalize(unorm2_getNFCInstance(&e), in, in_n, out, FP_COUNT(out), &e);
	if (U_FAILURE(e))
		fp_bug("icu: %s", u_errorName(e));
	f->n = f->start;
	for (int32_t i = 0; i < out_n;) {
		uint32_t cp = out[i++];
		if (U16_IS_LEAD(cp) && i < out_n)
			cp = ((cp & 0x3FF) << 10 | (out[i++] & 0x3FFu)) + 0x10000;
		put(f, cp, from);
	}
}

static void put_starter(folding *f, uint32_t cp, uint32_t from)
{
	if (f->marks)
		compose(f);
	f->start = f->n;
	put(f, cp, from);
}

static void put_joining(folding *f, uint32_t cp, uint32_t from)
{
	f->marks++;
	put(f, cp, from);
}

static void put_long(folding *f, uint32_t cp, uint32_t from)
{
	size_t lo = 0, hi = FP_COUNT(fold_long);
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (cp >= fold_long[mid].cp)
			lo = mid;
		else
			hi = mid;
	}
	for (size_t k = 0; k < fold_long[lo].n; k++) {
		uint32_t part = fold_long_cp[fold_long[lo].at + k];
		if (fold_value(part) == FOLD_JOINS)
			put_joining(f, part, from);
		else
			put_starter(f, part, from);
	}
}

static void put_folded(folding *f, uint32_t cp, uint32_t from)
{
	if (cp == FP_BAD_CP)
		cp = 0xFFFD;
	uint16_t v = fold_value(cp);
	switch (v) {
	case FOLD_SELF: put_starter(f, cp, from); break;
	case FOLD_GONE: break;
	case FOLD_LONG: put_long(f, cp, from); break;
	case FOLD_JOINS: put_joining(f, cp, from); break;
	default: put_starter(f, v, from);
	}
}

// Copies a run of ASCII and of characters with three bytes that fold to one such: nearly all Chinese text. Returns
// where it ends. No marks may be waiting.
static size_t fold_run(folding *f, fp_str s, size_t i)
{
	const unsigned char *p = (const unsigned char *)s.p;
	room(f, s.n - i + 4);
	char *out = f->p;
	uint32_t *origin = f->origin;
	size_t n = f->n, start = f->start;
	while (i < s.n) {
		uint32_t c = p[i], v;
		size_t size = 1;
		if (c < 0x80) {
			v = c - 'A' < 26 ? c | 0x20 : c;
		} else {
			if (c < 0xE1 || c > 0xEF || c == 0xED || s.n - i < 3 || (p[i + 1] & 0xC0) != 0x80 ||
			    (p[i + 2] & 0xC0) != 0x80)
				break;
			uint32_t cp = (c & 0xFu) << 12 | (p[i + 1] & 0x3Fu) << 6 | (p[i + 2] & 0x3Fu);
			v = fold_block[fold_index[cp / FOLD_BLOCK]][cp % FOLD_BLOCK];
			if (v == FOLD_SELF)
				v = cp;
			else if (v <= FOLD_JOINS || (v >= 0x80 && v < 0x800))
				break;
			size = 3;
		}
		start = n;
		if (origin)
			origin[n] = (uint32_t)i;
		if (v < 0x80) {
			out[n++] = (char)v;
		} else {
			out[n] = (char)(0xE0 | v >> 12);
			out[n + 1] = (char)(0x80 | (v >> 6 & 0x3F));
			out[n + 2] = (char)(0x80 | (v & 0x3F));
			if (origin)
				origin[n + 1] = origin[n + 2] = (uint32_t)i;
			n += 3;
		}
		i += size;
	}
	f->start = start;
	f->n = n;
	return i;
}

fp_folded fp_fold(fp_arena *a, fp_str s, bool want_origin)
{
	if (s.n >= UINT32_MAX)
		fp_bug("a text of %zu bytes", s.n);
	folding f = {.arena = a, .cap = s.n + 16};
	f.p = fp_alloc(a, f.cap + 1);
	if (want_origin)
		f.origin = FP_NEW_N(a, uint32_t, f.cap + 1);
	for (size_t i = 0; i < s.n;) {
		if (f.marks == 0)
			i = fold_run(&f, s, i);
		size_t at = i;
		if (i < s.n)
			put_folded(&f, fp_utf8_next(s, &i), (uint32_t)at);
	}
	if (f.marks)
		compose(&f);
	f.p[f.n] = '\0';
	if (f.origin)
		f.origin[f.n] = (uint32_t)s.n;
	return (fp_folded){{f.p, f.n}, f.origin};
}

uint32_t fp_fold_cp(uint32_t cp)
{
	if (cp == FP_BAD_CP)
		return 0xFFFD;
	uint16_t v = fold_value(cp);
	return v > FOLD_JOINS ? v : cp;
}

fp_match fp_folded_span(const fp_folded *f, size_t from, size_t to)
{
	fp_match m = {f->origin[from], f->origin[to]};
	// A character that folded to several is not cut.
	while (to > from && to < f->text.n && f->origin[to] == f->origin[to - 1])
		m.end = f->origin[++to];
	return m;
}

fp_ch fp_ch_class(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= '0' && cp <= '9') || ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z') ? FP_CH_WORD : FP_CH_OTHER;
	if (cp >= 0x4E00 && cp <= 0x9FFF)
		return FP_CH_HAN;
	size_t lo = 0, hi = FP_COUNT(class_range);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (cp > class_range[mid].to)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < FP_COUNT(class_range) && cp >= class_range[lo].from ? (fp_ch)class_range[lo].ch : FP_CH_OTHER;
}
