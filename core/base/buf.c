// buf: the sticky builder.
#include "base/base.h"

#include <stdlib.h>
#include <string.h>

#define MAX_DEFAULT ((size_t)256 << 20)

static size_t max_of(const fp_buf *b)
{
	return b->max ? b->max : MAX_DEFAULT;
}

// Room for n more bytes and the NUL; false, for good, when the maximum would be passed.
static bool reserve(fp_buf *b, size_t n)
{
	if (b->over)
		return false;
	size_t max = max_of(b);
	if (b->n > max || n > max - b->n) {
		b->over = true;
		return false;
	}
	size_t need = b->n + n + 1;
	if (need > b->cap) {
		size_t cap = b->cap < 64 ? 64 : b->cap;
		while (cap < need)
			cap *= 2;
		b->p = fp_xrealloc(b->p, cap);
		b->cap = cap;
	}
	return true;
}

void fp_buf_add(fp_buf *b, const void *p, size_t n)
{
	if (!reserve(b, n))
		return;
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = 0;
}

void fp_buf_str(fp_buf *b, fp_str s)
{
	fp_buf_add(b, s.p, s.n);
}

void fp_buf_z(fp_buf *b, const char *z)
{
	fp_buf_add(b, z, strlen(z));
}

void fp_buf_c(fp_buf *b, char c)
{
	fp_buf_add(b, &c, 1);
}

void fp_buf_vf(fp_buf *b, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	// Most pieces are short: try in the room that is there, and measure only when it was too small.
	if (!reserve(b, 0))
		goto out;
	size_t room = b->cap - b->n;
	int n = vsnprintf(b->p + b->n, room, fmt, ap);
	if (n < 0)
		fp_bug("format \"%s\"", fmt);
	if (!reserve(b, (size_t)n)) {
		b->p[b->n] = 0;
		goto out;
	}
	if ((size_t)n >= room)
		vsnprintf(b->p + b->n, b->cap - b->n, fmt, again);
	b->n += (size_t)n;
out:
	va_end(again);
}

void fp_buf_f(fp_buf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fp_buf_vf(b, fmt, ap);
	va_end(ap);
}

bool fp_buf_ok(const fp_buf *b, fp_err *err)
{
	if (!b->over)
		return true;
	return fp_fail(err, FP_LIMIT, fp_tr("结果超过上限 %zu 字节；请缩小范围或分批处理",
	                                    "the result is larger than the limit of %zu bytes; narrow it down or do it in parts"),
	               max_of(b));
}

fp_str fp_buf_view(const fp_buf *b)
{
	return b->p ? (fp_str){b->p, b->n} : FP_STR("");
}

fp_str fp_buf_take(fp_buf *b, fp_arena *a)
{
	fp_str s = fp_str_dup(a, fp_buf_view(b));
	fp_buf_free(b);
	return s;
}

void fp_buf_clear(fp_buf *b)
{
	b->n = 0;
	b->over = false;
	if (b->p)
		b->p[0] = 0;
}

void fp_buf_free(fp_buf *b)
{
	free(b->p);
	*b = (fp_buf){.max = b->max};
}
