-- A classifier that looks for sixty words, about as much work as a small plugin of a team does.
local words = {}
for word in ([[退款 退货 换货 发货 快递 物流 破损 少件 错发 漏发 假货 正品 质量 做工 掉色 异味 尺码 客服 态度 回复 投诉 赔偿 优惠 价保 降价
发票 支付 扣款 订单 取消 安装 维修 保修 售后 包装 外观 屏幕 电池 卡顿 死机 蓝牙 系统 房间 酒店 早餐 卫生 噪音 前台 外卖 骑手 餐具 撒漏
超时 味道 份量 油耗 异响 发动机 变速箱 空调]]):gmatch("%S+") do words[#words + 1] = word end
return {
  name = "bench-words", kind = "classify", api = 1, version = "1", summary = "sixty words", labels = { "reason" }, examples = {},
  classify = function(case)
    local best, text = nil, case.text
    for i = 1, #words do
      if text:find(words[i], 1, true) then best = best or words[i] end
    end
    if best then return { { field = "reason", label = best, confidence = 1, evidence = { best } } } end
    return {}
  end,
}
