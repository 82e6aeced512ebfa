-- Phrase sets without end, which Lua does not see.
local P = {name = "phrase-flood", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	local keep = {}
	-- On one line: time may be over while the list is made or while the phrases are read.
	while true do local list = {} for i = 1, 1000 do list[i] = ("x"):rep(500) .. i .. "-" .. #keep end keep[#keep + 1] = fupan.text.phrases(list) end
end
return P
