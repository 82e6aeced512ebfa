// Verdicts and issues: from what a plugin returned, to files and back.
#include "case/verdict.h"
#include "tap.h"

static fp_arena *arena;
static fp_case *c;

static void set_up(void)
{
	if (!arena)
		arena = fp_arena_new(0);
	c = fp_case_parse(arena, FP_STR("a.md"),
		FP_STR(
			"---\nid: x\ntitle: \"说\\\"快\\\"到\"\n---\n\n## 投诉内容\n\n请耐心等待听腻了\n\n## 对话\n\n**客户**：在吗\n\n**客服**：请耐心等待\n"),
		NULL);
}

static bool read_json(const char *json, fp_verdict **v, size_t *n, fp_err *err)
{
	set_up();
	json_t *j = json_loads(json, JSON_DECODE_ANY, NULL);
	*err = (fp_err){0};
	bool good = fp_verdicts_from_value(arena, j, c, FP_STR("taboo"), 0.5, v, n, err);
	json_decref(j);
	return good;
}

void test_verdicts(void)
{
	fp_verdict *v;
	size_t n;
	fp_err err;
	ok(read_json(
		   "[{\"field\":\"taboo\",\"label\":\"机械回复\",\"confidence\":0.8,\"reason\":\"套话\",\"evidence\":[{\"text\":\"请耐心等待\",\"turn\":2},\"请耐心等待\",{\"text\":\"听腻了\",\"section\":\"complaint\"}]},"
		   "{\"field\":\"severity\",\"label\":3},{\"field\":\"intensity\",\"label\":2.0,\"evidence\":{}}]",
		   &v, &n, &err),
		"%s", err.msg);
	if (!is_int(n, 3))
		return;
	is_str(v[0].label, "机械回复");
	is_str(v[0].plugin, "taboo");
	is_int(v[0].evidence_n, 3);
	is_str(v[0].evidence[0].text, "请耐心等待");
	ok(v[0].evidence[0].span.start > v[0].evidence[1].span.start, "the turn's, not the first");
	is_bytes(fp_str_sub(c->text, v[0].evidence[2].span.start, v[0].evidence[2].span.end), FP_STR("听腻了"));
	is_str(v[1].label, "3");
	is_str(v[2].label, "2");
	ok(v[1].confidence == 1 && v[1].threshold == 0.5);
	json_t *j = fp_verdict_to_value(&v[0]);
	ok(fp_str_starts(fp_json_text(arena, j), "{\"confidence\":0.8"), "%.*s", FP_ARG(fp_json_text(arena, j)));
	is_int(json_array_size(json_object_get(j, "evidence")), 3);
	json_decref(j);
	ok(read_json("{}", &v, &n, &err) && n == 0, "an empty table");
	ok(read_json("null", &v, &n, &err) && n == 0, "nothing");
	ok(read_json("[{\"field\":\"type\",\"label\":\"x\",\"evidence\":[\"说\\\"快\\\"到\"]}]", &v, &n, &err) && n == 1,
		"the title counts, escapes and all");
}

void test_bad_verdicts(void)
{
	static const char *const bad[] = {
		"3", "[3]", "[{\"label\":\"x\"}]", "[{\"field\":\"type\"}]", "[{\"field\":\"type\",\"label\":{}}]", "[{\"field\":\"type\",\"label\":\"x\",\"score\":1}]",
		"[{\"field\":\"type\",\"label\":\"x\",\"confidence\":1.5}]", "[{\"field\":\"type\",\"label\":\"x\",\"confidence\":\"high\"}]",
		"[{\"field\":\"type\",\"label\":\"x\",\"evidence\":[\"没有这句话\"]}]", "[{\"field\":\"type\",\"label\":\"x\",\"evidence\":[{\"text\":\"听腻了\",\"turn\":1}]}]",
		"[{\"field\":\"type\",\"label\":\"x\",\"evidence\":[{\"text\":\"在吗\",\"turn\":9}]}]", "[{\"field\":\"type\",\"label\":\"x\",\"evidence\":[{\"text\":\"在吗\",\"section\":\"lesson\"}]}]",
		"[{\"field\":\"type\",\"label\":\"x\",\"evidence\":[\"\"]}]", "[{\"field\":\"type\",\"label\":\"x\",\"evidence\":[{\"text\":\"在吗\",\"turn\":1,\"section\":\"dialogue\"}]}]",
		"[{\"field\":\"type\",\"label\":\"x\",\"evidence\":[{\"text\":\"在吗\",\"line\":1}]}]",
		"[{\"field\":\"type\",\"label\":\"x\",\"evidence\":[{\"text\":\"在吗\",\"turn\":1.5}]}]",
		"[{\"field\":\"type\",\"label\":\"x\",\"evidence\":[{\"text\":\"在吗\",\"section\":\"complaint\"}]}]",
		"[{\"field\":\"type\",\"label\":\"x\",\"evidence\":[{\"text\":\"在吗\",\"turn\":0}]}]",
		"[{\"field\":\"type\",\"label\":\"x\",\"evidence\":[{\"text\":\"在吗\",\"turn\":1e300}]}]",
		"[{\"field\":\"type\",\"label\":\"x\",\"evidence\":[{\"text\":\"在吗\",\"turn\":\"1\"}]}]",
	};
	for (size_t i = 0; i < FP_COUNT(bad); i++) {
		fp_verdict *v;
		size_t n;
		fp_err err;
		ok(!read_json(bad[i], &v, &n, &err) && err.code == FP_INVALID && fp_str_starts(fp_s(err.msg), "taboo: "),
			"%s: %s", bad[i], err.msg);
	}
}

void test_issues(void)
{
	fp_issue *v;
	size_t n;
	fp_err err = {0};
	json_t *j = json_loads(
		"[{\"title\":\"物流不更新\",\"cases\":[\"b\",\"a\",\"b\"],\"phrases\":[\"不动\",\"停滞\"],\"exemplars\":[\"b\"]}]",
		0, NULL);
	ok(fp_issues_from_value(arena, j, &v, &n, &err), "%s", err.msg);
	json_decref(j);
	if (!is_int(n, 1))
		return;
	is_int(v->case_n, 2);
	is_str(v->cases[0], "a");
	is_str(v->summary, "不动 · 停滞");
	is_str(v->exemplar[0], "b");
	v->id = FP_STR("261123-aaaaaaa");
	v->plugin = FP_STR("cluster");
	fp_str text = fp_issue_render(arena, v, "zh");
	is_str(text,
		"---\nid: 261123-aaaaaaa\ntitle: 物流不更新\nstate: proposed\nplugin: cluster\ncases: [a, b]\nexemplars: [b]\n---\n\n不动 · 停滞\n\n## 行动项\n\n");
	fp_issue *k = fp_issue_parse(arena, FP_STR("issues/261123-aaaaaaa.md"), text, NULL);
	is_str(k->title, "物流不更新");
	is_str(k->state, "proposed");
	is_str(k->summary, "不动 · 停滞");
	is_int(k->case_n, 2);
	is_str(k->exemplar[0], "b");
	static const char *const bad[] = {"3", "[{\"cases\":[\"a\"]}]", "[{\"title\":\"x\",\"cases\":[]}]",
		"[{\"title\":\"x\",\"cases\":[3]}]", "[{\"title\":\"x\",\"cases\":[\"a\"],\"id\":1}]"};
	for (size_t i = 0; i < FP_COUNT(bad); i++) {
		err = (fp_err){0};
		j = json_loads(bad[i], JSON_DECODE_ANY, NULL);
		ok(!fp_issues_from_value(arena, j, &v, &n, &err) && err.code == FP_INVALID, "%s", err.msg);
		json_decref(j);
	}
}

void test_issue_edit_keeps_the_rest(void)
{
	fp_err err = {0};
	fp_str out,
		cases
			[] = {FP_STR("a"), FP_STR("c")},
	   text = FP_STR(
		   "---\nid: i\ntitle: 旧  # 人改过\nstate: open\nmust_link: [[a, b]]\n# 成员\ncases:\n  - a  # 第一个\n  - b\n---\n\n说明\n\n## 备忘\n\nx\n");
	fp_str title = FP_STR("新");
	fp_edit e[] = {{.key = FP_STR("title"), .items = &title, .n = 1}, {.key = FP_STR("cases"), .items = cases, .n = 2, .list = true}};
	const fp_case *doc = fp_case_parse(arena, FP_STR("issues/i.md"), text, NULL);
	ok(fp_case_edit(arena, doc, e, 2, &out, &err), "%s", err.msg);
	is_str(out,
		"---\nid: i\ntitle: 新  # 人改过\nstate: open\nmust_link: [[a, b]]\n# 成员\ncases:\n  - a  # 第一个\n  - c\n---\n\n说明\n\n## 备忘\n\nx\n");
	fp_arena_free(arena);
}

void test_decision_has_its_parts(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_decision d = fp_decision_parse(FP_STR("261117-aywg0m9 (Ann, Lee, 2026-11-23) the label (torn) was wrong"));
	is_str(d.id, "261117-aywg0m9");
	is_str(d.author, "Ann, Lee");
	is_int(d.day, fp_day_of(2026, 11, 23));
	is_str(d.reason, "the label (torn) was wrong");
	is_str(fp_decision_text(a, &d), "261117-aywg0m9 (Ann, Lee, 2026-11-23) the label (torn) was wrong");
	d = fp_decision_parse(FP_STR("261117-aywg0m9"));
	is_str(d.id, "261117-aywg0m9");
	is_int(d.day, FP_NO_DAY);
	d = fp_decision_parse(FP_STR("(组长, 2026-11-23)"));
	ok(!d.id.n && !d.reason.n, "no id, no reason");
	is_str(d.author, "组长");
	d = fp_decision_parse(FP_STR("(never closed"));
	ok(!d.id.n && d.day == FP_NO_DAY, "half a decision is a reason");
	fp_arena_free(a);
}
