// layout_cover: title, agenda, section, closing: the pages that frame a meeting.
#include "deck/layout_priv.h"

#include <math.h>

static void ground(lay *l, fp_color c)
{
	fp_put_rect(l, (fp_box){0, 0, FP_PAGE_W, FP_PAGE_H}, c)->role = FP_R_DECORATION;
}

static void dark_kicker(lay *l, double y, fp_str text)
{
	if (!text.n)
		return;
	fp_put_rect(l, (fp_box){LEFT, y + 10, 28, 4}, FP_C_HOT)->role = FP_R_DECORATION;
	fp_put_text(l, (fp_box){LEFT + 40, y, 900, 24}, text, (style){.size = 16, .lh = 24, .color = FP_C_ONBRAND2,
	                                                              .role = FP_R_KICKER, .nowrap = true});
}

// ---- title

static double largest(const json_t *days)
{
	double most = 0;
	for (size_t i = 0; i < json_array_size(days); i++)
		most = fmax(most, json_number_value(json_object_get(json_array_get(days, i), "v")));
	return most;
}

static void day_bars(lay *l, const json_t *days)
{
	size_t n = json_array_size(days);
	double most = largest(days), step = fmin(55, 385 / (double)n), w = round(step * 0.7),
		x0 = RIGHT - step * (double)n + (step - w);
	bool peak_drawn = false;
	fp_str caption = fp_field_str(l->slide, "days_label");
	fp_put_text(l, (fp_box){RIGHT - 500, 168, 500, 24}, caption, (style){.size = 16, .lh = 24, .color = FP_C_ONBRAND2,
	                                                                     .align = FP_RIGHT, .role = FP_R_LABEL,
	                                                                     .nowrap = true});
	for (size_t i = 0; i < n; i++) {
		const json_t *d = json_array_get(days, i);
		double v = fmax(0, json_number_value(json_object_get(d, "v"))), h = most > 0 ? round(250 * v / most) : 0,
			x = round(x0 + step * (double)i);
		bool peak = v >= most && most > 0 && !peak_drawn;
		peak_drawn |= peak;
		fp_put_rect(l, (fp_box){x, 510 - fmax(h, 2), w, fmax(h, 2)}, peak ? FP_C_HOT :
		            FP_C_BAR)->role = FP_R_DECORATION;
		fp_put_text(l, (fp_box){x - 12, 510 - h - 28, w + 24, 26}, fp_num_text(l->a, json_object_get(d, "v")),
		         (style){.size = 18, .lh = 26, .color = FP_C_ONBRAND, .bold = true, .figures = true, .align = FP_CENTER,
		                 .role = FP_R_NUMBER, .nowrap = true, .floor = 11});
		fp_put_text(l, (fp_box){x - (step - w) / 2, 516, step, 24}, fp_json_string(json_object_get(d, "label")),
		         (style){.size = 16, .lh = 24, .color = FP_C_ONBRAND2, .align = FP_CENTER, .role = FP_R_LABEL,
		                 .nowrap = true, .floor = 11});
	}
}

static void stub(lay *l, const json_t *facts)
{
	fp_put_rect(l, (fp_box){0, 560, FP_PAGE_W, 160}, FP_C_PAPER)->role = FP_R_DECORATION;
	fp_prim *p = fp_put_line(l, 12, 560, FP_PAGE_W, 560, FP_C_BRAND, 14);
	p->dotted = true;
	p->role = FP_R_DECORATION;
	size_t n = json_array_size(facts);
	if (n > 4) {
		fp_lay_report(l, fp_tr("封面最多四项要点，略去 %zu 项", "a cover shows four facts; %zu left out"), n - 4);
		n = 4;
	}
	// Columns of the four-fact cover; fewer facts take wider ones.
	static const double four[] = {64, 378, 626, 948, 1216};
	for (size_t i = 0; i < n; i++) {
		const json_t *f = json_array_get(facts, i);
		double x = n == 4 ? four[i] : LEFT + 1152.0 * (double)i / (double)n, end = n == 4 ? four[i + 1] : LEFT +
			1152.0 * (double)(i + 1) / (double)n;
		if (i) {
			fp_prim *d = fp_put_line(l, x - 28, 594, x - 28, 662, FP_C_LINE, 1);
			d->dashed = true;
			d->role = FP_R_DECORATION;
		}
		double w = end - x - (i + 1 < n ? 44 : 0);
		fp_put_text(l, (fp_box){x, 596, w, 24}, fp_json_string(json_object_get(f, "label")),
		            (style){.size = 16, .lh = 24, .color = FP_C_INK3, .role = FP_R_LABEL, .nowrap = true});
		fp_put_text(l, (fp_box){x, 624, w, 36}, fp_json_string(json_object_get(f, "value")),
		            (style){.size = 23, .lh = 36, .color = FP_C_INK, .bold = true, .nowrap = true});
	}
}

void fp_layout_title(lay *l)
{
	fp_page_begin(l, 1, 1, false);
	ground(l, FP_C_BRAND);
	const json_t *days = fp_field_list(l->slide, "days");
	fp_str kicker = fp_field_str(l->slide, "kicker");
	double w = days ? 700 : 1100;
	dark_kicker(l, 92, kicker);
	fp_prim *t = fp_put_text(l, (fp_box){LEFT, 130, w, 232}, l->page->title,
	                      (style){.size = 96, .lh = 116, .color = FP_C_ONBRAND, .bold = true, .role = FP_R_TITLE,
	                              .floor = 44});
	// A long title takes as many lines as it needs; what is below follows it.
	double h = t ? fp_paras_height(t->paras, t->para_n, w) : 0;
	if (t)
		t->box.h = h;
	fp_put_text(l, (fp_box){LEFT, 130 + h + 16, w, 128}, fp_field_str(l->slide, "sub"),
	            (style){.size = 28, .lh = 42, .color = FP_C_ONBRAND2});
	if (days)
		day_bars(l, days);
	stub(l, fp_field_list(l->slide, "facts"));
}

// ---- agenda

static double minutes(const json_t *item)
{
	return fmax(0, json_number_value(json_object_get(item, "min")));
}

static size_t longest(const json_t *items)
{
	size_t best = 0;
	for (size_t i = 1; i < json_array_size(items); i++)
		if (minutes(json_array_get(items, i)) > minutes(json_array_get(items, best)))
			best = i;
	return best;
}

static void time_bar(lay *l, const json_t *items, double total, double h)
{
	size_t n = json_array_size(items), focus = longest(items);
	double x = LEFT, gap = 4, scale = (1152 - gap * (double)(n - 1)) / total, y = l->top + 40;
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(items, i);
		double w = minutes(item) * scale;
		bool hl = i == focus;
		if (w < 1)
			continue;
		fp_put_rect(l, (fp_box){x, y, w, h}, hl ? FP_C_FOCUS : FP_C_PAPER3)->role = FP_R_DECORATION;
		fp_str min = fp_strf(l->a, "%.*s′", FP_ARG(fp_num_text(l->a, json_object_get(item, "min"))));
		style s = {.size = hl ? 46 : 28, .lh = hl ? 56 : 40, .color = hl ? FP_C_ONFOCUS : FP_C_INK2, .bold = true,
		           .figures = true, .role = FP_R_NUMBER, .nowrap = true, .floor = 16};
		double size = fp_fit_size(l, min, w - 20, s.lh, &s);
		if (w > 40 && fp_text_width(min, size, true) < w - 20)
			fp_put_text(l, (fp_box){x + 14, y + 8, w - 16, s.lh}, min, s);
		fp_str name = fp_json_string(json_object_get(item, "title"));
		style name_style = {.size = hl ? 24 : 16, .lh = hl ? 36 : 24, .color = hl ? FP_C_ONFOCUS : FP_C_INK2,
		                    .bold = hl, .role = FP_R_LABEL, .floor = 16};
		// A name that does not fit its block stands in the list below only.
		if (w > 40 && fp_runs_measure((fp_run[]){{FP_RUN_PLAIN, fp_rich_plain(l->a, name)}}, 1, name_style.size, w - 26,
		                              hl).lines == 1)
			fp_put_text(l, (fp_box){x + 14, y + h - 8 - name_style.lh, w - 26, name_style.lh}, name, name_style);
		x += w + gap;
	}
}

void fp_layout_agenda(lay *l)
{
	const json_t *items = fp_field_list(l->slide, "items");
	fp_page_begin(l, 1, 1, false);
	fp_page_header(l, LEFT, RIGHT - LEFT);
	if (!items) {
		fp_put_no_data(l, 300);
		return;
	}
	double total = 0;
	size_t n = json_array_size(items);
	for (size_t i = 0; i < n; i++)
		total += minutes(json_array_get(items, i));
	// Few parts: a higher bar and a larger list, so that the page is not half empty.
	bool few = n <= 3;
	double bar = few ? 240 : n <= 6 ? 176 : 136, big = few ? 30 : 24;
	if (total > 0)
		time_bar(l, items, total, bar);
	double y0 = total > 0 ? l->top + bar + (few ? 104 : n <= 6 ? 94 : 114) : l->top + 30, room = BOTTOM - y0;
	size_t cols = n <= 3 && total <= 0 ? 1 : 3, rows = (n + cols - 1) / cols;
	double step_x = cols == 3 ? 400 : 1152, w = cols == 3 ? 352 : 1152, step_y = fmin(n <= 6 ? 104 : 92, room / (double)rows),
		k = fmin(1, step_y / 60);
	if (k < 0.6)
		fp_lay_report(l, fp_tr("议程 %zu 项过多", "%zu parts are too many for one agenda"), n);
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(items, i);
		double x = LEFT + step_x * (double)(i % cols), y = y0 + step_y * (double)(i / cols), lh = fmin(few ? 46 : 38, step_y - 14);
		if (lh < 16)
			break;
		bool timed = json_object_get(item, "min") != NULL;
		fp_put_line(l, x, y, x + w, y, FP_C_INK, 2)->role = FP_R_DECORATION;
		fp_put_text(l, (fp_box){x, y + 10, few ? 54 : 44, lh}, fp_strf(l->a, "%02zu", i + 1),
		         (style){.size = fmin(big, lh), .lh = lh, .color = FP_C_BAD, .bold = true, .figures = true,
		                 .role = FP_R_NUMBER, .nowrap = true, .floor = 10});
		fp_put_text(l, (fp_box){x + (few ? 60 : 51), y + 10, w - (few ? 60 : 51) - (timed ? 86 : 0), lh},
		            fp_json_string(json_object_get(item, "title")),
		         (style){.size = fmin(big, lh), .lh = lh, .color = FP_C_INK, .bold = true, .nowrap = true,
		                 .anchor = FP_MIDDLE, .floor = fmin(16, lh)});
		if (timed) {
			fp_str min = fp_strf(l->a, fp_lay_word(l, "%.*s 分钟", "%.*s min"),
			                     FP_ARG(fp_num_text(l->a, json_object_get(item, "min"))));
			fp_put_text(l, (fp_box){x + w - 90, y + 10, 90, lh}, min, (style){.size = fmin(18, lh), .lh = lh,
			                                                                  .color = FP_C_INK3, .align = FP_RIGHT,
			                                                                  .role = FP_R_LABEL, .nowrap = true,
			                                                                  .floor = 12});
		}
	}
}

// ---- section and closing

void fp_layout_section(lay *l)
{
	fp_page_begin(l, 1, 1, true);
	ground(l, FP_C_BRAND);
	fp_prim *t = fp_put_text(l, (fp_box){LEFT, 240, 1100, 216}, l->page->title,
	                         (style){.size = 64, .lh = 84, .color = FP_C_ONBRAND, .bold = true, .role = FP_R_TITLE,
	                                 .floor = 36});
	double h = t ? fp_paras_height(t->paras, t->para_n, t->box.w) : 0;
	if (t)
		t->box.h = h;
	dark_kicker(l, 198, fp_field_str(l->slide, "kicker"));
	fp_put_text(l, (fp_box){LEFT, 240 + h + 20, 1000, 120}, fp_field_str(l->slide, "sub"),
	            (style){.size = 26, .lh = 40, .color = FP_C_ONBRAND2});
}

void fp_layout_closing(lay *l)
{
	fp_page_begin(l, 1, 1, true);
	ground(l, FP_C_BRAND);
	fp_str kicker = fp_field_str(l->slide, "title");
	if (!kicker.n)
		kicker = fp_field_str(l->slide, "kicker");
	fp_str line = fp_field_str(l->slide, "line");
	style s = {.size = 78, .lh = 108, .color = FP_C_ONBRAND, .bold = true, .role = FP_R_TITLE, .floor = 28};
	double w = 1100;
	// Chinese: a smaller line that breaks where the sentence does is better than a large one that does not.
	fp_str broken = {0};
	for (double size = s.size; !broken.n && size >= 56 && fp_text_lines(fp_rich_plain(l->a, line), s.size, w, true) > 1; size -= 2) {
		broken = fp_break_clauses(l, line, size, w, 4);
		if (broken.n) {
			s.size = size;
			s.lh = round(size * 1.38);
			line = broken;
		}
	}
	double h = fp_text_height(l, (fp_box){0, 0, w, 380}, line, &s), y = fmax(130, 310 - h / 2);
	dark_kicker(l, y - 46, kicker);
	// Nothing is put where a person emptied the sentence.
	fp_prim *said = fp_put_text(l, (fp_box){LEFT, y, w, 380}, line, s);
	if (said)
		said->box.h = h;
	fp_str next = fp_field_str(l->slide, "next");
	if (next.n)
		next = fp_strf(l->a, fp_lay_word(l, "下次复盘：%.*s", "Next review: %.*s"), FP_ARG(next));
	fp_put_text(l, (fp_box){LEFT, y + h + 28, w, 76}, next, (style){.size = 24, .lh = 38, .color = FP_C_ONBRAND2});
	fp_str source = fp_field_str(l->slide, "source");
	fp_put_text(l, (fp_box){LEFT, 644, w, 24}, source, (style){.size = 14, .lh = 22, .color = FP_C_ONBRAND2,
	                                                           .role = FP_R_LABEL, .nowrap = true, .floor = 12});
}
