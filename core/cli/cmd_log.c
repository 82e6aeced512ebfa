#include "base/json.h"
#include "cli/cmd_priv.h"

static fp_str short_text(fp_cli *c, fp_str s)
{
	fp_str line = fp_str_line(&s);
	fp_str cut = fp_utf8_prefix(line, 40);
	return cut.n < line.n || s.n ? fp_strf(c->a, "%.*s…", FP_ARG(cut)) : cut;
}

static void json_row(fp_cli *c, const fp_log_row *r)
{
	fp_str when = fp_time_text(c->a, r->when);
	fp_out_json(json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "commit", fp_json_str(r->commit), "author", fp_json_str(r->author), "when", fp_json_str(when),
	                      "id", fp_json_str(r->id), "field", fp_json_str(r->field), "before", fp_json_str(r->before),
	                      "after", fp_json_str(r->after), "subject", fp_json_str(r->subject)));
}

static int run(fp_cli *c)
{
	static const fp_column columns[] = {{"提交", "commit", 0, 0}, {"时间", "when", 0, 0}, {"谁", "who", 0, 1}, {"字段", "field", 0, 0}, {"改动", "change", 0, 1}};
	int64_t max;
	fp_log_row *rows;
	size_t n;
	if (!fp_opt_int(c, "limit", c->arg_n ? 1000 : 20, 1, 1000000, &max) || !fp_flow_log(&c->ws, c->arg_n ? c->args[0] : (fp_str){0}, (size_t)max, &rows, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < n; i++) {
		const fp_log_row *r = &rows[i];
		if (c->json) {
			json_row(c, r);
			continue;
		}
		fp_str change = r->field.n ? fp_strf(c->a, "%.*s → %.*s", FP_ARG(short_text(c, r->before)), FP_ARG(short_text(c, r->after))) : r->after;
		fp_str cells[] = {fp_str_sub(r->commit, 0, 8), fp_str_sub(fp_time_text(c->a, r->when), 0, 16), r->author, r->field, change};
		fp_out_row(t, cells);
	}
	if (!c->json)
		fp_out_end(t);
	return n ? FP_EXIT_OK : FP_EXIT_FAIL;
}

static const fp_opt opts[] = {
	{"limit", 'n', FP_OPT_INT, "N", "最多 N 次提交", "at most N commits"},
	{0},
};

const fp_cmd fp_cmd_log = {
	.name = "log", .group = "casebook", .args = "[ID]", .zh = "谁在什么时候把哪个字段从什么改成什么", .en = "who changed which field from what to what",
	.opts = opts, .max_args = 1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan log 261117-aywg0m9\nfupan log -n 5",
};
