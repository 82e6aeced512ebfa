// Saved queries: queries/NAME.yaml. What a query may be is not known here; the reader only finds its text, its parameters and where they stand.
#include <string.h>

#include "case/schema_priv.h"

#define NAME_MOST 60   // characters

static bool name_char(uint32_t cp, bool first)
{
	bool letter = (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp > 0x7F;
	return letter || (cp >= '0' && cp <= '9') || (!first && (cp == '_' || cp == '-'));
}

bool fp_saved_name_ok(fp_str s)
{
	size_t i = 0;
	bool ok = s.n && fp_utf8_valid(s, &i) && fp_utf8_count(s) <= NAME_MOST;
	for (i = 0; ok && i < s.n;) {
		bool first = i == 0;
		uint32_t cp = fp_utf8_next(s, &i);
		ok = name_char(cp, first) && !(cp >= 0x2000 && cp < 0x2E80) && !(cp >= 0x3000 && cp < 0x3040) && !(cp >= 0xFF00 && cp < 0xFFF0);
	}
	return ok;
}

static bool param_name_ok(fp_str s)
{
	return fp_saved_name_ok(s) && !(s.p[0] >= '0' && s.p[0] <= '9') && !fp_str_has(s, FP_STR("-"));
}

static bool type_ok(const fp_schema *schema, fp_saved_param *p)
{
	p->field = fp_schema_field(schema, p->type);
	return fp_str_is(p->type, "text") || fp_str_is(p->type, "number") || fp_str_is(p->type, "period") || p->field;
}

static bool read_param(fp_loader *l, const fp_schema *schema, const fp_ynode *key, const fp_ynode *v, fp_saved_param *out)
{
	static const char *const known[] = {"type", "default", "doc"};
	*out = (fp_saved_param){.name = key->text, .type = fp_ynode_text(v, "type"), .doc = fp_ynode_text(v, "doc")};
	if (!param_name_ok(key->text))
		fp_load_diag(l, FP_ERROR, key, "%s", fp_tr("参数名只用字母、汉字、数字和 _，不以数字开头", "a parameter's name is of letters, digits and _, and does not begin with a digit"));
	else if (v->kind != FP_Y_MAP)
		fp_load_diag(l, FP_ERROR, v, fp_tr("参数这样写：%.*s: {type: number, default: 3, doc: 说明}", "a parameter is written %.*s: {type: number, default: 3, doc: text}"), FP_ARG(key->text));
	else if (out->type.n && !type_ok(schema, out))
		fp_load_diag(l, FP_ERROR, fp_ynode_get(v, "type"), fp_tr("参数类型 %.*s 不认识；用 text、number、period 或字段名", "no type %.*s; use text, number, period or the name of a field"), FP_ARG(out->type));
	else {
		fp_load_known(l, v, known, FP_COUNT(known));
		out->value = fp_ynode_texts(l, fp_ynode_get(v, "default"), &out->value_n);
		out->type = out->type.n ? out->type : FP_STR("text");
		return true;
	}
	return false;
}

static bool read_params(fp_loader *l, const fp_schema *schema, const fp_ynode *map, fp_saved_query *s)
{
	if (!map || fp_ynode_null(map))
		return true;
	if (map->kind != FP_Y_MAP) {
		fp_load_diag(l, FP_ERROR, map, "%s", fp_tr("params: 下面每个参数一行：name: {type: ...}", "params: holds one parameter a line, name: {type: ...}"));
		return false;
	}
	s->param = FP_NEW_N(l->a, fp_saved_param, map->n / 2 + 1);
	for (size_t i = 0; i + 1 < map->n; i += 2)
		if (!read_param(l, schema, map->kid[i], map->kid[i + 1], &s->param[s->param_n++]))
			return false;
	return true;
}

static bool read_limit(fp_loader *l, const fp_ynode *root, fp_saved_query *s)
{
	fp_str text = fp_ynode_text(root, "limit");
	if (!text.n || (fp_str_int(text, &s->limit) && s->limit >= 0 && s->limit <= 100000000))
		return true;
	fp_load_diag(l, FP_ERROR, fp_ynode_get(root, "limit"), "%s", fp_tr("limit 是不小于 0 的整数", "limit is a whole number, 0 or more"));
	return false;
}

bool fp_saved_read(fp_loader *l, const fp_schema *schema, const fp_ynode *root, fp_saved_query *s)
{
	static const char *const known[] = {"title", "query", "sort", "limit", "by", "rate", "compare", "params"};
	const fp_ynode *query = fp_ynode_get(root, "query");
	s->title = fp_ynode_text(root, "title");
	s->sort = fp_ynode_text(root, "sort");
	s->by = fp_ynode_text(root, "by");
	s->rate = fp_ynode_text(root, "rate");
	s->compare = fp_ynode_text(root, "compare");
	if (root->kind != FP_Y_MAP || !query || query->kind != FP_Y_SCALAR) {
		fp_load_diag(l, FP_ERROR, query ? query : root, "%s", fp_tr("保存的查询要有一行 query: 查询", "a saved query needs a line query: QUERY"));
		return false;
	}
	fp_load_known(l, root, known, FP_COUNT(known));
	s->query = query->text;
	s->file = l->text;
	s->at = query->start;
	return read_limit(l, root, s) && read_params(l, schema, fp_ynode_get(root, "params"), s);
}

// ---------------------------------------------------------------- where a byte of the query stands in the file

static bool blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// The place of the query's byte `c` from `at` on; blanks are written in many ways, and before a character a quote or backslash may stand.
static size_t find_byte(fp_str file, size_t at, char c)
{
	size_t k = at, others = 0;
	while (k < file.n && file.p[k] != c && others < 12)
		others += !blank(file.p[k++]);
	return k < file.n && file.p[k] == c ? k : at;
}

void fp_saved_where(const fp_saved_query *s, size_t byte, uint32_t *line, uint32_t *col)
{
	size_t at = s->at, line_start = 0;
	if (at < s->file.n && strchr("|>", s->file.p[at]))   // the text of a block begins on the next line
		while (at < s->file.n && s->file.p[at] != '\n')
			at++;
	for (size_t i = 0; i <= byte && i < s->query.n; i++)
		if (!blank(s->query.p[i]))
			at = find_byte(s->file, at, s->query.p[i]) + (i < byte);
	*line = 1;
	for (size_t i = 0; i < at && i < s->file.n; i++)
		if (s->file.p[i] == '\n') {
			++*line;
			line_start = i + 1;
		}
	*col = (uint32_t)fp_utf8_count(fp_str_sub(s->file, line_start, at)) + 1;
}

const fp_saved_query *fp_schema_saved(const fp_schema *s, fp_str name)
{
	for (size_t i = 0; i < s->saved_n; i++)
		if (fp_str_eq(s->saved[i].name, name))
			return &s->saved[i];
	return NULL;
}

fp_str fp_saved_text(fp_arena *a, const fp_saved_query *s)
{
	fp_buf b = {0};
	const struct { const char *key; fp_str v; } lines[] = {{"title", s->title}, {"query", s->query}, {"sort", s->sort}};
	for (size_t i = 0; i < FP_COUNT(lines); i++)
		if (lines[i].v.n)
			fp_buf_f(&b, "%s: %.*s\n", lines[i].key, FP_ARG(fp_yaml_scalar(a, lines[i].v)));
	if (s->limit)
		fp_buf_f(&b, "limit: %lld\n", (long long)s->limit);
	return fp_buf_take(&b, a);
}
