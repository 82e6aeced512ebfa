#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "flow/flow_priv.h"

// ---------------------------------------------------------------- open and close

static void set_calendar(fp_workspace *ws)
{
	const fp_config *c = &ws->schema->config;
	fp_time fixed;
	if (c->now.n && fp_time_parse(c->now, c->offset, &fixed, NULL))
		fp_clock_set(fixed);
	ws->now = fp_clock_now();
	ws->now.offset = c->offset;
	ws->cal = (fp_calendar){fp_time_day(ws->now), c->promos, c->promo_n};
}

static bool load_schema(fp_workspace *ws, fp_err *err)
{
	fp_files files = {ws, fp_rules_file, fp_rules_list};
	if (!fp_rules_load(ws, err))
		return false;
	if (ws->schema)
		fp_schema_free(ws->schema);
	ws->diags = (fp_diags){.arena = ws->a};
	ws->schema = fp_schema_load(ws->a, &files, &ws->diags, err);
	return ws->schema != NULL;
}

bool fp_ws_open(fp_workspace *ws, fp_arena *a, const char *dir, fp_err *err)
{
	size_t repaired = 0;
	fp_err late = {0};
	*ws = (fp_workspace){.a = a};
	ws->store = fp_store_open(dir, err);
	if (!ws->store)
		return false;
	// What a killed run left behind can wait where the disk is full; reading goes on, and every write repairs first anyway.
	if (!fp_store_repair(ws->store, &repaired, &late))
		fp_warn("%s", late.msg);
	if (!fp_store_head(ws->store, &ws->rev, err) || !load_schema(ws, err)) {
		fp_ws_close(ws);
		return false;
	}
	set_calendar(ws);
	return true;
}

void fp_ws_close(fp_workspace *ws)
{
	if (ws->host)
		fp_host_close(ws->host);
	if (ws->index)
		fp_index_close(ws->index);
	if (ws->schema)
		fp_schema_free(ws->schema);
	if (ws->store)
		fp_store_close(ws->store);
	fp_vault_close(ws->vault);
	if (ws->scratch)
		fp_arena_free(ws->scratch);
	*ws = (fp_workspace){0};
}

// ---------------------------------------------------------------- where the program's own plugins and sample cases lie

static bool is_data_dir(fp_arena *a, fp_str dir)
{
	return fp_dir_exists(fp_strf(a, "%.*s/plugins/classify", FP_ARG(dir)).p);
}

// Beside the binary's folder in a build tree (build/fupan, build/asan/fupan), or share/fupan of an installation; FUPAN_DATA overrides.
fp_str fp_data_dir(fp_arena *a)
{
	char exe[4096];
	const char *env = getenv("FUPAN_DATA");
	if (env && *env)
		return fp_str_dup(a, fp_s(env));
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	if (n <= 0)
		return (fp_str){0};
	fp_str dir = fp_path_dir((fp_str){exe, (size_t)n});
	fp_str share = fp_strf(a, "%.*s/../share/fupan", FP_ARG(dir));
	if (is_data_dir(a, share))
		return share;
	for (int up = 0; up < 3 && dir.n > 1; up++) {
		dir = fp_path_dir(fp_str_dup(a, dir));
		if (is_data_dir(a, dir))
			return fp_str_dup(a, dir);
	}
	return (fp_str){0};
}

// ---------------------------------------------------------------- the index follows the snapshot

// What the rows of the index depend on besides the cases: a change of these means indexing all again.
static bool schema_digest(fp_workspace *ws, fp_str *out, fp_err *err)
{
	static const char *const parts[] = {"schema", "taxonomy"};
	const fp_config *c = &ws->schema->config;
	uint64_t h = 1;
	for (size_t i = 0; i < FP_COUNT(parts); i++) {
		fp_oid id;
		if (!fp_store_id(ws->store, &ws->rev, parts[i], &id, err))
			return false;
		h = fp_hash64(&id, sizeof id, h);
	}
	h = fp_hash64(c->lang.p, c->lang.n, h);
	h = fp_hash64(&c->offset, sizeof c->offset, h);
	*out = fp_strf(ws->a, "%016llx", (unsigned long long)h);
	return true;
}

static bool put_one(fp_workspace *ws, fp_arena *a, const fp_change *ch, fp_err *err)
{
	fp_str text;
	if (!fp_str_ends(ch->path, ".md"))
		return true;
	if (!ch->after.hex[0])
		return fp_index_remove(ws->index, ch->path, err);
	if (!fp_store_read_blob(ws->store, &ch->after, a, &text, err))
		return false;
	return fp_index_put(ws->index, fp_case_parse(a, ch->path, text, NULL), ch->after.hex, err);
}

static bool put_changes(fp_workspace *ws, const fp_change *ch, size_t n, fp_err *err)
{
	fp_arena *a = fp_arena_new(256u << 20);
	fp_progress progress = fp_progress_start(fp_tr("建索引", "indexing"), n);
	bool ok = true;
	for (size_t i = 0; i < n && ok; i++) {
		ok = put_one(ws, a, &ch[i], err);
		fp_arena_reset(a);
		fp_progress_step(&progress, i + 1);
	}
	fp_progress_end(&progress);
	fp_arena_free(a);
	return ok;
}

static bool fill_index(fp_workspace *ws, const fp_oid *from, fp_str digest, size_t *changed, fp_err *err)
{
	fp_change *ch;
	size_t n = 0;
	if (!fp_store_diff(ws->store, from, &ws->rev.tree, FP_STR("cases"), ws->a, &ch, &n, err))
		return false;
	*changed = n;
	if (!fp_index_begin(ws->index, err))
		return false;
	if (!put_changes(ws, ch, n, err) || !fp_index_commit(ws->index, ws->rev.tree.hex, digest.p, err)) {
		fp_index_rollback(ws->index);
		return false;
	}
	return true;
}

static bool follow_snapshot(fp_workspace *ws, bool rebuild, fp_index_report *out, fp_err *err)
{
	fp_str digest;
	fp_oid from = {{0}};
	if (!schema_digest(ws, &digest, err))
		return false;
	snprintf(from.hex, sizeof from.hex, "%s", fp_index_tree(ws->index));
	bool same_schema = fp_str_is(digest, fp_index_schema_digest(ws->index));
	if (!rebuild && same_schema && ws->rev.tree.hex[0] && fp_oid_eq(&from, &ws->rev.tree))
		return true;
	if (rebuild || !same_schema || (from.hex[0] && !fp_store_has_tree(ws->store, &from))) {
		if (!fp_index_reset(ws->index, err))
			return false;
		from = (fp_oid){{0}};
		out->rebuilt = true;
	}
	return fill_index(ws, &from, digest, &out->changed, err);
}

bool fp_flow_index(fp_workspace *ws, bool rebuild, fp_index_report *out, fp_err *err)
{
	double start = fp_clock_seconds();
	bool known = ws->index != NULL;
	*out = (fp_index_report){0};
	if (!known)
		ws->index = fp_index_open(fp_store_cache(ws->store), ws->schema, err);
	if (!ws->index)
		return false;
	fp_index_set_quoting(ws->index, fp_quotes_of, ws);
	// Another process may bring the index to its own snapshot between our look and our transaction; then we look again.
	for (int left = 20; !follow_snapshot(ws, rebuild, out, err); left--) {
		if (!left || !err || err->code != FP_CONFLICT)
			return false;
		*err = (fp_err){0};
	}
	if (!known && fp_index_in_memory(ws->index))
		fp_warn(fp_tr("%s 不能写，这次的索引建在内存里，用完就没有了", "%s cannot be written; the index was made in memory and ends with this command"), fp_store_cache(ws->store));
	out->seconds = fp_clock_seconds() - start;
	return true;
}

bool fp_ws_index(fp_workspace *ws, fp_err *err)
{
	fp_index_report report;
	if (!fp_flow_index(ws, false, &report, err))
		return false;
	if (fp_index_rebuilt(ws->index))
		fp_warn("%s", fp_tr("索引换了版本或已损坏，已从 git 重建；没有丢失任何内容", "the index was of another version or damaged and has been rebuilt from git; nothing was lost"));
	return true;
}

bool fp_ws_moved(fp_workspace *ws, const fp_rev *rev, fp_err *err)
{
	fp_err index_err = {0};
	fp_index_report report;
	ws->rev = *rev;
	if (!load_schema(ws, err))
		return false;
	if (ws->index)
		fp_index_set_schema(ws->index, ws->schema);
	// The commit stands whatever happens to the cache: the next run brings it up to date.
	if (ws->index && !fp_flow_index(ws, false, &report, &index_err))
		fp_warn(fp_tr("已提交，但索引没跟上（%s），下次运行会补上", "committed, but the index did not follow (%s); the next run mends it"), index_err.msg);
	return true;
}

// ---------------------------------------------------------------- plugins

bool fp_ws_host(fp_workspace *ws, fp_err *err)
{
	fp_plugin_root roots[3];
	size_t n = 0;
	const fp_config *c = &ws->schema->config;
	if (ws->host)
		return true;
	fp_str data = fp_data_dir(ws->a);
	if (data.n)
		roots[n++] = (fp_plugin_root){fp_path_join(ws->a, data, FP_STR("plugins")).p, "built-in", NULL, NULL};
	else
		fp_warn("%s", fp_tr("找不到自带插件，请设 FUPAN_DATA 为安装目录", "the built-in plugins are not found; set FUPAN_DATA to the program's folder"));
	roots[n++] = (fp_plugin_root){fp_strf(ws->a, "%s/plugins", fp_store_root(ws->store)).p, "casebook", fp_trusted, ws};
	const char *home = getenv("XDG_CONFIG_HOME"), *base = getenv("HOME");
	if (home && *home)
		roots[n++] = (fp_plugin_root){fp_strf(ws->a, "%s/fupan/plugins", home).p, "user", NULL, NULL};
	else if (base && *base)
		roots[n++] = (fp_plugin_root){fp_strf(ws->a, "%s/.config/fupan/plugins", base).p, "user", NULL, NULL};
	ws->host = fp_host_open(roots, n, c->plugin_settings, c->disabled, c->disabled_n, NULL, err);
	if (!ws->host)
		return false;
	fp_host_normalise(ws->host, fp_complete_case, ws);
	json_t *ctx = fp_ws_context(ws);
	bool ok = fp_host_context(ws->host, ctx, err);
	json_decref(ctx);
	return ok;
}

// What every plugin gets as its second argument.
static json_t *context_of(const fp_workspace *ws, fp_schema *schema)
{
	json_t *tax = json_object();
	for (size_t i = 0; i < schema->taxonomy_n; i++) {
		fp_taxonomy *t = schema->taxonomies[i];
		json_object_set(tax, fp_cstr(ws->a, t->field), json_object_get(fp_taxonomy_value(t), "values"));
	}
	fp_str today = fp_day_text(ws->a, ws->cal.today);
	json_t *ctx = json_pack("{s:s,s:o,s:O,s:s,s:O}", "lang", schema->config.lang.p, "taxonomy", tax, "scripts", fp_schema_scripts(schema),
	                        "today", today.p, "config", schema->config.value);
	if (!ctx)
		fp_bug("a context that cannot be packed");
	return ctx;
}

json_t *fp_ws_context(const fp_workspace *ws)
{
	return context_of(ws, ws->schema);
}

// ---------------------------------------------------------------- the same casebook in the other language

static bool other_file(void *ctx, fp_arena *a, const char *path, fp_str *text)
{
	const fp_workspace *ws = ctx;
	if (!strcmp(path, "fupan.yaml")) {
		*text = fp_str_is(ws->schema->config.lang, "en") ? FP_STR("fupan: 1\nlang: zh\n") : FP_STR("fupan: 1\nlang: en\n");
		return true;
	}
	return fp_rules_file(ctx, a, path, text);
}

bool fp_ws_example_context(fp_workspace *ws, fp_err *err)
{
	fp_files files = {ws, other_file, fp_rules_list};
	fp_diags ignored = {.arena = ws->a};
	fp_schema *schema = fp_schema_load(ws->a, &files, &ignored, err);
	if (!schema)
		return false;
	json_t *ctx = context_of(ws, schema);
	bool ok = fp_host_example_context(ws->host, schema->config.lang.p, ctx, err);
	json_decref(ctx);
	fp_schema_free(schema);
	return ok;
}
