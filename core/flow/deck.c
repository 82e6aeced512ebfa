#include <string.h>
#include <unistd.h>

#include "flow/week_priv.h"

// A review or any Markdown file of slides to files that can be shown.

#define SOURCE_MAX (16u << 20)

typedef struct {
	fp_str name;     // of the deck's files: 2026-W47
	fp_str path;     // as told to people
	fp_str text;
} source;

static bool read_review(fp_workspace *ws, fp_str what, source *out, fp_err *err)
{
	fp_week week;
	fp_err missing = {0};
	if (!fp_week_parse(ws, what, &week, err))
		return false;
	out->name = week.id;
	out->path = fp_strf(ws->a, "reviews/%.*s.md", FP_ARG(week.id));
	// The working file first: people edit it and want to see what they wrote.
	if (fp_store_read_working(ws->store, out->path, ws->a, &out->text, &missing))
		return true;
	if (missing.code != FP_NOT_FOUND)
		return fp_fail(err, missing.code, "%s", missing.msg);
	missing = (fp_err){0};
	if (fp_store_read(ws->store, &ws->rev, out->path, ws->a, &out->text, NULL, &missing))
		return true;
	if (missing.code != FP_NOT_FOUND)
		return fp_fail(err, missing.code, "%s", missing.msg);
	return fp_fail(err, FP_NOT_FOUND, fp_tr("%.*s 还没有复盘；先运行 fupan review %.*s", "there is no review of %.*s yet; run fupan review %.*s first"), FP_ARG(week.id), FP_ARG(week.id));
}

static bool read_source(fp_workspace *ws, fp_str what, source *out, fp_err *err)
{
	const char *path = fp_cstr(ws->a, what);
	if (!fp_str_ends(what, ".md"))
		return read_review(ws, what, out, err);
	fp_str base = fp_path_base(what);
	out->name = fp_str_dup(ws->a, fp_str_sub(base, 0, base.n - 3));
	out->path = what;
	if (!fp_file_exists(path)) {
		// From a subfolder people still name files as the casebook does.
		fp_str inside = fp_path_join(ws->a, fp_s(fp_store_root(ws->store)), what);
		if (!fp_file_exists(inside.p))
			return fp_fail(err, FP_NOT_FOUND, fp_tr("没有文件 %s", "there is no file %s"), path);
		path = inside.p;
	}
	return fp_file_read(ws->a, path, SOURCE_MAX, &out->text, err);
}

// ---------------------------------------------------------------- what is told beside the result

static void report_diags(fp_arena *a, const fp_diags *d, fp_str path, fp_str **v, size_t *n, size_t *cap)
{
	for (size_t i = 0; i < d->n; i++)
		FP_PUSH(a, *v, *n, *cap) = fp_strf(a, "%.*s:%u: %.*s", FP_ARG(path), d->v[i].line, FP_ARG(d->v[i].message));
}

static void collect_reports(fp_arena *a, const fp_diags *d, fp_str path, const fp_scene *s, fp_rendered *r)
{
	size_t cap = 0;
	report_diags(a, d, path, &r->reports, &r->report_n, &cap);
	for (size_t i = 0; s && i < s->report_n; i++)
		FP_PUSH(a, r->reports, r->report_n, cap) = s->reports[i];
}

// ---------------------------------------------------------------- writing

typedef struct {
	fp_workspace *ws;
	const fp_deck *deck;
	const fp_scene *scene;
	fp_str name, dir, shown;   // shown: the folder as told to people
	fp_diags *diags;
	fp_str source;
} output;

static bool write_one(const output *o, fp_str format, fp_rendered *out, fp_err *err)
{
	fp_arena *a = o->ws->a;
	bool html = fp_str_is(format, "html");
	if (!html && !fp_str_is(format, "md"))
		return fp_fail(err, FP_USAGE, fp_tr("没有 %.*s 这种格式；有 html、md", "there is no format %.*s; there are html and md"), FP_ARG(format));
	fp_str file = fp_strf(a, "%.*s.%s", FP_ARG(o->name), html ? "html" : "md");
	fp_str bytes = html ? fp_scene_render_html(a, o->scene) : fp_deck_render_md(a, o->deck);
	*out = (fp_rendered){.path = fp_path_join(a, o->shown, file), .format = html ? "html" : "md", .slides = o->deck->slide_n, .splits = o->scene->splits};
	collect_reports(a, o->diags, o->source, o->scene, out);
	return !fp_arena_over(a, err) && fp_file_write(fp_path_join(a, o->dir, file).p, bytes, false, err);
}

static bool choose_folder(output *o, fp_str out_dir, fp_err *err)
{
	fp_arena *a = o->ws->a;
	o->shown = out_dir.n ? out_dir : fp_strf(a, "decks/%.*s", FP_ARG(o->name));
	o->dir = out_dir.n ? fp_str_dup(a, out_dir) : fp_path_join(a, fp_s(fp_store_root(o->ws->store)), o->shown);
	return fp_mkdirs(o->dir.p, err);
}

bool fp_flow_deck(fp_workspace *ws, fp_str what, const fp_str *formats, size_t format_n, fp_str out_dir, fp_rendered **out, size_t *n, fp_err *err)
{
	source src = {0};
	fp_diags diags = {.arena = ws->a};
	bool ok = true;
	*n = 0;
	*out = FP_NEW_N(ws->a, fp_rendered, format_n + 1);
	if (!read_source(ws, what, &src, err))
		return false;
	diags.path = src.path;
	fp_deck *d = fp_deck_parse_md(ws->a, src.path, src.text, &diags, err);
	if (!d)
		return fp_fail_in(err, "%.*s", FP_ARG(src.path));
	output o = {.ws = ws, .deck = d, .name = src.name, .diags = &diags, .source = src.path};
	o.scene = fp_deck_layout(ws->a, d, err);
	ok = o.scene && choose_folder(&o, out_dir, err);
	for (size_t i = 0; ok && i < format_n; i++)
		ok = write_one(&o, formats[i], &(*out)[(*n)++], err);
	fp_deck_free(d);
	return ok;
}
