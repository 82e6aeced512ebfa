// order: rows by fields, "-severity,received". Cases without a value come last in both directions.
#include <math.h>
#include <string.h>

#include "index/index_priv.h"

#define KEYS_MOST 8

struct fp_sort_value {
	fp_str text;
	double number;            // NAN when it is none
	bool has;
};

// How the keys are ordered, the same for all rows; qsort passes nothing else than rows.
struct fp_sort {
	size_t n;
	bool down[KEYS_MOST];
};

static int by_value(const struct fp_sort_value *x, const struct fp_sort_value *y)
{
	if (!isnan(x->number) && !isnan(y->number) && x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return fp_str_cmp(x->text, y->text);
}

int fp_order_cmp(const fp_row *x, const fp_row *y)
{
	for (size_t i = 0; i < x->sort->n; i++) {
		const struct fp_sort_value *u = &x->key[i], *v = &y->key[i];
		if (u->has != v->has)
			return u->has ? -1 : 1;
		int c = u->has ? by_value(u, v) : 0;
		if (c)
			return x->sort->down[i] ? -c : c;
	}
	return 0;
}

// The first value of a field for each row.
static bool field_values(fp_eval_ctx *e, const fp_field_ref *f, size_t k, fp_row *v, size_t n)
{
	fp_val *vals;
	size_t vals_n, at = 0;
	if (!fp_values(e->x, f, e->root->may, e->a, &vals, &vals_n, e->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		while (at < vals_n && vals[at].n < v[i].n)
			at++;
		if (at < vals_n && vals[at].n == v[i].n)
			v[i].key[k] = (struct fp_sort_value){vals[at].value, vals[at].number, true};
	}
	return true;
}

static bool key_values(fp_eval_ctx *e, fp_str name, size_t k, fp_row *v, size_t n)
{
	fp_field_ref f;
	if (fp_str_is(name, "score"))
		return fp_fail(e->err, FP_USAGE, "%s", fp_tr("按 score 排序时只能写它一个", "to sort by score name nothing else"));
	if (!fp_field_ref_of(e->x->schema, name, &f)) {
		fp_str near = fp_field_near(e->x->schema, name);
		if (near.n)
			return fp_fail(e->err, FP_USAGE, fp_tr("不能按 %.*s 排序：没有这个字段，是不是 %.*s？", "cannot sort by %.*s: no such field; did you mean %.*s?"), FP_ARG(name), FP_ARG(near));
		return fp_fail(e->err, FP_USAGE, fp_tr("不能按 %.*s 排序：没有这个字段", "cannot sort by %.*s: no such field"), FP_ARG(name));
	}
	bool id = fp_str_is(f.name, "id"), received = fp_str_is(f.name, "received") && f.scope == FP_SCOPE_BOTH;
	if (!id && !received)
		return field_values(e, &f, k, v, n);
	if (id && !fp_row_names(e->x, v, n, e->a, e->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		bool dated = v[i].when.received != INT64_MIN;
		v[i].key[k] = id ? (struct fp_sort_value){v[i].name->id, NAN, true} : (struct fp_sort_value){{0}, dated ? (double)v[i].when.received : NAN, dated};
	}
	return true;
}

static size_t keys_in(fp_str sort)
{
	size_t n = 0;
	for (fp_str rest = sort; rest.p && n < KEYS_MOST; n++)
		fp_str_item(&rest);
	return n;
}

bool fp_order_keys(fp_eval_ctx *e, fp_str sort, fp_row *v, size_t n)
{
	struct fp_sort *s = FP_NEW(e->a, struct fp_sort);
	size_t most = keys_in(sort);
	struct fp_sort_value *values = FP_NEW_N(e->a, struct fp_sort_value, n * most + 1);
	for (size_t i = 0; i < n; i++) {
		v[i].sort = s;
		v[i].key = &values[i * most];
	}
	for (fp_str rest = sort, item; rest.p;) {
		item = fp_str_trim(fp_str_item(&rest));
		bool down = fp_str_starts(item, "-") || fp_str_starts(item, "－");
		item = fp_str_trim(fp_str_sub(item, down ? fp_str_starts(item, "-") ? 1 : strlen("－") : 0, item.n));
		if (!item.n)
			return fp_fail(e->err, FP_USAGE, fp_tr("排序“%.*s”里缺一个字段", "the sort key \"%.*s\" lacks a field"), FP_ARG(sort));
		if (s->n == KEYS_MOST)
			return fp_fail(e->err, FP_USAGE, fp_tr("最多按 %d 个字段排序", "at most %d fields to sort by"), KEYS_MOST);
		if (!key_values(e, item, s->n, v, n))
			return false;
		s->down[s->n++] = down;
	}
	return true;
}
