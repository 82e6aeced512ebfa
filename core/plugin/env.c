// env: the globals of a plugin: the short list of what Lua offers, and the base functions that differ from Lua's.
#include "plugin/lua_priv.h"

#include <string.h>

static const char KEY_LIBS;      // of the registry: libs by name

// ---------------------------------------------------------------- base functions that differ from Lua's

// A verdict of the host passes through every pcall. Running out of memory is one.
static int box_pcall(lua_State *L)
{
	fp_box *b = fp_box_of(L);
	luaL_checkany(L, 1);
	int rc = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
	if (rc == LUA_ERRMEM)
		fp_box_over_memory(b);
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
	{"_G", "string table math utf8 print", DROP, NULL},  // set by fp_env_open
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
void fp_env_open(lua_State *L)
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
	lua_newtable(L);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &KEY_LIBS);
	lua_settop(L, 0);
}
