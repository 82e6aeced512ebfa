#include "flow/flow_priv.h"

fp_query *fp_flow_query(fp_workspace *ws, fp_str text, fp_err *err)
{
	return fp_query_parse(ws->a, text, ws->schema, &ws->cal, err);
}

// ---------------------------------------------------------------- saved queries

bool fp_flow_save_query(fp_workspace *ws, const fp_saved_query *s, fp_changed *out, fp_err *err)
{
	fp_err why = {0};
	uint32_t line, col;
	fp_saved_query whole = *s;
	*out = (fp_changed){.id = s->name};
	if (!fp_saved_name_ok(s->name))
		return fp_fail(err, FP_USAGE, fp_tr("“%.*s”做不了查询的名字；只用字母、汉字、数字、- 和 _", "'%.*s' cannot be the name of a query; use letters, digits, - and _"), FP_ARG(s->name));
	out->path = fp_strf(ws->a, "queries/%.*s.yaml", FP_ARG(s->name));
	if (fp_schema_saved(ws->schema, s->name) || fp_file_exists(fp_strf(ws->a, "%s/%.*s", fp_store_root(ws->store), FP_ARG(out->path)).p))
		return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 已经有了；改那个文件，或换个名字", "%.*s exists; edit that file or choose another name"), FP_ARG(out->path));
	// Read as it will be read: a "$" begins a parameter there.
	if (!fp_query_check_saved(ws->a, &whole, ws->schema, &ws->cal, &line, &col, &why))
		return fp_fail(err, FP_USAGE, "%s", why.msg);
	fp_put put = {.path = out->path, .text = fp_saved_text(ws->a, s)};
	return fp_write_one(ws, &put, fp_strf(ws->a, "query: %.*s", FP_ARG(s->name)), NULL, NULL, &out->commit, err);
}
