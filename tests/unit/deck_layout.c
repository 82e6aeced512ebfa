// Measuring, breaking lines, and the layout: whatever the text, it stays in its box, its box on the page, and can be
// read.
#include "tap.h"

#include <math.h>

#include "../deck/random_deck.h"
#include "deck/layout_priv.h"

void test_width(void)
{
	ok(fabs(fp_text_width(FP_STR("复盘"), 20, false) - 40) < 0.01, "Han characters are one em");
	ok(fabs(fp_text_width(FP_STR("128"), 10, false) - 16.68) < 0.01, "digits");
	ok(fp_text_width(FP_STR("128"), 10, true) > fp_text_width(FP_STR("128"), 10, false), "bold Latin is wider");
	ok(fabs(fp_text_width(FP_STR("e\xCC\x81"), 10, false) - 5.5) < 0.01, "combining marks have no width");
	ok(fp_text_width(FP_STR("😀"), 10, false) > 12, "emoji are wide");
	ok(fp_text_width(FP_STR("6天"), 10, false) > 15.6, "space between Latin and Han");
	is_int(fp_text_width(FP_STR(""), 10, false), 0);
}

static size_t lines(const char *s, double em)
{
	return fp_text_lines(fp_s(s), 10, em * 10 / 0.96 + 0.001, false);
}

void test_breaker(void)
{
	is_int(lines("一二三四五", 5), 1);
	is_int(lines("一二三四五六", 5), 2);
	is_int(lines("一二三四五。", 5), 2);        // the full stop takes its character along
	is_int(lines("一二三四。六七八九", 5), 2);
	is_int(lines("一二三四五。六七八九", 5), 3);
	is_int(lines("一二三四「五六", 5), 2);      // an opening bracket never ends a line
	is_int(lines("一二三四「五六七八", 5), 2);
	is_int(lines("一二三四「五六七八九", 5), 3);
	is_int(lines("一二三四——六", 5), 2);       // a dash of two is one
	is_int(lines("一\n二", 5), 2);
	is_int(lines("abcdefghij", 3), 2);          // longer than the line: anywhere
	is_int(lines("一二三 abc", 5), 1);
	is_int(lines("一二三四 abcd", 5), 2);       // words stay whole, spaces hang
	is_int(lines("", 5), 0);
}

void test_cut_at_sentences(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_run *v, *head, *tail;
	size_t head_n, tail_n, n = fp_rich_runs(a, FP_STR("第一句话说完。第二句话也**说完**了。第三句，没有完"), &v);
	size_t at = fp_runs_cut(a, v, n, 10, 80, 3, 2);
	fp_runs_split(a, v, n, at, &head, &head_n, &tail, &tail_n);
	is_str(head[head_n - 1].text, "了。");
	is_str(tail[0].text, "第三句，没有完");
	n = fp_runs_ellipsis(a, v, n, 10, 60, 1, false, &head);
	is_str(head[n - 1].text, "…");
	is_int(fp_runs_measure(head, n, 10, 60, false).lines, 1);
	fp_arena_free(a);
}

// ---- what holds for every page

typedef struct {
	fp_arena *a;
	const char *what;
	char where[200];
	double lightness[2];  // of what lies below, light and dark
} fault;

static void found(fault *f, const fp_page *p, const fp_prim *t, const char *what)
{
	if (f->what)
		return;
	f->what = what;
	fp_str s = t->para_n && t->paras[0].run_n ? fp_utf8_prefix(t->paras[0].runs[0].text, 20) : fp_s("");
	snprintf(f->where, sizeof f->where, "%.*s %d/%d at %.0f,%.0f %.0fx%.0f: %.*s", FP_ARG(p->slide->id), p->part,
	         p->parts, t->box.x, t->box.y, t->box.w, t->box.h, FP_ARG(s));
}

static double channel(uint32_t rgb, int shift)
{
	double c = (rgb >> shift & 255) / 255.0;
	return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
	return 0.2126 * channel(rgb, 16) + 0.7152 * channel(rgb, 8) + 0.0722 * channel(rgb, 0);
}

static double contrast(uint32_t a, uint32_t b)
{
	double x = luminance(a), y = luminance(b);
	return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

// What is drawn last below the middle of a text's first line, of what comes before it on the page.
static fp_color ground(fp_prim **v, size_t n, const fp_prim *text, fp_color color, bool *done)
{
	double x = text->box.x + fmin(10, text->box.w / 2), y = text->box.y + fmin(12, text->box.h / 2);
	for (size_t i = 0; i < n && !*done; i++) {
		const fp_prim *p = v[i];
		if (p == text)
			*done = true;
		else if (p->kind == FP_P_RECT && p->fill && !p->step && x >= p->box.x && x < p->box.x + p->box.w &&
		         y >= p->box.y && y < p->box.y + p->box.h)
			color = p->fill;
		else if (p->kind == FP_P_POLY && p->closed && p->fill && x >= p->box.x + 18 && x < p->box.x + p->box.w - 18 &&
		         y >= p->box.y && y < p->box.y + p->box.h)
			color = p->fill;
		color = ground(p->child, p->child_n, text, color, done);
	}
	return color;
}

static bool readable(const fp_page *p, const fp_prim *t)
{
	bool done = false;
	fp_color below = ground(p->prims, p->prim_n, t, FP_C_PAPER, &done);
	if (t->step)
		return true;
	for (size_t i = 0; i < t->para_n; i++) {
		const fp_para *q = &t->paras[i];
		double need = q->size >= 24 || (q->bold && q->size >= 18.66) ? 3 : 4.5;
		const fp_color_def *ink = &fp_palette[q->color], *paper = &fp_palette[below];
		if (contrast(ink->light, paper->light) < need || contrast(ink->dark, paper->dark) < need) {
			printf("# %s on %s: %.2f %.2f\n", ink->name, paper->name, contrast(ink->light, paper->light),
			       contrast(ink->dark, paper->dark));
			return false;
		}
	}
	return true;
}

static void check_text(fault *f, const fp_page *p, const fp_prim *t)
{
	const fp_box *b = &t->box;
	if (!(b->x >= 0 && b->y >= 0 && b->x + b->w <= FP_PAGE_W && b->y + b->h <= FP_PAGE_H))
		found(f, p, t, "text outside the page");
	if (b->w <= 0 || b->h <= 0)
		found(f, p, t, "box without size");
	if (fp_paras_height(t->paras, t->para_n, b->w) > b->h + 0.6)
		found(f, p, t, "text higher than its box");
	for (size_t i = 0; t->nowrap && i < t->para_n; i++)
		if (fp_runs_measure(t->paras[i].runs, t->paras[i].run_n, t->paras[i].size, b->w, t->paras[i].bold).lines > 1)
			found(f, p, t, "text wider than its box");
	if (t->role != FP_R_PAGE_NUMBER && t->role != FP_R_FOOTER && b->y + b->h > 672)
		found(f, p, t, "text in the footer");
	if (!readable(p, t))
		found(f, p, t, "too little contrast");
}

static void check_table(fault *f, const fp_page *p, const fp_prim *t)
{
	const fp_table *v = t->table;
	double h = 0;
	for (size_t r = 0; r < v->rows; r++)
		h += v->row_h[r];
	if (t->box.y + h > 670)
		found(f, p, t, "table higher than the page");
	for (size_t i = 0; i < v->rows * v->cols; i++) {
		double pad = v->cells[i].align == FP_RIGHT ? 48 : 20;
		if (fp_paras_height(v->cells[i].paras, v->cells[i].para_n,
		                    v->col_w[i % v->cols] - pad) > v->row_h[i / v->cols] + 0.6)
			found(f, p, t, "cell higher than its row");
	}
}

static void check_prims(fault *f, const fp_page *p, fp_prim **v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const fp_prim *t = v[i];
		if (!isfinite(t->box.x) || !isfinite(t->box.y) || !isfinite(t->box.w) || !isfinite(t->box.h))
			found(f, p, t, "no number");
		for (size_t k = 0; k < 2 * t->point_n; k++)
			if (!isfinite(t->xy[k]) || t->xy[k] < -20 || t->xy[k] > 1300)
				found(f, p, t, "point outside the page");
		if (t->kind == FP_P_TEXT)
			check_text(f, p, t);
		else if (t->kind == FP_P_TABLE)
			check_table(f, p, t);
		check_prims(f, p, t->child, t->child_n);
	}
}

static bool check_deck(fp_arena *a, const fp_deck *d, const char *name)
{
	fp_err err = {0};
	fault f = {.a = a};
	fp_scene *s = fp_deck_layout(a, d, &err);
	if (!s) {
		printf("# %s: %s\n", name, err.msg);
		return false;
	}
	for (size_t i = 0; i < s->page_n; i++)
		check_prims(&f, &s->pages[i], s->pages[i].prims, s->pages[i].prim_n);
	if (f.what)
		printf("# %s: %s: %s\n", name, f.what, f.where);
	return !f.what;
}

void test_random_decks(void)
{
	for (uint64_t seed = 1; seed <= 500; seed++) {
		fp_arena *a = fp_arena_new(0);
		fp_err err = {0};
		json_t *v = rnd_deck(a, seed, seed % 5 == 0 ? 120 : seed % 2 ? 6 : 25);
		fp_deck *d = fp_deck_from_value(a, v, &err);
		json_decref(v);
		char name[40];
		snprintf(name, sizeof name, "seed %llu", (unsigned long long)seed);
		bool held = d && check_deck(a, d, name);
		fp_deck_free(d);
		fp_arena_free(a);
		if (!ok(held, "%s", name))
			return;
	}
}

// The title of the only page, or the first cell of its table, as paragraphs joined by "|".
static fp_str first_text(fp_arena *a, const char *slide, bool cell)
{
	fp_err err = {0};
	json_t *v = json_loads(fp_strf(a, "{\"title\":\"t\",\"lang\":\"zh\",\"slides\":[%s]}", slide).p, 0, NULL);
	fp_deck *d = fp_deck_from_value(a, v, &err);
	json_decref(v);
	if (!d)
		fp_bug("%s", err.msg);
	fp_scene *s = fp_deck_layout(a, d, &err);
	fp_buf b = {0};
	for (size_t i = 0; i < s->pages[0].prim_n; i++) {
		const fp_prim *p = s->pages[0].prims[i];
		const fp_para *q = cell && p->kind == FP_P_TABLE ? p->table->cells[p->table->cols].paras : !cell && p->role == FP_R_TITLE ? p->paras : NULL;
		size_t n = cell && q ? p->table->cells[p->table->cols].para_n : 1;
		for (size_t k = 0; q && k < n; k++) {
			fp_buf_z(&b, k ? "|" : "");
			for (size_t r = 0; r < q[k].run_n; r++)
				fp_buf_str(&b, q[k].runs[r].text);
			fp_buf_z(&b, q[k].strike ? "-" : "");
		}
	}
	fp_str out = fp_buf_take(&b, a);
	fp_deck_free(d);
	return out;
}

void test_titles_break_at_clauses(void)
{
	fp_arena *a = fp_arena_new(0);
	is_str(first_text(a, "{\"type\":\"bullets\",\"title\":\"客户引用页面上的「买贵必赔」，你却记得规则不支持。最先做什么？\"}", false),
	       "客户引用页面上的「买贵必赔」，\n你却记得规则不支持。最先做什么？");
	is_str(first_text(a, "{\"type\":\"bullets\",\"title\":\"本周三件，都不重\"}", false), "本周三件，都不重");
	fp_arena_free(a);
}

void test_only_the_phrase_is_struck(void)
{
	fp_arena *a = fp_arena_new(0);
	is_str(first_text(a, "{\"type\":\"compare\",\"title\":\"t\",\"rows\":[{\"bad\":\"您没看清楚（争辩指责，1 件）\",\"good\":\"g\"}]}", true),
	       "您没看清楚-|（争辩指责，1 件）");
	is_str(first_text(a, "{\"type\":\"compare\",\"title\":\"t\",\"rows\":[{\"bad\":\"请您耐心等待\",\"good\":\"g\"}]}", true), "请您耐心等待-");
	fp_arena_free(a);
}

void test_demo_decks(void)
{
	static const char *const names[] = {"tests/deck/demo.zh.json", "tests/deck/demo.en.json",
	                                    "tests/deck/edge.zh.json"};
	for (size_t i = 0; i < FP_COUNT(names); i++) {
		fp_arena *a = fp_arena_new(0);
		fp_err err = {0};
		fp_str text;
		if (!fp_file_read(a, names[i], 1 << 20, &text, &err))
			fp_bug("%s", err.msg);
		json_t *v = json_loadb(text.p, text.n, 0, NULL);
		fp_deck *d = fp_deck_from_value(a, v, &err);
		json_decref(v);
		ok(d && check_deck(a, d, names[i]), "%s", names[i]);
		fp_deck_free(d);
		fp_arena_free(a);
	}
}

void test_pages_and_budgets(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err = {0};
	fp_buf long_text = {0};
	for (int i = 0; i < 200; i++)
		fp_buf_z(&long_text, "客户第三次进线仍没有得到时间。");
	json_t *v = json_pack("{ss s[{ss ss ss ss si s[s]} {ss ss ss sb} {ss ss ss}]}", "title", "t", "slides", "type",
	                      "star", "id", "s", "title", "长案例", "S", long_text.p, "budget_s", 100, "notes", "讲稿",
	                      "type", "section", "id", "hidden", "title", "不放映", "hide", 1, "type", "section", "id", "last",
	                      	"title", "完");
	fp_deck *d = fp_deck_from_value(a, v, &err);
	json_decref(v);
	fp_scene *s = fp_deck_layout(a, d, &err);
	int sum = 0;
	size_t last = s->page_n - 1;
	for (size_t i = 0; i < last; i++)
		sum += s->pages[i].budget_s;
	ok(s->page_n > 2 && s->splits == last - 1, "%zu pages", s->page_n);
	is_int(sum, 100);
	ok(s->pages[0].notes && !s->pages[1].notes, "notes stay on the first part");
	is_str(s->pages[last].slide->id, "last");
	ok(fp_str_has(s->pages[0].title, FP_STR("（1/")), "parts are counted");
	ok(s->report_n > 0, "the split is reported");
	fp_buf_free(&long_text);
	fp_deck_free(d);
	fp_arena_free(a);
}
