// Days, ISO weeks, moments, periods, the clock.
#include "tap.h"

static fp_arena *arena(void)
{
	static fp_arena *a;
	return a ? a : (a = fp_arena_new(0));
}

void test_days_of_the_calendar(void)
{
	is_int(fp_day_of(1970, 1, 1), 0);
	is_int(fp_day_of(1969, 12, 31), -1);
	is_int(fp_day_of(2000, 2, 29), 11016);
	is_int(fp_day_of(2026, 11, 18), 20775);
	is_int(fp_day_of(1, 1, 1), -719162);
	is_int(fp_day_of(9999, 12, 31), 2932896);
	is_int(fp_day_of(2026, 2, 29), FP_NO_DAY);
	is_int(fp_day_of(1900, 2, 29), FP_NO_DAY);
	is_int(fp_day_of(2024, 13, 1), FP_NO_DAY);
	is_int(fp_day_of(2024, 0, 1), FP_NO_DAY);
	is_int(fp_day_of(2024, 4, 31), FP_NO_DAY);
	is_int(fp_day_of(0, 1, 1), FP_NO_DAY);
	is_int(fp_day_of(10000, 1, 1), FP_NO_DAY);
}

// Every day of ten thousand years: the parts follow each other as in a calendar, and lead back.
void test_every_day_there_and_back(void)
{
	int y0 = 0, m0 = 0, d0 = 0, wrong = 0, weekday = fp_day_weekday(fp_day_of(1, 1, 1));
	for (fp_day day = fp_day_of(1, 1, 1); day <= fp_day_of(9999, 12, 31); day++) {
		int y, m, d, wy, w;
		fp_day_parts(day, &y, &m, &d);
		bool next = (y == y0 && m == m0 && d == d0 + 1) || (y == y0 && m == m0 + 1 && d == 1) || (y == y0 + 1 && m == 1 && d == 1);
		fp_week_of(day, &wy, &w);
		fp_day monday = fp_week_start(wy, w);
		// The first days of year 1 belong to its week 1; the last of 9999 to week 52.
		bool week = monday != FP_NO_DAY && monday <= day && day < monday + 7 && fp_day_weekday(monday) == 1;
		wrong += !next || fp_day_of(y, m, d) != day || fp_day_weekday(day) != weekday || !week;
		weekday = weekday % 7 + 1;
		y0 = y, m0 = m, d0 = d;
	}
	is_int(wrong, 0);
	is_int(fp_day_weekday(fp_day_of(2026, 11, 18)), 3);
	is_int(fp_day_weekday(0), 4);
	is_int(fp_day_weekday(-4), 7);
}

static const char *week(int y, int m, int d)
{
	return fp_week_text(arena(), fp_day_of(y, m, d)).p;
}

void test_iso_weeks_at_the_edges_of_years(void)
{
	is_str(fp_s(week(2020, 12, 31)), "2020-W53");
	is_str(fp_s(week(2021, 1, 3)), "2020-W53");
	is_str(fp_s(week(2021, 1, 4)), "2021-W01");
	is_str(fp_s(week(2025, 12, 28)), "2025-W52");
	is_str(fp_s(week(2025, 12, 29)), "2026-W01");
	is_str(fp_s(week(2026, 1, 4)), "2026-W01");
	is_str(fp_s(week(2026, 1, 5)), "2026-W02");
	is_str(fp_s(week(2026, 12, 31)), "2026-W53");
	is_str(fp_s(week(2027, 1, 3)), "2026-W53");
	is_str(fp_s(week(2026, 11, 18)), "2026-W47");
	is_int(fp_week_start(2020, 53), fp_day_of(2020, 12, 28));
	is_int(fp_week_start(2026, 1), fp_day_of(2025, 12, 29));
	is_int(fp_week_start(2026, 53), fp_day_of(2026, 12, 28));
	is_int(fp_week_start(2021, 53), FP_NO_DAY);
	is_int(fp_week_start(2021, 0), FP_NO_DAY);
	is_int(fp_week_start(2021, 54), FP_NO_DAY);
}

static fp_str reread(const char *z)
{
	fp_time t;
	return fp_time_parse(fp_s(z), 8 * 3600, &t, NULL) ? fp_time_text(arena(), t) : FP_STR("refused");
}

void test_moments_are_read(void)
{
	is_str(reread("2026-11-18"), "2026-11-18T00:00:00+08:00");
	is_str(reread("2026-11-18 10:32"), "2026-11-18T10:32:00+08:00");
	is_str(reread(" 2026-11-18T10:32:05\n"), "2026-11-18T10:32:05+08:00");
	is_str(reread("2026-11-18T10:32:00Z"), "2026-11-18T10:32:00+00:00");
	is_str(reread("2026-11-18T10:32:00.123-03:30"), "2026-11-18T10:32:00-03:30");
	is_str(reread("2026-11-18 10:32:00 +0900"), "2026-11-18T10:32:00+09:00");
	is_str(reread("2026/11/18"), "2026-11-18T00:00:00+08:00");
	is_str(reread("2026/1/5 9:05"), "2026-01-05T09:05:00+08:00");
	is_str(reread("2026年11月18日 10:32"), "2026-11-18T10:32:00+08:00");
	is_str(reread("2026年1月8日10:32:01"), "2026-01-08T10:32:01+08:00");
	is_str(reread("1969-12-31T23:59:59Z"), "1969-12-31T23:59:59+00:00");
	is_str(reread("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00+00:00");
}

void test_what_is_no_moment_is_refused(void)
{
	static const char *const bad[] = {
		"", "x", "11/18/2026", "18-11-2026", "2026", "2026-11", "2026-11-31", "2026-13-01", "2026-11/18", "2026-11-18T",
		"2026-11-18T24:00", "2026-11-18 10:60", "2026-11-18 10", "2026-11-18 10:32:60", "2026-11-18 10:32 CST", "2026-11-18x10:32",
		"2026-11-18T10:32+0x:00", "2026-11-18T10:32+15:00", "2026-11-181", "202-11-18", "12026-11-18", "2026年11月18", "2026-11-18 10:32+08:000",
	};
	for (size_t i = 0; i < FP_COUNT(bad); i++)
		ok(fp_str_is(reread(bad[i]), "refused"), "\"%s\" is refused", bad[i]);
}

void test_the_day_of_a_moment_is_local(void)
{
	fp_time t;
	bool timed = true;
	ok(fp_time_parse(FP_STR("2026-11-17T23:30:00Z"), 0, &t, &timed) && timed);
	is_int(fp_time_day(t), fp_day_of(2026, 11, 17));
	t.offset = 8 * 3600;
	is_int(fp_time_day(t), fp_day_of(2026, 11, 18));
	ok(fp_time_parse(FP_STR("2026-11-18"), 0, &t, &timed) && !timed);
	is_int(fp_time_day((fp_time){-1, 0}), -1);
	is_int(fp_time_day((fp_time){INT64_MAX / 2, 0}), fp_day_of(9999, 12, 31));
}

void test_day_and_offset_alone(void)
{
	fp_day day;
	int32_t offset;
	ok(fp_day_parse(FP_STR("2026-11-18"), &day) && day == fp_day_of(2026, 11, 18));
	ok(!fp_day_parse(FP_STR("2026-1-18"), &day));
	ok(!fp_day_parse(FP_STR("2026-11-1 "), &day));
	ok(!fp_day_parse(FP_STR("2026/11/18"), &day));
	ok(fp_offset_parse(FP_STR("+08:00"), &offset) && offset == 28800);
	ok(fp_offset_parse(FP_STR("-0330"), &offset) && offset == -12600);
	ok(fp_offset_parse(FP_STR("Z"), &offset) && offset == 0);
	ok(!fp_offset_parse(FP_STR("08:00"), &offset));
	ok(!fp_offset_parse(FP_STR("+8"), &offset));
	ok(!fp_offset_parse(FP_STR(""), &offset));
	is_str(fp_day_text(arena(), FP_NO_DAY), "");
	is_str(fp_day_text(arena(), fp_day_of(987, 6, 5)), "0987-06-05");
}

static const fp_promo promos[] = {
	{{"2026双11", 9}, 20768, 20775},
	{{"2025双11", 9}, 20400, 20410},
	{{"2026年618", 10}, 20600, 20620},
	{{"618", 3}, 20000, 20001},
};

// 2026-11-18 is a Wednesday.
static fp_str period(const char *z)
{
	fp_calendar cal = {.today = fp_day_of(2026, 11, 18), .promos = promos, .promo_n = FP_COUNT(promos)};
	fp_range r;
	fp_err err = {0};
	if (!fp_period_parse(fp_s(z), &cal, &r, &err))
		return fp_strf(arena(), "%d %s", (int)err.code, err.msg);
	return fp_strf(arena(), "%s %s", fp_day_text(arena(), r.from).p, fp_day_text(arena(), r.to).p);
}

void test_periods(void)
{
	is_str(period("2026"), "2026-01-01 2026-12-31");
	is_str(period("2024-02"), "2024-02-01 2024-02-29");
	is_str(period("2026-12"), "2026-12-01 2026-12-31");
	is_str(period("9999-12"), "9999-12-01 9999-12-31");
	is_str(period("2026-11-18"), "2026-11-18 2026-11-18");
	is_str(period("2020-W53"), "2020-12-28 2021-01-03");
	is_str(period("2026-w01"), "2025-12-29 2026-01-04");
	is_str(period("2026-W47..2026-W48"), "2026-11-16 2026-11-29");
	is_str(period("2026-11-01.."), "2026-11-01 9999-12-31");
	is_str(period("..2025"), "0001-01-01 2025-12-31");
	is_str(period("last-month .. today"), "2026-10-01 2026-11-18");
	is_str(period("today"), "2026-11-18 2026-11-18");
	is_str(period("昨天"), "2026-11-17 2026-11-17");
	is_str(period("this-week"), "2026-11-16 2026-11-22");
	is_str(period("上周"), "2026-11-09 2026-11-15");
	is_str(period("last-1w"), "2026-11-09 2026-11-15");
	is_str(period("last-4w"), "2026-10-19 2026-11-15");
	is_str(period("last-7d"), "2026-11-12 2026-11-18");
	is_str(period("本月"), "2026-11-01 2026-11-30");
	is_str(period("上月"), "2026-10-01 2026-10-31");
	is_str(period("promo:2026双11"), "2026-11-11 2026-11-18");
	is_str(period("promo:2025"), "2025-11-08 2025-11-18");
	ok(fp_str_starts(period("promo:618"), "2024-10-"), "the whole name wins over a part");
}

void test_last_month_in_january(void)
{
	fp_calendar cal = {.today = fp_day_of(2026, 1, 2)};
	fp_range r;
	ok(fp_period_parse(FP_STR("last-month"), &cal, &r, NULL));
	is_int(r.from, fp_day_of(2025, 12, 1));
	is_int(r.to, fp_day_of(2025, 12, 31));
	ok(fp_period_parse(FP_STR("this-week"), &cal, &r, NULL));
	is_int(r.from, fp_day_of(2025, 12, 29));
}

void test_periods_that_are_none(void)
{
	static const char *const bad[] = {"", "soon", "2026-13", "2025-W53", "2026-W00", "2026-1", "20261", "last-0w", "last-w", "last-5y", "last-99999w",
	                                  "promo:", "promo:双11", "promo:黑五", "2026..2025", "2026...2027", "today..soon"};
	for (size_t i = 0; i < FP_COUNT(bad); i++)
		ok(fp_str_starts(period(bad[i]), "1 "), "\"%s\": %s", bad[i], period(bad[i]).p);
	ok(fp_str_has(period("promo:双11"), FP_STR("2026双11, 2025双11")), "the error lists the promotions");
	ok(fp_str_has(period("soon"), FP_STR("last-4w")), "the error lists the forms");
	fp_lang_set(FP_ZH);
	ok(fp_str_has(period("soon"), FP_STR("看不懂")), "in Chinese too");
	fp_lang_set(FP_EN);
}

void test_clock_can_be_fixed(void)
{
	unsetenv("FUPAN_NOW");
	double t0 = fp_clock_seconds();
	ok(fp_clock_now().utc > 1600000000, "the system's clock");
	ok(fp_clock_seconds() >= t0);
	fp_clock_set((fp_time){1000, 3600});
	is_int(fp_clock_now().utc, 1000);
	setenv("FUPAN_NOW", "2026-11-18 10:32", 1);
	is_str(fp_time_text(arena(), fp_clock_now()), "2026-11-18T10:32:00+01:00");
	ok(fp_clock_check(NULL));
	setenv("FUPAN_NOW", "tomorrow", 1);
	fp_err err = {0};
	ok(!fp_clock_check(&err) && err.code == FP_USAGE, "%s", err.msg);
	unsetenv("FUPAN_NOW");
	fp_arena_free(arena());
}

// What is not read is answered with what was meant.
void test_periods_that_were_meant(void)
{
	static const char *const rows[][2] = {
		{"2026/11/18", "2026-11-18"}, {"2026.11.18", "2026-11-18"}, {"2026年11月18日", "2026-11-18"}, {"20261118", "2026-11-18"}, {"11-18", "2026-11-18"}, {"2026年11月", "2026-11"}, {"11月", "2026-11"},
		{"W47", "2026-W47"}, {"47", "2026-W47"}, {"2026W47", "2026-W47"}, {"2026-47", "2026-W47"}, {"2026年第47周", "2026-W47"}, {"lastweek", "last-week"}, {"last_week", "last-week"}, {"yestrday", "yesterday"},
		{"上星期", "上周"}, {"上个月", "上月"}, {"近7天", "last-7d"}, {"最近4周", "last-4w"}, {"last-7", "last-7d"}, {"2026-11-01~2026-11-07", "2026-11-01..2026-11-07"},
		{"2026-11-01-2026-11-07", "2026-11-01..2026-11-07"}, {"11月1日至11月7日", "2026-11-01..2026-11-07"}, {"2026-11-31", NULL}, {"2026-13", "2026-W13"}, {"大促", NULL}, {"123456789", NULL}, {"1-2-3-4", NULL}, {"0", NULL},
	};
	fp_calendar cal = {fp_day_of(2026, 11, 23), NULL, 0};
	for (size_t i = 0; i < FP_COUNT(rows); i++) {
		fp_range r;
		fp_err err = {0};
		char want[100];
		snprintf(want, sizeof want, "did you mean %s?", rows[i][1] ? rows[i][1] : "");
		ok(!fp_period_parse(fp_s(rows[i][0]), &cal, &r, &err) && !strstr(err.msg, "did you mean") == !rows[i][1] && (!rows[i][1] || strstr(err.msg, want)), "%s: %s", rows[i][0], err.msg);
	}
}
