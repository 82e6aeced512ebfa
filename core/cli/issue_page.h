// The page of one issue, as JSON and as text; and what it shares with the list of issues.
#ifndef FP_ISSUE_PAGE_H
#define FP_ISSUE_PAGE_H
#include "base/json.h"
#include "cli/cli.h"

const char *fp_issue_status_word(fp_str s);
json_t *fp_json_issue(fp_cli *c, const fp_issue_row *r);
fp_str fp_bars(fp_cli *c, const size_t *v, size_t n);    // a week's counts as a row of bars
fp_str fp_day_or_none(fp_arena *a, fp_day day);          // empty for FP_NO_DAY

json_t *fp_json_issue_page(fp_cli *c, const fp_issue_page *p);
void fp_print_issue_page(fp_cli *c, const fp_issue_page *p);
#endif
