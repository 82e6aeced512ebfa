// Private to cli: what several commands share.
#ifndef FP_CMD_PRIV_H
#define FP_CMD_PRIV_H
#include "cli/cli.h"

// "made 261118-k7f3qma  cases/..." or the JSON line {id,path,commit}.
int fp_show_changed(fp_cli *c, const fp_changed *ch, const char *done);
// The values of an option "field=value" that may be repeated. USAGE in c->err.
bool fp_given_assigns(fp_cli *c, const char *option, fp_assign **out, size_t *n);

// The cases most worth labelling (next.c): `label --next [FIELD] [QUERY]`.
int fp_label_next(fp_cli *c);

// ---- exam.c: guesses beside people's labels
void fp_exam_show(fp_cli *c, const fp_evaluated *e);              // values, what was confused, misfits, the sum
void fp_exam_json(const fp_evaluated *e, fp_str field);           // a line a value, then the sum; with the field where there are several
bool fp_opt_share(fp_cli *c, const char *name, double *out);      // a number from 0 to 1, 0 when not given; USAGE in c->err
int fp_exam_floor(const fp_evaluated *e, double floor);           // the exit code of --min-f1, with its message
void fp_compared_show(fp_cli *c, const fp_compared *d);           // flips and their effect, also as JSON lines

// Runs this command again, in a process of its own, whenever the file changes (watch.c). Ends with a signal, or with the file.
int fp_watch(fp_cli *c, fp_str file);

// ---- choosing on a terminal (choose.c). Where stdin or stderr is none, or with --json, a missing id is a usage error.
bool fp_can_choose(const fp_cli *c);
// Ids that a person chose among the cases of the query, newest first; NOT_FOUND in c->err when none.
bool fp_choose(fp_cli *c, fp_str query, bool many, fp_str **ids, size_t *n);
bool fp_choose_arg(fp_cli *c);            // one id, put before the arguments

// A template of --format (docs/man/fupan-search.md); NULL with USAGE in c->err. Prints one line; the hit needs want_fields.
typedef struct fp_format fp_format;
fp_format *fp_format_parse(fp_cli *c, fp_str template);
void fp_format_print(fp_cli *c, const fp_format *f, const fp_hit *h);

// A search hit as a JSON line: id path title score snippet spans.
void fp_json_hit(const fp_hit *h);
// A verdict as a JSON line of `classify`.
json_t *fp_json_verdict(fp_str case_id, const fp_verdict *v);

#endif
