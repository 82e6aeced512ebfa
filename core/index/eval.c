// eval: a query to a set of cases. Conditions on fields are sets from SQL; terms are sets from the index of words, verified against
// the text where grams alone do not prove the match. In a conjunction the cheap parts go first, and terms are looked for only in what is left.
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

typedef struct {
	fp_index *x;
	fp_arena *a;
	size_t words;     // size of the sets
	fp_err *err;
} eval_ctx;

static bool eval(eval_ctx *e, const fp_node *n, fp_bits within, fp_bits *out);

// ---------------------------------------------------------------- sets from statements

static bool rows_to_bits(fp_q *q, fp_bits *out)
{
	while (fp_q_row(q))
		fp_bits_set(out, fp_q_i64(q, 0));
	return fp_q_end(q);
}

bool fp_all_cases(fp_index *x, fp_arena *a, fp_bits *out, fp_err *err)
{
	fp_q max = fp_q_open(x, Q_CASE_MAX, err);
	int64_t n = fp_q_row(&max) ? fp_q_i64(&max, 0) : 0;
	if (!fp_q_end(&max))
		return false;
	*out = fp_bits_new(a, (size_t)n / 64 + 1);
	fp_q q = fp_q_open(x, Q_CASE_ALL, err);
	return rows_to_bits(&q, out);
}

bool fp_eval_probe(fp_index *x, fp_str match, fp_bits *out, fp_err *err)
{
	fp_q q = fp_q_open(x, Q_WORDS_MATCH, err);
	fp_q_text(&q, match);
	return rows_to_bits(&q, out);
}

static bool text_range(eval_ctx *e, fp_sql id, fp_str lo, fp_str hi, fp_bits *out)
{
	fp_q q = fp_q_open(e->x, id, e->err);
	fp_q_text(&q, lo);
	fp_q_text(&q, hi);
	return rows_to_bits(&q, out);
}

// Values from lo to before hi. From "x" to "x\0" is x itself, from "x/" to "x0" what lies below it.
static bool fold_range(eval_ctx *e, fp_sql id, fp_str field, fp_str lo, fp_str hi, fp_bits *out)
{
	fp_q q = fp_q_open(e->x, id, e->err);
	fp_q_text(&q, field);
	fp_q_blob(&q, lo);
	fp_q_blob(&q, hi);
	return rows_to_bits(&q, out);
}

static fp_str with_byte(fp_arena *a, fp_str s, char c)
{
	char *p = fp_alloc(a, s.n + 2);
	memcpy(p, s.p, s.n);
	p[s.n] = c;
	return (fp_str){p, s.n + 1};
}

static bool eval_id(eval_ctx *e, fp_str id, fp_bits *out)
{
	fp_q q = fp_q_open(e->x, Q_N_ID, e->err);
	fp_q_text(&q, id);
	if (!rows_to_bits(&q, out))
		return false;
	fp_str fold = fp_fold_str(e->a, id);
	if (!fold_range(e, Q_LABEL_FOLD, FP_STR("aliases"), fold, with_byte(e->a, fold, 0), out))
		return false;
	fp_str back = fp_backwards(e->a, id);
	return id.n < 4 || (text_range(e, Q_N_PREFIX, id, fp_after_prefix(e->a, id), out) &&
	                    text_range(e, Q_N_SUFFIX, back, fp_after_prefix(e->a, back), out));
}

// ---------------------------------------------------------------- conditions on fields

typedef enum { FROM_LABEL, FROM_BEST, FROM_SAID } source;

static fp_sql source_sql(source s, fp_cond_kind kind)
{
	static const fp_sql sql[3][4] = {
		{Q_LABEL_ANY, Q_LABEL_FOLD, Q_LABEL_NUMBER, Q_LABEL_LIST},
		{Q_BEST_ANY, Q_BEST_FOLD, Q_BEST_NUMBER, Q_BEST_LIST},
		{Q_SAID_ANY, Q_SAID_FOLD, Q_SAID_NUMBER, Q_SAID_LIST},
	};
	int col = kind == FP_C_ANY ? 0 : kind == FP_C_NUMBER ? 2 : kind == FP_C_CONTAINS ? 3 : 1;
	return sql[s][col];
}

static bool eval_contains(eval_ctx *e, fp_sql id, fp_str field, const fp_cond *c, fp_bits *out)
{
	fp_q q = fp_q_open(e->x, id, e->err);
	fp_q_text(&q, field);
	while (fp_q_row(&q)) {
		fp_match *m;
		fp_str value = fp_q_str(&q, 1);
		if (!fp_str_has(value, c->text))
			continue;
		if (fp_match_scan(e->x, value, c->text, c->quoted, &m))
			fp_bits_set(out, fp_q_i64(&q, 0));
		fp_arena_reset(e->x->tmp);
	}
	return fp_q_end(&q);
}

static bool eval_cond(eval_ctx *e, source s, fp_str field, const fp_cond *c, fp_bits *out)
{
	fp_sql id = source_sql(s, c->kind);
	fp_q q;
	switch (c->kind) {
	case FP_C_ANY:
		q = fp_q_open(e->x, id, e->err);
		fp_q_text(&q, field);
		return rows_to_bits(&q, out);
	case FP_C_NUMBER:
		q = fp_q_open(e->x, id, e->err);
		fp_q_text(&q, field);
		fp_q_num(&q, c->lo);
		fp_q_num(&q, c->hi);
		return rows_to_bits(&q, out);
	case FP_C_CONTAINS:
		return eval_contains(e, id, field, c, out);
	case FP_C_UNDER:
		if (!fold_range(e, id, field, with_byte(e->a, c->text, '/'), with_byte(e->a, c->text, '0'), out))
			return false;
		return fold_range(e, id, field, c->text, with_byte(e->a, c->text, 0), out);
	case FP_C_EQ:
		return fold_range(e, id, field, c->text, with_byte(e->a, c->text, 0), out);
	}
	fp_bug("condition %d", (int)c->kind);
}

static bool eval_source(eval_ctx *e, source s, const fp_node *n, fp_bits *out)
{
	for (size_t i = 0; i < n->cond_n; i++)
		if (!eval_cond(e, s, n->field, &n->cond[i], out))
			return false;
	return true;
}

static bool eval_field(eval_ctx *e, const fp_node *n, fp_bits *out)
{
	if (n->scope == FP_SCOPE_LABEL)
		return eval_source(e, FROM_LABEL, n, out);
	if (n->scope == FP_SCOPE_VERDICT)
		return eval_source(e, FROM_SAID, n, out);
	fp_bits labelled = fp_bits_new(e->a, e->words);
	fp_cond any = {.kind = FP_C_ANY};
	if (!eval_source(e, FROM_BEST, n, out) || !eval_cond(e, FROM_LABEL, n->field, &any, &labelled))
		return false;
	fp_bits_minus(out, labelled);
	return eval_source(e, FROM_LABEL, n, out);
}

// ---------------------------------------------------------------- terms

bool fp_each_text(fp_index *x, fp_bits set, fp_text_fn each, void *ctx, fp_err *err)
{
	fp_doc_text *d = fp_xmalloc(sizeof *d);
	bool ok = true, more = true;
	int64_t want = fp_bits_next(set, 0);
	while (want >= 0 && ok && more) {
		fp_q q = fp_q_open(x, Q_TEXT_FROM, err);
		fp_q_int(&q, want);
		// Goes on along the table while the next member is near, else seeks.
		while (more && want >= 0 && fp_q_row(&q)) {
			int64_t n = fp_q_i64(&q, 0);
			if (n < want - 8)
				break;
			if (n < want)
				continue;
			if (n == want) {
				fp_doc_text_read(d, fp_q_str(&q, 1), fp_q_str(&q, 2), false);
				more = each(ctx, n, d);
			}
			want = fp_bits_next(set, n == want ? n + 1 : n);
		}
		bool ended = !q.bad && sqlite3_stmt_busy(q.s) == 0;
		ok = fp_q_end(&q);
		if (ended)
			break;
	}
	free(d);
	return ok;
}

typedef struct {
	fp_index *x;
	const fp_node *n;
	bool bare;
	fp_bits *out;
} verify_ctx;

static bool verify(void *ctx, int64_t n, const fp_doc_text *d)
{
	verify_ctx *v = ctx;
	if (fp_match_has(v->x, d, v->n->text, v->n->quoted, v->bare, v->n->section, v->n->section_n))
		fp_bits_set(v->out, n);
	return true;
}

static bool eval_term(eval_ctx *e, const fp_node *n, fp_bits within, fp_bits *out)
{
	fp_probe p = fp_probe_of(e->a, n->text, n->quoted, false);
	fp_bits candidates = within;
	if (p.match.n) {
		candidates = fp_bits_new(e->a, e->words);
		if (!fp_eval_probe(e->x, p.match, &candidates, e->err))
			return false;
		fp_bits_and(&candidates, within);
	}
	if (p.exact && !n->section_n) {
		*out = candidates;
		return true;
	}
	verify_ctx v = {e->x, n, p.bare, out};
	return fp_each_text(e->x, candidates, verify, &v, e->err);
}

static bool verify_leaf(void *ctx, int64_t n, const fp_doc_text *d)
{
	verify_ctx *v = ctx;
	if (fp_leaf_holds(v->x, d, v->n))
		fp_bits_set(v->out, n);
	return true;
}

// What the grams of a leaf's terms leave of `out`. A NOT leaves all: what one turn lacks another may hold.
static bool narrow(eval_ctx *e, const fp_node *n, fp_bits *out)
{
	fp_bits left = fp_bits_new(e->a, e->words);
	if (n->kind == FP_N_NOT || n->kind == FP_N_SECTION)
		return true;
	if (n->kind == FP_N_TERM) {
		fp_probe p = fp_probe_of(e->a, n->text, n->quoted, false);
		if (!p.match.n)
			return true;
		if (!fp_eval_probe(e->x, p.match, &left, e->err))
			return false;
		fp_bits_and(out, left);
		return true;
	}
	for (size_t i = 0; i < n->kid_n; i++) {
		fp_bits kid = n->kind == FP_N_OR ? fp_bits_copy(e->a, *out) : *out;
		if (!narrow(e, n->kid[i], &kid))
			return false;
		if (n->kind == FP_N_OR)
			fp_bits_or(&left, kid);
	}
	if (n->kind == FP_N_OR)
		*out = left;
	return true;
}

static bool eval_text(eval_ctx *e, const fp_node *n, fp_bits within, fp_bits *out)
{
	fp_bits candidates = fp_bits_copy(e->a, within);
	verify_ctx v = {e->x, n, false, out};
	return narrow(e, n, &candidates) && fp_each_text(e->x, candidates, verify_leaf, &v, e->err);
}

// ---------------------------------------------------------------- the tree

static int cost(const fp_node *n)
{
	int most = 0;
	if (n->kind == FP_N_SECTION || n->kind == FP_N_NEAR || n->kind == FP_N_TURN)
		return 3;
	if (n->kind == FP_N_TERM)
		return n->section_n ? 3 : 2;
	for (size_t i = 0; i < n->kid_n; i++) {
		int c = cost(n->kid[i]);
		most = c > most ? c : most;
	}
	return most ? most : 1;
}

static bool eval_and(eval_ctx *e, const fp_node *n, fp_bits within, fp_bits *out)
{
	fp_bits left = fp_bits_copy(e->a, within);
	for (int level = 1; level <= 3; level++)
		for (size_t i = 0; i < n->kid_n; i++) {
			if (cost(n->kid[i]) != level || fp_bits_next(left, 0) < 0)
				continue;
			fp_bits got;
			if (!eval(e, n->kid[i], left, &got))
				return false;
			fp_bits_and(&left, got);
		}
	*out = left;
	return true;
}

static bool eval_or(eval_ctx *e, const fp_node *n, fp_bits within, fp_bits *out)
{
	for (size_t i = 0; i < n->kid_n; i++) {
		fp_bits got, rest = fp_bits_copy(e->a, within);
		fp_bits_minus(&rest, *out);
		if (!eval(e, n->kid[i], rest, &got))
			return false;
		fp_bits_or(out, got);
	}
	return true;
}

static bool eval_leaf(eval_ctx *e, const fp_node *n, fp_bits within, fp_bits *out)
{
	fp_q q;
	switch (n->kind) {
	case FP_N_FIELD:
		return eval_field(e, n, out);
	case FP_N_TERM:
		return eval_term(e, n, within, out);
	case FP_N_SECTION:
	case FP_N_NEAR:
	case FP_N_TURN:
		return eval_text(e, n, within, out);
	case FP_N_DAYS:
		q = fp_q_open(e->x, Q_CASE_DAYS, e->err);
		fp_q_int(&q, n->days.from);
		fp_q_int(&q, n->days.to);
		return rows_to_bits(&q, out);
	case FP_N_ID:
		return eval_id(e, n->text, out);
	case FP_N_PATH:
		return text_range(e, Q_CASE_PATH_RANGE, n->text, fp_after_prefix(e->a, n->text), out);
	case FP_N_BROKEN:
		q = fp_q_open(e->x, Q_CASE_BROKEN, e->err);
		return rows_to_bits(&q, out);
	default:
		fp_bug("node %d", (int)n->kind);
	}
}

// The members of `within` that fulfil n. Recursion is as deep as the query's parentheses.
static bool eval(eval_ctx *e, const fp_node *n, fp_bits within, fp_bits *out)
{
	fp_bits got;
	*out = fp_bits_new(e->a, e->words);
	switch (n->kind) {
	case FP_N_ALL:
		*out = fp_bits_copy(e->a, within);
		return true;
	case FP_N_AND:
		return eval_and(e, n, within, out);
	case FP_N_OR:
		return eval_or(e, n, within, out);
	case FP_N_NOT:
		if (!eval(e, n->kid[0], within, &got))
			return false;
		*out = fp_bits_copy(e->a, within);
		fp_bits_minus(out, got);
		return true;
	default:
		if (!eval_leaf(e, n, within, out))
			return false;
		fp_bits_and(out, within);
		return true;
	}
}

bool fp_eval(fp_index *x, const fp_query *q, fp_arena *a, fp_bits *out, fp_err *err)
{
	fp_bits all;
	if (!fp_all_cases(x, a, &all, err))
		return false;
	eval_ctx e = {x, a, all.n, err};
	return eval(&e, q->root, all, out) && !fp_arena_over(a, err);
}

bool fp_index_count(fp_index *x, const fp_query *q, size_t *n, fp_err *err)
{
	fp_arena *a = fp_arena_new(0);
	fp_bits set = {0};
	bool ok = fp_eval(x, q, a, &set, err);
	*n = fp_bits_count(set);
	fp_arena_free(a);
	return ok;
}
