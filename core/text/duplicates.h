// duplicates: texts that say the same in nearly the same words. Pure; needs no index. Source of the method: minwise hashing with one
// permutation (Li, Owen, Zhang 2012; empty bins filled by Shrivastava, Li 2014) in bands, candidates compared by the Jaccard
// similarity of their runs of three characters.
#ifndef FP_DUPLICATES_H
#define FP_DUPLICATES_H
#include "base/base.h"

#define FP_DUPLICATES_MOST 400000     // texts
#define FP_DUPLICATES_BUCKET 12       // neighbours in a bucket that a text is compared with

typedef struct {
	size_t of, which;        // of < which
	double score;            // 1: the same letters and digits
} fp_duplicate;
// Each text with the one most like it among those before it, where that is at least `least` (0..1). Texts are folded; punctuation and
// blanks do not count; texts below 6 letters are compared for equality only. Near-linear: a text is compared with at most
// FP_DUPLICATES_BUCKET others in each of 16 bands. Ascending by `which`. LIMIT above FP_DUPLICATES_MOST texts.
bool fp_duplicates(fp_arena *a, const fp_str *folded, size_t n, double least, fp_duplicate **out, size_t *out_n, fp_err *err) FP_MUST_USE;
#endif
