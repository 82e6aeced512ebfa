-- An endless loop in a metamethod that C code calls.
local P = {name = "endless-tostring", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {tostring(setmetatable({}, {__tostring = function() while true do end end}))}
end
return P
