
#include "base/json.h"
#include "cli/cmd_priv.h"

static const char *status_name(const fp_plugin *p)
{
	static const char *const names[] = {"ok", "bad", "disabled", "shadowed", "untrusted"};
	return names[p->status];
}

static json_t *plugin_value(const fp_plugin *p)
{
	return json_pack("{s:o,s:o,s:o,s:s,s:o,s:o}", "name", fp_json_str(p->name), "kind", fp_json_str(p->kind), "origin", fp_json_str(p->origin), "status", status_name(p),
	                 "reason", fp_json_str(p->reason), "path", fp_json_str(p->path));
}

static int list(fp_cli *c)
{
	static const fp_column columns[] = {{"插件", "plugin", 0, 0}, {"种类", "kind", 0, 0}, {"来自", "origin", 0, FP_DROP}, {"状态", "status", 0, 0}, {"说明", "about", 0, 1}};
	fp_table_out *t = fp_out_table(c, columns, FP_COUNT(columns));
	size_t bad = 0;
	for (size_t i = 0; i < fp_host_count(c->ws.host); i++) {
		const fp_plugin *p = fp_host_plugin(c->ws.host, i);
		bad += p->status == FP_PLUGIN_BAD;
		if (c->json) {
			fp_out_json(plugin_value(p));
			continue;
		}
		fp_str cells[] = {p->name, p->kind, p->origin, fp_s(status_name(p)), p->status == FP_PLUGIN_OK ? p->summary : p->reason};
		fp_out_row(t, cells);
	}
	if (!c->json)
		fp_out_end(t);
	return bad ? FP_EXIT_DOCUMENT : FP_EXIT_OK;
}

// A plugin by name, or a file that is in no folder yet.
static const fp_plugin *named(fp_cli *c, fp_str name)
{
	const fp_plugin *p = fp_str_ends(name, ".lua") ? fp_host_add_file(c->ws.host, fp_cstr(c->a, name), &c->err) : fp_host_find(c->ws.host, name);
	if (!p && !c->err.code) {
		const fp_plugin *near = fp_host_nearest(c->ws.host, name);
		fp_fail(&c->err, FP_NOT_FOUND, fp_tr("没有插件 %.*s%s%.*s", "there is no plugin %.*s%s%.*s"), FP_ARG(name), near ? fp_tr("，是不是 ", ", did you mean ") : "", FP_ARG(near ? near->name : (fp_str){0}));
	}
	if (p && (p->status == FP_PLUGIN_BAD || p->status == FP_PLUGIN_UNTRUSTED)) {
		fp_fail(&c->err, FP_PLUGIN, "%.*s", FP_ARG(p->reason));
		return NULL;
	}
	return p;
}

static void show_settings(fp_cli *c, const fp_plugin *p)
{
	const char *key;
	json_t *v;
	if (!json_object_size(p->settings_schema))
		return;
	printf("%s\n", fp_tr("设置（写在 fupan.yaml 的 plugins.settings 里）", "settings (in fupan.yaml under plugins.settings)"));
	json_object_foreach(p->settings_schema, key, v)
		printf("  %s = %.*s  %s\n", key, FP_ARG(fp_json_text(c->a, json_object_get(p->settings, key))), json_is_string(json_object_get(v, "doc")) ? json_string_value(json_object_get(v, "doc")) : "");
}

static int show(fp_cli *c)
{
	const fp_plugin *p = named(c, c->args[1]);
	if (!p)
		return fp_cli_fail(c, &c->err);
	if (c->json) {
		json_t *o = plugin_value(p);
		json_object_set_new(o, "version", fp_json_str(p->version));
		json_object_set_new(o, "summary", fp_json_str(p->summary));
		json_object_set_new(o, "digest", fp_json_str(fp_s(p->digest)));
		json_object_set_new(o, "examples", json_integer((json_int_t)json_array_size(p->examples)));
		json_object_set(o, "settings", p->settings);
		fp_out_json(o);
		return FP_EXIT_OK;
	}
	printf("%.*s  %.*s %.*s (api %d)\n%.*s\n%.*s  %.*s\n", FP_ARG(p->name), FP_ARG(p->kind), FP_ARG(p->version), p->api, FP_ARG(p->summary), FP_ARG(p->origin), FP_ARG(p->path));
	printf("sha256 %.16s…\n", p->digest);
	show_settings(c, p);
	if (json_array_size(p->examples))
		printf(fp_tr("%zu 个例子；fupan plugin test %.*s 跑一遍\n", "%zu examples; fupan plugin test %.*s runs them\n"), json_array_size(p->examples), FP_ARG(p->name));
	return FP_EXIT_OK;
}

// TAP is the result; with --json it goes where messages go.
static void tap_line(void *ctx, const char *tap)
{
	const fp_cli *c = ctx;
	fprintf(c->json ? stderr : stdout, "%s\n", tap);
}

static int test_one(fp_cli *c, const fp_plugin *p, size_t *failed)
{
	size_t n = 0;
	if (!c->json)
		printf("# %.*s\n", FP_ARG(p->path));
	if (!fp_flow_test_plugin(&c->ws, p, tap_line, c, &n, &c->err))
		return fp_cli_fail(c, &c->err);
	if (c->json)
		fp_out_json(json_pack("{s:o,s:o,s:I,s:I}", "name", fp_json_str(p->name), "path", fp_json_str(p->path), "examples", (json_int_t)json_array_size(p->examples), "failed", (json_int_t)n));
	*failed += n;
	return FP_EXIT_OK;
}

static int test(fp_cli *c)
{
	size_t failed = 0;
	int code = FP_EXIT_OK;
	if (c->arg_n > 1) {
		const fp_plugin *p = named(c, c->args[1]);
		code = p ? test_one(c, p, &failed) : fp_cli_fail(c, &c->err);
	}
	for (size_t i = 0; c->arg_n == 1 && code == FP_EXIT_OK && i < fp_host_count(c->ws.host); i++) {
		const fp_plugin *p = fp_host_plugin(c->ws.host, i);
		if (p->status == FP_PLUGIN_OK)
			code = test_one(c, p, &failed);
	}
	return code ? code : failed ? FP_EXIT_FAIL : FP_EXIT_OK;
}

static void show_verdict(void *ctx, fp_str case_id, const fp_verdict *v)
{
	fp_cli *c = ctx;
	if (c->json) {
		fp_out_json(fp_json_verdict(case_id, v));
		return;
	}
	printf("%.*s  %.*s = %.*s  %.2f  ", FP_ARG(case_id), FP_ARG(v->field), FP_ARG(v->label), v->confidence);
	for (size_t i = 0; i < v->evidence_n; i++) {
		printf("%s「", i ? " " : "");
		fp_print_safe(v->evidence[i].text);
		printf("」");
	}
	putchar('\n');
}

static void say_ran(const fp_classified *r)
{
	fflush(stdout);
	if (r->fault_n)
		fprintf(stderr, fp_tr("fupan: %zu 个案例没有跑成，第一个：%.*s\n", "fupan: %zu cases failed, the first: %.*s\n"), r->fault[0].n, FP_ARG(r->fault[0].reason));
	fprintf(stderr, fp_tr("fupan: %zu 个案例，%zu 个有结果\n", "fupan: %zu cases, %zu with a verdict\n"), r->cases, r->matched);
}

static int try_on_cases(fp_cli *c)
{
	fp_classified r;
	fp_compared d;
	fp_str query = fp_args_joined(c, 2);
	bool diff = fp_opt_flag(c, "diff");
	if (fp_opt_flag(c, "watch"))
		return fp_watch(c, c->args[1]);
	const fp_plugin *p = named(c, c->args[1]);
	if (!p || !(diff ? fp_flow_try_diff(&c->ws, p, query, &d, &r, &c->err) : fp_flow_try_plugin(&c->ws, p, query, show_verdict, c, &r, &c->err)))
		return fp_cli_fail(c, &c->err);
	if (diff)
		fp_compared_show(c, &d);
	say_ran(&r);
	return r.failed ? FP_EXIT_FAIL : FP_EXIT_OK;
}

static void show_exam(fp_cli *c, const fp_field_exam *x)
{
	const fp_evaluated *e = &x->e;
	printf("%s%.*s%s\n", fp_sgr(c, "1"), FP_ARG(x->field), fp_sgr(c, "0"));
	fp_exam_show(c, e);
	printf(fp_tr("%.1f %% 的案例有结果，所给的值 %.3f 是对的\n", "something was said of %.1f %% of the cases, of the values given %.3f are right\n"), 100 * e->coverage, e->sure_accuracy);
}

static int eval(fp_cli *c)
{
	fp_plugin_exam x;
	fp_str *only;
	double floor;
	int code = FP_EXIT_OK;
	size_t only_n = fp_opt_many(c, "label", &only);
	const fp_plugin *p = fp_opt_share(c, "min-f1", &floor) ? named(c, c->args[1]) : NULL;
	if (!p || !fp_flow_eval_plugin(&c->ws, p, fp_args_joined(c, 2), only, only_n, &x, &c->err))
		return fp_cli_fail(c, &c->err);
	for (size_t i = 0; i < x.n; i++) {
		if (c->json)
			fp_exam_json(&x.v[i].e, x.v[i].field);
		else
			show_exam(c, &x.v[i]);
		if (!c->json && i + 1 < x.n)
			putchar('\n');
		int low = fp_exam_floor(&x.v[i].e, floor);
		code = code ? code : low;
	}
	say_ran(&x.ran);
	if (json_array_size(p->models))
		fp_hint(fp_tr("模型学过的案例也在内时，这些数字偏高；先从别的案例学：fupan train %s 查询", "where the model has learned from these very cases the numbers flatter; let it learn from others first: fupan train %s QUERY"), json_string_value(json_array_get(p->models, 0)));
	return x.ran.failed ? FP_EXIT_FAIL : code;
}

static int trust(fp_cli *c)
{
	fp_str path;
	if (!fp_flow_trust(&c->ws, c->args[1], true, &path, &c->err))
		return fp_cli_fail(c, &c->err);
	if (c->json)
		fp_out_json(json_pack("{s:o}", "path", fp_json_str(path)));
	else
		printf("%.*s\n", FP_ARG(path));
	return FP_EXIT_OK;
}

static int make(fp_cli *c)
{
	fp_str path;
	if (!fp_flow_new_plugin(&c->ws, fp_opt_text(c, "kind", "classify"), c->args[1], &path, &c->err))
		return fp_cli_fail(c, &c->err);
	if (c->json)
		fp_out_json(json_pack("{s:o}", "path", fp_json_str(path)));
	else
		printf("%.*s\n", FP_ARG(path));
	fp_hint(fp_tr("接着：改它，再 fupan plugin test %.*s", "next: edit it, then fupan plugin test %.*s"), FP_ARG(c->args[1]));
	return FP_EXIT_OK;
}

static int api(fp_cli *c)
{
	if (c->json) {
		fp_fail(&c->err, FP_USAGE, "%s", fp_tr("plugin api 没有 JSON 形式；--luacats 给编辑器用", "plugin api has no JSON form; --luacats is for editors"));
		return fp_cli_fail(c, &c->err);
	}
	fp_str doc = fp_plugin_api_doc(c->a, fp_opt_flag(c, "luacats"));
	fwrite(doc.p, 1, doc.n, stdout);
	return FP_EXIT_OK;
}

static int run(fp_cli *c)
{
	static const struct { const char *verb; size_t min; int (*run)(fp_cli *); } verbs[] = {{"list", 1, list}, {"show", 2, show}, {"new", 2, make}, {"test", 1, test}, {"run", 2, try_on_cases}, {"eval", 2, eval}, {"trust", 2, trust}, {"api", 1, api}};
	for (size_t i = 0; i < FP_COUNT(verbs); i++) {
		if (!fp_str_is(c->args[0], verbs[i].verb))
			continue;
		if (c->arg_n >= verbs[i].min)
			return verbs[i].run(c);
		fp_fail(&c->err, FP_USAGE, fp_tr("fupan plugin %s 后面要有插件名或文件", "fupan plugin %s needs a plugin's name or file"), verbs[i].verb);
		return fp_cli_fail(c, &c->err);
	}
	fp_fail(&c->err, FP_USAGE, fp_tr("没有 plugin %.*s；有 list show new test run eval trust api", "there is no plugin %.*s; there are list show new test run eval trust api"), FP_ARG(c->args[0]));
	return fp_cli_fail(c, &c->err);
}

static const fp_opt opts[] = {
	{"kind", 0, FP_OPT_TEXT, "classify", "新插件的种类", "kind of the new plugin"},
	{"luacats", 0, FP_OPT_FLAG, NULL, "api 输出编辑器用的注解", "api as stubs for editors"},
	{"diff", 0, FP_OPT_FLAG, NULL, "run 和留下的结果比，并算出对准确率的影响", "run: compare with the kept verdicts, and what it does to the measures"},
	{"watch", 0, FP_OPT_FLAG, NULL, "run 等文件一变就再跑，Ctrl-C 结束", "run: again whenever the file changes, until Ctrl-C"},
	{"label", 0, FP_OPT_MANY, "VALUE", "eval 只量这些值，可重复", "eval: measure these values only, may be repeated"},
	{"min-f1", 0, FP_OPT_TEXT, "X", "eval 宏平均 F1 低于 X 就失败", "eval: fail when macro F1 is below X"},
	{0},
};

const fp_cmd fp_cmd_plugin = {
	.name = "plugin", .group = "classify", .args = "list|show|new|test|run|eval|trust|api [NAME|FILE] [QUERY]", .zh = "看、写、测、试跑、评测插件", .en = "list, write, test, try and measure plugins",
	.opts = opts, .min_args = 1, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_HOST, .run = run,
	.examples = "fupan plugin list\nfupan plugin show type\nfupan plugin new price-protection\nfupan plugin test\nfupan plugin run plugins/classify/price-protection.lua week:last-week\nfupan plugin run plugins/classify/price-protection.lua --diff --watch\nfupan plugin eval type week:last-week\nfupan plugin trust price-protection",
};
