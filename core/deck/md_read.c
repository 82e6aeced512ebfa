// md_read: Markdown to a deck. Lines, not a Markdown tree: the shapes are few (md_write.c lists them), and what people
// write by hand must come through unharmed. Everything that is no field of its slide's type is kept, as it is, in the
// field `extra`.
#include "deck/deck_priv.h"
#include "deck/md_priv.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
	fp_str text;
	uint32_t no;
} line;

typedef struct {
	fp_arena *a;
	fp_diags *diags;
	fp_deck *deck;
	line *v;               // body lines of the slide at hand
	size_t n, cap;
	uint32_t first;        // its first line in the file
	fp_slide *slide;
	const fp_slide_type *type;
	json_t *raw;           // values as read, cleaned at the slide's end
	const fp_field *scope; // object whose heading was passed
	const fp_field *field; // whose label was passed
	json_t *turn;          // last turn of a dialogue, borrowed
	json_t *notes;
	bool all_extra;        // below the heading of `extra`, or below one that nobody knows
	fp_buf extra;
} reader;

// ---- small recognisers

static bool ends_open(fp_str s)
{
	size_t k = 0;
	while (k < s.n && s.p[s.n - 1 - k] == '\\')
		k++;
	return k % 2 == 1;
}

// Length of a list mark ("- ", "* ", "12. "), 0 when there is none.
static size_t list_mark(fp_str s)
{
	size_t i = 0;
	while (i < s.n && i < 9 && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	if (i && i + 1 < s.n && (s.p[i] == '.' || s.p[i] == ')') && s.p[i + 1] == ' ')
		return i + 2;
	return s.n >= 2 && (s.p[0] == '-' || s.p[0] == '*' || s.p[0] == '+') && s.p[1] == ' ' ? 2 : 0;
}

// "**name**：rest" and the slip "**name：**rest"; false when the line is nothing of the kind.
static bool split_label(fp_str s, fp_str *name, fp_str *rest)
{
	ptrdiff_t end = fp_str_starts(s, "**") ? fp_str_find(s, FP_STR("**"), 2) : -1;
	if (end < 0)
		return false;
	*name = fp_str_sub(s, 2, (size_t)end);
	*rest = fp_str_sub(s, (size_t)end + 2, s.n);
	size_t wide = FP_STR("：").n;
	if (fp_str_ends(*name, "："))
		name->n -= wide;
	else if (fp_str_ends(*name, ":"))
		name->n--;
	else if (fp_str_starts(*rest, "："))
		*rest = fp_str_sub(*rest, wide, rest->n);
	else if (fp_str_starts(*rest, ":"))
		*rest = fp_str_sub(*rest, 1, rest->n);
	else
		return false;
	*name = fp_str_trim(*name);
	*rest = fp_str_trim(*rest);
	return true;
}

// The speaker that a dialogue's label names, NULL when it names none.
static const char *speaker(const reader *r, fp_str name)
{
	const fp_field *f = fp_slide_field(r->type, FP_STR("turns"));
	for (const fp_word *w = f ? f->sub[0].words : NULL; w && w->key; w++)
		if (fp_str_is(name, w->key) || fp_str_is(name, w->zh) || fp_str_ieq(name, fp_s(w->en)))
			return w->key;
	return NULL;
}

static const fp_field *labelled(const reader *r, fp_str name)
{
	const fp_field *f = r->scope ? fp_md_find_named(r->scope->sub, name) : NULL;
	if (!f)
		f = fp_md_find_named(r->type->fields, name);
	return f && f->kind != FP_F_OBJ && f->kind != FP_F_TURNS && !(f->flags & FP_FIELD_BARE) ? f : NULL;
}

static bool is_block_start(const reader *r, fp_str s)
{
	fp_str name, rest;
	return !s.n || s.p[0] == '#' || s.p[0] == '|' || s.p[0] == '>' || list_mark(s) || fp_str_starts(s, "![") ||
	       (split_label(s, &name, &rest) && (labelled(r, name) || speaker(r, name)));
}

// ---- values

static json_t *target(reader *r, const fp_field *f)
{
	if (!r->scope || f < r->scope->sub || !fp_md_find_named(r->scope->sub, fp_s(f->name)))
		return r->raw;
	json_t *o = json_object_get(r->raw, r->scope->name);
	if (!o) {
		o = json_object();
		json_object_set_new(r->raw, r->scope->name, o);
	}
	return o;
}

static void add_extra(reader *r, fp_str s)
{
	fp_buf_str(&r->extra, s);
	fp_buf_c(&r->extra, '\n');
}

// A labelled or bare text of a field: false when the field takes no text.
static bool take_text(reader *r, const fp_field *f, fp_str text)
{
	json_t *o = target(r, f);
	switch (f->kind) {
	case FP_F_LINE:
	case FP_F_TEXT:
		if (json_object_get(o, f->name))
			return false;
		json_object_set_new(o, f->name, fp_json_str(text));
		return true;
	case FP_F_TEXTS:
		json_array_append_new(fp_md_list_at(o, f->name), fp_json_str(text));
		return true;
	case FP_F_KEYS:
		fp_md_add_keys(fp_md_list_at(o, f->name), text);
		return true;
	default:
		return false;
	}
}

// A text field whose label stood alone on its line takes the paragraph below.
static const fp_field *paragraph_field(const reader *r)
{
	if (r->field)
		return r->field->kind == FP_F_LINE || r->field->kind == FP_F_TEXT || r->field->kind == FP_F_KEYS ? r->field :
		       NULL;
	const fp_field *f = fp_slide_field(r->type, FP_STR("paras"));
	return f && (f->flags & FP_FIELD_BARE) ? f : NULL;
}

static const fp_field *list_field(const reader *r)
{
	if (r->field)
		return r->field->kind == FP_F_LINES || r->field->kind == FP_F_TEXTS ? r->field : NULL;
	const fp_field *f = fp_slide_field(r->type, FP_STR("items"));
	return f && (f->flags & FP_FIELD_BARE) ? f : NULL;
}

// Joins a line that was wrapped by hand: no space between Han characters.
static void join(fp_buf *b, fp_str next)
{
	size_t i = b->n, k = 0;
	while (i > 0 && ((unsigned char)b->p[--i] & 0xC0) == 0x80)
		;
	uint32_t last = b->n ? fp_utf8_next((fp_str){b->p, b->n}, &i) : 0;
	uint32_t first = next.n ? fp_utf8_next(next, &k) : 0;
	if (last < 0x2E80 || first < 0x2E80)
		fp_buf_c(b, ' ');
	fp_buf_str(b, next);
}

// The text that starts in `first`, the rest of line *i: goes on after a backslash at the line's end (a line break) and
// over lines that are wrapped. *i ends at its last line. `quote`: following lines carry ">".
static fp_str gather(reader *r, size_t *i, fp_str first, bool quote)
{
	fp_buf b = {0};
	for (fp_str s = first;; s = fp_str_trim(r->v[*i].text)) {
		if (quote && s.p != first.p && fp_str_starts(s, ">"))
			s = fp_str_trim(fp_str_sub(s, 1, s.n));
		bool open = ends_open(s);
		if (open)
			s.n--;
		if (b.n && b.p[b.n - 1] != '\n')
			join(&b, s);
		else
			fp_buf_str(&b, s);
		fp_str next = *i + 1 < r->n ? fp_str_trim(r->v[*i + 1].text) : (fp_str){0};
		bool goes_on = quote ? fp_str_starts(next, ">") : !is_block_start(r, next);
		if (!(open && next.n) && !goes_on)
			break;
		if (open || quote)
			fp_buf_c(&b, '\n');
		++*i;
	}
	return fp_buf_take(&b, r->a);
}

// ---- tables

// Table rows from line *i on, the rule left out; *i ends at the last of them.
static fp_md_grid read_grid(reader *r, size_t *i)
{
	size_t from = *i, n = 0;
	while (from + n < r->n && fp_str_starts(fp_str_trim(r->v[from + n].text), "|"))
		n++;
	fp_md_grid g = {FP_NEW_N(r->a, fp_str *, n), FP_NEW_N(r->a, size_t, n), 0};
	for (size_t k = 0; k < n; k++) {
		if (k == 1 && fp_md_is_rule(r->v[from + k].text))
			continue;
		g.widths[g.n] = fp_md_split_row(r->a, r->v[from + k].text, &g.rows[g.n]);
		g.n++;
	}
	*i = from + n - 1;
	return g;
}

static void read_table(reader *r, size_t *i)
{
	size_t from = *i;
	fp_md_grid g = read_grid(r, i);
	bool ok = false;
	if (r->field && r->field->kind == FP_F_ROWS)
		ok = fp_md_rows(r->field, &g, target(r, r->field), r->diags, r->v[from].no);
	else if (r->field && r->field->kind == FP_F_SERIES)
		ok = fp_md_series(r->field, &g, r->raw);
	else if (!r->field && fp_str_is(r->slide->type, "table"))
		ok = fp_md_cells(&g, r->raw);
	if (ok)
		return;
	if (r->field && (r->field->kind == FP_F_ROWS || r->field->kind == FP_F_SERIES))
		fp_diag_add(r->diags, FP_WARNING, "table-head", r->v[from].no, 0,
		            fp_tr("表头与字段 %s 不符，表格作为补充保留", "the table's head does not fit field %s; the table is kept as it is"),
		            r->field->name);
	for (size_t k = from; k <= *i; k++)
		add_extra(r, r->v[k].text);
	add_extra(r, fp_s(""));
}

// ---- other blocks

static void read_heading(reader *r, fp_str s)
{
	if (fp_str_starts(s, "# ") && !json_object_get(r->raw, "title") && fp_slide_field(r->type, FP_STR("title"))) {
		json_object_set_new(r->raw, "title", fp_json_str(fp_str_trim(fp_str_sub(s, 2, s.n))));
		return;
	}
	if (fp_str_starts(s, "###### ") && !json_object_get(r->raw, "kicker")) {
		json_object_set_new(r->raw, "kicker", fp_json_str(fp_str_trim(fp_str_sub(s, 7, s.n))));
		return;
	}
	fp_str name = fp_str_starts(s, "## ") ? fp_str_trim(fp_str_sub(s, 3, s.n)) : (fp_str){0};
	const fp_field *f = name.n ? fp_md_find_named(r->type->fields, name) : NULL;
	r->field = NULL;
	r->scope = f && f->kind == FP_F_OBJ ? f : NULL;
	r->all_extra = !r->scope;
	if (r->all_extra && !fp_md_is_named(fp_slide_field(r->type, FP_STR("extra")), name))
		add_extra(r, s);
}

static void read_list_item(reader *r, size_t *i, fp_str s)
{
	const fp_field *f = list_field(r);
	if (!f) {
		add_extra(r, r->v[*i].text);
		return;
	}
	fp_str first = fp_str_trim(fp_str_sub(s, list_mark(s), s.n));
	json_array_append_new(fp_md_list_at(target(r, f), f->name), fp_json_str(gather(r, i, first, false)));
}

static void read_quote(reader *r, size_t *i, fp_str s)
{
	fp_str text = gather(r, i, fp_str_trim(fp_str_sub(s, 1, s.n)), true);
	if (r->turn && !json_object_get(r->turn, "why"))
		json_object_set_new(r->turn, "why", fp_json_str(text));
	else
		add_extra(r, fp_strf(r->a, "> %.*s", FP_ARG(text)));
}

static void read_image(reader *r, size_t i, fp_str s)
{
	ptrdiff_t mid = fp_str_find(s, FP_STR("]("), 0);
	if (!fp_str_is(r->slide->type, "image") || mid < 0 || !fp_str_ends(s, ")")) {
		add_extra(r, r->v[i].text);
		return;
	}
	fp_str src = fp_str_trim(fp_str_sub(s, (size_t)mid + 2, s.n - 1));
	if (fp_str_starts(src, "<") && fp_str_ends(src, ">"))
		src = fp_str_sub(src, 1, src.n - 1);
	json_object_set_new(r->raw, "src", fp_json_str(src));
	if (mid > 2)
		json_object_set_new(r->raw, "alt", fp_json_str(fp_str_sub(s, 2, (size_t)mid)));
}

static bool read_label(reader *r, size_t *i, fp_str s)
{
	fp_str name, rest;
	if (!split_label(s, &name, &rest))
		return false;
	const char *who = speaker(r, name);
	if (who) {
		json_t *turn = json_object();
		json_object_set_new(turn, "who", json_string(who));
		json_object_set_new(turn, "t", fp_json_str(gather(r, i, rest, false)));
		json_array_append_new(fp_md_list_at(r->raw, "turns"), turn);
		r->turn = turn;
		return true;
	}
	const fp_field *f = labelled(r, name);
	if (!f)
		return false;
	r->field = f;
	if (rest.n && !take_text(r, f, gather(r, i, rest, false)))
		add_extra(r, s);
	return true;
}

static void read_paragraph(reader *r, size_t *i, fp_str s)
{
	const fp_field *f = paragraph_field(r);
	size_t from = *i;
	uint32_t no = r->v[*i].no;
	fp_str text = gather(r, i, s, false);
	if (f && take_text(r, f, text))
		return;
	if (fp_str_is(r->slide->type, "dialogue") && fp_str_starts(s, "**"))
		fp_diag_add(r->diags, FP_NOTE, "unknown-speaker", no, 0,
		            fp_tr("不认识的说话人，作为补充保留", "unknown speaker; kept as it is"));
	for (size_t k = from; k <= *i; k++)
		add_extra(r, r->v[k].text);
	add_extra(r, fp_s(""));
}

static void read_body(reader *r)
{
	for (size_t i = 0; i < r->n; i++) {
		fp_str s = fp_str_trim(r->v[i].text);
		if (r->all_extra && !(fp_str_starts(s, "## ") && fp_md_find_named(r->type->fields,
		                                                                  fp_str_trim(fp_str_sub(s, 3, s.n)))))
			add_extra(r, r->v[i].text);
		else if (!s.n)
			continue;
		else if (s.p[0] == '#')
			read_heading(r, s);
		else if (s.p[0] == '|')
			read_table(r, &i);
		else if (s.p[0] == '>')
			read_quote(r, &i, s);
		else if (fp_str_starts(s, "!["))
			read_image(r, i, s);
		else if (list_mark(s))
			read_list_item(r, &i, s);
		else if (!read_label(r, &i, s))
			read_paragraph(r, &i, s);
	}
}

// ---- comments

static json_t *pair_value(fp_str s)
{
	json_t *v = json_loadb(s.p ? s.p : "", s.n, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
	return v ? v : fp_json_str(s);
}

// "key: value"; the key is a word.
static bool split_pair(fp_str s, fp_str *key, fp_str *value)
{
	size_t i = 0;
	while (i < s.n && s.p[i] != ':' && s.p[i] != ' ' && s.p[i] != '"')
		i++;
	if (!i || i >= s.n || s.p[i] != ':' || (i + 1 < s.n && s.p[i + 1] != ' '))
		return false;
	*key = fp_str_sub(s, 0, i);
	*value = fp_str_trim(fp_str_sub(s, i + 1, s.n));
	return true;
}

static bool is_ascii_word(fp_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return s.n > 0;
}

static void read_type(reader *r, fp_str value, uint32_t no)
{
	fp_str name = fp_str_cut(&value, ' ');
	const fp_slide_type *t = fp_slide_type_find(name);
	if (!t) {
		fp_diag_add(r->diags, FP_ERROR, "unknown-slide-type", no, 0,
		            fp_tr("没有幻灯片类型 %.*s，按正文处理", "there is no slide type %.*s; shown as text"), FP_ARG(name));
		return;
	}
	r->type = t;
	r->slide->type = fp_s(t->name);
}

static void read_directives(reader *r, fp_str body, uint32_t no)
{
	for (; body.n; no++) {
		fp_str s = fp_str_trim(fp_str_line(&body)), key, value;
		if (!s.n)
			continue;
		if (!split_pair(s, &key, &value)) {
			fp_diag_add(r->diags, FP_WARNING, "slide-comment", no, 0, fp_tr("看不懂的一行：%.*s", "cannot be read: %.*s"),
			            FP_ARG(fp_utf8_prefix(s, 60)));
			continue;
		}
		const fp_field *f = fp_slide_field(r->type, key);
		if (fp_str_is(key, "_class"))
			read_type(r, value, no);
		else if (fp_str_is(key, "id"))
			json_object_set_new(r->raw, "id", pair_value(value));
		else if (f && (f->flags & FP_FIELD_META))
			json_object_set_new(r->raw, f->name, pair_value(value));
		else
			fp_diag_add(r->diags, FP_WARNING, "unknown-field", no, 0,
			            fp_tr("类型 %s 没有字段 %.*s", "type %s has no field %.*s"), r->type->name, FP_ARG(key));
	}
}

static void read_notes(reader *r, fp_str body, bool headed)
{
	if (headed)
		fp_str_line(&body);
	fp_buf b = {0};
	while (true) {
		bool end = !body.n;
		fp_str s = fp_str_trim(fp_str_line(&body));
		if (s.n)
			fp_buf_f(&b, "%s%.*s", b.n ? "\n" : "", FP_ARG(s));
		if ((!s.n || end) && b.n) {
			json_array_append_new(r->notes, fp_json_str(fp_buf_view(&b)));
			fp_buf_clear(&b);
		}
		if (end)
			break;
	}
	fp_buf_free(&b);
}

static void read_comment(reader *r, fp_str body, uint32_t no)
{
	fp_str rest = body, key, value, first = fp_str_trim(fp_str_line(&rest));
	if (!first.n) {
		// "<!--", then the words on their own lines.
		body = rest;
		no++;
		first = fp_str_trim(fp_str_line(&rest));
	}
	if (fp_str_is(first, "讲稿") || fp_str_ieq(first, FP_STR("notes")))
		read_notes(r, body, true);
	else if (fp_str_starts(first, "_class:"))
		read_directives(r, body, no);
	else if (split_pair(first, &key, &value) && is_ascii_word(key))
		fp_diag_add(r->diags, FP_WARNING, "slide-comment", no, 0, fp_tr("忽略指令 %.*s", "directive %.*s is ignored"),
		            FP_ARG(key));
	else
		read_notes(r, body, false);
}

// ---- slides

static fp_str slide_id(reader *r)
{
	json_t *v = json_object_get(r->raw, "id");
	fp_str id = fp_text_clean(r->a, fp_json_string(v), true);
	if (json_is_integer(v))
		id = fp_num_text(r->a, v);
	if (!id.n) {
		uint64_t h = 0;
		for (size_t i = 0; i < r->n; i++)
			h = fp_hash64(r->v[i].text.p, r->v[i].text.n, h);
		id = fp_strf(r->a, "hand:%08x", (unsigned)(h ^ (h >> 32)));
	}
	fp_str free_id = fp_deck_free_id(r->a, r->deck, id);
	if (!fp_str_eq(free_id, id))
		fp_diag_add(r->diags, FP_WARNING, "slide-id", r->first, 0,
		            fp_tr("id %.*s 重复，改为 %.*s", "id %.*s is used twice, becomes %.*s"), FP_ARG(id), FP_ARG(free_id));
	return free_id;
}

static void end_slide(reader *r)
{
	fp_slide *s = r->slide;
	s->id = slide_id(r);
	json_object_del(r->raw, "id");
	if (json_array_size(r->notes))
		json_object_set(r->raw, "notes", r->notes);
	if (r->extra.n)
		json_object_set_new(r->raw, "extra", fp_json_str(fp_buf_view(&r->extra)));
	s->fields = json_object();
	for (const fp_field *f = fp_slide_field_first(r->type); f; f = fp_slide_field_next(f)) {
		fp_err err = {0};
		const json_t *in = json_object_get(r->raw, f->name);
		json_t *got = in ? fp_field_canon(r->a, f, in, fp_s(f->name), &err) : NULL;
		if (err.code)
			fp_diag_add(r->diags, FP_ERROR, "slide-field", r->first, 0, "%s", err.msg);
		else if (got)
			json_object_set_new(s->fields, f->name, got);
	}
	fp_err err = {0};
	if (!fp_slide_check(r->type, s->fields, s->id, &err))
		fp_diag_add(r->diags, FP_ERROR, "slide-field", r->first, 0, "%s", err.msg);
	r->deck->slide_n++;
}

// Takes the comments out of lines [from, to) and keeps the rest as body lines. Two passes, since the type must be known
// first.
static void collect(reader *r, const line *v, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		fp_str s = v[i].text, t = fp_str_trim(s);
		if (!fp_str_starts(t, "<!--")) {
			FP_PUSH(r->a, r->v, r->n, r->cap) = v[i];
			continue;
		}
		fp_buf b = {0};
		uint32_t no = v[i].no;
		s = fp_str_sub(t, 4, t.n);
		ptrdiff_t end;
		while ((end = fp_str_find(s, FP_STR("-->"), 0)) < 0 && i + 1 < to) {
			fp_buf_str(&b, s);
			fp_buf_c(&b, '\n');
			s = v[++i].text;
		}
		if (end < 0)
			fp_diag_add(r->diags, FP_ERROR, "comment-open", no, 0,
			            fp_tr("注释没有以 --> 结束", "the comment does not end with -->"));
		fp_buf_str(&b, end < 0 ? s : fp_str_sub(s, 0, (size_t)end));
		read_comment(r, fp_str_dup(r->a, fp_buf_view(&b)), no);
		fp_buf_free(&b);
		if (end >= 0 && fp_str_trim(fp_str_sub(s, (size_t)end + 3, s.n)).n)
			FP_PUSH(r->a, r->v, r->n, r->cap) = (line){fp_str_sub(s, (size_t)end + 3, s.n), v[i].no};
	}
}

static void read_slide(reader *base, const line *v, size_t from, size_t to)
{
	bool blank = true;
	for (size_t i = from; i < to && blank; i++)
		blank = !fp_str_trim(v[i].text).n;
	if (blank)
		return;
	reader r = *base;
	while (!fp_str_trim(v[from].text).n)
		from++;
	r.first = v[from].no;
	r.slide = &r.deck->slides[r.deck->slide_n];
	*r.slide = (fp_slide){.type = FP_STR("text"), .line = r.first};
	r.type = fp_slide_type_find(r.slide->type);
	r.raw = json_object();
	r.notes = json_array();
	collect(&r, v, from, to);
	read_body(&r);
	end_slide(&r);
	json_decref(r.raw);
	json_decref(r.notes);
	fp_buf_free(&r.extra);
}

// ---- the file

static void read_head_pair(reader *r, fp_str s, uint32_t no)
{
	fp_str key, value;
	if (!split_pair(s, &key, &value)) {
		fp_diag_add(r->diags, FP_WARNING, "front-matter", no, 0, fp_tr("看不懂的一行：%.*s", "cannot be read: %.*s"),
		            FP_ARG(fp_utf8_prefix(s, 60)));
		return;
	}
	for (size_t i = 0; i < FP_COUNT(fp_md_marp); i++)
		if (fp_str_is(key, fp_md_marp[i].key) && fp_str_is(value, fp_md_marp[i].value))
			return;
	json_t *v = pair_value(value);
	fp_str *own = fp_str_is(key, "lang") ? &r->deck->lang : fp_str_is(key, "id") ? &r->deck->id :
		fp_str_is(key, "title") ? &r->deck->title :
	              fp_str_is(key, "team") ? &r->deck->team : fp_str_is(key, "range") ? &r->deck->range : NULL;
	if (own)
		*own = fp_text_clean(r->a, json_is_string(v) ? fp_json_string(v) : value, true);
	else if (!fp_deck_set_meta(r->a, r->deck, fp_cstr(r->a, key), v))
		fp_diag_add(r->diags, FP_WARNING, "front-matter", no, 0, fp_tr("键 %.*s 不能用", "key %.*s cannot be used"),
		            FP_ARG(key));
	json_decref(v);
}

// The index of the first line after the front matter.
static size_t read_head(reader *r, const line *v, size_t n)
{
	if (!n || !fp_str_is(fp_str_trim(v[0].text), "---"))
		return 0;
	for (size_t i = 1; i < n; i++) {
		fp_str s = fp_str_trim(v[i].text);
		if (fp_str_is(s, "---"))
			return i + 1;
		if (s.n && s.p[0] != '#')
			read_head_pair(r, s, v[i].no);
	}
	fp_diag_add(r->diags, FP_ERROR, "front-matter", 1, 0, fp_tr("开头的 --- 没有结束", "the opening --- has no end"));
	return n;
}

static size_t split_lines(fp_arena *a, fp_str text, line **out)
{
	line *v = NULL;
	size_t n = 0, cap = 0;
	if (fp_str_starts(text, "\xEF\xBB\xBF"))
		text = fp_str_sub(text, 3, text.n);
	for (uint32_t no = 1; text.n; no++) {
		fp_str s = fp_str_line(&text);
		FP_PUSH(a, v, n, cap) = (line){s, no};
	}
	*out = v;
	return n;
}

// The line that closes the comment opened in line i; one that never closes is a slip of its own slide only.
static size_t comment_end(const line *v, size_t i, size_t n)
{
	for (size_t k = i; k < n; k++)
		if (fp_str_find(v[k].text, FP_STR("-->"), 0) >= 0)
			return k;
	return SIZE_MAX;
}

fp_deck *fp_deck_parse_md(fp_arena *a, fp_str path, fp_str text, fp_diags *diags, fp_err *err)
{
	if (text.n > 2 * (size_t)FP_DECK_MAX_TEXT) {
		fp_fail(err, FP_LIMIT, fp_tr("演示文稿超过 %u MB", "the deck is larger than %u MB"), 2 * FP_DECK_MAX_TEXT >> 20);
		return NULL;
	}
	fp_diags unheard = {.arena = a};
	reader r = {.a = a, .diags = diags ? diags : &unheard, .deck = fp_deck_new(a)};
	if (path.n)
		r.diags->path = path;
	line *v;
	size_t n = split_lines(a, text, &v), i = read_head(&r, v, n), from = i, slides = 1;
	r.deck->lang = fp_s(fp_str_starts(r.deck->lang, "en") ? "en" : "zh");
	for (size_t k = i; k < n; k++)
		slides += fp_str_is(fp_str_trim(v[k].text), "---");
	if (slides > FP_DECK_MAX_SLIDES) {
		fp_fail(err, FP_LIMIT, fp_tr("超过 %d 张幻灯片", "more than %d slides"), FP_DECK_MAX_SLIDES);
		fp_deck_free(r.deck);
		return NULL;
	}
	r.deck->slides = FP_NEW_N(a, fp_slide, slides);
	for (bool closed = true; i < n; i++) {
		fp_str s = fp_str_trim(v[i].text);
		if (fp_str_starts(s, "<!--") && closed) {
			size_t end = comment_end(v, i, n);
			closed = end != SIZE_MAX;  // when one has no end, none after it has
			i = closed ? end : i;
		} else if (fp_str_is(s, "---")) {
			read_slide(&r, v, from, i);
			from = i + 1;
		}
	}
	read_slide(&r, v, from, n);
	if (!fp_arena_over(a, err))
		return r.deck;
	fp_deck_free(r.deck);
	return NULL;
}
