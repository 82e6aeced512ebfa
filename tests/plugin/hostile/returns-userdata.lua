-- A phrase set as result.
local P = {name = "returns-userdata", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {fupan.text.phrases{"x"}}
end
return P
