#include <stdlib.h>
#include <string.h>

#include "flow/flow_priv.h"

// What is owed: action items of all cases, reviews that are due.

typedef bool (*case_fn)(void *ctx, const fp_case *c, fp_str path, fp_err *err);

// Every case of a query, parsed from the snapshot.
bool fp_each_case(fp_workspace *ws, const char *query, case_fn fn, void *ctx, fp_err *err)
{
	fp_hit *hits = NULL;
	size_t n = 0;
	fp_find_options o = {.sort = "received"};
	fp_query *q = fp_query_parse(ws->a, fp_s(query), ws->schema, &ws->cal, err);
	if (!q || !fp_index_find(ws->index, q, &o, ws->a, &hits, &n, err))
		return false;
	bool ok = true;
	for (size_t i = 0; i < n && ok; i++) {
		fp_oid blob;
		fp_str text;
		snprintf(blob.hex, sizeof blob.hex, "%.*s", FP_ARG(hits[i].blob));
		ok = fp_store_read_blob(ws->store, &blob, ws->a, &text, err) && fn(ctx, fp_case_parse(ws->a, hits[i].path, text, NULL), hits[i].path, err);
	}
	fp_hits_free(hits, n);
	return ok;
}

// ---------------------------------------------------------------- action items

typedef struct {
	fp_workspace *ws;
	bool overdue_only;
	fp_action_row *rows;
	size_t n, cap;
} action_list;

static bool add_actions(void *ctx, const fp_case *c, fp_str path, fp_err *err)
{
	action_list *l = ctx;
	fp_action *v;
	size_t n = fp_case_actions(l->ws->a, c, &v, NULL);
	(void)err;
	for (size_t i = 0; i < n; i++) {
		bool overdue = !v[i].done && v[i].due != FP_NO_DAY && v[i].due < l->ws->cal.today;
		if (l->overdue_only && !overdue)
			continue;
		FP_PUSH(l->ws->a, l->rows, l->n, l->cap) = (fp_action_row){
			.case_id = fp_case_id(c), .title = fp_case_title(c), .text = v[i].text, .owner = v[i].owner, .kind = v[i].kind,
			.status = v[i].done ? FP_STR("done") : overdue ? FP_STR("overdue") : FP_STR("open"), .due = v[i].due, .overdue = overdue, .path = path, .line = v[i].line};
	}
	return true;
}

static int state_rank(const fp_action_row *r)
{
	return r->overdue ? 0 : fp_str_is(r->status, "open") ? 1 : 2;
}

static int by_due(const void *x, const void *y)
{
	const fp_action_row *a = x, *b = y;
	if (state_rank(a) != state_rank(b))
		return state_rank(a) - state_rank(b);
	fp_day da = a->due == FP_NO_DAY ? INT32_MAX : a->due, db = b->due == FP_NO_DAY ? INT32_MAX : b->due;
	if (da != db)
		return da < db ? -1 : 1;
	int c = fp_str_cmp(a->case_id, b->case_id);
	return c ? c : (int)a->line - (int)b->line;
}

bool fp_flow_actions(fp_workspace *ws, bool overdue_only, fp_action_row **out, size_t *n, fp_err *err)
{
	action_list l = {.ws = ws, .overdue_only = overdue_only};
	if (!fp_each_case(ws, "has:actions", add_actions, &l, err))
		return false;
	if (l.n)
		qsort(l.rows, l.n, sizeof *l.rows, by_due);
	*out = l.rows;
	*n = l.n;
	return true;
}

// ---------------------------------------------------------------- reviews that are owed

// Days from the day a case came in, by severity; counted without Saturday and Sunday.
static int days_for(const fp_case *c)
{
	int64_t severity;
	if (!fp_str_int(fp_case_get(c, "severity"), &severity))
		return 3;
	return severity >= 4 ? 1 : severity == 3 ? 2 : severity == 2 ? 3 : 5;
}

static fp_day working_days_after(fp_day day, int n)
{
	while (n > 0) {
		day++;
		if (fp_day_weekday(day) <= 5)
			n--;
	}
	return day;
}

typedef struct {
	fp_workspace *ws;
	int within;
	fp_due_row *rows;
	size_t n, cap;
} due_list;

static fp_str what_is_owed(const fp_case *c)
{
	fp_str status = fp_case_get(c, "status");
	if (fp_str_is(status, "in_review"))
		return fp_s(fp_tr("待审核发布", "waits for its reviewer"));
	if (!fp_case_field(c, "type"))
		return fp_s(fp_tr("未分类、未复盘", "not labelled, not reviewed"));
	return fp_s(fp_tr("未复盘", "not reviewed"));
}

static bool add_due(void *ctx, const fp_case *c, fp_str path, fp_err *err)
{
	due_list *l = ctx;
	fp_time t;
	(void)path;
	(void)err;
	if (!fp_time_parse(fp_case_get(c, "received"), l->ws->schema->config.offset, &t, NULL))
		return true;
	fp_day due = working_days_after(fp_time_day(t), days_for(c));
	if (l->within >= 0 && due > l->ws->cal.today + l->within)
		return true;
	FP_PUSH(l->ws->a, l->rows, l->n, l->cap) = (fp_due_row){.case_id = fp_case_id(c), .title = fp_case_title(c), .owner = fp_case_get(c, "owner"),
		.status = fp_case_get(c, "status"), .reason = what_is_owed(c), .due = due, .overdue = due < l->ws->cal.today};
	return true;
}

static int by_due_day(const void *x, const void *y)
{
	const fp_due_row *a = x, *b = y;
	if (a->due != b->due)
		return a->due < b->due ? -1 : 1;
	return fp_str_cmp(a->case_id, b->case_id);
}

bool fp_flow_due(fp_workspace *ws, int within_days, fp_due_row **out, size_t *n, fp_err *err)
{
	due_list l = {.ws = ws, .within = within_days};
	if (!fp_each_case(ws, "NOT (status:published OR status:archived)", add_due, &l, err))
		return false;
	if (l.n)
		qsort(l.rows, l.n, sizeof *l.rows, by_due_day);
	*out = l.rows;
	*n = l.n;
	return true;
}
