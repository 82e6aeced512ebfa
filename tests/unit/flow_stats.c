// Where stats finds the period of a query, and what it does with the days.
#include "tap.h"

#include <math.h>
#include <unistd.h>

#include "flow/week_priv.h"

static char box[200];
static fp_arena *mem;
static fp_workspace ws;
static fp_err err;

static int shell(const char *what)
{
	char cmd[600];
	snprintf(cmd, sizeof cmd, "%s '%s'", what, box);
	return system(cmd);
}

// The sample casebook; its clock stands at Monday 2026-11-23.
static bool desk_open(void)
{
	fp_str root;
	char dir[260], here[400];
	mem = fp_arena_new(0);
	err = (fp_err){0};
	snprintf(box, sizeof box, "%s/flow_stats.XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	if (!mkdtemp(box) || !getcwd(here, sizeof here))
		fp_bug("no temporary folder");
	setenv("HOME", box, 1);
	setenv("FUPAN_DATA", here, 0);
	setenv("FUPAN_NO_FSYNC", "1", 1);
	setenv("FUPAN_AUTHOR", "组长 <lead@example.invalid>", 1);
	fp_lang_set(FP_EN);
	snprintf(dir, sizeof dir, "%s/book", box);
	return ok(fp_flow_init(mem, dir, true, "zh", &root, &err) && fp_ws_open(&ws, mem, dir, &err) && fp_ws_index(&ws, &err), "the sample casebook: %s", err.msg);
}

static void desk_close(void)
{
	fp_ws_close(&ws);
	fp_arena_free(mem);
	if (shell("rm -rf"))
		fp_bug("the folder stays");
}

static fp_code ask(const char *query, const char *by, const char *rate, const char *compare, fp_stats *out)
{
	fp_stats_ask a = {.query = fp_s(query), .by = fp_s(by), .rate = fp_s(rate), .compare = fp_s(compare)};
	err = (fp_err){0};
	return fp_flow_stats(&ws, &a, out, &err) ? FP_OK : err.code;
}

void test_the_period_of_a_query(void)
{
	static const char *const same[] = {
		"week:2026-W46", "周：2026-W46", "week:\"2026-W46\"", "week:“2026-W46”", "received:2026-11-09..2026-11-15", "受理时间：2026-W46", "received>=2026-11-09 received<2026-11-16",
		"received≥2026-11-09 AND received＜＝2026-11-15", "month:2026-11 week:2026-W46", "week:2026-W46 -\"week:2026\"", "(title:退 OR -title:退) week:2026-W46", "-\"没有的话\"week:2026-W46",
	};
	fp_stats s;
	if (!desk_open())
		return;
	for (size_t i = 0; i < FP_COUNT(same); i++) {
		fp_code code = ask(same[i], "", "orders", "2026-W45", &s);
		if (!ok(code == FP_OK, "%s: %s", same[i], err.msg))
			continue;
		ok(fp_day_weekday(s.period.from) == 1 && s.period.to == s.period.from + 6 && s.period.from == fp_day_of(2026, 11, 9), "%s: is that week", same[i]);
		ok(s.total.count == 32 && s.total.before == 28, "%s: %zu cases, %zu before", same[i], s.total.count, s.total.before);
	}
	desk_close();
}

void test_a_period_that_cannot_be_exchanged_is_refused(void)
{
	static const char *const bad[] = {
		"-week:2026-W46", "NOT week:2026-W46", "-(week:2026-W46)", "week:2026-W46 OR 退款", "退款 OR week:2026-W46", "week:2026-W46,2026-W45", "NOT (退款 week:2026-W46)", "(退款 OR week:2026-W46) week:2026-W46", "label.received:2026-W46",
	};
	fp_stats s;
	if (!desk_open())
		return;
	for (size_t i = 0; i < FP_COUNT(bad); i++) {
		ok(ask(bad[i], "", "orders", NULL, &s) == FP_USAGE, "%s: refused", bad[i]);
		ok(ask(bad[i], "type", NULL, NULL, &s) == FP_OK, "%s: but counted: %s", bad[i], err.msg);
	}
	ok(ask("(week:2026-W46)", "", "orders", NULL, &s) == FP_OK && s.period.to - s.period.from == 6, "parentheses are no hindrance: %s", err.msg);
	ok(ask("((received>=2026-11-09 received<2026-11-16) NOT -received:2026-11)", "", "orders", NULL, &s) == FP_OK && s.period.to - s.period.from == 6, "nor are several: %s", err.msg);
	ok(ask("", "来源.file", NULL, NULL, &s) == FP_OK, "an entry of a map: %s", err.msg);
	is_str(s.name[0], "source.file");
	ok(ask("week:", "", "orders", NULL, &s) == FP_USAGE || s.total.count == 0, "words that look like conditions");
	desk_close();
}

void test_days_before_the_first_case_do_not_count(void)
{
	fp_stats s;
	if (!desk_open())
		return;
	is_int(ask("week:2026-W37", "", NULL, "last-4w", &s), FP_OK);
	ok(fabs(s.total.change - (double)s.total.count / (double)s.total.before) < 1e-9, "one week of the four is there: a week against a week, %f", s.total.change);
	is_int(ask("week:2026-W36", "", NULL, "last-4w", &s), FP_USAGE);
	is_int(ask("2026-W36", "", NULL, "last-4w", &s), FP_OK);   // a word that stands in no case
	is_int((int)s.total.count, 0);
	desk_close();
}

void test_rows_go_back_from_their_own_period(void)
{
	fp_stats s;
	size_t known = 0;
	if (!desk_open())
		return;
	is_int(ask("", "type,week", "orders", "last-week", &s), FP_OK);
	for (size_t i = 1; i < s.n; i++)
		if (s.rows[i].compared && fp_str_eq(s.rows[i].keys[0], s.rows[i - 1].keys[0]) && s.rows[i].before) {
			known++;
			is_int((int)s.rows[i].before, (int)s.rows[i - 1].count);
		}
	ok(known > 20, "%zu rows have a week before them", known);
	is_int(ask("", "month,week,day", "conversations", NULL, &s), FP_OK);
	ok(s.n && s.rows[0].rate > 0, "three periods at once are one day");
	desk_close();
}

void test_what_is_gone_has_a_row(void)
{
	fp_stats s;
	size_t gone = 0, before = 0;
	if (!desk_open())
		return;
	is_int(ask("week:2026-W47", "channel,agent", NULL, "last-4w", &s), FP_OK);
	for (size_t i = 0; i < s.n; i++) {
		gone += !s.rows[i].count;
		before += s.rows[i].before;
		if (!s.rows[i].count)
			ok(s.rows[i].change == 0 && s.rows[i].low == 0 && s.rows[i].high > 0, "its change is nothing");
	}
	ok(gone > 0, "%zu are gone", gone);
	is_int((int)before, (int)s.total.before);
	desk_close();
}

void test_fields_are_checked(void)
{
	fp_stats s;
	if (!desk_open())
		return;
	is_int(ask("", "tpye", NULL, NULL, &s), FP_USAGE);
	ok(strstr(err.msg, "type"), "%s", err.msg);
	is_int(ask("", "zzzzzzzzzz", NULL, NULL, &s), FP_USAGE);
	is_int(ask("", "label.情绪，verdict.type、周", NULL, NULL, &s), FP_OK);
	is_int((int)s.by_n, 3);
	ok(fp_str_is(s.name[0], "label.emotion") && fp_str_is(s.name[1], "verdict.type") && fp_str_is(s.name[2], "week"), "names are those of the schema");
	is_int(ask("", "a,b,c,d", NULL, NULL, &s), FP_USAGE);
	is_int(ask("sevrity:3", "type", NULL, NULL, &s), FP_USAGE);
	desk_close();
}
