// The scanner and libyaml asked about one block of front matter: what the scanner accepts, libyaml must read the same.
// Used by the fuzz target and by the unit test with a generator.
#ifndef FRONT_AGREE_H
#define FRONT_AGREE_H
#include "case/case_priv.h"

static inline bool fields_agree(const fp_field *f, const fp_field *g, const char **what)
{
	if (!fp_str_eq(f->key, g->key))
		return *what = "key", false;
	if (f->kind != g->kind || f->n != g->n)
		return *what = "kind", false;
	for (size_t i = 0; i < (f->kind == FP_F_MAP ? 2 * f->n : f->n); i++)
		if (!fp_str_eq(f->items[i], g->items[i]))
			return *what = "item", false;
	if (f->lines.start != g->lines.start || f->lines.end != g->lines.end || f->line != g->line)
		return *what = "lines", false;
	if (f->value.start != g->value.start || f->value.end != g->value.end || f->colon != g->colon)
		return *what = "value", false;
	return true;
}

// Whether the two agree on text[front); *scanned says whether the scanner took it, *what and *at where they differ.
static inline bool front_agrees(fp_arena *a, fp_str text, fp_span front, bool *scanned, const char **what, size_t *at)
{
	fp_fields f = {0}, g = {0};
	fp_yfault fault = {0};
	*at = 0;
	*scanned = fp_front_scan(a, text, front, 2, false, &f);
	if (!*scanned)
		return true;
	if (!fp_front_yaml(a, text, front, 2, &g, &fault))
		return *what = "libyaml refuses", false;
	if (f.n != g.n)
		return *what = "number of fields", false;
	for (*at = 0; *at < f.n; ++*at)
		if (!fields_agree(&f.v[*at], &g.v[*at], what))
			return false;
	return true;
}

// ---- the quick reader of the schema's files
static inline bool trees_agree(const fp_ynode *f, const fp_ynode *g, const char **what)
{
	*what = f->kind != g->kind ? "kind" : f->n != g->n ? "count" : f->plain != g->plain ? "plain" : f->flow != g->flow ? "flow"
		: f->start != g->start ? "start" : f->end != g->end ? "end" : f->line != g->line ? "line" : f->col != g->col ? "column"
		: f->height != g->height ? "height" : f->weight != g->weight ? "weight" : f->alias != g->alias ? "alias"
		: !fp_str_eq(f->text, g->text) ? "text" : NULL;
	for (size_t i = 0; !*what && i < f->n; i++)
		trees_agree(f->kid[i], g->kid[i], what);
	return !*what;
}

// Whether both read the same from a whole document; *scanned says whether the quick one took it.
static inline bool yaml_agrees(fp_arena *a, fp_str yaml, bool *scanned, const char **what)
{
	fp_yfault fault = {0};
	const fp_ynode *f = fp_yaml_scan(a, yaml);
	*scanned = f;
	if (!f)
		return true;
	const fp_ynode *g = fp_yaml_parse(a, yaml, false, &fault);
	if (!g)
		return *what = "libyaml refuses", false;
	return trees_agree(f, g, what);
}
#endif
