#include "base/json.h"
#include "cli/cmd_priv.h"

static json_t *span_list(const fp_hit_span *v, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("{s:I,s:I}", "start", (json_int_t)v[i].start, "end", (json_int_t)v[i].end));
	return list;
}

void fp_json_hit(const fp_hit *h)
{
	fp_out_json(json_pack("{s:o,s:o,s:o,s:f,s:o,s:o,s:o}", "id", fp_json_str(h->id), "path", fp_json_str(h->path), "title", fp_json_str(h->title), "score", h->score,
	                      "snippet", fp_json_str(h->snippet), "spans", span_list(h->spans, h->span_n), "marks", span_list(h->marks, h->mark_n)));
}

// The snippet with the matching characters in bold red, or between ** where there is no colour.
static void print_snippet(fp_cli *c, const fp_hit *h)
{
	size_t at = 0;
	fputs("    ", stdout);
	for (size_t i = 0; i < h->mark_n; i++) {
		fp_print_safe(fp_str_sub(h->snippet, at, h->marks[i].start));
		fputs(c->color ? fp_sgr(c, "1;31") : "**", stdout);
		fp_print_safe(fp_str_sub(h->snippet, h->marks[i].start, h->marks[i].end));
		fputs(c->color ? fp_sgr(c, "0") : "**", stdout);
		at = h->marks[i].end;
	}
	fp_print_safe(fp_str_sub(h->snippet, at, h->snippet.n));
	putchar('\n');
}

// {id} {title} {path} {score} {snippet} and any field in a template; \t and \n as escapes.
static bool print_template(fp_cli *c, fp_str t, const fp_hit *h)
{
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] == '\\' && i + 1 < t.n && (t.p[i + 1] == 't' || t.p[i + 1] == 'n')) {
			putchar(t.p[++i] == 't' ? '\t' : '\n');
			continue;
		}
		ptrdiff_t close = t.p[i] == '{' ? fp_str_find(t, FP_STR("}"), i) : -1;
		if (close < 0) {
			putchar(t.p[i]);
			continue;
		}
		fp_str name = fp_str_sub(t, i + 1, (size_t)close);
		json_t *v = json_object_get(h->fields, fp_cstr(c->a, name));
		if (fp_str_is(name, "id"))
			fp_print_safe(h->id);
		else if (fp_str_is(name, "title"))
			fp_print_safe(h->title);
		else if (fp_str_is(name, "path"))
			fp_print_safe(h->path);
		else if (fp_str_is(name, "snippet"))
			fp_print_safe(h->snippet);
		else if (fp_str_is(name, "score"))
			printf("%.4f", h->score);
		else if (v)
			fp_print_safe(json_is_string(v) ? (fp_str){json_string_value(v), json_string_length(v)} : fp_json_text(c->a, v));
		else if (!fp_schema_field(c->ws.schema, name))
			return fp_fail(&c->err, FP_USAGE, fp_tr("--format 里没有 {%.*s} 这个字段", "--format: there is no field {%.*s}"), FP_ARG(name));
		i = (size_t)close;
	}
	putchar('\n');
	return true;
}

static int count(fp_cli *c, const fp_query *q)
{
	size_t n = 0;
	if (!fp_index_count(c->ws.index, q, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	if (c->json)
		fp_out_json(json_pack("{s:I}", "count", (json_int_t)n));
	else
		printf("%zu\n", n);
	return n ? FP_EXIT_OK : FP_EXIT_FAIL;
}

static int run(fp_cli *c)
{
	int64_t limit;
	fp_hit *hits = NULL;
	size_t n = 0, total = 0;
	fp_str format = fp_opt_text(c, "format", NULL), sort = fp_opt_text(c, "sort", NULL);
	if (!fp_opt_int(c, "limit", 20, 1, 100000000, &limit))
		return fp_cli_fail(c, &c->err);
	fp_query *q = fp_flow_query(&c->ws, fp_args_joined(c, 0), &c->err);
	if (!q)
		return fp_cli_fail(c, &c->err);
	if (fp_opt_flag(c, "count"))
		return count(c, q);
	fp_find_options o = {.limit = (size_t)limit, .sort = sort.p, .want_spans = true, .want_fields = true};
	if (!fp_index_find(c->ws.index, q, &o, c->a, &hits, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	int code = n ? FP_EXIT_OK : FP_EXIT_FAIL;
	for (size_t i = 0; i < n; i++) {
		if (c->json) {
			fp_json_hit(&hits[i]);
		} else if (format.n) {
			if (!print_template(c, format, &hits[i])) {
				code = fp_cli_fail(c, &c->err);
				break;
			}
		} else {
			printf("%s%.*s%s  ", fp_sgr(c, "36"), FP_ARG(hits[i].id), fp_sgr(c, "0"));
			fp_print_safe(hits[i].title);
			putchar('\n');
			if (hits[i].snippet.n)
				print_snippet(c, &hits[i]);
		}
	}
	fflush(stdout);
	if (n == (size_t)limit && !c->json && !format.n && fp_index_count(c->ws.index, q, &total, &c->err) && total > n)
		fprintf(stderr, fp_tr("fupan: 列出了 %zu 个，共 %zu 个；-n %zu 看全部\n", "fupan: %zu of %zu shown; -n %zu shows all\n"), n, total, total);
	if (!n)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有找到", "fupan: nothing found"));
	fp_hits_free(hits, n);
	return code;
}

static const fp_opt opts[] = {
	{"limit", 'n', FP_OPT_INT, "N", "最多 N 个，默认 20", "at most N, default 20"},
	{"sort", 0, FP_OPT_TEXT, "KEY", "score，或字段，前面加 - 为倒序，几个用逗号隔开", "score, or fields with commas, - in front for descending"},
	{"count", 0, FP_OPT_FLAG, NULL, "只数个数", "count only"},
	{"format", 0, FP_OPT_TEXT, "T", "模板，如 '{id} {title}'", "template such as '{id} {title}'"},
	{0},
};

const fp_cmd fp_cmd_search = {
	.name = "search", .group = "search", .args = "QUERY", .zh = "查找案例", .en = "find cases",
	.opts = opts, .min_args = 1, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_READS, .run = run,
	.examples = "fupan search 耐心等待\nfupan search '\"请耐心等待\" type:物流 week:last-week'\nfupan search 价保 -type:支付 --count\nfupan search 退款 --format '{id}\\t{title}'",
};
