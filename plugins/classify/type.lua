-- type: what a complaint is about, from the word lists of the taxonomy `type`.
local lexicon = require("lexicon")
local voice = require("voice")

-- How much the words of a part count. A title is a summary. Later turns repeat what the complaint said; what agents say is mostly
-- about the remedy ("运费我们出"), seldom about the cause.
local PART = { title = 2, first = 1, turn = 0.5, team = 0.12 }
-- How much a hit counts that stands in quotation marks, is denied, or lies within a longer phrase of another type.
local QUOTED, DENIED, NEAR, INSIDE = 0.35, 0.15, 0.6, 0.35
local WEAK, WEAK_MAX = 0.4, 3  -- weight of a weak word; how many of them count
local ALIAS = 0.8

local function leaves(nodes, out)
  for _, node in ipairs(nodes) do
    if node.children and #node.children > 0 then
      leaves(node.children, out)
    else
      out[#out + 1] = node
    end
  end
  return out
end

-- Adds the words of one kind to `entries`, each with its type and group.
local function add_words(entries, kind, words, node, factor)
  for _, word in ipairs(words or {}) do
    word = tostring(word)
    entries[#entries + 1] = { text = word, type = node.type, group = node.group, kind = kind, weight = factor * lexicon.weight(word) }
  end
end

-- In how many groups a word is listed: a word of many groups decides little between them.
local function spread(entries)
  local groups = {}
  for _, entry in ipairs(entries) do
    if entry.kind ~= "cancel" then
      groups[entry.text] = groups[entry.text] or {}
      groups[entry.text][entry.group] = true
    end
  end
  for _, entry in ipairs(entries) do
    local n = 0
    for _ in pairs(groups[entry.text] or {}) do n = n + 1 end
    if n > 1 then entry.weight = entry.weight / math.sqrt(n) end
  end
end

-- Other names of a type are what people call it; short ones ("修", "券") stand in too many other words.
local function long_names(aliases)
  local out = {}
  for _, name in ipairs(aliases or {}) do
    if lexicon.weight(tostring(name)) >= 1.4 then out[#out + 1] = name end
  end
  return out
end

local function compile(nodes)
  local types, entries = leaves(nodes, {}), {}
  for i, node in ipairs(types) do
    local place = { type = i, group = node.name:match("^[^/]*") }
    add_words(entries, "keyword", node.keywords, place, 1)
    add_words(entries, "keyword", long_names(node.aliases), place, ALIAS)
    add_words(entries, "weak", node.weak, place, WEAK)
    add_words(entries, "cancel", node["not"], place, 0)
  end
  spread(entries)
  return { types = types, words = lexicon.new(entries) }
end

local function covered(hit, spans)
  for _, span in ipairs(spans or {}) do
    if span.start <= hit.start and span.stop >= hit.stop then return true end
  end
  return false
end

-- Spans of `not` phrases by type; a hit within one does not count for that type.
local function cancelled(hits)
  local spans = {}
  for _, hit in ipairs(hits) do
    for _, entry in ipairs(hit.entries) do
      if entry.kind == "cancel" then
        spans[entry.type] = spans[entry.type] or {}
        table.insert(spans[entry.type], hit)
      end
    end
  end
  return spans
end

local function only_keywords(hits)
  local out = {}
  for _, hit in ipairs(hits) do
    for _, entry in ipairs(hit.entries) do
      if entry.kind == "keyword" then
        out[#out + 1] = hit
        break
      end
    end
  end
  return out
end

local function factor(part, hit, keywords)
  local f = 1
  if hit.quoted and not part.title then f = f * QUOTED end
  local denied = lexicon.negation(part.text, hit)
  if denied == "direct" then f = f * DENIED elseif denied then f = f * NEAR end
  if lexicon.inside(hit, keywords) then f = f * INSIDE end
  return f
end

-- Adds what one part says to the scores: scores[type] = { words = {[text] = {value, quote}}, weak = {[text] = value} }.
local function read_part(lists, part, weight, scores)
  local hits = lists.words:scan(part.text)
  local cancel, keywords = cancelled(hits), only_keywords(hits)
  for _, hit in ipairs(hits) do
    local value
    for _, entry in ipairs(hit.entries) do
      if entry.kind ~= "cancel" and not covered(hit, cancel[entry.type]) then
        value = value or weight * factor(part, hit, keywords)
        local score = scores[entry.type] or { words = {}, weak = {} }
        scores[entry.type] = score
        local list, key = score[entry.kind == "weak" and "weak" or "words"], entry.text
        local old, new = list[key], value * entry.weight
        if not old then
          list[key] = { value = new, quote = voice.quote(part, hit.text) }
        elseif new > old.value then
          list[key] = { value = new + 0.2 * old.value, quote = voice.quote(part, hit.text) }
        else
          old.value = old.value + 0.2 * new
        end
      end
    end
  end
end

local function by_value(a, b)
  if a.value ~= b.value then return a.value > b.value end
  return a.quote.text < b.quote.text
end

-- Weak words count with a keyword, or a little where two of them meet.
local function total(score)
  local hits, weak, value = {}, {}, 0
  for _, hit in pairs(score.words) do
    hits[#hits + 1] = hit
    value = value + hit.value
  end
  for _, hit in pairs(score.weak) do weak[#weak + 1] = hit end
  table.sort(hits, by_value)
  table.sort(weak, by_value)
  local strong = #hits > 0
  if strong or #weak >= 2 then
    for i = 1, math.min(WEAK_MAX, #weak) do
      value = value + weak[i].value * (strong and 1 or 0.7)
      hits[#hits + 1] = weak[i]
    end
  end
  return value, hits
end

local function is_secondary(node, list)
  for _, name in ipairs(list) do
    for _, own in ipairs({ node.name, node.zh or "", node.en or "" }) do
      if own == name or own:sub(1, #name + 1) == name .. "/" then return true end
    end
  end
  return false
end

local function ranking(lists, scores, settings)
  local out = {}
  for i, node in ipairs(lists.types) do
    if scores[i] then
      local value, hits = total(scores[i])
      if is_secondary(node, settings.secondary) then value = value * settings.secondary_weight end
      if value > 0 then out[#out + 1] = { name = node.name, value = value, hits = hits, order = i } end
    end
  end
  table.sort(out, function(a, b)
    if a.value ~= b.value then return a.value > b.value end
    return a.order < b.order
  end)
  return out
end

-- Much evidence makes sure, a close second makes unsure.
local function confidence(value, rival)
  local enough = value / (value + 1.1)
  local lead = value > 0 and (value - math.min(rival, value)) / value or 0
  return math.floor(100 * enough * (0.62 + 0.38 * lead) + 0.5) / 100
end

local function quotes(hits)
  local list = {}
  for _, hit in ipairs(hits) do list[#list + 1] = hit.quote end
  return voice.distinct(list, 3)
end

local function reason(entry, second, ctx)
  local words = {}
  for i, item in ipairs(quotes(entry.hits)) do words[i] = item.text end
  local said = table.concat(words, ctx.lang == "en" and ", " or "、")
  if ctx.lang == "en" then
    return "words: " .. said .. (second and "; next: " .. second.name or "")
  end
  return "依据：" .. said .. (second and "；其次：" .. second.name or "")
end

local function verdict(entry, sure, second, second_sure, ctx)
  return {
    field = "type", label = entry.name, confidence = sure, evidence = quotes(entry.hits), reason = reason(entry, second, ctx),
    runner_up = second and { label = second.name, confidence = second_sure } or nil,
  }
end

local function classify(case, ctx)
  local lists, scores = lexicon.once("type", ctx.taxonomy.type, compile), {}
  for _, part in ipairs(voice.title(case)) do read_part(lists, part, PART.title, scores) end
  for _, part in ipairs(voice.customer(case)) do read_part(lists, part, part.first and PART.first or PART.turn, scores) end
  for _, part in ipairs(voice.team(case)) do read_part(lists, part, PART.team, scores) end
  local order = ranking(lists, scores, ctx.settings)
  local first, second, third = order[1], order[2], order[3]
  if not first then return {} end
  local second_sure = second and confidence(second.value, third and third.value or 0) * second.value / first.value
  local out = { verdict(first, confidence(first.value, second and second.value or 0), second, second_sure, ctx) }
  if second and second.value >= ctx.settings.also * first.value and second.value >= ctx.settings.also_min then
    out[2] = verdict(second, math.min(second_sure, out[1].confidence), third, nil, ctx)
  end
  return out
end

return {
  name = "type", kind = "classify", api = 1, version = "1.0",
  summary = {
    zh = "投诉类型：按分类文件 taxonomy/type.yaml 的词表判断主类型和并存的类型",
    en = "complaint type: the main type, and one beside it, by the word lists of taxonomy/type.yaml",
  },
  labels = { "type" },
  threshold = 0.4,
  settings = {
    secondary = { type = "list", default = { "服务态度", "交易纠纷/平台维权", "其他/咨询" }, doc = "types that seldom are the main one beside another; zh or en name, a group or a type" },
    secondary_weight = { type = "number", default = 0.7, min = 0, max = 1, doc = "what the words of those types count" },
    also = { type = "number", default = 0.7, min = 0, max = 1, doc = "a second type is given too when its score reaches this share of the first" },
    also_min = { type = "number", default = 3, min = 0, max = 100, doc = "and at least this score" },
  },
  examples = {
    { title = "物流停在一处", case = { title = "包裹在中转站停了六天", complaint = "都六天了还在杭州转运中心，物流一直没更新，你们到底管不管" }, expect = { { field = "type", label = "物流/信息不更新" } } },
    { title = "退款没到账", case = { complaint = "退货仓库早就签收了，说好三天内退款，到现在还没到账，钱呢" }, expect = { { field = "type", label = "售后政策/退款进度" } }, expect_none = { { field = "type", label = "物流/延迟" } } },
    { title = "否定：物流不慢", case = { complaint = "物流倒是不慢，第二天就到了，就是饭盒碎了两个，盒子里连个气泡膜都没有" }, expect = { { field = "type", label = "物流/破损" } }, expect_none = { { field = "type", label = "物流/延迟" } } },
    { title = "否定：没有破损", case = { complaint = "外箱没有破损，里面少了一只勺子，麻烦补发" }, expect = { { field = "type", label = "商品错漏/少件漏发" } }, expect_none = { { field = "type", label = "物流/破损" } } },
    { title = "引用的话不算题目", case = { complaint = "买了三天就降价八十，申请价保，客服说「您可以联系快递拒收，运费自理」" }, expect = { { field = "type", label = "促销规则/价保" } }, expect_none = { { field = "type", label = "售后政策/运费争议" } } },
    { title = "客服的话几乎不算", case = { dialogue = "**客户**：发票抬头开错了，少一个字，要重开\n\n**客服**：好的，运费我们承担，给您补发一张优惠券" }, expect = { { field = "type", label = "发票/信息错误" } } },
    { title = "没有线索", case = { complaint = "嗯，知道了，就这样。" }, expect = {} },
    { title = "tracking stalled", lang = "en", case = { complaint = "Tracking has said the same thing for a week. It is stuck at the depot and nobody can tell me why." }, expect = { { field = "type", label = "Logistics/Tracking stalled" } } },
    { title = "negation", lang = "en", case = { complaint = "Delivery was fast and nothing was damaged, but I was charged twice for one lamp." }, expect = { { field = "type", label = "Payment/Double charge" } }, expect_none = { { field = "type", label = "Logistics/Damaged in transit" } } },
    { title = "nothing found", lang = "en", case = { complaint = "Hello, as discussed." }, expect = {} },
  },
  classify = classify,
}
