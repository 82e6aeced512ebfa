// tap: a unit test program in one header. Usage:
//
//	#include "tap.h"
//	void test_what_it_does(void)
//	{
//		is_int(fp_day_weekday(0), 4);
//		ok(fp_str_is(s, "x"), "s is x, was %.*s", FP_ARG(s));
//	}
//
// The Makefile finds the functions by name (a line that begins "void test_") and defines TAP_TESTS as the file that lists
// them. Each check is one TAP line; a failure adds file:line and what was seen. The program exits 1 when a check failed.
// Checks return whether they held, so that a test can stop: `if (!ok(p, "parsed")) return;`
#ifndef TAP_H
#define TAP_H
#include "base/base.h"

#include <stdlib.h>
#include <string.h>

#define TAP_TEST(f) void f(void);
#include TAP_TESTS
#undef TAP_TEST

static struct {
	const char *test;
	int checks, failures;
} tap;

FP_PRINTF(5, 0) static inline bool tap_result(bool held, const char *file, int line, const char *expr, const char *fmt, va_list ap)
{
	printf("%sok %d - %s: ", held ? "" : "not ", ++tap.checks, tap.test);
	if (fmt[1])  // every format begins with a space, because an empty one would be warned of
		vprintf(fmt + 1, ap);
	else
		fputs(expr, stdout);
	putchar('\n');
	if (!held) {
		tap.failures++;
		printf("# %s:%d: %s\n", file, line, expr);
	}
	return held;
}

FP_PRINTF(5, 6) static inline bool tap_ok(bool held, const char *file, int line, const char *expr, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	tap_result(held, file, line, expr, fmt, ap);
	va_end(ap);
	return held;
}

static inline bool tap_is_int(long long got, long long want, const char *file, int line, const char *expr)
{
	bool held = tap_ok(got == want, file, line, expr, " ");
	if (!held)
		printf("#   got %lld, want %lld\n", got, want);
	return held;
}

static inline void tap_show(const char *what, fp_str s)
{
	printf("#   %s (%zu bytes) ", what, s.n);
	for (size_t i = 0; i < s.n && i < 2000; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < 0x20 || c == 0x7F)
			printf("\\x%02x", c);
		else
			putchar(c);
	}
	putchar('\n');
}

static inline bool tap_is_bytes(fp_str got, fp_str want, const char *file, int line, const char *expr)
{
	bool held = tap_ok(fp_str_eq(got, want), file, line, expr, " ");
	if (!held) {
		tap_show("got ", got);
		tap_show("want", want);
	}
	return held;
}

// ok(condition) or ok(condition, "format", ...): any condition, with a description if the expression does not suffice
#define ok(cond, ...) tap_ok((cond), __FILE__, __LINE__, #cond, " " __VA_ARGS__)
// is_int(got, want): integers, also bool and enum
#define is_int(got, want) tap_is_int((long long)(got), (long long)(want), __FILE__, __LINE__, #got " is " #want)
// is_str(got fp_str, want char *)
#define is_str(got, want) tap_is_bytes((got), fp_s(want), __FILE__, __LINE__, #got)
// is_bytes(got fp_str, want fp_str)
#define is_bytes(got, want) tap_is_bytes((got), (want), __FILE__, __LINE__, #got)
// skip("why"): counts as one check that was not made
#define skip(why) ((void)printf("ok %d - %s # SKIP %s\n", ++tap.checks, tap.test, (why)))

// Plan and exit status.
static inline int done(void)
{
	printf("1..%d\n", tap.checks);
	if (tap.failures)
		printf("# %d of %d failed\n", tap.failures, tap.checks);
	return tap.failures || tap.checks == 0;
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);  // what was checked before a crash is seen
#define TAP_TEST(f) tap.test = #f, f();
#include TAP_TESTS
#undef TAP_TEST
	return done();
}
#endif
