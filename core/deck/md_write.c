// md_write: a deck as Markdown that Marp shows and md_read.c reads back to the same deck. One fixed shape for each kind
// of field:
//   comment      <!-- _class: star          type, id and what has no visible place; Marp takes it as directives
//                id: star:261118-k7f3qma -->
//   texts        **label**：text, lines joined by a backslash at the line's end
//   lists        **label**：, then "- item"
//   rows         **label**：, then a table whose head names the fields
//   turns        **speaker**：words, then "> comment"
//   object       ## label, then its fields
//   notes        <!-- 讲稿 …, whose first line keeps Marp from reading a note as a directive
#include "deck/deck_priv.h"
#include "deck/md_priv.h"

#include <stdlib.h>

// ---- front matter and comments: "key: value", the value plain where that is unmistakable, JSON elsewhere

static bool is_plain_value(fp_str s)
{
	static const char first[] = "\"'[]{}>|*&!%#`@,?:-~=<";
	if (!s.n || s.n > 300)
		return false;
	for (size_t k = 0; first[k]; k++)
		if (s.p[0] == first[k])
			return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < ' ' || c == '#' || c == '"' || c == '\\' || c == '<' || c == '>' ||
		    (c == ':' && (i + 1 == s.n || s.p[i + 1] == ' ')))
			return false;
	}
	json_t *v = json_loadb(s.p, s.n, JSON_DECODE_ANY, NULL);
	json_decref(v);
	return !v && fp_str_eq(fp_str_trim(s), s);
}

static void put_pair(fp_buf *b, const char *key, const json_t *v)
{
	if (json_is_string(v) && is_plain_value(fp_json_string(v))) {
		fp_buf_f(b, "%s: %s\n", key, json_string_value(v));
		return;
	}
	char *text = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT);
	fp_buf_f(b, "%s: ", key);
	// ">" could close the comment; inside JSON it occurs only in strings.
	for (const char *p = text; p && *p; p++) {
		if (*p == '>')
			fp_buf_z(b, "\\u003e");
		else
			fp_buf_c(b, *p);
	}
	fp_buf_c(b, '\n');
	free(text);
}

static void put_str(fp_buf *b, const char *key, fp_str s)
{
	json_t *v = fp_json_str(s);
	put_pair(b, key, v);
	json_decref(v);
}

// ---- inline text

static bool is_word_char(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (unsigned char)c >= 0x80;
}

// Whether a character of plain text would mean something to a Markdown reader that it does not mean to us.
static bool needs_guard(fp_str s, size_t i)
{
	char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : 0, prev = i ? s.p[i - 1] : 0;
	switch (c) {
	case '<':
		return true;
	case '&':
		return next == '#' || is_word_char(next);
	case '_':
		return !is_word_char(prev) || !is_word_char(next);
	case '~':
		return next == '~' || prev == '~';
	case ']':
		// Not the end of a [-mark-].
		return prev != '-' && prev != '+' && (next == '(' || next == ':' || next == '[');
	default:
		return false;
	}
}

// The rich text with Markdown's own specials guarded. Escapes of rich text and of Markdown are the same, so the result
// is a rich text again: reading is fp_rich_canon.
static void put_inline(fp_buf *b, fp_str rich, bool cell)
{
	bool code = false;
	for (size_t i = 0; i < rich.n; i++) {
		char c = rich.p[i];
		if (c == '\\' && !code && i + 1 < rich.n) {
			fp_buf_c(b, c);
			c = rich.p[++i];
		} else if (c == '`') {
			code = !code;
		} else if (!code && needs_guard(rich, i)) {
			fp_buf_c(b, '\\');
		}
		if (cell && c == '|')
			fp_buf_c(b, '\\');
		if (cell && c == '\n')
			fp_buf_z(b, "<br>");
		else
			fp_buf_c(b, c);
	}
}

static size_t digits(fp_str s)
{
	size_t n = 0;
	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

// A line that stands at the start of a Markdown line: what would open a block is escaped.
static void put_line(fp_buf *b, fp_str line)
{
	size_t n = digits(line);
	char c = line.n ? line.p[0] : 0;
	if (c == '#' || c == '>' || c == '-' || c == '+' || c == '=' || c == '|' || c == '!') {
		fp_buf_c(b, '\\');
	} else if (n && n < line.n && (line.p[n] == '.' || line.p[n] == ')')) {
		fp_buf_add(b, line.p, n);
		fp_buf_c(b, '\\');
		line = fp_str_sub(line, n, line.n);
	}
	put_inline(b, line, false);
}

// Lines of a text: the first follows what is already on the line, unless `at_start`.
static void put_text(fp_buf *b, fp_str rich, const char *indent, bool at_start)
{
	bool first = true;
	for (fp_str rest = rich; rest.n; first = false) {
		fp_str line = fp_str_line(&rest);
		if (!first)
			fp_buf_f(b, "\\\n%s", indent);
		if (first && !at_start)
			put_inline(b, line, false);
		else
			put_line(b, line);
	}
}

static void put_heading(fp_buf *b, const char *mark, fp_str rich)
{
	fp_buf_f(b, "%s ", mark);
	put_inline(b, rich, false);
	// A closing row of # would be dropped by Markdown.
	if (rich.n && b->p[b->n - 1] == '#') {
		b->n--;
		fp_buf_z(b, "\\#");
	}
	fp_buf_z(b, "\n\n");
}

// ---- fields

typedef struct {
	fp_arena *a;
	fp_buf b;
	bool zh;
} writer;

static void put_label(writer *w, const char *label)
{
	fp_buf_f(&w->b, "**%s**%s", label, w->zh ? "：" : ": ");
}

static void put_list(writer *w, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		fp_buf_z(&w->b, "- ");
		put_text(&w->b, fp_json_string(json_array_get(list, i)), "  ", true);
		fp_buf_c(&w->b, '\n');
	}
	fp_buf_c(&w->b, '\n');
}

static const char *word_label(const fp_field *f, const json_t *v, bool zh)
{
	for (const fp_word *k = f->words; k->key; k++)
		if (fp_str_is(fp_json_string(v), k->key))
			return zh ? k->zh : k->en;
	return "";
}

static void put_cell(writer *w, const fp_field *f, const json_t *v)
{
	fp_buf_z(&w->b, " ");
	switch (f->kind) {
	case FP_F_NUM:
	case FP_F_INT:
		fp_buf_str(&w->b, json_is_number(v) ? fp_num_text(w->a, v) : fp_s(""));
		break;
	case FP_F_BOOL:
		fp_buf_z(&w->b, !v ? "" : json_is_true(v) ? (w->zh ? "是" : "yes") : (w->zh ? "否" : "no"));
		break;
	case FP_F_ENUM:
		fp_buf_z(&w->b, word_label(f, v, w->zh));
		break;
	case FP_F_NUMS:
		for (size_t i = 0; i < json_array_size(v); i++) {
			const json_t *n = json_array_get(v, i);
			fp_buf_f(&w->b, "%s%.*s", i ? " " : "", FP_ARG(json_is_null(n) ? fp_s("-") : fp_num_text(w->a, n)));
		}
		break;
	default:
		put_inline(&w->b, fp_json_string(v), true);
	}
	fp_buf_z(&w->b, " |");
}

static void put_rule(writer *w, size_t columns)
{
	fp_buf_z(&w->b, "\n|");
	for (size_t i = 0; i < columns; i++)
		fp_buf_z(&w->b, " --- |");
	fp_buf_c(&w->b, '\n');
}

// Columns that no row uses are left out.
static bool column_used(const fp_field *f, const json_t *rows)
{
	if (f->flags & FP_FIELD_NEEDED)
		return true;
	for (size_t i = 0; i < json_array_size(rows); i++)
		if (json_object_get(json_array_get(rows, i), f->name))
			return true;
	return false;
}

static void put_rows(writer *w, const fp_field *sub, const json_t *rows)
{
	size_t columns = 0;
	fp_buf_c(&w->b, '|');
	for (const fp_field *f = sub; f->name; f++)
		if (column_used(f, rows)) {
			fp_buf_f(&w->b, " %s |", fp_field_label(f, w->zh));
			columns++;
		}
	put_rule(w, columns);
	for (size_t i = 0; i < json_array_size(rows); i++) {
		fp_buf_c(&w->b, '|');
		for (const fp_field *f = sub; f->name; f++)
			if (column_used(f, rows))
				put_cell(w, f, json_object_get(json_array_get(rows, i), f->name));
		fp_buf_c(&w->b, '\n');
	}
	fp_buf_c(&w->b, '\n');
}

static void put_heads(writer *w, const json_t *heads)
{
	for (size_t i = 0; i < json_array_size(heads); i++) {
		fp_buf_c(&w->b, ' ');
		put_inline(&w->b, fp_json_string(json_array_get(heads, i)), true);
		fp_buf_z(&w->b, " |");
	}
}

// Series over the labels of x: | 系列 | 重点 | W40 | W41 |
static void put_series(writer *w, const fp_field *f, const json_t *x, const json_t *series)
{
	put_label(w, fp_field_label(f, w->zh));
	fp_buf_f(&w->b, "\n\n| %s | %s |", fp_field_label(&f->sub[0], w->zh), fp_field_label(&f->sub[1], w->zh));
	put_heads(w, x);
	put_rule(w, 2 + json_array_size(x));
	for (size_t i = 0; i < json_array_size(series); i++) {
		const json_t *s = json_array_get(series, i), *v = json_object_get(s, "v");
		fp_buf_c(&w->b, '|');
		put_cell(w, &f->sub[0], json_object_get(s, "name"));
		put_cell(w, &f->sub[1], json_object_get(s, "hl"));
		for (size_t k = 0; k < json_array_size(v); k++) {
			const json_t *n = json_array_get(v, k);
			fp_buf_f(&w->b, " %.*s |", FP_ARG(json_is_null(n) ? fp_s("") : fp_num_text(w->a, n)));
		}
		fp_buf_c(&w->b, '\n');
	}
	fp_buf_c(&w->b, '\n');
}

static void put_grid(writer *w, const json_t *columns, const json_t *rows)
{
	fp_buf_c(&w->b, '|');
	put_heads(w, columns);
	put_rule(w, json_array_size(columns));
	for (size_t i = 0; i < json_array_size(rows); i++) {
		fp_buf_c(&w->b, '|');
		put_heads(w, json_array_get(rows, i));
		fp_buf_c(&w->b, '\n');
	}
	fp_buf_c(&w->b, '\n');
}

static void put_turns(writer *w, const fp_field *f, const json_t *turns)
{
	for (size_t i = 0; i < json_array_size(turns); i++) {
		const json_t *t = json_array_get(turns, i);
		put_label(w, word_label(&f->sub[0], json_object_get(t, "who"), w->zh));
		put_text(&w->b, fp_json_string(json_object_get(t, "t")), "", false);
		fp_buf_z(&w->b, "\n\n");
		if (!json_object_get(t, "why"))
			continue;
		fp_buf_z(&w->b, "> ");
		put_text(&w->b, fp_json_string(json_object_get(t, "why")), "> ", true);
		fp_buf_z(&w->b, "\n\n");
	}
}

static void put_field(writer *w, const fp_field *f, const json_t *v);

static void put_bare(writer *w, const fp_field *f, const json_t *v)
{
	if (fp_str_is(fp_s(f->name), "items")) {
		put_list(w, v);
		return;
	}
	for (size_t i = 0; i < json_array_size(v); i++) {
		put_text(&w->b, fp_json_string(json_array_get(v, i)), "", true);
		fp_buf_z(&w->b, "\n\n");
	}
}

static void put_object(writer *w, const fp_field *f, const json_t *v)
{
	fp_buf_f(&w->b, "## %s\n\n", fp_field_label(f, w->zh));
	for (const fp_field *k = f->sub; k->name; k++)
		if (json_object_get(v, k->name))
			put_field(w, k, json_object_get(v, k->name));
}

static void put_field(writer *w, const fp_field *f, const json_t *v)
{
	switch (f->kind) {
	case FP_F_OBJ:
		put_object(w, f, v);
		return;
	case FP_F_TURNS:
		put_turns(w, f, v);
		return;
	default:
		break;
	}
	if (f->flags & FP_FIELD_BARE) {
		put_bare(w, f, v);
		return;
	}
	put_label(w, fp_field_label(f, w->zh));
	switch (f->kind) {
	case FP_F_LINES:
	case FP_F_TEXTS:
		fp_buf_z(&w->b, "\n\n");
		put_list(w, v);
		break;
	case FP_F_ROWS:
		fp_buf_z(&w->b, "\n\n");
		put_rows(w, f->sub, v);
		break;
	case FP_F_KEYS:
		for (size_t i = 0; i < json_array_size(v); i++)
			fp_buf_f(&w->b, "%s%s", i ? ", " : "", json_string_value(json_array_get(v, i)));
		fp_buf_z(&w->b, "\n\n");
		break;
	default:
		put_text(&w->b, fp_json_string(v), "", false);
		fp_buf_z(&w->b, "\n\n");
	}
}

// ---- slides

static void put_comment(writer *w, const fp_slide *s, const fp_slide_type *t)
{
	fp_buf_f(&w->b, "<!-- _class: %s\n", t->name);
	put_str(&w->b, "id", s->id);
	for (const fp_field *f = fp_slide_field_first(t); f; f = fp_slide_field_next(f))
		if ((f->flags & FP_FIELD_META) && json_object_get(s->fields, f->name))
			put_pair(&w->b, f->name, json_object_get(s->fields, f->name));
	fp_buf_z(&w->b, "-->\n\n");
}

// ">" after a hyphen could close the comment.
static void put_comment_safe(fp_buf *b, fp_str rich)
{
	bool code = false;
	for (size_t i = 0; i < rich.n; i++) {
		char c = rich.p[i], prev = i ? rich.p[i - 1] : 0;
		if (c == '\\' && !code && i + 1 < rich.n) {
			fp_buf_c(b, c);
			c = rich.p[++i];
		} else if (c == '`') {
			code = !code;
		} else if (c == '>' && !code && (prev == '-' || prev == '!')) {
			fp_buf_c(b, '\\');
		}
		fp_buf_c(b, c);
	}
}

static void put_notes(writer *w, const json_t *notes)
{
	if (!notes)
		return;
	fp_buf_f(&w->b, "<!--\n%s\n", w->zh ? "讲稿" : "notes");
	for (size_t i = 0; i < json_array_size(notes); i++) {
		fp_str s = fp_json_string(json_array_get(notes, i));
		fp_buf_c(&w->b, '\n');
		put_comment_safe(&w->b, s);
		fp_buf_c(&w->b, '\n');
	}
	fp_buf_z(&w->b, "-->\n\n");
}

static void put_data(writer *w, const fp_slide_type *t, const fp_slide *s)
{
	const json_t *x = json_object_get(s->fields, "x"), *series = json_object_get(s->fields, "series");
	const json_t *columns = json_object_get(s->fields, "columns");
	const fp_field *f = fp_slide_field(t, fp_s("series"));
	if (f && (x || series))
		put_series(w, f, x, series);
	if (columns)
		put_grid(w, columns, json_object_get(s->fields, "rows"));
}

static bool is_in_body(const fp_field *f)
{
	fp_str n = fp_s(f->name);
	if (f->flags & FP_FIELD_META)
		return false;
	if (f->kind == FP_F_SERIES || f->kind == FP_F_CELLS ||
	    (f->kind == FP_F_LINES && (fp_str_is(n, "x") || fp_str_is(n, "columns"))))
		return false;
	return !fp_str_is(n, "title") && !fp_str_is(n, "kicker") && !fp_str_is(n, "notes") && !fp_str_is(n, "extra");
}

static void put_slide(writer *w, const fp_slide *s)
{
	const fp_slide_type *t = fp_slide_type_find(s->type);
	put_comment(w, s, t);
	if (json_object_get(s->fields, "kicker"))
		put_heading(&w->b, "######", fp_field_str(s, "kicker"));
	if (json_object_get(s->fields, "title"))
		put_heading(&w->b, "#", fp_field_str(s, "title"));
	fp_str src = fp_str_is(s->type, "image") ? fp_field_str(s, "src") : (fp_str){0};
	if (fp_md_shows_address(src))
		fp_buf_f(&w->b, "![](<%.*s>)\n\n", FP_ARG(src));
	put_data(w, t, s);
	// Objects open a scope that only another heading closes, so they come last.
	for (int objects = 0; objects < 2; objects++)
		for (const fp_field *f = fp_slide_field_first(t); f; f = fp_slide_field_next(f))
			if (is_in_body(f) && (f->kind == FP_F_OBJ) == objects && json_object_get(s->fields, f->name))
				put_field(w, f, json_object_get(s->fields, f->name));
	put_notes(w, json_object_get(s->fields, "notes"));
	if (json_object_get(s->fields, "extra")) {
		const fp_field *f = fp_slide_field(t, fp_s("extra"));
		fp_buf_f(&w->b, "## %s\n\n%.*s\n\n", fp_field_label(f, w->zh), FP_ARG(fp_field_str(s, "extra")));
	}
}

static void put_front_matter(writer *w, const fp_deck *d)
{
	fp_buf_z(&w->b, "---\n");
	for (size_t i = 0; i < FP_COUNT(fp_md_marp); i++)
		if (!json_object_get(d->meta, fp_md_marp[i].key))
			fp_buf_f(&w->b, "%s: %s\n", fp_md_marp[i].key, fp_md_marp[i].value);
	put_str(&w->b, "lang", d->lang);
	put_str(&w->b, "id", d->id);
	put_str(&w->b, "title", d->title);
	put_str(&w->b, "team", d->team);
	put_str(&w->b, "range", d->range);
	const char *key;
	json_t *v;
	json_object_foreach(d->meta, key, v)
		put_pair(&w->b, key, v);
	fp_buf_z(&w->b, "---\n");
}

fp_str fp_deck_render_md(fp_arena *a, const fp_deck *d)
{
	writer w = {.a = a, .zh = fp_deck_zh(d)};
	put_front_matter(&w, d);
	for (size_t i = 0; i < d->slide_n; i++) {
		fp_buf_z(&w.b, i ? "---\n\n" : "\n");
		put_slide(&w, &d->slides[i]);
	}
	return fp_buf_take(&w.b, a);
}
