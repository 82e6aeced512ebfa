// db: the file. Opening, its tables, throwing it away when it is of another version or damaged, transactions.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/index_priv.h"

// n is the number of a case. rid is the id backwards, for suffixes. front is the front matter as JSON.
// texts: folded text with its pieces for verification; marks: what makes the plain text of it, and its places in the file.
// names: of the fields that cases have; in fields a value is NULL where it is its own folding.
// segments, blocks, recency: segment.c and recency.c. blocks has rows and an index of keys, because a table without rowids
// keeps whole rows in its inner pages too, which would be seven of them on the way to a block.
// best holds, for each (case, blob, field), the verdict that counts where there is no label.
static const char tables[] =
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
	"CREATE TABLE cases(n INTEGER PRIMARY KEY, path TEXT NOT NULL, id TEXT NOT NULL, rid TEXT NOT NULL, blob TEXT NOT NULL,"
	" title TEXT NOT NULL, received INTEGER, day INTEGER, front TEXT NOT NULL, reason TEXT, line INTEGER);"
	"CREATE TABLE texts(n INTEGER PRIMARY KEY, folded TEXT, pieces BLOB);"
	"CREATE TABLE marks(n INTEGER PRIMARY KEY, differs BLOB, runs BLOB);"
	"CREATE TABLE segments(seg INTEGER PRIMARY KEY, lo INTEGER, hi INTEGER, docs INTEGER);"
	"CREATE TABLE blocks(row INTEGER PRIMARY KEY, seg INTEGER, key INTEGER, data BLOB);"
	"CREATE UNIQUE INDEX blocks_key ON blocks(seg, key);"
	"CREATE TABLE recency(page INTEGER PRIMARY KEY, live BLOB, times BLOB);"
	"CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
	"CREATE TABLE fields(case_n INTEGER, field INTEGER, ord INTEGER, value TEXT, fold BLOB, number REAL,"
	" PRIMARY KEY(case_n, field, ord)) WITHOUT ROWID;"
	"CREATE TABLE runs(run INTEGER PRIMARY KEY, blob TEXT, case_id TEXT, plugin TEXT, digest TEXT, state INTEGER, reason TEXT);"
	"CREATE INDEX runs_known ON runs(plugin, digest, blob, state);"
	"CREATE INDEX runs_case ON runs(case_id, plugin);"
	"CREATE TABLE verdicts(run INTEGER, ord INTEGER, field TEXT, label TEXT, fold BLOB, number REAL, confidence REAL,"
	" threshold REAL, reason TEXT, evidence BLOB, second TEXT, second_confidence REAL, PRIMARY KEY(run, ord)) WITHOUT ROWID;"
	"CREATE INDEX verdicts_fold ON verdicts(field, fold);"
	"CREATE TABLE best(case_id TEXT, blob TEXT, field TEXT, label TEXT, fold BLOB, number REAL, plugin TEXT, confidence REAL,"
	" PRIMARY KEY(case_id, blob, field)) WITHOUT ROWID;"
	"CREATE INDEX best_fold ON best(field, fold);";

// Of the tables that are filled with the cases. An empty cache is filled without them and gets them at the end, sorted.
static const char indexes[] =
	"CREATE UNIQUE INDEX cases_path ON cases(path);"
	"CREATE INDEX cases_id ON cases(id, blob);"
	"CREATE INDEX cases_rid ON cases(rid);"
	"CREATE INDEX cases_day ON cases(day);"
	"CREATE INDEX cases_broken ON cases(path) WHERE reason IS NOT NULL;"
	"CREATE INDEX fields_fold ON fields(field, fold);"
	"CREATE INDEX fields_number ON fields(field, number) WHERE number IS NOT NULL;";
static const char no_indexes[] =
	"DROP INDEX cases_path; DROP INDEX cases_id; DROP INDEX cases_rid; DROP INDEX cases_day; DROP INDEX cases_broken;"
	"DROP INDEX fields_fold; DROP INDEX fields_number;";

// ---------------------------------------------------------------- open and close

static int64_t pragma_int(fp_index *x, const char *sql)
{
	sqlite3_stmt *s = NULL;
	int64_t v = -1;
	if (sqlite3_prepare_v2(x->db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		v = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return v;
}

static bool create_tables(fp_index *x, fp_err *err)
{
	char version[64];
	snprintf(version, sizeof version, "PRAGMA user_version=%d; COMMIT", FP_INDEX_VERSION);
	if (fp_db_exec(x, "BEGIN IMMEDIATE", err) && fp_db_exec(x, tables, err) && fp_db_exec(x, indexes, err) && fp_db_exec(x, version, err))
		return true;
	sqlite3_exec(x->db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

// Each kind of page is touched once: a file that was cut short or overwritten is mostly noticed here, in well under a millisecond.
static bool healthy(fp_index *x)
{
	static const char *const probes[] = {
		"SELECT count(*) FROM sqlite_master", "SELECT max(n)+0*length(path) FROM cases", "SELECT length(folded) FROM texts ORDER BY n DESC LIMIT 1", "SELECT length(differs) FROM marks ORDER BY n DESC LIMIT 1",
		"SELECT count(*) FROM (SELECT fold FROM fields WHERE case_n=(SELECT max(n) FROM cases))", "SELECT count(*) FROM (SELECT 1 FROM runs LIMIT 1)",
		"SELECT count(*) FROM (SELECT label FROM verdicts ORDER BY run DESC LIMIT 1)", "SELECT count(*) FROM (SELECT label FROM best LIMIT 1)",
		"SELECT count(*) FROM meta", "SELECT count(*) FROM segments", "SELECT length(live) FROM recency ORDER BY page DESC LIMIT 1",
		"SELECT length(data) FROM blocks WHERE seg=(SELECT max(seg) FROM segments) ORDER BY key LIMIT 1",
	};
	for (size_t i = 0; i < FP_COUNT(probes); i++)
		if (sqlite3_exec(x->db, probes[i], NULL, NULL, NULL) != SQLITE_OK)
			return false;
	int64_t pages = pragma_int(x, "PRAGMA page_count"), size = pragma_int(x, "PRAGMA page_size");
	// stat, because closing a descriptor of this file would drop SQLite's own locks on it, and another process would take the log away.
	struct stat st = {0};
	off_t bytes = stat(x->path, &st) == 0 ? st.st_size : 0;
	char wal[4200];
	snprintf(wal, sizeof wal, "%s-wal", x->path);
	return fp_file_exists(wal) || (pages >= 0 && size > 0 && bytes >= pages * size);  // pages may still be in the log
}

static bool meta_get(fp_index *x, const char *key, char *out, size_t size, fp_err *err)
{
	fp_q q = fp_q_open(x, Q_META_GET, err);
	fp_q_text(&q, fp_s(key));
	out[0] = 0;
	if (fp_q_row(&q))
		snprintf(out, size, "%.*s", FP_ARG(fp_q_str(&q, 0)));
	return fp_q_end(&q);
}

static bool read_meta(fp_index *x, fp_err *err)
{
	return meta_get(x, "tree", x->tree, sizeof x->tree, err) && meta_get(x, "schema", x->digest, sizeof x->digest, err);
}

// Usable as it is; *empty: it is new.
static bool usable(fp_index *x, bool *empty, fp_err *err)
{
	*empty = false;
	if (!fp_db_connect(x, err))
		return false;
	int64_t version = pragma_int(x, "PRAGMA user_version");
	*empty = version == 0 && pragma_int(x, "SELECT count(*) FROM sqlite_master") == 0;
	return *empty || (version == FP_INDEX_VERSION && healthy(x));
}

// A new or unusable file is (re)made.
static bool prepare(fp_index *x, fp_err *err)
{
	bool existed = fp_file_exists(x->path), empty = false;
	fp_err first = {0};
	if (!fp_db_damaged(x) && usable(x, &empty, &first))
		return empty ? create_tables(x, err) : read_meta(x, err);
	if (first.code && !x->corrupt) {
		if (err)
			*err = first;
		return false;
	}
	fp_db_close(x);
	x->corrupt = false;
	x->rebuilt = existed;
	return fp_db_discard(x, err) && fp_db_connect(x, err) && create_tables(x, err);
}

// What can be read is read, and copied when something is to be written; else an empty one in memory takes its place.
static bool prepare_unwritable(fp_index *x, fp_err *err)
{
	bool empty = true;
	fp_err ignored = {0};
	x->where = FP_DB_READ_ONLY;
	if (!fp_db_damaged(x) && usable(x, &empty, &ignored) && !empty)
		return read_meta(x, err);
	fp_db_close(x);
	x->corrupt = false;
	x->where = FP_DB_MEMORY;
	return fp_db_connect(x, err) && create_tables(x, err);
}

static char *name_in(const char *dir, const char *name)
{
	size_t size = strlen(dir) + strlen(name) + 2;
	char *path = fp_xmalloc(size);
	snprintf(path, size, "%s/%s", dir, name);
	return path;
}

// The lock keeps a second process from throwing away what the first has just made.
static bool prepare_alone(fp_index *x, const char *dir, fp_err *err)
{
	if (!fp_mkdirs(dir, err))
		return false;
	char *lock = name_in(dir, "index.lock");
	int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	free(lock);
	if (fd >= 0)
		flock(fd, LOCK_EX);
	fp_db_use(x, dir);
	bool ok = prepare(x, err);
	if (fd >= 0)
		close(fd);
	return ok;
}

fp_index *fp_index_open(const char *dir, const fp_schema *schema, fp_err *err)
{
	if (strlen(dir) > 4000) {
		fp_fail(err, FP_LIMIT, fp_tr("路径太长：%.60s…", "path too long: %.60s..."), dir);
		return NULL;
	}
	fp_index *x = fp_xmalloc(sizeof *x);
	*x = (fp_index){.schema = schema, .tmp = fp_arena_new(512u << 20), .path = name_in(dir, "index.db"), .use = -1};
	bool ok;
	if (fp_db_unwritable(x, dir)) {
		fp_db_use(x, dir);
		ok = prepare_unwritable(x, err);
	} else {
		ok = prepare_alone(x, dir, err);
	}
	if (ok)
		return x;
	fp_index_close(x);
	return NULL;
}

// Nothing that was read of the file, or was to be written, holds any more.
static void forget_all(fp_index *x)
{
	fp_recency_drop(x);
	fp_segments_forget(x);
	fp_names_forget(x);
	if (x->inv)
		fp_inverter_clear(x->inv);
}

void fp_index_close(fp_index *x)
{
	if (!x)
		return;
	if (x->in_tx)
		fp_index_rollback(x);
	fp_db_close(x);
	if (x->corrupt && x->where == FP_DB_FILE)
		fp_db_mark_damaged(x);
	if (x->use >= 0)
		close(x->use);
	forget_all(x);
	fp_inverter_free(x->inv);
	fp_key_set_free(&x->keys);
	fp_buf_free(&x->last_path);
	fp_arena_free(x->tmp);
	free(x->identity);
	free(x->path);
	free(x);
}

bool fp_index_rebuilt(const fp_index *x)
{
	return x->rebuilt;
}

bool fp_index_in_memory(const fp_index *x)
{
	return x->where == FP_DB_MEMORY;
}

void fp_index_set_schema(fp_index *x, const fp_schema *schema)
{
	x->schema = schema;
}

// ---------------------------------------------------------------- what the cases mirror

static void refresh(fp_index *x)
{
	fp_err ignored = {0};
	if (!x->in_tx && !read_meta(x, &ignored))
		x->tree[0] = x->digest[0] = 0;
}

const char *fp_index_tree(fp_index *x)
{
	refresh(x);
	return x->reset_pending ? "" : x->tree;
}

const char *fp_index_schema_digest(fp_index *x)
{
	refresh(x);
	return x->reset_pending ? "" : x->digest;
}

// ---------------------------------------------------------------- transactions

static bool bulk_begin(fp_index *x, fp_err *err)
{
	if (!x->bulk && !fp_db_exec(x, no_indexes, err))
		return false;
	x->bulk = true;
	fp_buf_clear(&x->last_path);
	return true;
}

bool fp_bulk_end(fp_index *x, fp_err *err)
{
	if (!x->bulk)
		return true;
	x->bulk = false;
	return fp_db_exec(x, indexes, err);
}

static bool empty_cases(fp_index *x, fp_err *err)
{
	if (!bulk_begin(x, err) || !fp_db_exec(x, "DELETE FROM cases; DELETE FROM texts; DELETE FROM marks; DELETE FROM fields; DELETE FROM names; DELETE FROM meta;"
	                                          "DELETE FROM segments; DELETE FROM blocks; DELETE FROM recency", err))
		return false;
	forget_all(x);
	x->reset_pending = false;
	x->tree[0] = x->digest[0] = 0;
	x->next = 1;
	return true;
}

bool fp_index_reset(fp_index *x, fp_err *err)
{
	x->reset_pending = true;  // outside a transaction, readers keep the old answers until the new ones are there
	return !x->in_tx || empty_cases(x, err);
}

static bool read_next(fp_index *x, fp_err *err)
{
	fp_q q = fp_q_open(x, Q_NEXT, err);
	x->next = fp_q_row(&q) ? fp_q_i64(&q, 0) : 1;
	return fp_q_end(&q);
}

bool fp_index_begin(fp_index *x, fp_err *err)
{
	char seen[sizeof x->tree];
	memcpy(seen, x->tree, sizeof seen);
	if (x->in_tx)
		fp_bug("begin inside a transaction");
	if (!fp_db_writable(x, err) || !fp_db_exec(x, "BEGIN IMMEDIATE", err))
		return false;
	x->in_tx = true;
	x->put_n = 0;
	forget_all(x);
	if (!read_meta(x, err) || !read_next(x, err))
		goto fail;
	if (x->reset_pending) {
		if (!empty_cases(x, err))
			goto fail;
	} else if (strcmp(seen, x->tree) != 0) {
		// The caller's list of changes starts from another tree: writing it down would give wrong answers later.
		fp_fail(err, FP_CONFLICT, fp_tr("另一个 fupan 刚刚更新了索引；请再运行一次", "another fupan has just updated the index; run again"));
		goto fail;
	} else if (x->next == 1 && !bulk_begin(x, err)) {
		goto fail;
	}
	return true;
fail:
	fp_index_rollback(x);
	return false;
}

static bool meta_set(fp_index *x, const char *key, const char *value, fp_err *err)
{
	fp_q q = fp_q_open(x, Q_META_SET, err);
	fp_q_text(&q, fp_s(key));
	fp_q_text(&q, fp_s(value));
	return fp_q_run(&q);
}

bool fp_index_commit(fp_index *x, const char *tree, const char *schema_digest, fp_err *err)
{
	FP_FAULT("index.commit");
	if (FP_FAULT_FULL("index.commit"))
		return fp_db_fail(x, SQLITE_FULL, err);
	if (!fp_recency_settle(x, err) || !fp_segment_flush(x, err) || !fp_bulk_end(x, err) || !fp_segments_settle(x, x->put_n, err))
		return false;
	if (!meta_set(x, "tree", tree, err) || !meta_set(x, "schema", schema_digest, err) || !fp_db_exec(x, "COMMIT", err))
		return false;
	x->in_tx = false;
	forget_all(x);
	snprintf(x->tree, sizeof x->tree, "%s", tree);
	snprintf(x->digest, sizeof x->digest, "%s", schema_digest);
	return true;
}

void fp_index_rollback(fp_index *x)
{
	if (!x->in_tx)
		return;
	sqlite3_exec(x->db, "ROLLBACK", NULL, NULL, NULL);
	x->in_tx = x->bulk = false;
	forget_all(x);
	refresh(x);
}

bool fp_index_tidy(fp_index *x, fp_err *err)
{
	if (!fp_db_writable(x, err) || !fp_db_exec(x, "BEGIN IMMEDIATE", err))
		return false;
	forget_all(x);
	bool ok = fp_segments_tidy(x, err) && fp_db_exec(x, "COMMIT", err);
	if (!ok)
		sqlite3_exec(x->db, "ROLLBACK", NULL, NULL, NULL);
	forget_all(x);
	return ok;
}

// What is remembered of the file holds until somebody changes it.
static void check_version(fp_index *x)
{
	fp_err ignored = {0};
	fp_q q = fp_q_open(x, Q_DATA_VERSION, &ignored);
	int64_t version = fp_q_row(&q) ? fp_q_i64(&q, 0) : -1;
	if (!fp_q_end(&q) || version != x->version)
		forget_all(x);
	x->version = version;
}

// Several statements of one answer see the same cases, also while another process commits.
bool fp_snapshot_begin(fp_index *x)
{
	bool begun = !x->in_tx && sqlite3_get_autocommit(x->db) && sqlite3_exec(x->db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK;
	if (begun)
		check_version(x);
	return begun;
}

void fp_snapshot_end(fp_index *x, bool begun)
{
	if (begun)
		sqlite3_exec(x->db, "COMMIT", NULL, NULL, NULL);
}
