// runs: what plugins said. A run is kept for each (case, plugin), with the blob it looked at: it counts while that is the
// case's current blob. `best` is made again whenever a run of the case changes.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

// ---------------------------------------------------------------- memo

bool fp_index_known(fp_index *x, const char *plugin, const char *digest, fp_arena *a, fp_known *out, fp_err *err)
{
	size_t cap = 0;
	*out = (fp_known){0};
	fp_q q = fp_q_open(x, Q_RUN_KNOWN_ALL, err);
	fp_q_text(&q, fp_s(plugin));
	fp_q_text(&q, fp_s(digest));
	while (fp_q_row(&q))
		FP_PUSH(a, out->blob, out->n, cap) = fp_q_dup(&q, 0, a);
	return fp_q_end(&q);
}

bool fp_known_has(const fp_known *k, const char *blob)
{
	fp_str key = fp_s(blob);
	return k->n && bsearch(&key, k->blob, k->n, sizeof *k->blob, fp_str_cmp_qsort);
}

// ---------------------------------------------------------------- evidence: start, end, text of each piece, packed

typedef struct {
	uint64_t start, end, n;
} evidence_row;

static fp_str pack_evidence(fp_arena *a, const fp_verdict *v)
{
	fp_buf b = {0};
	for (size_t i = 0; i < v->evidence_n; i++) {
		const fp_evidence *e = &v->evidence[i];
		evidence_row r = {e->span.start, e->span.end, e->text.n};
		fp_buf_add(&b, &r, sizeof r);
		fp_buf_str(&b, e->text);
	}
	return fp_buf_take(&b, a);
}

void fp_evidence_unpack(fp_arena *a, fp_str s, fp_verdict *v)
{
	size_t cap = 0;
	evidence_row r;
	for (size_t at = 0; at + sizeof r <= s.n; at += r.n) {
		memcpy(&r, s.p + at, sizeof r);
		at += sizeof r;
		if (r.n > s.n - at)
			return;
		FP_PUSH(a, v->evidence, v->evidence_n, cap) = (fp_evidence){{r.start, r.end}, fp_str_dup(a, fp_str_sub(s, at, at + r.n))};
	}
}

// ---------------------------------------------------------------- put

static bool put_verdict(fp_index *x, int64_t run, size_t ord, const fp_verdict *v, fp_err *err)
{
	double number;
	fp_q q = fp_q_open(x, Q_VERDICT_PUT, err);
	fp_q_int(&q, run);
	fp_q_int(&q, (int64_t)ord);
	fp_q_text(&q, v->field);
	fp_q_text(&q, v->label);
	fp_q_blob(&q, fp_fold_str(x->tmp, v->label));
	if (fp_str_num(v->label, &number) && isfinite(number))
		fp_q_num(&q, number);
	else
		fp_q_null(&q);
	fp_q_num(&q, v->confidence);
	fp_q_num(&q, v->threshold);
	fp_q_text(&q, v->reason);
	fp_q_blob(&q, pack_evidence(x->tmp, v));
	fp_q_text(&q, v->runner_up);
	fp_q_num(&q, v->runner_up_confidence);
	return fp_q_run(&q);
}

static bool run_int(fp_index *x, fp_sql id, int64_t v, fp_err *err)
{
	fp_q q = fp_q_open(x, id, err);
	fp_q_int(&q, v);
	return fp_q_run(&q);
}

static bool make_best(fp_index *x, fp_str case_id, fp_str blob, fp_err *err)
{
	fp_q del = fp_q_open(x, Q_BEST_DELETE, err);
	fp_q_text(&del, case_id);
	fp_q_text(&del, blob);
	fp_q make = fp_q_open(x, Q_BEST_MAKE, err);
	fp_q_text(&make, case_id);
	fp_q_text(&make, blob);
	return fp_q_run(&del) && fp_q_run(&make);
}

// Takes away the older runs of this case and plugin; *blob is the text they looked at, empty when there were none.
static bool delete_old(fp_index *x, const fp_plugin_run *r, fp_str *blob, fp_err *err)
{
	int64_t old[16];
	size_t n = 0;
	fp_q q = fp_q_open(x, Q_RUN_OLD, err);
	fp_q_text(&q, r->case_id);
	fp_q_text(&q, r->plugin);
	*blob = (fp_str){0};
	while (fp_q_row(&q) && n < FP_COUNT(old)) {
		old[n++] = fp_q_i64(&q, 0);
		*blob = fp_q_dup(&q, 1, x->tmp);
	}
	if (!fp_q_end(&q))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!run_int(x, Q_VERDICT_DELETE, old[i], err) || !run_int(x, Q_RUN_DELETE, old[i], err))
			return false;
	return true;
}

static bool put_run(fp_index *x, const fp_plugin_run *r, fp_err *err)
{
	fp_str old_blob;
	if (!delete_old(x, r, &old_blob, err))
		return false;
	fp_q q = fp_q_open(x, Q_RUN_PUT, err);
	fp_q_text(&q, r->blob);
	fp_q_text(&q, r->case_id);
	fp_q_text(&q, r->plugin);
	fp_q_text(&q, r->digest);
	fp_q_int(&q, r->state);
	fp_q_text(&q, r->reason);
	if (!fp_q_run(&q))
		return false;
	int64_t run = sqlite3_last_insert_rowid(x->db);
	for (size_t i = 0; i < r->verdict_n; i++)
		if (!put_verdict(x, run, i, &r->verdicts[i], err))
			return false;
	if (old_blob.n && !fp_str_eq(old_blob, r->blob) && !make_best(x, r->case_id, old_blob, err))
		return false;
	return make_best(x, r->case_id, r->blob, err);
}

bool fp_index_put_runs(fp_index *x, const fp_plugin_run *runs, size_t n, fp_err *err)
{
	bool ok = true, own = !x->in_tx;
	FP_FAULT("index.runs");
	if (FP_FAULT_FULL("index.runs"))
		return fp_db_fail(x, SQLITE_FULL, err);
	if (own && (!fp_db_writable(x, err) || !fp_db_exec(x, "BEGIN IMMEDIATE", err)))
		return false;
	for (size_t i = 0; i < n && ok; i++) {
		fp_arena_reset(x->tmp);
		ok = put_run(x, &runs[i], err);
	}
	fp_arena_reset(x->tmp);
	ok = ok && (!own || fp_db_exec(x, "COMMIT", err));
	if (!ok && own)
		sqlite3_exec(x->db, "ROLLBACK", NULL, NULL, NULL);
	return ok;
}

// ---------------------------------------------------------------- read

static bool read_verdicts(fp_index *x, int64_t run, fp_plugin_run *r, fp_arena *a, fp_err *err)
{
	fp_verdict *v = NULL;
	size_t n = 0, cap = 0;
	fp_q q = fp_q_open(x, Q_VERDICT_OF_RUN, err);
	fp_q_int(&q, run);
	while (fp_q_row(&q)) {
		fp_verdict one = {.plugin = r->plugin, .field = fp_q_dup(&q, 0, a), .label = fp_q_dup(&q, 1, a), .confidence = fp_q_f64(&q, 2), .threshold = fp_q_f64(&q, 3),
		                  .reason = fp_q_dup(&q, 4, a), .runner_up = fp_q_dup(&q, 6, a), .runner_up_confidence = fp_q_f64(&q, 7)};
		fp_evidence_unpack(a, fp_q_str(&q, 5), &one);
		FP_PUSH(a, v, n, cap) = one;
	}
	r->verdicts = v;
	r->verdict_n = n;
	return fp_q_end(&q);
}

bool fp_index_runs(fp_index *x, fp_str case_id, fp_arena *a, fp_plugin_run **out, size_t *n, fp_err *err)
{
	size_t cap = 0;
	bool ok = true;
	*out = NULL;
	*n = 0;
	fp_q q = fp_q_open(x, Q_RUN_OF_CASE, err);
	fp_q_text(&q, case_id);
	while (ok && fp_q_row(&q)) {
		fp_plugin_run r = {.blob = fp_q_dup(&q, 1, a), .case_id = fp_q_dup(&q, 2, a), .plugin = fp_q_dup(&q, 3, a), .digest = fp_q_dup(&q, 4, a)};
		r.state = (fp_run_state)fp_q_i64(&q, 5);
		r.reason = fp_q_dup(&q, 6, a);
		ok = read_verdicts(x, fp_q_i64(&q, 0), &r, a, err);
		FP_PUSH(a, *out, *n, cap) = r;
	}
	return fp_q_end(&q) && ok;
}
