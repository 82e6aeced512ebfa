// What a person typed to what the file keeps.
#include <math.h>
#include <string.h>

#include "case/case_priv.h"

static bool bad(const fp_field_def *f, fp_str v, fp_err *err, const char *why)
{
	return fp_fail(err, FP_INVALID, fp_tr("%.*s：“%.*s”%s", "%.*s: \"%.*s\" %s"), FP_ARG(f->name), FP_ARG(v), why);
}

static bool in_range(const fp_field_def *f, fp_str v, double d, fp_err *err)
{
	if (d >= f->min && d <= f->max)
		return true;
	if (isinf(f->max))
		return fp_fail(err, FP_INVALID, fp_tr("%.*s：%.*s 不能小于 %g", "%.*s: %.*s is below %g"), FP_ARG(f->name),
			FP_ARG(v), f->min);
	return fp_fail(err, FP_INVALID, fp_tr("%.*s：%.*s 不在 %g 到 %g 之间", "%.*s: %.*s is not between %g and %g"),
		FP_ARG(f->name), FP_ARG(v), f->min, f->max);
}

// 1,299.00 ¥1299 1299元: what spreadsheets and people put around a number.
static fp_str bare_number(fp_arena *a, fp_str s)
{
	static const char *const front[] = {"¥", "￥", "$", "RMB", "CNY"};
	static const char *const back[] = {"元", "块"};
	fp_buf b = {0};
	for (size_t i = 0; i < FP_COUNT(front); i++)
		if (fp_str_starts(s, front[i]))
			s = fp_str_trim(fp_str_sub(s, strlen(front[i]), s.n));
	for (size_t i = 0; i < FP_COUNT(back); i++)
		if (fp_str_ends(s, back[i]))
			s = fp_str_trim(fp_str_sub(s, 0, s.n - strlen(back[i])));
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = fp_utf8_next(s, &i);
		if (cp >= 0xFF10 && cp <= 0xFF19)
			cp = cp - 0xFF10 + '0';
		if (cp != ',' && cp != 0xFF0C)
			fp_buf_c(&b, cp < 0x80 ? (char)cp : '?');
	}
	return fp_buf_take(&b, a);
}

static bool number(fp_arena *a, const fp_field_def *f, fp_str v, fp_str *out, fp_err *err)
{
	fp_str s = bare_number(a, v);
	double d;
	if (!fp_str_num(s, &d) || !isfinite(d))
		return bad(f, v, err, fp_tr("不是数字", "is not a number"));
	if (f->type == FP_T_INTEGER) {
		if (d != floor(d) || fabs(d) > 1e15)
			return bad(f, v, err, fp_tr("不是整数", "is not a whole number"));
		s = fp_strf(a, "%.0f", d);
	}
	*out = s;
	return in_range(f, v, d, err);
}

static bool boolean(const fp_field_def *f, fp_str v, fp_str *out, fp_err *err)
{
	static const char *const yes[] = {"true", "yes", "1", "是", "y", "对", "有"};
	static const char *const no[] = {"false", "no", "0", "否", "n", "不", "无"};
	for (size_t i = 0; i < FP_COUNT(yes); i++) {
		bool t = fp_str_ieq(v, fp_s(yes[i]));
		if (t || fp_str_ieq(v, fp_s(no[i]))) {
			*out = t ? FP_STR("true") : FP_STR("false");
			return true;
		}
	}
	return bad(f, v, err, fp_tr("不是 true 或 false", "is neither true nor false"));
}

static fp_str listed(fp_arena *a, const fp_str *v, size_t n)
{
	fp_buf b = {0};
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%s%.*s", i ? ", " : "", FP_ARG(v[i]));
	return fp_buf_take(&b, a);
}

static bool one_of(fp_arena *a, const fp_field_def *f, fp_str v, fp_str *out, fp_err *err)
{
	for (size_t i = 0; i < f->value_n; i++) {
		if (fp_str_ieq(v, f->values[i])) {
			*out = f->values[i];
			return true;
		}
	}
	fp_str all = listed(a, f->values, f->value_n);
	return fp_fail(err, FP_INVALID, fp_tr("%.*s：“%.*s”不在 %.*s 之中", "%.*s: \"%.*s\" is not one of %.*s"),
		FP_ARG(f->name), FP_ARG(v), FP_ARG(all));
}

static bool term(const fp_field_def *f, fp_str v, bool extend, fp_str *out, bool *unknown, fp_err *err)
{
	const fp_term *t = f->taxonomy ? fp_term_find(f->taxonomy, v) : NULL;
	if (t) {
		*out = t->name;
		return true;
	}
	*out = v;
	if (!f->taxonomy)
		return true;
	*unknown = true;
	if (extend)
		return true;
	const fp_term *near = fp_term_nearest(f->taxonomy, v);
	if (near)
		return fp_fail(err, FP_INVALID,
			fp_tr("%.*s：没有“%.*s”，是不是“%.*s”？", "%.*s: there is no \"%.*s\", did you mean \"%.*s\"?"),
			FP_ARG(f->name), FP_ARG(v), FP_ARG(near->name));
	return fp_fail(err, FP_INVALID,
		fp_tr("%.*s：没有“%.*s”，可用的值见 taxonomy/%.*s.yaml", "%.*s: there is no \"%.*s\", see taxonomy/%.*s.yaml"),
		FP_ARG(f->name), FP_ARG(v), FP_ARG(f->taxonomy->name));
}

static bool text(const fp_field_def *f, fp_str v, fp_str *out, fp_err *err)
{
	*out = v;
	if ((double)fp_utf8_count(v) > f->max)
		return fp_fail(
			err, FP_INVALID, fp_tr("%.*s：超过 %g 个字", "%.*s: longer than %g characters"), FP_ARG(f->name), f->max);
	return true;
}

bool fp_schema_canonical(fp_arena *a, const fp_field_def *f, fp_str value, int32_t offset, bool extend, fp_str *out,
	bool *unknown, fp_err *err)
{
	fp_str v = fp_str_trim(value);
	fp_time t;
	*unknown = false;
	*out = v;
	switch (f->type) {
	case FP_T_TIME:
		if (!fp_time_parse(v, offset, &t, NULL))
			return bad(
				f, v, err, fp_tr("不是时间；写成 2026-11-18 10:32", "is not a time; write it as 2026-11-18 10:32"));
		*out = fp_time_text(a, t);
		return true;
	case FP_T_INTEGER:
	case FP_T_NUMBER:
		return number(a, f, v, out, err);
	case FP_T_BOOL:
		return boolean(f, v, out, err);
	case FP_T_ENUM:
		return one_of(a, f, v, out, err);
	case FP_T_TERM:
	case FP_T_TERMS:
		return term(f, v, extend, out, unknown, err);
	case FP_T_ID:
		return fp_id_valid(v) ||
			bad(f, v, err, fp_tr("不是编号；编号如 261118-k7f3qma", "is not an id; ids look like 261118-k7f3qma"));
	case FP_T_MAP:
		return bad(f, v, err, fp_tr("不能这样设置，请改文件", "cannot be set this way; edit the file"));
	default:
		return text(f, v, out, err);
	}
}
