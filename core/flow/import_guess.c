#include "flow/import_priv.h"

#include <string.h>

// A guess of what goes where, from the names of the columns and what stands in them. The sample has the last word: a column of dates must hold
// dates, a column of our values values that we know, so that a guess never refuses whole tables.

// Names are compared without case, blanks, _ - ? and dots. Whole names count more than parts of names.
static const struct {
	const char *field, *whole, *part, *never;
} words[] = {
	{"body", "|body|投诉内容|投诉详情|留言详情|评论内容|内容|详情|detail|details|text|content|description|desc|complaint|message|narrative|review|reviews|verifiedreviews|正文|问题描述|评论|评价|描述|comment|feedbacktext|",
		"内容|详情|描述|narrative|complaint|description|review|comment|message|正文|评论", "回复|答复|response|id|company|developer|rating|title"},
	{"title", "|title|标题|主题|subject|summary|投诉标题|留言主题|问题简述|简述|概要|headline|issue|", "标题|主题|简述|subject|title|summary", "id"},
	{"received", "|received|日期|时间|投诉时间|创建时间|留言时间|受理时间|提交时间|购买时间|评论时间|date|time|created|createdat|datetime|datereceived|tweetcreated|opened|dataabertura|submittedat|",
		"投诉时间|创建时间|受理|日期|时间|date|time|created|opened|data|fecha", "回复|答复|处理时间|关闭|完结|更新|closed|updated|resolved|sent|solu|fechamento|itera|response|zone"},
	{"customer", "|customer|客户|买家|用户|顾客|user|username|buyer|留言用户|买家昵称|客户昵称|authorid|author|requester|requerente|用户名|昵称|name|", "买家|昵称|客户名", "id号"},
	{"channel", "|channel|渠道|来源渠道|via|submittedvia|platform|平台|来源|", "渠道|channel", ""},
	{"product", "|product|商品|产品|item|商品名称|产品名称|型号|手机型号|variation|product_name|car_model|carmodel|投诉车系|", "商品|产品|型号|product", "id|子|sub|编号|数"},
	{"order", "|order|订单|订单号|订单编号|orderid|orderno|ordernumber|", "订单号|订单编号|orderid|orderno", "时间|金额|状态"},
	{"dialogue", "|dialogue|对话|聊天记录|chat|transcript|conversation|通话记录|", "聊天记录|transcript|对话", "id"},
	{"result", "|答复意见|回复|商家回复|官方回复|客服回复|developerresponse|companyresponsetoconsumer|reply|response|处理意见|", "答复意见|回复内容|developerresponse", "时间|数|timely|id"},
	{"agent", "|agent|客服|接待客服|处理人|atendente|assignee|agentname|", "接待|assignee", "时间|回复|id"},
	{"satisfaction", "|satisfaction|满意度|评分|得分|rating|score|stars|星级|", "满意度|评分|rating", "confidence|数"},
	{"amount", "|amount|金额|赔付金额|涉诉金额|", "金额", ""},
};

typedef struct {
	size_t filled, distinct, dates_filled;
	double length;               // mean number of characters of what is filled
	double numbers, dates;       // shares of what is filled
	size_t yes, no;              // cells that say so, of all; blank is no
	fp_date_form date;
	fp_str plain;                // the name, plain
	bool taken;
} column;

typedef struct {
	fp_mappings *m;
	column *c;
	bool titled;                 // some column is called like a title
} guess;

// Written by fupan or by reviewers; a column of that name means something else.
static const char not_guessed[] = "|issue|related|same_order|caused_by|aliases|status|owner|reviewer|";

// ---------------------------------------------------------------- names

static fp_str plain_name(fp_arena *a, fp_str name)
{
	fp_buf b = {0};
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		if (!strchr(" _-?.:", c))
			fp_buf_c(&b, (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
	}
	return fp_buf_take(&b, a);
}

static bool has_part(fp_str name, fp_str parts)
{
	while (parts.p && parts.n) {
		fp_str one = fp_str_cut(&parts, '|');
		if (one.n && fp_str_has(name, one))
			return true;
	}
	return false;
}

static double name_score(fp_arena *a, fp_str plain, size_t w)
{
	fp_str probe = fp_strf(a, "|%.*s|", FP_ARG(plain));
	ptrdiff_t at = fp_str_find(fp_s(words[w].whole), probe, 0);
	if (at >= 0)
		return 100 - 20 * (double)at / (double)strlen(words[w].whole);   // the first names fit best
	return plain.n && has_part(plain, fp_s(words[w].part)) && !has_part(plain, fp_s(words[w].never)) ? 50 : 0;
}

// ---------------------------------------------------------------- what stands in a column

bool fp_says_yes(fp_str cell, bool *no)
{
	static const char *const yes[] = {"1", "x", "X", "√", "✓", "✔", "是", "有", "TRUE", "True", "true", "Y", "y", "Yes", "yes", "YES", "1.0"};
	static const char *const nos[] = {"", "0", "否", "无", "FALSE", "False", "false", "N", "n", "No", "no", "NO", "0.0", "-"};
	*no = false;
	for (size_t i = 0; i < FP_COUNT(yes); i++)
		if (fp_str_is(cell, yes[i]))
			return true;
	for (size_t i = 0; i < FP_COUNT(nos); i++)
		*no = *no || fp_str_is(cell, nos[i]);
	return false;
}

static size_t count_distinct(fp_str *v, size_t n, uint32_t *slots, size_t size)
{
	size_t distinct = 0;
	memset(slots, 0, size * sizeof *slots);
	for (size_t i = 0; i < n; i++) {
		size_t k = (size_t)fp_hash64(v[i].p, v[i].n, 3) & (size - 1);
		while (slots[k] && !fp_str_eq(v[slots[k] - 1], v[i]))
			k = (k + 1) & (size - 1);
		distinct += !slots[k];
		slots[k] = (uint32_t)i + 1;
	}
	return distinct;
}

static void look(guess *g, size_t number)
{
	fp_mappings *m = g->m;
	column *c = &g->c[number];
	static const size_t size = 512;
	fp_str v[FP_MAP_SAMPLE];
	uint32_t slots[512];
	double numbers = 0, characters = 0, d;
	c->plain = plain_name(m->ws->a, m->t->column[number]);
	for (size_t i = 0; i < m->sample_n; i++) {
		fp_str cell = m->sample[i].fault.n ? (fp_str){0} : fp_str_trim(m->sample[i].cell[number]);
		bool no;
		c->yes += fp_says_yes(cell, &no);
		c->no += no;
		if (!cell.n)
			continue;
		v[c->filled++] = cell;
		numbers += fp_str_num(cell, &d);
		characters += (double)fp_utf8_count(cell);
	}
	if (!c->filled)
		return;
	c->distinct = count_distinct(v, c->filled, slots, size);
	c->length = characters / (double)c->filled;
	c->numbers = numbers / (double)c->filled;
	c->dates = c->length < 40 ? fp_date_guess(v, c->filled, &c->date) : 0;
}

// ---------------------------------------------------------------- fits

static bool textual(const column *c)
{
	return c->filled && c->numbers < 0.5 && c->dates < 0.5;
}

static bool values_are_ours(guess *g, size_t number, const fp_field_def *def)
{
	fp_mappings *m = g->m;
	size_t good = 0, all = 0;
	for (size_t i = 0; i < m->sample_n; i++) {
		fp_str cell = m->sample[i].fault.n ? (fp_str){0} : fp_str_trim(m->sample[i].cell[number]), one, out;
		bool unknown, list = def->type == FP_T_TERMS || def->type == FP_T_LIST;
		while (cell.p && cell.n) {
			one = list ? fp_str_item(&cell) : cell;
			cell = list ? cell : (fp_str){0};
			fp_err none = {0};
			all += one.n != 0;
			good += one.n && fp_schema_canonical(m->ws->a, def, one, 0, m->o->extend, &out, &unknown, &none);
		}
	}
	return all && good * 10 >= all * 9;
}

// Whether a column tells something of each row: filled, and different from row to row.
static double telling(const guess *g, const column *c)
{
	return (double)c->filled / (double)g->m->sample_n * (0.2 + 0.8 * (double)c->distinct / (double)c->filled);
}

// How well a column fits a field; 0: not at all. `w` is its number in the words.
static double fit(guess *g, size_t number, size_t w)
{
	const column *c = &g->c[number];
	const fp_field_def *def = fp_schema_field(g->m->ws->schema, fp_s(words[w].field));
	fp_str field = fp_s(words[w].field);
	double name = name_score(g->m->ws->a, c->plain, w), length = c->length < 120 ? c->length : 120;
	if (c->taken || !c->filled)
		return 0;
	if (fp_str_is(field, "body"))
		return textual(c) && (name > 0 || (c->length >= 12 && !g->titled)) ? name + length * telling(g, c) : 0;
	if (fp_str_is(field, "received"))
		return c->dates >= 0.9 && c->filled * 2 >= g->m->sample_n && (name > 0 || (c->dates == 1 && !has_part(c->plain, fp_s(words[w].never)))) && (c->date != FP_DATE_UNIX || name > 0) ? name + 1 : 0;
	if (name == 0)
		return 0;
	if (fp_str_is(field, "title"))
		return textual(c) && c->length >= 3 && c->length <= 120 && (c->distinct >= 5 || c->distinct == c->filled) ? name + telling(g, c) : 0;
	if (def && def->type != FP_T_TEXT)
		return values_are_ours(g, number, def) ? name : 0;
	return name;
}

static bool take_best(guess *g, size_t w, fp_err *err)
{
	size_t best = 0;
	double score = 0;
	if (fp_mapped(g->m, words[w].field))
		return true;
	for (size_t i = 0; i < g->m->t->column_n; i++) {
		double f = fit(g, i, w);
		if (f > score)
			score = f, best = i;
	}
	if (score <= 0)
		return true;
	fp_mapping *one = fp_map_add(g->m, fp_s(words[w].field), name_score(g->m->ws->a, g->c[best].plain, w) > 0 ? "name" : "content", err);
	if (!one)
		return false;
	fp_map_column(g->m, one, best);
	return g->c[best].taken = true;
}

// Columns that are called like a field of ours, or by one of its names, and hold what it may hold.
static bool take_named(guess *g, fp_err *err)
{
	for (size_t i = 0; i < g->m->t->column_n; i++) {
		const fp_field_def *d = fp_schema_field(g->m->ws->schema, g->m->t->column[i]);
		bool own = d && !fp_str_has(fp_s(not_guessed), fp_strf(g->m->ws->a, "|%.*s|", FP_ARG(d->name))) && d->type != FP_T_ID && d->type != FP_T_MAP && !fp_mapped(g->m, fp_cstr(g->m->ws->a, d->name));
		if (!own || g->c[i].taken || !g->c[i].filled || (d->type != FP_T_TEXT && !values_are_ours(g, i, d)))
			continue;
		fp_mapping *one = fp_map_add(g->m, d->name, "name", err);
		if (!one)
			return false;
		fp_map_column(g->m, one, i);
		g->c[i].taken = true;
	}
	return true;
}

// Three columns or more that hold only yes and no, not always the same: their names are labels.
static bool take_flags(guess *g, fp_err *err)
{
	size_t n = 0, *v = FP_NEW_N(g->m->ws->a, size_t, g->m->t->column_n + 1), rows = 0;
	for (size_t i = 0; i < g->m->sample_n; i++)
		rows += !g->m->sample[i].fault.n;
	size_t faults = g->m->sample_n - rows;
	for (size_t i = 0; i < g->m->t->column_n; i++) {
		const column *c = &g->c[i];
		if (!c->taken && c->yes && c->no > faults && c->yes + c->no == g->m->sample_n && !fp_str_starts(c->plain, "column"))
			v[n++] = i;
	}
	if (n < 3 || fp_mapped(g->m, "labels"))
		return true;
	fp_mapping *one = fp_map_add(g->m, FP_STR("labels"), "content", err);
	if (!one)
		return false;
	one->flags = true;
	for (size_t i = 0; i < n; i++) {
		fp_map_column(g->m, one, v[i]);
		g->c[v[i]].taken = true;
	}
	return true;
}

// A table without long texts still has its most telling column; what is called a title is then the whole complaint as well.
static bool take_longest(guess *g, fp_err *err)
{
	size_t best = SIZE_MAX;
	const fp_mapping *title = fp_mapped(g->m, "title");
	if (fp_mapped(g->m, FP_COMPLAINT) || fp_mapped(g->m, "dialogue"))
		return true;
	for (size_t i = 0; i < g->m->t->column_n && !title; i++)
		if (!g->c[i].taken && textual(&g->c[i]) && (best == SIZE_MAX || g->c[i].length * telling(g, &g->c[i]) > g->c[best].length * telling(g, &g->c[best])))
			best = i;
	best = title ? title->column[0] : best;
	fp_mapping *one = best == SIZE_MAX ? NULL : fp_map_add(g->m, FP_STR("body"), "content", err);
	if (one)
		fp_map_column(g->m, one, best);
	return true;
}

bool fp_map_guess(fp_mappings *m, fp_err *err)
{
	guess g = {.m = m, .c = FP_NEW_N(m->ws->a, column, m->t->column_n + 1)};
	for (size_t i = 0; i < m->t->column_n; i++) {
		look(&g, i);
		g.titled = g.titled || (textual(&g.c[i]) && name_score(m->ws->a, g.c[i].plain, 1) > 0);
	}
	for (size_t w = 0; w < FP_COUNT(words); w++)
		if (!take_best(&g, w, err))
			return false;
	return take_named(&g, err) && take_flags(&g, err) && take_longest(&g, err);
}

// ---------------------------------------------------------------- the key

void fp_map_guess_key(fp_mappings *m)
{
	static const char names[] = "|id|编号|工单号|工单编号|投诉编号|留言编号|案例编号|ticketid|ticket|caseid|complaintid|tweetid|单号|会话id|会话编号|conversationid|sessionid|";
	uint32_t slots[512];
	for (size_t i = 0; i < m->t->column_n; i++) {
		fp_str v[FP_MAP_SAMPLE], probe = fp_strf(m->ws->a, "|%.*s|", FP_ARG(plain_name(m->ws->a, m->t->column[i])));
		size_t n = 0, rows = 0;
		for (size_t k = 0; k < m->sample_n; k++) {
			rows += !m->sample[k].fault.n;
			if (!m->sample[k].fault.n && fp_str_trim(m->sample[k].cell[i]).n)
				v[n++] = fp_str_trim(m->sample[k].cell[i]);
		}
		if (!fp_str_has(fp_s(names), probe) || n < rows || !n || count_distinct(v, n, slots, 512) * 10 < n * 9)
			continue;
		FP_PUSH(m->ws->a, m->key, m->key_n, m->key_cap) = i;
		return;
	}
}
