// late: a library that most commands never call is opened at the first call into it, not when the program starts.
// libgit2 brings two dozen others (TLS, SSH, Kerberos) whose linking alone takes longer than a search.
//
//   #define git_odb_read FP_LATE(store_git2, git_odb_read)
//
// after the library's own header: calls are written and checked by the compiler as ever.
#ifndef FP_LATE_H
#define FP_LATE_H
#include "base/base.h"

typedef struct {
	const char *file;   // "libgit2.so.1.5", found as the system's loader finds libraries
	const char *remedy; // what to install
	void *handle;       // NULL until the first call
} fp_late;
// Opens the library where it is not open. IO where that is not possible, with the remedy.
bool fp_late_open(fp_late *lib, fp_err *err) FP_MUST_USE;
// The function of this name. A library that is missing or lacks it ends the program with the same message.
void *fp_late_find(fp_late *lib, const char *name);

#define FP_LATE(lib, f) \
	(*__extension__({ \
		static __typeof__(f) *at_; \
		if (!at_) \
			at_ = (__typeof__(f) *)(uintptr_t)fp_late_find(&(lib), #f); \
		at_; \
	}))
#endif
