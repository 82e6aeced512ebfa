// Private to flow: what several verbs share.
#ifndef FP_FLOW_PRIV_H
#define FP_FLOW_PRIV_H
#include "flow/flow.h"
#include "text/model.h"

// The snapshot's fupan.yaml, schema, taxonomy and scripts, from .fupan/rules or git; and as fp_files gives them (ctx: the workspace).
bool fp_rules_load(fp_workspace *ws, fp_err *err) FP_MUST_USE;
bool fp_rules_file(void *ctx, fp_arena *a, const char *path, fp_str *text);
size_t fp_rules_list(void *ctx, fp_arena *a, const char *dir, fp_str **names);

// The context value of plugins: lang, taxonomy (field -> list of nodes), scripts, today, config. Owned by the caller.
json_t *fp_ws_context(const fp_workspace *ws);

// Gives the host the same context in the casebook's other language, for examples that are written in it.
bool fp_ws_example_context(fp_workspace *ws, fp_err *err) FP_MUST_USE;

// Text with personal data replaced by placeholders in the casebook's language; adds to *n. The originals are not kept: for messages, decks, output.
fp_str fp_redact_text(fp_workspace *ws, fp_str text, size_t *n);

// ---- the border (guard.c): what is about to be committed. One guard a file; the subject may be set after the first text, before it is kept.
typedef struct {
	fp_str subject;          // whose secrets: a case id, or the path of another file
	fp_pii_known known;
	bool loaded;
	size_t found;            // pieces that were replaced
} fp_guard;
bool fp_guard_settings(fp_str path);   // settings name the shop's own numbers and are not looked through
fp_str fp_guard_subject(fp_workspace *ws, fp_str path);
bool fp_guard_text(fp_workspace *ws, fp_guard *g, fp_str *text, fp_err *err) FP_MUST_USE;
// A value of a field by its class: personal becomes a placeholder, pseudonym a code that is the same in the whole casebook; codes, roles and
// placeholders stay.
bool fp_guard_value(fp_workspace *ws, fp_guard *g, const fp_field_def *d, fp_str *value, fp_err *err) FP_MUST_USE;
bool fp_guard_case(fp_workspace *ws, fp_guard *g, fp_str path, fp_str *text, fp_err *err) FP_MUST_USE;
// Puts what is new into the vault; before the commit.
bool fp_guard_keep(fp_workspace *ws, const fp_guard *g, size_t n, fp_err *err) FP_MUST_USE;
// A keyed hash by the casebook's secret; CONFLICT when this machine has another one than the casebook names.
bool fp_guard_code(fp_workspace *ws, const char *purpose, fp_str text, fp_str *code, fp_err *err) FP_MUST_USE;
bool fp_audit(fp_workspace *ws, const char *verb, fp_str what, size_t n, fp_err *err) FP_MUST_USE;   // a line in the vault's log; the vault is open
// ---- looking only (privacy.c)
void fp_privacy_text(fp_workspace *ws, fp_str text, uint32_t first, fp_diags *d);   // first: number of its first line
void fp_privacy_fields(fp_workspace *ws, const fp_case *c, fp_diags *d);
bool fp_privacy_rest(fp_workspace *ws, fp_diags *d, fp_err *err) FP_MUST_USE;
// Whether a value of a classed field may stay: a role, a code, a placeholder.
bool fp_is_pseudonym(fp_str s);
const fp_pii_rules *fp_ws_rules(fp_workspace *ws);
bool fp_ws_vault(fp_workspace *ws, bool make, fp_err *err) FP_MUST_USE;

// One commit of one path; the workspace follows. `replay` makes the change again after a lost race.
bool fp_write_one(fp_workspace *ws, const fp_put *put, fp_str message, fp_replay_fn replay, void *ctx, fp_str *commit, fp_err *err) FP_MUST_USE;

// Calls fn for every case that the query selects, by time received, parsed from the snapshot.
bool fp_each_case(fp_workspace *ws, const char *query, bool (*fn)(void *ctx, const fp_case *c, fp_str path, fp_err *err), void *ctx, fp_err *err) FP_MUST_USE;

// ---- quotes.c: which cases the issues and reviews of the snapshot name. Kept in .fupan/quotes and brought up to date by the tree
// diff, so that it costs what has changed.
typedef struct {
	fp_str path;
	fp_str members;   // ids of an issue's `cases`, separated by blanks
	fp_str others;    // every other id that the file names; not those of `cannot_link`
} fp_quote;
bool fp_quotes(fp_workspace *ws, fp_quote **out, size_t *n, fp_err *err) FP_MUST_USE;
bool fp_quotes_of(void *ws, fp_str name, fp_arena *a, fp_str **ids, size_t *n, fp_err *err);   // an fp_quoting_fn
fp_str fp_quote_name(fp_str path);   // 2026-W47, i-7sjhd3x

// ---- classify.c
// The usable classifiers of those names (none: all); bad ones are noted in the report. NOT_FOUND when none is left.
bool fp_choose_plugins(fp_workspace *ws, const fp_str *names, size_t n, const fp_plugin ***out, size_t *out_n, fp_classified *report, fp_err *err) FP_MUST_USE;
// The verdicts that are kept of the cases as they stand, whatever made them; runs nothing.
bool fp_verdicts_kept(fp_workspace *ws, fp_str query, const fp_plugin *const *plugins, size_t n, fp_verdict_fn each, void *ctx, fp_err *err) FP_MUST_USE;

// ---- exam.c: what was guessed of cases beside what people decided, as rows for people
typedef struct {
	fp_str id, title;
} fp_subject;
typedef struct {
	fp_arena *a;
	const fp_class_def *class;
	size_t class_n;
	const fp_sample *sample;
	const fp_subject *of;
	size_t n;
} fp_exam;
void fp_exam_classes(const fp_exam *e, const fp_measure *m, fp_evaluated *out);   // rows and what was confused
// The surest mistakes; returns which of the samples they are. A case of which nothing was said is one where a label was to be found.
const size_t *fp_exam_misfits(const fp_exam *e, const fp_guesses *g, fp_evaluated *out);
double fp_said_right(const fp_measure *m);   // of what was said, how much is right

// ---- train.c
fp_str fp_model_path(fp_workspace *ws, fp_str field);   // where the trained model of a field lies
fp_str fp_words_of(fp_arena *a, const fp_case *c, fp_str from);   // what a model of that side reads of a case

// ---- trust.c: which plugins of casebooks may run on this machine
bool fp_trusted(void *ws, fp_str path, const char *digest);   // an fp_trusts
bool fp_trust_own(fp_workspace *ws, fp_str path, fp_err *err) FP_MUST_USE;   // a plugin that is made here

// ---- models.c: what trained models say of a case, for plugins that need them
typedef struct fp_models fp_models;
const char *fp_plugin_lacks(fp_workspace *ws, const fp_plugin *p);   // why it cannot run (no model), with the remedy; or NULL
fp_models *fp_models_open(fp_workspace *ws, const fp_plugin *const *plugins, size_t n, fp_err *err);   // all that these plugins need
void fp_models_close(fp_models *m);
uint64_t fp_models_digest(const fp_models *m, const fp_plugin *p);   // 0 for one that needs none
json_t *fp_models_add(const fp_models *m, const fp_plugin *p, const fp_case *c, json_t *value);   // a new reference: the value, with `model` where the plugin needs it

// ---- links.c
// Each id that a link field gets as its full id. NOT_FOUND with near ones where there is no such case or issue; INVALID for the case itself.
// What is removed need not exist.
bool fp_link_values(fp_workspace *ws, fp_str self, fp_assign *set, size_t n, fp_err *err) FP_MUST_USE;
// Links that lead nowhere, to the case itself, or in a circle.
void fp_check_links(fp_workspace *ws, const fp_case *c, fp_diags *d);
// The same of issues and reviews: cases that they quote and that are gone.
bool fp_check_quotes(fp_workspace *ws, fp_diags *d, fp_err *err) FP_MUST_USE;

// The partial case of a plugin's example as the full value that plugins get. ctx is the workspace; owned by the caller.
json_t *fp_complete_case(void *ctx, const json_t *partial, fp_err *err);

#endif
