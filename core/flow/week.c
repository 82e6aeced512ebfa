#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/week_priv.h"

const char *fp_say(const fp_workspace *ws, const char *zh, const char *en)
{
	return fp_str_is(ws->schema->config.lang, "en") ? en : zh;
}

void fp_jset(json_t *o, const char *key, fp_str s)
{
	if (s.n)
		json_object_set_new(o, key, fp_json_str(s));
}

void fp_jint(json_t *o, const char *key, size_t v)
{
	json_object_set_new(o, key, json_integer((json_int_t)v));
}

void fp_jnum(json_t *o, const char *key, double v)
{
	if (isfinite(v))
		json_object_set_new(o, key, json_real(v));
}

// ---------------------------------------------------------------- which week

bool fp_week_one(fp_workspace *ws, fp_range range, fp_str text, fp_week *out, fp_err *err)
{
	if (range.to - range.from != 6 || fp_day_weekday(range.from) != 1)
		return fp_fail(err, FP_USAGE, fp_tr("“%.*s”不是一周（周一到周日）；用 2026-W47 或 last-week 这样的写法", "'%.*s' is not one week (Monday to Sunday); write 2026-W47 or last-week"), FP_ARG(text));
	out->monday = range.from;
	out->id = fp_week_text(ws->a, range.from);
	return true;
}

bool fp_week_parse(fp_workspace *ws, fp_str text, fp_week *out, fp_err *err)
{
	fp_range range;
	return fp_period_parse(text, &ws->cal, &range, err) && fp_week_one(ws, range, text, out, err);
}

fp_str fp_week_query(fp_arena *a, fp_day from, fp_day to)
{
	fp_str x = fp_day_text(a, from), y = fp_day_text(a, to);
	return fp_strf(a, "received:%.*s..%.*s", FP_ARG(x), FP_ARG(y));
}

bool fp_week_empty(fp_workspace *ws, const fp_week *w, fp_err *err)
{
	static const char *const by[] = {"week"};
	fp_group *g;
	size_t n = 0;
	fp_str before = {0}, after = {0};
	fp_query *all = fp_flow_query(ws, fp_week_query(ws->a, fp_day_of(1, 1, 1), fp_day_of(9999, 12, 31)), err);
	if (!all || !fp_index_group(ws->index, all, by, 1, 0, ws->a, &g, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (fp_str_cmp(g[i].keys[0], w->id) < 0 && g[i].keys[0].n)
			before = g[i].keys[0];
		else if (!after.n)
			after = g[i].keys[0];
	}
	if (!before.n && !after.n)
		return fp_fail(err, FP_NOT_FOUND, fp_tr("%.*s 没有案例，案例本还是空的；用 fupan new 或 fupan import 放进案例", "%.*s has no cases, the casebook is empty; add some with fupan new or fupan import"), FP_ARG(w->id));
	return fp_fail(err, FP_NOT_FOUND, fp_tr("%.*s 没有案例；最近有案例的周：%.*s%s%.*s", "%.*s has no cases; the nearest weeks with cases: %.*s%s%.*s"), FP_ARG(w->id), FP_ARG(before),
	               before.n && after.n ? fp_tr("、", ", ") : "", FP_ARG(after));
}

// ---------------------------------------------------------------- the cases of the window

// The best verdict on a field at or above its threshold, when no person has said anything.
static bool judged(fp_workspace *ws, const fp_week_case *c, const char *field, fp_str *value, fp_err *err)
{
	bool verdict = false;
	*value = (fp_str){0};
	return fp_index_value(ws->index, c->id, field, ws->a, value, &verdict, err);
}

static bool set_values(fp_workspace *ws, fp_week_case *c, fp_err *err)
{
	fp_str severity = fp_case_get(c->doc, "severity");
	int64_t level;
	c->type = fp_case_get(c->doc, "type");
	if (!c->type.n) {
		if (!judged(ws, c, "type", &c->type, err))
			return false;
		c->by_verdict = c->type.n > 0;
	}
	if (!severity.n && !judged(ws, c, "severity", &severity, err))
		return false;
	c->severity = fp_str_int(severity, &level) && level >= 1 && level <= 4 ? (int)level : 0;
	ptrdiff_t slash = fp_str_find(c->type, FP_STR("/"), 0);
	c->group = slash < 0 ? c->type : fp_str_trim(fp_str_sub(c->type, 0, (size_t)slash));
	return true;
}

// Texts leave for slides, so personal data that slipped into a file is replaced here once more.
static bool read_case(fp_workspace *ws, fp_window *w, const fp_hit *hit, fp_day from, fp_week_case *c, fp_err *err)
{
	fp_oid blob;
	fp_str text;
	fp_time t;
	size_t found = 0;
	snprintf(blob.hex, sizeof blob.hex, "%.*s", FP_ARG(hit->blob));
	if (!fp_store_read_blob(ws->store, &blob, ws->a, &text, err))
		return false;
	c->path = hit->path;
	c->doc = fp_case_parse(ws->a, hit->path, fp_redact_text(ws, text, &found), NULL);
	c->id = hit->id;
	c->title = fp_case_title(c->doc);
	if (!fp_time_parse(fp_case_get(c->doc, "received"), ws->schema->config.offset, &t, NULL))
		return true;
	t.offset = ws->schema->config.offset;
	c->day = fp_time_day(t);
	ptrdiff_t week = (c->day - from) / 7;
	c->week = week < 0 ? 0 : week >= (ptrdiff_t)w->weeks ? w->weeks - 1 : (size_t)week;
	w->total[c->week]++;
	return set_values(ws, c, err);
}

static int by_day(const void *x, const void *y)
{
	const fp_week_case *a = x, *b = y;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return fp_str_cmp(a->id, b->id);
}

static bool read_cases(fp_workspace *ws, fp_window *w, fp_day from, fp_err *err)
{
	fp_hit *hits = NULL;
	size_t n = 0;
	bool ok = true;
	fp_find_options o = {.sort = "received"};
	fp_query *q = fp_flow_query(ws, fp_week_query(ws->a, from, w->week.monday + 6), err);
	if (!q || !fp_index_find(ws->index, q, &o, ws->a, &hits, &n, err))
		return false;
	w->v = FP_NEW_N(ws->a, fp_week_case, n + 1);
	for (size_t i = 0; i < n && ok; i++)
		ok = read_case(ws, w, &hits[i], from, &w->v[w->n++], err);
	fp_hits_free(hits, n);
	if (ok && w->n)
		qsort(w->v, w->n, sizeof *w->v, by_day);
	return ok;
}

static bool oldest_case(fp_workspace *ws, fp_window *w, fp_day from, fp_err *err)
{
	fp_hit *hits = NULL;
	size_t n = 0;
	fp_str text;
	fp_time t;
	fp_oid blob;
	fp_find_options o = {.sort = "received", .limit = 1};
	fp_query *q = fp_flow_query(ws, fp_week_query(ws->a, fp_day_of(1, 1, 1), w->week.monday + 6), err);
	w->oldest = w->n ? w->v[0].day : w->week.monday;
	if (!q || !fp_index_find(ws->index, q, &o, ws->a, &hits, &n, err))
		return false;
	bool ok = true;
	if (n) {
		snprintf(blob.hex, sizeof blob.hex, "%.*s", FP_ARG(hits[0].blob));
		ok = fp_store_read_blob(ws->store, &blob, ws->a, &text, err);
		if (ok && fp_time_parse(fp_case_get(fp_case_parse(ws->a, hits[0].path, text, NULL), "received"), ws->schema->config.offset, &t, NULL))
			w->oldest = fp_time_day(t) < w->oldest ? fp_time_day(t) : w->oldest;
	}
	fp_hits_free(hits, n);
	w->first = w->oldest <= from ? 0 : (size_t)(w->oldest - from) / 7;
	return ok;
}

// ---------------------------------------------------------------- orders of each week, from volumes.csv

ptrdiff_t fp_volumes_column(const fp_table *t, fp_str name)
{
	static const char *const dates[] = {"date", "日期", "day"}, *const orders[] = {"orders", "订单数", "订单", "单量"};
	ptrdiff_t at = fp_table_column(t, name);
	const char *const *other = fp_str_is(name, "date") ? dates : orders;
	size_t n = fp_str_is(name, "date") ? FP_COUNT(dates) : fp_str_is(name, "orders") ? FP_COUNT(orders) : 0;
	for (size_t i = 0; i < n && at < 0; i++)
		at = fp_table_column(t, fp_s(other[i]));
	return at;
}

bool fp_volumes_cell(const fp_row *r, ptrdiff_t date, ptrdiff_t column, fp_day *day, double *v)
{
	fp_time at;
	fp_str cell = (size_t)column < r->n ? fp_str_trim(r->cell[column]) : (fp_str){0};
	if ((size_t)date >= r->n || !fp_time_parse(fp_str_trim(r->cell[date]), 0, &at, NULL) || (!cell.n && !r->fault.n))
		return false;
	if (r->fault.n || !fp_str_num(cell, v) || !(*v >= 0))
		*v = NAN;
	*day = fp_time_day(at);
	return true;
}

// Weeks are counted from the one before the window.
static void add_orders(const fp_table *t, ptrdiff_t date, ptrdiff_t orders, fp_day from, size_t weeks, double *sum, unsigned *days)
{
	for (size_t i = 0; i < t->row_n; i++) {
		fp_day at;
		double v;
		if (!fp_volumes_cell(&t->row[i], date, orders, &at, &v))
			continue;
		ptrdiff_t day = at - from;
		if (day < 0 || day >= (ptrdiff_t)weeks * 7)
			continue;
		sum[day / 7] += v;
		days[day / 7] |= 1u << (day % 7);
	}
}

fp_table *fp_volumes(fp_workspace *ws)
{
	fp_err why = {0};
	fp_str text;
	if (!fp_store_read(ws->store, &ws->rev, FP_STR("volumes.csv"), ws->a, &text, NULL, &why))
		return NULL;
	fp_table *t = fp_table_read(ws->a, FP_STR("volumes.csv"), text, &why);
	if (!t)
		fp_warn(fp_tr("volumes.csv 读不了（%s），本次不算每千单的率", "volumes.csv cannot be read (%s); no rates this time"), why.msg);
	return t;
}

// People complain about an order days after they placed it: the week after a sale has the sale's complaints and an ordinary week's orders.
// So a week's complaints are held against the mean of its orders and those of the week before. A week is covered when all its seven
// days are in the file: half a week of orders would double the rate.
static void read_orders(fp_workspace *ws, fp_window *w, fp_day from)
{
	unsigned *days = FP_NEW_N(ws->a, unsigned, w->weeks + 1);
	double *sum = FP_NEW_N(ws->a, double, w->weeks + 1);
	const fp_table *t = fp_volumes(ws);
	ptrdiff_t d = t ? fp_volumes_column(t, FP_STR("date")) : -1, o = t ? fp_volumes_column(t, FP_STR("orders")) : -1;
	if (d >= 0 && o >= 0)
		add_orders(t, d, o, from - 7, w->weeks + 1, sum, days);
	size_t known = 0;
	for (size_t i = 0; i < w->weeks; i++) {
		bool whole = days[i + 1] == 0x7F && sum[i + 1] > 0, before = days[i] == 0x7F && sum[i] > 0;
		w->orders[i] = !whole ? NAN : before ? (sum[i] + sum[i + 1]) / 2 : sum[i + 1];
		known += whole && i >= w->first && i + 1 < w->weeks;
	}
	w->rates = known >= 4 && w->orders[w->weeks - 1] > 0;
}

bool fp_window_load(fp_workspace *ws, fp_week week, size_t weeks, fp_window *out, fp_err *err)
{
	fp_day from = week.monday - 7 * ((fp_day)weeks - 1);
	*out = (fp_window){.week = week, .weeks = weeks, .total = FP_NEW_N(ws->a, size_t, weeks), .orders = FP_NEW_N(ws->a, double, weeks)};
	if (!read_cases(ws, out, from, err) || !oldest_case(ws, out, from, err))
		return false;
	read_orders(ws, out, from);
	return true;
}

double *fp_window_base(fp_arena *a, const fp_window *w)
{
	double *base = FP_NEW_N(a, double, w->weeks);
	for (size_t i = 0; i < w->weeks; i++)
		base[i] = i < w->first ? NAN : w->rates ? w->orders[i] : (double)w->total[i];
	return base;
}

fp_trail fp_trail_of(const size_t *weekly, const double *base, size_t weeks)
{
	fp_trail t = {0};
	for (size_t i = weeks > FP_TRAIL + 1 ? weeks - 1 - FP_TRAIL : 0; i + 1 < weeks; i++) {
		if (!(base[i] > 0))
			continue;
		t.cases += weekly[i];
		t.base += base[i];
		t.weeks++;
	}
	return t;
}

const fp_plugin *fp_plugin_of(fp_workspace *ws, const char *kind, fp_err *err)
{
	const fp_plugin *bad = NULL;
	for (size_t i = 0; ws->host && i < fp_host_count(ws->host); i++) {
		const fp_plugin *p = fp_host_plugin(ws->host, i);
		if (!fp_str_is(p->kind, kind))
			continue;
		if (p->status == FP_PLUGIN_OK)
			return p;
		bad = p->status == FP_PLUGIN_BAD ? p : bad;
	}
	if (bad)
		fp_fail(err, FP_PLUGIN, "%.*s: %.*s", FP_ARG(bad->path), FP_ARG(bad->reason));
	else
		fp_fail(err, FP_NOT_FOUND, fp_tr("没有可用的 %s 类插件；fupan plugin list 看有哪些", "there is no usable plugin of kind %s; fupan plugin list shows what there is"), kind);
	return NULL;
}

// Machines' opinions on the weeks that are shown; what is known costs nothing. A casebook without classifiers lives by labels alone.
bool fp_week_judge(fp_workspace *ws, const fp_week *week, fp_err *err)
{
	fp_classified report;
	fp_err own = {0};
	fp_str query = fp_week_query(ws->a, week->monday - 7 * (FP_ISSUE_WEEKS - 1), week->monday + 6);
	if (fp_flow_classify(ws, query, NULL, 0, NULL, NULL, &report, &own)) {
		if (report.failed)
			fp_warn(fp_tr("%zu 次分类失败（%.*s：%.*s），结果里缺这些判断", "%zu classifications failed (%.*s: %.*s); the result lacks them"), report.failed, FP_ARG(report.fault[0].plugin), FP_ARG(report.fault[0].reason));
		return true;
	}
	if (own.code != FP_NOT_FOUND)
		return fp_fail(err, own.code, "%s", own.msg);
	fp_warn("%s", own.msg);
	return true;
}
