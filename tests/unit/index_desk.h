// The desk of the index tests: a cache in a fresh folder, the built-in schema, the sample cases.
#ifndef INDEX_DESK_H
#define INDEX_DESK_H
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/index_priv.h"
#include "tap.h"

typedef struct {
	fp_arena *a;
	fp_schema *schema;
	fp_calendar cal;
	fp_index *x;
	char dir[64];
	fp_str *path, *text;      // sample cases
	size_t n, cap, text_cap;
} desk;

static bool desk_file(void *ctx, fp_arena *a, const char *path, fp_str *text)
{
	fp_err err = {0};
	(void)ctx;
	return fp_file_read(a, fp_strf(a, "cases/%s", path).p, 1u << 20, text, &err);
}

static size_t desk_list(void *ctx, fp_arena *a, const char *dir, fp_str **names)
{
	fp_err err = {0};
	size_t n = 0;
	(void)ctx;
	return fp_dir_list(a, fp_strf(a, "cases/%s", dir).p, names, &n, &err) ? n : 0;
}

static inline void desk_open_index(desk *d)
{
	fp_err err = {0};
	d->x = fp_index_open(d->dir, d->schema, &err);
	if (!d->x)
		fp_bug("%s", err.msg);
}

static inline desk desk_open(void)
{
	static const fp_promo promos[] = {{{"双十一2026", 13}, 0, 0}};
	static fp_promo promo;
	desk d = {.a = fp_arena_new(0)};
	fp_files files = {NULL, desk_file, desk_list};
	fp_diags diags = {.arena = d.a};
	fp_err err = {0};
	d.schema = fp_schema_load(d.a, &files, &diags, &err);
	if (!d.schema)
		fp_bug("%s", err.msg);
	promo = (fp_promo){promos[0].name, fp_day_of(2026, 10, 31), fp_day_of(2026, 11, 11)};
	d.cal = (fp_calendar){fp_day_of(2026, 11, 23), &promo, 1};
	snprintf(d.dir, sizeof d.dir, "/tmp/fp-index-XXXXXX");
	if (!mkdtemp(d.dir))
		fp_bug("mkdtemp");
	desk_open_index(&d);
	return d;
}

static inline void desk_close(desk *d)
{
	static const char *const names[] = {"index.db", "index.db-wal", "index.db-shm", "index.db-damaged", "index.lock"};
	char path[128];
	fp_index_close(d->x);
	for (size_t i = 0; i < FP_COUNT(names); i++) {
		snprintf(path, sizeof path, "%s/%s", d->dir, names[i]);
		unlink(path);
	}
	rmdir(d->dir);
	fp_schema_free(d->schema);
	fp_arena_free(d->a);
}

// ---- filling

static inline void desk_begin(desk *d)
{
	fp_err err = {0};
	fp_index_tree(d->x);
	if (!fp_index_begin(d->x, &err))
		fp_bug("%s", err.msg);
}

static inline void desk_put(desk *d, fp_str path, fp_str text)
{
	fp_err err = {0};
	char blob[41];
	fp_arena *a = fp_arena_new(0);
	snprintf(blob, sizeof blob, "%016llx000000000000000000000000", (unsigned long long)fp_hash64(text.p, text.n, 1));
	if (!fp_index_put(d->x, fp_case_parse(a, path, text, NULL), blob, &err))
		fp_bug("%s", err.msg);
	fp_arena_free(a);
}

static inline void desk_commit(desk *d, const char *tree)
{
	fp_err err = {0};
	if (!fp_index_commit(d->x, tree, "schema", &err))
		fp_bug("%s", err.msg);
}

static inline void desk_walk(desk *d, const char *dir)
{
	fp_str *names;
	size_t n = 0;
	fp_err err = {0};
	if (!fp_dir_list(d->a, dir, &names, &n, &err))
		return;
	for (size_t i = 0; i < n; i++) {
		const char *path = fp_strf(d->a, "%s/%.*s", dir, FP_ARG(names[i])).p;
		fp_str text;
		if (fp_dir_exists(path)) {
			desk_walk(d, path);
		} else if (fp_str_ends(fp_s(path), ".md") && fp_file_read(d->a, path, 1u << 22, &text, &err)) {
			FP_PUSH(d->a, d->path, d->n, d->cap) = fp_s(path + strlen("cases/"));
			size_t k = d->n - 1;
			FP_PUSH(d->a, d->text, k, d->text_cap) = text;
		}
	}
}

// All sample cases, or at most `max`.
static inline void desk_sample(desk *d, size_t max)
{
	desk_walk(d, "cases/cases");
	desk_walk(d, "cases/en/cases");
	d->n = d->n < max ? d->n : max;
	desk_begin(d);
	for (size_t i = 0; i < d->n; i++)
		desk_put(d, d->path[i], d->text[i]);
	desk_commit(d, "sample");
}

// A case made of its front matter and body: "id: ..." lines and text.
static inline void desk_add(desk *d, const char *id, const char *front, const char *body)
{
	fp_str path = fp_strf(d->a, "cases/2026/11/18/%s.md", id);
	desk_put(d, path, fp_strf(d->a, "---\nid: %s\n%s\n---\n\n%s\n", id, front, body));
}

// ---- asking

static inline fp_query *desk_query(desk *d, fp_str text, fp_err *err)
{
	return fp_query_parse(d->a, text, d->schema, &d->cal, err);
}

// The ids found, sorted and joined by blanks; "!code message" for an error.
static inline fp_str desk_ids(desk *d, fp_str text)
{
	fp_err err = {0};
	fp_hit *hits = NULL;
	size_t n = 0;
	fp_find_options o = {.sort = "id"};
	fp_query *q = desk_query(d, text, &err);
	if (!q || !fp_index_find(d->x, q, &o, d->a, &hits, &n, &err))
		return fp_strf(d->a, "!%d %s", (int)err.code, err.msg);
	fp_buf b = {0};
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%s%.*s", i ? " " : "", FP_ARG(hits[i].id));
	fp_hits_free(hits, n);
	return fp_buf_take(&b, d->a);
}

#define finds(d, query, ids) is_str(desk_ids(d, fp_s(query)), ids)
#endif
