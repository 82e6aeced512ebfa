#include "base/json.h"
#include "cli/cmd_priv.h"

static int run(fp_cli *c)
{
	fp_exported x;
	fp_str to = fp_opt_text(c, "to", NULL), path = fp_opt_text(c, "output", NULL);
	bool raw = fp_opt_flag(c, "raw");
	if (!to.n || !path.n) {
		fp_fail(&c->err, FP_USAGE, "%s", fp_tr("要给格式和文件：fupan export 查询 --to xlsx -o 文件.xlsx", "format and file are needed: fupan export QUERY --to xlsx -o FILE.xlsx"));
		return fp_cli_fail(c, &c->err);
	}
	if (!fp_flow_export(&c->ws, fp_args_joined(c, 0), to, path.p, raw, &x, &c->err))
		return fp_cli_fail(c, &c->err);
	if (c->json) {
		fp_out_json(json_pack("{s:I,s:o,s:o,s:b,s:I}", "cases", (json_int_t)x.cases, "format", fp_json_str(to), "path", fp_json_str(path), "raw", raw, "redacted", (json_int_t)x.redacted));
		return FP_EXIT_OK;
	}
	printf(fp_tr("%.*s  %zu 个案例\n", "%.*s  %zu cases\n"), FP_ARG(path), x.cases);
	if (raw)
		fp_hint("%s", fp_tr("里面有个人信息的原文；已记入保险库的日志", "it holds personal data as it was; the vault's log says so"));
	else if (x.redacted)
		fp_hint(fp_tr("路上又换了 %zu 处个人信息；案例里还有，见 fupan check --privacy", "%zu pieces of personal data were replaced on the way out; they stand in the cases, see fupan check --privacy"), x.redacted);
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"to", 0, FP_OPT_TEXT, "FORMAT", "csv、xlsx、jsonl 或 md", "csv, xlsx, jsonl or md"},
	{"output", 'o', FP_OPT_TEXT, "PATH", "写到哪个文件", "the file to write"},
	{"raw", 0, FP_OPT_FLAG, NULL, "带个人信息的原文，会留下记录", "with the originals of personal data; it is logged"},
	{0},
};

const fp_cmd fp_cmd_export = {
	.name = "export", .group = "tool", .args = "[QUERY]", .zh = "把案例导出成表格或文档，默认不含个人信息", .en = "write cases as a table or document, without personal data",
	.opts = opts, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_READS, .run = run,
	.examples = "fupan export week:last-week --to xlsx -o last-week.xlsx\nfupan export type:物流 --to csv -o 物流.csv",
};
