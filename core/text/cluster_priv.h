// Sparse average linkage, in three steps: texts to weighted vectors (cluster_vector.c), nearest neighbours and merging
// (cluster_link.c), names (cluster_name.c). cluster.c leads. Items are distinct texts, ordered by a hash of their
// content, so that nothing depends on the order of the documents.
#ifndef FP_CLUSTER_PRIV_H
#define FP_CLUSTER_PRIV_H
#include "text/text_priv.h"

#define BUCKETS (1u << 20)  // of hashed features
#define NO_CLUSTER UINT32_MAX

typedef struct {
	uint64_t hash[2];        // of everything in the text, folded
	fp_str title, body;      // what counts: personal numbers and boilerplate gone, the body cut; not folded
	uint32_t *docs;          // which documents have this text, ascending
	uint32_t doc_n;
	uint32_t cluster;        // index of the cluster it ended in
	uint32_t *key;           // the vector, keys ascending, of length 1 (or empty)
	float *weight;
	uint32_t n;
} item;

typedef struct {
	uint32_t *item;          // ascending
	uint32_t n, docs;
	uint32_t medoid;         // an item
	double cohesion;
} group;

// Fills items (key, weight, n) from their texts. `docs` is how many documents there are.
void cluster_vectors(fp_arena *a, item *items, size_t n, size_t docs);
// Merges while the mean cosine is at least tau; writes the representative of each item.
void cluster_link(fp_arena *a, const item *items, size_t n, double tau, size_t neighbours, uint32_t *root);
// Finds key phrases and titles of the groups; `out` has their places, texts go to `a`.
void cluster_name(fp_arena *a, fp_arena *tmp, const item *items, size_t n, const group *groups, size_t group_n,
	size_t docs, fp_cluster *out);

// Word edges (cluster_edge.c).
typedef struct edges edges;
edges *edges_open(fp_arena *a);
void edges_close(edges *x);
bool edges_whole(edges *x, fp_str folded, size_t at, size_t end);
#endif
