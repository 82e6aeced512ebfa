// Single commits: what git sees afterwards, and what happens to work that is not committed.
#include "store_lib.h"

#define CASE "cases/2026/11/18/261118-abcdefg.md"

void test_first_commit(void)
{
	fp_store *s = new_book("first");
	fp_rev rev;
	ok(fp_store_head(s, &rev, &err), "%s", err.msg);
	is_str(rev.branch, "main");
	is_int(rev.detached, false);
	is_str(status(), "");
	is_str(out_of("git -C '%s' log --format='%%an <%%ae>|%%s|%%b'", root), "王小明 <wang@example.com>|更新案例|body\n");
	is_str(out_of("git -C '%s' fsck --full --strict 2>&1", root), "");
	is_str(file_text("fupan.yaml"), "team: 测试组\n");
	fp_store_close(s);
}

void test_open_reads_what_was_written(void)
{
	fp_store *s = new_book("open");
	ok(put_one(s, "cases/2026/11/18/中文 名字.md", "投诉：包裹破损\n"), "%s", err.msg);
	fp_store_close(s);
	s = fp_store_open(fp_strf(mem, "%s/cases/2026", root).p, &err);
	if (!ok(s, "%s", err.msg))
		return;
	is_str(fp_s(fp_store_root(s)), root);
	fp_rev rev;
	fp_str text = {0};
	fp_oid blob = {{0}};
	ok(fp_store_head(s, &rev, &err), "%s", err.msg);
	ok(fp_store_read(s, &rev, FP_STR("cases/2026/11/18/中文 名字.md"), mem, &text, &blob, &err), "%s", err.msg);
	is_str(text, "投诉：包裹破损\n");
	is_str(out_of("git -C '%s' rev-parse 'HEAD:cases/2026/11/18/中文 名字.md'", root), blob.hex);
	ok(!fp_store_read(s, &rev, FP_STR("cases/none.md"), mem, &text, NULL, &err), "missing");
	is_int(err.code, FP_NOT_FOUND);
	fp_entry *e = NULL;
	size_t n;
	clear();
	ok(fp_store_list(s, &rev, FP_STR("cases"), mem, &e, &n, &err), "%s", err.msg);
	is_int(n, 1);
	is_str(status(), "");
	fp_store_close(s);
}

void test_remove_prunes_folders(void)
{
	fp_store *s = new_book("remove");
	ok(put_one(s, CASE, "a\n"), "%s", err.msg);
	fp_put p = {.path = FP_STR(CASE), .remove = true, .expect = blob_at(s, CASE)};
	ok(write_puts(s, &p, 1, "删除", NULL), "%s", err.msg);
	is_str(status(), "");
	ok(!fp_dir_exists(fp_strf(mem, "%s/cases", root).p), "empty folders went");
	is_str(out_of("git -C '%s' ls-tree -r --name-only HEAD", root), "fupan.yaml");
	is_str(out_of("git -C '%s' fsck --full --strict 2>&1", root), "");
	fp_store_close(s);
}

void test_equal_content_makes_no_commit(void)
{
	fp_store *s = new_book("equal");
	fp_rev before, after;
	ok(put_one(s, CASE, "a\n") && fp_store_head(s, &before, &err), "%s", err.msg);
	fp_put p = put_of(CASE, "a\n", NULL);
	ok(write_puts(s, &p, 1, "again", &after), "%s", err.msg);
	is_str(fp_s(after.commit.hex), before.commit.hex);
	fp_store_close(s);
}

void test_other_staged_changes_stay(void)
{
	fp_store *s = new_book("staged");
	ok(put_one(s, "scripts/话术.yaml", "a: 1\n") && put_one(s, CASE, "a\n"), "%s", err.msg);
	edit_file("scripts/话术.yaml", "a: 2\n");
	sh("cd '%s' && git add scripts && echo new > 新文件 && git add 新文件 && echo x > untracked", root);
	ok(put_one(s, CASE, "b\n"), "%s", err.msg);
	is_str(status(), "M  scripts/话术.yaml\nA  新文件\n?? untracked");
	is_str(out_of("git -C '%s' show HEAD:scripts/话术.yaml", root), "a: 1");
	is_str(out_of("git -C '%s' show HEAD:" CASE, root), "b");
	fp_store_close(s);
}

// The change of these tests: one line more at the end.
static bool add_line(void *ctx, fp_arena *a, fp_str path, fp_str current, fp_str *text, fp_err *e)
{
	(void)path;
	if (fp_str_has(current, FP_STR("refuse")))
		return fp_fail(e, FP_CONFLICT, "cannot");
	*text = fp_strf(a, "%.*s%s\n", FP_ARG(current), (const char *)ctx);
	return true;
}

static bool append(fp_store *s, const char *path, const char *line)
{
	fp_rev rev;
	fp_str text = {0};
	fp_put p = {.path = fp_s(path)};
	clear();
	if (!fp_store_head(s, &rev, &err) || !fp_store_read(s, &rev, p.path, mem, &text, &p.expect, &err))
		return false;
	p.text = fp_strf(mem, "%.*s%s\n", FP_ARG(text), line);
	fp_write w = {.puts = &p, .put_n = 1, .message = FP_STR("append"), .replay = add_line, .replay_ctx = (void *)(uintptr_t)line};
	return fp_store_write(s, &w, &rev, &err);
}

void test_same_path_staged_gets_the_change_too(void)
{
	fp_store *s = new_book("restaged");
	ok(put_one(s, CASE, "one\n"), "%s", err.msg);
	edit_file(CASE, "staged\none\n");
	sh("git -C '%s' add cases", root);
	edit_file(CASE, "working\nstaged\none\n");
	ok(append(s, CASE, "two"), "%s", err.msg);
	is_str(out_of("git -C '%s' show HEAD:" CASE, root), "one\ntwo");
	is_str(out_of("git -C '%s' show :" CASE, root), "staged\none\ntwo");
	is_str(file_text(CASE), "working\nstaged\none\ntwo\n");
	is_str(status(), "MM " CASE);
	// without replay it is a conflict, and nothing is written
	fp_rev before, after;
	ok(fp_store_head(s, &before, &err), "head");
	sh("cd '%s' && git checkout-index -f " CASE, root);
	ok(!put_one(s, CASE, "three\n"), "refused");
	is_int(err.code, FP_CONFLICT);
	ok(strstr(err.msg, "git add"), "%s", err.msg);
	clear();
	ok(fp_store_head(s, &after, &err) && fp_oid_eq(&before.commit, &after.commit), "HEAD stands");
	is_str(file_text(CASE), "staged\none\ntwo\n");
	fp_store_close(s);
}

void test_hand_edits_are_kept(void)
{
	fp_store *s = new_book("edited");
	ok(put_one(s, CASE, "one\n"), "%s", err.msg);
	edit_file(CASE, "手工\none\n");
	ok(append(s, CASE, "two"), "%s", err.msg);
	is_str(file_text(CASE), "手工\none\ntwo\n");
	is_str(out_of("git -C '%s' show HEAD:" CASE, root), "one\ntwo");
	is_str(status(), " M " CASE);
	edit_file(CASE, "refuse\n");
	ok(!append(s, CASE, "three"), "refused");
	is_int(err.code, FP_CONFLICT);
	ok(strstr(err.msg, CASE) && strstr(err.msg, "cannot"), "%s", err.msg);
	is_str(file_text(CASE), "refuse\n");
	ok(!put_one(s, CASE, "four\n"), "no replay, refused");
	is_int(err.code, FP_CONFLICT);
	is_str(out_of("git -C '%s' show HEAD:" CASE, root), "one\ntwo");
	fp_store_close(s);
}
