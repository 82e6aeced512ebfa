#include "base/json.h"
#include "cli/cmd_priv.h"

static void show_evidence(fp_cli *c, const fp_verdict *v)
{
	for (size_t i = 0; i < v->evidence_n; i++) {
		printf("      %s「", fp_sgr(c, "2"));
		fp_print_safe(v->evidence[i].text);
		printf("」%s\n", fp_sgr(c, "0"));
	}
}

static void show_row(fp_cli *c, const fp_explained *x)
{
	if (!x->value.n) {
		printf("  - %.*s：", FP_ARG(x->plugin));
		fp_print_safe(x->reason);
		putchar('\n');
		return;
	}
	printf("  %s%s%s %.*s = %s%.*s%s  %.2f  ", fp_sgr(c, x->counts ? "32" : "2"), x->counts ? "✓" : "·", fp_sgr(c, "0"), FP_ARG(x->field), fp_sgr(c, "1"), FP_ARG(x->value), fp_sgr(c, "0"), x->confidence);
	if (x->plugin.n)
		printf("[%.*s] ", FP_ARG(x->plugin));
	fp_print_safe(x->reason);
	putchar('\n');
	if (x->verdict)
		show_evidence(c, x->verdict);
	if (x->verdict && x->verdict->runner_up.n)
		printf(fp_tr("      次选 %.*s %.2f\n", "      runner-up %.*s %.2f\n"), FP_ARG(x->verdict->runner_up), x->verdict->runner_up_confidence);
}

static int run(fp_cli *c)
{
	fp_explained *v;
	size_t n;
	fp_case_at at;
	if (!fp_flow_get(&c->ws, c->args[0], false, &at, &c->err) || !fp_flow_explain(&c->ws, at.id, &v, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	if (!c->json)
		printf("%.*s  %.*s\n", FP_ARG(at.id), FP_ARG(fp_case_title(at.doc)));
	for (size_t i = 0; i < n; i++) {
		if (!c->json) {
			show_row(c, &v[i]);
			continue;
		}
		json_t *o = v[i].verdict ? fp_verdict_to_value(v[i].verdict) : json_pack("{s:o,s:o,s:o,s:f,s:o}", "plugin", fp_json_str(v[i].plugin), "field", fp_json_str(v[i].field),
		                                                                         "label", fp_json_str(v[i].value), "confidence", v[i].confidence, "reason", fp_json_str(v[i].reason));
		json_object_set_new(o, "case", fp_json_str(at.id));
		json_object_set_new(o, "counts", json_boolean(v[i].counts));
		json_object_set_new(o, "person", json_boolean(v[i].label));
		fp_out_json(o);
	}
	return n ? FP_EXIT_OK : FP_EXIT_FAIL;
}

static const fp_opt opts[] = {{0}};

const fp_cmd fp_cmd_explain = {
	.name = "explain", .group = "classify", .args = "ID", .zh = "一个案例的每个判断：证据、次选、没有判断的原因", .en = "every verdict on a case: evidence, runner-up, why a plugin did not fire",
	.opts = opts, .min_args = 1, .max_args = 1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_CHOOSES | FP_CMD_HOST, .run = run,
	.examples = "fupan explain 261120-7sjhd3x\nfupan --json explain 7sjhd3x",
};
