// write: one commit. The ref update is the moment of truth: before it nothing that anybody sees has changed, after it
// everything can be repaired from the note in .fupan/pending.
//
// An attempt: take fupan's lock, read HEAD, decide for every path what git will hold (replaying the change where
// somebody was faster), look at working files and index, put objects, note, ref (only if it is still what was read),
// working files, index, note away.
#include "store/store_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
	fp_store *s;
	const fp_write *w;
	fp_arena *a;
	store_objects objects;
	store_plan *plans, **sorted;  // one for each put
	store_plan **todo;            // those that change something in this attempt
	size_t n, todo_n;
	fp_who_when who;
	fp_rev head;
	git_oid tree, parent;
	bool has_tree;
} writing;

// ---------------------------------------------------------------- what is asked for
int store_plan_cmp(const void *a, const void *b)
{
	const store_plan *const *x = a, *const *y = b;
	return fp_str_cmp((*x)->path, (*y)->path);
}

static bool check_put(const fp_put *p, fp_err *err)
{
	if (!store_path_check(p->path, err))
		return false;
	if (p->text.n > FP_BLOB_MAX)
		return fp_fail(err, FP_LIMIT, fp_tr("%.*s：大于上限 %u 字节", "%.*s: larger than the limit of %u bytes"),
			FP_ARG(p->path), FP_BLOB_MAX);
	return true;
}

static bool sort_puts(writing *o, fp_err *err)
{
	o->n = o->w->put_n;
	o->plans = FP_NEW_N(o->a, store_plan, o->n);
	o->sorted = FP_NEW_N(o->a, store_plan *, o->n);
	o->todo = FP_NEW_N(o->a, store_plan *, o->n);
	for (size_t i = 0; i < o->n; i++) {
		if (!check_put(&o->w->puts[i], err))
			return false;
		o->plans[i] = (store_plan){.put = &o->w->puts[i], .path = o->w->puts[i].path};
		o->sorted[i] = &o->plans[i];
	}
	qsort(o->sorted, o->n, sizeof *o->sorted, store_plan_cmp);
	for (size_t i = 1; i < o->n; i++) {
		fp_str p = o->sorted[i - 1]->path, q = o->sorted[i]->path;
		if (fp_str_eq(p, q) || (q.n > p.n && q.p[p.n] == '/' && memcmp(p.p, q.p, p.n) == 0))
			return fp_fail(err, FP_INVALID, fp_tr("同一次写入里 %.*s 与 %.*s 重复或互相包含",
				"%.*s and %.*s in one write are the same or contain each other"), FP_ARG(p), FP_ARG(q));
	}
	size_t bad;
	if (!fp_utf8_valid(o->w->message, &bad) || memchr(o->w->message.p ? o->w->message.p : "", 0, o->w->message.n) ||
		!fp_str_trim(o->w->message).n)
		return fp_fail(err, FP_INVALID, fp_tr("提交说明为空或不是 UTF-8", "the commit message is empty or not UTF-8"));
	return true;
}

// ---------------------------------------------------------------- what git will hold
static bool lost(const store_plan *p, fp_err *err)
{
	return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 已被别人改动；请重新读取后再试",
		"%.*s was changed by somebody else; read it again and retry"), FP_ARG(p->path));
}

// The text for git, from the put or, where HEAD has moved on from what the put was made from, by replay.
static bool decide_text(writing *o, store_plan *p, fp_err *err)
{
	git_oid expect, id;
	bool expects = p->put->expect.hex[0];
	fp_str current;
	if (expects && !store_oid_in(&p->put->expect, &expect, err))
		return false;
	if (!p->put->remove && p->had)  // new files, the many of an import, are hashed once, when they are added
		store_hash(GIT_OBJECT_BLOB, p->put->text, &id);
	p->text = p->put->text;
	p->skip = p->put->remove ? !p->had : p->had && git_oid_equal(&id, &p->old);
	if (p->skip || (expects == p->had && (!expects || git_oid_equal(&expect, &p->old))))
		return true;
	if (p->put->remove || !p->had || !o->w->replay)
		return lost(p, err);
	if (!store_blob(o->s, &p->old, p->path, o->a, &current, err))
		return false;
	return o->w->replay(o->w->replay_ctx, o->a, p->path, current, &p->text, err);
}

static bool plan_path(writing *o, store_plan *p, fp_err *err)
{
	uint32_t mode = 0;
	size_t blocked = 0;
	*p = (store_plan){.put = p->put, .path = p->path, .remove = p->put->remove};
	if (o->has_tree && !store_find(o->s, &o->tree, p->path, &mode, &p->old, &blocked, err))
		return false;
	if (blocked)
		return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 是文件，不是文件夹", "%.*s is a file, not a folder"), (int)blocked,
			p->path.p);
	if (store_is_tree(mode))
		return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 是文件夹，不是文件", "%.*s is a folder, not a file"), FP_ARG(p->path));
	if (mode && !store_is_file(mode))
		return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 在 git 里是链接或子模块，fupan 不改它",
			"%.*s is a link or submodule in git, which fupan does not change"), FP_ARG(p->path));
	p->had = mode != 0;
	p->mode = mode == 0100755 ? mode : 0100644;
	if (!decide_text(o, p, err) || p->skip)
		return p->skip;
	if (!p->remove) {
		store_object_add(&o->objects, GIT_OBJECT_BLOB, p->text, &p->id);
		p->skip = p->had && git_oid_equal(&p->id, &p->old);
	}
	return true;
}

static bool plan_all(writing *o, fp_err *err)
{
	o->has_tree = o->head.tree.hex[0];
	if (o->has_tree && (!store_oid_in(&o->head.tree, &o->tree, err) || !store_oid_in(&o->head.commit, &o->parent, err)))
		return false;
	o->todo_n = 0;
	for (size_t i = 0; i < o->n; i++) {
		if (!plan_path(o, o->sorted[i], err))
			return false;
		if (!o->sorted[i]->skip)
			o->todo[o->todo_n++] = o->sorted[i];
		if (o->w->progress && i % 256 == 0)
			fp_progress_step(o->w->progress, i);
	}
	return !fp_arena_over(o->a, err);
}

// ---------------------------------------------------------------- the commit
// git keeps these characters out of names.
static fp_str clean(fp_arena *a, fp_str s)
{
	fp_buf b = {0};
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("<>\n", s.p[i]) && s.p[i])
			fp_buf_c(&b, s.p[i]);
	return fp_str_trim(fp_buf_take(&b, a));
}

static fp_str signature(writing *o)
{
	int32_t min = o->who.when.offset / 60, abs = min < 0 ? -min : min;
	return fp_strf(o->a, "%.*s <%.*s> %lld %c%02d%02d", FP_ARG(clean(o->a, o->who.name)),
		FP_ARG(clean(o->a, o->who.email)),
		(long long)o->who.when.utc, min < 0 ? '-' : '+', abs / 60, abs % 60);
}

static void add_commit(writing *o, const git_oid *tree, git_oid *id)
{
	fp_str who = signature(o), m = o->w->message, parent = {0};
	if (o->has_tree)
		parent = fp_strf(o->a, "parent %s\n", store_oid_out(&o->parent).hex);
	fp_str text = fp_strf(o->a, "tree %s\n%.*sauthor %.*s\ncommitter %.*s\n\n%.*s%s", store_oid_out(tree).hex,
		FP_ARG(parent), FP_ARG(who), FP_ARG(who),
		FP_ARG(m), fp_str_ends(m, "\n") ? "" : "\n");
	store_object_add(&o->objects, GIT_OBJECT_COMMIT, text, id);
}

// Text of edited files and staged changes into which the change was carried over is kept as blobs too, so that a repair
// finds it.
static void add_carried(writing *o)
{
	git_oid id;
	for (size_t i = 0; i < o->todo_n; i++) {
		store_plan *p = o->todo[i];
		if (p->work == WORK_WRITE && !git_oid_equal(&p->work_id, &p->id))
			store_object_add(&o->objects, GIT_OBJECT_BLOB, p->work_text, &id);
		if (p->restaged)
			store_object_add(&o->objects, GIT_OBJECT_BLOB, p->staged_text, &id);
	}
}

static bool put_objects(writing *o, git_oid *commit, fp_err *err)
{
	git_oid tree;
	if (!store_tree_update(&o->objects, o->has_tree ? &o->tree : NULL, o->todo, o->todo_n, &tree, err))
		return false;
	add_carried(o);
	add_commit(o, &tree, commit);
	return store_objects_flush(&o->objects, o->n > STORE_LOOSE_MAX, o->w->progress, err);
}

// ---------------------------------------------------------------- the ref
typedef enum { MOVED, RACE, FAILED } outcome;

static outcome move_ref(writing *o, const git_oid *commit, fp_err *err)
{
	git_reference *ref = NULL;
	git_oid none = {{0}};
	char name[1200], note[300];
	fp_str m = o->w->message, subject = fp_str_line(&m);
	snprintf(name, sizeof name, "refs/heads/%.*s", FP_ARG(o->head.branch));
	snprintf(note, sizeof note, "commit%s: %.*s", o->has_tree ? "" : " (initial)", subject.n < 200 ? (int)subject.n
		: 200, subject.p);
	FP_FAULT("store.ref");
	if (FP_FAULT_FULL("store.ref")) {
		store_os_fail(err, ENOSPC, name);
		return FAILED;
	}
	int rc = git_reference_create_matching(&ref, o->s->repo, name, commit, 1, o->has_tree ? &o->parent : &none, note);
	git_reference_free(ref);
	FP_FAULT("store.ref.done");
	if (rc == 0)
		return MOVED;
	if (rc == GIT_EMODIFIED || rc == GIT_ELOCKED || rc == GIT_ENOTFOUND || rc == GIT_EEXISTS)
		return RACE;
	store_git_fail(err, FP_GIT, name);
	return FAILED;
}

// ---------------------------------------------------------------- one attempt, the lock is held
static void finish(writing *o, store_index *x, const git_oid *commit)
{
	fp_err late = {0};
	if (store_settle(o->s, o->todo, o->todo_n, x, o->w->progress, &late)) {
		store_pending_clear(o->s);
		return;
	}
	if (late.code == FP_INVALID) {
		store_pending_clear(o->s);
		fp_warn("%s", late.msg);
		return;
	}
	fp_warn(fp_tr("提交 %.10s 已完成，但工作文件或 git 索引没有跟上（%s）；下次运行 fupan 时会补上",
		"commit %.10s is made, but working files or git's index did not follow (%s); the next run of fupan catches up"),
		store_oid_out(commit).hex, late.msg);
}

static outcome attempt(writing *o, fp_rev *out, fp_err *err)
{
	store_manners m = {true, o->w->keep_working, o->w->replay, o->w->replay_ctx, o->a};
	store_index x = {0};
	fp_err no_index = {0};
	git_oid commit;
	size_t repaired = 0;
	outcome r = FAILED;
	if (!store_pending_repair(o->s, &repaired, &no_index) && no_index.code != FP_GIT) {
		*err = no_index;
		goto out;
	}
	if (!fp_store_head(o->s, &o->head, err) || !store_state_check(o->s, &o->head, err) || !plan_all(o, err))
		goto out;
	*out = o->head;
	if (o->todo_n == 0) {
		r = MOVED;
		goto out;
	}
	bool indexed = store_index_open(&x, o->s, STORE_INDEX_WAIT, &no_index) &&
		store_index_pick(&x, o->todo, o->todo_n, &no_index);
	if (!store_settle_look(o->s, &m, o->todo, o->todo_n, err) || !put_objects(o, &commit, err))
		goto out;
	if (!store_pending_write(o->s, &o->head, &commit, o->todo, o->todo_n, err))
		goto out;
	r = move_ref(o, &commit, err);
	if (r == MOVED) {
		finish(o, indexed ? &x : NULL, &commit);
		if (!fp_store_head(o->s, out, err))
			r = FAILED;
	} else {
		store_pending_clear(o->s);
	}
out:
	store_index_close(&x);
	store_work_forget(o->s);
	return r;
}

static bool attempts(writing *o, fp_rev *out, fp_err *err)
{
	double end = fp_clock_seconds() + STORE_RETRY, pause = 0.002;
	for (;;) {
		unsigned char dice = 0;
		int lock = store_lock(o->s, STORE_LOCK_WAIT, err);
		if (lock < 0)
			return false;
		outcome r = attempt(o, out, err);
		close(lock);
		if (r != RACE)
			return r == MOVED;
		if (fp_clock_seconds() >= end)
			return fp_fail(err, FP_CONFLICT,
				fp_tr("分支 %.*s 一直被别的程序占用，没有写入；请稍后再试（若没有别的 git 在运行，删除 .git/refs/heads/%.*s.lock）",
				"branch %.*s was kept busy by another program, nothing was written; try again (if no other git is "
				"running, remove .git/refs/heads/%.*s.lock)"),
				FP_ARG(o->head.branch), FP_ARG(o->head.branch));
		fp_random(&dice, 1);
		store_nap(pause * (0.5 + dice / 255.0));
		pause = pause < 0.2 ? pause * 2 : 0.2;
	}
}

bool fp_store_write(fp_store *s, const fp_write *w, fp_rev *out, fp_err *err)
{
	writing o = {.s = s, .w = w, .a = fp_arena_new((size_t)4 << 30)};
	store_objects_init(&o.objects, s, o.a);
	bool ok = sort_puts(&o, err) && fp_store_identity(s, o.a, &o.who, err) && attempts(&o, out, err);
	store_objects_free(&o.objects);
	fp_arena_free(o.a);
	return ok;
}
