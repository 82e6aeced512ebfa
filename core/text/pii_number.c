// pii_number: detectors. Each says whether its kind begins at a place; hard edges (no digit, letter or decimal point
// beside) and check digits keep dates, prices, order and parcel numbers out.
#include "text/pii_priv.h"

#include <string.h>

// ---------------------------------------------------------------- digits

static bool separator(unsigned char c)
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
		if (x.more || i + 1 >= v->n || !separator(v->c[i]))
			break;
		before = (char)v->c[i++];
	}
	return x;
}

static bool is_word_char(unsigned char c)
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
static bool left_edge(const pii_view *v, size_t at)
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
				return at - n == 0 || !is_word_char(v->c[at - n - 1]);
		return false;
	}
	return !is_word_char(c) && c != '$' && c != '@' && c != '&' && !decimal_before(v, at);
}

static bool right_edge(const pii_view *v, size_t end)
{
	if (end >= v->n)
		return true;
	unsigned char c = v->c[end];
	if (is_word_char(c) || c == '@' || c == '%')
		return false;
	return !(c == '.' && end + 1 < v->n && pii_digit(v->c[end + 1]));
}

// A separator and a digit before `at`: it is the middle of a longer chain.
static bool continues(const pii_view *v, size_t at)
{
	return at > v->done + 1 && separator(v->c[at - 1]) && pii_digit(v->c[at - 2]);
}

static bool goes_on(const pii_view *v, size_t end)
{
	return end + 1 < v->n && separator(v->c[end]) && pii_digit(v->c[end + 1]);
}

static size_t number_at(const unsigned char *d, size_t n)
{
	size_t x = 0;
	while (n--)
		x = x * 10 + (size_t)(*d++ - '0');
	return x;
}

// How many groups make exactly `digits` digits; 0 when none do.
static size_t groups_of(const pii_chain *x, size_t digits)
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

static bool plausible_date(size_t y, size_t m, size_t d)
{
	static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (y < 1900 || y > 2099 || m < 1 || m > 12 || d < 1 || d > days[m - 1])
		return false;
	return m != 2 || d < 29 || y % 4 == 0;
}

static bool id_checksum(const unsigned char *d, unsigned char last)
{
	static const unsigned char weight[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	unsigned sum = 0;
	for (size_t k = 0; k < 17; k++)
		sum += (unsigned)(d[k] - '0') * weight[k];
	return "10X98765432"[sum % 11] == last;
}

// 17 digits and a check character that may be X, which ends the chain.
static bool id_18(const pii_view *v, const pii_chain *x, pii_found *out)
{
	unsigned char d[18];
	size_t g = groups_of(x, 18), end;
	memcpy(d, x->digit, sizeof(d));
	if (g) {
		end = x->end[g - 1];
	} else {
		g = groups_of(x, 17);
		if (!g || g != x->groups)
			return false;
		end = x->end[g - 1];
		if (end < v->n && separator(v->c[end]))
			end++;
		if (end >= v->n || (v->c[end] | 0x20) != 'x')
			return false;
		d[17] = 'X';
		end++;
	}
	if (!province(number_at(d, 2)) || !plausible_date(number_at(d + 6, 4), number_at(d + 10, 2),
	    number_at(d + 12, 2)) ||
	    !id_checksum(d, d[17]) || (g > 1 && (x->size[0] < 3 || goes_on(v, end))) || !right_edge(v, end))
		return false;
	out->end = end;
	out->canonical = pii_text(v, d, 18);
	return true;
}

// The form before 1999 has no check digit: only a bare run of 15 digits counts.
static bool id_15(const pii_view *v, const pii_chain *x, pii_found *out)
{
	const unsigned char *d = x->digit;
	if (x->size[0] != 15 || !province(number_at(d, 2)) || d[2] == '9' || goes_on(v, x->end[0]) ||
	    !right_edge(v, x->end[0]) ||
	    !plausible_date(1900 + number_at(d + 6, 2), number_at(d + 8, 2), number_at(d + 10, 2)) ||
	    pii_other_number(v, out->start))
		return false;
	out->end = x->end[0];
	out->canonical = pii_text(v, d, 15);
	return true;
}

bool pii_id_card(const pii_view *v, size_t at, pii_found *out)
{
	if (!pii_digit(v->c[at]) || !left_edge(v, at) || continues(v, at))
		return false;
	pii_chain x = pii_chain_at(v, at);
	return !x.more && x.digits >= 15 && (id_18(v, &x, out) || id_15(v, &x, out));
}

// ---------------------------------------------------------------- bank card

static bool luhn(const unsigned char *d, size_t n)
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
	if (!pii_digit(v->c[at]) || v->c[at] < '3' || v->c[at] > '6' || !left_edge(v, at) || continues(v, at))
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
		if (!issuer(x.digit, n) || !luhn(x.digit, n) || !right_edge(v, x.end[g]) || pii_other_number(v, at))
			continue;
		out->end = x.end[g];
		out->canonical = pii_text(v, x.digit, n);
		return true;
	}
	return false;
}

// ---------------------------------------------------------------- telephone

// Skips "+86", "0086", "86", "(+86)" and one separator; returns where the number begins.
static size_t skip_country(const pii_view *v, size_t at)
{
	size_t i = at;
	bool paren = v->c[i] == '(';
	i += paren;
	bool plus = v->c[i] == '+';
	i += plus;
	if (!plus && v->c[i] == '0' && v->c[i + 1] == '0')
		i += 2;
	if (v->c[i] != '8' || i + 1 >= v->n || v->c[i + 1] != '6')
		return at;
	i += 2;
	if (paren) {
		if (i >= v->n || v->c[i] != ')')
			return at;
		i++;
	}
	if (i < v->n && separator(v->c[i]))
		i++;
	return i;
}

// A separator and more digits behind `groups` groups, which are no number of their own.
static bool cut_from_longer(const pii_view *v, const pii_chain *x, size_t groups)
{
	return goes_on(v, x->end[groups - 1]) && (groups == x->groups || x->size[groups] < 11);
}

// 11 digits in at most four groups of three and more. A number in one group may have neighbours; a spaced one stands
// alone, or it would be cut out of a card number.
static bool mobile_shape(const pii_view *v, const pii_chain *x, size_t at, size_t groups, bool prefixed)
{
	if (x->size[0] == 11)
		return prefixed || !continues(v, at) || v->c[at - 1] == ' ';
	if (groups > 4 || (!prefixed && continues(v, at)) || cut_from_longer(v, x, groups))
		return false;
	for (size_t g = 0; g < groups; g++)
		if (x->size[g] < 3)
			return false;
	return true;
}

bool pii_mobile(const pii_view *v, size_t at, pii_found *out)
{
	size_t from = skip_country(v, at);
	if (from >= v->n || v->c[from] != '1' || v->c[from + 1] < '3' || !left_edge(v, at))
		return false;
	if (from != at && continues(v, at))
		return false;
	pii_chain x = pii_chain_at(v, from);
	size_t groups = groups_of(&x, 11);
	if (!groups || x.digit[1] < '3' || !mobile_shape(v, &x, from, groups, from != at))
		return false;
	size_t end = x.end[groups - 1];
	// Behind a hyphen only another whole number may follow.
	if ((x.more && groups == x.groups) || !right_edge(v, end))
		return false;
	if (goes_on(v, end) && v->c[end] == '-' && groups < x.groups && x.size[groups] != 11 && x.size[groups] > 4)
		return false;
	out->end = end;
	out->canonical = pii_text(v, x.digit, 11);
	return true;
}

// 010, 02x, and four digits from 03xx to 09xx; 400 and 800 are hotlines.
static size_t area_code(const unsigned char *d)
{
	if (d[0] != '0')
		return 0;
	if (d[1] == '1')
		return d[2] == '0' ? 3 : 0;
	if (d[1] == '2')
		return 3;
	return d[1] >= '3' && memcmp(d, "0400", 4) && memcmp(d, "0800", 4) ? 4 : 0;
}

// A local number with at most one separator in it; digits go to `d`. Returns its end or 0.
static size_t local_number(const pii_view *v, size_t at, unsigned char *d, size_t *n)
{
	pii_chain x = pii_chain_at(v, at);
	for (size_t digits = 8; digits >= 7; digits--) {
		size_t groups = groups_of(&x, digits);
		if (!groups || groups > 2 || (x.more && groups == x.groups) || x.size[0] < 3 || x.digit[0] == '0')
			continue;
		size_t end = x.end[groups - 1];
		bool long_tail = groups == x.groups || x.size[groups] > 6;
		if (cut_from_longer(v, &x, groups) && (v->c[end] == ' ' ? groups > 1 : long_tail))
			continue;
		memcpy(d, x.digit, digits);
		*n = digits;
		return right_edge(v, end) ? end : 0;
	}
	return 0;
}

// "-8001" behind a landline.
static size_t extension(const pii_view *v, size_t end)
{
	size_t i = end;
	if (i + 1 < v->n && v->c[i] == '-')
		for (i++; i < v->n && pii_digit(v->c[i]);)
			i++;
	return i > end + 2 && i <= end + 6 && right_edge(v, i) ? i : end;
}

// The area code at `at` in `d`: 0755, (0755), or 755 behind +86. Returns where the local number begins, or 0.
static size_t area_at(const pii_view *v, size_t at, bool prefixed, unsigned char *d, size_t *n)
{
	bool paren = v->c[at] == '(';
	size_t i = at + paren, k = 0;
	if (prefixed && !paren && v->c[i] != '0')
		d[k++] = '0';
	while (k < 4 && i < v->n && pii_digit(v->c[i]))
		d[k++] = v->c[i++];
	if (k < 3)
		return 0;
	*n = area_code(d);
	if (*n == 0 || *n > k)
		return 0;
	i -= k - *n;
	if (paren)
		return i < v->n && v->c[i] == ')' ? i + 1 + (i + 1 < v->n && separator(v->c[i + 1])) : 0;
	return i + (i < v->n && separator(v->c[i]));
}

bool pii_landline(const pii_view *v, size_t at, pii_found *out)
{
	size_t from = skip_country(v, at);
	unsigned char d[24] = {0};
	size_t area, local;
	if (v->c[from] != '0' && v->c[from] != '(' && from == at)
		return false;
	if (!left_edge(v, at) || continues(v, at) || (at > v->done + 1 && v->c[at - 1] == '-'))
		return false;
	size_t i = from < v->n ? area_at(v, from, from != at, d, &area) : 0;
	size_t end = i ? local_number(v, i, d + area, &local) : 0;
	if (!end)
		return false;
	out->end = extension(v, end);
	out->canonical = pii_text(v, d, area + local);
	return true;
}

// ---- forms of other countries

static bool toll_free(const unsigned char *d)
{
	static const char *const codes[] = {"800", "888", "877", "866", "855", "844", "833", "400"};
	for (size_t k = 0; k < FP_COUNT(codes); k++)
		if (!memcmp(d, codes[k], 3))
			return true;
	return false;
}

static bool phone_gap(unsigned char c)
{
	return separator(c) || c == '.';
}

// (555) 123-4567, 555-123-4567, 555.123.4567, 1-555-123-4567; with spaces only when both parts look like an American
// number.
static bool american(const pii_view *v, size_t at, pii_found *out)
{
	unsigned char d[11];
	size_t i = at, n = 0;
	if (v->c[i] == '1' && i + 1 < v->n && (phone_gap(v->c[i + 1]) || v->c[i + 1] == '('))
		i += v->c[i + 1] == '(' ? 1 : 2;
	bool paren = v->c[i] == '(', spaced = true;
	i += paren;
	static const size_t parts[] = {3, 3, 4};
	for (size_t k = 0; k < 3; k++) {
		size_t from = i;
		while (i < v->n && pii_digit(v->c[i]) && i - from < parts[k])
			d[n++] = v->c[i++];
		if (i - from != parts[k])
			return false;
		if (k == 0 && paren && (i >= v->n || v->c[i++] != ')'))
			return false;
		bool gap = i < v->n && phone_gap(v->c[i]);
		if (k < 2 && !gap && !(k == 0 && paren))
			return false;
		spaced &= k == 2 || (gap && v->c[i] == ' ');
		i += k < 2 && gap;
	}
	if (d[0] < '2' || toll_free(d) || (spaced && !paren && (d[3] < '2' || continues(v, at))) || !right_edge(v, i) ||
	    goes_on(v, i))
		return false;
	out->end = i;
	out->canonical = pii_text(v, d, n);
	return true;
}

// "+44 20 7946 0958": + and 8 to 15 digits with single separators and parentheses.
static bool international(const pii_view *v, size_t at, pii_found *out)
{
	unsigned char d[16] = {'+'};
	size_t n = 1, i = at + 1, end = 0;
	if (v->c[at] != '+' || i >= v->n || v->c[i] < '1' || v->c[i] > '9')
		return false;
	while (i < v->n) {
		if (pii_digit(v->c[i])) {
			if (n == sizeof(d))
				return false;
			d[n++] = v->c[i++];
			end = i;
			continue;
		}
		while (i < v->n && i - end < 3 && v->c[i] && strchr(" -.()", v->c[i]))
			i++;
		if (i == end || i >= v->n || !pii_digit(v->c[i]))
			break;
	}
	size_t country = d[1] == '1' || d[1] == '7' ? 1 : 2;
	if (n < 9 || !right_edge(v, end) || toll_free(d + 1 + country) || !memcmp(d, "+44800", 6) ||
	    !memcmp(d, "+44808", 6))
		return false;
	// "+1 (555) ..." is the number that "555-..." is, and "+86 138..." the one that "138..." is.
	bool home = d[1] == '1' && n == 12;
	size_t skip = home ? 2 : !memcmp(d, "+86", 3) && n > 3 ? 3 : 0;
	out->end = end;
	out->canonical = pii_text(v, d + skip, n - skip);
	return true;
}

// British numbers written at home: 07911 123456, 020 7946 0958 (the latter is a landline by its form).
static bool british_mobile(const pii_view *v, size_t at, pii_found *out)
{
	pii_chain x = pii_chain_at(v, at);
	size_t groups = groups_of(&x, 11);
	if (v->c[at] != '0' || v->c[at + 1] != '7' || groups < 2 || groups > 3 || x.size[0] != 5 || groups != x.groups ||
	    x.more ||
	    !right_edge(v, x.end[groups - 1]))
		return false;
	out->end = x.end[groups - 1];
	out->canonical = pii_text(v, x.digit, 11);
	return true;
}

bool pii_foreign_phone(const pii_view *v, size_t at, pii_found *out)
{
	if (pii_letter(v->c[at]) || !left_edge(v, at) || (at > v->done + 1 && v->c[at - 1] == '-'))
		return false;
	return international(v, at, out) || american(v, at, out) || british_mobile(v, at, out);
}

// ---------------------------------------------------------------- e-mail

static bool local_char(unsigned char c)
{
	return pii_digit(c) || pii_letter(c) || (c && strchr("._%+-", c));
}

static bool file_ending(const unsigned char *p, size_t n)
{
	static const char *const endings[] = {"png", "jpg", "jpeg", "gif", "webp", "svg", "css", "js", "pdf", "zip"};
	for (size_t k = 0; k < FP_COUNT(endings); k++)
		if (strlen(endings[k]) == n && fp_str_ieq((fp_str){(const char *)p, n}, fp_s(endings[k])))
			return true;
	return false;
}

// The domain from `i`: labels with dots, the last of two letters and more. Returns its end or 0.
static size_t domain(const pii_view *v, size_t i)
{
	size_t from = i, label = i, end = 0;
	for (; i < v->n && i - from < 255; i++) {
		unsigned char c = v->c[i];
		if (c == '.') {
			if (i == label)
				break;
			label = i + 1;
		} else if (!pii_digit(c) && !pii_letter(c) && c != '-') {
			break;
		} else if (label > from && i > label && pii_letter(v->c[label]) && pii_letter(c)) {
			bool letters = true;
			for (size_t k = label; k <= i && i - label < 24; k++)
				letters &= pii_letter(v->c[k]);
			end = letters ? i + 1 : end;
		}
	}
	if (!end || (end < v->n && is_word_char(v->c[end])))
		return 0;
	size_t last = end;
	while (v->c[last - 1] != '.')
		last--;
	return file_ending(v->c + last, end - last) ? 0 : end;
}

bool pii_email(const pii_view *v, size_t at, pii_found *out)
{
	size_t i = at;
	if (at > v->done && (pii_letter(v->c[at - 1]) || pii_digit(v->c[at - 1])))
		return false;
	while (i < v->n && local_char(v->c[i]) && i - at <= 64)
		i++;
	if (i == at || i - at > 64 || i >= v->n || v->c[i] != '@' || v->c[at] == '+' || v->c[i - 1] == '.')
		return false;
	size_t end = domain(v, i + 1);
	if (!end)
		return false;
	unsigned char *lower = fp_alloc(v->arena, end - at + 1);
	for (size_t k = at; k < end; k++)
		lower[k - at] = pii_letter(v->c[k]) ? (unsigned char)(v->c[k] | 0x20) : v->c[k];
	out->end = end;
	out->canonical = (fp_str){(const char *)lower, end - at};
	return true;
}
