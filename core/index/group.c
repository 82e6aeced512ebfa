// group: counts of cases by the values of fields. Each dimension gives every case a list of value numbers; a case counts once for
// each combination, under 0 (the empty key) where it has no value.
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

#define DIMS 8
#define COMBOS_MOST 200000

typedef struct {
	uint32_t value;
	bool verdict;
} dim_value;

typedef struct {
	dim_value *v;          // of all cases, in order of case number
	int64_t *n;            // their case numbers
	size_t count, cap, n_cap, at;
} dim;

typedef struct {
	uint32_t value[DIMS];
	size_t count, by_verdict;
	bool used;
} combo;

typedef struct {
	fp_arena *a;
	fp_str *name;          // 0 is empty
	size_t name_n, name_cap;
	uint32_t *slot;        // hash table of names
	size_t slots;
	combo *combo;
	size_t combos, combo_cap;
} group_ctx;

// ---------------------------------------------------------------- names of values

static void names_grow(group_ctx *g)
{
	g->slots = g->slots ? g->slots * 2 : 1024;
	g->slot = FP_NEW_N(g->a, uint32_t, g->slots);
	for (size_t i = 1; i < g->name_n; i++) {
		size_t h = fp_hash64(g->name[i].p, g->name[i].n, 0) & (g->slots - 1);
		while (g->slot[h])
			h = (h + 1) & (g->slots - 1);
		g->slot[h] = (uint32_t)i;
	}
}

static uint32_t name_number(group_ctx *g, fp_str s)
{
	if (!s.n)
		return 0;
	if (g->name_n * 2 >= g->slots)
		names_grow(g);
	size_t h = fp_hash64(s.p, s.n, 0) & (g->slots - 1);
	for (; g->slot[h]; h = (h + 1) & (g->slots - 1))
		if (fp_str_eq(g->name[g->slot[h]], s))
			return g->slot[h];
	g->slot[h] = (uint32_t)g->name_n;
	FP_PUSH(g->a, g->name, g->name_n, g->name_cap) = fp_str_dup(g->a, s);
	return (uint32_t)(g->name_n - 1);
}

static fp_str cut_level(fp_str s, int level)
{
	for (size_t i = 0; i < s.n && level > 0; i++)
		if (s.p[i] == '/' && --level == 0)
			return fp_str_trim((fp_str){s.p, i});
	return s;
}

// ---------------------------------------------------------------- dimensions

// The same value twice in one case (two subtypes of a group) counts once; a label beats a verdict.
static void dim_add(group_ctx *g, dim *d, int64_t n, fp_str value, bool verdict)
{
	uint32_t v = name_number(g, value);
	for (size_t i = d->count; i-- > 0 && d->n[i] == n;)
		if (d->v[i].value == v)
			return;
	FP_PUSH(g->a, d->v, d->count, d->cap) = (dim_value){v, verdict};
	size_t last = d->count - 1;
	FP_PUSH(g->a, d->n, last, d->n_cap) = n;
}

static fp_str day_key(fp_arena *a, const char *by, fp_day day)
{
	if (strcmp(by, "week") == 0)
		return fp_week_text(a, day);
	fp_str s = fp_day_text(a, day);
	return strcmp(by, "month") == 0 ? fp_str_sub(s, 0, 7) : s;
}

static bool dim_days(fp_index *x, group_ctx *g, dim *d, const char *by, fp_bits set, fp_err *err)
{
	fp_q q = fp_q_open(x, Q_CASE_DAY_OF, err);
	while (fp_q_row(&q))
		if (fp_bits_has(set, fp_q_i64(&q, 0)))
			dim_add(g, d, fp_q_i64(&q, 0), day_key(g->a, by, (fp_day)fp_q_i64(&q, 1)), false);
	return fp_q_end(&q);
}

static bool dim_fill(fp_index *x, group_ctx *g, dim *d, const char *by, int level, fp_bits set, fp_err *err)
{
	fp_field_ref f;
	fp_val *v;
	size_t n;
	if (strcmp(by, "week") == 0 || strcmp(by, "month") == 0 || strcmp(by, "day") == 0)
		return dim_days(x, g, d, by, set, err);
	if (!fp_field_ref_of(x->schema, fp_s(by), &f))
		return fp_fail(err, FP_USAGE, fp_tr("不能按 %s 统计：没有这个字段", "cannot count by %s: no such field"), by);
	if (!fp_values(x, &f, set, g->a, &v, &n, err))
		return false;
	bool terms = (f.def->type == FP_T_TERM || f.def->type == FP_T_TERMS) && f.scope != FP_SCOPE_EVIDENCE;
	for (size_t i = 0; i < n; i++)
		dim_add(g, d, v[i].n, terms ? cut_level(v[i].value, level) : v[i].value, v[i].verdict);
	return true;
}

// ---------------------------------------------------------------- combinations

static combo *combo_find(combo *v, size_t cap, const uint32_t *value)
{
	size_t h = fp_hash64(value, DIMS * sizeof *value, 0) & (cap - 1);
	while (v[h].used && memcmp(v[h].value, value, sizeof v[h].value) != 0)
		h = (h + 1) & (cap - 1);
	return &v[h];
}

static void combo_count(group_ctx *g, const uint32_t *value, bool verdict)
{
	if (g->combos * 2 >= g->combo_cap) {
		size_t cap = g->combo_cap ? g->combo_cap * 2 : 256;
		combo *v = FP_NEW_N(g->a, combo, cap);
		for (size_t i = 0; i < g->combo_cap; i++)
			if (g->combo[i].used)
				*combo_find(v, cap, g->combo[i].value) = g->combo[i];
		g->combo = v;
		g->combo_cap = cap;
	}
	combo *c = combo_find(g->combo, g->combo_cap, value);
	if (!c->used) {
		memcpy(c->value, value, sizeof c->value);
		c->used = true;
		g->combos++;
	}
	c->count++;
	c->by_verdict += verdict;
}

// All combinations of the values of one case; depth is at most DIMS.
static void combine(group_ctx *g, const dim *d, size_t dims, size_t k, int64_t n, uint32_t *value, bool verdict)
{
	if (k == dims) {
		combo_count(g, value, verdict);
		return;
	}
	size_t i = d[k].at;
	if (i == d[k].count || d[k].n[i] != n) {
		value[k] = 0;
		combine(g, d, dims, k + 1, n, value, verdict);
		return;
	}
	for (; i < d[k].count && d[k].n[i] == n; i++) {
		value[k] = d[k].v[i].value;
		combine(g, d, dims, k + 1, n, value, verdict || d[k].v[i].verdict);
	}
}

static bool count_all(group_ctx *g, dim *d, size_t dims, fp_bits set, fp_err *err)
{
	uint32_t value[DIMS] = {0};
	for (int64_t n = fp_bits_next(set, 0); n >= 0; n = fp_bits_next(set, n + 1)) {
		for (size_t k = 0; k < dims; k++)
			while (d[k].at < d[k].count && d[k].n[d[k].at] < n)
				d[k].at++;
		combine(g, d, dims, 0, n, value, false);
		if (g->combos > COMBOS_MOST)
			return fp_fail(err, FP_LIMIT, fp_tr("分组超过 %d 个；请少按几个字段统计", "more than %d groups; count by fewer fields"), COMBOS_MOST);
	}
	return true;
}

static size_t sort_dims;  // how many keys the comparison below looks at; qsort passes nothing

static int by_keys(const void *a, const void *b)
{
	const fp_group *x = a, *y = b;
	int c = 0;
	for (size_t i = 0; i < sort_dims && !c; i++)
		c = fp_str_cmp(x->keys[i], y->keys[i]);
	return c;
}

static void results(const group_ctx *g, size_t dims, fp_arena *a, fp_group **out, size_t *n)
{
	*out = FP_NEW_N(a, fp_group, g->combos + 1);
	*n = 0;
	for (size_t i = 0; i < g->combo_cap; i++) {
		const combo *c = &g->combo[i];
		if (!c->used)
			continue;
		fp_group *r = &(*out)[(*n)++];
		*r = (fp_group){FP_NEW_N(a, fp_str, dims), c->count, c->by_verdict};
		for (size_t k = 0; k < dims; k++)
			r->keys[k] = fp_str_dup(a, g->name[c->value[k]]);
	}
	sort_dims = dims;
	qsort(*out, *n, sizeof **out, by_keys);
}

bool fp_index_group(fp_index *x, const fp_query *q, const char *const *by, size_t by_n, int level, fp_arena *a, fp_group **out, size_t *n, fp_err *err)
{
	if (!by_n || by_n > DIMS)
		return fp_fail(err, FP_USAGE, fp_tr("统计要 1 到 %d 个字段", "counting takes 1 to %d fields"), DIMS);
	fp_arena *work = fp_arena_new(0);
	group_ctx g = {.a = work};
	dim d[DIMS] = {{0}};
	fp_bits set;
	FP_PUSH(work, g.name, g.name_n, g.name_cap) = (fp_str){0};
	bool snapshot = fp_snapshot_begin(x);
	bool ok = fp_eval_set(x, q, work, &set, err);
	for (size_t i = 0; i < by_n && ok; i++)
		ok = dim_fill(x, &g, &d[i], by[i], level, set, err);
	fp_snapshot_end(x, snapshot);
	ok = ok && count_all(&g, d, by_n, set, err) && !fp_arena_over(work, err);
	*n = 0;
	if (ok)
		results(&g, by_n, a, out, n);
	fp_arena_free(work);
	return ok;
}
