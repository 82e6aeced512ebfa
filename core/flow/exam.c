#include <stdlib.h>

#include "flow/flow_priv.h"

// What was guessed beside what people decided: the same table for a trained model and for the verdicts of a plugin.

#define MISFITS 20

static int by_support(const void *x, const void *y)
{
	const fp_eval_row *a = x, *b = y;
	if (a->support != b->support)
		return a->support > b->support ? -1 : 1;
	return fp_str_cmp(a->label, b->label);
}

static int by_n(const void *x, const void *y)
{
	const fp_confused *a = x, *b = y;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	int t = fp_str_cmp(a->truth, b->truth);
	return t ? t : fp_str_cmp(a->guess, b->guess);
}

static void add_confused(const fp_exam *e, const fp_measure *m, fp_evaluated *out)
{
	size_t cap = 0;
	for (size_t t = 0; m->confusion && t < e->class_n; t++)
		for (size_t g = 0; g < e->class_n; g++)
			if (t != g && m->confusion[t * e->class_n + g])
				FP_PUSH(e->a, out->confused, out->confused_n, cap) = (fp_confused){e->class[t].name, e->class[g].name, m->confusion[t * e->class_n + g]};
	if (out->confused_n)
		qsort(out->confused, out->confused_n, sizeof *out->confused, by_n);
}

void fp_exam_classes(const fp_exam *e, const fp_measure *m, fp_evaluated *out)
{
	size_t cap = 0;
	for (size_t c = 0; c < e->class_n; c++)
		if (m->of[c].support || m->of[c].guessed)
			FP_PUSH(e->a, out->rows, out->n, cap) = (fp_eval_row){e->class[c].name, m->of[c].precision, m->of[c].recall, m->of[c].f1, m->of[c].support, m->of[c].guessed};
	if (out->n)
		qsort(out->rows, out->n, sizeof *out->rows, by_support);
	add_confused(e, m, out);
}

double fp_said_right(const fp_measure *m)
{
	size_t said = 0, right = 0;
	for (size_t c = 0; c < m->class_n; c++) {
		said += m->of[c].guessed;
		right += m->of[c].right;
	}
	return said ? (double)right / (double)said : 0;
}

// ---------------------------------------------------------------- misfits

static fp_str names_of(const fp_exam *e, const fp_sample *x)
{
	fp_buf b = {0};
	for (size_t i = 0; i < x->label_n; i++)
		fp_buf_f(&b, "%s%.*s", i ? "," : "", FP_ARG(e->class[x->label[i]].name));
	return b.n ? fp_buf_take(&b, e->a) : FP_STR("");
}

static bool is_wrong(const fp_sample *s, const fp_guesses *g)
{
	if (!g->n)
		return s->label_n > 0;
	for (size_t i = 0; i < s->label_n; i++)
		if (s->label[i] == g->guess[0].label)
			return false;
	return true;
}

typedef struct {
	size_t i;
	double confidence;
} wrong;

static int by_sureness(const void *x, const void *y)
{
	const wrong *a = x, *b = y;
	if (a->confidence != b->confidence)
		return a->confidence > b->confidence ? -1 : 1;
	return a->i < b->i ? -1 : a->i > b->i;
}

static fp_misfit misfit_of(const fp_exam *e, const fp_guesses *g, const wrong *w)
{
	fp_misfit m = {.id = e->of[w->i].id, .title = e->of[w->i].title, .truth = names_of(e, &e->sample[w->i]), .confidence = w->confidence};
	if (g[w->i].n)
		m.guess = e->class[g[w->i].guess[0].label].name;
	return m;
}

const size_t *fp_exam_misfits(const fp_exam *e, const fp_guesses *g, fp_evaluated *out)
{
	wrong *v = FP_NEW_N(e->a, wrong, e->n + 1);
	size_t n = 0, *which = FP_NEW_N(e->a, size_t, MISFITS);
	for (size_t i = 0; i < e->n; i++)
		if (is_wrong(&e->sample[i], &g[i]))
			v[n++] = (wrong){i, g[i].n ? g[i].guess[0].confidence : 0};
	qsort(v, n, sizeof *v, by_sureness);
	out->misfits = FP_NEW_N(e->a, fp_misfit, MISFITS);
	for (; out->misfit_n < n && out->misfit_n < MISFITS; out->misfit_n++) {
		which[out->misfit_n] = v[out->misfit_n].i;
		out->misfits[out->misfit_n] = misfit_of(e, g, &v[out->misfit_n]);
	}
	return which;
}
