// Parts that write and compare git trees.
#include <git2.h>
#include <pthread.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include "parts.h"

// ---------------------------------------------------------------- the moment the ref moves

typedef struct {
	int fd;
	pthread_t thread;
	double when;
} watch;

static void *wait_for_ref(void *ctx)
{
	watch *w = ctx;
	char bytes[4096];
	for (;;) {
		ssize_t n = read(w->fd, bytes, sizeof bytes), at = 0;
		double now = fp_clock_seconds();
		while (at < n) {
			const struct inotify_event *e = (const void *)(bytes + at);
			if (e->len && !strcmp(e->name, "main")) {
				w->when = now;
				return NULL;
			}
			at += (ssize_t)(sizeof *e + e->len);
		}
		if (n <= 0)
			return NULL;
	}
}

static void watch_start(watch *w, const char *book)
{
	*w = (watch){.fd = inotify_init1(IN_CLOEXEC)};
	if (inotify_add_watch(w->fd, fp_strf(a, "%s/.git/refs/heads", book).p, IN_MOVED_TO | IN_CLOSE_WRITE) < 0 || pthread_create(&w->thread, NULL, wait_for_ref, w)) {
		fp_fail(&err, FP_IO, "%s cannot be watched", book);
		stop();
	}
}

static void print_took(watch *w, double start, const char *until)
{
	double all = fp_clock_seconds() - start;
	pthread_join(w->thread, NULL);
	printf("took=%.6f\n", strcmp(until, "ref") ? all : w->when - start);
}

static int until_ref(char **argv)
{
	watch w;
	int status = 1;
	watch_start(&w, argv[0]);
	double start = fp_clock_seconds();
	pid_t pid = fork();
	if (pid == 0) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	if (status)
		return 1;
	print_took(&w, start, "ref");
	return 0;
}

// ---------------------------------------------------------------- the store

static void add_files(const char *root, fp_str dir, fp_put **puts, size_t *n, size_t *cap)
{
	fp_str *names;
	size_t name_n;
	if (!fp_dir_list(a, fp_strf(a, "%s/%.*s", root, FP_ARG(dir)).p, &names, &name_n, &err))
		stop();
	for (size_t i = 0; i < name_n; i++) {
		fp_str path = fp_strf(a, "%.*s/%.*s", FP_ARG(dir), FP_ARG(names[i])), full = fp_strf(a, "%s/%.*s", root, FP_ARG(path));
		fp_put p = {.path = path};
		if (fp_dir_exists(full.p))
			add_files(root, path, puts, n, cap);
		else if (fp_file_read(a, full.p, FP_BLOB_MAX, &p.text, &err))
			FP_PUSH(a, *puts, *n, *cap) = p;
		else
			stop();
	}
}

static int commit(fp_store *s, const char *book, const fp_put *puts, size_t n, const char *until)
{
	fp_write w = {.puts = puts, .put_n = n, .message = FP_STR("bench\n")};
	fp_rev rev;
	watch seen;
	watch_start(&seen, book);
	double start = fp_clock_seconds();
	if (!fp_store_write(s, &w, &rev, &err))
		stop();
	print_took(&seen, start, until);
	fp_store_close(s);
	return 0;
}

static fp_store *opened(const char *book, fp_rev *rev)
{
	fp_store *s = fp_store_open(book, &err);
	if (!s || !fp_store_head(s, rev, &err))
		stop();
	return s;
}

static int write_all(char **argv)
{
	fp_put *puts = NULL;
	size_t n = 0, cap = 0;
	fp_rev rev;
	add_files(argv[1], FP_STR("cases"), &puts, &n, &cap);
	return commit(opened(argv[0], &rev), argv[0], puts, n, argv[2]);
}

static int save_one(char **argv)
{
	fp_rev rev;
	fp_str text;
	fp_store *s = opened(argv[0], &rev);
	fp_put p = {.path = fp_s(argv[1])};
	if (!fp_store_read(s, &rev, p.path, a, &text, &p.expect, &err))
		stop();
	p.text = fp_strf(a, "%.*s%s\n", FP_ARG(text), rev.commit.hex);
	return commit(s, argv[0], &p, 1, argv[2]);
}

static size_t git2_diff(const char *book, const char *from, const char *to, double *took)
{
	git_repository *repo;
	git_oid id[2];
	git_tree *tree[2];
	git_diff *d;
	git_libgit2_init();
	if (git_repository_open(&repo, book) || git_oid_fromstr(&id[0], from) || git_oid_fromstr(&id[1], to))
		stop();
	double start = fp_clock_seconds();
	if (git_tree_lookup(&tree[0], repo, &id[0]) || git_tree_lookup(&tree[1], repo, &id[1]) || git_diff_tree_to_tree(&d, repo, tree[0], tree[1], NULL))
		stop();
	size_t n = git_diff_num_deltas(d);
	*took = fp_clock_seconds() - start;
	return n;
}

static int diff(char **argv)
{
	double took;
	size_t n;
	if (!strcmp(argv[3], "git2")) {
		n = git2_diff(argv[0], argv[1], argv[2], &took);
	} else {
		fp_rev rev;
		fp_store *s = opened(argv[0], &rev);
		fp_oid from, to;
		fp_change *changes;
		snprintf(from.hex, sizeof from.hex, "%s", argv[1]);
		snprintf(to.hex, sizeof to.hex, "%s", argv[2]);
		git_libgit2_init();   // opening the library and the repository is no part of it, here as there
		if (!fp_store_diff(s, &from, &to, FP_STR("none"), a, &changes, &n, &err))
			stop();
		double start = fp_clock_seconds();
		if (!fp_store_diff(s, &from, &to, FP_STR(""), a, &changes, &n, &err))
			stop();
		took = fp_clock_seconds() - start;
		fp_store_close(s);
	}
	printf("took=%.6f changed=%zu\n", took, n);
	return 0;
}

const part store_parts[] = {{"until-ref", 2, until_ref}, {"write", 3, write_all}, {"save", 3, save_one}, {"diff", 4, diff}, {0}};
