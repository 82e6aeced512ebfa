// Private to cli: what main, option parsing and help share.
#ifndef FP_CLI_PRIV_H
#define FP_CLI_PRIV_H
#include "cli/cli.h"

#define FP_VERSION "0.1.0"

// What stands before and around the command: fupan [-C DIR] [--lang zh|en] [--json] <command> ...; these are accepted after the command too.
typedef struct {
	bool help, version, lang_asked;
	fp_str command;
	char **rest;           // what belongs to the command
	size_t rest_n;
} fp_front;
bool fp_front_parse(fp_cli *c, int argc, char **argv, fp_front *f);   // USAGE in c->err
bool fp_opts_parse(fp_cli *c, char **args, size_t n);

#endif
