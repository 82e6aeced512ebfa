// embed: the files that travel inside the binary: the built-in schema, taxonomies, scripts and templates, the deck's style and
// script, the completion of the shells. The Makefile lists them (EMBED), embed.sh turns them into embed.inc. Names are relative to the folder "builtin"
// or "assets" in which a file lies ("zh/schema.yaml", "deck.css"); their order is that of the Makefile and does not change between runs.
#ifndef FP_EMBED_H
#define FP_EMBED_H
#include "base/base.h"

// The content of the file with exactly this name, valid for ever, NUL-terminated (the NUL is not counted). False, and
// *out untouched, when there is none.
bool fp_embed_get(const char *name, fp_str *out);
// How many there are, which may be none, and the name of each; i < fp_embed_count().
size_t fp_embed_count(void);
const char *fp_embed_name(size_t i);
#endif
