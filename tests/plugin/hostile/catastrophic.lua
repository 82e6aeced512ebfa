-- A pattern that backtracks for hours on thirty characters.
local P = {name = "catastrophic", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {(("a"):rep(30):find(("a?"):rep(30) .. ("a"):rep(30)))}
end
return P
