#include <string.h>

#include "flow/flow_priv.h"

// Who changed which field from what to what: the history of a path, each commit's two texts compared field by field.

typedef struct {
	fp_workspace *ws;
	fp_log_row *rows;
	size_t n, cap;
} story;

static void tell(story *s, const fp_log_entry *e, fp_str field, fp_str before, fp_str after)
{
	fp_log_row r = {.commit = fp_str_dup(s->ws->a, fp_s(e->commit.hex)), .author = e->author, .subject = e->subject, .when = e->when};
	fp_str base = fp_path_base(e->path);
	r.id = fp_str_ends(base, ".md") ? fp_str_sub(base, 0, base.n - 3) : base;
	r.field = field;
	r.before = before;
	r.after = after;
	FP_PUSH(s->ws->a, s->rows, s->n, s->cap) = r;
}

static fp_str field_text(fp_arena *a, const fp_field *f)
{
	fp_buf b = {0};
	for (size_t i = 0; f && i < f->n; i++)
		fp_buf_f(&b, "%s%.*s", i ? (f->kind == FP_F_MAP && i % 2 ? ": " : ", ") : "", FP_ARG(f->items[i]));
	return fp_buf_take(&b, a);
}

static void compare_fields(story *s, const fp_log_entry *e, const fp_case *old, const fp_case *new)
{
	fp_arena *a = s->ws->a;
	for (size_t i = 0; i < new->field_n; i++) {
		const fp_field *f = &new->fields[i];
		fp_str before = field_text(a, fp_case_field(old, fp_cstr(a, f->key))), after = field_text(a, f);
		if (!fp_str_eq(before, after))
			tell(s, e, f->key, before, after);
	}
	for (size_t i = 0; i < old->field_n; i++)
		if (!fp_case_field(new, fp_cstr(a, old->fields[i].key)))
			tell(s, e, old->fields[i].key, field_text(a, &old->fields[i]), (fp_str){0});
}

static fp_str without_cr(fp_arena *a, fp_str s)
{
	fp_buf b = {0};
	if (!s.n || !memchr(s.p, '\r', s.n))
		return s;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r')
			fp_buf_c(&b, s.p[i]);
	return fp_buf_take(&b, a);
}

// Other line ends are another form, not another text.
static fp_str section_text(const story *s, const fp_case *c, fp_str heading)
{
	for (size_t i = 0; i < c->section_n; i++)
		if (fp_str_eq(c->sections[i].heading, heading))
			return without_cr(s->ws->a, fp_str_trim(fp_str_sub(c->text, c->sections[i].body.start, c->sections[i].body.end)));
	return (fp_str){0};
}

static void compare_sections(story *s, const fp_log_entry *e, const fp_case *old, const fp_case *new)
{
	for (size_t i = 0; i < new->section_n; i++) {
		fp_str h = new->sections[i].heading, before = section_text(s, old, h), after = section_text(s, new, h);
		if (!fp_str_eq(before, after))
			tell(s, e, h.n ? h : FP_STR("text"), before, after);
	}
	for (size_t i = 0; i < old->section_n; i++) {
		fp_str h = old->sections[i].heading, before = section_text(s, old, h);
		if (before.n && !section_text(s, new, h).p)
			tell(s, e, h.n ? h : FP_STR("text"), before, (fp_str){0});
	}
}

static bool compare(story *s, const fp_log_entry *e, fp_err *err)
{
	fp_str before, after;
	if (!e->blob_before.hex[0] || !e->blob_after.hex[0]) {
		tell(s, e, (fp_str){0}, (fp_str){0}, e->blob_after.hex[0] ? fp_s(fp_tr("新建", "created")) : fp_s(fp_tr("删除", "removed")));
		return true;
	}
	if (!fp_store_read_blob(s->ws->store, &e->blob_before, s->ws->a, &before, err) || !fp_store_read_blob(s->ws->store, &e->blob_after, s->ws->a, &after, err))
		return false;
	const fp_case *old = fp_case_parse(s->ws->a, e->path, before, NULL), *new = fp_case_parse(s->ws->a, e->path, after, NULL);
	size_t n = s->n;
	compare_fields(s, e, old, new);
	compare_sections(s, e, old, new);
	if (s->n == n)
		tell(s, e, FP_STR("text"), (fp_str){0}, fp_s(fp_tr("只改了格式", "only its form changed")));
	return true;
}

static bool path_story(story *s, fp_str path, size_t max, fp_err *err)
{
	fp_log_entry *e;
	size_t n;
	if (!fp_store_log(s->ws->store, &s->ws->rev, path, max, s->ws->a, &e, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (path.n ? !compare(s, &e[i], err) : (tell(s, &e[i], (fp_str){0}, (fp_str){0}, e[i].subject), false))
			return false;
	return true;
}

bool fp_flow_log(fp_workspace *ws, fp_str id, size_t max, fp_log_row **out, size_t *n, fp_err *err)
{
	story s = {.ws = ws};
	fp_case_at at;
	*out = NULL;
	*n = 0;
	if (!id.n) {
		if (!path_story(&s, id, max, err))
			return false;
	} else {
		if (!fp_flow_get(ws, id, false, &at, err) || !path_story(&s, at.path, max, err))
			return false;
		// The story before a move is told under the old name.
		const fp_field *old = fp_case_field(at.doc, "aliases");
		for (size_t i = old ? old->n : 0; i-- > 0;) {
			fp_str name = fp_strf(ws->a, "%.*s.md", FP_ARG(old->items[i]));
			if (!path_story(&s, fp_path_join(ws->a, fp_path_dir(at.path), name), max, err))
				return false;
		}
	}
	*out = s.rows;
	*n = s.n;
	return true;
}
