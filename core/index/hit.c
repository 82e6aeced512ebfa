// hit: one answer, with its marks in the file and a cut of its text.
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

#define SNIPPET 60       // characters of a cut, of which
#define SNIPPET_LEAD 16  // before the first match
#define SPANS_MOST 2000  // marks of one case

// ---------------------------------------------------------------- matches in the plain text

static int by_start(const void *a, const void *b)
{
	const fp_match *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

// The matches of all terms in one piece, in bytes of the plain text.
static void piece_matches(const fp_query *q, const fp_doc_text *d, size_t i, fp_arena *a, fp_match **v, size_t *n, size_t *cap)
{
	const fp_piece *p = &d->piece[i];
	fp_folded f = fp_fold(a, fp_str_sub(d->folded, p->start, p->end), true);
	for (size_t t = 0; t < q->term_n; t++) {
		fp_match *m = NULL;
		size_t m_n = 0, m_cap = 0;
		fp_leaf_matches(a, d, i, &f, q->term[t], &m, &m_n, &m_cap);
		for (size_t k = 0; k < m_n && *n < SPANS_MOST; k++)
			FP_PUSH(a, *v, *n, *cap) = (fp_match){p->start + m[k].start, p->start + m[k].end};
	}
}

// Overlapping and touching matches become one.
static size_t join(fp_match *v, size_t n)
{
	size_t k = 0;
	if (n)
		qsort(v, n, sizeof *v, by_start);
	for (size_t i = 0; i < n; i++) {
		if (k && v[i].start < v[k - 1].end)
			v[k - 1].end = v[i].end > v[k - 1].end ? v[i].end : v[k - 1].end;
		else
			v[k++] = v[i];
	}
	return k;
}

// ---------------------------------------------------------------- the cut

static size_t back(fp_str s, size_t at, size_t floor, size_t chars)
{
	while (at > floor && chars--)
		do
			at--;
		while (at > floor && ((unsigned char)s.p[at] & 0xC0) == 0x80);
	return at;
}

static size_t forth(fp_str s, size_t at, size_t roof, size_t chars)
{
	while (at < roof && chars--)
		fp_utf8_next(s, &at);
	return at < roof ? at : roof;
}

// What is cut: around the first match outside the title, or the match in the title, or the first section.
static fp_piece choose_piece(const fp_doc_text *d, const fp_match *m, size_t n, size_t *at)
{
	fp_piece first = {{NULL, 0}, 0, 0};
	for (size_t i = 0; i < d->piece_n; i++) {
		const fp_piece *p = &d->piece[i];
		for (size_t k = 0; k < n; k++)
			if (i && m[k].start >= p->start && m[k].start < p->end) {
				*at = m[k].start;
				return *p;
			}
		if (i && !first.end && p->end > p->start)
			first = *p;
	}
	if (n && d->piece_n) {
		*at = m[0].start;
		return d->piece[0];
	}
	*at = first.start;
	return first;
}

// Blanks and line ends become one space. Each byte that stays is mapped, to carry the marks over.
static void snippet(const fp_doc_text *d, const fp_match *m, size_t n, fp_arena *a, fp_hit *hit)
{
	size_t at, k = 0, cap = 0;
	fp_piece p = choose_piece(d, m, n, &at);
	fp_str s = d->folded;  // the plain text here
	size_t from = back(s, at, p.start, SNIPPET_LEAD), to = forth(s, from, p.end, SNIPPET);
	fp_buf out = {0};
	if (from > p.start)
		fp_buf_z(&out, "…");
	bool space = true;
	while (k < n && m[k].end <= from)
		k++;
	size_t open = SIZE_MAX;
	for (size_t i = from; i <= to; i++) {
		if (open != SIZE_MAX && (i == m[k].end || i == to)) {
			FP_PUSH(a, hit->marks, hit->mark_n, cap) = (fp_hit_span){open, out.n};
			open = SIZE_MAX;
			k++;
		}
		if (i == to)
			break;
		bool blank = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t';
		if (open == SIZE_MAX && k < n && i >= m[k].start && i < m[k].end)
			open = out.n;
		if (!blank)
			fp_buf_c(&out, s.p[i]);
		else if (!space)
			fp_buf_c(&out, ' ');
		space = blank;
	}
	if (to < p.end)
		fp_buf_z(&out, "…");
	hit->snippet = fp_buf_take(&out, a);
}

static bool fill_spans(fp_index *x, const fp_query *q, int64_t n, fp_arena *a, fp_hit *hit, fp_err *err)
{
	fp_match *m = NULL;
	size_t m_n = 0, m_cap = 0, cap = 0;
	fp_q get = fp_q_open(x, Q_MARKS_GET, err);
	fp_q_int(&get, n);
	if (fp_q_row(&get)) {
		fp_doc_text *d = FP_NEW(a, fp_doc_text);
		fp_str plain, runs = fp_q_dup(&get, 3, a);
		if (!fp_unfold(a, fp_q_str(&get, 1), fp_q_str(&get, 2), &plain)) {
			fp_q_end(&get);
			return fp_db_fail(x, SQLITE_CORRUPT, err);
		}
		fp_doc_text_read(d, plain, fp_q_dup(&get, 0, a), true);  // the plain text here
		for (size_t i = 0; i < d->piece_n; i++)
			piece_matches(q, d, i, a, &m, &m_n, &m_cap);
		m_n = join(m, m_n);
		for (size_t i = 0; i < m_n; i++)
			fp_plain_spans(a, (const fp_plain_run *)(const void *)runs.p, runs.n / sizeof(fp_plain_run), m[i].start, m[i].end, &hit->spans, &hit->span_n, &cap);
		snippet(d, m, m_n, a, hit);
	}
	return fp_q_end(&get);
}

// ---------------------------------------------------------------- the fields

static bool fill_verdicts(fp_index *x, int64_t n, fp_hit *hit, fp_err *err)
{
	fp_q q = fp_q_open(x, Q_BEST_OF_CASE, err);
	fp_q_int(&q, n);
	hit->verdicts = json_object();
	while (fp_q_row(&q)) {
		fp_str field = fp_q_str(&q, 0), label = fp_q_str(&q, 1);
		json_t *v = fp_q_is_null(&q, 2) ? json_stringn(label.p, label.n) : json_real(fp_q_f64(&q, 2));
		if (json_is_real(v) && json_real_value(v) == (double)(json_int_t)json_real_value(v)) {
			json_int_t whole = (json_int_t)json_real_value(v);
			json_decref(v);
			v = json_integer(whole);
		}
		json_object_setn_new(hit->verdicts, field.p, field.n, v);
	}
	return fp_q_end(&q);
}

bool fp_hit_fill(fp_index *x, const fp_query *q, const fp_row *row, const fp_find_options *o, fp_arena *a, fp_hit *hit, fp_err *err)
{
	fp_q get = fp_q_open(x, Q_CASE_HIT, err);
	fp_q_int(&get, row->n);
	if (fp_q_row(&get)) {
		*hit = (fp_hit){.id = fp_q_dup(&get, 0, a), .path = fp_q_dup(&get, 1, a), .title = fp_q_dup(&get, 2, a), .blob = fp_q_dup(&get, 3, a)};
		hit->score = row->score;
		fp_str front = fp_q_str(&get, 4);
		if (o->want_fields)
			hit->fields = json_loadb(front.p, front.n, JSON_REJECT_DUPLICATES, NULL);
	}
	if (!fp_q_end(&get))
		return false;
	if (o->want_fields && !hit->fields)
		hit->fields = json_object();
	if (o->want_fields && !fill_verdicts(x, row->n, hit, err))
		return false;
	return !o->want_spans || fill_spans(x, q, row->n, a, hit, err);
}

// A page that is not full has them all.
static bool count_found(fp_eval_ctx *e, const fp_find_options *o, size_t n)
{
	*o->found = (fp_found){n, true};
	if (!o->limit || n < o->limit)
		return true;
	if (!fp_eval_about(e, o->found))
		return false;
	if (o->found->n < n)
		o->found->n = n;
	return true;
}

bool fp_index_find(fp_index *x, const fp_query *q, const fp_find_options *o, fp_arena *a, fp_hit **hits, size_t *n, fp_err *err)
{
	fp_arena *work = fp_arena_new(0);
	fp_eval_ctx e;
	fp_row *rows;
	size_t rows_n = 0;
	*hits = NULL;
	*n = 0;
	bool snapshot = fp_snapshot_begin(x);
	bool ok = fp_eval_open(&e, x, q, work, err) && fp_rank(&e, o->sort, o->limit, &rows, &rows_n);
	if (ok)
		*hits = FP_NEW_N(a, fp_hit, rows_n + 1);
	for (size_t i = 0; i < rows_n && ok; i++) {
		ok = fp_hit_fill(x, q, &rows[i], o, a, &(*hits)[i], err) && !fp_arena_over(a, err);
		*n = i + 1;
	}
	ok = ok && (!o->found || count_found(&e, o, rows_n));
	fp_snapshot_end(x, snapshot);
	fp_arena_free(work);
	if (!ok) {
		fp_hits_free(*hits, *n);
		*n = 0;
	}
	return ok;
}

void fp_hits_free(fp_hit *hits, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		json_decref(hits[i].fields);
		json_decref(hits[i].verdicts);
		hits[i].fields = hits[i].verdicts = NULL;
	}
}
