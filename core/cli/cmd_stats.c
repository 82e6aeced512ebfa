#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/cmd_priv.h"

// A result becomes a sheet of cells, and the sheet a table, CSV or Markdown; JSON comes from the result itself.

#define MOST_COLUMNS 1000

typedef enum { AS_TABLE, AS_CSV, AS_EXCEL, AS_MD } look;

typedef struct {
	fp_cli *c;
	look as;
	bool rated;
	fp_column *columns;
	size_t n, column_cap;
	fp_str *cells;
	size_t cell_n, cell_cap;
} sheet;

// ---------------------------------------------------------------- sheets

static void column(sheet *s, fp_str zh, fp_str en, bool right, int fit)
{
	FP_PUSH(s->c->a, s->columns, s->n, s->column_cap) = (fp_column){fp_cstr(s->c->a, zh), fp_cstr(s->c->a, en), right, fit};
}

static void cell(sheet *s, fp_str v)
{
	FP_PUSH(s->c->a, s->cells, s->cell_n, s->cell_cap) = v;
}

static fp_str number(sheet *s, double v)
{
	if (!isfinite(v))
		return FP_STR("");
	return fp_strf(s->c->a, s->as == AS_TABLE || s->as == AS_MD ? "%.2f" : "%.4f", v);
}

// A spreadsheet runs what begins with one of these, whoever wrote it; an apostrophe makes it text.
static fp_str defused(fp_arena *a, fp_str s)
{
	return s.n && strchr("=+-@\t\r", s.p[0]) ? fp_strf(a, "'%.*s", FP_ARG(s)) : s;
}

static fp_str heading(const sheet *s, size_t i)
{
	// Scripts read CSV and want names that stay; people read the others.
	return fp_s(s->as == AS_CSV ? s->columns[i].en : fp_tr(s->columns[i].zh, s->columns[i].en));
}

static void print_csv(const sheet *s)
{
	fp_buf b = {.max = SIZE_MAX};
	const char *end = s->as == AS_EXCEL ? "\r\n" : "\n";
	if (s->as == AS_EXCEL)
		fp_buf_z(&b, "\xEF\xBB\xBF");
	for (size_t i = 0; i < s->n + s->cell_n; i++) {
		fp_str v = i < s->n ? heading(s, i) : s->cells[i - s->n];
		fp_csv_cell(&b, s->as == AS_EXCEL ? defused(s->c->a, v) : v, i % s->n == 0);
		if ((i + 1) % s->n == 0)
			fp_buf_z(&b, end);
	}
	fwrite(b.p, 1, b.n, stdout);
	fp_buf_free(&b);
}

static void print_md_cell(fp_str v)
{
	fputs(" ", stdout);
	for (size_t i = 0; i < v.n; i++) {
		if (strchr("|\\`*_<[", v.p[i]) && v.p[i])
			putchar('\\');
		putchar((unsigned char)v.p[i] < ' ' ? ' ' : v.p[i]);
	}
	fputs(" |", stdout);
}

static void print_md(const sheet *s)
{
	for (size_t i = 0; i < s->n + s->cell_n; i++) {
		if (i % s->n == 0)
			putchar('|');
		print_md_cell(i < s->n ? heading(s, i) : s->cells[i - s->n]);
		if ((i + 1) % s->n)
			continue;
		putchar('\n');
		for (size_t k = 0; i + 1 == s->n && k < s->n; k++)
			printf("%s%s", k ? "" : "|", s->columns[k].right ? "---:|" : "---|");
		if (i + 1 == s->n)
			putchar('\n');
	}
}

// The columns say nothing without their names, so they are printed into pipes too.
static void print_sheet(const sheet *s)
{
	if (s->as == AS_MD) {
		print_md(s);
	} else if (s->as != AS_TABLE) {
		print_csv(s);
	} else {
		fp_table_out *t = fp_out_table(s->c, s->columns, s->n);
		fp_str *names = FP_NEW_N(s->c->a, fp_str, s->n);
		for (size_t i = 0; i < s->n; i++)
			names[i] = heading(s, i);
		if (!fp_tty(1))
			fp_out_row(t, names);
		for (size_t i = 0; i < s->cell_n; i += s->n)
			fp_out_row(t, s->cells + i);
		fp_out_end(t);
	}
}

// ---------------------------------------------------------------- a row a group

static fp_str key_text(const sheet *s, fp_str key)
{
	return key.n || s->as == AS_CSV ? key : fp_s(fp_tr("（无）", "(none)"));
}

static fp_str bar(fp_cli *c, size_t v, size_t top)
{
	static const char *const part[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	size_t eighths = top ? (v * 12 * 8 + top / 2) / top : 0;
	fp_buf b = {0};
	for (size_t i = 0; i < eighths / 8; i++)
		fp_buf_z(&b, "█");
	fp_buf_z(&b, v && !eighths ? part[1] : part[eighths % 8]);
	return fp_buf_take(&b, c->a);
}

static void columns_of(sheet *s, const fp_stats *r)
{
	for (size_t i = 0; i < r->by_n; i++)
		column(s, r->heading[i], s->as == AS_CSV ? r->name[i] : r->heading[i], false, FP_CUT);
	if (!r->by_n)
		column(s, FP_STR("范围"), FP_STR("rows"), false, FP_KEEP);
	column(s, FP_STR("案例"), s->as == AS_CSV ? FP_STR("count") : FP_STR("cases"), true, FP_KEEP);
	column(s, FP_STR("只有机器判断"), s->as == AS_CSV ? FP_STR("by_verdict") : FP_STR("by verdict"), true, FP_DROP);
	if (r->rated)
		column(s, FP_STR("每千"), s->as == AS_CSV ? FP_STR("rate") : FP_STR("per 1,000"), true, FP_KEEP);
	if (r->with_change) {
		column(s, FP_STR("变化（倍）"), FP_STR("change"), true, FP_KEEP);
		column(s, FP_STR("下限"), FP_STR("low"), true, FP_DROP);
		column(s, FP_STR("上限"), FP_STR("high"), true, FP_DROP);
	}
	if (s->as == AS_TABLE)
		column(s, FP_STR(""), FP_STR(""), false, FP_DROP);
}

static void row_of(sheet *s, const fp_stats *r, const fp_stats_row *row, size_t top)
{
	for (size_t i = 0; i < r->by_n; i++)
		cell(s, row->keys ? key_text(s, row->keys[i]) : i ? FP_STR("") : fp_s(s->as == AS_CSV ? "total" : fp_tr("合计", "total")));
	if (!r->by_n)
		cell(s, fp_s(s->as == AS_CSV ? "total" : fp_tr("合计", "total")));
	cell(s, fp_strf(s->c->a, "%zu", row->count));
	cell(s, fp_strf(s->c->a, "%zu", row->by_verdict));
	if (r->rated)
		cell(s, number(s, row->rate));
	if (r->with_change) {
		bool fresh = isnan(row->change) && row->count && (s->as == AS_TABLE || s->as == AS_MD) && row->compared && !row->before;
		cell(s, fresh ? fp_s(fp_tr("新", "new")) : number(s, row->change));
		cell(s, number(s, row->low));
		cell(s, number(s, row->high));
	}
	if (s->as == AS_TABLE)
		cell(s, row->keys ? bar(s->c, row->count, top) : FP_STR(""));
}

static void show_rows(fp_cli *c, look as, const fp_stats *r)
{
	sheet s = {.c = c, .as = as};
	size_t top = 0;
	for (size_t i = 0; i < r->n; i++)
		top = r->rows[i].count > top ? r->rows[i].count : top;
	columns_of(&s, r);
	for (size_t i = 0; i < r->n; i++)
		row_of(&s, r, &r->rows[i], top);
	row_of(&s, r, &r->total, top);
	print_sheet(&s);
}

static json_t *real_or_null(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

static void json_row(const fp_stats *r, const fp_stats_row *row)
{
	json_t *keys = json_array();
	for (size_t i = 0; i < r->by_n; i++)
		json_array_append_new(keys, fp_json_str(row->keys[i]));
	fp_out_json(json_pack("{s:o,s:I,s:I,s:o,s:o,s:o,s:o}", "keys", keys, "count", (json_int_t)row->count, "by_verdict", (json_int_t)row->by_verdict, "rate", real_or_null(row->rate),
	                      "change", real_or_null(row->change), "low", real_or_null(row->low), "high", real_or_null(row->high)));
}

// ---------------------------------------------------------------- the last field across

static int cmp_keys(const fp_str *a, const fp_str *b, size_t n)
{
	int c = 0;
	for (size_t i = 0; i < n && !c; i++)
		c = fp_str_cmp(a[i], b[i]);
	return c;
}

static fp_str value_of(sheet *s, const fp_stats_row *row)
{
	return s->rated ? number(s, row->rate) : fp_strf(s->c->a, "%zu", row->count);
}

// full: by all fields; down: by all but the last; across: by the last. All sorted by keys.
static void pivot_row(sheet *s, const fp_stats *full, const fp_stats *down, const fp_stats *across, size_t row, size_t *at)
{
	for (size_t k = 0; k < down->by_n; k++)
		cell(s, key_text(s, down->rows[row].keys[k]));
	for (size_t i = 0; i < across->n; i++) {
		const fp_stats_row *f = *at < full->n ? &full->rows[*at] : NULL;
		bool here = f && !cmp_keys(f->keys, down->rows[row].keys, down->by_n) && fp_str_eq(f->keys[down->by_n], across->rows[i].keys[0]);
		// No case is a rate of nothing where the days are known.
		fp_stats_row none = {.rate = isfinite(across->rows[i].rate) && isfinite(down->rows[row].rate) ? 0 : NAN};
		cell(s, value_of(s, here ? f : &none));
		*at += here;
	}
	cell(s, value_of(s, &down->rows[row]));
}

static void show_pivot(fp_cli *c, look as, const fp_stats *full, const fp_stats *down, const fp_stats *across)
{
	sheet s = {.c = c, .as = as, .rated = full->rated};
	size_t at = 0;
	fp_str total = fp_s(as == AS_CSV ? "total" : fp_tr("合计", "total"));
	for (size_t i = 0; i < down->by_n; i++)
		column(&s, down->heading[i], as == AS_CSV ? down->name[i] : down->heading[i], false, FP_CUT);
	for (size_t i = 0; i < across->n; i++)
		column(&s, key_text(&s, across->rows[i].keys[0]), key_text(&s, across->rows[i].keys[0]), true, FP_KEEP);
	column(&s, total, total, true, FP_KEEP);
	for (size_t i = 0; i < down->n; i++)
		pivot_row(&s, full, down, across, i, &at);
	for (size_t i = 0; i < down->by_n; i++)
		cell(&s, i ? FP_STR("") : total);
	for (size_t i = 0; i < across->n; i++)
		cell(&s, value_of(&s, &across->rows[i]));
	cell(&s, value_of(&s, &full->total));
	print_sheet(&s);
}

static bool pivot(fp_cli *c, look as, const fp_stats_ask *ask, const fp_stats *full)
{
	fp_stats down, across;
	fp_stats_ask part = *ask;
	fp_buf b = {0};
	for (size_t i = 0; i + 1 < full->by_n; i++)
		fp_buf_f(&b, "%s%.*s", i ? "," : "", FP_ARG(full->name[i]));
	part.by = fp_buf_take(&b, c->a);
	if (!fp_flow_stats(&c->ws, &part, &down, &c->err))
		return false;
	part.by = full->name[full->by_n - 1];
	if (!fp_flow_stats(&c->ws, &part, &across, &c->err))
		return false;
	if (across.n > MOST_COLUMNS)
		return fp_fail(&c->err, FP_LIMIT, fp_tr("--pivot 最多 %d 列，%.*s 有 %zu 个值；换一个字段放在最后", "--pivot has at most %d columns, %.*s has %zu values; put another field last"), MOST_COLUMNS, FP_ARG(part.by), across.n);
	show_pivot(c, as, full, &down, &across);
	return true;
}

// ---------------------------------------------------------------- the command

static int by_count(const void *x, const void *y)
{
	const fp_stats_row *a = x, *b = y;
	return a->count != b->count ? (a->count > b->count ? -1 : 1) : a->place < b->place ? -1 : a->place > b->place;
}

// The largest first, unless the rows go with time.
static void order_rows(fp_stats *r)
{
	for (size_t i = 0; i < r->by_n; i++)
		if (fp_str_is(r->name[i], "week") || fp_str_is(r->name[i], "month") || fp_str_is(r->name[i], "day"))
			return;
	for (size_t i = 0; i < r->n; i++)
		r->rows[i].place = i;
	if (r->n)
		qsort(r->rows, r->n, sizeof *r->rows, by_count);
}

static void say_notes(fp_cli *c, const fp_stats *r)
{
	if (r->gap_n) {
		fp_buf b = {0};
		for (size_t i = 0; i < r->gap_n && i < 5; i++)
			fp_buf_f(&b, "%s%.*s", i ? ", " : "", FP_ARG(fp_day_text(c->a, r->gaps[i])));
		fp_str days = fp_buf_take(&b, c->a);
		fp_warn(fp_tr("volumes.csv 缺 %zu 天（%.*s%s），或其中的数字读不出；率不算这些天和这些天的案例", "volumes.csv lacks %zu days (%.*s%s) or has something else than numbers there; rates leave out these days and their cases"), r->gap_n, FP_ARG(days), r->gap_n > 5 ? " …" : "");
	}
	if (r->stray)
		fp_warn(fp_tr("volumes.csv 有 %zu 行读不出日期，没有算进去", "volumes.csv has %zu rows without a day that can be read; they are left out"), r->stray);
	if (r->many && !c->json)
		fp_hint(fp_tr("有的案例有几个值，每个值下都数一次，各行相加会多于合计", "some cases have several values and count under each: rows may add up to more than the total"));
}

static bool read_ask(fp_cli *c, fp_stats_ask *ask, look *as)
{
	int64_t level;
	bool excel = fp_opt_flag(c, "excel"), csv = fp_opt_flag(c, "csv"), md = fp_opt_flag(c, "md");
	if (!fp_opt_int(c, "level", 0, 1, 9, &level))
		return false;
	*ask = (fp_stats_ask){fp_args_joined(c, 0), fp_opt_text(c, "by", NULL), (int)level, fp_opt_text(c, "rate", NULL), fp_opt_text(c, "compare", NULL)};
	*as = excel ? AS_EXCEL : csv ? AS_CSV : md ? AS_MD : AS_TABLE;
	if (excel + csv + md + c->json > 1 && !(excel && csv && !md && !c->json))
		return fp_fail(&c->err, FP_USAGE, fp_tr("--excel、--csv、--md、--json 只用一个", "use one of --excel, --csv, --md and --json"));
	if (fp_opt_flag(c, "pivot") && ask->compare.n)
		return fp_fail(&c->err, FP_USAGE, fp_tr("--pivot 一格只放一个数，和 --compare 不能一起用", "a cell of --pivot holds one number; it does not go with --compare"));
	return true;
}

static int run(fp_cli *c)
{
	fp_stats_ask ask;
	fp_stats r;
	look as;
	bool across = fp_opt_flag(c, "pivot");
	if (!read_ask(c, &ask, &as) || !fp_flow_stats(&c->ws, &ask, &r, &c->err))
		return fp_cli_fail(c, &c->err);
	if (across && r.by_n < 2) {
		fp_fail(&c->err, FP_USAGE, fp_tr("--pivot 要有两三个 --by 字段，最后一个横着排", "--pivot takes two or three fields in --by, the last goes across"));
		return fp_cli_fail(c, &c->err);
	}
	if (!r.total.count) {
		fprintf(stderr, "%s\n", fp_tr("fupan: 没有符合的案例", "fupan: no such case"));
		return FP_EXIT_FAIL;
	}
	if (across && !c->json) {
		if (!pivot(c, as, &ask, &r))
			return fp_cli_fail(c, &c->err);
		say_notes(c, &r);
		return FP_EXIT_OK;
	}
	order_rows(&r);
	if (c->json && !r.by_n)
		json_row(&r, &r.total);
	for (size_t i = 0; i < r.n && c->json; i++)
		json_row(&r, &r.rows[i]);
	if (!c->json)
		show_rows(c, as, &r);
	say_notes(c, &r);
	return FP_EXIT_OK;
}

static const fp_opt opts[] = {
	{"by", 0, FP_OPT_TEXT, "FIELD,...", "一到三个字段，或 week、month、day；不写只数合计", "up to three fields, or week, month, day"},
	{"level", 0, FP_OPT_INT, "N", "分类词只取前 N 层：1 是大类；默认全部", "first N levels of terms: 1 is the group"},
	{"rate", 0, FP_OPT_TEXT, "COLUMN", "每千的率，分母是 volumes.csv 的一列，如 orders", "per 1,000 of a column of volumes.csv: orders"},
	{"compare", 0, FP_OPT_TEXT, "PERIOD", "和更早的一段时间比，如 last-4w：倍数和区间", "ratio to an earlier period: last-4w"},
	{"pivot", 0, FP_OPT_FLAG, NULL, "最后一个字段横着排", "the last field goes across"},
	{"excel", 0, FP_OPT_FLAG, NULL, "Excel 能直接打开的 CSV", "CSV that Excel opens as it is"},
	{"csv", 0, FP_OPT_FLAG, NULL, "CSV，列名不随语言变", "CSV, column names the same in both languages"},
	{"md", 0, FP_OPT_FLAG, NULL, "Markdown 表格", "a Markdown table"},
	{0},
};

const fp_cmd fp_cmd_stats = {
	.name = "stats", .group = "search", .args = "[QUERY]", .zh = "统计：件数、每千单的率、和前几周比", .en = "counts, rates per 1,000 orders, change against earlier weeks",
	.opts = opts, .max_args = -1, .flags = FP_CMD_CASEBOOK | FP_CMD_INDEX | FP_CMD_READS, .run = run,
	.examples = "fupan stats --by type --level 1\nfupan stats week:last-week --by type --rate orders --compare last-4w\nfupan stats --by type,week --level 1 --pivot\nfupan stats month:last-month --by channel,emotion --excel >emotions.csv",
};
