// flow: the verbs. Each verb is one story from a request to a result, over the rows below; faces (command line, web) only ask and show.
//
// A workspace is the opened desk of one run: the casebook, the snapshot that "now" means, schema, calendar, and on demand the
// index (brought up to date with the snapshot) and the plugin host. Verbs that write leave the workspace at the new snapshot.
// Results are plain structs in the arena, or json_t where the shape is the versioned output itself.
#ifndef FP_FLOW_H
#define FP_FLOW_H
#include "base/base.h"
#include "case/schema.h"
#include "case/verdict.h"
#include "deck/deck.h"
#include "index/index.h"
#include "plugin/plugin.h"
#include "store/store.h"
#include "table/table.h"
#include "text/hygiene.h"
#include "text/text.h"
#include "vault/vault.h"

typedef struct {
	fp_str path, text;
} fp_rule;
typedef struct {
	fp_rule *v;
	size_t n, cap;
	fp_str ids;            // what git calls them: equal ids, equal texts
} fp_rules;

typedef struct {
	fp_arena *a;
	fp_store *store;
	fp_rev rev;
	fp_rules rules;        // the texts that the schema was read from
	fp_schema *schema;
	fp_diags diags;        // faults in schema, taxonomy, settings
	fp_time now;
	fp_calendar cal;
	fp_index *index;       // opened by fp_ws_index
	fp_host *host;         // opened by fp_ws_host
	fp_vault *vault;       // opened by fp_ws_vault, when something personal is met
	fp_pii_rules own;      // numbers of the shop itself, on demand
	fp_arena *scratch;     // of looking for personal data, on demand
} fp_workspace;

// Opens the casebook at or above dir, repairs what a killed run left, loads the schema, sets the clock of a sample casebook.
bool fp_ws_open(fp_workspace *ws, fp_arena *a, const char *dir, fp_err *err) FP_MUST_USE;
void fp_ws_close(fp_workspace *ws);
bool fp_ws_index(fp_workspace *ws, fp_err *err) FP_MUST_USE;     // open and bring up to date
bool fp_ws_host(fp_workspace *ws, fp_err *err) FP_MUST_USE;      // open with built-in, casebook and user plugins
bool fp_ws_moved(fp_workspace *ws, const fp_rev *rev, fp_err *err) FP_MUST_USE;  // after a write: new snapshot, index follows
fp_str fp_data_dir(fp_arena *a);                                 // where plugins/ and cases/ of the program lie; empty when not found

// ---- index
typedef struct {
	size_t cases, changed;
	double seconds;
	bool rebuilt;
} fp_index_report;
bool fp_flow_index(fp_workspace *ws, bool rebuild, fp_index_report *out, fp_err *err) FP_MUST_USE;

// ---- casebook
bool fp_flow_init(fp_arena *a, const char *dir, bool demo, const char *lang, fp_str *root, fp_err *err) FP_MUST_USE;

// A case by id (prefix, suffix, alias) as it stands in the snapshot, or in the working file.
typedef struct {
	fp_str path, id, text;
	fp_oid blob;
	fp_case *doc;
} fp_case_at;
bool fp_flow_get(fp_workspace *ws, fp_str id, bool working, fp_case_at *out, fp_err *err) FP_MUST_USE;

typedef struct {
	fp_str field, value;   // value as typed; lists separated by commas; "" removes; "+x" adds, "-x" removes from a list
	char op;               // '+' or '-': every item of the value is added or removed; else 0
} fp_assign;
bool fp_assign_parse(fp_str text, fp_assign *out, fp_err *err) FP_MUST_USE;   // "field=value", "field+=value", "field-=value"

typedef struct {
	fp_str id, path, commit;
	bool unchanged;
	size_t redacted;       // pieces of personal data that were replaced
} fp_changed;
// A new case from a template with the given fields. `edit` gets the draft's text and returns the edited one (the face opens $EDITOR); NULL: as it is.
typedef bool (*fp_edit_fn)(void *ctx, fp_arena *a, fp_str name, fp_str text, fp_str *out, fp_err *err);
bool fp_flow_new(fp_workspace *ws, fp_str template, const fp_assign *set, size_t n, fp_edit_fn edit, void *ctx, fp_diags *diags, fp_changed *out, fp_err *err) FP_MUST_USE;
bool fp_flow_edit(fp_workspace *ws, fp_str id, fp_edit_fn edit, void *ctx, fp_diags *diags, fp_changed *out, fp_err *err) FP_MUST_USE;
bool fp_flow_label(fp_workspace *ws, fp_str id, const fp_assign *set, size_t n, fp_changed *out, fp_err *err) FP_MUST_USE;
bool fp_flow_remove(fp_workspace *ws, fp_str id, fp_changed *out, fp_err *err) FP_MUST_USE;
bool fp_flow_move(fp_workspace *ws, fp_str id, fp_str new_id, fp_changed *out, fp_err *err) FP_MUST_USE;
// Commits what was edited by hand. Files with errors are left out and reported, the rest is saved.
typedef struct {
	size_t saved, refused, redacted;
	fp_str commit;
} fp_saved;
bool fp_flow_save(fp_workspace *ws, fp_str message, fp_diags *diags, fp_saved *out, fp_err *err) FP_MUST_USE;
// status: open (in_review back to draft), submit, publish, archive. Illegal jumps, self-review and a missing publish field are refused.
bool fp_flow_status(fp_workspace *ws, fp_str id, const char *verb, fp_changed *out, fp_err *err) FP_MUST_USE;

// ---- links (docs/case-format.md): what a case names, and what names it
typedef enum { FP_LINK_TO = 1, FP_LINK_FROM = 2 } fp_link_way;
typedef struct {
	fp_str kind, name;     // related, caused-by, same-order, mentions, same-issue, used-in; and in the reader's language
	unsigned ways;         // FP_LINK_TO: this case names it, FP_LINK_FROM: it names this case; neither: computed
	fp_str id, title;      // of a case, an issue, or the week of a review
	fp_str path;           // empty: there is no such case
} fp_link_row;
// By kind; what the case names in the order of the file, then the rest, newest first. At most FP_LINKS_MAX of a kind.
#define FP_LINKS_MAX 50
bool fp_flow_links(fp_workspace *ws, const fp_case_at *at, fp_link_row **out, size_t *n, fp_err *err) FP_MUST_USE;

typedef struct {
	fp_str commit, author, subject;
	fp_time when;
	fp_str id;
	fp_str field, before, after;   // one row a changed field or section; field empty: created, removed
} fp_log_row;
bool fp_flow_log(fp_workspace *ws, fp_str id, size_t max, fp_log_row **out, size_t *n, fp_err *err) FP_MUST_USE;
// Problems of the given cases and of schema files; `what`: a query, or paths of files. NULL: everything.
// `privacy`: personal data only, with nothing named also in other files, in names of files and in messages of commits.
bool fp_flow_check(fp_workspace *ws, const fp_str *what, size_t what_n, bool privacy, fp_diags *diags, fp_err *err) FP_MUST_USE;
typedef struct {
	fp_str case_id, title, text, owner, kind, status;
	fp_day due;
	bool overdue;
	fp_str path;
	uint32_t line;
} fp_action_row;
bool fp_flow_actions(fp_workspace *ws, bool overdue_only, fp_action_row **out, size_t *n, fp_err *err) FP_MUST_USE;
typedef struct {
	fp_str case_id, title, owner, status, reason;   // reason: what it owes
	fp_day due;
	bool overdue;
} fp_due_row;
bool fp_flow_due(fp_workspace *ws, int within_days, fp_due_row **out, size_t *n, fp_err *err) FP_MUST_USE;

// ---- import
typedef struct {
	fp_str field, columns, sample;   // field is body for the complaint; columns joined with +, empty: a constant
	const char *how;                 // name, content, flag, file, constant
	const char *date;                // how its dates are read: iso, dmy ..., or ""
} fp_import_field;
typedef struct fp_imported fp_imported;
// Shows what goes where (`so_far`: table, field, unmapped) and gets corrections: false, nothing is imported; *n 0: agreed.
typedef bool (*fp_import_ask)(void *ctx, const fp_imported *so_far, fp_assign **more, size_t *n);
typedef struct {
	const fp_assign *set;    // field = column
	size_t set_n;
	const fp_assign *constants;
	size_t constant_n;
	fp_str *key;             // natural key columns
	size_t key_n;
	fp_table_options table;  // encoding, sheet
	fp_str map, save_map;    // names of mapping files to use and to write
	fp_import_ask ask;       // NULL: nobody is asked
	void *ask_ctx;
	bool extend, dry_run;
} fp_import_options;
struct fp_imported {
	size_t imported, unchanged, updated, rejected, redacted, kept;   // kept: fields that people edited and the file would change
	const fp_table *table;   // how the file was read: kind, encoding, dialect, notes
	fp_str commit, reject_path;
	fp_str reason[5];        // "file:line: why" of the first rejected rows
	fp_str *added_terms;     // "channel: Internet"
	size_t added_n;
	fp_import_field *field;  // what went where
	size_t field_n;
	fp_str key;              // the columns that a row is known by; empty: its content
	fp_str unmapped;         // columns that nothing took, joined with commas
	fp_str map_name;         // the mapping file that was used
	size_t dirt[FP_DIRT_KINDS];   // findings of hygiene in rows that became or changed cases
	size_t washed;           // cases whose original is kept beside them
};
// Rows to cases in one commit. The columns come from a mapping file (options, or the one whose header is this table's), else a guess; --set
// corrects either. A dry run does everything but write.
bool fp_flow_import(fp_workspace *ws, const char *file, const fp_import_options *o, fp_imported *out, fp_err *err) FP_MUST_USE;

// The text of a case before hygiene changed it at import, and where it is kept. NOT_FOUND: it was not changed.
bool fp_flow_original(fp_workspace *ws, const fp_case_at *at, fp_str *path, fp_str *text, fp_err *err) FP_MUST_USE;

// ---- duplicates: a report; nothing is merged
typedef struct {
	fp_str id, of;           // the later case and the earlier one
	fp_str title;            // of the later one
	double score;            // 1: the same letters and digits; 0: only buyer and order are the same
	const char *band;        // exact, order (same buyer and order within the window), near
	int32_t days;            // between the two, of the band order
} fp_duplicate_row;
// Each case once, beside the earlier case it is most like; by band, then score, then id. Orders that are placeholders say nothing.
bool fp_flow_duplicates(fp_workspace *ws, const fp_query *q, int within_days, double least, fp_duplicate_row **out, size_t *n, fp_err *err) FP_MUST_USE;

// ---- personal data
// What stands behind the placeholders of a case, from the vault of this machine. Leaves a line in its audit log.
bool fp_flow_reveal(fp_workspace *ws, fp_str id, fp_secret **out, size_t *n, fp_err *err) FP_MUST_USE;
// Destroys what the vault has of a case, or of a value ("13812345678", a name) in all cases. NOT_FOUND when that is nothing.
bool fp_flow_forget(fp_workspace *ws, fp_str what, bool dry_run, size_t *n, fp_err *err) FP_MUST_USE;
fp_str fp_flow_secret(fp_workspace *ws, fp_err *err);                     // the casebook's secret, for colleagues; empty on error
bool fp_flow_join(fp_workspace *ws, fp_str hex, fp_err *err) FP_MUST_USE;  // takes a colleague's over
fp_str fp_flow_redact(fp_arena *a, fp_str text, fp_lang lang, size_t *n); // any text; needs no casebook
size_t fp_flow_redactions(fp_arena *a, fp_str text, fp_lang lang, fp_pii_change **out);   // what that replaces, in the text as given
// Cases as a file for others: csv (UTF-8 with its mark, as Excel wants it), xlsx, jsonl, md. Looked through once more on the way out; `raw` puts the
// originals of this machine's vault in and leaves a line in its audit log. The same cases give the same bytes.
typedef struct {
	size_t cases, redacted;  // redacted: pieces that stood in the cases and were replaced on the way out
} fp_exported;
bool fp_flow_export(fp_workspace *ws, fp_str query, fp_str format, const char *path, bool raw, fp_exported *out, fp_err *err) FP_MUST_USE;
// Personal data in what a patch adds (`git diff`), or in a commit message.
bool fp_flow_check_patch(fp_workspace *ws, fp_str patch, fp_diags *diags, fp_err *err) FP_MUST_USE;
bool fp_flow_check_message(fp_workspace *ws, fp_str name, fp_str text, fp_diags *diags, fp_err *err) FP_MUST_USE;

// ---- search
fp_query *fp_flow_query(fp_workspace *ws, fp_str text, fp_err *err);    // with "did you mean"
// Saved queries are ws->schema->saved; @NAME in any query is one of them. Writes a new one (name, title, query, sort, limit) in one commit;
// CONFLICT when there is one of that name.
bool fp_flow_save_query(fp_workspace *ws, const fp_saved_query *s, fp_changed *out, fp_err *err) FP_MUST_USE;

// ---- plugins on cases
typedef struct {
	size_t cases, ran, known, matched, failed, skipped;
	double seconds;
	struct { fp_str plugin, reason; size_t n; } fault[16];   // plugins that failed, with the first reason
	size_t fault_n;
	struct { fp_str plugin; const char *reason; } lack[16];  // plugins that were left out for want of a trained model
	size_t lack_n;
} fp_classified;
// Called for each verdict of the selected cases, also the memoised ones, in order of case id, plugin, field. NULL: not wanted.
typedef void (*fp_verdict_fn)(void *ctx, fp_str case_id, const fp_verdict *v);
bool fp_flow_classify(fp_workspace *ws, fp_str query, const fp_str *plugins, size_t plugin_n, fp_verdict_fn each, void *ctx, fp_classified *out, fp_err *err) FP_MUST_USE;
// Runs one plugin (also one that is in no folder yet) on the selected cases and keeps nothing.
bool fp_flow_try_plugin(fp_workspace *ws, const fp_plugin *p, fp_str query, fp_verdict_fn each, void *ctx, fp_classified *out, fp_err *err) FP_MUST_USE;
// Runs the examples of a plugin, each in its own language; TAP lines go to `line`.
bool fp_flow_test_plugin(fp_workspace *ws, const fp_plugin *p, void (*line)(void *ctx, const char *tap), void *ctx, size_t *failed, fp_err *err) FP_MUST_USE;
// Writes a working plugin with examples to plugins/<kind>/<name>.lua of the casebook. CONFLICT when there is one.
bool fp_flow_new_plugin(fp_workspace *ws, fp_str kind, fp_str name, fp_str *path, fp_err *err) FP_MUST_USE;
// The answer of a person to a plugin that came with the casebook, kept on this machine for the file as it stands. The next fp_ws_host
// follows it. NOT_FOUND when there is none of that name to be asked about.
bool fp_flow_trust(fp_workspace *ws, fp_str name, bool yes, fp_str *path, fp_err *err) FP_MUST_USE;
bool fp_flow_refused(fp_workspace *ws, const fp_plugin *p);     // somebody has said no to it: not to be asked again
typedef struct {
	fp_str plugin, field, value;   // label or number; empty: did not fire
	double confidence;
	fp_str reason;                 // why, or why not
	bool counts;                   // this is the value that queries and decks use
	bool label;                    // a person's
	const fp_verdict *verdict;
} fp_explained;
bool fp_flow_explain(fp_workspace *ws, fp_str id, fp_explained **out, size_t *n, fp_err *err) FP_MUST_USE;

// ---- trained classifiers (docs/train.md): a linear model of one field, learned from people's labels alone. It lies in .fupan/models/,
// because it can be made again from the labels at any time, byte by byte.
typedef struct {
	fp_str field, query;     // query: which of the labelled cases; empty: all
	fp_str from;             // whose words: customer (title, complaint, customer's turns), agent, all; empty: customer
	bool balance;            // rare values weigh more
	double precision;        // that a sure guess must have; 0: 0.95
} fp_train_ask;
typedef struct {
	fp_str field, path, from, digest;   // digest: of cases, labels and texts that it learned from
	size_t samples, classes, poor;      // poor: values with fewer than five labels
	size_t bytes;
	bool several;            // cases have several values
	double accuracy, sure, coverage, seconds;
} fp_trained;
bool fp_flow_train(fp_workspace *ws, const fp_train_ask *ask, fp_trained *out, fp_err *err) FP_MUST_USE;
typedef struct {
	fp_str label;
	double precision, recall, f1;
	size_t support, guessed;
} fp_eval_row;
typedef struct {
	fp_str id, title, truth, guess, words;   // words: what of the text spoke for the wrong guess
	double confidence;
} fp_misfit;
typedef struct {
	fp_str truth, guess;
	size_t n;
} fp_confused;
typedef struct {
	fp_eval_row *rows;       // by support
	size_t n, samples;
	double accuracy, macro_f1, kappa, coverage, ece, sure;   // coverage: share decided at `sure`; the other numbers count every case
	double sure_accuracy;    // how much of what was decided is right
	fp_confused *confused;   // most frequent first
	size_t confused_n;
	fp_misfit *misfits;      // surest first
	size_t misfit_n;
	bool several;
} fp_evaluated;
// By `folds` stratified folds; or, with a holdout query, learned from the other cases and measured on those. Writes nothing.
bool fp_flow_eval(fp_workspace *ws, const fp_train_ask *ask, int folds, fp_str holdout, fp_evaluated *out, fp_err *err) FP_MUST_USE;

// ---- rounds of verdicts: against people's labels, and against the round before. Verdicts below their plugin's threshold count as not said.
typedef struct {
	fp_str field;
	fp_evaluated e;          // coverage: share of which anything was said; accuracy: silence is not right; sure_accuracy: of what was said
} fp_field_exam;
typedef struct {
	fp_field_exam *v;        // fields that the plugin judges and people have labelled
	size_t n;
	fp_classified ran;
} fp_plugin_exam;
// Runs one plugin on the labelled cases of the query and keeps nothing. `only`: these values alone; of a field with free values those that
// the plugin said or that its examples expect. NOT_FOUND where nobody has labelled a field of it.
bool fp_flow_eval_plugin(fp_workspace *ws, const fp_plugin *p, fp_str query, const fp_str *only, size_t only_n, fp_plugin_exam *out, fp_err *err) FP_MUST_USE;
typedef struct {
	fp_str id, title, plugin, field;
	fp_str before, after;    // values separated by commas; empty: nothing was said
	double before_confidence, after_confidence;   // of the first
	fp_str label;            // what people decided; may be empty
} fp_flip;
typedef struct {
	fp_str plugin, field, label;   // label empty: the sum, with macro F1, precision of what was said, recall = accuracy
	fp_eval_row before, after;
	size_t cases;            // with that label
} fp_shift;
typedef struct {
	fp_flip *flips;          // by plugin, field, case
	size_t n;
	fp_shift *shifts;        // labels whose measure changed
	size_t shift_n;
	bool first;              // there was no round before
} fp_compared;
// A plugin, tried, against the verdicts that are kept of it; and the verdicts of a run, which are kept, against those before it.
bool fp_flow_try_diff(fp_workspace *ws, const fp_plugin *p, fp_str query, fp_compared *out, fp_classified *ran, fp_err *err) FP_MUST_USE;
bool fp_flow_classify_diff(fp_workspace *ws, fp_str query, const fp_str *plugins, size_t plugin_n, fp_compared *out, fp_classified *ran, fp_err *err) FP_MUST_USE;

// The unlabelled cases that would teach the model most: where the two best guesses are closest; without a model those that the classifiers say
// nothing about, spread evenly. None is nearly the same as one before it.
typedef struct {
	fp_str id, title;
	fp_str guess[3];         // best first; empty without a model
	double confidence[3];
} fp_to_label;
bool fp_flow_to_label(fp_workspace *ws, fp_str field, fp_str query, size_t limit, fp_to_label **out, size_t *n, fp_err *err) FP_MUST_USE;

typedef struct {
	fp_issue *issue;
	fp_str status;               // new, ongoing, rising, falling, resolved, returned (computed)
	size_t count, before;        // cases in the period; mean of the trailing weeks x 1
	double rate;                 // per 1,000 orders where volumes are known, else -1
	double change, low, high;    // ratio to the trailing weeks with interval; NAN when not comparable
	double p;                    // that chance alone brings as much (where it is more than expected) or as little; NAN when nothing can be said
	bool sure;                   // rising or falling, and of all that are so this week at most one in ten is chance
	bool with_volume;            // more cases, but not more a volume: a rise that only follows it
	fp_str promo;                // promotion of this week or the one before, with with_volume
	fp_day first_seen, last_seen;
	size_t silent;               // whole weeks without a case up to the end of the period
	size_t *weekly;              // counts of the trailing weeks and this one, oldest first
	size_t weekly_n;
	fp_str fix, fix_owner, fix_case;   // of one that returned: the action that was meant to fix it, and where it stands (a case, or empty: the issue's file)
} fp_issue_row;
bool fp_flow_extract(fp_workspace *ws, fp_str query, fp_issue **out, size_t *n, fp_err *err) FP_MUST_USE;      // writes nothing
// With `write`: candidates of at least three cases become issues/<id>.md (state: proposed) in one commit; known ones get their new cases.
bool fp_flow_issues(fp_workspace *ws, fp_range week, bool write, fp_issue_row **out, size_t *n, fp_str *commit, fp_err *err) FP_MUST_USE;
// One issue as a page to read: its row, what customers said, what was promised.
typedef struct {
	const char *kind;            // typical, severe, newest
	fp_str case_id, title, who, text;   // who said it: customer, or empty where it stands in the complaint
	fp_day day;
	int severity;
} fp_issue_quote;
typedef struct {
	fp_issue_row row;
	fp_str week;                 // 2026-W47: the one that counts are of; the bars end there
	fp_issue_quote quote[3];     // of different cases
	size_t quote_n;
	fp_action_row *actions;      // of the issue's file (no case_id) and of its cases
	size_t action_n;
	fp_str *names;               // ids of issues that became part of it
	size_t name_n;
} fp_issue_page;
bool fp_flow_issue_page(fp_workspace *ws, fp_str id, fp_range week, fp_issue_page *out, fp_err *err) FP_MUST_USE;
// What people decide about issues. Each is one commit and is respected by every later run; `id` may be the beginning or end of an id, or that
// of an issue that was merged; `reason` may be empty. State is proposed, open or closed: close and reopen (which also accepts a proposed one).
bool fp_flow_issue_rename(fp_workspace *ws, fp_str id, fp_str title, fp_changed *out, fp_err *err) FP_MUST_USE;
bool fp_flow_issue_state(fp_workspace *ws, fp_str id, const char *state, fp_str reason, fp_changed *out, fp_err *err) FP_MUST_USE;
// The older issue gets the cases of the younger, whose file stays and says what it became. The title of the older stays, unless only the
// younger was looked at by a person.
bool fp_flow_issue_merge(fp_workspace *ws, fp_str one, fp_str other, fp_str reason, fp_changed *out, fp_err *err) FP_MUST_USE;
// The cases leave the issue for a new one, and none comes back by itself. Title empty: that of the first case.
bool fp_flow_issue_split(fp_workspace *ws, fp_str id, const fp_str *cases, size_t n, fp_str title, fp_str reason, fp_changed *out, fp_err *err) FP_MUST_USE;

// ---- counts
#define FP_STATS_BY 3
typedef struct {
	fp_str query, by;        // by: names separated by commas, any field and week, month, day; empty: only the total
	int level;               // of terms: 1 is the group; 0 all
	fp_str rate, compare;    // (what is empty comes from the saved query) a column of volumes.csv; an earlier period, last-4w counts back from the period that is compared
} fp_stats_ask;
typedef struct {
	const fp_str *keys;      // one a field; NULL in the total
	size_t count, by_verdict;
	size_t before, place;    // cases of the earlier period; number of the row by keys
	bool compared;           // there is an earlier period
	double rate;             // per 1,000; NAN where not known
	double change, low, high;
} fp_stats_row;
typedef struct {
	fp_str name[FP_STATS_BY], heading[FP_STATS_BY];
	size_t by_n;
	fp_stats_row *rows, total;   // sorted by keys; with a comparison also what is gone, with count 0. The total counts cases.
	size_t n;
	bool rated, with_change; // asked for, here or by the saved query that the query begins with
	bool many;               // cases with several values: the rows add up to more than the total
	fp_range period;         // of rates and comparison
	fp_day *gaps;            // days of it that volumes.csv lacks, or has no number for: rates leave them and their cases out
	size_t gap_n;
	size_t stray;            // rows of volumes.csv without a day
} fp_stats;
bool fp_flow_stats(fp_workspace *ws, const fp_stats_ask *ask, fp_stats *out, fp_err *err) FP_MUST_USE;

// ---- the week
typedef struct {
	fp_str path, commit;
	size_t slides, kept, conflict_n;
	fp_deck_conflict *conflicts;
	bool unchanged;
} fp_reviewed;
bool fp_flow_review(fp_workspace *ws, fp_str week, int cases, fp_reviewed *out, fp_err *err) FP_MUST_USE;
typedef struct {
	fp_str path;
	const char *format;
	size_t slides, splits;
	fp_str *reports;
	size_t report_n;
} fp_rendered;
// `what`: a week with a review, or a Markdown file. Formats: html, md.
bool fp_flow_deck(fp_workspace *ws, fp_str what, const fp_str *formats, size_t format_n, fp_str out_dir, fp_rendered **out, size_t *n, fp_err *err) FP_MUST_USE;

#endif
