// Rows out: a workbook of one sheet, and cells that no spreadsheet runs.
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/late.h"
#include "table/table.h"

static fp_late xlsxwriter = {.file = FP_SO_XLSXWRITER, .remedy = "libxlsxwriter"};
#define lxw_strerror FP_LATE(xlsxwriter, lxw_strerror)
#define workbook_add_worksheet FP_LATE(xlsxwriter, workbook_add_worksheet)
#define workbook_close FP_LATE(xlsxwriter, workbook_close)
#define workbook_new FP_LATE(xlsxwriter, workbook_new)
#define workbook_set_properties FP_LATE(xlsxwriter, workbook_set_properties)
#define worksheet_write_string FP_LATE(xlsxwriter, worksheet_write_string)

// 2000-01-01: the same rows are the same bytes, whoever writes them and whenever.
#define MADE 946684800
#define SHEET_ROWS 1048576u
#define SHEET_CELL 32767u    // characters
#define BYTES_MAX ((size_t)1 << 30)

fp_str fp_cell_defused(fp_arena *a, fp_str s)
{
	return s.n && strchr("=+-@\t\r", s.p[0]) ? fp_strf(a, "'%.*s", FP_ARG(s)) : s;
}

static bool put_cell(fp_arena *a, lxw_worksheet *sheet, size_t row, size_t column, fp_str s, fp_err *err)
{
	lxw_error e = worksheet_write_string(sheet, (lxw_row_t)row, (lxw_col_t)column, fp_cstr(a, s), NULL);
	if (e == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
		return fp_fail(err, FP_LIMIT, fp_tr("第 %zu 行第 %zu 列超过 Excel 一格的 %u 字；改用 --to csv 或 jsonl", "row %zu, column %zu is longer than the %u characters of a cell in Excel; use --to csv or jsonl"),
		               row + 1, column + 1, SHEET_CELL);
	return e == LXW_NO_ERROR || fp_fail(err, FP_IO, "xlsx: %s", lxw_strerror(e));
}

static bool put_sheet(fp_arena *a, int fd, const char *name, const fp_str *cells, size_t columns, size_t rows, fp_err *err)
{
	lxw_doc_properties made = {.created = MADE};
	char path[32];
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *sheet = book ? workbook_add_worksheet(book, name) : NULL;
	bool ok = sheet || fp_fail(err, FP_IO, "xlsx: %s", name);
	if (ok)
		workbook_set_properties(book, &made);
	for (size_t i = 0; ok && i < columns * rows; i++)
		if (cells[i].n)
			ok = put_cell(a, sheet, i / columns, i % columns, cells[i], err);
	// Closing writes and frees.
	lxw_error e = book ? workbook_close(book) : LXW_NO_ERROR;
	return ok && (e == LXW_NO_ERROR || fp_fail(err, FP_IO, "xlsx: %s", lxw_strerror(e)));
}

bool fp_xlsx_write(fp_arena *a, const char *sheet, const fp_str *cells, size_t columns, size_t rows, fp_str *bytes, fp_err *err)
{
	if (rows > SHEET_ROWS)
		return fp_fail(err, FP_LIMIT, fp_tr("%zu 行超过 Excel 的 %u 行；改用 --to csv 或 jsonl", "%zu rows are more than the %u of Excel; use --to csv or jsonl"), rows, SHEET_ROWS);
	if (!fp_late_open(&xlsxwriter, err))
		return false;
	// The library knows only names of files; this one is memory.
	int fd = memfd_create("xlsx", MFD_CLOEXEC);
	if (fd < 0)
		return fp_fail(err, FP_IO, "%s", fp_tr("没有内存写 xlsx", "no memory for the xlsx file"));
	bool ok = put_sheet(a, fd, sheet, cells, columns, rows, err) && lseek(fd, 0, SEEK_SET) == 0 && fp_file_read_fd(a, fd, BYTES_MAX, bytes, err);
	close(fd);
	return ok;
}
