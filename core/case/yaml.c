// libyaml, and only here: one document as a tree with byte offsets, limits and messages that say what to do.
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "case/case_priv.h"

typedef struct {
	fp_str name;
	fp_ynode *node;
} anchor;

typedef struct {
	fp_arena *a;
	fp_str yaml;
	bool front;
	yaml_parser_t parser;
	fp_yfault *fault;
	fp_ynode *stack[FP_YAML_DEPTH];
	fp_str stack_anchor[FP_YAML_DEPTH];
	size_t depth;
	fp_ynode *root;
	bool ended;              // the first document is over
	anchor *anchors;
	size_t anchor_n, anchor_cap;
	size_t seen_cp, seen_byte;  // libyaml counts code points; this pair turns its marks into bytes
} reader;

static size_t byte_of(reader *r, size_t index)
{
	const char *p = r->yaml.p;
	while (r->seen_cp < index && r->seen_byte < r->yaml.n) {
		r->seen_byte++;
		while (r->seen_byte < r->yaml.n && ((unsigned char)p[r->seen_byte] & 0xC0) == 0x80)
			r->seen_byte++;
		r->seen_cp++;
	}
	while (r->seen_cp > index && r->seen_byte > 0) {
		r->seen_byte--;
		while (r->seen_byte > 0 && ((unsigned char)p[r->seen_byte] & 0xC0) == 0x80)
			r->seen_byte--;
		r->seen_cp--;
	}
	return r->seen_byte;
}

static bool fault_at(reader *r, size_t line0, size_t col0, fp_str message)
{
	*r->fault = (fp_yfault){(uint32_t)line0 + 1, (uint32_t)col0 + 1, message};
	return false;
}

static bool fault_mark(reader *r, yaml_mark_t m, const char *message)
{
	return fault_at(r, m.line, m.column, fp_str_dup(r->a, fp_s(message)));
}

static char byte_at(reader *r, yaml_mark_t m)
{
	size_t i = byte_of(r, m.index);
	return i < r->yaml.n ? r->yaml.p[i] : 0;
}

// The line `line0` of the text, to look for what a person usually got wrong there.
static fp_str line_text(const reader *r, size_t line0)
{
	fp_str rest = r->yaml, line = {NULL, 0};
	for (size_t i = 0; i <= line0 && rest.n; i++)
		line = fp_str_line(&rest);
	return line;
}

// The first line from the start of a construct on that uses a full-width colon where YAML wants ": ".
static bool wide_colon(const reader *r, size_t from, size_t to, size_t *line0)
{
	for (size_t i = from; i <= to && i < from + 50; i++) {
		fp_str line = line_text(r, i);
		if (fp_str_find(line, FP_STR("："), 0) > 0 && fp_str_find(line, FP_STR(": "), 0) < 0) {
			*line0 = i;
			return true;
		}
	}
	return false;
}

static bool fault_colon(reader *r, const yaml_parser_t *p)
{
	size_t line0;
	if (wide_colon(r, p->context ? p->context_mark.line : p->problem_mark.line, p->problem_mark.line, &line0))
		return fault_at(r, line0, 0,
			fp_s(fp_tr("字段名后用了全角冒号；改成半角冒号加空格，如 title: 标题",
				"full-width colon after a field name; write \": \" as in title: text")));
	yaml_mark_t m = p->context ? p->context_mark : p->problem_mark;
	return fault_mark(r, m,
		fp_tr("这一行不是“字段名: 值”；补上冒号和空格，或给整个值加引号",
			"this line is not \"name: value\"; add a colon and a space, or quote the whole value"));
}

// libyaml's wording to ours. It speaks of tokens; people need to hear which character to change.
static bool scanner_fault(reader *r)
{
	const yaml_parser_t *p = &r->parser;
	const char *what = p->problem ? p->problem : "unreadable";
	char c = byte_at(r, p->problem_mark);
	if (c == '\t')
		return fault_mark(r, p->problem_mark, fp_tr("用了制表符；改成空格", "tab character; use spaces"));
	if (strstr(what, "unexpected end of stream") || strstr(what, "document indicator"))
		return fault_mark(r, p->context_mark,
			fp_tr("引号没有成对；在值的末尾补上引号",
				"quote is never closed; add the closing quote at the end of the value"));
	if (strstr(what, "mapping values are not allowed"))
		return fault_mark(r, p->problem_mark,
			fp_tr("值里有“: ”；给整个值加双引号", "\": \" inside a value; put the whole value in double quotes"));
	if (strstr(what, "could not find expected ':'"))
		return fault_colon(r, p);
	if (strstr(what, "cannot start any token"))
		return fault_mark(r, p->problem_mark,
			fp_tr("值不能以这个字符开头；给整个值加双引号",
				"a value cannot start with this character; put the whole value in double quotes"));
	if (strstr(what, "',' or"))
		return fault_mark(r, p->context_mark,
			fp_tr("方括号或花括号没有配对，或少了逗号", "bracket is never closed, or a comma is missing"));
	if (strstr(what, "unknown escape"))
		return fault_mark(
			r, p->problem_mark, fp_tr("双引号里的反斜杠要写成 \\\\", "write a backslash inside double quotes as \\\\"));
	if (strstr(what, "did not find expected key") || strstr(what, "did not find expected '-'"))
		return fault_mark(r, p->problem_mark,
			fp_tr("缩进与上一行不一致，或引号后还有文字；对齐各字段，或给整个值加引号",
				"indentation differs, or text follows a quote; align the fields or quote the whole value"));
	fp_str m = fp_strf(r->a, fp_tr("YAML 有误：%s", "YAML: %s"), what);
	return fault_at(r, p->problem_mark.line, p->problem_mark.column, m);
}

static bool reader_fault(reader *r)
{
	size_t line = 0, col = 0, stop = r->parser.problem_offset;
	for (size_t i = 0; i < r->yaml.n && i < stop; i++) {
		if (r->yaml.p[i] == '\n') {
			line++;
			col = 0;
		} else if (((unsigned char)r->yaml.p[i] & 0xC0) != 0x80) {
			col++;
		}
	}
	fp_str m = fp_strf(r->a, fp_tr("有不能用的字符 U+%04X；删掉它", "character U+%04X is not allowed; delete it"),
	                   r->parser.problem_value < 0 ? 0u : (unsigned)r->parser.problem_value);
	return fault_at(r, line, col, m);
}

static bool parser_fault(reader *r)
{
	if (r->parser.error == YAML_MEMORY_ERROR)
		fp_bug("out of memory");
	return r->parser.error == YAML_READER_ERROR ? reader_fault(r) : scanner_fault(r);
}

static fp_ynode *new_node(reader *r, fp_ynode_kind kind, const yaml_event_t *e)
{
	fp_ynode *n = FP_NEW(r->a, fp_ynode);
	n->kind = kind;
	n->weight = 1;
	n->start = byte_of(r, e->start_mark.index);
	n->end = byte_of(r, e->end_mark.index);
	n->line = (uint32_t)e->start_mark.line + 1;
	n->col = (uint32_t)e->start_mark.column + 1;
	return n;
}

static bool add_to_parent(reader *r, fp_ynode *n, yaml_mark_t m)
{
	if (!r->depth) {
		r->root = n;
		return true;
	}
	fp_ynode *up = r->stack[r->depth - 1];
	FP_PUSH(r->a, up->kid, up->n, up->cap) = n;
	up->weight += n->weight;
	if (n->height >= up->height)
		up->height = n->height + 1;
	// Both count through aliases: a few lines of "*name" could otherwise stand for more than any machine holds.
	if (up->weight > FP_YAML_NODES)
		return fault_mark(r, m, fp_tr("内容太多", "too many values"));
	if (up->height > FP_YAML_DEPTH)
		return fault_mark(r, m, fp_tr("嵌套太深", "nested too deeply"));
	if (!up->flow && n->end > up->end)
		up->end = n->end;
	return true;
}

static void remember(reader *r, fp_str name, fp_ynode *n)
{
	if (name.n)
		FP_PUSH(r->a, r->anchors, r->anchor_n, r->anchor_cap) = (anchor){name, n};
}

static fp_str anchor_name(reader *r, const yaml_char_t *z)
{
	return z ? fp_str_dup(r->a, fp_s((const char *)z)) : (fp_str){NULL, 0};
}

static bool on_scalar(reader *r, const yaml_event_t *e)
{
	fp_ynode *n = new_node(r, FP_Y_SCALAR, e);
	n->text = fp_str_dup(r->a, (fp_str){(const char *)e->data.scalar.value, e->data.scalar.length});
	n->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !e->data.scalar.tag;
	if (memchr(n->text.p, 0, n->text.n))
		return fault_mark(r, e->start_mark, fp_tr("有 NUL 字符；删掉它", "NUL character; delete it"));
	// An empty value is reported where the next token begins when no ":" or "-" stands before it; it then has no place.
	if (n->start == n->end && (n->start == 0 || !strchr(":-?[{,", r->yaml.p[n->start - 1])))
		n->start = n->end = 0;
	remember(r, anchor_name(r, e->data.scalar.anchor), n);
	return add_to_parent(r, n, e->start_mark);
}

static bool on_alias(reader *r, const yaml_event_t *e)
{
	fp_str name = fp_s((const char *)e->data.alias.anchor);
	for (size_t i = r->anchor_n; i-- > 0;) {
		if (!fp_str_eq(r->anchors[i].name, name))
			continue;
		fp_ynode *n = new_node(r, FP_Y_SCALAR, e);
		fp_ynode copy = *r->anchors[i].node;
		copy.start = n->start;
		copy.end = n->end;
		copy.line = n->line;
		copy.col = n->col;
		copy.alias = copy.flow = true;  // its bytes are the "*name" on this line
		*n = copy;
		return add_to_parent(r, n, e->start_mark);
	}
	return fault_mark(r, e->start_mark, fp_tr("*名称 没有对应的 &名称；以 * 开头的文字要加引号",
	                                          "*name without a &name before it; quote text that starts with *"));
}

static bool on_open(reader *r, const yaml_event_t *e, fp_ynode_kind kind, bool flow, const yaml_char_t *name)
{
	if (r->depth == FP_YAML_DEPTH)
		return fault_mark(r, e->start_mark, fp_tr("嵌套太深", "nested too deeply"));
	fp_ynode *n = new_node(r, kind, e);
	n->flow = flow;
	if (!flow)
		n->end = n->start;  // grows with its last item; libyaml's end includes comments that follow
	r->stack_anchor[r->depth] = anchor_name(r, name);
	r->stack[r->depth++] = n;
	return true;
}

static bool on_close(reader *r, const yaml_event_t *e)
{
	fp_ynode *n = r->stack[--r->depth];
	if (n->flow)
		n->end = byte_of(r, e->end_mark.index);
	remember(r, r->stack_anchor[r->depth], n);  // only now: a collection cannot hold itself
	return add_to_parent(r, n, e->start_mark);
}

static bool on_event(reader *r, const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		return on_scalar(r, e);
	case YAML_ALIAS_EVENT:
		return on_alias(r, e);
	case YAML_SEQUENCE_START_EVENT:
		return on_open(
			r, e, FP_Y_LIST, e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE, e->data.sequence_start.anchor);
	case YAML_MAPPING_START_EVENT:
		return on_open(
			r, e, FP_Y_MAP, e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE, e->data.mapping_start.anchor);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return on_close(r, e);
	case YAML_DOCUMENT_START_EVENT:
		if (r->ended)
			return fault_mark(r, e->start_mark,
				fp_tr("这里开始了第二份 YAML；删掉 --- 或 ... 行",
					"a second YAML document starts here; delete the --- or ... line"));
		return true;
	case YAML_DOCUMENT_END_EVENT:
		r->ended = true;
		return true;
	default:
		return true;
	}
}

static bool read_events(reader *r)
{
	for (;;) {
		yaml_event_t e;
		if (!yaml_parser_parse(&r->parser, &e))
			return parser_fault(r);
		bool ok = on_event(r, &e), end = e.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&e);
		if (!ok || end)
			return ok;
	}
}

static int by_text(const void *a, const void *b)
{
	const fp_ynode *x = *(fp_ynode *const *)a, *y = *(fp_ynode *const *)b;
	return fp_str_cmp(x->text, y->text);
}

// Duplicate keys are legal to libyaml and a trap to everybody else.
static bool check_map(reader *r, const fp_ynode *map)
{
	size_t n = map->n / 2;
	const fp_ynode **keys = FP_NEW_N(r->a, const fp_ynode *, n + 1);
	for (size_t i = 0; i < n; i++) {
		keys[i] = map->kid[2 * i];
		if (keys[i]->kind != FP_Y_SCALAR)
			return fault_at(
				r, keys[i]->line - 1, keys[i]->col - 1, fp_s(fp_tr("字段名必须是文字", "a field name must be text")));
	}
	qsort(keys, n, sizeof(*keys), by_text);
	for (size_t i = 1; i < n; i++) {
		if (fp_str_eq(keys[i - 1]->text, keys[i]->text)) {
			const fp_ynode *k = keys[i]->start > keys[i - 1]->start ? keys[i] : keys[i - 1];
			return fault_at(r, k->line - 1, k->col - 1,
				fp_strf(r->a, fp_tr("%.*s 写了两次；删掉一个", "%.*s is given twice; delete one"), FP_ARG(k->text)));
		}
	}
	return true;
}

// Front matter reports the keys of its outermost mapping itself, field by field. Aliases were checked where they are
// defined.
static bool check_keys(reader *r, const fp_ynode *n)
{
	if (n->kind == FP_Y_MAP && !(r->front && n == r->root) && !check_map(r, n))
		return false;
	for (size_t i = 0; i < n->n; i++)
		if (n->kid[i]->kind != FP_Y_SCALAR && !n->kid[i]->alias && !check_keys(r, n->kid[i]))
			return false;
	return true;
}

static fp_ynode *finish(reader *r)
{
	if (!r->root) {
		r->root = FP_NEW(r->a, fp_ynode);
		r->root->plain = true;
		r->root->line = r->root->col = 1;
	}
	return check_keys(r, r->root) ? r->root : NULL;
}

fp_ynode *fp_yaml_parse(fp_arena *a, fp_str yaml, bool front, fp_yfault *fault)
{
	reader r = {.a = a, .yaml = yaml, .front = front, .fault = fault};
	fp_ynode *root = NULL;
	if (!yaml_parser_initialize(&r.parser))
		fp_bug("out of memory");
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)(yaml.n ? yaml.p : ""), yaml.n);
	if (read_events(&r))
		root = finish(&r);
	yaml_parser_delete(&r.parser);
	return root;
}

fp_ynode *fp_yaml_read(fp_arena *a, fp_str yaml, fp_yfault *fault)
{
	fp_ynode *n = fp_yaml_scan(a, yaml);
	return n ? n : fp_yaml_parse(a, yaml, false, fault);
}

const fp_ynode *fp_ynode_get(const fp_ynode *map, const char *key)
{
	if (map && map->kind == FP_Y_MAP)
		for (size_t i = 0; i + 1 < map->n; i += 2)
			if (fp_str_is(map->kid[i]->text, key))
				return map->kid[i + 1];
	return NULL;
}
