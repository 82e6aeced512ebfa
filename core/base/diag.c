// diag: problems in documents.
#include "base/base.h"

void fp_diag_add(fp_diags *d, fp_severity sev, const char *rule, uint32_t line, uint32_t col, const char *fmt, ...)
{
	fp_buf b = {0};
	va_list ap;
	va_start(ap, fmt);
	fp_buf_vf(&b, fmt, ap);
	va_end(ap);
	fp_diag diag = {.path = d->path, .line = line, .col = col, .severity = sev, .rule = rule};
	diag.message = fp_buf_take(&b, d->arena);
	FP_PUSH(d->arena, d->v, d->n, d->cap) = diag;
	if (sev == FP_ERROR)
		d->errors++;
}
