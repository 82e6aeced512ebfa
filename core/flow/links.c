#include <string.h>

#include "flow/week_priv.h"

// Links between cases. What a person wrote is read from the file; what points here is asked of the index; same order, same issue and
// "used in" follow from what is there and are written nowhere.

typedef struct {
	fp_workspace *ws;
	const fp_case_at *at;
	fp_str names;          // the ids of this case, now and earlier, as values of a query: "a","b"
	fp_str text;           // the same as words: "a" OR "b"
	fp_link_row *v;
	size_t n, cap;
	fp_err *err;
} gather;

// ---------------------------------------------------------------- small things

static void quote_into(fp_buf *b, fp_str s)
{
	fp_buf_c(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			fp_buf_c(b, '\\');
		fp_buf_c(b, s.p[i]);
	}
	fp_buf_c(b, '"');
}

static void name_case(gather *g)
{
	fp_buf names = {0}, text = {0};
	const fp_field *f = fp_case_field(g->at->doc, "aliases");
	quote_into(&names, g->at->id);
	quote_into(&text, g->at->id);
	for (size_t i = 0; f && f->kind != FP_F_MAP && i < f->n && i < FP_LINKS_MAX; i++) {
		if (!fp_str_trim(f->items[i]).n)
			continue;
		fp_buf_c(&names, ',');
		quote_into(&names, f->items[i]);
		fp_buf_z(&text, " OR ");
		quote_into(&text, f->items[i]);
	}
	g->names = fp_buf_take(&names, g->ws->a);
	g->text = fp_buf_take(&text, g->ws->a);
}

static bool is_self(const gather *g, fp_str id)
{
	return fp_str_eq(id, g->at->id);
}

// caused_by is shown as caused-by, in Chinese by the name that the schema gives it.
static fp_str kind_of(fp_arena *a, fp_str field)
{
	fp_str s = fp_str_dup(a, field);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '_')
			((char *)(uintptr_t)s.p)[i] = '-';
	return s;
}

static fp_str kind_name(const fp_field_def *def)
{
	return fp_lang_get() == FP_ZH ? def->zh : def->en;
}

static fp_link_row *find_row(gather *g, fp_str kind, fp_str id)
{
	for (size_t i = 0; i < g->n; i++)
		if (fp_str_eq(g->v[i].id, id) && (!kind.n || fp_str_eq(g->v[i].kind, kind)))
			return &g->v[i];
	return NULL;
}

static void add_row(gather *g, fp_link_row row)
{
	fp_link_row *old = find_row(g, row.kind, row.id);
	if (old)
		old->ways |= row.ways;
	else
		FP_PUSH(g->ws->a, g->v, g->n, g->cap) = row;
}

// ---------------------------------------------------------------- what the case names

// The title of one case of the index.
static bool title_of(gather *g, fp_str id, fp_str *title)
{
	fp_hit *hits = NULL;
	size_t n = 0;
	fp_find_options o = {.sort = "received"};
	fp_query *q = fp_flow_query(g->ws, fp_strf(g->ws->a, "id:%.*s", FP_ARG(id)), g->err);
	*title = (fp_str){0};
	if (!q || !fp_index_find(g->ws->index, q, &o, g->ws->a, &hits, &n, g->err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (fp_str_eq(hits[i].id, id))
			*title = hits[i].title;
	fp_hits_free(hits, n);
	return true;
}

static bool add_case(gather *g, fp_str kind, fp_str name, unsigned ways, fp_str written, bool dead_too)
{
	fp_link_row row = {.kind = kind, .name = name, .ways = ways, .id = written};
	fp_err none = {0};
	if (!fp_index_lookup(g->ws->index, written, g->ws->a, &row.path, &row.id, &none)) {
		row.id = written;
		row.path = (fp_str){0};
		if (none.code != FP_NOT_FOUND && none.code != FP_USAGE)
			return fp_fail(g->err, none.code, "%s", none.msg);
		if (dead_too)
			add_row(g, row);
		return true;
	}
	if (is_self(g, row.id) || !title_of(g, row.id, &row.title))
		return is_self(g, row.id);
	add_row(g, row);
	return true;
}

static bool add_written(gather *g, const fp_link *v, size_t n, bool text)
{
	for (size_t i = 0; i < n && i < FP_LINKS_MAX * 4; i++) {
		const fp_field_def *def = v[i].field;
		if (text != !def || (def && def->link != FP_LINK_CASE) || (text && find_row(g, (fp_str){0}, v[i].target)))
			continue;
		if (!add_case(g, def ? kind_of(g->ws->a, def->name) : FP_STR("mentions"), def ? kind_name(def) : fp_s(fp_tr("提到", "mentions")), FP_LINK_TO, v[i].target, def))
			return false;
	}
	return true;
}

// ---------------------------------------------------------------- what names the case

static bool add_found(gather *g, fp_str kind, fp_str name, unsigned ways, fp_str query)
{
	fp_hit *hits = NULL;
	size_t n = 0;
	fp_find_options o = {.sort = "-received", .limit = FP_LINKS_MAX};
	fp_query *q = fp_flow_query(g->ws, query, g->err);
	if (!q || !fp_index_find(g->ws->index, q, &o, g->ws->a, &hits, &n, g->err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!is_self(g, hits[i].id) && !(fp_str_is(kind, "mentions") && !find_row(g, kind, hits[i].id) && find_row(g, (fp_str){0}, hits[i].id)))
			add_row(g, (fp_link_row){kind, name, ways, hits[i].id, hits[i].title, hits[i].path});
	fp_hits_free(hits, n);
	return true;
}

static bool add_backlinks(gather *g)
{
	const fp_schema *s = g->ws->schema;
	for (size_t i = 0; i < s->field_n; i++) {
		const fp_field_def *def = &s->fields[i];
		fp_str query = fp_strf(g->ws->a, "label.%.*s:%.*s", FP_ARG(def->name), FP_ARG(g->names));
		if (def->link == FP_LINK_CASE && !add_found(g, kind_of(g->ws->a, def->name), kind_name(def), FP_LINK_FROM, query))
			return false;
	}
	return true;
}

// A placeholder such as [订单号#1] is counted anew in every file and says nothing about another.
static bool add_same_order(gather *g)
{
	fp_buf b = {0};
	const fp_field_def *def = fp_schema_field(g->ws->schema, FP_STR("same_order"));
	fp_str order = fp_str_trim(fp_case_get(g->at->doc, "order"));
	if (!order.n || fp_str_starts(order, "[") || !fp_schema_field(g->ws->schema, FP_STR("order")))
		return true;
	fp_buf_z(&b, "order=");
	quote_into(&b, order);
	return add_found(g, FP_STR("same-order"), def ? kind_name(def) : fp_s(fp_tr("同一订单", "Same order")), 0, fp_buf_take(&b, g->ws->a));
}

// ---------------------------------------------------------------- issues and reviews

static bool has_id(fp_str list, const gather *g)
{
	const fp_field *f = fp_case_field(g->at->doc, "aliases");
	bool found = fp_str_has(list, g->at->id);
	for (size_t i = 0; !found && f && f->kind != FP_F_MAP && i < f->n; i++)
		found = fp_id_valid(f->items[i]) && fp_str_has(list, f->items[i]);
	return found;
}

static bool names_issue(const gather *g, fp_str issue)
{
	const fp_field *f = fp_case_field(g->at->doc, "issue");
	for (size_t i = 0; f && f->kind != FP_F_MAP && i < f->n; i++)
		if (fp_str_eq(f->items[i], issue))
			return true;
	return false;
}

// Of an issue: its file lists the case, or the case names it.
static bool is_member(const gather *g, const fp_quote *k)
{
	return has_id(k->members, g) || (fp_str_starts(k->path, "issues/") && names_issue(g, fp_quote_name(k->path)));
}

static bool add_file(gather *g, const fp_quote *k)
{
	fp_str text;
	fp_link_row row = {FP_STR("used-in"), fp_s(fp_tr("用于", "used in")), FP_LINK_FROM, fp_quote_name(k->path), {0}, k->path};
	if (fp_str_starts(k->path, "issues/")) {
		if (!fp_store_read(g->ws->store, &g->ws->rev, k->path, g->ws->a, &text, NULL, g->err))
			return false;
		row.title = fp_issue_parse(g->ws->a, k->path, text, NULL)->title;
	} else {
		row.title = fp_s(fp_tr("每周复盘", "weekly review"));
	}
	add_row(g, row);
	return true;
}

// The newest members of an issue; ids begin with the day and are listed in order.
static bool add_members(gather *g, const fp_quote *k)
{
	size_t left = FP_LINKS_MAX;
	fp_str name = fp_s(fp_tr("同一问题", "same issue")), kind = FP_STR("same-issue"), list = k->members;
	while (list.n && left--) {
		size_t start = list.n;
		while (start && list.p[start - 1] != ' ')
			start--;
		if (!add_case(g, kind, name, 0, fp_str_sub(list, start, list.n), false))
			return false;
		list.n = start ? start - 1 : 0;
	}
	fp_buf b = {0};
	fp_buf_z(&b, "label.issue:");
	quote_into(&b, fp_quote_name(k->path));
	fp_str query = fp_buf_take(&b, g->ws->a);
	return !fp_schema_field(g->ws->schema, FP_STR("issue")) || add_found(g, kind, name, 0, query);
}

static bool add_uses(gather *g)
{
	fp_quote *v;
	size_t n;
	if (!fp_quotes(g->ws, &v, &n, g->err))
		return false;
	for (size_t i = n; i-- > 0;)
		if ((is_member(g, &v[i]) || has_id(v[i].others, g)) && !add_file(g, &v[i]))
			return false;
	for (size_t i = 0; i < n; i++)
		if (is_member(g, &v[i]) && !add_members(g, &v[i]))
			return false;
	return true;
}

bool fp_flow_links(fp_workspace *ws, const fp_case_at *at, fp_link_row **out, size_t *n, fp_err *err)
{
	gather g = {.ws = ws, .at = at, .err = err};
	fp_link *v;
	size_t link_n = fp_case_links(ws->a, at->doc, ws->schema, &v);
	*out = NULL;
	*n = 0;
	name_case(&g);
	if (!add_written(&g, v, link_n, false) || !add_backlinks(&g) || !add_written(&g, v, link_n, true))
		return false;
	if (!add_found(&g, FP_STR("mentions"), fp_s(fp_tr("提到", "mentions")), FP_LINK_FROM, g.text) || !add_same_order(&g) || !add_uses(&g))
		return false;
	*out = g.v;
	*n = g.n;
	return true;
}

// ---------------------------------------------------------------- writing one

static bool issue_exists(fp_workspace *ws, fp_str id)
{
	fp_str text;
	fp_err none = {0};
	return fp_store_read_working(ws->store, fp_strf(ws->a, "issues/%.*s.md", FP_ARG(id)), ws->a, &text, &none);
}

static bool one_value(fp_workspace *ws, fp_str self, const fp_field_def *def, fp_str one, bool drop, fp_str *out, fp_err *err)
{
	fp_str path;
	fp_err why = {0};
	*out = one;
	if (def->link == FP_LINK_ISSUE)
		return drop || issue_exists(ws, one) || fp_fail(err, FP_NOT_FOUND, fp_tr("没有问题 %.*s；fupan issues 列出全部", "there is no issue %.*s; fupan issues lists them"), FP_ARG(one));
	if (!fp_index_lookup(ws->index, one, ws->a, &path, out, &why)) {
		*out = one;
		return drop || fp_fail(err, why.code, "%.*s: %s", FP_ARG(def->name), why.msg);
	}
	return drop || !fp_str_eq(*out, self) || fp_fail(err, FP_USAGE, fp_tr("%.*s：案例不能链接自己", "%.*s: a case cannot link to itself"), FP_ARG(def->name));
}

bool fp_link_values(fp_workspace *ws, fp_str self, fp_assign *set, size_t n, fp_err *err)
{
	for (size_t i = 0; i < n; i++) {
		const fp_field_def *def = fp_schema_field(ws->schema, set[i].field);
		fp_str rest = set[i].value;
		fp_buf b = {0};
		if (!def || def->link == FP_LINK_NONE || !rest.n)
			continue;
		bool relative = rest.p[0] == '+' || rest.p[0] == '-', ok = true;
		while (rest.p && ok) {
			fp_str one = fp_str_item(&rest), full;
			char sign = relative && one.n && (one.p[0] == '+' || one.p[0] == '-') ? one.p[0] : 0;
			one = fp_str_trim(fp_str_sub(one, sign ? 1 : 0, one.n));
			if (!one.n)
				continue;
			ok = one_value(ws, self, def, one, sign == '-' || set[i].op == '-', &full, err);
			// What is taken away may stand in the file as it was typed, or under the full id.
			if ((sign == '-' || set[i].op == '-') && !fp_str_eq(one, full))
				fp_buf_f(&b, "%s%.*s%.*s", b.n ? "," : "", sign ? 1 : 0, &sign, FP_ARG(one));
			fp_buf_f(&b, "%s%.*s%.*s", b.n ? "," : "", sign ? 1 : 0, &sign, FP_ARG(full));
		}
		set[i].value = fp_buf_take(&b, ws->a);
		if (!ok)
			return false;
	}
	return true;
}
