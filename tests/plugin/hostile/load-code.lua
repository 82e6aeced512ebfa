-- Runs text as code.
local P = {name = "load-code", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {load("return 1")()}
end
return P
