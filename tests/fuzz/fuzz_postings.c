// Fuzzing of blocks of the postings index as they come back from a damaged file. The input is a number of blocks, each after its
// length in one byte (0: what is left). Beyond memory errors: reading one by one and many at once tell the same, documents
// ascend within a list, and what the checker passes is merged to a segment that it passes with as many postings.
#include "postings/postings.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
	const uint8_t *p;
	size_t n;
} input;

static bool give(void *ctx, fp_str *block, fp_err *err)
{
	(void)err;
	input *in = ctx;
	*block = (fp_str){0};
	if (!in->n)
		return true;
	size_t n = in->p[0] && in->p[0] < in->n ? in->p[0] : in->n - 1;
	*block = (fp_str){(const char *)in->p + 1, n};
	in->p += n + 1;
	in->n -= n + 1;
	return true;
}

static bool keep(void *ctx, int64_t first, fp_str block, fp_err *err)
{
	(void)err;
	fp_buf *out = ctx;
	int64_t key;
	fp_assert(fp_block_first(block, &key) && key == first);
	fp_buf_c(out, 0);
	fp_buf_str(out, block);
	return true;
}

static void check_list(fp_list one, fp_list many)
{
	uint32_t doc[33];
	uint8_t tf[33], title[33];
	uint64_t next = 0;
	size_t n;
	fp_posting p;
	while ((n = fp_list_read(&many, doc, tf, title, 33)) > 0)
		for (size_t i = 0; i < n; i++) {
			fp_assert(fp_list_next(&one, &p) && p.doc == doc[i] && p.tf == tf[i] && p.title == title[i]);
			fp_assert(p.doc >= next && p.tf >= 1 && p.tf <= FP_TF_MAX && title[i] <= 1);
			next = (uint64_t)p.doc + 1;
		}
	fp_assert(!fp_list_next(&one, &p) && one.bad == many.bad);
}

static void check_block(fp_str bytes)
{
	fp_block b = fp_block_open(bytes), f = b;
	fp_list l, found;
	int64_t before = -1;
	while (fp_block_next(&b, &l)) {
		fp_assert(l.key > before && l.n > 0);
		before = l.key;
		check_list(l, l);
		fp_assert(fp_block_find(&f, l.key, &found) && found.p == l.p);
	}
	fp_assert(!l.n && b.bad == l.bad);
}

// One segment of one block is what the writer makes of small ones; a merge of nothing else than itself loses nothing.
static void check_merge(const uint8_t *data, size_t size)
{
	input in = {data, size}, again = in;
	fp_segment_source src = {give, &in}, good = {give, &again}, made;
	fp_segment_size before, after;
	fp_err err = {0}, none = {0};
	fp_buf out = {0};
	bool sound = fp_segment_check(&src, 0, UINT32_MAX, &before, &err);
	bool merged = fp_postings_merge(&good, 1, NULL, NULL, keep, &out, &none);
	fp_assert(sound == merged && (sound || (err.code == FP_INVALID && none.code == FP_INVALID)));
	if (sound && out.n && before.bytes < 2000) {
		input rest = {(const uint8_t *)out.p, out.n};
		made = (fp_segment_source){give, &rest};
		fp_assert(fp_segment_check(&made, 0, UINT32_MAX, &after, &none));
		fp_assert(after.keys == before.keys && after.postings == before.postings);
	}
	fp_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	input in = {data, size};
	fp_str block;
	while (give(&in, &block, NULL) && block.p) {
		char *copy = fp_xmalloc(block.n);  // exactly as long, so that reading past it is seen
		memcpy(copy, block.p, block.n);
		check_block((fp_str){copy, block.n});
		free(copy);
	}
	check_merge(data, size);
	return 0;
}
