-- taboo: what agents must not say or do, by the phrases of the taxonomy `taboo`. Searched in the turns of the team; in the complaint only
-- where the customer repeats what an agent said, and then with less confidence: it is one side's account.
local cues = require("cues")
local lexicon = require("lexicon")
local voice = require("voice")

-- Confidence of one hit, by where it stands.
local SAID, TOLD, HINTED = 0.66, 0.56, 0.35
-- "Please wait" is manners beside an action or a time, and a canned reply where it is the whole answer, above all to one who objects.
local CANNED, CONCRETE, OBJECTED = 0.46, -0.25, 0.12
-- What makes an answer concrete: a figure before one of these.
local UNITS = { "小时", "分钟", "点", "个工作日", "号", "天", "元", "块", " ?[ap]m", " ?hours?", " ?minutes?", " ?days?" }
local OBJECTIONS = { "loud", "exclaim", "accuse", "rhetorical", "again", "demand", "mock" }

local function add(entries, kind, words, term)
  for _, word in ipairs(words or {}) do entries[#entries + 1] = { text = word, kind = kind, term = term } end
end

local function compile(nodes)
  local entries = {}
  for i, node in ipairs(nodes) do
    add(entries, "phrase", node.phrases, i)
    add(entries, "pattern", node.patterns, i)
  end
  add(entries, "reported", cues.agent_said)
  add(entries, "relayed", cues.relayed)
  add(entries, "concrete", cues.concrete)
  for _, name in ipairs(OBJECTIONS) do add(entries, "objection", cues.signals[name].words) end
  add(entries, "objection", cues.unanswered)
  return { terms = nodes, words = lexicon.new(entries) }
end

local function kinds(hits, kind)
  local out = {}
  for _, hit in ipairs(hits) do
    for _, entry in ipairs(hit.entries) do
      if entry.kind == kind then
        out[#out + 1] = hit
        break
      end
    end
  end
  return out
end

-- A word such as 客服说 shortly before the hit: 「客服说『这是快递的问题』」.
local function reported(list, hit)
  for _, cue in ipairs(list) do
    if cue.stop < hit.start and hit.start - cue.stop <= 60 then return true end
  end
  return false
end

local function canned(node)
  return node.en == "Canned reply" or node.zh == "机械回复"
end

local function concrete(part, hits)
  for _, unit in ipairs(UNITS) do
    if part.text:find("%d%s*" .. unit) then return true end
  end
  return #kinds(hits, "concrete") > 0
end

-- The turns of the team that the customer objects to in the next turn.
local function objections(lists, case)
  local out, last = {}, nil
  for _, turn in ipairs(case.turns or {}) do
    if turn.who == "customer" then
      if last and #kinds(lists.words:scan(fupan.text.sub(turn.text, 1, 300)), "objection") > 0 then out[last] = true end
    else
      last = turn.n
    end
  end
  return out
end

-- What was said, asked about or owned up to: 「加您的微信号是多少」 asks which number bothered the customer, 「加您微信的事我今晚查」 speaks of what was done.
local ABOUT = { "是多少", "是谁", "是哪", "的事", "的人", "的那" }
local function spoken_of(part, hit)
  local _, stop = part.text:find(hit.text, 1, true)
  local after = stop and fupan.text.sub(part.text:sub(stop + 1), 1, 5) or ""
  for _, mark in ipairs(ABOUT) do
    if after:find(mark, 1, true) then return true end
  end
  return false
end

-- Confidence of a hit in a turn of the team; nil where it is none. What the agent quotes are the customer's words.
local function said(lists, objected, part, hit, entry, hits)
  if hit.quoted or hit.negated or spoken_of(part, hit) then return nil end
  if canned(lists.terms[entry.term]) then
    return CANNED + (concrete(part, hits) and CONCRETE or 0) + (objected[part.turn] and OBJECTED or 0)
  end
  local sure = entry.kind == "pattern" and SAID - 0.1 or SAID
  if lexicon.weight(tostring(entry.text)) >= 2.1 then sure = sure + 0.06 end
  return sure
end

-- Words that customers use only when they repeat an agent: 您, 请, 亲, "your patience".
local function agents_own(text)
  for _, mark in ipairs({ "您", "请", "亲", "耐心", "patien", "apologi" }) do
    if text:lower():find(mark, 1, true) then return true end
  end
  return false
end

local function told(part, hit, entry, hits)
  if hit.negated then return nil end
  local cue = reported(kinds(hits, "reported"), hit)
  if cue and hit.quoted then return TOLD end
  if (cue or hit.quoted or reported(kinds(hits, "relayed"), hit)) and agents_own(hit.text) then return TOLD end
  return (cue or hit.quoted) and HINTED or nil
end

local function note(found, lists, part, hit, entry, sure)
  if not sure then return end
  local item = found[entry.term] or { order = entry.term, sure = 0, quotes = {}, seen = {}, n = 0 }
  found[entry.term] = item
  item.turn = item.turn or part.turn
  if item.seen[hit.text] then return end
  item.seen[hit.text] = true
  -- 帮您催促 and 这边帮您催 at one place are one remark.
  if part ~= item.part or hit.start > item.stop then item.n = item.n + 1 end
  item.part, item.stop = part, hit.stop
  item.sure = math.max(item.sure, sure)
  item.quotes[#item.quotes + 1] = { sure = sure, at = #item.quotes, quote = voice.quote(part, hit.text) }
end

local function read(found, lists, part, judge)
  local hits = lists.words:scan(part.text)
  local phrases = {}
  for _, hit in ipairs(hits) do
    for _, entry in ipairs(hit.entries) do
      if entry.term then phrases[#phrases + 1] = { hit = hit, entry = entry } end
    end
  end
  for _, item in ipairs(phrases) do
    local within = false
    for _, other in ipairs(phrases) do
      if other.entry.term == item.entry.term and other.hit.start <= item.hit.start and other.hit.stop >= item.hit.stop and other.hit.stop - other.hit.start > item.hit.stop - item.hit.start then within = true end
    end
    if not within then note(found, lists, part, item.hit, item.entry, judge(part, item.hit, item.entry, hits)) end
  end
end

local function reason(node, ctx, sure)
  local better = node.replacements and node.replacements[1] or {}
  local one_side = sure <= TOLD
  if ctx.lang == "en" then
    return (one_side and "as the customer tells it; " or "") .. "say instead: " .. (better.en or better.zh or "") .. (node.why_en and " — " .. node.why_en or "")
  end
  return (one_side and "客户转述；" or "") .. "可以换成：" .. (better.zh or better.en or "") .. (node.why_zh and "——" .. node.why_zh or "")
end

local function verdict(lists, item, ctx)
  local node, list = lists.terms[item.order], {}
  table.sort(item.quotes, function(a, b)
    if a.sure ~= b.sure then return a.sure > b.sure end
    return a.at < b.at
  end)
  for i, quote in ipairs(item.quotes) do
    if i <= 3 then list[i] = quote.quote end
  end
  local sure = item.sure
  if sure > TOLD or item.turn then sure = math.min(0.95, sure + 0.07 * (item.n - 1)) end
  return { field = "taboo", label = node.name, confidence = math.floor(100 * sure + 0.5) / 100, evidence = list, reason = reason(node, ctx, item.sure) }
end

local function classify(case, ctx)
  local lists, found = lexicon.once("taboo", ctx.taxonomy.taboo, compile), {}
  local objected = objections(lists, case)
  for _, part in ipairs(voice.team(case)) do
    read(found, lists, part, function(...) return said(lists, objected, ...) end)
  end
  for _, part in ipairs(voice.complaint(case)) do read(found, lists, part, told) end
  local out = {}
  for _, item in pairs(found) do out[#out + 1] = verdict(lists, item, ctx) end
  table.sort(out, function(a, b)
    if a.confidence ~= b.confidence then return a.confidence > b.confidence end
    return a.label < b.label
  end)
  return out
end

return {
  name = "taboo", kind = "classify", api = 1, version = "1.0",
  summary = {
    zh = "雷区：客服说了哪些不该说的，给出原话和替换话术；词表在 taxonomy/taboo.yaml",
    en = "taboo behaviour of agents: the words that were said and what to say instead, by taxonomy/taboo.yaml",
  },
  labels = { "taboo" },
  threshold = 0.5,
  settings = {},
  examples = {
    { title = "推卸责任", case = { dialogue = "**客户**：三个碎了两个\n\n**客服**：亲，这是快递的问题呢，您可以联系快递理赔哦" }, expect = { { field = "taboo", label = "推卸责任" } } },
    { title = "套话，客户不买账", case = { dialogue = "**客户**：都停了五天了\n\n**客服**：请您耐心等待哦\n\n**客户**：等到什么时候？你们到底查没查？" }, expect = { { field = "taboo", label = "机械回复" } } },
    { title = "礼貌的等待不是套话", case = { dialogue = "**客户**：退款呢\n\n**客服**：财务今天 18 点前审核完，请您耐心等待\n\n**客户**：好的" }, expect = {} },
    { title = "客户说的不算", case = { dialogue = "**客户**：我不管，这是快递的问题，你自己看一下上面\n\n**客服**：我现在给您查，15 点前回您。" }, expect = {} },
    { title = "否定", case = { dialogue = "**客户**：你们就会甩锅\n\n**客服**：我不是说这是快递的问题，货是我们发的，我来跟。" }, expect = {} },
    { title = "客服复述客户的话", case = { dialogue = "**客户**：烦死了\n\n**客服**：您刚才说「烦死了，有完没完」，我理解，换成是我也急。" }, expect = {} },
    { title = "投诉里引用客服", case = { complaint = "拆开碎了两个，你们客服说『这是快递的问题』，我跟快递买的吗？" }, expect = { { field = "taboo", label = "推卸责任" } } },
    { title = "问清事情不是拉人加微信", case = { dialogue = "**客户**：有人加我微信让我删评价\n\n**客服**：非常抱歉打扰到您。请问加您的微信号是多少呢？\n\n**客户**：截图里有\n\n**客服**：加您微信的事我今晚查。" }, expect = {} },
    { title = "客户自己这样说", case = { complaint = "我看这是快递的问题，不怪你们。" }, expect = {} },
    { title = "blame", lang = "en", case = { dialogue = "**Customer**: The box is smashed.\n\n**Agent**: That is not our fault, please contact the courier." }, expect = { { field = "taboo", label = "Shifting blame" } } },
    { title = "an open answer", lang = "en", case = { dialogue = "**Customer**: It is late.\n\n**Agent**: I have opened a trace with the carrier and will write to you by 5 pm." }, expect = {} },
  },
  classify = classify,
}
