-- Logs without end.
local P = {name = "log-flood", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	while true do fupan.log(("x"):rep(1000)) end
end
return P
