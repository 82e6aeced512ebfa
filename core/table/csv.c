// CSV: records of a text with one delimiter, by RFC 4180 and what programs make of it.
//
// A cell is quoted when a quote is its first character but blanks; what follows the closing quote up to the delimiter belongs to it. Lines end
// with LF, CRLF or CR in any mixture. A quote that is never closed spoils its own line only: reading goes on with the next one.
#include <string.h>

#include "table/table_priv.h"

#define QUOTED_MAX (16u * FP_CELL_MAX)   // where the search for a closing quote ends

typedef struct {
	fp_records base;
	fp_str text;
	char delimiter;
	bool cr_lines;       // an old Mac's file: CR alone ends lines
	size_t at;
	uint32_t line;
	size_t retried;      // bytes that were looked at in vain for closing quotes; bounded, so that reading stays linear
	bool too_long, unclosed;
} csv;

static bool ends_cell(const csv *c, char x)
{
	return x == c->delimiter || x == '\n' || x == '\r';
}

static fp_str checked(csv *c, fp_str cell)
{
	if (cell.n <= FP_CELL_MAX)
		return cell;
	c->too_long = true;
	return (fp_str){0};
}

static fp_str bare_cell(csv *c)
{
	size_t from = c->at;
	while (c->at < c->text.n && !ends_cell(c, c->text.p[c->at]))
		c->at++;
	return checked(c, fp_str_sub(c->text, from, c->at));
}

// From behind the opening quote. The common cell has no quote inside and is not copied.
static fp_str quoted_cell(csv *c, fp_arena *a)
{
	fp_buf b = {0};
	fp_str s = c->text, plain = {0};
	for (;;) {
		size_t end = s.n - c->at < QUOTED_MAX ? s.n : c->at + QUOTED_MAX;
		const char *q = end > c->at ? memchr(s.p + c->at, '"', end - c->at) : NULL;
		if (!q || b.n > QUOTED_MAX) {
			c->unclosed = true;
			fp_buf_free(&b);
			return (fp_str){0};
		}
		fp_str piece = fp_str_sub(s, c->at, (size_t)(q - s.p));
		c->at = (size_t)(q - s.p) + 1;
		bool doubled = c->at < s.n && s.p[c->at] == '"';
		if (!doubled && !b.p) {
			plain = piece;
			break;
		}
		fp_buf_str(&b, piece);
		if (!doubled)
			break;
		fp_buf_c(&b, '"');
		c->at++;
	}
	fp_str rest = bare_cell(c);
	if (!b.p && !fp_str_trim(rest).n)
		return checked(c, plain);
	if (!b.p)
		fp_buf_str(&b, plain);
	if (fp_str_trim(rest).n)
		fp_buf_str(&b, rest);
	fp_str cell = checked(c, fp_buf_view(&b));
	cell = fp_str_dup(a, cell);
	fp_buf_free(&b);
	return cell;
}

static fp_str next_cell(csv *c, fp_arena *a)
{
	size_t q = c->at;
	while (q < c->text.n && (c->text.p[q] == ' ' || (c->text.p[q] == '\t' && c->delimiter != '\t')))
		q++;
	if (q == c->text.n || c->text.p[q] != '"')
		return bare_cell(c);
	c->at = q + 1;
	return quoted_cell(c, a);
}

static size_t line_end(fp_str s, size_t at)
{
	while (at < s.n && s.p[at] != '\n' && s.p[at] != '\r')
		at++;
	return at;
}

static void eat_line_end(csv *c)
{
	if (c->at < c->text.n && c->text.p[c->at] == '\r')
		c->at++;
	else if (c->at < c->text.n && c->text.p[c->at] == '\n')
		c->at++;
	else
		return;
	if (c->text.p[c->at - 1] == '\r' && c->at < c->text.n && c->text.p[c->at] == '\n')
		c->at++;
}

static void count_lines(csv *c, size_t from)
{
	char end = c->cr_lines ? '\r' : '\n';
	for (size_t i = from; i < c->at; i++)
		c->line += c->text.p[i] == end;
}

// The record's first line is the bad row; the rest is read as if the quote were not there. After too many such searches all that is left is
// one bad row.
static void give_up(csv *c, size_t start, fp_arena *a, fp_row *out)
{
	c->retried += c->at - start + (c->text.n - start < QUOTED_MAX ? c->text.n - start : QUOTED_MAX);
	c->at = c->retried > 4 * c->text.n + QUOTED_MAX ? c->text.n : line_end(c->text, start);
	out->n = 0;
	out->fault = fp_strf(a, "%s", fp_tr("有一个引号没有闭合", "has a quote that is never closed"));
}

static bool csv_next(fp_records *r, fp_arena *a, fp_row *out, fp_err *err)
{
	csv *c = (csv *)r;
	size_t cap = 0, start = c->at;
	(void)err;
	if (c->at >= c->text.n)
		return false;
	*out = (fp_row){.line = c->line};
	c->too_long = c->unclosed = false;
	for (bool more = true; more && !c->unclosed;) {
		fp_str cell = next_cell(c, a);
		if (out->n <= FP_TABLE_COLUMNS)   // one more than allowed, so that the fault is seen
			FP_PUSH(a, out->cell, out->n, cap) = cell;
		more = c->at < c->text.n && c->text.p[c->at] == c->delimiter;
		c->at += more;
	}
	if (c->unclosed)
		give_up(c, start, a, out);
	else if (c->too_long)
		out->fault = fp_strf(a, fp_tr("有单元格超过 %u 字节", "a cell is longer than %u bytes"), FP_CELL_MAX);
	eat_line_end(c);
	out->raw = fp_str_sub(c->text, start, c->at);
	count_lines(c, start);
	return true;
}

fp_records *fp_csv_records(fp_arena *a, fp_str text, char delimiter)
{
	csv *c = FP_NEW(a, csv);
	*c = (csv){.base = {.next = csv_next}, .text = text, .delimiter = delimiter, .line = 1};
	c->cr_lines = text.n && !memchr(text.p, '\n', text.n);
	return &c->base;
}

// ---------------------------------------------------------------- dialect

#define LOOK_BYTES (256u << 10)
#define LOOK_RECORDS 100
#define COUNTS 64

// How well a delimiter fits: the share of records that have the most common number of cells, when that is more than one.
static double fit(fp_str text, char delimiter, fp_arena *a)
{
	size_t seen[COUNTS] = {0}, total = 0, best = 0;
	fp_records *r = fp_csv_records(a, text, delimiter);
	fp_row row;
	while (total < LOOK_RECORDS && r->next(r, a, &row, NULL)) {
		bool blank = row.n == 1 && !fp_str_trim(row.cell[0]).n;
		total += !blank;
		if (!blank)
			seen[row.n < COUNTS ? row.n : COUNTS - 1]++;
	}
	for (size_t i = 2; i < COUNTS; i++)
		best = seen[i] > seen[best] || best < 2 ? i : best;
	return total ? (double)seen[best] / (double)total : 0;
}

char fp_csv_delimiter(fp_str text, char first_guess)
{
	const char candidates[] = {first_guess, ',', ';', '\t', 0};
	fp_arena *scratch = fp_arena_new(0);
	fp_str head = fp_str_sub(text, 0, LOOK_BYTES);
	char best = ',';
	double best_fit = 0;
	for (const char *d = candidates; *d; d++) {
		double f = fit(head, *d, scratch);
		if (f > best_fit) {
			best_fit = f;
			best = *d;
		}
		fp_arena_reset(scratch);
	}
	fp_arena_free(scratch);
	return best;
}

void fp_csv_cell(fp_buf *b, fp_str cell, bool first)
{
	if (!first)
		fp_buf_c(b, ',');
	bool quote = false;
	for (size_t i = 0; i < cell.n && !quote; i++)
		quote = strchr(",\"\r\n", cell.p[i]) && cell.p[i];
	if (!quote) {
		fp_buf_str(b, cell);
		return;
	}
	fp_buf_c(b, '"');
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '"')
			fp_buf_c(b, '"');
		fp_buf_c(b, cell.p[i]);
	}
	fp_buf_c(b, '"');
}
