// Runs a fuzz target over the files of the folders given, so that the corpora are checked with any compiler:
//
//	replay tests/fuzz/corpus/case [more folders or files]
//
// Says how many inputs ran; whatever a target dislikes ends the program.
#include <stdlib.h>

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t run_file(const char *path)
{
	fp_arena *a = fp_arena_new(0);
	fp_err err = {0};
	fp_str text;
	if (!fp_file_read(a, path, 64u << 20, &text, &err)) {
		fprintf(stderr, "replay: %s\n", err.msg);
		exit(1);
	}
	// A copy of exactly this size, so that the sanitizer sees a read behind its end.
	uint8_t *p = fp_xmalloc(text.n ? text.n : 1);
	for (size_t i = 0; i < text.n; i++)
		p[i] = (uint8_t)text.p[i];
	LLVMFuzzerTestOneInput(p, text.n);
	free(p);
	fp_arena_free(a);
	return 1;
}

static size_t run(fp_arena *a, const char *path)
{
	fp_err err = {0};
	fp_str *names;
	size_t n, done = 0;
	if (!fp_dir_exists(path))
		return run_file(path);
	if (!fp_dir_list(a, path, &names, &n, &err)) {
		fprintf(stderr, "replay: %s\n", err.msg);
		exit(1);
	}
	for (size_t i = 0; i < n; i++)
		done += run(a, fp_path_join(a, fp_s(path), names[i]).p);
	return done;
}

int main(int argc, char **argv)
{
	fp_arena *a = fp_arena_new(0);
	size_t n = 0;
	for (int i = 1; i < argc; i++)
		n += run(a, argv[i]);
	printf("%zu inputs\n", n);
	fp_arena_free(a);
	return n ? 0 : 1;
}
