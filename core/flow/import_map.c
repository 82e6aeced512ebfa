#include "flow/import_priv.h"

#include <stdlib.h>
#include <string.h>

// Columns to fields: flags, mapping files, and what a row gives.
//
// A mapping file, mappings/NAME.yaml, keeps what was decided once for the exports of one system:
//
//	header: kbpomdcmflel          # digest of the column names: the file is taken by itself for tables with this header
//	columns:
//	  body: [投诉详情, 补充说明]
//	  received: {column: 投诉时间, date: dmy}
//	  type: {column: 分类, values: {物流问题: 物流/延迟}}
//	  labels: {flags: [Delivery, Prime]}
//	constants: {channel: 黑猫}
//	key: [编号]

// ---------------------------------------------------------------- one mapping

const fp_mapping *fp_mapped(const fp_mappings *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++)
		if (fp_str_is(m->v[i].name, name))
			return &m->v[i];
	return NULL;
}

bool fp_map_is_list(const fp_mapping *one)
{
	return one->def && (one->def->type == FP_T_TERMS || one->def->type == FP_T_LIST);
}

fp_mapping *fp_map_add(fp_mappings *m, fp_str field, const char *how, fp_err *err)
{
	fp_mapping one = {.how = how};
	const fp_schema *s = m->ws->schema;
	const fp_section_def *sec = fp_schema_section(s, fp_str_is(field, "body") ? FP_STR(FP_COMPLAINT) : field);
	one.def = fp_schema_field(s, field);
	one.section = !one.def && sec;
	one.name = one.section ? sec->name : one.def ? one.def->name : field;
	if (one.def && (one.def->type == FP_T_ID || one.def->type == FP_T_MAP)) {
		fp_fail(err, FP_USAGE, fp_tr("字段 %.*s 由 fupan 自己写，不能导入", "the field %.*s is written by fupan and cannot be imported"), FP_ARG(one.name));
		return NULL;
	}
	for (size_t i = 0; i < m->n; i++)
		if (fp_str_eq(m->v[i].name, one.name)) {
			m->v[i] = one;
			return &m->v[i];
		}
	FP_PUSH(m->ws->a, m->v, m->n, m->cap) = one;
	return &m->v[m->n - 1];
}

// The form of the dates is found out once, from the sample.
static void find_date_form(fp_mappings *m, fp_mapping *one)
{
	fp_str *v = FP_NEW_N(m->ws->a, fp_str, m->sample_n + 1);
	size_t n = 0;
	for (size_t i = 0; i < m->sample_n; i++)
		if (!m->sample[i].fault.n)
			v[n++] = m->sample[i].cell[one->column[0]];
	one->dated = true;
	fp_date_guess(v, n, &one->date);
}

void fp_map_column(fp_mappings *m, fp_mapping *one, size_t column)
{
	size_t *v = FP_NEW_N(m->ws->a, size_t, one->column_n + 1);
	for (size_t i = 0; i < one->column_n; i++)
		v[i] = one->column[i];
	v[one->column_n++] = column;
	one->column = v;
	if (one->def && one->def->type == FP_T_TIME && !one->dated)
		find_date_form(m, one);
}

// ---------------------------------------------------------------- names of columns

static fp_str column_names(const fp_mappings *m)
{
	fp_buf b = {0};
	for (size_t i = 0; i < m->t->column_n; i++)
		fp_buf_f(&b, "%s%.*s", i ? ", " : "", FP_ARG(m->t->column[i]));
	return fp_buf_take(&b, m->ws->a);
}

static bool column_of(const fp_mappings *m, fp_str name, size_t *out, fp_err *err)
{
	ptrdiff_t at = fp_table_column(m->t, name);
	*out = (size_t)at;
	if (at >= 0)
		return true;
	fp_str all = column_names(m);
	return fp_fail(err, FP_USAGE, fp_tr("%.*s 里没有列“%.*s”；有：%.*s", "%.*s has no column '%.*s'; it has: %.*s"), FP_ARG(m->file), FP_ARG(name), FP_ARG(all));
}

bool fp_map_complete(const fp_mappings *m, fp_err *err)
{
	if (fp_mapped(m, FP_COMPLAINT) || fp_mapped(m, "title") || fp_mapped(m, "dialogue"))
		return true;
	fp_str all = column_names(m);
	return fp_fail(err, FP_USAGE, fp_tr("不知道哪一列是投诉内容；用 --set body=列名 指明，有：%.*s", "which column holds the complaint is unknown; say --set body=COLUMN, there are: %.*s"), FP_ARG(all));
}

bool fp_map_set(fp_mappings *m, const fp_assign *set, size_t n, fp_err *err)
{
	for (size_t i = 0; i < n; i++) {
		size_t column;
		bool again = false;
		for (size_t k = 0; k < i; k++)
			again = again || fp_str_eq(set[k].field, set[i].field);
		fp_mapping *one = NULL;
		for (size_t k = 0; again && k < m->n; k++)
			if (fp_str_eq(m->v[k].name, set[i].field) || (fp_str_is(set[i].field, "body") && fp_str_is(m->v[k].name, FP_COMPLAINT)))
				one = &m->v[k];
		if (!one || !(one->section || fp_map_is_list(one)))
			one = fp_map_add(m, set[i].field, "flag", err);
		if (!one || !column_of(m, set[i].value, &column, err))
			return false;
		fp_map_column(m, one, column);
	}
	return true;
}

// ---------------------------------------------------------------- mapping files

static bool bad_file(const fp_mappings *m, const char *key, fp_err *err)
{
	return fp_fail(err, FP_INVALID, fp_tr("mappings/%.*s.yaml：看不懂“%s”；格式见 fupan help import", "mappings/%.*s.yaml: '%s' is not understood; the format is in fupan help import"), FP_ARG(m->name), key);
}

static bool take_columns(fp_mappings *m, fp_mapping *one, const json_t *v, fp_err *err)
{
	size_t column, n = json_is_array(v) ? json_array_size(v) : 1;
	for (size_t i = 0; i < n; i++) {
		const json_t *x = json_is_array(v) ? json_array_get(v, i) : v;
		if (!json_is_string(x))
			return bad_file(m, fp_cstr(m->ws->a, one->name), err);
		if (!column_of(m, fp_json_string(x), &column, err))
			return false;
		fp_map_column(m, one, column);
	}
	return true;
}

static bool take_field(fp_mappings *m, const char *field, const json_t *v, fp_err *err)
{
	fp_mapping *one = fp_map_add(m, fp_s(field), "file", err);
	const json_t *flags = json_object_get(v, "flags"), *date = json_object_get(v, "date");
	if (!one || !json_is_object(v))
		return one && take_columns(m, one, v, err);
	const char *key;
	json_t *x;
	json_object_foreach((json_t *)(uintptr_t)v, key, x)
		if (!fp_str_has(FP_STR("|column|flags|date|values|"), fp_strf(m->ws->a, "|%s|", key)))
			return bad_file(m, key, err);
	one->flags = flags != NULL;
	one->values = json_object_get(v, "values");
	if (date && !(one->dated = fp_date_form_parse(fp_json_string(date), &one->date)))
		return bad_file(m, "date", err);
	return take_columns(m, one, flags ? flags : json_object_get(v, "column"), err);
}

static bool take_file(fp_mappings *m, fp_err *err)
{
	const char *key;
	json_t *v, *columns = json_object_get(m->loaded, "columns"), *constants = json_object_get(m->loaded, "constants");
	if (!json_is_object(columns))
		return bad_file(m, "columns", err);
	json_object_foreach(columns, key, v)
		if (!take_field(m, key, v, err))
			return false;
	json_object_foreach(constants, key, v) {
		fp_mapping *one = fp_map_add(m, fp_s(key), "file", err);
		if (!one)
			return false;
		one->constant = fp_str_dup(m->ws->a, json_is_string(v) ? fp_json_string(v) : fp_json_text(m->ws->a, v));
	}
	json_t *k = json_object_get(m->loaded, "key");
	for (size_t i = 0, column; i < json_array_size(k) && !m->o->key_n; i++) {
		if (!column_of(m, fp_json_string(json_array_get(k, i)), &column, err))
			return false;
		FP_PUSH(m->ws->a, m->key, m->key_n, m->key_cap) = column;
	}
	return true;
}

static bool read_file(fp_mappings *m, fp_str name, fp_err *err)
{
	fp_str path = fp_strf(m->ws->a, "mappings/%.*s.yaml", FP_ARG(name)), text;
	if (!fp_store_read(m->ws->store, &m->ws->rev, path, m->ws->a, &text, NULL, err))
		return false;
	json_decref(m->loaded);
	m->loaded = fp_yaml_to_value(text, err);
	return m->loaded || fp_fail_in(err, "%.*s", FP_ARG(path));
}

// The mapping file of the casebook whose header is this table's, if any.
static bool known_header(fp_mappings *m)
{
	fp_entry *e;
	size_t n = 0;
	fp_err none = {0};
	fp_str digest = fp_digest_text(m->ws->a, m->header, 12);
	if (!fp_store_list(m->ws->store, &m->ws->rev, FP_STR("mappings"), m->ws->a, &e, &n, &none))
		return false;
	for (size_t i = 0; i < n; i++) {
		fp_str base = fp_path_base(e[i].path);
		if (!fp_str_ends(base, ".yaml"))
			continue;
		fp_str name = fp_str_sub(base, 0, base.n - 5);
		if (read_file(m, name, &(fp_err){0}) && fp_str_eq(fp_json_string(json_object_get(m->loaded, "header")), digest)) {
			m->name = name;
			return true;
		}
	}
	json_decref(m->loaded);
	m->loaded = NULL;
	return false;
}

// ---------------------------------------------------------------- all of it

fp_str fp_digest_text(fp_arena *a, uint64_t h, int letters)
{
	char out[17];
	for (int i = 0; i < letters; i++)
		out[i] = (char)('a' + (h >> (4 * i) & 15));
	return fp_str_dup(a, (fp_str){out, (size_t)letters});
}

static void digest_header(fp_mappings *m)
{
	m->header = 7;
	for (size_t i = 0; i < m->t->column_n; i++)
		if (!fp_str_starts(m->t->column[i], "_"))
			m->header = fp_hash64(m->t->column[i].p, m->t->column[i].n, m->header);
}

static bool take_key(fp_mappings *m, fp_err *err)
{
	for (size_t i = 0; i < m->o->key_n; i++) {
		size_t column;
		if (!column_of(m, m->o->key[i], &column, err))
			return false;
		FP_PUSH(m->ws->a, m->key, m->key_n, m->key_cap) = column;
	}
	if (!m->key_n)
		fp_map_guess_key(m);
	return true;
}

static bool take_base(fp_mappings *m, fp_err *err)
{
	if (m->o->map.n) {
		m->name = m->o->map;
		return read_file(m, m->name, err) && take_file(m, err);
	}
	if (m->o->set_n)
		return true;
	return known_header(m) ? take_file(m, err) : fp_map_guess(m, err);
}

bool fp_map_table(fp_mappings *m, fp_err *err)
{
	digest_header(m);
	if (!take_base(m, err) || !fp_map_set(m, m->o->set, m->o->set_n, err))
		return false;
	for (size_t i = 0; i < m->o->constant_n; i++) {
		fp_mapping *one = fp_map_add(m, m->o->constants[i].field, "constant", err);
		if (!one)
			return false;
		one->constant = m->o->constants[i].value;
	}
	return take_key(m, err);
}

void fp_map_free(fp_mappings *m)
{
	json_decref(m->loaded);
	m->loaded = NULL;
}

// ---------------------------------------------------------------- what a row gives

static fp_str date_text(fp_arena *a, const fp_mapping *one, fp_str cell)
{
	fp_str text = one->dated && cell.n ? fp_date_read(a, one->date, cell) : (fp_str){0};
	return text.n ? text : cell;   // what cannot be read is refused by its field, as it stands
}

fp_str fp_map_text(fp_arena *a, const fp_mapping *one, const fp_table *t, const fp_row *r)
{
	if (!one->column_n)
		return fp_str_trim(one->constant);
	if (one->column_n == 1 && !one->flags)
		return date_text(a, one, fp_str_trim(r->cell[one->column[0]]));
	fp_buf b = {0};
	for (size_t i = 0; i < one->column_n; i++) {
		fp_str cell = fp_str_trim(r->cell[one->column[i]]);
		bool no;
		if (one->flags)
			cell = fp_says_yes(cell, &no) ? t->column[one->column[i]] : (fp_str){0};
		if (cell.n)
			fp_buf_f(&b, "%s%.*s", !b.n ? "" : one->section ? "\n\n" : ", ", FP_ARG(cell));
	}
	return fp_buf_take(&b, a);
}

// ---------------------------------------------------------------- as a file, and for people

static void put_columns(fp_buf *b, const fp_mappings *m, const fp_mapping *one)
{
	for (size_t i = 0; i < one->column_n; i++)
		fp_buf_f(b, "%s%.*s", i ? ", " : one->column_n > 1 || one->flags ? "[" : "", FP_ARG(fp_yaml_scalar(m->ws->a, m->t->column[one->column[i]])));
	if (one->column_n > 1 || one->flags)
		fp_buf_c(b, ']');
}

static void put_values(fp_buf *b, const fp_mappings *m, const json_t *values)
{
	const char *key;
	json_t *v;
	fp_arena *a = m->ws->a;
	size_t n = 0;
	json_object_foreach((json_t *)(uintptr_t)values, key, v)
		fp_buf_f(b, "%s%.*s: %.*s", n++ ? ", " : ", values: {", FP_ARG(fp_yaml_scalar(a, fp_s(key))), FP_ARG(fp_yaml_scalar(a, fp_json_string(v))));
	if (n)
		fp_buf_c(b, '}');
}

fp_str fp_map_yaml(const fp_mappings *m)
{
	fp_buf b = {0};
	size_t constants = 0;
	fp_buf_f(&b, "header: %.*s\ncolumns:\n", FP_ARG(fp_digest_text(m->ws->a, m->header, 12)));
	for (size_t i = 0; i < m->n; i++) {
		const fp_mapping *one = &m->v[i];
		constants += !one->column_n;
		if (!one->column_n)
			continue;
		fp_buf_f(&b, "  %s: {%s: ", fp_str_is(one->name, FP_COMPLAINT) ? "body" : fp_cstr(m->ws->a, one->name), one->flags ? "flags" : "column");
		put_columns(&b, m, one);
		if (one->dated)
			fp_buf_f(&b, ", date: %s", fp_date_form_name(one->date));
		put_values(&b, m, one->values);
		fp_buf_z(&b, "}\n");
	}
	fp_buf_z(&b, constants ? "constants:\n" : "");
	for (size_t i = 0; i < m->n; i++)
		if (!m->v[i].column_n)
			fp_buf_f(&b, "  %.*s: %.*s\n", FP_ARG(m->v[i].name), FP_ARG(fp_yaml_scalar(m->ws->a, m->v[i].constant)));
	for (size_t i = 0; i < m->key_n; i++)
		fp_buf_f(&b, "%s%.*s%s", i ? ", " : "key: [", FP_ARG(fp_yaml_scalar(m->ws->a, m->t->column[m->key[i]])), i + 1 == m->key_n ? "]\n" : "");
	return fp_buf_take(&b, m->ws->a);
}

static bool is_taken(const fp_mappings *m, size_t column)
{
	for (size_t i = 0; i < m->n; i++)
		for (size_t k = 0; k < m->v[i].column_n; k++)
			if (m->v[i].column[k] == column)
				return true;
	for (size_t i = 0; i < m->key_n; i++)
		if (m->key[i] == column)
			return true;
	return false;
}

static fp_str sample_of(const fp_mappings *m, const fp_mapping *one)
{
	for (size_t i = 0; i < m->sample_n; i++) {
		fp_str text = m->sample[i].fault.n ? (fp_str){0} : fp_map_text(m->ws->a, one, m->t, &m->sample[i]);
		if (text.n)
			return text;
	}
	return (fp_str){0};
}

void fp_map_show(const fp_mappings *m, fp_imported *out)
{
	fp_arena *a = m->ws->a;
	fp_buf rest = {0}, key = {0};
	out->field = FP_NEW_N(a, fp_import_field, m->n + 1);
	out->field_n = m->n;
	for (size_t i = 0; i < m->n; i++) {
		const fp_mapping *one = &m->v[i];
		fp_buf names = {0};
		for (size_t k = 0; k < one->column_n; k++)
			fp_buf_f(&names, "%s%.*s", k ? " + " : "", FP_ARG(m->t->column[one->column[k]]));
		out->field[i] = (fp_import_field){.field = fp_str_is(one->name, FP_COMPLAINT) ? FP_STR("body") : fp_str_dup(a, one->name), .columns = fp_buf_take(&names, a), .how = one->how,
		                                  .date = one->dated ? fp_date_form_name(one->date) : "", .sample = sample_of(m, one)};
	}
	for (size_t i = 0; i < m->t->column_n; i++)
		if (!is_taken(m, i))
			fp_buf_f(&rest, "%s%.*s", rest.n ? ", " : "", FP_ARG(m->t->column[i]));
	for (size_t i = 0; i < m->key_n; i++)
		fp_buf_f(&key, "%s%.*s", i ? " + " : "", FP_ARG(m->t->column[m->key[i]]));
	out->key = fp_buf_take(&key, a);
	out->unmapped = fp_buf_take(&rest, a);
	out->map_name = m->name;
}
