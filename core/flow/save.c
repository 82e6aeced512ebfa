#include <string.h>

#include "flow/flow_priv.h"

// Saving hand edits: every file that differs from the snapshot is checked and redacted; those without errors go into one commit, the others
// stay as they are and are reported.

typedef struct {
	fp_put *puts;
	size_t n, cap;
} batch;

static bool is_case(fp_str path)
{
	return fp_str_starts(path, "cases/") && fp_str_ends(path, ".md");
}

// The text as it may go into history, or false when it has errors (in diags).
static bool clean_text(fp_workspace *ws, fp_str path, fp_str *text, fp_guard *g, fp_diags *diags, bool *sound, fp_err *err)
{
	size_t before = diags->errors;
	g->subject = fp_guard_subject(ws, path);
	*sound = true;
	if (fp_guard_settings(path))
		return true;
	if (!is_case(path))
		return fp_guard_text(ws, g, text, err);
	if (!fp_guard_case(ws, g, path, text, err))
		return false;
	diags->path = path;
	fp_case_check(fp_case_parse(ws->a, path, *text, diags), ws->schema, diags);
	*sound = diags->errors == before;
	return true;
}

static bool add_file(fp_workspace *ws, const fp_dirty *d, batch *b, fp_diags *diags, fp_saved *out, fp_err *err)
{
	fp_put put = {.path = d->path, .remove = d->dirt == FP_DELETED};
	fp_str text, old;
	fp_err none = {0};
	if (!fp_store_read(ws->store, &ws->rev, d->path, ws->a, &old, &put.expect, &none))
		put.expect = (fp_oid){{0}};
	if (!put.remove) {
		if (!fp_store_read_working(ws->store, d->path, ws->a, &text, err))
			return false;
		put.text = text;
		fp_guard g = {0};
		bool sound;
		if (!clean_text(ws, d->path, &put.text, &g, diags, &sound, err))
			return false;
		if (!sound)
			return out->refused++, true;
		out->redacted += g.found;
		// The working file loses what it holds, so the vault has it first.
		if (!fp_guard_keep(ws, &g, 1, err))
			return false;
		if (!fp_str_eq(put.text, text)) {
			fp_str file = fp_strf(ws->a, "%s/%.*s", fp_store_root(ws->store), FP_ARG(d->path));
			if (!fp_file_write(file.p, put.text, false, err))
				return false;
		}
	}
	FP_PUSH(ws->a, b->puts, b->n, b->cap) = put;
	return true;
}

static fp_str default_message(fp_workspace *ws, const batch *b)
{
	if (b->n == 1)
		return fp_strf(ws->a, "save: %.*s", FP_ARG(b->puts[0].path));
	return fp_strf(ws->a, "save: %zu files", b->n);
}

bool fp_flow_save(fp_workspace *ws, fp_str message, fp_diags *diags, fp_saved *out, fp_err *err)
{
	fp_dirty *d;
	size_t n;
	batch b = {0};
	fp_rev rev;
	*out = (fp_saved){.commit = fp_s(ws->rev.commit.hex)};
	if (!fp_store_dirty(ws->store, &ws->rev, ws->a, &d, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!add_file(ws, &d[i], &b, diags, out, err))
			return false;
	if (!b.n)
		return true;
	size_t found = 0;
	fp_write w = {.puts = b.puts, .put_n = b.n, .keep_working = true};
	w.message = message.n ? fp_redact_text(ws, message, &found) : default_message(ws, &b);
	if (!fp_store_write(ws->store, &w, &rev, err))
		return false;
	out->saved = b.n;
	out->commit = fp_str_dup(ws->a, fp_s(rev.commit.hex));
	return fp_ws_moved(ws, &rev, err);
}
