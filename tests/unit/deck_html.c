// HTML of decks: self-contained, every slide present, hashes that match, untrusted text escaped. With DECK_OUT=folder
// the decks are written there, for tests/deck/run.mjs and for looking at.
#include "tap.h"

#include "../deck/random_deck.h"
#include "deck/scene.h"

static fp_deck *load(fp_arena *a, const char *path)
{
	fp_err err = {0};
	fp_str text;
	if (!fp_file_read(a, path, 1 << 20, &text, &err))
		fp_bug("%s", err.msg);
	json_t *v = json_loadb(text.p, text.n, 0, NULL);
	fp_deck *d = v ? fp_deck_from_value(a, v, &err) : NULL;
	json_decref(v);
	if (!d)
		printf("# %s: %s\n", path, err.msg);
	return d;
}

static fp_str render(fp_arena *a, const fp_deck *d, const char *name)
{
	fp_err err = {0};
	fp_scene *s = fp_deck_layout(a, d, &err);
	if (!s) {
		printf("# %s\n", err.msg);
		return fp_s("");
	}
	fp_str html = fp_scene_render_html(a, s);
	const char *folder = getenv("DECK_OUT");
	if (folder && name) {
		for (size_t i = 0; i < s->report_n; i++)
			printf("# %s\n", s->reports[i].p);
		if (!fp_file_write(fp_strf(a, "%s/%s.html", folder, name).p, html, false, &err) ||
		    !fp_file_write(fp_strf(a, "%s/%s.md", folder, name).p, fp_deck_render_md(a, d), false, &err))
			printf("# %s\n", err.msg);
	}
	return html;
}

static fp_str between(fp_str s, const char *from, const char *to)
{
	ptrdiff_t a = fp_str_find(s, fp_s(from), 0), b = a < 0 ? -1 : fp_str_find(s, fp_s(to), (size_t)a + fp_s(from).n);
	return b < 0 ? fp_s("") : fp_str_sub(s, (size_t)a + fp_s(from).n, (size_t)b);
}

static void check_page(fp_arena *a, const fp_deck *d, fp_str html)
{
	size_t missing = 0;
	for (size_t i = 0; i < d->slide_n; i++)
		if (!fp_field_bool(&d->slides[i], "hide") &&
		    !fp_str_has(html, fp_strf(a, "data-slide=\"%.*s\"", FP_ARG(d->slides[i].id))))
			missing++;
	is_int(missing, 0);
	fp_str style = fp_csp_hash(a, between(html, "<style>", "</style>")),
		script = fp_csp_hash(a, between(html, "<script>", "</script>"));
	is_bytes(between(html, "style-src '", "'"), style);
	is_bytes(between(html, "script-src '", "'"), script);
	ok(!fp_str_has(html, FP_STR(" style=")), "no style attributes");
	ok(!fp_str_has(between(html, "<style>", "</style>"), FP_STR("url(")), "no addresses in the style");
	static const char *const outside[] = {"src=\"http", "href=", "@import", "srcset", "<iframe", "<link"};
	for (size_t i = 0; i < FP_COUNT(outside); i++)
		ok(!fp_str_has(html, fp_s(outside[i])), "no %s", outside[i]);
}

void test_csp_hash(void)
{
	fp_arena *a = fp_arena_new(0);
	is_str(fp_csp_hash(a, FP_STR("")), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
	is_str(fp_csp_hash(a, FP_STR("abc")), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
	is_str(fp_csp_hash(a, FP_STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
	       "sha256-JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE=");
	fp_arena_free(a);
}

void test_demo(void)
{
	static const char *const names[] = {"demo.zh", "demo.en", "edge.zh"};
	for (size_t i = 0; i < FP_COUNT(names); i++) {
		fp_arena *a = fp_arena_new(0);
		fp_deck *d = load(a, fp_strf(a, "tests/deck/%s.json", names[i]).p);
		if (ok(d, "%s", names[i])) {
			fp_str html = render(a, d, names[i]);
			check_page(a, d, html);
			is_bytes(render(a, d, NULL), html);
			ok(html.n < 240000, "%s has %zu bytes", names[i], html.n);
		}
		fp_deck_free(d);
		fp_arena_free(a);
	}
}

void test_random(void)
{
	for (uint64_t seed = 1; seed <= 12; seed++) {
		fp_arena *a = fp_arena_new(0);
		fp_err err = {0};
		json_t *v = rnd_deck(a, seed, seed % 2 ? 5 : 60);
		fp_deck *d = fp_deck_from_value(a, v, &err);
		json_decref(v);
		if (ok(d, "seed %llu", (unsigned long long)seed)) {
			fp_str html = render(a, d, fp_strf(a, "random-%llu", (unsigned long long)seed).p);
			check_page(a, d, html);
			ok(fp_utf8_valid(html, NULL), "valid UTF-8");
		}
		fp_deck_free(d);
		fp_arena_free(a);
	}
}

void test_escaping(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err = {0};
	json_t *v = json_pack("{ss s[{ss ss ss s[s]}]}", "title", "</title><script>alert(1)</script>", "slides", "type",
	                      "text", "id", "a\" onclick=\"x", "title", "<img src=x onerror=y>", "notes",
	                      "</aside><script>z</script>");
	fp_deck *d = fp_deck_from_value(a, v, &err);
	json_decref(v);
	fp_str html = render(a, d, NULL);
	ok(!fp_str_has(html, FP_STR("<script>alert")) && !fp_str_has(html, FP_STR("<img src=x")) &&
	   !fp_str_has(html, FP_STR("<script>z")) && !fp_str_has(html, FP_STR("\" onclick")), "text stays text");
	fp_deck_free(d);
	fp_arena_free(a);
}
