// md_priv: what the Markdown writer and reader of decks agree on.
#ifndef FP_DECK_MD_PRIV_H
#define FP_DECK_MD_PRIV_H
#include "base/base.h"

// Lines of the front matter that are the deck's own fields.
static inline bool fp_md_is_deck_key(fp_str key)
{
	static const char *const own[] = {"lang", "id", "title", "team", "range"};
	for (size_t i = 0; i < FP_COUNT(own); i++)
		if (fp_str_is(key, own[i]))
			return true;
	return false;
}

// Lines that Marp needs; kept as meta data only where a person chose another value.
static const struct {
	const char *key, *value;
} fp_md_marp[] = {{"marp", "true"}, {"theme", "fupan"}, {"size", "16:9"}, {"paginate", "true"}};

// Whether a picture's address also stands in the text, for Marp; embedded pictures live in the comment only.
static inline bool fp_md_shows_address(fp_str src)
{
	if (!src.n || src.n > 300 || fp_str_starts(src, "data:"))
		return false;
	for (size_t i = 0; i < src.n; i++)
		if (src.p[i] == '<' || src.p[i] == '>' || src.p[i] == '\\')
			return false;
	return true;
}
#endif
