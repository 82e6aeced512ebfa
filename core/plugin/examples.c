// examples: a plugin's examples are its tests.
#include <stdlib.h>
#include <string.h>

#include "plugin/plugin_priv.h"

static fp_str text_of(const json_t *v)
{
	return json_is_string(v) ? (fp_str){json_string_value(v), json_string_length(v)} : (fp_str){0};
}

// ---------------------------------------------------------------- does the result hold what is expected?

typedef struct {
	const fp_plugin *p;
	const json_t *value;     // what the plugin was given
	const json_t *result;
	fp_buf why;
} judging;

static void dump(fp_buf *b, const json_t *v)
{
	char *text = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(12));
	fp_buf_z(b, text ? text : "?");
	free(text);
}

static bool counts(const judging *j, const json_t *verdict)
{
	return json_number_value(json_object_get(verdict, "confidence")) >= j->p->threshold;
}

// Every key of `want` is in `got` with the same value.
static bool covers(const json_t *got, const json_t *want)
{
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)want, key, v)
		if (!json_equal(json_object_get(got, key), v))
			return false;
	return true;
}

static bool any_verdict(const judging *j, const json_t *want)
{
	for (size_t i = 0; i < json_array_size(j->result); i++)
		if (counts(j, json_array_get(j->result, i)) && covers(json_array_get(j->result, i), want))
			return true;
	return false;
}

static bool occurs(const json_t *v, fp_str part)
{
	const char *key;
	json_t *item;
	if (json_is_string(v))
		return fp_str_has(text_of(v), part);
	for (size_t i = 0; i < json_array_size(v); i++)
		if (occurs(json_array_get(v, i), part))
			return true;
	json_object_foreach((json_t *)v, key, item)
		if (occurs(item, part))
			return true;
	return false;
}

static void judge_evidence(judging *j)
{
	for (size_t i = 0; i < json_array_size(j->result); i++) {
		const json_t *verdict = json_array_get(j->result, i), *list = json_object_get(verdict, "evidence");
		if (counts(j, verdict) && !json_array_size(list))
			fp_buf_f(&j->why, fp_tr("第 %zu 个判断没有证据\n", "verdict %zu has no evidence\n"), i + 1);
		for (size_t k = 0; k < json_array_size(list); k++) {
			const json_t *e = json_array_get(list, k);
			fp_str s = text_of(json_is_object(e) ? json_object_get(e, "text") : e);
			if (!s.n || !occurs(j->value, s))
				fp_buf_f(&j->why, fp_tr("第 %zu 个判断的证据不在案例里：%.*s\n", "evidence of verdict %zu does not stand in the case: %.*s\n"), i + 1,
				         FP_ARG(s));
		}
	}
}

static void judge_verdicts(judging *j, const json_t *expect, const json_t *none)
{
	for (size_t i = 0; i < json_array_size(expect); i++) {
		if (any_verdict(j, json_array_get(expect, i)))
			continue;
		fp_buf_z(&j->why, fp_tr("没有得到 ", "missing "));
		dump(&j->why, json_array_get(expect, i));
		fp_buf_c(&j->why, '\n');
	}
	for (size_t i = 0; i < json_array_size(none); i++) {
		if (!any_verdict(j, json_array_get(none, i)))
			continue;
		fp_buf_z(&j->why, fp_tr("不应得到 ", "unexpected "));
		dump(&j->why, json_array_get(none, i));
		fp_buf_c(&j->why, '\n');
	}
	for (size_t i = 0; expect && !json_array_size(expect) && !none && i < json_array_size(j->result); i++) {
		if (!counts(j, json_array_get(j->result, i)))
			continue;
		fp_buf_z(&j->why, fp_tr("不应有判断，得到 ", "expected no verdict, got "));
		dump(&j->why, json_array_get(j->result, i));
		fp_buf_c(&j->why, '\n');
	}
	judge_evidence(j);
}

static bool issue_fits(const json_t *issue, const json_t *want)
{
	const json_t *title = json_object_get(want, "title_has"), *size = json_object_get(want, "size");
	if (title && !fp_str_has(text_of(json_object_get(issue, "title")), text_of(title)))
		return false;
	return !size || (json_int_t)json_array_size(json_object_get(issue, "cases")) == json_integer_value(size);
}

static void judge_issues(judging *j, const json_t *expect)
{
	for (size_t i = 0; i < json_array_size(expect); i++) {
		bool found = false;
		for (size_t k = 0; k < json_array_size(j->result); k++)
			found = found || issue_fits(json_array_get(j->result, k), json_array_get(expect, i));
		if (found)
			continue;
		fp_buf_z(&j->why, fp_tr("没有得到 ", "missing "));
		dump(&j->why, json_array_get(expect, i));
		fp_buf_c(&j->why, '\n');
	}
	if (expect && !json_array_size(expect) && json_array_size(j->result))
		fp_buf_z(&j->why, fp_tr("不应有问题\n", "expected no issue\n"));
}

static void judge_review(judging *j, const json_t *expect)
{
	const json_t *types = json_object_get(expect, "types"), *slides = json_object_get(j->result, "slides");
	for (size_t i = 0; i < json_array_size(types); i++) {
		bool found = false;
		for (size_t k = 0; k < json_array_size(slides); k++)
			found = found || json_equal(json_object_get(json_array_get(slides, k), "type"), json_array_get(types, i));
		if (!found)
			fp_buf_f(&j->why, fp_tr("没有 %s 类的幻灯片\n", "no slide of type %s\n"), json_string_value(json_array_get(types, i)));
	}
}

static void judge(judging *j, const json_t *example)
{
	const json_t *expect = json_object_get(example, "expect"), *none = json_object_get(example, "expect_none");
	if (fp_str_is(j->p->kind, "classify"))
		judge_verdicts(j, expect, none);
	else if (fp_str_is(j->p->kind, "issues"))
		judge_issues(j, expect);
	else
		judge_review(j, expect);
}

// ---------------------------------------------------------------- running them

static json_t *complete(fp_host *h, const json_t *v, fp_err *err)
{
	return h->normalise && json_is_object(v) ? h->normalise(h->normalise_ctx, v, err) : json_incref((json_t *)v);
}

static json_t *example_value(fp_host *h, const fp_plugin *p, const json_t *example, fp_err *err)
{
	if (fp_str_is(p->kind, "classify"))
		return complete(h, json_object_get(example, "case"), err);
	if (fp_str_is(p->kind, "review"))
		return json_incref(json_object_get(example, "week"));
	const json_t *cases = json_object_get(example, "cases");
	json_t *all = json_array();
	for (size_t i = 0; i < json_array_size(cases); i++) {
		json_t *one = complete(h, json_array_get(cases, i), err);
		if (!one) {
			json_decref(all);
			return NULL;
		}
		json_array_append_new(all, one);
	}
	return all;
}

// What an example replaces in the context: its settings, its language.
static json_t *example_context(fp_host *h, const fp_plugin *p, const json_t *example)
{
	json_t *settings = json_object_get(example, "settings"), *ctx = NULL;
	const char *lang = json_string_value(json_object_get(example, "lang"));
	if (lang && strcmp(lang, h->context.lang)) {
		ctx = h->other.value && !strcmp(lang, h->other.lang) ? json_deep_copy(h->other.value) : json_object();
		json_object_set_new(ctx, "lang", json_string(lang));
	}
	if (!settings || !json_object_size(settings))
		return ctx;
	fp_str why = {0};
	json_t *all = fp_settings_with(h, h->all[fp_entry_number(h, p)], settings, &why);
	ctx = ctx ? ctx : json_object();
	json_object_set_new(ctx, "settings", all ? all : json_object());
	return ctx;
}

typedef struct {
	fp_host *h;
	const fp_plugin *p;
	json_t **value, **first;   // by example: input, first answer
	fp_err *why;
	size_t n, at;              // at: calls so far; the second half goes backwards
	bool *changed;
} testing;

static size_t example_at(const testing *t, size_t k)
{
	return k < t->n ? k : 2 * t->n - 1 - k;
}

static bool pull_example(fp_run *r, fp_job *j)
{
	testing *t = r->ctx;
	while (t->at < 2 * t->n && !t->value[example_at(t, t->at)])
		t->at++;
	if (t->at == 2 * t->n)
		return false;
	j->i = t->at++;
	j->kind = FP_JOB_CALL;
	j->plugin = fp_entry_number(t->h, t->p);
	j->value = json_incref(t->value[example_at(t, j->i)]);
	j->ctx = example_context(t->h, t->p, json_array_get(t->p->examples, example_at(t, j->i)));
	return true;
}

static bool take_example(fp_run *r, fp_job *j)
{
	testing *t = r->ctx;
	size_t i = example_at(t, j->i);
	if (j->i < t->n) {
		t->first[i] = json_incref(j->result);
		if (j->why.code)
			t->why[i] = j->why;
	} else if (j->result && t->first[i]) {
		t->changed[i] = !json_equal(j->result, t->first[i]);
	}
	return true;
}

typedef void (*tap_line)(void *ctx, const char *tap);

static void report(const testing *t, size_t i, tap_line line, void *ctx, size_t *failed)
{
	const json_t *example = json_array_get(t->p->examples, i);
	judging j = {.p = t->p, .value = t->value[i], .result = t->first[i]};
	fp_buf tap = {0};
	if (t->why[i].code)
		fp_buf_f(&j.why, "%s\n", t->why[i].msg);
	else
		judge(&j, example);
	if (t->changed[i])
		fp_buf_z(&j.why, fp_tr("第二次运行得到别的结果：插件在两次调用之间留了状态\n", "another answer when asked again: the plugin keeps state between calls\n"));
	*failed += j.why.n > 0;
	fp_str title = text_of(json_object_get(example, "title"));
	fp_buf_f(&tap, "%sok %zu - %.*s: %.*s", j.why.n ? "not " : "", i + 1, FP_ARG(t->p->name), FP_ARG(title));
	line(ctx, tap.p);
	fp_str rest = fp_buf_view(&j.why);
	while (rest.n) {
		fp_str one = fp_str_line(&rest);
		fp_buf_clear(&tap);
		fp_buf_f(&tap, "#   %.*s", FP_ARG(one));
		line(ctx, tap.p);
	}
	fp_buf_free(&tap);
	fp_buf_free(&j.why);
}

bool fp_host_test(fp_host *h, const fp_plugin *p, tap_line line, void *ctx, size_t *failed, fp_err *err)
{
	testing t = {.h = h, .p = p, .n = json_array_size(p->examples)};
	char plan[40];
	*failed = 0;
	if (p->status != FP_PLUGIN_OK)
		return fp_fail(err, FP_USAGE, fp_tr("插件 %.*s 不可用：%.*s", "the plugin %.*s cannot be used: %.*s"), FP_ARG(p->name), FP_ARG(p->reason));
	fp_arena *a = fp_arena_new(0);
	t.value = FP_NEW_N(a, json_t *, t.n + 1);
	t.first = FP_NEW_N(a, json_t *, t.n + 1);
	t.why = FP_NEW_N(a, fp_err, t.n + 1);
	t.changed = FP_NEW_N(a, bool, t.n + 1);
	for (size_t i = 0; i < t.n; i++)
		t.value[i] = example_value(h, p, json_array_get(p->examples, i), &t.why[i]);
	fp_run r = {.host = h, .pull = pull_example, .deliver = take_example, .workers = 1, .ctx = &t};
	bool ok = fp_crew_run(&r, err);
	for (size_t i = 0; ok && i < t.n; i++)
		report(&t, i, line, ctx, failed);
	snprintf(plan, sizeof plan, "1..%zu", t.n);
	if (ok)
		line(ctx, plan);
	for (size_t i = 0; i < t.n; i++) {
		json_decref(t.value[i]);
		json_decref(t.first[i]);
	}
	fp_arena_free(a);
	return ok;
}
