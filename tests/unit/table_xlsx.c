// Workbooks: shared and inline texts, dates, merged cells, sheets, rounded ids, bombs.
#include "table/table.h"
#include "tap.h"
#include "tests/lib/zip_store.h"

#define NS "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define BOOK(pr, sheets) FP_STR("<workbook " NS ">" pr "<sheets>" sheets "</sheets></workbook>")
#define ONE "<sheet name=\"投诉\" sheetId=\"1\" r:id=\"r1\"/>"
#define SHEET(rows, rest) FP_STR("<worksheet " NS "><dimension ref=\"A1:XFD1048576\"/><sheetData>" rows "</sheetData>" rest "</worksheet>")
#define S(ref, text) "<c r=\"" ref "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define N(ref, style, v) "<c r=\"" ref "\" s=\"" style "\"><v>" v "</v></c>"
#define STYLES FP_STR("<styleSheet " NS "><numFmts><numFmt numFmtId=\"176\" formatCode=\"[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@\"/>" \
	"<numFmt numFmtId=\"177\" formatCode=\"[Red]0.00&quot;days&quot;_ \"/><numFmt numFmtId=\"178\" formatCode=\"[h]:mm\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>" \
	"<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"176\"/><xf numFmtId=\"177\"/><xf numFmtId=\"178\"/></cellXfs></styleSheet>")

static fp_table *read_book(fp_arena *a, fp_str book, const fp_str *sheets, int n, const char *sheet, fp_err *err)
{
	static const char *const parts[] = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"};
	zip_store z = {0};
	fp_table_options o = {.sheet = fp_s(sheet)};
	fp_row r, *rows = NULL;
	size_t row_n = 0, cap = 0;
	*err = (fp_err){0};
	zip_workbook(&z, n, book, FP_STR("<sst " NS "><si><t>共享</t></si><si><r><t>富</t></r><r><rPr/><t xml:space=\"preserve\"> 文本</t></r><rPh><t>fu</t></rPh></si><si><t>a_x000D_b_x0041_&amp;</t></si></sst>"), STYLES);
	for (int i = 0; i < n; i++)
		zip_put(&z, parts[i], sheets[i]);
	fp_str bytes = fp_str_dup(a, zip_end(&z));
	zip_free(&z);
	fp_table *t = fp_table_open(a, FP_STR("x.xlsx"), bytes, &o, err);
	while (t && fp_table_next(t, &r, err)) {
		fp_row k = r;
		k.cell = FP_NEW_N(a, fp_str, r.n + 1);
		for (size_t i = 0; i < r.n; i++)
			k.cell[i] = fp_str_dup(a, r.cell[i]);
		k.fault = fp_str_dup(a, r.fault);
		FP_PUSH(a, rows, row_n, cap) = k;
	}
	fp_table_close(t);
	if (t) {
		t->row = rows;
		t->row_n = row_n;
	}
	return t;
}

static bool noted(const fp_table *t, const char *what)
{
	for (size_t i = 0; i < t->note_n; i++)
		if (fp_str_has(t->note[i], fp_s(what)))
			return true;
	return false;
}

void test_cells(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err;
	fp_str sheet = SHEET("<row r=\"1\">" S("A1", "订单号") S("B1", "日期") S("C1", "内容") S("D1", "数") "</row>"
		"<row r=\"3\">" S("A3", "123456789012345678") N("B3", "1", "44065") "<c r=\"C3\" t=\"s\"><v>0</v></c>" N("D3", "0", "0.1") "</row>"
		"<row r=\"4\">" N("A4", "0", "1.2345678901234568E+17") N("B4", "2", "42894.730092592603") "<c r=\"C4\" t=\"s\"><v>1</v></c>" N("D4", "4", "3.5") "</row>"
		"<row r=\"5\">" N("A5", "0", "123456789012345") N("B5", "3", "61") "<c r=\"C5\" t=\"s\"><v>2</v></c><c r=\"D5\" t=\"b\"><v>1</v></c></row>"
		"<row r=\"6\">" S("A6", "x") "<c r=\"B6\" t=\"d\"><v>2026-11-18T10:00:00</v></c><c r=\"C6\" t=\"s\"><v>99</v></c><c r=\"D6\" t=\"e\"><v>#REF!</v></c></row>"
		"<row><c t=\"str\"><f>A1&amp;1</f><v>算出来的</v></c>" N("B7", "5", "0.5") "</row>"
		"<row r=\"65203\"><c r=\"A65203\" s=\"1\"/></row>", "");
	fp_table *t = read_book(a, BOOK("", ONE), &sheet, 1, "", &err);
	if (ok(t && t->row_n == 5 && t->column_n == 4, "%s", err.msg)) {
		is_str(t->sheet, "投诉");
		is_int(t->header_line, 1);
		is_int(t->row[0].line, 3);
		is_str(t->row[0].cell[0], "123456789012345678");
		is_str(t->row[0].cell[1], "2020-08-22");
		is_str(t->row[0].cell[2], "共享");
		is_str(t->row[0].cell[3], "0.1");
		is_str(t->row[1].cell[0], "123456789012345680");
		is_str(t->row[1].cell[1], "2017-06-08 17:31:20");
		is_str(t->row[1].cell[2], "富 文本");
		is_str(t->row[1].cell[3], "3.5");
		is_str(t->row[2].cell[0], "123456789012345");
		is_str(t->row[2].cell[1], "1900-03-01");
		is_str(t->row[2].cell[2], "a\rbA&");
		is_str(t->row[2].cell[3], "TRUE");
		is_str(t->row[3].cell[1], "2026-11-18T10:00:00");
		is_str(t->row[3].cell[2], "");
		is_str(t->row[4].cell[0], "算出来的");
		is_str(t->row[4].cell[1], "12:00:00");
		is_int(t->row[4].line, 7);
		ok(noted(t, "that Excel has already rounded: 1 (from row 4, '订单号')"));
		ok(noted(t, "#REF!, read as empty: 1"));
		ok(noted(t, "blank records left out: 1 (line 65203)"));
	}
	fp_arena_free(a);
}

void test_dates_of_both_systems(void)
{
	static const struct { double serial; bool mac; const char *want; } cases[] = {
		{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {60, false, ""}, {61, false, "1900-03-01"}, {0.25, false, "06:00:00"}, {0, true, "1904-01-01"},
		{42603, true, "2020-08-22"}, {44065, false, "2020-08-22"}, {42059.4832407407, false, "2015-02-24 11:35:52"}, {44064.999999999, false, "2020-08-22"},
		{2958465, false, "9999-12-31"}, {2958466, false, ""}, {-1, false, ""}, {0.0 / 0.0, false, ""},
	};
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(cases); i++)
		is_str(fp_excel_date(a, cases[i].serial, cases[i].mac), cases[i].want);
	fp_err err;
	fp_str sheet = SHEET("<row r=\"1\">" S("A1", "日期") S("B1", "内容") "</row><row r=\"2\">" N("A2", "1", "42603") S("B2", "甲") "</row>", "");
	fp_table *t = read_book(a, BOOK("<workbookPr date1904=\"1\"/>", ONE), &sheet, 1, "", &err);
	if (ok(t && t->row_n == 1, "%s", err.msg))
		is_str(t->row[0].cell[0], "2020-08-22");
	fp_arena_free(a);
}

void test_merged_cells(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err;
	fp_str sheet = SHEET("<row r=\"1\">" S("A1", "11月投诉明细") "</row><row r=\"2\">" S("A2", "渠道") S("B2", "内容") "</row>"
		"<row r=\"3\">" S("A3", "旺旺") S("B3", "甲") "</row><row r=\"4\">" S("B4", "乙") "</row><row r=\"5\"/><row r=\"6\">" S("A6", "电话") S("B6", "丙") "</row>",
		"<mergeCells count=\"2\"><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"A3:A5\"/></mergeCells>");
	fp_table *t = read_book(a, BOOK("", ONE), &sheet, 1, "", &err);
	if (ok(t && t->row_n == 3, "%s", err.msg)) {
		is_str(t->column[0], "渠道");
		is_str(t->row[1].cell[0], "旺旺");
		is_str(t->row[1].cell[1], "乙");
		is_str(t->row[2].cell[0], "电话");
		ok(noted(t, "merged cells filled with their text: 1"));
		ok(noted(t, "before the header left out: 1 (line 1): 11月投诉明细"));
	}
	fp_arena_free(a);
}

void test_sheets(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err;
	fp_str sheets[] = {
		SHEET("<row r=\"1\">" S("A1", "说明") "</row>", ""),
		SHEET("<row r=\"1\">" S("A1", "编号") S("B1", "内容") "</row><row r=\"2\">" S("A2", "1") S("B2", "甲") "</row>", ""),
		SHEET("<row r=\"1\">" S("A1", "a") S("B1", "b") S("C1", "c") "</row><row r=\"2\">" S("A2", "1") S("B2", "2") S("C2", "3") "</row>", ""),
	};
	fp_str book = BOOK("", "<sheet name=\"封面\" r:id=\"r1\"/><sheet name=\"明细\" r:id=\"r2\"/><sheet name=\"旧表\" state=\"hidden\" r:id=\"r3\"/>");
	fp_table *t = read_book(a, book, sheets, 3, "", &err);
	if (ok(t, "%s", err.msg)) {
		is_str(t->sheet, "明细");
		ok(noted(t, "the others: 封面 (1 rows), 旧表 (2 rows, hidden)"));
	}
	t = read_book(a, book, sheets, 3, "旧表", &err);
	ok(t && t->column_n == 3, "a hidden sheet by its name");
	t = read_book(a, book, sheets, 3, "1", &err);
	ok(t && fp_str_is(t->sheet, "封面"), "a sheet by its number");
	t = read_book(a, book, sheets, 3, "没有", &err);
	ok(!t && err.code == FP_NOT_FOUND && strstr(err.msg, "there are: 封面"), "%s", err.msg);
	fp_arena_free(a);
}

void test_what_no_workbook_does(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err;
	static const char lol[] = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&b;</t></is></c></row></sheetData></worksheet>";
	fp_str sheets[] = {FP_STR("<worksheet><sheetData><row>"), FP_STR(lol), FP_STR("no xml")};
	for (size_t i = 0; i < FP_COUNT(sheets); i++) {
		ok(!read_book(a, BOOK("", ONE), &sheets[i], 1, "", &err) && err.code == FP_INVALID, "case %zu: %s", i, err.msg);
	}
	ok(!read_book(a, BOOK("", ""), NULL, 0, "", &err) && strstr(err.msg, "no sheet"), "%s", err.msg);
	fp_str gone = SHEET("", "");
	ok(!read_book(a, BOOK("", ONE), &gone, 1, "", &err) && strstr(err.msg, "no header"), "%s", err.msg);
	fp_arena_free(a);
}

// A megabyte that unpacks to hundreds: refused while it unpacks.
void test_a_bomb(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_buf packed = {0};
	fp_err err = {0};
	size_t blanks = 200u << 20;
	z_stream s = {0};
	static char zeros[1 << 16], out[1 << 16];
	memset(zeros, ' ', sizeof zeros);
	deflateInit2(&s, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
	uLong crc = crc32(0, NULL, 0);
	for (size_t done = 0; done < blanks; done += sizeof zeros) {
		s.next_in = (unsigned char *)zeros, s.avail_in = sizeof zeros;
		crc = crc32(crc, (unsigned char *)zeros, sizeof zeros);
		do {
			s.next_out = (unsigned char *)out, s.avail_out = sizeof out;
			deflate(&s, done + sizeof zeros >= blanks ? Z_FINISH : Z_NO_FLUSH);
			fp_buf_add(&packed, out, sizeof out - s.avail_out);
		} while (!s.avail_out);
	}
	deflateEnd(&s);
	// The stored sheet's head and entry are rewritten for deflate.
	zip_store z = {0};
	zip_workbook(&z, 1, BOOK("", ONE), (fp_str){0}, (fp_str){0});
	size_t at = z.body.n, entry = z.index.n;
	zip_put(&z, "xl/worksheets/sheet1.xml", fp_buf_view(&packed));
	fp_buf patch = {0};
	zip_u16(&patch, 8), zip_u16(&patch, 0), zip_u16(&patch, 33), zip_u32(&patch, crc), zip_u32(&patch, packed.n), zip_u32(&patch, blanks);
	memcpy(z.body.p + at + 8, patch.p, patch.n);
	memcpy(z.index.p + entry + 10, patch.p, patch.n);
	fp_table *t = fp_table_open(a, FP_STR("bomb.xlsx"), zip_end(&z), NULL, &err);
	ok(!t && err.code == FP_LIMIT && strstr(err.msg, "zip bomb"), "%s", err.msg);
	ok(fp_arena_used(a) < 1u << 20, "%zu bytes of memory", fp_arena_used(a));
	fp_buf_free(&packed), fp_buf_free(&patch);
	zip_free(&z);
	fp_arena_free(a);
}
