// schema: what the fields and values of a casebook may be, and the settings of the casebook. Read from its YAML files
// (schema/*.yaml, taxonomy/*.yaml, scripts/*.yaml, queries/*.yaml, fupan.yaml); what a casebook lacks comes from the built-in files.
#ifndef FP_SCHEMA_H
#define FP_SCHEMA_H
#include "case/case.h"

// ---- taxonomy: a tree of terms for one field. A term's full name is "group/subtype" in the casebook's language.
typedef struct fp_term fp_term;
struct fp_term {
	fp_str name;       // full, in the casebook's language: 物流/破损
	fp_str zh, en;     // own part in both languages
	fp_str *aliases;   // own aliases
	size_t alias_n;
	const fp_term *parent;
	uint32_t line;
	const struct fp_ynode *node;  // as written
};
typedef struct fp_term_key fp_term_key;
typedef struct {
	fp_str name;       // of its file: "step" for taxonomy/step.yaml
	fp_str field;      // the case field it belongs to: "steps"; else the file's name
	fp_term **terms;   // depth first
	size_t term_n;
	fp_term_key *keys; // every spelling, sorted; for fp_term_find
	size_t key_n;
	const struct fp_ynode *root;  // the whole file
	json_t *value;     // made by fp_taxonomy_value
} fp_taxonomy;
// The whole file as a value (keywords, phrases, ...), with "name" added to every node; given to plugins as
// ctx.taxonomy[field]. Made when first asked for, kept until fp_schema_free.
json_t *fp_taxonomy_value(fp_taxonomy *t);
// A term by full name in either language, by own name when that is unique, by alias when that is; "alias of the group/alias"
// too. ASCII case folded, white space around / ignored, ／ is /.
const fp_term *fp_term_find(const fp_taxonomy *t, fp_str name);
const fp_term *fp_term_nearest(const fp_taxonomy *t, fp_str name);  // for "did you mean", or NULL

// The words of a list that a term has in its file ("keywords"), in order; none where it has no such list.
size_t fp_term_words(fp_arena *a, const fp_term *t, const char *list, fp_str **out);

// ---- schema
typedef enum { FP_T_TEXT, FP_T_ID, FP_T_TIME, FP_T_INTEGER, FP_T_NUMBER, FP_T_BOOL, FP_T_ENUM, FP_T_TERM, FP_T_TERMS, FP_T_LIST, FP_T_MAP } fp_type;
typedef enum { FP_LINK_NONE, FP_LINK_CASE, FP_LINK_ISSUE } fp_link_to;
typedef struct {
	fp_str name, zh, en, doc_zh, doc_en;
	fp_type type;
	fp_str *values;    // ENUM
	size_t value_n;
	const fp_taxonomy *taxonomy;  // TERM, TERMS; NULL if that file is missing
	double min, max;   // of numbers; max of TEXT: characters. -INFINITY and INFINITY when not given
	bool required, required_to_publish;
	fp_str privacy;    // none, pseudonym, personal
	fp_link_to link;   // what the items of a LIST are ids of
} fp_field_def;
typedef struct {
	fp_str name, zh, en, kind;
	fp_str *aliases;
	size_t alias_n;
} fp_section_def;

// ---- settings: fupan.yaml
// fupan: 1 (version of the format), id, name, lang, timezone, now, promotions: [{name, from, to}],
// review: {cases, meeting, minutes}, plugins: {disabled: [], settings: {}}, privacy: {allow: [], secret}
#define FP_CASEBOOK_VERSION 1
typedef struct {
	fp_str id, name, lang;      // lang: "zh" or "en"
	int32_t offset;             // time zone, seconds east
	fp_str now;                 // a fixed moment (sample casebook), or empty
	fp_promo *promos;
	size_t promo_n;
	int review_cases;           // typical cases a week, default 10
	fp_str meeting;             // "周一 8:00"
	int meeting_minutes;        // default 45
	json_t *plugin_settings;    // {plugin name: {setting: value}}
	fp_str *disabled;           // plugin names
	size_t disabled_n;
	fp_str *allow;              // privacy: allow: the shop's own numbers and addresses, left alone
	size_t allow_n;
	fp_str secret_check;        // privacy: secret: tells whether a machine has the casebook's secret
	json_t *value;              // all of it
} fp_config;

// ---- saved queries: queries/NAME.yaml, {title, query, sort, limit, by, rate, compare, params: {NAME: {type, default, doc}}}
typedef struct {
	fp_str name, type, doc;       // type: text, number, period or the name of a field
	const fp_field_def *field;    // of a field's type
	fp_str *value;                // the default
	size_t value_n;               // 0: has to be given
} fp_saved_param;
typedef struct {
	fp_str name, path, title, query;
	fp_str sort, by, rate, compare;   // what search and stats take where their options are not given; empty: not said
	int64_t limit;                    // 0: not said
	fp_saved_param *param;
	size_t param_n;
	fp_str fault;                     // "line:col: message": the file cannot be used
	fp_str file;                      // its text
	size_t at;                        // where the query begins in it
} fp_saved_query;

typedef struct {
	fp_config config;
	fp_field_def *fields;
	size_t field_n;
	fp_section_def *sections;
	size_t section_n;
	fp_taxonomy **taxonomies;
	size_t taxonomy_n;
	const struct fp_ynode **script_nodes;  // all scripts of the library
	size_t script_n;
	json_t *scripts;            // made by fp_schema_scripts
	fp_saved_query *saved;            // by name
	size_t saved_n;
	fp_arena *arena;
} fp_schema;

// A file of the casebook by path ("taxonomy/type.yaml"), or false when it has none. The text lives in the arena.
typedef bool (*fp_file_fn)(void *ctx, fp_arena *a, const char *path, fp_str *text);
// Names of the files in a folder of the casebook ("taxonomy"), sorted.
typedef size_t (*fp_list_fn)(void *ctx, fp_arena *a, const char *dir, fp_str **names);
typedef struct {
	void *ctx;
	fp_file_fn file;
	fp_list_fn list;
} fp_files;
// Loads everything; faults of the YAML files become diags and the built-in file stands in, so a casebook with a bad taxonomy
// still works. Fails only when fupan.yaml itself cannot be read: NOT_FOUND, INVALID. `files` NULL: the built-in files and default
// settings, in the language of messages. Free with fp_schema_free (json values). Texts are NUL-terminated.
fp_schema *fp_schema_load(fp_arena *a, const fp_files *files, fp_diags *diags, fp_err *err);
void fp_schema_free(fp_schema *s);
json_t *fp_schema_scripts(fp_schema *s);  // all scripts as a list; made when first asked for, kept until fp_schema_free
const fp_field_def *fp_schema_field(const fp_schema *s, fp_str name);        // by name, or by zh/en name
const fp_field_def *fp_schema_nearest(const fp_schema *s, fp_str name);      // for "did you mean": a slip away, or NULL
const fp_section_def *fp_schema_section(const fp_schema *s, fp_str heading); // by name, zh, en or alias
fp_str fp_schema_heading(const fp_schema *s, const char *section);           // in the casebook's language

// ---- links: the items of fields whose schema says `link: case` or `link: issue`, in the order of the schema, then every case id
// that stands in the body of the text. Whether they lead anywhere is not known here.
typedef struct {
	const fp_field_def *field;  // NULL: in the text
	fp_str target;              // as written: an id, an earlier id
	size_t at;                  // its place in the text
} fp_link;
size_t fp_case_links(fp_arena *a, const fp_case *c, const fp_schema *s, fp_link **out);

const fp_saved_query *fp_schema_saved(const fp_schema *s, fp_str name);
bool fp_saved_name_ok(fp_str s);                                             // letters, digits, _ and -
void fp_saved_where(const fp_saved_query *s, size_t byte, uint32_t *line, uint32_t *col);  // a byte of the query in the file
fp_str fp_saved_text(fp_arena *a, const fp_saved_query *s);                        // a file of title, query, sort and limit

// Applies the schema to a case: unknown field (warning, with suggestion), wrong type, unknown value (error, with suggestion), missing required,
// bad dates in actions, path and id that disagree; a published case that lacks what publishing requires (warning). Cause checks:
// person-blame and vague words in causes (warning). Duplicate keys and faults of the file itself are reported by fp_case_parse.
void fp_case_check(const fp_case *c, const fp_schema *s, fp_diags *diags);
// Brings a value that a person typed into the form the file keeps: term by alias to its full name, time to ISO, number.
// INVALID with the nearest term. `extend` accepts an unknown term as it is (returns true and sets *unknown).
bool fp_schema_canonical(fp_arena *a, const fp_field_def *f, fp_str value, int32_t offset, bool extend, fp_str *out, bool *unknown, fp_err *err) FP_MUST_USE;
// Taxonomy text with one more value (for import --extend): at the end of the outermost list, or "group/name" at the end of that
// group when there is one. Nothing else in the text changes. INVALID when the text is not a taxonomy or already has the name.
bool fp_taxonomy_append(fp_arena *a, fp_str yaml, fp_str name, const char *lang, fp_str *out, fp_err *err) FP_MUST_USE;

#endif
