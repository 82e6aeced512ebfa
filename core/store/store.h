// store: the casebook in git. The only folder that knows libgit2 (and libdeflate, for packs).
//
// Invariants: the ref update is the moment of truth; before it nothing happened, after it everything is repairable. No write
// goes through .git/index: a commit's tree is HEAD's tree plus the written paths; afterwards the index entries of just these paths
// and their working files are refreshed, so `git status` stays clean and what the user staged is untouched. A working file
// with unsaved edits is never overwritten. The branch is what HEAD names; a detached HEAD is refused for writing.
// Usual order: fp_store_open, fp_store_head (the snapshot of this run), reads on that snapshot, fp_store_write, fp_store_close.
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
	fp_str branch;         // "main", lives as long as the store
	bool detached;
} fp_rev;

// Who commits: git's user.name and user.email, else FUPAN_AUTHOR, else a clear error that shows the two git commands.
typedef struct {
	fp_str name, email;
	fp_time when;
} fp_who_when;

// ---- life
// The casebook at or above `start`: the nearest folder with fupan.yaml, which must be the top of its own git work tree.
// NOT_FOUND says so and how to make one. `root` may be NULL.
fp_store *fp_store_open(const char *start, fp_err *err);
fp_store *fp_store_init(const char *dir, fp_err *err);   // git init with branch main; refuses a folder inside another casebook, or one that has fupan.yaml
void fp_store_close(fp_store *s);
const char *fp_store_root(const fp_store *s);            // absolute, no trailing slash
const char *fp_store_cache(const fp_store *s);           // root/.fupan, made on demand
bool fp_store_head(fp_store *s, fp_rev *out, fp_err *err) FP_MUST_USE;

// ---- reading a snapshot
bool fp_store_read(fp_store *s, const fp_rev *rev, fp_str path, fp_arena *a, fp_str *text, fp_oid *blob, fp_err *err) FP_MUST_USE;  // NOT_FOUND
bool fp_store_read_blob(fp_store *s, const fp_oid *blob, fp_arena *a, fp_str *text, fp_err *err) FP_MUST_USE;
typedef struct {
	fp_str path;
	fp_oid blob;
} fp_entry;
// Every file below `dir` ("cases"), in byte order of paths. A missing folder is an empty list.
bool fp_store_list(fp_store *s, const fp_rev *rev, fp_str dir, fp_arena *a, fp_entry **out, size_t *n, fp_err *err) FP_MUST_USE;
// What differs between two trees below `dir`: own recursive diff that skips equal subtrees. from.hex "" means everything is new.
typedef struct {
	fp_str path;
	fp_oid before, after;   // none: added, removed
} fp_change;
bool fp_store_diff(fp_store *s, const fp_oid *from_tree, const fp_oid *to_tree, fp_str dir, fp_arena *a, fp_change **out, size_t *n, fp_err *err) FP_MUST_USE;
bool fp_store_has_tree(fp_store *s, const fp_oid *tree);

// ---- writing
typedef struct {
	fp_str path;
	fp_str text;       // new content
	bool remove;
	fp_oid expect;     // blob at the path that the change was made from; none: the path must not exist. Checked on replay.
} fp_put;
// Makes the new content again from what another process has put at the path meanwhile (a lost race). NULL: such a race is CONFLICT.
typedef bool (*fp_replay_fn)(void *ctx, fp_arena *a, fp_str path, fp_str current, fp_str *text, fp_err *err);
typedef struct {
	const fp_put *puts;
	size_t put_n;
	fp_str message;         // subject, blank line, body, trailers
	fp_replay_fn replay;
	void *replay_ctx;
	bool keep_working;      // the working files are what is being saved: do not write them, only refresh the index entries
	fp_progress *progress;  // may be NULL
} fp_write;
// One commit. Up to 50 paths: loose objects; more: one packfile written directly. The lost race is replayed with back-off for up
// to five seconds. A working file with unsaved edits: the same change is made in its text by replay, else CONFLICT before anything is
// written. A full disk or read-only repository: IO, nothing moved. Equal content everywhere: no commit, *out is HEAD.
bool fp_store_write(fp_store *s, const fp_write *w, fp_rev *out, fp_err *err) FP_MUST_USE;

// ---- the working files
typedef enum { FP_EDITED, FP_ADDED, FP_DELETED } fp_dirt;
typedef struct {
	fp_str path;
	fp_dirt dirt;
} fp_dirty;
// Files of the casebook's own folders and fupan.yaml that differ from the snapshot (hand edits), sorted. Costs a stat a file; a stat
// cache lives in .fupan.
bool fp_store_dirty(fp_store *s, const fp_rev *rev, fp_arena *a, fp_dirty **out, size_t *n, fp_err *err) FP_MUST_USE;
bool fp_store_read_working(fp_store *s, fp_str path, fp_arena *a, fp_str *text, fp_err *err) FP_MUST_USE;
// Repairs what a killed run left behind: working files and index entries of the last commit that are still those of its parent. Quick
// when there is nothing to do (a marker file in .fupan names the pending commit).
bool fp_store_repair(fp_store *s, size_t *repaired, fp_err *err) FP_MUST_USE;

// ---- history
typedef struct {
	fp_oid commit, parent, blob_before, blob_after;
	fp_str author, subject, body;
	fp_time when;
	fp_str path;   // at that commit
} fp_log_entry;
// Newest first; `path` empty: all commits of the casebook. Follows the path only; renames by `mv` are known through aliases.
bool fp_store_log(fp_store *s, const fp_rev *rev, fp_str path, size_t max, fp_arena *a, fp_log_entry **out, size_t *n, fp_err *err) FP_MUST_USE;
// Text of the path in the newest commit whose message has the trailer line "<trailer>" (e.g. "Fupan-Generated: reviews/2026-W47.md"). NOT_FOUND.
bool fp_store_find_trailer(fp_store *s, const fp_rev *rev, fp_str trailer, fp_str path, fp_arena *a, fp_str *text, fp_oid *commit, fp_err *err) FP_MUST_USE;
bool fp_store_identity(fp_store *s, fp_arena *a, fp_who_when *out, fp_err *err) FP_MUST_USE;
#endif
