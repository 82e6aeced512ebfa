// A plugin's examples as its tests.
#include "tap.h"

#include "plugin_desk.h"

static void keep(void *ctx, const char *line)
{
	fp_buf_f(ctx, "%s\n", line);
}

static json_t *fill(void *ctx, const json_t *partial, fp_err *err)
{
	json_t *v = json_deep_copy(partial);
	(void)ctx;
	if (json_object_get(v, "broken")) {
		json_decref(v);
		fp_fail(err, FP_INVALID, "a broken case");
		return NULL;
	}
	json_object_set_new(v, "text", json_string(json_string_value(json_object_get(v, "complaint"))));
	return v;
}

static void gives(const char *kind, const char *rest, size_t want_failed, const char *want)
{
	desk d = desk_new();
	fp_buf lines = {0};
	fp_err err = {0};
	size_t failed = 99;
	desk_put(&d, fp_strf(d.a, "%s/p.lua", kind).p, fp_strf(d.a, "local n = 0\nreturn {name='p', kind='%s', api=1, version='1', summary='s', %s}", kind, rest).p);
	if (!ok(desk_open(&d)))
		return;
	json_t *zh = json_pack("{s:s,s:s}", "lang", "zh", "hello", "你好"), *en = json_pack("{s:s,s:s}", "lang", "en", "hello", "hello");
	ok(fp_host_context(d.h, zh, &err) && fp_host_example_context(d.h, "en", en, &err), "%s", err.msg);
	fp_host_normalise(d.h, fill, NULL);
	const fp_plugin *p = desk_plugin(&d, "p");
	if (!fp_host_test(d.h, p, keep, &lines, &failed, &err))
		fp_buf_f(&lines, "%s", err.msg);
	is_str(fp_buf_view(&lines), want);
	is_int(failed, want_failed);
	json_decref(zh);
	json_decref(en);
	fp_buf_free(&lines);
	desk_free(&d);
}

#define SAYS "classify=function(c, ctx) if c.text:find(ctx.settings and ctx.settings.word or '坏') then return {{field='type', label='破损', confidence=0.9, " \
             "evidence={'坏'}}} end end,"

void test_classify(void)
{
	gives("classify", SAYS "examples={{title='one', case={complaint='锅坏了'}, expect={{field='type', label='破损'}}},"
	                       "{title='two', case={complaint='很好'}, expect={}}}", 0, "ok 1 - p: one\nok 2 - p: two\n1..2\n");
	gives("classify", SAYS "examples={{title='one', case={complaint='锅坏了'}, expect={{field='type', label='延迟'}}},"
	                       "{title='two', case={complaint='锅坏了'}, expect={}},"
	                       "{title='three', case={complaint='锅坏了'}, expect={}, expect_none={{label='破损'}}},"
	                       "{title='four', case={broken=true}, expect={}}}", 4,
	      "not ok 1 - p: one\n#   missing {\"field\":\"type\",\"label\":\"延迟\"}\n"
	      "not ok 2 - p: two\n#   expected no verdict, got {\"confidence\":0.9,\"evidence\":[\"坏\"],\"field\":\"type\",\"label\":\"破损\"}\n"
	      "not ok 3 - p: three\n#   unexpected {\"label\":\"破损\"}\nnot ok 4 - p: four\n#   a broken case\n1..4\n");
	gives("classify", "classify=function(c) return {{field='type', label='x', confidence=0.9, evidence={'nowhere'}}, {field='type', label='y', confidence=0.9}} end,"
	                  "examples={{title='e', case={complaint='abc'}, expect={{label='x'}}}}", 1,
	      "not ok 1 - p: e\n#   evidence of verdict 1 does not stand in the case: nowhere\n#   verdict 2 has no evidence\n1..1\n");
	gives("classify", "classify=function(c) return {{field='type', label='x', confidence=0.3}} end, threshold=0.4, examples={{title='e', case={complaint='abc'}, expect={}}}", 0,
	      "ok 1 - p: e\n1..1\n");
	gives("classify", "classify=function(c) n = n + 1 return {{field='type', label='x' .. n, confidence=1, evidence={'a'}}} end,"
	                  "examples={{title='e', case={complaint='abc'}, expect_none={{label='z'}}}}", 1,
	      "not ok 1 - p: e\n#   another answer when asked again: the plugin keeps state between calls\n1..1\n");
	gives("classify", "classify=function(c) error('boom') end, examples={{title='e', case={complaint='abc'}, expect={}}}", 1,
	      "not ok 1 - p: e\n#   plugins/classify/p.lua:2: boom\n1..1\n");
}

void test_settings_and_language_of_an_example(void)
{
	gives("classify", "settings={word={type='string', default='坏'}}, classify=function(c, ctx) return {{field='type', label=ctx.lang .. ctx.hello .. ctx.settings.word,"
	                  "confidence=1, evidence={'a'}}} end, examples={"
	                  "{title='zh', case={complaint='a'}, expect={{label='zh你好坏'}}},"
	                  "{title='en', lang='en', case={complaint='a'}, expect={{label='enhello坏'}}},"
	                  "{title='w', settings={word='好'}, case={complaint='a'}, expect={{label='zh你好好'}}}}", 0, "ok 1 - p: zh\nok 2 - p: en\nok 3 - p: w\n1..3\n");
}

void test_issues_and_review(void)
{
	gives("issues", "issues=function(cases) return {{title='物流停滞', cases={'1','2'}}} end, examples={"
	                "{title='a', cases={{complaint='x'}}, expect={{title_has='停滞', size=2}}},"
	                "{title='b', cases={{complaint='x'}}, expect={{title_has='赠品'}}}}", 1,
	      "ok 1 - p: a\nnot ok 2 - p: b\n#   missing {\"title_has\":\"赠品\"}\n1..2\n");
	gives("review", "review=function(week) return {slides={{type='title', title=week.week}}} end, examples={"
	                "{title='a', week={week='2026-W47'}, expect={types={'title'}}}, {title='b', week={week='x'}, expect={types={'title','trend'}}}}", 1,
	      "ok 1 - p: a\nnot ok 2 - p: b\n#   no slide of type trend\n1..2\n");
}
