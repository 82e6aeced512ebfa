-- review_say: how a review speaks. Numbers, dates, cuts and escapes in the casebook's language.
--
-- say(week) gives a table S bound to that language. Everything that comes from a case goes through S.esc or S.plain, because the texts of
-- slides are rich (**strong**, [-taboo-], [+good+], @id) and a case may hold any of these signs by accident.

local small = {}
for word in ("a an and as at but by for from in of on or so than that the their to was were which who with without"):gmatch("%a+") do small[word] = true end

local function new(week)
  local S = {zh = week.lang ~= "en"}

  function S.t(zh, en) return S.zh and zh or en end
  -- Formats with %s only, so that both languages take the same arguments in the same order.
  function S.f(zh, en, ...) return string.format(S.zh and zh or en, ...) end

  ---------------------------------------------------------------- text

  function S.esc(text)
    text = text:gsub("[\\*`@]", "\\%0")
    return (text:gsub("%[([-+])", "\\[%1"):gsub("([-+])%]", "%1\\]"))
  end

  -- A section of a case as slide text: Markdown signs go, lines stay.
  function S.plain(text)
    local out = {}
    for line in (text .. "\n"):gmatch("(.-)\r?\n") do
      line = line:gsub("^%s*[-*+]%s+%[[ xX]%]%s*", ""):gsub("^%s*[-*+>]%s+", ""):gsub("^%s*#+%s*", "")
      line = line:gsub("%*%*", ""):gsub("^%s+", ""):gsub("%s+$", "")
      if line ~= "" then out[#out + 1] = S.esc(line) end
    end
    return table.concat(out, "\n")
  end

  -- At most n characters, cut after a sentence where there is one, with an ellipsis where not.
  function S.cut(text, n)
    text = text:gsub("%s*\n%s*", S.zh and "" or " ")
    if fupan.text.len(text) <= n then return text end
    local stop = 0
    for _, sentence in ipairs(fupan.text.sentences(text)) do
      local _, last = text:find(sentence, stop + 1, true)
      if not last or fupan.text.len(text:sub(1, last)) > n then break end
      stop = last
    end
    if fupan.text.len(text:sub(1, stop)) * 2 >= n then return (text:sub(1, stop):gsub("；$", "…"):gsub(";$", "…")) end
    if S.zh then return fupan.text.sub(text, 1, n - 1) .. "…" end
    local head, loose = fupan.text.sub(text, 1, n - 1):gsub("[%s,]+%S*$", ""), nil
    -- No cut behind a word that only leads to the next.
    repeat
      loose = head:match("%s(%a+)$")
      loose = loose and small[loose:lower()]
      if loose then head = head:gsub("[%s,;]+%a+$", "") end
    until not loose
    return head .. "…"
  end

  -- English texts that stood behind a label begin with a small letter.
  function S.sentence(text)
    return (text:gsub("^%l", string.upper))
  end

  -- Without the full stop that a title or a table cell does not carry.
  function S.bare(text)
    return (text:gsub("。$", ""):gsub("；$", ""):gsub("([^.])%.$", "%1"))
  end

  function S.list(items, max)
    return table.concat(items, S.t("、", ", "), 1, math.min(#items, max or #items))
  end

  -- Ids of cases; beyond max their number.
  function S.refs(ids, max)
    local out = {}
    for i, id in ipairs(ids) do out[i] = "@" .. id end
    if #out <= (max or #out) then return S.list(out) end
    return S.list(out, max) .. S.f(" 等 %s 件", " and %s more", S.zh and #out or #out - max)
  end

  -- What an issue is called. A name that a plugin made of a kind and an example ("破损：…") is its kind here; a person's stays whole.
  function S.issue_name(issue, max)
    local title = S.bare(issue.title)
    if issue.state == "proposed" then
      local at, stop = title:find(S.zh and "：" or ": ", 1, true)
      local kind = at and title:sub(1, at - 1)
      if kind and kind ~= "" and stop < #title and fupan.text.len(kind) <= (S.zh and 12 or 30) then title = kind end
    end
    return S.esc(max and S.cut(title, max) or title)
  end

  ---------------------------------------------------------------- numbers

  function S.num(v, digits)
    local text = string.format("%." .. (digits or 0) .. "f", v)
    if text:find(".", 1, true) then text = text:gsub("0+$", ""):gsub("%.$", "") end
    return text == "-0" and "0" or text
  end

  function S.pct(part, whole) return S.num(100 * part / whole) .. "%" end

  -- How much of the whole, in the words of a meeting; with fewer than twenty cases only the counts are honest.
  function S.share(part, whole)
    if whole < 20 then return S.f("%s/%s 件", "%s of %s", part, whole) end
    local tenths = 10 * part / whole
    local near, names = math.floor(tenths + 0.5), {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}
    if not S.zh or near < 1 then return S.pct(part, whole) end
    if math.abs(tenths - near) < 0.1 then return near == 5 and "一半" or names[near] .. "成" end
    return tenths < near and "近" .. names[near] .. "成" or names[near] .. "成多"
  end

  function S.cases(n) return S.f("%s 件", n == 1 and "%s case" or "%s cases", n) end

  -- Seconds as people say them.
  function S.duration(s)
    if s < 100 then return S.num(s), S.t("秒", "s") end
    if s < 5400 then return S.num(s / 60, s < 600 and 1 or 0), S.t("分钟", "min") end
    if s < 48 * 3600 then return S.num(s / 3600, 1), S.t("小时", "h") end
    return S.num(s / 86400, 1), S.t("天", "days")
  end

  -- The word says whether a difference is more than chance; a count alone never does. `share`: not the count was tested but its share of
  -- all complaints, so that a week with more of everything raises no alarm for each kind.
  function S.chance(trend, share)
    local what = share and S.t("占比", "as a share ") or ""
    if trend == "rising" then return what .. S.t("超出往常的波动", "more than chance") end
    if trend == "falling" then return what .. S.t("低于往常的波动", "less than chance would give") end
    if trend == "steady" then return what .. S.t("在往常的波动之内", "within the usual ups and downs") end
    return S.t("历史太短，还不能比较", "too little history to compare")
  end

  ---------------------------------------------------------------- dates

  local months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

  function S.date(day)
    local m, d = tonumber(day:sub(6, 7)), tonumber(day:sub(9, 10))
    return S.zh and string.format("%d月%d日", m, d) or string.format("%d %s", d, months[m])
  end

  function S.weekday(i) return S.zh and ({"一", "二", "三", "四", "五", "六", "日"})[i] or ({"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"})[i] end
  function S.short_week(id) return (id:gsub("^%d+%-", "")) end
  function S.number_of_week(id) return tonumber(id:match("W(%d+)$")) end

  -- Where a number comes from: query, how many, when, which commit.
  function S.source(n, query)
    return S.f("%s · n=%s · %s 至 %s · 提交 %s", "%s · n=%s · %s to %s · commit %s", query or week.query, n, week.from, week.to, week.commit)
  end

  ---------------------------------------------------------------- courses

  -- For how many weeks the count has been rising up to now.
  function S.climb(v)
    local n = 0
    for i = #v, 2, -1 do
      if v[i] <= v[i - 1] then break end
      n = n + 1
    end
    return n
  end

  -- For how many weeks in a row there was at least one.
  function S.run(v)
    local n = 0
    for i = #v, 1, -1 do
      if v[i] == 0 then break end
      n = n + 1
    end
    return n
  end

  -- The last n numbers joined by arrows.
  function S.course(v, n)
    local out = {}
    for i = math.max(1, #v - n + 1), #v do out[#out + 1] = S.num(v[i]) end
    return table.concat(out, "→")
  end

  function S.tail(v, from)
    local out = {}
    for i = from, #v do out[#out + 1] = v[i] end
    return out
  end

  function S.type_name(name) return (name:gsub("^.*/%s*", "")) end

  return S
end

return {new = new}
