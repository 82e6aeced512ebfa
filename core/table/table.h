// table: rows in. CSV, TSV and JSON lines to rows of text cells with line numbers. Owns libcsv. Pure: bytes in, values out.
//
// Input is untrusted. A row that does not fit is kept with its fault, so that the caller can put it into a reject file; it never stops
// the rest. The dirty forms (other encodings, dialects, XLSX, chat logs) come in behind fp_table_read without a change for the caller.
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
	uint32_t line;         // where the row starts, from 1
	fp_str raw;            // the row's bytes as they stand in the file, for the reject file
	fp_str fault;          // why the row cannot be used, or empty
} fp_row;

typedef enum { FP_TABLE_CSV, FP_TABLE_TSV, FP_TABLE_JSONL } fp_table_kind;
typedef struct {
	fp_table_kind kind;
	const char *encoding;  // "UTF-8", "UTF-8 BOM"
	char delimiter;        // of CSV and TSV: , ; or tab
	fp_str *column;        // JSON lines: keys in order of first appearance, nested as a.b
	size_t column_n;
	fp_row *row;
	size_t row_n;
} fp_table;
// `name` decides between kinds by its ending, else the first byte does. INVALID when the bytes are not UTF-8 (says where, what it probably
// is and how to convert), when there is no header, or a column name occurs twice. LIMIT for more rows or, in a header, columns than above,
// or when the arena is over. What is returned points into the arena and, for `raw`, into `bytes`.
fp_table *fp_table_read(fp_arena *a, fp_str name, fp_str bytes, fp_err *err);
// Column number by exact name, then by ASCII-case-folded and trimmed name; -1 when missing.
ptrdiff_t fp_table_column(const fp_table *t, fp_str name);
// One CSV record with CRLF-free quoting by RFC 4180.
void fp_csv_cell(fp_buf *b, fp_str cell, bool first);
#endif
