// The texts of the casebook for the peers, and the pieces of them that are asked for.
#include <sqlite3.h>

#include "parts.h"
// The one look behind the front door of the index: what is text. Its private header has another fp_row than core/table.
#define fp_row fp_index_row
#include "index/index_priv.h"
#include "text/text.h"
#undef fp_row

case_text *all_texts(fp_workspace *ws, size_t *n)
{
	fp_entry *e;
	if (!fp_store_list(ws->store, &ws->rev, FP_STR("cases"), a, &e, n, &err))
		stop();
	case_text *v = FP_NEW_N(a, case_text, *n);
	fp_arena *tmp = fp_arena_new(0);
	for (size_t i = 0; i < *n; i++, fp_arena_reset(tmp)) {
		fp_str bytes;
		if (!fp_store_read_blob(ws->store, &e[i].blob, tmp, &bytes, &err))
			stop();
		const fp_case *c = fp_case_parse(tmp, e[i].path, bytes, NULL);
		fp_plain p = fp_plain_of(tmp, c);
		v[i] = (case_text){fp_str_dup(a, fp_case_id(c)), fp_str_dup(a, fp_case_title(c)), fp_str_dup(a, p.text), FP_NEW_N(a, fp_str, p.piece_n + 1), p.piece_n};
		for (size_t k = 0; k < p.piece_n; k++)
			v[i].piece[k] = fp_str_dup(a, fp_fold(tmp, fp_str_sub(p.text, p.piece[k].start, p.piece[k].end), false).text);
	}
	fp_arena_free(tmp);
	return v;
}

// ---------------------------------------------------------------- for the peers

static void sql(sqlite3 *db, const char *what)
{
	if (sqlite3_exec(db, what, NULL, NULL, NULL) != SQLITE_OK) {
		fp_fail(&err, FP_DB, "%s: %s", what, sqlite3_errmsg(db));
		stop();
	}
}

static fp_str joined(fp_arena *tmp, const case_text *t)
{
	fp_buf b = {0};
	for (size_t k = 0; k < t->piece_n; k++) {
		fp_buf_str(&b, t->piece[k]);
		fp_buf_c(&b, '\n');
	}
	return fp_buf_take(&b, tmp);
}

static int table(char **argv)
{
	size_t n;
	const case_text *v = all_texts(desk(argv[0], false), &n);
	sqlite3 *db;
	sqlite3_stmt *put;
	sqlite3_open(argv[1], &db);
	sql(db, "PRAGMA page_size=16384; BEGIN; CREATE TABLE d(n INTEGER PRIMARY KEY, t TEXT)");
	if (sqlite3_prepare_v2(db, "INSERT INTO d(t) VALUES(?1)", -1, &put, NULL) != SQLITE_OK)
		return 1;
	fp_arena *tmp = fp_arena_new(0);
	size_t bytes = 0;
	for (size_t i = 0; i < n; i++, fp_arena_reset(tmp)) {
		fp_str t = joined(tmp, &v[i]);
		bytes += t.n;
		sqlite3_bind_text(put, 1, t.p, (int)t.n, SQLITE_STATIC);
		if (sqlite3_step(put) != SQLITE_DONE)
			return 1;
		sqlite3_reset(put);
	}
	sqlite3_finalize(put);
	sql(db, "COMMIT");
	sqlite3_close(db);
	printf("%zu\n", bytes);
	return 0;
}

static int mails(char **argv)
{
	size_t n, most = (size_t)atol(argv[2]);
	const case_text *v = all_texts(desk(argv[0], false), &n);
	fp_arena *tmp = fp_arena_new(0);
	for (size_t i = 0; i < n && i < most; i++, fp_arena_reset(tmp)) {
		fp_str mail = fp_strf(tmp, "From: case@example.invalid\nTo: team@example.invalid\nDate: Mon, 05 Jan 2026 08:00:00 +0800\n"
			"Message-ID: <%.*s@example.invalid>\nSubject: %.*s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%.*s",
			FP_ARG(v[i].id), FP_ARG(v[i].title), FP_ARG(joined(tmp, &v[i])));
		if (!fp_file_write(fp_strf(tmp, "%s/%zu.eml", argv[1], i).p, mail, false, &err))
			stop();
	}
	return 0;
}

// ---------------------------------------------------------------- what is asked

// A run of len unified Han characters somewhere in the texts, or empty.
static fp_str random_han(const case_text *v, size_t n, size_t len)
{
	const case_text *t = &v[dice(n)];
	fp_str s = t->piece_n ? t->piece[dice(t->piece_n)] : (fp_str){0};
	size_t at = s.n ? dice(s.n) : 0, end;
	while (at && ((unsigned char)s.p[at] & 0xC0) == 0x80)
		at--;
	end = at;
	for (size_t i = 0; i < len; i++) {
		uint32_t cp = end < s.n ? fp_utf8_next(s, &end) : 0;
		if (cp < 0x4E00 || cp > 0x9FFF)
			return (fp_str){0};
	}
	return fp_str_sub(s, at, end);
}

static void write_queries(const char *prefix, const char *name, const case_text *v, size_t n, size_t count, size_t shortest, size_t longest)
{
	FILE *f = fopen(fp_strf(a, "%s.%s", prefix, name).p, "w");
	for (size_t i = 0; f && i < count;) {
		fp_str s = random_han(v, n, shortest + dice(longest - shortest + 1));
		if (!s.n)
			continue;
		fprintf(f, "%.*s\n", FP_ARG(s));
		i++;
	}
	if (!f || fclose(f))
		stop();
}

// The word of two characters that is nearest to being in half of the cases, twenty times.
static void write_half(const char *prefix, const case_text *v, size_t n, fp_workspace *ws)
{
	fp_str best = {0};
	size_t best_off = SIZE_MAX;
	for (size_t i = 0; i < 2000; i++) {
		fp_str s = random_han(v, n, 2);
		size_t found = 0;
		fp_query *q = s.n ? fp_query_parse(a, fp_strf(a, "\"%.*s\"", FP_ARG(s)), ws->schema, &ws->cal, &err) : NULL;
		if (!q || !fp_index_count(ws->index, q, &found, &err))
			continue;
		size_t off = found > n / 2 ? found - n / 2 : n / 2 - found;
		if (off < best_off)
			best = s, best_off = off;
	}
	FILE *f = fopen(fp_strf(a, "%s.half", prefix).p, "w");
	for (int i = 0; f && i < 20; i++)
		fprintf(f, "%.*s\n", FP_ARG(best));
	if (!f || fclose(f))
		stop();
}

static int queries(char **argv)
{
	fp_workspace *ws = desk(argv[0], true);
	size_t n;
	const case_text *v = all_texts(ws, &n);
	write_queries(argv[1], "2", v, n, 300, 2, 2);
	write_queries(argv[1], "3to6", v, n, 300, 3, 6);
	write_queries(argv[1], "words", v, n, 12, 2, 2);
	write_queries(argv[1], "phrases", v, n, 12, 6, 6);
	write_half(argv[1], v, n, ws);
	return 0;
}

// ---------------------------------------------------------------- personal data

static int pii(char **argv)
{
	size_t n, bytes = 0, found = 0;
	const case_text *v = all_texts(desk(argv[0], false), &n);
	fp_arena *t = fp_arena_new(0);
	double start = fp_clock_seconds();
	for (size_t i = 0; i < n; i++, fp_arena_reset(t)) {
		fp_pii *out;
		found += fp_pii_find(t, v[i].plain, NULL, &out);
		bytes += v[i].plain.n;
	}
	double took = fp_clock_seconds() - start;
	printf("took=%.6f MB/s=%.1f found=%zu\n", took, (double)bytes / 1e6 / took, found);
	fp_arena_free(t);
	return 0;
}

const part text_parts[] = {{"pii", 1, pii}, {"table", 2, table}, {"mails", 3, mails}, {"queries", 2, queries}, {0}};
