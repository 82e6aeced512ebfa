// query_saved: @NAME in a query. The saved text is parsed where it stands, as if in parentheses; parameters stand for values and are put
// in when the text has already been taken apart, so no value can become anything else than a value.
#include <string.h>

#include "index/index_priv.h"

#define SAVED_DEEP 8   // saved queries within each other

struct fp_binding {
	fp_value *v;
	size_t n;
};

// ---------------------------------------------------------------- $name

static bool param_char(const fp_parser *p, size_t at)
{
	char c = at < p->s.n ? p->s.p[at] : 0;
	return c == '_' || (at < p->s.n && fp_ch_class(fp_utf8_next(p->s, &at)) != FP_CH_OTHER);
}

bool fp_param_here(const fp_parser *p)
{
	char c = p->at + 1 < p->s.n ? p->s.p[p->at + 1] : 0;
	return p->saved && p->at < p->s.n && p->s.p[p->at] == '$' && !(c >= '0' && c <= '9') && param_char(p, p->at + 1);
}

bool fp_parse_param(fp_parser *p, const fp_value **v, size_t *n)
{
	size_t at = p->at;
	p->at++;
	while (param_char(p, p->at))
		fp_utf8_next(p->s, &p->at);
	fp_str name = fp_str_sub(p->s, at + 1, p->at);
	for (size_t i = 0; i < p->saved->param_n; i++)
		if (fp_str_eq(p->saved->param[i].name, name)) {
			*v = p->bound[i].v;
			*n = p->bound[i].n;
			return true;
		}
	return fp_parse_fail(p, at, "没有参数 %.*s；在 params: 下写明", "no parameter %.*s; declare it under params:", FP_ARG(name));
}

// ---------------------------------------------------------------- what a call gives

static fp_str param_list(fp_parser *p, const fp_saved_query *s)
{
	fp_buf b = {0};
	for (size_t i = 0; i < s->param_n; i++)
		fp_buf_f(&b, "%s%.*s", i ? fp_tr("、", ", ") : "", FP_ARG(s->param[i].name));
	return fp_buf_take(&b, p->a);
}

static bool value_fits(fp_parser *p, const fp_saved_query *s, const fp_saved_param *d, const fp_value *v)
{
	double number;
	fp_range r;
	fp_err why = {0};
	if (fp_str_is(d->type, "number") && !fp_str_num(fp_str_trim(fp_fold_str(p->a, v->text)), &number))
		return fp_parse_fail(p, v->at, "@%.*s 的参数 %.*s 是数字，%.*s 不是", "parameter %.*s of @%.*s is a number, %.*s is none", FP_ARG(fp_lang_get() == FP_ZH ? s->name : d->name), FP_ARG(fp_lang_get() == FP_ZH ? d->name : s->name), FP_ARG(v->text));
	if (fp_str_is(d->type, "period") && !fp_period_parse(v->text, p->cal, &r, &why))
		return fp_parse_fail(p, v->at, "%s", "%s", why.msg);
	return !d->field || fp_parse_value_of(p, d->field, v);
}

// The parameter that "name=" names, SIZE_MAX when it is none of them. Stands behind the operator then.
static size_t argument_here(fp_parser *p, const fp_saved_query *s)
{
	fp_parser ahead = *p;
	fp_str name;
	fp_op op;
	if (!fp_eat_name(&ahead, &name, &op) || op != FP_OP_EQ)
		return SIZE_MAX;
	for (size_t i = 0; i < s->param_n; i++)
		if (fp_str_eq(s->param[i].name, name)) {
			p->at = ahead.at;
			return i;
		}
	return SIZE_MAX;
}

static bool no_such_parameter(fp_parser *p, const fp_saved_query *s)
{
	fp_parser ahead = *p;
	fp_str name;
	fp_op op;
	if (!fp_eat_name(&ahead, &name, &op) || op != FP_OP_EQ || fp_parse_known(p, name))
		return true;
	if (!s->param_n)
		return fp_parse_fail(p, p->at, "@%.*s 没有参数", "@%.*s has no parameters", FP_ARG(s->name));
	return fp_parse_fail(p, p->at, "@%.*s 没有参数 %.*s；它的参数：%.*s", "@%.*s has no parameter %.*s; it has %.*s", FP_ARG(s->name), FP_ARG(name), FP_ARG(param_list(p, s)));
}

static bool read_arguments(fp_parser *p, const fp_saved_query *s, fp_binding *bound)
{
	for (;;) {
		fp_parser before = *p;
		fp_skip_space(p);
		size_t at = p->at, i = argument_here(p, s);
		if (i == SIZE_MAX) {
			bool fine = no_such_parameter(p, s);
			p->at = before.at;
			return fine;
		}
		if (bound[i].n)
			return fp_parse_fail(p, at, "参数 %.*s 写了两次", "parameter %.*s is given twice", FP_ARG(s->param[i].name));
		if (!fp_parse_values(p, &bound[i].v, &bound[i].n))
			return false;
		for (size_t k = 0; k < bound[i].n; k++)
			if (!value_fits(p, s, &s->param[i], &bound[i].v[k]))
				return false;
	}
}

static bool fill_defaults(fp_parser *p, const fp_saved_query *s, fp_binding *bound, size_t at)
{
	for (size_t i = 0; i < s->param_n; i++) {
		const fp_saved_param *d = &s->param[i];
		if (bound[i].n)
			continue;
		if (!d->value_n)
			return fp_parse_fail(p, at, "@%.*s 要给参数：%.*s=…%s%.*s", "@%.*s needs %.*s=...%s%.*s", FP_ARG(s->name), FP_ARG(d->name), d->doc.n ? fp_tr("，", ": ") : "", FP_ARG(d->doc));
		bound[i].v = FP_NEW_N(p->a, fp_value, d->value_n);
		for (bound[i].n = 0; bound[i].n < d->value_n; bound[i].n++)
			bound[i].v[bound[i].n] = (fp_value){d->value[bound[i].n], false, at};
	}
	return true;
}

// ---------------------------------------------------------------- the saved text

static fp_parser inside(const fp_parser *p, const fp_saved_query *s, const fp_binding *bound, fp_err *err)
{
	fp_parser in = *p;
	in.s = s->query;
	in.at = 0;
	in.saved = s;
	in.bound = bound;
	in.caller = p;
	in.err = err;
	in.bad = NULL;
	return in;
}

static bool may_call(fp_parser *p, const fp_saved_query *s, size_t at)
{
	int deep = 0;
	for (const fp_parser *q = p; q && q->saved; q = q->caller, deep++)
		if (q->saved == s)
			return fp_parse_fail(p, at, "@%.*s 绕回到自己", "@%.*s leads back to itself", FP_ARG(s->name));
	return deep < SAVED_DEEP || fp_parse_fail(p, at, "保存的查询套了 %d 层以上", "saved queries are nested more than %d deep", SAVED_DEEP);
}

static fp_node *call(fp_parser *p, const fp_saved_query *s, const fp_binding *bound, size_t at)
{
	fp_err why = {0};
	fp_parser in = inside(p, s, bound, &why);
	fp_node *n = fp_parse_all(&in);
	p->leaves = in.leaves;
	if (n)
		return n;
	if (why.code == FP_USAGE)
		fp_parse_fail(p, at, "@%.*s：%s", "@%.*s: %s", FP_ARG(s->name), why.msg);
	else
		fp_fail(p->err, why.code, "%s", why.msg);
	return NULL;
}

static bool unknown(fp_parser *p, fp_str name, size_t at)
{
	fp_str best = {0};
	size_t most = fp_utf8_count(name) < 4 ? 1 : 3;
	for (size_t i = 0; i < p->schema->saved_n; i++) {
		fp_str one = p->schema->saved[i].name;
		size_t d = fp_str_distance(name, one, most);
		bool part = fp_utf8_count(name) > 1 && (fp_str_has(one, name) || fp_str_has(name, one));
		if (d <= most || (part && !best.n)) {
			best = one;
			most = d <= most && d ? d - 1 : most;
		}
	}
	if (best.n)
		return fp_parse_fail(p, at, "没有保存的查询 %.*s，是不是 @%.*s？", "no saved query %.*s; did you mean @%.*s?", FP_ARG(name), FP_ARG(best));
	return fp_parse_fail(p, at, "没有保存的查询 %.*s；fupan search --saved 列出已有的，要搜这几个字请加引号",
	                     "no saved query %.*s; fupan search --saved lists them, and to search for the word put it in quotes", FP_ARG(name));
}

fp_node *fp_parse_saved(fp_parser *p, fp_str name, size_t at)
{
	const fp_saved_query *s = fp_schema_saved(p->schema, name);
	if (!s) {
		unknown(p, name, at);
		return NULL;
	}
	if (s->fault.n) {
		fp_parse_fail(p, at, "@%.*s：%.*s:%.*s", "@%.*s: %.*s:%.*s", FP_ARG(name), FP_ARG(s->path), FP_ARG(s->fault));
		return NULL;
	}
	fp_binding *bound = FP_NEW_N(p->a, fp_binding, s->param_n + 1);
	if (s->query.n > FP_QUERY_MAX) {
		fp_fail(p->err, FP_USAGE, fp_tr("@%.*s 超过 %u KiB", "@%.*s is longer than %u KiB"), FP_ARG(name), FP_QUERY_MAX >> 10);
		return NULL;
	}
	if (!may_call(p, s, at) || !read_arguments(p, s, bound) || !fill_defaults(p, s, bound, at))
		return NULL;
	if (!p->saved && !p->q->saved && !fp_str_trim(fp_str_sub(p->s, 0, at)).n)
		p->q->saved = s;
	return call(p, s, bound, at);
}

const fp_saved_query *fp_query_saved(const fp_query *q)
{
	return q->saved;
}

// ---------------------------------------------------------------- checking one

// A value of the parameter's type, to see whether the query can be read at all.
static fp_str sample(const fp_saved_param *d)
{
	const fp_field_def *f = d->field;
	if (fp_str_is(d->type, "number") || (f && (f->type == FP_T_INTEGER || f->type == FP_T_NUMBER)))
		return FP_STR("1");
	if (fp_str_is(d->type, "period") || (f && f->type == FP_T_TIME))
		return FP_STR("today");
	if (f && f->taxonomy && f->taxonomy->term_n)
		return f->taxonomy->terms[0]->name;
	return f && f->value_n ? f->values[0] : FP_STR("x");
}

bool fp_query_check_saved(fp_arena *a, const fp_saved_query *s, const fp_schema *schema, const fp_calendar *cal, uint32_t *line, uint32_t *col, fp_err *err)
{
	size_t bad = 0;
	fp_parser start = {.a = a, .schema = schema, .cal = cal, .err = err, .q = FP_NEW(a, fp_query)};
	fp_binding *bound = FP_NEW_N(a, fp_binding, s->param_n + 1);
	fp_parser in = inside(&start, s, bound, err);
	in.bad = &bad;
	*line = *col = 1;
	bool ok = true;
	for (size_t i = 0; i < s->param_n && ok; i++) {
		const fp_saved_param *d = &s->param[i];
		bound[i].v = FP_NEW_N(a, fp_value, d->value_n + 1);
		bound[i].n = d->value_n ? d->value_n : 1;
		for (size_t k = 0; k < bound[i].n; k++) {
			bound[i].v[k] = (fp_value){d->value_n ? d->value[k] : sample(d), false, 0};
			ok = ok && value_fits(&in, s, d, &bound[i].v[k]);
		}
	}
	ok = ok && fp_parse_all(&in) != NULL;
	if (!ok)
		fp_saved_where(s, bad, line, col);
	return ok;
}
