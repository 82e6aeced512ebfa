// Saved queries: the casebook's files are kept here in memory.
#include "index_desk.h"

static desk d;

static const struct {
	const char *path, *text;
} files[] = {
	{"fupan.yaml", "id: t\nname: t\nlang: zh\ntimezone: \"+08:00\"\n"},
	{"queries/slow.yaml", "title: slow\nquery: first_response>$seconds 稍等\nsort: -first_response\nlimit: 7\nby: agent\nparams:\n  seconds: {type: number, default: 600}\n"},
	{"queries/who.yaml", "query: agent:$agent OR \"$agent\"\nparams:\n  agent: {doc: the agent}\n"},
	{"queries/所属.yaml", "query: |-\n  type:$类型\n  NOT @slow seconds=$n received:$from..$to\nparams:\n  类型: {type: type, default: [物流, 支付]}\n  n: {type: number, default: 3}\n  from: {type: period, default: 2026-11-01}\n  to: {type: period, default: 2026-11-30}\n"},
	{"queries/word.yaml", "query: section:对话 ($w NEAR/$k 客服) -turn:客户 $w\nparams:\n  w: {type: text}\n  k: {type: number, default: 5}\n"},
	{"queries/both.yaml", "query: '@slow @slow seconds=1'\n"},
	{"queries/wrong.yaml", "title: a\nquery: >-\n  退款\n  sevrity>3\n"},
	{"queries/quoted.yaml", "query: \"product:\\\"a b\\\" status:opne\"\n"},
	{"queries/loop.yaml", "query: 退款 @loop2\n"},
	{"queries/loop2.yaml", "query: (@loop)\n"},
	{"queries/undeclared.yaml", "query: agent:$nobody\n"},
	{"queries/none.yaml", "title: without a query\n"},
	{"queries/type.yaml", "query: x\nparams:\n  a: {type: colour}\n"},
	{"queries/limit.yaml", "query: x\nlimit: many\n"},
	{"queries/yaml.yaml", "query: [\n"},
	{"queries/list.yaml", "- query: x\n"},
	{"queries/dear.yaml", "query: $100 OR \"$x\"\n"},
};

static bool memory_file(void *ctx, fp_arena *a, const char *path, fp_str *text)
{
	(void)ctx, (void)a;
	for (size_t i = 0; i < FP_COUNT(files); i++)
		if (!strcmp(files[i].path, path)) {
			*text = fp_s(files[i].text);
			return true;
		}
	return false;
}

static size_t memory_list(void *ctx, fp_arena *a, const char *dir, fp_str **names)
{
	size_t n = 0, cap = 0;
	(void)ctx;
	*names = NULL;
	for (size_t i = 0; i < FP_COUNT(files); i++)
		if (fp_str_starts(fp_s(files[i].path), dir) && files[i].path[strlen(dir)] == '/')
			FP_PUSH(a, *names, n, cap) = fp_s(files[i].path + strlen(dir) + 1);
	return n;
}

void test_start(void)
{
	fp_files own = {NULL, memory_file, memory_list};
	fp_err err = {0};
	d.a = fp_arena_new(0);
	fp_diags diags = {.arena = d.a};
	d.schema = fp_schema_load(d.a, &own, &diags, &err);
	d.cal = (fp_calendar){fp_day_of(2026, 11, 23), NULL, 0};
	ok(d.schema != NULL, "%s", err.msg);
	is_int(d.schema->saved_n, FP_COUNT(files) - 1);
	is_int(diags.errors, 5);
}

static bool same(const fp_node *x, const fp_node *y)
{
	if (x->kind != y->kind || x->kid_n != y->kid_n || x->cond_n != y->cond_n || x->near != y->near || x->who != y->who || x->quoted != y->quoted ||
	    x->days.from != y->days.from || x->days.to != y->days.to || !fp_str_eq(x->text, y->text) || !fp_str_eq(x->field, y->field) || x->section_n != y->section_n)
		return false;
	for (size_t i = 0; i < x->cond_n; i++)
		if (x->cond[i].kind != y->cond[i].kind || !fp_str_eq(x->cond[i].text, y->cond[i].text) || x->cond[i].lo != y->cond[i].lo || x->cond[i].hi != y->cond[i].hi || x->cond[i].quoted != y->cond[i].quoted)
			return false;
	for (size_t i = 0; i < x->kid_n; i++)
		if (!same(x->kid[i], y->kid[i]))
			return false;
	return true;
}

// Both texts are one query.
static void means(const char *text, const char *plain)
{
	fp_err err = {0};
	fp_query *x = desk_query(&d, fp_s(text), &err), *y = desk_query(&d, fp_s(plain), &err);
	ok(x && y && same(x->root, y->root) && x->term_n == y->term_n, "%s = %s %s", text, plain, err.msg);
}

void test_calls(void)
{
	means("@slow", "first_response>600 稍等");
	means("@slow seconds=60 -label:已复核", "(first_response>60 稍等) -label:已复核");
	means("＠slow seconds＝６０ agent=A03", "(first_response>60 稍等) agent=A03");
	means("退款 OR (@slow)", "退款 OR (first_response>600 稍等)");
	means("-@slow", "-(first_response>600 稍等)");
	means("section:对话 @slow", "section:对话 (first_response>600 稍等)");
	means("@所属", "(type:物流,支付 NOT (first_response>3 稍等) received:2026-11-01..2026-11-30)");
	means("@所属 类型=质量 n=9 to=2026-12", "(type:质量 NOT (first_response>9 稍等) received:2026-11-01..2026-12)");
	means("@word w=退款 k=2", "(section:对话 (退款 NEAR/2 客服) -turn:客户 退款)");
	means("@word w=退款,退货", "(section:对话 ((退款 OR 退货) NEAR/5 客服) -turn:客户 (退款 OR 退货))");
	means("@both", "((first_response>600 稍等) (first_response>1 稍等))");
	means("@dear", "($100 OR \"$x\")");
	means("agent:$x", "agent:$x");
}

// Whatever a value holds stays the value.
void test_values_stay_values(void)
{
	static const char *const values[] = {"A03 OR 退款", "A03) OR (x", "\\\" OR 退款 \\\"", "-x", "@slow", "$agent", "a,b", "NOT", "type:物流", "'; DROP TABLE cases; --", "*", "a AND b NEAR/3 c", "（x）", "\xE2\x80\x9C"};
	for (size_t i = 0; i < FP_COUNT(values); i++) {
		fp_err err = {0};
		fp_query *q = desk_query(&d, fp_strf(d.a, "@who agent=\"%s\"", values[i]), &err);
		bool one = q && q->root->kind == FP_N_OR && q->root->kid_n == 2 && q->root->kid[0]->kind == FP_N_FIELD && q->root->kid[0]->cond_n == 1;
		ok(one && q->root->kid[0]->cond[0].kind == FP_C_CONTAINS && q->root->kid[1]->kind == FP_N_TERM && fp_str_is(q->root->kid[1]->text, "$agent"), "%s %s", values[i], err.msg);
		q = desk_query(&d, fp_strf(d.a, "@word w=\"%s\"", values[i]), &err);
		ok(q && q->root->kind == FP_N_AND && q->root->kid_n == 2 && q->root->kid[0]->kind == FP_N_NEAR && q->root->kid[0]->kid[0]->kind == FP_N_TERM, "as a word: %s %s", values[i], err.msg);
	}
}

void test_what_it_says_for_itself(void)
{
	fp_err err = {0};
	const fp_saved_query *s = fp_query_saved(desk_query(&d, FP_STR("  @slow seconds=3 退款"), &err));
	ok(s && fp_str_is(s->sort, "-first_response") && s->limit == 7 && fp_str_is(s->by, "agent"), "what it begins with");
	ok(!fp_query_saved(desk_query(&d, FP_STR("退款 @slow"), &err)), "not what comes later");
	ok(!fp_query_saved(desk_query(&d, FP_STR("退款"), &err)), "nor nothing");
}

void test_mistakes(void)
{
	static const struct {
		const char *query, *message;
	} rows[] = {
		{"@slwo", "query, column 1: no saved query slwo; did you mean @slow?"},
		{"退款 @abcdefgh", "query, column 4: no saved query abcdefgh; fupan search --saved lists them"},
		{"@slow secnds=3", "query, column 7: @slow has no parameter secnds; it has seconds"},
		{"@both n=3", "query, column 7: @both has no parameters"},
		{"@slow seconds=slow", "query, column 15: parameter seconds of @slow is a number, slow is none"},
		{"@slow seconds=1 seconds=2", "query, column 17: parameter seconds is given twice"},
		{"@slow seconds=", "query, column 15: a value is missing here"},
		{"@who", "query, column 1: @who needs agent=...: the agent"},
		{"@所属 类型=物溜", "query, column 8: field type has no value 物溜; did you mean 物流?"},
		{"@所属 from=2026-13", "query, column 10: cannot read the period"},
		{"@word w=x k=5000", "query, column 1: @word: queries/word.yaml:1:28: NEAR/ takes a number"},
		{"@word w=\"\"", "query, column 1: @word: queries/word.yaml:1:20: there is nothing to search"},
		{"@wrong", "query, column 1: @wrong: queries/wrong.yaml:4:3: no field sevrity; did you mean severity?"},
		{"@quoted", "query, column 1: @quoted: queries/quoted.yaml:1:32: field status has no value opne"},
		{"x @loop", "query, column 3: @loop: queries/loop.yaml:1:11: @loop2: queries/loop2.yaml:1:9: @loop leads back to itself"},
		{"@undeclared", "query, column 1: @undeclared: queries/undeclared.yaml:1:14: no parameter nobody"},
		{"@none", "query, column 1: @none: queries/none.yaml:1:1: a saved query needs a line query:"},
		{"@type", "query, column 1: @type: queries/type.yaml:3:13: no type colour"},
		{"@limit", "query, column 1: @limit: queries/limit.yaml:2:8: limit is a whole number"},
		{"@yaml", "query, column 1: @yaml: queries/yaml.yaml:"},
		{"turn:agent @slow", "query, column 12: @slow: queries/slow.yaml:2:8: turn: takes words only"},
	};
	for (size_t i = 0; i < FP_COUNT(rows); i++) {
		fp_err err = {0};
		fp_query *q = desk_query(&d, fp_s(rows[i].query), &err);
		ok(!q && err.code == FP_USAGE && fp_str_starts(fp_s(err.msg), rows[i].message), "%s: %s", rows[i].query, err.msg);
	}
}

void test_check(void)
{
	size_t bad = 0;
	for (size_t i = 0; i < d.schema->saved_n; i++) {
		const fp_saved_query *s = &d.schema->saved[i];
		fp_err err = {0};
		uint32_t line, col;
		if (s->fault.n || fp_query_check_saved(d.a, s, d.schema, &d.cal, &line, &col, &err))
			continue;
		bad++;
		ok(!strstr(err.msg, "query, column") && line >= 1, "%.*s:%u:%u: %s", FP_ARG(s->path), line, col, err.msg);
		if (fp_str_is(s->name, "wrong"))
			ok(line == 4 && col == 3, "the place in a folded block: %u:%u", line, col);
	}
	is_int(bad, 5);
}

void test_a_file_written_here_reads_back(void)
{
	fp_saved_query s = {.title = FP_STR("a: b"), .query = FP_STR("\"退款: x\" -type:物流 #y"), .sort = FP_STR("-severity"), .limit = 3};
	is_str(fp_saved_text(d.a, &s), "title: \"a: b\"\nquery: \"\\\"退款: x\\\" -type:物流 #y\"\nsort: \"-severity\"\nlimit: 3\n");
	ok(fp_saved_name_ok(FP_STR("升级-未回访_2")) && fp_saved_name_ok(FP_STR("a")) && fp_saved_name_ok(FP_STR("2026")), "names");
	ok(!fp_saved_name_ok(FP_STR("")) && !fp_saved_name_ok(FP_STR("../x")) && !fp_saved_name_ok(FP_STR("a b")) && !fp_saved_name_ok(FP_STR("-a")) && !fp_saved_name_ok(FP_STR("a（b")), "no names");
}

void test_end(void)
{
	fp_schema_free(d.schema);
	fp_arena_free(d.a);
	ok(true, "closed");
}
