// cluster_name: key phrases and a title. Candidates are closed sequences of units (no longer one is nearly as
// frequent), which finds names that no dictionary has (伊景园滨河苑); they are ranked by how much more often they stand in
// the group than elsewhere (signed G2 of document counts).
#include "text/cluster_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TEXTS_MOST 400       // of a group that are mined
#define UNITS_MOST 16        // of a phrase; one that reaches this is a pasted passage
#define WORDS_MOST 5
#define PHRASES 6
#define WANTED 40            // candidates of a group that are counted everywhere
#define COUNTED 150000       // of all groups
#define SAMPLES 5            // places where the edges of a phrase are looked at

typedef struct {
	fp_str text;             // original
	uint32_t group, units;
	double length;           // Han characters, a word for two
	uint32_t inside, all;    // documents
	double score;
	struct {
		uint32_t cp, votes;  // a character that stands beside it more often than not, by how much
	} beside[2];             // before and behind
	uint32_t places, sample_n;
	struct {
		uint32_t item, at, end;
	} sample[SAMPLES];       // the first places, one an item
} candidate;

// A unit of a mined text.
typedef struct {
	uint64_t hash;
	fp_str text;             // original
	uint32_t doc, weight;    // which text, standing for how many documents
	bool first, word, stop;
} place;

typedef struct {
	fp_arena *t;
	place *v;
	size_t n, cap;
	uint32_t docs, least;    // documents mined; how many must have a phrase
	uint32_t group;
	candidate *found;
	size_t found_n, found_cap;
} mine;

// Classes of equal sequences of one length.
typedef struct {
	uint32_t *of;            // by place; UINT32_MAX: too rare
	uint32_t *docs, *at, *longer;  // by class: documents, one place, documents of the most frequent longer sequence
	uint32_t n;
} level;

#define NONE UINT32_MAX

// ---------------------------------------------------------------- what a phrase may look like

static bool in_set(fp_str c, const char *set)
{
	return fp_str_find(fp_s(set), c, 0) >= 0;
}

static bool good_first(const place *p)
{
	return p->word ? !p->stop : !in_set(p->text, "的了是和与及或而也都又很把被吗呢吧啊呀么们得且但却则其之于");
}

static bool good_last(const place *p)
{
	return p->word ? !p->stop : !in_set(p->text, "的了是在和与及或而也都就还又很把被让给对从向于以之其这那我你他她请将并但却则着不没要个吗呢吧啊呀么");
}

static bool has_letters(fp_str s, size_t least)
{
	size_t n = 0;
	for (size_t k = 0; k < s.n; k++)
		n += (s.p[k] | 0x20) >= 'a' && (s.p[k] | 0x20) <= 'z';
	return n >= least || (s.n && (unsigned char)s.p[0] >= 0x80);
}

// Two Han or a real word at least; not a bare place code (A3区), not cut by a function word.
static bool good_phrase(const place *p, uint32_t units, double *length)
{
	uint32_t han = 0, words = 0, real = 0;
	for (uint32_t k = 0; k < units; k++) {
		han += !p[k].word;
		words += p[k].word;
		real += p[k].word && has_letters(p[k].text, 4);
	}
	*length = han + 2.0 * words;
	if (words > WORDS_MOST || units >= UNITS_MOST || !good_first(&p[0]) || !good_last(&p[units - 1]))
		return false;
	return han >= 2 || real > 0;
}

// Words that introduce what a complaint is about and are no part of it.
static bool introduces(const place *p, uint32_t units)
{
	static const char *const words[] = {"请", "咨询", "反映", "关于", "希望", "问问", "投诉", "请问", "建议", "恳请", "求", "对", "再次",
		"为什么", "如何", "什么", "我们"};
	fp_str s = {p->text.p, (size_t)(p[units - 1].text.p + p[units - 1].text.n - p->text.p)};
	for (size_t k = 0; k < FP_COUNT(words); k++)
		if (fp_str_starts(s, words[k]) && units > 2 && s.n > strlen(words[k]) + 3)
			return true;
	return false;
}

static void emit(mine *m, const level *l, uint32_t units)
{
	for (uint32_t c = 0; c < l->n; c++) {
		const place *p = &m->v[l->at[c]];
		candidate x = {.group = m->group, .units = units};
		if (l->longer[c] >= 0.8 * l->docs[c] || !good_phrase(p, units, &x.length) || introduces(p, units))
			continue;
		x.text = (fp_str){p->text.p, (size_t)(p[units - 1].text.p + p[units - 1].text.n - p->text.p)};
		if (x.text.n > 200)
			continue;
		x.score = l->docs[c] * log(1 + x.length);
		FP_PUSH(m->t, m->found, m->found_n, m->found_cap) = x;
	}
}

// ---------------------------------------------------------------- mining

typedef struct {
	uint64_t key[2];
	uint32_t at;
} keyed;

static int by_key(const void *x, const void *y)
{
	const keyed *a = x, *b = y;
	for (size_t k = 0; k < 2; k++)
		if (a->key[k] != b->key[k])
			return a->key[k] < b->key[k] ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

// Classes of equal keys that enough documents have.
static level classify(mine *m, keyed *v, size_t n)
{
	level l = {.of = FP_NEW_N(m->t, uint32_t, m->n), .docs = FP_NEW_N(m->t, uint32_t, n),
		.at = FP_NEW_N(m->t, uint32_t, n),
	           .longer = FP_NEW_N(m->t, uint32_t, n)};
	memset(l.of, 0xFF, m->n * sizeof(uint32_t));
	if (n)
		qsort(v, n, sizeof(*v), by_key);
	for (size_t from = 0, to; from < n; from = to) {
		uint32_t docs = 0, last = NONE;
		for (to = from; to < n && !memcmp(v[to].key, v[from].key, sizeof(v[0].key)); to++) {
			const place *p = &m->v[v[to].at];
			docs += p->doc != last ? p->weight : 0;
			last = p->doc;
		}
		if (docs < m->least)
			continue;
		for (size_t k = from; k < to; k++)
			l.of[v[k].at] = l.n;
		l.docs[l.n] = docs;
		l.at[l.n++] = v[from].at;
	}
	return l;
}

static void note_longer(level *l, uint32_t class, uint32_t docs)
{
	if (l->longer[class] < docs)
		l->longer[class] = docs;
}

// Sequences of `units` + 1 from those of `units`, which learn of them.
static level lengthen(mine *m, const level *one, level *l, uint32_t units, keyed *v)
{
	size_t n = 0;
	for (uint32_t p = 0; p + units < m->n; p++) {
		uint32_t next = p + units;
		if (l->of[p] == NONE || m->v[next].first || one->of[next] == NONE || l->of[p + 1] == NONE)
			continue;
		v[n++] = (keyed){{l->of[p], one->of[next]}, p};
	}
	level longer = classify(m, v, n);
	for (uint32_t c = 0; c < longer.n; c++) {
		note_longer(l, l->of[longer.at[c]], longer.docs[c]);
		note_longer(l, l->of[longer.at[c] + 1], longer.docs[c]);
	}
	return longer;
}

static void mine_places(mine *m)
{
	keyed *v = FP_NEW_N(m->t, keyed, m->n);
	for (uint32_t p = 0; p < m->n; p++)
		v[p] = (keyed){{m->v[p].hash, 0}, p};
	level one = classify(m, v, m->n), l = one;
	for (uint32_t units = 1; units <= UNITS_MOST && l.n; units++) {
		level longer = lengthen(m, &one, &l, units, v);
		emit(m, &l, units);
		l = longer;
	}
}

static void add_text(mine *m, fp_arena *t, fp_str s, uint32_t doc, uint32_t weight)
{
	fp_folded f = fp_fold(t, s, true);
	text_unit *u;
	size_t n = text_units(t, f.text, &u);
	for (size_t k = 0; k < n; k++) {
		fp_match span = fp_folded_span(&f, u[k].start, u[k].end);
		FP_PUSH(m->t, m->v, m->n, m->cap) = (place){u[k].hash, fp_str_sub(s, span.start, span.end), doc, weight,
		                                            u[k].first, u[k].word, u[k].stop};
	}
}

static int by_score(const void *x, const void *y)
{
	const candidate *a = x, *b = y;
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return fp_str_cmp(a->text, b->text);
}

// Mines the titles of a group, or the bodies; appends the best to `out`.
static size_t mine_group(fp_arena *t, const item *items, const group *g, uint32_t number, bool bodies, size_t wanted,
	candidate *out)
{
	mine m = {.t = t, .group = number};
	for (uint32_t k = 0; k < g->n && k < TEXTS_MOST; k++) {
		const item *x = &items[g->item[k]];
		add_text(&m, t, bodies ? x->body : x->title, k, x->doc_n);
		m.docs += x->doc_n;
	}
	m.least = (uint32_t)ceil(0.08 * m.docs);
	if (m.least < 2)
		m.least = 2;
	mine_places(&m);
	if (m.found_n)
		qsort(m.found, m.found_n, sizeof(candidate), by_score);
	size_t n = m.found_n < wanted ? m.found_n : wanted;
	if (n)
		memcpy(out, m.found, n * sizeof(candidate));
	return n;
}

// ---------------------------------------------------------------- counting everywhere

// Groups share phrases (质量), so each phrase is looked for once. Its candidates stand together, ascending by group; the
// first of them holds what does not depend on the group.
typedef struct {
	fp_str folded;
	candidate *v;
} same_text;

typedef struct {
	same_text *v;              // by folded text, then group
	uint32_t *first;         // by phrase: its candidates are v[first[id]..first[id + 1])
	uint32_t *last;          // by phrase: the last item that had it, from 1
	const item *items;
	uint32_t item;
	fp_str text;             // of the item, folded
} counting;

// A majority vote: what stands beside a phrase at most places. Function characters and the edges of words and clauses
// are all different from each other, for a phrase that ends there is whole; digits before it are all one (15路公交车).
static void vote(candidate *x, int side, uint32_t cp)
{
	char s[4];
	fp_str c = {s, fp_utf8_put(s, cp)};
	place p = {.text = c};
	bool whole = fp_ch_class(cp) == FP_CH_OTHER || (fp_is_han(cp) && !(side ? good_first(&p) : good_last(&p)));
	if (cp < 0x80 && !whole) {
		whole = side || cp > '9';
		cp = '0';
	}
	if (!whole && (x->beside[side].votes == 0 || x->beside[side].cp == cp)) {
		x->beside[side].cp = cp;
		x->beside[side].votes++;
	} else if (x->beside[side].votes) {
		x->beside[side].votes--;
	}
}

// Whether the phrase is the piece of something longer at most of its places.
static bool cut_off(const candidate *x)
{
	return x->beside[0].votes > 0.25 * x->places || x->beside[1].votes > 0.25 * x->places;
}

static candidate *candidate_of(const counting *c, uint32_t id, uint32_t group_number)
{
	uint32_t lo = c->first[id], hi = c->first[id + 1];
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (c->v[mid].v->group < group_number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < c->first[id + 1] && c->v[lo].v->group == group_number ? c->v[lo].v : NULL;
}

static bool count_hit(void *with, uint32_t id, size_t at, size_t end)
{
	counting *c = with;
	size_t before = at, after = end;
	candidate *lead = c->v[c->first[id]].v;
	lead->places++;
	vote(lead, 0, at ? folded_prev(c->text, &before) : '\n');
	vote(lead, 1, end < c->text.n ? folded_next(c->text, &after) : '\n');
	if (c->last[id] == c->item + 1)
		return true;
	c->last[id] = c->item + 1;
	const item *x = &c->items[c->item];
	lead->all += x->doc_n;
	candidate *v = x->cluster == NO_CLUSTER ? NULL : candidate_of(c, id, x->cluster);
	if (!v)
		return true;
	v->inside += x->doc_n;
	if (v->sample_n < SAMPLES) {
		v->sample[v->sample_n].item = c->item;
		v->sample[v->sample_n].at = (uint32_t)at;
		v->sample[v->sample_n++].end = (uint32_t)end;
	}
	return true;
}

static fp_str folded_item(fp_arena *t, const item *x)
{
	return fp_fold(t, fp_strf(t, "%.*s\n%.*s", FP_ARG(x->title), FP_ARG(x->body)), false).text;
}

static int by_text(const void *x, const void *y)
{
	const same_text *a = x, *b = y;
	int order = fp_str_cmp(a->folded, b->folded);
	return order ? order : (a->v->group > b->v->group) - (a->v->group < b->v->group);
}

static void count_phrases(counting *c, const fp_phrases *p, size_t n)
{
	fp_arena *t = fp_arena_new(0);
	for (uint32_t i = 0; i < n; i++) {
		c->item = i;
		c->text = folded_item(t, &c->items[i]);
		phrases_each(p, c->text, count_hit, c);
		fp_arena_reset(t);
	}
	fp_arena_free(t);
}

static void count_everywhere(fp_arena *tmp, const item *items, size_t n, candidate *v, size_t m)
{
	counting c = {.v = FP_NEW_N(tmp, same_text, m), .first = FP_NEW_N(tmp, uint32_t, m + 1),
		.last = FP_NEW_N(tmp, uint32_t, m), .items = items};
	fp_str *texts = FP_NEW_N(tmp, fp_str, m);
	uint32_t phrases = 0;
	for (size_t k = 0; k < m; k++)
		c.v[k] = (same_text){fp_fold(tmp, v[k].text, false).text, &v[k]};
	if (m)
		qsort(c.v, m, sizeof(*c.v), by_text);
	for (uint32_t k = 0; k < m; k++) {
		if (k && fp_str_eq(c.v[k].folded, c.v[k - 1].folded))
			continue;
		texts[phrases] = c.v[k].folded;
		c.first[phrases++] = k;
	}
	c.first[phrases] = (uint32_t)m;
	fp_phrases *p = fp_phrases_new(texts, phrases, NULL);
	if (p)
		count_phrases(&c, p, n);
	fp_phrases_free(p);
	for (uint32_t id = 0; id < phrases; id++) {
		const candidate *lead = c.v[c.first[id]].v;
		for (uint32_t k = c.first[id] + 1; k < c.first[id + 1]; k++) {
			candidate *x = c.v[k].v;
			x->all = lead->all;
			x->places = lead->places;
			memcpy(x->beside, lead->beside, sizeof(x->beside));
		}
	}
}

static double part(double seen, double expected)
{
	return seen > 0 && expected > 0 ? seen * log(seen / expected) : 0;
}

// G2 of "has the phrase" against "is in the group"; negative when the phrase is rarer inside.
static double signed_g2(double inside, double here, double all, double docs)
{
	double out = all - inside, rest = docs - here;
	if (rest <= 0)
		return inside;
	double g = 2 * (part(inside, all * here / docs) + part(here - inside, (docs - all) * here / docs) +
	                part(out, all * rest / docs) + part(rest - out, (docs - all) * rest / docs));
	return inside / here >= out / rest ? g : -g;
}

// ---------------------------------------------------------------- choosing

static bool overlaps(fp_arena *t, fp_str x, fp_str y)
{
	fp_str a = fp_fold(t, x, false).text, b = fp_fold(t, y, false).text;
	if (fp_str_has(a, b) || fp_str_has(b, a))
		return true;
	size_t shared = 0, pairs = 0;
	for (size_t i = 0; i < a.n;) {
		size_t first = i, second;
		folded_next(a, &i);
		if (i >= a.n)
			break;
		second = i;
		folded_next(a, &second);
		pairs++;
		shared += fp_str_has(b, fp_str_sub(a, first, second));
	}
	return pairs && shared * 2 >= pairs;
}

// Whether the phrase is of whole words at half of the sampled places.
static bool whole_words(edges *e, fp_arena *t, const item *items, const candidate *v)
{
	uint32_t good = 0;
	for (uint32_t k = 0; k < v->sample_n; k++)
		good += edges_whole(e, folded_item(t, &items[v->sample[k].item]), v->sample[k].at, v->sample[k].end);
	return good * 2 >= v->sample_n;
}

static void choose(fp_arena *a, fp_arena *t, edges *e, const item *items, const candidate *v, size_t n, fp_cluster *out)
{
	out->phrase = FP_NEW_N(a, fp_str, PHRASES);
	for (size_t k = 0; k < n && out->phrase_n < PHRASES; k++) {
		bool fresh = v[k].score > 0;
		for (size_t i = 0; fresh && i < out->phrase_n; i++)
			fresh = !overlaps(t, v[k].text, out->phrase[i]);
		if (fresh && whole_words(e, t, items, &v[k]))
			out->phrase[out->phrase_n++] = fp_str_dup(a, v[k].text);
	}
}

static bool readable(fp_str s)
{
	return fp_utf8_count(s) >= 6 && fp_str_width(s) <= 48;
}

// The first clause of the text that is readable, else its beginning.
static fp_str some_clause(fp_arena *a, fp_arena *t, fp_str s)
{
	fp_match *m;
	size_t n = fp_sentences(t, s, &m);
	for (size_t k = 0; k < n; k++) {
		fp_str sentence = fp_str_sub(s, m[k].start, m[k].end);
		if (readable(sentence))
			return fp_str_dup(a, sentence);
		for (size_t i = 0, from = 0; i < sentence.n;) {
			size_t at = i;
			uint32_t cp = fp_utf8_next(sentence, &i);
			if (cp != 0xFF0C && cp != ',' && i < sentence.n)
				continue;
			fp_str clause = fp_str_trim(fp_str_sub(sentence, from, cp == 0xFF0C || cp == ',' ? at : i));
			if (readable(clause))
				return fp_str_dup(a, clause);
			from = i;
		}
	}
	return n ? fp_str_dup(a, fp_str_fit(t, fp_str_sub(s, m[0].start, m[0].end), 48)) : FP_STR("");
}

static fp_str joined_phrases(fp_arena *a, const fp_cluster *c)
{
	fp_buf b = {0};
	size_t width = 0;
	for (size_t k = 0; k < c->phrase_n && k < 3; k++) {
		width += fp_str_width(c->phrase[k]) + 3;
		if (k && width > 51)
			break;
		fp_buf_f(&b, "%s%.*s", k ? " · " : "", FP_ARG(c->phrase[k]));
	}
	return fp_buf_take(&b, a);
}

static fp_str make_title(fp_arena *a, fp_arena *t, const item *medoid, const fp_cluster *c)
{
	fp_str rest = medoid->title, line = fp_str_trim(fp_str_line(&rest));
	if (readable(line))
		return fp_str_dup(a, line);
	if (c->phrase_n)
		return joined_phrases(a, c);
	fp_str s = some_clause(a, t, medoid->title);
	if (s.n == 0)
		s = some_clause(a, t, medoid->body);
	return s.n ? s : FP_STR("…");
}

// Ranks the candidates from `v` on, all of one group.
static void rank(candidate *v, size_t n, const group *g, size_t docs)
{
	for (size_t k = 0; k < n; k++) {
		double g2 = signed_g2(v[k].inside, g->docs, v[k].all, (double)docs);
		if (cut_off(&v[k]))
			g2 = 0;
		v[k].score = g2 > 3.84 || docs == g->docs ? g2 * log(1 + v[k].length) * (v[k].length < 3 ? 0.5 : 1) : 0;
	}
	qsort(v, n, sizeof(*v), by_score);
}

void cluster_name(fp_arena *a, fp_arena *tmp, const item *items, size_t n, const group *groups, size_t group_n,
	size_t docs, fp_cluster *out)
{
	if (group_n == 0)
		return;
	size_t wanted = COUNTED / group_n < WANTED ? COUNTED / group_n : WANTED, m = 0;
	wanted = wanted < 2 ? 2 : wanted;
	candidate *v = FP_NEW_N(tmp, candidate, group_n * wanted);
	fp_arena *t = fp_arena_new(0);
	for (uint32_t g = 0; g < group_n; g++) {
		// Titles are written to be read; bodies only where titles say too little.
		size_t found = mine_group(t, items, &groups[g], g, false, wanted, v + m);
		if (found < 2)
			found += mine_group(t, items, &groups[g], g, true, wanted - found, v + m + found);
		m += found;
		fp_arena_reset(t);
	}
	count_everywhere(tmp, items, n, v, m);
	edges *e = edges_open(tmp);
	for (size_t from = 0, to; from < m; from = to) {
		for (to = from; to < m && v[to].group == v[from].group;)
			to++;
		rank(v + from, to - from, &groups[v[from].group], docs);
		choose(a, t, e, items, v + from, to - from, &out[v[from].group]);
		fp_arena_reset(t);
	}
	edges_close(e);
	for (size_t g = 0; g < group_n; g++) {
		out[g].title = make_title(a, t, &items[groups[g].medoid], &out[g]);
		fp_arena_reset(t);
	}
	fp_arena_free(t);
}
