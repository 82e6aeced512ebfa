// error: what libgit2 and the system say, in words that name the place and the way out; and which paths are refused.
#include "store/store_priv.h"

#include <errno.h>
#include <string.h>

static const char *remedy(int no)
{
	switch (no) {
	case ENOSPC:
	case EDQUOT: return fp_tr("（磁盘满了，请腾出空间后重试）", " (the disk is full: make room and try again)");
	case EROFS: return fp_tr("（案例本在只读的磁盘上）", " (the casebook is on a read-only disk)");
	case EACCES:
	case EPERM: return fp_tr("（没有写入权限，请检查文件夹的所有者和权限）", " (no permission: check owner and rights of the folder)");
	default: return "";
	}
}

bool store_os_fail(fp_err *err, int no, const char *where)
{
	return fp_fail(err, FP_IO, "%s: %s%s", where, strerror(no), remedy(no));
}

// libgit2 keeps no errno, only its text at the end of the message.
static int errno_in(const char *message)
{
	static const int known[] = {ENOSPC, EDQUOT, EROFS, EACCES, EPERM};
	for (size_t i = 0; i < FP_COUNT(known); i++)
		if (strstr(message, strerror(known[i])))
			return known[i];
	return 0;
}

bool store_git_fail(fp_err *err, fp_code code, const char *where)
{
	const git_error *e = git_error_last();
	const char *message = e && e->message ? e->message : fp_tr("git 未说明原因", "git gave no reason");
	int no = errno_in(message);
	return fp_fail(err, no ? FP_IO : code, "%s: %s%s", where, message, remedy(no));
}

// ---------------------------------------------------------------- ids
bool fp_oid_eq(const fp_oid *a, const fp_oid *b)
{
	return strcmp(a->hex, b->hex) == 0;
}

bool store_oid_in(const fp_oid *hex, git_oid *id, fp_err *err)
{
	if (strlen(hex->hex) == 40 && git_oid_fromstr(id, hex->hex) == 0)
		return true;
	return fp_fail(err, FP_INVALID, fp_tr("不是 git 对象编号：“%s”", "not an object id: '%s'"), hex->hex);
}

fp_oid store_oid_out(const git_oid *id)
{
	fp_oid out;
	git_oid_tostr(out.hex, sizeof out.hex, id);
	return out;
}

// ---------------------------------------------------------------- paths
// Code points that HFS+ drops from names, so that ".g<U+200C>it" would open .git there.
static bool hfs_drops(uint32_t cp)
{
	return (cp >= 0x200C && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x206A && cp <= 0x206F) ||
		cp == 0xFEFF;
}

static bool is_dot_git(fp_str name)
{
	char plain[8];
	size_t n = 0;
	if (fp_str_ieq(name, FP_STR("git~1")))
		return true;
	for (size_t i = 0; i < name.n;) {
		uint32_t cp = fp_utf8_next(name, &i);
		if (hfs_drops(cp))
			continue;
		if (cp > 0x7F || (n == 4 && cp != ' ' && cp != '.'))
			return false;
		if (n < 4)
			plain[n++] = (char)cp;
	}
	return fp_str_ieq((fp_str){plain, n}, FP_STR(".git"));
}

static bool component_ok(fp_str name)
{
	if (name.n == 0 || name.n > 255 || fp_str_is(name, ".") || fp_str_is(name, ".."))
		return false;
	return !is_dot_git(name);
}

bool store_path_check(fp_str path, fp_err *err)
{
	fp_str rest = path;
	bool ok = path.n > 0 && path.n < 4000 && path.p[0] != '/' && fp_utf8_valid(path, NULL);
	for (size_t i = 0; ok && i < path.n; i++)
		ok = (unsigned char)path.p[i] >= 0x20 && path.p[i] != 0x7F && path.p[i] != '\\';
	size_t depth = 0;
	while (ok && rest.p) {
		fp_str part = fp_str_cut(&rest, '/');
		ok = component_ok(part) && ++depth < STORE_DEPTH && !(depth == 1 && fp_str_ieq(part, FP_STR(".fupan")));
	}
	if (ok)
		return true;
	return fp_fail(err, FP_INVALID, fp_tr("路径不能用：“%.*s”（不能为绝对路径，不能含 ..、.git、.fupan、反斜杠或控制字符）",
		"unusable path: '%.*s' (no absolute path, no .., .git, .fupan, backslash or control character)"), FP_ARG(path));
}
