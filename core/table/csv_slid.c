// CSV of two columns that lost its line ends and has others instead: the label of each record stands at the head of the next line.
//
//	review,sentimentGood sound: I like it        is meant as   review,sentiment
//	,2Broken: it came in pieces                                "Good sound: I like it",2
//	,1...                                                      "Broken: it came in pieces",1
#include <string.h>

#include "table/table_priv.h"

#define ENOUGH 20        // lines that must look like this
#define NAME_MAX_BYTES 40

typedef struct {
	fp_records base;
	fp_str text, header[2];
	char delimiter;
	size_t width;        // digits of a label
	size_t at;           // where the text of the next record begins
	uint32_t line;
	bool header_given;
} slid;

// The label behind the delimiter at the start of a line: digits. Its length, or 0.
static size_t label_at(fp_str s, size_t at, char delimiter)
{
	size_t n = 0;
	if (at >= s.n || s.p[at] != delimiter)
		return 0;
	while (at + 1 + n < s.n && s.p[at + 1 + n] >= '0' && s.p[at + 1 + n] <= '9')
		n++;
	return n;
}

// All labels are as wide as the narrowest; more digits belong to the text. 0: the lines do not begin so.
static size_t label_width(fp_str text, char delimiter)
{
	size_t lines = 0, hits = 0, width = 3;
	fp_str rest = text;
	fp_str_line(&rest);
	while (rest.p && rest.n && lines < 200) {
		fp_str line = fp_str_line(&rest);
		lines += line.n != 0;
		size_t n = label_at(line, 0, delimiter);
		hits += n != 0;
		width = n && n < width ? n : width;
	}
	return hits >= ENOUGH && hits * 20 >= lines * 19 ? width : 0;
}

// Where the last column's name ends and the first text begins: a capital after a small letter, or a Han character after a Latin letter.
static size_t name_end(fp_str s, size_t from)
{
	for (size_t i = from + 1; i < s.n && i < from + NAME_MAX_BYTES; i++) {
		bool letter = s.p[i - 1] >= 'a' && s.p[i - 1] <= 'z', capital = s.p[i] >= 'A' && s.p[i] <= 'Z';
		if (letter && (capital || (unsigned char)s.p[i] >= 0x80))
			return i;
	}
	return 0;
}

static bool slid_next(fp_records *r, fp_arena *a, fp_row *out, fp_err *err)
{
	slid *s = (slid *)r;
	(void)err;
	*out = (fp_row){.cell = FP_NEW_N(a, fp_str, 2), .n = 2, .line = s->line};
	if (!s->header_given) {
		s->header_given = true;
		memcpy(out->cell, s->header, sizeof s->header);
		return true;
	}
	if (s->at >= s->text.n)
		return false;
	size_t start = s->at, end = start, label = 0;
	for (; end < s->text.n && !label; end++)
		if (s->text.p[end] == '\n' && ++s->line)
			label = label_at(s->text, end + 1, s->delimiter) >= s->width ? s->width : 0;
	end -= label != 0;
	out->cell[0] = fp_str_trim(fp_str_sub(s->text, start, end));
	s->at = label ? end + 2 + label : s->text.n;
	out->cell[1] = label ? fp_str_sub(s->text, end + 2, s->at) : (fp_str){0};
	out->raw = fp_str_sub(s->text, start, s->at);
	if (out->cell[0].n > FP_CELL_MAX)
		out->fault = fp_strf(a, fp_tr("有单元格超过 %u 字节", "a cell is longer than %u bytes"), FP_CELL_MAX);
	return true;
}

static void slid_end(fp_records *r, fp_table *t)
{
	(void)r;
	fp_note(t, t->reader->a, "%s", fp_tr("换行错了位，每条的最后一列跑到了下一行开头；已经放回去", "the line ends were misplaced and the last column of each record stood at the head of the next line; put back"));
}

fp_records *fp_slid_records(fp_arena *a, fp_str text, char delimiter)
{
	const char *cut = text.n ? memchr(text.p, delimiter, text.n < 200 ? text.n : 200) : NULL;
	size_t name = cut ? (size_t)(cut - text.p) : 0, end = name ? name_end(text, name + 1) : 0;
	size_t width = end ? label_width(text, delimiter) : 0;
	if (!width)
		return NULL;
	slid *s = FP_NEW(a, slid);
	*s = (slid){.base = {.next = slid_next, .end = slid_end}, .text = text, .delimiter = delimiter, .width = width, .at = end, .line = 1};
	s->header[0] = fp_str_sub(text, 0, name);
	s->header[1] = fp_str_sub(text, name + 1, end);
	return &s->base;
}
