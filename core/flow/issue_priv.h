// Issues as the board, the page of one issue and people's decisions see them.
//
// A decision of a person is a line in the issue's file (case/verdict.h) and outlives every run: `merge` leaves the younger file with
// merged_into, which makes its id a name of the older one; `split` gives the cases an issue of their own and refuses them in the old one.
#ifndef FP_ISSUE_PRIV_H
#define FP_ISSUE_PRIV_H
#include "flow/week_priv.h"

typedef struct {
	fp_issue *issue;
	fp_str path, text;
	fp_oid blob;
	const fp_case *doc;
	fp_ids never;        // cases that a person took out
} fp_issue_file;
typedef struct {
	fp_issue_file *v;    // by path, also those that became part of another
	size_t n, cap;
} fp_issue_files;
// The files of issues/ in the snapshot; one that cannot be read is left out with a warning.
bool fp_issue_files_read(fp_workspace *ws, fp_issue_files *out, fp_err *err) FP_MUST_USE;
// By id, its beginning or end; the id of a merged one gives what it became. NOT_FOUND, or USAGE where several fit.
const fp_issue_file *fp_issue_file_find(const fp_issue_files *f, fp_str id, fp_err *err);
// What the issue of this id is called today; the id itself where it is no merged one.
fp_str fp_issue_today(const fp_issue_files *f, fp_str id);

// A case of the window, else its file as it stands in the snapshot, without personal data; NULL when it is gone.
const fp_case *fp_member_doc(fp_workspace *ws, const fp_window *w, fp_str id);

fp_ids fp_field_ids(fp_arena *a, const fp_case *c, const char *name);     // the items of a list
fp_ids fp_decided(fp_arena *a, const fp_case *c, const char *name);       // the ids that the decisions of a list begin with
fp_ids fp_ids_joined(fp_arena *a, fp_ids x, fp_ids y);
fp_ids fp_ids_without(fp_arena *a, fp_ids x, fp_ids y);
#endif
