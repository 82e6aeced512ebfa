-- steps: which steps of a good answer the team's turns show, by the phrases of the taxonomy `step`, and whether they come in order.
local lexicon = require("lexicon")
local voice = require("voice")

local ONE, MORE, PERSON = 0.55, 0.12, 0.1

local function compile(nodes)
  local entries = {}
  for i, node in ipairs(nodes) do
    for _, word in ipairs(node.phrases or {}) do entries[#entries + 1] = { text = word, step = i } end
    for _, word in ipairs(node.patterns or {}) do entries[#entries + 1] = { text = word, step = i } end
  end
  return { steps = nodes, words = lexicon.new(entries) }
end

-- found[step] = { n, first = turn, place, quotes }; place orders the steps as they were taken.
local function read(found, lists, part)
  local hits = lists.words:scan(part.text)
  for _, hit in ipairs(hits) do
    if not hit.quoted and not hit.negated and not lexicon.inside(hit, hits) then
      for _, entry in ipairs(hit.entries) do
        local item = found[entry.step] or { n = 0, weight = 0, place = part.turn * 100000 + hit.start, quotes = {}, seen = {} }
        found[entry.step] = item
        if not item.seen[hit.text] then
          item.seen[hit.text] = true
          item.n = item.n + 1
          item.weight = math.max(item.weight, lexicon.weight(tostring(entry.text)))
          item.quotes[#item.quotes + 1] = voice.quote(part, hit.text)
        end
      end
    end
  end
end

-- The steps before this one in the taxonomy that were taken later than it.
local function late(lists, found, step)
  local names = {}
  for before = 1, step - 1 do
    if found[before] and found[before].place > found[step].place then names[#names + 1] = lists.steps[before].name end
  end
  return names
end

local function reason(lists, found, step, ctx)
  local names = late(lists, found, step)
  if ctx.lang == "en" then
    return ("step %d of %d"):format(step, #lists.steps) .. (#names > 0 and "; came before " .. table.concat(names, ", ") or "")
  end
  return ("第 %d 步，共 %d 步"):format(step, #lists.steps) .. (#names > 0 and "；先于" .. table.concat(names, "、") or "")
end

local function classify(case, ctx)
  local lists, found, out = lexicon.once("steps", ctx.taxonomy.step, compile), {}, {}
  for _, part in ipairs(voice.team(case)) do read(found, lists, part) end
  for step, node in ipairs(lists.steps) do
    local item = found[step]
    if item then
      local sure = ONE + MORE * math.min(2, item.n - 1) + (item.weight >= 1.8 and PERSON or 0)
      out[#out + 1] = { field = "steps", label = node.name, confidence = sure, evidence = voice.distinct(item.quotes, 2), reason = reason(lists, found, step, ctx) }
    end
  end
  return out
end

return {
  name = "steps", kind = "classify", api = 1, version = "1.0",
  summary = {
    zh = "应答步骤：客服的话里有没有倾听、道歉、共情、解决、跟进，顺序如何；词表在 taxonomy/step.yaml",
    en = "response steps: whether the team listened, apologised, felt with the customer, solved and followed up, by taxonomy/step.yaml",
  },
  labels = { "steps" },
  threshold = 0.5,
  settings = {},
  examples = {
    { title = "五步都有", case = { dialogue = "**客户**：饭盒碎了，手也破了\n\n**客服**：您慢慢说，我在记。手怎么样？非常抱歉，让您受惊了，换成是我也会着急。两个办法您选：今天补发，或者全额退。我会盯着，晚上给您打电话。" }, expect = { { field = "steps", label = "倾听" }, { field = "steps", label = "道歉" }, { field = "steps", label = "共情" }, { field = "steps", label = "解决" }, { field = "steps", label = "跟进" } } },
    { title = "只有道歉", case = { dialogue = "**客户**：几号到\n\n**客服**：非常抱歉，让您久等了" }, expect = { { field = "steps", label = "道歉" } }, expect_none = { { field = "steps", label = "解决" }, { field = "steps", label = "跟进" } } },
    { title = "客户说抱歉不算", case = { dialogue = "**客户**：不好意思，打扰了，我会盯着的\n\n**客服**：在的" }, expect = {} },
    { title = "否定", case = { dialogue = "**客户**：能补吗\n\n**客服**：不能给您补发" }, expect = {} },
    { title = "没有对话", case = { complaint = "客服一句抱歉都没有" }, expect = {} },
    { title = "apology, solution, follow-up", lang = "en", case = { dialogue = "**Customer**: It came broken.\n\n**Agent**: I am so sorry. I'll send a replacement today, free of charge, and I will call you tomorrow." }, expect = { { field = "steps", label = "Apologise" }, { field = "steps", label = "Solve" }, { field = "steps", label = "Follow up" } } },
    { title = "nothing", lang = "en", case = { dialogue = "**Customer**: Where is it?\n\n**Agent**: In transit." }, expect = {} },
  },
  classify = classify,
}
