// The Markdown tree. A tree is written as text: kind(children), so that a test reads as one line.
#include "tap.h"

#include <unistd.h>

#include "base/markdown.h"

static fp_arena *a;

static void write_node(fp_buf *b, const fp_md *n)
{
	static const char *const kinds[] = {"doc", "p", "h", "list", "item", "quote", "code", "rule", "html", "table", "row", "cell",
	                                    "", "soft", "br", "span", "em", "strong", "link", "img", "tag"};
	fp_buf_z(b, kinds[n->kind]);
	if (n->level)
		fp_buf_f(b, "%d", n->level);
	if (n->info.n)
		fp_buf_f(b, ":%s", n->info.p);
	if (n->kind == FP_MD_TEXT)
		fp_buf_str(b, n->text);
	else if (n->text.n)
		fp_buf_f(b, "'%s'", n->text.p);
	if (!n->child)
		return;
	fp_buf_c(b, '(');
	for (const fp_md *c = n->child; c; c = c->next) {
		write_node(b, c);
		if (c->next)
			fp_buf_c(b, ' ');
	}
	fp_buf_c(b, ')');
}

static fp_str tree(const char *source)
{
	if (!a)
		a = fp_arena_new(0);
	fp_err err = {0};
	fp_md *doc = fp_md_parse(a, fp_s(source), &err);
	if (!doc)
		return fp_s(fp_cstr(a, fp_s(err.msg)));
	fp_buf b = {0};
	for (const fp_md *c = doc->child; c; c = c->next) {
		write_node(&b, c);
		if (c->next)
			fp_buf_c(&b, ' ');
	}
	return fp_buf_take(&b, a);
}

void test_blocks(void)
{
	is_str(tree(""), "");
	is_str(tree("# 标题\n\n正文\n"), "h1(标题) p(正文)");
	is_str(tree("A\n=\n\nB\n-\n"), "h1(A) h2(B)");
	is_str(tree("- a\n- b\n"), "list(item(p(a)) item(p(b)))");
	is_str(tree("3. a\n4. b\n"), "list3(item(p(a)) item(p(b)))");
	is_str(tree("0. a\n"), "list1(item(p(a)))");
	is_str(tree("> a\n> > b\n"), "quote(p(a) quote(p(b)))");
	is_str(tree("```lua x\nlocal a = 1\n```\n"), "code:lua x'local a = 1\n'");
	is_str(tree("    code\n"), "code'code\n'");
	is_str(tree("***\n"), "rule");
	is_str(tree("<div>\nx\n</div>\n"), "html'<div>\nx\n</div>\n'");
	is_str(tree("no newline at the end"), "p(no newline at the end)");
	is_str(tree("a\r\nb\rc\n"), "p(a soft b soft c)");
}

void test_inlines(void)
{
	is_str(tree("a *b* **c** `d` \\*e\\*"), "p(a  em(b)   strong(c)   span'd'  *e*)");
	is_str(tree("a  \nb\\\nc\nd"), "p(a br b br c soft d)");
	is_str(tree("[t](http://x/?a=1&b=2 \"title\") ![alt](i.png)"), "p(link'http://x/?a=1&b=2'(t)   img'i.png'(alt))");
	is_str(tree("<b>x</b> &amp; &lt; <http://a.b/>"), "p(tag'<b>' x tag'</b>'  & <  link'http://a.b/'(http://a.b/))");
	is_str(tree("[a]\n\n[a]: /url\n"), "p(link'/url'(a))");
	is_str(tree("x\xff" "y"), "p(x\xef\xbf\xbdy)");
}

void test_emphasis_beside_chinese(void)
{
	is_str(tree("**客户：**都六天了"), "p(strong(客户：) 都六天了)");
	is_str(tree("他说**“你好”**就走了"), "p(他说 strong(“你好”) 就走了)");
	is_str(tree("**价格（元）**100"), "p(strong(价格（元）) 100)");
	is_str(tree("**Note:**都"), "p(strong(Note:) 都)");
	is_str(tree("*重点！*看"), "p(em(重点！) 看)");
	is_str(tree("***重点！***看"), "p(em(strong(重点！)) 看)");
	is_str(tree("**a：**b，**c：**d"), "p(strong(a：) b， strong(c：) d)");
	is_str(tree("，**重点**很"), "p(， strong(重点) 很)");
	is_str(tree("**客服**：您好"), "p(strong(客服) ：您好)");
	is_str(tree("3 * 4，* 5"), "p(3 * 4，* 5)");
	is_str(tree("\\**客户：**都"), "p(**客户：**都)");
}

void test_no_trace_of_marks(void)
{
	is_str(tree("`**客户：**都`"), "p(span'**客户：**都')");
	is_str(tree("```\n**客户：**都\n```\n"), "code'**客户：**都\n'");
	is_str(tree("<!-- **客户：**都 -->\n"), "html'<!-- **客户：**都 -->\n'");
	is_str(tree("x <!-- **客户：**都 --> y"), "p(x  tag'<!-- **客户：**都 -->'  y)");
	is_str(tree("[a](/x/**：**都)"), "p(link'/x/**：**都'(a))");
	is_str(tree("<?fp?> **客户：**都"), "html'<?fp?> **客户：**都\n'");
	is_str(tree("x <?fp?> **客户：**都"), "p(x  tag'<?fp?>'   strong(客户：) 都)");
	is_str(tree("`\\**：**都`"), "p(span'\\**：**都')");
}

void test_tables(void)
{
	is_str(tree("| 指标 | 本周 |\n|---|---:|\n| 退款 | 12 |\n| 咨询 | 3 |\n"),
	       "table(row(cell(指标) cell3(本周)) row(cell(退款) cell3(12)) row(cell(咨询) cell3(3)))");
	is_str(tree("a | b\n:-: | :--\n*x* | `y`"), "table(row(cell2(a) cell1(b)) row(cell2(em(x)) cell1(span'y')))");
	is_str(tree("| a |\n| - |\n"), "table(row(cell(a)))");
	is_str(tree("| a\\|b | `c\\|d` |\n|-|-|\n"), "table(row(cell(a|b) cell(span'c|d')))");
	is_str(tree("|a|b|\n|-|-|\n|1|\n|1|2|3|\n||x|\n"), "table(row(cell(a) cell(b)) row(cell(1)) row(cell(1) cell(2)) row(cell cell(x)))");
	is_str(tree("|a|\n|-|\n|- x|\n|1. y|\n|# z #|\n|> q|\n|C#|\n"),
	       "table(row(cell(a)) row(cell(- x)) row(cell(1. y)) row(cell(# z #)) row(cell(> q)) row(cell(C#)))");
	is_str(tree("|a|\n|-|\n|**客户：**都|\n"), "table(row(cell(a)) row(cell(strong(客户：) 都)))");
}

void test_tables_inside_other_things(void)
{
	is_str(tree("> | a | b |\n> |---|---|\n> | 1 | 2 |\n"), "quote(table(row(cell(a) cell(b)) row(cell(1) cell(2))))");
	is_str(tree("- | a | b |\n  |---|---|\n  | 1 | 2 |\n"), "list(item(table(row(cell(a) cell(b)) row(cell(1) cell(2)))))");
	is_str(tree("说明 *x*：\n第二行\n| a |\n|---|\n| 1 |\n\n后文"), "p(说明  em(x) ： soft 第二行) table(row(cell(a)) row(cell(1))) p(后文)");
	is_str(tree("```\n| a |\n|---|\n```"), "code'| a |\n|---|\n'");
}

void test_what_is_no_table(void)
{
	is_str(tree("| a | b |\n|---|\n"), "p(| a | b | soft |---|)");
	is_str(tree("a\n:-\n"), "p(a soft :-)");
	is_str(tree("|a|\n|x|\n"), "p(|a| soft |x|)");
	is_str(tree("|a|\n||\n"), "p(|a| soft ||)");
}

void test_lines(void)
{
	tree("");
	fp_md *doc = fp_md_parse(a, FP_STR("# t\n\np\nq\n\n说明\n| a |\n|---|\n| 1 |\n| 2 |\n\n- x\n"), NULL);
	fp_md *h = doc->child, *p = h->next, *q = p->next, *t = q->next, *l = t->next;
	ok(h->line == 1 && p->line == 3 && p->end_line == 4, "heading and paragraph");
	ok(q->line == 6 && q->end_line == 6 && t->line == 7 && t->end_line == 10 && l->line == 12, "table");
	ok(t->child->line == 7 && t->child->next->line == 9 && t->child->next->next->child->child->line == 10, "rows");
	ok(p->child->line == 3 && p->child->next->next->line == 4, "text");
}

void test_plain_text(void)
{
	tree("");
	fp_md *doc = fp_md_parse(a, FP_STR("# 标题\n\na *b*\nc\n\n- x\n- y\n\n| 1 | 2 |\n|---|---|\n| 3<br>4 | `5` |\n\n![alt](x)\n"), NULL);
	is_str(fp_md_text(a, doc), "标题\na b c\nx\ny\n1 2\n3\n4 5\nalt");
	is_str(fp_md_text(a, doc->child), "标题");
}

// ---------------------------------------------------------------- hostile input
static int depth_of(const fp_md *n)
{
	int most = 0;
	for (const fp_md *c = n->child; c; c = c->next) {
		int d = depth_of(c);
		most = d > most ? d : most;
	}
	return most + 1;
}

// Parses and says how deep the tree is. What is linear takes a second or two; were anything quadratic it would take hours, and the alarm
// ends the program.
static fp_md *hostile(const char *what, fp_str source)
{
	fp_err err = {0};
	fp_arena *own = fp_arena_new(0);
	alarm(600);
	fp_md *doc = fp_md_parse(own, source, &err);
	alarm(0);
	int depth = doc ? depth_of(doc) : 0;
	ok(depth <= FP_MD_DEPTH + 5 && (doc || err.code == FP_LIMIT), "%s: depth %d %s", what, depth, err.msg);
	fp_arena_free(own);
	return doc;
}

static fp_str repeated(const char *part, size_t times, const char *end)
{
	tree("");
	size_t n = strlen(part);
	char *p = fp_alloc(a, n * times + strlen(end) + 1);
	for (size_t i = 0; i < times; i++)
		memcpy(p + i * n, part, n);
	memcpy(p + n * times, end, strlen(end));
	return (fp_str){p, n * times + strlen(end)};
}

void test_nesting(void)
{
	hostile("50,000 quotes", repeated(">", 50000, " a"));
	hostile("50,000 quotes with spaces", repeated("> ", 50000, "a\n\n\nb"));
	hostile("4 million quotes", repeated("> ", 4000000, "a"));
	hostile("50,000 lists", repeated("+ ", 50000, "a"));
	hostile("50,000 numbered lists", repeated("1. ", 50000, "a"));
	hostile("lists and blank lines", fp_strf(a, "%s%s", repeated("+ ", 50000, "a\n").p, repeated("\n", 1000000, "b").p));
	hostile("50,000 strong", repeated("**a ", 50000, ""));
	hostile("50,000 emphases", fp_strf(a, "%s%s", repeated("*a _b ", 50000, "").p, repeated("c_ d*", 50000, "").p));
	hostile("50,000 images", fp_strf(a, "%sx%s", repeated("![", 50000, "").p, repeated("](y)", 50000, "").p));
	fp_buf b = {0};
	for (int i = 0; i < 2000; i++)
		fp_buf_f(&b, "%*s- a\n", 2 * i, "");
	hostile("lists by columns", fp_buf_take(&b, a));
	ok(fp_str_has(tree(repeated(">", 100, " deep").p), FP_STR("deep")), "the text survives");
	ok(fp_str_has(tree(repeated("- * ", 50, "deep").p), FP_STR("deep")), "the text survives");
}

void test_rules_and_code_are_left_alone(void)
{
	is_str(tree(repeated("- ", 60, "").p), "rule");
	is_str(tree(repeated("* ", 60, "").p), "rule");
	fp_str code = fp_strf(a, "```\n%s\n```\n", repeated("> ", 60, "x").p);
	is_str(tree(code.p), fp_strf(a, "code'%s\n'", repeated("> ", 60, "x").p).p);
}

void test_other_hostile_input(void)
{
	hostile("brackets", repeated("[", 50000, "a"));
	hostile("brackets and parentheses", repeated("[a](", 50000, ""));
	hostile("links with <", repeated("[a](<b", 50000, ""));
	hostile("backticks", repeated("`a``b```", 50000, ""));
	hostile("comments", repeated("a <!--", 50000, ""));
	hostile("declarations", repeated("a <!A ", 50000, ""));
	hostile("instructions", repeated("a <?", 50000, ""));
	hostile("CDATA", repeated("a <![CDATA[", 50000, ""));
	hostile("stars", repeated("*", 200000, ""));
	hostile("stars and underscores", repeated("*_", 100000, "a"));
	hostile("stars beside Chinese", repeated("：**都", 100000, ""));
	hostile("references", repeated("[a]: b\n", 100000, ""));
	hostile("bars", repeated("|", 1000000, ""));
	hostile("a wide table", fp_strf(a, "%s\n%s\n%s", repeated("|a", 50000, "|").p, repeated("|-", 50000, "|").p, repeated("a\n", 50000, "").p));
	hostile("a long table", fp_strf(a, "|a|b|\n|-|-|\n%s", repeated("|a|b|\n", 200000, "").p));
	hostile("almost tables", repeated("|a|\n|b|\n|-|-|\n", 100000, ""));
	hostile("many tables", repeated("|a|\n|-|\n|b|\n\n", 100000, ""));
	hostile("short lines", repeated("a\n", 1000000, ""));
	hostile("empty items", repeated("-\n", 1000000, ""));
	hostile("entities", repeated("&amp", 100000, ";"));
	hostile("NULs", (fp_str){fp_alloc(a, 100000), 100000});
}

void test_limits(void)
{
	fp_err err = {0}, e2 = {0};
	tree("");
	fp_str huge = repeated("a", (8 << 20) + 1, "");
	ok(!fp_md_parse(a, huge, &err) && err.code == FP_LIMIT, "%s", err.msg);
	fp_arena *small = fp_arena_new(20000);
	ok(!fp_md_parse(small, repeated("a\n\n", 10000, ""), &e2) && e2.code == FP_LIMIT, "%s", e2.msg);
	fp_err e3 = {0};
	ok(!fp_md_parse(small, repeated("a", 100000, ""), &e3) && e3.code == FP_LIMIT, "%s", e3.msg);
	fp_arena_free(small);
	fp_md *doc = fp_md_parse(a, repeated("a\n\n", 2000000, ""), &(fp_err){0});
	ok(doc || true, "6 MB of paragraphs: %s", doc ? "parsed" : "refused");
	fp_arena_free(a);
}
