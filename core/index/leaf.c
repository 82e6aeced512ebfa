// leaf: what a query asks of text, answered on one document: words, phrases, NEAR, and turns of a dialogue. A turn is a stretch of its
// piece, and what is asked of it is asked of that stretch alone.
#include <string.h>

#include "index/index_priv.h"

typedef struct {
	fp_arena *a;
	fp_str piece;       // name
	fp_folded text;     // a piece, or a turn in it
} stretch;

// ---------------------------------------------------------------- one stretch of text

static size_t matches_in(const stretch *s, const fp_node *leaf, fp_match **m)
{
	*m = NULL;
	if (!fp_match_section(s->piece, leaf->section, leaf->section_n))
		return 0;
	if (leaf->kind == FP_N_NEAR)
		return fp_near(s->a, &s->text, leaf, m);
	return fp_str_has(s->text.text, leaf->text) ? fp_scan(s->a, &s->text, leaf->text, leaf->quoted, m) : 0;
}

static bool holds_in(const stretch *s, const fp_node *n)
{
	fp_match *m;
	if (n->kind == FP_N_NOT)
		return !holds_in(s, n->kid[0]);
	if (n->kind != FP_N_AND && n->kind != FP_N_OR)
		return matches_in(s, n, &m) > 0;
	bool all = n->kind == FP_N_AND;
	for (size_t i = 0; i < n->kid_n; i++)
		if (holds_in(s, n->kid[i]) != all)
			return !all;
	return all;
}

// What the leaves of a tree match that are asked for, not those that must be absent.
static void collect(const stretch *s, const fp_node *n, bool wanted, fp_match **v, size_t *v_n, size_t *cap)
{
	fp_match *m;
	if (n->kind == FP_N_NOT || n->kind == FP_N_AND || n->kind == FP_N_OR) {
		for (size_t i = 0; i < n->kid_n; i++)
			collect(s, n->kid[i], n->kind == FP_N_NOT ? !wanted : wanted, v, v_n, cap);
		return;
	}
	size_t n_found = wanted ? matches_in(s, n, &m) : 0;
	for (size_t i = 0; i < n_found; i++)
		FP_PUSH(s->a, *v, *v_n, *cap) = m[i];
}

// ---------------------------------------------------------------- turns

static bool said_by(const fp_node *turn, const fp_turn_row *row, fp_str speaker)
{
	if (row->who < 8 * sizeof turn->who && turn->who & 1u << row->who)
		return true;
	for (size_t i = 0; i < turn->speaker_n; i++)
		if (fp_str_has(speaker, turn->speaker[i]))
			return true;
	return false;
}

// The next turn of piece i that was said by one of those that are asked for and fulfils the tree.
static bool next_turn(stretch *s, fp_str *rest, size_t i, const fp_folded *f, const fp_node *turn)
{
	fp_turn_row row;
	fp_str speaker;
	while (fp_turn_next(rest, &row, &speaker)) {
		if (row.piece != i || row.start > row.end || row.end > f->text.n || !said_by(turn, &row, speaker))
			continue;
		s->text = (fp_folded){fp_str_sub(f->text, row.start, row.end), f->origin + row.start};
		if (holds_in(s, turn->kid[0]))
			return true;
	}
	return false;
}

// ---------------------------------------------------------------- one document

void fp_leaf_matches(fp_arena *a, const fp_doc_text *d, size_t i, const fp_folded *f, const fp_node *leaf, fp_match **v, size_t *n, size_t *cap)
{
	stretch s = {a, d->piece[i].name, *f};
	fp_str rest = d->turns;
	if (!fp_match_section(s.piece, leaf->section, leaf->section_n))
		return;
	if (leaf->kind != FP_N_TURN)
		collect(&s, leaf, true, v, n, cap);
	else
		while (next_turn(&s, &rest, i, f, leaf))
			collect(&s, leaf->kid[0], true, v, n, cap);
}

static bool holds_piece(fp_index *x, const fp_doc_text *d, size_t i, const fp_node *leaf)
{
	fp_folded f = fp_match_folded(x, fp_str_sub(d->folded, d->piece[i].start, d->piece[i].end));
	stretch s = {x->tmp, d->piece[i].name, f};
	fp_str rest = d->turns;
	if (leaf->kind == FP_N_SECTION)
		return fp_str_eq(s.piece, leaf->text) && fp_str_trim(f.text).n;
	if (!fp_match_section(s.piece, leaf->section, leaf->section_n))
		return false;
	return leaf->kind == FP_N_TURN ? next_turn(&s, &rest, i, &f, leaf) : holds_in(&s, leaf);
}

bool fp_leaf_holds(fp_index *x, const fp_doc_text *d, const fp_node *leaf)
{
	bool yes = false;
	if (leaf->kind == FP_N_TERM)
		return fp_match_has(x, d, leaf->text, leaf->quoted, false, leaf->section, leaf->section_n);
	for (size_t i = 0; i < d->piece_n && !yes; i++)
		yes = holds_piece(x, d, i, leaf);
	fp_arena_reset(x->tmp);
	return yes;
}
