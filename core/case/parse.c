// A file to a case: front matter, sections, and where things stand. Nothing here fails; what is wrong becomes a diag.
#include <string.h>

#include "case/case_priv.h"

// ---------------------------------------------------------------- places

void fp_case_where(const fp_case *c, size_t offset, uint32_t *line, uint32_t *col)
{
	uint32_t l = 1, k = 1;
	for (size_t i = c->bom ? 3 : 0; i < offset && i < c->text.n; i++) {
		if (c->text.p[i] == '\n') {
			l++;
			k = 1;
		} else if (((unsigned char)c->text.p[i] & 0xC0) != 0x80) {
			k++;
		}
	}
	*line = l;
	*col = k;
}

static void diag_at(
	fp_diags *d, const fp_case *c, fp_severity sev, const char *rule, size_t offset, const char *message)
{
	uint32_t line, col;
	if (!d)
		return;
	fp_case_where(c, offset, &line, &col);
	fp_diag_add(d, sev, rule, line, col, "%s", message);
}

// ---------------------------------------------------------------- bytes

static bool check_bytes(const fp_case *c, size_t end, fp_diags *d)
{
	fp_str s = fp_str_sub(c->text, 0, end);
	size_t bad;
	const char *nul = s.n ? memchr(s.p, 0, s.n) : NULL;
	if (nul)
		diag_at(
			d, c, FP_ERROR, "encoding", (size_t)(nul - s.p), fp_tr("有 NUL 字符；删掉它", "NUL character; delete it"));
	if (fp_utf8_valid(s, &bad))
		return !nul;
	diag_at(d, c, FP_ERROR, "encoding", bad, fp_tr("不是 UTF-8；用编辑器另存为 UTF-8，或用 import 导入",
	                                               "not UTF-8; save the file as UTF-8, or use import"));
	return false;
}

// ---------------------------------------------------------------- front matter

// A line that is "---" and blanks; *next is the start of the line after.
static bool is_fence(fp_str text, size_t at, size_t *next)
{
	fp_str rest = fp_str_sub(text, at, text.n), line = fp_str_line(&rest);
	*next = rest.p ? (size_t)(rest.p - text.p) : text.n;
	if (!fp_str_starts(line, "---"))
		return false;
	for (size_t i = 3; i < line.n; i++)
		if (line.p[i] != ' ' && line.p[i] != '\t')
			return false;
	return true;
}

// Offset of the closing line, or text.n.
static size_t find_close(fp_str text, size_t at, size_t *body)
{
	while (at < text.n) {
		size_t next;
		if (text.p[at] == '-' && is_fence(text, at, &next)) {
			*body = next;
			return at;
		}
		const char *lf = memchr(text.p + at, '\n', text.n - at);
		at = lf ? (size_t)(lf - text.p) + 1 : text.n;
	}
	return text.n;
}

// Without a closing line the block is taken to end at the first blank line or section.
static size_t guess_close(fp_str text, size_t at)
{
	fp_str rest = fp_str_sub(text, at, text.n);
	while (rest.n) {
		fp_str before = rest, line = fp_str_line(&rest);
		if (!fp_str_trim(line).n || fp_str_starts(line, "## "))
			return (size_t)(before.p - text.p);
	}
	return text.n;
}

static void find_front(fp_case *c, fp_diags *d)
{
	size_t start = c->bom ? 3 : 0, open = start, first;
	while (open < c->text.n && strchr(" \t\r\n", c->text.p[open]) && c->text.p[open])
		open++;
	c->body = start;
	c->front = (fp_span){start, start};
	if (!is_fence(c->text, open, &first))
		return;
	if (open > start) {
		c->broken = true;
		diag_at(d, c, FP_ERROR, "front-matter", start,
			fp_tr("--- 必须在第一行；删掉它上面的空行", "--- must be the first line; delete the blank lines above it"));
		return;
	}
	c->crlf = first >= 2 && c->text.p[first - 1] == '\n' && c->text.p[first - 2] == '\r';
	c->front = (fp_span){first, find_close(c->text, first, &c->body)};
	if (c->front.end < c->text.n)
		return;
	c->broken = true;
	c->body = c->front.end = guess_close(c->text, first);
	diag_at(d, c, FP_ERROR, "front-matter", start,
		fp_tr("开头的 --- 没有对应的结束行；在最后一个字段下面加一行 ---",
			"the opening --- is never closed; add a line --- below the last field"));
}

static void check_duplicates(const fp_case *c, fp_diags *d)
{
	for (size_t i = 1; d && i < c->field_n; i++) {
		for (size_t k = 0; k < i; k++) {
			if (!fp_str_eq(c->fields[i].key, c->fields[k].key))
				continue;
			fp_diag_add(d, FP_ERROR, "duplicate-field", c->fields[i].line, 1,
			            fp_tr("%.*s 已在第 %u 行写过；删掉一个", "%.*s is already given in line %u; delete one"),
			            FP_ARG(c->fields[i].key), c->fields[k].line);
			break;
		}
	}
}

static void read_front(fp_arena *a, fp_case *c, bool bytes_ok, fp_diags *d)
{
	fp_fields f = {0};
	fp_yfault fault = {0};
	bool too_big = c->front.end - c->front.start > FP_FRONT_MAX;
	if (too_big)
		diag_at(d, c, FP_ERROR, "limit", c->front.start,
			fp_tr("开头的字段块超过 256 KB；把长文字移到正文里",
				"front matter is over 256 KB; move long text into a section"));
	if (c->broken || too_big || !bytes_ok) {
		c->broken = true;
	} else if (!fp_front_scan(a, c->text, c->front, 2, false, &f)) {
		f = (fp_fields){0};
		if (!fp_front_yaml(a, c->text, c->front, 2, &f, &fault)) {
			c->broken = true;
			if (d)
				fp_diag_add(d, FP_ERROR, "front-matter", fault.line, fault.col, "%.*s", FP_ARG(fault.message));
		}
	}
	if (c->broken) {
		fp_span part = c->front;
		f = (fp_fields){0};
		if (part.end - part.start > FP_FRONT_MAX)
			part.end = part.start + FP_FRONT_MAX;
		fp_front_scan(a, c->text, part, 2, true, &f);
	}
	c->fields = f.v;
	c->field_n = f.n;
	check_duplicates(c, d);
}

// ---------------------------------------------------------------- lines of the body

// A fence mark is three or more ` or ~ indented by at most three spaces; what closes it is as long and has no words.
static void track_fence(fp_lines *l, fp_str line)
{
	size_t i = 0, n = 0;
	while (i < line.n && i < 4 && line.p[i] == ' ')
		i++;
	char c = i < line.n ? line.p[i] : 0;
	l->in_fence = l->fence != 0;
	if (i > 3 || (c != '`' && c != '~'))
		return;
	while (i + n < line.n && line.p[i + n] == c)
		n++;
	fp_str info = fp_str_trim(fp_str_sub(line, i + n, line.n));
	if (!l->fence && n >= 3 && !(c == '`' && info.n && memchr(info.p, '`', info.n))) {
		l->fence = c;
		l->fence_n = n;
		l->in_fence = true;
	} else if (l->fence == c && n >= l->fence_n && !info.n) {
		l->fence = 0;
	}
}

bool fp_lines_next(fp_lines *l, fp_str *line)
{
	if (l->at >= l->end)
		return false;
	fp_str rest = fp_str_sub(l->text, l->at, l->end);
	l->start = l->at;
	l->line++;
	*line = fp_str_line(&rest);
	l->at = rest.p ? (size_t)(rest.p - l->text.p) : l->end;
	track_fence(l, *line);
	return true;
}

fp_lines fp_lines_of(const fp_case *c, const fp_section *s)
{
	return (fp_lines){.text = c->text, .at = s->body.start, .end = s->body.end, .line = s->line - (s->level == 0)};
}

bool fp_bullet_line(fp_str line, fp_str *rest)
{
	line = fp_str_trim(line);
	size_t i = 0;
	while (i < line.n && i < 9 && line.p[i] >= '0' && line.p[i] <= '9')
		i++;
	bool mark =
		i ? i < line.n && (line.p[i] == '.' || line.p[i] == ')') : line.n && strchr("-*+", line.p[0]) && line.p[0];
	if (!mark || (i + 1 < line.n && line.p[i + 1] != ' ' && line.p[i + 1] != '\t'))
		return false;
	*rest = fp_str_trim(fp_str_sub(line, i + 1, line.n));
	return true;
}

bool fp_task_line(fp_str line, bool *done, fp_str *rest)
{
	fp_str s;
	if (!fp_bullet_line(line, &s) || s.n < 3 || s.p[0] != '[' || s.p[2] != ']' || !strchr(" xX", s.p[1]) || !s.p[1] ||
	    (s.n > 3 && s.p[3] != ' ' && s.p[3] != '\t'))
		return false;
	*done = s.p[1] != ' ';
	*rest = fp_str_trim(fp_str_sub(s, 3, s.n));
	return true;
}

bool fp_quote_line(fp_str line, fp_str *rest)
{
	line = fp_str_trim(line);
	if (!line.n || line.p[0] != '>')
		return false;
	*rest = fp_str_trim(fp_str_sub(line, 1, line.n));
	return true;
}

fp_str fp_eat_colon(fp_str s, bool *found)
{
	s = fp_str_trim(s);
	*found = fp_str_starts(s, ":") || fp_str_starts(s, "：");
	if (*found)
		s = fp_str_trim(fp_str_sub(s, s.p[0] == ':' ? 1 : sizeof("：") - 1, s.n));
	return s;
}

// ---------------------------------------------------------------- sections

// The text of a level-two heading, without closing hashes.
static bool heading(fp_str line, fp_str *text)
{
	if (!fp_str_starts(line, "##") || (line.n > 2 && line.p[2] != ' ' && line.p[2] != '\t'))
		return false;
	fp_str s = fp_str_trim(fp_str_sub(line, 2, line.n));
	size_t n = s.n;
	while (n && s.p[n - 1] == '#')
		n--;
	if (n < s.n && (!n || s.p[n - 1] == ' '))
		s = fp_str_trim(fp_str_sub(s, 0, n));
	*text = s;
	return true;
}

bool fp_heading_line(fp_str line)
{
	fp_str text;
	return heading(line, &text);
}

static void end_section(fp_section *s, size_t at)
{
	s->whole.end = s->body.end = at;
}

// Only the lines that begin with # ` ~ or blanks can matter; the rest are passed over by memchr.
static void read_sections(fp_arena *a, fp_case *c, fp_diags *d)
{
	size_t cap = 0, opened = 0;
	fp_lines l = {.text = c->text, .at = c->body, .end = c->text.n};
	uint32_t dummy;
	fp_case_where(c, c->body, &l.line, &dummy);
	l.line--;
	fp_section first = {.whole = {c->body, c->text.n}, .body = {c->body, c->text.n}, .line = l.line + 1};
	FP_PUSH(a, c->sections, c->section_n, cap) = first;
	fp_str line, text;
	while (fp_lines_next(&l, &line)) {
		if (l.in_fence) {
			opened = !l.fence ? 0 : opened ? opened : l.line;
			continue;
		}
		if (!line.n || line.p[0] != '#' || !heading(line, &text))
			continue;
		end_section(&c->sections[c->section_n - 1], l.start);
		const fp_section_name *known = fp_section_name_find(text);
		fp_section s = {.name = fp_s(known ? known->name : NULL), .heading = text, .level = 2, .line = l.line,
		                .whole = {l.start, c->text.n}, .body = {l.at, c->text.n}};
		FP_PUSH(a, c->sections, c->section_n, cap) = s;
	}
	if (l.fence && d)
		fp_diag_add(d, FP_WARNING, "code-fence", (uint32_t)opened, 1,
			fp_tr("代码块没有结束，其后的小节都算在里面；补上结束行",
				"code block is never closed and swallows the sections after it; add its closing line"));
	fp_section *s0 = &c->sections[0];
	if (!fp_str_trim(fp_str_sub(c->text, s0->body.start, s0->body.end)).n) {
		c->sections++;
		c->section_n--;
	}
}

// ---------------------------------------------------------------- the whole

fp_case *fp_case_parse(fp_arena *a, fp_str path, fp_str text, fp_diags *diags)
{
	fp_case *c = FP_NEW(a, fp_case);
	c->path = path;
	c->text = text.p ? text : FP_STR("");
	c->bom = fp_str_starts(text, "\xEF\xBB\xBF");
	find_front(c, diags);
	bool too_big = c->text.n > FP_CASE_MAX;
	read_front(a, c,
		check_bytes(c, too_big ? c->body : c->text.n, diags) || fp_utf8_valid(fp_str_sub(c->text, 0, c->body), NULL),
		diags);
	if (too_big)
		diag_at(diags, c, FP_ERROR, "limit", c->body,
			fp_tr("文件超过 4 MB，只收录标题；把附件移出去或拆成几个案例",
				"file is over 4 MB, only its title is indexed; move attachments out or split the case"));
	else
		read_sections(a, c, diags);
	return c;
}

const fp_field *fp_case_field(const fp_case *c, const char *key)
{
	for (size_t i = 0; i < c->field_n; i++)
		if (fp_str_is(c->fields[i].key, key))
			return &c->fields[i];
	return NULL;
}

fp_str fp_case_get(const fp_case *c, const char *key)
{
	const fp_field *f = fp_case_field(c, key);
	return f && f->n && f->kind != FP_F_OTHER ? f->items[0] : (fp_str){NULL, 0};
}

const fp_section *fp_case_section(const fp_case *c, const char *name)
{
	for (size_t i = 0; i < c->section_n; i++)
		if (c->sections[i].name.n && fp_str_is(c->sections[i].name, name))
			return &c->sections[i];
	return NULL;
}

fp_str fp_case_text(const fp_case *c, const char *section)
{
	const fp_section *s = fp_case_section(c, section);
	return s ? fp_str_trim(fp_str_sub(c->text, s->body.start, s->body.end)) : (fp_str){NULL, 0};
}

// The first line that says something, without heading marks.
static fp_str first_line(const fp_case *c)
{
	fp_str rest = fp_str_sub(c->text, c->body, c->text.n), line = {NULL, 0};
	while (rest.n && !line.n) {
		line = fp_str_trim(fp_str_line(&rest));
		while (line.n && line.p[0] == '#')
			line = fp_str_sub(line, 1, line.n);
		line = fp_str_trim(line);
		if (fp_section_name_find(line))
			line.n = 0;
	}
	return fp_utf8_prefix(line, 80);
}

fp_str fp_case_title(const fp_case *c)
{
	fp_str title = fp_str_trim(fp_case_get(c, "title"));
	if (!title.n)
		title = first_line(c);
	return title.n ? title : fp_case_id(c);
}

fp_str fp_case_id(const fp_case *c)
{
	fp_str id = fp_str_trim(fp_case_get(c, "id"));
	if (id.n)
		return id;
	id = fp_path_base(c->path);
	return fp_str_ends(id, ".md") ? fp_str_sub(id, 0, id.n - 3) : id;
}
