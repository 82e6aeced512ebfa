// cluster_edge: whether a phrase begins and ends where words do, by ICU's dictionary. Only a veto over phrases that
// were found by counting: the dictionary does not know names, but it knows that 班高峰期 cuts 上下班, and that 车太 is no word.
// Titles may therefore differ between versions of ICU; groups do not.
#include "text/cluster_priv.h"

#include <unicode/ubrk.h>

#define AROUND 12  // characters on both sides

struct edges {
	UBreakIterator *words;
};

edges *edges_open(fp_arena *a)
{
	UErrorCode e = U_ZERO_ERROR;
	edges *x = FP_NEW(a, edges);
	x->words = ubrk_open(UBRK_WORD, "zh", NULL, 0, &e);
	if (U_FAILURE(e))
		x->words = NULL;  // without data every edge is good
	return x;
}

void edges_close(edges *x)
{
	if (x->words)
		ubrk_close(x->words);
}

bool edges_whole(edges *x, fp_str folded, size_t at, size_t end)
{
	size_t from = at, to = end;
	for (int k = 0; k < AROUND && from > 0; k++)
		folded_prev(folded, &from);
	for (int k = 0; k < AROUND && to < folded.n; k++)
		folded_next(folded, &to);
	UErrorCode e = U_ZERO_ERROR;
	UText text = UTEXT_INITIALIZER;
	utext_openUTF8(&text, folded.p + from, (int64_t)(to - from), &e);
	if (U_SUCCESS(e) && x->words)
		ubrk_setUText(x->words, &text, &e);
	bool whole = true;
	if (x->words && U_SUCCESS(e)) {
		size_t second = at;
		bool pair = fp_is_han(folded_next(folded, &second)) && second < end && end - second == 3;
		whole = ubrk_isBoundary(x->words, (int32_t)(at - from)) && ubrk_isBoundary(x->words, (int32_t)(end - from)) &&
		        !(pair && ubrk_isBoundary(x->words, (int32_t)(second - from)));
	}
	utext_close(&text);
	return whole;
}
