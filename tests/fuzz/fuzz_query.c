// Queries, and the promise that search rests on: whatever the scan finds in a text, the keys of the text admit as often, and where
// the keys are said to be the answer the scan agrees. Input: a query, a NUL, a text.
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

// ---------------------------------------------------------------- the keys that the index would hold

// How often a key of the range stands in the text, as far as postings count.
static size_t stands(const fp_key_set *keys, fp_key_range r)
{
	size_t sum = 0;
	for (size_t i = 0; i < keys->n; i++)
		if (keys->v[i].key >= r.lo && keys->v[i].key <= r.hi)
			sum += keys->v[i].tf;
	return sum < FP_TF_MAX ? sum : FP_TF_MAX;
}

// The bound that postings give: the rarest key of the term.
static size_t most(const fp_key_set *keys, const fp_probe *p)
{
	size_t least = FP_TF_MAX;
	for (size_t i = 0; i < p->n; i++) {
		size_t n = stands(keys, p->range[i]);
		least = n < least ? n : least;
	}
	return least;
}

// What differs from the folded text makes the text again; any bytes instead of it make some text or are refused.
static void check_unfold(fp_str text, const fp_folded *f, fp_str noise)
{
	fp_unfold_steps u = {0};
	fp_str plain;
	fp_unfold_put(&u, text, f);
	if (!fp_unfold(a, f->text, fp_buf_view(&u.out), &plain) || !fp_str_eq(plain, text))
		fp_bug("unfolded %.*s", FP_ARG(plain));
	fp_buf_free(&u.out);
	fp_unfold(a, f->text, noise, &plain);
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

// Rows of turns that say anything; and what a turn holds is in the text.
static void check_turn(const fp_node *n, const fp_folded *text, fp_str rows)
{
	fp_doc_text d = {.folded = text->text, .piece = {{FP_STR("dialogue"), 0, text->text.n}}, .piece_n = 1};
	fp_turn_row all = {0, (uint32_t)text->text.n, 0, FP_WHO_AGENT, 0};
	fp_match *m = NULL;
	size_t m_n = 0, cap = 0;
	d.turns = rows;
	fp_leaf_matches(a, &d, 0, text, n, &m, &m_n, &cap);
	d.turns = (fp_str){(const char *)&all, sizeof all};
	fp_leaf_matches(a, &d, 0, text, n, &m, &m_n, &cap);
	for (size_t i = 0; i < m_n; i++)
		if (m[i].start > m[i].end || m[i].end > text->origin[text->text.n])
			fp_bug("a turn matches %zu..%zu", m[i].start, m[i].end);
}

// The saved query @f is the last part of the input.
static void set_saved(fp_str text)
{
	static fp_str word, number, period;
	static fp_saved_param params[3];
	static fp_saved_query saved;
	size_t bad;
	word = FP_STR("a\" OR (b");
	number = FP_STR("3");
	period = FP_STR("last-week");
	params[0] = (fp_saved_param){FP_STR("w"), FP_STR("text"), FP_STR("a word"), NULL, &word, 1};
	params[1] = (fp_saved_param){FP_STR("n"), FP_STR("number"), FP_STR(""), NULL, &number, 1};
	params[2] = (fp_saved_param){FP_STR("t"), FP_STR("period"), FP_STR(""), NULL, &period, 1};
	saved = (fp_saved_query){.name = FP_STR("f"), .path = FP_STR("queries/f.yaml"), .query = fp_utf8_valid(text, &bad) ? text : FP_STR("$w"), .file = text, .param = params, .param_n = 3};
	schema->saved = &saved;
	schema->saved_n = 1;
}

static void check_saved(const fp_calendar *cal)
{
	fp_err err = {0};
	uint32_t line, col;
	if (!fp_query_check_saved(a, &schema->saved[0], schema, cal, &line, &col, &err) && (!err.code || !line || !col))
		fp_bug("%u:%u %s", line, col, err.msg);
}

static void check_term(const fp_node *n, const fp_folded *text, const fp_key_set *keys)
{
	fp_match *m;
	fp_folded self = {text->text, FP_NEW_N(a, uint32_t, text->text.n + 1)};
	for (size_t i = 0; i <= text->text.n; i++)
		self.origin[i] = (uint32_t)i;
	fp_probe p = fp_probe_of(n->text, n->quoted);
	size_t found = fp_scan(a, &self, n->text, n->quoted, &m), bound = most(keys, &p), counted = found < FP_TF_MAX ? found : FP_TF_MAX;
	if (counted > bound)
		fp_bug("%.*s is %zu times in the text and its keys %zu times", FP_ARG(n->text), found, bound);
	if (p.exact && !found != !bound)
		fp_bug("%.*s: keys are not the answer", FP_ARG(n->text));
	if (p.counts && counted != bound)
		fp_bug("%.*s: %zu times and not %zu", FP_ARG(n->text), found, bound);
	for (size_t i = 0; i < found && p.counts; i++)
		if (fp_match_cuts(text->text, m[i].start) || fp_match_cuts(text->text, m[i].end))
			fp_bug("%.*s is not whole", FP_ARG(n->text));
	if (found && !fp_str_has(text->text, n->text))
		fp_bug("%.*s is no substring", FP_ARG(n->text));
	if (p.bare && !found != !fp_str_has(text->text, n->text))
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
	fp_str plain = fp_str_cut(&rest, 0);
	fp_err err = {0};
	set_saved(rest);
	check_saved(&cal);
	fp_query *q = fp_query_parse(a, query, schema, &cal, &err);
	if (!q != (err.code != FP_OK) || (err.code && err.code != FP_USAGE && err.code != FP_LIMIT))
		fp_bug("code %d: %s", (int)err.code, err.msg);
	if (!q || plain.n > 4096)
		return 0;
	fp_folded text = fp_fold(a, plain, true);
	fp_key_set keys = {0};
	check_unfold(plain, &text, query);
	fp_key_set_text(&keys, text.text, false);
	for (size_t i = 0; i < q->term_n && i < 20; i++)
		if (q->term[i]->kind == FP_N_TERM)
			check_term(q->term[i], &text, &keys);
		else if (q->term[i]->kind == FP_N_NEAR)
			check_near(q->term[i], &text);
		else
			check_turn(q->term[i], &text, rest);
	fp_key_set_free(&keys);
	return 0;
}
