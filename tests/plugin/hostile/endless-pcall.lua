-- An endless loop that swallows every error.
local P = {name = "endless-pcall", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	while true do
		pcall(function() while true do end end)
	end
end
return P
