// wire: plain values to bytes and back.
#include "plugin/plugin_priv.h"

#include <string.h>

void fp_wire_put_u32(fp_buf *b, uint32_t v)
{
	fp_buf_add(b, &v, sizeof v);
}

void fp_wire_put_str(fp_buf *b, fp_str s)
{
	fp_wire_put_u32(b, (uint32_t)s.n);
	fp_buf_add(b, s.p, s.n);
}

static bool put(fp_buf *b, const json_t *v, int depth);

// The size of a container is known only after its items: its place is filled afterwards.
static void set_u32(fp_buf *b, size_t at, size_t v)
{
	uint32_t u = (uint32_t)v;
	if (!b->over)
		memcpy(b->p + at, &u, sizeof u);
}

static bool put_container(fp_buf *b, const json_t *v, int depth)
{
	bool object = json_is_object(v), ok = true;
	size_t count = object ? json_object_size(v) : json_array_size(v);
	fp_buf_c(b, object ? 'O' : 'A');
	fp_wire_put_u32(b, (uint32_t)count);
	size_t at = b->n;
	fp_wire_put_u32(b, 0);
	if (object) {
		const char *key;
		json_t *item;
		json_object_foreach((json_t *)v, key, item) {
			fp_wire_put_str(b, fp_s(key));
			ok = ok && put(b, item, depth + 1);
		}
	} else {
		for (size_t i = 0; i < count; i++)
			ok = ok && put(b, json_array_get(v, i), depth + 1);
	}
	set_u32(b, at, b->n - at - 4);
	return ok;
}

static void put_number(fp_buf *b, char tag, const void *p)
{
	char bytes[9] = {tag};
	memcpy(bytes + 1, p, 8);
	fp_buf_add(b, bytes, sizeof bytes);
}

static bool put(fp_buf *b, const json_t *v, int depth)
{
	if (depth > WIRE_DEPTH)
		return false;
	switch (v ? json_typeof(v) : JSON_NULL) {
	case JSON_NULL: fp_buf_c(b, 'N'); break;
	case JSON_TRUE: fp_buf_c(b, 'T'); break;
	case JSON_FALSE: fp_buf_c(b, 'F'); break;
	case JSON_INTEGER: put_number(b, 'I', &(int64_t){json_integer_value(v)}); break;
	case JSON_REAL: put_number(b, 'D', &(double){json_real_value(v)}); break;
	case JSON_STRING:
		fp_buf_c(b, 'S');
		fp_wire_put_str(b, (fp_str){json_string_value(v), json_string_length(v)});
		break;
	default: return put_container(b, v, depth);
	}
	return true;
}

bool fp_wire_put(fp_buf *b, const json_t *v, fp_err *err)
{
	if (!put(b, v, 0))
		return fp_fail(err, FP_LIMIT, fp_tr("交给插件的值嵌套超过 %d 层", "a value for a plugin is nested deeper than %d"), WIRE_DEPTH);
	return fp_buf_ok(b, err);
}

static bool take(fp_wire *w, void *out, size_t n)
{
	if ((size_t)(w->end - w->p) < n)
		return false;
	memcpy(out, w->p, n);
	w->p += n;
	return true;
}

bool fp_wire_u32(fp_wire *w, uint32_t *v)
{
	return take(w, v, sizeof *v);
}

bool fp_wire_str(fp_wire *w, fp_str *s)
{
	uint32_t n;
	if (!fp_wire_u32(w, &n) || (size_t)(w->end - w->p) < n)
		return false;
	*s = (fp_str){w->p, n};
	w->p += n;
	return true;
}

bool fp_wire_skip(fp_wire *w)
{
	char tag;
	uint32_t n = 0;
	if (!take(w, &tag, 1))
		return false;
	if (tag == 'A' || tag == 'O')
		fp_wire_u32(w, &n);  // the count; the bytes follow as with S
	if (tag == 'A' || tag == 'O' || tag == 'S') {
		if (!fp_wire_u32(w, &n))
			return false;
	} else if (tag == 'I' || tag == 'D') {
		n = 8;
	}
	if ((size_t)(w->end - w->p) < n)
		return false;
	w->p += n;
	return true;
}

static json_t *get(fp_wire *w, int depth);

static json_t *get_object(fp_wire *w, uint32_t count, int depth)
{
	json_t *o = json_object();
	for (uint32_t i = 0; i < count; i++) {
		fp_str key;
		json_t *v = fp_wire_str(w, &key) ? get(w, depth + 1) : NULL;
		bool ok = v && !memchr(key.p, 0, key.n) && !json_object_setn(o, key.p, key.n, v);  // refuses what is not UTF-8
		json_decref(v);
		if (!ok) {
			json_decref(o);
			return NULL;
		}
	}
	return o;
}

static json_t *get_container(fp_wire *w, char tag, int depth)
{
	uint32_t count, bytes;
	if (depth > WIRE_DEPTH || !fp_wire_u32(w, &count) || !fp_wire_u32(w, &bytes))
		return NULL;
	if (tag == 'O')
		return get_object(w, count, depth);
	json_t *list = json_array();
	for (uint32_t i = 0; i < count; i++) {
		json_t *v = get(w, depth + 1);
		if (!v || json_array_append_new(list, v)) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *get(fp_wire *w, int depth)
{
	char tag = 0;
	int64_t i;
	double d;
	fp_str s;
	if (!take(w, &tag, 1))
		return NULL;
	switch (tag) {
	case 'N': return json_null();
	case 'T': return json_true();
	case 'F': return json_false();
	case 'I': return take(w, &i, sizeof i) ? json_integer(i) : NULL;
	case 'D': return take(w, &d, sizeof d) ? json_real(d) : NULL;  // NULL for NaN and infinity
	case 'S': return fp_wire_str(w, &s) ? json_stringn(s.p, s.n) : NULL;
	case 'A':
	case 'O': return get_container(w, tag, depth);
	default: return NULL;
	}
}

json_t *fp_wire_json(fp_str bytes, fp_err *err)
{
	fp_wire w = {bytes.p, bytes.p + bytes.n};
	json_t *v = get(&w, 0);
	if (v && w.p == w.end)
		return v;
	json_decref(v);
	fp_fail(err, FP_INVALID, "%s", fp_tr("插件进程送来的值无法读取", "the worker sent a value that cannot be read"));
	return NULL;
}
