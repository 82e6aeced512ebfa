// model_file: a model as bytes and back. Two lines of text (name and version; the caller's note as JSON), then little-endian binary.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/model_priv.h"

#define MAGIC "fupan-model 1\n"
#define NOTE_MOST (1u << 20)
#define WORDS_MOST 200000u

// ---------------------------------------------------------------- writing

static void put_u32(fp_buf *b, uint32_t v)
{
	unsigned char c[4] = {(unsigned char)v, (unsigned char)(v >> 8), (unsigned char)(v >> 16), (unsigned char)(v >> 24)};
	fp_buf_add(b, c, 4);
}

static void put_f32(fp_buf *b, float f)
{
	uint32_t v;
	memcpy(&v, &f, 4);
	put_u32(b, v);
}

static void put_f64(fp_buf *b, double d)
{
	uint64_t v;
	memcpy(&v, &d, 8);
	put_u32(b, (uint32_t)v);
	put_u32(b, (uint32_t)(v >> 32));
}

static void put_text(fp_buf *b, fp_str s)
{
	put_u32(b, (uint32_t)s.n);
	fp_buf_str(b, s);
}

static void put_words(fp_buf *b, const keywords *k)
{
	put_u32(b, (uint32_t)k->n);
	for (size_t i = 0; i < k->n; i++) {
		put_u32(b, k->class_of[i]);
		put_text(b, k->text[i]);
	}
}

fp_str fp_model_write(const fp_model *m, fp_str note, fp_arena *a)
{
	fp_buf b = {.max = (size_t)1 << 30};
	fp_buf_z(&b, MAGIC);
	fp_buf_str(&b, note);
	fp_buf_c(&b, '\n');
	put_u32(&b, (uint32_t)m->class_n);
	put_u32(&b, (uint32_t)m->row_n);
	put_u32(&b, (uint32_t)m->sample_n);
	put_u32(&b, m->several);
	double about[] = {m->lambda, m->scale, m->shift, m->accuracy, m->sure, m->coverage};
	for (size_t i = 0; i < FP_COUNT(about); i++)
		put_f64(&b, about[i]);
	for (size_t k = 0; k < m->class_n; k++)
		put_text(&b, m->name[k]);
	put_words(&b, &m->words);
	for (size_t i = 0; i < m->class_n * m->class_n; i++)
		put_f32(&b, m->keyword_weight[i]);
	for (size_t k = 0; k < m->class_n; k++)
		put_f32(&b, m->bias[k]);
	for (size_t r = 0; r < m->row_n; r++) {
		put_u32(&b, m->bucket[r]);
		put_f32(&b, m->idf[r]);
		put_f32(&b, m->scale_of[r]);
	}
	fp_buf_add(&b, m->weight, m->row_n * m->class_n);
	return fp_buf_take(&b, a);
}

// ---------------------------------------------------------------- reading. Sticky: read freely, ask once.

typedef struct {
	const unsigned char *p, *end;
	bool bad;
} reader;

static bool room(reader *r, size_t n)
{
	if ((size_t)(r->end - r->p) < n)
		r->bad = true;
	return !r->bad;
}

static uint32_t get_u32(reader *r)
{
	if (!room(r, 4))
		return 0;
	uint32_t v = (uint32_t)r->p[0] | (uint32_t)r->p[1] << 8 | (uint32_t)r->p[2] << 16 | (uint32_t)r->p[3] << 24;
	r->p += 4;
	return v;
}

static float get_f32(reader *r)
{
	uint32_t v = get_u32(r);
	float f;
	memcpy(&f, &v, 4);
	if (!isfinite(f))
		r->bad = true;
	return f;
}

static double get_f64(reader *r)
{
	uint64_t v = get_u32(r);
	double d;
	v |= (uint64_t)get_u32(r) << 32;
	memcpy(&d, &v, 8);
	return d;
}

static fp_str get_text(reader *r)
{
	uint32_t n = get_u32(r);
	fp_str s = {(const char *)r->p, n};
	if (n > 10000 || !room(r, n)) {
		r->bad = true;
		return (fp_str){"", 0};
	}
	r->p += n;
	return s;
}

static bool get_words(reader *r, fp_model *m, fp_err *err)
{
	uint32_t n = get_u32(r);
	if (n > WORDS_MOST || !room(r, (size_t)n * 8))
		return false;
	fp_arena *a = fp_arena_new(256u << 20);
	fp_class_def *of = FP_NEW_N(a, fp_class_def, m->class_n);
	fp_str *text = FP_NEW_N(a, fp_str, n + 1);
	for (uint32_t i = 0, last = 0; i < n && !r->bad; i++) {
		uint32_t k = get_u32(r);
		text[i] = get_text(r);
		if (k >= m->class_n || k < last)
			r->bad = true;
		else if (!of[k].keyword_n++)
			of[k].keyword = &text[i];
		last = k;
	}
	bool ok = !r->bad && keywords_new(&m->words, of, m->class_n, err);
	fp_arena_free(a);
	return ok;
}

static bool get_rows(reader *r, fp_model *m)
{
	for (size_t i = 0; i < m->row_n && !r->bad; i++) {
		m->bucket[i] = get_u32(r);
		m->idf[i] = get_f32(r);
		m->scale_of[i] = get_f32(r);
		if (m->bucket[i] >= MODEL_BUCKETS || (i && m->bucket[i] <= m->bucket[i - 1]))
			return false;
		m->row_of[m->bucket[i]] = (uint32_t)i;
	}
	if (room(r, m->row_n * m->class_n)) {
		memcpy(m->weight, r->p, m->row_n * m->class_n);
		r->p += m->row_n * m->class_n;
	}
	return !r->bad && r->p == r->end;
}

static bool get_body(reader *r, fp_model *m, fp_err *err)
{
	double *about[] = {&m->lambda, &m->scale, &m->shift, &m->accuracy, &m->sure, &m->coverage};
	for (size_t i = 0; i < FP_COUNT(about); i++)
		*about[i] = get_f64(r);
	if (!isfinite(m->lambda) || !isfinite(m->scale) || !isfinite(m->shift))
		return false;
	for (size_t k = 0; k < m->class_n; k++)
		m->name[k] = text_copy(get_text(r));
	if (r->bad || !get_words(r, m, err))
		return false;
	for (size_t i = 0; i < m->class_n * m->class_n; i++)
		m->keyword_weight[i] = get_f32(r);
	for (size_t k = 0; k < m->class_n; k++)
		m->bias[k] = get_f32(r);
	return get_rows(r, m);
}

fp_model *fp_model_read(fp_str bytes, fp_err *err)
{
	const char *bad = fp_tr("模型文件损坏或不是模型，请重新训练", "the model is damaged or none; train it again");
	fp_str rest = bytes;
	if (!fp_str_starts(bytes, MAGIC)) {
		fp_fail(err, FP_INVALID, "%s", bad);
		return NULL;
	}
	rest = fp_str_sub(bytes, sizeof MAGIC - 1, bytes.n);
	const char *end = memchr(rest.p, '\n', rest.n < NOTE_MOST ? rest.n : NOTE_MOST);
	reader r = {(const unsigned char *)(end ? end + 1 : rest.p + rest.n), (const unsigned char *)rest.p + rest.n, !end};
	uint32_t classes = get_u32(&r), rows = get_u32(&r), samples = get_u32(&r), several = get_u32(&r);
	fp_model *m = NULL;
	// The weights alone tell whether the counts can be true, before memory is asked for.
	if (!r.bad && classes >= 2 && classes <= FP_MODEL_CLASSES && rows <= MODEL_BUCKETS && room(&r, (size_t)rows * (12 + classes))) {
		m = model_new(classes, rows);
		m->sample_n = samples;
		m->several = several == 1;
		m->note = (char *)(uintptr_t)text_copy((fp_str){rest.p, (size_t)(end - rest.p)}).p;
		if (get_body(&r, m, err))
			return m;
	}
	fp_model_free(m);
	fp_fail(err, FP_INVALID, "%s", bad);
	return NULL;
}
