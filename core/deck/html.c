// html: the scene as one self-contained page. Geometry and type are classes of the hashed style block, since style
// attributes would need a weaker policy; equal ones share a class. Graphics between two texts are one SVG.
#include "base/embed.h"
#include "deck/deck_priv.h"
#include "deck/scene.h"

#include <math.h>

typedef struct {
	fp_str rule;
	uint64_t hash;
} css_class;

typedef struct {
	fp_arena *a;
	const fp_scene *scene;
	bool zh;
	fp_buf body, css;
	css_class *classes;
	size_t class_n, class_cap;
	bool in_svg;
	int svg_step;
	size_t page;
} html;

static const char *word(const html *h, const char *zh, const char *en)
{
	return h->zh ? zh : en;
}

// ---- small writers

static void put(html *h, const char *z)
{
	fp_buf_z(&h->body, z);
}

static void put_escaped(fp_buf *b, fp_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '&':
			fp_buf_z(b, "&amp;");
			break;
		case '<':
			fp_buf_z(b, "&lt;");
			break;
		case '>':
			fp_buf_z(b, "&gt;");
			break;
		case '"':
			fp_buf_z(b, "&quot;");
			break;
		default:
			fp_buf_c(b, s.p[i]);
		}
	}
}

// A number with at most four decimals and no trailing zeros.
static void put_num(fp_buf *b, double v)
{
	char t[40];
	int n = snprintf(t, sizeof t, "%.4f", v);
	while (n > 0 && t[n - 1] == '0')
		n--;
	if (n > 0 && t[n - 1] == '.')
		n--;
	if (n == 2 && t[0] == '-' && t[1] == '0')
		fp_buf_c(b, '0');
	else
		fp_buf_add(b, t, (size_t)n);
}

static void put_rem(fp_buf *b, const char *property, double px)
{
	fp_buf_f(b, "%s:", property);
	put_num(b, px / 16);
	fp_buf_z(b, "rem;");
}

// The number of the class with this rule.
static size_t class_of(html *h, fp_buf *rule)
{
	fp_str s = fp_buf_view(rule);
	uint64_t hash = fp_hash64(s.p, s.n, 0);
	size_t i = 0;
	while (i < h->class_n && !(h->classes[i].hash == hash && fp_str_eq(h->classes[i].rule, s)))
		i++;
	if (i == h->class_n) {
		FP_PUSH(h->a, h->classes, h->class_n, h->class_cap) = (css_class){fp_str_dup(h->a, s), hash};
		fp_buf_f(&h->css, ".g%zu{%.*s}\n", i, FP_ARG(s));
	}
	fp_buf_free(rule);
	return i;
}

static size_t box_class(html *h, fp_box b)
{
	fp_buf r = {0};
	put_rem(&r, "left", b.x);
	put_rem(&r, "top", b.y);
	put_rem(&r, "width", b.w);
	put_rem(&r, "height", b.h);
	return class_of(h, &r);
}

static size_t para_class(html *h, const fp_para *p, bool first)
{
	fp_buf r = {0};
	// --k is the runtime's safety net for fonts that are wider than the table.
	fp_buf_z(&r, "font-size:calc(");
	put_num(&r, p->size / 16);
	fp_buf_z(&r, "rem*var(--k,1));line-height:calc(");
	put_num(&r, p->lh / 16);
	fp_buf_z(&r, "rem*var(--k,1));");
	if (!first && p->gap > 0)
		put_rem(&r, "margin-top", p->gap);
	if (p->indent > 0)
		put_rem(&r, "padding-left", p->indent);
	return class_of(h, &r);
}

// ---- text

static void put_lines(fp_buf *b, fp_str s)
{
	while (s.n) {
		fp_str line = fp_str_line(&s);
		put_escaped(b, line);
		if (s.n)
			fp_buf_z(b, "<br>");
	}
}

static void put_run(html *h, const fp_run *r)
{
	static const char *const open[] = {"", "<b>", "<mark class=x>", "<mark class=o>", "<code>", "<span class=nb>"};
	static const char *const close[] = {"", "</b>", "</mark>", "</mark>", "</code>", "</span>"};
	put(h, open[r->kind]);
	put_lines(&h->body, r->text);
	// fp_str_line eats a final line break.
	if (r->text.n && r->text.p[r->text.n - 1] == '\n')
		put(h, "<br>");
	put(h, close[r->kind]);
}

static void put_para_classes(html *h, const fp_para *p, bool first)
{
	fp_buf_f(&h->body, "g%zu c-%s", para_class(h, p, first), fp_palette[p->color].name);
	if (p->bold)
		put(h, " b");
	if (p->figures)
		put(h, " n");
	if (p->color2)
		fp_buf_f(&h->body, " r-%s", fp_palette[p->color2].name);
	if (p->bold2)
		put(h, " r-b");
}

static void put_para_text(html *h, const fp_para *p)
{
	if (p->mark.n)
		fp_buf_f(&h->body, "<span class=\"mk c-%s\" aria-hidden=true>%.*s</span>", fp_palette[p->mark_color].name,
		         FP_ARG(p->mark));
	if (p->strike)
		put(h, "<s>");
	for (size_t i = 0; i < p->run_n; i++)
		put_run(h, &p->runs[i]);
	if (p->strike)
		put(h, "</s>");
}

static void put_text_attributes(html *h, const fp_prim *t)
{
	static const char *const align[] = {"", " ac", " ar"}, *const anchor[] = {"", " vm", " vb"};
	fp_buf_f(&h->body, " class=\"t g%zu%s%s", box_class(h, t->box), align[t->align], anchor[t->anchor]);
	if (t->nowrap)
		put(h, " nw");
	if (t->halo)
		put(h, " halo");
	if (t->step)
		put(h, " st");
	if (t->role == FP_R_TIMER)
		put(h, " tm");
	if (t->role == FP_R_TITLE)
		put(h, " ti");
	if (t->role == FP_R_FOOTER || t->role == FP_R_PAGE_NUMBER)
		put(h, " ft");
}

static void end_svg(html *h)
{
	if (h->in_svg)
		put(h, "</svg>\n");
	h->in_svg = false;
}

static void put_text(html *h, const fp_prim *t)
{
	const char *tag = t->role == FP_R_TITLE ? (h->page ? "h2" : "h1") : t->role == FP_R_HEADING ?
		(h->page ? "h3" : "h2") : t->role == FP_R_LIST ? "li" : "p";
	end_svg(h);
	// The box has the layout's height, what is in it the browser's: the runtime and the tests compare the two.
	const char *outer = t->role == FP_R_LIST ? "ul" : "div";
	fp_buf_f(&h->body, "<%s", outer);
	put_text_attributes(h, t);
	put(h, "\">");
	for (size_t i = 0; i < t->para_n; i++) {
		fp_buf_f(&h->body, "<%s class=\"", tag);
		put_para_classes(h, &t->paras[i], i == 0);
		put(h, "\">");
		put_para_text(h, &t->paras[i]);
		fp_buf_f(&h->body, "</%s>", tag);
	}
	fp_buf_f(&h->body, "</%s>\n", outer);
}

// ---- graphics

static void begin_svg(html *h, int step)
{
	if (h->in_svg && h->svg_step == step)
		return;
	end_svg(h);
	fp_buf_f(&h->body, "<svg class=\"sv%s\" viewBox=\"0 0 1280 720\" aria-hidden=true>", step ? " st" : "");
	h->in_svg = true;
	h->svg_step = step;
}

static void put_attribute(html *h, const char *name, double v)
{
	fp_buf_f(&h->body, " %s=", name);
	put_num(&h->body, v);
}

static void put_paint(html *h, const fp_prim *p)
{
	fp_buf_f(&h->body, " class=\"f-%s l-%s", fp_palette[p->fill].name, fp_palette[p->line].name);
	if (p->fill2)
		fp_buf_f(&h->body, " rf-%s", fp_palette[p->fill2].name);
	if (p->line2)
		fp_buf_f(&h->body, " rl-%s", fp_palette[p->line2].name);
	put(h, "\"");
	if (p->line)
		put_attribute(h, "stroke-width", p->line_w);
	if (p->dashed)
		put(h, " stroke-dasharray=\"6 5\"");
	if (p->dotted) {
		put(h, " stroke-linecap=round stroke-dasharray=\"0 ");
		put_num(&h->body, p->line_w * 2);
		put(h, "\"");
	}
	put(h, " />");
}

static void put_point(html *h, const char *command, double x, double y)
{
	put(h, command);
	put_num(&h->body, x);
	put(h, " ");
	put_num(&h->body, y);
}

static void put_corner(html *h, double r, double x, double y)
{
	put(h, "A");
	put_num(&h->body, r);
	put(h, " ");
	put_num(&h->body, r);
	put_point(h, " 0 0 1 ", x, y);
}

// A rectangle whose corners are not all round.
static void put_bubble(html *h, const fp_prim *p)
{
	fp_box b = p->box;
	double r[4];
	for (unsigned i = 0; i < 4; i++)
		r[i] = p->square & 1u << i ? 3 : p->radius;
	put(h, "<path d=\"");
	put_point(h, "M", b.x + r[0], b.y);
	put_point(h, "L", b.x + b.w - r[1], b.y);
	put_corner(h, r[1], b.x + b.w, b.y + r[1]);
	put_point(h, "L", b.x + b.w, b.y + b.h - r[2]);
	put_corner(h, r[2], b.x + b.w - r[2], b.y + b.h);
	put_point(h, "L", b.x + r[3], b.y + b.h);
	put_corner(h, r[3], b.x, b.y + b.h - r[3]);
	put_point(h, "L", b.x, b.y + r[0]);
	put_corner(h, r[0], b.x + r[0], b.y);
	put(h, "Z\"");
	put_paint(h, p);
}

static void put_rect(html *h, const fp_prim *p)
{
	begin_svg(h, p->step);
	if (p->square) {
		put_bubble(h, p);
		return;
	}
	put(h, "<rect");
	put_attribute(h, "x", p->box.x);
	put_attribute(h, "y", p->box.y);
	put_attribute(h, "width", p->box.w);
	put_attribute(h, "height", p->box.h);
	if (p->radius > 0)
		put_attribute(h, "rx", p->radius);
	put_paint(h, p);
}

static void put_poly(html *h, const fp_prim *p)
{
	begin_svg(h, p->step);
	fp_buf_f(&h->body, "<%s points=\"", p->closed ? "polygon" : "polyline");
	for (size_t i = 0; i < 2 * p->point_n; i++) {
		if (i)
			put(h, " ");
		put_num(&h->body, p->xy[i]);
	}
	put(h, "\"");
	if (!p->closed)
		put(h, " stroke-linejoin=round");
	put_paint(h, p);
}

// ---- tables

static void put_cell(html *h, const fp_table *t, size_t row, size_t col)
{
	const fp_cell *c = &t->cells[row * t->cols + col];
	const char *tag = row ? "td" : "th scope=col";
	fp_buf_f(&h->body, "<%s%s>", tag, c->align == FP_RIGHT ? " class=ar" : c->align == FP_CENTER ? " class=ac" : "");
	for (size_t k = 0; k < c->para_n; k++) {
		put(h, "<p class=\"");
		put_para_classes(h, &c->paras[k], k == 0);
		put(h, "\">");
		if (c->chip_line && c->paras[k].run_n)
			fp_buf_f(&h->body, "<span class=\"chip bg-%s bl-%s\">", fp_palette[c->chip].name,
			         fp_palette[c->chip_line].name);
		put_para_text(h, &c->paras[k]);
		if (c->chip_line && c->paras[k].run_n)
			put(h, "</span>");
		put(h, "</p>");
	}
	put(h, row ? "</td>" : "</th>");
}

static void put_table(html *h, const fp_prim *p)
{
	const fp_table *t = p->table;
	end_svg(h);
	fp_buf_f(&h->body, "<table class=\"tb g%zu\" aria-label=\"", box_class(h, p->box));
	put_escaped(&h->body, fp_rich_plain(h->a, p->name));
	put(h, "\"><colgroup>");
	for (size_t c = 0; c < t->cols; c++) {
		fp_buf r = {0};
		put_rem(&r, "width", t->col_w[c]);
		fp_buf_f(&h->body, "<col class=g%zu>", class_of(h, &r));
	}
	put(h, "</colgroup>");
	for (size_t row = 0; row < t->rows; row++) {
		fp_buf r = {0};
		put_rem(&r, "height", t->row_h[row]);
		put(h, row == 0 ? "<thead>" : row == 1 ? "<tbody>" : "");
		fp_buf_f(&h->body, "<tr class=g%zu>", class_of(h, &r));
		for (size_t c = 0; c < t->cols; c++)
			put_cell(h, t, row, c);
		put(h, row == 0 ? "</tr></thead>\n" : "</tr>\n");
	}
	put(h, t->rows > 1 ? "</tbody></table>\n" : "</table>\n");
}

// ---- charts and pictures

static void put_prims(html *h, fp_prim **v, size_t n);

// The numbers of a chart for those who do not see it.
static void put_chart_table(html *h, const fp_chart *c)
{
	put(h, "<table class=sr><tr><td></td>");
	for (size_t k = 0; k < c->cat_n; k++) {
		const char *tag = c->cats[k].n ? "th scope=col" : "td";
		fp_buf_f(&h->body, "<%s>", tag);
		put_escaped(&h->body, c->cats[k]);
		put(h, c->cats[k].n ? "</th>" : "</td>");
	}
	put(h, "</tr>");
	for (size_t i = 0; i < c->series_n; i++) {
		put(h, "<tr><th scope=row>");
		put_escaped(&h->body, c->series[i].name);
		put(h, "</th>");
		for (size_t k = 0; k < c->cat_n; k++) {
			put(h, "<td>");
			if (!isnan(c->series[i].v[k]))
				put_num(&h->body, c->series[i].v[k]);
			put(h, "</td>");
		}
		put(h, "</tr>");
	}
	put(h, "</table>\n");
}

static void put_chart(html *h, const fp_prim *p)
{
	end_svg(h);
	put(h, "<div role=img aria-label=\"");
	put_escaped(&h->body, fp_strf(h->a, word(h, "图：%.*s", "Chart: %.*s"), FP_ARG(fp_rich_plain(h->a, p->name))));
	put(h, "\">");
	put_prims(h, p->child, p->child_n);
	end_svg(h);
	put(h, "</div>\n");
	if (p->chart && p->chart->series_n)
		put_chart_table(h, p->chart);
}

static void put_image(html *h, const fp_prim *p)
{
	end_svg(h);
	fp_buf_f(&h->body, "<img class=\"im g%zu\" alt=\"", box_class(h, p->box));
	put_escaped(&h->body, p->name);
	put(h, "\" src=\"");
	put_escaped(&h->body, p->src);
	put(h, "\">\n");
}

static void put_prims(html *h, fp_prim **v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		switch (v[i]->kind) {
		case FP_P_RECT:
			put_rect(h, v[i]);
			break;
		case FP_P_LINE:
		case FP_P_POLY:
			put_poly(h, v[i]);
			break;
		case FP_P_TEXT:
			put_text(h, v[i]);
			break;
		case FP_P_TABLE:
			put_table(h, v[i]);
			break;
		case FP_P_CHART:
			put_chart(h, v[i]);
			break;
		case FP_P_IMAGE:
			put_image(h, v[i]);
			break;
		case FP_P_GROUP:
			put_prims(h, v[i]->child, v[i]->child_n);
		}
	}
}

// ---- pages

static void put_notes(html *h, const json_t *notes)
{
	if (!json_array_size(notes))
		return;
	fp_buf_f(&h->body, "<aside class=notes aria-label=\"%s %zu\">", word(h, "讲稿", "Notes"), h->page + 1);
	for (size_t i = 0; i < json_array_size(notes); i++) {
		fp_run *v;
		size_t n = fp_rich_runs(h->a, fp_json_string(json_array_get(notes, i)), &v);
		put(h, "<p>");
		for (size_t k = 0; k < n; k++)
			put_run(h, &v[k]);
		put(h, "</p>");
	}
	put(h, "</aside>");
}

static void put_page(html *h, const fp_page *p)
{
	fp_str title = fp_rich_plain(h->a, p->title);
	put(h, "<section class=\"s");
	if (p->dark_ground)
		put(h, " dk");
	put(h, "\" data-slide=\"");
	put_escaped(&h->body, p->slide->id);
	fp_buf_f(&h->body, "\" data-type=%.*s data-sec=%d", FP_ARG(p->slide->type), p->budget_s);
	if (p->steps)
		fp_buf_f(&h->body, " data-steps=%d", p->steps);
	fp_buf_f(&h->body, " aria-roledescription=\"%s\" aria-label=\"", word(h, "幻灯片", "slide"));
	fp_buf_f(&h->body, word(h, "第 %zu 页，共 %zu 页", "Page %zu of %zu"), h->page + 1, h->scene->page_n);
	if (title.n) {
		put(h, word(h, "：", ": "));
		put_escaped(&h->body, title);
	}
	put(h, "\">\n");
	put_prims(h, p->prims, p->prim_n);
	end_svg(h);
	put_notes(h, p->notes);
	put(h, "</section>\n");
}

// ---- the runtime's furniture: all words that the script shows

static void put_furniture(html *h)
{
	static const struct {
		const char *action, *zh, *en;
	} buttons[] = {{"prev", "‹ 上一步", "‹ Back"}, {"next", "下一步 ›", "Next ›"}, {"overview", "总览 O", "Overview O"},
	               {"presenter", "演讲者 P", "Presenter P"},
		{"full", "全屏 F", "Full screen F"}, {"theme", "深浅 D", "Dark D"}, {"help", "按键 ?", "Keys ?"}};
	static const struct {
		const char *zh_key, *en_key, *zh, *en;
	} keys[] = {{"→ 空格 PgDn", "→ Space PgDn", "下一步", "next"}, {"← PgUp", "← PgUp", "上一步", "back"},
	            {"Home End", "Home End", "第一页、最后一页", "first, last page"},
		{"数字 Enter", "number Enter", "跳到第几页", "go to page"}, {"O", "O", "总览", "overview"},
			{"P", "P", "演讲者视图", "presenter view"}, {"F", "F", "全屏", "full screen"},
		{"B .", "B .", "黑屏", "black screen"}, {"D", "D", "深色、浅色", "dark, light"}, {"T", "T", "演练计时", "role-play timer"},
			{"Esc", "Esc", "退出总览", "leave the overview"}};
	put(h, "<div id=live class=sr aria-live=polite></div>\n");
	fp_buf_f(&h->body, "<nav id=bar aria-label=\"%s\">", word(h, "放映控制", "Show controls"));
	for (size_t i = 0; i < FP_COUNT(buttons); i++)
		fp_buf_f(&h->body, "<button type=button data-do=%s>%s</button>", buttons[i].action,
		         word(h, buttons[i].zh, buttons[i].en));
	fp_buf_f(&h->body, "</nav>\n<dialog id=help aria-label=\"%s\"><table><thead><tr><th scope=col>%s</th><th scope=col>%s</th></tr></thead><tbody>", word(h, "按键", "Keys"), word(h, "键", "Key"),
	         word(h, "作用", "What it does"));
	for (size_t i = 0; i < FP_COUNT(keys); i++)
		fp_buf_f(&h->body, "<tr><td><kbd>%s</kbd></td><td>%s</td></tr>", word(h, keys[i].zh_key, keys[i].en_key),
		         word(h, keys[i].zh, keys[i].en));
	fp_buf_f(&h->body,
	         "</tbody></table><form method=dialog><button>%s</button></form></dialog>\n<div id=pv hidden><div class=top><span id=pn></span><span><small>%s</small> <span id=pe></span></span>"
	         "<span><small>%s</small> <span id=pr></span></span><span><small>%s</small> <span id=pc></span></span></div><div class=left><div class=cur></div></div>"
	         "<div class=right><p class=lab>%s</p><div class=nxt></div><div class=nt tabindex=0></div></div><p class=keys>%s</p></div>\n",
	         word(h, "关闭", "Close"), word(h, "已用", "Elapsed"), word(h, "到本页末剩余", "Left until the end of this page"),
	         	word(h, "现在", "Now"), word(h, "下一页", "Next page"),
	         word(h, "→ 下一步　← 上一步　B 黑屏　数字 Enter 跳页", "→ next   ← back   B black   number Enter: go to page"));
}

static void put_palette(fp_buf *b)
{
	fp_buf_z(b, ":root{");
	for (size_t i = 1; i < FP_C_COUNT; i++)
		fp_buf_f(b, "--%s:#%06x;", fp_palette[i].name, fp_palette[i].light);
	fp_buf_z(b, "}\n@media screen{html[data-theme=dark]{");
	for (size_t i = 1; i < FP_C_COUNT; i++)
		if (fp_palette[i].light != fp_palette[i].dark)
			fp_buf_f(b, "--%s:#%06x;", fp_palette[i].name, fp_palette[i].dark);
	fp_buf_z(b, "}}\n.f-none{fill:none}.l-none{stroke:none}");
	for (size_t i = 1; i < FP_C_COUNT; i++) {
		const char *n = fp_palette[i].name;
		fp_buf_f(b, ".f-%s{fill:var(--%s)}.l-%s{stroke:var(--%s)}.c-%s{color:var(--%s)}.bg-%s{background:var(--%s)}.bl-%s{border-color:var(--%s)}\n", n, n, n, n, n, n, n, n, n, n);
	}
	// What changes with the reveal: after the step, without the script, and on paper.
	static const struct {
		const char *before, *after;
	} when[] = {{".rv ", ""}, {"html:not(.js) ", ""}, {"@media print{.s ", "}"}};
	static const fp_color used[] = {FP_C_GOOD, FP_C_GOODBG, FP_C_INK3};
	for (size_t k = 0; k < FP_COUNT(when); k++) {
		for (size_t i = 0; i < FP_COUNT(used); i++) {
			const char *n = fp_palette[used[i]].name, *o = when[k].before, *c = when[k].after;
			fp_buf_f(b, "%s.rf-%s{fill:var(--%s)}%s%s.rl-%s{stroke:var(--%s)}%s%s.r-%s{color:var(--%s)}%s", o, n, n, c,
			         o, n, n, c, o, n, n, c);
		}
		fp_buf_f(b, "%s.r-b{font-weight:700}%s\n", when[k].before, when[k].after);
	}
}

static void put_head(html *h, fp_buf *out, fp_str style, fp_str script)
{
	const fp_deck *d = h->scene->deck;
	fp_buf_f(out, "<!doctype html>\n<html lang=\"%s\" data-theme=light><head><meta charset=utf-8>\n", h->zh ? "zh-CN" :
	         "en");
	fp_str style_hash = fp_csp_hash(h->a, style), script_hash = fp_csp_hash(h->a, script);
	fp_buf_f(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '%.*s'; style-src '%.*s'; img-src data:; base-uri 'none'; form-action 'none'\">\n",
	         FP_ARG(script_hash), FP_ARG(style_hash));
	fp_buf_z(out, "<meta name=viewport content=\"width=device-width,initial-scale=1\"><meta name=generator content=fupan>\n<title>");
	put_escaped(out, d->title);
	if (d->id.n && !fp_str_has(d->title, d->id)) {
		fp_buf_c(out, ' ');
		put_escaped(out, d->id);
	}
	fp_buf_f(out, "</title>\n<style>%.*s</style></head>\n", FP_ARG(style));
}

fp_str fp_scene_render_html(fp_arena *a, const fp_scene *s)
{
	html h = {.a = a, .scene = s, .zh = fp_deck_zh(s->deck)};
	fp_str sheet, script;
	if (!fp_embed_get("deck.css", &sheet) || !fp_embed_get("deck.js", &script))
		fp_bug("deck.css or deck.js is not embedded");
	for (; h.page < s->page_n; h.page++)
		put_page(&h, &s->pages[h.page]);
	fp_buf pages = h.body, style = {0}, out = {0};
	h.body = (fp_buf){0};
	put_furniture(&h);
	fp_buf_str(&style, sheet);
	put_palette(&style);
	fp_buf_str(&style, fp_buf_view(&h.css));
	put_head(&h, &out, fp_buf_view(&style), script);
	// The presenter's channel must not mix decks: all local files share it.
	fp_buf_z(&out, "<body data-deck=\"");
	put_escaped(&out, s->deck->id);
	fp_buf_f(&out, "-%016llx\">\n<main>\n", (unsigned long long)fp_hash64(pages.p ? pages.p : "", pages.n, 0));
	fp_buf_str(&out, fp_buf_view(&pages));
	fp_buf_z(&out, "</main>\n");
	fp_buf_str(&out, fp_buf_view(&h.body));
	fp_buf_f(&out, "<script>%.*s</script></body></html>\n", FP_ARG(script));
	fp_buf_free(&pages);
	fp_buf_free(&style);
	fp_buf_free(&h.css);
	fp_buf_free(&h.body);
	return fp_buf_take(&out, a);
}
