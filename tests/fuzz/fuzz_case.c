// Any bytes as a case file: parsing holds its invariants, the value is valid, and an edit changes what it was asked to or refuses.
#include <string.h>

#include "case/case_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_spans(const fp_case *c)
{
	size_t at = c->front.start;
	fp_assert(c->front.start <= c->front.end && c->front.end <= c->body && c->body <= c->text.n);
	for (size_t i = 0; i < c->field_n; i++) {
		const fp_field *f = &c->fields[i];
		fp_assert(f->lines.start >= at && f->lines.end >= f->lines.start && f->lines.end <= c->front.end);
		fp_assert(f->value.start <= f->value.end && f->value.end <= c->front.end);
		at = f->lines.end;
	}
	at = c->body;
	for (size_t i = 0; i < c->section_n; i++) {
		const fp_section *s = &c->sections[i];
		fp_assert(s->whole.start >= at && s->body.start >= s->whole.start && s->body.end >= s->body.start && s->whole.end == s->body.end);
		fp_assert(s->whole.end <= c->text.n);
		at = s->whole.end;
	}
}

static void check_parts(fp_arena *a, const fp_case *c, fp_diags *d)
{
	fp_turn *t;
	fp_action *x;
	fp_quiz q;
	fp_roleplay r;
	size_t n = fp_case_turns(a, c, &t);
	for (size_t i = 0; i < n; i++)
		fp_assert(t[i].text.start <= t[i].text.end && t[i].text.end <= c->text.n && (!i || t[i].text.start >= t[i - 1].text.end));
	fp_case_actions(a, c, &x, d);
	fp_case_quiz(a, c, &q);
	fp_case_roleplay(a, c, &r);
	fp_case_root_cause(c);
	json_t *v = fp_case_to_value(c);
	json_t *again = json_loadb(fp_json_text(a, v).p, fp_json_text(a, v).n, JSON_ALLOW_NUL, NULL);
	fp_assert(again);
	json_decref(again);
	json_decref(v);
}

static void check_ids(fp_arena *a, fp_str text)
{
	fp_span *v;
	size_t n = fp_ids_in(a, text, &v);
	for (size_t i = 0; i < n; i++)
		fp_assert(v[i].end <= text.n && fp_id_valid(fp_str_sub(text, v[i].start, v[i].end)) && (!i || v[i].start >= v[i - 1].end));
}

static void check_edits(fp_arena *a, const fp_case *c)
{
	static const char *const values[] = {"x", "a: b", "", "- y", "多\n行"};
	for (size_t i = 0; i < FP_COUNT(values); i++) {
		fp_str v[2] = {fp_s(values[i]), FP_STR("z")}, out;
		const fp_field *f = c->field_n ? &c->fields[i % c->field_n] : NULL;
		fp_edit e = {.key = f ? f->key : FP_STR("title"), .items = v, .n = i % 3, .list = i % 3 > 1};
		fp_err err = {0};
		if (!fp_case_edit(a, c, &e, 1, &out, &err)) {
			fp_assert(err.code == FP_INVALID && err.msg[0]);
			continue;
		}
		const fp_case *d = fp_case_parse(a, c->path, out, NULL);
		fp_str value = fp_case_get(d, fp_cstr(a, e.key));
		fp_assert(!d->broken && fp_str_eq(value, e.n ? v[0] : FP_STR("")));
	}
	fp_str out;
	fp_err err = {0};
	if (fp_case_set_section(a, c, "lesson", FP_STR("教训"), FP_STR("## 假\n```\n新"), &out, &err))
		fp_assert(fp_str_is(fp_case_text(fp_case_parse(a, c->path, out, NULL), "lesson"), "\\## 假\n\\```\n新") || c->crlf || memchr(c->text.p, '\r', c->text.n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fp_arena *a = fp_arena_new(0);
	fp_diags d = {.arena = a};
	fp_str text = {(const char *)data, size};
	fp_case *c = fp_case_parse(a, FP_STR("cases/2026/11/18/261118-k7f3qma.md"), text, &d);
	for (size_t i = 0; i < d.n; i++)
		fp_assert(d.v[i].message.n && d.v[i].line);
	check_spans(c);
	check_parts(a, c, &d);
	check_ids(a, text);
	check_edits(a, c);
	fp_arena_free(a);
	return 0;
}
