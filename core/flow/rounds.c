#include <stdlib.h>
#include <string.h>

#include "flow/flow_priv.h"

// Rounds: what plugins say of cases at one time. A round is measured against people's labels; two rounds are compared, case by case and
// in what they do to the measures. Only what counts is in a round: verdicts at or above their plugin's threshold.

#define SEVERAL_SHARE 0.05 // cases with more than one value, from which a field counts as one with several (as in train.c)
#define SAID 1e-9          // confidence of any verdict; what was not said has 0

typedef struct {
	fp_str plugin, field, id, label, words;
	double confidence;
} said;

typedef struct {
	fp_workspace *ws;
	said *v;
	size_t n, cap;
} rounds;

// ---------------------------------------------------------------- collecting

static fp_str words_of(fp_arena *a, const fp_verdict *v)
{
	fp_buf b = {0};
	for (size_t i = 0; i < v->evidence_n; i++)
		fp_buf_f(&b, "%s%.*s", i ? fp_tr("、", ", ") : "", FP_ARG(v->evidence[i].text));
	return b.n ? fp_buf_take(&b, a) : FP_STR("");
}

static void collect(void *ctx, fp_str id, const fp_verdict *v)
{
	rounds *r = ctx;
	fp_arena *a = r->ws->a;
	if (v->confidence < v->threshold)
		return;
	said s = {fp_str_dup(a, v->plugin), fp_str_dup(a, v->field), fp_str_dup(a, id), fp_str_dup(a, v->label), words_of(a, v), v->confidence};
	FP_PUSH(a, r->v, r->n, r->cap) = s;
}

static int by_place(const said *a, const said *b)
{
	int d = fp_str_cmp(a->plugin, b->plugin);
	d = d ? d : fp_str_cmp(a->field, b->field);
	return d ? d : fp_str_cmp(a->id, b->id);
}

static int by_order(const void *x, const void *y)
{
	const said *a = x, *b = y;
	int d = by_place(a, b);
	if (d)
		return d;
	if (a->confidence != b->confidence)
		return a->confidence > b->confidence ? -1 : 1;
	return fp_str_cmp(a->label, b->label);
}

static void settle(rounds *r)
{
	if (r->n)
		qsort(r->v, r->n, sizeof *r->v, by_order);
}

// What a round has of one plugin, field and case: [from, from + n), best first.
static size_t of_case(const rounds *r, const said *key, size_t *n)
{
	size_t low = 0, high = r->n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (by_place(&r->v[mid], key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*n = 0;
	while (low + *n < r->n && !by_place(&r->v[low + *n], key))
		++*n;
	return low;
}

// ---------------------------------------------------------------- what people decided

typedef struct {
	fp_workspace *ws;
	const fp_field_def *def;
	const fp_str *only;      // values that are measured; NULL: all
	size_t only_n;
	fp_class_def *class;
	size_t class_n, class_cap, with_several;
	fp_sample *sample;
	fp_subject *of;
	size_t n, cap, of_n, of_cap;
} truth;

static bool measured(const truth *t, fp_str name)
{
	for (size_t i = 0; i < t->only_n; i++)
		if (fp_str_eq(t->only[i], name))
			return true;
	return !t->only;
}

static fp_str full_name(const fp_field_def *d, fp_str value)
{
	const fp_term *x = d->taxonomy ? fp_term_find(d->taxonomy, value) : NULL;
	return x ? x->name : value;
}

static bool class_of(truth *t, fp_str value, uint32_t *out)
{
	fp_str name = full_name(t->def, value);
	if (!measured(t, name))
		return false;
	for (*out = 0; *out < t->class_n; ++*out)
		if (fp_str_eq(t->class[*out].name, name))
			return true;
	fp_class_def c = {.name = fp_str_dup(t->ws->a, name)};
	FP_PUSH(t->ws->a, t->class, t->class_n, t->class_cap) = c;
	return true;
}

static bool add_truth(void *ctx, const fp_case *c, fp_str path, fp_err *err)
{
	truth *t = ctx;
	const fp_field *f = fp_case_field(c, t->def->name.p);
	size_t n = f && (f->kind == FP_F_LIST || f->kind == FP_F_SCALAR) ? f->n : 0;
	fp_sample s = {0};
	uint32_t *label = FP_NEW_N(t->ws->a, uint32_t, n + 1);
	(void)path, (void)err;
	for (size_t i = 0; i < n; i++)
		s.label_n += class_of(t, fp_str_trim(f->items[i]), &label[s.label_n]);
	s.label = label;
	t->with_several += n > 1;
	FP_PUSH(t->ws->a, t->sample, t->n, t->cap) = s;
	FP_PUSH(t->ws->a, t->of, t->of_n, t->of_cap) = (fp_subject){fp_str_dup(t->ws->a, fp_case_id(c)), fp_str_dup(t->ws->a, fp_case_title(c))};
	return true;
}

static fp_str labelled(fp_workspace *ws, fp_str field, fp_str query)
{
	return query.n ? fp_strf(ws->a, "has:label.%.*s (%.*s)", FP_ARG(field), FP_ARG(query)) : fp_strf(ws->a, "has:label.%.*s", FP_ARG(field));
}

// ---------------------------------------------------------------- measuring a round

static fp_guesses guesses_of(truth *t, const rounds *r, const said *key, fp_str *words)
{
	size_t n, from = of_case(r, key, &n);
	fp_guesses g = {.guess = FP_NEW_N(t->ws->a, fp_guess, n + 1)};
	for (size_t i = 0; i < n; i++) {
		uint32_t label;
		if (class_of(t, r->v[from + i].label, &label))
			g.guess[g.n++] = (fp_guess){label, r->v[from + i].confidence, 0};
	}
	*words = n ? r->v[from].words : (fp_str){0};
	return g;
}

// fp_model_measure asks for a guess of every case that has one value: what was not said is a guess of nothing.
static void fill_silence(fp_guesses *g)
{
	if (g->n)
		return;
	g->guess[0] = (fp_guess){0};
	g->n = 1;
}

// How far confidence and truth lie apart, of what was said.
static double calibration(const truth *t, const fp_guesses *g, bool several)
{
	fp_arena *a = fp_arena_new(0);
	fp_sample *s = FP_NEW_N(a, fp_sample, t->n + 1);
	fp_guesses *spoken = FP_NEW_N(a, fp_guesses, t->n + 1);
	size_t n = 0;
	for (size_t i = 0; i < t->n; i++)
		if (g[i].n && g[i].guess[0].confidence >= SAID) {
			s[n] = t->sample[i];
			spoken[n++] = g[i];
		}
	double ece = fp_model_measure(s, spoken, n, t->class_n, several, SAID, a).ece;
	fp_arena_free(a);
	return ece;
}

static void report(truth *t, fp_guesses *g, const fp_str *words, bool several, fp_evaluated *out)
{
	fp_exam e = {t->ws->a, t->class, t->class_n, t->sample, t->of, t->n};
	const size_t *which = fp_exam_misfits(&e, g, out);
	for (size_t i = 0; i < out->misfit_n; i++)
		out->misfits[i].words = words[which[i]];
	for (size_t i = 0; i < t->n && !several; i++)
		fill_silence(&g[i]);
	fp_measure m = fp_model_measure(t->sample, g, t->n, t->class_n, several, SAID, t->ws->a);
	fp_exam_classes(&e, &m, out);
	out->samples = t->n;
	out->several = several;
	out->coverage = m.coverage;
	out->sure_accuracy = fp_said_right(&m);
	out->accuracy = several ? m.accuracy : m.accuracy * m.coverage;   // silence is not right
	out->macro_f1 = m.macro_f1;
	out->kappa = m.kappa;
	out->ece = calibration(t, g, several);
}

// One value a case as train.c sees it: the first is the main one.
static bool is_several(truth *t)
{
	bool list = t->def->type == FP_T_TERMS || t->def->type == FP_T_LIST;
	if (t->only || (list && (double)t->with_several > SEVERAL_SHARE * (double)t->n))
		return true;
	for (size_t i = 0; i < t->n; i++)
		t->sample[i].label_n = t->sample[i].label_n ? 1 : 0;
	return false;
}

static bool measure(fp_workspace *ws, const rounds *r, fp_str plugin, const fp_field_def *d, fp_str query, const fp_str *only, size_t only_n,
	fp_evaluated *out, fp_err *err)
{
	truth t = {.ws = ws, .def = d, .only = only, .only_n = only_n};
	*out = (fp_evaluated){.sure = SAID};
	if (!fp_each_case(ws, labelled(ws, d->name, query).p, add_truth, &t, err))
		return false;
	bool several = is_several(&t);
	fp_guesses *g = FP_NEW_N(ws->a, fp_guesses, t.n + 1);
	fp_str *words = FP_NEW_N(ws->a, fp_str, t.n + 1);
	for (size_t i = 0; i < t.n; i++)
		g[i] = guesses_of(&t, r, &(said){.plugin = plugin, .field = d->name, .id = t.of[i].id}, &words[i]);
	if (t.n)
		report(&t, g, words, several, out);
	return true;
}

// ---------------------------------------------------------------- which values are measured

typedef struct {
	fp_str *v;
	size_t n, cap;
} names;

static void add_name(fp_workspace *ws, names *l, const fp_field_def *d, fp_str name)
{
	name = full_name(d, name);
	for (size_t i = 0; i < l->n; i++)
		if (fp_str_eq(l->v[i], name))
			return;
	FP_PUSH(ws->a, l->v, l->n, l->cap) = fp_str_dup(ws->a, name);
}

static void add_said(fp_workspace *ws, names *l, const rounds *r, fp_str plugin, const fp_field_def *d)
{
	for (size_t i = 0; i < r->n; i++)
		if (fp_str_eq(r->v[i].plugin, plugin) && fp_str_eq(r->v[i].field, d->name))
			add_name(ws, l, d, r->v[i].label);
}

static void add_expected(fp_workspace *ws, names *l, const fp_plugin *p, const fp_field_def *d)
{
	size_t i, k;
	json_t *example, *v;
	json_array_foreach(p->examples, i, example)
		json_array_foreach(json_object_get(example, "expect"), k, v)
			if (json_is_string(json_object_get(v, "label")) && fp_str_is(d->name, json_string_value(json_object_get(v, "field"))))
				add_name(ws, l, d, fp_s(json_string_value(json_object_get(v, "label"))));
}

// A field with free values has many that a plugin knows nothing of: those count that it said or that its examples expect.
static names values_of(fp_workspace *ws, const fp_plugin *p, const fp_field_def *d, const rounds *a, const rounds *b)
{
	names l = {0};
	if (d->type != FP_T_LIST)
		return l;
	FP_PUSH(ws->a, l.v, l.n, l.cap) = FP_STR("");   // never NULL
	add_expected(ws, &l, p, d);
	add_said(ws, &l, a, p->name, d);
	if (b)
		add_said(ws, &l, b, p->name, d);
	return l;
}

// ---------------------------------------------------------------- a plugin against people

static size_t fields_of(fp_workspace *ws, const fp_plugin *p, const fp_field_def ***out)
{
	size_t i, n = 0;
	json_t *v;
	*out = FP_NEW_N(ws->a, const fp_field_def *, json_array_size(p->labels) + 1);
	json_array_foreach(p->labels, i, v) {
		const fp_field_def *d = fp_schema_field(ws->schema, fp_s(json_string_value(v)));
		if (d)
			(*out)[n++] = d;
	}
	return n;
}

static fp_str any_labelled(fp_workspace *ws, const fp_field_def **d, size_t n, fp_str query)
{
	fp_buf b = {0};
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%shas:label.%.*s", i ? " OR " : "(", FP_ARG(d[i]->name));
	fp_buf_c(&b, ')');
	if (query.n)
		fp_buf_f(&b, " (%.*s)", FP_ARG(query));
	return fp_buf_take(&b, ws->a);
}

bool fp_flow_eval_plugin(fp_workspace *ws, const fp_plugin *p, fp_str query, const fp_str *only, size_t only_n, fp_plugin_exam *out, fp_err *err)
{
	rounds r = {.ws = ws};
	const fp_field_def **d;
	*out = (fp_plugin_exam){0};
	size_t n = fields_of(ws, p, &d);
	if (!n)
		return fp_fail(err, FP_USAGE, fp_tr("插件 %.*s 没有写 labels：它判断哪些字段，如 labels = { \"type\" }", "the plugin %.*s names no labels: the fields that it judges, such as labels = { \"type\" }"), FP_ARG(p->name));
	if ((query.n && !fp_flow_query(ws, query, err)) || !fp_flow_try_plugin(ws, p, any_labelled(ws, d, n, query), collect, &r, &out->ran, err))
		return false;
	settle(&r);
	out->v = FP_NEW_N(ws->a, fp_field_exam, n);
	for (size_t i = 0; i < n; i++) {
		names l = values_of(ws, p, d[i], &r, NULL);
		fp_str *full = FP_NEW_N(ws->a, fp_str, only_n + 1);
		for (size_t k = 0; k < only_n; k++)
			full[k] = full_name(d[i], only[k]);
		fp_field_exam x = {.field = d[i]->name};
		if (!measure(ws, &r, p->name, d[i], query, only_n ? full : l.v, only_n ? only_n : l.n, &x.e, err))
			return false;
		if (x.e.samples)
			out->v[out->n++] = x;
	}
	return out->n || fp_fail(err, FP_NOT_FOUND, fp_tr("这些案例里没有人标注过 %.*s；fupan label --next %.*s", "nobody has labelled %.*s in these cases; fupan label --next %.*s"), FP_ARG(d[0]->name), FP_ARG(d[0]->name));
}

// ---------------------------------------------------------------- two rounds beside one another

static fp_str joined(fp_arena *a, const rounds *r, size_t from, size_t n)
{
	fp_buf b = {0};
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%s%.*s", i ? "," : "", FP_ARG(r->v[from + i].label));
	return b.n ? fp_buf_take(&b, a) : FP_STR("");
}

static bool add_flip(fp_workspace *ws, const rounds *old, const rounds *new, const said *key, fp_compared *out, size_t *cap, fp_err *err)
{
	fp_case_at at;
	size_t was_n, is_n, was = of_case(old, key, &was_n), is = of_case(new, key, &is_n);
	fp_flip f = {.id = key->id, .plugin = key->plugin, .field = key->field, .before = joined(ws->a, old, was, was_n), .after = joined(ws->a, new, is, is_n)};
	if (fp_str_eq(f.before, f.after))
		return true;
	f.before_confidence = was_n ? old->v[was].confidence : 0;
	f.after_confidence = is_n ? new->v[is].confidence : 0;
	if (!fp_flow_get(ws, key->id, false, &at, err))
		return false;
	f.title = fp_case_title(at.doc);
	const fp_field *label = fp_case_field(at.doc, fp_cstr(ws->a, key->field));
	fp_buf b = {0};
	for (size_t i = 0; label && label->kind != FP_F_MAP && i < label->n; i++)
		fp_buf_f(&b, "%s%.*s", i ? "," : "", FP_ARG(label->items[i]));
	f.label = b.n ? fp_buf_take(&b, ws->a) : FP_STR("");
	FP_PUSH(ws->a, out->flips, out->n, *cap) = f;
	return true;
}

// Both rounds are sorted: every place that one of them has is looked at once.
static bool find_flips(fp_workspace *ws, const rounds *old, const rounds *new, fp_compared *out, fp_err *err)
{
	size_t a = 0, b = 0, cap = 0;
	while (a < old->n || b < new->n) {
		int d = a == old->n ? 1 : b == new->n ? -1 : by_place(&old->v[a], &new->v[b]);
		const said *key = d <= 0 ? &old->v[a] : &new->v[b];
		if (!add_flip(ws, old, new, key, out, &cap, err))
			return false;
		while (a < old->n && !by_place(&old->v[a], key))
			a++;
		while (b < new->n && !by_place(&new->v[b], key))
			b++;
	}
	return true;
}

static fp_eval_row row_of(const fp_evaluated *e, fp_str label)
{
	for (size_t i = 0; i < e->n; i++)
		if (fp_str_eq(e->rows[i].label, label))
			return e->rows[i];
	return (fp_eval_row){.label = label};
}

static void add_shift(fp_workspace *ws, const fp_shift *s, fp_compared *out, size_t *cap)
{
	const fp_eval_row *x = &s->before, *y = &s->after;
	if (s->label.n && x->guessed == y->guessed && fp_str_eq(fp_strf(ws->a, "%.6f %.6f", x->precision, x->recall), fp_strf(ws->a, "%.6f %.6f", y->precision, y->recall)))
		return;
	FP_PUSH(ws->a, out->shifts, out->shift_n, *cap) = *s;
}

static bool says_several(const fp_evaluated *e)
{
	size_t n = 0;
	for (size_t i = 0; i < e->n; i++)
		n += e->rows[i].guessed > 0;
	return n > 1;
}

// Values by support; then the sum under no label.
static void find_shifts(fp_workspace *ws, const fp_plugin *p, fp_str field, const fp_evaluated *was, const fp_evaluated *is, fp_compared *out, size_t *cap)
{
	const fp_evaluated *most = is->n >= was->n ? is : was;
	for (size_t i = 0; i < most->n; i++) {
		fp_str label = most->rows[i].label;
		fp_shift s = {.plugin = p->name, .field = field, .label = label, .before = row_of(was, label), .after = row_of(is, label)};
		s.cases = s.after.support > s.before.support ? s.after.support : s.before.support;
		add_shift(ws, &s, out, cap);
	}
	if (most->n < 2 || !(says_several(was) || says_several(is)))
		return;   // a sum over values that the plugin knows nothing of says nothing of it
	fp_shift sum = {.plugin = p->name, .field = field, .cases = is->samples, .before = {.f1 = was->macro_f1, .precision = was->sure_accuracy, .recall = was->accuracy},
	                .after = {.f1 = is->macro_f1, .precision = is->sure_accuracy, .recall = is->accuracy}};
	add_shift(ws, &sum, out, cap);
}

static bool flipped(const fp_compared *c, fp_str plugin, fp_str field)
{
	for (size_t i = 0; i < c->n; i++)
		if (fp_str_eq(c->flips[i].plugin, plugin) && fp_str_eq(c->flips[i].field, field))
			return true;
	return false;
}

static bool compare(fp_workspace *ws, const fp_plugin *const *plugins, size_t n, fp_str query, rounds *old, rounds *new, fp_compared *out, fp_err *err)
{
	size_t cap = 0;
	settle(old);
	settle(new);
	out->first = !old->n;
	if (!find_flips(ws, old, new, out, err))
		return false;
	for (size_t p = 0; p < n; p++) {
		const fp_field_def **d;
		size_t fields = fields_of(ws, plugins[p], &d);
		for (size_t i = 0; i < fields; i++) {
			fp_evaluated was, is;
			names l = values_of(ws, plugins[p], d[i], old, new);
			if (!flipped(out, plugins[p]->name, d[i]->name))
				continue;
			if (!measure(ws, old, plugins[p]->name, d[i], query, l.v, l.n, &was, err) || !measure(ws, new, plugins[p]->name, d[i], query, l.v, l.n, &is, err))
				return false;
			if (is.samples)
				find_shifts(ws, plugins[p], d[i]->name, &was, &is, out, &cap);
		}
	}
	return true;
}

bool fp_flow_try_diff(fp_workspace *ws, const fp_plugin *p, fp_str query, fp_compared *out, fp_classified *ran, fp_err *err)
{
	rounds old = {.ws = ws}, new = {.ws = ws};
	*out = (fp_compared){0};
	return fp_verdicts_kept(ws, query, &p, 1, collect, &old, err) && fp_flow_try_plugin(ws, p, query, collect, &new, ran, err) &&
	       compare(ws, &p, 1, query, &old, &new, out, err);
}

bool fp_flow_classify_diff(fp_workspace *ws, fp_str query, const fp_str *names_of, size_t n, fp_compared *out, fp_classified *ran, fp_err *err)
{
	rounds old = {.ws = ws}, new = {.ws = ws};
	const fp_plugin **plugins;
	size_t plugin_n;
	*out = (fp_compared){0};
	*ran = (fp_classified){0};
	return fp_choose_plugins(ws, names_of, n, &plugins, &plugin_n, ran, err) && fp_verdicts_kept(ws, query, plugins, plugin_n, collect, &old, err) &&
	       fp_flow_classify(ws, query, names_of, n, collect, &new, ran, err) && compare(ws, plugins, plugin_n, query, &old, &new, out, err);
}
