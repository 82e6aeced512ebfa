// tables: order. Lua's own pairs and sort depend on addresses and the clock; these do not.
#include "plugin/lua_priv.h"

#include <stdlib.h>

#define LIST_MOST 10000000

// ---------------------------------------------------------------- keys in order: numbers, then text by bytes, then booleans
typedef struct {
	int type;
	int at;                  // position in the list of keys as found
	lua_Number number;
	lua_Integer integer;
	fp_str text;
} key;

static int by_key(const void *a, const void *b)
{
	const key *x = a, *y = b;
	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	if (x->type == 2)
		return fp_str_cmp(x->text, y->text);
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->integer < y->integer ? -1 : x->integer > y->integer;
}

static key key_at(lua_State *L, int idx)
{
	key k = {0};
	switch (lua_type(L, idx)) {
	case LUA_TNUMBER:
		k.type = 1;
		k.number = lua_tonumber(L, idx);
		k.integer = lua_tointeger(L, idx);
		break;
	case LUA_TSTRING:
		k.type = 2;
		k.text.p = lua_tolstring(L, idx, &k.text.n);
		break;
	case LUA_TBOOLEAN:
		k.type = 3;
		k.number = lua_toboolean(L, idx);
		break;
	default:
		luaL_error(L, fp_tr("用 %s 作键的表没有确定的顺序，不能遍历", "a table with a %s as key has no fixed order and cannot be walked"), luaL_typename(L, idx));
	}
	return k;
}

static size_t count_keys(lua_State *L, int idx)
{
	size_t n = 0;
	for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1))
		n++;
	return n;
}

size_t fp_push_sorted_keys(lua_State *L, int idx)
{
	luaL_checkstack(L, 6, NULL);
	size_t n = count_keys(L, idx), i = 0;
	bool sorted = true;
	lua_createtable(L, (int)n, 0);
	key *keys = lua_newuserdatauv(L, (n ? n : 1) * sizeof *keys, 0);
	int list = lua_gettop(L) - 1;
	for (lua_pushnil(L); lua_next(L, idx) && i < n; i++) {
		lua_pop(L, 1);
		keys[i] = key_at(L, -1);
		keys[i].at = (int)i;
		sorted = sorted && (!i || by_key(&keys[i - 1], &keys[i]) < 0);
		lua_pushvalue(L, -1);
		lua_rawseti(L, list, (lua_Integer)i + 1);
	}
	if (!sorted) {
		qsort(keys, n, sizeof *keys, by_key);
		lua_createtable(L, (int)n, 0);
		for (i = 0; i < n; i++) {
			lua_rawgeti(L, list, keys[i].at + 1);
			lua_rawseti(L, -2, (lua_Integer)i + 1);
		}
		lua_replace(L, list);
	}
	lua_settop(L, list);
	return n;
}

static int pairs_step(lua_State *L)
{
	lua_Integer i = lua_tointeger(L, lua_upvalueindex(3));
	do {
		if (lua_rawgeti(L, lua_upvalueindex(2), ++i) == LUA_TNIL)
			return 1;
		lua_pushvalue(L, -1);
		if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
			break;
		lua_pop(L, 2);  // removed since the walk began
	} while (true);
	lua_pushinteger(L, i);
	lua_replace(L, lua_upvalueindex(3));
	return 2;
}

int fp_lua_pairs(lua_State *L)
{
	luaL_checkany(L, 1);
	lua_settop(L, 1);
	if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
		lua_pushvalue(L, 1);
		lua_call(L, 1, 3);
		return 3;
	}
	luaL_checktype(L, 1, LUA_TTABLE);
	fp_unwrap(L, 1);
	fp_push_sorted_keys(L, 1);
	lua_pushinteger(L, 0);
	lua_pushcclosure(L, pairs_step, 3);
	return 1;
}

// The smallest key above the given one. Slow for walks (pairs is the way), right for "is it empty".
int fp_lua_next(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 2);
	fp_unwrap(L, 1);
	bool first = lua_isnil(L, 2), found = false;
	key after = {0}, best = {0};
	if (!first)
		after = key_at(L, 2);
	lua_pushnil(L);  // 3: the best key so far
	for (lua_pushnil(L); lua_next(L, 1); ) {
		lua_pop(L, 1);
		key k = key_at(L, -1);
		if ((first || by_key(&k, &after) > 0) && (!found || by_key(&k, &best) < 0)) {
			best = k;
			found = true;
			lua_pushvalue(L, -1);
			lua_replace(L, 3);
		}
	}
	lua_settop(L, 3);
	if (!found)
		return 1;
	lua_pushvalue(L, 3);
	lua_rawget(L, 1);
	return 2;
}

// ---------------------------------------------------------------- sort: merging, so equal items keep their order

static bool less(lua_State *L, int from, lua_Integer x, lua_Integer y)
{
	bool r;
	if (lua_isnil(L, 2)) {
		lua_rawgeti(L, from, x);
		lua_rawgeti(L, from, y);
		r = lua_compare(L, -2, -1, LUA_OPLT);
		lua_pop(L, 2);
	} else {
		lua_pushvalue(L, 2);
		lua_rawgeti(L, from, x);
		lua_rawgeti(L, from, y);
		lua_call(L, 2, 1);
		r = lua_toboolean(L, -1);
		lua_pop(L, 1);
	}
	return r;
}

static void merge(lua_State *L, int from, int to, lua_Integer lo, lua_Integer mid, lua_Integer hi)
{
	lua_Integer a = lo, b = mid;
	for (lua_Integer i = lo; i < hi; i++) {
		bool right = a >= mid || (b < hi && less(L, from, b, a));
		lua_rawgeti(L, from, right ? b++ : a++);
		lua_rawseti(L, to, i);
	}
}

static lua_Integer list_length(lua_State *L)
{
	lua_Integer n = luaL_len(L, 1);
	if (n > LIST_MOST)
		luaL_error(L, fp_tr("列表太长：%I 项，最多 %d 项", "the list is too long: %I items, at most %d"), n, LIST_MOST);
	return n;
}

int fp_lua_sort(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	if (!lua_isnoneornil(L, 2))
		luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_settop(L, 2);
	lua_Integer n = list_length(L);
	if (n < 2)
		return 0;
	luaL_checkstack(L, 10, NULL);
	lua_createtable(L, (int)n, 0);
	lua_createtable(L, (int)n, 0);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, 1, i);
		lua_rawseti(L, 3, i);
	}
	int from = 3, to = 4;
	for (lua_Integer width = 1; width < n; width *= 2) {
		for (lua_Integer lo = 1; lo <= n; lo += 2 * width) {
			lua_Integer mid = lo + width <= n ? lo + width : n + 1, hi = lo + 2 * width <= n ? lo + 2 * width : n + 1;
			merge(L, from, to, lo, mid, hi);
		}
		from = to;
		to = 7 - from;
	}
	for (lua_Integer i = 1; i <= n; i++) {
		lua_rawgeti(L, from, i);
		lua_seti(L, 1, i);
	}
	return 0;
}

// ---------------------------------------------------------------- loops of the library that believe what they are told

int fp_lua_guarded(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	list_length(L);
	return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

int fp_lua_move(lua_State *L)
{
	lua_Integer f = luaL_checkinteger(L, 2), e = luaL_checkinteger(L, 3);
	if (e >= f && (lua_Unsigned)e - (lua_Unsigned)f >= LIST_MOST)
		return luaL_error(L, fp_tr("table.move 最多搬 %d 项", "table.move moves %d items at most"), LIST_MOST);
	return lua_tocfunction(L, lua_upvalueindex(1))(L);
}
