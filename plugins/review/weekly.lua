-- weekly: the review of one week as a deck. Reads top to bottom like the meeting: numbers, recurring issues, typical cases, phrases, practice,
-- actions. Wording and choice of figures are here and in lib/review_*.lua; counting, testing and choosing cases are fupan's.

local say = require("review_say")
local numbers = require("review_numbers")
local cases = require("review_cases")
local talk = require("review_talk")

local function largest_issues(week, max)
  local live, out = numbers.live(week), {}
  for i = 1, math.min(max, #live) do out[i] = live[i] end
  return out
end

local function review(week, ctx)
  local S = say.new(week)
  local settings = ctx.settings
  local slides = {}
  local section
  local function add(slide)
    if not slide then return end
    slide.section = section
    slides[#slides + 1] = slide
  end

  local issues = largest_issues(week, settings.issues)
  local compare = talk.compare(week, ctx, S, settings.phrases)
  local quizzes, role = cases.quizzes(week, S, settings.quizzes), cases.role(week, S, settings.role_minutes)
  local actions = cases.actions(week, S, settings.actions)

  local parts = {{title = S.t("数字与走势", "Numbers and trend"), weight = 4}}
  if #issues > 0 then parts[#parts + 1] = {title = S.t("共性问题", "Recurring issues"), weight = 2.5 * #issues} end
  parts[#parts + 1] = {title = S.t("典型案例", "Typical cases"), weight = 2.2 * #week.picks}
  if compare or #quizzes > 0 or role then
    parts[#parts + 1] = {title = S.t("话术与练习", "Phrases and practice"), weight = (compare and 3 or 0) + #quizzes + (role and settings.role_minutes or 0)}
  end
  if actions then parts[#parts + 1] = {title = S.t("行动项", "Actions"), weight = 4} end

  add(numbers.title(week, S))
  add(numbers.agenda(week, S, parts))

  section = parts[1].title
  add(numbers.kpi(week, S))
  add(numbers.trend(week, S))
  section = S.t("共性问题", "Recurring issues")
  for _, issue in ipairs(issues) do add(numbers.recurring(week, S, issue)) end

  section = S.t("典型案例", "Typical cases")
  for i, pick in ipairs(week.picks) do
    add(cases.star(week, S, pick, i, #week.picks))
    add(talk.dialogue(pick, ctx, S))
  end

  section = S.t("话术与练习", "Phrases and practice")
  add(compare)
  for _, quiz in ipairs(quizzes) do add(quiz) end
  add(role)

  section = S.t("行动项", "Actions")
  add(actions)
  add(cases.quality(week, S))
  add(cases.closing(week, S))

  return {
    id = week.id, lang = S.t("zh", "en"), team = S.esc(week.team), range = week.from .. ".." .. week.to,
    title = S.f("%s 投诉复盘", "Complaint review %s", week.id), slides = slides,
  }
end

return {
  name = "weekly",
  kind = "review",
  api = 1,
  version = "1.0",
  summary = {zh = "一周的复盘课件：数字、共性问题、典型案例、话术、练习、行动", en = "a week's review as a deck: numbers, issues, cases, phrases, practice, actions"},
  settings = {
    issues = {type = "integer", default = 4, min = 0, max = 20, doc = "how many recurring issues get a slide"},
    phrases = {type = "integer", default = 5, min = 0, max = 12, doc = "rows of the table of taboo phrases"},
    quizzes = {type = "integer", default = 3, min = 0, max = 20, doc = "quiz questions"},
    role_minutes = {type = "integer", default = 5, min = 1, max = 60, doc = "minutes of the role play"},
    actions = {type = "integer", default = 9, min = 1, max = 40, doc = "rows of the action list"},
  },
  review = review,
}
