-- Behaves while it is read for the first time; its metatable lies.
return setmetatable({name = "late-loop", kind = "classify", api = 1, version = "1", summary = "s"}, {__index = function() while true do end end})
