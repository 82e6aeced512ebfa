// pii_code: numbers that a shop, a carrier or a platform gave to one person's order, parcel or account, and plates of
// cars. Most are known by the word before them; those with a form of their own are known without.
#include "text/pii_priv.h"

#include <string.h>

// ---------------------------------------------------------------- behind a word

// Letters, digits and single hyphens or underscores; digits may stand in groups with spaces.
typedef struct {
	size_t from, end;
	size_t digits, letters, length;   // without separators
	bool hyphen;
} token;

static token token_at(const pii_view *v, size_t at)
{
	token t = {.from = at, .end = at};
	for (size_t i = at; i < v->n && t.length < 48;) {
		unsigned char c = v->c[i];
		if (pii_digit(c) || pii_letter(c)) {
			t.digits += pii_digit(c);
			t.letters += pii_letter(c);
			t.length++;
			t.end = ++i;
			continue;
		}
		bool space = c == ' ' && !t.letters && i + 2 < v->n && pii_digit(v->c[i + 1]) && pii_digit(v->c[i + 2]);
		if (t.end != i || !t.length || i + 1 >= v->n || !(c == '-' || c == '_' || space) ||
		    !(pii_digit(v->c[i + 1]) || pii_letter(v->c[i + 1])))
			break;
		t.hyphen |= c != ' ';
		i++;
	}
	return t;
}

static bool take_token(const pii_view *v, const token *t, pii_found *out)
{
	out->start = t->from;
	out->end = t->end;
	out->canonical = pii_original(v, t->from, t->end);
	return true;
}

// What makes a number an amount, a count, an address of a machine.
static bool counted(const pii_view *v, size_t end)
{
	size_t i = end + (v->c[end] == ' ');
	return v->c[end] == '%' || v->c[end] == '@' || (v->c[end] == '.' && pii_digit(v->c[end + 1])) || v->c[end] == ':' ||
	       pii_among(v->cp[i], U"元块件个单笔份年月日天条");
}

// 2026-11-18, 20261118, 20261118103205
static bool is_date(const pii_view *v, const token *t)
{
	unsigned char d[16] = {0};
	size_t n = 0;
	if (t->letters || (t->digits != 8 && t->digits != 12 && t->digits != 14))
		return t->hyphen && t->digits < 8 && !t->letters;
	for (size_t i = t->from; i < t->end; i++)
		if (pii_digit(v->c[i]))
			d[n++] = v->c[i];
	return pii_plausible_date(pii_number_of(d, 4), pii_number_of(d + 4, 2), pii_number_of(d + 6, 2)) &&
	       (n == 8 || pii_number_of(d + 8, 2) < 24);
}

static bool mobile_form(const pii_view *v, const token *t)
{
	return t->length == 11 && t->digits == 11 && v->c[t->from] == '1' && v->c[t->from + 1] >= '3' && !t->hyphen;
}

bool pii_order(const pii_view *v, size_t at, pii_found *out)
{
	size_t from = pii_connector(v, at);
	token t = token_at(v, from);
	// "order #10234" names an order, "order 10234" may count something.
	bool named = from > at + 1;
	if (t.digits < (named ? 5u : 8u) || t.letters > t.digits || t.length > 40 || counted(v, t.end) || is_date(v, &t) ||
	    mobile_form(v, &t) || v->c[t.end] == '_')
		return false;
	return take_token(v, &t, out);
}

bool pii_parcel(const pii_view *v, size_t at, pii_found *out)
{
	token t = token_at(v, pii_connector(v, at));
	if (t.digits < 9 || t.length < 10 || t.length > 30 || t.letters > 8 || counted(v, t.end) || is_date(v, &t) ||
	    mobile_form(v, &t))
		return false;
	return take_token(v, &t, out);
}

// ---------------------------------------------------------------- by form

static bool not_date_like(const unsigned char *d)
{
	return !pii_id_shape(d);
}

static bool groups_are(const pii_chain *x, size_t a, size_t b, size_t c)
{
	return !x->more && x->groups == (c ? 3u : 2u) && x->size[0] == a && x->size[1] == b && (!c || x->size[2] == c) &&
	       x->separator[1] == '-';
}

// 18 or 19 digits in one piece; 231118-123456789012345, 123-1234567-1234567, 12-34567-89012.
bool pii_bare_order(const pii_view *v, size_t at, pii_found *out)
{
	if (!pii_digit(v->c[at]) || !pii_left_edge(v, at) || pii_continues(v, at))
		return false;
	pii_chain x = pii_chain_at(v, at);
	if (!x.groups || !pii_right_edge(v, x.end[x.groups - 1]))
		return false;
	bool hyphens = groups_are(&x, 6, 15, 0) || groups_are(&x, 3, 7, 7) || groups_are(&x, 2, 5, 5);
	bool run = x.groups == 1 && !x.more && (x.digits == 18 || x.digits == 19);
	if (!hyphens && (!run || (x.digits == 18 && !not_date_like(x.digit)) || pii_near(v, CUE_CARD, at, 12) ||
	                    pii_near(v, CUE_ID, at, 12) || pii_near(v, CUE_OTHER, at, 12)))
		return false;
	out->end = x.end[x.groups - 1];
	out->canonical = pii_text(v, x.digit, x.digits);
	return true;
}

// The check digit of EA123456785CN (UPU S10).
static bool postal(const pii_view *v, size_t at)
{
	static const unsigned char weight[] = {8, 6, 4, 2, 3, 5, 9, 7};
	unsigned sum = 0;
	for (size_t k = 0; k < 13; k++)
		if (k < 2 || k > 10 ? !pii_letter(v->c[at + k]) : !pii_digit(v->c[at + k]))
			return false;
	for (size_t k = 0; k < 8; k++)
		sum += (unsigned)(v->c[at + 2 + k] - '0') * weight[k];
	unsigned check = 11 - sum % 11;
	check = check == 10 ? 0 : check == 11 ? 5 : check;
	return (unsigned)(v->c[at + 10] - '0') == check;
}

bool pii_bare_parcel(const pii_view *v, size_t at, pii_found *out)
{
	static const struct {
		const char32_t *letters;
		unsigned char least, most;   // characters behind them, digits but for UPS
	} forms[] = {{U"sf", 12, 13}, {U"yt", 13, 15}, {U"jt", 13, 13}, {U"jdva", 11, 14}, {U"jdvb", 11, 14}, {U"jdvc", 11, 14},
		{U"jdk", 12, 14}, {U"jdx", 11, 13}, {U"jd", 13, 15}, {U"dpk", 12, 14}, {U"zto", 12, 14}, {U"sto", 12, 14},
		{U"yd", 13, 15}, {U"ky", 13, 13}, {U"1z", 16, 16}, {U"tba", 12, 12}};
	if (pii_word_char(at > v->done ? v->c[at - 1] : ' '))
		return false;
	token t = token_at(v, at);
	if (t.hyphen && v->c[t.end] != 0) {
		// "SF1381234567890-1" is a parcel of several.
		for (size_t i = t.from; i < t.end; i++)
			if (v->c[i] == '-' || v->c[i] == '_') {
				t.end = i;
				break;
			}
	}
	size_t n = t.end - at, digits = 0;
	if (n < 13 || n > 20 || pii_word_char(v->c[t.end]))
		return false;
	for (size_t i = at; i < t.end; i++)
		digits += pii_digit(v->c[i]);
	bool known = n == 13 && postal(v, at);
	for (size_t k = 0; k < FP_COUNT(forms) && !known; k++) {
		size_t w = 0;
		while (forms[k].letters[w])
			w++;
		bool ups = forms[k].letters[0] == '1';
		known = pii_starts(v, at, forms[k].letters) && n - w >= forms[k].least && n - w <= forms[k].most &&
		        (ups ? digits >= 9 && digits < n : digits == n - w);
	}
	return known && take_token(v, &(token){.from = at, .end = t.end}, out);
}

// ---------------------------------------------------------------- plates of cars

// 京A·12345, 粤BD12345: a province, a letter, five or six letters and digits without I and O.
bool pii_plate(const pii_view *v, size_t at, pii_found *out)
{
	size_t i = at + 1, digits = 0, n = 0;
	if (!pii_letter(v->c[i]) || pii_among(v->cp[i], U"io") ||
	    !pii_among(v->cp[at], U"京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"))
		return false;
	i++;
	if (pii_separator(v->c[i]) || pii_among(v->cp[i], U"·•・.。"))
		i++;
	for (; n < 7 && (pii_digit(v->c[i]) || pii_letter(v->c[i])); i++, n++) {
		if (pii_among(v->cp[i], U"io"))
			return false;
		digits += pii_digit(v->c[i]);
	}
	if (n == 4 && pii_among(v->cp[i], U"学警港澳挂领试"))
		n++, i++;
	if (n < 5 || n > 6 || digits < 2 || pii_word_char(v->c[i]))
		return false;
	out->end = i;
	out->canonical = pii_original(v, at, at + 2);
	out->canonical = fp_strf(v->arena, "%.*s%.*s", FP_ARG(out->canonical), FP_ARG(pii_original(v, i - n, i)));
	return true;
}

// ---------------------------------------------------------------- accounts

static size_t account_end(const pii_view *v, size_t i)
{
	while (i < v->n && (pii_digit(v->c[i]) || pii_letter(v->c[i]) || v->c[i] == '_' ||
	           (v->c[i] == '-' && i + 1 < v->n && (pii_digit(v->c[i + 1]) || pii_letter(v->c[i + 1])))))
		i++;
	return i;
}

static bool take_account(const pii_view *v, size_t from, size_t end, pii_found *out)
{
	out->start = from;
	out->end = end;
	out->canonical = pii_original(v, from, end);
	return true;
}

static bool has_digit(const pii_view *v, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		if (pii_digit(v->c[i]) || v->c[i] == '_')
			return true;
	return false;
}

// Whether a colon or a word such as 是 stands between the word and the value.
static bool told(const pii_view *v, size_t at, size_t from)
{
	for (; at < from; at++)
		if (v->c[at] == ':' || v->c[at] >= PII_HAN || pii_letter(v->c[at]))
			return true;
	return false;
}

bool pii_wechat(const pii_view *v, size_t at, pii_found *out)
{
	size_t from = pii_connector(v, at), end = account_end(v, from), n = end - from;
	if (v->c[end] == '@' || n < 5 || n > 20)
		return false;
	if (pii_letter(v->c[from]))
		return n >= 6 && (has_digit(v, from, end) || told(v, at, from)) && take_account(v, from, end, out);
	// A QQ number serves as well; mobile numbers are found as what they are.
	token t = token_at(v, from);
	return pii_digit(v->c[from]) && v->c[from] != '0' && n <= 10 && t.letters == 0 && t.end == end && !counted(v, end) &&
	       take_account(v, from, end, out);
}

bool pii_qq(const pii_view *v, size_t at, pii_found *out)
{
	token t = token_at(v, pii_connector(v, at));
	if (t.letters || t.digits < 5 || t.digits > 11 || v->c[t.from] == '0' || mobile_form(v, &t) || counted(v, t.end) ||
	    v->c[t.end] == '@' || t.hyphen)
		return false;
	return take_token(v, &t, out);
}

// Names that people gave to an account may hold Han characters; they count only behind a colon or 是.
static size_t nickname_end(const pii_view *v, size_t i)
{
	size_t from = i;
	while (i < v->n && i - from < 25 && (pii_digit(v->c[i]) || pii_letter(v->c[i]) || v->c[i] == '_' || v->c[i] == PII_HAN))
		i++;
	return i;
}

bool pii_account(const pii_view *v, size_t at, pii_found *out)
{
	size_t from = pii_connector(v, at), end = account_end(v, from);
	if (from < v->n && v->c[from] == '@')
		end = account_end(v, ++from);
	if (v->c[end] == PII_HAN && from > at)
		end = nickname_end(v, from);
	size_t n = end - from;
	token t = token_at(v, from);
	if (n < 4 || n > 25 || v->c[end] == '@' || counted(v, end) || mobile_form(v, &t))
		return false;
	return has_digit(v, from, end) && take_account(v, from, end, out);
}

// tb123456789, tb123_2013, wxid_abc..., jd_4f5e...: what platforms give by themselves.
bool pii_bare_account(const pii_view *v, size_t at, pii_found *out)
{
	static const char32_t *const fronts[] = {U"wxid_", U"jd_", U"tb"};
	if (at > v->done && v->c[at - 1] == '_')
		return false;
	for (size_t k = 0; k < FP_COUNT(fronts); k++) {
		size_t w = 0, digits = 0, end = account_end(v, at);
		while (fronts[k][w])
			w++;
		if (!pii_starts(v, at, fronts[k]) || end - at > 30)
			continue;
		for (size_t i = at + w; i < end; i++)
			digits += pii_digit(v->c[i]);
		if (k == 2 ? digits >= 6 && pii_digit(v->c[at + 2]) : end - at - w >= 8 && digits >= 1)
			return take_account(v, at, end, out);
	}
	return false;
}
