// keys: what is indexed of a text, and what of it a term asks for. Han runs give pairs of neighbours, and their last character with
// nothing behind it. A word c1..cm gives every three neighbours of ^ c1 .. cm $ $, and itself whole. Any other character that is
// not blank gives itself. So one or two characters anywhere are a range of keys, and every character of a term narrows.
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

#define EDGE 0           // ^ and $: no character of a word is U+0000
#define CODE 0xFFFFF     // code points are cut to 20 bits; only private ones are larger

static int64_t key_of(fp_key_space space, uint32_t x, uint32_t y, uint32_t z)
{
	return (int64_t)space << 60 | (int64_t)(x & CODE) << 40 | (int64_t)(y & CODE) << 20 | (int64_t)(z & CODE);
}

static int64_t hashed(fp_key_space space, fp_str s)
{
	return (int64_t)space << 60 | (int64_t)(fp_hash64(s.p, s.n, 0) >> 4);
}

int64_t fp_key_section(fp_str name)
{
	return hashed(FP_KEY_SECTION, name);
}

// A key of a text as that of a field: 16 bits of its name, 2 of the kind, 42 of the key. Ranges stay ranges.
static int64_t field_key(fp_str field, int64_t key)
{
	int64_t of = (int64_t)(fp_hash64(field.p, field.n, 0) & 0xFFFF) << 44, x = key >> 40 & CODE, y = key >> 20 & CODE, z = key & CODE;
	int64_t kind = key >> 60, part = kind == FP_KEY_WORD ? key & ((1LL << 42) - 1) : kind == FP_KEY_GRAM ? (x & 0x3FFF) << 28 | (y & 0x3FFF) << 14 | (z & 0x3FFF) : x << 22 | y << 2;
	return (int64_t)FP_KEY_FIELD << 60 | of | kind << 42 | part;
}

bool fp_field_keyed(const fp_schema *schema, fp_str field)
{
	const fp_field_def *def = fp_schema_field(schema, field);
	return def && def->type == FP_T_TEXT;
}

// The title is text: its keys are there already, and marked.
static bool is_title(fp_str field)
{
	return fp_str_is(field, "title");
}

bool fp_key_says(int64_t key)
{
	int64_t space = key >> 60;
	return space == FP_KEY_WORD || (space == FP_KEY_HAN && (key >> 20 & CODE) != EDGE);
}

static fp_ch next_char(fp_str s, size_t *i, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s.p + *i;
	uint32_t c = *p;
	if (c >= 0xE4 && c <= 0xE9 && s.n - *i >= 3) {  // nearly all Han characters
		*cp = (c & 0xF) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
		*i += 3;
		return *cp >= 0x4E00 ? FP_CH_HAN : fp_ch_class(*cp);
	}
	*cp = fp_utf8_next(s, i);
	return *cp == FP_BAD_CP ? FP_CH_OTHER : fp_ch_class(*cp);
}

// ---------------------------------------------------------------- of a text

typedef struct {
	fp_key_fn each;
	void *ctx;
	fp_str s;
	fp_ch run;
	size_t start;          // of a word
	uint32_t a, b;         // the last two codes of the run
} walk;

static void run_ends(walk *w, size_t at)
{
	if (w->run == FP_CH_HAN)
		w->each(w->ctx, key_of(FP_KEY_HAN, w->b, EDGE, 0));
	if (w->run != FP_CH_WORD)
		return;
	w->each(w->ctx, key_of(FP_KEY_GRAM, w->a, w->b, EDGE));
	w->each(w->ctx, key_of(FP_KEY_GRAM, w->b, EDGE, EDGE));
	w->each(w->ctx, hashed(FP_KEY_WORD, fp_str_sub(w->s, w->start, at)));
}

static void char_joins(walk *w, fp_ch c, uint32_t cp, size_t at)
{
	if (c != w->run) {
		run_ends(w, at);
		w->run = c;
		w->start = at;
		w->a = EDGE;
	} else if (c == FP_CH_HAN) {
		w->each(w->ctx, key_of(FP_KEY_HAN, w->b, cp, 0));
	} else if (c == FP_CH_WORD) {
		w->each(w->ctx, key_of(FP_KEY_GRAM, w->a, w->b, cp));
		w->a = w->b;
	}
	if (c == FP_CH_OTHER && cp > ' ')
		w->each(w->ctx, key_of(FP_KEY_OTHER, cp, 0, 0));
	w->b = cp;
}

void fp_keys_each(fp_str folded, fp_key_fn each, void *ctx)
{
	walk w = {.each = each, .ctx = ctx, .s = folded, .run = FP_CH_OTHER};
	for (size_t i = 0; i < folded.n;) {
		uint32_t cp;
		size_t at = i;
		fp_ch c = next_char(folded, &i, &cp);
		char_joins(&w, c, cp, at);
	}
	run_ends(&w, folded.n);
}

// ---------------------------------------------------------------- the distinct keys of a document

static size_t slot_of(const fp_key_set *s, int64_t key)
{
	size_t h = (size_t)(((uint64_t)key * 0x9E3779B97F4A7C15u) >> 40) & (s->slots - 1);
	while (s->slot[h] && s->v[s->slot[h] - 1].key != key)
		h = (h + 1) & (s->slots - 1);
	return h;
}

static void set_grow(fp_key_set *s)
{
	s->slots = s->slots ? s->slots * 2 : 4096;
	free(s->slot);
	s->slot = fp_xmalloc(s->slots * sizeof *s->slot);
	s->v = fp_xrealloc(s->v, s->slots / 2 * sizeof *s->v);
	memset(s->slot, 0, s->slots * sizeof *s->slot);
	for (size_t i = 0; i < s->n; i++)
		s->slot[slot_of(s, s->v[i].key)] = (uint32_t)i + 1;
}

void fp_key_set_add(fp_key_set *s, int64_t key, bool title)
{
	if (s->n == s->slots / 2)
		set_grow(s);
	size_t h = slot_of(s, key);
	if (!s->slot[h]) {
		s->v[s->n++] = (fp_occurrence){.key = key, .tf = 1, .title = title};
		s->slot[h] = (uint32_t)s->n;
		return;
	}
	fp_occurrence *o = &s->v[s->slot[h] - 1];
	o->tf = (uint8_t)(o->tf + (o->tf < FP_TF_MAX));
	o->title = o->title || title;
}

typedef struct {
	fp_key_set *s;
	bool title;
} set_ctx;

static void add_key(void *ctx, int64_t key)
{
	set_ctx *c = ctx;
	fp_key_set_add(c->s, key, c->title);
}

void fp_key_set_text(fp_key_set *s, fp_str folded, bool title)
{
	set_ctx c = {s, title};
	fp_keys_each(folded, add_key, &c);
}

typedef struct {
	fp_key_set *s;
	fp_str field;
} field_ctx;

static void add_field_key(void *ctx, int64_t key)
{
	field_ctx *c = ctx;
	fp_key_set_add(c->s, field_key(c->field, key), false);
}

void fp_key_set_field(fp_key_set *s, fp_str field, fp_str folded)
{
	field_ctx c = {s, field};
	if (!is_title(field))
		fp_keys_each(folded, add_field_key, &c);
}

void fp_key_set_clear(fp_key_set *s)
{
	s->n = 0;
	if (s->slots > 65536) {  // one huge document must not be remembered for ever
		fp_key_set_free(s);
		return;
	}
	if (s->slots)
		memset(s->slot, 0, s->slots * sizeof *s->slot);
}

void fp_key_set_free(fp_key_set *s)
{
	free(s->v);
	free(s->slot);
	*s = (fp_key_set){0};
}

// ---------------------------------------------------------------- of a term

typedef struct {
	fp_probe *p;
	bool quoted;
	size_t runs, asked;    // 哈哈哈 asks for one key twice
	bool cut;              // a code point that a key does not hold whole
} prober;

static void ask(prober *b, int64_t lo, int64_t hi)
{
	fp_probe *p = b->p;
	b->asked++;
	for (size_t i = 0; i < p->n; i++)
		if (p->range[i].lo == lo && p->range[i].hi == hi)
			return;
	if (p->n < FP_PROBE_MOST)
		p->range[p->n++] = (fp_key_range){lo, hi};
	else
		b->cut = true;
}

// A run of Han characters; `last`: the term ends here, so that in the text the run may go on.
static void ask_han(prober *b, fp_str run, bool last)
{
	uint32_t prev, cp;
	size_t i = 0, n = 1;
	next_char(run, &i, &prev);
	for (; i < run.n; n++) {
		next_char(run, &i, &cp);
		ask(b, key_of(FP_KEY_HAN, prev, cp, 0), key_of(FP_KEY_HAN, prev, cp, 0));
		b->p->counts = cp != prev;  // 哈哈 stands twice in 哈哈哈, but is found once
		prev = cp;
	}
	if (!last)
		ask(b, key_of(FP_KEY_HAN, prev, EDGE, 0), key_of(FP_KEY_HAN, prev, EDGE, 0));
	else if (n == 1)
		ask(b, key_of(FP_KEY_HAN, prev, EDGE, 0), key_of(FP_KEY_HAN, prev, CODE, 0));
}

// A run of word characters whose beginning and end in the text are known (`begins`, `ends`) or not.
static void ask_word(prober *b, fp_str run, bool begins, bool ends)
{
	uint32_t c[3] = {0};
	size_t n = begins ? 1 : 0;  // codes in c; the first one is ^
	if (begins && ends) {
		ask(b, hashed(FP_KEY_WORD, run), hashed(FP_KEY_WORD, run));
		return;
	}
	for (size_t i = 0, edges = ends ? 2 : 0; i < run.n || edges;) {
		uint32_t cp = EDGE;
		if (i < run.n)
			next_char(run, &i, &cp);
		else
			edges--;
		if (n == 3) {
			c[0] = c[1];
			c[1] = c[2];
			n = 2;
		}
		c[n++] = cp;
		if (n == 3)
			ask(b, key_of(FP_KEY_GRAM, c[0], c[1], c[2]), key_of(FP_KEY_GRAM, c[0], c[1], c[2]));
	}
	if (n == 2)
		ask(b, key_of(FP_KEY_GRAM, c[0], c[1], 0), key_of(FP_KEY_GRAM, c[0], c[1], CODE));
	else if (n == 1)
		ask(b, key_of(FP_KEY_GRAM, c[0], 0, 0), key_of(FP_KEY_GRAM, c[0], CODE, CODE));
}

static void ask_run(prober *b, fp_str term, fp_ch class, size_t start, size_t end)
{
	fp_str run = fp_str_sub(term, start, end);
	b->runs++;
	if (class == FP_CH_HAN)
		ask_han(b, run, end == term.n);
	else if (class == FP_CH_WORD)
		ask_word(b, run, start > 0 || !b->quoted, end < term.n);
}

fp_probe fp_probe_of(fp_str term, bool quoted)
{
	fp_probe p = {.counts = true, .bare = true};
	prober b = {.p = &p, .quoted = quoted};
	fp_ch run = FP_CH_OTHER;
	size_t start = 0;
	for (size_t i = 0; i < term.n;) {
		uint32_t cp;
		size_t at = i;
		fp_ch c = next_char(term, &i, &cp);
		b.cut = b.cut || cp > CODE;
		if (c == FP_CH_WORD) {
			p.counts = false;  // how often is known, but not whether one stands as a whole word
			p.bare = p.bare && (quoted || at > 0);
		}
		if (c != run && run != FP_CH_OTHER)
			ask_run(&b, term, run, start, at);
		if (c != run)
			start = at;
		run = c;
		if (c == FP_CH_OTHER) {
			b.runs++;
			if (cp > ' ' && cp != FP_BAD_CP)
				ask(&b, key_of(FP_KEY_OTHER, cp, 0, 0), key_of(FP_KEY_OTHER, cp, 0, 0));
		}
	}
	if (run != FP_CH_OTHER)
		ask_run(&b, term, run, start, term.n);
	p.exact = b.runs == 1 && b.asked == 1 && !b.cut;
	p.counts = p.counts && p.exact;
	return p;
}

fp_probe fp_probe_of_field(fp_str field, fp_str term, bool quoted)
{
	fp_probe p = fp_probe_of(term, quoted);
	for (size_t i = 0; i < p.n && !is_title(field); i++)
		p.range[i] = (fp_key_range){field_key(field, p.range[i].lo), field_key(field, p.range[i].hi)};
	p.exact = p.counts = false;
	return p;
}
