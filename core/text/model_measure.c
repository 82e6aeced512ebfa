// model_measure: how good guesses are, from guesses and truth alone.
#include <math.h>

#include "text/model_priv.h"

#define BINS 10

typedef struct {
	fp_measure *m;
	size_t right;
	double *conf;              // sums of each bin
	size_t *in, *hit;
} tally;

static double ratio(size_t a, size_t b)
{
	return b ? (double)a / (double)b : 0;
}

static bool has(const fp_sample *s, uint32_t label)
{
	for (size_t i = 0; i < s->label_n; i++)
		if (s->label[i] == label)
			return true;
	return false;
}

static void bin(tally *t, double confidence, bool right)
{
	int b = (int)(confidence * BINS);
	b = b < 0 ? 0 : b >= BINS ? BINS - 1 : b;
	t->conf[b] += confidence;
	t->in[b]++;
	t->hit[b] += right;
}

static void count_one(tally *t, const fp_sample *s, const fp_guesses *g, double sure)
{
	fp_measure *m = t->m;
	uint32_t truth = s->label[0], guess = g->guess[0].label;
	bin(t, g->guess[0].confidence, truth == guess);
	m->of[truth].support++;
	if (g->guess[0].confidence < sure)
		return;
	m->decided++;
	m->of[guess].guessed++;
	m->of[guess].right += truth == guess;
	t->right += truth == guess;
	m->confusion[truth * m->class_n + guess]++;
}

static void count_several(tally *t, const fp_sample *s, const fp_guesses *g, double sure)
{
	fp_measure *m = t->m;
	size_t said = 0, right = 0;
	for (size_t i = 0; i < s->label_n; i++)
		m->of[s->label[i]].support++;
	for (size_t k = 0; k < g->n; k++) {
		const fp_guess *x = &g->guess[k];
		bool yes = has(s, x->label);
		bin(t, x->confidence, yes);
		if (x->confidence < sure)
			continue;
		said++;
		right += yes;
		m->of[x->label].guessed++;
		m->of[x->label].right += yes;
	}
	m->decided += said > 0;
	t->right += said == right && right == s->label_n;
}

// Agreement beyond chance (Cohen 1960), of the decided.
static double kappa_of(const fp_measure *m, double accuracy)
{
	double chance = 0, n = (double)m->decided;
	for (size_t c = 0; c < m->class_n && n > 0; c++) {
		size_t truth = 0;
		for (size_t k = 0; k < m->class_n; k++)
			truth += m->confusion[c * m->class_n + k];
		chance += (double)truth / n * (double)m->of[c].guessed / n;
	}
	return chance < 1 ? (accuracy - chance) / (1 - chance) : 0;
}

static void finish_classes(fp_measure *m)
{
	size_t with = 0;
	for (size_t c = 0; c < m->class_n; c++) {
		fp_class_measure *x = &m->of[c];
		x->precision = ratio(x->right, x->guessed);
		x->recall = ratio(x->right, x->support);
		x->f1 = x->right ? 2 * x->precision * x->recall / (x->precision + x->recall) : 0;
		with += x->support > 0;
		m->macro_f1 += x->support ? x->f1 : 0;
	}
	m->macro_f1 = with ? m->macro_f1 / (double)with : 0;
}

static double ece_of(const tally *t)
{
	double sum = 0;
	size_t n = 0;
	for (int b = 0; b < BINS; b++) {
		sum += fabs(t->conf[b] - (double)t->hit[b]);
		n += t->in[b];
	}
	return n ? sum / (double)n : 0;
}

fp_measure fp_model_measure(const fp_sample *samples, const fp_guesses *g, size_t n, size_t class_n, bool several, double sure, fp_arena *a)
{
	fp_measure m = {.of = FP_NEW_N(a, fp_class_measure, class_n), .class_n = class_n, .n = n};
	tally t = {&m, 0, FP_NEW_N(a, double, BINS), FP_NEW_N(a, size_t, BINS), FP_NEW_N(a, size_t, BINS)};
	m.confusion = several ? NULL : FP_NEW_N(a, size_t, class_n * class_n);
	for (size_t i = 0; i < n; i++)
		(several ? count_several : count_one)(&t, &samples[i], &g[i], sure);
	finish_classes(&m);
	m.coverage = ratio(m.decided, n);
	m.accuracy = ratio(t.right, several ? n : m.decided);
	m.kappa = several ? NAN : kappa_of(&m, m.accuracy);
	m.ece = ece_of(&t);
	return m;
}
