// Declarations: what is refused and with which words, precedence, settings, digests.
#include "tap.h"

#include "plugin_desk.h"

#define GOOD "name='p', kind='classify', api=1, version='1', summary='s', classify=function() end"

static void refused(const char *file, const char *want)
{
	desk d = desk_new();
	desk_put(&d, "classify/p.lua", file);
	if (ok(desk_open(&d))) {
		const fp_plugin *p = desk_plugin(&d, "p");
		is_int(p->status, FP_PLUGIN_BAD);
		is_str(p->reason, want);
	}
	desk_free(&d);
}

#define AT "plugins/classify/p.lua"

void test_refusals_name_file_line_and_key(void)
{
	refused("return {\n  nmae = 'p', kind='classify', api=1, version='1', summary='s', classify=function() end}", AT ":2: unknown key \"nmae\", did you mean name?");
	refused("return {kind='classify', api=1, version='1', summary='s', classify=function() end}", AT ": the key \"name\" is missing");
	refused("return {name=3, kind='classify', api=1, version='1', summary='s', classify=function() end}", AT ":1: name must be a string, got a number");
	refused("return {name='P', kind='classify', api=1, version='1', summary='s', classify=function() end}",
	        AT ":1: name \"P\" may have a-z, 0-9 and -, beginning with a letter");
	refused("return {name='q', kind='classify', api=1, version='1', summary='s', classify=function() end}", AT ":1: name \"q\" differs from the file name p.lua");
	refused("return {\nname='p',\nkind='clasify', api=1, version='1', summary='s', classify=function() end}",
	        AT ":3: there is no kind \"clasify\" (classify, issues, review), did you mean classify?");
	refused("return {\nname='p',\nkind='issues', api=1, version='1', summary='s', issues=function() end}",
	        AT ":3: a file of kind \"issues\" belongs into issues/, not classify/");
	refused("return {name='p', kind='classify', version='1', summary='s', classify=function() end}", AT ": the key \"api\" is missing");
	refused("return {\nname='p',\nkind='classify',\napi=2, version='1', summary='s', classify=function() end}", AT ":4: needs api 2, this program offers 1");
	refused("return {name='p', kind='classify', api=1, summary='s', classify=function() end}", AT ": the key \"version\" is missing");
	refused("return {name='p', kind='classify', api=1, version='1', summary={de='s'}, classify=function() end}", AT ": summary must be a string or {zh=, en=}");
	refused("return {name='p', kind='classify', api=1, version='1', summary='s'}", AT ": the function \"classify\" is missing");
	refused("return {name='p', kind='classify', api=1, version='1', summary='s', classify=3}", AT ": the function \"classify\" is missing");
	refused("local P = {" GOOD "}\nfunction P.clasify() end\nreturn P", AT ": unknown function \"clasify\", did you mean classify?");
	refused("return {" GOOD ", labels='type'}", AT ": labels must be a list of fields such as {\"type\"}");
	refused("return {" GOOD ",\nthreshold=2}", AT ":2: threshold must be a number from 0 to 1");
	refused("return {" GOOD ",\nneeds={'cases'}}", AT ":2: needs must be a table such as { models = { \"type\" } }");
	refused("return {" GOOD ",\nneeds={cases={'x'}}}", AT ":2: needs.cases: this program does not offer it");
	refused("return {" GOOD ",\nneeds={model={'type'}}}", AT ":2: needs.model: this program does not offer it, did you mean models?");
	refused("return {" GOOD ",\nneeds={models='type'}}", AT ":2: needs.models must be a list of fields such as {\"type\"}");
	refused("return 3", AT ": the file must return a table, it returned number");
	refused("return {1, 2}", AT ": the declaration must be a table with keys");
	refused("return {" GOOD ", [1]=2}", AT ":  has both list items and keys");
	refused("return {" GOOD ", settings={a=print}}", AT ": settings.a is a function, which cannot be part of a result");
	refused("local x = = 3", AT ":1: unexpected symbol near '='");
	refused("", AT ": the file must return a table, it returned nil");
	refused("local t = nil\nreturn t.x", AT ":2: attempt to index a nil value (local 't')");
	refused("local w = require('words')", AT ":1: there is no plugins/lib/words.lua");
	refused("x = 1", AT ":1: assignment to the global x: write local");
}

void test_refused_settings(void)
{
	refused("return {" GOOD ",\nsettings=3}", AT ":2: settings must be a table, got a number");
	refused("return {" GOOD ", settings={\na=3}}", AT ":2: settings.a must be {type=, default=, doc=}");
	refused("return {" GOOD ", settings={\na={type='int', default=1}}}",
	        AT ":2: settings.a: type must be number, integer, string, boolean or list");
	refused("return {" GOOD ", settings={\na={type='strng', default=1}}}",
	        AT ":2: settings.a: type must be number, integer, string, boolean or list, did you mean string?");
	refused("return {" GOOD ", settings={\na={type='integer', defualt=1}}}", AT ":2: settings.a has the unknown key \"defualt\", did you mean default?");
	refused("return {" GOOD ", settings={\na={type='integer'}}}", AT ":2: settings.a has no default");
	refused("return {" GOOD ", settings={\na={type='integer', default='x'}}}", AT ":2: settings.a: default must be a integer, got a string");
	refused("return {" GOOD ", settings={\na={type='integer', default=1, min=2}}}", AT ":2: settings.a: default must not be less than 2");
	refused("return {" GOOD ", settings={\na={type='string', default='x', enum={'y','z'}}}}", AT ":2: settings.a: default must be one of [\"y\",\"z\"]");
}

void test_refused_examples(void)
{
	refused("return {" GOOD ",\nexamples='x'}", AT ":2: examples must be a list");
	refused("return {" GOOD ",\nexamples={{title='t', expect={}}}}", AT ":2: examples[1] has no case");
	refused("return {" GOOD ",\nexamples={{case={text='x'}, expect={}}}}", AT ":2: examples[1] has no title");
	refused("return {" GOOD ",\nexamples={{title='t', case={text='x'}}}}", AT ":2: examples[1] has no expect");
	refused("return {" GOOD ",\nexamples={{title='t', case={text='x'}, expected={}}}}", AT ":2: examples[1] has the unknown key \"expected\", did you mean expect?");
	refused("return {" GOOD ",\nexamples={{title='t', case={text='x'}, expect={}, lang='fr'}}}", AT ":2: examples[1]: lang must be \"zh\" or \"en\"");
	refused("return {" GOOD ",\nexamples={{title='t', case={text='x'}, expect={}, settings={n=1}}}}", AT ":2: examples[1]: setting n: there is no such setting");
}

static void with_settings(const char *json, fp_plugin_status status, const char *want)
{
	desk d = desk_new();
	desk_put(&d, "classify/p.lua", "return {" GOOD ", settings={n={type='integer', default=3, min=1, max=9}, s={type='list', default={'a'}}}}");
	d.settings = json_pack("{s:o}", "p", json_loads(json, 0, NULL));
	if (ok(desk_open(&d))) {
		const fp_plugin *p = desk_plugin(&d, "p");
		char *text = json_dumps(p->settings, JSON_SORT_KEYS | JSON_COMPACT);
		is_int(p->status, status);
		is_str(status == FP_PLUGIN_OK ? fp_s(text) : p->reason, want);
		free(text);
	}
	desk_free(&d);
}

void test_settings_are_checked_and_filled(void)
{
	with_settings("{}", FP_PLUGIN_OK, "{\"n\":3,\"s\":[\"a\"]}");
	with_settings("{\"n\":7,\"threshold\":0.75}", FP_PLUGIN_OK, "{\"n\":7,\"s\":[\"a\"],\"threshold\":0.75}");
	with_settings("{\"n\":10}", FP_PLUGIN_BAD, AT ": setting n: must not be more than 9");
	with_settings("{\"n\":\"x\"}", FP_PLUGIN_BAD, AT ": setting n: must be a integer, got a string");
	with_settings("{\"m\":1}", FP_PLUGIN_BAD, AT ": setting m: there is no such setting");
	with_settings("{\"threshold\":3}", FP_PLUGIN_BAD, AT ": setting threshold: must be a number from 0 to 1");
}

static void digest_of(const char *file, const char *lib, const char *settings, char out[65])
{
	desk d = desk_new();
	desk_put(&d, "classify/p.lua", file);
	desk_put(&d, "lib/words.lua", lib);
	desk_put(&d, "lib/other.lua", "return 1");
	d.settings = json_pack("{s:o}", "p", json_loads(settings, 0, NULL));
	if (ok(desk_open(&d)))
		memcpy(out, desk_plugin(&d, "p")->digest, 65);
	desk_free(&d);
}

void test_the_digest_covers_file_libs_and_settings(void)
{
	const char *file = "local w = require('words') return {" GOOD ", settings={n={type='integer', default=3}}}";
	char a[65], b[65];
	digest_of(file, "return 1", "{}", a);
	ok(strlen(a) == 64, "%s", a);
	digest_of(file, "return 1", "{\"n\":3}", b);
	ok(!strcmp(a, b), "a default that is written out changes nothing");
	digest_of(file, "return 2", "{}", b);
	ok(strcmp(a, b), "another lib");
	digest_of(file, "return 1", "{\"n\":4}", b);
	ok(strcmp(a, b), "another setting");
	digest_of("local w = require('words') return {" GOOD ", settings={n={type='integer', default=3}} }", "return 1", "{}", b);
	ok(strcmp(a, b), "another file");
}

void test_precedence(void)
{
	desk d = desk_new();
	fp_err err = {0};
	desk_put(&d, "low/plugins/classify/a.lua", "return {name='a', kind='classify', api=1, version='low', summary='s', classify=function() return {require} end}");
	desk_put(&d, "low/plugins/classify/b.lua", "local w = require('w') return {name='b', kind='classify', api=1, version=w, summary='s', classify=function() return {w} end}");
	desk_put(&d, "low/plugins/lib/w.lua", "return 'low'");
	desk_put(&d, "high/plugins/classify/a.lua", "local w = require('w') return {name='a', kind='classify', api=1, version='high', summary='s', classify=function() return {w} end}");
	desk_put(&d, "high/plugins/lib/w.lua", "return 'high'");
	desk_put(&d, "high/plugins/issues/b.lua", "broken");
	desk_put(&d, "high/plugins/issues/c.lua", "return {name='c', kind='issues', api=1, version='1', summary={zh='中', en='E'}, issues=function() end}");
	fp_str off = FP_STR("c");
	fp_plugin_root roots[] = {
		{fp_strf(d.a, "%s/plugins/low/plugins", d.dir).p, "built-in", NULL, NULL},
		{fp_strf(d.a, "%s/plugins/high/plugins", d.dir).p, "casebook", NULL, NULL},
		{fp_strf(d.a, "%s/plugins/./high/plugins", d.dir).p, "user", NULL, NULL},
		{fp_strf(d.a, "%s/plugins/none", d.dir).p, "user", NULL, NULL},
	};
	d.h = fp_host_open(roots, 4, NULL, &off, 1, &d.limits, &err);
	if (!ok(d.h, "%s", err.msg))
		return;
	is_int(fp_host_count(d.h), 5);
	is_str(desk_plugin(&d, "a")->version, "high");
	is_str(fp_s(desk_call(&d, "a", "{}")), "[\"high\"]");
	is_int(desk_plugin(&d, "b")->status, FP_PLUGIN_BAD);  // the broken one of the casebook is the one that is meant
	is_int(desk_plugin(&d, "c")->status, FP_PLUGIN_DISABLED);
	is_str(desk_plugin(&d, "c")->summary, "E");
	is_str(fp_host_plugin(d.h, 0)->name, "a");
	is_int(fp_host_plugin(d.h, 1)->status, FP_PLUGIN_SHADOWED);
	is_str(fp_host_plugin(d.h, 1)->reason, "shadowed by plugins/classify/a.lua (casebook)");
	ok(fp_host_nearest(d.h, FP_STR("bb")) == NULL || fp_str_is(fp_host_nearest(d.h, FP_STR("bb"))->name, "b"), "nearest");
	const fp_plugin *before = desk_plugin(&d, "a");
	desk_put(&d, "one.lua", "local w = require('w') return {name='one', kind='classify', api=1, version=w, summary='s', classify=function() return {w} end}");
	const fp_plugin *one = fp_host_add_file(d.h, fp_strf(d.a, "%s/plugins/one.lua", d.dir).p, &err);
	ok(one && one->status == FP_PLUGIN_OK && before == desk_plugin(&d, "a"), "%s", err.msg);
	is_str(one->version, "high");
	is_int(fp_host_count(d.h), 5);
	json_t *r = fp_host_call(d.h, one, json_null(), &err);
	ok(r, "called: %s", err.msg);
	json_decref(r);
	ok(!fp_host_add_file(d.h, "/nowhere/x.lua", &err) && err.code == FP_NOT_FOUND, "%s", err.msg);
	desk_free(&d);
}

static bool trusts_named(void *ctx, fp_str path, const char *digest)
{
	return strlen(digest) == 64 && fp_str_is(fp_path_base(path), ctx);
}

// The one that is not trusted is not even declared, shadows nothing, and its lib is nobody else's.
void test_trust(void)
{
	desk d = desk_new();
	fp_err err = {0};
	char yes[] = "yes.lua";
	desk_put(&d, "low/plugins/classify/a.lua", "return {name='a', kind='classify', api=1, version='low', summary='s', classify=function() return {} end}");
	desk_put(&d, "low/plugins/lib/w.lua", "return 'low'");
	desk_put(&d, "high/plugins/classify/a.lua", "error('ran')");
	desk_put(&d, "high/plugins/classify/yes.lua", "local w = require('w') return {name='yes', kind='classify', api=1, version=w, summary='s', classify=function() return {} end}");
	desk_put(&d, "high/plugins/lib/w.lua", "return 'high'");
	desk_put(&d, "own/plugins/classify/u.lua", "local w = require('w') return {name='u', kind='classify', api=1, version=w, summary='s', classify=function() return {} end}");
	fp_plugin_root roots[] = {
		{fp_strf(d.a, "%s/plugins/low/plugins", d.dir).p, "built-in", NULL, NULL},
		{fp_strf(d.a, "%s/plugins/high/plugins", d.dir).p, "casebook", trusts_named, yes},
		{fp_strf(d.a, "%s/plugins/own/plugins", d.dir).p, "user", NULL, NULL},
	};
	d.h = fp_host_open(roots, 3, NULL, NULL, 0, &d.limits, &err);
	if (!ok(d.h, "%s", err.msg))
		return;
	is_str(desk_plugin(&d, "a")->version, "low");
	is_int(desk_plugin(&d, "a")->status, FP_PLUGIN_OK);
	is_int(fp_host_plugin(d.h, 0)->status, FP_PLUGIN_UNTRUSTED);
	is_str(fp_host_plugin(d.h, 0)->reason, "came with the casebook and is not trusted; read plugins/classify/a.lua, then fupan plugin trust a");
	is_str(desk_plugin(&d, "yes")->version, "high");
	is_str(desk_plugin(&d, "u")->version, "low");
	desk_free(&d);
}
