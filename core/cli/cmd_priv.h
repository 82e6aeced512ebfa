// Private to cli: what several commands share.
#ifndef FP_CMD_PRIV_H
#define FP_CMD_PRIV_H
#include "cli/cli.h"

// "made 261118-k7f3qma  cases/..." or the JSON line {id,path,commit}.
int fp_show_changed(fp_cli *c, const fp_changed *ch, const char *done);
// The values of an option "field=value" that may be repeated. USAGE in c->err.
bool fp_given_assigns(fp_cli *c, const char *option, fp_assign **out, size_t *n);

// A search hit as a JSON line: id path title score snippet spans.
void fp_json_hit(const fp_hit *h);
// A verdict as a JSON line of `classify`.
json_t *fp_json_verdict(fp_str case_id, const fp_verdict *v);

#endif
