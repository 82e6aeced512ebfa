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

static void json_rows(const fp_evaluated *e)
{
	for (size_t i = 0; i < e->n; i++) {
		json_t *o = json_object();
		json_object_set_new(o, "label", fp_json_str(e->rows[i].label));
		json_object_set_new(o, "precision", number(e->rows[i].precision));
		json_object_set_new(o, "recall", number(e->rows[i].recall));
		json_object_set_new(o, "f1", number(e->rows[i].f1));
		json_object_set_new(o, "support", json_integer((json_int_t)e->rows[i].support));
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

static void show_json(const fp_evaluated *e)
{
	json_rows(e);
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
		fp_str cells[] = {m->id, m->truth, m->guess, fp_strf(c->a, "%.2f", m->confidence), fp_one_line(c->a, m->words)};
		fp_out_row(t, cells);
	}
	fp_out_end(t);
}

static void show(fp_cli *c, const fp_evaluated *e)
{
	show_rows(c, e);
	show_confused(c, e);
	show_misfits(c, e);
	printf(fp_tr("\n%zu 个案例  准确率 %.3f  宏平均 F1 %.3f", "\n%zu cases  accuracy %.3f  macro F1 %.3f"), e->samples, e->accuracy, e->macro_f1);
	if (isfinite(e->kappa))
		printf("  kappa %.3f", e->kappa);
	printf(fp_tr("  校准误差 %.3f\n", "  calibration error %.3f\n"), e->ece);
	if (e->sure <= 1)
		printf(fp_tr("置信度 %.2f 起：判定 %.1f %% 的案例，准确率 %.3f\n", "from confidence %.2f: %.1f %% of the cases decided, accuracy %.3f\n"), e->sure, 100 * e->coverage, e->sure_accuracy);
	else
		printf("%s\n", fp_tr("没有一个置信度能让判定的案例有 95 % 判对", "no confidence makes 95 % of what is decided right"));
}

static int run(fp_cli *c)
{
	fp_evaluated e;
	int64_t folds;
	double floor = 0;
	fp_str least = fp_opt_text(c, "min-f1", NULL);
	fp_train_ask ask = {.field = c->args[0], .query = fp_args_joined(c, 1), .from = fp_opt_text(c, "from", NULL), .balance = fp_opt_flag(c, "balance")};
	if (!fp_opt_int(c, "folds", 5, 2, 100, &folds))
		return fp_cli_fail(c, &c->err);
	if (least.n && (!fp_str_num(least, &floor) || floor < 0 || floor > 1)) {
		fp_fail(&c->err, FP_USAGE, fp_tr("--min-f1 要 0 到 1 之间的数，不是 %.*s", "--min-f1 takes a number from 0 to 1, not %.*s"), FP_ARG(least));
		return fp_cli_fail(c, &c->err);
	}
	if (!fp_flow_eval(&c->ws, &ask, (int)folds, fp_opt_text(c, "holdout", NULL), &e, &c->err))
		return fp_cli_fail(c, &c->err);
	if (c->json)
		show_json(&e);
	else
		show(c, &e);
	fflush(stdout);
	if (e.macro_f1 >= floor)
		return FP_EXIT_OK;
	fprintf(stderr, fp_tr("fupan: 宏平均 F1 是 %.3f，低于要求的 %.3f\n", "fupan: macro F1 is %.3f, below the %.3f that was asked for\n"), e.macro_f1, floor);
	return FP_EXIT_FAIL;
}

static const fp_opt opts[] = {
	{"folds", 0, FP_OPT_INT, "N", "分成 N 份轮流测，默认 5", "measure by N folds, default 5"},
	{"holdout", 0, FP_OPT_TEXT, "QUERY", "在这些案例上测，从其余的学", "measure on these cases, learn from the others"},
	{"min-f1", 0, FP_OPT_TEXT, "X", "宏平均 F1 低于 X 就失败", "fail when macro F1 is below X"},
	{"from", 0, FP_OPT_TEXT, "WHO", "读谁的话：customer（默认）、agent 或 all", "whose words: customer (default), agent or all"},
	{"balance", 0, FP_OPT_FLAG, NULL, "少见的值也重视", "rare values weigh more"},
	{0},
};

const fp_cmd fp_cmd_eval = {
	.name = "eval", .group = "classify", .args = "FIELD [QUERY]", .zh = "用人工标注评测分类器", .en = "measure a learned classifier against people's labels",
	.opts = opts, .min_args = 1, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan eval type\nfupan eval type --holdout week:last-week\nfupan eval emotion --folds 10 --min-f1 0.7",
};
