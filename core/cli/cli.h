// cli: the command line. Parses, asks flow, shows. One command a file, cmd_<verb>.c, each one const fp_cmd.
//
// To add a command: write cmd_<verb>.c with one `const fp_cmd fp_cmd_<verb>`; list it in commands.inc; write docs/man/fupan-<verb>.md
// and a test in tests/cli. tests/cli/t010-help.t objects when the page is missing, when page and --help name different options, or when a command
// has no example; tests/lint/commands.sh when commands.inc and the files differ.
//
// Results go to stdout, messages to stderr. --json: one object a line, keys sorted, nothing else on stdout. Exit codes below.
#ifndef FP_CLI_H
#define FP_CLI_H
#include "flow/flow.h"

enum { FP_EXIT_OK = 0, FP_EXIT_FAIL = 1, FP_EXIT_USAGE = 2, FP_EXIT_DOCUMENT = 3 };

typedef enum { FP_OPT_FLAG, FP_OPT_TEXT, FP_OPT_INT, FP_OPT_MANY } fp_opt_kind;
typedef struct {
	const char *name;          // long name without dashes
	char letter;               // 0: none
	fp_opt_kind kind;
	const char *arg;           // name of the value in help; NULL for flags
	const char *zh, *en;
} fp_opt;

typedef enum {
	FP_CMD_CASEBOOK = 1,       // opens the workspace
	FP_CMD_INDEX = 2,          // and the index, up to date
	FP_CMD_HOST = 4,           // and the plugins
	FP_CMD_READS = 8,          // say on stderr how many files are edited and not saved
	FP_CMD_CHOOSES = 16,         // a missing first argument, the id of a case, is chosen on the terminal
} fp_cmd_flags;

typedef struct fp_cli fp_cli;
typedef struct {
	const char *name;
	const char *group;         // casebook, search, classify, review, tool
	const char *args;          // "ID FIELD=VALUE..."
	const char *zh, *en;       // summary, one line
	const fp_opt *opts;        // ends with {0}
	int min_args, max_args;    // max -1: any
	unsigned flags;
	int (*run)(fp_cli *c);
	const char *examples;      // lines "fupan ..."
} fp_cmd;

struct fp_cli {
	fp_arena *a;
	const fp_cmd *cmd;
	fp_workspace ws;
	bool opened;
	bool json, color;
	const char *dir;
	fp_str *args;
	size_t arg_n;
	struct { const fp_opt *opt; fp_str value; } *given;
	size_t given_n, given_cap;
	fp_err err;
};

// ---- options of the running command
bool fp_opt_flag(const fp_cli *c, const char *name);
fp_str fp_opt_text(const fp_cli *c, const char *name, const char *def);
bool fp_opt_int(fp_cli *c, const char *name, int64_t def, int64_t min, int64_t max, int64_t *out);   // USAGE in c->err
size_t fp_opt_many(const fp_cli *c, const char *name, fp_str **out);   // also splits at commas when the option is a list of names
fp_str fp_args_joined(const fp_cli *c, size_t from);                   // arguments joined by spaces: a query

// ---- output
int fp_cli_fail(fp_cli *c, const fp_err *err);        // prints "fupan: message", returns the exit code of its kind
void fp_out_json(json_t *v);                          // one line, keys sorted; takes the reference
typedef struct {
	const char *zh, *en;
	bool right;            // align to the right
	int fit;               // on a narrow terminal: FP_KEEP, FP_CUT shortens it, FP_DROP leaves it out
} fp_column;
enum { FP_KEEP, FP_CUT, FP_DROP };
typedef struct fp_table_out fp_table_out;
fp_table_out *fp_out_table(fp_cli *c, const fp_column *columns, size_t n);
fp_str fp_one_line(fp_arena *a, fp_str s);               // control characters become blanks
void fp_out_row(fp_table_out *t, const fp_str *cells);   // copies
void fp_out_end(fp_table_out *t);                        // prints with a header on a terminal; columns align by display width
const char *fp_sgr(const fp_cli *c, const char *code);   // "1;31" -> escape, or "" without colour
void fp_out_diags(fp_cli *c, const fp_diags *d);         // path:line:col: message, or JSON
void fp_print_safe(fp_str s);                            // text to stdout with control characters made visible
void fp_hint(const char *fmt, ...) FP_PRINTF(1, 2);      // "  提示：..." on stderr

// ---- help
void fp_help_all(FILE *f);
void fp_help_cmd(FILE *f, const fp_cmd *cmd);
const fp_cmd *fp_cmd_find(fp_str name);
const fp_cmd *fp_cmd_nearest(fp_str name);
extern const fp_cmd *const fp_commands[];
extern const size_t fp_command_n;
const char *fp_not_built(fp_str name);                   // non-NULL for commands of the contract that are not built yet

// ---- opening an editor: writes text to a file, runs $VISUAL, $EDITOR or vi, reads it back. An fp_edit_fn.
bool fp_cli_editor(void *ctx, fp_arena *a, fp_str name, fp_str text, fp_str *out, fp_err *err);

#endif
