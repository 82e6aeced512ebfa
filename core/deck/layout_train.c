// layout_train: what people practise and take home: compare, quiz, role, actions.
#include "deck/layout_priv.h"

#include <math.h>

static void empty_page(lay *l)
{
	fp_page_begin(l, 1, 1, false);
	fp_page_header(l, LEFT, RIGHT - LEFT);
	fp_put_no_data(l, 300);
}

// ---- compare

static void set_mark(fp_cell *c, const char *mark, fp_color color)
{
	c->paras[0].mark = fp_s(mark);
	c->paras[0].mark_color = color;
	c->paras[0].indent = 32;
}

// The phrase is struck; what stands behind it in brackets, such as how often it was said, is not.
static fp_cell struck_cell(lay *l, fp_str text, const style *bad, const style *quiet)
{
	bool wide = fp_str_ends(text, "）"), narrow = fp_str_ends(text, ")");
	size_t at = 0;
	for (size_t i = 1; i < text.n && (wide || narrow); i++)
		if (fp_str_starts(fp_str_sub(text, i, text.n), wide ? "（" : " ("))
			at = i;
	fp_cell c = fp_cell_of(l, at ? fp_str_sub(text, 0, at) : text, bad);
	c.paras[0].strike = true;
	set_mark(&c, "✕", FP_C_BAD);
	if (!at)
		return c;
	fp_para *v = FP_NEW_N(l->a, fp_para, 2);
	v[0] = c.paras[0];
	v[1] = fp_para_of(l, fp_str_trim(fp_str_sub(text, at, text.n)), quiet);
	v[1].indent = v[0].indent;
	c.paras = v;
	c.para_n = 2;
	return c;
}

void fp_layout_compare(lay *l)
{
	static const double widths[] = {300, 632, 220};
	const json_t *rows = fp_field_list(l->slide, "rows");
	if (!rows) {
		empty_page(l);
		return;
	}
	fp_str heads[] = {fp_s(fp_lay_word(l, "不要说", "Do not say")), fp_s(fp_lay_word(l, "这样说", "Say")),
	                  fp_s(fp_lay_word(l, "原则", "Principle"))};
	table_plan t = {widths, 3, json_array_size(rows), heads, FP_NEW_N(l->a, fp_cell, 3 * json_array_size(rows)), 16};
	style bad = {.size = 22, .lh = 32, .color = FP_C_BAD, .bold = true},
		good = {.size = 22, .lh = 32, .color = FP_C_INK, .bold = true},
	      why = {.size = 18, .lh = 27, .color = FP_C_INK2};
	for (size_t i = 0; i < t.rows; i++) {
		const json_t *r = json_array_get(rows, i);
		fp_cell *c = &t.cells[3 * i];
		c[0] = struck_cell(l, fp_json_string(json_object_get(r, "bad")), &bad, &why);
		c[1] = fp_cell_of(l, fp_json_string(json_object_get(r, "good")), &good);
		set_mark(&c[1], "✓", FP_C_GOOD);
		c[2] = fp_cell_of(l, fp_json_string(json_object_get(r, "why")), &why);
	}
	fp_put_table(l, &t);
}

// ---- quiz

static bool is_answer(const lay *l, size_t option)
{
	const json_t *answer = fp_field_list(l->slide, "answer");
	for (size_t i = 0; i < json_array_size(answer); i++) {
		fp_str s = fp_json_string(json_array_get(answer, i));
		if (s.n == 1 && (size_t)(s.p[0] - 'A') == option)
			return true;
	}
	return false;
}

static void put_option(lay *l, fp_box b, fp_str text, size_t i, double size)
{
	bool right = is_answer(l, i);
	fp_prim *f = fp_put_frame(l, b, FP_C_NONE, FP_C_LINE, 2);
	f->role = FP_R_DECORATION;
	char letter[2] = {(char)('A' + i), 0};
	fp_prim *t = fp_put_plain(l, (fp_box){b.x + 32, b.y + 8, 48, b.h - 16}, letter,
	                       (style){.size = fmin(38, b.h - 16), .lh = fmin(48, b.h - 16), .color = FP_C_INK3,
	                               .bold = true, .figures = true, .anchor = FP_MIDDLE, .role = FP_R_LABEL,
	                               .nowrap = true});
	style s = {.size = size, .lh = round(size * 1.43), .color = FP_C_INK, .anchor = FP_MIDDLE, .floor = 16};
	fp_prim *o = fp_put_text(l, (fp_box){b.x + 88, b.y + 8, b.w - 88 - 112, b.h - 16}, text, s);
	if (!right) {
		if (o)
			o->paras[0].color2 = FP_C_INK3;
		return;
	}
	f->line2 = FP_C_GOOD;
	f->fill2 = FP_C_GOODBG;
	t->paras[0].color2 = FP_C_GOOD;
	if (o)
		o->paras[0].bold2 = true;
	fp_put_plain(l, (fp_box){b.x + b.w - 108, b.y + b.h / 2 - 14, 84, 28}, fp_lay_word(l, "✓ 正确", "✓ Right"),
	          (style){.size = 18, .lh = 28, .color = FP_C_GOOD, .bold = true, .align = FP_RIGHT, .role = FP_R_LABEL,
	                  .nowrap = true, .floor = 14})->step = 1;
}

static void put_why(lay *l, fp_str why, double h)
{
	fp_box b = {LEFT, BOTTOM - h, RIGHT - LEFT, h};
	fp_prim *p = fp_put_rect(l, b, FP_C_GOODBG);
	p->step = 1;
	p->role = FP_R_DECORATION;
	p = fp_put_rect(l, (fp_box){b.x, b.y, 6, h}, FP_C_GOOD);
	p->step = 1;
	p->role = FP_R_DECORATION;
	fp_str line = fp_strf(l->a, fp_lay_word(l, "**为什么**：%.*s", "**Why**: %.*s"), FP_ARG(why));
	fp_put_text(l, (fp_box){b.x + 30, b.y + 4, b.w - 60, h - 8}, line, (style){.size = 22, .lh = 33, .color = FP_C_INK,
	                                                                           .anchor = FP_MIDDLE})->step = 1;
}

void fp_layout_quiz(lay *l)
{
	const json_t *options = fp_field_list(l->slide, "options");
	fp_str why = fp_field_str(l->slide, "why"), q = fp_field_str(l->slide, "q");
	fp_page_begin(l, 1, 1, false);
	// With a title of its own the question stands in the body.
	bool titled = fp_field_str(l->slide, "title").n > 0;
	fp_page_header(l, LEFT, RIGHT - LEFT);
	double y = l->top + 4, bar = 0;
	if (titled) {
		style s = {.size = 28, .lh = 42, .color = FP_C_INK, .floor = 20};
		double h = fp_text_height(l, (fp_box){0, 0, RIGHT - LEFT, 126}, q, &s);
		fp_put_text(l, (fp_box){LEFT, y, RIGHT - LEFT, h}, q, s);
		y += h + 20;
	}
	if (why.n)
		bar = fmax(66, fp_text_height(l, (fp_box){0, 0, RIGHT - LEFT - 60, 120}, why, &(style){.size = 22, .lh = 33}) +
		           40);
	size_t n = json_array_size(options);
	if (n > 8) {
		fp_lay_report(l, fp_tr("选项最多八个，略去 %zu 个", "eight options at most; %zu left out"), n - 8);
		n = 8;
	}
	size_t rows = (n + 1) / 2;
	double room = BOTTOM - y - (bar > 0 ? bar + 20 : 0),
		h = rows ? fmin(188, (room - 20 * (double)(rows - 1)) / (double)rows) : 0, size = 28;
	// All options in one size.
	for (size_t i = 0; i < n; i++)
		size = fmin(size, fp_fit_size(l, fp_json_string(json_array_get(options, i)), 566 - 200, h - 16,
		                              &(style){.size = 28, .lh = 40, .bold = is_answer(l, i), .floor = 16}));
	for (size_t i = 0; i < n; i++)
		put_option(l, (fp_box){LEFT + 586 * (double)(i % 2), y + (h + 20) * (double)(i / 2), 566, h},
		           fp_json_string(json_array_get(options, i)), i, size);
	if (why.n)
		put_why(l, why, bar);
}

// ---- role play

#define CARD_W 412.0

static double card_open(lay *l, fp_box b, const json_t *card, const char *label)
{
	fp_str open = fp_json_string(json_object_get(card, "open"));
	if (!open.n)
		return b.y + b.h - 20;
	style s = {.size = 22, .lh = 34, .color = FP_C_INK, .bold = true, .role = FP_R_QUOTE};
	double h = fp_text_height(l, (fp_box){0, 0, CARD_W - 56, 136}, open, &s), y = b.y + b.h - h - 20 - 38;
	fp_put_line(l, b.x + 28, y, b.x + CARD_W - 28, y, FP_C_INK, 2)->role = FP_R_DECORATION;
	fp_put_plain(l, (fp_box){b.x + 28, y + 10, CARD_W - 56, 24}, label,
	             (style){.size = 16, .lh = 24, .color = FP_C_INK3, .role = FP_R_LABEL, .nowrap = true});
	fp_put_text(l, (fp_box){b.x + 28, y + 36, CARD_W - 56, h}, open, s);
	return y - 12;
}

static void card_rules(lay *l, fp_box b, const json_t *rules, double y, double bottom)
{
	size_t n = json_array_size(rules);
	style s = {.size = 20, .lh = 30, .color = FP_C_INK};
	fp_para *p = FP_NEW_N(l->a, fp_para, n + 1);
	double w = CARD_W - 56;
	for (size_t i = 0; i < n; i++) {
		p[i] = fp_para_of(l, fp_json_string(json_array_get(rules, i)), &s);
		p[i].mark = fp_strf(l->a, "%zu", i + 1);
		p[i].mark_color = FP_C_INK3;
		p[i].indent = 30;
		p[i].gap = 14;
	}
	while (fp_paras_height(p, n, w) > bottom - y && p[0].size > 16)
		for (size_t i = 0; i < n; i++)
			fp_para_scale(&p[i], p[i].size - 1);
	size_t shown = n;
	while (shown && fp_paras_height(p, shown, w) > bottom - y)
		shown--;
	if (shown < n)
		fp_lay_report(l, fp_tr("角色卡放不下，略去 %zu 条要点", "the role card is full; %zu rules left out"), n - shown);
	if (shown)
		fp_put_paras(l, (fp_box){b.x + 28, y, w, fp_paras_height(p, shown, w)}, p, shown, &(style){.role = FP_R_LIST});
}

static void put_card(lay *l, double x, const char *side, const json_t *card, fp_color top, const char *open_label)
{
	fp_box b = {x, l->top, CARD_W, BOTTOM - l->top};
	fp_put_rect(l, b, FP_C_PAPER2)->role = FP_R_DECORATION;
	fp_put_rect(l, (fp_box){x, b.y, CARD_W, 6}, top)->role = FP_R_DECORATION;
	fp_str name = fp_json_string(json_object_get(card, "name")), brief = fp_json_string(json_object_get(card, "brief"));
	fp_str head = name.n ? fp_strf(l->a, "%s · %.*s", side, FP_ARG(name)) : fp_s(side);
	fp_put_text(l, (fp_box){x + 28, b.y + 26, CARD_W - 56, 42}, head, (style){.size = 28, .lh = 42, .color = FP_C_INK,
	                                                                          .bold = true, .role = FP_R_HEADING,
	                                                                          .nowrap = true, .floor = 18});
	double bottom = card_open(l, b, card, open_label), y = b.y + 78;
	style s = {.size = 20, .lh = 30, .color = FP_C_INK2};
	const json_t *rules = json_object_get(card, "rules");
	// The brief may take what the rules leave, but at least four lines.
	double room = fmax(120, bottom - y - (double)json_array_size(rules) * 50),
		h = fp_text_height(l, (fp_box){0, 0, CARD_W - 56, fmin(room, bottom - y)}, brief, &s);
	fp_put_text(l, (fp_box){x + 28, y, CARD_W - 56, h}, brief, s);
	y += h + (h > 0 ? 20 : 0);
	if (json_array_size(rules))
		card_rules(l, b, rules, y, bottom);
}

static void put_observer(lay *l)
{
	double x = 944, w = RIGHT - x, y = l->top, mins = fp_field_num(l->slide, "mins", 0);
	style label = {.size = 16, .lh = 24, .color = FP_C_INK3, .role = FP_R_LABEL, .nowrap = true};
	if (mins > 0) {
		int seconds = (int)round(fmin(mins, 999) * 60);
		fp_put_plain(l, (fp_box){x, y, w, 24}, fp_lay_word(l, "时间", "Time"), label);
		fp_put_text(l, (fp_box){x, y + 26, w, 110}, fp_strf(l->a, "%d:%02d", seconds / 60, seconds % 60),
		         (style){.size = 92, .lh = 110, .color = FP_C_INK, .bold = true, .figures = true, .role = FP_R_TIMER,
		                 .nowrap = true, .floor = 40});
		y += 160;
	}
	const json_t *list = fp_field_list(l->slide, "observe");
	size_t n = json_array_size(list), shown = 0;
	if (!n)
		return;
	fp_put_plain(l, (fp_box){x, y, w, 24}, fp_lay_word(l, "观察清单", "Observer's list"), label);
	style s = {.size = 19, .lh = 29, .color = FP_C_INK};
	y += 34;
	for (; shown < n; shown++) {
		fp_str text = fp_json_string(json_array_get(list, shown));
		double h = fp_text_height(l, (fp_box){0, 0, w - 34, 87}, text, &s);
		if (y + h > BOTTOM)
			break;
		fp_put_frame(l, (fp_box){x, y + 6, 18, 18}, FP_C_NONE, FP_C_INK3, 2)->role = FP_R_DECORATION;
		fp_put_text(l, (fp_box){x + 34, y, w - 34, h}, text, s);
		y += h + 12;
	}
	if (shown < n)
		fp_lay_report(l, fp_tr("观察清单放不下，略去 %zu 条", "the observer's list is full; %zu left out"), n - shown);
}

void fp_layout_role(lay *l)
{
	fp_page_begin(l, 1, 1, false);
	fp_page_header(l, LEFT, RIGHT - LEFT);
	if (!json_object_get(l->slide->fields, "a") && !json_object_get(l->slide->fields, "b") &&
	    !fp_field_list(l->slide, "observe")) {
		fp_put_no_data(l, 300);
		return;
	}
	put_card(l, LEFT, fp_lay_word(l, "客户", "Customer"), json_object_get(l->slide->fields, "a"), FP_C_WARN,
	         fp_lay_word(l, "开场第一句", "First line"));
	put_card(l, LEFT + CARD_W + 24, fp_lay_word(l, "客服", "Agent"), json_object_get(l->slide->fields, "b"), FP_C_BRAND2,
	         fp_lay_word(l, "收尾必说", "Closing line"));
	put_observer(l);
}

// ---- actions

static const struct {
	const char *key, *zh, *en;
	fp_color color, fill, line;
} states[] = {
	{"todo", "○ 待开始", "○ to do", FP_C_INK2, FP_C_NONE, FP_C_LINE},
	{"doing", "◐ 进行中", "◐ in progress", FP_C_INK2, FP_C_NONE, FP_C_LINE},
	{"blocked", "! 阻塞", "! blocked", FP_C_BAD, FP_C_BADBG, FP_C_BADLN},
	{"done", "✓ 已完成", "✓ done", FP_C_GOOD, FP_C_GOODBG, FP_C_GOODLN},
	{"overdue", "! 逾期", "! overdue", FP_C_BAD, FP_C_BADBG, FP_C_BADLN},
};

static fp_cell state_cell(lay *l, fp_str state)
{
	style s = {.size = 16, .lh = 24, .color = FP_C_INK2};
	for (size_t i = 0; i < FP_COUNT(states); i++) {
		if (!fp_str_is(state, states[i].key))
			continue;
		s.color = states[i].color;
		fp_cell c = fp_cell_of(l, fp_s(fp_lay_word(l, states[i].zh, states[i].en)), &s);
		c.chip = states[i].fill;
		c.chip_line = states[i].line;
		return c;
	}
	return fp_cell_of(l, fp_s(""), &s);
}

void fp_layout_actions(lay *l)
{
	static const double widths[] = {614, 220, 130, 188};
	const json_t *rows = fp_field_list(l->slide, "rows");
	if (!rows) {
		empty_page(l);
		return;
	}
	fp_str heads[] = {fp_s(fp_lay_word(l, "行动", "Action")), fp_s(fp_lay_word(l, "负责人", "Owner")),
	                  fp_s(fp_lay_word(l, "截止", "Due")), fp_s(fp_lay_word(l, "状态", "State"))};
	table_plan t = {widths, 4, json_array_size(rows), heads, FP_NEW_N(l->a, fp_cell, 4 * json_array_size(rows)), 16};
	style what = {.size = 22, .lh = 32, .color = FP_C_INK, .bold = true},
		plain = {.size = 20, .lh = 30, .color = FP_C_INK};
	for (size_t i = 0; i < t.rows; i++) {
		const json_t *r = json_array_get(rows, i);
		fp_cell *c = &t.cells[4 * i];
		c[0] = fp_cell_of(l, fp_json_string(json_object_get(r, "what")), &what);
		c[1] = fp_cell_of(l, fp_json_string(json_object_get(r, "owner")), &plain);
		c[2] = fp_cell_of(l, fp_json_string(json_object_get(r, "due")), &plain);
		c[2].paras[0].figures = true;
		c[3] = state_cell(l, fp_json_string(json_object_get(r, "state")));
	}
	fp_put_table(l, &t);
}
