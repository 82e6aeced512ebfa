#include "text/duplicates.h"

#include <stdlib.h>
#include <string.h>

#include "text/text.h"

#define BINS 64
#define BANDS 16
#define ROWS (BINS / BANDS)
#define RUN 3                // characters of a shingle
#define SHINGLES 4000        // of a text; longer texts are compared by their beginning

typedef struct {
	uint32_t *v;             // ascending, each once
	size_t n;
	uint64_t same;           // hash of all letters
	uint32_t bin[BINS];
} sketch;

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

// The least hash of each bin; an empty bin takes that of the next full one.
static void fill_bins(sketch *s)
{
	memset(s->bin, 0xFF, sizeof s->bin);
	for (size_t i = 0; i < s->n; i++) {
		uint32_t *b = &s->bin[s->v[i] % BINS], rest = s->v[i] / BINS;
		*b = rest < *b ? rest : *b;
	}
	for (size_t i = 0; s->n && i < BINS; i++)
		for (uint32_t k = 1; s->bin[i] == UINT32_MAX && k < BINS; k++)
			if (s->bin[(i + k) % BINS] < UINT32_MAX / BINS + 1)
				s->bin[i] = s->bin[(i + k) % BINS] + (UINT32_MAX / BINS + 1) * k % (UINT32_MAX / 2);
}

static sketch sketch_of(fp_arena *a, fp_str folded)
{
	sketch s = {.v = NULL};
	uint32_t last[RUN] = {0};
	size_t letters = 0, cap = 0;
	s.same = 11;
	for (size_t i = 0; i < folded.n;) {
		uint32_t cp = fp_utf8_next(folded, &i);
		if (cp == FP_BAD_CP || fp_ch_class(cp) == FP_CH_OTHER)
			continue;
		memmove(last, last + 1, sizeof last - sizeof *last);
		last[RUN - 1] = cp;
		s.same = fp_hash64(&cp, sizeof cp, s.same);
		if (++letters >= RUN && s.n < SHINGLES)
			FP_PUSH(a, s.v, s.n, cap) = (uint32_t)fp_hash64(last, sizeof last, 7);
	}
	if (letters < 2 * RUN)
		s.n = 0;
	if (s.n)
		qsort(s.v, s.n, sizeof *s.v, by_value);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if (!i || s.v[i] != s.v[i - 1])
			s.v[n++] = s.v[i];
	s.n = n;
	s.same = letters ? s.same : 0;
	fill_bins(&s);
	return s;
}

static double jaccard(const sketch *x, const sketch *y)
{
	size_t i = 0, k = 0, both = 0;
	if (x->same && x->same == y->same)
		return 1;
	while (i < x->n && k < y->n) {
		both += x->v[i] == y->v[k];
		bool step = x->v[i] <= y->v[k];
		k += x->v[i] >= y->v[k];
		i += step;
	}
	size_t all = x->n + y->n - both;
	double score = all ? (double)both / (double)all : 0;
	return score < 0.999 ? score : 0.999;   // 1 is for what is the same
}

// ---------------------------------------------------------------- buckets

typedef struct {
	uint64_t key;
	uint32_t who[FP_DUPLICATES_BUCKET];
	uint32_t n;              // ever put; the first stay, the later ones take turns in the second half
} bucket;

typedef struct {
	bucket *v;
	size_t slots;
} buckets;

static bucket *bucket_of(buckets *b, uint64_t key)
{
	size_t h = (size_t)key & (b->slots - 1);
	while (b->v[h].n && b->v[h].key != key)
		h = (h + 1) & (b->slots - 1);
	b->v[h].key = key;
	return &b->v[h];
}

static void look_in(bucket *b, const sketch *s, size_t i, double least, fp_duplicate *best)
{
	size_t held = b->n < FP_DUPLICATES_BUCKET ? b->n : FP_DUPLICATES_BUCKET;
	for (size_t k = 0; k < held && best->score < 1; k++) {
		double score = jaccard(&s[b->who[k]], &s[i]);
		if (score >= least && (score > best->score || (score == best->score && b->who[k] < best->of)))
			*best = (fp_duplicate){b->who[k], i, score};
	}
	const uint32_t half = FP_DUPLICATES_BUCKET / 2;
	b->who[b->n < FP_DUPLICATES_BUCKET ? b->n : half + b->n % half] = (uint32_t)i;
	b->n++;
}

static uint64_t band_key(const sketch *s, size_t band)
{
	return band == BANDS ? s->same : fp_hash64(&s->bin[band * ROWS], ROWS * sizeof *s->bin, band + 1);
}

bool fp_duplicates(fp_arena *a, const fp_str *folded, size_t n, double least, fp_duplicate **out, size_t *out_n, fp_err *err)
{
	*out = NULL;
	*out_n = 0;
	if (n > FP_DUPLICATES_MOST)
		return fp_fail(err, FP_LIMIT, fp_tr("%zu 个案例太多，最多 %d 个；用查询缩小范围", "%zu cases are too many, at most %d; narrow them with a query"), n, FP_DUPLICATES_MOST);
	sketch *s = FP_NEW_N(a, sketch, n + 1);
	fp_duplicate *best = FP_NEW_N(a, fp_duplicate, n + 1);
	buckets b = {.slots = 1024};
	size_t cap = 0;
	while (b.slots < 2 * n + 2)
		b.slots *= 2;
	b.v = fp_xmalloc(b.slots * sizeof *b.v);
	for (size_t i = 0; i < n; i++)
		s[i] = sketch_of(a, folded[i]);
	// One band after the other, in the same memory; first what is equal.
	for (size_t band = BANDS + 1; band-- > 0;) {
		memset(b.v, 0, b.slots * sizeof *b.v);
		for (size_t i = 0; i < n; i++)
			if (s[i].same && (band == BANDS || s[i].n))
				look_in(bucket_of(&b, band_key(&s[i], band)), s, i, least, &best[i]);
	}
	free(b.v);
	for (size_t i = 0; i < n; i++)
		if (best[i].score > 0)
			FP_PUSH(a, *out, *out_n, cap) = best[i];
	return true;
}
