// The postings index against the simplest thing that could work: a table of (key, doc, tf, title).
#include "tap.h"
#include "postings/postings.h"

// ---------------------------------------------------------------- a segment in memory, and its source
typedef struct {
	fp_str *block;
	int64_t *first;
	size_t n, cap, bytes;
	size_t fail_at;        // 1: the first block is refused
	size_t read;           // by the source
} segment;

static bool keep(void *ctx, int64_t first, fp_str block, fp_err *err)
{
	segment *s = ctx;
	if (s->fail_at && s->n + 1 == s->fail_at)
		return fp_fail(err, FP_IO, "full");
	if (s->n == s->cap) {
		s->cap = s->cap * 2 + 16;
		s->block = fp_xrealloc(s->block, s->cap * sizeof(*s->block));
		s->first = fp_xrealloc(s->first, s->cap * sizeof(*s->first));
	}
	char *copy = fp_xmalloc(block.n);
	memcpy(copy, block.p, block.n);
	s->first[s->n] = first;
	s->block[s->n++] = (fp_str){copy, block.n};
	s->bytes += block.n;
	return true;
}

static bool give(void *ctx, fp_str *block, fp_err *err)
{
	(void)err;
	segment *s = ctx;
	*block = s->read < s->n ? s->block[s->read++] : (fp_str){0};
	return true;
}

static fp_segment_source source(segment *s)
{
	s->read = 0;
	return (fp_segment_source){give, s};
}

static void drop(segment *s)
{
	for (size_t i = 0; i < s->n; i++)
		free((char *)(uintptr_t)s->block[i].p);
	free(s->block);
	free(s->first);
	*s = (segment){0};
}

static bool same(const segment *a, const segment *b)
{
	bool yes = a->n == b->n;
	for (size_t i = 0; yes && i < a->n; i++)
		yes = a->first[i] == b->first[i] && fp_str_eq(a->block[i], b->block[i]);
	return yes;
}

// ---------------------------------------------------------------- random documents
static uint64_t seed;

static uint64_t rnd(uint64_t below)
{
	seed += 0x9E3779B97F4A7C15u;
	uint64_t x = fp_hash64(&seed, sizeof(seed), 7);
	return x % below;
}

// Few keys that are frequent, many that are rare, some at the ends of the range.
static int64_t random_key(void)
{
	switch (rnd(8)) {
	case 0: return (int64_t)rnd(3);
	case 1: return INT64_MAX - (int64_t)rnd(3);
	case 2: case 3: return (int64_t)rnd(40) << 20;
	case 4: return (int64_t)(rnd(1u << 20) << 40);
	default: return (int64_t)(rnd(3000) * rnd(3000));
	}
}

typedef struct {
	int64_t key;
	uint32_t doc;
	uint8_t tf;
	bool title;
} row;

static int by_key_doc(const void *x, const void *y)
{
	const row *a = x, *b = y;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->doc > b->doc) - (a->doc < b->doc);
}

typedef struct {
	row *v;
	size_t n, docs;
	uint32_t *doc;         // numbers, with holes
	size_t *from;          // rows of document i are from[i]..from[i+1] before sorting
	row *sorted;
} corpus;

static corpus random_corpus(size_t docs, size_t keys, uint32_t start)
{
	corpus c = {.docs = docs};
	c.v = fp_xmalloc(docs * keys * sizeof(row));
	c.doc = fp_xmalloc(docs * sizeof(uint32_t));
	c.from = fp_xmalloc((docs + 1) * sizeof(size_t));
	uint32_t doc = start;
	for (size_t i = 0; i < docs; i++) {
		c.doc[i] = doc;
		c.from[i] = c.n;
		for (size_t k = rnd(keys + 1), j; k > 0; k--) {
			int64_t key = random_key();
			for (j = c.from[i]; j < c.n && c.v[j].key != key; j++) {}
			if (j == c.n)
				c.v[c.n++] = (row){key, doc, (uint8_t)(rnd(3) ? 1 : 1 + rnd(20)), rnd(9) == 0};
		}
		doc += 1 + (uint32_t)(rnd(4) ? 0 : rnd(9) ? rnd(300) : rnd((uint64_t)1 << rnd(20)));
	}
	c.from[docs] = c.n;
	c.sorted = fp_xmalloc((c.n + 1) * sizeof(row));
	memcpy(c.sorted, c.v, c.n * sizeof(row));
	qsort(c.sorted, c.n, sizeof(row), by_key_doc);
	return c;
}

static void corpus_free(corpus *c)
{
	free(c->v);
	free(c->doc);
	free(c->from);
	free(c->sorted);
}

static void add(fp_inverter *v, const corpus *c, size_t i)
{
	fp_occurrence occ[500];
	size_t n = 0;
	for (size_t j = c->from[i]; j < c->from[i + 1]; j++)
		occ[n++] = (fp_occurrence){c->v[j].key, c->v[j].tf, c->v[j].title};
	fp_inverter_add(v, c->doc[i], occ, n);
}

static segment build(const corpus *c, size_t from, size_t to)
{
	segment s = {0};
	fp_err err = {0};
	fp_inverter *v = fp_inverter_new(1 << 20);
	for (size_t i = from; i < to; i++)
		add(v, c, i);
	is_int(fp_inverter_docs(v), to - from);
	ok(fp_inverter_flush(v, keep, &s, &err), "flushed %s", err.msg);
	is_int(fp_inverter_docs(v), 0);
	fp_inverter_free(v);
	return s;
}

// ---------------------------------------------------------------- the segment says what the table says
static bool equal_posting(const row *r, uint32_t doc, uint8_t tf, bool title)
{
	return r->doc == doc && (r->tf > FP_TF_MAX ? FP_TF_MAX : r->tf) == tf && r->title == title;
}

// One list, read by turns singly and by several; r points at the rows of its key.
static bool equal_list(fp_list l, const row *r, size_t n)
{
	size_t at = 0, got;
	fp_posting p;
	uint32_t doc[100];
	uint8_t tf[100], title[100];
	if (l.n != n)
		return false;
	while (at < n) {
		if (rnd(2)) {
			if (!fp_list_next(&l, &p) || !equal_posting(&r[at++], p.doc, p.tf, p.title))
				return false;
		} else {
			bool whole = rnd(3) > 0;
			got = fp_list_read(&l, doc, whole ? tf : NULL, whole ? title : NULL, 1 + rnd(100));
			for (size_t i = 0; i < got; i++, at++)
				if (at >= n || !equal_posting(&r[at], doc[i], whole ? tf[i] : r[at].tf > FP_TF_MAX ? FP_TF_MAX : r[at].tf, whole ? title[i] : r[at].title))
					return false;
			if (!got)
				return false;
		}
	}
	return !fp_list_next(&l, &p) && fp_list_read(&l, doc, tf, title, 100) == 0 && !l.bad;
}

static size_t rows_of(const row *r, size_t left)
{
	size_t n = 1;
	while (n < left && r[n].key == r[0].key)
		n++;
	return n;
}

static bool equal_segment(const segment *s, const row *r, size_t n)
{
	size_t at = 0;
	fp_list l;
	for (size_t i = 0; i < s->n; i++) {
		fp_block b = fp_block_open(s->block[i]);
		int64_t first;
		if (at >= n || s->first[i] != r[at].key || !fp_block_first(s->block[i], &first) || first != s->first[i])
			return false;
		while (fp_block_next(&b, &l)) {
			size_t some = at < n ? rows_of(r + at, n - at) : 0;
			if (!some || l.key != r[at].key || !equal_list(l, r + at, some))
				return false;
			at += some;
		}
		if (b.bad)
			return false;
	}
	return at == n;
}

static bool check(segment *s, uint32_t lo, uint32_t hi, size_t postings)
{
	fp_err err = {0};
	fp_segment_source src = source(s);
	fp_segment_size size;
	return fp_segment_check(&src, lo, hi, &size, &err) && size.postings == postings && size.blocks == s->n && size.bytes == s->bytes;
}

void test_built(void)
{
	for (seed = 1; seed < 40; seed += 10) {
		corpus c = random_corpus(1 + rnd(400), 120, (uint32_t)rnd(1000));
		segment s = build(&c, 0, c.docs);
		ok(equal_segment(&s, c.sorted, c.n), "%zu documents, %zu postings, %zu blocks", c.docs, c.n, s.n);
		ok(check(&s, c.doc[0], c.doc[c.docs - 1], c.n));
		drop(&s);
		corpus_free(&c);
	}
}

void test_blocks_are_small_or_one_list(void)
{
	seed = 5;
	corpus c = random_corpus(6000, 60, 0);
	segment s = build(&c, 0, c.docs);
	size_t over = 0, wrong = 0;
	for (size_t i = 0; i < s.n; i++) {
		fp_block b = fp_block_open(s.block[i]);
		fp_list l;
		fp_block_next(&b, &l);
		if (s.block[i].n <= FP_BLOCK_BYTES + 40)
			continue;
		over++;
		wrong += fp_block_next(&b, &l);
	}
	ok(over > 0 && over < s.n, "%zu of %zu blocks are long", over, s.n);
	is_int(wrong, 0);
	drop(&s);
	corpus_free(&c);
}

void test_find(void)
{
	seed = 9;
	corpus c = random_corpus(300, 120, 0);
	segment s = build(&c, 0, c.docs);
	size_t wrong = 0;
	for (size_t k = 0; k < 20000; k++) {
		size_t i = rnd(s.n), at = 0;
		int64_t key = rnd(2) ? c.sorted[rnd(c.n)].key : random_key();
		fp_block b = fp_block_open(s.block[i]), walk = b;
		fp_list l, want;
		if (rnd(2))
			fp_block_next(&b, &l);   // finding does not depend on where one was
		bool found = fp_block_find(&b, key, &l), there = false;
		while (fp_block_next(&walk, &want) && !(there = want.key >= key))
			at++;
		wrong += found != there || b.bad || (found && (l.key != want.key || l.p != want.p || l.n != want.n));
		if (found)
			wrong += fp_block_next(&b, &l) != fp_block_next(&walk, &want) || l.p != want.p;
	}
	is_int(wrong, 0);
	drop(&s);
	corpus_free(&c);
}

// ---------------------------------------------------------------- merging
static bool odd_lives(void *ctx, uint32_t doc)
{
	(void)ctx;
	return doc * 2654435761u >> 30 != 1;
}

static size_t living(row *r, size_t n)
{
	size_t out = 0;
	for (size_t i = 0; i < n; i++)
		if (odd_lives(NULL, r[i].doc))
			r[out++] = r[i];
	return out;
}

static segment merge(segment *parts, size_t n, fp_alive_fn alive, bool *good)
{
	fp_segment_source src[40];
	segment out = {0};
	fp_err err = {0};
	for (size_t i = 0; i < n; i++)
		src[i] = source(&parts[i]);
	*good = fp_postings_merge(src, n, alive, NULL, keep, &out, &err);
	if (!*good)
		printf("# %s\n", err.msg);
	return out;
}

void test_merged_equals_built_at_once(void)
{
	for (seed = 2; seed < 60; seed += 10) {
		corpus c = random_corpus(200 + rnd(400), 100, 3);
		segment whole = build(&c, 0, c.docs), part[40], two[2];
		size_t n = 1 + rnd(30), from = 0;
		bool good;
		for (size_t i = 0; i < n; i++) {
			size_t to = i + 1 == n ? c.docs : from + rnd((c.docs - from) / (n - i) + 2);
			to = to > c.docs ? c.docs : to;
			part[i] = build(&c, from, to);
			from = to;
		}
		segment m = merge(part, n, NULL, &good);
		ok(good && same(&m, &whole), "%zu parts, %zu blocks", n, whole.n);
		two[0] = merge(part, n / 2, NULL, &good);
		two[1] = merge(part + n / 2, n - n / 2, NULL, &good);
		segment again = merge(two, 2, NULL, &good);
		ok(good && same(&again, &whole), "merges of merges");

		segment some = merge(part, n, odd_lives, &good);
		size_t left = living(c.sorted, c.n);
		ok(good && equal_segment(&some, c.sorted, left), "%zu of %zu postings live", left, c.n);
		segment *all[] = {&m, &two[0], &two[1], &again, &some, &whole};
		for (size_t i = 0; i < FP_COUNT(all); i++)
			drop(all[i]);
		for (size_t i = 0; i < n; i++)
			drop(&part[i]);
		corpus_free(&c);
	}
}

void test_merge_refuses_what_overlaps(void)
{
	seed = 4;
	corpus c = random_corpus(50, 60, 0);
	segment part[2] = {build(&c, 25, 50), build(&c, 0, 25)};
	fp_segment_source src[2] = {source(&part[0]), source(&part[1])};
	segment out = {0};
	fp_err err = {0};
	ok(!fp_postings_merge(src, 2, NULL, NULL, keep, &out, &err));
	is_int(err.code, FP_INVALID);
	ok(!check(&part[0], c.doc[26], c.doc[49], 0) && !check(&part[0], c.doc[25], c.doc[48], 0), "documents outside lo..hi");
	drop(&out);
	drop(&part[0]);
	drop(&part[1]);
	corpus_free(&c);
}

void test_nothing(void)
{
	segment none = {0}, out = {0};
	fp_err err = {0};
	fp_inverter *v = fp_inverter_new(1 << 20);
	ok(fp_inverter_flush(v, keep, &none, &err) && none.n == 0, "no document, no block");
	fp_inverter_add(v, 7, NULL, 0);
	is_int(fp_inverter_docs(v), 1);
	ok(fp_inverter_flush(v, keep, &none, &err) && none.n == 0, "an empty document, no block");
	fp_segment_source src = source(&none);
	ok(fp_postings_merge(&src, 1, NULL, NULL, keep, &out, &err) && out.n == 0);
	ok(fp_postings_merge(NULL, 0, NULL, NULL, keep, &out, &err) && out.n == 0);
	ok(check(&none, 0, 0, 0));
	fp_block b = fp_block_open((fp_str){0});
	fp_list l;
	ok(!fp_block_next(&b, &l) && !fp_block_find(&b, 0, &l) && !b.bad, "an empty block is empty, not damaged");
	fp_inverter_free(v);
	fp_inverter_free(NULL);
}

void test_cleared_and_used_again(void)
{
	seed = 6;
	corpus c = random_corpus(100, 80, 0);
	segment want = build(&c, 0, c.docs), got = {0};
	fp_err err = {0};
	fp_inverter *v = fp_inverter_new(1 << 20);
	for (size_t i = 0; i < c.docs; i++)
		add(v, &c, i);
	fp_inverter_clear(v);
	for (size_t i = 0; i < c.docs; i++)
		add(v, &c, i);
	got.fail_at = 1;
	ok(!fp_inverter_flush(v, keep, &got, &err) && err.code == FP_IO, "the error of the one who keeps blocks");
	got.fail_at = 0;
	for (size_t i = 0; i < c.docs; i++)
		add(v, &c, i);
	ok(fp_inverter_flush(v, keep, &got, &err) && same(&got, &want));
	fp_inverter_free(v);
	drop(&got);
	drop(&want);
	corpus_free(&c);
}

// Reading full comes before the bound, and a flush at that moment keeps the answer.
void test_bounded(void)
{
	seed = 8;
	corpus c = random_corpus(3000, 100, 0);
	segment part[40] = {0}, whole = build(&c, 0, c.docs);
	fp_err err = {0};
	fp_inverter *v = fp_inverter_new(400 << 10);
	size_t n = 0;
	for (size_t i = 0; i < c.docs && n < 40; i++) {
		add(v, &c, i);
		if (fp_inverter_full(v) || i + 1 == c.docs)
			ok(fp_inverter_flush(v, keep, &part[n++], &err));
	}
	bool good;
	ok(n > 2 && n < 40, "%zu segments", n);
	segment m = merge(part, n, NULL, &good);
	ok(good && same(&m, &whole));
	for (size_t i = 0; i < n; i++)
		drop(&part[i]);
	drop(&m);
	drop(&whole);
	fp_inverter_free(v);
	corpus_free(&c);
}

// tf = 1 outside the title costs one byte where gaps are short; the bytes are those of the header's description.
void test_bytes(void)
{
	segment s = {0};
	fp_err err = {0};
	fp_inverter *v = fp_inverter_new(1 << 20);
	for (uint32_t doc = 0; doc < 3; doc++)
		fp_inverter_add(v, doc * 64, &(fp_occurrence){5, doc == 1 ? 99 : 1, false}, 1);
	fp_inverter_add(v, 300, &(fp_occurrence){9, 1, true}, 1);
	ok(fp_inverter_flush(v, keep, &s, &err));
	is_bytes(s.block[0], FP_STR("\x05\x11" "\x00" "\x7f\x0f" "\x7e" "\x03\x02" "\xd9\x04\x11"));
	fp_inverter_free(v);
	drop(&s);
}

// ---------------------------------------------------------------- damage
// Any byte changed or cut off: no crash, no endless list, the documents ascend, and checking says when something is wrong.
static size_t read_all(fp_str bytes)
{
	fp_block b = fp_block_open(bytes);
	fp_list l;
	size_t n = 0;
	uint32_t doc[64];
	while (fp_block_next(&b, &l)) {
		uint64_t before = 0, some;
		while ((some = fp_list_read(&l, doc, NULL, NULL, 64)) > 0)
			for (size_t i = 0; i < some; i++, n++) {
				fp_assert(doc[i] >= before);
				before = (uint64_t)doc[i] + 1;
			}
	}
	return n;
}

void test_damaged(void)
{
	seed = 3;
	corpus c = random_corpus(120, 40, 100000);
	segment s = build(&c, 0, c.docs);
	size_t most = 0, refused = 0;
	for (size_t k = 0; k < 20000; k++) {
		size_t i = rnd(s.n);
		fp_str b = s.block[i];
		char *copy = fp_xmalloc(b.n);
		memcpy(copy, b.p, b.n);
		copy[rnd(b.n)] ^= (char)(1 << rnd(8));
		size_t cut = rnd(2) ? b.n : 1 + rnd(b.n), n = read_all((fp_str){copy, cut});
		most = n > most ? n : most;
		fp_err err = {0};
		segment one = {.block = &(fp_str){copy, cut}, .n = 1, .bytes = cut};
		fp_segment_source src = source(&one);
		refused += !fp_segment_check(&src, c.doc[0], c.doc[c.docs - 1], NULL, &err);
		free(copy);
	}
	ok(most < 100000, "no more than there are bytes");
	ok(refused > 10000, "%zu of 20000 refused; a flipped count of occurrences is no contradiction", refused);
	drop(&s);
	corpus_free(&c);
}

// Numbers at the upper end.
void test_far_documents(void)
{
	segment s = {0};
	fp_err err = {0};
	fp_inverter *v = fp_inverter_new(1 << 20);
	for (uint32_t doc = UINT32_MAX - 600; doc < UINT32_MAX; doc++)
		fp_inverter_add(v, doc, &(fp_occurrence){INT64_MAX, 1, false}, 1);
	ok(fp_inverter_flush(v, keep, &s, &err));
	ok(check(&s, UINT32_MAX - 600, UINT32_MAX - 1, 600));
	is_int(read_all(s.block[0]), 600);
	fp_inverter_free(v);
	drop(&s);
}
