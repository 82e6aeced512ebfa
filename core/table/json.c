// JSON lines, a JSON array of objects, or an object that wraps such an array: one object a row, nested keys as a.b.
#include <stdlib.h>
#include <string.h>

#include "table/table_priv.h"

#define DEPTH 4

typedef struct {
	fp_reader base;
	fp_str text;          // what is left
	uint32_t line;        // of its first byte
	bool array;           // elements up to the closing bracket; else lines
	fp_arena *piece;
	bool too_wide;
} json;

// ---------------------------------------------------------------- pieces of the text

static void skip(json *j, size_t n)
{
	for (size_t i = 0; i < n; i++)
		j->line += j->text.p[i] == '\n';
	j->text = fp_str_sub(j->text, n, j->text.n);
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Bytes up to the end of an element: the comma or bracket that is outside of strings and brackets. A broken element ends there too.
static size_t element_end(fp_str s)
{
	size_t depth = 0;
	bool string = false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (string) {
			i += c == '\\';
			string = c != '"';
		} else if (c == '"') {
			string = true;
		} else if (c == '{' || c == '[') {
			depth++;
		} else if ((c == '}' || c == ']') && depth) {
			depth--;
		} else if (!depth && (c == ',' || c == ']')) {
			return i;
		}
	}
	return s.n;
}

static bool next_line(json *j, fp_str *out, uint32_t *line)
{
	while (j->text.n) {
		const char *nl = memchr(j->text.p, '\n', j->text.n);
		size_t n = nl ? (size_t)(nl - j->text.p) + 1 : j->text.n;
		*out = fp_str_trim(fp_str_sub(j->text, 0, n));
		*line = j->line;
		skip(j, n);
		if (out->n)
			return true;
	}
	return false;
}

static bool next_element(json *j, fp_str *out, uint32_t *line)
{
	size_t n = 0;
	while (n < j->text.n && (blank(j->text.p[n]) || j->text.p[n] == ','))
		n++;
	skip(j, n);
	if (!j->text.n || j->text.p[0] == ']')
		return false;
	n = element_end(j->text);
	*out = fp_str_trim(fp_str_sub(j->text, 0, n));
	*line = j->line;
	skip(j, n);
	return true;
}

static bool next_piece(json *j, fp_str *out, uint32_t *line)
{
	return j->array ? next_element(j, out, line) : next_line(j, out, line);
}

// ---------------------------------------------------------------- objects to cells

static size_t column_for(fp_table *t, fp_str name)
{
	for (size_t i = 0; i < t->column_n; i++)
		if (fp_str_eq(t->column[i], name))
			return i;
	return t->column_n;
}

typedef void (*leaf_fn)(json *j, fp_table *t, fp_row *row, fp_str name, const json_t *v);

static void flatten(json *j, fp_table *t, fp_row *row, fp_str prefix, const json_t *obj, int depth, leaf_fn leaf)
{
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)obj, key, v) {
		fp_str name = prefix.n ? fp_strf(j->piece, "%.*s.%s", FP_ARG(prefix), key) : fp_s(key);
		name = fp_str_trim(name);
		if (json_is_object(v) && depth < DEPTH && json_object_size(v))
			flatten(j, t, row, name, v, depth + 1, leaf);
		else
			leaf(j, t, row, name, v);
	}
}

static void name_column(json *j, fp_table *t, fp_row *row, fp_str name, const json_t *v)
{
	(void)row;
	(void)v;
	if (column_for(t, name) < t->column_n)
		return;
	if (t->column_n == FP_TABLE_COLUMNS)
		j->too_wide = true;
	else
		t->column[t->column_n++] = fp_str_dup(j->base.a, name);
}

// A list of texts is what people type as a list; anything deeper stays JSON.
static fp_str list_text(fp_arena *a, const json_t *v)
{
	fp_buf b = {0};
	for (size_t i = 0; i < json_array_size(v); i++) {
		const json_t *x = json_array_get(v, i);
		if (!json_is_string(x) || memchr(json_string_value(x), ',', json_string_length(x))) {
			fp_buf_free(&b);
			return (fp_str){0};
		}
		fp_buf_f(&b, "%s%s", i ? ", " : "", json_string_value(x));
	}
	return fp_buf_take(&b, a);
}

static fp_str cell_text(fp_arena *a, const json_t *v)
{
	if (json_is_string(v))
		return fp_str_dup(a, fp_json_string(v));
	if (json_is_null(v))
		return FP_STR("");
	fp_str list = json_is_array(v) ? list_text(a, v) : (fp_str){0};
	if (list.n)
		return list;
	char *z = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
	fp_str r = fp_str_dup(a, fp_s(z));
	free(z);
	return r;
}

static void put_cell(json *j, fp_table *t, fp_row *row, fp_str name, const json_t *v)
{
	size_t c = column_for(t, name);
	if (c == t->column_n)
		row->fault = fp_strf(j->piece, fp_tr("超过 %d 列", "more than %d columns"), FP_TABLE_COLUMNS);
	else
		row->cell[c] = cell_text(j->piece, v);
	if (c < t->column_n && row->cell[c].n > FP_CELL_MAX)
		row->fault = fp_strf(j->piece, fp_tr("有单元格超过 %u 字节", "a cell is longer than %u bytes"), FP_CELL_MAX);
}

static json_t *load(json *j, fp_str piece, fp_row *row)
{
	json_error_t je;
	json_t *v = json_loadb(piece.p, piece.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &je);
	if (!v)
		row->fault = fp_strf(j->piece, fp_tr("不是合法的 JSON（第 %d 列）：%s", "not valid JSON (column %d): %s"), je.column, je.text);
	else if (!json_is_object(v))
		row->fault = fp_strf(j->piece, "%s", fp_tr("每一项应是一个 JSON 对象", "each item must be a JSON object"));
	return v;
}

// Later rows may bring new keys: all of them are known before the first row is given.
static bool find_columns(json *j, fp_table *t, fp_err *err)
{
	json start = *j;
	fp_str piece;
	uint32_t line;
	t->column = FP_NEW_N(j->base.a, fp_str, FP_TABLE_COLUMNS);
	while (next_piece(j, &piece, &line)) {
		fp_row none = {0};
		json_t *v = load(j, piece, &none);
		if (!none.fault.n)
			flatten(j, t, NULL, FP_STR(""), v, 0, name_column);
		json_decref(v);
		t->rows_about++;
		fp_arena_reset(j->piece);
		if (fp_arena_over(j->base.a, err))
			return false;
	}
	start.too_wide = j->too_wide;
	*j = start;
	if (t->column_n)
		return true;
	return fp_fail(err, FP_INVALID, fp_tr("%.*s：没有表头，文件里没有 JSON 对象", "%.*s: no header, the file has no JSON object"), FP_ARG(j->base.name));
}

static bool json_next(fp_reader *r, fp_table *t, fp_row *row, fp_err *err)
{
	json *j = (json *)r;
	fp_str piece;
	uint32_t line;
	fp_arena_reset(j->piece);
	if (!next_piece(j, &piece, &line))
		return false;
	*row = (fp_row){.line = line, .raw = piece, .cell = FP_NEW_N(j->piece, fp_str, t->column_n), .n = t->column_n};
	json_t *v = load(j, piece, row);
	if (!row->fault.n)
		flatten(j, t, row, FP_STR(""), v, 0, put_cell);
	json_decref(v);
	return !fp_arena_over(j->piece, err);
}

static void json_close(fp_reader *r)
{
	fp_arena_free(((json *)r)->piece);
}

// ---------------------------------------------------------------- where the rows are

// The text of a wrapped array, {"code":0,"data":{"list":[{...},...]}}: the first array of objects in it. Only the way to it is read.
static fp_str wrapped(fp_str s)
{
	bool string = false;
	size_t depth = 0;
	for (size_t i = 0; i < s.n && depth <= DEPTH; i++) {
		char c = s.p[i];
		if (string) {
			i += c == '\\';
			string = c != '"';
			continue;
		}
		string = c == '"';
		depth += c == '{';
		if (c == '}')
			return (fp_str){0};
		size_t k = i + 1;
		while (c == '[' && k < s.n && blank(s.p[k]))
			k++;
		if (c == '[' && k < s.n && s.p[k] == '{')
			return fp_str_sub(s, i + 1, s.n);
	}
	return (fp_str){0};
}

// The text is one value: its brackets close at the very end.
static bool one_long_value(fp_str s)
{
	bool string = false;
	size_t depth = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (string) {
			i += c == '\\';
			string = c != '"';
			continue;
		}
		string = c == '"';
		depth += c == '{' || c == '[';
		if ((c == '}' || c == ']') && depth && !--depth)
			return i + 1 == s.n;
	}
	return false;
}

// Decides between lines, an array, and a wrapped array, and stands at the first row.
static void find_rows(json *j, fp_table *t)
{
	fp_str s = fp_str_trim(j->text), inner = {0};
	skip(j, s.n ? (size_t)(s.p - j->text.p) : j->text.n);
	t->kind = FP_TABLE_JSONL;
	if (s.n && s.p[0] == '[') {
		skip(j, 1);
	} else if (s.n && s.p[0] == '{' && one_long_value(s)) {
		inner = wrapped(s);
		if (inner.n)
			skip(j, (size_t)(inner.p - j->text.p));
	} else {
		return;
	}
	t->kind = FP_TABLE_JSON;
	j->array = true;
}

fp_reader *fp_json(fp_arena *a, fp_str name, fp_str text, fp_table *t, fp_err *err)
{
	json *j = FP_NEW(a, json);
	*j = (json){.base = {.next = json_next, .close = json_close, .a = a, .name = name}, .text = text, .line = 1, .piece = fp_arena_new(0)};
	find_rows(j, t);
	if (find_columns(j, t, err))
		return &j->base;
	json_close(&j->base);
	return NULL;
}
