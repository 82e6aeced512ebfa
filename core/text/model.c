// model: a trained model in memory: its margins, its confidence, the places that spoke for a class.
#include "text/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/model_priv.h"
#include "text/text_priv.h"

static void *zeroed(size_t n)
{
	void *p = fp_xmalloc(n + 1);
	memset(p, 0, n + 1);
	return p;
}

fp_str text_copy(fp_str s)
{
	char *p = fp_xmalloc(s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = 0;
	return (fp_str){p, s.n};
}

fp_model *model_new(size_t class_n, size_t row_n)
{
	fp_model *m = zeroed(sizeof *m);
	*m = (fp_model){.class_n = class_n, .row_n = row_n, .lambda = 1, .scale = 3, .accuracy = NAN, .sure = 2};
	m->name = zeroed(class_n * sizeof *m->name);
	m->row_of = fp_xmalloc(MODEL_BUCKETS * sizeof *m->row_of);
	memset(m->row_of, 0xFF, MODEL_BUCKETS * sizeof *m->row_of);
	m->bucket = zeroed(row_n * sizeof *m->bucket);
	m->idf = zeroed(row_n * sizeof *m->idf);
	m->scale_of = zeroed(row_n * sizeof *m->scale_of);
	m->weight = zeroed(fp_mul_size(row_n, class_n));
	m->keyword_weight = zeroed(class_n * class_n * sizeof *m->keyword_weight);
	m->bias = zeroed(class_n * sizeof *m->bias);
	return m;
}

void fp_model_free(fp_model *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->class_n; i++)
		free((char *)(uintptr_t)m->name[i].p);
	keywords_free(&m->words);
	free(m->name);
	free(m->note);
	free(m->row_of);
	free(m->bucket);
	free(m->idf);
	free(m->scale_of);
	free(m->weight);
	free(m->keyword_weight);
	free(m->bias);
	free(m);
}

fp_str fp_model_note(const fp_model *m)
{
	return fp_s(m->note ? m->note : "{}");
}

fp_str fp_model_class(const fp_model *m, size_t i)
{
	return m->name[i];
}

fp_model_facts fp_model_about(const fp_model *m)
{
	return (fp_model_facts){m->class_n, m->row_n, m->sample_n, m->several, m->accuracy, m->sure, m->coverage};
}

// ---------------------------------------------------------------- margins

// The rows of a text's features, known ones only, with their counts. Looked up before anything is summed, so that the processor
// fetches many of them at a time: they lie far apart.
static size_t rows_of(const fp_model *m, const counted *c, uint32_t *row, float *count)
{
	size_t n = 0;
	for (size_t i = 0; i < c->n; i++) {
		row[n] = m->row_of[c->bucket[i]];
		count[n] = c->count[i];
		n += row[n] != MODEL_NONE;
	}
	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(m->weight + (size_t)row[i] * m->class_n);
	return n;
}

void model_margins(const fp_model *m, fp_arena *a, const counted *c, const float *word_score, double *margin)
{
	size_t k_n = m->class_n;
	float *sum = FP_NEW_N(a, float, k_n), *count = FP_NEW_N(a, float, c->n + 1);
	uint32_t *rows = FP_NEW_N(a, uint32_t, c->n + 1);
	size_t n = rows_of(m, c, rows, count);
	double length = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t row = rows[i];
		float v = (count[i] > 1 ? 1 + logf(count[i]) : 1) * m->idf[row];
		const signed char *w = m->weight + (size_t)row * k_n;
		float step = v * m->scale_of[row];
		length += (double)v * (double)v;
		for (size_t k = 0; k < k_n; k++)
			sum[k] += step * (float)w[k];
	}
	double norm = length > 0 ? 1 / sqrt(length) : 0;
	for (size_t k = 0; k < k_n; k++)
		margin[k] = (double)sum[k] * norm + (double)m->bias[k];
	for (size_t j = 0; j < k_n; j++)
		for (size_t k = 0; k < k_n && word_score[j] != 0; k++)
			margin[k] += (double)word_score[j] * m->lambda * (double)m->keyword_weight[j * k_n + k];
}

static int by_confidence(const void *x, const void *y)
{
	const fp_guess *a = x, *b = y;
	if (a->margin != b->margin)
		return a->margin > b->margin ? -1 : 1;
	return a->label < b->label ? -1 : a->label > b->label;
}

static void soften(const fp_model *m, fp_guess *v)
{
	double best = -INFINITY, total = 0;
	for (size_t k = 0; k < m->class_n; k++)
		best = fmax(best, v[k].margin);
	for (size_t k = 0; k < m->class_n; k++)
		total += v[k].confidence = exp((v[k].margin - best) * m->scale);
	for (size_t k = 0; k < m->class_n; k++)
		v[k].confidence /= total;
}

size_t model_rank(const fp_model *m, fp_arena *a, const double *margin, fp_guess **out)
{
	fp_guess *v = FP_NEW_N(a, fp_guess, m->class_n);
	for (size_t k = 0; k < m->class_n; k++) {
		v[k] = (fp_guess){.label = (uint32_t)k, .margin = margin[k]};
		v[k].confidence = 1 / (1 + exp(-(margin[k] * m->scale + m->shift)));
	}
	if (!m->several)
		soften(m, v);
	qsort(v, m->class_n, sizeof *v, by_confidence);
	*out = v;
	return m->class_n;
}

size_t fp_model_guess(const fp_model *m, fp_arena *a, fp_str text, fp_guess **out)
{
	fp_str folded = fp_fold(a, text, false).text;
	counted c = features_of(a, folded);
	float *score = FP_NEW_N(a, float, m->class_n);
	double *margin = FP_NEW_N(a, double, m->class_n);
	keywords_score(&m->words, a, folded, score);
	model_margins(m, a, &c, score, margin);
	return model_rank(m, a, margin, out);
}

// ---------------------------------------------------------------- evidence

typedef struct {
	const fp_model *m;
	uint32_t label;
	float *heat;               // of each byte of the folded text
} heater;

static void warm(void *with, uint32_t bucket, size_t start, size_t end)
{
	heater *h = with;
	uint32_t row = h->m->row_of[bucket];
	if (row == MODEL_NONE || end <= start)
		return;
	// What speaks for every class speaks for none: the class's weight above the mean of all.
	float mean = 0;
	for (size_t k = 0; k < h->m->class_n; k++)
		mean += model_weight(h->m, row, k) / (float)h->m->class_n;
	float each = (model_weight(h->m, row, h->label) - mean) * h->m->idf[row] / (float)(end - start);
	for (size_t i = start; i < end; i++)
		h->heat[i] += each;
}

static bool warm_word(void *with, uint32_t id, size_t start, size_t end)
{
	heater *h = with;
	const keywords *k = &h->m->words;
	if (k->class_of[id] != h->label)
		return true;
	float each = k->bonus[id] * (float)h->m->lambda * h->m->keyword_weight[h->label * h->m->class_n + h->label] * 4 / (float)(end - start);
	for (size_t i = start; i < end; i++)
		h->heat[i] += each;
	return true;
}

// The stretch of bytes with the largest sum (Kadane); its sum, or 0 when there is none above zero.
static double hottest(const float *heat, size_t n, size_t *start, size_t *end)
{
	double best = 0, sum = 0;
	size_t from = 0;
	for (size_t i = 0; i < n; i++) {
		if (sum <= 0) {
			sum = 0;
			from = i;
		}
		sum += (double)heat[i];
		if (sum > best) {
			best = sum;
			*start = from;
			*end = i + 1;
		}
	}
	return best;
}

// Leaves only what is warmer than warm places are in the mean, so that places are words and not the whole text. A place lies in one
// line. Returns the warmth that is left.
static double cool(float *heat, fp_str text)
{
	double sum = 0, total = 0;
	size_t warm = 0;
	for (size_t i = 0; i < text.n; i++)
		if (heat[i] > 0) {
			sum += (double)heat[i];
			warm++;
		}
	float mean = warm ? (float)(sum / (double)warm) : 0;
	for (size_t i = 0; i < text.n; i++) {
		heat[i] = text.p[i] == '\n' ? -1e30f : heat[i] - mean;
		total += heat[i] > 0 ? (double)heat[i] : 0;
	}
	return total;
}

size_t fp_model_evidence(const fp_model *m, fp_arena *a, fp_str text, uint32_t label, size_t most, fp_weighed **out)
{
	fp_folded f = fp_fold(a, text, true);
	heater h = {m, label, FP_NEW_N(a, float, f.text.n + 1)};
	features_each(f.text, warm, &h);
	if (m->words.set)
		phrases_each(m->words.set, f.text, warm_word, &h);
	double total = cool(h.heat, f.text);
	size_t n = 0, start = 0, end = 0;
	fp_weighed *v = FP_NEW_N(a, fp_weighed, most + 1);
	while (n < most) {
		double sum = hottest(h.heat, f.text.n, &start, &end);
		if (sum <= 0.05 * total || sum <= 0)
			break;
		fp_match at = fp_folded_span(&f, start, end);
		v[n++] = (fp_weighed){at.start, at.end, sum / total};
		for (size_t i = start; i < end; i++)
			h.heat[i] = -1e30f;
	}
	*out = v;
	return n;
}
