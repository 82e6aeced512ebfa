// pii_number: detectors. Each says whether its kind begins at a place; hard edges (no digit, letter or decimal point
// beside) and check digits keep dates, prices, order and parcel numbers out.
#include "text/pii_priv.h"

#include <string.h>

// ---------------------------------------------------------------- digits

bool pii_separator(unsigned char c)
{
	return c == ' ' || c == '-';
}

pii_chain pii_chain_at(const pii_view *v, size_t at)
{
	pii_chain x = {.groups = 0};
	char before = 0;
	for (size_t i = at; i < v->n && pii_digit(v->c[i]);) {
		if (x.groups == PII_GROUPS) {
			x.more = true;
			break;
		}
		size_t from = i;
		while (i < v->n && pii_digit(v->c[i]) && x.digits < sizeof(x.digit))
			x.digit[x.digits++] = v->c[i++];
		x.more = i < v->n && pii_digit(v->c[i]);
		x.size[x.groups] = i - from;
		x.separator[x.groups] = before;
		x.end[x.groups++] = i;
		if (x.more || i + 1 >= v->n || !pii_separator(v->c[i]))
			break;
		before = (char)v->c[i++];
	}
	return x;
}

bool pii_word_char(unsigned char c)
{
	return pii_digit(c) || pii_letter(c) || c == '_' || c == PII_LETTER;
}

// "0." and "12." before a number are decimals and addresses; "1." is an item of a list.
static bool decimal_before(const pii_view *v, size_t at)
{
	if (at < v->done + 2 || v->c[at - 1] != '.' || !pii_digit(v->c[at - 2]))
		return false;
	return v->c[at - 2] == '0' || (at > 2 && (pii_digit(v->c[at - 3]) || v->c[at - 3] == '.'));
}

// Nothing on the left that the number could be a part of: a letter (unless it is a label such as "tel"), a decimal, an
// amount.
bool pii_left_edge(const pii_view *v, size_t at)
{
	if (at == v->done)
		return true;
	unsigned char c = v->c[at - 1];
	if (pii_letter(c)) {
		char word[12] = {0};
		size_t n = 0;
		while (n < at && n < sizeof(word) - 1 && pii_letter(v->c[at - 1 - n]))
			n++;
		for (size_t k = 0; k < n; k++)
			word[k] = (char)(v->c[at - n + k] | 0x20);
		static const char *const labels[] = {"tel", "phone", "mobile", "mob", "cell", "call", "ph", "hp", "t", "m",
			"vx", "wx", "v", "weixin", "wechat"};
		for (size_t k = 0; k < FP_COUNT(labels); k++)
			if (!strcmp(word, labels[k]))
				return at - n == 0 || !pii_word_char(v->c[at - n - 1]);
		return false;
	}
	return !pii_word_char(c) && c != '$' && c != '@' && c != '&' && !decimal_before(v, at);
}

bool pii_right_edge(const pii_view *v, size_t end)
{
	if (end >= v->n)
		return true;
	unsigned char c = v->c[end];
	if (pii_word_char(c) || c == '@' || c == '%')
		return false;
	return !(c == '.' && end + 1 < v->n && pii_digit(v->c[end + 1]));
}

// A separator and a digit before `at`: it is the middle of a longer chain.
bool pii_continues(const pii_view *v, size_t at)
{
	return at > v->done + 1 && pii_separator(v->c[at - 1]) && pii_digit(v->c[at - 2]);
}

bool pii_goes_on(const pii_view *v, size_t end)
{
	return end + 1 < v->n && pii_separator(v->c[end]) && pii_digit(v->c[end + 1]);
}

fp_str pii_text(const pii_view *v, const unsigned char *digits, size_t n)
{
	return fp_str_dup(v->arena, (fp_str){(const char *)digits, n});
}

fp_str pii_original(const pii_view *v, size_t start, size_t end)
{
	fp_buf b = {0};
	for (size_t i = start; i < end; i++) {
		char bytes[4];
		if (v->c[i] != ' ' && v->c[i] != '\n' && v->c[i] != '\t')
			fp_buf_add(&b, bytes, fp_utf8_put(bytes, v->cp[i] ? v->cp[i] : '?'));
	}
	return b.p ? fp_buf_take(&b, v->arena) : (fp_str){0};
}

size_t pii_number_of(const unsigned char *d, size_t n)
{
	size_t x = 0;
	while (n--)
		x = x * 10 + (size_t)(*d++ - '0');
	return x;
}

// How many groups make exactly `digits` digits; 0 when none do.
size_t pii_groups_of(const pii_chain *x, size_t digits)
{
	size_t n = 0;
	for (size_t g = 0; g < x->groups; g++) {
		n += x->size[g];
		if (n == digits)
			return g + 1;
	}
	return 0;
}

bool pii_other_number(const pii_view *v, size_t at)
{
	static const char *const labels[] = {"单号", "订单", "编号", "流水号", "工单", "运单", "單號", "編號", "order", "tracking",
		"invoice", "ref", "imei", "sn", "sku", "ticket", "parcel", "order no", "order number", "tracking number"};
	size_t end = at;
	while (end > 0 && v->c[end - 1] && strchr(" :#.", v->c[end - 1]))
		end--;
	fp_str before = fp_str_sub(v->text, end > 30 ? v->origin[end - 30] : 0, v->origin[end]);
	for (size_t k = 0; k < FP_COUNT(labels); k++) {
		size_t n = strlen(labels[k]);
		if (before.n >= n && fp_str_ieq(fp_str_sub(before, before.n - n, before.n), fp_s(labels[k])))
			return true;
	}
	return false;
}

// ---------------------------------------------------------------- ID card

static bool province(size_t p)
{
	static const unsigned char known[] = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44,
		45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83, 91};
	return memchr(known, (int)p, sizeof(known)) != NULL;
}

bool pii_plausible_date(size_t y, size_t m, size_t d)
{
	static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (y < 1900 || y > 2099 || m < 1 || m > 12 || d < 1 || d > days[m - 1])
		return false;
	return m != 2 || d < 29 || y % 4 == 0;
}

bool pii_id_checksum(const unsigned char *d, unsigned char last)
{
	static const unsigned char weight[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	unsigned sum = 0;
	for (size_t k = 0; k < 17; k++)
		sum += (unsigned)(d[k] - '0') * weight[k];
	return "10X98765432"[sum % 11] == last;
}

bool pii_id_shape(const unsigned char *d)
{
	return province(pii_number_of(d, 2)) &&
	       pii_plausible_date(pii_number_of(d + 6, 4), pii_number_of(d + 10, 2), pii_number_of(d + 12, 2));
}

// 17 digits and a check character that may be X, which ends the chain.
static bool id_18(const pii_view *v, const pii_chain *x, pii_found *out)
{
	unsigned char d[18];
	size_t g = pii_groups_of(x, 18), end;
	memcpy(d, x->digit, sizeof(d));
	if (g) {
		end = x->end[g - 1];
	} else {
		g = pii_groups_of(x, 17);
		if (!g || g != x->groups)
			return false;
		end = x->end[g - 1];
		if (end < v->n && pii_separator(v->c[end]))
			end++;
		if (end >= v->n || (v->c[end] | 0x20) != 'x')
			return false;
		d[17] = 'X';
		end++;
	}
	if (!pii_id_shape(d) || !pii_id_checksum(d, d[17]) || (g > 1 && (x->size[0] < 3 || pii_goes_on(v, end))) || !pii_right_edge(v, end))
		return false;
	out->end = end;
	out->canonical = pii_text(v, d, 18);
	return true;
}

// The form before 1999 has no check digit: only a bare run of 15 digits counts.
static bool id_15(const pii_view *v, const pii_chain *x, pii_found *out)
{
	const unsigned char *d = x->digit;
	if (x->size[0] != 15 || !province(pii_number_of(d, 2)) || d[2] == '9' || pii_goes_on(v, x->end[0]) ||
	    !pii_right_edge(v, x->end[0]) ||
	    !pii_plausible_date(1900 + pii_number_of(d + 6, 2), pii_number_of(d + 8, 2), pii_number_of(d + 10, 2)) ||
	    pii_other_number(v, out->start))
		return false;
	out->end = x->end[0];
	out->canonical = pii_text(v, d, 15);
	return true;
}

bool pii_id_card(const pii_view *v, size_t at, pii_found *out)
{
	if (!pii_digit(v->c[at]) || !pii_left_edge(v, at) || pii_continues(v, at))
		return false;
	pii_chain x = pii_chain_at(v, at);
	return !x.more && x.digits >= 15 && (id_18(v, &x, out) || id_15(v, &x, out));
}

// 123-45-6789
bool pii_ssn(const pii_view *v, size_t at, pii_found *out)
{
	if (!pii_digit(v->c[at]) || !pii_left_edge(v, at) || pii_continues(v, at))
		return false;
	pii_chain x = pii_chain_at(v, at);
	if (x.more || x.groups != 3 || x.size[0] != 3 || x.size[1] != 2 || x.size[2] != 4 || x.separator[1] != x.separator[2] ||
	    !pii_right_edge(v, x.end[2]))
		return false;
	size_t area = pii_number_of(x.digit, 3);
	if (!area || area == 666 || area >= 900 || !pii_number_of(x.digit + 3, 2) || !pii_number_of(x.digit + 5, 4))
		return false;
	out->end = x.end[2];
	out->canonical = pii_text(v, x.digit, 9);
	return true;
}

// Behind its word: E12345678, 9 digits, H12345678 and the like.
bool pii_passport(const pii_view *v, size_t at, pii_found *out)
{
	size_t i = pii_connector(v, at), digits = 0, letters = 0;
	out->start = i;
	while (i < v->n && i - out->start < 12 && (pii_digit(v->c[i]) || pii_letter(v->c[i]))) {
		digits += pii_digit(v->c[i]);
		letters += pii_letter(v->c[i++]);
	}
	if (digits < 7 || digits + letters < 8 || digits + letters > 11 || letters > 2 || pii_word_char(v->c[i]))
		return false;
	out->end = i;
	out->canonical = pii_original(v, out->start, i);
	return true;
}

// ---------------------------------------------------------------- bank card

bool pii_luhn(const unsigned char *d, size_t n)
{
	unsigned sum = 0;
	for (size_t k = 0; k < n; k++) {
		unsigned x = (unsigned)(d[n - 1 - k] - '0') << (k & 1);
		sum += x > 9 ? x - 9 : x;
	}
	return sum % 10 == 0;
}

static bool issuer(const unsigned char *d, size_t n)
{
	switch (d[0]) {
	case '6': return d[1] == '2' && n >= 16;
	case '4': return n == 13 || n == 16;
	case '5': return n == 16;
	case '3': return d[1] == '5' ? n == 16 : (d[1] == '4' || d[1] == '7') && n == 15;
	default: return false;
	}
}

bool pii_bank_card(const pii_view *v, size_t at, pii_found *out)
{
	if (!pii_digit(v->c[at]) || v->c[at] < '3' || v->c[at] > '6' || !pii_left_edge(v, at) || pii_continues(v, at))
		return false;
	pii_chain x = pii_chain_at(v, at);
	for (size_t g = 0, n = 0; g < x.groups; g++) {
		n += x.size[g];
		bool last = g + 1 == x.groups;
		if (x.size[g] < (last && g ? 1u : 3u) || n > 19 || (last && x.more))
			return false;
		// Groups are read to the end, unless the first is a whole number by itself ("6222... 13812345678").
		if (n < 13 || (!last && g > 0))
			continue;
		if (!issuer(x.digit, n) || !pii_luhn(x.digit, n) || !pii_right_edge(v, x.end[g]) || pii_other_number(v, at))
			continue;
		out->end = x.end[g];
		out->canonical = pii_text(v, x.digit, n);
		return true;
	}
	return false;
}

