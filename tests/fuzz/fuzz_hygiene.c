// Fuzzing of hygiene: what hygiene.h promises of any bytes.
#include "text/hygiene.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 20000)
		return 0;
	char *copy = fp_xmalloc(size ? size : 1);   // exactly as long, so that reading past it is seen
	if (size)
		memcpy(copy, data, size);
	fp_arena *a = fp_arena_new(0);
	fp_str s = {copy, size};
	fp_cleaned once = fp_hygiene(a, s), twice = fp_hygiene(a, once.text);
	fp_assert(!twice.changed && fp_str_eq(once.text, twice.text));
	fp_assert(once.changed == (once.text.n < size));
	fp_assert(!fp_utf8_valid(s, NULL) || fp_utf8_valid(once.text, NULL));
	for (size_t i = 0; i < once.n; i++)
		fp_assert(once.v[i].start < once.v[i].end && once.v[i].end <= size && (!i || once.v[i].start >= once.v[i - 1].start) && (once.changed || !once.v[i].changed));
	fp_arena_free(a);
	free(copy);
	return 0;
}
