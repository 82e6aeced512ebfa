// pending: notes in .fupan that say which commit is on its way, and what the next run does when it finds one. A note is
// written before the ref moves and removed when working files and index follow. There is more than one only while the
// user's git keeps its index locked. Notes are only believed, and written, by the holder of the lock.
//
//   fupan-pending 1
//   commit <id> / parent <id or -> / branch <name>
//   work <id before> <id after> <path>     an edited working file in which the change was made too
//   stage <id before> <id after> <path>    the same for a staged change
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PENDING "pending-"

static void note_path(const fp_store *s, unsigned no, char out[4200])
{
	snprintf(out, 4200, "%s/" PENDING "%06u", s->cache, no);
}

// The numbers of the notes that lie there, ascending.
static size_t notes(fp_store *s, fp_arena *a, unsigned **out)
{
	fp_err ignored = {0};
	fp_str *names;
	size_t all, n = 0;
	if (store_cache_fd(s) < 0 || !fp_dir_list(a, s->cache, &names, &all, &ignored))
		return 0;
	*out = FP_NEW_N(a, unsigned, all);
	for (size_t i = 0; i < all; i++) {
		int64_t no;
		if (fp_str_starts(names[i], PENDING) && fp_str_int(fp_str_sub(names[i], sizeof PENDING - 1, names[i].n), &no) &&
			no >= 0 && no < 1000000)
			(*out)[n++] = (unsigned)no;
	}
	return n;
}

static unsigned next_note(fp_store *s)
{
	fp_arena *a = fp_arena_new(0);
	unsigned *no = NULL;
	size_t n = notes(s, a, &no);
	unsigned next = n ? no[n - 1] + 1 : 0;
	fp_arena_free(a);
	return next;
}

bool store_pending_write(fp_store *s, const fp_rev *from, const git_oid *commit, store_plan *const *v, size_t n,
	fp_err *err)
{
	fp_buf b = {0};
	char path[4200];
	const char *parent = from->commit.hex[0] ? from->commit.hex : "-";
	fp_buf_f(&b, "fupan-pending 1\ncommit %s\nparent %s\nbranch %.*s\n", store_oid_out(commit).hex, parent,
		FP_ARG(from->branch));
	for (size_t i = 0; i < n; i++) {
		if (v[i]->work == WORK_WRITE && !git_oid_equal(&v[i]->work_id, &v[i]->id))
			fp_buf_f(&b, "work %s %s %.*s\n", store_oid_out(&v[i]->seen_id).hex, store_oid_out(&v[i]->work_id).hex,
				FP_ARG(v[i]->path));
		if (v[i]->restaged)
			fp_buf_f(&b, "stage %s %s %.*s\n", store_oid_out(&v[i]->index_old).hex, store_oid_out(&v[i]->index_id).hex,
				FP_ARG(v[i]->path));
	}
	note_path(s, s->note = next_note(s), path);
	FP_FAULT("store.pending");
	bool ok = FP_FAULT_FULL("store.pending") ? store_os_fail(err, ENOSPC, path) : fp_buf_ok(&b, err);
	ok = ok && fp_file_write(path, fp_buf_view(&b), s->durable, err);
	fp_buf_free(&b);
	FP_FAULT("store.pending.done");
	return ok;
}

static void drop_note(fp_store *s, unsigned no)
{
	char path[4200];
	note_path(s, no, path);
	unlink(path);
	FP_FAULT("store.pending.clear");
}

void store_pending_clear(fp_store *s)
{
	drop_note(s, s->note);
}

// ---------------------------------------------------------------- reading it back
typedef struct {
	fp_oid commit, parent;
	fp_str branch;
	fp_str rest;   // the lines about single paths
} note;

static bool read_note(fp_store *s, fp_arena *a, unsigned no, note *out)
{
	fp_err ignored = {0};
	fp_str text, rest;
	char path[4200];
	note_path(s, no, path);
	if (!fp_file_read(a, path, 64u << 20, &text, &ignored))
		return false;
	rest = text;
	*out = (note){0};
	fp_str head = fp_str_line(&rest), commit = fp_str_line(&rest);
	fp_str parent = fp_str_line(&rest), branch = fp_str_line(&rest);
	if (!fp_str_is(head, "fupan-pending 1") || commit.n != 47 || !fp_str_starts(commit, "commit ") ||
		!fp_str_starts(parent, "parent ") || !fp_str_starts(branch, "branch "))
		return false;
	memcpy(out->commit.hex, commit.p + 7, 40);
	if (parent.n == 47)
		memcpy(out->parent.hex, parent.p + 7, 40);
	out->branch = fp_str_sub(branch, 7, branch.n);
	out->rest = rest;
	return true;
}

static bool tree_of(fp_store *s, const fp_oid *commit, fp_oid *tree)
{
	git_commit *c = NULL;
	git_oid id;
	fp_err ignored = {0};
	*tree = (fp_oid){{0}};
	if (!commit->hex[0])
		return true;
	if (!store_oid_in(commit, &id, &ignored) || git_commit_lookup(&c, s->repo, &id) < 0)
		return false;
	*tree = store_oid_out(git_commit_tree_id(c));
	git_commit_free(c);
	return true;
}

// Whether the commit became part of the branch that HEAD names now.
static bool arrived(fp_store *s, const note *p, const fp_rev *head)
{
	git_oid tip, id;
	fp_err ignored = {0};
	if (head->detached || !head->commit.hex[0] || !fp_str_eq(head->branch, p->branch))
		return false;
	if (!store_oid_in(&head->commit, &tip, &ignored) || !store_oid_in(&p->commit, &id, &ignored))
		return false;
	return git_oid_equal(&tip, &id) || git_graph_descendant_of(s->repo, &tip, &id) == 1;
}

// A plan for every path that the commit changed and that is still so in HEAD.
static bool plans_of(fp_store *s, fp_arena *a, const note *p, const fp_rev *head, store_plan ***out, size_t *n,
	fp_err *err)
{
	fp_oid before, after;
	fp_change *ch;
	size_t ch_n;
	git_oid top;
	*n = 0;
	if (!tree_of(s, &p->parent, &before) || !tree_of(s, &p->commit, &after))
		return true;
	if (!fp_store_diff(s, &before, &after, FP_STR(""), a, &ch, &ch_n, err) || !store_oid_in(&head->tree, &top, err))
		return false;
	*out = FP_NEW_N(a, store_plan *, ch_n);
	for (size_t i = 0; i < ch_n; i++) {
		store_plan *v = FP_NEW(a, store_plan);
		git_oid now;
		v->path = ch[i].path;
		v->had = ch[i].before.hex[0];
		v->remove = !ch[i].after.hex[0];
		fp_err bad = {0};
		if (!store_path_check(v->path, &bad))
			continue;
		if ((v->had && !store_oid_in(&ch[i].before, &v->old, err)) ||
			(!v->remove && !store_oid_in(&ch[i].after, &v->id, err)))
			return false;
		if (!store_find(s, &top, v->path, &v->mode, &now, NULL, err))
			return false;
		if (v->remove ? v->mode == 0 : store_is_file(v->mode) && git_oid_equal(&now, &v->id))
			(*out)[(*n)++] = v;
	}
	return true;
}

// The edited files and staged changes into which the change was to be carried over.
static void add_carried(fp_str rest, store_plan *const *v, size_t n)
{
	while (rest.n) {
		fp_str line = fp_str_line(&rest), verb = fp_str_cut(&line, ' ');
		fp_str before = fp_str_cut(&line, ' '), after = fp_str_cut(&line, ' ');
		git_oid b, c;
		if (before.n != 40 || after.n != 40 || git_oid_fromstrn(&b, before.p, 40) < 0 ||
			git_oid_fromstrn(&c, after.p, 40) < 0)
			continue;
		for (size_t i = 0; i < n; i++) {
			store_plan *p = v[i];
			if (!fp_str_eq(p->path, line))
				continue;
			if (fp_str_is(verb, "work") && p->seen && git_oid_equal(&p->seen_id, &b)) {
				p->work = WORK_WRITE;
				p->work_id = c;
			}
			if (fp_str_is(verb, "stage") && p->in_index && git_oid_equal(&p->index_old, &b)) {
				p->index = INDEX_SET;
				p->index_id = c;
			}
		}
	}
}

static bool follow(fp_store *s, fp_arena *a, const note *p, const fp_rev *head, size_t *repaired, fp_err *err)
{
	store_manners m = {.a = a};
	store_plan **v = NULL;
	store_index x;
	size_t n = 0;
	bool ok = false;
	if (!plans_of(s, a, p, head, &v, &n, err))
		return false;
	if (n == 0)
		return true;
	bool indexed = store_index_open(&x, s, STORE_INDEX_WAIT, err) && store_index_pick(&x, v, n, err);
	if (store_settle_look(s, &m, v, n, err)) {
		add_carried(p->rest, v, n);
		ok = store_settle(s, v, n, indexed ? &x : NULL, NULL, err);
	}
	store_index_close(&x);
	if (ok)
		*repaired += n;
	return ok;
}

static void sweep(fp_store *s)
{
	int dir = store_cache_fd(s);
	if (dir >= 0)
		unlinkat(dir, "new", 0);
	store_index_sweep(s);
}

// A process that was killed while it moved the ref leaves git's lock file on the branch behind, and every later write would wait for it in vain.
// It is ours when it holds the commit of the note. An empty one may be somebody's who is just opening it: it goes only if nothing
// happens to it for a while.
#define EMPTY_LOCK_WAIT_MS 200

static bool same_file(int dir, const char *name, const struct stat *before)
{
	struct stat now;
	return fstatat(dir, name, &now, AT_SYMLINK_NOFOLLOW) == 0 && now.st_ino == before->st_ino && now.st_size == before->st_size &&
		now.st_mtim.tv_sec == before->st_mtim.tv_sec && now.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

static bool is_left_behind(int dir, const char *name, const note *p)
{
	struct stat st;
	char text[64];
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, text, sizeof text) : -1;
	close(fd);
	if (n >= 40)
		return n <= 41 && !memcmp(text, p->commit.hex, 40);
	if (n != 0)
		return false;
	nanosleep(&(struct timespec){0, EMPTY_LOCK_WAIT_MS * 1000000L}, NULL);
	return same_file(dir, name, &st);
}

static void unlock_branch(fp_store *s, const note *p)
{
	char ref[1200], lock[1210];
	int valid = 0;
	snprintf(ref, sizeof ref, "refs/heads/%.*s", FP_ARG(p->branch));
	if (p->branch.n > 1000 || git_reference_name_is_valid(&valid, ref) < 0 || !valid)
		return;
	snprintf(lock, sizeof lock, "%s.lock", ref);
	int dir = open(s->common_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return;
	if (is_left_behind(dir, lock, p))
		unlinkat(dir, lock, 0);
	close(dir);
}

static bool repair_note(fp_store *s, fp_arena *a, unsigned no, size_t *repaired, fp_err *err)
{
	note p;
	fp_rev head;
	fp_err inner = {0};
	bool ok = true;
	if (!store_git(s, err))
		return false;
	if (read_note(s, a, no, &p)) {
		unlock_branch(s, &p);
		ok = fp_store_head(s, &head, &inner);
		if (ok && arrived(s, &p, &head))
			ok = follow(s, a, &p, &head, repaired, &inner);
		store_work_forget(s);
	}
	if (!ok && inner.code == FP_INVALID) {  // an index that fupan cannot read stays the user's; no use to ask again
		fp_warn("%s", inner.msg);
		ok = true;
	}
	if (ok)
		drop_note(s, no);
	return ok ? true : fp_fail(err, inner.code, "%s", inner.msg);
}

bool store_pending_repair(fp_store *s, size_t *repaired, fp_err *err)
{
	fp_arena *a = fp_arena_new(0);
	unsigned *no = NULL;
	bool ok = true;
	sweep(s);
	size_t n = notes(s, a, &no);
	for (size_t i = 0; ok && i < n; i++)
		ok = repair_note(s, a, no[i], repaired, err);
	fp_arena_free(a);
	return ok;
}

bool fp_store_repair(fp_store *s, size_t *repaired, fp_err *err)
{
	fp_err inner = {0};
	*repaired = 0;
	int lock = store_lock(s, 0, &inner);
	if (lock < 0)  // another run is at work, or nothing can be written here: reading goes on
		return true;
	bool ok = store_pending_repair(s, repaired, &inner);
	store_pack_sweep(s);
	close(lock);
	if (!ok && inner.code == FP_GIT) {  // git's index is in use or of another kind: the next run tries again
		fp_warn("%s", inner.msg);
		return true;
	}
	return ok ? true : fp_fail(err, inner.code, "%s", inner.msg);
}
