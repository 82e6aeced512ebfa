// clock: the tick that stops a plugin. A periodic timer costs nothing while Lua runs; a count hook would double its time.
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "plugin/lua_priv.h"

// A signal handler reaches nothing else; the worker is a process of its own with one job at a time.
static struct {
	fp_page *page;
	fp_box *volatile box;      // whose call runs
	volatile double wall, cpu; // deadlines; cpu 0: not yet looked at
	volatile double kill;      // processor time at which the process ends if the hook did not get its turn
	struct itimerval every;
} tick;

static double clock_at(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double fp_now(void)
{
	return clock_at(CLOCK_MONOTONIC);
}

// lua_getstack and lua_getinfo of "S" and "l" only read, so this is safe where nothing may be allocated.
uint32_t fp_where(lua_State *L, char *source, size_t n)
{
	lua_Debug d;
	for (int level = 0; lua_getstack(L, level, &d); level++) {
		lua_getinfo(L, "Sl", &d);
		if (d.currentline <= 0)
			continue;
		size_t len = strlen(d.source + 1);
		if (len >= n)
			len = n - 1;
		memcpy(source, d.source + 1, len);
		source[len] = 0;
		return (uint32_t)d.currentline;
	}
	return 0;
}

int fp_tick_stop(lua_State *L)
{
	fp_box *b = fp_box_of(L);
	if (b->over == FP_OVER_TIME && !b->line)
		b->line = fp_where(L, b->source, sizeof b->source);
	return luaL_error(L, "stopped");
}

static void stop_hook(lua_State *L, lua_Debug *d)
{
	(void)d;
	fp_tick_stop(L);
}

bool fp_tick_due(void)
{
	return tick.box && tick.box->over != FP_OVER_NO;
}

// The hook had its chance: the time went into one C function, during which the call stack does not move and can be read.
static void give_up(fp_box *b)
{
	char source[sizeof tick.page->source];
	uint32_t line = b->line ? b->line : fp_where(b->L, source, sizeof source);
	const char *from = b->line ? b->source : source;
	for (size_t i = 0; line && i + 1 < sizeof source && from[i]; i++)
		tick.page->source[i] = from[i];
	tick.page->line = line;
	_exit(FP_EXIT_OVER);
}

static void on_tick(int sig)
{
	(void)sig;
	fp_box *b = tick.box;
	if (!b)
		return;
	int saved = errno;
	double now = fp_now(), cpu = clock_at(CLOCK_PROCESS_CPUTIME_ID);
	if (tick.cpu == 0)
		tick.cpu = cpu + b->lim.cpu;
	if (b->over == FP_OVER_TIME && cpu >= tick.kill)
		give_up(b);
	if (b->over == FP_OVER_NO && (now >= tick.wall || cpu >= tick.cpu)) {
		b->over = FP_OVER_TIME;
		b->after = now >= tick.wall ? b->lim.wall : b->lim.cpu;
		tick.kill = cpu + 0.02 + b->lim.cpu / 8;
		lua_sethook(b->L, stop_hook, LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
	}
	errno = saved;
}

void fp_tick_init(fp_page *page, double seconds)
{
	double every = seconds / 8 < 0.05 ? seconds / 8 : 0.05;
	if (every < 0.002)
		every = 0.002;
	tick.page = page;
	tick.every.it_interval.tv_usec = tick.every.it_value.tv_usec = (suseconds_t)(every * 1e6);
	struct sigaction a = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
	sigemptyset(&a.sa_mask);
	sigaction(SIGALRM, &a, NULL);
}

void fp_tick_run(bool on)
{
	static bool running;
	const struct itimerval off = {0};
	if (on != running)
		setitimer(ITIMER_REAL, on ? &tick.every : &off, NULL);
	running = on;
}

void fp_tick_begin(fp_box *b)
{
	double now = fp_now();
	tick.page->since = now;
	tick.wall = now + b->lim.wall;
	tick.cpu = 0;
	tick.box = b;
}

// The hook is taken away so that what follows (throwing the state away) is not stopped.
void fp_tick_end(void)
{
	fp_box *b = tick.box;
	tick.box = NULL;
	if (b && b->over == FP_OVER_TIME)
		lua_sethook(b->L, NULL, 0, 0);
}
