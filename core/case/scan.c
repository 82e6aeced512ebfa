// scan: lines and one-line scalars of a small part of YAML, for the readers that need not call libyaml: front matter
// (front.c) and the files of the schema (yaml_scan.c). The only sin is to accept something and understand it
// differently than libyaml; every doubt is a false.
#include <string.h>

#include "case/case_priv.h"

// ---------------------------------------------------------------- characters

// Line ends and characters that libyaml treats in its own way: tab, lone CR, NEL, LS, PS, BOM, control characters.
static bool odd_at(fp_str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i], d = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0,
	              e = i + 2 < s.n ? (unsigned char)s.p[i + 2] : 0;
	if (c < 0x20)
		return c != '\n' && !(c == '\r' && d == '\n');
	if (c == 0xC2)
		return d < 0xA0;
	if (c == 0xE2)
		return d == 0x80 && (e == 0xA8 || e == 0xA9);
	if (c == 0xEF)
		return (d == 0xBB && e == 0xBF) || (d == 0xBF && e >= 0xBE);
	return c == 0x7F;
}

bool fp_scan_odd(fp_str text, fp_span front)
{
	fp_str s = fp_str_sub(text, 0, front.end);
	for (size_t i = front.start; i < front.end; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c < 0x20 || c == 0x7F || c == 0xC2 || c == 0xE2 || c == 0xEF) && odd_at(s, i))
			return true;
	}
	return false;
}

bool fp_scan_key_char(unsigned char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c >= 0x80 ||
	       (c == '-' && !first);
}

static bool digit_at(const fp_scan *s, size_t i)
{
	return i < s->line_end && s->text.p[i] >= '0' && s->text.p[i] <= '9';
}

size_t fp_scan_spaces(const fp_scan *s, size_t i)
{
	while (i < s->line_end && s->text.p[i] == ' ')
		i++;
	return i;
}

// Nothing but spaces and a comment, which a space must precede.
bool fp_scan_only_comment(const fp_scan *s, size_t i)
{
	size_t j = fp_scan_spaces(s, i);
	return j == s->line_end || (s->text.p[j] == '#' && j > i);
}

// ---------------------------------------------------------------- lines

bool fp_scan_line(fp_scan *s)
{
	if (s->at >= s->end)
		return false;
	const char *lf = memchr(s->text.p + s->at, '\n', s->end - s->at);
	s->next = lf ? (size_t)(lf - s->text.p) + 1 : s->end;
	s->line_end = lf ? s->next - 1 : s->end;
	if (lf && s->line_end > s->at && s->text.p[s->line_end - 1] == '\r')
		s->line_end--;
	return true;
}

void fp_scan_drop(fp_scan *s)
{
	s->at = s->next;
	s->line++;
}

bool fp_scan_blank(const fp_scan *s)
{
	size_t i = fp_scan_spaces(s, s->at);
	return i == s->line_end || s->text.p[i] == '#';
}

// ---------------------------------------------------------------- scalars on one line: *i moves behind them

static bool unescape(fp_scan *s, size_t from, size_t to, fp_str *out)
{
	char *p = fp_alloc(s->a, to - from + 1);
	size_t n = 0;
	for (size_t i = from; i < to; i++) {
		char c = s->text.p[i];
		if (c == '\\') {
			c = s->text.p[++i];
			if (c == 'n')
				c = '\n';
			else if (c == 't')
				c = '\t';
			else if (c != '"' && c != '\\')
				return false;
		}
		p[n++] = c;
	}
	*out = (fp_str){p, n};
	return true;
}

static bool double_quoted(fp_scan *s, size_t *i, fp_str *out)
{
	size_t from = *i + 1, j = from;
	bool plain = true;
	for (; j < s->line_end && s->text.p[j] != '"'; j++) {
		if (s->text.p[j] == '\\') {
			plain = false;
			j++;
		}
	}
	if (j >= s->line_end)
		return false;
	*i = j + 1;
	*out = fp_str_sub(s->text, from, j);
	return plain || unescape(s, from, j, out);
}

static bool single_quoted(fp_scan *s, size_t *i, fp_str *out)
{
	size_t from = *i + 1, j = from, n = 0;
	bool doubled = false;
	for (; j < s->line_end; j++) {
		if (s->text.p[j] != '\'')
			continue;
		if (j + 1 >= s->line_end || s->text.p[j + 1] != '\'')
			break;
		doubled = true;
		j++;
	}
	if (j >= s->line_end)
		return false;
	*i = j + 1;
	*out = fp_str_sub(s->text, from, j);
	if (!doubled)
		return true;
	char *p = fp_alloc(s->a, out->n + 1);
	for (size_t k = from; k < j; k++) {
		p[n++] = s->text.p[k];
		k += s->text.p[k] == '\'';
	}
	*out = (fp_str){p, n};
	return true;
}

static bool plain_start(const fp_scan *s, size_t i)
{
	char c = s->text.p[i];
	return !strchr("-?:,[]{}#&*!|>'\"%@`", c) || (c == '-' && digit_at(s, i + 1));
}

// Ends before a comment, in flow also before , ] }. Any ": " or trailing ":" is somebody's mistake or a nested mapping.
static bool plain(fp_scan *s, size_t *i, bool flow, fp_str *out)
{
	size_t j = *i, last = *i;
	if (!plain_start(s, j))
		return false;
	for (; j < s->line_end; j++) {
		char c = s->text.p[j];
		if (c == ' ')
			continue;
		if (c == '#' && s->text.p[j - 1] == ' ')
			break;
		if (flow && (c == ',' || c == '[' || c == ']' || c == '{' || c == '}'))
			break;
		if (c == ':' && (j + 1 == s->line_end || strchr(flow ? " ,?[]{}" : " ", s->text.p[j + 1])))
			return false;
		last = j + 1;
	}
	*out = fp_str_sub(s->text, *i, last);
	*i = last;
	return true;
}

bool fp_scan_scalar(fp_scan *s, size_t *i, bool flow, fp_str *out)
{
	if (*i >= s->line_end)
		return false;
	char c = s->text.p[*i];
	return c == '"' ? double_quoted(s, i, out) : c == '\'' ? single_quoted(s, i, out) : plain(s, i, flow, out);
}
