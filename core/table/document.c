// A document - Markdown or plain text - is one row: its title and its text.
#include "table/table_priv.h"

#define TITLE_CHARACTERS 60

static fp_str title_of(fp_str text)
{
	fp_str first = {0};
	while (text.p && text.n) {
		fp_str line = fp_str_trim(fp_str_line(&text));
		if (fp_str_starts(line, "# "))
			return fp_str_trim(fp_str_sub(line, 2, line.n));
		if (!first.n && line.n && !fp_str_is(line, "---"))
			first = line;
	}
	while (first.n && (first.p[0] == '#' || first.p[0] == ' ' || first.p[0] == '-' || first.p[0] == '*'))
		first = fp_str_sub(first, 1, first.n);
	return first;
}

fp_reader *fp_document(fp_arena *a, fp_str name, fp_str text, fp_table *t)
{
	static const char *const names[] = {"title", "body"};
	fp_str title = title_of(text), cut = fp_utf8_prefix(title, TITLE_CHARACTERS), *cells = FP_NEW_N(a, fp_str, FP_COUNT(names));
	t->kind = FP_TABLE_DOCUMENT;
	t->column = FP_NEW_N(a, fp_str, FP_COUNT(names));
	t->column_n = FP_COUNT(names);
	for (size_t i = 0; i < FP_COUNT(names); i++)
		t->column[i] = fp_s(names[i]);
	cells[0] = cut.n < title.n ? fp_strf(a, "%.*s…", FP_ARG(fp_str_trim(cut))) : title;
	cells[1] = fp_str_trim(text);
	t->row = FP_NEW(a, fp_row);
	*t->row = (fp_row){.cell = cells, .n = FP_COUNT(names), .line = 1, .raw = text};
	if (text.n > FP_CELL_MAX)
		t->row->fault = fp_strf(a, fp_tr("有单元格超过 %u 字节", "a cell is longer than %u bytes"), FP_CELL_MAX);
	t->row_n = t->rows_about = cells[1].n != 0;
	return fp_prepared(a, name);
}
