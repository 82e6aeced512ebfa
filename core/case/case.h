// case: the document. Bytes to values and values to bytes; no files, no clock, no globals. Format: docs/case-format.md.
//
// Owns libyaml. A parsed case is a view: it points into the text it was parsed from, which must outlive it (same arena).
// Invariants: parsing never fails and never loses a byte: what is not understood is a diag and stays in the text. Spans are
// byte offsets into `text` as it stands in git. Editing gives a new text in which only the lines of that field differ.
// Usual order: fp_case_parse, then fp_case_get / fp_case_turns / ... , or fp_case_set and parse again.
//
// Front matter that fupan itself wrote is read by a strict line scanner; any line that the scanner does not know sends the
// whole block to libyaml, so the answer is the same and only slower. The two are tested against each other.
#ifndef FP_CASE_H
#define FP_CASE_H
#include "base/base.h"
#include "base/json.h"

#define FP_CASE_MAX (4u << 20)       // a larger case file is reported and indexed by title only
#define FP_FRONT_MAX (256u << 10)    // front matter
#define FP_YAML_DEPTH 32
#define FP_FIELD_MAX 400             // fields of a case

typedef struct {
	size_t start, end;  // bytes [start, end) in fp_case.text
} fp_span;

typedef enum { FP_F_NULL, FP_F_SCALAR, FP_F_LIST, FP_F_MAP, FP_F_OTHER } fp_field_kind;

typedef struct {
	fp_str key;
	fp_field_kind kind;
	fp_str *items;     // SCALAR: 1, LIST: n, MAP: n pairs as key, value, key, value; decoded text; OTHER: 1, its lines as written
	size_t n;          // items; pairs for MAP; 0 for NULL
	fp_span lines;     // whole lines of the field with its line ends. Comments inside belong to it, those before and after do not
	fp_span value;     // the value as written, without a comment behind it; empty when nothing is written
	size_t colon;      // just behind the colon of the key; 0 in the rare forms that cannot be edited ("? key")
	uint32_t line;     // of the key, from 1
} fp_field;

typedef struct {
	fp_str name;       // known section: "complaint", "dialogue", ... (schema); else empty
	fp_str heading;    // as written
	int level;         // 2, or 0 for text before the first heading
	fp_span whole, body;  // with and without the heading line
	uint32_t line;
} fp_section;

typedef struct {
	fp_str path;       // in the casebook
	fp_str text;       // the whole file
	bool broken;       // front matter could not be read; fields are then the lines that can be read on their own, if any
	bool bom, crlf;
	fp_span front;     // between the --- lines; empty when there is none
	size_t body;       // where the sections begin
	fp_field *fields;
	size_t field_n;
	fp_section *sections;
	size_t section_n;
} fp_case;

// Parses. Never NULL. Faults go to `diags` (may be NULL) with line and column.
fp_case *fp_case_parse(fp_arena *a, fp_str path, fp_str text, fp_diags *diags);
const fp_field *fp_case_field(const fp_case *c, const char *key);
fp_str fp_case_get(const fp_case *c, const char *key);     // first item, or empty
const fp_section *fp_case_section(const fp_case *c, const char *name);
fp_str fp_case_text(const fp_case *c, const char *section);   // trimmed body, or empty
fp_str fp_case_title(const fp_case *c);                    // title, else the first heading or line, else the id
void fp_case_where(const fp_case *c, size_t offset, uint32_t *line, uint32_t *col);
// The id from front matter, else from the file name.
fp_str fp_case_id(const fp_case *c);

// ---- editing. All give the whole new text in the arena; INVALID where the block is broken or the result would not read back as asked.
typedef struct {
	fp_str key;
	const fp_str *items;
	size_t n;          // 0 and no list: remove the field
	bool list;         // write [a, b] even for no or one item, in the style (flow or block) that the file uses
	bool map;          // items are n pairs key, value, key, value; written as {key: value}
} fp_edit;
bool fp_case_edit(fp_arena *a, const fp_case *c, const fp_edit *edits, size_t n, fp_str *text, fp_err *err) FP_MUST_USE;
// Replaces the body of a section, or puts the section in its place among the known ones when missing. `heading` is used only
// then. In a body, a line that would start a section and a code fence that is never closed are escaped with a backslash.
bool fp_case_set_section(fp_arena *a, const fp_case *c, const char *name, fp_str heading, fp_str body, fp_str *text, fp_err *err) FP_MUST_USE;
// A new file from fields in the given order and sections. Quotes what YAML needs quoted. parse(render(x)) = x, but for bytes
// that are not UTF-8, NUL, and blank lines around a body; escapes bodies like fp_case_set_section. A field with n = 0 is
// left out unless list is set.
typedef struct {
	fp_str heading, body;
} fp_draft_section;
fp_str fp_case_render(fp_arena *a, const fp_edit *fields, size_t n, const fp_draft_section *sections, size_t section_n);
// One YAML scalar on one line, quoted where needed.
fp_str fp_yaml_scalar(fp_arena *a, fp_str s);

// ---- ids: YYMMDD-xxxxxxx (Crockford base32, lower case, 35 bits)
fp_str fp_id_new(fp_arena *a, fp_day day, const unsigned char bits[5]);
bool fp_id_valid(fp_str s);
fp_str fp_case_path(fp_arena *a, fp_day received, fp_str id);  // cases/2026/11/18/<id>.md
size_t fp_ids_in(fp_arena *a, fp_str text, fp_span **out);     // the ids that stand in a text as words of their own

// ---- what sections hold
typedef enum { FP_WHO_UNKNOWN, FP_WHO_CUSTOMER, FP_WHO_AGENT, FP_WHO_SUPERVISOR, FP_WHO_BOT, FP_WHO_SYSTEM } fp_who;
const char *fp_who_name(fp_who w);   // "customer", "agent", ...
const char *fp_who_word(size_t i, fp_who *who);   // every word for a speaker that begins a turn, i = 0, 1, ...; NULL behind the last
typedef struct {
	fp_who who;
	fp_str speaker, time;   // as written, may be empty
	fp_span text;           // what was said
	uint32_t line;
} fp_turn;
// Turns of the dialogue section; also tried on the complaint section when it is a pasted chat.
size_t fp_case_turns(fp_arena *a, const fp_case *c, fp_turn **out);

typedef struct {
	bool done;
	fp_str text, owner, kind, metric, check, status;  // kind: containment, permanent; status: open, done
	fp_day due, check_day;  // FP_NO_DAY when not given or not a date
	uint32_t line;
	fp_span span;
} fp_action;
size_t fp_case_actions(fp_arena *a, const fp_case *c, fp_action **out, fp_diags *diags);

typedef struct {
	fp_str question, explanation;
	struct { fp_str text; bool right; } option[8];
	size_t option_n;
} fp_quiz;
bool fp_case_quiz(fp_arena *a, const fp_case *c, fp_quiz *out);

typedef struct {
	fp_str name, brief, opening;   // "客户 李女士"
	fp_str rule[12];
	size_t rule_n;
} fp_role;
typedef struct {
	fp_role role[4];
	size_t role_n;
	fp_str observe[12];
	size_t observe_n;
} fp_roleplay;
bool fp_case_roleplay(fp_arena *a, const fp_case *c, fp_roleplay *out);

typedef struct {
	fp_str direct, system;  // from the root-cause section
} fp_root_cause;
fp_root_cause fp_case_root_cause(const fp_case *c);

// ---- values for plugins and --json. Owned by the caller (json_decref).
// {id,title,path,received,week,<fields>..., sections={name=text}, complaint, turns=[{who,speaker,time,text,n}], actions=[...]}
json_t *fp_case_to_value(const fp_case *c);
// YAML text to a plain value with depth and size limits; INVALID with line and column. Scalars follow the YAML 1.2 core schema.
json_t *fp_yaml_to_value(fp_str yaml, fp_err *err);

#endif
