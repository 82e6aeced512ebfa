// pii_view: a text as detectors see it. Digits that are written in another way (Chinese numerals, circled, letters that
// look like digits, single digits with spaces, dots between groups) become plain digits where together they have the
// length of a number that is looked for; everywhere else such characters stay what they are.
#include "text/pii_priv.h"

#include <string.h>

// ---------------------------------------------------------------- characters

static unsigned char other_digit(uint32_t cp)
{
	if (cp >= 0x1D7CE && cp <= 0x1D7FF)
		return (unsigned char)('0' + (cp - 0x1D7CE) % 10);
	if ((cp >= 0x660 && cp <= 0x669) || (cp >= 0x6F0 && cp <= 0x6F9))
		return (unsigned char)('0' + (cp & 0xF));
	return 0;
}

static unsigned char view_char(uint32_t cp)
{
	unsigned char d;
	if (fp_is_han(cp))
		return PII_HAN;
	if (cp >= 0xFF01 && cp <= 0xFF5E && cp != 0xFF0C)
		return (unsigned char)(cp - 0xFF01 + '!');
	if (cp == 0xA0 || cp == 0x3000 || cp == 0x202F || (cp >= 0x2000 && cp <= 0x200A))
		return ' ';
	if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xFE63)
		return '-';
	if ((d = other_digit(cp)))
		return d;
	return fp_ch_class(cp) == FP_CH_OTHER ? PII_OTHER : PII_LETTER;
}

// Also the parts that turn a digit into a key cap.
static bool invisible(uint32_t cp)
{
	return (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x2069) ||
	       cp == 0xFEFF || cp == 0xAD || cp == 0x34F || cp == 0x180E || cp == 0xFE0F || cp == 0x20E3;
}

// The length of a placeholder "[手机号#1]" at the front of s, or 0.
static size_t placeholder(fp_str s)
{
	const char *close = memchr(s.p, ']', s.n < 40 ? s.n : 40);
	size_t n = close ? (size_t)(close - s.p) : 0, digits = 0;
	while (n > digits + 2 && pii_digit((unsigned char)s.p[n - digits - 1]))
		digits++;
	return digits && s.p[n - digits - 1] == '#' ? n + 1 : 0;
}

static uint32_t ascii_lower(uint32_t cp)
{
	return cp >= 'A' && cp <= 'Z' ? cp | 0x20 : cp;
}

static void read_characters(pii_view *v)
{
	fp_str s = v->text;
	size_t n = 0, hidden = 0;
	for (size_t i = 0; i < s.n;) {
		size_t at = i;
		uint32_t cp = (unsigned char)s.p[i];
		if (cp == '[' && at >= hidden)
			hidden = at + placeholder(fp_str_sub(s, at, s.n));
		if (cp < 0x80)
			i++;
		else
			cp = fp_utf8_next(s, &i);
		if (cp >= 0xAD && invisible(cp))
			continue;
		v->origin[n] = (uint32_t)at;
		v->c[n] = at < hidden ? PII_HIDDEN : cp >= 0x80 ? view_char(cp) : cp ? (unsigned char)cp : PII_OTHER;
		v->cp[n] = at < hidden ? 0 : cp >= 0x80 ? fp_fold_cp(cp) : ascii_lower(cp);
		n++;
	}
	v->origin[n] = (uint32_t)s.n;
	v->n = n;
}

// ---------------------------------------------------------------- disguised numbers

typedef enum { PLAIN, NUMERAL, CIRCLED, LOOKALIKE, SPELLINGS } spelling;

static unsigned char numeral(uint32_t cp)
{
	switch (cp) {
	case U'零': case U'〇': case U'○': case U'洞': return '0';
	case U'一': case U'壹': case U'幺': case U'弌': return '1';
	case U'二': case U'贰': case U'两': case U'貳': return '2';
	case U'三': case U'叁': case U'参': return '3';
	case U'四': case U'肆': return '4';
	case U'五': case U'伍': return '5';
	case U'六': case U'陆': return '6';
	case U'七': case U'柒': case U'拐': return '7';
	case U'八': case U'捌': return '8';
	case U'九': case U'玖': case U'勾': return '9';
	default: return 0;
	}
}

static unsigned char circled(uint32_t cp)
{
	if (cp < 0x2460 || (cp > 0x2793 && cp < 0x1F100))
		return 0;
	static const uint32_t ones[] = {0x2460, 0x2474, 0x2488, 0x24F5, 0x2776, 0x2780, 0x278A};
	if (cp == 0x24EA || cp == 0x24FF || cp == 0x1F10B || cp == 0x1F10C)
		return '0';
	for (size_t k = 0; k < FP_COUNT(ones); k++)
		if (cp >= ones[k] && cp < ones[k] + 9)
			return (unsigned char)('1' + cp - ones[k]);
	return 0;
}

static unsigned char lookalike(unsigned char c, uint32_t cp)
{
	switch (c < 0x80 ? c : cp) {
	case 'o': case 'O': case U'о': case U'О': case U'ο': case U'Ο': case U'ø': case U'Ø': return '0';
	case 'l': case 'I': case '|': case 'i': case U'і': case U'І': case U'丨': case U'ㄧ': return '1';
	case 'z': case 'Z': return '2';
	case U'з': case U'З': return '3';
	case 's': case 'S': return '5';
	case 'B': case U'в': return '8';
	default: return 0;
	}
}

static unsigned char digit_of(const pii_view *v, size_t i, spelling *how)
{
	unsigned char d, c = v->c[i];
	*how = PLAIN;
	if (pii_digit(c))
		return c;
	if (c == PII_HIDDEN)
		return 0;
	d = lookalike(c, v->cp[i]);
	*how = LOOKALIKE;
	if (d || c < 0x80)
		return d;
	d = numeral(v->cp[i]);
	*how = NUMERAL;
	if (d)
		return d;
	if (c == PII_HAN)
		return 0;
	size_t at = v->origin[i];
	d = circled(fp_utf8_next(v->text, &at));
	if (d)
		*how = CIRCLED;
	return d;
}

// Digits in any spelling with single separators between, all the same unless they are spaces and hyphens.
typedef struct {
	unsigned char digit[20];
	size_t at[20];               // where each stands
	size_t n, end, groups;
	size_t size[20];
	size_t count[SPELLINGS], longest;   // longest: of plain digits without anything between
	size_t first;                // plain digits at the front, also with separators
	bool odd;                    // a separator that no number has
	bool cut;                    // longer than what is looked for
} run;

static bool odd_separator(uint32_t cp)
{
	return pii_among(cp, U"._/·•・,、*~|+:—。");
}

static bool separates(const pii_view *v, size_t i, uint32_t *used)
{
	uint32_t cp = pii_separator(v->c[i]) ? ' ' : odd_separator(v->cp[i]) ? v->cp[i] : 0;
	if (!cp || (*used && *used != cp))
		return false;
	*used = cp;
	return true;
}

static run read_run(const pii_view *v, size_t at)
{
	run x = {.end = at};
	uint32_t used = 0;
	size_t plain = 0, i = at;
	for (;;) {
		spelling how;
		unsigned char d = i < v->n ? digit_of(v, i, &how) : 0;
		// A letter counts only beside a digit: the "is" of "is 138..." is none.
		if (d && how == LOOKALIKE && (x.n == 0 || x.end != i) && !(i + 1 < v->n && pii_digit(v->c[i + 1])))
			d = 0;
		if (!d) {
			plain = 0;
			spelling next;
			if (x.end != i || i + 1 >= v->n || !digit_of(v, i + 1, &next) || !separates(v, i, &used))
				break;
			i++;
			continue;
		}
		if (x.n == FP_COUNT(x.digit))
			return x.cut = true, x;
		x.groups += x.n == 0 || i != x.end;
		x.size[x.groups - 1]++;
		x.at[x.n] = i;
		x.digit[x.n++] = d;
		x.first += how == PLAIN && x.first + 1 == x.n;
		x.count[how]++;
		plain = how == PLAIN ? plain + 1 : 0;
		x.longest = plain > x.longest ? plain : x.longest;
		x.end = ++i;
	}
	x.odd = used && used != ' ';
	return x;
}

// Whether these digits are of a length and form that is looked for.
static bool worth_it(const unsigned char *d, size_t n)
{
	bool mobile = n >= 11 && d[n - 11] == '1' && d[n - 10] >= '3';
	switch (n) {
	case 10: return d[0] == '0';
	case 11: return mobile || d[0] == '0';
	case 12: return d[0] == '0';
	case 13: return mobile && d[0] == '8' && d[1] == '6';
	case 18: return pii_id_shape(d) && pii_id_checksum(d, d[17]);
	case 16:
	case 19: return pii_luhn(d, n);
	default: return false;
	}
}

static bool id_with_x(const pii_view *v, const run *x)
{
	return x->n == 17 && x->end < v->n && (v->c[x->end] | 0x20) == 'x' && pii_id_shape(x->digit) &&
	       pii_id_checksum(x->digit, 'X');
}

static bool all_of_size(const run *x, size_t size)
{
	for (size_t g = 0; g + 1 < x->groups; g++)
		if (x->size[g] != size)
			return false;
	return x->groups > 1 && x->size[x->groups - 1] <= size;
}

static bool usual_groups(const run *x)
{
	static const unsigned char forms[][6] = {{3, 4, 4}, {4, 3, 4}, {4, 4, 3}, {3, 8}, {7, 4}, {3, 3, 5}, {4, 4, 4, 4},
		{4, 4, 4, 4, 3}, {6, 8, 4}, {6, 4, 4, 4}};
	for (size_t k = 0; k < FP_COUNT(forms); k++) {
		size_t g = 0;
		while (g < x->groups && g < 6 && forms[k][g] == x->size[g])
			g++;
		if (g == x->groups && (g == 6 || !forms[k][g]))
			return true;
	}
	return false;
}

static bool disguised(const pii_view *v, size_t at, const run *x)
{
	size_t plain = x->count[PLAIN];
	bool letter_behind = x->end < v->n && pii_letter(v->c[x->end]);
	if (x->cut || (at > 0 && v->c[at - 1] == '_') || !(worth_it(x->digit, x->n) || id_with_x(v, x)))
		return false;
	// "010-12345678 一直": what follows belongs to the next word.
	if (x->first < x->n && x->first >= 10 && worth_it(x->digit, x->first))
		return false;
	if (x->count[CIRCLED])
		return x->count[CIRCLED] == x->n;
	if (x->count[LOOKALIKE])
		return plain + x->count[NUMERAL] >= 6 && x->longest < 11 && !letter_behind;
	if (x->count[NUMERAL])
		return x->longest < 11;
	// Plain digits: spread out one by one or two by two, or groups with dots and the like between.
	if (x->groups > 1 && (all_of_size(x, 1) || all_of_size(x, 2)))
		return x->n != 16 && x->n != 19;
	return x->odd && usual_groups(x);
}

// "1 3 8 ..." and "138.1234.5678" lose what stands between; the characters that stay keep their places of origin.
static void write_out(pii_view *v)
{
	size_t w = 0;
	for (size_t i = 0; i < v->n;) {
		spelling how;
		unsigned char before = i ? v->c[i - 1] : ' ';
		size_t end = i + 1;
		// The start of a run, not the middle of a word or number.
		if (digit_of(v, i, &how) && !(w && pii_digit(v->c[w - 1])) && (how == CIRCLED || !pii_letter(before))) {
			run x = read_run(v, i);
			if (disguised(v, i, &x)) {
				for (size_t k = 0; k < x.n; k++, w++) {
					v->origin[w] = v->origin[x.at[k]];
					v->c[w] = x.digit[k];
					v->cp[w] = x.digit[k];
				}
				i = x.end;
				continue;
			}
			// Not here; where plain digits follow other characters they may be a number of their own.
			while (end < i + x.size[0] && pii_digit(v->c[end]) == pii_digit(v->c[i]))
				end++;
		}
		for (; i < end; i++, w++) {
			v->origin[w] = v->origin[i];
			v->c[w] = v->c[i];
			v->cp[w] = v->cp[i];
		}
	}
	v->origin[w] = v->origin[v->n];
	v->n = w;
}

// ---------------------------------------------------------------- cues

#define SLOTS 1024

static size_t slot_of(uint32_t cp)
{
	return cp * 2654435761u >> 22;
}

bool pii_starts(const pii_view *v, size_t at, const char32_t *word)
{
	for (; *word; word++, at++)
		if (v->cp[at] != *word)
			return false;
	return true;
}

static bool latin(uint32_t cp)
{
	return cp < 0x80 && (pii_letter((unsigned char)cp) || pii_digit((unsigned char)cp));
}

static size_t cue_length(const pii_view *v, size_t at, const char32_t *w)
{
	size_t n = 0;
	while (w[n] && v->cp[at + n] == w[n])
		n++;
	if (w[n] || (latin(w[0]) && at > 0 && pii_letter(v->c[at - 1])) || (latin(w[n - 1]) && pii_letter(v->c[at + n])))
		return 0;
	return n;
}

// Looks for all of them once.
static void find_cues(pii_view *v)
{
	uint16_t first[SLOTS] = {0}, *next = FP_NEW_N(v->arena, uint16_t, pii_cue_n + 1);
	for (size_t k = pii_cue_n; k > 0; k--) {
		size_t s = slot_of(pii_cues[k - 1].text[0]);
		next[k] = first[s];
		first[s] = (uint16_t)k;
	}
	for (size_t i = 0; i < v->n; i++) {
		size_t longest = 0;
		for (uint16_t k = first[slot_of(v->cp[i])]; k; k = next[k]) {
			size_t n = cue_length(v, i, pii_cues[k - 1].text);
			if (n <= longest)
				continue;
			v->word[i] = k;
			longest = n;
		}
	}
}

const pii_cue *pii_cue_at(const pii_view *v, size_t at, size_t *end)
{
	if (!v->word[at] || v->c[at] == PII_HIDDEN)
		return NULL;
	const pii_cue *cue = &pii_cues[v->word[at] - 1];
	for (*end = at; cue->text[*end - at];)
		++*end;
	return cue;
}

// ---------------------------------------------------------------- life

pii_view pii_look(fp_arena *a, fp_str s)
{
	pii_view v = {.arena = a, .text = s};
	v.c = fp_alloc(a, s.n + 1);
	v.cp = FP_NEW_N(a, uint32_t, s.n + 1);
	v.origin = FP_NEW_N(a, uint32_t, s.n + 1);
	read_characters(&v);
	write_out(&v);
	v.c[v.n] = 0;
	v.cp[v.n] = 0;
	v.word = FP_NEW_N(a, uint16_t, v.n + 1);
	find_cues(&v);
	return v;
}

void pii_hide(pii_view *v, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++) {
		v->c[i] = PII_HIDDEN;
		v->cp[i] = 0;
	}
}
