#include <string.h>

#include "flow/issue_priv.h"

// One issue as a page that a team lead can paste into a chat.

#define QUOTE_LEAST 6    // characters of a turn or sentence that says something
#define QUOTE_MOST 90    // characters that are quoted

// ---------------------------------------------------------------- what customers said

typedef struct {
	fp_arena *a;
	fp_str issue;            // its title, which a good quote is like
	fp_str best, who;
	double score;
} choosing;

static void offer(choosing *c, fp_str text, fp_str who)
{
	text = fp_str_trim(text);
	if (fp_utf8_count(text) < QUOTE_LEAST)
		return;
	double score = fp_similarity(c->a, c->issue, text);
	if (c->best.n && score <= c->score)
		return;
	*c = (choosing){c->a, c->issue, text, who, score};
}

// The customer's turn that says most of what the issue is about; without a dialogue, the sentence of the complaint that does.
static void choose_words(choosing *c, const fp_case *doc)
{
	fp_turn *turns;
	fp_match *m;
	size_t n = fp_case_turns(c->a, doc, &turns);
	for (size_t i = 0; i < n; i++)
		if (turns[i].who == FP_WHO_CUSTOMER)
			offer(c, fp_str_sub(doc->text, turns[i].text.start, turns[i].text.end), FP_STR("customer"));
	fp_str complaint = fp_case_text(doc, "complaint");
	n = c->best.n ? 0 : fp_sentences(c->a, complaint, &m);
	for (size_t i = 0; i < n; i++)
		offer(c, fp_str_sub(complaint, m[i].start, m[i].end), (fp_str){0});
	if (!c->best.n)
		c->best = complaint.n ? complaint : fp_case_title(doc);
}

static fp_str one_line(fp_arena *a, fp_str s)
{
	fp_str cut = fp_utf8_prefix(fp_str_trim(s), QUOTE_MOST);
	fp_str line = fp_strf(a, "%.*s%s", FP_ARG(cut), cut.n < fp_str_trim(s).n ? "…" : "");
	char *p = fp_cstr(a, line);
	fp_blank_controls(p, line.n);
	return (fp_str){p, line.n};
}

static bool quoted(const fp_issue_page *p, fp_str id)
{
	for (size_t i = 0; i < p->quote_n; i++)
		if (fp_str_eq(p->quote[i].case_id, id))
			return true;
	return false;
}

static void add_quotes(fp_workspace *ws, const fp_window *w, fp_issue_page *p)
{
	static const char *const kinds[] = {"typical", "severe", "newest"};
	for (size_t k = 0; k < FP_COUNT(kinds); k++) {
		fp_str id = p->row.issue->exemplar[k];
		const fp_case *doc = id.n && !quoted(p, id) ? fp_member_doc(ws, w, id) : NULL;
		fp_time t;
		int64_t severity = 0;
		if (!doc)
			continue;
		choosing c = {.a = ws->a, .issue = p->row.issue->title};
		choose_words(&c, doc);
		fp_str_int(fp_case_get(doc, "severity"), &severity);
		fp_day day = fp_time_parse(fp_case_get(doc, "received"), ws->schema->config.offset, &t, NULL) ? fp_time_day(t) : FP_NO_DAY;
		p->quote[p->quote_n++] = (fp_issue_quote){kinds[k], id, one_line(ws->a, fp_case_title(doc)), c.who, one_line(ws->a, c.best), day, severity >= 1 && severity <= 4 ? (int)severity : 0};
	}
}

// ---------------------------------------------------------------- what was promised

typedef struct {
	fp_workspace *ws;
	fp_action_row *v;
	size_t n, cap;
} promises;

static void add_actions(promises *p, const fp_case *doc, fp_str case_id)
{
	fp_action *v;
	size_t n = doc ? fp_case_actions(p->ws->a, doc, &v, NULL) : 0;
	for (size_t i = 0; i < n; i++) {
		bool overdue = !v[i].done && v[i].due != FP_NO_DAY && v[i].due < p->ws->cal.today;
		fp_str status = v[i].done ? FP_STR("done") : overdue ? FP_STR("overdue") : FP_STR("open");
		FP_PUSH(p->ws->a, p->v, p->n, p->cap) = (fp_action_row){.case_id = case_id, .text = v[i].text, .owner = v[i].owner, .kind = v[i].kind, .status = status, .due = v[i].due, .overdue = overdue, .path = doc->path, .line = v[i].line};
	}
}

static void add_promises(fp_workspace *ws, const fp_window *w, const fp_issue_file *f, fp_issue_page *p)
{
	promises all = {.ws = ws};
	add_actions(&all, f->doc, (fp_str){0});
	for (size_t i = 0; i < p->row.issue->case_n; i++)
		add_actions(&all, fp_member_doc(ws, w, p->row.issue->cases[i]), p->row.issue->cases[i]);
	p->actions = all.v;
	p->action_n = all.n;
}

static void add_names(fp_workspace *ws, const fp_issue_files *files, fp_issue_page *p)
{
	size_t cap = 0;
	for (size_t i = 0; i < files->n; i++) {
		fp_str id = files->v[i].issue->id;
		if (files->v[i].issue->merged_into.n && fp_str_eq(fp_issue_today(files, id), p->row.issue->id))
			FP_PUSH(ws->a, p->names, p->name_n, cap) = id;
	}
}

bool fp_flow_issue_page(fp_workspace *ws, fp_str id, fp_range range, fp_issue_page *out, fp_err *err)
{
	fp_week week;
	fp_window w;
	fp_issue_files files;
	fp_issue_board board;
	const fp_issue_file *f;
	*out = (fp_issue_page){0};
	fp_str from = fp_day_text(ws->a, range.from), to = fp_day_text(ws->a, range.to);
	if (!fp_week_one(ws, range, fp_strf(ws->a, "%.*s..%.*s", FP_ARG(from), FP_ARG(to)), &week, err) || !fp_issue_files_read(ws, &files, err) ||
	    !(f = fp_issue_file_find(&files, id, err)) || !fp_window_load(ws, week, FP_ISSUE_WEEKS, &w, err) || !fp_issue_board_of(ws, &w, false, &board, err))
		return false;
	for (size_t i = 0; i < board.n; i++)
		if (fp_str_eq(board.rows[i].issue->id, f->issue->id))
			out->row = board.rows[i];
	if (!out->row.issue)
		return fp_fail(err, FP_INVALID, fp_tr("%.*s 的 merged_into 没有指到任何问题；改掉或删掉那一行", "merged_into of %.*s leads to no issue; correct or remove that line"), FP_ARG(f->path));
	out->week = week.id;
	add_quotes(ws, &w, out);
	add_promises(ws, &w, f, out);
	add_names(ws, &files, out);
	return true;
}
