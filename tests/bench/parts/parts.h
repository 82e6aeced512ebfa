// What the parts of the benchmark share. One program, one arena, no way on after an error.
#ifndef BENCH_PARTS_H
#define BENCH_PARTS_H
#include <stdlib.h>
#include <string.h>

#include "flow/flow.h"

typedef struct {
	const char *name;
	int args;                                                // at least so many
	int (*run)(char **argv);
} part;
extern const part store_parts[], text_parts[], search_parts[], plugin_parts[];   // each ends with an empty one

extern fp_arena *a;
extern fp_err err;
_Noreturn void stop(void);                                   // prints err
fp_workspace *desk(const char *book, bool index);            // opened, with its index up to date or without
size_t dice(size_t n);                                       // 0 .. n-1, seeded
void print_times(double *took, size_t n);                    // "took=... n=... p50=... p99=... max=...", seconds; sorts them

// The texts of all cases as the index sees them.
typedef struct {
	fp_str id, title, plain;
	fp_str *piece;           // folded
	size_t piece_n;
} case_text;
case_text *all_texts(fp_workspace *ws, size_t *n);
// The queries of a file, one a line, as the phrases "..." that they stand for.
fp_query **read_queries(fp_workspace *ws, const char *path, size_t *n);
#endif
