#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "flow/flow_priv.h"
#include "text/duplicates.h"

// Three bands: the same words; the same buyer and order within some days; nearly the same words. Who stands in a surer band is not
// told again in another one.

typedef struct {
	fp_str id, title, order, customer;
	fp_day day;
	size_t at;               // among the cases, by id
} bought;

typedef struct {
	fp_workspace *ws;
	fp_duplicate_row *row;   // of each case; band NULL: none
	fp_topic *topic;
	bought *b;
	size_t n;
} finding;

static fp_str field_text(const json_t *fields, const char *name)
{
	const json_t *v = json_object_get(fields, name);
	return json_is_string(v) ? fp_str_trim(fp_json_string(v)) : (fp_str){0};
}

static int by_hit_id(const void *x, const void *y)
{
	return fp_str_cmp(((const fp_hit *)x)->id, ((const fp_hit *)y)->id);
}

static bool read_fields(finding *f, const fp_query *q, fp_err *err)
{
	fp_hit *hits = NULL;
	size_t n = 0;
	fp_arena *a = f->ws->a;
	fp_find_options o = {.sort = "received", .want_fields = true};
	if (!fp_index_find(f->ws->index, q, &o, a, &hits, &n, err))
		return false;
	if (n)
		qsort(hits, n, sizeof *hits, by_hit_id);
	f->b = FP_NEW_N(a, bought, f->n + 1);
	for (size_t i = 0, k = 0; i < f->n; i++) {
		while (k < n && fp_str_cmp(hits[k].id, f->topic[i].id) < 0)
			k++;
		bought *b = &f->b[i];
		*b = (bought){.id = f->topic[i].id, .day = FP_NO_DAY, .at = i};
		if (k == n || !fp_str_eq(hits[k].id, b->id))
			continue;
		fp_time t;
		b->title = fp_str_dup(a, hits[k].title);
		b->order = fp_str_dup(a, field_text(hits[k].fields, "order"));
		b->customer = fp_str_dup(a, field_text(hits[k].fields, "customer"));
		if (fp_time_parse(field_text(hits[k].fields, "received"), f->ws->schema->config.offset, &t, NULL))
			b->day = fp_time_day(t);
	}
	fp_hits_free(hits, n);
	return true;
}

static int by_order(const void *x, const void *y)
{
	const bought *a = x, *b = y;
	int c = fp_str_cmp(a->order, b->order);
	c = c ? c : fp_str_cmp(a->customer, b->customer);
	return c ? c : a->day != b->day ? (a->day < b->day ? -1 : 1) : a->at < b->at ? -1 : 1;
}

// [订单号#1] is counted anew in every case.
static bool says_something(fp_str s)
{
	return s.n && s.p[0] != '[';
}

static void same_orders(finding *f, int within_days)
{
	bought *v = FP_NEW_N(f->ws->a, bought, f->n + 1);
	memcpy(v, f->b, f->n * sizeof *v);
	if (f->n)
		qsort(v, f->n, sizeof *v, by_order);
	for (size_t i = 1; i < f->n; i++) {
		const bought *x = &v[i - 1], *y = &v[i];
		bool same = fp_str_eq(x->order, y->order) && fp_str_eq(x->customer, y->customer) && says_something(x->order) && says_something(x->customer);
		if (!same || x->day == FP_NO_DAY || y->day - x->day > within_days || f->row[y->at].band)
			continue;
		f->row[y->at] = (fp_duplicate_row){.of = x->id, .band = "order", .days = y->day - x->day};
	}
}

static void take(finding *f, const fp_duplicate *v, size_t n, bool exact)
{
	for (size_t i = 0; i < n; i++) {
		fp_duplicate_row *r = &f->row[v[i].which];
		fp_str of = f->topic[v[i].of].id;
		if (r->band && fp_str_eq(r->of, of))
			r->score = v[i].score;
		if (!r->band && (v[i].score == 1) == exact)
			*r = (fp_duplicate_row){.of = of, .band = exact ? "exact" : "near", .score = v[i].score};
	}
}

static int by_band(const void *x, const void *y)
{
	static const char order[] = "eon";   // exact, order, near
	const fp_duplicate_row *a = x, *b = y;
	if (a->band != b->band && *a->band != *b->band)
		return strchr(order, *a->band) < strchr(order, *b->band) ? -1 : 1;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return fp_str_cmp(a->id, b->id);
}

bool fp_flow_duplicates(fp_workspace *ws, const fp_query *q, int within_days, double least, fp_duplicate_row **out, size_t *n, fp_err *err)
{
	finding f = {.ws = ws};
	fp_duplicate *v;
	size_t found = 0;
	*n = 0;
	if (!fp_index_topics(ws->index, q, ws->a, &f.topic, &f.n, err))
		return false;
	fp_str *text = FP_NEW_N(ws->a, fp_str, f.n + 1);
	for (size_t i = 0; i < f.n; i++)
		text[i] = f.topic[i].text;
	f.row = FP_NEW_N(ws->a, fp_duplicate_row, f.n + 1);
	if (!fp_duplicates(ws->a, text, f.n, least, &v, &found, err) || !read_fields(&f, q, err) || fp_arena_over(ws->a, err))
		return false;
	take(&f, v, found, true);
	same_orders(&f, within_days);
	take(&f, v, found, false);
	for (size_t i = 0; i < f.n; i++)
		if (f.row[i].band) {
			f.row[i].id = f.b[i].id;
			f.row[i].title = f.b[i].title;
			f.row[(*n)++] = f.row[i];
		}
	if (*n)
		qsort(f.row, *n, sizeof *f.row, by_band);
	*out = f.row;
	return true;
}
