// Chats: pasted logs of several programs and tables of messages to conversations.
#include "table/table.h"
#include "tap.h"

static fp_table *read_chat(fp_arena *a, const char *name, const char *text)
{
	fp_err err = {0};
	fp_table *t = fp_table_read(a, fp_s(name), fp_s(text), &err);
	ok(t && t->kind == FP_TABLE_CHAT, "%s: %s", t ? fp_table_kind_name(t->kind) : "refused", err.msg);
	return t && t->kind == FP_TABLE_CHAT && t->row_n ? t : NULL;
}

static fp_str cell(const fp_table *t, size_t row, const char *column)
{
	ptrdiff_t c = fp_table_column(t, fp_s(column));
	return c < 0 || row >= t->row_n ? FP_STR("(no such column)") : t->row[row].cell[c];
}

static bool noted(const fp_table *t, const char *what)
{
	for (size_t i = 0; i < t->note_n; i++)
		if (fp_str_has(t->note[i], fp_s(what)))
			return true;
	return false;
}

void test_qianniu(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_table *t = read_chat(a, "a.txt",
		"tb_snow88 (2026-11-18 10:32:05):\n在吗\n已读\ntb_snow88 (2026-11-18 10:32:30):\n收到的锅裂了，\n要退货\n\n[图片]\n"
		"好锅旗舰店:小美 (2026-11-18 10:33:01):\n亲，非常抱歉\n对方撤回了一条消息\n好锅旗舰店:小丽 (2026-11-18 10:35:00)：\nhttps://img.example.com/a/b.jpg\n");
	if (t) {
		is_int(t->row_n, 1);
		is_str(cell(t, 0, "title"), "收到的锅裂了，");
		is_str(cell(t, 0, "received"), "2026-11-18 10:32:05");
		is_str(cell(t, 0, "customer"), "tb_snow88");
		is_str(cell(t, 0, "agent"), "好锅旗舰店:小美, 好锅旗舰店:小丽");
		is_str(cell(t, 0, "dialogue"), "客户（2026-11-18 10:32:05）：在吗\n客户（2026-11-18 10:32:30）：收到的锅裂了，\n要退货\n\n[图片]\n"
			"客服（2026-11-18 10:33:01）：亲，非常抱歉\n客户：[撤回了一条消息]\n客服2（2026-11-18 10:35:00）：[图片] https://img.example.com/a/b.jpg");
		ok(noted(t, "conversations 1, turns 5, pictures and files 1, recalled messages 1"));
	}
	fp_arena_free(a);
}

void test_other_programs(void)
{
	static const struct { const char *text, *first, *customer; size_t turns; } cases[] = {
		{"2026-11-18 10:32:05 小王\n退款没到\n2026-11-18 10:33:05 客服03\n马上查\n", "客户（2026-11-18 10:32:05）：退款没到", "小王", 2},
		{"[2026/11/18 10:32] 小王: 退款没到\n[2026/11/18 10:33] 售后小李: 马上查\n", "客户（2026-11-18 10:32:00）：退款没到", "小王", 2},
		{"小王 10:32\n退款没到\n\n在线客服 10:33\n马上查\n", "客户（10:32）：退款没到", "小王", 2},
		{"客户：退款没到\n第二行\n客服：马上查\n", "客户：退款没到\n第二行", "客户", 2},
		{"Buyer: where is my parcel?\nAgent Kim: let me look\nBuyer: 10:30 is too late\n", "客户：where is my parcel?", "Buyer", 3},
		{"小王 2026年11月18日 10:32:05\n退款没到\n小李 2026年11月18日 10:33:05\n马上查\n", "客户（2026-11-18 10:32:05）：退款没到", "小王", 2},
		{"- **客户**（10:32）：退款没到\n- **客服**（10:33）：马上查\n", "客户（10:32）：退款没到", "客户", 2},
	};
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(cases); i++) {
		fp_table *t = read_chat(a, "chat.txt", cases[i].text);
		if (!t)
			continue;
		ok(fp_str_starts(cell(t, 0, "dialogue"), cases[i].first), "case %zu: %.*s", i, FP_ARG(cell(t, 0, "dialogue")));
		is_int(t->turns, cases[i].turns);
	}
	fp_arena_free(a);
}

void test_several_conversations(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_table *t = read_chat(a, "a.txt", "客户：没发货\n客服：在催了\n--------------------\n客户：破了\n客服：给您补发\n==========\n");
	if (t) {
		is_int(t->row_n, 2);
		is_str(cell(t, 1, "title"), "破了");
		is_int(t->row[1].line, 4);
		is_str(cell(t, 0, "received"), "(no such column)");
	}
	fp_arena_free(a);
}

void test_what_is_no_chat(void)
{
	static const char *const texts[] = {
		"会议在 10:30 开始，大家准时。\n\n注意：带上本子。\n", "# 手册\n\n客服：先道歉。\n\n正文很长，没有对话。\n再一行。\n再一行。\n再一行。\n",
		"1、本站声明\n2、电话支持时间:9:00-18:30\n3、说明:略\n",
	};
	fp_arena *a = fp_arena_new(0);
	for (size_t i = 0; i < FP_COUNT(texts); i++) {
		fp_err err = {0};
		fp_table *t = fp_table_read(a, FP_STR("a.txt"), fp_s(texts[i]), &err);
		ok(t && t->kind == FP_TABLE_DOCUMENT, "case %zu", i);
	}
	fp_arena_free(a);
}

void test_tables_of_messages(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_table *t = read_chat(a, "log.csv",
		"会话ID,买家昵称,发送人,发送时间,消息内容,订单号\nc1,tb88,好锅:小美,2026-11-18 10:33:00,亲，在的,\nc1,tb88,tb88,2026-11-18 10:32:00,我的锅裂了怎么办,8888\n"
		"c2,tb99,tb99,2026-11-19 09:00:00,发票没有给我,\nbad\n");
	if (t) {
		is_int(t->row_n, 3);
		is_str(cell(t, 0, "title"), "我的锅裂了怎么办");
		is_str(cell(t, 0, "会话ID"), "c1");
		is_str(cell(t, 0, "订单号"), "8888");
		ok(fp_str_starts(cell(t, 0, "dialogue"), "客户（2026-11-18 10:32:00）：我的锅裂了怎么办\n客服（2026-11-18 10:33:00）："), "%.*s", FP_ARG(cell(t, 0, "dialogue")));
	}
	fp_err err = {0};
	t = fp_table_read(a, FP_STR("t.csv"), FP_STR("id,text,created_at\n1,hello,2026-11-18\n"), &err);
	ok(t && t->kind == FP_TABLE_CSV, "a table of tickets stays one");
	fp_arena_free(a);
}
