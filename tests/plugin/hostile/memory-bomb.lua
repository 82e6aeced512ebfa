-- Takes memory for ever.
local P = {name = "memory-bomb", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	local t = {}
	while true do
		t[#t + 1] = {t, #t}
	end
end
return P
