// recency: who lives, and in what order: newest first, then by id. 16 bytes a case, many cases a row, so that ordering half of all
// cases reads a few hundred rows of one page each and not their own. Cases never change their number; a changed one gets a new number.
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

#define PAGE FP_WHEN_PAGE
#define WORDS (PAGE / 64)

struct fp_when_page {
	uint64_t live[WORDS];
	fp_when when[PAGE];
};

// The first twelve characters as a number that keeps their order; characters that ids hardly have share a place.
static uint64_t id_code(fp_str id)
{
	uint64_t v = 0;
	for (size_t i = 0; i < 12; i++) {
		unsigned char c = i < id.n ? (unsigned char)id.p[i] : 0;
		unsigned place = i >= id.n ? 0 : c < '0' ? 1 : c <= '9' ? 2u + (c - '0') : c < 'a' ? 12 : c <= 'z' ? 13u + (c - 'a') : 39;
		v = v * 40 + place;
	}
	return v;
}

fp_when fp_when_of(int64_t received, fp_str id)
{
	return (fp_when){received, id_code(id)};
}

int fp_when_cmp(const fp_when *x, const fp_when *y)
{
	if (x->received != y->received)
		return x->received > y->received ? -1 : 1;
	return x->code < y->code ? -1 : x->code > y->code;
}

// ---------------------------------------------------------------- read

void fp_recency_forget(fp_index *x)
{
	for (size_t i = 0; i < x->page_n; i++)
		free(x->page[i]);
	free(x->page);
	free(x->live.w);
	x->page = NULL;
	x->live = (fp_bits){0};
	x->page_n = 0;
}

static bool read_live(fp_index *x, fp_err *err)
{
	fp_q max = fp_q_open(x, Q_RECENCY_MAX, err);
	size_t pages = fp_q_row(&max) && !fp_q_is_null(&max, 0) ? (size_t)fp_q_i64(&max, 0) + 1 : 0;
	if (!fp_q_end(&max))
		return false;
	if (pages > FP_DOC_MAX / PAGE + 1)
		return fp_db_fail(x, SQLITE_CORRUPT, err);
	x->page_n = pages;
	x->page = calloc(pages + 1, sizeof *x->page);
	x->live = (fp_bits){calloc(pages * WORDS + 1, sizeof *x->live.w), pages * WORDS};
	fp_q q = fp_q_open(x, Q_RECENCY_LIVE, err);
	while (fp_q_row(&q)) {
		fp_str live = fp_q_str(&q, 1);
		size_t at = (size_t)fp_q_i64(&q, 0);
		if (at < pages && live.n == WORDS * sizeof *x->live.w)
			memcpy(x->live.w + at * WORDS, live.p, live.n);
	}
	return fp_q_end(&q);
}

bool fp_live(fp_index *x, fp_bits *out, fp_err *err)
{
	if (!x->page && !read_live(x, err))
		return false;
	*out = x->live;
	return true;
}

static bool read_page(fp_index *x, size_t at, fp_when_page *p, fp_err *err)
{
	memset(p, 0, sizeof *p);
	fp_q q = fp_q_open(x, Q_RECENCY_GET, err);
	fp_q_int(&q, (int64_t)at);
	if (fp_q_row(&q)) {
		fp_str live = fp_q_str(&q, 0), when = fp_q_str(&q, 1);
		if (live.n == sizeof p->live && when.n == sizeof p->when) {
			memcpy(p->live, live.p, live.n);
			memcpy(p->when, when.p, when.n);
		}
	}
	return fp_q_end(&q);
}

bool fp_when_get(fp_index *x, int64_t n, fp_when *out, fp_err *err)
{
	size_t at = (size_t)n / PAGE;
	if (n < 0 || at >= x->page_n)
		return fp_db_fail(x, SQLITE_CORRUPT, err);
	if (!x->page[at]) {
		x->page[at] = fp_xmalloc(sizeof *x->page[at]);
		if (!read_page(x, at, x->page[at], err))
			return false;
	}
	*out = x->page[at]->when[n % PAGE];
	return true;
}

// ---------------------------------------------------------------- write: one page at hand, the dead together at the end

static bool write_page(fp_index *x, fp_err *err)
{
	if (!x->tail)
		return true;
	fp_q q = fp_q_open(x, Q_RECENCY_PUT, err);
	fp_q_int(&q, x->tail_at);
	fp_q_blob(&q, (fp_str){(const char *)x->tail->live, sizeof x->tail->live});
	fp_q_blob(&q, (fp_str){(const char *)x->tail->when, sizeof x->tail->when});
	return fp_q_run(&q);
}

bool fp_recency_put(fp_index *x, int64_t n, fp_when when, fp_err *err)
{
	int64_t at = n / PAGE;
	if (!x->tail || x->tail_at != at) {
		if (!write_page(x, err))
			return false;
		if (!x->tail)
			x->tail = fp_xmalloc(sizeof *x->tail);
		x->tail_at = at;
		if (!read_page(x, (size_t)at, x->tail, err))
			return false;
	}
	x->tail->live[n % PAGE / 64] |= (uint64_t)1 << (n % 64);
	x->tail->when[n % PAGE] = when;
	return true;
}

void fp_recency_kill(fp_index *x, int64_t n)
{
	if (x->dead_n == x->dead_cap) {
		x->dead_cap = x->dead_cap ? x->dead_cap * 2 : 64;
		x->dead = fp_xrealloc(x->dead, x->dead_cap * sizeof *x->dead);
	}
	x->dead[x->dead_n++] = n;
}

static int by_n(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

static bool bury(fp_index *x, size_t from, size_t to, fp_err *err)
{
	uint64_t live[WORDS] = {0};
	int64_t at = x->dead[from] / PAGE;
	fp_q get = fp_q_open(x, Q_RECENCY_GET, err);
	fp_q_int(&get, at);
	if (fp_q_row(&get) && fp_q_str(&get, 0).n == sizeof live)
		memcpy(live, fp_q_str(&get, 0).p, sizeof live);
	if (!fp_q_end(&get))
		return false;
	for (size_t i = from; i < to; i++)
		live[x->dead[i] % PAGE / 64] &= ~((uint64_t)1 << (x->dead[i] % 64));
	fp_q put = fp_q_open(x, Q_RECENCY_BURY, err);
	fp_q_int(&put, at);
	fp_q_blob(&put, (fp_str){(const char *)live, sizeof live});
	return fp_q_run(&put);
}

bool fp_recency_settle(fp_index *x, fp_err *err)
{
	if (!write_page(x, err))
		return false;
	if (x->dead_n)
		qsort(x->dead, x->dead_n, sizeof *x->dead, by_n);
	for (size_t i = 0, to; i < x->dead_n; i = to) {
		for (to = i; to < x->dead_n && x->dead[to] / PAGE == x->dead[i] / PAGE; to++)
			;
		if (!bury(x, i, to, err))
			return false;
	}
	fp_recency_drop(x);
	return true;
}

void fp_recency_drop(fp_index *x)
{
	free(x->tail);
	free(x->dead);
	x->tail = NULL;
	x->dead = NULL;
	x->dead_n = x->dead_cap = 0;
	fp_recency_forget(x);
}
