// md_priv: what the Markdown writer and reader of decks agree on.
#ifndef FP_DECK_MD_PRIV_H
#define FP_DECK_MD_PRIV_H
#include "deck/deck_priv.h"

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

// ---- md_table.c
bool fp_md_is_named(const fp_field *f, fp_str name);  // its label in either language, or its own name
const fp_field *fp_md_find_named(const fp_field *f, fp_str name);
json_t *fp_md_list_at(json_t *o, const char *name);   // the list there, made when there is none; borrowed
void fp_md_add_keys(json_t *list, fp_str s);          // identifiers between spaces and commas of all kinds

typedef struct {
	fp_str **rows;
	size_t *widths;
	size_t n;           // the first row is the head
} fp_md_grid;
size_t fp_md_split_row(fp_arena *a, fp_str row, fp_str **out);
bool fp_md_is_rule(fp_str row);
// Each adds a table's values to `into`; false, and nothing added, when the head does not fit the field.
bool fp_md_rows(const fp_field *f, const fp_md_grid *g, json_t *into, fp_diags *diags, uint32_t line);
bool fp_md_series(const fp_field *f, const fp_md_grid *g, json_t *into);
bool fp_md_cells(const fp_md_grid *g, json_t *into);
#endif
