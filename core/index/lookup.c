// lookup: one case by what a person types for it; the row that an import made; files that cannot be read.
#include <string.h>

#include "index/index_priv.h"

#define NEAR 3  // ids named in an error

// Takes the row if there is exactly one. *found counts.
static bool take(fp_q *q, fp_arena *a, fp_str *path, fp_str *id, size_t *found, fp_buf *names)
{
	*found = 0;
	while (fp_q_row(q)) {
		if (++*found == 1) {
			*path = fp_q_dup(q, 0, a);
			*id = fp_q_dup(q, 1, a);
		}
		fp_buf_f(names, "%s%.*s", *found > 1 ? ", " : "", FP_ARG(fp_q_str(q, 1)));
	}
	return fp_q_end(q);
}

static bool ambiguous(fp_str typed, const fp_buf *names, fp_err *err)
{
	return fp_fail(err, FP_USAGE, fp_tr("%.*s 不止一个案例：%s …；请多写几位", "%.*s is more than one case: %s ...; write more of the id"), FP_ARG(typed), names->p);
}

static bool one_key(fp_index *x, fp_sql sql, fp_str key, fp_str typed, fp_arena *a, fp_str *path, fp_str *id, size_t *found, fp_err *err)
{
	fp_buf names = {0};
	fp_q q = fp_q_open(x, sql, err);
	fp_q_text(&q, key);
	bool ok = take(&q, a, path, id, found, &names) && (*found < 2 || ambiguous(typed, &names, err));
	fp_buf_free(&names);
	return ok;
}

static bool one_range(fp_index *x, fp_sql sql, fp_str key, fp_str typed, fp_arena *a, fp_str *path, fp_str *id, size_t *found, fp_err *err)
{
	fp_buf names = {0};
	fp_q q = fp_q_open(x, sql, err);
	fp_q_text(&q, key);
	fp_q_text(&q, fp_after_prefix(a, key));
	bool ok = take(&q, a, path, id, found, &names) && (*found < 2 || ambiguous(typed, &names, err));
	fp_buf_free(&names);
	return ok;
}

static bool by_alias(fp_index *x, fp_str typed, fp_arena *a, fp_str *path, fp_str *id, size_t *found, fp_err *err)
{
	fp_buf names = {0};
	fp_q q = fp_q_open(x, Q_ID_ALIAS, err);
	fp_q_blob(&q, fp_fold_str(a, typed));
	bool ok = take(&q, a, path, id, found, &names) && (*found < 2 || ambiguous(typed, &names, err));
	fp_buf_free(&names);
	return ok;
}

// ---------------------------------------------------------------- near ids

// Among the neighbours in alphabetical order: a typing error mostly leaves the date right. Cheap enough for imports, which ask for
// thousands of ids that are not there.
static bool near_ids(fp_index *x, fp_sql sql, fp_str typed, fp_arena *a, fp_str near[NEAR], size_t *n, fp_err *err)
{
	fp_q q = fp_q_open(x, sql, err);
	fp_q_text(&q, typed);
	while (*n < NEAR && fp_q_row(&q))
		if (fp_str_distance(fp_q_str(&q, 0), typed, 3) <= 3)
			near[(*n)++] = fp_q_dup(&q, 0, a);
	return fp_q_end(&q);
}

static bool not_found(fp_index *x, fp_str typed, fp_arena *a, fp_err *err)
{
	fp_str near[NEAR];
	size_t n = 0;
	if (!near_ids(x, Q_ID_BELOW, typed, a, near, &n, err) || !near_ids(x, Q_ID_ABOVE, typed, a, near, &n, err))
		return false;
	fp_buf names = {0};
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&names, "%s%.*s", i ? ", " : "", FP_ARG(near[i]));
	if (n)
		fp_fail(err, FP_NOT_FOUND, fp_tr("没有案例 %.*s；相近的有 %s", "no case %.*s; near are %s"), FP_ARG(typed), names.p);
	else
		fp_fail(err, FP_NOT_FOUND, fp_tr("没有案例 %.*s", "no case %.*s"), FP_ARG(typed));
	fp_buf_free(&names);
	return false;
}

bool fp_index_lookup(fp_index *x, fp_str id, fp_arena *a, fp_str *path, fp_str *full_id, fp_err *err)
{
	size_t found = 0;
	fp_str typed = fp_str_trim(id);
	if (!typed.n)
		return fp_fail(err, FP_USAGE, fp_tr("没有写案例编号", "no case id was given"));
	if (!one_key(x, Q_ID_IS, typed, typed, a, path, full_id, &found, err))
		return false;
	if (!found && !one_key(x, Q_ID_PATH, typed, typed, a, path, full_id, &found, err))
		return false;
	if (!found && !by_alias(x, typed, a, path, full_id, &found, err))
		return false;
	bool part = typed.n >= 4;
	if (!found && part && !one_range(x, Q_ID_PREFIX, typed, typed, a, path, full_id, &found, err))
		return false;
	if (!found && part && !one_range(x, Q_ID_SUFFIX, fp_backwards(a, typed), typed, a, path, full_id, &found, err))
		return false;
	return found || not_found(x, typed, a, err);
}

bool fp_index_source(fp_index *x, fp_str source_key, fp_arena *a, fp_str *path, fp_str *hash, fp_err *err)
{
	*path = *hash = (fp_str){0};
	fp_q q = fp_q_open(x, Q_SOURCE, err);
	fp_q_blob(&q, fp_fold_str(a, source_key));
	fp_q_text(&q, source_key);
	if (fp_q_row(&q)) {
		*path = fp_q_dup(&q, 0, a);
		*hash = fp_q_dup(&q, 1, a);
	}
	if (!fp_q_end(&q))
		return false;
	return path->n || fp_fail(err, FP_NOT_FOUND, fp_tr("没有导入自 %.*s 的案例", "no case was imported from %.*s"), FP_ARG(source_key));
}

bool fp_index_problems(fp_index *x, fp_arena *a, fp_index_problem **out, size_t *n, fp_err *err)
{
	size_t cap = 0;
	*out = NULL;
	*n = 0;
	fp_q q = fp_q_open(x, Q_CASE_PROBLEMS, err);
	while (fp_q_row(&q))
		FP_PUSH(a, *out, *n, cap) = (fp_index_problem){fp_q_dup(&q, 0, a), fp_q_dup(&q, 1, a), (uint32_t)fp_q_i64(&q, 2)};
	return fp_q_end(&q);
}
