#include <stdlib.h>
#include <string.h>

#include "flow/week_priv.h"

// The value of a week for review plugins: the facts, the issues, the typical cases in full with why they were chosen, the actions, the
// taboo phrases with where they were said, and how well machines agree with people. Which words go on slides is the plugin's business.

// ---------------------------------------------------------------- verdicts of a case

typedef struct {
	const fp_verdict *v[64];
	size_t n;
} opinions;

// Those that are sure enough to count, in order of plugin.
static bool sure_verdicts(fp_workspace *ws, fp_str id, opinions *out, fp_err *err)
{
	fp_plugin_run *runs;
	size_t n;
	out->n = 0;
	if (!fp_index_runs(ws->index, id, ws->a, &runs, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < runs[i].verdict_n; k++)
			if (runs[i].verdicts[k].confidence >= runs[i].verdicts[k].threshold && out->n < FP_COUNT(out->v))
				out->v[out->n++] = &runs[i].verdicts[k];
	return true;
}

// Whether a person has the last word on the field and says otherwise.
static bool overruled(const fp_case *c, const fp_verdict *v, fp_arena *a)
{
	const fp_field *f = fp_case_field(c, fp_cstr(a, v->field));
	for (size_t i = 0; f && i < f->n; i++)
		if (fp_str_eq(f->items[i], v->label))
			return false;
	return f != NULL;
}

static json_t *verdicts_value(fp_workspace *ws, const fp_case *c, const opinions *o)
{
	json_t *out = json_array();
	for (size_t i = 0; i < o->n; i++) {
		const fp_verdict *v = o->v[i];
		if (overruled(c, v, ws->a))
			continue;
		json_t *x = json_object(), *evidence = json_array();
		fp_jset(x, "field", v->field);
		fp_jset(x, "label", v->label);
		fp_jset(x, "plugin", v->plugin);
		for (size_t k = 0; k < v->evidence_n; k++)
			json_array_append_new(evidence, fp_json_str(v->evidence[k].text));
		json_object_set_new(x, "evidence", evidence);
		json_array_append_new(out, x);
	}
	return out;
}

// ---------------------------------------------------------------- typical cases

static bool one_of(fp_str s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fp_str_ieq(s, fp_s(words[i])))
			return true;
	return false;
}

static bool labelled(const fp_case *c, const char *const *words, size_t n)
{
	const fp_field *f = fp_case_field(c, "labels");
	for (size_t i = 0; f && i < f->n; i++)
		if (one_of(f->items[i], words, n))
			return true;
	return false;
}

static bool praised(const fp_case *c)
{
	static const char *const words[] = {"表扬", "示范", "范例", "praise", "exemplary", "good example", "model"};
	return labelled(c, words, FP_COUNT(words));
}

static bool called_typical(const fp_case *c)
{
	static const char *const words[] = {"典型", "反面教材", "typical", "bad example"};
	return labelled(c, words, FP_COUNT(words));
}

static bool has_taboo(const fp_case *c, const opinions *o, fp_arena *a)
{
	const fp_field *f = fp_case_field(c, "taboo");
	if (f)
		return f->n > 0;
	for (size_t i = 0; i < o->n; i++)
		if (fp_str_is(o->v[i]->field, "taboo") && !overruled(c, o->v[i], a))
			return true;
	return false;
}

static fp_str issue_of(const fp_issue_board *b, fp_str id)
{
	for (size_t i = 0; i < b->n; i++)
		for (size_t k = 0; b->rows[i].count && k < b->rows[i].issue->case_n; k++)
			if (fp_str_eq(b->rows[i].issue->cases[k], id))
				return b->rows[i].issue->id;
	return (fp_str){0};
}

static bool seen_before(const fp_window *w, fp_str type)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].week + 1 < w->weeks && w->v[i].week + 1 + FP_TRAIL >= w->weeks && fp_str_eq(w->v[i].type, type))
			return true;
	return false;
}

static fp_pick_case pick_case(fp_workspace *ws, const fp_window *w, const fp_issue_board *b, const fp_week_case *c, const opinions *o)
{
	static const char *const aside[] = {"其他", "Other"};
	fp_turn *turns;
	int64_t happy = 0;
	fp_pick_case p = {.id = c->id, .type = c->type, .group = c->group, .issue = issue_of(b, c->id), .channel = fp_case_get(c->doc, "channel"), .severity = c->severity};
	bool taboo = has_taboo(c->doc, o, ws->a), asked = fp_str_int(fp_case_get(c->doc, "satisfaction"), &happy);
	p.dialogue = fp_case_turns(ws->a, c->doc, &turns) >= 3;
	p.reviewed = fp_case_text(c->doc, "lesson").n || fp_case_text(c->doc, "result").n;
	p.well = !taboo && (praised(c->doc) || (asked && happy >= 4 && (p.dialogue || p.reviewed)));
	p.badly = taboo || (asked && happy <= 2);
	p.fresh = c->type.n && w->weeks - w->first > 4 && !seen_before(w, c->type);
	p.marked = called_typical(c->doc);
	p.aside = one_of(c->group, aside, FP_COUNT(aside));
	return p;
}

static json_t *why_value(unsigned why)
{
	static const struct { unsigned bit; const char *name; } names[] = {{FP_WHY_ISSUE, "issue"}, {FP_WHY_TYPE, "type"}, {FP_WHY_SEVERE, "severe"}, {FP_WHY_FRESH, "fresh"}, {FP_WHY_WELL, "well"}, {FP_WHY_CONTRAST, "contrast"}, {FP_WHY_REVIEWED, "reviewed"}, {FP_WHY_CHANNEL, "channel"}, {FP_WHY_MARKED, "marked"}};
	json_t *out = json_array();
	for (size_t i = 0; i < FP_COUNT(names); i++)
		if (why & names[i].bit)
			json_array_append_new(out, json_string(names[i].name));
	return out;
}

static json_t *case_value(fp_workspace *ws, const fp_week_case *c, const opinions *o)
{
	json_t *v = fp_case_to_value(c->doc);
	fp_jset(v, "main_type", c->type);
	json_object_set_new(v, "type_by_verdict", json_boolean(c->by_verdict));
	fp_jint(v, "level", (size_t)c->severity);
	json_object_set_new(v, "verdicts", verdicts_value(ws, c->doc, o));
	return v;
}

typedef struct {
	const fp_week_case **v;   // of the week
	opinions *opinion;
	fp_pick_case *pick;
	size_t n;
} week_cases;

static bool gather(fp_workspace *ws, const fp_window *w, const fp_issue_board *b, week_cases *out, fp_err *err)
{
	*out = (week_cases){FP_NEW_N(ws->a, const fp_week_case *, w->n + 1), FP_NEW_N(ws->a, opinions, w->total[w->weeks - 1] + 1), FP_NEW_N(ws->a, fp_pick_case, w->n + 1), 0};
	for (size_t i = 0; i < w->n; i++) {
		if (w->v[i].week + 1 != w->weeks || out->n >= w->total[w->weeks - 1])
			continue;
		if (!sure_verdicts(ws, w->v[i].id, &out->opinion[out->n], err))
			return false;
		out->v[out->n] = &w->v[i];
		out->pick[out->n] = pick_case(ws, w, b, &w->v[i], &out->opinion[out->n]);
		out->n++;
	}
	return true;
}

static json_t *picks_value(fp_workspace *ws, const fp_window *w, const week_cases *c, int want)
{
	fp_picked *v;
	json_t *out = json_array();
	size_t n = fp_pick(ws->a, c->pick, c->n, want > 0 ? (size_t)want : 10, fp_hash64(w->week.id.p, w->week.id.n, 17), &v);
	for (size_t i = 0; i < n; i++) {
		const fp_pick_case *p = &c->pick[v[i].index];
		json_t *o = json_object();
		json_object_set_new(o, "case", case_value(ws, c->v[v[i].index], &c->opinion[v[i].index]));
		fp_jset(o, "issue", p->issue);
		json_object_set_new(o, "well", json_boolean(p->well));
		json_object_set_new(o, "badly", json_boolean(p->badly));
		json_object_set_new(o, "why", why_value(v[i].why));
		json_array_append_new(out, o);
	}
	return out;
}

// Quiz questions and role plays of the other cases of the week, for a meeting whose typical cases carry none.
static json_t *material_value(const week_cases *c)
{
	json_t *out = json_array();
	for (size_t i = 0; i < c->n; i++) {
		json_t *v = fp_case_to_value(c->v[i]->doc), *quiz = json_object_get(v, "quiz"), *play = json_object_get(v, "roleplay");
		json_t *o = json_object();
		fp_jset(o, "id", c->v[i]->id);
		fp_jset(o, "title", c->v[i]->title);
		if (quiz)
			json_object_set(o, "quiz", quiz);
		if (play)
			json_object_set(o, "roleplay", play);
		if (quiz || play)
			json_array_append(out, o);
		json_decref(o);
		json_decref(v);
	}
	return out;
}

// ---------------------------------------------------------------- taboo phrases and agreement

// Whether a span of the file lies where a dialogue is decided: in an answer to the customer, within the first two thirds of the turns.
static bool is_central(fp_arena *a, const fp_case *c, fp_span span)
{
	fp_turn *v;
	bool asked = false;
	size_t n = fp_case_turns(a, c, &v);
	for (size_t i = 0; i < n; i++) {
		if (span.start >= v[i].text.start && span.end <= v[i].text.end)
			return asked && 3 * (i + 1) <= 2 * n + 2;
		asked = asked || v[i].who == FP_WHO_CUSTOMER;
	}
	return false;
}

static json_t *taboo_value(fp_workspace *ws, const week_cases *c)
{
	json_t *out = json_array();
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; k < c->opinion[i].n; k++) {
			const fp_verdict *v = c->opinion[i].v[k];
			if (!fp_str_is(v->field, "taboo") || overruled(c->v[i]->doc, v, ws->a))
				continue;
			for (size_t e = 0; e < v->evidence_n; e++) {
				json_t *o = json_object();
				fp_jset(o, "label", v->label);
				fp_jset(o, "phrase", v->evidence[e].text);
				fp_jset(o, "case", c->v[i]->id);
				json_object_set_new(o, "central", json_boolean(is_central(ws->a, c->v[i]->doc, v->evidence[e].span)));
				json_array_append_new(out, o);
			}
		}
	return out;
}

typedef struct {
	fp_str label;
	size_t n, by_verdict;
} taboo_count;

static void count_taboo(fp_arena *a, taboo_count **v, size_t *n, size_t *cap, fp_str label, bool by_verdict)
{
	size_t i = 0;
	while (i < *n && !fp_str_eq((*v)[i].label, label))
		i++;
	if (i == *n)
		FP_PUSH(a, *v, *n, *cap) = (taboo_count){label, 0, 0};
	(*v)[i].n++;
	(*v)[i].by_verdict += by_verdict;
}

static int by_cases(const void *x, const void *y)
{
	const taboo_count *a = x, *b = y;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return fp_str_cmp(a->label, b->label);
}

// How many cases of the week have each taboo behaviour: by people's labels where they gave some, else by verdicts. `cases`: with any.
static json_t *taboo_counts(fp_workspace *ws, const week_cases *c)
{
	taboo_count *v = NULL;
	size_t n = 0, cap = 0, cases = 0;
	json_t *out = json_object(), *list = json_array();
	for (size_t i = 0; i < c->n; i++) {
		const fp_field *f = fp_case_field(c->v[i]->doc, "taboo");
		cases += has_taboo(c->v[i]->doc, &c->opinion[i], ws->a);
		for (size_t k = 0; f && k < f->n; k++)
			count_taboo(ws->a, &v, &n, &cap, f->items[k], false);
		for (size_t k = 0; !f && k < c->opinion[i].n; k++)
			if (fp_str_is(c->opinion[i].v[k]->field, "taboo"))
				count_taboo(ws->a, &v, &n, &cap, c->opinion[i].v[k]->label, true);
	}
	if (n)
		qsort(v, n, sizeof *v, by_cases);
	for (size_t i = 0; i < n; i++) {
		json_t *x = json_object();
		fp_jset(x, "label", v[i].label);
		fp_jint(x, "n", v[i].n);
		fp_jint(x, "by_verdict", v[i].by_verdict);
		json_array_append_new(list, x);
	}
	json_object_set_new(out, "labels", list);
	fp_jint(out, "cases", cases);
	return out;
}

typedef struct {
	fp_str field;
	size_t n, agree;
} agreement;

static void count_agreement(fp_arena *a, agreement **v, size_t *n, size_t *cap, const fp_case *c, const fp_verdict *x)
{
	size_t i = 0;
	while (i < *n && !fp_str_eq((*v)[i].field, x->field))
		i++;
	if (i == *n)
		FP_PUSH(a, *v, *n, *cap) = (agreement){x->field, 0, 0};
	(*v)[i].n++;
	(*v)[i].agree += !overruled(c, x, a);
}

// Over the whole window: cases where both a person and a plugin named the field. A verdict agrees when a person gave the same label.
static bool quality_value(fp_workspace *ws, const fp_window *w, json_t **out, fp_err *err)
{
	agreement *v = NULL;
	size_t n = 0, cap = 0;
	opinions o;
	for (size_t i = 0; i < w->n; i++) {
		if (!sure_verdicts(ws, w->v[i].id, &o, err))
			return false;
		for (size_t k = 0; k < o.n; k++)
			if (fp_case_field(w->v[i].doc, fp_cstr(ws->a, o.v[k]->field)))
				count_agreement(ws->a, &v, &n, &cap, w->v[i].doc, o.v[k]);
	}
	*out = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *x = json_object();
		fp_jset(x, "field", v[i].field);
		fp_jint(x, "n", v[i].n);
		fp_jint(x, "agree", v[i].agree);
		json_array_append_new(*out, x);
	}
	return true;
}

// ---------------------------------------------------------------- issues

static json_t *ids_value(const fp_str *v, size_t n)
{
	json_t *out = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(out, fp_json_str(v[i]));
	return out;
}

// Causes and permanent actions of the issue's cases in the window, newest case first.
static void set_findings(fp_workspace *ws, json_t *o, const fp_window *w, fp_ids ids)
{
	json_t *causes = json_array(), *actions = json_array();
	for (size_t i = w->n; i-- > 0;) {
		const fp_week_case *c = &w->v[i];
		if (!fp_ids_have(ids, c->id))
			continue;
		json_t *v = fp_case_to_value(c->doc), *a;
		json_t *cause = json_object_get(v, "root_cause");
		size_t k;
		if (cause) {
			json_t *x = json_deep_copy(cause);
			fp_jset(x, "case", c->id);
			fp_jset(x, "week", fp_week_text(ws->a, c->day));
			json_array_append_new(causes, x);
		}
		json_array_foreach(json_object_get(v, "actions"), k, a) {
			fp_jset(a, "case", c->id);
			json_array_append(actions, a);
		}
		json_decref(v);
	}
	json_object_set_new(o, "causes", causes);
	json_object_set_new(o, "actions", actions);
}

// The type that most of the issue's cases of this week have; of equals the first by day.
static fp_str type_of(const fp_window *w, fp_ids ids)
{
	fp_str best = {0};
	size_t best_n = 0;
	for (size_t i = 0; i < w->n; i++) {
		size_t n = 0;
		if (w->v[i].week + 1 != w->weeks || !w->v[i].type.n || !fp_ids_have(ids, w->v[i].id))
			continue;
		for (size_t k = i; k < w->n; k++)
			n += w->v[k].week + 1 == w->weeks && fp_str_eq(w->v[k].type, w->v[i].type) && fp_ids_have(ids, w->v[k].id);
		if (n <= best_n)
			continue;
		best = w->v[i].type;
		best_n = n;
	}
	return best;
}

// What a customer wrote: the complaint, else what was said first, else the title.
static json_t *voice_of(const fp_week_case *c)
{
	json_t *v = fp_case_to_value(c->doc), *o = json_object();
	fp_str text = fp_json_string(json_object_get(v, "complaint"));
	if (!text.n)
		text = fp_json_string(json_object_get(json_array_get(json_object_get(v, "turns"), 0), "text"));
	fp_jset(o, "case", c->id);
	fp_jset(o, "text", text.n ? text : c->title);
	json_decref(v);
	return o;
}

static bool is_exemplar(const fp_issue *issue, fp_str id)
{
	for (size_t i = 0; i < FP_COUNT(issue->exemplar); i++)
		if (fp_str_eq(issue->exemplar[i], id))
			return true;
	return false;
}

#define VOICES 12   // more than a slide shows: many may say the same

// The issue's cases of this week in the customers' words: the exemplars first, then the newest.
static json_t *voices_value(const fp_window *w, const fp_issue *issue, fp_ids ids)
{
	json_t *out = json_array();
	for (int others = 0; others < 2; others++)
		for (size_t i = w->n; i-- > 0;) {
			const fp_week_case *c = &w->v[i];
			bool now = c->week + 1 == w->weeks && fp_ids_have(ids, c->id);
			if (now && json_array_size(out) < VOICES && is_exemplar(issue, c->id) == !others)
				json_array_append_new(out, voice_of(c));
		}
	return out;
}

static json_t *issue_value(fp_workspace *ws, const fp_window *w, const fp_issue_row *r)
{
	json_t *o = json_object(), *weekly = json_array(), *now = json_array();
	fp_ids ids = {r->issue->cases, r->issue->case_n};
	fp_jset(o, "id", r->issue->id);
	fp_jset(o, "title", r->issue->title);
	fp_jset(o, "state", r->issue->state);
	fp_jset(o, "summary", r->issue->summary);
	fp_jset(o, "status", r->status);
	fp_jset(o, "type", type_of(w, ids));
	fp_jint(o, "count", r->count);
	fp_jint(o, "all", r->issue->case_n);
	if (r->rate >= 0)
		fp_jnum(o, "rate", r->rate);
	fp_jnum(o, "change", r->change);
	fp_jnum(o, "low", r->low);
	fp_jnum(o, "high", r->high);
	if (r->first_seen != FP_NO_DAY)
		fp_jset(o, "first_seen", fp_day_text(ws->a, r->first_seen));
	for (size_t i = r->weekly_n - w->weeks; i < r->weekly_n; i++)   // the weeks that slides draw
		json_array_append_new(weekly, json_integer((json_int_t)r->weekly[i]));
	json_object_set_new(o, "weekly", weekly);
	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].week + 1 == w->weeks && fp_ids_have(ids, w->v[i].id))
			json_array_append_new(now, fp_json_str(w->v[i].id));
	json_object_set_new(o, "cases", now);
	json_object_set_new(o, "exemplars", ids_value(r->issue->exemplar, 3));
	json_object_set_new(o, "voices", voices_value(w, r->issue, ids));
	set_findings(ws, o, w, ids);
	return o;
}

static json_t *issues_value(fp_workspace *ws, const fp_window *w, const fp_issue_board *b)
{
	json_t *out = json_array();
	for (size_t i = 0; i < b->n; i++)
		if (b->rows[i].count)
			json_array_append_new(out, issue_value(ws, w, &b->rows[i]));
	return out;
}

// ---------------------------------------------------------------- actions

static bool of_week(const fp_window *w, fp_str id)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].week + 1 == w->weeks && fp_str_eq(w->v[i].id, id))
			return true;
	return false;
}

// Seen from the Monday after the week, so that the same review can be made again later: overdue, due in that week, further ones of the
// week's own cases, and what those have done already.
static bool actions_value(fp_workspace *ws, const fp_window *w, json_t **out, fp_err *err)
{
	fp_action_row *v;
	size_t n;
	fp_day then = w->week.monday + 7;
	if (!fp_flow_actions(ws, false, &v, &n, err))
		return false;
	*out = json_array();
	for (size_t i = 0; i < n; i++) {
		bool done = fp_str_is(v[i].status, "done"), dated = v[i].due != FP_NO_DAY, own = of_week(w, v[i].case_id);
		bool overdue = !done && dated && v[i].due < then, soon = !done && dated && !overdue && v[i].due < then + 7;
		if (!own && !overdue && !soon)
			continue;
		json_t *o = json_object();
		fp_jset(o, "text", v[i].text);
		fp_jset(o, "owner", v[i].owner);
		fp_jset(o, "kind", v[i].kind);
		fp_jset(o, "case", v[i].case_id);
		if (dated) {
			fp_jset(o, "due", fp_day_text(ws->a, v[i].due));
			json_object_set_new(o, "days", json_integer(v[i].due - then));
		}
		json_object_set_new(o, "state", json_string(done ? "done" : overdue ? "overdue" : soon ? "soon" : "open"));
		json_object_set_new(o, "own", json_boolean(own));
		json_array_append_new(*out, o);
	}
	return true;
}

bool fp_week_value(fp_workspace *ws, const fp_window *w, const fp_issue_board *b, int cases, json_t **out, fp_err *err)
{
	week_cases c;
	json_t *actions = NULL, *quality = NULL;
	if (!gather(ws, w, b, &c, err) || !actions_value(ws, w, &actions, err) || !quality_value(ws, w, &quality, err)) {
		json_decref(actions);
		return false;
	}
	json_t *o = fp_week_facts(ws, w);
	json_object_set_new(o, "issues", issues_value(ws, w, b));
	json_object_set_new(o, "picks", picks_value(ws, w, &c, cases));
	json_object_set_new(o, "material", material_value(&c));
	json_object_set_new(o, "actions", actions);
	json_object_set_new(o, "taboo", taboo_value(ws, &c));
	json_object_set_new(o, "taboo_counts", taboo_counts(ws, &c));
	json_object_set_new(o, "quality", quality);
	*out = o;
	return true;
}
