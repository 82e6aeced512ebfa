// What plugins say, checked: every piece of evidence must stand in the text where they say it does.
#include <math.h>
#include <string.h>

#include "case/case_priv.h"
#include "case/verdict.h"

typedef struct {
	fp_arena *a;
	const fp_case *c;
	fp_turn *turns;    // read when the first evidence asks for one
	size_t turn_n;
	bool turns_read;
	fp_str plugin;
	size_t index;      // of the verdict, from 1, for messages
	fp_err *err;
} reader;

static fp_str str_of(fp_arena *a, const json_t *v)
{
	return fp_str_dup(a, (fp_str){json_string_value(v), json_string_length(v)});
}

static bool wrong(reader *r, const char *fmt, ...) FP_PRINTF(2, 3);
static bool wrong(reader *r, const char *fmt, ...)
{
	fp_buf b = {0};
	va_list ap;
	va_start(ap, fmt);
	fp_buf_vf(&b, fmt, ap);
	va_end(ap);
	fp_fail(r->err, FP_INVALID, "%.*s: [%zu] %.*s", FP_ARG(r->plugin), r->index, FP_ARG(fp_buf_view(&b)));
	fp_buf_free(&b);
	return false;
}

static bool keys_known(reader *r, const json_t *o, const char *const *known, size_t n)
{
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)o, key, v) {
		size_t i = 0;
		while (i < n && strcmp(key, known[i]))
			i++;
		if (i == n)
			return wrong(r, fp_tr("不认识的键 %s", "unknown key %s"), key);
	}
	return true;
}

// ---------------------------------------------------------------- evidence

static bool search_in(reader *r, fp_span in, fp_str text, fp_evidence *out)
{
	ptrdiff_t at = fp_str_find(fp_str_sub(r->c->text, 0, in.end), text, in.start);
	if (at < 0)
		return false;
	out->span = (fp_span){(size_t)at, (size_t)at + text.n};
	out->text = fp_str_sub(r->c->text, out->span.start, out->span.end);
	return true;
}

static bool in_turn(reader *r, const json_t *n, fp_str text, fp_evidence *out)
{
	if (!r->turns_read)
		r->turn_n = fp_case_turns(r->a, r->c, &r->turns);
	r->turns_read = true;
	double d = json_number_value(n);
	if (!json_is_number(n) || d != floor(d))
		return wrong(r, "%s", fp_tr("evidence.turn 要是整数", "evidence.turn must be a whole number"));
	if (!(d >= 1 && d <= (double)r->turn_n))
		return wrong(r, fp_tr("证据在第 %.15g 句，对话只有 %zu 句", "evidence in turn %.15g, but the dialogue has %zu"), d,
			r->turn_n);
	size_t i = (size_t)d;
	return search_in(r, r->turns[i - 1].text, text, out) ||
		wrong(
			r, fp_tr("第 %zu 句里没有证据“%.*s”", "turn %zu does not hold the evidence \"%.*s\""), i, FP_ARG(text));
}

static bool in_section(reader *r, const json_t *name, fp_str text, fp_evidence *out)
{
	if (!json_is_string(name))
		return wrong(r, "%s", fp_tr("evidence.section 要是文字", "evidence.section must be text"));
	const fp_section *s = fp_case_section(r->c, json_string_value(name));
	for (size_t i = 0; !s && i < r->c->section_n; i++)
		if (fp_str_is(r->c->sections[i].heading, json_string_value(name)))
			s = &r->c->sections[i];
	if (!s)
		return wrong(r, fp_tr("案例没有小节 %s", "the case has no section %s"), json_string_value(name));
	return search_in(r, s->body, text, out) ||
		wrong(r, fp_tr("小节 %s 里没有证据“%.*s”", "section %s does not hold the evidence \"%.*s\""),
			json_string_value(name), FP_ARG(text));
}

// The title is read by classifiers too, and stands in front matter as written.
static bool in_title(reader *r, fp_str text, fp_evidence *out)
{
	const fp_field *f = fp_case_field(r->c, "title");
	if (!f || !fp_str_has(fp_case_get(r->c, "title"), text))
		return false;
	if (search_in(r, f->value, text, out))
		return true;
	out->span = f->value;  // an escape or a line end stands in between: the whole value
	out->text = fp_str_sub(r->c->text, f->value.start, f->value.end);
	return true;
}

static bool read_evidence(reader *r, const json_t *v, fp_evidence *out)
{
	static const char *const known[] = {"text", "turn", "section"};
	const json_t *text = json_is_object(v) ? json_object_get(v, "text") : v;
	if (json_is_object(v) && !keys_known(r, v, known, FP_COUNT(known)))
		return false;
	if (!json_is_string(text) || !json_string_length(text))
		return wrong(r, "%s",
			fp_tr("evidence 的每一项是文字，或 {text=, turn=}、{text=, section=}",
				"each item of evidence is text, or {text=, turn=} or {text=, section=}"));
	fp_str s = {json_string_value(text), json_string_length(text)};
	const json_t *turn = json_object_get(v, "turn"), *section = json_object_get(v, "section");
	if (turn && section)
		return wrong(r, "%s", fp_tr("turn 和 section 只能写一个", "give either turn or section"));
	if (turn)
		return in_turn(r, turn, s, out);
	if (section)
		return in_section(r, section, s, out);
	return search_in(r, (fp_span){r->c->body, r->c->text.n}, s, out) || in_title(r, s, out) ||
	       wrong(r, fp_tr("案例里没有证据“%.*s”", "the case does not hold the evidence \"%.*s\""), FP_ARG(s));
}

static bool read_all_evidence(reader *r, const json_t *v, fp_verdict *out)
{
	size_t n = json_is_array(v) ? json_array_size(v) : v && !json_is_null(v);
	// An empty Lua table is an empty list to us.
	if (json_is_object(v) && !json_object_size(v))
		n = 0;
	out->evidence = FP_NEW_N(r->a, fp_evidence, n + 1);
	for (size_t i = 0; i < n; i++)
		if (!read_evidence(r, json_is_array(v) ? json_array_get(v, i) : v, &out->evidence[i]))
			return false;
	out->evidence_n = n;
	return true;
}

// ---------------------------------------------------------------- verdicts

// A term, or a number such as a severity, kept as text.
static bool read_label(reader *r, const json_t *v, fp_verdict *out)
{
	double d = json_number_value(v);
	if (json_is_string(v) && json_string_length(v))
		out->label = str_of(r->a, v);
	else if (json_is_integer(v) || (json_is_real(v) && d == floor(d) && fabs(d) < 1e15))
		out->label = fp_strf(r->a, "%.0f", d);
	else if (json_is_real(v))
		out->label = fp_strf(r->a, "%.6g", d);
	else
		return wrong(r, "%s", fp_tr("缺少 label，或它不是文字或数字", "label is missing or neither text nor a number"));
	return true;
}

// {label=, confidence=}: what came second, for people who ask why.
static bool read_runner_up(reader *r, const json_t *v, fp_verdict *out)
{
	static const char *const known[] = {"label", "confidence"};
	const json_t *label = json_object_get(v, "label"), *confidence = json_object_get(v, "confidence");
	if (!v || json_is_null(v))
		return true;
	if (!json_is_object(v) || !json_is_string(label) || (confidence && !json_is_number(confidence)))
		return wrong(r, "%s", fp_tr("runner_up 要是 {label=, confidence=}", "runner_up must be {label=, confidence=}"));
	if (!keys_known(r, v, known, FP_COUNT(known)))
		return false;
	out->runner_up = str_of(r->a, label);
	out->runner_up_confidence = confidence ? json_number_value(confidence) : 0;
	return true;
}

static bool read_verdict(reader *r, const json_t *v, fp_verdict *out)
{
	static const char *const known[] = {"field", "label", "confidence", "evidence", "reason", "runner_up"};
	const json_t *field = json_object_get(v, "field"), *confidence = json_object_get(v, "confidence"),
				 *reason = json_object_get(v, "reason");
	if (!json_is_object(v))
		return wrong(r, "%s",
			fp_tr("每一项要是 {field=, label=, confidence=, evidence=, reason=}",
				"each item must be {field=, label=, confidence=, evidence=, reason=}"));
	if (!keys_known(r, v, known, FP_COUNT(known)))
		return false;
	if (!json_is_string(field) || !json_string_length(field))
		return wrong(r, "%s", fp_tr("缺少 field", "field is missing"));
	if (reason && !json_is_null(reason) && !json_is_string(reason))
		return wrong(r, "%s", fp_tr("reason 要是文字", "reason must be text"));
	out->field = str_of(r->a, field);
	out->confidence = confidence && !json_is_null(confidence) ? json_number_value(confidence) : 1;
	if ((confidence && !json_is_null(confidence) && !json_is_number(confidence)) ||
		!(out->confidence >= 0 && out->confidence <= 1))
		return wrong(r, "%s", fp_tr("confidence 要在 0 到 1 之间", "confidence must be between 0 and 1"));
	if (json_is_string(reason))
		out->reason = str_of(r->a, reason);
	return read_label(r, json_object_get(v, "label"), out) && read_runner_up(r, json_object_get(v, "runner_up"), out) &&
		read_all_evidence(r, json_object_get(v, "evidence"), out);
}

bool fp_verdicts_from_value(fp_arena *a, const json_t *v, const fp_case *c, fp_str plugin, double threshold,
	fp_verdict **out, size_t *n, fp_err *err)
{
	reader r = {.a = a, .c = c, .plugin = plugin, .err = err};
	*n = 0;
	*out = NULL;
	if (!v || json_is_null(v) || (json_is_object(v) && !json_object_size(v)))
		return true;
	if (!json_is_array(v))
		return wrong(&r, "%s", fp_tr("classify 要返回列表", "classify must return a list"));
	*out = FP_NEW_N(a, fp_verdict, json_array_size(v) + 1);
	for (size_t i = 0; i < json_array_size(v); i++) {
		fp_verdict *x = &(*out)[i];
		r.index = i + 1;
		x->plugin = plugin;
		x->threshold = threshold;
		if (!read_verdict(&r, json_array_get(v, i), x))
			return false;
	}
	*n = json_array_size(v);
	return true;
}

json_t *fp_verdict_to_value(const fp_verdict *v)
{
	json_t *o = json_object(), *list = json_array();
	for (size_t i = 0; i < v->evidence_n; i++) {
		json_t *e = json_object();
		json_object_set_new(e, "start", json_integer((json_int_t)v->evidence[i].span.start));
		json_object_set_new(e, "end", json_integer((json_int_t)v->evidence[i].span.end));
		json_object_set_new(e, "text", fp_json_str(v->evidence[i].text));
		json_array_append_new(list, e);
	}
	json_object_set_new(o, "plugin", fp_json_str(v->plugin));
	json_object_set_new(o, "field", fp_json_str(v->field));
	json_object_set_new(o, "label", fp_json_str(v->label));
	json_object_set_new(o, "confidence", json_real(v->confidence));
	json_object_set_new(o, "reason", fp_json_str(v->reason));
	json_object_set_new(o, "evidence", list);
	if (v->runner_up.n)
		json_object_set_new(o, "runner_up", json_pack("{s:o,s:f}", "label", fp_json_str(v->runner_up), "confidence", v->runner_up_confidence));
	return o;
}
