-- Starts a program.
local P = {name = "execute", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	os.execute("touch /tmp/fupan-was-here")
end
return P
