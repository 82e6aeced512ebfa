// Any bytes as a deck in Markdown: reading, writing and reading again give the same deck; whatever it holds can be laid
// out and rendered; and as a value (when the bytes are JSON) it is taken or refused with a reason.
#include "deck/deck.h"
#include "deck/scene.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same(const fp_deck *a, const fp_deck *b)
{
	json_t *va = fp_deck_to_value(a), *vb = fp_deck_to_value(b);
	bool equal = json_equal(va, vb);
	json_decref(va);
	json_decref(vb);
	return equal;
}

static void show(fp_arena *a, const fp_deck *d)
{
	fp_err err = {0};
	fp_scene *s = fp_deck_layout(a, d, &err);
	fp_assert(s || err.code);
	if (!s)
		return;
	fp_str html = fp_scene_render_html(a, s);
	// Text never becomes markup: the one script is ours.
	ptrdiff_t script = fp_str_find(html, FP_STR("<script"), 0);
	fp_assert(fp_utf8_valid(html, NULL) && script > 0 && fp_str_find(html, FP_STR("<script"), (size_t)script + 1) < 0);
}

static void as_markdown(fp_str text)
{
	fp_arena *a = fp_arena_new((size_t)256 << 20);
	fp_err err = {0};
	fp_diags diags = {.arena = a};
	fp_deck *d = fp_deck_parse_md(a, FP_STR("fuzz.md"), text, &diags, &err), *back = NULL;
	if (d) {
		back = fp_deck_parse_md(a, FP_STR("again.md"), fp_deck_render_md(a, d), NULL, &err);
		// Growing by escapes may pass a limit; nothing else may change.
		fp_assert(back ? same(d, back) : err.code == FP_LIMIT);
		show(a, d);
	} else {
		fp_assert(err.code);
	}
	fp_deck_free(d);
	fp_deck_free(back);
	fp_arena_free(a);
}

static void as_value(fp_str text)
{
	json_t *v = json_loadb(text.p, text.n, 0, NULL);
	if (!v)
		return;
	fp_arena *a = fp_arena_new((size_t)256 << 20);
	fp_err err = {0};
	fp_deck *d = fp_deck_from_value(a, v, &err);
	fp_assert(d || err.code);
	json_decref(v);
	if (d)
		show(a, d);
	fp_deck_free(d);
	fp_arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fp_str text = {(const char *)data, size};
	as_markdown(text);
	as_value(text);
	return 0;
}
