// Tables of text: CSV, TSV, JSON; encodings, dialects, headers, rows with lines, raw bytes and faults, limits.
#include "table/table.h"
#include "tap.h"

static fp_table *read_as(fp_arena *a, const char *name, fp_str bytes, fp_err *err)
{
	*err = (fp_err){0};
	return fp_table_read(a, fp_s(name), bytes, err);
}

static const char *repeat(fp_arena *a, const char *head, const char *part, size_t n)
{
	fp_buf b = {0};
	fp_buf_z(&b, head);
	for (size_t i = 0; i < n; i++)
		fp_buf_z(&b, part);
	return fp_buf_take(&b, a).p;
}

static bool noted(const fp_table *t, const char *what)
{
	for (size_t i = 0; i < t->note_n; i++)
		if (fp_str_has(t->note[i], fp_s(what)))
			return true;
	return false;
}

void test_csv_rows_know_line_and_bytes(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err;
	fp_table *t = read_as(a, "x.csv", FP_STR("\xEF\xBB\xBF 编号 ,正文\r\n\r\n1,\"甲\r\n乙\"\r\n\r\n2,\"他说\"\"好\"\"\"\r\n"), &err);
	if (ok(t && t->row_n == 2 && t->column_n == 2, "%s", err.msg)) {
		ok(t->kind == FP_TABLE_CSV && fp_str_is(fp_s(t->encoding), "UTF-8 BOM"));
		is_str(t->column[0], "编号");
		is_str(t->row[0].cell[1], "甲\r\n乙");
		is_int(t->row[0].line, 3);
		is_str(t->row[0].raw, "1,\"甲\r\n乙\"\r\n");
		is_str(t->row[1].cell[1], "他说\"好\"");
		is_int(t->row[1].line, 6);
		is_int(fp_table_column(t, FP_STR("正文")), 1);
		is_int(fp_table_column(t, FP_STR("没有")), -1);
		ok(noted(t, "blank records left out: 2 (line 2, 5)"));
	}
	fp_arena_free(a);
}

void test_csv_quotes(void)
{
	static const struct { const char *in, *first, *second; } cases[] = {
		{"\"a,b\",c", "a,b", "c"},
		{"  \"a\" ,c", "a", "c"},
		{"\"a\"b,c", "ab", "c"},
		{"5\" pipe,c", "5\" pipe", "c"},
		{"\"\",c", "", "c"},
		{"\"say \"\"hi\"\"\",c", "say \"hi\"", "c"},
		{" a , c ", " a ", " c "},
	};
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(cases); i++) {
		fp_err err;
		fp_table *t = read_as(a, "x.csv", fp_strf(a, "x,y\n%s\n", cases[i].in), &err);
		if (ok(t && t->row_n == 1 && !t->row[0].fault.n, "%s", cases[i].in)) {
			is_str(t->row[0].cell[0], cases[i].first);
			is_str(t->row[0].cell[1], cases[i].second);
		}
	}
	fp_arena_free(a);
}

void test_a_quote_that_never_closes_spoils_one_line(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err;
	fp_table *t = read_as(a, "x.csv", FP_STR("a,b\n1,x\n2,\"open\n3,y\n4,z\n"), &err);
	if (ok(t && t->row_n == 4, "%s", err.msg)) {
		ok(t->row[1].fault.n && !t->row[0].fault.n && !t->row[2].fault.n && !t->row[3].fault.n);
		is_str(t->row[1].raw, "2,\"open\n");
		is_str(t->row[3].cell[1], "z");
		is_int(t->row[3].line, 5);
	}
	// Thousands of them are read in linear time.
	t = read_as(a, "x.csv", fp_s(repeat(a, "a,b\n", "1,\"x\n", 200001)), &err);
	ok(t && t->row_n >= 1, "%s", err.msg);
	fp_arena_free(a);
}

void test_line_ends(void)
{
	static const struct { const char *in; uint32_t last; } cases[] = {
		{"a,b\r1,2\r3,4", 3}, {"a,b\r\n1,2\n3,4\r\n", 3}, {"a,b\r\r\n1,2\r\r\n3,4\r\r\n", 3}, {"a,b\n1,2\r3,4\n", 2},
	};
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(cases); i++) {
		fp_err err;
		fp_table *t = read_as(a, "x.csv", fp_s(cases[i].in), &err);
		if (ok(t && t->row_n == 2 && t->column_n == 2, "case %zu: %s", i, err.msg)) {
			is_str(t->row[1].cell[1], "4");
			is_int(t->row[1].line, cases[i].last);
		}
	}
	fp_arena_free(a);
}

void test_csv_keeps_bad_rows_with_their_fault(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err;
	fp_table *t = read_as(a, "x.tsv", FP_STR("a\tb\n1\n1\t2\n1\t2\t3\n1\t2\t\t\n"), &err);
	if (ok(t && t->row_n == 4, "%s", err.msg)) {
		is_int(t->delimiter, '\t');
		ok(t->row[0].fault.n && !t->row[1].fault.n && t->row[2].fault.n);
		is_str(t->row[2].raw, "1\t2\t3\n");
		ok(!t->row[3].fault.n && t->row[3].n == 2, "blank cells at the end are no fault");
	}
	fp_buf big = {0};
	fp_buf_z(&big, "a\n");
	for (size_t i = 0; i <= FP_CELL_MAX; i++)
		fp_buf_c(&big, 'x');
	fp_buf_z(&big, "\nshort\n");
	t = read_as(a, "x.csv", fp_buf_view(&big), &err);
	if (ok(t && t->row_n == 2, "%s", err.msg))
		ok(t->row[0].fault.n && !t->row[1].fault.n, "a cell that is too long is a fault of its row only");
	fp_buf_free(&big);
	fp_arena_free(a);
}

void test_dialects(void)
{
	static const struct { const char *in; char want; size_t columns; } cases[] = {
		{"a,b,c\n1,2,3\n", ',', 3},
		{"a;b\n1,5;2,5\n3,5;4,5\n", ';', 2},
		{"a\tb\nx, y\tz\nx, y, z\tw\n", '\t', 2},
		{"a,b;c\n1,2;3\n", ',', 2},
		{"单列\n一\n二\n", ',', 1},
		{"a;b\n1;\"x;y\nz\"\n2;\"u,v,w\"\n", ';', 2},
	};
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(cases); i++) {
		fp_err err;
		fp_table *t = read_as(a, "x.csv", fp_s(cases[i].in), &err);
		if (ok(t, "%s", err.msg)) {
			is_int(t->delimiter, cases[i].want);
			is_int(t->column_n, cases[i].columns);
		}
	}
	fp_arena_free(a);
}

void test_where_the_header_is(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err;
	fp_table *t = read_as(a, "x.csv", FP_STR("投诉明细,,,\n导出时间：2026-11-18\n\n编号,内容,渠道,\n1,甲,旺旺,\n编号,内容,渠道,\n2,乙,电话,\n"), &err);
	if (ok(t && t->row_n == 2 && t->column_n == 3, "%s", err.msg)) {
		is_int(t->header_line, 4);
		is_str(t->column[1], "内容");
		is_str(t->row[1].cell[1], "乙");
		ok(noted(t, "before the header left out: 2 (line 1, 2): 投诉明细"));
		ok(noted(t, "stands there again, left out: 1 (line 6)"));
	}
	t = read_as(a, "x.csv", FP_STR(",a,a,b\n0,1,2,3\n1,4,5,6\n"), &err);
	if (ok(t && t->row_n == 2, "%s", err.msg)) {
		is_str(t->column[0], "column1");
		is_str(t->column[2], "a_2");
		ok(noted(t, "'a' stands there twice, the later one is called 'a_2'"));
	}
	fp_arena_free(a);
}

void test_encodings(void)
{
	static const struct { fp_str in; const char *encoding, *cell; } cases[] = {
		{{"\xB1\xE0\xBA\xC5,\xC4\xDA\xC8\xDD\n1,\xCD\xCB\xBF\xEE\xC3\xBB\xB5\xBD\n", sizeof("\xB1\xE0\xBA\xC5,\xC4\xDA\xC8\xDD\n1,\xCD\xCB\xBF\xEE\xC3\xBB\xB5\xBD\n") - 1}, "GB18030", "退款没到"},
		{{"\xFF\xFE" "a\0,\0b\0\n\0" "1\0,\0\x00\x90\n\0", sizeof("\xFF\xFE" "a\0,\0b\0\n\0" "1\0,\0\x00\x90\n\0") - 1}, "UTF-16LE", "退"},
		{{"\xFE\xFF" "\0a\0,\0b\0\n\0" "1\0,\x90\x00\0\n", sizeof("\xFE\xFF" "\0a\0,\0b\0\n\0" "1\0,\x90\x00\0\n") - 1}, "UTF-16BE", "退"},
		{{"a\0,\0b\0\n\0" "1\0,\0\x00\x90\n\0", sizeof("a\0,\0b\0\n\0" "1\0,\0\x00\x90\n\0") - 1}, "UTF-16LE", "退"},
		{{"a,b\n1,caf\xE9 au lait\n", sizeof("a,b\n1,caf\xE9 au lait\n") - 1}, "WINDOWS-1252", "café au lait"},
		{{"a,b\n1,\xE9\x80\x80\xE6\xAC\xBE\xE6\xB2\xA1\xFF\xE5\x88\xB0\n", sizeof("a,b\n1,\xE9\x80\x80\xE6\xAC\xBE\xE6\xB2\xA1\xFF\xE5\x88\xB0\n") - 1}, "UTF-8", "退款没\xEF\xBF\xBD到"},
		{{"a,b\n1,x\0y\n", sizeof("a,b\n1,x\0y\n") - 1}, "UTF-8", "x\xEF\xBF\xBDy"},
		{{"\x84\x31\x95\x33" "a,b\n1,\xCD\xCB\n", sizeof("\x84\x31\x95\x33" "a,b\n1,\xCD\xCB\n") - 1}, "GB18030", "退"},
	};
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(cases); i++) {
		fp_err err;
		fp_table *t = read_as(a, "x.csv", cases[i].in, &err);
		if (ok(t && t->row_n == 1 && t->column_n == 2, "case %zu: %s", i, err.msg)) {
			is_str(fp_s(t->encoding), cases[i].encoding);
			is_str(t->row[0].cell[1], cases[i].cell);
		}
	}
	fp_err err = {0};
	fp_table *t = read_as(a, "x.csv", FP_STR("a,b\n1,2\n3,\xC0\xFF退款没到账\n"), &err);
	ok(t && noted(t, "bytes that are not UTF-8, replaced by U+FFFD: 2 (from line 3)"));
	t = fp_table_open(a, FP_STR("x.csv"), FP_STR("a\n\xC4\xE3\n"), &(fp_table_options){.encoding = "gbk"}, &err);
	ok(t && fp_str_is(fp_s(t->encoding), "GB18030"), "asked for");
	fp_table_close(t);
	t = fp_table_open(a, FP_STR("x.csv"), FP_STR("a\nb\n"), &(fp_table_options){.encoding = "klingon"}, &err);
	ok(!t && err.code == FP_USAGE && strstr(err.msg, "no encoding 'klingon'"), "%s", err.msg);
	fp_arena_free(a);
}

void test_refused_files_say_what_to_do(void)
{
	static const struct { const char *name, *text; size_t n; const char *want; } bad[] = {
		{"x.csv", "", 0, "x.csv: the file is empty"},
		{"x.csv", "\n \n", 3, "x.csv: the file is empty"},
		{"x.jsonl", "", 0, "the file is empty"},
		{"x.json", "[1, 2]", 6, "no JSON object"},
		{"x.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", 12, "save it as .xlsx or CSV"},
		{"x.xlsx", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 40, "has a password"},
		{"x.xls", "<html><table><tr><td>1</td></tr></table></html>", 47, "a web page or XML"},
		{"x.xlsx", "PK\x03\x04 and then nothing", 20, "not a whole xlsx file"},
		{"x.pdf", "%PDF-1.7", 8, "a PDF"},
		{"x.png", "\x89PNG\r\n", 6, "a picture"},
		{"x.gz", "\x1F\x8B\x08", 3, "unpack it first"},
	};
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(bad); i++) {
		fp_err err;
		ok(!read_as(a, bad[i].name, (fp_str){bad[i].text, bad[i].n}, &err) && err.code == FP_INVALID, "case %zu: %s", i, err.msg);
		ok(strstr(err.msg, bad[i].want), "case %zu: %s", i, err.msg);
	}
	fp_arena_free(a);
}

void test_json_lines(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err;
	fp_table *t = read_as(a, "x.json", FP_STR("{\"id\":1,\"who\":{\"name\":\"甲\"}}\n\n[1]\n{\"id\":\n{\"tags\":[1,null],\"x\":null}\n{\"tags\":[\"a\",\"b\"]}\n"), &err);
	if (ok(t && t->kind == FP_TABLE_JSONL && t->row_n == 5, "%s", err.msg)) {
		is_int((long long)t->column_n, 4);
		is_str(t->column[1], "who.name");
		is_str(t->row[0].cell[0], "1");
		is_str(t->row[0].cell[1], "甲");
		is_int((long long)t->row[0].n, 4);
		is_int(t->row[1].line, 3);
		ok(t->row[1].fault.n && t->row[2].fault.n);
		is_str(t->row[3].cell[2], "[1,null]");
		is_str(t->row[3].cell[3], "");
		is_str(t->row[4].cell[2], "a, b");
	}
	fp_arena_free(a);
}

void test_json_arrays(void)
{
	static const char *const in[] = {
		"[{\"id\":1,\"t\":\"a]},\"},\n{\"id\":2,\"t\":\"b\"}, 7 ,\n{\"id\":3 \"t\"}]",
		"{\"code\":0,\n\"data\":{\"total\":3,\"list\":[{\"id\":1,\"t\":\"a]},\"},\n{\"id\":2,\"t\":\"b\"}, 7 ,{\"id\":3 \"t\"}]},\n\"msg\":\"[]\"}",
	};
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(in); i++) {
		fp_err err;
		fp_table *t = read_as(a, "x.json", fp_s(in[i]), &err);
		if (ok(t && t->kind == FP_TABLE_JSON && t->row_n == 4, "%s", err.msg)) {
			is_str(t->row[0].cell[1], "a]},");
			is_str(t->row[1].cell[0], "2");
			ok(t->row[2].fault.n && t->row[3].fault.n && !t->row[1].fault.n, "only the broken items are refused");
		}
	}
	fp_arena_free(a);
}

void test_columns_that_slid(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err;
	fp_buf b = {0};
	fp_buf_z(&b, "review,sentimentGood: a, b");
	for (int i = 0; i < 30; i++)
		fp_buf_f(&b, "\n,%dText %d, with comma", i % 2 + 1, i);
	fp_table *t = read_as(a, "x.csv", fp_buf_view(&b), &err);
	if (ok(t && t->row_n == 31 && t->column_n == 2, "%s", err.msg)) {
		is_str(t->column[1], "sentiment");
		is_str(t->row[0].cell[0], "Good: a, b");
		is_str(t->row[0].cell[1], "1");
		is_str(t->row[1].cell[0], "Text 0, with comma");
		is_str(t->row[30].cell[1], "");
		ok(noted(t, "put back"));
	}
	fp_buf_free(&b);
	fp_arena_free(a);
}

void test_documents(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err;
	fp_table *t = read_as(a, "手册.md", FP_STR("\n前言，很短\n\n# 售后手册\n\n- 先道歉，再解决。\n- 不推诿。\n"), &err);
	if (ok(t && t->kind == FP_TABLE_DOCUMENT && t->row_n == 1, "%s", err.msg)) {
		is_str(t->row[0].cell[fp_table_column(t, FP_STR("title"))], "售后手册");
		ok(fp_str_has(t->row[0].cell[fp_table_column(t, FP_STR("body"))], FP_STR("不推诿")));
	}
	t = read_as(a, "a.txt", FP_STR("编号\t内容\n1\t甲\n2\t乙\n"), &err);
	ok(t && t->kind == FP_TABLE_CSV && t->delimiter == '\t' && t->row_n == 2, "a table in a .txt is a table");
	t = read_as(a, "a.txt", FP_STR("只有一句话。"), &err);
	ok(t && t->kind == FP_TABLE_DOCUMENT && t->row_n == 1);
	fp_arena_free(a);
}

// A hostile file costs an error, not the machine's memory or an abort.
void test_limits(void)
{
	fp_arena *a = fp_arena_new(0), *small = fp_arena_new(1u << 20);
	fp_err err;
	fp_buf b = {0};
	fp_buf_c(&b, '{');
	for (int i = 0; i < FP_TABLE_COLUMNS + 5; i++)
		fp_buf_f(&b, "%s\"k%d\":1", i ? "," : "", i);
	fp_buf_z(&b, "}\n{\"k0\":2}\n");
	fp_table *t = read_as(a, "x.jsonl", fp_buf_view(&b), &err);
	if (ok(t && t->row_n == 2 && t->column_n == FP_TABLE_COLUMNS, "%s", err.msg))
		ok(t->row[0].fault.n && !t->row[1].fault.n, "only the row with too many keys is refused");
	ok(!read_as(a, "x.csv", fp_s(repeat(a, "", "a,", FP_TABLE_COLUMNS + 1)), &err) && err.code == FP_LIMIT, "%s", err.msg);
	ok(!read_as(small, "x.csv", fp_s(repeat(a, "a\n", "1\n", 100000)), &err) && err.code == FP_LIMIT, "%s", err.msg);
	fp_arena_reset(small);
	ok(!read_as(small, "x.jsonl", fp_s(repeat(a, "{\"a\":1}\n", "{}\n", 100000)), &err) && err.code == FP_LIMIT, "%s", err.msg);
	fp_buf_free(&b);
	fp_arena_free(small);
	fp_arena_free(a);
}

// Rows stream: a long table takes no more memory than a short one.
void test_rows_are_not_kept(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err = {0};
	fp_str text = fp_s(repeat(a, "a,b\n", "\"one \"\"quoted\"\" cell\",two\n", 200000));
	size_t before = fp_arena_used(a), n = 0;
	fp_table *t = fp_table_open(a, FP_STR("x.csv"), text, NULL, &err);
	fp_row r;
	while (t && fp_table_next(t, &r, &err))
		n++;
	is_int(n, 200000);
	ok(!err.code && fp_arena_used(a) - before < 256u << 10, "%zu bytes", fp_arena_used(a) - before);
	ok(t && t->rows_about > 190000 && t->rows_about < 210000, "%zu", t ? t->rows_about : 0);
	fp_table_close(t);
	fp_arena_free(a);
}

void test_csv_cells_written(void)
{
	fp_buf b = {0};
	static const char *const in[] = {"plain", "a,b", "say \"x\"", "two\nlines", ""};
	for (size_t i = 0; i < FP_COUNT(in); i++)
		fp_csv_cell(&b, fp_s(in[i]), i == 0);
	is_str(fp_buf_view(&b), "plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",");
	fp_buf_free(&b);
}
