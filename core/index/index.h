// index: the cache. SQLite in .fupan/index.db: cases with their fields, the words in them, verdicts of plugins, run records.
// The only folder that knows SQLite. Deleting the file loses nothing: everything here can be made again from git and plugins.
//
// Invariants: `tree` in the database names the git tree that the cases mirror; it is stored in the same transaction as the rows. A
// database of another version, or one that SQLite calls corrupt, is thrown away and made again (said on stderr). Several
// processes may read while one writes (WAL), and none is thrown away while another process has it open: opening then says whom to end (DB).
// Usual order: fp_index_open, bring it up to date (flow: begin, put/remove..., commit), fp_query_parse, fp_index_find.
//
// Searching: postings (core/postings) of pairs of Han characters and parts of words, as blobs in ordinary tables, say who may have a
// term; where they do not prove it, the text is looked at. What is text, and the rules of matching, are in docs/query.md; a scan by
// the same rules is the test's oracle. What a transaction puts is found after its commit.
#ifndef FP_INDEX_H
#define FP_INDEX_H
#include "base/base.h"
#include "case/schema.h"
#include "case/verdict.h"
#include "text/text.h"

typedef struct fp_index fp_index;

// ---- life. `dir` is the cache folder; `schema` gives the field types and taxonomies that queries and term matching need.
fp_index *fp_index_open(const char *dir, const fp_schema *schema, fp_err *err);
void fp_index_close(fp_index *x);
// Empties cases, keeps verdict memos. Takes effect inside the next transaction, so that others keep the old answers until then.
bool fp_index_reset(fp_index *x, fp_err *err) FP_MUST_USE;
void fp_index_set_schema(fp_index *x, const fp_schema *schema);         // after the schema was loaded again
const char *fp_index_tree(fp_index *x);                                 // "" when empty; read anew from the file outside a transaction
const char *fp_index_schema_digest(fp_index *x);                        // digest of schema+taxonomy it was built with; flow rebuilds when it differs
bool fp_index_rebuilt(const fp_index *x);                               // thrown away on open (version or corruption)
// A folder that cannot be written is no obstacle: its file is read as it is as long as it fits, and copied into memory by the first
// transaction; where it cannot be used, an empty one in memory takes its place. What is in memory ends with the process.
bool fp_index_in_memory(const fp_index *x);

// ---- filling, in one transaction. begin waits two minutes for another writer (DB), and is CONFLICT when the tree is no longer the one that
// fp_index_tree last said: ask for the tree again, make the list of changes again, begin again.
bool fp_index_begin(fp_index *x, fp_err *err) FP_MUST_USE;
bool fp_index_put(fp_index *x, const fp_case *c, const char *blob, fp_err *err) FP_MUST_USE;   // replaces the path's row
bool fp_index_remove(fp_index *x, fp_str path, fp_err *err) FP_MUST_USE;
bool fp_index_commit(fp_index *x, const char *tree, const char *schema_digest, fp_err *err) FP_MUST_USE;
void fp_index_rollback(fp_index *x);

// Joins what single updates have left in small pieces, without the bound that a commit has on its work.
bool fp_index_tidy(fp_index *x, fp_err *err) FP_MUST_USE;
// Reads all postings and asks for `terms` words out of the texts, which it also scans for; the same seed picks the same words. INVALID
// names the first fault; err must be given.
typedef struct {
	size_t cases, segments, blocks, keys, postings, terms;
} fp_index_check;
bool fp_index_verify(fp_index *x, uint64_t seed, size_t terms, fp_index_check *out, fp_err *err) FP_MUST_USE;

// ---- query (docs/query.md). Terms, "phrases", field:value, field>=n, field:a..b, -term, NOT, AND (implied), OR, ( ), week:, month:,
// received:, date periods (last-week, promo:NAME), has:FIELD, missing:FIELD, label.F:, verdict.F:, id:, text in section:NAME "...".
typedef struct fp_query fp_query;
// USAGE with the column and the nearest field or value. The query lives in the arena.
fp_query *fp_query_parse(fp_arena *a, fp_str text, const fp_schema *schema, const fp_calendar *cal, fp_err *err);
// What `used-in:NAME` asks: the ids of the cases that the issue or review NAME names ("*": any). This folder knows neither, so who opens
// the index says; USAGE for a name that does not exist. `ctx` must outlive the index.
typedef bool (*fp_quoting_fn)(void *ctx, fp_str name, fp_arena *a, fp_str **ids, size_t *n, fp_err *err);
void fp_index_set_quoting(fp_index *x, fp_quoting_fn fn, void *ctx);
// The saved query that a query begins with, whose sort, limit, by... hold where nothing else is said; or NULL.
const fp_saved_query *fp_query_saved(const fp_query *q);
// Whether a saved query can be read, with its defaults and made-up values; USAGE with its place in the file, which the message does not name.
bool fp_query_check_saved(fp_arena *a, const fp_saved_query *s, const fp_schema *schema, const fp_calendar *cal, uint32_t *line, uint32_t *col, fp_err *err) FP_MUST_USE;
// A field by any name that queries take (label.type, 投诉类型, source.file): its definition, that of the map for an entry, and the name that
// sorting and counting take. False when there is none.
size_t fp_field_scope(fp_str name);   // bytes of "label.", "verdict." or "evidence." in front
bool fp_query_field(fp_arena *a, const fp_schema *schema, fp_str name, fp_str *stored, const fp_field_def **def);
// The period of a query: what its conditions on the day of receipt have in common, from INT32_MIN or to INT32_MAX where it is open. It
// is one where they all must hold; under OR or NOT, in a list or as label.received they select days but name no period (MIXED).
typedef enum { FP_DAYS_NONE, FP_DAYS_PERIOD, FP_DAYS_MIXED } fp_days_asked;
fp_days_asked fp_query_days(const fp_query *q, fp_range *out);
// The same query on other days, which take the place of its period; it shares its tree with q.
fp_query *fp_query_on_days(fp_arena *a, const fp_query *q, fp_range days);
fp_query *fp_query_both(fp_arena *a, const fp_query *x, const fp_query *y);   // what fulfils both; words to mark are those of x

typedef struct {
	size_t start, end;   // bytes in the case file
} fp_hit_span;
typedef struct {
	fp_str id, path, title, blob;
	double score;
	fp_str snippet;          // a cut of the original text around the first matches, one line
	fp_hit_span *marks;      // in snippet bytes
	size_t mark_n;
	fp_hit_span *spans;      // matches in the case file
	size_t span_n;
	json_t *fields;          // want_fields: values of the front matter (terms in the words of the file), borrowed until fp_hits_free
	json_t *verdicts;        // want_fields: {field: label} of the verdicts that count, for fields without a label; borrowed likewise
} fp_hit;
// How many fulfil a query. Where that would mean reading some hundred texts and more, `n` is what an even sample of them says.
typedef struct {
	size_t n;
	bool exact;
} fp_found;
typedef struct {
	size_t limit;            // 0: all
	const char *sort;        // "score", or fields with commas, "-" for descending: "-severity,received"; NULL: score when there are terms, else -received
	bool want_spans;         // snippets and spans
	bool want_fields;
	fp_found *found;         // NULL, or takes how many there are beyond the limit
} fp_find_options;
bool fp_index_find(fp_index *x, const fp_query *q, const fp_find_options *o, fp_arena *a, fp_hit **hits, size_t *n, fp_err *err) FP_MUST_USE;
void fp_hits_free(fp_hit *hits, size_t n);
bool fp_index_count(fp_index *x, const fp_query *q, size_t *n, fp_err *err) FP_MUST_USE;
// One case by id, path, alias, or unique id prefix or suffix (at least 4 characters). NOT_FOUND names near ids; ambiguous is USAGE.
bool fp_index_lookup(fp_index *x, fp_str id, fp_arena *a, fp_str *path, fp_str *full_id, fp_err *err) FP_MUST_USE;
bool fp_index_source(fp_index *x, fp_str source_key, fp_arena *a, fp_str *path, fp_str *hash, fp_err *err) FP_MUST_USE;  // imported row; NOT_FOUND
typedef struct {
	fp_str path, reason;
	uint32_t line;
} fp_index_problem;
bool fp_index_problems(fp_index *x, fp_arena *a, fp_index_problem **out, size_t *n, fp_err *err) FP_MUST_USE;  // files with broken front matter

// ---- nearest cases by weighted grams (cosine); score 0..1, identical texts have 1. `text`: title and complaint as plain words;
// cases are compared by their title and complaint, or the whole text where there is no complaint.
bool fp_index_similar(fp_index *x, fp_str text, fp_str except_id, size_t limit, fp_arena *a, fp_hit **hits, size_t *n, fp_err *err) FP_MUST_USE;
// The folded complaint (the whole text where there is none) of every case of a query, by id: the oldest first.
typedef struct {
	fp_str id, text;
} fp_topic;
bool fp_index_topics(fp_index *x, const fp_query *q, fp_arena *a, fp_topic **out, size_t *n, fp_err *err) FP_MUST_USE;

// ---- counting. The value of a field is the label where there is one, else the best verdict at or above its plugin's threshold.
typedef struct {
	fp_str *keys;
	size_t count;
	size_t by_verdict;       // how many of them rest on verdicts alone
} fp_group;
// by: field names (also label.F, verdict.F), "week", "month", "day"; `level` cuts terms: 1 = the group before "/"; 0 = full. Sorted by keys.
// A case with several values counts once under each; one without a value counts under the key "".
bool fp_index_group(fp_index *x, const fp_query *q, const char *const *by, size_t by_n, int level, fp_arena *a, fp_group **out, size_t *n, fp_err *err) FP_MUST_USE;

// ---- verdicts, memoised on (blob, plugin, digest); digest covers plugin file, settings, taxonomy and api
// Known: there is a run of this very plugin on this very text that did not fail; failed ones are tried again. All known
// blobs of one plugin, sorted.
typedef struct {
	fp_str *blob;
	size_t n;
} fp_known;
bool fp_index_known(fp_index *x, const char *plugin, const char *digest, fp_arena *a, fp_known *out, fp_err *err) FP_MUST_USE;
bool fp_known_has(const fp_known *k, const char *blob);
typedef enum { FP_RUN_MATCHED, FP_RUN_NO_MATCH, FP_RUN_SKIPPED, FP_RUN_FAILED } fp_run_state;
typedef struct {
	fp_str blob, case_id, plugin, digest;
	fp_run_state state;
	fp_str reason;           // why skipped or failed: plugin file:line and message
	const fp_verdict *verdicts;
	size_t verdict_n;
} fp_plugin_run;
bool fp_index_put_runs(fp_index *x, const fp_plugin_run *runs, size_t n, fp_err *err) FP_MUST_USE;   // one transaction; replaces older ones of (case, plugin)
bool fp_index_runs(fp_index *x, fp_str case_id, fp_arena *a, fp_plugin_run **out, size_t *n, fp_err *err) FP_MUST_USE;  // of the case's current blob, all plugins
// The value that counts, for one field of one case: label or verdict. *verdict says which. Empty when missing.
bool fp_index_value(fp_index *x, fp_str case_id, const char *field, fp_arena *a, fp_str *value, bool *verdict, fp_err *err) FP_MUST_USE;
#endif
