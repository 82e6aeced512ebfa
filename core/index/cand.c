// cand: the documents that may hold a term, from postings alone: those that have every key of it, with the smallest count among the
// keys and a title bit only if all have it. Both are bounds from above: a match of the term is an occurrence of each of its keys.
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

#define CHUNK 1024
#define VERIFY_COST 4000   // postings that are read in the time of looking at one text

typedef struct {
	fp_index *x;
	fp_arena *a;
	fp_bits live;
	const fp_segment *seg;
	fp_cands *c;
	size_t from;           // where the candidates of this segment begin
	size_t cap;
} cand_ctx;

// ---------------------------------------------------------------- arrays that grow together

static void room(cand_ctx *k, size_t more)
{
	fp_cands *c = k->c;
	if (c->n + more <= k->cap)
		return;
	size_t cap = k->cap * 2 + more + 256;
	uint32_t *doc = FP_NEW_N(k->a, uint32_t, cap);
	uint8_t *tf = FP_NEW_N(k->a, uint8_t, cap), *title = FP_NEW_N(k->a, uint8_t, cap);
	if (c->n) {
		memcpy(doc, c->doc, c->n * sizeof *doc);
		memcpy(tf, c->tf, c->n);
		memcpy(title, c->title, c->n);
	}
	c->doc = doc;
	c->tf = tf;
	c->title = title;
	k->cap = cap;
}

// ---------------------------------------------------------------- one key

// Documents ascend in a list, so the ends of a chunk tell that all of it lies in the segment; if not, the file is damaged.
static bool in_segment(const cand_ctx *k, const uint32_t *doc, size_t n, fp_err *err)
{
	if (doc[0] >= k->seg->lo && doc[n - 1] <= k->seg->hi)
		return true;
	return fp_db_fail(k->x, SQLITE_CORRUPT, err);
}

static bool count_list(void *ctx, fp_list *l, fp_err *err)
{
	(void)err;
	*(size_t *)ctx += l->n;
	return true;
}

// The first key: its living documents.
static bool take_list(void *ctx, fp_list *l, fp_err *err)
{
	cand_ctx *k = ctx;
	fp_cands *c = k->c;
	for (size_t n;;) {
		room(k, CHUNK);
		n = fp_list_read(l, c->doc + c->n, c->tf + c->n, c->title + c->n, CHUNK);
		if (!n)
			return true;
		size_t at = c->n;
		if (!in_segment(k, c->doc + at, n, err))
			return false;
		for (size_t i = at; i < at + n; i++)
			if (fp_bits_has(k->live, c->doc[i])) {
				c->doc[c->n] = c->doc[i];
				c->tf[c->n] = c->tf[i];
				c->title[c->n++] = c->title[i];
			}
	}
}

// Another key: only those that have it too.
static bool keep_list(void *ctx, fp_list *l, fp_err *err)
{
	cand_ctx *k = ctx;
	fp_cands *c = k->c;
	uint32_t doc[CHUNK];
	uint8_t tf[CHUNK], title[CHUNK];
	size_t kept = k->from, at = k->from, n;
	(void)err;
	while (at < c->n && (n = fp_list_read(l, doc, tf, title, CHUNK)) > 0)
		for (size_t i = 0; i < n && at < c->n; i++) {
			while (at < c->n && c->doc[at] < doc[i])
				at++;
			if (at == c->n || c->doc[at] != doc[i])
				continue;
			c->doc[kept] = doc[i];
			c->tf[kept] = c->tf[at] < tf[i] ? c->tf[at] : tf[i];
			c->title[kept++] = c->title[at++] & title[i];
		}
	c->n = kept;
	return true;
}

// ---------------------------------------------------------------- a range of keys: counts add up

typedef struct {
	uint32_t base;         // the segment's first document
	size_t n;
	uint8_t *tf, *title;   // of every document of the segment
} dense;

static bool add_list(void *ctx, fp_list *l, fp_err *err)
{
	dense *d = ctx;
	uint32_t doc[CHUNK];
	uint8_t tf[CHUNK], title[CHUNK];
	(void)err;
	for (size_t n; (n = fp_list_read(l, doc, tf, title, CHUNK)) > 0;)
		for (size_t i = 0; i < n; i++) {
			size_t at = doc[i] - d->base;
			if (doc[i] < d->base || at >= d->n)
				continue;
			unsigned sum = (unsigned)d->tf[at] + tf[i];
			d->tf[at] = (uint8_t)(sum < FP_TF_MAX ? sum : FP_TF_MAX);
			d->title[at] |= title[i];
		}
	return true;
}

static void put_dense(cand_ctx *k, const dense *d)
{
	fp_cands *c = k->c;
	for (size_t i = 0; i < d->n; i++)
		if (d->tf[i] && fp_bits_has(k->live, (int64_t)(d->base + i))) {
			room(k, 1);
			c->doc[c->n] = (uint32_t)(d->base + i);
			c->tf[c->n] = d->tf[i];
			c->title[c->n++] = d->title[i];
		}
}

// Of those of the segment found so far only the ones that are in d.
static void keep_dense(cand_ctx *k, const dense *d)
{
	fp_cands *c = k->c;
	size_t kept = k->from;
	for (size_t i = k->from; i < c->n; i++) {
		size_t at = c->doc[i] - d->base;
		if (!d->tf[at])
			continue;
		c->doc[kept] = c->doc[i];
		c->tf[kept] = c->tf[i] < d->tf[at] ? c->tf[i] : d->tf[at];
		c->title[kept++] = c->title[i] & d->title[at];
	}
	c->n = kept;
}

static bool use_range(cand_ctx *k, fp_key_range r, bool first, fp_err *err)
{
	dense d = {(uint32_t)k->seg->lo, (size_t)(k->seg->hi - k->seg->lo + 1), NULL, NULL};
	d.tf = calloc(d.n, 2);
	if (!d.tf)
		fp_bug("out of memory");
	d.title = d.tf + d.n;
	bool ok = fp_segment_lists(k->x, k->seg, r, add_list, &d, err);
	if (ok && first)
		put_dense(k, &d);
	else if (ok)
		keep_dense(k, &d);
	free(d.tf);
	return ok;
}

// ---------------------------------------------------------------- all keys of a term

typedef struct {
	fp_key_range r;
	size_t n;
} sized;

static int by_size(const void *a, const void *b)
{
	const sized *x = a, *y = b;
	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	return x->r.lo < y->r.lo ? -1 : x->r.lo > y->r.lo;
}

// Rarest first; a long list is not read for a few candidates, which are cheaper to look at.
static bool segment_cands(cand_ctx *k, const fp_probe *p, fp_err *err)
{
	sized s[FP_PROBE_MOST];
	for (size_t i = 0; i < p->n; i++) {
		s[i] = (sized){p->range[i], 0};
		if (p->n > 1 && !fp_segment_lists(k->x, k->seg, s[i].r, count_list, &s[i].n, err))
			return false;
		if (p->n > 1 && !s[i].n)
			return true;
	}
	qsort(s, p->n, sizeof *s, by_size);
	k->from = k->c->n;
	for (size_t i = 0; i < p->n; i++) {
		if (i && (k->c->n - k->from) * VERIFY_COST < s[i].n)
			break;
		if (s[i].r.lo != s[i].r.hi) {
			if (!use_range(k, s[i].r, i == 0, err))
				return false;
		} else if (!fp_segment_lists(k->x, k->seg, s[i].r, i ? keep_list : take_list, k, err)) {
			return false;
		}
	}
	return true;
}

bool fp_cands_of(fp_index *x, const fp_probe *p, fp_bits live, fp_arena *a, fp_cands *out, fp_err *err)
{
	cand_ctx k = {.x = x, .a = a, .live = live, .c = out};
	*out = (fp_cands){.all = p->n == 0, .exact = p->exact, .counts = p->counts};
	if (out->all)
		return true;
	if (!fp_segments(x, err))
		return false;
	for (size_t i = 0; i < x->seg_n; i++) {
		k.seg = &x->seg[i];
		if (!segment_cands(&k, p, err))
			return false;
	}
	return true;
}

// Where the document stands among the candidates, or SIZE_MAX.
size_t fp_cands_find(const fp_cands *c, int64_t n)
{
	size_t lo = 0, hi = c->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (c->doc[mid] < n)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < c->n && c->doc[lo] == n ? lo : SIZE_MAX;
}

typedef struct {
	fp_bits live;
	size_t n;
} alive_ctx;

static bool count_alive(void *ctx, fp_list *l, fp_err *err)
{
	alive_ctx *c = ctx;
	uint32_t doc[CHUNK];
	(void)err;
	for (size_t n; (n = fp_list_read(l, doc, NULL, NULL, CHUNK)) > 0;)
		for (size_t i = 0; i < n; i++)
			c->n += fp_bits_has(c->live, doc[i]);
	return true;
}

bool fp_key_df(fp_index *x, int64_t key, fp_bits live, size_t *df, fp_err *err)
{
	*df = 0;
	for (size_t i = 0; i < x->seg_n; i++) {
		const fp_segment *s = &x->seg[i];
		bool whole = (int64_t)fp_bits_count_in(live, s->lo, s->hi) == s->docs;  // nothing in it is dead
		alive_ctx c = {live, 0};
		if (!fp_segment_lists(x, s, (fp_key_range){key, key}, whole ? count_list : count_alive, whole ? (void *)&c.n : &c, err))
			return false;
		*df += c.n;
	}
	return true;
}
