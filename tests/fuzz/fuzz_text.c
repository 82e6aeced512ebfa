// Fuzzing of text: folding, scan, sentences, phrases, grams, personal data. The input is a few lines of phrases, an
// empty line and a text; without an empty line all of it is both. Beyond memory errors it checks what text.h promises.
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_folding(fp_arena *a, fp_str s, const fp_folded *f)
{
	fp_assert(fp_utf8_valid(f->text, NULL));
	fp_assert(fp_str_eq(fp_fold(a, f->text, false).text, f->text));
	fp_assert(f->origin[f->text.n] == s.n);
	for (size_t i = 0; i < f->text.n; i++)
		fp_assert(f->origin[i] <= f->origin[i + 1] && f->origin[i] < s.n);
}

static void check_spans(fp_str s, const fp_match *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fp_assert(m[i].start < m[i].end && m[i].end <= s.n && (i == 0 || m[i].start >= m[i - 1].start));
}

static void check_phrases(fp_arena *a, fp_str lines, fp_str s)
{
	fp_str phrase[64];
	size_t n = 0;
	while (lines.p && n < FP_COUNT(phrase))
		phrase[n++] = fp_str_line(&lines);
	fp_phrases *p = fp_phrases_new(phrase, n, NULL);
	if (!p)
		return;
	fp_phrase_hit *h;
	size_t m = fp_phrases_scan(p, a, s, &h);
	for (size_t i = 0; i < m; i++)
		fp_assert(h[i].start < h[i].end && h[i].end <= s.n && h[i].id < n && (i == 0 || h[i].start >= h[i - 1].start));
	fp_phrases_free(p);
}

static void check_pii(fp_arena *a, fp_str s)
{
	fp_pii *v;
	size_t n = fp_pii_find(a, s, NULL, &v), again;
	for (size_t i = 0; i < n; i++)
		fp_assert(v[i].start < v[i].end && v[i].end <= s.n && (i == 0 || v[i].start >= v[i - 1].end));
	fp_str once = fp_pii_redact(a, s, FP_ZH, NULL, NULL, NULL), twice = fp_pii_redact(a, once, FP_ZH, NULL, NULL, &again);
	fp_assert(again == 0 && fp_str_eq(once, twice));
	// The changes, applied to the text, give the same.
	fp_pii_change *c;
	fp_buf b = {0};
	size_t changes = fp_pii_changes(a, s, FP_ZH, NULL, &c), from = 0;
	for (size_t i = 0; i < changes; from = c[i++].end) {
		fp_assert(c[i].start >= from && c[i].end > c[i].start && c[i].end <= s.n);
		fp_buf_str(&b, fp_str_sub(s, from, c[i].start));
		fp_buf_str(&b, c[i].replacement);
	}
	fp_buf_str(&b, fp_str_sub(s, from, s.n));
	fp_assert(fp_str_eq(fp_buf_view(&b), once));
	fp_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 20000)
		return 0;
	char *copy = fp_xmalloc(size);  // exactly as long, so that reading past it is seen
	if (size)
		memcpy(copy, data, size);
	fp_arena *a = fp_arena_new(0);
	fp_str s = {copy, size}, lines = s;
	ptrdiff_t blank = fp_str_find(s, FP_STR("\n\n"), 0);
	if (blank >= 0) {
		lines = fp_str_sub(s, 0, (size_t)blank);
		s = fp_str_sub(s, (size_t)blank + 2, s.n);
	}
	fp_folded f = fp_fold(a, s, true);
	check_folding(a, s, &f);
	fp_match *m;
	fp_str term = fp_fold(a, fp_utf8_prefix(lines, 3), false).text;
	size_t n = fp_scan(a, &f, term, size % 2, &m);
	check_spans(s, m, n);
	n = fp_sentences(a, s, &m);
	check_spans(s, m, n);
	check_phrases(a, lines, s);
	check_pii(a, s);
	double same = fp_similarity(a, s, lines);
	fp_assert(same >= 0 && same <= 1);
	fp_arena_free(a);
	free(copy);
	return 0;
}
