// json: small help around jansson, whose json_t is the plain value type of the whole program.
#ifndef FP_JSON_H
#define FP_JSON_H
#include <jansson.h>

#include "base/base.h"

// A JSON string of any text: NUL and bytes that are not UTF-8 become U+FFFD, since readers stumble over both. Never NULL; owned by the caller.
json_t *fp_json_str(fp_str s);
// The text of a JSON string, borrowed from it; empty for any other value or NULL.
fp_str fp_json_string(const json_t *v);
// A value as compact JSON with sorted keys.
fp_str fp_json_text(fp_arena *a, const json_t *v);

#endif
