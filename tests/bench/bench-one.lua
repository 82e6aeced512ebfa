-- A classifier that looks for one word: nearly all of its time is the call itself.
return {
  name = "bench-one", kind = "classify", api = 1, version = "1", summary = "one word", labels = { "reason" }, examples = {},
  classify = function(case)
    if case.text:find("退款", 1, true) then return { { field = "reason", label = "refund", confidence = 1, evidence = { "退款" } } } end
    return {}
  end,
}
