// Killed at every durable step, then repaired: either nothing happened or everything did, and what people edited stands. Needs a build
// with fault points (VARIANT=fault, asan).
#include "store_lib.h"

#define OLD "cases/2026/11/18/旧.md"
#define NEW "cases/2026/11/19/新.md"
#define GONE "cases/2026/11/20/删.md"

static size_t bulk;          // 0: three paths; else so many more
static const char *staged;   // what the user staged for OLD, or NULL

static bool add_line(void *ctx, fp_arena *a, fp_str path, fp_str current, fp_str *text, fp_err *e)
{
	(void)ctx, (void)path, (void)e;
	*text = fp_strf(a, "%.*stwo\n", FP_ARG(current));
	return true;
}

static void change(void)
{
	fp_store *s = fp_store_open(root, &err);
	if (!s)
		fp_bug("%s", err.msg);
	size_t n = 3 + bulk;
	fp_put *p = FP_NEW_N(mem, fp_put, n);
	fp_oid old = blob_at(s, OLD), gone = blob_at(s, GONE);
	p[0] = put_of(OLD, "one\ntwo\n", &old);
	p[1] = put_of(NEW, "new\n", NULL);
	p[2] = (fp_put){.path = FP_STR(GONE), .remove = true, .expect = gone};
	for (size_t i = 0; i < bulk; i++)
		p[3 + i] = (fp_put){.path = fp_strf(mem, "cases/2026/10/%02zu/%04zu.md", i % 30, i), .text = fp_strf(mem, "case %zu\n", i)};
	fp_rev rev;
	fp_write w = {.puts = p, .put_n = n, .message = FP_STR("change"), .replay = add_line};
	if (!fp_store_write(s, &w, &rev, &err))
		printf("%d %s\n", err.code, err.msg);
	fp_store_close(s);
}

static void child(const char *what)
{
	bulk = (size_t)atoi(what);
	change();
}
IN_CHILD(child)

static void fresh(const char *name)
{
	fp_store *s = new_book(name);
	fp_put p[] = {put_of(OLD, "one\n", NULL), put_of(GONE, "gone\n", NULL)};
	if (!write_puts(s, p, 2, "start", NULL))
		fp_bug("%s", err.msg);
	sh("cd '%s' && echo x > untracked && mkdir -p scripts && echo y > scripts/staged && git add scripts", root);
	if (staged) {
		edit_file(OLD, staged);
		sh("cd '%s' && git add " OLD, root);
		edit_file(OLD, "mine\none\n");
	}
	fp_store_close(s);
}

static bool moved(void)
{
	return fp_str_is(out_of("git -C '%s' log -1 --format=%%s", root), "change");
}

static void no_litter(const char *fault)
{
	is_str(out_of("cd '%s' && ls -A .fupan | grep -vxE 'lock|head'; ls .git | grep -E 'lock|fupan'; find .git -name '*.lock' -o -name 'tmp_*_fupan*'", root), "");
	is_str(out_of("cd '%s' && for p in .git/objects/pack/*.pack; do test -f \"$p\" && { test -f \"${p%%pack}idx\" || echo \"$p\"; }; done", root), "");
	ok(fp_str_is(out_of("git -C '%s' fsck --full --strict 2>&1 | grep -v '^dangling'", root), ""), "fsck after %s", fault);
}

static void repair(size_t *n)
{
	clear();
	fp_store *s = fp_store_open(root, &err);
	ok(s && fp_store_repair(s, n, &err), "%s", err.msg);
	fp_store_close(s);
}

static const char *const steps[] = {
	"store.object", "store.object:2", "store.object:5", "store.pending", "store.pending.done", "store.ref", "store.ref.done", "store.work", "store.work:2",
	"store.work:3", "store.work.new", "store.work.new:2", "store.work.done", "store.work.done:2", "store.work.done:3", "store.index.lock", "store.index",
	"store.index.new", "store.index.done", "store.pending.clear", "store.pack", "store.idx", "store.pack.done", "store.idx.done",
};

static const char *fault_of(const char *step, const char *how)
{
	return fp_strf(mem, "%s%s:%s", step, strchr(step, ':') ? "" : ":1", how).p;
}

static void kill_everywhere(void)
{
	size_t before = 0, after = 0, never = 0;
	enter_box();
	for (size_t i = 0; i < FP_COUNT(steps); i++) {
		fresh(fp_strf(mem, "kill%zu-%d-%zu", bulk, staged != NULL, i).p);
		fp_str was = out_of("git -C '%s' rev-parse HEAD", root);
		bool killed = killed_at(fault_of(steps[i], "kill"), fp_strf(mem, "%zu", bulk).p, NULL);
		if (!killed) {
			never++;
			continue;
		}
		bool did = moved();
		size_t n = 0;
		before += !did;
		after += did;
		repair(&n);
		no_litter(steps[i]);
		fp_str st = status();
		if (!did)
			is_bytes(out_of("git -C '%s' rev-parse HEAD", root), was);
		if (staged) {
			ok(fp_str_is(st, "MM " OLD "\nA  scripts/staged\n?? untracked"), "%s: %.*s", steps[i], FP_ARG(st));
			is_str(file_text(OLD), did ? "mine\none\ntwo\n" : "mine\none\n");
			is_str(out_of("git -C '%s' show :" OLD, root), did ? "staged\none\ntwo" : "staged\none");
		} else {
			ok(fp_str_is(st, "A  scripts/staged\n?? untracked"), "%s: %.*s", steps[i], FP_ARG(st));
			is_str(file_text(OLD), did ? "one\ntwo\n" : "one\n");
		}
		is_str(file_text(NEW), did ? "new\n" : "(missing)");
		is_str(file_text(GONE), did ? "(missing)" : "gone\n");
		if (!did) {
			clear();
			change();
			ok(moved(), "%s: and again: %s", steps[i], err.msg);
		}
	}
	ok(before >= 5 && after >= 5 && never <= 8, "%zu before, %zu after, %zu never", before, after, never);
}

static bool have_faults(void)
{
#ifdef FP_FAULTS
	return true;
#else
	skip("a build without fault points");
	return false;
#endif
}

void test_kill_single(void)
{
	bulk = 0;
	staged = NULL;
	if (have_faults())
		kill_everywhere();
}

void test_kill_single_with_edits(void)
{
	bulk = 0;
	staged = "staged\none\n";
	if (have_faults())
		kill_everywhere();
}

void test_kill_bulk(void)
{
	bulk = 60;
	staged = NULL;
	if (have_faults())
		kill_everywhere();
}

// An edit made between the kill and the repair is kept.
void test_edit_after_kill(void)
{
	bulk = 0;
	staged = NULL;
	if (!have_faults())
		return;
	fresh("after");
	ok(killed_at("store.ref.done:1:kill", "0", NULL), "killed");
	edit_file(OLD, "edited since\n");
	sh("mkdir -p '%s/cases/2026/11/19' && echo mine > '%s/" NEW "'", root, root);
	size_t n = 0;
	repair(&n);
	is_str(file_text(OLD), "edited since\n");
	is_str(file_text(NEW), "mine\n");
	is_str(file_text(GONE), "(missing)");
	is_str(status(), " M " OLD "\n M " NEW "\nA  scripts/staged\n?? untracked");
}

// A full disk before the ref: an error, and nothing moved. After it: the commit stands and the next run catches up.
void test_full_disk(void)
{
	static const char *const full[] = {"store.object", "store.pending", "store.ref", "store.work", "store.index", "store.pack", "store.idx"};
	staged = NULL;
	enter_box();
	if (!have_faults())
		return;
	for (size_t i = 0; i < FP_COUNT(full); i++) {
		bulk = strcmp(full[i], "store.pack") == 0 || strcmp(full[i], "store.idx") == 0 ? 60 : 0;
		fresh(fp_strf(mem, "full%zu", i).p);
		bool late = strcmp(full[i], "store.work") == 0 || strcmp(full[i], "store.index") == 0;
		fp_str said;
		killed_at(fault_of(full[i], "full"), fp_strf(mem, "%zu", bulk).p, &said);
		is_int(moved(), late);
		if (!late) {
			ok(said.p[0] == '0' + FP_IO && strstr(said.p, "make room"), "%s: %.*s", full[i], FP_ARG(said));
			is_str(status(), "A  scripts/staged\n?? untracked");
			is_str(file_text(NEW), "(missing)");
		}
		size_t n = 0;
		repair(&n);
		if (late)
			is_int(n, 3);
		is_str(status(), "A  scripts/staged\n?? untracked");
		no_litter(full[i]);
	}
}
