// plugin: the Lua host. To the rest of the program Lua is a function from plain value to plain value (json_t). The only folder that
// knows Lua. Knows neither cases nor decks.
//
// A plugin file returns one table: name kind api version summary settings needs examples, and the function named after the kind.
// `needs` is { models = { FIELD... } }. It is checked strictly: an unknown key, a missing key or a wrong type is a refusal that names file and key, with a suggestion.
// Calls run in worker processes (fork) under limits: memory (allocator), CPU time (rlimit), wall clock (timer arms the hook; then
// SIGKILL), output size. A worker has no io, os, package, debug, load; require reaches plugins/lib only; seccomp where the kernel has it.
// The verdict "over the limit" is the host's, never Lua's: pcall cannot swallow it. One bad plugin never stops the others.
// Usual order: fp_host_open, fp_host_load (all folders), fp_host_call or fp_host_map, fp_host_close.
#ifndef FP_PLUGIN_H
#define FP_PLUGIN_H
#include <jansson.h>

#include "base/base.h"

#define FP_PLUGIN_API 1

typedef struct {
	size_t memory;       // bytes of one plugin's Lua state; default 64 MiB; issues and review get 4 times as much
	double call_seconds; // wall clock of one call, default 10: only a busy machine comes near; issues and review get 30 times as much
	double cpu_seconds;  // processor time of one call, default 2: what stops a loop; issues and review get 30 times as much
	size_t output;       // bytes of a result in transit, default 4 MiB
	int workers;         // default: cores, at most 4
} fp_limits;
fp_limits fp_limits_default(void);

typedef struct fp_host fp_host;

typedef enum { FP_PLUGIN_OK, FP_PLUGIN_BAD, FP_PLUGIN_DISABLED, FP_PLUGIN_SHADOWED, FP_PLUGIN_UNTRUSTED } fp_plugin_status;
typedef struct {
	fp_str name, kind, version, summary, path;   // path as shown to people: "plugins/classify/type.lua"
	fp_str origin;           // built-in, casebook, user
	int api;
	char digest[65];         // SHA-256 of file, the libs it requires, and its settings; empty when it could not be read
	char trust[65];          // SHA-256 of the file and of its root's libs: what trust is given to; empty where nobody is asked
	fp_plugin_status status;
	fp_str reason;           // why bad, disabled or shadowed: file:line and message
	json_t *settings;        // effective: defaults filled from the schema
	json_t *settings_schema;
	json_t *examples;
	double threshold;        // of verdicts, from settings or declaration, default 0.5
	json_t *labels;          // fields that it judges, may be NULL
	json_t *models;          // fields whose trained model it needs; the caller puts what they say into the value. May be NULL
} fp_plugin;

// Whether a plugin may run, asked before any of its code does. path as shown.
typedef bool (*fp_trusts)(void *ctx, fp_str path, const char *digest);
typedef struct {
	const char *dir;         // has classify/ issues/ review/ lib/
	const char *origin;
	fp_trusts trusts;        // NULL: all of them
	void *ctx;
} fp_plugin_root;

// `roots` from lowest to highest precedence: a later one shadows an earlier plugin of the same name, also when the later one is bad. A
// folder that is given twice counts once. `require` finds a lib in the plugin's own root, then in lower ones (not in one whose plugins
// are asked about). A plugin that is not trusted shadows nothing. `settings`:
// {name: {setting: value}}; "threshold" may be set for every plugin. limits NULL: the defaults; a field that is 0 too.
// Declarations are read in a worker too, under limits. Never fails for a bad plugin.
fp_host *fp_host_open(const fp_plugin_root *roots, size_t n, const json_t *settings, const fp_str *disabled, size_t disabled_n,
                      const fp_limits *limits, fp_err *err);
void fp_host_close(fp_host *h);
size_t fp_host_count(const fp_host *h);
const fp_plugin *fp_host_plugin(const fp_host *h, size_t i);        // sorted by kind, name
const fp_plugin *fp_host_find(const fp_host *h, fp_str name);       // usable one, or the bad one of that name
const fp_plugin *fp_host_nearest(const fp_host *h, fp_str name);
// Loads one file that is in no root (plugin run FILE, plugin test FILE); it sees the libs of all roots. NULL when there is no such file;
// a bad plugin is returned with its reason. The pointers that were handed out before stay valid.
const fp_plugin *fp_host_add_file(fp_host *h, const char *path, fp_err *err);

// The shared second argument of the plugin's function: {lang, taxonomy, scripts, today, ...}; settings are added per plugin. Sent to a worker once.
// Read-only for plugins.
bool fp_host_context(fp_host *h, const json_t *ctx, fp_err *err) FP_MUST_USE;
// The context in another language, for examples whose `lang` is not the one above. Without it they run in the one above with `lang` replaced.
bool fp_host_example_context(fp_host *h, const char *lang, const json_t *ctx, fp_err *err) FP_MUST_USE;
// Completes the `case` of an example (a few keys) to the value that a plugin gets; returns a new reference, or NULL with an err.
typedef json_t *(*fp_normalise)(void *ctx, const json_t *partial, fp_err *err);
void fp_host_normalise(fp_host *h, fp_normalise fn, void *ctx);
// Gets each line of fupan.log, in the order of the input. NULL (the default): lines are dropped.
typedef void (*fp_log_line)(void *ctx, const fp_plugin *p, fp_str line);
void fp_host_log(fp_host *h, fp_log_line fn, void *ctx);

// One call: function(value, ctx) in a worker. The result is owned by the caller; nil becomes an empty list (classify, issues). PLUGIN
// error: "plugins/classify/x.lua:12: message", LIMIT: "plugins/classify/x.lua:12: stopped after 2 s (endless loop?)" — line where known.
// USAGE when the plugin is not FP_PLUGIN_OK.
json_t *fp_host_call(fp_host *h, const fp_plugin *p, const json_t *value, fp_err *err);

// Many calls, spread over workers in batches, results in order of the input whatever worker finished first. `next` gives value i for
// plugin p (a new reference) or NULL to skip; `done` gets each result (borrowed) or the error. Both are asked for value 0 of each plugin,
// then value 1 ..., `next` some hundred values ahead of `done`. Returning the same json_t for all plugins of a value saves sending it again.
// A worker that dies is replaced and only the value that killed it fails; a plugin that failed 10 times in a row is skipped for the
// rest. `done` returns false to end the run: fp_host_map then returns false and leaves err alone. Neither may call the host.
typedef json_t *(*fp_map_next)(void *ctx, const fp_plugin *p, size_t i);
typedef bool (*fp_map_done)(void *ctx, const fp_plugin *p, size_t i, const json_t *result, const fp_err *why);
bool fp_host_map(fp_host *h, const fp_plugin *const *plugins, size_t plugin_n, size_t n, fp_map_next next, fp_map_done done, void *ctx, fp_err *err) FP_MUST_USE;

// Runs the plugin's examples; `line` gets TAP lines. The value of an example is its `case` (or `cases`, `week`); its expectation `expect` must be
// contained in the result (each expected verdict matches one by field and label; `expect_none` lists labels that must not appear). Verdicts
// below the threshold count as missing; `expect = {}` means none. Each example runs twice, the second time in reverse order: a plugin whose
// answer depends on what it was asked before fails. Evidence must stand literally in the value.
bool fp_host_test(fp_host *h, const fp_plugin *p, void (*line)(void *ctx, const char *tap), void *ctx, size_t *failed, fp_err *err) FP_MUST_USE;

// The API that plugins see, from one table in C: Markdown reference, or LuaCATS stubs.
fp_str fp_plugin_api_doc(fp_arena *a, bool luacats);
#endif
