// match: does a text hold a term, how often and where. fp_scan decides; a substring test goes before it, since every match is one.
#include <string.h>

#include "index/index_priv.h"

bool fp_match_section(fp_str name, const fp_str *sections, size_t section_n)
{
	for (size_t i = 0; i < section_n; i++)
		if (fp_str_eq(name, sections[i]))
			return true;
	return section_n == 0;
}

fp_folded fp_match_folded(fp_index *x, fp_str folded)
{
	if (x->identity_n <= folded.n) {
		x->identity_n = folded.n * 2 + 1024;
		x->identity = fp_xrealloc(x->identity, x->identity_n * sizeof *x->identity);
		for (size_t i = 0; i < x->identity_n; i++)
			x->identity[i] = (uint32_t)i;
	}
	return (fp_folded){folded, x->identity};
}

size_t fp_match_scan(fp_index *x, fp_str folded, fp_str term, bool quoted, fp_match **out)
{
	fp_folded f = fp_match_folded(x, folded);
	return fp_scan(x->tmp, &f, term, quoted, out);
}

static bool holds(fp_str s, fp_str term)
{
	return !term.n || memmem(s.p, s.n, term.p, term.n);
}

static bool scan_has(fp_index *x, fp_str s, fp_str term, bool quoted)
{
	fp_match *m;
	bool found = fp_match_scan(x, s, term, quoted, &m) > 0;
	fp_arena_reset(x->tmp);
	return found;
}

bool fp_match_has(fp_index *x, const fp_doc_text *d, fp_str term, bool quoted, bool bare, const fp_str *sections, size_t section_n)
{
	if (!section_n && !holds(d->folded, term))
		return false;
	if (!section_n)  // no term holds the \x01 between pieces
		return bare || scan_has(x, d->folded, term, quoted);
	for (size_t i = 0; i < d->piece_n; i++) {
		fp_str s = fp_str_sub(d->folded, d->piece[i].start, d->piece[i].end);
		if (fp_match_section(d->piece[i].name, sections, section_n) && holds(s, term) && (bare || scan_has(x, s, term, quoted)))
			return true;
	}
	return false;
}

static bool word_before(fp_str s, size_t at)
{
	size_t i = at;
	if (!at)
		return false;
	while (i && ((unsigned char)s.p[--i] & 0xC0) == 0x80)
		;
	return fp_ch_class(fp_utf8_next(s, &i)) == FP_CH_WORD;
}

static bool word_at(fp_str s, size_t at)
{
	return at < s.n && fp_ch_class(fp_utf8_next(s, &at)) == FP_CH_WORD;
}

bool fp_match_cuts(fp_str s, size_t at)
{
	return word_before(s, at) && word_at(s, at);
}

// A match is whole when it neither begins nor ends inside a word.
static bool whole(fp_str s, const fp_match *m)
{
	return !fp_match_cuts(s, m->start) && !fp_match_cuts(s, m->end);
}

fp_seen fp_match_count(fp_index *x, const fp_doc_text *d, const fp_node *leaf)
{
	fp_seen seen = {0};
	if (!holds(d->folded, leaf->text))
		return seen;
	for (size_t i = 0; i < d->piece_n; i++) {
		fp_str s = fp_str_sub(d->folded, d->piece[i].start, d->piece[i].end);
		fp_match *m = NULL;
		size_t n = 0, cap = 0;
		if (!holds(s, leaf->text))
			continue;
		fp_folded f = fp_match_folded(x, s);
		fp_leaf_matches(x->tmp, d, i, &f, leaf, &m, &n, &cap);
		for (size_t k = 0; k < n && !seen.whole; k++)
			seen.whole = whole(s, &m[k]);
		seen.count += n;
		seen.title = seen.title || (n && fp_str_is(d->piece[i].name, "title"));
		fp_arena_reset(x->tmp);
	}
	return seen;
}
