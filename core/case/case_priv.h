// What the files of core/case share and nobody else sees: the YAML tree, the two front matter readers, built-in names.
#ifndef FP_CASE_PRIV_H
#define FP_CASE_PRIV_H
#include "case/case.h"
#include "case/schema.h"

// ---- yaml.c: libyaml's events as a tree. Offsets are bytes of the text that was read.
#define FP_YAML_NODES 200000  // of one document, aliases expanded

typedef enum { FP_Y_SCALAR, FP_Y_LIST, FP_Y_MAP } fp_ynode_kind;
typedef struct fp_ynode fp_ynode;
struct fp_ynode {
	fp_ynode_kind kind;
	bool plain;            // a scalar without quotes and tag: its type may be guessed
	bool flow;
	bool alias;            // a copy of the node that "*name" stands for; start and end are those of "*name"
	uint32_t height, weight;  // nesting below, and nodes in all with aliases expanded
	fp_str text;           // scalar, decoded
	size_t start, end;     // end is after the last byte of the value; a block scalar ends at the start of a line
	uint32_t line, col;    // from 1
	fp_ynode **kid;        // LIST: items; MAP: key, value, key, value
	size_t n, cap;
};
typedef struct {
	uint32_t line, col;    // from 1
	fp_str message;        // in the language of messages, with the remedy
} fp_yfault;
// Reads one document. An empty one is a null scalar. NULL with *fault set where it cannot be read, is nested too deeply or too
// large with aliases expanded, has keys that are not text, or the same key twice.
fp_ynode *fp_yaml_read(fp_arena *a, fp_str yaml, fp_yfault *fault);
// The same by libyaml alone. `front`: front matter, whose outermost mapping may have a key twice.
fp_ynode *fp_yaml_parse(fp_arena *a, fp_str yaml, bool front, fp_yfault *fault);
const fp_ynode *fp_ynode_get(const fp_ynode *map, const char *key);
bool fp_ynode_null(const fp_ynode *n);
json_t *fp_ynode_value(const fp_ynode *n);  // YAML 1.2 core schema; owned by the caller
bool fp_plain_null(fp_str s);

// yaml_scan.c, the quick reader of plainly written files: the same tree, or NULL wherever it has a doubt.
fp_ynode *fp_yaml_scan(fp_arena *a, fp_str yaml);

// ---- scan.c: lines and one-line scalars of plain YAML
#define FP_SCAN_KEY_MAX 128  // libyaml gives up at 1024 characters
typedef struct {
	fp_arena *a;
	fp_str text;
	size_t at, end;      // what is left of the block
	uint32_t line;       // of the line at `at`
	size_t line_end;     // of the current line, without its line end
	size_t next;         // start of the line after
} fp_scan;
bool fp_scan_odd(fp_str text, fp_span block);   // has characters that libyaml treats in its own way
bool fp_scan_key_char(unsigned char c, bool first);
bool fp_scan_line(fp_scan *s);                  // finds the end of the line at `at`; false at the end
void fp_scan_drop(fp_scan *s);                  // goes on to the next line
bool fp_scan_blank(const fp_scan *s);           // nothing but spaces and a comment
size_t fp_scan_spaces(const fp_scan *s, size_t i);
bool fp_scan_only_comment(const fp_scan *s, size_t i);
// The scalar at *i, which moves behind it; inside [ ] and { } with `flow`.
bool fp_scan_scalar(fp_scan *s, size_t *i, bool flow, fp_str *out);

// ---- front.c and front_yaml.c: the same answer twice, quickly or for everything
typedef struct {
	fp_field *v;
	size_t n, cap;
} fp_fields;
// The strict scanner. False at the first line that it does not know. With `lenient` it skips such lines and always returns
// true: what can be read of a broken block.
bool fp_front_scan(fp_arena *a, fp_str text, fp_span front, uint32_t line, bool lenient, fp_fields *out);
bool fp_front_yaml(fp_arena *a, fp_str text, fp_span front, uint32_t line, fp_fields *out, fp_yfault *fault);
// Where the items of a flow list on one line stand: `raw` has room for `n`. False when it is not written that plainly.
bool fp_front_flow_items(fp_str text, fp_span value, fp_span *raw, size_t n);
bool fp_front_key_plain(fp_str key);

// ---- links.c
size_t fp_field_place(const fp_case *c, const fp_field *f, size_t i);  // offset of the i-th item

// ---- scalar.c
fp_str fp_yaml_scalar_like(fp_arena *a, fp_str s, char quote);  // keeps " or ' where the text allows it; 0: none

// ---- names.c: the section names and numeric fields that parsing knows without a schema
typedef struct {
	const char *name, *zh, *en;
	const char *aliases[8];
} fp_section_name;
extern const fp_section_name fp_section_names[];
extern const size_t fp_section_name_n;
const fp_section_name *fp_section_name_find(fp_str heading);  // any spelling, or NULL
int fp_section_order(fp_str name);                            // place in the table, or -1
bool fp_field_is_number(fp_str key);
bool fp_field_is_list(fp_str key);

// ---- edit.c
// A body as it may stand in a file: trimmed, escaped so that it neither starts a section nor swallows the next.
void fp_section_body(fp_buf *out, fp_str body, fp_str eol);

// ---- parse.c: lines of a section
bool fp_heading_line(fp_str line);              // starts a section
typedef struct {
	fp_str text;       // the whole file
	size_t at, end;
	uint32_t line;     // of the line that was returned last
	size_t start;      // its offset
	char fence;        // inside a code fence
	size_t fence_n;
	bool in_fence;     // whether the last line is code or a fence mark
} fp_lines;
fp_lines fp_lines_of(const fp_case *c, const fp_section *s);
bool fp_lines_next(fp_lines *l, fp_str *line);  // without its line end
bool fp_task_line(fp_str line, bool *done, fp_str *rest);  // "- [x] rest"
bool fp_bullet_line(fp_str line, fp_str *rest);            // "- rest", "* rest", "1. rest"
bool fp_quote_line(fp_str line, fp_str *rest);             // "> rest"
fp_str fp_eat_colon(fp_str s, bool *found);                // drops ":" or "：" and blanks at the start

#endif
