#include "base/json.h"
#include "cli/cmd_priv.h"

static void show_json(const char *file, const fp_imported *r)
{
	fp_out_json(json_pack("{s:o,s:I,s:I,s:I,s:I,s:I,s:I,s:s,s:o,s:o}", "file", fp_json_str(fp_s(file)), "imported", (json_int_t)r->imported, "unchanged", (json_int_t)r->unchanged,
	                      "updated", (json_int_t)r->updated, "rejected", (json_int_t)r->rejected, "redacted", (json_int_t)r->redacted, "kept", (json_int_t)r->kept,
	                      "encoding", r->encoding, "commit", fp_json_str(r->commit), "rejects", fp_json_str(r->reject_path)));
}

static void show(const char *file, const fp_imported *r, bool dry)
{
	const char *cut = r->delimiter == ';' ? fp_tr("，分号分隔", ", semicolons") : r->delimiter == '\t' ? fp_tr("，制表符分隔", ", tabs") : "";
	printf(fp_tr("%s（%s%s）：%s%zu 新增，%zu 更新，%zu 不变，%zu 拒收\n", "%s (%s%s): %s%zu new, %zu updated, %zu unchanged, %zu rejected\n"), file, r->encoding, cut,
	       dry ? fp_tr("试运行，什么都没写：", "dry run, nothing written: ") : "", r->imported, r->updated, r->unchanged, r->rejected);
	if (r->redacted)
		printf(fp_tr("  %zu 处个人信息换成了占位符\n", "  personal data replaced by placeholders: %zu\n"), r->redacted);
	if (r->kept)
		printf(fp_tr("  %zu 个字段有人改过，保留了人的值\n", "  fields that people edited, kept: %zu\n"), r->kept);
	for (size_t i = 0; i < r->added_n; i++)
		printf(fp_tr("  分类表新增 %.*s\n", "  new in the taxonomy: %.*s\n"), FP_ARG(r->added_terms[i]));
	if (r->reject_path.n)
		printf(fp_tr("  拒收的行和原因：%.*s（改好后可再导入）\n", "  rejected rows with reasons: %.*s (mend and import it again)\n"), FP_ARG(r->reject_path));
}

static void show_reasons(const fp_imported *r)
{
	for (size_t i = 0; i < FP_COUNT(r->reason) && i < r->rejected; i++)
		fp_hint("%.*s", FP_ARG(r->reason[i]));
	if (r->rejected > FP_COUNT(r->reason))
		fp_hint(fp_tr("还有 %zu 行", "and %zu more"), r->rejected - FP_COUNT(r->reason));
}

static bool key_columns(fp_cli *c, fp_import_options *o)
{
	fp_str *given;
	size_t n = fp_opt_many(c, "key", &given), cap = 0;
	for (size_t i = 0; i < n; i++)
		while (given[i].p) {
			fp_str one = fp_str_trim(fp_str_cut(&given[i], ','));
			if (one.n)
				FP_PUSH(c->a, o->key, o->key_n, cap) = one;
		}
	return true;
}

static int run(fp_cli *c)
{
	fp_import_options o = {.extend = fp_opt_flag(c, "extend"), .dry_run = fp_opt_flag(c, "dry-run")};
	fp_assign *set, *constants;
	bool rejected = false;
	if (fp_opt_text(c, "map", NULL).n) {
		fp_fail(&c->err, FP_USAGE, "%s", fp_tr("--map 还没有做好，先用 --set 字段=列名", "--map is not built yet, use --set field=column"));
		return fp_cli_fail(c, &c->err);
	}
	if (!fp_given_assigns(c, "set", &set, &o.set_n) || !fp_given_assigns(c, "const", &constants, &o.constant_n) || !key_columns(c, &o))
		return fp_cli_fail(c, &c->err);
	o.set = set;
	o.constants = constants;
	for (size_t i = 0; i < c->arg_n; i++) {
		fp_imported r;
		if (!fp_flow_import(&c->ws, c->args[i].p, &o, &r, &c->err))
			return fp_cli_fail(c, &c->err);
		if (c->json)
			show_json(c->args[i].p, &r);
		else
			show(c->args[i].p, &r, o.dry_run);
		show_reasons(&r);
		rejected = rejected || r.rejected;
	}
	return rejected ? FP_EXIT_DOCUMENT : FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"set", 's', FP_OPT_MANY, "FIELD=COLUMN", "字段取哪一列；body 是投诉内容", "which column a field takes; body is the complaint"},
	{"const", 'c', FP_OPT_MANY, "FIELD=VALUE", "所有行都填这个值", "the same value for all rows"},
	{"key", 'k', FP_OPT_MANY, "COLUMN,...", "认行的编号列，默认 id 或 编号，没有就按内容", "columns that identify a row; default id or 编号, else the content"},
	{"extend", 0, FP_OPT_FLAG, NULL, "把没见过的值加进分类表", "add unknown values to the taxonomy"},
	{"dry-run", 0, FP_OPT_FLAG, NULL, "只看结果，不写", "show the result, write nothing"},
	{"map", 0, FP_OPT_TEXT, "NAME", "用案例本里的映射文件（还没有做好）", "use a mapping file of the casebook (not built yet)"},
	{0},
};

const fp_cmd fp_cmd_import = {
	.name = "import", .group = "casebook", .args = "FILE...", .zh = "把表格的行变成案例，一个文件一次提交", .en = "turn the rows of a table into cases, one commit a file",
	.opts = opts, .min_args = 1, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan import 工单.csv --set title=标题 --set body=内容 --set received=创建时间\nfupan import tickets.jsonl --const channel=电话 --extend\nfupan import 工单.csv --dry-run",
};
