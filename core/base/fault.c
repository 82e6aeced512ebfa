// fault: a named durable step ends the process or reports a full disk. Test builds only.
#include "base/base.h"

#ifdef FP_FAULTS
#include <signal.h>
#include <stdlib.h>

typedef struct {
	fp_str name;
	int64_t when, passed;
	bool full;
} fault;

static fault faults[16];
static size_t fault_n;

// "store.ref:2:kill,file.write:1:full". A misspelt specification would be a test that tests nothing, so it aborts.
static void parse_once(void)
{
	static bool parsed;
	if (parsed)
		return;
	parsed = true;
	fp_str rest = fp_s(getenv("FUPAN_FAULT"));
	while (rest.n) {
		fp_str one = fp_str_cut(&rest, ','), whole = one;
		fault f = {.name = fp_str_cut(&one, ':')};
		bool ok = f.name.n && fp_str_int(fp_str_cut(&one, ':'), &f.when) && f.when > 0;
		f.full = fp_str_is(one, "full");
		if (!ok || (!f.full && !fp_str_is(one, "kill")) || fault_n == FP_COUNT(faults))
			fp_bug("FUPAN_FAULT: \"%.*s\" is not name:count:kill or name:count:full", FP_ARG(whole));
		faults[fault_n++] = f;
	}
}

// Counts a pass of `name`; whether a fault is due at this one.
static bool due(const char *name, bool full)
{
	parse_once();
	bool hit = false;
	for (size_t i = 0; i < fault_n; i++)
		if (faults[i].full == full && fp_str_is(faults[i].name, name) && ++faults[i].passed == faults[i].when)
			hit = true;
	return hit;
}

void fp_fault_at(const char *name)
{
	if (due(name, false))
		raise(SIGKILL);
}

bool fp_fault_full(const char *name)
{
	return due(name, true);
}
#endif
