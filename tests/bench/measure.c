// measure: times commands side by side. measure ROUNDS NAME=COMMAND [NAME=COMMAND ...] runs each command once a round, in turn, so that a drift of the machine's
// speed falls on all alike, and prints a line "NAME median-seconds min max peak-kB exit" for each. Commands run through sh; output is dropped.
// PREPARE_NAME in the environment, if set, runs before each round of that name and is not timed.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_ROUNDS 99

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

// Runs a command to its end; gives its exit code and the peak memory of its largest process.
static int run(const char *cmd, double *seconds, long *peak_kb)
{
	struct rusage ru;
	int status;
	double start = now();
	pid_t pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		execl("/bin/sh", "sh", "-c", cmd, (char *)NULL);
		_exit(127);
	}
	while (wait4(pid, &status, 0, &ru) < 0)
		;
	*seconds = now() - start;
	if (ru.ru_maxrss > *peak_kb)
		*peak_kb = ru.ru_maxrss;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[1]) : 0, n = argc - 2;
	if (rounds < 1 || rounds > MAX_ROUNDS || n < 1) {
		fprintf(stderr, "usage: measure ROUNDS NAME=COMMAND...\n");
		return 2;
	}
	double *t = calloc((size_t)(n * rounds), sizeof *t);
	long *peak = calloc((size_t)n, sizeof *peak);
	int *code = calloc((size_t)n, sizeof *code);
	for (int r = 0; r < rounds; r++)
		for (int i = 0; i < n; i++) {
			const char *eq = strchr(argv[2 + i], '=');
			char name[64], var[80];
			double ignored;
			long ignored_kb = 0;
			snprintf(name, sizeof name, "%.*s", (int)(eq ? eq - argv[2 + i] : 0), argv[2 + i]);
			snprintf(var, sizeof var, "PREPARE_%s", name);
			if (!eq || (getenv(var) && run(getenv(var), &ignored, &ignored_kb) != 0)) {
				fprintf(stderr, "measure: %s could not be prepared\n", name);
				return 1;
			}
			int c = run(eq + 1, &t[i * rounds + r], &peak[i]);
			if (c)
				code[i] = c;
		}
	for (int i = 0; i < n; i++) {
		double *v = t + i * rounds;
		qsort(v, (size_t)rounds, sizeof *v, ascending);
		printf("%.*s %.4f %.4f %.4f %ld %d\n", (int)(strchr(argv[2 + i], '=') - argv[2 + i]), argv[2 + i], v[rounds / 2], v[0], v[rounds - 1], peak[i], code[i]);
	}
	return 0;
}
