-- voice: who says what in a case. Classifiers judge from the words of one side; what the other side says, or what people wrote
-- afterwards (root cause, lesson, recommended reply), would answer another question.
local voice = {}

local function add(list, text, part)
  if type(text) == "string" and text:find("%S") then
    part.text = text
    list[#list + 1] = part
  end
end

-- A sentence about nothing but the call itself, as people who write down a call put it in front: （电话记录）, [图片].
function voice.spoken(text)
  return (text:gsub("%[[^%[%]]-%]", function(s) return (" "):rep(#s) end))
end

-- The customer's own words: complaint and turns. A case that has neither is read whole.
function voice.customer(case)
  local list = {}
  add(list, case.complaint, { section = "complaint", first = true })
  for _, turn in ipairs(case.turns or {}) do
    if turn.who == "customer" then add(list, turn.text, { turn = turn.n, first = #list == 0 }) end
  end
  if #list == 0 and #(case.turns or {}) == 0 then add(list, case.text, { whole = true, first = true }) end
  return list
end

function voice.title(case)
  local list = {}
  add(list, case.title, { title = true })
  return list
end

-- What people of the team said. Bots are asked for apart: what a bot says is nobody's behaviour.
function voice.team(case)
  local list = {}
  for _, turn in ipairs(case.turns or {}) do
    if turn.who == "agent" or turn.who == "supervisor" then add(list, turn.text, { turn = turn.n, who = turn.who }) end
  end
  return list
end

-- An item of evidence: the words and where they stand.
function voice.quote(part, text)
  if part.turn then return { text = text, turn = part.turn } end
  if part.section then return { text = text, section = part.section } end
  return { text = text }
end

-- The list without repeated words, at most n items.
function voice.distinct(evidence, n)
  local out, seen = {}, {}
  for _, item in ipairs(evidence) do
    if not seen[item.text] and #out < n then
      seen[item.text] = true
      out[#out + 1] = item
    end
  end
  return out
end

return voice
