// XLSX: which sheet is read, and numbers of days to dates.
#include <math.h>

#include "table/xlsx_priv.h"

fp_str fp_excel_date(fp_arena *a, double serial, bool since_1904)
{
	int y, m, d;
	if (!(serial >= 0 && serial < 2958466))
		return (fp_str){0};
	int64_t seconds = llround(serial * 86400);
	int64_t day = seconds / 86400, rest = seconds % 86400;
	fp_str time = fp_strf(a, "%02d:%02d:%02d", (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
	if (day == 0 && !since_1904)
		return time;
	if (day == 60 && !since_1904)
		return (fp_str){0};
	// Before the day that never was, 1900-02-29, the count is one less.
	fp_day base = since_1904 ? fp_day_of(1904, 1, 1) : day < 60 ? fp_day_of(1899, 12, 31) : fp_day_of(1899, 12, 30);
	fp_day_parts(base + (fp_day)day, &y, &m, &d);
	if (y > 9999)
		return (fp_str){0};
	return rest ? fp_strf(a, "%04d-%02d-%02d %.*s", y, m, d, FP_ARG(time)) : fp_strf(a, "%04d-%02d-%02d", y, m, d);
}

// ---------------------------------------------------------------- the sheet

static fp_sheet *fullest(fp_workbook *w)
{
	fp_sheet *best = NULL;
	for (size_t i = 0; i < w->sheet_n; i++) {
		fp_sheet *s = &w->sheet[i];
		if (s->part && (!best || (best->hidden && !s->hidden && s->cells) || (s->hidden <= best->hidden && s->cells > best->cells)))
			best = s;
	}
	return best;
}

static fp_sheet *asked_for(fp_workbook *w, fp_str sheet)
{
	int64_t n;
	for (size_t i = 0; i < w->sheet_n; i++)
		if (fp_str_eq(w->sheet[i].name, sheet) && w->sheet[i].part)
			return &w->sheet[i];
	if (fp_str_int(sheet, &n) && n >= 1 && (size_t)n <= w->sheet_n && w->sheet[n - 1].part)
		return &w->sheet[n - 1];
	return NULL;
}

static fp_str sheet_names(const fp_workbook *w, const fp_sheet *but)
{
	fp_buf b = {0};
	for (size_t i = 0; i < w->sheet_n; i++)
		if (&w->sheet[i] != but)
			fp_buf_f(&b, fp_tr("%s%.*s（%zu 行%s）", "%s%.*s (%zu rows%s)"), b.n ? ", " : "", FP_ARG(w->sheet[i].name), w->sheet[i].rows, w->sheet[i].hidden ? fp_tr("，隐藏", ", hidden") : "");
	return fp_buf_take(&b, w->a);
}

static fp_sheet *choose(fp_workbook *w, fp_str name, fp_str sheet, fp_table *t, fp_err *err)
{
	for (size_t i = 0; i < w->sheet_n; i++)
		if (!fp_sheet_measure(w, &w->sheet[i], err))
			return NULL;
	fp_sheet *s = sheet.n ? asked_for(w, sheet) : fullest(w);
	if (!s && !sheet.n)
		fp_fail(err, FP_INVALID, fp_tr("%.*s：没有工作表", "%.*s: no sheet"), FP_ARG(name));
	else if (!s)
		fp_fail(err, FP_NOT_FOUND, fp_tr("%.*s：没有工作表“%.*s”；有：%.*s", "%.*s: no sheet '%.*s'; there are: %.*s"), FP_ARG(name), FP_ARG(sheet), FP_ARG(sheet_names(w, NULL)));
	else if (w->sheet_n > 1 && !sheet.n)
		fp_note(t, w->a, fp_tr("读的是内容最多的工作表“%.*s”；其他的：%.*s（用 --sheet 换）", "read the fullest sheet, '%.*s'; the others: %.*s (--sheet chooses)"), FP_ARG(s->name), FP_ARG(sheet_names(w, s)));
	return s;
}

fp_records *fp_xlsx_records(fp_arena *a, fp_str name, fp_str bytes, fp_str sheet, fp_table *t, fp_err *err)
{
	fp_workbook *w = FP_NEW(a, fp_workbook);
	*w = (fp_workbook){.a = a, .package = fp_package_open(a, name, bytes, err)};
	fp_records *r = NULL;
	if (!w->package)
		return NULL;
	fp_sheet *s = fp_workbook_open(w, err) ? choose(w, name, sheet, t, err) : NULL;
	if (s) {
		t->sheet = s->name;
		r = fp_sheet_records(w, s, err);
	}
	if (!r)
		fp_package_close(w->package);
	return r;
}
