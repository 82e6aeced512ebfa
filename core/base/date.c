// date: days, ISO weeks, moments. All arithmetic is on whole days or seconds; the C library's calendar is not asked.
#include "base/base.h"

// The calendar by eras of 400 years (146097 days) with the year beginning in March, so that the leap day comes last.
static int32_t days_from_civil(int y, int m, int d)
{
	y -= m <= 2;
	int era = (y >= 0 ? y : y - 399) / 400;
	int year = y - era * 400;
	int day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

static int days_in_month(int y, int m)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return days[m - 1] + (m == 2 && leap);
}

fp_day fp_day_of(int y, int m, int d)
{
	if (y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 || d > days_in_month(y, m))
		return FP_NO_DAY;
	return days_from_civil(y, m, d);
}

void fp_day_parts(fp_day day, int *y, int *m, int *d)
{
	int64_t z = (int64_t)day + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = (int)(z - era * 146097);
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;
	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = (int)(yoe + era * 400) + (*m <= 2);
}

int fp_day_weekday(fp_day day)
{
	int r = (int)(((int64_t)day + 3) % 7);  // day 0 was a Thursday
	return (r < 0 ? r + 7 : r) + 1;
}

// Week 1 is the week of the 4th of January.
static fp_day first_monday(int iso_year)
{
	fp_day jan4 = days_from_civil(iso_year, 1, 4);
	return jan4 - (fp_day_weekday(jan4) - 1);
}

fp_day fp_week_start(int iso_year, int iso_week)
{
	if (iso_year < 1 || iso_year > 9999 || iso_week < 1 || iso_week > 53)
		return FP_NO_DAY;
	fp_day monday = first_monday(iso_year) + 7 * (iso_week - 1);
	return monday < first_monday(iso_year + 1) ? monday : FP_NO_DAY;
}

void fp_week_of(fp_day day, int *iso_year, int *iso_week)
{
	// A week belongs to the year of its Thursday.
	int y, m, d;
	fp_day_parts(day - fp_day_weekday(day) + 4, &y, &m, &d);
	*iso_year = y;
	*iso_week = (day - first_monday(y)) / 7 + 1;
}

fp_day fp_time_day(fp_time t)
{
	int64_t local = t.utc + t.offset;
	int64_t day = local / 86400 - (local % 86400 < 0);
	return day < -719162 ? -719162 : day > 2932896 ? 2932896 : (fp_day)day;  // the years 1 to 9999
}

// ---------------------------------------------------------------- reading
// A number of lo to hi ASCII digits at the front of *s, which is advanced past it; -1 when there is none.
static int take_number(fp_str *s, size_t lo, size_t hi)
{
	size_t n = 0;
	int v = 0;
	for (; n < s->n && n < hi && s->p[n] >= '0' && s->p[n] <= '9'; n++)
		v = v * 10 + (s->p[n] - '0');
	if (n < lo || (n < s->n && s->p[n] >= '0' && s->p[n] <= '9'))
		return -1;
	*s = fp_str_sub(*s, n, s->n);
	return v;
}

static bool take(fp_str *s, const char *z)
{
	if (!fp_str_starts(*s, z))
		return false;
	*s = fp_str_sub(*s, fp_s(z).n, s->n);
	return true;
}

// Year first, with one separator throughout: 2026-11-18, 2026/1/5, 2026年11月18日. Day or month first is ambiguous, and
// is not read.
static bool take_date(fp_str *s, fp_day *out)
{
	static const char *const forms[][3] = {{"-", "-", ""}, {"/", "/", ""}, {"年", "月", "日"}};
	int y = take_number(s, 4, 4);
	for (size_t i = 0; y >= 0 && i < FP_COUNT(forms); i++) {
		if (!take(s, forms[i][0]))
			continue;
		int m = take_number(s, 1, 2);
		if (m < 0 || !take(s, forms[i][1]))
			return false;
		int d = take_number(s, 1, 2);
		if (d < 0 || !take(s, forms[i][2]))
			return false;
		*out = fp_day_of(y, m, d);
		return *out != FP_NO_DAY;
	}
	return false;
}

// 10:32, 10:32:00, 10:32:00.123; the fraction is dropped.
static bool take_clock(fp_str *s, int *seconds)
{
	int h = take_number(s, 1, 2), min, sec = 0;
	if (h < 0 || h > 23 || !take(s, ":") || (min = take_number(s, 2, 2)) < 0 || min > 59)
		return false;
	if (take(s, ":")) {
		if ((sec = take_number(s, 2, 2)) < 0 || sec > 59)
			return false;
		if ((take(s, ".") || take(s, ",")) && take_number(s, 1, 9) < 0)
			return false;
	}
	*seconds = h * 3600 + min * 60 + sec;
	return true;
}

bool fp_offset_parse(fp_str s, int32_t *out)
{
	if (fp_str_is(s, "Z") || fp_str_is(s, "z")) {
		*out = 0;
		return true;
	}
	int sign = take(&s, "+") ? 1 : take(&s, "-") ? -1 : 0;
	if (!sign || s.n < 4 || s.n > 5 || (s.n == 5 && s.p[2] != ':'))
		return false;
	fp_str hours = fp_str_sub(s, 0, 2), minutes = fp_str_sub(s, s.n - 2, s.n);
	int h = take_number(&hours, 2, 2), m = take_number(&minutes, 2, 2);
	if (h < 0 || h > 14 || m < 0 || m > 59)
		return false;
	*out = sign * (h * 3600 + m * 60);
	return true;
}

bool fp_time_parse(fp_str s, int32_t offset, fp_time *out, bool *has_time)
{
	fp_day day;
	int seconds = 0;
	bool timed = false;
	s = fp_str_trim(s);
	bool chinese = fp_str_has(s, FP_STR("日"));  // 2026年11月18日10:32 is often written without a space
	if (!take_date(&s, &day))
		return false;
	if (s.n) {
		if (!take(&s, "T") && !take(&s, " ") && !chinese)
			return false;
		s = fp_str_trim(s);
		if (!take_clock(&s, &seconds))
			return false;
		timed = true;
		take(&s, " ");  // git writes "10:32:00 +0800"
		if (s.n && !fp_offset_parse(s, &offset))
			return false;
	}
	*out = (fp_time){.utc = (int64_t)day * 86400 + seconds - offset, .offset = offset};
	if (has_time)
		*has_time = timed;
	return true;
}

bool fp_day_parse(fp_str s, fp_day *out)
{
	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
		return false;
	return take_date(&s, out) && s.n == 0;
}

// ---------------------------------------------------------------- writing
fp_str fp_day_text(fp_arena *a, fp_day day)
{
	if (day == FP_NO_DAY)
		return FP_STR("");
	int y, m, d;
	fp_day_parts(day, &y, &m, &d);
	return fp_strf(a, "%04d-%02d-%02d", y, m, d);
}

fp_str fp_week_text(fp_arena *a, fp_day day)
{
	if (day == FP_NO_DAY)
		return FP_STR("");
	int y, w;
	fp_week_of(day, &y, &w);
	return fp_strf(a, "%04d-W%02d", y, w);
}

fp_str fp_time_text(fp_arena *a, fp_time t)
{
	t.offset = t.offset / 60 * 60;  // the text has no place for seconds of offset
	int y, m, d;
	fp_day_parts(fp_time_day(t), &y, &m, &d);
	int seconds = (int)((t.utc + t.offset) % 86400);
	if (seconds < 0)
		seconds += 86400;
	int east = t.offset < 0 ? -t.offset : t.offset;
	return fp_strf(a, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", y, m, d, seconds / 3600, seconds / 60 % 60, seconds % 60,
	               t.offset < 0 ? '-' : '+', east / 3600, east / 60 % 60);
}
