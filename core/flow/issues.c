#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/issue_priv.h"

// Recurring issues. A plugin groups cases that tell of the same thing; an issue is such a group with a name that stays. What a person
// wrote in issues/<id>.md (title, state, text) is never touched: members are added to the line `cases`, nothing else. Status and counts
// are computed each time and stored nowhere.

#define SMALLEST 3         // cases of a new issue
#define QUIET_WEEKS 4      // without a case: resolved
#define GAP_WEEKS 3        // without a case after a fix: the next one means that it came back
#define COMPLAINT_MAX 1200 // characters that a plugin sees of a complaint

// ---------------------------------------------------------------- what the plugin gets and gives

static fp_str words_of(fp_arena *a, const fp_case *c)
{
	fp_turn *turns;
	fp_str s = fp_case_text(c, "complaint");
	fp_buf b = {0};
	if (s.n)
		return fp_utf8_prefix(s, COMPLAINT_MAX);
	size_t n = fp_case_turns(a, c, &turns);
	for (size_t i = 0; i < n; i++)
		if (turns[i].who == FP_WHO_CUSTOMER)
			fp_buf_f(&b, "%.*s\n", FP_ARG(fp_str_sub(c->text, turns[i].text.start, turns[i].text.end)));
	return fp_utf8_prefix(fp_buf_take(&b, a), COMPLAINT_MAX);
}

static json_t *trimmed(fp_workspace *ws, const fp_case *c, fp_str type, int severity)
{
	json_t *o = json_object();
	fp_time t;
	fp_jset(o, "id", fp_case_id(c));
	fp_jset(o, "title", fp_case_title(c));
	json_object_set_new(o, "complaint", fp_json_str(words_of(ws->a, c)));
	fp_jset(o, "received", fp_case_get(c, "received"));
	if (fp_time_parse(fp_case_get(c, "received"), ws->schema->config.offset, &t, NULL))
		fp_jset(o, "week", fp_week_text(ws->a, fp_time_day(t)));
	fp_jset(o, "channel", fp_case_get(c, "channel"));
	fp_jset(o, "product", fp_case_get(c, "product"));
	fp_jset(o, "type", type);
	if (severity)
		json_object_set_new(o, "severity", json_integer(severity));
	return o;
}

static bool call_plugin(fp_workspace *ws, const fp_plugin *p, json_t *cases, fp_issue **out, size_t *n, fp_err *err)
{
	*out = NULL;
	*n = 0;
	if (json_array_size(cases) < SMALLEST)
		return true;
	json_t *result = fp_host_call(ws->host, p, cases, err);
	if (!result)
		return false;
	bool ok = fp_issues_from_value(ws->a, result, out, n, err) || fp_fail_in(err, "%.*s", FP_ARG(p->path));
	json_decref(result);
	return ok;
}

typedef struct {
	fp_workspace *ws;
	json_t *cases;
} gather;

static bool add_trimmed(void *ctx, const fp_case *c, fp_str path, fp_err *err)
{
	gather *g = ctx;
	int64_t severity = 0;
	(void)path;
	(void)err;
	fp_str_int(fp_case_get(c, "severity"), &severity);
	json_array_append_new(g->cases, trimmed(g->ws, c, fp_case_get(c, "type"), (int)severity));
	return true;
}

bool fp_flow_extract(fp_workspace *ws, fp_str query, fp_issue **out, size_t *n, fp_err *err)
{
	gather g = {ws, json_array()};
	const fp_plugin *p = fp_plugin_of(ws, "issues", err);
	fp_str q = query.n ? query : fp_week_query(ws->a, fp_day_of(1, 1, 1), fp_day_of(9999, 12, 31));
	bool ok = p && fp_each_case(ws, fp_cstr(ws->a, q), add_trimmed, &g, err) && call_plugin(ws, p, g.cases, out, n, err);
	json_decref(g.cases);
	return ok;
}

// ---------------------------------------------------------------- the board

typedef struct {
	fp_issue *issue;
	fp_issue *group;      // of this run that continues it
	const fp_issue_file *file;   // NULL, and no path: proposed now
	fp_str path;
	fp_ids added;         // members that the file does not list yet
} entry;

typedef struct {
	fp_workspace *ws;
	const fp_window *w;
	const fp_plugin *plugin;
	fp_issue_files files;
	entry *v;
	size_t n, cap;
	fp_known_issue *known;   // the same, as members.c sees it
} board;

static bool read_known(board *b, fp_err *err)
{
	if (!fp_issue_files_read(b->ws, &b->files, err))
		return false;
	for (size_t i = 0; i < b->files.n; i++) {
		const fp_issue_file *f = &b->files.v[i];
		if (!f->issue->merged_into.n)
			FP_PUSH(b->ws->a, b->v, b->n, b->cap) = (entry){.issue = f->issue, .file = f, .path = f->path};
	}
	return true;
}

// Cases of the window that name the issue themselves, also by a name that it had before a merge, are members too; but what a person
// took out of the issue stays out.
static fp_ids self_named(board *b, fp_str issue)
{
	fp_str *v = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < b->w->n; i++) {
		fp_ids named = fp_field_ids(b->ws->a, b->w->v[i].doc, "issue");
		for (size_t k = 0; k < named.n; k++)
			if (fp_str_eq(fp_issue_today(&b->files, named.v[k]), issue))
				FP_PUSH(b->ws->a, v, n, cap) = b->w->v[i].id;
	}
	return fp_ids_sorted(b->ws->a, v, n);
}

static void index_known(board *b)
{
	fp_arena *a = b->ws->a;
	b->known = FP_NEW_N(a, fp_known_issue, b->n + 1);
	for (size_t i = 0; i < b->n; i++) {
		fp_known_issue *k = &b->known[i];
		k->id = b->v[i].issue->id;
		k->never = b->v[i].file->never;
		fp_ids named = fp_ids_without(a, self_named(b, k->id), k->never);
		k->cases = fp_ids_joined(a, fp_ids_sorted(a, b->v[i].issue->cases, b->v[i].issue->case_n), named);
	}
}

static const fp_week_case *case_of(const fp_window *w, fp_str id)
{
	for (size_t i = 0; i < w->n; i++)
		if (fp_str_eq(w->v[i].id, id))
			return &w->v[i];
	return NULL;
}

static bool in_week(const fp_window *w, fp_ids ids)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].week + 1 == w->weeks && fp_ids_have(ids, w->v[i].id))
			return true;
	return false;
}

// All weeks of the window are searched, so that the course of an issue which is found today is true from the first week that is drawn.
static bool extract_groups(board *b, fp_issue **groups, size_t *n, fp_ids *window, fp_err *err)
{
	const fp_window *w = b->w;
	size_t seen = 0;
	fp_str *ids = FP_NEW_N(b->ws->a, fp_str, w->n + 1);
	json_t *cases = json_array();
	for (size_t i = 0; i < w->n; i++) {
		const fp_week_case *c = &w->v[i];
		ids[seen++] = c->id;
		json_array_append_new(cases, trimmed(b->ws, c->doc, c->type, c->severity));
	}
	*window = fp_ids_sorted(b->ws->a, ids, seen);
	bool ok = call_plugin(b->ws, b->plugin, cases, groups, n, err);
	json_decref(cases);
	return ok;
}

static bool id_taken(const board *b, fp_str id)
{
	for (size_t i = 0; i < b->files.n; i++)
		if (fp_str_eq(b->files.v[i].issue->id, id))
			return true;
	for (size_t i = 0; i < b->n; i++)
		if (fp_str_eq(b->v[i].issue->id, id))
			return true;
	return false;
}

static void propose(board *b, fp_issue *group, fp_ids members)
{
	fp_issue *x = FP_NEW(b->ws->a, fp_issue);
	*x = *group;
	x->cases = (fp_str *)members.v;
	x->case_n = members.n;
	x->state = FP_STR("proposed");
	for (unsigned salt = 0; !salt || id_taken(b, x->id); salt++)
		x->id = fp_issue_id(b->ws->a, members.v[0], salt);
	FP_PUSH(b->ws->a, b->v, b->n, b->cap) = (entry){.issue = x, .group = group, .added = members};
}

static bool match(board *b, size_t *proposed, fp_err *err)
{
	fp_issue *groups;
	size_t n, known_n = b->n;
	fp_ids window;
	fp_arena *a = b->ws->a;
	*proposed = 0;
	if (!extract_groups(b, &groups, &n, &window, err))
		return false;
	fp_ids *sets = FP_NEW_N(a, fp_ids, n + 1);
	ptrdiff_t *of = FP_NEW_N(a, ptrdiff_t, n + 1);
	for (size_t g = 0; g < n; g++)
		sets[g] = fp_ids_sorted(a, groups[g].cases, groups[g].case_n);
	fp_match_groups(b->known, known_n, sets, n, window, of);
	for (size_t g = 0; g < n; g++) {
		const fp_known_issue *k = of[g] < 0 ? NULL : &b->known[of[g]];
		fp_ids more = fp_free_members(a, b->known, known_n, k, sets[g]);
		if (!k) {
			if (more.n >= SMALLEST && in_week(b->w, more))
				propose(b, &groups[g], more);
			continue;
		}
		entry *e = &b->v[of[g]];
		if (!e->group || groups[g].case_n > e->group->case_n)
			e->group = &groups[g];
		// A closed issue is left in peace until the week brings a new case of it.
		if (more.n && (!fp_str_is(e->issue->state, "closed") || in_week(b->w, more)))
			e->added = fp_ids_joined(a, e->added, more);
	}
	*proposed = b->n - known_n;
	return true;
}

// ---------------------------------------------------------------- numbers of one issue

static fp_ids all_members(board *b, size_t i)
{
	return fp_ids_joined(b->ws->a, b->v[i].file ? b->known[i].cases : (fp_ids){0}, b->v[i].added);
}

const fp_case *fp_member_doc(fp_workspace *ws, const fp_window *w, fp_str id)
{
	const fp_week_case *c = case_of(w, id);
	fp_str path, full, text;
	fp_err ignored = {0};
	size_t found = 0;
	if (c)
		return c->doc;
	if (!fp_index_lookup(ws->index, id, ws->a, &path, &full, &ignored) || !fp_store_read(ws->store, &ws->rev, path, ws->a, &text, NULL, &ignored))
		return NULL;
	return fp_case_parse(ws->a, path, fp_redact_text(ws, text, &found), NULL);
}

static fp_day member_day(fp_workspace *ws, const fp_window *w, fp_str id)
{
	const fp_case *c = fp_member_doc(ws, w, id);
	fp_time t;
	return c && fp_time_parse(fp_case_get(c, "received"), ws->schema->config.offset, &t, NULL) ? fp_time_day(t) : FP_NO_DAY;
}

// Ids begin with their day (YYMMDD): the smallest is the oldest, and the largest the newest when the window has none.
static void set_days(fp_workspace *ws, const fp_window *w, fp_ids ids, fp_issue_row *r)
{
	r->first_seen = r->last_seen = FP_NO_DAY;
	for (size_t i = 0; i < w->n; i++) {
		if (!fp_ids_have(ids, w->v[i].id))
			continue;
		r->first_seen = r->first_seen == FP_NO_DAY ? w->v[i].day : r->first_seen;
		r->last_seen = w->v[i].day;
	}
	fp_day oldest = ids.n ? member_day(ws, w, ids.v[0]) : FP_NO_DAY;
	if (oldest != FP_NO_DAY && (r->first_seen == FP_NO_DAY || oldest < r->first_seen))
		r->first_seen = oldest;
	// Members that came after this week are none of it yet.
	for (size_t i = ids.n; i > 0 && r->last_seen == FP_NO_DAY; i--) {
		fp_day day = member_day(ws, w, ids.v[i - 1]);
		r->last_seen = day <= w->week.monday + 6 ? day : FP_NO_DAY;
	}
	r->silent = r->last_seen == FP_NO_DAY ? 0 : (size_t)(w->week.monday + 6 - r->last_seen) / 7;
}

static void choose_exemplars(const board *b, const entry *e, fp_ids ids, fp_issue *issue)
{
	const fp_week_case *severe = NULL, *newest = NULL, *typical = e->group ? case_of(b->w, e->group->exemplar[0]) : NULL;
	for (size_t i = 0; i < b->w->n; i++) {
		const fp_week_case *c = &b->w->v[i];
		if (!fp_ids_have(ids, c->id))
			continue;
		if (!severe || c->severity > severe->severity)
			severe = c;
		newest = c;
	}
	if (typical && fp_ids_have(ids, typical->id))
		issue->exemplar[0] = typical->id;
	else if (!fp_ids_have(ids, issue->exemplar[0]))
		issue->exemplar[0] = (fp_str){0};
	if (severe)
		issue->exemplar[1] = severe->id;
	if (newest)
		issue->exemplar[2] = newest->id;
}

static bool permanent_done(fp_arena *a, const fp_case *doc, fp_issue_row *r)
{
	fp_action *v;
	size_t n = doc ? fp_case_actions(a, doc, &v, NULL) : 0;
	for (size_t k = n; k > 0; k--) {
		if (!v[k - 1].done || !fp_str_is(v[k - 1].kind, "permanent"))
			continue;
		r->fix = v[k - 1].text;
		r->fix_owner = v[k - 1].owner;
		return true;
	}
	return false;
}

// The permanent action that was done: in the issue's own file, else in the newest of its cases that has one.
static bool find_fix(const board *b, const entry *e, fp_ids ids, fp_issue_row *r)
{
	if (e->file && permanent_done(b->ws->a, e->file->doc, r))
		return true;
	for (size_t i = ids.n; i > 0; i--)
		if (permanent_done(b->ws->a, fp_member_doc(b->ws, b->w, ids.v[i - 1]), r))
			return r->fix_case = ids.v[i - 1], true;
	return false;
}

// Cases, then a quiet time, then as many again as make an issue.
static bool after_gap(const size_t *weekly, size_t n)
{
	size_t before = 0, quiet = 0, since = 0;
	bool gap = false;
	for (size_t i = 0; i < n; i++) {
		quiet = weekly[i] ? 0 : quiet + 1;
		before += weekly[i];
		if (before >= SMALLEST && quiet >= GAP_WEEKS) {
			gap = true;
			since = 0;
		}
		since += weekly[i];
	}
	return gap && since >= SMALLEST && weekly[n - 1];
}

// A closed issue is resolved until a case comes after it was closed (in this week, where nobody wrote when that was).
static const char *closed_status(const board *b, const fp_issue_row *r, fp_ids ids)
{
	bool came = r->issue->closed == FP_NO_DAY && r->count;
	for (size_t i = 0; i < b->w->n && r->issue->closed != FP_NO_DAY; i++)
		came |= b->w->v[i].day > r->issue->closed && b->w->v[i].week + QUIET_WEEKS >= b->w->weeks && fp_ids_have(ids, b->w->v[i].id);
	return came ? "returned" : "resolved";
}

static const char *trend_status(fp_trend t)
{
	return t == FP_TREND_RISING ? "rising" : t == FP_TREND_FALLING ? "falling" : "ongoing";
}

static const char *status_of(const board *b, const entry *e, fp_issue_row *r, fp_ids ids, fp_trend trend)
{
	size_t recent = 0;
	for (size_t i = r->weekly_n > QUIET_WEEKS ? r->weekly_n - QUIET_WEEKS : 0; i < r->weekly_n; i++)
		recent += r->weekly[i];
	if (!recent)
		return "resolved";
	if (fp_str_is(r->issue->state, "closed")) {
		const char *status = closed_status(b, r, ids);
		if (!strcmp(status, "returned"))
			find_fix(b, e, ids, r);
		return status;
	}
	if (after_gap(r->weekly, r->weekly_n) && find_fix(b, e, ids, r))
		return "returned";
	if (r->first_seen != FP_NO_DAY && r->first_seen >= b->w->week.monday - 7)
		return "new";
	return trend_status(trend);
}

static void compare(const fp_window *w, const double *base, fp_issue_row *r)
{
	size_t last = w->weeks - 1;
	fp_trail before = fp_trail_of(r->weekly, base, w->weeks);
	r->before = before.weeks ? (size_t)lround((double)before.cases / (double)before.weeks) : 0;
	r->rate = w->orders[last] > 0 ? 1000 * (double)r->count / w->orders[last] : -1;
	fp_rate_ratio(r->count, base[last], before.cases, before.base, &r->change, &r->low, &r->high);
}

// ---------------------------------------------------------------- more or less

#define DISCOVERY .10      // share of the sure ones that may be chance

// People complain for some days after a sale, so its week and the next are its.
static fp_str promo_of(const fp_workspace *ws, const fp_window *w)
{
	for (size_t i = ws->cal.promo_n; i > 0; i--)
		if (ws->cal.promos[i - 1].from <= w->week.monday + 6 && ws->cal.promos[i - 1].to >= w->week.monday - 7)
			return ws->cal.promos[i - 1].name;
	return (fp_str){0};
}

// Whether the bare counts would be called rising: then the volume alone explains it.
static bool follows_volume(fp_arena *a, const fp_window *w, const fp_issue_row *r)
{
	double *even = FP_NEW_N(a, double, w->weeks);
	for (size_t i = 0; i < w->weeks; i++)
		even[i] = i < w->first ? NAN : 1000;
	return fp_trend_of(r->weekly, even, w->weeks, NULL) == FP_TREND_RISING;
}

// Of many issues some rise by chance each week; what stands the control over the whole board is sure.
static fp_trend *trends(const board *b, fp_issue_row *rows)
{
	fp_arena *a = b->ws->a;
	fp_trend *t = FP_NEW_N(a, fp_trend, b->n + 1);
	double *base = fp_window_base(a, b->w), *more = FP_NEW_N(a, double, b->n + 1), *less = FP_NEW_N(a, double, b->n + 1);
	for (size_t i = 0; i < b->n; i++) {
		fp_tails tails;
		t[i] = fp_trend_of(rows[i].weekly, base, b->w->weeks, &tails);
		rows[i].p = tails.more < tails.less ? tails.more : tails.less;
		more[i] = t[i] == FP_TREND_NONE ? NAN : tails.more;
		less[i] = t[i] == FP_TREND_NONE ? NAN : tails.less;
	}
	double up = fp_discovery_level(a, more, b->n, DISCOVERY), down = fp_discovery_level(a, less, b->n, DISCOVERY);
	for (size_t i = 0; i < b->n; i++) {
		rows[i].sure = (t[i] == FP_TREND_RISING && more[i] <= up) || (t[i] == FP_TREND_FALLING && less[i] <= down);
		rows[i].with_volume = t[i] == FP_TREND_STEADY && follows_volume(a, b->w, &rows[i]);
		if (rows[i].with_volume)
			rows[i].promo = promo_of(b->ws, b->w);
	}
	return t;
}

static fp_issue_row make_row(board *b, size_t i)
{
	const fp_window *w = b->w;
	fp_ids ids = all_members(b, i);
	fp_issue_row r = {.issue = FP_NEW(b->ws->a, fp_issue), .weekly = FP_NEW_N(b->ws->a, size_t, w->weeks), .weekly_n = w->weeks};
	*r.issue = *b->v[i].issue;
	r.issue->cases = (fp_str *)ids.v;
	r.issue->case_n = ids.n;
	for (size_t k = 0; k < w->n; k++)
		if (fp_ids_have(ids, w->v[k].id))
			r.weekly[w->v[k].week]++;
	r.count = r.weekly[w->weeks - 1];
	set_days(b->ws, w, ids, &r);
	choose_exemplars(b, &b->v[i], ids, r.issue);
	compare(w, fp_window_base(b->ws->a, w), &r);
	return r;
}

static int by_weight(const void *x, const void *y)
{
	const fp_issue_row *a = x, *b = y;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	if (a->before != b->before)
		return a->before > b->before ? -1 : 1;
	return fp_str_cmp(a->issue->id, b->issue->id);
}

static bool build(board *b, bool extract, fp_issue_board *out, fp_err *err)
{
	*out = (fp_issue_board){0};
	if (extract && !(b->plugin = fp_plugin_of(b->ws, "issues", err)))
		return false;
	if (!read_known(b, err))
		return false;
	index_known(b);
	if (extract && !match(b, &out->proposed, err))
		return false;
	out->rows = FP_NEW_N(b->ws->a, fp_issue_row, b->n + 1);
	for (size_t i = 0; i < b->n; i++)
		out->rows[out->n++] = make_row(b, i);
	const fp_trend *trend = trends(b, out->rows);
	for (size_t i = 0; i < b->n; i++) {
		fp_issue_row *r = &out->rows[i];
		r->status = fp_s(status_of(b, &b->v[i], r, (fp_ids){r->issue->cases, r->issue->case_n}, trend[i]));
		r->sure &= fp_str_is(r->status, "rising") || fp_str_is(r->status, "falling");
	}
	if (out->n)
		qsort(out->rows, out->n, sizeof *out->rows, by_weight);
	return true;
}

bool fp_issue_board_of(fp_workspace *ws, const fp_window *w, bool extract, fp_issue_board *out, fp_err *err)
{
	board b = {.ws = ws, .w = w};
	return build(&b, extract, out, err);
}

// ---------------------------------------------------------------- writing

// The members of this run put into the line `cases` of whatever text the file has now; everything else stays as it is, byte for byte.
static bool add_members(void *ctx, fp_arena *a, fp_str path, fp_str current, fp_str *text, fp_err *err)
{
	const board *b = ctx;
	const fp_case *doc = fp_case_parse(a, path, current, NULL);
	const entry *e = NULL;
	for (size_t i = 0; i < b->n && !e; i++)
		e = fp_str_eq(b->v[i].path, path) ? &b->v[i] : NULL;
	if (!e || fp_case_get(doc, "merged_into").n)
		return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 刚被别人改过，再运行一次即可", "%.*s was just changed by somebody else; run again"), FP_ARG(path));
	fp_ids more = fp_ids_without(a, e->added, fp_decided(a, doc, "cannot_link"));
	fp_ids ids = fp_ids_joined(a, fp_field_ids(a, doc, "cases"), more);
	fp_edit edit = {.key = FP_STR("cases"), .items = ids.v, .n = ids.n, .list = true};
	return fp_case_edit(a, doc, &edit, 1, text, err) || fp_fail_in(err, "%.*s", FP_ARG(path));
}

static bool render_new(board *b, const entry *e, fp_put *put, fp_err *err)
{
	fp_arena *a = b->ws->a;
	put->path = fp_strf(a, "issues/%.*s.md", FP_ARG(e->issue->id));
	fp_str text = fp_issue_render(a, e->issue, b->ws->schema->config.lang.p);
	fp_str by = fp_strf(a, "%.*s %.*s", FP_ARG(b->plugin->name), FP_ARG(b->plugin->version));
	fp_edit edit = {.key = FP_STR("plugin"), .items = &by, .n = 1};
	return fp_case_edit(a, fp_case_parse(a, put->path, text, NULL), &edit, 1, &put->text, err);
}

static bool write_issues(board *b, fp_str *commit, fp_err *err)
{
	fp_workspace *ws = b->ws;
	fp_put *puts = FP_NEW_N(ws->a, fp_put, b->n + 1);
	size_t n = 0, new = 0;
	fp_rev rev;
	for (size_t i = 0; i < b->n; i++) {
		const entry *e = &b->v[i];
		if (!e->added.n)
			continue;
		puts[n].path = e->path;
		if (e->file)
			puts[n].expect = e->file->blob;
		if (e->file ? !add_members(b, ws->a, e->path, e->file->text, &puts[n].text, err) : !render_new(b, e, &puts[n], err))
			return false;
		new += !e->file;
		n++;
	}
	if (!n)
		return true;
	fp_write w = {.puts = puts, .put_n = n, .replay = add_members, .replay_ctx = b};
	w.message = fp_strf(ws->a, "issues: %.*s (%zu proposed, %zu with new cases)\n\nPlugin: %.*s %.*s\n", FP_ARG(b->w->week.id), new, n - new, FP_ARG(b->plugin->name), FP_ARG(b->plugin->version));
	if (!fp_store_write(ws->store, &w, &rev, err))
		return false;
	*commit = fp_str_dup(ws->a, fp_s(rev.commit.hex));
	return fp_ws_moved(ws, &rev, err);
}

bool fp_flow_issues(fp_workspace *ws, fp_range range, bool write, fp_issue_row **out, size_t *n, fp_str *commit, fp_err *err)
{
	fp_week week;
	fp_window w;
	fp_issue_board found;
	fp_str from = fp_day_text(ws->a, range.from), to = fp_day_text(ws->a, range.to);
	*commit = (fp_str){0};
	if (!fp_week_one(ws, range, fp_strf(ws->a, "%.*s..%.*s", FP_ARG(from), FP_ARG(to)), &week, err))
		return false;
	// Plugins see the type of a case, also where it rests on a verdict: the same groups whether or not anybody ran classify before.
	if ((write && !fp_week_judge(ws, &week, err)) || !fp_window_load(ws, week, FP_ISSUE_WEEKS, &w, err))
		return false;
	board b = {.ws = ws, .w = &w};
	if (!build(&b, write, &found, err) || (write && !write_issues(&b, commit, err)))
		return false;
	*out = found.rows;
	*n = found.n;
	return true;
}
