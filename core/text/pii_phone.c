// pii_phone: telephone numbers of China and other countries, also when one is split over several turns of a dialogue.
#include "text/pii_priv.h"

#include <string.h>

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
	if (i < v->n && pii_separator(v->c[i]))
		i++;
	return i;
}

// A separator and more digits behind `groups` groups, which are no number of their own.
static bool cut_from_longer(const pii_view *v, const pii_chain *x, size_t groups)
{
	return pii_goes_on(v, x->end[groups - 1]) && (groups == x->groups || x->size[groups] < 11);
}

// 11 digits in at most four groups of three and more. A number in one group may have neighbours; a spaced one stands
// alone, or it would be cut out of a card number.
static bool mobile_shape(const pii_view *v, const pii_chain *x, size_t at, size_t groups, bool prefixed)
{
	if (x->size[0] == 11)
		return prefixed || !pii_continues(v, at) || v->c[at - 1] == ' ';
	if (groups > 6 || (!prefixed && pii_continues(v, at)) || cut_from_longer(v, x, groups))
		return false;
	for (size_t g = 0; g < groups; g++)
		if (x->size[g] < 3)
			return pii_near(v, CUE_PHONE, at, 16);
	return true;
}

bool pii_mobile(const pii_view *v, size_t at, pii_found *out)
{
	size_t from = skip_country(v, at);
	if (from >= v->n || v->c[from] != '1' || v->c[from + 1] < '3' || !pii_left_edge(v, at))
		return false;
	if (from != at && pii_continues(v, at))
		return false;
	pii_chain x = pii_chain_at(v, from);
	size_t groups = pii_groups_of(&x, 11);
	if (!groups || x.digit[1] < '3' || !mobile_shape(v, &x, from, groups, from != at))
		return false;
	size_t end = x.end[groups - 1];
	// Behind a hyphen only another whole number may follow.
	if ((x.more && groups == x.groups) || !pii_right_edge(v, end))
		return false;
	if (pii_goes_on(v, end) && v->c[end] == '-' && groups < x.groups && x.size[groups] != 11 && x.size[groups] > 4)
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
		size_t groups = pii_groups_of(&x, digits);
		if (!groups || groups > 2 || (x.more && groups == x.groups) || x.size[0] < 3 || x.digit[0] == '0')
			continue;
		size_t end = x.end[groups - 1];
		bool long_tail = groups == x.groups || x.size[groups] > 6;
		if (cut_from_longer(v, &x, groups) && (v->c[end] == ' ' ? groups > 1 : long_tail))
			continue;
		memcpy(d, x.digit, digits);
		*n = digits;
		return pii_right_edge(v, end) ? end : 0;
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
	return i > end + 2 && i <= end + 6 && pii_right_edge(v, i) ? i : end;
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
		return i < v->n && v->c[i] == ')' ? i + 1 + (i + 1 < v->n && pii_separator(v->c[i + 1])) : 0;
	return i + (i < v->n && pii_separator(v->c[i]));
}

bool pii_landline(const pii_view *v, size_t at, pii_found *out)
{
	size_t from = skip_country(v, at);
	unsigned char d[24] = {0};
	size_t area, local;
	if (v->c[from] != '0' && v->c[from] != '(' && from == at)
		return false;
	if (!pii_left_edge(v, at) || pii_continues(v, at) || (at > v->done + 1 && v->c[at - 1] == '-'))
		return false;
	size_t i = from < v->n ? area_at(v, from, from != at, d, &area) : 0;
	size_t end = i ? local_number(v, i, d + area, &local) : 0;
	if (!end)
		return false;
	out->end = extension(v, end);
	out->canonical = pii_text(v, d, area + local);
	return true;
}

static bool toll_free(const unsigned char *d)
{
	static const char *const codes[] = {"800", "888", "877", "866", "855", "844", "833", "400"};
	for (size_t k = 0; k < FP_COUNT(codes); k++)
		if (!memcmp(d, codes[k], 3))
			return true;
	return false;
}

// Behind a word such as 座机: seven or eight digits without an area code. Eight that are a date are none.
bool pii_local_phone(const pii_view *v, size_t at, pii_found *out)
{
	size_t n, i = pii_connector(v, at);
	unsigned char d[24];
	if (i >= v->n || v->c[i] < '2' || v->c[i] > '8')
		return false;
	size_t end = local_number(v, i, d, &n);
	if (!end || (n == 8 && pii_plausible_date(pii_number_of(d, 4), pii_number_of(d + 4, 2), pii_number_of(d + 6, 2))) ||
	    toll_free(d))
		return false;
	out->start = i;
	out->end = extension(v, end);
	out->canonical = pii_text(v, d, n);
	return true;
}

// ---- forms of other countries

static bool phone_gap(unsigned char c)
{
	return pii_separator(c) || c == '.';
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
	bool told = pii_near(v, CUE_PHONE, at, 20);
	if (d[0] < '2' || toll_free(d) || (spaced && !paren && ((d[3] < '2' && !told) || pii_continues(v, at))) ||
	    !pii_right_edge(v, i) || pii_goes_on(v, i))
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
	if (n < 9 || !pii_right_edge(v, end) || toll_free(d + 1 + country) || !memcmp(d, "+44800", 6) ||
	    !memcmp(d, "+44808", 6))
		return false;
	// "+1 (555) ..." is the number that "555-..." is, and "+86 138..." the one that "138..." is.
	bool home = d[1] == '1' && n == 12;
	size_t skip = home ? 2 : !memcmp(d, "+86", 3) && n > 3 ? 3 : 0;
	out->end = end;
	out->canonical = pii_text(v, d + skip, n - skip);
	return true;
}

// Ten digits in one piece, behind a word that says so.
static bool american_bare(const pii_view *v, size_t at, pii_found *out)
{
	pii_chain x = pii_chain_at(v, at);
	if (x.groups != 1 || x.digits != 10 || x.more || x.digit[0] < '2' || x.digit[3] < '2' || toll_free(x.digit) ||
	    !pii_near(v, CUE_PHONE, at, 20) || !pii_right_edge(v, x.end[0]))
		return false;
	out->end = x.end[0];
	out->canonical = pii_text(v, x.digit, 10);
	return true;
}

// 0161 496 0000, 01632 960 983, 01632 960983: British landlines (020 7946 0958 is a landline by its form in China too).
static bool british_landline(const pii_view *v, size_t at, pii_found *out)
{
	pii_chain x = pii_chain_at(v, at);
	if (v->c[at] != '0' || v->c[at + 1] != '1' || x.more || x.groups < 2 || x.groups > 3 || x.size[0] < 4 || x.size[0] > 5 ||
	    x.size[1] < 3 || x.digits < 10 || x.digits > 11 || !pii_right_edge(v, x.end[x.groups - 1]))
		return false;
	out->end = x.end[x.groups - 1];
	out->canonical = pii_text(v, x.digit, x.digits);
	return true;
}

// British mobiles written at home: 07911 123456, 07911 123 456, 07700900123 behind a word.
static bool british_mobile(const pii_view *v, size_t at, pii_found *out)
{
	pii_chain x = pii_chain_at(v, at);
	size_t groups = pii_groups_of(&x, 11);
	if (v->c[at] != '0' || v->c[at + 1] != '7' || groups < 1 || groups > 3 || groups != x.groups || x.more ||
	    (groups == 1 ? !pii_near(v, CUE_PHONE, at, 20) : x.size[0] != 5) || !pii_right_edge(v, x.end[groups - 1]))
		return false;
	out->end = x.end[groups - 1];
	out->canonical = pii_text(v, x.digit, 11);
	return true;
}

bool pii_foreign_phone(const pii_view *v, size_t at, pii_found *out)
{
	if (pii_letter(v->c[at]) || !pii_left_edge(v, at) || (at > v->done + 1 && v->c[at - 1] == '-'))
		return false;
	return international(v, at, out) || american(v, at, out) || american_bare(v, at, out) || british_mobile(v, at, out) ||
	       british_landline(v, at, out);
}

// ---------------------------------------------------------------- split over turns

// One end of a line of digits in a dialogue: "客户 20:15：我电话1381234" or "5678".
typedef struct {
	size_t from, to;       // the digits
	size_t who, who_end;   // the speaker, when the line has one
} piece;

// The colon of a time of day: half width, two digits behind it.
static bool clock_colon(const pii_view *v, size_t i)
{
	return v->text.p[v->origin[i]] == ':' && pii_digit(v->c[i - (i > 0)]) && pii_digit(v->c[i + 1]) && pii_digit(v->c[i + 2]) &&
	       !pii_digit(v->c[i + 3]);
}

// Behind "**客户** 20:15：" or "客户: " or "[20:15] 客户: " at the start of a line; `at` when there is no such head.
static size_t behind_speaker(const pii_view *v, size_t at, piece *p)
{
	size_t i = at;
	while (i < v->n && (pii_digit(v->c[i]) || (v->c[i] < 0x80 && v->c[i] && strchr("[]*:-/ ", v->c[i]))))
		i++;
	p->who = i;
	while (i < v->n && (v->c[i] == PII_HAN || pii_letter(v->c[i]) || pii_digit(v->c[i]) || v->c[i] == '_'))
		i++;
	p->who_end = i;
	for (; i < v->n && i < at + 40 && v->c[i] != '\n'; i++)
		if (v->c[i] == ':' && !clock_colon(v, i))
			return i + 1;
		else if (!pii_digit(v->c[i]) && !(v->c[i] < 0x80 && v->c[i] && strchr("[]*:-/ ", v->c[i])))
			break;
	p->who = p->who_end = at;
	return at;
}

static size_t line_end(const pii_view *v, size_t i)
{
	while (i < v->n && v->c[i] != '\n')
		i++;
	return i;
}

static size_t skip_blank(const pii_view *v, size_t i)
{
	while (i < v->n && (v->c[i] == ' ' || v->c[i] == '\n' || v->c[i] == '\r' || v->c[i] == '\t'))
		i++;
	return i;
}

static bool only_closing(const pii_view *v, size_t i, size_t end)
{
	while (i < end && ((v->c[i] < 0x80 && v->c[i] && strchr(" ,.-\r\t~", v->c[i])) || pii_among(v->cp[i], U",。、…~")))
		i++;
	return i == end;
}

// The digits that a line ends with.
static bool tail_of_line(const pii_view *v, size_t from, size_t end, piece *p)
{
	size_t i = end;
	while (i > from && !pii_digit(v->c[i - 1]))
		i--;
	p->to = i;
	while (i > from && pii_digit(v->c[i - 1]))
		i--;
	p->from = i;
	return p->to > p->from && only_closing(v, p->to, end) && (i == from || !pii_word_char(v->c[i - 1]));
}

// The digits that what a line says begins with, and nothing that makes them an amount.
static bool head_of_line(const pii_view *v, size_t from, piece *p)
{
	size_t i = skip_blank(v, from);
	p->from = i;
	while (i < v->n && pii_digit(v->c[i]))
		i++;
	p->to = i;
	return i > p->from && !pii_word_char(v->c[i]) && v->c[i] != '%' && v->c[i] != ':' && !pii_among(v->cp[i], U"元块件个天点号月年");
}

static bool same_speaker(const pii_view *v, const piece *x, const piece *y)
{
	size_t n = x->who_end - x->who;
	return n == y->who_end - y->who && !memcmp(v->cp + x->who, v->cp + y->who, n * sizeof *v->cp);
}

// A mobile number whose first digits end one line and whose last ones begin another line of the same speaker, with at
// most one line of somebody else between.
static bool split_from(const pii_view *v, size_t line, piece part[2])
{
	size_t end = line_end(v, line), text = behind_speaker(v, line, &part[0]);
	if (!tail_of_line(v, text, end, &part[0]) || v->c[part[0].from] != '1' || part[0].to - part[0].from < 3 ||
	    part[0].to - part[0].from > 8 || (v->c[part[0].from + 1] < '3'))
		return false;
	bool alone = skip_blank(v, text) == part[0].from, told = text > line;
	for (size_t i = line; i < part[0].from && !told; i++) {
		size_t cue_end;
		const pii_cue *cue = pii_cue_at(v, i, &cue_end);
		told = cue && cue->kind == CUE_PHONE;
	}
	for (int skipped = 0; (told || alone) && skipped < 2 && end < v->n; skipped++) {
		size_t next = skip_blank(v, end), start = behind_speaker(v, next, &part[1]);
		end = line_end(v, next);
		if (!same_speaker(v, &part[0], &part[1]))
			continue;
		return head_of_line(v, start, &part[1]) && part[1].to - part[1].from + part[0].to - part[0].from == 11 &&
		       (told || only_closing(v, part[1].to, end));
	}
	return false;
}

void pii_split_numbers(pii_view *v, pii_findings *f)
{
	for (size_t line = 0; line < v->n; line = line_end(v, line) + 1) {
		piece p[2];
		unsigned char d[11];
		if (!split_from(v, line, p))
			continue;
		size_t n = p[0].to - p[0].from;
		memcpy(d, v->c + p[0].from, n);
		memcpy(d + n, v->c + p[1].from, 11 - n);
		fp_str canonical = pii_text(v, d, 11);
		for (size_t k = 0; k < 2; k++)
			pii_add(v, f, &pii_split_kind, (pii_found){p[k].from, p[k].to, canonical});
	}
}
