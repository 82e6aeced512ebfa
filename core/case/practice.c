// Quiz and role play: what a session is made of.
#include "case/case_priv.h"

// Extends a text over further lines of the same file; the lines between belong to it.
static void extend(fp_str *text, fp_str line)
{
	line = fp_str_trim(line);
	if (!line.n)
		return;
	if (text->n)
		text->n = (size_t)(line.p + line.n - text->p);
	else
		*text = line;
}

// Quote lines lose their mark, so several of them are copied together; `b` collects from the second on.
static void join(fp_str *text, fp_buf *b, fp_str line)
{
	if (!text->n) {
		*text = line;
		return;
	}
	if (!b->n)
		fp_buf_str(b, *text);
	fp_buf_c(b, '\n');
	fp_buf_str(b, line);
}

static void joined(fp_arena *a, fp_str *text, fp_buf *b)
{
	if (b->n)
		*text = fp_str_trim(fp_buf_take(b, a));
	*b = (fp_buf){0};
}

bool fp_case_quiz(fp_arena *a, const fp_case *c, fp_quiz *out)
{
	const fp_section *s = fp_case_section(c, "quiz");
	fp_lines l = s ? fp_lines_of(c, s) : (fp_lines){0};
	fp_str line, rest;
	fp_buf quote = {0};
	*out = (fp_quiz){0};
	while (fp_lines_next(&l, &line)) {
		bool right;
		if (fp_task_line(line, &right, &rest)) {
			if (out->option_n < FP_COUNT(out->option)) {
				out->option[out->option_n].text = rest;
				out->option[out->option_n++].right = right;
			}
		} else if (fp_quote_line(line, &rest)) {
			join(&out->explanation, &quote, rest);
		} else if (!out->option_n) {
			extend(&out->question, line);
		}
	}
	joined(a, &out->explanation, &quote);
	return out->question.n && out->option_n;
}

// A level-three heading's text.
static bool role_heading(fp_str line, fp_str *text)
{
	if (!fp_str_starts(line, "### "))
		return false;
	*text = fp_str_trim(fp_str_sub(line, 4, line.n));
	return true;
}

static bool is_observe(fp_str name)
{
	return fp_str_starts(name, "观察") || fp_str_ieq(name, FP_STR("observe")) || fp_str_ieq(name, FP_STR("observer")) ||
	       fp_str_ieq(name, FP_STR("observation")) || fp_str_ieq(name, FP_STR("checklist"));
}

static void add(fp_str *v, size_t *n, size_t max, fp_str s)
{
	if (*n < max && s.n)
		v[(*n)++] = s;
}

static void role_line(fp_role *r, fp_buf *quote, fp_str line)
{
	fp_str rest;
	if (fp_bullet_line(line, &rest))
		add(r->rule, &r->rule_n, FP_COUNT(r->rule), rest);
	else if (fp_quote_line(line, &rest))
		join(&r->opening, quote, rest);
	else if (!r->rule_n && !r->opening.n)
		extend(&r->brief, line);
}

static void observe_line(fp_roleplay *p, fp_str line)
{
	fp_str rest;
	bool done;
	if (fp_task_line(line, &done, &rest) || fp_bullet_line(line, &rest))
		add(p->observe, &p->observe_n, FP_COUNT(p->observe), rest);
}

bool fp_case_roleplay(fp_arena *a, const fp_case *c, fp_roleplay *out)
{
	const fp_section *s = fp_case_section(c, "role");
	fp_lines l = s ? fp_lines_of(c, s) : (fp_lines){0};
	fp_str line, name;
	fp_role *role = NULL;
	bool observing = false;
	fp_buf quote = {0};
	*out = (fp_roleplay){0};
	while (fp_lines_next(&l, &line)) {
		if (role_heading(line, &name)) {
			if (role)
				joined(a, &role->opening, &quote);
			observing = is_observe(name);
			role = !observing && out->role_n < FP_COUNT(out->role) ? &out->role[out->role_n++] : NULL;
			if (role)
				role->name = name;
		} else if (observing) {
			observe_line(out, line);
		} else if (role) {
			role_line(role, &quote, line);
		}
	}
	if (role)
		joined(a, &role->opening, &quote);
	return out->role_n > 0;
}
