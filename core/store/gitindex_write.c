// gitindex_write: refreshing entries of git's own index, and only those. The new file is a list of pieces: long runs of
// the old one, straight from the map, and between them what changed, so a casebook of 100,000 cases costs a checksum
// and a copy of ten megabytes and not a rebuilt data structure.
//
// Of the extensions only the cache of trees is kept (with the changed folders marked stale); the others are optional
// and git makes them anew.
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// git compares whole seconds, so an entry written in the same second as the index would hide a later edit of that
// second once the index gets a newer time. As git does: such an entry loses its size unless the file is what it was.
static bool racy(const store_index *x, const store_index_entry *e)
{
	return e->stage == 0 && store_get32(e->raw + 8) >= (uint32_t)x->st.st_mtim.tv_sec && store_get32(e->raw + 36) != 0;
}

static bool racy_but_clean(store_index *x, const store_index_entry *e)
{
	struct stat st;
	fp_err ignored = {0};
	bool there = false, clean = false;
	if (!store_work_stat(x->s, e->path, &st, &there, &ignored) || !there || !S_ISREG(st.st_mode) ||
		!store_index_stat_equal(e->raw, &st))
		return false;
	if (store_index_fresh(x, e, &st))
		return true;
	fp_arena *a = fp_arena_new(2 * (size_t)FP_BLOB_MAX);
	fp_str text;
	git_oid id;
	if (store_work_read(x->s, e->path, a, &text, &st, &there, &ignored) && there) {
		store_hash(GIT_OBJECT_BLOB, text, &id);
		clean = memcmp(id.id, e->id, 20) == 0;
	}
	fp_arena_free(a);
	return clean;
}

// ---------------------------------------------------------------- pieces
#define SHORT (64u << 10)

typedef struct {
	const unsigned char *p;
	size_t n;
} piece;

typedef struct {
	fp_arena *a;
	piece *v;
	size_t n, cap;
	uint64_t at;             // bytes so far
	uint32_t version, count;
	fp_buf last;             // version 4: the path before
	fp_buf map;              // places of entries, for store_map
} writer;

static void put(writer *w, const unsigned char *p, size_t n)
{
	w->at += n;
	if (w->n && w->v[w->n - 1].p + w->v[w->n - 1].n == p)
		w->v[w->n - 1].n += n;
	else
		FP_PUSH(w->a, w->v, w->n, w->cap) = (piece){p, n};
}

static unsigned char *put_copy(writer *w, const void *p, size_t n)
{
	unsigned char *copy = fp_alloc(w->a, n + 1);
	memcpy(copy, p, n);
	put(w, copy, n);
	return copy;
}

// The path and what ends it: NULs up to a multiple of eight, or in version 4 what changed against the path before.
static void put_name(writer *w, size_t fixed, fp_str path)
{
	if (w->version != 4) {
		put_copy(w, path.p, path.n);
		put_copy(w, "\0\0\0\0\0\0\0", 8 - (fixed + path.n) % 8);
		return;
	}
	size_t same = 0;
	while (same < path.n && same < w->last.n && path.p[same] == w->last.p[same])
		same++;
	unsigned char var[10];
	size_t at = sizeof var - 1, drop = w->last.n - same;
	var[at] = drop & 0x7F;
	while (drop >>= 7)
		var[--at] = (unsigned char)(0x80 | (--drop & 0x7F));
	put_copy(w, var + at, sizeof var - at);
	put_copy(w, path.p + same, path.n - same);
	put_copy(w, "", 1);
	fp_buf_clear(&w->last);
	fp_buf_str(&w->last, path);
}

static void begin_entry(writer *w, fp_str path)
{
	if (w->version != 4 && w->count % STORE_MAP_STEP == 0)
		store_map_add(&w->map, (uint32_t)w->at, w->count, path);
	w->count++;
}

static void keep_entry(store_index *x, writer *w, const store_index_entry *e)
{
	bool smudge = racy(x, e) && !racy_but_clean(x, e);
	begin_entry(w, e->path);
	if (!smudge && w->version != 4) {
		put(w, e->raw, e->whole);
		return;
	}
	unsigned char *fixed = put_copy(w, e->raw, e->raw_n);
	if (smudge)
		store_put32(fixed + 36, 0);
	put_name(w, e->raw_n, e->path);
}

static void new_entry(writer *w, const store_plan *p)
{
	unsigned char raw[STORE_FIXED + 2] = {0};
	size_t n = STORE_FIXED;
	store_put32(raw + 24, p->mode);
	if (p->seen && git_oid_equal(&p->seen_id, &p->index_id)) {
		store_put32(raw, (uint32_t)p->st.st_ctim.tv_sec);
		store_put32(raw + 4, (uint32_t)p->st.st_ctim.tv_nsec);
		store_put32(raw + 8, (uint32_t)p->st.st_mtim.tv_sec);
		store_put32(raw + 12, (uint32_t)p->st.st_mtim.tv_nsec);
		store_put32(raw + 16, (uint32_t)p->st.st_dev);
		store_put32(raw + 20, (uint32_t)p->st.st_ino);
		store_put32(raw + 28, p->st.st_uid);
		store_put32(raw + 32, p->st.st_gid);
		store_put32(raw + 36, (uint32_t)p->st.st_size);
	}
	memcpy(raw + 40, p->index_id.id, 20);
	unsigned flags = p->path.n < 0xFFF ? (unsigned)p->path.n : 0xFFF;
	if (p->skip_worktree) {
		flags |= STORE_EXTENDED;
		raw[62] = STORE_X_SKIP >> 8;
		n += 2;
		w->version = w->version == 2 ? 3 : w->version;
	}
	raw[60] = (unsigned char)(flags >> 8);
	raw[61] = (unsigned char)flags;
	begin_entry(w, p->path);
	if (w->version == 4) {
		put_copy(w, raw, n);
		put_name(w, n, p->path);
		return;
	}
	size_t whole = (n + p->path.n + 8) & ~(size_t)7;
	unsigned char *e = fp_alloc(w->a, whole);
	memcpy(e, raw, n);
	memcpy(e + n, p->path.p, p->path.n);
	put(w, e, whole);
}

static bool merge_entries(store_index *x, writer *w, store_plan *const *v, size_t n, store_index_iter *it)
{
	store_index_entry e;
	int rc = store_index_next(it, &e);
	size_t i = 0;
	while (rc == 1 || i < n) {
		int c = rc != 1 ? 1 : i == n ? -1 : fp_str_cmp(e.path, v[i]->path);
		if (c >= 0 && v[i]->index == INDEX_SET)
			new_entry(w, v[i]);
		else if (c < 0 || (c == 0 && v[i]->index == INDEX_LEAVE))
			keep_entry(x, w, &e);
		bool both = c == 0;
		if (c >= 0)
			i++;
		if (c <= 0)
			rc = store_index_next(it, &e);
		if (both && v[i - 1]->index != INDEX_LEAVE)  // further stages of a path that is replaced
			while (rc == 1 && fp_str_eq(e.path, v[i - 1]->path))
				rc = store_index_next(it, &e);
	}
	return rc == 0;
}

// ---------------------------------------------------------------- the cache of trees
typedef struct {
	const unsigned char *p, *end;
	store_plan *const *v;
	size_t n;
	fp_buf path, out;
} tree_cache;

// Whether any plan lies in the folder `dir` (with its slash).
static bool touched(const tree_cache *c, fp_str dir)
{
	size_t lo = 0, hi = c->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (fp_str_cmp(c->v[mid]->path, dir) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < c->n && c->v[lo]->path.n > dir.n && memcmp(c->v[lo]->path.p, dir.p, dir.n) == 0;
}

// One node and those below: name NUL count SP folders LF [id]; count -1 means stale and has no id.
static bool copy_node(tree_cache *c, size_t depth)
{
	const unsigned char *nul = memchr(c->p, 0, (size_t)(c->end - c->p));
	const unsigned char *lf = nul ? memchr(nul, '\n', (size_t)(c->end - nul)) : NULL;
	if (!lf || depth >= STORE_DEPTH)
		return false;
	fp_str name = {(const char *)c->p, (size_t)(nul - c->p)}, rest = {(const char *)nul + 1, (size_t)(lf - nul) - 1};
	int64_t count, folders;
	if (!fp_str_int(fp_str_cut(&rest, ' '), &count) || !fp_str_int(rest, &folders) || folders < 0 ||
		(count >= 0 && c->end - lf < 21))
		return false;
	size_t mark = c->path.n;
	fp_buf_str(&c->path, name);
	if (name.n)
		fp_buf_c(&c->path, '/');
	bool stale = count < 0 || touched(c, c->path.n ? fp_buf_view(&c->path) : FP_STR(""));
	fp_buf_str(&c->out, name);
	fp_buf_add(&c->out, "", 1);
	fp_buf_f(&c->out, "%lld %lld\n", stale ? -1LL : (long long)count, (long long)folders);
	if (!stale)
		fp_buf_add(&c->out, lf + 1, 20);
	c->p = lf + 1 + (count >= 0 ? 20 : 0);
	bool ok = true;
	for (int64_t i = 0; ok && i < folders; i++)
		ok = copy_node(c, depth + 1);
	c->path.n = mark;
	return ok;
}

static void copy_tree_cache(writer *w, const unsigned char *p, const unsigned char *end, store_plan *const *v, size_t n)
{
	while (end - p >= 8) {
		uint32_t len = store_get32(p + 4);
		tree_cache c = {.p = p + 8, .end = p + 8 + len, .v = v, .n = n};
		if (memcmp(p, "TREE", 4) == 0 && len && copy_node(&c, 0) && !c.out.over) {
			unsigned char *head = put_copy(w, "TREE\0\0\0\0", 8);
			store_put32(head + 4, (uint32_t)c.out.n);
			put_copy(w, c.out.p, c.out.n);
		}
		fp_buf_free(&c.path);
		fp_buf_free(&c.out);
		p += 8 + len;
	}
}

// ---------------------------------------------------------------- the whole file
static bool write_pieces(writer *w, const char *path)
{
	unsigned char sum[20];
	store_sha1 c;
	fp_buf small = {0};  // short pieces go to the system together
	store_sha1_init(&c);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	bool ok = fd >= 0;
	for (size_t i = 0; ok && i < w->n; i++) {
		const piece *k = &w->v[i];
		store_sha1_add(&c, k->p, k->n);
		if (k->n < SHORT)
			fp_buf_add(&small, k->p, k->n);
		if (k->n >= SHORT || small.n >= SHORT) {
			ok = fp_write_all(fd, small.p, small.n) && (k->n < SHORT || fp_write_all(fd, k->p, k->n));
			fp_buf_clear(&small);
		}
	}
	store_sha1_end(&c, sum);
	fp_buf_add(&small, sum, 20);
	ok = ok && fp_write_all(fd, small.p, small.n);
	int no = errno;
	fp_buf_free(&small);
	if (fd >= 0 && close(fd) < 0 && ok)
		return false;
	errno = no;
	return ok;
}

// Written beside and renamed; only then the lock goes.
static bool save(store_index *x, writer *w)
{
	FP_FAULT("store.index");
	char *made = store_git_file(x->s, "fupan.index");
	errno = ENOSPC;
	bool ok = !FP_FAULT_FULL("store.index") && write_pieces(w, made);
	FP_FAULT("store.index.new");
	ok = ok && rename(made, x->path) == 0 && stat(x->path, &x->st) == 0;  // still locked: this is ours
	FP_FAULT("store.index.done");
	int no = errno;
	if (!ok)
		unlink(made);
	if (x->locked)
		unlink(x->lock);
	x->locked = false;
	free(made);
	errno = no;
	return ok;
}

bool store_index_write(store_index *x, store_plan *const *v, size_t n, fp_err *err)
{
	writer w = {.a = fp_arena_new((size_t)4 << 30), .version = x->version};
	store_index_iter it = store_index_begin(x);
	bool ok = false;
	unsigned char *head = put_copy(&w, "DIRC\0\0\0\0\0\0\0\0", 12);
	if (!merge_entries(x, &w, v, n, &it)) {
		store_index_bad(err, x);
		goto out;
	}
	uint64_t end = w.at;
	if (!x->missing)
		copy_tree_cache(&w, it.p, it.end, v, n);
	store_put32(head + 4, w.version);
	store_put32(head + 8, w.count);
	ok = save(x, &w) ? true : store_os_fail(err, errno, x->path);
	if (ok && w.version != 4)
		store_map_save(&w.map, x, end, w.count);
out:
	fp_buf_free(&w.last);
	fp_buf_free(&w.map);
	fp_arena_free(w.a);
	return ok;
}
