#include <stdlib.h>
#include <string.h>

#include "flow/flow_priv.h"

// Rows to cases, the whole file in one commit.
//
// A row is known again by its natural key within tables of the same header (so next week's export of the same system matches, and another
// system's row 17 does not). The id of a case is made from that key: two people who import the same file offline get the same case.
// A known row whose content hash is the same is left alone; a changed one updates only fields whose value is still the one that an
// import wrote. Bad rows go to a reject file that can be mended and imported again.

#define COMPLAINT "complaint"

typedef struct {
	const fp_field_def *def;   // NULL: a section, or an own field of the team
	fp_str name;               // field name, or section name
	bool section;
	ptrdiff_t column;          // -1: constant
	fp_str constant;
} mapping;

typedef struct {
	fp_str *items;             // canonical values
	size_t n;
} value;

typedef struct {
	fp_str key;
	uint32_t line;
} seen_key;

typedef struct {
	fp_workspace *ws;
	const fp_import_options *o;
	fp_table *t;
	fp_str file;               // its base name
	fp_str space;              // name space of keys: digest of the header
	mapping *map;
	size_t map_n, map_cap;
	ptrdiff_t *key;
	size_t key_n;
	fp_put *puts;
	size_t put_n, put_cap;
	seen_key *seen;            // open hash by key
	size_t seen_n, seen_cap;
	struct { fp_str field, term; } *extended;
	size_t extended_n, extended_cap;
	fp_buf rejects;
	fp_arena *scratch;         // of one look for personal data, which takes ten times the text
	fp_imported *out;
} import;

// ---------------------------------------------------------------- mapping

static const struct {
	const char *field, *names;
} guesses[] = {
	{"title", "|title|标题|主题|subject|summary|"},
	{"body", "|body|投诉内容|内容|详情|detail|details|text|content|description|complaint|message|narrative|"},
	{"received", "|received|日期|时间|投诉时间|创建时间|date|time|created|created_at|datetime|"},
	{"customer", "|customer|客户|买家|用户|user|buyer|"},
	{"channel", "|channel|渠道|来源渠道|via|"},
	{"product", "|product|商品|产品|item|"},
	{"order", "|order|订单|订单号|order_id|"},
	{"dialogue", "|dialogue|对话|聊天记录|chat|transcript|"},
};

static bool add_mapping(import *im, fp_str field, ptrdiff_t column, fp_str constant, fp_err *err)
{
	mapping m = {.column = column, .constant = constant};
	const fp_section_def *sec = fp_str_is(field, "body") ? fp_schema_section(im->ws->schema, FP_STR(COMPLAINT)) : fp_schema_section(im->ws->schema, field);
	m.def = fp_schema_field(im->ws->schema, field);
	if (!m.def && sec) {
		m.section = true;
		m.name = sec->name;
	} else {
		m.name = m.def ? m.def->name : field;
	}
	if (m.def && (m.def->type == FP_T_ID || m.def->type == FP_T_MAP))
		return fp_fail(err, FP_USAGE, fp_tr("字段 %.*s 由 fupan 自己写，不能导入", "the field %.*s is written by fupan and cannot be imported"), FP_ARG(m.name));
	for (size_t i = 0; i < im->map_n; i++)
		if (fp_str_eq(im->map[i].name, m.name)) {
			im->map[i] = m;
			return true;
		}
	FP_PUSH(im->ws->a, im->map, im->map_n, im->map_cap) = m;
	return true;
}

static fp_str column_names(import *im)
{
	fp_buf b = {0};
	for (size_t i = 0; i < im->t->column_n; i++)
		fp_buf_f(&b, "%s%.*s", i ? ", " : "", FP_ARG(im->t->column[i]));
	return fp_buf_take(&b, im->ws->a);
}

static bool column_of(import *im, fp_str name, ptrdiff_t *out, fp_err *err)
{
	*out = fp_table_column(im->t, name);
	if (*out >= 0)
		return true;
	fp_str all = column_names(im);
	return fp_fail(err, FP_USAGE, fp_tr("%.*s 里没有列“%.*s”；有：%.*s", "%.*s has no column '%.*s'; it has: %.*s"), FP_ARG(im->file), FP_ARG(name), FP_ARG(all));
}

static bool guess_mapping(import *im, fp_err *err)
{
	for (size_t g = 0; g < FP_COUNT(guesses); g++)
		for (size_t i = 0; i < im->t->column_n; i++) {
			fp_str probe = fp_strf(im->ws->a, "|%.*s|", FP_ARG(im->t->column[i]));
			if (!fp_str_has(fp_s(guesses[g].names), probe))
				continue;
			if (!add_mapping(im, fp_s(guesses[g].field), (ptrdiff_t)i, (fp_str){0}, err))
				return false;
			break;
		}
	for (size_t i = 0; i < im->t->column_n; i++) {
		const fp_field_def *d = fp_schema_field(im->ws->schema, im->t->column[i]);
		if (d && d->type != FP_T_ID && d->type != FP_T_MAP && !add_mapping(im, d->name, (ptrdiff_t)i, (fp_str){0}, err))
			return false;
	}
	return true;
}

static const mapping *mapped(const import *im, const char *name)
{
	for (size_t i = 0; i < im->map_n; i++)
		if (fp_str_is(im->map[i].name, name))
			return &im->map[i];
	return NULL;
}

static bool make_mapping(import *im, fp_err *err)
{
	ptrdiff_t col;
	if (!im->o->set_n && !guess_mapping(im, err))
		return false;
	for (size_t i = 0; i < im->o->set_n; i++)
		if (!column_of(im, im->o->set[i].value, &col, err) || !add_mapping(im, im->o->set[i].field, col, (fp_str){0}, err))
			return false;
	for (size_t i = 0; i < im->o->constant_n; i++)
		if (!add_mapping(im, im->o->constants[i].field, -1, im->o->constants[i].value, err))
			return false;
	if (mapped(im, COMPLAINT) || mapped(im, "title") || mapped(im, "dialogue"))
		return true;
	fp_str all = column_names(im);
	return fp_fail(err, FP_USAGE, fp_tr("不知道哪一列是投诉内容；用 --set body=列名 指明，有：%.*s", "which column holds the complaint is unknown; say --set body=COLUMN, there are: %.*s"), FP_ARG(all));
}

// A digest as letters only: hexadecimal digits now and then look like a phone number, and would be redacted as one.
static fp_str digest_text(fp_arena *a, uint64_t h, int letters)
{
	char out[17];
	for (int i = 0; i < letters; i++)
		out[i] = (char)('a' + (h >> (4 * i) & 15));
	return fp_str_dup(a, (fp_str){out, (size_t)letters});
}

static bool make_key(import *im, fp_err *err)
{
	ptrdiff_t col;
	size_t cap = 0;
	uint64_t h = 7;
	for (size_t i = 0; i < im->t->column_n; i++)
		if (!fp_str_starts(im->t->column[i], "_"))
			h = fp_hash64(im->t->column[i].p, im->t->column[i].n, h);
	im->space = digest_text(im->ws->a, h, 6);
	for (size_t i = 0; i < im->o->key_n; i++) {
		if (!column_of(im, im->o->key[i], &col, err))
			return false;
		FP_PUSH(im->ws->a, im->key, im->key_n, cap) = col;
	}
	if (!im->key_n && ((col = fp_table_column(im->t, FP_STR("id"))) >= 0 || (col = fp_table_column(im->t, FP_STR("编号"))) >= 0))
		FP_PUSH(im->ws->a, im->key, im->key_n, cap) = col;
	return true;
}

// ---------------------------------------------------------------- one row: values

typedef struct {
	fp_str id, path, key, hash;
	fp_day day;
	value *v;                  // one for each mapping
	fp_str *raw;               // its redacted text
} draft;

static fp_str row_reason(import *im, const fp_err *why)
{
	return fp_str_dup(im->ws->a, fp_s(why->msg));
}

static fp_str redacted(import *im, fp_str text, size_t *found)
{
	fp_workspace beside = *im->ws;
	beside.a = im->scratch;
	fp_str clean = fp_str_dup(im->ws->a, fp_redact_text(&beside, text, found));
	fp_arena_reset(im->scratch);
	return clean;
}

// All texts of a row are redacted together, so that one number has one placeholder in the whole case.
static void redact_row(import *im, const fp_row *r, fp_str *raw)
{
	static const char sep[] = "\n\x1e\n";
	fp_buf b = {0};
	for (size_t i = 0; i < im->map_n; i++) {
		const mapping *m = &im->map[i];
		if (i)
			fp_buf_z(&b, sep);
		fp_str cell = fp_str_trim(m->column < 0 ? m->constant : r->cell[m->column]);
		size_t from = b.n;
		fp_buf_str(&b, cell);
		for (char *c = b.p + from; !b.over && cell.n && (c = memchr(c, 0x1e, b.n - (size_t)(c - b.p)));)
			*c = ' ';
	}
	fp_str all = redacted(im, fp_buf_view(&b), &im->out->redacted);
	fp_buf_free(&b);
	for (size_t i = 0; i < im->map_n; i++) {
		ptrdiff_t at = fp_str_find(all, fp_s(sep), 0);
		raw[i] = at < 0 ? all : fp_str_sub(all, 0, (size_t)at);
		all = at < 0 ? (fp_str){0} : fp_str_sub(all, (size_t)at + 3, all.n);
	}
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

static bool take_value(import *im, const mapping *m, fp_str text, value *v, fp_err *err)
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
	const mapping *m = mapped(im, "received");
	fp_time t;
	if (!m)
		return im->ws->cal.today;
	const value *v = &d->v[m - im->map];
	if (!v->n) {
		fp_fail(err, FP_INVALID, "%s", fp_tr("没有日期（received）", "no date (received)"));
		return FP_NO_DAY;
	}
	if (!fp_time_parse(v->items[0], im->ws->schema->config.offset, &t, NULL))
		return FP_NO_DAY;
	return fp_time_day(t);
}

static fp_str row_key(import *im, const fp_row *r, uint64_t content)
{
	fp_buf b = {0};
	size_t found = 0;
	if (!im->key_n)
		return fp_strf(im->ws->a, "%.*s/%.*s", FP_ARG(im->space), FP_ARG(digest_text(im->ws->a, content, 16)));
	fp_buf_f(&b, "%.*s/", FP_ARG(im->space));
	for (size_t i = 0; i < im->key_n; i++)
		fp_buf_f(&b, "%s%.*s", i ? "|" : "", FP_ARG(fp_str_trim(r->cell[im->key[i]])));
	fp_str key = fp_buf_take(&b, im->ws->a);
	fp_str clean = redacted(im, key, &found);
	// A key that is itself personal data stays recognisable without being readable.
	if (!fp_str_eq(clean, key))
		return fp_strf(im->ws->a, "%.*s/%.*s", FP_ARG(im->space), FP_ARG(digest_text(im->ws->a, fp_hash64(key.p, key.n, 11), 16)));
	return key;
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
	const mapping *m = mapped(im, "title"), *body = mapped(im, COMPLAINT);
	if (!m || !m->def || !body || (double)fp_utf8_count(d->raw[m - im->map]) <= m->def->max)
		return;
	fp_str *title = &d->raw[m - im->map], *text = &d->raw[body - im->map];
	if (!fp_str_has(*text, *title))
		*text = fp_strf(im->ws->a, "%.*s%s%.*s", FP_ARG(*title), text->n ? "\n\n" : "", FP_ARG(*text));
	*title = fp_strf(im->ws->a, "%.*s…", FP_ARG(fp_utf8_prefix(*title, (size_t)m->def->max - 1)));
}

static bool make_draft(import *im, const fp_row *r, draft *d, fp_err *err)
{
	uint64_t h = 3;
	fp_arena *a = im->ws->a;
	d->v = FP_NEW_N(a, value, im->map_n);
	d->raw = FP_NEW_N(a, fp_str, im->map_n);
	redact_row(im, r, d->raw);
	for (size_t i = 0; i < im->map_n; i++) {
		h = fp_hash64(im->map[i].name.p, im->map[i].name.n, h);
		h = fp_hash64(d->raw[i].p, d->raw[i].n, h);
	}
	shorten_title(im, d);
	for (size_t i = 0; i < im->map_n; i++)
		if (!take_value(im, &im->map[i], d->raw[i], &d->v[i], err))
			return false;
	d->day = row_day(im, d, err);
	if (d->day == FP_NO_DAY)
		return false;
	d->hash = digest_text(a, h, 12);
	d->key = row_key(im, r, h);
	const mapping *body = mapped(im, COMPLAINT), *title = mapped(im, "title"), *talk = mapped(im, "dialogue");
	if (!(body && d->raw[body - im->map].n) && !(title && d->raw[title - im->map].n) && !(talk && d->raw[talk - im->map].n))
		return fp_fail(err, FP_INVALID, "%s", fp_tr("没有标题也没有内容", "neither a title nor a text"));
	return true;
}

// ---------------------------------------------------------------- one row: the file

static fp_str title_of(import *im, const draft *d)
{
	const mapping *m = mapped(im, "title"), *body = mapped(im, COMPLAINT);
	if (m && d->v[m - im->map].n)
		return d->v[m - im->map].items[0];
	fp_str text = body ? d->raw[body - im->map] : (fp_str){0};
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
	v[0] = FP_STR("file"), v[1] = im->file;
	v[2] = FP_STR("key"), v[3] = d->key;
	v[4] = FP_STR("hash"), v[5] = d->hash;
	return (fp_edit){.key = FP_STR("source"), .items = v, .n = 3, .map = true};
}

static fp_edit mapped_field(const mapping *m, const value *v)
{
	bool list = m->def && (m->def->type == FP_T_TERMS || m->def->type == FP_T_LIST);
	return (fp_edit){.key = m->name, .items = v->items, .n = v->n, .list = list && v->n};
}

// What a shortened title lost stands in front of the complaint, unless the complaint says it anyway.
static fp_str complaint_of(import *im, const draft *d)
{
	const mapping *t = mapped(im, "title"), *b = mapped(im, COMPLAINT);
	fp_str title = t ? d->raw[t - im->map] : (fp_str){0}, body = b ? d->raw[b - im->map] : (fp_str){0};
	if (fp_utf8_count(title) <= TITLE_CHARACTERS || fp_str_has(body, title))
		return body;
	return fp_strf(im->ws->a, "%.*s%s%.*s", FP_ARG(title), body.n ? "\n\n" : "", FP_ARG(body));
}

static fp_str render_row(import *im, const draft *d)
{
	fp_arena *a = im->ws->a;
	size_t n = 0, sn = 0;
	fp_edit *f = FP_NEW_N(a, fp_edit, im->map_n + 4);
	fp_draft_section *s = FP_NEW_N(a, fp_draft_section, im->map_n + 1);
	fp_str *one = FP_NEW_N(a, fp_str, 3);
	one[0] = d->id;
	one[1] = title_of(im, d);
	one[2] = fp_time_text(a, im->ws->now);
	f[n++] = (fp_edit){.key = FP_STR("id"), .items = &one[0], .n = 1};
	f[n++] = (fp_edit){.key = FP_STR("title"), .items = &one[1], .n = 1};
	if (!mapped(im, "received"))
		f[n++] = (fp_edit){.key = FP_STR("received"), .items = &one[2], .n = 1};
	fp_str complaint = complaint_of(im, d);
	if (complaint.n)
		s[sn++] = (fp_draft_section){fp_schema_heading(im->ws->schema, COMPLAINT), section_body(a, complaint)};
	for (size_t i = 0; i < im->map_n; i++) {
		const mapping *m = &im->map[i];
		if (fp_str_is(m->name, COMPLAINT))
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

static bool update_known(import *im, const draft *d, fp_str path, fp_err *err)
{
	fp_arena *a = im->ws->a;
	fp_put put = {.path = path};
	size_t n = 0;
	fp_edit *e = FP_NEW_N(a, fp_edit, im->map_n + 1);
	if (!fp_store_read(im->ws->store, &im->ws->rev, path, a, &put.text, &put.expect, err))
		return false;
	const fp_case *now = fp_case_parse(a, path, put.text, NULL), *base = as_imported(im, path, now);
	for (size_t i = 0; i < im->map_n; i++) {
		const mapping *m = &im->map[i];
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

static uint32_t seen_before(import *im, fp_str key, uint32_t line)
{
	if (im->seen_n * 2 >= im->seen_cap)
		grow_seen(im);
	size_t i = (size_t)fp_hash64(key.p, key.n, 5) & (im->seen_cap - 1);
	for (; im->seen[i].key.p; i = (i + 1) & (im->seen_cap - 1))
		if (fp_str_eq(im->seen[i].key, key))
			return im->seen[i].line;
	im->seen[i] = (seen_key){key, line};
	im->seen_n++;
	return 0;
}

static fp_str free_id(import *im, const draft *d)
{
	for (uint64_t salt = 0;; salt++) {
		fp_str id = id_from_key(im, d->day, d->key, salt), path, full;
		fp_err err = {0};
		fp_str probe = fp_strf(im->ws->a, "\x01%.*s", FP_ARG(id));
		if (!fp_index_lookup(im->ws->index, id, im->ws->a, &path, &full, &err) && !seen_before(im, probe, 1))
			return id;
	}
}

static bool import_row(import *im, const fp_row *r, fp_err *err)
{
	draft d = {0};
	fp_str path, hash;
	fp_err none = {0};
	if (r->fault.n)
		return fp_fail(err, FP_INVALID, "%.*s", FP_ARG(r->fault));
	if (!make_draft(im, r, &d, err))
		return false;
	uint32_t line = seen_before(im, d.key, r->line);
	if (line && !im->key_n)
		return im->out->unchanged++, true;
	if (line)
		return fp_fail(err, FP_INVALID, fp_tr("与第 %u 行的编号相同", "has the key of line %u"), line);
	if (fp_index_source(im->ws->index, d.key, im->ws->a, &path, &hash, &none)) {
		if (fp_str_eq(hash, d.hash))
			return im->out->unchanged++, true;
		return update_known(im, &d, path, err);
	}
	d.id = free_id(im, &d);
	d.path = fp_case_path(im->ws->a, d.day, d.id);
	FP_PUSH(im->ws->a, im->puts, im->put_n, im->put_cap) = (fp_put){.path = d.path, .text = render_row(im, &d)};
	im->out->imported++;
	return true;
}

static void reject(import *im, const fp_row *r, fp_str reason)
{
	fp_buf *b = &im->rejects;
	if (!b->n) {
		for (size_t i = 0; i < im->t->column_n; i++)
			fp_csv_cell(b, im->t->column[i], i == 0);
		fp_buf_z(b, ",_line,_reason,_raw\n");
	}
	// A row that does not fit the header is kept as it stands: spread over the columns it might fit by chance, with text lost or moved.
	for (size_t i = 0; i < im->t->column_n; i++)
		fp_csv_cell(b, i < r->n && !r->fault.n ? r->cell[i] : (fp_str){0}, i == 0);
	fp_buf_f(b, ",%u,", r->line);
	fp_csv_cell(b, reason, true);
	fp_str raw = r->fault.n ? r->raw : (fp_str){0};
	while (raw.n && (raw.p[raw.n - 1] == '\n' || raw.p[raw.n - 1] == '\r'))
		raw.n--;
	fp_csv_cell(b, raw, false);
	fp_buf_c(b, '\n');
	if (im->out->rejected++ < FP_COUNT(im->out->reason))
		im->out->reason[im->out->rejected - 1] = fp_strf(im->ws->a, "%.*s:%u: %.*s", FP_ARG(im->file), r->line, FP_ARG(reason));
}

static bool import_rows(import *im, fp_err *err)
{
	fp_progress p = fp_progress_start(fp_tr("读取", "reading"), im->t->rows_about);
	fp_err broken = {0};
	fp_row r;
	for (size_t n = 1; fp_table_next(im->t, &r, &broken) && !fp_arena_over(im->ws->a, &broken); n++) {
		fp_err why = {0};
		if (!import_row(im, &r, &why))
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
	w.message = fp_strf(im->ws->a, "import: %.*s (%zu new, %zu updated)\n\nFupan-Import: yes\n", FP_ARG(im->file), im->out->imported, im->out->updated);
	bool ok = fp_store_write(im->ws->store, &w, &rev, err);
	fp_progress_end(&p);
	if (!ok)
		return false;
	im->out->commit = fp_str_dup(im->ws->a, fp_s(rev.commit.hex));
	return fp_ws_moved(im->ws, &rev, err);
}

bool fp_flow_import(fp_workspace *ws, const char *file, const fp_import_options *o, fp_imported *out, fp_err *err)
{
	fp_str bytes;
	import im = {.ws = ws, .o = o, .out = out, .file = fp_path_base(fp_s(file))};
	*out = (fp_imported){.commit = fp_str_dup(ws->a, fp_s(ws->rev.commit.hex))};
	if (!fp_file_read(ws->a, file, FP_TABLE_MAX, &bytes, err))
		return false;
	im.t = fp_table_open(ws->a, im.file, bytes, &o->table, err);
	bool ok = im.t && make_mapping(&im, err) && make_key(&im, err);
	if (ok) {
		im.scratch = fp_arena_new((size_t)8 << 30);
		ok = import_rows(&im, err);
		fp_arena_free(im.scratch);
	}
	fp_table_close(im.t);
	out->table = im.t;
	ok = ok && put_terms(&im, err) && !fp_arena_over(ws->a, err) && write_rejects(&im, err) && (o->dry_run || commit(&im, err));
	fp_buf_free(&im.rejects);
	return ok;
}
