// Changing a case: patches of the original bytes, then a second reading that must say exactly what was asked and no
// more.
#include <stdlib.h>
#include <string.h>

#include "case/case_priv.h"

typedef struct {
	size_t start, end;
	fp_str text;
} patch;

typedef struct {
	fp_arena *a;
	const fp_case *c;
	fp_str eol;
	patch *v;
	size_t n, cap;
	fp_buf added;      // lines for fields that the file does not have
} editor;

static void put(editor *e, size_t start, size_t end, fp_str text)
{
	FP_PUSH(e->a, e->v, e->n, e->cap) = (patch){start, end, text};
}

static int by_place(const void *x, const void *y)
{
	const patch *p = x, *q = y;
	return p->start != q->start ? (p->start < q->start ? -1 : 1) : (p->end > q->end) - (p->end < q->end);
}

static void apply(editor *e, fp_buf *out)
{
	size_t at = 0;
	if (e->n)
		qsort(e->v, e->n, sizeof(*e->v), by_place);
	for (size_t i = 0; i < e->n; i++) {
		fp_buf_str(out, fp_str_sub(e->c->text, at, e->v[i].start));
		fp_buf_str(out, e->v[i].text);
		at = e->v[i].end;
	}
	fp_buf_str(out, fp_str_sub(e->c->text, at, e->c->text.n));
}

// ---------------------------------------------------------------- values as text

static char quote_at(fp_str text, size_t i)
{
	return i < text.n && (text.p[i] == '"' || text.p[i] == '\'') ? text.p[i] : 0;
}

// The item as it stands in the file when the old list has it, so that its quotes stay.
static fp_str item_text(editor *e, const fp_field *f, const fp_span *raw, fp_str item)
{
	for (size_t i = 0; raw && i < f->n; i++)
		if (fp_str_eq(f->items[i], item))
			return fp_str_sub(e->c->text, raw[i].start, raw[i].end);
	return fp_yaml_scalar(e->a, item);
}

static fp_str flow_list(editor *e, const fp_field *f, const fp_edit *ed)
{
	fp_span *raw = NULL;
	if (f && f->kind == FP_F_LIST && f->n) {
		raw = FP_NEW_N(e->a, fp_span, f->n);
		if (!fp_front_flow_items(e->c->text, f->value, raw, f->n))
			raw = NULL;
	}
	fp_buf b = {0};
	fp_buf_c(&b, '[');
	for (size_t i = 0; i < ed->n; i++) {
		fp_buf_z(&b, i ? ", " : "");
		fp_buf_str(&b, item_text(e, f, raw, ed->items[i]));
	}
	fp_buf_c(&b, ']');
	return fp_buf_take(&b, e->a);
}

static fp_str flow_map(fp_arena *a, const fp_edit *ed)
{
	fp_buf b = {0};
	fp_buf_c(&b, '{');
	for (size_t i = 0; i < ed->n; i++) {
		fp_buf_z(&b, i ? ", " : "");
		fp_buf_str(&b, fp_yaml_scalar(a, ed->items[2 * i]));
		fp_buf_z(&b, ": ");
		fp_buf_str(&b, fp_yaml_scalar(a, ed->items[2 * i + 1]));
	}
	fp_buf_c(&b, '}');
	return fp_buf_take(&b, a);
}

static bool wants_list(const fp_edit *ed)
{
	return !ed->map && (ed->list || ed->n > 1);
}

static fp_str value_text(editor *e, const fp_field *f, const fp_edit *ed)
{
	if (ed->map)
		return flow_map(e->a, ed);
	if (wants_list(ed))
		return flow_list(e, f, ed);
	return fp_yaml_scalar_like(
		e->a, ed->items[0], f && f->kind == FP_F_SCALAR ? quote_at(e->c->text, f->value.start) : 0);
}

static fp_str key_text(fp_arena *a, fp_str key)
{
	return fp_front_key_plain(key) ? key : fp_yaml_scalar_like(a, key, '"');
}

// ---------------------------------------------------------------- one field

// Whether the field already says what is asked; then not a byte changes.
static bool says(const fp_field *f, const fp_edit *ed)
{
	fp_field_kind want = ed->map ? FP_F_MAP : wants_list(ed) ? FP_F_LIST : FP_F_SCALAR;
	if (f->kind != want || f->n != ed->n)
		return false;
	for (size_t i = 0; i < (ed->map ? 2 * f->n : f->n); i++)
		if (!fp_str_eq(f->items[i], ed->items[i]))
			return false;
	return true;
}

static size_t line_end_of(fp_str text, size_t at)
{
	const char *lf = at < text.n ? memchr(text.p + at, '\n', text.n - at) : NULL;
	return lf ? (size_t)(lf - text.p) + 1 : text.n;
}

static bool block_style(const editor *e, const fp_field *f)
{
	return f->kind == FP_F_LIST && f->value.end > f->value.start &&
		f->value.start >= line_end_of(e->c->text, f->lines.start);
}

// " # why" on the line at `at`, blanks included; used only where a block scalar's header or a key stands before it.
static fp_str comment_on(fp_str text, size_t at)
{
	fp_str line = fp_str_sub(text, at, line_end_of(text, at));
	ptrdiff_t i = fp_str_find(line, FP_STR(" #"), 0);
	if (i < 0)
		return (fp_str){NULL, 0};
	while (i > 0 && line.p[i - 1] == ' ')
		i--;
	line = fp_str_sub(line, (size_t)i, line.n);
	while (line.n && strchr("\r\n", line.p[line.n - 1]))
		line.n--;
	return line;
}

// The old item lines of a block list, each with the comments and blank lines above it.
static fp_span *item_lines(editor *e, const fp_field *f, size_t *indent)
{
	fp_span *v = FP_NEW_N(e->a, fp_span, f->n);
	fp_str text = e->c->text;
	size_t at = line_end_of(text, f->lines.start), from = at, n = 0;
	*indent = SIZE_MAX;
	while (at < f->lines.end) {
		size_t next = line_end_of(text, at), i = at;
		while (i < next && text.p[i] == ' ')
			i++;
		bool item =
			i + 1 < next && text.p[i] == '-' && text.p[i + 1] == ' ' && (*indent == SIZE_MAX || i - at == *indent);
		if (item && n < f->n) {
			*indent = i - at;
			v[n++] = (fp_span){from, next};
			from = next;
		} else if (i < next && !strchr("#\r\n", text.p[i])) {
			return NULL;  // an item of several lines: all are written anew
		}
		at = next;
	}
	return n == f->n ? v : NULL;
}

static void edit_block_list(editor *e, const fp_field *f, const fp_edit *ed)
{
	fp_buf b = {0};
	size_t indent, body = line_end_of(e->c->text, f->lines.start);
	fp_span *old = item_lines(e, f, &indent);
	if (indent == SIZE_MAX)
		indent = 2;
	bool *used = FP_NEW_N(e->a, bool, f->n);
	for (size_t i = 0; i < ed->n; i++) {
		size_t k = 0;
		while (k < f->n && (!old || used[k] || !fp_str_eq(f->items[k], ed->items[i])))
			k++;
		if (k < f->n) {
			used[k] = true;
			fp_buf_str(&b, fp_str_sub(e->c->text, old[k].start, old[k].end));
		} else {
			fp_str item = fp_yaml_scalar(e->a, ed->items[i]);
			fp_buf_f(&b, "%*s- %.*s%.*s", (int)indent, "", FP_ARG(item), FP_ARG(e->eol));
		}
	}
	put(e, body, f->lines.end, fp_buf_take(&b, e->a));
}

static void edit_value(editor *e, const fp_field *f, const fp_edit *ed)
{
	fp_str text = e->c->text, v = value_text(e, f, ed);
	size_t first_end = line_end_of(text, f->lines.start);
	if (f->value.start == f->value.end) {
		put(e, f->colon, f->colon, fp_strf(e->a, " %.*s", FP_ARG(v)));
	} else if (f->value.start >= first_end) {  // the old value stands on the lines below
		put(e, f->colon, f->colon, fp_strf(e->a, " %.*s", FP_ARG(v)));
		put(e, first_end, f->lines.end, (fp_str){NULL, 0});
	} else if (text.p[f->value.end - 1] == '\n') {  // a block scalar
		fp_str comment = comment_on(text, f->value.start);
		put(e, f->value.start, f->lines.end, fp_strf(e->a, "%.*s%.*s%.*s", FP_ARG(v), FP_ARG(comment), FP_ARG(e->eol)));
	} else {
		put(e, f->value.start, f->value.end, v);
	}
}

static size_t occurrences(const fp_case *c, fp_str key)
{
	size_t n = 0;
	for (size_t i = 0; i < c->field_n; i++)
		n += fp_str_eq(c->fields[i].key, key);
	return n;
}

static void add_field(editor *e, const fp_edit *ed)
{
	fp_str v = value_text(e, NULL, ed), key = key_text(e->a, ed->key), indent = {NULL, 0};
	if (e->c->field_n) {  // the block may be indented as a whole
		fp_str line = fp_str_sub(e->c->text, e->c->fields[0].lines.start, e->c->fields[0].lines.end);
		while (indent.n < line.n && line.p[indent.n] == ' ')
			indent = fp_str_sub(line, 0, indent.n + 1);
	}
	fp_buf_f(&e->added, "%.*s%.*s: %.*s%.*s", FP_ARG(indent), FP_ARG(key), FP_ARG(v), FP_ARG(e->eol));
}

static bool edit_field(editor *e, const fp_edit *ed, fp_err *err)
{
	size_t n = occurrences(e->c, ed->key);
	bool removing = !ed->n && !ed->list && !ed->map;
	if (n > 1)
		return fp_fail(err, FP_INVALID, fp_tr("%.*s 写了两次；先删掉一个", "%.*s is given twice; delete one first"),
			FP_ARG(ed->key));
	if (!n) {
		if (!removing)
			add_field(e, ed);
		return true;
	}
	const fp_field *f = fp_case_field(e->c, fp_cstr(e->a, ed->key));
	if (!f->colon)
		return fp_fail(err, FP_INVALID,
			fp_tr("%.*s 的写法无法自动修改；改成“字段名: 值”",
				"%.*s is written in a form that cannot be edited; write it as \"name: value\""),
			FP_ARG(ed->key));
	if (removing)
		put(e, f->lines.start, f->lines.end, (fp_str){NULL, 0});
	else if (says(f, ed))
		return true;
	else if (wants_list(ed) && ed->n && block_style(e, f))
		edit_block_list(e, f, ed);
	else
		edit_value(e, f, ed);
	return true;
}

// ---------------------------------------------------------------- the second reading

static bool same_field(const fp_field *f, const fp_field *g)
{
	if (!fp_str_eq(f->key, g->key) || f->kind != g->kind || f->n != g->n)
		return false;
	for (size_t i = 0; i < (f->kind == FP_F_MAP ? 2 * f->n : f->n); i++)
		if (!fp_str_eq(f->items[i], g->items[i]))
			return false;
	return true;
}

static const fp_edit *edit_of(const fp_edit *edits, size_t n, fp_str key)
{
	for (size_t i = 0; i < n; i++)
		if (fp_str_eq(edits[i].key, key))
			return &edits[i];
	return NULL;
}

static bool odd_field(fp_err *err, fp_str key)
{
	return fp_fail(err, FP_INVALID,
		fp_tr("改动会影响 %.*s 或写不成原样；请手工修改",
			"the change would alter %.*s or not read back as asked; edit the file by hand"),
		FP_ARG(key));
}

// Both readings side by side: fields that were not asked about are the same, in the same order; those asked about say
// it.
static bool verify(fp_arena *a, const fp_case *c, const fp_edit *edits, size_t n, fp_str text, fp_err *err)
{
	fp_case *d = fp_case_parse(a, c->path, text, NULL);
	size_t k = 0;
	if (d->broken)
		return odd_field(err, n ? edits[0].key : fp_case_id(c));
	for (size_t i = 0; i < c->field_n; i++) {
		const fp_edit *ed = edit_of(edits, n, c->fields[i].key);
		if (ed && !ed->n && !ed->list && !ed->map)
			continue;
		if (k == d->field_n ||
			!(ed ? fp_str_eq(d->fields[k].key, ed->key) && says(&d->fields[k], ed)
				 : same_field(&c->fields[i], &d->fields[k])))
			return odd_field(err, c->fields[i].key);
		k++;
	}
	for (; k < d->field_n; k++) {
		const fp_edit *ed = edit_of(edits, n, d->fields[k].key);
		if (!ed || !says(&d->fields[k], ed))
			return odd_field(err, d->fields[k].key);
	}
	for (size_t i = 0; i < n; i++)
		if ((edits[i].n || edits[i].list || edits[i].map) && !occurrences(d, edits[i].key))
			return odd_field(err, edits[i].key);
	fp_str before = fp_str_sub(c->text, c->body, c->text.n), after = fp_str_sub(text, d->body, text.n);
	// Front matter that is added brings a blank line along.
	bool same = c->body > c->front.end ? fp_str_eq(before, after)
									   : after.n >= before.n && after.n - before.n <= 2 &&
			fp_str_eq(fp_str_sub(after, after.n - before.n, after.n), before);
	return same || odd_field(err, FP_STR("body"));
}

static void place_added(editor *e)
{
	const fp_case *c = e->c;
	fp_str lines = fp_buf_take(&e->added, e->a);
	if (!lines.n)
		return;
	if (c->body > c->front.end) {
		put(e, c->front.end, c->front.end, lines);
		return;
	}
	bool blank = c->body == c->text.n || strchr("\r\n", c->text.p[c->body]);
	put(e, c->body, c->body,
		fp_strf(e->a, "---%.*s%.*s---%.*s%.*s", FP_ARG(e->eol), FP_ARG(lines), FP_ARG(e->eol),
			blank ? 0 : (int)e->eol.n, e->eol.p));
}

static bool asked_once(const fp_edit *edits, size_t n, fp_err *err)
{
	for (size_t i = 1; i < n; i++)
		if (edit_of(edits, i, edits[i].key))
			return fp_fail(err, FP_INVALID, fp_tr("%.*s 给了两次", "%.*s is given twice"), FP_ARG(edits[i].key));
	return true;
}

// The body's line ends are asked where there is no front matter to ask.
static fp_str line_end_style(const fp_case *c)
{
	const char *lf = c->text.n ? memchr(c->text.p, '\n', c->text.n) : NULL;
	return c->crlf || (lf && lf > c->text.p && lf[-1] == '\r') ? FP_STR("\r\n") : FP_STR("\n");
}

bool fp_case_edit(fp_arena *a, const fp_case *c, const fp_edit *edits, size_t n, fp_str *text, fp_err *err)
{
	editor e = {.a = a, .c = c, .eol = line_end_style(c)};
	fp_buf out = {0};
	if (c->broken)
		return fp_fail(err, FP_INVALID,
			fp_tr("%.*s 开头的字段块有误，先用 check 查看并改正",
				"%.*s: front matter has a fault; run check and correct it first"),
			FP_ARG(c->path));
	if (!asked_once(edits, n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!edit_field(&e, &edits[i], err)) {
			fp_buf_free(&e.added);
			return false;
		}
	}
	place_added(&e);
	apply(&e, &out);
	*text = fp_buf_take(&out, a);
	return verify(a, c, edits, n, *text, err);
}

// ---------------------------------------------------------------- sections

// Where the code fence begins that is never closed, or SIZE_MAX.
static size_t open_fence(fp_str body)
{
	fp_lines l = {.text = body, .end = body.n};
	fp_str line;
	size_t start = SIZE_MAX;
	while (fp_lines_next(&l, &line))
		start = !l.fence ? SIZE_MAX : start == SIZE_MAX ? l.start : start;
	return start;
}

// How many blanks stand before a fence mark; SIZE_MAX when the line is none.
static size_t fence_mark(fp_str line)
{
	size_t i = 0;
	while (i < line.n && i < 4 && line.p[i] == ' ')
		i++;
	fp_str s = fp_str_sub(line, i, line.n);
	return i < 4 && (fp_str_starts(s, "```") || fp_str_starts(s, "~~~")) ? i : SIZE_MAX;
}

void fp_section_body(fp_buf *out, fp_str body, fp_str eol)
{
	body = fp_str_trim(body);
	size_t open = open_fence(body);
	fp_lines l = {.text = body, .end = body.n};
	fp_str line;
	while (fp_lines_next(&l, &line)) {
		// From an open fence on no mark counts: escaping only the first would make an opening one of the second.
		bool free = l.start >= open || !l.in_fence;
		size_t at = free && fp_heading_line(line) ? 0 : l.start >= open ? fence_mark(line) : SIZE_MAX;
		if (at != SIZE_MAX) {
			fp_buf_str(out, fp_str_sub(line, 0, at));
			fp_buf_c(out, '\\');
			line = fp_str_sub(line, at, line.n);
		}
		fp_buf_str(out, line);
		fp_buf_str(out, eol);
	}
}

static void replace_body(const fp_case *c, const fp_section *s, fp_str body, fp_str eol, fp_buf *out)
{
	bool last = s->whole.end == c->text.n;
	fp_str head = fp_str_sub(c->text, 0, s->body.start);
	fp_buf_str(out, head);
	if (!fp_str_ends(head, "\n"))
		fp_buf_str(out, eol);
	fp_buf_str(out, eol);
	fp_section_body(out, body, eol);
	if (!last && fp_str_trim(body).n)
		fp_buf_str(out, eol);
	fp_buf_str(out, fp_str_sub(c->text, s->whole.end, c->text.n));
}

static void insert_section(const fp_case *c, fp_str name, fp_str heading, fp_str body, fp_str eol, fp_buf *out)
{
	size_t at = c->text.n;
	for (size_t i = c->section_n; i-- > 0;)
		if (fp_section_order(c->sections[i].name) > fp_section_order(name) && fp_section_order(name) >= 0)
			at = c->sections[i].whole.start;
	fp_str head = fp_str_sub(c->text, 0, at);
	fp_buf_str(out, head);
	if (head.n && !fp_str_ends(head, "\n"))
		fp_buf_str(out, eol);
	if (head.n && !fp_str_ends(head, "\n\n") && !fp_str_ends(head, "\n\r\n"))
		fp_buf_str(out, eol);
	fp_buf_f(out, "## %.*s%.*s%.*s", FP_ARG(heading), FP_ARG(eol), FP_ARG(eol));
	fp_section_body(out, body, eol);
	if (at < c->text.n)
		fp_buf_str(out, eol);
	fp_buf_str(out, fp_str_sub(c->text, at, c->text.n));
}

bool fp_case_set_section(
	fp_arena *a, const fp_case *c, const char *name, fp_str heading, fp_str body, fp_str *text, fp_err *err)
{
	const fp_section *s = fp_case_section(c, name);
	fp_str eol = line_end_style(c);
	fp_buf out = {0};
	if (s)
		replace_body(c, s, body, eol, &out);
	else
		insert_section(c, fp_s(name), heading, body, eol, &out);
	*text = fp_buf_take(&out, a);
	const fp_case *d = fp_case_parse(a, c->path, *text, NULL);
	if (d->section_n != c->section_n + !s || !fp_case_section(d, name))
		return fp_fail(err, FP_INVALID,
			fp_tr("无法写入小节 %.*s；检查代码块是否结束，标题是否认识",
				"section %.*s cannot be written; check for an open code block and that its heading is known"),
			FP_ARG(heading));
	return true;
}
