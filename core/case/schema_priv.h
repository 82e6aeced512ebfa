// What the files that load a schema share.
#ifndef FP_SCHEMA_PRIV_H
#define FP_SCHEMA_PRIV_H
#include "case/case_priv.h"

// A loader remembers what it needs for messages; `diags` may be NULL.
typedef struct {
	fp_arena *a;
	const fp_files *files;
	fp_diags *diags;
	fp_str path, text; // of the file that is read now
	bool en;           // the casebook speaks English
} fp_loader;

struct fp_term_key {
	fp_str text;       // folded
	int rank;          // 0 full name, 1 own name, 2 alias
	const fp_term *term;
};

void fp_load_diag(fp_loader *l, fp_severity sev, const fp_ynode *at, const char *fmt, ...) FP_PRINTF(4, 5);
fp_str fp_ynode_text(const fp_ynode *map, const char *key);  // a scalar's text, or empty
fp_str *fp_ynode_texts(fp_loader *l, const fp_ynode *list, size_t *n);  // of scalars; a lone scalar is a list of one
// Warns about keys of `map` that are not among `known`, with the nearest of them.
void fp_load_known(fp_loader *l, const fp_ynode *map, const char *const *known, size_t n);

bool fp_config_read(fp_loader *l, const fp_ynode *root, fp_config *out, fp_err *err);
void fp_config_defaults(fp_loader *l, fp_config *out);
// NULL with a diag when the file is no taxonomy.
fp_taxonomy *fp_taxonomy_read(fp_loader *l, fp_str name, const fp_ynode *root);
// False with a diag when the file is no saved query. name and path are set already.
bool fp_saved_read(fp_loader *l, const fp_schema *schema, const fp_ynode *root, fp_saved_query *s);
bool fp_schema_read(fp_loader *l, const fp_ynode *root, fp_schema *s);
#endif
