// model_keyword: what the keywords of the classes say about a text. score(class) = sum over its keywords found of
// ln(2 + hits) * (1.5 for more than one character) / sqrt(3 + keywords of the class); the scores of all classes as a vector of
// length 1. How much that vector counts beside the n-grams fades with the number of labels.
#include "text/model_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/text_priv.h"

double keyword_lambda(size_t samples, size_t classes)
{
	double mean = classes ? (double)samples / (double)classes : 0;
	return mean <= 20 ? 1 : 20 / (mean + 1);
}

static size_t keywords_count(const fp_class_def *classes, size_t n)
{
	size_t total = 0;
	for (size_t i = 0; i < n; i++)
		total += classes[i].keyword_n;
	return total;
}

bool keywords_new(keywords *k, const fp_class_def *classes, size_t n, fp_err *err)
{
	size_t total = keywords_count(classes, n);
	*k = (keywords){.class_n = (uint32_t)n, .n = total};
	if (!total)
		return true;
	k->class_of = fp_xmalloc(total * sizeof *k->class_of);
	k->bonus = fp_xmalloc(total * sizeof *k->bonus);
	k->text = fp_xmalloc(total * sizeof *k->text);
	size_t at = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t w = 0; w < classes[i].keyword_n; w++, at++) {
			fp_str s = classes[i].keyword[w];
			k->text[at] = text_copy(s);
			k->class_of[at] = (uint32_t)i;
			k->bonus[at] = (float)((fp_utf8_count(s) > 1 ? 1.5 : 1) / sqrt(3 + (double)classes[i].keyword_n));
		}
	k->set = fp_phrases_new(k->text, total, err);
	return k->set != NULL;
}

void keywords_free(keywords *k)
{
	for (size_t i = 0; i < k->n && k->text; i++)
		free((char *)(uintptr_t)k->text[i].p);
	free(k->text);
	free(k->class_of);
	free(k->bonus);
	fp_phrases_free(k->set);
	*k = (keywords){0};
}

static bool hit(void *with, uint32_t id, size_t at, size_t end)
{
	(void)at, (void)end;
	uint16_t *n = &((uint16_t *)with)[id];
	*n = (uint16_t)(*n + (*n < UINT16_MAX));
	return true;
}

void keywords_score(const keywords *k, fp_arena *a, fp_str folded, float *score)
{
	double length = 0;
	memset(score, 0, k->class_n * sizeof *score);
	if (!k->set)
		return;
	uint16_t *hits = fp_alloc(a, k->n * sizeof *hits);
	phrases_each(k->set, folded, hit, hits);
	for (size_t i = 0; i < k->n; i++)
		if (hits[i])
			score[k->class_of[i]] += (float)log(2.0 + hits[i]) * k->bonus[i];
	for (size_t c = 0; c < k->class_n; c++)
		length += (double)score[c] * (double)score[c];
	for (size_t c = 0; c < k->class_n && length > 0; c++)
		score[c] = (float)(score[c] / sqrt(length));
}
