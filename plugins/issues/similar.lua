-- similar: recurring issues as groups of cases that say much the same. The grouping itself is fupan.text.clusters; here are the choice of
-- text, a title that people can read, and the exemplars.

-- The complaint where there is one, else what the customer says in the dialogue.
local function body(case)
  if type(case.complaint) == "string" and case.complaint:find("%S") then return case.complaint end
  local said = {}
  for _, turn in ipairs(case.turns or {}) do
    if turn.who == "customer" then said[#said + 1] = turn.text end
  end
  return table.concat(said, "\n")
end

local function without_words(text, product)
  local names = {}
  for w in product:lower():gmatch("%a+") do
    if #w > 2 then names[w] = true end
  end
  return (text:gsub("%a+", function(w) return names[w:lower()] and "" or w end))
end

-- Runs of two and more characters that stand in the product's name.
local function without_runs(text, product)
  local out, i, n = {}, 1, fupan.text.len(text)
  while i <= n do
    local j = i
    while j < n and product:find(fupan.text.sub(text, i, j + 1), 1, true) do j = j + 1 end
    if j == i then out[#out + 1] = fupan.text.sub(text, i, i) end
    i = j + 1
  end
  return table.concat(out)
end

-- What the shop sells says nothing of what went wrong; with product names in, groups form by product.
local function without(text, product)
  if type(product) ~= "string" or product == "" then return text end
  if product:find("[\228-\233]") then return without_runs(text, product) end
  return without_words(text, product)
end

-- Two cases of one type need less else in common than two of different types.
local function hint(case, times)
  local kind = type(case.type) == "table" and case.type[1] or case.type
  return type(kind) == "string" and (", " .. kind):rep(times) or ""
end

local function documents(cases, ctx)
  local docs = {}
  for i, case in ipairs(cases) do
    local text = fupan.text.sub(body(case), 1, ctx.settings.characters)
    docs[i] = { title = without(case.title or "", case.product) .. hint(case, ctx.settings.type_weight), body = without(text, case.product) }
  end
  return docs
end

-- The label that most of the group carry: what people decided.
local function common(cases, members, field)
  local count, best = {}, nil
  for _, m in ipairs(members) do
    local value = cases[m][field]
    if type(value) == "table" then value = value[1] end
    if type(value) == "string" then count[value] = (count[value] or 0) + 1 end
  end
  for value, n in pairs(count) do
    if 2 * n > #members and (not best or n > count[best]) then best = value end
  end
  return best
end

local function bare(kind)
  return kind:match("([^/]*)$")
end

-- What people read first: the kind of trouble that most of the group share, then the most typical case in its own words.
local function title(cases, cluster, ctx)
  local text = cases[cluster.medoid].title or ""
  local n = fupan.text.len(text)
  if n < ctx.settings.min_title or n > ctx.settings.max_title then text = cluster.title or text end
  local kind = common(cases, cluster.members, "type")
  if kind and not fupan.text.contains(text, bare(kind)) then text = bare(kind) .. (ctx.lang == "en" and ": " or "：") .. text end
  return text ~= "" and text or cases[cluster.medoid].id
end

-- The key phrases without the hint, which is no word of the customers.
local function said(cases, cluster)
  local kind, out = common(cases, cluster.members, "type"), {}
  for _, p in ipairs(cluster.phrases or {}) do
    if not (kind and fupan.text.contains(kind, p)) then out[#out + 1] = p end
  end
  return out
end

local function later(a, b)
  local x, y = tostring(a.received or ""), tostring(b.received or "")
  if x ~= y then return x > y end
  return a.id > b.id
end

local function newest(cases, members)
  local best = cases[members[1]]
  for _, m in ipairs(members) do
    if later(cases[m], best) then best = cases[m] end
  end
  return best
end

local function severe(cases, members)
  local best
  for _, m in ipairs(members) do
    local case = cases[m]
    local level, top = tonumber(case.severity) or 0, best and tonumber(best.severity) or 0
    if not best or level > top or (level == top and later(case, best)) then best = case end
  end
  return best
end

-- No counts: they are true for a week, and the summary stays in a file.
local function summary(cases, cluster, ctx)
  local en, parts = ctx.lang == "en", {}
  local kind = common(cases, cluster.members, "type")
  local phrases = table.concat(said(cases, cluster), en and ", " or "、")
  if kind then parts[#parts + 1] = (en and "Mostly %s." or "多为%s。"):format(kind) end
  if phrases ~= "" then parts[#parts + 1] = (en and "Words they share: %s." or "共同的说法：%s。"):format(phrases) end
  return table.concat(parts, en and " " or "")
end

local function issue(cases, cluster, ctx)
  local ids = {}
  for i, m in ipairs(cluster.members) do ids[i] = cases[m].id end
  return {
    title = title(cases, cluster, ctx), cases = ids, phrases = said(cases, cluster),
    exemplars = { cases[cluster.medoid].id, severe(cases, cluster.members).id, newest(cases, cluster.members).id },
    summary = summary(cases, cluster, ctx),
  }
end

local function issues(cases, ctx)
  local out = {}
  if #cases == 0 then return out end
  local clusters = fupan.text.clusters(documents(cases, ctx), { threshold = ctx.settings.threshold, min_size = ctx.settings.min_size })
  for i, cluster in ipairs(clusters) do out[i] = issue(cases, cluster, ctx) end
  return out
end

return {
  name = "similar", kind = "issues", api = 1, version = "1.2",
  summary = {
    zh = "重复问题：把说同一件事的案例归到一起，给出标题、典型案例、最严重和最新的案例",
    en = "recurring issues: cases that say the same, with a title and the most typical, most severe and newest case",
  },
  settings = {
    threshold = { type = "number", default = 0.16, min = 0.01, max = 0.9, doc = "average likeness within a group; higher gives smaller groups that are more alike" },
    min_size = { type = "integer", default = 3, min = 2, max = 1000, doc = "smallest group that counts as an issue" },
    min_title = { type = "integer", default = 4, min = 1, max = 40, doc = "a shorter title of the most typical case gives way to a phrase" },
    max_title = { type = "integer", default = 60, min = 4, max = 400, doc = "and so does a longer one" },
    type_weight = { type = "integer", default = 1, min = 0, max = 20, doc = "how much a common complaint type counts; 0 looks at the words alone" },
    characters = { type = "integer", default = 300, min = 20, max = 5000, doc = "how much of a complaint is looked at" },
  },
  examples = {
    {
      title = "两组说同一件事的案例",
      settings = { min_size = 2 },
      cases = {
        { id = "260901-aaaaaaa", title = "保温壶内胆碎了", complaint = "保温壶收到内胆碎了，一晃哗啦响", received = "2026-09-01", severity = 2 },
        { id = "260902-aaaaaaa", title = "保温壶开箱内胆碎了", complaint = "开箱保温壶内胆碎了，全是玻璃渣", received = "2026-09-02", severity = 3 },
        { id = "260903-aaaaaaa", title = "发票抬头开错", complaint = "发票抬头开错了，要重开发票", received = "2026-09-03" },
        { id = "260904-aaaaaaa", title = "发票抬头又开错了", complaint = "发票抬头又开错了一个字，重开发票", received = "2026-09-04" },
      },
      expect = { { title_has = "保温壶", size = 2 }, { title_has = "发票", size = 2 } },
    },
    {
      title = "group in English", lang = "en", settings = { min_size = 2 },
      cases = {
        { id = "260901-aaaaaaa", title = "Parcel stuck at the Leeds depot", complaint = "My parcel is stuck at the Leeds depot, tracking frozen.", received = "2026-09-01" },
        { id = "260902-aaaaaaa", title = "Parcel stuck at Leeds depot again", complaint = "Parcel stuck at the Leeds depot, tracking frozen since Monday.", received = "2026-09-02" },
        { id = "260903-aaaaaaa", title = "Rug in the wrong colour", complaint = "I ordered a green rug and a brown one came.", received = "2026-09-03" },
      },
      expect = { { title_has = "depot", size = 2 } },
    },
    {
      title = "各说各的，不成组",
      cases = {
        { id = "260901-aaaaaaa", title = "报销单据抬头缺字", complaint = "税务局退回，会计催了两遍", received = "2026-09-01" },
        { id = "260902-aaaaaaa", title = "插座跳闸冒烟", complaint = "烧水时啪一声，全屋黑了", received = "2026-09-02" },
        { id = "260903-aaaaaaa", title = "窗帘颜色发绿", complaint = "图片雾灰，挂起来像军装", received = "2026-09-03" },
      },
      expect = {},
    },
    {
      title = "一个案例不成组", settings = { min_size = 2 },
      cases = { { id = "260901-aaaaaaa", title = "保温壶内胆碎了", complaint = "一晃哗啦响", received = "2026-09-01" } },
      expect = {},
    },
    {
      title = "最少几个由设置定", settings = { min_size = 3 },
      cases = {
        { id = "260901-aaaaaaa", title = "保温壶内胆碎了", complaint = "保温壶收到内胆碎了，一晃哗啦响", received = "2026-09-01" },
        { id = "260902-aaaaaaa", title = "保温壶开箱内胆碎了", complaint = "开箱保温壶内胆碎了，全是玻璃渣", received = "2026-09-02" },
      },
      expect = {},
    },
    { title = "没有案例", cases = {}, expect = {} },
  },
  issues = issues,
}
