// segment: postings in SQLite. A transaction's documents become one segment; segments cover ascending ranges of numbers. Merging
// joins neighbours and forgets the dead. The work of one commit is bounded by what it adds, so that no single update is slow.
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

#define INVERTER_MAX ((size_t)64 << 20)
#define MERGE_FEW 4         // fewer segments of a size are left as they are
#define MERGE_DOCS 2000     // a small commit merges up to so many documents
#define SEGMENTS_MOST 64    // every segment costs a query a few reads; beyond this a commit merges whatever it costs

// ---------------------------------------------------------------- the list of segments

void fp_segments_forget(fp_index *x)
{
	free(x->seg);
	x->seg = NULL;
	x->seg_n = 0;
	x->seg_known = false;
}

static void push(fp_index *x, fp_segment s)
{
	x->seg = fp_xrealloc(x->seg, (x->seg_n + 1) * sizeof *x->seg);
	x->seg[x->seg_n++] = s;
}

bool fp_segments(fp_index *x, fp_err *err)
{
	if (x->seg_known)
		return true;
	fp_q q = fp_q_open(x, Q_SEGMENTS, err);
	int64_t last = 0;
	while (fp_q_row(&q)) {
		fp_segment s = {fp_q_i64(&q, 0), fp_q_i64(&q, 1), fp_q_i64(&q, 2), fp_q_i64(&q, 3)};
		if (s.lo <= last || s.hi < s.lo || s.hi >= FP_DOC_MAX) {  // ranges ascend and are disjoint, else the file is damaged
			fp_q_end(&q);
			x->seg_n = 0;
			return fp_db_fail(x, SQLITE_CORRUPT, err);
		}
		last = s.hi;
		push(x, s);
	}
	x->seg_known = true;
	return fp_q_end(&q);
}

// ---------------------------------------------------------------- read

// The lists of one block that lie in the range.
static bool block_lists(fp_index *x, fp_str block, fp_key_range r, fp_postings_fn each, void *ctx, fp_err *err)
{
	fp_block b = fp_block_open(block);
	fp_list l;
	bool ok = true;
	for (bool more = fp_block_find(&b, r.lo, &l); ok && more && l.key <= r.hi; more = fp_block_next(&b, &l)) {
		ok = each(ctx, &l, err);
		if (l.bad)
			return fp_db_fail(x, SQLITE_CORRUPT, err);
	}
	return ok && (!b.bad || fp_db_fail(x, SQLITE_CORRUPT, err));
}

bool fp_segment_lists(fp_index *x, const fp_segment *s, fp_key_range r, fp_postings_fn each, void *ctx, fp_err *err)
{
	fp_q first = fp_q_open(x, Q_BLOCK_FIND, err);
	fp_q_int(&first, s->seg);
	fp_q_int(&first, r.lo);
	bool ok = !fp_q_row(&first) || block_lists(x, fp_q_str(&first, 0), r, each, ctx, err);
	if (!fp_q_end(&first) || !ok || r.lo == r.hi)
		return ok && !first.bad;
	fp_q rest = fp_q_open(x, Q_BLOCK_RANGE, err);
	fp_q_int(&rest, s->seg);
	fp_q_int(&rest, r.lo);
	fp_q_int(&rest, r.hi);
	while (ok && fp_q_row(&rest))
		ok = block_lists(x, fp_q_str(&rest, 0), r, each, ctx, err);
	return fp_q_end(&rest) && ok;
}

// ---------------------------------------------------------------- write

typedef struct {
	fp_index *x;
	int64_t seg;
} writer;

static bool put_block(void *ctx, int64_t first_key, fp_str block, fp_err *err)
{
	writer *w = ctx;
	fp_q q = fp_q_open(w->x, Q_BLOCK_PUT, err);
	fp_q_int(&q, w->seg);
	fp_q_int(&q, first_key);
	fp_q_blob(&q, block);
	return fp_q_run(&q);
}

static bool put_segment(fp_index *x, fp_segment s, fp_err *err)
{
	fp_q q = fp_q_open(x, Q_SEGMENT_PUT, err);
	fp_q_int(&q, s.seg);
	fp_q_int(&q, s.lo);
	fp_q_int(&q, s.hi);
	fp_q_int(&q, s.docs);
	return fp_q_run(&q);
}

static int64_t next_segment(const fp_index *x)
{
	int64_t most = 0;
	for (size_t i = 0; i < x->seg_n; i++)
		most = x->seg[i].seg > most ? x->seg[i].seg : most;
	return most + 1;
}

bool fp_segment_flush(fp_index *x, fp_err *err)
{
	if (!x->inv || !fp_inverter_docs(x->inv))
		return true;
	if (!fp_segments(x, err))
		return false;
	fp_segment s = {next_segment(x), x->inv_lo, x->inv_hi, (int64_t)fp_inverter_docs(x->inv)};
	writer w = {x, s.seg};
	if (!fp_inverter_flush(x->inv, put_block, &w, err) || !put_segment(x, s, err))
		return false;
	push(x, s);
	return true;
}

bool fp_segment_add(fp_index *x, int64_t n, const fp_key_set *keys, fp_err *err)
{
	if (!x->inv)
		x->inv = fp_inverter_new(INVERTER_MAX);
	if (fp_inverter_full(x->inv) && !fp_segment_flush(x, err))
		return false;
	if (!fp_inverter_docs(x->inv))
		x->inv_lo = n;
	x->inv_hi = n;
	fp_inverter_add(x->inv, (uint32_t)n, keys->v, keys->n);
	return true;
}

// ---------------------------------------------------------------- merge

typedef struct {
	sqlite3_stmt *s;
	fp_index *x;
} block_source;

static bool next_block(void *ctx, fp_str *block, fp_err *err)
{
	block_source *b = ctx;
	*block = (fp_str){0};
	int rc = sqlite3_step(b->s);
	if (rc == SQLITE_ROW)
		*block = (fp_str){sqlite3_column_blob(b->s, 0), (size_t)sqlite3_column_bytes(b->s, 0)};
	return rc == SQLITE_ROW || rc == SQLITE_DONE || fp_db_fail(b->x, rc, err);
}

fp_segment_source fp_segment_open(fp_index *x, int64_t seg, fp_arena *a, fp_err *err)
{
	block_source *b = FP_NEW(a, block_source);
	b->x = x;
	int rc = sqlite3_prepare_v2(x->db, "SELECT data FROM blocks WHERE seg=?1 ORDER BY key", -1, &b->s, NULL);
	if (rc != SQLITE_OK)
		fp_db_fail(x, rc, err);
	else
		sqlite3_bind_int64(b->s, 1, seg);
	return (fp_segment_source){rc == SQLITE_OK ? next_block : NULL, b};
}

void fp_segment_close(fp_segment_source *s)
{
	block_source *b = s->ctx;
	sqlite3_finalize(b->s);
	b->s = NULL;
}

static bool alive(void *ctx, uint32_t doc)
{
	return fp_bits_has(*(const fp_bits *)ctx, doc);
}

static size_t living(fp_bits live, const fp_segment *s)
{
	return fp_bits_count_in(live, s->lo, s->hi);
}

static bool drop_segment(fp_index *x, int64_t seg, fp_err *err)
{
	fp_q blocks = fp_q_open(x, Q_BLOCK_DELETE, err), row = fp_q_open(x, Q_SEGMENT_DELETE, err);
	fp_q_int(&blocks, seg);
	fp_q_int(&row, seg);
	return fp_q_run(&blocks) && fp_q_run(&row);
}

// Makes one segment of those from `at` on.
static bool merge_from(fp_index *x, size_t at, fp_bits live, fp_err *err)
{
	size_t n = x->seg_n - at;
	fp_arena *a = fp_arena_new(0);
	fp_segment_source *src = FP_NEW_N(a, fp_segment_source, n);
	fp_segment s = {next_segment(x), x->seg[at].lo, x->seg[x->seg_n - 1].hi, 0};
	writer w = {x, s.seg};
	bool ok = true;
	for (size_t i = 0; i < n; i++) {
		src[i] = fp_segment_open(x, x->seg[at + i].seg, a, err);
		ok = ok && src[i].next;
		s.docs += (int64_t)living(live, &x->seg[at + i]);
	}
	ok = ok && fp_postings_merge(src, n, alive, &live, put_block, &w, err);
	if (!ok && err->code == FP_INVALID)
		x->corrupt = true;
	for (size_t i = 0; i < n; i++)
		fp_segment_close(&src[i]);
	for (size_t i = 0; i < n && ok; i++)
		ok = drop_segment(x, x->seg[at + i].seg, err);
	ok = ok && put_segment(x, s, err);
	x->seg_n = at;
	push(x, s);
	fp_arena_free(a);
	return ok;
}

// From where on segments are worth one: each no larger than all behind it together, as long as `budget` documents last.
static size_t merge_point(const fp_index *x, fp_bits live, size_t budget)
{
	size_t at = x->seg_n, sum = 0;
	while (at > 0) {
		size_t docs = living(live, &x->seg[at - 1]);
		if (sum + docs > budget || (at < x->seg_n && docs > sum))
			break;
		sum += docs;
		at--;
	}
	return at;
}

// Called inside the transaction, when the living are known again.
bool fp_segments_settle(fp_index *x, size_t docs, fp_err *err)
{
	fp_bits live;
	if (!fp_segments(x, err) || !fp_live(x, &live, err))
		return false;
	size_t budget = docs > MERGE_DOCS / 4 ? docs * 4 : MERGE_DOCS;
	size_t at = merge_point(x, live, x->seg_n > SEGMENTS_MOST ? SIZE_MAX : budget);
	// What was filled at once becomes one segment: queries read it once, and it is smaller.
	if (docs >= fp_bits_count(live) && x->seg_n > 1)
		return merge_from(x, 0, live, err);
	return x->seg_n - at < MERGE_FEW || merge_from(x, at, live, err);
}

// A segment most of which is dead is written again too.
bool fp_segments_tidy(fp_index *x, fp_err *err)
{
	fp_bits live;
	size_t at = 0;
	if (!fp_segments(x, err) || !fp_live(x, &live, err))
		return false;
	while (at < x->seg_n && living(live, &x->seg[at]) * 2 > (size_t)x->seg[at].docs)
		at++;
	size_t tail = merge_point(x, live, SIZE_MAX);
	at = at < tail ? at : tail;
	bool one = x->seg_n - at == 1 && living(live, &x->seg[at]) == (size_t)x->seg[at].docs;
	return at == x->seg_n || one || merge_from(x, at, live, err);
}
