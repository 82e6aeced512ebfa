// units: Han characters one by one, and words of other scripts with their endings cut off.
#include "text/text_priv.h"

#include <stdlib.h>
#include <string.h>

#define STEM_MOST 64

static int by_name(const void *key, const void *item)
{
	return fp_str_cmp(*(const fp_str *)key, fp_s(*(const char *const *)item));
}

static bool is_stop(fp_str word)
{
	static const char *const stop[] = {"a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as",
		"at", "be", "because", "been", "before", "being", "but", "by", "can", "can't", "could", "did", "didn't", "do",
		"does", "doesn't", "don't", "for", "from", "get", "got", "had", "has", "have", "he", "her", "him", "his", "how",
		"i", "i'm", "i've", "if", "in", "into", "is", "isn't", "it", "it's", "its", "just", "me", "my", "no", "not",
		"now", "of", "off", "on", "one", "only", "or", "our", "out", "over", "please", "she", "should", "so", "some",
		"still", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "too",
		"up", "us", "very", "was", "wasn't", "we", "were", "what", "when", "where", "which", "who", "why", "will",
		"with", "won't", "would", "you", "your"};
	return bsearch(&word, stop, FP_COUNT(stop), sizeof(stop[0]), by_name) != NULL;
}

static bool has_vowel(const char *p, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (strchr("aeiouy", p[k]))
			return true;
	return false;
}

// Cuts English endings, so that charge, charges, charged and charging meet. A hash of the rest is all that is kept, so
// that it need not be a word.
static size_t stem(char *p, size_t n)
{
	fp_str s = {p, n};
	if (n < 4)
		return n;
	if (fp_str_ends(s, "'s"))
		n -= 2;
	else if (fp_str_ends(s, "ies") && n > 4)
		p[n - 3] = 'y', n -= 2;
	else if (fp_str_ends(s, "sses"))
		n -= 2;
	else if (p[n - 1] == 's' && !strchr("sui", p[n - 2]))
		n -= 1;
	s.n = n;
	size_t cut = fp_str_ends(s, "ing") ? 3 : fp_str_ends(s, "ed") ? 2 : 0;
	if (cut && n > cut + 2 && has_vowel(p, n - cut)) {
		n -= cut;
		if (p[n - 1] == p[n - 2] && !strchr("lsz", p[n - 1]))
			n--;
	}
	return n > 4 && p[n - 1] == 'e' ? n - 1 : n;
}

static uint64_t hash_word(fp_str word)
{
	char s[STEM_MOST];
	if (word.n >= sizeof(s) || word.n == 0 || (unsigned char)word.p[0] >= 0x80)
		return fp_hash64(word.p, word.n, 1);
	memcpy(s, word.p, word.n);
	return fp_hash64(s, stem(s, word.n), 1);
}

uint64_t pair_of_units(uint64_t first, uint64_t second)
{
	uint64_t h = (first ^ (second << 21 | second >> 43)) * 0x9E3779B97F4A7C15u;
	return h ^ h >> 31;
}

size_t word_parts(fp_str word, uint64_t *out, size_t most)
{
	char s[STEM_MOST + 2];
	if (word.n < 4 || word.n > STEM_MOST)
		return 0;
	s[0] = '<';
	memcpy(s + 1, word.p, word.n);
	s[word.n + 1] = '>';
	size_t n = 0;
	for (size_t k = 0; k + 4 <= word.n + 2 && n < most; k++)
		out[n++] = fp_hash64(s + k, 4, 2);
	return n;
}

// "[手机号#1]" says nothing. Returns its end, or `at`.
static size_t skip_placeholder(fp_str s, size_t at)
{
	size_t i = at + 1;
	while (i < s.n && i < at + 40 && s.p[i] != '#' && s.p[i] != ']' && s.p[i] != '\n')
		i++;
	if (i >= s.n || s.p[i] != '#')
		return at;
	for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9';)
		i++;
	return i < s.n && s.p[i] == ']' ? i + 1 : at;
}

static bool keeps_run(uint32_t cp)
{
	return cp == ' ' || cp == '\'' || cp == '"' || cp == '-' || cp == '_' || (cp >= 0x201C && cp <= 0x201D) ||
		(cp >= 0x300C && cp <= 0x300F);
}

static size_t word_end(fp_str s, size_t i)
{
	size_t end = i;
	while (i < s.n) {
		size_t at = i;
		uint32_t cp = folded_next(s, &i);
		if (fp_ch_class(cp) == FP_CH_WORD)
			end = i;
		else if (cp != '\'' || at != end)
			break;
	}
	return end;
}

size_t text_units(fp_arena *a, fp_str s, text_unit **out)
{
	text_unit *v = NULL;
	size_t n = 0, cap = 0;
	bool first = true;
	for (size_t i = 0; i < s.n;) {
		size_t at = i;
		uint32_t cp = folded_next(s, &i);
		fp_ch ch = fp_ch_class(cp);
		if (ch == FP_CH_OTHER) {
			if (cp == '[')
				i = skip_placeholder(s, at) == at ? i : skip_placeholder(s, at);
			first |= !keeps_run(cp);
			continue;
		}
		text_unit u = {.start = (uint32_t)at, .first = first, .word = ch == FP_CH_WORD};
		if (u.word)
			i = word_end(s, at);
		fp_str text = fp_str_sub(s, at, i);
		u.end = (uint32_t)i;
		u.hash = u.word ? hash_word(text) : fp_hash64(text.p, text.n, 3);
		u.stop = u.word && is_stop(text);
		FP_PUSH(a, v, n, cap) = u;
		first = false;
	}
	*out = v;
	return n;
}
