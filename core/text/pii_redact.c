// pii_redact: what was found becomes placeholders. The same value has the same number within a case, also in later
// edits: what the vault keeps of a case comes in as `known` and goes out with what is new.
#include "text/pii_priv.h"

#include <stdlib.h>
#include <string.h>

static const char *label_of(const fp_pii *p, fp_lang lang)
{
	return lang == FP_ZH ? p->zh : p->en;
}

// The greatest number that a placeholder with this label has in the text.
static size_t last_number(fp_arena *a, fp_str text, const char *label)
{
	fp_str open = fp_strf(a, "[%s#", label);
	size_t most = 0;
	for (ptrdiff_t at = 0; (at = fp_str_find(text, open, (size_t)at)) >= 0;) {
		size_t i = (size_t)at + open.n, number = 0;
		for (at = (ptrdiff_t)i; i < text.n && pii_digit((unsigned char)text.p[i]) && number < 1000000; i++)
			number = number * 10 + (size_t)(text.p[i] - '0');
		if (i < text.n && text.p[i] == ']' && number > most)
			most = number;
	}
	return most;
}

// Numbers given so far: an open table by label and value over the entries of `known`, and the last number of a label.
typedef struct {
	fp_arena *a;
	fp_pii_known *known;
	size_t *slot, mask;   // entry + 1
	struct {
		const char *label;
		size_t last;
	} labels[32];
	size_t label_n;
} numbering;

static size_t hash_of(const char *label, fp_str canonical)
{
	return (size_t)fp_hash64(canonical.p, canonical.n, fp_hash64(label, strlen(label), 1));
}

static size_t *slot_for(numbering *m, const char *label, fp_str canonical)
{
	for (size_t at = hash_of(label, canonical) & m->mask;; at = (at + 1) & m->mask) {
		if (!m->slot[at])
			return &m->slot[at];
		const fp_pii_entry *e = &m->known->v[m->slot[at] - 1];
		if (fp_str_eq(e->canonical, canonical) && fp_str_is(e->label, label))
			return &m->slot[at];
	}
}

static numbering numbering_of(fp_arena *a, fp_pii_known *known, size_t more)
{
	numbering m = {.a = a, .known = known, .mask = 15};
	while (m.mask < (known->n + more) * 2)
		m.mask = m.mask * 2 + 1;
	m.slot = FP_NEW_N(a, size_t, m.mask + 1);
	for (size_t k = 0; k < known->n; k++)
		*slot_for(&m, known->v[k].label.p, known->v[k].canonical) = k + 1;
	return m;
}

static size_t *last_of(numbering *m, fp_str text, const char *label)
{
	for (size_t k = 0; k < m->label_n; k++)
		if (!strcmp(m->labels[k].label, label))
			return &m->labels[k].last;
	size_t last = last_number(m->a, text, label), k = m->label_n++;
	for (size_t e = 0; e < m->known->n; e++)
		if (fp_str_is(m->known->v[e].label, label) && m->known->v[e].number > last)
			last = m->known->v[e].number;
	m->labels[k].label = label;
	m->labels[k].last = last;
	return &m->labels[k].last;
}

static size_t number_of(numbering *m, fp_str text, const fp_pii *p, fp_lang lang)
{
	const char *label = label_of(p, lang);
	size_t *slot = slot_for(m, label, p->canonical);
	if (*slot)
		return m->known->v[*slot - 1].number;
	size_t number = ++*last_of(m, text, label);
	FP_PUSH(m->a, m->known->v, m->known->n, m->known->cap) = (fp_pii_entry){.label = fp_s(label),
		.kind = fp_s(p->kind), .number = number, .canonical = p->canonical,
		.original = fp_str_dup(m->a, fp_str_sub(text, p->start, p->end)), .fresh = true};
	*slot = m->known->n;
	return number;
}

static fp_str redact_once(fp_arena *a, fp_str text, fp_lang lang, const fp_pii *v, size_t n, fp_pii_known *known, fp_str *marks)
{
	numbering m = numbering_of(a, known, n);
	fp_buf b = {.max = SIZE_MAX};
	size_t from = 0;
	for (size_t k = 0; k < n; k++) {
		fp_buf_str(&b, fp_str_sub(text, from, v[k].start));
		marks[k] = fp_strf(a, "[%s#%zu]", label_of(&v[k], lang), number_of(&m, text, &v[k], lang));
		fp_buf_str(&b, marks[k]);
		from = v[k].end;
	}
	fp_buf_str(&b, fp_str_sub(text, from, text.n));
	return fp_buf_take(&b, a);
}

// What was replaced so far, in bytes of the text as it was given.
typedef struct {
	fp_pii_change *v;
	size_t n, cap;
} changes;

static int change_by_start(const void *x, const void *y)
{
	const fp_pii_change *a = x, *b = y;
	return (a->start > b->start) - (a->start < b->start);
}

// Adds the findings of one pass. Those of later passes lie between the placeholders of earlier ones: `grown` is how much longer (as
// a difference that may wrap) the text became by the ones before.
static void note_changes(fp_arena *a, changes *c, fp_str given, const fp_pii *v, size_t n, const fp_str *marks)
{
	size_t known = c->n, at = 0, grown = 0;
	for (size_t k = 0; k < n; k++) {
		while (at < known && c->v[at].start + grown < v[k].start) {
			grown += c->v[at].replacement.n - (c->v[at].end - c->v[at].start);
			at++;
		}
		fp_pii_change x = {v[k].start - grown, v[k].end - grown, v[k].kind, {0}, marks[k]};
		x.text = fp_str_sub(given, x.start, x.end);
		FP_PUSH(a, c->v, c->n, c->cap) = x;
	}
	qsort(c->v, c->n, sizeof *c->v, change_by_start);
}

// A number beside one that is replaced may now stand free, so this goes on until nothing is found.
#define PASSES_MOST 20

static fp_str redact(fp_arena *a, fp_str text, fp_lang lang, const fp_pii_rules *rules, fp_pii_known *known, changes *out)
{
	fp_str given = text;
	for (int pass = 0; pass < PASSES_MOST; pass++) {
		fp_pii *v;
		size_t found = fp_pii_find(a, text, rules, &v);
		if (!found)
			break;
		fp_str *marks = FP_NEW_N(a, fp_str, found);
		text = redact_once(a, text, lang, v, found, known, marks);
		note_changes(a, out, given, v, found, marks);
	}
	return text;
}

fp_str fp_pii_redact(fp_arena *a, fp_str text, fp_lang lang, const fp_pii_rules *rules, fp_pii_known *known, size_t *n)
{
	fp_pii_known none = {0};
	changes made = {0};
	text = redact(a, text, lang, rules, known ? known : &none, &made);
	if (n)
		*n = made.n;
	return text;
}

size_t fp_pii_changes(fp_arena *a, fp_str text, fp_lang lang, const fp_pii_rules *rules, fp_pii_change **out)
{
	fp_pii_known none = {0};
	changes made = {0};
	redact(a, text, lang, rules, &none, &made);
	*out = made.v;
	return made.n;
}

fp_str fp_pii_restore(fp_arena *a, fp_str text, const fp_pii_known *known)
{
	fp_buf b = {.max = SIZE_MAX};
	size_t from = 0;
	for (ptrdiff_t at = 0; (at = fp_str_find(text, FP_STR("["), (size_t)at)) >= 0; at++)
		for (size_t k = 0; k < known->n; k++) {
			const fp_pii_entry *e = &known->v[k];
			fp_str mark = fp_strf(a, "[%.*s#%zu]", FP_ARG(e->label), e->number);
			if (!e->original.n || !fp_str_starts(fp_str_sub(text, (size_t)at, text.n), mark.p))
				continue;
			fp_buf_str(&b, fp_str_sub(text, from, (size_t)at));
			fp_buf_str(&b, e->original);
			from = (size_t)at + mark.n;
			break;
		}
	fp_buf_str(&b, fp_str_sub(text, from, text.n));
	return b.p ? fp_buf_take(&b, a) : text;
}
