// verdict: what machines and people say about cases. Plain values with conversions; nothing here runs plugins or keeps a database.
#ifndef FP_VERDICT_H
#define FP_VERDICT_H
#include "case/case.h"

typedef struct {
	fp_span span;      // in the case file
	fp_str text;       // the bytes of that span
} fp_evidence;

// A machine's opinion on one field of one case.
typedef struct {
	fp_str plugin, field, label;   // label: a term's full name, or a number as text (severity, intensity)
	double confidence;             // 0..1
	double threshold;              // of the plugin; below it the verdict counts as missing
	fp_str reason;
	fp_evidence *evidence;
	size_t evidence_n;
	fp_str runner_up;              // the label that came second, empty when there was none
	double runner_up_confidence;
} fp_verdict;

// What a classify plugin returned (a list of {field,label,confidence,evidence,reason}) to verdicts. Evidence items are a string, or
// {text=, turn=N} or {text=, section=NAME}: each must occur in the case (in that turn or section); the span is found here.
// INVALID names the plugin's mistake: unknown key, missing label, evidence that the text does not hold.
bool fp_verdicts_from_value(fp_arena *a, const json_t *v, const fp_case *c, fp_str plugin, double threshold,
                            fp_verdict **out, size_t *n, fp_err *err) FP_MUST_USE;
json_t *fp_verdict_to_value(const fp_verdict *v);   // keys of the `classify` row of the command line contract, without "case"

// A recurring problem. Kept as issues/<id>.md: front matter id, title, state (proposed|open|closed), plugin, cases, exemplars, what
// people decided, and whatever else they put there; then the summary, then sections. Decisions are lines "ID (author, date) reason"
// (a bare id will do): must_link, what belongs here; cannot_link, what does not; merged_into, which issue this one became; and
// "(author, date) reason" under closed.
typedef struct {
	fp_str id, title, state, plugin, summary;
	fp_str *cases;       // ids, sorted
	size_t case_n;
	fp_str exemplar[3];  // most typical, most severe, newest
	fp_str merged_into;  // id
	fp_day closed;       // FP_NO_DAY: not, or nobody wrote when
} fp_issue;
// The parts of a decision; what is missing is empty, the day FP_NO_DAY.
typedef struct {
	fp_str id, author, reason;
	fp_day day;
} fp_decision;
fp_decision fp_decision_parse(fp_str line);
fp_str fp_decision_text(fp_arena *a, const fp_decision *d);
// What an issues plugin returned: list of {title, cases=[ids], phrases=[...], exemplars=[ids], summary=}. The phrases become the
// summary where none is given; state is proposed, id and plugin are empty. INVALID names the mistake.
bool fp_issues_from_value(fp_arena *a, const json_t *v, fp_issue **out, size_t *n, fp_err *err) FP_MUST_USE;
fp_str fp_issue_render(fp_arena *a, const fp_issue *i, const char *lang);
fp_issue *fp_issue_parse(fp_arena *a, fp_str path, fp_str text, fp_diags *diags);  // never NULL
// A change to such a file is fp_case_parse and fp_case_edit on its text: every other line stays as it was.
#endif
