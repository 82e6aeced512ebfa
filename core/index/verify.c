// verify: the index beside the texts. The postings are read as a whole; then words taken from the casebook's own texts are asked of the
// index, and every text is scanned for them.
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

#define CHARACTERS_MOST 6

typedef struct {
	fp_index *x;
	fp_arena *a;
	uint64_t state;
	fp_node *term;
	fp_bits *found;        // of each term, by the index
	size_t n;
	fp_err *err;
} verifier;

static bool differs(fp_err *err, const char *zh, const char *en, size_t a, size_t b)
{
	return fp_fail(err, FP_INVALID, fp_tr(zh, en), a, b);
}

static size_t dice(verifier *v, size_t n)
{
	v->state = v->state * 6364136223846793005u + 1442695040888963407u;
	return n ? (size_t)(v->state >> 33) % n : 0;
}

// ---------------------------------------------------------------- what is stored

static bool check_segments(verifier *v, fp_index_check *out)
{
	fp_index *x = v->x;
	int64_t last = 0;
	if (!fp_segments(x, v->err))
		return false;
	for (size_t i = 0; i < x->seg_n; i++) {
		const fp_segment *s = &x->seg[i];
		fp_segment_size size = {0};
		fp_segment_source src = fp_segment_open(x, s->seg, v->a, v->err);
		bool ok = src.next && fp_segment_check(&src, (uint32_t)s->lo, (uint32_t)s->hi, &size, v->err);
		fp_segment_close(&src);
		if (!ok)
			return fp_fail_in(v->err, fp_tr("第 %zu 段", "segment %zu"), (size_t)s->seg);
		if (s->lo <= last || s->hi < s->lo)
			return differs(v->err, "第 %zu 段的编号从 %zu 起，和别的段重叠", "segment %zu begins with number %zu and overlaps another", (size_t)s->seg, (size_t)s->lo);
		last = s->hi;
		out->blocks += size.blocks;
		out->keys += size.keys;
		out->postings += size.postings;
	}
	out->segments = x->seg_n;
	return true;
}

static bool number(verifier *v, fp_sql sql, size_t *n)
{
	fp_q q = fp_q_open(v->x, sql, v->err);
	*n = fp_q_row(&q) ? (size_t)fp_q_i64(&q, 0) : 0;
	return fp_q_end(&q);
}

static bool check_living(verifier *v, fp_bits live, fp_index_check *out)
{
	size_t texts, known = 0, all = fp_bits_count(live);
	fp_q q = fp_q_open(v->x, Q_CASE_NUMBERS, v->err);
	for (out->cases = 0; fp_q_row(&q); out->cases++)
		known += fp_bits_has(live, fp_q_i64(&q, 0));
	if (!fp_q_end(&q) || !number(v, Q_TEXT_COUNT, &texts))
		return false;
	if (out->cases != known || known != all)
		return differs(v->err, "有 %zu 个案例，索引认得其中 %zu 个", "there are %zu cases, and the index knows %zu of them", out->cases, known);
	return texts == all || differs(v->err, "有 %zu 个案例，却有 %zu 份文字", "there are %zu cases and %zu texts", all, texts);
}

// ---------------------------------------------------------------- words

// One to six characters of a text, one of two as a phrase.
static bool pick(verifier *v, fp_bits live, fp_node *t)
{
	int64_t n = -1;
	for (int tries = 0; n < 0 && tries < 100; tries++)
		n = fp_bits_next(live, (int64_t)dice(v, live.n * 64));
	fp_q q = fp_q_open(v->x, Q_TEXT_ONE, v->err);
	fp_q_int(&q, n);
	fp_str text = fp_q_row(&q) ? fp_q_str(&q, 0) : (fp_str){0};
	size_t at = dice(v, text.n);
	while (at && ((unsigned char)text.p[at] & 0xC0) == 0x80)
		at--;
	fp_str part = fp_utf8_prefix(fp_str_sub(text, at, text.n), 1 + dice(v, CHARACTERS_MOST));
	const char *end = part.n ? memchr(part.p, '\x01', part.n) : NULL;
	*t = (fp_node){.kind = FP_N_TERM, .quoted = dice(v, 2) == 0};
	t->text = fp_str_dup(v->a, fp_str_sub(part, 0, end ? (size_t)(end - part.p) : part.n));
	return fp_q_end(&q);
}

static bool ask(verifier *v, fp_node *t, fp_bits *found)
{
	fp_query q = {.root = t};
	return fp_eval_set(v->x, &q, v->a, found, v->err);
}

static bool disagree(verifier *v, int64_t n, bool there, fp_str term)
{
	fp_row row = {.n = n};
	if (!fp_row_names(v->x, &row, 1, v->a, v->err))
		return false;
	return fp_fail(v->err, FP_INVALID, there ? fp_tr("%.*s：索引找不到其中的“%.*s”", "%.*s: the index does not find its \"%.*s\"")
	                                         : fp_tr("%.*s：索引以为其中有“%.*s”", "%.*s: the index finds \"%.*s\", which is not there"),
	               FP_ARG(row.name->path), FP_ARG(term));
}

static bool scan(void *ctx, int64_t n, const fp_doc_text *d)
{
	verifier *v = ctx;
	for (size_t i = 0; i < v->n; i++) {
		const fp_node *t = &v->term[i];
		bool there = fp_match_has(v->x, d, t->text, t->quoted, false, NULL, 0);
		if (there != fp_bits_has(v->found[i], n))
			return disagree(v, n, there, t->text);
	}
	return true;
}

static bool check_terms(verifier *v, fp_bits live, size_t terms, fp_index_check *out)
{
	v->term = FP_NEW_N(v->a, fp_node, terms + 1);
	v->found = FP_NEW_N(v->a, fp_bits, terms + 1);
	for (size_t tries = 0; v->n < terms && tries < terms * 4 && fp_bits_next(live, 0) >= 0; tries++) {
		if (!pick(v, live, &v->term[v->n]))
			return false;
		if (v->term[v->n].text.n && !ask(v, &v->term[v->n], &v->found[v->n]))
			return false;
		v->n += v->term[v->n].text.n > 0;
	}
	out->terms = v->n;
	return fp_each_text(v->x, live, scan, v, v->err) && !v->err->code;
}

bool fp_index_verify(fp_index *x, uint64_t seed, size_t terms, fp_index_check *out, fp_err *err)
{
	verifier v = {.x = x, .a = fp_arena_new(0), .state = seed, .err = err};
	fp_bits live;
	*out = (fp_index_check){0};
	bool snapshot = fp_snapshot_begin(x);
	bool ok = fp_live(x, &live, err) && check_segments(&v, out) && check_living(&v, live, out) && check_terms(&v, live, terms, out);
	fp_snapshot_end(x, snapshot);
	fp_arena_free(v.a);
	return ok && !err->code;
}
