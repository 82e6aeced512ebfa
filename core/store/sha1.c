// sha1: ids of objects and checksums of packs and of the index. libgit2 offers only the hash of whole objects, and its
// collision search costs four times as much, which is what an import would spend most of its time on; git itself checks
// what travels.
#include "store/store_priv.h"

#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#define HAVE_SHANI 1
#endif

static uint32_t rol(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void blocks_plain(uint32_t h[5], const unsigned char *p, size_t n)
{
	for (; n; n--, p += 64) {
		uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
		for (size_t i = 0; i < 16; i++)
			w[i] = be32(p + 4 * i);
		for (size_t i = 16; i < 80; i++)
			w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
		for (size_t i = 0; i < 80; i++) {
			uint32_t f = i < 20 ? (d ^ (b & (c ^ d))) + 0x5A827999
			           : i < 40 ? (b ^ c ^ d) + 0x6ED9EBA1
			           : i < 60 ? ((b & c) | (d & (b | c))) + 0x8F1BBCDC
			                    : (b ^ c ^ d) + 0xCA62C1D6;
			uint32_t t = rol(a, 5) + f + e + w[i];
			e = d;
			d = c;
			c = rol(b, 30);
			b = a;
			a = t;
		}
		h[0] += a;
		h[1] += b;
		h[2] += c;
		h[3] += d;
		h[4] += e;
	}
}

#ifdef HAVE_SHANI
// The processor's own instructions. m[] holds the last sixteen words of the schedule; four rounds a step.
__attribute__((target("sha,sse4.1"))) static void blocks_shani(uint32_t h[5], const unsigned char *p, size_t n)
{
	const __m128i swap = _mm_set_epi64x(0x0001020304050607LL, 0x08090a0b0c0d0e0fLL);
	__m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(const void *)h), 0x1B);
	__m128i e0 = _mm_set_epi32((int)h[4], 0, 0, 0);
	for (; n; n--, p += 64) {
		const __m128i abcd0 = abcd, e00 = e0;
		__m128i m[4], e1;
		for (size_t i = 0; i < 4; i++)
			m[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i)), swap);
#define STEP(i, k) \
		do { \
			if ((i) >= 4) \
				m[(i) % 4] = _mm_sha1msg2_epu32(_mm_xor_si128(_mm_sha1msg1_epu32(m[(i) % 4], m[((i) + 1) % 4]), \
				                                              m[((i) + 2) % 4]), m[((i) + 3) % 4]); \
			e1 = (i) == 0 ? _mm_add_epi32(e0, m[0]) : _mm_sha1nexte_epu32(e0, m[(i) % 4]); \
			e0 = abcd; \
			abcd = _mm_sha1rnds4_epu32(abcd, e1, (k)); \
		} while (0)
		STEP(0, 0); STEP(1, 0); STEP(2, 0); STEP(3, 0); STEP(4, 0);
		STEP(5, 1); STEP(6, 1); STEP(7, 1); STEP(8, 1); STEP(9, 1);
		STEP(10, 2); STEP(11, 2); STEP(12, 2); STEP(13, 2); STEP(14, 2);
		STEP(15, 3); STEP(16, 3); STEP(17, 3); STEP(18, 3); STEP(19, 3);
#undef STEP
		e0 = _mm_sha1nexte_epu32(e0, e00);
		abcd = _mm_add_epi32(abcd, abcd0);
	}
	_mm_storeu_si128((__m128i *)(void *)h, _mm_shuffle_epi32(abcd, 0x1B));
	h[4] = (uint32_t)_mm_extract_epi32(e0, 3);
}

static bool have_shani(void)
{
	static int known;  // the answer never changes, so a race between threads is harmless
	int k = __atomic_load_n(&known, __ATOMIC_RELAXED);
	if (!k) {
		unsigned a, b, c, d;
		bool yes = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1u << 29)) && __get_cpuid(1, &a, &b, &c, &d) &&
			(c & (1u << 19));
		k = yes ? 1 : 2;
		__atomic_store_n(&known, k, __ATOMIC_RELAXED);
	}
	return k == 1;
}
#endif

static void blocks(uint32_t h[5], const unsigned char *p, size_t n)
{
#ifdef HAVE_SHANI
	if (have_shani()) {
		blocks_shani(h, p, n);
		return;
	}
#endif
	blocks_plain(h, p, n);
}

void store_sha1_init(store_sha1 *c)
{
	*c = (store_sha1){.h = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0}};
}

void store_sha1_add(store_sha1 *c, const void *data, size_t n)
{
	const unsigned char *p = data;
	size_t used = (size_t)(c->n % 64);
	c->n += n;
	if (used) {
		size_t part = n < 64 - used ? n : 64 - used;
		memcpy(c->block + used, p, part);
		p += part;
		n -= part;
		if (used + part < 64)
			return;
		blocks(c->h, c->block, 1);
	}
	blocks(c->h, p, n / 64);
	if (n % 64)
		memcpy(c->block, p + n / 64 * 64, n % 64);
}

void store_sha1_end(store_sha1 *c, unsigned char out[20])
{
	static const unsigned char pad[64] = {0x80};
	uint64_t bits = c->n * 8;
	unsigned char tail[8];
	for (unsigned i = 0; i < 8; i++)
		tail[i] = (unsigned char)(bits >> (56 - 8 * i));
	size_t used = (size_t)(c->n % 64);
	store_sha1_add(c, pad, used < 56 ? 56 - used : 120 - used);
	store_sha1_add(c, tail, 8);
	for (unsigned i = 0; i < 20; i++)
		out[i] = (unsigned char)(c->h[i / 4] >> (24 - 8 * (i % 4)));
}

void store_hash(git_object_t type, fp_str bytes, git_oid *id)
{
	char head[40];
	int n = snprintf(head, sizeof head, "%s %zu", git_object_type2string(type), bytes.n);
	store_sha1 c;
	store_sha1_init(&c);
	store_sha1_add(&c, head, (size_t)n + 1);
	store_sha1_add(&c, bytes.p, bytes.n);
	store_sha1_end(&c, id->id);
}
