#include "index_desk.h"

static desk d;

// The tree as text: (and "x" type=物流* ...)
static void show(fp_buf *b, const fp_node *n)
{
	static const char *const names[] = {"all", "and", "or", "not", "term", "field", "days", "id", "path", "broken", "section", "used", "near", "turn"};
	fp_buf_f(b, "(%s", names[n->kind]);
	for (size_t i = 0; i < n->section_n; i++)
		fp_buf_f(b, " @%.*s", FP_ARG(n->section[i]));
	if (n->text.n)
		fp_buf_f(b, n->quoted ? " \"%.*s\"" : " %.*s", FP_ARG(n->text));
	if (n->kind == FP_N_FIELD)
		fp_buf_f(b, " %s%.*s", n->scope == FP_SCOPE_LABEL ? "label." : n->scope == FP_SCOPE_VERDICT ? "verdict." : "", FP_ARG(n->field));
	for (size_t i = 0; i < n->cond_n; i++) {
		const fp_cond *c = &n->cond[i];
		if (c->kind == FP_C_NUMBER)
			fp_buf_f(b, " %g..%g", c->lo, c->hi);
		else
			fp_buf_f(b, " %c%.*s", "?=<#~"[c->kind], FP_ARG(c->text));
	}
	if (n->kind == FP_N_NEAR)
		fp_buf_f(b, " %u", n->near);
	for (unsigned w = 0; n->kind == FP_N_TURN && w < 6; w++)
		if (n->who & 1u << w)
			fp_buf_f(b, " %s", fp_who_name((fp_who)w));
	for (size_t i = 0; i < n->speaker_n; i++)
		fp_buf_f(b, " =%.*s", FP_ARG(n->speaker[i]));
	if (n->kind == FP_N_DAYS)
		fp_buf_f(b, " %d..%d", (int)n->days.from, (int)n->days.to);
	for (size_t i = 0; i < n->kid_n; i++) {
		fp_buf_c(b, ' ');
		show(b, n->kid[i]);
	}
	fp_buf_c(b, ')');
}

static fp_str tree(const char *text)
{
	fp_err err = {0};
	fp_query *q = desk_query(&d, fp_s(text), &err);
	if (!q)
		return fp_strf(d.a, "!%d %s", (int)err.code, err.msg);
	fp_buf b = {0};
	show(&b, q->root);
	return fp_buf_take(&b, d.a);
}

void test_start(void)
{
	d = desk_open();
	ok(d.schema->field_n > 10, "the built-in schema is there");
}

void test_terms(void)
{
	is_str(tree(""), "(all)");
	is_str(tree(" 　 "), "(all)");
	is_str(tree("退款"), "(term 退款)");
	is_str(tree("退款 慢"), "(and (term 退款) (term 慢))");
	is_str(tree("退款　慢"), "(and (term 退款) (term 慢))");
	is_str(tree("退款 AND 慢 OR 快"), "(or (and (term 退款) (term 慢)) (term 快))");
	is_str(tree("退款 (慢 OR 快)"), "(and (term 退款) (or (term 慢) (term 快)))");
	is_str(tree("退款（慢 OR 快）"), "(and (term 退款) (or (term 慢) (term 快)))");
	is_str(tree("-退款"), "(not (term 退款))");
	is_str(tree("NOT 退款 慢"), "(and (not (term 退款)) (term 慢))");
	is_str(tree("NOT -退款"), "(term 退款)");
	is_str(tree("-(退款 慢)"), "(not (and (term 退款) (term 慢)))");
	is_str(tree("iPhone ＡＢＣ 退貨"), "(and (term iphone) (term abc) (term 退货))");
	is_str(tree("and or not"), "(and (term and) (term or) (term not))");
	is_str(tree("10:32"), "(term 10:32)");
	is_str(tree("https://x.cn/a"), "(term https://x.cn/a)");
	is_str(tree("a - b"), "(and (term a) (term -) (term b))");
}

void test_phrases(void)
{
	is_str(tree("\"请 耐心\""), "(term \"请 耐心\")");
	is_str(tree("“请耐心”"), "(term \"请耐心\")");
	is_str(tree("「请耐心」『等待』"), "(and (term \"请耐心\") (term \"等待\"))");
	is_str(tree("物流「请耐心」"), "(and (term 物流) (term \"请耐心\"))");
	is_str(tree("\"a\\\"b\\\\c\""), "(term \"a\"b\\c\")");
	is_str(tree("\"a\\n\""), "(term \"a\\n\")");
	is_str(tree("section:对话 \"稍等\""), "(term @dialogue \"稍等\")");
	is_str(tree("section:对话,complaint 稍等 退款"), "(and (term @dialogue @complaint 稍等) (term 退款))");
	is_str(tree("section:对话 (稍等 OR 等待)"), "(or (term @dialogue 稍等) (term @dialogue 等待))");
	is_str(tree("section:自定义 稍等"), "(term @自定义 稍等)");
}

void test_near(void)
{
	is_str(tree("退款 NEAR/5 客服"), "(near 5 (term 退款) (term 客服))");
	is_str(tree("退款 NEAR “客 服”"), "(near 10 (term 退款) (term \"客 服\"))");
	is_str(tree("退款NEAR/5"), "(term 退款near/5)");
	is_str(tree("退款 NEAR／５ 客服"), "(near 5 (term 退款) (term 客服))");
	is_str(tree("退款 near 客服 nearby NEARBY"), "(and (term 退款) (term near) (term 客服) (term nearby) (term nearby))");
	is_str(tree("退款 NEAR/0 (客服 OR 售后) 慢"), "(and (near 0 (term 退款) (or (term 客服) (term 售后))) (term 慢))");
	is_str(tree("-退款 NEAR/3 客服 OR 慢"), "(or (not (near 3 (term 退款) (term 客服))) (term 慢))");
	is_str(tree("section:对话 退款 NEAR/3 客服"), "(near @dialogue 3 (term @dialogue 退款) (term @dialogue 客服))");
}

void test_turns(void)
{
	is_str(tree("turn:agent \"稍等\""), "(turn agent (term \"稍等\"))");
	is_str(tree("turn:客户 退款 慢"), "(and (turn customer (term 退款)) (term 慢))");
	is_str(tree("发言：买家，機器人 退款"), "(turn customer bot (term 退款))");
	is_str(tree("turn:Agent (稍等 -抱歉)"), "(turn agent (and (term 稍等) (not (term 抱歉))))");
	is_str(tree("turn:\"小李\" (稍等 NEAR/3 亲 OR 抱歉)"), "(turn =小李 (or (near 3 (term 稍等) (term 亲)) (term 抱歉)))");
	is_str(tree("section:对话 turn:主管 抱歉"), "(turn @dialogue supervisor (term @dialogue 抱歉))");
	is_str(tree("turn:主管 section:对话 抱歉"), "(turn supervisor (term @dialogue 抱歉))");
	is_str(tree("turn:* 抱歉"), "(turn unknown customer agent supervisor bot system (term 抱歉))");
	is_str(tree("-turn:customer service 抱歉"), "(and (not (turn customer (term service))) (term 抱歉))");
}

void test_fields(void)
{
	is_str(tree("severity:3"), "(field severity 3..3)");
	is_str(tree("严重程度：3，4"), "(field severity 3..3 4..4)");
	is_str(tree("severity:2..3"), "(field severity 2..3)");
	is_str(tree("severity:2.."), "(field severity 2..inf)");
	is_str(tree("severity≥3"), "(field severity 3..inf)");
	is_str(tree("severity：３"), "(field severity 3..3)");
	is_str(tree("severity<=2"), "(field severity -inf..2)");
	is_str(tree("severity＞＝2"), "(field severity 2..inf)");
	is_str(tree("type:物流"), "(field type <物流)");
	is_str(tree("type=物流"), "(field type =物流)");
	is_str(tree("type:logistics"), "(field type <物流)");
	is_str(tree("-label.type:物流"), "(not (field label.type <物流))");
	is_str(tree("verdict.type:物流"), "(field verdict.type <物流)");
	is_str(tree("label:典型"), "(field labels =典型)");
	is_str(tree("labels:典型,安全"), "(field labels =典型 =安全)");
	is_str(tree("status:published"), "(field status =published)");
	is_str(tree("status:已发布"), "(field status =published)");
	is_str(tree("status:in-review"), "(field status =in_review)");
	is_str(tree("product:四件套"), "(field product ~四件套)");
	is_str(tree("product=\"云绒 四件套\""), "(field product =云绒 四件套)");
	is_str(tree("类型：物流"), "(field type <物流)");
	is_str(tree("label.投诉类型:物流"), "(field label.type <物流)");
	is_str(tree("type:*"), "(field type ?)");
	is_str(tree("has:type"), "(field type ?)");
	is_str(tree("missing:type"), "(not (field type ?))");
	is_str(tree("missing:label.type"), "(not (field label.type ?))");
	is_str(tree("has:教训"), "(section lesson)");
	is_str(tree("is:broken"), "(broken)");
	is_str(tree("id:261118-k7f3qma"), "(id 261118-k7f3qma)");
	is_str(tree("path:cases/2026/11"), "(path cases/2026/11)");
}

void test_dates(void)
{
	is_str(tree("week:2026-W47"), fp_strf(d.a, "(days %d..%d)", fp_day_of(2026, 11, 16), fp_day_of(2026, 11, 22)).p);
	is_str(tree("received:last-week"), fp_strf(d.a, "(days %d..%d)", fp_day_of(2026, 11, 16), fp_day_of(2026, 11, 22)).p);
	is_str(tree("month:2026-11"), fp_strf(d.a, "(days %d..%d)", fp_day_of(2026, 11, 1), fp_day_of(2026, 11, 30)).p);
	is_str(tree("promo:双十一2026"), fp_strf(d.a, "(days %d..%d)", fp_day_of(2026, 10, 31), fp_day_of(2026, 11, 11)).p);
	is_str(tree("received:promo:双十一2026"), tree("promo:双十一2026").p);
	is_str(tree("received>=2026-11-02"), fp_strf(d.a, "(days %d..%d)", fp_day_of(2026, 11, 2), INT32_MAX).p);
	is_str(tree("received<2026-11"), fp_strf(d.a, "(days %d..%d)", INT32_MIN, fp_day_of(2026, 10, 31)).p);
	is_str(tree("received>2026-11"), fp_strf(d.a, "(days %d..%d)", fp_day_of(2026, 12, 1), INT32_MAX).p);
	is_str(tree("received:2026-11-02..2026-11-03"), fp_strf(d.a, "(days %d..%d)", fp_day_of(2026, 11, 2), fp_day_of(2026, 11, 3)).p);
}

// What the query's period is, and the same query on the day before it: (and ... (days n..n)).
static fp_str period(const char *text)
{
	fp_err err = {0};
	fp_range r;
	fp_buf b = {0};
	fp_query *q = desk_query(&d, fp_s(text), &err);
	if (!q)
		return fp_strf(d.a, "!%s", err.msg);
	fp_days_asked asked = fp_query_days(q, &r);
	if (asked != FP_DAYS_PERIOD)
		return fp_s(asked == FP_DAYS_NONE ? "none" : "mixed");
	fp_buf_f(&b, "%.*s..%.*s ", FP_ARG(r.from == INT32_MIN ? FP_STR("") : fp_day_text(d.a, r.from)), FP_ARG(r.to == INT32_MAX ? FP_STR("") : fp_day_text(d.a, r.to)));
	show(&b, fp_query_on_days(d.a, q, (fp_range){7, 8})->root);
	return fp_buf_take(&b, d.a);
}

void test_the_period(void)
{
	is_str(period(""), "none");
	is_str(period("退款 has:received received:*"), "none");
	is_str(period("week:2026-W47"), "2026-11-16..2026-11-22 (and (days 7..8))");
	is_str(period("退款 (慢 received>=2026-11) -快 received<2026-11-20"), "2026-11-01..2026-11-19 (and (and (term 退款) (and (term 慢)) (not (term 快))) (days 7..8))");
	is_str(period("received>2026-11"), "2026-12-01.. (and (days 7..8))");
	is_str(period("退款 OR week:2026-W47"), "mixed");
	is_str(period("退款 (慢 OR week:2026-W47) month:2026-11"), "mixed");
	is_str(period("-week:2026-W47"), "mixed");
	is_str(period("week:2026-W47,2026-W46"), "mixed");
	is_str(period("label.received:2026-11"), "mixed");
	is_str(period("section:对话 (week:2026-W47 稍等)"), "2026-11-16..2026-11-22 (and (and (term @dialogue 稍等)) (days 7..8))");
}

// {query, column, part of the message}; columns are characters
void test_errors(void)
{
	static const struct {
		const char *query;
		int column;
		const char *part;
	} rows[] = {
		{"typ:物流", 1, "did you mean type"},
		{"情：愤怒", 1, "did you mean 情绪"},
		{"责任：客服", 1, "no field 责任"},
		{"退款 sevrity>2", 4, "did you mean severity"},
		{"type:物溜", 6, "did you mean 物流"},
		{"status:publishd", 8, "did you mean published"},
		{"severity:高", 10, "is not a number"},
		{"severity>", 10, "a value is missing"},
		{"type>物流", 6, "cannot be compared"},
		{"退款 AND", 7, "AND needs something behind"},
		{"退款 OR", 6, "OR needs something behind"},
		{"OR 退款", 1, "OR needs something before"},
		{"NOT", 1, "NOT needs something behind"},
		{"(退款", 1, "never closed"},
		{"退款)", 3, "never opened"},
		{"()", 2, "something is missing"},
		{"退款 \"请", 4, "has no closing"},
		{"\"\"", 1, "nothing to search"},
		{"week:2026-W60", 6, ""},
		{"promo:六一八", 7, ""},
		{"is:nice", 4, "only broken"},
		{"has:tpye", 5, "did you mean type"},
		{"section:对话", 1, "needs the text"},
		{"客户说：什么", 1, "put them in quotes"},
		{"NEAR/3 退款", 1, "needs a word before"},
		{"退款 NEAR/3", 4, "needs a word behind"},
		{"退款 NEAR/3 OR 慢", 4, "needs a word behind"},
		{"退款 NEAR/x 慢", 9, "from 0 to 100"},
		{"退款 NEAR/101 慢", 9, "from 0 to 100"},
		{"退款 NEAR/ 慢", 9, "from 0 to 100"},
		{"退款 NEAR 慢 NEAR 快", 11, "joins two"},
		{"type:物流 NEAR/3 慢", 1, "joins words"},
		{"慢 NEAR/3 (a b)", 10, "joins words"},
		{"turn:agent", 1, "needs the text"},
		{"turn:agent AND x", 1, "needs the text"},
		{"turn:agnet 稍等", 6, "did you mean agent"},
		{"turn:小李 稍等", 6, "in quotes"},
		{"turn:客服 (稍等 type:物流)", 13, "words only"},
		{"turn:客服 turn:客户 稍等", 9, "words only"},
		{"turn>客服 稍等", 1, "a colon only"},
		{"类形：物流", 1, "did you mean 投诉类型"},
		{"label.tpye:物流", 1, "did you mean label.type"},
		{"verdict.typ:物流", 1, "did you mean verdict.type"},
		{"type : 物流", 6, "no blank"},
		{"退款 || 慢", 4, "write OR"},
		{"退款 && 慢", 4, "write AND"},
		{"severity=>3", 10, "one of"},
		{"severity<>3", 10, "one of"},
		{"severity：＞3", 10, "one of"},
		{"severity!=3", 9, "-severity:3"},
		{"severity:3-5", 10, "3..5"},
		{"severity:3..1", 10, "swap"},
		{"severity:高", 10, "from 1 to 4"},
		{"status:以发布", 8, "did you mean 已发布"},
		{"退款*", 3, "not needed"},
		{"退款 NEAR5 慢", 4, "NEAR/5"},
		{"\"退款 慢\"~5", 7, "NEAR/5"},
		{"section:对化 稍等", 9, "did you mean 对话"},
		{"type:,物流", 6, "a value is missing"},
	};
	for (size_t i = 0; i < FP_COUNT(rows); i++) {
		fp_err err = {0};
		fp_query *q = desk_query(&d, fp_s(rows[i].query), &err);
		char column[40];
		snprintf(column, sizeof column, "column %d:", rows[i].column);
		ok(!q && err.code == FP_USAGE && strstr(err.msg, column) && strstr(err.msg, rows[i].part), "%s: %s", rows[i].query, err.msg);
	}
}

void test_limits(void)
{
	fp_err err = {0};
	fp_buf b = {0};
	for (int i = 0; i < 70; i++)
		fp_buf_c(&b, '(');
	ok(!desk_query(&d, fp_buf_view(&b), &err) && err.code == FP_USAGE, "70 parentheses: %s", err.msg);
	fp_buf_clear(&b);
	for (int i = 0; i < 1 << 20; i++)
		fp_buf_c(&b, 'a');
	err = (fp_err){0};
	ok(!desk_query(&d, fp_buf_view(&b), &err) && err.code == FP_USAGE, "a megabyte: %s", err.msg);
	fp_buf_clear(&b);
	for (int i = 0; i < 20000; i++)
		fp_buf_z(&b, "- ");
	fp_buf_z(&b, "x");
	err = (fp_err){0};
	ok(!desk_query(&d, fp_buf_view(&b), &err) && err.code == FP_USAGE, "20000 terms: %s", err.msg);
	fp_buf_clear(&b);
	for (int i = 0; i < 10000; i++)
		fp_buf_z(&b, "NOT ");
	fp_buf_z(&b, "x");
	err = (fp_err){0};
	ok(desk_query(&d, fp_buf_view(&b), &err) != NULL, "10000 NOT: %s", err.msg);
	fp_buf_free(&b);
	err = (fp_err){0};
	ok(!desk_query(&d, FP_STR("a\xff"), &err) && strstr(err.msg, "column 2"), "not UTF-8: %s", err.msg);
}

// Every example of the manual is a query.
void test_examples_of_the_manual(void)
{
	fp_err err = {0};
	fp_str text, rest;
	size_t n = 0;
	if (!ok(fp_file_read(d.a, "docs/query.md", 1u << 20, &text, &err), "%s", err.msg))
		return;
	for (rest = text; rest.n;) {
		fp_str line = fp_str_line(&rest);
		if (!fp_str_starts(line, "fupan search '") || fp_str_starts(line, "fupan search '@"))
			continue;  // saved queries are in a casebook: t345-saved
		line = fp_str_sub(line, strlen("fupan search '"), line.n);
		fp_str query = fp_str_cut(&line, '\'');
		err = (fp_err){0};
		n += ok(desk_query(&d, query, &err) != NULL, "%.*s %s", FP_ARG(query), err.msg);
	}
	ok(n >= 7, "%zu examples", n);
}

void test_end(void)
{
	desk_close(&d);
	ok(true, "closed");
}
