// Bytes to UTF-8: a byte order mark, else strict UTF-8, else what the bytes look like. Never refuses: what means nothing becomes U+FFFD and is
// counted.
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "table/table_priv.h"

#define REPLACEMENT "\xEF\xBF\xBD"
#define SAMPLE (1u << 20)

static const struct {
	const char *name, *alias, *iconv;   // iconv NULL: UTF-8
} encodings[] = {
	{"UTF-8", "utf8", NULL}, {"UTF-8 BOM", "utf8bom", NULL}, {"GB18030", "gbk", "GB18030"}, {"GB18030", "gb2312", "GB18030"},
	{"UTF-16LE", "utf16le", "UTF-16LE"}, {"UTF-16BE", "utf16be", "UTF-16BE"}, {"UTF-16LE", "utf16", "UTF-16LE"},
	{"WINDOWS-1252", "latin1", "CP1252"}, {"WINDOWS-1252", "cp1252", "CP1252"}, {"BIG5", "big5hkscs", "BIG5-HKSCS"},
};

static const struct {
	const char *bytes;
	size_t n;
	const char *name;
} marks[] = {
	{"\xEF\xBB\xBF", 3, "UTF-8 BOM"}, {"\xFF\xFE", 2, "UTF-16LE"}, {"\xFE\xFF", 2, "UTF-16BE"}, {"\x84\x31\x95\x33", 4, "GB18030"},
};

static int known(fp_str name)
{
	for (size_t i = 0; i < FP_COUNT(encodings); i++)
		if (fp_str_ieq(name, fp_s(encodings[i].name)) || fp_str_ieq(name, fp_s(encodings[i].alias)))
			return (int)i;
	return -1;
}

// ---------------------------------------------------------------- what the bytes look like

// UTF-16 without a mark: ASCII characters leave NULs, nearly all of them on one side.
static const char *looks_utf16(fp_str s)
{
	size_t zero[2] = {0, 0}, n = s.n < SAMPLE ? s.n : SAMPLE;
	if (s.n % 2)
		return NULL;
	for (size_t i = 0; i < n; i++)
		zero[i & 1] += !s.p[i];
	if (zero[0] + zero[1] < 3 + n / 50)
		return NULL;
	return zero[1] > 4 * zero[0] ? "UTF-16LE" : zero[0] > 4 * zero[1] ? "UTF-16BE" : NULL;
}

// Share of the bytes above ASCII that stand in whole UTF-8 characters.
static double share_utf8(fp_str s)
{
	size_t good = 0, high = 0;
	s = fp_str_sub(s, 0, SAMPLE);
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		if (!(s.p[i] & 0x80)) {
			i++;
			continue;
		}
		uint32_t cp = fp_utf8_next(s, &i);
		high += i - from;
		good += cp == FP_BAD_CP ? 0 : i - from;
	}
	return high ? (double)good / (double)high : 1;
}

// Chinese text in GB18030 is made of pairs whose two bytes are both above 0xA0 (the common characters); in Western text a high byte stands
// alone between letters.
static bool looks_gb(fp_str s)
{
	size_t common = 0, other = 0, bad = 0;
	s = fp_str_sub(s, 0, SAMPLE);
	for (size_t i = 0; i + 1 < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i], d = (unsigned char)s.p[i + 1];
		if (c < 0x80)
			continue;
		bad += c == 0x80 || c == 0xFF || d < 0x30 || d == 0x7F || d == 0xFF;
		common += c >= 0xA1 && d >= 0xA1 && d != 0xFF;
		other += d < 0xA1;
		i++;
	}
	return common > 2 * (other + bad);
}

static const char *guess(fp_str s, size_t *mark)
{
	*mark = 0;
	for (size_t i = 0; i < FP_COUNT(marks); i++)
		if (s.n >= marks[i].n && !memcmp(s.p, marks[i].bytes, marks[i].n)) {
			*mark = marks[i].n;
			return marks[i].name;
		}
	bool nul = s.n && memchr(s.p, 0, s.n);
	const char *wide = nul ? looks_utf16(s) : NULL;
	if (wide)
		return wide;
	if (fp_utf8_valid(s, NULL) || share_utf8(s) > 0.8)
		return "UTF-8";
	return looks_gb(s) ? "GB18030" : "WINDOWS-1252";
}

// ---------------------------------------------------------------- decoding

typedef struct {
	fp_buf text;
	size_t bad;
	size_t first;   // in text
} decoder;

static void put_bad(decoder *d)
{
	if (!d->bad++)
		d->first = d->text.n;
	fp_buf_z(&d->text, REPLACEMENT);
}

// Text that is UTF-8 already, but for NUL.
static void put_utf8(decoder *d, fp_str s)
{
	while (s.n) {
		const char *nul = memchr(s.p, 0, s.n);
		size_t n = nul ? (size_t)(nul - s.p) : s.n;
		fp_buf_add(&d->text, s.p, n);
		if (nul)
			put_bad(d);
		s = fp_str_sub(s, n + (nul != NULL), s.n);
	}
}

static void decode_utf8(decoder *d, fp_str s)
{
	while (s.n) {
		size_t good = s.n;
		bool all = fp_utf8_valid(s, &good);
		put_utf8(d, fp_str_sub(s, 0, all ? s.n : good));
		if (all)
			return;
		put_bad(d);
		s = fp_str_sub(s, good + 1, s.n);
	}
}

static bool decode_iconv(decoder *d, fp_str s, const char *from, size_t unit, fp_err *err)
{
	iconv_t cd = iconv_open("UTF-8", from);
	char out[16384], *in = (char *)(uintptr_t)s.p;
	size_t left = s.n;
	if (cd == (iconv_t)-1)
		return fp_fail(err, FP_INVALID, fp_tr("这台机器不能转换 %s；请另存为 UTF-8", "this machine cannot convert %s; save the file as UTF-8"), from);
	while (left) {
		char *to = out;
		size_t room = sizeof out;
		size_t r = iconv(cd, &in, &left, &to, &room);
		int why = errno;
		put_utf8(d, (fp_str){out, (size_t)(to - out)});
		if (r != (size_t)-1 || why == E2BIG)
			continue;
		put_bad(d);
		size_t skip = left < unit ? left : unit;
		in += skip;
		left -= skip;
		iconv(cd, NULL, NULL, NULL, NULL);
	}
	iconv_close(cd);
	return true;
}

static uint32_t line_of(fp_str text, size_t at)
{
	uint32_t line = 1;
	for (size_t i = 0; i < at; i++)
		line += text.p[i] == '\n';
	return line;
}

bool fp_decode(fp_arena *a, fp_str name, fp_str bytes, const char *encoding, fp_decoded *out, fp_err *err)
{
	decoder d = {.text = {.max = 2 * (size_t)FP_TABLE_MAX}};
	size_t mark, bad;
	const char *found = guess(bytes, &mark);
	int k = known(fp_s(encoding ? encoding : found));
	if (k < 0)
		return fp_fail(err, FP_USAGE, fp_tr("不认识编码“%s”；有：UTF-8 GB18030 UTF-16LE UTF-16BE BIG5 WINDOWS-1252", "no encoding '%s'; there are UTF-8 GB18030 UTF-16LE UTF-16BE BIG5 WINDOWS-1252"), encoding);
	// A mark that belongs to another encoding than the one asked for is text.
	if (encoding && !fp_str_starts(fp_s(found), encodings[k].name))
		mark = 0;
	bytes = fp_str_sub(bytes, mark, bytes.n);
	*out = (fp_decoded){.text = bytes, .encoding = encoding ? encodings[k].name : found};
	if (!encodings[k].iconv && fp_utf8_valid(bytes, &bad) && !(bytes.n && memchr(bytes.p, 0, bytes.n)))
		return true;
	bool ok = true;
	if (!encodings[k].iconv)
		decode_utf8(&d, bytes);
	else
		ok = decode_iconv(&d, bytes, encodings[k].iconv, fp_str_starts(fp_s(encodings[k].name), "UTF-16") ? 2 : 1, err);
	ok = ok && fp_buf_ok(&d.text, err);
	if (!ok)
		fp_fail_in(err, "%.*s", FP_ARG(name));
	size_t first = d.first;
	out->bad = d.bad;
	out->text = ok ? fp_buf_take(&d.text, a) : (fp_str){0};
	out->bad_line = ok && d.bad ? line_of(out->text, first) : 0;
	fp_buf_free(&d.text);
	return ok;
}
