-- Recursion without end.
local P = {name = "recursion", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	local function f(n) return 1 + f(n + 1) end
	return {f(1)}
end
return P
