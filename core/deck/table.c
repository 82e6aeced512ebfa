// table: tables that fill the zone, shrink to their floor and go over pages by rows, the head repeated.
#include "deck/layout_priv.h"

#include <math.h>

#define HEAD_H 40.0
#define ROW_GAP 24.0   // above and below the text of a row, together
#define ROW_MAX 104.0

fp_cell fp_cell_of(lay *l, fp_str rich, const style *s)
{
	fp_cell c = {.align = s->align, .para_n = 1, .paras = FP_NEW(l->a, fp_para)};
	*c.paras = fp_para_of(l, rich, s);
	return c;
}

// Space right of a cell's text; figures stand further from the next column.
static double pad_of(fp_align align)
{
	return align == FP_RIGHT ? 48 : 20;
}

static double row_height(const table_plan *t, size_t row)
{
	double h = 0;
	for (size_t c = 0; c < t->cols; c++) {
		const fp_cell *cell = &t->cells[row * t->cols + c];
		h = fmax(h, fp_paras_height(cell->paras, cell->para_n, t->col_w[c] - pad_of(cell->align)));
	}
	return h + ROW_GAP;
}

static double rows_height(const table_plan *t, size_t from, size_t to)
{
	double h = 0;
	for (size_t r = from; r < to; r++)
		h += row_height(t, r);
	return h;
}

// Sets all texts `drop` px below their base size, at the floor at most.
static void set_sizes(const table_plan *t, const fp_para *base, int drop)
{
	size_t at = 0;
	for (size_t i = 0; i < t->rows * t->cols; i++)
		for (size_t k = 0; k < t->cells[i].para_n; k++, at++) {
			t->cells[i].paras[k] = base[at];
			if (base[at].size > t->floor)
				fp_para_scale(&t->cells[i].paras[k], fmax(t->floor, base[at].size - drop));
		}
}

static size_t count_pages(lay *l, const table_plan *t, double zone, size_t **begin)
{
	double *h = FP_NEW_N(l->a, double, t->rows + 1);
	for (size_t r = 0; r < t->rows; r++)
		h[r] = row_height(t, r);
	return fp_paginate(l, h, t->rows, 0, zone, begin);
}

// The largest size that needs no more pages than the smallest one does.
static void choose_sizes(lay *l, const table_plan *t, double zone)
{
	fp_para *base = NULL;
	size_t n = 0, cap = 0, *begin;
	int most = 0;
	for (size_t i = 0; i < t->rows * t->cols; i++)
		for (size_t k = 0; k < t->cells[i].para_n; k++) {
			FP_PUSH(l->a, base, n, cap) = t->cells[i].paras[k];
			most = (int)fmax(most, t->cells[i].paras[k].size - t->floor);
		}
	set_sizes(t, base, most);
	size_t fewest = count_pages(l, t, zone, &begin);
	for (int drop = 0; drop <= most; drop++) {
		set_sizes(t, base, drop);
		if (count_pages(l, t, zone, &begin) > fewest)
			continue;
		if (drop)
			fp_lay_report(l, fp_tr("表格文字缩小 %d px", "the table's text is %d px smaller"), drop);
		return;
	}
}

// A row that is higher than a page: its cells end in an ellipsis.
static void cut_row(lay *l, const table_plan *t, size_t row, double zone)
{
	if (row_height(t, row) <= zone)
		return;
	fp_lay_report(l, fp_tr("表格第 %zu 行过长，已截断", "row %zu of the table is too long, cut"), row + 1);
	for (size_t c = 0; c < t->cols; c++) {
		fp_para *p = t->cells[row * t->cols + c].paras;
		double w = t->col_w[c] - pad_of(t->cells[row * t->cols + c].align);
		if (fp_para_height(p, w) > zone - ROW_GAP)
			p->run_n = fp_runs_ellipsis(l->a, p->runs, p->run_n, p->size, w - p->indent,
			                            (size_t)((zone - ROW_GAP) / p->lh), p->bold, &p->runs);
	}
}

static fp_table *page_table(lay *l, const table_plan *t, size_t from, size_t to, double zone)
{
	fp_table *v = FP_NEW(l->a, fp_table);
	size_t rows = to - from;
	*v = (fp_table){FP_NEW_N(l->a, double, t->cols), FP_NEW_N(l->a, double, rows + 1),
	                FP_NEW_N(l->a, fp_cell, (rows + 1) * t->cols), t->cols, rows + 1};
	style head = {.size = 16, .lh = 24, .color = FP_C_INK3, .nowrap = true};
	double spare = fmax(0, zone - rows_height(t, from, to)) / (double)rows;
	v->row_h[0] = HEAD_H;
	for (size_t c = 0; c < t->cols; c++) {
		v->col_w[c] = t->col_w[c];
		v->cells[c] = fp_cell_of(l, t->heads[c], &head);
		v->cells[c].align = t->cells[c].align;
		fp_para *p = v->cells[c].paras;
		double w = t->col_w[c] - pad_of(t->cells[c].align);
		if (fp_runs_measure(p->runs, p->run_n, 16, w, false).lines > 1)
			p->run_n = fp_runs_ellipsis(l->a, p->runs, p->run_n, 16, w, 1, false, &p->runs);
	}
	for (size_t r = 0; r < rows; r++) {
		double h = row_height(t, from + r);
		v->row_h[r + 1] = trunc(h + fmin(spare, fmax(0, ROW_MAX - h)));
		for (size_t c = 0; c < t->cols; c++)
			v->cells[(r + 1) * t->cols + c] = t->cells[(from + r) * t->cols + c];
	}
	return v;
}

static void put_page(lay *l, const table_plan *t, size_t from, size_t to, double zone)
{
	fp_table *v = page_table(l, t, from, to, zone);
	double h = 0, w = 0;
	for (size_t r = 0; r < v->rows; r++)
		h += v->row_h[r];
	for (size_t c = 0; c < v->cols; c++)
		w += v->col_w[c];
	fp_prim *p = fp_put(l, FP_P_TABLE, (fp_box){LEFT, l->top, w, h});
	p->table = v;
	p->name = l->page->title;
}

void fp_put_table(lay *l, const table_plan *t)
{
	double source = fp_field_str(l->slide, "source").n ? 30 : 0;
	fp_page_probe(l, LEFT, RIGHT - LEFT);
	double zone = BOTTOM - l->top - HEAD_H - source;
	choose_sizes(l, t, zone);
	for (size_t r = 0; r < t->rows; r++)
		cut_row(l, t, r, zone);
	size_t *begin, n = count_pages(l, t, zone, &begin);
	if (n > 1)
		fp_lay_report(l, fp_tr("表格分成 %zu 页", "table split into %zu pages"), n);
	for (size_t i = 0; i < n; i++) {
		fp_page_begin(l, (int)i + 1, (int)n, false);
		fp_page_header(l, LEFT, RIGHT - LEFT);
		put_page(l, t, begin[i], i + 1 < n ? begin[i + 1] : t->rows, BOTTOM - l->top - HEAD_H - source);
		fp_put_source(l, RIGHT - LEFT);
	}
}
