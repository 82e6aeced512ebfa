// What HEAD is without libgit2, and what reading commands are told about unsaved edits. Git's command line is the judge;
// with .git/objects out of the way libgit2 opens nothing, so an answer then came from fupan's own reading.
#include "store_lib.h"

static fp_store *again(fp_store *s)
{
	fp_store_close(s);
	clear();
	return fp_store_open(root, &err);
}

static fp_rev head_now(fp_store *s)
{
	fp_rev rev = {0};
	if (!s || !fp_store_head(s, &rev, &err))
		printf("# %s\n", err.msg);
	return rev;
}

static void objects(bool away)
{
	sh(away ? "mv '%s/.git/objects' '%s/.git/away'" : "mv '%s/.git/away' '%s/.git/objects'", root, root);
}

static void agrees(const fp_rev *rev, const char *dir)
{
	is_str(fp_s(rev->commit.hex), fp_cstr(mem, out_of("git -C '%s' rev-parse HEAD", dir)));
	is_str(fp_s(rev->tree.hex), fp_cstr(mem, out_of("git -C '%s' rev-parse 'HEAD^{tree}'", dir)));
	is_str(rev->branch, fp_cstr(mem, out_of("git -C '%s' branch --show-current", dir)));
}

// The store opens and says the right HEAD where libgit2 could not.
static void answers_alone(const char *what)
{
	fp_rev rev;
	clear();
	objects(true);
	fp_store *s = fp_store_open(root, &err);
	ok(s && fp_store_head(s, &rev, &err), "%s: %s", what, err.msg);
	fp_str text;
	ok(!s || !fp_store_read(s, &rev, FP_STR("fupan.yaml"), mem, &text, NULL, &err), "%s: a file needs git", what);
	objects(false);
	if (s)
		agrees(&rev, root);
	fp_store_close(s);
}

static void opens_once(void)
{
	clear();
	fp_store *s = fp_store_open(root, &err);
	fp_rev rev = head_now(s);
	agrees(&rev, root);
	fp_store_close(s);
}

void test_head_is_noted(void)
{
	fp_store *s = new_book("noted");
	fp_store_close(s);
	answers_alone("after a write");
	sh("git -C '%s' pack-refs --all && ! test -e '%s/.git/refs/heads/main'", root, root);
	answers_alone("packed refs");
	sh("git -C '%s' commit -q --allow-empty -m x", root);
	opens_once();
	answers_alone("a loose ref over a packed one");
	sh("git -C '%s' switch -qc 组/分支", root);
	answers_alone("another branch of the same commit");
	sh("git -C '%s' checkout -q --detach", root);
	answers_alone("detached");
}

void test_head_follows(void)
{
	fp_store *s = new_book("follows");
	for (int i = 0; i < 4; i++) {
		sh("cd '%s' && mkdir -p cases && echo %d >cases/a.md && git add -A && git commit -qm x", root, i);
		s = again(s);
		fp_rev rev = head_now(s);
		agrees(&rev, root);
	}
	sh("git -C '%s' reset -q --hard HEAD~2", root);
	fp_rev rev = head_now(s);
	agrees(&rev, root);
	s = again(s);
	rev = head_now(s);
	agrees(&rev, root);
	sh("git -C '%s' switch -q --orphan empty", root);
	sh("echo 'team: x' >'%s/fupan.yaml'", root);
	s = again(s);
	rev = head_now(s);
	is_str(fp_s(rev.commit.hex), "");
	is_str(rev.branch, "empty");
	fp_store_close(s);
}

void test_head_in_worktree_and_clone(void)
{
	char first[400];
	fp_store *s = new_book("trees");
	fp_store_close(s);
	snprintf(first, sizeof first, "%s", root);
	snprintf(root, sizeof root, "%s/linked", box);
	sh("git -C '%s' worktree add -q -b side '%s' && cd '%s' && echo 'team: other' >fupan.yaml && git commit -qam other", first, root, root);
	opens_once();
	sh("mv '%s/.git/objects' '%s/.git/away'", first, first);
	clear();
	s = fp_store_open(root, &err);
	fp_rev rev = head_now(s);
	sh("mv '%s/.git/away' '%s/.git/objects'", first, first);
	agrees(&rev, root);
	is_str(rev.branch, "side");
	fp_store_close(s);
	snprintf(root, sizeof root, "%s/clone", box);
	sh("git clone -q '%s' '%s'", first, root);
	ok(access(fp_strf(mem, "%s/.fupan", root).p, F_OK) != 0, "a clone brings no cache");
	opens_once();
	answers_alone("the clone");
}

void test_damaged_note(void)
{
	static const char *const damage[] = {": >'%s/.fupan/head'", "sed -i 's/1006/1007/' '%s/.fupan/head'", "sed -i '2s/ ./ 0/;2s/0/1/2' '%s/.fupan/head'",
		"head -c 100 /dev/urandom >'%s/.fupan/head'", "truncate -s -1 '%s/.fupan/head'", "rm '%s/.fupan/head'; ln -s ../fupan.yaml '%s/.fupan/head'",
		"rm '%s/.fupan/head'; mkfifo '%s/.fupan/head'", "rm -r '%s/.fupan'"};
	fp_store *s = new_book("damaged");
	for (size_t i = 0; i < FP_COUNT(damage); i++) {
		sh(damage[i], root, root);
		s = again(s);
		fp_rev rev = head_now(s);
		agrees(&rev, root);
	}
	// A note of another commit is not believed, even with the right checksum.
	sh("cp '%s/.fupan/head' '%s/old' && git -C '%s' commit -q --allow-empty -m y && cp '%s/old' '%s/.fupan/head'", root, root, root, root, root);
	s = again(s);
	fp_rev rev = head_now(s);
	agrees(&rev, root);
	fp_store_close(s);
}

void test_odd_refs(void)
{
	fp_store *s = new_book("odd");
	fp_store_close(s);
	sh("git -C '%s' symbolic-ref refs/heads/alias refs/heads/main && git -C '%s' symbolic-ref HEAD refs/heads/alias", root, root);
	clear();
	s = fp_store_open(root, &err);
	fp_rev rev = head_now(s);
	is_str(fp_s(rev.commit.hex), fp_cstr(mem, out_of("git -C '%s' rev-parse HEAD", root)));
	fp_store_close(s);
	sh("git -C '%s' symbolic-ref HEAD refs/heads/main && echo garbage >'%s/.git/refs/heads/main'", root, root);
	clear();
	ok(!fp_store_open(root, &err), "a damaged ref is not passed over");
	ok(err.msg[0], "and said");
}

// The quick way asks nobody's safe.directory, so it trusts only what is this user's own.
void test_foreign_owner_is_asked(void)
{
	fp_store *s = new_book("foreign");
	fp_store_close(s);
	answers_alone("our own");
	if (geteuid() != 0) {
		skip("needs root");
		return;
	}
	static const char *const parts[] = {"", "/.git"};
	for (size_t i = 0; i < FP_COUNT(parts); i++) {
		sh("chown 65534 '%s%s'", root, parts[i]);
		clear();
		ok(!fp_store_open(root, &err), "somebody else's %s", parts[i]);
		ok(strstr(err.msg, "safe.directory"), "%s", err.msg);
		sh("chown 0 '%s%s'", root, parts[i]);
	}
}

void test_brought_cache_is_not_noted(void)
{
	fp_store *s = new_book("brought");
	fp_store_close(s);
	sh("cd '%s' && rm -r .fupan && mkdir .fupan && echo evil >.fupan/index.db && git add -f .fupan && git commit -qm x", root);
	for (int i = 0; i < 2; i++) {
		clear();
		ok(!fp_store_open(root, &err), "refused each time");
	}
}

void test_ids_at_the_top(void)
{
	fp_store *s = new_book("ids");
	ok(put_one(s, "taxonomy/type.yaml", "values: []\n"), "%s", err.msg);
	static const char *const names[] = {"taxonomy", "fupan.yaml", "schema"};
	for (int round = 0; round < 2; round++) {  // from the note, and of an older snapshot from git
		fp_rev rev = head_now(s);
		if (round) {
			ok(put_one(s, "taxonomy/type.yaml", "values: [x]\n"), "%s", err.msg);
			s = again(s);
		}
		for (size_t i = 0; i < FP_COUNT(names); i++) {
			fp_oid id;
			ok(fp_store_id(s, &rev, names[i], &id, &err), "%s", err.msg);
			is_str(fp_s(id.hex), fp_cstr(mem, out_of("git -C '%s' rev-parse -q --verify '%s:%s'", root, rev.commit.hex, names[i])));
		}
	}
	fp_store_close(s);
}

// ---------------------------------------------------------------- the glance at unsaved edits
static void glances(fp_store *s, size_t most, size_t want, bool want_all, const char *what)
{
	size_t n = 99;
	bool all = !want_all;
	ok(fp_store_glance(s, most, &n, &all) && n == want && all == want_all, "%s: %zu %d", what, n, all);
}

static void fill(int days, int each)
{
	sh("cd '%s' && for d in $(seq 10 %d); do mkdir -p cases/2026/11/$d; for i in $(seq %d); do echo $i >cases/2026/11/$d/$i.md; done; done;"
	   "mkdir -p taxonomy; echo 'values: []' >taxonomy/type.yaml; git add -A; git commit -qm fill; sleep 0.05; touch .git/index", root, 9 + days, each);
}

void test_glance(void)
{
	fp_store *s = new_book("glance");
	fill(5, 10);
	glances(s, 1000, 0, true, "nothing");
	sh("cd '%s' && echo edited >cases/2026/11/12/3.md", root);
	glances(s, 1000, 1, true, "edited");
	sh("cd '%s' && rm cases/2026/11/11/7.md && rm -r cases/2026/11/10/*", root);
	glances(s, 1000, 12, true, "deleted");
	sh("cd '%s' && echo new >cases/2026/11/14/new.md && mkdir cases/2026/12 && echo new >cases/2026/12/x.md && echo '*.bak' >.gitignore &&"
	   "touch cases/a.bak cases/.hidden cases/b~", root);
	glances(s, 1000, 14, true, "new");
	sh("git -C '%s' checkout -q . && cd '%s' && rm cases/2026/11/14/new.md cases/2026/12/x.md && touch cases/2026/11/1*/*.md", root, root);
	glances(s, 1000, 0, true, "touched, not edited");
	sh("cd '%s' && echo 'values: [x]' >taxonomy/type.yaml && rm fupan.yaml && echo 'team: y' >fupan.yaml", root);
	glances(s, 1000, 2, true, "settings");
	sh("echo more >'%s/cases/loose.md'", root);
	glances(s, 1000, 3, true, "a file above the days");
	fp_store_close(s);
}

void test_glance_is_bounded(void)
{
	fp_store *s = new_book("bounded");
	fill(20, 150);
	glances(s, 10000, 0, true, "all of it");
	sh("cd '%s' && echo edited >cases/2026/11/10/1.md && echo edited >cases/2026/11/29/150.md", root);
	glances(s, 10000, 2, true, "both, with room");
	glances(s, 500, 1, false, "the newest, without");
	sh("cd '%s' && echo x >taxonomy/type.yaml", root);
	glances(s, 500, 2, false, "settings always");
	// fupan's map of the index is gone once git has written it; then the index is read through.
	ok(put_one(s, "cases/2026/11/28/5.md", "saved\n"), "%s", err.msg);
	ok(access(fp_strf(mem, "%s/.fupan/index-map", root).p, F_OK) == 0, "there is a map");
	glances(s, 500, 2, false, "with the map");
	sh("git -C '%s' update-index --force-write-index && touch '%s/.git/index'", root, root);
	glances(s, 500, 2, false, "without");
	sh("git -C '%s' update-index --index-version 4", root);
	glances(s, 500, 2, false, "version 4");
	sh("git -C '%s' update-index --split-index", root);
	size_t n;
	bool all;
	sh("rm '%s/.git/index'", root);
	ok(!fp_store_glance(s, 500, &n, &all), "without an index only the whole look knows");
	fp_store_close(s);
}
