// value: plain values to slides and back. Everything that enters a deck, from a plugin or from Markdown, is brought
// into one canonical form here: cleaned text, no empty fields, integral numbers as integers.
#include "deck/deck_priv.h"
#include "deck/md_priv.h"

#include <math.h>
#include <string.h>

#define MAX_LIST 1000

json_t *fp_json_num(double v)
{
	if (v == floor(v) && fabs(v) < 1e15)
		return json_integer((json_int_t)v);
	return json_real(v);
}

fp_str fp_num_text(fp_arena *a, const json_t *v)
{
	if (json_is_integer(v))
		return fp_strf(a, "%lld", (long long)json_integer_value(v));
	for (int digits = 6; digits <= 17; digits++) {
		fp_str s = fp_strf(a, "%.*g", digits, json_number_value(v));
		double back;
		if (fp_str_num(s, &back) && back == json_number_value(v))
			return s;
	}
	return fp_strf(a, "%.17g", json_number_value(v));
}

fp_str fp_field_str(const fp_slide *s, const char *name)
{
	return fp_json_string(json_object_get(s->fields, name));
}

bool fp_field_bool(const fp_slide *s, const char *name)
{
	return json_is_true(json_object_get(s->fields, name));
}

double fp_field_num(const fp_slide *s, const char *name, double without)
{
	const json_t *v = json_object_get(s->fields, name);
	return json_is_number(v) ? json_number_value(v) : without;
}

const json_t *fp_field_list(const fp_slide *s, const char *name)
{
	const json_t *v = json_object_get(s->fields, name);
	return json_is_array(v) && json_array_size(v) ? v : NULL;
}

bool fp_deck_zh(const fp_deck *d)
{
	return !fp_str_starts(d->lang, "en");
}

bool fp_key_list_ok(fp_str key)
{
	for (size_t i = 0; i < key.n;) {
		uint32_t cp = fp_utf8_next(key, &i);
		if (cp <= ' ' || cp == ',' || cp == ';' || cp == 0x3000 || cp == 0x3001 || cp == 0xFF0C || cp == 0xFF1B)
			return false;
	}
	return key.n > 0 && key.n <= 200;
}

// ---- one value

static json_t *wrong(fp_str where, const char *expected, const json_t *got, fp_err *err)
{
	static const char *const types[] = {"table", "list", "text", "whole number", "number", "true", "false", "nothing"};
	fp_fail(err, FP_INVALID, fp_tr("%.*s：应为 %s，得到 %s", "%.*s: expected %s, got %s"), FP_ARG(where), expected,
	        types[json_typeof(got)]);
	return NULL;
}

// Text may be given as a number, which plugins do for figures.
static bool text_of(fp_arena *a, const json_t *v, fp_str *out)
{
	if (json_is_string(v))
		*out = fp_json_string(v);
	else if (json_is_number(v))
		*out = fp_num_text(a, v);
	else
		return false;
	return true;
}

static json_t *str_or_nothing(fp_str s)
{
	return s.n ? fp_json_str(s) : NULL;
}

static json_t *canon_text(fp_arena *a, const fp_field *f, const json_t *v, fp_str where, fp_err *err)
{
	fp_str s;
	if (!text_of(a, v, &s))
		return wrong(where, fp_field_kind_text(f), v, err);
	if (s.n > FP_DECK_MAX_FIELD && f->kind != FP_F_KEY) {
		fp_fail(err, FP_LIMIT, fp_tr("%.*s：超过 %u KB", "%.*s: longer than %u KB"), FP_ARG(where),
		        FP_DECK_MAX_FIELD >> 10);
		return NULL;
	}
	switch (f->kind) {
	case FP_F_LINE:
	case FP_F_LINES:
	case FP_F_CELLS:
		return str_or_nothing(fp_rich_canon(a, s, true));
	case FP_F_KEY:
		return str_or_nothing(fp_text_clean(a, s, true));
	case FP_F_KEYS:
		s = fp_text_clean(a, s, true);
		if (s.n && !fp_key_list_ok(s)) {
			fp_fail(err, FP_INVALID, fp_tr("%.*s：“%.*s”不是编号", "%.*s: '%.*s' is no identifier"), FP_ARG(where),
			        FP_ARG(s));
			return NULL;
		}
		return str_or_nothing(s);
	default:
		return str_or_nothing(fp_rich_canon(a, s, false));
	}
}

// Raw Markdown keeps its lines; those that would end a slide or open a comment are disarmed.
static json_t *canon_raw(fp_arena *a, const json_t *v, fp_str where, fp_err *err)
{
	if (!json_is_string(v))
		return wrong(where, "Markdown", v, err);
	fp_buf b = {0};
	size_t blank = 0;
	for (fp_str rest = fp_json_string(v); rest.n;) {
		fp_str raw = fp_str_line(&rest), line = fp_text_clean(a, raw, true);
		if (!line.n) {
			blank++;
			continue;
		}
		if (b.n)
			fp_buf_z(&b, blank ? "\n\n" : "\n");
		blank = 0;
		for (size_t i = 0; i < raw.n && raw.p[i] == ' '; i++)
			fp_buf_c(&b, ' ');
		if (fp_str_starts(line, "---") || fp_str_starts(line, "<!--"))
			fp_buf_c(&b, '\\');
		fp_buf_str(&b, line);
	}
	// The first line's indentation would be lost on reading.
	fp_str s = fp_str_dup(a, fp_str_trim(fp_buf_view(&b)));
	fp_buf_free(&b);
	return str_or_nothing(s);
}

static fp_str nearest(fp_str got, const char *best, size_t *distance, const char *candidate)
{
	size_t d = fp_str_distance(got, fp_s(candidate), 3);
	if (d < *distance) {
		*distance = d;
		return fp_s(candidate);
	}
	return fp_s(best);
}

// ", did you mean 'x'?" or nothing.
static fp_str meant(fp_arena *a, fp_str best)
{
	return best.n ? fp_strf(a, fp_tr("，是不是“%.*s”？", "; did you mean '%.*s'?"), FP_ARG(best)) : fp_s("");
}

static json_t *canon_enum(fp_arena *a, const fp_field *f, const json_t *v, fp_str where, fp_err *err)
{
	if (!json_is_string(v))
		return wrong(where, "word", v, err);
	fp_str s = fp_str_trim(fp_json_string(v)), best = {0};
	if (!s.n)
		return NULL;
	size_t distance = 3;
	fp_buf all = {0};
	for (const fp_word *w = f->words; w->key; w++) {
		if (fp_str_is(s, w->key) || fp_str_is(s, w->zh) || fp_str_ieq(s, fp_s(w->en))) {
			fp_buf_free(&all);
			return json_string(w->key);
		}
		best = nearest(s, fp_cstr(a, best), &distance, w->key);
		fp_buf_f(&all, "%s%s", all.n ? ", " : "", w->key);
	}
	fp_fail(err, FP_INVALID, fp_tr("%.*s：应为 %s 之一，得到“%.*s”%.*s", "%.*s: expected one of %s, not '%.*s'%.*s"),
	        FP_ARG(where),
	        all.p, FP_ARG(s), FP_ARG(meant(a, best)));
	fp_buf_free(&all);
	return NULL;
}

static json_t *canon_num(const fp_field *f, const json_t *v, fp_str where, fp_err *err)
{
	double d = json_number_value(v);
	if (!json_is_number(v) || !isfinite(d) || (f->kind == FP_F_INT && d != floor(d)))
		return wrong(where, fp_field_kind_text(f), v, err);
	// Nothing that is counted in a meeting is larger or smaller; it keeps axes and their labels in bounds.
	if (fabs(d) > 1e12) {
		fp_fail(err, FP_INVALID, fp_tr("%.*s：数字过大", "%.*s: number too large"), FP_ARG(where));
		return NULL;
	}
	return fp_json_num(fabs(d) < 1e-9 ? 0 : d);
}

// An empty table of Lua may arrive as {}.
static bool is_empty(const json_t *v)
{
	return json_is_null(v) || (json_is_array(v) && !json_array_size(v)) || (json_is_object(v) && !json_object_size(v));
}

static json_t *canon_object(fp_arena *a, const fp_field *sub, const json_t *v, fp_str where, fp_err *err);

static json_t *canon_cells(fp_arena *a, const fp_field *f, const json_t *row, fp_str where, fp_err *err)
{
	if (!json_is_array(row))
		return wrong(where, "list of lines", row, err);
	json_t *out = json_array();
	for (size_t i = 0; i < json_array_size(row); i++) {
		json_t *cell = canon_text(a, f, json_array_get(row, i), where, err);
		if (!cell && err->code)
			break;
		json_array_append_new(out, cell ? cell : json_string(""));
	}
	return out;
}

static json_t *canon_item(fp_arena *a, const fp_field *f, const json_t *v, fp_str where, fp_err *err)
{
	switch (f->kind) {
	case FP_F_NUMS:
		return json_is_null(v) || json_is_false(v) ? json_null() : canon_num(f, v, where, err);
	case FP_F_CELLS:
		return canon_cells(a, f, v, where, err);
	case FP_F_ROWS:
	case FP_F_TURNS:
	case FP_F_SERIES:
		return canon_object(a, f->sub, v, where, err);
	default:
		return canon_text(a, f, v, where, err);
	}
}

static json_t *canon_list(fp_arena *a, const fp_field *f, const json_t *v, fp_str where, fp_err *err)
{
	if (!json_is_array(v))
		return wrong(where, fp_field_kind_text(f), v, err);
	if (json_array_size(v) > MAX_LIST) {
		fp_fail(err, FP_LIMIT, fp_tr("%.*s：超过 %d 项", "%.*s: more than %d items"), FP_ARG(where), MAX_LIST);
		return NULL;
	}
	json_t *out = json_array();
	for (size_t i = 0; i < json_array_size(v); i++) {
		fp_str at = fp_strf(a, "%.*s[%zu]", FP_ARG(where), i + 1);
		json_t *item = canon_item(a, f, json_array_get(v, i), at, err);
		if (err->code) {
			json_decref(item);
			json_decref(out);
			return NULL;
		}
		if (!item && (f->flags & FP_FIELD_PLACES))
			item = json_string("");
		if (item)
			json_array_append_new(out, item);
	}
	if (json_array_size(out))
		return out;
	json_decref(out);
	return NULL;
}

static const fp_field *find_sub(const fp_field *sub, fp_str name)
{
	for (const fp_field *f = sub; f->name; f++)
		if (fp_str_is(name, f->name))
			return f;
	return NULL;
}

static void unknown_sub(fp_arena *a, const fp_field *sub, fp_str name, fp_str where, fp_err *err)
{
	size_t distance = 3;
	fp_str best = {0};
	for (const fp_field *f = sub; f->name; f++)
		best = nearest(name, fp_cstr(a, best), &distance, f->name);
	fp_fail(err, FP_INVALID, fp_tr("%.*s：没有字段 %.*s%.*s", "%.*s: unknown field %.*s%.*s"), FP_ARG(where), FP_ARG(name),
	        FP_ARG(meant(a, best)));
}

static json_t *canon_object(fp_arena *a, const fp_field *sub, const json_t *v, fp_str where, fp_err *err)
{
	if (!json_is_object(v) && !is_empty(v))
		return wrong(where, "table", v, err);
	const char *key;
	json_t *value, *out = json_object();
	json_object_foreach((json_t *)v, key, value)
		if (!find_sub(sub, fp_s(key))) {
			unknown_sub(a, sub, fp_s(key), where, err);
			goto out;
		}
	for (const fp_field *f = sub; f->name; f++) {
		const json_t *in = json_object_get(v, f->name);
		fp_str at = fp_strf(a, "%.*s.%s", FP_ARG(where), f->name);
		json_t *got = in ? fp_field_canon(a, f, in, at, err) : NULL;
		if (err->code)
			goto out;
		if (got) {
			json_object_set_new(out, f->name, got);
		} else if (f->flags & FP_FIELD_NEEDED) {
			fp_fail(err, FP_INVALID, fp_tr("%.*s：缺少，应为 %s", "%.*s: missing, expected %s"), FP_ARG(at),
			        fp_field_kind_text(f));
			goto out;
		}
	}
out:
	if (!err->code && json_object_size(out))
		return out;
	json_decref(out);
	return NULL;
}

json_t *fp_field_canon(fp_arena *a, const fp_field *f, const json_t *v, fp_str where, fp_err *err)
{
	fp_err mine = {0};
	json_t *out = NULL;
	if (is_empty(v))
		return NULL;
	switch (f->kind) {
	case FP_F_NUM:
	case FP_F_INT:
		out = canon_num(f, v, where, &mine);
		break;
	case FP_F_BOOL:
		out = json_is_boolean(v) ? json_boolean(json_is_true(v)) : wrong(where, "true or false", v, &mine);
		break;
	case FP_F_ENUM:
		out = canon_enum(a, f, v, where, &mine);
		break;
	case FP_F_OBJ:
		out = canon_object(a, f->sub, v, where, &mine);
		break;
	case FP_F_RAW:
		out = canon_raw(a, v, where, &mine);
		break;
	case FP_F_LINE:
	case FP_F_TEXT:
	case FP_F_KEY:
		out = canon_text(a, f, v, where, &mine);
		break;
	default:
		out = canon_list(a, f, v, where, &mine);
	}
	if (mine.code)
		fp_fail(err, mine.code, "%s", mine.msg);
	return out;
}

// ---- one slide

// "B", "b" and 2 all mean the second option.
static bool canon_answers(json_t *fields, fp_str id, fp_err *err)
{
	json_t *list = json_object_get(fields, "answer");
	size_t options = json_array_size(json_object_get(fields, "options"));
	for (size_t i = 0; i < json_array_size(list); i++) {
		fp_str s = fp_json_string(json_array_get(list, i));
		int64_t n = 0;
		if (s.n == 1 && ((s.p[0] | 0x20) >= 'a' && (s.p[0] | 0x20) <= 'z'))
			n = (s.p[0] | 0x20) - 'a' + 1;
		else if (!fp_str_int(s, &n))
			n = 0;
		if (n < 1 || (size_t)n > options)
			return fp_fail(err, FP_INVALID, fp_tr("幻灯片 %.*s 字段 answer：没有选项“%.*s”",
			                                      "slide %.*s, field answer: there is no option '%.*s'"),
			               FP_ARG(id), FP_ARG(s));
		char letter[2] = {(char)('A' + n - 1), 0};
		json_array_set_new(list, i, json_string(letter));
	}
	return true;
}

static bool check_series(const json_t *fields, fp_str id, fp_err *err)
{
	const json_t *series = json_object_get(fields, "series");
	size_t labels = json_array_size(json_object_get(fields, "x"));
	for (size_t i = 0; i < json_array_size(series); i++) {
		size_t n = json_array_size(json_object_get(json_array_get(series, i), "v"));
		if (n != labels)
			return fp_fail(err, FP_INVALID, fp_tr("幻灯片 %.*s 字段 series[%zu].v：有 %zu 个数，x 有 %zu 个标签",
			                                      "slide %.*s, field series[%zu].v: %zu numbers for %zu labels of x"),
			               FP_ARG(id), i + 1, n, labels);
	}
	return true;
}

static bool check_cells(json_t *fields, fp_str id, fp_err *err)
{
	json_t *rows = json_object_get(fields, "rows");
	size_t columns = json_array_size(json_object_get(fields, "columns"));
	for (size_t i = 0; i < json_array_size(rows); i++) {
		json_t *row = json_array_get(rows, i);
		if (json_array_size(row) > columns)
			return fp_fail(err, FP_INVALID, fp_tr("幻灯片 %.*s 字段 rows[%zu]：有 %zu 格，columns 有 %zu 列",
			                                      "slide %.*s, field rows[%zu]: %zu cells for %zu columns"),
			               FP_ARG(id), i + 1, json_array_size(row), columns);
		while (json_array_size(row) < columns)
			json_array_append_new(row, json_string(""));
	}
	if (!columns)
		json_object_del(fields, "rows");
	return true;
}

bool fp_slide_check(const fp_slide_type *t, json_t *fields, fp_str id, fp_err *err)
{
	for (const fp_field *f = fp_slide_field_first(t); f; f = fp_slide_field_next(f))
		if ((f->flags & FP_FIELD_NEEDED) && !json_object_get(fields, f->name))
			return fp_fail(err, FP_INVALID, fp_tr("幻灯片 %.*s 字段 %s：缺少，应为 %s",
			                                      "slide %.*s, field %s: missing, expected %s"), FP_ARG(id),
			               f->name, fp_field_kind_text(f));
	double broken = json_number_value(json_object_get(fields, "broken_at"));
	if (json_object_get(fields, "broken_at") && (broken < 1 ||
	                                             broken > (double)json_array_size(json_object_get(fields, "chain"))))
		return fp_fail(err, FP_INVALID, fp_tr("幻灯片 %.*s 字段 broken_at：chain 没有第 %.0f 环",
		                                      "slide %.*s, field broken_at: chain has no step %.0f"), FP_ARG(id),
		                                      broken);
	if (fp_str_is(fp_s(t->name), "table") && !check_cells(fields, id, err))
		return false;
	if (fp_slide_field(t, fp_s("series")) && !check_series(fields, id, err))
		return false;
	return !fp_slide_field(t, fp_s("answer")) || canon_answers(fields, id, err);
}

static bool unknown_field(fp_arena *a, const fp_slide_type *t, fp_str id, fp_str name, fp_err *err)
{
	size_t distance = 3;
	fp_str best = {0};
	for (const fp_field *f = fp_slide_field_first(t); f; f = fp_slide_field_next(f))
		best = nearest(name, fp_cstr(a, best), &distance, f->name);
	return fp_fail(err, FP_INVALID, fp_tr("幻灯片 %.*s：类型 %s 没有字段 %.*s%.*s", "slide %.*s: type %s has no field %.*s%.*s"),
	               FP_ARG(id), t->name,
	               FP_ARG(name), FP_ARG(meant(a, best)));
}

static bool slide_fields(fp_arena *a, const fp_slide_type *t, fp_slide *s, json_t *v, fp_err *err)
{
	const char *key;
	json_t *value;
	json_object_foreach(v, key, value)
		if (!fp_str_is(fp_s(key), "type") && !fp_str_is(fp_s(key), "id") && !fp_slide_field(t, fp_s(key)))
			return unknown_field(a, t, s->id, fp_s(key), err);
	for (const fp_field *f = fp_slide_field_first(t); f; f = fp_slide_field_next(f)) {
		const json_t *in = json_object_get(v, f->name);
		if (!in)
			continue;
		fp_str where = fp_strf(a, fp_tr("幻灯片 %.*s 字段 %s", "slide %.*s, field %s"), FP_ARG(s->id), f->name);
		json_t *got = fp_field_canon(a, f, in, where, err);
		if (err->code)
			return false;
		if (got)
			json_object_set_new(s->fields, f->name, got);
	}
	return fp_slide_check(t, s->fields, s->id, err);
}

static bool slide_type(fp_arena *a, json_t *v, size_t number, const fp_slide_type **out, fp_err *err)
{
	if (!json_is_object(v))
		return fp_fail(err, FP_INVALID, fp_tr("第 %zu 张幻灯片：应为 table", "slide %zu: expected a table"), number);
	fp_str type = fp_json_string(json_object_get(v, "type"));
	*out = fp_slide_type_find(type);
	if (*out)
		return true;
	size_t distance = 3;
	fp_str best = {0};
	for (const fp_slide_type *t = fp_slide_types; type.n && t->name; t++)
		best = nearest(type, fp_cstr(a, best), &distance, t->name);
	if (!type.n)
		return fp_fail(err, FP_INVALID, fp_tr("第 %zu 张幻灯片 字段 type：缺少", "slide %zu, field type: missing"), number);
	return fp_fail(err, FP_INVALID, fp_tr("第 %zu 张幻灯片 字段 type：没有类型 %.*s%.*s",
	                                      "slide %zu, field type: unknown type %.*s%.*s"), number,
	               FP_ARG(type), FP_ARG(meant(a, best)));
}

static bool id_taken(const fp_deck *d, fp_str id)
{
	for (size_t i = 0; i < d->slide_n; i++)
		if (fp_str_eq(d->slides[i].id, id))
			return true;
	return false;
}

fp_str fp_deck_free_id(fp_arena *a, const fp_deck *d, fp_str wish)
{
	fp_str id = wish;
	for (int k = 2; id_taken(d, id); k++)
		id = fp_strf(a, "%.*s-%d", FP_ARG(wish), k);
	return id;
}

static bool add_slide(fp_arena *a, fp_deck *d, json_t *v, fp_err *err)
{
	const fp_slide_type *t;
	if (!slide_type(a, v, d->slide_n + 1, &t, err))
		return false;
	fp_slide *s = &d->slides[d->slide_n];
	*s = (fp_slide){.type = fp_s(t->name)};
	s->id = fp_text_clean(a, fp_json_string(json_object_get(v, "id")), true);
	if (!s->id.n)
		s->id = fp_deck_free_id(a, d, s->type);
	else if (id_taken(d, s->id))
		return fp_fail(err, FP_INVALID, fp_tr("幻灯片 %.*s：id 重复", "slide %.*s: id used twice"), FP_ARG(s->id));
	s->fields = json_object();
	d->slide_n++;
	return slide_fields(a, t, s, v, err);
}

// ---- the deck

static const char *const deck_keys[] = {"id", "title", "team", "range", "lang", "meta", "slides"};

static bool deck_known_keys(fp_arena *a, json_t *v, fp_err *err)
{
	const char *key;
	json_t *value;
	json_object_foreach(v, key, value) {
		size_t distance = 3;
		fp_str best = {0};
		bool known = false;
		for (size_t i = 0; i < FP_COUNT(deck_keys); i++) {
			known |= !strcmp(key, deck_keys[i]);
			best = nearest(fp_s(key), fp_cstr(a, best), &distance, deck_keys[i]);
		}
		if (!known)
			return fp_fail(err, FP_INVALID, fp_tr("演示文稿没有字段 %s%.*s", "a deck has no field %s%.*s"), key,
			               FP_ARG(meant(a, best)));
	}
	return true;
}

static bool deck_text(fp_arena *a, json_t *v, const char *name, fp_str *out, fp_err *err)
{
	json_t *in = json_object_get(v, name);
	fp_str s = {0};
	if (in && !json_is_null(in) && !text_of(a, in, &s))
		return fp_fail(err, FP_INVALID, fp_tr("演示文稿字段 %s：应为一行文字", "deck, field %s: expected text of one line"), name);
	*out = fp_text_clean(a, s, true);
	return true;
}

bool fp_deck_set_meta(fp_arena *a, fp_deck *d, const char *key, json_t *v)
{
	fp_str k = fp_s(key);
	for (size_t i = 0; i < k.n; i++)
		if (k.p[i] <= ' ' || k.p[i] == ':' || k.p[i] == '#' || k.p[i] == '"')
			return false;
	if (!k.n || k.p[0] == '-' || fp_md_is_deck_key(k))
		return false;
	if (json_is_string(v))
		json_object_set_new(d->meta, key, fp_json_str(fp_text_clean(a, fp_json_string(v), true)));
	else
		json_object_set(d->meta, key, v);
	return true;
}

static bool deck_head(fp_arena *a, fp_deck *d, json_t *v, fp_err *err)
{
	if (!deck_known_keys(a, v, err) || !deck_text(a, v, "id", &d->id, err) || !deck_text(a, v, "title", &d->title,
		err) ||
	    !deck_text(a, v, "team", &d->team, err) || !deck_text(a, v, "range", &d->range, err) ||
	    	!deck_text(a, v, "lang", &d->lang, err))
		return false;
	if (!d->lang.n)
		d->lang = fp_s("zh");
	d->lang = fp_s(fp_str_starts(d->lang, "en") ? "en" : "zh");
	const char *key;
	json_t *value;
	json_object_foreach(json_object_get(v, "meta"), key, value)
		if (!fp_deck_set_meta(a, d, key, value))
			return fp_fail(err, FP_INVALID, fp_tr("演示文稿字段 meta：键“%s”不能用", "deck, field meta: key '%s' cannot be used"),
			               key);
	return true;
}

static size_t text_size(const json_t *v, int depth)
{
	size_t n = json_is_string(v) ? json_string_length(v) : 0, i;
	const char *key;
	json_t *item;
	if (depth > 12)
		return FP_DECK_MAX_TEXT + 1;
	json_object_foreach((json_t *)v, key, item)
		n += text_size(item, depth + 1);
	json_array_foreach(v, i, item)
		n += text_size(item, depth + 1);
	return n;
}

fp_deck *fp_deck_new(fp_arena *a)
{
	fp_deck *d = FP_NEW(a, fp_deck);
	d->lang = fp_s("zh");
	d->meta = json_object();
	return d;
}

fp_deck *fp_deck_from_value(fp_arena *a, json_t *v, fp_err *err)
{
	fp_err mine = {0};
	json_t *slides = json_object_get(v, "slides");
	fp_deck *d = fp_deck_new(a);
	if (!json_is_object(v)) {
		fp_fail(&mine, FP_INVALID, fp_tr("演示文稿应为 table", "a deck must be a table"));
	} else if (!is_empty(slides) && !json_is_array(slides)) {
		fp_fail(&mine, FP_INVALID, fp_tr("演示文稿字段 slides：应为列表", "deck, field slides: expected a list"));
	} else if (json_array_size(slides) > FP_DECK_MAX_SLIDES) {
		fp_fail(&mine, FP_LIMIT, fp_tr("超过 %d 张幻灯片", "more than %d slides"), FP_DECK_MAX_SLIDES);
	} else if (text_size(v, 0) > FP_DECK_MAX_TEXT) {
		fp_fail(&mine, FP_LIMIT, fp_tr("演示文稿文字过多或嵌套过深", "the deck has too much text or is nested too deeply"));
	} else if (deck_head(a, d, v, &mine)) {
		d->slides = FP_NEW_N(a, fp_slide, json_array_size(slides) + 1);
		for (size_t i = 0; i < json_array_size(slides) && add_slide(a, d, json_array_get(slides, i), &mine); i++)
			;
	}
	if (!mine.code && fp_arena_over(a, &mine))
		fp_fail(&mine, FP_LIMIT, "%s", mine.msg);
	if (!mine.code)
		return d;
	fp_fail(err, mine.code, "%s", mine.msg);
	fp_deck_free(d);
	return NULL;
}

json_t *fp_deck_to_value(const fp_deck *d)
{
	json_t *v = json_object(), *slides = json_array();
	json_object_set_new(v, "id", fp_json_str(d->id));
	json_object_set_new(v, "title", fp_json_str(d->title));
	json_object_set_new(v, "team", fp_json_str(d->team));
	json_object_set_new(v, "range", fp_json_str(d->range));
	json_object_set_new(v, "lang", fp_json_str(d->lang));
	if (json_object_size(d->meta))
		json_object_set_new(v, "meta", json_deep_copy(d->meta));
	for (size_t i = 0; i < d->slide_n; i++) {
		json_t *s = json_object(), *fields = json_deep_copy(d->slides[i].fields);
		json_object_set_new(s, "type", fp_json_str(d->slides[i].type));
		json_object_set_new(s, "id", fp_json_str(d->slides[i].id));
		json_object_update(s, fields);
		json_decref(fields);
		json_array_append_new(slides, s);
	}
	json_object_set_new(v, "slides", slides);
	return v;
}

void fp_deck_free(fp_deck *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->slide_n; i++)
		json_decref(d->slides[i].fields);
	json_decref(d->meta);
	d->slide_n = 0;
	d->meta = NULL;
}

json_t *fp_deck_types_to_value(void)
{
	json_t *list = json_array();
	for (const fp_slide_type *t = fp_slide_types; t->name; t++) {
		json_t *fields = json_array();
		for (const fp_field *f = fp_slide_field_first(t); f; f = fp_slide_field_next(f)) {
			json_t *sub = json_array();
			for (const fp_field *k = f->sub; k && k->name; k++)
				json_array_append_new(sub, json_pack("{ss ss sb ss}", "name", k->name, "kind", fp_field_kind_text(k),
				                                     "needed",
				                                     (k->flags & FP_FIELD_NEEDED) != 0, "doc", k->doc));
			json_t *words = json_array();
			for (const fp_word *w = f->words; w && w->key; w++)
				json_array_append_new(words, json_string(w->key));
			json_array_append_new(fields, json_pack("{ss ss sb ss so so}", "name", f->name, "kind",
			                                        fp_field_kind_text(f), "needed",
			                                        (f->flags & FP_FIELD_NEEDED) != 0, "doc", f->doc, "fields", sub,
			                                        	"words", words));
		}
		json_array_append_new(list, json_pack("{ss ss so}", "type", t->name, "doc", t->doc, "fields", fields));
	}
	return list;
}
