// plain: what is text in a case file. One function strips the markup for the index, for marks and for the test's oracle, so
// that the three cannot disagree. Every byte that stays keeps its place in the file.
#include <string.h>

#include "index/index_priv.h"

typedef struct {
	fp_arena *a;
	const fp_case *c;
	fp_plain out;
	fp_buf text;
	size_t piece_cap, run_cap;
	char fence;               // inside a code fence of this character
	size_t fence_n;
	bool comment;             // inside <!-- -->
	unsigned char *mark;
	size_t mark_cap;
} plain_ctx;

// Appends bytes that stand in the file at `file`.
static void add(plain_ctx *p, fp_str s, size_t file)
{
	if (!s.n)
		return;
	fp_plain_run *last = p->out.run_n ? &p->out.run[p->out.run_n - 1] : NULL;
	if (!last || file - last->file != p->text.n - last->plain || file < last->file)
		FP_PUSH(p->a, p->out.run, p->out.run_n, p->run_cap) = (fp_plain_run){(uint32_t)p->text.n, (uint32_t)file};
	fp_buf_str(&p->text, s);
}

// Sections beyond the last piece become part of it.
static void piece_start(plain_ctx *p, fp_str name)
{
	if (p->out.piece_n < FP_PIECES)
		FP_PUSH(p->a, p->out.piece, p->out.piece_n, p->piece_cap) = (fp_piece){name, p->text.n, 0};
}

static void piece_end(plain_ctx *p)
{
	p->out.piece[p->out.piece_n - 1].end = p->text.n;
	fp_buf_c(&p->text, '\x01');
}

// ---------------------------------------------------------------- lines

static size_t run_of(fp_str s, char c)
{
	size_t n = 0;
	while (n < s.n && s.p[n] == c)
		n++;
	return n;
}

static size_t blanks(fp_str s)
{
	size_t n = 0;
	while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
		n++;
	return n;
}

// A fence mark opens or closes code; the mark itself is not text.
static bool fence_line(plain_ctx *p, fp_str line)
{
	fp_str t = fp_str_sub(line, blanks(line), line.n);
	char c = t.n ? t.p[0] : 0;
	size_t n = c == '`' || c == '~' ? run_of(t, c) : 0;
	if (n < 3)
		return false;
	fp_str rest = fp_str_trim(fp_str_sub(t, n, t.n));
	if (!p->fence) {
		if (c == '`' && fp_str_has(rest, FP_STR("`")))
			return false;
		p->fence = c;
		p->fence_n = n;
		return true;
	}
	if (c != p->fence || n < p->fence_n || rest.n)
		return false;
	p->fence = 0;
	return true;
}

static bool heading(fp_str line)
{
	size_t b = blanks(line);
	size_t n = run_of(fp_str_sub(line, b, line.n), '#');
	return b < 4 && n >= 1 && n <= 6 && (b + n == line.n || line.p[b + n] == ' ' || line.p[b + n] == '\t');
}

// ---  ***  ___  ===  and the second line of a table: only marks
static bool rule(fp_str line)
{
	fp_str t = fp_str_trim(line);
	size_t marks = 0, pipes = 0;
	char c = t.n ? t.p[0] : 0;
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] == '|')
			pipes++;
		else if (t.p[i] == '-' || t.p[i] == '*' || t.p[i] == '_' || t.p[i] == '=')
			marks++;
		else if (t.p[i] != ' ' && t.p[i] != ':' && t.p[i] != '\t')
			return false;
	}
	if (pipes)
		return marks >= 1 && !fp_str_has(t, FP_STR("*"));
	return marks >= 3 && run_of(t, c) >= 1 && !fp_str_has(t, FP_STR(":")) && (c == '-' || c == '*' || c == '_' || c == '=');
}

// Bytes of "> ", "- ", "1. ", "[x] " at the start of a line.
static size_t line_marks(fp_str line)
{
	size_t at = 0;
	bool item = false;
	for (int depth = 0; depth < 16; depth++) {
		size_t i = at + blanks(fp_str_sub(line, at, line.n)), digits = 0;
		if (i >= line.n)
			return at;
		if (line.p[i] == '>') {
			at = i + 1;
		} else if (strchr("-*+", line.p[i]) && i + 1 < line.n && (line.p[i + 1] == ' ' || line.p[i + 1] == '\t')) {
			at = i + 2;
			item = true;
		} else {
			while (i + digits < line.n && line.p[i + digits] >= '0' && line.p[i + digits] <= '9')
				digits++;
			size_t dot = i + digits;
			if (!digits || digits > 9 || dot + 1 >= line.n || !strchr(".)", line.p[dot]) || line.p[dot + 1] != ' ')
				break;
			at = dot + 2;
			item = true;
		}
	}
	fp_str rest = fp_str_sub(line, at, line.n);
	if (item && rest.n >= 4 && rest.p[0] == '[' && strchr(" xX", rest.p[1]) && rest.p[2] == ']' && rest.p[3] == ' ')
		return at + 4;
	if (at && at < line.n && line.p[at] == ' ')
		at++;
	return at;
}

// ---------------------------------------------------------------- one line

static bool special(fp_str line)
{
	static const bool mark[256] = {['\\'] = true, ['`'] = true, ['<'] = true, ['['] = true, ['*'] = true, ['_'] = true, ['~'] = true, ['|'] = true};
	for (size_t i = 0; i < line.n; i++)
		if (mark[(unsigned char)line.p[i]])
			return true;
	return false;
}

static void add_marked(plain_ctx *p, fp_str line, size_t file)
{
	if (p->mark_cap < line.n) {
		p->mark_cap = line.n * 2;
		p->mark = fp_alloc(p->a, p->mark_cap);
	}
	memset(p->mark, FP_MARK_TEXT, line.n);
	fp_plain_inline(line, p->mark);
	bool table = line.n && line.p[blanks(line)] == '|';
	for (size_t i = 0; i < line.n;) {
		size_t from = i;
		while (i < line.n && p->mark[i] != FP_MARK_DROP && !(table && line.p[i] == '|' && p->mark[i] == FP_MARK_TEXT))
			i++;
		add(p, fp_str_sub(line, from, i), file + from);
		if (i < line.n && p->mark[i] != FP_MARK_DROP)
			add(p, FP_STR(" "), file + i);  // between two cells of a table
		if (i < line.n)
			i++;
	}
}

// A comment may go over lines; what stands before and behind it is text.
static void add_text(plain_ctx *p, fp_str line, size_t file)
{
	size_t at = 0;
	while (at <= line.n) {
		if (p->comment) {
			ptrdiff_t end = fp_str_find(line, FP_STR("-->"), at);
			if (end < 0)
				return;
			at = (size_t)end + 3;
			p->comment = false;
		}
		ptrdiff_t open = fp_str_find(line, FP_STR("<!--"), at);
		fp_str part = fp_str_sub(line, at, open < 0 ? line.n : (size_t)open);
		if (special(part))
			add_marked(p, part, file + at);
		else
			add(p, part, file + at);
		if (open < 0)
			return;
		p->comment = true;
		at = (size_t)open + 4;
	}
}

static void add_line(plain_ctx *p, fp_str line, size_t file, fp_str eol)
{
	bool in_fence = p->fence != 0;
	if (!p->comment && fence_line(p, line))
		return;
	if (in_fence) {
		add(p, line, file);
	} else if (p->comment) {
		add_text(p, line, file);
	} else {
		if (heading(line) || rule(line))
			return;
		size_t skip = line_marks(line);
		add_text(p, fp_str_sub(line, skip, line.n), file + skip);
	}
	add(p, eol, file + line.n);
}

static void add_body(plain_ctx *p, size_t start, size_t end)
{
	const char *t = p->c->text.p;
	p->fence = 0;
	p->comment = false;
	while (start < end) {
		const char *nl = memchr(t + start, '\n', end - start);
		size_t stop = nl ? (size_t)(nl - t) : end;
		size_t le = stop > start && t[stop - 1] == '\r' ? stop - 1 : stop;
		add_line(p, (fp_str){t + start, le - start}, start, nl ? FP_STR("\n") : (fp_str){0});
		start = nl ? stop + 1 : end;
	}
}

// ---------------------------------------------------------------- the title

// The value as it is written may have escapes: both are walked side by side, and bytes that correspond are linked.
static void add_title_written(plain_ctx *p, fp_str title, fp_span value)
{
	fp_str raw = fp_str_sub(p->c->text, value.start, value.end);
	ptrdiff_t whole = fp_str_find(raw, title, 0);
	if (whole >= 0) {
		add(p, title, value.start + (size_t)whole);
		return;
	}
	size_t j = 0;
	for (size_t i = 0; i < title.n; i++) {
		size_t k = j;
		while (k < raw.n && raw.p[k] != title.p[i])
			k++;
		if (k < raw.n && k - j < 12)
			j = k;
		add(p, fp_str_sub(title, i, i + 1), value.start + (j < raw.n ? j : raw.n ? raw.n - 1 : 0));
		if (j < raw.n && raw.p[j] == title.p[i])
			j++;
	}
}

static void add_title(plain_ctx *p)
{
	const fp_field *f = fp_case_field(p->c, "title");
	fp_str title = fp_case_title(p->c), text = p->c->text;
	bool inside = title.n && title.p >= text.p && title.p + title.n <= text.p + text.n;
	piece_start(p, FP_STR("title"));
	if (f && f->n && fp_str_eq(f->items[0], title))
		add_title_written(p, title, f->value);
	else if (inside && (size_t)(title.p - text.p) >= p->c->body)
		add(p, title, (size_t)(title.p - text.p));
	piece_end(p);
}

fp_plain fp_plain_of(fp_arena *a, const fp_case *c)
{
	plain_ctx p = {.a = a, .c = c};
	add_title(&p);
	for (size_t i = 0; i < c->section_n && c->text.n <= FP_CASE_MAX; i++) {
		const fp_section *s = &c->sections[i];
		piece_start(&p, s->name.n ? s->name : fp_str_trim(s->heading));
		add_body(&p, s->body.start, s->body.end);
		piece_end(&p);
	}
	p.out.text = fp_buf_take(&p.text, a);
	return p.out;
}

void fp_plain_spans(fp_arena *a, const fp_plain_run *run, size_t run_n, size_t start, size_t end, fp_hit_span **v, size_t *n, size_t *cap)
{
	size_t lo = 0, hi = run_n;
	while (lo + 1 < hi) {  // the run that holds `start`
		size_t mid = (lo + hi) / 2;
		if (run[mid].plain <= start)
			lo = mid;
		else
			hi = mid;
	}
	for (size_t i = lo; i < run_n && start < end; i++) {
		size_t stop = i + 1 < run_n && run[i + 1].plain < end ? run[i + 1].plain : end;
		if (stop <= start)
			continue;
		fp_hit_span s = {run[i].file + (start - run[i].plain), run[i].file + (stop - run[i].plain)};
		if (*n && (*v)[*n - 1].end == s.start && i > lo)
			(*v)[*n - 1].end = s.end;
		else
			FP_PUSH(a, *v, *n, *cap) = s;
		start = stop;
	}
}
