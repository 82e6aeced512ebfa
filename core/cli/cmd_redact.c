#include <unistd.h>

#include "cli/cmd_priv.h"

#define TEXT_MOST ((size_t)64 << 20)

static int run(fp_cli *c)
{
	fp_str text;
	size_t all = 0, n;
	for (size_t i = 0; i < (c->arg_n ? c->arg_n : 1); i++) {
		bool file = c->arg_n && !fp_str_is(c->args[i], "-");
		fp_arena *a = fp_arena_new((size_t)8 << 30);
		bool ok = file ? fp_file_read(a, c->args[i].p, TEXT_MOST, &text, &c->err) : fp_file_read_fd(a, STDIN_FILENO, TEXT_MOST, &text, &c->err);
		if (ok) {
			text = fp_flow_redact(a, text, fp_lang_get(), &n);
			fwrite(text.p, 1, text.n, stdout);
			all += n;
		}
		fp_arena_free(a);
		if (!ok)
			return fp_cli_fail(c, &c->err);
	}
	if (all && fp_tty(STDERR_FILENO))
		fp_hint(fp_tr("换了 %zu 处", "%zu replaced"), all);
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{0},
};

const fp_cmd fp_cmd_redact = {
	.name = "redact", .group = "tool", .args = "[FILE...]", .zh = "把文本里的个人信息换成占位符，写到标准输出", .en = "replace personal data in any text by placeholders, to standard output",
	.opts = opts, .max_args = -1, .run = run,
	.examples = "fupan redact 聊天记录.txt >干净.txt\ncat notes.txt | fupan redact --lang en",
};
