#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli_priv.h"
#include "cli/cmd_priv.h"
#include "cli/complete.h"

#define X(name) extern const fp_cmd fp_cmd_##name;
#include "cli/commands.inc"
#undef X
const fp_cmd *const fp_commands[] = {
#define X(name) &fp_cmd_##name,
#include "cli/commands.inc"
#undef X
};
const size_t fp_command_n = FP_COUNT(fp_commands);

// The language before a casebook is known: FUPAN_LANG, then the locale; Chinese where neither says.
static void language_from_environment(void)
{
	static const char *const names[] = {"FUPAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
	fp_lang lang = FP_ZH;
	for (size_t i = 0; i < FP_COUNT(names); i++) {
		const char *v = getenv(names[i]);
		if (v && *v && fp_lang_parse(v, &lang))
			break;
	}
	fp_lang_set(lang);
}

static void language_from_casebook(const fp_workspace *ws, bool asked)
{
	fp_lang lang;
	const char *v = getenv("FUPAN_LANG");
	if (asked || (v && *v))
		return;
	if (fp_lang_parse(ws->schema->config.lang.p, &lang))
		fp_lang_set(lang);
}

// A hint must not cost more in a large casebook: there the newest cases are looked at, and every file by status and save.
#define GLANCE 1000

static void say_unsaved(fp_cli *c)
{
	fp_dirty *d;
	size_t n = 0;
	bool all = true;
	fp_err err = {0};
	if (!fp_store_glance(c->ws.store, GLANCE, &n, &all) && !fp_store_dirty(c->ws.store, &c->ws.rev, c->a, &d, &n, &err))
		return;
	if (n)
		fprintf(stderr, fp_tr("fupan: %s%zu 个文件改过还没保存，结果不含这些改动；用 fupan save 保存\n",
		                      "fupan: %s%zu files are edited and not saved, results do not show it; fupan save commits them\n"),
		        all ? "" : fp_tr("至少", "at least "), n);
}

// A plugin that came with the casebook: asked about once on a terminal, named elsewhere.
static bool ask_trust(fp_cli *c, const fp_plugin *p)
{
	char line[64];
	fp_str path;
	if (!fp_can_choose(c)) {
		fprintf(stderr, fp_tr("fupan: 插件 %.*s 没有跑：%.*s\n", "fupan: plugin %.*s did not run: %.*s\n"), FP_ARG(fp_one_line(c->a, p->name)), FP_ARG(fp_one_line(c->a, p->reason)));
		return false;
	}
	fprintf(stderr, fp_tr("案例本带来了插件 %.*s（%.12s），没有在这台机器上跑过。让它跑吗？[y/N] ", "The casebook brings the plugin %.*s (%.12s), which has not run on this machine. Let it run? [y/N] "), FP_ARG(fp_one_line(c->a, p->path)), p->trust);
	fflush(stderr);
	if (!fgets(line, sizeof line, stdin))
		return false;
	bool yes = line[0] == 'y' || line[0] == 'Y';
	return fp_flow_trust(&c->ws, p->name, yes, &path, &c->err) && yes;
}

static bool settle_trust(fp_cli *c)
{
	bool changed = false;
	if (!strcmp(c->cmd->name, "plugin"))
		return true;
	for (size_t i = 0; i < fp_host_count(c->ws.host) && !c->err.code; i++) {
		const fp_plugin *p = fp_host_plugin(c->ws.host, i);
		if (p->status == FP_PLUGIN_UNTRUSTED && !fp_flow_refused(&c->ws, p))
			changed = ask_trust(c, p) || changed;
	}
	if (!changed)
		return !c->err.code;
	fp_host_close(c->ws.host);
	c->ws.host = NULL;
	return fp_ws_host(&c->ws, &c->err);
}

static bool open_desk(fp_cli *c, bool lang_asked)
{
	unsigned f = c->cmd->flags;
	if (!(f & FP_CMD_CASEBOOK))
		return true;
	if (!fp_ws_open(&c->ws, c->a, c->dir, &c->err))
		return false;
	c->opened = true;
	language_from_casebook(&c->ws, lang_asked);
	for (size_t i = 0; i < c->ws.diags.n; i++) {
		const fp_diag *d = &c->ws.diags.v[i];
		if (d->severity == FP_ERROR)
			fprintf(stderr, "fupan: %.*s:%u: %.*s\n", FP_ARG(d->path), d->line, FP_ARG(d->message));
	}
	if (f & FP_CMD_READS)
		say_unsaved(c);
	if ((f & FP_CMD_INDEX) && !fp_ws_index(&c->ws, &c->err))
		return false;
	return !(f & FP_CMD_HOST) || (fp_ws_host(&c->ws, &c->err) && settle_trust(c));
}

static int unknown_command(fp_str name)
{
	const char *planned = fp_not_built(name);
	if (planned) {
		fprintf(stderr, fp_tr("fupan: %.*s 还没有做好：%s\n", "fupan: %.*s is not built yet: %s\n"), FP_ARG(name), planned);
		return FP_EXIT_USAGE;
	}
	const fp_cmd *near = fp_cmd_nearest(name);
	fprintf(stderr, fp_tr("fupan: 没有“%.*s”这个命令", "fupan: there is no command '%.*s'"), FP_ARG(name));
	if (near)
		fprintf(stderr, fp_tr("，是不是 fupan %s？", ", did you mean fupan %s?"), near->name);
	fprintf(stderr, fp_tr("\n  fupan help 列出全部命令\n", "\n  fupan help lists all commands\n"));
	return FP_EXIT_USAGE;
}

// A full disk or closed pipe at the very end is a failure too.
static int check_stdout(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	fprintf(stderr, "%s", fp_tr("fupan: 写标准输出出错（磁盘满了？）\n", "fupan: writing to standard output went wrong (disk full?)\n"));
	return code == FP_EXIT_OK ? FP_EXIT_FAIL : code;
}

static int run_command(fp_cli *c, bool lang_asked)
{
	int code;
	if (!open_desk(c, lang_asked) || ((c->cmd->flags & FP_CMD_CHOOSES) && (int)c->arg_n < c->cmd->min_args && !fp_choose_arg(c)))
		code = fp_cli_fail(c, &c->err);
	else
		code = c->cmd->run(c);
	if (c->opened)
		fp_ws_close(&c->ws);
	return check_stdout(code);
}

int main(int argc, char **argv)
{
	fp_cli c = {.dir = "."};
	fp_front front = {0};
	int code;

	setlocale(LC_ALL, "C");
	signal(SIGPIPE, SIG_DFL);
	language_from_environment();
	// Between two keys of a person; its words are not options of this program.
	if (argc > 1 && !strcmp(argv[1], "__complete"))
		return fp_complete(argc, argv);
	c.a = fp_arena_new((size_t)8 << 30);
	c.color = fp_tty(STDOUT_FILENO) && !getenv("NO_COLOR");
	if (!fp_front_parse(&c, argc, argv, &front)) {
		code = fp_cli_fail(&c, &c.err);
		goto out;
	}
	if (front.version) {
		printf("fupan %s\n", FP_VERSION);
		code = FP_EXIT_OK;
	} else if (!front.command.n || (front.help && !c.cmd)) {
		fp_help_all(front.help ? stdout : stderr);
		code = front.help ? FP_EXIT_OK : FP_EXIT_USAGE;
	} else if (!c.cmd) {
		code = unknown_command(front.command);
	} else if (front.help) {
		fp_help_cmd(stdout, c.cmd);
		code = FP_EXIT_OK;
	} else if (!fp_clock_check(&c.err) || !fp_opts_parse(&c, front.rest, front.rest_n)) {
		code = fp_cli_fail(&c, &c.err);
	} else {
		code = run_command(&c, front.lang_asked);
	}
out:
	fp_arena_free(c.a);
	return code;
}
