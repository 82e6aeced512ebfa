// Private to hygiene: one pass over a text names its edits; the engine (hygiene.c) makes them and keeps the way back to the original.
#ifndef FP_HYGIENE_PRIV_H
#define FP_HYGIENE_PRIV_H
#include "text/hygiene.h"
#include "text/text.h"

typedef struct {
	fp_arena *a;
	fp_str in;               // the text of this pass
	fp_debris *v;              // edits and reports, ascending, not overlapping
	fp_str *put;             // what stands there instead; shorter than what is replaced
	size_t n, cap, put_cap;
} fp_pass;
void fp_pass_cut(fp_pass *p, fp_dirt_kind kind, size_t start, size_t end, fp_str put, const char *zh, const char *en);
void fp_pass_tell(fp_pass *p, fp_dirt_kind kind, size_t start, size_t end, const char *zh, const char *en);

// Changing passes, in this order.
void fp_pass_mojibake(fp_pass *p);
void fp_pass_invisible(fp_pass *p);
void fp_pass_entities(fp_pass *p);
void fp_pass_tags(fp_pass *p);
void fp_pass_pinyin(fp_pass *p);
void fp_pass_notices(fp_pass *p);
void fp_pass_counters(fp_pass *p);
void fp_pass_doubled(fp_pass *p);
// Reporting passes, once over the clean text.
void fp_pass_unknown(fp_pass *p);      // private use, unrepaired mojibake
void fp_pass_single_notice(fp_pass *p);
void fp_pass_truncated(fp_pass *p);
#endif
