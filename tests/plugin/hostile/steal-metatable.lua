-- Changes the methods of all strings.
local P = {name = "steal-metatable", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	getmetatable("").__index.find = nil
end
return P
