// head: what HEAD is, without libgit2. A command that only asks the cache needs one id, and opening libgit2 costs more
// than the question. So HEAD, a loose ref and packed-refs are read here, also of a linked work tree; everything else
// (no commit yet, another ref storage, chains of refs, a foreign owner, ids of another length) is false, and then
// libgit2 answers, with its own checks and messages.
//
// A commit says nothing without its tree; .fupan/head notes both, with the entries of the root tree:
//
//   fupan-head 1 <checksum of the rest>
//   <commit> <tree>
//   <mode> <id> <name>
//
// It is written only when libgit2 has opened this repository, and believed only for the commit that it names, so a
// casebook fetched from others cannot bring one: it would have to hold the id of the commit that it is part of.
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOTE "head"
#define NOTE_WORD "fupan-head 1"
#define NOTE_MAX (64u << 10)
#define SMALL_MAX 4096
#define PACKED_MAX (16u << 20)

typedef enum { MISSING, READ, ODD } found;

static found small_file(fp_arena *a, const char *dir, fp_str name, size_t max, fp_str *out)
{
	fp_err e = {0};
	if (fp_file_read(a, fp_strf(a, "%s%.*s", dir, FP_ARG(name)).p, max, out, &e))
		return READ;
	return e.code == FP_NOT_FOUND ? MISSING : ODD;
}

static fp_str first_line(fp_str text)
{
	return fp_str_line(&text);
}

static bool is_id(fp_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return s.n == 40;
}

static fp_oid as_oid(fp_str s)
{
	fp_oid out = {{0}};
	memcpy(out.hex, s.p, 40);
	return out;
}

// ---------------------------------------------------------------- where git keeps it
static bool mine(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0 && st.st_uid == geteuid() && stat(path, &st) == 0 && st.st_uid == geteuid();
}

static char *with_slash(fp_str dir)
{
	char *out = fp_xmalloc(dir.n + 2);
	memcpy(out, dir.p, dir.n);
	memcpy(out + dir.n, "/", 2);
	return out;
}

static fp_str below(fp_arena *a, fp_str base, fp_str path)
{
	return fp_path_join(a, base, fp_str_trim(path));
}

// Finds .git and what linked work trees share. All of it must belong to this user: whether another's is trusted is for
// libgit2 and safe.directory to say.
static bool find_dirs(fp_store *s, fp_arena *a)
{
	fp_str text, dot = fp_strf(a, "%s/.git", s->root), git = dot, common;
	if (!mine(s->root) || !mine(dot.p))
		return false;
	if (!fp_dir_exists(dot.p)) {
		if (small_file(a, dot.p, FP_STR(""), SMALL_MAX, &text) != READ || !fp_str_starts(text, "gitdir: "))
			return false;
		git = below(a, fp_s(s->root), first_line(fp_str_sub(text, 8, text.n)));
	}
	s->git_dir = with_slash(git);
	common = git;
	if (small_file(a, s->git_dir, FP_STR("commondir"), SMALL_MAX, &text) == READ)
		common = below(a, git, first_line(text));
	s->common_dir = with_slash(common);
	return mine(git.p) && mine(common.p);
}

void store_dirs_forget(fp_store *s)
{
	free(s->git_dir);
	free(s->common_dir);
	s->git_dir = s->common_dir = NULL;
}

// ---------------------------------------------------------------- refs
// The names that need no second look; refs/heads/.invalid, which stands for another ref storage, is not one.
static bool plain_ref(fp_str ref)
{
	fp_err ignored = {0};
	if (!fp_str_starts(ref, "refs/heads/") || fp_str_ends(ref, ".lock") || fp_str_has(ref, FP_STR("/.")))
		return false;
	return store_path_check(ref, &ignored);
}

static bool packed_ref(fp_store *s, fp_arena *a, fp_str ref, fp_str *id)
{
	fp_str text, line = fp_strf(a, " %.*s\n", FP_ARG(ref));
	if (small_file(a, s->common_dir, FP_STR("packed-refs"), PACKED_MAX, &text) != READ)
		return false;
	for (ptrdiff_t at = 0; (at = fp_str_find(text, line, (size_t)at)) >= 0; at++) {
		if (at < 40 || (at > 40 && text.p[at - 41] != '\n'))
			continue;
		*id = fp_str_sub(text, (size_t)at - 40, (size_t)at);
		return is_id(*id);
	}
	return false;
}

static bool commit_of(fp_store *s, fp_arena *a, fp_oid *commit, fp_str *branch)
{
	fp_str text, id, ref;
	if (small_file(a, s->git_dir, FP_STR("HEAD"), SMALL_MAX, &text) != READ)
		return false;
	id = first_line(text);
	*branch = FP_STR("");
	if (fp_str_starts(id, "ref: ")) {
		ref = fp_str_sub(id, 5, id.n);
		if (!plain_ref(ref))
			return false;
		found f = small_file(a, s->common_dir, ref, SMALL_MAX, &text);
		id = f == READ ? first_line(text) : FP_STR("");
		if (f == ODD || (f == MISSING && !packed_ref(s, a, ref, &id)))
			return false;
		*branch = fp_str_sub(ref, 11, ref.n);
	}
	if (!is_id(id))
		return false;
	*commit = as_oid(id);
	return true;
}

// ---------------------------------------------------------------- the note
static fp_str sum_of(fp_arena *a, fp_str rest)
{
	return fp_strf(a, NOTE_WORD " %016llx", (unsigned long long)fp_hash64(rest.p, rest.n, 1));
}

static bool note_text(fp_store *s, fp_arena *a, fp_str *rest)
{
	fp_err ignored = {0};
	int fd = s->cache_fd < 0 ? openat(s->root_fd, ".fupan", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : s->cache_fd;
	if (fd < 0)
		return false;
	s->cache_fd = fd;
	int file = openat(fd, NOTE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (file < 0)
		return false;
	bool ok = fp_file_read_fd(a, file, NOTE_MAX, rest, &ignored);
	close(file);
	fp_str first = ok ? fp_str_line(rest) : FP_STR("");
	return ok && fp_str_eq(first, sum_of(a, *rest));
}

static void keep(fp_store *s, fp_str rest)
{
	fp_str ids = fp_str_line(&rest);
	free(s->noted_root);
	s->noted_root = fp_xmalloc(rest.n + 1);
	memcpy(s->noted_root, rest.p, rest.n);
	s->noted_root[rest.n] = 0;
	s->noted = as_oid(fp_str_sub(ids, 0, 40));
	s->noted_tree = as_oid(fp_str_sub(ids, 41, 81));
}

// `rest` is the note without its first line.
static bool is_note_of(fp_str rest, const fp_oid *commit)
{
	fp_str ids = first_line(rest);
	return ids.n == 81 && ids.p[40] == ' ' && is_id(fp_str_sub(ids, 0, 40)) && is_id(fp_str_sub(ids, 41, 81)) &&
		memcmp(ids.p, commit->hex, 40) == 0;
}

bool store_head_quick(fp_store *s, fp_rev *out)
{
	fp_arena *a = fp_arena_new(2 * (size_t)PACKED_MAX);
	fp_oid commit;
	fp_str branch, rest;
	bool ok = (s->git_dir || find_dirs(s, a)) && commit_of(s, a, &commit, &branch);
	if (ok && !fp_oid_eq(&commit, &s->noted)) {
		ok = note_text(s, a, &rest) && is_note_of(rest, &commit);
		if (ok)
			keep(s, rest);
	}
	if (ok)
		*out = (fp_rev){commit, s->noted_tree, store_branch(s, branch), branch.n == 0};
	fp_arena_free(a);
	return ok;
}

static bool write_root(fp_store *s, fp_buf *b, const fp_rev *rev)
{
	fp_err ignored = {0};
	git_odb_object *obj = NULL;
	git_oid id, entry;
	store_iter it;
	store_item item;
	int rc = -1;
	if (!store_oid_in(&rev->tree, &id, &ignored) || !store_tree_open(s, &id, &obj, &it, &ignored))
		return false;
	while ((rc = store_tree_next(&it, &item)) == 1) {
		if (fp_str_ieq(item.name, FP_STR(".fupan")) || memchr(item.name.p, '\n', item.name.n))
			break;  // a casebook that brings a cache is refused each time, not remembered
		git_oid_fromraw(&entry, item.id);
		fp_buf_f(b, "%o %s %.*s\n", item.mode, store_oid_out(&entry).hex, FP_ARG(item.name));
	}
	git_odb_object_free(obj);
	return rc == 0 && b->n < NOTE_MAX - 100;
}

void store_head_note(fp_store *s, const fp_rev *rev)
{
	fp_err ignored = {0};
	fp_buf b = {0};
	if (!rev->commit.hex[0] || fp_oid_eq(&rev->commit, &s->noted) || store_cache_fd(s) < 0)
		return;
	fp_arena *a = fp_arena_new(0);
	fp_buf_f(&b, "%s %s\n", rev->commit.hex, rev->tree.hex);
	if (write_root(s, &b, rev)) {
		fp_str rest = fp_buf_view(&b), first = sum_of(a, rest);
		keep(s, rest);
		const char *path = fp_strf(a, "%s/" NOTE, s->cache).p;
		if (!fp_file_write(path, fp_strf(a, "%.*s\n%.*s", FP_ARG(first), FP_ARG(rest)), false, &ignored))
			unlink(path);
	}
	fp_buf_free(&b);
	fp_arena_free(a);
}

bool fp_store_id(fp_store *s, const fp_rev *rev, const char *name, fp_oid *out, fp_err *err)
{
	uint32_t mode = 0;
	git_oid tree, id;
	*out = (fp_oid){{0}};
	if (!rev->tree.hex[0])
		return true;
	if (s->noted_root && fp_oid_eq(&rev->tree, &s->noted_tree)) {
		for (fp_str rest = fp_s(s->noted_root); rest.n;) {
			fp_str line = fp_str_line(&rest), hex;
			fp_str_cut(&line, ' ');
			hex = fp_str_cut(&line, ' ');
			if (fp_str_is(line, name) && is_id(hex))
				*out = as_oid(hex);
		}
		return true;
	}
	if (!store_oid_in(&rev->tree, &tree, err) || !store_find(s, &tree, fp_s(name), &mode, &id, NULL, err))
		return false;
	if (mode)
		*out = store_oid_out(&id);
	return true;
}
