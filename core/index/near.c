// near: two terms not further apart than so many units. A unit is a Han character, or a word of letters and digits; blanks and
// punctuation are none. What is counted stands between the matches; the rest of a word that a match begins or ends in is not.
// Two matches that overlap are no pair.
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

typedef struct {
	size_t start, end;    // bytes of the folded text
	uint32_t from, to;    // units before its first one, and up to its last
	bool near;
} spot;
typedef struct {
	spot *v;
	size_t n, cap;
	size_t *ends;         // ascending
} spots;

static bool may_hold(fp_str s, const fp_node *side)
{
	if (side->kind == FP_N_TERM)
		return fp_str_has(s, side->text);
	for (size_t i = 0; i < side->kid_n; i++)
		if (may_hold(s, side->kid[i]))
			return true;
	return false;
}

// For each byte and the end: how many units begin before it.
static uint32_t *count_units(fp_arena *a, fp_str s)
{
	uint32_t *v = FP_NEW_N(a, uint32_t, s.n + 1), n = 0;
	fp_ch before = FP_CH_OTHER;
	for (size_t i = 0, at; i < s.n;) {
		at = i;
		fp_ch c = fp_ch_class(fp_utf8_next(s, &i));
		for (size_t k = at; k < i; k++)
			v[k] = n;
		n += c == FP_CH_HAN || (c == FP_CH_WORD && before != FP_CH_WORD);
		before = c;
	}
	v[s.n] = n;
	return v;
}

static void find(fp_arena *a, const fp_folded *self, const uint32_t *units, const fp_node *side, spots *out)
{
	fp_match *m;
	if (side->kind != FP_N_TERM) {
		for (size_t i = 0; i < side->kid_n; i++)
			find(a, self, units, side->kid[i], out);
		return;
	}
	size_t n = fp_scan(a, self, side->text, side->quoted, &m);
	for (size_t i = 0; i < n; i++) {
		bool cut = fp_match_cuts(self->text, m[i].start);
		FP_PUSH(a, out->v, out->n, out->cap) = (spot){m[i].start, m[i].end, units[m[i].start] - cut, units[m[i].end], false};
	}
}

static int by_start(const void *a, const void *b)
{
	const spot *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

static int by_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	return x < y ? -1 : x > y;
}

static spots spots_of(fp_arena *a, const fp_folded *self, const uint32_t *units, const fp_node *side)
{
	spots s = {0};
	find(a, self, units, side, &s);
	if (s.n)
		qsort(s.v, s.n, sizeof *s.v, by_start);
	s.ends = FP_NEW_N(a, size_t, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		s.ends[i] = s.v[i].end;
	qsort(s.ends, s.n, sizeof *s.ends, by_size);
	return s;
}

static bool close_by(uint32_t to, uint32_t from, uint32_t most)
{
	return from <= to || from - to <= most;
}

// Marks what of x has a y behind it, and what of y has an x before it: the nearest one decides.
static void pair(spots *x, spots *y, const uint32_t *units, uint32_t most)
{
	for (size_t i = 0; i < x->n; i++) {
		size_t lo = 0, hi = y->n;
		while (lo < hi) {
			size_t mid = (lo + hi) / 2;
			if (y->v[mid].start < x->v[i].end)
				lo = mid + 1;
			else
				hi = mid;
		}
		if (lo < y->n && close_by(x->v[i].to, y->v[lo].from, most))
			x->v[i].near = true;
	}
	for (size_t i = 0, k = 0; i < y->n; i++) {
		while (k < x->n && x->ends[k] <= y->v[i].start)
			k++;
		if (k && close_by(units[x->ends[k - 1]], y->v[i].from, most))
			y->v[i].near = true;
	}
}

size_t fp_near(fp_arena *a, const fp_folded *text, const fp_node *near, fp_match **out)
{
	*out = NULL;
	if (!may_hold(text->text, near->kid[0]) || !may_hold(text->text, near->kid[1]))
		return 0;
	fp_folded self = {text->text, FP_NEW_N(a, uint32_t, text->text.n + 1)};
	for (size_t i = 0; i <= text->text.n; i++)
		self.origin[i] = (uint32_t)i;
	uint32_t *units = count_units(a, text->text);
	spots x = spots_of(a, &self, units, near->kid[0]), y = spots_of(a, &self, units, near->kid[1]);
	pair(&x, &y, units, near->near);
	pair(&y, &x, units, near->near);
	spot *all = FP_NEW_N(a, spot, x.n + y.n + 1);
	size_t all_n = 0, n = 0;
	for (size_t i = 0; i < x.n + y.n; i++) {
		const spot *s = i < x.n ? &x.v[i] : &y.v[i - x.n];
		if (s->near)
			all[all_n++] = *s;
	}
	qsort(all, all_n, sizeof *all, by_start);
	*out = FP_NEW_N(a, fp_match, all_n + 1);
	for (size_t i = 0; i < all_n; i++)
		if (!i || all[i].start != all[i - 1].start || all[i].end != all[i - 1].end)
			(*out)[n++] = fp_folded_span(text, all[i].start, all[i].end);
	return n;
}
