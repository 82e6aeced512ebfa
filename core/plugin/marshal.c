// marshal: values between the wire and Lua.
#include "plugin/lua_priv.h"

#include <math.h>
#include <string.h>

static const char KEY_LAZY, KEY_READONLY, NULL_VALUE;

// ---------------------------------------------------------------- wire to Lua

void fp_push_null(lua_State *L)
{
	lua_pushlightuserdata(L, (void *)&NULL_VALUE);
}

static bool is_null(lua_State *L, int idx)
{
	return lua_touserdata(L, idx) == (const void *)&NULL_VALUE;
}

static void push_list(lua_State *L, fp_wire *w, uint32_t n)
{
	lua_createtable(L, (int)n, 0);
	for (uint32_t i = 1; i <= n; i++) {
		if (w->p < w->end && *w->p == 'N') {  // nil would leave a gap
			w->p++;
			fp_push_null(L);
		} else {
			fp_push_wire(L, w);
		}
		lua_rawseti(L, -2, i);
	}
}

static void push_object(lua_State *L, fp_wire *w, uint32_t n)
{
	lua_createtable(L, 0, (int)n);
	for (uint32_t i = 0; i < n; i++) {
		fp_str key = {0};
		fp_wire_str(w, &key);
		lua_pushlstring(L, key.p, key.n);
		fp_push_wire(L, w);
		lua_rawset(L, -3);
	}
}

// The bytes were written by fp_wire_put in this program: their shape is right and their depth is bounded.
void fp_push_wire(lua_State *L, fp_wire *w)
{
	luaL_checkstack(L, 4, NULL);
	char tag = *w->p++;
	int64_t i;
	double d;
	fp_str s;
	uint32_t n = 0, bytes;
	switch (tag) {
	case 'T':
	case 'F': lua_pushboolean(L, tag == 'T'); break;
	case 'I':
		memcpy(&i, w->p, sizeof i);
		w->p += sizeof i;
		lua_pushinteger(L, i);
		break;
	case 'D':
		memcpy(&d, w->p, sizeof d);
		w->p += sizeof d;
		lua_pushnumber(L, d);
		break;
	case 'S':
		fp_wire_str(w, &s);
		lua_pushlstring(L, s.p, s.n);
		break;
	case 'A':
	case 'O':
		fp_wire_u32(w, &n);
		fp_wire_u32(w, &bytes);
		(tag == 'A' ? push_list : push_object)(L, w, n);
		break;
	default: lua_pushnil(L);
	}
}

// ---------------------------------------------------------------- lazy objects
// A case has twenty fields of which a plugin reads three: keys are filled on first use. Everything that walks a table unwraps it first.
typedef struct {
	uint32_t call, n;
	struct {
		fp_str key;
		const char *value;       // NULL: filled, or overwritten by the plugin
	} field[];
} lazy;

static lazy *lazy_of(lua_State *L, int idx)
{
	if (!lua_getmetatable(L, idx))
		return NULL;
	lua_rawgetp(L, -1, &KEY_LAZY);
	lazy *z = lua_touserdata(L, -1);
	lua_pop(L, 2);
	return z;
}

static lazy *lazy_checked(lua_State *L, int idx)
{
	lazy *z = lazy_of(L, idx);
	if (z && z->call != fp_box_of(L)->call)
		luaL_error(L, "%s", fp_tr("这个 case 属于上一次调用：插件不能把它留到下次", "this case belongs to an earlier call: a plugin cannot keep it"));
	return z;
}

static uint32_t lazy_find(lua_State *L, const lazy *z, int idx)
{
	fp_str key = {0};
	if (lua_type(L, idx) != LUA_TSTRING)
		return z->n;
	key.p = lua_tolstring(L, idx, &key.n);
	for (uint32_t i = 0; i < z->n; i++)
		if (z->field[i].value && fp_str_eq(z->field[i].key, key))
			return i;
	return z->n;
}

static void lazy_fill(lua_State *L, int table, lazy *z, uint32_t i)
{
	fp_wire w = {z->field[i].value, z->field[i].value + UINT32_MAX};
	lua_pushlstring(L, z->field[i].key.p, z->field[i].key.n);
	fp_push_wire(L, &w);
	lua_rawset(L, table);
	z->field[i].value = NULL;
}

static int lazy_index(lua_State *L)
{
	lazy *z = lazy_checked(L, 1);
	uint32_t i = lazy_find(L, z, 2);
	if (i == z->n)
		return 0;
	lazy_fill(L, 1, z, i);
	lua_settop(L, 2);
	lua_rawget(L, 1);
	return 1;
}

static int lazy_newindex(lua_State *L)
{
	lazy *z = lazy_checked(L, 1);
	uint32_t i = lazy_find(L, z, 2);
	if (i < z->n)
		z->field[i].value = NULL;
	lua_rawset(L, 1);
	return 0;
}

static void lazy_fill_all(lua_State *L, int table, lazy *z)
{
	for (uint32_t i = 0; i < z->n; i++)
		if (z->field[i].value)
			lazy_fill(L, table, z, i);
	lua_pushnil(L);
	lua_setmetatable(L, table);
}

void fp_push_lazy(lua_State *L, fp_str bytes)
{
	fp_wire w = {bytes.p + 1, bytes.p + bytes.n};
	uint32_t n = 0, size = 0;
	fp_wire_u32(&w, &n);
	fp_wire_u32(&w, &size);
	luaL_checkstack(L, 4, NULL);
	lua_createtable(L, 0, 4);
	lua_createtable(L, 0, 4);
	lazy *z = lua_newuserdatauv(L, sizeof *z + n * sizeof z->field[0], 0);
	z->call = fp_box_of(L)->call;
	z->n = n;
	for (uint32_t i = 0; i < n; i++) {
		fp_wire_str(&w, &z->field[i].key);
		z->field[i].value = *w.p == 'N' ? NULL : w.p;
		fp_wire_skip(&w);
	}
	lua_rawsetp(L, -2, &KEY_LAZY);
	lua_pushcfunction(L, lazy_index);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, lazy_newindex);
	lua_setfield(L, -2, "__newindex");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
}

// ---------------------------------------------------------------- read-only tables

static int readonly_newindex(lua_State *L)
{
	return luaL_error(L, "%s", fp_tr("这个表是只读的", "this table is read-only"));
}

static int readonly_len(lua_State *L)
{
	lua_settop(L, 1);
	fp_unwrap(L, 1);
	lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
	return 1;
}

bool fp_is_readonly(lua_State *L, int idx)
{
	if (!lua_getmetatable(L, idx))
		return false;
	bool is = lua_rawgetp(L, -1, &KEY_READONLY) == LUA_TTABLE;
	lua_pop(L, 2);
	return is;
}

// Inner tables are replaced by their proxies first.
void fp_push_readonly(lua_State *L, int idx)
{
	luaL_checkstack(L, 8, NULL);
	for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
		if (!lua_istable(L, -1) || fp_is_readonly(L, -1))
			continue;
		lua_pushvalue(L, -2);
		fp_push_readonly(L, lua_gettop(L) - 1);
		lua_rawset(L, idx);  // an existing key: allowed during a walk
	}
	lua_newtable(L);
	lua_createtable(L, 0, 5);
	lua_pushvalue(L, idx);
	lua_rawsetp(L, -2, &KEY_READONLY);
	lua_pushvalue(L, idx);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, readonly_newindex);
	lua_setfield(L, -2, "__newindex");
	lua_pushcfunction(L, readonly_len);
	lua_setfield(L, -2, "__len");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
}

void fp_unwrap(lua_State *L, int idx)
{
	if (!lua_getmetatable(L, idx))
		return;
	if (lua_rawgetp(L, -1, &KEY_READONLY) == LUA_TTABLE) {
		lua_replace(L, idx);
		lua_pop(L, 1);
		return;
	}
	lua_pop(L, 2);
	lazy *z = lazy_checked(L, idx);
	if (z)
		lazy_fill_all(L, idx, z);
}

// ---------------------------------------------------------------- Lua to wire

typedef struct {
	lua_State *L;
	fp_buf *out;
	size_t max;
	const char *what;        // name of the whole
	int depth;
	struct {
		const void *table;       // to find cycles
		const char *key;         // the key that is being written, or NULL: the item
		lua_Integer item;
	} at[WIRE_DEPTH + 1];
} taker;

static void take(taker *t, int idx);

// "result[2].confidence"
static const char *push_path(taker *t)
{
	luaL_Buffer b;
	luaL_buffinit(t->L, &b);
	luaL_addstring(&b, t->what);
	for (int i = 0; i < t->depth; i++) {
		char item[40];
		if (t->at[i].key) {
			if (i || *t->what)
				luaL_addchar(&b, '.');
			luaL_addstring(&b, t->at[i].key);
		} else if (t->at[i].item) {
			snprintf(item, sizeof item, "[%lld]", (long long)t->at[i].item);
			luaL_addstring(&b, item);
		}
	}
	luaL_pushresult(&b);
	return lua_tostring(t->L, -1);
}

static void refuse(taker *t, const char *why)
{
	luaL_error(t->L, "%s %s", push_path(t), why);
}

static void check_room(taker *t)
{
	if (t->out->n <= t->max && !t->out->over)
		return;
	fp_box_of(t->L)->over = FP_OVER_OUTPUT;
	luaL_error(t->L, "too large");
}

static void check_text(taker *t, fp_str s)
{
	size_t bad;
	if (memchr(s.p, 0, s.n))
		refuse(t, fp_tr("含有 NUL 字符", "contains a NUL character"));
	if (!fp_utf8_valid(s, &bad))
		refuse(t, fp_tr("不是有效的 UTF-8（在字符中间切断了？请用 fupan.text.sub）", "is not valid UTF-8 (cut inside a character? use fupan.text.sub)"));
}

static void take_text(taker *t, int idx)
{
	fp_str s;
	s.p = lua_tolstring(t->L, idx, &s.n);
	check_text(t, s);
	fp_buf_c(t->out, 'S');
	fp_wire_put_str(t->out, s);
}

static void put8(fp_buf *out, char tag, const void *p)
{
	char bytes[9] = {tag};
	memcpy(bytes + 1, p, 8);
	fp_buf_add(out, bytes, sizeof bytes);
}

// 3.0 travels as 3: whether Lua divided or counted does not show in the output.
static void take_number(taker *t, int idx)
{
	lua_Number d = lua_tonumber(t->L, idx);
	if (isnan(d))
		refuse(t, fp_tr("不是数（nan）", "is not a number (nan)"));
	if (isinf(d))
		refuse(t, fp_tr("是无穷大", "is infinite"));
	int64_t i = 0;
	bool whole = lua_isinteger(t->L, idx) || (fabs(d) < 9e15 && floor(d) == d);
	if (whole) {
		i = lua_isinteger(t->L, idx) ? lua_tointeger(t->L, idx) : (int64_t)d;
		put8(t->out, 'I', &i);
	} else {
		put8(t->out, 'D', &d);
	}
}

// Whether the table is a list; raises when it is neither list nor object.
static bool is_list(taker *t, int idx, size_t *n)
{
	lua_State *L = t->L;
	size_t items = 0, names = 0, last = 0;
	for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
		if (lua_type(L, -2) == LUA_TSTRING) {
			names++;
		} else if (lua_isinteger(L, -2) && lua_tointeger(L, -2) >= 1) {
			items++;
			size_t i = (size_t)lua_tointeger(L, -2);
			last = i > last ? i : last;
		} else {
			char why[100];
			snprintf(why, sizeof why, fp_tr("的键是 %s，只能是文字或 1, 2, 3 ...", "has a key that is a %s; keys are text or 1, 2, 3 ..."), luaL_typename(L, -2));
			refuse(t, why);
		}
	}
	*n = items;
	if (items && names)
		refuse(t, fp_tr("既有列表项又有键", "has both list items and keys"));
	if (last != items)
		refuse(t, fp_tr("是有缺口的列表（中间有 nil）", "is a list with a gap (a nil inside)"));
	return !names;
}

static void take_items(taker *t, int idx, size_t n)
{
	for (size_t i = 1; i <= n; i++) {
		t->at[t->depth - 1].item = (lua_Integer)i;
		lua_rawgeti(t->L, idx, (lua_Integer)i);
		take(t, lua_gettop(t->L));
		lua_pop(t->L, 1);
	}
}

static void take_keys(taker *t, int idx, size_t n)
{
	lua_State *L = t->L;
	for (size_t i = 1; i <= n; i++) {
		fp_str key;
		lua_rawgeti(L, -1, (lua_Integer)i);
		key.p = lua_tolstring(L, -1, &key.n);
		t->at[t->depth - 1].key = key.p;
		check_text(t, key);
		fp_wire_put_str(t->out, key);
		lua_pushvalue(L, -1);
		lua_rawget(L, idx);
		take(t, lua_gettop(L));
		lua_pop(L, 2);
	}
}

static void take_table(taker *t, int idx)
{
	lua_State *L = t->L;
	size_t n;
	luaL_checkstack(L, 10, NULL);
	fp_unwrap(L, idx);
	const void *table = lua_topointer(L, idx);
	for (int i = 0; i < t->depth; i++)
		if (t->at[i].table == table)
			refuse(t, fp_tr("指回了自己（循环）", "refers back to itself (a cycle)"));
	if (t->depth == WIRE_DEPTH)
		refuse(t, fp_tr("嵌套太深", "is nested too deep"));
	bool list = is_list(t, idx, &n);
	if (!list)
		n = fp_push_sorted_keys(L, idx);
	t->at[t->depth].table = table;
	t->at[t->depth].key = NULL;
	t->at[t->depth++].item = 0;
	fp_buf_c(t->out, list ? 'A' : 'O');
	fp_wire_put_u32(t->out, (uint32_t)n);
	fp_wire_put_u32(t->out, 0);  // the host reads item by item
	(list ? take_items : take_keys)(t, idx, n);
	t->depth--;
	if (!list)
		lua_pop(L, 1);
}

static void take(taker *t, int idx)
{
	switch (lua_type(t->L, idx)) {
	case LUA_TNIL: fp_buf_c(t->out, 'N'); break;
	case LUA_TBOOLEAN: fp_buf_c(t->out, lua_toboolean(t->L, idx) ? 'T' : 'F'); break;
	case LUA_TNUMBER: take_number(t, idx); break;
	case LUA_TSTRING: take_text(t, idx); break;
	case LUA_TTABLE: take_table(t, idx); break;
	default:
		if (is_null(t->L, idx)) {
			fp_buf_c(t->out, 'N');
		} else {
			char why[100];
			snprintf(why, sizeof why, fp_tr("是 %s，不能作为结果", "is a %s, which cannot be part of a result"), luaL_typename(t->L, idx));
			refuse(t, why);
		}
	}
	check_room(t);
}

void fp_take_value(lua_State *L, int idx, const char *what, fp_buf *out, size_t max)
{
	taker t = {.L = L, .out = out, .max = max, .what = what};
	take(&t, idx);
}
