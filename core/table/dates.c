// Dates as programs write them, column by column: one look at a column tells its form, which no single date does.
#include <string.h>

#include "table/table.h"

static const char *const names[] = {"iso", "dmy", "mdy", "excel", "excel1904", "unix"};

const char *fp_date_form_name(fp_date_form f)
{
	return (size_t)f < FP_COUNT(names) ? names[f] : "";
}

bool fp_date_form_parse(fp_str name, fp_date_form *out)
{
	for (size_t i = 0; i < FP_COUNT(names); i++)
		if (fp_str_is(name, names[i])) {
			*out = (fp_date_form)i;
			return true;
		}
	return false;
}

// ---------------------------------------------------------------- words and numbers

typedef struct {
	fp_str s;
	size_t at;
} scan;

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void skip_separators(scan *c)
{
	while (c->at < c->s.n && strchr(" /-.,", c->s.p[c->at]))
		c->at++;
}

static bool number(scan *c, int *out, size_t *width)
{
	size_t from = c->at;
	*out = 0;
	while (c->at < c->s.n && digit(c->s.p[c->at]) && c->at - from < 5)
		*out = *out * 10 + (c->s.p[c->at++] - '0');
	*width = c->at - from;
	return *width > 0 && *width <= 4;
}

// Jan, January, jan.: 1; 0 for any other word, which is skipped (a day of the week).
static int month_word(scan *c)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	char low[4] = {0};
	size_t from = c->at;
	while (c->at < c->s.n && letter(c->s.p[c->at])) {
		if (c->at - from < 3)
			low[c->at - from] = (char)(c->s.p[c->at] | 0x20);
		c->at++;
	}
	for (int i = 0; low[2] && i < 12; i++)
		if (!memcmp(months + 3 * i, low, 3))
			return i + 1;
	return 0;
}

// The time of day, and an offset or AM/PM: what follows a date. Written to *out as "10:32:05+00:00"; false for anything else.
static bool clock_text(fp_arena *a, fp_str s, fp_str *out)
{
	int h, m, sec = 0;
	size_t w;
	scan c = {fp_str_trim(s), 0};
	*out = (fp_str){0};
	if (!c.s.n)
		return true;
	if (!number(&c, &h, &w) || w > 2 || c.at >= c.s.n || c.s.p[c.at++] != ':' || !number(&c, &m, &w) || w != 2)
		return false;
	if (c.at < c.s.n && c.s.p[c.at] == ':' && (c.at++, !number(&c, &sec, &w) || w != 2))
		return false;
	if (c.at < c.s.n && c.s.p[c.at] == '.')
		for (c.at++; c.at < c.s.n && digit(c.s.p[c.at]);)
			c.at++;
	fp_str rest = fp_str_trim(fp_str_sub(c.s, c.at, c.s.n));
	if ((fp_str_ieq(rest, FP_STR("pm")) || fp_str_ieq(rest, FP_STR("am"))) && h >= 1 && h <= 12) {
		h = h % 12 + ((rest.p[0] | 0x20) == 'p' ? 12 : 0);
		rest = (fp_str){0};
	}
	if (h > 23 || m > 59 || sec > 59 || rest.n > 6)
		return false;
	*out = fp_strf(a, " %02d:%02d:%02d%.*s", h, m, sec, FP_ARG(rest));
	return true;
}

// ---------------------------------------------------------------- forms

static fp_str join(fp_arena *a, int y, size_t width, int m, int d, fp_str clock)
{
	if (width == 2)
		y += y < 70 ? 2000 : 1900;
	else if (width != 4)
		return (fp_str){0};
	fp_str text = fp_day_of(y, m, d) == FP_NO_DAY ? (fp_str){0} : fp_strf(a, "%04d-%02d-%02d%.*s", y, m, d, FP_ARG(clock));
	fp_time t;
	return text.n && fp_time_parse(text, 0, &t, NULL) ? text : (fp_str){0};
}

// Day or month first, or with the name of the month: 31/08/2021 23:05, 31-Jul-18, Jul 31, 2018, Tue Oct 31 22:10:47 +0000 2017.
static fp_str parts(fp_arena *a, fp_str s, bool month_first)
{
	scan c = {s, 0};
	int word = 0, n[3], k = 0;
	size_t w[3];
	fp_str clock = {0};
	while (c.at < c.s.n && k < 3) {
		skip_separators(&c);
		ptrdiff_t colon = fp_str_find(fp_str_sub(s, c.at, c.at + 3), FP_STR(":"), 0);
		if (c.at < c.s.n && letter(c.s.p[c.at])) {
			int m = month_word(&c);
			if (m && word)
				return (fp_str){0};
			word = m ? m : word;
		} else if (word && k == 1 && colon > 0) {
			// The year stands behind the clock.
			fp_str rest = fp_str_sub(s, c.at, s.n);
			if (rest.n < 6 || !clock_text(a, fp_str_sub(rest, 0, rest.n - 5), &clock))
				return (fp_str){0};
			c.at = s.n - 4;
		} else if (!number(&c, &n[k], &w[k]) || ++k + (word != 0) == 3) {
			break;
		}
	}
	if (k + (word != 0) != 3 || w[0] > 2)
		return (fp_str){0};
	if (!clock.n && !clock_text(a, fp_str_sub(s, c.at, s.n), &clock))
		return (fp_str){0};
	if (word)
		return join(a, n[1], w[1], word, n[0], clock);
	return month_first ? join(a, n[2], w[2], n[0], n[1], clock) : join(a, n[2], w[2], n[1], n[0], clock);
}

static fp_str serial(fp_arena *a, fp_str s, bool since_1904)
{
	double d;
	// From 1954 to 2119: other numbers are more likely something else.
	if (!fp_str_num(s, &d) || d < (since_1904 ? 18500 : 20000) || d > 80000)
		return (fp_str){0};
	return fp_excel_date(a, d, since_1904);
}

static fp_str epoch(fp_arena *a, fp_str s)
{
	int64_t t;
	if (!fp_str_int(s, &t))
		return (fp_str){0};
	if (t > 100000000000)
		t /= 1000;
	if (t < 100000000 || t > 4102444800)
		return (fp_str){0};
	return fp_time_text(a, (fp_time){t, 0});
}

fp_str fp_date_read(fp_arena *a, fp_date_form f, fp_str s)
{
	fp_time t;
	s = fp_str_trim(s);
	if (fp_time_parse(s, 0, &t, NULL))
		return s;
	switch (f) {
	case FP_DATE_DMY: return parts(a, s, false);
	case FP_DATE_MDY: return parts(a, s, true);
	case FP_DATE_EXCEL: return serial(a, s, false);
	case FP_DATE_EXCEL_1904: return serial(a, s, true);
	case FP_DATE_UNIX: return epoch(a, s);
	default: return (fp_str){0};
	}
}

double fp_date_guess(const fp_str *v, size_t n, fp_date_form *out)
{
	static const fp_date_form order[] = {FP_DATE_ISO, FP_DATE_DMY, FP_DATE_MDY, FP_DATE_EXCEL, FP_DATE_UNIX};
	fp_arena *a = fp_arena_new(0);
	double best = 0;
	*out = FP_DATE_ISO;
	for (size_t f = 0; f < FP_COUNT(order); f++) {
		size_t good = 0, all = 0;
		for (size_t i = 0; i < n; i++) {
			all += fp_str_trim(v[i]).n != 0;
			good += fp_str_trim(v[i]).n && fp_date_read(a, order[f], v[i]).n;
		}
		fp_arena_reset(a);
		if (all && (double)good / (double)all > best) {
			best = (double)good / (double)all;
			*out = order[f];
		}
	}
	fp_arena_free(a);
	return best;
}
