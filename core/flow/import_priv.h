// Private to import: how the columns of a table become fields and sections.
#ifndef FP_IMPORT_PRIV_H
#define FP_IMPORT_PRIV_H
#include "flow/flow_priv.h"
#include "text/hygiene.h"

#define FP_COMPLAINT "complaint"
#define FP_MAP_SAMPLE 200      // rows that a guess looks at

typedef struct {
	const fp_field_def *def;   // NULL: a section, or an own field of the team
	fp_str name;               // field name, or section name
	bool section;
	size_t *column;            // several are joined: sections by a blank line, fields as a list
	size_t column_n;           // 0: constant
	fp_str constant;
	bool flags;                // the value is the names of the columns that hold yes
	bool dated;
	fp_date_form date;
	const json_t *values;      // theirs -> ours, or NULL
	const char *how;           // "name", "content", "flag", "file", "constant"
} fp_mapping;

typedef struct {
	fp_workspace *ws;
	const fp_import_options *o;
	const fp_table *t;
	fp_row *sample;            // the first rows
	size_t sample_n;
	fp_str file;
	fp_mapping *v;
	size_t n, cap;
	size_t *key;               // columns that identify a row
	size_t key_n, key_cap;
	uint64_t header;           // digest of the column names
	fp_str name;               // of the mapping file that is used
	json_t *loaded;            // that file
} fp_mappings;

// Everything that says what goes where, in order: a mapping file (asked for, or known by the header), else a guess; then flags; then the key.
bool fp_map_table(fp_mappings *m, fp_err *err) FP_MUST_USE;
// Adds or replaces what --set says; for sections and lists a field that is named twice takes both columns.
bool fp_map_set(fp_mappings *m, const fp_assign *set, size_t n, fp_err *err) FP_MUST_USE;
const fp_mapping *fp_mapped(const fp_mappings *m, const char *name);
fp_mapping *fp_map_add(fp_mappings *m, fp_str field, const char *how, fp_err *err);   // empty; NULL for fields that fupan writes itself
void fp_map_column(fp_mappings *m, fp_mapping *one, size_t column);
bool fp_map_complete(const fp_mappings *m, fp_err *err) FP_MUST_USE;   // a complaint, a title or a dialogue
// What a row gives for a field, as text: joined, dates made readable. Values are mapped later, item by item.
fp_str fp_map_text(fp_arena *a, const fp_mapping *one, const fp_table *t, const fp_row *r);
bool fp_map_is_list(const fp_mapping *one);
fp_str fp_digest_text(fp_arena *a, uint64_t h, int letters);
// The mapping as a file that fp_map_table reads.
fp_str fp_map_yaml(const fp_mappings *m);
// For people: a row a field, and the columns that nothing takes.
void fp_map_show(const fp_mappings *m, fp_imported *out);
void fp_map_free(fp_mappings *m);

// ---- import_guess.c
bool fp_map_guess(fp_mappings *m, fp_err *err) FP_MUST_USE;
// Columns whose names and values make a key; none when nothing is sure.
void fp_map_guess_key(fp_mappings *m);
// Whether a cell says yes in a column of yes and no; *no: it says no, or nothing.
bool fp_says_yes(fp_str cell, bool *no);

// ---- original.c: the text as it came, where hygiene changed it
typedef struct {
	fp_str heading;
	fp_str original;           // redacted, or a placeholder of the vault; empty: nothing was changed
	fp_debris *dirt;             // offsets in the original
	size_t dirt_n;
} fp_washed;
fp_str fp_original_path(fp_arena *a, fp_str case_path);
fp_str fp_original_render(fp_workspace *ws, fp_str id, const fp_washed *w, size_t n);
// Cleans a redacted text and redacts it again: what dirt hid may be personal.
bool fp_original_wash(fp_workspace *ws, fp_arena *scratch, fp_guard *g, fp_str *text, fp_washed *w, fp_err *err) FP_MUST_USE;

#endif
