-- A small table that is large when written out.
local P = {name = "output-shared", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	local t = {"x"}
	for i = 1, 40 do t = {t, t} end
	return t
end
return P
