// links: which other documents a document names. A case id is unmistakable, so one that stands in a text is a link by itself.
#include <stdlib.h>
#include <string.h>

#include "case/case_priv.h"

#define ID_BYTES 14
#define DASH 6

static bool in_word(char ch)
{
	return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '-' || ch == '_';
}

// Whether an id stands at `at` that is no part of a longer word.
static bool id_at(fp_str s, size_t at)
{
	return at + ID_BYTES <= s.n && fp_id_valid(fp_str_sub(s, at, at + ID_BYTES)) && (at == 0 || !in_word(s.p[at - 1])) &&
		(at + ID_BYTES == s.n || !in_word(s.p[at + ID_BYTES]));
}

size_t fp_ids_in(fp_arena *a, fp_str text, fp_span **out)
{
	size_t n = 0, cap = 0;
	*out = NULL;
	for (size_t i = DASH; i < text.n; i++) {
		const char *dash = memchr(text.p + i, '-', text.n - i);
		if (!dash)
			break;
		i = (size_t)(dash - text.p);
		if (!id_at(text, i - DASH))
			continue;
		FP_PUSH(a, *out, n, cap) = (fp_span){i - DASH, i - DASH + ID_BYTES};
		i += ID_BYTES - DASH - 1;
	}
	return n;
}

// The place of the i-th item where the list stands on one line, else the place of the list.
size_t fp_field_place(const fp_case *c, const fp_field *f, size_t i)
{
	fp_span raw[64];
	size_t at = f->value.start ? f->value.start : f->lines.start;
	if (f->kind == FP_F_LIST && f->n <= FP_COUNT(raw) && fp_front_flow_items(c->text, f->value, raw, f->n))
		return raw[i].start;
	return at;
}

size_t fp_case_links(fp_arena *a, const fp_case *c, const fp_schema *s, fp_link **out)
{
	size_t n = 0, cap = 0;
	fp_span *ids;
	*out = NULL;
	for (size_t k = 0; k < s->field_n; k++) {
		const fp_field_def *def = &s->fields[k];
		const fp_field *f = def->link != FP_LINK_NONE ? fp_case_field(c, def->name.p) : NULL;
		bool plain = f && (f->kind == FP_F_LIST || f->kind == FP_F_SCALAR);
		for (size_t i = 0; plain && i < f->n; i++)
			if (fp_str_trim(f->items[i]).n)
				FP_PUSH(a, *out, n, cap) = (fp_link){def, fp_str_trim(f->items[i]), fp_field_place(c, f, i)};
	}
	size_t id_n = fp_ids_in(a, fp_str_sub(c->text, c->body, c->text.n), &ids);
	for (size_t i = 0; i < id_n; i++)
		FP_PUSH(a, *out, n, cap) = (fp_link){NULL, fp_str_sub(c->text, c->body + ids[i].start, c->body + ids[i].end), c->body + ids[i].start};
	return n;
}
