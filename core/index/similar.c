// similar: nearest cases. Candidates come from the rarest grams of the text; they are compared by cosine over grams weighted by
// rarity. Compared are title and complaint: what the customer said, not how the answer was phrased. How rare a gram is, is asked
// of the index only for the grams of the text; a gram that only the candidate has weighs the mean of those, so the
// answer depends on nothing but the cases.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

#define RARE 40          // grams that find candidates
#define COMPARED 300     // candidates that are compared
#define TOPIC_MOST 6000  // bytes that are compared

typedef struct {
	int64_t key;
	double tf, weight;
	size_t df;
} feature;

typedef struct {
	fp_arena *a;
	feature *v;
	size_t n, cap;
	uint32_t *slot;
	size_t slots;
} bag;

static size_t bag_place(const bag *b, int64_t key)
{
	size_t h = fp_hash64(&key, sizeof key, 0) & (b->slots - 1);
	while (b->slot[h] && b->v[b->slot[h] - 1].key != key)
		h = (h + 1) & (b->slots - 1);
	return h;
}

// Pairs of Han characters and words. A single Han character says little and is left out.
static void bag_add(void *ctx, int64_t key)
{
	bag *b = ctx;
	if (!fp_key_says(key) || b->n >= b->slots / 2)
		return;
	size_t h = bag_place(b, key);
	if (!b->slot[h]) {
		FP_PUSH(b->a, b->v, b->n, b->cap) = (feature){.key = key};
		b->slot[h] = (uint32_t)b->n;
	}
	b->v[b->slot[h] - 1].tf++;
}

static bag bag_of(fp_arena *a, fp_str folded)
{
	bag b = {.a = a, .slots = 8192};
	b.slot = FP_NEW_N(a, uint32_t, b.slots);
	fp_keys_each(fp_str_sub(folded, 0, TOPIC_MOST), bag_add, &b);
	return b;
}

// ---------------------------------------------------------------- weights

static bool weigh(fp_index *x, bag *b, fp_bits live, double *mean, fp_err *err)
{
	double cases = (double)fp_bits_count(live);
	*mean = 0;
	for (size_t i = 0; i < b->n; i++) {
		if (!fp_key_df(x, b->v[i].key, live, &b->v[i].df, err))
			return false;
		double idf = log((cases + 1) / ((double)b->v[i].df + 0.5));
		b->v[i].weight = idf > 0.05 ? idf : 0.05;
		*mean += b->v[i].weight;
	}
	*mean = b->n ? *mean / (double)b->n : 1;
	return true;
}

static double amount(double tf)
{
	return 1 + log(tf);
}

static double cosine(const bag *x, const bag *y, double mean)
{
	double dot = 0, xx = 0, yy = 0;
	for (size_t i = 0; i < x->n; i++)
		xx += pow(amount(x->v[i].tf) * x->v[i].weight, 2);
	for (size_t i = 0; i < y->n; i++) {
		uint32_t k = x->slot[bag_place(x, y->v[i].key)];
		double w = k ? x->v[k - 1].weight : mean, v = amount(y->v[i].tf) * w;
		yy += v * v;
		if (k)
			dot += v * w * amount(x->v[k - 1].tf);
	}
	return dot > 0 ? dot / sqrt(xx * yy) : 0;
}

// ---------------------------------------------------------------- candidates

static int by_df(const void *a, const void *b)
{
	const feature *x = *(feature *const *)a, *y = *(feature *const *)b;
	if (x->df != y->df)
		return x->df < y->df ? -1 : 1;
	return x->key < y->key ? -1 : x->key > y->key;
}

typedef struct {
	int64_t n;
	double score;
} candidate;

static int by_candidate(const void *a, const void *b)
{
	const candidate *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->n < y->n ? -1 : x->n > y->n;
}

// Adds the weight of each rare gram to the cases that have it.
static bool vote(fp_index *x, const bag *b, fp_bits live, double *votes, fp_err *err)
{
	feature **rare = FP_NEW_N(b->a, feature *, b->n + 1);
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].df > 0)
			rare[n++] = &b->v[i];
	qsort(rare, n, sizeof *rare, by_df);
	for (size_t i = 0; i < n && i < RARE; i++) {
		fp_probe p = {.range = {{rare[i]->key, rare[i]->key}}, .n = 1};
		fp_cands c;
		if (!fp_cands_of(x, &p, live, b->a, &c, err))
			return false;
		for (size_t k = 0; k < c.n; k++)
			votes[c.doc[k]] += rare[i]->weight;
	}
	return true;
}

static fp_bits most_voted(fp_arena *a, const double *votes, size_t votes_n, size_t words)
{
	fp_bits set = fp_bits_new(a, words);
	candidate *v = FP_NEW_N(a, candidate, votes_n + 1);
	size_t n = 0;
	for (size_t i = 0; i < votes_n; i++)
		if (votes[i] > 0)
			v[n++] = (candidate){(int64_t)i, votes[i]};
	qsort(v, n, sizeof *v, by_candidate);
	// The last place is shared by all with as many votes, so that numbering does not decide.
	for (size_t i = 0; i < n && (i < COMPARED || v[i].score == v[COMPARED - 1].score); i++)
		fp_bits_set(&set, v[i].n);
	return set;
}

// ---------------------------------------------------------------- comparison

typedef struct {
	fp_arena *a, *each;
	const bag *wanted;
	double mean;
	fp_row *rows;
	size_t n, cap;
} compare_ctx;

static fp_str topic_of(fp_arena *a, const fp_doc_text *d)
{
	fp_str title = {0}, complaint = {0};
	for (size_t i = 0; i < d->piece_n; i++) {
		fp_str s = fp_str_sub(d->folded, d->piece[i].start, d->piece[i].end);
		if (fp_str_is(d->piece[i].name, "title"))
			title = s;
		else if (fp_str_is(d->piece[i].name, "complaint") && !complaint.n)
			complaint = s;
	}
	return fp_str_trim(complaint).n ? fp_strf(a, "%.*s\n%.*s", FP_ARG(title), FP_ARG(complaint)) : d->folded;
}

static bool compare(void *ctx, int64_t n, const fp_doc_text *d)
{
	compare_ctx *c = ctx;
	fp_arena_reset(c->each);
	bag b = bag_of(c->each, topic_of(c->each, d));
	double s = cosine(c->wanted, &b, c->mean);
	if (s > 0)
		FP_PUSH(c->a, c->rows, c->n, c->cap) = (fp_row){.n = n, .score = s > 1 ? 1 : s};
	return true;
}

static int by_similarity(const void *a, const void *b)
{
	const fp_row *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return fp_row_by_name(x, y);
}

static bool nearest_rows(fp_index *x, fp_str text, fp_arena *work, fp_row **rows, size_t *n, fp_err *err)
{
	fp_bits live;
	if (!fp_live(x, &live, err) || !fp_segments(x, err))
		return false;
	bag wanted = bag_of(work, fp_fold_str(work, text));
	double *votes = FP_NEW_N(work, double, live.n * 64 + 1);
	compare_ctx c = {.a = work, .each = fp_arena_new(64u << 20), .wanted = &wanted};
	bool ok = weigh(x, &wanted, live, &c.mean, err) && vote(x, &wanted, live, votes, err);
	ok = ok && fp_each_text(x, most_voted(work, votes, live.n * 64, live.n), compare, &c, err);
	fp_arena_free(c.each);
	if (!ok || !fp_row_names(x, c.rows, c.n, work, err))
		return false;
	if (c.n)
		qsort(c.rows, c.n, sizeof *c.rows, by_similarity);
	*rows = c.rows;
	*n = c.n;
	return true;
}

bool fp_index_similar(fp_index *x, fp_str text, fp_str except_id, size_t limit, fp_arena *a, fp_hit **hits, size_t *n, fp_err *err)
{
	fp_arena *work = fp_arena_new(0);
	fp_query none = {0};
	fp_find_options o = {0};
	fp_row *rows = NULL;
	size_t rows_n = 0, cap = 0;
	*hits = NULL;
	*n = 0;
	bool snapshot = fp_snapshot_begin(x);
	bool ok = nearest_rows(x, text, work, &rows, &rows_n, err);
	for (size_t i = 0; i < rows_n && ok && (!limit || *n < limit); i++) {
		fp_hit hit;
		if (fp_str_eq(rows[i].name->id, except_id))
			continue;
		ok = fp_hit_fill(x, &none, &rows[i], &o, a, &hit, err);
		FP_PUSH(a, *hits, *n, cap) = hit;
	}
	fp_snapshot_end(x, snapshot);
	fp_arena_free(work);
	return ok;
}

// ---------------------------------------------------------------- what is compared, of many

typedef struct {
	fp_arena *a;
	fp_topic *v;
	fp_row *rows;
	size_t n, cap, row_n, row_cap;
} topics_ctx;

static bool take_topic(void *ctx, int64_t n, const fp_doc_text *d)
{
	topics_ctx *t = ctx;
	fp_str complaint = {0};
	for (size_t i = 0; i < d->piece_n; i++)
		if (fp_str_is(d->piece[i].name, "complaint") && !complaint.n)
			complaint = fp_str_trim(fp_str_sub(d->folded, d->piece[i].start, d->piece[i].end));
	FP_PUSH(t->a, t->v, t->n, t->cap) = (fp_topic){.text = fp_str_dup(t->a, complaint.n ? complaint : d->folded)};
	FP_PUSH(t->a, t->rows, t->row_n, t->row_cap) = (fp_row){.n = n};
	return true;
}

static int by_topic_id(const void *a, const void *b)
{
	return fp_str_cmp(((const fp_topic *)a)->id, ((const fp_topic *)b)->id);
}

bool fp_index_topics(fp_index *x, const fp_query *q, fp_arena *a, fp_topic **out, size_t *n, fp_err *err)
{
	fp_bits set;
	topics_ctx t = {.a = a};
	bool snapshot = fp_snapshot_begin(x);
	bool ok = fp_eval_set(x, q, a, &set, err) && fp_each_text(x, set, take_topic, &t, err) && fp_row_names(x, t.rows, t.row_n, a, err);
	fp_snapshot_end(x, snapshot);
	for (size_t i = 0; ok && i < t.n; i++)
		t.v[i].id = fp_str_dup(a, t.rows[i].name->id);
	if (ok && t.n)
		qsort(t.v, t.n, sizeof *t.v, by_topic_id);
	*out = t.v;
	*n = ok ? t.n : 0;
	return ok;
}
