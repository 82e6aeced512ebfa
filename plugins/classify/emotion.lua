-- emotion: what the customer feels, and how strongly, from the word lists of the taxonomy `emotion`. Only the customer's own words count:
-- not what agents say, not what the customer quotes from them, not what is denied ("我不生气").
local cues = require("cues")
local lexicon = require("lexicon")
local voice = require("voice")

local STRENGTH = { 0.55, 1, 1.6 }          -- of a word of intensity 1, 2, 3
local PART = { title = 0.4, first = 1, turn = 0.6 }
local CALM_MAX = 0.5                        -- with more of anything else than this, polite words are manners

local function add(entries, kind, words, more)
  for _, word in ipairs(words) do
    local entry = { text = word, kind = kind }
    for key, value in pairs(more or {}) do entry[key] = value end
    entries[#entries + 1] = entry
  end
end

-- Effects by the number of the emotion in this taxonomy; a team may have dropped or renamed some.
local function effects(nodes, effect)
  local out = {}
  for i, node in ipairs(nodes) do
    if effect[node.en] then out[i] = effect[node.en] end
  end
  return out
end

local function add_signals(entries, nodes)
  local words = { reported = cues.agent_said, harmed = {} }
  for _, list in pairs(cues.harm) do
    for _, word in ipairs(list == cues.harm.frail and {} or list) do table.insert(words.harmed, word) end
  end
  for name, signal in pairs(cues.signals) do
    local all = { name = name, effect = effects(nodes, signal.effect), force = signal.force }
    add(entries, "signal", words[name] or signal.words, { signal = all })
  end
end

local function compile(nodes)
  local entries, calm = {}, nil
  for i, node in ipairs(nodes) do
    for level = 1, 3 do
      add(entries, "word", node.words and (node.words[level] or node.words[tostring(level)]) or {}, { emotion = i, level = level })
    end
    add(entries, "cancel", node["not"] or {}, { emotion = i })
    if node.en == "Calm" then calm = i end
  end
  add(entries, "more", cues.more)
  add(entries, "less", cues.less)
  add_signals(entries, nodes)
  for word, level in pairs(cues.threat) do add(entries, "threat", { word }, { level = level }) end
  return { emotions = nodes, words = lexicon.new(entries), calm = calm }
end

-- The hits of one part, sorted by what they are.
local function sort_hits(hits)
  local by = { word = {}, cancel = {}, more = {}, less = {}, signal = {}, threat = {} }
  for _, hit in ipairs(hits) do
    for _, entry in ipairs(hit.entries) do
      local list = by[entry.kind]
      list[#list + 1] = { hit = hit, entry = entry }
    end
  end
  return by
end

local function covers(list, emotion, hit)
  for _, other in ipairs(list) do
    if other.entry.emotion == emotion and other.hit.start <= hit.start and other.hit.stop >= hit.stop then return true end
  end
  return false
end

-- A longer word of the same emotion that holds this one speaks for both: 非常失望 and 失望.
local function held(list, item)
  for _, other in ipairs(list) do
    local longer = other.hit.stop - other.hit.start > item.hit.stop - item.hit.start
    if longer and other.entry.emotion == item.entry.emotion and other.hit.start <= item.hit.start and other.hit.stop >= item.hit.stop then return true end
  end
  return false
end

local function beside(list, hit)
  for _, other in ipairs(list) do
    local gap = other.hit.start > hit.stop and other.hit.start - hit.stop or hit.start - other.hit.stop
    if gap <= 7 then return true end
  end
  return false
end

local function denied(part, item)
  return not (item.entry.emotion == nil) and lexicon.negation(part.text, item.hit) ~= nil
end

local function score_of(state, emotion)
  local score = state.scores[emotion] or { value = 0, level = 0, hits = {}, seen = {} }
  state.scores[emotion] = score
  return score
end

local function add_hit(score, part, hit, value)
  score.value = score.value + value
  score.hits[#score.hits + 1] = { value = value, quote = voice.quote(part, hit.text) }
end

local function read_word(part, weight, by, item, state, calm)
  local hit, entry = item.hit, item.entry
  if (hit.quoted and not part.title) or covers(by.cancel, entry.emotion, hit) or held(by.word, item) or lexicon.negation(part.text, hit) then return end
  -- Thanks at the end of a talk are for the help, not about the matter.
  if entry.emotion == calm and not part.first then return end
  local value, level = STRENGTH[entry.level] * weight, entry.level
  if beside(by.more, hit) then value, level = value * 1.3, math.min(3, level + 0.5) end
  if beside(by.less, hit) then value, level = value * 0.7, level - 0.5 end
  local score = score_of(state, entry.emotion)
  if score.seen[entry.text] then value = value * 0.3 end
  score.seen[entry.text] = true
  if not part.title then score.level = math.max(score.level, level) end
  add_hit(score, part, hit, value)
end

-- The first of a signal counts in full, two more a little.
local function read_signal(part, weight, item, state)
  local hit, signal = item.hit, item.entry.signal
  if hit.quoted then return end
  local n = (state.signals[signal.name] or 0) + 1
  state.signals[signal.name] = n
  if n > 3 then return end
  local share = weight * (n == 1 and 1 or 0.3)
  state.force = state.force + signal.force * share
  for emotion, value in pairs(signal.effect) do add_hit(score_of(state, emotion), part, hit, value * share) end
end

local function read(lists, part, weight, state)
  local by = sort_hits(lists.words:scan(part.text))
  for _, item in ipairs(by.word) do read_word(part, weight, by, item, state, lists.calm) end
  if part.title then return end
  for _, item in ipairs(by.signal) do read_signal(part, weight, item, state) end
  for _, item in ipairs(by.threat) do
    if not item.hit.quoted and not lexicon.negation(part.text, item.hit) then state.threat = math.max(state.threat, item.entry.level) end
  end
end

-- Of complaints more are angry than anything else: with as much said for two emotions, the commoner one is likelier.
local COMMON = { Anger = 0.2, Anxiety = 0.1, Disappointment = 0.05 }

local function ranking(lists, state)
  local order, rest = {}, 0
  for i, node in ipairs(lists.emotions) do
    local score = state.scores[i]
    if score then
      if i ~= lists.calm then rest = rest + score.value end
      order[#order + 1] = { name = node.name, index = i, value = score.value, rank = score.value + (COMMON[node.en] or 0), level = score.level, hits = score.hits }
    end
  end
  for _, item in ipairs(order) do
    if item.index == lists.calm and rest > CALM_MAX then
      item.value = item.value * 0.15
      item.rank = item.value
    end
  end
  table.sort(order, function(a, b)
    if a.rank ~= b.rank then return a.rank > b.rank end
    return a.index < b.index
  end)
  return order
end

local function intensity(first, lists, state)
  if first.index == lists.calm then return 0 end
  local level = math.max(first.level, 1) + state.force
  if state.threat == 2 then level = level + 0.4 end
  if first.value >= 1.2 then level = level + 0.3 end
  return math.max(1, math.min(3, math.floor(level + 0.4)))
end

local function quotes(hits)
  table.sort(hits, function(a, b)
    if a.value ~= b.value then return a.value > b.value end
    return a.quote.text < b.quote.text
  end)
  local list = {}
  for _, hit in ipairs(hits) do list[#list + 1] = hit.quote end
  return voice.distinct(list, 3)
end

local function confidence(value, rival)
  local enough = value / (value + 0.6)
  local lead = (value - math.min(rival, value)) / value
  return math.floor(100 * enough * (0.75 + 0.25 * lead) + 0.5) / 100
end

local function reason(entry, level, ctx)
  local words = {}
  for i, quote in ipairs(quotes(entry.hits)) do words[i] = quote.text end
  if ctx.lang == "en" then return ("intensity %d; words: %s"):format(level, table.concat(words, ", ")) end
  return ("强度 %d；依据：%s"):format(level, table.concat(words, "、"))
end

local function classify(case, ctx)
  local lists = lexicon.once("emotion", ctx.taxonomy.emotion, compile)
  local state = { scores = {}, signals = {}, force = 0, threat = 0 }
  for _, part in ipairs(voice.title(case)) do read(lists, part, PART.title, state) end
  for _, part in ipairs(voice.customer(case)) do read(lists, part, part.first and PART.first or PART.turn, state) end
  local order = ranking(lists, state)
  local first, second = order[1], order[2]
  if not first then return {} end
  local level = intensity(first, lists, state)
  local sure = confidence(first.value, second and second.value or 0)
  local out = { { field = "emotion", label = first.name, confidence = sure, evidence = quotes(first.hits), reason = reason(first, level, ctx) } }
  if second then out[1].runner_up = { label = second.name, confidence = math.floor(100 * sure * second.value / first.value + 0.5) / 100 } end
  if second and second.index ~= lists.calm and first.index ~= lists.calm and second.value >= ctx.settings.also * first.value then
    out[2] = { field = "emotion", label = second.name, confidence = math.min(sure, confidence(second.value, first.value)), evidence = quotes(second.hits), reason = reason(second, level, ctx) }
  end
  out[#out + 1] = { field = "intensity", label = level, confidence = math.min(sure, 0.9), evidence = quotes(first.hits), reason = first.name }
  return out
end

return {
  name = "emotion", kind = "classify", api = 1, version = "1.0",
  summary = {
    zh = "情绪和强度：只看客户自己的话，词表在 taxonomy/emotion.yaml",
    en = "emotion and its intensity, from the customer's own words by the lists of taxonomy/emotion.yaml",
  },
  labels = { "emotion", "intensity" },
  threshold = 0.42,
  settings = {
    also = { type = "number", default = 0.6, min = 0, max = 1, doc = "a second emotion is given too when its score reaches this share of the first" },
  },
  examples = {
    { title = "愤怒，强度高", case = { complaint = "气死我了！！第三次了，你们这是欺负人，我要打12315！" }, expect = { { field = "emotion", label = "愤怒" }, { field = "intensity", label = 3 } } },
    { title = "有时间压力", case = { complaint = "明天就要用了，很着急，还能赶上吗" }, expect = { { field = "emotion", label = "焦虑" } } },
    { title = "否定", case = { complaint = "我不生气，也不着急，请问这个杯子能不能放洗碗机？谢谢" }, expect = { { field = "emotion", label = "平静" }, { field = "intensity", label = 0 } }, expect_none = { { field = "emotion", label = "愤怒" }, { field = "emotion", label = "焦虑" } } },
    { title = "引用的话不是客户的情绪", case = { complaint = "太失望了，客服回我「您真的很着急的话，可以自己去看看」" }, expect = { { field = "emotion", label = "失望" } }, expect_none = { { field = "emotion", label = "焦虑" } } },
    { title = "客服的话不算", case = { dialogue = "**客户**：等了十天，太让人失望了\n\n**客服**：非常理解您的愤怒，您别生气，别着急" }, expect = { { field = "emotion", label = "失望" } }, expect_none = { { field = "emotion", label = "愤怒" }, { field = "emotion", label = "焦虑" } } },
    { title = "反话", case = { complaint = "呵呵，真行啊，佩服佩服，蜗牛都比你们快" }, expect = { { field = "emotion", label = "讽刺" } } },
    { title = "没有情绪", case = { complaint = "订单尾号三零二，灰色，一件。" }, expect = {} },
    { title = "anger", lang = "en", case = { complaint = "I am furious!! This is the third time and it is absolutely unacceptable." }, expect = { { field = "emotion", label = "Anger" }, { field = "intensity", label = 3 } } },
    { title = "not angry", lang = "en", case = { complaint = "I'm not angry and there is no rush, just wondering when it will ship. Thank you." }, expect = { { field = "emotion", label = "Calm" }, { field = "intensity", label = 0 } }, expect_none = { { field = "emotion", label = "Anger" } } },
    { title = "sarcasm", lang = "en", case = { complaint = "Great job, bravo. Slow clap for whoever packed this." }, expect = { { field = "emotion", label = "Sarcasm" } } },
  },
  classify = classify,
}
