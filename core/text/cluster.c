// cluster: documents that tell of the same thing. This file makes items of documents and groups of what was linked.
#include "text/cluster_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DOCS_MOST 200000
#define BODY_MOST 300        // characters of the body that count
#define NEIGHBOURS_MOST 100
#define LINES_LEAST 30       // documents, before lines can be boilerplate
#define LINES_MOST 100       // lines of a body that are looked at
#define MEMORY ((size_t)8 << 30)

// ---------------------------------------------------------------- boilerplate

typedef struct {
	uint64_t hash;
	uint32_t docs, last;     // how many documents have it; the last of them, from 1
} line_count;

typedef struct {
	line_count *v;
	size_t mask, n;
	size_t limit;            // boilerplate stands in more documents than this
} lines;

static line_count *line_slot(const lines *l, uint64_t hash)
{
	size_t i = hash & l->mask;
	while (l->v[i].docs && l->v[i].hash != hash)
		i = (i + 1) & l->mask;
	return &l->v[i];
}

static void lines_grow(lines *l)
{
	lines bigger = {.mask = l->mask ? l->mask * 2 + 1 : 4095, .n = l->n, .limit = l->limit};
	bigger.v = fp_xmalloc((bigger.mask + 1) * sizeof(line_count));
	memset(bigger.v, 0, (bigger.mask + 1) * sizeof(line_count));
	for (size_t i = 0; l->v && i <= l->mask; i++)
		if (l->v[i].docs)
			*line_slot(&bigger, l->v[i].hash) = l->v[i];
	free(l->v);
	*l = bigger;
}

static uint64_t line_hash(fp_arena *t, fp_str line)
{
	fp_str folded = fp_fold(t, fp_str_trim(line), false).text;
	return folded.n ? fp_hash64(folded.p, folded.n, 4) | 1 : 0;
}

// A body of one line is content, however often it comes.
static bool has_lines(fp_str body)
{
	return memchr(fp_str_trim(body).p ? fp_str_trim(body).p : "", '\n', fp_str_trim(body).n) != NULL;
}

static void count_lines(lines *l, fp_arena *t, fp_str body, uint32_t doc)
{
	if (!has_lines(body))
		return;
	for (int k = 0; body.p && k < LINES_MOST; k++) {
		uint64_t h = line_hash(t, fp_str_line(&body));
		if (!h)
			continue;
		if (!l->v || l->n * 2 > l->mask)
			lines_grow(l);
		line_count *c = line_slot(l, h);
		l->n += c->docs == 0;
		c->hash = h;
		c->docs += c->last != doc + 1;
		c->last = doc + 1;
	}
	fp_arena_reset(t);
}

// The body without boilerplate; not much more of it than will count.
static fp_str own_lines(fp_arena *t, const lines *l, fp_str body)
{
	if (!l->v || !has_lines(body))
		return fp_utf8_prefix(body, 2 * BODY_MOST);
	fp_buf b = {0};
	for (int k = 0; body.p && k < LINES_MOST && b.n < 8 * BODY_MOST; k++) {
		fp_str line = fp_str_line(&body);
		uint64_t h = line_hash(t, line);
		if (!h || line_slot(l, h)->docs > l->limit)
			continue;
		fp_buf_str(&b, line);
		fp_buf_c(&b, '\n');
	}
	return b.p ? fp_buf_take(&b, t) : FP_STR("");
}

// ---------------------------------------------------------------- items

// The text without personal numbers. Places and names stay: a building site has many complaints.
static fp_str masked(fp_arena *t, fp_str s)
{
	fp_pii *v;
	size_t n = fp_pii_find(t, s, NULL, &v), from = 0;
	if (n == 0)
		return s;
	fp_buf b = {0};
	for (size_t k = 0; k < n; k++) {
		if (!strcmp(v[k].kind, "address") || !strcmp(v[k].kind, "name"))
			continue;
		fp_buf_str(&b, fp_str_sub(s, from, v[k].start));
		fp_buf_z(&b, "***");
		from = v[k].end;
	}
	fp_buf_str(&b, fp_str_sub(s, from, s.n));
	return fp_buf_take(&b, t);
}

typedef struct {
	uint64_t hash[2];
	uint32_t doc;
} identity;

static int by_identity(const void *x, const void *y)
{
	const identity *a = x, *b = y;
	for (size_t k = 0; k < 2; k++)
		if (a->hash[k] != b->hash[k])
			return a->hash[k] < b->hash[k] ? -1 : 1;
	return (a->doc > b->doc) - (a->doc < b->doc);
}

static identity identify(fp_arena *t, const fp_doc *d, uint32_t doc)
{
	fp_str title = fp_fold(t, fp_str_trim(d->title), false).text, body = fp_fold(t, fp_str_trim(d->body), false).text;
	identity x = {.doc = doc};
	for (size_t k = 0; k < 2; k++)
		x.hash[k] = fp_hash64(body.p, body.n, fp_hash64(title.p, title.n, 10 + k));
	fp_arena_reset(t);
	return x;
}

// Distinct texts in the order of their hashes. Returns how many.
static size_t make_items(fp_arena *a, const fp_doc *docs, size_t n, item **out)
{
	fp_arena *t = fp_arena_new(0);
	identity *id = FP_NEW_N(a, identity, n);
	lines l = {.limit = n / 5};
	for (uint32_t i = 0; i < n; i++) {
		id[i] = identify(t, &docs[i], i);
		if (n >= LINES_LEAST)
			count_lines(&l, t, docs[i].body, i);
	}
	qsort(id, n, sizeof(*id), by_identity);
	item *items = FP_NEW_N(a, item, n);
	uint32_t *numbers = FP_NEW_N(a, uint32_t, n);
	size_t m = 0;
	for (size_t i = 0; i < n; i++) {
		numbers[i] = id[i].doc;
		if (i && !memcmp(id[i].hash, id[i - 1].hash, sizeof(id[i].hash))) {
			items[m - 1].doc_n++;
			continue;
		}
		const fp_doc *d = &docs[id[i].doc];
		item *x = &items[m++];
		*x = (item){.hash = {id[i].hash[0], id[i].hash[1]}, .docs = &numbers[i], .doc_n = 1, .cluster = NO_CLUSTER};
		x->title = fp_str_dup(a, masked(t, fp_str_trim(d->title)));
		x->body = fp_str_dup(a, fp_utf8_prefix(masked(t, own_lines(t, &l, d->body)), BODY_MOST));
		fp_arena_reset(t);
	}
	free(l.v);
	fp_arena_free(t);
	*out = items;
	return m;
}

// ---------------------------------------------------------------- groups

static size_t make_groups(fp_arena *a, item *items, size_t n, const uint32_t *root, size_t least, group **out)
{
	uint32_t *docs = FP_NEW_N(a, uint32_t, n), *count = FP_NEW_N(a, uint32_t, n), *index = FP_NEW_N(a, uint32_t, n);
	for (size_t i = 0; i < n; i++) {
		docs[root[i]] += items[i].doc_n;
		count[root[i]]++;
	}
	group *v = FP_NEW_N(a, group, n);
	size_t m = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (root[i] == i && docs[i] >= least) {
			index[i] = (uint32_t)m;
			v[m++] = (group){.item = FP_NEW_N(a, uint32_t, count[i]), .docs = docs[i]};
		}
	}
	for (uint32_t i = 0; i < n; i++) {
		if (docs[root[i]] < least)
			continue;
		items[i].cluster = index[root[i]];
		group *g = &v[items[i].cluster];
		g->item[g->n++] = i;
	}
	*out = v;
	return m;
}

// The most typical item and how near all are to the middle. `sum` is all zero, before and after.
static void measure(group *g, const item *items, double *sum)
{
	double length = 0, total = 0, best = -1;
	for (uint32_t k = 0; k < g->n; k++) {
		const item *x = &items[g->item[k]];
		for (uint32_t f = 0; f < x->n; f++)
			sum[x->key[f]] += (double)x->weight[f] * x->doc_n;
	}
	for (uint32_t k = 0; k < g->n; k++) {
		const item *x = &items[g->item[k]];
		double near = 0;
		for (uint32_t f = 0; f < x->n; f++)
			near += sum[x->key[f]] * x->weight[f];
		total += near * x->doc_n;
		if (near > best + 1e-9) {
			best = near;
			g->medoid = g->item[k];
		}
	}
	length = sqrt(total);  // S.S is the sum of all S.x
	g->cohesion = length > 0 ? total / length / g->docs : 1;
	for (uint32_t k = 0; k < g->n; k++) {
		const item *x = &items[g->item[k]];
		for (uint32_t f = 0; f < x->n; f++)
			sum[x->key[f]] = 0;
	}
}

static int by_size_t(const void *x, const void *y)
{
	size_t a = *(const size_t *)x, b = *(const size_t *)y;
	return (a > b) - (a < b);
}

static fp_cluster publish(fp_arena *a, const group *g, const item *items)
{
	fp_cluster c = {.member = FP_NEW_N(a, size_t, g->docs), .medoid = items[g->medoid].docs[0],
		.cohesion = g->cohesion};
	for (uint32_t k = 0; k < g->n; k++)
		for (uint32_t d = 0; d < items[g->item[k]].doc_n; d++)
			c.member[c.n++] = items[g->item[k]].docs[d];
	qsort(c.member, c.n, sizeof(size_t), by_size_t);
	return c;
}

static int by_size(const void *x, const void *y)
{
	const fp_cluster *a = x, *b = y;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return by_size_t(&a->member[0], &b->member[0]);
}

bool fp_clusters(fp_arena *a, const fp_doc *docs, size_t n, const fp_cluster_options *o, fp_cluster **out,
	size_t *out_n, fp_err *err)
{
	*out = NULL;
	*out_n = 0;
	if (n > DOCS_MOST)
		return fp_fail(err, FP_LIMIT, fp_tr("%zu 个文档，聚类最多 %d 个", "%zu documents to group, at most %d are allowed"), n,
			DOCS_MOST);
	if (n == 0)
		return true;
	double tau = o && o->threshold > 0 ? o->threshold : 0.12;
	size_t neighbours = o && o->neighbours ? o->neighbours : 15, least = o && o->min_size ? o->min_size : 3;
	fp_arena *tmp = fp_arena_new(MEMORY);
	item *items;
	size_t item_n = make_items(tmp, docs, n, &items);
	cluster_vectors(tmp, items, item_n, n);
	uint32_t *root = FP_NEW_N(tmp, uint32_t, item_n);
	cluster_link(tmp, items, item_n, tau, neighbours < NEIGHBOURS_MOST ? neighbours : NEIGHBOURS_MOST, root);
	group *groups;
	size_t m = make_groups(tmp, items, item_n, root, least, &groups);
	double *sum = FP_NEW_N(tmp, double, BUCKETS);
	fp_cluster *v = FP_NEW_N(a, fp_cluster, m);
	for (size_t k = 0; k < m; k++) {
		measure(&groups[k], items, sum);
		v[k] = publish(a, &groups[k], items);
	}
	cluster_name(a, tmp, items, item_n, groups, m, n, v);
	if (m)
		qsort(v, m, sizeof(*v), by_size);
	fp_arena_free(tmp);
	*out = v;
	*out_n = m;
	return !fp_arena_over(a, err);
}
