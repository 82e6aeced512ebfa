// pii_date: dates of birth. A date is one only beside a word that says so.
#include "text/pii_priv.h"

#include <string.h>

typedef struct {
	size_t y, m, d;
	size_t end;
} date;

static size_t digits_at(const pii_view *v, size_t *i, size_t most)
{
	size_t from = *i;
	while (*i < v->n && *i - from < most && pii_digit(v->c[*i]))
		++*i;
	return *i - from;
}

// A number in digits or in Chinese numerals (二〇〇一, 十二, 二十三, 廿三).
static bool number_at(const pii_view *v, size_t *i, size_t *out)
{
	static const char32_t ones[] = U"〇一二三四五六七八九";
	size_t from = *i, n = digits_at(v, i, 4), x = 0, shown = 0;
	if (n)
		return *out = pii_number_of(v->c + from, n), true;
	bool tens = false;
	for (; *i < v->n && shown < 4; ++*i, shown++) {
		uint32_t cp = v->cp[*i];
		size_t k = 0;
		while (k < 10 && ones[k] != (cp == U'零' || cp == U'○' ? U'〇' : cp))
			k++;
		if (cp == U'十')
			x = (x ? x : 1) * 10, tens = true;
		else if (cp == U'廿' || cp == U'初')
			x = cp == U'廿' ? 20 : 0, tens = true;
		else if (k < 10)
			x = tens ? x + k : x * 10 + k;
		else
			break;
	}
	*out = x;
	return shown > 0;
}

static bool valid(const date *x)
{
	return pii_plausible_date(x->y < 100 ? 1900 + x->y : x->y, x->m, x->d) || (!x->y && pii_plausible_date(2000, x->m, x->d));
}

// 1990年1月2日, 90年1月, 1月2日, 农历三月初五
static bool han_date(const pii_view *v, size_t i, date *out)
{
	date x = {.d = 1};
	size_t n, parts = 0;
	if (pii_starts(v, i, U"农历") || pii_starts(v, i, U"阳历") || pii_starts(v, i, U"阴历"))
		i += 2;
	for (;;) {
		size_t from = i;
		i += v->c[i] == ' ';
		if (!number_at(v, &i, &n)) {
			i = from;
			break;
		}
		i += v->c[i] == ' ';
		if (v->cp[i] == U'年' && !parts)
			x.y = n;
		else if (v->cp[i] == U'月' && !x.m)
			x.m = n;
		else if (x.m && (v->cp[i] == U'日' || v->cp[i] == U'号'))
			x.d = n;
		else if (x.m && v->c[from] == PII_HAN && n <= 30)
			x.d = n, i--;   // 三月初五
		else if (parts < 2)
			return false;
		else
			break;
		out->end = ++i;
		if (parts++ && x.d != 1 && x.m)
			break;
		if (parts > 2)
			break;
	}
	x.end = out->end;
	*out = x;
	return parts >= 2 && valid(&x);
}

// 1990-01-02, 1990/1/2, 1990.01.02, 19900102, 01/02/1990
static bool plain_date(const pii_view *v, size_t i, date *out)
{
	size_t part[3], n = 0, from = i, first = 0;
	for (; n < 3; n++) {
		size_t width = 0, start = i;
		width = digits_at(v, &i, n ? 4 : 8);
		if (!width || (width > 4 && n))
			return false;
		first = n ? first : width;
		part[n] = pii_number_of(v->c + start, width);
		if (first == 8)
			break;
		if (n < 2 && (v->c[i] == 0 || !strchr("-/. ", v->c[i++])))
			return false;
	}
	date x = {.end = i};
	if (first == 8)
		x.y = part[0] / 10000, x.m = part[0] / 100 % 100, x.d = part[0] % 100;
	else if (part[0] > 31)
		x.y = part[0], x.m = part[1], x.d = part[2];
	else if (part[0] > 12)
		x.y = part[2], x.m = part[1], x.d = part[0];
	else
		x.y = part[2], x.m = part[0] <= 12 && part[1] > 12 ? part[0] : part[1], x.d = part[0] <= 12 && part[1] > 12 ? part[1] : part[0];
	*out = x;
	return !pii_digit(v->c[i]) && i - from >= 6 && valid(&x);
}

static bool month_name(const pii_view *v, size_t *i, size_t *month)
{
	static const char32_t *const names[] = {U"jan", U"feb", U"mar", U"apr", U"may", U"jun", U"jul", U"aug", U"sep", U"oct", U"nov",
		U"dec"};
	for (size_t k = 0; k < 12; k++)
		if (pii_starts(v, *i, names[k])) {
			while (pii_letter(v->c[*i]))
				++*i;
			*i += v->c[*i] == '.';
			return *month = k + 1, true;
		}
	return false;
}

static void skip(const pii_view *v, size_t *i, const char *set)
{
	while (v->c[*i] && v->c[*i] < 0x80 && strchr(set, v->c[*i]))
		++*i;
}

static bool day_number(const pii_view *v, size_t *i, size_t *day)
{
	size_t from = *i, n = digits_at(v, i, 2);
	*day = n ? pii_number_of(v->c + from, n) : 0;
	if (n && (pii_starts(v, *i, U"st") || pii_starts(v, *i, U"nd") || pii_starts(v, *i, U"rd") || pii_starts(v, *i, U"th")))
		*i += 2;
	return n > 0;
}

// Jan 2, 1990; 2 January 1990; 2nd of Jan 1990
static bool named_date(const pii_view *v, size_t i, date *out)
{
	date x = {0};
	bool day_first = day_number(v, &i, &x.d);
	skip(v, &i, " ");
	if (pii_starts(v, i, U"of "))
		i += 3;
	if (!month_name(v, &i, &x.m))
		return false;
	skip(v, &i, " ");
	if (!day_first && !day_number(v, &i, &x.d))
		return false;
	x.end = i;
	skip(v, &i, ", ");
	size_t from = i;
	if (digits_at(v, &i, 5) == 4 && !pii_digit(v->c[i])) {
		x.y = pii_number_of(v->c + from, 4);
		x.end = i;
	}
	*out = x;
	return valid(&x);
}

static bool date_at(const pii_view *v, size_t i, date *out)
{
	return plain_date(v, i, out) || han_date(v, i, out) || named_date(v, i, out);
}

static bool take(const pii_view *v, size_t from, const date *x, pii_found *out)
{
	out->start = from;
	out->end = x->end;
	out->canonical = fp_strf(v->arena, "%zu-%02zu-%02zu", x->y, x->m, x->d);
	return true;
}

bool pii_birthday(const pii_view *v, size_t at, pii_found *out)
{
	date x;
	size_t from = pii_connector(v, at);
	if (from < v->n && (pii_starts(v, from, U"on ")))
		from += 3;
	return from < v->n && date_at(v, from, &x) && take(v, from, &x, out);
}

// 1990年1月2日出生, 1990-01-02生
bool pii_born(const pii_view *v, size_t at, pii_found *out)
{
	date x;
	if (v->c[at] != '1' && v->c[at] != '2')
		return false;
	if (at > v->done && (pii_word_char(v->c[at - 1]) || pii_separator(v->c[at - 1]) || v->c[at - 1] == '.'))
		return false;
	if (!(plain_date(v, at, &x) || han_date(v, at, &x)) || x.y < 1900)
		return false;
	if (!pii_starts(v, x.end, U"出生") && !(v->cp[x.end] == U'生' && !pii_among(v->cp[x.end + 1], U"产效活日意成")))
		return false;
	return take(v, at, &x, out);
}
