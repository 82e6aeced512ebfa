// Tables of text - CSV, TSV, JSON, chats, documents: the first byte chooses the name, the rest is the file. Good rows have a cell for every
// column, lines do not go back, raw bytes of text that needs no decoding lie in the file, and a cell that is written as CSV reads back.
#include <stdlib.h>
#include <string.h>

#include "table/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static fp_arena *a;

static void check_row(const fp_table *t, const fp_row *r)
{
	fp_assert(r->fault.n || r->n == t->column_n);
	fp_assert(r->line >= 1);
	for (size_t i = 0; i < r->n; i++)
		fp_assert(fp_utf8_valid(r->cell[i], NULL) && (!r->cell[i].n || !memchr(r->cell[i].p, 0, r->cell[i].n) || t->kind == FP_TABLE_JSON || t->kind == FP_TABLE_JSONL));
}

// What a form of dates gives can be read by everybody else.
static void check_dates(const fp_row *r)
{
	fp_time at;
	for (size_t i = 0; i < r->n && i < 8; i++)
		for (int f = FP_DATE_ISO; f <= FP_DATE_UNIX; f++) {
			fp_str text = fp_date_read(a, (fp_date_form)f, r->cell[i]);
			fp_assert(!text.n || fp_time_parse(text, 0, &at, NULL));
		}
}

static void check_cells(const fp_table *t, const fp_row *r)
{
	fp_err err = {0};
	fp_buf b = {0};
	for (size_t i = 0; i <= t->column_n; i++)
		fp_buf_f(&b, "%sc%zu", i ? "," : "", i);
	fp_buf_z(&b, "\nx");
	for (size_t i = 0; i < r->n; i++)
		fp_csv_cell(&b, r->cell[i], false);
	fp_buf_c(&b, '\n');
	fp_table *back = t->column_n < FP_TABLE_COLUMNS && !memchr(b.p, 0, b.n) ? fp_table_read(a, FP_STR("back.csv"), fp_buf_view(&b), &err) : NULL;
	fp_assert(!back || back->kind == FP_TABLE_CSV);
	if (back && back->delimiter == ',' && back->column_n == t->column_n + 1) {
		fp_assert(back->row_n == 1 && !back->row[0].fault.n);
		for (size_t i = 0; i < r->n; i++) {
			// What stands bare loses nothing but a quote after blanks, which is read as one.
			bool quote = memchr(r->cell[i].n ? r->cell[i].p : "", '"', r->cell[i].n);
			fp_assert(quote || fp_str_eq(back->row[0].cell[i + 1], r->cell[i]));
		}
	}
	fp_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"x.csv", "x.tsv", "x.jsonl", "x.txt", "x.md"};
	fp_err err = {0};
	fp_row r;
	uint32_t line = 0;
	if (!size)
		return 0;
	if (!a)
		a = fp_arena_new(256u << 20);
	fp_str file = {(const char *)data + 1, size - 1};
	fp_table *t = fp_table_open(a, fp_s(names[data[0] % FP_COUNT(names)]), file, NULL, &err);
	fp_assert(t || err.code != FP_OK);
	for (size_t i = 0; t && fp_table_next(t, &r, &err); i++) {
		check_row(t, &r);
		fp_assert(t->kind == FP_TABLE_CHAT || r.line >= line);
		line = r.line;
		if (i < 4 && !r.fault.n) {
			check_cells(t, &r);
			check_dates(&r);
		}
	}
	fp_table_close(t);
	fp_arena_reset(a);
	return 0;
}
