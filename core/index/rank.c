// rank: who fulfils a query, in order. By score: what is in the title counts most, then whole words, then how often; of equal score
// the newest first. Postings bound every score from above, so candidates are looked at in order of their bounds until no bound
// that is left beats what was found: the answer is that of scoring everyone, at the price of a few texts.
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

#define LAZY_MOST 1000  // hits; for more of them everyone is scored
#define FLOOR_MOST 100  // hits up to which candidates are left out by the score of the last

typedef struct {
	fp_eval_ctx *e;
	int (*cmp)(const fp_row *, const fp_row *);
	fp_row *v;             // a heap of those who may fulfil the query, the first on top; score is a bound until they are looked at
	size_t n;
	bool by_score;
	fp_doc_text *text;
} order;

// ---------------------------------------------------------------- orders; of equal ones the newest first, then by id, then by path

static int newest(const fp_row *x, const fp_row *y)
{
	return fp_when_cmp(&x->when, &y->when);
}

static int best(const fp_row *x, const fp_row *y)
{
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return newest(x, y);
}

static int by_keys(const fp_row *x, const fp_row *y)
{
	int c = fp_order_cmp(x, y);
	return c ? c : newest(x, y);
}

int fp_row_by_name(const void *a, const void *b)
{
	const fp_row *x = a, *y = b;
	int c = fp_str_cmp(x->name->id, y->name->id);
	return c ? c : fp_str_cmp(x->name->path, y->name->path);
}

bool fp_row_names(fp_index *x, fp_row *v, size_t n, fp_arena *a, fp_err *err)
{
	for (size_t i = 0; i < n; i++) {
		if (v[i].name)
			continue;
		struct fp_row_name *name = FP_NEW(a, struct fp_row_name);
		fp_q q = fp_q_open(x, Q_CASE_KEY, err);
		fp_q_int(&q, v[i].n);
		if (fp_q_row(&q))
			*name = (struct fp_row_name){fp_q_dup(&q, 0, a), fp_q_dup(&q, 1, a)};
		v[i].name = name;
		if (!fp_q_end(&q))
			return false;
	}
	return true;
}

// ---------------------------------------------------------------- the heap

static void sink(order *o, size_t i)
{
	fp_row c = o->v[i];
	for (;;) {
		size_t k = 2 * i + 1;
		if (k >= o->n)
			break;
		if (k + 1 < o->n && o->cmp(&o->v[k + 1], &o->v[k]) < 0)
			k++;
		if (o->cmp(&c, &o->v[k]) <= 0)
			break;
		o->v[i] = o->v[k];
		i = k;
	}
	o->v[i] = c;
}

static void heapify(order *o)
{
	for (size_t i = o->n / 2; i-- > 0;)
		sink(o, i);
}

// Takes the first and all that are equal to it off the heap; they come to stand behind it, in order.
static bool pop_equal(order *o, fp_row **out, size_t *n)
{
	*n = 0;
	do {
		fp_row top = o->v[0];
		o->v[0] = o->v[--o->n];
		if (o->n)
			sink(o, 0);
		o->v[o->n] = top;
		++*n;
	} while (o->n && o->cmp(&o->v[0], &o->v[o->n]) == 0);
	*out = o->v + o->n;
	if (*n == 1)
		return true;
	if (!fp_row_names(o->e->x, *out, *n, o->e->a, o->e->err))
		return false;
	qsort(*out, *n, sizeof **out, fp_row_by_name);
	return true;
}

// ---------------------------------------------------------------- score

// 4 for the title, 1 for a whole word, and a part below 1 that grows with the number of matches; in parts of a point, so that all are
// whole numbers: the same points in another order must be the same sum, since equal scores are put in order of time.
#define PARTS 720720.0  // what 2, 3 ... FP_TF_MAX + 1 all divide

static double points(bool title, bool whole, size_t count)
{
	double n = (double)(count < FP_TF_MAX ? count : FP_TF_MAX);
	return ((title ? 4 : 0) + (whole ? 1 : 0)) * PARTS + n * (PARTS / (n + 1));
}

static double bound(const fp_eval_ctx *e, int64_t n)
{
	double sum = 0;
	for (size_t i = 0; i < e->q->term_n; i++) {
		fp_seen most = e->term[i] ? fp_eval_bound(e->term[i], n) : (fp_seen){0};
		sum += most.count ? points(most.title, most.whole, most.count) : 0;
	}
	return sum;
}

static bool read_text(order *o, int64_t n, fp_q *q)
{
	*q = fp_q_open(o->e->x, Q_TEXT_ONE, o->e->err);
	fp_q_int(q, n);
	if (!fp_q_row(q))
		return false;
	fp_doc_text_read(o->text, fp_q_str(q, 0), fp_q_str(q, 1), false);
	return true;
}

static bool needs_text(const fp_eval_ctx *e, int64_t n, bool scored)
{
	if (!fp_bits_has(e->root->sure, n))
		return true;
	for (size_t i = 0; scored && i < e->q->term_n; i++)
		if (e->term[i] && !e->term[i]->cands.counts && fp_bits_has(e->term[i]->may, n))
			return true;
	return false;
}

static double score(order *o, int64_t n)
{
	double sum = 0;
	for (size_t i = 0; i < o->e->q->term_n; i++) {
		const fp_eval *t = o->e->term[i];
		if (!t || !fp_bits_has(t->may, n))
			continue;
		size_t at = t->cands.counts ? fp_cands_find(&t->cands, n) : SIZE_MAX;
		if (at != SIZE_MAX) {
			sum += points(t->cands.title[at], true, t->cands.tf[at]);
			continue;
		}
		fp_seen seen = fp_match_count(o->e->x, o->text, t->n);
		if (seen.count)
			sum += points(seen.title, seen.whole, seen.count);
	}
	return sum;
}

// Whether the candidate fulfils the query; what was a bound becomes its score.
static bool look(order *o, fp_row *c, bool *holds)
{
	fp_q q = {.err = o->e->err};
	bool text = needs_text(o->e, c->n, o->by_score);
	*holds = true;
	if (text && !read_text(o, c->n, &q))
		*holds = false;
	else if (text && !fp_eval_holds(o->e, o->e->root, c->n, o->text))
		*holds = false;
	else if (text && o->by_score)
		c->score = score(o, c->n);
	return fp_q_end(&q) && !o->e->failed;
}

// ---------------------------------------------------------------- the first ones

typedef struct {
	fp_row *v;
	size_t n, cap, limit;
} found;

// The last of the found beats everyone who is left.
static bool settled(const order *o, const found *f)
{
	if (!f->limit || f->n < f->limit)
		return false;
	return !o->by_score || o->cmp(&f->v[f->limit - 1], &o->v[0]) < 0;
}

static bool insert(order *o, found *f, const fp_row *c)
{
	FP_PUSH(o->e->a, f->v, f->n, f->cap) = *c;
	for (size_t i = f->n - 1; o->by_score && f->limit && i > 0; i--) {
		int cmp = o->cmp(&f->v[i - 1], &f->v[i]);
		if (cmp == 0) {
			if (!fp_row_names(o->e->x, &f->v[i - 1], 2, o->e->a, o->e->err))
				return false;
			cmp = fp_row_by_name(&f->v[i - 1], &f->v[i]);
		}
		if (cmp <= 0)
			break;
		fp_row swap = f->v[i];
		f->v[i] = f->v[i - 1];
		f->v[i - 1] = swap;
	}
	if (f->limit && f->n > f->limit)
		f->n = f->limit;
	return true;
}

static bool take(order *o, found *f)
{
	heapify(o);
	while (o->n && !settled(o, f)) {
		fp_row *equal;
		size_t n;
		if (!pop_equal(o, &equal, &n))
			return false;
		for (size_t i = 0; i < n; i++) {
			bool holds;
			if (!look(o, &equal[i], &holds) || (holds && !insert(o, f, &equal[i])))
				return false;
		}
	}
	return true;
}

// Everyone is scored first, then the exact scores are put in order like bounds that need no look.
static bool score_all(order *o)
{
	size_t kept = 0;
	for (size_t i = 0; i < o->n; i++) {
		bool holds;
		if (!look(o, &o->v[i], &holds))
			return false;
		if (holds)
			o->v[kept++] = o->v[i];
	}
	o->n = kept;
	return true;
}

static bool take_all(order *o, found *f)
{
	if (!score_all(o))
		return false;
	heapify(o);
	while (o->n && (!f->limit || f->n < f->limit)) {
		fp_row *equal;
		size_t n;
		if (!pop_equal(o, &equal, &n))
			return false;
		for (size_t i = 0; i < n; i++)
			FP_PUSH(o->e->a, f->v, f->n, f->cap) = equal[i];
	}
	return true;
}

// ---------------------------------------------------------------- candidates

// The best scores so far of those who are known to fulfil the query and whose score is known, best first. Once there are as many as
// are wanted, nobody whose bound is below the last can come among the first: most candidates of a common word end here.
typedef struct {
	double v[FLOOR_MOST];
	size_t n, limit;       // limit 0: nobody is left out
} floor_of;

static bool below(const floor_of *f, double score)
{
	return f->limit && f->n == f->limit && score < f->v[f->n - 1];
}

static void raise_floor(floor_of *f, double score)
{
	if (!f->limit || (f->n == f->limit && score <= f->v[f->n - 1]))
		return;
	size_t i = f->n < f->limit ? f->n++ : f->n - 1;
	for (; i > 0 && f->v[i - 1] < score; i--)
		f->v[i] = f->v[i - 1];
	f->v[i] = score;
}

static bool gather(order *o, size_t limit)
{
	fp_eval_ctx *e = o->e;
	fp_bits may = e->root->may;
	size_t cap = 0;
	floor_of known = {.limit = o->by_score && limit <= FLOOR_MOST ? limit : 0};
	for (int64_t n = fp_bits_next(may, 0); n >= 0; n = fp_bits_next(may, n + 1)) {
		fp_row c = {.n = n, .score = o->by_score ? bound(e, n) : 0};
		if (below(&known, c.score))
			continue;
		if (known.limit && !needs_text(e, n, true))
			raise_floor(&known, c.score);
		if (!fp_when_get(e->x, n, &c.when, e->err))
			return false;
		FP_PUSH(e->a, o->v, o->n, cap) = c;
	}
	return true;
}

bool fp_rank(fp_eval_ctx *e, const char *sort, size_t limit, fp_row **rows, size_t *n)
{
	order o = {.e = e, .text = FP_NEW(e->a, fp_doc_text)};
	found f = {.limit = limit};
	if (!sort)
		sort = e->q->term_n ? "score" : "-received";
	o.by_score = strcmp(sort, "score") == 0 || strcmp(sort, "-score") == 0;
	bool date = strcmp(sort, "-received") == 0;
	o.cmp = o.by_score ? best : date ? newest : by_keys;
	if (!gather(&o, limit) || (!o.by_score && !date && !fp_order_keys(e, fp_s(sort), o.v, o.n)))
		return false;
	bool all = o.by_score && (!limit || limit > LAZY_MOST);
	if (!(all ? take_all : take)(&o, &f))
		return false;
	*n = limit && f.n > limit ? limit : f.n;
	*rows = f.v;
	for (size_t i = 0; i < *n; i++)
		f.v[i].score /= PARTS;
	return !fp_arena_over(e->a, e->err);
}
