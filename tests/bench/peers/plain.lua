-- plain.lua CASES.lua PLUGIN.lua: the plugin's function over all cases in plain Lua, without sandbox, worker or host: the floor of a call.
local cases, plugin = dofile(arg[1]), dofile(arg[2])
local fired, start = 0, os.clock()
for _, case in ipairs(cases) do
  if #plugin.classify(case, { lang = "zh" }) > 0 then fired = fired + 1 end
end
print(string.format("took=%.6f cases=%d fired=%d", os.clock() - start, #cases, fired))
