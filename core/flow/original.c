#include <string.h>

#include "flow/import_priv.h"

// The text as it came, where hygiene changed it. It stands beside the case and not in it: cases/2026/11/18/ID.md has
// originals/2026/11/18/ID.md, in the same commit. So nobody reads, searches or classifies the dirt, and everybody can have it back.
// It is redacted like the case. Where only the clean text showed personal data, the dirty one goes to the vault and a placeholder stays.

fp_str fp_original_path(fp_arena *a, fp_str case_path)
{
	return fp_strf(a, "originals/%.*s", FP_ARG(fp_str_starts(case_path, "cases/") ? fp_str_sub(case_path, 6, case_path.n) : case_path));
}

// Longer than any run of ~ in the text.
static fp_str fence_for(fp_arena *a, fp_str text)
{
	size_t most = 2, run = 0;
	for (size_t i = 0; i < text.n; i++) {
		run = text.p[i] == '~' ? run + 1 : 0;
		most = run > most ? run : most;
	}
	char *f = fp_alloc(a, most + 2);
	memset(f, '~', most + 1);
	return (fp_str){f, most + 1};
}

// In the language of the casebook: the same file whoever imports.
static void put_findings(fp_workspace *ws, fp_buf *b, const fp_washed *w)
{
	bool en = fp_str_is(ws->schema->config.lang, "en");
	for (size_t i = 0; i < w->dirt_n; i++) {
		const fp_debris *d = &w->dirt[i];
		fp_buf_f(b, "- %s %zu+%zu%s%s\n", fp_dirt_name(d->kind), d->start, d->end - d->start, en ? ": " : "：", en ? d->en : d->zh);
	}
}

fp_str fp_original_render(fp_workspace *ws, fp_str id, const fp_washed *w, size_t n)
{
	fp_buf b = {0};
	fp_buf_f(&b, "# %.*s\n", FP_ARG(id));
	for (size_t i = 0; i < n; i++) {
		if (!w[i].original.n)
			continue;
		fp_str fence = fence_for(ws->a, w[i].original);
		fp_buf_f(&b, "\n## %.*s\n\n", FP_ARG(w[i].heading));
		put_findings(ws, &b, &w[i]);
		fp_buf_f(&b, "\n%.*s\n%.*s\n%.*s\n", FP_ARG(fence), FP_ARG(w[i].original), FP_ARG(fence));
	}
	return fp_buf_take(&b, ws->a);
}

// A placeholder for the whole text, which goes to the vault.
static fp_str into_vault(fp_workspace *ws, fp_guard *g, fp_str text)
{
	const char *label = fp_str_is(ws->schema->config.lang, "en") ? "Original" : "原文";
	fp_str canonical = fp_digest_text(ws->a, fp_hash64(text.p, text.n, 31), 16);
	size_t number = 1;
	for (size_t i = 0; i < g->known.n; i++) {
		const fp_pii_entry *e = &g->known.v[i];
		if (!fp_str_is(e->label, label))
			continue;
		if (fp_str_eq(e->canonical, canonical))
			return fp_strf(ws->a, "[%s#%zu]", label, e->number);
		number = e->number >= number ? e->number + 1 : number;
	}
	FP_PUSH(ws->a, g->known.v, g->known.n, g->known.cap) = (fp_pii_entry){fp_s(label), FP_STR("original"), number, canonical, text, true};
	return fp_strf(ws->a, "[%s#%zu]", label, number);
}

bool fp_original_wash(fp_workspace *ws, fp_arena *scratch, fp_guard *g, fp_str *text, fp_washed *w, fp_err *err)
{
	fp_cleaned c = fp_hygiene(scratch, *text);
	*w = (fp_washed){.dirt_n = c.n};
	if (!c.n)
		return true;
	w->dirt = FP_NEW_N(ws->a, fp_debris, c.n);
	memcpy(w->dirt, c.v, c.n * sizeof *c.v);
	fp_str dirty = *text, clean = fp_str_trim(c.text);
	if (!c.changed || !clean.n)
		return true;
	size_t before = g->found;
	*text = fp_str_dup(ws->a, clean);
	if (!fp_guard_text(ws, g, text, err))
		return false;
	w->original = g->found > before ? into_vault(ws, g, dirty) : dirty;
	return true;
}

bool fp_flow_original(fp_workspace *ws, const fp_case_at *at, fp_str *path, fp_str *text, fp_err *err)
{
	const fp_field *aliases = fp_case_field(at->doc, "aliases");
	fp_err none = {0};
	*path = fp_original_path(ws->a, at->path);
	if (fp_store_read(ws->store, &ws->rev, *path, ws->a, text, NULL, &none))
		return true;
	// After mv it still has the name of then.
	for (size_t i = 0; aliases && i < aliases->n; i++) {
		none = (fp_err){0};
		*path = fp_path_join(ws->a, fp_path_dir(fp_original_path(ws->a, at->path)), fp_strf(ws->a, "%.*s.md", FP_ARG(aliases->items[i])));
		if (fp_store_read(ws->store, &ws->rev, *path, ws->a, text, NULL, &none))
			return true;
	}
	return fp_fail(err, FP_NOT_FOUND, fp_tr("案例 %.*s 没有另存的原文：导入时没有改动过文字", "case %.*s has no original kept: its text was not changed at import"), FP_ARG(at->id));
}
