#include "base/json.h"
#include "cli/cmd_priv.h"

static int run(fp_cli *c)
{
	int64_t cases;
	fp_reviewed r;
	if (!fp_opt_int(c, "limit", c->ws.schema->config.review_cases, 1, 100, &cases) || !fp_flow_review(&c->ws, c->args[0], (int)cases, &r, &c->err))
		return fp_cli_fail(c, &c->err);
	if (c->json) {
		json_t *conflicts = json_array();
		for (size_t i = 0; i < r.conflict_n; i++)
			json_array_append_new(conflicts, json_pack("{s:o,s:o}", "slide", fp_json_str(r.conflicts[i].slide), "field", fp_json_str(r.conflicts[i].field)));
		fp_out_json(json_pack("{s:o,s:I,s:I,s:o,s:o}", "path", fp_json_str(r.path), "slides", (json_int_t)r.slides, "kept", (json_int_t)r.kept, "conflicts", conflicts, "commit", fp_json_str(r.commit)));
	} else {
		printf(fp_tr("%.*s：%zu 页", "%.*s: %zu slides"), FP_ARG(r.path), r.slides);
		if (r.kept)
			printf(fp_tr("，保留了 %zu 处人的修改", ", %zu edits by people kept"), r.kept);
		printf("%s\n", r.unchanged ? fp_tr("，没有变化", ", unchanged") : "");
	}
	for (size_t i = 0; i < r.conflict_n; i++)
		fprintf(stderr, fp_tr("fupan: 冲突：%.*s 的 %.*s 人和程序都改了，保留了人的；新生成的是：%.*s\n", "fupan: conflict: %.*s: field %.*s was changed by people and by the generator, the people's text stays; generated: %.*s\n"),
		        FP_ARG(r.conflicts[i].slide), FP_ARG(r.conflicts[i].field), FP_ARG(r.conflicts[i].generated));
	if (!c->json)
		fp_hint(fp_tr("接着：改 %.*s，再 fupan deck %.*s", "next: edit %.*s, then fupan deck %.*s"), FP_ARG(r.path), FP_ARG(c->args[0]));
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"limit", 'n', FP_OPT_INT, "CASES", "典型案例几个，默认按 fupan.yaml", "how many typical cases, default from fupan.yaml"},
	{0},
};

const fp_cmd fp_cmd_review = {
	.name = "review", .group = "review", .args = "WEEK", .zh = "写出或重新生成一周的复盘，保留人的修改", .en = "write or regenerate a week's review, keeping people's edits",
	.opts = opts, .min_args = 1, .max_args = 1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_HOST, .run = run,
	.examples = "fupan review 2026-W47\nfupan review last-week -n 6",
};
