-- Takes memory and swallows the error.
local P = {name = "memory-pcall", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	local t = {}
	while true do
		pcall(function() for i = 1, 1e9 do t[#t + 1] = {i} end end)
	end
end
return P
