// Messages to a conversation: who is customer and who is agent, turns as case files have them.
#include <string.h>

#include "table/chat_priv.h"

static const struct {
	fp_part part;
	const char *words[18];
} parts[] = {
	{FP_PART_BOT, {"机器人", "智能客服", "店小蜜", "小蜜", "自动回复", "chatbot"}},
	{FP_PART_SYSTEM, {"系统", "system", "通知", "提示"}},
	{FP_PART_AGENT, {"客户服务", "用户服务", "customer service", "customer support", "客户经理"}},
	{FP_PART_CUSTOMER, {"客户", "买家", "顾客", "用户", "消费者", "会员", "customer", "buyer", "client", "visitor", "访客"}},
	{FP_PART_AGENT, {"客服", "售后", "售前", "卖家", "商家", "旗舰店", "专营店", "专卖店", "官方", "店铺", "小二", "主管", "组长", "店长", "agent", "support", "seller"}},
};

static fp_str lower(fp_str s, char out[64])
{
	size_t n = s.n < 64 ? s.n : 64;
	for (size_t i = 0; i < n; i++)
		out[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i]);
	return (fp_str){out, n};
}

bool fp_chat_is_shop(fp_str account)
{
	return fp_chat_part(account) == FP_PART_AGENT || fp_str_ends(account, "店") || fp_str_ends(account, "商城");
}

fp_part fp_chat_part(fp_str speaker)
{
	char buf[64];
	fp_str s = lower(fp_str_trim(speaker), buf);
	for (size_t i = 0; i < FP_COUNT(parts); i++)
		for (size_t k = 0; k < FP_COUNT(parts[i].words) && parts[i].words[k]; k++)
			if (fp_str_has(s, fp_s(parts[i].words[k])))
				return parts[i].part;
	fp_str rest = s, account = fp_str_cut(&rest, ':');
	return rest.n && account.n ? FP_PART_AGENT : FP_PART_UNKNOWN;   // 主账号:子账号
}

// ---------------------------------------------------------------- who

#define SPEAKERS 64

typedef struct {
	fp_str name[SPEAKERS];
	fp_part part[SPEAKERS];
	bool stand_in[SPEAKERS];
	size_t n;
} speakers;

// 对方 and 您 in "对方撤回了一条消息" are somebody who has a name elsewhere; agents save the chats.
static fp_part stand_in(fp_str name)
{
	if (fp_str_is(name, "对方"))
		return FP_PART_CUSTOMER;
	return fp_str_is(name, "您") || fp_str_is(name, "你") ? FP_PART_AGENT : FP_PART_UNKNOWN;
}

static size_t speaker_number(speakers *s, fp_str name)
{
	for (size_t i = 0; i < s->n; i++)
		if (fp_str_eq(s->name[i], name))
			return i;
	if (s->n == SPEAKERS)
		return SPEAKERS - 1;
	s->name[s->n] = name;
	s->part[s->n] = stand_in(name);
	s->stand_in[s->n] = s->part[s->n] != FP_PART_UNKNOWN;
	if (!s->stand_in[s->n])
		s->part[s->n] = fp_chat_part(name);
	return s->n++;
}

static bool somebody_is(const speakers *s, fp_part p)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->part[i] == p && !s->stand_in[i])
			return true;
	return false;
}

// Who is not known by the name is what the others are not; where nobody is known, the first who speaks is the customer.
static void settle(speakers *s)
{
	bool agent = somebody_is(s, FP_PART_AGENT), customer = somebody_is(s, FP_PART_CUSTOMER);
	bool first = !agent && !customer;
	for (size_t i = 0; i < s->n; i++) {
		if (s->part[i] != FP_PART_UNKNOWN)
			continue;
		s->part[i] = customer || (!agent && !first) ? FP_PART_AGENT : FP_PART_CUSTOMER;
		first = false;
	}
}

static size_t who_stands(const speakers *s, size_t i)
{
	for (size_t k = 0; s->stand_in[i] && k < s->n; k++)
		if (s->part[k] == s->part[i] && !s->stand_in[k])
			return k;
	return i;
}

// 客户, 客服, 客服2: the word that case files begin a turn with.
static fp_str turn_name(fp_arena *a, const speakers *s, size_t i)
{
	static const char *const zh[] = {"客户", "客户", "客服", "机器人", "系统"};
	size_t nth = 1;
	for (size_t k = 0; k < i; k++)
		nth += s->part[k] == s->part[i] && !s->stand_in[k];
	fp_str word = fp_s(zh[s->part[i]]);
	return nth == 1 ? word : fp_strf(a, "%.*s%zu", FP_ARG(word), nth);
}

static fp_str names_of(fp_arena *a, const speakers *s, fp_part p)
{
	fp_buf b = {0};
	for (size_t i = 0; i < s->n; i++)
		if (s->part[i] == p && !s->stand_in[i])
			fp_buf_f(&b, "%s%.*s", b.n ? ", " : "", FP_ARG(s->name[i]));
	return fp_buf_take(&b, a);
}

// ---------------------------------------------------------------- what was said

static bool ends_like_picture(fp_str s)
{
	static const char *const ends[] = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp"};
	char buf[64];
	fp_str end = lower(fp_str_sub(s, s.n > 8 ? s.n - 8 : 0, s.n), buf);
	for (size_t i = 0; i < FP_COUNT(ends); i++)
		if (fp_str_ends(end, ends[i]))
			return true;
	return false;
}

static bool is_picture(fp_str s)
{
	static const char *const words[] = {"[图片]", "【图片】", "[表情]", "[动画表情]", "[image]", "[Image]", "[photo]", "<img", "[语音]", "[视频]", "[文件]"};
	for (size_t i = 0; i < FP_COUNT(words); i++)
		if (fp_str_starts(s, words[i]))
			return true;
	return ends_like_picture(s) && fp_utf8_count(s) < 300 && !fp_str_has(s, FP_STR(" "));
}

static bool is_recalled(fp_str s)
{
	return fp_utf8_count(s) < 40 && (fp_str_has(s, FP_STR("撤回了一条消息")) || fp_str_has(s, FP_STR("消息已撤回")) || fp_str_has(s, FP_STR("recalled a message")));
}

static fp_str said(fp_arena *a, fp_str text, size_t *pictures, size_t *recalled)
{
	text = fp_str_trim(text);
	if (is_recalled(text)) {
		++*recalled;
		return FP_STR("[撤回了一条消息]");
	}
	if (!is_picture(text))
		return text;
	++*pictures;
	return text.p[0] == '[' || text.p[0] == '<' ? text : fp_strf(a, "[图片] %.*s", FP_ARG(text));
}

// The time as turns have it: 2026-11-18 10:32:05, or what stands there when it has no whole date.
static fp_str turn_time(fp_arena *a, fp_str time, fp_time *at, bool *dated)
{
	fp_str text;
	time = fp_str_trim(time);
	*dated = fp_time_parse(time, 0, at, NULL);
	if (!*dated)
		return time;
	text = fp_time_text(a, (fp_time){at->utc + at->offset, 0});
	return fp_strf(a, "%.*s %.*s", 10, text.p, 8, text.p + 11);
}

static bool says_something(fp_str text)
{
	static const char *const empty[] = {"在吗", "在么", "在不在", "你好", "您好", "亲", "hi", "hello", "有人吗"};
	if (text.n && (text.p[0] == '[' || text.p[0] == '<'))
		return false;
	if (fp_utf8_count(text) > 8)
		return true;
	for (size_t i = 0; i < FP_COUNT(empty); i++)
		if (fp_str_starts(text, empty[i]))
			return false;
	return text.n != 0;
}

// ---------------------------------------------------------------- the row

void fp_chat_columns(fp_arena *a, fp_table *t)
{
	static const char *const names[] = {"title", "received", "customer", "agent", "dialogue"};
	t->column = FP_NEW_N(a, fp_str, FP_TABLE_COLUMNS);
	for (size_t i = 0; i < FP_COUNT(names); i++)
		t->column[i] = fp_s(names[i]);
	t->column_n = FP_CHAT_COLUMNS;
}

typedef struct {
	fp_arena *a;
	fp_buf dialogue;
	fp_str title, first, received;
	size_t pictures, recalled, turns;
} conversation;

static void add_turn(conversation *c, const speakers *s, size_t who, const fp_message *m)
{
	fp_time at;
	bool dated;
	fp_str text = said(c->a, m->text, &c->pictures, &c->recalled), time = turn_time(c->a, m->time, &at, &dated);
	if (!text.n)
		return;
	fp_str name = turn_name(c->a, s, who);
	fp_buf_f(&c->dialogue, "%s%.*s", c->dialogue.n ? "\n" : "", FP_ARG(name));
	if (time.n)
		fp_buf_f(&c->dialogue, "（%.*s）", FP_ARG(time));
	fp_buf_z(&c->dialogue, "：");
	fp_buf_str(&c->dialogue, text);
	c->turns++;
	if (!c->received.n && dated)
		c->received = time;
	if (s->part[who] != FP_PART_CUSTOMER)
		return;
	fp_str line = fp_str_line(&text);
	c->first = c->first.n ? c->first : line;
	c->title = !c->title.n && says_something(line) ? line : c->title;
}

fp_row fp_conversation(fp_arena *a, fp_table *t, const fp_message *m, size_t n)
{
	speakers *s = FP_NEW(a, speakers);
	conversation c = {.a = a};
	size_t *who = FP_NEW_N(a, size_t, n);
	for (size_t i = 0; i < n; i++)
		who[i] = speaker_number(s, fp_str_trim(m[i].speaker));
	settle(s);
	for (size_t i = 0; i < n; i++)
		add_turn(&c, s, who_stands(s, who[i]), &m[i]);
	fp_row r = {.cell = FP_NEW_N(a, fp_str, t->column_n), .n = t->column_n};
	fp_str title = c.title.n ? c.title : c.first;
	r.cell[FP_CHAT_TITLE] = title.n ? title : FP_STR("聊天记录");
	r.cell[FP_CHAT_RECEIVED] = c.received;
	r.cell[FP_CHAT_CUSTOMER] = names_of(a, s, FP_PART_CUSTOMER);
	r.cell[FP_CHAT_AGENT] = names_of(a, s, FP_PART_AGENT);
	r.cell[FP_CHAT_DIALOGUE] = fp_buf_take(&c.dialogue, a);
	if (r.cell[FP_CHAT_DIALOGUE].n > FP_CELL_MAX)
		r.fault = fp_strf(a, fp_tr("有单元格超过 %u 字节", "a cell is longer than %u bytes"), FP_CELL_MAX);
	t->turns += c.turns;
	t->pictures += c.pictures;
	t->recalled += c.recalled;
	return r;
}

// A column of days that no conversation has would refuse every row.
static void drop_column(fp_table *t, size_t c)
{
	for (size_t i = 0; i < t->row_n; i++) {
		memmove(t->row[i].cell + c, t->row[i].cell + c + 1, (t->column_n - c - 1) * sizeof(fp_str));
		t->row[i].n--;
	}
	memmove(t->column + c, t->column + c + 1, (t->column_n - c - 1) * sizeof(fp_str));
	t->column_n--;
}

void fp_chat_finish(fp_arena *a, fp_table *t)
{
	t->kind = FP_TABLE_CHAT;
	t->rows_about = t->row_n;
	fp_note(t, a, fp_tr("聊天记录：%zu 段会话，%zu 句话，%zu 张图片或附件，%zu 条撤回", "a chat: conversations %zu, turns %zu, pictures and files %zu, recalled messages %zu"), t->row_n, t->turns, t->pictures,
	        t->recalled);
	bool dated = false;
	for (size_t i = 0; i < t->row_n; i++)
		dated = dated || t->row[i].cell[FP_CHAT_RECEIVED].n;
	if (!dated)
		drop_column(t, FP_CHAT_RECEIVED);
}
