#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/week_priv.h"

#define NAMES_MOST 160  // bytes of names in a message

// Counts come from the index as they are. A rate or a comparison needs days: the same counts by day are asked once more, and each row adds
// up the days of its own period that can be counted, cases and orders alike, so that a day without orders falsifies neither.

typedef struct {
	fp_workspace *ws;
	const fp_stats_ask *ask;
	fp_stats *out;
	const fp_query *query;
	bool given;            // the query names a period
	fp_range period, book; // of the query, and of all cases
	const char *by[FP_STATS_BY];
	size_t flat_n;         // by[0..flat_n) of `flat` are those that are no period
	const char *flat[FP_STATS_BY + 1];
	double *base;          // of each day from lo on; NAN where volumes.csv lacks it or has something else than a number
	bool *gap;             // such a day was wanted
	fp_day lo, hi;
	fp_group *fine;        // by `flat` and day
	size_t fine_n;
} job;

// ---------------------------------------------------------------- what is asked

static bool is_time(const char *by)
{
	return !strcmp(by, "week") || !strcmp(by, "month") || !strcmp(by, "day");
}

static bool no_field(job *j, fp_str name, fp_err *err)
{
	static const char *const times[] = {"week", "month", "day"};
	const fp_field_def *near = fp_schema_nearest(j->ws->schema, name);
	fp_str best = near ? near->name : (fp_str){0};
	for (size_t i = 0; i < FP_COUNT(times) && !near; i++)
		if (fp_str_distance(name, fp_s(times[i]), 1) <= 1)
			best = fp_s(times[i]);
	if (best.n)
		return fp_fail(err, FP_USAGE, fp_tr("--by 里没有字段 %.*s，是不是 %.*s？", "--by: no field %.*s; did you mean %.*s?"), FP_ARG(name), FP_ARG(best));
	return fp_fail(err, FP_USAGE, fp_tr("--by 里没有字段 %.*s；可以用案例的任何字段和 week、month、day", "--by: no field %.*s; it takes any field of cases, and week, month, day"), FP_ARG(name));
}

// "label.type" as label.投诉类型, "source.file" as 来源.file.
static fp_str heading(fp_arena *a, fp_str stored, const fp_field_def *f)
{
	size_t at = fp_field_scope(stored);
	if (fp_str_starts(stored, "evidence."))
		return fp_strf(a, fp_tr("%.*s（原话）", "%.*s (words)"), FP_ARG(fp_lang_get() == FP_ZH ? f->zh : f->en));
	return fp_strf(a, "%.*s%.*s%.*s", FP_ARG(fp_str_sub(stored, 0, at)), FP_ARG(fp_lang_get() == FP_ZH ? f->zh : f->en), FP_ARG(fp_str_sub(stored, at + f->name.n, stored.n)));
}

static bool read_field(job *j, fp_str item, fp_err *err)
{
	static const char *const times[][2] = {{"week", "周"}, {"month", "月"}, {"day", "日期"}};
	size_t at = j->out->by_n;
	const fp_field_def *f;
	fp_str stored;
	if (at == FP_STATS_BY)
		return fp_fail(err, FP_USAGE, fp_tr("--by 最多 %d 个字段", "--by takes at most %d fields"), FP_STATS_BY);
	for (size_t i = 0; i < FP_COUNT(times) && !j->by[at]; i++)
		if (fp_str_ieq(item, fp_s(times[i][0])) || fp_str_is(item, times[i][1])) {
			j->by[at] = times[i][0];
			j->out->name[at] = fp_s(times[i][0]);
			j->out->heading[at] = fp_s(fp_tr(times[i][1], times[i][0]));
		}
	if (!j->by[at] && !fp_query_field(j->ws->a, j->ws->schema, item, &stored, &f))
		return no_field(j, item, err);
	if (!j->by[at]) {
		j->out->name[at] = stored;
		j->out->heading[at] = heading(j->ws->a, stored, f);
		j->by[at] = stored.p;
	}
	for (size_t i = 0; i < at; i++)
		if (!strcmp(j->by[i], j->by[at]))
			return fp_fail(err, FP_USAGE, fp_tr("--by 里 %s 写了两次", "--by names %s twice"), j->by[at]);
	j->out->by_n++;
	return true;
}

static bool read_fields(job *j, fp_err *err)
{
	fp_str rest = j->ask->by;
	while (rest.p) {
		fp_str item = fp_str_trim(fp_str_item(&rest));
		if (item.n && !read_field(j, item, err))
			return false;
	}
	for (size_t i = 0; i < j->out->by_n; i++)
		if (!is_time(j->by[i]))
			j->flat[j->flat_n++] = j->by[i];
	j->flat[j->flat_n] = "day";
	return true;
}

// ---------------------------------------------------------------- counts

static bool group(job *j, const fp_query *q, const char *const *by, size_t by_n, fp_group **g, size_t *n, fp_err *err)
{
	return fp_index_group(j->ws->index, q, by, by_n, j->ask->level, j->ws->a, g, n, err);
}

// How many of all the cases rest on verdicts alone in a field that is counted by.
static bool count_verdicts(job *j, fp_err *err)
{
	fp_buf b = {0};
	for (size_t i = 0; i < j->flat_n; i++) {
		if (fp_str_starts(fp_s(j->flat[i]), "label."))
			continue;
		bool scoped = fp_field_scope(fp_s(j->flat[i])) > 0;
		fp_buf_f(&b, scoped ? "%shas:%s" : "%s(has:%s missing:label.%s)", b.n ? " OR " : "", j->flat[i], j->flat[i]);
	}
	fp_str text = fp_buf_take(&b, j->ws->a);
	fp_query *any = text.n ? fp_flow_query(j->ws, text, err) : NULL;
	if (!text.n || !any)
		return !text.n;
	return fp_index_count(j->ws->index, fp_query_both(j->ws->a, j->query, any), &j->out->total.by_verdict, err);
}

static fp_stats_row row_of(const fp_group *g)
{
	return (fp_stats_row){.keys = g->keys, .count = g->count, .by_verdict = g->by_verdict, .rate = NAN, .change = NAN, .low = NAN, .high = NAN};
}

static bool count(job *j, fp_err *err)
{
	fp_stats *out = j->out;
	fp_group *g;
	size_t n = 0, sum = 0;
	out->total = row_of(&(fp_group){0});
	if (!fp_index_count(j->ws->index, j->query, &out->total.count, err) || !count_verdicts(j, err))
		return false;
	if (!out->by_n)
		return true;
	if (!group(j, j->query, j->by, out->by_n, &g, &n, err))
		return false;
	out->rows = FP_NEW_N(j->ws->a, fp_stats_row, n + 1);
	for (size_t i = 0; i < n; i++) {
		out->rows[out->n++] = row_of(&g[i]);
		sum += g[i].count;
	}
	out->many = sum > out->total.count;
	return true;
}

// ---------------------------------------------------------------- the days that count

static bool read_book(job *j, fp_err *err)
{
	static const char *const by[] = {"day"};
	fp_group *g;
	size_t n = 0;
	fp_query *all = fp_flow_query(j->ws, fp_week_query(j->ws->a, fp_day_of(1, 1, 1), fp_day_of(9999, 12, 31)), err);
	if (!all || !group(j, all, by, 1, &g, &n, err))
		return false;
	if (!n)
		return fp_fail(err, FP_NOT_FOUND, fp_tr("没有一个案例有受理时间，算不了率和变化", "no case says when it was received, so there are no rates and changes"));
	j->book = (fp_range){FP_NO_DAY, FP_NO_DAY};
	if (!fp_day_parse(g[0].keys[0], &j->book.from) || !fp_day_parse(g[n - 1].keys[0], &j->book.to))
		fp_bug("a day of the index that is none");
	return true;
}

static fp_range both(fp_range a, fp_range b)
{
	return (fp_range){a.from > b.from ? a.from : b.from, a.to < b.to ? a.to : b.to};
}

// The period of one row: that of the query, and of the week, month and day that the row is of.
static fp_range row_period(const job *j, const fp_stats_row *r)
{
	fp_range p = j->out->period, own;
	fp_err ignored = {0};
	for (size_t i = 0; r->keys && i < j->out->by_n; i++)
		if (is_time(j->by[i]))
			p = fp_period_parse(r->keys[i], &j->ws->cal, &own, &ignored) ? both(p, own) : (fp_range){0, -1};
	return p;
}

// The earlier period, counted back from the first day of p: the four weeks before it, not before today. Empty when there is none.
static fp_range earlier(const job *j, fp_range p)
{
	fp_range r = {0, -1};
	fp_err ignored = {0};
	fp_calendar cal = j->ws->cal;
	if (!j->ask->compare.n || p.from > p.to)
		return r;
	for (int back = 0; back < 2; back++) {
		cal.today = p.from - back;
		if (fp_period_parse(j->ask->compare, &cal, &r, &ignored) && r.to < p.from)
			return both(r, j->book);
	}
	return (fp_range){0, -1};
}

static bool is_volume(const fp_table *t, ptrdiff_t date, ptrdiff_t column)
{
	fp_day day;
	double v;
	for (size_t i = 0; date >= 0 && column >= 0 && column != date && i < t->row_n; i++)
		if (fp_volumes_cell(&t->row[i], date, column, &day, &v) && !isnan(v))
			return true;
	return false;
}

static bool no_column(job *j, const fp_table *t, ptrdiff_t date, fp_err *err)
{
	fp_buf names = {0};
	for (size_t i = 0; i < t->column_n && names.n < NAMES_MOST; i++)
		if (date < 0 || is_volume(t, date, (ptrdiff_t)i))
			fp_buf_f(&names, "%s%.*s", names.n ? ", " : "", FP_ARG(fp_utf8_prefix(t->column[i], NAMES_MOST / 4)));
	if (!names.n)
		fp_buf_z(&names, fp_tr("（没有）", "none"));
	fp_str list = fp_buf_take(&names, j->ws->a);
	if (date < 0)
		return fp_fail(err, FP_INVALID, fp_tr("volumes.csv 没有日期列 date；有：%.*s", "volumes.csv has no column date; it has: %.*s"), FP_ARG(list));
	return fp_fail(err, FP_USAGE, fp_tr("volumes.csv 没有“%.*s”这一列数字；有：%.*s", "volumes.csv has no column of numbers '%.*s'; it has: %.*s"), FP_ARG(j->ask->rate), FP_ARG(list));
}

// One number of a day that cannot be read makes the day unknown: what is left of it would be too small a base.
static bool read_base(job *j, fp_err *err)
{
	size_t n = (size_t)(j->hi - j->lo) + 1;
	j->base = FP_NEW_N(j->ws->a, double, n);
	j->gap = FP_NEW_N(j->ws->a, bool, n);
	bool *seen = FP_NEW_N(j->ws->a, bool, n);
	for (size_t i = 0; i < n; i++)
		j->base[i] = j->ask->rate.n ? NAN : 1;
	if (!j->ask->rate.n)
		return true;
	const fp_table *t = fp_volumes(j->ws);
	if (!t)
		return fp_fail(err, FP_NOT_FOUND, fp_tr("案例本里没有（已保存的）volumes.csv；率要有每天的量：date,orders 这样的表放在 fupan.yaml 旁边，再 fupan save", "the casebook has no (saved) volumes.csv; a rate needs volumes by day: put a table date,orders beside fupan.yaml and fupan save"));
	ptrdiff_t date = fp_volumes_column(t, FP_STR("date")), column = fp_volumes_column(t, j->ask->rate);
	if (!is_volume(t, date, column))
		return no_column(j, t, date, err);
	for (size_t i = 0; i < t->row_n; i++) {
		fp_day day;
		double v;
		if (!fp_volumes_cell(&t->row[i], date, column, &day, &v)) {
			j->out->stray += (size_t)column < t->row[i].n && fp_str_trim(t->row[i].cell[column]).n;
		} else if (day >= j->lo && day <= j->hi) {
			j->base[day - j->lo] = (seen[day - j->lo] ? j->base[day - j->lo] : 0) + v;
			seen[day - j->lo] = true;
		}
	}
	return true;
}

// ---------------------------------------------------------------- rates and changes

static int cmp_flat(const job *j, const fp_group *g, const fp_str *flat)
{
	int c = 0;
	for (size_t i = 0; i < j->flat_n && !c; i++)
		c = fp_str_cmp(g->keys[i], flat[i]);
	return c;
}

static size_t first_of(const job *j, const fp_str *flat)
{
	size_t lo = 0, hi = j->fine_n;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (cmp_flat(j, &j->fine[mid], flat) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static double base_of(job *j, fp_range p)
{
	double sum = 0;
	for (fp_day d = p.from; d <= p.to; d++) {
		bool gap = isnan(j->base[d - j->lo]);
		j->gap[d - j->lo] |= gap;
		sum += gap ? 0 : j->base[d - j->lo];
	}
	return sum;
}

static size_t cases_of(const job *j, const fp_str *flat, fp_range p)
{
	size_t sum = 0;
	for (size_t i = first_of(j, flat); i < j->fine_n && !cmp_flat(j, &j->fine[i], flat); i++) {
		fp_day d;
		if (fp_day_parse(j->fine[i].keys[j->flat_n], &d) && d >= p.from && d <= p.to && !isnan(j->base[d - j->lo]))
			sum += j->fine[i].count;
	}
	return sum;
}

static void set_rates(job *j, fp_stats_row *r)
{
	fp_range p = row_period(j, r), before = earlier(j, p);
	fp_str flat[FP_STATS_BY];
	for (size_t i = 0, k = 0; r->keys && i < j->out->by_n; i++)
		if (!is_time(j->by[i]))
			flat[k++] = r->keys[i];
	if (p.from > p.to)
		return;
	double base = base_of(j, p);
	size_t x = cases_of(j, flat, p);
	if (j->ask->rate.n && base > 0)
		r->rate = 1000 * (double)x / base;
	if (before.from > before.to)
		return;
	double before_base = base_of(j, before);
	r->compared = before_base > 0;
	r->before = cases_of(j, flat, before);
	fp_rate_ratio(x, base, r->before, before_base, &r->change, &r->low, &r->high);
}

// What was complained of before and is not any more is a row too, with no case.
static void add_vanished(job *j)
{
	fp_stats *out = j->out;
	fp_stats_row *rows = FP_NEW_N(j->ws->a, fp_stats_row, out->n + j->fine_n + 1);
	size_t n = 0, old = 0;
	for (size_t i = 0; i < j->fine_n; i++) {
		const fp_str *keys = j->fine[i].keys;
		if (i && !cmp_flat(j, &j->fine[i], j->fine[i - 1].keys))
			continue;
		while (old < out->n && cmp_flat(j, &j->fine[i], out->rows[old].keys) > 0)
			rows[n++] = out->rows[old++];
		if (old < out->n && !cmp_flat(j, &j->fine[i], out->rows[old].keys))
			continue;
		fp_stats_row gone = row_of(&(fp_group){.keys = j->fine[i].keys});
		if (cases_of(j, keys, earlier(j, out->period)))
			rows[n++] = gone;
	}
	while (old < out->n)
		rows[n++] = out->rows[old++];
	out->rows = rows;
	out->n = n;
}

static bool whole_rates(job *j, fp_err *err)
{
	static const char *const day[] = {"day"};
	size_t flat_n = j->flat_n, by_n = j->out->by_n;
	if (!group(j, fp_query_on_days(j->ws->a, j->query, (fp_range){j->lo, j->hi}), day, 1, &j->fine, &j->fine_n, err))
		return false;
	j->flat_n = j->out->by_n = 0;
	set_rates(j, &j->out->total);
	j->flat_n = flat_n;
	j->out->by_n = by_n;
	return true;
}

static fp_day min_day(fp_day a, fp_day b)
{
	return a < b ? a : b;
}

// Days before the first case of the casebook and after today are no days without complaints. Without a period in the query the days go to
// the end of the newest case's week.
static bool needs_days(job *j, fp_err *err)
{
	bool timed = j->flat_n < j->out->by_n;
	fp_range ignored;
	if (!read_book(j, err))
		return false;
	fp_day today = j->ws->cal.today;
	fp_days_asked asked = fp_query_days(j->query, &j->period);
	if (asked == FP_DAYS_MIXED)
		return fp_fail(err, FP_USAGE, fp_tr("有 --rate 或 --compare 时，查询里的时间只写一段，不放进 OR、NOT，也不用逗号列几个", "with --rate or --compare the query's period stands outside of OR and NOT, and is one period, not a list"));
	j->given = asked == FP_DAYS_PERIOD;
	j->period.from = j->period.from > j->book.from ? j->period.from : j->book.from;
	fp_day last = j->given ? today : min_day(today, j->book.to + 7 - fp_day_weekday(j->book.to));
	j->period.to = min_day(j->period.to, last > j->book.to ? last : j->book.to);
	if (j->period.from > j->period.to)
		return fp_fail(err, FP_NOT_FOUND, fp_tr("这段时间里没有可以数的日子", "there is no day to count in this period"));
	j->out->period = j->period;
	if (!j->ask->compare.n)
		return true;
	if (!fp_period_parse(j->ask->compare, &j->ws->cal, &ignored, err))
		return false;
	if (!j->given && !timed)
		return fp_fail(err, FP_USAGE, fp_tr("--compare 要有一段时间来比：查询里写 week:last-week，或者 --by 里加 week", "--compare needs a period to compare: write week:last-week in the query, or add week to --by"));
	return true;
}

static bool fill_rates(job *j, fp_err *err)
{
	fp_stats *out = j->out;
	bool timed = j->flat_n < out->by_n;
	fp_range before = earlier(j, out->period);
	j->lo = out->period.from;
	j->hi = out->period.to;
	for (size_t i = 0; i <= out->n; i++) {
		fp_range r = i ? earlier(j, row_period(j, &out->rows[i - 1])) : before;
		j->lo = r.from <= r.to && r.from < j->lo ? r.from : j->lo;
	}
	if (j->ask->compare.n && !timed && before.from > before.to)
		return fp_fail(err, FP_USAGE, fp_tr("--compare %.*s 里没有 %.*s 以前的案例；案例本从 %.*s 开始", "--compare %.*s holds no case before %.*s; the casebook begins on %.*s"), FP_ARG(j->ask->compare),
		               FP_ARG(fp_day_text(j->ws->a, out->period.from)), FP_ARG(fp_day_text(j->ws->a, j->book.from)));
	if (!read_base(j, err) || !whole_rates(j, err))
		return false;
	if (!out->by_n)
		return true;
	if (!group(j, fp_query_on_days(j->ws->a, j->query, (fp_range){j->lo, j->hi}), j->flat, j->flat_n + 1, &j->fine, &j->fine_n, err))
		return false;
	if (j->ask->compare.n && !timed)
		add_vanished(j);
	for (size_t i = 0; i < out->n; i++)
		set_rates(j, &out->rows[i]);
	return true;
}

static void report_gaps(job *j)
{
	for (fp_day d = j->lo; d <= j->hi; d++)
		if (j->gap[d - j->lo])
			j->out->gaps[j->out->gap_n++] = d;
}

// What is not asked is what the saved query says that the query begins with.
static fp_stats_ask whole_ask(const fp_stats_ask *ask, const fp_query *q)
{
	fp_stats_ask all = *ask;
	const fp_saved_query *s = fp_query_saved(q);
	if (s) {
		all.by = ask->by.n ? ask->by : s->by;
		all.rate = ask->rate.n ? ask->rate : s->rate;
		all.compare = ask->compare.n ? ask->compare : s->compare;
	}
	return all;
}

bool fp_flow_stats(fp_workspace *ws, const fp_stats_ask *asked, fp_stats *out, fp_err *err)
{
	*out = (fp_stats){0};
	fp_query *q = fp_flow_query(ws, asked->query, err);
	if (!q)
		return false;
	fp_stats_ask all = whole_ask(asked, q);
	const fp_stats_ask *ask = &all;
	job j = {.ws = ws, .ask = ask, .out = out, .query = q};
	out->rated = ask->rate.n > 0;
	out->with_change = ask->compare.n > 0;
	if (!read_fields(&j, err) || !count(&j, err))
		return false;
	if (!(ask->rate.n || ask->compare.n) || !out->total.count)
		return true;
	if (!needs_days(&j, err) || !fill_rates(&j, err))
		return false;
	out->gaps = FP_NEW_N(ws->a, fp_day, (size_t)(j.hi - j.lo) + 2);
	report_gaps(&j);
	return true;
}
