// phrases: thousands of literal phrases in one pass over a text. A bitmap of the first two characters of all phrases
// says at nearly every place that nothing begins there; what it lets through is compared. Two characters of Chinese
// select well, and so do two Latin ones at the start of a word.
#include "text/text_priv.h"

#include <stdlib.h>
#include <string.h>

#define PHRASES_MOST 200000
#define PHRASE_BYTES 1000
#define GAP_MOST 8  // characters between the parts of "A…B"

// A part of a phrase: its folded bytes; parts of one phrase stand behind each other.
typedef struct {
	fp_str text;
	bool word_start, word_end;  // begins, ends with a WORD character
} part;

typedef struct {
	uint32_t hash;     // of the first two characters, or of the only one
	uint32_t id;
	uint32_t part, parts;
} entry;

struct fp_phrases {
	fp_arena *arena;
	part *parts;
	size_t part_n, part_cap;
	entry *entries;          // by hash, then id
	size_t n, cap;
	unsigned bits;           // of a hash
	uint32_t *bucket;        // where the entries of a hash begin; one more at the end
	uint64_t *filter;        // bit per hash: two characters; after that: one character
	size_t filter_n;         // words of each of the two
	bool singles;            // some phrase begins with a part of one character
};

static inline uint32_t pair_hash(const fp_phrases *p, uint32_t first, uint32_t second)
{
	return (first * 0x9E3779B1u ^ second * 0x85EBCA77u) >> (32 - p->bits);
}

static inline bool filter_has(const uint64_t *filter, uint32_t hash)
{
	return filter[hash / 64] >> hash % 64 & 1;
}

static inline uint32_t key_char(uint32_t cp)
{
	return is_space(cp) ? ' ' : cp;
}

// ---------------------------------------------------------------- building

// Trims, and makes one space of every run of white space.
static fp_str tidy(fp_arena *a, fp_str s)
{
	char *to = fp_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n;) {
		size_t at = i;
		if (is_space(folded_next(s, &i))) {
			if (n && to[n - 1] != ' ')
				to[n++] = ' ';
		} else {
			memcpy(to + n, s.p + at, i - at);
			n += i - at;
		}
	}
	while (n && to[n - 1] == ' ')
		n--;
	return (fp_str){to, n};
}

static bool add_part(fp_phrases *p, fp_str original)
{
	part x = {.text = tidy(p->arena, fp_fold(p->arena, original, false).text)};
	if (x.text.n == 0)
		return false;
	size_t first = 0, last = x.text.n;
	x.word_start = fp_ch_class(folded_next(x.text, &first)) == FP_CH_WORD;
	x.word_end = fp_ch_class(folded_prev(x.text, &last)) == FP_CH_WORD;
	FP_PUSH(p->arena, p->parts, p->part_n, p->part_cap) = x;
	return true;
}

static bool add_phrase(fp_phrases *p, fp_str phrase, uint32_t id, fp_err *err)
{
	if (phrase.n > PHRASE_BYTES)
		return fp_fail(err, FP_LIMIT, fp_tr("第 %u 个短语超过 %d 字节", "phrase %u is longer than %d bytes"), id + 1,
			PHRASE_BYTES);
	entry e = {.id = id, .part = (uint32_t)p->part_n};
	const fp_str gap = FP_STR("…");
	for (size_t from = 0;;) {
		ptrdiff_t found = fp_str_find(phrase, gap, from);
		size_t to = found < 0 ? phrase.n : (size_t)found;
		if (!add_part(p, fp_str_sub(phrase, from, to)))
			return fp_fail(err, FP_INVALID, fp_tr("第 %u 个短语“%.*s”是空的，或“…”的一侧是空的",
			               "phrase %u, \"%.*s\", is empty or has nothing on one side of its …"), id + 1,
			FP_ARG(phrase));
		if (found < 0)
			break;
		for (from = to; fp_str_starts(fp_str_sub(phrase, from, phrase.n), "…");)
			from += gap.n;
	}
	e.parts = (uint32_t)p->part_n - e.part;
	FP_PUSH(p->arena, p->entries, p->n, p->cap) = e;
	return true;
}

static int by_hash(const void *x, const void *y)
{
	const entry *a = x, *b = y;
	return a->hash != b->hash ? (a->hash < b->hash ? -1 : 1) : (a->id > b->id) - (a->id < b->id);
}

static void build_filter(fp_phrases *p)
{
	p->bits = 10;
	while (p->bits < 18 && (size_t)1 << p->bits < p->n * 32)
		p->bits++;
	size_t hashes = (size_t)1 << p->bits;
	p->filter_n = hashes / 64;
	p->filter = FP_NEW_N(p->arena, uint64_t, 2 * p->filter_n);
	p->bucket = FP_NEW_N(p->arena, uint32_t, hashes + 1);
	for (size_t k = 0; k < p->n; k++) {
		fp_str s = p->parts[p->entries[k].part].text;
		size_t i = 0;
		uint32_t first = folded_next(s, &i);
		bool single = i == s.n;
		uint32_t h = pair_hash(p, first, single ? 0 : key_char(folded_next(s, &i)));
		p->entries[k].hash = h;
		p->filter[single * p->filter_n + h / 64] |= (uint64_t)1 << h % 64;
		p->singles |= single;
		p->bucket[h + 1]++;
	}
	if (p->n)
		qsort(p->entries, p->n, sizeof(*p->entries), by_hash);
	for (size_t h = 0; h < hashes; h++)
		p->bucket[h + 1] += p->bucket[h];
}

fp_phrases *fp_phrases_new(const fp_str *phrases, size_t n, fp_err *err)
{
	if (n > PHRASES_MOST) {
		fp_fail(err, FP_LIMIT, fp_tr("%zu 个短语，最多 %d 个", "%zu phrases, at most %d are allowed"), n, PHRASES_MOST);
		return NULL;
	}
	fp_arena *arena = fp_arena_new(0);
	fp_phrases *p = FP_NEW(arena, fp_phrases);
	p->arena = arena;
	for (size_t k = 0; k < n; k++) {
		if (!add_phrase(p, phrases[k], (uint32_t)k, err) || fp_arena_over(arena, err)) {
			fp_arena_free(arena);
			return NULL;
		}
	}
	build_filter(p);
	return p;
}

void fp_phrases_free(fp_phrases *p)
{
	if (p)
		fp_arena_free(p->arena);
}

// ---------------------------------------------------------------- scanning

// A space of a phrase: white space with at most one line end. Returns false when there is none.
static bool skip_space(fp_str s, size_t *i)
{
	size_t at = *i, lines = 0;
	while (*i < s.n) {
		size_t next = *i;
		uint32_t cp = folded_next(s, &next);
		if (!is_space(cp) || (cp == '\n' && ++lines > 1))
			break;
		*i = next;
	}
	return *i > at;
}

// Whether the part stands at `at`; *end is where it ends.
static bool part_at(const part *x, fp_str s, size_t at, size_t *end)
{
	if (x->word_start && cuts_word(s, at))
		return false;
	const char *p = x->text.p, *stop = p + x->text.n;
	size_t i = at;
	while (p < stop) {
		if (*p == ' ') {
			if (!skip_space(s, &i))
				return false;
			p++;
		} else if (i >= s.n || s.p[i++] != *p++) {
			return false;
		}
	}
	*end = i;
	return !x->word_end || !cuts_word(s, i);
}

static bool ends_sentence(fp_str s, uint32_t cp, size_t next)
{
	if (cp == '.')
		return next >= s.n || is_space((unsigned char)s.p[next]);
	return cp == 0x3002 || cp == '!' || cp == '?' || cp == ';' || (cp >= '\n' && cp <= '\r') || cp == 0xFF61;
}

// The nearest place of the part within the gap after `from`.
static bool part_after(const part *x, fp_str s, size_t from, size_t *end)
{
	for (size_t skipped = 0; from < s.n && skipped <= GAP_MOST; skipped++) {
		if (part_at(x, s, from, end))
			return true;
		uint32_t cp = folded_next(s, &from);
		if (ends_sentence(s, cp, from))
			return false;
	}
	return false;
}

static bool phrase_at(const fp_phrases *p, const entry *e, fp_str s, size_t at, size_t *end)
{
	if (!part_at(&p->parts[e->part], s, at, end))
		return false;
	for (uint32_t k = 1; k < e->parts; k++)
		if (!part_after(&p->parts[e->part + k], s, *end, end))
			return false;
	return true;
}

typedef struct {
	const fp_phrases *set;
	fp_str text;
	phrase_fn *hit;
	void *with;
} scan;

static bool try_bucket(const scan *x, uint32_t hash, size_t at)
{
	const fp_phrases *p = x->set;
	for (uint32_t k = p->bucket[hash]; k < p->bucket[hash + 1]; k++) {
		size_t end;
		if (phrase_at(p, &p->entries[k], x->text, at, &end) && !x->hit(x->with, p->entries[k].id, at, end))
			return false;
	}
	return true;
}

void phrases_each(const fp_phrases *p, fp_str s, phrase_fn *hit, void *with)
{
	scan x = {p, s, hit, with};
	const uint64_t *single = p->filter + p->filter_n;
	size_t at = 0, next = 0;
	uint32_t first = s.n ? folded_next(s, &next) : 0;
	while (at < s.n) {
		size_t after = next;
		uint32_t second = next < s.n ? folded_next(s, &after) : 0;
		uint32_t pair = pair_hash(p, first, key_char(second)), one = p->singles ? pair_hash(p, first, 0) : pair;
		bool both = next < s.n && filter_has(p->filter, pair);
		if (both && !try_bucket(&x, pair, at))
			return;
		// Both keys may fall into one bucket, which was then tried already.
		if (p->singles && filter_has(single, one) && !(both && one == pair) && !try_bucket(&x, one, at))
			return;
		at = next;
		next = after;
		first = second;
	}
}

typedef struct {
	fp_arena *arena;
	fp_folded text;
	fp_phrase_hit *v;
	size_t n, cap;
} hit_list;

static bool add_hit(void *with, uint32_t id, size_t at, size_t end)
{
	hit_list *x = with;
	fp_match m = fp_folded_span(&x->text, at, end);
	FP_PUSH(x->arena, x->v, x->n, x->cap) = (fp_phrase_hit){id, m.start, m.end, negated(x->text.text, at, end), false};
	return x->n < FP_PHRASE_HITS;
}

static int by_place(const void *x, const void *y)
{
	const fp_phrase_hit *a = x, *b = y;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static void mark_quoted(fp_arena *a, fp_str text, fp_phrase_hit *v, size_t n)
{
	fp_match *quote;
	size_t quotes = quoted_parts(a, text, &quote), k = 0;
	for (size_t i = 0; i < n; i++) {
		while (k < quotes && quote[k].end <= v[i].start)
			k++;
		v[i].quoted = k < quotes && quote[k].start <= v[i].start;
	}
}

size_t fp_phrases_scan(const fp_phrases *p, fp_arena *a, fp_str text, fp_phrase_hit **out)
{
	hit_list x = {.arena = a};
	if (p->n) {
		x.text = fp_fold(a, text, true);
		phrases_each(p, x.text.text, add_hit, &x);
	}
	if (x.n) {
		qsort(x.v, x.n, sizeof(*x.v), by_place);
		mark_quoted(a, text, x.v, x.n);
	}
	*out = x.v;
	return x.n;
}
