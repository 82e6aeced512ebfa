// file: paths, whole files, folders.
#include "base/base.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

// What the system said about a path, with the remedy where there is one.
static bool fail_at(fp_err *err, const char *path, int no)
{
	fp_code code = no == ENOENT || no == ENOTDIR ? FP_NOT_FOUND : FP_IO;
	const char *hint = "";
	if (no == ENOSPC || no == EDQUOT)
		hint = fp_tr("（请腾出空间后重试）", " (make room and try again)");
	else if (no == EACCES || no == EPERM || no == EROFS)
		hint = fp_tr("（请检查权限）", " (check its permissions)");
	switch (no) {
	case ENOENT: return fp_fail(err, code, fp_tr("%s：没有这个文件或文件夹", "%s: no such file or folder"), path);
	case EISDIR: return fp_fail(err, code, fp_tr("%s：是文件夹，不是文件", "%s: is a folder, not a file"), path);
	default: return fp_fail(err, code, fp_tr("%s：%s%s", "%s: %s%s"), path, strerror(no), hint);
	}
}

// ---------------------------------------------------------------- paths
fp_str fp_path_join(fp_arena *a, fp_str dir, fp_str name)
{
	if (dir.n == 0 || fp_str_starts(name, "/"))
		return fp_str_dup(a, name);
	return fp_strf(a, "%.*s%s%.*s", FP_ARG(dir), fp_str_ends(dir, "/") ? "" : "/", FP_ARG(name));
}

static fp_str without_slashes(fp_str path)
{
	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	return path;
}

fp_str fp_path_dir(fp_str path)
{
	path = without_slashes(path);
	size_t n = path.n;
	while (n && path.p[n - 1] != '/')
		n--;
	return n ? without_slashes((fp_str){path.p, n}) : FP_STR(".");
}

fp_str fp_path_base(fp_str path)
{
	path = without_slashes(path);
	size_t n = path.n;
	while (n && path.p[n - 1] != '/')
		n--;
	return path.n == 1 && n ? path : fp_str_sub(path, n, path.n);
}

// ---------------------------------------------------------------- reading
static bool read_all(int fd, fp_buf *b, int *no)
{
	char part[64 << 10];
	for (;;) {
		ssize_t n = read(fd, part, sizeof part);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			*no = errno;
			return false;
		}
		if (n == 0 || b->over)
			return true;
		fp_buf_add(b, part, (size_t)n);
	}
}

// A file whose size is known goes to its place in the arena at once. False, with the position where it was: it has
// another size by now.
static bool read_sized(fp_arena *a, int fd, size_t size, fp_str *out)
{
	char *p = fp_alloc(a, size + 1);
	size_t n = 0;
	while (n <= size) {
		ssize_t got = pread(fd, p + n, size + 1 - n, (off_t)n);
		if (got < 0)
			return false;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	p[size] = 0;
	*out = (fp_str){p, n};
	return n == size && lseek(fd, 0, SEEK_END) == (off_t)size;
}

static bool read_named(fp_arena *a, int fd, const char *name, size_t max, fp_str *out, fp_err *err)
{
	struct stat st;
	int no = 0;
	bool ok = false, regular = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	size_t left = fp_arena_left(a);
	fp_buf b = {.max = max < left ? (max ? max : 1) : left ? left : 1};
	if (regular && (size_t)st.st_size < b.max && lseek(fd, 0, SEEK_CUR) == 0 && read_sized(a, fd, (size_t)st.st_size, out))
		return true;
	if (regular && (uintmax_t)st.st_size > max)
		b.over = true;  // known without reading
	else if (!read_all(fd, &b, &no)) {
		fail_at(err, name, no);
		goto out;
	}
	if (b.over || b.n > max) {
		fp_fail(err, FP_LIMIT, fp_tr("%s：大于上限 %zu 字节；请拆成几份",
		                             "%s: larger than the limit of %zu bytes; split it"), name, b.max);
		goto out;
	}
	*out = fp_str_dup(a, fp_buf_view(&b));
	ok = true;
out:
	fp_buf_free(&b);
	return ok;
}

bool fp_file_read_fd(fp_arena *a, int fd, size_t max, fp_str *out, fp_err *err)
{
	return read_named(a, fd, fd == 0 ? fp_tr("标准输入", "standard input") : fp_tr("输入", "input"), max, out, err);
}

bool fp_file_read(fp_arena *a, const char *path, size_t max, fp_str *out, fp_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_at(err, path, errno);
	bool ok = read_named(a, fd, path, max, out, err);
	close(fd);
	return ok;
}

// ---------------------------------------------------------------- writing
bool fp_write_all(int fd, const void *p, size_t n)
{
	for (const char *at = p; n;) {
		ssize_t k = write(fd, at, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return false;
		at += k;
		n -= (size_t)k;
	}
	return true;
}

static bool sync_folder(const char *file)
{
	fp_str dir = fp_path_dir(fp_s(file));
	char *z = strndup(dir.p, dir.n);
	int fd = z ? open(z, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	free(z);
	if (fd < 0)
		return false;
	bool ok = fsync(fd) == 0 || errno == EINVAL;  // some file systems cannot sync folders
	int no = errno;
	close(fd);
	errno = no;
	return ok;
}

// A hidden name in the same folder, so that the rename stays within one file system.
static char *temporary_name(const char *path)
{
	uint64_t r = 0;
	fp_random(&r, sizeof r);
	fp_str dir = fp_path_dir(fp_s(path)), base = fp_path_base(fp_s(path));
	fp_buf b = {0};
	fp_buf_f(&b, "%.*s/.%.*s.%016llx.tmp", FP_ARG(dir), FP_ARG(fp_utf8_prefix(base, 40)), (unsigned long long)r);
	return b.p;
}

static bool fill(int fd, const char *path, fp_str bytes, bool durable)
{
	struct stat st;
	if (FP_FAULT_FULL("file.write")) {
		errno = ENOSPC;
		return false;
	}
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && fchmod(fd, st.st_mode & 0777) != 0)
		return false;
	return fp_write_all(fd, bytes.p, bytes.n) && (!durable || fsync(fd) == 0);
}

bool fp_file_write(const char *path, fp_str bytes, bool durable, fp_err *err)
{
	bool ok = false;
	char *tmp = temporary_name(path);
	int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		fail_at(err, path, errno);
		goto out;
	}
	bool filled = fill(fd, path, bytes, durable);
	int no = errno;
	if (close(fd) != 0 && filled) {
		filled = false;
		no = errno;
	}
	FP_FAULT("file.rename");
	if (filled && rename(tmp, path) != 0) {
		filled = false;
		no = errno;
	}
	if (!filled) {
		unlink(tmp);
		fail_at(err, path, no);
		goto out;
	}
	ok = !durable || sync_folder(path) || fail_at(err, path, errno);
out:
	free(tmp);
	return ok;
}

bool fp_mkdirs(const char *path, fp_err *err)
{
	char *z = fp_xstrdup(path);
	bool ok = true;
	for (char *p = z + 1; ok && *z; p++) {
		char c = *p;
		if (c && c != '/')
			continue;
		*p = 0;
		int no = mkdir(z, 0777) == 0 ? 0 : errno;
		if (no && !fp_dir_exists(z))
			ok = fail_at(err, z, no);
		*p = c;
		if (!c)
			break;
	}
	free(z);
	return ok;
}

bool fp_file_exists(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

bool fp_dir_exists(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool fp_dir_list(fp_arena *a, const char *path, fp_str **names, size_t *n, fp_err *err)
{
	*names = NULL;
	*n = 0;
	DIR *dir = opendir(path);
	if (!dir)
		return errno == ENOENT || fail_at(err, path, errno);
	size_t cap = 0;
	struct dirent *e;
	while (errno = 0, (e = readdir(dir)))
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			FP_PUSH(a, *names, *n, cap) = fp_str_dup(a, fp_s(e->d_name));
	int no = errno;
	closedir(dir);
	if (no)
		return fail_at(err, path, no);
	if (*n)
		qsort(*names, *n, sizeof **names, fp_str_cmp_qsort);
	return true;
}

// ---------------------------------------------------------------- numbers
bool fp_random(void *p, size_t n)
{
	char *at = p;
	while (n) {
		ssize_t got = getrandom(at, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}
