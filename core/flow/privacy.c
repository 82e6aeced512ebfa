#include <string.h>

#include "flow/flow_priv.h"

// Personal data where git alone put it, or is about to: in texts, in names of files, in messages, in what a patch adds.

static void complain(fp_diags *d, uint32_t line, uint32_t col, const char *kind)
{
	fp_diag_add(d, FP_ERROR, "personal-data", line, col, fp_tr("像是个人信息（%s），保存时会换成占位符", "looks like personal data (%s), saving replaces it by a placeholder"), kind);
}

// Line and column of a byte, both from 1; `first` is the number of the text's first line.
static void place(fp_str text, size_t at, uint32_t first, uint32_t *line, uint32_t *col)
{
	size_t start = 0;
	*line = first;
	for (size_t i = 0; i < at; i++)
		if (text.p[i] == '\n') {
			++*line;
			start = i + 1;
		}
	*col = (uint32_t)fp_utf8_count(fp_str_sub(text, start, at)) + 1;
}

void fp_privacy_text(fp_workspace *ws, fp_str text, uint32_t first, fp_diags *d)
{
	fp_pii *v;
	size_t n = fp_pii_find(ws->a, text, fp_ws_rules(ws), &v);
	for (size_t i = 0; i < n; i++) {
		uint32_t line, col;
		place(text, v[i].start, first, &line, &col);
		complain(d, line, col, v[i].kind);
	}
}

void fp_privacy_fields(fp_workspace *ws, const fp_case *c, fp_diags *d)
{
	for (size_t i = 0; i < ws->schema->field_n; i++) {
		const fp_field_def *def = &ws->schema->fields[i];
		const fp_field *f = fp_case_field(c, def->name.p);
		if (!f || (!fp_str_is(def->privacy, "personal") && !fp_str_is(def->privacy, "pseudonym")))
			continue;
		for (size_t k = 0; k < f->n; k++)
			if (!fp_is_pseudonym(f->items[k]))
				fp_diag_add(d, FP_ERROR, "personal-data", f->line, 1, fp_tr("字段 %.*s 的值不是代号，保存时会换掉", "the value of %.*s is no pseudonym, saving replaces it"), FP_ARG(def->name));
	}
}

static void check_name(fp_workspace *ws, fp_str path, fp_diags *d)
{
	fp_pii *v;
	// The name of a case is made of a date and a code, and says nothing.
	if (fp_str_starts(path, "cases/") && fp_id_valid(fp_guard_subject(ws, path)))
		return;
	if (fp_pii_find(ws->a, path, fp_ws_rules(ws), &v))
		fp_diag_add(d, FP_ERROR, "personal-data", 0, 0, fp_tr("文件名里像是有个人信息（%s），请改名", "the name of the file seems to hold personal data (%s), rename it"), v[0].kind);
}

static bool readable(fp_str path)
{
	static const char *const ends[] = {".md", ".yaml", ".yml", ".csv", ".lua", ".txt", ".json"};
	for (size_t i = 0; i < FP_COUNT(ends); i++)
		if (fp_str_ends(path, ends[i]))
			return true;
	return false;
}

// Names of all files, texts of those that are no cases, messages of the newest commits.
#define MESSAGES_MOST 10000

bool fp_privacy_rest(fp_workspace *ws, fp_diags *d, fp_err *err)
{
	fp_entry *e;
	fp_log_entry *log;
	size_t n;
	if (!fp_store_list(ws->store, &ws->rev, (fp_str){0}, ws->a, &e, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		fp_str text;
		fp_err gone = {0};
		d->path = e[i].path;
		check_name(ws, e[i].path, d);
		if (!fp_str_starts(e[i].path, "cases/") && readable(e[i].path) && !fp_guard_settings(e[i].path) && fp_store_read_working(ws->store, e[i].path, ws->a, &text, &gone))
			fp_privacy_text(ws, text, 1, d);
	}
	if (!fp_store_log(ws->store, &ws->rev, (fp_str){0}, MESSAGES_MOST, ws->a, &log, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		d->path = fp_strf(ws->a, "commit %.10s", log[i].commit.hex);
		fp_privacy_text(ws, fp_strf(ws->a, "%.*s\n\n%.*s", FP_ARG(log[i].subject), FP_ARG(log[i].body)), 1, d);
	}
	return true;
}

// ---------------------------------------------------------------- a patch

typedef struct {
	fp_workspace *ws;
	fp_diags *d;
	fp_buf added;
	uint32_t first;          // number of the first line in `added`
} patch;

static void flush(patch *p)
{
	if (p->added.n && !fp_guard_settings(p->d->path))
		fp_privacy_text(p->ws, fp_str_dup(p->ws->a, fp_buf_view(&p->added)), p->first, p->d);
	fp_buf_clear(&p->added);
}

// "@@ -1,2 +3,4 @@": how many old and new lines follow.
static bool hunk_head(fp_str line, int64_t *old_n, int64_t *new_at, int64_t *new_n)
{
	int64_t v[4] = {0, 1, 0, 1};
	size_t i = 3, k = 0;
	if (!fp_str_starts(line, "@@ -"))
		return false;
	for (i = 4; i < line.n && k < 4; i++) {
		char c = line.p[i];
		if (c >= '0' && c <= '9' && v[k] < 100000000)
			v[k] = (line.p[i - 1] >= '0' && line.p[i - 1] <= '9' ? v[k] * 10 : 0) + (c - '0');
		else if (c == ',')
			k++;
		else if (c == '+')
			k = 2;
		else if (c == '@')
			break;
	}
	*old_n = v[1], *new_at = v[2], *new_n = v[3];
	return true;
}

bool fp_flow_check_patch(fp_workspace *ws, fp_str text, fp_diags *diags, fp_err *err)
{
	patch p = {.ws = ws, .d = diags};
	int64_t old_n = 0, new_n = 0, at = 0;
	while (text.p && text.n) {
		fp_str line = fp_str_line(&text);
		// Within a hunk its counts say what is content, or "+++" in a text would be taken for a file.
		if (old_n > 0 || new_n > 0) {
			char c = line.n ? line.p[0] : ' ';
			if (c == '+') {
				if (!p.added.n)
					p.first = (uint32_t)at;
				fp_buf_str(&p.added, fp_str_sub(line, 1, line.n));
				fp_buf_c(&p.added, '\n');
			} else {
				flush(&p);
			}
			at += c != '-' && c != '\\';
			new_n -= c != '-' && c != '\\';
			old_n -= c != '+' && c != '\\';
			continue;
		}
		flush(&p);
		if (hunk_head(line, &old_n, &at, &new_n))
			continue;
		// "diff --git a/NAME b/NAME": also of files without content.
		if (fp_str_starts(line, "diff --git a/") && line.n > 16) {
			diags->path = fp_str_sub(line, line.n - (line.n - 16) / 2, line.n);
			check_name(ws, diags->path, diags);
		}
	}
	flush(&p);
	bool ok = fp_buf_ok(&p.added, err);
	fp_buf_free(&p.added);
	return ok;
}

bool fp_flow_check_message(fp_workspace *ws, fp_str name, fp_str text, fp_diags *diags, fp_err *err)
{
	fp_buf b = {0};
	diags->path = name;
	// What git itself wrote below the message goes away.
	while (text.p && text.n) {
		fp_str line = fp_str_line(&text);
		if (fp_str_starts(line, "# ---") && fp_str_has(line, FP_STR(">8")))
			break;
		if (!fp_str_starts(line, "#"))
			fp_buf_str(&b, line);
		fp_buf_c(&b, '\n');
	}
	if (!fp_buf_ok(&b, err))
		return fp_buf_free(&b), false;
	fp_privacy_text(ws, fp_buf_take(&b, ws->a), 1, diags);
	return true;
}

fp_str fp_flow_redact(fp_arena *a, fp_str text, fp_lang lang, size_t *n)
{
	return fp_pii_redact(a, text, lang, NULL, NULL, n);
}

size_t fp_flow_redactions(fp_arena *a, fp_str text, fp_lang lang, fp_pii_change **out)
{
	return fp_pii_changes(a, text, lang, NULL, out);
}
