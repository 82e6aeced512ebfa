// Any bytes as a block of front matter and as a file of the schema: what the scanners accept, libyaml reads the same. Also as
// plain YAML, whose value must be writable as JSON.
#include "front_agree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_block(fp_arena *a, fp_str block)
{
	bool scanned;
	const char *what = "";
	size_t at = 0;
	fp_str text = fp_strf(a, "---\n%.*s\n---\n", FP_ARG(block));
	if (text.n != block.n + 9)  // a NUL ended it
		return;
	if (!front_agrees(a, text, (fp_span){4, text.n - 4}, &scanned, &what, &at))
		fp_bug("field %zu: %s\n%.*s", at, what, FP_ARG(text));
}

static void check_tree(fp_arena *a, fp_str yaml)
{
	bool scanned;
	const char *what = "";
	if (!yaml_agrees(a, yaml, &scanned, &what))
		fp_bug("%s\n%.*s", what, FP_ARG(yaml));
}

static void check_value(fp_arena *a, fp_str yaml)
{
	fp_err err = {0};
	json_t *v = fp_yaml_to_value(yaml, &err);
	fp_assert(v || (err.code && err.msg[0]));
	if (v) {
		fp_str json = fp_json_text(a, v);
		json_t *again = json_loadb(json.p, json.n, JSON_DECODE_ANY, NULL);
		fp_assert(again);
		json_decref(again);
	}
	json_decref(v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fp_arena *a = fp_arena_new(0);
	fp_str text = {(const char *)data, size};
	// Files that are not UTF-8 never come as far as the two readers.
	if (size <= FP_FRONT_MAX && fp_utf8_valid(text, NULL)) {
		check_block(a, text);
		check_tree(a, text);
		check_value(a, text);
	}
	fp_arena_free(a);
	return 0;
}
