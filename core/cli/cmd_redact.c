#include <unistd.h>

#include "base/json.h"
#include "cli/cmd_priv.h"

#define TEXT_MOST ((size_t)64 << 20)

static size_t print_text(fp_arena *a, fp_str text)
{
	size_t n;
	text = fp_flow_redact(a, text, fp_lang_get(), &n);
	fwrite(text.p, 1, text.n, stdout);
	return n;
}

// Where several files were named, each line says of which it is.
static size_t print_json(fp_arena *a, fp_str text, fp_str path)
{
	fp_pii_change *v;
	size_t n = fp_flow_redactions(a, text, fp_lang_get(), &v);
	for (size_t k = 0; k < n; k++) {
		json_t *line = json_pack("{s:I,s:I,s:s,s:o,s:o}", "start", (json_int_t)v[k].start, "end", (json_int_t)v[k].end, "kind", v[k].kind,
		                         "text", fp_json_str(v[k].text), "replacement", fp_json_str(v[k].replacement));
		if (path.n)
			json_object_set_new(line, "path", fp_json_str(path));
		fp_out_json(line);
	}
	return n;
}

static int run(fp_cli *c)
{
	fp_str text;
	size_t all = 0;
	for (size_t i = 0; i < (c->arg_n ? c->arg_n : 1); i++) {
		bool file = c->arg_n && !fp_str_is(c->args[i], "-");
		fp_arena *a = fp_arena_new((size_t)8 << 30);
		bool ok = file ? fp_file_read(a, c->args[i].p, TEXT_MOST, &text, &c->err) : fp_file_read_fd(a, STDIN_FILENO, TEXT_MOST, &text, &c->err);
		if (ok)
			all += c->json ? print_json(a, text, c->arg_n > 1 ? c->args[i] : (fp_str){0}) : print_text(a, text);
		fp_arena_free(a);
		if (!ok)
			return fp_cli_fail(c, &c->err);
	}
	if (all && !c->json && fp_tty(STDERR_FILENO))
		fp_hint(fp_tr("换了 %zu 处", "%zu replaced"), all);
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{0},
};

const fp_cmd fp_cmd_redact = {
	.name = "redact", .group = "tool", .args = "[FILE...]", .zh = "把文本里的个人信息换成占位符，写到标准输出", .en = "replace personal data in any text by placeholders, to standard output",
	.opts = opts, .max_args = -1, .run = run,
	.examples = "fupan redact 聊天记录.txt >干净.txt\ncat notes.txt | fupan redact --lang en\nfupan --json redact 聊天记录.txt",
};
