-- Reaches for the registry.
local P = {name = "debug-lib", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {debug.getregistry()}
end
return P
