-- A format of a huge width.
local P = {name = "huge-format", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {("%9999999d"):format(1)}
end
return P
