// model_feature: the hashed n-grams of one text. Units are Han characters and words; features are units, pairs of neighbours in
// one clause, and the 3- to 5-grams of "<word>" for words of other scripts.
#include "text/model_priv.h"

#include <stdlib.h>
#include <string.h>

#include "text/text_priv.h"

#define WORD_MOST 40     // characters of a word whose parts are looked at

static inline uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9E3779B97F4A7C15u;
	return h ^ h >> 32;
}

static inline uint32_t bucket_of(uint64_t h)
{
	return (uint32_t)((h * 0xD6E8FEB86659FD93u) >> (64 - MODEL_BITS));
}

// What ends a clause: no pair goes across it. Blanks, quotes and marks inside a clause do not.
static inline bool breaks(uint32_t cp)
{
	switch (cp) {
	case ' ': case '\'': case '"': case '-': case '_': case '/': case '#': case '*':
	case 0x201C: case 0x201D: case 0x2018: case 0x2019: case 0x300A: case 0x300B: case 0x300C: case 0x300D:
		return false;
	default:
		return true;
	}
}

#define EACH static inline __attribute__((always_inline)) void

EACH word_parts_each(fp_str s, size_t start, size_t end, feature_fn *seen, void *with)
{
	uint32_t cp[WORD_MOST + 2];
	size_t at[WORD_MOST + 3], n = 0;
	cp[n] = '<';
	at[n++] = start;
	for (size_t i = start; i < end && n <= WORD_MOST;) {
		at[n] = i;
		cp[n++] = folded_next(s, &i);
	}
	cp[n] = '>';
	at[n++] = end;
	at[n] = end;
	for (size_t i = 0; i + 3 <= n; i++) {
		uint64_t h = mix(mix(mix(5, cp[i]), cp[i + 1]), cp[i + 2]);
		seen(with, bucket_of(h), at[i], at[i + 3]);
		for (size_t k = i + 3; k < n && k < i + 5; k++) {
			h = mix(h, cp[k]);
			seen(with, bucket_of(h), at[i], at[k + 1]);
		}
	}
}

// The word that begins with the character before *i; its hash.
static inline uint64_t word_at(fp_str s, size_t *i, uint64_t h, size_t *chars)
{
	*chars = 1;
	while (*i < s.n) {
		size_t next = *i;
		uint32_t cp = folded_next(s, &next);
		bool inside = cp < 0x80 ? (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9') || cp == '\'' : fp_ch_class(cp) == FP_CH_WORD;
		if (!inside)
			break;
		h = mix(h, cp);
		++*chars;
		*i = next;
	}
	return h;
}

// A mark (！ ？ … an emoji) by itself, and with what stands before it: feelings are in them.
EACH mark_each(uint32_t cp, uint64_t prev, size_t prev_at, size_t at, size_t end, feature_fn *seen, void *with)
{
	uint64_t h = mix(4, cp);
	seen(with, bucket_of(h), at, end);
	if (prev)
		seen(with, bucket_of(mix(prev, h)), prev_at, end);
}

static inline fp_ch class_of(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9') ? FP_CH_WORD : FP_CH_OTHER;
	if (cp >= 0x4E00 && cp < 0xA000)
		return FP_CH_HAN;
	return fp_ch_class(cp);
}

EACH walk(fp_str s, feature_fn *seen, void *with)
{
	uint64_t prev = 0;     // 0: nothing to pair with
	size_t prev_at = 0, chars = 0;
	for (size_t i = 0; i < s.n;) {
		size_t at = i;
		uint32_t cp = folded_next(s, &i);
		fp_ch ch = class_of(cp);
		if (ch == FP_CH_OTHER) {
			if (cp > ' ')
				mark_each(cp, prev, prev_at, at, i, seen, with);
			if (breaks(cp))
				prev = 0;
			continue;
		}
		uint64_t h = mix(ch == FP_CH_HAN ? 1 : 2, cp);
		if (ch == FP_CH_WORD)
			h = word_at(s, &i, h, &chars);
		seen(with, bucket_of(mix(h, 3)), at, i);
		if (prev)
			seen(with, bucket_of(mix(prev, h)), prev_at, i);
		if (ch == FP_CH_WORD && chars > 1)
			word_parts_each(s, at, i, seen, with);
		prev = h | 1;
		prev_at = at;
	}
}

void features_each(fp_str folded, feature_fn *seen, void *with)
{
	walk(folded, seen, with);
}

// ---------------------------------------------------------------- counts

// Open addressing over the buckets of one text; slot holds index + 1.
typedef struct {
	fp_arena *a;
	counted c;
	uint32_t *slot;
	size_t cap, mask;
} counter;

static void grow(counter *k)
{
	size_t cap = k->cap * 2;
	uint32_t *bucket = fp_alloc(k->a, cap * sizeof *bucket), *slot = fp_alloc(k->a, cap * 2 * sizeof *slot);
	float *count = fp_alloc(k->a, cap * sizeof *count);
	if (k->c.n) {
		memcpy(bucket, k->c.bucket, k->c.n * sizeof *bucket);
		memcpy(count, k->c.count, k->c.n * sizeof *count);
	}
	k->mask = cap * 2 - 1;
	for (size_t i = 0; i < k->c.n; i++) {
		size_t h = bucket[i] & k->mask;
		while (slot[h])
			h = (h + 1) & k->mask;
		slot[h] = (uint32_t)i + 1;
	}
	k->c.bucket = bucket;
	k->c.count = count;
	k->slot = slot;
	k->cap = cap;
}

static inline void tally(void *with, uint32_t bucket, size_t start, size_t end)
{
	counter *k = with;
	(void)start, (void)end;
	size_t h = bucket & k->mask;
	for (; k->slot[h]; h = (h + 1) & k->mask)
		if (k->c.bucket[k->slot[h] - 1] == bucket) {
			k->c.count[k->slot[h] - 1] += 1;
			return;
		}
	if (k->c.n == k->cap) {
		grow(k);
		for (h = bucket & k->mask; k->slot[h]; h = (h + 1) & k->mask)
			;
	}
	k->c.bucket[k->c.n] = bucket;
	k->c.count[k->c.n++] = 1;
	k->slot[h] = (uint32_t)k->c.n;
}

counted features_of(fp_arena *a, fp_str folded)
{
	counter k = {.a = a, .cap = 64};
	while (k.cap < folded.n && k.cap < 1u << 16)
		k.cap *= 2;
	k.cap /= 2;
	grow(&k);
	walk(folded, tally, &k);
	return k.c;
}
