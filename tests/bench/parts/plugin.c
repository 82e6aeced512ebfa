// Parts that call a plugin.
#include "parts.h"

static json_t **all_values(fp_workspace *ws, size_t *n)
{
	fp_entry *e;
	if (!fp_store_list(ws->store, &ws->rev, FP_STR("cases"), a, &e, n, &err))
		stop();
	json_t **v = FP_NEW_N(a, json_t *, *n);
	for (size_t i = 0; i < *n; i++) {
		fp_str bytes;
		if (!fp_store_read_blob(ws->store, &e[i].blob, a, &bytes, &err))
			stop();
		v[i] = fp_case_to_value(fp_case_parse(a, e[i].path, bytes, NULL));
	}
	return v;
}

static size_t fired;

static json_t *give(void *ctx, const fp_plugin *p, size_t i)
{
	(void)p;
	return json_incref(((json_t **)ctx)[i]);
}

static bool take(void *ctx, const fp_plugin *p, size_t i, const json_t *result, const fp_err *why)
{
	(void)ctx, (void)p, (void)i;
	if (why)
		err = *why;
	fired += json_array_size(result) > 0;
	return !why;
}

static int call(char **argv)
{
	size_t n;
	fp_workspace *ws = desk(argv[0], false);
	json_t **v = all_values(ws, &n);
	fp_plugin_root root = {argv[0], "bench", NULL, NULL};
	fp_limits one = {.workers = 1};
	fp_host *h = fp_host_open(&root, 1, NULL, NULL, 0, &one, &err);
	json_t *ctx = json_pack("{s:s}", "lang", "zh");
	if (!h || !fp_host_context(h, ctx, &err))
		stop();
	const fp_plugin *p = fp_host_add_file(h, argv[1], &err);
	if (!p)
		stop();
	double start = fp_clock_seconds();
	if (p->status != FP_PLUGIN_OK || !fp_host_map(h, &p, 1, n, give, take, v, &err)) {
		fprintf(stderr, "%.*s\n", FP_ARG(p->reason));
		stop();
	}
	printf("took=%.6f cases=%zu fired=%zu\n", fp_clock_seconds() - start, n, fired);
	fp_host_close(h);
	return 0;
}

static int values(char **argv)
{
	size_t n;
	json_t **v = all_values(desk(argv[0], false), &n);
	puts("return {");
	for (size_t i = 0; i < n; i++)
		printf("{title=[======[%s]======], text=[======[\n%s]======]},\n", json_string_value(json_object_get(v[i], "title")), json_string_value(json_object_get(v[i], "text")));
	puts("}");
	return 0;
}

const part plugin_parts[] = {{"call", 2, call}, {"values", 1, values}, {0}};
