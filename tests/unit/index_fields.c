// Conditions on fields, values that count, lookup, groups, nearest cases.
#include "index_desk.h"

static desk d;

static fp_verdict verdict(const char *plugin, const char *field, const char *label, double confidence, double threshold)
{
	return (fp_verdict){.plugin = fp_s(plugin), .field = fp_s(field), .label = fp_s(label), .confidence = confidence, .threshold = threshold,
	                    .reason = FP_STR("because"), .runner_up = FP_STR("second"), .runner_up_confidence = 0.25};
}

// The blob that desk_put gave the case.
static fp_str blob_of(const char *id)
{
	fp_err err = {0};
	fp_hit *hits;
	size_t n;
	fp_find_options o = {0};
	fp_query *q = desk_query(&d, fp_strf(d.a, "id:%s", id), &err);
	return q && fp_index_find(d.x, q, &o, d.a, &hits, &n, &err) && n == 1 ? hits[0].blob : (fp_str){0};
}

static void put_run(const char *id, const char *plugin, const char *digest, const fp_verdict *v, size_t n)
{
	fp_err err = {0};
	fp_plugin_run r = {blob_of(id), fp_s(id), fp_s(plugin), fp_s(digest), n ? FP_RUN_MATCHED : FP_RUN_NO_MATCH, {0}, v, n};
	ok(fp_index_put_runs(d.x, &r, 1, &err), "%s", err.msg);
}

void test_start(void)
{
	d = desk_open();
	desk_begin(&d);
	desk_add(&d, "261116-aaaaaaa", "title: 第一\nreceived: 2026-11-16T08:00:00+08:00\ntype: [物流/破损]\nseverity: 3\nstatus: published\n"
	         "product: 云绒 四件套 iPhone壳\namount: 100.5\nlabels: [典型, 安全]\nsource: {file: a.csv, key: 'R-1', hash: h1}", "## 投诉内容\n\n快递箱子破了，里面的碗碎了三个。\n");
	desk_add(&d, "261117-bbbbbbb", "title: 第二\nreceived: 2026-11-17T08:00:00+08:00\ntype: [物流/延迟, 产品质量/安全隐患]\nseverity: 2\nstatus: draft\n"
	         "aliases: [260101-old0001]\namount: 30\nsource: {file: a.csv, key: 'r-1', hash: h2}", "## 投诉内容\n\n快递箱子破了，里面的碗碎了两个。\n\n## 对话\n\n**客服**：您稍等\n");
	desk_add(&d, "261123-ccccccc", "title: Third case\nreceived: 2026-11-23T01:00:00+08:00\nstatus: in_review", "## 投诉内容\n\n客服态度差，骂人，还挂电话。\n");
	desk_add(&d, "261123-cccccdd", "title: 无日期", "## 我的章节\n\n**您**稍等 `a*b` [链接](http://hidden.cn/x) <b>粗</b>\n\n### 小标题\n\n- [ ] 待办事 @某人\n> 引用话\n");
	desk_commit(&d, "t1");
	ok(true, "filled");
}

void test_terms_and_aliases(void)
{
	finds(&d, "type:物流", "261116-aaaaaaa 261117-bbbbbbb");
	finds(&d, "type:logistics", "261116-aaaaaaa 261117-bbbbbbb");
	finds(&d, "type:物流/破损", "261116-aaaaaaa");
	finds(&d, "type=物流", "");
	finds(&d, "type=物流/破损", "261116-aaaaaaa");
	finds(&d, "type:破损,安全隐患", "261116-aaaaaaa 261117-bbbbbbb");
	finds(&d, "-type:物流", "261123-ccccccc 261123-cccccdd");
	finds(&d, "missing:type", "261123-ccccccc 261123-cccccdd");
	finds(&d, "status:草稿,已发布", "261116-aaaaaaa 261117-bbbbbbb");
	finds(&d, "label:典型", "261116-aaaaaaa");
	finds(&d, "标签:安全", "261116-aaaaaaa");
	finds(&d, "source.key=R-1", "261116-aaaaaaa 261117-bbbbbbb");  // folded, like all of text
	finds(&d, "source:R-1", "261116-aaaaaaa 261117-bbbbbbb");
}

void test_numbers_and_text(void)
{
	finds(&d, "severity>=3", "261116-aaaaaaa");
	finds(&d, "severity>3", "");
	finds(&d, "severity<3", "261117-bbbbbbb");
	finds(&d, "severity:1..2", "261117-bbbbbbb");
	finds(&d, "amount:..100", "261117-bbbbbbb");
	finds(&d, "amount:100.5", "261116-aaaaaaa");
	finds(&d, "product:四件套", "261116-aaaaaaa");
	finds(&d, "product:iph", "261116-aaaaaaa");
	finds(&d, "product:hone", "");
	finds(&d, "product:\"hone壳\"", "261116-aaaaaaa");
	finds(&d, "product=四件套", "");
}

void test_days(void)
{
	finds(&d, "week:2026-W47", "261116-aaaaaaa 261117-bbbbbbb");
	finds(&d, "received:2026-11-17", "261117-bbbbbbb");
	finds(&d, "received>2026-11-17", "261123-ccccccc");
	finds(&d, "received:last-week", "261116-aaaaaaa 261117-bbbbbbb");
	finds(&d, "missing:received", "261123-cccccdd");
	finds(&d, "has:received received<2026-11-17", "261116-aaaaaaa");
}

void test_text_and_markup(void)
{
	finds(&d, "稍等", "261117-bbbbbbb 261123-cccccdd");
	finds(&d, "section:对话 稍等", "261117-bbbbbbb");
	finds(&d, "section:我的章节 稍等", "261123-cccccdd");
	finds(&d, "\"您稍等\"", "261117-bbbbbbb 261123-cccccdd");
	finds(&d, "小标题", "");
	finds(&d, "我的章节", "");
	finds(&d, "投诉内容", "");
	finds(&d, "hidden", "");
	finds(&d, "链接", "261123-cccccdd");
	finds(&d, "\"a*b\"", "261123-cccccdd");
	finds(&d, "\"<b>\"", "");
	finds(&d, "\"[ ]\"", "");
	finds(&d, "待办事", "261123-cccccdd");
	finds(&d, "四件套", "");
	finds(&d, "hir", "");
	finds(&d, "\"hir\"", "261123-ccccccc");
	finds(&d, "THI", "261123-ccccccc");
	finds(&d, "has:对话", "261117-bbbbbbb");
	finds(&d, "missing:complaint", "261123-cccccdd");
	finds(&d, "section:title 第", "261116-aaaaaaa 261117-bbbbbbb");
	finds(&d, "path:cases/2026", "261116-aaaaaaa 261117-bbbbbbb 261123-ccccccc 261123-cccccdd");
}

// The first hit's marks, joined by "|".
static fp_str marks(const char *query)
{
	fp_err err = {0};
	fp_hit *hits;
	size_t n = 0;
	fp_find_options o = {.want_spans = true};
	fp_buf b = {0};
	fp_query *q = desk_query(&d, fp_s(query), &err);
	if (!q || !fp_index_find(d.x, q, &o, d.a, &hits, &n, &err))
		return fp_strf(d.a, "!%s", err.msg);
	for (size_t i = 0; n && i < hits[0].mark_n; i++)
		fp_buf_f(&b, "%s%.*s", i ? "|" : "", FP_ARG(fp_str_sub(hits[0].snippet, hits[0].marks[i].start, hits[0].marks[i].end)));
	return fp_buf_take(&b, d.a);
}

void test_near_and_turns(void)
{
	desk_begin(&d);
	desk_add(&d, "261118-near001", "title: 近旁", "## 投诉内容\n\n客服答应退款。refunds came late，二十天才到，再问客服没人理。\n\n退款\n\n## 经过\n\n客服说等");
	desk_add(&d, "261118-turn001", "title: 谁说的", "## 对话\n\n**客户** 10:32：都六天了，*稍等*到什么时候\n\n**客服小李**：亲，请稍等\n还有一行，抱歉\n\n客服主管：稍等，我来处理，对不起");
	desk_commit(&d, "near");
	finds(&d, "客服 NEAR/2 退款 path:cases/2026/11/18/261118-near", "261118-near001");
	finds(&d, "退款 NEAR/1 客服 path:cases/2026/11/18/261118-near", "");
	finds(&d, "退款 NEAR/0 客服 path:cases/2026/11/18/261118-near", "");
	finds(&d, "refund NEAR/1 late", "261118-near001");        // came; the rest of refunds is none
	finds(&d, "refund NEAR/0 late", "");
	finds(&d, "\"fund\" NEAR/0 退款", "261118-near001");      // only a full stop and a part of a word between
	finds(&d, "late NEAR/0 二十", "261118-near001");
	finds(&d, "退款 NEAR/3 客服说等 path:cases/2026/11/18/261118-near", ""); // two sections
	finds(&d, "refunds NEAR/100 refunds", "");                // one match is no pair
	finds(&d, "二十天 NEAR/9 (没人理 OR 没人管)", "261118-near001");
	is_str(marks("客服 NEAR/2 退款 id:near001"), "客服|退款");
	is_str(marks("late NEAR/0 二十 id:near001"), "late|二十");
	finds(&d, "turn:客户 稍等 id:turn001", "261118-turn001");
	finds(&d, "turn:customer \"六天了，稍等到\"", "261118-turn001");  // stars are no text
	finds(&d, "turn:客户 请稍等 id:turn001", "");
	finds(&d, "turn:agent (请稍等 抱歉) id:turn001", "261118-turn001");
	finds(&d, "turn:agent (请稍等 对不起) id:turn001", "");
	finds(&d, "turn:agent,主管 对不起 turn:agent 请稍等 id:turn001", "261118-turn001");
	finds(&d, "turn:agent (稍等 -抱歉) id:turn001", "");
	finds(&d, "turn:主管 (稍等 -抱歉) id:turn001", "261118-turn001");
	finds(&d, "turn:\"小李\" 抱歉", "261118-turn001");
	finds(&d, "turn:\"小王\" 抱歉", "");
	finds(&d, "turn:客户 客户", "");                          // the speaker is not what was said
	finds(&d, "section:对话 turn:agent 抱歉 id:turn001", "261118-turn001");
	finds(&d, "section:投诉内容 turn:agent 抱歉 id:turn001", "");
	finds(&d, "turn:agent (亲 NEAR/1 稍等) id:turn001", "261118-turn001");
	is_str(marks("turn:agent 稍等 id:turn001"), "稍等");
	is_str(marks("turn:agent (稍等 抱歉) id:turn001"), "稍等|抱歉");
	is_str(marks("turn:主管 (稍等 -抱歉) id:turn001"), "稍等");
	desk_begin(&d);
	fp_err err = {0};
	ok(fp_index_remove(d.x, FP_STR("cases/2026/11/18/261118-near001.md"), &err) && fp_index_remove(d.x, FP_STR("cases/2026/11/18/261118-turn001.md"), &err), "%s", err.msg);
	desk_commit(&d, "fields");
}

void test_lookup(void)
{
	static const struct {
		const char *typed, *id;
	} rows[] = {{"261116-aaaaaaa", "261116-aaaaaaa"}, {"260101-old0001", "261117-bbbbbbb"}, {"261116", "261116-aaaaaaa"}, {"bbbb", "261117-bbbbbbb"},
	            {"cases/2026/11/18/261123-ccccccc.md", "261123-ccccccc"}, {" 261123-ccccccc ", "261123-ccccccc"}};
	fp_str path, id;
	for (size_t i = 0; i < FP_COUNT(rows); i++) {
		fp_err err = {0};
		if (ok(fp_index_lookup(d.x, fp_s(rows[i].typed), d.a, &path, &id, &err), "%s %s", rows[i].typed, err.msg))
			is_str(id, rows[i].id);
	}
	fp_err err = {0};
	ok(!fp_index_lookup(d.x, FP_STR("2611"), d.a, &path, &id, &err) && err.code == FP_USAGE, "%s", err.msg);
	err = (fp_err){0};
	ok(!fp_index_lookup(d.x, FP_STR("261123-ccccxxc"), d.a, &path, &id, &err) && err.code == FP_NOT_FOUND && strstr(err.msg, "261123-ccccccc"), "%s", err.msg);
	err = (fp_err){0};
	ok(!fp_index_lookup(d.x, FP_STR("bbb"), d.a, &path, &id, &err) && err.code == FP_NOT_FOUND, "%s", err.msg);
	finds(&d, "id:bbbb", "261117-bbbbbbb");
	finds(&d, "id:260101-old0001", "261117-bbbbbbb");
}

void test_source(void)
{
	fp_err err = {0};
	fp_str path, hash;
	ok(fp_index_source(d.x, FP_STR("R-1"), d.a, &path, &hash, &err), "%s", err.msg);
	is_str(hash, "h1");
	ok(fp_index_source(d.x, FP_STR("r-1"), d.a, &path, &hash, &err), "%s", err.msg);
	is_str(hash, "h2");
	ok(!fp_index_source(d.x, FP_STR("R-2"), d.a, &path, &hash, &err) && err.code == FP_NOT_FOUND, "%s", err.msg);
}

static void value_is(const char *id, const char *field, const char *value, bool by_verdict)
{
	fp_err err = {0};
	fp_str v;
	bool machine;
	ok(fp_index_value(d.x, fp_s(id), field, d.a, &v, &machine, &err), "%s", err.msg);
	is_str(v, value);
	is_int(machine, by_verdict);
}

void test_label_before_verdict_before_nothing(void)
{
	fp_verdict low[] = {verdict("type", "type", "物流/延迟", 0.4, 0.5)};
	fp_verdict both[] = {verdict("type", "type", "服务态度/争辩指责", 0.8, 0.5), verdict("type", "type", "物流/延迟", 0.6, 0.5), verdict("type", "severity", "4", 0.9, 0.5)};
	put_run("261123-ccccccc", "type", "d1", low, 1);
	put_run("261116-aaaaaaa", "type", "d1", both, 3);
	finds(&d, "type:延迟", "261117-bbbbbbb");
	finds(&d, "missing:type", "261123-ccccccc 261123-cccccdd");
	value_is("261123-ccccccc", "type", "", false);
	value_is("261116-aaaaaaa", "type", "物流/破损", false);
	finds(&d, "verdict.type:延迟", "261116-aaaaaaa");
	finds(&d, "severity:4", "");
	put_run("261123-ccccccc", "type", "d2", both, 3);
	value_is("261123-ccccccc", "type", "服务态度/争辩指责", true);
	finds(&d, "type:服务态度", "261123-ccccccc");
	finds(&d, "type:延迟", "261117-bbbbbbb");
	finds(&d, "label.type:服务态度", "");
	finds(&d, "verdict.type:延迟", "261116-aaaaaaa 261123-ccccccc");
	finds(&d, "severity>3", "261123-ccccccc");
	finds(&d, "missing:type", "261123-cccccdd");
	finds(&d, "missing:label.type", "261123-ccccccc 261123-cccccdd");
	fp_verdict better[] = {verdict("other", "type", "物流/丢失", 0.95, 0.5)};
	put_run("261123-ccccccc", "other", "d1", better, 1);
	value_is("261123-ccccccc", "type", "物流/丢失", true);
	put_run("261123-ccccccc", "other", "d2", NULL, 0);
	value_is("261123-ccccccc", "type", "服务态度/争辩指责", true);
}

void test_runs_are_remembered(void)
{
	fp_err err = {0};
	fp_plugin_run *runs;
	fp_known known;
	size_t n;
	fp_str blob = blob_of("261123-ccccccc");
	ok(fp_index_known(d.x, "type", "d1", d.a, &known, &err) && !fp_known_has(&known, blob.p), "its older form was replaced");
	ok(fp_index_known(d.x, "type", "d2", d.a, &known, &err) && known.n == 1 && fp_known_has(&known, blob.p) && !fp_known_has(&known, "x"), "as a set");
	fp_evidence e = {{10, 16}, FP_STR("态度")};
	fp_verdict v = verdict("ev", "taboo", "争辩", 0.7, 0.5);
	v.evidence = &e;
	v.evidence_n = 1;
	put_run("261123-ccccccc", "ev", "d1", &v, 1);
	finds(&d, "has:taboo", "261123-ccccccc");
	finds(&d, "has:verdict.taboo", "261123-ccccccc");
	finds(&d, "has:label.taboo", "");
	finds(&d, "missing:雷区 has:type", "261116-aaaaaaa 261117-bbbbbbb");
	ok(fp_index_runs(d.x, FP_STR("261123-ccccccc"), d.a, &runs, &n, &err), "%s", err.msg);
	is_int(n, 3);
	is_str(runs[0].plugin, "ev");
	is_int(runs[0].verdict_n, 1);
	is_str(runs[0].verdicts[0].evidence[0].text, "态度");
	is_int(runs[0].verdicts[0].evidence[0].span.end, 16);
	is_str(runs[0].verdicts[0].runner_up, "second");
	ok(runs[0].verdicts[0].runner_up_confidence == 0.25, "its confidence");
	is_int(runs[1].state, FP_RUN_NO_MATCH);
	is_int(runs[2].verdict_n, 3);
	fp_plugin_run failed = {blob, FP_STR("261123-ccccccc"), FP_STR("bad"), FP_STR("d1"), FP_RUN_FAILED, FP_STR("bad.lua:3: x"), NULL, 0};
	ok(fp_index_put_runs(d.x, &failed, 1, &err), "%s", err.msg);
	ok(fp_index_known(d.x, "bad", "d1", d.a, &known, &err) && !fp_known_has(&known, blob.p), "a failure is tried again");
}

static fp_str groups(const char *query, const char *const *by, size_t by_n, int level)
{
	fp_err err = {0};
	fp_group *g;
	size_t n;
	fp_buf b = {0};
	fp_query *q = desk_query(&d, fp_s(query), &err);
	if (!q || !fp_index_group(d.x, q, by, by_n, level, d.a, &g, &n, &err))
		return fp_strf(d.a, "!%s", err.msg);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < by_n; k++)
			fp_buf_f(&b, "%s%.*s", k ? "," : i ? " " : "", FP_ARG(g[i].keys[k]));
		fp_buf_f(&b, "=%zu", g[i].count);
		if (g[i].by_verdict)
			fp_buf_f(&b, "(%zu)", g[i].by_verdict);
	}
	return fp_buf_take(&b, d.a);
}

void test_groups(void)
{
	is_str(groups("", (const char *const[]){"type"}, 1, 1), "=1 产品质量=1 服务态度=1(1) 物流=2");
	is_str(groups("", (const char *const[]){"type"}, 1, 0), "=1 产品质量/安全隐患=1 服务态度/争辩指责=1(1) 物流/延迟=1 物流/破损=1");
	is_str(groups("has:received", (const char *const[]){"week", "status"}, 2, 0), "2026-W47,draft=1 2026-W47,published=1 2026-W48,in_review=1");
	is_str(groups("", (const char *const[]){"month"}, 1, 0), "=1 2026-11=3");
	is_str(groups("", (const char *const[]){"label.type"}, 1, 1), "=2 产品质量=1 物流=2");
	is_str(groups("", (const char *const[]){"colour"}, 1, 1), "!cannot count by colour: no such field");
}

void test_order(void)
{
	fp_err err = {0};
	fp_hit *hits;
	size_t n;
	static const struct {
		const char *sort, *first, *last;
	} rows[] = {{NULL, "261123-ccccccc", "261123-cccccdd"}, {"received", "261116-aaaaaaa", "261123-cccccdd"}, {"-severity", "261123-ccccccc", "261123-cccccdd"},
	            {"severity", "261117-bbbbbbb", "261123-cccccdd"}, {"-id", "261123-cccccdd", "261116-aaaaaaa"}, {"amount", "261117-bbbbbbb", "261123-cccccdd"},
	            {"-label.type,received", "261116-aaaaaaa", "261123-cccccdd"}, {"source.file,-source.hash", "261117-bbbbbbb", "261123-cccccdd"}, {"-来源.file，source.hash", "261116-aaaaaaa", "261123-cccccdd"},
	            {"status, -severity", "261117-bbbbbbb", "261123-cccccdd"}, {"－受理时间", "261123-ccccccc", "261123-cccccdd"}};
	for (size_t i = 0; i < FP_COUNT(rows); i++) {
		fp_find_options o = {.sort = rows[i].sort};
		if (!ok(fp_index_find(d.x, desk_query(&d, FP_STR(""), &err), &o, d.a, &hits, &n, &err) && n == 4, "%s %s", rows[i].sort, err.msg))
			continue;
		is_str(hits[0].id, rows[i].first);
		is_str(hits[3].id, rows[i].last);
	}
	static const char *const wrong[][2] = {{"colour", "no such field"}, {"severty", "did you mean severity"}, {"score,id", "nothing else"}, {"severity,", "lacks a field"}, {"-", "lacks a field"}, {"source.", "no such field"}};
	for (size_t i = 0; i < FP_COUNT(wrong); i++) {
		fp_find_options o = {.sort = wrong[i][0]};
		err = (fp_err){0};
		ok(!fp_index_find(d.x, desk_query(&d, FP_STR(""), &err), &o, d.a, &hits, &n, &err) && err.code == FP_USAGE && strstr(err.msg, wrong[i][1]), "%s: %s", wrong[i][0], err.msg);
	}
}

// A map's entries are fields, numbers where numbers are asked for.
void test_entries_of_maps(void)
{
	finds(&d, "source.file:a.csv", "261116-aaaaaaa 261117-bbbbbbb");
	finds(&d, "来源.hash=h2", "261117-bbbbbbb");
	finds(&d, "source.hash:h", "261116-aaaaaaa 261117-bbbbbbb");
	finds(&d, "source.hash=h", "");
	finds(&d, "has:source.key", "261116-aaaaaaa 261117-bbbbbbb");
	finds(&d, "missing:source.key", "261123-ccccccc 261123-cccccdd");
	finds(&d, "has:source", "261116-aaaaaaa 261117-bbbbbbb");
	finds(&d, "source.hash:*", "261116-aaaaaaa 261117-bbbbbbb");
	desk_begin(&d);
	desk_add(&d, "261118-map0001", "title: 图\nsource: {wait: 600, note: '16001'}", "x");
	desk_commit(&d, "map");
	finds(&d, "source.wait>=600", "261118-map0001");
	finds(&d, "source.wait>600", "");
	finds(&d, "source.wait:500..700", "261118-map0001");
	finds(&d, "source.wait:600.0,2", "261118-map0001");
	finds(&d, "source.note:600", "");
	finds(&d, "source.note:\"600\"", "261118-map0001");
	finds(&d, "label.source.wait:..600", "261118-map0001");
	finds(&d, "verdict.source.wait:..600", "");
	desk_begin(&d);
	fp_err err = {0};
	ok(fp_index_remove(d.x, FP_STR("cases/2026/11/18/261118-map0001.md"), &err), "%s", err.msg);
	desk_commit(&d, "fields");
}

void test_fields_of_hits(void)
{
	fp_err err = {0};
	fp_hit *hits;
	size_t n;
	fp_find_options o = {.want_fields = true};
	if (!ok(fp_index_find(d.x, desk_query(&d, FP_STR("id:261116-aaaaaaa,261123-ccccccc"), &err), &o, d.a, &hits, &n, &err) && n == 2, "%s", err.msg))
		return;
	is_int(json_integer_value(json_object_get(hits[1].fields, "severity")), 3);
	is_str(fp_s(json_string_value(json_array_get(json_object_get(hits[1].fields, "type"), 0))), "物流/破损");
	is_str(fp_s(json_string_value(json_object_get(json_object_get(hits[1].fields, "source"), "key"))), "R-1");
	is_int(json_object_size(hits[1].verdicts), 0);
	is_str(fp_s(json_string_value(json_object_get(hits[0].verdicts, "type"))), "服务态度/争辩指责");
	is_int(json_integer_value(json_object_get(hits[0].verdicts, "severity")), 4);
	fp_hits_free(hits, n);
}

void test_similar(void)
{
	fp_err err = {0};
	fp_hit *hits;
	size_t n;
	ok(fp_index_similar(d.x, FP_STR("第一\n快递箱子破了，里面的碗碎了三个。"), FP_STR("none"), 5, d.a, &hits, &n, &err), "%s", err.msg);
	ok(n >= 2, "%zu near", n);
	is_str(hits[0].id, "261116-aaaaaaa");
	ok(hits[0].score > 0.99 && hits[0].score <= 1, "the same text: %f", hits[0].score);
	is_str(hits[1].id, "261117-bbbbbbb");
	ok(hits[1].score > 0.3 && hits[1].score < 1, "nearly: %f", hits[1].score);
	ok(fp_index_similar(d.x, FP_STR("第一\n快递箱子破了，里面的碗碎了三个。"), FP_STR("261116-aaaaaaa"), 1, d.a, &hits, &n, &err), "%s", err.msg);
	is_str(hits[0].id, "261117-bbbbbbb");
	ok(fp_index_similar(d.x, FP_STR(""), FP_STR(""), 5, d.a, &hits, &n, &err) && n == 0, "nothing is like nothing");
}

// A verdict is about a text: on a new text it does not count, and on the old one it counts again.
void test_verdicts_follow_the_blob(void)
{
	fp_err err = {0};
	fp_plugin_run *runs;
	size_t n;
	desk_begin(&d);
	desk_add(&d, "261123-ccccccc", "title: Third case\nreceived: 2026-11-23T01:00:00+08:00", "## 投诉内容\n\n换了内容\n");
	desk_commit(&d, "t2");
	value_is("261123-ccccccc", "type", "", false);
	finds(&d, "verdict.type:延迟", "261116-aaaaaaa");
	ok(fp_index_runs(d.x, FP_STR("261123-ccccccc"), d.a, &runs, &n, &err) && n == 0, "no runs of this text");
	desk_begin(&d);
	desk_add(&d, "261123-ccccccc", "title: Third case\nreceived: 2026-11-23T01:00:00+08:00\nstatus: in_review", "## 投诉内容\n\n客服态度差，骂人，还挂电话。\n");
	desk_commit(&d, "t3");
	value_is("261123-ccccccc", "type", "服务态度/争辩指责", true);
}

// A link is asked for by any id of the case that it leads to; `=` is what the file says.
void test_links_by_any_id(void)
{
	desk_begin(&d);
	desk_add(&d, "261124-ddddddd", "title: 指新号\nrelated: [261117-bbbbbbb]", "");
	desk_add(&d, "261124-eeeeeee", "title: 指旧号\nrelated: [260101-old0001]", "");
	desk_add(&d, "261124-fffffff", "title: 指没有的\nrelated: [261124-zzzzzzz]", "");
	desk_commit(&d, "t4");
	static const char *const names[] = {"261117-bbbbbbb", "260101-old0001", "bbbbbbb", "261117-b"};
	for (size_t i = 0; i < FP_COUNT(names); i++)
		finds(&d, fp_strf(d.a, "related:%s", names[i]).p, "261124-ddddddd 261124-eeeeeee");
	finds(&d, "related=260101-old0001", "261124-eeeeeee");
	finds(&d, "related:261124-zzzzzzz", "261124-fffffff");
	finds(&d, "related:*", "261124-ddddddd 261124-eeeeeee 261124-fffffff");
	finds(&d, "related:261116-aaaaaaa", "");
}

// Three stars are a mask as four are; what stands around them is no neighbour.
void test_masks(void)
{
	desk_begin(&d);
	desk_add(&d, "261125-ggggggg", "title: 借呗***号还款日，***号晚上", "## 投诉内容\n\n账号138****1234，**重要**的是***元\n");
	desk_commit(&d, "t5");
	finds(&d, "借呗号", "");
	finds(&d, "\"借呗***号\"", "261125-ggggggg");
	finds(&d, "\"138****1234\"", "261125-ggggggg");
	finds(&d, "\"重要的是***元\"", "261125-ggggggg");
}

void test_end(void)
{
	desk_close(&d);
	ok(true, "closed");
}
