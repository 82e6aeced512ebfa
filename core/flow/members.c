#include <stdlib.h>
#include <string.h>

#include "flow/week_priv.h"

// An issue keeps its identity: what a plugin finds this week is first held against the issues that are known, and only the rest is new.

static int by_id(const void *a, const void *b)
{
	return fp_str_cmp(*(const fp_str *)a, *(const fp_str *)b);
}

fp_ids fp_ids_sorted(fp_arena *a, const fp_str *v, size_t n)
{
	fp_str *out = FP_NEW_N(a, fp_str, n + 1);
	size_t kept = 0;
	if (n)
		memcpy(out, v, n * sizeof *v);
	if (n)
		qsort(out, n, sizeof *out, by_id);
	for (size_t i = 0; i < n; i++)
		if (!kept || !fp_str_eq(out[kept - 1], out[i]))
			out[kept++] = out[i];
	return (fp_ids){out, kept};
}

bool fp_ids_have(fp_ids ids, fp_str id)
{
	return ids.n && bsearch(&id, ids.v, ids.n, sizeof id, by_id);
}

static size_t overlap(fp_ids a, fp_ids b)
{
	size_t n = 0;
	for (size_t i = 0; i < a.n; i++)
		n += fp_ids_have(b, a.v[i]);
	return n;
}

void fp_match_groups(const fp_known_issue *known, size_t known_n, const fp_ids *groups, size_t group_n, fp_ids window, ptrdiff_t *issue)
{
	for (size_t g = 0; g < group_n; g++) {
		size_t best = 0;
		issue[g] = -1;
		for (size_t k = 0; k < known_n; k++) {
			size_t both = overlap(groups[g], known[k].cases), there = overlap(known[k].cases, window);
			size_t smaller = there < groups[g].n ? there : groups[g].n;
			// Equal overlaps go to the issue with the smaller id, so that the order of files does not matter.
			bool better = both > best || (both && both == best && issue[g] >= 0 && fp_str_cmp(known[k].id, known[issue[g]].id) < 0);
			if (both * 2 < smaller || !better)
				continue;
			best = both;
			issue[g] = (ptrdiff_t)k;
		}
	}
}

fp_ids fp_free_members(fp_arena *a, const fp_known_issue *known, size_t known_n, const fp_known_issue *issue, fp_ids group)
{
	fp_str *out = FP_NEW_N(a, fp_str, group.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < group.n; i++) {
		bool taken = issue && fp_ids_have(issue->never, group.v[i]);
		for (size_t k = 0; k < known_n && !taken; k++)
			taken = fp_ids_have(known[k].cases, group.v[i]);
		if (!taken)
			out[n++] = group.v[i];
	}
	return (fp_ids){out, n};
}

// The founding case lends its own part of the id: the same problem found in two copies of a casebook gets one name.
fp_str fp_issue_id(fp_arena *a, fp_str founding, unsigned salt)
{
	ptrdiff_t dash = fp_str_find(founding, FP_STR("-"), 0);
	fp_str tail = fp_str_sub(founding, dash < 0 ? 0 : (size_t)dash + 1, founding.n);
	if (!salt)
		return fp_strf(a, "i-%.*s", FP_ARG(tail));
	return fp_strf(a, "i-%.*s-%u", FP_ARG(tail), salt + 1);
}
