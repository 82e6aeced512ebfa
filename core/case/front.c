// The strict scanner of front matter: a small part of YAML, read line by line without allocation where no escape
// demands it.
//
// It knows, at column 0: blank lines, comments, `key:` with nothing, a plain or quoted scalar, [a, b], {k: v}, each
// on one line with an optional comment, and `key:` followed by a block list of scalars. Whatever else it sees,
// libyaml reads the block. So the only sin is to accept a line and understand it differently than libyaml; every
// doubt is a false.
#include <string.h>

#include "case/case_priv.h"

#define MAP_MAX 64   // keys of a map on one line, which are compared with each other

bool fp_front_key_plain(fp_str key)
{
	for (size_t i = 0; i < key.n; i++)
		if (!fp_scan_key_char((unsigned char)key.p[i], !i))
			return false;
	return key.n && key.n <= FP_SCAN_KEY_MAX;
}

// ---------------------------------------------------------------- collections on one line

typedef struct {
	fp_str *v;
	fp_span *raw;
	size_t n, cap, raw_cap;
} items;

static void push(fp_scan *s, items *it, fp_str text, fp_span raw)
{
	FP_PUSH(s->a, it->v, it->n, it->cap) = text;
	if (it->raw && it->n <= it->raw_cap)
		it->raw[it->n - 1] = raw;
}

static bool map_key(fp_scan *s, size_t *i, items *it)
{
	size_t j = *i;
	while (j < s->line_end && fp_scan_key_char((unsigned char)s->text.p[j], j == *i) && (unsigned char)s->text.p[j] < 0x80)
		j++;
	if (j == *i || j - *i > FP_SCAN_KEY_MAX || j + 1 >= s->line_end || s->text.p[j] != ':' || s->text.p[j + 1] != ' ')
		return false;
	if (it->n >= 2 * MAP_MAX)
		return false;
	fp_str key = fp_str_sub(s->text, *i, j);
	for (size_t k = 0; k < it->n; k += 2)
		if (fp_str_eq(it->v[k], key))
			return false;  // libyaml's side has the message
	push(s, it, key, (fp_span){*i, j});
	*i = fp_scan_spaces(s, j + 1);
	return true;
}

// At [ or {. No empty items, no trailing comma: those go to libyaml.
static bool flow(fp_scan *s, size_t *i, items *it)
{
	bool map = s->text.p[*i] == '{';
	char close = map ? '}' : ']';
	size_t j = fp_scan_spaces(s, *i + 1);
	if (j < s->line_end && s->text.p[j] == close) {
		*i = j + 1;
		return true;
	}
	for (;;) {
		fp_str text;
		if (map && !map_key(s, &j, it))
			return false;
		size_t from = j;
		if (!fp_scan_scalar(s, &j, true, &text))
			return false;
		push(s, it, text, (fp_span){from, j});
		j = fp_scan_spaces(s, j);
		if (j >= s->line_end || (s->text.p[j] != ',' && s->text.p[j] != close))
			return false;
		*i = j + 1;
		if (s->text.p[j] == close)
			return true;
		j = fp_scan_spaces(s, j + 1);
	}
}

bool fp_front_flow_items(fp_str text, fp_span value, fp_span *raw, size_t n)
{
	fp_arena *a = fp_arena_new(0);
	fp_scan s = {.a = a, .text = text, .line_end = value.end};
	items it = {.raw = raw, .raw_cap = n};
	size_t i = value.start;
	bool ok = i < value.end && text.p[i] == '[' && !memchr(text.p + i, '\n', value.end - i) && flow(&s, &i, &it) &&
	          i == value.end && it.n == n;
	fp_arena_free(a);
	return ok;
}

// ---------------------------------------------------------------- block lists

// Moves over blank lines and comments to the next line; true when it is an item "- x" at the column *col (SIZE_MAX:
// any).
static bool at_item(fp_scan *s, size_t *col)
{
	while (fp_scan_line(s) && fp_scan_blank(s))
		fp_scan_drop(s);
	if (s->at >= s->end)
		return false;
	size_t i = fp_scan_spaces(s, s->at);
	if (i + 1 >= s->line_end || s->text.p[i] != '-' || s->text.p[i + 1] != ' ')
		return false;
	if (*col == SIZE_MAX)
		*col = i - s->at;
	return i - s->at == *col;
}

static bool block_list(fp_scan *s, fp_field *f)
{
	items it = {0};
	size_t col = SIZE_MAX;
	fp_scan back = *s;
	while (at_item(s, &col)) {
		fp_str text;
		size_t i = fp_scan_spaces(s, s->at + col + 1), from = i;
		if (!fp_scan_scalar(s, &i, false, &text) || !fp_scan_only_comment(s, i))
			return false;
		push(s, &it, text, (fp_span){from, i});
		if (it.n == 1)
			f->value.start = s->at + col;
		f->value.end = i;
		f->lines.end = s->next;
		fp_scan_drop(s);
		back = *s;
	}
	*s = back;  // comments and blank lines after the last item belong to the file
	if (it.n) {
		f->kind = FP_F_LIST;
		f->items = it.v;
		f->n = it.n;
	}
	return true;
}

// ---------------------------------------------------------------- fields

static bool key(fp_scan *s, size_t *i, fp_field *f)
{
	size_t j = s->at;
	while (j < s->line_end && fp_scan_key_char((unsigned char)s->text.p[j], j == s->at))
		j++;
	if (j == s->at || j - s->at > FP_SCAN_KEY_MAX || j >= s->line_end || s->text.p[j] != ':' ||
	    (j + 1 < s->line_end && s->text.p[j + 1] != ' '))
		return false;
	*f = (fp_field){.key = fp_str_sub(s->text, s->at, j), .line = s->line, .colon = j + 1};
	f->lines = (fp_span){s->at, s->next};
	f->value = (fp_span){j + 1, j + 1};
	*i = fp_scan_spaces(s, j + 1);
	return true;
}

static bool one_scalar(fp_scan *s, size_t *i, fp_field *f)
{
	bool quoted = s->text.p[*i] == '"' || s->text.p[*i] == '\'';
	fp_str text;
	if (!fp_scan_scalar(s, i, false, &text))
		return false;
	if (!quoted && fp_plain_null(text))
		return true;
	f->kind = FP_F_SCALAR;
	f->items = FP_NEW(s->a, fp_str);
	f->items[0] = text;
	f->n = 1;
	return true;
}

static bool value(fp_scan *s, size_t i, fp_field *f)
{
	bool ok;
	f->value.start = i;
	if (s->text.p[i] == '[' || s->text.p[i] == '{') {
		items it = {0};
		f->kind = s->text.p[i] == '[' ? FP_F_LIST : FP_F_MAP;
		ok = flow(s, &i, &it);
		f->items = it.v;
		f->n = f->kind == FP_F_MAP ? it.n / 2 : it.n;
	} else {
		ok = one_scalar(s, &i, f);
	}
	f->value.end = i;
	return ok && fp_scan_only_comment(s, i);
}

// The field at the current line, which is then left behind.
static bool field(fp_scan *s, fp_field *f)
{
	size_t i;
	if (!key(s, &i, f))
		return false;
	if (!fp_scan_only_comment(s, f->colon)) {
		bool ok = value(s, i, f);
		if (ok)
			fp_scan_drop(s);
		return ok;
	}
	fp_scan_drop(s);
	return block_list(s, f);
}

// Whether the next line would be read as a continuation of what came before.
static bool continued(fp_scan *s)
{
	return fp_scan_line(s) && !fp_scan_blank(s) && s->text.p[s->at] == ' ';
}

bool fp_front_scan(fp_arena *a, fp_str text, fp_span front, uint32_t line, bool lenient, fp_fields *out)
{
	fp_scan s = {.a = a, .text = text, .at = front.start, .end = front.end, .line = line};
	if (!lenient && fp_scan_odd(text, front))
		return false;
	while (fp_scan_line(&s)) {
		fp_field f;
		fp_scan back = s;
		if (fp_scan_blank(&s)) {
			fp_scan_drop(&s);
		} else if (out->n < FP_FIELD_MAX && field(&s, &f) && !(lenient && continued(&s))) {
			FP_PUSH(a, out->v, out->n, out->cap) = f;
		} else if (lenient) {
			s = back;
			fp_scan_drop(&s);
		} else {
			return false;
		}
	}
	return true;
}
