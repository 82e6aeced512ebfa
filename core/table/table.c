// The front door: what kind of file this is, and the reader that stands behind it.
#include "table/table.h"

#include <string.h>

#include "table/table_priv.h"

const char *fp_table_kind_name(fp_table_kind k)
{
	static const char *const names[] = {"csv", "xlsx", "json", "jsonl", "chat", "document"};
	return (size_t)k < FP_COUNT(names) ? names[k] : "";
}

void fp_note(fp_table *t, fp_arena *a, const char *fmt, ...)
{
	fp_buf b = {0};
	va_list ap;
	va_start(ap, fmt);
	fp_buf_vf(&b, fmt, ap);
	va_end(ap);
	FP_PUSH(a, t->note, t->note_n, t->note_cap) = fp_buf_take(&b, a);
}

// ---------------------------------------------------------------- what is no table

static bool starts(fp_str s, const char *bytes, size_t n)
{
	return s.n >= n && !memcmp(s.p, bytes, n);
}

static bool has_bytes(fp_str s, const char *bytes, size_t n)
{
	return memmem(s.p, s.n, bytes, n) != NULL;
}

static bool refuse(fp_str name, const char *zh, const char *en, fp_err *err)
{
	return fp_fail(err, FP_INVALID, "%.*s%s", FP_ARG(name), fp_tr(zh, en));
}

// An old .xls and a workbook with a password are both compound files; the second has a stream of that name (in UTF-16).
static bool refuse_compound(fp_str name, fp_str s, fp_err *err)
{
	static const char locked[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
	if (has_bytes(s, locked, sizeof locked - 1))
		return refuse(name, "：文件有密码；请在 Excel 或 WPS 里打开，去掉密码后另存", ": the file has a password; open it in Excel or WPS and save it without", err);
	return refuse(name, "：是老格式的 Office 文件（.xls）；请在 Excel 或 WPS 里打开，另存为 .xlsx 或 CSV", ": an Office file of the old kind (.xls); open it in Excel or WPS and save it as .xlsx or CSV", err);
}

static bool looks_like_markup(fp_str s)
{
	s = fp_str_trim(fp_str_sub(s, 0, 2000));
	if (starts(s, "\xEF\xBB\xBF", 3))
		s = fp_str_trim(fp_str_sub(s, 3, s.n));
	static const char *const heads[] = {"<html", "<HTML", "<!DOCTYPE", "<!doctype", "<table", "<TABLE", "<?xml", "<Workbook"};
	for (size_t i = 0; i < FP_COUNT(heads); i++)
		if (fp_str_starts(s, heads[i]))
			return true;
	return false;
}

static bool usable(fp_str name, fp_str s, fp_err *err)
{
	if (s.n > FP_TABLE_MAX)
		return fp_fail(err, FP_LIMIT, fp_tr("%.*s：超过 %u MB；请拆成几份", "%.*s: more than %u MB; split it"), FP_ARG(name), FP_TABLE_MAX >> 20);
	if (starts(s, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
		return refuse_compound(name, s, err);
	if (starts(s, "%PDF", 4))
		return refuse(name, "：是 PDF；请导出成 .xlsx、CSV 或文本", ": a PDF; export it as .xlsx, CSV or text", err);
	if (starts(s, "\x89PNG", 4) || starts(s, "\xFF\xD8\xFF", 3) || starts(s, "GIF8", 4))
		return refuse(name, "：是图片；请复制聊天文字或导出表格", ": a picture; copy the text of the chat or export the table", err);
	if (starts(s, "\x1F\x8B", 2) || starts(s, "Rar!", 4) || starts(s, "7z\xBC\xAF", 4))
		return refuse(name, "：是压缩包；请先解压", ": a packed file; unpack it first", err);
	if (looks_like_markup(s))
		return refuse(name, "：是网页或 XML（有些系统给它 .xls 的名字）；请在 Excel 或 WPS 里打开，另存为 .xlsx 或 CSV",
		              ": a web page or XML (some systems call it .xls); open it in Excel or WPS and save it as .xlsx or CSV", err);
	return true;
}

static bool refuse_zip(fp_str name, fp_str s, fp_err *err)
{
	if (has_bytes(s, "word/document.xml", 17))
		return refuse(name, "：是 Word 文档；请另存为纯文本", ": a Word document; save it as plain text", err);
	if (has_bytes(s, "xl/workbook.bin", 15))
		return refuse(name, "：是 .xlsb；请另存为 .xlsx", ": an .xlsb workbook; save it as .xlsx", err);
	if (has_bytes(s, "opendocument.spreadsheet", 24))
		return refuse(name, "：是 .ods；请另存为 .xlsx 或 CSV", ": an .ods workbook; save it as .xlsx or CSV", err);
	return true;
}

// ---------------------------------------------------------------- which kind

static bool named(fp_str name, const char *const *ends)
{
	for (; *ends; ends++) {
		size_t n = strlen(*ends);
		if (name.n > n && fp_str_ieq(fp_str_sub(name, name.n - n, name.n), fp_s(*ends)))
			return true;
	}
	return false;
}

// Text without a telling name is a table when nearly all of its lines have the same number of cells.
static bool looks_tabular(fp_arena *a, fp_str text)
{
	fp_str lines = fp_str_sub(text, 0, 65536);
	size_t n = 0, same = 0, width = 0;
	fp_records *r = fp_csv_records(a, lines, fp_csv_delimiter(text, ','));
	fp_row row;
	for (; n < 50 && r->next(r, a, &row, NULL); n++) {
		width = n ? width : row.n;
		same += row.n == width;
	}
	return n >= 2 && width >= 2 && same * 10 >= n * 9;
}

static fp_table_kind kind_of(fp_arena *a, fp_str name, fp_str text)
{
	static const char *const csv[] = {".csv", ".tsv", ".tab", ".xls", ".xlsx", NULL}, *const json[] = {".json", ".jsonl", ".ndjson", NULL}, *const document[] = {".md", ".markdown", NULL};
	fp_str t = fp_str_trim(text);
	if (named(name, json) || (t.n && t.p[0] == '{') || fp_str_starts(t, "[{"))
		return FP_TABLE_JSONL;
	if (named(name, csv))
		return FP_TABLE_CSV;
	if (fp_chat_looks_like(text))
		return FP_TABLE_CHAT;
	return !named(name, document) && looks_tabular(a, text) ? FP_TABLE_CSV : FP_TABLE_DOCUMENT;
}

// ---------------------------------------------------------------- opening

static bool open_text(fp_arena *a, fp_str name, fp_str bytes, const fp_table_options *o, fp_table *t, fp_err *err)
{
	static const char *const tabs[] = {".tsv", ".tab", NULL};
	fp_decoded d;
	if (!fp_decode(a, name, bytes, o ? o->encoding : NULL, &d, err))
		return false;
	t->encoding = d.encoding;
	if (!fp_str_trim(d.text).n)
		return fp_fail(err, FP_INVALID, fp_tr("%.*s：文件是空的", "%.*s: the file is empty"), FP_ARG(name));
	if (d.bad)
		fp_note(t, a, fp_tr("%zu 个字节不是合法的 %s，换成了 U+FFFD（第 %u 行起）", "bytes that are not %2$s, replaced by U+FFFD: %1$zu (from line %3$u)"), d.bad, fp_str_starts(fp_s(d.encoding), "UTF-8") ? "UTF-8" : d.encoding, d.bad_line);
	t->kind = kind_of(a, name, d.text);
	if (t->kind == FP_TABLE_JSONL)
		t->reader = fp_json(a, name, d.text, t, err);
	else if (t->kind == FP_TABLE_CHAT)
		t->reader = fp_chat(a, name, d.text, t, err);
	else if (t->kind == FP_TABLE_DOCUMENT)
		t->reader = fp_document(a, name, d.text, t);
	else {
		t->delimiter = fp_csv_delimiter(d.text, named(name, tabs) ? '\t' : ',');
		fp_records *slid = fp_slid_records(a, d.text, t->delimiter);
		t->reader = fp_grid(a, name, slid ? slid : fp_csv_records(a, d.text, t->delimiter), d.text, t, err);
	}
	return t->reader != NULL;
}

static bool open_workbook(fp_arena *a, fp_str name, fp_str bytes, const fp_table_options *o, fp_table *t, fp_err *err)
{
	if (!refuse_zip(name, bytes, err))
		return false;
	t->kind = FP_TABLE_XLSX;
	t->encoding = "UTF-8";
	fp_records *r = fp_xlsx_records(a, name, bytes, o ? o->sheet : (fp_str){0}, t, err);
	t->reader = r ? fp_grid(a, name, r, (fp_str){0}, t, err) : NULL;
	return t->reader != NULL;
}

fp_table *fp_table_open(fp_arena *a, fp_str name, fp_str bytes, const fp_table_options *o, fp_err *err)
{
	fp_table *t = FP_NEW(a, fp_table);
	if (!usable(name, bytes, err))
		return NULL;
	bool ok = starts(bytes, "PK\x03\x04", 4) || starts(bytes, "PK\x05\x06", 4) ? open_workbook(a, name, bytes, o, t, err) : open_text(a, name, bytes, o, t, err);
	if (ok && (t->kind == FP_TABLE_CSV || t->kind == FP_TABLE_XLSX))
		ok = fp_chat_table(a, t, err);
	ok = ok && !fp_arena_over(a, err);
	if (!ok)
		fp_table_close(t);
	return ok ? t : NULL;
}

bool fp_table_next(fp_table *t, fp_row *row, fp_err *err)
{
	fp_reader *r = t->reader;
	fp_err e = {0};
	if (!r || r->ended)
		return false;
	if (r->rows >= FP_TABLE_ROWS)
		fp_fail(&e, FP_LIMIT, fp_tr("%.*s：超过 %u 行；请拆成几份", "%.*s: more than %u rows; split it"), FP_ARG(r->name), FP_TABLE_ROWS);
	if (!e.code && r->next(r, t, row, &e)) {
		r->rows++;
		return true;
	}
	r->ended = true;
	if (e.code)
		fp_fail(err, e.code, "%s", e.msg);
	if (r->end)
		r->end(r, t);
	return false;
}

void fp_table_close(fp_table *t)
{
	if (!t || !t->reader)
		return;
	if (t->reader->close)
		t->reader->close(t->reader);
	t->reader = NULL;
}

// ---------------------------------------------------------------- rows that are there

static bool prepared_next(fp_reader *r, fp_table *t, fp_row *row, fp_err *err)
{
	(void)err;
	if (r->rows >= t->row_n)
		return false;
	*row = t->row[r->rows];
	return true;
}

fp_reader *fp_prepared(fp_arena *a, fp_str name)
{
	fp_reader *r = FP_NEW(a, fp_reader);
	*r = (fp_reader){.next = prepared_next, .a = a, .name = name};
	return r;
}

static fp_row kept(fp_arena *a, const fp_row *r)
{
	fp_row k = *r;
	k.cell = FP_NEW_N(a, fp_str, r->n + 1);
	for (size_t i = 0; i < r->n; i++)
		k.cell[i] = fp_str_dup(a, r->cell[i]);
	k.fault = r->fault.n ? fp_str_dup(a, r->fault) : (fp_str){0};
	return k;
}

fp_table *fp_table_read(fp_arena *a, fp_str name, fp_str bytes, fp_err *err)
{
	fp_table *t = fp_table_open(a, name, bytes, NULL, err);
	fp_err e = {0};
	fp_row r, *rows = NULL;
	size_t n = 0, cap = 0;
	while (t && fp_table_next(t, &r, &e) && !fp_arena_over(a, &e))
		FP_PUSH(a, rows, n, cap) = kept(a, &r);
	fp_table_close(t);
	if (!t || e.code) {
		fp_fail(err, e.code, "%s", e.msg);
		return NULL;
	}
	t->row = rows;
	t->row_n = n;
	return t;
}

ptrdiff_t fp_table_column(const fp_table *t, fp_str name)
{
	for (size_t i = 0; i < t->column_n; i++)
		if (fp_str_eq(t->column[i], name))
			return (ptrdiff_t)i;
	for (size_t i = 0; i < t->column_n; i++)
		if (fp_str_ieq(fp_str_trim(t->column[i]), fp_str_trim(name)))
			return (ptrdiff_t)i;
	return -1;
}
