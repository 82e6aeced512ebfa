#include <stdlib.h>
#include <string.h>

#include "flow/import_priv.h"

// Rows to cases, the whole file in one commit.
//
// A row is known again by its natural key within tables of the same header (so next week's export of the same system matches, and another
// system's row 17 does not). The id of a case is made from that key: two people who import the same file offline get the same case.
// A known row whose content hash is the same is left alone; a changed one updates only fields whose value is still the one that an
// import wrote. Bad rows go to a reject file that can be mended and imported again.

typedef struct {
	fp_str *items;             // canonical values
	size_t n;
} value;

typedef struct {
	fp_str key, hash;
	uint32_t line;
} seen_key;

typedef struct {
	fp_workspace *ws;
	const fp_import_options *o;
	fp_table *t;
	fp_str file;               // its base name
	fp_str said;               // the name that goes into git
	fp_str space;              // name space of keys: digest of the header
	fp_mappings m;
	fp_put *puts;
	size_t put_n, put_cap;
	seen_key *seen;            // open hash by key
	size_t seen_n, seen_cap;
	struct { fp_str field, term; } *extended;
	size_t extended_n, extended_cap;
	fp_buf rejects;
	fp_str bad_column;         // of the row that is being refused
	fp_arena *scratch;         // of one row's cells
	fp_guard *guards;          // what goes to the vault before the commit
	size_t guard_n, guard_cap;
	fp_imported *out;
} import;

// ---------------------------------------------------------------- one row: values

typedef struct {
	fp_str id, path, key, hash;
	fp_day day;
	value *v;                  // one for each mapping
	fp_str *raw;               // its redacted text, clean
	fp_washed *washed;         // of the sections and the title
	fp_guard guard;
} draft;

static fp_str row_reason(import *im, const fp_err *why)
{
	return fp_str_dup(im->ws->a, fp_s(why->msg));
}

// People put names and numbers into file names; such a name is told apart by a keyed hash only, where this machine can make one.
static fp_str name_for_git(import *im)
{
	size_t found = 0, dot = im->file.n;
	fp_str code;
	fp_err none = {0};
	fp_redact_text(im->ws, im->file, &found);
	if (!found)
		return im->file;
	code = fp_guard_code(im->ws, "file", im->file, &code, &none) ? fp_str_sub(code, 0, 8) : FP_STR("unnamed");
	while (dot && im->file.p[dot - 1] != '.')
		dot--;
	fp_str end = dot && im->file.n - dot <= 8 ? fp_str_sub(im->file, dot - 1, im->file.n) : (fp_str){0};
	return fp_strf(im->ws->a, "file-%.*s%.*s", FP_ARG(code), FP_ARG(end));
}

// All texts of a row are redacted together, so that one number has one placeholder in the whole case. Fields with a class come first.
static bool redact_row(import *im, const fp_row *r, fp_guard *g, fp_str *raw, fp_err *err)
{
	static const char sep[] = "\n\x1e\n";
	fp_buf b = {0};
	for (size_t i = 0; i < im->m.n; i++) {
		if (i)
			fp_buf_z(&b, sep);
		fp_str cell = fp_map_text(im->scratch, &im->m.v[i], im->t, r);
		if (!fp_guard_value(im->ws, g, im->m.v[i].def, &cell, err))
			return fp_buf_free(&b), false;
		size_t from = b.n;
		fp_buf_str(&b, cell);
		for (char *c = b.p + from; !b.over && cell.n && (c = memchr(c, 0x1e, b.n - (size_t)(c - b.p)));)
			*c = ' ';
	}
	fp_str all = fp_buf_take(&b, im->ws->a);
	fp_arena_reset(im->scratch);
	if (!fp_guard_text(im->ws, g, &all, err))
		return false;
	for (size_t i = 0; i < im->m.n; i++) {
		ptrdiff_t at = fp_str_find(all, fp_s(sep), 0);
		raw[i] = at < 0 ? all : fp_str_sub(all, 0, (size_t)at);
		all = at < 0 ? (fp_str){0} : fp_str_sub(all, (size_t)at + 3, all.n);
	}
	return true;
}

static void remember_term(import *im, fp_str field, fp_str term)
{
	for (size_t i = 0; i < im->extended_n; i++)
		if (fp_str_eq(im->extended[i].field, field) && fp_str_eq(im->extended[i].term, term))
			return;
	size_t i = im->extended_n;
	if (i >= im->extended_cap)
		im->extended = fp_grow(im->ws->a, im->extended, &im->extended_cap, sizeof *im->extended);
	im->extended[i].field = field;
	im->extended[i].term = term;
	im->extended_n++;
}

// A title is one line that says what happened; exports put whole stories there.
#define TITLE_CHARACTERS 60

static fp_str short_title(fp_arena *a, fp_str text)
{
	fp_str cut = fp_utf8_prefix(text, TITLE_CHARACTERS);
	return cut.n < text.n ? fp_strf(a, "%.*s…", FP_ARG(fp_str_trim(cut))) : text;
}

static bool take_value(import *im, const fp_mapping *m, fp_str text, value *v, fp_err *err)
{
	if (fp_str_is(m->name, "title"))
		text = short_title(im->ws->a, text);
	bool list = m->def && (m->def->type == FP_T_TERMS || m->def->type == FP_T_LIST);
	size_t cap = 0;
	*v = (value){0};
	while (text.p && text.n) {
		fp_str one = list ? fp_str_item(&text) : text, canonical = one;
		bool unknown = false;
		if (!list)
			text = (fp_str){0};
		if (!one.n)
			continue;
		const json_t *ours = json_object_get(m->values, fp_cstr(im->ws->a, one));
		if (ours)
			one = canonical = fp_json_string(ours);
		if (!one.n)
			continue;   // mapped to nothing
		if (m->def && !fp_schema_canonical(im->ws->a, m->def, one, im->ws->schema->config.offset, im->o->extend, &canonical, &unknown, err))
			return false;
		if (unknown)
			remember_term(im, m->def->taxonomy ? m->def->taxonomy->field : m->def->name, canonical);
		FP_PUSH(im->ws->a, v->items, v->n, cap) = canonical;
	}
	return true;
}

static fp_day row_day(import *im, draft *d, fp_err *err)
{
	const fp_mapping *m = fp_mapped(&im->m, "received");
	fp_time t;
	if (!m)
		return im->ws->cal.today;
	const value *v = &d->v[m - im->m.v];
	if (!v->n) {
		fp_fail(err, FP_INVALID, "%s", fp_tr("没有日期（received）", "no date (received)"));
		return FP_NO_DAY;
	}
	if (!fp_time_parse(v->items[0], im->ws->schema->config.offset, &t, NULL))
		return FP_NO_DAY;
	return fp_time_day(t);
}

// Whether a column of the key is personal by what its field is.
static bool classed_key(const import *im)
{
	for (size_t k = 0; k < im->m.key_n; k++)
		for (size_t i = 0; i < im->m.n; i++) {
			const fp_mapping *m = &im->m.v[i];
			if (m->column_n == 1 && m->column[0] == im->m.key[k] && m->def && !fp_str_is(m->def->privacy, "none"))
				return true;
		}
	return false;
}

static fp_str row_key(import *im, const fp_row *r, uint64_t content, fp_err *err)
{
	fp_buf b = {0};
	size_t found = 0, filled = 0;
	for (size_t i = 0; i < im->m.key_n; i++)
		filled += fp_str_trim(r->cell[im->m.key[i]]).n;
	if (!filled)
		return fp_strf(im->ws->a, "%.*s/%.*s", FP_ARG(im->space), FP_ARG(fp_digest_text(im->ws->a, content, 16)));
	fp_buf_f(&b, "%.*s/", FP_ARG(im->space));
	for (size_t i = 0; i < im->m.key_n; i++)
		fp_buf_f(&b, "%s%.*s", i ? "|" : "", FP_ARG(fp_str_trim(r->cell[im->m.key[i]])));
	fp_str key = fp_buf_take(&b, im->ws->a);
	fp_redact_text(im->ws, key, &found);
	if (!found && !classed_key(im))
		return key;
	// A key that is itself personal data stays recognisable without being readable, and without the casebook's secret nobody can try all numbers.
	fp_str code;
	if (!fp_guard_code(im->ws, "key", key, &code, err))
		return (fp_str){0};
	return fp_strf(im->ws->a, "%.*s/%.*s", FP_ARG(im->space), FP_ARG(code));
}

static fp_str id_from_key(import *im, fp_day day, fp_str key, uint64_t salt)
{
	uint64_t h = fp_hash64(key.p, key.n, 23 + salt);
	unsigned char bits[5];
	memcpy(bits, &h, sizeof bits);
	return fp_id_new(im->ws->a, day, bits);
}

// Exports use whole messages as titles. A title that is too long is cut; the complaint keeps all of it.
static void shorten_title(import *im, draft *d)
{
	const fp_mapping *m = fp_mapped(&im->m, "title"), *body = fp_mapped(&im->m, FP_COMPLAINT);
	if (!m || !m->def || !body || (double)fp_utf8_count(d->raw[m - im->m.v]) <= m->def->max)
		return;
	fp_str *title = &d->raw[m - im->m.v], *text = &d->raw[body - im->m.v];
	if (!fp_str_has(*text, *title))
		*text = fp_strf(im->ws->a, "%.*s%s%.*s", FP_ARG(*title), text->n ? "\n\n" : "", FP_ARG(*text));
	*title = fp_strf(im->ws->a, "%.*s…", FP_ARG(fp_utf8_prefix(*title, (size_t)m->def->max - 1)));
}

// Remembers the column that a row is refused for.
static bool blame(import *im, const fp_mapping *m)
{
	im->bad_column = m && m->column_n ? im->t->column[m->column[0]] : (fp_str){0};
	return false;
}

// The hash is of the text as it came, so that a later fupan that knows more dirt does not find every row changed.
static bool wash_row(import *im, draft *d, fp_err *err)
{
	d->washed = FP_NEW_N(im->ws->a, fp_washed, im->m.n);
	for (size_t i = 0; i < im->m.n; i++) {
		const fp_mapping *m = &im->m.v[i];
		if (!m->section && !fp_str_is(m->name, "title"))
			continue;
		if (!fp_original_wash(im->ws, im->scratch, &d->guard, &d->raw[i], &d->washed[i], err))
			return false;
		const char *name = fp_cstr(im->ws->a, m->name);
		d->washed[i].heading = m->section ? fp_schema_heading(im->ws->schema, name) : m->name;
		fp_arena_reset(im->scratch);
	}
	return true;
}

static bool make_draft(import *im, const fp_row *r, draft *d, fp_err *err)
{
	uint64_t h = 3;
	fp_arena *a = im->ws->a;
	d->v = FP_NEW_N(a, value, im->m.n);
	d->raw = FP_NEW_N(a, fp_str, im->m.n);
	if (!redact_row(im, r, &d->guard, d->raw, err))
		return false;
	for (size_t i = 0; i < im->m.n; i++) {
		h = fp_hash64(im->m.v[i].name.p, im->m.v[i].name.n, h);
		h = fp_hash64(d->raw[i].p, d->raw[i].n, h);
	}
	if (!wash_row(im, d, err))
		return false;
	shorten_title(im, d);
	for (size_t i = 0; i < im->m.n; i++)
		if (!take_value(im, &im->m.v[i], d->raw[i], &d->v[i], err))
			return blame(im, &im->m.v[i]);
	d->day = row_day(im, d, err);
	if (d->day == FP_NO_DAY)
		return blame(im, fp_mapped(&im->m, "received"));
	d->hash = fp_digest_text(a, h, 12);
	d->key = row_key(im, r, h, err);
	if (!d->key.n)
		return false;
	const fp_mapping *body = fp_mapped(&im->m, FP_COMPLAINT), *title = fp_mapped(&im->m, "title"), *talk = fp_mapped(&im->m, "dialogue");
	if (!(body && d->raw[body - im->m.v].n) && !(title && d->raw[title - im->m.v].n) && !(talk && d->raw[talk - im->m.v].n))
		return fp_fail(err, FP_INVALID, "%s", fp_tr("没有标题也没有内容", "neither a title nor a text"));
	return true;
}

// ---------------------------------------------------------------- one row: the file

static fp_str title_of(import *im, const draft *d)
{
	const fp_mapping *m = fp_mapped(&im->m, "title"), *body = fp_mapped(&im->m, FP_COMPLAINT);
	if (m && d->v[m - im->m.v].n)
		return d->v[m - im->m.v].items[0];
	const fp_mapping *talk = fp_mapped(&im->m, "dialogue");
	fp_str text = body ? d->raw[body - im->m.v] : talk ? d->raw[talk - im->m.v] : (fp_str){0};
	fp_str first = fp_str_trim(fp_str_line(&text));
	fp_str cut = fp_utf8_prefix(first, 28);
	return cut.n < first.n ? fp_strf(im->ws->a, "%.*s…", FP_ARG(cut)) : first;
}

// A line that would start a section is kept as text.
static fp_str section_body(fp_arena *a, fp_str text)
{
	fp_buf b = {0};
	while (text.p && text.n) {
		fp_str line = fp_str_line(&text);
		if (fp_str_starts(line, "#") || fp_str_starts(line, "```") || fp_str_starts(line, "~~~"))
			fp_buf_c(&b, '\\');
		fp_buf_str(&b, line);
		fp_buf_c(&b, '\n');
	}
	return fp_str_trim(fp_buf_take(&b, a));
}

// Where the row came from: {file, key, hash}, which is also how it is known again.
static fp_edit source_field(import *im, const draft *d)
{
	fp_str *v = FP_NEW_N(im->ws->a, fp_str, 6);
	v[0] = FP_STR("file"), v[1] = im->said;
	v[2] = FP_STR("key"), v[3] = d->key;
	v[4] = FP_STR("hash"), v[5] = d->hash;
	return (fp_edit){.key = FP_STR("source"), .items = v, .n = 3, .map = true};
}

static fp_edit mapped_field(const fp_mapping *m, const value *v)
{
	bool list = m->def && (m->def->type == FP_T_TERMS || m->def->type == FP_T_LIST);
	return (fp_edit){.key = m->name, .items = v->items, .n = v->n, .list = list && v->n};
}

// What a shortened title lost stands in front of the complaint, unless the complaint says it anyway.
static fp_str complaint_of(import *im, const draft *d)
{
	const fp_mapping *t = fp_mapped(&im->m, "title"), *b = fp_mapped(&im->m, FP_COMPLAINT);
	fp_str title = t ? d->raw[t - im->m.v] : (fp_str){0}, body = b ? d->raw[b - im->m.v] : (fp_str){0};
	if (fp_utf8_count(title) <= TITLE_CHARACTERS || fp_str_has(body, title))
		return body;
	return fp_strf(im->ws->a, "%.*s%s%.*s", FP_ARG(title), body.n ? "\n\n" : "", FP_ARG(body));
}

static fp_str render_row(import *im, const draft *d)
{
	fp_arena *a = im->ws->a;
	size_t n = 0, sn = 0;
	fp_edit *f = FP_NEW_N(a, fp_edit, im->m.n + 4);
	fp_draft_section *s = FP_NEW_N(a, fp_draft_section, im->m.n + 1);
	fp_str *one = FP_NEW_N(a, fp_str, 3);
	one[0] = d->id;
	one[1] = title_of(im, d);
	one[2] = fp_time_text(a, im->ws->now);
	f[n++] = (fp_edit){.key = FP_STR("id"), .items = &one[0], .n = 1};
	f[n++] = (fp_edit){.key = FP_STR("title"), .items = &one[1], .n = 1};
	if (!fp_mapped(&im->m, "received"))
		f[n++] = (fp_edit){.key = FP_STR("received"), .items = &one[2], .n = 1};
	fp_str complaint = complaint_of(im, d);
	if (complaint.n)
		s[sn++] = (fp_draft_section){fp_schema_heading(im->ws->schema, FP_COMPLAINT), section_body(a, complaint)};
	for (size_t i = 0; i < im->m.n; i++) {
		const fp_mapping *m = &im->m.v[i];
		if (fp_str_is(m->name, FP_COMPLAINT))
			continue;
		if (m->section && d->raw[i].n)
			s[sn++] = (fp_draft_section){fp_schema_heading(im->ws->schema, fp_cstr(a, m->name)), section_body(a, d->raw[i])};
		else if (!m->section && d->v[i].n && !fp_str_is(m->name, "title"))
			f[n++] = mapped_field(m, &d->v[i]);
	}
	f[n++] = source_field(im, d);
	return fp_case_render(a, f, n, s, sn);
}

// ---------------------------------------------------------------- known rows

static bool same_items(const fp_field *f, const value *v)
{
	if (!f || f->n != v->n)
		return (!f || !f->n) && !v->n;
	for (size_t i = 0; i < v->n; i++)
		if (!fp_str_eq(f->items[i], v->items[i]))
			return false;
	return true;
}

static bool same_field(const fp_case *x, const fp_case *y, const char *key)
{
	const fp_field *f = fp_case_field(x, key), *g = fp_case_field(y, key);
	value v = g ? (value){g->items, g->n} : (value){0};
	return same_items(f, &v);
}

// The file as an earlier import left it; what differs from it was edited by people.
static const fp_case *as_imported(import *im, fp_str path, const fp_case *now)
{
	fp_str text;
	fp_err err = {0};
	if (!fp_store_find_trailer(im->ws->store, &im->ws->rev, FP_STR("Fupan-Import: yes"), path, im->ws->a, &text, NULL, &err))
		return now;
	return fp_case_parse(im->ws->a, path, text, NULL);
}

// Counts what was found in a row that is taken, and keeps what was changed.
static void put_original(import *im, const draft *d, fp_str case_path, fp_str id)
{
	bool changed = false;
	fp_put put = {.path = fp_original_path(im->ws->a, case_path)};
	fp_str old;
	fp_err none = {0};
	for (size_t i = 0; i < im->m.n; i++) {
		changed = changed || d->washed[i].original.n;
		for (size_t k = 0; k < d->washed[i].dirt_n; k++)
			im->out->dirt[d->washed[i].dirt[k].kind]++;
	}
	if (!changed)
		return;
	put.text = fp_original_render(im->ws, id, d->washed, im->m.n);
	im->out->washed++;
	if (!fp_store_read(im->ws->store, &im->ws->rev, put.path, im->ws->a, &old, &put.expect, &none) || !fp_str_eq(old, put.text))
		FP_PUSH(im->ws->a, im->puts, im->put_n, im->put_cap) = put;
}

static bool update_known(import *im, const draft *d, fp_str path, fp_err *err)
{
	fp_arena *a = im->ws->a;
	fp_put put = {.path = path};
	size_t n = 0;
	fp_edit *e = FP_NEW_N(a, fp_edit, im->m.n + 1);
	if (!fp_store_read(im->ws->store, &im->ws->rev, path, a, &put.text, &put.expect, err))
		return false;
	const fp_case *now = fp_case_parse(a, path, put.text, NULL), *base = as_imported(im, path, now);
	for (size_t i = 0; i < im->m.n; i++) {
		const fp_mapping *m = &im->m.v[i];
		const char *name = fp_cstr(a, m->name);
		if (m->section) {
			fp_str body = section_body(a, d->raw[i]);
			if (fp_str_eq(fp_case_text(now, name), body))
				continue;
			if (!fp_str_eq(fp_case_text(now, name), fp_case_text(base, name)))
				im->out->kept++;
			else if (!fp_case_set_section(a, now, name, fp_schema_heading(im->ws->schema, name), body, &put.text, err))
				return false;
			now = fp_case_parse(a, path, put.text, NULL);
		} else if (!same_items(fp_case_field(now, name), &d->v[i])) {
			if (!same_field(now, base, name))
				im->out->kept++;
			else
				e[n++] = mapped_field(m, &d->v[i]);
		}
	}
	e[n++] = source_field(im, d);
	if (!fp_case_edit(a, now, e, n, &put.text, err))
		return false;
	FP_PUSH(a, im->puts, im->put_n, im->put_cap) = put;
	im->out->updated++;
	put_original(im, d, path, fp_str_sub(fp_path_base(path), 0, fp_path_base(path).n - 3));
	return true;
}

// ---------------------------------------------------------------- rows

static void grow_seen(import *im)
{
	seen_key *old = im->seen;
	size_t n = im->seen_cap;
	im->seen_cap = n ? n * 2 : 4096;
	im->seen = FP_NEW_N(im->ws->a, seen_key, im->seen_cap);
	for (size_t i = 0; i < n; i++) {
		size_t k = (size_t)fp_hash64(old[i].key.p, old[i].key.n, 5) & (im->seen_cap - 1);
		while (old[i].key.p && im->seen[k].key.p)
			k = (k + 1) & (im->seen_cap - 1);
		if (old[i].key.p)
			im->seen[k] = old[i];
	}
}

// The earlier row with this key; NULL when there is none, and this one is remembered.
static const seen_key *seen_before(import *im, fp_str key, fp_str hash, uint32_t line)
{
	if (im->seen_n * 2 >= im->seen_cap)
		grow_seen(im);
	size_t i = (size_t)fp_hash64(key.p, key.n, 5) & (im->seen_cap - 1);
	for (; im->seen[i].key.p; i = (i + 1) & (im->seen_cap - 1))
		if (fp_str_eq(im->seen[i].key, key))
			return &im->seen[i];
	im->seen[i] = (seen_key){key, hash, line};
	im->seen_n++;
	return NULL;
}

static fp_str free_id(import *im, const draft *d)
{
	for (uint64_t salt = 0;; salt++) {
		fp_str id = id_from_key(im, d->day, d->key, salt), path, full;
		fp_err err = {0};
		fp_str probe = fp_strf(im->ws->a, "\x01%.*s", FP_ARG(id));
		if (!fp_index_lookup(im->ws->index, id, im->ws->a, &path, &full, &err) && !seen_before(im, probe, probe, 1))
			return id;
	}
}

static bool keep_later(import *im, const fp_guard *g)
{
	im->out->redacted += g->found;
	if (g->found)
		FP_PUSH(im->ws->a, im->guards, im->guard_n, im->guard_cap) = *g;
	return true;
}

static bool import_row(import *im, const fp_row *r, fp_err *err)
{
	draft d = {0};
	fp_str path, hash;
	im->bad_column = (fp_str){0};
	fp_err none = {0};
	if (r->fault.n)
		return fp_fail(err, FP_INVALID, "%.*s", FP_ARG(r->fault));
	if (!make_draft(im, r, &d, err))
		return false;
	const seen_key *before = seen_before(im, d.key, d.hash, r->line);
	if (before && fp_str_eq(before->hash, d.hash))
		return im->out->unchanged++, true;
	if (before)
		return fp_fail(err, FP_INVALID, fp_tr("与第 %u 行的编号相同", "has the key of line %u"), before->line);
	if (fp_index_source(im->ws->index, d.key, im->ws->a, &path, &hash, &none)) {
		if (fp_str_eq(hash, d.hash))
			return im->out->unchanged++, true;
		// Again, with the numbers that the case has for what is in it already.
		draft again = {.guard = {.subject = fp_guard_subject(im->ws, path)}};
		if (!make_draft(im, r, &again, err))
			return false;
		again.hash = d.hash;
		return update_known(im, &again, path, err) && keep_later(im, &again.guard);
	}
	d.id = free_id(im, &d);
	d.path = fp_case_path(im->ws->a, d.day, d.id);
	FP_PUSH(im->ws->a, im->puts, im->put_n, im->put_cap) = (fp_put){.path = d.path, .text = render_row(im, &d)};
	im->out->imported++;
	put_original(im, &d, d.path, d.id);
	d.guard.subject = d.id;
	return keep_later(im, &d.guard);
}

static void reject(import *im, const fp_row *r, fp_str reason)
{
	fp_buf *b = &im->rejects;
	if (!b->n) {
		for (size_t i = 0; i < im->t->column_n; i++)
			fp_csv_cell(b, im->t->column[i], i == 0);
		fp_buf_z(b, ",_line,_column,_reason,_raw\n");
	}
	// A row that does not fit the header is kept as it stands: spread over the columns it might fit by chance, with text lost or moved.
	for (size_t i = 0; i < im->t->column_n; i++)
		fp_csv_cell(b, i < r->n && !r->fault.n ? r->cell[i] : (fp_str){0}, i == 0);
	fp_buf_f(b, ",%u,", r->line);
	fp_csv_cell(b, im->bad_column, true);
	fp_csv_cell(b, reason, false);
	fp_str raw = r->fault.n ? r->raw : (fp_str){0};
	while (raw.n && (raw.p[raw.n - 1] == '\n' || raw.p[raw.n - 1] == '\r'))
		raw.n--;
	fp_csv_cell(b, raw, false);
	fp_buf_c(b, '\n');
	if (im->out->rejected++ < FP_COUNT(im->out->reason))
		im->out->reason[im->out->rejected - 1] = fp_strf(im->ws->a, "%.*s:%u: %.*s", FP_ARG(im->file), r->line, FP_ARG(reason));
}

// The rows of the sample first, then the rest of the table.
static bool next_row(import *im, size_t n, fp_row *r, fp_err *err)
{
	if (n > im->m.sample_n)
		return fp_table_next(im->t, r, err);
	*r = im->m.sample[n - 1];
	return true;
}

static bool read_sample(import *im, fp_err *err)
{
	fp_arena *a = im->ws->a;
	fp_row r;
	fp_err broken = {0};
	im->m.sample = FP_NEW_N(a, fp_row, FP_MAP_SAMPLE);
	while (im->m.sample_n < FP_MAP_SAMPLE && fp_table_next(im->t, &r, &broken)) {
		fp_row k = r;
		k.cell = FP_NEW_N(a, fp_str, r.n + 1);
		for (size_t i = 0; i < r.n; i++)
			k.cell[i] = fp_str_dup(a, r.cell[i]);
		k.fault = fp_str_dup(a, r.fault);
		im->m.sample[im->m.sample_n++] = k;
	}
	return broken.code ? fp_fail(err, broken.code, "%s", broken.msg) : true;
}

static bool import_rows(import *im, fp_err *err)
{
	fp_progress p = fp_progress_start(fp_tr("读取", "reading"), im->t->rows_about);
	fp_err broken = {0};
	fp_row r;
	for (size_t n = 1; next_row(im, n, &r, &broken) && !fp_arena_over(im->ws->a, &broken); n++) {
		fp_err why = {0};
		bool taken = import_row(im, &r, &why);
		// What is wrong with the machine and not with the row: no row would go better.
		if (!taken && (why.code == FP_CONFLICT || why.code == FP_IO)) {
			fp_progress_end(&p);
			return fp_fail(err, why.code, "%s", why.msg);
		}
		if (!taken)
			reject(im, &r, row_reason(im, &why));
		fp_progress_step(&p, n);
	}
	fp_progress_end(&p);
	return broken.code ? fp_fail(err, broken.code, "%s", broken.msg) : true;
}

// ---------------------------------------------------------------- the commit

static bool put_terms(import *im, fp_err *err)
{
	fp_arena *a = im->ws->a;
	size_t cap = 0;
	for (size_t i = 0; i < im->extended_n; i++) {
		fp_str path = fp_strf(a, "taxonomy/%.*s.yaml", FP_ARG(im->extended[i].field)), old;
		fp_put *put = NULL;
		for (size_t k = 0; k < im->put_n; k++)
			if (fp_str_eq(im->puts[k].path, path))
				put = &im->puts[k];
		if (!put) {
			fp_put p = {.path = path};
			if (!fp_store_read(im->ws->store, &im->ws->rev, path, a, &old, &p.expect, err))
				return false;
			p.text = old;
			FP_PUSH(a, im->puts, im->put_n, im->put_cap) = p;
			put = &im->puts[im->put_n - 1];
		}
		if (!fp_taxonomy_append(a, put->text, im->extended[i].term, im->ws->schema->config.lang.p, &put->text, err))
			return false;
		FP_PUSH(a, im->out->added_terms, im->out->added_n, cap) = fp_strf(a, "%.*s: %.*s", FP_ARG(im->extended[i].field), FP_ARG(im->extended[i].term));
	}
	return true;
}

static fp_str reject_path(import *im)
{
	fp_arena *a = im->ws->a;
	fp_str base = im->file;
	for (size_t i = base.n; i-- > 1;)
		if (base.p[i] == '.') {
			base = fp_str_sub(base, 0, i);
			break;
		}
	return fp_strf(a, "%s/rejects/%.*s.csv", fp_store_cache(im->ws->store), FP_ARG(base));
}

static bool write_rejects(import *im, fp_err *err)
{
	fp_arena *a = im->ws->a;
	fp_str old, text = fp_buf_view(&im->rejects);
	fp_err none = {0};
	if (!im->out->rejected || im->o->dry_run)
		return true;
	if (!fp_buf_ok(&im->rejects, err))
		return false;
	fp_str path = im->out->reject_path = reject_path(im);
	if (!fp_mkdirs(fp_cstr(a, fp_path_dir(path)), err))
		return false;
	// Somebody may be mending the file of an earlier run.
	if (fp_file_read(a, path.p, FP_TABLE_MAX, &old, &none) && !fp_str_eq(old, text) && !fp_file_write(fp_strf(a, "%.*s.old", FP_ARG(path)).p, old, false, err))
		return false;
	return fp_file_write(path.p, text, false, err);
}

static bool commit(import *im, fp_err *err)
{
	fp_rev rev;
	if (!im->put_n)
		return true;
	fp_progress p = fp_progress_start(fp_tr("写入", "writing"), im->put_n);
	fp_write w = {.puts = im->puts, .put_n = im->put_n, .progress = &p};
	w.message = fp_strf(im->ws->a, "import: %.*s (%zu new, %zu updated)\n\nFupan-Import: yes\n", FP_ARG(im->said), im->out->imported, im->out->updated);
	bool ok = fp_guard_keep(im->ws, im->guards, im->guard_n, err) && fp_store_write(im->ws->store, &w, &rev, err);
	fp_progress_end(&p);
	if (!ok)
		return false;
	im->out->commit = fp_str_dup(im->ws->a, fp_s(rev.commit.hex));
	return fp_ws_moved(im->ws, &rev, err);
}

// The mapping is shown to whoever asked for that, until it is accepted.
static bool agree(import *im, fp_err *err)
{
	const fp_import_options *o = im->o;
	for (;;) {
		fp_assign *more = NULL;
		size_t n = 0;
		fp_map_show(&im->m, im->out);
		if (!o->ask)
			return true;
		if (!o->ask(o->ask_ctx, im->out, &more, &n))
			return fp_fail(err, FP_USAGE, "%s", fp_tr("没有导入，什么都没写", "not imported, nothing written"));
		if (!n)
			return true;
		fp_err why = {0};
		if (!fp_map_set(&im->m, more, n, &why))
			fp_warn("%s", why.msg);
	}
}

static bool keep_mapping(import *im, fp_err *err)
{
	fp_arena *a = im->ws->a;
	fp_put put = {.path = fp_strf(a, "mappings/%.*s.yaml", FP_ARG(im->o->save_map)), .text = fp_map_yaml(&im->m)};
	fp_str old = {0};
	fp_err none = {0};
	if (!im->o->save_map.n)
		return true;
	for (size_t i = 0; i < im->o->save_map.n; i++)
		if (im->o->save_map.p[i] == '/' || (unsigned char)im->o->save_map.p[i] < 0x20)
			return fp_fail(err, FP_USAGE, fp_tr("映射的名字“%.*s”不能作文件名", "the mapping's name '%.*s' cannot be a file name"), FP_ARG(im->o->save_map));
	if (fp_store_read(im->ws->store, &im->ws->rev, put.path, a, &old, &put.expect, &none) && fp_str_eq(old, put.text))
		return true;
	FP_PUSH(a, im->puts, im->put_n, im->put_cap) = put;
	return true;
}

static bool map_columns(import *im, fp_err *err)
{
	fp_mappings *m = &im->m;
	*m = (fp_mappings){.ws = im->ws, .o = im->o, .t = im->t, .file = im->file};
	if (!read_sample(im, err) || !fp_map_table(m, err) || !agree(im, err) || !fp_map_complete(m, err))
		return false;
	im->space = fp_digest_text(im->ws->a, m->header, 6);
	return keep_mapping(im, err);
}

bool fp_flow_import(fp_workspace *ws, const char *file, const fp_import_options *o, fp_imported *out, fp_err *err)
{
	fp_str bytes;
	import im = {.ws = ws, .o = o, .out = out, .file = fp_path_base(fp_s(file))};
	*out = (fp_imported){.commit = fp_str_dup(ws->a, fp_s(ws->rev.commit.hex))};
	if (!fp_file_read(ws->a, file, FP_TABLE_MAX, &bytes, err))
		return false;
	out->table = im.t = fp_table_open(ws->a, im.file, bytes, &o->table, err);
	bool ok = im.t && map_columns(&im, err);
	if (ok) {
		im.scratch = fp_arena_new((size_t)8 << 30);
		im.said = name_for_git(&im);
		ok = import_rows(&im, err);
		fp_arena_free(im.scratch);
	}
	fp_table_close(im.t);
	ok = ok && put_terms(&im, err) && !fp_arena_over(ws->a, err) && write_rejects(&im, err) && (o->dry_run || commit(&im, err));
	fp_map_free(&im.m);
	fp_buf_free(&im.rejects);
	return ok;
}
