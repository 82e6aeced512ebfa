// api_date: fupan.date. Days are text, YYYY-MM-DD; weeks are ISO weeks. There is no "now": ctx.today is the day of the run.
#include "plugin/lua_priv.h"

static fp_day day_arg(lua_State *L, int i)
{
	fp_str s;
	fp_day d;
	s.p = luaL_checklstring(L, i, &s.n);
	if (!fp_day_parse(s, &d))
		luaL_argerror(L, i, lua_pushfstring(L, fp_tr("\"%s\" 不是 YYYY-MM-DD 形式的日期", "\"%s\" is not a day in the form YYYY-MM-DD"), s.p));
	return d;
}

static int push_text(lua_State *L, fp_str s)
{
	lua_pushlstring(L, s.p, s.n);
	return 1;
}

static int api_week(lua_State *L)
{
	fp_day d = day_arg(L, 1);
	fp_arena *a = fp_box_of(L)->scratch;
	fp_arena_reset(a);
	return push_text(L, fp_week_text(a, d));
}

#define DAYS_MOST 4000000

static int api_add(lua_State *L)
{
	fp_day d = day_arg(L, 1);
	lua_Integer n = luaL_checkinteger(L, 2);
	fp_arena *a = fp_box_of(L)->scratch;
	luaL_argcheck(L, n > -DAYS_MOST && n < DAYS_MOST, 2, fp_tr("天数太大", "too many days"));
	fp_arena_reset(a);
	return push_text(L, fp_day_text(a, d + (fp_day)n));
}

static int api_days(lua_State *L)
{
	lua_pushinteger(L, (lua_Integer)day_arg(L, 2) - day_arg(L, 1));
	return 1;
}

static int api_weekday(lua_State *L)
{
	lua_pushinteger(L, fp_day_weekday(day_arg(L, 1)));
	return 1;
}

const fp_api fp_api_date[] = {
	{"fupan.date.week", "@param day string\n@return string", "这天所在的 ISO 周。", "The ISO week of a day.",
	 "assert(fupan.date.week('2026-11-18') == '2026-W47')", 1, api_week},
	{"fupan.date.add", "@param day string\n@param n integer\n@return string", "往后 n 天，负数往前。", "The day n days later; negative: earlier.",
	 "assert(fupan.date.add('2026-12-31', 1) == '2027-01-01')", 1, api_add},
	{"fupan.date.days", "@param from string\n@param to string\n@return integer", "从 from 到 to 有几天。", "How many days from one day to another.",
	 "assert(fupan.date.days('2026-11-18', '2026-11-23') == 5)", 1, api_days},
	{"fupan.date.weekday", "@param day string\n@return integer", "星期几，1 是星期一。", "The day of the week, 1 is Monday.",
	 "assert(fupan.date.weekday('2026-11-23') == 1)", 1, api_weekday},
};
const size_t fp_api_date_count = FP_COUNT(fp_api_date);
