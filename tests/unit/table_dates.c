// Dates as programs write them.
#include "table/table.h"
#include "tap.h"

void test_forms(void)
{
	static const struct { fp_date_form f; const char *in, *want; } cases[] = {
		{FP_DATE_ISO, "2026-11-18 10:32", "2026-11-18 10:32"}, {FP_DATE_ISO, "2014/7/18  8:31:37", "2014/7/18  8:31:37"}, {FP_DATE_ISO, "31/08/2021", ""},
		{FP_DATE_DMY, "31/08/2021 23:05", "2021-08-31 23:05:00"}, {FP_DATE_DMY, "08/31/2021", ""}, {FP_DATE_DMY, "31-Jul-18", "2018-07-31"}, {FP_DATE_DMY, "31.8.2021", "2021-08-31"},
		{FP_DATE_DMY, "2026-11-18", "2026-11-18"}, {FP_DATE_DMY, "Jul 31, 2018 1:05 pm", "2018-07-31 13:05:00"}, {FP_DATE_DMY, "Tue Oct 31 22:10:47 +0000 2017", "2017-10-31 22:10:47+0000"},
		{FP_DATE_DMY, "1 January 99", "1999-01-01"}, {FP_DATE_DMY, "18:30", ""}, {FP_DATE_DMY, "1/2", ""}, {FP_DATE_DMY, "1/2/3", ""}, {FP_DATE_DMY, "31/02/2021", ""},
		{FP_DATE_MDY, "08/31/2021 11:05:09 PM", "2021-08-31 23:05:09"}, {FP_DATE_MDY, "31/08/2021", ""}, {FP_DATE_MDY, "8/31/21 12:00 AM", "2021-08-31 00:00:00"},
		{FP_DATE_EXCEL, "42059.4832407407", "2015-02-24 11:35:52"}, {FP_DATE_EXCEL, "1", ""}, {FP_DATE_EXCEL, "x", ""}, {FP_DATE_EXCEL_1904, "42603", "2020-08-22"},
		{FP_DATE_UNIX, "1700000000", "2023-11-14T22:13:20+00:00"}, {FP_DATE_UNIX, "1700000000000", "2023-11-14T22:13:20+00:00"}, {FP_DATE_UNIX, "17", ""},
	};
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(cases); i++)
		is_str(fp_date_read(a, cases[i].f, fp_s(cases[i].in)), cases[i].want);
	fp_arena_free(a);
}

void test_a_column_tells_its_form(void)
{
	static const struct { fp_str v[4]; fp_date_form want; double share; } cases[] = {
		{{FP_STR("01/02/2021"), FP_STR("13/02/2021"), FP_STR(""), FP_STR("03/02/2021")}, FP_DATE_DMY, 1},
		{{FP_STR("01/02/2021"), FP_STR("02/13/2021"), FP_STR("01/03/2021"), FP_STR("03/02/2021")}, FP_DATE_MDY, 1},
		{{FP_STR("2021-02-01"), FP_STR("x"), FP_STR("2021-02-01"), FP_STR("2021-02-01")}, FP_DATE_ISO, 0.75},
		{{FP_STR("44065"), FP_STR("44066.5"), FP_STR("44067"), FP_STR("")}, FP_DATE_EXCEL, 1},
		{{FP_STR("甲"), FP_STR("乙"), FP_STR("1"), FP_STR("2")}, FP_DATE_ISO, 0},
	};
	for (size_t i = 0; i < FP_COUNT(cases); i++) {
		fp_date_form f;
		double share = fp_date_guess(cases[i].v, 4, &f);
		ok(f == cases[i].want && share == cases[i].share, "case %zu: %s %.2f", i, fp_date_form_name(f), share);
	}
}

void test_names(void)
{
	fp_date_form f;
	for (int i = 0; i <= FP_DATE_UNIX; i++)
		ok(fp_date_form_parse(fp_s(fp_date_form_name((fp_date_form)i)), &f) && f == (fp_date_form)i);
	ok(!fp_date_form_parse(FP_STR("ymd"), &f));
}
