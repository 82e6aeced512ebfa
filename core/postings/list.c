// Reading a list, one posting at a time or many.
#include "postings/postings_priv.h"

static bool list_bad(fp_list *l)
{
	l->bad = true;
	l->left = 0;
	return false;
}

static inline bool bad_mark(uint8_t mark)
{
	return (mark > 31) | !(mark & 15) | (mark == FP_MARK_PLAIN);
}

static inline bool one(fp_list *l, uint32_t *doc, uint8_t *mark)
{
	uint64_t v;
	if (!l->left)
		return false;
	if (!fp_varint_get(&l->p, l->end, &v))
		return list_bad(l);
	uint64_t at = (v >> 1) + l->doc;
	*mark = FP_MARK_PLAIN;
	if (v & 1) {
		if (l->p == l->end || bad_mark(*l->p))
			return list_bad(l);
		*mark = *l->p++;
	}
	if (at >= UINT32_MAX || (l->left == 1 && l->p != l->end))
		return list_bad(l);
	*doc = (uint32_t)at;
	l->doc = (uint32_t)at + 1;
	l->left--;
	return true;
}

bool fp_list_next(fp_list *l, fp_posting *out)
{
	uint8_t mark;
	*out = (fp_posting){0};
	if (!one(l, &out->doc, &mark))
		return false;
	out->tf = mark & 15;
	out->title = mark >> 4;
	return true;
}

// ---------------------------------------------------------------- eight at once
// What every list but a short one consists of: gaps of one or two bytes. Eight postings of one byte are told by one look; else eight are
// read without a branch, because whether a byte, two or a mark follow cannot be foreseen. Anything unusual is left to one().
#define EIGHT_BYTES (8 * 3 + 1)
#define FAR_FROM_END (UINT32_MAX - 8u * 0x10000)
#define EACH(byte) (0x0101010101010101u * (byte))

static inline bool eight_plain(fp_list *l, uint32_t *doc, uint64_t *marks)
{
	uint64_t word;
	uint32_t d = l->doc;
	memcpy(&word, l->p, sizeof(word));
	if (word & EACH(0x81))
		return false;
	for (size_t i = 0; i < 8; i++) {
		d += l->p[i] >> 1;
		doc[i] = d++;
	}
	l->p += 8;
	l->doc = d;
	*marks = EACH(FP_MARK_PLAIN);
	return true;
}

static inline bool eight_mixed(fp_list *l, uint32_t *doc, uint64_t *marks)
{
	const unsigned char *p = l->p;
	uint32_t d = l->doc;
	unsigned char mark[8];
	bool bad = false;
	for (size_t i = 0; i < 8; i++) {
		uint32_t more = p[0] & 1, wide = p[0] >> 7, v = (p[0] & 0x7Fu) | ((uint32_t)p[1] << 7 & (0 - wide));
		unsigned char m = p[1 + wide];
		bad |= (wide & (p[1] >> 7)) | (more & bad_mark(m));
		mark[i] = more ? m : FP_MARK_PLAIN;
		d += v >> 1;
		doc[i] = d++;
		p += 1 + wide + more;
	}
	if (bad)
		return false;
	l->p = p;
	l->doc = d;
	memcpy(marks, mark, sizeof(mark));
	return true;
}

static inline bool eight(fp_list *l, uint32_t *doc, uint64_t *marks)
{
	if (l->left <= 8 || l->end - l->p < EIGHT_BYTES || l->doc >= FAR_FROM_END || !(eight_plain(l, doc, marks) || eight_mixed(l, doc, marks)))
		return false;
	l->left -= 8;
	return true;
}

size_t fp_list_read(fp_list *list, uint32_t *doc, uint8_t *tf, uint8_t *title, size_t cap)
{
	fp_list l = *list;  // a copy that no store through the arrays can reach
	size_t n = 0, some;
	uint64_t marks, bits;
	uint8_t mark;
	for (; n < cap && l.left; n += some) {
		if (cap - n >= 8 && eight(&l, doc + n, &marks)) {
			some = 8;
			if (tf)
				bits = marks & EACH(15), memcpy(tf + n, &bits, 8);
			if (title)
				bits = marks >> 4 & EACH(1), memcpy(title + n, &bits, 8);
			continue;
		}
		for (some = 0; some < 8 && n + some < cap && one(&l, &doc[n + some], &mark); some++) {
			if (tf)
				tf[n + some] = mark & 15;
			if (title)
				title[n + some] = mark >> 4;
		}
	}
	*list = l;
	return n;
}
