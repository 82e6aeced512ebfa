-- An endless loop in __close.
local P = {name = "endless-close", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	local x <close> = setmetatable({}, {__close = function() while true do end end})
	return {}
end
return P
