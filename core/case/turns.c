// Who said what and when: turns of a dialogue. A line begins a turn when it begins with a speaker and a colon.
#include <string.h>

#include "case/case_priv.h"

typedef struct {
	fp_who who;
	const char *words[8];
} speaker_words;

// Longer words before the shorter ones that they contain.
static const speaker_words speakers[] = {
	{FP_WHO_BOT, {"智能客服", "机器人", "自动回复", "bot"}},
	{FP_WHO_SYSTEM, {"系统", "system"}},
	{FP_WHO_SUPERVISOR, {"客服主管", "客服组长", "售后主管", "售后组长", "主管", "组长", "supervisor"}},
	{FP_WHO_AGENT, {"customer service", "customer support"}},
	{FP_WHO_CUSTOMER, {"客户", "买家", "顾客", "用户", "消费者", "customer", "buyer"}},
	{FP_WHO_AGENT, {"客服", "售后", "售前", "卖家", "商家", "agent", "support"}},
};

// What follows a speaker's word in prose rather than a name: "客户要求：退款" is not a turn.
static const char *const nouns[] = {
	"要求", "反馈", "回复", "电话", "投诉", "表示", "说明", "情况", "信息", "备注", "订单", "地址", "需求", "诉求",
	"问题", "态度", "评价", "昵称", "姓名", "名称", "编号", "来电", "描述", "满意度", "原因", "原话", "服务", "政策",
	"规则", "流程", "处理", "建议", "ID",
};

const char *fp_who_name(fp_who w)
{
	static const char *const names[] = {"unknown", "customer", "agent", "supervisor", "bot", "system"};
	return (size_t)w < FP_COUNT(names) ? names[w] : "unknown";
}

const char *fp_who_word(size_t i, fp_who *who)
{
	for (size_t k = 0; k < FP_COUNT(speakers); k++)
		for (size_t w = 0; w < FP_COUNT(speakers[k].words) && speakers[k].words[w]; w++)
			if (i-- == 0) {
				*who = speakers[k].who;
				return speakers[k].words[w];
			}
	return NULL;
}

static bool ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool begins_with(fp_str s, fp_str word)
{
	if (s.n < word.n || !fp_str_ieq(fp_str_sub(s, 0, word.n), word))
		return false;
	// "Supportive" is no speaker.
	return !(ascii_letter(word.p[0]) && s.n > word.n && ascii_letter(s.p[word.n]));
}

// Length of the speaker's word at the start of s, or 0.
static size_t speaker_at(fp_str s, fp_who *who)
{
	for (size_t i = 0; i < FP_COUNT(speakers); i++) {
		for (size_t k = 0; k < FP_COUNT(speakers[i].words) && speakers[i].words[k]; k++) {
			fp_str w = fp_s(speakers[i].words[k]);
			if (begins_with(s, w)) {
				*who = speakers[i].who;
				return w.n;
			}
		}
	}
	return 0;
}

// ---------------------------------------------------------------- times

// Digits, then one of the separators, and so on: 10:32, 10:32:05, 2026-11-18 10:32, 2026/11/18 10:32, 11-18 10:32.
// Length of such a time at the start of s, or 0; it must hold a colon between digits.
static size_t bare_time(fp_str s)
{
	size_t i = 0, last = 0;
	int colons = 0, dashes = 0;
	while (i < s.n) {
		if (ascii_digit(s.p[i])) {
			last = ++i;
			continue;
		}
		bool between = i && ascii_digit(s.p[i - 1]) && i + 1 < s.n && ascii_digit(s.p[i + 1]);
		if (!between || !strchr(":-/. T", s.p[i]) || (s.p[i] == ':' && colons == 2) || (colons && s.p[i] != ':'))
			break;
		if (strchr(" T", s.p[i]) && !dashes)
			break;  // "客服03 10:41": the 03 is no date
		// "客户 10:32:都六天了" has no third number, "客服 10:32:5分钟" has one digit too few to be seconds.
		if (s.p[i] == ':' && colons == 1 && !(i + 2 < s.n && ascii_digit(s.p[i + 2])))
			break;
		colons += s.p[i] == ':';
		dashes += s.p[i] == '-' || s.p[i] == '/' || s.p[i] == '.';
		i++;
	}
	return colons ? last : 0;
}

typedef struct {
	const char *open, *close;
} bracket;
static const bracket brackets[] = {{"(", ")"}, {"（", "）"}, {"[", "]"}, {"【", "】"}};

// "(10:32)" and its like: the inside, and the length of all of it; 0 when there is no bracket, or no close one nearby.
static size_t bracketed(fp_str s, fp_str *inside)
{
	for (size_t i = 0; i < FP_COUNT(brackets); i++) {
		if (!fp_str_starts(s, brackets[i].open))
			continue;
		size_t from = strlen(brackets[i].open);
		ptrdiff_t to = fp_str_find(fp_str_sub(s, 0, 80), fp_s(brackets[i].close), from);
		if (to < 0)
			return 0;
		*inside = fp_str_trim(fp_str_sub(s, from, (size_t)to));
		return (size_t)to + strlen(brackets[i].close);
	}
	return 0;
}

static bool has_digit(fp_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ascii_digit(s.p[i]))
			return true;
	return false;
}

// A time, bare or in brackets, at the start of s; returns what follows it.
static fp_str eat_time(fp_str s, fp_str *time)
{
	fp_str inside;
	s = fp_str_trim(s);
	size_t n = bare_time(s);
	if (n) {
		*time = fp_str_sub(s, 0, n);
		return fp_str_sub(s, n, s.n);
	}
	n = bracketed(s, &inside);
	if (!n || !has_digit(inside) || !bare_time(inside))
		return s;
	*time = inside;
	return fp_str_sub(s, n, s.n);
}

// ---------------------------------------------------------------- a line

typedef struct {
	fp_who who;
	fp_str speaker, time, text;
} opening;

static fp_str eat_stars(fp_str s, bool *any)
{
	while (fp_str_starts(s, "**") || fp_str_starts(s, "__")) {
		s = fp_str_sub(s, 2, s.n);
		*any = true;
	}
	return s;
}

static bool is_noun(fp_str s)
{
	for (size_t i = 0; i < FP_COUNT(nouns); i++)
		if (fp_str_starts(s, nouns[i]))
			return true;
	return false;
}

// Bytes of the name after a speaker's word: letters, digits, - _ # and blanks between them, or Han; at most 20
// characters. It ends before a time, a bracket, stars or a colon. SIZE_MAX when what stands there is no name.
static size_t name_length(fp_str s, bool stars)
{
	size_t i = 0, n = 0, end = 0;
	while (i < s.n && n < 20) {
		size_t at = i;
		fp_str rest = fp_str_sub(s, i, s.n);
		if (((!i || rest.p[0] == ' ') && bare_time(fp_str_trim(rest))) || fp_str_starts(rest, "**") ||
			fp_str_starts(rest, "__"))
			break;
		uint32_t cp = fp_utf8_next(s, &i);
		if (cp < 0x80 ? !(ascii_letter((char)cp) || ascii_digit((char)cp) || strchr(" -_#.*", (char)cp))
					  : !fp_is_han(cp)) {
			i = at;
			break;
		}
		if (cp != ' ')
			end = i;
		n++;
	}
	fp_str name = fp_str_trim(fp_str_sub(s, 0, end));
	return n == 20 || (!stars && is_noun(name)) ? SIZE_MAX : end;
}

// In prose a Han name has at most three characters; with ASCII it may be an account.
static bool name_fits(fp_str name, bool stars)
{
	size_t han = 0;
	for (size_t i = 0; i < name.n;)
		han += fp_is_han(fp_utf8_next(name, &i));
	return stars || han <= 3;
}

static bool finish(opening *o, fp_str s, bool stars)
{
	bool more = false, colon;
	s = eat_stars(fp_str_trim(s), &more);
	if (!o->time.n)
		s = eat_stars(fp_str_trim(eat_time(s, &o->time)), &more);
	s = fp_eat_colon(s, &colon);
	if (!colon)
		return false;
	if (stars)
		s = eat_stars(s, &more);
	o->text = fp_str_trim(s);
	return true;
}

static bool opens_turn(fp_str line, opening *o)
{
	fp_str s = fp_str_trim(line), name;
	bool stars = false;
	memset(o, 0, sizeof(*o));
	if (fp_str_starts(s, "- ") || fp_str_starts(s, "* "))
		s = fp_str_trim(fp_str_sub(s, 2, s.n));
	s = fp_str_trim(eat_time(s, &o->time));
	s = eat_stars(s, &stars);
	size_t word = speaker_at(s, &o->who);
	if (!word)
		return false;
	fp_str after = fp_str_sub(s, word, s.n);
	size_t n = name_length(after, stars);
	if (n == SIZE_MAX || !name_fits(fp_str_sub(after, 0, n), stars))
		return false;
	// "客服（小李）": brackets without a time are part of the name.
	fp_str rest = fp_str_sub(after, n, after.n);
	size_t b = bracketed(fp_str_trim(rest), &name);
	if (b && !bare_time(name))
		n += (size_t)(fp_str_trim(rest).p - rest.p) + b;
	o->speaker = fp_str_trim(fp_str_sub(s, 0, word + n));
	return finish(o, fp_str_sub(after, n, after.n), stars);
}

// ---------------------------------------------------------------- a section

static size_t offset_in(const fp_case *c, fp_str part)
{
	return (size_t)(part.p - c->text.p);
}

static void close_turn(const fp_case *c, fp_turn *t, size_t end)
{
	fp_str s = fp_str_trim(fp_str_sub(c->text, t->text.start, end));
	t->text.end = s.n ? offset_in(c, s) + s.n : t->text.start;
	if (s.n)
		t->text.start = offset_in(c, s);
}

// `first_said`: whether the first line that is not blank began a turn.
static size_t read_turns(fp_arena *a, const fp_case *c, const fp_section *s, fp_turn **out, bool *first_said)
{
	fp_turn *v = NULL;
	size_t n = 0, cap = 0;
	fp_lines l = fp_lines_of(c, s);
	fp_str line;
	bool first = true;
	*first_said = false;
	while (fp_lines_next(&l, &line)) {
		opening o;
		if (!fp_str_trim(line).n)
			continue;
		if (!l.in_fence && opens_turn(line, &o)) {
			if (n)
				close_turn(c, &v[n - 1], l.start);
			size_t at = o.text.n ? offset_in(c, o.text) : l.start + line.n;
			FP_PUSH(a, v, n, cap) = (fp_turn){o.who, o.speaker, o.time, {at, at}, l.line};
			*first_said = *first_said || first;
		}
		first = false;
	}
	if (n)
		close_turn(c, &v[n - 1], s->body.end);
	*out = v;
	return n;
}

size_t fp_case_turns(fp_arena *a, const fp_case *c, fp_turn **out)
{
	bool first_said = false;
	const fp_section *s = fp_case_section(c, "dialogue");
	size_t n = s ? read_turns(a, c, s, out, &first_said) : 0;
	if (n || !(s = fp_case_section(c, "complaint")))
		return n;
	// Two lines in a complaint that begin with 客户 and 客服 make a chat; a mention of "客服：" inside a story does
	// not.
	n = read_turns(a, c, s, out, &first_said);
	bool both = false;
	for (size_t i = 1; i < n; i++)
		both = both || (*out)[i].who != (*out)[0].who;
	return first_said && both ? n : 0;
}
