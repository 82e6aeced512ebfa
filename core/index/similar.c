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
	fp_str gram;
	double tf, weight;
	int64_t df;
} feature;

typedef struct {
	fp_arena *a;
	fp_str text;
	feature *v;
	size_t n, cap;
	uint32_t *slot;
	size_t slots;
} bag;

static size_t bag_place(const bag *b, fp_str gram)
{
	size_t h = fp_hash64(gram.p, gram.n, 0) & (b->slots - 1);
	while (b->slot[h] && !fp_str_eq(b->v[b->slot[h] - 1].gram, gram))
		h = (h + 1) & (b->slots - 1);
	return h;
}

// Pairs of Han characters and words. A single Han character says little and is left out.
static bool bag_add(void *ctx, fp_gram_kind kind, size_t start, size_t end)
{
	bag *b = ctx;
	fp_str gram = fp_str_sub(b->text, start, end);
	size_t i = 0;
	if (kind == FP_G_TRIGRAM)
		return true;
	fp_utf8_next(gram, &i);
	if (kind == FP_G_HAN && i == gram.n)
		return true;
	if (gram.n > FP_TOKEN_MAX)
		return true;
	size_t h = bag_place(b, gram);
	if (!b->slot[h]) {
		FP_PUSH(b->a, b->v, b->n, b->cap) = (feature){.gram = gram};
		b->slot[h] = (uint32_t)b->n;
	}
	b->v[b->slot[h] - 1].tf++;
	return b->n < b->slots / 2;
}

static bag bag_of(fp_arena *a, fp_str folded)
{
	bag b = {.a = a, .text = fp_str_sub(folded, 0, TOPIC_MOST), .slots = 8192};
	b.slot = FP_NEW_N(a, uint32_t, b.slots);
	fp_grams_each(b.text, bag_add, &b);
	return b;
}

// ---------------------------------------------------------------- weights

static bool weigh(fp_index *x, bag *b, double cases, double *mean, fp_err *err)
{
	*mean = 0;
	for (size_t i = 0; i < b->n; i++) {
		fp_q q = fp_q_open(x, Q_WORDS_DF, err);
		fp_q_text(&q, b->v[i].gram);
		b->v[i].df = fp_q_row(&q) ? fp_q_i64(&q, 0) : 0;
		if (!fp_q_end(&q))
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
		uint32_t k = x->slot[bag_place(x, y->v[i].gram)];
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
	return fp_str_cmp(x->gram, y->gram);
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
static bool vote(fp_index *x, const bag *b, double *votes, size_t votes_n, fp_err *err)
{
	feature **rare = FP_NEW_N(b->a, feature *, b->n + 1);
	size_t n = 0, asked = 0;
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].df > 0)
			rare[n++] = &b->v[i];
	qsort(rare, n, sizeof *rare, by_df);
	for (size_t i = 0; i < n && asked < RARE; i++, asked++) {
		fp_q q = fp_q_open(x, Q_WORDS_MATCH, err);
		fp_q_text(&q, fp_strf(b->a, "\"%.*s\"", FP_ARG(rare[i]->gram)));
		while (fp_q_row(&q))
			if ((size_t)fp_q_i64(&q, 0) < votes_n)
				votes[fp_q_i64(&q, 0)] += rare[i]->weight;
		if (!fp_q_end(&q))
			return false;
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
	return fp_row_by_id(x, y);
}

static bool fill_ids(fp_index *x, fp_row *v, size_t n, fp_arena *a, fp_err *err)
{
	for (size_t i = 0; i < n; i++) {
		fp_q q = fp_q_open(x, Q_CASE_KEY, err);
		fp_q_int(&q, v[i].n);
		if (fp_q_row(&q)) {
			v[i].id = fp_q_dup(&q, 1, a);
			v[i].path = fp_q_dup(&q, 2, a);
		}
		if (!fp_q_end(&q))
			return false;
	}
	return true;
}

static bool nearest_rows(fp_index *x, fp_str text, fp_arena *work, fp_row **rows, size_t *n, fp_err *err)
{
	fp_bits all;
	if (!fp_all_cases(x, work, &all, err))
		return false;
	bag wanted = bag_of(work, fp_fold_str(work, text));
	double *votes = FP_NEW_N(work, double, all.n * 64);
	compare_ctx c = {.a = work, .each = fp_arena_new(64u << 20), .wanted = &wanted};
	bool ok = weigh(x, &wanted, (double)fp_bits_count(all), &c.mean, err) && vote(x, &wanted, votes, all.n * 64, err);
	ok = ok && fp_each_text(x, most_voted(work, votes, all.n * 64, all.n), compare, &c, err);
	fp_arena_free(c.each);
	if (!ok || !fill_ids(x, c.rows, c.n, work, err))
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
		if (fp_str_eq(rows[i].id, except_id))
			continue;
		ok = fp_hit_fill(x, &none, &rows[i], &o, a, &hit, err);
		FP_PUSH(a, *hits, *n, cap) = hit;
	}
	fp_snapshot_end(x, snapshot);
	fp_arena_free(work);
	return ok;
}
