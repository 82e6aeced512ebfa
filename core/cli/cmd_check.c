#include <unistd.h>

#include "cli/cmd_priv.h"

#define PATCH_MOST ((size_t)256 << 20)

// What the hooks of git ask: a patch on standard input, or the file of a commit message.
static bool check(fp_cli *c, fp_diags *d)
{
	fp_str text, message = fp_opt_text(c, "message", NULL);
	if (fp_opt_flag(c, "patch"))
		return fp_file_read_fd(c->a, STDIN_FILENO, PATCH_MOST, &text, &c->err) && fp_flow_check_patch(&c->ws, text, d, &c->err);
	if (message.n)
		return fp_file_read(c->a, message.p, PATCH_MOST, &text, &c->err) && fp_flow_check_message(&c->ws, message, text, d, &c->err);
	return fp_flow_check(&c->ws, c->args, c->arg_n, fp_opt_flag(c, "privacy"), d, &c->err);
}

static int run(fp_cli *c)
{
	fp_diags d = {.arena = c->a};
	if (!check(c, &d))
		return fp_cli_fail(c, &c->err);
	fp_out_diags(c, &d);
	if (!d.n && !c->json)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有发现问题", "fupan: no problem found"));
	return d.n ? FP_EXIT_DOCUMENT : FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"privacy", 0, FP_OPT_FLAG, NULL, "只查个人信息，也查文件名和提交说明", "look for personal data only, in names of files and commit messages too"},
	{"patch", 0, FP_OPT_FLAG, NULL, "查标准输入里的 git diff 加了什么", "look for personal data in what the git diff on standard input adds"},
	{"message", 0, FP_OPT_TEXT, "FILE", "查一条提交说明", "look for personal data in a commit message"},
	{0},
};

const fp_cmd fp_cmd_check = {
	.name = "check", .group = "casebook", .args = "[QUERY|FILE...]", .zh = "检查案例和设置：文件:行:列: 说明", .en = "check cases and settings: path:line:col: message",
	.opts = opts, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan check\nfupan check week:last-week\nfupan check cases/2026/11/17/261117-aywg0m9.md\nfupan check --privacy",
};
