// measure: times commands side by side. measure ROUNDS NAME=COMMAND [NAME=COMMAND ...] runs each command once a round, in turn, so that
// a drift of the machine's speed falls on all alike, and prints a line "NAME median min max cpu peak-kB exit" for each (seconds; cpu is
// the median of user and system time). Commands run through sh. A command that times itself prints "took=SECONDS", which then counts.
// PREPARE_NAME in the environment, if set, runs before each round of that name and is not timed.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_ROUNDS 99

typedef struct {
	char name[64];
	const char *command;
	double wall[MAX_ROUNDS], cpu[MAX_ROUNDS];
	long peak_kb;
	int code;
} work;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

// What the command said of itself, or the given time.
static double took(int fd, double measured)
{
	char tail[4096];
	off_t end = lseek(fd, 0, SEEK_END), from = end > (off_t)sizeof tail - 1 ? end - (off_t)sizeof tail + 1 : 0;
	ssize_t n = pread(fd, tail, sizeof tail - 1, from);
	tail[n > 0 ? n : 0] = 0;
	const char *own = strstr(tail, "took=");
	return own ? atof(own + 5) : measured;
}

// Runs a command to its end; gives its exit code and the peak memory of its largest process.
static int run(const char *cmd, double *wall, double *cpu, long *peak_kb)
{
	struct rusage ru;
	int status, out = memfd_create("out", 0);
	double start = now();
	pid_t pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		dup2(out, 1);
		dup2(null, 2);
		execl("/bin/sh", "sh", "-c", cmd, (char *)NULL);
		_exit(127);
	}
	while (wait4(pid, &status, 0, &ru) < 0)
		;
	*wall = took(out, now() - start);
	*cpu = seconds(ru.ru_utime) + seconds(ru.ru_stime);
	close(out);
	if (ru.ru_maxrss > *peak_kb)
		*peak_kb = ru.ru_maxrss;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int one_round(work *w, int r)
{
	char var[80];
	double ignored;
	long ignored_kb = 0;
	snprintf(var, sizeof var, "PREPARE_%s", w->name);
	if (getenv(var) && run(getenv(var), &ignored, &ignored, &ignored_kb) != 0) {
		fprintf(stderr, "measure: %s could not be prepared\n", w->name);
		return 1;
	}
	int c = run(w->command, &w->wall[r], &w->cpu[r], &w->peak_kb);
	if (c)
		w->code = c;
	return 0;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void print(work *w, int rounds)
{
	qsort(w->wall, (size_t)rounds, sizeof *w->wall, ascending);
	qsort(w->cpu, (size_t)rounds, sizeof *w->cpu, ascending);
	printf("%s %.6f %.6f %.6f %.6f %ld %d\n", w->name, w->wall[rounds / 2], w->wall[0], w->wall[rounds - 1], w->cpu[rounds / 2], w->peak_kb, w->code);
}

int main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[1]) : 0, n = argc - 2;
	work *w = calloc((size_t)(n > 0 ? n : 1), sizeof *w);
	if (rounds < 1 || rounds > MAX_ROUNDS || n < 1 || !w) {
		fprintf(stderr, "usage: measure ROUNDS NAME=COMMAND...\n");
		return 2;
	}
	for (int i = 0; i < n; i++) {
		const char *eq = strchr(argv[2 + i], '=');
		snprintf(w[i].name, sizeof w[i].name, "%.*s", (int)(eq ? eq - argv[2 + i] : 0), argv[2 + i]);
		w[i].command = eq ? eq + 1 : "false";
	}
	for (int r = 0; r < rounds; r++)
		for (int i = 0; i < n; i++)
			if (one_round(&w[i], r))
				return 1;
	for (int i = 0; i < n; i++)
		print(&w[i], rounds);
	return 0;
}
