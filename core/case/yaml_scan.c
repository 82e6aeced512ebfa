// The quick reader of the schema's files. Every command reads two hundred kilobytes of them, nearly all of it written
// plainly: block mappings and lists by indentation, values on one line. What else a person writes (text over several
// lines, anchors, tags, quoted keys, empty values, a key twice) is left to libyaml, which also has the messages.
#include <string.h>

#include "case/case_priv.h"

#define DEPTH 32
#define KEYS_MAX 64  // of one mapping, which are compared with each other

typedef struct {
	fp_scan s;
	size_t depth;
	size_t col_at, col;  // columns count characters: that of the byte `col_at` of this line, the one asked for last
} reader;

// ---------------------------------------------------------------- nodes

static uint32_t column(reader *r, size_t i)
{
	if (r->col_at < r->s.at || r->col_at > i) {
		r->col_at = r->s.at;
		r->col = 1;
	}
	for (; r->col_at < i; r->col_at++)
		r->col += ((unsigned char)r->s.text.p[r->col_at] & 0xC0) != 0x80;
	return (uint32_t)r->col;
}

static fp_ynode *new_node(reader *r, fp_ynode_kind kind, size_t start, size_t end)
{
	fp_ynode *n = FP_NEW(r->s.a, fp_ynode);
	n->kind = kind;
	n->weight = 1;
	n->start = start;
	n->end = end;
	n->line = r->s.line;
	n->col = column(r, start);
	return n;
}

static fp_ynode *text_node(reader *r, fp_str text, size_t start, size_t end)
{
	fp_ynode *n = new_node(r, FP_Y_SCALAR, start, end);
	n->text = fp_str_dup(r->s.a, text);
	n->plain = r->s.text.p[start] != '"' && r->s.text.p[start] != '\'';
	return n;
}

static bool add(reader *r, fp_ynode *up, fp_ynode *n)
{
	if (!n)
		return false;
	FP_PUSH(r->s.a, up->kid, up->n, up->cap) = n;
	up->weight += n->weight;
	if (n->height >= up->height)
		up->height = n->height + 1;
	if (!up->flow && n->end > up->end)
		up->end = n->end;
	return up->weight <= FP_YAML_NODES;
}

static bool add_key(reader *r, fp_ynode *map, fp_ynode *key)
{
	if (map->n >= 2 * KEYS_MAX)
		return false;
	for (size_t i = 0; i < map->n; i += 2)
		if (fp_str_eq(map->kid[i]->text, key->text))
			return false;
	return add(r, map, key);
}

// ---------------------------------------------------------------- values on one line: *i moves behind them

static fp_ynode *flow_or_scalar(reader *r, size_t *i, bool in_flow);

// A plain key and its colon, which a space or, with `line_end`, the end of the line follows.
static fp_ynode *key_at(reader *r, size_t *i, bool line_end)
{
	const fp_scan *s = &r->s;
	size_t j = *i;
	while (j < s->line_end && fp_scan_key_char((unsigned char)s->text.p[j], j == *i))
		j++;
	if (j == *i || j - *i > FP_SCAN_KEY_MAX || j >= s->line_end || s->text.p[j] != ':')
		return NULL;
	if (j + 1 < s->line_end ? s->text.p[j + 1] != ' ' : !line_end)
		return NULL;
	fp_ynode *n = text_node(r, fp_str_sub(s->text, *i, j), *i, j);
	*i = fp_scan_spaces(s, j + 1);
	return n;
}

static bool flow_item(reader *r, fp_ynode *n, size_t *i)
{
	if (n->kind == FP_Y_MAP) {
		fp_ynode *key = key_at(r, i, false);
		if (!key || !add_key(r, n, key))
			return false;
	}
	return add(r, n, flow_or_scalar(r, i, true));
}

// At [ or {. Without empty items and trailing commas.
static fp_ynode *flow(reader *r, size_t *i)
{
	const fp_scan *s = &r->s;
	bool map = s->text.p[*i] == '{';
	char close = map ? '}' : ']';
	fp_ynode *n = new_node(r, map ? FP_Y_MAP : FP_Y_LIST, *i, *i);
	n->flow = true;
	size_t j = fp_scan_spaces(s, *i + 1);
	bool more = !(j < s->line_end && s->text.p[j] == close);
	while (more) {
		if (!flow_item(r, n, &j))
			return NULL;
		j = fp_scan_spaces(s, j);
		if (j >= s->line_end || (s->text.p[j] != ',' && s->text.p[j] != close))
			return NULL;
		more = s->text.p[j] == ',';
		if (more)
			j = fp_scan_spaces(s, j + 1);
	}
	*i = n->end = j + 1;
	return n;
}

static fp_ynode *flow_or_scalar(reader *r, size_t *i, bool in_flow)
{
	fp_str text;
	size_t start = *i;
	if (start >= r->s.line_end)
		return NULL;
	if (r->s.text.p[start] == '[' || r->s.text.p[start] == '{') {
		if (r->depth >= DEPTH)
			return NULL;
		r->depth++;
		fp_ynode *n = flow(r, i);
		r->depth--;
		return n;
	}
	return fp_scan_scalar(&r->s, i, in_flow, &text) ? text_node(r, text, start, *i) : NULL;
}

// A value with nothing but a comment behind it; the line is then left.
static fp_ynode *value_on_line(reader *r, size_t i)
{
	fp_ynode *n = flow_or_scalar(r, &i, false);
	if (!n || !fp_scan_only_comment(&r->s, i))
		return NULL;
	fp_scan_drop(&r->s);
	return n;
}

// ---------------------------------------------------------------- blocks

// Goes to the next line that says something; false at the end. *indent is its number of spaces.
static bool next_line(reader *r, size_t *indent)
{
	while (fp_scan_line(&r->s) && fp_scan_blank(&r->s))
		fp_scan_drop(&r->s);
	if (r->s.at >= r->s.end)
		return false;
	*indent = fp_scan_spaces(&r->s, r->s.at) - r->s.at;
	return true;
}

static bool dash_at(const reader *r, size_t i)
{
	return i + 1 < r->s.line_end && r->s.text.p[i] == '-' && r->s.text.p[i + 1] == ' ';
}

static fp_ynode *block(reader *r, size_t indent);
static fp_ynode *map_at(reader *r, size_t indent);

// What stands behind "key:" when the line ends there: a deeper block, or a list as deep as the key.
static fp_ynode *value_below(reader *r, size_t indent)
{
	size_t deep;
	fp_scan_drop(&r->s);
	if (!next_line(r, &deep) || deep < indent || (deep == indent && !dash_at(r, r->s.at + deep)))
		return NULL;  // an empty value
	return block(r, deep);
}

static bool map_entry(reader *r, fp_ynode *map, size_t indent)
{
	size_t i = r->s.at + indent;
	fp_ynode *key = key_at(r, &i, true);
	if (!key || !add_key(r, map, key))
		return false;
	return add(r, map, fp_scan_only_comment(&r->s, key->end + 1) ? value_below(r, indent) : value_on_line(r, i));
}

// The mapping whose first key stands `indent` bytes into the current line, maybe behind a dash.
static fp_ynode *map_at(reader *r, size_t indent)
{
	fp_ynode *n = new_node(r, FP_Y_MAP, r->s.at + indent, r->s.at + indent);
	size_t next;
	do
		if (!map_entry(r, n, indent))
			return NULL;
	while (next_line(r, &next) && next == indent && !dash_at(r, r->s.at + next));
	return n;
}

static fp_ynode *list_item(reader *r, size_t indent)
{
	size_t i = fp_scan_spaces(&r->s, r->s.at + indent + 1), j = i;
	if (i >= r->s.line_end || r->s.text.p[i] == '#' || dash_at(r, i))
		return NULL;
	return key_at(r, &j, true) ? map_at(r, i - r->s.at) : value_on_line(r, i);
}

static fp_ynode *list_at(reader *r, size_t indent)
{
	fp_ynode *n = new_node(r, FP_Y_LIST, r->s.at + indent, r->s.at + indent);
	size_t next;
	do
		if (!add(r, n, list_item(r, indent)))
			return NULL;
	while (next_line(r, &next) && next == indent && dash_at(r, r->s.at + next));
	return n;
}

// The block that begins on the current line. Whatever it does not take must stand less deep: deeper text would go on
// with the value before it.
static fp_ynode *block(reader *r, size_t indent)
{
	size_t next;
	if (++r->depth > DEPTH)
		return NULL;
	bool list = dash_at(r, r->s.at + indent);
	fp_ynode *n = list ? list_at(r, indent) : map_at(r, indent);
	r->depth--;
	if (n && next_line(r, &next) && (next > indent || (next == indent && !list)))
		return NULL;
	return n;
}

fp_ynode *fp_yaml_scan(fp_arena *a, fp_str yaml)
{
	reader r = {.s = {.a = a, .text = yaml, .end = yaml.n, .line = 1}, .col = 1};
	size_t indent;
	if (fp_scan_odd(yaml, (fp_span){0, yaml.n}) || !next_line(&r, &indent))
		return NULL;
	fp_ynode *n = block(&r, indent);
	return n && r.s.at >= r.s.end ? n : NULL;
}
