-- An error that is no text.
local P = {name = "error-bytes", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	error("\xff\xfe\0 \27[31m")
end
return P
