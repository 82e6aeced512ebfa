-- cues: words that are logic rather than vocabulary: how strongly something is said, that words are reported, that somebody came
-- back again. What people say about a matter stands in the taxonomies; a team edits those, this file seldom.
local cues = {}

-- Before or after a word of emotion: said with force.
cues.more = {
  "太", "非常", "特别", "真的是", "真是", "简直", "超级", "极其", "极度", "彻底", "完全", "实在", "十分", "相当", "无比", "透顶", "至极", "死了", "死我", "得要命", "得很", "到极点",
  "very", "really", "extremely", "absolutely", "completely", "totally", "utterly", "so ", "beyond", "incredibly", "truly", "bloody",
}
cues.less = { "有点", "有一点", "有些", "稍微", "略", "不是很", "a bit", "a little", "slightly", "somewhat", "kind of", "fairly" }

-- Signals: ways of saying something, and situations, that go with an emotion though no word names it. `effect` gives what one signal adds to an
-- emotion, by its English name in the taxonomy; `force` what it adds to the intensity.
cues.signals = {
  loud = { -- runs of marks
    effect = { Anger = 0.5 }, force = 0.6,
    words = { "！！", "!!", "？？", "??", "？！", "！？", "?!", "!?", "急急急", "😡", "🤬", "💢" },
  },
  exclaim = { effect = { Anger = 0.25 }, force = 0.25, words = { "！", "!" } },
  accuse = { -- speaks to the shop as to an opponent
    effect = { Anger = 0.22 }, force = 0.1,
    words = { "你们", "你家", "你店", "贵平台", "you people", "your company", "your warehouse", "your team", "your system", "your courier", "your agent", "your packing", "you lot" },
  },
  rhetorical = { -- questions that want no answer
    effect = { Anger = 0.4, Sarcasm = 0.15 }, force = 0.2,
    words = { "凭什么", "凭啥", "难道", "什么意思", "什么叫", "怎么不", "算什么", "还要我", "关我什么", "哪门子", "谁给你", "吗？？", "能不能要点", "是吧。", "我跟谁", "why should i", "why is it my", "how is that", "how hard", "what is the point", "what's the point", "do you even", "does anyone", "who do you", "what am i paying", "is it too much", "would you" },
  },
  reported = { -- repeats what the shop said
    effect = { Anger = 0.3, ["Feeling wronged"] = 0.15 }, force = 0.1, words = {},
  },
  again = { -- came before about the same matter
    effect = { Anger = 0.35, Helplessness = 0.2 }, force = 0.2,
    words = {
      "第二次", "第三次", "第四次", "第五次", "第六次", "第三回", "第四回", "第三遍", "第四遍", "第三只", "第二只", "第三个人", "两次了", "三次了", "四次了", "五次了", "问了三", "问了四", "问了五", "催了三", "催了四", "催了五", "催了四回", "每次都", "每次问", "每回", "两次都", "问了好几", "催了好几", "好几次", "好几遍", "多次", "反复", "一次又一次", "三番五次", "又碎", "又坏", "又降", "又错", "又让", "又说", "再一次", "换了三个", "换个人", "换一个人", "三个人", "十几个电话", "几十个电话", "三天又三天", "从头讲", "一遍又一遍", "四十八小时", "五次", "四次",
      "third time", "fourth time", "fifth time", "second time", "once again", "yet again", "again and again", "every time", "each time", "several times", "many times", "multiple times", "three times", "four times", "five times", "keep asking", "kept asking", "keep getting", "three people", "four people", "three different", "four different",
    },
  },
  demand = {
    effect = { Anger = 0.3 }, force = 0.2,
    words = { "退钱", "赔钱", "给个说法", "给我个说法", "给个痛快", "给我一个解释", "叫你们", "找你们领导", "叫领导", "要么", "不要了", "别补了", "别跟我", "少跟我", "我就问", "一分不能少", "书面", "i want my money", "i expect", "i demand", "speak to a manager", "your manager", "in writing", "refund me", "money back" },
  },
  slighted = { -- treated as a liar or a fool
    effect = { ["Feeling wronged"] = 0.8, Anger = 0.3 }, force = 0.2,
    words = { "至于吗", "至于骗", "讹你", "讹人", "碰瓷", "像审", "小偷", "我有病", "您自己没", "你自己没", "自己没看清", "您听错", "听错了", "记错", "理解错", "我撒谎", "没撒谎", "让我证明", "拿证据", "别人都不", "别人都没", "就您一个", "也怪我", "怪我", "当傻子", "当冤大头", "是我的错", "攒了", "不懂事", "老花眼", "一个人", "as if i", "made out", "my word", "treated like", "like a thief", "like a liar", "i am not a", "i'm not a", "not lying", "my mistake" },
  },
  deadline = {
    effect = { Anxiety = 0.4 }, force = 0.1,
    words = { "明天", "明早", "明晚", "后天", "今晚", "月底", "周末就", "结婚", "婚礼", "婚房", "办事", "面试", "考试", "生日", "中秋", "过节", "出差", "开学", "搬家", "租客", "报销", "交房租", "关账", "截止", "节前", "预产期", "满月", "tomorrow", "tonight", "by friday", "by monday", "by saturday", "this weekend", "wedding", "birthday", "interview", "exam", "moving in", "move in", "christmas", "anniversary", "guests", "due date", "deadline" },
  },
  pressed = { -- no way back, money or time is short
    effect = { Anxiety = 0.7, Helplessness = 0.2 }, force = 0.1,
    words = { "怎么办", "咋办", "咋整", "怎么交代", "来得及", "还能拦", "能拦吗", "能不能赶", "到底有没有", "在不在", "还在不在", "怕你们忘", "我怕", "怕是", "房租", "押金", "学生党", "卡里就", "自己贴钱", "工资里扣", "退休金", "我爸住院", "住院", "真的假的", "真假", "是不是假", "心里不踏实", "不敢", "一身汗", "后怕", "what do i do", "what should i do", "in time", "rent is due", "can't afford", "is it safe", "should i be", "i'm afraid", "i am afraid", "scared" },
  },
  exposed = { -- strangers know, money is gone
    effect = { Anxiety = 0.5, Anger = 0.4 }, force = 0.3,
    words = { "骗子", "诈骗", "我的号码", "我的信息", "我的地址", "知道我", "报得出", "共享屏幕", "被骗", "冒充", "扣了我", "扣了两次", "我的钱", "scam", "my details", "my address", "knows where i live", "twice" },
  },
  helpless = {
    effect = { Helplessness = 0.8, Anxiety = 0.2 }, force = 0,
    words = { "求一个", "求求", "求你", "我不会弄", "不会弄", "不会点", "不会用", "不知道怎么", "没辙", "跑了两趟", "跑了三趟", "谁管", "没人管", "没一个活人", "都没用", "说了没用", "不想吵", "没力气", "没说法", "给个准信", "有没有人", "老人家", "nobody", "no one", "nowhere", "please just", "begging", "all i want", "don't know how", "i give up" },
  },
  hoped = { -- it was to be something good
    effect = { Disappointment = 0.45 }, force = -0.1,
    words = { "本来", "还以为", "以为", "特意", "专门", "冲着", "期待", "想着", "仪式感", "送老师", "礼物", "纪念", "送给", "送人", "第一次买", "老顾客", "回头客", "惦记", "i thought", "was meant", "had hoped", "looking forward", "was supposed to", "gift for", "present for", "i expected" },
  },
  mild = { -- not about the money; the rest is fine
    effect = { Disappointment = 0.5 }, force = -0.3,
    words = { "不多", "不值钱", "不是钱", "不差", "不贵", "小事", "就是觉得", "就是有点", "就是想", "挺好的", "没问题", "东西没坏", "质量没", "质量还", "别的都好", "其他都好", "我先说", "有啥不同", "看着膈应", "膈应", "累觉不爱", "翻了三遍", "找了半天", "算不上", "对不起", "not much money", "not about the money", "otherwise fine", "otherwise good", "i just think", "just a shame", "small thing", "the rest is fine" },
  },
  quiet = { -- trails off
    effect = { Disappointment = 0.3 }, force = -0.3,
    words = { "。。。", "。。", "😅", "😔", "😞", "🙃", "😢" },
  },
  soft = { -- asks not to be taken amiss
    effect = { Anxiety = 0.35, Disappointment = 0.2 }, force = -0.4,
    words = { "没打算闹", "没有闹", "不是要讹", "不是催", "不是你们的错", "不是我多心", "不是非要", "我也不懂", "🙏", "帮忙看看", "麻烦看看", "not blaming", "i don't want to make a fuss", "not complaining", "i'm not trying", "i am not trying", "sorry to bother", "sorry to chase" },
  },
  mock = { -- says the reverse, or makes a joke of it
    effect = { Sarcasm = 0.7, Disappointment = 0.2 }, force = 0,
    words = { "合着", "敢情", "好家伙", "恭喜", "集齐", "颁奖", "是按", "还是按", "笑死", "佩服", "专享", "自驾游", "旅游", "复读机", "拼图", "盲盒", "抽奖", "五星给", "给…五星", "玄学", "量子", "写作文", "连续剧", "大结局", "老板大气", "蜗牛", "长征", "马拉松", "西天取经", "修炼", "渡劫", "lucky me", "how thoughtful", "apparently", "no doubt", "presumably", "at this rate", "archaeolog", "fossil", "pension", "century", "olympic", "medal", "miracle", "magic", "congratulations", "world tour", "jigsaw", "puzzle", "carrier pigeon", "museum", "pyramid", "award", "impressive", "well done", "perhaps it", "maybe it", "five stars for", "sightseeing", "pen pal", "hobby" },
  },
  harmed = { effect = { Anger = 0.4, Anxiety = 0.45 }, force = 0.35, words = {} },
  inquiry = {
    effect = { Calm = 0.6 }, force = -0.5,
    words = { "想问", "问一下", "问下", "请问", "顺便问", "就是想问", "能不能上", "能不能放", "能直接洗吗", "要不要晒", "会不会化", "请教", "麻烦补", "just wondering", "i would like to know", "i'd like to know", "is it ok", "can i", "may i", "how do i", "could i", "could you tell me", "can you tell me", "is it possible", "i was wondering", "quick question", "please could" },
  },
  formal = { -- the tone of a letter before action
    effect = { Calm = 0.6 }, force = -0.3,
    words = { "广告法", "消费者权益保护法", "第九条", "第五十五条", "现要求", "现投诉", "协商期", "限今日", "公证", "特此", "贵司", "贵店", "hereby", "pursuant", "without prejudice", "in accordance with" },
  },
}

-- The customer reports what somebody of the shop said; what follows, mostly in quotation marks, is the shop's.
cues.agent_said = {
  "客服说", "客服回", "客服就说", "客服还说", "客服居然说", "客服竟然说", "客服只说", "客服答", "客服称", "客服让我", "客服问我", "客服上来就", "客服跟我说", "客服告诉我", "客服的回复", "客服原话", "你们说", "你们回", "你们客服", "你们那个", "你们那位", "你们的人", "回我", "回了我", "给我回", "对我说", "告诉我说", "售后说", "售前说", "主管说", "商家说", "卖家说", "店家说", "答的是", "上来就是", "主播说", "主播原话",
  "agent said", "agent told", "support said", "you said", "you told me", "they said", "they told me", "he said", "she said", "told me", "was told", "were told", "i get told", "replied", "reply was", "the answer was", "your agent",
}

-- Says where they will take it.
cues.threat = {
  ["12315"] = 2, ["12345"] = 2, ["消协"] = 2, ["市场监管"] = 2, ["市监"] = 2, ["工商"] = 2, ["律师"] = 2, ["起诉"] = 2, ["法院"] = 2, ["报警"] = 2, ["派出所"] = 2, ["曝光"] = 2, ["记者"] = 2, ["媒体"] = 2, ["举报"] = 2, ["黑猫"] = 2, ["网信办"] = 2,
  ["投诉"] = 1, ["平台介入"] = 1, ["申请介入"] = 1, ["小二"] = 1, ["差评"] = 1, ["维权"] = 1, ["小红书"] = 1, ["发抖音"] = 1, ["退一赔三"] = 1, ["赔偿"] = 1,
  ["solicitor"] = 2, ["lawyer"] = 2, ["small claims"] = 2, ["legal action"] = 2, ["trading standards"] = 2, ["ombudsman"] = 2, ["police"] = 2, ["sue you"] = 2, ["chargeback"] = 2, ["court"] = 2, ["fcc"] = 2, ["bbb"] = 2, ["attorney"] = 2, ["newspaper"] = 2, ["going public"] = 2,
  ["one star"] = 1, ["bad review"] = 1, ["formal complaint"] = 1, ["report you"] = 1, ["compensation"] = 1, ["dispute"] = 1, ["twitter"] = 1,
}

-- Somebody was hurt, or might have been.
cues.harm = {
  hurt = {
    "流血", "出血", "血滴", "血流", "缝了", "缝针", "划破", "划了", "割破", "割伤", "划伤", "割到", "扎破", "烫伤", "烫红", "烫起", "起泡", "烫到手", "烫了手", "磕破", "摔伤", "砸伤", "砸到脚", "骨折", "受伤", "破了手", "手破", "去医院", "医院", "急诊", "过敏", "疹", "红肿", "湿疹", "中毒", "拉肚子", "呕吐", "触电", "电到", "麻手", "电了一下", "口子",
    "bleeding", "bled", "cut my", "cut his", "cut her", "burned my", "burnt my", "scalded", "electric shock", "got a shock", "stitches", "hospital", "injured", "injury", "rash", "allergic", "a burn on", "hurt my hand", "hurt himself", "hurt herself",
  },
  danger = {
    "冒烟", "冒火", "火花", "起火", "着火", "自燃", "烧焦", "焦味", "糊味", "焦糊", "发黑", "跳闸", "漏电", "短路", "爆炸", "炸了", "炸裂", "自爆", "玻璃碴", "玻璃渣", "发烫", "烫手", "融化", "弹开", "断裂", "砸下来", "差点烫", "差点砸", "差点摔", "差点把", "差点给", "差点着", "出人命", "甲醛", "有毒",
    "smoke", "smoking", "sparks", "sparking", "caught fire", "on fire", "burning smell", "scorch", "melted", "overheat", "tripped", "exploded", "shards", "nearly", "could have", "fumes", "unsafe", "dangerous", "live wire",
  },
  frail = {
    "孩子", "宝宝", "小孩", "婴儿", "月的娃", "娃", "女儿", "儿子", "孕", "老人", "老太太", "奶奶", "爷爷", "我爸", "我妈", "父母", "八十", "七十", "住院", "残疾",
    "baby", "child", "children", "toddler", "daughter", "my son", "grandson", "pregnant", "elderly", "my mother", "my mum", "my dad", "my father", "grandmother", "wheelchair",
  },
}

-- As above, but said of other people too; enough beside words that only an agent uses.
cues.relayed = { "让我", "叫我", "都是", "又是", "只会", "就知道", "跟我说", "告诉我", "回复", "答复", "机器人", "all i get", "just says", "keeps saying", "kept saying", "always" }

-- Asks once more, or asks for what a polite phrase left out.
cues.unanswered = {
  "？", "?", "还要", "还得", "多久", "几天", "几点", "到底", "等不", "等到", "等了", "又等", "还等", "耐心", "没用", "有什么用", "算了", "不等了", "机器人", "催了", "准话",
  "how long", "when exactly", "still", "waiting", "wait", "same thing", "that is what", "not an answer", "which", "by when", "who",
}

-- An answer with one of these says who does what by when: it is not a canned one, whatever polite words stand around it.
cues.concrete = {
  "点前", "点半前", "小时内", "分钟内", "今天内", "今晚", "今天下午", "明天上午", "明天中午", "月底前", "我盯", "我来跟", "我现在给", "两个办法", "两个方案", "方案一", "一是", "全额退", "给您补发", "给您退", "已退", "退您", "补您", "我查到", "查清楚了", "查到了", "我给您打", "我找您", "这是我们的", "为您查询", "查询中", "正在查", "帮您申请", "为您申请", "申请了", "已为您", "已经为您", "提交了", "拦截成功", "预计", "核实", "短信告知", "短信通知",
  "by noon", "by 5", "by the end of", "within the hour", "within 24 hours", "this afternoon", "tomorrow morning", "i will call", "i'll call", "i have opened", "i've opened", "i have refunded", "i've refunded", "two options", "i will send", "i'll send", "our mistake", "our fault",
}

return cues
