// The week as the weekly story sees it: which days, which cases, what they are compared with. Shared by issues, review and deck.
//
// The window of a week is that week and the weeks before it, numbered from the oldest; the week itself is the last. Weeks before the
// casebook's first case do not count as weeks without complaints: `first` is the first week that can be compared with.
#ifndef FP_WEEK_PRIV_H
#define FP_WEEK_PRIV_H
#include "flow/flow_priv.h"

#define FP_WEEKS 12   // of a chart, the week itself included
#define FP_TRAIL 8    // complete weeks that a count is compared with
#define FP_TREND_WEEKS 16   // at most, that a trend is tested against
#define FP_ISSUE_WEEKS 17   // that issues are looked for in, and their course is known for: those and the week itself

// ---- trend.c: pure
typedef enum { FP_TREND_NONE, FP_TREND_STEADY, FP_TREND_RISING, FP_TREND_FALLING } fp_trend;  // NONE: too little to say
typedef struct {
	double more, less;   // P(at least, at most as many)
	double expected;
} fp_tails;              // NAN where nothing can be said
// Whether the last of n counts is more or less than the (at most FP_TREND_WEEKS) weeks before it lead one to expect, by a negative binomial
// with shrunk dispersion at p < .008 (about eleven false alarms in a thousand weeks). `base` is what the counts are drawn from (orders, or all
// cases) and may hold NAN: such weeks are left out, and so are weeks that were flagged themselves. Rising needs three cases; nothing is
// said with fewer than four weeks to compare with, or of a share of fewer than 20. *tails may be NULL.
fp_trend fp_trend_of(const size_t *x, const double *base, size_t n, fp_tails *tails);
// The level that p must not exceed so that of all that are found at most q are chance (Benjamini-Hochberg); NAN is no test. 0: none.
double fp_discovery_level(fp_arena *a, const double *p, size_t n, double q);
// (x / n) / (before / before_n) and its exact 95 % interval for two Poisson counts. NAN where it cannot be said.
void fp_rate_ratio(size_t x, double n, size_t before, double before_n, double *ratio, double *low, double *high);
double fp_median(double *v, size_t n);   // sorts; NAN for none

// ---- week.c
typedef struct {
	fp_day monday;
	fp_str id;          // 2026-W47
} fp_week;
typedef struct {
	fp_str id, path, title, type, group;   // type: the main one that counts, group: its part before "/"; empty when missing
	fp_day day;
	size_t week;        // number in the window
	bool by_verdict;    // the type rests on a verdict
	int severity;       // a person's or a machine's, 0 unknown
	const fp_case *doc;
} fp_week_case;
typedef struct {
	fp_week week;
	size_t weeks, first;
	fp_week_case *v;    // all cases of the window by day and id
	size_t n;
	size_t *total;      // cases of each week
	double *orders;     // that complaints of each week are held against (week.c says why not its own), NAN where volumes.csv does not cover it
	bool rates;         // the orders of the week and of at least four weeks before it are known
	fp_day oldest;      // day of the casebook's first case
} fp_window;

// The casebook's language, in which everything that is written into it speaks.
const char *fp_say(const fp_workspace *ws, const char *zh, const char *en) __attribute__((format_arg(2), format_arg(3)));
// One ISO week, Monday to Sunday; USAGE for anything else.
bool fp_week_one(fp_workspace *ws, fp_range range, fp_str text, fp_week *out, fp_err *err) FP_MUST_USE;
bool fp_week_parse(fp_workspace *ws, fp_str text, fp_week *out, fp_err *err) FP_MUST_USE;
// NOT_FOUND with the nearest weeks that have cases.
bool fp_week_empty(fp_workspace *ws, const fp_week *w, fp_err *err);
fp_str fp_week_query(fp_arena *a, fp_day from, fp_day to);
// volumes.csv of the snapshot, NULL when there is none (or a broken one, with a warning); `date` and `orders` also by their Chinese names;
// a row's day and volume: false where it has none of the two, NAN where what stands there is no number from 0 on.
fp_table *fp_volumes(fp_workspace *ws);
ptrdiff_t fp_volumes_column(const fp_table *t, fp_str name);
bool fp_volumes_cell(const fp_row *r, ptrdiff_t date, ptrdiff_t column, fp_day *day, double *v);
bool fp_window_load(fp_workspace *ws, fp_week week, size_t weeks, fp_window *out, fp_err *err) FP_MUST_USE;
// What counts are drawn from, for tests and ratios alike: orders when they are known, else all cases. NAN: the week cannot be compared with.
double *fp_window_base(fp_arena *a, const fp_window *w);
// The FP_TRAIL weeks before the last one, as far as they can be compared with.
typedef struct {
	size_t cases, weeks;
	double base;
} fp_trail;
fp_trail fp_trail_of(const size_t *weekly, const double *base, size_t weeks);
// Makes sure that the classifiers have judged the cases of the week and the weeks that it is compared with.
bool fp_week_judge(fp_workspace *ws, const fp_week *week, fp_err *err) FP_MUST_USE;
// The usable plugin of a kind, the first by name; PLUGIN when there are only broken ones, NOT_FOUND when there is none.
const fp_plugin *fp_plugin_of(fp_workspace *ws, const char *kind, fp_err *err);

// ---- members.c: pure. Which issue a case belongs to.
typedef struct {
	const fp_str *v;    // ids, sorted
	size_t n;
} fp_ids;
bool fp_ids_have(fp_ids ids, fp_str id);
typedef struct {
	fp_str id;          // of the issue
	fp_ids cases;       // its members
	fp_ids never;       // cases that a person took out (cannot_link)
} fp_known_issue;
// For each group the issue that it continues, or -1: the one with the largest overlap, which must be at least half of the smaller of
// the two (of the issue only members in `window` count).
void fp_match_groups(const fp_known_issue *known, size_t known_n, const fp_ids *groups, size_t group_n, fp_ids window, ptrdiff_t *issue);
// The members of the group that no issue has and that the issue (may be NULL) does not refuse.
fp_ids fp_free_members(fp_arena *a, const fp_known_issue *known, size_t known_n, const fp_known_issue *issue, fp_ids group);
fp_str fp_issue_id(fp_arena *a, fp_str founding, unsigned salt);   // i-k7f3qma
fp_ids fp_ids_sorted(fp_arena *a, const fp_str *v, size_t n);      // copy, sorted, each once

// ---- issues.c
typedef struct {
	fp_issue_row *rows;
	size_t n;
	size_t proposed;    // rows at the end that are in no file yet
} fp_issue_board;
// The known issues of the week and, with `extract`, what an issues plugin proposes. Writes nothing.
bool fp_issue_board_of(fp_workspace *ws, const fp_window *w, bool extract, fp_issue_board *out, fp_err *err) FP_MUST_USE;

// ---- pick.c: pure. Typical cases by coverage.
typedef struct {
	fp_str id, type, group, issue, channel;
	int severity;
	bool dialogue, reviewed;   // what there is to show
	bool well, badly;          // handled
	bool fresh;                // its type was not seen in the weeks before
	bool aside;                // a question, not a complaint
	bool marked;               // a person called it typical, or one to learn from
} fp_pick_case;
enum { FP_WHY_ISSUE = 1, FP_WHY_TYPE = 2, FP_WHY_SEVERE = 4, FP_WHY_FRESH = 8, FP_WHY_WELL = 16, FP_WHY_CONTRAST = 32, FP_WHY_REVIEWED = 64, FP_WHY_CHANNEL = 128, FP_WHY_MARKED = 256 };
typedef struct {
	size_t index;
	unsigned why;
} fp_picked;
// Chooses up to `want`, in order of showing: what belongs together stands together. Deterministic; the seed settles ties.
size_t fp_pick(fp_arena *a, const fp_pick_case *v, size_t n, size_t want, uint64_t seed, fp_picked **out);

// ---- facts.c, week_value.c: the value that review plugins get
json_t *fp_week_facts(fp_workspace *ws, const fp_window *w);
bool fp_week_value(fp_workspace *ws, const fp_window *w, const fp_issue_board *b, int cases, json_t **out, fp_err *err) FP_MUST_USE;

// small things of jansson
void fp_jset(json_t *o, const char *key, fp_str s);        // nothing when empty
void fp_jint(json_t *o, const char *key, size_t v);
void fp_jnum(json_t *o, const char *key, double v);        // nothing when NAN
#endif
