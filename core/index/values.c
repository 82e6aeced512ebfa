// values: which value of a field counts. A person's label where there is one, else the best verdict at or above its plugin's
// threshold, else none.
#include <math.h>
#include <string.h>

#include "index/index_priv.h"

// 类型 for 投诉类型: a part of a field's Chinese name that no other field has.
static const fp_field_def *by_part(const fp_schema *schema, fp_str name)
{
	const fp_field_def *found = NULL;
	size_t at = 0;
	if (fp_utf8_count(name) < 2 || !fp_is_han(fp_utf8_next(name, &at)))
		return NULL;
	for (size_t i = 0; i < schema->field_n; i++)
		if (fp_str_has(schema->fields[i].zh, name)) {
			if (found)
				return NULL;
			found = &schema->fields[i];
		}
	return found;
}

// source.file: an entry of a map. Entries have no names of their own in the schema, so any will do.
static bool entry_of(const fp_schema *schema, fp_str name, fp_field_ref *out)
{
	ptrdiff_t dot = fp_str_find(name, FP_STR("."), 0);
	const fp_field_def *map = dot > 0 && (size_t)dot + 1 < name.n ? fp_schema_field(schema, fp_str_sub(name, 0, (size_t)dot)) : NULL;
	if (!map || map->type != FP_T_MAP)
		return false;
	out->def = map;
	out->entry = true;
	// Both ends stand in the query or the schema; only another name for the map has to be written anew.
	out->name = fp_str_starts(name, map->name.p) ? name : fp_strf(schema->arena, "%.*s%.*s", FP_ARG(map->name), FP_ARG(fp_str_sub(name, (size_t)dot, name.n)));
	return true;
}

static const char *const scopes[] = {"", "label.", "verdict.", "evidence."};

static fp_scope scope_of(fp_str name)
{
	size_t i = FP_COUNT(scopes) - 1;
	while (!fp_str_starts(name, scopes[i]))
		i--;
	return (fp_scope)i;
}

size_t fp_field_scope(fp_str name)
{
	return strlen(scopes[scope_of(name)]);
}

bool fp_field_ref_of(const fp_schema *schema, fp_str name, fp_field_ref *out)
{
	*out = (fp_field_ref){.scope = scope_of(name)};
	name = fp_str_sub(name, fp_field_scope(name), name.n);
	if (fp_str_ieq(name, FP_STR("label")) || fp_str_is(name, "标签"))
		name = FP_STR("labels");
	out->def = fp_schema_field(schema, name);
	if (!out->def)
		out->def = by_part(schema, name);
	out->name = out->def ? out->def->name : name;
	return out->def || entry_of(schema, name, out);
}

bool fp_query_field(fp_arena *a, const fp_schema *schema, fp_str name, fp_str *stored, const fp_field_def **def)
{
	fp_field_ref f;
	if (!fp_field_ref_of(schema, name, &f))
		return false;
	*stored = fp_strf(a, "%s%.*s", scopes[f.scope], FP_ARG(f.name));
	*def = f.def;
	return true;
}

static bool collect(fp_index *x, fp_sql id, fp_str field, fp_bits set, bool verdict, fp_bits *labelled, fp_arena *a,
                    fp_val **v, size_t *n, size_t *cap, fp_err *err)
{
	fp_q q = fp_q_open(x, id, err);
	fp_q_text(&q, field);
	while (fp_q_row(&q)) {
		int64_t c = fp_q_i64(&q, 0);
		if (!verdict)
			fp_bits_set(labelled, c);
		else if (fp_bits_has(*labelled, c))
			continue;
		if (!fp_bits_has(set, c))
			continue;
		double number = fp_q_is_null(&q, 3) ? NAN : fp_q_f64(&q, 3);
		FP_PUSH(a, *v, *n, *cap) = (fp_val){c, fp_q_i64(&q, 1), fp_q_dup(&q, 2, a), number, verdict};
	}
	return fp_q_end(&q);
}

// Two lists, each in order of number, into one. A case has values in one of them only.
static fp_val *merge(fp_arena *a, const fp_val *x, size_t xn, const fp_val *y, size_t yn)
{
	fp_val *out = FP_NEW_N(a, fp_val, xn + yn + 1);
	for (size_t i = 0, j = 0, k = 0; i < xn || j < yn;)
		out[k++] = j == yn || (i < xn && x[i].n < y[j].n) ? x[i++] : y[j++];
	return out;
}

// What the verdicts quote, once a case.
static bool quoted(fp_index *x, fp_str field, fp_bits set, fp_arena *a, fp_val **out, size_t *n, fp_err *err)
{
	size_t cap = 0;
	fp_q q = fp_q_open(x, Q_SAID_EVIDENCE, err);
	fp_q_text(&q, field);
	while (fp_q_row(&q)) {
		fp_verdict v = {0};
		int64_t c = fp_q_i64(&q, 0);
		if (fp_bits_has(set, c))
			fp_evidence_unpack(a, fp_q_str(&q, 1), &v);
		for (size_t i = 0; i < v.evidence_n; i++)
			FP_PUSH(a, *out, *n, cap) = (fp_val){c, (int64_t)i, v.evidence[i].text, NAN, true};
	}
	return fp_q_end(&q);
}

bool fp_values(fp_index *x, const fp_field_ref *f, fp_bits set, fp_arena *a, fp_val **out, size_t *n, fp_err *err)
{
	*out = NULL;
	*n = 0;
	if (f->scope == FP_SCOPE_EVIDENCE)
		return quoted(x, f->name, set, a, out, n, err);
	fp_val *label = NULL, *said = NULL;
	size_t label_n = 0, label_cap = 0, said_n = 0, said_cap = 0;
	fp_bits labelled = fp_bits_new(a, set.n);
	if (f->scope != FP_SCOPE_VERDICT && !collect(x, Q_LABEL_VALUES, f->name, set, false, &labelled, a, &label, &label_n, &label_cap, err))
		return false;
	fp_sql verdicts = f->scope == FP_SCOPE_VERDICT ? Q_SAID_VALUES : Q_BEST_VALUES;
	if (f->scope != FP_SCOPE_LABEL && !collect(x, verdicts, f->name, set, true, &labelled, a, &said, &said_n, &said_cap, err))
		return false;
	*n = label_n + said_n;
	*out = merge(a, label, label_n, said, said_n);
	return true;
}

bool fp_index_value(fp_index *x, fp_str case_id, const char *field, fp_arena *a, fp_str *value, bool *verdict, fp_err *err)
{
	fp_field_ref f;
	int64_t n = 0;
	*value = (fp_str){0};
	*verdict = false;
	if (!fp_field_ref_of(x->schema, fp_s(field), &f))
		f.name = fp_s(field);
	fp_q id = fp_q_open(x, Q_N_ID, err);
	fp_q_text(&id, case_id);
	if (fp_q_row(&id))
		n = fp_q_i64(&id, 0);
	if (!fp_q_end(&id))
		return false;
	if (!n)
		return fp_fail(err, FP_NOT_FOUND, fp_tr("没有案例 %.*s", "no case %.*s"), FP_ARG(case_id));
	fp_q get = fp_q_open(x, Q_FIELD_GET, err);
	fp_q_int(&get, n);
	fp_q_text(&get, f.name);
	if (fp_q_row(&get))
		*value = fp_q_dup(&get, 0, a);
	if (!fp_q_end(&get) || value->n)
		return !get.bad;
	fp_q best = fp_q_open(x, Q_BEST_OF_CASE, err);
	fp_q_int(&best, n);
	while (fp_q_row(&best))
		if (fp_str_eq(fp_q_str(&best, 0), f.name)) {
			*value = fp_q_dup(&best, 1, a);
			*verdict = true;
		}
	return fp_q_end(&best);
}
