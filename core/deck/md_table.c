// md_table: tables and names in the Markdown of decks, turned into plain values; value.c judges them.
#include "deck/deck_priv.h"
#include "deck/md_priv.h"

bool fp_md_is_named(const fp_field *f, fp_str name)
{
	return fp_str_is(name, f->zh) || fp_str_ieq(name, fp_s(f->en)) || fp_str_is(name, f->name);
}

const fp_field *fp_md_find_named(const fp_field *f, fp_str name)
{
	for (; f && f->name; f++)
		if (fp_md_is_named(f, name))
			return f;
	return NULL;
}

json_t *fp_md_list_at(json_t *o, const char *name)
{
	json_t *list = json_object_get(o, name);
	if (list)
		return list;
	json_object_set_new(o, name, json_array());
	return json_object_get(o, name);
}

void fp_md_add_keys(json_t *list, fp_str s)
{
	size_t from = 0, i = 0;
	while (i < s.n) {
		size_t at = i;
		uint32_t cp = fp_utf8_next(s, &i);
		bool cut = cp == ',' || cp == ';' || cp == ' ' || cp == 0xFF0C || cp == 0x3001 || cp == 0xFF1B || cp == 0x3000;
		size_t end = cut ? at : i;
		if ((cut || i == s.n) && end > from)
			json_array_append_new(list, fp_json_str(fp_str_sub(s, from, end)));
		if (cut)
			from = i;
	}
}

size_t fp_md_split_row(fp_arena *a, fp_str row, fp_str **out)
{
	fp_str *v = NULL;
	size_t n = 0, cap = 0;
	fp_buf cell = {0};
	row = fp_str_trim(row);
	bool code = false;
	for (size_t i = 1; i < row.n; i++) {
		char c = row.p[i];
		if (c == '\\' && i + 1 < row.n && row.p[i + 1] == '|') {
			fp_buf_c(&cell, '|');
			i++;
		} else if (c == '\\' && !code && i + 1 < row.n) {
			fp_buf_add(&cell, row.p + i, 2);
			i++;
		} else if (c == '|') {
			FP_PUSH(a, v, n, cap) = fp_str_trim(fp_str_dup(a, fp_buf_view(&cell)));
			fp_buf_clear(&cell);
			code = false;
		} else if (!code && fp_str_starts(fp_str_sub(row, i, row.n), "<br>")) {
			fp_buf_c(&cell, '\n');
			i += 3;
		} else {
			code ^= c == '`';
			fp_buf_c(&cell, c);
		}
	}
	if (fp_str_trim(fp_buf_view(&cell)).n)
		FP_PUSH(a, v, n, cap) = fp_str_trim(fp_str_dup(a, fp_buf_view(&cell)));
	fp_buf_free(&cell);
	*out = v;
	return n;
}

bool fp_md_is_rule(fp_str s)
{
	bool dash = false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '|' && s.p[i] != '-' && s.p[i] != ':' && s.p[i] != ' ')
			return false;
		dash |= s.p[i] == '-';
	}
	return dash;
}

static json_t *num_or_text(fp_str s)
{
	double d;
	return fp_str_num(s, &d) ? fp_json_num(d) : fp_json_str(s);
}

static json_t *bool_or_text(fp_str s)
{
	static const char *const yes[] = {"是", "yes", "true", "✓", "y", "1"}, *const no[] = {"否", "no", "false", "✗", "✕",
		"n", "0"};
	for (size_t i = 0; i < FP_COUNT(yes); i++)
		if (fp_str_ieq(s, fp_s(yes[i])))
			return json_true();
	for (size_t i = 0; i < FP_COUNT(no); i++)
		if (fp_str_ieq(s, fp_s(no[i])))
			return json_false();
	return fp_json_str(s);
}

static json_t *nums(fp_str s)
{
	json_t *list = json_array(), *words = json_array();
	fp_md_add_keys(words, s);
	for (size_t i = 0; i < json_array_size(words); i++) {
		fp_str w = fp_json_string(json_array_get(words, i));
		json_array_append_new(list, fp_str_is(w, "-") ? json_null() : num_or_text(w));
	}
	json_decref(words);
	return list;
}

static json_t *cell_value(const fp_field *f, fp_str s)
{
	switch (f->kind) {
	case FP_F_NUM:
	case FP_F_INT:
		return num_or_text(s);
	case FP_F_BOOL:
		return bool_or_text(s);
	case FP_F_NUMS:
		return nums(s);
	default:
		return fp_json_str(s);
	}
}

bool fp_md_rows(const fp_field *f, const fp_md_grid *g, json_t *into, fp_diags *diags, uint32_t line)
{
	const fp_field *columns[32];
	if (!g->n || g->widths[0] > FP_COUNT(columns))
		return false;
	for (size_t c = 0; c < g->widths[0]; c++) {
		columns[c] = fp_md_find_named(f->sub, g->rows[0][c]);
		if (!columns[c])
			return false;
	}
	json_t *list = fp_md_list_at(into, f->name);
	for (size_t k = 1; k < g->n; k++) {
		json_t *row = json_object();
		if (g->widths[k] > g->widths[0])
			fp_diag_add(diags, FP_WARNING, "table-row", line, 0,
			            fp_tr("表格第 %zu 行多出单元格", "row %zu of the table has too many cells"), k);
		for (size_t c = 0; c < g->widths[k] && c < g->widths[0]; c++)
			if (g->rows[k][c].n)
				json_object_set_new(row, columns[c]->name, cell_value(columns[c], g->rows[k][c]));
		json_array_append_new(list, row);
	}
	return true;
}

bool fp_md_series(const fp_field *f, const fp_md_grid *g, json_t *into)
{
	if (!g->n || g->widths[0] < 2 || !fp_md_is_named(&f->sub[0], g->rows[0][0]) ||
	    !fp_md_is_named(&f->sub[1], g->rows[0][1]))
		return false;
	json_t *x = fp_md_list_at(into, "x"), *list = fp_md_list_at(into, f->name);
	for (size_t c = 2; c < g->widths[0]; c++)
		json_array_append_new(x, fp_json_str(g->rows[0][c]));
	for (size_t k = 1; k < g->n; k++) {
		json_t *s = json_object(), *v = json_array();
		json_object_set_new(s, "name", fp_json_str(g->widths[k] ? g->rows[k][0] : fp_s("")));
		if (g->widths[k] > 1 && g->rows[k][1].n)
			json_object_set_new(s, "hl", bool_or_text(g->rows[k][1]));
		for (size_t c = 2; c < g->widths[k] || c < g->widths[0]; c++)
			json_array_append_new(v, c < g->widths[k] && g->rows[k][c].n ? num_or_text(g->rows[k][c]) : json_null());
		json_object_set_new(s, "v", v);
		json_array_append_new(list, s);
	}
	return true;
}

bool fp_md_cells(const fp_md_grid *g, json_t *into)
{
	if (!g->n || json_object_get(into, "columns"))
		return false;
	json_t *columns = fp_md_list_at(into, "columns"), *rows = fp_md_list_at(into, "rows");
	for (size_t c = 0; c < g->widths[0]; c++)
		json_array_append_new(columns, fp_json_str(g->rows[0][c]));
	for (size_t k = 1; k < g->n; k++) {
		json_t *row = json_array();
		for (size_t c = 0; c < g->widths[k]; c++)
			json_array_append_new(row, fp_json_str(g->rows[k][c]));
		json_array_append_new(rows, row);
	}
	return true;
}
