#include <string.h>

#include "flow/flow_priv.h"

// Reading and changing single cases. A change is a pure function from old text to new text (change_fn), so that the same change can be made
// again in HEAD's text after a lost race, and in a working file that has unsaved edits.

bool fp_assign_parse(fp_str text, fp_assign *out, fp_err *err)
{
	ptrdiff_t eq = fp_str_find(text, FP_STR("="), 0);
	if (eq <= 0)
		return fp_fail(err, FP_USAGE, fp_tr("“%.*s”不是 字段=值 的形式", "'%.*s' is not of the form field=value"), FP_ARG(text));
	char before = eq > 1 ? text.p[eq - 1] : 0;
	out->op = before == '+' || before == '-' ? before : 0;
	out->field = fp_str_trim(fp_str_sub(text, 0, (size_t)eq - (out->op ? 1 : 0)));
	out->value = fp_str_trim(fp_str_sub(text, (size_t)eq + 1, text.n));
	return true;
}

// ---------------------------------------------------------------- reading

bool fp_flow_get(fp_workspace *ws, fp_str id, bool working, fp_case_at *out, fp_err *err)
{
	*out = (fp_case_at){0};
	if (!fp_index_lookup(ws->index, id, ws->a, &out->path, &out->id, err))
		return false;
	if (!fp_store_read(ws->store, &ws->rev, out->path, ws->a, &out->text, &out->blob, err))
		return false;
	fp_str text;
	fp_err ignored = {0};
	// A file that was deleted by hand is still shown as it was saved.
	if (working && fp_store_read_working(ws->store, out->path, ws->a, &text, &ignored))
		out->text = text;
	out->doc = fp_case_parse(ws->a, out->path, out->text, NULL);
	return true;
}

// ---------------------------------------------------------------- writing one file

bool fp_write_one(fp_workspace *ws, const fp_put *put, fp_str message, fp_replay_fn replay, void *ctx, fp_str *commit, fp_err *err)
{
	fp_write w = {.puts = put, .put_n = 1, .message = message, .replay = replay, .replay_ctx = ctx};
	fp_rev rev;
	if (!fp_store_write(ws->store, &w, &rev, err))
		return false;
	*commit = fp_str_dup(ws->a, fp_s(rev.commit.hex));
	return fp_ws_moved(ws, &rev, err);
}

typedef struct {
	fp_workspace *ws;
	const fp_assign *set;
	size_t n;
} label_ctx;

// "a, b" as the items of a list field; "+x" and "-x" change the present list.
static bool list_items(label_ctx *l, fp_arena *a, const fp_field_def *def, const fp_case *c, const fp_assign *set, fp_str **items, size_t *n, fp_err *err)
{
	size_t cap = 0;
	fp_str value = set->value;
	bool relative = set->op || (value.n && (value.p[0] == '+' || value.p[0] == '-'));
	const fp_field *f = fp_case_field(c, fp_cstr(a, def->name));
	*items = NULL;
	*n = 0;
	for (size_t i = 0; relative && f && f->kind != FP_F_MAP && i < f->n; i++)
		FP_PUSH(a, *items, *n, cap) = f->items[i];
	while (value.p) {
		fp_str one = fp_str_item(&value), canonical;
		bool unknown, drop = set->op == '-' || (!set->op && relative && one.n && one.p[0] == '-');
		if (!set->op && relative && one.n && (one.p[0] == '+' || one.p[0] == '-'))
			one = fp_str_trim(fp_str_sub(one, 1, one.n));
		if (!one.n)
			continue;
		if (!fp_schema_canonical(a, def, one, l->ws->schema->config.offset, false, &canonical, &unknown, err))
			return false;
		size_t at = *n;
		for (size_t i = 0; i < *n; i++)
			if (fp_str_eq((*items)[i], canonical))
				at = i;
		if (drop && at < *n) {
			memmove(*items + at, *items + at + 1, (*n - at - 1) * sizeof **items);
			(*n)--;
		} else if (!drop && at == *n) {
			FP_PUSH(a, *items, *n, cap) = canonical;
		}
	}
	return true;
}

static bool is_list(const fp_field_def *d)
{
	return d->type == FP_T_TERMS || d->type == FP_T_LIST;
}

static bool one_edit(label_ctx *l, fp_arena *a, const fp_case *c, const fp_assign *s, fp_edit *e, fp_err *err)
{
	const fp_field_def *def = fp_schema_field(l->ws->schema, s->field);
	bool unknown;
	if (s->op && !(def && is_list(def)))
		return fp_fail(err, FP_USAGE, fp_tr("字段 %.*s 不是列表，不能用 %c=；写成 %.*s=值", "the field %.*s is no list and cannot take %c=; write %.*s=VALUE"), FP_ARG(s->field), s->op, FP_ARG(s->field));
	const fp_field_def *near = def || fp_case_field(c, fp_cstr(a, s->field)) ? NULL : fp_schema_nearest(l->ws->schema, s->field);
	if (near)
		return fp_fail(err, FP_USAGE, fp_tr("没有字段 %.*s，是不是 %.*s？", "there is no field %.*s; did you mean %.*s?"), FP_ARG(s->field), FP_ARG(near->name));
	if (!def) {
		// A field of the team's own that the schema does not name yet is kept as text; check speaks of it.
		fp_str *v = FP_NEW(a, fp_str);
		*v = s->value;
		*e = (fp_edit){.key = s->field, .items = v, .n = s->value.n ? 1 : 0};
		return true;
	}
	e->key = def->name;
	e->list = is_list(def);
	if (def->type == FP_T_ID || def->type == FP_T_MAP)
		return fp_fail(err, FP_USAGE, fp_tr("字段 %.*s 不能这样改%s", "the field %.*s cannot be set like this%s"), FP_ARG(def->name), def->type == FP_T_ID ? fp_tr("，用 fupan mv", ", use fupan mv") : "");
	if (!s->value.n)
		return e->items = NULL, e->n = 0, e->list = false, true;
	if (e->list) {
		fp_str *items;
		if (!list_items(l, a, def, c, s, &items, &e->n, err))
			return false;
		e->items = items;
		return true;
	}
	fp_str *v = FP_NEW(a, fp_str);
	if (!fp_schema_canonical(a, def, s->value, l->ws->schema->config.offset, false, v, &unknown, err))
		return false;
	e->items = v;
	e->n = 1;
	return true;
}

static bool apply_labels(void *ctx, fp_arena *a, fp_str path, fp_str current, fp_str *text, fp_err *err)
{
	label_ctx *l = ctx;
	const fp_case *c = fp_case_parse(a, path, current, NULL);
	fp_edit *e = FP_NEW_N(a, fp_edit, l->n + 1);
	for (size_t i = 0; i < l->n; i++)
		if (!one_edit(l, a, c, &l->set[i], &e[i], err)) {
			// The value came from a command line, not from a document.
			if (err->code == FP_INVALID)
				err->code = FP_USAGE;
			return false;
		}
	return fp_case_edit(a, c, e, l->n, text, err);
}

static fp_str label_message(fp_workspace *ws, fp_str id, const fp_assign *set, size_t n)
{
	fp_buf b = {0};
	fp_buf_f(&b, "label: %.*s", FP_ARG(id));
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%s%.*s%.*s=%.*s", i ? ", " : " ", FP_ARG(set[i].field), set[i].op ? 1 : 0, &set[i].op, FP_ARG(set[i].value));
	return fp_buf_take(&b, ws->a);
}

bool fp_flow_label(fp_workspace *ws, fp_str id, const fp_assign *set, size_t n, fp_changed *out, fp_err *err)
{
	fp_case_at at;
	fp_assign *clean = FP_NEW_N(ws->a, fp_assign, n + 1);
	*out = (fp_changed){0};
	if (!fp_flow_get(ws, id, false, &at, err))
		return false;
	fp_guard g = {.subject = at.id};
	for (size_t i = 0; i < n; i++) {
		clean[i] = set[i];
		if (!fp_guard_value(ws, &g, fp_schema_field(ws->schema, set[i].field), &clean[i].value, err) || !fp_guard_text(ws, &g, &clean[i].value, err))
			return false;
	}
	out->redacted = g.found;
	if (!fp_link_values(ws, at.id, clean, n, err))
		return false;
	label_ctx l = {ws, clean, n};
	fp_put put = {.path = at.path, .expect = at.blob};
	out->id = at.id;
	out->path = at.path;
	if (!apply_labels(&l, ws->a, at.path, at.text, &put.text, err))
		return false;
	if (fp_str_eq(put.text, at.text)) {
		out->unchanged = true;
		out->commit = fp_s(ws->rev.commit.hex);
		return true;
	}
	return fp_guard_keep(ws, &g, 1, err) && fp_write_one(ws, &put, label_message(ws, at.id, clean, n), apply_labels, &l, &out->commit, err);
}

// ---------------------------------------------------------------- new

static fp_str fill_template(fp_workspace *ws, fp_str text, fp_str id, const fp_assign *set, size_t n, fp_err *err)
{
	fp_buf b = {0};
	fp_str rest = text;
	for (;;) {
		ptrdiff_t open = fp_str_find(rest, FP_STR("{{"), 0), close = open < 0 ? -1 : fp_str_find(rest, FP_STR("}}"), (size_t)open);
		if (open < 0 || close < 0)
			break;
		fp_buf_str(&b, fp_str_sub(rest, 0, (size_t)open));
		fp_str name = fp_str_trim(fp_str_sub(rest, (size_t)open + 2, (size_t)close)), value = {0};
		bool known = fp_str_is(name, "id") || fp_str_is(name, "received") || fp_str_is(name, "title") || fp_str_is(name, "channel");
		if (fp_str_is(name, "id"))
			value = id;
		else if (fp_str_is(name, "received"))
			value = fp_time_text(ws->a, ws->now);
		for (size_t i = 0; i < n; i++)
			if (fp_str_eq(set[i].field, name)) {
				value = fp_yaml_scalar(ws->a, set[i].value);
				known = true;
			}
		if (!known) {
			fp_buf_free(&b);
			fp_fail(err, FP_INVALID, fp_tr("模板里的变量 {{%.*s}} 没有值；用 --const %.*s=… 给出", "the template's variable {{%.*s}} has no value; give it with --const %.*s=..."), FP_ARG(name), FP_ARG(name));
			return (fp_str){0};
		}
		fp_buf_str(&b, value);
		rest = fp_str_sub(rest, (size_t)close + 2, rest.n);
	}
	fp_buf_str(&b, rest);
	return fp_buf_take(&b, ws->a);
}

static bool read_template(fp_workspace *ws, fp_str name, fp_str *text, fp_err *err)
{
	fp_str path = fp_strf(ws->a, "templates/%.*s.md", FP_ARG(name));
	if (fp_store_read(ws->store, &ws->rev, path, ws->a, text, NULL, err))
		return true;
	fp_entry *e;
	size_t n = 0;
	fp_err list_err = {0};
	fp_buf b = {0};
	if (fp_store_list(ws->store, &ws->rev, FP_STR("templates"), ws->a, &e, &n, &list_err))
		for (size_t i = 0; i < n; i++) {
			fp_str base = fp_path_base(e[i].path);
			if (fp_str_ends(base, ".md"))
				fp_buf_f(&b, " %.*s", FP_ARG(fp_str_sub(base, 0, base.n - 3)));
		}
	*err = (fp_err){0};
	fp_fail(err, FP_NOT_FOUND, fp_tr("没有模板 %.*s；有：%s", "there is no template %.*s; there are:%s"), FP_ARG(name), b.p ? b.p : "");
	fp_buf_free(&b);
	return false;
}

// The text that a person handed over: checked, redacted. Errors in the document stop here, with line numbers in diags.
static bool accept(fp_workspace *ws, fp_str path, fp_str *text, fp_diags *diags, fp_changed *out, fp_err *err)
{
	size_t before = diags->errors;
	fp_guard g = {.subject = fp_guard_subject(ws, path)};
	if (!fp_guard_case(ws, &g, path, text, err) || !fp_guard_keep(ws, &g, 1, err))
		return false;
	out->redacted += g.found;
	diags->path = path;
	const fp_case *c = fp_case_parse(ws->a, path, *text, diags);
	fp_case_check(c, ws->schema, diags);
	if (diags->errors > before)
		return fp_fail(err, FP_INVALID, fp_tr("%.*s 有 %zu 处错误，没有保存", "%.*s has %zu errors, it was not saved"), FP_ARG(path), diags->errors - before);
	return true;
}

static fp_str fresh_id(fp_workspace *ws, fp_day day)
{
	for (;;) {
		unsigned char bits[5];
		fp_err err = {0};
		fp_str path, full;
		if (!fp_random(bits, sizeof bits))
			fp_bug("the kernel gives no random bytes");
		fp_str id = fp_id_new(ws->a, day, bits);
		if (!fp_index_lookup(ws->index, id, ws->a, &path, &full, &err))
			return id;
	}
}

// Where a cancelled or refused draft is kept, so that nothing a person typed is lost.
static void keep_draft(fp_workspace *ws, fp_str name, fp_str text, fp_err *why)
{
	fp_err err = {0};
	fp_str path = fp_strf(ws->a, "%s/draft-%.*s", fp_store_cache(ws->store), FP_ARG(fp_path_base(name)));
	fp_err first = *why;
	if (!fp_file_write(path.p, text, false, &err))
		return;
	*why = (fp_err){0};
	fp_fail(why, first.code, fp_tr("%s；草稿留在 %.*s", "%s; the draft is kept in %.*s"), first.msg, FP_ARG(path));
}

static fp_str apply_constants(fp_workspace *ws, fp_str path, fp_str text, const fp_assign *set, size_t n, fp_err *err)
{
	label_ctx l = {ws, set, n};
	fp_str out = {0};
	if (!n)
		return text;
	return apply_labels(&l, ws->a, path, text, &out, err) ? out : (fp_str){0};
}

bool fp_flow_new(fp_workspace *ws, fp_str template, const fp_assign *set, size_t n, fp_edit_fn edit, void *ctx, fp_diags *diags, fp_changed *out, fp_err *err)
{
	fp_str text;
	*out = (fp_changed){0};
	if (!read_template(ws, template, &text, err))
		return false;
	fp_str id = fresh_id(ws, ws->cal.today), path = fp_case_path(ws->a, ws->cal.today, id);
	text = fill_template(ws, text, id, set, n, err);
	if (!text.p)
		return false;
	text = apply_constants(ws, path, text, set, n, err);
	if (!text.p)
		return false;
	if (edit && !edit(ctx, ws->a, path, text, &text, err))
		return false;
	if (!accept(ws, path, &text, diags, out, err)) {
		keep_draft(ws, path, text, err);
		return false;
	}
	fp_put put = {.path = path, .text = text};
	const fp_case *c = fp_case_parse(ws->a, path, text, NULL);
	out->id = id;
	out->path = path;
	return fp_write_one(ws, &put, fp_strf(ws->a, "new: %.*s %.*s", FP_ARG(id), FP_ARG(fp_case_title(c))), NULL, NULL, &out->commit, err);
}

// ---------------------------------------------------------------- edit, remove, move

bool fp_flow_edit(fp_workspace *ws, fp_str id, fp_edit_fn edit, void *ctx, fp_diags *diags, fp_changed *out, fp_err *err)
{
	fp_case_at at;
	fp_str text;
	*out = (fp_changed){0};
	if (!fp_flow_get(ws, id, true, &at, err) || !edit(ctx, ws->a, at.path, at.text, &text, err))
		return false;
	out->id = at.id;
	out->path = at.path;
	out->commit = fp_s(ws->rev.commit.hex);
	if (fp_str_eq(text, at.text))
		return out->unchanged = true;
	if (!accept(ws, at.path, &text, diags, out, err)) {
		keep_draft(ws, at.path, text, err);
		return false;
	}
	// What was edited is the working text, so the working file now is what is being saved.
	fp_str file = fp_strf(ws->a, "%s/%.*s", fp_store_root(ws->store), FP_ARG(at.path));
	if (!fp_file_write(file.p, text, false, err))
		return false;
	fp_put put = {.path = at.path, .text = text, .expect = at.blob};
	fp_write w = {.puts = &put, .put_n = 1, .message = fp_strf(ws->a, "edit: %.*s", FP_ARG(at.id)), .keep_working = true};
	fp_rev rev;
	if (!fp_store_write(ws->store, &w, &rev, err))
		return false;
	out->commit = fp_str_dup(ws->a, fp_s(rev.commit.hex));
	return fp_ws_moved(ws, &rev, err);
}

bool fp_flow_remove(fp_workspace *ws, fp_str id, fp_changed *out, fp_err *err)
{
	fp_case_at at;
	*out = (fp_changed){0};
	if (!fp_flow_get(ws, id, false, &at, err))
		return false;
	fp_put puts[2] = {{.path = at.path, .remove = true, .expect = at.blob}, {.remove = true}};
	fp_str message = fp_strf(ws->a, "rm: %.*s %.*s", FP_ARG(at.id), FP_ARG(fp_case_title(at.doc))), original;
	fp_err none = {0};
	fp_rev rev;
	out->id = at.id;
	out->path = at.path;
	if (!fp_flow_original(ws, &at, &puts[1].path, &original, &none))
		return fp_write_one(ws, &puts[0], message, NULL, NULL, &out->commit, err);
	fp_write w = {.puts = puts, .put_n = 2, .message = message};
	if (!fp_store_read(ws->store, &ws->rev, puts[1].path, ws->a, &original, &puts[1].expect, err) || !fp_store_write(ws->store, &w, &rev, err))
		return false;
	out->commit = fp_str_dup(ws->a, fp_s(rev.commit.hex));
	return fp_ws_moved(ws, &rev, err);
}

// The file's folder is the day it was received and never changes; only the name follows the id. The old id stays as an alias.
bool fp_flow_move(fp_workspace *ws, fp_str id, fp_str new_id, fp_changed *out, fp_err *err)
{
	fp_case_at at;
	fp_err probe = {0};
	fp_str path, full;
	size_t n = 0, cap = 0;
	fp_str *aliases = NULL;
	*out = (fp_changed){0};
	if (!fp_flow_get(ws, id, false, &at, err))
		return false;
	if (!fp_id_valid(new_id))
		return fp_fail(err, FP_USAGE, fp_tr("“%.*s”不是案例号；形如 261118-k7f3qma", "'%.*s' is no case id; one looks like 261118-k7f3qma"), FP_ARG(new_id));
	if (fp_index_lookup(ws->index, new_id, ws->a, &path, &full, &probe))
		return fp_fail(err, FP_CONFLICT, fp_tr("案例号 %.*s 已经用了", "the id %.*s is taken"), FP_ARG(new_id));
	const fp_field *old = fp_case_field(at.doc, "aliases");
	for (size_t i = 0; old && i < old->n; i++)
		FP_PUSH(ws->a, aliases, n, cap) = old->items[i];
	FP_PUSH(ws->a, aliases, n, cap) = at.id;
	fp_edit edits[] = {{.key = FP_STR("id"), .items = &new_id, .n = 1}, {.key = FP_STR("aliases"), .items = aliases, .n = n, .list = true}};
	fp_put puts[2] = {{.path = at.path, .remove = true, .expect = at.blob}};
	puts[1].path = fp_path_join(ws->a, fp_path_dir(at.path), fp_strf(ws->a, "%.*s.md", FP_ARG(new_id)));
	if (!fp_case_edit(ws->a, at.doc, edits, 2, &puts[1].text, err))
		return false;
	fp_write w = {.puts = puts, .put_n = 2, .message = fp_strf(ws->a, "mv: %.*s %.*s", FP_ARG(at.id), FP_ARG(new_id))};
	fp_rev rev;
	if (!fp_store_write(ws->store, &w, &rev, err))
		return false;
	out->id = fp_str_dup(ws->a, new_id);
	out->path = puts[1].path;
	out->commit = fp_str_dup(ws->a, fp_s(rev.commit.hex));
	return fp_ws_moved(ws, &rev, err);
}
