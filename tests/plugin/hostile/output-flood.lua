-- A result without end.
local P = {name = "output-flood", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	local out = {}
	for i = 1, 5000 do out[i] = {field = "type", label = ("x"):rep(1000), confidence = 1} end
	return out
end
return P
