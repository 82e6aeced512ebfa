-- review_numbers: the slides that rest on counts. A title says what the numbers allow and no more: a change is called one only where the
-- test calls it one, a share of few cases is given as counts, and what rests on verdicts alone is said.

local M = {}

local function prev_text(S, total)
  if not total.prev then return nil end
  local diff = total.n - total.prev
  if diff == 0 then return S.t("与上周持平", "same as the week before") end
  return S.f("较上周 %s%s", "%s%s on the week before", diff > 0 and "+" or "−", math.abs(diff))
end

-- All types of all groups, largest first.
local function flat(week)
  local out = {}
  for _, group in ipairs(week.types) do
    for _, kind in ipairs(group.children) do out[#out + 1] = kind end
  end
  table.sort(out, function(a, b) return a.n ~= b.n and a.n > b.n or a.n == b.n and a.name < b.name end)
  return out
end

local function overdue(week)
  local n = 0
  for _, a in ipairs(week.actions) do n = n + (a.state == "overdue" and 1 or 0) end
  return n
end

---------------------------------------------------------------- cover and agenda

function M.title(week, S)
  local days = {}
  for i, day in ipairs(week.days) do days[i] = {label = S.weekday(i), v = day.n} end
  local facts = {{label = S.t("本周投诉", "Complaints"), value = S.cases(week.n)}}
  local diff = week.total.prev and week.n - week.total.prev or 0
  if diff ~= 0 then
    local more = diff > 0
    facts[1].value = S.zh and string.format("%d 件，比上周%s %d", week.n, more and "多" or "少", math.abs(diff))
      or string.format("%d, %d %s than last week", week.n, math.abs(diff), more and "more" or "fewer")
  end
  facts[#facts + 1] = {label = S.t("已复盘", "Reviewed"), value = S.f("%s / %s 件", "%s of %s", week.published, week.n)}
  facts[#facts + 1] = {label = S.t("共性问题", "Recurring issues"), value = S.f("%s 个，%s 个上升或复发", "%s, %s rising or back", #M.live(week), M.rising(week))}
  facts[#facts + 1] = {label = S.t("逾期行动", "Overdue actions"), value = S.f("%s 项", "%s", overdue(week))}
  return {
    type = "title", id = "title", title = S.f("第 %s 周投诉复盘", "Complaint review, week %s", S.number_of_week(week.id)),
    sub = S.f("%s · %s—%s", "%s · %s to %s", S.esc(week.team), S.date(week.from), S.date(week.to)),
    facts = facts, days = days, days_label = S.t("每天收到的投诉", "Complaints received each day"), budget_s = 60,
    notes = {
      S.f("这一周收到 %s 件投诉，%s 件已经复盘。今天先看数，再看案例，最后定行动。", "%s complaints came in this week, %s are reviewed. Numbers first, then cases, then actions.", week.n, week.published),
      week.partial and S.t("注意：这一周还没有结束，数字会变。", "Note: the week is not over, the numbers will change.") or S.t("数字截至周日。", "The numbers run to Sunday."),
      S.source(week.n),
    },
  }
end

-- Issues that recur in this very week: two cases or more.
function M.live(week)
  local out = {}
  for _, issue in ipairs(week.issues) do
    if issue.count >= 2 then out[#out + 1] = issue end
  end
  return out
end

function M.rising(week)
  local n = 0
  for _, issue in ipairs(M.live(week)) do n = n + ((issue.status == "rising" or issue.status == "returned") and 1 or 0) end
  return n
end

-- Minutes in proportion to what the parts hold; the cases get what is left.
function M.agenda(week, S, parts)
  local total, used, items, longest = week.minutes, 0, {}, 1
  local wish = 0
  for _, p in ipairs(parts) do wish = wish + p.weight end
  for i, p in ipairs(parts) do
    local min = math.max(1, math.floor(total * p.weight / wish + 0.5))
    items[i] = {title = p.title, min = min}
    used = used + min
    if min > items[longest].min then longest = i end
  end
  items[longest].min = math.max(1, items[longest].min + total - used)
  return {
    type = "agenda", id = "agenda", kicker = S.t("议程", "Agenda"), items = items, budget_s = 30,
    title = S.f("%s 分钟，%s占 %s 分钟", "%s minutes, %s take %s", total, S.zh and items[longest].title or items[longest].title:lower(), items[longest].min),
    notes = {S.t("到点就往下走；没讲完的案例会后看。", "Move on when the time is up; what is left is read afterwards.")},
  }
end

---------------------------------------------------------------- the week at a glance

local function spark(v, from)
  local out, known = {}, 0
  for i = math.max(from, #v - 7), #v do
    local known_one = type(v[i]) == "number"
    out[#out + 1] = known_one and math.floor(v[i] * 100 + 0.5) / 100 or v[i]
    if known_one then known = known + 1 end
  end
  return known >= 3 and out or nil
end

local function count_card(week, S)
  return {label = S.t("投诉", "Complaints"), value = tostring(week.n), unit = S.t("件", "cases"), delta = prev_text(S, week.total), spark = spark(week.total.weekly, week.first_week)}
end

local function rate_card(week, S)
  local total = week.total
  if not total.rate then return nil end
  local card = {label = S.t("每千单投诉", "Per 1,000 orders"), value = S.num(total.rate, 2), unit = S.t("件", "cases"), spark = spark(total.rates, week.first_week)}
  if total.by_orders and total.change then
    card.delta = S.f("前 8 周的 %s 倍", "%s times the 8 weeks before", S.num(total.change, 2))
    if total.trend == "rising" then card.good = false elseif total.trend == "falling" then card.good = true end
  end
  return card
end

-- A card of a measure that some cases carry; fewer than three say nothing.
local function measure_card(week, S, m, label, shape)
  if not m.v or m.n < 3 then return nil end
  local value, unit = shape(m.v)
  local card = {label = S.f("%s（n=%s）", "%s (n=%s)", label, m.n), value = value, unit = unit, spark = spark(m.weekly, week.first_week)}
  if m.before then
    local b, u = shape(m.before)
    card.delta = S.f("前 8 周 %s%s", "8 weeks before: %s%s", b, u and " " .. u or "")
  end
  return card
end

local function cards(week, S)
  local out = {count_card(week, S)}
  local more = {
    rate_card(week, S) or false,
    measure_card(week, S, week.first_response, S.t("首次响应中位数", "Median first response"), S.duration) or false,
    measure_card(week, S, week["repeat"], S.t("不止一次来找", "Got in touch again"), function(v) return S.num(100 * v), "%" end) or false,
    measure_card(week, S, week.satisfaction, S.t("满意度", "Satisfaction"), function(v) return S.num(v, 1), S.t("分", "of 5") end) or false,
  }
  for i = 1, 4 do
    if more[i] and #out < 4 then out[#out + 1] = more[i] end
  end
  if #out < 4 then
    out[#out + 1] = {label = S.t("已复盘", "Reviewed"), value = S.num(100 * week.published / week.n), unit = "%", delta = S.f("%s/%s 件", "%s of %s", week.published, week.n)}
  end
  return out
end

local function total_finding(week, S)
  local total = week.total
  local per = total.by_orders and S.f("每千单 %s 件", "%s per 1,000 orders", S.num(total.rate, 1)) or S.cases(week.n)
  if total.trend == "rising" then return S.f("投诉升到%s，超出往常波动", "Complaints rise to %s, more than chance", per) end
  if total.trend == "falling" then return S.f("投诉回落到%s", "Complaints fall to %s", per) end
  if total.trend == "steady" then return S.f("%s 件投诉，没有超出往常", "%s complaints, no more than usual", week.n) end
  return S.f("本周 %s 件投诉", "%s complaints this week", week.n)
end

function M.kpi(week, S)
  local parts, first, title = {}, week.types[1], total_finding(week, S)
  local shown, rest, kinds = 0, 0, 0
  for _, group in ipairs(week.types) do
    if group.n > 0 and shown < 4 and group.name ~= S.t("其他", "Other") then
      parts[#parts + 1] = {name = S.esc(group.name), v = group.n}
      shown = shown + 1
    elseif group.n > 0 then
      rest, kinds = rest + group.n, kinds + 1
    end
  end
  if rest > 0 then parts[#parts + 1] = {name = S.f("其余 %s 类", "%s other kinds", kinds), v = rest} end
  if week.untyped > 0 then parts[#parts + 1] = {name = S.t("未归类", "No type"), v = week.untyped} end
  if first and first.n > 0 and first.n * 5 >= week.n then
    title = title .. S.f("，%s占%s", "; %s %s", S.esc(first.name), S.zh and (week.n < 20 and " " or "") .. S.share(first.n, week.n) or "makes " .. S.share(first.n, week.n))
  end
  local label = S.f("按主类型，共 %s 件", "By main type, %s in all", week.n)
  if week.by_verdict > 0 then label = label .. S.f("；其中 %s 件还没有人标，按程序判断", "; %s of them judged by the program alone", week.by_verdict) end
  local notes = {}
  if week.total.by_orders then
    notes[1] = S.f("%s 件，每千单 %s 件，是前 8 周的 %s 倍（95%% 区间 %s—%s）：%s。", "%s cases, %s per 1,000 orders, %s times the 8 weeks before (95 %% interval %s to %s): %s.",
      week.n, S.num(week.total.rate, 2), S.num(week.total.change or 0, 2), S.num(week.total.low or 0, 2), S.num(week.total.high or 0, 2), S.chance(week.total.trend))
    notes[2] = S.t("单量取本周和上周的平均：投诉比下单晚几天，大促刚过的那一周尤其如此。", "Orders are the mean of this week and the one before: complaints come days after the order, most of all right after a sale.")
  else
    notes[1] = S.f("%s 件；没有单量数据（volumes.csv），只能和自己的往周比：%s。", "%s cases; no orders are known (volumes.csv), so the week is held against earlier ones: %s.", week.n, S.chance(week.total.trend))
  end
  local channels = {}
  for i, c in ipairs(week.channels) do channels[i] = S.esc(c.name) .. " " .. c.n end
  if #channels > 0 then notes[#notes + 1] = S.f("渠道：%s。", "Channels: %s.", S.list(channels, 8)) end
  notes[#notes + 1] = S.f("已复盘 %s 件，待审核 %s 件，其余还没有复盘。", "%s reviewed, %s waiting for their reviewer, the rest not reviewed.", week.published, week.in_review)
  return {type = "kpi", id = "kpi", title = title, cards = cards(week, S), parts = parts, parts_label = label, source = S.source(week.n), notes = notes, budget_s = 120}
end

---------------------------------------------------------------- trend

-- The type that the slide is about: one that rises beyond chance, else one that has been climbing, else the largest.
local function focus_of(week, S)
  local kinds, best, best_rank = flat(week), nil, -1
  for _, kind in ipairs(kinds) do
    local rank = kind.trend == "rising" and 3 or kind.n >= 3 and S.climb(kind.weekly) >= 2 and 2 or kind.trend == "falling" and 1 or 0
    if kind.n > 0 and rank > best_rank then best, best_rank = kind, rank end
  end
  return best, kinds
end

local function trend_title(week, S, focus)
  local name, climb = S.esc(S.type_name(focus.name)), S.climb(focus.weekly)
  if focus.trend == "rising" then
    if climb >= 2 then return S.f("%s连续 %s 周上升到 %s 件，超出往常波动", "%s up %s weeks running to %s cases, more than chance", name, climb, focus.n) end
    return S.f("%s升到 %s 件，超出往常波动", "%s up to %s cases, more than chance", name, focus.n)
  end
  if focus.n >= 3 and climb >= 2 then
    return S.f("%s连续 %s 周上升：%s 件", "%s up %s weeks running: %s", name, climb, S.course(focus.weekly, climb + 1))
  end
  if focus.trend == "falling" then return S.f("%s回落到 %s 件", "%s down to %s", name, S.cases(focus.n)) end
  if focus.trend == "none" then return S.f("%s最多，%s 件；历史还短，先不谈涨跌", "%s leads with %s cases; too early to speak of trends", name, focus.n) end
  return S.f("%s最多（%s 件），各类都在往常波动之内", "%s leads (%s cases); no type leaves its usual range", name, focus.n)
end

local function trend_series(week, S, focus, kinds)
  local sum = function(kind)
    local n = 0
    for i = week.first_week, #kind.weekly do n = n + kind.weekly[i] end
    return n
  end
  local others, series = {}, {{name = S.esc(S.type_name(focus.name)), hl = true, v = S.tail(focus.weekly, week.first_week)}}
  for _, kind in ipairs(kinds) do
    if kind.name ~= focus.name then others[#others + 1] = {kind = kind, sum = sum(kind)} end
  end
  table.sort(others, function(a, b) return a.sum ~= b.sum and a.sum > b.sum or a.sum == b.sum and a.kind.name < b.kind.name end)
  for i = 1, math.min(3, #others) do
    series[#series + 1] = {name = S.esc(S.type_name(others[i].kind.name)), v = S.tail(others[i].kind.weekly, week.first_week)}
  end
  return series
end

local function trend_notes_of_promos(week, S, x)
  local ann, have = {}, {}
  for _, label in ipairs(x) do have[label] = true end
  for _, promo in ipairs(week.promos) do
    local at = S.short_week(promo.week)
    if not have[at] then at = S.short_week(promo.last_week) end
    if have[at] then ann[#ann + 1] = {x = at, text = S.esc(promo.name)} end
  end
  return ann
end

-- The issue that tells why: the largest whose cases are mostly of this type.
local function issue_of_type(week, name)
  for _, issue in ipairs(week.issues) do
    if issue.type == name then return issue end
  end
end

function M.trend(week, S)
  local focus, kinds = focus_of(week, S)
  if not focus or #week.weeks - week.first_week < 1 then return nil end
  local x = {}
  for i = week.first_week, #week.weeks do x[#x + 1] = S.short_week(week.weeks[i]) end
  local issue = issue_of_type(week, focus.name)
  local cause, fix = M.cause(issue), M.fix(issue)
  local see = S.f("本周 %s 件，前 8 周平均每周 %s 件；%s。", "%s this week, %s a week on average over the 8 before; %s.", focus.n, S.num(focus.mean or 0, 1), S.chance(focus.trend, not week.total.by_orders))
  if focus.by_verdict > 0 then see = see .. S.f("%s 件只有程序判断。", " %s judged by the program alone.", focus.by_verdict) end
  local points = {
    see,
    cause and S.f("%s（@%s 的复盘）", "%s (review of @%s)", S.esc(S.bare(S.cut(S.sentence(cause.text), S.zh and 44 or 100))), cause.case) or S.t("还没有复盘写出系统原因。", "No review names a system cause yet."),
    fix and S.f("%s%s", "%s%s", S.esc(S.bare(S.cut(fix.text, S.zh and 36 or 80))), M.who_when(S, fix)) or S.t("还没有未完成的长期行动，会上定一个。", "No permanent action is open: agree on one in this meeting."),
  }
  return {
    type = "trend", id = "trend", title = trend_title(week, S, focus), unit = S.t("件/周", "cases a week"), x = x,
    series = trend_series(week, S, focus, kinds), ann = trend_notes_of_promos(week, S, x), points = points, budget_s = 120,
    source = S.source(focus.n, S.f('%s type:"%s"', '%s type:"%s"', week.query, focus.name)),
    notes = {
      S.f("%s：%s。%s。", "%s: %s. %s.", S.esc(focus.name), S.course(focus.weekly, 6), S.chance(focus.trend, not week.total.by_orders)),
      week.total.by_orders and S.t("判断时已经扣除单量：大促单多，投诉多不等于做得差。", "The judgement allows for orders: more orders in a sale bring more complaints without anything being worse.") or S.t("没有单量数据，按占全部投诉的比例判断。", "Without orders the share of all complaints is judged."),
    },
  }
end

---------------------------------------------------------------- recurring issues

-- System and direct cause of the newest review that gives a system cause; what is there of the two.
local function causes(S, issue)
  local out, cut = {}, S.zh and 60 or 140
  for _, c in ipairs(issue.causes or {}) do
    if c.system then
      out[1] = S.f("系统：%s（@%s）", "System: %s (@%s)", S.esc(S.bare(S.cut(c.system, cut))), c.case)
      if c.direct then out[2] = S.f("直接：%s", "Direct: %s", S.esc(S.bare(S.cut(c.direct, cut)))) end
      return table.concat(out, "\n")
    end
  end
  for _, c in ipairs(issue.causes or {}) do
    if c.direct then return S.f("直接：%s（@%s）", "Direct: %s (@%s)", S.esc(S.bare(S.cut(c.direct, cut))), c.case) end
  end
end

-- The newest cause that a review gives, the system's before the direct one.
function M.cause(issue)
  for _, c in ipairs(issue and issue.causes or {}) do
    if c.system then return {text = c.system, case = c.case} end
  end
  for _, c in ipairs(issue and issue.causes or {}) do
    if c.direct then return {text = c.direct, case = c.case} end
  end
end

-- The permanent action that is still open, of the newest case; else any open one. Also how many open ones are overdue.
function M.fix(issue, meeting)
  local best, late = nil, 0
  for _, a in ipairs(issue and issue.actions or {}) do
    if not a.done then
      if a.due and meeting and a.due < meeting then late = late + 1 end
      if not best or a.kind == "permanent" and best.kind ~= "permanent" then best = a end
    end
  end
  return best, late
end

function M.who_when(S, a)
  local parts = {}
  if a.owner then parts[#parts + 1] = S.esc(a.owner) end
  if a.due then parts[#parts + 1] = S.date(a.due) end
  return #parts > 0 and S.f("（%s）", " (%s)", table.concat(parts, S.t("，", ", "))) or ""
end

-- The finding first, the name last: names come from customers' words and may end in a question mark.
local function issue_title(S, issue)
  local name, climb, run = S.issue_name(issue), S.climb(issue.weekly), S.run(issue.weekly)
  local status = issue.status
  if status == "returned" then return S.f("修过又回来，本周 %s 件：%s", "Back after a fix, %s this week: %s", issue.count, name) end
  if status == "new" then return S.f("新出现，已有 %s 件：%s", "New, %s so far: %s", issue.all, name) end
  if status == "rising" then return S.f("升到 %s 件，超出往常波动：%s", "Up to %s, more than chance: %s", issue.count, name) end
  if status == "falling" then return S.f("降到 %s 件：%s", "Down to %s: %s", issue.count, name) end
  if climb >= 2 then return S.f("连续 %s 周上升到 %s 件：%s", "Up %s weeks running to %s: %s", climb, issue.count, name) end
  if run >= 2 then return S.f("本周 %s 件，连续 %s 周出现：%s", "%s this week, %s weeks running: %s", issue.count, run, name) end
  return S.f("本周 %s 件：%s", "%s this week: %s", issue.count, name)
end

local function change_text(week, S, issue)
  if not issue.change then return nil end
  local by = week.total.by_orders and S.t("按单量比", "per order") or S.t("按占全部投诉的比例", "as a share of all complaints")
  return S.f("%s，是前 8 周的 %s 倍（95%% 区间 %s—%s）", "%s, %s times the 8 weeks before (95 %% interval %s to %s)", by, S.num(issue.change, 1), S.num(issue.low or 0, 1), S.num(issue.high or 0, 1))
end

-- What customers wrote; one line each, and nobody twice in the same words.
local function voices(S, issue)
  local out, seen = {}, {}
  for _, voice in ipairs(issue.voices or {}) do
    local text = S.cut(voice.text, S.zh and 78 or 170)
    local same = text:lower():gsub("[%s%p]+", "")
    if not seen[same] and #out < 3 then out[#out + 1] = {case = voice.case, text = S.esc(text)} end
    seen[same] = true
  end
  return out
end

function M.recurring(week, S, issue)
  local meeting = fupan.date.add(week.to, 1)
  local fix, late = M.fix(issue, meeting)
  local x = {}
  for i = week.first_week, #week.weeks do x[#x + 1] = S.short_week(week.weeks[i]) end
  local slide = {
    type = "recurring", id = "recurring:" .. issue.id, title = issue_title(S, issue), count = issue.count, prev = issue.weekly[#issue.weekly - 1],
    weeks = S.run(issue.weekly), status = issue.status == "falling" and "ongoing" or issue.status, x = x, spark = S.tail(issue.weekly, week.first_week),
    cases = issue.cases, refs = issue.cases, cause = causes(S, issue), budget_s = 150,
    source = S.source(issue.count, "issues/" .. issue.id .. ".md"), voices = voices(S, issue),
  }
  if S.issue_name(issue) ~= S.esc(S.bare(issue.title)) then slide.subject = S.esc(S.bare(issue.title)) end
  if fix then
    slide.fix = S.esc(S.bare(S.cut(fix.text, S.zh and 40 or 90)))
    slide.owner = fix.owner and S.esc(fix.owner)
    slide.due = fix.due and S.date(fix.due)
    if fix.due and fix.due < meeting then slide.fix = slide.fix .. S.t("（已逾期）", " (overdue)") end
  end
  local notes = {S.f("本周 %s 件，到现在共 %s 件，最早 %s。%s。", "%s this week, %s in all, first on %s. %s.", issue.count, issue.all, issue.first_seen and S.date(issue.first_seen) or "?", change_text(week, S, issue) or S.t("前几周没有可比的", "Nothing to compare with in the weeks before"))}
  if issue.rate then notes[#notes + 1] = S.f("每千单 %s 件。", "%s per 1,000 orders.", S.num(issue.rate, 2)) end
  notes[#notes + 1] = S.f("本周案例：%s。", "Cases this week: %s.", S.refs(issue.cases, 8))
  if fix then notes[#notes + 1] = S.f("对策出自 @%s；这个问题的行动里共有 %s 项逾期。", "The fix is an action of @%s; %s actions of this issue are overdue.", fix.case, late) end
  if issue.state == "proposed" then notes[#notes + 1] = S.t("这个问题由插件提出，还没有人确认；可在 issues/ 里改名、改状态。", "A plugin proposes this issue and nobody has confirmed it; rename it or set its state in issues/.") end
  slide.notes = notes
  return slide
end

return M
