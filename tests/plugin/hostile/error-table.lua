-- An error that is a table.
local P = {name = "error-table", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	error({code = 1})
end
return P
