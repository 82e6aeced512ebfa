// sha256: FIPS 180-4, for the hashes in a page's Content-Security-Policy.
#ifndef FP_DECK_SHA256_H
#define FP_DECK_SHA256_H
#include "base/base.h"

void fp_sha256(fp_str s, unsigned char out[32]);
fp_str fp_sha256_base64(fp_arena *a, fp_str s);
#endif
