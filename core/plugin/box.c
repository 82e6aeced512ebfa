// box: a Lua state that can do nothing but compute: memory under a cap, a short list of functions, errors that carry a place.
#include "plugin/lua_priv.h"

#include <stdlib.h>
#include <string.h>

// Keys of the registry.
static const char KEY_DECL, KEY_CALL, KEY_CTX, KEY_LIBS;

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

static void over_memory(fp_box *b)
{
	if (b->over != FP_OVER_NO)
		return;
	b->over = FP_OVER_MEMORY;
	b->line = b->refused;
	memcpy(b->source, b->refused_source, sizeof b->source);
}

// ---------------------------------------------------------------- base functions that differ from Lua's

// A verdict of the host passes through every pcall. Running out of memory is one.
static int box_pcall(lua_State *L)
{
	fp_box *b = fp_box_of(L);
	luaL_checkany(L, 1);
	int rc = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
	if (rc == LUA_ERRMEM)
		over_memory(b);
	if (b->over != FP_OVER_NO) {
		lua_pushnil(L);
		return lua_error(L);
	}
	lua_pushboolean(L, rc == LUA_OK);
	lua_insert(L, 1);
	return lua_gettop(L);
}

const char *fp_masked(lua_State *L, int idx)
{
	if (lua_islightuserdata(L, idx))
		return "null";
	return lua_type(L, idx) >= LUA_TTABLE ? luaL_typename(L, idx) : NULL;
}

// Addresses differ from run to run; what has no __tostring shows as its type.
static int box_tostring(lua_State *L)
{
	luaL_checkany(L, 1);
	if (fp_masked(L, 1) && luaL_getmetafield(L, 1, "__tostring") == LUA_TNIL)
		lua_pushstring(L, fp_masked(L, 1));
	else
		luaL_tolstring(L, 1, NULL);
	return 1;
}

static int box_setmetatable(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2, "nil or table");
	if (lua_istable(L, 2)) {
		lua_pushliteral(L, "__gc");
		if (lua_rawget(L, 2) != LUA_TNIL)
			return luaL_error(L, "%s", fp_tr("元表不能有 __gc：它会在时限之外运行", "a metatable with __gc is refused: it would run outside the time limit"));
	}
	if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
		return luaL_error(L, "%s", fp_tr("这个表的元表不能更换", "the metatable of this table cannot be changed"));
	lua_settop(L, 2);
	lua_setmetatable(L, 1);
	return 1;
}

static int box_rawget(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	luaL_checkany(L, 2);
	lua_settop(L, 2);
	fp_unwrap(L, 1);
	lua_rawget(L, 1);
	return 1;
}

static int box_rawset(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	luaL_checkany(L, 2);
	luaL_checkany(L, 3);
	lua_settop(L, 3);
	if (fp_is_readonly(L, 1))
		return luaL_error(L, "%s", fp_tr("ctx 是只读的", "ctx is read-only"));
	fp_unwrap(L, 1);
	lua_rawset(L, 1);
	return 1;
}

static int box_rawlen(lua_State *L)
{
	if (lua_istable(L, 1))
		fp_unwrap(L, 1);
	luaL_argexpected(L, lua_istable(L, 1) || lua_isstring(L, 1), 1, "table or string");
	lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
	return 1;
}

static void check_lib_name(lua_State *L, fp_str name)
{
	bool ok = name.n > 0 && name.n <= 64;
	for (size_t i = 0; i < name.n; i++)
		ok = ok && ((name.p[i] >= 'a' && name.p[i] <= 'z') || (name.p[i] >= '0' && name.p[i] <= '9') || name.p[i] == '-' || name.p[i] == '_');
	if (!ok)
		luaL_error(L, fp_tr("require 只接受 plugins/lib 里的名字（小写字母、数字、- 和 _），得到 \"%s\"",
		                    "require takes the name of a file in plugins/lib (a-z, 0-9, - and _), got \"%s\""), name.p);
}

// require: the sources lie in memory. Only while the file loads, so that the digest knows every lib.
static int box_require(lua_State *L)
{
	fp_box *b = fp_box_of(L);
	fp_str name = {0};
	name.p = luaL_checklstring(L, 1, &name.n);
	check_lib_name(L, name);
	if (!b->loading)
		return luaL_error(L, fp_tr("require(\"%s\") 只能写在文件开头，不能写在函数里", "require(\"%s\") belongs at the top of the file, not in a function"), name.p);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &KEY_LIBS);
	if (lua_getfield(L, -1, name.p) == LUA_TLIGHTUSERDATA)
		return luaL_error(L, fp_tr("plugins/lib/%s.lua 绕了一圈又要求它自己", "plugins/lib/%s.lua requires itself in a circle"), name.p);
	if (!lua_isnil(L, -1))
		return 1;
	lua_pop(L, 1);
	const fp_lib *lib = fp_lib_find(b->host, b->entry->root, name);
	if (!lib)
		return luaL_error(L, fp_tr("没有 plugins/lib/%s.lua", "there is no plugins/lib/%s.lua"), name.p);
	fp_buf_f(&b->libs, "%s\n", name.p);
	lua_pushlightuserdata(L, b);
	lua_setfield(L, -2, name.p);
	const char *chunk = lua_pushfstring(L, "@%s", lib->path.p);
	if (luaL_loadbufferx(L, lib->source.p, lib->source.n, chunk, "t"))
		return lua_error(L);
	lua_call(L, 0, 1);
	if (lua_isnil(L, -1))
		return luaL_error(L, fp_tr("%s 没有返回值", "%s returns nothing"), lib->path.p);
	lua_pushvalue(L, -1);
	lua_setfield(L, -4, name.p);
	return 1;
}

#define REP_MOST ((size_t)1 << 20)

static int box_rep(lua_State *L)
{
	size_t n, sep = 0;
	luaL_checklstring(L, 1, &n);
	lua_Integer times = luaL_checkinteger(L, 2);
	luaL_optlstring(L, 3, "", &sep);
	if (times > 0 && n + sep > 0 && (size_t)times > REP_MOST / (n + sep))
		return luaL_error(L, fp_tr("string.rep 的结果最多 %d 字节", "the result of string.rep may have %d bytes at most"), (int)REP_MOST);
	return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

// %p and tables would show addresses.
static int box_format(lua_State *L)
{
	size_t n;
	const char *f = luaL_checklstring(L, 1, &n);
	for (size_t i = 0; i + 1 < n; i++) {
		if (f[i] != '%')
			continue;
		i++;
		while (i < n && f[i] && strchr("-+ #0.123456789", f[i]))
			i++;
		if (i < n && f[i] == 'p')
			return luaL_argerror(L, 1, fp_tr("%p 会显示地址，每次运行都不同", "%p would show an address, which differs from run to run"));
	}
	for (int i = 2; i <= lua_gettop(L); i++) {
		if (!fp_masked(L, i) || luaL_getmetafield(L, i, "__tostring") != LUA_TNIL)
			continue;
		lua_pushstring(L, fp_masked(L, i));
		lua_replace(L, i);
	}
	lua_settop(L, lua_gettop(L));
	return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

// ---------------------------------------------------------------- the list of what Lua offers
// keep: as it is; own: replaced by the function beside it; drop: not available. A name that is in no row is a finding of the unit test.
typedef enum { KEEP, OWN, DROP } fate;
static const struct {
	const char *lib, *names;
	fate fate;
	lua_CFunction fn;        // gets Lua's own function as upvalue
} fates[] = {
	{"_G", "assert error getmetatable ipairs rawequal select tonumber type", KEEP, NULL},
	{"_G", "pcall", OWN, box_pcall},
	{"_G", "tostring", OWN, box_tostring},
	{"_G", "setmetatable", OWN, box_setmetatable},
	{"_G", "rawget", OWN, box_rawget},
	{"_G", "rawset", OWN, box_rawset},
	{"_G", "rawlen", OWN, box_rawlen},
	{"_G", "pairs", OWN, fp_lua_pairs},
	{"_G", "next", OWN, fp_lua_next},
	{"_G", "require", OWN, box_require},
	{"_G", "string table math utf8 print", DROP, NULL},  // set by box_environment
	{"_G", "_G _VERSION collectgarbage coroutine debug dofile io load loadfile os package warn xpcall", DROP, NULL},
	{"string", "byte char len lower pack packsize reverse sub unpack upper", KEEP, NULL},
	{"string", "rep", OWN, box_rep},
	{"string", "format", OWN, box_format},
	{"string", "find", OWN, fp_lua_find},
	{"string", "match", OWN, fp_lua_match},
	{"string", "gmatch", OWN, fp_lua_gmatch},
	{"string", "gsub", OWN, fp_lua_gsub},
	{"string", "dump", DROP, NULL},
	{"table", "pack", KEEP, NULL},
	{"table", "concat insert remove unpack", OWN, fp_lua_guarded},
	{"table", "move", OWN, fp_lua_move},
	{"table", "sort", OWN, fp_lua_sort},
	{"math", "abs acos asin atan ceil cos deg exp floor fmod huge log max maxinteger min mininteger modf pi rad random sin sqrt tan "
	         "tointeger type ult", KEEP, NULL},
	{"math", "randomseed atan2 cosh sinh tanh pow frexp ldexp log10", DROP, NULL},
	{"utf8", "char charpattern codepoint codes len offset", KEEP, NULL},
};

static bool listed(const char *lib, fp_str name)
{
	for (size_t i = 0; i < FP_COUNT(fates); i++) {
		fp_str rest = fp_s(fates[i].names);
		while (!strcmp(fates[i].lib, lib) && rest.n)
			if (fp_str_eq(fp_str_cut(&rest, ' '), name))
				return true;
	}
	return false;
}

static void find_unlisted(lua_State *L, const char *lib, fp_buf *names)
{
	for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
		const char *name = lua_tostring(L, -2);
		if (!listed(lib, fp_s(name)))
			fp_buf_f(names, "%s.%s ", lib, name);
	}
}

bool fp_box_unclassified(fp_buf *names)
{
	static const char *const libs[] = {"string", "table", "math", "utf8"};
	lua_State *L = luaL_newstate();
	luaL_openlibs(L);
	lua_pushglobaltable(L);
	find_unlisted(L, "_G", names);
	for (size_t i = 0; i < FP_COUNT(libs); i++) {
		lua_getfield(L, 1, libs[i]);
		find_unlisted(L, libs[i], names);
		lua_pop(L, 1);
	}
	lua_close(L);
	return names->n == 0;
}

// Copies what is allowed from the table at `from` to the table on top.
static void copy_allowed(lua_State *L, int from, const char *lib)
{
	for (size_t i = 0; i < FP_COUNT(fates); i++) {
		fp_str rest = fp_s(fates[i].names);
		while (!strcmp(fates[i].lib, lib) && fates[i].fate != DROP && rest.n) {
			fp_str name = fp_str_cut(&rest, ' ');
			lua_pushlstring(L, name.p, name.n);
			lua_pushvalue(L, -1);
			lua_gettable(L, from);
			if (fates[i].fate == OWN)
				lua_pushcclosure(L, fates[i].fn, 1);
			lua_settable(L, -3);
		}
	}
}

static void add_lib(lua_State *L, const char *name, lua_CFunction open)
{
	lua_pushcfunction(L, open);
	lua_call(L, 0, 1);
	lua_newtable(L);
	copy_allowed(L, lua_gettop(L) - 1, name);
	if (!strcmp(name, "math")) {
		lua_getfield(L, -2, "randomseed");
		lua_setfield(L, LUA_REGISTRYINDEX, "fupan.seed");
	}
	fp_push_readonly(L, lua_gettop(L));
	lua_setfield(L, 1, name);
	if (!strcmp(name, "string")) {  // methods of strings: the same short list, out of reach
		lua_pushliteral(L, "");
		lua_createtable(L, 0, 2);
		lua_pushvalue(L, -3);
		lua_setfield(L, -2, "__index");
		lua_pushboolean(L, 0);
		lua_setfield(L, -2, "__metatable");
		lua_setmetatable(L, -2);
		lua_pop(L, 1);
	}
	lua_pop(L, 2);
}

static int no_global(lua_State *L)
{
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
	if (listed("_G", fp_s(name)))
		return luaL_error(L, fp_tr("插件里没有 %s", "%s is not available to plugins"), name);
	return luaL_error(L, fp_tr("没有全局变量 %s（漏写 local，或写错了名字？）", "there is no global %s (a missing local, or a typing error?)"), name);
}

static int no_new_global(lua_State *L)
{
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
	return luaL_error(L, fp_tr("给全局变量 %s 赋值：请加 local", "assignment to the global %s: write local"), name);
}

// Globals are an empty table in front of the list: nothing can be added or replaced, a typing error is an error.
static void box_environment(lua_State *L)
{
	lua_settop(L, 0);
	lua_newtable(L);
	lua_pushcfunction(L, luaopen_base);
	lua_call(L, 0, 1);
	lua_pushvalue(L, 1);
	copy_allowed(L, 2, "_G");
	lua_settop(L, 1);
	add_lib(L, "string", luaopen_string);
	add_lib(L, "table", luaopen_table);
	add_lib(L, "math", luaopen_math);
	add_lib(L, "utf8", luaopen_utf8);
	fp_api_open(L);
	lua_getfield(L, -1, "log");
	lua_setfield(L, 1, "print");
	fp_push_readonly(L, 2);
	lua_setfield(L, 1, "fupan");
	lua_createtable(L, 0, 1);
	lua_pushcfunction(L, no_global);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, 1);
	lua_newtable(L);
	lua_createtable(L, 0, 3);
	lua_pushvalue(L, 1);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, no_new_global);
	lua_setfield(L, -2, "__newindex");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
	lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
	lua_settop(L, 0);
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
	box_environment(L);
	lua_newtable(L);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &KEY_LIBS);
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
		over_memory(b);
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
