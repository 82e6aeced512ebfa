// store_lib: a fresh casebook for each test, and the git command line as the judge of what store does.
#ifndef STORE_LIB_H
#define STORE_LIB_H
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/store.h"
#include "tap.h"

static char box[300];      // a temporary folder of this program, with HOME
static char root[400];     // the casebook of this test
static fp_arena *mem;
static fp_err err;

FP_PRINTF(1, 2) static inline int sh(const char *fmt, ...)
{
	char cmd[4000];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(cmd, sizeof cmd, fmt, ap);
	va_end(ap);
	int rc = system(cmd);
	return WIFEXITED(rc) ? WEXITSTATUS(rc) : -1;
}

// What a command prints, without the last line end.
FP_PRINTF(1, 2) static inline fp_str out_of(const char *fmt, ...)
{
	char cmd[4000];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(cmd, sizeof cmd, fmt, ap);
	va_end(ap);
	FILE *f = popen(cmd, "r");
	fp_str text = {0};
	fp_err e = {0};
	if (!f || !fp_file_read_fd(mem, fileno(f), 1u << 28, &text, &e))
		fp_bug("%s: %s", cmd, e.msg);
	pclose(f);
	if (text.n && text.p[text.n - 1] == '\n')
		text.n--;
	return text;
}
#define git(...) out_of("git -C '" "%s" "' " __VA_ARGS__)

static inline void clear(void)
{
	err = (fp_err){0};
}

static inline void leave_box(void)
{
	if (!getenv("KEEP"))
		sh("chmod -R u+rwX '%s'; rm -rf '%s'", box, box);
	fp_arena_free(mem);
	mem = NULL;
}

static pid_t box_owner;
static inline void leave_box_at_exit(void)
{
	if (getpid() == box_owner)
		leave_box();
}

static inline void enter_box(void)
{
	const char *tmp = getenv("TMPDIR");
	if (box[0])
		return;
	snprintf(box, sizeof box, "%s/fp-store-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(box))
		fp_bug("%s", box);
	setenv("HOME", box, 1);
	setenv("XDG_CONFIG_HOME", box, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("FUPAN_NOW");
	unsetenv("FUPAN_AUTHOR");
	mem = fp_arena_new((size_t)4 << 30);
	box_owner = getpid();
	sh("git config --global user.name 王小明; git config --global user.email wang@example.com; git config --global core.quotepath false;"
	   "git config --global init.defaultBranch main; git config --global gc.auto 0; git config --global advice.detachedHead false");
	atexit(leave_box_at_exit);
}

static inline fp_put put_of(const char *path, const char *text, const fp_oid *expect)
{
	return (fp_put){.path = fp_s(path), .text = fp_s(text), .expect = expect ? *expect : (fp_oid){{0}}};
}

static inline bool write_puts(fp_store *s, const fp_put *p, size_t n, const char *message, fp_rev *rev)
{
	fp_rev ignored;
	fp_write w = {.puts = p, .put_n = n, .message = fp_s(message)};
	clear();
	return fp_store_write(s, &w, rev ? rev : &ignored, &err);
}

// The blob that HEAD has at a path; none when it has not.
static inline fp_oid blob_at(fp_store *s, const char *path)
{
	fp_rev rev;
	fp_oid id = {{0}};
	fp_str text;
	fp_err e = {0};
	if (fp_store_head(s, &rev, &e) && !fp_store_read(s, &rev, fp_s(path), mem, &text, &id, &e))
		id = (fp_oid){{0}};
	return id;
}

// One path, made from what HEAD has now.
static inline bool put_one(fp_store *s, const char *path, const char *text)
{
	fp_oid id = blob_at(s, path);
	fp_put p = put_of(path, text, &id);
	return write_puts(s, &p, 1, "更新案例\n\nbody\n", NULL);
}

static inline fp_str file_text(const char *path)
{
	fp_str text = {0};
	fp_err e = {0};
	fp_str full = fp_strf(mem, "%s/%s", root, path);
	if (!fp_file_read(mem, full.p, 1u << 26, &text, &e))
		return FP_STR("(missing)");
	return text;
}

static inline void edit_file(const char *path, const char *text)
{
	fp_err e = {0};
	fp_str full = fp_strf(mem, "%s/%s", root, path);
	if (!fp_file_write(full.p, fp_s(text), false, &e))
		fp_bug("%s", e.msg);
}

static inline fp_str status(void)
{
	return out_of("git -C '%s' status --porcelain", root);
}

// An empty casebook with fupan.yaml committed.
static inline fp_store *new_book(const char *name)
{
	enter_box();
	clear();
	snprintf(root, sizeof root, "%s/%s", box, name);
	fp_store *s = fp_store_init(root, &err);
	if (!s)
		fp_bug("%s", err.msg);
	if (!put_one(s, "fupan.yaml", "team: 测试组\n"))
		fp_bug("%s", err.msg);
	return s;
}

// Runs this program anew with FUPAN_FAULT and STORE_CHILD=what set (see IN_CHILD); its standard output is what it has to say.
// True when it was ended by SIGKILL.
static inline bool killed_at(const char *fault, const char *what, fp_str *said)
{
	static char exe[400];
	if (!exe[0] && readlink("/proc/self/exe", exe, sizeof exe - 1) < 0)
		fp_bug("exe");
	int rc = sh("STORE_CHILD='%s' STORE_ROOT='%s' FUPAN_FAULT='%s' '%s' > '%s/said' 2> '%s/warned'", what, root, fault, exe, box, box);
	fp_str text = out_of("cat '%s/said'", box);
	if (said)
		*said = text;
	return rc == 128 + SIGKILL || rc == -1;
}

// IN_CHILD(f): when started by killed_at, the program is f(what) and nothing else.
#define IN_CHILD(f) \
	__attribute__((constructor)) static void in_child(void) \
	{ \
		const char *what = getenv("STORE_CHILD"); \
		if (!what) \
			return; \
		snprintf(root, sizeof root, "%s", getenv("STORE_ROOT")); \
		mem = fp_arena_new(0); \
		f(what); \
		fflush(stdout); \
		_exit(0); \
	}
#endif
