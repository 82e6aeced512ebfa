// One YAML scalar: what type it has, and how to write a text so that it reads back the same.
#include <math.h>
#include <string.h>

#include "case/case_priv.h"

bool fp_plain_null(fp_str s)
{
	return !s.n || fp_str_is(s, "~") || fp_str_is(s, "null") || fp_str_is(s, "Null") || fp_str_is(s, "NULL");
}

static bool is_true(fp_str s)
{
	return fp_str_is(s, "true") || fp_str_is(s, "True") || fp_str_is(s, "TRUE");
}

static bool is_false(fp_str s)
{
	return fp_str_is(s, "false") || fp_str_is(s, "False") || fp_str_is(s, "FALSE");
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

// 12, -3, +4; not 0x or 0o forms, which nobody types into a case.
static bool decimal_form(fp_str s)
{
	size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+');
	if (i == s.n)
		return false;
	for (; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return true;
}

// [-+]? ( . digits | digits [. digits*] ) [eE [-+]? digits]
static bool float_form(fp_str s)
{
	size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+'), digits = 0;
	for (; i < s.n && is_digit(s.p[i]); i++)
		digits++;
	if (i < s.n && s.p[i] == '.')
		for (i++; i < s.n && is_digit(s.p[i]); i++)
			digits++;
	if (!digits)
		return false;
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		i += i + 1 < s.n && (s.p[i + 1] == '-' || s.p[i + 1] == '+') ? 2 : 1;
		if (i >= s.n)
			return false;
		while (i < s.n && is_digit(s.p[i]))
			i++;
	}
	return i == s.n;
}

static json_t *plain_value(fp_str s)
{
	int64_t i;
	double d;
	if (fp_plain_null(s))
		return json_null();
	if (is_true(s) || is_false(s))
		return json_boolean(is_true(s));
	fp_str unsignedly = s.n && s.p[0] == '+' ? fp_str_sub(s, 1, s.n) : s;
	if (decimal_form(s))  // one that does not fit stays text, every digit of it
		return fp_str_int(unsignedly, &i) ? json_integer(i) : fp_json_str(s);
	if (float_form(s) && fp_str_num(unsignedly, &d) && isfinite(d))
		return json_real(d);
	return fp_json_str(s);
}

json_t *fp_ynode_value(const fp_ynode *n)
{
	if (n->kind == FP_Y_SCALAR)
		return n->plain ? plain_value(n->text) : fp_json_str(n->text);
	json_t *v = n->kind == FP_Y_LIST ? json_array() : json_object();
	for (size_t i = 0; i < n->n; i++) {
		if (n->kind == FP_Y_LIST) {
			json_array_append_new(v, fp_ynode_value(n->kid[i]));
			continue;
		}
		fp_str key = n->kid[i++]->text;
		json_object_setn_new(v, key.p ? key.p : "", key.n, fp_ynode_value(n->kid[i]));
	}
	return v;
}

bool fp_ynode_null(const fp_ynode *n)
{
	return n->kind == FP_Y_SCALAR && n->plain && fp_plain_null(n->text);
}

json_t *fp_yaml_to_value(fp_str yaml, fp_err *err)
{
	fp_arena *a = fp_arena_new(0);
	fp_yfault fault = {0};
	json_t *v = NULL;
	if (yaml.n >= 3 && !memcmp(yaml.p, "\xEF\xBB\xBF", 3))
		yaml = fp_str_sub(yaml, 3, yaml.n);
	if (yaml.n > FP_CASE_MAX) {
		fp_fail(err, FP_LIMIT, fp_tr("YAML 超过 %u MB", "YAML is over %u MB"), FP_CASE_MAX >> 20);
		goto out;
	}
	fp_ynode *root = fp_yaml_read(a, yaml, &fault);
	if (root)
		v = fp_ynode_value(root);
	else
		fp_fail(err, FP_INVALID, "%u:%u: %.*s", fault.line, fault.col, FP_ARG(fault.message));
out:
	fp_arena_free(a);
	return v;
}

// ---------------------------------------------------------------- writing

// Words that YAML 1.1 readers, which other tools are, take for something else than text. true and false stay plain:
// they are what the file of a boolean field says.
static bool is_trap(fp_str s)
{
	static const char *const words[] = {"yes", "no", "on", "off", "y", "n"};
	for (size_t i = 0; i < FP_COUNT(words); i++)
		if (fp_str_ieq(s, fp_s(words[i])))
			return true;
	// Order numbers: a spreadsheet-minded tool drops leading zeros and the sixteenth digit.
	return decimal_form(s) && s.n > 1 && (s.p[0] == '0' || s.n > 15);
}

static bool is_control(uint32_t cp)
{
	return cp == FP_BAD_CP || cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029 || cp == 0xFEFF ||
	       cp == 0xFFFE || cp == 0xFFFF;
}

static bool has_control(fp_str s)
{
	for (size_t i = 0; i < s.n;)
		if (is_control(fp_utf8_next(s, &i)))
			return true;
	return false;
}

// Plain wherever fupan writes values: after "key: ", in [ ] and in { }. Stricter than YAML, exactly what the scanner
// reads.
static bool plain_ok(fp_str s)
{
	if (fp_plain_null(s) || is_trap(s) || s.p[0] == ' ' || s.p[s.n - 1] == ' ' || has_control(s))
		return false;
	if (strchr("-?:,[]{}#&*!|>'\"%@`", s.p[0]) && !(s.p[0] == '-' && s.n > 1 && is_digit(s.p[1])))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : ' ';
		if (strchr(",[]{}", c) || (c == '#' && s.p[i - 1] == ' ') || (c == ':' && strchr(" ,?[]{}", next)))
			return false;
	}
	return true;
}

static void double_quoted(fp_buf *b, fp_str s)
{
	fp_buf_c(b, '"');
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t cp = fp_utf8_next(s, &i);
		if (cp == '"' || cp == '\\')
			fp_buf_f(b, "\\%c", (int)cp);
		else if (cp == '\n')
			fp_buf_z(b, "\\n");
		else if (cp == '\t')
			fp_buf_z(b, "\\t");
		else if (cp == FP_BAD_CP || !cp)
			fp_buf_z(b, "\xEF\xBF\xBD");  // YAML has no way to write it
		else if (is_control(cp))
			fp_buf_f(b, "\\u%04X", cp);
		else
			fp_buf_add(b, s.p + from, i - from);
	}
	fp_buf_c(b, '"');
}

static void single_quoted(fp_buf *b, fp_str s)
{
	fp_buf_c(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'')
			fp_buf_c(b, '\'');
		fp_buf_c(b, s.p[i]);
	}
	fp_buf_c(b, '\'');
}

fp_str fp_yaml_scalar_like(fp_arena *a, fp_str s, char quote)
{
	if (!quote && plain_ok(s))
		return fp_str_dup(a, s);
	fp_buf b = {0};
	if (quote == '\'' && !has_control(s))
		single_quoted(&b, s);
	else
		double_quoted(&b, s);
	return fp_buf_take(&b, a);
}

fp_str fp_yaml_scalar(fp_arena *a, fp_str s)
{
	return fp_yaml_scalar_like(a, s, 0);
}
