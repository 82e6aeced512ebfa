// A folder of plugins for tests: files are written into a temporary root, which is removed at the end.
#ifndef PLUGIN_DESK_H
#define PLUGIN_DESK_H
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugin/plugin.h"

typedef struct {
	fp_arena *a;
	char dir[64];            // holds plugins/
	fp_host *h;
	fp_limits limits;
	json_t *settings;
} desk;

static inline desk desk_new(void)
{
	desk d = {.a = fp_arena_new(0), .dir = "/tmp/fupan-plugin-XXXXXX"};
	d.limits = (fp_limits){.memory = 8 << 20, .call_seconds = 5, .cpu_seconds = 0.3, .output = 256 << 10, .workers = 2};
	if (!mkdtemp(d.dir))
		abort();
	return d;
}

static inline void desk_put(desk *d, const char *path, const char *text)
{
	fp_err err = {0};
	fp_str full = fp_strf(d->a, "%s/plugins/%s", d->dir, path);
	if (!fp_mkdirs(fp_cstr(d->a, fp_path_dir(full)), &err) || !fp_file_write(full.p, fp_s(text), false, &err))
		fp_bug("%s", err.msg);
}

// A classify plugin whose function has the given body (lines 3 and on).
static inline void desk_classify(desk *d, const char *name, const char *body)
{
	fp_str text = fp_strf(d->a, "local P = {name = '%s', kind = 'classify', api = 1, version = '1', summary = 's'}\nfunction P.classify(case, ctx)\n%s\nend\nreturn P\n",
	                      name, body);
	desk_put(d, fp_strf(d->a, "classify/%s.lua", name).p, text.p);
}

static inline bool desk_open(desk *d)
{
	fp_err err = {0};
	fp_plugin_root root = {fp_strf(d->a, "%s/plugins", d->dir).p, "casebook", NULL, NULL};
	d->h = fp_host_open(&root, 1, d->settings, NULL, 0, &d->limits, &err);
	if (!d->h)
		printf("# %s\n", err.msg);
	return d->h != NULL;
}

static inline const fp_plugin *desk_plugin(const desk *d, const char *name)
{
	return fp_host_find(d->h, fp_s(name));
}

// The result as JSON with sorted keys, or "code: message".
static inline const char *desk_call(desk *d, const char *name, const char *json)
{
	fp_err err = {0};
	json_t *v = json_loads(json, JSON_DECODE_ANY, NULL);
	if (!v)
		fp_bug("test value: %s", json);
	json_t *r = fp_host_call(d->h, desk_plugin(d, name), v, &err);
	json_decref(v);
	char *text = r ? json_dumps(r, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	const char *out = text ? fp_cstr(d->a, fp_s(text)) : fp_strf(d->a, "%d: %s", err.code, err.msg).p;
	free(text);
	json_decref(r);
	return out;
}

static inline void desk_free(desk *d)
{
	fp_host_close(d->h);
	json_decref(d->settings);
	if (system(fp_strf(d->a, "rm -rf %s", d->dir).p))
		abort();
	fp_arena_free(d->a);
}
#endif
