// jail: what a worker gives up before it reads its first job. Each step alone would do against accidents; together they hold when Lua itself
// is broken. Where the kernel refuses a step the next ones stand.
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "plugin/plugin_priv.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

extern void __gcov_exit(void) __attribute__((weak));

// Sanitizers and coverage need files, threads and all the address space there is.
static bool instrumented(void)
{
	return SANITIZED || __gcov_exit;
}

bool fp_jail_complete(void)
{
	return !instrumented();
}

static void close_others(int keep)
{
	if (keep > 0)
		syscall(SYS_close_range, instrumented() ? 3 : 0, keep - 1, 0);
	if (!syscall(SYS_close_range, keep + 1, ~0u, 0))
		return;
	for (int fd = instrumented() ? 3 : 0; fd < 65536; fd++)  // a kernel before 5.9
		if (fd != keep)
			close(fd);
}

#define LIMIT(what, n) ((void)!setrlimit((what), &(struct rlimit){(n), (n)}))
#define CPU_MOST 3600            // seconds of a worker's whole life; single calls are stopped by the tick

static size_t address_space(void)
{
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	if (f && fscanf(f, "%lu", &pages) != 1)
		pages = 0;
	if (f)
		fclose(f);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void allow_if(scmp_filter_ctx c, int call, unsigned arg, enum scmp_compare op, scmp_datum_t a, scmp_datum_t b)
{
	seccomp_rule_add(c, SCMP_ACT_ALLOW, call, 1, SCMP_CMP(arg, op, a, b));
}

// Memory, time, signals and the pipe that is open already. No memory may become executable; signals go to the process itself.
static void filter_calls(void)
{
	static const int plain[] = {
		SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
		SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(rt_sigaction),
		SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(setitimer), SCMP_SYS(restart_syscall),
		SCMP_SYS(getrandom), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(sched_yield), SCMP_SYS(rseq),
	};
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (!c)
		return;
	for (size_t i = 0; i < FP_COUNT(plain); i++)
		seccomp_rule_add(c, SCMP_ACT_ALLOW, plain[i], 0);
	allow_if(c, SCMP_SYS(mmap), 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	allow_if(c, SCMP_SYS(mprotect), 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	allow_if(c, SCMP_SYS(tgkill), 0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);
	seccomp_load(c);
	seccomp_release(c);
}

void fp_jail(int fd, size_t memory)
{
	size_t space = address_space();
	close_others(fd);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	LIMIT(RLIMIT_CORE, 0);
	LIMIT(RLIMIT_NPROC, 0);
	LIMIT(RLIMIT_CPU, CPU_MOST);
	if (instrumented())
		return;
	LIMIT(RLIMIT_FSIZE, 0);
	LIMIT(RLIMIT_NOFILE, 0);
	if (space)
		LIMIT(RLIMIT_AS, space + memory);
	filter_calls();
}
