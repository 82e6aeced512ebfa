#include "base/json.h"

#include <string.h>

static void clean(fp_buf *b, fp_str s)
{
	for (size_t i = 0; i < s.n;) {
		char put[4];
		uint32_t cp = fp_utf8_next(s, &i);
		fp_buf_add(b, put, fp_utf8_put(put, cp == FP_BAD_CP || !cp ? 0xFFFD : cp));
	}
}

json_t *fp_json_str(fp_str s)
{
	json_t *v = s.n && memchr(s.p, 0, s.n) ? NULL : json_stringn(s.n ? s.p : "", s.n);
	if (v)
		return v;
	fp_buf b = {0};
	clean(&b, s);
	v = json_stringn_nocheck(b.p, b.n);
	fp_buf_free(&b);
	return v;
}

fp_str fp_json_string(const json_t *v)
{
	return json_is_string(v) ? (fp_str){json_string_value(v), json_string_length(v)} : (fp_str){0};
}

static int append(const char *p, size_t n, void *buf)
{
	fp_buf_add(buf, p, n);
	return 0;
}

fp_str fp_json_text(fp_arena *a, const json_t *v)
{
	fp_buf b = {0};
	json_dump_callback(v, append, &b, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	return fp_buf_take(&b, a);
}
