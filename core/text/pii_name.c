// pii_name: names of people. A name is known by a word before it (姓名 收货人 我叫 … my name is, Mr), or because it
// stands beside a telephone number or an address; then it is found wherever else the text says it. A surname with a
// title alone (王女士) is left: that is how cases speak of people.
#include "text/pii_priv.h"

#include <string.h>

// ---------------------------------------------------------------- Chinese names

static const char32_t surnames[] =
	U"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
	U"石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷"
	U"詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司"
	U"卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻"
	U"苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索"
	U"宣晋相初门云容敬扈晁芮普阙浦戈伏鹿薄邸雍辜羊阎常赖洪丘畅木揭糜嵇竺衣习";
static const char32_t *const double_surnames[] = {U"欧阳", U"上官", U"司马", U"诸葛", U"东方", U"皇甫", U"尉迟", U"公孙", U"慕容",
	U"令狐", U"司徒", U"夏侯", U"端木", U"宇文", U"长孙", U"轩辕", U"南宫", U"独孤", U"呼延", U"闻人", U"申屠", U"拓跋"};

// Words that begin like a name.
static const char32_t *const no_names[] = {U"高兴", U"高级", U"高度", U"高清", U"高端", U"高价", U"金额", U"金牌", U"金卡", U"金色", U"黄金",
	U"黄色", U"黄牛", U"白色", U"白天", U"白银", U"方便", U"方式", U"方案", U"方法", U"方面", U"马上", U"马桶", U"周末", U"周一", U"周二",
	U"周三", U"周四", U"周五", U"周六", U"周日", U"周年", U"周边", U"时间", U"时许", U"时候", U"时尚", U"安全", U"安装", U"安排", U"安徽", U"安心",
	U"全部", U"全新", U"全家", U"全国", U"全额", U"全程", U"包装", U"包裹", U"包邮", U"包括", U"成功", U"成都", U"成本", U"成分", U"成年",
	U"任何", U"任务", U"于是", U"万一", U"万元", U"万能", U"常州", U"应该", U"应当", U"向来", U"关于", U"关注", U"关系", U"关闭", U"解决",
	U"解释", U"解除", U"严重", U"严格", U"和平", U"和您", U"平台", U"平方", U"平米", U"平时", U"平安", U"江苏", U"江西", U"江门", U"云南", U"海南", U"海口",
	U"海外", U"海关", U"宁波", U"宁夏", U"温州", U"温度", U"石家", U"武汉", U"广州", U"杭州", U"明天", U"明确", U"明显", U"明白", U"连续",
	U"连夜", U"原来", U"原因", U"原价", U"原装", U"原件", U"华为", U"国内", U"国家", U"国际", U"国外", U"计划", U"计算", U"来电", U"来自",
	U"相关", U"相信", U"相同", U"相机", U"都是", U"都没", U"普通", U"强烈", U"强制", U"权益", U"支付", U"支持", U"满意", U"满减", U"满足",
	U"查询", U"查看", U"查收", U"单号", U"单独", U"单位", U"商品", U"商家", U"商城", U"商务", U"商户", U"尚未", U"文件", U"文字", U"文明",
	U"路上", U"路过", U"路由", U"游戏", U"管理", U"管家", U"管道", U"曲线", U"简单", U"简直", U"简介", U"车主", U"车子", U"车辆", U"车牌", U"项目",
	U"景区", U"费用", U"冷静", U"冷冻", U"米色", U"师傅", U"师父", U"边上", U"边缘", U"谈话", U"位置", U"花费", U"花园", U"花钱", U"盖子",
	U"盖章", U"练习", U"门口", U"门店", U"门卫", U"初次", U"初步", U"宣传", U"易碎", U"易损", U"康复", U"温馨", U"荣幸", U"欧洲", U"农村",
	U"农业", U"农民", U"司机", U"古代", U"古典", U"乐意", U"官方", U"官网", U"储值", U"南京", U"南方", U"南昌", U"南宁", U"班长", U"伊利", U"区别",
	U"区域", U"丰巢", U"巴西", U"容易", U"容量", U"向您", U"向我", U"左右", U"左边", U"尤其", U"毛病", U"毛衣", U"毛巾", U"石头", U"雷区",
	U"汤锅", U"童装", U"童鞋", U"梅花", U"柳州", U"桂林", U"苏州", U"郑州", U"徐州", U"许多", U"许可", U"何时", U"何必", U"叶子", U"段时", U"钱包",
	U"钱款", U"余额", U"余款", U"程序", U"程度", U"夏天", U"夏季", U"夏装", U"房东", U"房间", U"房子", U"宫廷", U"水果", U"林业", U"田园", U"龙头",
	U"牛奶", U"牛肉", U"牛仔", U"马克", U"阳光", U"阳台", U"蓝色", U"蓝牙", U"粉色", U"白金", U"沙发", U"鲁班", U"章程", U"盛夏", U"盘子", U"皮肤",
	U"皮鞋", U"皮革", U"楼上", U"楼下", U"楼道", U"池子", U"麻烦", U"麻辣", U"闻到", U"井盖", U"封面", U"封条", U"封号", U"索赔", U"索要", U"敬请",
	U"国庆", U"连锁", U"季度", U"季节", U"祝您", U"单纯", U"谢谢", U"谢您", U"向着", U"广东", U"老客", U"关爱", U"文员", U"文职", U"安保", U"全款", U"凌晨", U"祖籍", U"日期", U"房屋", U"房产", U"房地", U"曾致", U"曾经", U"曾在", U"曾于", U"曾向",
	U"向东", U"向西", U"向北", U"原先", U"原是", U"原系", U"司仪", U"广西", U"陕西"};

// What no given name holds, and what none holds where the text may go on behind it.
static bool never_given(uint32_t cp)
{
	return pii_among(cp, U"的了是在不有我你他她它们这那就也都没很吗呢吧啊呀哦哪么什谁几个把被让请您姐叔爷奶妈爸贷款购租");
}

static bool no_given(uint32_t cp)
{
	return never_given(cp) || pii_among(cp, U"因但如果今昨和与跟给要想买说问到去从又还再先女太阿老师同手电地收寄住号联系客户"
						U"或及等为以所于会可能应该打拿用做过着得之其此每另哥妹嫂亲");
}

static bool no_name(const pii_view *v, size_t at)
{
	for (size_t k = 0; k < FP_COUNT(no_names); k++)
		if (v->cp[at] == no_names[k][0] && v->cp[at + 1] == no_names[k][1])
			return true;
	return false;
}

static size_t surname_at(const pii_view *v, size_t at)
{
	for (size_t k = 0; k < FP_COUNT(double_surnames); k++)
		if (pii_starts(v, at, double_surnames[k]))
			return 2;
	return pii_among(v->cp[at], surnames) ? 1 : 0;
}

static size_t han_end(const pii_view *v, size_t i)
{
	size_t from = i;
	while (i < v->n && v->c[i] == PII_HAN && i - from < 12)
		i++;
	return i;
}

// 买买提·艾合买提
static size_t dotted_end(const pii_view *v, size_t at)
{
	size_t i = han_end(v, at), parts = 0;
	while (i > at && pii_among(v->cp[i], U"·•‧・") && v->c[i + 1] == PII_HAN) {
		i = han_end(v, i + 1);
		parts++;
	}
	return parts && i - at <= 20 ? i : 0;
}

// A name that begins at `at`: its end or 0. `closed`: what follows must not be one more Han character of a longer word,
// unless it is one that goes on after names.
static size_t han_name(const pii_view *v, size_t at, bool closed)
{
	size_t surname = v->c[at] == PII_HAN ? surname_at(v, at) : 0, i = at + surname, dotted = dotted_end(v, at);
	if (dotted)
		return dotted;
	if (!surname || v->c[i] != PII_HAN || no_given(v->cp[i]) || no_name(v, at))
		return 0;
	i++;
	bool behind = v->c[i] == PII_HAN;
	if (behind && !no_given(v->cp[i]) && !pii_among(v->cp[i], U"来上下已现需也家投反发退换付刚当怎真签取")) {
		i++;
		behind = v->c[i] == PII_HAN;
	}
	// Surnames that are everyday words need an end behind them.
	closed |= pii_among(v->cp[at], U"时于向应成全门满单平常方明连相支权国初强安路钱花温万关解严") && surname == 1;
	if (closed && behind && !pii_among(v->cp[i], U"的住电手在想要买先女地和与跟身微来也我给")) 
		return 0;
	return i;
}

// Two or three characters, four behind a surname of two, and nothing else.
static bool whole_name(const pii_view *v, size_t from, size_t to)
{
	size_t n = to - from, surname = n >= 2 ? surname_at(v, from) : 0;
	if (n > 2 && dotted_end(v, from) == to)
		return true;
	if (!surname || n <= surname || n > surname + 2 || no_name(v, from) || pii_starts(v, from + 1, U"先生") ||
	    pii_starts(v, from + 1, U"女士") || pii_starts(v, from + 1, U"小姐") || pii_starts(v, from + 1, U"老师"))
		return false;
	for (size_t i = from + surname; i < to; i++)
		if (never_given(v->cp[i]))
			return false;
	return true;
}

// The field of a form: two to four characters between a colon and what ends a field.
static size_t field_name(const pii_view *v, size_t at)
{
	static const char32_t *const not_names[] = {U"同上", U"本人", U"匿名", U"保密", U"未知", U"不详", U"客户", U"买家", U"先生", U"女士",
		U"暂无", U"没有", U"如下", U"客服", U"店铺", U"卖家", U"我的", U"老婆", U"老公", U"妈妈", U"爸爸", U"家人", U"朋友", U"门卫", U"物业",
		U"他人", U"自己", U"见附", U"已填", U"错误", U"错了", U"不对", U"不是", U"前台", U"电话", U"手机", U"地址", U"投诉"};
	size_t end = han_end(v, at), n = end - at;
	if (dotted_end(v, at))
		return dotted_end(v, at);
	if (whole_name(v, at, end))
		return end;
	if (n < 2 || n > 4 || no_name(v, at) || pii_letter(v->c[end]) || pii_digit(v->c[end]))
		return 0;
	for (size_t k = 0; k < FP_COUNT(not_names); k++)
		if (pii_starts(v, at, not_names[k]))
			return 0;
	for (size_t i = at; i < end; i++)
		if (pii_among(v->cp[i], U"的了是在不有我你他她吗呢吧啊这那们您先女客写填错没请和"))
			return 0;
	return end;
}

// ---------------------------------------------------------------- English names

static bool stop_word(const pii_view *v, size_t from, size_t to)
{
	static const char words[] =
		" a an the i my me we our you your he she it they this that these those and or but not no yes so very really still just also to of on in "
		"at for from with by as is are was were be been being am have has had do does did will would can could should may might must if then "
		"than when where why how what who which all any some more most other another one two three first second last new old good bad "
		"great best happy sad angry upset sorry sure glad glad afraid unable able trying writing calling contacting looking waiting "
		"spelled spelt misspelled misspelt wrong missing there here now today tomorrow yesterday again always never only about after before "
		"monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
		"november december black cyber prime christmas easter customer customers service services support team agent manager "
		"department care desk help order orders refund delivery parcel package royal mail amazon ebay paypal google apple "
		"dear hello hi hey thank thanks regards kind best sincerely please mr mrs ms miss dr sir madam info number name names address email "
		"phone account card union unacceptable ridiculous terrible awful absolutely disappointed disgusted frustrated uk us usa eu "
		"england london company store shop online website page item product quality time street road ltd inc llc limited going getting "
		"being currently regarding concerning unhappy pleased shocked extremely truly yours faithfully hope too quite both each it's done "
		"bank credit loan loans financial systems insurance mortgage ";
	char w[28] = " ";
	if (to - from > sizeof w - 3)
		return false;
	size_t n = 1, masks = 0;
	for (size_t i = from; i < to; i++) {
		masks += v->cp[i] == 'x';
		w[n++] = v->cp[i] < 0x80 ? (char)v->cp[i] : '?';
	}
	w[n++] = ' ';
	w[n] = 0;
	// "XXXX": somebody masked a name already.
	return (masks > 1 && masks == to - from) || strstr(words, w) != NULL;
}

static size_t name_word_end(const pii_view *v, size_t i)
{
	size_t from = i;
	while (i < v->n && (pii_letter(v->c[i]) || v->c[i] == PII_LETTER ||
	           (i > from && (v->c[i] == '\'' || v->c[i] == '-' || v->cp[i] == U'’') && pii_letter(v->c[i + 1]))))
		i++;
	return i;
}

static bool upper(const pii_view *v, size_t i)
{
	return v->c[i] >= 'A' && v->c[i] <= 'Z';
}

// "'s" does not belong to a name.
static size_t without_genitive(const pii_view *v, size_t from, size_t end)
{
	if (end > from + 2 && v->cp[end - 1] == 's' && (v->c[end - 2] == '\'' || v->cp[end - 2] == U'’'))
		return end - 2;
	return end;
}

// Up to four words of a name from `at`; *words is how many. Capitalised ones unless `low`, then at most two.
static size_t english_name(const pii_view *v, size_t at, bool low, size_t *words)
{
	size_t i = at, end = at;
	*words = 0;
	for (size_t most = 4; most--;) {
		size_t to = name_word_end(v, i), stop = without_genitive(v, i, to);
		bool capital = upper(v, i), particle = pii_starts(v, i, U"van ") || pii_starts(v, i, U"de ") || pii_starts(v, i, U"von ") ||
		                                      pii_starts(v, i, U"del ") || pii_starts(v, i, U"la ");
		if (to == i || (!capital && !(particle && *words) && !(low && *words < 2)) ||
		    (stop_word(v, i, stop) && !(capital && to == i + 1 && v->c[to] == '.')))
			break;
		if (!capital && !particle && to - i < 2)
			break;
		if (!particle || capital)
			end = stop;
		++*words;
		if (stop < to)
			break;
		i = to;
		if (v->c[i] == '.' && to - at == 1)
			i++;   // an initial
		else if (v->c[i] == '.' && i > at && i - 1 > at && v->c[i - 2] == ' ')
			i++;
		if (v->c[i] != ' ' || v->c[i + 1] == ' ')
			break;
		i++;
	}
	return end;
}

static size_t english_behind(const pii_view *v, const pii_cue *cue, size_t cue_start, size_t at, size_t *start)
{
	size_t from = pii_connector(v, at), words, end;
	bool my_name = pii_starts(v, cue_start, U"my name"), title = v->cp[cue_start] == 'm' && !my_name;
	bool named = from > at + 1 || v->c[at] == ':';
	if (v->cp[from] == ',' && cue->kind == CUE_CALLED)
		from++;
	while (from < v->n && (v->c[from] == ' ' || v->c[from] == '\n' || v->c[from] == '.'))
		from++;
	*start = from;
	// "Regards,\nJohn": the line is the name.
	bool closing = cue->kind == CUE_CALLED && from > at + 1 && (v->c[from - 1] == '\n');
	end = english_name(v, from, my_name, &words);
	if (!words)
		return 0;
	if (closing)
		return v->c[end] == '\n' || v->c[end] == 0 || v->c[end] == '.' ? end : 0;
	if (cue->kind == CUE_CALLED)
		return words >= 2 && !pii_starts(v, cue_start, U"thanks") && !pii_starts(v, cue_start, U"cheers") ? end : 0;
	// "Miss Smith", and not "easy to miss. Let me".
	if (title)
		return upper(v, cue_start) && upper(v, from) && (v->cp[cue_start + 1] != 'i' || v->c[at] == ' ') ? end : 0;
	if (my_name)
		return end;
	return named && (words >= 2 || pii_starts(v, cue_start, U"name") || pii_starts(v, cue_start, U"full name")) ? end : 0;
}

// ---------------------------------------------------------------- behind a word

static size_t name_behind(const pii_view *v, const pii_cue *cue, size_t cue_start, size_t at, size_t *start)
{
	size_t from = pii_connector(v, at), end;
	bool field = false;
	if (cue->text[0] < 0x80)
		return english_behind(v, cue, cue_start, at, start);
	for (size_t i = at; i < from; i++)
		field |= v->c[i] == ':' || v->c[i] == '\n';
	static const char32_t *const changes[] = {U"改成", U"改为", U"换成", U"应该是", U"写成"};
	for (size_t k = 0; k < FP_COUNT(changes); k++)
		if (pii_starts(v, from, changes[k]))
			from += k == 3 ? 3 : 2;
	*start = from;
	if (cue->kind == CUE_CALLED)
		return han_name(v, from, true);
	end = field ? field_name(v, from) : 0;
	end = end ? end : han_name(v, from, false);
	if (!end && v->c[from] < 0x80) {
		size_t words, to = english_name(v, from, false, &words);
		end = words >= 1 && (field || words >= 2) ? to : 0;
	}
	return end;
}

static void take(pii_view *v, pii_findings *f, size_t start, size_t end)
{
	pii_add(v, f, &pii_name_kind, (pii_found){start, end, pii_original(v, start, end)});
}

static void named(pii_view *v, pii_findings *f)
{
	for (size_t i = 0; i < v->n;) {
		size_t behind = 0, start = 0, end = 0;
		unsigned char c = v->c[i];
		const pii_cue *cue = c >= PII_HAN || pii_letter(c) ? pii_cue_at(v, i, &behind) : NULL;
		if (cue && (cue->kind == CUE_NAME || cue->kind == CUE_CALLED))
			end = name_behind(v, cue, i, behind, &start);
		if (end)
			take(v, f, start, end);
		i = end ? end : cue ? behind : i + 1;
	}
}

// ---------------------------------------------------------------- beside a number or an address

static bool between(const pii_view *v, size_t i)
{
	return v->c[i] == ' ' || pii_among(v->cp[i], U",、\t/;-\n:|");
}


// The Han characters right before `at`, as a name.
static void name_before(pii_view *v, pii_findings *f, size_t at)
{
	size_t to = at, skipped = 0, lines = 0;
	while (to > 0 && skipped < 4 && between(v, to - 1) && lines < 2) {
		lines += v->c[to - 1] == '\n';
		to--;
		skipped++;
	}
	size_t from = to;
	while (from > 0 && (v->c[from - 1] == PII_HAN || (from < to && pii_among(v->cp[from - 1], U"·•"))) && to - from < 16)
		from--;
	if (lines && from < to && from > 0 && !between(v, from - 1))
		return;
	if (whole_name(v, from, to)) {
		take(v, f, from, to);
		return;
	}
	// English: two or three capitalised words from the start of the line or behind a colon.
	for (from = to; from > 0 && v->c[from - 1] != '\n' && v->c[from - 1] != ':' && to - from < 40;)
		from--;
	while (from < to && v->c[from] == ' ')
		from++;
	size_t words;
	if (skipped && from < to && english_name(v, from, false, &words) == to && words >= 2)
		take(v, f, from, to);
}

static void name_after(pii_view *v, pii_findings *f, size_t at)
{
	size_t from = at, skipped = 0;
	while (from < v->n && skipped < 3 && between(v, from)) {
		from++;
		skipped++;
	}
	if (!skipped)
		return;
	size_t end = han_end(v, from);
	if (end > from && whole_name(v, from, end))
		take(v, f, from, end);
	else if ((end = han_name(v, from, false)) && (pii_starts(v, end, U"收") || pii_starts(v, end, U"先生") || pii_starts(v, end, U"女士")) && v->c[end + 2] != PII_HAN)
		take(v, f, from, end);
}

static void beside(pii_view *v, pii_findings *f)
{
	size_t n = f->n;
	for (size_t k = 0; k < n; k++) {
		const char *kind = f->by[k]->kind;
		if (strcmp(kind, "phone") && strcmp(kind, "address") && strcmp(kind, "landline"))
			continue;
		size_t start = f->v[k].start, end = f->v[k].end;
		name_before(v, f, start);
		name_after(v, f, end);
	}
}

// ---------------------------------------------------------------- wherever else it stands

#define NAMES_MOST 64

static bool same_here(const pii_view *v, size_t at, const uint32_t *name, size_t n)
{
	return at + n <= v->n && !memcmp(v->cp + at, name, n * sizeof *name);
}

// Two characters may be a part of another word: they must stand alone.
static void again(pii_view *v, pii_findings *f, const uint32_t *name, size_t n, fp_str canonical)
{
	bool word = name[0] < 0x80, two = !word && n == 2;
	for (size_t i = 0; i + n <= v->n; i++)
		if (v->cp[i] == name[0] && same_here(v, i, name, n) &&
		    !(word && ((i && pii_word_char(v->c[i - 1])) || pii_word_char(v->c[i + n]))) &&
		    !(two && ((i && v->c[i - 1] == PII_HAN) || v->c[i + n] == PII_HAN))) {
			pii_add(v, f, &pii_name_kind, (pii_found){i, i + n, canonical});
			i += n - 1;
		}
}

void pii_names(pii_view *v, pii_findings *f)
{
	size_t first = f->n, known = 0;
	v->done = 0;
	named(v, f);
	beside(v, f);
	size_t last = f->n;
	for (size_t k = first; k < last && known < NAMES_MOST; k++) {
		bool seen = false;
		for (size_t j = first; j < k && !seen; j++)
			seen = fp_str_eq(f->v[j].canonical, f->v[k].canonical);
		// One word of Latin letters may be anything else elsewhere.
		fp_str text = fp_str_sub(v->text, v->origin[f->v[k].start], v->origin[f->v[k].end]);
		if (seen || ((unsigned char)text.p[0] < 0x80 && !memchr(text.p, ' ', text.n)))
			continue;
		uint32_t name[64] = {0};
		size_t n = 0;
		for (size_t i = 0; i < text.n && n < FP_COUNT(name);) {
			uint32_t cp = fp_utf8_next(text, &i);
			name[n++] = cp < 0x80 ? (cp >= 'A' && cp <= 'Z' ? cp | 0x20 : cp) : fp_fold_cp(cp);
		}
		known++;
		if (n < FP_COUNT(name))
			again(v, f, name, n, f->v[k].canonical);
	}
}
