-- More values than a stack holds.
local P = {name = "unpack-bomb", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {table.unpack({}, 1, 1e8)}
end
return P
