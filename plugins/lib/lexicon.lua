-- lexicon: word lists of a taxonomy as one phrase set, with what the lists themselves do not say: how much a phrase weighs, which of
-- two overlapping hits is meant, and how near a negation stands.
local lexicon = {}

-- Negations that stand right at the hit, longest first.
local direct = {
  "没有什么", "没有任何", "没有出现", "没有发生", "并没有", "不算是", "不存在", "没有", "没什么", "并不", "并非", "不是", "不算", "不会", "不太", "没啥", "不", "没", "未", "无", "非", "别",
  "there was no ", "there is no ", "is not a ", "not a ", "not an ", "isn't ", "is not ", "was not ", "wasn't ", "not ", "no ", "never ", "without ", "without any ", "not very ", "not really ", "n't ", "hasn't been ", "nothing was ", "nothing is ", "nothing ",
}

local function ends_with(text, tail)
  return text:sub(-#tail) == tail
end

-- A negation in the gap of "A…B", right before B: 快递…丢 in 快递没丢.
local function denied_within(hit, phrase)
  local tail = phrase:match("…([^…]+)$")
  if not tail or hit.text:sub(-#tail) ~= tail then return false end
  local gap = hit.text:sub(1, -#tail - 1)
  for _, word in ipairs({ "没有", "没", "不", "未" }) do
    if ends_with(gap, word) and not ends_with(gap, "能不") and not ends_with(gap, "是不") then return true end
  end
  return false
end

-- "direct": 没有破损; "near": a negation in the same clause further off, as 不给退运费; nil: none.
function lexicon.negation(text, hit)
  if hit.broken then return "direct" end
  if not hit.negated then return nil end
  local before = text:sub(math.max(1, hit.start - 30), hit.start - 1):lower()
  for _, word in ipairs(direct) do
    if ends_with(before, word) then return "direct" end
  end
  return "near"
end

-- Longer phrases say more. Latin phrases are measured in words, Han ones in characters.
function lexicon.weight(phrase)
  local text = phrase:gsub("…", "")
  if text:find("^[%z\1-\127]*$") then
    local _, words = text:gsub("[%w'-]+", "")
    return ({ 1.0, 1.7, 2.2 })[words] or (words == 0 and 0.5 or 2.6)
  end
  return ({ 0.6, 1.0, 1.4, 1.8, 2.1 })[fupan.text.len(text)] or 2.4
end

-- Lists name Latin words in one form; plurals are said as often: "shard", "shards".
local function plural(text)
  return text:find("^[%l%d '-]*%l%l%l[%l]$") and not text:find("s$") and text .. "s" or nil
end

-- entries: { {text=, ...any keys of the caller}, ... }. One text may stand in several entries: a hit gives all of them as `entries`.
function lexicon.new(entries)
  local texts, owners, at = {}, {}, {}
  local function put(text, entry)
    local key = fupan.text.normalize(text)
    if not at[key] then
      texts[#texts + 1] = text
      at[key] = #texts
      owners[#texts] = {}
    end
    local list = owners[at[key]]
    if list[#list] ~= entry then list[#list + 1] = entry end
  end
  for _, entry in ipairs(entries) do
    local text = tostring(entry.text)
    if text:find("%S") then
      put(text, entry)
      if plural(text) then put(plural(text), entry) end
    end
  end
  local set = #texts > 0 and fupan.text.phrases(texts)
  return {
    size = #texts,
    scan = function(_, text)
      local hits = set and set:scan(text) or {}
      for _, hit in ipairs(hits) do
        hit.entries = owners[hit.index]
        if denied_within(hit, texts[hit.index]) then hit.negated, hit.broken = true, true end
      end
      return hits
    end,
  }
end

-- True where a longer hit of the list holds this one: 发票 in 发票抬头错.
function lexicon.inside(hit, hits)
  for _, other in ipairs(hits) do
    if other.start > hit.start then break end
    if other.stop >= hit.stop and other.stop - other.start > hit.stop - hit.start then return true end
  end
  return false
end

-- Word lists are compiled once in a worker and taxonomy, not once a case: what `make` returns is kept by field and language of the terms.
local kept = {}
function lexicon.once(name, nodes, make)
  local key = name .. "\0" .. tostring(nodes and nodes[1] and nodes[1].name)
  if not kept[key] then kept[key] = make(nodes or {}) end
  return kept[key]
end

return lexicon
