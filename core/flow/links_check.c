#include <string.h>

#include "flow/week_priv.h"

// Links that a person has to mend: to nowhere, to the case itself, in a circle. Files that were not saved yet count as there.

static bool unsaved(fp_workspace *ws, fp_str id)
{
	if (!fp_id_valid(id))
		return false;
	fp_str path = fp_strf(ws->a, "cases/20%.2s/%.2s/%.2s/%.*s.md", id.p, id.p + 2, id.p + 4, FP_ARG(id)), text;
	fp_err none = {0};
	return fp_store_read_working(ws->store, path, ws->a, &text, &none);
}

static void say(const fp_case *c, fp_diags *d, fp_severity sev, const char *rule, size_t at, const char *fmt, ...) FP_PRINTF(6, 7);
static void say(const fp_case *c, fp_diags *d, fp_severity sev, const char *rule, size_t at, const char *fmt, ...)
{
	uint32_t line, col;
	fp_buf b = {0};
	va_list ap;
	va_start(ap, fmt);
	fp_buf_vf(&b, fmt, ap);
	va_end(ap);
	fp_str m = fp_buf_take(&b, d->arena);
	fp_case_where(c, at, &line, &col);
	fp_diag_add(d, sev, rule, line, col, "%.*s", FP_ARG(m));
}

// ---------------------------------------------------------------- a case

static bool exists(fp_workspace *ws, fp_str id, fp_str *full, fp_err *why)
{
	fp_str path;
	*full = id;
	return fp_index_lookup(ws->index, id, ws->a, &path, full, why) || unsaved(ws, id);
}

// "a was caused by b" and "b was caused by a" cannot both be.
static bool other_way(fp_workspace *ws, const fp_field_def *def, fp_str self, fp_str target)
{
	size_t n = 0;
	fp_err none = {0};
	if (!fp_str_is(def->name, "caused_by"))
		return false;
	fp_query *q = fp_flow_query(ws, fp_strf(ws->a, "id:%.*s label.caused_by:\"%.*s\"", FP_ARG(target), FP_ARG(self)), &none);
	return q && fp_index_count(ws->index, q, &n, &none) && n;
}

static void check_issue(fp_workspace *ws, const fp_case *c, const fp_link *l, fp_diags *d)
{
	fp_str text;
	fp_err none = {0};
	if (fp_store_read_working(ws->store, fp_strf(ws->a, "issues/%.*s.md", FP_ARG(l->target)), ws->a, &text, &none))
		return;
	say(c, d, FP_ERROR, "dead-link", l->at, fp_tr("%.*s：没有问题 %.*s；fupan issues 列出全部", "%.*s: there is no issue %.*s; fupan issues lists them"), FP_ARG(l->field->name), FP_ARG(l->target));
}

static void check_target(fp_workspace *ws, const fp_case *c, const fp_link *l, fp_diags *d)
{
	fp_str full, self = fp_case_id(c);
	fp_err why = {0};
	if (!exists(ws, l->target, &full, &why)) {
		if (l->field)
			say(c, d, FP_ERROR, "dead-link", l->at, fp_tr("%.*s 指向不存在的案例：%s", "%.*s leads nowhere: %s"), FP_ARG(l->field->name), why.msg);
		else
			say(c, d, FP_WARNING, "dead-link", l->at, fp_tr("文中提到的案例不存在：%s", "the text names a case that is not there: %s"), why.msg);
		return;
	}
	if (!l->field)
		return;
	if (fp_str_eq(full, self))
		say(c, d, FP_ERROR, "self-link", l->at, fp_tr("%.*s 指向案例自己；删掉它", "%.*s leads to the case itself; remove it"), FP_ARG(l->field->name));
	else if (!fp_id_valid(l->target))
		say(c, d, FP_WARNING, "spelling", l->at, fp_tr("%.*s：“%.*s”请写全，%.*s", "%.*s: write \"%.*s\" in full, %.*s"), FP_ARG(l->field->name), FP_ARG(l->target), FP_ARG(full));
	else if (other_way(ws, l->field, self, full))
		say(c, d, FP_ERROR, "link-circle", l->at, fp_tr("%.*s 也说自己由 %.*s 引起；两条留一条", "%.*s says in turn that it was caused by %.*s; keep one of the two"), FP_ARG(full), FP_ARG(self));
}

void fp_check_links(fp_workspace *ws, const fp_case *c, fp_diags *d)
{
	fp_link *v;
	size_t n = fp_case_links(ws->a, c, ws->schema, &v);
	for (size_t i = 0; i < n && i < FP_LINKS_MAX * 4; i++) {
		if (v[i].field && v[i].field->link == FP_LINK_ISSUE)
			check_issue(ws, c, &v[i], d);
		else
			check_target(ws, c, &v[i], d);
	}
}

// ---------------------------------------------------------------- issues and reviews

// The place of the id in the file as it lies in the work tree; a file that no longer names it has nothing to mend.
static void say_gone(fp_workspace *ws, fp_str path, fp_str id, const char *why, fp_diags *d)
{
	fp_str text;
	fp_err none = {0};
	ptrdiff_t at = fp_store_read_working(ws->store, path, ws->a, &text, &none) ? fp_str_find(text, id, 0) : -1;
	d->path = path;
	if (at >= 0)
		say(fp_case_parse(ws->a, path, text, NULL), d, FP_WARNING, "dead-link", (size_t)at, fp_tr("引用的案例不存在：%s", "quotes a case that is not there: %s"), why);
}

static bool check_ids(fp_workspace *ws, fp_str path, fp_str list, size_t *gone, fp_diags *d, fp_err *err)
{
	for (*gone = 0; list.n;) {
		fp_str id = fp_str_cut(&list, ' '), full;
		fp_err why = {0};
		if (exists(ws, id, &full, &why))
			continue;
		if (why.code != FP_NOT_FOUND && why.code != FP_USAGE)
			return fp_fail(err, why.code, "%s", why.msg);
		++*gone;
		say_gone(ws, path, id, why.msg, d);
	}
	return true;
}

static size_t count_ids(fp_str list)
{
	return list.n ? (list.n + 1) / 15 : 0;
}

bool fp_check_quotes(fp_workspace *ws, fp_diags *d, fp_err *err)
{
	fp_quote *v;
	size_t n, gone, ignored;
	if (!fp_quotes(ws, &v, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!check_ids(ws, v[i].path, v[i].members, &gone, d, err) || !check_ids(ws, v[i].path, v[i].others, &ignored, d, err))
			return false;
		d->path = v[i].path;
		if (gone && gone == count_ids(v[i].members))
			fp_diag_add(d, FP_WARNING, "orphan", 1, 1, "%s", fp_tr("这个问题的案例都不在了；关闭它，或删掉这个文件", "no case of this issue is left; close it or remove the file"));
	}
	return true;
}
