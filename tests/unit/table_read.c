// Tables: CSV, TSV and JSON lines to rows, with lines, raw bytes and faults.
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
	}
	fp_arena_free(a);
}

void test_csv_keeps_bad_rows_with_their_fault(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err;
	fp_table *t = read_as(a, "x.tsv", FP_STR("a\tb\n1\n1\t2\n1\t2\t3"), &err);
	if (ok(t && t->row_n == 3, "%s", err.msg)) {
		ok(t->kind == FP_TABLE_TSV && t->delimiter == '\t');
		ok(t->row[0].fault.n && !t->row[1].fault.n && t->row[2].fault.n);
		is_str(t->row[2].raw, "1\t2\t3");
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

void test_refused_files_say_where(void)
{
	static const struct { const char *name, *text, *want; } bad[] = {
		{"x.csv", "", "x.csv: no header"},
		{"x.csv", "\n\na,b,a\n1,2,3\n", "x.csv:3: column 'a' occurs twice"},
		{"x.csv", "a\n\xD6\xD0\xCE\xC4\n", "x.csv:2: not UTF-8 text (byte 2), it looks like GB18030"},
		{"x.csv", "a\ncaf\xE9 x\n", "WINDOWS-1252"},
		{"x.csv", "\xFF\xFE" "a", "UTF-16"},
		{"x.jsonl", "", "no header"},
	};
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(bad); i++) {
		fp_err err;
		ok(!read_as(a, bad[i].name, fp_s(bad[i].text), &err) && err.code == FP_INVALID, "case %zu: %s", i, err.msg);
		ok(strstr(err.msg, bad[i].want), "case %zu: %s", i, err.msg);
	}
	fp_err err;
	ok(!read_as(a, "x.csv", (fp_str){"a\nb\0c\n", 6}, &err) && strstr(err.msg, "x.csv:2:"), "NUL: %s", err.msg);
	fp_arena_free(a);
}

void test_json_lines(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err;
	fp_table *t = read_as(a, "x.json", FP_STR("{\"id\":1,\"who\":{\"name\":\"甲\"}}\n\n[1]\n{\"id\":\n{\"tags\":[1,null],\"x\":null}\n"), &err);
	if (ok(t && t->kind == FP_TABLE_JSONL && t->row_n == 4, "%s", err.msg)) {
		is_int((long long)t->column_n, 4);
		is_str(t->column[1], "who.name");
		is_str(t->row[0].cell[0], "1");
		is_str(t->row[0].cell[1], "甲");
		is_int((long long)t->row[0].n, 4);
		is_int(t->row[1].line, 3);
		ok(t->row[1].fault.n && t->row[2].fault.n);
		is_str(t->row[3].cell[2], "[1,null]");
		is_str(t->row[3].cell[3], "");
	}
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
	fp_arena_reset(small);
	ok(!read_as(small, "x.jsonl", fp_s(repeat(a, "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1}\n", "{}\n", 8000)), &err) &&
		err.code == FP_LIMIT, "%s", err.msg);
	fp_buf_free(&b);
	fp_arena_free(small);
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
