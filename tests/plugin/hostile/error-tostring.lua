-- An error whose text raises an error.
local P = {name = "error-tostring", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	error(setmetatable({}, {__tostring = function() error("again") end}))
end
return P
