// From records to rows: which record is the header, and which are none of the table's rows.
//
// A sample of the first records decides. The header is the first record that fills at least three fifths of the cells that most records fill:
// titles, dates of export and the like above a table fill fewer. Blank records and repetitions of the header are left out and counted.
#include <string.h>

#include "table/table_priv.h"

#define SAMPLE 100
#define PLACES 3

typedef struct {
	size_t n;
	uint32_t line[PLACES];   // the first ones
} places;

typedef struct {
	fp_reader base;
	fp_records *records;
	fp_row sample[SAMPLE];   // records read ahead
	size_t sample_n, sample_at;
	fp_arena *piece;         // of the row given out
	places junk, blank, repeated;
	fp_str first_junk;
	size_t width;
} grid;

static void seen(places *p, uint32_t line)
{
	if (p->n < PLACES)
		p->line[p->n] = line;
	p->n++;
}

static fp_str places_text(fp_arena *a, const places *p)
{
	fp_buf b = {0};
	for (size_t i = 0; i < p->n && i < PLACES; i++)
		fp_buf_f(&b, "%s%u", i ? ", " : "", p->line[i]);
	if (p->n > PLACES)
		fp_buf_z(&b, " …");
	return fp_buf_take(&b, a);
}

static size_t filled(const fp_row *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n; i++)
		n += fp_str_trim(r->cell[i]).n != 0;
	return n;
}

static bool blank_record(const fp_row *r)
{
	return !r->fault.n && !filled(r);
}

// ---------------------------------------------------------------- the header

static size_t common_filling(const grid *g)
{
	size_t count[FP_TABLE_COLUMNS + 2] = {0}, best = 0;
	for (size_t i = 0; i < g->sample_n; i++) {
		size_t n = filled(&g->sample[i]);
		count[n <= FP_TABLE_COLUMNS ? n : FP_TABLE_COLUMNS + 1]++;
	}
	for (size_t n = 1; n < FP_COUNT(count); n++)
		if (count[n] && (!best || count[n] > count[best]))
			best = n;
	return best;
}

// The number of the header in the sample; its length when there is none.
static size_t find_header(const grid *g)
{
	size_t common = common_filling(g), first = g->sample_n;
	for (size_t i = 0; i < g->sample_n; i++) {
		size_t n = filled(&g->sample[i]);
		if (!g->sample[i].fault.n && n && first == g->sample_n)
			first = i;
		if (!g->sample[i].fault.n && n && n * 5 >= common * 3)
			return i;
	}
	return first;
}

static bool taken(const fp_table *t, fp_str name)
{
	for (size_t i = 0; i < t->column_n; i++)
		if (fp_str_eq(t->column[i], name))
			return true;
	return false;
}

static void add_column(grid *g, fp_table *t, fp_str cell)
{
	fp_arena *a = g->base.a;
	fp_str name = fp_str_trim(cell);
	if (!name.n)
		name = fp_strf(a, "column%zu", t->column_n + 1);
	fp_str given = name;
	for (int i = 2; taken(t, name); i++)
		name = fp_strf(a, "%.*s_%d", FP_ARG(given), i);
	if (!fp_str_eq(given, name) && fp_str_trim(cell).n)
		fp_note(t, a, fp_tr("列名“%.*s”重复，后一个叫“%.*s”", "the column name '%.*s' stands there twice, the later one is called '%.*s'"), FP_ARG(given), FP_ARG(name));
	t->column[t->column_n++] = fp_str_dup(a, name);
}

static size_t last_filled(const fp_row *r)
{
	size_t n = r->n;
	while (n && !fp_str_trim(r->cell[n - 1]).n)
		n--;
	return n;
}

// The header may be narrower than the rows: columns without a name that hold something get one.
static size_t table_width(const grid *g, const fp_row *header)
{
	size_t width = last_filled(header), wider = 0, rows = 0;
	size_t next = 0;
	for (size_t i = g->sample_at; i < g->sample_n; i++) {
		size_t n = last_filled(&g->sample[i]);
		rows += n != 0;
		wider += n > width;
		next = n > width && (!next || n < next) ? n : next;
	}
	return wider * 2 > rows ? next : width;
}

static bool take_header(grid *g, fp_table *t, fp_err *err)
{
	size_t at = find_header(g);
	fp_arena *a = g->base.a;
	for (size_t i = 0; i < at && i < g->sample_n; i++) {
		seen(&g->junk, g->sample[i].line);
		if (!g->first_junk.n && g->sample[i].n)
			g->first_junk = fp_str_trim(g->sample[i].cell[0]);
	}
	if (at == g->sample_n)
		return fp_fail(err, FP_INVALID, fp_tr("%.*s：没有表头，文件是空的", "%.*s: no header, the file is empty"), FP_ARG(g->base.name));
	const fp_row *h = &g->sample[at];
	g->sample_at = at + 1;
	g->width = table_width(g, h);
	if (g->width > FP_TABLE_COLUMNS)
		return fp_fail(err, FP_LIMIT, fp_tr("%.*s：表头有 %zu 列，最多 %d 列", "%.*s: the header has %zu columns, at most %d"), FP_ARG(g->base.name), g->width, FP_TABLE_COLUMNS);
	t->header_line = h->line;
	t->column = FP_NEW_N(a, fp_str, g->width);
	for (size_t i = 0; i < g->width; i++)
		add_column(g, t, i < h->n ? h->cell[i] : (fp_str){0});
	return true;
}

static bool is_header(const fp_table *t, const fp_row *r)
{
	if (last_filled(r) != t->column_n)
		return false;
	for (size_t i = 0; i < t->column_n; i++)
		if (!fp_str_eq(fp_str_trim(r->cell[i]), t->column[i]))
			return false;
	return true;
}

// ---------------------------------------------------------------- rows

static bool next_record(grid *g, fp_row *out, fp_err *err)
{
	if (g->sample_at < g->sample_n) {
		*out = g->sample[g->sample_at++];
		return true;
	}
	fp_arena_reset(g->piece);
	return g->records->next(g->records, g->piece, out, err);
}

static void fit_row(grid *g, const fp_table *t, fp_row *r)
{
	if (r->fault.n || r->n == t->column_n)
		return;
	size_t n = last_filled(r);
	if (r->n > t->column_n && n <= t->column_n) {
		r->n = t->column_n;
	} else if (r->n < t->column_n && g->records->sparse) {
		fp_str *cells = FP_NEW_N(g->piece, fp_str, t->column_n);
		if (r->n)
			memcpy(cells, r->cell, r->n * sizeof *cells);
		r->cell = cells;
		r->n = t->column_n;
	} else {
		r->fault = fp_strf(g->piece, fp_tr("有 %zu 个单元格，表头有 %zu 个", "has %zu cells, the header has %zu"), r->n, t->column_n);
	}
}

static bool grid_next(fp_reader *r, fp_table *t, fp_row *row, fp_err *err)
{
	grid *g = (grid *)r;
	while (next_record(g, row, err)) {
		if (blank_record(row)) {
			seen(&g->blank, row->line);
		} else if (!row->fault.n && is_header(t, row)) {
			seen(&g->repeated, row->line);
		} else {
			fit_row(g, t, row);
			return !fp_arena_over(g->piece, err);
		}
	}
	return false;
}

static void grid_end(fp_reader *r, fp_table *t)
{
	grid *g = (grid *)r;
	fp_arena *a = r->a;
	if (g->junk.n)
		fp_note(t, a, fp_tr("表头之前的 %zu 行没有用（第 %.*s 行）：%.*s", "records before the header left out: %zu (line %.*s): %.*s"), g->junk.n, FP_ARG(places_text(a, &g->junk)),
		        FP_ARG(fp_str_fit(a, g->first_junk, 40)));
	if (g->repeated.n)
		fp_note(t, a, fp_tr("表头又出现了 %zu 次，没有用（第 %.*s 行）", "the header stands there again, left out: %zu (line %.*s)"), g->repeated.n, FP_ARG(places_text(a, &g->repeated)));
	if (g->blank.n)
		fp_note(t, a, fp_tr("空行 %zu 个，没有用（第 %.*s 行）", "blank records left out: %zu (line %.*s)"), g->blank.n, FP_ARG(places_text(a, &g->blank)));
	if (g->records->end)
		g->records->end(g->records, t);
}

static void grid_close(fp_reader *r)
{
	grid *g = (grid *)r;
	if (g->records->close)
		g->records->close(g->records);
	fp_arena_free(g->piece);
}

// Blank records are no part of the sample: a file may begin with a hundred of them.
static bool read_sample(grid *g, fp_err *err)
{
	fp_row r;
	while (g->sample_n < SAMPLE && g->records->next(g->records, g->base.a, &r, err)) {
		if (blank_record(&r))
			seen(&g->blank, r.line);
		else
			g->sample[g->sample_n++] = r;
	}
	return !(err && err->code) && !fp_arena_over(g->base.a, err);
}

static size_t estimate(const grid *g, fp_str text)
{
	const fp_row *last = g->sample_n ? &g->sample[g->sample_n - 1] : NULL;
	if (g->records->about)
		return g->records->about;
	size_t read = last && last->raw.p ? (size_t)(last->raw.p + last->raw.n - text.p) : 0;
	return read ? (size_t)((double)text.n / (double)read * (double)g->sample_n) : 0;
}

fp_reader *fp_grid(fp_arena *a, fp_str name, fp_records *records, fp_str text, fp_table *t, fp_err *err)
{
	grid *g = FP_NEW(a, grid);
	*g = (grid){.base = {.next = grid_next, .close = grid_close, .end = grid_end, .a = a, .name = name}, .records = records, .piece = fp_arena_new(0)};
	if (!read_sample(g, err) || !take_header(g, t, err)) {
		grid_close(&g->base);
		return NULL;
	}
	t->rows_about = estimate(g, text);
	return &g->base;
}
