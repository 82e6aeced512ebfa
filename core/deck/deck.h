// deck: slides. A deck is semantic first: typed slides with named fields (what a review plugin returns, what the
// Markdown file holds, what people edit). One layout solver turns it into a scene of boxes on a 1280 x 720 px page;
// every output (HTML now, PPTX and handout later) draws that scene, so all of them look and break alike. This folder
// knows nothing of cases.
//
// Pure: no files, no clock. Same deck, same bytes. Text in slides is untrusted: escaped by the writers, control
// characters removed. Usual order: fp_deck_from_value or fp_deck_parse_md; fp_deck_layout; fp_deck_render_html /
// fp_deck_render_md.
#ifndef FP_DECK_H
#define FP_DECK_H
#include <jansson.h>

#include "base/base.h"

#define FP_DECK_MAX_SLIDES 400
#define FP_DECK_MAX_TEXT (4u << 20)   // bytes of all texts
#define FP_DECK_MAX_FIELD (64u << 10) // bytes of one text; embedded pictures have FP_DECK_MAX_TEXT

// ---- the model
// Rich text: a string with a tiny inline syntax that survives Chinese punctuation: **strong**, [-taboo-],
// [+recommended+], `term`, @id for a case; backslash escapes. Kept as the string, in
// one canonical spelling (so that equal texts are equal strings); runs are made on demand.
typedef enum { FP_RUN_PLAIN, FP_RUN_STRONG, FP_RUN_TABOO, FP_RUN_GOOD, FP_RUN_TERM, FP_RUN_REF } fp_run_kind;
typedef struct {
	fp_run_kind kind;
	fp_str text;
} fp_run;
size_t fp_rich_runs(fp_arena *a, fp_str rich, fp_run **out);
fp_str fp_rich_plain(fp_arena *a, fp_str rich);
fp_str fp_rich_escape(fp_arena *a, fp_str plain);     // so that plain text shows as it is

// Slide types and their fields are one table in C (type, field, kind, needed, doc): it validates what plugins return,
// drives the Markdown reader and writer and the docs. Types: title agenda kpi trend recurring star dialogue compare
// quiz role actions closing section text bullets table chart image.
typedef struct {
	fp_str type, id;       // id is stable from week to week: "star:261118-k7f3qma"
	json_t *fields;        // the fields of the type, title, kicker, section, notes (list of rich paragraphs), budget_s, refs, hide
	uint32_t line;         // in the Markdown source, 0 otherwise
} fp_slide;
typedef struct {
	fp_str id, title, team, range, lang;   // id "2026-W47"; lang "zh" or "en"
	json_t *meta;          // further front matter, kept: generator, commit, query ...
	fp_slide *slides;
	size_t slide_n;
} fp_deck;
// The value that review plugins return: {id,title,team,range,lang,slides=[{type,id,title,...}]}. INVALID names slide
// id, field and expected type, with a suggestion. json values are borrowed by the deck for the arena's life
// (fp_deck_free drops them).
fp_deck *fp_deck_from_value(fp_arena *a, json_t *v, fp_err *err);
json_t *fp_deck_to_value(const fp_deck *d);
// The table of slide types for documentation: [{type, doc, fields=[{name, kind, needed, doc, fields, words}]}].
json_t *fp_deck_types_to_value(void);
void fp_deck_free(fp_deck *d);

// ---- Markdown, Marp-compatible (research: guard rules). parse(render(d)) = d for every valid deck.
fp_str fp_deck_render_md(fp_arena *a, const fp_deck *d);
// What people wrote by hand around a slide (text that is no field of its type) is kept as an `extra` field. Faults are
// diags with line (diags may be NULL); a slide that cannot be understood becomes a `text` slide, so nothing is lost.
fp_deck *fp_deck_parse_md(fp_arena *a, fp_str path, fp_str text, fp_diags *diags, fp_err *err);

// ---- merge of a regenerated deck with people's edits, by slide id and field: what only people changed stays theirs,
// what only the generator changed is taken, both changed the same field: the person's text stays and a conflict is
// reported, loudly. A slide that people deleted stays deleted; one that they added or moved stays where it was
// relative to its neighbour. Base NULL: there was no generation before. The result is to be freed like any deck.
typedef struct {
	fp_str slide, field, theirs, generated;
} fp_deck_conflict;
typedef struct {
	fp_deck *deck;
	size_t kept;           // edits of people that survived
	fp_deck_conflict *conflicts;
	size_t conflict_n;
} fp_deck_merged;
bool fp_deck_merge(fp_arena *a, const fp_deck *base, const fp_deck *edited, const fp_deck *generated,
                   fp_deck_merged *out, fp_err *err) FP_MUST_USE;

// ---- layout: slides to pages of primitives, in px on 1280 x 720
typedef enum { FP_P_RECT, FP_P_LINE, FP_P_POLY, FP_P_TEXT, FP_P_TABLE, FP_P_CHART, FP_P_IMAGE,
              FP_P_GROUP } fp_prim_kind;
typedef struct fp_prim fp_prim;    // see scene.h
typedef struct {
	const fp_slide *slide;
	int part, parts;       // 1/1, or 1/2, 2/2 after a split
	fp_str title;
	fp_prim **prims;       // in reading order
	size_t prim_n;
	int steps;             // reveal steps (quiz answer)
	int budget_s;
	json_t *notes;         // borrowed
	bool dark_ground;      // drawn on brand colour
} fp_page;
typedef struct {
	const fp_deck *deck;
	fp_page *pages;
	size_t page_n;
	size_t splits;         // pages that exist only because text did not fit
	fp_str *reports;       // one line for each shrink below the base size, split or title that is too long
	size_t report_n;
} fp_scene;
// The scene borrows the deck, which must outlive it. Slides with `hide` have no page.
fp_scene *fp_deck_layout(fp_arena *a, const fp_deck *d, fp_err *err);

// Width in px of a line of text at a size, by the built-in width table (no fonts), and the number of lines in a box
// (kinsoku breaker).
double fp_text_width(fp_str s, double size_px, bool bold);
size_t fp_text_lines(fp_str s, double size_px, double width_px, bool bold);

// ---- HTML: one self-contained file; CSP with hashes; nothing from the network; `<section data-slide="ID">` a slide.
fp_str fp_scene_render_html(fp_arena *a, const fp_scene *s);

#endif
