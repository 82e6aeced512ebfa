#include "cli/issue_page.h"

#include <math.h>

json_t *fp_json_issue_page(fp_cli *c, const fp_issue_page *p)
{
	json_t *o = fp_json_issue(c, &p->row), *actions = json_array(), *quotes = json_array(), *names = json_array();
	for (size_t i = 0; i < p->action_n; i++) {
		const fp_action_row *r = &p->actions[i];
		json_array_append_new(actions, json_pack("{s:o,s:o,s:o,s:o,s:o,s:o}", "case", fp_json_str(r->case_id), "text", fp_json_str(r->text), "owner", fp_json_str(r->owner), "due",
		                                         fp_json_str(fp_day_or_none(c->a, r->due)), "kind", fp_json_str(r->kind), "status", fp_json_str(r->status)));
	}
	for (size_t i = 0; i < p->quote_n; i++) {
		const fp_issue_quote *q = &p->quote[i];
		json_array_append_new(quotes, json_pack("{s:s,s:o,s:o,s:o,s:o}", "kind", q->kind, "case", fp_json_str(q->case_id), "title", fp_json_str(q->title), "who", fp_json_str(q->who), "text", fp_json_str(q->text)));
	}
	for (size_t i = 0; i < p->name_n; i++)
		json_array_append_new(names, fp_json_str(p->names[i]));
	json_object_set_new(o, "actions", actions);
	json_object_set_new(o, "quotes", quotes);
	json_object_set_new(o, "aliases", names);
	json_object_set_new(o, "week", fp_json_str(p->week));
	json_object_set_new(o, "summary", fp_json_str(p->row.issue->summary));
	return o;
}

// ---------------------------------------------------------------- as text: Markdown that also reads well in a chat

static const char *state_word(fp_str s)
{
	return fp_str_is(s, "proposed") ? fp_tr("机器提出，还没有人看过", "proposed by the machine, not looked at yet") : fp_str_is(s, "closed") ? fp_tr("已关闭", "closed") : fp_tr("处理中", "open");
}

static void line(fp_cli *c, fp_str s)
{
	fp_print_safe(fp_one_line(c->a, s));
	putchar('\n');
}

// What chance brings one time in twenty is no change.
static fp_str change_text(fp_cli *c, const fp_issue_row *r)
{
	if (isnan(r->change))
		return fp_s(fp_tr("前几周没有可比的数", "nothing in the weeks before to compare with"));
	return fp_strf(c->a, fp_tr("前 8 周均值的 %.1f 倍（95%%：%.1f–%.1f）%s", "×%.1f the mean of the 8 weeks before (95 %%: %.1f–%.1f)%s"), r->change, r->low, r->high,
	               r->p < .05 ? "" : fp_tr("，和偶然分不开", ", not distinguishable from chance"));
}

static void print_volume(fp_cli *c, const fp_issue_row *r)
{
	bool moved = fp_str_is(r->status, "rising") || fp_str_is(r->status, "falling");
	if (moved && !r->sure)
		line(c, fp_s(fp_tr("问题很多，单看这一个可能是偶然，再看一周", "With so many issues this one alone may be chance: look again next week")));
	if (!r->with_volume)
		return;
	if (r->promo.n)
		line(c, fp_strf(c->a, fp_tr("件数多了，只是随量（%.*s）：率没有变", "More cases only because of the volume (%.*s): the rate has not changed"), FP_ARG(r->promo)));
	else
		line(c, fp_s(fp_tr("件数多了，只是随量：率没有变", "More cases only because of the volume: the rate has not changed")));
}

static void print_numbers(fp_cli *c, const fp_issue_page *p)
{
	const fp_issue_row *r = &p->row;
	fp_str first = fp_day_or_none(c->a, r->first_seen), last = fp_day_or_none(c->a, r->last_seen);
	line(c, fp_strf(c->a, fp_tr("状态：%s（%s）", "Status: %s (%s)"), fp_issue_status_word(r->status), state_word(r->issue->state)));
	if (r->fix.n)
		line(c, fp_strf(c->a, fp_tr("本该解决它的行动：%.*s%s%.*s（%.*s）", "Meant to fix it: %.*s%s%.*s (%.*s)"), FP_ARG(r->fix), r->fix_owner.n ? " @" : "", FP_ARG(r->fix_owner), FP_ARG(r->fix_case.n ? r->fix_case : r->issue->id)));
	line(c, fp_strf(c->a, fp_tr("%.*s：%zu 件，%.*s", "%.*s: %zu cases, %.*s"), FP_ARG(p->week), r->count, FP_ARG(change_text(c, r))));
	print_volume(c, r);
	if (r->rate >= 0)
		line(c, fp_strf(c->a, fp_tr("每千单 %.2f 件", "%.2f per 1,000 orders"), r->rate));
	line(c, fp_strf(c->a, fp_tr("近 %zu 周：%.*s", "Last %zu weeks: %.*s"), r->weekly_n, FP_ARG(fp_bars(c, r->weekly, r->weekly_n))));
	line(c, fp_strf(c->a, fp_tr("共 %zu 件，第一件 %.*s，最近一件 %.*s", "%zu cases in all, first %.*s, newest %.*s"), r->issue->case_n, FP_ARG(first), FP_ARG(last)));
	if (r->silent)
		line(c, fp_strf(c->a, fp_tr("已经 %zu 周没有新的", "silent for %zu weeks"), r->silent));
}

static void print_action(fp_cli *c, const fp_action_row *r)
{
	fp_str due = fp_day_or_none(c->a, r->due);
	line(c, fp_strf(c->a, "- [%s] %.*s%s%.*s%s%.*s%s%s%.*s%s", fp_str_is(r->status, "done") ? "x" : " ", FP_ARG(r->text), r->owner.n ? " @" : "", FP_ARG(r->owner), due.n ? fp_tr(" 截止 ", " due ") : "", FP_ARG(due),
	                r->overdue ? fp_tr(" 逾期", " overdue") : "", r->case_id.n ? " (" : "", FP_ARG(r->case_id), r->case_id.n ? ")" : ""));
}

// What is promised still, and what was to end it for good; the first aid that was given is only counted.
static void print_actions(fp_cli *c, const fp_issue_page *p)
{
	size_t past = 0;
	printf("\n%s\n", fp_tr("行动", "Actions"));
	for (size_t i = 0; i < p->action_n; i++) {
		const fp_action_row *r = &p->actions[i];
		if (fp_str_is(r->status, "done") && !fp_str_is(r->kind, "permanent"))
			past++;
		else
			print_action(c, r);
	}
	if (past)
		line(c, fp_strf(c->a, fp_tr("- 另有 %zu 条临时措施已做完", "- and %zu containment actions that are done"), past));
	if (!p->action_n)
		printf("%s\n", fp_tr("- 还没有", "- none yet"));
}

static const char *kind_word(const char *kind)
{
	return kind[0] == 't' ? fp_tr("最典型", "Most typical") : kind[0] == 's' ? fp_tr("最严重", "Most severe") : fp_tr("最新", "Newest");
}

static void print_quotes(fp_cli *c, const fp_issue_page *p)
{
	for (size_t i = 0; i < p->quote_n; i++) {
		const fp_issue_quote *q = &p->quote[i];
		fp_str severity = q->severity ? fp_strf(c->a, " S%d", q->severity) : (fp_str){0}, day = fp_day_or_none(c->a, q->day);
		putchar('\n');
		line(c, fp_strf(c->a, fp_tr("%s：%.*s %.*s%.*s", "%s: %.*s %.*s%.*s"), kind_word(q->kind), FP_ARG(q->case_id), FP_ARG(day), FP_ARG(severity)));
		line(c, fp_strf(c->a, "> %s%.*s", q->who.n ? fp_tr("客户：", "Customer: ") : "", FP_ARG(q->text)));
	}
}

void fp_print_issue_page(fp_cli *c, const fp_issue_page *p)
{
	const fp_issue *i = p->row.issue;
	fputs(fp_sgr(c, "1"), stdout);
	line(c, fp_strf(c->a, "%.*s  %.*s", FP_ARG(i->id), FP_ARG(i->title)));
	fputs(fp_sgr(c, "0"), stdout);
	print_numbers(c, p);
	for (size_t k = 0; k < p->name_n; k++)
		line(c, fp_strf(c->a, fp_tr("并入了 %.*s", "includes %.*s"), FP_ARG(p->names[k])));
	if (i->summary.n)
		line(c, i->summary);
	print_actions(c, p);
	print_quotes(c, p);
}
