// query_field: conditions on fields: which fields there are, and what a value means for each type. A name or value that does not
// exist is an error that names the nearest one, since an empty answer would say nothing.
#include <math.h>
#include <string.h>

#include "index/index_priv.h"

// Names that are not fields of the schema. `field` stands for: the values are one.
static const struct {
	const char *name, *zh;
} operators[] = {
	{"week", "周"}, {"month", "月"}, {"day", "日期"}, {"promo", "大促"}, {"has", "有"}, {"missing", "缺"}, {"section", "章节"}, {"is", "是"}, {"path", "路径"},
	{"turn", "发言"}, {"used-in", "用于"},
};

static const char *operator_of(fp_str name)
{
	for (size_t i = 0; i < FP_COUNT(operators); i++)
		if (fp_str_ieq(name, fp_s(operators[i].name)) || fp_str_is(name, operators[i].zh))
			return operators[i].name;
	return NULL;
}

bool fp_parse_known(fp_parser *p, fp_str name)
{
	fp_field_ref f;
	return operator_of(name) || fp_field_ref_of(p->schema, name, &f);
}

// ---------------------------------------------------------------- did you mean

typedef struct {
	fp_str typed, best;
	size_t distance;
} nearest;

// One slip in a short name, more in a long one; or one name holds the other.
static void consider(nearest *n, fp_str candidate)
{
	if (!candidate.n)
		return;
	size_t chars = fp_utf8_count(n->typed), most = chars < 4 ? 1 : chars < 8 ? 2 : 3;
	size_t d = fp_str_distance(n->typed, candidate, most);
	bool part = chars >= 2 && (fp_str_has(candidate, n->typed) || fp_str_has(n->typed, candidate));
	if (d > most && part)
		d = most;
	if (d <= most && d < n->distance) {
		n->distance = d;
		n->best = candidate;
	}
}

// 类形 for 投诉类型: as many characters of a longer Chinese name, one of them wrong.
static void consider_part(nearest *n, fp_str zh)
{
	size_t chars = fp_utf8_count(n->typed), at = 0;
	if (chars < 2 || n->best.n || !fp_is_han(fp_utf8_next(n->typed, &at)))
		return;
	for (at = 0; at < zh.n; fp_utf8_next(zh, &at)) {
		fp_str part = fp_utf8_prefix(fp_str_sub(zh, at, zh.n), chars);
		if (fp_utf8_count(part) == chars && fp_str_distance(n->typed, part, 1) <= 1)
			n->best = zh;
	}
}

static void consider_fields(nearest *n, const fp_schema *schema)
{
	for (size_t i = 0; i < schema->field_n; i++) {
		consider(n, schema->fields[i].name);
		consider(n, schema->fields[i].zh);
	}
	for (size_t i = 0; i < schema->field_n; i++)
		consider_part(n, schema->fields[i].zh);
}

bool fp_parse_section_known(fp_parser *p, const fp_value *v)
{
	nearest n = {.typed = v->text, .distance = SIZE_MAX};
	for (size_t i = 0; i < p->schema->section_n; i++) {
		const fp_section_def *s = &p->schema->sections[i];
		fp_str names[] = {s->name, s->zh, s->en};
		for (size_t k = 0; k < FP_COUNT(names); k++)
			if (fp_str_distance(v->text, names[k], 2) <= (fp_utf8_count(v->text) < 4 ? 1 : 2))
				consider(&n, names[k]);
	}
	return !n.best.n || fp_parse_fail(p, v->at, "没有章节 %.*s，是不是 %.*s？自己起的标题请加引号", "no section %.*s; did you mean %.*s? Put a heading of your own in quotes", FP_ARG(v->text), FP_ARG(n.best));
}

fp_str fp_field_near(const fp_schema *schema, fp_str name)
{
	nearest n = {.typed = name, .distance = SIZE_MAX};
	consider_fields(&n, schema);
	return n.best;
}

void fp_parse_unknown(fp_parser *p, fp_str name, size_t at)
{
	size_t scope = fp_field_scope(name);
	nearest n = {.typed = fp_str_sub(name, scope, name.n), .distance = SIZE_MAX};
	consider_fields(&n, p->schema);
	for (size_t i = 0; i < FP_COUNT(operators) && !scope; i++)
		consider(&n, fp_s(operators[i].name));
	if (n.best.n)
		fp_parse_fail(p, at, "没有字段 %.*s，是不是 %.*s%.*s？要搜这几个字请加引号", "no field %.*s; did you mean %.*s%.*s? To search for the words put them in quotes",
		              FP_ARG(name), FP_ARG(fp_str_sub(name, 0, scope)), FP_ARG(n.best));
	else
		fp_parse_fail(p, at, "没有字段 %.*s；要搜这几个字请加引号", "no field %.*s; to search for the words put them in quotes", FP_ARG(name));
}

static void unknown_value(fp_parser *p, const fp_value *v, fp_str field, fp_str best)
{
	if (best.n)
		fp_parse_fail(p, v->at, "字段 %.*s 没有取值 %.*s，是不是 %.*s？", "field %.*s has no value %.*s; did you mean %.*s?", FP_ARG(field), FP_ARG(v->text), FP_ARG(best));
	else
		fp_parse_fail(p, v->at, "字段 %.*s 没有取值 %.*s", "field %.*s has no value %.*s", FP_ARG(field), FP_ARG(v->text));
}

// ---------------------------------------------------------------- nodes

static fp_node *leaf(fp_parser *p, fp_node_kind kind)
{
	fp_node *n = FP_NEW(p->a, fp_node);
	n->kind = kind;
	return n;
}

static fp_node *any_of(fp_parser *p, fp_node **kid, size_t n)
{
	if (n == 1)
		return kid[0];
	fp_node *or = leaf(p, FP_N_OR);
	or->kid = kid;
	or->kid_n = or->kid_cap = n;
	return or;
}

static fp_node *negated(fp_parser *p, fp_node *kid)
{
	fp_node *n = leaf(p, FP_N_NOT);
	FP_PUSH(p->a, n->kid, n->kid_n, n->kid_cap) = kid;
	return n;
}

static void add_cond(fp_parser *p, fp_node *n, fp_cond c)
{
	FP_PUSH(p->a, n->cond, n->cond_n, n->cond_cap) = c;
}

bool fp_only_is(fp_parser *p, fp_str name, size_t at, fp_op op)
{
	return op == FP_OP_IS || op == FP_OP_EQ || fp_parse_fail(p, at, "%.*s 只能用冒号", "%.*s takes a colon only", FP_ARG(name));
}

// ---------------------------------------------------------------- dates

static bool parse_days(fp_parser *p, fp_op op, const fp_value *v, bool promo, fp_range *out)
{
	fp_err why = {0};
	fp_range r;
	fp_str text = promo ? fp_strf(p->a, "promo:%.*s", FP_ARG(v->text)) : v->text;
	if (!fp_period_parse(text, p->cal, &r, &why))
		return fp_parse_fail(p, v->at, "%s", "%s", why.msg);
	*out = r;
	if (op == FP_OP_GE || op == FP_OP_GT)
		*out = (fp_range){op == FP_OP_GE ? r.from : r.to + 1, INT32_MAX};
	if (op == FP_OP_LE || op == FP_OP_LT)
		*out = (fp_range){INT32_MIN, op == FP_OP_LE ? r.to : r.from - 1};
	return true;
}

static fp_node *received_in(fp_parser *p, fp_op op, const fp_value *v, size_t n, bool promo)
{
	fp_node **kid = FP_NEW_N(p->a, fp_node *, n);
	for (size_t i = 0; i < n; i++) {
		kid[i] = leaf(p, FP_N_DAYS);
		if (!parse_days(p, op, &v[i], promo, &kid[i]->days))
			return NULL;
	}
	return any_of(p, kid, n);
}

static bool time_conds(fp_parser *p, fp_node *node, fp_op op, const fp_value *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		fp_range r;
		if (!parse_days(p, op, &v[i], false, &r))
			return false;
		add_cond(p, node, (fp_cond){.kind = FP_C_NUMBER, .lo = r.from, .hi = r.to});
	}
	return true;
}

// ---------------------------------------------------------------- numbers

static bool number_of(fp_parser *p, const fp_field_def *f, const fp_value *v, fp_str text, double *out)
{
	if (fp_str_num(fp_str_trim(fp_fold_str(p->a, text)), out) && isfinite(*out))   // ３ is 3
		return true;
	size_t dash = 1;
	while (dash < text.n && text.p[dash] != '-' && text.p[dash] != '~')
		dash++;
	double lo, hi;
	if (dash < text.n && fp_str_num(fp_str_sub(text, 0, dash), &lo) && fp_str_num(fp_str_sub(text, dash + 1, text.n), &hi))
		return fp_parse_fail(p, v->at, "范围写成 %.*s..%.*s", "a range is written %.*s..%.*s", FP_ARG(fp_str_sub(text, 0, dash)), FP_ARG(fp_str_sub(text, dash + 1, text.n)));
	if (f && isfinite(f->min) && isfinite(f->max))
		return fp_parse_fail(p, v->at, "%.*s 不是数字；%.*s 是 %g 到 %g", "%.*s is not a number; %.*s is from %g to %g", FP_ARG(v->text), FP_ARG(f->name), f->min, f->max);
	return fp_parse_fail(p, v->at, "%.*s 不是数字", "%.*s is not a number", FP_ARG(v->text));
}

static bool number_cond(fp_parser *p, fp_node *node, const fp_field_def *f, fp_op op, const fp_value *v)
{
	fp_cond c = {.kind = FP_C_NUMBER, .lo = -INFINITY, .hi = INFINITY};
	ptrdiff_t dots = fp_str_find(v->text, FP_STR(".."), 0);
	double x;
	if (dots >= 0 && (op == FP_OP_IS || op == FP_OP_EQ)) {
		fp_str lo = fp_str_sub(v->text, 0, (size_t)dots), hi = fp_str_sub(v->text, (size_t)dots + 2, v->text.n);
		if ((lo.n && !number_of(p, f, v, lo, &c.lo)) || (hi.n && !number_of(p, f, v, hi, &c.hi)))
			return false;
		if (c.lo > c.hi)
			return fp_parse_fail(p, v->at, "范围的止小于起；请对调两端", "the range ends before it begins; swap its ends");
	} else {
		if (!number_of(p, f, v, v->text, &x))
			return false;
		if (op == FP_OP_IS || op == FP_OP_EQ || op == FP_OP_GE || op == FP_OP_GT)
			c.lo = op == FP_OP_GT ? nextafter(x, INFINITY) : x;
		if (op == FP_OP_IS || op == FP_OP_EQ || op == FP_OP_LE || op == FP_OP_LT)
			c.hi = op == FP_OP_LT ? nextafter(x, -INFINITY) : x;
	}
	add_cond(p, node, c);
	return true;
}

// ---------------------------------------------------------------- terms of a taxonomy, enumerations, text

static void add_term(fp_parser *p, fp_node *node, fp_op op, fp_str name)
{
	add_cond(p, node, (fp_cond){.kind = op == FP_OP_EQ ? FP_C_EQ : FP_C_UNDER, .text = fp_fold_str(p->a, name)});
}

static bool own_name(fp_parser *p, const fp_term *t, fp_str folded)
{
	if (fp_str_eq(fp_fold_str(p->a, t->zh), folded) || fp_str_eq(fp_fold_str(p->a, t->en), folded))
		return true;
	for (size_t i = 0; i < t->alias_n; i++)
		if (fp_str_eq(fp_fold_str(p->a, t->aliases[i]), folded))
			return true;
	return false;
}

// A name that several terms have means all of them. A quoted value is taken as it is: so are found values that the taxonomy lacks.
static bool term_cond(fp_parser *p, fp_node *node, const fp_field_def *f, fp_op op, const fp_value *v)
{
	const fp_taxonomy *tax = f->taxonomy;
	const fp_term *t = tax ? fp_term_find(tax, v->text) : NULL;
	size_t before = node->cond_n;
	if (t) {
		add_term(p, node, op, t->name);
		return true;
	}
	fp_str folded = fp_fold_str(p->a, fp_str_trim(v->text));
	for (size_t i = 0; tax && i < tax->term_n; i++)
		if (own_name(p, tax->terms[i], folded))
			add_term(p, node, op, tax->terms[i]->name);
	if (node->cond_n > before)
		return true;
	if (tax && !v->quoted) {
		t = fp_term_nearest(tax, v->text);
		unknown_value(p, v, f->name, t ? t->name : (fp_str){0});
		return false;
	}
	add_term(p, node, op, v->text);
	return true;
}

static const struct {
	const char *value;
	const char *zh[5];
} enum_zh[] = {
	{"draft", {"草稿", "待写"}},
	{"in_review", {"复核中", "待复核", "评审中", "审核中", "复盘中"}},
	{"published", {"已发布", "发布", "已复盘", "已完成"}},
	{"archived", {"已归档", "归档"}},
	{"proposed", {"待确认"}},
	{"open", {"打开", "进行中"}},
	{"closed", {"已关闭", "关闭"}},
	{"true", {"是", "对"}},
	{"false", {"否", "不是"}},
};

static fp_str enum_value(fp_parser *p, fp_str typed)
{
	for (size_t i = 0; i < FP_COUNT(enum_zh); i++)
		for (size_t k = 0; k < FP_COUNT(enum_zh[i].zh) && enum_zh[i].zh[k]; k++)
			if (fp_str_is(typed, enum_zh[i].zh[k]))
				return fp_s(enum_zh[i].value);
	fp_str s = fp_str_dup(p->a, typed);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '-' || s.p[i] == ' ')
			((char *)s.p)[i] = '_';
	return s;
}

static bool enum_cond(fp_parser *p, fp_node *node, const fp_field_def *f, const fp_value *v)
{
	fp_str value = enum_value(p, v->text);
	nearest n = {.typed = v->text, .distance = SIZE_MAX};
	bool found = v->quoted || f->type == FP_T_BOOL;
	for (size_t i = 0; i < f->value_n; i++) {
		found = found || fp_str_ieq(f->values[i], value) || fp_str_eq(f->values[i], v->text);
		if (fp_str_eq(f->values[i], v->text))
			value = v->text;
		consider(&n, f->values[i]);
		for (size_t k = 0; k < FP_COUNT(enum_zh); k++)
			for (size_t z = 0; fp_str_is(f->values[i], enum_zh[k].value) && z < FP_COUNT(enum_zh[k].zh) && enum_zh[k].zh[z]; z++)
				consider(&n, fp_s(enum_zh[k].zh[z]));
	}
	if (!found) {
		fp_buf all = {0};
		for (size_t i = 0; i < f->value_n && !n.best.n; i++)
			fp_buf_f(&all, "%s%.*s", i ? " / " : "", FP_ARG(f->values[i]));
		unknown_value(p, v, f->name, n.best.n ? n.best : fp_buf_view(&all));
		fp_buf_free(&all);
		return false;
	}
	add_cond(p, node, (fp_cond){.kind = FP_C_EQ, .text = fp_fold_str(p->a, value)});
	return true;
}

static void contains(fp_parser *p, fp_node *node, const fp_value *v, bool equal)
{
	add_cond(p, node, (fp_cond){.kind = equal ? FP_C_EQ : FP_C_CONTAINS, .text = fp_fold_str(p->a, fp_str_trim(v->text)), .quoted = v->quoted});
}

static bool text_cond(fp_parser *p, fp_node *node, const fp_field_def *f, fp_op op, const fp_value *v)
{
	bool equal = op == FP_OP_EQ || f->type == FP_T_LIST || f->type == FP_T_MAP;
	fp_str folded = fp_fold_str(p->a, fp_str_trim(v->text));
	if (!folded.n)
		return fp_parse_fail(p, v->at, "这里缺一个值", "a value is missing here");
	if (f->link == FP_LINK_CASE && op == FP_OP_IS)
		add_cond(p, node, (fp_cond){.kind = FP_C_LINK, .text = folded});
	else
		contains(p, node, v, equal);
	return true;
}

// An entry of a map is a number where a number is asked for, else text.
static bool entry_cond(fp_parser *p, fp_node *node, fp_op op, const fp_value *v)
{
	double number;
	fp_str text = fp_str_trim(v->text), lo = text;
	ptrdiff_t dots = fp_str_find(text, FP_STR(".."), 0);
	if (dots >= 0)
		lo = dots ? fp_str_sub(text, 0, (size_t)dots) : fp_str_sub(text, 2, text.n);
	bool is_number = !v->quoted && fp_str_num(fp_str_trim(lo), &number);
	if (op != FP_OP_IS && op != FP_OP_EQ)
		return number_cond(p, node, NULL, op, v);
	if (is_number && !number_cond(p, node, NULL, op, v))
		return false;
	if (!fp_fold_str(p->a, text).n)
		return fp_parse_fail(p, v->at, "这里缺一个值", "a value is missing here");
	contains(p, node, v, is_number || op == FP_OP_EQ);
	return true;
}

// ---------------------------------------------------------------- one field

static bool value_cond(fp_parser *p, fp_node *node, const fp_field_ref *f, fp_op op, const fp_value *v)
{
	if (fp_str_is(v->text, "*") && !v->quoted) {
		add_cond(p, node, (fp_cond){.kind = FP_C_ANY});
		return true;
	}
	bool compares = op != FP_OP_IS && op != FP_OP_EQ;
	if (f->entry)
		return entry_cond(p, node, op, v);
	switch (f->def->type) {
	case FP_T_INTEGER:
	case FP_T_NUMBER:
		return number_cond(p, node, f->def, op, v);
	case FP_T_TIME:
		return time_conds(p, node, op, v, 1);
	default:
		break;
	}
	if (compares)
		return fp_parse_fail(p, v->at, "字段 %.*s 不是数字或时间，不能比大小", "field %.*s is neither number nor time and cannot be compared", FP_ARG(f->name));
	if (f->def->type == FP_T_TERM || f->def->type == FP_T_TERMS)
		return term_cond(p, node, f->def, op, v);
	if (f->def->type == FP_T_ENUM || f->def->type == FP_T_BOOL)
		return enum_cond(p, node, f->def, v);
	return text_cond(p, node, f->def, op, v);
}

bool fp_parse_value_of(fp_parser *p, const fp_field_def *f, const fp_value *v)
{
	fp_field_ref ref = {.def = f, .name = f->name};
	return value_cond(p, leaf(p, FP_N_FIELD), &ref, FP_OP_IS, v);
}

static fp_node *field_node(fp_parser *p, const fp_field_ref *f, fp_op op, const fp_value *v, size_t n)
{
	if (f->scope == FP_SCOPE_EVIDENCE && !(n == 1 && fp_str_is(v->text, "*"))) {
		fp_parse_fail(p, v->at, "evidence. 只能用在 has: 和 stats --by 里；要搜引用的字，直接搜", "evidence. is for has: and stats --by; to find the quoted words search for them");
		return NULL;
	}
	fp_node *node = leaf(p, FP_N_FIELD);
	node->field = f->name;
	node->scope = f->scope;
	for (size_t i = 0; i < n; i++)
		if (!value_cond(p, node, f, op, &v[i]))
			return NULL;
	return node;
}

// ---------------------------------------------------------------- turn:

static bool who_value(fp_parser *p, const fp_value *v, fp_node *turn)
{
	fp_str folded = fp_fold_str(p->a, fp_str_trim(v->text));
	nearest near = {.typed = folded, .distance = SIZE_MAX};
	unsigned before = turn->who;
	const char *word;
	fp_who who;
	if (v->quoted) {
		turn->speaker[turn->speaker_n++] = folded;
		return folded.n || fp_parse_fail(p, v->at, "引号里没有说话人", "there is no speaker in the quotes");
	}
	if (fp_str_is(folded, "*"))
		turn->who = ~0u;
	for (size_t i = 0; (word = fp_who_word(i, &who)); i++) {
		if (fp_str_is(folded, word) || fp_str_is(folded, fp_who_name(who)))
			turn->who |= 1u << who;
		consider(&near, fp_s(word));
	}
	if (turn->who != before || fp_str_is(folded, "*"))
		return true;
	if (near.best.n)
		return fp_parse_fail(p, v->at, "没有说话人 %.*s，是不是 %.*s？", "no speaker %.*s; did you mean %.*s?", FP_ARG(v->text), FP_ARG(near.best));
	return fp_parse_fail(p, v->at, "没有说话人 %.*s；可以写 客户 客服 主管 机器人 系统，别的称呼加引号，如 turn:\"小李\"",
	                     "no speaker %.*s; write customer, agent, supervisor, bot or system, and other names in quotes, as in turn:\"Amy\"", FP_ARG(v->text));
}

fp_node *fp_parse_who(fp_parser *p, const fp_value *v, size_t n)
{
	fp_node *turn = leaf(p, FP_N_TURN);
	turn->speaker = FP_NEW_N(p->a, fp_str, n);
	for (size_t i = 0; i < n; i++)
		if (!who_value(p, &v[i], turn))
			return NULL;
	return turn;
}

// ---------------------------------------------------------------- has: missing: is: id: path:

static fp_node *has_one(fp_parser *p, const fp_value *v)
{
	fp_field_ref f;
	const fp_section_def *s;
	fp_node *n;
	if (fp_field_ref_of(p->schema, v->text, &f)) {
		n = leaf(p, FP_N_FIELD);
		n->field = f.name;
		n->scope = f.scope;
		add_cond(p, n, (fp_cond){.kind = FP_C_ANY});
		return n;
	}
	s = fp_schema_section(p->schema, v->text);
	if (s) {
		n = leaf(p, FP_N_SECTION);
		n->text = s->name;
		return n;
	}
	fp_parse_unknown(p, v->text, v->at);
	return NULL;
}

static fp_node *has_field(fp_parser *p, const fp_value *v, size_t n)
{
	fp_node **kid = FP_NEW_N(p->a, fp_node *, n);
	for (size_t i = 0; i < n; i++)
		if (!(kid[i] = has_one(p, &v[i])))
			return NULL;
	return any_of(p, kid, n);
}

static fp_node *text_leaves(fp_parser *p, fp_node_kind kind, const fp_value *v, size_t n)
{
	fp_node **kid = FP_NEW_N(p->a, fp_node *, n);
	for (size_t i = 0; i < n; i++) {
		kid[i] = leaf(p, kind);
		kid[i]->text = fp_str_trim(v[i].text);
	}
	return any_of(p, kid, n);
}

static fp_node *parse_is(fp_parser *p, const fp_value *v)
{
	if (fp_str_ieq(v->text, FP_STR("broken")) || fp_str_is(v->text, "损坏"))
		return leaf(p, FP_N_BROKEN);
	fp_parse_fail(p, v->at, "is: 后面只能是 broken", "is: takes only broken");
	return NULL;
}

static fp_node *parse_operator(fp_parser *p, const char *name, size_t at, fp_op op, const fp_value *v, size_t n)
{
	if (strcmp(name, "week") == 0 || strcmp(name, "month") == 0 || strcmp(name, "day") == 0)
		return received_in(p, op, v, n, false);
	if (!fp_only_is(p, fp_s(name), at, op))
		return NULL;
	if (strcmp(name, "promo") == 0)
		return received_in(p, op, v, n, true);
	if (strcmp(name, "is") == 0)
		return parse_is(p, v);
	if (strcmp(name, "path") == 0)
		return text_leaves(p, FP_N_PATH, v, n);
	if (strcmp(name, "used-in") == 0)
		return text_leaves(p, FP_N_USED, v, n);
	fp_node *has = has_field(p, v, n);
	return has && strcmp(name, "missing") == 0 ? negated(p, has) : has;
}

fp_node *fp_parse_condition(fp_parser *p, fp_str name, size_t name_at, fp_op op, const fp_value *v, size_t n)
{
	fp_field_ref f;
	const char *builtin = operator_of(name);
	if (builtin)
		return parse_operator(p, builtin, name_at, op, v, n);
	if (!fp_field_ref_of(p->schema, name, &f)) {
		fp_parse_unknown(p, name, name_at);
		return NULL;
	}
	if (f.def->type == FP_T_ID && f.scope == FP_SCOPE_BOTH && fp_str_is(f.name, "id"))
		return fp_only_is(p, name, name_at, op) ? text_leaves(p, FP_N_ID, v, n) : NULL;
	if (fp_str_is(f.name, "received") && f.scope == FP_SCOPE_BOTH && !(n == 1 && fp_str_is(v->text, "*")))
		return received_in(p, op, v, n, false);
	return field_node(p, &f, op, v, n);
}
