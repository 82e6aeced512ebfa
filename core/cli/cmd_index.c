#include "cli/cmd_priv.h"

#define VERIFY_TERMS 100
#define VERIFY_SEED 20261122

static int verify(fp_cli *c)
{
	fp_index_check k;
	if (!fp_index_verify(c->ws.index, VERIFY_SEED, VERIFY_TERMS, &k, &c->err)) {
		fp_err why = {0};
		fp_fail(&why, c->err.code, fp_tr("%s；fupan index --rebuild 可以重建，案例不受影响", "%s; fupan index --rebuild makes the index again, the cases are safe"), c->err.msg);
		int code = fp_cli_fail(c, &why);
		return why.code == FP_INVALID ? FP_EXIT_FAIL : code;
	}
	if (c->json)
		fp_out_json(json_pack("{s:I,s:I,s:I,s:I,s:I,s:I}", "cases", (json_int_t)k.cases, "segments", (json_int_t)k.segments, "blocks", (json_int_t)k.blocks, "keys",
		                      (json_int_t)k.keys, "postings", (json_int_t)k.postings, "terms", (json_int_t)k.terms));
	else
		printf(fp_tr("索引无误：%zu 个案例，%zu 段 %zu 块，%zu 条；%zu 个随机词和逐字扫描一致\n", "the index is right: %zu cases, %zu segments of %zu blocks, %zu postings; %zu random words agree with a scan\n"),
		       k.cases, k.segments, k.blocks, k.postings, k.terms);
	return FP_EXIT_OK;
}

static int run(fp_cli *c)
{
	fp_index_report r;
	size_t n = 0;
	if (!fp_flow_index(&c->ws, fp_opt_flag(c, "rebuild"), &r, &c->err))
		return fp_cli_fail(c, &c->err);
	if (fp_opt_flag(c, "verify"))
		return verify(c);
	if (!fp_index_tidy(c->ws.index, &c->err))
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
	{"verify", 0, FP_OPT_FLAG, NULL, "读一遍整个索引，并用随机的词和逐字扫描核对", "read all of the index and compare random words with a plain scan"},
	{0},
};

const fp_cmd fp_cmd_index = {
	.name = "index", .group = "tool", .args = "", .zh = "更新或重建查找用的索引", .en = "update or rebuild the search index",
	.opts = opts, .max_args = 0, .flags = FP_CMD_CASEBOOK, .run = run,
	.examples = "fupan index\nfupan index --rebuild\nfupan index --verify",
};
