// next: the cases most worth labelling, one after the other. On a terminal each is shown and asked about, and every answer is one commit;
// elsewhere it is a list. A value is a number of the list that is shown, or part of its name, which narrows to a list of its own.
#include <string.h>
#include <unistd.h>

#include "cli/cmd_priv.h"

#define SHOWN_CHARS 1200 // of a complaint
#define CHOICES 9        // values that are offered at once
#define LINE_MOST 4096

typedef struct {
	fp_str v[CHOICES];
	size_t n;
} choices;

typedef enum { ANSWER_VALUES, ANSWER_SKIP, ANSWER_QUIT } answer;

// ---------------------------------------------------------------- the list

static void print_list(fp_cli *c, const fp_to_label *v, size_t n)
{
	static const fp_column columns[] = {{"编号", "id", 0, 0}, {"标题", "title", 0, FP_CUT}, {"机器猜", "guess", 0, FP_CUT}, {"置信度", "confidence", 1, 0}};
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < n; i++) {
		fp_str cells[] = {v[i].id, fp_one_line(c->a, v[i].title), v[i].guess[0], v[i].guess[0].n ? fp_strf(c->a, "%.2f", v[i].confidence[0]) : FP_STR("")};
		fp_out_row(t, cells);
	}
	fp_out_end(t);
}

static void print_json(const fp_to_label *x)
{
	json_t *guesses = json_array();
	for (size_t k = 0; k < FP_COUNT(x->guess) && x->guess[k].n; k++)
		json_array_append_new(guesses, json_pack("{s:f,s:o}", "confidence", x->confidence[k], "label", fp_json_str(x->guess[k])));
	fp_out_json(json_pack("{s:o,s:o,s:o,s:f,s:o}", "id", fp_json_str(x->id), "title", fp_json_str(x->title), "guess", fp_json_str(x->guess[0]), "confidence", x->confidence[0], "guesses", guesses));
}

// ---------------------------------------------------------------- values by part of their name

static bool part_of(fp_arena *a, fp_str name, fp_str part)
{
	return fp_str_has(fp_fold(a, name, false).text, fp_fold(a, part, false).text);
}

static bool term_has(fp_arena *a, const fp_term *t, fp_str part)
{
	for (size_t i = 0; i < t->alias_n; i++)
		if (part_of(a, t->aliases[i], part))
			return true;
	return part_of(a, t->name, part) || part_of(a, t->zh, part) || part_of(a, t->en, part);
}

// *n counts all, the first are kept in out.
static size_t matching(fp_cli *c, const fp_field_def *d, fp_str part, choices *out)
{
	size_t n = 0;
	out->n = 0;
	for (size_t i = 0; d->taxonomy && i < d->taxonomy->term_n; i++)
		if (term_has(c->a, d->taxonomy->terms[i], part) && n++ < CHOICES)
			out->v[out->n++] = d->taxonomy->terms[i]->name;
	for (size_t i = 0; i < d->value_n; i++)
		if (part_of(c->a, d->values[i], part) && n++ < CHOICES)
			out->v[out->n++] = d->values[i];
	return n;
}

static void print_choices(choices *shown, const choices *o, size_t all)
{
	*shown = *o;
	for (size_t i = 0; i < o->n; i++)
		fprintf(stderr, "  %zu  %.*s\n", i + 1, FP_ARG(o->v[i]));
	if (all > o->n)
		fprintf(stderr, fp_tr("     共 %zu 个，多写几个字\n", "     %zu in all: write more of it\n"), all);
}

// Numbers and choices would be taken for one another where the values are numbers.
static bool is_numbered(const fp_field_def *d)
{
	return d->type != FP_T_INTEGER && d->type != FP_T_NUMBER;
}

static bool by_number(const fp_field_def *d, int64_t number, const choices *shown, fp_str *out)
{
	if (number >= 1 && number <= (int64_t)shown->n) {
		*out = shown->v[number - 1];
		return true;
	}
	if (shown->n)
		fprintf(stderr, fp_tr("号码是 1 到 %zu\n", "numbers go from 1 to %zu\n"), shown->n);
	else
		fprintf(stderr, fp_tr("没有列出的值；写 %.*s 的名字的一部分\n", "nothing is listed: write part of a name of %.*s\n"), FP_ARG(d->name));
	return false;
}

// A name of a group may be part of the names of its members: only its full name is itself.
static const fp_term *exactly(const fp_taxonomy *t, fp_str typed)
{
	const fp_term *x = t ? fp_term_find(t, typed) : NULL;
	for (size_t i = 0; x && i < t->term_n; i++)
		if (t->terms[i]->parent == x && !fp_str_eq(x->name, typed))
			return NULL;
	return x;
}

// One word that was typed as a value. False: it is none, or several, which are then the shown choices.
static bool value_of(fp_cli *c, const fp_field_def *d, fp_str typed, choices *shown, fp_str *out)
{
	int64_t number;
	choices found;
	const fp_term *exact = exactly(d->taxonomy, typed);
	*out = exact ? exact->name : typed;
	if (exact || !is_numbered(d))
		return true;
	if (fp_str_int(typed, &number))
		return by_number(d, number, shown, out);
	if (!d->taxonomy && !d->value_n)
		return true;
	size_t n = matching(c, d, typed, &found);
	if (n == 1)
		*out = found.v[0];
	else if (!n)
		fprintf(stderr, fp_tr("没有名字里有“%.*s”的值\n", "no value has '%.*s' in its name\n"), FP_ARG(typed));
	else
		print_choices(shown, &found, n);
	return n == 1;
}

// Several values are separated as everywhere. *out is what `label` takes.
static bool values_of(fp_cli *c, const fp_field_def *d, fp_str typed, choices *shown, fp_str *out)
{
	fp_buf b = {0};
	bool ok = true;
	for (size_t i = 0, n; ok && i < typed.n; i += n) {
		fp_str rest = fp_str_sub(typed, i, typed.n), one;
		n = 0;
		while (n < rest.n && rest.p[n] != ',' && !fp_str_starts(fp_str_sub(rest, n, rest.n), "，") && !fp_str_starts(fp_str_sub(rest, n, rest.n), "、"))
			n++;
		fp_str part = fp_str_trim(fp_str_sub(rest, 0, n));
		n += n < rest.n ? (rest.p[n] == ',' ? 1 : 3) : 0;
		if (!part.n)
			continue;
		ok = value_of(c, d, part, shown, &one);
		if (ok)
			fp_buf_f(&b, "%s%.*s", b.n ? "," : "", FP_ARG(one));
	}
	*out = b.n ? fp_buf_take(&b, c->a) : (fp_str){0};
	fp_buf_free(&b);
	return ok && out->n;
}

// ---------------------------------------------------------------- one case

static void show_case(fp_cli *c, const fp_to_label *x, size_t i, size_t n)
{
	fp_case_at at;
	fp_err ignored = {0};
	fprintf(stderr, "\n[%zu/%zu] %s%.*s%s  %.*s\n", i + 1, n, fp_sgr(c, "2"), FP_ARG(x->id), fp_sgr(c, "0"), FP_ARG(fp_one_line(c->a, x->title)));
	if (!fp_flow_get(&c->ws, x->id, false, &at, &ignored))
		return;
	fp_str text = fp_case_text(at.doc, "complaint");
	text = text.n ? text : fp_case_text(at.doc, "dialogue");
	text = fp_str_fit(c->a, fp_one_line(c->a, text), SHOWN_CHARS);
	fprintf(stderr, "%.*s\n\n", FP_ARG(text));
}

static void guesses_of(const fp_field_def *d, const fp_to_label *x, choices *out)
{
	out->n = 0;
	for (size_t k = 0; k < FP_COUNT(x->guess) && x->guess[k].n; k++) {
		out->v[out->n++] = x->guess[k];
		if (is_numbered(d))
			fprintf(stderr, "  %zu  %.*s  %.2f\n", k + 1, FP_ARG(x->guess[k]), x->confidence[k]);
		else
			fprintf(stderr, "  %.*s  (%.2f)\n", FP_ARG(x->guess[k]), x->confidence[k]);
	}
}

static answer ask(fp_cli *c, const fp_field_def *d, const fp_to_label *x, fp_str *values)
{
	char line[LINE_MOST];
	choices shown;
	guesses_of(d, x, &shown);
	for (;;) {
		fprintf(stderr, "%.*s%s", FP_ARG(d->name), is_numbered(d) ? fp_tr("：号码或名字的一部分；空行跳过，q 结束：", ": a number or part of a name; empty skips, q ends: ")
		                                                    : fp_tr("：一个数；空行跳过，q 结束：", ": a number; empty skips, q ends: "));
		fflush(stderr);
		if (!fgets(line, sizeof line, stdin)) {
			fputc('\n', stderr);
			return ANSWER_QUIT;
		}
		fp_str typed = fp_str_trim(fp_s(line));
		if (!typed.n || fp_str_is(typed, "s"))
			return ANSWER_SKIP;
		if (fp_str_is(typed, "q"))
			return ANSWER_QUIT;
		if (values_of(c, d, typed, &shown, values))
			return ANSWER_VALUES;
	}
}

// Asks until the schema takes the answer.
static answer label_one(fp_cli *c, const fp_field_def *d, const fp_to_label *x)
{
	for (;;) {
		fp_changed ch;
		fp_err err = {0};
		fp_assign set = {.field = d->name};
		answer got = ask(c, d, x, &set.value);
		if (got != ANSWER_VALUES)
			return got;
		if (fp_flow_label(&c->ws, x->id, &set, 1, &ch, &err)) {
			fprintf(stderr, "%s✓%s %.*s %.*s = %.*s\n", fp_sgr(c, "32"), fp_sgr(c, "0"), FP_ARG(ch.id), FP_ARG(d->name), FP_ARG(set.value));
			return got;
		}
		fprintf(stderr, "fupan: %s\n", err.msg);
	}
}

static int label_all(fp_cli *c, const fp_field_def *d, const fp_to_label *v, size_t n)
{
	size_t done = 0;
	for (size_t i = 0; i < n; i++) {
		show_case(c, &v[i], i, n);
		answer got = label_one(c, d, &v[i]);
		done += got == ANSWER_VALUES;
		if (got == ANSWER_QUIT)
			break;
	}
	fprintf(stderr, fp_tr("标注了 %zu 个案例\n", "%zu cases labelled\n"), done);
	if (done)
		fp_hint(fp_tr("让分类器学进去：fupan train %.*s", "let the classifier learn them: fupan train %.*s"), FP_ARG(d->name));
	return done ? FP_EXIT_OK : FP_EXIT_FAIL;
}

int fp_label_next(fp_cli *c)
{
	fp_to_label *v;
	size_t n;
	int64_t limit;
	fp_str field = c->arg_n ? c->args[0] : FP_STR("type");
	if (!fp_opt_int(c, "limit", 20, 1, 1000, &limit) || !fp_flow_to_label(&c->ws, field, fp_args_joined(c, 1), (size_t)limit, &v, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	if (!n)
		fp_hint(fp_tr("这些案例都标注过 %.*s 了", "all of these cases have a label of %.*s"), FP_ARG(field));
	if (n && fp_can_choose(c) && fp_tty(STDOUT_FILENO))
		return label_all(c, fp_schema_field(c->ws.schema, field), v, n);
	for (size_t i = 0; c->json && i < n; i++)
		print_json(&v[i]);
	if (!c->json && n)
		print_list(c, v, n);
	return n ? FP_EXIT_OK : FP_EXIT_FAIL;
}
