#include "base/json.h"
#include "cli/cmd_priv.h"

static int secret(fp_cli *c)
{
	fp_str s = fp_flow_secret(&c->ws, &c->err);
	if (!s.n)
		return fp_cli_fail(c, &c->err);
	printf("%.*s\n", FP_ARG(s));
	fp_hint("%s", fp_tr("只当面或用加密的方式给同事，不要写进案例本", "hand it to colleagues in person or encrypted, never write it into the casebook"));
	return FP_EXIT_OK;
}

static int join(fp_cli *c, fp_str file)
{
	fp_str hex;
	bool read = fp_str_is(file, "-") ? fp_file_read_fd(c->a, 0, 1000, &hex, &c->err) : fp_file_read(c->a, file.p, 1000, &hex, &c->err);
	if (!read || !fp_flow_join(&c->ws, hex, &c->err))
		return fp_cli_fail(c, &c->err);
	return FP_EXIT_OK;
}

static fp_str mark_of(fp_cli *c, const fp_secret *s)
{
	return s->number ? fp_strf(c->a, "[%.*s#%zu]", FP_ARG(s->label), s->number) : s->label;
}

static int run(fp_cli *c)
{
	static const fp_column columns[] = {{"占位符", "placeholder", 0, 0}, {"原文", "original", 0, 0}, {"种类", "kind", 0, 1}};
	fp_secret *v;
	size_t n;
	fp_str file = fp_opt_text(c, "join", NULL);
	if (fp_opt_flag(c, "secret"))
		return secret(c);
	if (file.n)
		return join(c, file);
	if (!c->arg_n) {
		fp_fail(&c->err, FP_USAGE, "%s", fp_tr("要给案例号：fupan reveal 案例号", "which case? fupan reveal ID"));
		return fp_cli_fail(c, &c->err);
	}
	if (!fp_flow_reveal(&c->ws, c->args[0], &v, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	fp_table_out *t = c->json ? NULL : fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < n; i++) {
		fp_str gone = fp_s(fp_tr("（已删除）", "(forgotten)")), mark = mark_of(c, &v[i]);
		if (c->json) {
			fp_out_json(json_pack("{s:o,s:o,s:o}", "placeholder", fp_json_str(mark), "original", v[i].original.n ? fp_json_str(v[i].original) : json_null(), "kind", fp_json_str(v[i].kind)));
			continue;
		}
		fp_str cells[] = {mark, v[i].original.n ? fp_one_line(c->a, v[i].original) : gone, v[i].kind};
		fp_out_row(t, cells);
	}
	if (t)
		fp_out_end(t);
	if (!n)
		fp_hint("%s", fp_tr("这台机器的保险库里没有这个案例的原文", "the vault of this machine has nothing of this case"));
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"secret", 0, FP_OPT_FLAG, NULL, "显示案例本的密钥，给同事", "show the casebook's secret, for colleagues"},
	{"join", 0, FP_OPT_TEXT, "FILE", "换成同事给的密钥，- 是标准输入", "take over the secret that a colleague gave, - is standard input"},
	{0},
};

const fp_cmd fp_cmd_reveal = {
	.name = "reveal", .group = "casebook", .args = "[ID]", .zh = "查看占位符后面的原文，会留下记录", .en = "show what stands behind the placeholders of a case; it is logged",
	.opts = opts, .max_args = 1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan reveal 7sjhd3x\nfupan reveal --secret",
};
