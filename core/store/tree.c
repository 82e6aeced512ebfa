// tree: reading a snapshot: one path, all paths below a folder, what differs between two trees.
//
// Trees are walked as raw bytes. Only regular files count: links and submodules, which a casebook fetched from others
// may hold, are as if absent, and so are names that could not be written to disk.
#include "store/store_priv.h"

#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------- raw trees
bool store_tree_broken(fp_err *err, const git_oid *id)
{
	return fp_fail(err, FP_GIT, fp_tr("git 的目录对象 %s 已损坏；请运行 git fsck", "the tree object %s is damaged; run git fsck"),
		store_oid_out(id).hex);
}

bool store_tree_open(fp_store *s, const git_oid *id, git_odb_object **obj, store_iter *it, fp_err *err)
{
	*obj = NULL;
	*it = (store_iter){"", ""};
	if (!id)
		return true;
	if (!store_git(s, err))
		return false;
	if (git_odb_read(obj, s->odb, id) < 0)
		return store_git_fail(err, FP_GIT, fp_tr("读目录对象", "reading a tree"));
	if (git_odb_object_type(*obj) != GIT_OBJECT_TREE) {
		git_odb_object_free(*obj);
		*obj = NULL;
		return store_tree_broken(err, id);
	}
	it->p = git_odb_object_data(*obj);
	it->end = it->p + git_odb_object_size(*obj);
	return true;
}

int store_tree_next(store_iter *it, store_item *out)
{
	const char *p = it->p, *end = it->end;
	if (p == end)
		return 0;
	uint32_t mode = 0;
	for (; p < end && *p >= '0' && *p <= '7' && mode < 01000000; p++)
		mode = mode * 8 + (uint32_t)(*p - '0');
	if (p == end || *p++ != ' ')
		return -1;
	const char *nul = memchr(p, 0, (size_t)(end - p));
	if (!nul || nul == p || end - nul < 21)
		return -1;
	*out = (store_item){mode, {p, (size_t)(nul - p)}, (const unsigned char *)nul + 1};
	it->p = nul + 21;
	return 1;
}

int store_item_cmp(const store_item *a, const store_item *b)
{
	size_t n = a->name.n < b->name.n ? a->name.n : b->name.n;
	int c = memcmp(a->name.p, b->name.p, n);
	if (c)
		return c;
	int ca = n < a->name.n ? (unsigned char)a->name.p[n] : store_is_tree(a->mode) ? '/' : 0;
	int cb = n < b->name.n ? (unsigned char)b->name.p[n] : store_is_tree(b->mode) ? '/' : 0;
	return ca - cb;
}

// ---------------------------------------------------------------- one path
// The tree with this id at this depth; the one used last is kept, so a run of neighbouring paths reads each tree once.
static git_tree *level(fp_store *s, size_t depth, const git_oid *id, fp_err *err)
{
	store_level *l = &s->level[depth];
	if (!store_git(s, err))
		return NULL;
	if (l->tree && git_oid_equal(&l->id, id))
		return l->tree;
	git_tree_free(l->tree);
	l->tree = NULL;
	if (git_tree_lookup(&l->tree, s->repo, id) < 0) {
		store_git_fail(err, FP_GIT, fp_tr("读目录对象", "reading a tree"));
		return NULL;
	}
	git_oid_cpy(&l->id, id);
	return l->tree;
}

bool store_find(fp_store *s, const git_oid *tree, fp_str path, uint32_t *mode, git_oid *id, size_t *blocked,
	fp_err *err)
{
	fp_str rest = path;
	git_oid at = *tree;
	*mode = 0;
	if (blocked)
		*blocked = 0;
	for (size_t depth = 0; depth < STORE_DEPTH; depth++) {
		fp_str part = fp_str_cut(&rest, '/');
		char name[256];
		if (part.n == 0 || part.n >= sizeof name)
			return true;
		memcpy(name, part.p, part.n);
		name[part.n] = 0;
		git_tree *t = level(s, depth, &at, err);
		if (!t)
			return false;
		const git_tree_entry *e = git_tree_entry_byname(t, name);
		if (!e)
			return true;
		git_oid_cpy(&at, git_tree_entry_id(e));
		if (!rest.p) {
			*mode = (uint32_t)git_tree_entry_filemode(e);
			git_oid_cpy(id, &at);
			return true;
		}
		if (git_tree_entry_filemode(e) != GIT_FILEMODE_TREE) {
			if (blocked)
				*blocked = (size_t)(rest.p - path.p) - 1;
			return true;
		}
	}
	return true;
}

bool store_blob(fp_store *s, const git_oid *id, fp_str where, fp_arena *a, fp_str *text, fp_err *err)
{
	git_odb_object *obj = NULL;
	size_t size;
	git_object_t type;
	bool ok = false;
	if (!store_git(s, err))
		return false;
	fp_oid hex = store_oid_out(id);
	fp_str name = where.n ? where : fp_s(hex.hex);
	int rc = git_odb_read_header(&size, &type, s->odb, id);
	if (rc == 0 && (type != GIT_OBJECT_BLOB || size > FP_BLOB_MAX))
		return type != GIT_OBJECT_BLOB ? fp_fail(err, FP_NOT_FOUND, fp_tr("%.*s：不是文件", "%.*s: not a file"),
			FP_ARG(name))
			: fp_fail(err, FP_LIMIT, fp_tr("%.*s：大于上限 %u 字节", "%.*s: larger than the limit of %u bytes"), FP_ARG(name),
				FP_BLOB_MAX);
	if (rc == 0)
		rc = git_odb_read(&obj, s->odb, id);
	if (rc < 0) {
		fp_code code = rc == GIT_ENOTFOUND ? FP_NOT_FOUND : FP_GIT;
		store_git_fail(err, code, fp_cstr(a, name));
		goto out;
	}
	*text = fp_str_dup(a, (fp_str){git_odb_object_data(obj), git_odb_object_size(obj)});
	ok = !fp_arena_over(a, err);
out:
	git_odb_object_free(obj);
	return ok;
}

bool fp_store_read_blob(fp_store *s, const fp_oid *blob, fp_arena *a, fp_str *text, fp_err *err)
{
	git_oid id;
	return store_oid_in(blob, &id, err) && store_blob(s, &id, (fp_str){0}, a, text, err);
}

bool fp_store_read(fp_store *s, const fp_rev *rev, fp_str path, fp_arena *a, fp_str *text, fp_oid *blob, fp_err *err)
{
	git_oid tree, id;
	uint32_t mode = 0;
	if (rev->tree.hex[0] && (!store_oid_in(&rev->tree, &tree, err) || !store_find(s, &tree, path, &mode, &id, NULL,
		err)))
		return false;
	if (!store_is_file(mode))
		return fp_fail(err, FP_NOT_FOUND, fp_tr("%.*s：案例本里没有这个文件", "%.*s: no such file in the casebook"), FP_ARG(path));
	if (blob)
		*blob = store_oid_out(&id);
	return store_blob(s, &id, path, a, text, err);
}

// ---------------------------------------------------------------- diff, and list as the diff with nothing
typedef struct {
	fp_store *s;
	fp_arena *a;
	fp_change *v;
	size_t n, cap;
	fp_buf path;
	fp_err *err;
} differ;

static bool usable(const store_item *i)
{
	fp_err ignored = {0};
	if (!store_is_file(i->mode) && !store_is_tree(i->mode))
		return false;
	// Nearly every name is plain and needs no second look.
	for (size_t k = 0; k < i->name.n; k++) {
		unsigned char c = (unsigned char)i->name.p[k];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || (c == '.' && k)))
			return store_path_check(i->name, &ignored);
	}
	return true;
}

static int next_usable(store_iter *it, store_item *out)
{
	int rc;
	do
		rc = store_tree_next(it, out);
	while (rc == 1 && !usable(out));
	return rc;
}

static bool diff_trees(differ *d, const git_oid *from, const git_oid *to, size_t depth);

// One name, in either or both trees (NULL: not there). Both have the same kind.
static bool diff_item(differ *d, const store_item *from, const store_item *to, size_t depth)
{
	const store_item *any = from ? from : to;
	git_oid a, b;
	if (from && to && memcmp(from->id, to->id, 20) == 0)
		return true;
	if (from)
		git_oid_fromraw(&a, from->id);
	if (to)
		git_oid_fromraw(&b, to->id);
	size_t mark = d->path.n;
	bool ok = true;
	fp_buf_str(&d->path, any->name);
	if (store_is_tree(any->mode)) {
		fp_buf_c(&d->path, '/');
		ok = diff_trees(d, from ? &a : NULL, to ? &b : NULL, depth + 1);
	} else {
		fp_change c = {.path = fp_str_dup(d->a, fp_buf_view(&d->path))};
		if (from)
			c.before = store_oid_out(&a);
		if (to)
			c.after = store_oid_out(&b);
		FP_PUSH(d->a, d->v, d->n, d->cap) = c;
		ok = !fp_arena_over(d->a, d->err);  // a few trees that name each other often can stand for more than any machine holds
	}
	d->path.n = mark;
	return ok;
}

static bool diff_trees(differ *d, const git_oid *from, const git_oid *to, size_t depth)
{
	git_odb_object *fo = NULL, *to_obj = NULL;
	store_iter fi, ti;
	store_item f, t;
	bool ok = false;
	if (depth >= STORE_DEPTH)
		return fp_fail(d->err, FP_LIMIT, fp_tr("%.*s：文件夹层次太深", "%.*s: folders nested too deep"),
			FP_ARG(fp_buf_view(&d->path)));
	if (!store_tree_open(d->s, from, &fo, &fi, d->err) || !store_tree_open(d->s, to, &to_obj, &ti, d->err))
		goto out;
	int fr = next_usable(&fi, &f), tr = next_usable(&ti, &t);
	while (fr == 1 || tr == 1) {
		int c = fr != 1 ? 1 : tr != 1 ? -1 : store_item_cmp(&f, &t);
		if (!diff_item(d, c <= 0 ? &f : NULL, c >= 0 ? &t : NULL, depth))
			goto out;
		if (c <= 0)
			fr = next_usable(&fi, &f);
		if (c >= 0)
			tr = next_usable(&ti, &t);
	}
	ok = fr == 0 && tr == 0 ? true : store_tree_broken(d->err, fr ? from : to);
out:
	git_odb_object_free(fo);
	git_odb_object_free(to_obj);
	return ok;
}

// The tree of `dir` in a root tree. *there false: no root, or no such folder.
static bool sub_tree(fp_store *s, const fp_oid *root, fp_str dir, git_oid *id, bool *there, fp_err *err)
{
	uint32_t mode = 0;
	git_oid top;
	*there = false;
	if (!root->hex[0])
		return true;
	if (!store_oid_in(root, dir.n ? &top : id, err))
		return false;
	if (dir.n && !store_find(s, &top, dir, &mode, id, NULL, err))
		return false;
	*there = dir.n == 0 || store_is_tree(mode);
	return true;
}

bool fp_store_diff(fp_store *s, const fp_oid *from_tree, const fp_oid *to_tree, fp_str dir, fp_arena *a,
	fp_change **out, size_t *n, fp_err *err)
{
	differ d = {.s = s, .a = a, .err = err};
	git_oid from, to;
	bool has_from, has_to, ok = false;
	while (fp_str_ends(dir, "/"))
		dir.n--;
	*out = NULL;
	*n = 0;
	if (!sub_tree(s, from_tree, dir, &from, &has_from, err) || !sub_tree(s, to_tree, dir, &to, &has_to, err))
		return false;
	if ((has_from && has_to && git_oid_equal(&from, &to)) || (!has_from && !has_to))
		return true;
	fp_buf_str(&d.path, dir);
	if (dir.n)
		fp_buf_c(&d.path, '/');
	ok = diff_trees(&d, has_from ? &from : NULL, has_to ? &to : NULL, 0) && !fp_arena_over(a, err);
	*out = d.v;
	*n = d.n;
	fp_buf_free(&d.path);
	return ok;
}

bool fp_store_list(fp_store *s, const fp_rev *rev, fp_str dir, fp_arena *a, fp_entry **out, size_t *n, fp_err *err)
{
	fp_oid none = {{0}};
	fp_change *v;
	*out = NULL;
	if (!fp_store_diff(s, &none, &rev->tree, dir, a, &v, n, err))
		return false;
	*out = FP_NEW_N(a, fp_entry, *n);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (fp_entry){v[i].path, v[i].after};
	return true;
}

bool fp_store_has_tree(fp_store *s, const fp_oid *tree)
{
	git_oid id;
	size_t size;
	git_object_t type;
	fp_err ignored = {0};
	return tree->hex[0] && store_git(s, &ignored) && store_oid_in(tree, &id, &ignored) && git_odb_read_header(&size, &type, s->odb, &id) == 0 &&
		type == GIT_OBJECT_TREE;
}
