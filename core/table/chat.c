// Pasted chats: lines of 千牛, 旺旺, WeChat, QQ and of people who type 客户：/客服：, to one row a conversation.
//
// A line opens a message when it holds a speaker and a time (in either order), or a known speaker and a colon; what follows, on the line and
// below it, was said. Lines of dashes part conversations.
#include <string.h>

#include "table/chat_priv.h"

#define SPEAKER_MAX 40   // characters

// ---------------------------------------------------------------- times in a line

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(fp_str s, size_t at, size_t max)
{
	size_t n = 0;
	while (at + n < s.n && n < max && digit(s.p[at + n]))
		n++;
	return n;
}

static size_t any_of(fp_str s, size_t at, const char *const *words)
{
	for (; *words; words++)
		if (fp_str_starts(fp_str_sub(s, at, s.n), *words))
			return strlen(*words);
	return 0;
}

// "2026-11-18", "2026/11/18", "2026年11月18日", "11-18", "11月18日": bytes at `at`, or 0.
static size_t date_at(fp_str s, size_t at)
{
	static const char *const seps[] = {"-", "/", ".", "年", "月", NULL}, *const ends[] = {"日", "号", NULL};
	size_t i = at, n = digits(s, i, 4), parts = 1;
	if (!n)
		return 0;
	i += n;
	for (size_t sep; parts < 3 && (sep = any_of(s, i, seps)) && (n = digits(s, i + sep, 2)); parts++)
		i += sep + n;
	return parts >= 2 ? i + any_of(s, i, ends) - at : 0;
}

// "10:32", "10:32:05", "10：32"
static size_t clock_at(fp_str s, size_t at)
{
	static const char *const colons[] = {":", "：", NULL};
	size_t i = at, n = digits(s, i, 2), c;
	if (!n || !(c = any_of(s, i + n, colons)) || digits(s, i + n + c, 2) != 2)
		return 0;
	i += n + c + 2;
	if ((c = any_of(s, i, colons)) && digits(s, i + c, 2) == 2)
		i += c + 2;
	return i < s.n && digit(s.p[i]) ? 0 : i - at;
}

// A time of day, with or without a date before it: bytes at `at`, or 0.
static size_t time_at(fp_str s, size_t at)
{
	size_t d = date_at(s, at), i = at + d;
	if (at && (digit(s.p[at - 1]) || s.p[at - 1] == ':'))
		return 0;
	while (d && i < s.n && (s.p[i] == ' ' || s.p[i] == 'T'))
		i++;
	size_t c = clock_at(s, i);
	return c ? i + c - at : 0;
}

static bool find_time(fp_str s, size_t *from, size_t *n)
{
	for (size_t i = 0; i < s.n && i < 200; i++)
		if (digit(s.p[i]) && (*n = time_at(s, i))) {
			*from = i;
			return true;
		}
	return false;
}

// ---------------------------------------------------------------- a line

static fp_str eat(fp_str s, const char *const *words)
{
	size_t n;
	s = fp_str_trim(s);
	while ((n = any_of(s, 0, words)))
		s = fp_str_trim(fp_str_sub(s, n, s.n));
	return s;
}

static fp_str eat_end(fp_str s, const char *const *words)
{
	s = fp_str_trim(s);
	for (bool again = true; again;) {
		again = false;
		for (const char *const *w = words; *w; w++)
			if (fp_str_ends(s, *w)) {
				s = fp_str_trim(fp_str_sub(s, 0, s.n - strlen(*w)));
				again = true;
			}
	}
	return s;
}

static const char *const opens[] = {"(", "（", "[", "【", "<", "-", "—", NULL};
static const char *const closes[] = {")", "）", "]", "】", ">", "-", "—", NULL};
static const char *const colons[] = {":", "：", NULL};

// A name, not a sentence.
static bool is_name(fp_str s)
{
	static const char *const marks[] = {"，", "。", "！", "？", "；", "、", ",", "!", "?", ";", "\"", "|", "=", "://", NULL};
	if (!s.n || fp_utf8_count(s) > SPEAKER_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (any_of(s, i, marks))
			return false;
	return true;
}

// The first colon that is not part of a sub-account (店铺:小美) is behind the speaker: the last one before blank or text.
static bool cut_speaker(fp_str s, fp_str *speaker, fp_str *text)
{
	ptrdiff_t wide = fp_str_find(s, FP_STR("："), 0), plain = fp_str_find(s, FP_STR(":"), 0);
	ptrdiff_t at = wide >= 0 && (plain < 0 || wide < plain) ? wide : plain;
	if (at < 0)
		return false;
	size_t n = at == wide ? 3 : 1;
	fp_str rest = fp_str_sub(s, (size_t)at + n, s.n);
	ptrdiff_t again = fp_str_find(rest, FP_STR(":"), 0);
	// 旗舰店:小美: 在的
	if (at == plain && again > 0 && again < 24 && !fp_str_has(fp_str_sub(rest, 0, (size_t)again), FP_STR(" ")) && fp_chat_is_shop(fp_str_sub(s, 0, (size_t)at))) {
		*speaker = fp_str_trim(fp_str_sub(s, 0, (size_t)at + 1 + (size_t)again));
		*text = fp_str_trim(fp_str_sub(rest, (size_t)again + 1, rest.n));
		return is_name(*speaker);
	}
	*speaker = fp_str_trim(fp_str_sub(s, 0, (size_t)at));
	*text = fp_str_trim(rest);
	return is_name(*speaker);
}

static bool timed_line(fp_str line, fp_message *m)
{
	size_t from, n;
	if (!find_time(line, &from, &n))
		return false;
	fp_str before = eat_end(fp_str_sub(line, 0, from), opens), after = fp_str_sub(line, from + n, line.n);
	m->time = fp_str_sub(line, from, from + n);
	if (before.n) {
		m->speaker = eat_end(before, colons);
		m->text = eat(eat(after, closes), colons);
		// "小美 10:32 到了" with text on the line needs a mark between: without one it is a sentence with a time in it.
		bool marked = !m->text.n || from + n == line.n || any_of(fp_str_trim(after), 0, closes) || any_of(fp_str_trim(after), 0, colons);
		return marked && is_name(m->speaker);
	}
	after = eat(after, closes);
	if (cut_speaker(after, &m->speaker, &m->text))
		return true;
	m->speaker = after;
	m->text = (fp_str){0};
	return is_name(after) && fp_utf8_count(after) <= 24;
}

// Without a time only a speaker whose part is plain from the word opens a message.
static bool spoken_line(fp_str line, fp_message *m)
{
	m->time = (fp_str){0};
	return cut_speaker(line, &m->speaker, &m->text) && fp_utf8_count(m->speaker) <= 16 && fp_chat_part(m->speaker) != FP_PART_UNKNOWN;
}

static fp_str bare(fp_str line)
{
	line = fp_str_trim(line);
	while (fp_str_starts(line, "**") || fp_str_starts(line, "- ") || fp_str_starts(line, "> "))
		line = fp_str_trim(fp_str_sub(line, 2, line.n));
	return line;
}

static bool opens_message(fp_str line, fp_message *m)
{
	line = bare(line);
	*m = (fp_message){0};
	return line.n && line.n < 4000 && (timed_line(line, m) || spoken_line(line, m));
}

static bool parts_conversations(fp_str line)
{
	static const char *const strokes[] = {"-", "=", "*", "_", "—", "─", "━", NULL};
	size_t n = 0, w;
	line = fp_str_trim(line);
	for (size_t i = 0; i < line.n; i += w, n++)
		if (!(w = any_of(line, i, strokes)))
			return false;
	return n >= 4;
}

// What the program adds below each message.
static bool is_mark(fp_str line)
{
	static const char *const marks[] = {"已读", "未读", "以上是历史消息", "以下为新消息", "查看更多消息", "Read", "Delivered"};
	line = fp_str_trim(line);
	for (size_t i = 0; i < FP_COUNT(marks); i++)
		if (fp_str_is(line, marks[i]))
			return true;
	return false;
}

// ---------------------------------------------------------------- the text

bool fp_chat_looks_like(fp_str text)
{
	size_t lines = 0, messages = 0, first = 0;
	fp_str other = {0};
	bool two = false;
	fp_message m;
	text = fp_str_sub(text, 0, 64u << 10);
	while (text.p && text.n && lines < 400) {
		fp_str line = fp_str_line(&text);
		if (!fp_str_trim(line).n || is_mark(line) || parts_conversations(line))
			continue;
		lines++;
		if (!opens_message(line, &m))
			continue;
		first = messages++ ? first : lines;
		two = two || (other.n && !fp_str_eq(other, m.speaker));
		other = m.speaker;
	}
	return first && first <= 3 && two && messages >= 2 && messages * 5 >= lines;
}

typedef struct {
	fp_arena *a;
	fp_table *t;
	fp_message *m;
	size_t n, cap, row_cap;
	uint32_t line;      // where the conversation began
	fp_str raw;
} chat;

// What was said is one piece of the text: it grows to the end of the line.
static void more_text(chat *c, fp_str line)
{
	fp_message *m = c->n ? &c->m[c->n - 1] : NULL;
	line = fp_str_trim(line);
	if (!m || !line.n)
		return;
	m->text = m->text.n ? (fp_str){m->text.p, (size_t)(line.p + line.n - m->text.p)} : line;
}

static void add_message(chat *c, fp_message m, fp_str line, uint32_t number)
{
	if (!c->n) {
		c->line = number;
		c->raw = line;
	}
	FP_PUSH(c->a, c->m, c->n, c->cap) = m;
}

static void end_conversation(chat *c)
{
	if (!c->n)
		return;
	fp_row r = fp_conversation(c->a, c->t, c->m, c->n);
	r.line = c->line;
	r.raw = c->raw;
	FP_PUSH(c->a, c->t->row, c->t->row_n, c->row_cap) = r;
	c->m = NULL;
	c->n = c->cap = 0;
}

// "对方撤回了一条消息" stands between the messages, without a head of its own.
static bool recalled_line(chat *c, fp_str line, uint32_t number)
{
	ptrdiff_t at = fp_str_find(line, FP_STR("撤回了一条消息"), 0);
	if (at < 0 || at > 60)
		return false;
	static const char *const quotes[] = {"\"", "“", "”", "「", "」", NULL};
	fp_str who = eat_end(eat(fp_str_sub(line, 0, (size_t)at), quotes), quotes);
	add_message(c, (fp_message){who.n ? who : FP_STR("系统"), (fp_str){0}, fp_str_sub(line, (size_t)at, line.n)}, line, number);
	return true;
}

static void take_line(chat *c, fp_str line, uint32_t number)
{
	fp_message m;
	if (parts_conversations(line)) {
		end_conversation(c);
	} else if (is_mark(line)) {
		return;
	} else if (recalled_line(c, fp_str_trim(line), number)) {
		return;
	} else if (opens_message(line, &m)) {
		add_message(c, m, line, number);
	} else {
		more_text(c, line);
	}
}

fp_reader *fp_chat(fp_arena *a, fp_str name, fp_str text, fp_table *t, fp_err *err)
{
	chat c = {.a = a, .t = t};
	uint32_t line = 0;
	fp_chat_columns(a, t);
	while (text.p && text.n && !fp_arena_over(a, err))
		take_line(&c, fp_str_line(&text), ++line);
	end_conversation(&c);
	if (fp_arena_over(a, err))
		return NULL;
	fp_chat_finish(a, t);
	return fp_prepared(a, name);
}
