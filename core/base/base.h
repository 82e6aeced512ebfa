// base: memory, text, errors, dates, files. Row 0: knows nothing of fupan's subject.
//
// Memory: one fp_arena per operation, made by a face (command line, tests) and freed at its end; functions that return
// memory take an arena. An arena or buffer has a maximum; passing it is a sticky condition that is asked once
// (fp_arena_over, fp_buf_ok), not a crash. Running out of the machine's memory aborts.
// Errors: functions return bool or a pointer and set an fp_err, the last parameter; the first error wins. Problems *in
// documents* are fp_diag, data and not control flow. A programmer's error is fp_bug(), in release builds too.
// Text: fp_str is counted, need not be terminated unless said so; all text is UTF-8.
#ifndef FP_BASE_H
#define FP_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define FP_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define FP_MUST_USE __attribute__((warn_unused_result))
#define FP_COUNT(a) (sizeof(a) / sizeof((a)[0]))

// ---------------------------------------------------------------- errors
typedef enum {
	FP_OK = 0,
	FP_USAGE,      // the caller asked for something that is not offered
	FP_NOT_FOUND,  // no such case, plugin, file, casebook
	FP_INVALID,    // a document or input is not well-formed
	FP_CONFLICT,   // somebody else changed the same thing
	FP_LIMIT,      // larger, deeper or slower than allowed
	FP_IO,         // the operating system said no
	FP_GIT,        // the repository said no
	FP_DB,         // the cache said no
	FP_PLUGIN,     // a plugin failed
} fp_code;

// Why an operation failed. Lives on the caller's stack; `fp_err err = {0}` is "no error".
typedef struct {
	fp_code code;
	char msg[1000];  // one line, no trailing full stop, never "failed to"
} fp_err;

// Sets *err unless it already holds an error or is NULL. Always returns false, so that `return fp_fail(...)` reads well.
bool fp_fail(fp_err *err, fp_code code, const char *fmt, ...) FP_PRINTF(3, 4);
// Adds ": detail" context in front of the message already in *err ("where: message"). Returns false.
bool fp_fail_in(fp_err *err, const char *fmt, ...) FP_PRINTF(2, 3);
// A programmer's error: prints file, line and message, aborts.
#define fp_bug(...) fp_bug_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void fp_bug_at(const char *file, int line, const char *fmt, ...) FP_PRINTF(3, 4);
#define fp_assert(c) ((c) ? (void)0 : fp_bug("assertion: %s", #c))

// ---------------------------------------------------------------- language of messages
// Every message to a person is written at its place in both languages: fp_tr("中文 %s", "English %s"). Both formats take
// the same arguments in the same order. The language is set once, by main, before anything else runs.
typedef enum { FP_EN, FP_ZH } fp_lang;
void fp_lang_set(fp_lang lang);
fp_lang fp_lang_get(void);
bool fp_lang_parse(const char *name, fp_lang *out);  // "zh", "en", also "zh_CN.UTF-8"
const char *fp_tr(const char *zh, const char *en) __attribute__((format_arg(1), format_arg(2)));

// ---------------------------------------------------------------- memory
typedef struct fp_arena fp_arena;
// An arena that may hold up to `max` bytes (0: 1 GiB). Never NULL.
fp_arena *fp_arena_new(size_t max);
void fp_arena_free(fp_arena *a);
void fp_arena_reset(fp_arena *a);       // forgets everything, keeps one block
size_t fp_arena_used(const fp_arena *a);
size_t fp_arena_left(const fp_arena *a); // up to the maximum; 0 when it was passed
// Whether the maximum was passed; sets a LIMIT error if so. Allocation itself goes on (to twice the maximum, then aborts),
// so readers check once per document, not once per allocation.
bool fp_arena_over(const fp_arena *a, fp_err *err);
void *fp_alloc(fp_arena *a, size_t n);  // zeroed, aligned for any type
#define FP_NEW(a, type) ((type *)fp_alloc((a), sizeof(type)))
#define FP_NEW_N(a, type, n) ((type *)fp_alloc((a), fp_mul_size(sizeof(type), (n))))
size_t fp_mul_size(size_t a, size_t b); // aborts on overflow
// Grows an arena array so that index n is valid: FP_PUSH(a, v, n, cap) = value;
#define FP_PUSH(a, v, n, cap) \
	(*((n) < (cap) ? &(v)[(n)++] \
	               : ((v) = fp_grow((a), (v), &(cap), sizeof(*(v))), &(v)[(n)++])))
void *fp_grow(fp_arena *a, void *v, size_t *cap, size_t size);
// Heap memory that aborts when the machine has none; freed with free().
void *fp_xmalloc(size_t n);
void *fp_xrealloc(void *p, size_t n);
char *fp_xstrdup(const char *s);

// ---------------------------------------------------------------- counted text
typedef struct {
	const char *p;
	size_t n;
} fp_str;
#define FP_STR(lit) ((fp_str){(lit), sizeof(lit) - 1})
#define FP_ARG(s) (int)(s).n, (s).p  // for "%.*s"
fp_str fp_s(const char *z);          // strlen; NULL is empty
bool fp_str_eq(fp_str a, fp_str b);
bool fp_str_is(fp_str a, const char *z);
bool fp_str_ieq(fp_str a, fp_str b);  // ASCII case folded
int fp_str_cmp(fp_str a, fp_str b);   // bytes, then length: the order of all output
bool fp_str_starts(fp_str s, const char *z);
bool fp_str_ends(fp_str s, const char *z);
bool fp_str_has(fp_str s, fp_str part);
ptrdiff_t fp_str_find(fp_str s, fp_str part, size_t from);  // byte offset or -1
fp_str fp_str_sub(fp_str s, size_t from, size_t to);        // clamps
fp_str fp_str_trim(fp_str s);         // ASCII white space and U+3000 on both sides
// Cuts s at the first `sep`; returns the part before, leaves the rest (after sep) in *s. At the end *s is {NULL,0}.
fp_str fp_str_cut(fp_str *s, char sep);
fp_str fp_str_item(fp_str *s);        // fp_str_cut for a list as people type it ("a, b，c、d"), trimmed
fp_str fp_str_line(fp_str *s);        // fp_str_cut for lines; drops a CR before the LF
fp_str fp_str_dup(fp_arena *a, fp_str s);      // NUL-terminated copy
char *fp_cstr(fp_arena *a, fp_str s);          // the same as char *
fp_str fp_strf(fp_arena *a, const char *fmt, ...) FP_PRINTF(2, 3);
bool fp_str_int(fp_str s, int64_t *out);       // whole string, decimal, sign allowed
bool fp_str_num(fp_str s, double *out);        // whole string, C locale
int fp_str_cmp_qsort(const void *a, const void *b);
// Edit distance (bytes for ASCII, code points else), at most `max`+1; for "did you mean".
size_t fp_str_distance(fp_str a, fp_str b, size_t max);

// A builder. Sticky: append freely, check fp_buf_ok() once. Owns heap memory: fp_buf_free().
typedef struct {
	char *p;          // NUL-terminated once anything was appended, else NULL
	size_t n, cap;
	size_t max;       // 0: 256 MiB
	bool over;        // the maximum was passed; later appends are ignored
} fp_buf;
void fp_buf_add(fp_buf *b, const void *p, size_t n);
void fp_buf_str(fp_buf *b, fp_str s);
void fp_buf_z(fp_buf *b, const char *z);
void fp_buf_c(fp_buf *b, char c);
void fp_buf_f(fp_buf *b, const char *fmt, ...) FP_PRINTF(2, 3);
void fp_buf_vf(fp_buf *b, const char *fmt, va_list ap) FP_PRINTF(2, 0);
bool fp_buf_ok(const fp_buf *b, fp_err *err);
fp_str fp_buf_view(const fp_buf *b);               // valid until the next append
fp_str fp_buf_take(fp_buf *b, fp_arena *a);        // moves into an arena, frees the buffer
void fp_buf_clear(fp_buf *b);
void fp_buf_free(fp_buf *b);

// ---------------------------------------------------------------- UTF-8
#define FP_BAD_CP 0xFFFFFFFFu
// Decodes one code point at *i (i < s.n) and advances *i; an invalid byte gives FP_BAD_CP and advances by one.
uint32_t fp_utf8_next(fp_str s, size_t *i);
size_t fp_utf8_put(char out[4], uint32_t cp);       // bytes written
bool fp_utf8_valid(fp_str s, size_t *bad_offset);   // also refuses surrogates and overlong forms; NUL is allowed here
// Bytes of the control character at i that a terminal might obey: C0 and DEL one, C1 (U+0080 to U+009F; U+009B begins a
// command as ESC [ does) two, none 0.
size_t fp_control_len(fp_str s, size_t i);
void fp_blank_controls(char *p, size_t n);  // each byte of them becomes a space
size_t fp_utf8_count(fp_str s);                     // code points
fp_str fp_utf8_prefix(fp_str s, size_t n);          // the first n code points
bool fp_is_han(uint32_t cp);                        // CJK ideographs of all planes, 々 〇
// Columns in a terminal: 0 combining or control, 1, or 2 for East Asian wide and emoji. An invalid byte counts as 1.
int fp_cp_width(uint32_t cp);
size_t fp_str_width(fp_str s);
fp_str fp_str_fit(fp_arena *a, fp_str s, size_t columns);  // cut with … to at most that many columns

// ---------------------------------------------------------------- problems in documents
typedef enum { FP_ERROR, FP_WARNING, FP_NOTE } fp_severity;
typedef struct {
	fp_str path;
	uint32_t line, col;  // from 1; 0 unknown
	fp_severity severity;
	const char *rule;    // stable id such as "front-matter", "unknown-value"
	fp_str message;
} fp_diag;
typedef struct {
	fp_arena *arena;
	fp_diag *v;
	size_t n, cap;
	size_t errors;       // how many are FP_ERROR
	fp_str path;         // given to every diag added
} fp_diags;
void fp_diag_add(fp_diags *d, fp_severity sev, const char *rule, uint32_t line, uint32_t col, const char *fmt, ...)
	FP_PRINTF(6, 7);

// ---------------------------------------------------------------- dates
typedef int32_t fp_day;  // days since 1970-01-01, proleptic Gregorian, in the casebook's time zone
#define FP_NO_DAY INT32_MIN
typedef struct {
	int64_t utc;     // seconds since the epoch
	int32_t offset;  // seconds east of UTC
} fp_time;
// FP_NO_DAY when there is no such day; years 1 to 9999.
fp_day fp_day_of(int y, int m, int d);
void fp_day_parts(fp_day day, int *y, int *m, int *d);
int fp_day_weekday(fp_day day);                        // 1 Monday .. 7 Sunday
fp_day fp_week_start(int iso_year, int iso_week);      // its Monday; FP_NO_DAY when there is no such week
void fp_week_of(fp_day day, int *iso_year, int *iso_week);
fp_day fp_time_day(fp_time t);
// "2026-11-18", "2026-11-18 10:32", "2026-11-18T10:32:00+08:00", "…Z", "2026/11/18", "2026年11月18日 10:32", "11/18/2026" is refused
// as ambiguous. A time without offset gets `offset`. `*has_time` (may be NULL) says whether there was a time of day.
bool fp_time_parse(fp_str s, int32_t offset, fp_time *out, bool *has_time);
bool fp_day_parse(fp_str s, fp_day *out);              // YYYY-MM-DD only
bool fp_offset_parse(fp_str s, int32_t *out);          // "+08:00", "Z"
fp_str fp_time_text(fp_arena *a, fp_time t);           // 2026-11-18T10:32:00+08:00
fp_str fp_day_text(fp_arena *a, fp_day d);             // 2026-11-18
fp_str fp_week_text(fp_arena *a, fp_day d);            // 2026-W47
typedef struct {
	fp_day from, to;  // inclusive
} fp_range;
typedef struct {
	fp_str name;
	fp_day from, to;
} fp_promo;
typedef struct {
	fp_day today;
	const fp_promo *promos;
	size_t promo_n;
} fp_calendar;
// 2026 · 2026-11 · 2026-11-18 · 2026-W47 · A..B (each of those; a missing end is 0001-01-01 or 9999-12-31)
// today yesterday this-week last-week last-Nw last-Nd this-month last-month · 今天 昨天 本周 上周 本月 上月
// promo:NAME (a part of the name suffices when unique)
// last-Nw is the N complete weeks before this one; last-Nd is today and the N-1 days before it.
// Fails with USAGE and the accepted forms.
bool fp_period_parse(fp_str s, const fp_calendar *cal, fp_range *out, fp_err *err);

// ---------------------------------------------------------------- clock
// Now: FUPAN_NOW when set (as for fp_time_parse; without an offset it is in the zone of what follows), else what
// fp_clock_set gave (a casebook's fixed moment), else the system's clock with its local offset.
fp_time fp_clock_now(void);
void fp_clock_set(fp_time t);
bool fp_clock_check(fp_err *err);        // whether FUPAN_NOW, if set, can be read
double fp_clock_seconds(void);           // monotonic, for durations only

// ---------------------------------------------------------------- files and paths
fp_str fp_path_join(fp_arena *a, fp_str dir, fp_str name);
fp_str fp_path_dir(fp_str path);
fp_str fp_path_base(fp_str path);
// Reads a file of at most `max` bytes into the arena, NUL-terminated. NOT_FOUND, LIMIT or IO. path "-" is not special.
bool fp_file_read(fp_arena *a, const char *path, size_t max, fp_str *out, fp_err *err) FP_MUST_USE;
bool fp_file_read_fd(fp_arena *a, int fd, size_t max, fp_str *out, fp_err *err) FP_MUST_USE;
// Writes to a temporary name beside, fsyncs if `durable`, renames: the old file or the whole new one. Makes no folders.
bool fp_file_write(const char *path, fp_str bytes, bool durable, fp_err *err) FP_MUST_USE;
bool fp_mkdirs(const char *path, fp_err *err) FP_MUST_USE;
bool fp_file_exists(const char *path);
bool fp_dir_exists(const char *path);
bool fp_write_all(int fd, const void *p, size_t n);  // all of it, however often the system interrupts; false with errno
// Names in a folder, sorted by bytes, without . and ..; a missing folder is an empty list.
bool fp_dir_list(fp_arena *a, const char *path, fp_str **names, size_t *n, fp_err *err) FP_MUST_USE;
bool fp_random(void *p, size_t n);       // from the kernel
uint64_t fp_hash64(const void *p, size_t n, uint64_t seed);  // fast, stable for ever, not cryptographic

// ---------------------------------------------------------------- speaking while working (stderr)
bool fp_tty(int fd);
// A progress line on a terminal, nothing elsewhere: "导入 12,000/100,000 8,500/s 还需 10 秒". total 0: unknown.
typedef struct {
	const char *what;
	size_t total, done;
	double start, last;
	bool on, drawn;
} fp_progress;
fp_progress fp_progress_start(const char *what, size_t total);
void fp_progress_step(fp_progress *p, size_t done);
void fp_progress_end(fp_progress *p);
void fp_warn(const char *fmt, ...) FP_PRINTF(1, 2);   // "fupan: 注意：..." one line on stderr

// ---------------------------------------------------------------- faults (test builds only)
// FP_FAULT("store.ref") names a durable step. In builds with FP_FAULTS, FUPAN_FAULT="store.ref:2:kill" ends the process by
// SIGKILL at the second pass; "store.ref:2:full" makes FP_FAULT_FULL("store.ref") true at its second pass, so that the step
// reports a full disk; several are separated by commas. Elsewhere: nothing. fp_file_write has "file.write" (which can be
// full) and "file.rename" (before the rename).
#ifdef FP_FAULTS
void fp_fault_at(const char *name);
bool fp_fault_full(const char *name);
#define FP_FAULT(name) fp_fault_at(name)
#define FP_FAULT_FULL(name) fp_fault_full(name)
#else
#define FP_FAULT(name) ((void)0)
#define FP_FAULT_FULL(name) false
#endif

#endif
