-- review_cases: the slides of one case each (what happened, quiz, role play) and those that close the meeting. What nobody has written down
-- is not on them: a case without a review shows the customer's words and says so.

local M = {}

---------------------------------------------------------------- why a case was chosen

local function issue_by_id(week, id)
  for _, issue in ipairs(week.issues) do
    if issue.id == id then return issue end
  end
end

local function reasons(week, S, pick)
  local case, has, out = pick.case, {}, {}
  for _, why in ipairs(pick.why) do has[why] = true end
  local issue = pick.issue and issue_by_id(week, pick.issue)
  if has.marked then out[#out + 1] = S.t("团队标了典型", "marked as typical by the team") end
  if has.severe then out[#out + 1] = S.t("本周最严重的一级", "the gravest level") end
  if has.issue and issue then out[#out + 1] = S.f("共性问题“%s”（本周 %s 件）", "recurring issue “%s” (%s this week)", S.issue_name(issue, S.zh and 24 or 48), issue.count) end
  if has.contrast then out[#out + 1] = pick.well and S.t("同类里处理得好的一件", "handled well, beside a bad one of its kind") or S.t("和处理得好的一件对照", "beside one of its kind that was handled well")
  elseif has.well then out[#out + 1] = S.t("处理得好，值得学", "handled well, worth learning from") end
  if has.fresh then out[#out + 1] = S.t("前 8 周没有过的类型", "a type not seen in the 8 weeks before") end
  if has.type and not issue and case.main_type then out[#out + 1] = S.f("代表“%s”", "stands for “%s”", S.esc(case.main_type)) end
  if #out == 0 and has.reviewed then out[#out + 1] = S.t("复盘完整", "fully reviewed") end
  if #out == 0 and issue then out[1] = S.f("又一件“%s”", "another case of “%s”", S.issue_name(issue, S.zh and 24 or 60)) end
  if #out == 0 and case.main_type then out[#out + 1] = S.f("“%s”的又一件", "another of “%s”", S.esc(case.main_type)) end
  if #out == 0 then out[#out + 1] = S.t("补足覆盖面", "for coverage") end
  return out
end

---------------------------------------------------------------- star

local function facts(S, case)
  local out = {}
  local function add(label, value)
    if value and value ~= "" and #out < 5 then out[#out + 1] = {label = label, value = value} end
  end
  add(S.t("渠道", "Channel"), case.channel and S.esc(case.channel))
  add(S.t("商品", "Product"), case.product and S.esc(S.cut(case.product, S.zh and 14 or 24)))
  if type(case.first_response) == "number" then
    local v, unit = S.duration(case.first_response)
    add(S.t("首次响应", "First response"), v .. " " .. unit)
  end
  if type(case.contacts) == "number" then add(S.t("联系次数", "Contacts"), S.f("%s 次", "%s", S.num(case.contacts))) end
  if type(case.satisfaction) == "number" then add(S.t("满意度", "Satisfaction"), S.f("%s / 5 分", "%s of 5", S.num(case.satisfaction))) end
  add(S.t("结果", "Outcome"), case.outcome and S.esc(case.outcome))
  return out
end

local function section(S, case, name, n)
  local text = case.sections[name]
  if not text or text == "" then return nil end
  return S.plain(S.cut(text:gsub("\n%s*[-*]%s+", "\n"), n))
end

-- An import makes titles of complaints and cuts the long ones: a complaint that is hardly longer is shown whole, else the stump of a word goes.
local function headline(S, case)
  local title = case.title
  local stem = title:match("^(.-)%s*…$")
  if not stem or stem == "" then return title end
  local said = (case.complaint or ""):gsub("%s+", " ")
  if said:sub(1, #stem) == stem and fupan.text.len(said) <= (S.zh and 40 or 80) then return said end
  return S.zh and title or (stem:gsub("%s+%S*$", "")) .. " …"
end

local severity = {"P4", "P3", "P2", "P1"}

local function star_notes(S, case, why)
  local notes = {S.f("为什么选它：%s。", "Why this case: %s.", S.list(why))}
  local talk = case.sections.lesson and S.f("先念客户的话，问：换作是你，第一句怎么说？再讲经过，最后落到教训。", "Read the customer's words and ask: what would you say first? Then what happened, then the lesson.")
    or S.f("这一件还没有复盘：当场请负责人说经过，会后补写。", "Nobody has reviewed this case: ask the one in charge what happened, write it down afterwards.")
  notes[#notes + 1] = talk
  if case.complaint and case.complaint ~= "" then notes[#notes + 1] = S.f("客户原话：%s", "The customer: %s", S.plain(case.complaint):gsub("\n", " ")) end
  if case.main_type then
    notes[#notes + 1] = S.f("类型 %s（%s）。全文见 @%s。", "Type %s (%s). In full: @%s.", S.esc(case.main_type), case.type_by_verdict and S.t("程序判断，还没有人标", "the program's judgement, no label yet") or S.t("人工标注", "labelled by people"), case.id)
  end
  return notes
end

function M.star(week, S, pick, index, total)
  local case, n = pick.case, S.zh and 74 or 170
  local why = reasons(week, S, pick)
  local slide = {
    type = "star", id = "star:" .. case.id, case = case.id, index = index, total = total, title = S.esc(S.bare(headline(S, case))), kicker = S.list(why, 2),
    sev = severity[case.level], tag = case.main_type and S.esc(S.zh and case.main_type or S.type_name(case.main_type)), meta = facts(S, case), refs = {case.id}, budget_s = 90,
    S = section(S, case, "situation", n), T = section(S, case, "task", n), A = section(S, case, "action", n), R = section(S, case, "result", n),
  }
  if not (slide.S or slide.T or slide.A or slide.R) then
    local said = case.complaint ~= "" and case.complaint or case.turns[1] and case.turns[1].text or ""
    if said ~= "" then slide.quote = S.esc(S.cut(said, S.zh and 150 or 330)) end
    local settled = case.status == "published" or case.status == "archived"
    -- A short case that was closed with a timeline only: what happened stands for the review.
    if settled then slide.S = section(S, case, "timeline", 2 * n) end
    if not settled then slide.unreviewed = true end
  end
  local lesson = case.sections.lesson
  if lesson and lesson ~= "" then slide.lesson = S.esc(S.bare(S.cut(lesson, S.zh and 48 or 110))) end
  slide.notes = star_notes(S, case, why)
  return slide
end

---------------------------------------------------------------- quiz and role play, from cases that carry them

-- The typical cases first, then the others of the week.
local function carriers(week, name)
  local out, seen = {}, {}
  for _, pick in ipairs(week.picks) do
    if pick.case[name] then out[#out + 1], seen[pick.case.id] = pick.case, true end
  end
  for _, case in ipairs(week.material) do
    if case[name] and not seen[case.id] then out[#out + 1] = case end
  end
  return out
end

function M.quizzes(week, S, max)
  local out = {}
  for _, case in ipairs(carriers(week, "quiz")) do
    if #out >= max then break end
    local quiz, options, answer = case.quiz, {}, {}
    for i, option in ipairs(quiz.options) do
      options[i] = S.plain(option.text)
      if option.right then answer[#answer + 1] = string.char(64 + i) end
    end
    if #answer > 0 and #options >= 2 and #options <= 6 then
      out[#out + 1] = {
        type = "quiz", id = "quiz:" .. case.id, q = S.plain(quiz.question), options = options, answer = answer, ref = case.id, refs = {case.id},
        why = quiz.explanation and S.plain(quiz.explanation) or nil, budget_s = 60,
        notes = {S.t("先举手表决，再翻答案；请选错的人说说当时怎么想。", "Show hands first, then the answer; let one who chose wrongly say why."), S.f("题目来自 @%s。", "The question comes from @%s.", case.id)},
      }
    end
  end
  return out
end

local function role_card(S, role)
  local rules = {}
  for i, rule in ipairs(role.rules or {}) do rules[i] = S.plain(rule) end
  local name = role.name:gsub("^客户%s*", ""):gsub("^客服%s*", ""):gsub("^[Cc]ustomer[%s,:]*", ""):gsub("^[Aa]gent[%s,:]*", "")
  return {name = name ~= "" and S.esc(name) or nil, brief = role.brief and S.plain(role.brief) or nil, rules = rules, open = role.opening and S.plain(role.opening) or nil}
end

local function is_agent(name) return name:find("客服") or name:lower():find("agent") end

function M.role(week, S, minutes)
  for _, case in ipairs(carriers(week, "roleplay")) do
    local play, a, b = case.roleplay, nil, nil
    for _, role in ipairs(play.roles) do
      if is_agent(role.name) then b = b or role else a = a or role end
    end
    if a and b then
      local observe = {}
      for i, line in ipairs(play.observe or {}) do observe[i] = S.plain(line) end
      return {
        type = "role", id = "role:" .. case.id, title = S.f("演一遍：%s", "Play it: %s", S.esc(S.bare(case.title))), mins = minutes, observe = observe,
        a = role_card(S, a), b = role_card(S, b), refs = {case.id}, budget_s = minutes * 60,
        notes = {S.t("两人上场，一人观察；演完先请观察员逐条说，再请客户说感受。", "Two play, one observes; the observer speaks first, then the customer."), S.f("来自 @%s。", "From @%s.", case.id)},
      }
    end
  end
end

---------------------------------------------------------------- actions and the last word

local rank = {overdue = 1, soon = 2, open = 3, done = 4}

local function actions_title(S, n)
  if n.overdue > 0 then return S.f("%s 项行动逾期，本周到期 %s 项", "%s overdue, %s due this week", n.overdue == 1 and S.t("1", "1 action") or S.f("%s", "%s actions", n.overdue), n.soon) end
  if n.soon > 0 then return S.f("没有逾期，本周到期 %s 项", "Nothing overdue, %s due this week", n.soon) end
  if n.open > 0 then return S.f("没有逾期，%s 项在进行", "Nothing overdue, %s in progress", n.open) end
  return S.t("行动都已完成", "All actions are done")
end

function M.actions(week, S, max)
  local list, n, ids = {}, {overdue = 0, soon = 0, open = 0, done = 0}, {}
  for i, a in ipairs(week.actions) do
    list[i] = {a = a, i = i}
    n[a.state] = n[a.state] + 1
  end
  if #list == 0 then return nil end
  table.sort(list, function(x, y)
    if rank[x.a.state] ~= rank[y.a.state] then return rank[x.a.state] < rank[y.a.state] end
    if (x.a.due or "9999") ~= (y.a.due or "9999") then return (x.a.due or "9999") < (y.a.due or "9999") end
    return x.i < y.i
  end)
  -- Overdue ones may take the larger half, so that what is due this week is seen too.
  local room, rows = {overdue = n.soon + n.open > 0 and (max + 1) // 2 or max, soon = max, open = max, done = max}, {}
  for _, item in ipairs(list) do
    local a = item.a
    if #rows < max and room[a.state] > 0 then
      room[a.state] = room[a.state] - 1
      local state = a.state == "overdue" and "overdue" or a.state == "done" and "done" or "todo"
      rows[#rows + 1] = {what = S.esc(S.bare(S.cut(a.text, S.zh and 48 or 84))), owner = a.owner and S.esc(a.owner) or nil, due = a.due and S.date(a.due) or nil, state = state}
      ids[#ids + 1] = a.case
    end
  end
  local notes = {S.f("逾期 %s 项，本周到期 %s 项，本周案例里另有 %s 项未到期、%s 项已完成。", "%s overdue, %s due this week, %s later and %s done among those of this week's cases.", n.overdue, n.soon, n.open, n.done)}
  if #list > #rows then notes[#notes + 1] = S.f("这里列出 %s 项：最早逾期的和本周到期的；全部见 fupan actions。", "%s are shown: the oldest overdue and those due this week; fupan actions lists all.", #rows) end
  notes[#notes + 1] = S.f("依次来自 %s。", "In order from %s.", S.refs(ids))
  return {type = "actions", id = "actions", title = actions_title(S, n), rows = rows, notes = notes, budget_s = 240}
end

-- How far machines and people agree, over the weeks that the review looks at.
function M.quality(week, S)
  local rows, agree, n = {}, 0, 0
  local names = {type = S.t("类型", "Type"), emotion = S.t("情绪", "Emotion"), taboo = S.t("忌语", "Taboo"), severity = S.t("级别", "Severity"), intensity = S.t("强度", "Intensity"), steps = S.t("步骤", "Steps")}
  for _, q in ipairs(week.quality) do
    if q.n >= 5 then
      rows[#rows + 1] = {names[q.field] or q.field, tostring(q.n), tostring(q.agree), S.pct(q.agree, q.n)}
      agree, n = agree + q.agree, n + q.n
    end
  end
  if #rows == 0 then return nil end
  return {
    type = "table", id = "quality", title = S.f("程序和人一致 %s（%s/%s）", "Program and people agree in %s (%s of %s)", S.pct(agree, n), agree, n),
    columns = {S.t("字段", "Field"), S.t("两边都有", "Both say"), S.t("一致", "Agree"), S.t("比例", "Share")}, rows = rows, hide = true,
    source = S.f("近 12 周，人和程序都给了判断的案例；提交 %s", "12 weeks, cases with both a label and a verdict; commit %s", week.commit),
    notes = {S.t("一致：程序的判断就是人标的其中一个。比例低的字段，数字先别当真，先补标注。", "Agree: the verdict is one of the labels. Where the share is low, label more before trusting the numbers."), S.t("这一页默认不放，要看时去掉 hide。", "The slide is hidden; take away hide to show it.")},
  }
end

-- The lesson to leave with: of the gravest case whose lesson is short enough to be read from the last row.
function M.closing(week, S)
  local best, limit = nil, S.zh and 40 or 100
  for _, pick in ipairs(week.picks) do
    local lesson = pick.case.sections.lesson
    if lesson and lesson ~= "" then
      local len = fupan.text.len(lesson)
      local fits = len <= limit
      if not best or fits and not best.fits or fits == best.fits and pick.case.level > best.level then
        best = {text = lesson, fits = fits, level = pick.case.level, id = pick.case.id}
      end
    end
  end
  local next_time = week.meeting and S.f("%s，%s", "%s, %s", S.date(week.next), S.esc(week.meeting)) or S.date(week.next)
  if not best then
    return {type = "closing", id = "closing", title = S.t("本周", "This week"), line = S.t("先复盘，再改，再看数", "Review, change, look again"), next = next_time}
  end
  return {
    type = "closing", id = "closing", title = S.t("带走一句", "Take this with you"), line = S.esc(S.bare(S.cut(best.text, limit))), next = next_time, refs = {best.id}, budget_s = 30,
    notes = {S.f("这句话出自 @%s 的复盘。", "From the review of @%s.", best.id)},
  }
end

return M
