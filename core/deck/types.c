// types: the one table of slide types and their fields. To add a type: its fields here, its layout in a layout_*.c, a
// slide in tests/deck/demo.json; tests/unit/deck_model.c fails while one of them is missing.
#include "deck/deck_priv.h"

#define NEED FP_FIELD_NEEDED
#define META FP_FIELD_META
#define BARE FP_FIELD_BARE
#define PLACES FP_FIELD_PLACES
#define F(name, kind, flags, zh, en, doc) {name, FP_F_##kind, flags, zh, en, doc, NULL, NULL}
#define SUB(name, kind, flags, zh, en, doc, sub) {name, FP_F_##kind, flags, zh, en, doc, sub, NULL}
#define WORDS(name, flags, zh, en, doc, words) {name, FP_F_ENUM, flags, zh, en, doc, NULL, words}
#define END {0}
#define TITLE(doc) F("title", LINE, NEED, "标题", "Title", doc)
#define SOURCE F("source", LINE, 0, "来源", "Source", "where the numbers come from, a quiet line at the bottom")

const fp_field fp_common_fields[] = {
	F("kicker", LINE, 0, "眉题", "Kicker", "short line above the title"),
	F("section", LINE, META, "章节", "Section", "part of the meeting that the slide belongs to"),
	F("budget_s", INT, META, "时长", "Seconds", "seconds planned for the slide"),
	F("refs", KEYS, META, "引用", "References", "ids of the cases that the slide rests on"),
	F("hide", BOOL, META, "隐藏", "Hidden", "keep the slide in the file, leave it out of the show"),
	F("notes", TEXTS, 0, "讲稿", "Notes", "what the speaker says, paragraphs"),
	F("extra", RAW, 0, "补充", "More", "what people added by hand that is no field of the type; shown on a page of its own"),
	END,
};

static const fp_field fact_fields[] = {
	F("label", LINE, NEED, "项目", "Item", "what it is"),
	F("value", LINE, NEED, "内容", "Value", "the fact"),
	END,
};
static const fp_field day_fields[] = {
	F("label", LINE, NEED, "日", "Day", "short name of the day"),
	F("v", NUM, NEED, "数量", "Count", "how many"),
	END,
};
static const fp_field title_fields[] = {
	TITLE("name of the talk"),
	F("sub", LINE, 0, "副标题", "Subtitle", "one line below the title"),
	SUB("facts", ROWS, 0, "要点", "Facts", "up to four facts on the ticket stub", fact_fields),
	F("days_label", LINE, 0, "柱图", "Bars", "caption of the bars"),
	SUB("days", ROWS, 0, "每日", "Days", "bars, one a day", day_fields),
	END,
};

static const fp_field agenda_item_fields[] = {
	F("title", LINE, NEED, "环节", "Part", "name of the part"),
	F("min", NUM, 0, "分钟", "Minutes", "minutes planned"),
	END,
};
static const fp_field agenda_fields[] = {
	TITLE("what the time goes to"),
	SUB("items", ROWS, 0, "议程", "Agenda", "parts in order", agenda_item_fields),
	END,
};

static const fp_field card_fields[] = {
	F("label", LINE, NEED, "指标", "Figure", "name of the figure"),
	F("value", LINE, NEED, "数值", "Value", "the figure as it is shown"),
	F("unit", LINE, 0, "单位", "Unit", "unit"),
	F("delta", LINE, 0, "变化", "Change", "change against the time before, with sign"),
	F("good", BOOL, 0, "改善", "Better", "whether the change is for the better"),
	F("spark", NUMS, 0, "走势", "Course", "the last values, oldest first"),
	END,
};
static const fp_field part_fields[] = {
	F("name", LINE, NEED, "类型", "Kind", "name of the part"),
	F("v", NUM, NEED, "数量", "Count", "how many"),
	END,
};
static const fp_field kpi_fields[] = {
	TITLE("the finding"),
	SUB("cards", ROWS, 0, "指标", "Figures", "up to four figures", card_fields),
	F("parts_label", LINE, 0, "构成说明", "Parts caption", "caption of the stacked bar"),
	SUB("parts", ROWS, 0, "构成", "Parts", "what the whole is made of, largest first", part_fields),
	SOURCE,
	END,
};

static const fp_field series_fields[] = {
	F("name", LINE, NEED, "系列", "Series", "name of the series"),
	F("hl", BOOL, 0, "重点", "Focus", "the series that the slide is about"),
	F("v", NUMS, 0, "数据", "Values", "one number for each label, null where there is none"),
	END,
};
static const fp_field ann_fields[] = {
	F("x", LINE, NEED, "位置", "At", "label on the axis"),
	F("text", LINE, NEED, "说明", "Note", "what happened there"),
	END,
};
static const fp_field trend_fields[] = {
	TITLE("what the trend says"),
	F("unit", LINE, META, "单位", "Unit", "unit of the axis"),
	F("threshold", NUM, META, "预警线", "Threshold", "a line across the chart"),
	F("threshold_label", LINE, META, "预警线名", "Threshold name", "name of that line"),
	F("x", LINES, PLACES, "横轴", "Axis", "labels, oldest first"),
	SUB("series", SERIES, 0, "数据", "Data", "lines of the chart", series_fields),
	SUB("ann", ROWS, 0, "批注", "Annotations", "what happened when", ann_fields),
	F("points", TEXTS, 0, "解读", "Reading", "what to see, why, what to do"),
	SOURCE,
	END,
};

static const fp_word issue_states[] = {
	{"new", "新出现", "new"}, {"ongoing", "持续", "ongoing"}, {"rising", "上升", "rising"}, {"resolved", "已解决", "resolved"},
	{"returned", "修复后复发", "returned after fix"}, {0}};
static const fp_field voice_fields[] = {
	F("case", LINE, NEED, "案例", "Case", "id of the case"),
	F("text", LINE, NEED, "原话", "Words", "what the customer wrote, cut"),
	END,
};
static const fp_field recurring_fields[] = {
	TITLE("the issue as a finding"),
	F("count", INT, META, "本周", "This week", "cases this week"),
	F("prev", INT, META, "上周", "Last week", "cases the week before"),
	F("weeks", INT, META, "连续周数", "Weeks running", "weeks in a row"),
	WORDS("status", META, "状态", "Status", "state of the issue", issue_states),
	F("x", LINES, META | PLACES, "周次", "Weeks", "labels of the columns; first and last are shown"),
	F("spark", NUMS, META, "走势", "Course", "cases a week, oldest first"),
	F("subject", LINE, 0, "问题", "Issue", "the issue's full name, where the title has a short one"),
	F("cause", TEXT, 0, "根因", "Root cause", "the cause in a sentence"),
	F("chain", LINES, 0, "断点在哪一环", "Where it breaks", "steps of the process"),
	F("broken_at", INT, META, "断点", "Broken at", "number of the step that breaks, from 1"),
	F("cases", KEYS, META, "案例", "Cases", "ids of the cases"),
	SUB("voices", ROWS, 0, "客户原话", "In their words", "up to three customers, shown where there is room", voice_fields),
	F("fix", TEXT, 0, "对策", "Fix", "what is done about it"),
	F("owner", LINE, 0, "负责人", "Owner", "who does it"),
	F("due", LINE, 0, "截止", "Due", "until when"),
	SOURCE,
	END,
};

static const fp_field star_fields[] = {
	TITLE("the case in a sentence"),
	F("case", KEY, META, "案例", "Case", "id of the case"),
	F("index", INT, META, "序号", "Number", "number among the cases of the deck"),
	F("total", INT, META, "总数", "Of", "how many cases the deck has"),
	F("sev", LINE, META, "级别", "Severity", "severity, such as P1"),
	F("tag", LINE, META, "类型", "Type", "type of the complaint"),
	SUB("meta", ROWS, 0, "票面", "Facts", "facts on the ticket stub", fact_fields),
	F("quote", TEXT, 0, "客户原话", "Customer's words", "the complaint itself, shown where there is no review"),
	F("unreviewed", BOOL, META, "尚未复盘", "Not reviewed", "says that nobody has reviewed the case yet"),
	F("S", TEXT, 0, "情境", "Situation", "what the situation was"),
	F("T", TEXT, 0, "任务", "Task", "what had to be reached"),
	F("A", TEXT, 0, "行动", "Action", "what was done"),
	F("R", TEXT, 0, "结果", "Result", "what came of it"),
	F("lesson", TEXT, 0, "教训", "Lesson", "the sentence to take away"),
	END,
};

static const fp_word speakers[] = {
	{"customer", "客户", "Customer"}, {"agent", "当时的回复", "Reply given"}, {"better", "推荐回复", "Better reply"}, {0}};
static const fp_field turn_fields[] = {
	WORDS("who", NEED, "谁", "Who", "who speaks; better is the reply that we recommend", speakers),
	F("t", TEXT, NEED, "原话", "Words", "what is said"),
	F("why", TEXT, 0, "点评", "Comment", "margin note"),
	END,
};
static const fp_field dialogue_fields[] = {
	TITLE("what the dialogue shows"),
	F("case", KEY, META, "案例", "Case", "id of the case"),
	SUB("turns", TURNS, 0, "对话", "Dialogue", "turns in order", turn_fields),
	END,
};

static const fp_field compare_row_fields[] = {
	F("bad", LINE, NEED, "不要说", "Do not say", "the phrase to avoid"),
	F("good", LINE, NEED, "这样说", "Say", "the phrase to use"),
	F("why", LINE, 0, "原则", "Principle", "why"),
	END,
};
static const fp_field compare_fields[] = {
	TITLE("what to say instead"),
	SUB("rows", ROWS, 0, "话术", "Phrases", "pairs of phrases", compare_row_fields),
	END,
};

static const fp_field quiz_fields[] = {
	F("title", LINE, 0, "标题", "Title", "line above the question"),
	F("q", TEXT, NEED, "题目", "Question", "the question"),
	F("options", TEXTS, 0, "选项", "Options", "answers to choose from, up to six"),
	F("answer", KEYS, 0, "答案", "Answer", "letters of the right options"),
	F("why", TEXT, 0, "解析", "Explanation", "why"),
	F("ref", KEY, META, "案例", "Case", "id of the case"),
	F("points", INT, META, "分值", "Points", "points"),
	END,
};

static const fp_field card_a_fields[] = {
	F("name", LINE, 0, "角色", "Role", "who it is"),
	F("brief", TEXT, 0, "背景", "Brief", "what the player must know"),
	F("rules", LINES, 0, "要点", "Rules", "what the player must keep to"),
	F("open", TEXT, 0, "台词", "Line", "the line to open or to close with"),
	END,
};
static const fp_field role_fields[] = {
	TITLE("the scene"),
	F("mins", NUM, META, "分钟", "Minutes", "minutes to play"),
	F("observe", LINES, 0, "观察清单", "Observer's list", "what the observer checks"),
	SUB("a", OBJ, 0, "客户", "Customer", "card of the customer", card_a_fields),
	SUB("b", OBJ, 0, "客服", "Agent", "card of the agent", card_a_fields),
	END,
};

static const fp_word action_states[] = {
	{"todo", "待开始", "to do"}, {"doing", "进行中", "in progress"}, {"blocked", "阻塞", "blocked"},
	{"done", "已完成", "done"}, {"overdue", "逾期", "overdue"}, {0}};
static const fp_field action_row_fields[] = {
	F("what", LINE, NEED, "行动", "Action", "what is to be done"),
	F("owner", LINE, 0, "负责人", "Owner", "who does it"),
	F("due", LINE, 0, "截止", "Due", "until when"),
	WORDS("state", 0, "状态", "State", "how far it is", action_states),
	END,
};
static const fp_field actions_fields[] = {
	TITLE("where the actions stand"),
	SUB("rows", ROWS, 0, "行动项", "Actions", "actions in order", action_row_fields),
	END,
};

static const fp_field closing_fields[] = {
	F("title", LINE, 0, "标题", "Title", "short line above; stays quiet"),
	F("line", TEXT, NEED, "金句", "Line", "the sentence that people leave with"),
	F("next", LINE, 0, "下次", "Next", "when the next meeting is"),
	SOURCE,
	END,
};

static const fp_field section_fields[] = {
	TITLE("name of the part"),
	F("sub", LINE, 0, "副标题", "Subtitle", "one line below"),
	END,
};
static const fp_field text_fields[] = {
	TITLE("the finding"),
	F("paras", TEXTS, BARE, "正文", "Text", "paragraphs"),
	F("items", TEXTS, BARE, "列表", "List", "a list below them"),
	END,
};
static const fp_field bullets_fields[] = {
	TITLE("the finding"),
	F("items", TEXTS, BARE, "列表", "List", "points"),
	END,
};
static const fp_field table_fields[] = {
	TITLE("what the table says"),
	F("columns", LINES, PLACES, "列", "Columns", "heads of the columns"),
	F("rows", CELLS, 0, "表格", "Table", "rows of cells, no longer than the heads"),
	SOURCE,
	END,
};
static const fp_word chart_kinds[] = {
	{"line", "折线", "line"}, {"bar", "柱形", "bars"}, {"stacked", "堆积", "stacked"}, {0}};
static const fp_field chart_fields[] = {
	TITLE("what the chart says"),
	WORDS("kind", META, "图形", "Chart", "line, bar or stacked", chart_kinds),
	F("unit", LINE, META, "单位", "Unit", "unit of the axis"),
	F("threshold", NUM, META, "预警线", "Threshold", "a line across the chart"),
	F("threshold_label", LINE, META, "预警线名", "Threshold name", "name of that line"),
	F("x", LINES, PLACES, "横轴", "Axis", "labels"),
	SUB("series", SERIES, 0, "数据", "Data", "series of the chart", series_fields),
	SOURCE,
	END,
};
static const fp_field image_fields[] = {
	TITLE("what the picture shows"),
	F("src", KEY, META | NEED, "图片", "Picture", "address of the picture; a data: address is drawn, any other is named"),
	F("alt", LINE, 0, "替代文字", "Description", "the picture in words, for those who do not see it"),
	F("caption", LINE, 0, "图注", "Caption", "line below"),
	END,
};

const fp_slide_type fp_slide_types[] = {
	{"title", "cover with facts and a bar for each day", title_fields},
	{"agenda", "parts of the meeting and their minutes", agenda_fields},
	{"kpi", "up to four figures and what the whole is made of", kpi_fields},
	{"trend", "lines over weeks, one of them in focus", trend_fields},
	{"recurring", "one recurring issue: how often, why, what is done", recurring_fields},
	{"star", "one case: situation, task, action, result", star_fields},
	{"dialogue", "what was said and what should have been said", dialogue_fields},
	{"compare", "phrases to avoid beside phrases to use", compare_fields},
	{"quiz", "a question; the answer is a second step", quiz_fields},
	{"role", "two cards for a role play and the observer's list", role_fields},
	{"actions", "who does what until when", actions_fields},
	{"closing", "the last sentence", closing_fields},
	{"section", "divider between parts", section_fields},
	{"text", "paragraphs and a list", text_fields},
	{"bullets", "a list", bullets_fields},
	{"table", "a table", table_fields},
	{"chart", "a chart", chart_fields},
	{"image", "a picture", image_fields},
	{NULL, NULL, NULL},
};

const fp_slide_type *fp_slide_type_find(fp_str name)
{
	for (const fp_slide_type *t = fp_slide_types; t->name; t++)
		if (fp_str_is(name, t->name))
			return t;
	return NULL;
}

const fp_field *fp_slide_field_first(const fp_slide_type *t)
{
	return t->fields;
}

const fp_field *fp_slide_field_next(const fp_field *f)
{
	f++;
	if (f->name)
		return f;
	bool common = f >= fp_common_fields && f < fp_common_fields + FP_COUNT(fp_common_fields);
	return common ? NULL : fp_common_fields;
}

const fp_field *fp_slide_field(const fp_slide_type *t, fp_str name)
{
	for (const fp_field *f = fp_slide_field_first(t); f; f = fp_slide_field_next(f))
		if (fp_str_is(name, f->name))
			return f;
	return NULL;
}

const char *fp_field_kind_text(const fp_field *f)
{
	static const char *const names[] = {
		[FP_F_LINE] = "text of one line", [FP_F_TEXT] = "text", [FP_F_LINES] = "list of lines",
			[FP_F_TEXTS] = "list of texts",
		[FP_F_KEY] = "identifier", [FP_F_KEYS] = "list of identifiers", [FP_F_NUM] = "number",
			[FP_F_INT] = "whole number",
		[FP_F_NUMS] = "list of numbers", [FP_F_BOOL] = "true or false", [FP_F_ENUM] = "word",
			[FP_F_ROWS] = "list of tables",
		[FP_F_OBJ] = "table", [FP_F_TURNS] = "list of tables", [FP_F_SERIES] = "list of tables",
			[FP_F_CELLS] = "list of lists of lines",
		[FP_F_RAW] = "Markdown",
	};
	return names[f->kind];
}

const char *fp_field_label(const fp_field *f, bool zh)
{
	return zh ? f->zh : f->en;
}
