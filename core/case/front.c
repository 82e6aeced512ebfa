// The strict scanner of front matter: a small part of YAML, read line by line without allocation where no escape
// demands it.
//
// It knows, at column 0: blank lines, comments, `key:` with nothing, a plain or quoted scalar, [a, b], {k: v}, each
// on one line with an optional comment, and `key:` followed by a block list of scalars. Whatever else it sees,
// libyaml reads the block. So the only sin is to accept a line and understand it differently than libyaml; every
// doubt is a false.
#include <string.h>

#include "case/case_priv.h"

#define KEY_MAX 128  // libyaml gives up at 1024 characters
#define MAP_MAX 64   // keys of a map on one line, which are compared with each other

typedef struct {
	fp_arena *a;
	fp_str text;
	size_t at, end;      // what is left of the block
	uint32_t line;       // of the line at `at`
	size_t line_end;     // of the current line, without its line end
	size_t next;         // start of the line after
} scan;

// ---------------------------------------------------------------- characters

// Line ends and characters that libyaml treats in its own way: tab, lone CR, NEL, LS, PS, BOM, control characters.
static bool odd_at(fp_str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i], d = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0,
	              e = i + 2 < s.n ? (unsigned char)s.p[i + 2] : 0;
	if (c < 0x20)
		return c != '\n' && !(c == '\r' && d == '\n');
	if (c == 0xC2)
		return d < 0xA0;
	if (c == 0xE2)
		return d == 0x80 && (e == 0xA8 || e == 0xA9);
	if (c == 0xEF)
		return (d == 0xBB && e == 0xBF) || (d == 0xBF && e >= 0xBE);
	return c == 0x7F;
}

static bool has_odd(fp_str text, fp_span front)
{
	fp_str s = fp_str_sub(text, 0, front.end);
	for (size_t i = front.start; i < front.end; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c < 0x20 || c == 0x7F || c == 0xC2 || c == 0xE2 || c == 0xEF) && odd_at(s, i))
			return true;
	}
	return false;
}

static bool key_char(unsigned char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c >= 0x80 ||
	       (c == '-' && !first);
}

static bool digit_at(const scan *s, size_t i)
{
	return i < s->line_end && s->text.p[i] >= '0' && s->text.p[i] <= '9';
}

bool fp_front_key_plain(fp_str key)
{
	for (size_t i = 0; i < key.n; i++)
		if (!key_char((unsigned char)key.p[i], !i))
			return false;
	return key.n && key.n <= KEY_MAX;
}

static size_t skip_spaces(const scan *s, size_t i)
{
	while (i < s->line_end && s->text.p[i] == ' ')
		i++;
	return i;
}

// Nothing but spaces and a comment, which a space must precede.
static bool only_comment(const scan *s, size_t i)
{
	size_t j = skip_spaces(s, i);
	return j == s->line_end || (s->text.p[j] == '#' && j > i);
}

// ---------------------------------------------------------------- lines

static bool take_line(scan *s)
{
	if (s->at >= s->end)
		return false;
	const char *lf = memchr(s->text.p + s->at, '\n', s->end - s->at);
	s->next = lf ? (size_t)(lf - s->text.p) + 1 : s->end;
	s->line_end = lf ? s->next - 1 : s->end;
	if (lf && s->line_end > s->at && s->text.p[s->line_end - 1] == '\r')
		s->line_end--;
	return true;
}

static void drop_line(scan *s)
{
	s->at = s->next;
	s->line++;
}

static bool blank_line(const scan *s)
{
	size_t i = skip_spaces(s, s->at);
	return i == s->line_end || s->text.p[i] == '#';
}

// ---------------------------------------------------------------- scalars on one line: *i moves behind them

static bool unescape(scan *s, size_t from, size_t to, fp_str *out)
{
	char *p = fp_alloc(s->a, to - from + 1);
	size_t n = 0;
	for (size_t i = from; i < to; i++) {
		char c = s->text.p[i];
		if (c == '\\') {
			c = s->text.p[++i];
			if (c == 'n')
				c = '\n';
			else if (c == 't')
				c = '\t';
			else if (c != '"' && c != '\\')
				return false;
		}
		p[n++] = c;
	}
	*out = (fp_str){p, n};
	return true;
}

static bool double_quoted(scan *s, size_t *i, fp_str *out)
{
	size_t from = *i + 1, j = from;
	bool plain = true;
	for (; j < s->line_end && s->text.p[j] != '"'; j++) {
		if (s->text.p[j] == '\\') {
			plain = false;
			j++;
		}
	}
	if (j >= s->line_end)
		return false;
	*i = j + 1;
	*out = fp_str_sub(s->text, from, j);
	return plain || unescape(s, from, j, out);
}

static bool single_quoted(scan *s, size_t *i, fp_str *out)
{
	size_t from = *i + 1, j = from, n = 0;
	bool doubled = false;
	for (; j < s->line_end; j++) {
		if (s->text.p[j] != '\'')
			continue;
		if (j + 1 >= s->line_end || s->text.p[j + 1] != '\'')
			break;
		doubled = true;
		j++;
	}
	if (j >= s->line_end)
		return false;
	*i = j + 1;
	*out = fp_str_sub(s->text, from, j);
	if (!doubled)
		return true;
	char *p = fp_alloc(s->a, out->n + 1);
	for (size_t k = from; k < j; k++) {
		p[n++] = s->text.p[k];
		k += s->text.p[k] == '\'';
	}
	*out = (fp_str){p, n};
	return true;
}

static bool plain_start(const scan *s, size_t i)
{
	char c = s->text.p[i];
	return !strchr("-?:,[]{}#&*!|>'\"%@`", c) || (c == '-' && digit_at(s, i + 1));
}

// Ends before a comment, in flow also before , ] }. Any ": " or trailing ":" is somebody's mistake or a nested mapping.
static bool plain(scan *s, size_t *i, bool flow, fp_str *out)
{
	size_t j = *i, last = *i;
	if (!plain_start(s, j))
		return false;
	for (; j < s->line_end; j++) {
		char c = s->text.p[j];
		if (c == ' ')
			continue;
		if (c == '#' && s->text.p[j - 1] == ' ')
			break;
		if (flow && strchr(",[]{}", c))
			break;
		if (c == ':' && (j + 1 == s->line_end || strchr(flow ? " ,?[]{}" : " ", s->text.p[j + 1])))
			return false;
		last = j + 1;
	}
	*out = fp_str_sub(s->text, *i, last);
	*i = last;
	return true;
}

static bool scalar(scan *s, size_t *i, bool flow, fp_str *out)
{
	if (*i >= s->line_end)
		return false;
	char c = s->text.p[*i];
	return c == '"' ? double_quoted(s, i, out) : c == '\'' ? single_quoted(s, i, out) : plain(s, i, flow, out);
}

// ---------------------------------------------------------------- collections on one line

typedef struct {
	fp_str *v;
	fp_span *raw;
	size_t n, cap, raw_cap;
} items;

static void push(scan *s, items *it, fp_str text, fp_span raw)
{
	FP_PUSH(s->a, it->v, it->n, it->cap) = text;
	if (it->raw && it->n <= it->raw_cap)
		it->raw[it->n - 1] = raw;
}

static bool map_key(scan *s, size_t *i, items *it)
{
	size_t j = *i;
	while (j < s->line_end && key_char((unsigned char)s->text.p[j], j == *i) && (unsigned char)s->text.p[j] < 0x80)
		j++;
	if (j == *i || j - *i > KEY_MAX || j + 1 >= s->line_end || s->text.p[j] != ':' || s->text.p[j + 1] != ' ')
		return false;
	if (it->n >= 2 * MAP_MAX)
		return false;
	fp_str key = fp_str_sub(s->text, *i, j);
	for (size_t k = 0; k < it->n; k += 2)
		if (fp_str_eq(it->v[k], key))
			return false;  // libyaml's side has the message
	push(s, it, key, (fp_span){*i, j});
	*i = skip_spaces(s, j + 1);
	return true;
}

// At [ or {. No empty items, no trailing comma: those go to libyaml.
static bool flow(scan *s, size_t *i, items *it)
{
	bool map = s->text.p[*i] == '{';
	char close = map ? '}' : ']';
	size_t j = skip_spaces(s, *i + 1);
	if (j < s->line_end && s->text.p[j] == close) {
		*i = j + 1;
		return true;
	}
	for (;;) {
		fp_str text;
		if (map && !map_key(s, &j, it))
			return false;
		size_t from = j;
		if (!scalar(s, &j, true, &text))
			return false;
		push(s, it, text, (fp_span){from, j});
		j = skip_spaces(s, j);
		if (j >= s->line_end || (s->text.p[j] != ',' && s->text.p[j] != close))
			return false;
		*i = j + 1;
		if (s->text.p[j] == close)
			return true;
		j = skip_spaces(s, j + 1);
	}
}

bool fp_front_flow_items(fp_str text, fp_span value, fp_span *raw, size_t n)
{
	fp_arena *a = fp_arena_new(0);
	scan s = {.a = a, .text = text, .line_end = value.end};
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
static bool at_item(scan *s, size_t *col)
{
	while (take_line(s) && blank_line(s))
		drop_line(s);
	if (s->at >= s->end)
		return false;
	size_t i = skip_spaces(s, s->at);
	if (i + 1 >= s->line_end || s->text.p[i] != '-' || s->text.p[i + 1] != ' ')
		return false;
	if (*col == SIZE_MAX)
		*col = i - s->at;
	return i - s->at == *col;
}

static bool block_list(scan *s, fp_field *f)
{
	items it = {0};
	size_t col = SIZE_MAX;
	scan back = *s;
	while (at_item(s, &col)) {
		fp_str text;
		size_t i = skip_spaces(s, s->at + col + 1), from = i;
		if (!scalar(s, &i, false, &text) || !only_comment(s, i))
			return false;
		push(s, &it, text, (fp_span){from, i});
		if (it.n == 1)
			f->value.start = s->at + col;
		f->value.end = i;
		f->lines.end = s->next;
		drop_line(s);
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

static bool key(scan *s, size_t *i, fp_field *f)
{
	size_t j = s->at;
	while (j < s->line_end && key_char((unsigned char)s->text.p[j], j == s->at))
		j++;
	if (j == s->at || j - s->at > KEY_MAX || j >= s->line_end || s->text.p[j] != ':' ||
	    (j + 1 < s->line_end && s->text.p[j + 1] != ' '))
		return false;
	*f = (fp_field){.key = fp_str_sub(s->text, s->at, j), .line = s->line, .colon = j + 1};
	f->lines = (fp_span){s->at, s->next};
	f->value = (fp_span){j + 1, j + 1};
	*i = skip_spaces(s, j + 1);
	return true;
}

static bool one_scalar(scan *s, size_t *i, fp_field *f)
{
	bool quoted = s->text.p[*i] == '"' || s->text.p[*i] == '\'';
	fp_str text;
	if (!scalar(s, i, false, &text))
		return false;
	if (!quoted && fp_plain_null(text))
		return true;
	f->kind = FP_F_SCALAR;
	f->items = FP_NEW(s->a, fp_str);
	f->items[0] = text;
	f->n = 1;
	return true;
}

static bool value(scan *s, size_t i, fp_field *f)
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
	return ok && only_comment(s, i);
}

// The field at the current line, which is then left behind.
static bool field(scan *s, fp_field *f)
{
	size_t i;
	if (!key(s, &i, f))
		return false;
	if (!only_comment(s, f->colon)) {
		bool ok = value(s, i, f);
		if (ok)
			drop_line(s);
		return ok;
	}
	drop_line(s);
	return block_list(s, f);
}

// Whether the next line would be read as a continuation of what came before.
static bool continued(scan *s)
{
	return take_line(s) && !blank_line(s) && s->text.p[s->at] == ' ';
}

bool fp_front_scan(fp_arena *a, fp_str text, fp_span front, uint32_t line, bool lenient, fp_fields *out)
{
	scan s = {.a = a, .text = text, .at = front.start, .end = front.end, .line = line};
	if (!lenient && has_odd(text, front))
		return false;
	while (take_line(&s)) {
		fp_field f;
		scan back = s;
		if (blank_line(&s)) {
			drop_line(&s);
		} else if (out->n < FP_FIELD_MAX && field(&s, &f) && !(lenient && continued(&s))) {
			FP_PUSH(a, out->v, out->n, out->cap) = f;
		} else if (lenient) {
			s = back;
			drop_line(&s);
		} else {
			return false;
		}
	}
	return true;
}
