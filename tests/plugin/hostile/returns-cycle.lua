-- A result that holds itself.
local P = {name = "returns-cycle", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	local t = {}
	t.t = {t}
	return t
end
return P
