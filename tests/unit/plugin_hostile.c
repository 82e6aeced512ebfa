// Plugins that do harm: each is stopped within its limits and named with its line, and the others' results stay as they were.
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "plugin_desk.h"

#include "plugin/plugin_priv.h"

#define DIR "tests/plugin/hostile"

static void add_hostile(desk *d, const char *name)
{
	fp_err err = {0};
	fp_str text;
	if (!fp_file_read(d->a, fp_strf(d->a, DIR "/%s.lua", name).p, 1 << 20, &text, &err))
		fp_bug("%s", err.msg);
	desk_put(d, fp_strf(d->a, "classify/%s.lua", name).p, text.p);
}

static desk hostile_desk(int workers)
{
	desk d = desk_new();
	d.limits = (fp_limits){.memory = 4 << 20, .call_seconds = 20, .cpu_seconds = 0.05, .output = 64 << 10, .workers = workers};
	desk_classify(&d, "good-a", "return {case.text, #case.text}");
	desk_classify(&d, "good-b", "local n = 0 for w in case.text:gmatch('%a+') do n = n + #w end return {n, math.random(100)}");
	return d;
}

typedef struct {
	const char *name;
	fp_code code;
	const char *says;        // part of the message after the path
} attack;
static const attack attacks[] = {
	{"c-stack-pcall", FP_LIMIT, "6: stopped after 0.05 s (endless loop?)"},
	{"c-stack", FP_PLUGIN, "6: C stack overflow"},
	{"catastrophic-lazy", FP_LIMIT, "6: stopped after 0.05 s (endless loop?)"},
	{"catastrophic", FP_LIMIT, "6: stopped after 0.05 s (endless loop?)"},
	{"concat-bomb", FP_LIMIT, "8: needs more than the limit of 4 MiB of memory"},
	{"coroutine-loop", FP_PLUGIN, "6: coroutine is not available to plugins"},
	{"debug-lib", FP_PLUGIN, "6: debug is not available to plugins"},
	{"endless-close", FP_LIMIT, "6: stopped after 0.05 s (endless loop?)"},
	{"endless-index", FP_LIMIT, "6: stopped after 0.05 s (endless loop?)"},
	{"endless-loop", FP_LIMIT, "6: stopped after 0.05 s (endless loop?)"},
	{"endless-pcall-once", FP_LIMIT, "6: stopped after 0.05 s (endless loop?)"},
	{"endless-pcall", FP_LIMIT, "7: stopped after 0.05 s (endless loop?)"},
	{"endless-sort", FP_LIMIT, "6: stopped after 0.05 s (endless loop?)"},
	{"endless-tostring", FP_LIMIT, "6: stopped after 0.05 s (endless loop?)"},
	{"error-bytes", FP_PLUGIN, "6: ??"},
	{"error-nil", FP_PLUGIN, "6: error() was given a nil instead of text"},
	{"error-table", FP_PLUGIN, "6: error() was given a table instead of text"},
	{"error-tostring", FP_PLUGIN, "6: error() was given a table instead of text"},
	{"execute", FP_PLUGIN, "6: os is not available to plugins"},
	{"finalizer", FP_PLUGIN, "6: a metatable with __gc is refused: it would run outside the time limit"},
	{"gsub-bomb", FP_LIMIT, "8: needs more than the limit of 4 MiB of memory"},
	{"huge-format", FP_PLUGIN, "6: invalid conversion specification: '%9999999d'"},
	{"late-require", FP_PLUGIN, "6: require(\"words\") belongs at the top of the file, not in a function"},
	{"length-lie", FP_PLUGIN, "6: the list is too long: 1152921504606846976 items, at most 10000000"},
	{"load-code", FP_PLUGIN, "6: load is not available to plugins"},
	{"log-flood", FP_LIMIT, "6: stopped after 0.05 s (endless loop?)"},
	{"memory-bomb", FP_LIMIT, "8: needs more than the limit of 4 MiB of memory"},
	{"memory-pcall", FP_LIMIT, "8: needs more than the limit of 4 MiB of memory"},
	{"move-bomb", FP_PLUGIN, "6: table.move moves 10000000 items at most"},
	{"output-flood", FP_LIMIT, "7: needs more than the limit of 4 MiB of memory"},
	{"output-shared", FP_LIMIT, "4: the result is larger than the limit of 0.0625 MiB"},
	{"pack-bomb", FP_LIMIT, "6: needs more than the limit of 4 MiB of memory"},
	{"phrase-flood", FP_LIMIT, "8: "},
	{"popen", FP_PLUGIN, "6: io is not available to plugins"},
	{"read-file", FP_PLUGIN, "6: io is not available to plugins"},
	{"recursion", FP_LIMIT, "6: needs more than the limit of 4 MiB of memory"},
	{"rep-bomb", FP_PLUGIN, "6: the result of string.rep may have 1048576 bytes at most"},
	{"returns-cycle", FP_PLUGIN, "4: result.t[1] refers back to itself (a cycle)"},
	{"returns-function", FP_PLUGIN, "4: result[1].label is a function, which cannot be part of a result"},
	{"returns-userdata", FP_PLUGIN, "4: result[1] is a userdata, which cannot be part of a result"},
	{"steal-metatable", FP_PLUGIN, "6: attempt to index a boolean value"},
	{"unpack-bomb", FP_PLUGIN, "6: too many results to unpack"},
};

static const char *outcome(desk *d, const char *name)
{
	return desk_call(d, name, "{\"text\":\"a doomed case\"}");
}

void test_each_attack_is_stopped_and_named(void)
{
	desk d = hostile_desk(1);
	for (size_t i = 0; i < FP_COUNT(attacks); i++)
		add_hostile(&d, attacks[i].name);
	if (!ok(desk_open(&d)))
		return;
	const char *good = outcome(&d, "good-a");
	for (size_t i = 0; i < FP_COUNT(attacks); i++) {
		const char *got = outcome(&d, attacks[i].name);
		const char *want = fp_strf(d.a, "%d: plugins/classify/%s.lua:%s", attacks[i].code, attacks[i].name, attacks[i].says).p;
		ok(fp_str_starts(fp_s(got), want), "%s: %s", attacks[i].name, got);
		is_str(fp_s(outcome(&d, "good-a")), good);
	}
	ok(!fp_file_exists("/tmp/fupan-was-here"), "no program was started");
	desk_free(&d);
}

static const char *status(desk *d, const char *name)
{
	const fp_plugin *p = desk_plugin(d, name);
	is_int(p->status, FP_PLUGIN_BAD);
	return p->reason.p;
}

void test_attacks_while_loading(void)
{
	desk d = hostile_desk(2);
	static const char *const names[] = {"load-loop", "load-memory", "bytecode", "escape", "escape-dots", "late-loop"};
	for (size_t i = 0; i < FP_COUNT(names); i++)
		add_hostile(&d, names[i]);
	if (!ok(desk_open(&d)))
		return;
	is_str(fp_s(status(&d, "load-loop")), "plugins/classify/load-loop.lua:4: stopped after 0.05 s (endless loop?)");
	is_str(fp_s(status(&d, "load-memory")), "plugins/classify/load-memory.lua:4: needs more than the limit of 4 MiB of memory");
	is_str(fp_s(status(&d, "bytecode")), "plugins/classify/bytecode.lua: attempt to load a binary chunk (mode is 't')");
	is_str(fp_s(status(&d, "escape")), "plugins/classify/escape.lua:2: require takes the name of a file in plugins/lib (a-z, 0-9, - and _), got "
	                                   "\"../../etc/passwd\"");
	is_str(fp_s(status(&d, "escape-dots")), "plugins/classify/escape-dots.lua:2: require takes the name of a file in plugins/lib (a-z, 0-9, - and _), "
	                                        "got \"a.b\"");
	is_str(fp_s(status(&d, "late-loop")), "plugins/classify/late-loop.lua: the function \"classify\" is missing");
	is_int(desk_plugin(&d, "good-a")->status, FP_PLUGIN_OK);
	desk_free(&d);
}

void test_a_case_cannot_be_kept(void)
{
	desk d = hostile_desk(1);
	add_hostile(&d, "keeps-case");
	if (!ok(desk_open(&d)))
		return;
	is_str(fp_s(desk_call(&d, "keeps-case", "{\"text\":\"doomed\",\"title\":\"t\"}")), "[\"t\"]");
	is_str(fp_s(desk_call(&d, "keeps-case", "{\"text\":\"doomed\",\"title\":\"u\"}")), "[\"t\"]");  // what was read is a copy
	is_str(fp_s(desk_call(&d, "keeps-case", "{\"text\":\"doomed\"}")), "[\"t\"]");
	desk_free(&d);
	d = hostile_desk(1);
	add_hostile(&d, "keeps-case");
	if (!ok(desk_open(&d)))
		return;
	is_str(fp_s(desk_call(&d, "keeps-case", "{\"text\":\"doomed\"}")), "[]");
	is_str(fp_s(desk_call(&d, "keeps-case", "{\"text\":\"doomed\"}")),
	       "9: plugins/classify/keeps-case.lua:7: this case belongs to an earlier call: a plugin cannot keep it");
	desk_free(&d);
}

// ---------------------------------------------------------------- many values

#define VALUES 60

typedef struct {
	desk *d;
	fp_buf *good;            // results of the good plugins in order
	size_t bad, fine, skipped, last;
	bool ordered, doomed_only;
} walk;

static bool doomed(size_t i)
{
	return i == 7 || i == 8 || i == 41;
}

static json_t *value(void *ctx, const fp_plugin *p, size_t i)
{
	(void)ctx;
	(void)p;
	return json_pack("{s:i,s:s}", "n", (int)i, "text", doomed(i) ? "a doomed case" : i % 2 ? "some words" : "other words here");
}

static bool seen(void *ctx, const fp_plugin *p, size_t i, const json_t *result, const fp_err *why)
{
	walk *w = ctx;
	w->ordered = w->ordered && i >= w->last;
	w->last = i;
	if (fp_str_starts(p->name, "good")) {
		char *text = result ? json_dumps(result, JSON_ENCODE_ANY) : NULL;
		fp_buf_f(w->good, "%s %zu %s\n", p->name.p, i, text ? text : why->msg);
		free(text);
		return true;
	}
	w->bad += why != NULL;
	w->fine += why == NULL;
	w->skipped += why && strstr(why->msg, "skipped");
	w->doomed_only = w->doomed_only && (!why || doomed(i));
	return true;
}

// All usable plugins over all values; the good ones' results go to `out`.
static walk run_all(desk *d, fp_buf *out)
{
	walk w = {.d = d, .good = out, .ordered = true, .doomed_only = true};
	const fp_plugin *list[100];
	size_t n = 0;
	fp_err err = {0};
	for (size_t i = 0; i < fp_host_count(d->h); i++)
		if (fp_host_plugin(d->h, i)->status == FP_PLUGIN_OK)
			list[n++] = fp_host_plugin(d->h, i);
	ok(fp_host_map(d->h, list, n, VALUES, value, seen, &w, &err), "the run goes to its end %s", err.msg);
	return w;
}

void test_the_run_goes_on_and_the_good_results_stay(void)
{
	desk alone = hostile_desk(2);
	fp_buf want = {0};
	if (!ok(desk_open(&alone)))
		return;
	run_all(&alone, &want);
	desk_free(&alone);
	for (int workers = 1; workers <= 2; workers++) {
		desk d = hostile_desk(workers);
		fp_buf got = {0};
		for (size_t i = 0; i < FP_COUNT(attacks); i++)
			add_hostile(&d, attacks[i].name);
		if (!ok(desk_open(&d)))
			return;
		walk w = run_all(&d, &got);
		is_bytes(fp_buf_view(&got), fp_buf_view(&want));
		ok(w.ordered, "results in order of the input");
		ok(w.doomed_only, "only the doomed values failed");
		is_int(w.bad, 3 * FP_COUNT(attacks));
		is_int(w.fine, (VALUES - 3) * FP_COUNT(attacks));
		fp_buf_free(&got);
		desk_free(&d);
	}
	fp_buf_free(&want);
}

void test_a_plugin_that_always_fails_is_given_up(void)
{
	fp_buf want = {0};
	for (int workers = 1; workers <= 2; workers++) {
		desk d = hostile_desk(workers);
		fp_buf got = {0};
		desk_classify(&d, "hopeless", "while true do end");
		if (!ok(desk_open(&d)))
			return;
		double start = fp_clock_seconds();
		walk w = run_all(&d, &got);
		is_int(w.bad, VALUES);
		is_int(w.skipped, VALUES - 10);
		ok(fp_clock_seconds() - start < 10, "in reasonable time");
		if (workers == 1)
			want = got;
		else
			is_bytes(fp_buf_view(&got), fp_buf_view(&want));
		if (workers == 2)
			fp_buf_free(&got);
		desk_free(&d);
	}
	fp_buf_free(&want);
}

// What no hook reaches: the process ends itself and leaves the line on the page that it shares with the host.
void test_a_stall_in_c_is_named(void)
{
	desk d = hostile_desk(2);
	d.limits.cpu_seconds = 0.02;
	d.limits.memory = 64 << 20;
	desk_put(&d, "classify/stall.lua",
	         "local big = {} for i = 1, 120000 do big[i] = i * 7919 % 120011 end\n"
	         "return {name = 'stall', kind = 'classify', api = 1, version = '1', summary = 's', classify = function(case)\n"
	         "if not case.text:find('doomed') then return {} end\n"
	         "table.sort(big)\nreturn {} end}");
	if (!ok(desk_open(&d)))
		return;
	if (desk_plugin(&d, "stall")->status == FP_PLUGIN_OK)
		is_str(fp_s(outcome(&d, "stall")), "5: plugins/classify/stall.lua:4: stopped after 0.02 s (one long function call, such as a runaway pattern?)");
	else
		skip("the machine is too slow to load the file");
	fp_buf got = {0};
	walk w = run_all(&d, &got);
	ok(w.doomed_only, "only the doomed values failed");
	is_int(w.bad, desk_plugin(&d, "stall")->status == FP_PLUGIN_OK ? 3 : 0);
	fp_buf_free(&got);
	desk_free(&d);
}

// ---------------------------------------------------------------- workers that are killed from outside

typedef struct {
	walk w;
	int kills;
} killing;

// Kills a worker of this process: the host must not notice more than a delay.
static void kill_a_child(killing *k)
{
	char path[64];
	int pid = 0;
	snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
	FILE *f = fopen(path, "r");
	if (f && fscanf(f, "%d", &pid) == 1 && pid > 1 && !kill(pid, SIGKILL))
		k->kills++;
	if (f)
		fclose(f);
}

static json_t *value_and_kill(void *ctx, const fp_plugin *p, size_t i)
{
	killing *k = ctx;
	if (i % 20 == 10 && fp_str_is(p->name, "good-a"))
		kill_a_child(k);
	return value(&k->w, p, i);
}

static bool seen_killing(void *ctx, const fp_plugin *p, size_t i, const json_t *result, const fp_err *why)
{
	return seen(&((killing *)ctx)->w, p, i, result, why);
}

void test_killed_workers_are_replaced(void)
{
	fp_buf want = {0}, got = {0};
	fp_err err = {0};
	desk d = hostile_desk(2);
	if (!ok(desk_open(&d)))
		return;
	run_all(&d, &want);
	const fp_plugin *list[] = {desk_plugin(&d, "good-a"), desk_plugin(&d, "good-b")};
	killing k = {.w = {.d = &d, .good = &got, .ordered = true, .doomed_only = true}};
	ok(fp_host_map(d.h, list, 2, VALUES, value_and_kill, seen_killing, &k, &err), "%s", err.msg);
	ok(k.kills == 3 || access("/proc/self/task", F_OK), "%d workers were killed", k.kills);
	is_bytes(fp_buf_view(&got), fp_buf_view(&want));
	fp_buf_free(&want);
	fp_buf_free(&got);
	desk_free(&d);
}

// Kills every worker of the parent for a second.
static _Noreturn void kill_the_others(void)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)getppid(), (int)getppid());
	for (int i = 0; i < 20; i++) {
		int pid = 0;
		usleep(50000);
		FILE *f = fopen(path, "r");
		while (f && fscanf(f, "%d", &pid) == 1)
			if (pid > 1 && pid != getpid())
				kill(pid, SIGKILL);
		if (f)
			fclose(f);
	}
	_exit(0);
}

// A value with which a worker dies is tried once more alone, then it is given up; the host lives on.
void test_a_worker_that_dies_twice_costs_one_value(void)
{
	desk d = hostile_desk(2);
	d.limits.cpu_seconds = 20;
	d.limits.call_seconds = 40;
	desk_classify(&d, "slow", "while case.text:find('doomed') do end return {}");
	if (!ok(desk_open(&d)))
		return;
	const char *good = outcome(&d, "good-a");
	pid_t killer = fork();
	if (killer == 0)
		kill_the_others();
	is_str(fp_s(outcome(&d, "slow")), "9: plugins/classify/slow.lua: the worker died (signal 9)");
	waitpid(killer, NULL, 0);
	is_str(fp_s(outcome(&d, "good-a")), good);
	desk_free(&d);
}

static bool stop_at_ten(void *ctx, const fp_plugin *p, size_t i, const json_t *result, const fp_err *why)
{
	(void)p;
	(void)result;
	(void)why;
	*(size_t *)ctx = i;
	return i < 10;
}

void test_a_run_can_be_stopped(void)
{
	desk d = hostile_desk(2);
	size_t last = 0;
	fp_err err = {0};
	if (!ok(desk_open(&d)))
		return;
	const fp_plugin *list[] = {desk_plugin(&d, "good-a")};
	ok(!fp_host_map(d.h, list, 1, 10000, value, stop_at_ten, &last, &err) && !err.code, "ends without an error");
	is_int(last, 10);
	ok(desk_call(&d, "good-a", "{\"text\":\"x\"}")[0] == '[', "and the host still works");
	desk_free(&d);
}

// ---------------------------------------------------------------- the jail itself, for the day when Lua is broken

enum { OPENED = 1, FORKED = 2, SOCKET = 4, KILLED = 8, EXECUTED = 16, CODE = 32, OTHER_FD = 64, BIG = 128 };

static _Noreturn void try_everything(int out)
{
	unsigned char held = 0;
	fp_jail(out, 64 << 20);
	held |= open("/etc/passwd", O_RDONLY) >= 0 ? OPENED : 0;
	held |= socket(AF_INET, SOCK_STREAM, 0) >= 0 ? SOCKET : 0;
	held |= kill(getppid(), 0) == 0 ? KILLED : 0;
	held |= mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED ? CODE : 0;
	held |= write(1, "", 0) == 0 || write(0, "", 0) == 0 ? OTHER_FD : 0;
	held |= mmap(NULL, (size_t)1 << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED ? BIG : 0;
	pid_t p = fork();
	if (p == 0)
		_exit(0);
	held |= p > 0 ? FORKED : 0;
	if (write(out, &held, 1) != 1)
		_exit(1);
	execl("/bin/true", "true", (char *)NULL);
	_exit(errno == EPERM || errno == EACCES ? 0 : EXECUTED);
}

void test_the_jail_holds(void)
{
	int fd[2], status = 0;
	unsigned char got = 255;
	if (!fp_jail_complete()) {
		skip("sanitizers and coverage need files and all the address space");
		return;
	}
	if (!ok(!pipe(fd)))
		return;
	pid_t p = fork();
	if (p == 0)
		try_everything(fd[1]);
	close(fd[1]);
	is_int(read(fd[0], &got, 1), 1);
	waitpid(p, &status, 0);
	close(fd[0]);
	is_int(got, 0);
	is_int(status, 0);
}
