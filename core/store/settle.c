// settle: what a commit means for the working files and for git's index.
//
// Before anything is written every path is looked at. What a person has not committed yet, be it an edited file or a
// staged change, is theirs: where the same change can be made in their text (replay) it is, in the file and in the
// index alike; where it cannot, the write is refused. Other paths are never touched. `save` (keep_working) is the
// person's own word: the index entry becomes what was saved.
#include "store/store_priv.h"

#include <string.h>

static bool same(bool have, const git_oid *a, bool want, const git_oid *b)
{
	return have == want && (!have || git_oid_equal(a, b));
}

// ---------------------------------------------------------------- the working file
// The same change in the person's own text.
static bool carry_over(fp_store *s, const store_manners *m, const store_plan *p, fp_str mine, fp_str *text, fp_err *err)
{
	(void)s;
	fp_err why = {0};
	if (m->replay && !p->remove && m->replay(m->replay_ctx, m->a, p->path, mine, text, &why))
		return true;
	return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 有未保存的手工修改，无法自动合并%s%s；请先 fupan save，或用 git restore 放弃修改",
		"%.*s has unsaved edits that this change cannot be merged with%s%s; run fupan save first, or git restore to "
		"drop them"),
		FP_ARG(p->path), why.code ? ": " : "", why.msg);
}

static bool look_at_difference(fp_store *s, const store_manners *m, store_plan *p, fp_str mine, fp_err *err)
{
	if (!m->strict)
		return true;
	if (!p->seen && p->remove)
		return true;
	if (!p->seen)
		return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 的工作文件被删除但未保存；请先 fupan save，或用 git restore 找回",
			"%.*s was deleted but that is not saved; run fupan save first, or git restore to bring it "
			"back"), FP_ARG(p->path));
	if (!p->had)
		return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 已有一个未保存的同名文件；请先 fupan save，或移走它",
			"%.*s: an unsaved file of that name is there; run fupan save first, or move it away"), FP_ARG(p->path));
	if (!carry_over(s, m, p, mine, &p->work_text, err))
		return false;
	store_hash(GIT_OBJECT_BLOB, p->work_text, &p->work_id);
	p->work = git_oid_equal(&p->work_id, &p->seen_id) ? WORK_LEAVE : WORK_WRITE;
	return true;
}

static bool look_at_file(fp_store *s, const store_manners *m, store_plan *p, fp_err *err)
{
	fp_err inner = {0};
	fp_str mine = {0};
	fp_arena *a = m->strict ? m->a : fp_arena_new(2 * (size_t)FP_BLOB_MAX);
	bool ok = store_work_read(s, p->path, a, &mine, &p->st, &p->seen, &inner);
	if (!ok && m->strict && !m->keep_working)
		return fp_fail(err, inner.code, "%s", inner.msg);
	if (p->seen)
		store_hash(GIT_OBJECT_BLOB, mine, &p->seen_id);
	if (ok && !m->keep_working && !same(p->seen, &p->seen_id, !p->remove, &p->id)) {
		if (same(p->seen, &p->seen_id, p->had, &p->old)) {
			p->work = p->remove ? WORK_REMOVE : WORK_WRITE;
			p->work_text = p->text;
			p->work_id = p->id;
		} else {
			ok = look_at_difference(s, m, p, mine, err);
		}
	}
	if (!m->strict)
		fp_arena_free(a);
	return ok || m->keep_working || !m->strict;
}

// ---------------------------------------------------------------- the index entry
static bool look_at_entry(fp_store *s, const store_manners *m, store_plan *p, fp_err *err)
{
	fp_str staged, text;
	p->index = p->remove ? INDEX_REMOVE : INDEX_SET;
	p->index_id = p->id;
	if (p->unmerged && m->strict && !m->keep_working)
		return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 有未解决的合并冲突；请解决后 git add",
			"%.*s has an unresolved merge conflict; resolve it and git add"), FP_ARG(p->path));
	bool in = p->in_index && !p->intent;
	if (m->keep_working || p->unmerged || same(in, &p->index_old, p->had, &p->old) ||
		same(in, &p->index_old, !p->remove, &p->id))
		return true;
	if (!in) {  // staged for removal: stays so
		p->index = INDEX_LEAVE;
		return true;
	}
	if (!m->strict) {
		p->index = INDEX_LEAVE;
		return true;
	}
	fp_err why = {0};
	if (p->had && store_blob(s, &p->index_old, p->path, m->a, &staged, &why) &&
		carry_over(s, m, p, staged, &text, &why)) {
		store_hash(GIT_OBJECT_BLOB, text, &p->index_id);
		p->restaged = true;
		p->staged_text = text;
		return true;
	}
	return fp_fail(err, FP_CONFLICT,
		fp_tr("%.*s 有已暂存（git add）而未提交的修改，无法自动合并；请先 git commit，或用 git restore --staged 取消暂存",
		"%.*s has staged changes (git add) that this change cannot be merged with; run git commit first, or git "
		"restore --staged"), FP_ARG(p->path));
}

static bool same_folder(fp_str a, fp_str b)
{
	fp_str da = fp_path_dir(a), db = fp_path_dir(b);
	return fp_str_eq(da, db);
}

bool store_settle_look(fp_store *s, const store_manners *m, store_plan *const *v, size_t n, fp_err *err)
{
	for (size_t i = 0; i < n; i++) {
		store_plan *p = v[i];
		if (!look_at_entry(s, m, p, err))
			return false;
		if (!p->skip_worktree && !look_at_file(s, m, p, err))
			return false;
		bool asked = i && v[i - 1]->work != WORK_LEAVE && same_folder(v[i - 1]->path, p->path);
		if (m->strict && p->work != WORK_LEAVE && !asked && !store_work_may_write(s, p->path, err))
			return false;
	}
	return true;
}

// ---------------------------------------------------------------- afterwards
static bool apply_file(fp_store *s, store_plan *p, bool sync, fp_err *err)
{
	bool moved = false, ok;
	fp_arena *a = NULL;
	if (p->work == WORK_LEAVE)
		return true;
	if (p->work == WORK_WRITE && !p->work_text.p) {  // repairing: the text is read when it is needed
		a = fp_arena_new(2 * (size_t)FP_BLOB_MAX);
		if (!store_blob(s, &p->work_id, p->path, a, &p->work_text, err)) {
			fp_arena_free(a);
			return false;
		}
	}
	ok = p->work == WORK_WRITE ? store_work_write(s, p, sync, &moved, err) : store_work_remove(s, p, &moved, err);
	if (moved) {
		memset(&p->seen_id, 0, sizeof p->seen_id);  // no stat data for what we do not know
		fp_warn(fp_tr("%.*s 刚刚被改动，工作文件未更新；提交已完成，请用 git diff 核对",
			"%.*s was changed just now, so the working file was left; the commit is made, compare with git "
			"diff"), FP_ARG(p->path));
	}
	if (a) {
		p->work_text = (fp_str){0};
		fp_arena_free(a);
	}
	return ok;
}

bool store_settle(fp_store *s, store_plan *const *v, size_t n, store_index *x, fp_progress *progress, fp_err *err)
{
	bool sync = s->durable && n <= STORE_LOOSE_MAX;
	for (size_t i = 0; i < n; i++) {
		if (!apply_file(s, v[i], sync, err))
			return false;
		if (progress && i % 256 == 0)
			fp_progress_step(progress, progress->total - n + i);
	}
	if (!x)
		return fp_fail(err, FP_INVALID, fp_tr("git 的索引不能读；请运行 git reset -q 刷新它",
			"git's index cannot be read; run git reset -q to refresh it"));
	if (!x->locked)
		return fp_fail(err, FP_GIT, fp_tr("git 的索引正被占用", "git's index is in use"));
	// Of files no older than the index git cannot tell an edit by their times, and reads them each time. One file is no
	// matter, and a wait would be.
	if (n > STORE_LOOSE_MAX)
		store_nap(STORE_TICK / 1e9);
	return store_index_write(x, v, n, err);
}
