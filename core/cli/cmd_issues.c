#include <math.h>
#include <string.h>

#include "base/json.h"
#include "cli/cmd_priv.h"
#include "cli/issue_page.h"

const char *fp_issue_status_word(fp_str s)
{
	static const struct { const char *name, *zh; } words[] = {{"new", "新出现"}, {"ongoing", "持续"}, {"rising", "上升"}, {"falling", "下降"}, {"resolved", "已平息"}, {"returned", "修复后复发"}};
	for (size_t i = 0; i < FP_COUNT(words); i++)
		if (fp_str_is(s, words[i].name))
			return fp_tr(words[i].zh, words[i].name);
	return "";
}

json_t *fp_json_issue(fp_cli *c, const fp_issue_row *r)
{
	const fp_issue *i = r->issue;
	json_t *cases = json_array(), *ex = json_array();
	for (size_t k = 0; k < i->case_n; k++)
		json_array_append_new(cases, fp_json_str(i->cases[k]));
	for (size_t k = 0; k < 3; k++)
		if (i->exemplar[k].n)
			json_array_append_new(ex, fp_json_str(i->exemplar[k]));
	json_t *weekly = json_array();
	for (size_t k = 0; k < r->weekly_n; k++)
		json_array_append_new(weekly, json_integer((json_int_t)r->weekly[k]));
	fp_str first = fp_day_or_none(c->a, r->first_seen), last = fp_day_or_none(c->a, r->last_seen);
	json_t *o = json_pack("{s:o,s:o,s:o,s:o,s:o,s:I,s:o,s:o}", "id", fp_json_str(i->id), "title", fp_json_str(i->title), "status", fp_json_str(r->status), "state", fp_json_str(i->state),
	                      "cases", cases, "count", (json_int_t)r->count, "first_seen", fp_json_str(first), "exemplars", ex);
	json_object_set_new(o, "rate", r->rate < 0 ? json_null() : json_real(r->rate));
	json_object_set_new(o, "change", isnan(r->change) ? json_null() : json_real(r->change));
	json_object_set_new(o, "low", isnan(r->low) ? json_null() : json_real(r->low));
	json_object_set_new(o, "high", isnan(r->high) ? json_null() : json_real(r->high));
	json_object_set_new(o, "p", isnan(r->p) ? json_null() : json_real(r->p));
	json_object_set_new(o, "sure", json_boolean(r->sure));
	json_object_set_new(o, "with_volume", json_boolean(r->with_volume));
	json_object_set_new(o, "last_seen", fp_json_str(last));
	json_object_set_new(o, "silent", json_integer((json_int_t)r->silent));
	json_object_set_new(o, "weekly", weekly);
	json_object_set_new(o, "fix", r->fix.n ? json_pack("{s:o,s:o,s:o}", "text", fp_json_str(r->fix), "owner", fp_json_str(r->fix_owner), "case", fp_json_str(r->fix_case)) : json_null());
	return o;
}

fp_str fp_day_or_none(fp_arena *a, fp_day day)
{
	return day == FP_NO_DAY ? FP_STR("") : fp_day_text(a, day);
}

// A week's counts as a row of bars: ▁▂▃▄▅▆▇█, a dot for none.
fp_str fp_bars(fp_cli *c, const size_t *v, size_t n)
{
	static const char *const bar[] = {"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	size_t top = 1;
	fp_buf b = {0};
	for (size_t i = 0; i < n; i++)
		top = v[i] > top ? v[i] : top;
	for (size_t i = 0; i < n; i++)
		fp_buf_z(&b, bar[v[i] ? 1 + (v[i] * 7) / top : 0]);
	return fp_buf_take(&b, c->a);
}

static void table_row(fp_cli *c, fp_table_out *t, const fp_issue_row *r)
{
	fp_str change = isnan(r->change) ? FP_STR("") : fp_strf(c->a, "×%.1f", r->change);
	fp_str status = r->with_volume ? fp_strf(c->a, fp_tr("%s（随量）", "%s (volume)"), fp_issue_status_word(r->status)) : fp_s(fp_issue_status_word(r->status));
	fp_str cells[] = {r->issue->id, status, fp_strf(c->a, "%zu", r->count), change, fp_bars(c, r->weekly, r->weekly_n), r->issue->title};
	fp_out_row(t, cells);
}

static int extract(fp_cli *c)
{
	fp_issue *v;
	size_t n;
	if (!fp_ws_host(&c->ws, &c->err) || !fp_flow_extract(&c->ws, fp_args_joined(c, 1), &v, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	for (size_t i = 0; i < n; i++) {
		if (c->json) {
			json_t *cases = json_array();
			for (size_t k = 0; k < v[i].case_n; k++)
				json_array_append_new(cases, fp_json_str(v[i].cases[k]));
			fp_out_json(json_pack("{s:I,s:o,s:o}", "cluster", (json_int_t)i + 1, "title", fp_json_str(v[i].title), "cases", cases));
			continue;
		}
		printf("%s%zu%s  %.*s  (%zu)\n", fp_sgr(c, "1"), i + 1, fp_sgr(c, "0"), FP_ARG(v[i].title), v[i].case_n);
		for (size_t k = 0; k < v[i].case_n && k < 5; k++)
			printf("    %.*s\n", FP_ARG(v[i].cases[k]));
	}
	if (!n)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有三个以上相近的案例", "fupan: no three cases are alike"));
	return n ? FP_EXIT_OK : FP_EXIT_FAIL;
}

// ---------------------------------------------------------------- show and decisions

static bool week_of(fp_cli *c, fp_range *range)
{
	fp_str week = fp_opt_text(c, "week", NULL);
	return fp_period_parse(week.n ? week : FP_STR("last-week"), &c->ws.cal, range, &c->err);
}

static int show(fp_cli *c)
{
	fp_range range;
	fp_issue_page p;
	if (!week_of(c, &range) || !fp_flow_issue_page(&c->ws, c->args[1], range, &p, &c->err))
		return fp_cli_fail(c, &c->err);
	c->json ? fp_out_json(fp_json_issue_page(c, &p)) : fp_print_issue_page(c, &p);
	return FP_EXIT_OK;
}

static int decide(fp_cli *c)
{
	fp_changed ch;
	const fp_str *v = c->args;
	fp_str why = fp_opt_text(c, "message", NULL), title = fp_opt_text(c, "title", NULL);
	bool close = fp_str_is(v[0], "close"), ok;
	const char *done = close ? fp_tr("已关闭", "closed") : fp_tr("已打开", "opened");
	if (fp_str_is(v[0], "rename")) {
		done = fp_tr("已改名", "renamed");
		ok = fp_flow_issue_rename(&c->ws, v[1], fp_args_joined(c, 2), &ch, &c->err);
	} else if (fp_str_is(v[0], "merge")) {
		done = fp_tr("已并入", "merged into");
		ok = fp_flow_issue_merge(&c->ws, v[1], v[2], why, &ch, &c->err);
	} else if (fp_str_is(v[0], "split")) {
		done = fp_tr("已拆出", "split off");
		ok = fp_flow_issue_split(&c->ws, v[1], v + 2, c->arg_n - 2, title, why, &ch, &c->err);
	} else {
		ok = fp_flow_issue_state(&c->ws, v[1], close ? "closed" : "open", why, &ch, &c->err);
	}
	return ok ? fp_show_changed(c, &ch, done) : fp_cli_fail(c, &c->err);
}

static const struct {
	const char *name;
	size_t least, most;      // arguments, the name included; most 0: any
	const char *args;
	int (*run)(fp_cli *c);
} words[] = {
	{"extract", 1, 0, "[QUERY]", extract}, {"show", 2, 2, "ID", show}, {"rename", 3, 0, "ID TITLE", decide}, {"close", 2, 2, "ID [-m REASON]", decide},
	{"reopen", 2, 2, "ID [-m REASON]", decide}, {"merge", 3, 3, "A B [-m REASON]", decide}, {"split", 3, 0, "ID CASE... [--title TITLE] [-m REASON]", decide},
};

static int run_word(fp_cli *c)
{
	for (size_t i = 0; i < FP_COUNT(words); i++) {
		if (!fp_str_is(c->args[0], words[i].name))
			continue;
		if (c->arg_n >= words[i].least && (!words[i].most || c->arg_n <= words[i].most))
			return words[i].run(c);
		fp_fail(&c->err, FP_USAGE, fp_tr("用法：fupan issues %s %s", "usage: fupan issues %s %s"), words[i].name, words[i].args);
		return fp_cli_fail(c, &c->err);
	}
	fp_fail(&c->err, FP_USAGE, fp_tr("没有 issues %.*s；有 show、rename、close、reopen、merge、split、extract", "there is no issues %.*s; there are show, rename, close, reopen, merge, split, extract"), FP_ARG(c->args[0]));
	return fp_cli_fail(c, &c->err);
}

static int run(fp_cli *c)
{
	static const fp_column columns[] = {{"编号", "id", 0, 0}, {"状态", "status", 0, 0}, {"本周", "count", 1, 0}, {"变化", "change", 1, FP_DROP}, {"近几周", "weeks", 0, 0}, {"问题", "issue", 0, 1}};
	fp_issue_row *rows;
	size_t n;
	fp_str commit = {0}, week = fp_opt_text(c, "week", NULL);
	fp_range range;
	if (c->arg_n)
		return run_word(c);
	if (!week_of(c, &range) || (week.n && !fp_ws_host(&c->ws, &c->err)))
		return fp_cli_fail(c, &c->err);
	if (!fp_flow_issues(&c->ws, range, week.n > 0, &rows, &n, &commit, &c->err))
		return fp_cli_fail(c, &c->err);
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < n; i++)
		c->json ? fp_out_json(fp_json_issue(c, &rows[i])) : table_row(c, t, &rows[i]);
	if (!c->json)
		fp_out_end(t);
	if (!n)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有共性问题；fupan issues --week 周 会找出并写下来", "fupan: no recurring issue; fupan issues --week WEEK finds and writes them"));
	return n ? FP_EXIT_OK : FP_EXIT_FAIL;
}

static const fp_opt opts[] = {
	{"week", 'w', FP_OPT_TEXT, "W", "在这一周找新问题并写进 issues/；show 只看这一周", "look for issues in this week and write them to issues/; with show, only look at it"},
	{"message", 'm', FP_OPT_TEXT, "REASON", "为什么这样定，写进提交和文件", "why, for the commit and the file"},
	{"title", 0, FP_OPT_TEXT, "TITLE", "拆出的问题的标题", "title of the issue that is split off"},
	{0},
};

const fp_cmd fp_cmd_issues = {
	.name = "issues", .group = "classify", .args = "[show|rename|close|reopen|merge|split|extract] [ISSUE|CASE|QUERY...]", .zh = "共性问题：件数、变化、状态，改名、合并、拆分", .en = "recurring issues: counts, change, status; rename, merge, split",
	.opts = opts, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_READS, .run = run,
	.examples = "fupan issues\nfupan issues --week last-week\nfupan issues show i-7sjhd3x\nfupan issues rename i-7sjhd3x 物流信息三天不更新\nfupan issues merge i-7sjhd3x i-aywg0m9 -m 同一条线路\nfupan issues split i-7sjhd3x 261117-aywg0m9 --title 收货地址写错\nfupan issues close i-7sjhd3x -m 换了承运商\nfupan issues extract type:物流",
};
