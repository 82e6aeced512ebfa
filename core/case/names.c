// The names that parsing knows without a schema. schema/case.yaml says the same for people; a unit test compares the
// two.
#include "case/case_priv.h"

const fp_section_name fp_section_names[] = {
	{"complaint", "投诉内容", "Complaint",
	 {"投诉", "客户原话", "原话", "客诉内容", "问题描述", "Customer complaint", "Customer's words"}},
	{"timeline", "经过", "Timeline",
	 {"时间线", "事件经过", "处理经过", "经过记录", "Events", "History"}},
	{"dialogue", "对话", "Dialogue",
	 {"对话记录", "聊天记录", "通话记录", "会话", "Dialog", "Conversation", "Chat log", "Transcript"}},
	{"situation", "情境", "Situation",
	 {"背景", "情景", "S", "Background", "Context"}},
	{"task", "任务", "Task",
	 {"目标", "T", "Goal"}},
	{"action", "行动", "Action",
	 {"处理", "采取的行动", "A", "What we did"}},
	{"result", "结果", "Result",
	 {"处理结果", "R", "What came of it"}},
	{"root_cause", "根因", "Root cause",
	 {"原因", "原因分析", "根本原因", "根因分析", "Root causes", "Cause", "Cause analysis"}},
	{"reply", "推荐话术", "Recommended reply",
	 {"话术", "标准话术", "建议话术", "推荐回复", "Suggested reply", "Better reply", "Recommended replies"}},
	{"lesson", "教训", "Lesson",
	 {"经验教训", "启示", "收获", "Lessons", "Lesson learned", "Takeaway"}},
	{"actions", "行动项", "Action items",
	 {"改进措施", "待办", "整改项", "改进行动", "Actions", "To do", "Follow-up actions"}},
	{"quiz", "小测", "Quiz",
	 {"测验", "小测验", "考题", "练习题", "Test", "Questions"}},
	{"role", "角色扮演", "Role play",
	 {"演练", "情景演练", "模拟演练", "Role-play", "Roleplay", "Drill"}},
};
const size_t fp_section_name_n = FP_COUNT(fp_section_names);

static bool other_name(const fp_section_name *s, fp_str heading)
{
	if (fp_str_ieq(heading, fp_s(s->en)) || fp_str_is(heading, s->name))
		return true;
	for (size_t k = 0; k < FP_COUNT(s->aliases) && s->aliases[k]; k++)
		if (fp_str_ieq(heading, fp_s(s->aliases[k])))
			return true;
	return false;
}

const fp_section_name *fp_section_name_find(fp_str heading)
{
	if (fp_str_ends(heading, ":"))
		heading.n -= 1;
	if (fp_str_ends(heading, "："))
		heading.n -= sizeof("：") - 1;
	heading = fp_str_trim(heading);
	for (size_t i = 0; i < fp_section_name_n; i++)  // nearly every heading of a Chinese casebook
		if (fp_str_is(heading, fp_section_names[i].zh))
			return &fp_section_names[i];
	for (size_t i = 0; i < fp_section_name_n; i++)
		if (other_name(&fp_section_names[i], heading))
			return &fp_section_names[i];
	return NULL;
}

int fp_section_order(fp_str name)
{
	for (size_t i = 0; i < fp_section_name_n; i++)
		if (fp_str_is(name, fp_section_names[i].name))
			return (int)i;
	return -1;
}

static bool one_of(fp_str key, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fp_str_is(key, names[i]))
			return true;
	return false;
}

bool fp_field_is_number(fp_str key)
{
	static const char *const names[] = {
		"intensity", "severity", "first_response", "contacts", "amount", "satisfaction"};
	return one_of(key, names, FP_COUNT(names));
}

bool fp_field_is_list(fp_str key)
{
	static const char *const names[] = {
		"type", "emotion", "cause", "taboo", "steps", "remedy", "labels", "issue", "related", "same_order", "caused_by", "aliases"};
	return one_of(key, names, FP_COUNT(names));
}
