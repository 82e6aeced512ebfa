// tokens: the grams that are indexed, and the grams of a term. Han runs give pairs of neighbours, and their last character
// alone: so one character is found as the prefix of a pair or as the end of a run. Words are indexed whole, for prefix search, and
// as trigrams, for quoted parts of words. The words of the title are indexed once more with a mark, to rank large results.
#include <string.h>

#include "index/index_priv.h"

#define MARK_TRIGRAM '\x02'
#define MARK_TITLE '\x03'
#define MARK_TITLE_TRIGRAM '\x04'
#define GRAMS_ASKED 24   // of one term; more do not narrow further

// ---------------------------------------------------------------- runs

typedef struct {
	fp_str s;
	fp_gram_fn each;
	void *ctx;
} walk;

static bool han_run(const walk *w, size_t start, size_t end)
{
	size_t i = start, prev = start;
	fp_utf8_next(w->s, &i);
	while (i < end) {
		size_t next = i;
		fp_utf8_next(w->s, &next);
		if (!w->each(w->ctx, FP_G_HAN, prev, next))
			return false;
		prev = i;
		i = next;
	}
	return w->each(w->ctx, FP_G_HAN, prev, end);
}

static bool word_run(const walk *w, size_t start, size_t end)
{
	size_t a = start, b = start;
	if (!w->each(w->ctx, FP_G_WORD, start, end))
		return false;
	for (int k = 0; k < 2 && b < end; k++)
		fp_utf8_next(w->s, &b);
	while (b < end) {
		fp_utf8_next(w->s, &b);
		if (!w->each(w->ctx, FP_G_TRIGRAM, a, b))
			return false;
		fp_utf8_next(w->s, &a);
	}
	return true;
}

static fp_ch class_at(fp_str s, size_t *i)
{
	unsigned char c = (unsigned char)s.p[*i];
	if (c < 0x80) {
		(*i)++;
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? FP_CH_WORD : fp_ch_class(c);
	}
	uint32_t cp = fp_utf8_next(s, i);
	return cp == FP_BAD_CP ? FP_CH_OTHER : fp_ch_class(cp);
}

bool fp_grams_each(fp_str folded, fp_gram_fn each, void *ctx)
{
	walk w = {folded, each, ctx};
	fp_ch run = FP_CH_OTHER;
	size_t start = 0;
	for (size_t i = 0; i <= folded.n;) {
		size_t at = i;
		fp_ch c = i < folded.n ? class_at(folded, &i) : FP_CH_OTHER;
		if (c != run) {
			if (run == FP_CH_HAN && !han_run(&w, start, at))
				return false;
			if (run == FP_CH_WORD && !word_run(&w, start, at))
				return false;
			run = c;
			start = at;
		}
		if (at == folded.n)
			break;
	}
	return true;
}

// At most FP_TOKEN_MAX bytes, whole characters.
static size_t cut_word(fp_str s, size_t start, size_t end)
{
	if (end - start <= FP_TOKEN_MAX)
		return end;
	end = start + FP_TOKEN_MAX;
	while (end > start && ((unsigned char)s.p[end] & 0xC0) == 0x80)
		end--;
	return end;
}

// ---------------------------------------------------------------- the tokenizer that FTS5 calls

typedef struct {
	fp_str s;
	size_t title_end;
	void *fts;
	int (*token)(void *, int, const char *, int, int, int);
	int rc;
} emitter;

static bool emit(void *ctx, fp_gram_kind kind, size_t start, size_t end)
{
	emitter *e = ctx;
	char marked[FP_TOKEN_MAX + 1];
	if (kind == FP_G_WORD)
		end = cut_word(e->s, start, end);
	size_t n = end - start;
	memcpy(marked + 1, e->s.p + start, n);  // a trigram has at most 12 bytes, a pair 8
	bool trigram = kind == FP_G_TRIGRAM;
	marked[0] = MARK_TRIGRAM;
	e->rc = e->token(e->fts, 0, marked + !trigram, (int)n + trigram, (int)start, (int)end);
	marked[0] = trigram ? MARK_TITLE_TRIGRAM : MARK_TITLE;
	if (e->rc == SQLITE_OK && start < e->title_end)
		e->rc = e->token(e->fts, 0, marked, (int)n + 1, (int)start, (int)end);
	return e->rc == SQLITE_OK;
}

static int tok_create(void *ctx, const char **argv, int argc, Fts5Tokenizer **out)
{
	(void)ctx, (void)argv, (void)argc;
	static char one;
	*out = (Fts5Tokenizer *)&one;
	return SQLITE_OK;
}

static void tok_delete(Fts5Tokenizer *t)
{
	(void)t;
}

static int tok_run(Fts5Tokenizer *t, void *ctx, int flags, const char *text, int n, int (*token)(void *, int, const char *, int, int, int))
{
	(void)t;
	if (flags & FTS5_TOKENIZE_QUERY)  // fp_probe_of wrote the very tokens
		return n ? token(ctx, 0, text, n, 0, n) : SQLITE_OK;
	fp_str s = {text, (size_t)n};
	const char *end = n ? memchr(text, '\x01', (size_t)n) : NULL;
	emitter e = {s, end ? (size_t)(end - text) : 0, ctx, token, SQLITE_OK};
	fp_grams_each(s, emit, &e);
	return e.rc;
}

bool fp_tokenizer_register(sqlite3 *db)
{
	fts5_api *api = NULL;
	sqlite3_stmt *s = NULL;
	fts5_tokenizer t = {tok_create, tok_delete, tok_run};
	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &s, NULL) != SQLITE_OK)
		return false;
	sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", NULL);
	sqlite3_step(s);
	sqlite3_finalize(s);
	return api && api->xCreateTokenizer(api, "fupan", NULL, &t, NULL) == SQLITE_OK;
}

// ---------------------------------------------------------------- the grams of a term

typedef struct {
	fp_arena *a;
	fp_str term;
	bool quoted, title;
	fp_buf match;
	size_t asked;
	bool words;
} prober;

// mark 0: none
static void ask(prober *p, char mark, size_t start, size_t end, bool prefix)
{
	if (p->asked++ >= GRAMS_ASKED)
		return;
	fp_buf_c(&p->match, '"');
	if (mark)
		fp_buf_c(&p->match, mark);
	fp_buf_str(&p->match, fp_str_sub(p->term, start, end));
	fp_buf_z(&p->match, prefix ? "\"* " : "\" ");
}

static void ask_plain(prober *p, size_t start, size_t end, bool prefix)
{
	ask(p, p->title ? MARK_TITLE : 0, start, end, prefix);
}

// Inside a term a word is whole on the side where something else stands beside it.
static void ask_word(prober *p, size_t start, size_t end)
{
	bool last = end == p->term.n;
	size_t cut = cut_word(p->term, start, end);
	if (start == 0 && p->quoted)
		return;  // may begin in the middle of a word: trigrams only
	ask_plain(p, start, cut, last || cut < end);
}

static bool probe_gram(void *ctx, fp_gram_kind kind, size_t start, size_t end)
{
	prober *p = ctx;
	if (kind == FP_G_WORD) {
		p->words = true;
		ask_word(p, start, end);
	} else if (kind == FP_G_TRIGRAM) {
		if (p->quoted)
			ask(p, p->title ? MARK_TITLE_TRIGRAM : MARK_TRIGRAM, start, end, false);
	} else {
		size_t i = start;
		fp_utf8_next(p->term, &i);
		size_t prev = start;  // a run's last character alone is asked only when the run is that character
		while (prev && ((unsigned char)p->term.p[--prev] & 0xC0) == 0x80)
			;
		size_t at = prev;
		bool alone = i == end && (start == 0 || fp_ch_class(fp_utf8_next(p->term, &at)) != FP_CH_HAN);
		if (i < end || alone)
			ask_plain(p, start, end, i == end);
	}
	return true;
}

// Whether the term is nothing but one word, or one or two Han characters: then its grams are the answer.
static bool exact_term(fp_str term, bool quoted)
{
	size_t han = 0, word = 0, other = 0;
	for (size_t i = 0; i < term.n;) {
		fp_ch c = class_at(term, &i);
		han += c == FP_CH_HAN;
		word += c == FP_CH_WORD;
		other += c == FP_CH_OTHER;
	}
	if (other || (han && word))
		return false;
	return word ? !quoted && term.n <= FP_TOKEN_MAX : han >= 1 && han <= 2;
}

fp_probe fp_probe_of(fp_arena *a, fp_str term, bool quoted, bool title)
{
	prober p = {.a = a, .term = term, .quoted = quoted, .title = title};
	fp_grams_each(term, probe_gram, &p);
	fp_probe out = {fp_buf_take(&p.match, a), exact_term(term, quoted), quoted || !p.words};
	if (!out.match.n)
		out.exact = false;
	return out;
}
