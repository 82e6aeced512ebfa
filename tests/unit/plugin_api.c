// The API: its examples hold, its documents are those in the tree, nothing of Lua is there that nobody decided on, and patterns behave as
// Lua's own do.
#include "tap.h"

#include "plugin_desk.h"

#include "plugin/lua_priv.h"

void test_every_name_of_lua_was_decided_on(void)
{
	fp_buf names = {0};
	bool all = fp_box_unclassified(&names);
	ok(all, "not in the list of env.c: %s", names.n ? names.p : "");
	fp_buf_free(&names);
}

void test_examples_of_the_table(void)
{
	desk d = desk_new();
	const char *name, *chunk;
	size_t n = 0;
	for (; fp_api_example(n, &name, &chunk); n++)
		desk_classify(&d, fp_strf(d.a, "e%zu", n).p, chunk);
	d.limits.memory = 32 << 20;
	d.limits.cpu_seconds = 2;
	if (!ok(desk_open(&d)))
		return;
	for (size_t i = 0; i < n; i++) {
		ok(fp_api_example(i, &name, &chunk) == 1, "%s says since when", name);
		const char *got = desk_call(&d, fp_strf(d.a, "e%zu", i).p, "{}");
		ok(!strcmp(got, "[]"), "%s: %s", name, got);
	}
	ok(n >= 15, "%zu functions", n);
	desk_free(&d);
}

static void is_current(const char *path, bool luacats)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err = {0};
	fp_str have = {0};
	bool read = fp_file_read(a, path, 1 << 20, &have, &err);
	fp_str want = fp_plugin_api_doc(a, luacats);
	ok(read && fp_str_eq(have, want), "%s is what fupan plugin api writes %s", path, err.msg);
	if (getenv("FUPAN_WRITE") && fp_file_write(path, want, false, &err))
		printf("# written\n");
	fp_arena_free(a);
}

void test_generated_files_are_current(void)
{
	is_current("docs/plugin-api.md", false);
	is_current("plugins/meta/fupan.lua", true);
}

void test_phrases_and_clusters(void)
{
	desk d = desk_new();
	d.limits.memory = 32 << 20;
	d.limits.cpu_seconds = 2;
	desk_classify(&d, "p", "local set = fupan.text.phrases{{text='退款', id='refund'}, '退货', 'Refund'} local out = {}\n"
	                       "for i, h in ipairs(set:scan(case.text)) do out[i] = {h.index, h.phrase, h.id or '-', case.text:sub(h.start, h.stop), h.negated} end return out");
	desk_classify(&d, "bad", "fupan.text.phrases{'a', ''}");
	desk_classify(&d, "bad2", "fupan.text.phrases{'a', 3}");
	desk_classify(&d, "bad3", "return fupan.date.week('2026-13-01')");
	desk_classify(&d, "bad4", "return fupan.text.clusters({'x'})");
	desk_classify(&d, "bad5", "return fupan.text.len()");
	if (!ok(desk_open(&d)))
		return;
	is_str(fp_s(desk_call(&d, "p", "{\"text\":\"我要退貨，没有退款。REFUND\"}")),
	       "[[2,\"退货\",\"-\",\"退貨\",false],[1,\"退款\",\"refund\",\"退款\",true],[3,\"Refund\",\"-\",\"REFUND\",false]]");
	is_str(fp_s(desk_call(&d, "bad", "{}")), "9: plugins/classify/bad.lua:3: fupan.text.phrases: item 2 must be text that is not empty, or {text=, id=}");
	is_str(fp_s(desk_call(&d, "bad2", "{}")), "9: plugins/classify/bad2.lua:3: fupan.text.phrases: item 2 must be text that is not empty, or {text=, id=}");
	ok(strstr(desk_call(&d, "bad3", "{}"), "bad3.lua:3: bad argument #1 to 'week' (\"2026-13-01\" is not a day in the form YYYY-MM-DD)"), "%s",
	   desk_call(&d, "bad3", "{}"));
	is_str(fp_s(desk_call(&d, "bad4", "{}")), "9: plugins/classify/bad4.lua:3: fupan.text.clusters: item 1 must be {title=, body=}");
	ok(strstr(desk_call(&d, "bad5", "{}"), "bad5.lua:3: bad argument #1 to 'len' (string expected, got no value)"), "%s", desk_call(&d, "bad5", "{}"));
	desk_free(&d);
}

static void keep_line(void *ctx, const fp_plugin *p, fp_str line)
{
	fp_buf_f(ctx, "%s|%.*s\n", p->name.p, FP_ARG(line));
}

void test_log_lines_reach_the_host(void)
{
	desk d = desk_new();
	fp_buf lines = {0};
	desk_classify(&d, "p", "fupan.log('a', 1, nil, {}) print('b\\nc') error('x')");
	if (!ok(desk_open(&d)))
		return;
	fp_host_log(d.h, keep_line, &lines);
	desk_call(&d, "p", "{}");
	is_str(fp_buf_view(&lines), "p|a\t1\tnil\ttable\np|b c\n");
	fp_buf_free(&lines);
	desk_free(&d);
}

// ---------------------------------------------------------------- patterns

// Runs a chunk with Lua's string library and with ours, and compares what it returns or raises.
static const char *run_with(lua_State *L, const char *chunk)
{
	lua_settop(L, 0);
	if (luaL_loadstring(L, chunk) || lua_pcall(L, 0, LUA_MULTRET, 0))
		return lua_tostring(L, -1);
	luaL_Buffer b;
	int n = lua_gettop(L);
	luaL_checkstack(L, 40, NULL);
	lua_newtable(L);
	int parts = lua_gettop(L);
	for (int i = 1; i <= n; i++) {
		luaL_tolstring(L, i, NULL);
		lua_rawseti(L, parts, i);
	}
	luaL_buffinit(L, &b);
	for (int i = 1; i <= n; i++) {
		lua_rawgeti(L, parts, i);
		luaL_addvalue(&b);
		luaL_addchar(&b, '|');
	}
	luaL_pushresult(&b);
	return lua_tostring(L, -1);
}

static lua_State *state_with(bool ours)
{
	lua_State *L = luaL_newstate();
	static const struct { const char *name; lua_CFunction fn; } fns[] = {
		{"find", fp_lua_find}, {"match", fp_lua_match}, {"gmatch", fp_lua_gmatch}, {"gsub", fp_lua_gsub},
	};
	luaL_openlibs(L);
	lua_getglobal(L, "string");
	for (size_t i = 0; ours && i < FP_COUNT(fns); i++) {
		lua_pushcfunction(L, fns[i].fn);
		lua_setfield(L, -2, fns[i].name);
	}
	lua_settop(L, 0);
	return L;
}

static const char *const subjects[] = {"", "a", "aaa", "abcabc", "hello world", "  x = 12, y=-3 ", "f(a(b)c)d", "THE (quick) fox", "x]y-z^", "中文abc。", "a.b%c",
                                       "key=val;k2=v2"};
static const char *const patterns[] = {
	"", "a", "a*", "a-", "a+", "a?", ".", ".*", ".-", "^a", "a$", "^$", "$", "^", "%a+", "%A", "%d+", "[abc]", "[^abc]+", "[a-c]*", "[%w_]+", "[]]", "[^]]", "[a-]",
	"[%-x]", "(a)(b)", "(a*)(.)", "((a)b)", "()", "()a()", "(a)%1", "%b()", "%f[%a]%a+", "%f[%A]", "(%w+)=(%w+)", "^%s*(.-)%s*$", "[", "[a", "%", "(", ")", "(a",
	"%1", "(()", "%b", "%bx", "%f", "a**", "a-b", ".-b", "[%a-z]", "%%", "%.", "[.]", "\\xff", "(.)%1", "a?b?c?", "x*$", "(h)(e)(l)(l)(o)", "[a-c-e]", "%g+", "%x+", "%p",
};

static void compare(lua_State *theirs, lua_State *ours, const char *format, const char *s, const char *p, int *n)
{
	char chunk[1000], a[2000];
	snprintf(chunk, sizeof chunk, format, s, p);
	snprintf(a, sizeof a, "%s", run_with(theirs, chunk));
	const char *b = run_with(ours, chunk);
	(*n)++;
	if (strcmp(a, b))
		ok(false, "%s: Lua says %s, we say %s", chunk, a, b);
}

void test_patterns_are_those_of_lua(void)
{
	static const char *const chunks[] = {
		"return string.find('%s', '%s')", "return string.match('%s', '%s')", "return string.find('%s', '%s', 3)", "return string.match('%s', '%s', -2)",
		"return string.find('%s', '%s', 1, true)", "return string.find('%s', '%s', 99)", "return string.gsub('%s', '%s', '<%%0>')",
		"return string.gsub('%s', '%s', '%%1.', 2)", "return string.gsub('%s', '%s', '%%2')", "return string.gsub('%s', '%s', '%%')",
		"return string.gsub('%s', '%s', {a = 'X', ab = false, hello = 7})", "return string.gsub('%s', '%s', function(...) return select('#', ...) end)",
		"return string.gsub('%s', '%s', function() return {} end)", "return string.gsub('%s', '%s', 5)", "return string.gsub('%s', '%s', '', 0)",
		"local r = {} for a, b in string.gmatch('%s', '%s') do r[#r + 1] = tostring(a) .. ',' .. tostring(b) end return table.concat(r, ';')",
		"local r = {} for a in string.gmatch('%s', '%s', 2) do r[#r + 1] = tostring(a) end return table.concat(r, ';')",
	};
	lua_State *theirs = state_with(false), *ours = state_with(true);
	int n = 0;
	for (size_t i = 0; i < FP_COUNT(chunks); i++)
		for (size_t k = 0; k < FP_COUNT(subjects); k++)
			for (size_t m = 0; m < FP_COUNT(patterns); m++)
				compare(theirs, ours, chunks[i], subjects[k], patterns[m], &n);
	ok(n > 10000, "%d comparisons", n);
	lua_close(theirs);
	lua_close(ours);
}
