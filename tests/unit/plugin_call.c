// Values on their way into a plugin and out again, and what a plugin finds there.
#include "tap.h"

#include "plugin_desk.h"

#include "plugin/plugin_priv.h"

static void returns(const char *body, const char *value, const char *want)
{
	desk d = desk_new();
	desk_classify(&d, "p", body);
	if (ok(desk_open(&d)))
		is_str(fp_s(desk_call(&d, "p", value)), want);
	desk_free(&d);
}

void test_values_go_through(void)
{
	returns("return {case.x}", "{\"x\":{\"a\":[1,2.5,\"中\",true,false],\"b\":{\"c\":-3}}}", "[{\"a\":[1,2.5,\"中\",true,false],\"b\":{\"c\":-3}}]");
	returns("return nil", "{}", "[]");
	returns("return {n = case.missing == nil, z = case.z == nil}", "{\"z\":null}", "{\"n\":true,\"z\":true}");
	returns("return {case.l[2] == fupan.null, case.l}", "{\"l\":[1,null,3]}", "[true,[1,null,3]]");
	returns("return {3.0, 2^53, 1/2, math.type(case.i), math.type(case.f)}", "{\"i\":7,\"f\":7.5}", "[3,9007199254740992.0,0.5,\"integer\",\"float\"]");
	returns("return {case}", "{\"b\":1,\"a\":{\"y\":1,\"x\":2}}", "[{\"a\":{\"x\":2,\"y\":1},\"b\":1}]");
	returns("return {#case, case[1]}", "[\"x\",\"y\"]", "[2,\"x\"]");
	returns("return {9223372036854775807, -1e300}", "{}", "[9223372036854775807,-1.0000000000000001e300]");
}

void test_lazy_keys_are_like_any_other(void)
{
	returns("local k = {} for n, v in pairs(case) do k[#k+1] = n .. v end return k", "{\"b\":\"2\",\"a\":\"1\",\"z\":null}", "[\"a1\",\"b2\"]");
	returns("case.a = nil return {tostring(case.a), tostring(case.b)}", "{\"a\":1,\"b\":2}", "[\"nil\",\"2\"]");
	returns("local _ = case.a case.a = nil return {tostring(case.a)}", "{\"a\":1}", "[\"nil\"]");
	returns("case.a = 5 case.new = 6 return {case}", "{\"a\":1,\"b\":2}", "[{\"a\":5,\"b\":2,\"new\":6}]");
	returns("return {next(case), rawget(case, 'b'), rawlen(case.l)}", "{\"b\":2,\"a\":1,\"l\":[1,2]}", "[\"a\",2,2]");
	returns("return {tostring(getmetatable(case)), (pcall(setmetatable, case, {}))}", "{\"a\":1}", "[\"false\",false]");
	returns("rawset(case, 'a', 9) return {case.a, case.b}", "{\"a\":1,\"b\":2}", "[9,2]");
}

void test_what_cannot_travel_is_named(void)
{
	returns("return {{}, {confidence = 0/0}}", "{}", "9: plugins/classify/p.lua:2: result[2].confidence is not a number (nan)");
	returns("return {{confidence = math.huge}}", "{}", "9: plugins/classify/p.lua:2: result[1].confidence is infinite");
	returns("return {{f = print}}", "{}", "9: plugins/classify/p.lua:2: result[1].f is a function, which cannot be part of a result");
	returns("local t = {} t.a = {t} return t", "{}", "9: plugins/classify/p.lua:2: result.a[1] refers back to itself (a cycle)");
	returns("return {1, a = 2}", "{}", "9: plugins/classify/p.lua:2: result has both list items and keys");
	returns("return {1, nil, 3, [7] = 1}", "{}", "9: plugins/classify/p.lua:2: result is a list with a gap (a nil inside)");
	returns("return {{[true] = 1}}", "{}", "9: plugins/classify/p.lua:2: result[1] has a key that is a boolean; keys are text or 1, 2, 3 ...");
	returns("return {[0] = 1}", "{}", "9: plugins/classify/p.lua:2: result has a key that is a number; keys are text or 1, 2, 3 ...");
	returns("return {('中'):sub(1, 2)}", "{}", "9: plugins/classify/p.lua:2: result[1] is not valid UTF-8 (cut inside a character? use fupan.text.sub)");
	returns("return {'a\\0b'}", "{}", "9: plugins/classify/p.lua:2: result[1] contains a NUL character");
	returns("return 'text'", "{}", "9: plugins/classify/p.lua:2: classify must return a list or nil, it returned string");
	returns("local t = {} for i = 1, 100 do t = {t} end return t", "{}",
	        "9: plugins/classify/p.lua:2: result[1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1]"
	        "[1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1] is nested too deep");
}

void test_errors_name_the_line(void)
{
	returns("error('boom')", "{}", "9: plugins/classify/p.lua:3: boom");
	returns("error('boom', 0)", "{}", "9: plugins/classify/p.lua:3: boom");
	returns("error({code = 1})", "{}", "9: plugins/classify/p.lua:3: error() was given a table instead of text");
	returns("error()", "{}", "9: plugins/classify/p.lua:3: error() was given a nil instead of text");
	returns("error(setmetatable({}, {__tostring = function() error('again') end}))", "{}",
	        "9: plugins/classify/p.lua:3: error() was given a table instead of text");
	returns("\nlocal x = case.turns.n", "{}", "9: plugins/classify/p.lua:4: attempt to index a nil value (field 'turns')");
	returns("x = 1", "{}", "9: plugins/classify/p.lua:3: assignment to the global x: write local");
	returns("return lable", "{}", "9: plugins/classify/p.lua:3: there is no global lable (a missing local, or a typing error?)");
	returns("return os.time()", "{}", "9: plugins/classify/p.lua:3: os is not available to plugins");
	returns("string.rep = nil", "{}", "9: plugins/classify/p.lua:3: this table is read-only");
	returns("ctx.lang = 'en'", "{}", "9: plugins/classify/p.lua:3: this table is read-only");
}

void test_messages_in_chinese(void)
{
	fp_lang_set(FP_ZH);
	returns("return os.time()", "{}", "9: plugins/classify/p.lua:3: 插件里没有 os");
	returns("return {{f = print}}", "{}", "9: plugins/classify/p.lua:2: result[1].f 是 function，不能作为结果");
	returns("return 3", "{}", "9: plugins/classify/p.lua:2: classify 应当返回列表或 nil，返回了 number");
	returns("while true do end", "{}", "5: plugins/classify/p.lua:3: 0.3 秒后被停止（死循环？）");
	fp_lang_set(FP_EN);
}

void test_results_do_not_depend_on_chance(void)
{
	const char *body =
		"local t, k = {}, {} for i = 1, 200 do t['k' .. (i * 7919 % 1000)] = i end for n in pairs(t) do k[#k + 1] = n end\n"
		"local s = {} for i = 1, 300 do s[i] = {i % 3, i} end table.sort(s, function(x, y) return x[1] < y[1] end)\n"
		"for i = 1, 300 do k[#k + 1] = s[i][2] end\n"
		"return {k, math.random(1000000), tostring(t), string.format('%s', print), next({z = 1, y = 2})}";
	const char *first = NULL;
	for (int i = 0; i < 5; i++) {
		desk d = desk_new();
		static char kept[20000];
		desk_classify(&d, "p", body);
		if (!ok(desk_open(&d)))
			return;
		const char *r = desk_call(&d, "p", "{\"id\":\"x\"}");
		if (!first)
			first = strncpy(kept, r, sizeof kept - 1);
		is_str(fp_s(r), first);
		ok(strstr(r, "\"table\",\"function\",\"y\""), "no addresses");
		desk_free(&d);
	}
}

void test_context_and_settings(void)
{
	desk d = desk_new();
	fp_err err = {0};
	desk_put(&d, "classify/p.lua",
	         "return {name='p', kind='classify', api=1, version='1', summary='s', settings={n={type='integer', default=3}, w={type='list', default={'a'}}},\n"
	         "classify=function(case, ctx) return {ctx.lang, ctx.settings.n, #ctx.settings.w, #ctx.taxonomy.type, ctx.taxonomy.type[2].name, ctx.settings} end}");
	d.settings = json_pack("{s:{s:i}}", "p", "n", 5);
	if (!ok(desk_open(&d)))
		return;
	json_t *ctx = json_pack("{s:s,s:{s:[{s:s},{s:s}]}}", "lang", "zh", "taxonomy", "type", "name", "物流", "name", "产品");
	ok(fp_host_context(d.h, ctx, &err));
	is_str(fp_s(desk_call(&d, "p", "{}")), "[\"zh\",5,1,2,\"产品\",{\"n\":5,\"w\":[\"a\"]}]");
	json_object_set_new(ctx, "lang", json_string("en"));
	ok(fp_host_context(d.h, ctx, &err));
	is_str(fp_s(desk_call(&d, "p", "{}")), "[\"en\",5,1,2,\"产品\",{\"n\":5,\"w\":[\"a\"]}]");
	json_decref(ctx);
	desk_free(&d);
}

void test_wire_refuses_what_is_broken(void)
{
	fp_err err = {0};
	fp_buf b = {0};
	json_t *v = json_loads("{\"a\":[1,2.5,null,true,false,\"x\"],\"b\":{}}", 0, NULL);
	ok(fp_wire_put(&b, v, &err));
	json_t *back = fp_wire_json(fp_buf_view(&b), &err);
	ok(back && json_equal(v, back), "there and back");
	json_decref(back);
	for (size_t n = 0; n < b.n; n++)
		if (fp_wire_json((fp_str){b.p, n}, NULL))
			ok(false, "a value cut after %zu bytes was read", n);
	for (size_t i = 0; i < b.n; i++)
		for (int x = 0; x < 256; x += 51) {
			char old = b.p[i];
			b.p[i] = (char)x;
			json_decref(fp_wire_json(fp_buf_view(&b), NULL));  // no crash
			b.p[i] = old;
		}
	json_decref(v);
	fp_buf_free(&b);
	json_t *deep = json_array();
	for (int i = 0; i < 100; i++)
		deep = json_pack("[o]", deep);
	ok(!fp_wire_put(&b, deep, &err) && err.code == FP_LIMIT, "too deep: %s", err.msg);
	json_decref(deep);
	fp_buf_free(&b);
}
