// Private to the XLSX reader: package and XML below, sheets above.
#ifndef FP_XLSX_PRIV_H
#define FP_XLSX_PRIV_H
#include "table/table_priv.h"

// ---- the package: a zip in memory, its parts read as streams of XML events
typedef struct fp_package fp_package;
// INVALID when it is no readable zip; `name` goes into messages.
fp_package *fp_package_open(fp_arena *a, fp_str name, fp_str bytes, fp_err *err);
void fp_package_close(fp_package *p);
bool fp_package_has(const fp_package *p, const char *part);

// Names are local names, NUL-terminated; attributes are looked up by local name. Text comes in pieces.
typedef struct fp_attributes fp_attributes;
fp_str fp_attribute(const fp_attributes *at, const char *name);   // borrowed until the callback ends
typedef struct {
	void (*start)(void *ctx, const char *name, const fp_attributes *at);
	void (*text)(void *ctx, fp_str piece);
	void (*end)(void *ctx, const char *name);
} fp_xml_events;
typedef struct fp_xml fp_xml;
// A part opened for reading. NOT_FOUND when the package lacks it, INVALID when it is locked by a password.
fp_xml *fp_xml_open(fp_package *p, const char *part, const fp_xml_events *events, void *ctx, fp_err *err);
// Reads on a little. False at the end or with an error: broken XML, a document type (never in a workbook), more than a workbook may hold.
bool fp_xml_step(fp_xml *x, fp_err *err);
void fp_xml_close(fp_xml *x);
bool fp_xml_all(fp_package *p, const char *part, const fp_xml_events *events, void *ctx, fp_err *err);

// ---- the workbook
typedef struct {
	uint32_t first, last, column;   // rows from 1, column from 0
} fp_merge;
typedef struct {
	fp_str name;
	char *part;
	bool hidden;
	size_t cells, rows;         // that hold something
	fp_merge *merges;           // that span several rows, by first row
	size_t merge_n;
} fp_sheet;
typedef struct {
	fp_arena *a;
	fp_package *package;
	fp_sheet *sheet;
	size_t sheet_n, sheet_cap;
	fp_str *shared;
	size_t shared_n, shared_cap;
	bool *date_style;           // by number of the cell's style
	size_t style_n, style_cap;
	bool since_1904;
} fp_workbook;
bool fp_workbook_open(fp_workbook *w, fp_err *err);
bool fp_sheet_measure(fp_workbook *w, fp_sheet *s, fp_err *err);   // cells, rows, merges
fp_str fp_xlsx_unescape(fp_arena *a, fp_str s);   // _x000D_ and its like

// ---- one sheet as records
fp_records *fp_sheet_records(fp_workbook *w, const fp_sheet *s, fp_err *err);
// Column number from a reference like "AB12", from 0; the row goes to *row. False for anything else.
bool fp_cell_ref(fp_str ref, uint32_t *row, uint32_t *column);
// The text of a number as Excel would show it in a cell wide enough; *rounded: an integer of more than 15 digits, which Excel no longer knows.
fp_str fp_xlsx_number(fp_arena *a, fp_str v, bool *rounded);
#endif
