// fts5: the full text index of SQLite beside ours, over the table d(n, t) of folded texts, with the best settings that are known for it: no
// second copy of the texts, a page of 16 kB, a hash table of 256 MB. INDEX is bigram (the tokenizer below) or trigram (its own).
//   fts5 build DB INDEX                one transaction
//   fts5 ask DB INDEX QUERIES          each line as a phrase, the 20 best by rank with snippets; p50, p99
//   fts5 count DB INDEX QUERIES        how many texts have each
//   fts5 update DB INDEX COUNT SIZE    COUNT changed texts, SIZE in a transaction
//   fts5 size DB PREFIX                bytes of the tables whose name begins so, with their indexes
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static sqlite3 *db;

static _Noreturn void stop(const char *what)
{
	fprintf(stderr, "fts5: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
	exit(1);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int ascending(const void *x, const void *y)
{
	double p = *(const double *)x, q = *(const double *)y;
	return (p > q) - (p < q);
}

static void print_times(double *took, size_t n)
{
	double sum = 0;
	qsort(took, n, sizeof *took, ascending);
	for (size_t i = 0; i < n; i++)
		sum += took[i];
	printf("took=%.6f n=%zu p50=%.6f p99=%.6f max=%.6f\n", sum, n, took[n / 2], took[n * 99 / 100], took[n - 1]);
}

// ---------------------------------------------------------------- the tokenizer: pairs of neighbours in a run of Han, the last one alone; words of ASCII

static int han(const unsigned char *s, int n)
{
	return n >= 3 && ((s[0] >= 0xE4 && s[0] <= 0xE9) || (s[0] == 0xE3 && s[1] >= 0x90));
}

static int ascii_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

typedef int (*token_fn)(void *ctx, int flags, const char *token, int n, int start, int end);

static int tokenize(Fts5Tokenizer *t, void *ctx, int flags, const char *text, int n, token_fn put)
{
	const unsigned char *s = (const unsigned char *)text;
	int rc = SQLITE_OK, at = 0;
	(void)t;
	while (at < n && rc == SQLITE_OK) {
		if (han(s + at, n - at)) {
			int two = han(s + at + 3, n - at - 3);
			// The last one of a query's run would ask for the end of a run.
			if (two || !(flags & FTS5_TOKENIZE_QUERY) || at < 3 || !han(s + at - 3, 3))
				rc = put(ctx, 0, text + at, two ? 6 : 3, at, at + (two ? 6 : 3));
			at += 3;
		} else if (ascii_word(s[at])) {
			int from = at;
			while (at < n && ascii_word(s[at]))
				at++;
			rc = put(ctx, 0, text + from, at - from, from, at);
		} else {
			at++;
		}
	}
	return rc;
}

static int tokenizer_new(void *ctx, const char **arg, int n, Fts5Tokenizer **out)
{
	(void)ctx, (void)arg, (void)n;
	*out = (Fts5Tokenizer *)&db;
	return SQLITE_OK;
}

static void tokenizer_free(Fts5Tokenizer *t)
{
	(void)t;
}

static void open_with_tokenizer(const char *path)
{
	fts5_api *api = NULL;
	sqlite3_stmt *st;
	fts5_tokenizer bigram = {tokenizer_new, tokenizer_free, tokenize};
	if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &st, NULL) != SQLITE_OK)
		stop(path);
	sqlite3_bind_pointer(st, 1, &api, "fts5_api_ptr", NULL);
	sqlite3_step(st);
	sqlite3_finalize(st);
	if (!api || api->xCreateTokenizer(api, "bigram", NULL, &bigram, NULL) != SQLITE_OK)
		stop("tokenizer");
}

// ---------------------------------------------------------------- statements; %s is the index

static void run(const char *sql, const char *index)
{
	char text[1024];
	snprintf(text, sizeof text, sql, index, index, index);
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		stop(text);
}

static sqlite3_stmt *prepared(const char *sql, const char *index)
{
	char text[1024];
	sqlite3_stmt *st;
	snprintf(text, sizeof text, sql, index, index, index);
	if (sqlite3_prepare_v2(db, text, -1, &st, NULL) != SQLITE_OK)
		stop(text);
	return st;
}

static void done(sqlite3_stmt *st)
{
	if (sqlite3_step(st) != SQLITE_DONE)
		stop(sqlite3_sql(st));
	sqlite3_reset(st);
}

static sqlite3_int64 number(sqlite3_stmt *st)
{
	if (sqlite3_step(st) != SQLITE_ROW)
		stop(sqlite3_sql(st));
	sqlite3_int64 v = sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	return v;
}

static void build(const char *index)
{
	double start = now();
	run("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; BEGIN; CREATE VIRTUAL TABLE %s USING fts5(t, content=d, content_rowid=n, tokenize=%s)", index);
	run("INSERT INTO %s(%s,rank) VALUES('hashsize',268435456)", index);
	run("INSERT INTO %s(%s) VALUES('rebuild'); COMMIT", index);
	printf("took=%.6f\n", now() - start);
	run("PRAGMA wal_checkpoint(TRUNCATE)", index);   // the file may be copied next
}

// The lines of a file as phrases; the last one is NULL.
static char **phrases(const char *path)
{
	char line[256], **v = calloc(10001, sizeof *v);
	FILE *f = fopen(path, "r");
	for (int n = 0; f && v && n < 10000 && fgets(line, sizeof line, f); n++) {
		line[strcspn(line, "\n")] = 0;
		v[n] = malloc(strlen(line) + 3);
		sprintf(v[n], "\"%s\"", line);
	}
	if (!f || !v)
		stop(path);
	fclose(f);
	return v;
}

static void ask(const char *index, const char *path)
{
	char **q = phrases(path);
	double took[10000];
	size_t n = 0;
	run("PRAGMA mmap_size=1073741824; PRAGMA cache_size=-65536", index);
	sqlite3_stmt *st = prepared("SELECT rowid,snippet(%s,0,'[',']','...',24) FROM %s WHERE %s MATCH ?1 ORDER BY rank LIMIT 20", index);
	for (; q[n]; n++) {
		double start = now();
		sqlite3_bind_text(st, 1, q[n], -1, SQLITE_STATIC);
		while (sqlite3_step(st) == SQLITE_ROW)
			;
		sqlite3_reset(st);
		took[n] = now() - start;
	}
	print_times(took, n);
}

static void count(const char *index, const char *path)
{
	sqlite3_stmt *st = prepared("SELECT count(*) FROM %s WHERE %s MATCH ?1", index);
	for (char **q = phrases(path); *q; q++) {
		sqlite3_bind_text(st, 1, *q, -1, SQLITE_STATIC);
		printf("%lld\n", (long long)number(st));
	}
}

static void update(const char *index, sqlite3_int64 n, sqlite3_int64 size)
{
	double *took = calloc((size_t)n + 1, sizeof *took);
	size_t commits = 0;
	sqlite3_int64 all = number(prepared("SELECT count(*) FROM d", index));
	sqlite3_stmt *forget = prepared("INSERT INTO %s(%s,rowid,t) SELECT 'delete',n,t FROM d WHERE n=?1", index);
	sqlite3_stmt *change = prepared("UPDATE d SET t=t||'复验甪甲丙丁'||(SELECT substr(o.t,1,20) FROM d o WHERE o.n=?2) WHERE n=?1", index);
	sqlite3_stmt *add = prepared("INSERT INTO %s(rowid,t) SELECT n,t FROM d WHERE n=?1", index), *each[] = {forget, change, add};
	for (sqlite3_int64 i = 0; took && i < n; commits++) {
		double start = now();
		run("BEGIN", index);
		for (sqlite3_int64 k = 0; k < size && i < n; k++, i++) {
			sqlite3_bind_int64(change, 2, i * 7919 % all + 1);
			for (int s = 0; s < 3; s++) {
				sqlite3_bind_int64(each[s], 1, i * all / n + 1);
				done(each[s]);
			}
		}
		run("COMMIT", index);
		took[commits] = now() - start;
	}
	print_times(took, commits);
	if (number(prepared("SELECT count(*) FROM %s WHERE %s MATCH '\"复验甪甲丙丁\"'", index)) != n)
		stop("not all changes are found");
}

static void size(const char *prefix)
{
	sqlite3_stmt *st = prepared("SELECT total(s.pgsize) FROM dbstat s LEFT JOIN sqlite_schema o ON o.name=s.name WHERE coalesce(o.tbl_name,s.name) GLOB '%s*'", prefix);
	printf("%lld\n", (long long)number(st));
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: see the head of tests/bench/peers/fts5.c\n");
		return 2;
	}
	open_with_tokenizer(argv[2]);
	if (!strcmp(argv[1], "build"))
		build(argv[3]);
	else if (!strcmp(argv[1], "size"))
		size(argv[3]);
	else if (!strcmp(argv[1], "ask") && argc > 4)
		ask(argv[3], argv[4]);
	else if (!strcmp(argv[1], "count") && argc > 4)
		count(argv[3], argv[4]);
	else if (!strcmp(argv[1], "update") && argc > 5)
		update(argv[3], atoll(argv[4]), atoll(argv[5]));
	else
		return 2;
	return 0;
}
