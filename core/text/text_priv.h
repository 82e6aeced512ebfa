// What the files of text share.
#ifndef FP_TEXT_PRIV_H
#define FP_TEXT_PRIV_H
#include "text/text.h"

// Decoding of text that fp_fold made, and is therefore valid.
static inline uint32_t folded_next(fp_str s, size_t *i)
{
	const unsigned char *p = (const unsigned char *)s.p + *i;
	if (p[0] < 0x80) {
		*i += 1;
		return p[0];
	}
	if (p[0] < 0xE0) {
		*i += 2;
		return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
	}
	if (p[0] < 0xF0) {
		*i += 3;
		return (p[0] & 0xFu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	}
	*i += 4;
	return (p[0] & 7u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

// The character that ends at *i; *i moves to its start.
static inline uint32_t folded_prev(fp_str s, size_t *i)
{
	do
		--*i;
	while (*i > 0 && ((unsigned char)s.p[*i] & 0xC0) == 0x80);
	size_t at = *i;
	return folded_next(s, &at);
}

// Whether a character that begins (ends) a phrase at `at` (before `at`) would cut a word of the folded text.
bool cuts_word(fp_str folded, size_t at);

static inline bool is_space(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

// Every hit in a folded text, in the order of the text; `hit` returns whether to go on.
typedef bool phrase_fn(void *with, uint32_t id, size_t at, size_t end);
void phrases_each(const fp_phrases *p, fp_str folded, phrase_fn *hit, void *with);

// ---- units: what features and key phrases are made of (units.c)
typedef struct {
	uint64_t hash;          // of its stem
	uint32_t start, end;    // in the folded text
	bool word;              // else one Han character
	bool stop;              // an English word without content
	bool first;             // punctuation stands before it: pairs and phrases do not cross that
} text_unit;
size_t text_units(fp_arena *a, fp_str folded, text_unit **out);
uint64_t pair_of_units(uint64_t first, uint64_t second);
// Hashes of the 4-grams of "<word>"; at most `most`.
size_t word_parts(fp_str word, uint64_t *out, size_t most);

// ---- around a phrase (negation.c, quote.c)
bool negated(fp_str folded, size_t start, size_t end);
// The parts of an original text that somebody else said, ascending, not overlapping.
size_t quoted_parts(fp_arena *a, fp_str text, fp_match **out);
#endif
