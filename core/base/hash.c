// hash: MurmurHash64A by Austin Appleby (public domain), bytes taken in little-endian order on every machine.
#include "base/base.h"

static uint64_t little_endian(const unsigned char *p, size_t n)
{
	uint64_t v = 0;
	for (size_t i = n; i-- > 0;)
		v = v << 8 | p[i];
	return v;
}

uint64_t fp_hash64(const void *p, size_t n, uint64_t seed)
{
	const uint64_t m = 0xc6a4a7935bd1e995u;
	const unsigned char *at = p;
	uint64_t h = seed ^ (n * m);
	for (; n >= 8; n -= 8, at += 8) {
		uint64_t k = little_endian(at, 8) * m;
		k ^= k >> 47;
		h = (h ^ (k * m)) * m;
	}
	if (n)
		h = (h ^ little_endian(at, n)) * m;
	h = (h ^ (h >> 47)) * m;
	return h ^ (h >> 47);
}
