#include "cli/cmd_priv.h"

static int run(fp_cli *c)
{
	fp_index_report r;
	size_t n = 0;
	if (fp_opt_flag(c, "verify")) {
		fp_fail(&c->err, FP_USAGE, "%s", fp_tr("--verify 还没有做好；fupan index --rebuild 可以重建", "--verify is not built yet; fupan index --rebuild makes the index again"));
		return fp_cli_fail(c, &c->err);
	}
	if (!fp_flow_index(&c->ws, fp_opt_flag(c, "rebuild"), &r, &c->err))
		return fp_cli_fail(c, &c->err);
	fp_query *all = fp_flow_query(&c->ws, (fp_str){0}, &c->err);
	if (!all || !fp_index_count(c->ws.index, all, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	if (c->json)
		fp_out_json(json_pack("{s:I,s:f,s:I}", "cases", (json_int_t)n, "seconds", r.seconds, "changed", (json_int_t)r.changed));
	else
		printf(fp_tr("索引里有 %zu 个案例，更新了 %zu 个，%.2f 秒\n", "%zu cases in the index, %zu updated, %.2f s\n"), n, r.changed, r.seconds);
	fp_index_problem *p;
	if (fp_index_problems(c->ws.index, c->a, &p, &n, &c->err))
		for (size_t i = 0; i < n; i++)
			fprintf(stderr, "%.*s:%u: %.*s\n", FP_ARG(p[i].path), p[i].line, FP_ARG(p[i].reason));
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"rebuild", 0, FP_OPT_FLAG, NULL, "全部重建", "make all of it again"},
	{"verify", 0, FP_OPT_FLAG, NULL, "和逐字扫描核对（还没有做好）", "compare with a plain scan (not built yet)"},
	{0},
};

const fp_cmd fp_cmd_index = {
	.name = "index", .group = "tool", .args = "", .zh = "更新或重建查找用的索引", .en = "update or rebuild the search index",
	.opts = opts, .max_args = 0, .flags = FP_CMD_CASEBOOK, .run = run,
	.examples = "fupan index\nfupan index --rebuild",
};
