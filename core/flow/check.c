#include <string.h>

#include "flow/flow_priv.h"

// Problems of documents: what the parser and the schema say of each file as it lies in the work tree, and of the casebook's own YAML.

static void check_text(fp_workspace *ws, fp_str path, fp_str text, bool privacy, fp_diags *d)
{
	d->path = path;
	const fp_case *c = fp_case_parse(ws->a, path, text, d);
	if (privacy) {
		fp_privacy_text(ws, text, 1, d);
		fp_privacy_fields(ws, c, d);
		return;
	}
	fp_case_check(c, ws->schema, d);
	fp_check_links(ws, c, d);
}

static bool check_path(fp_workspace *ws, fp_str path, bool privacy, fp_diags *d, fp_err *err)
{
	fp_str text;
	if (!fp_store_read_working(ws->store, path, ws->a, &text, err))
		return false;
	check_text(ws, path, text, privacy, d);
	return true;
}

// Files named on the command line are relative to where the person stands, or paths in the casebook.
static bool check_named(fp_workspace *ws, fp_str name, bool privacy, fp_diags *d, fp_err *err)
{
	fp_str text;
	fp_err outside = {0};
	if (fp_file_read(ws->a, fp_cstr(ws->a, name), FP_CASE_MAX * 4, &text, &outside)) {
		check_text(ws, name, text, privacy, d);
		return true;
	}
	return check_path(ws, name, privacy, d, err);
}

static bool is_file_name(fp_workspace *ws, fp_str s)
{
	return fp_str_ends(s, ".md") && (fp_file_exists(fp_cstr(ws->a, s)) || fp_file_exists(fp_strf(ws->a, "%s/%.*s", fp_store_root(ws->store), FP_ARG(s)).p));
}

static bool check_query(fp_workspace *ws, fp_str query, bool privacy, fp_diags *d, fp_err *err)
{
	fp_hit *hits = NULL;
	size_t n = 0;
	fp_find_options o = {.sort = "received"};
	fp_query *q = fp_query_parse(ws->a, query, ws->schema, &ws->cal, err);
	if (!q || !fp_index_find(ws->index, q, &o, ws->a, &hits, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		fp_err gone = {0};
		// A file deleted by hand has nothing to check.
		if (!check_path(ws, hits[i].path, privacy, d, &gone) && gone.code != FP_NOT_FOUND) {
			fp_hits_free(hits, n);
			return fp_fail(err, gone.code, "%s", gone.msg);
		}
	}
	fp_hits_free(hits, n);
	return true;
}

// What the loader could read may still be no query.
static void check_saved_queries(fp_workspace *ws, fp_diags *d)
{
	for (size_t i = 0; i < ws->schema->saved_n; i++) {
		const fp_saved_query *s = &ws->schema->saved[i];
		fp_err why = {0};
		uint32_t line, col;
		d->path = s->path;
		if (!s->fault.n && !fp_query_check_saved(ws->a, s, ws->schema, &ws->cal, &line, &col, &why))
			fp_diag_add(d, FP_ERROR, "query", line, col, "%s", why.msg);
	}
}

static bool check_everything(fp_workspace *ws, bool privacy, fp_diags *d, fp_err *err)
{
	fp_dirty *dirty;
	size_t n;
	for (size_t i = 0; i < ws->diags.n; i++)
		FP_PUSH(d->arena, d->v, d->n, d->cap) = ws->diags.v[i];
	d->errors += ws->diags.errors;
	if (!privacy)
		check_saved_queries(ws, d);
	if (!check_query(ws, (fp_str){0}, privacy, d, err) || !fp_store_dirty(ws->store, &ws->rev, ws->a, &dirty, &n, err))
		return false;
	// New files that were not saved yet are in no snapshot.
	for (size_t i = 0; i < n; i++)
		if (dirty[i].dirt == FP_ADDED && fp_str_starts(dirty[i].path, "cases/") && fp_str_ends(dirty[i].path, ".md") && !check_path(ws, dirty[i].path, privacy, d, err))
			return false;
	return privacy ? fp_privacy_rest(ws, d, err) : fp_check_quotes(ws, d, err);
}

bool fp_flow_check(fp_workspace *ws, const fp_str *what, size_t what_n, bool privacy, fp_diags *diags, fp_err *err)
{
	fp_buf query = {0};
	size_t words = 0;
	bool ok = true;
	if (!what_n)
		return check_everything(ws, privacy, diags, err);
	for (size_t i = 0; i < what_n && ok; i++) {
		// What ends in .md is meant as a file; as words of a query it would quietly find nothing.
		if (fp_str_ends(what[i], ".md") && !is_file_name(ws, what[i]))
			ok = fp_fail(err, FP_NOT_FOUND, fp_tr("没有文件 %.*s", "there is no file %.*s"), FP_ARG(what[i]));
		else if (is_file_name(ws, what[i]))
			ok = check_named(ws, what[i], privacy, diags, err);
		else
			fp_buf_f(&query, "%s%.*s", words++ ? " " : "", FP_ARG(what[i]));
	}
	fp_str q = fp_buf_take(&query, ws->a);
	return ok && (!words || check_query(ws, q, privacy, diags, err));
}
