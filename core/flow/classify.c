#include <stdlib.h>
#include <string.h>

#include "flow/flow_priv.h"

// Classifying: a query selects, each case meets each plugin once per (blob, plugin digest, context digest); what is known is skipped; the rest runs
// in worker processes; verdicts are kept in one transaction a batch, so a killed run loses a batch at most and goes on where it stopped.

#define BATCH 256
#define WINDOW 512
#define GIVE_UP 10  // failures in a row, as the host counts them within a window

typedef struct {
	fp_workspace *ws;
	fp_arena *scratch;       // parsed cases and verdicts of the batch
	fp_hit *hits;
	size_t hit_n;
	const fp_plugin **plugins;
	fp_str *digests;         // of plugin and context, one a plugin
	fp_known *known;         // what was judged before, one a plugin
	size_t *failing;         // how often in a row, one a plugin
	bool *given_up;          // before this window began: whether to ask must not hang on how far the host looks ahead
	size_t plugin_n;
	fp_models *models;
	fp_case **parsed;        // of the window in flight, by case number
	json_t *value;           // of the case asked for last: one for all plugins, so that it is made and sent once
	size_t value_at;
	fp_plugin_run *runs;
	size_t run_n, run_cap;
	fp_classified *out;
	fp_progress progress;
	size_t total, done;
	fp_err fault;            // of the cache: stops the run
} job;

// ---------------------------------------------------------------- what runs

static bool wanted(const fp_plugin *p, const fp_str *names, size_t n)
{
	if (!fp_str_is(p->kind, "classify"))
		return false;
	for (size_t i = 0; i < n; i++)
		if (fp_str_eq(p->name, names[i]))
			return true;
	return n == 0;
}

static void note_fault(fp_classified *out, fp_str plugin, fp_str reason)
{
	for (size_t i = 0; i < out->fault_n; i++)
		if (fp_str_eq(out->fault[i].plugin, plugin)) {
			out->fault[i].n++;
			return;
		}
	if (out->fault_n >= FP_COUNT(out->fault))
		return;
	out->fault[out->fault_n].plugin = plugin;
	out->fault[out->fault_n].reason = reason;
	out->fault[out->fault_n++].n = 1;
}

static bool note_lack(fp_workspace *ws, const fp_plugin *p, fp_classified *out)
{
	const char *why = fp_plugin_lacks(ws, p);
	if (why && out->lack_n < FP_COUNT(out->lack)) {
		out->lack[out->lack_n].plugin = p->name;
		out->lack[out->lack_n++].reason = why;
	}
	return why != NULL;
}

bool fp_choose_plugins(fp_workspace *ws, const fp_str *names, size_t n, const fp_plugin ***out, size_t *out_n, fp_classified *report, fp_err *err)
{
	size_t cap = 0;
	*out = NULL;
	*out_n = 0;
	for (size_t i = 0; i < n; i++)
		if (!fp_host_find(ws->host, names[i])) {
			const fp_plugin *near = fp_host_nearest(ws->host, names[i]);
			return fp_fail(err, FP_NOT_FOUND, fp_tr("没有插件 %.*s%s%.*s", "there is no plugin %.*s%s%.*s"), FP_ARG(names[i]), near ? fp_tr("，是不是 ", ", did you mean ") : "", FP_ARG(near ? near->name : (fp_str){0}));
		}
	for (size_t i = 0; i < fp_host_count(ws->host); i++) {
		const fp_plugin *p = fp_host_plugin(ws->host, i);
		if (p->status == FP_PLUGIN_BAD)
			note_fault(report, p->name, p->reason);
		else if (p->status == FP_PLUGIN_OK && wanted(p, names, n) && !note_lack(ws, p, report))
			FP_PUSH(ws->a, *out, *out_n, cap) = p;
	}
	if (*out_n)
		return true;
	if (report->lack_n)
		return fp_fail(err, FP_NOT_FOUND, "%.*s: %s", FP_ARG(report->lack[0].plugin), report->lack[0].reason);
	return fp_fail(err, FP_NOT_FOUND, "%s", fp_tr("没有可用的分类插件；fupan plugin list 看原因", "there is no usable classify plugin; fupan plugin list says why"));
}

// What a verdict depends on: the plugin with its settings, the context (taxonomies, scripts, language), and the models that it asks.
static fp_str run_digest(fp_workspace *ws, const fp_plugin *p, const fp_models *models)
{
	json_t *ctx = fp_ws_context(ws);
	json_object_del(ctx, "today");
	json_object_del(ctx, "config");
	fp_str text = fp_json_text(ws->a, ctx);
	json_decref(ctx);
	return fp_strf(ws->a, "%s-%016llx", p->digest, (unsigned long long)fp_hash64(text.p, text.n, FP_PLUGIN_API + fp_models_digest(models, p)));
}

// ---------------------------------------------------------------- the run

static fp_case *case_at(job *j, size_t i, fp_err *err)
{
	fp_str text;
	fp_oid blob;
	if (j->parsed[i])
		return j->parsed[i];
	snprintf(blob.hex, sizeof blob.hex, "%.*s", FP_ARG(j->hits[i].blob));
	if (!fp_store_read_blob(j->ws->store, &blob, j->scratch, &text, err))
		return NULL;
	return j->parsed[i] = fp_case_parse(j->scratch, j->hits[i].path, text, NULL);
}

static size_t plugin_number(const job *j, const fp_plugin *p)
{
	for (size_t i = 0; i < j->plugin_n; i++)
		if (j->plugins[i] == p)
			return i;
	fp_bug("a plugin that was not asked for");
}

// NULL when the case cannot be read. The host asks for all plugins of a case before the next case.
static json_t *value_at(job *j, size_t i)
{
	if (j->value && j->value_at == i)
		return j->value;
	json_decref(j->value);
	const fp_case *c = case_at(j, i, &j->fault);
	j->value = c ? fp_case_to_value(c) : NULL;
	j->value_at = i;
	return j->value;
}

// A case that a plugin which keeps failing was not asked about counts as failed: nothing is known of it, and the next run asks again.
static void note_skipped(job *j, const fp_plugin *p)
{
	note_fault(j->out, p->name, FP_STR(""));
	j->out->failed++;
	j->out->skipped++;
}

static json_t *next_value(void *ctx, const fp_plugin *p, size_t i)
{
	job *j = ctx;
	char blob[41];
	snprintf(blob, sizeof blob, "%.*s", FP_ARG(j->hits[i].blob));
	size_t number = plugin_number(j, p);
	bool known = fp_known_has(&j->known[number], blob);
	if (known || j->given_up[number]) {
		j->out->known += known;
		if (!known)
			note_skipped(j, p);
		fp_progress_step(&j->progress, ++j->done);
		return NULL;
	}
	json_t *v = value_at(j, i);
	return v ? fp_models_add(j->models, p, j->parsed[i], v) : NULL;
}

static bool flush(job *j)
{
	if (!j->run_n)
		return true;
	if (!fp_index_put_runs(j->ws->index, j->runs, j->run_n, &j->fault))
		return false;
	FP_FAULT("classify.batch");
	j->run_n = 0;
	return true;
}

static void keep_run(job *j, size_t i, const fp_plugin *p, const json_t *result, const fp_err *why)
{
	fp_err bad = {0};
	fp_verdict *v = NULL;
	size_t n = 0;
	fp_plugin_run r = {.blob = j->hits[i].blob, .case_id = j->hits[i].id, .plugin = p->name, .digest = j->digests[plugin_number(j, p)]};
	if (!result || !fp_verdicts_from_value(j->scratch, result, case_at(j, i, &bad), p->name, p->threshold, &v, &n, &bad)) {
		r.state = FP_RUN_FAILED;
		r.reason = fp_str_dup(j->scratch, fp_s(result ? fp_strf(j->scratch, "%.*s: %s", FP_ARG(p->path), bad.msg).p : why->msg));
		j->out->failed++;
		note_fault(j->out, p->name, fp_str_dup(j->ws->a, r.reason));
	} else {
		r.state = n ? FP_RUN_MATCHED : FP_RUN_NO_MATCH;
		r.verdicts = v;
		r.verdict_n = n;
		j->out->matched += n > 0;
	}
	FP_PUSH(j->scratch, j->runs, j->run_n, j->run_cap) = r;
}

static bool take_result(void *ctx, const fp_plugin *p, size_t i, const json_t *result, const fp_err *why)
{
	job *j = ctx;
	size_t *failing = &j->failing[plugin_number(j, p)];
	*failing = why ? *failing + 1 : 0;
	j->out->ran++;
	keep_run(j, i, p, result, why);
	fp_progress_step(&j->progress, ++j->done);
	return !j->fault.code && (j->run_n < BATCH || flush(j));
}

// A window of cases at a time, so that memory stays bounded whatever the size of the casebook.
static bool run_window(job *j, size_t from, size_t n, fp_err *err)
{
	job w = *j;
	w.hits = j->hits + from;
	w.scratch = fp_arena_new((size_t)1 << 30);
	w.parsed = FP_NEW_N(w.scratch, fp_case *, n);
	for (size_t p = 0; p < j->plugin_n; p++)
		j->given_up[p] = j->failing[p] >= GIVE_UP;
	w.runs = NULL;
	w.run_n = w.run_cap = 0;
	bool ok = fp_host_map(j->ws->host, j->plugins, j->plugin_n, n, next_value, take_result, &w, err);
	json_decref(w.value);
	ok = flush(&w) && ok;
	if (w.fault.code)
		ok = fp_fail(err, w.fault.code, "%s", w.fault.msg);
	j->done = w.done;
	j->progress = w.progress;
	fp_arena_free(w.scratch);
	return ok;
}

static bool tell_verdicts(fp_workspace *ws, const fp_hit *hits, size_t hit_n, const fp_plugin *const *plugins, size_t plugin_n, fp_verdict_fn each, void *ctx, fp_err *err)
{
	for (size_t i = 0; i < hit_n; i++) {
		fp_plugin_run *runs;
		size_t n;
		fp_arena *a = fp_arena_new(64u << 20);
		bool ok = fp_index_runs(ws->index, hits[i].id, a, &runs, &n, err);
		for (size_t k = 0; ok && k < n; k++)
			for (size_t p = 0; p < plugin_n; p++)
				for (size_t v = 0; fp_str_eq(plugins[p]->name, runs[k].plugin) && v < runs[k].verdict_n; v++)
					each(ctx, hits[i].id, &runs[k].verdicts[v]);
		fp_arena_free(a);
		if (!ok)
			return false;
	}
	return true;
}

bool fp_verdicts_kept(fp_workspace *ws, fp_str query, const fp_plugin *const *plugins, size_t n, fp_verdict_fn each, void *ctx, fp_err *err)
{
	fp_hit *hits = NULL;
	size_t hit_n = 0;
	fp_find_options o = {.sort = "received"};
	fp_query *q = fp_flow_query(ws, query, err);
	bool ok = q && fp_index_find(ws->index, q, &o, ws->a, &hits, &hit_n, err) && tell_verdicts(ws, hits, hit_n, plugins, n, each, ctx, err);
	fp_hits_free(hits, hit_n);
	return ok;
}

static int by_id(const void *x, const void *y)
{
	return fp_str_cmp(((const fp_hit *)x)->id, ((const fp_hit *)y)->id);
}

// What was judged before, by plugin.
static bool look_up_known(job *j, fp_err *err)
{
	fp_workspace *ws = j->ws;
	j->digests = FP_NEW_N(ws->a, fp_str, j->plugin_n);
	j->known = FP_NEW_N(ws->a, fp_known, j->plugin_n);
	j->failing = FP_NEW_N(ws->a, size_t, j->plugin_n);
	j->given_up = FP_NEW_N(ws->a, bool, j->plugin_n);
	for (size_t i = 0; i < j->plugin_n; i++) {
		j->digests[i] = run_digest(ws, j->plugins[i], j->models);
		if (!fp_index_known(ws->index, fp_cstr(ws->a, j->plugins[i]->name), j->digests[i].p, ws->a, &j->known[i], err))
			return false;
	}
	return true;
}

static bool run_all(job *j, fp_err *err)
{
	bool ok = true;
	j->total = j->hit_n * j->plugin_n;
	j->progress = fp_progress_start(fp_tr("分类", "classifying"), j->total);
	for (size_t at = 0; at < j->hit_n && ok; at += WINDOW)
		ok = run_window(j, at, j->hit_n - at < WINDOW ? j->hit_n - at : WINDOW, err);
	fp_progress_end(&j->progress);
	return ok;
}

bool fp_flow_classify(fp_workspace *ws, fp_str query, const fp_str *plugins, size_t plugin_n, fp_verdict_fn each, void *ctx, fp_classified *out, fp_err *err)
{
	job j = {.ws = ws, .out = out};
	double start = fp_clock_seconds();
	fp_find_options o = {.sort = "received"};
	*out = (fp_classified){0};
	fp_query *q = fp_flow_query(ws, query, err);
	if (!q || !fp_choose_plugins(ws, plugins, plugin_n, &j.plugins, &j.plugin_n, out, err) || !(j.models = fp_models_open(ws, j.plugins, j.plugin_n, err)))
		return false;
	bool ok = fp_index_find(ws->index, q, &o, ws->a, &j.hits, &j.hit_n, err) && look_up_known(&j, err);
	if (j.hit_n)
		qsort(j.hits, j.hit_n, sizeof *j.hits, by_id);
	out->cases = j.hit_n;
	ok = ok && run_all(&j, err);
	if (ok && each)
		ok = tell_verdicts(ws, j.hits, j.hit_n, j.plugins, j.plugin_n, each, ctx, err);
	out->seconds = fp_clock_seconds() - start;
	fp_models_close(j.models);
	fp_hits_free(j.hits, j.hit_n);
	return ok;
}

// ---------------------------------------------------------------- explain

typedef struct {
	fp_workspace *ws;
	fp_explained *v;
	size_t n, cap;
} explanation;

static fp_explained *explain_add(explanation *e)
{
	fp_explained x = {0};
	FP_PUSH(e->ws->a, e->v, e->n, e->cap) = x;
	return &e->v[e->n - 1];
}

static void explain_labels(explanation *e, const fp_case *c, const json_t *fields)
{
	size_t i;
	json_t *f;
	json_array_foreach((json_t *)(uintptr_t)fields, i, f) {
		const fp_field *l = fp_case_field(c, json_string_value(f));
		for (size_t k = 0; l && k < l->n; k++) {
			fp_explained *x = explain_add(e);
			x->field = l->key;
			x->value = l->items[k];
			x->label = x->counts = true;
			x->confidence = 1;
			x->reason = fp_s(fp_tr("人工标注", "a person's label"));
		}
	}
}

static bool explain_run(explanation *e, const fp_plugin_run *r, fp_str id, fp_err *err)
{
	if (!r->verdict_n) {
		fp_explained *x = explain_add(e);
		x->plugin = r->plugin;
		x->reason = r->reason.n ? r->reason : fp_s(r->state == FP_RUN_NO_MATCH ? fp_tr("没有找到证据", "found no evidence") : fp_tr("没有运行", "did not run"));
	}
	for (size_t i = 0; i < r->verdict_n; i++) {
		const fp_verdict *v = &r->verdicts[i];
		fp_str value;
		bool by_verdict = false;
		if (!fp_index_value(e->ws->index, id, fp_cstr(e->ws->a, v->field), e->ws->a, &value, &by_verdict, err))
			return false;
		fp_explained *x = explain_add(e);
		x->plugin = r->plugin;
		x->field = v->field;
		x->value = v->label;
		x->confidence = v->confidence;
		x->reason = v->reason;
		x->verdict = v;
		x->counts = by_verdict && v->confidence >= v->threshold && fp_str_eq(value, v->label);
	}
	return true;
}

bool fp_flow_explain(fp_workspace *ws, fp_str id, fp_explained **out, size_t *n, fp_err *err)
{
	explanation e = {.ws = ws};
	fp_case_at at;
	fp_plugin_run *runs;
	size_t run_n;
	fp_classified ran;
	if (!fp_flow_get(ws, id, false, &at, err))
		return false;
	if (!fp_flow_classify(ws, fp_strf(ws->a, "id:%.*s", FP_ARG(at.id)), NULL, 0, NULL, NULL, &ran, err) || !fp_index_runs(ws->index, at.id, ws->a, &runs, &run_n, err))
		return false;
	for (size_t p = 0; p < fp_host_count(ws->host); p++) {
		const fp_plugin *plugin = fp_host_plugin(ws->host, p);
		if (!fp_str_is(plugin->kind, "classify"))
			continue;
		explain_labels(&e, at.doc, plugin->labels);
		if (plugin->status != FP_PLUGIN_OK) {
			fp_explained *x = explain_add(&e);
			x->plugin = plugin->name;
			x->reason = plugin->reason;
		} else if (fp_plugin_lacks(ws, plugin)) {
			fp_explained *x = explain_add(&e);
			x->plugin = plugin->name;
			x->reason = fp_s(fp_plugin_lacks(ws, plugin));
			continue;
		}
		for (size_t i = 0; i < run_n; i++)
			if (fp_str_eq(runs[i].plugin, plugin->name) && !explain_run(&e, &runs[i], at.id, err))
				return false;
	}
	*out = e.v;
	*n = e.n;
	return true;
}
