// What sections hold: turns, action items, quiz, role play, root causes; and the value that plugins see.
#include "case/case.h"
#include "tap.h"

static fp_arena *arena;
static fp_diags diags;

static fp_case *with(const char *heading, const char *body)
{
	if (!arena)
		arena = fp_arena_new(0);
	diags = (fp_diags){.arena = arena};
	return fp_case_parse(arena, FP_STR("cases/2026/11/18/261118-k7f3qma.md"),
		fp_strf(arena, "---\nid: 261118-k7f3qma\ntitle: 题\nreceived: 2026-11-18T10:32:00+08:00\n---\n\n## %s\n\n%s",
			heading, body),
		&diags);
}

// ---------------------------------------------------------------- turns

// "who|speaker|time|text" of the first turn, or "none".
static fp_str turn(const char *line)
{
	fp_turn *t;
	fp_case *c = with("对话", line);
	if (!fp_case_turns(arena, c, &t))
		return FP_STR("none");
	fp_str text = fp_str_sub(c->text, t[0].text.start, t[0].text.end);
	return fp_strf(
		arena, "%s|%.*s|%.*s|%.*s", fp_who_name(t[0].who), FP_ARG(t[0].speaker), FP_ARG(t[0].time), FP_ARG(text));
}

void test_turn_forms(void)
{
	static const struct {
		const char *line, *want;
	} rows[] = {
		{"**客户** 10:32：都六天了", "customer|客户|10:32|都六天了"},
		{"**客户**：在吗", "customer|客户||在吗"},
		{"**客户：** 在吗", "customer|客户||在吗"},
		{"**客户 10:32**：在吗", "customer|客户|10:32|在吗"},
		{"客户：在吗", "customer|客户||在吗"},
		{"客户: 在吗", "customer|客户||在吗"},
		{"客户（10:32）：在吗", "customer|客户|10:32|在吗"},
		{"客户 (10:32): 在吗", "customer|客户|10:32|在吗"},
		{"客户 [10:32:05]：在吗", "customer|客户|10:32:05|在吗"},
		{"[10:32] 客户：在吗", "customer|客户|10:32|在吗"},
		{"2026-11-18 10:32 客户：在吗", "customer|客户|2026-11-18 10:32|在吗"},
		{"客户 2026-11-18 10:32：在吗", "customer|客户|2026-11-18 10:32|在吗"},
		{"**客户** 2026-11-18 10:32:05: 在吗", "customer|客户|2026-11-18 10:32:05|在吗"},
		{"**客户** 10:32:在吗", "customer|客户|10:32|在吗"},
		{"**客户** 10:32:05:在吗", "customer|客户|10:32:05|在吗"},
		{"**客户** 10:32: 5点了", "customer|客户|10:32|5点了"},
		{"**客服A03** 10:41：亲", "agent|客服A03|10:41|亲"},
		{"**客服 A03** 10:41：亲", "agent|客服 A03|10:41|亲"},
		{"客服小美：亲", "agent|客服小美||亲"},
		{"客服（小李）：亲", "agent|客服（小李）||亲"},
		{"售后-03 10:41：亲", "agent|售后-03|10:41|亲"},
		{"客服03 10:41：亲", "agent|客服03|10:41|亲"},
		{"客户10:32：在", "customer|客户|10:32|在"},
		{"买家：在", "customer|买家||在"},
		{"顾客：在", "customer|顾客||在"},
		{"用户：在", "customer|用户||在"},
		{"**主管** 16:10：您好", "supervisor|主管|16:10|您好"},
		{"客服主管：您好", "supervisor|客服主管||您好"},
		{"组长 16:10：您好", "supervisor|组长|16:10|您好"},
		{"机器人：您好", "bot|机器人||您好"},
		{"系统：已转接", "system|系统||已转接"},
		{"系统消息：已转接", "system|系统消息||已转接"},
		{"Customer 10:32: where is it", "customer|Customer|10:32|where is it"},
		{"**Customer** (10:32): where is it", "customer|Customer|10:32|where is it"},
		{"Buyer: hi", "customer|Buyer||hi"},
		{"Agent Lee 10:41: hello", "agent|Agent Lee|10:41|hello"},
		{"agent-03: hello", "agent|agent-03||hello"},
		{"Support: hello", "agent|Support||hello"},
		{"Customer service: hello", "agent|Customer service||hello"},
		{"Supervisor: hello", "supervisor|Supervisor||hello"},
		{"Bot: hello", "bot|Bot||hello"},
		{"System: closed", "system|System||closed"},
		{"- **客户** 10:32：在吗", "customer|客户|10:32|在吗"},
		{"**客户** 10:32：「客服：请等」这话听了三遍", "customer|客户|10:32|「客服：请等」这话听了三遍"},
		{"**客户** 18:40：（10月6日）到了吗", "customer|客户|18:40|（10月6日）到了吗"},
		{"**客户**：", "customer|客户||"},
		{"客户要求：退款", "none"},
		{"客服电话：400", "none"},
		{"客户投诉到了平台：要赔", "none"},
		{"Supportive words: none", "none"},
		{"客户在等", "none"},
		{"10:32：在吗", "none"},
		{"经理：在", "none"},
		{"「客户：在吗」", "none"},
	};
	for (size_t i = 0; i < FP_COUNT(rows); i++)
		is_str(turn(rows[i].line), rows[i].want);
}

void test_turns_take_following_lines(void)
{
	fp_turn *t;
	fp_case *c = with("对话",
		"前言\n\n**客户** 10:32：都六天了\n\n还在杭州\n\n> 引用\n\n**客服** 10:41：请您\n耐心等待\n\n## 情境\n\n客户：不是对话\n");
	if (!is_int(fp_case_turns(arena, c, &t), 2))
		return;
	is_bytes(fp_str_sub(c->text, t[0].text.start, t[0].text.end), FP_STR("都六天了\n\n还在杭州\n\n> 引用"));
	is_bytes(fp_str_sub(c->text, t[1].text.start, t[1].text.end), FP_STR("请您\n耐心等待"));
	is_int(t[0].line, 11);
	is_int(t[1].line, 17);
}

void test_turns_of_a_pasted_complaint(void)
{
	fp_turn *t;
	is_int(fp_case_turns(arena, with("投诉内容", "客户 10:32：在吗\n客服 10:33：在的\n客户 10:34：快递呢\n"), &t), 3);
	is_int(t[2].who, FP_WHO_CUSTOMER);
	is_int(fp_case_turns(arena, with("投诉内容", "我问了客服两次。\n客服：不知道\n客户：生气\n"), &t), 0);
	is_int(fp_case_turns(arena, with("投诉内容", "客户：一直没到\n客户：还没到\n"), &t), 0);
}

// ---------------------------------------------------------------- actions

void test_actions(void)
{
	fp_action *v;
	fp_case *c = with("行动项",
		"说明\n\n- [ ] 每天导出停滞件 @售后组长 due:2026-12-01 kind:permanent metric:type:物流/信息不更新 check:2027-01-04\n"
		"- [x] 退差 @运营 due:2026-11-20 kind:containment\n* [ ] 问 @a 一下 due：2026-11-21 仓库\n"
		"- [ ] 查 metric:\"type:物流 severity>=3\"\n- 不是任务\n");
	if (!is_int(fp_case_actions(arena, c, &v, &diags), 4))
		return;
	is_str(v[0].text, "每天导出停滞件");
	is_str(v[0].owner, "售后组长");
	is_int(v[0].due, fp_day_of(2026, 12, 1));
	is_str(v[0].kind, "permanent");
	is_str(v[0].metric, "type:物流/信息不更新");
	is_str(v[0].check, "2027-01-04");
	is_int(v[0].check_day, fp_day_of(2027, 1, 4));
	is_str(v[0].status, "open");
	is_int(v[0].line, 11);
	ok(v[1].done);
	is_str(v[1].status, "done");
	is_int(v[1].check_day, FP_NO_DAY);
	is_str(v[2].text, "问 一下 仓库");
	is_str(v[2].owner, "a");
	is_int(v[2].due, fp_day_of(2026, 11, 21));
	is_str(v[3].metric, "type:物流 severity>=3");
	is_int(v[3].due, FP_NO_DAY);
	is_int(diags.n, 0);
	is_bytes(fp_str_sub(c->text, v[1].span.start, v[1].span.end),
		FP_STR("- [x] 退差 @运营 due:2026-11-20 kind:containment\n"));
}

void test_action_owners(void)
{
	static const char *const cases[][3] = {
		{"restart the list @Team lead due:2026-12-01", "Team lead", "restart the list"},
		{"restart the list @Head of logistics kind:containment due:2026-12-01", "Head of logistics", "restart the list"},
		{"restart the list @Team lead", "Team lead", "restart the list"},
		{"ask @anna whether the list is read due:2026-12-01", "anna", "ask whether the list is read"},
		{"ask @anna, then the carrier due:2026-12-01", "anna,", "ask then the carrier"},
		{"停滞件清单 @\"客服 二组\" due:2026-12-01", "客服 二组", "停滞件清单"},
		{"停滞件清单 @售后 组长 due:2026-12-01", "售后", "停滞件清单 组长"},
		{"list @IT", "IT", "list"},
	};
	for (size_t i = 0; i < FP_COUNT(cases); i++) {
		fp_action *v;
		fp_str line = fp_strf(arena, "- [ ] %s\n", cases[i][0]);
		if (!is_int(fp_case_actions(arena, with("行动项", line.p), &v, &diags), 1))
			return;
		is_str(v[0].owner, cases[i][1]);
		is_str(v[0].text, cases[i][2]);
	}
}

void test_action_faults(void)
{
	fp_action *v;
	fp_case *c = with("行动项", "- [ ] 查 due:下周 kind:later\n- [ ] 改 kind:permanent\n- [ ] @某人\n");
	fp_case_actions(arena, c, &v, &diags);
	is_int(diags.errors, 2);
	is_int(diags.n, 4);
	is_int(diags.v[0].line, 9);
	is_str(fp_s(diags.v[0].rule), "action");
}

// ---------------------------------------------------------------- quiz, role play, causes

void test_quiz(void)
{
	fp_quiz q;
	fp_case *c =
		with("小测", "客户第二次进线，\n第一个动作是？\n\n- [ ] 发短语\n- [x] 读记录\n\n> 重复描述\n> 是触发点。\n");
	ok(fp_case_quiz(arena, c, &q));
	is_str(q.question, "客户第二次进线，\n第一个动作是？");
	is_int(q.option_n, 2);
	is_str(q.option[1].text, "读记录");
	ok(q.option[1].right && !q.option[0].right);
	is_str(q.explanation, "重复描述\n是触发点。");
	ok(!fp_case_quiz(arena, with("小测", "只有问题？\n"), &q));
	ok(!fp_case_quiz(arena, with("对话", ""), &q));
}

void test_roleplay(void)
{
	fp_roleplay p;
	fp_case *c = with("角色扮演",
		"### 客户 李女士\n\n晚上要请客；\n第二次购买。\n\n- 先愤怒\n1. 后焦虑\n\n> 我晚上八点请客？\n\n### 客服 你\n\n权限：200 元\n\n- 先致歉\n\n### 观察\n\n- [ ] 先处理情绪\n- [ ] 明确时间\n");
	ok(fp_case_roleplay(arena, c, &p));
	if (!is_int(p.role_n, 2))
		return;
	is_str(p.role[0].name, "客户 李女士");
	is_str(p.role[0].brief, "晚上要请客；\n第二次购买。");
	is_int(p.role[0].rule_n, 2);
	is_str(p.role[0].rule[1], "后焦虑");
	is_str(p.role[0].opening, "我晚上八点请客？");
	is_str(p.role[1].brief, "权限：200 元");
	is_int(p.observe_n, 2);
	is_str(p.observe[1], "明确时间");
}

void test_root_cause(void)
{
	fp_root_cause r = fp_case_root_cause(
		with("根因", "- 直接原因：没有主动通知，\n  也没人看\n- **系统原因**：规则里没有“停滞”这一类。\n- 其他：无\n"));
	is_str(r.direct, "没有主动通知，\n  也没人看");
	is_str(r.system, "规则里没有“停滞”这一类。");
	r = fp_case_root_cause(with("Root cause", "- Direct: nobody called\n- System cause: no rule\n"));
	is_str(r.direct, "nobody called");
	is_str(r.system, "no rule");
	r = fp_case_root_cause(with("根因", "一段文字\n"));
	is_str(r.direct, "");
}

// ---------------------------------------------------------------- values

void test_value(void)
{
	fp_case *c = fp_case_parse(arena, FP_STR("cases/2026/11/18/261118-k7f3qma.md"),
		FP_STR(
			"---\nid: 261118-k7f3qma\ntitle: 题\nreceived: 2026-11-18T10:32:00+08:00\ntype: 物流/破损\nseverity: 3\namount: 1.5\n"
			"contacts: \"2\"\nnote:\nsource: {file: a.csv}\ndeep:\n  a: [1, {b: c}]\nlabels: []\nturns: 不是\n---\n\n## 投诉内容\n\n碎了\n\n"
			"## 对话\n\n**客户** 10:32：碎了\n\n## 附录\n\n无\n"),
		NULL);
	json_t *v = fp_case_to_value(c);
	is_str(fp_json_text(arena, v),
	       "{\"actions\":[],\"amount\":1.5,\"complaint\":\"碎了\",\"contacts\":2,\"deep\":{\"a\":[1,{\"b\":\"c\"}]},\"id\":\"261118-k7f3qma\",\"labels\":[],"
	       "\"path\":\"cases/2026/11/18/261118-k7f3qma.md\",\"received\":\"2026-11-18T10:32:00+08:00\",\"sections\":{\"complaint\":\"碎了\",\"dialogue\":\"**客户** 10:32：碎了\","
	       "\"附录\":\"无\"},\"severity\":3,\"source\":{\"file\":\"a.csv\"},\"text\":\"题\\n\\n碎了\\n\\n**客户** 10:32：碎了\\n\\n无\",\"title\":\"题\","
	       "\"turns\":[{\"n\":1,\"speaker\":\"客户\",\"text\":\"碎了\",\"time\":\"10:32\",\"who\":\"customer\"}],\"type\":[\"物流/破损\"],\"week\":\"2026-W47\"}");
	json_decref(v);
}

void test_value_of_damaged_text(void)
{
	fp_case *c = fp_case_parse(
		arena, FP_STR("a.md"), FP_STR("---\nid: x\n---\n\n## 投诉内容\n\n坏\xFF字\n\n## \xFE\n\nx\n"), NULL);
	json_t *v = fp_case_to_value(c);
	is_str(fp_s(json_string_value(json_object_get(v, "complaint"))), "坏\xEF\xBF\xBD字");
	json_decref(v);
	fp_arena_free(arena);
}
