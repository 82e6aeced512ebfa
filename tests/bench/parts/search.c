// Parts that ask the index, check it and change it, through its front door.
#include "parts.h"

fp_query **read_queries(fp_workspace *ws, const char *path, size_t *n)
{
	fp_str all;
	size_t cap = 0;
	fp_query **v = NULL;
	if (!fp_file_read(a, path, FP_BLOB_MAX, &all, &err))
		stop();
	*n = 0;
	while (all.n) {
		fp_str line = fp_str_line(&all);
		fp_query *q = fp_query_parse(a, fp_strf(a, "\"%.*s\"", FP_ARG(line)), ws->schema, &ws->cal, &err);
		if (!q)
			stop();
		FP_PUSH(a, v, *n, cap) = q;
	}
	return v;
}

static int ask(char **argv)
{
	fp_workspace *ws = desk(argv[0], true);
	size_t n;
	fp_query **q = read_queries(ws, argv[1], &n);
	double *took = FP_NEW_N(a, double, n + 1);
	fp_arena *tmp = fp_arena_new(0);
	for (size_t i = 0; i < n; i++, fp_arena_reset(tmp)) {
		fp_hit *hits;
		size_t hit_n;
		double start = fp_clock_seconds();
		if (!fp_index_find(ws->index, q[i], &(fp_find_options){.limit = 20, .want_spans = true}, tmp, &hits, &hit_n, &err))
			stop();
		took[i] = fp_clock_seconds() - start;
	}
	print_times(took, n);
	return 0;
}

static int count(char **argv)
{
	fp_workspace *ws = desk(argv[0], true);
	size_t n, found;
	fp_query **q = read_queries(ws, argv[1], &n);
	for (size_t i = 0; i < n; i++) {
		if (!fp_index_count(ws->index, q[i], &found, &err))
			stop();
		printf("%zu\n", found);
	}
	return 0;
}

// ---------------------------------------------------------------- beside a scan

static fp_str random_part(const case_text *v, size_t n)
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
static bool same_as_scan(const case_text *v, size_t n, fp_str term, fp_hit *hits, size_t hit_n)
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

static int exact(char **argv)
{
	fp_workspace *ws = desk(argv[0], true);
	size_t n, wrong = 0, asked = 0, most = (size_t)atol(argv[1]);
	const case_text *v = all_texts(ws, &n);
	fp_arena *tmp = fp_arena_new(0);
	for (; asked < most; fp_arena_reset(tmp)) {
		fp_str piece = random_part(v, n), folded = fp_fold(tmp, piece, false).text;
		// Quotes, backslashes and white space at the ends make it another query: not what is looked at here.
		if (!folded.n || strpbrk(fp_strf(tmp, "%.*s", FP_ARG(piece)).p, "\"\\\x01") || !fp_str_eq(fp_str_trim(folded), folded) || !fp_str_eq(fp_str_trim(piece), piece))
			continue;
		fp_query *q = fp_query_parse(tmp, fp_strf(tmp, "\"%.*s\"", FP_ARG(piece)), ws->schema, &ws->cal, &err);
		fp_hit *hits;
		size_t hit_n;
		if (!q || !fp_index_find(ws->index, q, &(fp_find_options){0}, tmp, &hits, &hit_n, &err))
			stop();
		asked++;
		if (!same_as_scan(v, n, folded, hits, hit_n)) {
			wrong++;
			fprintf(stderr, "parts: \"%.*s\" finds other cases than a scan\n", FP_ARG(piece));
		}
	}
	printf("asked=%zu wrong=%zu\n", asked, wrong);
	return wrong != 0;
}

// ---------------------------------------------------------------- changes

#define MARKER "复验甪甲丙丁"   // in no text before

static size_t marked(fp_workspace *ws, fp_index *x)
{
	size_t n;
	fp_query *q = fp_query_parse(a, FP_STR("\"" MARKER "\""), ws->schema, &ws->cal, &err);
	if (!q || !fp_index_count(x, q, &n, &err))
		stop();
	return n;
}

// Every (total/count)-th case with one more line.
static const fp_case **changed_cases(fp_workspace *ws, size_t count)
{
	fp_entry *e;
	size_t n;
	if (!fp_store_list(ws->store, &ws->rev, FP_STR("cases"), a, &e, &n, &err))
		stop();
	const fp_case **v = FP_NEW_N(a, const fp_case *, count);
	for (size_t i = 0; i < count; i++) {
		fp_str old, other;
		if (!fp_store_read_blob(ws->store, &e[i * n / count].blob, a, &old, &err) || !fp_store_read_blob(ws->store, &e[dice(n)].blob, a, &other, &err))
			stop();
		fp_str more = fp_case_title(fp_case_parse(a, FP_STR("x.md"), other, NULL));
		v[i] = fp_case_parse(a, e[i * n / count].path, fp_strf(a, "%.*s\n" MARKER "%.*s\n", FP_ARG(old), FP_ARG(more)), NULL);
	}
	return v;
}

static int update(char **argv)
{
	fp_workspace *ws = desk(argv[0], false);
	size_t n = (size_t)atol(argv[2]), size = (size_t)atol(argv[3]), done = 0;
	const fp_case **v = changed_cases(ws, n);
	double *took = FP_NEW_N(a, double, n + 1);
	fp_index *x = fp_index_open(argv[1], ws->schema, &err);
	if (!x)
		stop();
	const char *tree = fp_str_dup(a, fp_s(fp_index_tree(x))).p, *digest = fp_str_dup(a, fp_s(fp_index_schema_digest(x))).p;
	for (size_t i = 0; i < n; done++) {
		double start = fp_clock_seconds();
		if (!fp_index_begin(x, &err))
			stop();
		for (size_t k = 0; k < size && i < n; k++, i++)
			if (!fp_index_put(x, v[i], fp_strf(a, "%040zx", i).p, &err))
				stop();
		if (!fp_index_commit(x, tree, digest, &err))
			stop();
		took[done] = fp_clock_seconds() - start;
	}
	print_times(took, done);
	if (marked(ws, x) != n) {
		fprintf(stderr, "parts: not all changes are found\n");
		return 1;
	}
	fp_index_close(x);
	return 0;
}

const part search_parts[] = {{"ask", 2, ask}, {"count", 2, count}, {"exact", 2, exact}, {"update", 4, update}, {0}};
