// Tables: the first byte chooses the kind, the rest is the file. Good rows have a cell for every column, raw bytes lie in the
// file and come in its order, and a cell that is written as CSV reads back.
#include <stdlib.h>
#include <string.h>

#include "table/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static fp_arena *a;

static void check_row(const fp_table *t, const fp_row *r, fp_str file)
{
	if (!r->fault.n)
		fp_assert(r->n == t->column_n);
	fp_assert(r->line >= 1 && r->raw.p >= file.p && r->raw.p + r->raw.n <= file.p + file.n);
}

static void check_cells(const fp_table *t, const fp_row *r)
{
	fp_err err = {0};
	fp_buf b = {0};
	for (size_t i = 0; i < t->column_n; i++)
		fp_buf_f(&b, "%sc%zu", i ? "," : "", i);
	fp_buf_c(&b, '\n');
	bool blank = true;
	for (size_t i = 0; i < r->n; i++) {
		blank = blank && !fp_str_trim(r->cell[i]).n;
		fp_csv_cell(&b, r->cell[i], i == 0);
	}
	fp_buf_c(&b, '\n');
	fp_table *back = fp_table_read(a, FP_STR("back.csv"), fp_buf_view(&b), &err);
	fp_assert(back && back->row_n == !blank);
	// Bare cells lose the blanks at their ends, as everywhere in CSV.
	for (size_t i = 0; !blank && i < r->n; i++)
		fp_assert(fp_str_eq(fp_str_trim(back->row[0].cell[i]), fp_str_trim(r->cell[i])));
	fp_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"x.csv", "x.tsv", "x.jsonl", "x"};
	fp_err err = {0};
	if (!size)
		return 0;
	if (!a)
		a = fp_arena_new(256u << 20);
	fp_str file = {(const char *)data + 1, size - 1};
	fp_table *t = fp_table_read(a, fp_s(names[data[0] % FP_COUNT(names)]), file, &err);
	fp_assert(t || err.code != FP_OK);
	for (size_t i = 0; t && i < t->row_n; i++) {
		check_row(t, &t->row[i], file);
		if (i < 4 && !t->row[i].fault.n)
			check_cells(t, &t->row[i]);
	}
	fp_arena_reset(a);
	return 0;
}
