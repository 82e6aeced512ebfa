// Queries, and the promise that search rests on: whatever the scan finds in a text, the grams of the text admit, and where the
// grams are said to be the answer the scan agrees. Input: a query, a NUL, a text.
#include <stdlib.h>
#include <string.h>

#include "index/index_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static fp_arena *schema_arena, *a;
static fp_schema *schema;

static bool settings_only(void *ctx, fp_arena *arena, const char *path, fp_str *text)
{
	(void)ctx, (void)arena;
	*text = FP_STR("id: fuzz\nname: fuzz\nlang: zh\ntimezone: \"+08:00\"\n");
	return strcmp(path, "fupan.yaml") == 0;
}

static size_t no_list(void *ctx, fp_arena *arena, const char *dir, fp_str **names)
{
	(void)ctx, (void)arena, (void)dir;
	*names = NULL;
	return 0;
}

static void load(void)
{
	fp_files files = {NULL, settings_only, no_list};
	fp_err err = {0};
	schema_arena = fp_arena_new(0);
	a = fp_arena_new(256u << 20);
	fp_diags diags = {.arena = schema_arena};
	schema = fp_schema_load(schema_arena, &files, &diags, &err);
	if (!schema)
		fp_bug("%s", err.msg);
}

// ---------------------------------------------------------------- the tokens that the index would hold

typedef struct {
	fp_str folded, *v;
	size_t n, cap;
} tokens;

static bool take(void *ctx, fp_gram_kind kind, size_t start, size_t end)
{
	tokens *t = ctx;
	if (kind == FP_G_WORD && end - start > FP_TOKEN_MAX) {
		end = start + FP_TOKEN_MAX;
		while (((unsigned char)t->folded.p[end] & 0xC0) == 0x80)
			end--;
	}
	fp_str s = fp_str_sub(t->folded, start, end);
	FP_PUSH(a, t->v, t->n, t->cap) = kind == FP_G_TRIGRAM ? fp_strf(a, "\x02%.*s", FP_ARG(s)) : s;
	return true;
}

static bool has_token(const tokens *t, fp_str token, bool prefix)
{
	for (size_t i = 0; i < t->n; i++)
		if (fp_str_eq(t->v[i], token) || (prefix && t->v[i].n > token.n && memcmp(t->v[i].p, token.p, token.n) == 0))
			return true;
	return false;
}

// "token" "token"* ... as fp_probe_of writes it; all must be there.
static bool admits(const tokens *t, fp_str match)
{
	for (size_t i = 0; i < match.n;) {
		ptrdiff_t end = fp_str_find(match, FP_STR("\""), i + 1);
		if (match.p[i] != '"' || end < 0)
			fp_bug("a MATCH expression %.*s", FP_ARG(match));
		fp_str token = fp_str_sub(match, i + 1, (size_t)end);
		i = (size_t)end + 1;
		bool prefix = match.p[i] == '*';
		i += prefix ? 2 : 1;
		if (!has_token(t, token, prefix))
			return false;
	}
	return true;
}

// NEAR finds what stands in the text and belongs to one of its sides.
static void check_near(const fp_node *n, const fp_folded *text)
{
	fp_match *m;
	size_t all = fp_near(a, text, n, &m);
	for (size_t i = 0; i < all; i++)
		if (m[i].start >= m[i].end || m[i].end > text->origin[text->text.n] || (i && m[i].start < m[i - 1].start))
			fp_bug("NEAR finds %zu..%zu", m[i].start, m[i].end);
	if (all == 1)
		fp_bug("NEAR finds one end");
}

static void check_term(const fp_node *n, const fp_folded *text, const tokens *t)
{
	fp_match *m;
	fp_probe p = fp_probe_of(a, n->text, n->quoted, false);
	bool found = fp_scan(a, text, n->text, n->quoted, &m) > 0, admitted = admits(t, p.match);
	if (found && !admitted)
		fp_bug("%.*s is in the text and its grams are not", FP_ARG(n->text));
	if (p.exact && p.match.n && admitted != found)
		fp_bug("%.*s: grams are not the answer", FP_ARG(n->text));
	if (found && !fp_str_has(text->text, n->text))
		fp_bug("%.*s is no substring", FP_ARG(n->text));
	if (p.bare && found != fp_str_has(text->text, n->text))
		fp_bug("%.*s: a substring test does not suffice", FP_ARG(n->text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!schema)
		load();
	fp_arena_reset(a);
	static const fp_promo promo = {{"双十一2026", 13}, 20757, 20768};
	fp_calendar cal = {20780, &promo, 1};
	fp_str rest = {(const char *)data, size}, query = fp_str_cut(&rest, 0);
	fp_err err = {0};
	fp_query *q = fp_query_parse(a, query, schema, &cal, &err);
	if (!q != (err.code != FP_OK) || (err.code && err.code != FP_USAGE && err.code != FP_LIMIT))
		fp_bug("code %d: %s", (int)err.code, err.msg);
	if (!q || rest.n > 4096)
		return 0;
	fp_folded text = fp_fold(a, rest, true);
	tokens t = {.folded = text.text};
	fp_grams_each(text.text, take, &t);
	for (size_t i = 0; i < q->term_n && i < 20; i++)
		if (q->term[i]->kind == FP_N_TERM)
			check_term(q->term[i], &text, &t);
		else if (q->term[i]->kind == FP_N_NEAR)
			check_near(q->term[i], &text);
	return 0;
}
