// pieces: the column that says where in the text of a case its pieces and the turns of its dialogue are.
#include <string.h>

#include "index/index_priv.h"

#define SPEAKER_MOST 60   // characters of a speaker that are kept; at most 240 bytes

void fp_doc_text_read(fp_doc_text *d, fp_str folded, fp_str pieces, bool plain)
{
	uint32_t n = 0;
	size_t at = sizeof n, start = 0;
	*d = (fp_doc_text){.folded = folded};
	if (pieces.n >= sizeof n)
		memcpy(&n, pieces.p, sizeof n);
	while (n-- && at + sizeof(fp_piece_row) <= pieces.n && d->piece_n < FP_COUNT(d->piece)) {
		fp_piece_row r;
		memcpy(&r, pieces.p + at, sizeof r);
		at += sizeof r;
		size_t end = plain ? r.plain_end : r.folded_end;
		if (r.name_n > pieces.n - at || end < start)
			return;
		d->piece[d->piece_n++] = (fp_piece){{pieces.p + at, r.name_n}, start, end};
		at += r.name_n;
		start = end + 1;
	}
	d->turns = fp_str_sub(pieces, at, pieces.n);
}

bool fp_turn_next(fp_str *rest, fp_turn_row *row, fp_str *speaker)
{
	if (rest->n < sizeof *row)
		return false;
	memcpy(row, rest->p, sizeof *row);
	if (row->speaker_n > rest->n - sizeof *row)
		return false;
	*speaker = fp_str_sub(*rest, sizeof *row, sizeof *row + row->speaker_n);
	*rest = fp_str_sub(*rest, sizeof *row + row->speaker_n, rest->n);
	return true;
}

// The first byte of the plain text, from run `lo` on, that stands in the file at or behind `file`. Runs of sections ascend in the file.
static size_t plain_place(const fp_plain *p, size_t *lo, size_t file)
{
	while (*lo + 1 < p->run_n && p->run[*lo + 1].file <= file)
		++*lo;
	const fp_plain_run *r = &p->run[*lo];
	size_t next = *lo + 1 < p->run_n ? r[1].plain : p->text.n, at = r->plain + (file > r->file ? file - r->file : 0);
	return at < next ? at : next;
}

// The same place in the folded piece. Origins ascend.
static uint32_t folded_place(const fp_folded *f, size_t *at, size_t plain)
{
	while (*at < f->text.n && f->origin[*at] < plain)
		++*at;
	return (uint32_t)*at;
}

void fp_turns_put(fp_arena *a, const fp_case *c, const fp_plain *p, const fp_folded *folded, fp_buf *out)
{
	fp_turn *turn;
	size_t n = c->text.n <= FP_CASE_MAX ? fp_case_turns(a, c, &turn) : 0, run = 0, i = 0, at = 0;
	while (n && p->piece_n > 1 && run + 1 < p->run_n && p->run[run].plain < p->piece[1].start)
		run++;
	for (size_t k = 0; k < n && p->run_n; k++) {
		size_t start = plain_place(p, &run, turn[k].text.start), end = plain_place(p, &run, turn[k].text.end);
		for (; i + 1 < p->piece_n && (!i || p->piece[i].end < start); at = 0)
			i++;
		const fp_piece *piece = &p->piece[i];
		if (!i || start < piece->start || start >= end || end > piece->end)
			continue;
		const fp_folded *f = &folded[i];
		fp_str speaker = fp_utf8_prefix(fp_fold_str(a, turn[k].speaker), SPEAKER_MOST);
		fp_turn_row row = {folded_place(f, &at, start - piece->start), folded_place(f, &at, end - piece->start), (uint16_t)i, (uint8_t)turn[k].who, (uint8_t)speaker.n};
		fp_buf_add(out, &row, sizeof row);
		fp_buf_str(out, speaker);
	}
}
