-- A replacement that grows without end.
local P = {name = "gsub-bomb", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	local s = ("x"):rep(1000)
	while true do
		s = s:gsub("x", "xxxxxxxx")
	end
end
return P
