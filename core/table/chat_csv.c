// A table whose rows are messages - sender, time, text, conversation - becomes a table of conversations.
#include <stdlib.h>
#include <string.h>

#include "table/chat_priv.h"

typedef enum { SPEAKER, TEXT, TIME, CONVERSATION, CUSTOMER, KNOWN } column_kind;

// Compared in lower case without blanks, _ and -.
static const char *const names[KNOWN] = {
	[SPEAKER] = "|发送人|发送者|发送方|发言人|说话人|消息发送者|发送人昵称|speaker|sender|sendername|senderrole|",
	[TEXT] = "|消息内容|聊天内容|发送内容|消息|内容|会话内容|content|message|text|messagetext|",
	[TIME] = "|发送时间|消息时间|聊天时间|时间|time|timestamp|sentat|sendtime|createdat|",
	[CONVERSATION] = "|会话id|会话编号|会话号|会话|对话id|对话编号|conversationid|conversation|sessionid|session|chatid|",
	[CUSTOMER] = "|买家昵称|买家|客户昵称|客户|买家旺旺|buyer|customer|",
};

typedef struct {
	ptrdiff_t column[KNOWN];
	size_t first_extra;           // where the other columns begin in the new table
	size_t *extra;                // their numbers in the old one
	size_t extra_n;
} shape;

typedef struct {
	fp_str id;
	fp_message *m;
	size_t n, cap;
	fp_row row;                   // the first message's
	fp_str *extra;
} talk;

static fp_str plain_name(fp_arena *a, fp_str name)
{
	fp_buf b = {0};
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		if (c != ' ' && c != '_' && c != '-')
			fp_buf_c(&b, (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
	}
	return fp_buf_take(&b, a);
}

static bool find_shape(fp_arena *a, const fp_table *t, shape *s)
{
	*s = (shape){.extra = FP_NEW_N(a, size_t, t->column_n + 1)};
	for (size_t k = 0; k < KNOWN; k++)
		s->column[k] = -1;
	for (size_t i = 0; i < t->column_n; i++) {
		fp_str probe = fp_strf(a, "|%.*s|", FP_ARG(plain_name(a, t->column[i])));
		size_t k = 0;
		while (k < KNOWN && (s->column[k] >= 0 || !fp_str_has(fp_s(names[k]), probe)))
			k++;
		if (k < KNOWN)
			s->column[k] = (ptrdiff_t)i;
		else
			s->extra[s->extra_n++] = i;
	}
	return s->column[SPEAKER] >= 0 && s->column[TEXT] >= 0 && (s->column[CONVERSATION] >= 0 || (s->column[TIME] >= 0 && s->column[CUSTOMER] >= 0)) && s->extra_n + FP_CHAT_COLUMNS < FP_TABLE_COLUMNS;
}

static fp_str cell(const shape *s, const fp_row *r, column_kind k)
{
	return s->column[k] < 0 ? (fp_str){0} : fp_str_trim(r->cell[s->column[k]]);
}

// ---------------------------------------------------------------- messages to talks

typedef struct {
	talk *v;
	size_t n, cap;
	size_t *slot;                 // open hash: number + 1
	size_t slots;
	fp_row *bad;                  // rows with a fault, given on as they are
	size_t bad_n, bad_cap;
} talks;

static void rehash(fp_arena *a, talks *ts)
{
	ts->slots = ts->slots ? ts->slots * 2 : 64;
	ts->slot = FP_NEW_N(a, size_t, ts->slots);
	for (size_t i = 0; i < ts->n; i++) {
		size_t k = (size_t)fp_hash64(ts->v[i].id.p, ts->v[i].id.n, 1) & (ts->slots - 1);
		while (ts->slot[k])
			k = (k + 1) & (ts->slots - 1);
		ts->slot[k] = i + 1;
	}
}

static talk *talk_of(fp_arena *a, talks *ts, fp_str id)
{
	if (ts->n * 2 >= ts->slots)
		rehash(a, ts);
	size_t k = (size_t)fp_hash64(id.p, id.n, 1) & (ts->slots - 1);
	for (; ts->slot[k]; k = (k + 1) & (ts->slots - 1))
		if (fp_str_eq(ts->v[ts->slot[k] - 1].id, id))
			return &ts->v[ts->slot[k] - 1];
	FP_PUSH(a, ts->v, ts->n, ts->cap) = (talk){.id = fp_str_dup(a, id)};
	ts->slot[k] = ts->n;
	return &ts->v[ts->n - 1];
}

static void add_message(fp_arena *a, talks *ts, const shape *s, const fp_row *r)
{
	talk *k = talk_of(a, ts, cell(s, r, s->column[CONVERSATION] >= 0 ? CONVERSATION : CUSTOMER));
	if (!k->n) {
		k->row = (fp_row){.line = r->line, .raw = r->raw};
		k->extra = FP_NEW_N(a, fp_str, s->extra_n + 1);
	}
	for (size_t i = 0; i < s->extra_n; i++)
		if (!k->extra[i].n && fp_str_trim(r->cell[s->extra[i]]).n)
			k->extra[i] = fp_str_dup(a, fp_str_trim(r->cell[s->extra[i]]));
	fp_str who = cell(s, r, SPEAKER), customer = cell(s, r, CUSTOMER);
	// The name in the customer's column tells who is who better than any word.
	if (customer.n && fp_str_eq(who, customer) && fp_chat_part(who) != FP_PART_CUSTOMER)
		who = fp_strf(a, fp_tr("买家 %.*s", "buyer %.*s"), FP_ARG(who));
	FP_PUSH(a, k->m, k->n, k->cap) = (fp_message){fp_str_dup(a, who), fp_str_dup(a, cell(s, r, TIME)), fp_str_dup(a, cell(s, r, TEXT))};
}

static int by_time(const void *x, const void *y)
{
	const fp_message *const *a = x, *const *b = y;
	int c = fp_str_cmp((*a)->time, (*b)->time);
	return c ? c : *a < *b ? -1 : *a > *b;
}

// Exports are often newest first. Times are compared as text, so only where all of them have the same length.
static void sort_by_time(fp_arena *a, talk *k)
{
	fp_message **at = FP_NEW_N(a, fp_message *, k->n), *sorted = FP_NEW_N(a, fp_message, k->n);
	for (size_t i = 0; i < k->n; i++) {
		if (k->m[i].time.n < 8 || k->m[i].time.n != k->m[0].time.n)
			return;
		at[i] = &k->m[i];
	}
	qsort(at, k->n, sizeof(fp_message *), by_time);
	for (size_t i = 0; i < k->n; i++)
		sorted[i] = *at[i];
	k->m = sorted;
}

// ---------------------------------------------------------------- the new table

static fp_row talk_row(fp_arena *a, fp_table *t, const shape *s, talk *k)
{
	sort_by_time(a, k);
	fp_row r = fp_conversation(a, t, k->m, k->n);
	r.line = k->row.line;
	r.raw = k->row.raw;
	r.cell[s->first_extra] = k->id;
	for (size_t i = 0; i < s->extra_n; i++)
		r.cell[s->first_extra + 1 + i] = k->extra[i];
	return r;
}

static void rename_columns(fp_arena *a, fp_table *t, shape *s)
{
	fp_str *old = t->column;
	fp_str id = old[s->column[CONVERSATION] >= 0 ? s->column[CONVERSATION] : s->column[CUSTOMER]];
	fp_chat_columns(a, t);
	s->first_extra = t->column_n;
	t->column[t->column_n++] = id;
	for (size_t i = 0; i < s->extra_n; i++)
		t->column[t->column_n++] = fp_table_column(t, old[s->extra[i]]) < 0 ? old[s->extra[i]] : fp_strf(a, "%.*s_2", FP_ARG(old[s->extra[i]]));
}

static bool collect(fp_arena *a, fp_table *t, const shape *s, talks *ts, fp_err *err)
{
	fp_row r;
	fp_err e = {0};
	while (fp_table_next(t, &r, &e)) {
		if (!r.fault.n) {
			add_message(a, ts, s, &r);
		} else {
			r.cell = NULL;
			r.n = 0;
			r.fault = fp_str_dup(a, r.fault);
			FP_PUSH(a, ts->bad, ts->bad_n, ts->bad_cap) = r;
		}
		if (fp_arena_over(a, &e))
			break;
	}
	return e.code ? fp_fail(err, e.code, "%s", e.msg) : true;
}

bool fp_chat_table(fp_arena *a, fp_table *t, fp_err *err)
{
	shape s;
	talks ts = {0};
	size_t cap = 0;
	if (!find_shape(a, t, &s))
		return true;
	fp_str name = t->reader->name;
	if (!collect(a, t, &s, &ts, err))
		return false;
	fp_table_close(t);
	rename_columns(a, t, &s);
	for (size_t i = 0; i < ts.n; i++)
		FP_PUSH(a, t->row, t->row_n, cap) = talk_row(a, t, &s, &ts.v[i]);
	fp_chat_finish(a, t);
	for (size_t i = 0; i < ts.bad_n; i++)
		FP_PUSH(a, t->row, t->row_n, cap) = ts.bad[i];
	t->reader = fp_prepared(a, name);
	return !fp_arena_over(a, err);
}
