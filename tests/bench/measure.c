// measure: times commands side by side. measure ROUNDS NAME=COMMAND [NAME=COMMAND ...] runs each command once a round, in turn, so that
// a drift of the machine's speed falls on all alike, and prints a line "NAME median min max cpu user peak-kB exit" for each (seconds; cpu is
// user and system time, user the first of them; medians). Commands run through sh. A command that times itself prints "took=SECONDS",
// which then counts; for each other "KEY=SECONDS" that it prints there is a line "NAME.KEY ..." of the same kind.
// In the environment: PREPARE_NAME runs before each round of that name and is not timed; PARTS_NAME divides its times (a command that does
// the same so many times).
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
#define MAX_FIGURES 8

typedef struct {
	char key[16];
	double v[MAX_ROUNDS];
} figure;
typedef struct {
	char name[64];
	const char *command;
	double parts;
	figure wall, cpu, user, own[MAX_FIGURES];
	int own_n;
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

// What the command said of itself in its last words: took=SECONDS is its time, KEY=SECONDS a figure of its own.
static void own_words(work *w, int fd, int r)
{
	char tail[4096];
	off_t end = lseek(fd, 0, SEEK_END), from = end > (off_t)sizeof tail - 1 ? end - (off_t)sizeof tail + 1 : 0;
	ssize_t n = pread(fd, tail, sizeof tail - 1, from);
	tail[n > 0 ? n : 0] = 0;
	const char *own = strstr(tail, "took=");
	if (!own)
		return;
	w->wall.v[r] = strtod(own + 5, NULL);
	w->own_n = 0;
	for (char *word = strtok(tail + (own - tail), " \n"); word && w->own_n < MAX_FIGURES; word = strtok(NULL, " \n")) {
		char *eq = strchr(word, '=');
		if (!eq || eq == word || !strncmp(word, "took=", 5))
			continue;
		figure *f = &w->own[w->own_n++];
		snprintf(f->key, sizeof f->key, "%.*s", (int)(eq - word), word);
		f->v[r] = strtod(eq + 1, NULL);
	}
}

static pid_t start(const char *cmd, int out)
{
	pid_t pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		dup2(out, 1);
		dup2(null, 2);
		execl("/bin/sh", "sh", "-c", cmd, (char *)NULL);
		_exit(127);
	}
	return pid;
}

static int ended(pid_t pid, struct rusage *ru)
{
	int status;
	while (wait4(pid, &status, 0, ru) < 0)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int one_round(work *w, int r)
{
	char var[80];
	struct rusage ru;
	snprintf(var, sizeof var, "PREPARE_%s", w->name);
	if (getenv(var) && ended(start(getenv(var), 2), &ru) != 0) {
		fprintf(stderr, "measure: %s could not be prepared\n", w->name);
		return 1;
	}
	int out = memfd_create("out", 0);
	double from = now();
	int code = ended(start(w->command, out), &ru);
	w->wall.v[r] = (now() - from) / w->parts;
	w->user.v[r] = seconds(ru.ru_utime) / w->parts;
	w->cpu.v[r] = w->user.v[r] + seconds(ru.ru_stime) / w->parts;
	own_words(w, out, r);
	close(out);
	if (ru.ru_maxrss > w->peak_kb)
		w->peak_kb = ru.ru_maxrss;
	if (code)
		w->code = code;
	return 0;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(figure *f, int rounds)
{
	qsort(f->v, (size_t)rounds, sizeof *f->v, ascending);
	return f->v[rounds / 2];
}

static void print(work *w, figure *f, const char *dot, int rounds)
{
	double mid = median(f, rounds);
	printf("%s%s%s %.6f %.6f %.6f %.6f %.6f %ld %d\n", w->name, dot, f->key, mid, f->v[0], f->v[rounds - 1], median(&w->cpu, rounds), median(&w->user, rounds), w->peak_kb, w->code);
}

int main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[1]) : 0, n = argc - 2;
	char var[80];
	work *w = calloc((size_t)(n > 0 ? n : 1), sizeof *w);
	if (rounds < 1 || rounds > MAX_ROUNDS || n < 1 || !w) {
		fprintf(stderr, "usage: measure ROUNDS NAME=COMMAND...\n");
		return 2;
	}
	for (int i = 0; i < n; i++) {
		const char *eq = strchr(argv[2 + i], '=');
		snprintf(w[i].name, sizeof w[i].name, "%.*s", (int)(eq ? eq - argv[2 + i] : 0), argv[2 + i]);
		w[i].command = eq ? eq + 1 : "false";
		snprintf(var, sizeof var, "PARTS_%s", w[i].name);
		w[i].parts = getenv(var) ? strtod(getenv(var), NULL) : 1;
	}
	for (int r = 0; r < rounds; r++)
		for (int i = 0; i < n; i++)
			if (one_round(&w[i], r))
				return 1;
	for (int i = 0; i < n; i++) {
		print(&w[i], &w[i].wall, "", rounds);
		for (int k = 0; k < w[i].own_n; k++)
			print(&w[i], &w[i].own[k], ".", rounds);
	}
	return 0;
}
