// cond: the conditions of a query that need no text: sets from SQL. A part of a text field is looked for among the keys of that field; who
// has them may have the part, and the values of the one case decide.
#include <string.h>

#include "index/index_priv.h"

// ---------------------------------------------------------------- sets from statements

static bool rows_to_bits(fp_q *q, fp_bits *out)
{
	while (fp_q_row(q))
		fp_bits_set(out, fp_q_i64(q, 0));
	return fp_q_end(q);
}

static bool text_range(fp_eval_ctx *e, fp_sql id, fp_str lo, fp_str hi, fp_bits *out)
{
	fp_q q = fp_q_open(e->x, id, e->err);
	fp_q_text(&q, lo);
	fp_q_text(&q, hi);
	return rows_to_bits(&q, out);
}

// Values from lo to before hi. From "x" to "x\0" is x itself, from "x/" to "x0" what lies below it.
static bool fold_range(fp_eval_ctx *e, fp_sql id, fp_str field, fp_str lo, fp_str hi, fp_bits *out)
{
	fp_q q = fp_q_open(e->x, id, e->err);
	fp_q_text(&q, field);
	fp_q_blob(&q, lo);
	fp_q_blob(&q, hi);
	return rows_to_bits(&q, out);
}

static fp_str with_byte(fp_arena *a, fp_str s, char c)
{
	char *p = fp_alloc(a, s.n + 2);
	memcpy(p, s.p, s.n);
	p[s.n] = c;
	return (fp_str){p, s.n + 1};
}

static bool is_value(fp_eval_ctx *e, fp_sql id, fp_str field, fp_str fold, fp_bits *out)
{
	return fold_range(e, id, field, fold, with_byte(e->a, fold, 0), out);
}

// The case of that id, now or earlier.
static bool eval_full_id(fp_eval_ctx *e, fp_str id, fp_bits *out)
{
	fp_q q = fp_q_open(e->x, Q_N_ID, e->err);
	fp_q_text(&q, id);
	return rows_to_bits(&q, out) && is_value(e, Q_LABEL_FOLD, FP_STR("aliases"), fp_fold_str(e->a, id), out);
}

static bool eval_id(fp_eval_ctx *e, fp_str id, fp_bits *out)
{
	if (!eval_full_id(e, id, out))
		return false;
	fp_str back = fp_backwards(e->a, id);
	return id.n < 4 || (text_range(e, Q_N_PREFIX, id, fp_after_prefix(e->a, id), out) &&
	                    text_range(e, Q_N_SUFFIX, back, fp_after_prefix(e->a, back), out));
}

void fp_index_set_quoting(fp_index *x, fp_quoting_fn fn, void *ctx)
{
	x->quoting = fn;
	x->quoting_ctx = ctx;
}

static bool eval_used(fp_eval_ctx *e, fp_str name, fp_bits *out)
{
	fp_str *id = NULL;
	size_t n = 0;
	if (e->x->quoting && !e->x->quoting(e->x->quoting_ctx, name, e->a, &id, &n, e->err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!eval_full_id(e, id[i], out))
			return false;
	return true;
}

// ---------------------------------------------------------------- conditions on fields

typedef enum { FROM_LABEL, FROM_BEST, FROM_SAID } source;

static fp_sql source_sql(source s, fp_cond_kind kind)
{
	static const fp_sql sql[3][4] = {
		{Q_LABEL_ANY, Q_LABEL_FOLD, Q_LABEL_NUMBER, Q_LABEL_LIST},
		{Q_BEST_ANY, Q_BEST_FOLD, Q_BEST_NUMBER, Q_BEST_LIST},
		{Q_SAID_ANY, Q_SAID_FOLD, Q_SAID_NUMBER, Q_SAID_LIST},
	};
	int col = kind == FP_C_ANY ? 0 : kind == FP_C_NUMBER ? 2 : kind == FP_C_CONTAINS ? 3 : 1;
	return sql[s][col];
}

static bool contains(fp_index *x, fp_str value, const fp_cond *c)
{
	fp_match *m;
	bool found = fp_str_has(value, c->text) && fp_match_scan(x, value, c->text, c->quoted, &m);
	fp_arena_reset(x->tmp);
	return found;
}

static bool eval_contains(fp_eval_ctx *e, fp_sql id, fp_str field, const fp_cond *c, fp_bits *out)
{
	fp_q q = fp_q_open(e->x, id, e->err);
	fp_q_text(&q, field);
	while (fp_q_row(&q))
		if (contains(e->x, fp_q_str(&q, 1), c))
			fp_bits_set(out, fp_q_i64(&q, 0));
	return fp_q_end(&q);
}

// Links stay as they were written when the case that they lead to got another id, so each id that it ever had is asked for.
static bool eval_link(fp_eval_ctx *e, fp_sql id, fp_str field, fp_str typed, fp_bits *out)
{
	fp_bits target = fp_bits_new(e->a, e->live.n);
	if (!is_value(e, id, field, typed, out) || !eval_id(e, typed, &target))
		return false;
	for (int64_t n = fp_bits_next(target, 0); n >= 0; n = fp_bits_next(target, n + 1)) {
		fp_row row = {.n = n};
		if (!fp_row_names(e->x, &row, 1, e->a, e->err) || !is_value(e, id, field, fp_fold_str(e->a, row.name->id), out))
			return false;
		fp_q q = fp_q_open(e->x, Q_FIELD_GET, e->err);
		fp_q_int(&q, n);
		fp_q_text(&q, FP_STR("aliases"));
		while (fp_q_row(&q) && is_value(e, id, field, fp_fold_str(e->a, fp_q_str(&q, 0)), out))
			;
		if (!fp_q_end(&q))
			return false;
	}
	return true;
}

static bool eval_cond(fp_eval_ctx *e, source s, fp_str field, const fp_cond *c, fp_bits *out)
{
	fp_sql id = source_sql(s, c->kind);
	fp_q q;
	switch (c->kind) {
	case FP_C_ANY:
		q = fp_q_open(e->x, id, e->err);
		fp_q_text(&q, field);
		return rows_to_bits(&q, out);
	case FP_C_NUMBER:
		q = fp_q_open(e->x, id, e->err);
		fp_q_text(&q, field);
		fp_q_num(&q, c->lo);
		fp_q_num(&q, c->hi);
		return rows_to_bits(&q, out);
	case FP_C_CONTAINS:
		return eval_contains(e, id, field, c, out);
	case FP_C_UNDER:
		if (!fold_range(e, id, field, with_byte(e->a, c->text, '/'), with_byte(e->a, c->text, '0'), out))
			return false;
		return is_value(e, id, field, c->text, out);
	case FP_C_EQ:
		return is_value(e, id, field, c->text, out);
	case FP_C_LINK:
		return eval_link(e, id, field, c->text, out);
	}
	fp_bug("condition %d", (int)c->kind);
}

static bool eval_source(fp_eval_ctx *e, source s, const fp_node *n, fp_bits *out)
{
	for (size_t i = 0; i < n->cond_n; i++)
		if (!eval_cond(e, s, n->field, &n->cond[i], out))
			return false;
	return true;
}

static bool by_keys(const fp_eval_ctx *e, const fp_node *n, const fp_cond *c)
{
	return c->kind == FP_C_CONTAINS && (n->scope == FP_SCOPE_BOTH || n->scope == FP_SCOPE_LABEL) && fp_field_keyed(e->x->schema, n->field);
}

static bool eval_keys(fp_eval_ctx *e, fp_str field, const fp_cond *c, fp_bits *may)
{
	fp_cands who;
	fp_probe p = fp_probe_of_field(field, c->text, c->quoted);
	if (!fp_cands_of(e->x, &p, e->live, e->a, &who, e->err))
		return false;
	if (who.all)
		fp_bits_or(may, e->live);
	bool title = fp_str_is(field, "title");
	for (size_t i = 0; i < who.n; i++)
		if (!title || who.title[i])
			fp_bits_set(may, who.doc[i]);
	return true;
}

static bool eval_labels(fp_eval_ctx *e, const fp_node *n, fp_bits *sure, fp_bits *may)
{
	for (size_t i = 0; i < n->cond_n; i++) {
		const fp_cond *c = &n->cond[i];
		if (by_keys(e, n, c) ? !eval_keys(e, n->field, c, may) : !eval_cond(e, FROM_LABEL, n->field, c, sure))
			return false;
	}
	return true;
}

static bool eval_field(fp_eval_ctx *e, const fp_node *n, fp_bits *sure, fp_bits *may)
{
	if (n->scope == FP_SCOPE_LABEL)
		return eval_labels(e, n, sure, may);
	if (n->scope == FP_SCOPE_VERDICT || n->scope == FP_SCOPE_EVIDENCE)
		return eval_source(e, FROM_SAID, n, sure);
	fp_bits labelled = fp_bits_new(e->a, e->live.n);
	fp_cond any = {.kind = FP_C_ANY};
	if (!eval_source(e, FROM_BEST, n, sure))
		return false;
	if (fp_bits_next(*sure, 0) >= 0 && !eval_cond(e, FROM_LABEL, n->field, &any, &labelled))
		return false;
	fp_bits_minus(sure, labelled);
	return eval_labels(e, n, sure, may);
}

bool fp_cond_holds(fp_eval_ctx *e, const fp_node *n, int64_t doc)
{
	bool yes = false;
	fp_q q = fp_q_open(e->x, Q_FIELD_FOLDS, e->err);
	fp_q_int(&q, doc);
	fp_q_text(&q, n->field);
	while (!yes && fp_q_row(&q))
		for (size_t i = 0; i < n->cond_n && !yes; i++)
			yes = by_keys(e, n, &n->cond[i]) && contains(e->x, fp_q_str(&q, 0), &n->cond[i]);
	e->failed = !fp_q_end(&q) || e->failed;
	return yes;
}

// ---------------------------------------------------------------- all of them

static bool eval(fp_eval_ctx *e, const fp_node *n, fp_bits *sure, fp_bits *may)
{
	fp_q q;
	switch (n->kind) {
	case FP_N_FIELD:
		return eval_field(e, n, sure, may);
	case FP_N_DAYS:
		q = fp_q_open(e->x, Q_CASE_DAYS, e->err);
		fp_q_int(&q, n->days.from);
		fp_q_int(&q, n->days.to);
		return rows_to_bits(&q, sure);
	case FP_N_ID:
		return eval_id(e, n->text, sure);
	case FP_N_PATH:
		return text_range(e, Q_CASE_PATH_RANGE, n->text, fp_after_prefix(e->a, n->text), sure);
	case FP_N_USED:
		return eval_used(e, n->text, sure);
	case FP_N_BROKEN:
		q = fp_q_open(e->x, Q_CASE_BROKEN, e->err);
		return rows_to_bits(&q, sure);
	default:
		fp_bug("condition node %d", (int)n->kind);
	}
}

bool fp_cond_eval(fp_eval_ctx *e, const fp_node *n, fp_bits *sure, fp_bits *may)
{
	if (!eval(e, n, sure, may))
		return false;
	fp_bits_or(may, *sure);
	return true;
}
