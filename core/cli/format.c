// format: a person's template for one line a case, such as '{id}\t{title:20}'. Read once before anything is asked, so that a mistake costs
// nothing; widths are columns of a terminal, in which a Chinese character takes two.
#include <string.h>

#include "base/json.h"
#include "cli/cmd_priv.h"

#define WIDTH_MAX 1000

typedef enum { LITERAL, FIELD, LABEL, VERDICT } piece_kind;
typedef struct {
	piece_kind kind;
	fp_str text;          // the literal, or the name of the field
	size_t width;         // 0: as long as it is
	bool right;
} piece;
struct fp_format {
	piece *v;
	size_t n, cap;
};

// What a hit has besides the fields of its front matter.
static const struct {
	const char *name, *zh;
} extras[] = {{"id", "编号"}, {"title", "标题"}, {"path", "路径"}, {"score", "得分"}, {"snippet", "摘录"}, {"week", "周"}};

// ---------------------------------------------------------------- reading

static void consider(fp_str typed, fp_str name, fp_str *best, size_t *distance)
{
	size_t d = name.n ? fp_str_distance(typed, name, 3) : 9;
	if (d < *distance) {
		*distance = d;
		*best = name;
	}
}

static bool unknown(fp_cli *c, fp_str name)
{
	fp_str best = {0};
	size_t distance = fp_utf8_count(name) < 4 ? 2 : 4;
	for (size_t i = 0; i < FP_COUNT(extras); i++)
		consider(name, fp_s(extras[i].name), &best, &distance);
	for (size_t i = 0; i < c->ws.schema->field_n; i++) {
		consider(name, c->ws.schema->fields[i].name, &best, &distance);
		consider(name, c->ws.schema->fields[i].zh, &best, &distance);
	}
	if (best.n)
		return fp_fail(&c->err, FP_USAGE, fp_tr("--format 里没有字段 {%.*s}，是不是 {%.*s}？", "--format: there is no field {%.*s}, did you mean {%.*s}?"), FP_ARG(name), FP_ARG(best));
	return fp_fail(&c->err, FP_USAGE, fp_tr("--format 里没有字段 {%.*s}；字段见 schema/case.yaml，另有 id title path score snippet week", "--format: there is no field {%.*s}; fields are in schema/case.yaml, and id title path score snippet week"), FP_ARG(name));
}

static bool resolve(fp_cli *c, piece *p, fp_str name)
{
	p->kind = fp_str_starts(name, "label.") ? LABEL : fp_str_starts(name, "verdict.") ? VERDICT : FIELD;
	fp_str field = p->kind == FIELD ? name : fp_str_sub(name, p->kind == LABEL ? 6 : 8, name.n);
	for (size_t i = 0; p->kind == FIELD && i < FP_COUNT(extras); i++)
		if (fp_str_is(field, extras[i].name) || fp_str_is(field, extras[i].zh)) {
			p->text = fp_s(extras[i].name);
			return true;
		}
	const fp_field_def *def = fp_schema_field(c->ws.schema, field);
	p->text = def ? def->name : field;
	return def || unknown(c, name);
}

// "title", "title:20", "severity:>3"
static bool read_field(fp_cli *c, piece *p, fp_str inside)
{
	fp_str name = fp_str_cut(&inside, ':'), width = fp_str_trim(inside);
	int64_t w = 0;
	if (width.n && (width.p[0] == '>' || width.p[0] == '<')) {
		p->right = width.p[0] == '>';
		width = fp_str_sub(width, 1, width.n);
	}
	if (inside.p && (!fp_str_int(width, &w) || w < 1 || w > WIDTH_MAX))
		return fp_fail(&c->err, FP_USAGE, fp_tr("--format：{%.*s:…} 的宽度要是 1 到 %d 的整数，如 {%.*s:20} 或 {%.*s:>6}", "--format: the width of {%.*s:...} must be a whole number from 1 to %d, as in {%.*s:20} or {%.*s:>6}"),
		               FP_ARG(name), WIDTH_MAX, FP_ARG(name), FP_ARG(name));
	p->width = (size_t)w;
	return resolve(c, p, fp_str_trim(name));
}

// One character of the template as it is meant: \t, \n, \\, {{, }} are one. Returns the bytes it took.
static size_t literal(fp_str t, size_t i, char *out)
{
	static const char pairs[][3] = {{'\\', 't', '\t'}, {'\\', 'n', '\n'}, {'\\', '\\', '\\'}, {'{', '{', '{'}, {'}', '}', '}'}};
	for (size_t k = 0; i + 1 < t.n && k < FP_COUNT(pairs); k++)
		if (t.p[i] == pairs[k][0] && t.p[i + 1] == pairs[k][1]) {
			*out = pairs[k][2];
			return 2;
		}
	*out = t.p[i];
	return t.p[i] == '{' ? 0 : 1;
}

static void flush_text(fp_cli *c, fp_format *f, fp_buf *text)
{
	if (text->n)
		FP_PUSH(c->a, f->v, f->n, f->cap) = (piece){.kind = LITERAL, .text = fp_str_dup(c->a, fp_buf_view(text))};
	fp_buf_clear(text);
}

fp_format *fp_format_parse(fp_cli *c, fp_str t)
{
	fp_format *f = FP_NEW(c->a, fp_format);
	fp_buf text = {0};
	bool ok = true;
	for (size_t i = 0; i < t.n && ok;) {
		char ch;
		size_t took = literal(t, i, &ch);
		if (took) {
			fp_buf_c(&text, ch);
			i += took;
			continue;
		}
		piece p = {0};
		ptrdiff_t close = fp_str_find(t, FP_STR("}"), i);
		flush_text(c, f, &text);
		ok = close < 0 ? fp_fail(&c->err, FP_USAGE, "%s", fp_tr("--format：有一个 { 没有配上 }；要写括号本身就写 {{", "--format: a { has no }; a brace itself is written {{"))
		               : read_field(c, &p, fp_str_sub(t, i + 1, (size_t)close));
		if (ok)
			FP_PUSH(c->a, f->v, f->n, f->cap) = p;
		i = ok ? (size_t)close + 1 : t.n;
	}
	flush_text(c, f, &text);
	fp_buf_free(&text);
	return ok ? f : NULL;
}

// ---------------------------------------------------------------- writing

static void put_json(fp_buf *b, const json_t *v)
{
	size_t i;
	json_t *item;
	if (json_is_string(v))
		fp_buf_add(b, json_string_value(v), json_string_length(v));
	else if (json_is_integer(v))
		fp_buf_f(b, "%lld", (long long)json_integer_value(v));
	else if (json_is_real(v))
		fp_buf_f(b, "%.10g", json_real_value(v));
	else if (json_is_boolean(v))
		fp_buf_z(b, json_is_true(v) ? "true" : "false");
	json_array_foreach((json_t *)(uintptr_t)v, i, item) {
		fp_buf_z(b, i ? "," : "");
		put_json(b, item);
	}
}

static fp_str week_of(fp_cli *c, const fp_hit *h)
{
	fp_time t;
	const json_t *v = json_object_get(h->fields, "received");
	if (!json_is_string(v) || !fp_time_parse(fp_s(json_string_value(v)), c->ws.schema->config.offset, &t, NULL))
		return (fp_str){0};
	return fp_week_text(c->a, fp_time_day(t));
}

// A person's label, else the verdict that counts.
static fp_str field_text(fp_cli *c, const piece *p, const fp_hit *h)
{
	fp_buf b = {0};
	char *name = fp_cstr(c->a, p->text);
	if (p->kind != VERDICT)
		put_json(&b, json_object_get(h->fields, name));
	if (p->kind == VERDICT || (p->kind == FIELD && !b.n))
		put_json(&b, json_object_get(h->verdicts, name));
	return fp_buf_take(&b, c->a);
}

static fp_str value_of(fp_cli *c, const piece *p, const fp_hit *h)
{
	if (p->kind == FIELD) {
		if (fp_str_is(p->text, "id"))
			return h->id;
		if (fp_str_is(p->text, "title"))
			return h->title;
		if (fp_str_is(p->text, "path"))
			return h->path;
		if (fp_str_is(p->text, "snippet"))
			return h->snippet;
		if (fp_str_is(p->text, "score"))
			return fp_strf(c->a, "%.4f", h->score);
		if (fp_str_is(p->text, "week"))
			return week_of(c, h);
	}
	return field_text(c, p, h);
}

void fp_format_print(fp_cli *c, const fp_format *f, const fp_hit *h)
{
	for (size_t i = 0; i < f->n; i++) {
		const piece *p = &f->v[i];
		if (p->kind == LITERAL) {
			fwrite(p->text.p, 1, p->text.n, stdout);
			continue;
		}
		fp_str s = fp_one_line(c->a, value_of(c, p, h));
		if (p->width)
			s = fp_str_fit(c->a, s, p->width);
		size_t w = fp_str_width(s);
		int pad = w < p->width ? (int)(p->width - w) : 0;
		printf("%*s%.*s%*s", p->right ? pad : 0, "", FP_ARG(s), p->right ? 0 : pad, "");
	}
	putchar('\n');
}
