// cluster_link: average linkage over a graph of nearest neighbours. The sum of the unit vectors of a cluster gives the
// mean cosine of its members with another's exactly: sim(A,B) = S_A . S_B / (|A| |B|).
#include "text/cluster_priv.h"

#include <stdlib.h>
#include <string.h>

#define POSTINGS_MOST 3000   // a feature in more texts finds no candidates
#define SUM_MOST 2048        // features of a sum; beyond them it is cut to
#define SUM_KEEP 1024
#define NEAR_MOST 2000       // a cluster with more neighbours forgets the distant ones

typedef struct {
	uint32_t *key;
	float *value;
	uint32_t n, size, version;
	uint32_t *near;          // neighbours, maybe merged away meanwhile
	uint32_t near_n, near_cap;
} node;

typedef struct {
	float sim;
	uint32_t a, b, version_a, version_b;   // a < b
} edge;

typedef struct {
	const item *items;
	size_t n;
	double tau;
	node *nodes;
	uint32_t *root;
	edge *heap;
	size_t heap_n, heap_cap;
	float *dense;            // one sum, spread over all features
	uint32_t *seen;          // by node: the last merge that looked at it
} linking;

// ---------------------------------------------------------------- heap, best edge first

static bool better(const edge *x, const edge *y)
{
	if (x->sim != y->sim)
		return x->sim > y->sim;
	return x->a != y->a ? x->a < y->a : x->b < y->b;
}

static void push(linking *l, edge e)
{
	if (l->heap_n == l->heap_cap) {
		l->heap_cap = l->heap_cap ? l->heap_cap * 2 : 1024;
		l->heap = fp_xrealloc(l->heap, fp_mul_size(sizeof(edge), l->heap_cap));
	}
	size_t i = l->heap_n++;
	for (; i && better(&e, &l->heap[(i - 1) / 2]); i = (i - 1) / 2)
		l->heap[i] = l->heap[(i - 1) / 2];
	l->heap[i] = e;
}

static edge pop(linking *l)
{
	edge top = l->heap[0], last = l->heap[--l->heap_n];
	size_t i = 0;
	for (size_t child; (child = 2 * i + 1) < l->heap_n; i = child) {
		if (child + 1 < l->heap_n && better(&l->heap[child + 1], &l->heap[child]))
			child++;
		if (!better(&l->heap[child], &last))
			break;
		l->heap[i] = l->heap[child];
	}
	l->heap[i] = last;
	return top;
}

// ---------------------------------------------------------------- neighbours

typedef struct {
	uint32_t item;
	float weight;
} posting;

// Filled as the items pass by, so that each pair is looked at once.
typedef struct {
	uint32_t *start;    // by feature: where its postings begin; one more at the end
	uint32_t *end;      // and where they end so far
	posting *v;
} inverted;

static inverted invert(fp_arena *a, const item *items, size_t n)
{
	inverted x = {.start = FP_NEW_N(a, uint32_t, BUCKETS + 1), .end = FP_NEW_N(a, uint32_t, BUCKETS)};
	size_t total = 0;
	for (size_t i = 0; i < n; i++) {
		total += items[i].n;
		for (uint32_t k = 0; k < items[i].n; k++)
			x.start[items[i].key[k] + 1]++;
	}
	for (size_t k = 0; k < BUCKETS; k++) {
		x.start[k + 1] += x.start[k];
		x.end[k] = x.start[k];
	}
	x.v = FP_NEW_N(a, posting, total);
	return x;
}

static void add_near(node *x, uint32_t other)
{
	if (x->near_n == x->near_cap) {
		x->near_cap = x->near_cap ? x->near_cap * 2 : 16;
		x->near = fp_xrealloc(x->near, fp_mul_size(sizeof(uint32_t), x->near_cap));
	}
	x->near[x->near_n++] = other;
}

static double dot(const item *x, const item *y)
{
	double sum = 0;
	for (uint32_t i = 0, j = 0; i < x->n && j < y->n;) {
		if (x->key[i] == y->key[j])
			sum += (double)x->weight[i++] * y->weight[j++];
		else if (x->key[i] < y->key[j])
			i++;
		else
			j++;
	}
	return sum;
}

// The earlier texts that share features with item i, in acc; returns how many, their numbers in `touched`. Enters item
// i.
static size_t accumulate(const linking *l, inverted *x, uint32_t i, float *acc, uint32_t *touched)
{
	size_t n = 0;
	const item *it = &l->items[i];
	for (uint32_t k = 0; k < it->n; k++) {
		uint32_t key = it->key[k], from = x->start[key], to = x->end[key];
		if (x->start[key + 1] - from > POSTINGS_MOST)
			continue;
		float weight = it->weight[k];
		for (const posting *p = x->v + from, *stop = x->v + to; p < stop; p++) {
			if (acc[p->item] == 0)
				touched[n++] = p->item;
			acc[p->item] += weight * p->weight;
		}
		x->v[x->end[key]++] = (posting){i, weight};
	}
	return n;
}

typedef struct {
	uint32_t other;
	float sim;
} candidate;

// Sorts a candidate into the best of an item, by similarity, then number; returns how many there are.
static uint32_t keep_best(candidate *best, uint32_t n, size_t most, uint32_t other, float sim)
{
	if (n == most && (sim < best[n - 1].sim || (sim == best[n - 1].sim && other > best[n - 1].other)))
		return n;
	uint32_t i = n < most ? n++ : n - 1;
	for (; i && (sim > best[i - 1].sim || (sim == best[i - 1].sim && other < best[i - 1].other)); i--)
		best[i] = best[i - 1];
	best[i] = (candidate){other, sim};
	return n;
}

static void find_neighbours(linking *l, size_t most)
{
	fp_arena *t = fp_arena_new((size_t)8 << 30);
	inverted x = invert(t, l->items, l->n);
	float *acc = FP_NEW_N(t, float, l->n);
	uint32_t *touched = FP_NEW_N(t, uint32_t, l->n), *kept = FP_NEW_N(t, uint32_t, l->n);
	candidate *best = FP_NEW_N(t, candidate, l->n * most);
	float least = (float)(0.8 * l->tau);
	for (uint32_t i = 0; i < l->n; i++) {
		size_t n = accumulate(l, &x, i, acc, touched);
		for (size_t k = 0; k < n; k++) {
			uint32_t other = touched[k];
			float sim = acc[other];
			acc[other] = 0;
			if (sim < least)
				continue;
			kept[i] = keep_best(best + i * most, kept[i], most, other, sim);
			kept[other] = keep_best(best + other * most, kept[other], most, i, sim);
		}
	}
	for (uint32_t i = 0; i < l->n; i++) {
		for (uint32_t k = 0; k < kept[i]; k++) {
			add_near(&l->nodes[i], best[i * most + k].other);
			add_near(&l->nodes[best[i * most + k].other], i);
		}
	}
	fp_arena_free(t);
}

// ---------------------------------------------------------------- merging

static uint32_t find(const linking *l, uint32_t i)
{
	while (l->root[i] != i) {
		l->root[i] = l->root[l->root[i]];
		i = l->root[i];
	}
	return i;
}

typedef struct {
	uint32_t key;
	float value;
} feature;

static int heavier_first(const void *x, const void *y)
{
	const feature *a = x, *b = y;
	if (a->value != b->value)
		return a->value < b->value ? 1 : -1;
	return (a->key > b->key) - (a->key < b->key);
}

static int by_key(const void *x, const void *y)
{
	const feature *a = x, *b = y;
	return (a->key > b->key) - (a->key < b->key);
}

static void cut_sum(node *x)
{
	feature *f = fp_xmalloc(x->n * sizeof(feature));
	for (uint32_t k = 0; k < x->n; k++)
		f[k] = (feature){x->key[k], x->value[k]};
	qsort(f, x->n, sizeof(feature), heavier_first);
	qsort(f, SUM_KEEP, sizeof(feature), by_key);
	x->n = SUM_KEEP;
	for (uint32_t k = 0; k < x->n; k++) {
		x->key[k] = f[k].key;
		x->value[k] = f[k].value;
	}
	free(f);
}

static void add_sums(node *x, node *y)
{
	uint32_t *key = fp_xmalloc((x->n + y->n) * sizeof(*key));
	float *value = fp_xmalloc((x->n + y->n) * sizeof(*value));
	uint32_t n = 0;
	for (uint32_t i = 0, j = 0; i < x->n || j < y->n; n++) {
		bool left = j == y->n || (i < x->n && x->key[i] <= y->key[j]);
		bool right = i == x->n || (j < y->n && y->key[j] <= x->key[i]);
		key[n] = left ? x->key[i] : y->key[j];
		value[n] = (left ? x->value[i] : 0) + (right ? y->value[j] : 0);
		i += left;
		j += right;
	}
	free(x->key);
	free(x->value);
	free(y->key);
	free(y->value);
	y->key = NULL;
	y->value = NULL;
	*x = (node){key, value, n, x->size + y->size, x->version + 1, x->near, x->near_n, x->near_cap};
	if (x->n > SUM_MOST)
		cut_sum(x);
}

static double similarity(const linking *l, const node *x, const node *y)
{
	double sum = 0;  // x is spread in dense
	for (uint32_t k = 0; k < y->n; k++)
		sum += (double)l->dense[y->key[k]] * y->value[k];
	return sum / ((double)x->size * y->size);
}

// Unites the neighbours of a and b in a, each once and alive, and pushes the new similarities.
static void look_around(linking *l, uint32_t a, uint32_t b, uint32_t round)
{
	node *x = &l->nodes[a], *y = &l->nodes[b];
	for (uint32_t k = 0; k < y->near_n; k++)
		add_near(x, y->near[k]);
	free(y->near);
	y->near = NULL;
	y->near_n = 0;
	for (uint32_t k = 0; k < x->n; k++)
		l->dense[x->key[k]] = x->value[k];
	l->seen[a] = round;
	bool crowded = x->near_n > NEAR_MOST;
	uint32_t n = 0;
	for (uint32_t k = 0; k < x->near_n; k++) {
		uint32_t c = find(l, x->near[k]);
		if (l->seen[c] == round)
			continue;
		l->seen[c] = round;
		double sim = similarity(l, x, &l->nodes[c]);
		if (sim >= l->tau)
			push(l, a < c ? (edge){(float)sim, a, c, x->version, l->nodes[c].version}
			              : (edge){(float)sim, c, a, l->nodes[c].version, x->version});
		if (!crowded || sim >= 0.5 * l->tau)
			x->near[n++] = c;
	}
	x->near_n = n;
	for (uint32_t k = 0; k < x->n; k++)
		l->dense[x->key[k]] = 0;
}

static void merge_all(linking *l)
{
	uint32_t round = 0;
	while (l->heap_n) {
		edge e = pop(l);
		if (l->root[e.a] != e.a || l->root[e.b] != e.b || l->nodes[e.a].version != e.version_a ||
		    l->nodes[e.b].version != e.version_b)
			continue;
		add_sums(&l->nodes[e.a], &l->nodes[e.b]);
		l->root[e.b] = e.a;
		look_around(l, e.a, e.b, ++round);
	}
}

static void start_nodes(linking *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const item *it = &l->items[i];
		node *x = &l->nodes[i];
		x->n = it->n;
		x->size = it->doc_n;
		x->key = fp_xmalloc(it->n * sizeof(uint32_t));
		x->value = fp_xmalloc(it->n * sizeof(float));
		for (uint32_t k = 0; k < it->n; k++) {
			x->key[k] = it->key[k];
			x->value[k] = it->weight[k] * (float)it->doc_n;
		}
		l->root[i] = (uint32_t)i;
	}
}

void cluster_link(fp_arena *a, const item *items, size_t n, double tau, size_t neighbours, uint32_t *root)
{
	linking l = {.items = items, .n = n, .tau = tau, .root = root};
	l.nodes = FP_NEW_N(a, node, n);
	l.dense = FP_NEW_N(a, float, BUCKETS);
	l.seen = FP_NEW_N(a, uint32_t, n);
	start_nodes(&l);
	find_neighbours(&l, neighbours);
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t k = 0; k < l.nodes[i].near_n; k++) {
			uint32_t other = l.nodes[i].near[k];
			double sim = i < other ? dot(&items[i], &items[other]) : 0;
			if (sim >= tau)
				push(&l, (edge){(float)sim, i, other, 0, 0});
		}
	}
	merge_all(&l);
	for (uint32_t i = 0; i < n; i++)
		root[i] = find(&l, i);
	for (size_t i = 0; i < n; i++) {
		free(l.nodes[i].key);
		free(l.nodes[i].value);
		free(l.nodes[i].near);
	}
	free(l.heap);
}
