// hygiene: marks inside a line - invisible characters, HTML, pinyin in brackets.
#include "text/hygiene_priv.h"

#include <string.h>

// ---------------------------------------------------------------- invisible

static bool needs_joiners(uint32_t cp)
{
	return (cp >= 0x590 && cp <= 0x109F) || (cp >= 0x1780 && cp <= 0x18AF);   // Hebrew to Burmese, Khmer, Mongolian
}

static bool is_emoji(uint32_t cp)
{
	return (cp >= 0x2190 && cp <= 0x2BFF) || cp == 0xFE0F || cp >= 0x1F000;
}

static bool invisible(uint32_t cp, uint32_t before, uint32_t after)
{
	if (cp < 0x20 || cp == 0x7F)
		return !strchr("\t\n\r", (int)cp) || !cp;
	switch (cp) {
	case 0x200D:
		return !(is_emoji(before) && is_emoji(after)) && !needs_joiners(before);
	case 0x200C: case 0x200E: case 0x200F:
		return !needs_joiners(before) && !needs_joiners(after);
	case 0xAD: case 0x200B: case 0x2060: case 0xFEFF: case 0x180E:
		return true;
	default:
		return (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2061 && cp <= 0x2069);
	}
}

void fp_pass_invisible(fp_pass *p)
{
	uint32_t before = 0;
	for (size_t i = 0; i < p->in.n;) {
		size_t from = i, ahead;
		unsigned char c = (unsigned char)p->in.p[i];
		if (c >= 0x20 && c < 0x7F) {
			before = c;
			i++;
			continue;
		}
		uint32_t cp = fp_utf8_next(p->in, &i);
		ahead = i;
		uint32_t after = ahead < p->in.n ? fp_utf8_next(p->in, &ahead) : 0;
		if (cp != FP_BAD_CP && invisible(cp, before, after))
			fp_pass_cut(p, FP_DIRT_INVISIBLE, from, i, (fp_str){0}, "看不见的字符", "an invisible character");
		else
			before = cp;
	}
}

// ---------------------------------------------------------------- entities

static const struct {
	const char *name;
	uint32_t cp;
} entities[] = {
	{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", ' '}, {"ensp", ' '}, {"emsp", ' '}, {"thinsp", ' '}, {"hellip", 0x2026},
	{"mdash", 0x2014}, {"ndash", 0x2013}, {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"laquo", 0xAB}, {"raquo", 0xBB}, {"middot", 0xB7},
	{"bull", 0x2022}, {"times", 0xD7}, {"yen", 0xA5}, {"euro", 0x20AC}, {"pound", 0xA3}, {"deg", 0xB0}, {"copy", 0xA9}, {"reg", 0xAE}, {"trade", 0x2122}, {"eacute", 0xE9},
	{"egrave", 0xE8}, {"agrave", 0xE0}, {"ccedil", 0xE7}, {"uuml", 0xFC}, {"ouml", 0xF6}, {"auml", 0xE4}, {"szlig", 0xDF}, {"ntilde", 0xF1}, {"zwnj", 0x200C}, {"zwj", 0x200D},
};

static bool numbered(fp_str body, uint32_t *cp)
{
	uint32_t v = 0;
	bool hex = body.n > 1 && (body.p[1] | 32) == 'x';
	size_t i = hex ? 2 : 1;
	if (i >= body.n)
		return false;
	for (; i < body.n; i++) {
		int c = body.p[i] | 32, digit = c >= '0' && c <= '9' ? c - '0' : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (digit < 0 || (v = v * (hex ? 16 : 10) + (uint32_t)digit) > 0x10FFFF)
			return false;
	}
	*cp = v == 0xA0 ? ' ' : v;
	return (v >= 0xA0 || (v >= 0x20 && v < 0x7F) || v == '\n' || v == '\t') && !(v >= 0xD800 && v <= 0xDFFF);
}

static bool entity(fp_str body, uint32_t *cp)
{
	if (body.n && body.p[0] == '#')
		return numbered(body, cp);
	for (size_t i = 0; i < FP_COUNT(entities); i++)
		if (fp_str_is(body, entities[i].name)) {
			*cp = entities[i].cp;
			return true;
		}
	return false;
}

void fp_pass_entities(fp_pass *p)
{
	for (size_t i = 0; i < p->in.n; i++) {
		const char *at = memchr(p->in.p + i, '&', p->in.n - i);
		if (!at)
			return;
		i = (size_t)(at - p->in.p);
		size_t end = i + 1, most = p->in.n - i < 12 ? p->in.n : i + 12;
		while (end < most && p->in.p[end] != ';' && p->in.p[end] != '&')
			end++;
		uint32_t cp;
		char put[4];
		if (end >= most || p->in.p[end] != ';' || !entity(fp_str_sub(p->in, i + 1, end), &cp))
			continue;
		size_t n = fp_utf8_put(put, cp);
		if (n < end + 1 - i)
			fp_pass_cut(p, FP_DIRT_ENTITY, i, end + 1, fp_str_dup(p->a, (fp_str){put, n}), "HTML 实体", "an HTML entity");
		i = end;
	}
}

// ---------------------------------------------------------------- tags

static const char tag_names[] = "|a|abbr|article|aside|audio|b|blockquote|body|br|button|center|code|dd|del|div|dl|dt|em|figure|font|footer|form|h1|h2|h3|h4|h5|h6|head|header|hr|html|i|iframe|img|"
	"input|ins|label|li|link|main|mark|meta|nav|ol|p|pre|s|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|title|tr|u|ul|video|";
static const char breaking[] = "|br|p|div|li|tr|h1|h2|h3|h4|h5|h6|hr|table|ul|ol|";

static bool in_list(const char *list, const char *name, size_t n)
{
	char probe[16] = "|";
	if (n + 2 >= sizeof probe)
		return false;
	memcpy(probe + 1, name, n);
	probe[n + 1] = '|';
	probe[n + 2] = 0;
	return strstr(list, probe) != NULL;
}

#define TAG_MOST 1000

// The end of the tag that starts at `at`, 0 when there is none. name: in small letters.
static size_t tag_end(fp_str s, size_t at, char name[12], size_t *name_n, bool *closing)
{
	size_t i = at + 1, n = 0;
	*closing = i < s.n && s.p[i] == '/';
	for (i += *closing; i < s.n && n < 11; i++, n++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (n && c >= '0' && c <= '9')))
			break;
		name[n] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	if (!n || !in_list(tag_names, name, n) || i >= s.n || !strchr(" \t\r\n/>", s.p[i]) || !s.p[i])
		return 0;
	*name_n = n;
	for (char quote = 0; i < s.n && i - at < TAG_MOST; i++) {
		if (quote)
			quote = s.p[i] == quote ? 0 : quote;
		else if (s.p[i] == '"' || s.p[i] == '\'')
			quote = s.p[i];
		else if (s.p[i] == '>' || s.p[i] == '<')
			return s.p[i] == '>' ? i + 1 : 0;
	}
	return 0;
}

// Scripts and styles go with what they hold. *none: there is no closing one from here on, and nobody looks again.
static size_t with_content(fp_str s, const char *name, size_t n, size_t end, bool *none)
{
	if (*none || !in_list("|script|style|", name, n))
		return end;
	for (size_t i = end; i + n + 2 < s.n; i++)
		if (s.p[i] == '<' && s.p[i + 1] == '/' && fp_str_ieq(fp_str_sub(s, i + 2, i + 2 + n), (fp_str){name, n})) {
			const char *close = memchr(s.p + i, '>', s.n - i);
			return close ? (size_t)(close - s.p) + 1 : end;
		}
	*none = true;
	return end;
}

void fp_pass_tags(fp_pass *p)
{
	char name[12];
	size_t n, end;
	bool closing, none = false;
	for (size_t i = 0; i < p->in.n; i++) {
		const char *at = memchr(p->in.p + i, '<', p->in.n - i);
		if (!at)
			return;
		i = (size_t)(at - p->in.p);
		ptrdiff_t close = fp_str_starts(fp_str_sub(p->in, i, p->in.n), "<!--") ? fp_str_find(fp_str_sub(p->in, i, i + TAG_MOST), FP_STR("-->"), 4) : -1;
		if (close >= 0) {
			fp_pass_cut(p, FP_DIRT_TAG, i, i + (size_t)close + 3, (fp_str){0}, "HTML 注释", "an HTML comment");
			i += (size_t)close + 2;
		} else if ((end = tag_end(p->in, i, name, &n, &closing))) {
			end = closing ? end : with_content(p->in, name, n, end, &none);
			// A closing tag of a paragraph and the opening one of the next make one new line.
			bool line = in_list(breaking, name, n) && !(!closing && i && p->in.p[i - 1] == '>') && i;
			fp_pass_cut(p, FP_DIRT_TAG, i, end, line ? FP_STR("\n") : (fp_str){0}, "HTML 标签", "an HTML tag");
			i = end - 1;
		}
	}
}

// ---------------------------------------------------------------- pinyin

// A letter of pinyin without its tone; 0 for any other character.
static char toneless(uint32_t cp, bool *toned)
{
	static const struct { char letter; uint32_t of[4]; } tones[] = {
		{'a', {0x101, 0xE1, 0x1CE, 0xE0}}, {'e', {0x113, 0xE9, 0x11B, 0xE8}}, {'i', {0x12B, 0xED, 0x1D0, 0xEC}}, {'o', {0x14D, 0xF3, 0x1D2, 0xF2}},
		{'u', {0x16B, 0xFA, 0x1D4, 0xF9}}, {'v', {0x1D6, 0x1D8, 0x1DA, 0x1DC}}, {'n', {0x144, 0x148, 0x1F9, 0}}, {'m', {0x1E3F, 0, 0, 0}},
	};
	if (cp >= 'a' && cp <= 'z')
		return (char)cp;
	if (cp == 0xFC)
		return 'v';
	if (cp == 0x251)
		return 'a';
	if (cp == 0x261)
		return 'g';
	for (size_t i = 0; i < FP_COUNT(tones); i++)
		for (size_t k = 0; k < 4; k++)
			if (cp && tones[i].of[k] == cp) {
				*toned = true;
				return tones[i].letter;
			}
	return 0;
}

static bool is_syllable(const char *s)
{
	static const char initials[] = "bpmfdtnlgkhjqxzcsryw";
	static const char finals[] = "|a|o|e|i|u|v|ai|ei|ui|ao|ou|iu|ie|ue|ve|er|an|en|in|un|vn|ang|eng|ing|ong|ia|iao|ian|iang|iong|ua|uo|uai|uan|uang|";
	if (!strcmp(s, "n") || !strcmp(s, "ng") || !strcmp(s, "m"))
		return true;
	if (*s && strchr(initials, *s)) {
		bool retroflex = (*s == 'z' || *s == 'c' || *s == 's') && s[1] == 'h';
		s += retroflex ? 2 : 1;
	}
	return in_list(finals, s, strlen(s));
}

static bool open_bracket(uint32_t cp)
{
	return cp == '(' || cp == 0xFF08;
}

// The end of "(shù)" that starts at `at`, else 0.
static size_t pinyin_end(fp_str s, size_t at, bool *toned)
{
	char letters[8];
	size_t n = 0, i = at;
	*toned = false;
	if (!open_bracket(fp_utf8_next(s, &i)))
		return 0;
	while (i < s.n && n < 7) {
		uint32_t cp = fp_utf8_next(s, &i);
		if (cp == ')' || cp == 0xFF09) {
			letters[n] = 0;
			return n && is_syllable(letters) ? i : 0;
		}
		if (!(letters[n++] = toneless(cp, toned)))
			return 0;
	}
	return 0;
}

// Without a tone a bracket may be a word, so such ones go only where brackets with tones show what made them.
#define SURE 3

static void pinyin(fp_pass *p, bool count_only, size_t *sure)
{
	uint32_t before = 0;
	for (size_t i = 0; i < p->in.n;) {
		size_t from = i, end = 0;
		bool toned = false;
		uint32_t cp = fp_utf8_next(p->in, &i);
		if (fp_is_han(before) && open_bracket(cp))
			end = pinyin_end(p->in, from, &toned);
		if (end && count_only)
			*sure += toned;
		else if (end && (toned || *sure >= SURE))
			fp_pass_cut(p, FP_DIRT_PINYIN, from, end, (fp_str){0}, "字后面的拼音", "pinyin behind a character");
		i = end ? end : i;
		before = cp;
	}
}

void fp_pass_pinyin(fp_pass *p)
{
	size_t sure = 0;
	if (!memchr(p->in.p ? p->in.p : "", '(', p->in.n) && fp_str_find(p->in, FP_STR("（"), 0) < 0)
		return;
	pinyin(p, true, &sure);
	if (sure)
		pinyin(p, false, &sure);
}
