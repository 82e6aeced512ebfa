// Progress and warnings, seen through a terminal of our own.
#include "tap.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

static void work(void)
{
	fp_progress p = fp_progress_start("importing", 1234567);
	p.last -= 1;  // as if a second had passed
	p.start -= 1;
	fp_progress_step(&p, 12000);
	fp_warn("odd\n%s", "thing");
	fp_progress_end(&p);
}

// What work() writes to its stderr, which is `fd`.
static fp_str seen(int reader, int fd, const char *term)
{
	static char text[4000];
	size_t n = 0;
	pid_t pid = fork();
	if (pid == 0) {
		setenv("TERM", term, 1);
		dup2(fd, 2);
		work();
		_exit(0);
	}
	close(fd);
	waitpid(pid, NULL, 0);
	for (ssize_t got; n < sizeof text && (got = read(reader, text + n, sizeof text - n)) > 0;)
		n += (size_t)got;
	close(reader);
	return (fp_str){text, n};
}

void test_on_a_terminal(void)
{
	static const char *const terms[] = {"xterm", "dumb"};
	for (size_t i = 0; i < 2; i++) {
		int master = posix_openpt(O_RDWR | O_NOCTTY);
		if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) {
			skip("no pseudo-terminals here");
			return;
		}
		fp_str s = seen(master, open(ptsname(master), O_RDWR | O_NOCTTY), terms[i]);
		is_int(fp_str_has(s, FP_STR("importing 12,000/1,234,567 ")), i == 0);
		is_int(fp_str_has(s, FP_STR(" s left")), i == 0);
		ok(fp_str_has(s, FP_STR("fupan: note: odd thing\r\n")), "the warning has a line of its own on %s", terms[i]);
	}
}

void test_elsewhere(void)
{
	int fd[2];
	if (!ok(pipe(fd) == 0))
		return;
	is_str(seen(fd[0], fd[1], "xterm"), "fupan: note: odd thing\n");
}
