// file: the database file beside its uses. Every process that has it open holds a shared lock on the folder; throwing it away takes the
// lock alone, since a file that is deleted under SQLite loses what others write to it, or mixes their log with the new file. The lock
// is on the folder because closing any descriptor of the database would drop SQLite's own locks.
// A folder that cannot be written is read as it is, or copied into memory where something must be written.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "index/index_priv.h"

#define NAME_MAX_BYTES 4200

// ---------------------------------------------------------------- connections

void fp_db_close(fp_index *x)
{
	for (size_t i = 0; i < FP_SQL_N; i++) {
		sqlite3_finalize(x->stmt[i]);
		x->stmt[i] = NULL;
	}
	sqlite3_close(x->db);
	x->db = NULL;
}

static off_t size_of(const fp_index *x, const char *end)
{
	char name[NAME_MAX_BYTES];
	struct stat st;
	snprintf(name, sizeof name, "%s%s", x->path, end);
	return stat(name, &st) == 0 ? st.st_size : -1;
}

// SQLite takes a log only from a folder where it may write or find the log's index; without a log the file is all there is.
static fp_str read_only_uri(fp_index *x)
{
	fp_buf b = {0};
	fp_buf_str(&b, FP_STR("file:"));
	for (const char *p = x->path; *p; p++)
		fp_buf_f(&b, strchr("%?#", *p) ? "%%%02X" : "%c", (unsigned char)*p);
	fp_buf_str(&b, size_of(x, "-wal") > 0 ? FP_STR("?mode=ro") : FP_STR("?immutable=1"));
	return fp_buf_take(&b, x->tmp);
}

static int open_handle(fp_index *x)
{
	const int common = SQLITE_OPEN_NOMUTEX;
	if (x->where == FP_DB_READ_ONLY)
		return sqlite3_open_v2(read_only_uri(x).p, &x->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | common, NULL);
	const char *name = x->where == FP_DB_MEMORY ? ":memory:" : x->path;
	return sqlite3_open_v2(name, &x->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | common, NULL);
}

// Another process writes: a building index takes half a minute for 100,000 cases, and whoever waits is told why.
static int wait_for_writer(void *ctx, int tries)
{
	(void)ctx;
	if (tries >= FP_DB_WAIT * 20)
		return 0;
	if (tries == 2 * 20)
		fp_warn(fp_tr("另一个 fupan 正在更新索引，最多等 %d 秒", "another fupan is bringing the index up to date; waiting for up to %d seconds"), FP_DB_WAIT);
	nanosleep(&(struct timespec){.tv_nsec = 50 * 1000000}, NULL);
	return 1;
}

bool fp_db_connect(fp_index *x, fp_err *err)
{
	int rc = open_handle(x);
	if (rc != SQLITE_OK)
		return fp_db_fail(x, rc, err);
	sqlite3_busy_handler(x->db, wait_for_writer, NULL);
	// What a large transaction puts aside and what is sorted for an index goes to files beyond the cache, so that memory is bounded.
	// Mapped, rows are read where they lie instead of page by page into a cache: half the time of a page of hits.
	if (!fp_db_exec(x, "PRAGMA cache_size=-65536; PRAGMA temp_store=FILE; PRAGMA secure_delete=OFF; PRAGMA mmap_size=2147418112", err))
		return false;
	if (x->where == FP_DB_READ_ONLY)
		return true;
	return fp_db_exec(x, "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=67108864", err);
}

// ---------------------------------------------------------------- what cannot be written

static bool forbidden(void)
{
	return errno == EROFS || errno == EACCES || errno == EPERM;
}

bool fp_db_unwritable(const fp_index *x, const char *dir)
{
	if (access(dir, W_OK) != 0)
		return forbidden() || (errno == ENOENT && mkdir(dir, 0777) != 0 && forbidden());
	return access(x->path, W_OK) != 0 && forbidden();
}

// The copy has what the file had, verdicts too, and can be brought up to date; nothing of it is kept.
static bool to_memory(fp_index *x, fp_err *err)
{
	sqlite3 *file = x->db;
	x->db = NULL;
	for (size_t i = 0; i < FP_SQL_N; i++) {
		sqlite3_finalize(x->stmt[i]);
		x->stmt[i] = NULL;
	}
	x->where = FP_DB_MEMORY;
	bool ok = fp_db_connect(x, err);
	sqlite3_backup *b = ok ? sqlite3_backup_init(x->db, "main", file, "main") : NULL;
	if (b)
		sqlite3_backup_step(b, -1);
	int rc = b ? sqlite3_backup_finish(b) : SQLITE_OK;
	sqlite3_close(file);
	return ok && (b ? rc == SQLITE_OK || fp_db_fail(x, rc, err) : fp_db_fail(x, sqlite3_errcode(x->db), err));
}

bool fp_db_writable(fp_index *x, fp_err *err)
{
	return x->where != FP_DB_READ_ONLY || to_memory(x, err);
}

// ---------------------------------------------------------------- uses, and the end of the file

void fp_db_use(fp_index *x, const char *dir)
{
	x->use = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (x->use >= 0)
		flock(x->use, LOCK_SH);
}

// Damage that was met while working; whoever opens the file next throws it away.
void fp_db_mark_damaged(const fp_index *x)
{
	char name[NAME_MAX_BYTES];
	snprintf(name, sizeof name, "%s-damaged", x->path);
	int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd >= 0)
		close(fd);
}

bool fp_db_damaged(const fp_index *x)
{
	return size_of(x, "-damaged") >= 0;
}

bool fp_db_discard(fp_index *x, fp_err *err)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal", "-damaged"};
	char name[NAME_MAX_BYTES];
	if (x->use >= 0 && flock(x->use, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return fp_fail(err, FP_DB, fp_tr("索引 %s 已损坏或是另一版本的，而另一个 fupan 正开着它；请先结束那个 fupan，再运行一次，就会从 git 重建，案例不受影响",
		                                 "the index %s is damaged or of another version, and another fupan has it open: end that one and run again, then it is made anew from git; the cases are safe"), x->path);
	for (size_t i = 0; i < FP_COUNT(ends); i++) {
		snprintf(name, sizeof name, "%s%s", x->path, ends[i]);
		unlink(name);
	}
	if (x->use >= 0)
		flock(x->use, LOCK_SH);
	return true;
}
