// Many paths at once: the pack, its index, the trees, working files and git's index, all judged by git.
#include "store_lib.h"

static fp_put *many(size_t n, unsigned seed)
{
	fp_put *p = FP_NEW_N(mem, fp_put, n);
	for (size_t i = 0; i < n; i++) {
		unsigned day = (unsigned)(i * 7 % 365), r = (unsigned)i * 2654435761u + seed;
		p[i].path = fp_strf(mem, "cases/2026/%02u/%02u/2611%02u-%07u%s.md", day / 31 + 1, day % 31 + 1, day % 31, (unsigned)i, i % 50 ? "" : "-投诉 一");
		fp_buf b = {0};
		fp_buf_f(&b, "---\nid: %u\n---\n\n## 投诉\n\n", r);
		for (unsigned k = 0; k < r % 40; k++)
			fp_buf_f(&b, "第 %u 句：包裹破损，客服没有回复 %u。\n", k, r ^ k);
		p[i].text = i == 3 ? FP_STR("") : fp_buf_take(&b, mem);
		fp_buf_free(&b);
	}
	return p;
}

static void pack_of(const char *name, size_t n)
{
	fp_store *s = new_book(name);
	fp_rev rev;
	fp_put *p = many(n, 1);
	sh("mkdir -p '%s/cases' && echo hand > '%s/cases/手写.md' && echo s > '%s/staged' && git -C '%s' add staged", root, root, root, root);
	if (!ok(write_puts(s, p, n, "导入", &rev), "%s", err.msg))
		return;
	is_str(status(), "A  staged\n?? cases/手写.md");
	is_str(out_of("git -C '%s' fsck --full --strict 2>&1 | grep -v '^dangling'", root), "");
	is_str(out_of("ls '%s/.git/objects/pack' | sed 's/-.*[.]/./' | sort", root), "pack.idx\npack.pack");
	is_str(out_of("git -C '%s' verify-pack '%s'/.git/objects/pack/*.idx 2>&1", root, root), "");
	// the same tree as git makes of the same files
	sh("cd '%s' && rm -f '%s/idx' && GIT_INDEX_FILE='%s/idx' git add fupan.yaml cases && GIT_INDEX_FILE='%s/idx' git rm -q --cached cases/手写.md", root, box, box, box);
	is_str(out_of("cd '%s' && GIT_INDEX_FILE='%s/idx' git write-tree", root, box), rev.tree.hex);
	is_int(fp_str_eq(out_of("git -C '%s' ls-tree -r HEAD | cut -f 2", root), out_of("git -C '%s' ls-files -- ':!staged'", root)), true);
	// reading back
	fp_entry *e = NULL;
	size_t e_n = 0;
	fp_str text = {0};
	ok(fp_store_list(s, &rev, FP_STR("cases"), mem, &e, &e_n, &err), "%s", err.msg);
	is_int(e_n, n);
	size_t bad = 0;
	for (size_t i = 0; i < n; i++)
		bad += !fp_store_read(s, &rev, p[i].path, mem, &text, NULL, &err) || !fp_str_eq(text, p[i].text);
	is_int(bad, 0);
	fp_store_close(s);
}

void test_pack_of_500(void)
{
	pack_of("pack500", 500);
}

void test_pack_of_5000(void)
{
	pack_of("pack5000", 5000);
}

void test_bulk_change_and_diff(void)
{
	fp_store *s = new_book("change");
	fp_rev a, b;
	fp_put *p = many(800, 1), *q = many(800, 2);
	ok(write_puts(s, p, 800, "导入", &a), "%s", err.msg);
	for (size_t i = 0; i < 800; i++) {
		q[i].expect = blob_at(s, p[i].path.p);
		if (i % 3 == 0)
			q[i].text = p[i].text;
		if (i % 5 == 0)
			q[i] = (fp_put){.path = q[i].path, .remove = true, .expect = q[i].expect};
	}
	ok(write_puts(s, q, 800, "修改", &b), "%s", err.msg);
	is_str(status(), "");
	is_str(out_of("git -C '%s' fsck --full --strict 2>&1", root), "");
	fp_change *c = NULL;
	size_t n = 0;
	fp_buf ours = {0};
	const char *none = "0000000000000000000000000000000000000000";
	ok(fp_store_diff(s, &a.tree, &b.tree, FP_STR(""), mem, &c, &n, &err), "%s", err.msg);
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&ours, "%s %s %.*s\n", c[i].before.hex[0] ? c[i].before.hex : none, c[i].after.hex[0] ? c[i].after.hex : none, FP_ARG(c[i].path));
	fp_str git = out_of("git -C '%s' diff-tree -r %s %s | sed 's/^:[0-9]* [0-9]* \\([0-9a-f]*\\) \\([0-9a-f]*\\) .\\t/\\1 \\2 /'", root, a.tree.hex, b.tree.hex);
	ours.n--;
	is_bytes(fp_buf_view(&ours), git);
	ok(n > 500, "%zu changes", n);
	fp_buf_free(&ours);
	ok(fp_store_diff(s, &b.tree, &b.tree, FP_STR("cases"), mem, &c, &n, &err) && n == 0, "equal trees");
	ok(fp_store_diff(s, &a.tree, &b.tree, FP_STR("issues"), mem, &c, &n, &err) && n == 0, "no such folder");
	ok(fp_store_has_tree(s, &a.tree), "has tree");
	ok(!fp_store_has_tree(s, &a.commit), "a commit is no tree");
	fp_store_close(s);
}

// Entries whose names sort differently as file and as folder.
void test_tree_order(void)
{
	fp_store *s = new_book("order");
	const char *paths[] = {"cases/a", "cases/a.md", "cases/a-b/x", "cases/a0", "cases/ab/y/z", "cases/a=", "cases/b/c", "cases/b.c", "cases/b-c/d"};
	fp_put p[FP_COUNT(paths)];
	for (size_t i = 0; i < FP_COUNT(paths); i++)
		p[i] = put_of(paths[FP_COUNT(paths) - 1 - i], "x\n", NULL);
	ok(write_puts(s, p, FP_COUNT(paths), "order", NULL), "%s", err.msg);
	is_str(status(), "");
	is_str(out_of("git -C '%s' fsck --full --strict 2>&1", root), "");
	fp_rev rev;
	fp_entry *e = NULL;
	size_t n = 0, wrong = 0;
	ok(fp_store_head(s, &rev, &err) && fp_store_list(s, &rev, FP_STR("cases/"), mem, &e, &n, &err), "%s", err.msg);
	is_int(n, FP_COUNT(paths));
	for (size_t i = 1; i < n; i++)
		wrong += fp_str_cmp(e[i - 1].path, e[i].path) >= 0;
	is_int(wrong, 0);
	ok(!put_one(s, "cases/a/b", "x"), "a file where a folder is needed");
	is_int(err.code, FP_CONFLICT);
	ok(!put_one(s, "cases/b", "x"), "a folder where the file should be");
	is_int(err.code, FP_CONFLICT);
	fp_store_close(s);
}
