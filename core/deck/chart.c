// chart: lines, columns, stacks and sparks. A chart keeps its data (for outputs with charts of their own) and is drawn
// from the same primitives as everything else.
#include "deck/layout_priv.h"

#include <math.h>
#include <stdlib.h>

#define SERIES_MAX 8

static double value_at(const json_t *v, size_t i)
{
	const json_t *n = json_array_get(v, i);
	return json_is_number(n) ? json_number_value(n) : NAN;
}

static fp_str number(lay *l, double v)
{
	json_t *n = fp_json_num(round(v * 1e6) / 1e6);
	fp_str s = fp_num_text(l->a, n);
	json_decref(n);
	return s;
}

fp_chart *fp_chart_data(lay *l, const json_t *cats, const json_t *series)
{
	fp_chart *c = FP_NEW(l->a, fp_chart);
	c->cat_n = json_array_size(cats);
	c->cats = FP_NEW_N(l->a, fp_str, c->cat_n + 1);
	for (size_t i = 0; i < c->cat_n; i++)
		c->cats[i] = fp_rich_plain(l->a, fp_json_string(json_array_get(cats, i)));
	size_t n = json_array_size(series);
	if (n > SERIES_MAX) {
		fp_lay_report(l, fp_tr("图中最多 %d 个系列，略去 %zu 个", "a chart shows %d series; %zu left out"), SERIES_MAX,
		              n - SERIES_MAX);
		n = SERIES_MAX;
	}
	c->series_n = n;
	c->series = FP_NEW_N(l->a, fp_series, n + 1);
	for (size_t i = 0; i < n; i++) {
		const json_t *s = json_array_get(series, i), *v = json_object_get(s, "v");
		c->series[i] = (fp_series){fp_rich_plain(l->a, fp_json_string(json_object_get(s, "name"))),
		                           FP_NEW_N(l->a, double, c->cat_n + 1), json_is_true(json_object_get(s, "hl")),
		                           FP_C_MUTE};
		for (size_t k = 0; k < c->cat_n; k++)
			c->series[i].v[k] = value_at(v, k);
	}
	return c;
}

static bool has_values(const fp_chart *c)
{
	for (size_t i = 0; i < c->series_n; i++)
		for (size_t k = 0; k < c->cat_n; k++)
			if (!isnan(c->series[i].v[k]))
				return true;
	return false;
}

// ---- the axis

// A step of 1, 2 or 5 times a power of ten, so that about five lie between 0 and most.
static double nice_step(double span)
{
	if (span <= 0)
		return 1;
	double p = pow(10, floor(log10(span / 4))), r = span / 4 / p;
	return (r <= 1 ? 1 : r <= 2 ? 2 : r <= 2.5 ? 2.5 : r <= 5 ? 5 : 10) * p;
}

static void set_axis(fp_chart *c)
{
	double lo = 0, hi = c->has_threshold ? c->threshold : 0;
	for (size_t k = 0; k < c->cat_n; k++) {
		double sum = 0;
		for (size_t i = 0; i < c->series_n; i++) {
			double v = isnan(c->series[i].v[k]) ? 0 : c->series[i].v[k];
			sum = c->kind == FP_CHART_STACKED ? sum + fmax(0, v) : v;
			lo = fmin(lo, sum);
			hi = fmax(hi, sum);
		}
	}
	c->step = nice_step(hi - lo);
	// Counts have no halves.
	bool whole = true;
	for (size_t i = 0; i < c->series_n; i++)
		for (size_t k = 0; k < c->cat_n; k++)
			whole &= isnan(c->series[i].v[k]) || c->series[i].v[k] == floor(c->series[i].v[k]);
	if (whole && c->step < 1)
		c->step = 1;
	c->min = floor(lo / c->step) * c->step;
	c->max = fmax(ceil(hi / c->step) * c->step, c->min + c->step);
	if (c->max == 0 && c->min == 0)
		c->max = c->step;
}

typedef struct {
	lay *l;
	fp_chart *c;
	fp_box plot;
} chart;

static double y_of(const chart *g, double v)
{
	return g->plot.y + g->plot.h * (1 - (v - g->c->min) / (g->c->max - g->c->min));
}

// Points of a line chart reach the edges; columns stand in the middle of their share.
static double x_of(const chart *g, size_t i)
{
	size_t n = g->c->cat_n;
	if (g->c->kind == FP_CHART_LINE)
		return n > 1 ? g->plot.x + g->plot.w * (double)i / (double)(n - 1) : g->plot.x + g->plot.w;
	return g->plot.x + g->plot.w * ((double)i + 0.5) / (double)n;
}

static void put_grid(chart *g)
{
	lay *l = g->l;
	size_t lines = (size_t)round((g->c->max - g->c->min) / g->c->step);
	for (size_t k = 0; k <= lines && lines < 40; k++) {
		double v = g->c->min + g->c->step * (double)k, y = y_of(g, v);
		bool base = fabs(v) < g->c->step / 1e6;
		fp_put_line(l, g->plot.x, y, g->plot.x + g->plot.w, y, base ? FP_C_INK3 : FP_C_LINE,
		            base ? 1.5 : 0.75)->role = FP_R_DECORATION;
		fp_put_text(l, (fp_box){g->plot.x - 64, y - 12, 54, 24}, number(l, v),
		            (style){.size = 16, .lh = 24, .color = FP_C_INK3, .figures = true, .align = FP_RIGHT,
		                    .role = FP_R_LABEL, .nowrap = true, .floor = 10});
	}
	if (g->c->unit.n)
		fp_put_text(l, (fp_box){g->plot.x - 48, g->plot.y - 40, 200, 22}, g->c->unit,
		            (style){.size = 14, .lh = 22, .color = FP_C_INK3, .role = FP_R_LABEL, .nowrap = true, .floor = 12});
}

// Labels below the axis: every one where they fit, else every second, third ...; the last one always, bold.
static void put_cats(chart *g)
{
	size_t n = g->c->cat_n, every = 1;
	double room = n > 1 ? fabs(x_of(g, 1) - x_of(g, 0)) : 160, widest = 0;
	for (size_t i = 0; i < n; i++)
		widest = fmax(widest, fp_text_width(g->c->cats[i], 16, true) / 0.96 + 10);
	widest = fmin(widest, 150);
	while ((double)every * room < widest && every < n)
		every++;
	for (size_t i = 0; i < n; i++) {
		bool last = i + 1 == n;
		if (!last && ((n - 1 - i) % every))
			continue;
		double w = fmin(fmax(widest, (double)every * room - 6), 150);
		fp_str text = fp_rich_escape(g->l->a, g->c->cats[i]);
		fp_put_text(g->l, (fp_box){x_of(g, i) - w / 2, g->plot.y + g->plot.h + 12, w, 24}, text,
		         (style){.size = 16, .lh = 24, .color = last ? FP_C_INK : FP_C_INK3, .bold = last, .align = FP_CENTER,
		                 .role = FP_R_LABEL, .nowrap = true, .floor = 11});
	}
}

static void put_threshold(chart *g)
{
	if (!g->c->has_threshold)
		return;
	double y = y_of(g, g->c->threshold);
	fp_prim *p = fp_put_line(g->l, g->plot.x, y, g->plot.x + g->plot.w, y, FP_C_WARN, 2);
	p->dashed = true;
	p->role = FP_R_DECORATION;
	fp_str name = g->c->threshold_label.n ? g->c->threshold_label : fp_s(fp_lay_word(g->l, "预警线", "Threshold"));
	fp_str text = fp_strf(g->l->a, "%.*s %.*s", FP_ARG(name), FP_ARG(number(g->l, g->c->threshold)));
	double w = fmin(g->plot.w, fp_text_width(text, 16, false) / 0.96 + 8);
	fp_prim *t = fp_put_text(g->l, (fp_box){g->plot.x + 6, y - 26, w, 24}, text,
	                         (style){.size = 16, .lh = 24, .color = FP_C_WARN, .role = FP_R_LABEL, .nowrap = true});
	t->halo = true;
}

// ---- lines

static fp_color line_color(const fp_chart *c, size_t i)
{
	bool any = false;
	for (size_t k = 0; k < c->series_n; k++)
		any |= c->series[k].hl;
	if (c->series[i].hl)
		return FP_C_BAD;
	return !any && i == 0 ? FP_C_BRAND2 : FP_C_MUTE;
}

static bool is_focus(const fp_chart *c, size_t i)
{
	return line_color(c, i) != FP_C_MUTE;
}

// Stretches of values without gaps.
static void put_line_series(chart *g, size_t i)
{
	const fp_series *s = &g->c->series[i];
	double *xy = FP_NEW_N(g->l->a, double, 2 * g->c->cat_n + 2);
	fp_color color = line_color(g->c, i);
	size_t n = 0, last = 0;
	for (size_t k = 0; k <= g->c->cat_n; k++) {
		if (k < g->c->cat_n && !isnan(s->v[k])) {
			xy[2 * n] = x_of(g, k);
			xy[2 * n + 1] = y_of(g, s->v[k]);
			n++;
			last = k;
			continue;
		}
		if (n > 1)
			fp_put_poly(g->l, xy, n, false, FP_C_NONE, color, is_focus(g->c, i) ? 4 : 2.25)->role = FP_R_DECORATION;
		else if (n == 1)
			fp_put_dot(g->l, xy[0], xy[1], is_focus(g->c, i) ? 5 : 3.5, color)->role = FP_R_DECORATION;
		n = 0;
	}
	if (last < g->c->cat_n && !isnan(s->v[last]))
		fp_put_dot(g->l, x_of(g, last), y_of(g, s->v[last]), is_focus(g->c, i) ? 7 : 4, color)->role = FP_R_DECORATION;
}

static size_t last_value(const fp_chart *c, size_t i)
{
	for (size_t k = c->cat_n; k-- > 0;)
		if (!isnan(c->series[i].v[k]))
			return k;
	return SIZE_MAX;
}

typedef struct {
	size_t series;
	double y;
} end_label;

static int by_y(const void *a, const void *b)
{
	const end_label *x = a, *y = b;
	return x->y < y->y ? -1 : x->y > y->y ? 1 : x->series < y->series ? -1 : x->series > y->series;
}

// Names and last values beside the lines' ends, pushed apart where they would meet.
static void put_end_labels(chart *g, double w)
{
	end_label v[SERIES_MAX];
	size_t n = 0;
	for (size_t i = 0; i < g->c->series_n; i++)
		if (last_value(g->c, i) != SIZE_MAX)
			v[n++] = (end_label){i, y_of(g, g->c->series[i].v[last_value(g->c, i)])};
	qsort(v, n, sizeof *v, by_y);
	for (int pass = 0; pass < 60; pass++) {
		for (size_t k = 0; k < n; k++)
			v[k].y = fmin(fmax(v[k].y, g->plot.y + 26 * (double)k - 8),
			              g->plot.y + g->plot.h - 26 * (double)(n - 1 - k));
		for (size_t k = 1; k < n; k++) {
			double gap = 26 - (v[k].y - v[k - 1].y);
			if (gap > 0) {
				v[k].y += gap / 2;
				v[k - 1].y -= gap / 2;
			}
		}
	}
	for (size_t k = 0; k < n; k++) {
		const fp_series *s = &g->c->series[v[k].series];
		bool focus = is_focus(g->c, v[k].series);
		fp_str text = fp_strf(g->l->a, "%.*s %.*s", FP_ARG(fp_rich_escape(g->l->a, s->name)),
		                      FP_ARG(number(g->l, s->v[last_value(g->c, v[k].series)])));
		fp_put_text(g->l, (fp_box){g->plot.x + g->plot.w + 16, v[k].y - 13, w - 16, 26}, text,
		         (style){.size = focus ? 18 : 16, .lh = 26, .color = focus ? line_color(g->c, v[k].series) : FP_C_INK2,
		                 .bold = focus, .role = FP_R_LABEL, .nowrap = true, .floor = 12});
	}
}

// The two values before the last of the line in focus.
static void put_values(chart *g)
{
	for (size_t i = 0; i < g->c->series_n; i++) {
		size_t last = last_value(g->c, i);
		if (!g->c->series[i].hl || last == SIZE_MAX)
			continue;
		for (size_t k = last >= 2 ? last - 2 : 0; k < last; k++) {
			double v = g->c->series[i].v[k];
			if (isnan(v))
				continue;
			fp_put_dot(g->l, x_of(g, k), y_of(g, v), 4.5, FP_C_BAD)->role = FP_R_DECORATION;
			fp_put_text(g->l, (fp_box){x_of(g, k) - 40, y_of(g, v) - 34, 80, 26}, number(g->l, v),
			         (style){.size = 18, .lh = 26, .color = FP_C_BAD, .bold = true, .figures = true, .align = FP_CENTER,
			                 .role = FP_R_NUMBER, .nowrap = true})->halo = true;
		}
	}
}

static size_t cat_at(const fp_chart *c, fp_str label)
{
	for (size_t i = 0; i < c->cat_n; i++)
		if (fp_str_eq(c->cats[i], label))
			return i;
	return SIZE_MAX;
}

// Notes in rows above the plot, each with a leader down to the line in focus.
static void put_annotations(chart *g, const json_t *ann, double top)
{
	size_t shown = 0;
	for (size_t i = 0; i < json_array_size(ann); i++) {
		const json_t *a = json_array_get(ann, i);
		size_t at = cat_at(g->c, fp_rich_plain(g->l->a, fp_json_string(json_object_get(a, "x"))));
		if (at == SIZE_MAX || shown == 3) {
			fp_lay_report(g->l, fp_tr("批注没有画出：%.*s", "annotation not drawn: %.*s"),
			              FP_ARG(fp_json_string(json_object_get(a, "x"))));
			continue;
		}
		double x = x_of(g, at), y = top + 26 * (double)shown, end = g->plot.y + g->plot.h;
		for (size_t k = 0; k < g->c->series_n; k++)
			if (!isnan(g->c->series[k].v[at]))
				end = fmin(end, y_of(g, g->c->series[k].v[at]) - 10);
		fp_str text = fp_json_string(json_object_get(a, "text"));
		bool left = x > g->plot.x + g->plot.w / 2;
		double room = left ? x - g->plot.x + 40 : g->plot.x + g->plot.w - x;
		if (end > y + 30)
			fp_put_line(g->l, x, y + 26, x, end, FP_C_INK3, 1)->role = FP_R_DECORATION;
		fp_put_text(g->l, (fp_box){left ? x - room : x, y, room, 24}, text,
		         (style){.size = 16, .lh = 24, .color = FP_C_INK2, .align = left ? FP_RIGHT : FP_LEFT,
		                 .role = FP_R_LABEL, .nowrap = true, .floor = 13})->halo = true;
		shown++;
	}
}

static double label_width(lay *l, const fp_chart *c)
{
	double w = 0;
	for (size_t i = 0; i < c->series_n; i++) {
		size_t last = last_value(c, i);
		if (last != SIZE_MAX)
			w = fmax(w, fp_text_width(fp_strf(l->a, "%.*s %.*s", FP_ARG(c->series[i].name),
			                                  FP_ARG(number(l, c->series[i].v[last]))), 18, true) / 0.96 + 24);
	}
	return fmin(w, 220);
}

static void put_lines(chart *g, fp_box box, const json_t *ann)
{
	double label = label_width(g->l, g->c), notes = 26 * fmin(3, (double)json_array_size(ann));
	g->plot = (fp_box){box.x + 48, box.y + 28 + notes, box.w - 48 - label, box.h - 28 - notes - 46};
	put_grid(g);
	put_cats(g);
	// Quiet lines first, so that the one in focus lies on top.
	for (size_t i = 0; i < g->c->series_n; i++)
		if (!is_focus(g->c, i))
			put_line_series(g, i);
	put_threshold(g);
	for (size_t i = 0; i < g->c->series_n; i++)
		if (is_focus(g->c, i))
			put_line_series(g, i);
	put_annotations(g, ann, box.y + 16);
	put_values(g);
	put_end_labels(g, label);
}

// ---- columns

static const fp_color fills[] = {FP_C_BRAND2, FP_C_INK3, FP_C_MUTE, FP_C_PAPER3, FP_C_GOOD, FP_C_WARN, FP_C_BRAND,
                                 FP_C_LINE};

static fp_color fill_of(const fp_chart *c, size_t i)
{
	return c->series[i].hl ? FP_C_BAD : fills[i % FP_COUNT(fills)];
}

static void put_legend(chart *g, double x, double y, double w)
{
	double share = w / (double)g->c->series_n;
	for (size_t i = 0; i < g->c->series_n && g->c->series_n > 1; i++) {
		double at = x + share * (double)i;
		fp_put_rect(g->l, (fp_box){at, y + 6, 14, 14}, fill_of(g->c, i))->role = FP_R_DECORATION;
		fp_put_text(g->l, (fp_box){at + 22, y, share - 34, 26}, fp_rich_escape(g->l->a, g->c->series[i].name),
		         (style){.size = 16, .lh = 26, .color = FP_C_INK2, .bold = g->c->series[i].hl, .role = FP_R_LABEL,
		                 .nowrap = true, .floor = 11});
	}
}

static void put_column(chart *g, fp_box b, fp_color fill, double v, bool inside)
{
	fp_put_rect(g->l, (fp_box){b.x, b.y, b.w, fmax(b.h, 1)}, fill)->role = FP_R_DECORATION;
	fp_str text = number(g->l, v);
	double w = fp_text_width(text, 16, true) / 0.96 + 4;
	if (inside ? b.h < 26 || w > b.w || fill == FP_C_LINE : w > b.w + 16)
		return;
	fp_color ink = !inside ? FP_C_INK2 : fill == FP_C_BAD ? FP_C_ONBAD : fill == FP_C_PAPER3 || fill == FP_C_MUTE ?
		FP_C_INK : fill == FP_C_BRAND ? FP_C_ONBRAND : FP_C_ONFOCUS;
	double y = inside ? b.y + b.h / 2 - 12 : v < 0 ? b.y + b.h + 2 : b.y - 26;
	fp_put_text(g->l, (fp_box){b.x - 8, y, b.w + 16, 24}, text, (style){.size = 16, .lh = 24, .color = ink,
	                                                                    .bold = true, .figures = true,
	                                                                    .align = FP_CENTER, .role = FP_R_NUMBER,
	                                                                    .nowrap = true});
}

static void put_columns(chart *g, fp_box box)
{
	bool stacked = g->c->kind == FP_CHART_STACKED;
	double legend = g->c->series_n > 1 ? 44 : 16;
	g->plot = (fp_box){box.x + 48, box.y + 16 + legend, box.w - 48, box.h - 16 - legend - 46};
	put_legend(g, g->plot.x, box.y + 8, g->plot.w);
	put_grid(g);
	put_cats(g);
	double share = g->plot.w / (double)g->c->cat_n,
		group = fmin(share * 0.72, stacked ? 90 : 90 * (double)g->c->series_n), w = stacked ? group :
		group / (double)g->c->series_n;
	for (size_t k = 0; k < g->c->cat_n; k++) {
		double sum = 0;
		for (size_t i = 0; i < g->c->series_n; i++) {
			double v = g->c->series[i].v[k], x = x_of(g, k) - group / 2 + (stacked ? 0 : w * (double)i);
			if (isnan(v) || (stacked && v <= 0))
				continue;
			double y1 = y_of(g, stacked ? sum + v : fmax(v, 0)), y2 = y_of(g, stacked ? sum : fmin(v, 0));
			put_column(g, (fp_box){x, y1, fmax(2, w - (stacked ? 0 : 4)), y2 - y1}, fill_of(g->c, i), v, stacked);
			sum += fmax(0, v);
		}
	}
	put_threshold(g);
}

// ---- what the layouts call

void fp_put_chart(lay *l, fp_box box, const fp_slide *s, fp_chart_kind kind)
{
	fp_chart *c = fp_chart_data(l, fp_field_list(s, "x"), fp_field_list(s, "series"));
	const json_t *threshold = json_object_get(s->fields, "threshold");
	c->kind = kind;
	if (!has_values(c)) {
		fp_put_no_data(l, box.y + 140);
		return;
	}
	c->has_threshold = json_is_number(threshold);
	c->threshold = json_number_value(threshold);
	c->threshold_label = fp_field_str(s, "threshold_label");
	c->unit = fp_field_str(s, "unit");
	set_axis(c);
	for (size_t i = 0; i < c->series_n; i++)
		c->series[i].color = kind == FP_CHART_LINE ? line_color(c, i) : fill_of(c, i);
	chart g = {l, c, box};
	fp_group_begin(l, FP_P_CHART, box, l->page->title)->chart = c;
	if (kind == FP_CHART_LINE)
		put_lines(&g, box, fp_field_list(s, "ann"));
	else
		put_columns(&g, box);
	fp_group_end(l);
}

void fp_put_spark(lay *l, fp_box b, const json_t *v, fp_color color)
{
	size_t n = json_array_size(v), k = 0;
	double lo = INFINITY, hi = -INFINITY, *xy = FP_NEW_N(l->a, double, 2 * n + 2);
	for (size_t i = 0; i < n; i++) {
		lo = fmin(lo, value_at(v, i));
		hi = fmax(hi, value_at(v, i));
	}
	for (size_t i = 0; i < n; i++) {
		double x = value_at(v, i);
		if (isnan(x))
			continue;
		xy[2 * k] = b.x + b.w * (double)i / (double)(n - 1);
		xy[2 * k + 1] = hi > lo ? b.y + b.h * (1 - (x - lo) / (hi - lo)) : b.y + b.h / 2;
		k++;
	}
	if (k > 1)
		fp_put_poly(l, xy, k, false, FP_C_NONE, color, 2)->role = FP_R_DECORATION;
	if (k)
		fp_put_dot(l, xy[2 * k - 2], xy[2 * k - 1], 4, color)->role = FP_R_DECORATION;
}

static void put_points(lay *l, const json_t *points)
{
	const char *heads[] = {fp_lay_word(l, "看什么", "What to see"), fp_lay_word(l, "为什么", "Why"),
	                       fp_lay_word(l, "怎么办", "What to do")};
	size_t n = json_array_size(points);
	double zone = BOTTOM - l->top, w = 244, h = 0;
	style s = {.size = 20, .lh = 31, .color = FP_C_INK, .bold = false, .floor = 16},
		head = {.size = 16, .lh = 24, .color = FP_C_INK3, .role = FP_R_HEADING, .nowrap = true};
	fp_put_line(l, 944, l->top, 944, BOTTOM, FP_C_LINE, 1)->role = FP_R_DECORATION;
	for (size_t i = 0; i < n; i++)
		h += 26 + 18 + fp_text_height(l, (fp_box){0, 0, w, 1e6}, fp_json_string(json_array_get(points, i)), &s);
	// Too much text shrinks together, so that the points look alike.
	while (h > zone && s.size > 16) {
		s.size--;
		s.lh = round(s.size * 1.55);
		h = 0;
		for (size_t i = 0; i < n; i++)
			h += 26 + 18 + fp_text_height(l, (fp_box){0, 0, w, 1e6}, fp_json_string(json_array_get(points, i)), &s);
	}
	double y = l->top + fmax(0, (zone - h + 18) / 2), each = zone / (double)n - 44;
	for (size_t i = 0; i < n; i++) {
		fp_str text = fp_json_string(json_array_get(points, i));
		double th = fp_text_height(l, (fp_box){0, 0, w, h > zone ? fmax(s.lh, each) : 1e6}, text, &s);
		if (y + 26 + th > BOTTOM + 1) {
			fp_lay_report(l, fp_tr("解读放不下，略去 %zu 条", "no room for %zu of the points"), n - i);
			break;
		}
		if (i < 3)
			fp_put_plain(l, (fp_box){972, y, w, 24}, heads[i], head);
		fp_put_text(l, (fp_box){972, y + 26, w, th}, text, s);
		y += 26 + th + 18;
	}
}

void fp_layout_trend(lay *l)
{
	const json_t *points = fp_field_list(l->slide, "points");
	fp_page_begin(l, 1, 1, false);
	fp_page_header(l, LEFT, RIGHT - LEFT);
	double w = points ? 856 : RIGHT - LEFT, bottom = BOTTOM - (fp_field_str(l->slide, "source").n ? 28 : 0);
	fp_put_chart(l, (fp_box){LEFT, l->top, w, bottom - l->top}, l->slide, FP_CHART_LINE);
	if (points)
		put_points(l, points);
	fp_put_source(l, w);
}

void fp_layout_chart(lay *l)
{
	fp_str kind = fp_field_str(l->slide, "kind");
	fp_page_begin(l, 1, 1, false);
	fp_page_header(l, LEFT, RIGHT - LEFT);
	double bottom = BOTTOM - (fp_field_str(l->slide, "source").n ? 28 : 0);
	fp_put_chart(l, (fp_box){LEFT, l->top, RIGHT - LEFT, bottom - l->top}, l->slide,
	          fp_str_is(kind, "bar") ? FP_CHART_BAR : fp_str_is(kind, "stacked") ? FP_CHART_STACKED : FP_CHART_LINE);
	fp_put_source(l, RIGHT - LEFT);
}
