// err: the error value, the programmer's error, warnings.
#include "base/base.h"

#include <stdlib.h>
#include <string.h>

// Messages quote file names and documents, which are untrusted: a control character would break the "one line" promise or
// drive the terminal, and a cut in the middle of a character would be invalid UTF-8.
static void tidy_line(char *msg, size_t size)
{
	size_t n = strlen(msg), bad = 0;
	fp_blank_controls(msg, n);
	if (n + 1 == size && !fp_utf8_valid((fp_str){msg, n}, &bad) && bad + 4 > n)
		msg[bad] = 0;
}

bool fp_fail(fp_err *err, fp_code code, const char *fmt, ...)
{
	if (!err || err->code != FP_OK)
		return false;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(err->msg, sizeof err->msg, fmt, ap);
	va_end(ap);
	tidy_line(err->msg, sizeof err->msg);
	err->code = code;
	return false;
}

bool fp_fail_in(fp_err *err, const char *fmt, ...)
{
	if (!err)
		return false;
	char old[sizeof err->msg];
	memcpy(old, err->msg, sizeof old);
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(err->msg, sizeof err->msg, fmt, ap);
	va_end(ap);
	size_t at = n < 0 ? 0 : (size_t)n;
	const char *const tail[] = {": ", old};
	for (size_t i = 0; i < FP_COUNT(tail); i++)
		for (const char *p = tail[i]; *p && at + 1 < sizeof err->msg; p++)
			err->msg[at++] = *p;
	err->msg[at < sizeof err->msg ? at : sizeof err->msg - 1] = 0;
	tidy_line(err->msg, sizeof err->msg);
	return false;
}

void fp_bug_at(const char *file, int line, const char *fmt, ...)
{
	fprintf(stderr, "fupan: %s:%d: ", file, line);
	va_list ap;
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n%s\n", fp_tr("fupan: 这是程序的错误，请连同上面这一行报告",
	                               "fupan: this is a bug, please report it with the line above"));
	abort();
}
