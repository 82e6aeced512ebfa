// hygiene: what came along with a text and is not of it. Finds and, where that is safe, takes away the dirt of exports, web pages and
// documents: wrong encodings, pinyin behind characters, invisible characters, HTML, site notices, page counters, doubled text.
// Pure, like text.h: linear in the text, results in the arena, the same for the same input on every machine.
//
// Idempotent: clean(clean(x)) = clean(x). Each change makes the text shorter, and rounds are made until there is none; a text that still
// changes after FP_HYGIENE_ROUNDS of them (nested on purpose) is given back as it was.
#ifndef FP_HYGIENE_H
#define FP_HYGIENE_H
#include "base/base.h"

#define FP_HYGIENE_ROUNDS 8

typedef enum {
	FP_DIRT_MOJIBAKE,    // UTF-8 read as Latin-1 or GBK: repaired when the way back is valid and plainly better, else reported
	FP_DIRT_PINYIN,      // 術(shù): the brackets go, other brackets stay
	FP_DIRT_PRIVATE,     // characters of private use: reported, nobody knows what they were
	FP_DIRT_INVISIBLE,   // zero-width and control characters, direction marks; those of emoji and of scripts that need them stay
	FP_DIRT_ENTITY,      // &amp; &#20013; become what they stand for
	FP_DIRT_TAG,         // <p class=...> of HTML's own names
	FP_DIRT_NOTICE,      // lines that the site wrote and not the author, where at least two stand beside other text; one is reported
	FP_DIRT_COUNTER,     // 第 3 页, Page 3 of 10, numbered blocks that break sentences
	FP_DIRT_DOUBLED,     // the whole text twice, or a line of 12 characters and more again at once
	FP_DIRT_TRUNCATED,   // ends in the middle: reported
	FP_DIRT_KINDS
} fp_dirt_kind;
const char *fp_dirt_name(fp_dirt_kind k);    // "mojibake" ...: stable, for JSON

typedef struct {
	fp_dirt_kind kind;
	size_t start, end;       // bytes of the text as it was given
	bool changed;            // taken away or repaired; else only reported
	const char *zh, *en;     // why
} fp_debris;

typedef struct {
	fp_str text;             // clean; the given bytes themselves when nothing was changed
	bool changed;
	fp_debris *v;              // by start
	size_t n;
} fp_cleaned;
// Texts of 4 GiB and more abort.
fp_cleaned fp_hygiene(fp_arena *a, fp_str text);
#endif
