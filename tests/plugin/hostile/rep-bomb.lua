-- A text of a terabyte.
local P = {name = "rep-bomb", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {("x"):rep(1 << 40)}
end
return P
