// What there is to complete with: fields and their values from the schema, ids and weeks from the folders of the casebook. Folders are read from
// the newest back, so that the answer costs the same in a casebook of any size.
#include <stdlib.h>
#include <string.h>

#include "cli/complete.h"

#define CASES_MAX 40     // ids that are offered
#define WEEKS_MAX 12
#define FILES_MAX 500    // of issues, templates, plugins

static bool zh(void)
{
	return fp_lang_get() == FP_ZH;
}

static bool book(const fp_completion *k)
{
	return k->c->opened;
}

static fp_str inside(const fp_completion *k, fp_str path)
{
	return fp_strf(k->c->a, "%s/%.*s", fp_store_root(k->c->ws.store), FP_ARG(path));
}

static size_t names_in(const fp_completion *k, fp_str dir, fp_str **names)
{
	size_t n = 0;
	fp_err none = {0};
	if (!fp_dir_list(k->c->a, fp_cstr(k->c->a, dir), names, &n, &none))
		return 0;
	return n;
}

// ---------------------------------------------------------------- fields

static fp_str with(fp_completion *k, fp_str name, const char *after)
{
	return fp_strf(k->c->a, "%.*s%s", FP_ARG(name), after);
}

// Nothing typed: names in the reader's language are description, English ones are typed most easily. Typed: whichever begins like it.
static void offer_name(fp_completion *k, fp_str name, fp_str other, fp_str about, const char *after)
{
	fp_offer(k, with(k, name, after), about, *after);
	if (k->typed.n && other.n)
		fp_offer(k, with(k, other, after), about, *after);
}

static void offer_schema_fields(fp_completion *k, const char *after)
{
	const fp_schema *s = k->c->ws.schema;
	for (size_t i = 0; i < s->field_n; i++) {
		const fp_field_def *f = &s->fields[i];
		fp_str doc = zh() ? f->doc_zh : f->doc_en;
		offer_name(k, f->name, f->zh, doc.n ? doc : zh() ? f->zh : f->en, after);
	}
}

void fp_offer_fields(fp_completion *k, const char *after)
{
	if (!book(k))
		return;
	if (fp_str_starts(k->typed, "label."))
		fp_keep(k, 6);
	else if (fp_str_starts(k->typed, "verdict."))
		fp_keep(k, 8);
	offer_schema_fields(k, after);
	if (!*after) {
		fp_offer_z(k, "week", fp_tr("周", "week"));
		fp_offer_z(k, "month", fp_tr("月", "month"));
		fp_offer_z(k, "day", fp_tr("日期", "day"));
	}
}

// ---------------------------------------------------------------- values

// The name of a term in one language, from its group on.
static fp_str spelled(fp_arena *a, const fp_term *t, bool in_zh)
{
	fp_str own = in_zh ? t->zh : t->en;
	if (!own.n)
		return (fp_str){0};
	if (!t->parent)
		return own;
	fp_str up = spelled(a, t->parent, in_zh);
	return up.n ? fp_strf(a, "%.*s/%.*s", FP_ARG(up), FP_ARG(own)) : (fp_str){0};
}

// A value with blanks is quoted in a query.
static fp_str quoted(fp_completion *k, fp_str s, bool query)
{
	bool blank = fp_str_has(s, FP_STR(" ")) && !fp_str_starts(k->typed, "\"");
	return query && (blank || fp_str_starts(k->typed, "\"")) ? fp_strf(k->c->a, "\"%.*s\"", FP_ARG(s)) : s;
}

static void offer_terms(fp_completion *k, const fp_taxonomy *t, bool query)
{
	for (size_t i = 0; t && i < t->term_n; i++) {
		const fp_term *m = t->terms[i];
		fp_str a = spelled(k->c->a, m, true), b = spelled(k->c->a, m, false);
		fp_str about = fp_str_eq(a, m->name) ? b : a;
		fp_offer(k, quoted(k, m->name, query), about, false);
		if (k->typed.n) {
			fp_offer(k, quoted(k, a, query), b, false);
			fp_offer(k, quoted(k, b, query), a, false);
		}
	}
}

static void offer_numbers(fp_completion *k, const fp_field_def *f)
{
	for (double v = f->min; f->max - f->min <= 10 && v <= f->max; v++)
		fp_offer(k, fp_strf(k->c->a, "%.0f", v), (fp_str){0}, false);
}

static void offer_field_value(fp_completion *k, const fp_field_def *f, bool query)
{
	switch (f->type) {
	case FP_T_TERM:
	case FP_T_TERMS:
		offer_terms(k, f->taxonomy, query);
		break;
	case FP_T_ENUM:
		for (size_t i = 0; i < f->value_n; i++)
			fp_offer(k, f->values[i], (fp_str){0}, false);
		break;
	case FP_T_BOOL:
		fp_offer_z(k, "true", "");
		fp_offer_z(k, "false", "");
		break;
	case FP_T_INTEGER:
		offer_numbers(k, f);
		break;
	case FP_T_TIME:
		fp_offer_periods(k);
		break;
	case FP_T_ID:
		fp_offer_cases(k);
		break;
	default:
		if (f->link == FP_LINK_CASE)
			fp_offer_cases(k);
		else if (f->link == FP_LINK_ISSUE)
			fp_offer_issues(k);
	}
}

// In the language of the casebook, as they stand in its files.
static void offer_sections(fp_completion *k)
{
	const fp_schema *s = k->c->ws.schema;
	bool en = fp_str_is(s->config.lang, "en");
	for (size_t i = 0; i < s->section_n; i++)
		offer_name(k, en ? s->sections[i].name : s->sections[i].zh, en ? s->sections[i].zh : s->sections[i].name, fp_s(fp_tr("小节", "section")), "");
}

// Names of the query language that are not fields. `turn` takes who speaks.
static const struct {
	const char *name, *zh, *about_zh, *about_en;
} operators[] = {
	{"week", "周", "收到的周", "received in that week"},        {"month", "月", "收到的月", "received in that month"},
	{"day", "日期", "收到的那天", "received on that day"},      {"promo", "大促", "大促日历的一段", "a period of the promotion calendar"},
	{"has", "有", "有这个字段或小节", "has that field or section"}, {"missing", "缺", "缺这个字段或小节", "lacks that field or section"},
	{"section", "章节", "只在这个小节里找", "only in that section"}, {"turn", "发言", "只在这个人的话里找", "only in what that speaker says"},
	{"path", "路径", "这个目录下的文件", "files below"},        {"is", "是", "is:broken 头部读不懂", "is:broken, unreadable front matter"},
	{"used-in", "用于", "这个问题或周复盘用到的案例", "cases that the issue or review names"},
};

void fp_offer_value(fp_completion *k, fp_str field)
{
	if (fp_str_starts(field, "label.") || fp_str_starts(field, "verdict."))
		field = fp_str_sub(field, fp_str_starts(field, "label.") ? 6 : 8, field.n);
	for (size_t i = 0; i < FP_COUNT(operators); i++)
		if (fp_str_is(field, operators[i].zh))
			field = fp_s(operators[i].name);
	const fp_field_def *f = fp_schema_field(k->c->ws.schema, field);
	if (fp_str_is(field, "week") || fp_str_is(field, "month") || fp_str_is(field, "day")) {
		fp_offer_periods(k);
	} else if (fp_str_is(field, "promo")) {
		for (size_t i = 0; i < k->c->ws.cal.promo_n; i++)
			fp_offer(k, quoted(k, k->c->ws.cal.promos[i].name, true), (fp_str){0}, false);
	} else if (fp_str_is(field, "has") || fp_str_is(field, "missing")) {
		offer_schema_fields(k, "");
		offer_sections(k);
	} else if (fp_str_is(field, "section")) {
		offer_sections(k);
	} else if (fp_str_is(field, "turn")) {
		static const char *const who[] = {"customer", "客户", "agent", "客服", "supervisor", "主管", "bot", "机器人", "system", "系统"};
		for (size_t i = 0; i < FP_COUNT(who); i += 2)
			offer_name(k, fp_s(who[i + zh()]), fp_s(who[i + !zh()]), (fp_str){0}, "");
	} else if (fp_str_is(field, "used-in")) {
		fp_offer_names(k, "reviews", ".md");
		fp_offer_issues(k);
	} else if (fp_str_is(field, "is")) {
		fp_offer_z(k, "broken", "");
	} else if (f) {
		offer_field_value(k, f, true);
	}
}

// ---------------------------------------------------------------- words of a query, and field=value

// Bytes of the first operator in s, or 0; *at: where it is.
static size_t operator_at(fp_str s, size_t *at)
{
	static const char *const ops[] = {":", "：", "=", "＝"};
	size_t width = 0;
	for (size_t i = 0; i < FP_COUNT(ops); i++) {
		ptrdiff_t found = fp_str_find(s, fp_s(ops[i]), 0);
		if (found >= 0 && (!width || (size_t)found < *at)) {
			*at = (size_t)found;
			width = strlen(ops[i]);
		}
	}
	return width;
}

// @NAME, and behind it, in words of their own or in one in quotes, its parameters.
static void offer_saved(fp_completion *k)
{
	const fp_schema *s = k->c->ws.schema;
	for (size_t i = 0; i < s->saved_n; i++)
		fp_offer(k, fp_strf(k->c->a, "@%.*s", FP_ARG(s->saved[i].name)), s->saved[i].title, false);
}

static const fp_saved_query *saved_before(const fp_completion *k)
{
	for (size_t i = k->before_n; i-- > 0;)
		if (k->before[i][0] == '@')
			return fp_schema_saved(k->c->ws.schema, fp_s(k->before[i] + 1));
	return NULL;
}

static void offer_parameter_value(fp_completion *k, const fp_saved_param *p)
{
	if (p->field)
		offer_field_value(k, p->field, true);
	else if (fp_str_is(p->type, "period"))
		fp_offer_periods(k);
	for (size_t i = 0; i < p->value_n; i++)
		fp_offer(k, quoted(k, p->value[i], true), fp_s(fp_tr("默认", "default")), false);
}

static void offer_parameters(fp_completion *k)
{
	const fp_saved_query *s = saved_before(k);
	for (size_t i = 0; s && i < s->param_n; i++) {
		const fp_saved_param *p = &s->param[i];
		fp_str start = with(k, p->name, "=");
		fp_offer(k, start, p->doc, true);
		if (k->typed.n < start.n || !fp_str_eq(fp_str_sub(k->typed, 0, start.n), start))
			continue;
		fp_completion value = *k;
		fp_keep(&value, start.n);
		fp_keep_list(&value);
		offer_parameter_value(&value, p);
		k->v = value.v;
		k->n = value.n;
		k->cap = value.cap;
	}
}

void fp_offer_query(fp_completion *k)
{
	size_t at = 0, lead = 0;
	if (!book(k))
		return;
	offer_parameters(k);
	while (lead < k->typed.n && (k->typed.p[lead] == '-' || k->typed.p[lead] == '('))
		lead++;
	fp_keep(k, lead);
	size_t width = operator_at(k->typed, &at);
	if (width) {
		fp_str field = fp_str_sub(k->typed, 0, at);
		fp_keep(k, at + width);
		fp_keep_list(k);
		fp_offer_value(k, field);
		return;
	}
	offer_saved(k);
	fp_offer_fields(k, ":");
	for (size_t i = 0; i < FP_COUNT(operators); i++)
		offer_name(k, fp_s(operators[i].name), fp_s(operators[i].zh), fp_s(fp_tr(operators[i].about_zh, operators[i].about_en)), ":");
	fp_offer(k, FP_STR("label."), fp_s(fp_tr("只看人工标注的字段", "a field, only people's labels")), true);
	fp_offer(k, FP_STR("verdict."), fp_s(fp_tr("只看机器判断的字段", "a field, only verdicts")), true);
}

void fp_offer_assignment(fp_completion *k)
{
	ptrdiff_t eq = fp_str_find(k->typed, FP_STR("="), 0);
	if (!book(k))
		return;
	if (eq < 0) {
		fp_offer_fields(k, "=");
		return;
	}
	fp_str field = fp_str_sub(k->typed, 0, (size_t)eq);
	if (field.n && (fp_str_ends(field, "+") || fp_str_ends(field, "-")))
		field.n--;
	const fp_field_def *f = fp_schema_field(k->c->ws.schema, field);
	fp_keep(k, (size_t)eq + 1);
	fp_keep_list(k);
	if (k->typed.n && (k->typed.p[0] == '+' || k->typed.p[0] == '-'))
		fp_keep(k, 1);
	if (f)
		offer_field_value(k, f, false);
}

// ---------------------------------------------------------------- periods and weeks

typedef bool (*day_fn)(fp_completion *k, fp_str dir, fp_day day, void *ctx);

// Whether ids that begin with `typed` may be of that year, month or day (YY, YYMM, YYMMDD).
static bool fits(fp_str typed, const char *date)
{
	size_t n = strlen(date);
	return !memcmp(typed.p ? typed.p : "", date, typed.n < n ? typed.n : n);
}

static bool each_in_month(fp_completion *k, fp_str dir, int y, int m, fp_str typed, day_fn each, void *ctx)
{
	fp_str *name;
	int64_t d;
	for (size_t n = names_in(k, dir, &name); n-- > 0;) {
		char date[32];
		if (!fp_str_int(name[n], &d) || fp_day_of(y, m, (int)d) == FP_NO_DAY)
			continue;
		snprintf(date, sizeof date, "%02d%02d%02d", y % 100, m, (int)d);
		if (fits(typed, date) && !each(k, fp_path_join(k->c->a, dir, name[n]), fp_day_of(y, m, (int)d), ctx))
			return false;
	}
	return true;
}

// Calls each for the days that have cases, from the newest back, until it has had enough; only those in which ids may begin as typed.
static void each_day(fp_completion *k, fp_str typed, day_fn each, void *ctx)
{
	fp_str *year, *month, root = book(k) ? inside(k, FP_STR("cases")) : (fp_str){0};
	int64_t y, m;
	bool more = book(k);
	for (size_t yn = more ? names_in(k, root, &year) : 0; yn-- > 0 && more;) {
		char date[32];
		if (!fp_str_int(year[yn], &y) || y < 1 || y > 9999)
			continue;
		fp_str dir = fp_path_join(k->c->a, root, year[yn]);
		snprintf(date, sizeof date, "%02d", (int)y % 100);
		for (size_t mn = fits(typed, date) ? names_in(k, dir, &month) : 0; mn-- > 0 && more;) {
			if (!fp_str_int(month[mn], &m) || m < 1 || m > 12)
				continue;
			snprintf(date, sizeof date, "%02d%02d", (int)y % 100, (int)m);
			if (fits(typed, date))
				more = each_in_month(k, fp_path_join(k->c->a, dir, month[mn]), (int)y, (int)m, typed, each, ctx);
		}
	}
}

static bool add_week(fp_completion *k, fp_str dir, fp_day day, void *ctx)
{
	size_t *left = ctx, before = k->n;
	(void)dir;
	fp_day monday = day - fp_day_weekday(day) + 1;
	fp_offer(k, fp_week_text(k->c->a, day), fp_strf(k->c->a, "%.*s – %.*s", FP_ARG(fp_day_text(k->c->a, monday)), FP_ARG(fp_day_text(k->c->a, monday + 6))), false);
	*left -= k->n > before;
	return *left > 0;
}

void fp_offer_weeks(fp_completion *k)
{
	size_t left = WEEKS_MAX;
	fp_offer_z(k, "last-week", fp_tr("上周", "the last complete week"));
	fp_offer_z(k, "this-week", fp_tr("本周", "this week"));
	each_day(k, (fp_str){0}, add_week, &left);
}

void fp_offer_periods(fp_completion *k)
{
	static const struct {
		const char *name, *zh, *en;
	} words[] = {{"today", "今天", "today"}, {"yesterday", "昨天", "yesterday"}, {"last-4w", "前四个整周", "the four complete weeks before this one"}, {"last-30d", "今天在内的 30 天", "30 days up to today"},
	             {"this-month", "本月", "this month"}, {"last-month", "上月", "last month"}};
	static const char *const chinese[] = {"今天", "昨天", "本周", "上周", "本月", "上月"};
	fp_offer_weeks(k);
	for (size_t i = 0; i < FP_COUNT(words); i++)
		fp_offer_z(k, words[i].name, fp_tr(words[i].zh, words[i].en));
	for (size_t i = 0; k->typed.n && i < FP_COUNT(chinese); i++)
		fp_offer_z(k, chinese[i], "");
	for (size_t i = 0; book(k) && i < k->c->ws.cal.promo_n; i++)
		fp_offer(k, fp_strf(k->c->a, "promo:%.*s", FP_ARG(k->c->ws.cal.promos[i].name)), fp_s(fp_tr("大促", "promotion")), false);
}

// ---------------------------------------------------------------- files of the casebook

static fp_str title_of(fp_completion *k, fp_str path)
{
	fp_str text;
	fp_err none = {0};
	if (!fp_file_read(k->c->a, fp_cstr(k->c->a, path), FP_CASE_MAX, &text, &none))
		return (fp_str){0};
	return fp_case_title(fp_case_parse(k->c->a, path, text, NULL));
}

static bool add_cases(fp_completion *k, fp_str dir, fp_day day, void *ctx)
{
	size_t *left = ctx;
	fp_str *name;
	(void)day;
	for (size_t n = names_in(k, dir, &name); n-- > 0 && *left;) {
		fp_str id = fp_str_ends(name[n], ".md") ? fp_str_sub(name[n], 0, name[n].n - 3) : (fp_str){0};
		if (!fp_id_valid(id) || !fp_str_eq(fp_str_sub(id, 0, k->typed.n), k->typed))
			continue;
		fp_offer(k, id, title_of(k, fp_path_join(k->c->a, dir, name[n])), false);
		--*left;
	}
	return *left > 0;
}

// The day of an id is the day of its folder, but for cases that were moved: those are not offered.
void fp_offer_cases(fp_completion *k)
{
	size_t left = CASES_MAX;
	each_day(k, k->typed, add_cases, &left);
}

static void offer_files(fp_completion *k, fp_str dir, const char *end, bool titles)
{
	fp_str *name;
	size_t n = names_in(k, dir, &name);
	for (size_t i = 0; i < n && i < FILES_MAX; i++) {
		fp_str base = fp_str_ends(name[i], end) ? fp_str_sub(name[i], 0, name[i].n - strlen(end)) : (fp_str){0};
		if (base.n && fp_str_eq(fp_str_sub(base, 0, k->typed.n), k->typed))
			fp_offer(k, base, titles ? title_of(k, fp_path_join(k->c->a, dir, name[i])) : (fp_str){0}, false);
	}
}

void fp_offer_issues(fp_completion *k)
{
	if (book(k))
		offer_files(k, inside(k, FP_STR("issues")), ".md", true);
}

void fp_offer_names(fp_completion *k, const char *dir, const char *end)
{
	if (book(k))
		offer_files(k, inside(k, fp_s(dir)), end, false);
}

static void offer_plugin_kinds(fp_completion *k, fp_str dir)
{
	fp_str *kind;
	size_t n = names_in(k, dir, &kind);
	for (size_t i = 0; i < n; i++)
		if (!fp_str_is(kind[i], "lib") && !fp_str_is(kind[i], "meta"))
			offer_files(k, fp_path_join(k->c->a, dir, kind[i]), ".lua", false);
}

void fp_offer_plugins(fp_completion *k)
{
	fp_str data = fp_data_dir(k->c->a);
	if (data.n)
		offer_plugin_kinds(k, fp_path_join(k->c->a, data, FP_STR("plugins")));
	if (book(k))
		offer_plugin_kinds(k, inside(k, FP_STR("plugins")));
}

void fp_offer_volumes(fp_completion *k)
{
	fp_str text;
	fp_err none = {0};
	if (!book(k) || !fp_file_read(k->c->a, fp_cstr(k->c->a, inside(k, FP_STR("volumes.csv"))), FP_BLOB_MAX, &text, &none))
		return;
	for (fp_str line = fp_str_line(&text), one; line.p;) {
		one = fp_str_trim(fp_str_cut(&line, ','));
		if (!fp_str_is(one, "date") && !fp_str_is(one, "channel"))
			fp_offer(k, one, (fp_str){0}, false);
	}
}
