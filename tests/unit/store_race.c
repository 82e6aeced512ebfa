// Several writers at once: fupan beside fupan, fupan beside git. No commit is lost and everything is clean in the end.
#include "store_lib.h"

#include <time.h>

static bool add_line(void *ctx, fp_arena *a, fp_str path, fp_str current, fp_str *text, fp_err *e)
{
	(void)path, (void)e;
	*text = fp_strf(a, "%.*s%s\n", FP_ARG(current), (const char *)ctx);
	return true;
}

static int own_cases(int who, int times)
{
	fp_err e = {0};
	fp_store *s = fp_store_open(root, &e);
	for (int i = 0; s && i < times; i++) {
		fp_rev rev;
		fp_put p = put_of(fp_strf(mem, "cases/2026/11/%02d/案例-%d-%d.md", i % 3 + 1, who, i).p, fp_strf(mem, "%d %d\n", who, i).p, NULL);
		fp_write w = {.puts = &p, .put_n = 1, .message = FP_STR("case")};
		if (!fp_store_write(s, &w, &rev, &e)) {
			fprintf(stderr, "# %s\n", e.msg);
			return 1;
		}
	}
	fp_store_close(s);
	return s ? 0 : 1;
}

static int same_file(int who, int times)
{
	fp_err e = {0};
	fp_store *s = fp_store_open(root, &e);
	for (int i = 0; s && i < times; i++) {
		fp_rev rev;
		fp_str text;
		char line[40];
		fp_put p = {.path = FP_STR("cases/all.md")};
		snprintf(line, sizeof line, "%d-%d", who, i);
		if (!fp_store_head(s, &rev, &e) || !fp_store_read(s, &rev, p.path, mem, &text, &p.expect, &e))
			return 1;
		p.text = fp_strf(mem, "%.*s%s\n", FP_ARG(text), line);
		fp_write w = {.puts = &p, .put_n = 1, .message = FP_STR("line"), .replay = add_line, .replay_ctx = line};
		if (!fp_store_write(s, &w, &rev, &e)) {
			fprintf(stderr, "# %s\n", e.msg);
			return 1;
		}
	}
	fp_store_close(s);
	return s ? 0 : 1;
}

// The user's own commits; git refuses while its index is locked or the branch moved, then the user tries again.
static int git_commits(int who, int times)
{
	for (int i = 0; i < times; i++)
		if (sh("cd '%s' && echo %d > own-%d-%d.txt && n=0; until { git add own-%d-%d.txt && git commit -qm own; } 2>/dev/null; do n=$((n+1)); [ $n -lt 500 ] || exit 1; sleep 0.005; done", root, i, who, i, who, i))
			return 1;
	return 0;
}

static void two(int (*f)(int, int), int (*g)(int, int), int times)
{
	int (*const run[])(int, int) = {f, g};
	pid_t pid[2];
	fflush(stdout);
	for (int k = 0; k < 2; k++) {
		pid[k] = fork();
		if (pid[k] == 0)
			_exit(run[k](k, times));
	}
	for (int k = 0; k < 2; k++) {
		int st = -1;
		waitpid(pid[k], &st, 0);
		is_int(st, 0);
	}
}

static void all_clean(const char *commits)
{
	is_str(out_of("git -C '%s' rev-list --count HEAD", root), commits);
	is_str(status(), "");
	is_str(out_of("git -C '%s' fsck --full --strict 2>&1 | grep -v '^dangling'", root), "");
	is_str(out_of("ls -A '%s/.fupan'", root), "head\nlock");
}

void test_different_cases(void)
{
	fp_store *s = new_book("cases");
	fp_store_close(s);
	two(own_cases, own_cases, 50);
	all_clean("101");
	is_str(out_of("git -C '%s' ls-files | wc -l", root), "101");
}

void test_same_file_with_replay(void)
{
	fp_store *s = new_book("same");
	ok(put_one(s, "cases/all.md", "start\n"), "%s", err.msg);
	fp_store_close(s);
	two(same_file, same_file, 50);
	all_clean("102");
	is_str(out_of("sort -u '%s/cases/all.md' | wc -l", root), "101");
}

void test_beside_git(void)
{
	fp_store *s = new_book("git");
	fp_store_close(s);
	two(own_cases, git_commits, 30);
	all_clean("61");
	is_str(out_of("git -C '%s' ls-files | wc -l", root), "61");
}

void test_conflict_without_replay(void)
{
	fp_store *s = new_book("conflict");
	ok(put_one(s, "cases/all.md", "start\n"), "%s", err.msg);
	fp_oid old = blob_at(s, "cases/all.md");
	ok(put_one(s, "cases/all.md", "theirs\n"), "%s", err.msg);
	fp_put p = put_of("cases/all.md", "mine\n", &old);
	ok(!write_puts(s, &p, 1, "mine", NULL), "refused");
	is_int(err.code, FP_CONFLICT);
	is_str(file_text("cases/all.md"), "theirs\n");
	p = put_of("cases/all.md", "mine\n", NULL);
	ok(!write_puts(s, &p, 1, "mine", NULL), "is there already");
	is_int(err.code, FP_CONFLICT);
	p = (fp_put){.path = FP_STR("cases/all.md"), .remove = true, .expect = old};
	ok(!write_puts(s, &p, 1, "mine", NULL), "not the one to remove");
	is_int(err.code, FP_CONFLICT);
	p = (fp_put){.path = FP_STR("cases/none.md"), .remove = true, .expect = old};
	ok(write_puts(s, &p, 1, "mine", NULL), "gone already");
	is_str(status(), "");
	fp_store_close(s);
}

// A branch locked for good: an error after some seconds, and nothing written.
void test_branch_locked(void)
{
	fp_store *s = new_book("locked");
	sh("touch '%s/.git/refs/heads/main.lock'", root);
	double start = fp_clock_seconds();
	ok(!put_one(s, "cases/a.md", "a\n"), "refused");
	double took = fp_clock_seconds() - start;
	ok(took > 4 && took < 10, "after %.1f s", took);
	is_int(err.code, FP_CONFLICT);
	ok(strstr(err.msg, "main.lock"), "%s", err.msg);
	is_str(status(), "");
	is_str(out_of("ls -A '%s/.fupan'", root), "head\nlock");
	sh("rm '%s/.git/refs/heads/main.lock'", root);
	ok(put_one(s, "cases/a.md", "a\n"), "%s", err.msg);
	fp_store_close(s);
}

// The user's git keeps its index: the commit is made, the next run catches up.
void test_index_locked(void)
{
	fp_store *s = new_book("index");
	sh("touch '%s/.git/index.lock'", root);
	fflush(stderr);
	int keep = dup(2), null = open("/dev/null", O_WRONLY);
	dup2(null, 2);
	ok(put_one(s, "cases/a.md", "a\n"), "%s", err.msg);
	ok(put_one(s, "cases/b.md", "b\n"), "%s", err.msg);
	size_t n = 0;
	ok(fp_store_repair(s, &n, &err), "still locked: %s", err.msg);
	dup2(keep, 2);
	close(keep);
	close(null);
	is_str(file_text("cases/a.md"), "a\n");
	is_str(out_of("ls '%s/.git/index.lock' | wc -l", root), "1");
	sh("rm '%s/.git/index.lock'", root);
	ok(fp_store_repair(s, &n, &err), "%s", err.msg);
	is_int(n, 2);
	all_clean("3");
	fp_store_close(s);
}
