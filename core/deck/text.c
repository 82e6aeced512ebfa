// text: how wide text is and where its lines break, from a width table and without fonts, since the viewer's font is
// unknown. The table and the 4 % margin were measured against Chromium and LibreOffice on 1,119 Chinese texts: no line
// fewer than Chromium needs.
#include "deck/deck_priv.h"
#include "deck/layout_priv.h"

#include <string.h>

#define MARGIN 0.96      // share of a box's width that is filled
#define AUTOSPACE 0.125  // em between Han and Latin, which browsers and LibreOffice add

static double ascii_em(char c)
{
	if (c == ' ')
		return 0.25;
	if (c >= '0' && c <= '9')
		return 0.556;
	if (strchr("ilj.,:;'|!I", c))
		return 0.28;
	if (strchr("ftr()[]-/", c))
		return 0.36;
	if (strchr("mwMW@%", c))
		return 0.88;
	if (c >= 'A' && c <= 'Z')
		return 0.64;
	return 0.55;
}

static bool is_joiner(uint32_t cp)
{
	return cp == 0x200D || (cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0x1F3FB && cp <= 0x1F3FF) ||
	       (cp >= 0xE0020 && cp <= 0xE007F);
}

static bool is_emoji(uint32_t cp)
{
	return (cp >= 0x1F000 && cp <= 0x1FAFF) || (cp >= 0x2600 && cp <= 0x27BF && fp_cp_width(cp) == 2);
}

static double cp_em(uint32_t cp, bool bold)
{
	if (cp < 0x80)
		return ascii_em((char)cp) * (bold ? 1.06 : 1.0);
	if (is_joiner(cp) || fp_cp_width(cp) == 0)
		return 0;
	if (is_emoji(cp))
		return 1.3;
	if (cp < 0x2000 && fp_cp_width(cp) < 2)
		return 0.6 * (bold ? 1.06 : 1.0);
	return 1.0;
}

// Characters between which a line may break on either side, unless the rules below forbid it.
static bool is_wide(uint32_t cp)
{
	return cp >= 0x2E80 || (cp >= 0x2010 && cp < 0x2070) || (cp >= 0x2190 && cp < 0x2E00);
}

static bool is_latin(uint32_t cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') ||
	       (cp >= 0xC0 && cp < 0x2000);
}

static bool in_set(uint32_t cp, const uint32_t *set, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (set[i] == cp)
			return true;
	return false;
}

static bool never_starts_line(uint32_t cp)
{
	static const uint32_t set[] = {0xFF0C, 0x3002, 0x3001, 0xFF1B, 0xFF1A, 0xFF1F, 0xFF01, 0xFF09, 0x300D, 0x300F,
	                               0x300B, 0x3011, 0x3009, 0x3015, 0x201D,
		0x2019, 0x2026, 0xFF5E, 0x00B7, 0xFF05, '!', ')', ',', '.', ':', ';', '?', ']', '}', '%', 0x2030, 0x2103,
			0x30FC, 0x3005, 0x301C, 0x2014, 0xFF0F};
	// Small kana: line-break: strict keeps them with what is before.
	static const uint32_t kana[] = {0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085, 0x3087, 0x308E,
	                                0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9, 0x30C3, 0x30E3,
		0x30E5, 0x30E7, 0x30EE};
	return in_set(cp, set, FP_COUNT(set)) || in_set(cp, kana, FP_COUNT(kana)) || is_joiner(cp) || fp_cp_width(cp) == 0;
}

static bool never_ends_line(uint32_t cp)
{
	static const uint32_t set[] = {0xFF08, 0x300C, 0x300E, 0x300A, 0x3010, 0x3008, 0x3014, 0x201C, 0x2018, '(', '[',
	                               '{', 0xA5, 0xFFE5, '$', '#', '@', 0x200D};
	return in_set(cp, set, FP_COUNT(set));
}

static bool may_break(uint32_t before, uint32_t after, bool hyphens)
{
	if (hyphens && (before == '-' || before == '?') && is_latin(after))
		return true;
	if (never_starts_line(after) || never_ends_line(before) ||
	    (before == after && (after == 0x2014 || after == 0x2026)))
		return false;
	return is_wide(before) || is_wide(after);
}

typedef struct {
	double avail, line, seg, space, widest;
	size_t lines;
	uint32_t before;
	bool hyphens;  // also break after hyphens inside words
} breaker;

static void place(breaker *b)
{
	if (b->seg <= 0)
		return;
	if (b->line > 0 && b->line + b->space + b->seg > b->avail) {
		b->lines++;
		b->line = b->seg;
	} else {
		b->line += b->space + b->seg;
	}
	b->space = b->seg = 0;
	if (b->line > b->widest)
		b->widest = b->line;
}

static void feed(breaker *b, uint32_t cp, double w)
{
	if (cp == '\n') {
		place(b);
		b->lines++;
		b->line = b->space = 0;
		b->before = 0;
		return;
	}
	if (cp == ' ' || cp == 0x3000) {
		place(b);
		b->space += w;  // hangs at a line's end
		b->before = 0;
		return;
	}
	if (b->before && may_break(b->before, cp, b->hyphens))
		place(b);
	// A word longer than the line starts on its own line and breaks anywhere.
	if (b->seg + w > b->avail) {
		place(b);
		b->lines += b->line > 0;
		b->line = b->space = 0;
	}
	b->seg += w;
	b->before = cp;
}

static breaker break_runs(const fp_run *v, size_t n, double avail, bool bold, bool hyphens)
{
	breaker b = {.avail = avail, .lines = 1, .hyphens = hyphens};
	uint32_t last = 0;
	for (size_t k = 0; k < n; k++) {
		bool heavy = bold || v[k].kind == FP_RUN_STRONG || v[k].kind == FP_RUN_TABOO || v[k].kind == FP_RUN_GOOD;
		for (size_t i = 0; i < v[k].text.n;) {
			uint32_t cp = fp_utf8_next(v[k].text, &i);
			double w = cp_em(cp, heavy);
			if ((fp_is_han(last) && is_latin(cp)) || (is_latin(last) && fp_is_han(cp)))
				w += AUTOSPACE;
			feed(&b, cp, w);
			last = cp;
		}
		// Terms are set in a frame of their own.
		if (v[k].kind == FP_RUN_TERM)
			b.seg += 0.4;
	}
	place(&b);
	return b;
}

static bool has_hyphen(const fp_run *v, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (v[k].kind != FP_RUN_REF && v[k].text.n && (memchr(v[k].text.p, '-', v[k].text.n) ||
		                                               memchr(v[k].text.p, '?', v[k].text.n)))
			return true;
	return false;
}

fp_measure fp_runs_measure(const fp_run *v, size_t n, double size, double width, bool bold)
{
	double avail = width * MARGIN / size;
	breaker b = break_runs(v, n, avail, bold, false);
	// Programs differ in whether they break after a hyphen, and either may need more lines.
	if (b.lines > 1 && has_hyphen(v, n)) {
		breaker c = break_runs(v, n, avail, bold, true);
		b.lines = c.lines > b.lines ? c.lines : b.lines;
		b.widest = c.widest > b.widest ? c.widest : b.widest;
	}
	return (fp_measure){n ? b.lines : 0, b.widest * size};
}

double fp_text_width(fp_str s, double size_px, bool bold)
{
	fp_run r = {FP_RUN_PLAIN, s};
	return s.n ? fp_runs_measure(&r, 1, size_px, 1e9, bold).width : 0;
}

size_t fp_text_lines(fp_str s, double size_px, double width_px, bool bold)
{
	fp_run r = {FP_RUN_PLAIN, s};
	return s.n ? fp_runs_measure(&r, 1, size_px, width_px, bold).lines : 0;
}

// ---- cutting

static void copy_part(fp_arena *a, const fp_run *v, size_t n, size_t from, size_t to, fp_run **out, size_t *out_n)
{
	fp_run *r = FP_NEW_N(a, fp_run, n + 1);
	size_t at = 0, k = 0;
	for (size_t i = 0; i < n; at += v[i].text.n, i++) {
		size_t lo = from > at ? from - at : 0, hi = to > at ? to - at : 0;
		fp_str part = fp_str_sub(v[i].text, lo, hi < v[i].text.n ? hi : v[i].text.n);
		if (part.n && lo < hi)
			r[k++] = (fp_run){v[i].kind, part};
	}
	*out = r;
	*out_n = k;
}

static size_t runs_bytes(const fp_run *v, size_t n)
{
	size_t total = 0;
	for (size_t i = 0; i < n; i++)
		total += v[i].text.n;
	return total;
}

// How good a place after `cp` is for ending a page: 3 a line's end, 2 a sentence, 1 a clause, 0 anything.
static int cut_rank(uint32_t cp)
{
	if (cp == '\n')
		return 3;
	if (cp == 0x3002 || cp == 0xFF1B || cp == 0xFF01 || cp == 0xFF1F || cp == ';' || cp == '!' || cp == '?' ||
	    cp == '.')
		return 2;
	return cp == 0xFF0C || cp == 0x3001 || cp == ',' ? 1 : 0;
}

// The most bytes whose lines are no more than `lines`; a longer prefix never needs fewer.
static size_t bytes_in_lines(fp_arena *a, const fp_run *v, size_t n, double size, double width, size_t lines, bool bold,
                             const char *tail)
{
	size_t lo = 0, hi = runs_bytes(v, n);
	fp_run *r;
	while (lo < hi) {
		size_t mid = (lo + hi + 1) / 2, count;
		copy_part(a, v, n, 0, mid, &r, &count);
		if (*tail)
			r[count++] = (fp_run){FP_RUN_PLAIN, fp_s(tail)};
		if (fp_runs_measure(r, count, size, width, bold).lines <= lines)
			lo = mid;
		else
			hi = mid - 1;
	}
	return lo;
}

size_t fp_runs_cut(fp_arena *a, const fp_run *v, size_t n, double size, double width, size_t max_lines,
                   size_t goal_lines)
{
	size_t bytes = runs_bytes(v, n), limit = bytes_in_lines(a, v, n, size, width, max_lines, false, "");
	size_t goal = (size_t)((double)limit * (double)goal_lines / (double)max_lines), best[4] = {0}, at = 0;
	// For each rank the place nearest to the goal.
	for (size_t k = 0; k < n; at += v[k].text.n, k++)
		for (size_t i = 0; i < v[k].text.n;) {
			int rank = cut_rank(fp_utf8_next(v[k].text, &i));
			size_t end = at + i, far = end > goal ? end - goal : goal - end, best_far = best[rank] > goal ?
				best[rank] - goal : goal - best[rank];
			if (end <= limit && end < bytes && (!best[rank] || far < best_far))
				best[rank] = end;
		}
	// A sentence's end, unless it leaves the page half empty; then a clause's; then anywhere.
	for (int rank = 3; rank > 0; rank--)
		if (best[rank] > goal / 2)
			return best[rank];
	return best[0];
}

void fp_runs_split(fp_arena *a, const fp_run *v, size_t n, size_t at, fp_run **head, size_t *head_n, fp_run **tail,
                   size_t *tail_n)
{
	copy_part(a, v, n, 0, at, head, head_n);
	copy_part(a, v, n, at, runs_bytes(v, n), tail, tail_n);
	// A line break at the seam would show as an empty line.
	for (fp_run *r = *tail; *tail_n && r->text.n && (r->text.p[0] == '\n' || r->text.p[0] == ' ');)
		r->text = fp_str_sub(r->text, 1, r->text.n);
	if (*tail_n && !(*tail)[0].text.n) {
		++*tail;
		--*tail_n;
	}
}

size_t fp_runs_ellipsis(fp_arena *a, const fp_run *v, size_t n, double size, double width, size_t max_lines, bool bold,
                        fp_run **out)
{
	size_t count;
	fp_run *r;
	copy_part(a, v, n, 0, bytes_in_lines(a, v, n, size, width, max_lines, bold, "…"), &r, &count);
	// Not in the middle of a character.
	fp_str *t = count ? &r[count - 1].text : NULL;
	size_t i = t ? t->n : 0, at;
	while (i > 0 && ((unsigned char)t->p[i - 1] & 0xC0) == 0x80)
		i--;
	at = i ? i - 1 : 0;
	if (i && fp_utf8_next(*t, &at) == FP_BAD_CP)
		t->n = i - 1;
	r[count++] = (fp_run){FP_RUN_PLAIN, FP_STR("…")};
	*out = r;
	return count;
}
