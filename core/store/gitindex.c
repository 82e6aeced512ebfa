// gitindex: reading git's own index, and its lock. Entries are read where they lie in the mapped file. The lock is
// taken before the ref moves, as `git commit` does, so a commit that the user starts at the same moment cannot bring
// back the old content.
//
// Versions 2 to 4. A split or sparse index is refused: then the entries are left to the user's git.
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LOCK_WORD "fupan\n"

// ---------------------------------------------------------------- opening
char *store_git_file(fp_store *s, const char *name)
{
	const char *dir = s->git_dir;
	size_t n = strlen(dir) + strlen(name) + 1;
	char *out = fp_xmalloc(n);
	snprintf(out, n, "%s%s", dir, name);
	return out;
}

static bool write_word(const char *path, fp_str bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	bool ok = fd >= 0 && fp_write_all(fd, bytes.p, bytes.n);
	int no = errno;
	if (fd >= 0 && close(fd) < 0 && ok)
		return false;
	errno = no;
	return ok;
}

// fupan's processes take index.lock only while they hold .fupan/lock, so a lock with our word in it is from one that
// was killed.
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
		char *path = store_git_file(s, names[i]);
		if (i < 2 || lock_is_stale(path))
			unlink(path);
		free(path);
	}
}

// The lock appears with its word in it, by a link; git sees an ordinary index.lock.
static void take_lock(store_index *x, double wait)
{
	double end = fp_clock_seconds() + wait;
	char *made = store_git_file(x->s, "fupan.lock");
	if (!write_word(made, FP_STR(LOCK_WORD)))
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

bool store_index_bad(fp_err *err, const store_index *x)
{
	return fp_fail(err, FP_INVALID, fp_tr("%s 的格式不认识（损坏，或是拆分、稀疏索引）；提交后请运行 git reset -q 刷新它",
		"%s: unknown format (damaged, or a split or sparse index); run git reset -q after the commit to refresh "
		"it"), x->path);
}

static bool extensions_known(const unsigned char *p, const unsigned char *end)
{
	while (end - p >= 8) {
		uint32_t n = store_get32(p + 4);
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
		return opened ? store_index_bad(err, x) : store_os_fail(err, no, x->path);
	}
	void *p = mmap(NULL, (size_t)x->st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	int no = errno;
	close(fd);
	if (p == MAP_FAILED)
		return store_os_fail(err, no, x->path);
	x->map = p;
	x->size = (size_t)x->st.st_size;
	x->version = store_get32(x->map + 4);
	x->count = store_get32(x->map + 8);
	return memcmp(x->map, "DIRC", 4) == 0 && x->version >= 2 && x->version <= 4 ? true : store_index_bad(err, x);
}

bool store_index_open(store_index *x, fp_store *s, double wait, fp_err *err)
{
	*x = (store_index){.s = s, .path = store_git_file(s, "index"), .lock = store_git_file(s, "index.lock")};
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
	if (it->end - p < STORE_FIXED + 2)
		goto bad;
	unsigned flags = (unsigned)p[60] << 8 | p[61], more = 0;
	*e = (store_index_entry){.raw = p, .raw_n = STORE_FIXED, .mode = store_get32(p + 24), .id = p + 40,
		.stage = flags >> 12 & 3};
	if (flags & STORE_EXTENDED) {
		e->raw_n += 2;
		more = (unsigned)p[62] << 8 | p[63];
	}
	e->intent = more & STORE_X_INTENT;
	e->skip_worktree = more & STORE_X_SKIP;
	if (it->version == 4 ? !packed_name(it, e, p + e->raw_n) : !plain_name(it, e, p + e->raw_n, flags & 0xFFF))
		goto bad;
	it->p = p + e->whole;
	return 1;
bad:
	fp_buf_free(&it->name);
	return -1;
}

static void picked(store_plan *p, const store_index_entry *e)
{
	p->in_index = e->stage == 0;
	p->unmerged |= e->stage != 0;
	p->intent = e->intent;
	p->skip_worktree = e->skip_worktree;
	git_oid_fromraw(&p->index_old, e->id);
}

// All of the index, beside all of the plans.
static bool pick_all(store_index *x, store_plan *const *v, size_t n)
{
	store_index_iter it = store_index_begin(x);
	store_index_entry e;
	size_t i = 0;
	int rc;
	while ((rc = store_index_next(&it, &e)) == 1) {
		int c = -1;
		while (i < n && (c = fp_str_cmp(v[i]->path, e.path)) < 0)
			i++;
		if (i < n && c == 0)
			picked(v[i], &e);
	}
	return rc == 0 && (x->missing || extensions_known(it.p, it.end));
}

// Few paths in a large index: from the nearest entry whose place is known.
static bool pick_near(store_index *x, const store_map *m, store_plan *p)
{
	store_index_iter it = store_map_near(m, x, p->path);
	store_index_entry e;
	int rc, c = -1;
	while (it.p && (rc = store_index_next(&it, &e)) == 1 && (c = fp_str_cmp(e.path, p->path)) <= 0)
		if (c == 0)
			picked(p, &e);
	return it.p && (rc == 0 || c > 0);
}

bool store_index_pick(store_index *x, store_plan *const *v, size_t n, fp_err *err)
{
	store_map m = {0};
	bool near = n <= STORE_LOOSE_MAX && store_map_load(&m, x) &&
		extensions_known(x->map + m.end, x->map + x->size - 20);
	for (size_t i = 0; near && i < n; i++)
		near = pick_near(x, &m, v[i]);
	store_map_free(&m);
	return near || pick_all(x, v, n) ? true : store_index_bad(err, x);
}

// ---------------------------------------------------------------- believing stat data
bool store_index_stat_equal(const unsigned char *raw, const struct stat *st)
{
	const uint32_t now[] = {(uint32_t)st->st_ctim.tv_sec, (uint32_t)st->st_ctim.tv_nsec, (uint32_t)st->st_mtim.tv_sec,
		(uint32_t)st->st_mtim.tv_nsec};
	for (size_t i = 0; i < FP_COUNT(now); i++)
		if (store_get32(raw + 4 * i) != now[i])
			return false;
	return store_get32(raw + 20) == (uint32_t)st->st_ino && store_get32(raw + 36) == (uint32_t)st->st_size;
}

bool store_index_fresh(const store_index *x, const store_index_entry *e, const struct stat *st)
{
	if (!S_ISREG(st->st_mode) || !store_index_stat_equal(e->raw, st))
		return false;
	int64_t file = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
	int64_t index = (int64_t)x->st.st_mtim.tv_sec * 1000000000 + x->st.st_mtim.tv_nsec;
	return file < index - STORE_TICK;
}

