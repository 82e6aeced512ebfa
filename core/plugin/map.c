// map: calls, one or many.
#include "plugin/plugin_priv.h"

#include <stdlib.h>
#include <string.h>

#define GIVE_UP 10

static void tell_log(const fp_host *h, const fp_plugin *p, fp_str log)
{
	while (h->log && log.n) {
		fp_str line = fp_str_cut(&log, '\n');
		h->log(h->log_ctx, p, line);
	}
}

json_t *fp_host_call(fp_host *h, const fp_plugin *p, const json_t *value, fp_err *err)
{
	if (p->status != FP_PLUGIN_OK) {
		fp_fail(err, FP_USAGE, fp_tr("插件 %.*s 不可用：%.*s", "the plugin %.*s cannot be used: %.*s"), FP_ARG(p->name), FP_ARG(p->reason));
		return NULL;
	}
	fp_job j = {.plugin = fp_entry_number(h, p), .kind = FP_JOB_CALL, .value = (json_t *)value};
	if (!fp_crew_one(h, &j, err))
		return NULL;
	tell_log(h, p, j.log);
	free((char *)j.log.p);
	if (j.why.code)
		fp_fail(err, j.why.code, "%s", j.why.msg);
	return j.result;
}

typedef struct {
	const fp_plugin *const *plugins;
	size_t *number;          // of the entry
	int *failures;           // in a row, by plugin
	size_t plugin_n, n;
	size_t i, p;             // next value, next plugin
	fp_map_next next;
	fp_map_done done;
	void *ctx;
} mapping;

static bool pull_value(fp_run *r, fp_job *j)
{
	mapping *m = r->ctx;
	for (; m->i < m->n; m->i++, m->p = 0)
		while (m->p < m->plugin_n) {
			size_t p = m->p++;
			json_t *v = m->next(m->ctx, m->plugins[p], m->i);
			if (!v)
				continue;
			j->kind = FP_JOB_CALL;
			j->plugin = m->number[p];
			j->i = m->i;
			j->value = v;
			return true;
		}
	return false;
}

// Failures in a row are counted in the order of the input, so that the point of giving up is the same with any number of workers.
static bool take_value(fp_run *r, fp_job *j)
{
	mapping *m = r->ctx;
	size_t at = 0;
	while (m->number[at] != j->plugin)
		at++;
	const fp_plugin *p = m->plugins[at];
	if (m->failures[at] >= GIVE_UP) {
		fp_err why = {0};
		fp_fail(&why, FP_PLUGIN, fp_tr("%.*s: 连续失败 %d 次，已跳过", "%.*s: skipped after %d failures in a row"), FP_ARG(p->path), GIVE_UP);
		return m->done(m->ctx, p, j->i, NULL, &why);
	}
	m->failures[at] = j->why.code ? m->failures[at] + 1 : 0;
	if (m->failures[at] == GIVE_UP)
		fp_crew_skip(r->host, j->plugin);
	tell_log(r->host, p, j->log);
	return m->done(m->ctx, p, j->i, j->result, j->why.code ? &j->why : NULL);
}

bool fp_host_map(fp_host *h, const fp_plugin *const *plugins, size_t plugin_n, size_t n, fp_map_next next, fp_map_done done, void *ctx, fp_err *err)
{
	mapping m = {.plugins = plugins, .plugin_n = plugin_n, .n = n, .next = next, .done = done, .ctx = ctx};
	fp_run r = {.host = h, .pull = pull_value, .deliver = take_value, .ctx = &m};
	bool ok = true;
	for (size_t i = 0; i < plugin_n; i++)
		if (plugins[i]->status != FP_PLUGIN_OK)
			return fp_fail(err, FP_USAGE, fp_tr("插件 %.*s 不可用：%.*s", "the plugin %.*s cannot be used: %.*s"), FP_ARG(plugins[i]->name), FP_ARG(plugins[i]->reason));
	if (!plugin_n || !n)
		return true;
	m.number = fp_xmalloc(plugin_n * sizeof *m.number);
	m.failures = fp_xmalloc(plugin_n * sizeof *m.failures);
	memset(m.failures, 0, plugin_n * sizeof *m.failures);
	for (size_t i = 0; i < plugin_n; i++)
		m.number[i] = fp_entry_number(h, plugins[i]);
	ok = fp_crew_run(&r, err) && !r.stopped;
	free(m.number);
	free(m.failures);
	return ok;
}
