// Recurring issues as files and as what a plugin proposes.
#include <stdlib.h>
#include <string.h>

#include "case/case_priv.h"
#include "case/verdict.h"

// ---------------------------------------------------------------- from a plugin

static fp_str str_of(fp_arena *a, const json_t *v)
{
	return fp_str_dup(a, (fp_str){json_string_value(v), json_string_length(v)});
}

static bool wrong(fp_err *err, size_t index, const char *message)
{
	return fp_fail(err, FP_INVALID, "[%zu] %s", index, message);
}

// A list of texts; an empty Lua table comes as an empty object.
static bool texts(fp_arena *a, const json_t *v, fp_str **out, size_t *n)
{
	*n = json_is_array(v) ? json_array_size(v) : 0;
	*out = FP_NEW_N(a, fp_str, *n + 1);
	if (v && !json_is_null(v) && !json_is_array(v) && !(json_is_object(v) && !json_object_size(v)))
		return false;
	for (size_t i = 0; i < *n; i++) {
		const json_t *x = json_array_get(v, i);
		if (!json_is_string(x) || !json_string_length(x))
			return false;
		(*out)[i] = str_of(a, x);
	}
	return true;
}

static void sort_unique(fp_str *v, size_t *n)
{
	size_t out = 0;
	if (*n)
		qsort(v, *n, sizeof(*v), fp_str_cmp_qsort);
	for (size_t i = 0; i < *n; i++)
		if (!out || !fp_str_eq(v[out - 1], v[i]))
			v[out++] = v[i];
	*n = out;
}

static fp_str joined(fp_arena *a, const fp_str *v, size_t n)
{
	fp_buf b = {0};
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%s%.*s", i ? " · " : "", FP_ARG(v[i]));
	return fp_buf_take(&b, a);
}

static bool known_keys(const json_t *v)
{
	static const char *const known[] = {"title", "cases", "phrases", "exemplars", "summary"};
	const char *key;
	json_t *x;
	json_object_foreach((json_t *)(uintptr_t)v, key, x) {
		size_t i = 0;
		while (i < FP_COUNT(known) && strcmp(key, known[i]))
			i++;
		if (i == FP_COUNT(known))
			return false;
	}
	return true;
}

static bool read_issue(fp_arena *a, const json_t *v, size_t index, fp_issue *out, fp_err *err)
{
	const json_t *title = json_object_get(v, "title"), *summary = json_object_get(v, "summary");
	fp_str *phrases, *exemplars;
	size_t phrase_n, exemplar_n;
	if (!json_is_object(v) || !known_keys(v))
		return wrong(err, index,
			fp_tr("每一项要是 {title=, cases=, phrases=, exemplars=, summary=}",
				"each item must be {title=, cases=, phrases=, exemplars=, summary=}"));
	if (!json_is_string(title) || !json_string_length(title))
		return wrong(err, index, fp_tr("缺少 title", "title is missing"));
	if (!texts(a, json_object_get(v, "cases"), &out->cases, &out->case_n) || !out->case_n)
		return wrong(err, index, fp_tr("cases 要是编号的列表，至少一个", "cases must be a list of ids, at least one"));
	if (!texts(a, json_object_get(v, "phrases"), &phrases, &phrase_n) ||
		!texts(a, json_object_get(v, "exemplars"), &exemplars, &exemplar_n))
		return wrong(
			err, index, fp_tr("phrases 和 exemplars 要是文字的列表", "phrases and exemplars must be lists of texts"));
	if (summary && !json_is_null(summary) && !json_is_string(summary))
		return wrong(err, index, fp_tr("summary 要是文字", "summary must be text"));
	out->title = str_of(a, title);
	out->state = FP_STR("proposed");
	out->summary = json_is_string(summary) ? str_of(a, summary) : joined(a, phrases, phrase_n);
	sort_unique(out->cases, &out->case_n);
	for (size_t i = 0; i < exemplar_n && i < FP_COUNT(out->exemplar); i++)
		out->exemplar[i] = exemplars[i];
	return true;
}

bool fp_issues_from_value(fp_arena *a, const json_t *v, fp_issue **out, size_t *n, fp_err *err)
{
	*n = 0;
	*out = NULL;
	if (!v || json_is_null(v) || (json_is_object(v) && !json_object_size(v)))
		return true;
	if (!json_is_array(v))
		return fp_fail(err, FP_INVALID, "%s", fp_tr("issues 要返回列表", "issues must return a list"));
	*out = FP_NEW_N(a, fp_issue, json_array_size(v) + 1);
	for (size_t i = 0; i < json_array_size(v); i++)
		if (!read_issue(a, json_array_get(v, i), i + 1, &(*out)[i], err))
			return false;
	*n = json_array_size(v);
	return true;
}

// ---------------------------------------------------------------- as a file

// The fields of an issue in the order of a new file; texts that are empty have n = 0.
#define ISSUE_FIELDS 6
static void issue_fields(const fp_issue *i, fp_edit e[ISSUE_FIELDS])
{
	size_t exemplar_n = 0;
	while (exemplar_n < FP_COUNT(i->exemplar) && i->exemplar[exemplar_n].n)
		exemplar_n++;
	e[0] = (fp_edit){.key = FP_STR("id"), .items = &i->id, .n = i->id.n > 0};
	e[1] = (fp_edit){.key = FP_STR("title"), .items = &i->title, .n = i->title.n > 0};
	e[2] = (fp_edit){.key = FP_STR("state"), .items = &i->state, .n = i->state.n > 0};
	e[3] = (fp_edit){.key = FP_STR("plugin"), .items = &i->plugin, .n = i->plugin.n > 0};
	e[4] = (fp_edit){.key = FP_STR("cases"), .items = i->cases, .n = i->case_n, .list = true};
	e[5] = (fp_edit){.key = FP_STR("exemplars"), .items = i->exemplar, .n = exemplar_n, .list = exemplar_n > 0};
}

fp_str fp_issue_render(fp_arena *a, const fp_issue *i, const char *lang)
{
	fp_edit e[ISSUE_FIELDS];
	fp_str heading = !strcmp(lang, "en") ? FP_STR("Action items") : FP_STR("行动项");
	issue_fields(i, e);
	fp_draft_section s[] = {{{NULL, 0}, i->summary}, {heading, {NULL, 0}}};
	return i->summary.n ? fp_case_render(a, e, ISSUE_FIELDS, s, 2) : fp_case_render(a, e, ISSUE_FIELDS, s + 1, 1);
}

fp_decision fp_decision_parse(fp_str line)
{
	fp_decision d = {.day = FP_NO_DAY};
	line = fp_str_trim(line);
	if (!fp_str_starts(line, "(")) {
		d.id = fp_str_cut(&line, ' ');
		line = fp_str_trim(line);
	}
	ptrdiff_t close = fp_str_starts(line, "(") ? fp_str_find(line, FP_STR(")"), 0) : -1;
	if (close < 0) {
		d.reason = line;
		return d;
	}
	fp_str by = fp_str_sub(line, 1, (size_t)close), date = by;
	// A name may hold a comma; the date is what follows the last one.
	for (ptrdiff_t at = 0; (at = fp_str_find(by, FP_STR(","), (size_t)at)) >= 0; at++) {
		date = fp_str_trim(fp_str_sub(by, (size_t)at + 1, by.n));
		d.author = fp_str_trim(fp_str_sub(by, 0, (size_t)at));
	}
	if (!fp_day_parse(date, &d.day))
		d.day = FP_NO_DAY;
	d.reason = fp_str_trim(fp_str_sub(line, (size_t)close + 1, line.n));
	return d;
}

fp_str fp_decision_text(fp_arena *a, const fp_decision *d)
{
	fp_str day = d->day == FP_NO_DAY ? (fp_str){0} : fp_day_text(a, d->day);
	return fp_strf(a, "%.*s%s(%.*s, %.*s)%s%.*s", FP_ARG(d->id), d->id.n ? " " : "", FP_ARG(d->author), FP_ARG(day), d->reason.n ? " " : "", FP_ARG(d->reason));
}

static fp_str *list_of(fp_arena *a, const fp_case *c, const char *key, size_t *n)
{
	const fp_field *f = fp_case_field(c, key);
	*n = f && (f->kind == FP_F_LIST || f->kind == FP_F_SCALAR) ? f->n : 0;
	fp_str *v = FP_NEW_N(a, fp_str, *n + 1);
	for (size_t i = 0; i < *n; i++)
		v[i] = f->items[i];
	return v;
}

fp_issue *fp_issue_parse(fp_arena *a, fp_str path, fp_str text, fp_diags *diags)
{
	fp_issue *out = FP_NEW(a, fp_issue);
	const fp_case *c = fp_case_parse(a, path, text, diags);
	size_t n;
	out->id = fp_case_id(c);
	out->title = fp_case_title(c);
	out->state = fp_case_get(c, "state");
	out->plugin = fp_case_get(c, "plugin");
	if (!out->state.n)
		out->state = FP_STR("open");  // a file that a person wrote
	if (diags && !fp_str_is(out->state, "proposed") && !fp_str_is(out->state, "open") &&
		!fp_str_is(out->state, "closed")) {
		const fp_field *f = fp_case_field(c, "state");
		fp_diag_add(diags, FP_ERROR, "issue-state", f->line, 1, "%s",
			fp_tr("state 只能是 proposed、open 或 closed", "state must be proposed, open or closed"));
	}
	out->merged_into = fp_decision_parse(fp_case_get(c, "merged_into")).id;
	out->closed = fp_str_is(out->state, "closed") ? fp_decision_parse(fp_case_get(c, "closed")).day : FP_NO_DAY;
	out->cases = list_of(a, c, "cases", &out->case_n);
	sort_unique(out->cases, &out->case_n);
	const fp_str *exemplars = list_of(a, c, "exemplars", &n);
	for (size_t i = 0; i < n && i < FP_COUNT(out->exemplar); i++)
		out->exemplar[i] = exemplars[i];
	if (c->section_n && !c->sections[0].level)
		out->summary = fp_str_trim(fp_str_sub(text, c->sections[0].body.start, c->sections[0].body.end));
	return out;
}
