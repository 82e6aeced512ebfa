-- An endless loop in __index.
local P = {name = "endless-index", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {setmetatable({}, {__index = function() while true do end end}).x}
end
return P
