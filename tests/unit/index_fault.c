// A full disk and a killed process at each durable step. Faults are read from the environment once, so every one has a process of
// its own, and this one fills nothing.
#include <signal.h>
#include <sys/wait.h>

#include "index_desk.h"

#ifdef FP_FAULTS
#define FAULTS true
#else
#define FAULTS false
#endif

static int in_child(const char *fault, int (*run)(void))
{
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		setenv("FUPAN_FAULT", fault, 1);
		_exit(run());
	}
	int status = 0;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

// 0: the step failed cleanly and the old state is still there
static int full_disk(void)
{
	desk d = desk_open();
	fp_err err = {0};
	size_t n = 9;
	fp_plugin_run r = {FP_STR("b"), FP_STR("i"), FP_STR("p"), FP_STR("d"), FP_RUN_NO_MATCH, {0}, NULL, 0};
	bool failed = !fp_index_put_runs(d.x, &r, 1, &err) && err.code == FP_IO;
	err = (fp_err){0};
	desk_begin(&d);
	fp_case *c = fp_case_parse(d.a, FP_STR("cases/2026/11/18/261118-zzzzzzz.md"), FP_STR("---\ntitle: 新\n---\n"), NULL);
	if (!failed)
		failed = (!fp_index_put(d.x, c, "b", &err) || !fp_index_commit(d.x, "t", "s", &err)) && err.code == FP_IO && strstr(err.msg, "full");
	fp_index_rollback(d.x);
	bool same = strcmp(fp_index_tree(d.x), "") == 0 && fp_index_count(d.x, desk_query(&d, (fp_str){0}, &err), &n, &err) && n == 0;
	desk_close(&d);
	return failed && same ? 0 : 1;
}

void test_full_disk(void)
{
	if (!FAULTS) {
		skip("faults are not in this build");
		return;
	}
	is_int(in_child("index.put:1:full", full_disk), 0);
	is_int(in_child("index.commit:1:full", full_disk), 0);
	is_int(in_child("index.runs:1:full", full_disk), 0);
}

static char kill_dir[64];
static int fill(void)
{
	desk d = desk_open();
	rmdir(kill_dir);
	rename(d.dir, kill_dir);
	snprintf(d.dir, sizeof d.dir, "%s", kill_dir);
	fp_index_close(d.x);
	desk_open_index(&d);
	desk_sample(&d, 20);
	return 0;
}

void test_kill(void)
{
	if (!FAULTS) {
		skip("faults are not in this build");
		return;
	}
	static const char *const faults[] = {"index.put:7:kill", "index.commit:1:kill"};
	for (size_t i = 0; i < FP_COUNT(faults); i++) {
		desk d = desk_open();
		fp_err err = {0};
		size_t n = 9;
		fp_index_close(d.x);
		char db[128];
		snprintf(db, sizeof db, "rm -rf %s", d.dir);
		if (system(db))
			fp_bug("rm");
		snprintf(kill_dir, sizeof kill_dir, "%s", d.dir);
		is_int(in_child(faults[i], fill), 100 + SIGKILL);
		desk_open_index(&d);
		ok(!fp_index_rebuilt(d.x), "not damaged");
		is_str(fp_s(fp_index_tree(d.x)), "");
		ok(fp_index_count(d.x, desk_query(&d, (fp_str){0}, &err), &n, &err) && n == 0, "nothing half done");
		desk_close(&d);
	}
}
