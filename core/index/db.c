// db: the file. Opening, its tables, throwing it away when it is of another version or damaged, transactions.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/index_priv.h"

// n is the number of a case and stays with its path. rid is the id backwards, for suffixes. front is the front matter as JSON.
// texts: folded text with its pieces for verification, plain text with its places in the file for marks.
// best holds, for each (case, blob, field), the verdict that counts where there is no label.
static const char tables[] =
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
	"CREATE TABLE cases(n INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, id TEXT NOT NULL, rid TEXT NOT NULL, blob TEXT NOT NULL,"
	" title TEXT NOT NULL, received INTEGER, day INTEGER, front TEXT NOT NULL, reason TEXT, line INTEGER);"
	"CREATE INDEX cases_id ON cases(id, blob);"
	"CREATE INDEX cases_rid ON cases(rid);"
	"CREATE INDEX cases_received ON cases(received DESC, id, path);"
	"CREATE INDEX cases_day ON cases(day);"
	"CREATE INDEX cases_broken ON cases(path) WHERE reason IS NOT NULL;"
	"CREATE TABLE texts(n INTEGER PRIMARY KEY, folded TEXT, pieces BLOB, plain TEXT, runs BLOB);"
	"CREATE TABLE fields(case_n INTEGER, field TEXT, ord INTEGER, value TEXT, fold BLOB, number REAL,"
	" PRIMARY KEY(case_n, field, ord)) WITHOUT ROWID;"
	"CREATE INDEX fields_fold ON fields(field, fold);"
	"CREATE INDEX fields_number ON fields(field, number) WHERE number IS NOT NULL;"
	"CREATE TABLE runs(run INTEGER PRIMARY KEY, blob TEXT, case_id TEXT, plugin TEXT, digest TEXT, state INTEGER, reason TEXT);"
	"CREATE INDEX runs_known ON runs(plugin, digest, blob, state);"
	"CREATE INDEX runs_case ON runs(case_id, plugin);"
	"CREATE TABLE verdicts(run INTEGER, ord INTEGER, field TEXT, label TEXT, fold BLOB, number REAL, confidence REAL,"
	" threshold REAL, reason TEXT, evidence BLOB, second TEXT, second_confidence REAL, PRIMARY KEY(run, ord)) WITHOUT ROWID;"
	"CREATE INDEX verdicts_fold ON verdicts(field, fold);"
	"CREATE TABLE best(case_id TEXT, blob TEXT, field TEXT, label TEXT, fold BLOB, number REAL, plugin TEXT, confidence REAL,"
	" PRIMARY KEY(case_id, blob, field)) WITHOUT ROWID;"
	"CREATE INDEX best_fold ON best(field, fold);"
	// What is found is verified against texts, so the index of words keeps no positions and no content.
	"CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0, detail=none, tokenize='fupan');"
	"CREATE VIRTUAL TABLE vocab USING fts5vocab(words, row);"
	"INSERT INTO words(words, rank) VALUES('hashsize', 33554432);"
	"INSERT INTO words(words, rank) VALUES('automerge', 0);";

// ---------------------------------------------------------------- open and close

static void close_db(fp_index *x)
{
	for (size_t i = 0; i < FP_SQL_N; i++) {
		sqlite3_finalize(x->stmt[i]);
		x->stmt[i] = NULL;
	}
	sqlite3_close(x->db);
	x->db = NULL;
}

static void delete_files(const fp_index *x)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
	char name[4200];
	for (size_t i = 0; i < FP_COUNT(ends); i++) {
		snprintf(name, sizeof name, "%s%s", x->path, ends[i]);
		unlink(name);
	}
}

static bool connect_db(fp_index *x, fp_err *err)
{
	int rc = sqlite3_open_v2(x->path, &x->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		return fp_db_fail(x, rc, err);
	sqlite3_busy_timeout(x->db, 5000);
	if (!fp_tokenizer_register(x->db))
		return fp_fail(err, FP_DB, fp_tr("这台机器的 SQLite 没有 FTS5", "SQLite on this machine lacks FTS5"));
	return fp_db_exec(x, "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
	                     "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864", err);
}

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
	if (fp_db_exec(x, "BEGIN IMMEDIATE", err) && fp_db_exec(x, tables, err) && fp_db_exec(x, version, err))
		return true;
	sqlite3_exec(x->db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

// Each kind of page is touched once: a file that was cut short or overwritten is mostly noticed here, in well under a millisecond.
static bool healthy(fp_index *x)
{
	static const char *const probes[] = {
		"SELECT count(*) FROM sqlite_master", "SELECT max(n)+0*length(path) FROM cases", "SELECT length(folded)+length(plain) FROM texts ORDER BY n DESC LIMIT 1",
		"SELECT count(*) FROM (SELECT fold FROM fields WHERE case_n=(SELECT max(n) FROM cases))", "SELECT count(*) FROM (SELECT 1 FROM runs LIMIT 1)",
		"SELECT count(*) FROM (SELECT label FROM verdicts ORDER BY run DESC LIMIT 1)", "SELECT count(*) FROM (SELECT label FROM best LIMIT 1)",
		"SELECT count(*) FROM meta", "SELECT count(*) FROM (SELECT rowid FROM words WHERE words MATCH '\"\x03zz\"')",
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

// A new or unusable file is (re)made. The lock keeps a second process from throwing away what the first has just made.
static bool prepare(fp_index *x, fp_err *err)
{
	bool existed = fp_file_exists(x->path);
	fp_err first = {0};
	bool ok = connect_db(x, &first);
	if (!ok && !x->corrupt) {
		if (err)
			*err = first;
		return false;
	}
	int64_t version = ok ? pragma_int(x, "PRAGMA user_version") : -1;
	bool empty = ok && version == 0 && pragma_int(x, "SELECT count(*) FROM sqlite_master") == 0;
	if (empty)
		return create_tables(x, err);
	if (ok && version == FP_INDEX_VERSION && healthy(x))
		return read_meta(x, err);
	close_db(x);
	delete_files(x);
	x->corrupt = false;
	x->rebuilt = existed;
	return connect_db(x, err) && create_tables(x, err);
}

fp_index *fp_index_open(const char *dir, const fp_schema *schema, fp_err *err)
{
	char lock[4200];
	if (strlen(dir) > 4000) {
		fp_fail(err, FP_LIMIT, fp_tr("路径太长：%.60s…", "path too long: %.60s..."), dir);
		return NULL;
	}
	if (!fp_mkdirs(dir, err))
		return NULL;
	fp_index *x = fp_xmalloc(sizeof *x);
	*x = (fp_index){.schema = schema, .tmp = fp_arena_new(512u << 20)};
	x->path = fp_xmalloc(strlen(dir) + 16);
	snprintf(x->path, strlen(dir) + 16, "%s/index.db", dir);
	snprintf(lock, sizeof lock, "%s/index.lock", dir);
	int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd >= 0)
		flock(fd, LOCK_EX);  // on a read-only disk there is nothing to protect
	bool ok = prepare(x, err);
	if (fd >= 0)
		close(fd);
	if (ok)
		return x;
	fp_index_close(x);
	return NULL;
}

void fp_index_close(fp_index *x)
{
	if (!x)
		return;
	if (x->in_tx)
		fp_index_rollback(x);
	close_db(x);
	if (x->corrupt)
		delete_files(x);
	fp_arena_free(x->tmp);
	free(x->identity);
	free(x->path);
	free(x);
}

bool fp_index_rebuilt(const fp_index *x)
{
	return x->rebuilt;
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

static bool empty_cases(fp_index *x, fp_err *err)
{
	fp_q clear = fp_q_open(x, Q_WORDS_CLEAR, err);
	if (!fp_q_run(&clear) || !fp_db_exec(x, "DELETE FROM cases; DELETE FROM texts; DELETE FROM fields; DELETE FROM meta", err))
		return false;
	x->reset_pending = false;
	x->tree[0] = x->digest[0] = 0;
	return true;
}

bool fp_index_reset(fp_index *x, fp_err *err)
{
	x->reset_pending = true;  // outside a transaction, readers keep the old answers until the new ones are there
	return !x->in_tx || empty_cases(x, err);
}

bool fp_index_begin(fp_index *x, fp_err *err)
{
	char seen[sizeof x->tree];
	memcpy(seen, x->tree, sizeof seen);
	if (x->in_tx)
		fp_bug("begin inside a transaction");
	if (!fp_db_exec(x, "BEGIN IMMEDIATE", err))
		return false;
	x->in_tx = true;
	if (!read_meta(x, err))
		goto fail;
	if (x->reset_pending) {
		if (!empty_cases(x, err))
			goto fail;
	} else if (strcmp(seen, x->tree) != 0) {
		// The caller's list of changes starts from another tree: writing it down would give wrong answers later.
		fp_fail(err, FP_CONFLICT, fp_tr("另一个 fupan 刚刚更新了索引；请再运行一次", "another fupan has just updated the index; run again"));
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
	if (!meta_set(x, "tree", tree, err) || !meta_set(x, "schema", schema_digest, err) || !fp_db_exec(x, "COMMIT", err))
		return false;
	x->in_tx = false;
	snprintf(x->tree, sizeof x->tree, "%s", tree);
	snprintf(x->digest, sizeof x->digest, "%s", schema_digest);
	return true;
}

void fp_index_rollback(fp_index *x)
{
	if (!x->in_tx)
		return;
	sqlite3_exec(x->db, "ROLLBACK", NULL, NULL, NULL);
	x->in_tx = false;
	refresh(x);
}

// Several statements of one answer see the same cases, also while another process commits.
bool fp_snapshot_begin(fp_index *x)
{
	return !x->in_tx && sqlite3_get_autocommit(x->db) && sqlite3_exec(x->db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK;
}

void fp_snapshot_end(fp_index *x, bool begun)
{
	if (begun)
		sqlite3_exec(x->db, "COMMIT", NULL, NULL, NULL);
}
