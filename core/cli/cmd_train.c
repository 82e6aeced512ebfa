#include <math.h>

#include "base/json.h"
#include "cli/cmd_priv.h"

static fp_str percent(fp_cli *c, double share)
{
	return isfinite(share) ? fp_strf(c->a, "%.1f %%", 100 * share) : FP_STR("—");
}

static void show_json(const fp_trained *t)
{
	json_t *o = json_object();
	json_object_set_new(o, "field", fp_json_str(t->field));
	json_object_set_new(o, "path", fp_json_str(t->path));
	json_object_set_new(o, "from", fp_json_str(t->from));
	json_object_set_new(o, "data", fp_json_str(t->digest));
	json_object_set_new(o, "samples", json_integer((json_int_t)t->samples));
	json_object_set_new(o, "classes", json_integer((json_int_t)t->classes));
	json_object_set_new(o, "several", json_boolean(t->several));
	json_object_set_new(o, "accuracy", isfinite(t->accuracy) ? json_real(t->accuracy) : json_null());
	json_object_set_new(o, "sure", t->sure <= 1 ? json_real(t->sure) : json_null());
	json_object_set_new(o, "coverage", json_real(t->coverage));
	fp_out_json(o);
}

static void show(fp_cli *c, const fp_trained *t)
{
	printf(fp_tr("%.*s：%zu 个案例，%zu 个值%s，没见过的案例判对 %.*s\n", "%.*s: %zu cases, %zu values%s, right on unseen cases %.*s\n"), FP_ARG(t->field), t->samples, t->classes,
	       t->several ? fp_tr("（一个案例可有多个）", " (a case may have several)") : "", FP_ARG(percent(c, t->accuracy)));
	if (t->sure <= 1)
		printf(fp_tr("置信度 %.2f 起可信：%.*s 的案例可以直接判定\n", "sure from confidence %.2f: %.*s of the cases can be decided\n"), t->sure, FP_ARG(percent(c, t->coverage)));
	printf("%.*s  %zu kB\n", FP_ARG(t->path), (t->bytes + 999) / 1000);
	fflush(stdout);
	if (t->poor)
		fp_hint(fp_tr("有 %zu 个值的标注不到五个；fupan label --next %.*s 列出最值得先标的案例", "%zu values have fewer than five labels; fupan label --next %.*s lists the cases most worth labelling"), t->poor, FP_ARG(t->field));
	if (!isfinite(t->accuracy))
		fp_hint("%s", fp_tr("标注太少，还说不出准确率", "too few labels to tell how accurate it is"));
	fp_hint(fp_tr("各个值的好坏：fupan eval %.*s", "how good it is for each value: fupan eval %.*s"), FP_ARG(t->field));
}

static int run(fp_cli *c)
{
	fp_trained t;
	fp_train_ask ask = {.field = c->args[0], .query = fp_args_joined(c, 1), .from = fp_opt_text(c, "from", NULL), .balance = fp_opt_flag(c, "balance")};
	if (!fp_flow_train(&c->ws, &ask, &t, &c->err))
		return fp_cli_fail(c, &c->err);
	if (c->json)
		show_json(&t);
	else
		show(c, &t);
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"from", 0, FP_OPT_TEXT, "WHO", "读谁的话：customer（默认）、agent 或 all", "whose words: customer (default), agent or all"},
	{"balance", 0, FP_OPT_FLAG, NULL, "少见的值也重视", "rare values weigh more"},
	{0},
};

const fp_cmd fp_cmd_train = {
	.name = "train", .group = "classify", .args = "FIELD [QUERY]", .zh = "从人工标注学出一个字段的分类器", .en = "learn a classifier of a field from people's labels",
	.opts = opts, .min_args = 1, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan train type\nfupan train emotion received:last-30d --balance\nfupan train taboo --from agent",
};
