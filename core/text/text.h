// text: words. Folding for search, plain scans, sentences, phrase sets, features, similarity, clusters, personal data.
// Pure: no files, no clock, no locale. Owns ICU (composition of combining characters, word edges of key phrases;
// everything else is a generated table).
//
// All text is UTF-8, offsets are bytes of the original unless said otherwise. Invalid UTF-8 is never an error here: an
// invalid byte is one unknown character (U+FFFD when folded). Everything is linear or near-linear in the text. Results
// live in the arena given, are in the order of the text, and are the same for the same input on every machine.
//
// Usual orders of call: fp_fold, fp_scan (a search); fp_phrases_new, fp_phrases_scan for many texts, fp_phrases_free (a
// plugin); fp_clusters (a week of cases); fp_pii_redact (a text on its way in).
#ifndef FP_TEXT_H
#define FP_TEXT_H
#include "base/base.h"

// ---- folding for search: traditional to simplified, full width to half width, case, NFKC, typographic apostrophes and
// hyphens to ' and -; invisible characters vanish. The tables are generated and committed (core/text/fold_table.inc,
// made by tests/lib/make_fold_table.c), so folding is stable for ever. Idempotent: fold(fold(x)) = fold(x). A fold of
// two texts laid end to end is the two folds laid end to end unless the second begins with a combining mark.
typedef struct {
	fp_str text;         // folded, valid UTF-8
	// for each folded byte, the offset in the original where its character starts; origin[n] = original length
	uint32_t *origin;
} fp_folded;
// origin is NULL unless wanted; texts of 4 GiB and more abort
fp_folded fp_fold(fp_arena *a, fp_str s, bool want_origin);
uint32_t fp_fold_cp(uint32_t cp);          // the one to one part of the folding
typedef struct {
	size_t start, end;   // bytes of the original
} fp_match;
// The original bytes that folded bytes [from, to) came from: whole characters, with the marks that belong to them.
// Needs origin.
fp_match fp_folded_span(const fp_folded *f, size_t from, size_t to);

// HAN: Han, and the other scripts written without spaces (kana, bopomofo, Thai, Lao, Khmer, Burmese, Yi), where a word
// can begin anywhere. WORD: letters, marks and digits of all other scripts. OTHER: everything else (punctuation,
// spaces, emoji, symbols).
typedef enum { FP_CH_OTHER, FP_CH_HAN, FP_CH_WORD } fp_ch;
fp_ch fp_ch_class(uint32_t cp);

// ---- a plain scan by the rules of docs/query.md: the oracle of search, and the finder of marks. Leftmost matches that
// do not overlap. quoted: a substring of the folded text, wherever it is. Unquoted: the same, but when the term begins
// with a WORD character it must stand at the start of a word (the character before it is not WORD). The term is one
// contiguous piece: "iphone手机" is found in "买iPhone手机" and not in "xiphone手机".
size_t fp_scan(fp_arena *a, const fp_folded *text, fp_str folded_term, bool quoted, fp_match **out);

// ---- sentences: trimmed, never empty. They end after 。！？；｡ and ! ? ; with the closing quotes and brackets that
// follow, at line ends, and at a full stop before white space or after Han (not in 3.5, a.m., Mr. Li, "1. first").
// Nothing else is lost.
size_t fp_sentences(fp_arena *a, fp_str s, fp_match **out);

// ---- phrase sets: thousands of literal phrases in one pass. Folded on both sides; overlapping hits are all reported.
// Where a phrase begins or ends with a WORD character it matches whole words only ("app" not in "apple", but in
// "用app下单"); a space stands for any white space with at most one line end. A phrase "A…B" (U+2026) is A, then the
// nearest B at most 8 characters later in the same sentence; more parts are allowed. At most FP_PHRASE_HITS hits a
// text.
#define FP_PHRASE_HITS 100000
typedef struct fp_phrases fp_phrases;
// ids are positions. INVALID for a phrase without content or with an empty part, LIMIT above 200,000 phrases or 1,000
// bytes in one.
fp_phrases *fp_phrases_new(const fp_str *phrases, size_t n, fp_err *err);
void fp_phrases_free(fp_phrases *p);       // NULL is fine
typedef struct {
	uint32_t id;
	size_t start, end;       // bytes of the original
	// A negation word governs it: 不 没 没有 未 并非 无 别 勿 … or not, no, never, n't, without within three words; same clause.
	// Doubled negation (不是不退款), questions (退不退款), and words that only look negative (不得不 不仅 不久 差点没 not only) do not
	// count.
	bool negated;
	bool quoted;             // inside 「」『』“”‘’"" or after 说/回复/告诉我/said and a colon, to the end of the sentence
} fp_phrase_hit;
// by start, then longest, then id
size_t fp_phrases_scan(const fp_phrases *p, fp_arena *a, fp_str text, fp_phrase_hit **out);

// ---- features, similarity, groups
typedef struct {
	uint32_t *key;           // ascending
	float *weight;
	size_t n;
} fp_vector;
// Hashed counts: Han characters and pairs, word stems (English stop words left out) and pairs of words. Pairs do not
// cross punctuation. Not normalised.
void fp_grams(fp_arena *a, fp_str text, fp_vector *out);
// 0..1, cosine of 1 + ln count; texts equal when folded give 1
double fp_similarity(fp_arena *a, fp_str x, fp_str y);
typedef struct {
	fp_str title, body;
} fp_doc;
typedef struct {
	double threshold;        // mean cosine inside a cluster; 0: 0.12
	size_t neighbours;       // candidates of each text, at most 100; 0: 15
	size_t min_size;         // 0: 3
} fp_cluster_options;
typedef struct {
	size_t *member;          // document numbers, ascending
	size_t n;
	size_t medoid;           // most typical
	double cohesion;         // mean cosine to the centroid
	fp_str title;            // the medoid's title when it is 6 to 24 characters, else key phrases; never empty
	fp_str *phrase;          // up to 6 key phrases, best first
	size_t phrase_n;
} fp_cluster;
// Sparse average linkage over title x 3 + first 300 characters; lines that stand in more than a fifth of 30 or more
// documents (in bodies of several lines) are ignored, and personal numbers. The groups do not depend on the order of
// the documents; clusters by size, then first member. Documents with equal (folded) texts are always together. LIMIT
// above 200,000 documents.
bool fp_clusters(fp_arena *a, const fp_doc *docs, size_t n, const fp_cluster_options *o, fp_cluster **out,
	size_t *out_n, fp_err *err) FP_MUST_USE;

// ---- personal data: numbers (phone, ID card, bank card, order, parcel, plate, IP ...), accounts, e-mail, links that let
// somebody in, dates of birth, addresses, names behind a word or beside a number. Disguised forms are understood: full
// width, spaces and dots, Chinese numerals, circled digits, letters that look like digits, invisible characters, a number
// split over two turns. Check digits, dates, ranges and the words around keep prices, dates, product codes out; public
// hotlines (400, 800, 95xxx, 123xx, 10086 ...) are left alone, and a surname with a title (王女士). Placeholders such as
// [手机号#1] are never looked into. Linear in the text.
typedef struct {
	size_t start, end;
	// phone landline id_card bank_card passport email link ip order parcel plate wechat qq account birthday address name
	const char *kind;
	const char *zh, *en;     // the label of its placeholder
	// equal for the same value however it is written: digits without spaces and country code 86; other kinds folded
	fp_str canonical;
} fp_pii;
// What is not to be found although it looks like it: the shop's own numbers and addresses, by fp_pii_canonical.
typedef struct {
	const fp_str *allow;
	size_t allow_n;
} fp_pii_rules;
size_t fp_pii_find(fp_arena *a, fp_str text, const fp_pii_rules *rules, fp_pii **out);   // by start, not overlapping; rules may be NULL
fp_str fp_pii_canonical(fp_arena *a, fp_str value);   // of a value written alone

// What stands behind the placeholders of one case.
typedef struct {
	fp_str label;            // 手机号; Phone
	fp_str kind;
	size_t number;
	fp_str canonical, original;
	bool fresh;              // added by this call
} fp_pii_entry;
typedef struct {
	fp_pii_entry *v;
	size_t n, cap;
} fp_pii_known;
// Text with findings replaced by [手机号#1] ([Phone#1] in English). The same value has the same number within one call and
// with `known` (may be NULL), to which new values are added; placeholders already in the text keep theirs and new numbers
// go on after them, so that redacting twice changes nothing. *n (may be NULL) is how many were replaced.
fp_str fp_pii_redact(fp_arena *a, fp_str text, fp_lang lang, const fp_pii_rules *rules, fp_pii_known *known, size_t *n);
// What fp_pii_redact replaces, by start, in bytes of the text; nothing overlaps.
typedef struct {
	size_t start, end;
	const char *kind;
	fp_str text, replacement;
} fp_pii_change;
size_t fp_pii_changes(fp_arena *a, fp_str text, fp_lang lang, const fp_pii_rules *rules, fp_pii_change **out);
// Text with the placeholders that `known` has an original for replaced by it.
fp_str fp_pii_restore(fp_arena *a, fp_str text, const fp_pii_known *known);
#endif
