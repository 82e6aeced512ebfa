// A case as a plain value: what plugins and --json see.
#include <string.h>

#include "case/case_priv.h"

static void set(json_t *o, const char *key, json_t *v)
{
	json_object_set_new(o, key, v);
}

static void set_str(json_t *o, const char *key, fp_str s)
{
	set(o, key, fp_json_str(s));
}

// Missing things are missing keys, not empty strings.
static void set_some(json_t *o, const char *key, fp_str s)
{
	if (s.n)
		set_str(o, key, s);
}

// A key from the file, which may hold anything.
static void set_key(json_t *o, fp_str key, json_t *v)
{
	if (key.n && !memchr(key.p, 0, key.n) && !json_object_setn(o, key.p, key.n, v)) {
		json_decref(v);
		return;
	}
	json_t *clean = fp_json_str(key);
	json_object_setn_new_nocheck(o, json_string_value(clean), json_string_length(clean), v);
	json_decref(clean);
}

// ---------------------------------------------------------------- fields

static json_t *number(fp_str s)
{
	int64_t i;
	double d;
	if (fp_str_int(s, &i))
		return json_integer(i);
	return fp_str_num(s, &d) && d - d == 0 ? json_real(d) : fp_json_str(s);
}

static json_t *list(const fp_str *v, size_t n)
{
	json_t *out = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(out, fp_json_str(v[i]));
	return out;
}

static json_t *map(const fp_field *f)
{
	json_t *out = json_object();
	for (size_t i = 0; i < f->n; i++)
		set_key(out, f->items[2 * i], fp_json_str(f->items[2 * i + 1]));
	return out;
}

// A nested value is read from its own lines; with an alias into another field it stays text.
static json_t *other(const fp_field *f)
{
	json_t *whole = fp_yaml_to_value(f->items[0], NULL), *v = NULL;
	void *it = whole ? json_object_iter(whole) : NULL;
	if (it)
		v = json_incref(json_object_iter_value(it));
	json_decref(whole);
	return v ? v : fp_json_str(f->items[0]);
}

static json_t *field_value(const fp_field *f)
{
	switch (f->kind) {
	case FP_F_SCALAR:
		if (fp_field_is_list(f->key))
			return list(f->items, 1);
		return fp_field_is_number(f->key) ? number(f->items[0]) : fp_json_str(f->items[0]);
	case FP_F_LIST:
		return list(f->items, f->n);
	case FP_F_MAP:
		return map(f);
	case FP_F_OTHER:
		return other(f);
	default:
		return json_null();
	}
}

static void set_fields(json_t *o, const fp_case *c)
{
	for (size_t i = c->field_n; i-- > 0;)  // backwards: of two with one name the first stays
		if (c->fields[i].kind != FP_F_NULL)
			set_key(o, c->fields[i].key, field_value(&c->fields[i]));
}

static void set_week(fp_arena *a, json_t *o, const fp_case *c)
{
	fp_time t;
	if (fp_time_parse(fp_case_get(c, "received"), 0, &t, NULL))
		set_str(o, "week", fp_week_text(a, fp_time_day(t)));
}

// ---------------------------------------------------------------- sections

static json_t *sections(const fp_case *c)
{
	json_t *out = json_object();
	for (size_t i = c->section_n; i-- > 0;) {
		const fp_section *s = &c->sections[i];
		if (s->level)
			set_key(out, s->name.n ? s->name : s->heading,
				fp_json_str(fp_str_trim(fp_str_sub(c->text, s->body.start, s->body.end))));
	}
	return out;
}

// What classifiers read: the title and every body, without headings and front matter.
static json_t *all_text(const fp_case *c)
{
	fp_buf b = {0};
	fp_buf_str(&b, fp_case_title(c));
	for (size_t i = 0; i < c->section_n; i++) {
		fp_str body = fp_str_trim(fp_str_sub(c->text, c->sections[i].body.start, c->sections[i].body.end));
		if (body.n && b.n)
			fp_buf_z(&b, "\n\n");
		fp_buf_str(&b, body);
	}
	json_t *v = fp_json_str(fp_buf_view(&b));
	fp_buf_free(&b);
	return v;
}

static json_t *turns(fp_arena *a, const fp_case *c)
{
	fp_turn *v = NULL;
	size_t n = fp_case_turns(a, c, &v);
	json_t *out = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *t = json_object();
		set(t, "n", json_integer((json_int_t)i + 1));
		set_str(t, "who", fp_s(fp_who_name(v[i].who)));
		set_str(t, "speaker", v[i].speaker);
		set_some(t, "time", v[i].time);
		set_str(t, "text", fp_str_sub(c->text, v[i].text.start, v[i].text.end));
		json_array_append_new(out, t);
	}
	return out;
}

static json_t *actions(fp_arena *a, const fp_case *c)
{
	fp_action *v = NULL;
	size_t n = fp_case_actions(a, c, &v, NULL);
	json_t *out = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *x = json_object();
		set(x, "done", json_boolean(v[i].done));
		set_str(x, "text", v[i].text);
		set_str(x, "status", v[i].status);
		set_some(x, "owner", v[i].owner);
		if (v[i].due != FP_NO_DAY)
			set_str(x, "due", fp_day_text(a, v[i].due));
		set_some(x, "kind", v[i].kind);
		set_some(x, "metric", v[i].metric);
		set_some(x, "check", v[i].check);
		json_array_append_new(out, x);
	}
	return out;
}

static void set_quiz(fp_arena *a, json_t *o, const fp_case *c)
{
	fp_quiz q;
	if (!fp_case_quiz(a, c, &q))
		return;
	json_t *v = json_object(), *options = json_array();
	for (size_t i = 0; i < q.option_n; i++) {
		json_t *x = json_object();
		set_str(x, "text", q.option[i].text);
		set(x, "right", json_boolean(q.option[i].right));
		json_array_append_new(options, x);
	}
	set_str(v, "question", q.question);
	set_some(v, "explanation", q.explanation);
	set(v, "options", options);
	set(o, "quiz", v);
}

static void set_roleplay(fp_arena *a, json_t *o, const fp_case *c)
{
	fp_roleplay p;
	if (!fp_case_roleplay(a, c, &p))
		return;
	json_t *v = json_object(), *roles = json_array();
	for (size_t i = 0; i < p.role_n; i++) {
		json_t *x = json_object();
		set_str(x, "name", p.role[i].name);
		set_some(x, "brief", p.role[i].brief);
		set_some(x, "opening", p.role[i].opening);
		set(x, "rules", list(p.role[i].rule, p.role[i].rule_n));
		json_array_append_new(roles, x);
	}
	set(v, "roles", roles);
	set(v, "observe", list(p.observe, p.observe_n));
	set(o, "roleplay", v);
}

static void set_root_cause(json_t *o, const fp_case *c)
{
	fp_root_cause r = fp_case_root_cause(c);
	if (!r.direct.n && !r.system.n)
		return;
	json_t *v = json_object();
	set_some(v, "direct", r.direct);
	set_some(v, "system", r.system);
	set(o, "root_cause", v);
}

// ---------------------------------------------------------------- the whole

json_t *fp_case_to_value(const fp_case *c)
{
	fp_arena *a = fp_arena_new(0);
	json_t *o = json_object();
	set_fields(o, c);
	// What follows is computed and stands over a field of the same name.
	set_str(o, "id", fp_case_id(c));
	set_str(o, "title", fp_case_title(c));
	set_str(o, "path", c->path);
	set_week(a, o, c);
	set_str(o, "complaint", fp_case_text(c, "complaint"));
	set(o, "sections", sections(c));
	set(o, "turns", turns(a, c));
	set(o, "actions", actions(a, c));
	set_quiz(a, o, c);
	set_roleplay(a, o, c);
	set_root_cause(o, c);
	set(o, "text", all_text(c));
	fp_arena_free(a);
	return o;
}
