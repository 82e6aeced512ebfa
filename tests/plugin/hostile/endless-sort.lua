-- A comparison that never ends.
local P = {name = "endless-sort", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	table.sort({3, 2, 1}, function(a, b) while true do end end)
end
return P
