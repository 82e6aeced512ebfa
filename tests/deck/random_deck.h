// Random decks over all slide types, driven by the type table, with text that is hard on writers and readers. Seeded:
// the same seed, the same deck.
#ifndef RANDOM_DECK_H
#define RANDOM_DECK_H
#include "deck/deck_priv.h"

static uint64_t rnd_state;

static inline uint32_t rnd(uint32_t below)
{
	rnd_state = rnd_state * 6364136223846793005u + 1442695040888963407u;
	return below ? (uint32_t)(rnd_state >> 33) % below : 0;
}

static const char *const rnd_pieces[] = {
	"物流停滞六天，买家三次催单", "都六天了还在杭州", "请您耐心等待", "-->", "<!-- theme: x -->", "|", "a|b", "# 标题", "- 条目", "> 引用", "1. 第一",
		"2) b", "`", "`术语`",
	"`a|b`", "**粗**", "**客户：**都", "**", "*", "***", "[-忌语-]", "[+推荐+]", "[-", "-]", "[+a+]b", "@C-0847",
		"@261118-k7f3qma", "@张三", "a@b-1.com", "\\", "\\\\", "\\|",
	"\\*", "😀", "👨‍👩‍👧", "é", "\x01", "\x0b", "\xff", "\n", "\n\n", "\n---\n", "---", "===", "~~~", "```", "<br>",
		"&lt;", "&amp;", "<b>", "![x](y)", "[x](http://y)", "[x]: y", "_a_",
	"a_b", "~~s~~", " ", "  ", "\t", "　", "：", "（", "」", "……", "——", "18:00", "¥329", "48h", "100%", "讲稿", "notes",
		"**情境**：", "**客户**：x", "## 补充", "_class: star", "true", "null",
	"12", "-3", "\"q\"", "{\"a\":1}", ": ", "a: b", "#",
		"Supercalifragilisticexpialidocious-Antidisestablishmentarianism", "word", "the customer", "\xe2\x80\xae",
		"\xef\xbb\xbf", "\xe2\x80\xa8"};

static inline fp_str rnd_text(fp_arena *a, uint32_t most)
{
	fp_buf b = {0};
	for (uint32_t n = rnd(most + 1); n > 0; n--)
		fp_buf_z(&b, rnd_pieces[rnd(FP_COUNT(rnd_pieces))]);
	return fp_buf_take(&b, a);
}

static inline json_t *rnd_str(fp_arena *a, uint32_t most)
{
	fp_str s = rnd_text(a, most);
	json_t *v = fp_json_str(fp_text_clean(a, s, false));
	// Control characters reach the model too; jansson takes them, but not broken UTF-8.
	json_t *raw = s.n ? json_stringn(s.p, s.n) : NULL;
	if (!raw)
		return v;
	json_decref(v);
	return raw;
}

static inline json_t *rnd_field(fp_arena *a, const fp_field *f, uint32_t most);

static inline json_t *rnd_object(fp_arena *a, const fp_field *sub, uint32_t most)
{
	json_t *o = json_object();
	for (const fp_field *f = sub; f->name; f++)
		if ((f->flags & FP_FIELD_NEEDED) || rnd(3))
			json_object_set_new(o, f->name, rnd_field(a, f, most));
	return o;
}

// Text that is not empty after cleaning.
static inline json_t *rnd_needed(fp_arena *a, uint32_t most)
{
	fp_str s = fp_text_clean(a, rnd_text(a, most), false);
	return fp_json_str(fp_strf(a, "x%.*s", FP_ARG(s)));
}

static inline json_t *rnd_num(bool whole)
{
	return whole || rnd(2) ? json_integer((json_int_t)rnd(400) - 20) : json_real((double)rnd(100000) / 7.0);
}

static inline json_t *rnd_item(fp_arena *a, const fp_field *f, uint32_t most)
{
	switch (f->kind) {
	case FP_F_KEYS:
		return fp_json_str(fp_strf(a, "26%04u-k%u", rnd(10000), rnd(100)));
	case FP_F_NUMS:
		return rnd(8) ? rnd_num(false) : json_null();
	case FP_F_ROWS:
	case FP_F_TURNS:
	case FP_F_SERIES:
		return rnd_object(a, f->sub, most);
	case FP_F_CELLS:
		return json_array();
	default:
		return rnd_str(a, most);
	}
}

static inline json_t *rnd_field(fp_arena *a, const fp_field *f, uint32_t most)
{
	uint32_t n = 0;
	switch (f->kind) {
	case FP_F_NUM:
	case FP_F_INT:
		return rnd_num(f->kind == FP_F_INT);
	case FP_F_BOOL:
		return json_boolean(rnd(2));
	case FP_F_ENUM:
		while (f->words[n].key)
			n++;
		return json_string(f->words[rnd(n)].key);
	case FP_F_OBJ:
		return rnd_object(a, f->sub, most);
	case FP_F_LINE:
	case FP_F_TEXT:
	case FP_F_KEY:
	case FP_F_RAW:
		return (f->flags & FP_FIELD_NEEDED) ? rnd_needed(a, most) : rnd_str(a, most);
	default:
		break;
	}
	json_t *list = json_array();
	for (n = rnd(7); n > 0; n--)
		json_array_append_new(list, rnd_item(a, f, most));
	return list;
}

// Fields that must agree with each other.
static inline void rnd_agree(json_t *s)
{
	size_t labels = json_array_size(json_object_get(s, "x")), i;
	json_t *item;
	json_array_foreach(json_object_get(s, "series"), i, item) {
		json_t *v = json_array();
		for (size_t k = 0; k < labels; k++)
			json_array_append_new(v, rnd(6) ? rnd_num(false) : json_null());
		json_object_set_new(item, "v", v);
	}
	if (json_object_get(s, "columns")) {
		json_array_foreach(json_object_get(s, "rows"), i, item)
			for (size_t k = rnd((uint32_t)json_array_size(json_object_get(s, "columns")) + 1); k > 0; k--)
				json_array_append_new(item, json_string(rnd_pieces[rnd(8)]));
	} else if (!strcmp(json_string_value(json_object_get(s, "type")), "table")) {
		json_object_del(s, "rows");
	}
	// Empty items are dropped, so that a number must not count on them.
	if (json_array_size(json_object_get(s, "options")) && !json_array_set_new(json_object_get(s, "options"), 0,
	                                                                          json_string("先读历史")))
		json_object_set_new(s, "answer", json_pack("[i]", 1));
	else
		json_object_del(s, "answer");
	if (json_array_size(json_object_get(s, "chain")) && !json_array_set_new(json_object_get(s, "chain"), 0,
	                                                                        json_string("承运商停滞")))
		json_object_set_new(s, "broken_at", json_integer(1));
	else
		json_object_del(s, "broken_at");
}

static inline json_t *rnd_slide(fp_arena *a, const fp_slide_type *t, uint32_t most)
{
	json_t *s = json_pack("{ss}", "type", t->name);
	if (rnd(4))
		json_object_set_new(s, "id", fp_json_str(fp_strf(a, "%s:%u", t->name, rnd(1u << 30))));
	for (const fp_field *f = fp_slide_field_first(t); f; f = fp_slide_field_next(f))
		if ((f->flags & FP_FIELD_NEEDED) || rnd(3))
			json_object_set_new(s, f->name, rnd_field(a, f, most));
	rnd_agree(s);
	return s;
}

// `most`: pieces a text may have.
static inline json_t *rnd_deck(fp_arena *a, uint64_t seed, uint32_t most)
{
	rnd_state = seed * 2654435761u + 12345;
	for (int i = 0; i < 8; i++)
		rnd(2);
	json_t *slides = json_array();
	for (const fp_slide_type *t = fp_slide_types; t->name; t++)
		if (rnd(3))
			json_array_append_new(slides, rnd_slide(a, t, most));
	return json_pack("{ss so so so ss so so}", "id", "2026-W47", "title", rnd_needed(a, most), "team", rnd_str(a, 3),
	                 "range", rnd_str(a, 3), "lang",
	                 rnd(2) ? "zh" : "en", "meta", json_pack("{ss so si}", "commit", "0123abc", "query", rnd_str(a, 3),
	                                                         "n", 3), "slides", slides);
}
#endif
