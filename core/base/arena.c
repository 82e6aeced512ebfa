// arena: memory of one operation, in blocks that double in size; and heap memory that aborts when there is none.
#include "base/base.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

// Under AddressSanitizer the unused part of a block is poisoned, so that reading past an allocation or after a reset is
// caught although malloc knows nothing of it.
#if defined(__SANITIZE_ADDRESS__)
#define FP_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FP_ASAN 1
#endif
#endif
#ifdef FP_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define REDZONE 16
#else
#define POISON(p, n) ((void)0)
#define UNPOISON(p, n) ((void)0)
#define REDZONE 0
#endif

#define BLOCK_FIRST ((size_t)8 << 10)
#define BLOCK_MOST ((size_t)1 << 20)
#define MAX_DEFAULT ((size_t)1 << 30)
#define ALIGN alignof(max_align_t)

typedef struct block {
	struct block *next;
	size_t size, used;
	alignas(max_align_t) char bytes[];
} block;

struct fp_arena {
	block *top;  // the newest block that is filled; older and oversized ones hang behind it
	size_t next_size;
	size_t used, max;
};

static _Noreturn void out_of_memory(size_t n)
{
	fprintf(stderr, fp_tr("fupan: 内存不足（需要 %zu 字节）\n", "fupan: out of memory (%zu bytes wanted)\n"), n);
	abort();
}

void *fp_xmalloc(size_t n)
{
	void *p = malloc(n ? n : 1);
	if (!p)
		out_of_memory(n);
	return p;
}

void *fp_xrealloc(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);
	if (!q)
		out_of_memory(n);
	return q;
}

char *fp_xstrdup(const char *s)
{
	size_t n = strlen(s) + 1;
	return memcpy(fp_xmalloc(n), s, n);
}

size_t fp_mul_size(size_t a, size_t b)
{
	size_t r;
	if (__builtin_mul_overflow(a, b, &r))
		fp_bug("size overflow: %zu * %zu", a, b);
	return r;
}

static block *block_new(size_t size, block *next)
{
	block *b = fp_xmalloc(sizeof *b + size);
	b->next = next;
	b->size = size;
	b->used = 0;
	POISON(b->bytes, size);
	return b;
}

static void block_free(block *b)
{
	UNPOISON(b->bytes, b->size);
	free(b);
}

fp_arena *fp_arena_new(size_t max)
{
	fp_arena *a = fp_xmalloc(sizeof *a);
	*a = (fp_arena){.next_size = BLOCK_FIRST, .max = max ? max : MAX_DEFAULT};
	return a;
}

void fp_arena_free(fp_arena *a)
{
	if (!a)
		return;
	for (block *b = a->top, *next; b; b = next) {
		next = b->next;
		block_free(b);
	}
	free(a);
}

void fp_arena_reset(fp_arena *a)
{
	a->used = 0;
	if (!a->top)
		return;
	for (block *b = a->top->next, *next; b; b = next) {
		next = b->next;
		block_free(b);
	}
	a->top->next = NULL;
	a->top->used = 0;
	POISON(a->top->bytes, a->top->size);
	if (a->top->size > BLOCK_MOST) {  // one huge document must not be remembered for ever
		block_free(a->top);
		a->top = NULL;
	}
}

size_t fp_arena_used(const fp_arena *a)
{
	return a->used;
}

size_t fp_arena_left(const fp_arena *a)
{
	return a->used < a->max ? a->max - a->used : 0;
}

bool fp_arena_over(const fp_arena *a, fp_err *err)
{
	if (a->used <= a->max)
		return false;
	fp_fail(err, FP_LIMIT, fp_tr("这一步需要的内存超过上限 %zu MiB；请分批处理或缩小输入",
	                             "this needs more than the limit of %zu MiB of memory; do it in parts or with a smaller input"),
	        (a->max + ((1u << 20) - 1)) >> 20);
	return true;
}

// A block with room for n bytes. What is much larger than usual gets a block of its own behind the current one, which
// goes on being filled.
static block *block_for(fp_arena *a, size_t n)
{
	block *top = a->top;
	if (top && top->size - top->used >= n)
		return top;
	if (top && n > a->next_size / 4)
		return top->next = block_new(n, top->next);
	size_t size = n > a->next_size ? n : a->next_size;
	if (a->next_size < BLOCK_MOST)
		a->next_size *= 2;
	return a->top = block_new(size, top);
}

void *fp_alloc(fp_arena *a, size_t n)
{
	if (n > SIZE_MAX / 4)
		fp_bug("allocation of %zu bytes", n);
	size_t room = (n + REDZONE + ALIGN - 1) / ALIGN * ALIGN;
	if (a->used + room > a->max && a->used + room - a->max > a->max)
		fp_bug("arena of %zu bytes was asked for %zu: nobody checked fp_arena_over()", a->max, a->used + room);
	a->used += room;
	block *b = block_for(a, room);
	char *p = b->bytes + b->used;
	b->used += room;
	UNPOISON(p, n);
	return memset(p, 0, n);
}

void *fp_grow(fp_arena *a, void *v, size_t *cap, size_t size)
{
	size_t more = *cap ? fp_mul_size(*cap, 2) : 8;
	void *grown = fp_alloc(a, fp_mul_size(more, size));
	if (*cap)
		memcpy(grown, v, *cap * size);
	*cap = more;
	return grown;
}
