// The workbook: its sheets, shared texts, and which styles are dates.
#include <string.h>

#include "table/xlsx_priv.h"

#define SHEETS_MAX 1000

// ---------------------------------------------------------------- relations

typedef struct {
	fp_workbook *w;
	fp_str base;                  // folder of the part whose relations these are
	const char *type;             // how the type ends that is looked for
	fp_str id;                    // or the id
	char *target;
} relations;

// "sheets/sheet1.xml" beside "xl", "/xl/x.xml" from the top; ".." is not followed upwards, no workbook needs it.
static char *resolve(fp_arena *a, fp_str base, fp_str target)
{
	if (fp_str_starts(target, "/"))
		return fp_cstr(a, fp_str_sub(target, 1, target.n));
	while (fp_str_starts(target, "../")) {
		target = fp_str_sub(target, 3, target.n);
		base = fp_path_dir(base);
		if (fp_str_is(base, "."))
			base = (fp_str){0};
	}
	return fp_cstr(a, fp_strf(a, "%.*s%s%.*s", FP_ARG(base), base.n ? "/" : "", FP_ARG(target)));
}

static void on_relation(void *ctx, const char *name, const fp_attributes *at)
{
	relations *r = ctx;
	if (strcmp(name, "Relationship") || r->target)
		return;
	bool hit = r->type ? fp_str_ends(fp_attribute(at, "Type"), r->type) : fp_str_eq(fp_attribute(at, "Id"), r->id);
	if (hit)
		r->target = resolve(r->w->a, r->base, fp_attribute(at, "Target"));
}

// The part that `from` names by type or id; NULL when there is none.
static char *related(fp_workbook *w, fp_str from, const char *type, fp_str id)
{
	static const fp_xml_events events = {.start = on_relation};
	fp_str dir = from.n ? fp_path_dir(from) : (fp_str){0};
	relations r = {.w = w, .base = fp_str_is(dir, ".") ? (fp_str){0} : dir, .type = type, .id = id};
	fp_str base = r.base;
	fp_str part = fp_strf(w->a, "%.*s%s_rels/%.*s.rels", FP_ARG(base), base.n ? "/" : "", FP_ARG(from.n ? fp_path_base(from) : from));
	fp_err none = {0};
	fp_xml_all(w->package, part.p, &events, &r, &none);
	return r.target;
}

// ---------------------------------------------------------------- workbook.xml

static void on_workbook(void *ctx, const char *name, const fp_attributes *at)
{
	fp_workbook *w = ctx;
	if (!strcmp(name, "workbookPr")) {
		fp_str v = fp_attribute(at, "date1904");
		w->since_1904 = fp_str_is(v, "1") || fp_str_is(v, "true");
	}
	if (strcmp(name, "sheet") || w->sheet_n == SHEETS_MAX)
		return;
	fp_str state = fp_attribute(at, "state");
	fp_sheet s = {.name = fp_str_dup(w->a, fp_attribute(at, "name")), .hidden = state.n && !fp_str_is(state, "visible")};
	s.part = fp_cstr(w->a, fp_attribute(at, "id"));   // its relation, until that is looked up
	FP_PUSH(w->a, w->sheet, w->sheet_n, w->sheet_cap) = s;
}

// ---------------------------------------------------------------- shared texts

typedef struct {
	fp_workbook *w;
	fp_buf text;
	bool item, t;
	int phonetic;    // inside the reading aid of a Japanese or Chinese text
} texts;

static void on_shared(void *ctx, const char *name, const fp_attributes *at)
{
	texts *s = ctx;
	(void)at;
	if (!strcmp(name, "si"))
		s->item = true, fp_buf_clear(&s->text);
	s->phonetic += !strcmp(name, "rPh");
	s->t = !strcmp(name, "t") && s->item && !s->phonetic;
}

static void on_shared_text(void *ctx, fp_str piece)
{
	texts *s = ctx;
	if (s->t)
		fp_buf_str(&s->text, piece);
}

static void on_shared_end(void *ctx, const char *name)
{
	texts *s = ctx;
	fp_workbook *w = s->w;
	s->t = false;
	s->phonetic -= !strcmp(name, "rPh") && s->phonetic;
	if (strcmp(name, "si") || !s->item)
		return;
	s->item = false;
	FP_PUSH(w->a, w->shared, w->shared_n, w->shared_cap) = fp_xlsx_unescape(w->a, fp_buf_view(&s->text));
}

static bool read_shared(fp_workbook *w, const char *part, fp_err *err)
{
	static const fp_xml_events events = {on_shared, on_shared_text, on_shared_end};
	texts s = {.w = w, .text = {.max = FP_CELL_MAX * 2}};
	bool ok = fp_xml_all(w->package, part, &events, &s, err) && !fp_arena_over(w->a, err);
	fp_buf_free(&s.text);
	return ok;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int escape_at(fp_str s, size_t i)
{
	int v = 0;
	if (i + 7 > s.n || s.p[i] != '_' || s.p[i + 1] != 'x' || s.p[i + 6] != '_')
		return -1;
	for (size_t k = i + 2; k < i + 6; k++) {
		int h = hex_digit(s.p[k]);
		if (h < 0)
			return -1;
		v = v * 16 + h;
	}
	return v;
}

fp_str fp_xlsx_unescape(fp_arena *a, fp_str s)
{
	if (fp_str_find(s, FP_STR("_x"), 0) < 0)
		return fp_str_dup(a, s);
	fp_buf b = {0};
	for (size_t i = 0; i < s.n;) {
		int v = escape_at(s, i);
		if (v < 0) {
			fp_buf_c(&b, s.p[i++]);
			continue;
		}
		char out[4];
		if (v && !(v >= 0xD800 && v < 0xE000))
			fp_buf_add(&b, out, fp_utf8_put(out, (uint32_t)v));
		i += 7;
	}
	return fp_buf_take(&b, a);
}

// ---------------------------------------------------------------- styles

typedef struct {
	fp_workbook *w;
	bool cells;                   // inside cellXfs
	struct { uint32_t id; bool date; } *format;
	size_t format_n, format_cap;
} styles;

// The numbers that Excel gives to built-in formats of dates and times, also those of East Asian versions.
static bool built_in_date(int64_t id)
{
	return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

// A format is one of dates when it has a letter of dates outside of quotes, escapes and brackets. [h] is a time, [Red] and [$-804] are not.
static bool date_format(fp_str f)
{
	for (size_t i = 0; i < f.n; i++) {
		char c = f.p[i];
		if (c == '"') {
			ptrdiff_t to = fp_str_find(f, FP_STR("\""), i + 1);
			i = to < 0 ? f.n : (size_t)to;
		} else if (c == '\\' || c == '_' || c == '*') {
			i++;
		} else if (c == '[') {
			ptrdiff_t to = fp_str_find(f, FP_STR("]"), i + 1);
			if (to == (ptrdiff_t)i + 2 && strchr("hHmMsS", f.p[i + 1]))
				return true;
			i = to < 0 ? f.n : (size_t)to;
		} else if (c && strchr("yYmMdDhHsS", c)) {
			return true;
		} else if (c == 'G' || c == ';') {
			break;   // General; only the first part counts
		}
	}
	return false;
}

static bool style_is_date(const styles *s, int64_t id)
{
	for (size_t i = 0; i < s->format_n; i++)
		if (s->format[i].id == (uint64_t)id)
			return s->format[i].date;
	return built_in_date(id);
}

static void on_style(void *ctx, const char *name, const fp_attributes *at)
{
	styles *s = ctx;
	fp_workbook *w = s->w;
	int64_t id = 0;
	if (!strcmp(name, "cellXfs"))
		s->cells = true;
	bool format = !strcmp(name, "numFmt"), cell = s->cells && !strcmp(name, "xf");
	if ((!format && !cell) || (!fp_str_int(fp_attribute(at, "numFmtId"), &id) && format))
		return;
	if (format && s->format_n < 5000) {
		if (s->format_n == s->format_cap)
			s->format = fp_grow(w->a, s->format, &s->format_cap, sizeof *s->format);
		s->format[s->format_n].id = (uint32_t)id;
		s->format[s->format_n++].date = date_format(fp_attribute(at, "formatCode"));
	} else if (cell && w->style_n < 70000) {
		FP_PUSH(w->a, w->date_style, w->style_n, w->style_cap) = style_is_date(s, id);
	}
}

static void on_style_end(void *ctx, const char *name)
{
	if (!strcmp(name, "cellXfs"))
		((styles *)ctx)->cells = false;
}

static bool read_styles(fp_workbook *w, const char *part, fp_err *err)
{
	static const fp_xml_events events = {.start = on_style, .end = on_style_end};
	styles s = {.w = w};
	return fp_xml_all(w->package, part, &events, &s, err);
}

// ---------------------------------------------------------------- opening

bool fp_workbook_open(fp_workbook *w, fp_err *err)
{
	static const fp_xml_events events = {.start = on_workbook};
	char *book = related(w, (fp_str){0}, "/officeDocument", (fp_str){0}), *part;
	if (!book)
		book = fp_cstr(w->a, FP_STR("xl/workbook.xml"));
	if (!fp_xml_all(w->package, book, &events, w, err))
		return false;
	for (size_t i = 0; i < w->sheet_n; i++)
		w->sheet[i].part = related(w, fp_s(book), NULL, fp_s(w->sheet[i].part));
	part = related(w, fp_s(book), "/sharedStrings", (fp_str){0});
	if (part && fp_package_has(w->package, part) && !read_shared(w, part, err))
		return false;
	part = related(w, fp_s(book), "/styles", (fp_str){0});
	return !part || !fp_package_has(w->package, part) || read_styles(w, part, err);
}
