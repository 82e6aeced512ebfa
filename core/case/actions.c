// Action items and root causes: lists whose items carry a little structure.
#include "case/case_priv.h"

// ---------------------------------------------------------------- action items

// Cuts the next word; metric:"a b" is one word.
static fp_str word(fp_str *s)
{
	size_t i = 0;
	bool quoted = false;
	*s = fp_str_trim(*s);
	for (; i < s->n && (quoted || (s->p[i] != ' ' && s->p[i] != '\t')); i++)
		quoted ^= s->p[i] == '"';
	fp_str w = fp_str_sub(*s, 0, i);
	*s = fp_str_sub(*s, i, s->n);
	return w;
}

// "due:x" or "due：x" with something behind the colon.
static bool keyed(fp_str w, const char *key, fp_str *out)
{
	bool colon;
	if (!fp_str_starts(w, key))
		return false;
	fp_str v = fp_eat_colon(fp_str_sub(w, fp_s(key).n, w.n), &colon);
	if (!colon || !v.n)
		return false;
	if (v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"')
		v = fp_str_sub(v, 1, v.n - 1);
	*out = v;
	return true;
}

static bool take_key(fp_action *x, fp_str *due, fp_str w)
{
	return keyed(w, "due", due) || keyed(w, "kind", &x->kind) || keyed(w, "metric", &x->metric) ||
		keyed(w, "check", &x->check);
}

static bool is_latin_word(fp_str w)
{
	for (size_t i = 0; i < w.n; i++) {
		char c = (char)(w.p[i] | 0x20);
		if ((c < 'a' || c > 'z') && w.p[i] != '-' && w.p[i] != '\'' && w.p[i] != '&')
			return false;
	}
	return w.n > 0;
}

#define OWNER_WORDS 3

// The owner that `w` begins. @"any words" is what is quoted. A Latin name may have three words when the next key or the
// end of the line follows it: "@Team lead due:2026-12-01". Everything else is one word. Moves *rest behind it.
static fp_str owner_of(fp_str w, fp_str *rest)
{
	fp_str name = fp_str_sub(w, 1, w.n), ahead = *rest, next;
	if (name.n > 2 && name.p[0] == '"' && name.p[name.n - 1] == '"')
		return fp_str_trim(fp_str_sub(name, 1, name.n - 1));
	if (!is_latin_word(name))
		return name;
	fp_action unused = {0};
	fp_str due, end = name, behind = ahead;
	for (size_t words = 1; (next = word(&ahead)).n && !take_key(&unused, &due, next); words++) {
		if (words == OWNER_WORDS || !is_latin_word(next))
			return name;
		end = next;
		behind = ahead;
	}
	*rest = behind;
	name.n = (size_t)(end.p + end.n - name.p);
	return name;
}

// The text is what is left when the marked words are taken out; usually they all stand at the end, and nothing is
// copied.
static void take_words(fp_arena *a, fp_action *x, fp_str *due, fp_str rest)
{
	fp_buf b = {0};
	bool gap = false;
	for (fp_str w; (w = word(&rest)).n;) {
		bool owner = w.n > 1 && w.p[0] == '@' && !x->owner.n;
		if (owner)
			x->owner = owner_of(w, &rest);
		if (owner || take_key(x, due, w)) {
			gap = true;
		} else if (!x->text.n) {
			x->text = w;
			gap = false;
		} else if (!gap && !b.n) {
			x->text.n = (size_t)(w.p + w.n - x->text.p);
		} else {
			if (!b.n)
				fp_buf_str(&b, x->text);
			fp_buf_c(&b, ' ');
			fp_buf_str(&b, w);
		}
	}
	if (b.n)
		x->text = fp_buf_take(&b, a);
}

static fp_day read_day(fp_diags *d, const fp_action *x, const char *key, fp_str s)
{
	fp_day day = FP_NO_DAY;
	if (s.n && !fp_day_parse(s, &day)) {
		day = FP_NO_DAY;
		if (d)
			fp_diag_add(d, FP_ERROR, "action", x->line, 1,
				fp_tr("%s:%.*s 不是日期；写成 2026-12-01", "%s:%.*s is not a date; write it as 2026-12-01"), key,
				FP_ARG(s));
	}
	return day;
}

static void check_action(const fp_action *x, fp_diags *d)
{
	bool permanent = fp_str_is(x->kind, "permanent");
	if (x->kind.n && !permanent && !fp_str_is(x->kind, "containment"))
		fp_diag_add(d, FP_ERROR, "action", x->line, 1,
			fp_tr("kind:%.*s 不认识；写 containment 或 permanent",
				"kind:%.*s is unknown; write containment or permanent"),
			FP_ARG(x->kind));
	if (!x->text.n)
		fp_diag_add(d, FP_WARNING, "action", x->line, 1, "%s", fp_tr("行动项没有内容", "action item says nothing"));
	if (permanent && (!x->metric.n || !x->check.n))
		fp_diag_add(d, FP_WARNING, "action", x->line, 1, "%s",
			fp_tr("长期措施要有 metric:（看哪个数）和 check:（哪天看）",
				"a permanent action needs metric: (which count should fall) and check: (the day to look)"));
}

size_t fp_case_actions(fp_arena *a, const fp_case *c, fp_action **out, fp_diags *diags)
{
	const fp_section *s = fp_case_section(c, "actions");
	fp_action *v = NULL;
	size_t n = 0, cap = 0;
	fp_lines l = s ? fp_lines_of(c, s) : (fp_lines){0};
	fp_str line, rest;
	while (fp_lines_next(&l, &line)) {
		fp_str due = {NULL, 0};
		fp_action x = {.line = l.line, .span = {l.start, l.at}};
		if (l.in_fence || !fp_task_line(line, &x.done, &rest))
			continue;
		take_words(a, &x, &due, rest);
		x.status = x.done ? FP_STR("done") : FP_STR("open");
		x.due = read_day(diags, &x, "due", due);
		x.check_day = read_day(diags, &x, "check", x.check);
		if (diags)
			check_action(&x, diags);
		FP_PUSH(a, v, n, cap) = x;
	}
	*out = v;
	return n;
}

// ---------------------------------------------------------------- root causes

static const char *const direct_words[] = {"直接原因", "直接", "direct cause", "direct"};
static const char *const system_words[] = {
	"系统原因", "系统", "根本原因", "systemic cause", "system cause", "systemic", "system"};

static fp_str eat_marks(fp_str s)
{
	while (s.n && (s.p[0] == '*' || s.p[0] == '_'))
		s = fp_str_sub(s, 1, s.n);
	return fp_str_trim(s);
}

static bool labelled(fp_str line, const char *const *labels, size_t n, fp_str *rest)
{
	fp_str s;
	bool colon;
	if (!fp_bullet_line(line, &s))
		s = fp_str_trim(line);
	s = eat_marks(s);
	for (size_t i = 0; i < n; i++) {
		fp_str w = fp_s(labels[i]);
		if (s.n < w.n || !fp_str_ieq(fp_str_sub(s, 0, w.n), w))
			continue;
		*rest = fp_eat_colon(eat_marks(fp_str_sub(s, w.n, s.n)), &colon);
		if (!colon)
			continue;
		*rest = eat_marks(*rest);
		return true;
	}
	return false;
}

fp_root_cause fp_case_root_cause(const fp_case *c)
{
	fp_root_cause r = {{NULL, 0}, {NULL, 0}};
	const fp_section *s = fp_case_section(c, "root_cause");
	fp_lines l = s ? fp_lines_of(c, s) : (fp_lines){0};
	fp_str line, rest, *open = NULL;
	while (fp_lines_next(&l, &line)) {
		bool direct = labelled(line, direct_words, FP_COUNT(direct_words), &rest);
		if (direct || labelled(line, system_words, FP_COUNT(system_words), &rest)) {
			open = direct ? &r.direct : &r.system;
			*open = rest;
		} else if (fp_bullet_line(line, &rest) && fp_str_trim(line).p == line.p) {
			open = NULL;  // another item of the list
		} else if (open && open->n && fp_str_trim(line).n) {
			open->n = (size_t)(line.p + line.n - open->p);
			*open = fp_str_trim(*open);
		}
	}
	return r;
}
