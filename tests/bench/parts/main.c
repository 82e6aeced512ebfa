// parts: the rows of the benchmark that are not a whole command. What is timed prints "took=SECONDS" for measure.
//   store.c    until-ref BOOK COMMAND...     a command, until the branch of BOOK has moved
//              write BOOK FILES ref|all      every file below FILES as one commit: until the ref has moved, or with work tree and index
//              save BOOK PATH ref|all        one more line in one case
//              diff BOOK FROM TO fupan|git2  what differs between two trees, by the store or by libgit2
//   texts.c    table BOOK OUT.db             the texts of all cases, folded, as the table d(t) of an SQLite file
//              mails BOOK DIR N              the first N of them as mails
//              queries BOOK PREFIX           seeded pieces of the texts, as PREFIX.2, .3to6, .half, .words and .phrases
//              pii BOOK                      personal data looked for in the texts of all cases
//   search.c   ask BOOK QUERIES              each query, the 20 best with snippets; p50, p99
//              count BOOK QUERIES            how many cases each finds
//              exact BOOK ASKED              random texts of one to six characters beside a scan; "wrong=0"
//              update BOOK CACHE COUNT SIZE  COUNT changed cases put into the index in the folder CACHE, SIZE in a transaction
//   plugin.c   call BOOK PLUGIN.lua          one plugin over all cases, in one worker
//              values BOOK                   the same cases as a Lua file
#include "parts.h"

fp_arena *a;
fp_err err;

_Noreturn void stop(void)
{
	fprintf(stderr, "parts: %s\n", err.msg);
	exit(1);
}

fp_workspace *desk(const char *book, bool index)
{
	static fp_workspace ws;
	if (!fp_ws_open(&ws, a, book, &err) || (index && !fp_ws_index(&ws, &err)))
		stop();
	return &ws;
}

size_t dice(size_t n)
{
	static uint64_t state = 88172645463325252u;
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % n);
}

static int ascending(const void *x, const void *y)
{
	double p = *(const double *)x, q = *(const double *)y;
	return (p > q) - (p < q);
}

void print_times(double *took, size_t n)
{
	double sum = 0;
	qsort(took, n, sizeof *took, ascending);
	for (size_t i = 0; i < n; i++)
		sum += took[i];
	printf("took=%.6f n=%zu p50=%.6f p99=%.6f max=%.6f\n", sum, n, took[n / 2], took[n * 99 / 100], took[n - 1]);
}

int main(int argc, char **argv)
{
	const part *all[] = {store_parts, text_parts, search_parts, plugin_parts};
	a = fp_arena_new((size_t)16 << 30);
	for (size_t i = 0; argc > 1 && i < FP_COUNT(all); i++)
		for (const part *p = all[i]; p->name; p++)
			if (!strcmp(argv[1], p->name) && argc - 2 >= p->args)
				return p->run(argv + 2);
	fprintf(stderr, "usage: see the head of tests/bench/parts/main.c\n");
	return 2;
}
