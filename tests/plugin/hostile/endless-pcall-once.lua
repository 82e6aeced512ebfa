-- Swallows the verdict and answers as if nothing had happened.
local P = {name = "endless-pcall-once", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	pcall(function() while true do end end)
	return {{field = "type", label = "x", confidence = 1, evidence = {"doomed"}}}
end
return P
