// Faults at named steps. The specification is read once in a process, and one fault is death: each case is a child, and the
// parent passes no step.
#include "tap.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef FP_FAULTS
static char dir[] = "/tmp/fp-base-fault-XXXXXX", path[60];

static fp_str content(void)
{
	static char text[10];
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(text, 1, sizeof text, f) : 0;
	if (f)
		fclose(f);
	return (fp_str){text, n};
}

static int child(const char *spec, void (*f)(void))
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		setenv("FUPAN_FAULT", spec, 1);
		f();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return status;
}

static void three_passes(void)
{
	for (int i = 0; i < 3; i++)
		FP_FAULT("step");
}

static void full_at_second(void)
{
	if (FP_FAULT_FULL("step") || !FP_FAULT_FULL("step") || FP_FAULT_FULL("step") || !FP_FAULT_FULL("other"))
		_exit(1);
}

static void full_disk(void)
{
	fp_err err = {0};
	if (fp_file_write(path, FP_STR("new"), false, &err) || err.code != FP_IO)
		_exit(1);
	fprintf(stderr, "# %s\n", err.msg);
}

static void killed_before_the_rename(void)
{
	fp_err err = {0};
	(void)!fp_file_write(path, FP_STR("new"), false, &err);
}
#endif

void test_faults(void)
{
#ifdef FP_FAULTS
	ok(mkdtemp(dir) != NULL);
	snprintf(path, sizeof path, "%s/f", dir);
	FILE *f = fopen(path, "w");
	ok(f && fputs("old", f) >= 0 && fclose(f) == 0);
	is_int(WTERMSIG(child("step:3:kill", three_passes)), SIGKILL);
	is_int(child("step:4:kill,other:1:kill", three_passes), 0);
	is_int(child("other:1:full,step:2:full", full_at_second), 0);
	is_int(child("file.write:1:full", full_disk), 0);
	is_str(content(), "old");
	is_int(WTERMSIG(child("file.rename:1:kill", killed_before_the_rename)), SIGKILL);
	is_str(content(), "old");
	snprintf(path, sizeof path, "rm -r %s", dir);
	is_int(system(path), 0);
	fclose(stderr);  // of the message of the next one
	is_int(WTERMSIG(child("step:x:kill", three_passes)), SIGABRT);
#else
	skip("not a build with faults");
#endif
}
