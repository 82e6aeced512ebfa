// What the files of core/index share: the open cache, statements, sets of cases, the plain text of a case, the parsed query.
#ifndef FP_INDEX_PRIV_H
#define FP_INDEX_PRIV_H
#include <sqlite3.h>

#include "index/index.h"

#define FP_INDEX_VERSION 4        // of the tables, of the tokens and of the folding; another number throws the cache away
#define FP_QUERY_MAX (64u << 10)  // bytes of a query
#define FP_QUERY_DEPTH 64         // parentheses
#define FP_QUERY_LEAVES 500       // terms and conditions
#define FP_TOKEN_MAX 48           // bytes of a word that are indexed; longer words are verified
#define FP_PIECES 256             // title and sections of a case that are told apart
#define FP_NEAR_MOST 100          // of NEAR/n
#define FP_NEAR_DEFAULT 10        // of NEAR alone
#define FP_RANK_POOL 2000         // of a larger result only title hits and the newest are scored

// ---- sql.c: every statement of this folder, prepared once
#define FP_SQL(id, text) id,
typedef enum {
#include "index/sql.inc"
	FP_SQL_N
} fp_sql;
#undef FP_SQL

struct fp_index {
	sqlite3 *db;
	sqlite3_stmt *stmt[FP_SQL_N];
	char *path;               // of index.db
	const fp_schema *schema;
	fp_arena *tmp;            // of one put or one candidate
	uint32_t *identity;       // 0, 1, 2, ...: the origin of text that is already folded
	size_t identity_n;
	bool in_tx, reset_pending, rebuilt;
	bool corrupt;             // seen while working; the file is deleted on close
	char tree[72], digest[72];
};

// A statement in use. Sticky: bind and step freely, fp_q_end says whether all went well and resets it.
typedef struct {
	fp_index *x;
	sqlite3_stmt *s;
	fp_err *err;
	int at;                   // parameters bound so far
	bool bad;
} fp_q;
fp_q fp_q_open(fp_index *x, fp_sql id, fp_err *err);
void fp_q_text(fp_q *q, fp_str s);
void fp_q_blob(fp_q *q, fp_str s);
void fp_q_int(fp_q *q, int64_t v);
void fp_q_num(fp_q *q, double v);
void fp_q_null(fp_q *q);
bool fp_q_row(fp_q *q);                   // one more row
fp_str fp_q_str(const fp_q *q, int col);  // text or blob; valid until the next step
fp_str fp_q_dup(const fp_q *q, int col, fp_arena *a);
int64_t fp_q_i64(const fp_q *q, int col);
double fp_q_f64(const fp_q *q, int col);
bool fp_q_is_null(const fp_q *q, int col);
bool fp_q_end(fp_q *q);
bool fp_q_run(fp_q *q);                   // steps to the end and ends
bool fp_db_fail(fp_index *x, int rc, fp_err *err);   // SQLite's code as an error; false
bool fp_db_exec(fp_index *x, const char *sql, fp_err *err);

// ---- db.c: one snapshot for several statements; true when it was begun here
bool fp_snapshot_begin(fp_index *x);
void fp_snapshot_end(fp_index *x, bool begun);

// ---- bits.c: sets of case numbers
typedef struct {
	uint64_t *w;
	size_t n;                 // words
} fp_bits;
fp_bits fp_bits_new(fp_arena *a, size_t words);
fp_bits fp_bits_copy(fp_arena *a, fp_bits b);
void fp_bits_and(fp_bits *a, fp_bits b);
void fp_bits_or(fp_bits *a, fp_bits b);
void fp_bits_minus(fp_bits *a, fp_bits b);
size_t fp_bits_count(fp_bits b);
int64_t fp_bits_next(fp_bits b, int64_t from);   // the first member >= from, or -1
static inline bool fp_bits_has(fp_bits b, int64_t i)
{
	return i >= 0 && (size_t)i / 64 < b.n && (b.w[i / 64] >> (i % 64) & 1);
}
static inline void fp_bits_set(fp_bits *b, int64_t i)
{
	if (i >= 0 && (size_t)i / 64 < b->n)
		b->w[i / 64] |= (uint64_t)1 << (i % 64);
}

// ---- plain.c: what is text in a case file. Pieces: the title, then each section; no match goes across two pieces.
typedef struct {
	fp_str name;              // "title", a known section's name, else its heading
	size_t start, end;        // bytes of the text
} fp_piece;
typedef struct {
	uint32_t plain, file;     // from this byte of the plain text on, bytes stand in the file from `file` on
} fp_plain_run;
typedef struct {
	fp_str text;              // pieces, each followed by one \x01
	fp_piece *piece;
	size_t piece_n;
	fp_plain_run *run;
	size_t run_n;
} fp_plain;
fp_plain fp_plain_of(fp_arena *a, const fp_case *c);
// The places in the file of the bytes [start, end) of the plain text: several where markup stands between.
void fp_plain_spans(fp_arena *a, const fp_plain_run *run, size_t run_n, size_t start, size_t end, fp_hit_span **v, size_t *n, size_t *cap);
// plain_inline.c: marks of one line; each byte of mark is FP_MARK_*
enum { FP_MARK_TEXT, FP_MARK_DROP, FP_MARK_KEEP };   // KEEP: text in which nothing is markup any more
void fp_plain_inline(fp_str line, unsigned char *mark);

// ---- tokens.c: the grams of folded text
typedef enum { FP_G_HAN, FP_G_WORD, FP_G_TRIGRAM } fp_gram_kind;
typedef bool (*fp_gram_fn)(void *ctx, fp_gram_kind kind, size_t start, size_t end);   // false stops
bool fp_grams_each(fp_str folded, fp_gram_fn each, void *ctx);
bool fp_tokenizer_register(sqlite3 *db);
typedef struct {
	fp_str match;             // a MATCH expression; empty when no gram helps
	bool exact;               // whoever has the grams has the term
	bool bare;                // a substring test suffices: no Latin word start has to be looked at
} fp_probe;
fp_probe fp_probe_of(fp_arena *a, fp_str term, bool quoted, bool title);

// ---- the row of texts
typedef struct {
	fp_str folded;
	fp_piece piece[FP_PIECES];// in folded bytes
	size_t piece_n;
	fp_str turns;             // rows of turns, read by fp_turn_next
} fp_doc_text;
// The column `pieces`: how many there are (uint32_t), the row of each piece followed by its name, then the row of each turn of the
// dialogue followed by its speaker, folded.
typedef struct {
	uint32_t plain_end, folded_end, name_n;
} fp_piece_row;
typedef struct {
	uint32_t start, end;      // what was said, in bytes of the folded piece
	uint16_t piece;
	uint8_t who, speaker_n;   // fp_who
} fp_turn_row;
void fp_doc_text_read(fp_doc_text *d, fp_str folded, fp_str pieces, bool plain);
void fp_turns_put(fp_arena *a, const fp_case *c, const fp_plain *p, fp_buf *out);
bool fp_turn_next(fp_str *rest, fp_turn_row *row, fp_str *speaker);   // false at the end

// ---- query.c
typedef enum {
	FP_N_ALL, FP_N_AND, FP_N_OR, FP_N_NOT, FP_N_TERM, FP_N_FIELD, FP_N_DAYS, FP_N_ID, FP_N_PATH, FP_N_BROKEN, FP_N_SECTION,
	FP_N_NEAR,                // two kids, each a TERM or an OR of TERMs: not further apart than `near`
	FP_N_TURN,                // one kid of AND, OR, NOT, TERM and NEAR: a turn of `who` that fulfils it
} fp_node_kind;
typedef enum { FP_SCOPE_BOTH, FP_SCOPE_LABEL, FP_SCOPE_VERDICT } fp_scope;
typedef enum { FP_C_ANY, FP_C_EQ, FP_C_UNDER, FP_C_NUMBER, FP_C_CONTAINS } fp_cond_kind;
typedef struct {
	fp_cond_kind kind;
	fp_str text;              // folded
	bool quoted;              // CONTAINS
	double lo, hi;            // NUMBER, inclusive
} fp_cond;
typedef struct fp_node fp_node;
struct fp_node {
	fp_node_kind kind;
	fp_node **kid;            // AND, OR, NOT (one)
	size_t kid_n, kid_cap;
	fp_str text;              // TERM: folded; ID, PATH: as typed; SECTION: name
	bool quoted;
	fp_str *section;          // TERM, NEAR, TURN: only in these
	size_t section_n;
	uint32_t near;            // NEAR: what may stand between, in units of near.c
	unsigned who;             // TURN: bits 1 << fp_who, or
	fp_str *speaker;          // a part of the speaker as written, folded
	size_t speaker_n;
	fp_str field;             // FIELD
	fp_scope scope;
	fp_cond *cond;            // alternatives
	size_t cond_n, cond_cap;
	fp_range days;            // DAYS
};
struct fp_query {
	fp_node *root;
	fp_node **term;           // TERM, NEAR and TURN that a hit may contain, for ranking and marks
	size_t term_n, term_cap;
	const fp_saved_query *saved;   // that the query begins with
};

// ---- match.c: terms against one text
typedef struct {
	size_t count;
	bool title, whole;
} fp_seen;
bool fp_match_has(fp_index *x, const fp_doc_text *d, fp_str term, bool quoted, bool bare, const fp_str *sections, size_t section_n);
fp_seen fp_match_count(fp_index *x, const fp_doc_text *d, const fp_node *leaf);
size_t fp_match_scan(fp_index *x, fp_str folded, fp_str term, bool quoted, fp_match **out);  // in x->tmp
bool fp_match_section(fp_str name, const fp_str *sections, size_t section_n);
bool fp_match_cuts(fp_str s, size_t at);  // inside a word
fp_folded fp_match_folded(fp_index *x, fp_str folded);  // text that is folded already: its origins are itself

// ---- leaf.c: what a query asks of text, on one document
// TERM, NEAR, TURN and SECTION: the answer of one document. Candidates of NEAR are those of all its kids; of TURN those of its kid, where
// a NOT admits every document, since what one turn lacks another may hold.
bool fp_leaf_holds(fp_index *x, const fp_doc_text *d, const fp_node *leaf);
// The matches of a leaf (TERM, NEAR, TURN) in piece i of d, of which f is the folded text; places are origins of f. NEAR gives
// both ends; TURN what its positive leaves match in the turns that fulfil it.
void fp_leaf_matches(fp_arena *a, const fp_doc_text *d, size_t i, const fp_folded *f, const fp_node *leaf, fp_match **v, size_t *n, size_t *cap);
// near.c: the matches of NEAR in one stretch of text
size_t fp_near(fp_arena *a, const fp_folded *text, const fp_node *near, fp_match **out);

// query_field.c: "field:values" behind the operator; what the parser knows of where it stands
typedef enum { FP_OP_IS, FP_OP_EQ, FP_OP_LT, FP_OP_LE, FP_OP_GT, FP_OP_GE } fp_op;
typedef struct {
	fp_str text;
	bool quoted;
	size_t at;                // byte in the query
} fp_value;
typedef struct fp_binding fp_binding;
typedef struct fp_parser fp_parser;
struct fp_parser {
	fp_arena *a;
	fp_str s;
	size_t at;
	const fp_schema *schema;
	const fp_calendar *cal;
	fp_err *err;
	int depth;
	size_t leaves;
	fp_str *section;          // the enclosing section:
	size_t section_n;
	fp_query *q;
	bool negated, in_turn;
	const fp_saved_query *saved;     // whose text this is, NULL: typed; with the values of its parameters and who calls it
	const fp_binding *bound;
	const fp_parser *caller;
	size_t *bad;                     // takes the byte of a mistake, the message then names no place
};
bool fp_parse_fail(fp_parser *p, size_t at, const char *zh, const char *en, ...);
fp_node *fp_parse_condition(fp_parser *p, fp_str name, size_t name_at, fp_op op, const fp_value *v, size_t n);
fp_node *fp_parse_who(fp_parser *p, const fp_value *v, size_t n);   // turn:... without its kid
bool fp_only_is(fp_parser *p, fp_str name, size_t at, fp_op op);
bool fp_parse_known(fp_parser *p, fp_str name);    // whether a field or operator of that name exists
bool fp_parse_value_of(fp_parser *p, const fp_field_def *f, const fp_value *v);   // whether a field takes the value
fp_node *fp_parse_all(fp_parser *p);               // the whole text
void fp_skip_space(fp_parser *p);
bool fp_eat_name(fp_parser *p, fp_str *name, fp_op *op);   // and the operator behind it
bool fp_parse_values(fp_parser *p, fp_value **v, size_t *n);
// query_saved.c
fp_node *fp_parse_saved(fp_parser *p, fp_str name, size_t at);
bool fp_param_here(const fp_parser *p);            // "$name" of a saved query
bool fp_parse_param(fp_parser *p, const fp_value **v, size_t *n);
void fp_parse_unknown(fp_parser *p, fp_str name, size_t at);
fp_str fp_fold_str(fp_arena *a, fp_str s);
fp_str fp_backwards(fp_arena *a, fp_str s);
fp_str fp_after_prefix(fp_arena *a, fp_str s);     // the end of the range of texts that begin with s

// ---- field names as queries, groups and sort keys use them
typedef struct {
	const fp_field_def *def;  // NULL for week, month, day
	fp_str name;              // as stored
	fp_scope scope;
	bool entry;               // of a map: source.file
} fp_field_ref;
bool fp_field_ref_of(const fp_schema *schema, fp_str name, fp_field_ref *out);
fp_str fp_field_near(const fp_schema *schema, fp_str name);   // the field that was meant, or empty

// ---- eval.c
bool fp_eval(fp_index *x, const fp_query *q, fp_arena *a, fp_bits *out, fp_err *err);
bool fp_all_cases(fp_index *x, fp_arena *a, fp_bits *out, fp_err *err);
bool fp_eval_probe(fp_index *x, fp_str match, fp_bits *out, fp_err *err);
// Visits the texts of the members of a set in order of number; `each` false stops.
typedef bool (*fp_text_fn)(void *ctx, int64_t n, const fp_doc_text *d);
bool fp_each_text(fp_index *x, fp_bits set, fp_text_fn each, void *ctx, fp_err *err);

// ---- values.c: the values that count, of one field for all cases of a set, in order of case number and ord
typedef struct {
	int64_t n;
	int64_t ord;
	fp_str value;
	double number;            // NAN when it is none
	bool verdict;
} fp_val;
bool fp_values(fp_index *x, const fp_field_ref *f, fp_bits set, fp_arena *a, fp_val **out, size_t *n, fp_err *err);

// ---- rank.c: a set in order. Equal cases come newest first, then by id, then by path: numbers of cases decide nothing, so an
// index that grew and one that was made at once answer alike.
typedef struct {
	int64_t n;
	int64_t received;         // INT64_MIN when unknown
	fp_str id, path;
	double score;
	const struct fp_sort *sort;   // order.c
	struct fp_sort_value *key;
} fp_row;
int fp_row_by_id(const fp_row *x, const fp_row *y);
int fp_row_newest(const void *a, const void *b);   // of rows, for qsort
// order.c: all rows by fields, "-severity,received"
bool fp_order(fp_index *x, fp_str sort, fp_bits set, fp_arena *a, fp_row *v, size_t n, fp_err *err);
bool fp_rank(fp_index *x, const fp_query *q, fp_bits set, const char *sort, size_t limit, fp_arena *a, fp_row **out, size_t *n, fp_err *err);

// ---- hit.c
bool fp_hit_fill(fp_index *x, const fp_query *q, const fp_row *row, const fp_find_options *o, fp_arena *a, fp_hit *hit, fp_err *err);
#endif
