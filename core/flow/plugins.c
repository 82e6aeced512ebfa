#include <stdlib.h>
#include <string.h>

#include "flow/flow_priv.h"

// The analyst's verbs: try a plugin on cases without keeping anything, make a new one from a working example, complete the cases of examples.

// ---------------------------------------------------------------- examples

static void add_section(fp_workspace *ws, fp_buf *b, const char *name, const json_t *text)
{
	if (!json_is_string(text))
		return;
	fp_str heading = fp_schema_heading(ws->schema, name);
	fp_buf_f(b, "## %.*s\n\n%s\n\n", FP_ARG(heading), json_string_value(text));
}

// A partial case {complaint=, dialogue=, type=...} as the full value that a plugin gets at run time.
json_t *fp_complete_case(void *ctx, const json_t *partial, fp_err *err)
{
	fp_workspace *ws = ctx;
	fp_buf b = {0};
	const char *key;
	json_t *v;
	(void)err;
	fp_buf_z(&b, "---\nid: 000101-aaaaaaa\n");
	if (json_is_string(json_object_get(partial, "title")))
		fp_buf_f(&b, "title: %.*s\n", FP_ARG(fp_yaml_scalar(ws->a, fp_s(json_string_value(json_object_get(partial, "title"))))));
	fp_buf_z(&b, "---\n\n");
	for (size_t i = 0; i < ws->schema->section_n; i++) {
		const char *name = fp_cstr(ws->a, ws->schema->sections[i].name);
		add_section(ws, &b, name, json_object_get(partial, name));
		add_section(ws, &b, name, json_object_get(json_object_get(partial, "sections"), name));
	}
	json_t *full = fp_case_to_value(fp_case_parse(ws->a, FP_STR("example.md"), fp_buf_take(&b, ws->a), NULL));
	json_object_foreach((json_t *)(uintptr_t)partial, key, v)
		if (!json_object_get(full, key))
			json_object_set(full, key, v);
	return full;
}

// fupan.log while a plugin is tried or tested: to the person who writes it.
static void show_log(void *ctx, const fp_plugin *p, fp_str line)
{
	(void)ctx;
	fprintf(stderr, "%.*s: %.*s\n", FP_ARG(p->name), FP_ARG(line));
}

bool fp_flow_test_plugin(fp_workspace *ws, const fp_plugin *p, void (*line)(void *ctx, const char *tap), void *ctx, size_t *failed, fp_err *err)
{
	fp_host_log(ws->host, show_log, NULL);
	return fp_ws_example_context(ws, err) && fp_host_test(ws->host, p, line, ctx, failed, err);
}

// ---------------------------------------------------------------- run

typedef struct {
	fp_workspace *ws;
	fp_hit *hits;
	fp_models *models;
	fp_verdict_fn each;
	void *ctx;
	fp_classified *out;
	fp_err fault;
} trial;

static fp_case *trial_case(trial *t, size_t i)
{
	fp_oid blob;
	fp_str text;
	snprintf(blob.hex, sizeof blob.hex, "%.*s", FP_ARG(t->hits[i].blob));
	if (!fp_store_read_blob(t->ws->store, &blob, t->ws->a, &text, &t->fault))
		return NULL;
	return fp_case_parse(t->ws->a, t->hits[i].path, text, NULL);
}

static json_t *trial_value(void *ctx, const fp_plugin *p, size_t i)
{
	trial *t = ctx;
	const fp_case *c = trial_case(t, i);
	json_t *value = c ? fp_case_to_value(c) : NULL, *whole = c ? fp_models_add(t->models, p, c, value) : NULL;
	json_decref(value);
	return whole;
}

static bool trial_result(void *ctx, const fp_plugin *p, size_t i, const json_t *result, const fp_err *why)
{
	trial *t = ctx;
	fp_verdict *v;
	size_t n;
	fp_err bad = {0};
	t->out->ran++;
	const fp_case *c = trial_case(t, i);
	if (!result || !c || !fp_verdicts_from_value(t->ws->a, result, c, p->name, p->threshold, &v, &n, &bad)) {
		t->out->failed++;
		if (!t->out->fault_n) {
			t->out->fault[0].plugin = p->name;
			t->out->fault[0].reason = fp_strf(t->ws->a, "%.*s: %s", FP_ARG(t->hits[i].id), result ? bad.msg : why->msg);
			t->out->fault_n = 1;
		}
		t->out->fault[0].n++;
		return !t->fault.code;
	}
	t->out->matched += n > 0;
	for (size_t k = 0; k < n; k++)
		t->each(t->ctx, t->hits[i].id, &v[k]);
	return true;
}

bool fp_flow_try_plugin(fp_workspace *ws, const fp_plugin *p, fp_str query, fp_verdict_fn each, void *ctx, fp_classified *out, fp_err *err)
{
	trial t = {.ws = ws, .each = each, .ctx = ctx, .out = out};
	fp_find_options o = {.sort = "received"};
	*out = (fp_classified){0};
	if (!fp_str_is(p->kind, "classify"))
		return fp_fail(err, FP_USAGE, fp_tr("%.*s 是 %.*s 插件，run 只跑 classify 插件", "%.*s is of kind %.*s, run takes classify plugins"), FP_ARG(p->name), FP_ARG(p->kind));
	const char *lacks = fp_plugin_lacks(ws, p);
	if (lacks)
		return fp_fail(err, FP_NOT_FOUND, "%.*s: %s", FP_ARG(p->name), lacks);
	fp_query *q = fp_flow_query(ws, query, err);
	if (!q || !(t.models = fp_models_open(ws, &p, 1, err)))
		return false;
	bool ok = fp_index_find(ws->index, q, &o, ws->a, &t.hits, &out->cases, err);
	fp_host_log(ws->host, show_log, NULL);
	ok = ok && fp_host_map(ws->host, &p, 1, out->cases, trial_value, trial_result, &t, err);
	if (t.fault.code)
		ok = fp_fail(err, t.fault.code, "%s", t.fault.msg);
	fp_models_close(t.models);
	fp_hits_free(t.hits, out->cases);
	return ok;
}

// ---------------------------------------------------------------- new

static const char classify_text[] =
	"-- %s: says %s\n"
	"local phrases = fupan.text.phrases{ \"价保\", \"保价\", \"降价\", \"退差价\", \"price match\", \"price drop\" }\n"
	"\n"
	"return {\n"
	"  name = \"%s\", kind = \"classify\", api = 1, version = \"0.1\",\n"
	"  summary = \"%s\",\n"
	"  labels = { \"labels\" },\n"
	"  settings = { label = { type = \"string\", default = \"%s\", doc = \"the label that a hit gives\" } },\n"
	"  classify = function(case, ctx)\n"
	"    local evidence = {}\n"
	"    for _, hit in ipairs(phrases:scan(case.complaint or \"\")) do\n"
	"      if not hit.negated then evidence[#evidence + 1] = { text = hit.text, section = \"complaint\" } end\n"
	"    end\n"
	"    if #evidence == 0 then return {} end\n"
	"    return { { field = \"labels\", label = ctx.settings.label, confidence = 0.8, evidence = evidence, reason = \"phrase\" } }\n"
	"  end,\n"
	"  examples = {\n"
	"    { title = \"price protection refused\", case = { complaint = \"昨天刚买今天就降价，说好的价保也不给\" }, expect = { { field = \"labels\", label = \"%s\" } } },\n"
	"    { title = \"something else\", case = { complaint = \"东西很好，就是慢\" }, expect = {} },\n"
	"  },\n"
	"}\n";

bool fp_flow_new_plugin(fp_workspace *ws, fp_str kind, fp_str name, fp_str *path, fp_err *err)
{
	if (!fp_str_is(kind, "classify"))
		return fp_fail(err, FP_USAGE, fp_tr("目前只能新建 classify 插件，不能新建 %.*s", "only classify plugins can be started from here for now, not %.*s"), FP_ARG(kind));
	for (size_t i = 0; i < name.n; i++)
		if (!((name.p[i] >= 'a' && name.p[i] <= 'z') || (i && ((name.p[i] >= '0' && name.p[i] <= '9') || name.p[i] == '-'))))
			return fp_fail(err, FP_USAGE, fp_tr("插件名用小写字母、数字和 -，不能是“%.*s”", "a plugin's name is of lower-case letters, digits and -, not '%.*s'"), FP_ARG(name));
	const char *n = fp_cstr(ws->a, name), *doc = fp_tr("一条规则：出现这些说法就打标签", "one rule: these phrases give a label");
	*path = fp_strf(ws->a, "plugins/classify/%s.lua", n);
	fp_str file = fp_strf(ws->a, "%s/%.*s", fp_store_root(ws->store), FP_ARG(*path));
	if (fp_file_exists(file.p))
		return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 已经有了", "%.*s exists already"), FP_ARG(*path));
	fp_str text = fp_strf(ws->a, classify_text, n, doc, n, doc, n, n);
	return fp_mkdirs(fp_cstr(ws->a, fp_path_dir(file)), err) && fp_file_write(file.p, text, false, err) && fp_trust_own(ws, *path, err);
}
