-- A packed text of two gigabytes.
local P = {name = "pack-bomb", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {string.pack("c2147483647", "x")}
end
return P
