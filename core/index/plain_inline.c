// plain_inline: which bytes of one line are markup: escapes, code marks, tags, link addresses, emphasis. Every search ahead is
// bounded, so a line of megabytes takes linear time; emphasis does not go across lines here.
#include <string.h>

#include "index/index_priv.h"

#define AHEAD 400      // bytes searched for the end of code and of a link's text
#define AHEAD_FAR 4000 // for the end of a tag and of an address, where a search is one memchr
#define STARS 64       // emphasis marks open at once

static void mark_range(unsigned char *mark, size_t from, size_t to, unsigned char v)
{
	memset(mark + from, v, to - from);
}

static bool punct(char c)
{
	return c > 0x20 && c < 0x7F && !(c >= '0' && c <= '9') && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static size_t same(fp_str s, size_t at)
{
	size_t n = 1;
	while (at + n < s.n && s.p[at + n] == s.p[at])
		n++;
	return n;
}

// `code`: the marks go, what is between them stays as it is. Returns where to go on.
static size_t code_span(fp_str s, size_t at, unsigned char *mark)
{
	size_t n = same(s, at), end = s.n - at > AHEAD ? at + AHEAD : s.n;
	for (size_t i = at + n; i < end;) {
		size_t m = s.p[i] == '`' ? same(s, i) : 0;
		if (m == n) {
			mark_range(mark, at, at + n, FP_MARK_DROP);
			mark_range(mark, at + n, i, FP_MARK_KEEP);
			mark_range(mark, i, i + n, FP_MARK_DROP);
			return i + n;
		}
		i += m ? m : 1;
	}
	return at + n;
}

// <b>, </b>, <img ...>; an address <https://...> stays without its brackets.
static size_t tag(fp_str s, size_t at, unsigned char *mark)
{
	size_t end = s.n - at > AHEAD_FAR ? at + AHEAD_FAR : s.n;
	char c = at + 1 < s.n ? (char)(s.p[at + 1] | 0x20) : 0;
	if (!(c >= 'a' && c <= 'z') && !(at + 1 < s.n && s.p[at + 1] == '/'))
		return at + 1;
	const char *gt = memchr(s.p + at, '>', end - at);
	if (!gt)
		return at + 1;
	size_t stop = (size_t)(gt - s.p);
	fp_str in = fp_str_sub(s, at + 1, stop);
	bool address = (fp_str_has(in, FP_STR("://")) || fp_str_has(in, FP_STR("@"))) && !fp_str_has(in, FP_STR(" "));
	mark_range(mark, at, stop + 1, address ? FP_MARK_KEEP : FP_MARK_DROP);
	mark[at] = mark[stop] = FP_MARK_DROP;
	return stop + 1;
}

// [text](address): the address and the brackets go. ![alt](address) likewise.
static void link_at(fp_str s, size_t at, unsigned char *mark)
{
	size_t end = s.n - at > AHEAD ? at + AHEAD : s.n, close = 0;
	int depth = 0;
	for (size_t i = at; i < end && !close; i++) {
		if (mark[i] != FP_MARK_TEXT)
			continue;
		if (s.p[i] == '[')
			depth++;
		else if (s.p[i] == ']' && --depth == 0)
			close = i;
	}
	if (!close || close + 1 >= s.n || s.p[close + 1] != '(')
		return;
	end = s.n - close > AHEAD_FAR ? close + AHEAD_FAR : s.n;
	const char *paren = memchr(s.p + close, ')', end - close);
	if (!paren)
		return;
	mark[at] = FP_MARK_DROP;
	if (at && s.p[at - 1] == '!' && mark[at - 1] == FP_MARK_TEXT)
		mark[at - 1] = FP_MARK_DROP;
	mark_range(mark, close, (size_t)(paren - s.p) + 1, FP_MARK_DROP);
}

// ---------------------------------------------------------------- emphasis

typedef struct {
	size_t at, n;       // what is left of a run of marks that may open
	char c;
} opener;

static uint32_t cp_before(fp_str s, size_t at)
{
	if (!at)
		return ' ';
	size_t i = at - 1;
	while (i && ((unsigned char)s.p[i] & 0xC0) == 0x80)
		i--;
	return fp_utf8_next(s, &i);
}

static uint32_t cp_at(fp_str s, size_t at)
{
	return at < s.n ? fp_utf8_next(s, &at) : ' ';
}

static bool blank(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == 0x3000 || cp == 0xA0;
}

static bool wordy(uint32_t cp)
{
	return cp != FP_BAD_CP && fp_ch_class(cp) != FP_CH_OTHER;
}

// Whether the run may open and close. Chinese is written without spaces, so the neighbours need only not be blanks; an
// underscore inside a word is none.
static void flanks(fp_str s, size_t at, size_t n, bool *open, bool *close)
{
	uint32_t before = cp_before(s, at), after = cp_at(s, at + n);
	*open = !blank(after) && at + n < s.n;
	*close = !blank(before) && at > 0;
	if (s.p[at] == '_') {
		*open = *open && !wordy(before);
		*close = *close && !wordy(after);
	}
}

// Closes what the run at `at` can close; returns how many of its marks are used.
static size_t close_with(opener *v, size_t *n, char c, size_t at, size_t count, unsigned char *mark)
{
	size_t used = 0;
	for (size_t i = *n; i-- > 0 && used < count;) {
		if (v[i].c != c || (c == '~' && v[i].n != count))
			continue;
		size_t take = v[i].n < count - used ? v[i].n : count - used;
		mark_range(mark, v[i].at + v[i].n - take, v[i].at + v[i].n, FP_MARK_DROP);
		mark_range(mark, at + used, at + used + take, FP_MARK_DROP);
		v[i].n -= take;
		used += take;
		*n = v[i].n ? i + 1 : i;  // what was opened inside and never closed stays text
	}
	return used;
}

static void emphasis(fp_str s, unsigned char *mark)
{
	opener v[STARS];
	size_t v_n = 0;
	for (size_t i = 0; i < s.n;) {
		char c = s.p[i];
		if (mark[i] != FP_MARK_TEXT || (c != '*' && c != '_' && c != '~')) {
			i++;
			continue;
		}
		size_t n = same(s, i), used = 0;
		bool open, close;
		flanks(s, i, n, &open, &close);
		// three and more are a mask such as 138****1234 or 还款***元; one ~ is a range
		if (n <= 2 && (c != '~' || n == 2)) {
			if (close)
				used = close_with(v, &v_n, c, i, n, mark);
			if (open && used < n && v_n < STARS)
				v[v_n++] = (opener){i + used, n - used, c};
		}
		i += n;
	}
}

void fp_plain_inline(fp_str s, unsigned char *mark)
{
	for (size_t i = 0; i < s.n;) {
		char c = s.p[i];
		if (c == '\\' && i + 1 < s.n && punct(s.p[i + 1])) {
			mark[i] = FP_MARK_DROP;
			mark[i + 1] = FP_MARK_KEEP;
			i += 2;
		} else if (c == '`') {
			i = code_span(s, i, mark);
		} else if (c == '<') {
			i = tag(s, i, mark);
		} else {
			i++;
		}
	}
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '[' && mark[i] == FP_MARK_TEXT)
			link_at(s, i, mark);
	emphasis(s, mark);
}
