#include "table/table.h"

#include <csv.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------- encoding

// Whether the bytes decode as GB18030 double bytes throughout: a hint for the message only.
static bool looks_gb(fp_str s)
{
	size_t pairs = 0;
	for (size_t i = 0; i < s.n && i < 65536; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < 0x80)
			continue;
		if (c == 0x80 || c == 0xFF)
			return false;
		if (i + 1 >= s.n)
			break;
		unsigned char d = (unsigned char)s.p[i + 1];
		if (d < 0x30 || d == 0x7F || d == 0xFF)
			return false;
		i++;
		pairs++;
	}
	return pairs > 0;
}

static const char *guess_encoding(fp_str s)
{
	if (s.n >= 2 && (!memcmp(s.p, "\xFF\xFE", 2) || !memcmp(s.p, "\xFE\xFF", 2)))
		return "UTF-16";
	return looks_gb(s) ? "GB18030" : "WINDOWS-1252";
}

static bool check_utf8(fp_str name, fp_str s, fp_err *err)
{
	size_t bad = 0;
	uint32_t line = 1;
	if (fp_utf8_valid(s, &bad) && !memchr(s.p ? s.p : "", 0, s.n))
		return true;
	if (fp_utf8_valid(s, NULL))
		bad = (size_t)((const char *)memchr(s.p, 0, s.n) - s.p);
	for (size_t i = 0; i < bad; i++)
		line += s.p[i] == '\n';
	const char *guess = guess_encoding(s);
	return fp_fail(err, FP_INVALID,
	               fp_tr("%.*s:%u: 不是 UTF-8 文本（字节 %zu），看起来是 %s；先转换：iconv -f %s -t UTF-8 %.*s > utf8.csv",
	                     "%.*s:%u: not UTF-8 text (byte %zu), it looks like %s; convert it first: iconv -f %s -t UTF-8 %.*s > utf8.csv"),
	               FP_ARG(name), line, bad, guess, guess, FP_ARG(name));
}

// ---------------------------------------------------------------- CSV

typedef struct {
	fp_arena *a;
	fp_table *t;
	fp_str name, src;
	fp_row row;
	size_t cap, row_cap;
	size_t at, row_start;   // byte being fed, byte after the last record
	uint32_t line;          // line of `at`
	uint32_t row_line;
	uint32_t header_line;
	bool in_row, too_long;
} csv_state;

static void on_cell(void *p, size_t n, void *ctx)
{
	csv_state *s = ctx;
	if (n > FP_CELL_MAX) {
		s->too_long = true;
		n = 0;
	}
	FP_PUSH(s->a, s->row.cell, s->row.n, s->cap) = fp_str_dup(s->a, (fp_str){p, n});
}

static bool blank_row(const fp_row *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (fp_str_trim(r->cell[i]).n)
			return false;
	return true;
}

static bool room_left(fp_arena *a, fp_str name, const fp_table *t, fp_err *err)
{
	if (t->row_n > FP_TABLE_ROWS)
		return fp_fail(err, FP_LIMIT, fp_tr("%.*s：超过 %u 行；请拆成几份", "%.*s: more than %u rows; split it"), FP_ARG(name), FP_TABLE_ROWS);
	return !fp_arena_over(a, err);
}

static void take_row(csv_state *s)
{
	fp_row *r = &s->row;
	fp_table *t = s->t;
	if (s->too_long)
		r->fault = fp_strf(s->a, fp_tr("有单元格超过 %u 字节", "a cell is longer than %u bytes"), FP_CELL_MAX);
	else if (r->n != t->column_n)
		r->fault = fp_strf(s->a, fp_tr("有 %zu 个单元格，表头有 %zu 个", "has %zu cells, the header has %zu"), r->n, t->column_n);
	FP_PUSH(s->a, t->row, t->row_n, s->row_cap) = *r;
}

static void on_row(int c, void *ctx)
{
	csv_state *s = ctx;
	(void)c;
	s->row.line = s->row_line;
	s->row.raw = fp_str_sub(s->src, s->row_start, s->at);
	if (!s->t->column) {
		if (!blank_row(&s->row)) {
			s->t->column = s->row.cell;
			s->t->column_n = s->row.n;
			s->header_line = s->row_line;
		}
	} else if (s->too_long || !blank_row(&s->row)) {
		take_row(s);
	}
	s->row = (fp_row){0};
	s->cap = 0;
	s->too_long = false;
	s->in_row = false;
}

// Feeds the parser byte ranges that end at line ends, so that each record knows its line and raw bytes.
static bool feed(struct csv_parser *p, csv_state *s, fp_err *err)
{
	for (size_t i = 0; i < s->src.n;) {
		const char *nl = memchr(s->src.p + i, '\n', s->src.n - i);
		size_t end = nl ? (size_t)(nl - s->src.p) + 1 : s->src.n;
		if (!s->in_row) {
			s->row_start = i;
			s->row_line = s->line;
			s->in_row = true;
		}
		s->at = end;
		if (csv_parse(p, s->src.p + i, end - i, on_cell, on_row, s) != end - i)
			return fp_fail(err, FP_INVALID, "%.*s:%u: %s", FP_ARG(s->name), s->line, csv_strerror(csv_error(p)));
		if (!room_left(s->a, s->name, s->t, err))
			return false;
		// libcsv says nothing of an empty line between records.
		if (s->in_row && !s->row.n && !p->quoted && !fp_str_trim(fp_str_sub(s->src, i, end)).n)
			s->in_row = false;
		s->line++;
		i = end;
	}
	csv_fini(p, on_cell, on_row, s);
	return true;
}

static bool check_header(fp_str name, uint32_t line, const fp_table *t, fp_err *err)
{
	if (!t->column_n)
		return fp_fail(err, FP_INVALID, fp_tr("%.*s：没有表头，文件是空的", "%.*s: no header, the file is empty"), FP_ARG(name));
	if (t->column_n > FP_TABLE_COLUMNS)
		return fp_fail(err, FP_LIMIT, fp_tr("%.*s：表头有 %zu 列，最多 %d 列", "%.*s: the header has %zu columns, at most %d"), FP_ARG(name), t->column_n, FP_TABLE_COLUMNS);
	for (size_t i = 0; i < t->column_n; i++)
		for (size_t j = 0; j < i; j++)
			if (t->column[i].n && fp_str_eq(t->column[i], t->column[j]))
				return fp_fail(err, FP_INVALID, fp_tr("%.*s:%u: 列名“%.*s”出现两次，请改名", "%.*s:%u: column '%.*s' occurs twice, rename one"), FP_ARG(name), line, FP_ARG(t->column[i]));
	return true;
}

static bool read_csv(fp_arena *a, fp_str name, fp_str text, fp_table *t, fp_err *err)
{
	struct csv_parser p;
	csv_state s = {.a = a, .t = t, .name = name, .src = text, .line = 1};
	bool ok = false;
	if (csv_init(&p, CSV_APPEND_NULL) != 0)
		return fp_fail(err, FP_LIMIT, "csv_init");
	csv_set_delim(&p, (unsigned char)t->delimiter);
	if (!feed(&p, &s, err))
		goto out;
	for (size_t i = 0; i < t->column_n; i++)
		t->column[i] = fp_str_trim(t->column[i]);
	ok = check_header(name, s.header_line, t, err) && !fp_arena_over(a, err);
out:
	csv_free(&p);
	return ok;
}

// ---------------------------------------------------------------- JSON lines

typedef struct {
	fp_arena *a;
	fp_table *t;
	size_t column_cap, row_cap;
} jsonl_state;

// The number of the column, which is made when it is new; FP_TABLE_COLUMNS when there are too many.
static size_t column_for(jsonl_state *s, fp_str name)
{
	for (size_t i = 0; i < s->t->column_n; i++)
		if (fp_str_eq(s->t->column[i], name))
			return i;
	if (s->t->column_n == FP_TABLE_COLUMNS)
		return FP_TABLE_COLUMNS;
	FP_PUSH(s->a, s->t->column, s->t->column_n, s->column_cap) = fp_str_dup(s->a, name);
	return s->t->column_n - 1;
}

static fp_str scalar_text(fp_arena *a, const json_t *v)
{
	if (json_is_string(v))
		return fp_str_dup(a, (fp_str){json_string_value(v), json_string_length(v)});
	if (json_is_null(v))
		return FP_STR("");
	char *z = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
	fp_str r = fp_str_dup(a, fp_s(z));
	free(z);
	return r;
}

static void put_cell(jsonl_state *s, fp_row *row, fp_str name, const json_t *v)
{
	size_t c = column_for(s, name);
	if (c == FP_TABLE_COLUMNS) {
		row->fault = fp_strf(s->a, fp_tr("超过 %d 列", "more than %d columns"), FP_TABLE_COLUMNS);
		return;
	}
	if (c >= row->n) {
		fp_str *cells = FP_NEW_N(s->a, fp_str, c + 1);
		if (row->n)
			memcpy(cells, row->cell, row->n * sizeof *cells);
		row->cell = cells;
		row->n = c + 1;
	}
	row->cell[c] = scalar_text(s->a, v);
}

static void flatten(jsonl_state *s, fp_row *row, fp_str prefix, const json_t *obj, int depth)
{
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)obj, key, v) {
		fp_str name = prefix.n ? fp_strf(s->a, "%.*s.%s", FP_ARG(prefix), key) : fp_s(key);
		if (json_is_object(v) && depth < 4)
			flatten(s, row, name, v, depth + 1);
		else
			put_cell(s, row, name, v);
	}
}

static void read_json_line(jsonl_state *s, fp_str line, uint32_t number)
{
	json_error_t je;
	fp_row row = {.line = number, .raw = line};
	json_t *v = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES, &je);
	if (!v)
		row.fault = fp_strf(s->a, fp_tr("不是合法的 JSON（第 %d 列）：%s", "not valid JSON (column %d): %s"), je.column, je.text);
	else if (!json_is_object(v))
		row.fault = fp_strf(s->a, "%s", fp_tr("每一行应是一个 JSON 对象", "each line must be a JSON object"));
	else
		flatten(s, &row, FP_STR(""), v, 0);
	json_decref(v);
	FP_PUSH(s->a, s->t->row, s->t->row_n, s->row_cap) = row;
}

static bool read_jsonl(fp_arena *a, fp_str name, fp_str text, fp_table *t, fp_err *err)
{
	jsonl_state s = {.a = a, .t = t};
	uint32_t line = 0;
	while (text.p && text.n) {
		fp_str l = fp_str_line(&text);
		line++;
		if (fp_str_trim(l).n)
			read_json_line(&s, fp_str_trim(l), line);
		if (!room_left(a, name, t, err))
			return false;
	}
	// Later lines may have brought new columns: every good row gets a cell for each.
	for (size_t i = 0; i < t->row_n; i++) {
		fp_row *r = &t->row[i];
		if (r->fault.n || r->n == t->column_n)
			continue;
		fp_str *cells = FP_NEW_N(a, fp_str, t->column_n);
		if (r->n)
			memcpy(cells, r->cell, r->n * sizeof *cells);
		r->cell = cells;
		r->n = t->column_n;
		if (fp_arena_over(a, err))
			return false;
	}
	return check_header(name, 1, t, err);
}

// ---------------------------------------------------------------- front door

static fp_table_kind kind_of(fp_str name, fp_str text)
{
	fp_str t = fp_str_trim(fp_str_sub(text, 0, 4096));
	if (fp_str_ends(name, ".jsonl") || fp_str_ends(name, ".ndjson") || (t.n && t.p[0] == '{'))
		return FP_TABLE_JSONL;
	if (fp_str_ends(name, ".tsv") || fp_str_ends(name, ".tab"))
		return FP_TABLE_TSV;
	return FP_TABLE_CSV;
}

// The header decides: where it has no comma, a semicolon or a tab separates (Excel writes such files in some countries).
static char delimiter_of(fp_table_kind kind, fp_str text)
{
	fp_str head = {0};
	while (text.n && !fp_str_trim(head).n)
		head = fp_str_line(&text);
	if (kind == FP_TABLE_TSV)
		return '\t';
	if (memchr(head.n ? head.p : "", ',', head.n))
		return ',';
	return memchr(head.n ? head.p : "", ';', head.n) ? ';' : memchr(head.n ? head.p : "", '\t', head.n) ? '\t' : ',';
}

fp_table *fp_table_read(fp_arena *a, fp_str name, fp_str bytes, fp_err *err)
{
	fp_table *t = FP_NEW(a, fp_table);
	bool bom = bytes.n >= 3 && !memcmp(bytes.p, "\xEF\xBB\xBF", 3);
	if (bom)
		bytes = fp_str_sub(bytes, 3, bytes.n);
	if (!check_utf8(name, bytes, err))
		return NULL;
	t->kind = kind_of(name, bytes);
	t->encoding = bom ? "UTF-8 BOM" : "UTF-8";
	t->delimiter = t->kind == FP_TABLE_JSONL ? 0 : delimiter_of(t->kind, bytes);
	bool ok = t->kind == FP_TABLE_JSONL ? read_jsonl(a, name, bytes, t, err) : read_csv(a, name, bytes, t, err);
	return ok ? t : NULL;
}

ptrdiff_t fp_table_column(const fp_table *t, fp_str name)
{
	for (size_t i = 0; i < t->column_n; i++)
		if (fp_str_eq(t->column[i], name))
			return (ptrdiff_t)i;
	for (size_t i = 0; i < t->column_n; i++)
		if (fp_str_ieq(fp_str_trim(t->column[i]), fp_str_trim(name)))
			return (ptrdiff_t)i;
	return -1;
}

void fp_csv_cell(fp_buf *b, fp_str cell, bool first)
{
	if (!first)
		fp_buf_c(b, ',');
	bool quote = false;
	for (size_t i = 0; i < cell.n && !quote; i++)
		quote = strchr(",\"\r\n", cell.p[i]) && cell.p[i];
	if (!quote) {
		fp_buf_str(b, cell);
		return;
	}
	fp_buf_c(b, '"');
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '"')
			fp_buf_c(b, '"');
		fp_buf_c(b, cell.p[i]);
	}
	fp_buf_c(b, '"');
}
