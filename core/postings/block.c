// Blocks: lists in order of key, written and read.
#include "postings/postings_priv.h"

// ---------------------------------------------------------------- writing
static bool block_out(fp_block_writer *w, fp_err *err)
{
	if (!fp_buf_ok(&w->buf, err) || !w->put(w->ctx, w->first, fp_buf_view(&w->buf), err))
		return false;
	fp_buf_clear(&w->buf);
	return true;
}

bool fp_block_add(fp_block_writer *w, int64_t key, uint32_t n, const void *postings, size_t bytes, fp_err *err)
{
	if (w->buf.n && w->buf.n + bytes > FP_BLOCK_BYTES && !block_out(w, err))
		return false;
	unsigned char head[FP_LIST_HEAD_BYTES], *p = head;
	size_t extra = bytes - n;
	p = fp_varint_put(p, (uint64_t)(w->buf.n ? key - w->last - 1 : key));
	p = fp_varint_put(p, (uint64_t)(n - 1) << 3 | (extra < 7 ? extra : 7));
	if (extra >= 7)
		p = fp_varint_put(p, extra - 7);
	if (!w->buf.n)
		w->first = key;
	w->last = key;
	fp_buf_add(&w->buf, head, (size_t)(p - head));
	fp_buf_add(&w->buf, postings, bytes);
	return true;
}

bool fp_block_end(fp_block_writer *w, fp_err *err)
{
	return !w->buf.n || block_out(w, err);
}

void fp_block_writer_free(fp_block_writer *w)
{
	fp_buf_free(&w->buf);
}

// ---------------------------------------------------------------- reading
fp_block fp_block_open(fp_str block)
{
	return (fp_block){.block = block};
}

static bool block_bad(fp_block *b)
{
	b->bad = true;
	return false;
}

// The head of the list at b->at: its key, count and bytes. The first key of a block stands as it is, others follow the one before.
static bool list_head(const fp_block *b, const unsigned char **p, const unsigned char *end, fp_list *out)
{
	uint64_t gap, count, extra;
	uint64_t from = b->at ? (uint64_t)b->key + 1 : 0;
	if (!fp_varint_get(p, end, &gap) || gap > (uint64_t)INT64_MAX - from || from > INT64_MAX)
		return false;
	if (!fp_varint_get(p, end, &count))
		return false;
	extra = count & 7;
	count = (count >> 3) + 1;
	if (extra == 7) {
		if (!fp_varint_get(p, end, &extra))
			return false;
		extra += 7;
	}
	uint64_t room = (uint64_t)(end - *p);
	if (count > UINT32_MAX || count > room || extra > room - count)
		return false;
	*out = (fp_list){.key = (int64_t)(from + gap), .n = (uint32_t)count, .left = (uint32_t)count, .p = *p, .end = *p + count + extra};
	return true;
}

bool fp_block_next(fp_block *b, fp_list *out)
{
	*out = (fp_list){0};
	if (b->bad || b->at >= b->block.n)
		return false;
	const unsigned char *start = (const unsigned char *)b->block.p, *p = start + b->at;
	if (!list_head(b, &p, start + b->block.n, out)) {
		*out = (fp_list){.bad = true};
		return block_bad(b);
	}
	b->at = (size_t)(out->end - start);
	b->key = out->key;
	return true;
}

bool fp_block_find(fp_block *b, int64_t key, fp_list *out)
{
	b->at = 0;
	while (fp_block_next(b, out))
		if (out->key >= key)
			return true;
	return false;
}

bool fp_block_first(fp_str block, int64_t *key)
{
	fp_block b = fp_block_open(block);
	fp_list l;
	*key = 0;
	if (!fp_block_next(&b, &l))
		return false;
	*key = l.key;
	return true;
}
