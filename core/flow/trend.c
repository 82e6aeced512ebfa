#include <math.h>
#include <stdlib.h>

#include "flow/week_priv.h"

// The tests behind every word about more or less. Counts of complaints are small and scatter more than Poisson, so a plain comparison
// cries wolf; the dispersion is estimated from the weeks before and drawn towards .10, which keeps false alarms near their level.
// A week that was an alarm itself says nothing about what is usual and is left out of the weeks before.

#define LEVEL .008
#define SHRINK 6.0     // weeks that the prior dispersion weighs
#define PRIOR .10
#define LEAST_WEEKS 4
#define LEAST_BASE 20  // cases in all below which a share says nothing
#define LEAST_CASES 3  // of a rise
#define MOST_WEEKS 64  // that are looked at

typedef struct {
	double x[FP_TREND_WEEKS], n[FP_TREND_WEEKS];
	size_t weeks;
	double sum_x, sum_n;
} history;

// The newest weeks before `now` that can be compared with.
static history before(const size_t *x, const double *base, const bool *flagged, size_t now)
{
	history h = {0};
	for (size_t i = now; i > 0 && h.weeks < FP_TREND_WEEKS; i--) {
		if (!(base[i - 1] > 0) || flagged[i - 1])
			continue;
		h.x[h.weeks] = (double)x[i - 1];
		h.n[h.weeks++] = base[i - 1];
		h.sum_x += (double)x[i - 1];
		h.sum_n += base[i - 1];
	}
	return h;
}

static double dispersion(const history *h, double rate)
{
	double mean = 0, excess = 0, squares = 0;
	for (size_t i = 0; i < h->weeks; i++) {
		double mu = rate * h->n[i];
		mean += mu / (double)h->weeks;
		squares += mu * mu;
		excess += (h->x[i] - mu) * (h->x[i] - mu) - mu;
	}
	double weight = SHRINK * mean * mean;
	return (fmax(0, excess) + PRIOR * weight) / (squares + weight);
}

// P(X <= k) of a negative binomial with mean m and size s.
static double nb_up_to(size_t k, double m, double s)
{
	double sum = 0, q = m / (m + s);
	for (size_t i = 0; i <= k; i++)
		sum += exp(lgamma((double)i + s) - lgamma(s) - lgamma((double)i + 1) + s * log1p(-q) + (double)i * log(q));
	return fmin(1, sum);
}

// One week against those before it.
static fp_trend test(const history *h, size_t x, double n, fp_tails *t)
{
	*t = (fp_tails){NAN, NAN, NAN};
	if (h->weeks < LEAST_WEEKS || !(n > 0))
		return FP_TREND_NONE;
	double rate = (h->sum_x + .5) / (h->sum_n + 1), m = rate * n;
	double extra = dispersion(h, rate) * m * m + m * m / (h->sum_x + .5), size = m * m / extra;
	t->expected = m;
	t->more = x ? fmax(0, 1 - nb_up_to(x - 1, m, size)) : 1;
	t->less = nb_up_to(x, m, size);
	if (n < LEAST_BASE)
		return FP_TREND_NONE;
	if (t->more < LEVEL && x >= LEAST_CASES)
		return FP_TREND_RISING;
	return t->less < LEVEL ? FP_TREND_FALLING : FP_TREND_STEADY;
}

fp_trend fp_trend_of(const size_t *x, const double *base, size_t n, fp_tails *tails)
{
	bool flagged[MOST_WEEKS] = {false};
	size_t from = n > MOST_WEEKS ? n - MOST_WEEKS : 0;
	fp_tails t = {NAN, NAN, NAN};
	fp_trend trend = FP_TREND_NONE;
	for (size_t i = from; i < n; i++) {
		history h = before(x + from, base + from, flagged, i - from);
		trend = test(&h, x[i], base[i], &t);
		flagged[i - from] = trend == FP_TREND_RISING || trend == FP_TREND_FALLING;
	}
	if (tails)
		*tails = t;
	return trend;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

// Benjamini and Hochberg 1995: the largest of the sorted p that lies under its share of q.
double fp_discovery_level(fp_arena *a, const double *p, size_t n, double q)
{
	double *v = FP_NEW_N(a, double, n + 1), level = 0;
	size_t m = 0;
	for (size_t i = 0; i < n; i++)
		if (isfinite(p[i]))
			v[m++] = p[i];
	if (m)
		qsort(v, m, sizeof *v, by_size);
	for (size_t i = 0; i < m; i++)
		if (v[i] <= q * (double)(i + 1) / (double)m)
			level = v[i];
	return level;
}

// ---------------------------------------------------------------- ratio of two rates

// P(X <= k) of a binomial with n trials; p strictly between 0 and 1.
static double binomial_up_to(size_t k, size_t n, double p)
{
	double sum = 0;
	for (size_t i = 0; i <= k && i <= n; i++)
		sum += exp(lgamma((double)n + 1) - lgamma((double)i + 1) - lgamma((double)(n - i) + 1) + (double)i * log(p) + (double)(n - i) * log1p(-p));
	return fmin(1, sum);
}

// The p at which P(X <= k) = tail, by bisection: the function falls with p.
static double solve(size_t k, size_t n, double tail)
{
	double lo = 1e-12, hi = 1 - 1e-12;
	for (int i = 0; i < 80; i++) {
		double mid = (lo + hi) / 2;
		if (binomial_up_to(k, n, mid) > tail)
			lo = mid;
		else
			hi = mid;
	}
	return (lo + hi) / 2;
}

// Given their sum, the first of two Poisson counts is binomial; the exact (Clopper-Pearson) interval of its share gives that of the ratio.
void fp_rate_ratio(size_t x, double n, size_t before_x, double before_n, double *ratio, double *low, double *high)
{
	*ratio = *low = *high = NAN;
	if (!(n > 0) || !(before_n > 0) || !before_x)
		return;
	size_t sum = x + before_x;
	double scale = before_n / n;
	*ratio = (double)x / (double)before_x * scale;
	double a = x ? solve(x - 1, sum, .975) : 0, b = solve(x, sum, .025);
	*low = a / (1 - a) * scale;
	*high = b / (1 - b) * scale;
}

double fp_median(double *v, size_t n)
{
	if (!n)
		return NAN;
	qsort(v, n, sizeof *v, by_size);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}
