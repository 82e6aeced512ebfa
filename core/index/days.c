// days: the period that a query asks for, found in its tree, and the same query asked of other days.
#include <string.h>

#include "index/index_priv.h"

static bool asks_for_days(const fp_node *n)
{
	if (n->kind == FP_N_DAYS)
		return true;
	if (n->kind == FP_N_FIELD && fp_str_is(n->field, "received"))
		for (size_t i = 0; i < n->cond_n; i++)
			if (n->cond[i].kind == FP_C_NUMBER)
				return true;
	for (size_t i = 0; i < n->kid_n; i++)
		if (asks_for_days(n->kid[i]))
			return true;
	return false;
}

// What all of a conjunction ask for in common; whatever else asks for days is only a part of a period.
static fp_days_asked common(const fp_node *n, fp_range *days)
{
	fp_days_asked all = FP_DAYS_NONE;
	if (n->kind == FP_N_DAYS) {
		days->from = n->days.from > days->from ? n->days.from : days->from;
		days->to = n->days.to < days->to ? n->days.to : days->to;
		return FP_DAYS_PERIOD;
	}
	if (n->kind != FP_N_AND)
		return asks_for_days(n) ? FP_DAYS_MIXED : FP_DAYS_NONE;
	for (size_t i = 0; i < n->kid_n; i++) {
		fp_days_asked one = common(n->kid[i], days);
		all = one > all ? one : all;
	}
	return all;
}

fp_days_asked fp_query_days(const fp_query *q, fp_range *out)
{
	*out = (fp_range){INT32_MIN, INT32_MAX};
	return common(q->root, out);
}

static fp_query *query_of(fp_arena *a, const fp_query *like, fp_node *x, fp_node *y)
{
	fp_query *q = FP_NEW(a, fp_query);
	fp_node *and = FP_NEW(a, fp_node);
	*q = *like;
	and->kind = FP_N_AND;
	if (x)
		FP_PUSH(a, and->kid, and->kid_n, and->kid_cap) = x;
	FP_PUSH(a, and->kid, and->kid_n, and->kid_cap) = y;
	q->root = and;
	return q;
}

// The conjunction without its days; NULL when nothing is left.
static fp_node *without_days(fp_arena *a, fp_node *n)
{
	if (n->kind == FP_N_DAYS)
		return NULL;
	if (n->kind != FP_N_AND)
		return n;
	fp_node *rest = FP_NEW(a, fp_node);
	rest->kind = FP_N_AND;
	for (size_t i = 0; i < n->kid_n; i++) {
		fp_node *kid = without_days(a, n->kid[i]);
		if (kid)
			FP_PUSH(a, rest->kid, rest->kid_n, rest->kid_cap) = kid;
	}
	return rest->kid_n ? rest : NULL;
}

fp_query *fp_query_on_days(fp_arena *a, const fp_query *q, fp_range days)
{
	fp_node *n = FP_NEW(a, fp_node);
	n->kind = FP_N_DAYS;
	n->days = days;
	return query_of(a, q, without_days(a, q->root), n);
}

fp_query *fp_query_both(fp_arena *a, const fp_query *x, const fp_query *y)
{
	return query_of(a, x, x->root, y->root);
}
