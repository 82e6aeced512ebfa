// model_train: samples to weights. Each class is one binary problem for liblinear's solver 1 (dual coordinate descent, L2 loss, with
// bias), on vectors (1 + ln count) * idf of length 1, with the keyword scores appended.
#include "text/model_priv.h"

#include <linear.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DF_LEAST 2        // texts that must have a feature
#define EPS 0.1           // liblinear's own stopping tolerance
#define BALANCE_MOST 10   // how much more the rarest class may weigh

typedef struct feature_node node;

// The keywords of a class, read as one text with that label: what nobody labelled yet is known from them.
static fp_sample seed_of(fp_arena *a, const fp_class_def *c, uint32_t label)
{
	fp_buf b = {0};
	uint32_t *own = FP_NEW(a, uint32_t);
	*own = label;
	for (size_t i = 0; i < c->keyword_n; i++) {
		fp_buf_str(&b, c->keyword[i]);
		fp_buf_c(&b, '\n');
	}
	return (fp_sample){fp_buf_take(&b, a), own, 1};
}

static void add_sample(dataset *d, fp_arena *a, fp_arena *tmp, const keywords *words, fp_sample s)
{
	size_t i = d->n + d->seed_n;
	fp_arena_reset(tmp);
	fp_str folded = fp_fold(tmp, s.text, false).text;
	counted c = features_of(tmp, folded);
	d->sample[i] = s;
	d->feature[i] = (counted){FP_NEW_N(a, uint32_t, c.n + 1), FP_NEW_N(a, float, c.n + 1), c.n};
	if (c.n) {
		memcpy(d->feature[i].bucket, c.bucket, c.n * sizeof *c.bucket);
		memcpy(d->feature[i].count, c.count, c.n * sizeof *c.count);
	}
	d->word_score[i] = FP_NEW_N(a, float, words->class_n);
	keywords_score(words, tmp, folded, d->word_score[i]);
}

bool dataset_of(dataset *d, fp_arena *a, const fp_sample *samples, size_t n, const fp_train_options *o, fp_err *err)
{
	keywords words;
	size_t most = n + o->class_n + 1;
	if (!keywords_new(&words, o->classes, o->class_n, err))
		return false;
	*d = (dataset){FP_NEW_N(a, fp_sample, most), FP_NEW_N(a, counted, most), FP_NEW_N(a, float *, most), 0, 0};
	fp_arena *tmp = fp_arena_new(64u << 20);
	for (; d->n < n; d->n++)
		add_sample(d, a, tmp, &words, samples[d->n]);
	for (uint32_t k = 0; k < o->class_n; k++)
		if (o->classes[k].keyword_n) {
			add_sample(d, a, tmp, &words, seed_of(a, &o->classes[k], k));
			d->seed_n++;
		}
	fp_arena_free(tmp);
	keywords_free(&words);
	return !fp_arena_over(a, err);
}

// ---------------------------------------------------------------- rows

// The buckets that enough of the picked texts have, ascending, with their idf.
static fp_model *rows_of(const dataset *d, const uint32_t *pick, size_t pick_n, size_t class_n)
{
	uint32_t *df = fp_xmalloc(MODEL_BUCKETS * sizeof *df);
	size_t rows = 0;
	memset(df, 0, MODEL_BUCKETS * sizeof *df);
	for (size_t i = 0; i < pick_n; i++)
		for (size_t k = 0; k < d->feature[pick[i]].n; k++)
			df[d->feature[pick[i]].bucket[k]]++;
	for (size_t b = 0; b < MODEL_BUCKETS; b++)
		rows += df[b] >= DF_LEAST;
	fp_model *m = model_new(class_n, rows);
	for (size_t b = 0, r = 0; b < MODEL_BUCKETS; b++)
		if (df[b] >= DF_LEAST) {
			m->row_of[b] = (uint32_t)r;
			m->bucket[r] = (uint32_t)b;
			m->idf[r++] = (float)(log((1 + (double)pick_n) / (1 + (double)df[b])) + 1);
		}
	free(df);
	return m;
}

// ---------------------------------------------------------------- vectors for liblinear

static node *put_vector(const fp_model *m, const counted *c, const float *word_score, node *at)
{
	double length = 0;
	node *start = at;
	for (size_t k = 0; k < c->n; k++) {
		uint32_t row = m->row_of[c->bucket[k]];
		if (row == MODEL_NONE)
			continue;
		double v = (1 + log((double)c->count[k])) * (double)m->idf[row];
		length += v * v;
		*at++ = (node){(int)row + 1, v};
	}
	for (node *x = start; x < at; x++)
		x->value /= sqrt(length);
	for (size_t k = 0; k < m->class_n; k++)
		if (word_score[k] != 0)
			*at++ = (node){(int)(m->row_n + k) + 1, (double)word_score[k] * m->lambda};
	*at++ = (node){(int)(m->row_n + m->class_n) + 1, 1};
	*at++ = (node){-1, 0};
	return at;
}

typedef struct {
	struct problem p;
	node *nodes;
} vectors;

static vectors vectors_of(const dataset *d, const fp_model *m, const uint32_t *pick, size_t pick_n)
{
	size_t total = 0;
	for (size_t i = 0; i < pick_n; i++)
		total += d->feature[pick[i]].n + m->class_n + 2;
	vectors v = {.nodes = fp_xmalloc((total + 1) * sizeof(node))};
	v.p = (struct problem){(int)pick_n, (int)(m->row_n + m->class_n) + 1, fp_xmalloc((pick_n + 1) * sizeof(double)), fp_xmalloc((pick_n + 1) * sizeof(node *)), 1};
	node *at = v.nodes;
	for (size_t i = 0; i < pick_n; i++) {
		v.p.x[i] = at;
		at = put_vector(m, &d->feature[pick[i]], d->word_score[pick[i]], at);
	}
	return v;
}

static void vectors_free(vectors *v)
{
	free(v->p.x);
	free(v->p.y);
	free(v->nodes);
}

// ---------------------------------------------------------------- one class against the rest

static bool has_label(const fp_sample *s, uint32_t label)
{
	for (size_t i = 0; i < s->label_n; i++)
		if (s->label[i] == label)
			return true;
	return false;
}

static size_t mark_class(const dataset *d, vectors *v, const uint32_t *pick, size_t pick_n, uint32_t label)
{
	size_t with = 0;
	for (size_t i = 0; i < pick_n; i++) {
		bool has = has_label(&d->sample[pick[i]], label);
		v->p.y[i] = has ? 1 : -1;
		with += has;
	}
	return with;
}

static void quiet(const char *s)
{
	(void)s;
}

static void keep_weights(fp_model *m, float *exact, const struct model *got, size_t label)
{
	for (size_t r = 0; r < m->row_n; r++)
		exact[r * m->class_n + label] = (float)got->w[r];
	for (size_t k = 0; k < m->class_n; k++)
		m->keyword_weight[k * m->class_n + label] = (float)got->w[m->row_n + k];
	m->bias[label] = (float)got->w[m->row_n + m->class_n];
}

// A class nobody used yet, or that everybody has, rests on its keywords.
static void keep_keywords_only(fp_model *m, size_t label, bool always)
{
	m->keyword_weight[label * m->class_n + label] = 1;
	m->bias[label] = always ? 0 : -0.5f;
}

static void fit_class(const dataset *d, vectors *v, fp_model *m, float *exact, const uint32_t *pick, size_t pick_n, uint32_t label, const fp_train_options *o)
{
	size_t with = mark_class(d, v, pick, pick_n, label);
	if (with == 0 || with == pick_n) {
		keep_keywords_only(m, label, with > 0);
		return;
	}
	double even = (double)pick_n / (double)m->class_n / (double)with;
	double more = o->balance ? fmin(fmax(even, 1.0 / BALANCE_MOST), BALANCE_MOST) : 1;
	int side[] = {1, -1};
	double weight[] = {more, 1};
	struct parameter how = {.solver_type = L2R_L2LOSS_SVC_DUAL, .eps = EPS, .C = o->cost > 0 ? o->cost : 1, .nr_weight = 2, .weight_label = side, .weight = weight};
	srand(1);  // liblinear shuffles by rand()
	struct model *got = train(&v->p, &how);
	keep_weights(m, exact, got, label);
	free_and_destroy_model(&got);
}

// To 8-bit steps, each row by its own largest weight.
static void quantise(fp_model *m, const float *exact)
{
	for (size_t r = 0; r < m->row_n; r++) {
		const float *w = exact + r * m->class_n;
		float largest = 0;
		for (size_t k = 0; k < m->class_n; k++)
			largest = fmaxf(largest, fabsf(w[k]));
		m->scale_of[r] = largest / 127;
		for (size_t k = 0; k < m->class_n && largest > 0; k++)
			m->weight[r * m->class_n + k] = (signed char)lrintf(w[k] / largest * 127);
	}
}

// The picked samples, and the seeds always.
fp_model *model_fit(const dataset *d, const uint32_t *picked, size_t picked_n, const fp_train_options *o)
{
	size_t pick_n = picked_n;
	uint32_t *pick = fp_xmalloc((picked_n + d->seed_n + 1) * sizeof *pick);
	if (picked_n)
		memcpy(pick, picked, picked_n * sizeof *pick);
	for (size_t i = 0; i < d->seed_n; i++)
		pick[pick_n++] = (uint32_t)(d->n + i);
	fp_model *m = rows_of(d, pick, pick_n, o->class_n);
	m->several = o->several;
	m->sample_n = picked_n;
	m->lambda = keyword_lambda(picked_n, o->class_n);
	set_print_string_function(quiet);
	vectors v = vectors_of(d, m, pick, pick_n);
	float *exact = fp_xmalloc((m->row_n * m->class_n + 1) * sizeof *exact);
	memset(exact, 0, (m->row_n * m->class_n + 1) * sizeof *exact);
	for (uint32_t label = 0; label < o->class_n; label++)
		fit_class(d, &v, m, exact, pick, pick_n, label, o);
	quantise(m, exact);
	free(exact);
	vectors_free(&v);
	free(pick);
	return m;
}

// ---------------------------------------------------------------- the whole training

bool model_usable(const fp_sample *samples, size_t n, const fp_train_options *o, fp_err *err)
{
	if (o->class_n < 2 || o->class_n > FP_MODEL_CLASSES)
		return fp_fail(err, FP_USAGE, fp_tr("要有 2 到 %d 个类别，这里有 %zu 个", "2 to %d classes are needed, here are %zu"), FP_MODEL_CLASSES, o->class_n);
	if (n > FP_MODEL_SAMPLES)
		return fp_fail(err, FP_LIMIT, fp_tr("最多用 %d 条训练，这里有 %zu 条", "at most %d texts can be learned from, here are %zu"), FP_MODEL_SAMPLES, n);
	for (size_t i = 0; i < n; i++) {
		if (!o->several && samples[i].label_n != 1)
			return fp_fail(err, FP_USAGE, fp_tr("第 %zu 条应当只有一个标签", "text %zu must have one label"), i + 1);
		for (size_t k = 0; k < samples[i].label_n; k++)
			if (samples[i].label[k] >= o->class_n)
				return fp_fail(err, FP_USAGE, fp_tr("第 %zu 条的标签不在类别里", "text %zu has a label that is no class"), i + 1);
	}
	return true;
}

static void keep_keywords(fp_model *m, const fp_train_options *o)
{
	fp_err none = {0};
	for (size_t i = 0; i < o->class_n; i++)
		m->name[i] = text_copy(o->classes[i].name);
	keywords_new(&m->words, o->classes, o->class_n, &none);
}

// Margins of unseen texts, of at most CALIBRATE samples: a temperature needs no more, and five more trainings on everything would
// cost five times as much.
#define CALIBRATE 6000
#define FOLDS 5

// Every step-th sample, and all seeds.
static dataset thinned(const dataset *d, size_t step, fp_arena *a)
{
	size_t most = d->n + d->seed_n + 1, at = 0;
	dataset t = {FP_NEW_N(a, fp_sample, most), FP_NEW_N(a, counted, most), FP_NEW_N(a, float *, most), 0, d->seed_n};
	for (size_t i = 0; i < d->n + d->seed_n; i++) {
		if (i < d->n && i % step)
			continue;
		t.sample[at] = d->sample[i];
		t.feature[at] = d->feature[i];
		t.word_score[at++] = d->word_score[i];
		t.n += i < d->n;
	}
	return t;
}

static bool calibrate(fp_model *m, const dataset *d, const fp_train_options *o, fp_arena *a, fp_err *err)
{
	if (d->n < 2 * FOLDS)
		return true;
	dataset part = thinned(d, (d->n + CALIBRATE - 1) / CALIBRATE, a);
	size_t n = part.n;
	uint32_t *fold;
	fp_guesses *g = FP_NEW_N(a, fp_guesses, n);
	fp_model_folds(part.sample, n, FOLDS, a, &fold);
	if (!model_cross(&part, o, fold, FOLDS, a, g, err))
		return false;
	model_calibrate(m, part.sample, g, n, o->precision > 0 ? o->precision : 0.95);
	return true;
}

fp_model *fp_model_train(const fp_sample *samples, size_t n, const fp_train_options *o, fp_err *err)
{
	dataset d;
	if (!model_usable(samples, n, o, err))
		return NULL;
	fp_arena *a = fp_arena_new((size_t)8 << 30);
	fp_model *m = NULL;
	uint32_t *all = FP_NEW_N(a, uint32_t, n + 1);
	for (size_t i = 0; i < n; i++)
		all[i] = (uint32_t)i;
	if (dataset_of(&d, a, samples, n, o, err))
		m = model_fit(&d, all, n, o);
	if (m)
		keep_keywords(m, o);
	if (m && !calibrate(m, &d, o, a, err)) {
		fp_model_free(m);
		m = NULL;
	}
	fp_arena_free(a);
	return m;
}
