// Segments: walked list by list, merged, checked.
#include <stdlib.h>

#include "postings/postings_priv.h"

bool fp_walk_damaged(const fp_walk *w, fp_err *err)
{
	return fp_fail(err, FP_INVALID, fp_tr("搜索索引的第 %zu 块损坏（键 %lld 附近）", "block %zu of the search index is damaged (near key %lld)"), w->blocks,
	               (long long)w->block.key);
}

static bool next_block(fp_walk *w, fp_err *err)
{
	fp_str bytes = {0};
	if (!w->src->next(w->src->ctx, &bytes, err))
		return false;
	w->block = fp_block_open(bytes);
	w->blocks += bytes.n > 0;
	w->bytes += bytes.n;
	return true;
}

bool fp_walk_next(fp_walk *w, fp_err *err)
{
	int64_t before = w->live ? w->list.key : -1;
	while (!fp_block_next(&w->block, &w->list)) {
		if (w->block.bad)
			return fp_walk_damaged(w, err);
		if (!next_block(w, err))
			return false;
		if (!w->block.block.n) {
			w->live = false;
			return true;
		}
	}
	w->live = true;
	return w->list.key > before || fp_walk_damaged(w, err);
}

// ---------------------------------------------------------------- merging
#define SOME 512

typedef struct {
	fp_alive_fn alive;
	void *alive_ctx;
	unsigned char *list;     // of the key at hand
	size_t n, cap;
	uint32_t postings, next; // in it, and its last document + 1
} merger;

static bool merge_some(merger *m, const uint32_t *doc, const uint8_t *tf, const uint8_t *title, size_t n)
{
	if (m->cap - m->n < n * FP_POSTING_ROOM) {
		m->cap = m->cap * 2 + n * FP_POSTING_ROOM;
		m->list = fp_xrealloc(m->list, m->cap);
	}
	unsigned char *p = m->list + m->n;
	for (size_t i = 0; i < n; i++) {
		if (doc[i] < m->next)
			return false;
		if (m->alive && !m->alive(m->alive_ctx, doc[i]))
			continue;
		p = fp_posting_put(p, doc[i] - m->next, fp_mark(tf[i], title[i]));
		m->next = doc[i] + 1;
		m->postings++;
	}
	m->n = (size_t)(p - m->list);
	return true;
}

// Appends what lives of the walk's current list and steps on.
static bool merge_list(merger *m, fp_walk *w, fp_err *err)
{
	uint32_t doc[SOME];
	uint8_t tf[SOME], title[SOME];
	size_t n;
	while ((n = fp_list_read(&w->list, doc, tf, title, SOME)) > 0)
		if (!merge_some(m, doc, tf, title, n))
			return fp_walk_damaged(w, err);
	return w->list.bad ? fp_walk_damaged(w, err) : fp_walk_next(w, err);
}

// The smallest key among the walks; false when all are at their end.
static bool least_key(const fp_walk *w, size_t n, int64_t *key)
{
	bool any = false;
	for (size_t i = 0; i < n; i++)
		if (w[i].live && (!any || w[i].list.key < *key)) {
			*key = w[i].list.key;
			any = true;
		}
	return any;
}

static bool merge_walks(fp_walk *walks, size_t n, merger *m, fp_block_writer *out, fp_err *err)
{
	int64_t key = 0;
	for (size_t i = 0; i < n; i++)
		if (!fp_walk_next(&walks[i], err))
			return false;
	while (least_key(walks, n, &key)) {
		m->n = 0;
		m->postings = m->next = 0;
		for (size_t i = 0; i < n; i++)
			if (walks[i].live && walks[i].list.key == key && !merge_list(m, &walks[i], err))
				return false;
		if (m->postings && !fp_block_add(out, key, m->postings, m->list, m->n, err))
			return false;
	}
	return fp_block_end(out, err);
}

bool fp_postings_merge(const fp_segment_source *src, size_t n, fp_alive_fn alive, void *alive_ctx, fp_block_fn put, void *ctx, fp_err *err)
{
	fp_walk *walks = fp_xmalloc(fp_mul_size(n + 1, sizeof(*walks)));
	for (size_t i = 0; i < n; i++)
		walks[i] = (fp_walk){.src = &src[i]};
	merger m = {.alive = alive, .alive_ctx = alive_ctx};
	fp_block_writer out = {.put = put, .ctx = ctx};
	bool ok = merge_walks(walks, n, &m, &out, err);
	fp_block_writer_free(&out);
	free(m.list);
	free(walks);
	return ok;
}

// ---------------------------------------------------------------- checking
static bool check_list(fp_walk *w, uint32_t lo, uint32_t hi, fp_err *err)
{
	fp_posting p;
	while (fp_list_next(&w->list, &p))
		if (p.doc < lo || p.doc > hi)
			return fp_fail(err, FP_INVALID, fp_tr("搜索索引的第 %zu 块（键 %lld）提到不属于它的文档 %u", "block %zu of the search index (key %lld) names document %u, which is not its own"),
			               w->blocks, (long long)w->list.key, (unsigned)p.doc);
	return !w->list.bad || fp_walk_damaged(w, err);
}

bool fp_segment_check(const fp_segment_source *src, uint32_t lo, uint32_t hi, fp_segment_size *out, fp_err *err)
{
	fp_walk w = {.src = src};
	fp_segment_size size = {0};
	bool ok;
	while ((ok = fp_walk_next(&w, err)) && w.live) {
		size.keys++;
		size.postings += w.list.n;
		if (!(ok = check_list(&w, lo, hi, err)))
			break;
	}
	size.blocks = w.blocks;
	size.bytes = w.bytes;
	if (out)
		*out = size;
	return ok;
}
