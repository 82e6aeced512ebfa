#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "flow/flow_priv.h"
#include "text/model.h"

// Learning a field from people's labels: the labelled cases become samples, the terms of the taxonomy with their keywords become
// classes, text/model does the rest. Verdicts are never learned from: a machine must not teach itself.

#define SEVERAL_SHARE 0.05   // cases with more than one value, from which a field counts as one with several
#define LEAST 10             // labelled cases, unless keywords help
#define NEAR_TWIN 0.6        // similarity above which two cases to label teach the same

typedef struct {
	fp_workspace *ws;
	const fp_field_def *def;
	fp_str from;
	fp_class_def *class;
	size_t class_n, class_cap;
	fp_sample *sample;
	fp_subject *of;
	size_t n, cap, of_n, of_cap, with_several;
	bool labelled_only;
} school;

// ---------------------------------------------------------------- texts

static void add_part(fp_buf *b, fp_str s)
{
	if (!s.n)
		return;
	fp_buf_str(b, s);
	fp_buf_c(b, '\n');
}

static bool is_team(fp_who w)
{
	return w == FP_WHO_AGENT || w == FP_WHO_SUPERVISOR;
}

// The words that a model of this field reads; the same when it learns and when it guesses.
fp_str fp_words_of(fp_arena *a, const fp_case *c, fp_str from)
{
	fp_buf b = {0};
	fp_turn *turn;
	bool agent = fp_str_is(from, "agent"), all = fp_str_is(from, "all");
	size_t n = fp_case_turns(a, c, &turn);
	if (!agent) {
		add_part(&b, fp_case_title(c));
		if (!n || fp_case_section(c, "dialogue"))
			add_part(&b, fp_case_text(c, "complaint"));
	}
	for (size_t i = 0; i < n; i++)
		if (all || is_team(turn[i].who) == agent)
			add_part(&b, fp_str_sub(c->text, turn[i].text.start, turn[i].text.end));
	if (!b.n && !agent)
		add_part(&b, fp_str_sub(c->text, c->body, c->text.n));
	return b.n ? fp_buf_take(&b, a) : FP_STR("");
}

// ---------------------------------------------------------------- classes

static void add_keywords(fp_arena *a, const fp_term *t, fp_class_def *c)
{
	fp_str *words;
	c->keyword_n = fp_term_words(a, t, "keywords", &words);
	c->keyword = words;
}

// Terms that have subtypes are no class of their own unless somebody used them.
static bool has_children(const fp_taxonomy *t, const fp_term *x)
{
	for (size_t i = 0; i < t->term_n; i++)
		if (t->terms[i]->parent == x)
			return true;
	return false;
}

static void add_terms(school *s)
{
	const fp_taxonomy *t = s->def->taxonomy;
	for (size_t i = 0; t && i < t->term_n; i++) {
		fp_class_def c = {.name = t->terms[i]->name};
		if (has_children(t, t->terms[i]))
			continue;
		add_keywords(s->ws->a, t->terms[i], &c);
		if (c.keyword_n)
			FP_PUSH(s->ws->a, s->class, s->class_n, s->class_cap) = c;
	}
}

static uint32_t class_of(school *s, fp_str value)
{
	const fp_term *t = s->def->taxonomy ? fp_term_find(s->def->taxonomy, value) : NULL;
	fp_str name = t ? t->name : value;
	for (size_t i = 0; i < s->class_n; i++)
		if (fp_str_eq(s->class[i].name, name))
			return (uint32_t)i;
	fp_class_def c = {.name = fp_str_dup(s->ws->a, name)};
	if (t)
		add_keywords(s->ws->a, t, &c);
	FP_PUSH(s->ws->a, s->class, s->class_n, s->class_cap) = c;
	return (uint32_t)(s->class_n - 1);
}

// ---------------------------------------------------------------- samples

static bool add_case(void *ctx, const fp_case *c, fp_str path, fp_err *err)
{
	school *s = ctx;
	fp_arena *a = s->ws->a;
	const fp_field *f = fp_case_field(c, s->def->name.p);
	size_t n = f && (f->kind == FP_F_LIST || f->kind == FP_F_SCALAR) ? f->n : 0;
	uint32_t *label = FP_NEW_N(a, uint32_t, n + 1);
	(void)path, (void)err;
	if (s->labelled_only && !n)
		return true;
	for (size_t i = 0; i < n; i++)
		label[i] = class_of(s, fp_str_trim(f->items[i]));
	s->with_several += n > 1;
	FP_PUSH(a, s->sample, s->n, s->cap) = (fp_sample){fp_words_of(a, c, s->from), label, n};
	FP_PUSH(a, s->of, s->of_n, s->of_cap) = (fp_subject){fp_case_id(c), fp_case_title(c)};
	return true;
}

static const fp_field_def *learnable(fp_workspace *ws, fp_str field, fp_err *err)
{
	const fp_field_def *d = fp_schema_field(ws->schema, field);
	const fp_field_def *near = d ? NULL : fp_schema_nearest(ws->schema, field);
	if (near)
		fp_fail(err, FP_USAGE, fp_tr("没有字段 %.*s，是不是 %.*s？", "there is no field %.*s; did you mean %.*s?"), FP_ARG(field), FP_ARG(near->name));
	else if (!d)
		fp_fail(err, FP_USAGE, fp_tr("没有字段 %.*s；可以学习的字段如 type emotion severity", "there is no field %.*s; fields such as type, emotion, severity can be learned"), FP_ARG(field));
	if (!d)
		return NULL;
	if (d->type == FP_T_TERM || d->type == FP_T_TERMS || d->type == FP_T_ENUM || d->type == FP_T_INTEGER || d->type == FP_T_LIST)
		return d;
	fp_fail(err, FP_USAGE, fp_tr("字段 %.*s 不是分类：只能学习分类、枚举和整数", "field %.*s holds no classes: only terms, enumerations and whole numbers can be learned"), FP_ARG(field));
	return NULL;
}

static bool from_known(fp_str from, fp_err *err)
{
	if (fp_str_is(from, "customer") || fp_str_is(from, "agent") || fp_str_is(from, "all"))
		return true;
	return fp_fail(err, FP_USAGE, fp_tr("--from 是 customer、agent 或 all，不是 %.*s", "--from is customer, agent or all, not %.*s"), FP_ARG(from));
}

// The labelled cases of a query as samples. With one value a case the first value is the one: it is the main one by the case format.
static bool gather(school *s, fp_workspace *ws, const fp_train_ask *ask, fp_str extra, fp_err *err)
{
	*s = (school){.ws = ws, .from = ask->from.n ? ask->from : FP_STR("customer"), .labelled_only = true};
	s->def = learnable(ws, ask->field, err);
	if (!s->def || !from_known(s->from, err))
		return false;
	if (ask->query.n && !fp_flow_query(ws, ask->query, err))   // its columns are the user's, not those of the query below
		return false;
	add_terms(s);
	fp_str q = fp_strf(ws->a, "has:label.%.*s", FP_ARG(s->def->name));
	if (ask->query.n)
		q = fp_strf(ws->a, "%.*s (%.*s)", FP_ARG(q), FP_ARG(ask->query));
	if (extra.n)
		q = fp_strf(ws->a, "%.*s %.*s", FP_ARG(q), FP_ARG(extra));
	return fp_each_case(ws, q.p, add_case, s, err);
}

static bool enough(const school *s, fp_err *err)
{
	bool keywords = false;
	for (size_t i = 0; i < s->class_n; i++)
		keywords = keywords || s->class[i].keyword_n > 0;
	if (s->class_n >= 2 && (s->n >= LEAST || keywords))
		return true;
	return fp_fail(err, FP_NOT_FOUND, fp_tr("只有 %zu 个案例标注了 %.*s，至少要 %d 个；fupan label --next %.*s 列出最值得先标的", "only %zu cases have a label of %.*s, at least %d are needed; fupan label --next %.*s lists those most worth labelling"),
	               s->n, FP_ARG(s->def->name), LEAST, FP_ARG(s->def->name));
}

static fp_train_options options_of(school *s, const fp_train_ask *ask)
{
	bool list = s->def->type == FP_T_TERMS || s->def->type == FP_T_LIST;
	bool several = list && (double)s->with_several > SEVERAL_SHARE * (double)s->n;
	for (size_t i = 0; i < s->n && !several; i++)
		s->sample[i].label_n = 1;
	return (fp_train_options){.classes = s->class, .class_n = s->class_n, .several = several, .balance = ask->balance, .precision = ask->precision};
}

// ---------------------------------------------------------------- train

static fp_str data_digest(const school *s)
{
	fp_sha256 h;
	fp_sha256_init(&h);
	for (size_t i = 0; i < s->n; i++) {
		fp_sha256_add(&h, s->of[i].id.p, s->of[i].id.n);
		for (size_t k = 0; k < s->sample[i].label_n; k++) {
			fp_str name = s->class[s->sample[i].label[k]].name;
			fp_sha256_add(&h, "\0", 1);
			fp_sha256_add(&h, name.p, name.n);
		}
		fp_sha256_add(&h, "\1", 1);
		fp_sha256_add(&h, s->sample[i].text.p, s->sample[i].text.n);
		fp_sha256_add(&h, "\2", 1);
	}
	char *hex = fp_alloc(s->ws->a, 65);
	fp_sha256_end(&h, hex);
	return fp_s(hex);
}

fp_str fp_model_path(fp_workspace *ws, fp_str field)
{
	return fp_strf(ws->a, "%s/models/%.*s.model", fp_store_cache(ws->store), FP_ARG(field));
}

static bool write_model(school *s, const fp_model *m, fp_trained *out, fp_err *err)
{
	json_t *note = json_pack("{s:o, s:o, s:s, s:I}", "field", fp_json_str(s->def->name), "from", fp_json_str(s->from), "data", out->digest.p, "samples", (json_int_t)s->n);
	fp_str text = fp_json_text(s->ws->a, note), bytes = fp_model_write(m, text, s->ws->a);
	json_decref(note);
	out->bytes = bytes.n;
	fp_str dir = fp_path_dir(out->path);
	return fp_mkdirs(fp_cstr(s->ws->a, dir), err) && fp_file_write(out->path.p, bytes, false, err);
}

static size_t poor_classes(const school *s, size_t *used)
{
	size_t poor = 0;
	*used = 0;
	for (uint32_t c = 0; c < s->class_n; c++) {
		size_t n = 0;
		for (size_t i = 0; i < s->n; i++)
			for (size_t k = 0; k < s->sample[i].label_n; k++)
				n += s->sample[i].label[k] == c;
		*used += n > 0;
		poor += n > 0 && n < 5;
	}
	return poor;
}

bool fp_flow_train(fp_workspace *ws, const fp_train_ask *ask, fp_trained *out, fp_err *err)
{
	school s;
	double start = fp_clock_seconds();
	if (!gather(&s, ws, ask, (fp_str){0}, err) || !enough(&s, err))
		return false;
	fp_train_options o = options_of(&s, ask);
	fp_model *m = fp_model_train(s.sample, s.n, &o, err);
	if (!m)
		return false;
	fp_model_facts f = fp_model_about(m);
	*out = (fp_trained){.field = s.def->name, .from = s.from, .samples = s.n, .several = o.several, .accuracy = f.accuracy, .sure = f.sure, .coverage = f.coverage};
	out->poor = poor_classes(&s, &out->classes);
	out->digest = data_digest(&s);
	out->path = fp_model_path(ws, s.def->name);
	bool ok = write_model(&s, m, out, err);
	out->seconds = fp_clock_seconds() - start;
	fp_model_free(m);
	return ok;
}

// ---------------------------------------------------------------- eval

// What misled: a model that has not seen the misfits is asked why it would say what was said of them.
static void explain_misfits(school *s, const fp_train_options *o, const size_t *which, const fp_guesses *g, fp_evaluated *out)
{
	fp_err ignored = {0};
	size_t n = 0;
	fp_sample *rest = FP_NEW_N(s->ws->a, fp_sample, s->n + 1);
	for (size_t i = 0; i < s->n; i++) {
		bool shown = false;
		for (size_t k = 0; k < out->misfit_n; k++)
			shown = shown || which[k] == i;
		if (!shown)
			rest[n++] = s->sample[i];
	}
	fp_model *m = fp_model_train(rest, n, o, &ignored);
	for (size_t k = 0; m && k < out->misfit_n; k++) {
		fp_weighed *w;
		fp_buf b = {0};
		fp_str text = s->sample[which[k]].text;
		size_t w_n = fp_model_evidence(m, s->ws->a, text, g[which[k]].guess[0].label, 3, &w);
		for (size_t i = 0; i < w_n; i++)
			fp_buf_f(&b, "%s%.*s", i ? fp_tr("、", ", ") : "", FP_ARG(fp_str_trim(fp_str_sub(text, w[i].start, w[i].end))));
		out->misfits[k].words = b.n ? fp_buf_take(&b, s->ws->a) : FP_STR("");
	}
	fp_model_free(m);
}

// The confidence from which the wanted share of guesses is right, on these very guesses.
static double sure_of(const school *s, const fp_guesses *g, bool several, double precision, fp_arena *a)
{
	for (int i = several ? 50 : 0; i <= 100; i++) {
		fp_measure m = fp_model_measure(s->sample, g, s->n, s->class_n, several, i / 100.0, a);
		if (fp_said_right(&m) >= precision)
			return i / 100.0;
	}
	return 2;
}

static void report(school *s, const fp_train_options *o, const fp_train_ask *ask, const fp_guesses *g, fp_evaluated *out)
{
	fp_arena *tmp = fp_arena_new((size_t)1 << 30);
	fp_measure all = fp_model_measure(s->sample, g, s->n, s->class_n, o->several, o->several ? 0.5 : 0, s->ws->a);
	*out = (fp_evaluated){.samples = s->n, .accuracy = all.accuracy, .macro_f1 = all.macro_f1, .kappa = all.kappa, .ece = all.ece, .several = o->several};
	out->sure = sure_of(s, g, o->several, ask->precision > 0 ? ask->precision : 0.95, tmp);
	fp_measure sure = fp_model_measure(s->sample, g, s->n, s->class_n, o->several, out->sure, tmp);
	out->coverage = sure.coverage;
	out->sure_accuracy = fp_said_right(&sure);
	fp_exam e = {s->ws->a, s->class, s->class_n, s->sample, s->of, s->n};
	fp_exam_classes(&e, &all, out);
	explain_misfits(s, o, fp_exam_misfits(&e, g, out), g, out);
	fp_arena_free(tmp);
}

// Learned from the rest, asked about the holdout.
static bool hold_out(school *s, const fp_train_options *o, fp_workspace *ws, const fp_train_ask *ask, fp_str holdout, fp_guesses **g, fp_err *err)
{
	school test = *s;
	test.sample = NULL;
	test.of = NULL;
	test.n = test.cap = test.of_n = test.of_cap = 0;
	fp_str q = fp_strf(ws->a, "has:label.%.*s (%.*s)", FP_ARG(s->def->name), FP_ARG(holdout));
	if (ask->query.n)
		q = fp_strf(ws->a, "%.*s (%.*s)", FP_ARG(q), FP_ARG(ask->query));
	if (!fp_each_case(ws, q.p, add_case, &test, err))
		return false;
	if (!test.n)
		return fp_fail(err, FP_NOT_FOUND, "%s", fp_tr("--holdout 里没有标注过的案例", "no labelled case is in the holdout"));
	if (test.class_n != s->class_n) {   // a value that nobody of the rest has: it can only be missed
		fp_train_options wider = *o;
		wider.classes = test.class;
		wider.class_n = test.class_n;
		s->class = test.class;
		s->class_n = test.class_n;
		return hold_out(s, &wider, ws, ask, holdout, g, err);
	}
	fp_model *m = fp_model_train(s->sample, s->n, o, err);
	*g = FP_NEW_N(ws->a, fp_guesses, test.n);
	for (size_t i = 0; m && i < test.n; i++) {
		test.sample[i].label_n = o->several ? test.sample[i].label_n : 1;
		(*g)[i].n = fp_model_guess(m, ws->a, test.sample[i].text, &(*g)[i].guess);
	}
	bool ok = m != NULL;
	fp_model_free(m);
	*s = test;
	return ok;
}

bool fp_flow_eval(fp_workspace *ws, const fp_train_ask *ask, int folds, fp_str holdout, fp_evaluated *out, fp_err *err)
{
	school s;
	fp_guesses *g;
	if (holdout.n && !fp_flow_query(ws, holdout, err))
		return false;
	if (!gather(&s, ws, ask, holdout.n ? fp_strf(ws->a, "NOT (%.*s)", FP_ARG(holdout)) : (fp_str){0}, err) || !enough(&s, err))
		return false;
	if (s.n < LEAST)
		return fp_fail(err, FP_NOT_FOUND, fp_tr("只有 %zu 个案例标注了 %.*s，至少要 %d 个才能评测", "only %zu cases have a label of %.*s, at least %d are needed to measure"), s.n, FP_ARG(s.def->name), LEAST);
	fp_train_options o = options_of(&s, ask);
	if (holdout.n) {
		if (!hold_out(&s, &o, ws, ask, holdout, &g, err))
			return false;
		o.classes = s.class;
		o.class_n = s.class_n;
	} else {
		g = FP_NEW_N(ws->a, fp_guesses, s.n);
		if (!fp_model_cross(s.sample, s.n, &o, NULL, (uint32_t)folds, ws->a, g, err))
			return false;
	}
	report(&s, &o, ask, g, out);
	return true;
}

// ---------------------------------------------------------------- what to label next

static bool read_model(fp_workspace *ws, fp_str field, fp_model **m, fp_err *err)
{
	fp_str bytes;
	fp_err none = {0};
	*m = NULL;
	if (!fp_file_read(ws->a, fp_model_path(ws, field).p, (size_t)1 << 30, &bytes, &none))
		return none.code == FP_NOT_FOUND || fp_fail(err, none.code, "%s", none.msg);
	*m = fp_model_read(bytes, err);
	return *m != NULL;
}

typedef struct {
	size_t i;
	double gap;
	uint64_t hash;
	fp_guess *guess;
	size_t guess_n;
} candidate;

static int by_gap(const void *x, const void *y)
{
	const candidate *a = x, *b = y;
	if (a->gap != b->gap)
		return a->gap < b->gap ? -1 : 1;
	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

static bool twin(const school *s, const candidate *v, const size_t *chosen, size_t chosen_n, size_t i, fp_arena *tmp)
{
	for (size_t k = 0; k < chosen_n; k++) {
		fp_arena_reset(tmp);
		if (fp_similarity(tmp, s->sample[v[chosen[k]].i].text, s->sample[v[i].i].text) > NEAR_TWIN)
			return true;
	}
	return false;
}

static fp_to_label to_label(const school *s, const candidate *c, const fp_model *m)
{
	fp_to_label t = {.id = s->of[c->i].id, .title = s->of[c->i].title};
	for (size_t k = 0; k < 3 && k < c->guess_n; k++) {
		t.guess[k] = fp_str_dup(s->ws->a, fp_model_class(m, c->guess[k].label));
		t.confidence[k] = c->guess[k].confidence;
	}
	return t;
}

bool fp_flow_to_label(fp_workspace *ws, fp_str field, fp_str query, size_t limit, fp_to_label **out, size_t *n, fp_err *err)
{
	fp_model *m;
	school s = {.ws = ws, .from = FP_STR("customer"), .def = learnable(ws, field, err)};
	*n = 0;
	if (!s.def || (query.n && !fp_flow_query(ws, query, err)))
		return false;
	fp_str q = fp_strf(ws->a, "missing:label.%.*s%s%.*s%s", FP_ARG(s.def->name), query.n ? " (" : "", FP_ARG(query), query.n ? ")" : "");
	if (!fp_each_case(ws, q.p, add_case, &s, err) || !read_model(ws, s.def->name, &m, err))
		return false;
	candidate *v = FP_NEW_N(ws->a, candidate, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		v[i] = (candidate){.i = i, .hash = fp_hash64(s.of[i].id.p, s.of[i].id.n, 23)};
		if (m)
			v[i].guess_n = fp_model_guess(m, ws->a, s.sample[i].text, &v[i].guess);
		v[i].gap = v[i].guess_n > 1 ? v[i].guess[0].confidence - v[i].guess[1].confidence : 0;
	}
	qsort(v, s.n, sizeof *v, by_gap);
	size_t *chosen = FP_NEW_N(ws->a, size_t, limit + 1);
	fp_arena *tmp = fp_arena_new(0);
	*out = FP_NEW_N(ws->a, fp_to_label, limit + 1);
	for (size_t i = 0; i < s.n && *n < limit; i++)
		if (!twin(&s, v, chosen, *n, i, tmp)) {
			chosen[*n] = i;
			(*out)[(*n)++] = to_label(&s, &v[i], m);
		}
	fp_arena_free(tmp);
	fp_model_free(m);
	return true;
}
