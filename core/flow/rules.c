// rules: the files of the snapshot that say what a case may be: fupan.yaml, and the YAML files of schema, taxonomy,
// scripts and queries. Every command needs all of their texts and git gives them up slowly, so .fupan/rules keeps them under the
// ids that git knows them by:
//
//   fupan-rules 1 <checksum of the rest>
//   <id of fupan.yaml> <of each folder>, "-" for none
//   <length> <path> LF <bytes> LF ...
//
// What has other ids, or is damaged, is read from git again; deleting the file loses nothing.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "flow/flow_priv.h"

#define NOTE_WORD "fupan-rules 1"
#define RULES_MAX (64u << 20)

static const char *const FILE_NAME = "fupan.yaml";
static const char *const FOLDERS[] = {"schema", "taxonomy", "scripts", "queries"};

static void add(fp_workspace *ws, fp_str path, fp_str text)
{
	fp_rules *r = &ws->rules;
	FP_PUSH(ws->a, r->v, r->n, r->cap) = (fp_rule){path, text};
}

// ---------------------------------------------------------------- the kept file
static fp_str first_line(fp_arena *a, fp_str rest)
{
	return fp_strf(a, NOTE_WORD " %016llx", (unsigned long long)fp_hash64(rest.p, rest.n, 1));
}

static bool keep_entry(fp_workspace *ws, fp_str *rest)
{
	fp_str head = fp_str_line(rest);
	int64_t n;
	if (!fp_str_int(fp_str_cut(&head, ' '), &n) || n < 0 || (uint64_t)n >= rest->n)
		return false;
	add(ws, head, fp_str_sub(*rest, 0, (size_t)n));
	*rest = fp_str_sub(*rest, (size_t)n + 1, rest->n);
	return true;
}

static bool read_kept(fp_workspace *ws, const char *path, fp_str ids)
{
	fp_err ignored = {0};
	fp_str rest;
	if (!fp_file_exists(path) || !fp_file_read(ws->a, path, RULES_MAX, &rest, &ignored))
		return false;
	fp_str head = fp_str_line(&rest);
	if (!fp_str_eq(head, first_line(ws->a, rest)) || !fp_str_eq(fp_str_line(&rest), ids))
		return false;
	while (rest.n)
		if (!keep_entry(ws, &rest))
			return false;
	return true;
}

static void write_kept(fp_workspace *ws, const char *path, fp_str ids)
{
	fp_err ignored = {0};
	fp_buf b = {0};
	fp_buf_f(&b, "%.*s\n", FP_ARG(ids));
	for (size_t i = 0; i < ws->rules.n; i++)
		fp_buf_f(&b, "%zu %.*s\n%.*s\n", ws->rules.v[i].text.n, FP_ARG(ws->rules.v[i].path), FP_ARG(ws->rules.v[i].text));
	fp_str head = first_line(ws->a, fp_buf_view(&b));
	if (b.over || !fp_file_write(path, fp_strf(ws->a, "%.*s\n%.*s", FP_ARG(head), FP_ARG(fp_buf_view(&b))), false, &ignored))
		unlink(path);
	fp_buf_free(&b);
}

// ---------------------------------------------------------------- from git
static bool read_file(fp_workspace *ws, fp_str path)
{
	fp_err e = {0};
	fp_str text;
	if (!fp_store_read(ws->store, &ws->rev, path, ws->a, &text, NULL, &e))
		return e.code == FP_NOT_FOUND;
	add(ws, path, text);
	return true;
}

// False where git does not give a file up; then nothing is kept.
static bool read_folder(fp_workspace *ws, const char *dir)
{
	bool ok = true;
	fp_entry *e;
	size_t n = 0;
	fp_err ignored = {0};
	if (!fp_store_list(ws->store, &ws->rev, fp_s(dir), ws->a, &e, &n, &ignored))
		return false;
	for (size_t i = 0; i < n; i++) {
		fp_str name = fp_str_sub(e[i].path, strlen(dir) + 1, e[i].path.n);
		if (fp_str_ends(name, ".yaml") && !fp_str_has(name, FP_STR("/")) && !fp_str_has(name, FP_STR("\n")))
			ok &= read_file(ws, e[i].path);
	}
	return ok;
}

static bool add_id(fp_workspace *ws, fp_buf *ids, const char *name, fp_err *err)
{
	fp_oid id;
	if (!fp_store_id(ws->store, &ws->rev, name, &id, err))
		return false;
	fp_buf_f(ids, "%s%s", ids->n ? " " : "", id.hex[0] ? id.hex : "-");
	return true;
}

bool fp_rules_load(fp_workspace *ws, fp_err *err)
{
	fp_buf b = {0};
	bool ok = add_id(ws, &b, FILE_NAME, err);
	for (size_t i = 0; ok && i < FP_COUNT(FOLDERS); i++)
		ok = add_id(ws, &b, FOLDERS[i], err);
	fp_str ids = fp_buf_take(&b, ws->a);
	if (!ok || (ws->rules.n && fp_str_eq(ids, ws->rules.ids)))
		return ok;
	ws->rules = (fp_rules){.ids = ids};
	const char *path = fp_strf(ws->a, "%s/rules", fp_store_cache(ws->store)).p;
	if (read_kept(ws, path, ids))
		return true;
	ws->rules.n = 0;
	ok = read_file(ws, fp_s(FILE_NAME));
	for (size_t i = 0; i < FP_COUNT(FOLDERS); i++)
		ok &= read_folder(ws, FOLDERS[i]);
	if (ok)
		write_kept(ws, path, ids);
	return true;
}

// ---------------------------------------------------------------- as the schema asks for them
bool fp_rules_file(void *ctx, fp_arena *a, const char *path, fp_str *text)
{
	const fp_workspace *ws = ctx;
	(void)a;
	for (size_t i = 0; i < ws->rules.n; i++) {
		if (!fp_str_is(ws->rules.v[i].path, path))
			continue;
		*text = ws->rules.v[i].text;
		return true;
	}
	return false;
}

size_t fp_rules_list(void *ctx, fp_arena *a, const char *dir, fp_str **names)
{
	const fp_workspace *ws = ctx;
	size_t n = 0, cap = 0, skip = strlen(dir) + 1, known = 0;
	*names = NULL;
	while (known < FP_COUNT(FOLDERS) && strcmp(dir, FOLDERS[known]))
		known++;
	if (known == FP_COUNT(FOLDERS))
		fp_bug("the folder %s is not among those that are kept", dir);
	for (size_t i = 0; i < ws->rules.n; i++) {
		fp_str path = ws->rules.v[i].path;
		if (fp_str_starts(path, dir) && path.n > skip && path.p[skip - 1] == '/')
			FP_PUSH(a, *names, n, cap) = fp_str_sub(path, skip, path.n);
	}
	return n;
}
