#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/cmd_priv.h"

static json_t *mapping(const fp_imported *r)
{
	json_t *v = json_object();
	for (size_t i = 0; i < r->field_n; i++)
		json_object_set_new(v, r->field[i].field.p, fp_json_str(r->field[i].columns));
	return v;
}

static json_t *notes(const fp_table *t)
{
	json_t *v = json_array();
	for (size_t i = 0; i < t->note_n; i++)
		json_array_append_new(v, fp_json_str(t->note[i]));
	return v;
}

static json_t *dirt_found(const fp_imported *r)
{
	json_t *v = json_object();
	for (int k = 0; k < FP_DIRT_KINDS; k++)
		if (r->dirt[k])
			json_object_set_new(v, fp_dirt_name((fp_dirt_kind)k), json_integer((json_int_t)r->dirt[k]));
	return v;
}

// "pinyin 407, notices 12": changed or told, by kind.
static void show_dirt(fp_cli *c, const fp_imported *r)
{
	static const char *const zh[] = {"乱码", "拼音残留", "私用区字符", "不可见字符", "HTML 实体", "HTML 标签", "网站说明", "页码", "重复文字", "截断"};
	static const char *const en[] = {"mojibake", "pinyin", "private-use characters", "invisible characters", "HTML entities", "HTML tags", "site notices", "page counters", "doubled text", "truncated"};
	fp_buf b = {0};
	for (size_t k = 0; k < FP_DIRT_KINDS; k++)
		if (r->dirt[k])
			fp_buf_f(&b, "%s%s %zu", b.n ? fp_tr("，", ", ") : "", fp_tr(zh[k], en[k]), r->dirt[k]);
	if (b.n)
		printf(fp_tr("  文字清理：%.*s；改动过的 %zu 个案例原文另存（fupan show ID --original）\n", "  hygiene: %.*s; originals of the cases changed are kept: %zu (fupan show ID --original)\n"), FP_ARG(fp_buf_view(&b)), r->washed);
	(void)fp_buf_take(&b, c->a);
}

static void show_json(const char *file, const fp_imported *r)
{
	const fp_table *t = r->table;
	fp_out_json(json_pack("{s:o,s:o,s:I,s:o,s:I,s:I,s:I,s:I,s:I,s:I,s:s,s:s,s:s#,s:o,s:o,s:o,s:o}", "file", fp_json_str(fp_s(file)), "mapping", mapping(r), "washed", (json_int_t)r->washed, "hygiene", dirt_found(r), "imported", (json_int_t)r->imported, "unchanged", (json_int_t)r->unchanged,
	                      "updated", (json_int_t)r->updated, "rejected", (json_int_t)r->rejected, "redacted", (json_int_t)r->redacted, "kept", (json_int_t)r->kept,
	                      "format", fp_table_kind_name(t->kind), "encoding", t->encoding, "delimiter", &t->delimiter, (int)(t->delimiter != 0), "sheet", fp_json_str(t->sheet), "notes", notes(t),
	                      "commit", fp_json_str(r->commit), "rejects", fp_json_str(r->reject_path)));
}

// "CSV, GB18030, semicolons": what the file was taken for.
static fp_str taken_for(fp_cli *c, const fp_table *t)
{
	static const char *const zh[] = {"CSV", "XLSX", "JSON", "JSON 行", "聊天记录", "文档"}, *const en[] = {"CSV", "XLSX", "JSON", "JSON lines", "chat", "document"};
	const char *kind = fp_tr(zh[t->kind], en[t->kind]);
	if (t->sheet.n)
		return fp_strf(c->a, fp_tr("%s，工作表“%.*s”", "%s, sheet '%.*s'"), kind, FP_ARG(t->sheet));
	const char *cut = t->delimiter == ';' ? fp_tr("，分号分隔", ", semicolons") : t->delimiter == '\t' ? fp_tr("，制表符分隔", ", tabs") : t->delimiter ? fp_tr("，逗号分隔", ", commas") : "";
	return fp_strf(c->a, fp_tr("%s，%s%s", "%s, %s%s"), kind, t->encoding, cut);
}

static void show(fp_cli *c, const char *file, const fp_imported *r, bool dry)
{
	printf(fp_tr("%s（%.*s）：%s%zu 新增，%zu 更新，%zu 不变，%zu 拒收\n", "%s (%.*s): %s%zu new, %zu updated, %zu unchanged, %zu rejected\n"), file, FP_ARG(taken_for(c, r->table)),
	       dry ? fp_tr("试运行，什么都没写：", "dry run, nothing written: ") : "", r->imported, r->updated, r->unchanged, r->rejected);
	for (size_t i = 0; i < r->table->note_n; i++) {
		fputs("  ", stdout);
		fp_print_safe(r->table->note[i]);
		putchar('\n');
	}
	if (r->redacted)
		printf(fp_tr("  %zu 处个人信息换成了占位符\n", "  personal data replaced by placeholders: %zu\n"), r->redacted);
	show_dirt(c, r);
	if (r->kept)
		printf(fp_tr("  %zu 个字段有人改过，保留了人的值\n", "  fields that people edited, kept: %zu\n"), r->kept);
	for (size_t i = 0; i < r->added_n; i++)
		printf(fp_tr("  分类表新增 %.*s\n", "  new in the taxonomy: %.*s\n"), FP_ARG(r->added_terms[i]));
	if (r->reject_path.n)
		printf(fp_tr("  拒收的行和原因：%.*s（改好后可再导入）\n", "  rejected rows with reasons: %.*s (mend and import it again)\n"), FP_ARG(r->reject_path));
}

static void show_reasons(const fp_imported *r)
{
	for (size_t i = 0; i < FP_COUNT(r->reason) && i < r->rejected; i++)
		fp_hint("%.*s", FP_ARG(r->reason[i]));
	if (r->rejected > FP_COUNT(r->reason))
		fp_hint(fp_tr("还有 %zu 行", "and %zu more"), r->rejected - FP_COUNT(r->reason));
}

// ---------------------------------------------------------------- what goes where

static const char *how_text(const fp_import_field *f)
{
	static const struct { const char *how, *zh, *en; } texts[] = {{"name", "按列名", "by name"}, {"content", "按内容", "by content"}, {"flag", "指定", "as said"}, {"file", "映射文件", "mapping file"}, {"constant", "固定值", "constant"}};
	for (size_t i = 0; i < FP_COUNT(texts); i++)
		if (!strcmp(texts[i].how, f->how))
			return fp_tr(texts[i].zh, texts[i].en);
	return "";
}

// Goes to stderr: it is a message, the counts are the result. A sample is cut and its control characters are made visible.
static void show_mapping(const fp_imported *r, fp_arena *a)
{
	for (size_t i = 0; i < r->field_n; i++) {
		const fp_import_field *f = &r->field[i];
		fp_str sample = f->sample, line = fp_str_line(&sample);
		bool dated = *f->date && strcmp(f->date, "iso");
		fp_hint(fp_tr("%.*s ← %.*s%s%s%s（%s）：%.*s", "%.*s ← %.*s%s%s%s (%s): %.*s"), FP_ARG(f->field), FP_ARG(f->columns), dated ? " [" : "", dated ? f->date : "", dated ? "]" : "", how_text(f), FP_ARG(fp_str_fit(a, line, 50)));
	}
	fp_hint(fp_tr("认行靠 %.*s", "a row is known by %.*s"), FP_ARG(r->key.n ? r->key : fp_s(fp_tr("内容", "its content"))));
	if (r->unmapped.n)
		fp_hint(fp_tr("没有用到的列：%.*s", "columns not used: %.*s"), FP_ARG(r->unmapped));
}

// Corrections as people type them: body=详情 received=时间. Empty: agreed; q: no.
static bool ask(void *ctx, const fp_imported *r, fp_assign **more, size_t *n)
{
	fp_cli *c = ctx;
	char line[2000];
	size_t cap = 0;
	show_mapping(r, c->a);
	fprintf(stderr, "%s", fp_tr("回车导入；字段=列名 改正（空格分开）；q 不导入：", "Enter imports; FIELD=COLUMN corrects, several with blanks; q leaves: "));
	if (!fgets(line, sizeof line, stdin))
		return false;
	fp_str text = fp_str_trim(fp_str_dup(c->a, fp_s(line)));
	if (fp_str_is(text, "q"))
		return false;
	while (text.p && text.n) {
		fp_str one = fp_str_trim(fp_str_cut(&text, ' ')), field = fp_str_cut(&one, '=');
		if (field.n && one.n)
			FP_PUSH(c->a, *more, *n, cap) = (fp_assign){.field = field, .value = one};
	}
	return true;
}

static bool key_columns(fp_cli *c, fp_import_options *o)
{
	fp_str *given;
	size_t n = fp_opt_many(c, "key", &given), cap = 0;
	for (size_t i = 0; i < n; i++)
		while (given[i].p) {
			fp_str one = fp_str_trim(fp_str_cut(&given[i], ','));
			if (one.n)
				FP_PUSH(c->a, o->key, o->key_n, cap) = one;
		}
	return true;
}

static int run(fp_cli *c)
{
	fp_import_options o = {.extend = fp_opt_flag(c, "extend"), .dry_run = fp_opt_flag(c, "dry-run")};
	o.table = (fp_table_options){.encoding = fp_opt_text(c, "encoding", NULL).p, .sheet = fp_opt_text(c, "sheet", NULL)};
	fp_assign *set, *constants;
	bool rejected = false;
	if (!fp_given_assigns(c, "set", &set, &o.set_n) || !fp_given_assigns(c, "const", &constants, &o.constant_n) || !key_columns(c, &o))
		return fp_cli_fail(c, &c->err);
	o.set = set;
	o.constants = constants;
	o.map = fp_opt_text(c, "map", NULL);
	o.save_map = fp_opt_text(c, "save-map", NULL);
	if (!o.set_n && !o.map.n && !c->json && fp_tty(STDIN_FILENO) && fp_tty(STDERR_FILENO)) {
		o.ask = ask;
		o.ask_ctx = c;
	}
	for (size_t i = 0; i < c->arg_n; i++) {
		fp_imported r;
		if (!fp_flow_import(&c->ws, c->args[i].p, &o, &r, &c->err))
			return fp_cli_fail(c, &c->err);
		if (r.map_name.n && !o.map.n)
			fp_hint(fp_tr("表头和 mappings/%.*s.yaml 的一样，用了它", "the header is that of mappings/%.*s.yaml, which was used"), FP_ARG(r.map_name));
		if (!c->json && !o.ask && (o.dry_run || !o.set_n))
			show_mapping(&r, c->a);
		if (c->json)
			show_json(c->args[i].p, &r);
		else
			show(c, c->args[i].p, &r, o.dry_run);
		show_reasons(&r);
		rejected = rejected || r.rejected;
	}
	return rejected ? FP_EXIT_DOCUMENT : FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"set", 's', FP_OPT_MANY, "FIELD=COLUMN", "字段取哪一列；body 是投诉内容", "which column a field takes; body is the complaint"},
	{"const", 'c', FP_OPT_MANY, "FIELD=VALUE", "所有行都填这个值", "the same value for all rows"},
	{"key", 'k', FP_OPT_MANY, "COLUMN,...", "认行的编号列，默认 id 或 编号，没有就按内容", "columns that identify a row; default id or 编号, else the content"},
	{"sheet", 0, FP_OPT_TEXT, "NAME|N", "读哪个工作表，默认内容最多的", "which sheet of a workbook, default the fullest"},
	{"encoding", 0, FP_OPT_TEXT, "NAME", "文本的编码，默认自己认", "encoding of the text, default found out"},
	{"extend", 0, FP_OPT_FLAG, NULL, "把没见过的值加进分类表", "add unknown values to the taxonomy"},
	{"dry-run", 0, FP_OPT_FLAG, NULL, "只看结果，不写", "show the result, write nothing"},
	{"map", 0, FP_OPT_TEXT, "NAME", "用案例本里的 mappings/NAME.yaml", "use mappings/NAME.yaml of the casebook"},
	{"save-map", 0, FP_OPT_TEXT, "NAME", "把这次的对应写成 mappings/NAME.yaml，同样表头的表以后自动用", "keep the mapping as mappings/NAME.yaml; tables with this header then use it by themselves"},
	{0},
};

const fp_cmd fp_cmd_import = {
	.name = "import", .group = "casebook", .args = "FILE...", .zh = "把表格的行、聊天记录、文档变成案例，一个文件一次提交", .en = "turn the rows of a table, chats or documents into cases, one commit a file",
	.opts = opts, .min_args = 1, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX, .run = run,
	.examples = "fupan import 工单.csv --set title=标题 --set body=内容 --set received=创建时间\nfupan import tickets.jsonl --const channel=电话 --extend\nfupan import 聊天.txt 投诉.xlsx --sheet 11月\nfupan import 工单.csv --save-map 客服系统\nfupan import 工单.csv --dry-run",
};
