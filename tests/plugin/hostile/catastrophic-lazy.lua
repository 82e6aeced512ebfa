-- Many lazy items.
local P = {name = "catastrophic-lazy", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {(("a"):rep(200):match((".-"):rep(20) .. "b"))}
end
return P
