// hygiene: rounds of passes, and offsets of the original through all of them.
#include "text/hygiene_priv.h"

#include <stdlib.h>
#include <string.h>

const char *fp_dirt_name(fp_dirt_kind k)
{
	static const char *const names[] = {"mojibake", "pinyin", "private", "invisible", "entity", "tag", "notice", "counter", "doubled", "truncated"};
	return names[k];
}

static void add(fp_pass *p, fp_debris d, fp_str put)
{
	fp_assert(d.start < d.end && d.end <= p->in.n && (!p->n || d.start >= p->v[p->n - 1].end));
	fp_assert(!d.changed || put.n < d.end - d.start);
	size_t n = p->n;
	FP_PUSH(p->a, p->put, n, p->put_cap) = put;
	FP_PUSH(p->a, p->v, p->n, p->cap) = d;
}

void fp_pass_cut(fp_pass *p, fp_dirt_kind kind, size_t start, size_t end, fp_str put, const char *zh, const char *en)
{
	add(p, (fp_debris){kind, start, end, true, zh, en}, put);
}

void fp_pass_tell(fp_pass *p, fp_dirt_kind kind, size_t start, size_t end, const char *zh, const char *en)
{
	add(p, (fp_debris){kind, start, end, false, zh, en}, (fp_str){0});
}

typedef struct {
	fp_arena *a;
	fp_str text;
	uint32_t *origin;        // of each byte, and of the end; NULL: nothing has changed
	fp_debris *v;
	size_t n, cap;
} washing;

static uint32_t origin_of(const washing *w, size_t at)
{
	return w->origin ? w->origin[at] : (uint32_t)at;
}

// Findings in bytes of the original. What several rounds took away at one place may overlap.
static void remember(washing *w, const fp_pass *p)
{
	for (size_t i = 0; i < p->n; i++) {
		fp_debris d = p->v[i];
		d.start = origin_of(w, d.start);
		d.end = origin_of(w, d.end);
		if (d.end > d.start)
			FP_PUSH(w->a, w->v, w->n, w->cap) = d;
	}
}

static void apply(washing *w, const fp_pass *p)
{
	char *out = fp_alloc(w->a, w->text.n + 1);
	uint32_t *origin = FP_NEW_N(w->a, uint32_t, w->text.n + 1);
	size_t n = 0, from = 0;
	for (size_t i = 0; i <= p->n; i++) {
		size_t to = i < p->n ? p->v[i].start : w->text.n;
		for (; from < to; from++, n++) {
			out[n] = w->text.p[from];
			origin[n] = origin_of(w, from);
		}
		for (size_t k = 0; i < p->n && k < p->put[i].n; k++, n++) {
			out[n] = p->put[i].p[k];
			origin[n] = origin_of(w, to);
		}
		from = i < p->n ? p->v[i].end : from;
	}
	origin[n] = origin_of(w, w->text.n);
	w->text = (fp_str){out, n};
	w->origin = origin;
}

static bool run_changing(washing *w, void (*pass)(fp_pass *))
{
	fp_pass p = {.a = w->a, .in = w->text};
	pass(&p);
	if (!p.n)
		return false;
	remember(w, &p);
	apply(w, &p);
	return true;
}

static bool round_of(washing *w)
{
	static void (*const passes[])(fp_pass *) = {fp_pass_mojibake, fp_pass_invisible, fp_pass_entities, fp_pass_tags, fp_pass_pinyin, fp_pass_notices, fp_pass_counters, fp_pass_doubled};
	bool changed = false;
	for (size_t i = 0; i < FP_COUNT(passes); i++)
		changed = run_changing(w, passes[i]) || changed;
	return changed;
}

static int by_start(const void *a, const void *b)
{
	const fp_debris *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return (int)x->kind - (int)y->kind;
}

fp_cleaned fp_hygiene(fp_arena *a, fp_str text)
{
	static void (*const reports[])(fp_pass *) = {fp_pass_unknown, fp_pass_single_notice, fp_pass_truncated};
	washing w = {.a = a, .text = text};
	size_t rounds = 0;
	fp_assert(text.n < UINT32_MAX);
	while (rounds <= FP_HYGIENE_ROUNDS && round_of(&w))
		rounds++;
	if (rounds > FP_HYGIENE_ROUNDS)
		w = (washing){.a = a, .text = text};
	for (size_t i = 0; i < FP_COUNT(reports); i++) {
		fp_pass p = {.a = a, .in = w.text};
		reports[i](&p);
		remember(&w, &p);
	}
	if (w.n)
		qsort(w.v, w.n, sizeof *w.v, by_start);
	return (fp_cleaned){w.text, w.origin != NULL, w.v, w.n};
}
