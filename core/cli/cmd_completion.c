#include "base/embed.h"
#include "cli/cmd_priv.h"

static int run(fp_cli *c)
{
	fp_str text, name = fp_strf(c->a, "fupan.%.*s", FP_ARG(c->args[0]));
	if (!fp_embed_get(name.p, &text)) {
		fp_fail(&c->err, FP_USAGE, fp_tr("不认识 shell“%.*s”；可以是 bash、zsh、fish", "'%.*s' is no shell that is known; there are bash, zsh and fish"), FP_ARG(c->args[0]));
		return fp_cli_fail(c, &c->err);
	}
	fwrite(text.p, 1, text.n, stdout);
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {{0}};

const fp_cmd fp_cmd_completion = {
	.name = "completion", .group = "tool", .args = "bash|zsh|fish", .zh = "输出 shell 的补全脚本", .en = "print the completion script of a shell",
	.opts = opts, .min_args = 1, .max_args = 1, .run = run,
	.examples = "source <(fupan completion bash)\nfupan completion fish > ~/.config/fish/completions/fupan.fish",
};
