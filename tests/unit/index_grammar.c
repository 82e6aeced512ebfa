// Sentences of the grammar in docs/query.md, one function a rule: every one of them must be a query. Blanks, quotes and full-width forms
// are chosen by chance. Saved queries are in index_saved.c.
#include "index_desk.h"

#define SENTENCES 20000

static desk d;
static fp_buf out;
static bool in_turn;

static uint64_t state = 0x2545F4914F6CDD1Du;
static size_t dice(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % n);
}

static void pick(const char *const *v, size_t n)
{
	fp_buf_z(&out, v[dice(n)]);
}
#define PICK(...) pick((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void blank(void)
{
	PICK(" ", " ", "  ", "\u3000", "\n\t");
}

static void character(void)
{
	PICK("退", "款", "慢", "a", "B", "7", "ｘ", "é", "ー");
}

static void phrase(void)
{
	static const char *const quotes[][2] = {{"\"", "\""}, {"“", "”"}, {"「", "」"}, {"『", "』"}, {"＂", "＂"}};
	size_t q = dice(FP_COUNT(quotes));
	fp_buf_z(&out, quotes[q][0]);
	character();
	for (size_t n = dice(4); n; n--) {
		if (q == 0 && dice(4) == 0)
			PICK("\\\"", "\\\\");
		else
			PICK("退", "x", " ", "OR", ")", "（", ":", "@a", "$b", "'", ";", "-", "NEAR/x");
	}
	fp_buf_z(&out, quotes[q][1]);
}

static void word(void)
{
	character();
	for (size_t n = dice(4); n; n--)
		PICK("退", "x", "3", "'", ";", "-", "+", ".", "@", "$", "%", "、", "，", "#", "/", "_");
}

static void value(void)
{
	if (dice(3) == 0)
		phrase();
	else
		PICK("A03", "小李", "x_1", "a-b", "云绒", "3.5", "a@b", "x/y");
}

static void values(void)
{
	value();
	for (size_t n = dice(3); n; n--) {
		PICK(",", "，", "、");
		value();
	}
}

static void condition(void)
{
	switch (dice(4)) {
	case 0:
		PICK("agent", "客服", "label.agent", "verdict.agent", "product", "商品", "labels", "source.file", "来源.file");
		PICK(":", "=", "：", "＝");
		values();
		return;
	case 1:
		PICK("severity", "严重程度", "label.severity", "verdict.amount", "first_response", "金额", "source.rows");
		PICK(">", "<", ">=", "<=", ":", "=", "≥", "≤", "＞＝", "＜＝", "＞", "＜", "：", "＝");
		PICK("3", "0", "1.5", "-2", "３", "1e3");
		return;
	case 2:
		PICK("received", "受理时间", "week", "month", "day", "周");
		PICK(">", "<", ">=", "<=", ":", "=", "≥", "≤", "：", "＝");
		PICK("2026", "2026-11", "2026-11-18", "2026-W47", "2026-11..2026-12", "..2026", "2026-W01..", "today", "昨天", "last-week", "本月", "last-4w", "last-30d", "promo:双十一");
		return;
	default:
		PICK("type:物流", "类型：破损，支付", "type=\"no such\"", "status:草稿,published", "has:type", "missing:label.type", "has:教训", "有：outcome", "is:broken", "id:261118-k7f3qma", "path:cases/2026", "promo:双十一2026", "amount:..50", "amount:1..",
		     "severity:*", "verdict.taboo:*");
	}
}

static void or(int depth);
static void primary(int depth);

// Beside NEAR: a word, a phrase, or a group of them with OR.
static void side(void)
{
	if (dice(3)) {
		dice(2) ? word() : phrase();
		return;
	}
	PICK("(", "（");
	word();
	fp_buf_z(&out, " OR ");
	phrase();
	PICK(")", "）");
}

static void scoped(int depth)
{
	bool turn = !in_turn && dice(2);
	if (turn)
		PICK("turn:agent", "turn:客户,客服", "发言：主管", "turn:*", "turn:\"小李\"");
	else
		PICK("section:对话", "section:title,投诉内容", "章节：\"我的 章节\"", "section:x");
	blank();
	in_turn = in_turn || turn;
	primary(depth - 1);
	in_turn = in_turn && !turn;
}

static void primary(int depth)
{
	size_t kind = dice(depth > 0 ? 7 : 3);
	if (kind == 0) {
		word();
	} else if (kind == 1) {
		phrase();
	} else if (kind == 2 && !in_turn) {
		condition();
	} else if (kind == 3) {
		side();
		PICK(" NEAR ", " NEAR/5 ", "　NEAR／１０ ", " NEAR/0 ");
		side();
	} else if (kind == 4 && depth > 0) {
		scoped(depth);
	} else {
		PICK("(", "（", "( ");
		depth > 0 ? or(depth - 1) : word();
		PICK(")", "）", " )");
	}
}

static void not(int depth)
{
	for (size_t n = dice(4) ? 0 : 1 + dice(2); n; n--)
		PICK("NOT ", "-", "－", "NOT　");
	primary(depth);
}

static void and(int depth)
{
	not(depth);
	for (size_t n = dice(3); n; n--) {
		blank();
		if (dice(3) == 0)
			fp_buf_z(&out, "AND ");
		not(depth);
	}
}

static void or(int depth)
{
	and(depth);
	for (size_t n = dice(3) ? 0 : 1 + dice(2); n; n--) {
		fp_buf_z(&out, " OR ");
		and(depth);
	}
}

void test_every_sentence_is_a_query(void)
{
	size_t wrong = 0, longest = 0;
	d = desk_open();
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < SENTENCES; i++) {
		fp_err err = {0};
		fp_buf_clear(&out);
		or(4);
		longest = out.n > longest ? out.n : longest;
		if (!fp_query_parse(a, fp_buf_view(&out), d.schema, &d.cal, &err) && !strstr(err.msg, "more than") && !strstr(err.msg, "超过") && ++wrong < 6)
			printf("# %.*s\n#  %s\n", (int)out.n, out.p, err.msg);
		fp_arena_reset(a);
	}
	is_int(wrong, 0);
	ok(longest > 300, "%zu bytes", longest);
	fp_buf_free(&out);
	fp_arena_free(a);
	desk_close(&d);
}
