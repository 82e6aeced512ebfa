#include <string.h>

#include "base/json.h"
#include "flow/flow_priv.h"

// Cases out: every case passes the border once more (what came in past fupan), or gets its originals back; then rows of one table or Markdown.

typedef struct {
	fp_workspace *ws;
	fp_str *column;          // id, title, the fields that any case has, body
	size_t column_n, column_cap;
	fp_case **doc;
	size_t n;
} table;

static bool originals(fp_workspace *ws, fp_str path, fp_str *text, fp_err *err)
{
	fp_secret *v;
	size_t n;
	fp_pii_known known = {0};
	if (!fp_vault_read(ws->vault, fp_guard_subject(ws, path), ws->a, &v, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		FP_PUSH(ws->a, known.v, known.n, known.cap) = (fp_pii_entry){v[i].label, v[i].kind, v[i].number, v[i].canonical, v[i].original, false};
	*text = fp_pii_restore(ws->a, *text, &known);
	return true;
}

static bool load(table *t, const fp_hit *hit, bool raw, fp_exported *out, fp_err *err)
{
	fp_workspace *ws = t->ws;
	fp_str path = fp_str_dup(ws->a, hit->path), text;
	fp_oid blob;
	fp_guard g = {.subject = fp_guard_subject(ws, path)};
	if (!fp_store_read(ws->store, &ws->rev, path, ws->a, &text, &blob, err))
		return false;
	if (raw ? !originals(ws, path, &text, err) : !fp_guard_case(ws, &g, path, &text, err))
		return false;
	out->redacted += g.found;
	t->doc[t->n++] = fp_case_parse(ws->a, path, text, NULL);
	return true;
}

// ---------------------------------------------------------------- rows

static void column(table *t, fp_str name)
{
	for (size_t i = 0; i < t->column_n; i++)
		if (fp_str_eq(t->column[i], name))
			return;
	FP_PUSH(t->ws->a, t->column, t->column_n, t->column_cap) = name;
}

static bool any_has(const table *t, fp_str name)
{
	for (size_t i = 0; i < t->n; i++)
		if (fp_case_field(t->doc[i], name.p))
			return true;
	return false;
}

// In the order of the schema, then others as they are met.
static void find_columns(table *t)
{
	const fp_schema *s = t->ws->schema;
	column(t, FP_STR("id"));
	column(t, FP_STR("title"));
	for (size_t i = 0; i < s->field_n; i++)
		if (any_has(t, s->fields[i].name))
			column(t, s->fields[i].name);
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->doc[i]->field_n; k++)
			column(t, fp_str_dup(t->ws->a, t->doc[i]->fields[k].key));
	column(t, FP_STR("body"));
}

static fp_str joined(fp_arena *a, const fp_field *f)
{
	fp_buf b = {0};
	bool map = f->kind == FP_F_MAP;
	for (size_t i = 0; i < f->n; i++)
		fp_buf_f(&b, "%s%.*s%s%.*s", i ? ", " : "", FP_ARG(f->items[map ? 2 * i : i]), map ? ": " : "", FP_ARG(map ? f->items[2 * i + 1] : (fp_str){0}));
	return fp_buf_take(&b, a);
}

static fp_str value(fp_arena *a, const fp_case *c, fp_str name)
{
	if (fp_str_is(name, "id"))
		return fp_case_id(c);
	if (fp_str_is(name, "title"))
		return fp_case_title(c);
	const fp_field *f = fp_case_field(c, name.p);
	if (f)
		return joined(a, f);
	return fp_str_is(name, "body") ? fp_case_text(c, "complaint") : (fp_str){0};
}

// Bytes that are no UTF-8 and NUL become U+FFFD, as in every JSON output.
static fp_str clean(fp_arena *a, fp_str s)
{
	json_t *v = fp_json_str(s);
	fp_str d = fp_str_dup(a, (fp_str){json_string_value(v), json_string_length(v)});
	json_decref(v);
	return d;
}

static fp_str *cells_of(table *t)
{
	fp_arena *a = t->ws->a;
	fp_str *cells = FP_NEW_N(a, fp_str, (t->n + 1) * t->column_n), *at = cells;
	for (size_t k = 0; k < t->column_n; k++)
		*at++ = fp_cell_defused(a, t->column[k]);
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->column_n; k++)
			*at++ = fp_cell_defused(a, clean(a, value(a, t->doc[i], t->column[k])));
	return cells;
}

static void put_csv(table *t, fp_buf *b)
{
	const fp_str *cells = cells_of(t);
	fp_buf_z(b, "\xEF\xBB\xBF");
	for (size_t i = 0; i < (t->n + 1) * t->column_n; i++) {
		fp_csv_cell(b, cells[i], i % t->column_n == 0);
		if ((i + 1) % t->column_n == 0)
			fp_buf_z(b, "\r\n");
	}
}

static json_t *json_of(const fp_field *f)
{
	if (f->kind == FP_F_NULL)
		return json_null();
	if (f->kind == FP_F_SCALAR || f->kind == FP_F_OTHER)
		return fp_json_str(f->n ? f->items[0] : (fp_str){0});
	bool map = f->kind == FP_F_MAP;
	json_t *v = map ? json_object() : json_array();
	for (size_t i = 0; i < f->n; i++) {
		if (map)
			json_object_setn_new(v, f->items[2 * i].p, f->items[2 * i].n, fp_json_str(f->items[2 * i + 1]));
		else
			json_array_append_new(v, fp_json_str(f->items[i]));
	}
	return v;
}

static void put_jsonl(const table *t, fp_buf *b)
{
	for (size_t i = 0; i < t->n; i++) {
		const fp_case *c = t->doc[i];
		json_t *v = json_pack("{s:o}", "body", fp_json_str(fp_case_text(c, "complaint")));
		for (size_t k = 0; k < c->field_n; k++)
			json_object_setn_new(v, c->fields[k].key.p, c->fields[k].key.n, json_of(&c->fields[k]));
		json_object_set_new(v, "id", fp_json_str(fp_case_id(c)));
		json_object_set_new(v, "title", fp_json_str(fp_case_title(c)));
		char *line = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS);
		fp_buf_z(b, line ? line : "{}");
		fp_buf_c(b, '\n');
		free(line);
		json_decref(v);
	}
}

// To read: a heading, the fields as a list, then the sections as they stand.
static void put_md(const table *t, fp_buf *b)
{
	for (size_t i = 0; i < t->n; i++) {
		const fp_case *c = t->doc[i];
		fp_buf_f(b, "%s# %.*s\n\n", i ? "\n" : "", FP_ARG(fp_case_title(c)));
		fp_buf_f(b, "- id: %.*s\n", FP_ARG(fp_case_id(c)));
		for (size_t k = 0; k < c->field_n; k++)
			if (!fp_str_is(c->fields[k].key, "id") && !fp_str_is(c->fields[k].key, "title") && c->fields[k].n)
				fp_buf_f(b, "- %.*s: %.*s\n", FP_ARG(c->fields[k].key), FP_ARG(joined(t->ws->a, &c->fields[k])));
		fp_buf_f(b, "\n%.*s\n", FP_ARG(fp_str_trim(fp_str_sub(c->text, c->body, c->text.n))));
	}
}

// ---------------------------------------------------------------- the verb

static bool render(table *t, fp_str format, fp_str *bytes, fp_err *err)
{
	fp_buf b = {.max = (size_t)2 << 30};
	find_columns(t);
	if (fp_str_is(format, "xlsx"))
		return fp_xlsx_write(t->ws->a, "cases", cells_of(t), t->column_n, t->n + 1, bytes, err);
	if (fp_str_is(format, "csv"))
		put_csv(t, &b);
	else if (fp_str_is(format, "jsonl"))
		put_jsonl(t, &b);
	else if (fp_str_is(format, "md"))
		put_md(t, &b);
	else
		return fp_fail(err, FP_USAGE, fp_tr("--to 是 csv、xlsx、jsonl、md 之一，不是“%.*s”", "--to is one of csv, xlsx, jsonl, md, not '%.*s'"), FP_ARG(format));
	bool ok = fp_buf_ok(&b, err);
	if (ok)
		*bytes = fp_buf_take(&b, t->ws->a);
	else
		fp_buf_free(&b);
	return ok;
}

static bool load_all(table *t, fp_str query, bool raw, fp_exported *out, fp_err *err)
{
	fp_workspace *ws = t->ws;
	fp_hit *hits = NULL;
	size_t n = 0;
	fp_query *q = fp_flow_query(ws, query, err);
	if (!q || !fp_index_find(ws->index, q, &(fp_find_options){.sort = "id"}, ws->a, &hits, &n, err))
		return false;
	t->doc = FP_NEW_N(ws->a, fp_case *, n + 1);
	bool ok = true;
	for (size_t i = 0; ok && i < n; i++)
		ok = load(t, &hits[i], raw, out, err);
	fp_hits_free(hits, n);
	out->cases = t->n;
	if (ok && !t->n)
		return fp_fail(err, FP_NOT_FOUND, "%s", fp_tr("没有符合的案例，没有写文件", "no such case; no file was written"));
	return ok;
}

bool fp_flow_export(fp_workspace *ws, fp_str query, fp_str format, const char *path, bool raw, fp_exported *out, fp_err *err)
{
	table t = {.ws = ws};
	fp_str bytes = {0};
	*out = (fp_exported){0};
	if ((raw && !fp_ws_vault(ws, false, err)) || !load_all(&t, query, raw, out, err) || !render(&t, format, &bytes, err))
		return false;
	// The line is there before the originals are.
	if (raw && !fp_audit(ws, "export", format, out->cases, err))
		return false;
	return fp_file_write(path, bytes, false, err);
}
