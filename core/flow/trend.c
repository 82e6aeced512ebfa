#include <math.h>
#include <stdlib.h>

#include "flow/week_priv.h"

// The tests behind every word about more or less. Counts of complaints are small and scatter more than Poisson, so a plain comparison
// cries wolf; the dispersion is estimated from the weeks before and drawn towards .10, which keeps false alarms near their level.

#define LEVEL .01
#define SHRINK 6.0     // weeks that the prior dispersion weighs
#define PRIOR .10
#define LEAST_WEEKS 4
#define LEAST_BASE 20  // cases in all below which a share says nothing

typedef struct {
	double x[FP_TRAIL], n[FP_TRAIL];
	size_t weeks;
	double sum_x, sum_n;
} history;

static history before(const size_t *x, const double *base, size_t n)
{
	history h = {0};
	for (size_t i = n > FP_TRAIL + 1 ? n - 1 - FP_TRAIL : 0; i + 1 < n; i++) {
		if (!(base[i] > 0))
			continue;
		h.x[h.weeks] = (double)x[i];
		h.n[h.weeks++] = base[i];
		h.sum_x += (double)x[i];
		h.sum_n += base[i];
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

fp_trend fp_trend_of(const size_t *x, const double *base, size_t n, double *p)
{
	history h = before(x, base, n);
	if (p)
		*p = NAN;
	if (!n || h.weeks < LEAST_WEEKS || !(base[n - 1] > 0))
		return FP_TREND_NONE;
	size_t now = x[n - 1];
	double rate = (h.sum_x + .5) / (h.sum_n + 1), m = rate * base[n - 1];
	double extra = dispersion(&h, rate) * m * m + m * m / (h.sum_x + .5), size = m * m / extra;
	double high = now ? 1 - nb_up_to(now - 1, m, size) : 1, low = nb_up_to(now, m, size);
	if (p)
		*p = (double)now >= m ? high : low;
	if (base[n - 1] < LEAST_BASE)
		return FP_TREND_NONE;
	if (high < LEVEL && now >= 3)
		return FP_TREND_RISING;
	return low < LEVEL ? FP_TREND_FALLING : FP_TREND_STEADY;
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

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

double fp_median(double *v, size_t n)
{
	if (!n)
		return NAN;
	qsort(v, n, sizeof *v, by_size);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}
