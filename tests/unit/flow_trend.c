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

// Weeks that were alarms themselves are not what is usual: the second week of a jump is still one.
void test_flagged_weeks_leave_the_base(void)
{
	size_t x[] = {2, 3, 1, 2, 3, 2, 2, 1, 14, 13};
	fp_tails with, without;
	double base[10];
	for (size_t i = 0; i < 10; i++)
		base[i] = 1000;
	is_int(fp_trend_of(x, base, 10, &with), FP_TREND_RISING);
	base[8] = NAN;
	is_int(fp_trend_of(x, base, 10, &without), FP_TREND_RISING);
	ok(with.more == without.more, "%g and %g", with.more, without.more);
}

// The same sums written down once more, with the probabilities by their recurrence.
void test_tails_are_those_of_the_formula(void)
{
	size_t x[] = {2, 3, 1, 2, 3, 2, 2, 1, 6};
	fp_tails t;
	double sum = 16, r = (sum + .5) / 8001, m = r * 1000, excess = 0, squares = 8 * m * m;
	for (size_t i = 0; i < 8; i++)
		excess += ((double)x[i] - m) * ((double)x[i] - m) - m;
	double a = (fmax(0, excess) + .6 * m * m) / (squares + 6 * m * m), v = m + a * m * m + m * m / (sum + .5), size = m * m / (v - m), low = 0, one = pow(size / (size + m), size);
	for (int k = 0; k < 6; k++, one *= (k - 1 + size) / k * m / (size + m))
		low += one;
	fp_trend_of(x, even, 9, &t);
	ok(fabs(t.expected - m) < 1e-9, "expected %g, want %g", t.expected, m);
	ok(fabs(t.more - (1 - low)) < 1e-9, "tail %g, want %g", t.more, 1 - low);
}

// Reference: R, p.adjust(p, "BH") <= .10.
void test_discoveries_are_controlled(void)
{
	fp_arena *a = fp_arena_new(0);
	double p[] = {.5, .001, NAN, .04, .012, .9, .2, .03}, none[] = {.2, .5, NAN};
	ok(fp_discovery_level(a, p, 8, .10) == .04, "%g", fp_discovery_level(a, p, 8, .10));
	ok(fp_discovery_level(a, none, 3, .10) == 0);
	ok(fp_discovery_level(a, none, 0, .10) == 0);
	fp_arena_free(a);
}

// ---------------------------------------------------------------- simulation: a third each of Poisson, and negative binomial of size 10 and 3

static uint64_t state;

static double uniform(void)
{
	state = fp_hash64(&state, sizeof state, 7);
	return ((double)(state >> 11) + .5) / 9007199254740992.0;
}

static size_t poisson(double m)
{
	double p = exp(-m), left = p, u = uniform();
	size_t k = 0;
	for (; u > p && k < 1000; k++)
		p += left *= m / (double)(k + 1);
	return k;
}

// A Poisson of a gamma: the sum of `size` exponentials.
static size_t count(double m, int size)
{
	double g = 0;
	for (int i = 0; i < size; i++)
		g -= log(uniform());
	return poisson(size ? m * g / size : m);
}

#define WEEKS 12
typedef struct {
	size_t x[WEEKS];
	double base[WEEKS];
} course;

// Volumes scatter by a quarter; the last week has `times` as many cases as its volume brings.
static course simulate(double mean, int size, double times)
{
	course c;
	for (size_t i = 0; i < WEEKS; i++) {
		double volume = fmax(.25, 1 + .25 * (uniform() + uniform() + uniform() + uniform() - 2) * sqrt(3));
		c.base[i] = 10000 * volume;
		c.x[i] = count(mean * volume * (i + 1 == WEEKS ? times : 1), size);
	}
	return c;
}

static double share(double mean, double times, size_t trials)
{
	static const int sizes[] = {0, 10, 3};
	size_t hits = 0;
	for (size_t t = 0; t < trials; t++) {
		course c = simulate(mean, sizes[t % 3], times);
		hits += fp_trend_of(c.x, c.base, WEEKS, NULL) == FP_TREND_RISING;
	}
	return (double)hits / (double)trials;
}

void test_false_alarms_keep_their_level(void)
{
	static const double means[] = {.3, .5, 1, 2, 3, 5, 10};
	double sum = 0, worst = 0;
	state = 42;
	for (size_t i = 0; i < FP_COUNT(means); i++) {
		double one = share(means[i], 1, 6000);
		printf("# quiet weeks of %g cases: %.1f alarms per 1,000 issue-weeks\n", means[i], 1000 * one);
		sum += one / (double)FP_COUNT(means);
		worst = fmax(worst, one);
	}
	ok(1000 * sum <= 12, "%.1f alarms per 1,000 issue-weeks, worst %.1f", 1000 * sum, 1000 * worst);
	printf("# all: %.1f alarms per 1,000 issue-weeks\n", 1000 * sum);
}

void test_planted_rises_are_seen(void)
{
	static const double means[] = {1, 3, 10}, times[] = {2, 3, 5};
	double power[3][3], sum = 0;
	state = 43;
	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 3; k++)
			sum += (power[i][k] = share(means[i], times[k], 3000)) / 9;
	for (size_t i = 0; i < 3; i++)
		printf("# of %g a week: x2 %.2f, x3 %.2f, x5 %.2f\n", means[i], power[i][0], power[i][1], power[i][2]);
	printf("# mean power %.3f\n", sum);
	ok(power[1][2] >= .60, "x5 of 3 a week: %.2f", power[1][2]);
	ok(power[2][2] >= .85, "x5 of 10 a week: %.2f", power[2][2]);
}

// A sale: three times the volume, and three times the cases of every issue.
void test_a_promotion_peak_raises_no_more_than_a_quiet_week(void)
{
	static const int sizes[] = {0, 10, 3};
	size_t alarms = 0, bare = 0, trials = 3000;
	double level[WEEKS];
	state = 44;
	for (size_t i = 0; i < WEEKS; i++)
		level[i] = 1000;
	for (size_t t = 0; t < trials; t++) {
		course c = simulate(3, sizes[t % 3], 3);
		c.base[WEEKS - 1] *= 3;
		alarms += fp_trend_of(c.x, c.base, WEEKS, NULL) == FP_TREND_RISING;
		bare += fp_trend_of(c.x, level, WEEKS, NULL) == FP_TREND_RISING;
	}
	double quiet = share(9, 1, trials);
	printf("# promotion peaks of 9 cases: %.1f alarms per 1,000, quiet weeks of 9 cases: %.1f, the bare counts of the peaks: %.1f\n", 1000 * (double)alarms / (double)trials, 1000 * quiet, 1000 * (double)bare / (double)trials);
	ok((double)alarms <= (1.5 * quiet + .002) * (double)trials, "%zu of %zu", alarms, trials);
	ok(bare > 10 * alarms, "the test would see the bare peak: %zu", bare);
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
