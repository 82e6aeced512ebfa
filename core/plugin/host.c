// host: opening, asking, closing.
#include "plugin/plugin_priv.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORKERS_MOST 16
#define LONG_CALLS 30            // issues and review see a week at once
#define LARGE_CALLS 4

fp_limits fp_limits_default(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	return (fp_limits){
		.memory = (size_t)64 << 20,
		.call_seconds = 10,
		.cpu_seconds = 2,
		.output = (size_t)4 << 20,
		.workers = cores < 1 ? 1 : cores > 4 ? 4 : (int)cores,
	};
}

static fp_limits fill_limits(const fp_limits *given)
{
	fp_limits l = given ? *given : (fp_limits){0}, d = fp_limits_default();
	l.memory = l.memory ? l.memory : d.memory;
	l.call_seconds = l.call_seconds > 0 ? l.call_seconds : d.call_seconds;
	l.cpu_seconds = l.cpu_seconds > 0 ? l.cpu_seconds : d.cpu_seconds;
	l.output = l.output ? l.output : d.output;
	l.workers = l.workers > 0 ? l.workers : d.workers;
	l.workers = l.workers > WORKERS_MOST ? WORKERS_MOST : l.workers;
	return l;
}

fp_call_limits fp_limits_of(const fp_host *h, fp_str kind)
{
	const fp_limits *l = &h->limits;
	bool small = !kind.n || fp_str_is(kind, "classify");
	return (fp_call_limits){
		.memory = l->memory * (small ? 1 : LARGE_CALLS),
		.output = l->output,
		.wall = l->call_seconds * (small ? 1 : LONG_CALLS),
		.cpu = l->cpu_seconds * (small ? 1 : LONG_CALLS),
	};
}

static void copy_lists(fp_host *h, const fp_plugin_root *roots, size_t n, const fp_str *disabled, size_t disabled_n)
{
	fp_str *names = FP_NEW_N(h->a, fp_str, disabled_n + 1);
	for (size_t i = 0; i < disabled_n; i++)
		names[i] = fp_str_dup(h->a, disabled[i]);
	h->disabled = names;
	h->disabled_n = disabled_n;
	h->roots = FP_NEW_N(h->a, fp_plugin_root, n + 1);
	for (size_t i = 0; i < n; i++)
		h->roots[i] = (fp_plugin_root){fp_cstr(h->a, fp_s(roots[i].dir)), fp_cstr(h->a, fp_s(roots[i].origin)), roots[i].trusts, roots[i].ctx};
	h->root_n = n;
}

fp_host *fp_host_open(const fp_plugin_root *roots, size_t n, const json_t *settings, const fp_str *disabled, size_t disabled_n,
                      const fp_limits *limits, fp_err *err)
{
	fp_host *h = fp_xmalloc(sizeof *h);
	*h = (fp_host){.a = fp_arena_new((size_t)512 << 20), .limits = fill_limits(limits)};
	h->given = settings ? json_deep_copy(settings) : json_object();
	copy_lists(h, roots, n, disabled, disabled_n);
	if (!fp_load_roots(h, err) || fp_arena_over(h->a, err)) {
		fp_host_close(h);
		return NULL;
	}
	fp_host_sort(h);
	return h;
}

void fp_host_close(fp_host *h)
{
	if (!h)
		return;
	fp_crew_retire(h);
	free(h->workers);
	for (size_t i = 0; i < h->n; i++) {
		fp_plugin *p = &h->all[i]->pub;
		json_decref(p->settings);
		json_decref(p->settings_schema);
		json_decref(p->examples);
		json_decref(p->labels);
		json_decref(p->models);
	}
	json_decref(h->given);
	json_decref(h->context.value);
	json_decref(h->other.value);
	fp_arena_free(h->a);
	free(h);
}

// ---------------------------------------------------------------- questions

static int by_kind_and_name(const void *a, const void *b)
{
	const fp_entry *x = *(fp_entry *const *)a, *y = *(fp_entry *const *)b;
	int d = fp_str_cmp(x->pub.kind, y->pub.kind);
	if (!d)
		d = fp_str_cmp(x->pub.name, y->pub.name);
	if (!d)
		d = (x->root < y->root) - (x->root > y->root);  // the one that counts before those it shadows
	return d;
}

void fp_host_sort(fp_host *h)
{
	h->sorted = FP_NEW_N(h->a, fp_entry *, h->n + 1);
	memcpy(h->sorted, h->all, h->n * sizeof *h->sorted);
	qsort(h->sorted, h->n, sizeof *h->sorted, by_kind_and_name);
}

// Files that were added by name are not among them: they do not take part in runs over "all plugins".
size_t fp_host_count(const fp_host *h)
{
	size_t n = 0;
	while (n < h->n && h->all[n]->root < h->root_n)
		n++;
	return n;
}

const fp_plugin *fp_host_plugin(const fp_host *h, size_t i)
{
	return &h->sorted[i]->pub;
}

size_t fp_entry_number(const fp_host *h, const fp_plugin *p)
{
	for (size_t i = 0; i < h->n; i++)
		if (&h->all[i]->pub == p)
			return i;
	fp_bug("a plugin of another host");
}

// How much a plugin deserves to be meant by its name.
static int rank(const fp_plugin *p)
{
	switch (p->status) {
	case FP_PLUGIN_OK: return 4;
	case FP_PLUGIN_BAD: return 3;
	case FP_PLUGIN_DISABLED: return 2;
	default: return 1;
	}
}

const fp_plugin *fp_host_find(const fp_host *h, fp_str name)
{
	const fp_plugin *best = NULL;
	for (size_t i = 0; i < fp_host_count(h); i++) {
		const fp_plugin *p = &h->all[i]->pub;
		if (fp_str_eq(p->name, name) && (!best || rank(p) > rank(best)))
			best = p;
	}
	return best;
}

const fp_plugin *fp_host_nearest(const fp_host *h, fp_str name)
{
	const fp_plugin *best = NULL;
	size_t least = 3;
	for (size_t i = 0; i < fp_host_count(h); i++) {
		size_t d = fp_str_distance(h->all[i]->pub.name, name, least);
		if (d < least && d < name.n) {
			least = d;
			best = &h->all[i]->pub;
		}
	}
	return best;
}

const fp_plugin *fp_host_add_file(fp_host *h, const char *path, fp_err *err)
{
	fp_entry *e;
	return fp_load_file(h, path, &e, err) ? &e->pub : NULL;
}

// ---------------------------------------------------------------- context and hooks

static bool set_context(fp_host *h, fp_context *c, const char *lang, const json_t *v, fp_err *err)
{
	fp_buf b = {0};
	if (!json_is_object(v))
		fp_bug("the context of plugins must be an object");
	if (!fp_wire_put(&b, v, err)) {
		fp_buf_free(&b);
		return false;
	}
	c->wire = fp_buf_take(&b, h->a);
	snprintf(c->lang, sizeof c->lang, "%s", lang);
	json_decref(c->value);
	c->value = json_deep_copy(v);
	fp_crew_retire(h);  // workers have the old one
	return true;
}

bool fp_host_context(fp_host *h, const json_t *ctx, fp_err *err)
{
	const char *lang = json_string_value(json_object_get(ctx, "lang"));
	return set_context(h, &h->context, lang ? lang : "", ctx, err);
}

bool fp_host_example_context(fp_host *h, const char *lang, const json_t *ctx, fp_err *err)
{
	return set_context(h, &h->other, lang, ctx, err);
}

void fp_host_normalise(fp_host *h, fp_normalise fn, void *ctx)
{
	h->normalise = fn;
	h->normalise_ctx = ctx;
}

void fp_host_log(fp_host *h, fp_log_line fn, void *ctx)
{
	h->log = fn;
	h->log_ctx = ctx;
}
