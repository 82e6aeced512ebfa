// dirty: hand edits that are not in the snapshot. Git's own index serves as the cache of stat data: fupan and git both
// keep it fresh, so a file whose stat data and id are in it needs no reading; what is left is read and hashed.
#include "store/store_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const store_folders[STORE_FOLDER_N] = {"cases", "issues", "plugins", "queries", "reviews", "schema",
	"scripts", "taxonomy", "templates"};
const char *const store_files[STORE_FILE_N] = {"fupan.yaml", "volumes.csv"};

typedef struct {
	fp_str path;
	struct stat st;
} found;

typedef struct {
	fp_store *s;
	fp_arena *a;
	found *v;
	size_t n, cap;
	fp_buf path;
	fp_err *err;
} scan;

// ---------------------------------------------------------------- what lies in the folders
static void add_file(scan *x, const struct stat *st)
{
	FP_PUSH(x->a, x->v, x->n, x->cap) = (found){fp_str_dup(x->a, fp_buf_view(&x->path)), *st};
}

static bool scan_dir(scan *x, int fd, size_t depth);

static bool scan_name(scan *x, int dir, const char *name, size_t depth)
{
	struct stat st;
	size_t mark = x->path.n;
	bool ok = true;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return true;  // gone since it was listed
	fp_buf_z(&x->path, name);
	if (S_ISREG(st.st_mode)) {
		add_file(x, &st);
	} else if (S_ISDIR(st.st_mode) && depth < STORE_DEPTH) {
		fp_buf_c(&x->path, '/');
		int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		ok = fd < 0 ? errno == ENOENT || store_os_fail(x->err, errno, x->path.p) : scan_dir(x, fd, depth + 1);
	}
	x->path.n = mark;
	return ok;
}

// Hidden files and what editors leave beside a file are not cases.
bool store_name_ignored(fp_str name)
{
	return fp_str_starts(name, ".") || fp_str_ends(name, "~") || (fp_str_starts(name, "#") && fp_str_ends(name, "#"));
}

static bool scan_dir(scan *x, int fd, size_t depth)
{
	DIR *d = fdopendir(fd);
	bool ok = d;
	for (struct dirent *e; ok && (e = readdir(d));)
		if (!store_name_ignored(fp_s(e->d_name)))
			ok = scan_name(x, dirfd(d), e->d_name, depth);
	if (d)
		closedir(d);
	else
		close(fd);
	return ok;
}

static int by_path(const void *a, const void *b)
{
	return fp_str_cmp(((const found *)a)->path, ((const found *)b)->path);
}

static bool scan_all(scan *x)
{
	struct stat st;
	bool ok = true;
	for (size_t i = 0; ok && i < STORE_FOLDER_N; i++)
		if (fstatat(x->s->root_fd, store_folders[i], &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode))
			ok = scan_name(x, x->s->root_fd, store_folders[i], 0);
	for (size_t i = 0; ok && i < STORE_FILE_N; i++)
		if (fstatat(x->s->root_fd, store_files[i], &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode))
			ok = scan_name(x, x->s->root_fd, store_files[i], 0);
	if (x->n)
		qsort(x->v, x->n, sizeof *x->v, by_path);
	return ok;
}

// ---------------------------------------------------------------- what the snapshot has
static bool ours(fp_str path)
{
	for (size_t i = 0; i < STORE_FILE_N; i++)
		if (fp_str_is(path, store_files[i]))
			return true;
	fp_str rest = path, first = fp_str_cut(&rest, '/');
	bool top = false;
	for (size_t i = 0; rest.p && i < STORE_FOLDER_N; i++)
		top |= fp_str_is(first, store_folders[i]);
	while (top && rest.p)
		if (store_name_ignored(fp_str_cut(&rest, '/')))
			return false;
	return top;
}

// ---------------------------------------------------------------- comparing
typedef struct {
	store_index x;
	store_index_iter it;
	store_index_entry e;
	int rc;
	bool open;
} cursor;

static void cursor_start(cursor *c, fp_store *s)
{
	fp_err none = {0};
	c->open = store_index_open(&c->x, s, -1, &none);  // without it every file is read
	c->rc = 0;
	if (c->open) {
		c->it = store_index_begin(&c->x);
		c->rc = store_index_next(&c->it, &c->e);
	}
}

static void cursor_end(cursor *c)
{
	while (c->rc == 1)
		c->rc = store_index_next(&c->it, &c->e);
	if (c->open)
		store_index_close(&c->x);
}

// The entry of the path, or NULL; paths come in ascending order.
static const store_index_entry *cursor_at(cursor *c, fp_str path)
{
	int d = -1;
	while (c->rc == 1 && (d = fp_str_cmp(c->e.path, path)) < 0)
		c->rc = store_index_next(&c->it, &c->e);
	return c->rc == 1 && d == 0 && c->e.stage == 0 ? &c->e : NULL;
}

static bool differs(fp_store *s, cursor *c, const found *f, const git_oid *id, bool *out, fp_err *err)
{
	const store_index_entry *e = cursor_at(c, f->path);
	fp_str text;
	struct stat st;
	bool there;
	git_oid now;
	*out = true;
	if (e && store_index_fresh(&c->x, e, &f->st)) {
		*out = memcmp(e->id, id->id, 20) != 0;
		return true;
	}
	fp_arena *a = fp_arena_new(2 * (size_t)FP_BLOB_MAX);
	bool ok = store_work_read(s, f->path, a, &text, &st, &there, err);
	if (ok && there) {
		store_hash(GIT_OBJECT_BLOB, text, &now);
		*out = !git_oid_equal(&now, id);
	}
	fp_arena_free(a);
	return ok;
}

// A file that the snapshot does not know: new, unless .gitignore or the path itself says otherwise.
bool store_is_new(fp_store *s, fp_str path)
{
	int skip = 0;
	char z[4100];
	fp_err none = {0};
	if (!store_path_check(path, &none))
		return false;
	snprintf(z, sizeof z, "%.*s", FP_ARG(path));
	return !store_git(s, &none) || git_ignore_path_is_ignored(&skip, s->repo, z) < 0 || !skip;
}

static bool compare(scan *x, const fp_entry *e, size_t e_n, fp_dirty **out, size_t *n)
{
	cursor c;
	size_t cap = 0, i = 0, k = 0;
	bool ok = true;
	cursor_start(&c, x->s);
	while (ok && (i < e_n || k < x->n)) {
		int d = i == e_n ? 1 : k == x->n ? -1 : fp_str_cmp(e[i].path, x->v[k].path);
		if (d < 0) {
			const store_index_entry *in = ours(e[i].path) ? cursor_at(&c, e[i].path) : NULL;
			if (ours(e[i].path) && !(in && in->skip_worktree))
				FP_PUSH(x->a, *out, *n, cap) = (fp_dirty){e[i].path, FP_DELETED};
		} else if (d > 0) {
			if (store_is_new(x->s, x->v[k].path))
				FP_PUSH(x->a, *out, *n, cap) = (fp_dirty){x->v[k].path, FP_ADDED};
		} else {
			git_oid id;
			bool other = false;
			ok = store_oid_in(&e[i].blob, &id, x->err) && differs(x->s, &c, &x->v[k], &id, &other, x->err);
			if (other)
				FP_PUSH(x->a, *out, *n, cap) = (fp_dirty){e[i].path, FP_EDITED};
		}
		i += d <= 0;
		k += d >= 0;
	}
	cursor_end(&c);
	return ok;
}

bool fp_store_dirty(fp_store *s, const fp_rev *rev, fp_arena *a, fp_dirty **out, size_t *n, fp_err *err)
{
	fp_arena *tmp = fp_arena_new(0);
	scan x = {.s = s, .a = tmp, .err = err};
	fp_entry *e;
	fp_dirty *v = NULL;
	size_t e_n, v_n = 0;
	*out = NULL;
	*n = 0;
	bool ok = scan_all(&x) && fp_store_list(s, rev, FP_STR(""), tmp, &e, &e_n, err) && compare(&x, e, e_n, &v, &v_n) &&
		!fp_arena_over(tmp, err);
	if (ok) {
		*out = FP_NEW_N(a, fp_dirty, v_n);
		for (size_t i = 0; i < v_n; i++)
			(*out)[i] = (fp_dirty){fp_str_dup(a, v[i].path), v[i].dirt};
		*n = v_n;
	}
	store_work_forget(s);
	fp_buf_free(&x.path);
	fp_arena_free(tmp);
	return ok;
}
