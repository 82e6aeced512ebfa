// layout_text: text, bullets, table, image, and the page for what people added by hand.
#include "deck/layout_priv.h"

#include <math.h>
#include <string.h>

#define BODY_W 1040.0

static size_t add_texts(lay *l, const json_t *list, const style *s, const char *mark, fp_para *p, size_t n)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		p[n] = fp_para_of(l, fp_json_string(json_array_get(list, i)), s);
		p[n].gap = round(s->size * 0.66);
		if (mark) {
			p[n].mark = fp_s(mark);
			p[n].mark_color = FP_C_BAD;
			p[n].indent = 32;
		}
		n++;
	}
	return n;
}

// Few words stand larger and further apart, so that a page does not look half empty.
static void enlarge(lay *l, fp_para *p, size_t n)
{
	fp_page_probe(l, LEFT, RIGHT - LEFT);
	double zone = BOTTOM - l->top;
	for (double size = 36; size > 24; size -= 2) {
		for (size_t i = 0; i < n; i++)
			fp_para_scale(&p[i], size);
		if (fp_paras_height(p, n, BODY_W) < zone * 0.62)
			break;
		for (size_t i = 0; i < n; i++)
			fp_para_scale(&p[i], 24);
	}
	double spare = zone * 0.84 - fp_paras_height(p, n, BODY_W);
	for (size_t i = 1; i < n && spare > 0; i++)
		p[i].gap += fmin(36, spare / (double)n);
}

static void put_flow(lay *l, fp_para *p, size_t n, const style *s, fp_role role)
{
	fp_page_probe(l, LEFT, RIGHT - LEFT);
	chunk *pages;
	size_t count = fp_flow_paras(l, p, n, BODY_W, BOTTOM - l->top - 8, 18, &pages);
	for (size_t i = 0; i < count; i++) {
		fp_page_begin(l, (int)i + 1, (int)count, false);
		fp_page_header(l, LEFT, RIGHT - LEFT);
		if (!pages[i].n)
			continue;
		double h = fp_paras_height(pages[i].v, pages[i].n, BODY_W);
		fp_put_paras(l, (fp_box){LEFT, l->top + 8, BODY_W, h}, pages[i].v, pages[i].n, s)->role = role;
	}
}

void fp_layout_text(lay *l)
{
	const json_t *paras = fp_field_list(l->slide, "paras"), *items = fp_field_list(l->slide, "items");
	size_t most = json_array_size(paras) + json_array_size(items), n = 0;
	style s = {.size = 24, .lh = 38, .color = FP_C_INK};
	fp_para *p = FP_NEW_N(l->a, fp_para, most + 1);
	n = add_texts(l, paras, &s, NULL, p, n);
	n = add_texts(l, items, &s, "·", p, n);
	enlarge(l, p, n);
	put_flow(l, p, n, &s, items && !paras ? FP_R_LIST : FP_R_BODY);
}

void fp_layout_extra(lay *l)
{
	style s = {.size = 22, .lh = 34, .color = FP_C_INK2};
	fp_para *p = NULL;
	size_t n = 0, cap = 0;
	for (fp_str rest = fp_field_str(l->slide, "extra"); rest.n;) {
		fp_str line = fp_str_trim(fp_str_line(&rest));
		if (!line.n)
			continue;
		bool item = fp_str_starts(line, "- ") || fp_str_starts(line, "* ");
		fp_para one = fp_para_of(l, item ? fp_str_sub(line, 2, line.n) : line, &s);
		one.gap = 10;
		if (item)
			one.mark = fp_s("·"), one.mark_color = FP_C_BAD, one.indent = 32;
		FP_PUSH(l->a, p, n, cap) = one;
	}
	size_t first = l->scene->page_n;
	put_flow(l, p, n, &s, FP_R_BODY);
	for (size_t i = first; i < l->scene->page_n; i++) {
		l->scene->pages[i].notes = NULL;
		l->scene->splits += l->scene->pages[i].part == 1;
	}
	fp_lay_report(l, fp_tr("手写的补充放在另一页", "what was added by hand is on a page of its own"));
}

// Whether a column holds figures only.
static bool is_numeric(lay *l, const json_t *rows, size_t column)
{
	bool any = false;
	for (size_t r = 0; r < json_array_size(rows); r++) {
		fp_str s = fp_rich_plain(l->a, fp_json_string(json_array_get(json_array_get(rows, r), column)));
		double num;
		if (s.n && s.p[s.n - 1] == '%')
			s.n--;
		if (s.n && !fp_str_num(s, &num))
			return false;
		any |= s.n > 0;
	}
	return any;
}

void fp_layout_table(lay *l)
{
	const json_t *columns = fp_field_list(l->slide, "columns"), *rows = fp_field_list(l->slide, "rows");
	table_plan t = {.cols = json_array_size(columns), .rows = json_array_size(rows), .floor = 16};
	if (!columns || !rows) {
		fp_page_begin(l, 1, 1, false);
		fp_page_header(l, LEFT, RIGHT - LEFT);
		fp_put_no_data(l, 300);
		return;
	}
	// Columns share the width by their longest text, within bounds.
	double *w = FP_NEW_N(l->a, double, t.cols), total = 0;
	style s = {.size = 21, .lh = 31, .color = FP_C_INK};
	t.heads = FP_NEW_N(l->a, fp_str, t.cols);
	t.cells = FP_NEW_N(l->a, fp_cell, t.cols * t.rows);
	for (size_t c = 0; c < t.cols; c++) {
		t.heads[c] = fp_json_string(json_array_get(columns, c));
		double most = fp_text_width(fp_rich_plain(l->a, t.heads[c]), 16, false);
		s.align = is_numeric(l, rows, c) ? FP_RIGHT : FP_LEFT;
		for (size_t r = 0; r < t.rows; r++) {
			fp_str text = fp_json_string(json_array_get(json_array_get(rows, r), c));
			t.cells[r * t.cols + c] = fp_cell_of(l, text, &s);
			most = fmax(most, fp_text_width(fp_rich_plain(l->a, text), 21, false));
		}
		w[c] = fmin(520, fmax(90, most + 68));
		total += w[c];
	}
	for (size_t c = 0; c < t.cols; c++)
		w[c] = floor(w[c] * (RIGHT - LEFT) / total);
	if (w[0] < 60)
		fp_lay_report(l, fp_tr("表格 %zu 列过多", "%zu columns are too many"), t.cols);
	t.col_w = w;
	fp_put_table(l, &t);
}

// A picture that can be drawn: embedded, of a kind that every output takes.
static bool is_embedded(fp_str src)
{
	static const char *const kinds[] = {"data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,",
	                                    "data:image/webp;base64,"};
	for (size_t k = 0; k < FP_COUNT(kinds); k++) {
		if (!fp_str_starts(src, kinds[k]))
			continue;
		for (size_t i = strlen(kinds[k]); i < src.n; i++)
			if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=", src.p[i]))
				return false;
		return true;
	}
	return false;
}

void fp_layout_image(lay *l)
{
	fp_str src = fp_field_str(l->slide, "src"), alt = fp_field_str(l->slide, "alt"), caption = fp_field_str(l->slide,
		"caption");
	fp_page_begin(l, 1, 1, false);
	fp_page_header(l, LEFT, RIGHT - LEFT);
	fp_box box = {LEFT, l->top, RIGHT - LEFT, BOTTOM - l->top - (caption.n ? 44 : 0)};
	if (is_embedded(src)) {
		fp_prim *p = fp_put(l, FP_P_IMAGE, box);
		p->src = src;
		p->name = fp_rich_plain(l->a, alt.n ? alt : l->page->title);
	} else {
		fp_prim *frame = fp_put_frame(l, box, FP_C_PAPER2, FP_C_LINE, 1);
		frame->dashed = true;
		style s = {.size = 20, .lh = 30, .color = FP_C_INK2, .align = FP_CENTER, .anchor = FP_MIDDLE};
		fp_str text = alt.n ? alt : fp_rich_escape(l->a, src);
		fp_put_text(l, (fp_box){box.x + 80, box.y + 40, box.w - 160, box.h - 110}, text, s);
		fp_put_plain(l, (fp_box){box.x + 80, box.y + box.h - 60, box.w - 160, 24},
		             fp_lay_word(l, "图片没有嵌入演示文稿", "the picture is not embedded in the deck"),
		          (style){.size = 16, .lh = 24, .color = FP_C_INK3, .align = FP_CENTER, .role = FP_R_LABEL});
		fp_lay_report(l, fp_tr("图片没有嵌入：%.*s", "picture not embedded: %.*s"), FP_ARG(fp_utf8_prefix(src, 60)));
	}
	fp_put_text(l, (fp_box){LEFT, BOTTOM - 32, RIGHT - LEFT, 30}, caption,
	            (style){.size = 18, .lh = 28, .color = FP_C_INK3, .role = FP_R_LABEL, .nowrap = true});
}
