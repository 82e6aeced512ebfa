// lua_priv: the worker's side. One process, one job at a time, one Lua state ("box") for each plugin.
//
// Limits: the allocator refuses memory over the cap; a tick looks at the clocks and arms a hook that raises an error at the next
// instruction; what the hook cannot reach (a long C function) ends the process at the tick after. `over` is the verdict: once it is set
// no pcall returns to the plugin, and the box is thrown away after the call.
#ifndef FP_LUA_PRIV_H
#define FP_LUA_PRIV_H
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "plugin/plugin_priv.h"

typedef enum { FP_OVER_NO, FP_OVER_TIME, FP_OVER_MEMORY, FP_OVER_OUTPUT } fp_over;

typedef struct {
	lua_State *L;
	fp_host *host;
	fp_entry *entry;
	fp_call_limits lim;
	size_t used;             // bytes that Lua holds
	size_t phrases;          // bytes of phrase sets, which Lua does not see
	fp_over over;
	double after;            // the seconds that were passed
	uint32_t line;           // where it went over, 0 unknown
	char source[256];
	uint32_t refused;        // where memory was refused last; Lua may have found some afterwards
	char refused_source[256];
	uint32_t defined;        // line of the plugin's function, once it has returned
	bool loading;            // require works, calls of the plugin's function do not
	fp_buf libs;             // names required, each ended by \n
	fp_buf out;              // the result on the wire
	fp_buf log;
	fp_arena *scratch;       // memory of one API function
	uint32_t call;           // counts calls: a lazy table of an earlier one is refused
	bool dead;               // to be thrown away
} fp_box;

fp_box *fp_box_of(lua_State *L);

// box.c
fp_box *fp_box_open(fp_host *h, fp_entry *e, fp_err *err);       // state with API, the file not yet run; NULL sets err
void fp_box_close(fp_box *b);
bool fp_box_load(fp_box *b, fp_err *err);                        // runs the file; the declaration lies in the registry
bool fp_box_declare(fp_box *b, fp_err *err);                     // declaration to b->out
bool fp_box_call(fp_box *b, fp_str value, fp_str ctx, fp_err *err);  // result to b->out; ctx: replaced keys, may be empty

void fp_box_over_memory(fp_box *b);                              // the verdict, at the place where memory was refused last

// env.c
void fp_env_open(lua_State *L);                                  // makes the globals

// clock.c: the tick
void fp_tick_init(fp_page *page, double seconds);
void fp_tick_run(bool on);                                       // while a batch is served
void fp_tick_begin(fp_box *b);
void fp_tick_end(void);
bool fp_tick_due(void);                                          // time is over: for loops in C
int fp_tick_stop(lua_State *L);                                  // raises the verdict
uint32_t fp_where(lua_State *L, char *source, size_t n);         // innermost Lua line; allocates nothing

// marshal.c
void fp_push_wire(lua_State *L, fp_wire *w);                     // plain tables
void fp_push_lazy(lua_State *L, fp_str bytes);                   // an object whose keys are filled on first use; bytes live as long as the call
void fp_push_readonly(lua_State *L, int idx);                    // a proxy of the table at idx
void fp_take_value(lua_State *L, int idx, const char *what, fp_buf *out, size_t max);  // raises on what cannot travel
bool fp_is_readonly(lua_State *L, int idx);
void fp_unwrap(lua_State *L, int idx);                           // replaces a proxy by its table, fills a lazy table
void fp_push_null(lua_State *L);

// tables.c
size_t fp_push_sorted_keys(lua_State *L, int idx);               // a list; raises on keys without an order
int fp_lua_pairs(lua_State *L);
int fp_lua_next(lua_State *L);
int fp_lua_sort(lua_State *L);
int fp_lua_move(lua_State *L);
int fp_lua_guarded(lua_State *L);                                // upvalue 1: a library function that trusts #t

// pattern.c
int fp_lua_find(lua_State *L);
int fp_lua_match(lua_State *L);
int fp_lua_gmatch(lua_State *L);
int fp_lua_gsub(lua_State *L);

// api.c
typedef struct {
	const char *name;        // "fupan.text.len"; with ':' a method of a set
	const char *args;        // LuaCATS lines without "---", separated by \n
	const char *zh, *en;     // one sentence
	const char *example;     // a chunk that raises when it is wrong
	int since;
	lua_CFunction fn;
} fp_api;
const fp_api *fp_api_at(size_t i);                               // the whole table, NULL at its end
void fp_api_open(lua_State *L);                                  // pushes the table "fupan"
const char *fp_masked(lua_State *L, int idx);                    // "table", "function": what tostring shows instead of an address
extern const fp_api fp_api_text[], fp_api_date[];
extern const size_t fp_api_text_count, fp_api_date_count;
#endif
