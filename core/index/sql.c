// sql: statements with sticky errors. Each statement is prepared once and kept; two uses of the same one never overlap.
#include <string.h>

#include "index/index_priv.h"

#define FP_SQL(id, text) [id] = text,
static const char *const sql_text[FP_SQL_N] = {
#include "index/sql.inc"
};
#undef FP_SQL

bool fp_db_fail(fp_index *x, int rc, fp_err *err)
{
	switch (rc & 0xFF) {
	case SQLITE_FULL:
		return fp_fail(err, FP_IO, fp_tr("磁盘已满，索引没有写入；腾出空间后再运行一次即可，案例不受影响",
		                                 "the disk is full and the index was not written; free some space and run again, the cases are safe"));
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		x->corrupt = true;
		return fp_fail(err, FP_DB, fp_tr("索引文件已损坏（%s）；再运行一次就会从 git 重建", "the index file is damaged (%s); run again and it is made anew from git"), x->path);
	case SQLITE_BUSY:
		return fp_fail(err, FP_DB, fp_tr("另一个 fupan 正在写索引，等了 %d 秒仍未结束；请稍后再试", "another fupan has been writing the index for %d seconds; try again"), FP_DB_WAIT);
	default:
		return fp_fail(err, FP_DB, fp_tr("索引 %s：%s", "index %s: %s"), x->path, x->db ? sqlite3_errmsg(x->db) : sqlite3_errstr(rc));
	}
}

bool fp_db_exec(fp_index *x, const char *sql, fp_err *err)
{
	int rc = sqlite3_exec(x->db, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK || fp_db_fail(x, rc, err);
}

static void check(fp_q *q, int rc)
{
	if (rc == SQLITE_OK || q->bad)
		return;
	q->bad = true;
	fp_db_fail(q->x, rc, q->err);
}

fp_q fp_q_open(fp_index *x, fp_sql id, fp_err *err)
{
	fp_q q = {.x = x, .err = err};
	if (!x->stmt[id])
		check(&q, sqlite3_prepare_v3(x->db, sql_text[id], -1, SQLITE_PREPARE_PERSISTENT, &x->stmt[id], NULL));
	q.s = x->stmt[id];
	return q;
}

void fp_q_text(fp_q *q, fp_str s)
{
	if (!q->bad)
		check(q, sqlite3_bind_text64(q->s, ++q->at, s.n ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8));
}

void fp_q_blob(fp_q *q, fp_str s)
{
	if (!q->bad)
		check(q, sqlite3_bind_blob64(q->s, ++q->at, s.n ? s.p : "", s.n, SQLITE_STATIC));
}

void fp_q_int(fp_q *q, int64_t v)
{
	if (!q->bad)
		check(q, sqlite3_bind_int64(q->s, ++q->at, v));
}

void fp_q_num(fp_q *q, double v)
{
	if (!q->bad)
		check(q, sqlite3_bind_double(q->s, ++q->at, v));
}

void fp_q_null(fp_q *q)
{
	if (!q->bad)
		check(q, sqlite3_bind_null(q->s, ++q->at));
}

bool fp_q_row(fp_q *q)
{
	if (q->bad)
		return false;
	int rc = sqlite3_step(q->s);
	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		check(q, rc);
	return false;
}

fp_str fp_q_str(const fp_q *q, int col)
{
	const void *p = sqlite3_column_blob(q->s, col);  // text is stored as UTF-8, so its bytes are the same
	return (fp_str){p, (size_t)sqlite3_column_bytes(q->s, col)};
}

fp_str fp_q_dup(const fp_q *q, int col, fp_arena *a)
{
	return fp_str_dup(a, fp_q_str(q, col));
}

int64_t fp_q_i64(const fp_q *q, int col)
{
	return sqlite3_column_int64(q->s, col);
}

double fp_q_f64(const fp_q *q, int col)
{
	return sqlite3_column_double(q->s, col);
}

bool fp_q_is_null(const fp_q *q, int col)
{
	return sqlite3_column_type(q->s, col) == SQLITE_NULL;
}

bool fp_q_end(fp_q *q)
{
	if (q->s) {
		sqlite3_reset(q->s);
		sqlite3_clear_bindings(q->s);
	}
	return !q->bad;
}

bool fp_q_run(fp_q *q)
{
	while (fp_q_row(q))
		;
	return fp_q_end(q);
}
