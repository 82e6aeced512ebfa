// What a casebook fetched from others, or an unsuitable repository, must not be able to do; and git's index in its odd forms.
#include "store_lib.h"

#define CASE "cases/2026/11/18/261118-abcdefg.md"

static bool says(fp_code code, const char *part)
{
	return ok(err.code == code && strstr(err.msg, part), "%d %s", err.code, err.msg);
}

void test_paths(void)
{
	static const char *const bad[] = {"", "/etc/passwd", "../x", "cases/../../x", "cases/./x", "cases//x", "cases/", ".git/config", "cases/.GIT/x", ".git./x",
		".git /hooks", "git~1/x", ".g\xe2\x80\x8cit/x", ".fupan/index.db", ".Fupan/x", "a\\b", "a\nb", "a\x7f", "a\xff"};
	static const char *const good[] = {".gitignore", ".gitattributes", "a b", "cases/中文/。.md", "..a/b", "a..b", "git~2", ".gitx"};
	fp_store *s = new_book("paths");
	for (size_t i = 0; i < FP_COUNT(bad); i++) {
		fp_put p = put_of(bad[i], "x\n", NULL);
		ok(!write_puts(s, &p, 1, "m", NULL) && err.code == FP_INVALID, "refuses %s", bad[i]);
		fp_str t;
		ok(!fp_store_read_working(s, fp_s(bad[i]), mem, &t, &err), "and reading it");
	}
	for (size_t i = 0; i < FP_COUNT(good); i++)
		ok(put_one(s, good[i], "x\n"), "takes %s: %s", good[i], err.msg);
	fp_put twice[] = {put_of("a", "x", NULL), put_of("a", "y", NULL)}, inside[] = {put_of("q", "x", NULL), put_of("q/r", "y", NULL)};
	ok(!write_puts(s, twice, 2, "m", NULL) && err.code == FP_INVALID, "the same path twice");
	ok(!write_puts(s, inside, 2, "m", NULL) && err.code == FP_INVALID, "one inside the other");
	ok(!write_puts(s, twice, 1, " \n", NULL) && err.code == FP_INVALID, "no message");
	is_str(status(), "");
	fp_store_close(s);
}

void test_links_are_not_followed(void)
{
	fp_store *s = new_book("links");
	sh("mkdir '%s/outside' && echo secret > '%s/outside/x.md' && ln -s '%s/outside' '%s/cases' && ln -s '%s/outside/x.md' '%s/link.md'", box, box, box, root, box, root);
	ok(!put_one(s, "cases/new.md", "x\n"), "through a linked folder");
	says(FP_CONFLICT, "link");
	ok(!put_one(s, "link.md", "x\n"), "over a link");
	says(FP_CONFLICT, "link");
	fp_str t = {0};
	clear();
	ok(!fp_store_read_working(s, FP_STR("cases/x.md"), mem, &t, &err), "reading through a link");
	clear();
	ok(!fp_store_read_working(s, FP_STR("link.md"), mem, &t, &err), "reading a link");
	is_str(out_of("ls '%s/outside'; cat '%s/outside/x.md'", box, box), "x.md\nsecret");
	// links inside the repository are as if absent, and stay
	sh("cd '%s' && git add cases link.md && git commit -qm links", root);
	fp_rev rev;
	fp_entry *e = NULL;
	size_t n = 0;
	clear();
	ok(fp_store_head(s, &rev, &err) && fp_store_list(s, &rev, FP_STR(""), mem, &e, &n, &err), "%s", err.msg);
	is_int(n, 1);
	ok(!fp_store_read(s, &rev, FP_STR("link.md"), mem, &t, NULL, &err), "a link is no file");
	ok(!put_one(s, "link.md", "x\n"), "a link in the tree");
	says(FP_CONFLICT, "link");
	ok(!put_one(s, "cases/x.md", "x\n"), "below a link in the tree");
	is_int(err.code, FP_CONFLICT);
	ok(put_one(s, "issues/a.md", "x\n"), "beside it: %s", err.msg);
	is_str(status(), "");
	is_str(out_of("git -C '%s' ls-tree HEAD cases | cut -c 1-6", root), "120000");
	fp_store_close(s);
}

void test_cache_that_travels(void)
{
	fp_store *s = new_book("cache");
	fp_store_close(s);
	sh("cd '%s' && echo evil > .fupan/index.db && git add -f .fupan/index.db && git commit -qm evil", root);
	clear();
	ok(!fp_store_open(root, &err), "a cache in git");
	says(FP_INVALID, "git rm");
	sh("cd '%s' && git rm -q -r --cached .fupan && git commit -qm clean && rm -r .fupan && mkdir '%s/elsewhere' && ln -s '%s/elsewhere' .fupan", root, box, box);
	clear();
	ok(!fp_store_open(root, &err), "a linked cache");
	says(FP_INVALID, ".fupan");
	is_str(out_of("ls '%s/elsewhere'", box), "");
	sh("rm '%s/.fupan'", root);
	clear();
	s = fp_store_open(root, &err);
	ok(s, "%s", err.msg);
	is_str(out_of("tail -n 1 '%s/.git/info/exclude'", root), "/.fupan/");
	fp_store_close(s);
}

void test_states_that_refuse_writing(void)
{
	fp_store *s = new_book("states");
	ok(put_one(s, CASE, "a\n"), "%s", err.msg);
	sh("cd '%s' && git switch -q --detach", root);
	fp_rev rev;
	ok(fp_store_head(s, &rev, &err) && rev.detached, "detached");
	ok(!put_one(s, CASE, "b\n"), "detached");
	says(FP_CONFLICT, "git switch");
	sh("cd '%s' && git switch -q main && git switch -q -c side && echo x > " CASE " && git commit -qam side && git switch -q main && echo y > " CASE " && git commit -qam main && git merge side > /dev/null 2>&1", root);
	ok(!put_one(s, "cases/x.md", "b\n"), "merging");
	says(FP_CONFLICT, "git merge --abort");
	sh("cd '%s' && git merge --abort && git switch -q side && git rebase main > /dev/null 2>&1", root);
	ok(!put_one(s, "cases/x.md", "b\n"), "rebasing");
	says(FP_CONFLICT, "git rebase --abort");
	sh("cd '%s' && git rebase --abort", root);
	ok(put_one(s, "cases/x.md", "b\n"), "%s", err.msg);
	is_str(out_of("git -C '%s' log -1 --format=%%s side", root), "更新案例");
	is_str(status(), "");
	fp_store_close(s);
}

void test_unborn(void)
{
	enter_box();
	clear();
	fp_store *s = fp_store_init(fp_strf(mem, "%s/new/deep/案例库", box).p, &err);
	fp_rev rev;
	fp_entry *e = NULL;
	fp_dirty *d = NULL;
	fp_log_entry *l = NULL;
	size_t n = 9;
	ok(s && fp_store_head(s, &rev, &err), "%s", err.msg);
	is_str(rev.branch, "main");
	is_str(fp_s(rev.commit.hex), "");
	ok(fp_store_list(s, &rev, FP_STR("cases"), mem, &e, &n, &err) && n == 0, "%s", err.msg);
	ok(fp_store_dirty(s, &rev, mem, &d, &n, &err) && n == 0, "%s", err.msg);
	ok(fp_store_log(s, &rev, FP_STR(""), 9, mem, &l, &n, &err) && n == 0, "%s", err.msg);
	ok(put_one(s, "fupan.yaml", "a: 1\n"), "%s", err.msg);
	fp_store_close(s);
	ok(!fp_store_init(fp_strf(mem, "%s/new/deep/案例库", box).p, &err), "again");
	is_int(err.code, FP_CONFLICT);
	clear();
	ok(!fp_store_init(fp_strf(mem, "%s/new/deep/案例库/in", box).p, &err), "inside");
	is_int(err.code, FP_CONFLICT);
}

void test_unsuitable_folders(void)
{
	enter_box();
	snprintf(root, sizeof root, "%s/plain", box);
	sh("mkdir -p '%s/sub'", root);
	clear();
	ok(!fp_store_open(root, &err), "no casebook");
	says(FP_NOT_FOUND, "fupan init");
	clear();
	ok(!fp_store_open(fp_strf(mem, "%s/none", root).p, &err), "no folder");
	is_int(err.code, FP_NOT_FOUND);
	sh("echo a: 1 > '%s/sub/fupan.yaml'", root);
	clear();
	ok(!fp_store_open(fp_strf(mem, "%s/sub", root).p, &err), "no repository");
	says(FP_NOT_FOUND, "git init");
	sh("git init -q '%s'", root);
	clear();
	ok(!fp_store_open(fp_strf(mem, "%s/sub", root).p, &err), "inside another repository");
	says(FP_NOT_FOUND, "sub-folder");
	sh("git init -q --bare '%s/bare' && echo a: 1 > '%s/bare/fupan.yaml' && git init -q '%s/core' && git -C '%s/core' config core.bare true && echo a: 1 > '%s/core/fupan.yaml'", root, root, root, root, root);
	clear();
	ok(!fp_store_open(fp_strf(mem, "%s/core", root).p, &err), "core.bare");
	says(FP_GIT, "bare");
	clear();
	ok(!fp_store_open(fp_strf(mem, "%s/bare", root).p, &err), "bare");
	is_int(err.code, FP_GIT);
}

void test_who(void)
{
	fp_store *s = new_book("who");
	fp_store_close(s);
	sh("mv '%s/.gitconfig' '%s/gitconfig'", box, box);
	clear();
	s = fp_store_open(root, &err);
	ok(!put_one(s, CASE, "a\n"), "nobody");
	says(FP_GIT, "git config --global user.name");
	is_str(status(), "");
	setenv("FUPAN_AUTHOR", "李 四 <li@example.com>", 1);
	ok(put_one(s, CASE, "a\n"), "%s", err.msg);
	is_str(out_of("git -C '%s' log -1 --format='%%an <%%ae>'", root), "李 四 <li@example.com>");
	unsetenv("FUPAN_AUTHOR");
	fp_store_close(s);
	sh("mv '%s/gitconfig' '%s/.gitconfig'", box, box);
}

// As root: a folder of somebody else; as somebody else: a folder that cannot be written.
void test_owner_and_rights(void)
{
	fp_store *s = new_book("rights");
	ok(put_one(s, CASE, "a\n"), "%s", err.msg);
	fp_store_close(s);
	if (geteuid() != 0) {
		skip("needs root");
		return;
	}
	sh("chown -R 65534 '%s' && chmod 755 '%s'", root, box);
	clear();
	ok(!fp_store_open(root, &err), "somebody else's");
	says(FP_GIT, "safe.directory");
	sh("chmod a-w '%s/cases/2026/11/18'", root);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		if (setuid(65534) < 0)
			_exit(9);
		clear();
		s = fp_store_open(root, &err);
		bool refused = s && !put_one(s, "cases/2026/11/18/new.md", "x\n") && err.code == FP_IO && strstr(err.msg, "permission");
		if (!refused)
			fprintf(stderr, "# %s\n", err.msg);
		_exit(refused ? 0 : 1);
	}
	int st;
	waitpid(pid, &st, 0);
	is_int(st, 0);
	sh("chmod -R a-w '%s'", root);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (setuid(65534) < 0)
			_exit(9);
		clear();
		fp_rev rev;
		fp_str t;
		size_t n = 0;
		s = fp_store_open(root, &err);
		bool reads = s && fp_store_repair(s, &n, &err) && fp_store_head(s, &rev, &err) && fp_store_read(s, &rev, FP_STR(CASE), mem, &t, NULL, &err);
		bool refused = reads && !put_one(s, CASE, "x\n") && err.code == FP_IO;
		if (!refused)
			fprintf(stderr, "# %s\n", err.msg);
		_exit(refused ? 0 : 1);
	}
	waitpid(pid, &st, 0);
	is_int(st, 0);
	sh("chown -R 0 '%s'; chmod -R u+w '%s'", root, root);
	is_str(status(), "");
	is_str(out_of("git -C '%s' rev-list --count HEAD", root), "2");
}

// ---------------------------------------------------------------- git's index
void test_index_versions(void)
{
	fp_store *s = new_book("version");
	for (int v = 2; v <= 4; v++) {
		sh("git -C '%s' update-index --index-version %d", root, v);
		for (int i = 0; i < 12; i++)
			ok(put_one(s, fp_strf(mem, "cases/2026/%02d/%d-%0*d.md", i % 3, v, i * 20 + 1, i).p, "x\n"), "%s", err.msg);
		fp_put p = {.path = fp_strf(mem, "cases/2026/01/%d-%0*d.md", v, 81, 4), .remove = true};
		p.expect = blob_at(s, p.path.p);
		ok(write_puts(s, &p, 1, "rm", NULL), "%s", err.msg);
		is_str(status(), "");
		is_str(out_of("git -C '%s' fsck --full --strict 2>&1; git -C '%s' ls-files | wc -l", root, root), fp_strf(mem, "%d", 1 + 11 * (v - 1)).p);
		is_str(out_of("od -An -tx1 -j4 -N4 '%s/.git/index'", root), v == 4 ? " 00 00 00 04" : " 00 00 00 02");  // git writes 3 only where it is needed
	}
	fp_store_close(s);
}

void test_cache_of_trees(void)
{
	fp_store *s = new_book("trees");
	ok(put_one(s, "cases/2026/11/18/a.md", "a\n") && put_one(s, "cases/2026/11/19/a.md", "a\n") && put_one(s, "issues/a.md", "a\n"), "%s", err.msg);
	sh("cd '%s' && git commit -q --allow-empty -m cache", root);
	is_str(out_of("grep -c TREE '%s/.git/index'", root), "1");
	ok(put_one(s, "cases/2026/11/18/a.md", "b\n") && put_one(s, "cases/2026/11/20/b.md", "b\n"), "%s", err.msg);
	fp_put p = {.path = FP_STR("issues/a.md"), .remove = true, .expect = blob_at(s, "issues/a.md")};
	ok(write_puts(s, &p, 1, "rm", NULL), "%s", err.msg);
	is_str(status(), "");
	is_str(out_of("grep -c TREE '%s/.git/index'", root), "1");
	is_bytes(out_of("git -C '%s' write-tree", root), out_of("git -C '%s' rev-parse HEAD^{tree}", root));
	is_str(out_of("git -C '%s' fsck --cache 2>&1", root), "");
	fp_store_close(s);
}

// An edit of the same size in the second in which the file was written must not be hidden by the next refresh.
void test_racy_edit(void)
{
	fp_store *s = new_book("racy");
	ok(put_one(s, "cases/a.md", "aaaa\n"), "%s", err.msg);
	edit_file("cases/a.md", "bbbb\n");
	ok(put_one(s, "cases/b.md", "b\n"), "%s", err.msg);
	is_str(status(), " M cases/a.md");
	sh("sleep 1.1");
	ok(put_one(s, "cases/c.md", "b\n"), "%s", err.msg);
	is_str(status(), " M cases/a.md");
	fp_store_close(s);
}

// In a large index entries are found through the map, also after git has rewritten the index or the map is damaged.
void test_index_map(void)
{
	fp_store *s = new_book("map");
	size_t n = 3000;
	fp_put *p = FP_NEW_N(mem, fp_put, n);
	for (size_t i = 0; i < n; i++)
		p[i] = (fp_put){.path = fp_strf(mem, "cases/2026/%02zu/%05zu.md", i % 12, i), .text = FP_STR("x\n")};
	ok(write_puts(s, p, n, "import", NULL), "%s", err.msg);
	ok(fp_file_exists(fp_strf(mem, "%s/.fupan/index-map", root).p), "a map");
	for (int round = 0; round < 4; round++) {
		const char *first = "cases/2026/00/00000.md", *last = "cases/2026/11/02999.md";
		fp_str text = fp_strf(mem, "round %d\n", round);
		ok(put_one(s, first, text.p) && put_one(s, last, text.p) && put_one(s, "a", text.p) && put_one(s, "z", text.p), "%s", err.msg);
		is_str(status(), "");
		edit_file(p[1500].path.p, text.p);
		sh("git -C '%s' add %s", root, p[1500].path.p);
		ok(!put_one(s, p[1500].path.p, "other\n"), "staged: seen");
		is_int(err.code, FP_CONFLICT);
		if (round == 0)
			sh("cd '%s' && git commit -qm own", root);
		else
			sh("cd '%s' && git reset -q --hard", root);
		if (round == 1)
			sh("cd '%s' && ls .fupan > /dev/null && printf 'junk' | dd of=.fupan/index-map bs=1 seek=100 conv=notrunc 2> /dev/null", root);
		if (round == 2)
			sh("cd '%s' && truncate -s 90 .fupan/index-map", root);
		is_str(status(), "");
	}
	is_str(out_of("git -C '%s' fsck --full --strict 2>&1 | grep -v '^dangling'", root), "");
	is_bytes(out_of("git -C '%s' write-tree", root), out_of("git -C '%s' rev-parse HEAD^{tree}", root));
	fp_store_close(s);
}

void test_split_index_is_left(void)
{
	fp_store *s = new_book("split");
	sh("git -C '%s' update-index --split-index", root);
	int keep = dup(2), null = open("/dev/null", O_WRONLY);
	dup2(null, 2);
	ok(put_one(s, "cases/a.md", "a\n"), "%s", err.msg);
	dup2(keep, 2);
	close(keep);
	close(null);
	is_str(out_of("ls -A '%s/.fupan'; ls '%s/.git' | grep lock", root, root), "head\nlock");
	sh("git -C '%s' reset -q", root);
	is_str(status(), "");
	is_str(file_text("cases/a.md"), "a\n");
	fp_store_close(s);
}

void test_keep_working_saves_what_is_there(void)
{
	fp_store *s = new_book("save");
	ok(put_one(s, CASE, "a\n") && put_one(s, "cases/gone.md", "g\n"), "%s", err.msg);
	sh("cd '%s' && echo staged > " CASE " && git add cases && echo saved > " CASE " && rm cases/gone.md && echo n > cases/new.md && git add -N cases/new.md", root);
	fp_put p[] = {put_of(CASE, "saved\n", NULL), {.path = FP_STR("cases/gone.md"), .remove = true, .expect = blob_at(s, "cases/gone.md")}, put_of("cases/new.md", "n\n", NULL)};
	p[0].expect = blob_at(s, CASE);
	fp_write w = {.puts = p, .put_n = 3, .message = FP_STR("save"), .keep_working = true};
	fp_rev rev;
	ok(fp_store_write(s, &w, &rev, &err), "%s", err.msg);
	is_str(status(), "");
	is_str(out_of("git -C '%s' show --format= --name-status HEAD", root), "M\t" CASE "\nD\tcases/gone.md\nA\tcases/new.md");
	fp_store_close(s);
}

void test_mode_and_sparse(void)
{
	fp_store *s = new_book("mode");
	ok(put_one(s, "plugins/run.lua", "a\n") && put_one(s, "cases/far.md", "a\n"), "%s", err.msg);
	sh("cd '%s' && chmod 755 plugins/run.lua && git commit -qam exec && git update-index --skip-worktree cases/far.md && rm cases/far.md", root);
	ok(put_one(s, "plugins/run.lua", "b\n") && put_one(s, "cases/far.md", "b\n"), "%s", err.msg);
	is_str(status(), "");
	is_str(out_of("git -C '%s' ls-files -s plugins | cut -c 1-6; git -C '%s' ls-files -v cases | cut -c 1; stat -c %%a '%s/plugins/run.lua'", root, root, root), "100755\nS\n755");
	is_str(file_text("cases/far.md"), "(missing)");
	fp_store_close(s);
}

// Twenty-five small trees that stand for sixteen million files.
void test_trees_that_name_each_other(void)
{
	fp_store *s = new_book("bomb");
	fp_arena *small = fp_arena_new(1u << 20);
	fp_entry *e;
	size_t n;
	fp_rev rev;
	sh("cd '%s' && b=$(echo x | git hash-object -w --stdin) && t=$(printf '100644 blob %%s\ta\n' $b | git mktree) &&"
	   " for i in $(seq 24); do t=$(printf '040000 tree %%s\ta\n040000 tree %%s\tb\n' $t $t | git mktree); done;"
	   " git update-ref refs/heads/main $(git commit-tree -m bomb $t)", root);
	clear();
	ok(fp_store_head(s, &rev, &err), "%s", err.msg);
	ok(!fp_store_list(s, &rev, FP_STR(""), small, &e, &n, &err), "not listed");
	is_int(err.code, FP_LIMIT);
	fp_arena_free(small);
	fp_store_close(s);
}
