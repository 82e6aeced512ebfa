// period: what people write for a stretch of days.
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

#define FIRST_DAY (-719162)  // 0001-01-01
#define LAST_DAY 2932896     // 9999-12-31
#define MOST_BACK 10000      // last-Nd, last-Nw

static bool month_range(int y, int m, fp_range *out)
{
	out->from = fp_day_of(y, m, 1);
	if (out->from == FP_NO_DAY)
		return false;
	fp_day next = m == 12 ? fp_day_of(y + 1, 1, 1) : fp_day_of(y, m + 1, 1);
	out->to = next == FP_NO_DAY ? LAST_DAY : next - 1;
	return true;
}

static bool digits(fp_str s, int *out)
{
	int v = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (s.p[i] - '0');
	}
	*out = v;
	return s.n > 0 && s.n <= 8;
}

// 2026, 2026-11, 2026-11-18, 2026-W47
static bool absolute(fp_str s, fp_range *out)
{
	int y, x;
	if (!digits(fp_str_sub(s, 0, 4), &y) || s.n < 4)
		return false;
	if (s.n == 4) {
		*out = (fp_range){fp_day_of(y, 1, 1), fp_day_of(y, 12, 31)};
		return out->from != FP_NO_DAY;
	}
	if (s.n == 7 && s.p[4] == '-')
		return digits(fp_str_sub(s, 5, 7), &x) && month_range(y, x, out);
	if (s.n == 8 && s.p[4] == '-' && (s.p[5] == 'W' || s.p[5] == 'w')) {
		if (!digits(fp_str_sub(s, 6, 8), &x))
			return false;
		out->from = fp_week_start(y, x);
		out->to = out->from == FP_NO_DAY ? FP_NO_DAY : out->from + 6;
		return out->from != FP_NO_DAY;
	}
	bool ok = fp_day_parse(s, &out->from);
	out->to = out->from;
	return ok;
}

// last-3w: the complete weeks before this one. last-30d: today and the days before it.
static bool last_n(fp_str s, fp_day today, fp_range *out)
{
	int n;
	if (!fp_str_starts(s, "last-") || s.n < 7 || !digits(fp_str_sub(s, 5, s.n - 1), &n) || n < 1 || n > MOST_BACK)
		return false;
	fp_day monday = today - (fp_day_weekday(today) - 1);
	if (fp_str_ends(s, "w"))
		*out = (fp_range){monday - 7 * n, monday - 1};
	else if (fp_str_ends(s, "d"))
		*out = (fp_range){today - (n - 1), today};
	else
		return false;
	return true;
}

static bool relative(fp_str s, fp_day today, fp_range *out)
{
	static const char *const names[][2] = {
		{"today", "今天"}, {"yesterday", "昨天"}, {"this-week", "本周"},
		{"last-week", "上周"}, {"this-month", "本月"}, {"last-month", "上月"},
	};
	size_t which = 0;
	while (which < FP_COUNT(names) && !fp_str_is(s, names[which][0]) && !fp_str_is(s, names[which][1]))
		which++;
	fp_day monday = today - (fp_day_weekday(today) - 1);
	int y, m, d;
	fp_day_parts(today, &y, &m, &d);
	switch (which) {
	case 0: *out = (fp_range){today, today}; return true;
	case 1: *out = (fp_range){today - 1, today - 1}; return true;
	case 2: *out = (fp_range){monday, monday + 6}; return true;
	case 3: *out = (fp_range){monday - 7, monday - 1}; return true;
	case 4: return month_range(y, m, out);
	case 5: return m == 1 ? month_range(y - 1, 12, out) : month_range(y, m - 1, out);
	default: return last_n(s, today, out);
	}
}

static bool promo(fp_str name, const fp_calendar *cal, fp_range *out, fp_err *err)
{
	const fp_promo *hit = NULL;
	fp_buf names = {0};
	size_t hits = 0;
	for (size_t i = 0; i < cal->promo_n; i++) {
		const fp_promo *p = &cal->promos[i];
		if (fp_str_eq(p->name, name)) {
			hit = p;
			hits = 1;
			break;
		}
		if (fp_str_has(p->name, name) && hits++ == 0)
			hit = p;
		if (i < 12)
			fp_buf_f(&names, "%s%.*s", names.n ? ", " : "", FP_ARG(p->name));
	}
	bool ok = hits == 1;
	if (ok)
		*out = (fp_range){hit->from, hit->to};
	else if (cal->promo_n == 0)
		fp_fail(err, FP_USAGE, fp_tr("没有名为「%.*s」的大促：这个案例本还没有写大促日历",
		                             "no promotion \"%.*s\": this casebook has no calendar of promotions yet"), FP_ARG(name));
	else if (hits)
		fp_fail(err, FP_USAGE, fp_tr("「%.*s」符合 %zu 个大促，请写得更完整；已有：%s",
		                             "\"%.*s\" is a part of %zu promotions, write more of the name; there are: %s"),
		        FP_ARG(name), hits, names.p);
	else
		fp_fail(err, FP_USAGE, fp_tr("没有名为「%.*s」的大促；已有：%s", "no promotion \"%.*s\"; there are: %s"),
		        FP_ARG(name), names.p);
	fp_buf_free(&names);
	return ok;
}

// ---------------------------------------------------------------- what was meant

// The numbers of "2026年11月18日", "2026/11/18", "20261118", "11-18" or "W47", at most three.
static size_t numbers(fp_str s, char part[3][9], bool *week)
{
	size_t n = 0, k = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		*week = *week || s.p[i] == 'W' || s.p[i] == 'w' || fp_str_starts(fp_str_sub(s, i, s.n), "周");
		if (!digit && k) {
			n++;
			k = 0;
		} else if (digit) {
			if (n == 3 || k == 8)
				return 0;
			part[n][k++] = s.p[i];
		}
	}
	return n + (k > 0);
}

static bool near_date(fp_str s, fp_day today, char out[64])
{
	char part[3][9] = {{0}};
	bool week = false;
	int y, m, d, v[3] = {0};
	fp_range ignored;
	size_t n = numbers(s, part, &week);
	fp_day_parts(today, &y, &m, &d);
	if (n == 1 && strlen(part[0]) == 8)
		return snprintf(out, 64, "%.4s-%.2s-%.2s", part[0], part[0] + 4, part[0] + 6) > 0 && absolute(fp_s(out), &ignored);
	size_t year = n && strlen(part[0]) == 4;
	for (size_t i = 0; i < n; i++)
		v[i] = atoi(part[i]);
	if (n == year + 1)
		snprintf(out, 64, week || v[year] > 12 ? "%04d-W%02d" : "%04d-%02d", year ? v[0] : y, v[year]);
	else if (n == year + 2)
		snprintf(out, 64, "%04d-%02d-%02d", year ? v[0] : y, v[year], v[year + 1]);
	return n > year && n <= year + 2 && absolute(fp_s(out), &ignored);
}

// 近7天, 最近4周, last-7
static bool near_last(fp_str s, char out[64])
{
	static const char *const before[] = {"最近", "过去", "近", "last-", "last"};
	int n = 0;
	for (size_t i = 0; i < FP_COUNT(before); i++) {
		if (!fp_str_starts(s, before[i]))
			continue;
		fp_str rest = fp_str_trim(fp_str_sub(s, strlen(before[i]), s.n));
		size_t k = 0;
		while (k < rest.n && rest.p[k] >= '0' && rest.p[k] <= '9')
			k++;
		fp_str unit = fp_str_sub(rest, k, rest.n);
		if (k && digits(fp_str_sub(rest, 0, k), &n) && n >= 1 && n <= MOST_BACK && (!unit.n || fp_str_starts(unit, "天") || fp_str_starts(unit, "日") || fp_str_starts(unit, "d") || fp_str_starts(unit, "-d") || fp_str_starts(unit, "周") || fp_str_starts(unit, "-w") || fp_str_starts(unit, "w")))
			return snprintf(out, 64, "last-%d%s", n, fp_str_has(unit, FP_STR("周")) || fp_str_has(unit, FP_STR("w")) ? "w" : "d") > 0;
	}
	return false;
}

static bool near_name(fp_str s, char out[64])
{
	static const char *const words[][2] = {
		{"上星期", "上周"}, {"上个星期", "上周"}, {"上一周", "上周"}, {"这周", "本周"}, {"这星期", "本周"}, {"这个星期", "本周"}, {"本星期", "本周"}, {"上个月", "上月"}, {"这个月", "本月"}, {"当天", "今天"}, {"今日", "今天"}, {"昨日", "昨天"},
		{"最近一周", "last-7d"}, {"近一周", "last-7d"}, {"最近一个月", "last-30d"}, {"近一个月", "last-30d"}, {"last", "last-week"}, {"this", "this-week"}, {"week", "this-week"}, {"now", "today"},
	};
	static const char *const names[] = {"today", "yesterday", "this-week", "last-week", "this-month", "last-month"};
	const char *best = NULL;
	size_t most = 3;
	for (size_t i = 0; i < FP_COUNT(words) && !best; i++)
		if (fp_str_is(s, words[i][0]))
			best = words[i][1];
	for (size_t i = 0; i < FP_COUNT(names) && most; i++) {
		size_t d = s.n > 4 ? fp_str_distance(s, fp_s(names[i]), most) : most;
		if (d < most) {
			most = d;
			best = names[i];
		}
	}
	return best && snprintf(out, 64, "%s", best) > 0;
}

static bool near_one(fp_str s, fp_day today, char out[64])
{
	fp_range r;
	s = fp_str_trim(s);
	if (absolute(s, &r) || relative(s, today, &r))
		return snprintf(out, 64, "%.*s", FP_ARG(s)) > 0;
	return near_last(s, out) || near_name(s, out) || near_date(s, today, out);
}

// One of them, or two with something between that is not "..".
static bool near_period(fp_str s, fp_day today, char out[160])
{
	static const char *const between[] = {"~", "～", "至", "到", "—", "–"};
	char a[64], b[64];
	for (size_t i = 0; i < FP_COUNT(between); i++) {
		ptrdiff_t at = fp_str_find(s, fp_s(between[i]), 0);
		if (at > 0 && near_one(fp_str_sub(s, 0, (size_t)at), today, a) && near_one(fp_str_sub(s, (size_t)at + strlen(between[i]), s.n), today, b))
			return snprintf(out, 160, "%s..%s", a, b) > 0;
	}
	if (s.n == 21 && s.p[10] == '-' && near_one(fp_str_sub(s, 0, 10), today, a) && near_one(fp_str_sub(s, 11, 21), today, b))
		return snprintf(out, 160, "%s..%s", a, b) > 0;
	if (!near_one(s, today, a))
		return false;
	return snprintf(out, 160, "%s", a) > 0;
}

static bool one(fp_str s, const fp_calendar *cal, fp_range *out, fp_err *err)
{
	char near[160];
	if (fp_str_starts(s, "promo:") && s.n > 6)
		return promo(fp_str_trim(fp_str_sub(s, 6, s.n)), cal, out, err);
	if (absolute(s, out) || relative(s, cal->today, out))
		return true;
	if (near_period(s, cal->today, near))
		return fp_fail(err, FP_USAGE, fp_tr("看不懂时间「%.*s」，是不是 %s？", "cannot read the period \"%.*s\"; did you mean %s?"), FP_ARG(fp_utf8_prefix(s, 60)), near);
	return fp_fail(err, FP_USAGE,
	               fp_tr("看不懂时间「%.*s」；可以写：2026 2026-11 2026-11-18 2026-W47 起..止 今天 昨天 本周 上周 "
	                     "last-4w last-30d 本月 上月 promo:名称",
	                     "cannot read the period \"%.*s\"; write one of: 2026 2026-11 2026-11-18 2026-W47 FROM..TO today "
	                     "yesterday this-week last-week last-4w last-30d this-month last-month promo:NAME"),
	               FP_ARG(fp_utf8_prefix(s, 60)));
}

bool fp_period_parse(fp_str s, const fp_calendar *cal, fp_range *out, fp_err *err)
{
	fp_range a = {FIRST_DAY, FIRST_DAY}, b = {LAST_DAY, LAST_DAY};
	s = fp_str_trim(s);
	ptrdiff_t dots = fp_str_find(s, FP_STR(".."), 0);
	if (dots < 0)
		return one(s, cal, out, err);
	fp_str from = fp_str_trim(fp_str_sub(s, 0, (size_t)dots)), to = fp_str_trim(fp_str_sub(s, (size_t)dots + 2, s.n));
	if ((from.n && !one(from, cal, &a, err)) || (to.n && !one(to, cal, &b, err)))
		return false;
	if (b.to < a.from)
		return fp_fail(err, FP_USAGE, fp_tr("时间「%.*s」的止早于起；请对调两端",
		                                    "the period \"%.*s\" ends before it begins; swap its ends"),
		               FP_ARG(fp_utf8_prefix(s, 60)));
	*out = (fp_range){a.from, b.to};
	return true;
}
