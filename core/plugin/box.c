// box: a Lua state that can do nothing but compute: memory under a cap, a short list of functions, errors that carry a place.
#include "plugin/lua_priv.h"

#include <stdlib.h>
#include <string.h>

// Keys of the registry.
static const char KEY_DECL, KEY_CALL, KEY_CTX;

fp_box *fp_box_of(lua_State *L)
{
	return *(fp_box **)lua_getextraspace(L);
}

static void note_place(fp_box *b)
{
	char source[sizeof b->refused_source] = "";
	uint32_t line = b->L ? fp_where(b->L, source, sizeof source) : 0;
	if (!line)
		return;  // while the stack is taken down
	b->refused = line;
	memcpy(b->refused_source, source, sizeof source);
}

static void *allocate(void *ud, void *p, size_t old, size_t n)
{
	fp_box *b = ud;
	if (!p)
		old = 0;  // Lua passes the kind of object there
	if (!n) {
		free(p);
		b->used -= old;
		return NULL;
	}
	if (n > old && n - old > b->lim.memory - (b->used < b->lim.memory ? b->used : b->lim.memory)) {
		note_place(b);  // Lua collects garbage and asks again: it may go well yet
		return NULL;
	}
	void *q = realloc(p, n);
	if (q)
		b->used += n - old;
	return q;
}

void fp_box_over_memory(fp_box *b)
{
	if (b->over != FP_OVER_NO)
		return;
	b->over = FP_OVER_MEMORY;
	b->line = b->refused;
	memcpy(b->source, b->refused_source, sizeof b->source);
}

// math.random starts from a number made of the value, so that a call gives the same result on any worker.
static void seed(lua_State *L, uint64_t n)
{
	lua_getfield(L, LUA_REGISTRYINDEX, "fupan.seed");
	lua_pushinteger(L, (lua_Integer)n);
	lua_call(L, 1, 0);
}

static int setup(lua_State *L)
{
	fp_env_open(L);
	seed(L, 0);
	return 0;
}

// ---------------------------------------------------------------- errors

// Where the plugin itself stands, below the libs it called.
static uint32_t own_line(fp_box *b)
{
	lua_Debug d;
	for (int level = 0; lua_getstack(b->L, level, &d); level++) {
		lua_getinfo(b->L, "Sl", &d);
		if (d.currentline > 0 && !strcmp(d.source + 1, b->entry->pub.path.p))
			return (uint32_t)d.currentline;
	}
	return 0;
}

static bool has_place(const char *msg, const char *source)
{
	size_t n = strlen(source);
	return n && !strncmp(msg, source, n) && msg[n] == ':';
}

// The message handler: runs where the error was raised, so the stack still shows the place.
static int on_error(lua_State *L)
{
	fp_box *b = fp_box_of(L);
	char source[256] = "";
	if (b->over != FP_OVER_NO)
		return 1;
	uint32_t line = fp_where(L, source, sizeof source), own = own_line(b);
	if (lua_type(L, 1) != LUA_TSTRING)
		lua_pushfstring(L, fp_tr("error() 得到的不是文字而是 %s", "error() was given a %s instead of text"), luaL_typename(L, 1));
	const char *msg = lua_tostring(L, -1);
	if (line && !has_place(msg, source) && !has_place(msg, b->entry->pub.path.p))
		msg = lua_pushfstring(L, "%s:%d: %s", source, (int)line, msg);
	if (!line && b->defined)  // the function has returned: its result is at fault
		msg = lua_pushfstring(L, "%s:%d: %s", b->entry->pub.path.p, (int)b->defined, msg);
	if (own && !has_place(msg, b->entry->pub.path.p))
		lua_pushfstring(L, fp_tr("%s（由 %s:%d 调用）", "%s (called at %s:%d)"), msg, b->entry->pub.path.p, (int)own);
	return 1;
}

static void say_over(fp_box *b, fp_err *err)
{
	char place[300] = "";
	if (!b->line && b->defined)
		snprintf(place, sizeof place, "%s:%u", b->entry->pub.path.p, b->defined);
	else if (b->line)
		snprintf(place, sizeof place, "%s:%u", b->source, b->line);
	else
		snprintf(place, sizeof place, "%s", b->entry->pub.path.p);
	if (b->over == FP_OVER_TIME)
		fp_fail(err, FP_LIMIT, fp_tr("%s: %.3g 秒后被停止（死循环？）", "%s: stopped after %.3g s (endless loop?)"), place, b->after);
	else if (b->over == FP_OVER_MEMORY)
		fp_fail(err, FP_LIMIT, fp_tr("%s: 内存超过上限 %.3g MiB", "%s: needs more than the limit of %.3g MiB of memory"), place,
		        (double)b->lim.memory / (1 << 20));
	else
		fp_fail(err, FP_LIMIT, fp_tr("%s: 结果超过上限 %.3g MiB", "%s: the result is larger than the limit of %.3g MiB"), place,
		        (double)b->lim.output / (1 << 20));
}

// The end of every protected call: the verdict first, then what Lua says.
static bool settle(fp_box *b, int rc, fp_err *err)
{
	if (rc == LUA_ERRMEM)
		fp_box_over_memory(b);
	if (b->over != FP_OVER_NO) {
		say_over(b, err);
		return false;
	}
	if (rc == LUA_OK)
		return true;
	const char *msg = lua_type(b->L, -1) == LUA_TSTRING ? lua_tostring(b->L, -1) : "?";
	if (rc == LUA_ERRERR || strchr(msg, ':') == NULL)
		return fp_fail(err, FP_PLUGIN, "%s: %s", b->entry->pub.path.p, msg);
	return fp_fail(err, FP_PLUGIN, "%s", msg);
}

static bool protect(fp_box *b, lua_CFunction fn, void *arg, fp_err *err)
{
	lua_State *L = b->L;
	lua_settop(L, 0);  // never fails: the stack of a new state has room
	lua_pushcfunction(L, on_error);
	lua_pushcfunction(L, fn);
	lua_pushlightuserdata(L, arg);
	fp_tick_begin(b);
	int rc = lua_pcall(L, 1, 0, 1);
	fp_tick_end();
	bool ok = settle(b, rc, err);
	b->dead = b->dead || !ok;
	return ok;
}

// ---------------------------------------------------------------- life of a box

#define SCRATCH_LEAST ((size_t)64 << 20)  // what folding the longest text takes

fp_box *fp_box_open(fp_host *h, fp_entry *e, fp_err *err)
{
	fp_box *b = calloc(1, sizeof *b);
	if (!b) {
		fp_fail(err, FP_LIMIT, "%s", fp_tr("内存不足", "out of memory"));
		return NULL;
	}
	b->host = h;
	b->entry = e;
	b->lim = fp_limits_of(h, e->pub.kind);
	b->out.max = b->lim.output;
	b->log.max = 16 << 10;
	b->libs.max = 16 << 10;
	b->scratch = fp_arena_new(b->lim.memory > SCRATCH_LEAST ? b->lim.memory : SCRATCH_LEAST);
	lua_State *L = lua_newstate(allocate, b);
	if (L) {
		*(fp_box **)lua_getextraspace(L) = b;
		b->L = L;
		if (protect(b, setup, b, err))
			return b;
	} else {
		b->over = FP_OVER_MEMORY;
		say_over(b, err);
	}
	fp_box_close(b);
	return NULL;
}

void fp_box_close(fp_box *b)
{
	if (!b)
		return;
	if (b->L)
		lua_close(b->L);
	fp_buf_free(&b->libs);
	fp_buf_free(&b->out);
	fp_buf_free(&b->log);
	fp_arena_free(b->scratch);
	free(b);
}

static int load_file(lua_State *L)
{
	fp_box *b = lua_touserdata(L, 1);
	const fp_entry *e = b->entry;
	const char *chunk = lua_pushfstring(L, "@%s", e->pub.path.p);
	if (luaL_loadbufferx(L, e->source.p, e->source.n, chunk, "t"))
		return lua_error(L);
	lua_call(L, 0, 1);
	if (!lua_istable(L, -1))
		return luaL_error(L, fp_tr("%s: 文件应当返回一个表，返回了 %s", "%s: the file must return a table, it returned %s"), e->pub.path.p, luaL_typename(L, -1));
	if (e->pub.kind.n) {
		lua_pushlstring(L, e->pub.kind.p, e->pub.kind.n);
		lua_rawget(L, -2);
		lua_rawsetp(L, LUA_REGISTRYINDEX, &KEY_CALL);
	}
	lua_rawsetp(L, LUA_REGISTRYINDEX, &KEY_DECL);
	return 0;
}

bool fp_box_load(fp_box *b, fp_err *err)
{
	b->loading = true;
	bool ok = protect(b, load_file, b, err);
	b->loading = false;
	return ok;
}

// The declaration without its functions: {decl={...}, functions={names}}.
static int declare(lua_State *L)
{
	fp_box *b = lua_touserdata(L, 1);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &KEY_DECL);
	int decl = lua_gettop(L);
	lua_newtable(L);
	lua_newtable(L);
	int functions = lua_gettop(L);
	for (lua_pushnil(L); lua_next(L, decl); ) {
		if (lua_isfunction(L, -1) && lua_type(L, -2) == LUA_TSTRING) {
			lua_pop(L, 1);
			lua_pushvalue(L, -1);
			lua_rawseti(L, functions, (lua_Integer)lua_rawlen(L, functions) + 1);
		} else {
			lua_pushvalue(L, -2);
			lua_insert(L, -2);
			lua_rawset(L, functions - 1);
		}
	}
	fp_buf_c(&b->out, 'A');
	fp_wire_put_u32(&b->out, 2);
	fp_wire_put_u32(&b->out, 0);
	fp_take_value(L, functions - 1, "", &b->out, b->lim.output);
	fp_take_value(L, functions, "functions", &b->out, b->lim.output);
	return 0;
}

bool fp_box_declare(fp_box *b, fp_err *err)
{
	fp_buf_clear(&b->out);
	return protect(b, declare, b, err);
}

typedef struct {
	fp_str value, ctx;
} request;

// The context is made once and kept behind a proxy; an example's replaced keys make another one for that call.
static void push_context(lua_State *L, fp_box *b, fp_str replace)
{
	if (!replace.n) {
		if (lua_rawgetp(L, LUA_REGISTRYINDEX, &KEY_CTX) == LUA_TTABLE)
			return;
		lua_pop(L, 1);
	}
	const fp_context *c = &b->host->context;
	fp_wire w = {replace.p, replace.p + replace.n};
	if (c->wire.n) {
		fp_push_wire(L, &(fp_wire){c->wire.p, c->wire.p + c->wire.n});
	} else {
		lua_newtable(L);
	}
	const fp_str s = b->entry->settings_wire;
	if (s.n)
		fp_push_wire(L, &(fp_wire){s.p, s.p + s.n});
	else
		lua_newtable(L);
	lua_setfield(L, -2, "settings");
	if (replace.n) {
		fp_push_wire(L, &w);
		for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
			lua_pushvalue(L, -2);
			lua_pushvalue(L, -2);
			lua_rawset(L, -6);
		}
		lua_pop(L, 1);
	}
	fp_push_readonly(L, lua_gettop(L));
	lua_remove(L, -2);
	if (!replace.n) {
		lua_pushvalue(L, -1);
		lua_rawsetp(L, LUA_REGISTRYINDEX, &KEY_CTX);
	}
}

static int call(lua_State *L)
{
	request *r = lua_touserdata(L, 1);
	fp_box *b = fp_box_of(L);
	const fp_plugin *p = &b->entry->pub;
	seed(L, fp_hash64(r->value.p, r->value.n, 0));
	lua_rawgetp(L, LUA_REGISTRYINDEX, &KEY_CALL);
	if (r->value.n && *r->value.p == 'O')
		fp_push_lazy(L, r->value);
	else
		fp_push_wire(L, &(fp_wire){r->value.p, r->value.p + r->value.n});
	push_context(L, b, r->ctx);
	lua_call(L, 2, 1);
	lua_Debug d;
	lua_rawgetp(L, LUA_REGISTRYINDEX, &KEY_CALL);
	lua_getinfo(L, ">S", &d);
	b->defined = (uint32_t)d.linedefined;
	bool list = !fp_str_is(p->kind, "review");
	if (lua_isnil(L, -1) && list)
		lua_newtable(L);
	if (!lua_istable(L, -1))
		return luaL_error(L, fp_tr("%s 应当返回%s，返回了 %s", "%s must return %s, it returned %s"), p->kind.p,
		                  list ? fp_tr("列表或 nil", "a list or nil") : fp_tr("表", "a table"), luaL_typename(L, -1));
	fp_take_value(L, lua_gettop(L), "result", &b->out, b->lim.output);
	return 0;
}

bool fp_box_call(fp_box *b, fp_str value, fp_str ctx, fp_err *err)
{
	request r = {value, ctx};
	fp_buf_clear(&b->out);
	fp_buf_clear(&b->log);
	b->call++;
	b->defined = 0;
	return protect(b, call, &r, err);
}
