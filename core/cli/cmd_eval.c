#include "cli/cmd_priv.h"

static void show_sure(const fp_evaluated *e)
{
	if (e->sure <= 1)
		printf(fp_tr("置信度 %.2f 起：判定 %.1f %% 的案例，准确率 %.3f\n", "from confidence %.2f: %.1f %% of the cases decided, accuracy %.3f\n"), e->sure, 100 * e->coverage, e->sure_accuracy);
	else
		printf("%s\n", fp_tr("没有一个置信度能让判定的案例有 95 % 判对", "no confidence makes 95 % of what is decided right"));
}

static int run(fp_cli *c)
{
	fp_evaluated e;
	int64_t folds;
	double floor;
	fp_train_ask ask = {.field = c->args[0], .query = fp_args_joined(c, 1), .from = fp_opt_text(c, "from", NULL), .balance = fp_opt_flag(c, "balance")};
	if (!fp_opt_int(c, "folds", 5, 2, 100, &folds) || !fp_opt_share(c, "min-f1", &floor))
		return fp_cli_fail(c, &c->err);
	if (!fp_flow_eval(&c->ws, &ask, (int)folds, fp_opt_text(c, "holdout", NULL), &e, &c->err))
		return fp_cli_fail(c, &c->err);
	if (c->json) {
		fp_exam_json(&e, (fp_str){0});
	} else {
		fp_exam_show(c, &e);
		show_sure(&e);
	}
	return fp_exam_floor(&e, floor);
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
