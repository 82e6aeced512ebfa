#include <string.h>

#include "flow/flow_priv.h"

// The states of a review: draft -> in_review -> published -> archived. Illegal jumps and self-review are refused; publishing needs what the
// schema asks for.

static const struct {
	const char *verb, *from, *to;
} moves[] = {
	{"submit", "draft", "in_review"}, {"submit", "", "in_review"},      {"open", "in_review", "draft"},    {"open", "published", "draft"},
	{"open", "", "draft"},            {"publish", "in_review", "published"}, {"archive", "published", "archived"},
};

static const char *target(const char *verb, fp_str from)
{
	for (size_t i = 0; i < FP_COUNT(moves); i++)
		if (!strcmp(moves[i].verb, verb) && fp_str_is(from, moves[i].from))
			return moves[i].to;
	return NULL;
}

static fp_str needed_for(fp_workspace *ws, const char *verb)
{
	fp_buf b = {0};
	for (size_t i = 0; i < FP_COUNT(moves); i++)
		if (!strcmp(moves[i].verb, verb) && moves[i].from[0])
			fp_buf_f(&b, "%s%s", b.n ? " / " : "", moves[i].from);
	return fp_buf_take(&b, ws->a);
}

// What publishing still lacks, as a list of field and section names.
static fp_str missing_to_publish(fp_workspace *ws, const fp_case *c)
{
	fp_buf b = {0};
	for (size_t i = 0; i < ws->schema->field_n; i++) {
		const fp_field_def *d = &ws->schema->fields[i];
		const fp_field *f = fp_case_field(c, fp_cstr(ws->a, d->name));
		if (d->required_to_publish && (!f || !f->n))
			fp_buf_f(&b, "%s%.*s", b.n ? ", " : "", FP_ARG(d->name));
	}
	if (!fp_case_text(c, "lesson").n)
		fp_buf_f(&b, "%s%.*s", b.n ? ", " : "", FP_ARG(fp_schema_heading(ws->schema, "lesson")));
	fp_root_cause cause = fp_case_root_cause(c);
	if (!cause.direct.n || !cause.system.n)
		fp_buf_f(&b, "%s%.*s", b.n ? ", " : "", FP_ARG(fp_schema_heading(ws->schema, "root_cause")));
	return fp_buf_take(&b, ws->a);
}

static bool may_publish(fp_workspace *ws, const fp_case *c, fp_str id, fp_err *err)
{
	fp_who_when me;
	fp_str missing = missing_to_publish(ws, c), owner = fp_case_get(c, "owner"), reviewer = fp_case_get(c, "reviewer");
	if (missing.n)
		return fp_fail(err, FP_INVALID, fp_tr("%.*s 还不能发布，缺：%.*s", "%.*s cannot be published yet, it lacks: %.*s"), FP_ARG(id), FP_ARG(missing));
	if (owner.n && fp_str_eq(owner, reviewer))
		return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 的撰写人和审核人都是“%.*s”，不能自己审自己", "owner and reviewer of %.*s are both '%.*s', nobody reviews their own case"), FP_ARG(id), FP_ARG(owner));
	if (fp_store_identity(ws->store, ws->a, &me, err) && owner.n && fp_str_eq(owner, me.name))
		return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 是你写的，要别人来发布", "%.*s is yours, somebody else has to publish it"), FP_ARG(id));
	return err->code == FP_OK;
}

bool fp_flow_status(fp_workspace *ws, fp_str id, const char *verb, fp_changed *out, fp_err *err)
{
	fp_case_at at;
	*out = (fp_changed){0};
	if (!fp_flow_get(ws, id, false, &at, err))
		return false;
	fp_str from = fp_case_get(at.doc, "status");
	const char *to = target(verb, from);
	if (!to)
		return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 现在是 %.*s，不能 %s（只能从 %.*s 开始）", "%.*s is %.*s, %s does not apply (it starts from %.*s)"), FP_ARG(at.id),
		               FP_ARG(from.n ? from : fp_s(fp_tr("无状态", "without a status"))), verb, FP_ARG(needed_for(ws, verb)));
	if (!strcmp(verb, "publish") && !may_publish(ws, at.doc, at.id, err))
		return false;
	fp_assign set = {.field = FP_STR("status"), .value = fp_s(to)};
	return fp_flow_label(ws, at.id, &set, 1, out, err);
}
