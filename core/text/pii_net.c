// pii_net: e-mail, addresses of machines, links that let somebody in.
#include "text/pii_priv.h"

#include <string.h>

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
	if (!end || (end < v->n && pii_word_char(v->c[end])))
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

// ---------------------------------------------------------------- links

// A parameter whose value lets somebody in or names a person.
static bool telling_parameter(const pii_view *v, size_t from, size_t to)
{
	static const char *const names[] = {"token", "access_token", "auth", "key", "apikey", "api_key", "sign", "signature", "sig",
		"session", "sessionid", "sid", "password", "pwd", "passwd", "secret", "ticket", "code", "credential", "jwt", "phone",
		"mobile", "tel", "email", "mail", "idcard", "openid", "unionid", "refresh_token", "invite", "userid", "uid"};
	char name[24];
	if (to - from >= sizeof name)
		return false;
	for (size_t i = from; i < to; i++)
		name[i - from] = (char)v->cp[i];
	for (size_t k = 0; k < FP_COUNT(names); k++)
		if (strlen(names[k]) == to - from && !memcmp(names[k], name, to - from))
			return true;
	return false;
}

static bool link_char(unsigned char c)
{
	return c > ' ' && c < 0x7F && !strchr("<>\"'`{}|^\\", c);
}

// Whether a parameter with a value of six and more characters tells, behind ?, & or #.
static bool tells(const pii_view *v, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++) {
		if (v->c[i] == '@' && i > from && memchr(v->c + from, ':', i - from) && !memchr(v->c + from, '/', i - from))
			return true;   // name:password@host
		if (!strchr("?&#;", v->c[i]))
			continue;
		size_t name = i + 1, eq = name;
		while (eq < end && v->c[eq] != '=' && !strchr("&#;", v->c[eq]))
			eq++;
		size_t value = eq + 1, stop = value;
		while (stop < end && !strchr("&#;", v->c[stop]))
			stop++;
		if (eq < end && v->c[eq] == '=' && stop >= value + 6 && telling_parameter(v, name, eq))
			return true;
	}
	return false;
}

bool pii_url(const pii_view *v, size_t at, pii_found *out)
{
	static const char32_t *const schemes[] = {U"http://", U"https://", U"ftp://", U"www."};
	size_t body = 0;
	// One link is read once, also when it holds others.
	if (at > v->done && v->c[at - 1] && strchr("/=&?._%-", v->c[at - 1]))
		return false;
	for (size_t k = 0; k < FP_COUNT(schemes) && !body; k++)
		if (pii_starts(v, at, schemes[k]))
			for (body = at; body - at < 8 && schemes[k][body - at];)
				body++;
	if (!body)
		return false;
	size_t end = body;
	while (end < v->n && link_char(v->c[end]) && end - at < 4000)
		end++;
	while (end > body && strchr(".,;:!?)]", v->c[end - 1]))
		end--;
	if (!tells(v, body, end))
		return false;
	out->end = end;
	out->canonical = pii_original(v, at, end);
	return true;
}

// ---------------------------------------------------------------- addresses of machines

// Not 10.*, 127.*, 192.168.* and other ranges that are nobody's.
static bool somebodys(const size_t *o)
{
	if (o[0] == 0 || o[0] == 10 || o[0] == 127 || o[0] >= 224 || (o[0] == 192 && o[1] == 168) || (o[0] == 169 && o[1] == 254))
		return false;
	return !(o[0] == 172 && o[1] >= 16 && o[1] < 32);
}

// Versions and chapters look the same: without a word before it two large parts are asked for.
static bool ip4(const pii_view *v, size_t at, pii_found *out)
{
	size_t octet[4], i = at, large = 0;
	for (size_t k = 0; k < 4; k++) {
		size_t from = i;
		while (i < v->n && pii_digit(v->c[i]) && i - from < 4)
			i++;
		if (i == from || i - from > 3 || (v->c[from] == '0' && i - from > 1))
			return false;
		octet[k] = pii_number_of(v->c + from, i - from);
		large += octet[k] >= 20;
		if (octet[k] > 255 || (k < 3 && v->c[i++] != '.'))
			return false;
	}
	unsigned char before = at > v->done ? v->c[at - 1] : ' ';
	if (pii_word_char(before) || before == '.' || pii_word_char(v->c[i]) || (v->c[i] == '.' && pii_digit(v->c[i + 1])) ||
	    v->c[i] == '%' || !somebodys(octet))
		return false;
	if (!pii_near(v, CUE_IP, at, 12) && (large < 2 || pii_near(v, CUE_OTHER, at, 8)))
		return false;
	out->end = i;
	out->canonical = pii_original(v, at, i);
	return true;
}

static bool hex(unsigned char c)
{
	return pii_digit(c) || (unsigned char)((c | 0x20) - 'a') < 6;
}

// Eight groups, or at least three and "::"; clock times have neither.
static bool ip6(const pii_view *v, size_t at, pii_found *out)
{
	size_t groups = 0, gaps = 0, i = at, letters = 0;
	if (at > v->done && (v->c[at - 1] == ':' || pii_word_char(v->c[at - 1])))
		return false;
	for (;;) {
		size_t from = i;
		while (i < v->n && hex(v->c[i]) && i - from < 5)
			letters += pii_letter(v->c[i++]);
		if (i - from > 4 || (i == from && groups))
			break;
		groups += i > from;
		if (groups > 8 || v->c[i] != ':')
			break;
		if (v->c[i + 1] == ':') {
			gaps++;
			i++;
		}
		i++;
	}
	if (pii_word_char(v->c[i]) || gaps > 1 || !(groups == 8 || (gaps && groups >= 3)) || i - at < 8 || v->c[i - 1] == ':')
		return false;
	if (!letters && !pii_near(v, CUE_IP, at, 12))
		return false;
	out->end = i;
	out->canonical = pii_original(v, at, i);
	return true;
}

bool pii_ip(const pii_view *v, size_t at, pii_found *out)
{
	return hex(v->c[at]) && ((pii_digit(v->c[at]) && ip4(v, at, out)) || ip6(v, at, out));
}
