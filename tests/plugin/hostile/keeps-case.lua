-- Keeps a case for the next call.
local P = {name = "keeps-case", kind = "classify", api = 1, version = "1", summary = "hostile"}
local kept = {}
function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	kept.v = kept.v or case
	return {kept.v.title}
end
return P
