// postings, private: varints, one posting as bytes, the writer of blocks.
#ifndef FP_POSTINGS_PRIV_H
#define FP_POSTINGS_PRIV_H
#include <endian.h>
#include <string.h>

#include "postings/postings.h"

#define FP_LIST_HEAD_BYTES 30    // most that the three varints in front of a list take

static inline unsigned char *fp_varint_put(unsigned char *p, uint64_t v)
{
	while (v >= 0x80) {
		*p++ = (unsigned char)(v | 0x80);
		v >>= 7;
	}
	*p++ = (unsigned char)v;
	return p;
}

// False when it does not end before `end` or has more than nine bytes (63 bits).
static inline bool fp_varint_get(const unsigned char **p, const unsigned char *end, uint64_t *v)
{
	*v = 0;
	for (unsigned shift = 0; shift < 63 && *p < end; shift += 7) {
		unsigned char c = *(*p)++;
		*v |= (uint64_t)(c & 0x7F) << shift;
		if (c < 0x80)
			return true;
	}
	return false;
}

// `gap` is doc - (doc before + 1). `mark` is tf + 16 * title.
#define FP_MARK_PLAIN 1u
static inline uint8_t fp_mark(uint8_t tf, bool title)
{
	return (uint8_t)((tf > FP_TF_MAX ? FP_TF_MAX : tf) + (title ? 16 : 0));
}
// The bytes of one posting, written at p together with what else is in eight bytes there; returns their end. No branch for gaps below
// 8,192, since their sizes cannot be foreseen.
#define FP_POSTING_ROOM 8
static inline unsigned char *fp_posting_put(unsigned char *p, uint32_t gap, uint8_t mark)
{
	uint64_t more = mark != FP_MARK_PLAIN, v = (uint64_t)gap << 1 | more;
	if (v >= 0x4000) {
		p = fp_varint_put(p, v);
		if (more)
			*p++ = mark;
		return p;
	}
	uint64_t wide = v >= 0x80;
	uint64_t word = htole64((v & 0x7F) | wide << 7 | v >> 7 << 8 | (more ? (uint64_t)mark : 0) << (8 + 8 * wide));
	memcpy(p, &word, sizeof(word));
	return p + 1 + wide + more;
}

// Lists in order of key become blocks.
typedef struct {
	fp_block_fn put;
	void *ctx;
	fp_buf buf;
	int64_t first, last;     // keys in buf
} fp_block_writer;
bool fp_block_add(fp_block_writer *w, int64_t key, uint32_t n, const void *postings, size_t bytes, fp_err *err) FP_MUST_USE;
bool fp_block_end(fp_block_writer *w, fp_err *err) FP_MUST_USE;   // the last one leaves
void fp_block_writer_free(fp_block_writer *w);

// Walks the lists of a segment block by block, checking the order of keys. `what` is the number of the segment in messages.
typedef struct {
	const fp_segment_source *src;
	fp_block block;
	fp_list list;            // the current one
	bool live;               // there is a current one
	size_t blocks, bytes;    // read so far
} fp_walk;
bool fp_walk_next(fp_walk *w, fp_err *err) FP_MUST_USE;
bool fp_walk_damaged(const fp_walk *w, fp_err *err);   // sets INVALID with the block and the key, returns false
#endif
