// period: what people write for a stretch of days.
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

static bool one(fp_str s, const fp_calendar *cal, fp_range *out, fp_err *err)
{
	if (fp_str_starts(s, "promo:") && s.n > 6)
		return promo(fp_str_trim(fp_str_sub(s, 6, s.n)), cal, out, err);
	if (absolute(s, out) || relative(s, cal->today, out))
		return true;
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
