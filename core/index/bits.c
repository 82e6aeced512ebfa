// bits: sets of case numbers. A condition of a query is a set; AND, OR and NOT are operations on words of 64 cases.
#include <string.h>

#include "index/index_priv.h"

fp_bits fp_bits_new(fp_arena *a, size_t words)
{
	return (fp_bits){FP_NEW_N(a, uint64_t, words ? words : 1), words};
}

fp_bits fp_bits_copy(fp_arena *a, fp_bits b)
{
	fp_bits c = fp_bits_new(a, b.n);
	if (b.n)
		memcpy(c.w, b.w, b.n * sizeof *b.w);
	return c;
}

void fp_bits_and(fp_bits *a, fp_bits b)
{
	for (size_t i = 0; i < a->n; i++)
		a->w[i] &= i < b.n ? b.w[i] : 0;
}

void fp_bits_or(fp_bits *a, fp_bits b)
{
	for (size_t i = 0; i < a->n && i < b.n; i++)
		a->w[i] |= b.w[i];
}

void fp_bits_minus(fp_bits *a, fp_bits b)
{
	for (size_t i = 0; i < a->n && i < b.n; i++)
		a->w[i] &= ~b.w[i];
}

size_t fp_bits_count(fp_bits b)
{
	size_t n = 0;
	for (size_t i = 0; i < b.n; i++)
		n += (size_t)__builtin_popcountll(b.w[i]);
	return n;
}

// Members from lo to hi, both included.
size_t fp_bits_count_in(fp_bits b, int64_t lo, int64_t hi)
{
	size_t n = 0, from = (size_t)lo / 64, to = (size_t)hi / 64;
	for (size_t i = from; i <= to && i < b.n; i++) {
		uint64_t w = b.w[i];
		if (i == from)
			w &= ~(uint64_t)0 << (lo % 64);
		if (i == to)
			w &= ~(uint64_t)0 >> (63 - hi % 64);
		n += (size_t)__builtin_popcountll(w);
	}
	return n;
}

int64_t fp_bits_next(fp_bits b, int64_t from)
{
	size_t i = (size_t)from / 64;
	if (from < 0 || i >= b.n)
		return -1;
	uint64_t w = b.w[i] & (~(uint64_t)0 << (from % 64));
	while (!w) {
		if (++i >= b.n)
			return -1;
		w = b.w[i];
	}
	return (int64_t)(i * 64) + __builtin_ctzll(w);
}
