// The tests behind "rising" and "falling", and the interval of a ratio.
#include "tap.h"

#include <math.h>

#include "flow/week_priv.h"

static const double even[] = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000};

static fp_trend trend(const size_t *x, size_t n)
{
	return fp_trend_of(x, even, n, NULL);
}

void test_a_jump_is_rising(void)
{
	size_t x[] = {2, 3, 1, 2, 3, 2, 2, 1, 14};
	is_int(trend(x, 9), FP_TREND_RISING);
}

void test_a_drop_is_falling(void)
{
	size_t x[] = {12, 11, 13, 12, 10, 12, 14, 11, 1};
	is_int(trend(x, 9), FP_TREND_FALLING);
}

void test_usual_scatter_is_steady(void)
{
	size_t x[] = {5, 7, 4, 6, 8, 5, 6, 4, 8}, doubled[] = {3, 3, 2, 4, 3, 3, 2, 4, 6};
	is_int(trend(x, 9), FP_TREND_STEADY);
	is_int(trend(doubled, 9), FP_TREND_STEADY);  // a doubling of three a week is nothing that a test can see
}

void test_two_cases_never_rise(void)
{
	size_t x[] = {0, 0, 0, 0, 0, 0, 0, 0, 2};
	is_int(trend(x, 9), FP_TREND_STEADY);
}

void test_short_history_says_nothing(void)
{
	size_t x[] = {1, 1, 1, 9};
	is_int(trend(x, 4), FP_TREND_NONE);
	is_int(trend(x, 0), FP_TREND_NONE);
}

void test_unknown_weeks_are_left_out(void)
{
	size_t x[] = {40, 40, 40, 40, 2, 3, 1, 2, 9};
	double base[] = {NAN, NAN, NAN, NAN, 1000, 1000, 1000, 1000, 1000};
	is_int(fp_trend_of(x, base, 9, NULL), FP_TREND_RISING);
	base[4] = NAN;
	is_int(fp_trend_of(x, base, 9, NULL), FP_TREND_NONE);
}

// Twice the orders bring twice the complaints: no alarm.
void test_a_sale_is_no_alarm(void)
{
	size_t x[] = {10, 11, 9, 10, 12, 9, 10, 11, 27};
	double base[] = {5000, 5100, 4900, 5000, 5200, 4800, 5000, 5100, 13000};
	is_int(trend(x, 9), FP_TREND_RISING);
	is_int(fp_trend_of(x, base, 9, NULL), FP_TREND_STEADY);
}

void test_share_of_few_cases_says_nothing(void)
{
	size_t x[] = {1, 1, 1, 1, 1, 9};
	double base[] = {10, 10, 10, 10, 10, 12};
	is_int(fp_trend_of(x, base, 6, NULL), FP_TREND_NONE);
}

// At p < .01 about one quiet week in a hundred may be called rising, not more: 20,000 weeks of Poisson(4) from a fixed generator.
void test_false_alarms_keep_their_level(void)
{
	uint64_t state = 42;
	size_t alarms = 0, weeks = 20000;
	for (size_t w = 0; w < weeks; w++) {
		size_t x[9];
		for (size_t i = 0; i < 9; i++) {
			double left = exp(-4), u = (double)(state = fp_hash64(&state, sizeof state, 7)) / 18446744073709551616.0, p = left;
			for (x[i] = 0; u > p && x[i] < 60; x[i]++)
				left *= 4 / (double)(x[i] + 1), p += left;
		}
		alarms += trend(x, 9) == FP_TREND_RISING;
	}
	ok(alarms * 100 <= weeks, "%zu of %zu", alarms, weeks);
}

static bool near(double got, double want)
{
	return fabs(got - want) < .01 * fabs(want);
}

// Reference: R, poisson.test(c(x, y), c(n, m))$conf.int.
void test_ratio_has_its_exact_interval(void)
{
	double r, low, high;
	fp_rate_ratio(7, 1, 16, 8, &r, &low, &high);
	ok(near(r, 3.5), "ratio %f", r);
	ok(near(low, 1.2151) && near(high, 8.9881), "interval %f to %f", low, high);
	fp_rate_ratio(0, 1, 16, 8, &r, &low, &high);
	ok(r == 0 && low == 0 && near(high, 2.0730), "nothing this week: %f to %f", low, high);
	fp_rate_ratio(3, 1, 0, 8, &r, &low, &high);
	ok(isnan(r) && isnan(low) && isnan(high), "nothing before: not comparable");
}

void test_median(void)
{
	double odd[] = {9, 1, 5}, pair[] = {4, 1, 3, 2};
	ok(fp_median(odd, 3) == 5);
	ok(fp_median(pair, 4) == 2.5);
	ok(isnan(fp_median(odd, 0)));
}
