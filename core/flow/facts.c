#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/week_priv.h"

// The numbers of a week as a plain value. Everything is counted from the cases of the window themselves; what rests on verdicts alone is
// counted beside it. A number that cannot be known (no orders, nobody asked for satisfaction) is missing and not zero.

static json_t *counts(const size_t *v, size_t n)
{
	json_t *out = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(out, json_integer((json_int_t)v[i]));
	return out;
}

// null where the number is not known
static json_t *numbers(const double *v, size_t n)
{
	json_t *out = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(out, isfinite(v[i]) ? json_real(v[i]) : json_null());
	return out;
}

static const char *trend_name(fp_trend t)
{
	static const char *const names[] = {"none", "steady", "rising", "falling"};
	return names[t];
}

// ---------------------------------------------------------------- a count with its past

static void set_course(json_t *o, const fp_window *w, const size_t *weekly, const double *base)
{
	size_t last = w->weeks - 1;
	double ratio, low, high;
	fp_trail before = fp_trail_of(weekly, base, w->weeks);
	fp_rate_ratio(weekly[last], base[last], before.cases, before.base, &ratio, &low, &high);
	fp_jint(o, "n", weekly[last]);
	json_object_set_new(o, "weekly", counts(weekly, w->weeks));
	if (last > w->first)
		fp_jint(o, "prev", weekly[last - 1]);
	if (before.weeks)
		fp_jnum(o, "mean", (double)before.cases / (double)before.weeks);
	fp_jnum(o, "change", ratio);
	fp_jnum(o, "low", low);
	fp_jnum(o, "high", high);
	json_object_set_new(o, "trend", json_string(trend_name(fp_trend_of(weekly, base, w->weeks, NULL))));
}

// ---------------------------------------------------------------- kinds of complaints

typedef struct {
	fp_str name, group;
	size_t *weekly, by_verdict, now, sum;
} kind;

typedef struct {
	kind *v;
	size_t n, cap;
} kinds;

static void count_kind(fp_arena *a, kinds *k, const fp_window *w, fp_str name, const fp_week_case *c)
{
	size_t i = 0;
	bool now = c->week + 1 == w->weeks;
	while (i < k->n && !fp_str_eq(k->v[i].name, name))
		i++;
	if (i == k->n)
		FP_PUSH(a, k->v, k->n, k->cap) = (kind){.name = name, .group = c->group, .weekly = FP_NEW_N(a, size_t, w->weeks)};
	k->v[i].weekly[c->week]++;
	k->v[i].sum++;
	k->v[i].now += now;
	k->v[i].by_verdict += now && c->by_verdict;
}

// Largest this week first, then by all weeks, then by name.
static int by_count(const void *x, const void *y)
{
	const kind *a = x, *b = y;
	if (a->now != b->now)
		return a->now > b->now ? -1 : 1;
	if (a->sum != b->sum)
		return a->sum > b->sum ? -1 : 1;
	return fp_str_cmp(a->name, b->name);
}

static void sort_kinds(kinds *k)
{
	if (k->n)
		qsort(k->v, k->n, sizeof *k->v, by_count);
}

static json_t *kind_value(const fp_window *w, const kind *k, const double *base)
{
	json_t *o = json_object();
	fp_jset(o, "name", k->name);
	fp_jint(o, "by_verdict", k->by_verdict);
	set_course(o, w, k->weekly, base);
	return o;
}

// Groups of complaint types, each with its types; the main type of a case counts, so the sum is the number of cases.
static json_t *types_value(fp_workspace *ws, const fp_window *w, const double *base)
{
	kinds groups = {0}, types = {0};
	json_t *out = json_array();
	for (size_t i = 0; i < w->n; i++) {
		if (!w->v[i].type.n)
			continue;
		count_kind(ws->a, &groups, w, w->v[i].group, &w->v[i]);
		count_kind(ws->a, &types, w, w->v[i].type, &w->v[i]);
	}
	sort_kinds(&groups);
	sort_kinds(&types);
	for (size_t g = 0; g < groups.n; g++) {
		json_t *o = kind_value(w, &groups.v[g], base), *children = json_array();
		for (size_t t = 0; t < types.n; t++)
			if (fp_str_eq(types.v[t].group, groups.v[g].name))
				json_array_append_new(children, kind_value(w, &types.v[t], base));
		json_object_set_new(o, "children", children);
		json_array_append_new(out, o);
	}
	return out;
}

static json_t *channels_value(fp_workspace *ws, const fp_window *w)
{
	kinds k = {0};
	json_t *out = json_array();
	for (size_t i = 0; i < w->n; i++) {
		fp_str name = fp_case_get(w->v[i].doc, "channel");
		if (name.n && w->v[i].week + 1 == w->weeks)
			count_kind(ws->a, &k, w, name, &w->v[i]);
	}
	sort_kinds(&k);
	for (size_t i = 0; i < k.n; i++) {
		json_t *o = json_object();
		fp_jset(o, "name", k.v[i].name);
		fp_jint(o, "n", k.v[i].now);
		json_array_append_new(out, o);
	}
	return out;
}

// ---------------------------------------------------------------- how the cases were handled

typedef struct {
	double *v;
	size_t n;
} sample;

static sample values_of(fp_workspace *ws, const fp_window *w, const char *field, size_t from, size_t to)
{
	sample s = {FP_NEW_N(ws->a, double, w->n + 1), 0};
	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].week >= from && w->v[i].week <= to && fp_str_num(fp_case_get(w->v[i].doc, field), &s.v[s.n]))
			s.n++;
	return s;
}

static double mean(double *v, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += v[i];
	return n ? sum / (double)n : NAN;
}

static double share_repeat(double *v, size_t n)
{
	size_t more = 0;
	for (size_t i = 0; i < n; i++)
		more += v[i] > 1;
	return n ? (double)more / (double)n : NAN;
}

// {v, n, before, before_n, weekly}: of the cases that carry the field.
static json_t *measure(fp_workspace *ws, const fp_window *w, const char *field, double (*of)(double *, size_t))
{
	size_t last = w->weeks - 1;
	sample now = values_of(ws, w, field, last, last);
	json_t *o = json_object();
	double *weekly = FP_NEW_N(ws->a, double, w->weeks);
	fp_jnum(o, "v", of(now.v, now.n));
	fp_jint(o, "n", now.n);
	if (last > w->first) {
		sample before = values_of(ws, w, field, last > FP_TRAIL ? last - FP_TRAIL : 0, last - 1);
		fp_jnum(o, "before", of(before.v, before.n));
		fp_jint(o, "before_n", before.n);
	}
	for (size_t i = 0; i < w->weeks; i++) {
		sample s = values_of(ws, w, field, i, i);
		weekly[i] = of(s.v, s.n);
	}
	json_object_set_new(o, "weekly", numbers(weekly, w->weeks));
	return o;
}

static bool is_reviewed(const fp_case *c)
{
	fp_str s = fp_case_get(c, "status");
	return fp_str_is(s, "published") || fp_str_is(s, "archived");
}

static void set_states(json_t *o, const fp_window *w)
{
	size_t published = 0, waiting = 0, untyped = 0, by_verdict = 0;
	for (size_t i = 0; i < w->n; i++) {
		const fp_week_case *c = &w->v[i];
		if (c->week + 1 != w->weeks)
			continue;
		published += is_reviewed(c->doc);
		waiting += fp_str_is(fp_case_get(c->doc, "status"), "in_review");
		untyped += !c->type.n;
		by_verdict += c->by_verdict;
	}
	fp_jint(o, "published", published);
	fp_jint(o, "in_review", waiting);
	fp_jint(o, "untyped", untyped);
	fp_jint(o, "by_verdict", by_verdict);
}

// ---------------------------------------------------------------- the calendar of the week

static json_t *days_value(fp_workspace *ws, const fp_window *w)
{
	size_t n[7] = {0};
	json_t *out = json_array();
	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].week + 1 == w->weeks && w->v[i].day >= w->week.monday && w->v[i].day < w->week.monday + 7)
			n[w->v[i].day - w->week.monday]++;
	for (int d = 0; d < 7; d++) {
		json_t *o = json_object();
		fp_jset(o, "date", fp_day_text(ws->a, w->week.monday + d));
		fp_jint(o, "n", n[d]);
		json_array_append_new(out, o);
	}
	return out;
}

static json_t *promos_value(fp_workspace *ws, const fp_window *w)
{
	const fp_config *c = &ws->schema->config;
	fp_day from = w->week.monday - 7 * ((fp_day)w->weeks - 1);
	json_t *out = json_array();
	for (size_t i = 0; i < c->promo_n; i++) {
		if (c->promos[i].to < from || c->promos[i].from > w->week.monday + 6)
			continue;
		json_t *o = json_object();
		fp_jset(o, "name", c->promos[i].name);
		fp_jset(o, "from", fp_day_text(ws->a, c->promos[i].from));
		fp_jset(o, "to", fp_day_text(ws->a, c->promos[i].to));
		fp_jset(o, "week", fp_week_text(ws->a, c->promos[i].from));
		fp_jset(o, "last_week", fp_week_text(ws->a, c->promos[i].to));
		json_array_append_new(out, o);
	}
	return out;
}

// The newest commit that changed a case: what the numbers can be traced to. Not HEAD, which every review moves.
static fp_str data_commit(fp_workspace *ws)
{
	fp_log_entry *e;
	size_t n = 0;
	fp_err ignored = {0};
	if (fp_store_log(ws->store, &ws->rev, FP_STR("cases"), 1, ws->a, &e, &n, &ignored) && n)
		return fp_strf(ws->a, "%.10s", e[0].commit.hex);
	return fp_strf(ws->a, "%.10s", ws->rev.commit.hex);
}

static void set_names(fp_workspace *ws, json_t *o, const fp_window *w)
{
	const fp_config *c = &ws->schema->config;
	json_t *weeks = json_array();
	fp_jset(o, "id", w->week.id);
	fp_jset(o, "lang", c->lang);
	fp_jset(o, "team", c->name);
	fp_jset(o, "commit", data_commit(ws));
	fp_jset(o, "query", fp_strf(ws->a, "week:%.*s", FP_ARG(w->week.id)));
	fp_jset(o, "from", fp_day_text(ws->a, w->week.monday));
	fp_jset(o, "to", fp_day_text(ws->a, w->week.monday + 6));
	fp_jset(o, "next", fp_day_text(ws->a, w->week.monday + 14));
	fp_jset(o, "meeting", c->meeting);
	fp_jint(o, "minutes", c->meeting_minutes > 0 ? (size_t)c->meeting_minutes : 45);
	json_object_set_new(o, "partial", json_boolean(ws->cal.today <= w->week.monday + 6));
	for (size_t i = 0; i < w->weeks; i++)
		json_array_append_new(weeks, fp_json_str(fp_week_text(ws->a, w->week.monday - 7 * (fp_day)(w->weeks - 1 - i))));
	json_object_set_new(o, "weeks", weeks);
	fp_jint(o, "first_week", w->first + 1);
}

json_t *fp_week_facts(fp_workspace *ws, const fp_window *w)
{
	json_t *o = json_object(), *total = json_object();
	double *base = fp_window_base(ws->a, w), *even = FP_NEW_N(ws->a, double, w->weeks), *rate = FP_NEW_N(ws->a, double, w->weeks);
	for (size_t i = 0; i < w->weeks; i++) {
		// Without orders the total can only be held against itself: every week weighs the same.
		even[i] = i < w->first ? NAN : w->rates ? w->orders[i] : 1000;
		rate[i] = i < w->first ? NAN : 1000 * (double)w->total[i] / w->orders[i];
	}
	set_names(ws, o, w);
	set_course(total, w, w->total, even);
	fp_jnum(total, "rate", rate[w->weeks - 1]);
	json_object_set_new(total, "rates", numbers(rate, w->weeks));
	json_object_set_new(total, "orders", numbers(w->orders, w->weeks));
	json_object_set_new(total, "by_orders", json_boolean(w->rates));
	json_object_set_new(o, "total", total);
	fp_jint(o, "n", w->total[w->weeks - 1]);
	set_states(o, w);
	json_object_set_new(o, "days", days_value(ws, w));
	json_object_set_new(o, "types", types_value(ws, w, base));
	json_object_set_new(o, "channels", channels_value(ws, w));
	json_object_set_new(o, "first_response", measure(ws, w, "first_response", fp_median));
	json_object_set_new(o, "satisfaction", measure(ws, w, "satisfaction", mean));
	json_object_set_new(o, "repeat", measure(ws, w, "contacts", share_repeat));
	json_object_set_new(o, "promos", promos_value(ws, w));
	return o;
}
