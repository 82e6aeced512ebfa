// query: the words of a query to a tree. Pure: text, schema and calendar in, tree out. The grammar is in docs/query.md; each
// function below is one of its rules.
#include <string.h>

#include "index/index_priv.h"

// ---------------------------------------------------------------- errors with a column

bool fp_parse_fail(fp_parser *p, size_t at, const char *zh, const char *en, ...)
{
	char msg[600];
	va_list ap;
	va_start(ap, en);
	vsnprintf(msg, sizeof msg, fp_tr(zh, en), ap);
	va_end(ap);
	uint32_t line, place;
	if (p->bad) {
		*p->bad = at;
		return fp_fail(p->err, FP_USAGE, "%s", msg);
	}
	if (p->saved) {
		fp_saved_where(p->saved, at, &line, &place);
		return fp_fail(p->err, FP_USAGE, "%.*s:%u:%u: %s", FP_ARG(p->saved->path), line, place, msg);
	}
	size_t col = fp_utf8_count(fp_str_sub(p->s, 0, at)) + 1;
	return fp_fail(p->err, FP_USAGE, fp_tr("查询第 %zu 列：%s", "query, column %zu: %s"), col, msg);
}

static fp_node *node_new(fp_parser *p, fp_node_kind kind)
{
	fp_node *n = FP_NEW(p->a, fp_node);
	n->kind = kind;
	return n;
}

static fp_node *one_or_many(fp_node *many)
{
	return many->kid_n == 1 ? many->kid[0] : many;
}

static bool leaf_room(fp_parser *p)
{
	if (++p->leaves <= FP_QUERY_LEAVES)
		return true;
	return fp_fail(p->err, FP_USAGE, fp_tr("查询的条件超过 %d 个", "the query has more than %d terms and conditions"), FP_QUERY_LEAVES);
}

// ---------------------------------------------------------------- characters

typedef struct {
	const char *open, *close;
} quote_pair;
static const quote_pair quotes[] = {{"\"", "\""}, {"“", "”"}, {"「", "」"}, {"『", "』"}, {"＂", "＂"}};

static fp_str rest_of(const fp_parser *p)
{
	return fp_str_sub(p->s, p->at, p->s.n);
}

static bool looking_at(const fp_parser *p, const char *z)
{
	return fp_str_starts(rest_of(p), z);
}

static bool eat(fp_parser *p, const char *z)
{
	if (!looking_at(p, z))
		return false;
	p->at += strlen(z);
	return true;
}

static const quote_pair *quote_here(const fp_parser *p)
{
	for (size_t i = 0; i < FP_COUNT(quotes); i++)
		if (looking_at(p, quotes[i].open))
			return &quotes[i];
	return NULL;
}

static bool space_here(const fp_parser *p)
{
	return p->at < p->s.n && ((unsigned char)p->s.p[p->at] <= ' ' || looking_at(p, "\u3000"));
}

void fp_skip_space(fp_parser *p)
{
	while (space_here(p))
		p->at += looking_at(p, "\u3000") ? 3 : 1;
}

static bool paren_here(const fp_parser *p)
{
	return looking_at(p, "(") || looking_at(p, ")") || looking_at(p, "（") || looking_at(p, "）");
}

static bool close_here(const fp_parser *p)
{
	return looking_at(p, ")") || looking_at(p, "）");
}

static bool word_ends(const fp_parser *p)
{
	return p->at >= p->s.n || space_here(p) || paren_here(p) || quote_here(p) != NULL;
}

static void next_char(fp_parser *p)
{
	fp_utf8_next(p->s, &p->at);
}

// An operator is a whole word in capitals.
static bool operator_here(const fp_parser *p, const char *name)
{
	fp_parser ahead = *p;
	return eat(&ahead, name) && word_ends(&ahead);
}

static bool eat_operator(fp_parser *p, const char *name)
{
	bool here = operator_here(p, name);
	if (here)
		p->at += strlen(name);
	return here;
}

// ---------------------------------------------------------------- quoted strings and terms

static bool parse_quoted(fp_parser *p, fp_str *out)
{
	size_t at = p->at;
	const quote_pair *q = quote_here(p);
	fp_buf b = {0};
	bool ascii = q->open[0] == '"', closed = false;
	p->at += strlen(q->open);
	while (p->at < p->s.n && !(closed = eat(p, q->close))) {
		if (ascii && (looking_at(p, "\\\"") || looking_at(p, "\\\\")))
			p->at++;
		size_t from = p->at;
		next_char(p);
		fp_buf_str(&b, fp_str_sub(p->s, from, p->at));
	}
	*out = fp_buf_take(&b, p->a);
	return closed || fp_parse_fail(p, at, "引号 %s 没有配对的 %s", "the quote %s has no closing %s", q->open, q->close);
}

// A leaf that is asked of text: within the enclosing section:, and to be marked unless it must be absent.
static fp_node *text_node(fp_parser *p, fp_node *n)
{
	n->section = p->section;
	n->section_n = p->section_n;
	if (!p->negated)
		FP_PUSH(p->a, p->q->term, p->q->term_n, p->q->term_cap) = n;
	return n;
}

static fp_node *term_node(fp_parser *p, fp_str text, bool quoted, size_t at)
{
	fp_str folded = fp_fold_str(p->a, text);
	if (!folded.n || (!quoted && !fp_str_trim(folded).n) || memchr(folded.p, 1, folded.n)) {
		fp_parse_fail(p, at, "引号里没有可搜的文字", "there is nothing to search for in the quotes");
		return NULL;
	}
	if (!leaf_room(p))
		return NULL;
	fp_node *n = node_new(p, FP_N_TERM);
	n->text = folded;
	n->quoted = quoted;
	return text_node(p, n);
}

static fp_node *parse_phrase(fp_parser *p)
{
	size_t at = p->at;
	fp_str text;
	if (!parse_quoted(p, &text))
		return NULL;
	if (looking_at(p, "~") && p->at + 1 < p->s.n && p->s.p[p->at + 1] >= '0' && p->s.p[p->at + 1] <= '9') {
		fp_parse_fail(p, p->at, "相距写成 退款 NEAR/5 客服", "what stands close together is written refund NEAR/5 late");
		return NULL;
	}
	return term_node(p, text, true, at);
}

// What other programs take for an operator, and is a word here that finds nothing.
static bool foreign_operator(fp_parser *p, fp_str word, size_t at)
{
	static const struct { const char *word, *zh, *en; } rows[] = {
		{"|", "用 OR", "write OR"}, {"||", "用 OR", "write OR"}, {"&", "用 AND，或什么都不写", "write AND or nothing"}, {"&&", "用 AND，或什么都不写", "write AND or nothing"},
		{":", "字段、冒号、值之间不空格", "no blank stands before it"}, {"：", "字段、冒号、值之间不空格", "no blank stands before it"}, {"=", "字段和 = 之间不空格", "no blank stands before it"},
		{">", "字段和 > 之间不空格", "no blank stands before it"}, {"<", "字段和 < 之间不空格", "no blank stands before it"},
		{">=", "字段和 >= 之间不空格", "no blank stands before it"}, {"<=", "字段和 <= 之间不空格", "no blank stands before it"},
	};
	for (size_t i = 0; i < FP_COUNT(rows); i++)
		if (fp_str_is(word, rows[i].word))
			return fp_parse_fail(p, at, "“%s”：%s；要搜它请加引号", "\"%s\": %s; to search for it put it in quotes", rows[i].word, fp_tr(rows[i].zh, rows[i].en));
	if (fp_str_starts(word, "NEAR") && word.n > 4 && word.p[4] >= '0' && word.p[4] <= '9')
		return fp_parse_fail(p, at, "写成 NEAR/%.*s", "write NEAR/%.*s", FP_ARG(fp_str_sub(word, 4, word.n)));
	if (word.n > 1 && fp_str_ends(word, "*") && word.p[word.n - 2] != '*')
		return fp_parse_fail(p, p->at - 1, "不用写 *：词本来就按开头找，汉字在哪儿都找；要搜星号请加引号", "* is not needed: words match at their start, Han characters anywhere; to search for a star use quotes");
	ptrdiff_t not = fp_str_find(word, FP_STR("!="), 0);
	if (not > 0 && fp_parse_known(p, fp_str_sub(word, 0, (size_t)not)))
		return fp_parse_fail(p, at + (size_t)not, "没有 !=；“不是”写成 -%.*s:%.*s", "there is no !=; for \"not\" write -%.*s:%.*s", FP_ARG(fp_str_sub(word, 0, (size_t)not)), FP_ARG(fp_str_sub(word, (size_t)not + 2, word.n)));
	return true;
}

static fp_node *parse_word(fp_parser *p)
{
	size_t at = p->at;
	while (!word_ends(p))
		next_char(p);
	fp_str word = fp_str_sub(p->s, at, p->at);
	return foreign_operator(p, word, at) ? term_node(p, word, false, at) : NULL;
}

// ---------------------------------------------------------------- field:value

static bool eat_op(fp_parser *p, fp_op *op)
{
	static const struct {
		const char *text;
		fp_op op;
	} ops[] = {{">=", FP_OP_GE}, {"<=", FP_OP_LE}, {"≥", FP_OP_GE}, {"≤", FP_OP_LE}, {"＞＝", FP_OP_GE}, {"＜＝", FP_OP_LE},
	           {"＞", FP_OP_GT}, {"＜", FP_OP_LT}, {">", FP_OP_GT}, {"<", FP_OP_LT}, {"=", FP_OP_EQ}, {"＝", FP_OP_EQ},
	           {":", FP_OP_IS}, {"：", FP_OP_IS}};
	for (size_t i = 0; i < FP_COUNT(ops); i++)
		if (eat(p, ops[i].text)) {
			*op = ops[i].op;
			return true;
		}
	return false;
}

// A name is letters, '_' and '.', not beginning with a digit. Leaves p->at behind the operator when there is one.
bool fp_eat_name(fp_parser *p, fp_str *name, fp_op *op)
{
	size_t from = p->at;
	fp_parser ahead = *p;
	while (!word_ends(&ahead)) {
		size_t i = ahead.at;
		char c = p->s.p[i];
		uint32_t cp = fp_utf8_next(p->s, &i);
		bool digit = c >= '0' && c <= '9';
		if (cp == FP_BAD_CP || (digit && ahead.at == from) || (c != '_' && c != '.' && c != '-' && fp_ch_class(cp) == FP_CH_OTHER))
			break;
		ahead.at = i;
	}
	*name = fp_str_sub(p->s, from, ahead.at);
	if (!name->n || !eat_op(&ahead, op) || (*op == FP_OP_IS && looking_at(&ahead, "//")))
		return false;
	p->at = ahead.at;
	return true;
}

static bool comma_here(const fp_parser *p)
{
	return looking_at(p, ",") || looking_at(p, "，") || looking_at(p, "、");
}

// "$name" within a value stands for one value.
static bool add_param(fp_parser *p, fp_buf *b)
{
	const fp_value *v;
	size_t n, at = p->at;
	if (!fp_parse_param(p, &v, &n))
		return false;
	if (n != 1)
		return fp_parse_fail(p, at, "这里只能用一个值的参数", "a parameter with several values cannot stand here");
	fp_buf_str(b, v->text);
	return true;
}

static bool parse_value(fp_parser *p, fp_value *v)
{
	fp_buf b = {0};
	bool ok = true;
	*v = (fp_value){.at = p->at};
	if (quote_here(p)) {
		v->quoted = true;
		return parse_quoted(p, &v->text);
	}
	while (ok && !word_ends(p) && !comma_here(p)) {
		size_t from = p->at;
		if (fp_param_here(p)) {
			ok = add_param(p, &b);
			continue;
		}
		next_char(p);
		fp_buf_str(&b, fp_str_sub(p->s, from, p->at));
	}
	v->text = fp_buf_take(&b, p->a);
	return ok;
}

// A parameter that is a whole value stands for all of its values.
static bool whole_param(const fp_parser *p)
{
	fp_parser ahead = *p;
	fp_err ignored = {0};
	const fp_value *v;
	size_t n;
	ahead.err = &ignored;
	return fp_param_here(p) && fp_parse_param(&ahead, &v, &n) && (word_ends(&ahead) || comma_here(&ahead));
}

bool fp_parse_values(fp_parser *p, fp_value **v, size_t *n)
{
	size_t cap = 0, given_n = 1;
	fp_value one;
	const fp_value *given = &one;
	*v = NULL;
	*n = 0;
	do {
		if (*n)
			p->at += looking_at(p, ",") ? 1 : 3;
		size_t at = p->at;
		bool ok = whole_param(p) ? fp_parse_param(p, &given, &given_n) : (given = &one, given_n = 1, parse_value(p, &one));
		for (size_t i = 0; i < given_n && ok; i++) {
			if (!leaf_room(p))
				return false;
			if (!given[i].text.n && !given[i].quoted)
				return fp_parse_fail(p, at, "这里缺一个值", "a value is missing here");
			FP_PUSH(p->a, *v, *n, cap) = (fp_value){given[i].text, given[i].quoted, at};
		}
		if (!ok)
			return false;
	} while (comma_here(p));
	return true;
}

static fp_node *parse_primary(fp_parser *p);

static bool near_here(const fp_parser *p);

// What stands behind section: and turn:, a word, phrase or group.
static fp_node *parse_scoped(fp_parser *p, size_t at, const char *zh, const char *en)
{
	fp_skip_space(p);
	if (p->at < p->s.n && !close_here(p) && !operator_here(p, "AND") && !operator_here(p, "OR") && !near_here(p))
		return parse_primary(p);
	fp_parse_fail(p, at, zh, en);
	return NULL;
}

// section:NAME before a term or a group: only there
static fp_node *parse_in_section(fp_parser *p, size_t at, const fp_value *v, size_t n)
{
	fp_str *outer = p->section;
	size_t outer_n = p->section_n;
	p->section = FP_NEW_N(p->a, fp_str, n + 1);
	for (size_t i = 0; i < n; i++) {
		const fp_section_def *def = fp_schema_section(p->schema, v[i].text);
		bool title = fp_str_ieq(v[i].text, FP_STR("title")) || fp_str_is(v[i].text, "标题");
		p->section[i] = title ? FP_STR("title") : def ? def->name : v[i].text;
		if (!title && !def && !v[i].quoted && !fp_parse_section_known(p, &v[i]))
			return NULL;
	}
	p->section_n = n;
	fp_node *kid = parse_scoped(p, at, "section: 后面要跟要找的文字，如 section:对话 \"稍等\"", "section: needs the text to look for, as in section:dialogue \"please wait\"");
	p->section = outer;
	p->section_n = outer_n;
	return kid;
}

// turn:WHO before a term or a group: in one and the same turn of theirs
static fp_node *parse_in_turn(fp_parser *p, size_t at, const fp_value *v, size_t n)
{
	fp_node *turn = fp_parse_who(p, v, n);
	size_t terms = p->q->term_n;
	if (!turn)
		return NULL;
	p->in_turn = true;
	fp_node *kid = parse_scoped(p, at, "turn: 后面要跟要找的文字，如 turn:客服 \"稍等\"", "turn: needs the text to look for, as in turn:agent \"please wait\"");
	p->in_turn = false;
	p->q->term_n = terms;
	if (!kid)
		return NULL;
	FP_PUSH(p->a, turn->kid, turn->kid_n, turn->kid_cap) = kid;
	return text_node(p, turn);
}

static fp_node *parse_field(fp_parser *p, fp_str name, fp_op op, size_t at)
{
	fp_value *v;
	size_t n;
	if (!fp_parse_known(p, name)) {
		fp_parse_unknown(p, name, at);
		return NULL;
	}
	bool section = fp_str_ieq(name, FP_STR("section")) || fp_str_is(name, "章节"), turn = fp_str_ieq(name, FP_STR("turn")) || fp_str_is(name, "发言");
	if (p->in_turn && !section) {
		fp_parse_fail(p, at, "turn: 里只能找文字，%.*s 请写到 turn: 外面", "turn: takes words only; write %.*s outside of it", FP_ARG(name));
		return NULL;
	}
	fp_parser ahead = *p;
	fp_op second;
	if (eat_op(&ahead, &second)) {
		fp_parse_fail(p, p->at, "字段和值之间只写 : = < <= > >= 中的一个", "between field and value stands one of : = < <= > >=");
		return NULL;
	}
	fp_skip_space(p);
	if (!fp_parse_values(p, &v, &n))
		return NULL;
	if ((section || turn) && !fp_only_is(p, name, at, op))
		return NULL;
	if (section)
		return parse_in_section(p, at, v, n);
	if (turn)
		return parse_in_turn(p, at, v, n);
	return fp_parse_condition(p, name, at, op, v, n);
}

// ---------------------------------------------------------------- the grammar

static fp_node *parse_or(fp_parser *p);

static fp_node *parse_group(fp_parser *p)
{
	size_t at = p->at;
	next_char(p);
	fp_node *n = parse_or(p);
	if (!n)
		return NULL;
	fp_skip_space(p);
	if (eat(p, ")") || eat(p, "）"))
		return n;
	fp_parse_fail(p, at, "这个括号没有闭合", "this parenthesis is never closed");
	return NULL;
}

// A parameter in a word's place: one of its values, each a word or phrase.
static fp_node *parse_param_word(fp_parser *p)
{
	fp_node *or = node_new(p, FP_N_OR), *n;
	const fp_value *v;
	size_t count, at = p->at;
	if (!fp_parse_param(p, &v, &count))
		return NULL;
	if (!word_ends(p)) {
		fp_parse_fail(p, p->at, "参数后面空一格", "a parameter needs a blank behind it");
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		if (!(n = term_node(p, v[i].text, v[i].quoted, at)))
			return NULL;
		FP_PUSH(p->a, or->kid, or->kid_n, or->kid_cap) = n;
	}
	return one_or_many(or);
}

static bool call_here(const fp_parser *p)
{
	fp_parser ahead = *p;
	return (eat(&ahead, "@") || eat(&ahead, "＠")) && !word_ends(&ahead);
}

static fp_node *parse_call(fp_parser *p)
{
	size_t at = p->at;
	next_char(p);
	size_t from = p->at;
	while (!word_ends(p))
		next_char(p);
	return leaf_room(p) ? fp_parse_saved(p, fp_str_sub(p->s, from, p->at), at) : NULL;
}

// One side of NEAR, a group, a condition
static fp_node *parse_operand(fp_parser *p)
{
	fp_str name;
	fp_op op;
	fp_node *n = NULL;
	size_t at = p->at;
	if (++p->depth > FP_QUERY_DEPTH)
		fp_fail(p->err, FP_USAGE, fp_tr("查询的括号超过 %d 层", "the query is nested more than %d deep"), FP_QUERY_DEPTH);
	else if (looking_at(p, "(") || looking_at(p, "（"))
		n = parse_group(p);
	else if (quote_here(p))
		n = parse_phrase(p);
	else if (fp_param_here(p))
		n = parse_param_word(p);
	else if (call_here(p))
		n = parse_call(p);
	else if (fp_eat_name(p, &name, &op))
		n = parse_field(p, name, op, at);
	else
		n = parse_word(p);
	p->depth--;
	return n;
}

// ---------------------------------------------------------------- NEAR

// NEAR or NEAR/ and what follows up to a blank.
static bool near_here(const fp_parser *p)
{
	fp_parser ahead = *p;
	return eat(&ahead, "NEAR") && (word_ends(&ahead) || looking_at(&ahead, "/") || looking_at(&ahead, "／"));
}

static bool eat_near(fp_parser *p, uint32_t *most)
{
	int64_t n = FP_NEAR_DEFAULT;
	size_t at = p->at;
	p->at += strlen("NEAR");
	if (eat(p, "/") || eat(p, "／")) {
		fp_value v;
		at = p->at;
		if (!parse_value(p, &v))
			return false;
		if (!fp_str_int(fp_fold_str(p->a, v.text), &n) || n < 0 || n > FP_NEAR_MOST)
			return fp_parse_fail(p, at, "NEAR/ 后面是 0 到 %d 的整数，如 NEAR/5", "NEAR/ takes a number from 0 to %d, as in NEAR/5", FP_NEAR_MOST);
	}
	*most = (uint32_t)n;
	return true;
}

// Words and phrases, or several of them with OR.
static bool near_side(const fp_node *n)
{
	bool ok = n->kind == FP_N_TERM || n->kind == FP_N_OR;
	for (size_t i = 0; i < n->kid_n && ok; i++)
		ok = near_side(n->kid[i]);
	return ok;
}

static bool near_side_ok(fp_parser *p, const fp_node *n, size_t at)
{
	return near_side(n) || fp_parse_fail(p, at, "NEAR 两边只能是词、引号里的文字，或用 OR 连起来的几个", "NEAR joins words and phrases, or several of them with OR in parentheses");
}

static fp_node *parse_near(fp_parser *p, fp_node *left, size_t left_at, size_t terms)
{
	fp_node *near = node_new(p, FP_N_NEAR), *right = NULL;
	size_t at = p->at;
	if (!near_side_ok(p, left, left_at) || !eat_near(p, &near->near))
		return NULL;
	fp_skip_space(p);
	size_t right_at = p->at;
	if (p->at >= p->s.n || close_here(p) || operator_here(p, "AND") || operator_here(p, "OR") || near_here(p))
		fp_parse_fail(p, at, "NEAR 后面缺要找的词", "NEAR needs a word behind it");
	else
		right = parse_operand(p);
	if (!right || !near_side_ok(p, right, right_at))
		return NULL;
	FP_PUSH(p->a, near->kid, near->kid_n, near->kid_cap) = left;
	FP_PUSH(p->a, near->kid, near->kid_n, near->kid_cap) = right;
	p->q->term_n = terms;
	fp_skip_space(p);
	if (near_here(p)) {
		fp_parse_fail(p, p->at, "NEAR 只连两个；三个写成 a NEAR b AND b NEAR c", "NEAR joins two; for three write a NEAR b AND b NEAR c");
		return NULL;
	}
	return text_node(p, near);
}

static fp_node *parse_primary(fp_parser *p)
{
	size_t at = p->at, terms = p->q->term_n;
	fp_node *n = parse_operand(p);
	if (!n)
		return NULL;
	fp_parser ahead = *p;
	fp_skip_space(&ahead);
	if (!near_here(&ahead))
		return n;
	p->at = ahead.at;
	return parse_near(p, n, at, terms);
}

static bool minus_here(const fp_parser *p)
{
	fp_parser ahead = *p;
	if (!eat(&ahead, "-") && !eat(&ahead, "－"))
		return false;
	return ahead.at < ahead.s.n && !space_here(&ahead) && !close_here(&ahead);
}

static fp_node *parse_not(fp_parser *p)
{
	bool outer = p->negated, negate = false;
	for (;; negate = !negate) {
		fp_skip_space(p);
		size_t at = p->at;
		if (eat_operator(p, "NOT")) {
			fp_skip_space(p);
			if (p->at >= p->s.n || close_here(p)) {
				fp_parse_fail(p, at, "NOT 后面缺条件", "NOT needs something behind it");
				return NULL;
			}
		} else if (minus_here(p)) {
			next_char(p);
		} else {
			break;
		}
	}
	p->negated = outer != negate;
	fp_node *n = parse_primary(p);
	p->negated = outer;
	if (!n || !negate)
		return n;
	fp_node *not = node_new(p, FP_N_NOT);
	FP_PUSH(p->a, not->kid, not->kid_n, not->kid_cap) = n;
	return not;
}

// What may not stand at the start of a part: an operator without its left side, a closing parenthesis, nothing.
static bool part_here(fp_parser *p, const char *after)
{
	fp_skip_space(p);
	const char *op = operator_here(p, "AND") ? "AND" : operator_here(p, "OR") ? "OR" : NULL;
	if (op)
		return fp_parse_fail(p, p->at, "%s 前面缺条件", "%s needs something before it", op);
	if (near_here(p))
		return fp_parse_fail(p, p->at, "NEAR 前面缺要找的词", "NEAR needs a word before it");
	if (p->at < p->s.n && !close_here(p))
		return true;
	if (after)
		return fp_parse_fail(p, p->at, "%s 后面缺条件", "%s needs something behind it", after);
	return fp_parse_fail(p, p->at, "这里缺条件", "something is missing here");
}

static fp_node *parse_and(fp_parser *p, const char *after)
{
	fp_node *and = node_new(p, FP_N_AND);
	for (;;) {
		if (!part_here(p, after))
			return NULL;
		fp_node *n = parse_not(p);
		if (!n)
			return NULL;
		FP_PUSH(p->a, and->kid, and->kid_n, and->kid_cap) = n;
		fp_skip_space(p);
		after = eat_operator(p, "AND") ? "AND" : NULL;
		if (!after && (p->at >= p->s.n || close_here(p) || operator_here(p, "OR")))
			return one_or_many(and);
	}
}

static fp_node *parse_or(fp_parser *p)
{
	fp_node *or = node_new(p, FP_N_OR);
	const char *after = NULL;
	do {
		fp_node *n = parse_and(p, after);
		if (!n)
			return NULL;
		FP_PUSH(p->a, or->kid, or->kid_n, or->kid_cap) = n;
		fp_skip_space(p);
		after = "OR";
	} while (eat_operator(p, "OR"));
	return one_or_many(or);
}

fp_node *fp_parse_all(fp_parser *p)
{
	fp_skip_space(p);
	if (p->at >= p->s.n)
		return node_new(p, FP_N_ALL);
	fp_node *n = parse_or(p);
	if (!n)
		return NULL;
	fp_skip_space(p);
	if (p->at >= p->s.n)
		return n;
	fp_parse_fail(p, p->at, "这个右括号没有左括号", "this parenthesis was never opened");
	return NULL;
}

fp_query *fp_query_parse(fp_arena *a, fp_str text, const fp_schema *schema, const fp_calendar *cal, fp_err *err)
{
	fp_query *q = FP_NEW(a, fp_query);
	size_t bad;
	if (text.n > FP_QUERY_MAX) {
		fp_fail(err, FP_USAGE, fp_tr("查询超过 %u KiB", "the query is longer than %u KiB"), FP_QUERY_MAX >> 10);
		return NULL;
	}
	fp_parser p = {.a = a, .s = fp_str_dup(a, text), .schema = schema, .cal = cal, .err = err, .q = q};
	if (!fp_utf8_valid(p.s, &bad)) {
		fp_parse_fail(&p, bad, "不是 UTF-8 文字", "not UTF-8 text");
		return NULL;
	}
	q->root = fp_parse_all(&p);
	return q->root ? q : NULL;
}
