#include <stdlib.h>
#include <string.h>

#include "flow/week_priv.h"

// Ten typical cases are chosen one after the other: each time the one that adds most to what is already covered. Repeating an issue or a
// type pays less each time; a case that was reviewed and has a dialogue teaches more than a bare complaint; one that was handled well is
// always among them, and stands beside a bad one of the same kind where there is one. What a person called typical has a head start.

typedef struct {
	const fp_pick_case *v;
	size_t n;
	bool *taken;
	fp_picked *out;
	size_t out_n;
	uint64_t seed;
} picker;

static size_t chosen(const picker *p, size_t i, fp_str (*key)(const fp_pick_case *))
{
	size_t n = 0;
	for (size_t k = 0; k < p->out_n; k++)
		n += fp_str_eq(key(&p->v[p->out[k].index]), key(&p->v[i]));
	return n;
}

static fp_str issue_of(const fp_pick_case *c) { return c->issue; }
static fp_str type_of(const fp_pick_case *c) { return c->type; }
static fp_str group_of(const fp_pick_case *c) { return c->group; }
static fp_str channel_of(const fp_pick_case *c) { return c->channel; }

// Whether the other side of the contrast is already chosen.
static bool contrasts(const picker *p, size_t i)
{
	const fp_pick_case *c = &p->v[i];
	for (size_t k = 0; k < p->out_n; k++) {
		const fp_pick_case *o = &p->v[p->out[k].index];
		bool kin = (c->issue.n && fp_str_eq(c->issue, o->issue)) || (c->type.n && fp_str_eq(c->type, o->type));
		if (kin && ((c->well && o->badly) || (c->badly && o->well)))
			return true;
	}
	return false;
}

static bool well_chosen(const picker *p)
{
	for (size_t k = 0; k < p->out_n; k++)
		if (p->v[p->out[k].index].well)
			return true;
	return false;
}

static double coverage(size_t already, double first, double second, double more)
{
	return already == 0 ? first : already == 1 ? second : more;
}

static double score(const picker *p, size_t i, unsigned *why)
{
	const fp_pick_case *c = &p->v[i];
	double s = 0;
	*why = 0;
	if (c->issue.n) {
		size_t already = chosen(p, i, issue_of);
		s += coverage(already, 3, .8, -1.5);
		*why |= already ? 0 : FP_WHY_ISSUE;
	}
	if (c->type.n) {
		size_t already = chosen(p, i, type_of);
		s += coverage(already, 2, -.3, -1.5) + coverage(chosen(p, i, group_of), 1.2, .3, 0);
		*why |= already ? 0 : FP_WHY_TYPE;
	}
	s += c->severity > 1 ? .5 * (c->severity - 1) : 0;
	*why |= c->severity >= 4 ? FP_WHY_SEVERE : 0;
	s += c->dialogue ? 1.2 : 0;
	s += c->reviewed ? 1.2 : 0;
	*why |= c->dialogue && c->reviewed ? FP_WHY_REVIEWED : 0;
	s += c->marked ? 2 : 0;
	*why |= c->marked ? FP_WHY_MARKED : 0;
	s += c->fresh ? .8 : 0;
	*why |= c->fresh ? FP_WHY_FRESH : 0;
	s += c->well ? (well_chosen(p) ? .2 : 1.5) : 0;
	*why |= c->well ? FP_WHY_WELL : 0;
	if (contrasts(p, i)) {
		s += 1;
		*why |= FP_WHY_CONTRAST;
	}
	if (c->channel.n && !chosen(p, i, channel_of)) {
		s += .4;
		*why |= FP_WHY_CHANNEL;
	}
	return c->aside ? s - 4 : s;
}

// A stable lot, so that equal cases are not always those with the smaller id.
static uint64_t lot(const picker *p, size_t i)
{
	return fp_hash64(p->v[i].id.p, p->v[i].id.n, p->seed);
}

// `only_well`: among those that were handled well.
static bool take_best(picker *p, bool only_well)
{
	ptrdiff_t best = -1;
	double best_score = 0;
	unsigned best_why = 0;
	for (size_t i = 0; i < p->n; i++) {
		unsigned why;
		if (p->taken[i] || (only_well && !p->v[i].well))
			continue;
		double s = score(p, i, &why);
		if (best < 0 || s > best_score + 1e-9 || (s > best_score - 1e-9 && lot(p, i) < lot(p, (size_t)best))) {
			best = (ptrdiff_t)i;
			best_score = s;
			best_why = why;
		}
	}
	if (best < 0)
		return false;
	p->taken[best] = true;
	p->out[p->out_n++] = (fp_picked){(size_t)best, best_why};
	return true;
}

static bool kin(const fp_pick_case *a, const fp_pick_case *b)
{
	return (a->issue.n && fp_str_eq(a->issue, b->issue)) || (a->type.n && fp_str_eq(a->type, b->type));
}

static void show(picker *p, fp_picked *v, size_t *n, bool *shown, size_t first, bool well)
{
	for (size_t k = first; k < p->out_n; k++) {
		const fp_pick_case *c = &p->v[p->out[k].index];
		if (shown[k] || c->well != well || (k != first && !kin(c, &p->v[p->out[first].index])))
			continue;
		v[(*n)++] = p->out[k];
		shown[k] = true;
	}
}

// Order of showing: the choice, but what is of one issue or type follows its first case at once, what was handled well after the rest.
static void arrange(fp_arena *a, picker *p)
{
	fp_picked *v = FP_NEW_N(a, fp_picked, p->out_n + 1);
	bool *shown = FP_NEW_N(a, bool, p->out_n + 1);
	size_t n = 0;
	for (size_t i = 0; i < p->out_n; i++)
		if (!shown[i]) {
			show(p, v, &n, shown, i, false);
			show(p, v, &n, shown, i, true);
		}
	memcpy(p->out, v, n * sizeof *v);
}

size_t fp_pick(fp_arena *a, const fp_pick_case *v, size_t n, size_t want, uint64_t seed, fp_picked **out)
{
	size_t most = want < n ? want : n;
	picker p = {v, n, FP_NEW_N(a, bool, n + 1), FP_NEW_N(a, fp_picked, most + 1), 0, seed};
	while (p.out_n + 1 < most && take_best(&p, false))
		;
	// The last place is kept for a case that was handled well, when none came in by itself.
	if (p.out_n < most && (well_chosen(&p) || !take_best(&p, true)))
		take_best(&p, false);
	arrange(a, &p);
	*out = p.out;
	return p.out_n;
}
