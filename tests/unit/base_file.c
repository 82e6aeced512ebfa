// Files, folders, paths, the hash, faults.
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static fp_arena *a;
static char dir[] = "/tmp/fp-base-file-XXXXXX";

static const char *at(const char *name)
{
	return fp_path_join(a, fp_s(dir), fp_s(name)).p;
}

static size_t names_in(const char *path)
{
	fp_str *names;
	size_t n;
	fp_err err = {0};
	if (!fp_dir_list(a, path, &names, &n, &err))
		return 999;
	return n;
}

static fp_str content(const char *path)
{
	fp_str s;
	fp_err err = {0};
	return fp_file_read(a, path, 1 << 20, &s, &err) ? s : fp_s(fp_cstr(a, fp_s(err.msg)));
}

void test_a_place(void)
{
	a = fp_arena_new(0);
	if (!ok(mkdtemp(dir) != NULL))
		exit(1);
}

void test_paths(void)
{
	is_str(fp_path_join(a, FP_STR("a"), FP_STR("b")), "a/b");
	is_str(fp_path_join(a, FP_STR("a/"), FP_STR("b")), "a/b");
	is_str(fp_path_join(a, FP_STR(""), FP_STR("b")), "b");
	is_str(fp_path_join(a, FP_STR("a"), FP_STR("/b")), "/b");
	is_str(fp_path_dir(FP_STR("a/b")), "a");
	is_str(fp_path_dir(FP_STR("a/b/")), "a");
	is_str(fp_path_dir(FP_STR("a//b")), "a");
	is_str(fp_path_dir(FP_STR("b")), ".");
	is_str(fp_path_dir(FP_STR("/b")), "/");
	is_str(fp_path_dir(FP_STR("/")), "/");
	is_str(fp_path_base(FP_STR("a/b.md")), "b.md");
	is_str(fp_path_base(FP_STR("a/b/")), "b");
	is_str(fp_path_base(FP_STR("b")), "b");
	is_str(fp_path_base(FP_STR("/")), "/");
	is_str(fp_path_base(FP_STR("")), "");
}

void test_write_then_read(void)
{
	fp_err err = {0};
	ok(fp_file_write(at("x.md"), FP_STR("one"), false, &err), "%s", err.msg);
	is_str(content(at("x.md")), "one");
	chmod(at("x.md"), 0600);
	ok(fp_file_write(at("x.md"), (fp_str){"a\0b", 3}, true, &err), "%s", err.msg);
	is_bytes(content(at("x.md")), ((fp_str){"a\0b", 3}));
	struct stat st;
	ok(stat(at("x.md"), &st) == 0 && (st.st_mode & 0777) == 0600, "its mode is kept");
	ok(fp_file_write(at("empty"), FP_STR(""), false, &err));
	is_int(content(at("empty")).n, 0);
	is_int(names_in(dir), 2);
	ok(fp_file_exists(at("x.md")) && !fp_file_exists(dir) && !fp_file_exists(at("nope")));
	ok(fp_dir_exists(dir) && !fp_dir_exists(at("x.md")));
}

void test_reading_says_what_is_wrong(void)
{
	fp_str s;
	fp_err e1 = {0}, e2 = {0}, e3 = {0}, e4 = {0};
	ok(!fp_file_read(a, at("nope"), 100, &s, &e1) && e1.code == FP_NOT_FOUND && strstr(e1.msg, "nope"), "%s", e1.msg);
	ok(!fp_file_read(a, dir, 100, &s, &e2) && e2.code == FP_IO, "%s", e2.msg);
	ok(!fp_file_read(a, at("x.md"), 2, &s, &e3) && e3.code == FP_LIMIT, "%s", e3.msg);
	ok(fp_file_read(a, at("x.md"), 3, &s, &e4), "exactly the limit");
	fp_arena *small = fp_arena_new(64);
	fp_err e5 = {0};
	fp_err none = {0};
	ok(fp_file_write(at("big"), (fp_str){fp_alloc(a, 100000), 100000}, false, &none));
	ok(!fp_file_read(small, at("big"), 1 << 20, &s, &e5) && e5.code == FP_LIMIT, "too large for the arena: %s", e5.msg);
	unlink(at("big"));
	fp_arena_free(small);
}

void test_reading_a_pipe(void)
{
	int fd[2];
	fp_str s;
	fp_err err = {0};
	if (!ok(pipe(fd) == 0))
		return;
	ok(write(fd[1], "piped", 5) == 5);
	close(fd[1]);
	ok(fp_file_read_fd(a, fd[0], 5, &s, &err));
	is_str(s, "piped");
	close(fd[0]);
	if (!ok(pipe(fd) == 0))
		return;
	ok(write(fd[1], "piped", 5) == 5);
	close(fd[1]);
	ok(!fp_file_read_fd(a, fd[0], 4, &s, &err) && err.code == FP_LIMIT, "%s", err.msg);
	close(fd[0]);
}

// A disk that is full in the middle: the old file stays, nothing is left over.
void test_a_write_that_fails_leaves_the_old_file(void)
{
	fp_err err = {0};
	ok(fp_file_write(at("old"), FP_STR("old"), false, &err));
	size_t before = names_in(dir);
	pid_t pid = fork();
	if (pid == 0) {
		signal(SIGXFSZ, SIG_IGN);
		struct rlimit most = {1000, 1000};
		setrlimit(RLIMIT_FSIZE, &most);
		fp_str big = {fp_alloc(a, 100000), 100000};
		_exit(fp_file_write(at("old"), big, true, &err) || err.code != FP_IO || !strstr(err.msg, "old"));
	}
	int status = -1;
	waitpid(pid, &status, 0);
	is_int(status, 0);
	is_str(content(at("old")), "old");
	is_int(names_in(dir), before);
	fp_err e2 = {0};
	ok(!fp_file_write(at("no/such/folder"), FP_STR("x"), false, &e2) && e2.code == FP_NOT_FOUND, "%s", e2.msg);
}

// A reader sees the old content or the new one, never a part.
void test_writes_are_atomic(void)
{
	fp_err err = {0};
	char *v = fp_alloc(a, 200000);
	memset(v, 'a', 200000);
	ok(fp_file_write(at("shared"), (fp_str){v, 200000}, false, &err));
	pid_t pid = fork();
	if (pid == 0) {
		for (int i = 0; i < 100; i++) {
			memset(v, 'a' + i % 20, 200000);
			if (!fp_file_write(at("shared"), (fp_str){v, 200000}, false, &err))
				_exit(1);
		}
		_exit(0);
	}
	int status = -1, torn = 0, reads = 0;
	fp_arena *each = fp_arena_new(0);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		fp_str s;
		torn += !fp_file_read(each, at("shared"), 1 << 20, &s, NULL) || s.n != 200000 || s.p[0] != s.p[s.n - 1];
		reads++;
		fp_arena_reset(each);
	}
	fp_arena_free(each);
	is_int(status, 0);
	ok(torn == 0 && reads > 0, "%d reads, none torn", reads);
	unlink(at("shared"));
}

void test_folders(void)
{
	fp_err err = {0};
	fp_str *names;
	size_t n;
	ok(fp_mkdirs(at("d/e//f/"), &err) && fp_mkdirs(at("d/e/f"), &err) && fp_dir_exists(at("d/e/f")), "%s", err.msg);
	ok(!fp_mkdirs(at("x.md/y"), &err) && strstr(err.msg, "x.md"), "%s", err.msg);
	err = (fp_err){0};
	ok(fp_file_write(at("d/b"), FP_STR("b"), false, &err) && fp_file_write(at("d/中"), FP_STR("z"), false, &err) &&
	   fp_file_write(at("d/B"), FP_STR("B"), false, &err));
	ok(fp_dir_list(a, at("d"), &names, &n, &err) && n == 4);
	ok(fp_str_is(names[0], "B") && fp_str_is(names[1], "b") && fp_str_is(names[2], "e") && fp_str_is(names[3], "中"), "sorted by bytes");
	ok(fp_dir_list(a, at("missing"), &names, &n, &err) && n == 0, "a missing folder is empty");
	ok(!fp_dir_list(a, at("x.md"), &names, &n, &err), "%s", err.msg);
}

void test_hash_is_stable(void)
{
	// The values of MurmurHash64A, which may be stored and so must not change.
	ok(fp_hash64("", 0, 0) == 0, "empty");
	uint64_t h = fp_hash64("fupan", 5, 0);
	ok(h == fp_hash64(&"xfupan"[1], 5, 0), "alignment does not matter");
	ok(h != fp_hash64("fupan", 5, 1) && h != fp_hash64("fupam", 5, 0));
	ok(h == 0x4518e3bdfac6757cu, "%016llx", (unsigned long long)h);
	ok(fp_hash64("0123456789abcdef", 16, 42) == 0x2dc5414e84ea21d2u);
	ok(fp_hash64("案例库，复盘", 18, 7) == 0xe0552a5542bd1c9cu);
}

void test_random(void)
{
	uint64_t x = 0, y = 0;
	ok(fp_random(&x, sizeof x) && fp_random(&y, sizeof y) && x != y);
	ok(fp_random(&x, 0));
}

void test_the_place_is_left(void)
{
	char rm[100];
	snprintf(rm, sizeof rm, "rm -rf %s", dir);
	is_int(system(rm), 0);
	fp_arena_free(a);
}

// More than a pipe holds at once: the writer has to go on where it was interrupted.
void test_write_all(void)
{
	int fd[2];
	size_t n = 1u << 20, got = 0, wrong = 0;
	char *p = fp_xmalloc(n), part[4096];
	for (size_t i = 0; i < n; i++)
		p[i] = (char)(i * 7);
	ok(pipe(fd) == 0);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		close(fd[0]);
		_exit(fp_write_all(fd[1], p, n) ? 0 : 1);
	}
	close(fd[1]);
	for (ssize_t k; (k = read(fd[0], part, sizeof part)) > 0; got += (size_t)k)
		wrong += memcmp(part, p + got, (size_t)k) != 0;
	int st;
	waitpid(pid, &st, 0);
	is_int(st, 0);
	is_int(got, n);
	is_int(wrong, 0);
	close(fd[0]);
	ok(!fp_write_all(-1, "x", 1) && errno == EBADF);
	ok(fp_write_all(-1, "", 0), "nothing is always written");
	free(p);
}
