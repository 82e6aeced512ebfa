#include "base/late.h"

#include <dlfcn.h>
#include <stdlib.h>

bool fp_late_open(fp_late *lib, fp_err *err)
{
	if (!lib->handle)
		lib->handle = dlopen(lib->file, RTLD_LAZY | RTLD_LOCAL);
	if (lib->handle)
		return true;
	return fp_fail(err, FP_IO, fp_tr("缺少程序库 %s（%s）；请安装 %s", "the library %s is missing (%s); install %s"), lib->file,
	               dlerror(), lib->remedy);
}

void *fp_late_find(fp_late *lib, const char *name)
{
	fp_err err = {0};
	void *f = fp_late_open(lib, &err) ? dlsym(lib->handle, name) : NULL;
	if (f)
		return f;
	fprintf(stderr, "fupan: %s: %s\n", name, err.code ? err.msg : lib->file);
	exit(1);
}
