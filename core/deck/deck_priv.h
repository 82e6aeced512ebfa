// deck_priv: what the files of this folder share: the table of slide types, the cleaning of text, the fixed words.
#ifndef FP_DECK_PRIV_H
#define FP_DECK_PRIV_H
#include "base/json.h"
#include "deck/deck.h"

// ---- text hygiene (rich.c)
// Removes control characters, direction overrides and bytes that are no UTF-8; tabs become spaces; lines are trimmed,
// empty ones dropped; lines are joined by one LF, or by a space when `one_line`.
fp_str fp_text_clean(fp_arena *a, fp_str s, bool one_line);
// The one spelling of a rich text: cleaned, escapes only where needed. canon(canon(s)) = canon(s), and two spellings
// with equal runs have one canonical form, which is what makes comparison, merge and round trips work on strings.
fp_str fp_rich_canon(fp_arena *a, fp_str rich, bool one_line);
bool fp_cp_is_punct(uint32_t cp);

// ---- slide types (types.c)
typedef enum {
	FP_F_LINE,    // rich text, one line
	FP_F_TEXT,    // rich text, lines
	FP_F_LINES,   // list of LINE
	FP_F_TEXTS,   // list of TEXT
	FP_F_KEY,     // an identifier or address, not rich
	FP_F_KEYS,    // list of identifiers without spaces or commas
	FP_F_NUM,
	FP_F_INT,
	FP_F_NUMS,    // list of numbers, null where there is none
	FP_F_BOOL,
	FP_F_ENUM,    // one word of `words`
	FP_F_ROWS,    // list of objects with the fields of `sub`
	FP_F_OBJ,     // one object with the fields of `sub`
	FP_F_TURNS,   // ROWS that Markdown shows as speakers and quotes
	FP_F_SERIES,  // ROWS that Markdown shows as a table over the labels of field x
	FP_F_CELLS,   // list of lists of LINE, the rows below field columns
	FP_F_RAW,     // lines of Markdown as they were
} fp_field_kind;

#define FP_FIELD_NEEDED 1u   // a slide without it is refused
#define FP_FIELD_META 2u     // lives in the slide's comment, not in its visible text
#define FP_FIELD_PLACES 8u   // a list whose empty items keep their place
#define FP_FIELD_BARE 4u     // Markdown without a label: the paragraphs or the list of a text slide

typedef struct {
	const char *key, *zh, *en;
} fp_word;

typedef struct fp_field fp_field;
struct fp_field {
	const char *name;
	fp_field_kind kind;
	unsigned flags;
	const char *zh, *en;  // label in Markdown
	const char *doc;
	const fp_field *sub;  // ends at name NULL
	const fp_word *words; // ends at key NULL
};

typedef struct {
	const char *name;
	const char *doc;
	const fp_field *fields;  // title first where it has one; ends at name NULL
} fp_slide_type;

extern const fp_slide_type fp_slide_types[];  // ends at name NULL
extern const fp_field fp_common_fields[];     // ends at name NULL
const fp_slide_type *fp_slide_type_find(fp_str name);
// A field of the type or a common one; NULL when there is none.
const fp_field *fp_slide_field(const fp_slide_type *t, fp_str name);
const char *fp_field_kind_text(const fp_field *f);  // "text", "list of numbers" for messages and docs
const char *fp_field_label(const fp_field *f, bool zh);
// Walks the type's own fields, then the common ones: for (f = first(t); f; f = next(f)).
const fp_field *fp_slide_field_first(const fp_slide_type *t);
const fp_field *fp_slide_field_next(const fp_field *f);

// ---- values (value.c)
// The canonical form of a field's value: a new reference, or NULL without error when it is empty (an absent field), or
// NULL with *err. `where` names slide and field.
json_t *fp_field_canon(fp_arena *a, const fp_field *f, const json_t *v, fp_str where, fp_err *err);
// Checks that span fields: needed ones, lengths that must agree. False sets *err.
// Also brings answers of a quiz to letters and fills short rows of a table.
bool fp_slide_check(const fp_slide_type *t, json_t *fields, fp_str id, fp_err *err);
// An empty deck; a slide id that is not yet used, made from a wish; a line of further front matter (false: unfit key).
fp_deck *fp_deck_new(fp_arena *a);
fp_str fp_deck_free_id(fp_arena *a, const fp_deck *d, fp_str wish);
bool fp_deck_set_meta(fp_arena *a, fp_deck *d, const char *key, json_t *v);
json_t *fp_json_num(double v);         // integral numbers become integers
// Shortest decimal text that reads back as the same number.
fp_str fp_num_text(fp_arena *a, const json_t *v);
fp_str fp_field_str(const fp_slide *s, const char *name);
bool fp_field_bool(const fp_slide *s, const char *name);
double fp_field_num(const fp_slide *s, const char *name, double without);
const json_t *fp_field_list(const fp_slide *s, const char *name);  // NULL when absent or empty
bool fp_key_list_ok(fp_str key);  // may stand in a KEYS list

bool fp_deck_zh(const fp_deck *d);
fp_str fp_csp_hash(fp_arena *a, fp_str s);  // "sha256-…"
#endif
