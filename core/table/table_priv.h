// Private to table: how the readers stand behind one another.
//
//	bytes -> decode -> records (csv, xlsx) -> grid (header, blank and repeated records, ragged rows) -> rows
//	                -> json                                                                          -> rows
//	                -> chat, document                                                                -> rows
#ifndef FP_TABLE_PRIV_H
#define FP_TABLE_PRIV_H
#include "base/json.h"
#include "table/table.h"

// ---- what stands behind an open table
struct fp_reader {
	bool (*next)(fp_reader *r, fp_table *t, fp_row *row, fp_err *err);
	void (*close)(fp_reader *r);   // may be NULL
	void (*end)(fp_reader *r, fp_table *t);   // once, after the last row: the last notes; may be NULL
	fp_arena *a;                   // of the table
	fp_str name;
	size_t rows;                   // given out
	bool ended;
};
void fp_note(fp_table *t, fp_arena *a, const char *fmt, ...) FP_PRINTF(3, 4);
// Rows that are there already: t->row.
fp_reader *fp_prepared(fp_arena *a, fp_str name);

// ---- bytes to UTF-8
typedef struct {
	fp_str text;           // valid UTF-8 without NUL
	const char *encoding;
	size_t bad;            // bytes that mean nothing, each now U+FFFD
	uint32_t bad_line;     // of the first
} fp_decoded;
// BOM, else strict UTF-8, else what the bytes look like. USAGE for an encoding that is not known.
bool fp_decode(fp_arena *a, fp_str name, fp_str bytes, const char *encoding, fp_decoded *out, fp_err *err);

// ---- records: rows of cells before anybody knows which is the header
typedef struct fp_records fp_records;
struct fp_records {
	// False at the end or with an error. Cells live in `a`, or longer.
	bool (*next)(fp_records *r, fp_arena *a, fp_row *out, fp_err *err);
	void (*close)(fp_records *r);              // may be NULL
	void (*end)(fp_records *r, fp_table *t);   // the last notes; may be NULL
	bool sparse;           // short records are no fault
	size_t about;          // number of records, if known
};
// Finds the header and gives the rows below it; owns the records from then on. `text`: what the records were cut from, or empty.
fp_reader *fp_grid(fp_arena *a, fp_str name, fp_records *records, fp_str text, fp_table *t, fp_err *err);

fp_records *fp_csv_records(fp_arena *a, fp_str text, char delimiter);
// The delimiter that cuts most records into the same number of cells; `first_guess` wins a tie.
char fp_csv_delimiter(fp_str text, char first_guess);
// Two columns whose second slid to the head of the next line; NULL when the text is not of that kind.
fp_records *fp_slid_records(fp_arena *a, fp_str text, char delimiter);
fp_records *fp_xlsx_records(fp_arena *a, fp_str name, fp_str bytes, fp_str sheet, fp_table *t, fp_err *err);

fp_reader *fp_json(fp_arena *a, fp_str name, fp_str text, fp_table *t, fp_err *err);

// ---- chats
typedef struct {
	fp_str speaker, time, text;
} fp_message;
bool fp_chat_looks_like(fp_str text);
fp_reader *fp_chat(fp_arena *a, fp_str name, fp_str text, fp_table *t, fp_err *err);
// A table whose rows are messages becomes a table of conversations; anything else stays as it is.
bool fp_chat_table(fp_arena *a, fp_table *t, fp_err *err);

fp_reader *fp_document(fp_arena *a, fp_str name, fp_str text, fp_table *t);
#endif
