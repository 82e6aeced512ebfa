-- A table that says it is endless.
local P = {name = "length-lie", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	table.insert(setmetatable({}, {__len = function() return 1 << 60 end}), 1, "x")
end
return P
