// Workbooks. The first byte chooses what the rest is: a whole package, or a sheet, shared texts, styles or workbook.xml inside a good one.
#include <stdlib.h>

#include "table/table.h"
#include "tests/lib/zip_store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SHEET "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>b</t></is></c></row><row r=\"2\"><c r=\"A2\" s=\"1\"><v>44065.5</v></c>" \
	"<c r=\"B2\" t=\"s\"><v>1</v></c></row></sheetData></worksheet>"

static fp_str package(zip_store *z, uint8_t mode, fp_str part)
{
	fp_str book = FP_STR("<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>"), shared = FP_STR("<sst><si><t>x</t></si><si><t>y</t></si></sst>");
	fp_str styles = FP_STR("<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"), sheet = FP_STR(SHEET);
	*(mode == 1 ? &sheet : mode == 2 ? &shared : mode == 3 ? &styles : &book) = part;
	zip_workbook(z, 1, book, shared, styles);
	zip_put(z, "xl/worksheets/sheet1.xml", sheet);
	return zip_end(z);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static fp_arena *a;
	fp_err err = {0};
	fp_row r;
	zip_store z = {0};
	if (!size)
		return 0;
	if (!a)
		a = fp_arena_new(256u << 20);
	fp_str part = {(const char *)data + 1, size - 1};
	fp_table *t = fp_table_open(a, FP_STR("x.xlsx"), data[0] % 5 ? package(&z, data[0] % 5, part) : part, NULL, &err);
	fp_assert(t || err.code != FP_OK);
	while (t && fp_table_next(t, &r, &err)) {
		fp_assert(r.fault.n || r.n == t->column_n);
		for (size_t i = 0; i < r.n; i++)
			fp_assert(r.cell[i].n <= FP_CELL_MAX && fp_utf8_valid(r.cell[i], NULL));
	}
	fp_table_close(t);
	zip_free(&z);
	fp_arena_reset(a);
	return 0;
}
