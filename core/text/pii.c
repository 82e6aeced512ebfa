// pii: finding and replacing personal data. One walk over the text; at each place where something could begin the
// detectors are asked in order, and the first finding is taken.
#include "text/pii_priv.h"

#include <string.h>

const pii_detector pii_detectors[] = {
	{"email", "邮箱", "E-mail", pii_email},
	{"id_card", "身份证", "ID", pii_id_card},
	{"phone", "手机号", "Phone", pii_mobile},
	{"bank_card", "银行卡", "Card", pii_bank_card},
	{"landline", "座机", "Phone", pii_landline},
	{"phone", "手机号", "Phone", pii_foreign_phone},
};
const size_t pii_detector_n = FP_COUNT(pii_detectors);

static unsigned char view_char(uint32_t cp)
{
	if (cp < 0x80)
		return cp ? (unsigned char)cp : PII_OTHER;
	if (cp >= 0xFF01 && cp <= 0xFF5E && cp != 0xFF0C)
		return (unsigned char)(cp - 0xFF01 + '!');
	if (cp == 0xA0 || cp == 0x3000 || cp == 0x202F || (cp >= 0x2000 && cp <= 0x200A))
		return ' ';
	if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xFE63)
		return '-';
	if (fp_is_han(cp))
		return PII_HAN;
	return fp_ch_class(cp) == FP_CH_OTHER ? PII_OTHER : PII_LETTER;
}

static bool invisible(uint32_t cp)
{
	return (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 || cp == 0xFEFF || cp == 0xAD;
}

static pii_view look(fp_arena *a, fp_str s)
{
	unsigned char *c = fp_alloc(a, s.n + 1);
	uint32_t *origin = FP_NEW_N(a, uint32_t, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n;) {
		size_t at = i;
		uint32_t cp = (unsigned char)s.p[i];
		if (cp < 0x80)
			i++;
		else
			cp = fp_utf8_next(s, &i);
		if (cp >= 0xAD && invisible(cp))
			continue;
		origin[n] = (uint32_t)at;
		c[n++] = view_char(cp);
	}
	origin[n] = (uint32_t)s.n;
	return (pii_view){a, s, c, origin, n, 0};
}

fp_str pii_text(const pii_view *v, const unsigned char *digits, size_t n)
{
	return fp_str_dup(v->arena, (fp_str){(const char *)digits, n});
}

// Only the starts of runs are asked about, so that a long run is read a few times and not once a character.
static bool may_begin(const pii_view *v, size_t i)
{
	unsigned char c = v->c[i], before = i > v->done ? v->c[i - 1] : PII_OTHER;
	if (c == '+' || c == '(')
		return !pii_digit(before);
	if (pii_digit(c))
		return !pii_digit(before);
	return pii_letter(c) && !pii_letter(before) && !pii_digit(before);
}

// Where the found characters end in the original: behind the last of them, not behind invisible ones that follow.
static size_t original_end(fp_str s, const pii_view *v, size_t end)
{
	size_t i = v->origin[end - 1];
	fp_utf8_next(s, &i);
	return i;
}

typedef struct {
	fp_pii *v;
	const pii_detector **by;
	size_t n, cap, by_cap;
} findings;

static void detect(fp_arena *a, fp_str s, pii_view *view, findings *f)
{
	for (size_t i = 0; i < view->n;) {
		pii_found x = {.start = i};
		size_t k = may_begin(view, i) ? 0 : pii_detector_n;
		while (k < pii_detector_n && !pii_detectors[k].find(view, i, &x))
			k++;
		if (k == pii_detector_n) {
			i++;
			continue;
		}
		size_t by_n = f->n;
		FP_PUSH(a, f->by, by_n, f->by_cap) = &pii_detectors[k];
		FP_PUSH(a, f->v, f->n, f->cap) = (fp_pii){view->origin[i], original_end(s, view, x.end),
			pii_detectors[k].kind, x.canonical};
		i = view->done = x.end;
	}
}

static findings find_all(fp_arena *a, fp_str s)
{
	if (s.n >= UINT32_MAX)
		fp_bug("a text of %zu bytes", s.n);
	findings f = {0};
	pii_view view = look(a, s);
	detect(a, s, &view, &f);
	return f;
}

size_t fp_pii_find(fp_arena *a, fp_str text, fp_pii **out)
{
	findings f = find_all(a, text);
	*out = f.v;
	return f.n;
}

// ---------------------------------------------------------------- replacing

static const char *label_of(const pii_detector *d, fp_lang lang)
{
	return lang == FP_ZH ? d->zh : d->en;
}

// The greatest number that a placeholder with this label has in the text.
static size_t last_number(fp_arena *a, fp_str text, const char *label)
{
	fp_str open = fp_strf(a, "[%s#", label);
	size_t most = 0;
	for (ptrdiff_t at = 0; (at = fp_str_find(text, open, (size_t)at)) >= 0;) {
		size_t i = (size_t)at + open.n, number = 0;
		for (at = (ptrdiff_t)i; i < text.n && pii_digit((unsigned char)text.p[i]) && number < 1000000; i++)
			number = number * 10 + (size_t)(text.p[i] - '0');
		if (i < text.n && text.p[i] == ']' && number > most)
			most = number;
	}
	return most;
}

// Numbers of the values seen: an open table by label and value.
typedef struct {
	size_t *slot;    // finding + 1
	size_t mask;
	size_t *number;  // of each finding
} numbering;

static size_t number_of(numbering *m, const findings *f, size_t k, fp_lang lang, size_t *last)
{
	const char *label = label_of(f->by[k], lang);
	uint64_t h = fp_hash64(f->v[k].canonical.p, f->v[k].canonical.n, label[0] != '\0' ? (unsigned char)label[0] : 0);
	for (size_t at = h & m->mask;; at = (at + 1) & m->mask) {
		if (m->slot[at] == 0) {
			m->slot[at] = k + 1;
			return m->number[k] = ++*last;
		}
		size_t other = m->slot[at] - 1;
		if (fp_str_eq(f->v[other].canonical, f->v[k].canonical) && !strcmp(label_of(f->by[other], lang), label))
			return m->number[k] = m->number[other];
	}
}

static fp_str redact_once(fp_arena *a, fp_str text, fp_lang lang, const findings *found)
{
	findings f = *found;
	numbering m = {.mask = 15};
	while (m.mask < f.n * 2)
		m.mask = m.mask * 2 + 1;
	m.slot = FP_NEW_N(a, size_t, m.mask + 1);
	m.number = FP_NEW_N(a, size_t, f.n);
	size_t last[FP_COUNT(pii_detectors)] = {0};
	bool known[FP_COUNT(pii_detectors)] = {false};
	fp_buf b = {.max = SIZE_MAX};
	size_t from = 0;
	for (size_t k = 0; k < f.n; k++) {
		const char *label = label_of(f.by[k], lang);
		size_t first = 0;  // kinds with one label count together
		while (strcmp(label_of(&pii_detectors[first], lang), label))
			first++;
		if (!known[first])
			last[first] = last_number(a, text, label);
		known[first] = true;
		fp_buf_str(&b, fp_str_sub(text, from, f.v[k].start));
		fp_buf_f(&b, "[%s#%zu]", label, number_of(&m, &f, k, lang, &last[first]));
		from = f.v[k].end;
	}
	fp_buf_str(&b, fp_str_sub(text, from, text.n));
	return fp_buf_take(&b, a);
}

// A number beside one that is replaced may now stand free, so this goes on until nothing is found.
#define PASSES_MOST 20

fp_str fp_pii_redact(fp_arena *a, fp_str text, fp_lang lang, size_t *n)
{
	size_t total = 0;
	for (int pass = 0; pass < PASSES_MOST; pass++) {
		findings f = find_all(a, text);
		if (f.n == 0)
			break;
		total += f.n;
		text = redact_once(a, text, lang, &f);
	}
	if (n)
		*n = total;
	return text;
}
