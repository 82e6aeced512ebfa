-- Doubles a text.
local P = {name = "concat-bomb", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	local s = "x"
	while true do
		s = s .. s
	end
end
return P
