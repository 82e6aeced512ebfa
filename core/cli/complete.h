// Completion of command lines, private to cli. complete.c finds out what is wanted at the cursor, complete_value.c knows what there is.
//
// A candidate replaces the word at the cursor: `kept` (what stays of it, such as "type:") and a value that begins with `typed`. Nothing is
// written, no index is built: what needs a casebook is left out where there is none.
#ifndef FP_COMPLETE_H
#define FP_COMPLETE_H
#include "cli/cli_priv.h"

typedef struct {
	fp_str word, about;      // the whole word as it will stand
	bool more;               // something follows in the same word: no blank behind it
} fp_candidate;
typedef struct {
	fp_cli *c;
	char **before;           // the words before the cursor
	size_t before_n;
	fp_str kept, typed;
	fp_candidate *v;
	size_t n, cap;
	bool files, dirs;        // the shell's own names of files, or of folders, too
} fp_completion;

// Adds the value if it begins with what is typed. `more`: see above.
void fp_offer(fp_completion *k, fp_str value, fp_str about, bool more);
void fp_offer_z(fp_completion *k, const char *value, const char *about);
// Moves the first n bytes of what is typed to what is kept.
void fp_keep(fp_completion *k, size_t n);
// Keeps what stands before the last comma, and offers go on behind it.
void fp_keep_list(fp_completion *k);

// ---- complete_value.c
void fp_offer_fields(fp_completion *k, const char *after);       // names of fields, followed by `after` (":", "=", "")
void fp_offer_query(fp_completion *k);                           // a word of a query
void fp_offer_assignment(fp_completion *k);                      // field=value, field+=value
void fp_offer_value(fp_completion *k, fp_str field);             // of a field or an operator of the query language
void fp_offer_cases(fp_completion *k);                           // ids of the newest cases
void fp_offer_issues(fp_completion *k);
void fp_offer_periods(fp_completion *k);
void fp_offer_weeks(fp_completion *k);                           // with data
void fp_offer_names(fp_completion *k, const char *dir, const char *end);   // files of a folder of the casebook, without their end
void fp_offer_plugins(fp_completion *k);
void fp_offer_volumes(fp_completion *k);                         // columns of volumes.csv

// ---- what main calls: `fupan __complete ...`
int fp_complete(int argc, char **argv);
#endif
