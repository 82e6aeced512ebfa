// watch: the same command again whenever a file changes. Each run is a process of its own, so that a plugin under work never meets
// what an earlier run left in memory.
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/cmd_priv.h"

#define LOOK_EVERY_MS 200

extern char **environ;

typedef struct {
	struct timespec changed;
	off_t size;
	ino_t inode;
	bool there;
} look;

// Editors write in place or put a new file in the old one's place; between the two there is none.
static look look_at(const char *path)
{
	struct stat st;
	if (stat(path, &st))
		return (look){0};
	return (look){st.st_mtim, st.st_size, st.st_ino, true};
}

static bool same(const look *a, const look *b)
{
	return a->there == b->there && a->size == b->size && a->inode == b->inode && a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

static void wait_for_change(const char *path, const look *seen)
{
	for (;;) {
		look now = look_at(path);
		if (now.there && !same(&now, seen))
			return;
		nanosleep(&(struct timespec){0, LOOK_EVERY_MS * 1000000L}, NULL);
	}
}

// The command as it was given, without --watch.
static char **arguments(fp_cli *c)
{
	size_t n = 0;
	char **v = FP_NEW_N(c->a, char *, c->arg_n + 2 * c->given_n + 8);
	v[n++] = (char *)(uintptr_t) "fupan";
	v[n++] = (char *)(uintptr_t) "-C";
	v[n++] = (char *)(uintptr_t)c->dir;
	v[n++] = (char *)(uintptr_t) "--lang";
	v[n++] = (char *)(uintptr_t)(fp_lang_get() == FP_ZH ? "zh" : "en");
	if (c->json)
		v[n++] = (char *)(uintptr_t) "--json";
	v[n++] = (char *)(uintptr_t)c->cmd->name;
	if (fp_opt_flag(c, "diff"))
		v[n++] = (char *)(uintptr_t) "--diff";
	v[n++] = (char *)(uintptr_t) "--";
	for (size_t i = 0; i < c->arg_n; i++)
		v[n++] = (char *)(uintptr_t)fp_cstr(c->a, c->args[i]);
	return v;
}

static bool run_once(fp_cli *c, char **argv)
{
	pid_t pid;
	int status, why = posix_spawn(&pid, "/proc/self/exe", NULL, NULL, argv, environ);
	if (why)
		return fp_fail(&c->err, FP_IO, "%s", strerror(why));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return true;
}

int fp_watch(fp_cli *c, fp_str file)
{
	const char *path = fp_cstr(c->a, file);
	if (!fp_str_ends(file, ".lua")) {
		fp_fail(&c->err, FP_USAGE, fp_tr("--watch 要写文件，如 plugins/classify/%.*s.lua", "--watch takes a file, such as plugins/classify/%.*s.lua"), FP_ARG(file));
		return fp_cli_fail(c, &c->err);
	}
	if (!fp_file_exists(path)) {
		fp_fail(&c->err, FP_NOT_FOUND, fp_tr("没有文件 %s", "there is no file %s"), path);
		return fp_cli_fail(c, &c->err);
	}
	char **argv = arguments(c);
	for (;;) {
		look seen = look_at(path);
		if (fp_tty(STDOUT_FILENO))
			fputs("\033[H\033[2J", stdout);
		fflush(stdout);
		if (!run_once(c, argv))
			return fp_cli_fail(c, &c->err);
		fprintf(stderr, fp_tr("fupan: 等 %s 变化，Ctrl-C 结束\n", "fupan: waiting for %s to change, Ctrl-C ends\n"), path);
		wait_for_change(path, &seen);
	}
}
