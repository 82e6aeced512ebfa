// repo: opening, making and closing a casebook; what HEAD is; who commits; the lock between fupan processes.
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define EXCLUDE "/.fupan/"

fp_late store_git2 = {.file = FP_SO_GIT2, .remedy = "libgit2"};

static char *joined(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	char *out = fp_xmalloc(n + m + 1);
	memcpy(out, a, n);
	memcpy(out + n, b, m + 1);
	return out;
}

// ---------------------------------------------------------------- finding
// The nearest folder at or above `dir` (a real path) with fupan.yaml; NULL when there is none.
static char *find_root(const char *dir)
{
	char *at = fp_xstrdup(dir);
	for (;;) {
		char *file = joined(at, "/fupan.yaml");
		bool there = access(file, F_OK) == 0;
		free(file);
		if (there)
			return at;
		char *slash = strrchr(at, '/');
		if (!slash || at[1] == 0)
			break;
		slash[slash == at] = 0;
	}
	free(at);
	return NULL;
}

static bool globals(fp_store *s, fp_err *err)
{
	if (s->inited)
		return true;
	if (!fp_late_open(&store_git2, err))
		return false;
	s->inited = true;
	git_libgit2_init();
	// Ids are checked by `git fsck`, not at every read; the objects that a tree names are written here just before it.
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, s->durable ? 1 : 0);
	return true;
}

static fp_store *new_store(char *root)
{
	fp_store *s = fp_xmalloc(sizeof *s);
	const char *off = getenv("FUPAN_NO_FSYNC");
	*s = (fp_store){.root = root, .root_fd = -1, .cache_fd = -1, .dir_fd = -1};
	s->durable = !off || !*off || strcmp(off, "0") == 0;
	s->cache = joined(root, "/.fupan");
	return s;
}

// ---------------------------------------------------------------- what a hostile or unsuitable repository looks like
// libgit2 1.5 reports a foreign owner as a missing setting when safe.directory was never set.
static bool foreign_owner(int rc)
{
	const git_error *e = git_error_last();
	return rc == GIT_EOWNER || (rc == GIT_ENOTFOUND && e && e->message && strstr(e->message, "safe.directory"));
}

static bool open_repo(fp_store *s, fp_err *err)
{
	if (!globals(s, err))
		return false;
	int rc = git_repository_open_ext(&s->repo, s->root, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
	if (foreign_owner(rc))
		return fp_fail(err, FP_GIT, fp_tr("%s 属于另一个用户，git 不信任它；确认来源可靠后运行：git config --global --add safe.directory '%s'",
			"%s belongs to another user, so git does not trust it; if you do, run: git config --global --add "
			"safe.directory '%s'"), s->root, s->root);
	if (rc == GIT_ENOTFOUND) {
		git_repository *outer = NULL;
		bool inside = git_repository_open_ext(&outer, s->root, 0, NULL) == 0;
		git_repository_free(outer);
		if (inside)
			return fp_fail(err, FP_NOT_FOUND,
				fp_tr("%s 有 fupan.yaml，但它是另一个 git 仓库里的子文件夹；案例本必须是自己仓库的顶层，请把它移出来再运行 git init",
				"%s has fupan.yaml but is a sub-folder of another git repository; a casebook must be the top of its "
				"own: move it out and run git init"), s->root);
		return fp_fail(err, FP_NOT_FOUND, fp_tr("%s 有 fupan.yaml，但不是 git 仓库；请在那里运行 git init",
			"%s has fupan.yaml but is not a git repository; run git init there"), s->root);
	}
	if (rc < 0)
		return store_git_fail(err, FP_GIT, s->root);
	if (git_repository_is_bare(s->repo) || !git_repository_workdir(s->repo))
		return fp_fail(err, FP_GIT, fp_tr("%s 是裸仓库，没有工作文件；请 git clone 一份来用，或运行 git config core.bare false",
			"%s is a bare repository without working files; use a clone of it, or run git config core.bare "
			"false"), s->root);
	if (git_repository_odb(&s->odb, s->repo) < 0)
		return store_git_fail(err, FP_GIT, s->root);
	store_dirs_forget(s);
	s->git_dir = fp_xstrdup(git_repository_path(s->repo));
	s->common_dir = fp_xstrdup(git_repository_commondir(s->repo));
	return true;
}

// ---------------------------------------------------------------- HEAD
// The same few branch names again and again: kept once each, until the store is closed.
fp_str store_branch(fp_store *s, fp_str name)
{
	for (size_t i = 0; i < s->name_n; i++)
		if (fp_str_is(name, s->names[i]))
			return fp_s(s->names[i]);
	s->names = fp_xrealloc(s->names, (s->name_n + 1) * sizeof *s->names);
	s->names[s->name_n] = strndup(name.p, name.n);
	return fp_s(s->names[s->name_n++]);
}

static bool head_by_git(fp_store *s, fp_rev *out, fp_err *err)
{
	git_reference *head = NULL;
	git_commit *commit = NULL;
	git_oid id;
	bool ok = false;
	*out = (fp_rev){0};
	if (git_reference_lookup(&head, s->repo, "HEAD") < 0) {
		store_git_fail(err, FP_GIT, "HEAD");
		goto out;
	}
	if (git_reference_type(head) == GIT_REFERENCE_SYMBOLIC) {
		const char *target = git_reference_symbolic_target(head);
		out->branch = store_branch(s, fp_s( strncmp(target, "refs/heads/", 11) == 0 ? target + 11 : target));
		int rc = git_reference_name_to_id(&id, s->repo, target);
		if (rc == GIT_ENOTFOUND) {
			ok = true;
			goto out;
		}
		if (rc < 0) {
			store_git_fail(err, FP_GIT, target);
			goto out;
		}
	} else {
		out->branch = FP_STR("");
		out->detached = true;
		git_oid_cpy(&id, git_reference_target(head));
	}
	if (git_commit_lookup(&commit, s->repo, &id) < 0) {
		store_git_fail(err, FP_GIT, "HEAD");
		goto out;
	}
	out->commit = store_oid_out(&id);
	out->tree = store_oid_out(git_commit_tree_id(commit));
	ok = true;
out:
	git_commit_free(commit);
	git_reference_free(head);
	return ok;
}

bool fp_store_head(fp_store *s, fp_rev *out, fp_err *err)
{
	if (!s->repo && store_head_quick(s, out))
		return true;
	if (!store_git(s, err) || !head_by_git(s, out, err))
		return false;
	store_head_note(s, out);
	return true;
}

static void close_repo(fp_store *s)
{
	if (!s->inited)
		return;
	for (size_t i = 0; i < STORE_DEPTH; i++) {
		git_tree_free(s->level[i].tree);
		s->level[i].tree = NULL;
	}
	git_odb_free(s->odb);
	git_repository_free(s->repo);
	s->odb = NULL;
	s->repo = NULL;
}

// A casebook fetched from others must not bring its own cache: the cache is trusted.
static bool cache_is_ours(fp_store *s, fp_err *err)
{
	struct stat st;
	uint32_t mode = 0;
	git_oid tree, id;
	fp_rev head;
	if (fstatat(s->root_fd, ".fupan", &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(st.st_mode))
		return fp_fail(err, FP_INVALID, fp_tr("%s 应当是文件夹，却不是；请删除它", "%s should be a folder and is not; remove it"),
			s->cache);
	if (!head_by_git(s, &head, err))
		return false;
	if (!head.tree.hex[0])
		return true;
	if (!store_oid_in(&head.tree, &tree, err) || !store_find(s, &tree, FP_STR(".fupan"), &mode, &id, NULL, err))
		return false;
	if (mode == 0)
		return true;
	return fp_fail(err, FP_INVALID,
		fp_tr("这个仓库里提交了 .fupan，它是缓存，不应随仓库传递，内容不可信；请运行：git rm -r --cached .fupan && git commit，并删除该文件夹",
		"this repository carries .fupan, a cache that must not travel and cannot be trusted; run: git rm -r --cached "
		".fupan && git commit, and delete the folder"));
}

// .git/info/exclude keeps the cache out of `git status` even before a .gitignore says so. A read-only repository is
// left as it is.
static void exclude_cache(fp_store *s)
{
	fp_arena *a = fp_arena_new(0);
	fp_err ignored = {0};
	fp_str text = {0}, rest, dir = fp_strf(a, "%sinfo", s->common_dir);
	fp_str file = fp_strf(a, "%.*s/exclude", FP_ARG(dir));
	bool listed = false;
	if (fp_file_exists(file.p) && !fp_file_read(a, file.p, 1u << 20, &text, &ignored))
		goto out;
	for (rest = text; rest.n;) {
		fp_str line = fp_str_trim(fp_str_line(&rest));
		listed |= fp_str_is(line, EXCLUDE) || fp_str_is(line, ".fupan/") || fp_str_is(line, ".fupan");
	}
	if (listed || !fp_mkdirs(dir.p, &ignored))
		goto out;
	text = fp_strf(a, "%.*s%s" EXCLUDE "\n", FP_ARG(text), text.n == 0 || fp_str_ends(text, "\n") ? "" : "\n");
	if (!fp_file_write(file.p, text, false, &ignored))
		goto out;
out:
	fp_arena_free(a);
}

// Whoever needs more than HEAD's ids asks for this first.
bool store_git(fp_store *s, fp_err *err)
{
	if (s->repo)
		return true;
	if (!open_repo(s, err) || !cache_is_ours(s, err)) {
		close_repo(s);
		return false;
	}
	exclude_cache(s);
	return true;
}

static bool finish_open(fp_store *s, fp_err *err)
{
	fp_rev head;
	s->root_fd = open(s->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->root_fd < 0)
		return store_os_fail(err, errno, s->root);
	return store_head_quick(s, &head) || store_git(s, err);
}

// ---------------------------------------------------------------- life
fp_store *fp_store_open(const char *start, fp_err *err)
{
	char *real = realpath(start, NULL);
	if (!real) {
		fp_fail(err, FP_NOT_FOUND, "%s: %s", start, strerror(errno));
		return NULL;
	}
	char *root = find_root(real);
	if (!root) {
		fp_fail(err, FP_NOT_FOUND, fp_tr("%s 及其上层文件夹里没有案例本（fupan.yaml）；用 fupan init 新建一个，或用 -C 指定",
			"no casebook (fupan.yaml) at or above %s; make one with fupan init, or name one with -C"), real);
		free(real);
		return NULL;
	}
	free(real);
	fp_store *s = new_store(root);
	if (finish_open(s, err))
		return s;
	fp_store_close(s);
	return NULL;
}

static bool make_repo(fp_store *s, fp_err *err)
{
	char *dot = joined(s->root, "/.git");
	bool there = access(dot, F_OK) == 0;
	free(dot);
	if (there)
		return true;
	if (!globals(s, err))
		return false;
	git_repository *repo = NULL;
	git_repository_init_options o;
	git_repository_init_options_init(&o, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
	o.flags = GIT_REPOSITORY_INIT_NO_REINIT;
	o.initial_head = "main";
	bool ok = git_repository_init_ext(&repo, s->root, &o) == 0;
	git_repository_free(repo);
	return ok ? true : store_git_fail(err, FP_GIT, s->root);
}

fp_store *fp_store_init(const char *dir, fp_err *err)
{
	if (!fp_mkdirs(dir, err))
		return NULL;
	char *real = realpath(dir, NULL);
	if (!real) {
		store_os_fail(err, errno, dir);
		return NULL;
	}
	char *outer = find_root(real);
	if (outer) {
		if (strcmp(outer, real) == 0)
			fp_fail(err, FP_CONFLICT, fp_tr("%s 已经是案例本", "%s already is a casebook"), real);
		else
			fp_fail(err, FP_CONFLICT, fp_tr("%s 在案例本 %s 之内；请换一个文件夹",
				"%s lies inside the casebook %s; choose another folder"), real, outer);
		free(outer);
		free(real);
		return NULL;
	}
	fp_store *s = new_store(real);
	if (make_repo(s, err) && finish_open(s, err))
		return s;
	fp_store_close(s);
	return NULL;
}

void fp_store_close(fp_store *s)
{
	if (!s)
		return;
	store_work_forget(s);
	close_repo(s);
	for (size_t i = 0; i < s->name_n; i++)
		free(s->names[i]);
	free(s->names);
	free(s->noted_root);
	store_dirs_forget(s);
	if (s->root_fd >= 0)
		close(s->root_fd);
	if (s->cache_fd >= 0)
		close(s->cache_fd);
	free(s->root);
	free(s->cache);
	if (s->inited)
		git_libgit2_shutdown();
	free(s);
}

const char *fp_store_root(const fp_store *s)
{
	return s->root;
}

const char *fp_store_cache(const fp_store *s)
{
	(void)mkdir(s->cache, 0777);  // where that is not possible, the caller's own write says why
	return s->cache;
}

int store_cache_fd(fp_store *s)
{
	if (s->cache_fd >= 0)
		return s->cache_fd;
	if (mkdirat(s->root_fd, ".fupan", 0777) < 0 && errno != EEXIST)
		return -1;
	s->cache_fd = openat(s->root_fd, ".fupan", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return s->cache_fd;
}

// What stands in the way of a commit, with the commands that clear it.
bool store_state_check(fp_store *s, const fp_rev *head, fp_err *err)
{
	switch (git_repository_state(s->repo)) {
	case GIT_REPOSITORY_STATE_NONE: break;
	case GIT_REPOSITORY_STATE_MERGE:
		return fp_fail(err, FP_CONFLICT, fp_tr("有一个合并尚未完成；请先 git merge --continue 或 git merge --abort",
			"a merge is not finished: run git merge --continue or git merge --abort first"));
	case GIT_REPOSITORY_STATE_REBASE:
	case GIT_REPOSITORY_STATE_REBASE_INTERACTIVE:
	case GIT_REPOSITORY_STATE_REBASE_MERGE:
		return fp_fail(err, FP_CONFLICT, fp_tr("有一个变基尚未完成；请先 git rebase --continue 或 git rebase --abort",
			"a rebase is not finished: run git rebase --continue or git rebase --abort first"));
	case GIT_REPOSITORY_STATE_REVERT:
	case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
		return fp_fail(err, FP_CONFLICT, fp_tr("有一个撤销尚未完成；请先 git revert --continue 或 git revert --abort",
			"a revert is not finished: run git revert --continue or git revert --abort first"));
	case GIT_REPOSITORY_STATE_CHERRYPICK:
	case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
		return fp_fail(err, FP_CONFLICT, fp_tr("有一个拣选尚未完成；请先 git cherry-pick --continue 或 --abort",
			"a cherry-pick is not finished: run git cherry-pick --continue or --abort first"));
	default:
		return fp_fail(err, FP_CONFLICT, fp_tr("git 有未完成的操作；运行 git status 看如何结束它",
			"git is in the middle of something; run git status to see how to end it"));
	}
	if (head->detached)
		return fp_fail(err, FP_CONFLICT, fp_tr("当前不在任何分支上（HEAD 分离），提交会丢失；请先 git switch main（或 git switch -c 新分支）",
			"not on any branch (detached HEAD), a commit would be lost; run git switch main (or git switch -c NAME) "
			"first"));
	return true;
}

// ---------------------------------------------------------------- who
static bool split_author(fp_arena *a, const char *text, fp_who_when *out)
{
	fp_str rest = fp_s(text), name = fp_str_trim(fp_str_cut(&rest, '<'));
	fp_str email = fp_str_trim(fp_str_cut(&rest, '>'));
	if (!name.n || !email.n)
		return false;
	out->name = fp_str_dup(a, name);
	out->email = fp_str_dup(a, email);
	return true;
}

static fp_str config_text(git_config *c, const char *key, fp_arena *a)
{
	git_buf b = {0};
	fp_str out = {0};
	if (git_config_get_string_buf(&b, c, key) == 0)
		out = fp_str_dup(a, fp_str_trim((fp_str){b.ptr, b.size}));
	git_buf_dispose(&b);
	return out;
}

bool fp_store_identity(fp_store *s, fp_arena *a, fp_who_when *out, fp_err *err)
{
	git_config *c = NULL;
	*out = (fp_who_when){.when = fp_clock_now()};
	if (!store_git(s, err))
		return false;
	if (git_repository_config_snapshot(&c, s->repo) < 0)
		return store_git_fail(err, FP_GIT, "git config");
	out->name = config_text(c, "user.name", a);
	out->email = config_text(c, "user.email", a);
	git_config_free(c);
	if (out->name.n && out->email.n)
		return true;
	const char *author = getenv("FUPAN_AUTHOR");
	if (author && split_author(a, author, out))
		return true;
	return fp_fail(err, FP_GIT,
		fp_tr("不知道提交人是谁；请运行 git config --global user.name \"姓名\" 和 git config --global user.email 邮箱（或设环境变量 "
		"FUPAN_AUTHOR=\"姓名 <邮箱>\"）",
		"who commits is not known; run git config --global user.name \"Name\" and git config --global user.email "
		"ADDRESS (or set FUPAN_AUTHOR=\"Name <address>\")"));
}

// ---------------------------------------------------------------- the lock
void store_nap(double seconds)
{
	struct timespec t = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
	nanosleep(&t, NULL);
}

int store_lock(fp_store *s, double wait, fp_err *err)
{
	int dir = store_cache_fd(s);
	int fd = dir < 0 ? -1 : openat(dir, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd < 0) {
		store_os_fail(err, errno, s->cache);
		return -1;
	}
	double end = fp_clock_seconds() + wait, pause = 0.001;
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR) {
			store_os_fail(err, errno, s->cache);
			close(fd);
			return -1;
		}
		if (fp_clock_seconds() >= end) {
			fp_fail(err, FP_CONFLICT, fp_tr("另一个 fupan 正在写这个案例本；请稍后再试",
				"another fupan is writing this casebook; try again in a moment"));
			close(fd);
			return -1;
		}
		store_nap(pause);
		pause = pause < 0.02 ? pause * 1.5 : 0.02;
	}
	return fd;
}
