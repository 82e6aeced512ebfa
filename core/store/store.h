// store: the casebook in git. The only folder that knows libgit2 (and libdeflate, for packs).
//
// Invariants: the ref update is the moment of truth; before it nothing happened, after it everything is repairable. No
// write goes through .git/index: a commit's tree is HEAD's tree plus the written paths; afterwards the index entries of
// just these paths and their working files are refreshed, so `git status` stays clean. What a person has edited or
// staged and not committed is theirs: the change is made in it too where that is possible, else the write is refused;
// other paths are not touched. The branch is what HEAD names; a detached HEAD, an unfinished merge or rebase is refused
// for writing (CONFLICT with the commands that end it). Hooks and commit.gpgsign are git's own business and not run.
//
// A casebook fetched from others is not trusted: only regular files whose names could be written are seen (no links, no
// submodules, no "..", no .git in any disguise), no link is followed when working files are read or written, and a
// repository that carries .fupan is refused.
//
// Durable: objects, note and ref are synced before the write returns, unless FUPAN_NO_FSYNC=1. One process writes at a
// time (a lock in .fupan); reading needs no lock. A handle belongs to one thread.
//
// Usual order: fp_store_open, fp_store_repair, fp_store_head (the snapshot of this run), reads on that snapshot,
// fp_store_write, fp_store_close.
#ifndef FP_STORE_H
#define FP_STORE_H
#include "base/base.h"
#include "case/case.h"

#define FP_BLOB_MAX (64u << 20)

typedef struct fp_store fp_store;

typedef struct {
	char hex[41];
} fp_oid;   // "" is none
bool fp_oid_eq(const fp_oid *a, const fp_oid *b);

// A snapshot: what "now" means for one run.
typedef struct {
	fp_oid commit, tree;   // none in a repository without commits
	fp_str branch;         // "main", lives as long as the store; "" when detached
	bool detached;
} fp_rev;

// Who commits: git's user.name and user.email, else FUPAN_AUTHOR, else a clear error that shows the two git commands.
typedef struct {
	fp_str name, email;
	fp_time when;
} fp_who_when;

// ---- life
// The casebook at or above `start`: the nearest folder with fupan.yaml, which must be the top of its own git work tree.
// NOT_FOUND says so and how to make one; GIT: bare, or owned by another user (with the safe.directory command). Makes
// sure that .git/info/exclude names /.fupan/.
fp_store *fp_store_open(const char *start, fp_err *err);
// Makes the folder and a repository with branch main (a repository that is there already is used); writes no files and
// makes no commit. CONFLICT for a folder inside another casebook, or one that has fupan.yaml.
fp_store *fp_store_init(const char *dir, fp_err *err);
void fp_store_close(fp_store *s);
const char *fp_store_root(const fp_store *s);            // absolute, no trailing slash
const char *fp_store_cache(const fp_store *s);           // root/.fupan, made on demand where that is possible
bool fp_store_head(fp_store *s, fp_rev *out, fp_err *err) FP_MUST_USE;

// ---- reading a snapshot
// The id of a file or folder at the top of the casebook; none when it has no such entry. Costs nothing at HEAD.
bool fp_store_id(fp_store *s, const fp_rev *rev, const char *name, fp_oid *out, fp_err *err) FP_MUST_USE;
// The file at the path, NUL-terminated in the arena, and its blob (may be NULL). NOT_FOUND, LIMIT (FP_BLOB_MAX), GIT.
bool fp_store_read(fp_store *s, const fp_rev *rev, fp_str path, fp_arena *a, fp_str *text, fp_oid *blob,
	fp_err *err) FP_MUST_USE;
bool fp_store_read_blob(fp_store *s, const fp_oid *blob, fp_arena *a, fp_str *text, fp_err *err) FP_MUST_USE;
typedef struct {
	fp_str path;
	fp_oid blob;
} fp_entry;
// Every file below `dir` ("cases", "" for all), in byte order of paths. A missing folder is an empty list.
bool fp_store_list(fp_store *s, const fp_rev *rev, fp_str dir, fp_arena *a, fp_entry **out, size_t *n, fp_err *err)
	FP_MUST_USE;
// What differs in content between two trees below `dir`, in byte order of paths; equal subtrees are skipped, so the
// cost follows the change. from.hex "" means everything is new. A change of mode alone is none.
typedef struct {
	fp_str path;
	fp_oid before, after;   // none: added, removed
} fp_change;
bool fp_store_diff(fp_store *s, const fp_oid *from_tree, const fp_oid *to_tree, fp_str dir, fp_arena *a,
	fp_change **out, size_t *n, fp_err *err) FP_MUST_USE;
bool fp_store_has_tree(fp_store *s, const fp_oid *tree);

// ---- writing
typedef struct {
	fp_str path;
	fp_str text;       // new content
	bool remove;
	fp_oid expect;     // blob at the path that the change was made from; none: the path must not exist
} fp_put;
// Makes the change again in another text: what another process has put at the path meanwhile, the working text with a
// person's unsaved edits, their staged text. May be called several times for a path, and must not use the store. NULL,
// or false: such a difference is CONFLICT.
typedef bool (*fp_replay_fn)(void *ctx, fp_arena *a, fp_str path, fp_str current, fp_str *text, fp_err *err);
typedef struct {
	const fp_put *puts;
	size_t put_n;
	fp_str message;         // subject, blank line, body, trailers
	fp_replay_fn replay;
	void *replay_ctx;
	bool keep_working;      // the working files are what is saved: not written; the index takes the new text
	fp_progress *progress;  // may be NULL
} fp_write;
// One commit. Up to 50 paths: loose objects; more: one packfile written directly. A put whose content HEAD has already
// is passed over; when that is all of them, no commit is made and *out is HEAD. Replayed when `expect` is not what HEAD
// has any more; a lost race for the ref is tried again with back-off for up to five seconds. Before anything is
// written:
// - a working file with unsaved edits: the change is made in its text by replay, else CONFLICT;
// - staged changes of a written path: the same in the staged text, which stays staged, else CONFLICT. A path that is
//   staged for removal stays so. Staged changes of other paths stay.
// - paths that must not be written, or twice the same: INVALID; full disk, read-only: IO. Nothing has moved then.
// After the ref has moved the write succeeds. What could not follow (a full disk; an index that the user's git keeps
// locked for more than a second) is a warning on stderr and is made good by the next fp_store_repair or write.
bool fp_store_write(fp_store *s, const fp_write *w, fp_rev *out, fp_err *err) FP_MUST_USE;

// ---- the working files
typedef enum { FP_EDITED, FP_ADDED, FP_DELETED } fp_dirt;
typedef struct {
	fp_str path;
	fp_dirt dirt;
} fp_dirty;
// Files of the casebook (cases issues plugins queries reviews schema scripts taxonomy templates, fupan.yaml,
// volumes.csv) that differ from the snapshot (hand edits), sorted. Hidden files, editors' leavings and what git ignores
// do not count. Costs a stat a file: git's own index is the cache of stat data, and only what it cannot vouch for is
// read.
bool fp_store_dirty(fp_store *s, const fp_rev *rev, fp_arena *a, fp_dirty **out, size_t *n, fp_err *err) FP_MUST_USE;
// The same for a hint, at a price that does not grow with the casebook: about `most` files are looked at, settings first,
// then cases from the newest on, and compared with git's index. *n differ; *all false: there may be more. False: the
// index cannot be read, only fp_store_dirty can say.
bool fp_store_glance(fp_store *s, size_t most, size_t *n, bool *all) FP_MUST_USE;
// The working file, through no link. NOT_FOUND, CONFLICT (a link or special file), INVALID (a path that is refused).
bool fp_store_read_working(fp_store *s, fp_str path, fp_arena *a, fp_str *text, fp_err *err) FP_MUST_USE;
// Finishes what a killed run left behind: working files and index entries of its commit that are still those of the
// parent (edits made since stay), stale locks, temporary packs. Quick when there is nothing to do; does nothing when
// another fupan is writing or the casebook is read-only. *repaired: paths looked after.
bool fp_store_repair(fp_store *s, size_t *repaired, fp_err *err) FP_MUST_USE;

// ---- history
typedef struct {
	fp_oid commit, parent, blob_before, blob_after;
	fp_str author, subject, body;
	fp_time when;
	fp_str path;   // at that commit
} fp_log_entry;
// Newest first, at most `max`; `path` empty: all commits. For a path the commits of `git log -- path` (history is
// simplified at merges); renames are not followed. blob_before is that of the first parent.
bool fp_store_log(fp_store *s, const fp_rev *rev, fp_str path, size_t max, fp_arena *a, fp_log_entry **out, size_t *n,
	fp_err *err) FP_MUST_USE;
// Text of the path in the newest commit whose message has the trailer as a line ("Fupan-Generated:
// reviews/2026-W47.md"). `commit` may be NULL. NOT_FOUND.
bool fp_store_find_trailer(fp_store *s, const fp_rev *rev, fp_str trailer, fp_str path, fp_arena *a, fp_str *text,
	fp_oid *commit, fp_err *err) FP_MUST_USE;
bool fp_store_identity(fp_store *s, fp_arena *a, fp_who_when *out, fp_err *err) FP_MUST_USE;
#endif
