// pattern: Lua's patterns (reference manual 6.4.1) with a matcher that looks at the clock. The library's own cannot be interrupted: thirty
// characters against thirty "a?" take it hours. Behaves the same otherwise; the unit test compares them.
#include <ctype.h>
#include <string.h>

#include "plugin/lua_priv.h"

#define CAPTURES_MOST 32
#define DEPTH_MOST 200
#define OPEN (-1)                // a capture that has begun
#define PLACE (-2)               // "()"

typedef struct {
	lua_State *L;
	const char *text, *text_end;
	const char *pat, *pat_end;
	int level, depth;
	uint32_t steps;
	struct {
		const char *p;
		ptrdiff_t n;
	} cap[CAPTURES_MOST];
} matcher;

static const char *match(matcher *m, const char *s, const char *p);

static void step(matcher *m)
{
	if ((++m->steps & 1023) == 0 && fp_tick_due())
		fp_tick_stop(m->L);
}

// ---------------------------------------------------------------- one character

static const char *class_end(matcher *m, const char *p)
{
	if (*p == '%') {
		if (p + 1 == m->pat_end)
			luaL_error(m->L, "malformed pattern (ends with '%%')");
		return p + 2;
	}
	if (*p++ != '[')
		return p;
	if (p < m->pat_end && *p == '^')
		p++;
	do {  // the first character may be ]
		if (p == m->pat_end)
			luaL_error(m->L, "malformed pattern (missing ']')");
		if (*p++ == '%' && p < m->pat_end)
			p++;
	} while (p == m->pat_end || *p != ']');
	return p + 1;
}

static bool in_class(int c, int letter)
{
	bool in;
	switch (tolower(letter)) {
	case 'a': in = isalpha(c); break;
	case 'c': in = iscntrl(c); break;
	case 'd': in = isdigit(c); break;
	case 'g': in = isgraph(c); break;
	case 'l': in = islower(c); break;
	case 'p': in = ispunct(c); break;
	case 's': in = isspace(c); break;
	case 'u': in = isupper(c); break;
	case 'w': in = isalnum(c); break;
	case 'x': in = isxdigit(c); break;
	default: return letter == c;
	}
	return in != (isupper(letter) != 0);
}

// p at '[', end at the closing ']'
static bool in_set(int c, const char *p, const char *end)
{
	bool found = true;
	if (p[1] == '^') {
		found = false;
		p++;
	}
	while (++p < end) {
		if (*p == '%') {
			if (in_class(c, (unsigned char)*++p))
				return found;
		} else if (p[1] == '-' && p + 2 < end) {
			if ((unsigned char)*p <= c && c <= (unsigned char)p[2])
				return found;
			p += 2;
		} else if ((unsigned char)*p == c) {
			return found;
		}
	}
	return !found;
}

static bool single(matcher *m, const char *s, const char *p, const char *end)
{
	step(m);
	if (s >= m->text_end)
		return false;
	int c = (unsigned char)*s;
	switch (*p) {
	case '.': return true;
	case '%': return in_class(c, (unsigned char)p[1]);
	case '[': return in_set(c, p, end - 1);
	default: return (unsigned char)*p == c;
	}
}

// ---------------------------------------------------------------- items

static const char *most(matcher *m, const char *s, const char *p, const char *end)
{
	ptrdiff_t n = 0;
	while (single(m, s + n, p, end))
		n++;
	for (; n >= 0; n--) {
		const char *r = match(m, s + n, end + 1);
		if (r)
			return r;
	}
	return NULL;
}

static const char *least(matcher *m, const char *s, const char *p, const char *end)
{
	for (;; s++) {
		const char *r = match(m, s, end + 1);
		if (r || !single(m, s, p, end))
			return r;
	}
}

static const char *balance(matcher *m, const char *s, const char *p)
{
	if (p + 1 >= m->pat_end)
		luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
	if (s >= m->text_end || *s != *p)
		return NULL;
	int open = 1;
	while (++s < m->text_end) {
		step(m);
		if (*s == p[1]) {
			if (--open == 0)
				return s + 1;
		} else if (*s == *p) {
			open++;
		}
	}
	return NULL;
}

static const char *begin_capture(matcher *m, const char *s, const char *p, ptrdiff_t kind)
{
	if (m->level >= CAPTURES_MOST)
		luaL_error(m->L, "too many captures");
	m->cap[m->level].p = s;
	m->cap[m->level++].n = kind;
	const char *r = match(m, s, p);
	if (!r)
		m->level--;
	return r;
}

static const char *end_capture(matcher *m, const char *s, const char *p)
{
	int i = m->level - 1;
	while (i >= 0 && m->cap[i].n != OPEN)
		i--;
	if (i < 0)
		luaL_error(m->L, "invalid pattern capture");
	m->cap[i].n = s - m->cap[i].p;
	const char *r = match(m, s, p);
	if (!r)
		m->cap[i].n = OPEN;
	return r;
}

static const char *same_again(matcher *m, const char *s, int digit)
{
	int i = digit - '1';
	if (i < 0 || i >= m->level || m->cap[i].n == OPEN)
		luaL_error(m->L, "invalid capture index %%%d", i + 1);
	size_t n = m->cap[i].n == PLACE ? 0 : (size_t)m->cap[i].n;
	return (size_t)(m->text_end - s) >= n && !memcmp(m->cap[i].p, s, n) ? s + n : NULL;
}

// %f[set]: between a character outside and one inside the set. Returns where the set ends, NULL when this is no such place.
static const char *frontier(matcher *m, const char *s, const char *p)
{
	if (p >= m->pat_end || *p != '[')
		luaL_error(m->L, "missing '[' after '%%f' in pattern");
	const char *end = class_end(m, p);
	int before = s == m->text ? 0 : (unsigned char)s[-1], here = s < m->text_end ? (unsigned char)*s : 0;
	return !in_set(before, p, end - 1) && in_set(here, p, end - 1) ? end : NULL;
}

// The items that are not a single character with a repetition. *s is moved, or NULL; returns where the pattern goes on, or NULL when
// *s holds the final answer.
static const char *special(matcher *m, const char **s, const char *p, bool *is)
{
	*is = true;
	switch (*p) {
	case '(':
		*s = p + 1 < m->pat_end && p[1] == ')' ? begin_capture(m, *s, p + 2, PLACE) : begin_capture(m, *s, p + 1, OPEN);
		return NULL;
	case ')':
		*s = end_capture(m, *s, p + 1);
		return NULL;
	case '$':
		if (p + 1 != m->pat_end)
			break;
		*s = *s == m->text_end ? *s : NULL;
		return NULL;
	case '%':
		if (p + 1 < m->pat_end && p[1] == 'b') {
			*s = balance(m, *s, p + 2);
			return *s ? p + 4 : NULL;
		}
		if (p + 1 < m->pat_end && p[1] == 'f') {
			p = frontier(m, *s, p + 2);
			if (!p)
				*s = NULL;
			return p;
		}
		if (p + 1 < m->pat_end && isdigit((unsigned char)p[1])) {
			*s = same_again(m, *s, (unsigned char)p[1]);
			return *s ? p + 2 : NULL;
		}
		break;
	}
	*is = false;
	return p;
}

// Where the match of p at s ends, or NULL.
static const char *match(matcher *m, const char *s, const char *p)
{
	if (++m->depth > DEPTH_MOST)
		luaL_error(m->L, "pattern too complex");
	while (s && p && p != m->pat_end) {
		bool is;
		const char *at = p;
		p = special(m, &s, p, &is);
		if (is)
			continue;
		const char *end = class_end(m, at);
		char repeat = end < m->pat_end ? *end : 0;
		if (repeat == '*' || repeat == '-') {
			s = (repeat == '*' ? most : least)(m, s, at, end);
			break;
		}
		bool one = single(m, s, at, end);
		if (repeat == '+') {
			s = one ? most(m, s + 1, at, end) : NULL;
			break;
		}
		const char *r = repeat == '?' && one ? match(m, s + 1, end + 1) : NULL;
		if (r) {
			s = r;
			break;
		}
		if (repeat != '?')
			s = one ? s + 1 : NULL;
		p = repeat == '?' ? end + 1 : end;
	}
	m->depth--;
	return s;
}

// ---------------------------------------------------------------- captures to Lua

static void push_capture(matcher *m, int i, const char *s, const char *e)
{
	if (i >= m->level) {
		if (i != 0)
			luaL_error(m->L, "invalid capture index %%%d", i + 1);
		lua_pushlstring(m->L, s, (size_t)(e - s));  // no captures: the whole match
	} else if (m->cap[i].n == OPEN) {
		luaL_error(m->L, "unfinished capture");
	} else if (m->cap[i].n == PLACE) {
		lua_pushinteger(m->L, m->cap[i].p - m->text + 1);
	} else {
		lua_pushlstring(m->L, m->cap[i].p, (size_t)m->cap[i].n);
	}
}

static int push_captures(matcher *m, const char *s, const char *e)
{
	int n = m->level == 0 && s ? 1 : m->level;
	luaL_checkstack(m->L, n, "too many captures");
	for (int i = 0; i < n; i++)
		push_capture(m, i, s, e);
	return n;
}

static matcher prepare(lua_State *L, fp_str text, fp_str pattern)
{
	return (matcher){.L = L, .text = text.p, .text_end = text.p + text.n, .pat = pattern.p, .pat_end = pattern.p + pattern.n};
}

static const char *try_at(matcher *m, const char *s)
{
	m->level = m->depth = 0;
	return match(m, s, m->pat);
}

static fp_str text_arg(lua_State *L, int i)
{
	fp_str s;
	s.p = luaL_checklstring(L, i, &s.n);
	return s;
}

// The offset that `init` means; text.n + 1 when it lies behind the end.
static size_t start_of(lua_State *L, int arg, fp_str text)
{
	lua_Integer i = luaL_optinteger(L, arg, 1), n = (lua_Integer)text.n;
	if (i > n)
		return i - 1 > n ? text.n + 1 : text.n;
	if (i < 0)
		i = i < -n ? 1 : n + i + 1;
	return i > 0 ? (size_t)i - 1 : 0;
}

static int find_plain(lua_State *L, fp_str text, fp_str part, size_t from)
{
	ptrdiff_t at = fp_str_find(text, part, from);
	if (at < 0) {
		lua_pushnil(L);
		return 1;
	}
	lua_pushinteger(L, at + 1);
	lua_pushinteger(L, at + (ptrdiff_t)part.n);
	return 2;
}

static bool no_specials(fp_str p)
{
	for (size_t i = 0; i < p.n; i++)
		if (p.p[i] && strchr("^$*+?.([%-", p.p[i]))
			return false;
	return true;
}

static int find_or_match(lua_State *L, bool find)
{
	fp_str text = text_arg(L, 1), pattern = text_arg(L, 2);
	size_t from = start_of(L, 3, text);
	if (from > text.n) {
		lua_pushnil(L);
		return 1;
	}
	if (find && (lua_toboolean(L, 4) || no_specials(pattern)))
		return find_plain(L, text, pattern, from);
	bool anchor = fp_str_starts(pattern, "^");
	matcher m = prepare(L, text, fp_str_sub(pattern, anchor, pattern.n));
	const char *s = text.p + from;
	do {
		const char *e = try_at(&m, s);
		if (e && find) {
			lua_pushinteger(L, s - text.p + 1);
			lua_pushinteger(L, e - text.p);
			return push_captures(&m, NULL, NULL) + 2;
		}
		if (e)
			return push_captures(&m, s, e);
	} while (s++ < m.text_end && !anchor);
	lua_pushnil(L);
	return 1;
}

int fp_lua_find(lua_State *L)
{
	return find_or_match(L, true);
}

int fp_lua_match(lua_State *L)
{
	return find_or_match(L, false);
}

// Upvalues: text, pattern, offset of the next try, offset where the last match ended (-1: none).
static int gmatch_step(lua_State *L)
{
	fp_str text, pattern;
	text.p = lua_tolstring(L, lua_upvalueindex(1), &text.n);
	pattern.p = lua_tolstring(L, lua_upvalueindex(2), &pattern.n);
	lua_Integer at = lua_tointeger(L, lua_upvalueindex(3)), last = lua_tointeger(L, lua_upvalueindex(4));
	matcher m = prepare(L, text, pattern);
	for (; at <= (lua_Integer)text.n; at++) {
		const char *s = text.p + at, *e = try_at(&m, s);
		if (!e || e - text.p == last)
			continue;
		lua_pushinteger(L, e - text.p);
		lua_copy(L, -1, lua_upvalueindex(3));
		lua_replace(L, lua_upvalueindex(4));
		return push_captures(&m, s, e);
	}
	return 0;
}

int fp_lua_gmatch(lua_State *L)
{
	fp_str text = text_arg(L, 1);
	text_arg(L, 2);
	size_t from = start_of(L, 3, text);
	lua_settop(L, 2);
	lua_pushinteger(L, (lua_Integer)from);
	lua_pushinteger(L, -1);
	lua_pushcclosure(L, gmatch_step, 4);
	return 1;
}

// ---------------------------------------------------------------- gsub

static void add_template(matcher *m, luaL_Buffer *b, const char *s, const char *e)
{
	fp_str t;
	t.p = lua_tolstring(m->L, 3, &t.n);
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] != '%') {
			luaL_addchar(b, t.p[i]);
			continue;
		}
		char c = ++i < t.n ? t.p[i] : 0;
		if (c == '%') {
			luaL_addchar(b, c);
		} else if (c == '0') {
			luaL_addlstring(b, s, (size_t)(e - s));
		} else if (isdigit((unsigned char)c)) {
			push_capture(m, c - '1', s, e);
			luaL_tolstring(m->L, -1, NULL);
			lua_remove(m->L, -2);
			luaL_addvalue(b);
		} else {
			luaL_error(m->L, "invalid use of '%%' in replacement string");
		}
	}
}

// Returns whether the text changed.
static bool add_replacement(matcher *m, luaL_Buffer *b, const char *s, const char *e)
{
	lua_State *L = m->L;
	switch (lua_type(L, 3)) {
	case LUA_TFUNCTION: {
		lua_pushvalue(L, 3);
		int n = push_captures(m, s, e);
		lua_call(L, n, 1);
		break;
	}
	case LUA_TTABLE:
		push_capture(m, 0, s, e);
		lua_gettable(L, 3);
		break;
	default:
		add_template(m, b, s, e);
		return true;
	}
	if (!lua_toboolean(L, -1)) {
		lua_pop(L, 1);
		luaL_addlstring(b, s, (size_t)(e - s));
		return false;
	}
	if (!lua_isstring(L, -1))
		luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
	luaL_addvalue(b);
	return true;
}

int fp_lua_gsub(lua_State *L)
{
	fp_str text = text_arg(L, 1), pattern = text_arg(L, 2);
	int type = lua_type(L, 3);
	luaL_argexpected(L, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE, 3, "string/function/table");
	lua_Integer most_times = luaL_optinteger(L, 4, (lua_Integer)text.n + 1), n = 0;
	bool anchor = fp_str_starts(pattern, "^"), changed = false;
	matcher m = prepare(L, text, fp_str_sub(pattern, anchor, pattern.n));
	const char *s = text.p, *last = NULL;
	luaL_Buffer b;
	if (type == LUA_TNUMBER)
		luaL_tolstring(L, 3, NULL), lua_replace(L, 3);
	luaL_buffinit(L, &b);
	while (n < most_times) {
		const char *e = try_at(&m, s);
		if (e && e != last) {
			n++;
			changed |= add_replacement(&m, &b, s, e);
			s = last = e;
		} else if (s < m.text_end) {
			luaL_addchar(&b, *s++);
		} else {
			break;
		}
		if (anchor)
			break;
	}
	if (!changed) {
		lua_pushvalue(L, 1);
	} else {
		luaL_addlstring(&b, s, (size_t)(m.text_end - s));
		luaL_pushresult(&b);
	}
	lua_pushinteger(L, n);
	return 2;
}
