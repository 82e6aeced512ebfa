// markdown_prep: the text before libcmark sees it.
#include "base/markdown_priv.h"

#include <string.h>

void fp_md_mark(fp_str source, char mark[FP_MD_MARK_MAX])
{
	snprintf(mark, FP_MD_MARK_MAX, "<?fp?>");
	for (uint64_t seed = 0; fp_str_has(source, fp_s(mark)); seed++)
		snprintf(mark, FP_MD_MARK_MAX, "<?fp%016llx?>", (unsigned long long)fp_hash64(source.p, source.n, seed));
}

// ---------------------------------------------------------------- nesting
// Quotes and lists nest by their markers on one line and by the columns to which a marker is indented; libcmark takes time in
// proportion to the depth for every line. Both are limited here, so that reading is linear in the source.
#define MARKERS_MOST FP_MD_DEPTH
#define COLUMNS_MOST (4 * FP_MD_DEPTH)

static bool blank_at(fp_str s, size_t i)
{
	return i >= s.n || s.p[i] == ' ' || s.p[i] == '\t';
}

// "- - -" is a rule and not three lists.
static bool is_rule(fp_str s)
{
	size_t marks = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == s.p[0])
			marks++;
		else if (!blank_at(s, i))
			return false;
	}
	return marks >= 3 && (s.p[0] == '-' || s.p[0] == '*');
}

// The length of a quote or list marker at i, 0 when there is none.
static size_t marker_at(fp_str s, size_t i)
{
	size_t digits = 0;
	if (i >= s.n)
		return 0;
	if (s.p[i] == '>')
		return 1;
	if (strchr("-+*", s.p[i]) && s.p[i])
		return blank_at(s, i + 1) ? 1 : 0;
	while (i + digits < s.n && s.p[i + digits] >= '0' && s.p[i + digits] <= '9')
		digits++;
	if (digits == 0 || digits > 9 || i + digits >= s.n || (s.p[i + digits] != '.' && s.p[i + digits] != ')'))
		return 0;
	return blank_at(s, i + digits + 1) ? digits + 1 : 0;
}

// Where a backslash has to go to make the rest of the line text; s.n when nowhere.
static size_t too_deep(fp_str s)
{
	size_t i = 0, column = 0;
	for (size_t markers = 0;; markers++) {
		for (; i < s.n && blank_at(s, i); i++)
			column += s.p[i] == '\t' ? 4 - column % 4 : 1;
		size_t n = marker_at(s, i);
		if (n == 0)
			return s.n;
		if (markers >= MARKERS_MOST || column > COLUMNS_MOST)
			return is_rule(fp_str_sub(s, i, s.n)) ? s.n : i + n - 1;
		i += n;
		column += n;
	}
}

// ---------------------------------------------------------------- emphasis beside Chinese
static bool is_cjk(uint32_t cp)
{
	return cp != FP_BAD_CP && fp_cp_width(cp) == 2;
}

// Rather too much than too little: a mark beside something that libcmark does not take for punctuation changes nothing.
static bool is_punct(uint32_t cp)
{
	if (cp < 0x80)
		return cp > 0x20 && cp < 0x7F && !(cp >= '0' && cp <= '9') && !((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z');
	return cp == 0xB7 || (cp >= 0x2010 && cp <= 0x205E) || (cp >= 0x3001 && cp <= 0x303D && !fp_is_han(cp) &&
	       !(cp >= 0x3021 && cp <= 0x3029)) || cp == 0x30FB || (cp >= 0xFE10 && cp <= 0xFE52) ||
	       (cp >= 0xFF01 && cp <= 0xFF0F) || (cp >= 0xFF1A && cp <= 0xFF20) || (cp >= 0xFF3B && cp <= 0xFF40) ||
	       (cp >= 0xFF5B && cp <= 0xFF65);
}

static bool is_blank_cp(uint32_t cp)
{
	return cp <= 0x20 || cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x3000;
}

// Punctuation on one side of the stars and a word on the other, one of them Chinese.
static bool needs_mark(uint32_t punct, uint32_t word)
{
	return is_punct(punct) && !is_punct(word) && !is_blank_cp(word) && (is_cjk(punct) || is_cjk(word));
}

static void mark_emphasis(fp_buf *out, fp_str s, const char *mark)
{
	uint32_t before = ' ';
	size_t done = 0;
	for (size_t i = 0; i < s.n;) {
		if (s.p[i] == '\\' && i + 1 < s.n) {  // \* is no emphasis
			i++;
			before = fp_utf8_next(s, &i);
			continue;
		}
		if (s.p[i] != '*') {
			before = fp_utf8_next(s, &i);
			continue;
		}
		size_t from = i;
		while (i < s.n && s.p[i] == '*')
			i++;
		size_t next = i;
		uint32_t after = i < s.n ? fp_utf8_next(s, &next) : ' ';
		fp_buf_str(out, fp_str_sub(s, done, from));
		if (needs_mark(after, before))  // 他说**“好”**
			fp_buf_z(out, mark);
		fp_buf_str(out, fp_str_sub(s, from, i));
		if (needs_mark(before, after))  // **客户：**都
			fp_buf_z(out, mark);
		done = i;
		before = '*';
	}
	fp_buf_str(out, fp_str_sub(s, done, s.n));
}

// ---------------------------------------------------------------- lines
// One line off *s; libcmark ends lines at a lone CR too.
static fp_str take_line(fp_str *s)
{
	size_t n = 0;
	while (n < s->n && s->p[n] != '\n' && s->p[n] != '\r')
		n++;
	fp_str line = fp_str_sub(*s, 0, n);
	if (n + 1 < s->n && s->p[n] == '\r' && s->p[n + 1] == '\n')
		n++;
	*s = fp_str_sub(*s, n + 1, s->n);
	return line;
}

void fp_md_prepare(fp_buf *out, fp_str source, const char *mark)
{
	while (source.n) {
		fp_str line = take_line(&source);
		size_t deep = too_deep(line);
		if (deep < line.n) {
			fp_buf_str(out, fp_str_sub(line, 0, deep));
			fp_buf_c(out, '\\');
			fp_buf_z(out, mark);
			line = fp_str_sub(line, deep, line.n);
		}
		if (line.n && memchr(line.p, '*', line.n))
			mark_emphasis(out, line, mark);
		else
			fp_buf_str(out, line);
		fp_buf_c(out, '\n');
	}
}
