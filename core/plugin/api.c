// api: what plugins can call, from one table: registration, reference and editor stubs all read it.
#include "plugin/lua_priv.h"

#include <string.h>

#define LOG_LINES 100

static int api_log(lua_State *L)
{
	fp_box *b = fp_box_of(L);
	for (int i = 1, n = lua_gettop(L); i <= n; i++) {
		lua_getglobal(L, "tostring");
		lua_pushvalue(L, i);
		lua_call(L, 1, 1);
		fp_str s;
		s.p = luaL_checklstring(L, -1, &s.n);
		for (size_t k = 0; k < s.n; k++)
			fp_buf_c(&b->log, s.p[k] == '\n' ? ' ' : s.p[k]);  // a line of the record is one line
		fp_buf_c(&b->log, i < n ? '\t' : '\n');
		lua_pop(L, 1);
	}
	return 0;
}

static int sorted_step(lua_State *L)
{
	lua_Integer i = lua_tointeger(L, lua_upvalueindex(3)) + 1;
	lua_pushinteger(L, i);
	lua_replace(L, lua_upvalueindex(3));
	if (lua_rawgeti(L, lua_upvalueindex(2), i) == LUA_TNIL)
		return 1;
	lua_pushvalue(L, -1);
	lua_gettable(L, lua_upvalueindex(1));
	return 2;
}

static int api_sorted(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	fp_unwrap(L, 1);
	fp_push_sorted_keys(L, 1);
	lua_pushinteger(L, 0);
	lua_pushcclosure(L, sorted_step, 3);
	return 1;
}

static const fp_api core[] = {
	{"fupan.log", "@param ... any", "把一行写进运行记录；print 也是它。", "Writes a line to the run record; print is the same.",
	 "fupan.log('seen', 3)", 1, api_log},
	{"fupan.sorted", "@generic K, V\n@param t table<K, V>\n@return fun(): K, V",
	 "按键的顺序遍历：数字在前，文字按字节。pairs 也是这个顺序。", "Walks a table in order of keys: numbers, then text by bytes. pairs has the same order.",
	 "local k = {} for key in fupan.sorted({b=1, a=2}) do k[#k+1] = key end assert(table.concat(k) == 'ab')", 1, api_sorted},
};

// The whole table: the parts one after the other.
static const struct {
	const fp_api *v;
	const size_t *n;
} parts[] = {
	{fp_api_text, &fp_api_text_count},
	{fp_api_date, &fp_api_date_count},
};

const fp_api *fp_api_at(size_t i)
{
	if (i < FP_COUNT(core))
		return &core[i];
	i -= FP_COUNT(core);
	for (size_t k = 0; k < FP_COUNT(parts); k++) {
		if (i < *parts[k].n)
			return &parts[k].v[i];
		i -= *parts[k].n;
	}
	return NULL;
}

// "fupan.text.len" goes into fupan.text; methods ("Phrases:scan") belong to a metatable that their file makes.
static void add(lua_State *L, const fp_api *f)
{
	fp_str rest = fp_s(f->name), part;
	if (strchr(f->name, ':'))
		return;
	fp_str_cut(&rest, '.');
	lua_pushvalue(L, -1);
	for (part = fp_str_cut(&rest, '.'); rest.n; part = fp_str_cut(&rest, '.')) {
		lua_pushlstring(L, part.p, part.n);
		if (lua_rawget(L, -2) == LUA_TNIL) {
			lua_pop(L, 1);
			lua_newtable(L);
			lua_pushlstring(L, part.p, part.n);
			lua_pushvalue(L, -2);
			lua_rawset(L, -4);
		}
		lua_remove(L, -2);
	}
	lua_pushlstring(L, part.p, part.n);
	lua_pushcfunction(L, f->fn);
	lua_rawset(L, -3);
	lua_pop(L, 1);
}

void fp_api_open(lua_State *L)
{
	lua_newtable(L);
	for (size_t i = 0; fp_api_at(i); i++)
		add(L, fp_api_at(i));
	lua_pushinteger(L, FP_PLUGIN_API);
	lua_setfield(L, -2, "api");
	fp_push_null(L);
	lua_setfield(L, -2, "null");
}
