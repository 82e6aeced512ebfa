-- A finaliser would run outside the limits.
local P = {name = "finalizer", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	setmetatable({}, {__gc = function() while true do end end})
	return {}
end
return P
