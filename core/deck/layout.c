// layout: the solver's tools: pages, header and footer, boxes, texts that shrink or end in an ellipsis, texts that flow
// over pages.
#include "deck/layout_priv.h"

#include <math.h>
#include <string.h>

const char *fp_lay_word(const lay *l, const char *zh, const char *en)
{
	return l->zh ? zh : en;
}

void fp_lay_report(lay *l, const char *fmt, ...)
{
	fp_buf b = {0};
	va_list ap;
	fp_buf_f(&b, "%.*s: ", FP_ARG(l->slide->id));
	va_start(ap, fmt);
	fp_buf_vf(&b, fmt, ap);
	va_end(ap);
	fp_str s = fp_buf_take(&b, l->a);
	FP_PUSH(l->a, l->scene->reports, l->scene->report_n, l->report_cap) = s;
}

// ---- primitives

fp_prim *fp_put(lay *l, fp_prim_kind kind, fp_box box)
{
	fp_prim *p = FP_NEW(l->a, fp_prim);
	p->kind = kind;
	p->box = box;
	if (l->group)
		FP_PUSH(l->a, l->group->child, l->group->child_n, l->group_cap) = p;
	else
		FP_PUSH(l->a, l->page->prims, l->page->prim_n, l->prim_cap) = p;
	return p;
}

fp_prim *fp_group_begin(lay *l, fp_prim_kind kind, fp_box box, fp_str name)
{
	fp_prim *g = fp_put(l, kind, box);
	g->name = name;
	l->group = g;
	l->group_cap = 0;
	return g;
}

void fp_group_end(lay *l)
{
	l->group = NULL;
}

fp_prim *fp_put_rect(lay *l, fp_box box, fp_color fill)
{
	fp_prim *p = fp_put(l, FP_P_RECT, box);
	p->fill = fill;
	return p;
}

fp_prim *fp_put_frame(lay *l, fp_box box, fp_color fill, fp_color line, double w)
{
	fp_prim *p = fp_put_rect(l, box, fill);
	p->line = line;
	p->line_w = w;
	return p;
}

fp_prim *fp_put_dot(lay *l, double x, double y, double r, fp_color fill)
{
	fp_prim *p = fp_put_rect(l, (fp_box){x - r, y - r, 2 * r, 2 * r}, fill);
	p->radius = r;
	return p;
}

fp_prim *fp_put_poly(lay *l, const double *xy, size_t n, bool closed, fp_color fill, fp_color line, double w)
{
	fp_box b = {xy[0], xy[1], xy[0], xy[1]};
	for (size_t i = 0; i < n; i++) {
		b.x = fmin(b.x, xy[2 * i]);
		b.y = fmin(b.y, xy[2 * i + 1]);
		b.w = fmax(b.w, xy[2 * i]);
		b.h = fmax(b.h, xy[2 * i + 1]);
	}
	b.w -= b.x;
	b.h -= b.y;
	fp_prim *p = fp_put(l, FP_P_POLY, b);
	p->xy = FP_NEW_N(l->a, double, 2 * n);
	memcpy(p->xy, xy, 2 * n * sizeof *xy);
	p->point_n = n;
	p->closed = closed;
	p->fill = fill;
	p->line = line;
	p->line_w = w;
	return p;
}

fp_prim *fp_put_line(lay *l, double x1, double y1, double x2, double y2, fp_color color, double w)
{
	fp_prim *p = fp_put_poly(l, (double[]){x1, y1, x2, y2}, 2, false, FP_C_NONE, color, w);
	p->kind = FP_P_LINE;
	return p;
}

// ---- text

fp_para fp_para_of(lay *l, fp_str rich, const style *s)
{
	fp_para p = {.size = s->size, .lh = s->lh > 0 ? s->lh : round(s->size * 1.5), .color = s->color, .bold = s->bold,
	             .figures = s->figures};
	p.run_n = fp_rich_runs(l->a, rich, &p.runs);
	return p;
}

double fp_para_height(const fp_para *p, double width)
{
	size_t lines = fp_runs_measure(p->runs, p->run_n, p->size, width - p->indent, p->bold || p->bold2).lines;
	return (double)(lines ? lines : 1) * p->lh;
}

double fp_paras_height(const fp_para *p, size_t n, double width)
{
	double h = 0;
	for (size_t i = 0; i < n; i++)
		h += fp_para_height(&p[i], width) + (i ? p[i].gap : 0);
	return h;
}

void fp_para_scale(fp_para *p, double size)
{
	double k = size / p->size;
	p->lh = round(p->lh * k * 2) / 2;
	p->gap = round(p->gap * k);
	p->indent = round(p->indent * k);
	p->size = size;
}

static fp_str start_of(const fp_para *p)
{
	return p->run_n ? fp_utf8_prefix(p->runs[0].text, 12) : fp_s("");
}

static bool fits(const fp_para *p, double w, double h, bool nowrap)
{
	if (nowrap && fp_runs_measure(p->runs, p->run_n, p->size, w - p->indent, p->bold || p->bold2).lines > 1)
		return false;
	return fp_para_height(p, w) <= h + 0.01;
}

// Shrinks to the floor; what is still too long ends in an ellipsis.
static void fit(lay *l, fp_para *p, double w, double h, const style *s)
{
	double floor = s->floor > 0 ? s->floor : 16, base = p->size;
	while (!fits(p, w, h, s->nowrap) && p->size > floor)
		fp_para_scale(p, fmax(floor, p->size - 1));
	if (!fits(p, w, h, s->nowrap)) {
		double lines = s->nowrap ? 1 : fmax(1, floor == 0 ? 1 : trunc((h + 0.01) / p->lh));
		fp_lay_report(l, fp_tr("文字过长，已截断：“%.*s…”", "text too long, cut: '%.*s…'"), FP_ARG(start_of(p)));
		p->run_n = fp_runs_ellipsis(l->a, p->runs, p->run_n, p->size, w - p->indent, (size_t)lines, p->bold || p->bold2,
		                            &p->runs);
	} else if (p->size < base && !s->quiet) {
		fp_lay_report(l, fp_tr("文字由 %g 缩到 %g px：“%.*s…”", "text shrinks from %g to %g px: '%.*s…'"), base, p->size,
		              FP_ARG(start_of(p)));
	}
}

fp_prim *fp_put_paras(lay *l, fp_box box, fp_para *p, size_t n, const style *s)
{
	fp_prim *t = fp_put(l, FP_P_TEXT, box);
	t->paras = p;
	t->para_n = n;
	t->align = s->align;
	t->anchor = s->anchor;
	t->role = s->role ? s->role : FP_R_BODY;
	t->nowrap = s->nowrap;
	return t;
}

fp_prim *fp_put_text(lay *l, fp_box box, fp_str rich, style s)
{
	if (!rich.n)
		return NULL;
	fp_para *p = FP_NEW(l->a, fp_para);
	*p = fp_para_of(l, rich, &s);
	fit(l, p, box.w, box.h, &s);
	return fp_put_paras(l, box, p, 1, &s);
}

fp_prim *fp_put_plain(lay *l, fp_box box, const char *text, style s)
{
	return fp_put_text(l, box, fp_rich_escape(l->a, fp_s(text)), s);
}

double fp_text_height(lay *l, fp_box box, fp_str rich, const style *s)
{
	if (!rich.n)
		return 0;
	fp_para p = fp_para_of(l, rich, s);
	double floor = s->floor > 0 ? s->floor : 16;
	while (!fits(&p, box.w, box.h, s->nowrap) && p.size > floor)
		fp_para_scale(&p, fmax(floor, p.size - 1));
	return fmin(box.h, fp_para_height(&p, box.w));
}

double fp_fit_size(lay *l, fp_str rich, double w, double h, const style *s)
{
	fp_para p = fp_para_of(l, rich, s);
	double floor = s->floor > 0 ? s->floor : 16;
	while (!fits(&p, w, h, s->nowrap) && p.size > floor)
		fp_para_scale(&p, fmax(floor, p.size - 1));
	return p.size;
}

void fp_put_no_data(lay *l, double y)
{
	fp_put_line(l, LEFT, y, LEFT + 48, y, FP_C_MUTE, 2);
	fp_put_plain(l, (fp_box){LEFT, y + 20, 800, 40}, fp_lay_word(l, "本期没有数据", "No data for this period"),
	             (style){.size = 24, .lh = 36, .color = FP_C_INK3});
}

void fp_put_source(lay *l, double w)
{
	fp_str s = fp_field_str(l->slide, "source");
	if (!s.n)
		return;
	fp_str line = fp_strf(l->a, fp_lay_word(l, "来源：%.*s", "Source: %.*s"), FP_ARG(s));
	fp_put_text(l, (fp_box){LEFT, BOTTOM - 22, w, 22}, line, (style){.size = 14, .lh = 22, .color = FP_C_INK3,
	                                                                 .role = FP_R_LABEL, .floor = 12, .nowrap = true});
}

// ---- flowing over pages

static size_t lines_in(double h, double lh)
{
	return (size_t)fmax(1, trunc((h + 0.01) / lh));
}

typedef struct {
	lay *l;
	double width, height, used;
	chunk *v;
	size_t n, cap, para_cap;
} flow;

static void flow_page(flow *f)
{
	FP_PUSH(f->l->a, f->v, f->n, f->cap) = (chunk){0};
	f->used = 0;
	f->para_cap = 0;
}

static void flow_add(flow *f, fp_para p, double h)
{
	chunk *c = &f->v[f->n - 1];
	f->used += h + (c->n ? p.gap : 0);
	FP_PUSH(f->l->a, c->v, c->n, f->para_cap) = p;
}

// Puts a paragraph that needs more than the rest of the page: its head here when at least two lines fit, the tail on
// the next pages.
static void flow_split(flow *f, fp_para p)
{
	for (;;) {
		double h = fp_para_height(&p, f->width), room = f->height - f->used - (f->v[f->n - 1].n ? p.gap : 0);
		if (h <= room + 0.01) {
			flow_add(f, p, h);
			return;
		}
		size_t lines = (size_t)(h / p.lh + 0.5), max = room >= p.lh ? lines_in(room, p.lh) : 0;
		// A paragraph that fits on a page of its own is not torn for less than half of it.
		bool whole = h <= f->height && max < lines / 2 + 1;
		size_t at = max < 2 || whole ? 0 : fp_runs_cut(f->l->a, p.runs, p.run_n, p.size, f->width - p.indent, max, max);
		if (at) {
			fp_para head = p;
			fp_runs_split(f->l->a, p.runs, p.run_n, at, &head.runs, &head.run_n, &p.runs, &p.run_n);
			flow_add(f, head, fp_para_height(&head, f->width));
			p.mark = fp_s("");
		} else if (!f->v[f->n - 1].n) {
			p.run_n = fp_runs_ellipsis(f->l->a, p.runs, p.run_n, p.size, f->width - p.indent, max ? max : 1, p.bold,
			                           &p.runs);
			flow_add(f, p, fp_para_height(&p, f->width));
			fp_lay_report(f->l, fp_tr("文字过长，已截断", "text too long, cut"));
			return;
		}
		if (!p.run_n)
			return;
		flow_page(f);
	}
}

static flow flow_all(lay *l, const fp_para *p, size_t n, double width, double height)
{
	flow f = {.l = l, .width = width, .height = height};
	double need = fp_paras_height(p, n, width);
	// Pages of equal length instead of a full one and an orphan.
	if (need > height)
		f.height = fmin(height, need / ceil(need / height) + p[0].lh * 2);
	flow_page(&f);
	for (size_t i = 0; i < n; i++)
		flow_split(&f, p[i]);
	return f;
}

size_t fp_flow_paras(lay *l, fp_para *p, size_t n, double width, double height, double floor, chunk **out)
{
	double base = n ? p[0].size : 0;
	fp_para *large = FP_NEW_N(l->a, fp_para, n + 1);
	if (n)
		memcpy(large, p, n * sizeof *p);
	while (n && fp_paras_height(p, n, width) > height + 0.01 && p[0].size > floor)
		for (size_t i = 0; i < n; i++)
			fp_para_scale(&p[i], p[i].size - 1);
	flow f = flow_all(l, p, n, width, height);
	// When small text needs several pages as well, as many pages of large text are better.
	if (f.n > 1) {
		size_t small_reports = l->scene->report_n;
		flow g = flow_all(l, large, n, width, height);
		if (g.n <= f.n) {
			f = g;
			p = large;
		} else {
			l->scene->report_n = small_reports;
		}
	}
	if (n && p[0].size < base)
		fp_lay_report(l, fp_tr("文字由 %g 缩到 %g px", "text shrinks from %g to %g px"), base, p[0].size);
	if (f.n > 1)
		fp_lay_report(l, fp_tr("分成 %zu 页", "split into %zu pages"), f.n);
	*out = f.v;
	return f.n;
}

static size_t pages_for(const double *h, size_t n, double gap, double limit, size_t *begin)
{
	size_t pages = 0;
	double used = 0;
	for (size_t i = 0; i < n; i++) {
		if (i && used + gap + h[i] <= limit) {
			used += gap + h[i];
			continue;
		}
		if (begin)
			begin[pages] = i;
		pages++;
		used = h[i];
	}
	return pages;
}

size_t fp_paginate(lay *l, const double *h, size_t n, double gap, double zone, size_t **begin)
{
	double lo = 0, hi = zone + 0.01;
	size_t pages = pages_for(h, n, gap, hi, NULL);
	// The smallest limit that needs no further page makes the pages even.
	for (int i = 0; i < 30; i++) {
		double mid = (lo + hi) / 2;
		if (pages_for(h, n, gap, mid, NULL) > pages)
			lo = mid;
		else
			hi = mid;
	}
	*begin = FP_NEW_N(l->a, size_t, n + 1);
	return pages_for(h, n, gap, hi, *begin);
}

// ---- pages

void fp_page_begin(lay *l, int part, int parts, bool dark)
{
	fp_scene *s = l->scene;
	FP_PUSH(l->a, s->pages, s->page_n, l->page_cap) = (fp_page){.slide = l->slide, .part = part, .parts = parts,
	                                                            .dark_ground = dark};
	l->page = &s->pages[s->page_n - 1];
	l->prim_cap = 0;
	l->group = NULL;
	l->top = 142;
	if (part > 1)
		s->splits++;
	else
		l->page->notes = json_object_get(l->slide->fields, "notes");
	fp_str title = fp_field_str(l->slide, "title");
	if (!title.n)
		title = fp_str_is(l->slide->type, "closing") ? fp_field_str(l->slide, "line") : fp_field_str(l->slide, "q");
	l->page->title = title;
	if (parts > 1)
		l->page->title = fp_strf(l->a, fp_lay_word(l, "%.*s（%d/%d）", "%.*s (%d/%d)"), FP_ARG(title), part, parts);
}

static bool ends_clause(uint32_t cp)
{
	static const uint32_t marks[] = {0xFF0C, 0x3002, 0xFF1B, 0xFF1A, 0xFF1F, 0xFF01};
	for (size_t i = 0; i < FP_COUNT(marks); i++)
		if (cp == marks[i])
			return true;
	return false;
}

static double rich_width(lay *l, fp_str rich, double size)
{
	return fp_text_width(fp_rich_plain(l->a, rich), size, true) / 0.96;
}

fp_str fp_break_clauses(lay *l, fp_str rich, double size, double w, size_t max)
{
	size_t at[64], n = 0, i = 0;
	while (i < rich.n && n + 1 < FP_COUNT(at)) {
		uint32_t cp = fp_utf8_next(rich, &i), next = 0;
		size_t k = i;
		if (i < rich.n)
			next = fp_utf8_next(rich, &k);
		if (cp == '\n')
			return (fp_str){0};
		// A mark before a closing bracket belongs to what is in the bracket.
		if (ends_clause(cp) && next && !ends_clause(next) && next != 0x300D && next != 0x300F && next != 0x201D && next != 0xFF09)
			at[n++] = i;
	}
	at[n++] = rich.n;
	if (n == 1)
		return (fp_str){0};
	// Two lines: the evenest cut at which both fit.
	double best = w;
	size_t cut = 0;
	for (i = 0; i + 1 < n; i++) {
		double a = rich_width(l, fp_str_sub(rich, 0, at[i]), size), b = rich_width(l, fp_str_sub(rich, at[i], rich.n), size);
		if (a <= w && b <= w && fabs(a - b) < best) {
			best = fabs(a - b);
			cut = at[i];
		}
	}
	if (cut && max >= 2)
		return fp_strf(l->a, "%.*s\n%.*s", FP_ARG(fp_str_sub(rich, 0, cut)), FP_ARG(fp_str_sub(rich, cut, rich.n)));
	fp_buf b = {0};
	size_t lines = 1, from = 0, done = 0;
	for (i = 0; i < n; i++) {
		if (rich_width(l, fp_str_sub(rich, done, at[i]), size) > w)
			lines = max + 1;
		if (rich_width(l, fp_str_sub(rich, from, at[i]), size) > w) {
			fp_buf_f(&b, "%.*s\n", FP_ARG(fp_str_sub(rich, from, done)));
			from = done;
			lines++;
		}
		done = at[i];
	}
	fp_buf_str(&b, fp_str_sub(rich, from, rich.n));
	fp_str out = fp_buf_take(&b, l->a);
	return lines <= max ? out : (fp_str){0};
}

// The steps by which a title gives way: one line, two, smaller, then three small ones.
static const struct {
	double size, lh;
	size_t lines;
} title_steps[] = {{38, 50, 1}, {38, 46, 2}, {34, 42, 2}, {28, 36, 2}, {24, 31, 3}};

static void put_title(lay *l, double x, double w, double y)
{
	fp_para *p = FP_NEW(l->a, fp_para);
	style s = {.color = FP_C_INK, .bold = true, .role = FP_R_TITLE};
	size_t lines = 0, k = 0;
	for (; k < FP_COUNT(title_steps); k++) {
		s.size = title_steps[k].size;
		s.lh = title_steps[k].lh;
		*p = fp_para_of(l, l->page->title, &s);
		lines = fp_runs_measure(p->runs, p->run_n, s.size, w, true).lines;
		if (lines == 2 && title_steps[k].lines == 2) {
			fp_str broken = fp_break_clauses(l, l->page->title, s.size, w, 2);
			fp_para q = fp_para_of(l, broken, &s);
			if (broken.n && fp_runs_measure(q.runs, q.run_n, s.size, w, true).lines == 2)
				*p = q;
		}
		if (lines <= title_steps[k].lines)
			break;
	}
	if (k >= 3)
		fp_lay_report(l, fp_tr("标题过长（超过 44 个字）", "title too long"));
	if (k == FP_COUNT(title_steps)) {
		lines = title_steps[k - 1].lines;
		p->run_n = fp_runs_ellipsis(l->a, p->runs, p->run_n, s.size, w, lines, true, &p->runs);
	}
	fp_prim *t = fp_put_paras(l, (fp_box){x, y, w, (double)lines * s.lh}, p, 1, &s);
	t->name = fp_s("title");
	if (lines > 1)
		l->top = y + (double)lines * s.lh + 14;
}

void fp_page_header(lay *l, double x, double w)
{
	fp_str kicker = fp_field_str(l->slide, "kicker");
	if (!kicker.n)
		kicker = fp_field_str(l->slide, "section");
	fp_put_rect(l, (fp_box){x, 50, 28, 4}, FP_C_BAD)->role = FP_R_DECORATION;
	fp_put_text(l, (fp_box){x + 40, 40, w - 40, 24}, kicker, (style){.size = 16, .lh = 24, .color = FP_C_INK3,
	                                                                 .role = FP_R_KICKER, .nowrap = true});
	if (l->page->title.n)
		put_title(l, x, w, kicker.n ? 66 : 70);
}

void fp_page_probe(lay *l, double x, double w)
{
	size_t reports = l->scene->report_n, splits = l->scene->splits;
	double top = 0;
	// With and without "(1/2)": the longer title may be set smaller and so be the lower one.
	for (int parts = 1; parts <= 2; parts++) {
		fp_page_begin(l, 1, parts, false);
		fp_page_header(l, x, w);
		top = fmax(top, l->top);
		l->scene->page_n--;
	}
	l->top = top;
	l->scene->report_n = reports;
	l->scene->splits = splits;
}

static void join_footer(fp_buf *b, fp_str s)
{
	if (s.n)
		fp_buf_f(b, "%s%.*s", b->n ? " · " : "", FP_ARG(s));
}

void fp_page_footers(lay *l)
{
	fp_buf b = {0};
	join_footer(&b, l->deck->title);
	if (!fp_str_has(l->deck->title, l->deck->id))
		join_footer(&b, l->deck->id);
	join_footer(&b, l->deck->team);
	fp_str left = fp_rich_escape(l->a, fp_buf_view(&b));
	fp_buf_free(&b);
	for (size_t i = 0; i < l->scene->page_n; i++) {
		l->page = &l->scene->pages[i];
		l->slide = l->page->slide;
		l->prim_cap = l->page->prim_n;
		bool star = fp_str_is(l->slide->type, "star");
		double x = star ? 336 : LEFT;
		style s = {.size = 14, .lh = 22, .color = l->page->dark_ground ? FP_C_ONBRAND2 : FP_C_INK3, .role = FP_R_FOOTER,
		           .nowrap = true, .floor = 14};
		fp_put_text(l, (fp_box){x, 680, RIGHT - x - 120, 22}, left, s);
		s.align = FP_RIGHT;
		s.role = FP_R_PAGE_NUMBER;
		s.figures = true;
		fp_put_text(l, (fp_box){RIGHT - 110, 680, 110, 22}, fp_strf(l->a, "%zu / %zu", i + 1, l->scene->page_n), s);
	}
}

// ---- the deck

static const struct {
	const char *type;
	void (*layout)(lay *l);
} layouts[] = {
	{"title", fp_layout_title}, {"agenda", fp_layout_agenda}, {"kpi", fp_layout_kpi}, {"trend", fp_layout_trend},
		{"recurring", fp_layout_recurring}, {"star", fp_layout_star},
	{"dialogue", fp_layout_dialogue}, {"compare", fp_layout_compare}, {"quiz", fp_layout_quiz},
		{"role", fp_layout_role}, {"actions", fp_layout_actions}, {"closing", fp_layout_closing},
	{"section", fp_layout_section}, {"text", fp_layout_text}, {"bullets", fp_layout_text}, {"table", fp_layout_table},
		{"chart", fp_layout_chart}, {"image", fp_layout_image},
};

static size_t text_length(fp_prim **v, size_t n)
{
	size_t total = 1;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < v[i]->para_n; k++)
			for (size_t r = 0; r < v[i]->paras[k].run_n; r++)
				total += v[i]->paras[k].runs[r].text.n;
		total += text_length(v[i]->child, v[i]->child_n);
	}
	return total;
}

// The slide's seconds go to its pages by the length of their text; the first takes what rounding leaves.
static void share_budget(lay *l, size_t first)
{
	int budget = (int)fmin(86400, fmax(0, fp_field_num(l->slide, "budget_s", 0)));
	size_t total = 0;
	int given = 0;
	fp_page *p = l->scene->pages;
	for (size_t i = first; i < l->scene->page_n; i++)
		total += text_length(p[i].prims, p[i].prim_n);
	for (size_t i = first; i < l->scene->page_n; i++) {
		p[i].budget_s = (int)((double)budget * (double)text_length(p[i].prims, p[i].prim_n) / (double)total);
		given += p[i].budget_s;
		for (size_t k = 0; k < p[i].prim_n; k++)
			if (p[i].prims[k]->step > p[i].steps)
				p[i].steps = p[i].prims[k]->step;
	}
	p[first].budget_s += budget - given;
}

static void layout_slide(lay *l, const fp_slide *s)
{
	size_t first = l->scene->page_n;
	l->slide = s;
	for (size_t i = 0; i < FP_COUNT(layouts); i++)
		if (fp_str_is(s->type, layouts[i].type))
			layouts[i].layout(l);
	if (fp_field_str(s, "extra").n)
		fp_layout_extra(l);
	share_budget(l, first);
}

fp_scene *fp_deck_layout(fp_arena *a, const fp_deck *d, fp_err *err)
{
	fp_scene *s = FP_NEW(a, fp_scene);
	lay l = {.a = a, .deck = d, .zh = fp_deck_zh(d), .scene = s};
	s->deck = d;
	for (size_t i = 0; i < d->slide_n && s->page_n <= 4 * FP_DECK_MAX_SLIDES; i++)
		if (!fp_field_bool(&d->slides[i], "hide"))
			layout_slide(&l, &d->slides[i]);
	if (s->page_n > 4 * FP_DECK_MAX_SLIDES) {
		fp_fail(err, FP_LIMIT, fp_tr("排版后超过 %d 页", "more than %d pages after layout"), 4 * FP_DECK_MAX_SLIDES);
		return NULL;
	}
	fp_page_footers(&l);
	return fp_arena_over(a, err) ? NULL : s;
}

const fp_color_def fp_palette[FP_C_COUNT] = {
	[FP_C_NONE] = {"none", 0, 0},
	[FP_C_PAPER] = {"paper", 0xFFFFFF, 0x0F1720}, [FP_C_PAPER2] = {"paper2", 0xF3F5F7, 0x18232E},
		[FP_C_PAPER3] = {"paper3", 0xE8ECF0, 0x22303D},
	[FP_C_LINE] = {"line", 0xD5DBE1, 0x33424F}, [FP_C_INK] = {"ink", 0x15202B, 0xEEF3F7},
		[FP_C_INK2] = {"ink2", 0x44525F, 0xB7C3CE},
	[FP_C_INK3] = {"ink3", 0x5C6974, 0x8F9DAB}, [FP_C_MUTE] = {"mute", 0x9AA6B1, 0x606E7B},
		[FP_C_BRAND] = {"brand", 0x16324F, 0x0A1119},
	[FP_C_BRAND2] = {"brand2", 0x24507A, 0x5A9BD8}, [FP_C_ONBRAND] = {"onbrand", 0xFFFFFF, 0xFFFFFF},
		[FP_C_ONBRAND2] = {"onbrand2", 0xB9C9D8, 0x9FB2C4},
	[FP_C_FOCUS] = {"focus", 0x16324F, 0x5A9BD8}, [FP_C_ONFOCUS] = {"onfocus", 0xFFFFFF, 0x0A1119},
		[FP_C_BAD] = {"bad", 0xC0322B, 0xFF8A80},
	[FP_C_ONBAD] = {"onbad", 0xFFFFFF, 0x1B0D0C}, [FP_C_BADBG] = {"badbg", 0xFDEEEC, 0x3A1D1E},
		[FP_C_BADLN] = {"badln", 0xF0B9B4, 0x71332F},
	[FP_C_GOOD] = {"good", 0x0A7563, 0x5FD3BB}, [FP_C_GOODBG] = {"goodbg", 0xE5F4F0, 0x10302C},
		[FP_C_GOODLN] = {"goodln", 0x9FD3C8, 0x1F5A50},
	[FP_C_WARN] = {"warn", 0x985700, 0xF2B84B}, [FP_C_WARNBG] = {"warnbg", 0xFFF3DD, 0x33270F},
		[FP_C_WARNLN] = {"warnln", 0xECC988, 0x66501D},
	[FP_C_HOT] = {"hot", 0xFF8A80, 0xFF8A80}, [FP_C_BAR] = {"bar", 0x3D6288, 0x3D6288}, [FP_C_RAIL] = {"rail", 0x35506C,
		0x22303D},
	[FP_C_RAIL2] = {"rail2", 0x4A637D, 0x33424F}, [FP_C_WHITE] = {"white", 0xFFFFFF, 0xFFFFFF},
		[FP_C_STAMP] = {"stamp", 0xC0322B, 0xC0322B},
};
