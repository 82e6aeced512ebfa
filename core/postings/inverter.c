// The inverter: from documents with keys to keys with documents, in bounded memory.
//
// A hash table of keys; each key has its list in chunks of growing size in one pool, already in the bytes that a block will hold, so that
// flushing copies. A posting costs two cache misses, the slot and the end of the list; doing some hundred occurrences in three passes lets
// the machine fetch many at once. A key met once, which most are, keeps its posting in the slot and has no chunk.
#include <stdlib.h>

#include "postings/postings_priv.h"

typedef struct {
	int64_t key;
	uint32_t n;          // postings; 0: the slot is free
	uint32_t next;       // last document + 1
	uint32_t head, at;   // n > 1: first chunk, and where the next byte goes
	uint16_t room;       // bytes left in the last chunk
	uint8_t level;       // its place in chunk_bytes
	uint8_t mark;        // n == 1: of the only posting
} slot;

struct fp_inverter {
	slot *slots;
	size_t slot_n, key_n;     // slot_n is a power of two
	unsigned shift;           // 64 - log2(slot_n)
	unsigned char *pool;
	size_t pool_n, pool_cap;
	size_t max, docs;
	uint32_t next;            // last document + 1
};

#define FIRST_SLOTS_LOG2 10
#define BATCH 128
#define LINK 4                // bytes at the end of a full chunk: where the list goes on
static const uint16_t chunk_bytes[] = {12, 20, 32, 52, 84, 136, 220, 356, 576};

static uint8_t next_level(uint8_t level)
{
	return level + 1u < FP_COUNT(chunk_bytes) ? (uint8_t)(level + 1) : level;
}

static void table_new(fp_inverter *v, unsigned log2)
{
	v->slot_n = (size_t)1 << log2;
	v->shift = 64 - log2;
	v->slots = calloc(v->slot_n, sizeof(slot));
	if (!v->slots)
		fp_bug("out of memory");
}

fp_inverter *fp_inverter_new(size_t max)
{
	fp_inverter *v = fp_xmalloc(sizeof(*v));
	*v = (fp_inverter){.max = max};
	table_new(v, FIRST_SLOTS_LOG2);
	return v;
}

void fp_inverter_free(fp_inverter *v)
{
	if (!v)
		return;
	free(v->slots);
	free(v->pool);
	free(v);
}

void fp_inverter_clear(fp_inverter *v)
{
	memset(v->slots, 0, v->slot_n * sizeof(slot));
	v->key_n = v->pool_n = v->docs = 0;
	v->next = 0;
}

size_t fp_inverter_docs(const fp_inverter *v)
{
	return v->docs;
}

// ---------------------------------------------------------------- memory
// The table is doubled when half full, as long as old and new fit within the bound together; after that it fills up to 13/16.
static size_t used(const fp_inverter *v)
{
	return v->slot_n * sizeof(slot) + v->pool_n + v->max / 16;
}

static bool may_grow(const fp_inverter *v)
{
	return used(v) + 2 * v->slot_n * sizeof(slot) <= v->max;
}

static bool table_tight(const fp_inverter *v, size_t more)
{
	return v->key_n + more > v->slot_n / 16 * 13;
}

bool fp_inverter_full(const fp_inverter *v)
{
	return used(v) > v->max || (table_tight(v, v->slot_n / 16) && !may_grow(v));
}

static size_t home(const fp_inverter *v, int64_t key)
{
	uint64_t k = (uint64_t)key;
	return (size_t)(((k ^ k >> 29) * 0x9E3779B97F4A7C15u) >> v->shift);
}

static slot *find(const fp_inverter *v, int64_t key)
{
	size_t i = home(v, key);
	while (v->slots[i].n && v->slots[i].key != key)
		i = (i + 1) & (v->slot_n - 1);
	return &v->slots[i];
}

static void table_grow(fp_inverter *v)
{
	slot *old = v->slots;
	size_t old_n = v->slot_n;
	table_new(v, 64 - v->shift + 1);
	for (size_t i = 0; i < old_n; i++)
		if (old[i].n)
			*find(v, old[i].key) = old[i];
	free(old);
}

// Room for `n` more bytes in the pool; offsets are 32 bits.
static void pool_need(fp_inverter *v, size_t n)
{
	if (v->pool_n + n <= v->pool_cap)
		return;
	size_t cap = v->pool_cap + v->pool_cap / 2 + 65536;
	if (cap < v->pool_n + n)
		cap = v->pool_n + n;
	if (v->pool_n + n > UINT32_MAX)
		fp_bug("inverter: more than 4 GiB between two flushes");
	v->pool = fp_xrealloc(v->pool, cap);
	v->pool_cap = cap;
}

// ---------------------------------------------------------------- adding
static uint32_t chunk_new(fp_inverter *v, slot *s, uint8_t level)
{
	uint32_t at = (uint32_t)v->pool_n;
	v->pool_n += chunk_bytes[level];
	s->level = level;
	s->at = at;
	s->room = (uint16_t)(chunk_bytes[level] - LINK);
	return at;
}

// The next chunk; its place is written behind the full one.
static void chunk_link(fp_inverter *v, slot *s)
{
	unsigned char *link = v->pool + s->at;
	uint32_t at = chunk_new(v, s, next_level(s->level));
	memcpy(link, &at, LINK);
}

static void append(fp_inverter *v, slot *s, uint32_t gap, uint8_t mark)
{
	if (s->room >= FP_POSTING_ROOM) {
		unsigned char *at = v->pool + s->at;
		size_t n = (size_t)(fp_posting_put(at, gap, mark) - at);
		s->at += (uint32_t)n;
		s->room = (uint16_t)(s->room - n);
		return;
	}
	unsigned char bytes[FP_POSTING_ROOM], *end = fp_posting_put(bytes, gap, mark);
	for (unsigned char *p = bytes; p < end; p++) {
		if (!s->room)
			chunk_link(v, s);
		v->pool[s->at++] = *p;
		s->room--;
	}
}

static void post(fp_inverter *v, slot *s, uint32_t doc, uint8_t mark)
{
	if (s->n == 1) {
		s->head = chunk_new(v, s, 0);
		append(v, s, s->next - 1, s->mark);
	}
	if (s->n) {
		if (doc < s->next)
			fp_bug("inverter: key %lld twice in document %u", (long long)s->key, (unsigned)doc);
		append(v, s, doc - s->next, mark);
	} else {
		s->mark = mark;
	}
	s->n++;
	s->next = doc + 1;
}

static void add_batch(fp_inverter *v, uint32_t doc, const fp_occurrence *occ, size_t n)
{
	slot *at[BATCH];
	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(&v->slots[home(v, occ[i].key)], 1);
	for (size_t i = 0; i < n; i++) {
		at[i] = find(v, occ[i].key);
		if (at[i]->n > 1)
			__builtin_prefetch(v->pool + at[i]->at, 1);
		if (at[i]->n)
			continue;
		fp_assert(occ[i].key >= 0);
		at[i]->key = occ[i].key;
		post(v, at[i], doc, fp_mark(occ[i].tf, occ[i].title));
		at[i] = NULL;
		v->key_n++;
	}
	for (size_t i = 0; i < n; i++)
		if (at[i])
			post(v, at[i], doc, fp_mark(occ[i].tf, occ[i].title));
}

void fp_inverter_add(fp_inverter *v, uint32_t doc, const fp_occurrence *occ, size_t n)
{
	if (doc < v->next || doc == UINT32_MAX)
		fp_bug("inverter: document %u out of order", (unsigned)doc);
	v->next = doc + 1;
	v->docs++;
	for (size_t i = 0; i < n; i += BATCH) {
		size_t some = n - i < BATCH ? n - i : BATCH;
		while (table_tight(v, some))
			table_grow(v);
		pool_need(v, some * 2 * chunk_bytes[FP_COUNT(chunk_bytes) - 1]);
		add_batch(v, doc, occ + i, some);
	}
}

// ---------------------------------------------------------------- flushing
static void sort_few(slot *s, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		slot x = s[i];
		size_t k = i;
		for (; k > 0 && s[k - 1].key > x.key; k--)
			s[k] = s[k - 1];
		s[k] = x;
	}
}

// Sorts in place by the eight bits from `shift` on (every slot goes to its bucket, and the one that is there goes on to its own), then
// each bucket by the bits below.
static void sort_slots(slot *s, size_t n, unsigned shift)
{
	size_t count[256] = {0}, at[256], end[256], sum = 0;
	if (n < 32) {
		sort_few(s, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		count[s[i].key >> shift & 255]++;
	for (size_t b = 0; b < 256; b++) {
		at[b] = sum;
		end[b] = sum += count[b];
	}
	for (size_t b = 0; b < 256; b++)
		while (at[b] < end[b]) {
			slot *here = &s[at[b]], *there = &s[at[here->key >> shift & 255]++], x = *there;
			*there = *here;
			*here = x;
		}
	for (size_t b = 0; shift && b < 256; b++)
		sort_slots(s + end[b] - count[b], count[b], shift - 8);
}

// The keys in order at the front of the table, which is a table no longer.
static void sort_keys(fp_inverter *v)
{
	size_t n = 0;
	uint64_t differ = 0;
	for (size_t i = 0; i < v->slot_n; i++)
		if (v->slots[i].n) {
			v->slots[n++] = v->slots[i];
			differ |= (uint64_t)(v->slots[n - 1].key ^ v->slots[0].key);
		}
	sort_slots(v->slots, n, differ ? (63 - (unsigned)__builtin_clzll(differ)) / 8 * 8 : 0);
}

// The bytes of one list, collected from its chunks.
static void gather(const fp_inverter *v, const slot *s, fp_buf *out)
{
	fp_buf_clear(out);
	if (s->n == 1) {
		unsigned char one[FP_POSTING_ROOM];
		fp_buf_add(out, one, (size_t)(fp_posting_put(one, s->next - 1, s->mark) - one));
		return;
	}
	uint32_t at = s->head;
	for (uint8_t level = 0;; level = next_level(level)) {
		uint32_t full = at + chunk_bytes[level] - LINK;
		if (s->at >= at && s->at <= full) {
			fp_buf_add(out, v->pool + at, s->at - at);
			return;
		}
		fp_buf_add(out, v->pool + at, full - at);
		memcpy(&at, v->pool + full, LINK);
	}
}

bool fp_inverter_flush(fp_inverter *v, fp_block_fn put, void *ctx, fp_err *err)
{
	fp_block_writer w = {.put = put, .ctx = ctx};
	fp_buf list = {0};
	bool ok = true;
	sort_keys(v);
	for (size_t i = 0; ok && i < v->key_n; i++) {
		const slot *s = &v->slots[i];
		if (i + 16 < v->key_n && s[16].n > 1)
			__builtin_prefetch(v->pool + s[16].head);
		gather(v, s, &list);
		ok = fp_buf_ok(&list, err) && fp_block_add(&w, s->key, s->n, list.p, list.n, err);
	}
	ok = ok && fp_block_end(&w, err);
	fp_block_writer_free(&w);
	fp_buf_free(&list);
	fp_inverter_clear(v);
	return ok;
}
