-- learned: what the trained model of `type` says, where it is sure, under rules that a team writes into the taxonomy: a word of `must`
-- decides for its type whatever the model says, a word of `must_not` decides against it.
local lexicon = require("lexicon")
local voice = require("voice")

local RULE = 0.97   -- confidence of a rule: people wrote it

local function add_rules(entries, node)
  for _, kind in ipairs({ "must", "must_not" }) do
    for _, word in ipairs(node[kind] or {}) do
      entries[#entries + 1] = { text = tostring(word), type = node.name, kind = kind }
    end
  end
  for _, child in ipairs(node.children or {}) do add_rules(entries, child) end
end

local function compile(nodes)
  local entries = {}
  for _, node in ipairs(nodes or {}) do add_rules(entries, node) end
  return lexicon.new(entries)
end

-- The first rule of each kind by type, in the customer's own words that are neither denied nor quoted.
local function read_rules(case, ctx)
  local rules, found = lexicon.once("learned", ctx.taxonomy.type or {}, compile), { must = {}, must_not = {} }
  local parts = voice.title(case)
  for _, part in ipairs(voice.customer(case)) do parts[#parts + 1] = part end
  for _, part in ipairs(parts) do
    for _, hit in ipairs(rules:scan(part.text)) do
      for _, entry in ipairs(hit.entries) do
        local list = found[entry.kind]
        if not hit.quoted and not lexicon.negation(part.text, hit) and not list[entry.type] then
          list[entry.type] = { quote = voice.quote(part, hit.text), at = #found + 1 }
          found[#found + 1] = { type = entry.type, kind = entry.kind, quote = voice.quote(part, hit.text) }
        end
      end
    end
  end
  return found
end

local function say(ctx, zh, en)
  return ctx.lang == "en" and en or zh
end

local function by_rule(rule, model, ctx)
  local told = model and model.label ~= rule.type
  return {
    field = "type", label = rule.type, confidence = RULE, evidence = { rule.quote },
    reason = say(ctx, "规则：必是 “", "rule: must, '") .. rule.quote.text .. say(ctx, "”", "'") ..
      (told and say(ctx, "，不取模型的 ", ", not the model's ") .. model.label or ""),
    runner_up = told and { label = model.label, confidence = model.confidence } or nil,
  }
end

local function by_model(guess, model, vetoed, ctx)
  local words = table.concat(guess.evidence, say(ctx, "、", ", "))
  return {
    field = "type", label = guess.label, confidence = guess.confidence, evidence = guess.evidence,
    reason = say(ctx, "学来的：", "learned: ") .. words .. (vetoed and say(ctx, "；规则：不是 ", "; rule: not ") .. vetoed or ""),
    runner_up = guess == model and model.runner_up or nil,
  }
end

local function spoken(guess, settings)
  if settings.from > 0 then return guess.confidence >= settings.from end
  return guess.sure
end

local function classify(case, ctx)
  local model, rules, out, vetoed = case.model.type, read_rules(case, ctx), {}, nil
  for _, rule in ipairs(rules) do
    if rule.kind == "must" and not rules.must_not[rule.type] then out[#out + 1] = by_rule(rule, model.label and model, ctx) end
  end
  if #out > 0 or not model.label then return out end
  local guesses = { model }
  for _, guess in ipairs(model.also or {}) do guesses[#guesses + 1] = guess end
  for _, guess in ipairs(guesses) do
    if rules.must_not[guess.label] then
      vetoed = guess.label
    elseif spoken(guess, ctx.settings) then
      out[#out + 1] = by_model(guess, model, vetoed, ctx)
    end
  end
  return out
end

local function said(label, confidence, sure, words)
  return { type = { label = label, confidence = confidence, sure = sure, evidence = words, runner_up = { label = "物流/延迟", confidence = 0.02 } } }
end

return {
  name = "learned", kind = "classify", api = 1, version = "1.0",
  summary = {
    zh = "学来的投诉类型：fupan train type 的模型有把握时才说，分类文件里的 must、must_not 压过它",
    en = "the learned complaint type: what the model of fupan train type is sure of, under the rules must and must_not of the taxonomy",
  },
  labels = { "type" },
  needs = { models = { "type" } },
  threshold = 0,
  settings = {
    from = { type = "number", default = 0, min = 0, max = 1, doc = "confidence from which the model is heard; 0: the one from which it is sure" },
  },
  examples = {
    { title = "有把握就说", case = { complaint = "包裹在中转站停了六天", model = said("物流/信息不更新", 0.98, true, { "停了六天" }) },
      expect = { { field = "type", label = "物流/信息不更新" } } },
    { title = "没有把握不说", case = { complaint = "包裹在中转站停了六天", model = said("物流/信息不更新", 0.7, false, { "停了六天" }) }, expect = {} },
    { title = "降低要求", settings = { from = 0.6 }, case = { complaint = "包裹在中转站停了六天", model = said("物流/信息不更新", 0.7, false, { "停了六天" }) },
      expect = { { field = "type", label = "物流/信息不更新" } } },
    { title = "并存的类型", case = { complaint = "箱子破了，还少一件", model = { type = { label = "物流/破损", confidence = 0.98, sure = true, evidence = { "破了" },
        also = { { label = "商品错漏/少件漏发", confidence = 0.97, sure = true, evidence = { "少一件" } } } } } },
      expect = { { field = "type", label = "物流/破损" }, { field = "type", label = "商品错漏/少件漏发" } } },
    { title = "sure", lang = "en", case = { complaint = "The parcel is stuck at the depot.", model = said("Logistics/Tracking stalled", 0.99, true, { "stuck" }) },
      expect = { { field = "type", label = "Logistics/Tracking stalled" } } },
    { title = "not sure", lang = "en", case = { complaint = "The parcel is stuck at the depot.", model = said("Logistics/Tracking stalled", 0.5, false, { "stuck" }) }, expect = {} },
  },
  classify = classify,
}
