// layout_priv: what the layouts of the slide types are written with.
#ifndef FP_DECK_LAYOUT_PRIV_H
#define FP_DECK_LAYOUT_PRIV_H
#include "deck/deck_priv.h"
#include "deck/scene.h"

// ---- measuring (text.c)
typedef struct {
	size_t lines;
	double width;  // of the widest line, px
} fp_measure;
fp_measure fp_runs_measure(const fp_run *v, size_t n, double size, double width, bool bold);
// Byte offset for ending a page of at most max_lines, near goal_lines, at a sentence's end where possible; 0: nowhere.
size_t fp_runs_cut(fp_arena *a, const fp_run *v, size_t n, double size, double width, size_t max_lines,
                   size_t goal_lines);
void fp_runs_split(fp_arena *a, const fp_run *v, size_t n, size_t at, fp_run **head, size_t *head_n, fp_run **tail,
                   size_t *tail_n);
size_t fp_runs_ellipsis(fp_arena *a, const fp_run *v, size_t n, double size, double width, size_t max_lines, bool bold,
                        fp_run **out);

// ---- building pages (layout.c)
#define LEFT 64.0
#define RIGHT 1216.0
#define BOTTOM 668.0

typedef struct {
	fp_arena *a;
	const fp_deck *deck;
	bool zh;
	fp_scene *scene;
	size_t page_cap, report_cap;
	const fp_slide *slide;
	size_t first_page;    // of the slide
	fp_page *page;
	size_t prim_cap;
	double top;           // of the content zone, below the title
	fp_prim *group;       // prims go into it while set
	size_t group_cap;
} lay;

typedef struct {
	double size, lh;      // lh 0: 1.5 of the size
	fp_color color;
	bool bold, figures, nowrap;
	fp_align align;
	fp_anchor anchor;
	fp_role role;
	double floor;         // smallest size when it must shrink; 0: 16
	bool quiet;           // shrinking is no news: the size depends on the text by design
} style;

void fp_page_begin(lay *l, int part, int parts, bool dark);
void fp_page_header(lay *l, double x, double w);   // kicker and title; sets l->top
// Sets l->top as the header of a split slide would, without a page: what the layouts of several pages measure with.
void fp_page_probe(lay *l, double x, double w);
void fp_page_footers(lay *l);                      // of all pages, at the end
void fp_lay_report(lay *l, const char *fmt, ...) FP_PRINTF(2, 3);
const char *fp_lay_word(const lay *l, const char *zh, const char *en);

fp_prim *fp_put(lay *l, fp_prim_kind kind, fp_box box);
fp_prim *fp_put_rect(lay *l, fp_box box, fp_color fill);
fp_prim *fp_put_frame(lay *l, fp_box box, fp_color fill, fp_color line, double w);
fp_prim *fp_put_line(lay *l, double x1, double y1, double x2, double y2, fp_color color, double w);
fp_prim *fp_put_poly(lay *l, const double *xy, size_t n, bool closed, fp_color fill, fp_color line, double w);
// A dot of radius r.
fp_prim *fp_put_dot(lay *l, double x, double y, double r, fp_color fill);
fp_prim *fp_group_begin(lay *l, fp_prim_kind kind, fp_box box, fp_str name);
void fp_group_end(lay *l);

fp_para fp_para_of(lay *l, fp_str rich, const style *s);
double fp_para_height(const fp_para *p, double width);
double fp_paras_height(const fp_para *p, size_t n, double width);
void fp_para_scale(fp_para *p, double size);       // keeps the ratio of the line height
fp_prim *fp_put_paras(lay *l, fp_box box, fp_para *p, size_t n, const style *s);
// One rich text in a box: shrinks to the floor, then ends in an ellipsis; both are reported. Empty text puts nothing
// and gives NULL.
fp_prim *fp_put_text(lay *l, fp_box box, fp_str rich, style s);
fp_prim *fp_put_plain(lay *l, fp_box box, const char *text, style s);
// The text's height at the size that put_text would choose.
double fp_text_height(lay *l, fp_box box, fp_str rich, const style *s);
// The largest size of base, base-1, ..., floor at which it fits; floor when none does.
double fp_fit_size(lay *l, fp_str rich, double w, double h, const style *s);
// Cuts items of the given heights into as few pages of `zone` px as can be, as even as can be; returns how many, *begin
// where each begins.
size_t fp_paginate(lay *l, const double *h, size_t n, double gap, double zone, size_t **begin);
// Line breaks behind Chinese punctuation, so that no line ends within a clause: as few lines as can be, even when they are
// two. Empty when a clause is wider than w or the lines are more than `max`.
fp_str fp_break_clauses(lay *l, fp_str rich, double size, double w, size_t max);
void fp_put_no_data(lay *l, double y);
// The quiet line of field source at the bottom of the zone, w px wide.
void fp_put_source(lay *l, double w);

// Texts that fill pages: each chunk is what stands on one page.
typedef struct {
	fp_para *v;
	size_t n;
} chunk;
// Distributes paragraphs over pages of `height` px: the largest size down to the floor that fits one page, else as few
// pages as can be, in the large size again when that takes no more of them.
size_t fp_flow_paras(lay *l, fp_para *p, size_t n, double width, double height, double floor, chunk **out);

// ---- layouts of the types: each puts all pages of l->slide
void fp_layout_title(lay *l);
void fp_layout_agenda(lay *l);
void fp_layout_section(lay *l);
void fp_layout_closing(lay *l);
void fp_layout_kpi(lay *l);
void fp_layout_trend(lay *l);
void fp_layout_chart(lay *l);
void fp_layout_recurring(lay *l);
void fp_layout_star(lay *l);
void fp_layout_dialogue(lay *l);
void fp_layout_compare(lay *l);
void fp_layout_quiz(lay *l);
void fp_layout_role(lay *l);
void fp_layout_actions(lay *l);
void fp_layout_text(lay *l);
void fp_layout_table(lay *l);
void fp_layout_image(lay *l);
void fp_layout_extra(lay *l);  // a page for what people added by hand

// ---- tables (table.c)
typedef struct {
	const double *col_w;
	size_t cols, rows;       // rows without the head
	fp_str *heads;           // rich
	fp_cell *cells;          // rows x cols at their base sizes
	double floor;
} table_plan;
// Puts the table over as many pages as it needs, header and footer included; rows share the zone's height.
void fp_put_table(lay *l, const table_plan *t);
fp_cell fp_cell_of(lay *l, fp_str rich, const style *s);

// ---- charts (chart.c)
void fp_put_chart(lay *l, fp_box box, const fp_slide *s, fp_chart_kind kind);
void fp_put_spark(lay *l, fp_box box, const json_t *v, fp_color color);
fp_chart *fp_chart_data(lay *l, const json_t *cats, const json_t *series);
#endif
