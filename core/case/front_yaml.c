// Front matter of any legal shape, through libyaml, with the same result that the scanner gives for the shapes it
// knows.
#include <string.h>

#include "case/case_priv.h"

typedef struct {
	fp_arena *a;
	fp_str text;      // the whole file
	fp_span front;
	uint32_t line;    // of the first line of the block
	fp_yfault *fault;
} ctx;

static bool fail(ctx *x, const fp_ynode *at, const char *message)
{
	*x->fault = (fp_yfault){at->line, at->col, fp_str_dup(x->a, fp_s(message))};
	return false;
}

// From a node's column back to where YAML begins its line, which LF need not have begun.
static size_t line_start(const ctx *x, const fp_ynode *key)
{
	size_t i = x->front.start + key->start;
	for (uint32_t col = key->col; col > 1 && i > x->front.start; col--)
		do
			i--;
		while (i > x->front.start && ((unsigned char)x->text.p[i] & 0xC0) == 0x80);
	return i;
}

static size_t line_end(const ctx *x, size_t i)
{
	const char *lf = memchr(x->text.p + i, '\n', x->front.end - i);
	return lf ? (size_t)(lf - x->text.p) + 1 : x->front.end;
}

static bool all_scalars(const fp_ynode *n)
{
	for (size_t i = 0; i < n->n; i++)
		if (n->kid[i]->kind != FP_Y_SCALAR)
			return false;
	return true;
}

static void take_value(ctx *x, const fp_ynode *v, fp_field *f)
{
	if (fp_ynode_null(v))
		return;
	if (v->kind == FP_Y_SCALAR || !all_scalars(v)) {
		f->kind = v->kind == FP_Y_SCALAR ? FP_F_SCALAR : FP_F_OTHER;
		f->items = FP_NEW(x->a, fp_str);
		f->items[0] = v->kind == FP_Y_SCALAR ? v->text : (fp_str){NULL, 0};  // OTHER: known when the lines are
		f->n = 1;
		return;
	}
	f->kind = v->kind == FP_Y_LIST ? FP_F_LIST : FP_F_MAP;
	f->items = FP_NEW_N(x->a, fp_str, v->n + 1);
	for (size_t i = 0; i < v->n; i++)
		f->items[i] = v->kid[i]->text;
	f->n = v->kind == FP_Y_LIST ? v->n : v->n / 2;
}

// Where the field stands. A value that ends at the start of a line is a block scalar, whose last line is then before
// it.
static void take_place(ctx *x, const fp_ynode *k, const fp_ynode *v, fp_field *f)
{
	size_t base = x->front.start, key_end = base + k->end;
	f->line = x->line + k->line - 1;
	f->lines.start = line_start(x, k);
	size_t colon = key_end;
	while (colon < x->front.end && x->text.p[colon] == ' ')
		colon++;
	if (colon < x->front.end && x->text.p[colon] == ':' && !k->alias)
		f->colon = colon + 1;
	size_t end = base + v->end;
	if (v->end <= k->end) {  // nothing written
		f->value = (fp_span){f->colon, f->colon};
		end = f->colon ? f->colon : key_end;
	} else {
		f->value = (fp_span){base + v->start, end};
	}
	bool at_line_start = end > base && end > f->lines.start && x->text.p[end - 1] == '\n';
	f->lines.end = at_line_start ? end : line_end(x, end);
}

static bool take_field(ctx *x, const fp_ynode *k, const fp_ynode *v, fp_fields *out)
{
	if (k->kind != FP_Y_SCALAR || !k->text.n)
		return fail(x, k, fp_tr("字段名必须是文字", "a field name must be text"));
	if (out->n == FP_FIELD_MAX)
		return fail(x, k, fp_tr("字段太多", "too many fields"));
	fp_field f = {.key = k->text};
	take_value(x, v, &f);
	take_place(x, k, v, &f);
	if (out->n && out->v[out->n - 1].lines.end > f.lines.start)
		out->v[out->n - 1].lines.end = f.lines.start;
	FP_PUSH(x->a, out->v, out->n, out->cap) = f;
	return true;
}

static void take_raw(ctx *x, fp_fields *out)
{
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].kind == FP_F_OTHER)
			out->v[i].items[0] = fp_str_sub(x->text, out->v[i].lines.start, out->v[i].lines.end);
}

bool fp_front_yaml(fp_arena *a, fp_str text, fp_span front, uint32_t line, fp_fields *out, fp_yfault *fault)
{
	ctx x = {a, text, front, line, fault};
	bool ok = false;
	fp_ynode *root = fp_yaml_parse(a, fp_str_sub(text, front.start, front.end), true, fault);
	if (!root)
		goto out;
	if (fp_ynode_null(root)) {
		ok = true;
		goto out;
	}
	ok = true;
	if (root->kind != FP_Y_MAP || root->flow)
		ok = fail(&x, root, fp_tr("每行写一个“字段名: 值”", "write one \"name: value\" a line"));
	for (size_t i = 0; ok && i < root->n; i += 2)
		ok = take_field(&x, root->kid[i], root->kid[i + 1], out);
	take_raw(&x, out);
out:
	if (!ok)
		fault->line += line - 1;
	return ok;
}
