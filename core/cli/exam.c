// exam: what was guessed beside what people decided, as tables and as JSON lines; and what changed between two rounds of verdicts.
#include <math.h>
#include <stdlib.h>

#include "base/json.h"
#include "cli/cmd_priv.h"

#define CONFUSED_SHOWN 8
#define MISFITS_SHOWN 10

static fp_str share(fp_cli *c, double v)
{
	return isfinite(v) ? fp_strf(c->a, "%.3f", v) : FP_STR("");
}

// ---------------------------------------------------------------- JSON

static json_t *number(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

static void set_field(json_t *o, fp_str field)
{
	if (field.n)
		json_object_set_new(o, "field", fp_json_str(field));
}

static void json_rows(const fp_evaluated *e, fp_str field)
{
	for (size_t i = 0; i < e->n; i++) {
		json_t *o = json_object();
		json_object_set_new(o, "label", fp_json_str(e->rows[i].label));
		json_object_set_new(o, "precision", number(e->rows[i].precision));
		json_object_set_new(o, "recall", number(e->rows[i].recall));
		json_object_set_new(o, "f1", number(e->rows[i].f1));
		json_object_set_new(o, "support", json_integer((json_int_t)e->rows[i].support));
		set_field(o, field);
		fp_out_json(o);
	}
}

static json_t *json_confused(const fp_evaluated *e)
{
	json_t *list = json_array();
	for (size_t i = 0; i < e->confused_n; i++) {
		json_t *o = json_object();
		json_object_set_new(o, "truth", fp_json_str(e->confused[i].truth));
		json_object_set_new(o, "guess", fp_json_str(e->confused[i].guess));
		json_object_set_new(o, "count", json_integer((json_int_t)e->confused[i].n));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *json_misfits(const fp_evaluated *e)
{
	json_t *list = json_array();
	for (size_t i = 0; i < e->misfit_n; i++) {
		const fp_misfit *m = &e->misfits[i];
		json_t *o = json_object();
		json_object_set_new(o, "id", fp_json_str(m->id));
		json_object_set_new(o, "truth", fp_json_str(m->truth));
		json_object_set_new(o, "guess", fp_json_str(m->guess));
		json_object_set_new(o, "confidence", json_real(m->confidence));
		json_object_set_new(o, "words", fp_json_str(m->words));
		json_array_append_new(list, o);
	}
	return list;
}

void fp_exam_json(const fp_evaluated *e, fp_str field)
{
	json_rows(e, field);
	json_t *o = json_object();
	json_object_set_new(o, "accuracy", number(e->accuracy));
	json_object_set_new(o, "macro_f1", number(e->macro_f1));
	json_object_set_new(o, "kappa", number(e->kappa));
	json_object_set_new(o, "coverage", number(e->coverage));
	json_object_set_new(o, "ece", number(e->ece));
	json_object_set_new(o, "sure", e->sure <= 1 ? json_real(e->sure) : json_null());
	json_object_set_new(o, "sure_accuracy", number(e->sure_accuracy));
	json_object_set_new(o, "samples", json_integer((json_int_t)e->samples));
	json_object_set_new(o, "confused", json_confused(e));
	json_object_set_new(o, "misfits", json_misfits(e));
	set_field(o, field);
	fp_out_json(o);
}

// ---------------------------------------------------------------- tables

static void show_rows(fp_cli *c, const fp_evaluated *e)
{
	static const fp_column columns[] = {{"值", "value", 0, FP_CUT}, {"精确率", "precision", 1, 0}, {"召回率", "recall", 1, 0}, {"F1", "f1", 1, 0}, {"案例", "cases", 1, 0}};
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < e->n; i++) {
		const fp_eval_row *r = &e->rows[i];
		fp_str cells[] = {r->label, share(c, r->precision), share(c, r->recall), share(c, r->f1), fp_strf(c->a, "%zu", r->support)};
		fp_out_row(t, cells);
	}
	fp_out_end(t);
}

static void show_confused(fp_cli *c, const fp_evaluated *e)
{
	static const fp_column columns[] = {{"应当是", "should be", 0, FP_CUT}, {"判成", "was taken for", 0, FP_CUT}, {"案例", "cases", 1, 0}};
	if (!e->confused_n)
		return;
	printf("\n%s\n", fp_tr("最常混淆", "most often confused"));
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < e->confused_n && i < CONFUSED_SHOWN; i++) {
		fp_str cells[] = {e->confused[i].truth, e->confused[i].guess, fp_strf(c->a, "%zu", e->confused[i].n)};
		fp_out_row(t, cells);
	}
	fp_out_end(t);
}

static void show_misfits(fp_cli *c, const fp_evaluated *e)
{
	static const fp_column columns[] = {{"编号", "id", 0, 0}, {"应当是", "should be", 0, FP_CUT}, {"判成", "was taken for", 0, FP_CUT}, {"置信度", "confidence", 1, 0}, {"被这些字误导", "misled by", 0, FP_CUT}};
	if (!e->misfit_n)
		return;
	printf("\n%s\n", fp_tr("最有把握的错判：标注错了，还是规则没想到？", "surest mistakes: a wrong label, or something new?"));
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < e->misfit_n && i < MISFITS_SHOWN; i++) {
		const fp_misfit *m = &e->misfits[i];
		fp_str cells[] = {m->id, m->truth, m->guess.n ? m->guess : FP_STR("—"), fp_strf(c->a, "%.2f", m->confidence), fp_one_line(c->a, m->words)};
		fp_out_row(t, cells);
	}
	fp_out_end(t);
}

void fp_exam_show(fp_cli *c, const fp_evaluated *e)
{
	show_rows(c, e);
	show_confused(c, e);
	show_misfits(c, e);
	printf(fp_tr("\n%zu 个案例  准确率 %.3f  宏平均 F1 %.3f", "\n%zu cases  accuracy %.3f  macro F1 %.3f"), e->samples, e->accuracy, e->macro_f1);
	if (isfinite(e->kappa))
		printf("  kappa %.3f", e->kappa);
	printf(fp_tr("  校准误差 %.3f\n", "  calibration error %.3f\n"), e->ece);
}

bool fp_opt_share(fp_cli *c, const char *name, double *out)
{
	fp_str given = fp_opt_text(c, name, NULL);
	*out = 0;
	if (!given.n || (fp_str_num(given, out) && *out >= 0 && *out <= 1))
		return true;
	return fp_fail(&c->err, FP_USAGE, fp_tr("--%s 要 0 到 1 之间的数，不是 %.*s", "--%s takes a number from 0 to 1, not %.*s"), name, FP_ARG(given));
}

int fp_exam_floor(const fp_evaluated *e, double floor)
{
	fflush(stdout);
	if (e->macro_f1 >= floor)
		return FP_EXIT_OK;
	fprintf(stderr, fp_tr("fupan: 宏平均 F1 是 %.3f，低于要求的 %.3f\n", "fupan: macro F1 is %.3f, below the %.3f that was asked for\n"), e->macro_f1, floor);
	return FP_EXIT_FAIL;
}

// ---------------------------------------------------------------- two rounds

static json_t *json_measure(const fp_eval_row *r)
{
	json_t *o = json_object();
	json_object_set_new(o, "precision", number(r->precision));
	json_object_set_new(o, "recall", number(r->recall));
	json_object_set_new(o, "f1", number(r->f1));
	return o;
}

static void json_compared(const fp_compared *d)
{
	for (size_t i = 0; i < d->n; i++) {
		const fp_flip *f = &d->flips[i];
		json_t *o = json_pack("{s:o,s:o,s:o,s:o,s:o,s:o}", "case", fp_json_str(f->id), "plugin", fp_json_str(f->plugin), "field", fp_json_str(f->field), "before", fp_json_str(f->before), "after",
		                      fp_json_str(f->after), "label", fp_json_str(f->label));
		json_object_set_new(o, "confidence_before", json_real(f->before_confidence));
		json_object_set_new(o, "confidence_after", json_real(f->after_confidence));
		fp_out_json(o);
	}
	for (size_t i = 0; i < d->shift_n; i++) {
		const fp_shift *s = &d->shifts[i];
		fp_out_json(json_pack("{s:o,s:o,s:o,s:I,s:o,s:o}", "plugin", fp_json_str(s->plugin), "field", fp_json_str(s->field), "label", fp_json_str(s->label), "cases", (json_int_t)s->cases, "was",
		                      json_measure(&s->before), "is", json_measure(&s->after)));
	}
}

static fp_str said(fp_cli *c, fp_str value, double confidence)
{
	return value.n ? fp_strf(c->a, "%.*s %.2f", FP_ARG(value), confidence) : FP_STR("—");
}

static void show_flips(fp_cli *c, const fp_compared *d)
{
	static const fp_column columns[] = {{"编号", "id", 0, 0}, {"字段", "field", 0, FP_DROP}, {"以前", "before", 0, FP_CUT}, {"现在", "now", 0, FP_CUT}, {"人工标注", "label", 0, FP_CUT}, {"标题", "title", 0, FP_CUT}};
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < d->n; i++) {
		const fp_flip *f = &d->flips[i];
		fp_str cells[] = {f->id, f->field, said(c, f->before, f->before_confidence), said(c, f->after, f->after_confidence), f->label.n ? f->label : FP_STR("—"), fp_one_line(c->a, f->title)};
		fp_out_row(t, cells);
	}
	fp_out_end(t);
}

static fp_str shift(fp_cli *c, double was, double is)
{
	return fp_strf(c->a, "%.3f → %.3f", was, is);
}

static void show_shifts(fp_cli *c, const fp_compared *d)
{
	static const fp_column columns[] = {{"值", "value", 0, FP_CUT}, {"精确率", "precision", 1, 0}, {"召回率", "recall", 1, 0}, {"F1", "f1", 1, 0}, {"案例", "cases", 1, 0}};
	if (!d->shift_n)
		return;
	printf("\n%s\n", fp_tr("和人工标注比", "against people's labels"));
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < d->shift_n; i++) {
		const fp_shift *s = &d->shifts[i];
		fp_str name = s->label.n ? s->label : fp_strf(c->a, fp_tr("%.*s 合计（宏平均 F1）", "%.*s in sum (macro F1)"), FP_ARG(s->field));
		fp_str cells[] = {name, shift(c, s->before.precision, s->after.precision), shift(c, s->before.recall, s->after.recall), shift(c, s->before.f1, s->after.f1), fp_strf(c->a, "%zu", s->cases)};
		fp_out_row(t, cells);
	}
	fp_out_end(t);
}

void fp_compared_show(fp_cli *c, const fp_compared *d)
{
	if (c->json) {
		json_compared(d);
		return;
	}
	if (d->n)
		show_flips(c, d);
	show_shifts(c, d);
	printf(fp_tr("%s%zu 个案例变了\n", "%s%zu cases flipped\n"), d->n ? "\n" : "", d->n);
	fflush(stdout);
	if (d->first && d->n)
		fp_hint("%s", fp_tr("以前没有结果，所以每个都算变了；fupan classify 留下结果，下次和它比", "there were no verdicts before, so each is a flip; fupan classify keeps them for the next comparison"));
}
