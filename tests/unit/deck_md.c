// Markdown of decks: parse(render(deck)) is the deck; what people write is kept.
#include "tap.h"

#include "../deck/random_deck.h"

static fp_str dump(fp_arena *a, const fp_deck *d)
{
	json_t *v = fp_deck_to_value(d);
	char *text = json_dumps(v, JSON_INDENT(1) | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	fp_str s = fp_str_dup(a, fp_s(text));
	free(text);
	json_decref(v);
	return s;
}

static fp_deck *from_json(fp_arena *a, const char *text, fp_err *err)
{
	json_t *v = json_loads(text, 0, NULL);
	if (!v)
		fp_bug("test deck is no JSON: %s", text);
	fp_deck *d = fp_deck_from_value(a, v, err);
	json_decref(v);
	return d;
}

static fp_deck *parse(fp_arena *a, fp_str md, fp_diags *diags)
{
	fp_err err = {0};
	*diags = (fp_diags){.arena = a};
	fp_deck *d = fp_deck_parse_md(a, FP_STR("deck.md"), md, diags, &err);
	if (!d)
		printf("# %s\n", err.msg);
	return d;
}

static bool round_trip(fp_arena *a, uint64_t seed, uint32_t most)
{
	fp_err err = {0};
	fp_diags diags;
	json_t *v = rnd_deck(a, seed, most);
	fp_deck *d = fp_deck_from_value(a, v, &err), *back = NULL;
	json_decref(v);
	if (!d) {
		printf("# seed %llu: %s\n", (unsigned long long)seed, err.msg);
		return false;
	}
	fp_str md = fp_deck_render_md(a, d);
	back = parse(a, md, &diags);
	bool same = back && fp_str_eq(dump(a, d), dump(a, back)) && !diags.n && fp_str_eq(md, fp_deck_render_md(a, back));
	if (!same) {
		printf("# seed %llu, %zu diags\n", (unsigned long long)seed, diags.n);
		for (size_t i = 0; i < diags.n; i++)
			printf("# line %u: %.*s\n", diags.v[i].line, FP_ARG(diags.v[i].message));
	}
	fp_deck_free(d);
	fp_deck_free(back);
	return same;
}

void test_round_trip(void)
{
	for (uint64_t seed = 1; seed <= 400; seed++) {
		fp_arena *a = fp_arena_new(0);
		bool held = round_trip(a, seed, seed % 3 == 0 ? 12 : 4);
		fp_arena_free(a);
		if (!ok(held, "seed %llu", (unsigned long long)seed))
			return;
	}
}

void test_shape(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err = {0};
	fp_deck *d = from_json(a,
		"{\"id\":\"2026-W47\",\"title\":\"复盘\",\"team\":\"一组\",\"range\":\"11-16..11-22\",\"lang\":\"zh\",\"slides\":["
		"{\"type\":\"star\",\"id\":\"star:261118-k7f3qma\",\"title\":\"停滞 6 天\",\"case\":\"261118-k7f3qma\",\"budget_s\":75,\"S\":\"# 第一\\n- 第二\",\"notes\":[\"theme: 讲解 -->\"]},"
		"{\"type\":\"dialogue\",\"id\":\"d\",\"title\":\"哪一句\",\"turns\":[{\"who\":\"customer\",\"t\":\"六天了\"},{\"who\":\"agent\",\"t\":\"[-请耐心等待-]\",\"why\":\"没有时间\"}]},"
		"{\"type\":\"compare\",\"id\":\"c\",\"title\":\"话术\",\"rows\":[{\"bad\":\"a|b\",\"good\":\"c\"}]}]}", &err);
	if (!ok(d, "%s", err.msg))
		return;
	is_str(fp_deck_render_md(a, d),
		"---\nmarp: true\ntheme: fupan\nsize: 16:9\npaginate: true\nlang: zh\nid: 2026-W47\ntitle: 复盘\nteam: 一组\nrange: 11-16..11-22\n---\n\n"
		"<!-- _class: star\nid: star:261118-k7f3qma\ncase: 261118-k7f3qma\nbudget_s: 75\n-->\n\n# 停滞 6 天\n\n**情境**：# 第一\\\n\\- 第二\n\n"
		"<!--\n讲稿\n\ntheme: 讲解 --\\>\n-->\n\n---\n\n"
		"<!-- _class: dialogue\nid: d\n-->\n\n# 哪一句\n\n**客户**：六天了\n\n**当时的回复**：[-请耐心等待-]\n\n> 没有时间\n\n---\n\n"
		"<!-- _class: compare\nid: c\n-->\n\n# 话术\n\n**话术**：\n\n| 不要说 | 这样说 |\n| --- | --- |\n| a\\|b | c |\n\n");
	fp_deck_free(d);
	fp_arena_free(a);
}

void test_hand_edits_are_kept(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_diags diags;
	fp_deck *d = parse(a, FP_STR(
		"---\nmarp: true\ntheme: gaia\nlang: zh\ntitle: 周会\n---\n\n<!-- _class: star\nid: s1\n-->\n# 结论\n\n**情境：**第一行\n接着写\n\n手写的一段\n\n"
		"**Action**: did it\n\n- 手写条目\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<!-- 这是一条备注 -->\n\n---\n# 自己加的\n\n一段话\n\n- 一\n- 二\n\n---\n<!-- _class: unknown -->\n# x\n"), &diags);
	if (!ok(d))
		return;
	is_int(d->slide_n, 3);
	is_str(fp_field_str(&d->slides[0], "S"), "第一行接着写");
	is_str(fp_field_str(&d->slides[0], "A"), "did it");
	is_str(fp_field_str(&d->slides[0], "extra"), "手写的一段\n\n- 手写条目\n| a | b |\n|---|---|\n| 1 | 2 |");
	is_str(fp_json_string(json_array_get(fp_field_list(&d->slides[0], "notes"), 0)), "这是一条备注");
	is_str(d->slides[1].type, "text");
	is_int(json_array_size(fp_field_list(&d->slides[1], "items")), 2);
	is_int(json_array_size(fp_field_list(&d->slides[1], "paras")), 1);
	ok(fp_str_starts(d->slides[1].id, "hand:"), "a slide without id gets one");
	is_str(d->slides[2].type, "text");
	is_int(diags.errors, 1);
	is_int(diags.v[0].line, 37);
	is_str(fp_json_string(json_object_get(d->meta, "theme")), "gaia");
	fp_diags again;
	fp_deck *back = parse(a, fp_deck_render_md(a, d), &again);
	ok(back && fp_str_eq(dump(a, d), dump(a, back)), "edited deck round trips");
	fp_deck_free(d);
	fp_deck_free(back);
	fp_arena_free(a);
}

void test_broken_files(void)
{
	static const char *const texts[] = {"", "---", "---\nx", "<!--", "<!-- _class: star", "---\n---\n---\n---\n",
	                                    "<!-- _class: kpi -->\n|",
	                                    "<!-- _class: trend -->\n# t\n**数据**：\n\n| a |\n| b |",
		"<!-- _class: trend -->\n# t\n**数据**：\n\n| 系列 | 重点 | W1 | W2 |\n|-|-|-|-|\n| a | 是 | 1 |\n",
			"<!-- _class: dialogue -->\n> x", "\\", "**情境**：\\", "# \n## \n### x"};
	for (size_t i = 0; i < FP_COUNT(texts); i++) {
		fp_arena *a = fp_arena_new(0);
		fp_diags diags;
		fp_deck *d = parse(a, fp_s(texts[i]), &diags);
		if (!ok(d, "text %zu", i))
			return;
		fp_diags again;
		fp_deck *back = parse(a, fp_deck_render_md(a, d), &again);
		ok(back && fp_str_eq(dump(a, d), dump(a, back)), "text %zu round trips", i);
		fp_deck_free(d);
		fp_deck_free(back);
		fp_arena_free(a);
	}
}
