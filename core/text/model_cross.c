// model_cross: guesses on texts that the model has not seen, and what confidence they deserve.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/model_priv.h"

// ---------------------------------------------------------------- folds

typedef struct {
	uint32_t label, index;
	uint64_t hash;
} spread;

static int by_label_hash(const void *x, const void *y)
{
	const spread *a = x, *b = y;
	if (a->label != b->label)
		return a->label < b->label ? -1 : 1;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

// Dealt out like cards, class by class, in an order that only the texts decide. Equal texts of a class go to one fold: a copy in
// the training set would give the answer away.
void fp_model_folds(const fp_sample *samples, size_t n, uint32_t folds, fp_arena *a, uint32_t **fold)
{
	spread *v = FP_NEW_N(a, spread, n + 1);
	*fold = FP_NEW_N(a, uint32_t, n + 1);
	for (size_t i = 0; i < n; i++)
		v[i] = (spread){samples[i].label_n ? samples[i].label[0] : UINT32_MAX, (uint32_t)i, fp_hash64(samples[i].text.p, samples[i].text.n, 11)};
	qsort(v, n, sizeof *v, by_label_hash);
	uint32_t next = 0;
	for (size_t i = 0; i < n; i++) {
		if (i && !(v[i].label == v[i - 1].label && v[i].hash == v[i - 1].hash))
			next = (next + 1) % folds;
		(*fold)[v[i].index] = next;
	}
}

// ---------------------------------------------------------------- out of fold

static bool cross_fold(const dataset *d, const fp_train_options *o, const uint32_t *fold, uint32_t f, fp_arena *a, fp_guesses *out, fp_err *err)
{
	uint32_t *pick = fp_xmalloc((d->n + 1) * sizeof *pick);
	size_t n = 0;
	for (size_t i = 0; i < d->n; i++)
		if (fold[i] != f)
			pick[n++] = (uint32_t)i;
	fp_model *m = model_fit(d, pick, n, o);
	fp_arena *tmp = fp_arena_new(64u << 20);
	for (size_t i = 0; i < d->n; i++) {
		if (fold[i] != f)
			continue;
		fp_arena_reset(tmp);
		double *margin = FP_NEW_N(tmp, double, m->class_n);
		model_margins(m, tmp, &d->feature[i], d->word_score[i], margin);
		out[i].n = model_rank(m, a, margin, &out[i].guess);
	}
	fp_arena_free(tmp);
	free(pick);
	fp_model_free(m);
	return !fp_arena_over(a, err);
}

bool model_cross(const dataset *d, const fp_train_options *o, const uint32_t *fold, uint32_t folds, fp_arena *a, fp_guesses *out, fp_err *err)
{
	for (uint32_t f = 0; f < folds; f++)
		if (!cross_fold(d, o, fold, f, a, out, err))
			return false;
	return true;
}

// ---------------------------------------------------------------- calibration

static bool is_right(const fp_sample *s, const fp_guess *g)
{
	for (size_t i = 0; i < s->label_n; i++)
		if (s->label[i] == g->label)
			return true;
	return false;
}

// Negative log likelihood of the truth at exp(log_scale).
static double softmax_loss(const fp_sample *s, const fp_guesses *g, size_t n, double log_scale)
{
	double scale = exp(log_scale), loss = 0;
	for (size_t i = 0; i < n; i++) {
		double total = 0, truth = 0;
		for (size_t k = 0; k < g[i].n; k++) {
			double e = (g[i].guess[k].margin - g[i].guess[0].margin) * scale;
			total += exp(e);
			truth = g[i].guess[k].label == s[i].label[0] ? e : truth;
		}
		loss += log(total) - truth;
	}
	return loss;
}

// Golden section between scales 0.2 and 50: the loss has one valley.
static double best_scale(const fp_sample *s, const fp_guesses *g, size_t n)
{
	const double r = 0.6180339887498949;
	double lo = log(0.2), hi = log(50), x = hi - r * (hi - lo), y = lo + r * (hi - lo);
	double fx = softmax_loss(s, g, n, x), fy = softmax_loss(s, g, n, y);
	for (int i = 0; i < 40; i++) {
		if (fx <= fy) {
			hi = y, y = x, fy = fx;
			x = hi - r * (hi - lo);
			fx = softmax_loss(s, g, n, x);
		} else {
			lo = x, x = y, fx = fy;
			y = lo + r * (hi - lo);
			fy = softmax_loss(s, g, n, y);
		}
	}
	return exp((lo + hi) / 2);
}

// One sigmoid for all (text, class) pairs, by Newton's method with a little weight decay (Platt 1999, targets smoothed).
static void fit_sigmoid(const fp_sample *s, const fp_guesses *g, size_t n, double *scale, double *shift)
{
	double a = 2, b = 0;
	for (int round = 0; round < 50; round++) {
		double ga = 1e-3 * a, gb = 0, haa = 1e-3, hab = 0, hbb = 1e-6;
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < g[i].n; k++) {
				double m = g[i].guess[k].margin, p = 1 / (1 + exp(-(a * m + b))), t = is_right(&s[i], &g[i].guess[k]), w = p * (1 - p);
				ga += (p - t) * m;
				gb += p - t;
				haa += w * m * m;
				hab += w * m;
				hbb += w;
			}
		double det = haa * hbb - hab * hab;
		if (!(fabs(det) > 1e-12))
			break;
		double da = (hbb * ga - hab * gb) / det, db = (haa * gb - hab * ga) / det;
		a -= da;
		b -= db;
		if (fabs(da) + fabs(db) < 1e-9)
			break;
	}
	*scale = isfinite(a) && a > 0 ? a : 2;
	*shift = isfinite(b) ? b : 0;
}

typedef struct {
	double confidence;
	bool right;
} outcome;

static int by_confidence(const void *x, const void *y)
{
	const outcome *a = x, *b = y;
	if (a->confidence != b->confidence)
		return a->confidence > b->confidence ? -1 : 1;
	return (int)a->right - (int)b->right;
}

// The lowest confidence above which all guesses together are right often enough.
static void find_sure(fp_model *m, outcome *v, size_t n, double precision)
{
	size_t right = 0, best = 0;
	qsort(v, n, sizeof *v, by_confidence);
	for (size_t i = 0; i < n; i++) {
		right += v[i].right;
		bool last_of_equals = i + 1 == n || v[i + 1].confidence < v[i].confidence;
		if (last_of_equals && (double)right >= precision * (double)(i + 1))
			best = i + 1;
	}
	m->accuracy = n ? (double)right / (double)n : NAN;
	m->sure = best ? v[best - 1].confidence : 2;
	m->coverage = n ? (double)best / (double)n : 0;
}

void model_calibrate(fp_model *m, const fp_sample *samples, const fp_guesses *g, size_t n, double precision)
{
	fp_arena *a = fp_arena_new((size_t)4 << 30);
	outcome *v = FP_NEW_N(a, outcome, n * m->class_n + 1);
	size_t v_n = 0;
	if (m->several)
		fit_sigmoid(samples, g, n, &m->scale, &m->shift);
	else
		m->scale = best_scale(samples, g, n);
	fp_arena *tmp = fp_arena_new(64u << 20);
	for (size_t i = 0; i < n; i++) {
		fp_guess *again;
		fp_arena_reset(tmp);
		double *margin = FP_NEW_N(tmp, double, m->class_n);
		for (size_t k = 0; k < g[i].n; k++)
			margin[g[i].guess[k].label] = g[i].guess[k].margin;
		model_rank(m, tmp, margin, &again);
		// With several labels only what would be said (one half and more) counts.
		for (size_t k = 0; k < (m->several ? m->class_n : 1); k++)
			if (!m->several || again[k].confidence >= 0.5)
				v[v_n++] = (outcome){again[k].confidence, is_right(&samples[i], &again[k])};
	}
	find_sure(m, v, v_n, precision);
	fp_arena_free(tmp);
	fp_arena_free(a);
}

// Each fold is calibrated on the others' guesses, so that no confidence was fitted on the text that it is about.
static void recalibrate(const fp_sample *samples, size_t n, const fp_train_options *o, const uint32_t *fold, uint32_t folds, fp_arena *a, fp_guesses *out)
{
	fp_sample *s = fp_xmalloc((n + 1) * sizeof *s);
	fp_guesses *g = fp_xmalloc((n + 1) * sizeof *g);
	double *scale = fp_xmalloc(folds * sizeof *scale), *shift = fp_xmalloc(folds * sizeof *shift);
	for (uint32_t f = 0; f < folds; f++) {
		size_t k = 0;
		for (size_t i = 0; i < n; i++)
			if (fold[i] != f) {
				s[k] = samples[i];
				g[k++] = out[i];
			}
		shift[f] = 0;
		scale[f] = 3;
		if (k && o->several)
			fit_sigmoid(s, g, k, &scale[f], &shift[f]);
		else if (k)
			scale[f] = best_scale(s, g, k);
	}
	double *margin = FP_NEW_N(a, double, o->class_n);
	for (size_t i = 0; i < n; i++) {
		fp_model as = {.class_n = o->class_n, .several = o->several, .scale = scale[fold[i]], .shift = shift[fold[i]]};
		for (size_t k = 0; k < out[i].n; k++)
			margin[out[i].guess[k].label] = out[i].guess[k].margin;
		out[i].n = model_rank(&as, a, margin, &out[i].guess);
	}
	free(shift);
	free(scale);
	free(g);
	free(s);
}

bool fp_model_cross(const fp_sample *samples, size_t n, const fp_train_options *o, const uint32_t *fold, uint32_t folds, fp_arena *a, fp_guesses *out, fp_err *err)
{
	dataset d;
	uint32_t *own;
	if (folds < 2 || folds > 1000)
		return fp_fail(err, FP_USAGE, fp_tr("折数要在 2 到 1000 之间", "between 2 and 1000 folds are possible"));
	if (!model_usable(samples, n, o, err))
		return false;
	fp_arena *work = fp_arena_new((size_t)8 << 30);
	if (!fold) {
		fp_model_folds(samples, n, folds, work, &own);
		fold = own;
	}
	bool ok = dataset_of(&d, work, samples, n, o, err) && model_cross(&d, o, fold, folds, a, out, err);
	if (ok)
		recalibrate(samples, n, o, fold, folds, a, out);
	fp_arena_free(work);
	return ok;
}
