-- review_talk: what was said and what should have been said. Taboo phrases come from verdicts with their evidence, replacements from the
-- case's own review first, then from the team's scripts and the taxonomy; where none of them has one, none is made up.

local M = {}

---------------------------------------------------------------- replacements

-- A blank of a script to fill in when speaking, {{时间}}, is shown as 〔时间〕.
local function blanks(S, text)
  return (text:gsub("{{%s*(.-)%s*}}", S.zh and "〔%1〕" or "(%1)"))
end

local function node_of(taxonomy, label)
  for _, node in ipairs(taxonomy or {}) do
    if node.name == label then return node end
    local child = node_of(node.children, label)
    if child then return child end
  end
end

-- The script that replaces the longest part of the phrase.
local function script_for(ctx, S, phrase)
  local best, length
  for _, script in ipairs(ctx.scripts or {}) do
    for _, said in ipairs(script.replaces or {}) do
      local n = fupan.text.len(said)
      local text = script[S.zh and "zh" or "en"]
      if text and (not length or n > length) and fupan.text.contains(phrase, said) then best, length = text, n end
    end
  end
  return best
end

-- What to say instead of a phrase, and why.
function M.instead(ctx, S, label, phrase)
  local node = node_of(ctx.taxonomy.taboo, label) or {}
  local text = script_for(ctx, S, phrase)
  if not text and node.replacements and node.replacements[1] then text = node.replacements[1][S.zh and "zh" or "en"] end
  return text and blanks(S, text), node[S.zh and "why_zh" or "why_en"]
end

---------------------------------------------------------------- the table of phrases

-- The phrases found where they mattered (answering the customer, not when all was settled), for each label: {label = {phrases = {phrase = times}, cases = {id = true}}}.
local function group(week)
  local groups = {}
  for _, hit in ipairs(week.taboo) do
    local g = groups[hit.label]
    if not g then
      g = {phrases = {}, cases = {}}
      groups[hit.label] = g
    end
    g.cases[hit.case] = true
    if hit.central then g.phrases[hit.phrase] = (g.phrases[hit.phrase] or 0) + 1 end
  end
  return groups
end

-- The phrase said most often; of equals the one for which a script has an answer, then the longer.
local function phrase_of(ctx, S, g)
  local best, best_n, best_script
  for phrase, n in fupan.sorted(g.phrases) do
    local script = script_for(ctx, S, phrase) ~= nil
    if not best or n > best_n or n == best_n and script and not best_script
      or n == best_n and script == best_script and fupan.text.len(phrase) > fupan.text.len(best) then
      best, best_n, best_script = phrase, n, script
    end
  end
  return best
end

-- Names only what the table shows; a behaviour without a phrase is in the notes.
local function compare_title(S, counts, shown)
  local first, names = nil, {}
  for _, label in ipairs(counts.labels) do
    if not first and shown[label.label] then first = label end
    if first and shown[label.label] and label.n == first.n then names[#names + 1] = S.esc(label.label) end
  end
  local with = S.f("%s 件案例里有忌语", "%s with taboo phrases", S.zh and counts.cases or S.cases(counts.cases))
  local most = first.n == counts.labels[1].n
  if #names == 1 and most then return with .. S.f("，%s最多（%s 件）", "; %s leads (%s)", names[1], first.n) end
  if #names == 1 then return with .. S.f("，其中%s %s 件", "; %s in %s of them", names[1], first.n) end
  if #names > 3 then return with .. S.f("，没有一种特别多", ", none stands out") end
  return with .. S.f("，%s各 %s 件", "; %s with %s each", S.list(names), first.n)
end

-- The part of a reason up to its first semicolon or full stop.
local function first_clause(text)
  local cut = #text
  for _, mark in ipairs({"；", "。", "; ", ". "}) do
    local at = text:find(mark, 1, true)
    if at and at - 1 < cut then cut = at - 1 end
  end
  return text:sub(1, cut)
end

function M.compare(week, ctx, S, max)
  local groups, rows, notes, shown, bare = group(week), {}, {}, {}, {}
  for _, count in ipairs(week.taboo_counts.labels) do
    local g = groups[count.label]
    local phrase = g and phrase_of(ctx, S, g)
    local good, why = nil, nil
    if phrase then good, why = M.instead(ctx, S, count.label, phrase) end
    if good and #rows < max then
      rows[#rows + 1] = {
        bad = S.esc(S.bare(phrase)), good = S.esc(S.bare(S.cut(good, S.zh and 72 or 150))),
        why = S.esc(count.label) .. (why and S.t("：", ": ") .. S.esc(S.bare(S.cut(first_clause(why), S.zh and 24 or 60))) or ""),
      }
      shown[count.label] = true
      local ids = {}
      for id in fupan.sorted(g.cases) do ids[#ids + 1] = id end
      notes[#notes + 1] = S.f("%s %s 件，见 %s。", "%s: %s, see %s.", S.esc(count.label), S.zh and count.n or S.cases(count.n), S.refs(ids, 6))
    elseif #rows < max then
      bare[#bare + 1] = S.f("%s %s 件", "%s %s", S.esc(count.label), count.n)
    end
  end
  if #rows == 0 then return nil end
  if #bare > 0 then notes[#notes + 1] = S.f("不在表里的：%s，没有找到可以对照的原话。", "Not in the table: %s; no phrase was found to set against a better one.", S.list(bare)) end
  notes[#notes + 1] = S.t("件数按人的标注，没有标注的按程序判断；话是程序在客服的原话里找到的。〔〕里的内容说的时候填上。", "Counts go by people's labels, by verdicts where there are none; the phrases were found by the program in what agents said. Fill in the (blanks) when speaking.")
  return {type = "compare", id = "compare", title = compare_title(S, week.taboo_counts, shown), rows = rows, notes = notes, budget_s = 180}
end

---------------------------------------------------------------- one dialogue

-- Cues by which a good reply can be told; each is looked for in the words themselves.
local cues = {
  zh = {
    {"给出时间点", {"%d%s*点", "[一二三四五六七八九十半]点", "%d:%d%d", "小时内", "分钟", "半小时", "日前", "号前", "前给您", "前回您", "今天[^，。]-[发到退寄补]", "明[天早][^，。]-[发到退寄补]"}},
    {"先道歉", {"对不起", "抱歉", "不好意思", "是我们"}},
    {"给两个办法选", {"您选", "两个办法", "或者", "还是"}},
    {"先问清要什么", {"？", "%?"}},
    {"自己接下来办", {"我来", "我现在", "我这", "我先", "我盯", "我去"}},
  },
  en = {
    {"gives a time", {"%d ?[ap]m", "%d:%d%d", "today", "tonight", "tomorrow", "by %u%l+day", "on %u%l+day", "within", "hour"}},
    {"owns up first", {"[Ss]orry", "our fault", "our mistake", "[Ww]e got", "[Ww]e should"}},
    {"offers a choice", {" or ", "[Ww]hich", "your choice", "[Ee]ither"}},
    {"asks what is needed", {"%?"}},
    {"takes it on", {"I am ", "I'm ", "I have ", "I've ", "I will ", "I'll "}},
  },
}

local function found(text, patterns)
  for _, p in ipairs(patterns) do
    if text:find(p) then return true end
  end
  return false
end

function M.merits(S, text)
  local out = {}
  for _, cue in ipairs(cues[S.zh and "zh" or "en"]) do
    if found(text, cue[2]) then out[#out + 1] = cue[1] end
  end
  return out
end

-- Marks the clause that carries the first cue; a reply without any stays unmarked.
local function mark_good(S, text)
  for _, cue in ipairs(cues[S.zh and "zh" or "en"]) do
    for _, sentence in ipairs(fupan.text.sentences(text)) do
      local at = text:find(sentence, 1, true)
      local inner = sentence:gsub("^%s+", ""):gsub("%s+$", "")
      if at and inner ~= "" and found(inner, cue[2]) then
        at = text:find(inner, 1, true)
        return S.esc(text:sub(1, at - 1)) .. "[+" .. S.esc(inner) .. "+]" .. S.esc(text:sub(at + #inner))
      end
    end
  end
  return S.esc(text)
end

local function mark_bad(S, text, phrase)
  local at = text:find(phrase, 1, true)
  if not at then return S.esc(text) end
  return S.esc(text:sub(1, at - 1)) .. "[-" .. S.esc(phrase) .. "-]" .. S.esc(text:sub(at + #phrase))
end

-- A turn cut to n characters so that the phrase stays in it.
local function around(S, text, phrase, n)
  text = text:gsub("%s*\n%s*", S.zh and "" or " ")
  if fupan.text.len(text) <= n then return text end
  local at = phrase and text:find(phrase, 1, true)
  if not at then return S.cut(text, n) end
  local before = fupan.text.len(text:sub(1, at - 1))
  if before + fupan.text.len(phrase) <= n then return S.cut(text, n) end
  return "…" .. fupan.text.sub(text, before + 1, before + n - 2)
end

local function neighbour(turns, from, step, who)
  local i = from + step
  while turns[i] do
    if turns[i].who == who then return i end
    i = i + step
  end
end

-- The first turn of the team in which a taboo phrase was said: {index, label, phrase}. It must answer a customer and lie in the first two
-- thirds: what is said at the end, when all is settled, is not what the case turned on.
local function first_taboo(case)
  local best, asked, last = nil, neighbour(case.turns, 0, 1, "customer"), math.ceil(#case.turns * 2 / 3)
  for _, v in ipairs(case.verdicts or {}) do
    for _, said in ipairs(v.field == "taboo" and v.evidence or {}) do
      for i, turn in ipairs(case.turns) do
        local team = turn.who == "agent" or turn.who == "supervisor" or turn.who == "bot"
        if team and asked and i > asked and i <= last and turn.text:find(said, 1, true) then
          if not best or i < best.index or i == best.index and #said > #best.phrase then best = {index = i, label = v.label, phrase = said} end
          break
        end
      end
    end
  end
  return best
end

local function first_reply(text)
  local para = (text or ""):match("^%s*(.-)%s*\n%s*\n") or text
  if not para or para == "" then return nil end
  return (para:gsub("^[-*>]%s*", ""):gsub("%*%*", ""):gsub("^“(.*)”$", "%1"):gsub('^"(.*)"$', "%1"))
end

local function quote(S, turn, n) return {who = "customer", t = S.esc(around(S, turn.text, nil, n))} end

local function better_turn(case, ctx, S, bad, n)
  local own = first_reply(case.sections.reply)
  local text, source = own, nil
  if not own and bad then
    text = M.instead(ctx, S, bad.label, bad.phrase)
    source = S.t("话术库", "script library")
  end
  if not text then return nil end
  local shown = S.cut(text, n)
  local merits = M.merits(S, shown)
  local why = S.list(merits, 3)
  if source then why = why == "" and source or why .. S.f("（%s）", " (%s)", source) end
  return {who = "better", t = mark_good(S, shown), why = why ~= "" and why or nil}, merits, shown
end

-- The team's turn with most merits, for a case that was handled well.
local function best_turn(case, S)
  local best, best_n
  for i, turn in ipairs(case.turns) do
    if turn.who == "agent" or turn.who == "supervisor" then
      local n = #M.merits(S, turn.text)
      if not best or n > best_n then best, best_n = i, n end
    end
  end
  return best
end

local function well_turns(case, S, n)
  local i = best_turn(case, S)
  if not i then return nil end
  local first, before, last = neighbour(case.turns, 0, 1, "customer"), neighbour(case.turns, i, -1, "customer"), neighbour(case.turns, #case.turns + 1, -1, "customer")
  local shown = S.cut(case.turns[i].text, n + 30)
  local merits, out = M.merits(S, shown), {}
  if first and before and first < before then out[1] = quote(S, case.turns[first], n) end
  if before then out[#out + 1] = quote(S, case.turns[before], n) end
  out[#out + 1] = {who = "better", t = mark_good(S, shown), why = S.f("当时就是这样回的%s", "What was said at the time%s", #merits > 0 and S.t("：", ": ") .. S.list(merits, 3) or "")}
  if last and last > i then out[#out + 1] = quote(S, case.turns[last], n) end
  return out, merits
end

local function bad_turns(case, ctx, S, bad, n)
  local out = {}
  local before, after = neighbour(case.turns, bad.index, -1, "customer"), neighbour(case.turns, bad.index, 1, "customer")
  local _, why = M.instead(ctx, S, bad.label, bad.phrase)
  if before then out[#out + 1] = quote(S, case.turns[before], n) end
  out[#out + 1] = {
    who = "agent", t = mark_bad(S, around(S, case.turns[bad.index].text, bad.phrase, n), bad.phrase),
    why = S.esc(bad.label) .. (why and S.t("：", ": ") .. S.esc(S.cut(why, S.zh and 40 or 90)) or ""),
  }
  if after then out[#out + 1] = quote(S, case.turns[after], n) end
  return out
end

-- Where no phrase was found in the dialogue: how the customer put it, twice at most, and what should have been said. An answer of the team
-- is not shown then, because it would stand there as the mistake, and nobody has said that it was one.
local function plain_turns(case, S, n)
  local out, i = {}, 0
  while #out < 2 do
    i = neighbour(case.turns, i, 1, "customer")
    if not i then break end
    -- A picture alone says nothing on a slide.
    if fupan.text.len(case.turns[i].text:gsub("%b[]", ""):gsub("%s", "")) >= 4 then out[#out + 1] = quote(S, case.turns[i], n) end
  end
  return #out > 0 and out or nil
end

-- Three to five turns that decide the case, or nil when there is no dialogue or nothing to learn from it.
function M.dialogue(pick, ctx, S)
  local case, n = pick.case, S.zh and 84 or 190
  if not case.turns or #case.turns < 3 then return nil end
  local bad = not pick.well and first_taboo(case) or nil
  local slide = {type = "dialogue", id = "dialogue:" .. case.id, case = case.id, refs = {case.id}, budget_s = 90}
  local better, merits, plain
  if pick.well then
    slide.turns, merits = well_turns(case, S, n)
    slide.title = S.f("好在%s", "What went well: %s", merits and #merits > 0 and S.list(merits, 2) or S.t("接得住客户的话", "the customer was heard"))
  else
    slide.turns = bad and bad_turns(case, ctx, S, bad, n) or plain_turns(case, S, n)
    better, merits, plain = better_turn(case, ctx, S, bad, n + 30)
    if not bad and not better then return nil end
    if slide.turns and better then slide.turns[#slide.turns + 1] = better end
    if bad and merits and #merits > 0 then
      slide.title = S.f("别说“%s”，%s", "Not “%s”: %s", S.esc(S.bare(S.cut(bad.phrase, S.zh and 14 or 40))), S.list(merits, 2))
    elseif bad then
      slide.title = S.f("“%s”：%s", "“%s”: %s", S.esc(S.bare(S.cut(bad.phrase, S.zh and 14 or 40))), S.esc(bad.label))
    else
      slide.title = merits and #merits > 0 and S.f("这样回更好：%s", "A better answer: %s", S.list(merits, 2)) or S.f("可以这样说：“%s”", "Say it like this: “%s”", S.esc(S.bare(S.cut(plain, S.zh and 22 or 50))))
    end
  end
  if not slide.turns or #slide.turns < 2 then return nil end
  slide.notes = {
    S.t("先盖住推荐回复，请一个人当场说一遍，再对照。", "Hide the better reply, let somebody answer first, then compare."),
    bad and S.f("忌语“%s”由程序在对话里找到（%s）。", "The phrase “%s” was found in the dialogue by the program (%s).", S.esc(bad.phrase), S.esc(bad.label)) or S.t("原话摘自案例的对话。", "Quoted from the dialogue of the case."),
    S.f("全文见 @%s。", "The whole dialogue: @%s.", case.id),
  }
  return slide
end

return M
