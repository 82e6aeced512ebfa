// postings: which documents hold which key, as bytes. Pure: knows neither text nor SQLite. The caller makes keys of text,
// keeps blocks somewhere and hands them back.
//
// A *key* is a number 0 .. 2^63-1. A *posting* says that document `doc` holds the key `tf` times (1..FP_TF_MAX; more
// count as that many), and whether one of them stands in its title. A *list* is the postings of one key in order of doc.
// A *block* is some neighbouring keys with their lists, about FP_BLOCK_BYTES, or one longer list alone. A *segment* is the
// lists of a range of documents: blocks in strict order of key, each key in one block. Segments of one index cover
// disjoint ranges in ascending order, so merging is laying lists end to end. Documents never change: a changed one gets a new
// number, and the old one is no longer among the living; readers pass over the dead and merges forget them. Numbers of
// documents end below UINT32_MAX.
//
// Usual order: fp_inverter_add for each document, fp_inverter_flush when it is full and at the end (each flush is one
// segment); fp_block_find and fp_list_next to ask; fp_postings_merge to make one segment of neighbours.
// Blocks come back from a file that may be damaged: readers check every bound and answer INVALID.
// Same documents, same bytes.
//
// Bytes. A varint holds seven bits a byte, lowest first, the high bit says that more follow. A block is a row of lists; a list is
//   varint  key - (key before in the block + 1); the first: key
//   varint  (n-1) * 8 + e, where e = bytes of the postings - n when that is below 7; else e = 7 and varint (bytes - n - 7) follows
//   n times varint (doc - (doc before in the list + 1)) * 2 + more; the first: doc * 2 + more
//           and when more = 1 (tf > 1 or in the title) one byte: tf + 16 * title
#ifndef FP_POSTINGS_H
#define FP_POSTINGS_H
#include "base/base.h"

#define FP_TF_MAX 15
#define FP_BLOCK_BYTES 4000

// ---- making
typedef struct {
	int64_t key;
	uint8_t tf;        // >= 1; cut at FP_TF_MAX
	bool title;
} fp_occurrence;
typedef struct fp_inverter fp_inverter;
// `max` bytes (keys and lists) are the bound of its memory; it reads full a little before.
fp_inverter *fp_inverter_new(size_t max);
void fp_inverter_free(fp_inverter *v);
// Docs ascend strictly; the keys of one call differ from each other, in any order. Nothing of `occ` is kept.
void fp_inverter_add(fp_inverter *v, uint32_t doc, const fp_occurrence *occ, size_t n);
bool fp_inverter_full(const fp_inverter *v);
size_t fp_inverter_docs(const fp_inverter *v);                 // added since it was empty
void fp_inverter_clear(fp_inverter *v);                        // forgets what was added; numbers of documents may start anew
// A block leaves in order of its first key. The bytes are borrowed until the call returns; false stops with the callee's error.
typedef bool (*fp_block_fn)(void *ctx, int64_t first_key, fp_str block, fp_err *err);
// All that was added, as one segment; afterwards, also when it failed, it is empty and may be used again.
bool fp_inverter_flush(fp_inverter *v, fp_block_fn put, void *ctx, fp_err *err) FP_MUST_USE;

// ---- asking. Everything points into the block, which must outlive it.
typedef struct {
	uint32_t doc;
	uint8_t tf;
	bool title;
} fp_posting;
typedef struct {
	int64_t key;
	uint32_t n;            // postings, the dead among them
	const unsigned char *p, *end;
	uint32_t doc, left;    // state of fp_list_next
	bool bad;              // damaged: the list ended early
} fp_list;
typedef struct {
	fp_str block;
	size_t at;             // state of fp_block_next
	int64_t key;
	bool bad;
} fp_block;
fp_block fp_block_open(fp_str block);
bool fp_block_first(fp_str block, int64_t *key);               // its first key; false when damaged
bool fp_block_next(fp_block *b, fp_list *out);                 // lists in order of key; false at the end or when damaged (bad)
bool fp_block_find(fp_block *b, int64_t key, fp_list *out);    // the first list whose key is >= key; then fp_block_next goes on behind it
bool fp_list_next(fp_list *l, fp_posting *out);
// Many at once, which is what search does: up to `cap` postings into the arrays (title: 0 or 1); returns how many.
// tf and title may be NULL.
size_t fp_list_read(fp_list *l, uint32_t *doc, uint8_t *tf, uint8_t *title, size_t cap);

// ---- merging. Sources are segments in ascending order of their documents; each gives its blocks one after the other. A block lives
// until the next one of the same source is asked for. Memory: one block a source and one list.
typedef struct {
	bool (*next)(void *ctx, fp_str *block, fp_err *err);   // an empty block: the end; false: failed
	void *ctx;
} fp_segment_source;
typedef bool (*fp_alive_fn)(void *ctx, uint32_t doc);          // NULL: all live
bool fp_postings_merge(const fp_segment_source *src, size_t n, fp_alive_fn alive, void *alive_ctx, fp_block_fn put, void *ctx, fp_err *err) FP_MUST_USE;

// ---- checking a segment, for `index --verify`
typedef struct {
	size_t blocks, keys, postings, bytes;
} fp_segment_size;
// Reads all of a segment: keys ascend over all blocks, documents ascend within lo..hi, every count and every byte is as it
// should be. `out` (may be NULL) gets what was read, also when it fails: INVALID names the block and the key.
bool fp_segment_check(const fp_segment_source *src, uint32_t lo, uint32_t hi, fp_segment_size *out, fp_err *err) FP_MUST_USE;
#endif
