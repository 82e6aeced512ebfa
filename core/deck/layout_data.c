// layout_data: the week at a glance, and the recurring issue.
#include "deck/layout_priv.h"

#include <math.h>
#include <string.h>

// ---- kpi: the cards

typedef struct {
	double x, y, w;
	double k;          // how much larger than one of four cards
} slot;

// "-12.3%" as "▼ 12.3% 改善"; without sign and judgement the text stands as it is.
static fp_str delta_text(lay *l, fp_str delta, const json_t *good)
{
	const char *arrow = "";
	if (fp_str_starts(delta, "-") || fp_str_starts(delta, "−"))
		arrow = "▼ ";
	else if (fp_str_starts(delta, "+"))
		arrow = "▲ ";
	size_t sign = *arrow ? (fp_str_starts(delta, "−") ? 3 : 1) : 0;
	const char *word_after = !good ? "" : json_is_true(good) ? fp_lay_word(l, " 改善", " better") : fp_lay_word(l, " 恶化",
		" worse");
	fp_str rest = fp_str_sub(delta, sign, delta.n);
	return fp_strf(l->a, "%s%.*s%s", arrow, FP_ARG(rest), word_after);
}

static void put_delta(lay *l, slot c, double y, const json_t *card)
{
	fp_str delta = fp_json_string(json_object_get(card, "delta"));
	const json_t *good = json_object_get(card, "good"), *spark = json_object_get(card, "spark");
	double spark_w = c.k > 1 ? 240 : 96, spark_h = c.k > 1 ? 56 : 24, room = c.w - (json_array_size(spark) > 1 ? spark_w + 16 : 0);
	if (delta.n) {
		fp_str text = delta_text(l, delta, good);
		fp_color ink = !good ? FP_C_INK2 : json_is_true(good) ? FP_C_GOOD : FP_C_BAD;
		double w = fmin(room, ceil(fp_text_width(fp_rich_plain(l->a, text), 16, false) * 1.06 + 24));
		fp_prim *p = fp_put_frame(l, (fp_box){c.x, y, w, 32}, !good ? FP_C_NONE : json_is_true(good) ? FP_C_GOODBG :
		                          FP_C_BADBG, !good ? FP_C_LINE : json_is_true(good) ? FP_C_GOODLN : FP_C_BADLN, 1);
		p->radius = 4;
		p->role = FP_R_DECORATION;
		fp_put_text(l, (fp_box){c.x + 4, y, w - 8, 32}, text, (style){.size = 16, .lh = 32, .color = ink,
		                                                              .align = FP_CENTER, .role = FP_R_LABEL,
		                                                              .nowrap = true, .floor = 12});
	}
	if (json_array_size(spark) > 1)
		fp_put_spark(l, (fp_box){c.x + c.w - spark_w - 8, y + 28 - spark_h, spark_w, spark_h}, spark, json_is_false(good) ? FP_C_BAD : FP_C_INK2);
}

static void put_card(lay *l, slot c, const json_t *card)
{
	bool bad = json_is_false(json_object_get(card, "good"));
	fp_str value = fp_json_string(json_object_get(card, "value")), unit = fp_json_string(json_object_get(card, "unit"));
	fp_put_rect(l, (fp_box){c.x, c.y, c.w, 4}, bad ? FP_C_BAD : FP_C_INK)->role = FP_R_DECORATION;
	double number = round(78 * c.k), box = round(96 * c.k), head = c.k > 1 ? 40 : 32, y = c.y + 16 + head;
	fp_put_text(l, (fp_box){c.x, c.y + 16, c.w, head}, fp_json_string(json_object_get(card, "label")),
	            (style){.size = c.k > 1 ? 24 : 20, .lh = head, .color = FP_C_INK2, .role = FP_R_HEADING, .nowrap = true, .floor = 15});
	style s = {.size = number, .lh = box, .color = bad ? FP_C_BAD : FP_C_INK, .bold = true, .figures = true,
	           .role = FP_R_NUMBER, .nowrap = true, .floor = 26};
	double unit_size = c.k > 1 ? 28 : 22, unit_w = unit.n ? fmin(c.w / 2, fp_text_width(fp_rich_plain(l->a, unit), unit_size, false) * 1.05 + 4) : 0;
	double size = fp_fit_size(l, value, c.w - unit_w - 12, box, &s);
	double w = fmin(c.w - unit_w - 8, ceil(fp_text_width(fp_rich_plain(l->a, value), size, true) / 0.96) + 6);
	s.size = size;
	fp_prim *t = fp_put_text(l, (fp_box){c.x, y, w, box}, value, s);
	// The unit stands on the figure's base line.
	double base = y + box / 2 + size * 0.36;
	if (t && unit.n)
		fp_put_text(l, (fp_box){c.x + w + 6, base - 24 * unit_size / 22, c.w - w - 6, 32 * unit_size / 22}, unit,
		            (style){.size = unit_size, .lh = 32 * unit_size / 22, .color = FP_C_INK2, .role = FP_R_LABEL, .nowrap = true, .floor = 12});
	put_delta(l, c, y + box + 8, card);
}

// ---- kpi: the parts

static const struct {
	fp_color fill, ink;
} part_colors[] = {{FP_C_BAD, FP_C_ONBAD}, {FP_C_BRAND2, FP_C_ONFOCUS}, {FP_C_INK3, FP_C_ONFOCUS},
                   {FP_C_MUTE, FP_C_INK}, {FP_C_MUTE, FP_C_INK}, {FP_C_PAPER3, FP_C_INK}};
#define PARTS_MAX 6

// Parts beyond the sixth are one: the rest.
static json_t *gather_parts(lay *l, const json_t *parts)
{
	json_t *v = json_array();
	double rest = 0;
	size_t n = json_array_size(parts);
	for (size_t i = 0; i < n; i++) {
		double x = fmax(0, json_number_value(json_object_get(json_array_get(parts, i), "v")));
		if (n <= PARTS_MAX || i + 1 < PARTS_MAX)
			json_array_append_new(v, json_pack("{sO sf}", "name", json_object_get(json_array_get(parts, i), "name"),
			                                   "v", x));
		else
			rest += x;
	}
	if (n > PARTS_MAX)
		json_array_append_new(v, json_pack("{ss sf}", "name", fp_lay_word(l, "其他", "Others"), "v", rest));
	return v;
}

static fp_str number(lay *l, double v)
{
	json_t *n = fp_json_num(v);
	fp_str s = fp_num_text(l->a, n);
	json_decref(n);
	return s;
}

static bool names_fit(lay *l, const json_t *parts, double total, double width)
{
	for (size_t i = 0; i < json_array_size(parts); i++) {
		const json_t *p = json_array_get(parts, i);
		double w = json_number_value(json_object_get(p, "v")) / total * width;
		if (fp_text_width(fp_rich_plain(l->a, fp_json_string(json_object_get(p, "name"))), 20, i == 0) / 0.96 > w - 6)
			return false;
	}
	return true;
}

static void put_part_name(lay *l, fp_box b, const json_t *part, size_t i, double share, bool swatch)
{
	if (swatch) {
		fp_prim *p = fp_put_rect(l, (fp_box){b.x, b.y + 9, 14, 14}, part_colors[i].fill);
		p->role = FP_R_DECORATION;
		b.x += 22;
		b.w -= 22;
	}
	fp_put_text(l, (fp_box){b.x, b.y, b.w, 30}, fp_json_string(json_object_get(part, "name")),
	         (style){.size = 20, .lh = 30, .color = i ? FP_C_INK : FP_C_BAD, .bold = i == 0, .role = FP_R_LABEL,
	                 .nowrap = true, .floor = 14});
	fp_str pct = swatch ? fp_strf(l->a, "%.*s · %.0f%%",
	                              FP_ARG(number(l, json_number_value(json_object_get(part, "v")))),
	                              share * 100) : fp_strf(l->a, "%.0f%%", share * 100);
	fp_put_text(l, (fp_box){b.x, b.y + 30, b.w, 24}, pct, (style){.size = 16, .lh = 24, .color = FP_C_INK3,
	                                                              .figures = true, .role = FP_R_LABEL, .nowrap = true,
	                                                              .floor = 12});
}

static void put_parts(lay *l, const json_t *given, double y)
{
	json_t *parts = gather_parts(l, given);
	size_t n = json_array_size(parts);
	double total = 0, x = LEFT, gap = 4;
	for (size_t i = 0; i < n; i++)
		total += json_number_value(json_object_get(json_array_get(parts, i), "v"));
	fp_put_text(l, (fp_box){LEFT, y - 34, RIGHT - LEFT, 26}, fp_field_str(l->slide, "parts_label"),
	            (style){.size = 16, .lh = 26, .color = FP_C_INK3, .role = FP_R_LABEL, .nowrap = true});
	if (total > 0) {
		double width = RIGHT - LEFT - gap * (double)(n - 1);
		// Names stand below their blocks where all fit, else in even columns with a colour sample.
		bool under = names_fit(l, parts, total, width);
		fp_prim *g = fp_group_begin(l, FP_P_CHART, (fp_box){LEFT, y, RIGHT - LEFT, 156}, l->page->title);
		g->chart = FP_NEW(l->a, fp_chart);
		*g->chart = (fp_chart){.kind = FP_CHART_STACKED_BAR, .series = FP_NEW_N(l->a, fp_series, n), .series_n = n,
		                       .cats = FP_NEW_N(l->a, fp_str, 1), .cat_n = 1};
		for (size_t i = 0; i < n; i++) {
			const json_t *p = json_array_get(parts, i);
			double v = json_number_value(json_object_get(p, "v")), w = v / total * width,
				col = (RIGHT - LEFT) / (double)n;
			fp_series *s = &g->chart->series[i];
			*s = (fp_series){fp_rich_plain(l->a, fp_json_string(json_object_get(p, "name"))), FP_NEW(l->a, double),
			                 i == 0, part_colors[i].fill};
			s->v[0] = v;
			fp_put_rect(l, (fp_box){x, y, fmax(w, 1), 96}, part_colors[i].fill)->role = FP_R_DECORATION;
			fp_str text = number(l, v);
			double size = i ? 30 : 36;
			if (fp_text_width(text, size, true) / 0.96 + 24 < w)
				fp_put_text(l, (fp_box){x + 14, y, w - 18, 96}, text,
				         (style){.size = size, .lh = 48, .color = part_colors[i].ink, .bold = true, .figures = true,
				                 .anchor = FP_MIDDLE, .role = FP_R_NUMBER, .nowrap = true});
			put_part_name(l, under ? (fp_box){x, y + 100, w, 54} : (fp_box){LEFT + col * (double)i, y + 100, col - 20,
			                                                                54}, p, i, v / total, !under);
			x += w + gap;
		}
		fp_group_end(l);
	}
	json_decref(parts);
}

void fp_layout_kpi(lay *l)
{
	const json_t *cards = fp_field_list(l->slide, "cards"), *parts = fp_field_list(l->slide, "parts");
	size_t n = json_array_size(cards), pages = n ? (n + 3) / 4 : 1;
	if (pages > 1)
		fp_lay_report(l, fp_tr("指标多于四个，分成 %zu 页", "more than four figures, split into %zu pages"), pages);
	for (size_t k = 0; k < pages; k++) {
		fp_page_begin(l, (int)k + 1, (int)pages, false);
		fp_page_header(l, LEFT, RIGHT - LEFT);
		size_t from = n * k / pages, count = n * (k + 1) / pages - from;
		bool with_parts = parts && k == 0;
		double step = count ? (1152 + 24.0) / (double)count : 0, y = with_parts ? l->top : l->top + 120;
		for (size_t i = 0; i < count; i++)
			put_card(l, (slot){LEFT + step * (double)i, y, step - 24, count <= 2 && with_parts ? 1.4 : 1}, json_array_get(cards, from + i));
		if (with_parts)
			put_parts(l, parts, !count ? 300 : fmin(488, BOTTOM - 156 - (fp_field_str(l->slide, "source").n ? 34 : 0)));
		if (!count && !with_parts)
			fp_put_no_data(l, 300);
		fp_put_source(l, RIGHT - LEFT);
	}
}

// ---- recurring

#define PANEL_W 304.0
#define MAIN_X 416.0
#define MAIN_W 800.0

static void put_columns(lay *l, const json_t *spark, fp_box b)
{
	const json_t *x = fp_field_list(l->slide, "x");
	size_t n = json_array_size(spark), skip = n > 13 ? n - 13 : 0, shown = n - skip;
	double most = 1, step = b.w / (double)shown, w = floor(fmin(28, step - 4)), h = b.h - 46;
	for (size_t i = skip; i < n; i++)
		most = fmax(most, json_number_value(json_array_get(spark, i)));
	fp_prim *g = fp_group_begin(l, FP_P_CHART, b, l->page->title);
	g->chart = fp_chart_data(l, x, NULL);
	for (size_t i = 0; i < shown; i++) {
		const json_t *item = json_array_get(spark, skip + i);
		double v = fmax(0, json_number_value(item)), bar = round(h * v / most), cx = b.x + step * ((double)i + 0.5);
		fp_put_rect(l, (fp_box){cx - w / 2, b.y + 22 + h - fmax(bar, 2), w, fmax(bar, 2)}, i + 3 >= shown ? FP_C_BAD :
		            FP_C_BADLN)->role = FP_R_DECORATION;
		if (json_is_number(item))
			fp_put_text(l, (fp_box){cx - step / 2, b.y + h - bar - 2, step, 22}, fp_num_text(l->a, item),
			         (style){.size = 14, .lh = 22, .color = FP_C_INK2, .bold = i + 1 == shown, .figures = true,
			                 .align = FP_CENTER, .role = FP_R_NUMBER, .nowrap = true, .floor = 9});
	}
	style s = {.size = 14, .lh = 22, .color = FP_C_INK3, .role = FP_R_LABEL, .nowrap = true, .floor = 10};
	fp_str first = fp_json_string(json_array_get(x, skip)),
		last = fp_json_string(json_array_get(x, json_array_size(x) - 1));
	if (json_array_size(x)) {
		fp_put_text(l, (fp_box){b.x, b.y + b.h - 22, b.w / 2, 22}, first, s);
		s.align = FP_RIGHT;
		if (json_array_size(x) > 1)
			fp_put_text(l, (fp_box){b.x + b.w / 2, b.y + b.h - 22, b.w / 2, 22}, last, s);
	}
	fp_group_end(l);
}

static fp_str count_lines(lay *l)
{
	double weeks = fp_field_num(l->slide, "weeks", 0), prev = fp_field_num(l->slide, "prev", -1);
	fp_buf b = {0};
	fp_buf_z(&b, fp_lay_word(l, "起", "cases"));
	if (prev >= 0)
		fp_buf_f(&b, fp_lay_word(l, "，上周 %.0f 起", ", %.0f the week before"), prev);
	if (weeks >= 2)
		fp_buf_f(&b, fp_lay_word(l, "\n连续 %.0f 周出现", "\n%.0f weeks in a row"), weeks);
	return fp_buf_take(&b, l->a);
}

// Ids in at most `room` lines, the last of which says how many more there are.
static fp_str case_lines(lay *l, size_t room)
{
	const json_t *cases = fp_field_list(l->slide, "cases");
	size_t n = json_array_size(cases), shown = n <= 3 && n <= room ? n : room < 2 ? 0 : room - 1 < 3 ? room - 1 : 3;
	fp_buf b = {0};
	if (!shown)
		return (fp_str){0};
	for (size_t i = 0; i < shown; i++) {
		fp_str id = fp_json_string(json_array_get(cases, i));
		fp_buf_f(&b, "%s", i ? "\n" : "");
		fp_buf_str(&b, fp_rich_escape(l->a, id));
	}
	if (n > shown)
		fp_buf_f(&b, fp_lay_word(l, "\n等 %zu 起", "\nand %zu more"), l->zh ? n : n - shown);
	return fp_buf_take(&b, l->a);
}

static void put_panel(lay *l, fp_box b)
{
	const json_t *spark = fp_field_list(l->slide, "spark");
	static const struct {
		const char *key, *zh, *en;
	} states[] = {{"new", "新出现", "new"}, {"ongoing", "持续", "ongoing"}, {"rising", "上升", "rising"},
	              {"resolved", "已解决", "resolved"}, {"returned", "修复后复发", "returned after fix"}};
	fp_put_rect(l, b, FP_C_BADBG)->role = FP_R_DECORATION;
	fp_put_rect(l, (fp_box){b.x, b.y, b.w, 4}, FP_C_BAD)->role = FP_R_DECORATION;
	double x = b.x + 24, w = b.w - 48;
	fp_str head = fp_s(fp_lay_word(l, "本周同类", "Cases this week")), status = fp_field_str(l->slide, "status");
	for (size_t i = 0; i < FP_COUNT(states); i++)
		if (fp_str_is(status, states[i].key))
			head = fp_strf(l->a, "%.*s · %s", FP_ARG(head), fp_lay_word(l, states[i].zh, states[i].en));
	fp_put_text(l, (fp_box){x, b.y + 20, w, 32}, head, (style){.size = 20, .lh = 32, .color = FP_C_INK2,
	                                                           .role = FP_R_HEADING, .nowrap = true, .floor = 14});
	const json_t *count = json_object_get(l->slide->fields, "count");
	fp_str n = count ? fp_num_text(l->a, count) : fp_s("–");
	fp_put_text(l, (fp_box){x, b.y + 54, w, 124}, n, (style){.size = 120, .lh = 124, .color = FP_C_BAD, .bold = true,
	                                                         .figures = true, .role = FP_R_NUMBER, .nowrap = true,
	                                                         .floor = 40});
	double y = b.y + 182, bottom = b.y + b.h - (spark ? 152 : 20);
	style s = {.size = 20, .lh = 31, .color = FP_C_INK2, .floor = 14};
	fp_str lines = count_lines(l);
	double h = fp_text_height(l, (fp_box){x, y, w, bottom - y}, lines, &s);
	fp_put_text(l, (fp_box){x, y, w, h}, lines, s);
	s = (style){.size = 16, .lh = 24, .color = FP_C_INK2, .floor = 12, .role = FP_R_LABEL};
	double left = fmax(0, bottom - y - h - 8);
	fp_put_text(l, (fp_box){x, y + h + 8, w, left}, case_lines(l, (size_t)(left / s.lh)), s);
	if (spark)
		put_columns(l, spark, (fp_box){x, b.y + b.h - 146, w, 132});
}

static void chevron(lay *l, fp_box b, fp_str text, bool first, bool broken)
{
	double notch = 16, p[12] = {b.x, b.y, b.x + b.w, b.y, b.x + b.w + notch, b.y + b.h / 2, b.x + b.w, b.y + b.h, b.x,
	                            b.y + b.h, b.x + notch, b.y + b.h / 2};
	fp_put_poly(l, p, first ? 5 : 6, true, broken ? FP_C_BAD : FP_C_PAPER3, FP_C_NONE, 0)->role = FP_R_DECORATION;
	double in = first ? 14 : 26;
	fp_put_text(l, (fp_box){b.x + in, b.y + 4, b.w - in - 2, b.h - 8}, text,
	         (style){.size = 18, .lh = 25, .color = broken ? FP_C_ONBAD : FP_C_INK, .bold = broken, .anchor = FP_MIDDLE,
	                 .floor = 13});
}

static double chain_height(size_t n)
{
	return n > 6 ? 2 * 104 + 12 : 104;
}

static void put_chain(lay *l, const json_t *chain, double y)
{
	size_t n = json_array_size(chain), broken = (size_t)fp_field_num(l->slide, "broken_at", 0);
	if (n > 12) {
		fp_lay_report(l, fp_tr("流程超过 12 环，略去 %zu 环", "a chain shows twelve steps; %zu left out"), n - 12);
		n = 12;
	}
	size_t rows = n > 6 ? 2 : 1, per_row = (n + rows - 1) / rows;
	double w = (MAIN_W - 16) / (double)per_row;
	for (size_t i = 0; i < n; i++)
		chevron(l, (fp_box){MAIN_X + w * (double)(i % per_row), y + 116 * (double)(i / per_row), w - 5, 104},
		        fp_json_string(json_array_get(chain, i)), i == 0, i + 1 == broken);
}

static void put_fix(lay *l, double y, double h)
{
	fp_str texts[] = {fp_field_str(l->slide, "fix"), fp_field_str(l->slide, "owner"), fp_field_str(l->slide, "due")};
	const char *heads[] = {fp_lay_word(l, "对策", "Fix"), fp_lay_word(l, "负责人", "Owner"), fp_lay_word(l, "截止", "Due")};
	double tail = (texts[1].n ? 150 : 0) + (texts[2].n ? 140 : 0), x = MAIN_X;
	double w[] = {MAIN_W - tail, 150, 140};
	fp_put_frame(l, (fp_box){MAIN_X, y, MAIN_W, h}, FP_C_GOODBG, FP_C_GOODLN, 1)->role = FP_R_DECORATION;
	for (size_t i = 0; i < 3; i++) {
		if (i && !texts[i].n)
			continue;
		if (i) {
			fp_prim *d = fp_put_line(l, x, y + 12, x, y + h - 12, FP_C_GOODLN, 1);
			d->dashed = true;
			d->role = FP_R_DECORATION;
		}
		double in = i ? 18 : 24;
		fp_put_plain(l, (fp_box){x + in, y + (h - 96) / 2, w[i] - in - 6, 24}, heads[i],
		             (style){.size = 16, .lh = 24, .color = FP_C_GOOD, .role = FP_R_LABEL, .nowrap = true});
		fp_put_text(l, (fp_box){x + in, y + (h - 96) / 2 + 26, w[i] - in - 8, 70}, texts[i],
		            (style){.size = 21, .lh = 32, .color = FP_C_INK, .bold = true, .floor = 14, .nowrap = i == 2 &&
		                    texts[2].n < 16});
		x += w[i];
	}
}

// ---- recurring: what customers wrote

#define VOICE_X (MAIN_X + 150)
#define VOICE_W (MAIN_W - 150)
#define VOICES 3
#define VOICE_PAD 20.0

static double voice_height(lay *l, const json_t *voice, double size)
{
	style s = {.size = size, .lh = size * 1.5, .color = FP_C_INK};
	fp_para p = fp_para_of(l, fp_json_string(json_object_get(voice, "text")), &s);
	return fp_para_height(&p, VOICE_W) + VOICE_PAD;
}

static double voices_height(lay *l, const json_t *const *v, size_t n, double size)
{
	double h = 34;
	for (size_t i = 0; i < n; i++)
		h += voice_height(l, v[i], size);
	return h;
}

// The largest size at which all fit, else without the longest of them.
static size_t fit_voices(lay *l, const json_t **v, size_t n, double room, double *size)
{
	for (; n; n--) {
		for (*size = n == 1 ? 30 : 26; *size >= 20; --*size)
			if (voices_height(l, v, n, *size) <= room)
				return n;
		size_t longest = 0;
		for (size_t i = 1; i < n; i++)
			if (voice_height(l, v[i], 20) > voice_height(l, v[longest], 20))
				longest = i;
		memmove(v + longest, v + longest + 1, (n - longest - 1) * sizeof *v);
	}
	return 0;
}

static void put_voices(lay *l, double y, double room)
{
	const json_t *voices = fp_field_list(l->slide, "voices"), *shown[VOICES];
	size_t n = 0;
	double size;
	for (; n < json_array_size(voices) && n < VOICES; n++)
		shown[n] = json_array_get(voices, n);
	n = fit_voices(l, shown, n, room, &size);
	if (!n)
		return;
	double spare = fmin(36, (room - voices_height(l, shown, n, size)) / (double)n);
	fp_put_plain(l, (fp_box){MAIN_X, y, MAIN_W, 24}, fp_lay_word(l, "客户原话", "In their words"),
	             (style){.size = 16, .lh = 24, .color = FP_C_INK3, .role = FP_R_LABEL, .nowrap = true});
	y += 34;
	for (size_t i = 0; i < n; i++) {
		const json_t *v = shown[i];
		style s = {.size = size, .lh = size * 1.5, .color = FP_C_INK, .role = FP_R_QUOTE, .quiet = true};
		fp_str text = fp_json_string(json_object_get(v, "text"));
		double h = fp_text_height(l, (fp_box){VOICE_X, y, VOICE_W, room}, text, &s);
		fp_put_line(l, MAIN_X, y, MAIN_X + MAIN_W, y, FP_C_LINE, 1)->role = FP_R_DECORATION;
		y += (VOICE_PAD + spare) / 2;
		fp_put_text(l, (fp_box){MAIN_X, y + s.lh / 2 - 12, 142, 24}, fp_json_string(json_object_get(v, "case")),
		            (style){.size = 16, .lh = 24, .color = FP_C_INK3, .figures = true, .role = FP_R_LABEL,
		                    .nowrap = true, .floor = 12, .quiet = true});
		fp_put_text(l, (fp_box){VOICE_X, y, VOICE_W, h}, text, s);
		y += h + (VOICE_PAD + spare) / 2;
	}
}

void fp_layout_recurring(lay *l)
{
	fp_page_begin(l, 1, 1, false);
	fp_page_header(l, LEFT, RIGHT - LEFT);
	double bottom = BOTTOM - (fp_field_str(l->slide, "source").n ? 30 : 0);
	put_panel(l, (fp_box){LEFT, l->top, PANEL_W, bottom - l->top});
	fp_str cause = fp_field_str(l->slide, "cause"), subject = fp_field_str(l->slide, "subject");
	const json_t *chain = fp_field_list(l->slide, "chain"), *voices = fp_field_list(l->slide, "voices");
	bool fix = fp_field_str(l->slide, "fix").n || fp_field_str(l->slide, "owner").n || fp_field_str(l->slide, "due").n;
	style label = {.size = 16, .lh = 24, .color = FP_C_INK3, .role = FP_R_LABEL, .nowrap = true},
		name = {.size = 20, .lh = 32, .color = FP_C_INK2}, big = {.size = 30, .lh = 44, .color = FP_C_INK, .bold = true, .floor = 18};
	if (voices) {
		big.size = 22;
		big.lh = 33;
	}
	// The fix stands at the bottom, the cause at the top, the chain or customers' words in the room between.
	double y = l->top, fix_h = voices ? 108 : 124, fix_y = fix ? bottom - fix_h : bottom, chain_h = chain ? 34 + chain_height(json_array_size(chain)) : 0;
	if (subject.n) {
		double h = fp_text_height(l, (fp_box){0, 0, MAIN_W, 64}, subject, &name);
		fp_put_text(l, (fp_box){MAIN_X, y, MAIN_W, h}, subject, name);
		y += h + 12;
	}
	if (cause.n) {
		double max = fmax(60, fix_y - y - 28 - chain_h - 40), h = fp_text_height(l, (fp_box){0, 0, MAIN_W, max}, cause, &big);
		fp_put_plain(l, (fp_box){MAIN_X, y, MAIN_W, 24}, fp_lay_word(l, "根因", "Root cause"), label);
		fp_put_text(l, (fp_box){MAIN_X, y + 28, MAIN_W, h}, cause, big);
		y += 28 + h;
	} else if (!chain && !fix) {
		fp_put_plain(l, (fp_box){MAIN_X, y, MAIN_W, 32}, fp_lay_word(l, "根因还没有查明", "The cause is not known yet"),
		             (style){.size = 20, .lh = 32, .color = voices ? FP_C_INK : FP_C_INK3, .bold = voices != NULL});
		y += 32;
	}
	if (chain) {
		double cy = voices ? y + 16 : y + fmax(8, (fix_y - y - chain_h) / 2);
		fp_put_plain(l, (fp_box){MAIN_X, cy, MAIN_W, 24}, fp_lay_word(l, "断点在哪一环", "Where it breaks"), label);
		put_chain(l, chain, cy + 34);
		y = cy + chain_h;
	}
	y += y > l->top ? 20 : 0;
	if (voices)
		put_voices(l, y, fix_y - y - (fix ? 16 : 0));
	if (fix)
		put_fix(l, fix_y, fix_h);
	fp_put_source(l, RIGHT - LEFT);
}
