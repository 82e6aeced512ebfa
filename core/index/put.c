// put: one case into the tables and postings. All rows of a case hang on its number n. A changed case gets a new number and the rows of
// the old one go, so what postings say of a number never changes.
#include <math.h>
#include <string.h>

#include "index/index_priv.h"

#define NAMES_MOST 1000   // names of fields that are remembered; a casebook has some dozens

fp_str fp_fold_str(fp_arena *a, fp_str s)
{
	return fp_fold(a, s, false).text;
}

// ---------------------------------------------------------------- remove

static bool run_with(fp_index *x, fp_sql id, int64_t n, fp_err *err)
{
	fp_q q = fp_q_open(x, id, err);
	fp_q_int(&q, n);
	return fp_q_run(&q);
}

// The number of the path's row, 0 when there is none.
static bool number_of(fp_index *x, fp_str path, int64_t *n, fp_err *err)
{
	fp_q q = fp_q_open(x, Q_CASE_BY_PATH, err);
	fp_q_text(&q, path);
	*n = fp_q_row(&q) ? fp_q_i64(&q, 0) : 0;
	return fp_q_end(&q);
}

static bool remove_number(fp_index *x, int64_t n, fp_err *err)
{
	fp_recency_kill(x, n);
	return run_with(x, Q_TEXT_DELETE, n, err) && run_with(x, Q_MARKS_DELETE, n, err) && run_with(x, Q_FIELD_DELETE, n, err) &&
	       run_with(x, Q_CASE_DELETE, n, err);
}

bool fp_index_remove(fp_index *x, fp_str path, fp_err *err)
{
	int64_t n;
	if (!fp_bulk_end(x, err) || !number_of(x, path, &n, err))
		return false;
	x->put_n++;
	return !n || remove_number(x, n, err);
}

// While an empty cache is filled in order of paths, no path can be there already, and there is no index to ask.
static bool replace(fp_index *x, fp_str path, fp_err *err)
{
	int64_t old;
	if (x->bulk && fp_str_cmp(path, fp_buf_view(&x->last_path)) > 0) {
		fp_buf_clear(&x->last_path);
		fp_buf_str(&x->last_path, path);
		return true;
	}
	return fp_bulk_end(x, err) && number_of(x, path, &old, err) && (!old || remove_number(x, old, err));
}

// ---------------------------------------------------------------- the front matter as JSON

static json_t *text_value(fp_str s)
{
	json_t *v = json_stringn(s.p ? s.p : "", s.n);
	return v ? v : json_string("");
}

static json_t *scalar_value(fp_str s, const fp_field_def *def)
{
	double d;
	int64_t i;
	if (def && (def->type == FP_T_INTEGER || def->type == FP_T_NUMBER)) {
		if (fp_str_int(s, &i))
			return json_integer(i);
		if (fp_str_num(s, &d) && isfinite(d))
			return json_real(d);
	}
	if (def && def->type == FP_T_BOOL && (fp_str_is(s, "true") || fp_str_is(s, "false")))
		return json_boolean(fp_str_is(s, "true"));
	return text_value(s);
}

static json_t *field_value(const fp_field *f, const fp_field_def *def)
{
	bool list = f->kind == FP_F_LIST || (def && (def->type == FP_T_TERMS || def->type == FP_T_LIST));
	if (f->kind == FP_F_MAP) {
		json_t *map = json_object();
		for (size_t i = 0; i < f->n; i++)
			json_object_setn_new_nocheck(map, f->items[2 * i].p, f->items[2 * i].n, text_value(f->items[2 * i + 1]));
		return map;
	}
	if (!list)
		return f->n ? scalar_value(f->items[0], def) : json_null();
	json_t *v = json_array();
	for (size_t i = 0; i < f->n; i++)
		json_array_append_new(v, text_value(f->items[i]));
	return v;
}

static fp_str front_json(fp_index *x, fp_arena *a, const fp_case *c)
{
	json_t *all = json_object();
	for (size_t i = 0; i < c->field_n; i++) {
		const fp_field *f = &c->fields[i];
		if (!json_object_getn(all, f->key.p, f->key.n))
			json_object_setn_new(all, f->key.p, f->key.n, field_value(f, fp_schema_field(x->schema, f->key)));
	}
	fp_str s = fp_json_text(a, all);
	json_decref(all);
	return s;
}

// ---------------------------------------------------------------- fields

static double number_value(const fp_index *x, const fp_field_def *def, fp_str s)
{
	double d;
	fp_time t;
	if (def && def->type == FP_T_TIME)
		return fp_time_parse(s, x->schema->config.offset, &t, NULL) ? (double)fp_time_day(t) : (double)NAN;
	return fp_str_num(s, &d) && isfinite(d) ? d : NAN;
}

void fp_names_forget(fp_index *x)
{
	fp_arena_free(x->names_arena);
	x->names_arena = NULL;
	x->name = NULL;
	x->name_n = x->name_cap = x->name_at = 0;
}

static void name_add(fp_index *x, int64_t id, fp_str name)
{
	FP_PUSH(x->names_arena, x->name, x->name_n, x->name_cap) = (fp_name){id, fp_str_dup(x->names_arena, name)};
}

static bool names_read(fp_index *x, fp_err *err)
{
	x->names_arena = fp_arena_new(0);
	fp_q q = fp_q_open(x, Q_NAMES, err);
	while (fp_q_row(&q))
		name_add(x, fp_q_i64(&q, 0), fp_q_str(&q, 1));
	return fp_q_end(&q);
}

static bool name_new(fp_index *x, fp_str name, int64_t *id, fp_err *err)
{
	fp_q get = fp_q_open(x, Q_NAME_ID, err);
	fp_q_text(&get, name);
	*id = fp_q_row(&get) ? fp_q_i64(&get, 0) : 0;
	if (!fp_q_end(&get) || *id)
		return !get.bad;
	fp_q put = fp_q_open(x, Q_NAME_PUT, err);
	fp_q_text(&put, name);
	if (!fp_q_run(&put))
		return false;
	*id = sqlite3_last_insert_rowid(x->db);
	if (x->name_n < NAMES_MOST)
		name_add(x, *id, name);
	return true;
}

// Cases have the same fields in the same order, so the search begins behind the last one found.
static bool name_id(fp_index *x, fp_str name, int64_t *id, fp_err *err)
{
	if (!x->names_arena && !names_read(x, err))
		return false;
	for (size_t i = 0; i < x->name_n; i++) {
		size_t at = (x->name_at + i) % x->name_n;
		if (fp_str_eq(x->name[at].name, name)) {
			x->name_at = at + 1;
			*id = x->name[at].id;
			return true;
		}
	}
	return name_new(x, name, id, err);
}

static bool put_value(fp_index *x, int64_t n, fp_str field, size_t ord, fp_str value, double number, fp_err *err)
{
	int64_t id;
	fp_str fold = fp_fold_str(x->tmp, value);
	if (!name_id(x, field, &id, err))
		return false;
	if (fp_field_keyed(x->schema, field))
		fp_key_set_field(&x->keys, field, fold);
	fp_q q = fp_q_open(x, Q_FIELD_PUT, err);
	fp_q_int(&q, n);
	fp_q_int(&q, id);
	fp_q_int(&q, (int64_t)ord);
	if (fp_str_eq(value, fold))
		fp_q_null(&q);
	else
		fp_q_text(&q, value);
	fp_q_blob(&q, fold);
	if (isnan(number))
		fp_q_null(&q);
	else
		fp_q_num(&q, number);
	return fp_q_run(&q);
}

// Terms are kept under their full name, whatever alias or language the file uses.
static fp_str canonical(const fp_field_def *def, fp_str s)
{
	s = fp_str_trim(s);
	if (!def || !def->taxonomy || (def->type != FP_T_TERM && def->type != FP_T_TERMS))
		return s;
	const fp_term *t = fp_term_find(def->taxonomy, s);
	return t ? t->name : s;
}

static bool put_map(fp_index *x, int64_t n, const fp_field *f, fp_err *err)
{
	for (size_t i = 0; i < f->n; i++) {
		fp_str name = fp_strf(x->tmp, "%.*s.%.*s", FP_ARG(f->key), FP_ARG(f->items[2 * i])), v = f->items[2 * i + 1];
		if (v.n && (!put_value(x, n, f->key, i, v, NAN, err) || !put_value(x, n, name, 0, v, number_value(x, NULL, v), err)))
			return false;
	}
	return true;
}

static bool put_field(fp_index *x, int64_t n, const fp_field *f, fp_err *err)
{
	const fp_field_def *def = fp_schema_field(x->schema, f->key);
	if (f->kind == FP_F_MAP)
		return put_map(x, n, f, err);
	for (size_t i = 0, ord = 0; i < f->n; i++) {
		fp_str v = canonical(def, f->items[i]);
		if (v.n && !put_value(x, n, f->key, ord++, v, number_value(x, def, v), err))
			return false;
	}
	return true;
}

static bool put_fields(fp_index *x, int64_t n, const fp_case *c, fp_err *err)
{
	for (size_t i = 0; i < c->field_n; i++)
		if (!put_field(x, n, &c->fields[i], err))
			return false;
	return true;
}

// ---------------------------------------------------------------- text

static bool put_rows_of_text(fp_index *x, int64_t n, fp_str folded, fp_str pieces, fp_str differs, const fp_plain *plain, fp_err *err)
{
	fp_q text = fp_q_open(x, Q_TEXT_PUT, err);
	fp_q_int(&text, n);
	fp_q_text(&text, folded);
	fp_q_blob(&text, pieces);
	fp_q marks = fp_q_open(x, Q_MARKS_PUT, err);
	fp_q_int(&marks, n);
	fp_q_blob(&marks, differs);
	fp_q_blob(&marks, (fp_str){(const char *)plain->run, plain->run_n * sizeof *plain->run});
	return fp_q_run(&text) && fp_q_run(&marks);
}

// Keys do not go across pieces, as matches do not.
static void put_keys(fp_key_set *keys, fp_str name, fp_str folded)
{
	fp_key_set_text(keys, folded, fp_str_is(name, "title"));
	if (fp_str_trim(folded).n)
		fp_key_set_add(keys, fp_key_section(name), false);
}

static bool put_text(fp_index *x, int64_t n, const fp_case *c, const fp_plain *plain, fp_err *err)
{
	fp_buf folded = {0}, pieces = {0};
	fp_unfold_steps differs = {0};
	fp_folded *f = FP_NEW_N(x->tmp, fp_folded, plain->piece_n + 1);
	uint32_t piece_n = (uint32_t)plain->piece_n;
	fp_buf_add(&pieces, &piece_n, sizeof piece_n);
	for (size_t i = 0; i < plain->piece_n; i++) {
		const fp_piece *p = &plain->piece[i];
		fp_str text = fp_str_sub(plain->text, p->start, p->end);
		f[i] = fp_fold(x->tmp, text, true);
		put_keys(&x->keys, p->name, f[i].text);
		fp_unfold_put(&differs, text, &f[i]);
		fp_buf_str(&folded, f[i].text);
		fp_piece_row row = {(uint32_t)p->end, (uint32_t)folded.n, (uint32_t)p->name.n};
		fp_buf_c(&folded, '\x01');
		fp_buf_add(&pieces, &row, sizeof row);
		fp_buf_str(&pieces, p->name);
	}
	fp_turns_put(x->tmp, c, plain, f, &pieces);
	bool ok = fp_buf_ok(&folded, err) && fp_buf_ok(&pieces, err) && fp_buf_ok(&differs.out, err) &&
	          put_rows_of_text(x, n, fp_buf_view(&folded), fp_buf_view(&pieces), fp_buf_view(&differs.out), plain, err);
	fp_buf_free(&folded);
	fp_buf_free(&pieces);
	fp_buf_free(&differs.out);
	return ok;
}

// ---------------------------------------------------------------- the row of the case

// Why the case is not as it should be, or empty. Flow parses without diagnostics, so a broken one is parsed once more.
static fp_str problem_of(fp_arena *a, const fp_case *c, uint32_t *line)
{
	*line = 1;
	if (c->text.n > FP_CASE_MAX)
		return fp_strf(a, fp_tr("文件超过 %u MiB，只能按标题搜到", "the file is larger than %u MiB, only its title is searched"), FP_CASE_MAX >> 20);
	if (!c->broken)
		return (fp_str){0};
	fp_diags d = {.arena = a, .path = c->path};
	fp_case_parse(a, c->path, c->text, &d);
	for (size_t i = 0; i < d.n; i++)
		if (d.v[i].severity == FP_ERROR) {
			*line = d.v[i].line;
			return d.v[i].message;
		}
	return fp_s(fp_tr("头部无法读取", "the front matter cannot be read"));
}

fp_str fp_backwards(fp_arena *a, fp_str s)
{
	char *p = fp_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		p[i] = s.p[s.n - 1 - i];
	return (fp_str){p, s.n};
}

// s with its last byte one up: no byte of UTF-8 is 0xFF.
fp_str fp_after_prefix(fp_arena *a, fp_str s)
{
	char *p = fp_cstr(a, s);
	if (s.n)
		p[s.n - 1]++;
	return (fp_str){p, s.n};
}

static bool put_row(fp_index *x, int64_t n, const fp_case *c, const char *blob, fp_err *err)
{
	fp_time received;
	uint32_t line;
	bool dated = fp_time_parse(fp_case_get(c, "received"), x->schema->config.offset, &received, NULL);
	fp_str reason = problem_of(x->tmp, c, &line), id = fp_case_id(c);
	fp_q q = fp_q_open(x, Q_CASE_INSERT, err);
	fp_q_int(&q, n);
	fp_q_text(&q, c->path);
	fp_q_text(&q, id);
	fp_q_text(&q, fp_backwards(x->tmp, id));
	fp_q_text(&q, fp_s(blob));
	fp_q_text(&q, fp_case_title(c));
	if (dated) {
		fp_q_int(&q, received.utc);
		fp_q_int(&q, fp_time_day(received));
	} else {
		fp_q_null(&q);
		fp_q_null(&q);
	}
	fp_q_text(&q, front_json(x, x->tmp, c));
	if (reason.n)
		fp_q_text(&q, reason);
	else
		fp_q_null(&q);
	fp_q_int(&q, line);
	return fp_q_run(&q) && fp_recency_put(x, n, fp_when_of(dated ? received.utc : INT64_MIN, id), err);
}

bool fp_index_put(fp_index *x, const fp_case *c, const char *blob, fp_err *err)
{
	FP_FAULT("index.put");
	if (FP_FAULT_FULL("index.put"))
		return fp_db_fail(x, SQLITE_FULL, err);
	if (!x->in_tx)
		fp_bug("put outside a transaction");
	if (x->next >= FP_DOC_MAX)
		return fp_fail(err, FP_LIMIT, fp_tr("索引的编号用完了；请运行 fupan index --rebuild", "the index has run out of numbers; run fupan index --rebuild"));
	fp_arena_reset(x->tmp);
	if (!replace(x, c->path, err))
		return false;
	int64_t n = x->next++;
	x->put_n++;
	fp_plain plain = fp_plain_of(x->tmp, c);
	fp_key_set_clear(&x->keys);
	bool ok = put_row(x, n, c, blob, err) && put_text(x, n, c, &plain, err) && put_fields(x, n, c, err) &&
	          fp_segment_add(x, n, &x->keys, err) && !fp_arena_over(x->tmp, err);
	fp_arena_reset(x->tmp);
	return ok;
}
