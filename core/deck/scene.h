// scene: what a page is drawn from. Coordinates are px on a page of 1280 x 720; 1 px = 9525 EMU = 0.75 pt. Everything
// that is seen is here, colours as tokens that each output resolves for its theme; the writers add nothing but markup.
// Texts are measured: a text fits its box in any font that is no wider than the width table.
#ifndef FP_DECK_SCENE_H
#define FP_DECK_SCENE_H
#include "deck/deck.h"

#define FP_PAGE_W 1280.0
#define FP_PAGE_H 720.0

// Tokens of the palette; the second colour of a pair is the one on dark paper (fp_palette in layout.c, from
// which HTML makes its custom properties).
typedef enum {
	FP_C_NONE, FP_C_PAPER, FP_C_PAPER2, FP_C_PAPER3, FP_C_LINE, FP_C_INK, FP_C_INK2, FP_C_INK3, FP_C_MUTE,
	FP_C_BRAND, FP_C_BRAND2, FP_C_ONBRAND, FP_C_ONBRAND2,
	FP_C_FOCUS, FP_C_ONFOCUS,   // the one block that matters among neutral ones, and text on it
	FP_C_BAD, FP_C_ONBAD, FP_C_BADBG, FP_C_BADLN, FP_C_GOOD, FP_C_GOODBG, FP_C_GOODLN, FP_C_WARN, FP_C_WARNBG,
		FP_C_WARNLN,
	FP_C_HOT, FP_C_BAR, FP_C_RAIL, FP_C_RAIL2, FP_C_WHITE, FP_C_STAMP,  // on brand ground, equal in both themes
	FP_C_COUNT
} fp_color;

typedef struct {
	const char *name;              // class suffix in HTML, scheme name elsewhere
	uint32_t light, dark;          // 0xRRGGBB
} fp_color_def;
extern const fp_color_def fp_palette[FP_C_COUNT];

typedef struct {
	double x, y, w, h;
} fp_box;

typedef enum { FP_LEFT, FP_CENTER, FP_RIGHT } fp_align;
typedef enum { FP_TOP, FP_MIDDLE, FP_BOTTOM } fp_anchor;

// What a thing is, for reading order, tags and placeholders.
typedef enum {
	FP_R_NONE, FP_R_TITLE, FP_R_KICKER, FP_R_HEADING, FP_R_BODY, FP_R_LIST, FP_R_LABEL, FP_R_NUMBER, FP_R_QUOTE,
		FP_R_FOOTER, FP_R_PAGE_NUMBER, FP_R_DECORATION, FP_R_TIMER,
} fp_role;

// Marks in the runs: taboo is BAD with a wavy line below, recommended GOOD on a marker; on brand ground taboo is HOT
// and struck out; on other coloured plates (text ONBAD, ONFOCUS, WHITE, STAMP) both take the text's colour.
typedef struct {
	fp_run *runs;
	size_t run_n;
	double size, lh;      // px
	double gap;           // px above, where it is not the first
	double indent;        // px, the mark hangs in it
	fp_str mark;          // "1", "·", "☐" or empty
	fp_color mark_color;
	fp_color color, color2;  // color2: from the reveal step on, NONE: no change
	bool bold, bold2, figures, strike;
} fp_para;

typedef struct {
	fp_para *paras;
	size_t para_n;
	fp_align align;
	fp_color chip, chip_line;  // the text stands on a small plate
} fp_cell;

typedef struct {
	double *col_w, *row_h;
	fp_cell *cells;       // rows x cols
	size_t cols, rows;    // the first row is the head; right of a cell's text 20 px stay free, 48 where it is aligned right
} fp_table;

typedef enum { FP_CHART_LINE, FP_CHART_BAR, FP_CHART_STACKED, FP_CHART_STACKED_BAR, FP_CHART_SPARK } fp_chart_kind;
typedef struct {
	fp_str name;
	double *v;            // NAN where there is none
	bool hl;
	fp_color color;
} fp_series;
typedef struct {
	fp_chart_kind kind;   // STACKED_BAR: one lying bar, a category a series
	fp_str *cats;
	size_t cat_n;
	fp_series *series;
	size_t series_n;
	double min, max, step;
	bool has_threshold;
	double threshold;
	fp_str threshold_label, unit;
} fp_chart;

struct fp_prim {
	fp_prim_kind kind;
	fp_role role;
	fp_box box;
	fp_str name;          // for people: selection pane, description of a chart or picture
	int step;             // seen from this reveal step on; 0: always
	// rect, line, poly
	fp_color fill, line;
	fp_color fill2, line2;  // from the reveal step on, NONE: no change
	double line_w;
	bool dashed, dotted;    // dotted: round dots of the line's width, gaps as wide again
	double radius;
	unsigned square;        // corners that stay square: 1 top left, 2 top right, 4 bottom right, 8 bottom left
	double *xy;             // poly: x, y, x, y; line: two points
	size_t point_n;
	bool closed;
	// text
	fp_para *paras;
	size_t para_n;
	fp_align align;
	fp_anchor anchor;
	bool nowrap, halo;      // halo: an edge of paper round the letters
	// others
	fp_table *table;
	fp_chart *chart;        // its drawing is in child
	fp_str src;             // image
	struct fp_prim **child;
	size_t child_n;
};
#endif
