-- Reads a file.
local P = {name = "read-file", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	return {io.open("/etc/passwd"):read("a")}
end
return P
