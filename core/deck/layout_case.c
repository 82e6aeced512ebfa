// layout_case: one case: the star slide with its ticket stub, and the dialogue.
#include "deck/layout_priv.h"

#include <math.h>
#include <string.h>

#define RAIL_W 280.0
#define X0 336.0
#define TEXT_X 464.0
#define TEXT_W 752.0

// ---- star: the stub

static fp_box chip(lay *l, double x, double y, fp_str text, fp_color fill, fp_color color, bool bold)
{
	style s = {.size = 16, .lh = 30, .color = color, .bold = bold, .align = FP_CENTER, .role = FP_R_LABEL,
	           .nowrap = true};
	fp_str plain = fp_rich_plain(l->a, text);
	double w = fmin(RAIL_W - 40 - x, ceil(fp_text_width(plain, 16, bold) * 1.06 + 26));
	fp_prim *p = fp_put_rect(l, (fp_box){x, y, w, 30}, fill);
	p->radius = 4;
	p->role = FP_R_DECORATION;
	fp_put_text(l, (fp_box){x + 4, y, w - 8, 30}, text, s);
	return p->box;
}

static double rail_chips(lay *l, double y)
{
	fp_str sev = fp_field_str(l->slide, "sev"), tag = fp_field_str(l->slide, "tag");
	double x = LEFT;
	if (sev.n) {
		bool grave = fp_str_is(sev, "P0") || fp_str_is(sev, "P1");
		x = chip(l, x, y, sev, grave ? FP_C_WHITE : FP_C_RAIL, grave ? FP_C_STAMP : FP_C_WHITE, true).w + LEFT + 8;
	}
	if (tag.n) {
		// A long type goes below the severity instead of into a stump.
		if (x > LEFT && fp_text_width(fp_rich_plain(l->a, tag), 16, false) * 1.06 + 26 > RAIL_W - 40 - x) {
			y += 38;
			x = LEFT;
		}
		chip(l, x, y, tag, FP_C_RAIL, FP_C_WHITE, false);
	}
	return sev.n || tag.n ? y + 30 : y - 20;
}

static void rail_facts(lay *l, double y)
{
	const json_t *meta = fp_field_list(l->slide, "meta");
	size_t n = json_array_size(meta), shown = n;
	double step = fmin(67, (636 - y) / (double)(n ? n : 1));
	if (step < 50) {
		shown = (size_t)((636 - y) / 50);
		step = 50;
		fp_lay_report(l, fp_tr("票面放不下，略去 %zu 项", "the ticket stub is full; %zu facts left out"), n - shown);
	}
	for (size_t i = 0; i < shown; i++, y += step) {
		const json_t *f = json_array_get(meta, i);
		fp_put_text(l, (fp_box){LEFT, y, 196, 22}, fp_json_string(json_object_get(f, "label")),
		            (style){.size = 15, .lh = 22, .color = FP_C_ONBRAND2, .role = FP_R_LABEL, .nowrap = true,
		                    .floor = 13});
		fp_put_text(l, (fp_box){LEFT, y + 22, 196, 28}, fp_json_string(json_object_get(f, "value")),
		            (style){.size = 20, .lh = 28, .color = FP_C_ONBRAND, .bold = true, .nowrap = true, .floor = 14});
	}
}

static void rail_index(lay *l, size_t index, size_t total)
{
	double gap = 4, w = (188 - gap * (double)(total - 1)) / (double)total;
	for (size_t i = 1; i <= total && total <= 40; i++) {
		fp_color c = i == index ? FP_C_HOT : i < index ? FP_C_ONBRAND2 : FP_C_RAIL2;
		fp_put_rect(l, (fp_box){LEFT + (w + gap) * (double)(i - 1), 660, w, 8}, c)->role = FP_R_DECORATION;
	}
}

static void rail(lay *l)
{
	fp_put_rect(l, (fp_box){0, 0, RAIL_W, FP_PAGE_H}, FP_C_BRAND)->role = FP_R_DECORATION;
	fp_prim *p = fp_put_line(l, RAIL_W, 16, RAIL_W, FP_PAGE_H + 12, FP_C_PAPER, 12);
	p->dotted = true;
	p->role = FP_R_DECORATION;
	size_t index = (size_t)fmax(0, fp_field_num(l->slide, "index", 0)),
		total = (size_t)fmin(999, fmax(0, fp_field_num(l->slide, "total", 0)));
	fp_buf b = {0};
	fp_buf_z(&b, fp_lay_word(l, "典型案例", "Case"));
	if (index)
		fp_buf_f(&b, " %zu", index);
	if (index && total)
		fp_buf_f(&b, " / %zu", total);
	fp_put_plain(l, (fp_box){LEFT, 40, 196, 24}, b.p, (style){.size = 15, .lh = 24, .color = FP_C_ONBRAND2,
	                                                          .role = FP_R_LABEL, .nowrap = true});
	fp_buf_free(&b);
	fp_str id = fp_rich_escape(l->a, fp_field_str(l->slide, "case"));
	double y = 70;
	if (id.n) {
		fp_put_text(l, (fp_box){LEFT, y, 200, 46}, id, (style){.size = 38, .lh = 46, .color = FP_C_ONBRAND,
		                                                       .bold = true, .figures = true, .nowrap = true,
		                                                       .floor = 16, .quiet = true});
		y = 129;
	}
	y = rail_chips(l, y);
	rail_facts(l, y + 28);
	if (index && total)
		rail_index(l, index, total);
}

// ---- star: the rows

typedef struct {
	const char *letter;
	fp_str label;
	fp_color color;
	fp_para para;
	double pad;    // above and below the text, together
} row;

static size_t star_rows(lay *l, row *v)
{
	static const struct {
		const char *field, *letter, *zh, *en;
	} rows[] = {{"quote", "“", "原话", "Words"}, {"S", "S", "情境", "Situation"}, {"T", "T", "任务", "Task"},
	            {"A", "A", "行动", "Action"}, {"R", "R", "结果", "Result"}};
	style s = {.size = 21, .lh = 33, .color = FP_C_INK};
	size_t n = 0;
	for (size_t i = 0; i < FP_COUNT(rows); i++) {
		fp_str text = fp_field_str(l->slide, rows[i].field);
		if (text.n)
			v[n++] = (row){rows[i].letter, fp_s(fp_lay_word(l, rows[i].zh, rows[i].en)), i == 4 ? FP_C_GOOD : i ?
			               FP_C_BRAND2 : FP_C_INK3, fp_para_of(l, text, &s), 30};
	}
	return n;
}

static double row_need(const row *r)
{
	return fmax(fp_para_height(&r->para, TEXT_W), 40) + r->pad;
}

static double rows_need(const row *v, size_t n)
{
	double h = 0;
	for (size_t i = 0; i < n; i++)
		h += row_need(&v[i]);
	return h;
}

// Cuts a row that is higher than a page into rows that are not; the later ones say that they go on.
static size_t cut_rows(lay *l, const row *in, size_t n, double zone, row **out)
{
	row *v = NULL;
	size_t k = 0, cap = 0;
	for (size_t i = 0; i < n; i++) {
		row r = in[i];
		while (row_need(&r) > zone) {
			size_t max = (size_t)((zone - r.pad) / r.para.lh),
				lines = (size_t)(fp_para_height(&r.para, TEXT_W) / r.para.lh + 0.5);
			size_t parts = (lines + max - 1) / max, at = fp_runs_cut(l->a, r.para.runs, r.para.run_n, r.para.size,
			                                                         TEXT_W, max, (lines + parts - 1) / parts);
			if (!at)
				break;
			row head = r;
			fp_runs_split(l->a, r.para.runs, r.para.run_n, at, &head.para.runs, &head.para.run_n, &r.para.runs,
			              &r.para.run_n);
			FP_PUSH(l->a, v, k, cap) = head;
			r.label = fp_s(fp_lay_word(l, "续", "cont."));
		}
		FP_PUSH(l->a, v, k, cap) = r;
	}
	*out = v;
	return k;
}

static void put_star_row(lay *l, const row *r, double y, double h)
{
	fp_put_line(l, X0, y, RIGHT, y, FP_C_LINE, 1)->role = FP_R_DECORATION;
	double text = fp_para_height(&r->para, TEXT_W), top = y + fmax(r->pad / 2, (h - text) / 2),
		base = top + r->para.lh / 2;
	fp_put_plain(l, (fp_box){X0, base - 24, 52, 48}, r->letter, (style){.size = 36, .lh = 48, .color = r->color,
	                                                                    .bold = true, .figures = true,
	                                                                    .role = FP_R_LABEL, .nowrap = true});
	fp_put_text(l, (fp_box){392, base - 14, 68, 28}, r->label, (style){.size = 18, .lh = 28, .color = FP_C_INK3,
	                                                                   .role = FP_R_HEADING, .nowrap = true,
	                                                                   .floor = 12});
	fp_para *p = FP_NEW(l->a, fp_para);
	*p = r->para;
	fp_put_paras(l, (fp_box){TEXT_X, top, TEXT_W, text}, p, 1, &(style){.role = FP_R_BODY});
}

static double lesson_height(lay *l)
{
	fp_str lesson = fp_field_str(l->slide, "lesson");
	style s = {.size = 24, .lh = 36, .bold = true, .floor = 18};
	return lesson.n ? fmax(68, fp_text_height(l, (fp_box){0, 0, 820, 104}, lesson, &s) + 32) : 0;
}

static void put_lesson(lay *l, double h)
{
	if (h <= 0)
		return;
	fp_put_rect(l, (fp_box){X0, BOTTOM - h, RIGHT - X0, h}, FP_C_PAPER2)->role = FP_R_DECORATION;
	fp_put_rect(l, (fp_box){X0, BOTTOM - h, 6, h}, FP_C_BAD)->role = FP_R_DECORATION;
	fp_put_text(l, (fp_box){X0 + 30, BOTTOM - h + 4, 820, h - 8}, fp_field_str(l->slide, "lesson"),
	         (style){.size = 24, .lh = 36, .color = FP_C_INK, .bold = true, .anchor = FP_MIDDLE, .role = FP_R_QUOTE,
	                 .floor = 18});
}

static void star_page(lay *l, int part, int parts)
{
	fp_page_begin(l, part, parts, false);
	rail(l);
	fp_page_header(l, X0, RIGHT - X0);
}

static void put_rows(lay *l, const row *v, size_t n, double bottom)
{
	double spare = fmax(0, bottom - l->top - rows_need(v, n)) / (double)(n ? n : 1), y = l->top;
	spare = fmin(spare, 72);
	for (size_t i = 0; i < n; i++) {
		double h = row_need(&v[i]) + spare;
		put_star_row(l, &v[i], y, h);
		y += h;
	}
}

static size_t star_page_count(lay *l, const row *v, size_t n, double zone, size_t **begin)
{
	double *h = FP_NEW_N(l->a, double, n + 1);
	for (size_t i = 0; i < n; i++)
		h[i] = row_need(&v[i]);
	return fp_paginate(l, h, n, 0, zone, begin);
}

// Smaller text first, then less air, then more pages; those in the large size again, unless that takes more of them.
static size_t fit_rows(lay *l, row *v, size_t n, double zone, row **out)
{
	row *small = FP_NEW_N(l->a, row, n + 1), *wide;
	size_t *begin;
	memcpy(small, v, n * sizeof *v);
	while (rows_need(small, n) > zone && small[0].para.size > 18)
		for (size_t i = 0; i < n; i++)
			fp_para_scale(&small[i].para, small[i].para.size - 1);
	while (rows_need(small, n) > zone && small[0].pad > 16)
		for (size_t i = 0; i < n; i++)
			small[i].pad -= 2;
	size_t small_n = cut_rows(l, small, n, zone, &small), pages = star_page_count(l, small, small_n, zone, &begin);
	size_t wide_n = cut_rows(l, v, n, zone, &wide);
	if (star_page_count(l, wide, wide_n, zone, &begin) <= pages) {
		*out = wide;
		return wide_n;
	}
	fp_lay_report(l, fp_tr("文字由 %g 缩到 %g px", "text shrinks from %g to %g px"), v[0].para.size, small[0].para.size);
	*out = small;
	return small_n;
}

static void star_pages(lay *l, row *v, size_t n, double lesson)
{
	// Every page keeps room for the lesson, which stands on the last one.
	double zone = BOTTOM - l->top - (lesson > 0 ? lesson + 16 : 0);
	n = fit_rows(l, v, n, zone, &v);
	size_t *begin, pages = star_page_count(l, v, n, zone, &begin);
	if (pages > 1)
		fp_lay_report(l, fp_tr("分成 %zu 页", "split into %zu pages"), pages);
	for (size_t k = 0; k < pages; k++) {
		bool is_last = k + 1 == pages;
		star_page(l, (int)k + 1, (int)pages);
		put_rows(l, v + begin[k], (is_last ? n : begin[k + 1]) - begin[k], is_last &&
		         lesson > 0 ? BOTTOM - lesson - 16 : BOTTOM);
		if (is_last)
			put_lesson(l, lesson);
	}
}

// Nobody has reviewed the case: the customer's own words, large, and a line that says so.
static void star_quote(lay *l)
{
	fp_str quote = fp_field_str(l->slide, "quote");
	bool brief = fp_utf8_count(quote) < 90;
	style s = {.size = brief ? 36 : 28, .lh = brief ? 58 : 46, .color = FP_C_INK, .role = FP_R_QUOTE};
	fp_para *p = FP_NEW(l->a, fp_para);
	*p = fp_para_of(l, quote, &s);
	double w = RIGHT - X0 - 60, room = BOTTOM - l->top - 96, lesson = lesson_height(l);
	chunk *pages;
	size_t n = fp_flow_paras(l, p, quote.n > 0, w, room - lesson, 20, &pages);
	for (size_t i = 0; i < n; i++) {
		star_page(l, (int)i + 1, (int)n);
		fp_put_line(l, X0, l->top, RIGHT, l->top, FP_C_LINE, 1)->role = FP_R_DECORATION;
		double h = fp_paras_height(pages[i].v, pages[i].n, w), y = l->top + fmax(36, (room - lesson - h) / 3);
		if (pages[i].n) {
			fp_put_rect(l, (fp_box){X0, y + 6, 3, h - 12}, FP_C_MUTE)->role = FP_R_DECORATION;
			fp_put_paras(l, (fp_box){X0 + 28, y, w, h}, pages[i].v, pages[i].n, &s);
			y += h + 20;
		}
		const char *text = !quote.n || fp_field_bool(l->slide, "unreviewed") ? fp_lay_word(l, "尚未复盘",
			"not reviewed yet") : NULL;
		if (text && i + 1 == n)
			fp_put_plain(l, (fp_box){quote.n ? X0 + 28 : X0, y, 600, 28}, text,
			             (style){.size = 18, .lh = 28, .color = FP_C_INK3, .role = FP_R_LABEL});
		if (i + 1 == n)
			put_lesson(l, lesson);
	}
}

void fp_layout_star(lay *l)
{
	row rows[5];
	size_t n = star_rows(l, rows);
	fp_page_probe(l, X0, RIGHT - X0);
	bool reviewed = fp_field_str(l->slide, "S").n || fp_field_str(l->slide, "T").n || fp_field_str(l->slide, "A").n ||
		fp_field_str(l->slide, "R").n;
	if (reviewed)
		star_pages(l, rows, n, lesson_height(l));
	else
		star_quote(l);
}

// ---- dialogue

#define BUBBLE_W 680.0
#define PAD_X 24.0
#define PAD_Y 14.0
#define WHO_H 26.0
#define TURN_GAP 18.0
#define NOTE_X 932.0
#define NOTE_W 284.0

typedef struct {
	int who;              // 0 customer, 1 agent, 2 better
	bool repeated, goes_on;
	fp_para text, why;
	bool has_why;
	double w, h, note_h;  // of the bubble and its note
} turn;

static void measure_turn(turn *t)
{
	fp_measure m = fp_runs_measure(t->text.runs, t->text.run_n, t->text.size, BUBBLE_W, t->text.bold);
	t->w = fmax(110, fmin(BUBBLE_W, ceil(m.width / 0.96) + 4)) + 2 * PAD_X;
	t->h = fp_para_height(&t->text, t->w - 2 * PAD_X) + WHO_H + 2 * PAD_Y + 4;
	t->note_h = t->has_why ? fp_para_height(&t->why, NOTE_W) + 26 : 0;
}

static double turn_height(const turn *t)
{
	return fmax(t->h, t->note_h);
}

static double turns_height(const turn *v, size_t n)
{
	double h = 0;
	for (size_t i = 0; i < n; i++)
		h += turn_height(&v[i]) + (i ? TURN_GAP : 0);
	return h;
}

static size_t read_turns(lay *l, const json_t *list, turn **out)
{
	size_t n = json_array_size(list);
	turn *v = FP_NEW_N(l->a, turn, n + 1);
	style s = {.size = 24, .lh = 38, .color = FP_C_INK}, why = {.size = 19, .lh = 29, .color = FP_C_INK2};
	for (size_t i = 0; i < n; i++) {
		const json_t *t = json_array_get(list, i);
		fp_str who = fp_json_string(json_object_get(t, "who")), note = fp_json_string(json_object_get(t, "why"));
		v[i].who = fp_str_is(who, "agent") ? 1 : fp_str_is(who, "better") ? 2 : 0;
		v[i].text = fp_para_of(l, fp_json_string(json_object_get(t, "t")), &s);
		v[i].has_why = note.n > 0;
		if (note.n)
			v[i].why = fp_para_of(l, note, &why);
		measure_turn(&v[i]);
	}
	*out = v;
	return n;
}

static void scale_turns(turn *v, size_t n, double size)
{
	for (size_t i = 0; i < n; i++) {
		fp_para_scale(&v[i].text, size);
		if (v[i].has_why)
			fp_para_scale(&v[i].why, fmax(16, size - 5));
		measure_turn(&v[i]);
	}
}

// Turns that are higher than a page are cut; the later pieces go on in bubbles of their own.
static size_t cut_turns(lay *l, const turn *in, size_t n, double zone, turn **out)
{
	turn *v = NULL;
	size_t k = 0, cap = 0;
	for (size_t i = 0; i < n; i++) {
		turn t = in[i];
		// A margin note that is higher than a page cannot go on: it is cut.
		if (t.note_h > zone) {
			t.why.run_n = fp_runs_ellipsis(l->a, t.why.runs, t.why.run_n, t.why.size, NOTE_W,
			                               (size_t)((zone - 26) / t.why.lh), false, &t.why.runs);
			fp_lay_report(l, fp_tr("点评过长，已截断", "comment too long, cut"));
			measure_turn(&t);
		}
		while (t.h > zone) {
			size_t max = (size_t)((zone - WHO_H - 2 * PAD_Y - 4) / t.text.lh);
			size_t at = fp_runs_cut(l->a, t.text.runs, t.text.run_n, t.text.size, BUBBLE_W, max, max);
			if (!at)
				break;
			turn head = t;
			fp_runs_split(l->a, t.text.runs, t.text.run_n, at, &head.text.runs, &head.text.run_n, &t.text.runs,
			              &t.text.run_n);
			measure_turn(&head);
			FP_PUSH(l->a, v, k, cap) = head;
			t.goes_on = true;
			t.has_why = false;
			measure_turn(&t);
		}
		FP_PUSH(l->a, v, k, cap) = t;
	}
	*out = v;
	return k;
}

static void put_note(lay *l, const turn *t, double y)
{
	fp_color c = t->who == 1 ? FP_C_BAD : t->who == 2 ? FP_C_GOOD : FP_C_INK3;
	const char *head = t->who == 1 ? fp_lay_word(l, "问题", "What is wrong") : t->who == 2 ? fp_lay_word(l, "好在哪",
		"Why it is better") : fp_lay_word(l, "留意", "Note");
	fp_put_rect(l, (fp_box){NOTE_X - 20, y, 3, t->note_h}, c == FP_C_INK3 ? FP_C_MUTE : c)->role = FP_R_DECORATION;
	fp_put_plain(l, (fp_box){NOTE_X, y, NOTE_W, 24}, head, (style){.size = 16, .lh = 24, .color = c, .bold = true,
	                                                               .role = FP_R_LABEL, .nowrap = true});
	fp_para *p = FP_NEW(l->a, fp_para);
	*p = t->why;
	fp_put_paras(l, (fp_box){NOTE_X, y + 26, NOTE_W, t->note_h - 26}, p, 1, &(style){.role = FP_R_BODY});
}

static void put_turn(lay *l, const turn *t, double y, double right)
{
	static const fp_color fill[] = {FP_C_PAPER3, FP_C_BADBG, FP_C_GOODBG}, line[] = {FP_C_NONE, FP_C_BADLN, FP_C_GOOD},
		ink[] = {FP_C_INK2, FP_C_BAD, FP_C_GOOD};
	const char *names[] = {fp_lay_word(l, "客户", "Customer"), fp_lay_word(l, "✕ 当时的回复", "✕ Reply given"),
	                       fp_lay_word(l, "✓ 推荐回复", "✓ Better reply")};
	double x = t->who ? right - t->w : LEFT, top = y + (turn_height(t) - t->h) / 2;
	fp_prim *b = fp_put_frame(l, (fp_box){x, top, t->w, t->h}, t->repeated ? FP_C_PAPER2 : fill[t->who], line[t->who],
	                          t->who == 2 ? 2 : 1);
	b->radius = 16;
	b->square = t->who ? 2 : 1;
	b->role = FP_R_DECORATION;
	fp_buf who = {0};
	fp_buf_z(&who, names[t->who]);
	if (t->repeated || t->goes_on)
		fp_buf_z(&who, t->repeated ? fp_lay_word(l, "（上页）", " (page before)") : fp_lay_word(l, "（续）", " (cont.)"));
	fp_put_plain(l, (fp_box){x + PAD_X, top + PAD_Y, t->w - 2 * PAD_X + 16, WHO_H}, who.p,
	             (style){.size = 16, .lh = WHO_H, .color = ink[t->who], .bold = t->who == 2, .role = FP_R_HEADING,
	                     .nowrap = true, .floor = 12});
	fp_buf_free(&who);
	fp_para *p = FP_NEW(l->a, fp_para);
	*p = t->text;
	if (t->repeated)
		p->color = FP_C_INK3;
	double inner = t->w - 2 * PAD_X;
	fp_put_paras(l, (fp_box){x + PAD_X, top + PAD_Y + WHO_H, inner, fp_para_height(p, inner)}, p, 1,
	             &(style){.role = FP_R_QUOTE});
	if (t->has_why && !t->repeated)
		put_note(l, t, y + (turn_height(t) - t->note_h) / 2);
}

// What the customer said before a page that begins with a reply; NULL when there is nothing or no room for it.
static const turn *said_before(const turn *v, size_t from, double room)
{
	if (!from || v[from].who == 0)
		return NULL;
	for (size_t i = from; i-- > 0;)
		if (v[i].who == 0)
			return v[i].h + TURN_GAP <= room ? &v[i] : NULL;
	return NULL;
}

static void put_turns(lay *l, const turn *v, size_t from, size_t to)
{
	bool notes = false;
	for (size_t i = from; i < to; i++)
		notes |= v[i].has_why;
	double right = notes ? 872 : RIGHT - 120, h = turns_height(v + from, to - from), zone = BOTTOM - l->top;
	const turn *before = said_before(v, from, zone - h);
	turn again = {0};
	if (before) {
		again = *before;
		again.repeated = true;
		again.has_why = false;
		again.note_h = 0;
		h += again.h + TURN_GAP;
	}
	double y = l->top + fmax(0, (zone - h) / 2);
	if (before) {
		put_turn(l, &again, y, right);
		y += again.h + TURN_GAP;
	}
	for (size_t i = from; i < to; i++) {
		put_turn(l, &v[i], y, right);
		y += turn_height(&v[i]) + TURN_GAP;
	}
}

static size_t turn_page_count(lay *l, const turn *v, size_t n, double zone, size_t **begin)
{
	double *h = FP_NEW_N(l->a, double, n + 1);
	for (size_t i = 0; i < n; i++)
		h[i] = turn_height(&v[i]);
	return fp_paginate(l, h, n, TURN_GAP, zone, begin);
}

void fp_layout_dialogue(lay *l)
{
	turn *v;
	size_t n = read_turns(l, fp_field_list(l->slide, "turns"), &v);
	fp_page_probe(l, LEFT, RIGHT - LEFT);
	double zone = BOTTOM - l->top;
	if (!n) {
		fp_page_begin(l, 1, 1, false);
		fp_page_header(l, LEFT, RIGHT - LEFT);
		fp_put_no_data(l, 300);
		return;
	}
	// The largest size that needs no more pages than the smallest one does.
	turn *fitted = NULL;
	size_t fitted_n = 0, fewest = SIZE_MAX, pages = 0, *begin = NULL, reports = l->scene->report_n;
	for (double size = 20; size <= 24; size++) {
		turn *copy = FP_NEW_N(l->a, turn, n + 1), *cut;
		size_t *at, reports_now = l->scene->report_n;
		memcpy(copy, v, n * sizeof *v);
		scale_turns(copy, n, size);
		size_t cut_n = cut_turns(l, copy, n, zone, &cut), count = turn_page_count(l, cut, cut_n, zone, &at);
		if (count > fewest) {
			l->scene->report_n = reports_now;
			break;
		}
		// What the smaller size had to report is void.
		if (l->scene->report_n > reports_now)
			memmove(l->scene->reports + reports, l->scene->reports + reports_now,
			        (l->scene->report_n - reports_now) * sizeof *l->scene->reports);
		l->scene->report_n -= reports_now - reports;
		fitted = cut, fitted_n = cut_n, fewest = pages = count, begin = at;
	}
	v = fitted;
	n = fitted_n;
	if (v[0].text.size < 24)
		fp_lay_report(l, fp_tr("对话由 24 缩到 %g px", "the dialogue shrinks from 24 to %g px"), v[0].text.size);
	if (pages > 1)
		fp_lay_report(l, fp_tr("分成 %zu 页", "split into %zu pages"), pages);
	for (size_t i = 0; i < pages; i++) {
		fp_page_begin(l, (int)i + 1, (int)pages, false);
		fp_page_header(l, LEFT, RIGHT - LEFT);
		put_turns(l, v, begin[i], i + 1 < pages ? begin[i + 1] : n);
	}
}
