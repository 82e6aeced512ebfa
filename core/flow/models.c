#include <string.h>

#include "flow/flow_priv.h"

// What trained models say of a case, for plugins that need it: case.model.FIELD. A model is part of what a verdict depends on, so its
// bytes are part of the run's digest.

#define ALSO 3     // further values that are told
#define QUOTES 3   // places that weighed most

typedef struct {
	fp_str field, from;
	uint64_t digest;
	fp_model *m;
	double sure;
} taught;

struct fp_models {
	fp_workspace *ws;
	taught *v;
	size_t n, cap;
};

// ---------------------------------------------------------------- which

const char *fp_plugin_lacks(fp_workspace *ws, const fp_plugin *p)
{
	size_t i;
	json_t *v;
	json_array_foreach(p->models, i, v) {
		const char *field = json_string_value(v);
		if (!fp_file_exists(fp_model_path(ws, fp_s(field)).p))
			return fp_strf(ws->a, fp_tr("还没有学过 %s；fupan train %s", "%s has not been learned yet; fupan train %s"), field, field).p;
	}
	return NULL;
}

static const taught *find(const fp_models *m, const char *field)
{
	for (size_t i = 0; i < m->n; i++)
		if (fp_str_is(m->v[i].field, field))
			return &m->v[i];
	return NULL;
}

static bool load(fp_models *l, const char *field, fp_err *err)
{
	fp_str bytes;
	fp_err why = {0};
	taught t = {.field = fp_s(field), .from = FP_STR("customer")};
	if (!fp_file_read(l->ws->a, fp_model_path(l->ws, t.field).p, (size_t)1 << 30, &bytes, err))
		return false;
	t.m = fp_model_read(bytes, &why);
	if (!t.m)
		return fp_fail(err, FP_INVALID, fp_tr("%s 的模型读不了（%s）；fupan train %s", "the model of %s cannot be read (%s); fupan train %s"), field, why.msg, field);
	fp_str note = fp_model_note(t.m);
	json_t *o = json_loadb(note.p, note.n, 0, NULL);
	if (json_is_string(json_object_get(o, "from")))
		t.from = fp_str_dup(l->ws->a, fp_s(json_string_value(json_object_get(o, "from"))));
	json_decref(o);
	t.digest = fp_hash64(bytes.p, bytes.n, 1);
	t.sure = fp_model_about(t.m).sure;
	FP_PUSH(l->ws->a, l->v, l->n, l->cap) = t;
	return true;
}

fp_models *fp_models_open(fp_workspace *ws, const fp_plugin *const *plugins, size_t n, fp_err *err)
{
	fp_models *l = FP_NEW(ws->a, fp_models);
	size_t k;
	json_t *v;
	l->ws = ws;
	for (size_t i = 0; i < n; i++)
		json_array_foreach(plugins[i]->models, k, v)
			if (!find(l, json_string_value(v)) && !load(l, json_string_value(v), err)) {
				fp_models_close(l);
				return NULL;
			}
	return l;
}

void fp_models_close(fp_models *m)
{
	for (size_t i = 0; m && i < m->n; i++)
		fp_model_free(m->v[i].m);
}

uint64_t fp_models_digest(const fp_models *m, const fp_plugin *p)
{
	uint64_t h = 0;
	size_t i;
	json_t *v;
	json_array_foreach(p->models, i, v) {
		const taught *t = find(m, json_string_value(v));
		h = fp_hash64(&t->digest, sizeof t->digest, h + 1);
	}
	return h;
}

// ---------------------------------------------------------------- what a model says

// Places are put together from the parts of a case: a quote is of one part, as it stands there.
static fp_str one_part(fp_str s)
{
	fp_str best = {0};
	while (s.n) {
		fp_str line = fp_str_trim(fp_str_line(&s));
		if (line.n > best.n)
			best = line;
	}
	return best;
}

static json_t *quotes_of(const taught *t, fp_arena *a, fp_str text, uint32_t label)
{
	json_t *list = json_array();
	fp_weighed *w;
	size_t n = fp_model_evidence(t->m, a, text, label, QUOTES, &w);
	for (size_t i = 0; i < n; i++) {
		fp_str quote = one_part(fp_str_sub(text, w[i].start, w[i].end));
		if (quote.n)
			json_array_append_new(list, fp_json_str(quote));
	}
	return list;
}

static json_t *guess_of(const taught *t, fp_arena *a, fp_str text, const fp_guess *g)
{
	json_t *o = json_object();
	json_object_set_new(o, "label", fp_json_str(fp_model_class(t->m, g->label)));
	json_object_set_new(o, "confidence", json_real(g->confidence));
	json_object_set_new(o, "sure", json_boolean(g->confidence >= t->sure));
	json_object_set_new(o, "evidence", quotes_of(t, a, text, g->label));
	return o;
}

static json_t *opinion(const taught *t, fp_arena *a, fp_str text)
{
	fp_guess *g;
	size_t n = fp_model_guess(t->m, a, text, &g);
	if (!n)
		return json_object();
	json_t *o = guess_of(t, a, text, &g[0]), *also = json_array();
	if (n > 1)
		json_object_set_new(o, "runner_up", json_pack("{s:o,s:f}", "label", fp_json_str(fp_model_class(t->m, g[1].label)), "confidence", g[1].confidence));
	for (size_t i = 1; fp_model_about(t->m).several && i < n && i <= ALSO && g[i].confidence >= 0.5; i++)
		json_array_append_new(also, guess_of(t, a, text, &g[i]));
	json_object_set_new(o, "also", also);
	return o;
}

json_t *fp_models_add(const fp_models *m, const fp_plugin *p, const fp_case *c, json_t *value)
{
	size_t i;
	json_t *v;
	if (!json_array_size(p->models))
		return json_incref(value);
	fp_arena *a = fp_arena_new((size_t)256 << 20);
	json_t *said = json_object(), *whole = json_copy(value);
	json_array_foreach(p->models, i, v) {
		const taught *t = find(m, json_string_value(v));
		json_object_set_new(said, json_string_value(v), opinion(t, a, fp_words_of(a, c, t->from)));
	}
	json_object_set_new(whole, "model", said);
	fp_arena_free(a);
	return whole;
}
