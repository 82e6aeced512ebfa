// sha256: FIPS 180-4, for digests of plugins and files. Not for secrets.
#ifndef FP_SHA256_H
#define FP_SHA256_H
#include "base/base.h"

typedef struct {
	uint32_t h[8];
	uint64_t n;            // bytes so far
	unsigned char block[64];
} fp_sha256;

void fp_sha256_init(fp_sha256 *s);
void fp_sha256_add(fp_sha256 *s, const void *p, size_t n);
void fp_sha256_end(fp_sha256 *s, char hex[65]);          // lower case, NUL-terminated; s is spent
void fp_sha256_hex(fp_str bytes, char hex[65]);          // all at once
#endif
