// eval: a query to sets of cases. Every node knows two sets: who surely fulfils it, and who may. Conditions on fields know exactly.
// Terms know what postings say: exact for one or two characters, else only who may. Who may and is not sure is decided by looking at
// its text, one document at a time and only where the answer needs it.
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

#define LOOKS 256  // texts that a number is worth, 2 ms of them

// ---------------------------------------------------------------- leaves

static bool eval_keys(fp_eval_ctx *e, fp_eval *v, const fp_probe *p)
{
	if (!fp_cands_of(e->x, p, e->live, e->a, &v->cands, e->err))
		return false;
	if (v->cands.all) {
		v->may = fp_bits_copy(e->a, e->live);
	} else {
		v->may = fp_bits_new(e->a, e->live.n);
		for (size_t i = 0; i < v->cands.n; i++)
			fp_bits_set(&v->may, v->cands.doc[i]);
	}
	return true;
}

static bool eval_term(fp_eval_ctx *e, fp_eval *v)
{
	fp_probe p = fp_probe_of(v->n->text, v->n->quoted);
	p.exact = p.exact && !v->n->section_n;
	p.counts = p.counts && !v->n->section_n;
	v->bare = p.bare;
	if (!eval_keys(e, v, &p))
		return false;
	v->sure = p.exact ? v->may : fp_bits_new(e->a, e->live.n);
	return true;
}

// Hashes of names may fall together, so the text is looked at.
static bool eval_section(fp_eval_ctx *e, fp_eval *v)
{
	int64_t key = fp_key_section(v->n->text);
	fp_probe p = {.range = {{key, key}}, .n = 1};
	v->sure = fp_bits_new(e->a, e->live.n);
	return eval_keys(e, v, &p);
}

// NEAR, a turn, and what stands in one: all of it is decided by the text of one document. A NOT admits everyone, since what one turn
// lacks another may hold.
static bool eval_stretch(fp_eval_ctx *e, fp_eval *v)
{
	const fp_node *n = v->n;
	if (n->kind == FP_N_TERM)
		return eval_term(e, v);
	v->kid = FP_NEW_N(e->a, fp_eval *, n->kid_n + 1);
	v->sure = fp_bits_new(e->a, e->live.n);
	v->may = n->kind == FP_N_OR ? fp_bits_new(e->a, e->live.n) : fp_bits_copy(e->a, e->live);
	for (size_t i = 0; i < n->kid_n && n->kind != FP_N_NOT; i++) {
		v->kid[i] = FP_NEW(e->a, fp_eval);
		v->kid[i]->n = n->kid[i];
		if (!eval_stretch(e, v->kid[i]))
			return false;
		(n->kind == FP_N_OR ? fp_bits_or : fp_bits_and)(&v->may, v->kid[i]->may);
	}
	return true;
}

// ---------------------------------------------------------------- the tree

static fp_eval *eval(fp_eval_ctx *e, const fp_node *n);

static bool eval_kids(fp_eval_ctx *e, fp_eval *v)
{
	const fp_node *n = v->n;
	bool all = n->kind == FP_N_AND;
	v->kid = FP_NEW_N(e->a, fp_eval *, n->kid_n + 1);
	v->sure = all ? fp_bits_copy(e->a, e->live) : fp_bits_new(e->a, e->live.n);
	v->may = fp_bits_copy(e->a, v->sure);
	for (size_t i = 0; i < n->kid_n; i++) {
		fp_eval *k = v->kid[i] = eval(e, n->kid[i]);
		if (!k)
			return false;
		(all ? fp_bits_and : fp_bits_or)(&v->sure, k->sure);
		(all ? fp_bits_and : fp_bits_or)(&v->may, k->may);
	}
	return true;
}

static bool eval_not(fp_eval_ctx *e, fp_eval *v)
{
	v->kid = FP_NEW_N(e->a, fp_eval *, 1);
	v->kid[0] = eval(e, v->n->kid[0]);
	if (!v->kid[0])
		return false;
	v->may = fp_bits_copy(e->a, e->live);
	fp_bits_minus(&v->may, v->kid[0]->sure);
	v->sure = fp_bits_copy(e->a, e->live);
	fp_bits_minus(&v->sure, v->kid[0]->may);
	return true;
}

static bool eval_cond(fp_eval_ctx *e, fp_eval *v)
{
	v->sure = fp_bits_new(e->a, e->live.n);
	v->may = fp_bits_new(e->a, e->live.n);
	return fp_cond_eval(e, v->n, &v->sure, &v->may);
}

// Recursion is as deep as the query's parentheses.
static fp_eval *eval(fp_eval_ctx *e, const fp_node *n)
{
	fp_eval *v = FP_NEW(e->a, fp_eval);
	bool ok = true;
	v->n = n;
	switch (n->kind) {
	case FP_N_ALL:
		v->sure = v->may = e->live;
		break;
	case FP_N_AND:
	case FP_N_OR:
		ok = eval_kids(e, v);
		break;
	case FP_N_NOT:
		ok = eval_not(e, v);
		break;
	case FP_N_TERM:
		ok = eval_term(e, v);
		break;
	case FP_N_SECTION:
		ok = eval_section(e, v);
		break;
	case FP_N_NEAR:
	case FP_N_TURN:
		ok = eval_stretch(e, v);
		break;
	default:
		ok = eval_cond(e, v);
	}
	for (size_t i = 0; i < e->q->term_n; i++)
		if (e->q->term[i] == n)
			e->term[i] = v;
	return ok ? v : NULL;
}

bool fp_eval_open(fp_eval_ctx *e, fp_index *x, const fp_query *q, fp_arena *a, fp_err *err)
{
	*e = (fp_eval_ctx){.x = x, .a = a, .q = q, .err = err, .term = FP_NEW_N(a, fp_eval *, q->term_n + 1)};
	if (!fp_live(x, &e->live, err))
		return false;
	e->root = eval(e, q->root);
	return e->root && !fp_arena_over(a, err);
}

// ---------------------------------------------------------------- one document

bool fp_eval_holds(fp_eval_ctx *e, const fp_eval *v, int64_t doc, const fp_doc_text *d)
{
	const fp_node *n = v->n;
	if (fp_bits_has(v->sure, doc) || !fp_bits_has(v->may, doc))
		return fp_bits_has(v->sure, doc);
	switch (n->kind) {
	case FP_N_AND:
	case FP_N_OR:
		for (size_t i = 0; i < n->kid_n; i++)
			if (fp_eval_holds(e, v->kid[i], doc, d) == (n->kind == FP_N_OR))
				return n->kind == FP_N_OR;
		return n->kind == FP_N_AND;
	case FP_N_NOT:
		return !fp_eval_holds(e, v->kid[0], doc, d);
	case FP_N_TERM:
		return fp_match_has(e->x, d, n->text, n->quoted, v->bare, n->section, n->section_n);
	case FP_N_FIELD:
		return fp_cond_holds(e, n, doc);
	default:
		return fp_leaf_holds(e->x, d, n);
	}
}

// Leaves of several terms hold what their terms hold.
fp_seen fp_eval_bound(fp_eval *v, int64_t doc)
{
	fp_seen seen = {0};
	const fp_cands *c = &v->cands;
	if (!fp_bits_has(v->may, doc) || v->n->kind == FP_N_NOT)
		return seen;
	if (v->n->kind == FP_N_TERM) {
		while (c->n && v->at < c->n && c->doc[v->at] < doc)
			v->at++;
		if (c->all)
			return (fp_seen){FP_TF_MAX, true, true};
		return v->at < c->n ? (fp_seen){c->tf[v->at], c->title[v->at], true} : seen;
	}
	for (size_t i = 0; i < v->n->kid_n; i++) {
		fp_seen kid = fp_eval_bound(v->kid[i], doc);
		seen.count += kid.count;
		seen.title = seen.title || kid.title;
		seen.whole = seen.whole || kid.whole;
	}
	return seen;
}

// ---------------------------------------------------------------- texts

bool fp_each_text(fp_index *x, fp_bits set, fp_text_fn each, void *ctx, fp_err *err)
{
	fp_doc_text *d = fp_xmalloc(sizeof *d);
	bool ok = true, more = true;
	int64_t want = fp_bits_next(set, 0);
	while (want >= 0 && ok && more) {
		fp_q q = fp_q_open(x, Q_TEXT_FROM, err);
		fp_q_int(&q, want);
		// Goes on along the table while the next member is near, else seeks.
		while (more && want >= 0 && fp_q_row(&q)) {
			int64_t n = fp_q_i64(&q, 0);
			if (n < want - 8)
				break;
			if (n < want)
				continue;
			if (n == want) {
				fp_doc_text_read(d, fp_q_str(&q, 1), fp_q_str(&q, 2), false);
				more = each(ctx, n, d);
			}
			want = fp_bits_next(set, n == want ? n + 1 : n);
		}
		bool ended = !q.bad && sqlite3_stmt_busy(q.s) == 0;
		ok = fp_q_end(&q);
		if (ended)
			break;
	}
	free(d);
	return ok;
}

typedef struct {
	fp_eval_ctx *e;
	fp_bits *out;
} look_ctx;

static bool look(void *ctx, int64_t n, const fp_doc_text *d)
{
	look_ctx *l = ctx;
	if (fp_eval_holds(l->e, l->e->root, n, d))
		fp_bits_set(l->out, n);
	return !l->e->failed;
}

// Looks at everyone who may and is not sure.
bool fp_eval_all(fp_eval_ctx *e, fp_bits *out)
{
	fp_bits doubt = fp_bits_copy(e->a, e->root->may);
	fp_bits_minus(&doubt, e->root->sure);
	*out = fp_bits_copy(e->a, e->root->sure);
	look_ctx l = {e, out};
	return fp_each_text(e->x, doubt, look, &l, e->err) && !e->failed && !fp_arena_over(e->a, e->err);
}

// Every k-th of the doubtful, so that at most LOOKS texts are read: the same ones each time.
static fp_bits sample(fp_arena *a, fp_bits doubt, size_t k)
{
	fp_bits some = fp_bits_new(a, doubt.n);
	size_t i = k / 2;
	for (int64_t n = fp_bits_next(doubt, 0); n >= 0; n = fp_bits_next(doubt, n + 1))
		if (i++ % k == 0)
			fp_bits_set(&some, n);
	return some;
}

bool fp_eval_about(fp_eval_ctx *e, fp_found *out)
{
	fp_bits doubt = fp_bits_copy(e->a, e->root->may), held = fp_bits_new(e->a, e->live.n);
	fp_bits_minus(&doubt, e->root->sure);
	size_t all = fp_bits_count(doubt), k = (all + LOOKS - 1) / LOOKS;
	fp_bits some = k > 1 ? sample(e->a, doubt, k) : doubt;
	look_ctx l = {e, &held};
	if (!fp_each_text(e->x, some, look, &l, e->err) || e->failed)
		return false;
	size_t looked = fp_bits_count(some), share = looked ? (fp_bits_count(held) * all + looked / 2) / looked : 0;
	*out = (fp_found){fp_bits_count(e->root->sure) + share, k <= 1};
	return !fp_arena_over(e->a, e->err);
}

bool fp_eval_set(fp_index *x, const fp_query *q, fp_arena *a, fp_bits *out, fp_err *err)
{
	fp_eval_ctx e;
	return fp_eval_open(&e, x, q, a, err) && fp_eval_all(&e, out);
}

bool fp_index_count(fp_index *x, const fp_query *q, size_t *n, fp_err *err)
{
	fp_arena *a = fp_arena_new(0);
	fp_bits set = {0};
	bool snapshot = fp_snapshot_begin(x);
	bool ok = fp_eval_set(x, q, a, &set, err);
	fp_snapshot_end(x, snapshot);
	*n = fp_bits_count(set);
	fp_arena_free(a);
	return ok;
}
