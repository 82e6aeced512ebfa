-- A function as result.
local P = {name = "returns-function", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {{label = print}}
end
return P
