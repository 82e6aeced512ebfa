// cluster_vector: hashed features with TF-IDF weights, as research measured them: characters and pairs of Han; stems,
// pairs of words and 4-grams of words for Latin; the title three times.
#include "text/cluster_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TITLE_TIMES 3
#define FEATURES_MOST 200   // kept of a text, the heaviest

typedef struct {
	fp_arena *arena;
	uint32_t *v;
	size_t n, cap;
} keys;

static void add(keys *k, uint64_t hash, unsigned times)
{
	while (times--)
		FP_PUSH(k->arena, k->v, k->n, k->cap) = (uint32_t)(hash >> 44);
}

static void add_text(keys *k, fp_str text, unsigned times)
{
	text_unit *u;
	fp_str folded = fp_fold(k->arena, text, false).text;
	size_t n = text_units(k->arena, folded, &u);
	for (size_t i = 0; i < n; i++) {
		if (!u[i].stop)
			add(k, u[i].hash * 0x9E3779B97F4A7C15u, times);
		if (i && !u[i].first)
			add(k, pair_of_units(u[i - 1].hash, u[i].hash), times);
		if (!u[i].word || u[i].stop)
			continue;
		uint64_t part[32];
		size_t parts = word_parts(fp_str_sub(folded, u[i].start, u[i].end), part, FP_COUNT(part));
		for (size_t p = 0; p < parts; p++)
			add(k, part[p] * 0x9E3779B97F4A7C15u, times);
	}
}

static int by_number(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return (a > b) - (a < b);
}

// Distinct keys with their counts; weights are counts for now.
static void count_keys(fp_arena *a, item *x, keys *k)
{
	if (k->n)
		qsort(k->v, k->n, sizeof(*k->v), by_number);
	size_t distinct = 0;
	for (size_t i = 0; i < k->n; i++)
		distinct += i == 0 || k->v[i] != k->v[i - 1];
	x->key = FP_NEW_N(a, uint32_t, distinct);
	x->weight = FP_NEW_N(a, float, distinct);
	for (size_t i = 0; i < k->n; i++) {
		if (i == 0 || k->v[i] != k->v[i - 1])
			x->key[x->n++] = k->v[i];
		x->weight[x->n - 1] += 1;
	}
}

static void weigh(item *x, const uint32_t *df, size_t docs)
{
	uint32_t n = 0;
	for (uint32_t k = 0; k < x->n; k++) {
		uint32_t d = df[x->key[k]];
		if (d < 2 || d > 0.3 * (double)docs + 20)
			continue;
		double idf = log((1 + (double)docs) / (1 + (double)d)) + 1;
		x->key[n] = x->key[k];
		x->weight[n++] = (float)((1 + log(x->weight[k])) * idf);
	}
	x->n = n;
}

static int heavier_first(const void *x, const void *y)
{
	float a = *(const float *)x, b = *(const float *)y;
	return (a < b) - (a > b);
}

// Keeps the heaviest; among equals those with the smaller key.
static void cut(item *x)
{
	if (x->n <= FEATURES_MOST)
		return;
	float *sorted = fp_xmalloc(x->n * sizeof(float));
	memcpy(sorted, x->weight, x->n * sizeof(float));
	qsort(sorted, x->n, sizeof(float), heavier_first);
	float least = sorted[FEATURES_MOST - 1];
	uint32_t equal = FEATURES_MOST, n = 0;
	for (uint32_t k = 0; k < FEATURES_MOST; k++)
		equal -= sorted[k] > least;
	free(sorted);
	for (uint32_t k = 0; k < x->n; k++) {
		if (x->weight[k] < least || (x->weight[k] == least && equal == 0))
			continue;
		equal -= x->weight[k] == least;
		x->key[n] = x->key[k];
		x->weight[n++] = x->weight[k];
	}
	x->n = n;
}

static void normalise(item *x)
{
	double sum = 0;
	for (uint32_t k = 0; k < x->n; k++)
		sum += (double)x->weight[k] * x->weight[k];
	for (uint32_t k = 0; k < x->n; k++)
		x->weight[k] = (float)(x->weight[k] / sqrt(sum));
}

void cluster_vectors(fp_arena *a, item *items, size_t n, size_t docs)
{
	fp_arena *t = fp_arena_new(0);
	uint32_t *df = FP_NEW_N(a, uint32_t, BUCKETS);
	for (size_t i = 0; i < n; i++) {
		keys k = {.arena = t};
		add_text(&k, items[i].title, TITLE_TIMES);
		add_text(&k, items[i].body, 1);
		count_keys(a, &items[i], &k);
		for (uint32_t f = 0; f < items[i].n; f++)
			df[items[i].key[f]] += items[i].doc_n;
		fp_arena_reset(t);
	}
	fp_arena_free(t);
	for (size_t i = 0; i < n; i++) {
		weigh(&items[i], df, docs);
		cut(&items[i]);
		normalise(&items[i]);
	}
}
