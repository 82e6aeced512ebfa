// model: a trained classifier on one set, on given folds. Reads lines "label TAB fold TAB text"; prints one line:
// name rows classes accuracy macro_f1 ece coverage_at_95 train_seconds predict_rows_a_second model_kilobytes; seconds of processor time
#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <string.h>

#include "text/model.h"

static double cpu_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

typedef struct {
	fp_sample *s;
	uint32_t *fold, folds;
	size_t n;
	fp_class_def *class;
	size_t class_n;
} set;

static uint32_t class_of(set *t, fp_arena *a, fp_str name, size_t *cap)
{
	for (size_t i = 0; i < t->class_n; i++)
		if (fp_str_eq(t->class[i].name, name))
			return (uint32_t)i;
	FP_PUSH(a, t->class, t->class_n, *cap) = (fp_class_def){name, NULL, 0};
	return (uint32_t)t->class_n - 1;
}

static set read_set(fp_arena *a, fp_str text)
{
	set t = {0};
	size_t cap = 0, fold_cap = 0, fold_n = 0, class_cap = 0;
	while (text.n) {
		fp_str line = fp_str_line(&text), label = fp_str_cut(&line, '\t'), fold = fp_str_cut(&line, '\t');
		int64_t f;
		if (!fp_str_int(fold, &f))
			continue;
		uint32_t *one = FP_NEW(a, uint32_t);
		*one = class_of(&t, a, label, &class_cap);
		FP_PUSH(a, t.fold, fold_n, fold_cap) = (uint32_t)f;
		FP_PUSH(a, t.s, t.n, cap) = (fp_sample){line, one, 1};
		t.folds = (uint32_t)f + 1 > t.folds ? (uint32_t)f + 1 : t.folds;
	}
	return t;
}

static double predict_rate(const fp_model *m, const set *t)
{
	fp_arena *tmp = fp_arena_new(0);
	double start = cpu_seconds();
	for (size_t i = 0; i < t->n; i++) {
		fp_guess *g;
		fp_arena_reset(tmp);
		fp_model_guess(m, tmp, t->s[i].text, &g);
	}
	double took = cpu_seconds() - start;
	fp_arena_free(tmp);
	return (double)t->n / took;
}

static size_t bytes_of(const fp_model *m)
{
	fp_arena *a = fp_arena_new((size_t)2 << 30);
	size_t n = fp_model_write(m, FP_STR("{}"), a).n;
	fp_arena_free(a);
	return n;
}

// What train would say: the confidence from which 95 % are right, and how many reach it.
static double coverage(const set *t, const fp_guesses *g, fp_arena *a)
{
	double best = 0;
	for (int i = 0; i < 1000; i++) {
		fp_measure m = fp_model_measure(t->s, g, t->n, t->class_n, false, i / 1000.0, a);
		if (m.accuracy >= 0.95 && m.coverage > best)
			best = m.coverage;
	}
	return best;
}

int main(int argc, char **argv)
{
	fp_err err = {0};
	fp_str text;
	fp_arena *a = fp_arena_new((size_t)8 << 30);
	if (argc < 2 || !fp_file_read(a, argv[1], (size_t)1 << 30, &text, &err)) {
		fprintf(stderr, "model FILE.tsv [balance]: %s\n", err.msg);
		return 2;
	}
	set t = read_set(a, text);
	fp_train_options o = {.classes = t.class, .class_n = t.class_n, .balance = argc > 2};
	fp_guesses *g = FP_NEW_N(a, fp_guesses, t.n);
	if (!fp_model_cross(t.s, t.n, &o, t.fold, t.folds, a, g, &err)) {
		fprintf(stderr, "%s\n", err.msg);
		return 1;
	}
	fp_measure m = fp_model_measure(t.s, g, t.n, t.class_n, false, 0, a);
	double start = cpu_seconds();
	fp_model *model = fp_model_train(t.s, t.n, &o, &err);
	double train = cpu_seconds() - start;
	printf("%s %zu %zu %.4f %.4f %.3f %.3f %.2f %.0f %zu\n", fp_cstr(a, fp_path_base(fp_s(argv[1]))), t.n, t.class_n, m.accuracy, m.macro_f1, m.ece, coverage(&t, g, a), train,
	       predict_rate(model, &t), bytes_of(model) / 1000);
	fp_model_free(model);
	fp_arena_free(a);
	return 0;
}
