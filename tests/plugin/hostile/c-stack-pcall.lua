-- Recursion through pcall.
local P = {name = "c-stack-pcall", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	local function f() return pcall(f) end
	while true do f() end
end
return P
