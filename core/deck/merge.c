// merge: a regenerated deck with what people changed since the last generation. The unit is a field of a slide.
#include "deck/deck_priv.h"

#include <stdlib.h>

typedef struct {
	fp_arena *a;
	const fp_deck *base, *edited, *generated;
	fp_deck_merged *out;
	size_t cap;
} merger;

static const fp_slide *find_slide(const fp_deck *d, fp_str id)
{
	for (size_t i = 0; d && i < d->slide_n; i++)
		if (fp_str_eq(d->slides[i].id, id))
			return &d->slides[i];
	return NULL;
}

static bool same(const json_t *a, const json_t *b)
{
	return a == b || (a && b && json_equal(a, b));
}

static fp_str show(fp_arena *a, const json_t *v)
{
	if (!v)
		return fp_s("");
	if (json_is_string(v))
		return fp_str_dup(a, fp_json_string(v));
	char *text = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
	fp_str s = fp_str_dup(a, fp_s(text));
	free(text);
	return s;
}

static void conflict(merger *m, fp_str slide, fp_str field, const json_t *theirs, const json_t *generated)
{
	FP_PUSH(m->a, m->out->conflicts, m->out->conflict_n, m->cap) = (fp_deck_conflict){slide, field, show(m->a, theirs),
		show(m->a, generated)};
}

// The value that stays: people's where they changed it, the generator's elsewhere. Borrowed; NULL: the field is absent.
static const json_t *choose(merger *m, fp_str slide, fp_str field, const json_t *b, const json_t *e, const json_t *g)
{
	if (same(e, g))
		return e;
	if (same(e, b))
		return g;
	if (same(g, b))
		m->out->kept++;
	else
		conflict(m, slide, field, e, g);
	return e;
}

static void merge_keys(merger *m, fp_str slide, json_t *into, const json_t *b, const json_t *e, const json_t *g)
{
	const json_t *sides[] = {g, e};
	for (size_t k = 0; k < FP_COUNT(sides); k++) {
		const char *key;
		json_t *v;
		json_object_foreach((json_t *)sides[k], key, v) {
			if (k == 1 && json_object_get(g, key))
				continue;
			const json_t *got = choose(m, slide, fp_str_dup(m->a, fp_s(key)), json_object_get(b, key),
			                           json_object_get(e, key), json_object_get(g, key));
			if (got)
				json_object_set_new(into, key, json_deep_copy(got));
		}
	}
}

static fp_slide copy_slide(const fp_slide *s)
{
	fp_slide c = *s;
	c.fields = json_deep_copy(s->fields);
	return c;
}

// Both have the slide. A change of type replaces all fields, so it goes to one side as a whole.
static fp_slide merge_slide(merger *m, const fp_slide *b, const fp_slide *e, const fp_slide *g)
{
	if (fp_str_eq(e->type, g->type)) {
		fp_slide s = *e;
		s.fields = json_object();
		merge_keys(m, e->id, s.fields, b ? b->fields : NULL, e->fields, g->fields);
		return s;
	}
	bool people_changed = !b || !fp_str_eq(b->type, e->type) || !same(b->fields, e->fields);
	if (!people_changed)
		return copy_slide(g);
	if (b && fp_str_eq(b->type, g->type) && same(b->fields, g->fields)) {
		m->out->kept++;
	} else {
		json_t *theirs = fp_json_str(e->type), *generated = fp_json_str(g->type);
		conflict(m, e->id, FP_STR("type"), theirs, generated);
		json_decref(theirs);
		json_decref(generated);
	}
	return copy_slide(e);
}

// ---- order: the generator's, except for slides that people added or moved, which follow their predecessor in the
// edited deck

typedef struct {
	fp_slide *v;
	size_t n;
} slides;

static ptrdiff_t position(const slides *s, fp_str id)
{
	for (size_t i = 0; i < s->n; i++)
		if (fp_str_eq(s->v[i].id, id))
			return (ptrdiff_t)i;
	return -1;
}

static ptrdiff_t deck_position(const fp_deck *d, fp_str id)
{
	const fp_slide *s = find_slide(d, id);
	return s ? s - d->slides : -1;
}

// Marks the slides of the edited deck that people moved: those outside a longest run that keeps the order of the base.
static bool *moved_slides(merger *m)
{
	size_t n = m->edited->slide_n;
	bool *moved = FP_NEW_N(m->a, bool, n + 1);
	size_t *length = FP_NEW_N(m->a, size_t, n + 1);
	ptrdiff_t *before = FP_NEW_N(m->a, ptrdiff_t, n + 1), best = -1;
	for (size_t i = 0; i < n; i++) {
		ptrdiff_t at = deck_position(m->base, m->edited->slides[i].id);
		length[i] = at >= 0;
		before[i] = -1;
		for (size_t k = 0; at >= 0 && k < i; k++)
			if (length[k] && deck_position(m->base, m->edited->slides[k].id) < at && length[k] + 1 > length[i]) {
				length[i] = length[k] + 1;
				before[i] = (ptrdiff_t)k;
			}
		if (length[i] && (best < 0 || length[i] > length[best]))
			best = (ptrdiff_t)i;
	}
	for (size_t i = 0; i < n; i++)
		moved[i] = length[i] > 0;
	for (; best >= 0; best = before[best])
		moved[best] = false;
	return moved;
}

static void insert(slides *s, size_t at, fp_slide slide)
{
	for (size_t i = s->n; i > at; i--)
		s->v[i] = s->v[i - 1];
	s->v[at] = slide;
	s->n++;
}

// After the nearest slide that stands before it in the edited deck, at the front when there is none.
static void insert_by_neighbour(merger *m, slides *s, size_t i, fp_slide slide)
{
	for (size_t k = i; k-- > 0;) {
		ptrdiff_t at = position(s, m->edited->slides[k].id);
		if (at >= 0) {
			insert(s, (size_t)at + 1, slide);
			return;
		}
	}
	insert(s, 0, slide);
}

static void place_generated(merger *m, slides *s, const bool *moved)
{
	for (size_t i = 0; i < m->generated->slide_n; i++) {
		const fp_slide *g = &m->generated->slides[i], *b = find_slide(m->base, g->id),
			*e = find_slide(m->edited, g->id);
		if (!e && b)
			m->out->kept++;  // people deleted it
		else if (!e)
			s->v[s->n++] = copy_slide(g);
		else if (!moved[e - m->edited->slides])
			s->v[s->n++] = merge_slide(m, b, e, g);
	}
}

static void place_edited(merger *m, slides *s, const bool *moved)
{
	for (size_t i = 0; i < m->edited->slide_n; i++) {
		const fp_slide *e = &m->edited->slides[i], *b = find_slide(m->base, e->id),
			*g = find_slide(m->generated, e->id);
		if (position(s, e->id) >= 0)
			continue;
		if (g) {
			m->out->kept += moved[i];
			insert_by_neighbour(m, s, i, merge_slide(m, b, e, g));
		} else if (!b || !fp_str_eq(b->type, e->type) || !same(b->fields, e->fields)) {
			// Added by people, or dropped by the generator although people worked on it.
			m->out->kept++;
			insert_by_neighbour(m, s, i, copy_slide(e));
		}
	}
}

static fp_str choose_str(merger *m, const char *field, fp_str b, fp_str e, fp_str g)
{
	json_t *vb = m->base ? fp_json_str(b) : NULL, *ve = fp_json_str(e), *vg = fp_json_str(g);
	fp_str got = fp_str_dup(m->a, fp_json_string(choose(m, fp_s(""), fp_s(field), vb, ve, vg)));
	json_decref(vb);
	json_decref(ve);
	json_decref(vg);
	return got;
}

bool fp_deck_merge(fp_arena *a, const fp_deck *base, const fp_deck *edited, const fp_deck *generated,
                   fp_deck_merged *out, fp_err *err)
{
	merger m = {a, base, edited, generated, out, 0};
	*out = (fp_deck_merged){0};
	static const fp_deck none;
	const fp_deck *b = base ? base : &none;
	fp_deck *d = FP_NEW(a, fp_deck);
	d->id = choose_str(&m, "id", b->id, edited->id, generated->id);
	d->title = choose_str(&m, "title", b->title, edited->title, generated->title);
	d->team = choose_str(&m, "team", b->team, edited->team, generated->team);
	d->range = choose_str(&m, "range", b->range, edited->range, generated->range);
	d->lang = choose_str(&m, "lang", b->lang, edited->lang, generated->lang);
	d->meta = json_object();
	merge_keys(&m, fp_s(""), d->meta, b->meta, edited->meta, generated->meta);
	slides s = {FP_NEW_N(a, fp_slide, edited->slide_n + generated->slide_n + 1), 0};
	bool *moved = moved_slides(&m);
	place_generated(&m, &s, moved);
	place_edited(&m, &s, moved);
	d->slides = s.v;
	d->slide_n = s.n;
	out->deck = d;
	if (s.n > FP_DECK_MAX_SLIDES)
		return fp_fail(err, FP_LIMIT, fp_tr("合并后超过 %d 张幻灯片", "more than %d slides after merging"), FP_DECK_MAX_SLIDES);
	return !fp_arena_over(a, err);
}
