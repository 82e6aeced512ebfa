// Random queries against a plain evaluation: the test builds a tree, writes it as a query, and asks every case itself. What a turn is
// comes from fp_case_turns and the bytes of the file, what is near from counting characters.
#include "index_desk.h"

#define QUERIES 3000
#define MOST 6           // kids of a node

typedef enum { ALL_OF, ANY_OF, NONE_OF, WORD, NEAR_BY, SAID, SEVERITY, TYPE, HAS, DAYS } kind;
typedef struct tree tree;
struct tree {
	kind kind;
	tree *kid[MOST];
	size_t n;
	fp_str text;         // as written in the query
	fp_str folded;
	bool quoted;
	const char *section; // of a WORD or NEAR_BY
	int number;
	unsigned who;
	fp_day from, to;
};

static desk d;
static fp_case **doc;
static fp_plain *plain;

static uint64_t state = 0x9E3779B97F4A7C15u;
static size_t dice(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % n);
}

// ---------------------------------------------------------------- making a query

static fp_str word_of_a_case(void)
{
	for (int tries = 0; tries < 1000; tries++) {
		const fp_plain *p = &plain[dice(d.n)];
		const fp_piece *k = &p->piece[dice(p->piece_n)];
		if (k->end == k->start)
			continue;
		size_t at = k->start + dice(k->end - k->start);
		while (at > k->start && ((unsigned char)p->text.p[at] & 0xC0) == 0x80)
			at--;
		fp_str part = fp_str_trim(fp_utf8_prefix(fp_str_sub(p->text, at, k->end), 1 + dice(3)));
		bool plain_word = part.n > 0;
		for (size_t i = 0; i < part.n && plain_word;)
			plain_word = fp_ch_class(fp_utf8_next(part, &i)) != FP_CH_OTHER;
		if (plain_word)
			return part;
	}
	fp_bug("no word in the sample");
}

static tree *new_tree(kind k)
{
	tree *t = FP_NEW(d.a, tree);
	t->kind = k;
	return t;
}

static tree *word(const char *section)
{
	static const char *const frequent[] = {"退款", "的", "客", "物流", "我", "refund", "the", "亲", "不", "天", "了"};
	tree *t = new_tree(WORD);
	fp_str w = dice(2) ? fp_s(frequent[dice(FP_COUNT(frequent))]) : word_of_a_case();
	t->quoted = dice(3) == 0;
	t->text = t->quoted ? fp_strf(d.a, "\"%.*s\"", FP_ARG(w)) : w;
	t->folded = fp_fold_str(d.a, w);
	t->section = section;
	return t;
}

static tree *near_by(const char *section)
{
	tree *t = new_tree(NEAR_BY);
	t->section = section;
	t->number = (int)dice(dice(2) ? 4 : 40);
	for (t->n = 0; t->n < 2; t->n++) {
		t->kid[t->n] = word(section);
		if (dice(4) == 0) {
			tree *any = new_tree(ANY_OF);
			any->kid[0] = t->kid[t->n];
			any->kid[1] = word(section);
			any->n = 2;
			t->kid[t->n] = any;
		}
	}
	return t;
}

static tree *random_tree(int depth, bool words_only);

static tree *many(kind k, int depth, bool words_only)
{
	tree *t = new_tree(k);
	t->n = k == NONE_OF ? 1 : 2 + dice(2);
	for (size_t i = 0; i < t->n; i++)
		t->kid[i] = random_tree(depth - 1, words_only);
	return t;
}

static tree *said(int depth)
{
	static const struct { const char *word; fp_who who; } words[] = {
		{"agent", FP_WHO_AGENT}, {"客服", FP_WHO_AGENT}, {"customer", FP_WHO_CUSTOMER}, {"买家", FP_WHO_CUSTOMER}, {"主管", FP_WHO_SUPERVISOR}};
	tree *t = new_tree(SAID);
	size_t w = dice(FP_COUNT(words));
	t->text = fp_s(words[w].word);
	t->who = 1u << words[w].who;
	t->kid[0] = random_tree(depth - 1, true);
	t->n = 1;
	return t;
}

static tree *condition(void)
{
	static const char *const types[] = {"物流", "产品质量", "物流/破损", "支付", "售后政策"};
	static const char *const fields[] = {"outcome", "agent", "severity", "cause"};
	tree *t = new_tree(SEVERITY + dice(4));
	t->number = 1 + (int)dice(4);
	t->text = t->kind == TYPE ? fp_s(types[dice(FP_COUNT(types))]) : fp_s(fields[dice(FP_COUNT(fields))]);
	t->from = fp_day_of(2026, 9, 1) + (fp_day)dice(80);
	t->to = t->from + (fp_day)dice(30);
	return t;
}

static tree *random_tree(int depth, bool words_only)
{
	static const char *const sections[] = {NULL, NULL, NULL, "对话", "title", "投诉内容"};
	const char *section = words_only ? NULL : sections[dice(FP_COUNT(sections))];
	switch (depth > 0 ? dice(words_only ? 8 : 12) : dice(2)) {
	case 0: return word(section);
	case 1: return near_by(section);
	case 2: case 3: return many(ALL_OF, depth, words_only);
	case 4: case 5: return many(ANY_OF, depth, words_only);
	case 6: case 7: return many(NONE_OF, depth, words_only);
	case 8: case 9: return said(depth);
	default: return condition();
	}
}

static void write_tree(fp_buf *b, const tree *t)
{
	static const char *const between[] = {" ", " OR ", ""};
	switch (t->kind) {
	case WORD:
	case NEAR_BY:
		if (t->section)
			fp_buf_f(b, "section:%s ", t->section);
		if (t->kind == WORD) {
			fp_buf_str(b, t->text);
			return;
		}
		for (size_t i = 0; i < 2; i++) {
			const tree *k = t->kid[i];
			if (i)
				fp_buf_f(b, " NEAR/%d ", t->number);
			if (k->kind == WORD)
				fp_buf_str(b, k->text);
			else
				fp_buf_f(b, "(%.*s OR %.*s)", FP_ARG(k->kid[0]->text), FP_ARG(k->kid[1]->text));
		}
		return;
	case SAID:
		fp_buf_f(b, "turn:%.*s (", FP_ARG(t->text));
		write_tree(b, t->kid[0]);
		fp_buf_c(b, ')');
		return;
	case SEVERITY: fp_buf_f(b, "severity>=%d", t->number); return;
	case TYPE: fp_buf_f(b, "type:%.*s", FP_ARG(t->text)); return;
	case HAS: fp_buf_f(b, "has:%.*s", FP_ARG(t->text)); return;
	case DAYS: fp_buf_f(b, "received:%.*s..%.*s", FP_ARG(fp_day_text(d.a, t->from)), FP_ARG(fp_day_text(d.a, t->to))); return;
	default: break;
	}
	fp_buf_z(b, t->kind == NONE_OF ? "NOT (" : "(");
	for (size_t i = 0; i < t->n; i++) {
		if (i)
			fp_buf_z(b, between[t->kind]);
		write_tree(b, t->kid[i]);
	}
	fp_buf_c(b, ')');
}

// ---------------------------------------------------------------- the plain evaluation

static size_t scan(const fp_folded *f, const tree *t, fp_match **out)
{
	fp_match *m;
	if (t->kind == WORD)
		return fp_scan(d.a, f, t->folded, t->quoted, out);
	size_t n = 0, cap = 0;
	*out = NULL;
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0, all = fp_scan(d.a, f, t->kid[i]->folded, t->kid[i]->quoted, &m); k < all; k++)
			FP_PUSH(d.a, *out, n, cap) = m[k];
	return n;
}

static fp_ch class_at(fp_str s, size_t at)
{
	return at < s.n ? fp_ch_class(fp_utf8_next(s, &at)) : FP_CH_OTHER;
}

static fp_ch class_before(fp_str s, size_t at)
{
	if (!at)
		return FP_CH_OTHER;
	do
		at--;
	while (at && ((unsigned char)s.p[at] & 0xC0) == 0x80);
	return class_at(s, at);
}

// Han characters and words that lie between two places; a word that either place is in the middle of is none.
static int gap(fp_str s, size_t from, size_t to)
{
	int n = 0;
	while (from < to && class_before(s, from) == FP_CH_WORD && class_at(s, from) == FP_CH_WORD)
		fp_utf8_next(s, &from);
	while (to > from && class_before(s, to) == FP_CH_WORD && class_at(s, to) == FP_CH_WORD)
		do
			to--;
		while (((unsigned char)s.p[to] & 0xC0) == 0x80);
	while (from < to) {
		bool word = class_at(s, from) == FP_CH_WORD;
		n += class_at(s, from) != FP_CH_OTHER;
		fp_utf8_next(s, &from);
		while (word && from < to && class_at(s, from) == FP_CH_WORD)
			fp_utf8_next(s, &from);
	}
	return n;
}

static bool near_in(fp_str text, const tree *t)
{
	fp_folded f = fp_fold(d.a, text, true);
	for (size_t i = 0; i <= f.text.n; i++)
		f.origin[i] = (uint32_t)i;
	fp_match *x, *y;
	size_t xn = scan(&f, t->kid[0], &x), yn = scan(&f, t->kid[1], &y);
	for (size_t i = 0; i < xn; i++)
		for (size_t k = 0; k < yn; k++)
			if ((x[i].end <= y[k].start && gap(f.text, x[i].end, y[k].start) <= t->number) ||
			    (y[k].end <= x[i].start && gap(f.text, y[k].end, x[i].start) <= t->number))
				return true;
	return false;
}

static bool text_holds(fp_str text, const tree *t)
{
	fp_match *m;
	if (t->kind == NEAR_BY)
		return near_in(text, t);
	if (t->kind == WORD) {
		fp_folded f = fp_fold(d.a, text, true);
		return fp_str_has(f.text, t->folded) && fp_scan(d.a, &f, t->folded, t->quoted, &m);
	}
	if (t->kind == NONE_OF)
		return !text_holds(text, t->kid[0]);
	for (size_t i = 0; i < t->n; i++)
		if (text_holds(text, t->kid[i]) != (t->kind == ALL_OF))
			return t->kind != ALL_OF;
	return t->kind == ALL_OF;
}

// The plain text of the bytes of a file.
static fp_str plain_between(size_t i, fp_span s)
{
	fp_buf b = {0};
	const fp_plain *p = &plain[i];
	for (size_t r = 0; r < p->run_n; r++) {
		size_t end = r + 1 < p->run_n ? p->run[r + 1].plain : p->text.n;
		for (size_t at = p->run[r].plain; at < end; at++) {
			size_t file = p->run[r].file + (at - p->run[r].plain);
			if (at >= p->piece[0].end && file >= s.start && file < s.end && p->text.p[at] != 1)
				fp_buf_c(&b, p->text.p[at]);
		}
	}
	return fp_buf_take(&b, d.a);
}

static bool said_in(size_t i, const tree *t)
{
	fp_turn *turn;
	size_t n = fp_case_turns(d.a, doc[i], &turn);
	for (size_t k = 0; k < n; k++)
		if (t->who & 1u << turn[k].who && turn[k].text.end > turn[k].text.start && text_holds(plain_between(i, turn[k].text), t->kid[0]))
			return true;
	return false;
}

static bool in_pieces(size_t i, const tree *t)
{
	const fp_section_def *def = t->section ? fp_schema_section(d.schema, fp_s(t->section)) : NULL;
	for (size_t k = 0; k < plain[i].piece_n; k++) {
		const fp_piece *p = &plain[i].piece[k];
		if (!t->section || fp_str_eq(p->name, def ? def->name : fp_s(t->section)))
			if (text_holds(fp_str_sub(plain[i].text, p->start, p->end), t))
				return true;
	}
	return false;
}

static bool has_type(size_t i, fp_str type)
{
	const fp_field_def *f = fp_schema_field(d.schema, FP_STR("type"));
	const fp_field *v = fp_case_field(doc[i], "type");
	const fp_term *want = fp_term_find(f->taxonomy, type);
	for (size_t k = 0; v && k < v->n; k++)
		for (const fp_term *t = fp_term_find(f->taxonomy, v->items[k]); t; t = t->parent)
			if (t == want)
				return true;
	return false;
}

static bool holds(size_t i, const tree *t)
{
	double number;
	fp_time time;
	switch (t->kind) {
	case WORD: case NEAR_BY: return in_pieces(i, t);
	case SAID: return said_in(i, t);
	case SEVERITY: return fp_str_num(fp_case_get(doc[i], "severity"), &number) && number >= t->number;
	case TYPE: return has_type(i, t->text);
	case HAS: return fp_case_get(doc[i], t->text.p).n > 0;
	case DAYS:
		return fp_time_parse(fp_case_get(doc[i], "received"), d.schema->config.offset, &time, NULL) && fp_time_day(time) >= t->from && fp_time_day(time) <= t->to;
	case NONE_OF: return !holds(i, t->kid[0]);
	default: break;
	}
	for (size_t k = 0; k < t->n; k++)
		if (holds(i, t->kid[k]) != (t->kind == ALL_OF))
			return t->kind != ALL_OF;
	return t->kind == ALL_OF;
}

// ---------------------------------------------------------------- the comparison

static int by_str(const void *a, const void *b)
{
	return fp_str_cmp(*(const fp_str *)a, *(const fp_str *)b);
}

static fp_str want_ids(const tree *t)
{
	fp_str *ids = FP_NEW_N(d.a, fp_str, d.n);
	size_t n = 0;
	for (size_t i = 0; i < d.n; i++)
		if (holds(i, t))
			ids[n++] = fp_case_id(doc[i]);
	qsort(ids, n, sizeof *ids, by_str);
	fp_buf b = {0};
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%s%.*s", i ? " " : "", FP_ARG(ids[i]));
	return fp_buf_take(&b, d.a);
}

void test_start(void)
{
	d = desk_open();
	desk_sample(&d, 240);
	doc = FP_NEW_N(d.a, fp_case *, d.n);
	plain = FP_NEW_N(d.a, fp_plain, d.n);
	for (size_t i = 0; i < d.n; i++) {
		doc[i] = fp_case_parse(d.a, d.path[i], d.text[i], NULL);
		plain[i] = fp_plain_of(d.a, doc[i]);
	}
	ok(d.n > 200, "%zu sample cases", d.n);
}

void test_random_trees(void)
{
	size_t wrong = 0, some = 0;
	fp_arena *all = d.a;
	for (size_t i = 0; i < QUERIES; i++) {
		d.a = fp_arena_new(0);
		tree *t = random_tree(3, false);
		fp_buf b = {0};
		write_tree(&b, t);
		fp_str text = fp_buf_take(&b, d.a), got = desk_ids(&d, text), want = want_ids(t);
		some += want.n > 0;
		if (!fp_str_eq(got, want) && ++wrong < 5)
			printf("# %.*s\n#  got  %.*s\n#  want %.*s\n", FP_ARG(text), FP_ARG(got), FP_ARG(want));
		fp_arena_free(d.a);
		d.a = all;
	}
	ok(some > QUERIES / 3, "%zu of %d queries find something", some, QUERIES);
	is_int(wrong, 0);
}

void test_end(void)
{
	desk_close(&d);
	ok(true, "closed");
}
