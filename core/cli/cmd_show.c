#include "base/json.h"
#include "cli/cmd_priv.h"

static int run(fp_cli *c)
{
	fp_case_at at;
	if (!fp_flow_get(&c->ws, c->args[0], true, &at, &c->err))
		return fp_cli_fail(c, &c->err);
	if (c->json) {
		json_t *v = fp_case_to_value(at.doc);
		json_object_set_new(v, "path", fp_json_str(at.path));
		fp_out_json(v);
		return FP_EXIT_OK;
	}
	// As it is written: the text is the truth. On a terminal the front matter stands back.
	fp_str head = fp_str_sub(at.text, 0, at.doc->body), body = fp_str_sub(at.text, at.doc->body, at.text.n);
	fputs(fp_sgr(c, "2"), stdout);
	fp_print_safe(head);
	fputs(fp_sgr(c, "0"), stdout);
	fp_print_safe(body);
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {{0}};

const fp_cmd fp_cmd_show = {
	.name = "show", .group = "casebook", .args = "ID", .zh = "显示一个案例", .en = "show a case",
	.opts = opts, .min_args = 1, .max_args = 1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_READS, .run = run,
	.examples = "fupan show 261117-aywg0m9\nfupan show aywg0m9\nfupan --json show aywg0m9",
};
