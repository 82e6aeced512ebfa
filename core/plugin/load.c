// load: finds plugin files and libs in the roots and has their declarations read in workers.
#include "plugin/plugin_priv.h"

#include "base/sha256.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MOST ((size_t)1 << 20)

static const char *const kinds[] = {"classify", "issues", "review"};

// What people see: "plugins/classify/type.lua"; files of the user's own folder with their whole path.
static fp_str shown(fp_host *h, const fp_plugin_root *r, const char *folder, fp_str file)
{
	fp_str dir = fp_s(r->dir);
	if (!r->origin || strcmp(r->origin, "user"))
		dir = fp_path_base(dir);
	return fp_strf(h->a, "%.*s/%s/%.*s", FP_ARG(dir), folder, FP_ARG(file));
}

static bool lua_file(fp_str name)
{
	return fp_str_ends(name, ".lua") && name.p[0] != '.';
}

static bool load_libs(fp_host *h, size_t root, fp_err *err)
{
	fp_str *names;
	size_t n;
	const char *dir = fp_strf(h->a, "%s/lib", h->roots[root].dir).p;
	if (!fp_dir_list(h->a, dir, &names, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		fp_err bad = {0};
		fp_lib lib = {.name = {names[i].p, names[i].n - 4}, .root = root, .path = shown(h, &h->roots[root], "lib", names[i])};
		if (!lua_file(names[i]))
			continue;
		// One that cannot be read is missing for those that require it, and they say so.
		if (!fp_file_read(h->a, fp_strf(h->a, "%s/%s", dir, names[i].p).p, FILE_MOST, &lib.source, &bad))
			lib.source = fp_strf(h->a, "error(%s, 0)", "\"unreadable\"");
		FP_PUSH(h->a, h->libs, h->lib_n, h->lib_cap) = lib;
	}
	return true;
}

const fp_lib *fp_lib_find(const fp_host *h, size_t root, fp_str name)
{
	const fp_lib *best = NULL;
	for (size_t i = 0; i < h->lib_n; i++) {
		const fp_lib *l = &h->libs[i];
		bool others = l->root != root && root < h->root_n && h->roots[l->root].trusts;
		if (l->root <= root && !others && fp_str_eq(l->name, name) && (!best || l->root > best->root))
			best = l;
	}
	return best;
}

static fp_entry *add_entry(fp_host *h, size_t root, const char *real)
{
	fp_entry *e = FP_NEW(h->a, fp_entry);
	e->root = root;
	e->real = fp_str_dup(h->a, fp_s(real));
	e->pub.threshold = 0.5;
	e->pub.origin = fp_s(root < h->root_n ? h->roots[root].origin : "");
	e->pub.settings = json_object();
	e->pub.settings_schema = json_object();
	e->pub.examples = json_array();
	FP_PUSH(h->a, h->all, h->n, h->cap) = e;
	return e;
}

static void read_source(fp_host *h, fp_entry *e)
{
	fp_err err = {0};
	if (!fp_file_read(h->a, e->real.p, FILE_MOST, &e->source, &err))
		fp_entry_bad(h, e, NULL, "%s", err.msg);
}

static bool find_files(fp_host *h, size_t root, const char *kind, fp_err *err)
{
	fp_str *names;
	size_t n;
	const char *dir = fp_strf(h->a, "%s/%s", h->roots[root].dir, kind).p;
	if (!fp_dir_list(h->a, dir, &names, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!lua_file(names[i]))
			continue;
		fp_entry *e = add_entry(h, root, fp_strf(h->a, "%s/%s", dir, names[i].p).p);
		e->pub.path = shown(h, &h->roots[root], kind, names[i]);
		e->pub.kind = fp_s(kind);
		e->pub.name = fp_str_dup(h->a, (fp_str){names[i].p, names[i].n - 4});
		read_source(h, e);
	}
	return true;
}

// ---------------------------------------------------------------- trust

static void add_bytes(fp_sha256 *s, fp_str bytes)
{
	fp_sha256_add(s, &bytes.n, sizeof bytes.n);
	fp_sha256_add(s, bytes.p, bytes.n);
}

// A lib is code of each plugin that may require it.
static void ask_trust(fp_host *h, fp_entry *e)
{
	const fp_plugin_root *r = &h->roots[e->root];
	fp_sha256 s;
	if (!r->trusts || e->pub.status != FP_PLUGIN_OK)
		return;
	fp_sha256_init(&s);
	add_bytes(&s, e->source);
	for (size_t i = 0; i < h->lib_n; i++)
		if (h->libs[i].root == e->root) {
			add_bytes(&s, h->libs[i].name);
			add_bytes(&s, h->libs[i].source);
		}
	fp_sha256_end(&s, e->pub.trust);
	if (r->trusts(r->ctx, e->pub.path, e->pub.trust))
		return;
	e->pub.status = FP_PLUGIN_UNTRUSTED;
	e->pub.reason = fp_strf(h->a, fp_tr("案例本带来的，还没有信任它；看过 %.*s，再 fupan plugin trust %.*s", "came with the casebook and is not trusted; read %.*s, then fupan plugin trust %.*s"), FP_ARG(e->pub.path), FP_ARG(e->pub.name));
}

// ---------------------------------------------------------------- declarations

typedef struct {
	size_t next;
} reading;

static bool pull_declaration(fp_run *r, fp_job *j)
{
	reading *d = r->ctx;
	while (d->next < r->host->n && r->host->all[d->next]->pub.status != FP_PLUGIN_OK)
		d->next++;
	if (d->next >= r->host->n)
		return false;
	j->kind = FP_JOB_DECLARE;
	j->plugin = d->next++;
	return true;
}

static bool take_declaration(fp_run *r, fp_job *j)
{
	fp_entry *e = r->host->all[j->plugin];
	if (j->why.code) {
		const char *msg = j->why.msg;
		e->pub.status = FP_PLUGIN_BAD;
		e->pub.reason = fp_str_dup(r->host->a, fp_s(msg));
		return true;
	}
	json_array_append_new(j->result, json_stringn(j->log.n ? j->log.p : "", j->log.n));
	fp_declare(r->host, e, j->result);
	return true;
}

static bool read_declarations(fp_host *h, size_t from, fp_err *err)
{
	reading d = {from};
	fp_run r = {.host = h, .pull = pull_declaration, .deliver = take_declaration, .workers = 2, .ctx = &d};
	fp_crew_retire(h);
	bool ok = fp_crew_run(&r, err);
	fp_crew_retire(h);  // the next ones inherit what was learned
	return ok;
}

// ---------------------------------------------------------------- precedence

static void shadow(fp_host *h, fp_entry *low, const fp_entry *high)
{
	fp_str by = high->pub.path;
	const char *origin = high->pub.origin.p;
	low->pub.status = FP_PLUGIN_SHADOWED;
	low->pub.reason = fp_strf(h->a, fp_tr("被 %.*s（%s）取代", "shadowed by %.*s (%s)"), FP_ARG(by), origin);
}

static void settle_names(fp_host *h)
{
	for (size_t i = 0; i < h->n; i++) {
		fp_entry *e = h->all[i];
		for (size_t k = i + 1; k < h->n; k++) {
			fp_entry *later = h->all[k];
			if (!fp_str_eq(e->pub.name, later->pub.name) || later->pub.status == FP_PLUGIN_UNTRUSTED)
				continue;
			if (later->root > e->root)
				shadow(h, e, later);
			else
				fp_entry_bad(h, later, "name", fp_tr("名字 \"%.*s\" 已被 %.*s 占用", "the name \"%.*s\" is taken by %.*s"),
				             FP_ARG(e->pub.name), FP_ARG(e->pub.path));
		}
		for (size_t k = 0; k < h->disabled_n; k++)
			if (fp_str_eq(h->disabled[k], e->pub.name) && e->pub.status == FP_PLUGIN_OK) {
				e->pub.status = FP_PLUGIN_DISABLED;
				e->pub.reason = fp_s(fp_tr("在配置里停用", "disabled in the configuration"));
			}
	}
}

static bool same_folder(const fp_host *h, size_t i)
{
	char a[PATH_MAX], b[PATH_MAX];
	if (!realpath(h->roots[i].dir, a))
		return false;
	for (size_t k = 0; k < i; k++)
		if (realpath(h->roots[k].dir, b) && !strcmp(a, b))
			return true;
	return false;
}

bool fp_load_roots(fp_host *h, fp_err *err)
{
	for (size_t i = 0; i < h->root_n; i++) {
		if (same_folder(h, i))
			continue;
		if (!load_libs(h, i, err))
			return false;
		for (size_t k = 0; k < FP_COUNT(kinds); k++)
			if (!find_files(h, i, kinds[k], err))
				return false;
	}
	for (size_t i = 0; i < h->n; i++)
		ask_trust(h, h->all[i]);
	if (h->n && !read_declarations(h, 0, err))
		return false;
	settle_names(h);
	return true;
}

bool fp_load_file(fp_host *h, const char *path, fp_entry **out, fp_err *err)
{
	char want[PATH_MAX], have[PATH_MAX];
	if (!fp_file_exists(path) || !realpath(path, want))
		return fp_fail(err, FP_NOT_FOUND, fp_tr("没有文件 %s", "there is no file %s"), path);
	for (size_t i = 0; i < h->n; i++)
		if (h->all[i]->pub.status == FP_PLUGIN_OK && realpath(h->all[i]->real.p, have) && !strcmp(want, have)) {
			*out = h->all[i];
			return true;
		}
	fp_str base = fp_path_base(fp_s(path));
	fp_entry *e = add_entry(h, h->root_n, path);
	e->pub.path = e->real;
	e->pub.name = fp_str_dup(h->a, fp_str_ends(base, ".lua") ? fp_str_sub(base, 0, base.n - 4) : base);
	read_source(h, e);
	*out = e;
	return read_declarations(h, h->n - 1, err);
}
