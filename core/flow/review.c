#include <string.h>

#include "flow/week_priv.h"

// A week's review: facts, issues and typical cases become a deck in Markdown that people edit. Generating again merges with what they
// changed. For that the generated text of last time must be known:
//
//   Every generation is a commit with the trailer "Fupan-Generated: reviews/<week>.md". Where nobody had edited anything, its file is the
//   generated text. Where people had, the commit holds the merged text as reviews/<week>.md and the generated one beside it as
//   reviews/<week>.generated, which a second commit takes away again: it stays in history, reachable for git, and out of sight. The
//   people's text is in HEAD at every moment, so that a run that is killed between the two loses nothing.

#define BASE_ENDING ".generated"

typedef struct {
	fp_workspace *ws;
	fp_week week;
	fp_str path, base_path;
	fp_str current, base;      // text in HEAD, text generated last; empty when there is none
	fp_oid current_blob, stray_blob;
	bool stray;                // a .generated file that a killed run left
} review;

// ---------------------------------------------------------------- what stands there now

static bool unsaved(review *r, bool *out, fp_err *err)
{
	fp_dirty *v;
	size_t n;
	*out = false;
	if (!fp_store_dirty(r->ws->store, &r->ws->rev, r->ws->a, &v, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		*out = *out || fp_str_eq(v[i].path, r->path);
	return true;
}

// NOT_FOUND is an answer here, anything else a failure.
static bool missing_is_fine(fp_err *got, fp_err *err)
{
	return got->code == FP_NOT_FOUND || fp_fail(err, got->code, "%s", got->msg);
}

static bool read_present(review *r, fp_err *err)
{
	fp_workspace *ws = r->ws;
	fp_err none = {0}, no_stray = {0}, no_base = {0}, no_generation = {0};
	fp_str ignored, trailer = fp_strf(ws->a, "Fupan-Generated: %.*s", FP_ARG(r->path));
	if (!fp_store_read(ws->store, &ws->rev, r->path, ws->a, &r->current, &r->current_blob, &none) && !missing_is_fine(&none, err))
		return false;
	r->stray = fp_store_read(ws->store, &ws->rev, r->base_path, ws->a, &ignored, &r->stray_blob, &no_stray);
	if (!r->stray && !missing_is_fine(&no_stray, err))
		return false;
	if (!r->current.n || fp_store_find_trailer(ws->store, &ws->rev, trailer, r->base_path, ws->a, &r->base, NULL, &no_base))
		return true;
	if (fp_store_find_trailer(ws->store, &ws->rev, trailer, r->path, ws->a, &r->base, NULL, &no_generation))
		return missing_is_fine(&no_base, err);
	r->base = (fp_str){0};
	return missing_is_fine(&no_generation, err);
}

static bool start(review *r, fp_workspace *ws, fp_str week, fp_err *err)
{
	bool dirty;
	*r = (review){.ws = ws};
	if (!fp_week_parse(ws, week, &r->week, err))
		return false;
	r->path = fp_strf(ws->a, "reviews/%.*s.md", FP_ARG(r->week.id));
	r->base_path = fp_strf(ws->a, "reviews/%.*s" BASE_ENDING, FP_ARG(r->week.id));
	if (!unsaved(r, &dirty, err))
		return false;
	if (dirty)
		return fp_fail(err, FP_CONFLICT, fp_tr("%.*s 有没保存的修改；先 fupan save，再生成，修改会保留", "%.*s has edits that are not saved; run fupan save first, then generate again, the edits are kept"), FP_ARG(r->path));
	return read_present(r, err);
}

// ---------------------------------------------------------------- generating

// Issues look further back than slides draw.
static bool issues_of(fp_workspace *ws, const fp_week *week, fp_issue_board *out, fp_err *err)
{
	fp_err own = {0};
	fp_window wide;
	if (!fp_window_load(ws, *week, FP_ISSUE_WEEKS, &wide, err))
		return false;
	if (fp_issue_board_of(ws, &wide, true, out, &own))
		return true;
	if (own.code != FP_NOT_FOUND && own.code != FP_PLUGIN && own.code != FP_LIMIT)
		return fp_fail(err, own.code, "%s", own.msg);
	// The rest of the review is worth having; the known issues are counted all the same.
	fp_warn("%s", own.msg);
	return fp_issue_board_of(ws, &wide, false, out, err);
}

static fp_deck *deck_of(fp_workspace *ws, const fp_plugin *p, const fp_window *w, const json_t *value, fp_err *err)
{
	json_t *made = fp_host_call(ws->host, p, value, err);
	if (!made)
		return NULL;
	json_t *meta = json_object_get(made, "meta");
	if (!meta)
		json_object_set_new(made, "meta", meta = json_object());
	fp_jset(meta, "generator", fp_strf(ws->a, "%.*s %.*s", FP_ARG(p->name), FP_ARG(p->version)));
	fp_jset(meta, "query", fp_strf(ws->a, "week:%.*s", FP_ARG(w->week.id)));
	json_object_set(meta, "commit", json_object_get(value, "commit"));
	fp_deck *d = fp_deck_from_value(ws->a, made, err);
	if (!d)
		fp_fail_in(err, "%.*s", FP_ARG(p->path));
	json_decref(made);
	return d;
}

static bool generate(review *r, int cases, fp_deck **out, fp_err *err)
{
	fp_workspace *ws = r->ws;
	fp_window w;
	fp_issue_board issues;
	json_t *value = NULL;
	const fp_plugin *p = fp_plugin_of(ws, "review", err);
	if (!p || !fp_week_judge(ws, &r->week, err) || !fp_window_load(ws, r->week, FP_WEEKS, &w, err))
		return false;
	if (!w.total[w.weeks - 1])
		return fp_week_empty(ws, &r->week, err);
	if (!issues_of(ws, &r->week, &issues, err) || !fp_week_value(ws, &w, &issues, cases, &value, err))
		return false;
	*out = deck_of(ws, p, &w, value, err);
	json_decref(value);
	return *out != NULL;
}

// ---------------------------------------------------------------- merging and writing

static bool merge(review *r, fp_str generated, fp_str *text, fp_reviewed *out, fp_err *err)
{
	fp_arena *a = r->ws->a;
	fp_deck_merged m;
	if (!r->current.n) {
		*text = generated;
		return true;
	}
	fp_deck *base = r->base.n ? fp_deck_parse_md(a, r->path, r->base, NULL, err) : NULL;
	fp_deck *edited = fp_deck_parse_md(a, r->path, r->current, NULL, err), *fresh = fp_deck_parse_md(a, r->path, generated, NULL, err);
	bool ok = edited && fresh && (base || !r->base.n) && fp_deck_merge(a, base, edited, fresh, &m, err);
	if (ok) {
		*text = fp_deck_render_md(a, m.deck);
		out->kept = m.kept;
		out->conflicts = m.conflicts;
		out->conflict_n = m.conflict_n;
		out->slides = m.deck->slide_n;
		fp_deck_free(m.deck);
		// People's own spacing stays when the merge brought nothing new.
		fp_str same = fp_deck_render_md(a, edited);
		if (fp_str_eq(same, *text))
			*text = r->current;
	}
	fp_deck *all[] = {base, edited, fresh};
	for (size_t i = 0; i < FP_COUNT(all); i++)
		if (all[i])
			fp_deck_free(all[i]);
	return ok;
}

static bool commit(review *r, const fp_put *puts, size_t n, fp_str message, fp_str *hex, fp_err *err)
{
	fp_write w = {.puts = puts, .put_n = n, .message = message};
	fp_rev rev;
	if (!fp_store_write(r->ws->store, &w, &rev, err))
		return false;
	*hex = fp_str_dup(r->ws->a, fp_s(rev.commit.hex));
	return fp_ws_moved(r->ws, &rev, err);
}

static bool take_base_away(review *r, fp_str *hex, fp_err *err)
{
	fp_str ignored;
	fp_put put = {.path = r->base_path, .remove = true};
	if (!fp_store_read(r->ws->store, &r->ws->rev, r->base_path, r->ws->a, &ignored, &put.expect, err))
		return false;
	return commit(r, &put, 1, fp_strf(r->ws->a, "review: %.*s, edits kept", FP_ARG(r->week.id)), hex, err);
}

static bool write_review(review *r, fp_str generated, fp_str text, fp_reviewed *out, fp_err *err)
{
	bool edited = !fp_str_eq(text, generated);
	fp_put puts[2] = {{.path = r->path, .text = text, .expect = r->current_blob}, {.path = r->base_path, .text = generated, .expect = r->stray_blob}};
	fp_str message = fp_strf(r->ws->a, "review: %.*s\n\nFupan-Generated: %.*s\n", FP_ARG(r->week.id), FP_ARG(r->path));
	if (!edited && r->stray)
		puts[1].remove = true;
	if (!commit(r, puts, edited || r->stray ? 2 : 1, message, &out->commit, err))
		return false;
	FP_FAULT("review.base");
	return !edited || take_base_away(r, &out->commit, err);
}

bool fp_flow_review(fp_workspace *ws, fp_str week, int cases, fp_reviewed *out, fp_err *err)
{
	review r;
	fp_deck *d = NULL;
	fp_str text;
	*out = (fp_reviewed){0};
	if (!start(&r, ws, week, err) || !generate(&r, cases, &d, err))
		return false;
	out->path = r.path;
	out->slides = d->slide_n;
	fp_str generated = fp_deck_render_md(ws->a, d);
	fp_deck_free(d);
	if (!merge(&r, generated, &text, out, err))
		return false;
	out->unchanged = fp_str_eq(text, r.current) && fp_str_eq(generated, r.base);
	if (!out->unchanged)
		return write_review(&r, generated, text, out, err);
	out->commit = fp_str_dup(ws->a, fp_s(ws->rev.commit.hex));
	return !r.stray || take_base_away(&r, &out->commit, err);
}
