// objects: what one commit adds to the repository, gathered in memory first, so that nothing is written before
// everything is known to be possible; and the trees of a commit.
#include "store/store_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void store_objects_init(store_objects *o, fp_store *s, fp_arena *a)
{
	*o = (store_objects){.s = s, .a = a};
}

void store_objects_free(store_objects *o)
{
	free(o->slot);
	o->slot = NULL;
}

// ---------------------------------------------------------------- the set of ids
static uint32_t *slot_of(store_objects *o, const git_oid *id)
{
	size_t at;
	memcpy(&at, id->id, sizeof at);
	for (at &= o->slot_n - 1; o->slot[at]; at = (at + 1) & (o->slot_n - 1))
		if (git_oid_equal(&o->v[o->slot[at] - 1].id, id))
			break;
	return &o->slot[at];
}

static void grow(store_objects *o)
{
	o->slot_n = o->slot_n ? o->slot_n * 2 : 256;
	free(o->slot);
	o->slot = fp_xmalloc(fp_mul_size(o->slot_n, sizeof *o->slot));
	memset(o->slot, 0, o->slot_n * sizeof *o->slot);
	for (size_t i = 0; i < o->n; i++)
		*slot_of(o, &o->v[i].id) = (uint32_t)(i + 1);
}

void store_object_add(store_objects *o, git_object_t type, fp_str bytes, git_oid *id)
{
	store_hash(type, bytes, id);
	if (o->n * 2 >= o->slot_n)
		grow(o);
	uint32_t *slot = slot_of(o, id);
	if (*slot)
		return;
	FP_PUSH(o->a, o->v, o->n, o->cap) = (store_object){.id = *id, .type = type, .bytes = bytes};
	*slot = (uint32_t)o->n;
}

// ---------------------------------------------------------------- into the repository
static bool write_loose(fp_store *s, store_object *x, fp_err *err)
{
	git_oid id;
	FP_FAULT("store.object");
	if (FP_FAULT_FULL("store.object"))
		return store_os_fail(err, ENOSPC, s->git_dir);
	if (git_odb_write(&id, s->odb, x->bytes.p, x->bytes.n, x->type) < 0)
		return store_git_fail(err, FP_IO, s->git_dir);
	if (!git_oid_equal(&id, &x->id))
		fp_bug("object id differs: %s", store_oid_out(&id).hex);
	return true;
}

bool store_objects_flush(store_objects *o, bool pack, fp_progress *progress, fp_err *err)
{
	store_object **v = FP_NEW_N(o->a, store_object *, o->n);
	size_t n = 0;
	for (size_t i = 0; i < o->n; i++)
		if (!o->v[i].stored)
			v[n++] = &o->v[i];
	if (pack && n > STORE_LOOSE_MAX) {
		if (!store_pack_write(o->s, v, n, progress, err))
			return false;
	} else {
		for (size_t i = 0; i < n; i++)
			if (!write_loose(o->s, v[i], err))
				return false;
	}
	for (size_t i = 0; i < n; i++)
		v[i]->stored = true;
	return true;
}

// ---------------------------------------------------------------- trees
typedef struct {
	store_objects *o;
	fp_err *err;
} builder;

static void emit(fp_buf *b, const store_item *i)
{
	fp_buf_f(b, "%o %.*s", i->mode, FP_ARG(i->name));
	fp_buf_add(b, "", 1);
	fp_buf_add(b, i->id, 20);
}

// The plans from the first on that lie in the same entry of the folder whose path is `skip` bytes long; *item names
// that entry.
static size_t group(store_plan *const *v, size_t n, size_t skip, store_item *item)
{
	fp_str rest = fp_str_sub(v[0]->path, skip, v[0]->path.n);
	const char *slash = memchr(rest.p, '/', rest.n);
	if (!slash) {
		*item = (store_item){v[0]->mode, rest, v[0]->id.id};
		return 1;
	}
	size_t len = (size_t)(slash - rest.p), m = 1;
	*item = (store_item){0040000, {rest.p, len}, NULL};
	while (m < n && v[m]->path.n > skip + len && memcmp(v[m]->path.p + skip, rest.p, len + 1) == 0)
		m++;
	return m;
}

static bool build(builder *b, const git_oid *base, store_plan *const *v, size_t n, size_t skip, git_oid *out,
	bool *empty);

// What takes the place of the entries `old` (NULL: none) and `new` in the tree.
static bool merge_item(builder *b, fp_buf *buf, const store_item *old, store_item *new, store_plan *const *v, size_t n,
	size_t skip)
{
	git_oid base, id;
	bool empty;
	if (!store_is_tree(new->mode)) {
		if (!v[0]->remove)
			emit(buf, new);
		return true;
	}
	if (old)
		git_oid_fromraw(&base, old->id);
	if (!build(b, old ? &base : NULL, v, n, skip + new->name.n + 1, &id, &empty))
		return false;
	new->id = id.id;
	if (!empty)
		emit(buf, new);
	return true;
}

static bool build(builder *b, const git_oid *base, store_plan *const *v, size_t n, size_t skip, git_oid *out,
	bool *empty)
{
	git_odb_object *obj = NULL;
	fp_buf buf = {0};
	store_iter it;
	store_item old, new;
	bool ok = false;
	if (!store_tree_open(b->o->s, base, &obj, &it, b->err))
		goto out;
	int rc = store_tree_next(&it, &old);
	while (rc == 1 || n) {
		size_t m = n ? group(v, n, skip, &new) : 0;
		int c = rc != 1 ? 1 : !n ? -1 : store_item_cmp(&old, &new);
		if (c < 0)
			emit(&buf, &old);
		else if (!merge_item(b, &buf, c == 0 ? &old : NULL, &new, v, m, skip))
			goto out;
		if (c <= 0)
			rc = store_tree_next(&it, &old);
		if (c >= 0) {
			v += m;
			n -= m;
		}
	}
	if (rc < 0 && !store_tree_broken(b->err, base))
		goto out;
	if (!fp_buf_ok(&buf, b->err))
		goto out;
	*empty = buf.n == 0;
	ok = true;
	if (!*empty || skip == 0)
		store_object_add(b->o, GIT_OBJECT_TREE, fp_buf_take(&buf, b->o->a), out);
out:
	fp_buf_free(&buf);
	git_odb_object_free(obj);
	return ok;
}

bool store_tree_update(store_objects *o, const git_oid *base, store_plan *const *v, size_t n, git_oid *out, fp_err *err)
{
	builder b = {o, err};
	bool empty;
	return build(&b, base, v, n, 0, out, &empty);
}
