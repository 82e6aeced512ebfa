// plugin_priv: what the files of this folder share on the host's side, and the format that travels between host and worker.
//
// Host side (no Lua): load.c finds files, declare.c checks declarations, host.c answers questions, crew.c keeps workers and jobs,
// map.c and examples.c use the crew. Worker side (lua_priv.h): worker.c serves jobs, box.c makes the Lua state, marshal.c carries
// values, the rest is what plugins see. A worker is a fork of the host: it finds sources, settings and context in its own memory.
#ifndef FP_PLUGIN_PRIV_H
#define FP_PLUGIN_PRIV_H
#include <sys/types.h>

#include "plugin/plugin.h"

// ---------------------------------------------------------------- the wire: one byte of tag, then
// N null, F false, T true, I int64, D double, S u32 length and bytes, A u32 count and u32 bytes of the items, O the same with items of
// u32 key length, key, value. Numbers in the machine's order: both ends are one program.
#define WIRE_DEPTH 64
typedef struct {
	const char *p, *end;
} fp_wire;
// Depth and size of what comes from us are trusted up to WIRE_DEPTH; false is a LIMIT.
bool fp_wire_put(fp_buf *b, const json_t *v, fp_err *err);
// What comes from a worker is not trusted: lengths, depth and UTF-8 are checked. NULL with INVALID.
json_t *fp_wire_json(fp_str bytes, fp_err *err);
bool fp_wire_u32(fp_wire *w, uint32_t *v);
bool fp_wire_skip(fp_wire *w);                 // over one value
void fp_wire_put_u32(fp_buf *b, uint32_t v);
void fp_wire_put_str(fp_buf *b, fp_str s);     // u32 length and bytes, without a tag
bool fp_wire_str(fp_wire *w, fp_str *s);

// ---------------------------------------------------------------- plugins as the host keeps them
#define FP_SKIP_MAX 1024
typedef struct {
	fp_str name, path, source;  // name as required, path as shown
	size_t root;
} fp_lib;

typedef struct {
	fp_plugin pub;
	fp_str source;
	fp_str real;             // path on disk
	size_t root;             // number of its root; root_n for a file that is in none
	fp_str settings_wire;
} fp_entry;

typedef struct fp_worker fp_worker;

typedef struct {
	char lang[8];
	fp_str wire;
	json_t *value;
} fp_context;

struct fp_host {
	fp_arena *a;
	fp_limits limits;
	fp_plugin_root *roots;
	size_t root_n;
	json_t *given;           // settings by plugin name
	const fp_str *disabled;
	size_t disabled_n;
	fp_lib *libs;
	size_t lib_n, lib_cap;
	fp_entry **all;          // in order of loading: the number that workers use
	size_t n, cap;
	fp_entry **sorted;       // by kind, name
	fp_context context, other;
	fp_worker *workers;
	fp_normalise normalise;
	void *normalise_ctx;
	fp_log_line log;
	void *log_ctx;
	unsigned char skip[FP_SKIP_MAX];  // plugins that this run gave up
	bool busy;               // a run is under way: its callbacks may not call the host
};

size_t fp_entry_number(const fp_host *h, const fp_plugin *p);
void fp_host_sort(fp_host *h);

// load.c: reads the roots' libs and files, and their declarations.
bool fp_load_roots(fp_host *h, fp_err *err) FP_MUST_USE;
bool fp_load_file(fp_host *h, const char *path, fp_entry **out, fp_err *err) FP_MUST_USE;
const fp_lib *fp_lib_find(const fp_host *h, size_t root, fp_str name);

// declare.c: fills e->pub from [declaration, names of functions, names of libs] or sets status and reason.
void fp_declare(fp_host *h, fp_entry *e, const json_t *answer);
void fp_entry_bad(fp_host *h, fp_entry *e, const char *key, const char *fmt, ...) FP_PRINTF(4, 5);
void fp_settings_apply(fp_host *h, fp_entry *e);
json_t *fp_settings_with(fp_host *h, fp_entry *e, const json_t *given, fp_str *why);   // defaults and given; NULL: why
const char *fp_suggest(fp_arena *a, fp_str word, const char *const *names, size_t n);   // ", did you mean ...?" or ""

// limits of one call, by kind
typedef struct {
	size_t memory, output;
	double wall, cpu;
} fp_call_limits;
fp_call_limits fp_limits_of(const fp_host *h, fp_str kind);

// ---------------------------------------------------------------- jobs
typedef enum { FP_JOB_CALL, FP_JOB_DECLARE } fp_job_kind;
typedef enum { FP_ANSWER_OK, FP_ANSWER_FAULT, FP_ANSWER_LIMIT, FP_ANSWER_SKIPPED } fp_answer;
typedef struct {
	size_t plugin;         // number of the entry
	size_t seq;            // position in the run
	size_t i;              // the caller's number
	fp_job_kind kind;
	json_t *value;         // owned; NULL for a declaration
	json_t *ctx;           // replaces keys of the context; owned, may be NULL
	int tries;             // how often a worker died with it
	bool done;
	json_t *result;        // owned
	fp_err why;            // code 0: result
	fp_str log;            // heap: lines, each ended by \n
} fp_job;

// A run: `pull` fills the next job (false: no more), `deliver` gets each in the order in which it was pulled (false: stop).
typedef struct fp_run {
	fp_host *host;
	bool (*pull)(struct fp_run *r, fp_job *j);
	bool (*deliver)(struct fp_run *r, fp_job *j);
	int workers;           // at most
	bool stopped;          // deliver said so
	void *ctx;
} fp_run;
bool fp_crew_run(fp_run *r, fp_err *err) FP_MUST_USE;
// One job at once. False when there was no answer (err), else job->result or job->why.
bool fp_crew_one(fp_host *h, fp_job *j, fp_err *err) FP_MUST_USE;
void fp_crew_retire(fp_host *h);             // ends all workers: what they inherited is no longer true
void fp_crew_skip(fp_host *h, size_t plugin); // jobs of that plugin that wait in a worker are answered at once

// ---------------------------------------------------------------- a worker's process
// A page that both see. Written by the worker only, except for skip; what is in it is a hint for messages and for finding the guilty job.
typedef struct {
	volatile uint32_t running;   // 1 while a job runs
	volatile uint32_t job;       // its number
	volatile double since;       // monotonic seconds
	volatile uint32_t line;      // of the plugin, when the process ended itself
	volatile char source[256];
	volatile unsigned char skip[FP_SKIP_MAX];
} fp_page;
#define FP_EXIT_OVER 91          // the worker ended itself: time was over and the hook did not get its turn
_Noreturn void fp_worker_main(fp_host *h, int fd, fp_page *page);
// Locks the process in: no files, no processes, no network. `fd` stays open.
void fp_jail(int fd, size_t memory);
bool fp_jail_complete(void);     // false in builds with sanitizers or coverage, which need what the jail takes away
double fp_now(void);

// ---------------------------------------------------------------- for the unit tests, which do not see Lua
bool fp_box_unclassified(fp_buf *names);     // names of the Lua library that nobody allowed or removed
size_t fp_api_example(size_t i, const char **name, const char **chunk);   // returns since; 0 at the end of the table

// Message: u32 length of the rest, u8 type, rest.
enum { FP_MSG_VALUE = 'V', FP_MSG_CALL = 'C', FP_MSG_ANSWER = 'A' };
#endif
