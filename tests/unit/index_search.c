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

void test_end(void)
{
	desk_close(&d);
	ok(true, "closed");
}
