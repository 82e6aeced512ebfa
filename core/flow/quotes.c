#include <stdlib.h>
#include <string.h>

#include "flow/week_priv.h"

// Which cases issues and reviews name. Asked by every `show`, so the answer is kept: one line a file in .fupan/quotes, under the tree it
// was made from. A casebook has a few hundred such files; only those that the tree diff names are read again.

#define HEADER "fupan quotes 1 "
#define END "end\n"
#define FILE_MAX ((size_t)256 << 20)

typedef struct {
	fp_workspace *ws;
	fp_quote *v;
	size_t n, cap;
} quotes;

static const char *const folders[] = {"issues", "reviews"};

fp_str fp_quote_name(fp_str path)
{
	fp_str base = fp_path_base(path);
	return fp_str_ends(base, ".md") ? fp_str_sub(base, 0, base.n - 3) : base;
}

static int compare(const void *a, const void *b)
{
	return fp_str_cmp(((const fp_quote *)a)->path, ((const fp_quote *)b)->path);
}

// ---------------------------------------------------------------- the kept file

static bool read_kept(quotes *q, fp_str text, fp_oid *tree)
{
	fp_str head = fp_str_line(&text);
	if (!fp_str_starts(head, HEADER) || head.n != strlen(HEADER) + 40 || !fp_str_ends(text, END))
		return false;
	memcpy(tree->hex, head.p + strlen(HEADER), 40);
	for (text.n -= strlen(END); text.n;) {
		fp_str line = fp_str_line(&text);
		fp_quote k = {.path = fp_str_cut(&line, '\t')};
		k.members = fp_str_cut(&line, '\t');
		k.others = line;
		FP_PUSH(q->ws->a, q->v, q->n, q->cap) = k;
	}
	return true;
}

// A casebook on a read-only disk is answered all the same.
static void keep(const quotes *q, const char *path)
{
	fp_buf b = {.max = FILE_MAX};
	fp_err ignored = {0};
	fp_buf_f(&b, HEADER "%s\n", q->ws->rev.tree.hex);
	for (size_t i = 0; i < q->n; i++)
		fp_buf_f(&b, "%.*s\t%.*s\t%.*s\n", FP_ARG(q->v[i].path), FP_ARG(q->v[i].members), FP_ARG(q->v[i].others));
	fp_buf_z(&b, END);
	if (fp_buf_ok(&b, &ignored) && !fp_file_write(path, fp_buf_view(&b), false, &ignored))
		ignored = (fp_err){0};
	fp_buf_free(&b);
}

// ---------------------------------------------------------------- one file

static bool inside(const fp_field *f, fp_span s)
{
	return f && s.start >= f->lines.start && s.end <= f->lines.end;
}

// All ids have one length, so that finding one in the text of such a list is exact.
static fp_str listed(fp_arena *a, fp_ids ids, fp_ids without)
{
	fp_buf b = {0};
	for (size_t i = 0; i < ids.n; i++)
		if (!fp_ids_have(without, ids.v[i]))
			fp_buf_f(&b, "%s%.*s", b.n ? " " : "", FP_ARG(ids.v[i]));
	return fp_buf_take(&b, a);
}

static fp_quote quote_of(fp_arena *a, fp_str path, fp_str text)
{
	const fp_case *c = fp_case_parse(a, path, text, NULL);
	bool issue = fp_str_starts(path, "issues/");
	const fp_field *cases = issue ? fp_case_field(c, "cases") : NULL, *never = issue ? fp_case_field(c, "cannot_link") : NULL;
	fp_span *ids;
	size_t n = fp_ids_in(a, text, &ids), member_n = 0, other_n = 0;
	fp_str *member = FP_NEW_N(a, fp_str, n + 1), *other = FP_NEW_N(a, fp_str, n + 1);
	for (size_t i = 0; i < n; i++) {
		fp_str id = fp_str_sub(text, ids[i].start, ids[i].end);
		if (inside(cases, ids[i]))
			member[member_n++] = id;
		else if (!inside(never, ids[i]))
			other[other_n++] = id;
	}
	fp_ids members = fp_ids_sorted(a, member, member_n), others = fp_ids_sorted(a, other, other_n);
	return (fp_quote){fp_str_dup(a, path), listed(a, members, (fp_ids){0}), listed(a, others, members)};
}

static bool kept_path(fp_str path)
{
	return fp_str_ends(path, ".md") && !fp_str_has(path, FP_STR("\t")) && !fp_str_has(path, FP_STR("\n"));
}

static bool follow(quotes *q, const fp_change *ch, fp_err *err)
{
	fp_str text;
	if (!kept_path(ch->path))
		return true;
	for (size_t i = 0; i < q->n; i++)
		if (fp_str_eq(q->v[i].path, ch->path)) {
			q->v[i] = q->v[--q->n];
			break;
		}
	if (!ch->after.hex[0])
		return true;
	if (!fp_store_read_blob(q->ws->store, &ch->after, q->ws->a, &text, err))
		return false;
	FP_PUSH(q->ws->a, q->v, q->n, q->cap) = quote_of(q->ws->a, ch->path, text);
	return true;
}

bool fp_quotes(fp_workspace *ws, fp_quote **out, size_t *n, fp_err *err)
{
	quotes q = {.ws = ws};
	fp_oid from = {{0}};
	fp_str text, path = fp_strf(ws->a, "%s/quotes", fp_store_cache(ws->store));
	fp_err none = {0};
	size_t changed = 0;
	bool kept = fp_file_read(ws->a, path.p, FILE_MAX, &text, &none) && read_kept(&q, text, &from) && fp_store_has_tree(ws->store, &from);
	if (!kept) {
		q.n = 0;
		from = (fp_oid){{0}};
	}
	for (size_t f = 0; f < FP_COUNT(folders) && !(kept && fp_oid_eq(&from, &ws->rev.tree)); f++) {
		fp_change *ch;
		size_t ch_n = 0;
		if (!fp_store_diff(ws->store, &from, &ws->rev.tree, fp_s(folders[f]), ws->a, &ch, &ch_n, err))
			return false;
		for (size_t i = 0; i < ch_n; i++)
			if (!follow(&q, &ch[i], err))
				return false;
		changed += ch_n;
	}
	if (q.n)
		qsort(q.v, q.n, sizeof *q.v, compare);
	if (!kept || changed)
		keep(&q, path.p);
	*out = q.v;
	*n = q.n;
	return true;
}

// ---------------------------------------------------------------- used-in:NAME of a query

static bool no_such(const fp_quote *v, size_t n, fp_str name, fp_err *err)
{
	fp_str best = {0};
	size_t distance = 4;
	for (size_t i = 0; i < n; i++) {
		size_t d = fp_str_distance(name, fp_quote_name(v[i].path), distance - 1);
		if (d < distance) {
			distance = d;
			best = fp_quote_name(v[i].path);
		}
	}
	if (best.n)
		return fp_fail(err, FP_USAGE, fp_tr("used-in: 没有问题或周复盘 %.*s，是不是 %.*s？", "used-in: there is no issue or review %.*s; did you mean %.*s?"), FP_ARG(name), FP_ARG(best));
	return fp_fail(err, FP_USAGE, fp_tr("used-in: 没有（已保存的）问题或周复盘 %.*s", "used-in: there is no (saved) issue or review %.*s"), FP_ARG(name));
}

bool fp_quotes_of(void *ws, fp_str name, fp_arena *a, fp_str **ids, size_t *n, fp_err *err)
{
	fp_quote *v;
	size_t v_n, cap = 0;
	bool any = fp_str_is(name, "*"), known = any;
	*ids = NULL;
	*n = 0;
	if (!fp_quotes(ws, &v, &v_n, err))
		return false;
	for (size_t i = 0; i < v_n; i++) {
		fp_str list[] = {v[i].members, v[i].others};
		if (!any && !fp_str_eq(name, fp_quote_name(v[i].path)) && !fp_str_eq(name, v[i].path))
			continue;
		known = true;
		for (size_t k = 0; k < FP_COUNT(list); k++)
			while (list[k].n)
				FP_PUSH(a, *ids, *n, cap) = fp_str_cut(&list[k], ' ');
	}
	return known || no_such(v, v_n, name, err);
}
