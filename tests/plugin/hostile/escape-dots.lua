-- Dots that Lua turns into folders.
local x = require("a.b")
return {name = "escape-dots", kind = "classify", api = 1, version = "1", summary = "s", classify = function() end}
