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

// The ids that a person chose, one a line, for other commands.
static int pick(fp_cli *c)
{
	fp_str *ids;
	size_t n;
	if (!fp_can_choose(c))
		fp_fail(&c->err, FP_USAGE, "%s", fp_tr("--pick 要在终端里用", "--pick needs a terminal"));
	if (c->err.code || !fp_choose(c, fp_args_joined(c, 0), true, &ids, &n))
		return fp_cli_fail(c, &c->err);
	for (size_t i = 0; i < n; i++)
		printf("%.*s\n", FP_ARG(ids[i]));
	return FP_EXIT_OK;
}

// ---------------------------------------------------------------- saved queries

static json_t *param_json(const fp_saved_param *p)
{
	json_t *values = json_array();
	for (size_t i = 0; i < p->value_n; i++)
		json_array_append_new(values, fp_json_str(p->value[i]));
	return json_pack("{s:o,s:o,s:o,s:o}", "name", fp_json_str(p->name), "type", fp_json_str(p->type), "default", values, "doc", fp_json_str(p->doc));
}

static void print_saved(fp_cli *c, const fp_saved_query *s)
{
	printf("%s@%.*s%s", fp_sgr(c, "36"), FP_ARG(s->name), fp_sgr(c, "0"));
	for (size_t i = 0; i < s->param_n; i++) {
		printf(" %.*s=", FP_ARG(s->param[i].name));
		for (size_t k = 0; k < s->param[i].value_n; k++)
			printf("%s%.*s", k ? "," : "", FP_ARG(s->param[i].value[k]));
	}
	printf("  %.*s\n    ", FP_ARG(s->title));
	if (s->fault.n)
		printf("%.*s:%.*s", FP_ARG(s->path), FP_ARG(s->fault));
	for (fp_str rest = fp_str_trim(s->query), line; rest.n;) {
		line = fp_str_trim(fp_str_line(&rest));
		fp_print_safe(line);
		fputs(rest.n && line.n ? " " : "", stdout);
	}
	putchar('\n');
}

static int list_saved(fp_cli *c)
{
	const fp_schema *schema = c->ws.schema;
	for (size_t i = 0; i < schema->saved_n; i++) {
		const fp_saved_query *s = &schema->saved[i];
		json_t *params = json_array();
		for (size_t k = 0; k < s->param_n; k++)
			json_array_append_new(params, param_json(&s->param[k]));
		if (c->json)
			fp_out_json(json_pack("{s:o,s:o,s:o,s:o,s:o}", "name", fp_json_str(s->name), "path", fp_json_str(s->path), "title", fp_json_str(s->title), "query", fp_json_str(s->query), "params", json_incref(params)));
		else
			print_saved(c, s);
		json_decref(params);
	}
	if (!schema->saved_n)
		fprintf(stderr, "%s\n", fp_tr("fupan: 还没有保存的查询；fupan search 查询 --save 名字", "fupan: no saved queries yet; fupan search QUERY --save NAME"));
	return schema->saved_n ? FP_EXIT_OK : FP_EXIT_FAIL;
}

static int save(fp_cli *c, fp_str name)
{
	fp_changed ch;
	fp_saved_query s = {.name = name, .query = fp_args_joined(c, 0), .title = fp_opt_text(c, "title", NULL), .sort = fp_opt_text(c, "sort", NULL)};
	if (!fp_opt_int(c, "limit", 0, 1, 100000000, &s.limit) || !fp_flow_query(&c->ws, s.query, &c->err) || !fp_flow_save_query(&c->ws, &s, &ch, &c->err))
		return fp_cli_fail(c, &c->err);
	return fp_show_changed(c, &ch, fp_tr("已保存", "saved"));
}

// ---------------------------------------------------------------- the command

static void tell_more(size_t n, fp_found found)
{
	if (!found.exact)
		fprintf(stderr, fp_tr("fupan: 列出了 %zu 个，共约 %zu 个；--count 数准确的个数\n", "fupan: %zu of about %zu shown; --count counts them\n"), n, found.n);
	else if (found.n > n)
		fprintf(stderr, fp_tr("fupan: 列出了 %zu 个，共 %zu 个；-n %zu 看全部\n", "fupan: %zu of %zu shown; -n %zu shows all\n"), n, found.n, found.n);
}

static int run(fp_cli *c)
{
	int64_t limit;
	fp_hit *hits = NULL;
	size_t n = 0;
	fp_found found = {0, true};
	fp_format *format = NULL;
	fp_str template = fp_opt_text(c, "format", NULL), sort = fp_opt_text(c, "sort", NULL);
	if (fp_opt_flag(c, "saved") && !c->arg_n)
		return list_saved(c);
	if (fp_opt_text(c, "save", NULL).p)
		return save(c, fp_opt_text(c, "save", NULL));
	if (!c->arg_n) {
		fp_fail(&c->err, FP_USAGE, fp_tr("search 后面要有查询；fupan search --help 看用法", "search needs a query; see fupan search --help"));
		return fp_cli_fail(c, &c->err);
	}
	fp_query *q = fp_flow_query(&c->ws, fp_args_joined(c, 0), &c->err);
	const fp_saved_query *saved = q ? fp_query_saved(q) : NULL;
	if (!q || !fp_opt_int(c, "limit", saved && saved->limit ? saved->limit : 20, 1, 100000000, &limit) || (template.p && !(format = fp_format_parse(c, template))))
		return fp_cli_fail(c, &c->err);
	sort = sort.n || !saved ? sort : saved->sort;
	if (fp_opt_flag(c, "count"))
		return count(c, q);
	if (fp_opt_flag(c, "pick"))
		return pick(c);
	fp_find_options o = {.limit = (size_t)limit, .sort = sort.n ? sort.p : NULL, .want_spans = true, .want_fields = true};
	o.found = c->json || format ? NULL : &found;
	if (!fp_index_find(c->ws.index, q, &o, c->a, &hits, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	int code = n ? FP_EXIT_OK : FP_EXIT_FAIL;
	for (size_t i = 0; i < n; i++) {
		if (c->json) {
			fp_json_hit(&hits[i]);
		} else if (format) {
			fp_format_print(c, format, &hits[i]);
		} else {
			printf("%s%.*s%s  ", fp_sgr(c, "36"), FP_ARG(hits[i].id), fp_sgr(c, "0"));
			fp_print_safe(hits[i].title);
			putchar('\n');
			if (hits[i].snippet.n)
				print_snippet(c, &hits[i]);
		}
	}
	fflush(stdout);
	tell_more(n, found);
	if (!n)
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有找到", "fupan: nothing found"));
	fp_hits_free(hits, n);
	return code;
}

static const fp_opt opts[] = {
	{"limit", 'n', FP_OPT_INT, "N", "最多 N 个，默认 20", "at most N, default 20"},
	{"sort", 0, FP_OPT_TEXT, "KEY", "score，或字段，前面加 - 为倒序，几个用逗号隔开", "score, or fields with commas, - in front for descending"},
	{"count", 0, FP_OPT_FLAG, NULL, "只数个数", "count only"},
	{"saved", 0, FP_OPT_FLAG, NULL, "列出保存的查询，用 @名字 来用", "list the saved queries, used as @NAME"},
	{"save", 0, FP_OPT_TEXT, "NAME", "把查询和 --sort、-n 存成 queries/NAME.yaml 并提交，不搜", "keep the query, --sort and -n as queries/NAME.yaml, do not search"},
	{"title", 0, FP_OPT_TEXT, "TEXT", "和 --save 一起：一句话说明", "with --save: what it is for"},
	{"format", 0, FP_OPT_TEXT, "T", "每个案例一行的模板，如 '{id} {title:20}'", "template of one line a case, such as '{id} {title:20}'"},
	{"pick", 0, FP_OPT_FLAG, NULL, "在终端里挑选，输出选中的案例号", "choose on the terminal, print the chosen ids"},
	{0},
};

const fp_cmd fp_cmd_search = {
	.name = "search", .group = "search", .args = "[QUERY]", .zh = "查找案例", .en = "find cases",
	.opts = opts, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_READS, .run = run,
	.examples = "fupan search 耐心等待\nfupan search '\"请耐心等待\" type:物流 week:last-week'\nfupan search 价保 -type:支付 --count\nfupan search '@升级未了结 since=last-8w'\nfupan search 'severity>=3 missing:outcome' --save 严重未结\nfupan search 退款 --format '{id}\\t{title}'\nfupan label $(fupan search 价保 --pick | head -1) labels+=典型",
};
