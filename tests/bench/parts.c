// parts: the rows of the benchmark that are not a whole command. Each prints "took=SECONDS" for measure, and what it counted.
//   parts until-ref BOOK COMMAND...     a command, until the branch of BOOK has moved
//   parts write BOOK FILES ref|all      every file below FILES as one commit: until the ref has moved, or with work tree and index
//   parts save BOOK PATH ref|all        one more line in one case
//   parts diff BOOK FROM TO fupan|git2  what differs between two trees, by the store or by libgit2
//   parts exact BOOK QUERIES            random texts of one to six characters beside a scan; "wrong=0 p50=... p99=..."
//   parts call BOOK PLUGIN.lua          one plugin over all cases, in one worker
//   parts values BOOK                   the same cases as a Lua file
#include <git2.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flow/flow.h"
// The private header has another fp_row than core/table.
#define fp_row fp_index_row
#include "index/index_priv.h"
#undef fp_row

static fp_arena *a;
static fp_err err;

static _Noreturn void stop(void)
{
	fprintf(stderr, "parts: %s\n", err.msg);
	exit(1);
}

static fp_workspace *desk(const char *book)
{
	static fp_workspace ws;
	if (!fp_ws_open(&ws, a, book, &err) || !fp_ws_index(&ws, &err))
		stop();
	return &ws;
}

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
		double start = fp_clock_seconds();
		if (!fp_store_diff(s, &from, &to, FP_STR(""), a, &changes, &n, &err))
			stop();
		took = fp_clock_seconds() - start;
		fp_store_close(s);
	}
	printf("took=%.6f changed=%zu\n", took, n);
	return 0;
}

// ---------------------------------------------------------------- search beside a scan

typedef struct {
	fp_str id, plain;
	fp_str *piece;           // folded
	size_t piece_n;
} text;

static uint64_t state = 88172645463325252u;
static size_t dice(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % n);
}

static text *all_texts(fp_workspace *ws, size_t *n)
{
	fp_entry *e;
	if (!fp_store_list(ws->store, &ws->rev, FP_STR("cases"), a, &e, n, &err))
		stop();
	text *v = FP_NEW_N(a, text, *n);
	fp_arena *tmp = fp_arena_new(0);
	for (size_t i = 0; i < *n; i++, fp_arena_reset(tmp)) {
		fp_str bytes;
		if (!fp_store_read_blob(ws->store, &e[i].blob, tmp, &bytes, &err))
			stop();
		const fp_case *c = fp_case_parse(tmp, e[i].path, bytes, NULL);
		fp_plain p = fp_plain_of(tmp, c);
		v[i] = (text){fp_str_dup(a, fp_case_id(c)), fp_str_dup(a, p.text), FP_NEW_N(a, fp_str, p.piece_n + 1), p.piece_n};
		for (size_t k = 0; k < p.piece_n; k++)
			v[i].piece[k] = fp_str_dup(a, fp_fold(tmp, fp_str_sub(p.text, p.piece[k].start, p.piece[k].end), false).text);
	}
	return v;
}

static fp_str random_part(const text *v, size_t n)
{
	fp_str s = v[dice(n)].plain;
	size_t at = dice(s.n);
	while (at && ((unsigned char)s.p[at] & 0xC0) == 0x80)
		at--;
	return fp_utf8_prefix(fp_str_sub(s, at, s.n), 1 + dice(6));
}

static int by_id(const void *x, const void *y)
{
	return fp_str_cmp(((const fp_hit *)x)->id, ((const fp_hit *)y)->id);
}

// Whether the hits are exactly the cases that a scan finds.
static bool same_as_scan(const text *v, size_t n, fp_str term, fp_hit *hits, size_t hit_n)
{
	size_t found = 0;
	if (hit_n)
		qsort(hits, hit_n, sizeof *hits, by_id);
	for (size_t i = 0; i < n; i++) {
		bool has = false;
		for (size_t k = 0; k < v[i].piece_n && !has; k++)
			has = memmem(v[i].piece[k].p, v[i].piece[k].n, term.p, term.n) != NULL;
		found += has;
		if (has && (!hit_n || !bsearch(&(fp_hit){.id = v[i].id}, hits, hit_n, sizeof *hits, by_id)))
			return false;
	}
	return found == hit_n;
}

static int ascending(const void *x, const void *y)
{
	double p = *(const double *)x, q = *(const double *)y;
	return (p > q) - (p < q);
}

static int exact(char **argv)
{
	fp_workspace *ws = desk(argv[0]);
	size_t n, wrong = 0, asked = 0, most = (size_t)atoi(argv[1]);
	const text *v = all_texts(ws, &n);
	double *took = FP_NEW_N(a, double, most + 1);
	while (asked < most) {
		fp_arena *tmp = fp_arena_new(0);
		fp_str part = random_part(v, n);
		fp_query *q = fp_query_parse(tmp, fp_strf(tmp, "\"%.*s\"", FP_ARG(part)), ws->schema, &ws->cal, &err);
		err = (fp_err){0};
		// quotes, backslashes and white space make it another query: not what is looked at here
		if (q && q->root->kind == FP_N_TERM && q->root->quoted && fp_str_eq(q->root->text, fp_fold(tmp, part, false).text)) {
			fp_hit *hits;
			size_t hit_n;
			double start = fp_clock_seconds();
			if (!fp_index_find(ws->index, q, &(fp_find_options){.limit = 20}, tmp, &hits, &hit_n, &err))
				stop();
			took[asked++] = fp_clock_seconds() - start;
			if (!fp_index_find(ws->index, q, &(fp_find_options){0}, tmp, &hits, &hit_n, &err))
				stop();
			wrong += !same_as_scan(v, n, q->root->text, hits, hit_n);
		}
		fp_arena_free(tmp);
	}
	qsort(took, asked, sizeof *took, ascending);
	printf("took=%.6f cases=%zu asked=%zu wrong=%zu p50=%.6f p99=%.6f\n", took[asked / 2], n, asked, wrong, took[asked / 2], took[asked * 99 / 100]);
	return wrong != 0;
}

// ---------------------------------------------------------------- one plugin

static json_t **all_values(fp_workspace *ws, size_t *n)
{
	fp_entry *e;
	if (!fp_store_list(ws->store, &ws->rev, FP_STR("cases"), a, &e, n, &err))
		stop();
	json_t **v = FP_NEW_N(a, json_t *, *n);
	for (size_t i = 0; i < *n; i++) {
		fp_str bytes;
		if (!fp_store_read_blob(ws->store, &e[i].blob, a, &bytes, &err))
			stop();
		v[i] = fp_case_to_value(fp_case_parse(a, e[i].path, bytes, NULL));
	}
	return v;
}

static size_t fired;

static json_t *give(void *ctx, const fp_plugin *p, size_t i)
{
	(void)p;
	return json_incref(((json_t **)ctx)[i]);
}

static bool take(void *ctx, const fp_plugin *p, size_t i, const json_t *result, const fp_err *why)
{
	(void)ctx, (void)p, (void)i;
	if (why)
		err = *why;
	fired += json_array_size(result) > 0;
	return !why;
}

static int call(char **argv)
{
	size_t n;
	fp_workspace *ws = desk(argv[0]);
	json_t **v = all_values(ws, &n);
	fp_plugin_root root = {argv[0], "bench"};
	fp_limits one = {.workers = 1};
	fp_host *h = fp_host_open(&root, 1, NULL, NULL, 0, &one, &err);
	json_t *ctx = json_pack("{s:s}", "lang", "zh");
	if (!h || !fp_host_context(h, ctx, &err))
		stop();
	const fp_plugin *p = fp_host_add_file(h, argv[1], &err);
	if (!p)
		stop();
	double start = fp_clock_seconds();
	if (p->status != FP_PLUGIN_OK || !fp_host_map(h, &p, 1, n, give, take, v, &err)) {
		fprintf(stderr, "%.*s\n", FP_ARG(p->reason));
		stop();
	}
	printf("took=%.6f cases=%zu fired=%zu\n", fp_clock_seconds() - start, n, fired);
	fp_host_close(h);
	return 0;
}

static int values(char **argv)
{
	size_t n;
	json_t **v = all_values(desk(argv[0]), &n);
	puts("return {");
	for (size_t i = 0; i < n; i++)
		printf("{title=[======[%s]======], text=[======[\n%s]======]},\n", json_string_value(json_object_get(v[i], "title")), json_string_value(json_object_get(v[i], "text")));
	puts("}");
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int args;
		int (*run)(char **argv);
	} all[] = {{"until-ref", 2, until_ref}, {"write", 3, write_all}, {"save", 3, save_one}, {"diff", 4, diff}, {"exact", 2, exact}, {"call", 2, call}, {"values", 1, values}};
	a = fp_arena_new((size_t)16 << 30);
	for (size_t i = 0; argc > 1 && i < FP_COUNT(all); i++)
		if (!strcmp(argv[1], all[i].name) && argc - 2 >= all[i].args)
			return all[i].run(argv + 2);
	fprintf(stderr, "usage: see the head of tests/bench/parts.c\n");
	return 2;
}
