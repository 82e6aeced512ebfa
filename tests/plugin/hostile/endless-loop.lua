-- An endless loop.
local P = {name = "endless-loop", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	while true do end
end
return P
