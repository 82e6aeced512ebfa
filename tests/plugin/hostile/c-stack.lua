-- Recursion through C functions.
local P = {name = "c-stack", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	local function f(s) return (s:gsub(".", f)) end
	return {f("x")}
end
return P
