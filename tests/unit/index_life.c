// The life of the cache: incremental equals rebuilt, damage, versions, reset, broken cases, two connections, a full disk.
#include <fcntl.h>
#include <sqlite3.h>

#include "index_desk.h"

static uint64_t state = 424242;
static size_t dice(size_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(state >> 33) % n;
}

static const char *const queries[] = {
	"", "退款", "的", "\"物流\"", "type:物流", "-type:物流", "severity>=3", "week:2026-W40", "missing:outcome", "has:action", "客服 OR iphone", "received:2026-10",
};

// All that can be asked, as text: ids with scores in order, groups, nearest.
static fp_str answers(desk *d)
{
	fp_buf b = {0};
	for (size_t i = 0; i < FP_COUNT(queries); i++) {
		fp_err err = {0};
		fp_hit *hits;
		size_t n;
		fp_find_options o = {.want_spans = true, .limit = 60};
		fp_query *q = desk_query(d, fp_s(queries[i]), &err);
		if (!q || !fp_index_find(d->x, q, &o, d->a, &hits, &n, &err))
			fp_bug("%s: %s", queries[i], err.msg);
		for (size_t k = 0; k < n; k++)
			fp_buf_f(&b, "%.*s %.3f %.*s %zu\n", FP_ARG(hits[k].id), hits[k].score, FP_ARG(hits[k].snippet), hits[k].span_n);
		fp_group *g;
		if (!fp_index_group(d->x, q, (const char *const[]){"type", "week"}, 2, 1, d->a, &g, &n, &err))
			fp_bug("%s", err.msg);
		for (size_t k = 0; k < n; k++)
			fp_buf_f(&b, "%.*s %.*s %zu\n", FP_ARG(g[k].keys[0]), FP_ARG(g[k].keys[1]), g[k].count);
		if (!fp_index_similar(d->x, FP_STR("快递一直不更新，催了三次没人理"), FP_STR(""), 10, d->a, &hits, &n, &err))
			fp_bug("%s", err.msg);
		for (size_t k = 0; k < n; k++)
			fp_buf_f(&b, "%.*s %.6f\n", FP_ARG(hits[k].id), hits[k].score);
	}
	return fp_buf_take(&b, d->a);
}

// Random changes in many transactions give the same answers as filling a fresh cache with what came out.
void test_incremental_equals_rebuilt(void)
{
	desk d = desk_open(), fresh = desk_open();
	fp_err err = {0};
	desk_sample(&d, SIZE_MAX);
	for (int round = 0; round < 40; round++) {
		desk_begin(&d);
		for (int k = 0; k < 5; k++) {
			size_t i = dice(d.n), j = dice(d.n);
			if (dice(3) == 0) {
				ok(fp_index_remove(d.x, d.path[i], &err), "%s", err.msg);
				d.text[i].n = 0;
			} else {
				// another case's text under this path, or its own with a new end
				fp_str base = dice(2) && d.text[j].n ? d.text[j] : d.text[i].n ? d.text[i] : FP_STR("---\ntitle: x\n---\n");
				d.text[i] = fp_strf(d.a, "%.*s\n新的一行 %d iphone%zu 退款\n", FP_ARG(base), round, dice(50));
				desk_put(&d, d.path[i], d.text[i]);
			}
		}
		desk_commit(&d, "x");
	}
	desk_begin(&fresh);
	for (size_t i = d.n; i-- > 0;)
		if (d.text[i].n)
			desk_put(&fresh, d.path[i], d.text[i]);
	desk_commit(&fresh, "x");
	fp_str got = answers(&d), want = answers(&fresh);
	ok(want.n > 10000, "%zu bytes of answers", want.n);
	ok(fp_str_eq(got, want), "the same answers");
	desk_close(&d);
	desk_close(&fresh);
}

void test_tree_and_reset(void)
{
	desk d = desk_open();
	fp_err err = {0};
	is_str(fp_s(fp_index_tree(d.x)), "");
	desk_sample(&d, 5);
	is_str(fp_s(fp_index_tree(d.x)), "sample");
	is_str(fp_s(fp_index_schema_digest(d.x)), "schema");
	ok(!fp_index_rebuilt(d.x), "nothing was thrown away");
	ok(fp_index_reset(d.x, &err), "%s", err.msg);
	is_str(fp_s(fp_index_tree(d.x)), "");
	desk_begin(&d);
	desk_put(&d, d.path[0], d.text[0]);
	fp_index_rollback(d.x);
	fp_index_close(d.x);
	desk_open_index(&d);
	is_str(fp_s(fp_index_tree(d.x)), "sample");
	ok(fp_index_reset(d.x, &err), "%s", err.msg);
	desk_begin(&d);
	desk_put(&d, d.path[0], d.text[0]);
	desk_commit(&d, "one");
	size_t n;
	ok(fp_index_count(d.x, desk_query(&d, FP_STR(""), &err), &n, &err), "%s", err.msg);
	is_int(n, 1);
	desk_close(&d);
}

void test_broken_cases_stay(void)
{
	desk d = desk_open();
	fp_index_problem *p;
	fp_err err = {0};
	size_t n;
	desk_begin(&d);
	desk_put(&d, FP_STR("cases/2026/11/18/261118-zzzzzzz.md"), FP_STR("---\ntitle: [坏\nseverity: 3\n---\n\n## 投诉内容\n\n文字还在\n"));
	desk_put(&d, FP_STR("cases/2026/11/18/261118-yyyyyyy.md"), FP_STR("没有头部的文件\n"));
	desk_put(&d, FP_STR("cases/2026/11/18/261118-xxxxxxx.md"), FP_STR(""));
	desk_commit(&d, "t");
	ok(fp_index_problems(d.x, d.a, &p, &n, &err) && n >= 1, "%s", err.msg);
	is_str(p[n - 1].path, "cases/2026/11/18/261118-zzzzzzz.md");
	ok(p[n - 1].line >= 1 && p[n - 1].reason.n, "line %u: %.*s", p[n - 1].line, FP_ARG(p[n - 1].reason));
	finds(&d, "文字还在", "261118-zzzzzzz");
	finds(&d, "没有头部", "261118-yyyyyyy");
	ok(fp_str_has(desk_ids(&d, FP_STR("is:broken")), FP_STR("261118-zzzzzzz")), "is:broken");
	desk_close(&d);
}

static void scribble(const char *dir, off_t at, size_t n)
{
	char path[128], junk[4096];
	memset(junk, 0x5A, sizeof junk);
	snprintf(path, sizeof path, "%s/index.db", dir);
	int fd = open(path, O_RDWR);
	for (size_t done = 0; done < n; done += sizeof junk)
		if (pwrite(fd, junk, sizeof junk, at + (off_t)done) < 0)
			fp_bug("pwrite");
	close(fd);
}

static void reopen_damaged(desk *d, const char *what)
{
	desk_open_index(d);
	ok(fp_index_rebuilt(d->x), "%s: thrown away", what);
	is_str(fp_s(fp_index_tree(d->x)), "");
	size_t n = 1;
	fp_err err = {0};
	ok(fp_index_count(d->x, desk_query(d, FP_STR(""), &err), &n, &err) && n == 0, "%s: empty and usable %s", what, err.msg);
	desk_sample(d, 20);
	fp_index_close(d->x);
}

void test_damage(void)
{
	desk d = desk_open();
	char path[128];
	snprintf(path, sizeof path, "%s/index.db", d.dir);
	desk_sample(&d, 20);
	fp_index_close(d.x);
	scribble(d.dir, 0, 4096);
	reopen_damaged(&d, "first page overwritten");
	if (truncate(path, 40000))
		fp_bug("truncate");
	reopen_damaged(&d, "cut short");
	scribble(d.dir, 16384, 200000);
	reopen_damaged(&d, "pages overwritten");
	sqlite3 *db;
	sqlite3_open(path, &db);
	sqlite3_exec(db, "PRAGMA user_version=999", NULL, NULL, NULL);
	sqlite3_close(db);
	reopen_damaged(&d, "another version");
	sqlite3_open(path, &db);
	sqlite3_exec(db, "DROP TABLE texts", NULL, NULL, NULL);
	sqlite3_close(db);
	reopen_damaged(&d, "a table missing");
	desk_open_index(&d);
	ok(!fp_index_rebuilt(d.x), "a sound one is kept");
	is_str(fp_s(fp_index_tree(d.x)), "sample");
	desk_close(&d);
}

// Whatever page is overwritten, asking never crashes, and damage that is noticed while asking is gone at the next start.
void test_damage_anywhere(void)
{
	desk d = desk_open();
	char path[128];
	snprintf(path, sizeof path, "%s/index.db", d.dir);
	desk_sample(&d, 60);
	fp_index_close(d.x);
	fp_str whole;
	fp_err err = {0};
	ok(fp_file_read(d.a, path, 1u << 30, &whole, &err), "%s", err.msg);
	for (off_t at = 0; at < (off_t)whole.n; at += 16384 * 3) {
		if (!fp_file_write(path, whole, false, &err))
			fp_bug("%s", err.msg);
		scribble(d.dir, at, 16384);
		desk_open_index(&d);
		bool noticed = false;
		for (size_t i = 0; i < FP_COUNT(queries) && !noticed; i++)
			noticed = fp_str_starts(desk_ids(&d, fp_s(queries[i])), "!8");
		fp_index_close(d.x);
		desk_open_index(&d);
		if (noticed)
			ok(strcmp(fp_index_tree(d.x), "") == 0, "page %ld: noticed and thrown away", (long)(at / 16384));
		fp_index_close(d.x);
	}
	desk_open_index(&d);
	desk_close(&d);
	ok(true, "no crash");
}

void test_two_connections(void)
{
	desk d = desk_open();
	fp_err err = {0};
	desk_sample(&d, 10);
	fp_index *other = fp_index_open(d.dir, d.schema, &err);
	if (!ok(other != NULL, "%s", err.msg))
		return;
	is_str(fp_s(fp_index_tree(other)), "sample");
	desk_begin(&d);
	desk_put(&d, FP_STR("cases/2026/11/18/261118-zzzzzzz.md"), FP_STR("---\ntitle: 新\n---\n"));
	size_t n;
	ok(fp_index_count(other, desk_query(&d, FP_STR(""), &err), &n, &err) && n == 10, "a reader sees the old cases: %zu %s", n, err.msg);
	desk_commit(&d, "next");
	ok(!fp_index_begin(other, &err) && err.code == FP_CONFLICT, "a list of changes from the old tree is refused: %s", err.msg);
	is_str(fp_s(fp_index_tree(other)), "next");
	err = (fp_err){0};
	ok(fp_index_begin(other, &err), "%s", err.msg);
	fp_index_rollback(other);
	fp_index_close(other);
	desk_close(&d);
}

// SQLite's memory while a cache is filled is that of its page cache and of one sorter (250 pages at least, 4 MB), whatever the number of cases: here
// the fields alone, which are sorted at the end, are 12 MB.
static size_t memory_of(size_t cases)
{
	desk d = desk_open();
	char note[2000];
	memset(note, 'x', sizeof note);
	sqlite3_exec(d.x->db, "PRAGMA cache_size=-512", NULL, NULL, NULL);
	sqlite3_memory_highwater(1);
	desk_begin(&d);
	for (size_t i = 0; i < cases; i++)
		desk_add(&d, fp_strf(d.a, "261118-b%06zu", i).p, fp_strf(d.a, "title: t\nnote: %zu%.*s", i, (int)sizeof note, note).p, "b");
	desk_commit(&d, "t");
	size_t most = (size_t)sqlite3_memory_highwater(0);
	desk_close(&d);
	return most;
}

void test_filling_has_bounded_memory(void)
{
	size_t few = memory_of(300), many = memory_of(6000);
	ok(many < 7u << 20, "%zu bytes for twenty times as many as %zu", many, few);
}
