// What the files of core/index share: the open cache, statements, sets of cases, the plain text of a case, the parsed query.
#ifndef FP_INDEX_PRIV_H
#define FP_INDEX_PRIV_H
#include <sqlite3.h>

#include "index/index.h"
#include "postings/postings.h"

#define FP_INDEX_VERSION 9        // of the tables, of the keys and of the folding; another number throws the cache away
#define FP_QUERY_MAX (64u << 10)  // bytes of a query
#define FP_QUERY_DEPTH 64         // parentheses
#define FP_QUERY_LEAVES 500       // terms and conditions
#define FP_PIECES 256             // title and sections of a case that are told apart
#define FP_NEAR_MOST 100          // of NEAR/n
#define FP_NEAR_DEFAULT 10        // of NEAR alone
#define FP_DB_WAIT 120             // seconds for another process that writes
#define FP_DOC_MAX 0xFFFFFFF0u    // numbers of cases; a changed case takes a new one
#define FP_WHEN_PAGE 960          // cases of one row of recency, so that a row is one page of the file

// ---- sql.c: every statement of this folder, prepared once
#define FP_SQL(id, text) id,
typedef enum {
#include "index/sql.inc"
	FP_SQL_N
} fp_sql;
#undef FP_SQL

typedef struct {
	uint64_t *w;
	size_t n;                 // words
} fp_bits;                        // a set of case numbers
typedef struct {
	int64_t seg, lo, hi, docs;  // documents lo..hi, `docs` of them when it was written
} fp_segment;
typedef struct {
	fp_occurrence *v;
	size_t n;
	uint32_t *slot;
	size_t slots;
} fp_key_set;                     // the distinct keys of one document
typedef struct fp_when_page fp_when_page;
typedef struct {
	int64_t id;
	fp_str name;
} fp_name;                        // of a field

struct fp_index {
	sqlite3 *db;
	sqlite3_stmt *stmt[FP_SQL_N];
	char *path;               // of index.db
	const fp_schema *schema;
	fp_arena *tmp;            // of one put or one candidate
	uint32_t *identity;       // 0, 1, 2, ...: the origin of text that is already folded
	size_t identity_n;
	fp_quoting_fn quoting;
	void *quoting_ctx;
	bool in_tx, reset_pending, rebuilt;
	bool corrupt;             // seen while working; the file is marked on close, and thrown away on the next open
	enum { FP_DB_FILE, FP_DB_READ_ONLY, FP_DB_MEMORY } where;
	int use;                  // the folder, locked: file.c
	char tree[72], digest[72];
	// what is known of the file as long as nobody has changed it (version)
	int64_t version;
	fp_bits live;
	fp_when_page **page;      // of recency, read on demand
	size_t page_n;
	fp_segment *seg;          // in order of lo
	size_t seg_n;
	bool seg_known;
	// of the transaction
	int64_t next;             // number of the next case
	size_t put_n;
	bool bulk;                // filling an empty cache in order of paths: SQL indexes come at the end
	fp_buf last_path;
	fp_arena *names_arena;
	fp_name *name;
	size_t name_n, name_cap, name_at;
	fp_key_set keys;          // of the case at hand
	fp_inverter *inv;         // documents that are in no segment yet: inv_lo..inv_hi
	int64_t inv_lo, inv_hi;
	fp_when_page *tail;       // the row of recency at hand
	int64_t tail_at;
	int64_t *dead;            // cases that this transaction removed
	size_t dead_n, dead_cap;
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

// ---- file.c: the file beside its uses
void fp_db_close(fp_index *x);
bool fp_db_connect(fp_index *x, fp_err *err);                          // as x->where says
bool fp_db_unwritable(const fp_index *x, const char *dir);             // a read-only disk, or somebody else's; makes a missing folder
bool fp_db_writable(fp_index *x, fp_err *err);                         // before a transaction: what is read-only goes to memory
void fp_db_use(fp_index *x, const char *dir);                          // until x->use is closed nobody throws the file away
void fp_db_mark_damaged(const fp_index *x);
bool fp_db_damaged(const fp_index *x);
bool fp_db_discard(fp_index *x, fp_err *err);                          // closed before; DB while others use it

// ---- db.c
bool fp_bulk_end(fp_index *x, fp_err *err);  // makes the SQL indexes that the filling of an empty cache does without
void fp_names_forget(fp_index *x);           // put.c
// one snapshot for several statements; true when it was begun here
bool fp_snapshot_begin(fp_index *x);
void fp_snapshot_end(fp_index *x, bool begun);

// ---- bits.c: sets of case numbers
fp_bits fp_bits_new(fp_arena *a, size_t words);
fp_bits fp_bits_copy(fp_arena *a, fp_bits b);
void fp_bits_and(fp_bits *a, fp_bits b);
void fp_bits_or(fp_bits *a, fp_bits b);
void fp_bits_minus(fp_bits *a, fp_bits b);
size_t fp_bits_count(fp_bits b);
size_t fp_bits_count_in(fp_bits b, int64_t lo, int64_t hi);
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

// ---- keys.c: the keys of a text, and those that a term asks for
typedef enum { FP_KEY_OTHER, FP_KEY_HAN, FP_KEY_GRAM, FP_KEY_WORD, FP_KEY_SECTION, FP_KEY_FIELD } fp_key_space;  // the upper bits of a key
typedef void (*fp_key_fn)(void *ctx, int64_t key);
void fp_keys_each(fp_str folded, fp_key_fn each, void *ctx);   // every occurrence
bool fp_key_says(int64_t key);            // a pair of Han characters or a word
int64_t fp_key_section(fp_str name);      // of cases where that section is not empty
void fp_key_set_text(fp_key_set *s, fp_str folded, bool title);
void fp_key_set_add(fp_key_set *s, int64_t key, bool title);
void fp_key_set_field(fp_key_set *s, fp_str field, fp_str folded);
bool fp_field_keyed(const fp_schema *schema, fp_str field);   // its values have keys: fields of type text
void fp_key_set_clear(fp_key_set *s);
void fp_key_set_free(fp_key_set *s);
typedef struct {
	int64_t lo, hi;           // both included
} fp_key_range;
#define FP_PROBE_MOST 24          // keys of one term; more do not narrow further
typedef struct {
	fp_key_range range[FP_PROBE_MOST];
	size_t n;                 // all of them stand in a text that has the term; 0: no key helps
	bool exact;               // who has the one range has the term
	bool counts;              // and as often as the postings say, each time as a whole
	bool bare;                // a substring test suffices: no word start has to be looked at
} fp_probe;
fp_probe fp_probe_of(fp_str term, bool quoted);
fp_probe fp_probe_of_field(fp_str field, fp_str term, bool quoted);  // never exact

// ---- segment.c: postings in the file
typedef bool (*fp_postings_fn)(void *ctx, fp_list *l, fp_err *err);
bool fp_segments(fp_index *x, fp_err *err);          // fills x->seg
void fp_segments_forget(fp_index *x);
// Every list of the range in order of keys; it lives until `each` returns.
bool fp_segment_lists(fp_index *x, const fp_segment *s, fp_key_range r, fp_postings_fn each, void *ctx, fp_err *err);
bool fp_segment_add(fp_index *x, int64_t n, const fp_key_set *keys, fp_err *err);
bool fp_segment_flush(fp_index *x, fp_err *err);
bool fp_segments_settle(fp_index *x, size_t docs, fp_err *err);  // at the end of a transaction of that many documents
bool fp_segments_tidy(fp_index *x, fp_err *err);                 // merges without a bound
fp_segment_source fp_segment_open(fp_index *x, int64_t seg, fp_arena *a, fp_err *err);  // next is NULL when it failed
void fp_segment_close(fp_segment_source *s);

// ---- recency.c: who lives, newest first
typedef struct {
	int64_t received;         // INT64_MIN when unknown
	uint64_t code;            // of the beginning of the id, in its order
} fp_when;
fp_when fp_when_of(int64_t received, fp_str id);
int fp_when_cmp(const fp_when *x, const fp_when *y);               // the newest first, then by id as far as the code tells
bool fp_live(fp_index *x, fp_bits *out, fp_err *err);              // borrowed
bool fp_when_get(fp_index *x, int64_t n, fp_when *out, fp_err *err);
void fp_recency_forget(fp_index *x);
bool fp_recency_put(fp_index *x, int64_t n, fp_when when, fp_err *err);
void fp_recency_kill(fp_index *x, int64_t n);
bool fp_recency_settle(fp_index *x, fp_err *err);
void fp_recency_drop(fp_index *x);

// ---- cand.c: who may hold a term
typedef struct {
	uint32_t *doc;            // ascending, living
	uint8_t *tf, *title;      // bounds from above
	size_t n;
	bool all;                 // everyone: no key helps
	bool exact, counts;       // as in fp_probe
} fp_cands;
bool fp_cands_of(fp_index *x, const fp_probe *p, fp_bits live, fp_arena *a, fp_cands *out, fp_err *err);
size_t fp_cands_find(const fp_cands *c, int64_t n);                // its place, or SIZE_MAX
bool fp_key_df(fp_index *x, int64_t key, fp_bits live, size_t *df, fp_err *err);   // living cases that have it

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
void fp_turns_put(fp_arena *a, const fp_case *c, const fp_plain *p, const fp_folded *folded, fp_buf *out);   // folded: of each piece
bool fp_turn_next(fp_str *rest, fp_turn_row *row, fp_str *speaker);   // false at the end

// ---- unfold.c: the plain text as what differs from the folded
typedef struct {
	fp_buf out;
	size_t same;
} fp_unfold_steps;
void fp_unfold_put(fp_unfold_steps *u, fp_str plain, const fp_folded *f);   // one piece after the other, with origins
bool fp_unfold(fp_arena *a, fp_str folded, fp_str differs, fp_str *plain);   // false: the two do not belong together

// ---- query.c
typedef enum {
	FP_N_ALL, FP_N_AND, FP_N_OR, FP_N_NOT, FP_N_TERM, FP_N_FIELD, FP_N_DAYS, FP_N_ID, FP_N_PATH, FP_N_BROKEN, FP_N_SECTION,
	FP_N_USED,                // text: the issue or review that names the case
	FP_N_NEAR,                // two kids, each a TERM or an OR of TERMs: not further apart than `near`
	FP_N_TURN,                // one kid of AND, OR, NOT, TERM and NEAR: a turn of `who` that fulfils it
} fp_node_kind;
typedef enum { FP_SCOPE_BOTH, FP_SCOPE_LABEL, FP_SCOPE_VERDICT, FP_SCOPE_EVIDENCE } fp_scope;   // evidence: the words that verdicts quote
typedef enum { FP_C_ANY, FP_C_EQ, FP_C_UNDER, FP_C_NUMBER, FP_C_CONTAINS, FP_C_LINK } fp_cond_kind;
typedef struct {
	fp_cond_kind kind;
	fp_str text;              // folded; LINK: an id, an earlier one, or a part of one
	bool quoted;              // CONTAINS
	double lo, hi;            // NUMBER, inclusive
} fp_cond;
typedef struct fp_node fp_node;
struct fp_node {
	fp_node_kind kind;
	fp_node **kid;            // AND, OR, NOT (one)
	size_t kid_n, kid_cap;
	fp_str text;              // TERM: folded; ID, PATH, USED: as typed; SECTION: name
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
bool fp_parse_section_known(fp_parser *p, const fp_value *v);   // false when a known section was meant
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

// ---- eval.c: the tree with what is known of all cases. sure is in may, may in the living.
typedef struct fp_eval fp_eval;
struct fp_eval {
	const fp_node *n;
	fp_bits sure, may;
	fp_eval **kid;
	fp_cands cands;           // TERM, SECTION
	size_t at;                // fp_eval_bound: where it stands in cands
	bool bare;
};
typedef struct {
	fp_index *x;
	fp_arena *a;
	const fp_query *q;
	fp_err *err;
	fp_bits live;
	fp_eval *root;
	fp_eval **term;           // of q->term
	bool failed;              // while one document was looked at; err says why
} fp_eval_ctx;
bool fp_eval_open(fp_eval_ctx *e, fp_index *x, const fp_query *q, fp_arena *a, fp_err *err);
bool fp_eval_holds(fp_eval_ctx *e, const fp_eval *v, int64_t doc, const fp_doc_text *d);   // decides by the text
// How often `doc` may match a leaf at most, and whether in the title. Asked in ascending order of documents.
fp_seen fp_eval_bound(fp_eval *v, int64_t doc);
bool fp_eval_about(fp_eval_ctx *e, fp_found *out);                                   // how many fulfil it
bool fp_eval_all(fp_eval_ctx *e, fp_bits *out);                                      // everyone who fulfils it
bool fp_eval_set(fp_index *x, const fp_query *q, fp_arena *a, fp_bits *out, fp_err *err);   // the same from the start
// cond.c: what needs no text. Parts of a text field are only found to be possible, and looked at in the values of one case.
bool fp_cond_eval(fp_eval_ctx *e, const fp_node *n, fp_bits *sure, fp_bits *may);
bool fp_cond_holds(fp_eval_ctx *e, const fp_node *n, int64_t doc);
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
void fp_evidence_unpack(fp_arena *a, fp_str packed, fp_verdict *v);   // runs.c
bool fp_values(fp_index *x, const fp_field_ref *f, fp_bits set, fp_arena *a, fp_val **out, size_t *n, fp_err *err);

// ---- rank.c: the first ones in order, all for limit 0. Equal cases come newest first, then by id, then by path: numbers of cases
// decide nothing, so an index that grew and one that was made at once answer alike.
typedef struct {
	int64_t n;
	double score;
	fp_when when;
	const struct fp_row_name *name;  // only where they decide
	const struct fp_sort *sort;      // order.c
	struct fp_sort_value *key;
} fp_row;
struct fp_row_name {
	fp_str id, path;
};
bool fp_row_names(fp_index *x, fp_row *v, size_t n, fp_arena *a, fp_err *err);   // reads the missing ones
int fp_row_by_name(const void *a, const void *b);
bool fp_rank(fp_eval_ctx *e, const char *sort, size_t limit, fp_row **out, size_t *n);
// order.c: rows in order of number get their sort keys, of "-severity,received"; FP_USAGE for what is no field
bool fp_order_keys(fp_eval_ctx *e, fp_str sort, fp_row *v, size_t n);
int fp_order_cmp(const fp_row *x, const fp_row *y);

// ---- hit.c
bool fp_hit_fill(fp_index *x, const fp_query *q, const fp_row *row, const fp_find_options *o, fp_arena *a, fp_hit *hit, fp_err *err);
#endif
