// rich: the inline syntax of slide texts, and the cleaning of every text that enters a deck.
#include "deck/deck_priv.h"

bool fp_cp_is_punct(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= '!' && cp <= '/') || (cp >= ':' && cp <= '@') || (cp >= '[' && cp <= '`') ||
		       (cp >= '{' && cp <= '~');
	return (cp >= 0x2010 && cp <= 0x205E) || (cp >= 0x3001 && cp <= 0x303F && cp != 0x3005 && cp != 0x3007) ||
	       (cp >= 0xFF01 && cp <= 0xFF0F) || (cp >= 0xFF1A && cp <= 0xFF20) || (cp >= 0xFF3B && cp <= 0xFF40) ||
	       (cp >= 0xFF5B && cp <= 0xFF65) || cp == 0xB7;
}

// Characters that would break a file format or mislead a reader: controls, direction overrides, noncharacters.
static bool is_dropped(uint32_t cp)
{
	return cp == FP_BAD_CP || (cp < 0x20 && cp != '\t' && cp != '\n') || (cp >= 0x7F && cp < 0xA0) ||
	       (cp >= 0x202A && cp <= 0x202E) ||
	       (cp >= 0x2066 && cp <= 0x2069) || cp == 0xFEFF || (cp & 0xFFFE) == 0xFFFE || (cp >= 0xFFF9 && cp <= 0xFFFB);
}

static void clean_into(fp_buf *b, fp_str s)
{
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t cp = fp_utf8_next(s, &i);
		if (cp == '\r')
			cp = i < s.n && s.p[i] == '\n' ? 0 : '\n';
		if (cp == 0x2028 || cp == 0x2029 || cp == '\n')
			fp_buf_c(b, '\n');
		else if (cp == '\t' || cp == 0xA0)
			fp_buf_c(b, ' ');
		else if (!is_dropped(cp))
			fp_buf_add(b, s.p + from, i - from);
	}
}

fp_str fp_text_clean(fp_arena *a, fp_str s, bool one_line)
{
	fp_buf b = {0}, out = {0};
	clean_into(&b, s);
	for (fp_str rest = fp_buf_view(&b); rest.n;) {
		fp_str line = fp_str_trim(fp_str_line(&rest));
		if (!line.n)
			continue;
		if (out.n)
			fp_buf_c(&out, one_line ? ' ' : '\n');
		fp_buf_str(&out, line);
	}
	fp_buf_free(&b);
	return fp_buf_take(&out, a);
}

static bool is_ascii_punct(char c)
{
	return c > 0 && fp_cp_is_punct((uint32_t)(unsigned char)c);
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Length of the case id at s[from], 0 when there is none: letters and digits with at least one inner hyphen and one
// digit.
static size_t ref_length(fp_str s, size_t from)
{
	size_t end = from, digits = 0, hyphens = 0;
	for (size_t i = from; i < s.n; i++) {
		if (is_alnum(s.p[i])) {
			digits += s.p[i] >= '0' && s.p[i] <= '9';
			end = i + 1;
		} else if (s.p[i] == '-' && i > from && i + 1 < s.n && is_alnum(s.p[i + 1])) {
			hyphens++;
		} else {
			break;
		}
	}
	return digits && hyphens ? end - from : 0;
}

// Where `close` starts at or after `from` on this line, skipping escapes when `escapes`; -1 when it does not.
static ptrdiff_t find_close(fp_str s, size_t from, const char *close, bool escapes)
{
	size_t n = fp_s(close).n;
	for (size_t i = from; i + n <= s.n && s.p[i] != '\n'; i++) {
		if (fp_str_eq(fp_str_sub(s, i, i + n), fp_s(close)))
			return (ptrdiff_t)i;
		if (escapes && s.p[i] == '\\' && i + 1 < s.n && is_ascii_punct(s.p[i + 1]))
			i++;
	}
	return -1;
}

static const struct {
	const char *open, *close;
	fp_run_kind kind;
} marks[] = {{"**", "**", FP_RUN_STRONG}, {"[-", "-]", FP_RUN_TABOO}, {"[+", "+]", FP_RUN_GOOD},
             {"`", "`", FP_RUN_TERM}};

typedef struct {
	fp_arena *a;
	fp_run *v;
	size_t n, cap;
	fp_buf plain;    // text not yet in a run
	size_t dead[4];  // before here the mark is known to have no end on its line
} runs;

static void push(runs *r, fp_run_kind kind, fp_str text)
{
	if (text.n)
		FP_PUSH(r->a, r->v, r->n, r->cap) = (fp_run){kind, text};
}

static void flush(runs *r)
{
	push(r, FP_RUN_PLAIN, fp_str_dup(r->a, fp_buf_view(&r->plain)));
	fp_buf_clear(&r->plain);
}

static fp_str unescape(fp_arena *a, fp_str s)
{
	fp_buf b = {0};
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n && is_ascii_punct(s.p[i + 1]))
			i++;
		fp_buf_c(&b, s.p[i]);
	}
	return fp_buf_take(&b, a);
}

// Reads one marked run at *i; false when the mark is not closed on its line.
static bool read_mark(runs *r, fp_str s, size_t *i)
{
	for (size_t k = 0; k < FP_COUNT(marks); k++) {
		size_t n = fp_s(marks[k].open).n;
		if (*i < r->dead[k] || !fp_str_starts(fp_str_sub(s, *i, s.n), marks[k].open))
			continue;
		ptrdiff_t close = find_close(s, *i + n, marks[k].close, marks[k].kind != FP_RUN_TERM);
		if (close < 0) {
			ptrdiff_t line_end = fp_str_find(s, FP_STR("\n"), *i);
			r->dead[k] = line_end < 0 ? s.n : (size_t)line_end;
		}
		if (close <= (ptrdiff_t)(*i + n))
			continue;
		fp_str inner = fp_str_sub(s, *i + n, (size_t)close);
		// A term has no escapes, so it may not hold what ends a comment: notes are comments in Markdown.
		if (marks[k].kind == FP_RUN_TERM && (fp_str_has(inner, FP_STR("-->")) || fp_str_has(inner, FP_STR("--!>"))))
			continue;
		flush(r);
		push(r, marks[k].kind, marks[k].kind == FP_RUN_TERM ? fp_str_dup(r->a, inner) : unescape(r->a, inner));
		*i = (size_t)close + fp_s(marks[k].close).n;
		return true;
	}
	return false;
}

static bool read_ref(runs *r, fp_str s, size_t *i)
{
	if (s.p[*i] != '@' || (*i > 0 && is_alnum(s.p[*i - 1])))
		return false;
	size_t n = ref_length(s, *i + 1);
	if (!n)
		return false;
	flush(r);
	push(r, FP_RUN_REF, fp_str_dup(r->a, fp_str_sub(s, *i + 1, *i + 1 + n)));
	*i += 1 + n;
	return true;
}

size_t fp_rich_runs(fp_arena *a, fp_str rich, fp_run **out)
{
	runs r = {.a = a};
	for (size_t i = 0; i < rich.n;) {
		char c = rich.p[i];
		if (c == '\\' && i + 1 < rich.n && is_ascii_punct(rich.p[i + 1])) {
			fp_buf_c(&r.plain, rich.p[i + 1]);
			i += 2;
		} else if (!read_mark(&r, rich, &i) && !read_ref(&r, rich, &i)) {
			fp_buf_c(&r.plain, c);
			i++;
		}
	}
	flush(&r);
	fp_buf_free(&r.plain);
	*out = r.v;
	return r.n;
}

fp_str fp_rich_plain(fp_arena *a, fp_str rich)
{
	fp_run *v;
	size_t n = fp_rich_runs(a, rich, &v);
	fp_buf b = {0};
	for (size_t i = 0; i < n; i++)
		fp_buf_str(&b, v[i].text);
	return fp_buf_take(&b, a);
}

// Writes text with the escapes that it needs to be read back as text inside a run of `kind`.
static void put_escaped(fp_buf *b, fp_str s, fp_run_kind kind)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : 0;
		bool esc = c == '\\' || c == '*' || c == '`';
		if (kind == FP_RUN_PLAIN && c == '[')
			esc = next == '-' || next == '+';
		if ((kind == FP_RUN_TABOO && c == '-') || (kind == FP_RUN_GOOD && c == '+'))
			esc = next == ']';
		if (kind == FP_RUN_PLAIN && c == '@' && !(b->n && is_alnum(b->p[b->n - 1])))
			esc = ref_length(s, i + 1) > 0;
		if (esc)
			fp_buf_c(b, '\\');
		fp_buf_c(b, c);
	}
}

fp_str fp_rich_escape(fp_arena *a, fp_str plain)
{
	fp_buf b = {0};
	put_escaped(&b, plain, FP_RUN_PLAIN);
	return fp_buf_take(&b, a);
}

static void put_run(fp_buf *b, const fp_run *run, fp_run_kind before)
{
	if (run->kind == FP_RUN_REF) {
		fp_buf_f(b, "@%.*s", FP_ARG(run->text));
		return;
	}
	const char *open = "", *close = "";
	for (size_t k = 0; k < FP_COUNT(marks); k++)
		if (marks[k].kind == run->kind)
			open = marks[k].open, close = marks[k].close;
	fp_buf_z(b, open);
	if (run->kind == FP_RUN_TERM) {
		fp_buf_str(b, run->text);
	} else {
		// A hyphen right after a case id would be read as a part of it.
		if (before == FP_RUN_REF && run->kind == FP_RUN_PLAIN && run->text.p[0] == '-')
			fp_buf_c(b, '\\');
		put_escaped(b, run->text, run->kind);
	}
	fp_buf_z(b, close);
}

static uint32_t first_cp(fp_str s)
{
	size_t i = 0;
	return s.n ? fp_utf8_next(s, &i) : ' ';
}

static size_t last_start(fp_str s)
{
	size_t i = s.n;
	while (i > 0 && ((unsigned char)s.p[--i] & 0xC0) == 0x80)
		;
	return i;
}

static bool is_open_space(uint32_t cp)
{
	return cp == ' ' || cp == '\n' || cp == 0x3000;
}

// Whether a character at the edge of strong text must stand outside it: white space always; CJK punctuation when the
// neighbour is neither space nor punctuation, because Markdown would then not see the emphasis ("**客户：**都").
static bool leaves(uint32_t edge, uint32_t neighbour)
{
	return is_open_space(edge) || (edge >= 0x80 && fp_cp_is_punct(edge) && !is_open_space(neighbour) &&
	                               !fp_cp_is_punct(neighbour));
}

typedef struct {
	fp_str head, body, tail;
} edges;

static edges split_edges(fp_str s, uint32_t before, uint32_t after)
{
	edges e = {fp_str_sub(s, 0, 0), s, fp_str_sub(s, s.n, s.n)};
	while (e.body.n && leaves(first_cp(e.body), e.head.n ? ' ' : before)) {
		size_t i = 0;
		fp_utf8_next(e.body, &i);
		e.head.n += i;
		e.body = fp_str_sub(e.body, i, e.body.n);
	}
	while (e.body.n) {
		size_t i = last_start(e.body);
		if (!leaves(first_cp(fp_str_sub(e.body, i, e.body.n)), e.tail.n ? ' ' : after))
			break;
		e.tail = (fp_str){e.body.p + i, e.tail.n + e.body.n - i};
		e.body.n = i;
	}
	return e;
}

// Joins neighbours that are plain and moves the edges of strong runs outside.
static size_t tidy(fp_arena *a, const fp_run *in, size_t n, fp_run **out)
{
	runs r = {.a = a};
	for (size_t i = 0; i < n; i++) {
		if (in[i].kind == FP_RUN_PLAIN) {
			fp_buf_str(&r.plain, in[i].text);
			continue;
		}
		edges e = {fp_str_sub(in[i].text, 0, 0), in[i].text, {0}};
		if (in[i].kind == FP_RUN_STRONG) {
			uint32_t before = i ? first_cp(fp_str_sub(in[i - 1].text, last_start(in[i - 1].text), in[i - 1].text.n)) :
				' ';
			e = split_edges(in[i].text, before, i + 1 < n ? first_cp(in[i + 1].text) : ' ');
		}
		fp_buf_str(&r.plain, e.head);
		if (e.body.n) {
			flush(&r);
			push(&r, in[i].kind, e.body);
		}
		fp_buf_str(&r.plain, e.tail);
	}
	flush(&r);
	fp_buf_free(&r.plain);
	*out = r.v;
	return r.n;
}

static fp_str canon_once(fp_arena *a, fp_str s, bool one_line)
{
	fp_run *raw, *v;
	size_t n = fp_rich_runs(a, fp_text_clean(a, s, one_line), &raw);
	n = tidy(a, raw, n, &v);
	fp_buf b = {0};
	for (size_t i = 0; i < n; i++)
		put_run(&b, &v[i], i ? v[i - 1].kind : FP_RUN_PLAIN);
	return fp_buf_take(&b, a);
}

fp_str fp_rich_canon(fp_arena *a, fp_str rich, bool one_line)
{
	fp_str s = canon_once(a, rich, one_line);
	// Text that leaves a run may give the next pass something to trim or join; a few passes reach the fixed point.
	for (int i = 0; i < 8; i++) {
		fp_str next = canon_once(a, s, one_line);
		if (fp_str_eq(next, s))
			return s;
		s = next;
	}
	// Only text made to defeat the rules comes here: keep its words, drop the marks.
	return fp_text_clean(a, fp_rich_escape(a, fp_rich_plain(a, s)), one_line);
}
