// What the files of store share. Nothing here is seen outside this folder.
#ifndef FP_STORE_PRIV_H
#define FP_STORE_PRIV_H
#include <sys/stat.h>

#include "store/git2_late.h"
#include "store/store.h"

#define STORE_DEPTH 64          // folders below each other
#define STORE_LOOSE_MAX 50      // paths in one commit that still become loose objects
#define STORE_RETRY 5.0         // seconds that a lost race is replayed
#define STORE_LOCK_WAIT 20.0    // seconds to wait for another fupan process (an import that writes files)
#define STORE_TICK 20000000     // ns: file times are no finer than the kernel's clock tick, with room to spare
#define STORE_INDEX_WAIT 1.0    // seconds to wait for the user's own git

typedef struct store_level {
	git_oid id;
	git_tree *tree;
} store_level;

struct fp_store {
	git_repository *repo;       // NULL until store_git
	git_odb *odb;
	bool inited;                // libgit2 is
	char *git_dir, *common_dir; // .git of this work tree and what all share, each with a slash; NULL until known
	fp_oid noted, noted_tree;   // a commit and its tree, as .fupan/head or libgit2 said
	char *noted_root;           // lines "mode id name" of that tree
	char *root;                 // real path, no trailing slash
	char *cache;                // root/.fupan
	int root_fd;
	int cache_fd;               // -1 until made
	bool durable;
	char **names;               // branch names given out; they live as long as the store
	size_t name_n;
	store_level level[STORE_DEPTH];  // trees on the way to the path that was looked up last
	char *dir;                  // the working folder opened last
	int dir_fd;
	unsigned note;              // number of the pending note of this write
};

// ---------------------------------------------------------------- repo.c
// What libgit2 said, with where it was said and a remedy for what people meet: a full disk, missing rights.
bool store_git_fail(fp_err *err, fp_code code, const char *where);
// What the system said (errno value) about `where`.
bool store_os_fail(fp_err *err, int no, const char *where);
bool store_oid_in(const fp_oid *hex, git_oid *id, fp_err *err);
fp_oid store_oid_out(const git_oid *id);
// Refuses what must not be written: absolute, "..", ".git" in any disguise, ".fupan", backslash, control characters.
bool store_path_check(fp_str path, fp_err *err);
// The folder .fupan, made if missing, never through a link. -1 with errno when it cannot be had.
int store_cache_fd(fp_store *s);
// One fupan process writes at a time. Returns a descriptor to close, or -1 (`wait` 0: only try).
int store_lock(fp_store *s, double wait, fp_err *err);
void store_nap(double seconds);
// Opens the repository if it is not open yet. Everything that needs more than HEAD's ids asks for it.
bool store_git(fp_store *s, fp_err *err);
fp_str store_branch(fp_store *s, fp_str name);  // the same text, living as long as the store
bool store_state_check(fp_store *s, const fp_rev *head, fp_err *err);

// ---------------------------------------------------------------- head.c
// HEAD without libgit2. False: ask libgit2, which also has the message if something is wrong.
bool store_head_quick(fp_store *s, fp_rev *out);
void store_head_note(fp_store *s, const fp_rev *rev);  // notes what libgit2 said, for the next run
void store_dirs_forget(fp_store *s);

// ---------------------------------------------------------------- tree.c
typedef struct {
	uint32_t mode;
	fp_str name;
	const unsigned char *id;
} store_item;
typedef struct {
	const char *p, *end;
} store_iter;
static inline bool store_is_file(uint32_t mode) { return (mode & 0170000) == 0100000; }
static inline bool store_is_tree(uint32_t mode) { return (mode & 0170000) == 0040000; }
// The bytes of a tree; `id` NULL is the empty tree (then *obj is NULL). Free with git_odb_object_free.
bool store_tree_open(fp_store *s, const git_oid *id, git_odb_object **obj, store_iter *it, fp_err *err);
int store_tree_next(store_iter *it, store_item *out);  // 1, 0 at the end, -1 malformed
bool store_tree_broken(fp_err *err, const git_oid *id);
// The order of entries in a tree: names by bytes, folders as if they ended in a slash.
int store_item_cmp(const store_item *a, const store_item *b);
// Looks a path up. *mode 0: not there. A file where a folder should be also counts as not there, and *blocked is its
// length.
bool store_find(fp_store *s, const git_oid *tree, fp_str path, uint32_t *mode, git_oid *id, size_t *blocked,
	fp_err *err);
bool store_blob(fp_store *s, const git_oid *id, fp_str where, fp_arena *a, fp_str *text, fp_err *err);

// ---------------------------------------------------------------- sha1.c
typedef struct {
	uint32_t h[5];
	uint64_t n;
	unsigned char block[64];
} store_sha1;
void store_sha1_init(store_sha1 *c);
void store_sha1_add(store_sha1 *c, const void *p, size_t n);
void store_sha1_end(store_sha1 *c, unsigned char out[20]);
void store_hash(git_object_t type, fp_str bytes, git_oid *id);  // the id git gives these bytes

// ---------------------------------------------------------------- objects.c, pack.c
// Objects of one operation: gathered in memory, then put into the repository at once, loose or as one pack.
typedef struct {
	git_oid id;
	git_object_t type;
	bool stored;
	fp_str bytes;
} store_object;
typedef struct {
	fp_store *s;
	fp_arena *a;
	store_object *v;
	size_t n, cap;
	uint32_t *slot;             // open addressing on the id; 0 is free, else index + 1
	size_t slot_n;
} store_objects;
void store_objects_init(store_objects *o, fp_store *s, fp_arena *a);
void store_objects_free(store_objects *o);
void store_object_add(store_objects *o, git_object_t type, fp_str bytes, git_oid *id);  // bytes must outlive the flush
bool store_objects_flush(store_objects *o, bool pack, fp_progress *progress, fp_err *err);
bool store_pack_write(fp_store *s, store_object **v, size_t n, fp_progress *progress, fp_err *err);
void store_pack_sweep(fp_store *s);  // removes what killed pack writers left

// ---------------------------------------------------------------- plan.c, update.c
typedef enum { WORK_LEAVE, WORK_WRITE, WORK_REMOVE } store_work;
typedef enum { INDEX_LEAVE, INDEX_SET, INDEX_REMOVE } store_index_do;
// What one path goes through in one attempt.
typedef struct {
	const fp_put *put;          // NULL when repairing
	fp_str path;
	bool remove;
	bool skip;                  // HEAD has it already
	fp_str text;                // what git will hold; repair loads it when needed
	git_oid id;
	bool had;                   // HEAD has a file here
	git_oid old;
	uint32_t mode;              // of the entry
	// the working file
	store_work work;
	fp_str work_text;
	git_oid work_id;            // of work_text
	bool seen;                  // there is a working file, and this is it
	struct stat st;
	git_oid seen_id;
	// the index entry
	store_index_do index;
	git_oid index_id;
	bool in_index, unmerged, skip_worktree, intent;
	git_oid index_old;
	bool restaged;              // a staged change was carried over: the entry differs from git on purpose
	fp_str staged_text;
} store_plan;
int store_plan_cmp(const void *a, const void *b);
// Makes the tree: base (may be NULL) with the plans that are not skipped. Plans are sorted by path.
bool store_tree_update(store_objects *o, const git_oid *base, store_plan *const *v, size_t n, git_oid *out,
	fp_err *err);

// ---------------------------------------------------------------- gitindex.c, gitindex_write.c
#define STORE_FIXED 62          // bytes of an entry before its path, without extended flags
#define STORE_EXTENDED 0x4000
#define STORE_X_INTENT 0x2000
#define STORE_X_SKIP 0x4000
static inline uint32_t store_get32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}
static inline void store_put32(unsigned char *p, uint32_t x)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (unsigned char)(x >> (24 - 8 * i));
}
typedef struct {
	fp_store *s;
	char *path, *lock;
	bool locked;
	bool missing;               // there is no index file yet
	const unsigned char *map;
	size_t size;
	struct stat st;
	uint32_t version, count;
} store_index;
// Opens git's index and takes its lock (waiting up to `wait` seconds). Without the lock it is readable only. A format
// that is not understood is GIT.
bool store_index_open(store_index *x, fp_store *s, double wait, fp_err *err);
void store_index_close(store_index *x);
void store_index_sweep(fp_store *s);  // removes what a killed run left; fupan's lock is held
bool store_index_bad(fp_err *err, const store_index *x);
char *store_git_file(fp_store *s, const char *name);  // a path in .git, to free()
bool store_index_pick(store_index *x, store_plan *const *v, size_t n,
	fp_err *err);   // fills the in_index part of the plans
bool store_index_write(store_index *x, store_plan *const *v, size_t n,
	fp_err *err);  // what plan.index says; gives the lock back
// Calls back for every stage-0 file entry in order.
typedef struct {
	fp_str path;
	const unsigned char *raw;   // the fixed part: ctime mtime dev ino mode uid gid size id flags
	uint32_t mode;
	const unsigned char *id;
	unsigned stage;
	bool intent, skip_worktree;
	size_t raw_n;               // of the fixed part
	size_t whole;               // with path and padding
} store_index_entry;
typedef struct {
	const unsigned char *p, *end;
	uint32_t version, left;
	fp_buf name;                // version 4 spells paths as a change of the one before
} store_index_iter;
store_index_iter store_index_begin(const store_index *x);
int store_index_next(store_index_iter *it, store_index_entry *e);  // 1, 0, -1 malformed
// Whether the stat data of an entry are those of the file, and older than the index by enough to be believed.
bool store_index_stat_equal(const unsigned char *raw, const struct stat *st);
bool store_index_fresh(const store_index *x, const store_index_entry *e, const struct stat *st);


// ---------------------------------------------------------------- indexmap.c
#define STORE_MAP_STEP 256
typedef struct {
	fp_arena *a;
	fp_str text;
	size_t end, samples;
} store_map;
void store_map_add(fp_buf *raw, uint32_t offset, uint32_t index, fp_str path);
void store_map_save(const fp_buf *raw, const store_index *x, uint64_t end, uint32_t count);
bool store_map_load(store_map *m,
	const store_index *x);  // false: read the index from its beginning; free it in either case
void store_map_free(store_map *m);
store_index_iter store_map_near(const store_map *m, const store_index *x, fp_str path);

// ---------------------------------------------------------------- work.c
// Working files, reached folder by folder without following a link.
int store_work_dir(fp_store *s, fp_str path, bool make,
	fp_err *err);  // -1: error, or (no error set) a folder is missing
void store_work_forget(fp_store *s);                                  // closes the folder opened last
bool store_work_stat(fp_store *s, fp_str path, struct stat *st, bool *there, fp_err *err);
bool store_work_read(fp_store *s, fp_str path, fp_arena *a, fp_str *text, struct stat *st, bool *there, fp_err *err);
// Puts the new text in place if the file is still the one that the plan saw; *moved says that it is not (an edit made
// meanwhile).
bool store_work_write(fp_store *s, store_plan *p, bool sync, bool *moved, fp_err *err);
bool store_work_remove(fp_store *s, store_plan *p, bool *moved, fp_err *err);
bool store_work_may_write(fp_store *s, fp_str path, fp_err *err);     // asks before anything is written

// ---------------------------------------------------------------- dirty.c
// What a casebook consists of; other files in the folder are nobody's business.
#define STORE_FOLDER_N 9
#define STORE_FILE_N 2
extern const char *const store_folders[STORE_FOLDER_N];  // cases is the first
extern const char *const store_files[STORE_FILE_N];
bool store_name_ignored(fp_str name);           // hidden, or what an editor leaves beside a file
bool store_is_new(fp_store *s, fp_str path);    // a file that git does not know: whether it counts

// ---------------------------------------------------------------- settle.c, pending.c
// Looks at working file and index entry (as store_index_pick left it) of every plan. strict: a difference that cannot
// be carried over is CONFLICT; else it is left.
typedef struct {
	bool strict, keep_working;
	fp_replay_fn replay;
	void *replay_ctx;
	fp_arena *a;
} store_manners;
bool store_settle_look(fp_store *s, const store_manners *m, store_plan *const *v, size_t n, fp_err *err);
// After the ref has moved: working files, then index entries. False leaves the marker for the next repair.
bool store_settle(fp_store *s, store_plan *const *v, size_t n, store_index *x, fp_progress *progress, fp_err *err);

bool store_pending_write(fp_store *s, const fp_rev *from, const git_oid *commit, store_plan *const *v, size_t n,
	fp_err *err);
void store_pending_clear(fp_store *s);
bool store_pending_repair(fp_store *s, size_t *repaired, fp_err *err);  // the lock is held
#endif
