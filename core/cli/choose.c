// choose: a case on a terminal. fzf where it is installed, else a numbered list that is narrowed by typing words. Only titles and ids
// of the casebook go to fzf, as data: no shell sees them, and its preview gets the id quoted.
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cmd_priv.h"

#define PAGE 15          // lines of the numbered list
#define LINE_MAX_BYTES 4096

bool fp_can_choose(const fp_cli *c)
{
	return !c->json && fp_tty(STDIN_FILENO) && fp_tty(STDERR_FILENO);
}

typedef struct {
	fp_str *id;
	size_t n, cap;
} chosen;

// ---------------------------------------------------------------- fzf

static bool in_path(const char *name)
{
	const char *path = getenv("PATH");
	for (fp_str rest = fp_s(path); rest.n;) {
		char full[4200];
		fp_str dir = fp_str_cut(&rest, ':');
		snprintf(full, sizeof full, "%.*s/%s", (int)(dir.n < 4000 ? dir.n : 0), dir.p, name);
		if (dir.n && access(full, X_OK) == 0)
			return true;
	}
	return false;
}

// What the preview runs; the shell sees names of variables and the id in quotes, never text of a case.
static void preview_env(const fp_cli *c)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	exe[n > 0 ? n : 0] = 0;
	setenv("FUPAN_PICK_PROGRAM", exe, 1);
	setenv("FUPAN_PICK_BOOK", fp_store_root(c->ws.store), 1);
	setenv("SHELL", "/bin/sh", 1);
}

static _Noreturn void run_fzf(const fp_cli *c, int in, int out, bool many)
{
	const char *argv[16] = {"fzf", "--delimiter=\t", "--no-multi", "--layout=reverse", "--height=80%", "--tabstop=4", "--prompt", fp_tr("案例> ", "case> "),
	                        "--preview", "\"$FUPAN_PICK_PROGRAM\" -C \"$FUPAN_PICK_BOOK\" show {1}", "--preview-window=down,60%,wrap", NULL};
	if (many)
		argv[2] = "--multi";
	preview_env(c);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	close(in);
	close(out);
	signal(SIGPIPE, SIG_DFL);
	execvp("fzf", (char *const *)(uintptr_t)argv);
	_exit(127);
}

// Until fzf has had enough: it may end before it has read everything.
static void feed(int fd, const fp_hit *hits, size_t n, fp_arena *a)
{
	fp_buf b = {.max = (size_t)1 << 30};
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%.*s\t%.*s\n", FP_ARG(fp_one_line(a, hits[i].id)), FP_ARG(fp_one_line(a, hits[i].title)));
	(void)fp_write_all(fd, b.p, b.n);
	fp_buf_free(&b);
	close(fd);
}

static void read_ids(fp_cli *c, int fd, const fp_hit *hits, size_t n, chosen *out)
{
	fp_str text;
	fp_err none = {0};
	if (!fp_file_read_fd(c->a, fd, 64u << 20, &text, &none))
		return;
	while (text.n) {
		fp_str line = fp_str_line(&text), id = fp_str_cut(&line, '\t');
		for (size_t i = 0; i < n; i++)
			if (fp_str_eq(fp_one_line(c->a, hits[i].id), id)) {
				FP_PUSH(c->a, out->id, out->n, out->cap) = fp_str_dup(c->a, hits[i].id);
				break;
			}
	}
}

static bool pick_fzf(fp_cli *c, const fp_hit *hits, size_t n, bool many, chosen *out)
{
	int in[2], back[2], status = 0;
	if (pipe(in) || pipe(back))
		return fp_fail(&c->err, FP_IO, "pipe: %s", strerror(errno));
	fflush(NULL);
	pid_t pid = fork();
	if (pid < 0)
		return fp_fail(&c->err, FP_IO, "fork: %s", strerror(errno));
	if (pid == 0) {
		close(in[1]);
		close(back[0]);
		run_fzf(c, in[0], back[1], many);
	}
	close(in[0]);
	close(back[1]);
	void (*old)(int) = signal(SIGPIPE, SIG_IGN);
	feed(in[1], hits, n, c->a);
	signal(SIGPIPE, old);
	read_ids(c, back[0], hits, n, out);
	close(back[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
		return fp_fail(&c->err, FP_IO, "%s", fp_tr("fzf 出错了；可以直接写案例号", "fzf went wrong; give the id instead"));
	return true;
}

// ---------------------------------------------------------------- the numbered list

static void print_page(const fp_hit *hits, size_t n, fp_arena *a)
{
	for (size_t i = 0; i < n && i < PAGE; i++) {
		fp_str title = fp_str_fit(a, fp_one_line(a, hits[i].title), 60);
		fprintf(stderr, "%3zu  %.*s  %.*s\n", i + 1, FP_ARG(fp_one_line(a, hits[i].id)), FP_ARG(title));
	}
	if (n > PAGE)
		fprintf(stderr, fp_tr("     共 %zu 个，列出最新的 %d 个\n", "     %zu in all, the newest %d are listed\n"), n, PAGE);
}

// "2" or, of many, "1 3-5 8"; false when the line is something else.
static bool read_numbers(fp_cli *c, fp_str line, const fp_hit *hits, size_t n, bool many, chosen *out)
{
	size_t shown = n < PAGE ? n : PAGE;
	out->n = 0;
	while (line.n) {
		int64_t from, to;
		fp_str one = fp_str_cut(&line, ' '), low = fp_str_cut(&one, '-');
		if (!low.n)
			continue;
		bool ok = fp_str_int(low, &from);
		to = from;
		if (!ok || (one.p && !fp_str_int(one, &to)) || from < 1 || to < from || to > (int64_t)shown || (!many && (to != from || out->n)))
			return false;
		for (; from <= to; from++)
			FP_PUSH(c->a, out->id, out->n, out->cap) = fp_str_dup(c->a, hits[from - 1].id);
	}
	return out->n > 0;
}

// What looks like numbers is no search.
static bool only_numbers(fp_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("0123456789 -", s.p[i]))
			return false;
	return true;
}

static bool find(fp_cli *c, fp_str query, fp_hit **hits, size_t *n, fp_err *err)
{
	fp_find_options o = {.sort = "-received"};
	fp_query *q = fp_flow_query(&c->ws, query, err);
	return q && fp_index_find(c->ws.index, q, &o, c->a, hits, n, err);
}

// Words narrow the list, a number chooses, an empty line or the end of input gives up.
static bool pick_number(fp_cli *c, fp_str query, fp_hit **hits, size_t *n, bool many, chosen *out)
{
	char line[LINE_MAX_BYTES];
	print_page(*hits, *n, c->a);
	for (;;) {
		fprintf(stderr, "%s", many ? fp_tr("号码（如 1 3-5），或几个字再找；空行放弃：", "numbers (1 3-5), or words to look for; empty gives up: ")
		                           : fp_tr("号码，或几个字再找；空行放弃：", "a number, or words to look for; empty gives up: "));
		fflush(stderr);
		if (!fgets(line, sizeof line, stdin)) {
			fputc('\n', stderr);
			return true;
		}
		fp_str typed = fp_str_trim(fp_s(line));
		if (!typed.n || read_numbers(c, typed, *hits, *n, many, out))
			return true;
		fp_hit *found = NULL;
		size_t found_n = 0;
		fp_err err = {0};
		out->n = 0;
		// The words are read alone first, so that a mistake in them is told at its own column.
		fp_str within = query.n ? fp_strf(c->a, "(%.*s) (%.*s)", FP_ARG(query), FP_ARG(typed)) : typed;
		if (only_numbers(typed)) {
			fprintf(stderr, many ? fp_tr("号码是 1 到 %zu\n", "numbers go from 1 to %zu\n") : fp_tr("一个号码，1 到 %zu\n", "one number, from 1 to %zu\n"), *n < PAGE ? *n : (size_t)PAGE);
		} else if (!fp_flow_query(&c->ws, typed, &err) || !find(c, within, &found, &found_n, &err)) {
			fprintf(stderr, "%s\n", err.msg);
		} else if (!found_n) {
			fprintf(stderr, fp_tr("没有找到“%.*s”\n", "nothing found: %.*s\n"), FP_ARG(typed));
		} else {
			fp_hits_free(*hits, *n);
			*hits = found;
			*n = found_n;
			print_page(found, found_n, c->a);
		}
	}
}

// ---------------------------------------------------------------- the front

bool fp_choose(fp_cli *c, fp_str query, bool many, fp_str **ids, size_t *n)
{
	fp_hit *hits = NULL;
	size_t hit_n = 0;
	chosen out = {0};
	if (!find(c, query, &hits, &hit_n, &c->err))
		return false;
	bool ok = hit_n || fp_fail(&c->err, FP_NOT_FOUND, "%s", fp_tr("没有可选的案例", "there is no case to choose from"));
	if (ok)
		ok = in_path("fzf") ? pick_fzf(c, hits, hit_n, many, &out) : pick_number(c, query, &hits, &hit_n, many, &out);
	fp_hits_free(hits, hit_n);
	*ids = out.id;
	*n = out.n;
	return ok && (out.n || fp_fail(&c->err, FP_NOT_FOUND, "%s", fp_tr("没有选案例", "no case was chosen")));
}

bool fp_choose_arg(fp_cli *c)
{
	fp_str *ids;
	size_t n;
	if (!fp_choose(c, (fp_str){0}, false, &ids, &n))
		return false;
	memmove(c->args + 1, c->args, c->arg_n * sizeof *c->args);
	c->args[0] = ids[0];
	c->arg_n++;
	return true;
}
