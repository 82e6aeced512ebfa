#include <stdlib.h>
#include <string.h>

#include "flow/issue_priv.h"

// The files of issues/, and which issue a name means.

fp_ids fp_field_ids(fp_arena *a, const fp_case *c, const char *name)
{
	const fp_field *f = fp_case_field(c, name);
	return f && f->kind != FP_F_MAP && f->kind != FP_F_OTHER ? fp_ids_sorted(a, f->items, f->n) : (fp_ids){0};
}

fp_ids fp_ids_joined(fp_arena *a, fp_ids x, fp_ids y)
{
	fp_str *v = FP_NEW_N(a, fp_str, x.n + y.n + 1);
	if (x.n)
		memcpy(v, x.v, x.n * sizeof *v);
	if (y.n)
		memcpy(v + x.n, y.v, y.n * sizeof *v);
	return fp_ids_sorted(a, v, x.n + y.n);
}

fp_ids fp_ids_without(fp_arena *a, fp_ids x, fp_ids y)
{
	fp_str *v = FP_NEW_N(a, fp_str, x.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < x.n; i++)
		if (!fp_ids_have(y, x.v[i]))
			v[n++] = x.v[i];
	return (fp_ids){v, n};
}

fp_ids fp_decided(fp_arena *a, const fp_case *c, const char *name)
{
	const fp_field *f = fp_case_field(c, name);
	size_t n = f && (f->kind == FP_F_LIST || f->kind == FP_F_SCALAR) ? f->n : 0;
	fp_str *v = FP_NEW_N(a, fp_str, n + 1);
	for (size_t i = 0; i < n; i++)
		v[i] = fp_decision_parse(f->items[i]).id;
	return fp_ids_sorted(a, v, n);
}

bool fp_issue_files_read(fp_workspace *ws, fp_issue_files *out, fp_err *err)
{
	fp_entry *files;
	size_t n;
	*out = (fp_issue_files){0};
	if (!fp_store_list(ws->store, &ws->rev, FP_STR("issues"), ws->a, &files, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		fp_diags diags = {.arena = ws->a, .path = files[i].path};
		fp_issue_file f = {.path = files[i].path, .blob = files[i].blob};
		if (!fp_str_ends(f.path, ".md"))
			continue;
		if (!fp_store_read_blob(ws->store, &f.blob, ws->a, &f.text, err))
			return false;
		f.issue = fp_issue_parse(ws->a, f.path, f.text, &diags);
		if (diags.errors) {
			fp_warn(fp_tr("%.*s 读不懂，这次没有算它；fupan check %.*s 看原因", "%.*s cannot be read and is left out; fupan check %.*s says why"), FP_ARG(f.path), FP_ARG(f.path));
			continue;
		}
		f.doc = fp_case_parse(ws->a, f.path, f.text, NULL);
		f.never = fp_decided(ws->a, f.doc, "cannot_link");
		FP_PUSH(ws->a, out->v, out->n, out->cap) = f;
	}
	return true;
}

static const fp_issue_file *exact(const fp_issue_files *f, fp_str id)
{
	for (size_t i = 0; i < f->n; i++)
		if (fp_str_eq(f->v[i].issue->id, id))
			return &f->v[i];
	return NULL;
}

// Files edited by hand may lead in a circle; after as many steps as there are files we are in one.
static const fp_issue_file *followed(const fp_issue_files *f, const fp_issue_file *x)
{
	for (size_t i = 0; x && x->issue->merged_into.n && i < f->n; i++) {
		const fp_issue_file *next = exact(f, x->issue->merged_into);
		if (!next)
			break;
		x = next;
	}
	return x;
}

fp_str fp_issue_today(const fp_issue_files *f, fp_str id)
{
	const fp_issue_file *x = followed(f, exact(f, id));
	return x ? x->issue->id : id;
}

const fp_issue_file *fp_issue_file_find(const fp_issue_files *f, fp_str id, fp_err *err)
{
	const fp_issue_file *found = exact(f, id);
	char *z = fp_xmalloc(id.n + 1);
	if (id.n)
		memcpy(z, id.p, id.n);
	z[id.n] = 0;
	bool several = false;
	for (size_t i = 0; i < f->n && id.n && !(found && fp_str_eq(found->issue->id, id)); i++) {
		fp_str own = f->v[i].issue->id, tail = fp_str_starts(own, "i-") ? fp_str_sub(own, 2, own.n) : own;
		if (!fp_str_starts(own, z) && !fp_str_starts(tail, z) && !fp_str_ends(own, z))
			continue;
		several |= found != NULL;
		found = &f->v[i];
	}
	free(z);
	if (several)
		fp_fail(err, FP_USAGE, fp_tr("“%.*s”对得上几个问题；写全编号，fupan issues 列出它们", "'%.*s' fits several issues; write the whole id, fupan issues lists them"), FP_ARG(id));
	else if (!found)
		fp_fail(err, FP_NOT_FOUND, fp_tr("没有问题 %.*s；fupan issues 列出所有问题", "there is no issue %.*s; fupan issues lists them"), FP_ARG(id));
	return several || !found ? NULL : followed(f, found);
}
