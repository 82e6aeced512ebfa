// One sheet: measured once (what it holds, merged cells), then read as records.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "table/xlsx_priv.h"

#define SHEET_COLUMNS 16384
#define SHEET_ROWS 1048576
#define OPEN_MERGES 1024

bool fp_cell_ref(fp_str ref, uint32_t *row, uint32_t *column)
{
	size_t i = 0;
	uint32_t c = 0, r = 0;
	for (; i < ref.n && ref.p[i] >= 'A' && ref.p[i] <= 'Z' && i < 3; i++)
		c = c * 26 + (uint32_t)(ref.p[i] - 'A') + 1;
	size_t letters = i;
	for (; i < ref.n && ref.p[i] >= '0' && ref.p[i] <= '9' && i < letters + 7; i++)
		r = r * 10 + (uint32_t)(ref.p[i] - '0');
	*row = r;
	*column = c - 1;
	return letters && i > letters && i == ref.n && c <= SHEET_COLUMNS && r >= 1 && r <= SHEET_ROWS;
}

// ---------------------------------------------------------------- where the events are

typedef enum { IN_NOTHING, IN_VALUE, IN_INLINE } where;

// What measuring and reading have in common: which cell the parser is in, and its text.
typedef struct {
	uint32_t row, column;       // of the current cell; row from 1, column from 0
	bool cell;
	where in;
	int phonetic;
} place;

static void place_start(place *p, const char *name, const fp_attributes *at)
{
	int64_t r;
	uint32_t row, column;
	if (!strcmp(name, "row")) {
		p->row = fp_str_int(fp_attribute(at, "r"), &r) && r >= 1 && r <= SHEET_ROWS ? (uint32_t)r : p->row + 1;
		p->column = UINT32_MAX;
	} else if (!strcmp(name, "c")) {
		bool known = fp_cell_ref(fp_attribute(at, "r"), &row, &column);
		p->column = known ? column : p->column + 1;
		p->cell = p->column < SHEET_COLUMNS;
	} else if (p->cell && !strcmp(name, "v")) {
		p->in = IN_VALUE;
	} else if (p->cell && !strcmp(name, "rPh")) {
		p->phonetic++;
	} else if (p->cell && !strcmp(name, "t")) {
		p->in = p->phonetic ? IN_NOTHING : IN_INLINE;
	}
}

static void place_end(place *p, const char *name)
{
	p->phonetic -= !strcmp(name, "rPh") && p->phonetic;
	if (!strcmp(name, "v") || !strcmp(name, "t"))
		p->in = IN_NOTHING;
	if (!strcmp(name, "c"))
		p->cell = false;
}

// ---------------------------------------------------------------- measuring

typedef struct {
	place at;
	fp_workbook *w;
	fp_sheet *s;
	size_t merge_cap;
	uint32_t counted_row;
	bool counted;               // the current cell
} measure;

static void add_merge(measure *m, fp_str ref)
{
	fp_str from = fp_str_cut(&ref, ':');
	uint32_t r1, c1, r2, c2;
	if (!ref.n || !fp_cell_ref(from, &r1, &c1) || !fp_cell_ref(ref, &r2, &c2) || r2 <= r1)
		return;
	FP_PUSH(m->w->a, m->s->merges, m->s->merge_n, m->merge_cap) = (fp_merge){r1, r2, c1};
}

static void on_measure(void *ctx, const char *name, const fp_attributes *at)
{
	measure *m = ctx;
	place_start(&m->at, name, at);
	if (!strcmp(name, "c"))
		m->counted = false;
	if (!strcmp(name, "mergeCell"))
		add_merge(m, fp_attribute(at, "ref"));
}

static void on_measure_text(void *ctx, fp_str piece)
{
	measure *m = ctx;
	if (m->at.in == IN_NOTHING || m->counted || !fp_str_trim(piece).n)
		return;
	m->counted = true;
	m->s->cells++;
	m->s->rows += m->counted_row != m->at.row;
	m->counted_row = m->at.row;
}

static void on_measure_end(void *ctx, const char *name)
{
	place_end(&((measure *)ctx)->at, name);
}

static int by_row(const void *x, const void *y)
{
	const fp_merge *a = x, *b = y;
	return a->first != b->first ? (a->first < b->first ? -1 : 1) : a->column != b->column ? (a->column < b->column ? -1 : 1) : 0;
}

bool fp_sheet_measure(fp_workbook *w, fp_sheet *s, fp_err *err)
{
	static const fp_xml_events events = {on_measure, on_measure_text, on_measure_end};
	measure m = {.w = w, .s = s};
	if (!s->part)
		return true;
	if (!fp_xml_all(w->package, s->part, &events, &m, err) || fp_arena_over(w->a, err))
		return false;
	if (s->merge_n)
		qsort(s->merges, s->merge_n, sizeof *s->merges, by_row);
	return true;
}

// ---------------------------------------------------------------- reading

typedef struct {
	fp_merge m;
	fp_str value;
} open_merge;

typedef struct {
	fp_records base;
	place at;
	fp_workbook *w;
	const fp_sheet *s;
	fp_xml *xml;
	fp_arena *piece;            // rows that were read and not yet given
	fp_row *row;
	size_t row_n, row_cap, row_at;
	fp_row now;                 // the row being read
	size_t now_cap;
	fp_buf text;                // of the current cell
	fp_str type;
	char type_text[16];
	int64_t style;
	size_t merge_at;            // next merge that begins
	open_merge open[OPEN_MERGES];
	size_t open_n;
	size_t rounded, errors, filled;
	uint32_t rounded_row, rounded_column;
} sheet;

static void begin_cell(sheet *s, const fp_attributes *at)
{
	fp_str type = fp_attribute(at, "t");
	size_t n = type.n < sizeof s->type_text ? type.n : 0;
	if (n)
		memcpy(s->type_text, type.p, n);
	s->type = (fp_str){s->type_text, n};
	if (!fp_str_int(fp_attribute(at, "s"), &s->style))
		s->style = 0;
	fp_buf_clear(&s->text);
}

static void on_start(void *ctx, const char *name, const fp_attributes *at)
{
	sheet *s = ctx;
	place_start(&s->at, name, at);
	if (!strcmp(name, "row")) {
		s->now = (fp_row){.line = s->at.row};
		s->now_cap = 0;
	} else if (!strcmp(name, "c")) {
		begin_cell(s, at);
	}
}

static void on_text(void *ctx, fp_str piece)
{
	sheet *s = ctx;
	if (s->at.in != IN_NOTHING)
		fp_buf_str(&s->text, piece);
}

fp_str fp_xlsx_number(fp_arena *a, fp_str v, bool *rounded)
{
	double d;
	int64_t whole;
	*rounded = false;
	if (!fp_str_num(v, &d) || !isfinite(d))
		return fp_str_dup(a, v);
	if (fabs(d) >= 1e15 && fabs(d) < 1e300) {
		*rounded = true;
		return fp_strf(a, "%.0f", d);
	}
	if (fp_str_int(v, &whole))
		return fp_str_dup(a, v);
	return fp_strf(a, "%.15g", d);
}

static fp_str number_cell(sheet *s, fp_str v)
{
	double d;
	bool date = s->style >= 0 && (size_t)s->style < s->w->style_n && s->w->date_style[s->style], rounded;
	if (date && fp_str_num(v, &d)) {
		fp_str text = fp_excel_date(s->piece, d, s->w->since_1904);
		if (text.n)
			return text;
	}
	fp_str text = fp_xlsx_number(s->piece, v, &rounded);
	if (rounded && !s->rounded++) {
		s->rounded_row = s->at.row;
		s->rounded_column = s->at.column;
	}
	return text;
}

static fp_str cell_value(sheet *s)
{
	fp_str v = fp_buf_view(&s->text);
	int64_t i;
	if (fp_str_is(s->type, "s"))
		return fp_str_int(fp_str_trim(v), &i) && i >= 0 && (size_t)i < s->w->shared_n ? s->w->shared[i] : (fp_str){0};
	if (fp_str_is(s->type, "inlineStr") || fp_str_is(s->type, "str"))
		return fp_xlsx_unescape(s->piece, v);
	if (fp_str_is(s->type, "b"))
		return fp_str_is(fp_str_trim(v), "1") ? FP_STR("TRUE") : FP_STR("FALSE");
	if (fp_str_is(s->type, "e")) {
		s->errors++;
		return (fp_str){0};
	}
	if (fp_str_is(s->type, "d"))
		return fp_str_dup(s->piece, v);
	return number_cell(s, fp_str_trim(v));
}

static void put(sheet *s, uint32_t column, fp_str value)
{
	if (column > FP_TABLE_COLUMNS) {
		s->now.fault = fp_strf(s->piece, fp_tr("超过 %d 列", "more than %d columns"), FP_TABLE_COLUMNS);
		return;
	}
	while (s->now.n <= column)
		FP_PUSH(s->piece, s->now.cell, s->now.n, s->now_cap) = (fp_str){0};
	s->now.cell[column] = value;
}

static void end_cell(sheet *s)
{
	if (!s->text.n || s->at.column >= SHEET_COLUMNS)
		return;
	if (s->text.over || s->text.n > FP_CELL_MAX)
		s->now.fault = fp_strf(s->piece, fp_tr("有单元格超过 %u 字节", "a cell is longer than %u bytes"), FP_CELL_MAX);
	else
		put(s, s->at.column, cell_value(s));
	fp_buf_clear(&s->text);
}

// A cell that is merged over several rows stands in each of them.
static void fill_merged(sheet *s)
{
	const fp_sheet *sh = s->s;
	size_t kept = 0;
	for (; s->merge_at < sh->merge_n && sh->merges[s->merge_at].first <= s->now.line; s->merge_at++) {
		const fp_merge *m = &sh->merges[s->merge_at];
		bool here = m->first == s->now.line && m->column < s->now.n && s->now.cell[m->column].n;
		if (here && s->open_n < OPEN_MERGES)
			s->open[s->open_n++] = (open_merge){*m, fp_str_dup(s->w->a, s->now.cell[m->column])};
	}
	for (size_t i = 0; i < s->open_n; i++) {
		open_merge *o = &s->open[i];
		if (o->m.last < s->now.line)
			continue;
		if (o->m.column >= s->now.n || !s->now.cell[o->m.column].n) {
			put(s, o->m.column, o->value);
			s->filled++;
		}
		s->open[kept++] = *o;
	}
	s->open_n = kept;
}

static bool holds_something(const fp_row *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (fp_str_trim(r->cell[i]).n)
			return true;
	return r->fault.n != 0;
}

static void end_row(sheet *s)
{
	if (holds_something(&s->now))
		fill_merged(s);
	FP_PUSH(s->piece, s->row, s->row_n, s->row_cap) = s->now;
	s->now = (fp_row){0};
	s->now_cap = 0;
}

static void on_end(void *ctx, const char *name)
{
	sheet *s = ctx;
	if (!strcmp(name, "c") && s->at.cell)
		end_cell(s);
	else if (!strcmp(name, "row") && s->now.line)
		end_row(s);
	place_end(&s->at, name);
}

// Rows of one piece live until all of them were given. A row that is cut by the end of a piece is carried over.
static void new_piece(sheet *s)
{
	fp_row open = s->now;
	fp_arena *old = s->piece;
	s->piece = fp_arena_new((size_t)256 << 20);
	s->row = NULL;
	s->row_n = s->row_cap = s->row_at = 0;
	s->now.cell = NULL;
	s->now.n = s->now_cap = 0;
	for (size_t i = 0; i < open.n; i++)
		FP_PUSH(s->piece, s->now.cell, s->now.n, s->now_cap) = fp_str_dup(s->piece, open.cell[i]);
	if (open.fault.n)
		s->now.fault = fp_str_dup(s->piece, open.fault);
	fp_arena_free(old);
}

static fp_row copy_row(fp_arena *a, const fp_row *r)
{
	fp_row c = *r;
	c.cell = FP_NEW_N(a, fp_str, r->n ? r->n : 1);
	for (size_t i = 0; i < r->n; i++)
		c.cell[i] = r->cell[i].n ? fp_str_dup(a, r->cell[i]) : (fp_str){0};
	c.fault = r->fault.n ? fp_str_dup(a, r->fault) : (fp_str){0};
	return c;
}

static bool sheet_next(fp_records *r, fp_arena *a, fp_row *out, fp_err *err)
{
	sheet *s = (sheet *)r;
	while (s->row_at == s->row_n) {
		if (s->row_n)
			new_piece(s);
		if (!s->xml)
			return false;
		fp_err e = {0};
		if (!fp_xml_step(s->xml, &e)) {
			fp_xml_close(s->xml);
			s->xml = NULL;
		}
		if (e.code || fp_arena_over(s->piece, &e))
			return fp_fail(err, e.code, "%s", e.msg);
	}
	*out = copy_row(a, &s->row[s->row_at++]);
	return true;
}

static void sheet_close(fp_records *r)
{
	sheet *s = (sheet *)r;
	fp_xml_close(s->xml);
	fp_arena_free(s->piece);
	fp_buf_free(&s->text);
	fp_package_close(s->w->package);
}

static void sheet_end(fp_records *r, fp_table *t)
{
	sheet *s = (sheet *)r;
	fp_arena *a = s->w->a;
	if (s->rounded) {
		fp_str name = s->rounded_column < t->column_n ? t->column[s->rounded_column] : FP_STR("?");
		fp_note(t, a, fp_tr("%zu 个超过 15 位的编号存成了数字，Excel 已经改掉了末尾几位（第 %u 行“%.*s”起）；请让导出系统把编号存成文本",
		                    "numbers of more than 15 digits that Excel has already rounded: %zu (from row %u, '%.*s'); have ids exported as text"),
		        s->rounded, s->rounded_row, FP_ARG(name));
	}
	if (s->filled)
		fp_note(t, a, fp_tr("合并单元格的内容补到了下面 %zu 个格子", "cells below merged cells filled with their text: %zu"), s->filled);
	if (s->errors)
		fp_note(t, a, fp_tr("%zu 个格子是公式错误（如 #REF!），当作空", "cells that hold an error such as #REF!, read as empty: %zu"), s->errors);
}

fp_records *fp_sheet_records(fp_workbook *w, const fp_sheet *sh, fp_err *err)
{
	static const fp_xml_events events = {on_start, on_text, on_end};
	sheet *s = FP_NEW(w->a, sheet);
	*s = (sheet){.base = {.next = sheet_next, .close = sheet_close, .end = sheet_end, .sparse = true, .about = sh->rows}, .w = w, .s = sh, .text = {.max = 2 * FP_CELL_MAX}};
	s->xml = fp_xml_open(w->package, sh->part, &events, s, err);
	if (!s->xml)
		return NULL;
	s->piece = fp_arena_new((size_t)256 << 20);
	return &s->base;
}
