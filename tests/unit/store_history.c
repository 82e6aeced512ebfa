// History and hand edits: log as `git log`, trailers, what differs from the snapshot.
#include "store_lib.h"

#define CASE "cases/2026/11/18/261118-abcdefg.md"

static fp_str log_ids(fp_store *s, const char *path)
{
	fp_rev rev;
	fp_log_entry *e = NULL;
	size_t n = 0;
	fp_buf b = {0};
	clear();
	if (!fp_store_head(s, &rev, &err) || !fp_store_log(s, &rev, fp_s(path), 10000, mem, &e, &n, &err))
		return fp_s(err.msg);
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%s%s", i ? "\n" : "", e[i].commit.hex);
	return fp_buf_take(&b, mem);
}

static void commit_at(int t, const char *cmd)
{
	sh("cd '%s' && export GIT_AUTHOR_DATE='%d +0800' GIT_COMMITTER_DATE='%d +0800' && %s", root, 1700000000 + t, 1700000000 + t, cmd);
}

void test_log_is_git_log(void)
{
	fp_store *s = new_book("log");
	commit_at(1, "mkdir -p cases/2026/11/18 && echo 1 > " CASE " && git add . && git commit -qm one");
	commit_at(2, "echo 2 > other && git add . && git commit -qm other");
	commit_at(3, "git checkout -q -b side && echo 2 >> " CASE " && git commit -qam side1");
	commit_at(4, "git checkout -q main && echo x >> other && git commit -qam main1");
	commit_at(5, "git merge -q --no-ff -m merge1 side");
	commit_at(6, "git checkout -q -b b2 && echo 3 >> " CASE " && git commit -qam b2");
	commit_at(7, "git checkout -q main && sed -i 's/^1/0/' " CASE " && git commit -qam main2");
	commit_at(8, "git merge -q --no-ff -m merge2 b2; printf '0\\n2\\n3\\n' > " CASE " && git commit -qam merge2");
	commit_at(9, "git rm -q " CASE " && git commit -qm gone");
	commit_at(10, "git checkout -q HEAD^ -- . && git commit -qm back");
	const char *paths[] = {CASE, "other", "fupan.yaml", "cases", "nothing"};
	for (size_t i = 0; i < FP_COUNT(paths); i++)
		is_bytes(log_ids(s, paths[i]), out_of("git -C '%s' log --format=%%H -- '%s'", root, paths[i]));
	is_bytes(log_ids(s, ""), out_of("git -C '%s' log --format=%%H", root));
	is_int(fp_str_has(log_ids(s, CASE), out_of("git -C '%s' log -1 --format=%%H --grep=merge2", root)), true);
	fp_store_close(s);
}

void test_log_entry(void)
{
	fp_store *s = new_book("entry");
	fp_rev rev;
	fp_log_entry *e = NULL;
	size_t n = 0;
	ok(put_one(s, CASE, "a\n"), "%s", err.msg);
	fp_oid a = blob_at(s, CASE);
	setenv("FUPAN_NOW", "2026-11-18T10:32:00+08:00", 1);
	ok(put_one(s, CASE, "b\n"), "%s", err.msg);
	unsetenv("FUPAN_NOW");
	fp_oid b = blob_at(s, CASE);
	ok(fp_store_head(s, &rev, &err) && fp_store_log(s, &rev, FP_STR(CASE), 10, mem, &e, &n, &err), "%s", err.msg);
	is_int(n, 2);
	is_str(e[0].subject, "更新案例");
	is_str(e[0].body, "body");
	is_str(e[0].author, "王小明");
	is_str(fp_time_text(mem, e[0].when), "2026-11-18T10:32:00+08:00");
	ok(fp_oid_eq(&e[0].blob_before, &a) && fp_oid_eq(&e[0].blob_after, &b), "blobs");
	is_str(fp_s(e[1].blob_before.hex), "");
	is_str(fp_s(e[0].parent.hex), e[1].commit.hex);
	is_str(out_of("git -C '%s' log -1 --format=%%ad --date=iso-strict", root), "2026-11-18T10:32:00+08:00");
	ok(fp_store_log(s, &rev, FP_STR(CASE), 1, mem, &e, &n, &err), "limit");
	is_int(n, 1);
	fp_store_close(s);
}

void test_trailer(void)
{
	fp_store *s = new_book("trailer");
	fp_rev rev;
	fp_str text = {0};
	fp_oid at, id = {{0}};
	fp_put p = put_of("reviews/2026-W47.md", "generated\n", &id);
	ok(write_puts(s, &p, 1, "复盘 2026-W47\n\nFupan-Generated: reviews/2026-W47.md\n", &rev), "%s", err.msg);
	fp_oid made = rev.commit;
	ok(put_one(s, "reviews/2026-W47.md", "edited\n") && fp_store_head(s, &rev, &err), "%s", err.msg);
	ok(fp_store_find_trailer(s, &rev, FP_STR("Fupan-Generated: reviews/2026-W47.md"), FP_STR("reviews/2026-W47.md"), mem, &text, &at, &err), "%s", err.msg);
	is_str(text, "generated\n");
	ok(fp_oid_eq(&at, &made), "the commit");
	ok(!fp_store_find_trailer(s, &rev, FP_STR("Fupan-Generated: reviews/2026-W48.md"), FP_STR("x"), mem, &text, NULL, &err), "none");
	is_int(err.code, FP_NOT_FOUND);
	fp_store_close(s);
}

static fp_str dirt(fp_store *s)
{
	static const char letter[] = {'M', 'A', 'D'};
	fp_rev rev;
	fp_dirty *d = NULL;
	size_t n = 0;
	fp_buf b = {0};
	clear();
	if (!fp_store_head(s, &rev, &err) || !fp_store_dirty(s, &rev, mem, &d, &n, &err))
		return fp_s(err.msg);
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%c %.*s\n", letter[d[i].dirt], FP_ARG(d[i].path));
	return n ? fp_buf_take(&b, mem) : FP_STR("");
}

void test_dirty(void)
{
	fp_store *s = new_book("dirty");
	ok(put_one(s, CASE, "aaaa\n") && put_one(s, "cases/2026/11/18/乙.md", "b\n") && put_one(s, "issues/一.md", "i\n"), "%s", err.msg);
	is_str(dirt(s), "");
	edit_file(CASE, "bbbb\n");  // same size, at once
	is_str(dirt(s), "M " CASE "\n");
	sh("cd '%s' && rm issues/*.md && touch cases/2026/11/18/乙.md && echo n > cases/新.md && echo x > notes.txt && echo x > cases/.hidden && echo x > cases/a.md~"
	   "&& echo 'cases/*.tmp' > .gitignore && echo x > cases/a.tmp && ln -s /etc/passwd cases/link.md", root);
	is_str(dirt(s), "M " CASE "\nA cases/新.md\nD issues/一.md\n");
	edit_file(CASE, "aaaa\n");
	is_str(dirt(s), "A cases/新.md\nD issues/一.md\n");
	sh("cd '%s' && git add -A && git commit -qm all", root);
	is_str(dirt(s), "");
	fp_store_close(s);
}
