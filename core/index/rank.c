// rank: a set of cases in order. By score: what is in the title counts most, then whole words, then how often; of equal score the
// newest first. A set larger than FP_RANK_POOL is not scored in full when only a few hits are wanted: title hits and the newest are.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

// ---------------------------------------------------------------- newest first

int fp_row_by_id(const fp_row *x, const fp_row *y)
{
	int c = fp_str_cmp(x->id, y->id);
	return c ? c : fp_str_cmp(x->path, y->path);
}

int fp_row_newest(const void *a, const void *b)
{
	const fp_row *x = a, *y = b;
	if (x->received != y->received)
		return x->received > y->received ? -1 : 1;
	return fp_row_by_id(x, y);
}

static int64_t received_of(const fp_q *q, int col)
{
	return fp_q_is_null(q, col) ? INT64_MIN : fp_q_i64(q, col);
}

// Few members are looked up one by one.
static bool newest_by_lookup(fp_index *x, fp_bits set, fp_arena *a, fp_row *v, size_t *n, fp_err *err)
{
	for (int64_t i = fp_bits_next(set, 0); i >= 0; i = fp_bits_next(set, i + 1)) {
		fp_q q = fp_q_open(x, Q_CASE_KEY, err);
		fp_q_int(&q, i);
		if (fp_q_row(&q))
			v[(*n)++] = (fp_row){.n = i, .received = received_of(&q, 0), .id = fp_q_dup(&q, 1, a), .path = fp_q_dup(&q, 2, a)};
		if (!fp_q_end(&q))
			return false;
	}
	qsort(v, *n, sizeof *v, fp_row_newest);
	return true;
}

static bool newest_by_walk(fp_index *x, fp_bits set, size_t max, fp_arena *a, fp_row *v, size_t *n, fp_err *err)
{
	fp_q q = fp_q_open(x, Q_CASE_NEWEST, err);
	while (*n < max && fp_q_row(&q))
		if (fp_bits_has(set, fp_q_i64(&q, 0)))
			v[(*n)++] = (fp_row){.n = fp_q_i64(&q, 0), .received = received_of(&q, 1), .id = fp_q_dup(&q, 2, a), .path = fp_q_dup(&q, 3, a)};
	return fp_q_end(&q);
}

// The first `max` members of the set, newest first.
static bool newest(fp_index *x, fp_bits set, size_t max, fp_arena *a, fp_row **out, size_t *n, fp_err *err)
{
	size_t all = fp_bits_count(set);
	max = max < all ? max : all;
	*out = FP_NEW_N(a, fp_row, all + 1);
	*n = 0;
	bool few = all < 64 || all < set.n * 4;  // under a sixteenth of the cases
	bool ok = few ? newest_by_lookup(x, set, a, *out, n, err) : newest_by_walk(x, set, max, a, *out, n, err);
	if (*n > max)
		*n = max;
	return ok;
}

// ---------------------------------------------------------------- score

typedef struct {
	fp_index *x;
	const fp_query *q;
	fp_row **by_number;    // rows in order of case number
	size_t at, n;
} score_ctx;

static int by_number(const void *a, const void *b)
{
	const fp_row *x = *(fp_row *const *)a, *y = *(fp_row *const *)b;
	return x->n < y->n ? -1 : x->n > y->n;
}

// 4 for the title, 1 for a whole word, and a part below 1 that grows with the number of matches.
static double term_score(const fp_seen *s)
{
	return (s->title ? 4 : 0) + (s->whole ? 1 : 0) + (double)s->count / ((double)s->count + 1);
}

static bool score_text(void *ctx, int64_t n, const fp_doc_text *d)
{
	score_ctx *s = ctx;
	while (s->at < s->n && s->by_number[s->at]->n < n)
		s->at++;
	if (s->at == s->n || s->by_number[s->at]->n != n)
		return true;
	for (size_t i = 0; i < s->q->term_n; i++) {
		const fp_node *t = s->q->term[i];
		fp_seen seen = fp_match_count(s->x, d, t);
		if (seen.count)
			s->by_number[s->at]->score += term_score(&seen);
	}
	return true;
}

static bool score(fp_index *x, const fp_query *q, fp_row *v, size_t n, size_t words, fp_arena *a, fp_err *err)
{
	fp_bits set = fp_bits_new(a, words);
	score_ctx s = {x, q, FP_NEW_N(a, fp_row *, n + 1), 0, n};
	for (size_t i = 0; i < n; i++) {
		s.by_number[i] = &v[i];
		fp_bits_set(&set, v[i].n);
	}
	qsort(s.by_number, n, sizeof *s.by_number, by_number);
	return fp_each_text(x, set, score_text, &s, err);
}

static int by_score(const void *a, const void *b)
{
	const fp_row *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return fp_row_newest(a, b);
}

// Of a large set: what has a term in the title, and the newest.
static bool pool(fp_index *x, const fp_query *q, fp_bits set, fp_arena *a, fp_row **v, size_t *n, fp_err *err)
{
	fp_bits titles = fp_bits_new(a, set.n), rest = fp_bits_copy(a, set);
	fp_row *more;
	size_t more_n;
	for (size_t i = 0; i < q->term_n; i++) {
		fp_probe p = fp_probe_of(a, q->term[i]->text, q->term[i]->quoted, true);
		if (q->term[i]->kind == FP_N_TERM && p.match.n && !fp_eval_probe(x, p.match, &titles, err))
			return false;
	}
	fp_bits_and(&titles, set);
	fp_bits_minus(&rest, titles);
	if (!newest(x, titles, FP_RANK_POOL, a, v, n, err) || !newest(x, rest, FP_RANK_POOL, a, &more, &more_n, err))
		return false;
	fp_row *both = FP_NEW_N(a, fp_row, *n + more_n + 1);
	memcpy(both, *v, *n * sizeof *both);
	memcpy(both + *n, more, more_n * sizeof *both);
	*v = both;
	*n += more_n;
	return true;
}

static bool rank_by_score(fp_index *x, const fp_query *q, fp_bits set, size_t limit, fp_arena *a, fp_row **v, size_t *n, fp_err *err)
{
	bool some = limit && limit <= FP_RANK_POOL / 2 && fp_bits_count(set) > FP_RANK_POOL;
	bool ok = some ? pool(x, q, set, a, v, n, err) : newest(x, set, SIZE_MAX, a, v, n, err);
	if (!ok || !score(x, q, *v, *n, set.n, a, err))
		return false;
	qsort(*v, *n, sizeof **v, by_score);
	return true;
}

bool fp_rank(fp_index *x, const fp_query *q, fp_bits set, const char *sort, size_t limit, fp_arena *a, fp_row **out, size_t *n, fp_err *err)
{
	bool ok;
	if (!sort)
		sort = q->term_n ? "score" : "-received";
	if (strcmp(sort, "score") == 0 || strcmp(sort, "-score") == 0)
		ok = rank_by_score(x, q, set, limit, a, out, n, err);
	else if (strcmp(sort, "-received") == 0)
		ok = newest(x, set, limit ? limit : SIZE_MAX, a, out, n, err);
	else
		ok = newest(x, set, SIZE_MAX, a, out, n, err) && fp_order(x, fp_s(sort), set, a, *out, *n, err);
	if (ok && limit && *n > limit)
		*n = limit;
	return ok && !fp_arena_over(a, err);
}
