-- A loop inside a coroutine, which would have a hook of its own.
local P = {name = "coroutine-loop", kind = "classify", api = 1, version = "1", summary = "hostile"}

function P.classify(case, ctx)
	if not case.text:find("doomed", 1, true) then return {} end
	coroutine.wrap(function() while true do end end)()
end
return P
