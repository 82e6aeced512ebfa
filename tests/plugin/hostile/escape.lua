-- A path instead of a name.
local x = require("../../etc/passwd")
return {name = "escape", kind = "classify", api = 1, version = "1", summary = "s", classify = function() end}
