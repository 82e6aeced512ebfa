// log: who changed what and when. Commits come newest first, as in `git log`; for one path, history is simplified as
// git does it by default: at a merge that took a path from one side unchanged, only that side is followed.
#include "store/store_priv.h"

#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------- commits in order of time
typedef struct {
	git_commit *commit;
	git_time_t when;
	size_t seq;       // among equal times: first come, first served
} waiting;

typedef struct {
	fp_store *s;
	waiting *heap;
	size_t n, cap, seq;
	git_oid *seen;    // open addressing; zero is free
	size_t seen_n, seen_cap;
} walk;

static bool before(const waiting *a, const waiting *b)
{
	return a->when != b->when ? a->when > b->when : a->seq < b->seq;
}

static void push(walk *w, git_commit *c)
{
	if (w->n == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 64;
		w->heap = fp_xrealloc(w->heap, fp_mul_size(w->cap, sizeof *w->heap));
	}
	size_t i = w->n++;
	waiting x = {c, git_commit_time(c), w->seq++};
	for (; i && before(&x, &w->heap[(i - 1) / 2]); i = (i - 1) / 2)
		w->heap[i] = w->heap[(i - 1) / 2];
	w->heap[i] = x;
}

static git_commit *pop(walk *w)
{
	git_commit *top = w->heap[0].commit;
	waiting x = w->heap[--w->n];
	size_t i = 0;
	for (size_t k; (k = 2 * i + 1) < w->n; i = k) {
		if (k + 1 < w->n && before(&w->heap[k + 1], &w->heap[k]))
			k++;
		if (!before(&w->heap[k], &x))
			break;
		w->heap[i] = w->heap[k];
	}
	w->heap[i] = x;
	return top;
}

static git_oid *seen_slot(walk *w, const git_oid *id)
{
	size_t at;
	memcpy(&at, id->id, sizeof at);
	at &= w->seen_cap - 1;
	while (!git_oid_is_zero(&w->seen[at]) && !git_oid_equal(&w->seen[at], id))
		at = (at + 1) & (w->seen_cap - 1);
	return &w->seen[at];
}

static bool first_time(walk *w, const git_oid *id)
{
	if (w->seen_n * 2 >= w->seen_cap) {
		git_oid *old = w->seen;
		size_t n = w->seen_cap;
		w->seen_cap = n ? n * 2 : 1024;
		w->seen = fp_xmalloc(fp_mul_size(w->seen_cap, sizeof *w->seen));
		memset(w->seen, 0, w->seen_cap * sizeof *w->seen);
		for (size_t i = 0; i < n; i++)
			if (!git_oid_is_zero(&old[i]))
				*seen_slot(w, &old[i]) = old[i];
		free(old);
	}
	git_oid *slot = seen_slot(w, id);
	if (!git_oid_is_zero(slot))
		return false;
	*slot = *id;
	w->seen_n++;
	return true;
}

// A parent that is missing is the edge of a shallow clone, not an error.
static void push_id(walk *w, const git_oid *id)
{
	git_commit *c = NULL;
	if (first_time(w, id) && git_commit_lookup(&c, w->s->repo, id) == 0)
		push(w, c);
}

static bool walk_start(walk *w, fp_store *s, const fp_rev *rev, fp_err *err)
{
	git_oid id;
	git_commit *c = NULL;
	*w = (walk){.s = s};
	if (!rev->commit.hex[0])
		return true;
	if (!store_git(s, err) || !store_oid_in(&rev->commit, &id, err))
		return false;
	if (git_commit_lookup(&c, s->repo, &id) < 0)
		return store_git_fail(err, FP_GIT, rev->commit.hex);
	first_time(w, &id);
	push(w, c);
	return true;
}

static void walk_end(walk *w)
{
	while (w->n)
		git_commit_free(w->heap[--w->n].commit);
	free(w->heap);
	free(w->seen);
}

// ---------------------------------------------------------------- one path in one commit
typedef struct {
	git_oid id;
	uint32_t mode;   // 0: not there
} place;

static bool find_in(fp_store *s, const git_oid *tree, fp_str path, place *out, fp_err *err)
{
	*out = (place){0};
	return store_find(s, tree, path, &out->mode, &out->id, NULL, err);
}

static bool same_place(const place *a, const place *b)
{
	return a->mode == b->mode && (!a->mode || git_oid_equal(&a->id, &b->id));
}

static fp_log_entry entry_of(fp_arena *a, const git_commit *c, const git_oid *parent, fp_str path, const place *was,
	const place *is)
{
	const git_signature *who = git_commit_author(c);
	const char *message = git_commit_message(c);
	fp_str text = fp_str_dup(a, fp_s(message));
	fp_log_entry e = {.commit = store_oid_out(git_commit_id(c)), .author = fp_str_dup(a, fp_s(who->name)), .path = path,
		.when = {(int64_t)who->when.time, who->when.offset * 60}};
	ptrdiff_t gap = fp_str_find(text, FP_STR("\n\n"), 0);
	e.subject = fp_str_trim(fp_str_sub(text, 0, gap < 0 ? text.n : (size_t)gap));
	e.body = gap < 0 ? (fp_str){"", 0} : fp_str_trim(fp_str_sub(text, (size_t)gap, text.n));
	if (parent)
		e.parent = store_oid_out(parent);
	if (was->mode)
		e.blob_before = store_oid_out(&was->id);
	if (is->mode)
		e.blob_after = store_oid_out(&is->id);
	return e;
}

// Looks at the parents for the path, queues those to follow and says whether the commit changed it. Simplification: a
// parent that has the path just so takes the whole story; only a commit that differs from all of them is told.
static bool step_path(walk *w, git_commit *c, fp_str path, bool *changed, place *was, place *is, fp_err *err)
{
	unsigned n = git_commit_parentcount(c);
	*was = (place){0};
	if (!find_in(w->s, git_commit_tree_id(c), path, is, err))
		return false;
	for (unsigned i = 0; i < n; i++) {
		git_commit *p = NULL;
		place at = {0};
		if (git_commit_parent(&p, c, i) < 0)
			continue;
		bool ok = git_oid_equal(git_commit_tree_id(p), git_commit_tree_id(c)) ? (at = *is, true)
			: find_in(w->s, git_commit_tree_id(p), path, &at, err);
		git_commit_free(p);
		if (!ok)
			return false;
		if (i == 0)
			*was = at;
		if (same_place(&at, is)) {
			*changed = false;
			push_id(w, git_commit_parent_id(c, i));
			return true;
		}
	}
	*changed = n > 0 || is->mode;
	for (unsigned i = 0; i < n; i++)
		push_id(w, git_commit_parent_id(c, i));
	return true;
}

bool fp_store_log(fp_store *s, const fp_rev *rev, fp_str path, size_t max, fp_arena *a, fp_log_entry **out, size_t *n,
	fp_err *err)
{
	walk w;
	size_t cap = 0;
	bool ok = walk_start(&w, s, rev, err);
	*out = NULL;
	*n = 0;
	while (ok && w.n && *n < max) {
		git_commit *c = pop(&w);
		place was = {0}, is = {0};
		bool changed = true;
		if (path.n)
			ok = step_path(&w, c, path, &changed, &was, &is, err);
		else
			for (unsigned i = 0; i < git_commit_parentcount(c); i++)
				push_id(&w, git_commit_parent_id(c, i));
		if (ok && changed)
			FP_PUSH(a, *out, *n, cap) = entry_of(a, c, git_commit_parentcount(c) ? git_commit_parent_id(c, 0) : NULL,
				path, &was, &is);
		git_commit_free(c);
		ok = ok && !fp_arena_over(a, err);
	}
	walk_end(&w);
	return ok;
}

// ---------------------------------------------------------------- trailers
static bool has_line(fp_str message, fp_str line)
{
	while (message.n)
		if (fp_str_eq(fp_str_trim(fp_str_line(&message)), line))
			return true;
	return false;
}

bool fp_store_find_trailer(fp_store *s, const fp_rev *rev, fp_str trailer, fp_str path, fp_arena *a, fp_str *text,
	fp_oid *commit, fp_err *err)
{
	walk w;
	git_oid tree;
	bool found = false, ok = walk_start(&w, s, rev, err);
	fp_rev at = {0};
	while (ok && w.n && !found) {
		git_commit *c = pop(&w);
		found = has_line(fp_s(git_commit_message(c)), fp_str_trim(trailer));
		git_oid_cpy(&tree, git_commit_tree_id(c));
		at.commit = store_oid_out(git_commit_id(c));
		at.tree = store_oid_out(&tree);
		for (unsigned i = 0; !found && i < git_commit_parentcount(c); i++)
			push_id(&w, git_commit_parent_id(c, i));
		git_commit_free(c);
	}
	walk_end(&w);
	if (!ok)
		return false;
	if (!found)
		return fp_fail(err, FP_NOT_FOUND, fp_tr("没有带“%.*s”的提交", "no commit with '%.*s'"), FP_ARG(trailer));
	if (commit)
		*commit = at.commit;
	return fp_store_read(s, &at, path, a, text, NULL, err);
}
