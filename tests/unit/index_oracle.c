// Search over real texts (and some of the sample) against a plain scan, and a grown cache against a fresh one. The texts lie outside the project (SHARED);
// rare characters, which they lack, are added here. The oracle knows nothing of the index: the folded plain text of all cases laid end
// to end, candidates by memmem, the word by fp_scan. FUPAN_QUERIES sets the number of queries (20,000).
#include "index_desk.h"
#define fp_row fp_table_row  // index_priv.h has one of its own
#include "table/table.h"
#undef fp_row

#define QUERIES 20000

// ---------------------------------------------------------------- the corpus
typedef struct {
	const char *file, *column;
	size_t n;
} set;
static const set sets[] = {
	{"zh-gov-complaints/classified.csv", "detail", 90}, {"zh-heimao/complaints.csv", "detail", 60},
	{"zh-hant-appreviews/reviews.csv", "text", 120},    {"zh-weibo-emotion/posts.csv", "text", 120},
	{"zh-shopping10/reviews.csv", "text", 80},          {"zh-jd-dated/reviews.csv", "text", 50},
	{"zh-ner-pii/sentences.jsonl", "text", 60},         {"zh-car-complaints/complaints.csv", "text", 50},
	{"en-cfpb/complaints.csv", "text", 30},             {"en-airline/tweets.csv", "text", 120},
	{"en-twcs/tweets.csv", "text", 120},                {"en-flipkart/reviews.csv", "text", 60},
};
// Rare Han of other planes, code points above 20 bits, repeated characters, characters that fold to others, scripts without spaces.
static const char *const rare[] = {
	"𠮷野家的𠮷字打不出来，订单上变成了口野家", "姓𡈼的顾客，𡈼𡈼，名字里有𪚥", "\U0010FFFD 私用区 \U000F0000\U0010FFFD\U000F0000 和 \U00100001", "哈哈哈哈哈哈，哈哈，呵呵呵",
	"👨‍👩‍👧‍👦一家人👍👍👍🏽 😡😡", "ＡＢＣ１２３　全角，ｉＰｈｏｎｅ１５", "退貨退款，電視機，體驗", "カタカナとひらがな ภาษาไทย ພາສາລາວ", "ﬁnance ﬂow Ⅷ ㎏ ½ ①②③ ㈱",
	"café cafe\u0301 naïve Straße İstanbul", "订单1234567890123和A1B2C3，3.5折，15:32，v2.0.1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
	"……——！！！？？？～～～", "1", "的", "a", "👍", "„quoted“ “引号” it's it’s", "𠮷", "x𠮷x 𠮷1 1𠮷",
};

typedef struct {
	fp_str id, path, text;
} item;

static desk d;
static item *items;
static size_t item_n, item_cap;

static uint64_t state = 88172645463325252u;
static size_t dice(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % n);
}

// The text as a case; its beginning is the title.
static item item_of(size_t number, fp_str text)
{
	fp_str line = text, title = fp_utf8_prefix(fp_str_line(&line), 20);
	fp_buf b = {0};
	fp_str id = fp_strf(d.a, "26%02zu%02zu-oracle%zu", 1 + number % 12, 1 + number % 28, number);
	fp_buf_f(&b, "---\nid: %.*s\ntitle: '", FP_ARG(id));
	for (size_t i = 0; i < title.n; i++)
		fp_buf_add(&b, title.p[i] == '\'' ? "''" : &title.p[i], title.p[i] == '\'' ? 2 : 1);
	fp_buf_f(&b, "'\nreceived: 2026-%02zu-%02zuT10:%02zu:00+08:00\n---\n\n## %s\n\n%.*s\n", 1 + number % 12, 1 + number % 28, number % 7,
		number % 5 ? "投诉内容" : "对话", FP_ARG(text));
	return (item){id, fp_strf(d.a, "cases/2026/%02zu/%.*s.md", 1 + number % 12, FP_ARG(id)), fp_buf_take(&b, d.a)};
}

static void item_add(fp_str text)
{
	item it = item_of(item_n, text);
	FP_PUSH(d.a, items, item_n, item_cap) = it;
}

// Bodies of the sample cases, with their own sections and turns.
static void read_sample(size_t every)
{
	desk_walk(&d, "cases/cases");
	desk_walk(&d, "cases/en/cases");
	for (size_t i = 0; i < d.n; i += every) {
		ptrdiff_t heading = fp_str_find(d.text[i], FP_STR("\n## "), 0), body = heading < 0 ? 0 : fp_str_find(d.text[i], FP_STR("\n\n"), (size_t)heading);
		if (body > 0)
			item_add(fp_utf8_prefix(fp_str_trim(fp_str_sub(d.text[i], (size_t)body, d.text[i].n)), 500));
	}
}

// Some rows, spread evenly. False when the set is not there.
static bool read_set(const char *shared, const set *s)
{
	fp_err err = {0};
	fp_str bytes, path = fp_strf(d.a, "%s/data/%s", shared, s->file);
	if (!fp_file_exists(path.p))
		return false;
	if (!fp_file_read(d.a, path.p, (size_t)64 << 20, &bytes, &err))
		fp_bug("%s", err.msg);
	fp_table *t = fp_table_read(d.a, path, bytes, &err);
	ptrdiff_t column = t ? fp_table_column(t, fp_s(s->column)) : -1;
	if (column < 0)
		fp_bug("%s: %s %s", s->file, s->column, err.msg);
	for (size_t i = 0; i < s->n; i++) {
		const fp_table_row *r = &t->row[i * t->row_n / s->n];
		if (r->n > (size_t)column && r->cell[column].n)
			item_add(fp_utf8_prefix(r->cell[column], 500));
	}
	return true;
}

// ---------------------------------------------------------------- the oracle
typedef struct {
	size_t start, item;      // in the folded text of all
	bool title;
	fp_folded folded;
} piece;
static fp_buf all = {.max = (size_t)1 << 30};
static piece *pieces;
static size_t piece_n, piece_cap;

static void oracle_add(size_t i)
{
	fp_plain p = fp_plain_of(d.a, fp_case_parse(d.a, items[i].path, items[i].text, NULL));
	for (size_t k = 0; k < p.piece_n; k++) {
		fp_folded f = fp_fold(d.a, fp_str_sub(p.text, p.piece[k].start, p.piece[k].end), true);
		FP_PUSH(d.a, pieces, piece_n, piece_cap) = (piece){all.n, i, fp_str_is(p.piece[k].name, "title"), f};
		fp_buf_str(&all, f.text);
		fp_buf_c(&all, 1);
	}
}

static piece *piece_at(size_t offset)
{
	size_t lo = 0, hi = piece_n;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		*(pieces[mid].start <= offset ? &lo : &hi) = mid;
	}
	return &pieces[lo];
}

// Which items have the folded term, one byte each; in titles alone when so asked.
static size_t oracle_scan(fp_arena *a, fp_str term, bool quoted, bool title, uint8_t *has)
{
	size_t at = 0, n = 0;
	const char *p;
	memset(has, 0, item_n);
	while (at < all.n && (p = memmem(all.p + at, all.n - at, term.p, term.n))) {
		piece *k = piece_at((size_t)(p - all.p));
		fp_match *m;
		if (!has[k->item] && (!title || k->title) && fp_scan(a, &k->folded, term, quoted, &m)) {
			has[k->item] = 1;
			n++;
		}
		at = k + 1 < pieces + piece_n ? k[1].start : all.n;
	}
	return n;
}

// ---------------------------------------------------------------- random questions
static fp_str raw_text(void)
{
	const item *it = &items[dice(item_n)];
	size_t body = (size_t)fp_str_find(it->text, FP_STR("title: "), 0) + 8;
	return fp_str_sub(it->text, body, it->text.n);
}

// One to six characters of a case; one of eight has a character of another case in it, so that it is near what exists.
static fp_str random_part(fp_arena *a)
{
	for (;;) {
		fp_str s = raw_text(), other = raw_text();
		size_t at = dice(s.n), from = dice(other.n);
		while (((unsigned char)s.p[at] & 0xC0) == 0x80)
			at--;
		while (((unsigned char)other.p[from] & 0xC0) == 0x80)
			from--;
		fp_str part = fp_utf8_prefix(fp_str_sub(s, at, s.n), 1 + dice(6));
		if (dice(8) == 0)
			part = fp_strf(a, "%.*s%.*s", FP_ARG(fp_utf8_prefix(part, 3)), FP_ARG(fp_utf8_prefix(fp_str_sub(other, from, other.n), 1)));
		if (fp_fold(a, part, false).text.n)
			return part;
	}
}

static fp_str quote(fp_arena *a, fp_str s)
{
	fp_buf b = {0};
	fp_buf_c(&b, '"');
	for (size_t i = 0; i < s.n; i++)
		fp_buf_f(&b, "%s%c", s.p[i] == '"' || s.p[i] == '\\' ? "\\" : "", s.p[i]);
	fp_buf_c(&b, '"');
	return fp_buf_take(&b, a);
}

// Whether it is one word to the reader of queries: no blank, quote, parenthesis, operator or name of a saved query, folded or not.
static bool one_word(fp_arena *a, fp_str part)
{
	static const char *const special[] = {" ", "\t", "\r", "\n", "\xC2\x85", "\u00A0", "\u3000", "\u2028", "\u2029", "\u200b", "(", ")", "（", "）", "\"", "“", "”", "„", "「", "」",
		"『", "』", ":", "：", "<", ">", "=", "＝", "＜", "＞", "≤", "≥", "\\"};
	fp_str folded = fp_fold(a, part, false).text;
	for (size_t i = 0; i < FP_COUNT(special); i++)
		if (fp_str_has(part, fp_s(special[i])) || fp_str_has(folded, fp_s(special[i])))
			return false;
	return !fp_str_is(part, "AND") && !fp_str_is(part, "OR") && !fp_str_is(part, "NOT") && !fp_str_starts(part, "NEAR") && !fp_str_starts(folded, "-") && !fp_str_starts(folded, "@");
}

static size_t refused;

// Unquoted parts that the reader takes for a mistake ("客服*") are no questions; there must be few of them.
static fp_str random_term(fp_arena *a, bool quoted, fp_str *folded)
{
	for (;;) {
		fp_err err = {0};
		fp_str part = random_part(a);
		*folded = fp_fold(a, part, false).text;
		if (quoted)
			return quote(a, part);
		if (!one_word(a, part))
			continue;
		if (fp_query_parse(a, part, d.schema, &d.cal, &err))
			return part;
		fp_assert(err.code == FP_USAGE);
		refused++;
	}
}

// ---------------------------------------------------------------- asking
static size_t queries(void)
{
	const char *n = getenv("FUPAN_QUERIES");
	return n ? (size_t)atol(n) : QUERIES;
}

// The items found, one byte each, found whole and by counting; false with a line about what differs.
static bool same_set(fp_arena *a, fp_str text, const uint8_t *want, size_t want_n)
{
	fp_err err = {0};
	fp_hit *hits;
	size_t n = 0, count = 0, wrong = 0;
	fp_find_options o = {0};
	uint8_t *got = fp_alloc(a, item_n + 1);
	fp_query *q = fp_query_parse(a, text, d.schema, &d.cal, &err);
	if (!q || !fp_index_find(d.x, q, &o, a, &hits, &n, &err) || !fp_index_count(d.x, q, &count, &err)) {
		printf("# %.*s: %s\n", FP_ARG(text), err.msg);
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		ptrdiff_t at = fp_str_find(hits[i].id, FP_STR("oracle"), 0);
		got[atol(hits[i].id.p + at + 6)]++;
	}
	for (size_t i = 0; i < item_n; i++)
		if (got[i] != want[i] && wrong++ < 3)
			printf("# %.*s: %s %.*s\n", FP_ARG(text), got[i] ? "too much:" : "missed:", FP_ARG(items[i].id));
	fp_hits_free(hits, n);
	if (n != want_n || count != want_n)
		printf("# %.*s: found %zu, counted %zu, scanned %zu\n", FP_ARG(text), n, count, want_n);
	return !wrong && n == want_n && count == want_n;
}

static void compare(bool quoted, size_t asked)
{
	fp_arena *a = fp_arena_new(0);
	uint8_t *want = fp_xmalloc(item_n);
	size_t wrong = 0, found = 0, cases = 0;
	for (size_t i = 0; i < asked && wrong < 5; i++) {
		fp_arena_reset(a);
		fp_str folded, text = random_term(a, quoted, &folded);
		size_t n = oracle_scan(a, folded, quoted, false, want);
		found += n > 0;
		cases += n;
		wrong += !same_set(a, text, want, n);
	}
	ok(found > asked / 3 && found < asked, "%zu of %zu were found, in %zu cases", found, asked, cases);
	is_int(wrong, 0);
	free(want);
	fp_arena_free(a);
}

void test_start(void)
{
	const char *shared = getenv("SHARED");
	double begun = fp_clock_seconds();
	d = desk_open();
	for (size_t i = 0; i < FP_COUNT(rare); i++)
		item_add(fp_s(rare[i]));
	read_sample(3);
	for (size_t i = 0; i < FP_COUNT(sets); i++)
		if (!read_set(shared ? shared : "../shared", &sets[i]))
			skip("a set of real texts is not here");
	desk_begin(&d);
	for (size_t i = 0; i < item_n; i++) {
		desk_put(&d, items[i].path, items[i].text);
		oracle_add(i);
	}
	desk_commit(&d, "corpus");
	ok(fp_buf_ok(&all, NULL), "%zu cases, %zu bytes folded, %.1f s", item_n, all.n, fp_clock_seconds() - begun);
}

void test_quoted_equals_the_scan(void)
{
	compare(true, queries() / 2);
}

void test_unquoted_equals_the_scan(void)
{
	refused = 0;
	compare(false, queries() / 2);
	ok(refused < 2 + queries() / 100, "%zu were refused as mistakes", refused);
}

// ---------------------------------------------------------------- combinations
// A random question as text, and its answer from scans: words and phrases, in titles too, with AND, OR, NOT and parentheses.
static void random_tree(fp_arena *a, int depth, fp_buf *text, uint8_t *has)
{
	size_t kind = depth ? dice(5) : 0;
	if (kind < 2) {
		fp_str folded, term = random_term(a, dice(2), &folded);
		bool title = dice(4) == 0;
		fp_buf_f(text, "%s%.*s", title ? "section:title " : "", FP_ARG(term));
		oracle_scan(a, folded, term.p[0] == '"', title, has);
		return;
	}
	uint8_t *right = fp_alloc(a, item_n);
	fp_buf_z(text, kind == 4 ? "NOT (" : "(");
	random_tree(a, depth - 1, text, has);
	if (kind < 4) {
		fp_buf_z(text, kind == 2 ? ") (" : ") OR (");
		random_tree(a, depth - 1, text, right);
	}
	fp_buf_z(text, ")");
	for (size_t i = 0; i < item_n; i++)
		has[i] = kind == 2 ? has[i] & right[i] : kind == 3 ? has[i] | right[i] : !has[i];
}

void test_combinations_equal_the_scan(void)
{
	fp_arena *a = fp_arena_new(0);
	uint8_t *want = fp_xmalloc(item_n);
	size_t wrong = 0, some = 0, asked = queries() / 20;
	for (size_t i = 0; i < asked && wrong < 5; i++) {
		fp_buf text = {0};
		size_t n = 0;
		fp_arena_reset(a);
		random_tree(a, 3, &text, want);
		for (size_t k = 0; k < item_n; k++)
			n += want[k];
		some += n > 0 && n < item_n;
		wrong += !same_set(a, fp_buf_view(&text), want, n);
		fp_buf_free(&text);
	}
	ok(some > asked / 3, "%zu of %zu find some cases and not all", some, asked);
	is_int(wrong, 0);
	free(want);
	fp_arena_free(a);
}

// ---------------------------------------------------------------- grown and fresh
static void hits_text(fp_buf *b, const fp_hit *hits, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		fp_buf_f(b, " %.*s %.*s %.6f", FP_ARG(hits[i].id), FP_ARG(hits[i].path), hits[i].score);
		for (size_t k = 0; k < hits[i].span_n; k++)
			fp_buf_f(b, " %zu-%zu", hits[i].spans[k].start, hits[i].spans[k].end);
		fp_buf_f(b, " %.*s", FP_ARG(hits[i].snippet));
		for (size_t k = 0; k < hits[i].mark_n; k++)
			fp_buf_f(b, " %zu-%zu", hits[i].marks[k].start, hits[i].marks[k].end);
	}
}

// The whole answer as text: order, scores, marks, count.
static fp_str answer(desk *on, fp_arena *a, fp_str text, const fp_find_options *o)
{
	fp_err err = {0};
	fp_hit *hits;
	size_t n, count;
	fp_buf b = {0};
	fp_query *q = fp_query_parse(a, text, on->schema, &on->cal, &err);
	if (!q || !fp_index_find(on->x, q, o, a, &hits, &n, &err) || !fp_index_count(on->x, q, &count, &err))
		return fp_strf(a, "%s", err.msg);
	fp_buf_f(&b, "%zu of %zu:", n, count);
	hits_text(&b, hits, n);
	fp_hits_free(hits, n);
	return fp_buf_take(&b, a);
}

static fp_str nearest(desk *on, fp_arena *a, const item *it)
{
	fp_err err = {0};
	fp_hit *hits;
	size_t n;
	fp_buf b = {0};
	if (!fp_index_similar(on->x, fp_str_sub(it->text, (size_t)fp_str_find(it->text, FP_STR("## "), 0), it->text.n), it->id, 10, a, &hits, &n, &err))
		return fp_strf(a, "%s", err.msg);
	hits_text(&b, hits, n);
	return fp_buf_take(&b, a);
}

// One random change of the cache and of the items: another text, a new case, a case less, another path.
static void edit(void)
{
	fp_err err = {0};
	size_t i = dice(item_n), kind = dice(10);
	item *it = &items[i];
	if (kind == 0 && item_n > 100) {
		if (!fp_index_remove(d.x, it->path, &err))
			fp_bug("%s", err.msg);
		*it = items[--item_n];
		return;
	}
	if (kind == 1) {
		fp_str body = raw_text();
		static size_t number = 100000;
		item fresh = item_of(number++, fp_utf8_prefix(fp_str_sub(body, body.n / 2 < 30 ? 0 : 30, body.n), 400));
		FP_PUSH(d.a, items, item_n, item_cap) = fresh;
		it = &items[item_n - 1];
	} else if (kind == 2) {
		if (!fp_index_remove(d.x, it->path, &err))
			fp_bug("%s", err.msg);
		it->path = fp_strf(d.a, "cases/moved/%zu/%.*s.md", dice(9), FP_ARG(it->id));
	} else {
		fp_str more = fp_utf8_prefix(raw_text(), 3 + dice(60));
		bool cut = dice(3) == 0 && it->text.n > 400;
		it->text = cut ? fp_strf(d.a, "%.*s\n", FP_ARG(fp_utf8_prefix(it->text, 250))) : fp_strf(d.a, "%.*s\n%.*s\n", FP_ARG(it->text), FP_ARG(more));
	}
	desk_put(&d, it->path, it->text);
}

static bool differs(fp_str text, fp_str got, fp_str want)
{
	if (fp_str_eq(got, want))
		return false;
	printf("# %.*s\n#  grown %.*s\n#  fresh %.*s\n", FP_ARG(text), FP_ARG(got), FP_ARG(want));
	return true;
}

void test_grown_equals_fresh(void)
{
	desk fresh = desk_open();
	fp_arena *a = fp_arena_new(0);
	static const char *const sorts[] = {NULL, "-received", "received", "score", "id", "-title"};
	size_t wrong = 0, bytes = 0, edits = 0, transactions = 0, asked = 400;
	for (; edits < 500; transactions++) {
		desk_begin(&d);
		for (size_t k = dice(3) ? 1 : 1 + dice(20); k > 0; k--, edits++)
			edit();
		desk_commit(&d, "grown");
	}
	desk_begin(&fresh);
	for (size_t i = item_n; i-- > 0;)
		desk_put(&fresh, items[i].path, items[i].text);
	desk_commit(&fresh, "fresh");
	for (size_t i = 0; i < asked && wrong < 5; i++) {
		fp_arena_reset(a);
		fp_str folded, text = i ? random_term(a, i % 2, &folded) : FP_STR("");
		if (i % 3 == 1)
			text = fp_strf(a, "%.*s%s%.*s", FP_ARG(text), i % 2 ? " OR " : " ", FP_ARG(random_term(a, i % 4 < 2, &folded)));
		fp_find_options o = {.limit = i % 7 ? 20 : 0, .sort = sorts[i % FP_COUNT(sorts)], .want_spans = true};
		fp_str got = answer(&d, a, text, &o);
		bytes += got.n;
		wrong += differs(text, got, answer(&fresh, a, text, &o));
		if (i % 8 == 0) {
			const item *it = &items[dice(item_n)];
			fp_str near = nearest(&d, a, it);
			bytes += near.n;
			wrong += differs(it->id, near, nearest(&fresh, a, it));
		}
	}
	is_int(wrong, 0);
	ok(bytes > asked * 200, "%zu edits in %zu transactions; %zu answers of %zu bytes", edits, transactions, asked, bytes);
	fp_arena_free(a);
	desk_close(&fresh);
}

void test_end(void)
{
	desk_close(&d);
	fp_buf_free(&all);
	ok(true, "closed");
}
