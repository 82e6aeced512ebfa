// scan: the plain way to find a term, and sentences.
#include "text/text_priv.h"

bool cuts_word(fp_str folded, size_t at)
{
	if (at == 0 || at >= folded.n)
		return false;
	size_t before = at, after = at;
	return fp_ch_class(folded_next(folded, &after)) == FP_CH_WORD &&
	       fp_ch_class(folded_prev(folded, &before)) == FP_CH_WORD;
}

static size_t word_end(fp_str folded, size_t at)
{
	for (size_t next = at; next < folded.n; at = next)
		if (fp_ch_class(folded_next(folded, &next)) != FP_CH_WORD)
			break;
	return at;
}

size_t fp_scan(fp_arena *a, const fp_folded *text, fp_str folded_term, bool quoted, fp_match **out)
{
	fp_match *v = NULL;
	size_t n = 0, cap = 0;
	fp_str s = text->text;
	for (size_t from = 0; folded_term.n && from < s.n;) {
		ptrdiff_t found = fp_str_find(s, folded_term, from);
		if (found < 0)
			break;
		size_t at = (size_t)found;
		// cuts_word looks at the term's first character, because it stands at `at`.
		if (!quoted && cuts_word(s, at)) {
			from = word_end(s, at);
			continue;
		}
		from = at + folded_term.n;
		FP_PUSH(a, v, n, cap) = fp_folded_span(text, at, from);
	}
	*out = v;
	return n;
}
