-- Requires where the digest cannot know it.
local P = {name = "late-require", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {require("words")}
end
return P
