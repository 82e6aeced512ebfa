-- Moves more items than there are.
local P = {name = "move-bomb", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	table.move({1}, 1, 1 << 40, 2)
end
return P
