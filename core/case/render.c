// New files: a case from parts, ids, and where a case lies.
#include <string.h>

#include "case/case_priv.h"

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford: no i l o u

static void render_items(fp_arena *a, fp_buf *b, const fp_edit *f)
{
	size_t n = f->map ? 2 * f->n : f->n;
	bool many = f->list || f->map || f->n > 1;
	if (many)
		fp_buf_c(b, f->map ? '{' : '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			fp_buf_z(b, f->map && i % 2 ? ": " : ", ");
		fp_buf_str(b, fp_yaml_scalar(a, f->items[i]));
	}
	if (many)
		fp_buf_c(b, f->map ? '}' : ']');
}

fp_str fp_case_render(fp_arena *a, const fp_edit *fields, size_t n, const fp_draft_section *sections, size_t section_n)
{
	fp_buf b = {0};
	fp_buf_z(&b, "---\n");
	for (size_t i = 0; i < n; i++) {
		if (!fields[i].n && !fields[i].list && !fields[i].map)
			continue;
		fp_buf_str(&b, fp_front_key_plain(fields[i].key) ? fields[i].key : fp_yaml_scalar_like(a, fields[i].key, '"'));
		fp_buf_z(&b, ": ");
		render_items(a, &b, &fields[i]);
		fp_buf_c(&b, '\n');
	}
	fp_buf_z(&b, "---\n");
	for (size_t i = 0; i < section_n; i++) {
		fp_str heading = fp_str_trim(sections[i].heading);
		if (heading.n)
			fp_buf_f(&b, "\n## %.*s\n", FP_ARG(heading));
		fp_buf_c(&b, '\n');
		fp_section_body(&b, sections[i].body, FP_STR("\n"));
	}
	return fp_buf_take(&b, a);
}

// ---------------------------------------------------------------- ids

fp_str fp_id_new(fp_arena *a, fp_day day, const unsigned char bits[5])
{
	int y, m, d;
	uint64_t v = 0;
	char tail[8] = {0};
	fp_day_parts(day, &y, &m, &d);
	for (int i = 0; i < 5; i++)
		v = v << 8 | bits[i];
	for (int i = 6; i >= 0; i--, v >>= 5)
		tail[i] = digits[v & 31];
	return fp_strf(a, "%02d%02d%02d-%s", ((y % 100) + 100) % 100, m, d, tail);
}

bool fp_id_valid(fp_str s)
{
	if (s.n != 14 || s.p[6] != '-')
		return false;
	for (size_t i = 0; i < 6; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	for (size_t i = 7; i < 14; i++)
		if (!s.p[i] || !strchr(digits, s.p[i]))
			return false;
	int m = (s.p[2] - '0') * 10 + s.p[3] - '0', d = (s.p[4] - '0') * 10 + s.p[5] - '0';
	return m >= 1 && m <= 12 && d >= 1 && d <= 31;
}

fp_str fp_case_path(fp_arena *a, fp_day received, fp_str id)
{
	int y, m, d;
	fp_day_parts(received, &y, &m, &d);
	return fp_strf(a, "cases/%04d/%02d/%02d/%.*s.md", y, m, d, FP_ARG(id));
}
