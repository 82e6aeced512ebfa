// gitindex: refreshing entries of git's own index, and only those. One pass copies the file, replacing the asked-for entries on the
// way, so a casebook of 100,000 cases costs a copy of ten megabytes and not a rebuilt data structure. The lock file is taken before
// the ref moves, as `git commit` does, so a commit that the user starts at the same moment cannot bring back the old content.
//
// Versions 2 to 4. Of the extensions only the cache of trees is kept (with the changed folders marked stale); the others are
// optional and git makes them anew. A split or sparse index is refused: then the entries are left to the user's git.
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FIXED 62              // bytes before the path, without extended flags
#define FLAG_EXTENDED 0x4000
#define XFLAG_INTENT 0x2000
#define XFLAG_SKIP 0x4000
#define LOCK_WORD "fupan\n"
#define TICK 20000000         // ns: file times are no finer than the kernel's clock tick, with room to spare

static uint32_t get32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put32(unsigned char *p, uint32_t x)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (unsigned char)(x >> (24 - 8 * i));
}

// ---------------------------------------------------------------- opening
static char *in_git_dir(fp_store *s, const char *name)
{
	const char *dir = git_repository_path(s->repo);
	size_t n = strlen(dir) + strlen(name) + 1;
	char *out = fp_xmalloc(n);
	snprintf(out, n, "%s%s", dir, name);
	return out;
}

static bool write_file(const char *path, fp_str bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	bool ok = fd >= 0;
	while (ok && bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		ok = n >= 0 || errno == EINTR;
		bytes = fp_str_sub(bytes, n > 0 ? (size_t)n : 0, bytes.n);
	}
	int no = errno;
	if (fd >= 0 && close(fd) < 0 && ok)
		return false;
	errno = no;
	return ok;
}

// fupan's processes take index.lock only while they hold .fupan/lock, so a lock with our word in it is from one that was killed.
static bool lock_is_stale(const char *path)
{
	char word[sizeof LOCK_WORD];
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, word, sizeof word);
	if (fd >= 0)
		close(fd);
	return n == (ssize_t)strlen(LOCK_WORD) && memcmp(word, LOCK_WORD, (size_t)n) == 0;
}

void store_index_sweep(fp_store *s)
{
	static const char *const names[] = {"fupan.lock", "fupan.index", "index.lock"};
	for (size_t i = 0; i < FP_COUNT(names); i++) {
		char *path = in_git_dir(s, names[i]);
		if (i < 2 || lock_is_stale(path))
			unlink(path);
		free(path);
	}
}

// The lock appears with its word in it, by a link; git sees an ordinary index.lock.
static void take_lock(store_index *x, double wait)
{
	double end = fp_clock_seconds() + wait;
	char *made = in_git_dir(x->s, "fupan.lock");
	if (!write_file(made, FP_STR(LOCK_WORD)))
		goto out;
	for (;;) {
		x->locked = link(made, x->lock) == 0;
		if (x->locked || (errno != EEXIST))
			break;
		if (lock_is_stale(x->lock))
			unlink(x->lock);
		else if (fp_clock_seconds() >= end)
			break;
		else
			store_nap(0.01);
	}
	FP_FAULT("store.index.lock");
out:
	unlink(made);
	free(made);
}

static bool bad_index(fp_err *err, const store_index *x)
{
	return fp_fail(err, FP_INVALID, fp_tr("%s 的格式不认识（损坏，或是拆分、稀疏索引）；提交后请运行 git reset -q 刷新它",
		"%s: unknown format (damaged, or a split or sparse index); run git reset -q after the commit to refresh it"), x->path);
}

static bool extensions_known(const unsigned char *p, const unsigned char *end)
{
	while (end - p >= 8) {
		uint32_t n = get32(p + 4);
		if (!(p[0] >= 'A' && p[0] <= 'Z') || n > (size_t)(end - p - 8))
			return false;  // a lower-case name means: do not touch what you do not understand
		p += 8 + n;
	}
	return p == end;
}

static bool map_index(store_index *x, fp_err *err)
{
	int fd = open(x->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT) {
		x->missing = true;
		x->version = 2;
		return true;
	}
	if (fd < 0 || fstat(fd, &x->st) < 0 || x->st.st_size < 32) {
		int no = errno;
		bool opened = fd >= 0;
		if (opened)
			close(fd);
		return opened ? bad_index(err, x) : store_os_fail(err, no, x->path);
	}
	void *p = mmap(NULL, (size_t)x->st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	int no = errno;
	close(fd);
	if (p == MAP_FAILED)
		return store_os_fail(err, no, x->path);
	x->map = p;
	x->size = (size_t)x->st.st_size;
	x->version = get32(x->map + 4);
	x->count = get32(x->map + 8);
	return memcmp(x->map, "DIRC", 4) == 0 && x->version >= 2 && x->version <= 4 ? true : bad_index(err, x);
}

bool store_index_open(store_index *x, fp_store *s, double wait, fp_err *err)
{
	*x = (store_index){.s = s, .path = in_git_dir(s, "index"), .lock = in_git_dir(s, "index.lock")};
	if (wait >= 0)
		take_lock(x, wait);
	if (map_index(x, err))
		return true;
	store_index_close(x);
	return false;
}

void store_index_close(store_index *x)
{
	if (x->map)
		munmap((void *)(uintptr_t)x->map, x->size);
	if (x->locked)
		unlink(x->lock);
	free(x->path);
	free(x->lock);
	*x = (store_index){0};
}

// ---------------------------------------------------------------- reading entries
store_index_iter store_index_begin(const store_index *x)
{
	if (x->missing)
		return (store_index_iter){.version = 2};
	return (store_index_iter){.p = x->map + 12, .end = x->map + x->size - 20, .version = x->version, .left = x->count};
}

// Version 4: how many bytes to drop from the path before, then the rest, ended by NUL.
static bool packed_name(store_index_iter *it, store_index_entry *e, const unsigned char *p)
{
	if (p >= it->end)
		return false;
	size_t drop = *p & 0x7F;
	while (*p++ & 0x80) {
		if (p >= it->end || drop > 1u << 20)
			return false;
		drop = ((drop + 1) << 7) | (*p & 0x7F);
	}
	const unsigned char *nul = memchr(p, 0, (size_t)(it->end - p));
	if (!nul || drop > it->name.n)
		return false;
	it->name.n -= drop;
	fp_buf_add(&it->name, p, (size_t)(nul - p));
	e->path = fp_buf_view(&it->name);
	e->whole = (size_t)(nul + 1 - e->raw);
	return !it->name.over;
}

static bool plain_name(const store_index_iter *it, store_index_entry *e, const unsigned char *p, size_t n)
{
	if (n == 0xFFF)
		n = strnlen((const char *)p, (size_t)(it->end - p));
	e->path = (fp_str){(const char *)p, n};
	e->whole = (e->raw_n + n + 8) & ~(size_t)7;
	return e->whole <= (size_t)(it->end - e->raw);
}

int store_index_next(store_index_iter *it, store_index_entry *e)
{
	if (it->left == 0) {
		fp_buf_free(&it->name);
		return 0;
	}
	it->left--;
	const unsigned char *p = it->p;
	if (it->end - p < FIXED + 2)
		goto bad;
	unsigned flags = (unsigned)p[60] << 8 | p[61], more = 0;
	*e = (store_index_entry){.raw = p, .raw_n = FIXED, .mode = get32(p + 24), .id = p + 40, .stage = flags >> 12 & 3};
	if (flags & FLAG_EXTENDED) {
		e->raw_n += 2;
		more = (unsigned)p[62] << 8 | p[63];
	}
	e->intent = more & XFLAG_INTENT;
	e->skip_worktree = more & XFLAG_SKIP;
	if (it->version == 4 ? !packed_name(it, e, p + e->raw_n) : !plain_name(it, e, p + e->raw_n, flags & 0xFFF))
		goto bad;
	it->p = p + e->whole;
	return 1;
bad:
	fp_buf_free(&it->name);
	return -1;
}

bool store_index_pick(store_index *x, store_plan *const *v, size_t n, fp_err *err)
{
	store_index_iter it = store_index_begin(x);
	store_index_entry e;
	size_t i = 0;
	int rc;
	while ((rc = store_index_next(&it, &e)) == 1) {
		int c = -1;
		while (i < n && (c = fp_str_cmp(v[i]->path, e.path)) < 0)
			i++;
		if (i == n || c > 0)
			continue;
		v[i]->in_index = e.stage == 0;
		v[i]->unmerged |= e.stage != 0;
		v[i]->intent = e.intent;
		v[i]->skip_worktree = e.skip_worktree;
		git_oid_fromraw(&v[i]->index_old, e.id);
	}
	if (rc < 0 || (!x->missing && !extensions_known(it.p, it.end)))
		return bad_index(err, x);
	return true;
}

// ---------------------------------------------------------------- believing stat data
static bool stat_equal(const unsigned char *raw, const struct stat *st)
{
	const uint32_t now[] = {(uint32_t)st->st_ctim.tv_sec, (uint32_t)st->st_ctim.tv_nsec, (uint32_t)st->st_mtim.tv_sec,
		(uint32_t)st->st_mtim.tv_nsec};
	for (size_t i = 0; i < FP_COUNT(now); i++)
		if (get32(raw + 4 * i) != now[i])
			return false;
	return get32(raw + 20) == (uint32_t)st->st_ino && get32(raw + 36) == (uint32_t)st->st_size;
}

bool store_index_fresh(const store_index *x, const store_index_entry *e, const struct stat *st)
{
	if (!S_ISREG(st->st_mode) || !stat_equal(e->raw, st))
		return false;
	int64_t file = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
	int64_t index = (int64_t)x->st.st_mtim.tv_sec * 1000000000 + x->st.st_mtim.tv_nsec;
	return file < index - TICK;
}

// git compares whole seconds, so an entry written in the same second as the index would hide a later edit of that second once the
// index gets a newer time. As git does: such an entry loses its size unless the file is what it was.
static bool racy(const store_index *x, const store_index_entry *e)
{
	return e->stage == 0 && get32(e->raw + 8) >= (uint32_t)x->st.st_mtim.tv_sec && get32(e->raw + 36) != 0;
}

static bool racy_but_clean(store_index *x, const store_index_entry *e)
{
	struct stat st;
	fp_err ignored = {0};
	bool there = false, clean = false;
	if (!store_work_stat(x->s, e->path, &st, &there, &ignored) || !there || !S_ISREG(st.st_mode) || !stat_equal(e->raw, &st))
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

// ---------------------------------------------------------------- writing
typedef struct {
	fp_buf b;
	uint32_t version, count;
	fp_buf last;   // version 4: the path before
} writer;

static void put_name(writer *w, size_t start, fp_str path)
{
	if (w->version != 4) {
		fp_buf_str(&w->b, path);
		fp_buf_add(&w->b, "\0\0\0\0\0\0\0", 8 - (w->b.n - start) % 8);
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
	fp_buf_add(&w->b, var + at, sizeof var - at);
	fp_buf_add(&w->b, path.p + same, path.n - same);
	fp_buf_add(&w->b, "", 1);
	fp_buf_clear(&w->last);
	fp_buf_str(&w->last, path);
}

static void keep_entry(store_index *x, writer *w, const store_index_entry *e)
{
	size_t start = w->b.n;
	w->count++;
	fp_buf_add(&w->b, e->raw, w->version == 4 ? e->raw_n : e->whole);
	if (w->version == 4)
		put_name(w, start, e->path);
	if (racy(x, e) && !racy_but_clean(x, e) && !w->b.over)
		put32((unsigned char *)w->b.p + start + 36, 0);
}

static void new_entry(writer *w, const store_plan *p)
{
	unsigned char raw[FIXED + 2] = {0};
	size_t start = w->b.n, n = FIXED;
	put32(raw + 24, p->mode);
	if (p->seen && git_oid_equal(&p->seen_id, &p->index_id)) {
		put32(raw, (uint32_t)p->st.st_ctim.tv_sec);
		put32(raw + 4, (uint32_t)p->st.st_ctim.tv_nsec);
		put32(raw + 8, (uint32_t)p->st.st_mtim.tv_sec);
		put32(raw + 12, (uint32_t)p->st.st_mtim.tv_nsec);
		put32(raw + 16, (uint32_t)p->st.st_dev);
		put32(raw + 20, (uint32_t)p->st.st_ino);
		put32(raw + 28, p->st.st_uid);
		put32(raw + 32, p->st.st_gid);
		put32(raw + 36, (uint32_t)p->st.st_size);
	}
	memcpy(raw + 40, p->index_id.id, 20);
	unsigned flags = p->path.n < 0xFFF ? (unsigned)p->path.n : 0xFFF;
	if (p->skip_worktree) {
		flags |= FLAG_EXTENDED;
		raw[62] = XFLAG_SKIP >> 8;
		n += 2;
		w->version = w->version == 2 ? 3 : w->version;
	}
	raw[60] = (unsigned char)(flags >> 8);
	raw[61] = (unsigned char)flags;
	w->count++;
	fp_buf_add(&w->b, raw, n);
	put_name(w, start, p->path);
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
	if (!fp_str_int(fp_str_cut(&rest, ' '), &count) || !fp_str_int(rest, &folders) || folders < 0 || (count >= 0 && c->end - lf < 21))
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
		uint32_t len = get32(p + 4);
		tree_cache c = {.p = p + 8, .end = p + 8 + len, .v = v, .n = n};
		if (memcmp(p, "TREE", 4) == 0 && len && copy_node(&c, 0) && !c.out.over) {
			unsigned char head[8] = "TREE";
			put32(head + 4, (uint32_t)c.out.n);
			fp_buf_add(&w->b, head, 8);
			fp_buf_str(&w->b, fp_buf_view(&c.out));
		}
		fp_buf_free(&c.path);
		fp_buf_free(&c.out);
		p += 8 + len;
	}
}

// ---------------------------------------------------------------- the whole file
// Written beside and renamed; only then the lock goes.
static bool save(store_index *x, fp_str bytes)
{
	FP_FAULT("store.index");
	char *made = in_git_dir(x->s, "fupan.index");
	errno = ENOSPC;
	bool ok = !FP_FAULT_FULL("store.index") && write_file(made, bytes);
	FP_FAULT("store.index.new");
	ok = ok && rename(made, x->path) == 0;
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
	writer w = {.b = {.max = (size_t)1 << 32}, .version = x->version};
	store_index_iter it = store_index_begin(x);
	unsigned char sum[20];
	store_sha1 c;
	bool ok = false;
	fp_buf_add(&w.b, "DIRC\0\0\0\0\0\0\0\0", 12);
	if (!merge_entries(x, &w, v, n, &it)) {
		bad_index(err, x);
		goto out;
	}
	if (!x->missing)
		copy_tree_cache(&w, it.p, it.end, v, n);
	if (!fp_buf_ok(&w.b, err))
		goto out;
	put32((unsigned char *)w.b.p + 4, w.version);
	put32((unsigned char *)w.b.p + 8, w.count);
	store_sha1_init(&c);
	store_sha1_add(&c, w.b.p, w.b.n);
	store_sha1_end(&c, sum);
	fp_buf_add(&w.b, sum, 20);
	ok = save(x, fp_buf_view(&w.b)) ? true : store_os_fail(err, errno, x->path);
out:
	fp_buf_free(&w.b);
	fp_buf_free(&w.last);
	return ok;
}
