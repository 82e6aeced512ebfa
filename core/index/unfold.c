// unfold: the plain text of a case as what differs from its folded text, which is there anyway. In Chinese that is a comma here and there.
// Each step says how many bytes are the same, and what comes then:
//   varint same * 4 + FULL   the next folded byte stands for its full-width form (，for ,)
//                   + UPPER  the next folded byte is a small letter and stands for the large one
//                   + THREE  the next three folded bytes stand for the three that follow here (a traditional character)
//                   + OTHER  varint folded bytes, varint plain bytes, and these follow here
// What is behind the last step is the same.
#include <string.h>

#include "index/index_priv.h"

enum { FULL, UPPER, THREE, OTHER };

static void put_varint(fp_buf *b, size_t v)
{
	for (; v >= 0x80; v >>= 7)
		fp_buf_c(b, (char)(v | 0x80));
	fp_buf_c(b, (char)v);
}

static size_t full_width(unsigned char c, char out[4])
{
	return c > ' ' && c < 0x7F ? fp_utf8_put(out, 0xFF00u + c - ' ') : 0;
}

// ---------------------------------------------------------------- what differs

static void put_step(fp_buf *out, size_t same, fp_str folded, fp_str plain)
{
	char full[4];
	bool one = folded.n == 1;
	if (one && plain.n == 3 && full_width((unsigned char)*folded.p, full) == 3 && memcmp(full, plain.p, 3) == 0) {
		put_varint(out, same * 4 + FULL);
	} else if (one && plain.n == 1 && *folded.p >= 'a' && *folded.p <= 'z' && *plain.p == *folded.p - 32) {
		put_varint(out, same * 4 + UPPER);
	} else if (folded.n == 3 && plain.n == 3) {
		put_varint(out, same * 4 + THREE);
		fp_buf_str(out, plain);
	} else {
		put_varint(out, same * 4 + OTHER);
		put_varint(out, folded.n);
		put_varint(out, plain.n);
		fp_buf_str(out, plain);
	}
}

void fp_unfold_put(fp_unfold_steps *u, fp_str plain, const fp_folded *f)
{
	size_t at = 0, i = 0;
	fp_str s = f->text;
	while (at < plain.n || i < s.n) {
		size_t j = i, end;
		while (j < s.n && f->origin[j] == at)
			j++;
		end = f->origin[j];  // of the plain bytes that these came from; none came from what was dropped
		if (end - at == j - i && j > i && memcmp(s.p + i, plain.p + at, j - i) == 0) {
			u->same += j - i;
		} else {
			put_step(&u->out, u->same, fp_str_sub(s, i, j), fp_str_sub(plain, at, end));
			u->same = 0;
		}
		i = j;
		at = end;
	}
	u->same++;  // the \x01 between pieces
}

// ---------------------------------------------------------------- the plain text again

typedef struct {
	fp_str s;
	size_t at;
	bool bad;
} reader;

static size_t get_varint(reader *r)
{
	size_t v = 0;
	for (unsigned shift = 0; shift < 35; shift += 7) {
		if (r->at >= r->s.n)
			break;
		unsigned char c = (unsigned char)r->s.p[r->at++];
		v |= (size_t)(c & 0x7F) << shift;
		if (c < 0x80)
			return v;
	}
	r->bad = true;
	return 0;
}

static fp_str get_bytes(reader *r, size_t n)
{
	if (n > r->s.n - r->at) {
		r->bad = true;
		return (fp_str){0};
	}
	r->at += n;
	return (fp_str){r->s.p + r->at - n, n};
}

// Takes n folded bytes off; they are the same in the plain text, or stand for something else.
static fp_str take(reader *folded, size_t n, fp_buf *out)
{
	fp_str s = get_bytes(folded, n);
	if (out)
		fp_buf_str(out, s);
	return s;
}

static void step(reader *steps, reader *folded, fp_buf *out)
{
	char full[4];
	size_t v = get_varint(steps), n;
	take(folded, v / 4, out);
	switch (v % 4) {
	case FULL: {
		fp_str c = take(folded, 1, NULL);
		n = c.n ? full_width((unsigned char)*c.p, full) : 0;
		steps->bad = steps->bad || n != 3;
		fp_buf_add(out, full, n);
		break;
	}
	case UPPER: {
		fp_str c = take(folded, 1, NULL);
		if (c.n)
			fp_buf_c(out, (char)(*c.p - 32));
		break;
	}
	case THREE:
		take(folded, 3, NULL);
		fp_buf_str(out, get_bytes(steps, 3));
		break;
	default:
		take(folded, get_varint(steps), NULL);
		n = get_varint(steps);
		fp_buf_str(out, get_bytes(steps, n));
	}
}

bool fp_unfold(fp_arena *a, fp_str folded, fp_str differs, fp_str *plain)
{
	reader steps = {.s = differs}, text = {.s = folded};
	fp_buf out = {0};
	while (steps.at < steps.s.n && !steps.bad && !text.bad)
		step(&steps, &text, &out);
	take(&text, text.s.n - text.at, &out);
	bool ok = !steps.bad && !text.bad && fp_buf_ok(&out, NULL);
	*plain = fp_buf_take(&out, a);
	return ok;
}
