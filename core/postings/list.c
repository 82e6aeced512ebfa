// Reading a list, one posting at a time or many.
#include "postings/postings_priv.h"

static bool list_bad(fp_list *l)
{
	l->bad = true;
	l->left = 0;
	return false;
}

bool fp_list_next(fp_list *l, fp_posting *out)
{
	uint64_t v;
	*out = (fp_posting){0};
	if (!l->left) return false;
	if (!fp_varint_get(&l->p, l->end, &v)) return list_bad(l);
	uint64_t doc = (v >> 1) + l->doc;
	uint8_t mark = FP_MARK_PLAIN;
	if (v & 1) {
		if (l->p == l->end) return list_bad(l);
		mark = *l->p++;
		if (mark > 31 || !(mark & 15) || mark == FP_MARK_PLAIN) return list_bad(l);
	}
	if (doc >= UINT32_MAX || (l->left == 1 && l->p != l->end)) return list_bad(l);
	*out = (fp_posting){.doc = (uint32_t)doc, .tf = mark & 15, .title = mark >> 4};
	l->doc = (uint32_t)doc + 1;
	l->left--;
	return true;
}

// Most postings of a long list are one byte: a small gap, once, outside the title. Eight of them are told by one look.
#define NOT_PLAIN 0x8181818181818181u
#define FAR_FROM_END (UINT32_MAX - 8 * 64)

static inline bool eight_plain(const fp_list *l, size_t room)
{
	uint64_t w;
	if (l->left <= 8 || room < 8 || l->end - l->p <= 8 || l->doc >= FAR_FROM_END) return false;
	memcpy(&w, l->p, 8);
	return !(w & NOT_PLAIN);
}

size_t fp_list_read(fp_list *l, uint32_t *doc, uint8_t *tf, uint8_t *title, size_t cap)
{
	size_t n = 0;
	fp_posting one;
	while (n < cap) {
		if (eight_plain(l, cap - n)) {
			uint32_t d = l->doc;
			for (size_t i = 0; i < 8; i++) {
				d += l->p[i] >> 1;
				doc[n + i] = d++;
			}
			if (tf) memset(tf + n, 1, 8);
			if (title) memset(title + n, 0, 8);
			l->doc = d;
			l->p += 8;
			l->left -= 8;
			n += 8;
			continue;
		}
		if (!fp_list_next(l, &one)) break;
		doc[n] = one.doc;
		if (tf) tf[n] = one.tf;
		if (title) title[n] = one.title;
		n++;
	}
	return n;
}
