-- voice: who says what in a case. Classifiers judge from the words of one side; what the other side says, or what people wrote
-- afterwards (root cause, lesson, recommended reply), would answer another question.
local voice = {}

-- What a part says is said early; hundreds of pages pasted into one turn would only cost time.
local MOST = 3000   -- characters

local function add(list, text, part)
  if type(text) ~= "string" or not text:find("%S") then return end
  part.text = #text > MOST and fupan.text.sub(text, 1, MOST) or text
  list[#list + 1] = part
end

-- The customer's own words: complaint and turns. A case that has neither is read whole.
function voice.customer(case)
  local list = {}
  add(list, case.complaint, { section = "complaint", first = true })
  for _, turn in ipairs(case.turns or {}) do
    if turn.who == "customer" then add(list, turn.text, { turn = turn.n, first = #list == 0 }) end
  end
  if #list == 0 and #(case.turns or {}) == 0 and case.text ~= case.id then add(list, case.text, { whole = true, first = true }) end
  return list
end

function voice.title(case)
  local list = {}
  -- A case without a title has its id in that place.
  if case.title ~= case.id then add(list, case.title, { title = true }) end
  return list
end

function voice.complaint(case)
  local list = {}
  add(list, case.complaint, { section = "complaint" })
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
