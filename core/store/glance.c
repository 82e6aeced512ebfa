// glance: has somebody edited files and not saved them? A hint on every reading command must cost the same in every
// casebook, so only so many files are looked at: those outside of cases first, then cases from the newest folder on.
// They are compared with git's index, found through fupan's map of it; libgit2 is needed for a file that the index does
// not know (is it ignored?). What is staged by hand and not committed is not seen here; fp_store_dirty sees all.
#include "store/store_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER_COST 4            // opening and listing a folder, in files
#define NAMES_MAX 4096           // of one folder
#define HASH_MAX 64              // files that are read because the index cannot vouch for them

typedef struct {
	fp_str path;
	struct stat st;
} file;
// A folder that has been read whole and holds no folders: what else the index has in it is deleted. Or a single file.
typedef struct {
	fp_str path;                 // of a folder with its slash
	file *file;                  // descending
	size_t n;
	bool leaf;
} place;

typedef struct {
	fp_store *s;
	fp_arena *a;
	size_t left;                 // how many files may still be looked at
	bool all;                    // nothing was left out
	place *v;
	size_t n, cap;
	store_index x;
	store_map map;
	bool mapped;
	store_index_iter it;
	store_index_entry e;
	int rc;
	size_t hashed, found;
} glance;

// ---------------------------------------------------------------- the walk
static size_t names_of(glance *g, int fd, fp_str **names, bool *whole)
{
	size_t n = 0, cap = 0;
	DIR *d = fdopendir(fd);
	*names = NULL;
	*whole = d;
	for (struct dirent *e; d && (e = readdir(d));) {
		if (store_name_ignored(fp_s(e->d_name)))
			continue;
		if (n == NAMES_MAX) {
			*whole = false;
			break;
		}
		FP_PUSH(g->a, *names, n, cap) = fp_str_dup(g->a, fp_s(e->d_name));
	}
	if (n)
		qsort(*names, n, sizeof **names, fp_str_cmp_qsort);
	if (d)
		closedir(d);
	else
		close(fd);
	return n;
}

// Splits the names into files with their stat data and folders, those that sort last first: the newest.
static size_t sort_out(glance *g, int fd, place *f, fp_str *names, size_t n)
{
	size_t subs = 0;
	f->file = FP_NEW_N(g->a, file, n);
	for (size_t i = n; i-- > 0;) {
		struct stat st;
		if (g->left == 0) {
			g->all = f->leaf = false;
			break;
		}
		g->left--;
		if (fstatat(fd, names[i].p, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		if (S_ISREG(st.st_mode))
			f->file[f->n++] = (file){fp_strf(g->a, "%.*s%.*s", FP_ARG(f->path), FP_ARG(names[i])), st};
		else if (S_ISDIR(st.st_mode))
			names[n - ++subs] = names[i];  // at or behind i: that name has been read
	}
	f->leaf &= subs == 0;
	return subs;
}

static void add_place(glance *g, const place *f)
{
	if (f->leaf)
		FP_PUSH(g->a, g->v, g->n, g->cap) = *f;
	for (size_t i = 0; !f->leaf && i < f->n; i++)
		FP_PUSH(g->a, g->v, g->n, g->cap) = (place){f->file[i].path, &f->file[i], 1, false};
}

static void look_in(glance *g, int dir, const char *name, fp_str path, size_t depth)
{
	fp_str *names;
	bool whole;
	if (g->left < FOLDER_COST || depth >= STORE_DEPTH) {
		g->all = false;
		return;
	}
	g->left -= FOLDER_COST;
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int list = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (list < 0)
		goto out;
	size_t n = names_of(g, list, &names, &whole);
	place f = {.path = path, .leaf = whole};
	g->all &= whole;
	size_t subs = sort_out(g, fd, &f, names, n);
	add_place(g, &f);
	for (size_t i = 0; i < subs; i++) {
		fp_str sub = names[n - 1 - i];
		look_in(g, fd, sub.p, fp_strf(g->a, "%.*s%.*s/", FP_ARG(path), FP_ARG(sub)), depth + 1);
	}
out:
	if (fd >= 0)
		close(fd);
}

static void look_around(glance *g)
{
	place top = {.file = FP_NEW_N(g->a, file, STORE_FILE_N)};
	for (size_t i = 0; i < STORE_FILE_N; i++) {
		struct stat st;
		if (fstatat(g->s->root_fd, store_files[i], &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode))
			top.file[top.n++] = (file){fp_s(store_files[i]), st};
	}
	add_place(g, &top);
	for (size_t i = STORE_FOLDER_N; i-- > 0;)  // cases is the first of them, and comes last
		look_in(g, g->s->root_fd, store_folders[i], fp_strf(g->a, "%s/", store_folders[i]), 0);
}

// ---------------------------------------------------------------- beside the index
// The first entry at or after the path; paths come in ascending order.
static void seek(glance *g, fp_str path)
{
	store_index_iter near = g->mapped ? store_map_near(&g->map, &g->x, path) : (store_index_iter){0};
	if (near.p && near.p > g->it.p) {
		fp_buf_free(&g->it.name);
		g->it = near;
		g->rc = store_index_next(&g->it, &g->e);
	}
	while (g->rc == 1 && fp_str_cmp(g->e.path, path) < 0)
		g->rc = store_index_next(&g->it, &g->e);
}

// The file and the entry of its path.
static bool edited(glance *g, const file *f)
{
	struct stat st;
	fp_str text;
	git_oid now;
	fp_err ignored = {0};
	bool there = false;
	if (g->e.stage != 0)
		return true;
	if (store_index_fresh(&g->x, &g->e, &f->st))
		return false;
	if (g->hashed++ == HASH_MAX) {
		g->all = false;
		return false;
	}
	fp_arena *a = fp_arena_new(2 * (size_t)FP_BLOB_MAX);
	bool ok = store_work_read(g->s, f->path, a, &text, &st, &there, &ignored);
	if (ok && there)
		store_hash(GIT_OBJECT_BLOB, text, &now);
	fp_arena_free(a);
	return ok && there && memcmp(now.id, g->e.id, 20) != 0;
}

static bool at_path(const glance *g, fp_str path)
{
	return g->rc == 1 && fp_str_eq(g->e.path, path);
}

static void compare_place(glance *g, const place *f)
{
	size_t i = f->n;
	seek(g, f->path);
	while (i || (f->leaf && g->rc == 1 && fp_str_starts(g->e.path, f->path.p))) {
		int c = !i ? -1 : f->leaf && g->rc == 1 ? fp_str_cmp(g->e.path, f->file[i - 1].path) : 0;
		if (c < 0) {  // the index has a file that is not there
			g->found += !g->e.skip_worktree;
			g->rc = store_index_next(&g->it, &g->e);
			continue;
		}
		const file *at = &f->file[--i];
		seek(g, at->path);
		if (!at_path(g, at->path))
			g->found += store_is_new(g->s, at->path);
		else
			g->found += edited(g, at);
		while (at_path(g, at->path))
			g->rc = store_index_next(&g->it, &g->e);
	}
}

static int by_path(const void *a, const void *b)
{
	return fp_str_cmp(((const place *)a)->path, ((const place *)b)->path);
}

static bool compare_all(glance *g)
{
	fp_err ignored = {0};
	if (!store_index_open(&g->x, g->s, -1, &ignored))
		return false;
	bool ok = !g->x.missing;
	g->mapped = ok && store_map_load(&g->map, &g->x);
	g->it = store_index_begin(&g->x);
	g->rc = store_index_next(&g->it, &g->e);
	qsort(g->v, g->n, sizeof *g->v, by_path);
	for (size_t i = 0; ok && i < g->n; i++)
		compare_place(g, &g->v[i]);
	ok = ok && g->rc >= 0;
	fp_buf_free(&g->it.name);
	store_map_free(&g->map);
	store_index_close(&g->x);
	return ok;
}

bool fp_store_glance(fp_store *s, size_t most, size_t *n, bool *all)
{
	fp_arena *a = fp_arena_new(64u << 20);
	glance g = {.s = s, .a = a, .left = most, .all = true};
	look_around(&g);
	bool ok = compare_all(&g) && !fp_arena_over(a, NULL);
	*n = g.found;
	*all = g.all;
	store_work_forget(s);
	fp_arena_free(a);
	return ok;
}
