// indexmap: where every 256th entry of git's index begins, kept in .fupan/index-map. Saving one case must know what the
// index has at one path; in an index of 100,000 entries the search would cost more than the commit. The map is believed
// only while the index is the very file (inode, size, times) that fupan wrote; else, and when anything looks odd, the
// index is read from its beginning.
#include "store/store_priv.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SMALL 2048               // entries that are read faster than a map
#define MAP_MAX (64u << 20)

typedef struct {
	char magic[8];
	uint64_t ino, size;
	int64_t mtime, ctime;
	uint64_t end;                // where the entries end
	uint32_t count, samples;
} map_head;

typedef struct {
	uint32_t offset, index;      // of the entry: in the file, and how many are before it
	uint32_t name, name_n;       // its path, in the names behind the samples
} map_sample;

static map_head head_of(const struct stat *st, uint64_t end, uint32_t count, uint32_t samples)
{
	map_head h;
	memset(&h, 0, sizeof h);
	memcpy(h.magic, "fpimap1", 8);
	h.ino = (uint64_t)st->st_ino;
	h.size = (uint64_t)st->st_size;
	h.mtime = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
	h.ctime = (int64_t)st->st_ctim.tv_sec * 1000000000 + st->st_ctim.tv_nsec;
	h.end = end;
	h.count = count;
	h.samples = samples;
	return h;
}

// ---------------------------------------------------------------- writing
// While the index is written: offset, index, length and path of each sample, one after the other.
void store_map_add(fp_buf *b, uint32_t offset, uint32_t index, fp_str path)
{
	uint32_t three[3] = {offset, index, (uint32_t)path.n};
	fp_buf_add(b, three, sizeof three);
	fp_buf_str(b, path);
}

static uint32_t spread(const fp_buf *raw, fp_buf *samples, fp_buf *names)
{
	uint32_t n = 0, three[3];
	for (size_t at = 0; at + sizeof three <= raw->n; n++) {
		memcpy(three, raw->p + at, sizeof three);
		map_sample s = {three[0], three[1], (uint32_t)names->n, three[2]};
		fp_buf_add(samples, &s, sizeof s);
		fp_buf_add(names, raw->p + at + sizeof three, three[2]);
		at += sizeof three + three[2];
	}
	return n;
}

// x->st is the file just written, seen under its lock. A map that cannot be written is a map that is missed, nothing
// worse.
void store_map_save(const fp_buf *raw, const store_index *x, uint64_t end, uint32_t count)
{
	fp_buf b = {0}, samples = {0}, names = {0};
	char path[4200];
	fp_err ignored = {0};
	snprintf(path, sizeof path, "%s/index-map", x->s->cache);
	if (count < SMALL) {
		unlink(path);
		return;
	}
	map_head h = head_of(&x->st, end, count, spread(raw, &samples, &names));
	fp_buf_add(&b, &h, sizeof h);
	fp_buf_str(&b, fp_buf_view(&samples));
	fp_buf_str(&b, fp_buf_view(&names));
	if (b.over || !fp_file_write(path, fp_buf_view(&b), false, &ignored))
		unlink(path);
	fp_buf_free(&b);
	fp_buf_free(&samples);
	fp_buf_free(&names);
}

// ---------------------------------------------------------------- reading
bool store_map_load(store_map *m, const store_index *x)
{
	char path[4200];
	map_head h, want;
	fp_err ignored = {0};
	*m = (store_map){0};
	if (x->missing || x->version == 4 || x->count < SMALL)
		return false;
	snprintf(path, sizeof path, "%s/index-map", x->s->cache);
	m->a = fp_arena_new(2 * (size_t)MAP_MAX);
	if (!fp_file_exists(path) || !fp_file_read(m->a, path, MAP_MAX, &m->text, &ignored) || m->text.n < sizeof h)
		return false;
	memcpy(&h, m->text.p, sizeof h);
	want = head_of(&x->st, h.end, x->count, h.samples);
	if (memcmp(&h, &want, sizeof h) != 0 || h.end > x->size - 20 || h.end < 12 ||
		h.samples > (m->text.n - sizeof h) / sizeof(map_sample))
		return false;
	m->end = (size_t)h.end;
	m->samples = h.samples;
	return true;
}

void store_map_free(store_map *m)
{
	if (m->a)
		fp_arena_free(m->a);
	*m = (store_map){0};
}

static bool sample_at(const store_map *m, size_t i, map_sample *s, fp_str *name)
{
	size_t names = sizeof(map_head) + m->samples * sizeof *s;
	memcpy(s, m->text.p + sizeof(map_head) + i * sizeof *s, sizeof *s);
	if (s->name > m->text.n - names || s->name_n > m->text.n - names - s->name || s->offset >= m->end)
		return false;
	*name = (fp_str){m->text.p + names + s->name, s->name_n};
	return true;
}

// An iterator that begins at or before the path, or one with p NULL.
store_index_iter store_map_near(const store_map *m, const store_index *x, fp_str path)
{
	store_index_iter none = {0}, it = store_index_begin(x);
	size_t lo = 0, hi = m->samples;
	map_sample s;
	fp_str name;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (!sample_at(m, mid, &s, &name))
			return none;
		if (fp_str_cmp(name, path) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0)
		return it;
	if (!sample_at(m, lo - 1, &s, &name) || s.index >= x->count)
		return none;
	it.p = x->map + s.offset;
	it.left = x->count - s.index;
	store_index_iter check = it;
	store_index_entry e;
	return store_index_next(&check, &e) == 1 && fp_str_eq(e.path, name) ? it : none;
}
