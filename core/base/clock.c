// clock: now.
#include "base/base.h"

#include <stdlib.h>
#include <time.h>

static fp_time fixed;
static bool is_fixed;

void fp_clock_set(fp_time t)
{
	fixed = t;
	is_fixed = true;
}

static fp_time system_now(void)
{
	time_t now = time(NULL);
	struct tm tm;
	return (fp_time){.utc = now, .offset = localtime_r(&now, &tm) ? (int32_t)tm.tm_gmtoff : 0};
}

// 1 read, 0 not set, -1 not readable
static int from_environment(fp_time *out)
{
	const char *z = getenv("FUPAN_NOW");
	if (!z || !*z)
		return 0;
	return fp_time_parse(fp_s(z), is_fixed ? fixed.offset : system_now().offset, out, NULL) ? 1 : -1;
}

fp_time fp_clock_now(void)
{
	fp_time t;
	if (from_environment(&t) == 1)
		return t;
	return is_fixed ? fixed : system_now();
}

bool fp_clock_check(fp_err *err)
{
	fp_time t;
	if (from_environment(&t) >= 0)
		return true;
	return fp_fail(err, FP_USAGE, fp_tr("环境变量 FUPAN_NOW 的时间「%s」读不懂；请写成 2026-11-18T10:32:00+08:00",
	                                    "the environment variable FUPAN_NOW holds \"%s\", which is no time; "
	                                    "write it as 2026-11-18T10:32:00+08:00"),
	               getenv("FUPAN_NOW"));
}

double fp_clock_seconds(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}
