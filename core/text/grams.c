// grams: hashed counts of a text, and how alike two texts are.
#include "text/text_priv.h"

#include <math.h>
#include <stdlib.h>

static int by_key(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return (a > b) - (a < b);
}

static void count(fp_arena *a, uint32_t *keys, size_t n, fp_vector *out)
{
	if (n)
		qsort(keys, n, sizeof(*keys), by_key);
	*out = (fp_vector){keys, FP_NEW_N(a, float, n), 0};
	for (size_t k = 0; k < n; k++) {
		if (out->n == 0 || out->key[out->n - 1] != keys[k])
			out->key[out->n++] = keys[k];
		out->weight[out->n - 1] += 1;
	}
}

void fp_grams(fp_arena *a, fp_str text, fp_vector *out)
{
	text_unit *u;
	size_t n = text_units(a, fp_fold(a, text, false).text, &u), m = 0;
	uint32_t *keys = FP_NEW_N(a, uint32_t, 2 * n);
	for (size_t k = 0; k < n; k++) {
		if (!u[k].stop)
			keys[m++] = (uint32_t)(u[k].hash >> 32);
		if (k && !u[k].first)
			keys[m++] = (uint32_t)(pair_of_units(u[k - 1].hash, u[k].hash) >> 32);
	}
	count(a, keys, m, out);
}

static double dot(const fp_vector *x, const fp_vector *y)
{
	double sum = 0;
	for (size_t i = 0, j = 0; i < x->n && j < y->n;) {
		if (x->key[i] == y->key[j])
			sum += (1 + log(x->weight[i++])) * (1 + log(y->weight[j++]));
		else if (x->key[i] < y->key[j])
			i++;
		else
			j++;
	}
	return sum;
}

double fp_similarity(fp_arena *a, fp_str x, fp_str y)
{
	fp_vector v, w;
	if (fp_str_eq(fp_fold(a, x, false).text, fp_fold(a, y, false).text))
		return 1;
	fp_grams(a, x, &v);
	fp_grams(a, y, &w);
	double both = dot(&v, &v) * dot(&w, &w);
	double cos = both > 0 ? dot(&v, &w) / sqrt(both) : 0;
	return cos > 1 ? 1 : cos;
}
