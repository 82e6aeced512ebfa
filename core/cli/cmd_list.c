#include <string.h>

#include "base/json.h"
#include "cli/cmd_priv.h"

static fp_str joined(fp_cli *c, json_t *fields, const char *key)
{
	json_t *v = json_object_get(fields, key), *item;
	size_t i;
	fp_buf b = {0};
	if (json_is_array(v)) {
		json_array_foreach(v, i, item)
			fp_buf_f(&b, "%s%s", i ? ", " : "", json_is_string(item) ? json_string_value(item) : "");
	} else if (json_is_string(v)) {
		fp_buf_z(&b, json_string_value(v));
	} else if (json_is_integer(v)) {
		fp_buf_f(&b, "%lld", (long long)json_integer_value(v));
	}
	return fp_buf_take(&b, c->a);
}

static void json_row(const fp_hit *h)
{
	json_t *v = json_deep_copy(h->fields);
	json_object_set_new(v, "id", fp_json_str(h->id));
	json_object_set_new(v, "path", fp_json_str(h->path));
	json_object_set_new(v, "title", fp_json_str(h->title));
	fp_out_json(v);
}

static int run(fp_cli *c)
{
	static const fp_column columns[] = {{"编号", "id", 0, 0}, {"收到", "received", 0, 0}, {"类型", "type", 0, 1}, {"级", "sev", 1, 0}, {"状态", "status", 0, FP_DROP}, {"标题", "title", 0, 1}};
	int64_t limit;
	fp_hit *hits = NULL;
	size_t n = 0;
	fp_query *q = fp_flow_query(&c->ws, fp_args_joined(c, 0), &c->err);
	const fp_saved_query *saved = q ? fp_query_saved(q) : NULL;
	if (!q || !fp_opt_int(c, "limit", saved ? saved->limit : 0, 0, 100000000, &limit))
		return fp_cli_fail(c, &c->err);
	const char *order = saved && saved->sort.n ? saved->sort.p : "-received";
	fp_find_options o = {.limit = (size_t)limit, .sort = fp_opt_text(c, "sort", order).p, .want_fields = true};
	fp_str template = fp_opt_text(c, "format", NULL);
	fp_format *format = NULL;
	if ((template.p && !(format = fp_format_parse(c, template))) || !fp_index_find(c->ws.index, q, &o, c->a, &hits, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	for (size_t i = 0; i < n; i++) {
		if (c->json) {
			json_row(&hits[i]);
			continue;
		}
		if (format) {
			fp_format_print(c, format, &hits[i]);
			continue;
		}
		fp_str received = joined(c, hits[i].fields, "received");
		fp_str cells[] = {hits[i].id, fp_str_sub(received, 0, 10), joined(c, hits[i].fields, "type"), joined(c, hits[i].fields, "severity"), joined(c, hits[i].fields, "status"), hits[i].title};
		fp_out_row(t, cells);
	}
	if (!c->json && !format)
		fp_out_end(t);
	if (!n)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有符合的案例", "fupan: no such case"));
	fp_hits_free(hits, n);
	return n ? FP_EXIT_OK : FP_EXIT_FAIL;
}

static const fp_opt opts[] = {
	{"limit", 'n', FP_OPT_INT, "N", "最多 N 个", "at most N"},
	{"sort", 0, FP_OPT_TEXT, "KEY", "排序字段，前面加 - 为倒序，几个用逗号隔开；默认 -received", "fields to sort by, with commas, - in front for descending; default -received"},
	{"format", 0, FP_OPT_TEXT, "T", "每个案例一行的模板，如 '{id} {title:20}'", "template of one line a case, such as '{id} {title:20}'"},
	{0},
};

const fp_cmd fp_cmd_list = {
	.name = "list", .group = "casebook", .args = "[QUERY]", .zh = "列出案例", .en = "list cases",
	.opts = opts, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_READS, .run = run,
	.examples = "fupan list\nfupan list week:last-week type:物流\nfupan list missing:type -n 10\nfupan list week:last-week --format '{id} {type:16} {severity:>2} {title:30}'\nfupan --json list 'severity>=3'",
};
