-- severity: 1 minor, 2 normal, 3 serious, 4 critical: a sum of what raises and lowers it, each named in the reason. Read from the customer's words
-- and from the facts in front matter (amount, contacts, channel), never from people's judgements.
local cues = require("cues")
local lexicon = require("lexicon")
local voice = require("voice")

local BASE = 2
-- What raises or lowers the sum: points for the first hit of a kind, and how it is called.
local KINDS = {
  hurt = { points = 1.7, zh = "有人受伤或身体不适", en = "somebody was hurt" },
  danger = { points = 0.9, zh = "可能伤人", en = "could hurt somebody" },
  frail = { points = 0, zh = "涉及老人、孩子或孕妇", en = "a child, an old or a pregnant person" },
  law = { points = 0.5, zh = "要找监管、律师、媒体或警察", en = "threatens authority, lawyer, press or police" },
  platform = { points = 0.15, zh = "要投诉或差评", en = "threatens a complaint or bad review" },
  again = { points = 0.35, zh = "反复联系", en = "came back several times" },
  strong = { points = 0.35, zh = "情绪强烈", en = "strong emotion" },
  loud = { points = 0.3, zh = "语气激烈", en = "loud" },
  deadline = { points = 0.15, zh = "有时间压力", en = "a deadline" },
  pressed = { points = 0.15, zh = "经济或时间紧张", en = "short of money or time" },
  mild = { points = -0.35, zh = "客户说问题不大", en = "the customer calls it small" },
  soft = { points = -0.3, zh = "语气客气", en = "politely put" },
  inquiry = { points = -0.8, zh = "是询问", en = "an enquiry" },
  calm = { points = -0.25, zh = "平静", en = "calm" },
}
local FACTS = {
  amount = { zh = "涉及金额 %s", en = "amount %s" },
  contacts = { zh = "联系了 %s 次", en = "%s contacts" },
  channel = { zh = "平台渠道", en = "through the platform" },
  grave = { zh = "属于%s", en = "about %s" },
}

local function add(entries, kind, words, more)
  for _, word in ipairs(words or {}) do
    local entry = { text = word, kind = kind }
    for key, value in pairs(more or {}) do entry[key] = value end
    entries[#entries + 1] = entry
  end
end

local function add_types(entries, nodes)
  for _, node in ipairs(nodes) do
    add(entries, "grave", node.keywords, { type = node })
    add(entries, "cancel", node["not"], { type = node })
    add_types(entries, node.children or {})
  end
end

local function add_emotions(entries, nodes)
  for _, node in ipairs(nodes) do
    local words = node.words or {}
    if node.en == "Calm" then
      add(entries, "calm", words[1] or words["1"])
    elseif node.en ~= "Sarcasm" then
      add(entries, "strong", words[3] or words["3"])
    end
  end
end

local function compile(ctx)
  local entries = {}
  for _, kind in ipairs({ "hurt", "danger", "frail" }) do add(entries, kind, cues.harm[kind]) end
  for _, kind in ipairs({ "again", "loud", "deadline", "pressed", "mild", "soft", "inquiry" }) do add(entries, kind, cues.signals[kind].words) end
  for word, level in pairs(cues.threat) do add(entries, level == 2 and "law" or "platform", { word }) end
  add_types(entries, ctx.taxonomy.type or {})
  add_emotions(entries, ctx.taxonomy.emotion or {})
  return lexicon.new(entries)
end

local function matches(node, list)
  for _, name in ipairs(list) do
    for _, own in ipairs({ node.name or "", node.zh or "", node.en or "" }) do
      if own == name then return true end
    end
  end
  return false
end

local function cancelled(hits, hit, node)
  for _, other in ipairs(hits) do
    for _, entry in ipairs(other.entries) do
      if entry.kind == "cancel" and entry.type == node and other.start <= hit.start and other.stop >= hit.stop then return true end
    end
  end
  return false
end

-- state.seen[kind] = quotes; state.grave[type name] = { weight, quotes }
local function read(words, part, state, settings)
  local hits = words:scan(part.text)
  for _, hit in ipairs(hits) do
    if not hit.quoted and not lexicon.negation(part.text, hit) then
      for _, entry in ipairs(hit.entries) do
        if KINDS[entry.kind] and not (entry.kind == "calm" and not part.first) then
          state.seen[entry.kind] = state.seen[entry.kind] or {}
          table.insert(state.seen[entry.kind], voice.quote(part, hit.text))
        elseif entry.kind == "grave" and matches(entry.type, settings.grave) and not cancelled(hits, hit, entry.type) then
          local item = state.grave[entry.type.name] or { weight = 0, quotes = {}, seen = {} }
          state.grave[entry.type.name] = item
          if not item.seen[entry.text] then
            item.seen[entry.text] = true
            item.weight = item.weight + lexicon.weight(tostring(entry.text))
            table.insert(item.quotes, voice.quote(part, hit.text))
          end
        end
      end
    end
  end
end

local function say(ctx, text, ...)
  return (ctx.lang == "en" and text.en or text.zh):format(...)
end

-- sum = { points, reasons = { {points, text}, ... }, quotes }
local function put(sum, points, text, quotes)
  sum.points = sum.points + points
  sum.reasons[#sum.reasons + 1] = { points = points, text = text, order = #sum.reasons }
  for i, quote in ipairs(quotes or {}) do
    if i <= 2 then sum.quotes[#sum.quotes + 1] = { points = math.abs(points), order = #sum.quotes, quote = quote } end
  end
end

local function add_kinds(sum, state, ctx)
  local seen = state.seen
  -- Somebody weak beside a danger; alone it is only a detail of the story.
  local frail = seen.frail and (seen.hurt or seen.danger)
  for kind, quotes in pairs(seen) do
    local points = KINDS[kind].points
    if kind == "frail" then points = frail and 0.4 or 0 end
    if kind == "danger" and #quotes >= 3 then points = points + 0.3 end
    if (kind == "calm" or kind == "soft") and (seen.strong or seen.loud or seen.law or seen.hurt) then points = 0 end
    if kind == "inquiry" and (seen.strong or seen.loud or seen.again or seen.hurt or seen.danger) then points = -0.1 end
    if kind == "mild" and (seen.hurt or seen.law) then points = 0 end
    if points ~= 0 then put(sum, points, say(ctx, KINDS[kind]), quotes) end
  end
end

local function add_grave(sum, state, ctx)
  for name, item in pairs(state.grave) do
    if item.weight >= 3 then put(sum, item.weight >= 5 and 1.3 or 0.9, say(ctx, FACTS.grave, name), item.quotes) end
  end
end

local function platform_channel(case)
  local channel = tostring(case.channel or "")
  for _, name in ipairs({ "平台介入", "平台", "12315", "Platform", "platform" }) do
    if channel:find(name, 1, true) then return true end
  end
  return false
end

local function number(value)
  return type(value) == "number" and value or nil
end

-- The largest sum of money that the customer names.
local function named_amount(parts)
  local most
  for _, part in ipairs(parts) do
    for digits, unit in part.text:gmatch("(%d[%d,]*%.?%d*)%s*([万元块]*)") do
      local n = tonumber((digits:gsub(",", "")))
      if n and unit:find("^万") then n = n * 10000 end
      if n and (unit:find("^万") or unit:find("^元") or unit:find("^块")) then most = math.max(most or 0, n) end
    end
    for digits in part.text:gmatch("[$£€]%s*(%d[%d,]*%.?%d*)") do
      local n = tonumber((digits:gsub(",", "")))
      if n then most = math.max(most or 0, n) end
    end
  end
  return most
end

local function add_facts(sum, parts, case, ctx)
  local amount, contacts, s = number(case.amount) or named_amount(parts), number(case.contacts), ctx.settings
  if amount and amount >= s.large_amount then
    put(sum, amount >= 3 * s.large_amount and 0.6 or 0.35, say(ctx, FACTS.amount, tostring(amount)))
  elseif amount and amount > 0 and amount <= s.small_amount then
    put(sum, -0.3, say(ctx, FACTS.amount, tostring(amount)))
  end
  if contacts and contacts >= s.many_contacts then put(sum, contacts > s.many_contacts and 0.5 or 0.35, say(ctx, FACTS.contacts, tostring(contacts))) end
  if contacts == 1 then sum.points = sum.points - 0.1 end
  if platform_channel(case) then put(sum, 0.6, say(ctx, FACTS.channel)) end
end

local function heaviest_first(a, b)
  if math.abs(a.points) ~= math.abs(b.points) then return math.abs(a.points) > math.abs(b.points) end
  return a.order < b.order
end

local function reason(sum, ctx)
  table.sort(sum.reasons, heaviest_first)
  local words = {}
  for i, item in ipairs(sum.reasons) do
    if i <= 5 then words[i] = (item.points > 0 and "+ " or "- ") .. item.text end
  end
  if #words == 0 then return ctx.lang == "en" and "nothing raises or lowers it" or "没有加重或减轻的因素" end
  return table.concat(words, ctx.lang == "en" and ", " or "，")
end

-- The heaviest quotes; where nothing weighed, the sentence that the complaint begins with.
local function evidence(sum, parts)
  table.sort(sum.quotes, heaviest_first)
  local list = {}
  for _, item in ipairs(sum.quotes) do list[#list + 1] = item.quote end
  list = voice.distinct(list, 3)
  if #list == 0 then
    local sentence = fupan.text.sentences(parts[1].text)[1]
    if sentence and sentence:find("%S") then list[1] = voice.quote(parts[1], (sentence:gsub("^%s+", ""):gsub("%s+$", ""))) end
  end
  return list
end

local function classify(case, ctx)
  local words = lexicon.once("severity", ctx.taxonomy.type, function() return compile(ctx) end)
  local parts, state, sum = voice.customer(case), { seen = {}, grave = {} }, { points = BASE, reasons = {}, quotes = {} }
  if #parts == 0 then return {} end
  for _, part in ipairs(parts) do read(words, part, state, ctx.settings) end
  for _, part in ipairs(voice.title(case)) do read(words, part, state, ctx.settings) end
  add_kinds(sum, state, ctx)
  add_grave(sum, state, ctx)
  add_facts(sum, parts, case, ctx)
  local level = math.max(1, math.min(4, math.floor(sum.points + 0.5)))
  local off = math.abs(sum.points - level)
  local sure = math.max(0.35, math.min(0.9, 0.55 + 0.06 * #sum.reasons - 0.2 * math.min(0.5, off)))
  local quotes = evidence(sum, parts)
  if #quotes == 0 then sure = math.min(sure, 0.3) end
  return { { field = "severity", label = level, confidence = math.floor(100 * sure + 0.5) / 100, evidence = quotes, reason = reason(sum, ctx) } }
end

return {
  name = "severity", kind = "classify", api = 1, version = "1.0",
  summary = {
    zh = "严重程度 1 到 4：伤害、金额、反复联系、维权威胁、情绪等逐项相加，理由里列出每一项",
    en = "severity 1 to 4: a sum of harm, money, repeated contact, threats and emotion; the reason lists each",
  },
  labels = { "severity" },
  threshold = 0.45,
  settings = {
    grave = { type = "list", default = { "安全隐患", "信息泄露", "骚扰" }, doc = "complaint types that are serious by themselves; zh or en name" },
    large_amount = { type = "number", default = 500, min = 0, max = 1e9, doc = "from this amount on money raises the severity" },
    small_amount = { type = "number", default = 30, min = 0, max = 1e9, doc = "up to this amount money lowers it" },
    many_contacts = { type = "integer", default = 3, min = 2, max = 100, doc = "from this number of contacts on the severity is raised" },
  },
  examples = {
    { title = "有人受伤", case = { complaint = "开箱全是玻璃渣，孩子的手划破了，去医院缝了两针" }, expect = { { field = "severity", label = 4 } } },
    { title = "安全隐患", case = { complaint = "水壶底座冒火花，一股焦味，家里跳闸了，宝宝就在旁边" }, expect = { { field = "severity", label = 4 } } },
    { title = "扬言维权，多次联系", case = { complaint = "第四次问了，每次都说三天，再不退我就打12315，找律师起诉！！", contacts = 4 }, expect = { { field = "severity", label = 4 } } },
    { title = "一般投诉", case = { complaint = "四件套洗了一次就起球，想退。" }, expect = { { field = "severity", label = 2 } } },
    { title = "只是询问", case = { complaint = "你好，想问一下这个锅能不能放烤箱？谢谢" }, expect = { { field = "severity", label = 1 } } },
    { title = "否定", case = { complaint = "你好，请问一下，人没有受伤，也没有冒烟，就是少了一颗螺丝，不急，谢谢" }, expect = { { field = "severity", label = 1 } } },
    { title = "客户没有说话", case = { dialogue = "**客服**：您好，在的" }, expect = {} },
    { title = "injury", lang = "en", case = { complaint = "The jar shattered, I cut my hand and needed stitches in hospital." }, expect = { { field = "severity", label = 4 } } },
    { title = "small thing", lang = "en", case = { complaint = "Hello, quick question, could you tell me if the lid is dishwasher safe? Thank you." }, expect = { { field = "severity", label = 1 } } },
  },
  classify = classify,
}
