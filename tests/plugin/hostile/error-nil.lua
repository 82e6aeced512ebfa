-- An error that is nil.
local P = {name = "error-nil", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	error(nil)
end
return P
