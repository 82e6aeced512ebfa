// work: working files. Every folder on the way is opened without following a link, so a casebook fetched from others
// cannot lead a write out of its tree; new text comes to its place by a rename from .fupan, so a file is the old one or
// the whole new one.
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEW_FILE "new"  // in .fupan; only the holder of the lock writes it

static bool link_fail(fp_err *err, fp_str path)
{
	return fp_fail(err, FP_CONFLICT, fp_tr("%.*s：是链接或特殊文件，fupan 只读写普通文件夹里的普通文件；请把它换掉或删除",
		"%.*s: is a link or special file, and fupan reads and writes only plain files in plain folders; replace or "
		"remove it"), FP_ARG(path));
}

static bool path_fail(fp_err *err, int no, fp_str path)
{
	char where[300];
	snprintf(where, sizeof where, "%.*s", path.n < 280 ? (int)path.n : 280, path.p);
	return no == ELOOP || no == ENOTDIR ? link_fail(err, path) : store_os_fail(err, no, where);
}

// ---------------------------------------------------------------- folders
void store_work_forget(fp_store *s)
{
	if (s->dir_fd >= 0)
		close(s->dir_fd);
	free(s->dir);
	s->dir = NULL;
	s->dir_fd = -1;
}

static fp_str folder_of(fp_str path)
{
	size_t n = path.n;
	while (n && path.p[n - 1] != '/')
		n--;
	return (fp_str){path.p, n};
}

static const char *base_of(fp_str path, char name[256])
{
	size_t at = folder_of(path).n;
	snprintf(name, 256, "%.*s", (int)(path.n - at), path.p + at);
	return name;
}

// One step down from `at`, which is closed. -1 with errno.
static int step(int at, fp_str part, bool make)
{
	char name[256];
	snprintf(name, sizeof name, "%.*s", FP_ARG(part));
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT && make && (mkdirat(at, name, 0777) == 0 || errno == EEXIST))
		fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int no = errno;
	close(at);
	errno = no;
	return fd;
}

int store_work_dir(fp_store *s, fp_str path, bool make, fp_err *err)
{
	fp_str folder = folder_of(path), rest = folder;
	if (s->dir && fp_str_is(folder, s->dir) && (s->dir_fd >= 0 || !make))
		return s->dir_fd;
	store_work_forget(s);
	int fd = fcntl(s->root_fd, F_DUPFD_CLOEXEC, 0);
	while (fd >= 0 && rest.n)
		fd = step(fd, fp_str_cut(&rest, '/'), make);
	if (fd < 0 && errno != ENOENT) {
		path_fail(err, errno, folder);
		return -1;
	}
	s->dir = fp_xmalloc(folder.n + 1);  // also remembered when it is missing
	memcpy(s->dir, folder.p, folder.n);
	s->dir[folder.n] = 0;
	s->dir_fd = fd;
	if (fd < 0 && make)
		path_fail(err, ENOENT, folder);
	return fd;
}

bool store_work_may_write(fp_store *s, fp_str path, fp_err *err)
{
	fp_err inner = {0};
	fp_str at = folder_of(path);
	int fd = -1;
	for (; at.n; at = folder_of((fp_str){at.p,
		at.n - 1})) {  // folders still to be made: the nearest one that exists is asked
		fd = store_work_dir(s, at, false, &inner);
		if (inner.code)
			return fp_fail(err, inner.code, "%s", inner.msg);
		if (fd >= 0)
			break;
	}
	if (faccessat(at.n ? fd : s->root_fd, ".", W_OK | X_OK, AT_EACCESS) == 0)
		return true;
	return path_fail(err, errno, at.n ? at : path);
}

// ---------------------------------------------------------------- reading
bool store_work_stat(fp_store *s, fp_str path, struct stat *st, bool *there, fp_err *err)
{
	fp_err inner = {0};
	char name[256];
	*there = false;
	int dir = store_work_dir(s, path, false, &inner);
	if (dir < 0)
		return inner.code == FP_OK ? true : fp_fail(err, inner.code, "%s", inner.msg);
	if (fstatat(dir, base_of(path, name), st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? true : path_fail(err, errno, path);
	*there = true;
	return true;
}

bool store_work_read(fp_store *s, fp_str path, fp_arena *a, fp_str *text, struct stat *st, bool *there, fp_err *err)
{
	fp_err inner = {0};
	char name[256];
	bool ok = false;
	*there = false;
	int dir = store_work_dir(s, path, false, &inner), fd = -1;
	if (dir < 0)
		return inner.code == FP_OK ? true : fp_fail(err, inner.code, "%s", inner.msg);
	fd = openat(dir, base_of(path, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		ok = errno == ENOENT ? true : path_fail(err, errno, path);
		goto out;
	}
	if (fstat(fd, st) < 0)
		path_fail(err, errno, path);
	else if (!S_ISREG(st->st_mode))
		link_fail(err, path);
	else if (!fp_file_read_fd(a, fd, FP_BLOB_MAX, text, err))
		fp_fail_in(err, "%.*s", FP_ARG(path));
	else
		*there = ok = true;
out:
	if (fd >= 0)
		close(fd);
	return ok;
}

bool fp_store_read_working(fp_store *s, fp_str path, fp_arena *a, fp_str *text, fp_err *err)
{
	struct stat st;
	bool there = false;
	if (!store_path_check(path, err))
		return false;
	bool ok = store_work_read(s, path, a, text, &st, &there, err);
	store_work_forget(s);
	if (ok && !there)
		return fp_fail(err, FP_NOT_FOUND, fp_tr("%.*s：没有这个文件", "%.*s: no such file"), FP_ARG(path));
	return ok && !fp_arena_over(a, err);
}

// ---------------------------------------------------------------- writing
static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

// Whether what stands at the place is still what the plan saw.
static bool still_there(int dir, const char *name, const store_plan *p)
{
	struct stat st;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT && !p->seen;
	return p->seen && st.st_ino == p->st.st_ino && st.st_size == p->st.st_size &&
		same_time(&st.st_mtim, &p->st.st_mtim) && same_time(&st.st_ctim, &p->st.st_ctim);
}

static bool fill(int fd, fp_str text)
{
	if (FP_FAULT_FULL("store.work")) {
		errno = ENOSPC;
		return false;
	}
	return fp_write_all(fd, text.p, text.n);
}

static int open_new(int cache, mode_t mode)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(cache, NEW_FILE, flags, mode);
	if (fd < 0 && errno == EEXIST && unlinkat(cache, NEW_FILE, 0) == 0)
		fd = openat(cache, NEW_FILE, flags, mode);
	return fd;
}

// False with EEXIST: something else stands there now, and is left.
static bool put_in_place(int cache, int dir, const char *name, const store_plan *p)
{
	if (!p->seen && renameat2(cache, NEW_FILE, dir, name, RENAME_NOREPLACE) == 0)
		return true;
	if (!p->seen && errno != EINVAL)  // EINVAL: a file system that cannot refuse to replace
		return false;
	if (still_there(dir, name, p))
		return renameat(cache, NEW_FILE, dir, name) == 0;
	errno = EEXIST;
	return false;
}

bool store_work_write(fp_store *s, store_plan *p, bool sync, bool *moved, fp_err *err)
{
	char name[256];
	bool ok = false;
	*moved = false;
	FP_FAULT("store.work");
	int dir = store_work_dir(s, p->path, true, err), cache = store_cache_fd(s), fd = -1;
	if (dir < 0)
		return false;
	fd = open_new(cache, p->mode == 0100755 ? 0777 : 0666);
	if (fd < 0 || !fill(fd, p->work_text) || (p->seen && fchmod(fd, p->st.st_mode & 0777) < 0) ||
		(sync && fsync(fd) < 0)) {
		path_fail(err, errno, p->path);
		goto out;
	}
	FP_FAULT("store.work.new");
	if (!put_in_place(cache, dir, base_of(p->path, name), p)) {
		*moved = ok = errno == EEXIST;
		if (!ok)
			path_fail(err, errno, p->path);
		goto out;
	}
	if (fstat(fd, &p->st) < 0 || (sync && fsync(dir) < 0 && errno != EINVAL)) {
		path_fail(err, errno, p->path);
		goto out;
	}
	p->seen = true;
	p->seen_id = p->work_id;
	ok = true;
out:
	if (!ok || *moved)
		unlinkat(cache, NEW_FILE, 0);
	if (fd >= 0)
		close(fd);
	FP_FAULT("store.work.done");
	return ok;
}

// Folders that the removal left empty go too, as git does.
static void prune(fp_store *s, fp_str path)
{
	char name[256];
	for (fp_str at = folder_of(path); at.n; at = folder_of(at)) {
		at.n--;
		int up = store_work_dir(s, at, false, NULL);
		if (up < 0 || unlinkat(up, base_of(at, name), AT_REMOVEDIR) < 0)
			return;
	}
}

bool store_work_remove(fp_store *s, store_plan *p, bool *moved, fp_err *err)
{
	char name[256];
	*moved = false;
	FP_FAULT("store.work");
	int dir = store_work_dir(s, p->path, false, err);
	if (dir < 0)
		return err->code == FP_OK;
	if (!still_there(dir, base_of(p->path, name), p)) {
		*moved = p->seen;
		return true;
	}
	if (p->seen && unlinkat(dir, name, 0) < 0)
		return path_fail(err, errno, p->path);
	p->seen = false;
	prune(s, p->path);
	FP_FAULT("store.work.done");
	return true;
}
