// table: rows in, and out. What teams have - CSV, TSV, XLSX, JSON, pasted chats, documents - to rows of text cells below named columns. Pure: bytes
// in, values out. Owns libzip, libxml2 and
// libxlsxwriter: the way back is rows to a workbook.
//
// All formats stand behind one reader: fp_table_open, fp_table_next until it is false, fp_table_close. Rows stream: a table of any length
// takes the memory of its file, its shared strings and one piece of rows. Input is untrusted: every reader has limits, and a row that does
// not fit is given with its fault, so that the caller can put it into a reject file; it never stops the rest.
//
// Nobody is asked anything: encoding, dialect, sheet, header are found out, and what was chosen stands in the table; what was left out or
// repaired (lines before the header, blank records, invalid bytes, rounded ids) stands in its notes, complete after the last row.
#ifndef FP_TABLE_H
#define FP_TABLE_H
#include "base/base.h"

#define FP_TABLE_MAX (512u << 20)     // bytes of a file
#define FP_TABLE_COLUMNS 1024
#define FP_TABLE_ROWS 2000000u
#define FP_CELL_MAX (1u << 20)

typedef struct {
	fp_str *cell;
	size_t n;              // equal to column_n unless there is a fault
	uint32_t line;         // where the row starts, from 1: a line of the text, or a row of the sheet
	fp_str raw;            // the row's bytes as they stand in the (decoded) file, for the reject file; empty in XLSX
	fp_str fault;          // why the row cannot be used, or empty
} fp_row;

typedef enum { FP_TABLE_CSV, FP_TABLE_XLSX, FP_TABLE_JSON, FP_TABLE_JSONL, FP_TABLE_CHAT, FP_TABLE_DOCUMENT } fp_table_kind;
const char *fp_table_kind_name(fp_table_kind k);   // "csv", "xlsx", "json", "jsonl", "chat", "document"

typedef struct {
	const char *encoding;  // one of those below; NULL: found out
	fp_str sheet;          // of a workbook: name, or number from 1; empty: the fullest
} fp_table_options;

typedef struct fp_reader fp_reader;
typedef struct {
	fp_table_kind kind;
	const char *encoding;  // UTF-8, UTF-8 BOM, UTF-16LE, UTF-16BE, GB18030, WINDOWS-1252
	char delimiter;        // of CSV: , ; or tab; else 0
	fp_str sheet;          // of XLSX
	fp_str *column;        // names, trimmed, no two alike; JSON: keys in order of first appearance, nested as a.b
	size_t column_n;
	uint32_t header_line;  // 0: the names are fupan's own (chats, documents, JSON)
	size_t rows_about;     // an estimate, for progress; 0: unknown
	fp_str *note;          // what the reader did by itself, a sentence each, for people
	size_t note_n, note_cap;
	size_t turns, pictures, recalled;   // of chats
	fp_row *row;           // after fp_table_read
	size_t row_n;
	fp_reader *reader;
} fp_table;

// `name` is for messages and decides where the bytes leave it open (.md, .tsv). `bytes` must outlive the table; what is given out points into
// them, the arena, or (rows) memory that lasts until the next call. INVALID for what is no table (no header, an old .xls, an encrypted
// workbook, a picture: the message says what to do), LIMIT for more columns or memory than allowed and for zip bombs, NOT_FOUND for a sheet.
fp_table *fp_table_open(fp_arena *a, fp_str name, fp_str bytes, const fp_table_options *o, fp_err *err);
// False at the end, and with *err set when the rest cannot be read.
bool fp_table_next(fp_table *t, fp_row *row, fp_err *err);
void fp_table_close(fp_table *t);   // columns and notes stay; NULL is fine
// All rows at once, in the arena: for small files.
fp_table *fp_table_read(fp_arena *a, fp_str name, fp_str bytes, fp_err *err);
// Column number by exact name, then by ASCII-case-folded and trimmed name; -1 when missing.
ptrdiff_t fp_table_column(const fp_table *t, fp_str name);
// One CSV record with CRLF-free quoting by RFC 4180.
void fp_csv_cell(fp_buf *b, fp_str cell, bool first);

// ---- rows out
// A spreadsheet runs what begins with = + - @, whoever wrote it; an apostrophe in front makes it text.
fp_str fp_cell_defused(fp_arena *a, fp_str s);
// A workbook of one sheet, all cells text, the first row its header; no author, a fixed date of creation. LIMIT for what Excel cannot hold.
bool fp_xlsx_write(fp_arena *a, const char *sheet, const fp_str *cells, size_t columns, size_t rows, fp_str *bytes, fp_err *err) FP_MUST_USE;

// The day and time of an Excel serial number as text: 2026-11-18, or 2026-11-18 10:32:05 when there is a time of day, 10:32:05 below one day.
// Empty outside 0 .. 2958465 (9999-12-31) and for the day that never was, 1900-02-29. `since_1904`: the system of old Macs.
fp_str fp_excel_date(fp_arena *a, double serial, bool since_1904);

// ---- dates. Every form also reads what fp_time_parse does. DMY and MDY: 31/08/2021 23:05, 31-Jul-18, Jul 31, 2018 1:05 pm, and the order of
// day and month where both are numbers. EXCEL: serial numbers of the years 1954 to 2119. UNIX: seconds or milliseconds.
typedef enum { FP_DATE_ISO, FP_DATE_DMY, FP_DATE_MDY, FP_DATE_EXCEL, FP_DATE_EXCEL_1904, FP_DATE_UNIX } fp_date_form;
const char *fp_date_form_name(fp_date_form f);     // "iso", "dmy", "mdy", "excel", "excel1904", "unix"
bool fp_date_form_parse(fp_str name, fp_date_form *out);
// As fp_time_parse reads it, or empty.
fp_str fp_date_read(fp_arena *a, fp_date_form f, fp_str s);
// The form that reads most of the values, and the share of those that are not blank which it reads. Day before month where both would do.
double fp_date_guess(const fp_str *v, size_t n, fp_date_form *out);
#endif
