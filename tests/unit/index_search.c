// Search against the oracle: the folded plain text of every case, scanned.
#include "index_desk.h"

#define QUERIES 3000

static desk d;
static fp_case **doc;
static fp_folded **piece;      // folded pieces of each case
static fp_plain *plain;

static uint64_t state = 88172645463325252u;
static size_t dice(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % n);
}

static void oracle_build(void)
{
	doc = FP_NEW_N(d.a, fp_case *, d.n);
	piece = FP_NEW_N(d.a, fp_folded *, d.n);
	plain = FP_NEW_N(d.a, fp_plain, d.n);
	for (size_t i = 0; i < d.n; i++) {
		doc[i] = fp_case_parse(d.a, d.path[i], d.text[i], NULL);
		plain[i] = fp_plain_of(d.a, doc[i]);
		piece[i] = FP_NEW_N(d.a, fp_folded, plain[i].piece_n + 1);
		for (size_t k = 0; k < plain[i].piece_n; k++)
			piece[i][k] = fp_fold(d.a, fp_str_sub(plain[i].text, plain[i].piece[k].start, plain[i].piece[k].end), true);
	}
}

static bool oracle_has(size_t i, fp_str term, bool quoted)
{
	fp_match *m;
	for (size_t k = 0; k < plain[i].piece_n; k++)
		if (fp_str_has(piece[i][k].text, term) && fp_scan(d.a, &piece[i][k], term, quoted, &m))
			return true;
	return false;
}

static int by_str(const void *a, const void *b)
{
	return fp_str_cmp(*(const fp_str *)a, *(const fp_str *)b);
}

static fp_str oracle_ids(fp_str term, bool quoted)
{
	fp_str *ids = FP_NEW_N(d.a, fp_str, d.n);
	size_t n = 0;
	for (size_t i = 0; i < d.n; i++)
		if (oracle_has(i, term, quoted))
			ids[n++] = fp_case_id(doc[i]);
	qsort(ids, n, sizeof *ids, by_str);
	fp_buf b = {0};
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%s%.*s", i ? " " : "", FP_ARG(ids[i]));
	return fp_buf_take(&b, d.a);
}

// One to six characters somewhere in the text of a case.
static fp_str random_part(void)
{
	for (;;) {
		const fp_plain *p = &plain[dice(d.n)];
		const fp_piece *k = &p->piece[dice(p->piece_n)];
		if (k->end == k->start)
			continue;
		size_t at = k->start + dice(k->end - k->start);
		while (at > k->start && ((unsigned char)p->text.p[at] & 0xC0) == 0x80)
			at--;
		fp_str part = fp_utf8_prefix(fp_str_sub(p->text, at, k->end), 1 + dice(6));
		if (part.n)
			return part;
	}
}

static fp_str quote(fp_str s)
{
	fp_buf b = {0};
	fp_buf_c(&b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			fp_buf_c(&b, '\\');
		fp_buf_c(&b, s.p[i]);
	}
	fp_buf_c(&b, '"');
	return fp_buf_take(&b, d.a);
}

void test_start(void)
{
	d = desk_open();
	desk_sample(&d, SIZE_MAX);
	oracle_build();
	ok(d.n > 200, "%zu sample cases", d.n);
}

static size_t compare(bool quoted, size_t queries)
{
	size_t wrong = 0, asked = 0, found = 0;
	while (asked < queries) {
		fp_str part = random_part();
		fp_str text = quoted ? quote(part) : part;
		fp_err err = {0};
		fp_query *q = desk_query(&d, text, &err);
		// an unquoted part may be an operator, a field, or several terms: not what is tested here
		if (!q || q->root->kind != FP_N_TERM || q->root->quoted != quoted || !fp_str_eq(q->root->text, fp_fold_str(d.a, part)))
			continue;
		asked++;
		fp_str got = desk_ids(&d, text), want = oracle_ids(q->root->text, quoted);
		found += want.n > 0;
		if (!fp_str_eq(got, want) && ++wrong < 5)
			printf("# %.*s\n#  got  %.*s\n#  want %.*s\n", FP_ARG(text), FP_ARG(got), FP_ARG(want));
	}
	ok(found > queries * 9 / 10, "%zu of %zu parts were found", found, queries);
	return wrong;
}

void test_quoted_equals_the_scan(void)
{
	is_int(compare(true, QUERIES / 2), 0);
}

void test_unquoted_equals_the_scan(void)
{
	is_int(compare(false, QUERIES / 2), 0);
}

// Every mark is the term and nothing but the term.
void test_marks_equal_the_matches(void)
{
	size_t wrong = 0, spans = 0;
	for (size_t i = 0; i < 300; i++) {
		fp_str part = random_part();
		fp_err err = {0};
		fp_hit *hits;
		size_t n = 0;
		fp_find_options o = {.limit = 5, .want_spans = true};
		fp_query *q = desk_query(&d, quote(part), &err);
		if (!q || memchr(part.p, '\n', part.n))
			continue;
		if (!ok(fp_index_find(d.x, q, &o, d.a, &hits, &n, &err), "%s", err.msg))
			return;
		for (size_t k = 0; k < n; k++) {
			size_t c = 0;
			while (!fp_str_eq(d.path[c], hits[k].path))
				c++;
			wrong += hits[k].span_n == 0 || hits[k].snippet.n == 0 || hits[k].mark_n == 0;
			for (size_t s = 0; s < hits[k].span_n; s++, spans++) {
				fp_str cut = fp_fold_str(d.a, fp_str_sub(d.text[c], hits[k].spans[s].start, hits[k].spans[s].end));
				if (!fp_str_has(cut, q->root->text) && !fp_str_has(q->root->text, cut) && ++wrong < 5)
					printf("# %.*s marks %.*s\n", FP_ARG(part), FP_ARG(cut));
			}
			for (size_t s = 0; s < hits[k].mark_n; s++) {
				fp_str cut = fp_fold_str(d.a, fp_str_sub(hits[k].snippet, hits[k].marks[s].start, hits[k].marks[s].end));
				if (!fp_str_has(cut, fp_str_trim(q->root->text)) && !fp_str_has(q->root->text, cut) && ++wrong < 5)
					printf("# %.*s snippet %.*s\n", FP_ARG(part), FP_ARG(cut));
			}
		}
		fp_hits_free(hits, n);
	}
	ok(spans > 500, "%zu marks", spans);
	is_int(wrong, 0);
}

// ---- ranking beside scoring everyone

typedef struct {
	size_t i;
	double score;
	int64_t received;
	fp_str id;
} scored;

static int by_rank(const void *a, const void *b)
{
	const scored *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if (x->received != y->received)
		return x->received > y->received ? -1 : 1;
	return fp_str_cmp(x->id, y->id);
}

// In 1/720720 of a point, which 2, 3 ... 16 all divide, so that sums are exact.
static double oracle_score(size_t i, const fp_node *t)
{
	size_t count = 0;
	bool title = false, whole = false;
	for (size_t k = 0; k < plain[i].piece_n; k++) {
		fp_match *m;
		fp_folded f = fp_match_folded(d.x, piece[i][k].text);
		size_t n = fp_str_has(f.text, t->text) ? fp_scan(d.a, &f, t->text, t->quoted, &m) : 0;
		for (size_t j = 0; j < n; j++)
			whole = whole || (!fp_match_cuts(f.text, m[j].start) && !fp_match_cuts(f.text, m[j].end));
		title = title || (n && fp_str_is(plain[i].piece[k].name, "title"));
		count += n;
	}
	double n = (double)(count < 15 ? count : 15);
	return count ? ((title ? 4 : 0) + (whole ? 1 : 0)) * 720720 + n * (720720 / (n + 1)) : 0;
}

static scored *oracle_ranking(const fp_query *q, size_t *n)
{
	scored *v = FP_NEW_N(d.a, scored, d.n);
	*n = 0;
	for (size_t i = 0; i < d.n; i++) {
		fp_time t;
		bool dated = fp_time_parse(fp_case_get(doc[i], "received"), d.schema->config.offset, &t, NULL);
		scored s = {i, 0, dated ? t.utc : INT64_MIN, fp_case_id(doc[i])};
		for (size_t k = 0; k < q->term_n; k++)
			s.score += oracle_score(i, q->term[k]);
		if (s.score > 0)
			v[(*n)++] = s;
	}
	qsort(v, *n, sizeof *v, by_rank);
	return v;
}

// One word, or one of two or three: the first hits of a page are those of scoring every case, in the same order with the same scores.
void test_pages_equal_the_whole_ranking(void)
{
	size_t wrong = 0, asked = 0;
	while (asked < 400) {
		size_t words = 1 + dice(3);
		fp_buf b = {0};
		for (size_t i = 0; i < words; i++)
			fp_buf_f(&b, "%s%.*s", i ? " OR " : "", FP_ARG(dice(2) ? quote(random_part()) : random_part()));
		fp_str text = fp_buf_take(&b, d.a);
		fp_err err = {0};
		fp_query *q = desk_query(&d, text, &err);
		bool terms = q && (q->root->kind == FP_N_TERM || (q->root->kind == FP_N_OR && q->term_n == words));
		for (size_t i = 0; terms && i < q->root->kid_n; i++)
			terms = q->root->kid[i]->kind == FP_N_TERM;
		if (!terms)
			continue;
		asked++;
		size_t want_n, n, limit = 1 + dice(30);
		scored *want = oracle_ranking(q, &want_n);
		fp_hit *hits;
		if (!ok(fp_index_find(d.x, q, &(fp_find_options){.limit = limit}, d.a, &hits, &n, &err), "%s", err.msg))
			return;
		bool same = n == (want_n < limit ? want_n : limit);
		for (size_t i = 0; i < n && same; i++)
			same = fp_str_eq(hits[i].id, want[i].id) && hits[i].score == want[i].score / 720720;
		if (!same && ++wrong < 5)
			printf("# %.*s: %zu of %zu, first %.*s %f not %.*s %f\n", FP_ARG(text), n, want_n, n ? (int)hits[0].id.n : 0, n ? hits[0].id.p : "", n ? hits[0].score : 0,
			       want_n ? (int)want[0].id.n : 0, want_n ? want[0].id.p : "", want_n ? want[0].score / 720720 : 0);
	}
	is_int(wrong, 0);
}

void test_operators(void)
{
	fp_err err = {0};
	size_t a = 0, b = 0, both = 0, any = 0, only = 0;
	ok(fp_index_count(d.x, desk_query(&d, FP_STR("退款"), &err), &a, &err), "%s", err.msg);
	ok(fp_index_count(d.x, desk_query(&d, FP_STR("物流"), &err), &b, &err), "%s", err.msg);
	ok(fp_index_count(d.x, desk_query(&d, FP_STR("退款 物流"), &err), &both, &err), "%s", err.msg);
	ok(fp_index_count(d.x, desk_query(&d, FP_STR("退款 OR 物流"), &err), &any, &err), "%s", err.msg);
	ok(fp_index_count(d.x, desk_query(&d, FP_STR("退款 -物流"), &err), &only, &err), "%s", err.msg);
	ok(a && b && both && both < a, "%zu %zu %zu", a, b, both);
	is_int(any, a + b - both);
	is_int(only, a - both);
}

static fp_found found_by(desk *k, const char *text, size_t limit)
{
	fp_err err = {0};
	fp_hit *hits;
	size_t n;
	fp_found found = {0};
	fp_find_options o = {.limit = limit, .found = &found};
	fp_query *q = desk_query(k, fp_s(text), &err);
	ok(q && fp_index_find(k->x, q, &o, k->a, &hits, &n, &err), "%s: %s", text, err.msg);
	fp_hits_free(hits, n);
	return found;
}

// Of 1,200 cases that have all pairs of the phrase a third has the phrase.
void test_a_page_says_how_many(void)
{
	desk k = desk_open();
	fp_err err = {0};
	size_t exact = 0;
	desk_begin(&k);
	for (int i = 0; i < 1200; i++)
		desk_add(&k, fp_strf(k.a, "261118-a%06d", i).p, "title: 例", i * 7919 % 3 ? "耐心，心等，等待" : "耐心等待");
	desk_commit(&k, "t");
	ok(fp_index_count(k.x, desk_query(&k, FP_STR("耐心等待"), &err), &exact, &err) && exact == 400, "%zu %s", exact, err.msg);
	fp_found f = found_by(&k, "耐心等待", 20);
	ok(!f.exact && f.n > 340 && f.n < 460, "about %zu", f.n);
	is_int(found_by(&k, "耐心等待", 20).n, f.n);
	f = found_by(&k, "耐心等待", 500);
	ok(f.exact && f.n == 400, "a page that is not full has them all: %zu", f.n);
	f = found_by(&k, "耐心", 20);
	ok(f.exact && f.n == 1200, "postings prove two characters: %zu", f.n);
	f = found_by(&k, "耐心等待 received:1999", 20);
	ok(f.exact && f.n == 0, "none: %zu", f.n);
	f = found_by(&k, "耐心等待", 399);
	ok(f.n >= 399, "no fewer than are shown: %zu", f.n);
	desk_close(&k);
}

void test_end(void)
{
	desk_close(&d);
	ok(true, "closed");
}
