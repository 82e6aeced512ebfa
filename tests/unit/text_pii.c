// Personal data: what is found, what only looks like it, and placeholders.
#include "tap.h"
#include "text/text.h"

static fp_arena *a;

static fp_str zh(const char *s)
{
	if (!a)
		a = fp_arena_new(0);
	return fp_pii_redact(a, fp_s(s), FP_ZH, NULL, NULL, NULL);
}

static fp_str en(const char *s)
{
	return fp_pii_redact(a, fp_s(s), FP_EN, NULL, NULL, NULL);
}

void test_pii_phone(void)
{
	is_str(zh("电话13812345678。"), "电话[手机号#1]。");
	is_str(zh("电话：138 1234 5678，"), "电话：[手机号#1]，");
	is_str(zh("138-1234-5678"), "[手机号#1]");
	is_str(zh("+86 13812345678"), "[手机号#1]");
	is_str(zh("+86-138-1234-5678"), "[手机号#1]");
	is_str(zh("(+86)13812345678"), "[手机号#1]");
	is_str(zh("0086 13812345678"), "[手机号#1]");
	is_str(zh("8613812345678"), "[手机号#1]");
	is_str(zh("１３８１２３４５６７８"), "[手机号#1]");
	is_str(zh("１３８　１２３４　５６７８"), "[手机号#1]");
	is_str(zh("138 12345678和138‑1234‑5678"), "[手机号#1]和[手机号#1]");
	is_str(zh("13812345678 13912345678"), "[手机号#1] [手机号#2]");
	is_str(zh("13812345678/13912345678、13812345678"), "[手机号#1]/[手机号#2]、[手机号#1]");
	is_str(zh("138 1234 5678 13912345678"), "[手机号#1] [手机号#2]");
	is_str(zh("tel:13812345678 Tel13812345678"), "tel:[手机号#1] Tel[手机号#1]");
	is_str(zh("微信同号13812345678王女士"), "微信同号[手机号#1]王女士");
	is_str(zh("电话1:13812345678,2:13912345678"), "电话1:[手机号#1],2:[手机号#2]");
	is_str(zh("1.13812345678"), "1.[手机号#1]");
	is_str(zh("138\u200b1234\u200b5678"), "[手机号#1]");
	is_str(zh("19912345678，16612345678"), "[手机号#1]，[手机号#2]");
}

void test_pii_landline(void)
{
	is_str(zh("010-12345678"), "[座机#1]");
	is_str(zh("(0755) 8234-5678"), "[座机#1]");
	is_str(zh("（021）62345678"), "[座机#1]");
	is_str(zh("0571 87654321转801"), "[座机#1]转801");
	is_str(zh("0311-8765432"), "[座机#1]");
	is_str(zh("+86 10 62345678"), "[座机#1]");
	is_str(zh("0755-82345678-8001"), "[座机#1]");
	is_str(zh("01062345678"), "[座机#1]");
	is_str(zh("057187654321"), "[座机#1]");
	is_str(en("Call 010-62345678 or 13812345678"), "Call [Phone#1] or [Phone#2]");
}

void test_pii_hotlines(void)
{
	static const char *const public_[] = {"400-820-8820", "4008208820", "400 820 8820", "800-820-8820", "95588",
		"拨打95533转9", "12315", "12345热线", "10086", "10010-1", "+86 400 820 8820", "1-800-555-0199", "(800) 555-0199",
		"0800 123 4567", "110", "12306", "96110", "400-8208820"};
	for (size_t k = 0; k < FP_COUNT(public_); k++)
		is_str(zh(public_[k]), public_[k]);
}

void test_pii_foreign(void)
{
	is_str(en("(555) 123-4567"), "[Phone#1]");
	is_str(en("Call 555-123-4567."), "Call [Phone#1].");
	is_str(en("555.123.4567"), "[Phone#1]");
	is_str(en("+1 (555) 123-4567, 555-123-4567"), "[Phone#1], [Phone#1]");
	is_str(en("1-555-123-4567"), "[Phone#1]");
	is_str(en("+1 555 223 4567"), "[Phone#1]");
	is_str(en("+44 20 7946 0958"), "[Phone#1]");
	is_str(en("+44 7911 123456"), "[Phone#1]");
	is_str(en("07911 123456"), "[Phone#1]");
	is_str(en("020 7946 0958"), "[Phone#1]");
	is_str(en("+852 2345 6789 and +49 (30) 123456"), "[Phone#1] and [Phone#2]");
	is_str(en("+447911123456"), "[Phone#1]");
}

void test_pii_id_card(void)
{
	is_str(zh("身份证11010519491231002X"), "身份证[身份证#1]");
	is_str(zh("11010519491231002x"), "[身份证#1]");
	is_str(zh("440304198001010006"), "440304198001010006");
	is_str(zh("１１０１０５１９４９１２３１００２Ｘ"), "[身份证#1]");
	is_str(zh("110105 19491231 002X"), "[身份证#1]");
	is_str(zh("110105194912310021"), "110105194912310021");
	is_str(zh("11010519491331002X"), "11010519491331002X");
	is_str(zh("110105491231002"), "[身份证#1]");
	is_str(zh("110105491331002"), "110105491331002");
	is_str(zh("订单号：110105491231002"), "订单号：[订单号#1]");
	is_str(zh("编号：110105491231002"), "编号：110105491231002");
	is_str(zh("号11010519491231002X，11010519491231002x"), "号[身份证#1]，[身份证#1]");
}

void test_pii_bank_card(void)
{
	is_str(zh("卡号6222021234567890123"), "卡号6222021234567890123");
	is_str(zh("卡号6222021234567890128"), "卡号[银行卡#1]");
	is_str(zh("6222 0212 3456 7890 128"), "[银行卡#1]");
	is_str(zh("6222-0212-3456-7890-128"), "[银行卡#1]");
	is_str(en("4111 1111 1111 1111"), "[Card#1]");
	is_str(en("4111111111111111, 5500005555555559"), "[Card#1], [Card#2]");
	is_str(en("Amex 378282246310005 or 3782 822463 10005"), "Amex [Card#1] or [Card#1]");
	is_str(en("JCB 3530111333300000"), "JCB [Card#1]");
	is_str(en("4111111111111112"), "4111111111111112");
	is_str(zh("订单号4111111111111111"), "订单号[订单号#1]");
	is_str(en("order 4111111111111111"), "order [Order#1]");
}

void test_pii_email(void)
{
	is_str(zh("邮箱abc.d+e@qq.com。"), "邮箱[邮箱#1]。");
	is_str(zh("13812345678@163.com"), "[邮箱#1]");
	is_str(zh("ａｂｃ＠ｑｑ．ｃｏｍ"), "[邮箱#1]");
	is_str(en("Mail John.Doe@Example.co.uk, john.doe@example.co.uk."), "Mail [E-mail#1], [E-mail#1].");
	is_str(en("a@b, @home, user@localhost, icon@2x.png"), "a@b, @home, user@localhost, icon@2x.png");
	is_str(en("-abc@x.org"), "-[E-mail#1]");
}

void test_pii_decoys(void)
{
	static const char *const decoys[] = {"2026-11-18 10:32:05", "20261118103205", "2026年11月18日", "1700000000",
		"1700000000000", "20261118138123456789", "￥13812.00", "13812345678.50",
		"$13,812,345,678", "0.13812345678", "3.12.10.2", "192.168.100.200", "v1.2.3-20261118", "75123456789012", "1234567890123456", "9787302423287", "6901234567892",
		"10:30-11:45", "2026-11-18至2026-11-25", "120-130-1400", "1 2 3 4 5 6 7 8", "2021 2022 2023 2024", "T-12345678",
		"A138123456789", "138123456789", "1381234567", "12812345678", "工号10086123", "股票600519", "邮编100000",
		"3.1415926535897932", "11/18/2026", "(2026) 123-4567", "100-200-3000", "版本 10.0.19045.3570", "#12345678901",
		"UTC+8 2026", "1+15 30 20 40 50 60", "4111-1111-1111", "300 105 4000", "金额13812345678901元", "0x13812345678",
		"id=99999999999", "[手机号#1] [身份证#2]", "IMEI 352099001761481", "工单号2026111800123", "京A4纸", "价格￥138.12", "我是老客户", "收货人不是我", "杭州市西湖区没有门店", "2号楼电梯坏了", "客服中心3号窗口", "王女士 说 不要了",
		"名字写错了", "3号客服", "生日蛋糕 2026-11-18 送达", "微信支付的", "微信 12:30 发的", "订单 2026-11-18 下的", "中通 2026-11-18 到的", "姓名：同上", "姓名和电话都要", "8.8.8.8折", "zh: 微信\n    en: WeChat\n    aliases: [微信群, wechat]", "easy to miss. Let me go", "3.2.1.4章", "e-mail", "(12)", "+8", "00861", "86", "+", "(",
		"1-", "0-", "(+86", "(+86)", "(010", "+86-"};
	for (size_t k = 0; k < FP_COUNT(decoys); k++)
		is_str(zh(decoys[k]), decoys[k]);
}

void test_pii_disguised(void)
{
	is_str(zh("一三八一二三四五六七八"), "[手机号#1]");
	is_str(zh("打幺三八幺两三四五六七八，"), "打[手机号#1]，");
	is_str(zh("138一二三四5678"), "[手机号#1]");
	is_str(zh("1 3 8 1 2 3 4 5 6 7 8"), "[手机号#1]");
	is_str(zh("138.1234.5678 138/1234/5678 138_1234_5678"), "[手机号#1] [手机号#1] [手机号#1]");
	is_str(zh("l38O2345678还有①③⑧①②③④⑤⑥⑦⑧"), "[手机号#1]还有[手机号#2]");
	is_str(zh("1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣好"), "[手机号#1]好");
	is_str(zh("壹叁捌壹贰叁肆伍陆柒捌"), "[手机号#1]");
	is_str(zh("一一零一零五一九四九一二三一零零二X"), "[身份证#1]");
	is_str(zh("零二一六二三四五六七八"), "[座机#1]");
	is_str(zh("唯一13812345678，010-12345678 一直"), "唯一[手机号#1]，[座机#1] 一直");
	is_str(zh("一二三四五六七，一三八只"), "一二三四五六七，一三八只");
	is_str(zh("138****5678"), "138****5678");
	is_str(en("it is 138 1234 5678 is it"), "it is [Phone#1] is it");
	// Over two turns, also with another speaker between.
	is_str(zh("**客户** 20:15：电话1381234\n\n**客户** 20:16：5678\n"), "**客户** 20:15：电话[手机号#1]\n\n**客户** 20:16：[手机号#1]\n");
	is_str(zh("客户：138\n客服：嗯\n客户：12345678 谢谢"), "客户：[手机号#1]\n客服：嗯\n客户：[手机号#1] 谢谢");
	is_str(zh("客户：要138\n客服：12345678件"), "客户：要138\n客服：12345678件");
}

void test_pii_order(void)
{
	is_str(zh("订单号 202611181234567890"), "订单号 [订单号#1]");
	is_str(zh("单号：261118-123456789012345，"), "单号：[订单号#1]，");
	is_str(zh("4502837465019283746"), "[订单号#1]");
	is_str(zh("2026111810320512345"), "[订单号#1]");
	is_str(zh("订单编号2847 1029 3847 56"), "订单编号[订单号#1]");
	is_str(en("order #10234, order number 112-1234567-1234567"), "order #[Order#1], order number [Order#2]");
	is_str(zh("运单号 SF1381234567890"), "运单号 [运单号#1]");
	is_str(zh("YT1381234567890，SF1381234567890"), "[运单号#1]，[运单号#2]");
	is_str(zh("JD0123456789012"), "[运单号#1]");
	is_str(zh("中通快递 78123456789012"), "中通快递 [运单号#1]");
	is_str(zh("EA123456785CN EA123456784CN"), "[运单号#1] EA123456784CN");
	is_str(en("UPS 1Z999AA10123456784"), "UPS [Parcel#1]");
}

void test_pii_accounts(void)
{
	is_str(zh("加我微信 abc_123，QQ：12345678"), "加我微信 [微信#1]，QQ：[QQ#1]");
	is_str(zh("微信13812345678"), "微信[手机号#1]");
	is_str(zh("旺旺号是tb123456_2013"), "旺旺号是[账号#1]");
	is_str(zh("用户名：阳光_1980，"), "用户名：[账号#1]，");
	is_str(zh("京A·12345 粤BD12345 川A1234学"), "[车牌#1] [车牌#2] [车牌#3]");
	is_str(zh("护照号E12345678"), "护照号[证件号#1]");
	is_str(zh("登录IP 112.64.3.5，192.168.1.1"), "登录IP [IP#1]，192.168.1.1");
	is_str(zh("https://a.example/x?token=abcdef123456。https://a.example/x?id=5"), "[链接#1]。https://a.example/x?id=5");
	is_str(zh("生日是1990年1月2日，1990-01-02出生"), "生日是[生日#1]，[生日#1]出生");
	is_str(en("DOB 02/01/1990, born on Jan 2, 1990"), "DOB [Birthday#1], born on [Birthday#1]");
	is_str(en("SSN 123-45-6789, 000-45-6789"), "SSN [ID#1], 000-45-6789");
}

void test_pii_address(void)
{
	is_str(zh("请寄到浙江省杭州市西湖区文三路88号阳光小区3栋2单元1203室，谢谢"), "请寄到[地址#1]，谢谢");
	is_str(zh("文三路88号"), "[地址#1]");
	is_str(zh("翠苑小区3-2-1203门口"), "[地址#1]门口");
	is_str(zh("石桥镇新华村3组12号"), "[地址#1]");
	is_str(zh("地址：杭州市西湖区文三路阳光小区"), "地址：[地址#1]");
	is_str(zh("文三路88号，文三路88号"), "[地址#1]，[地址#1]");
	// A place is an address where it leads to a door, or where a word says that it is one.
	static const char *const places[] = {"云岭区白杨苑二期的业主", "丹桂花园7栋停水", "桐城市云岭区清河镇柳树村不通快递", "松江路和银杏大道路口", "云岭区晨光物业公司", "蓝湾国际城12-15栋漏水",
		"清河镇柳树村六组", "三室两厅", "桐山路2号线", "在云岭区第二医院"};
	for (size_t k = 0; k < FP_COUNT(places); k++)
		is_str(zh(places[k]), places[k]);
	is_str(zh("家住桐城市云岭区清河镇柳树村，"), "家住[地址#1]，");
	is_str(zh("收货地址：云岭区丹桂花园7栋"), "收货地址：[地址#1]");
	is_str(zh("丹桂花园7栋1502室，丹桂花园7栋2单元"), "[地址#1]，[地址#2]");
	is_str(zh("放在云岭区松江路27号门口"), "放在[地址#1]门口");
	is_str(zh("柳树村12号，柳树村3组12号"), "[地址#1]，[地址#2]");
	is_str(en("Ship it to 12 High Street, London SW1A 1AA."), "Ship it to [Address#1].");
	is_str(en("at 1600 N Main St, Apt 4B, Springfield, IL 62704 yesterday"), "at [Address#1] yesterday");
	is_str(en("Flat 3, 12 Park View Road"), "[Address#1]");
	is_str(en("PO Box 1234"), "[Address#1]");
	is_str(en("The A4 2GB card of 24 hours"), "The A4 2GB card of 24 hours");
}

void test_pii_name(void)
{
	is_str(zh("我叫王小明，王小明说不要"), "我叫[姓名#1]，[姓名#1]说不要");
	is_str(zh("收货人：李秀英"), "收货人：[姓名#1]");
	is_str(zh("姓名：买买提·热合曼"), "姓名：[姓名#1]");
	is_str(zh("张建国 13812345678 文三路88号"), "[姓名#1] [手机号#1] [地址#1]");
	is_str(zh("欧阳娜娜，13812345678"), "[姓名#1]，[手机号#1]");
	is_str(zh("我是金牌会员，我是周末来的，我是全款买的，被投诉人海利晨光公司"), "我是金牌会员，我是周末来的，我是全款买的，被投诉人海利晨光公司");
	is_str(en("I called Wells Fargo about XXXX XXXX. A man called John Smith came"), "I called Wells Fargo about XXXX XXXX. A man called [Name#1] came");
	is_str(en("My name is John Smith. Tell Mr. Smith."), "My name is [Name#1]. Tell Mr. [Name#2].");
	is_str(en("Kind regards,\nJane O'Brien"), "Kind regards,\n[Name#1]");
	is_str(en("I am very Upset. This is Black Friday. Thanks for All"), "I am very Upset. This is Black Friday. Thanks for All");
}

void test_pii_rules(void)
{
	fp_str allow[] = {fp_pii_canonical(a, FP_STR("0571-8888 6666")), fp_pii_canonical(a, FP_STR("文三路88号"))};
	fp_pii_rules r = {allow, 2};
	is_str(fp_pii_redact(a, FP_STR("打(0571)88886666，到文三路88号，13812345678"), FP_ZH, &r, NULL, NULL), "打(0571)88886666，到文三路88号，[手机号#1]");
}

void test_pii_known(void)
{
	fp_pii_known known = {0};
	is_str(fp_pii_redact(a, FP_STR("13812345678，13912345678"), FP_ZH, NULL, &known, NULL), "[手机号#1]，[手机号#2]");
	is_int((long long)known.n, 2);
	is_str(fp_pii_redact(a, FP_STR("13712345678 139-1234-5678"), FP_ZH, NULL, &known, NULL), "[手机号#3] [手机号#2]");
	is_int((long long)known.n, 3);
	is_str(fp_pii_restore(a, FP_STR("打[手机号#2]，[手机号#9] [x"), &known), "打13912345678，[手机号#9] [x");
}

void test_pii_redact(void)
{
	size_t n;
	fp_str s = fp_pii_redact(a, FP_STR("[手机号#3] 13812345678，13912345678 a@b.cn"), FP_ZH, NULL, NULL, &n);
	is_str(s, "[手机号#3] [手机号#4]，[手机号#5] [邮箱#1]");
	is_int((long long)n, 3);
	is_str(fp_pii_redact(a, s, FP_ZH, NULL, NULL, &n), "[手机号#3] [手机号#4]，[手机号#5] [邮箱#1]");
	is_int((long long)n, 0);
	fp_pii *v;
	is_int((long long)fp_pii_find(a, FP_STR("☎ ＋８６ １３８－１２３４－５６７８ 好"), NULL, &v), 1);
	is_str(v[0].canonical, "13812345678");
	is_str(fp_s(v[0].kind), "phone");
	is_int((long long)v[0].start, 4);
	is_str(en("[Phone#7] 010-62345678 555-123-4567"), "[Phone#7] [Phone#8] [Phone#9]");
}

// What later passes find lies between the placeholders of earlier ones; all places are of the text as it was given.
void test_pii_changes(void)
{
	fp_str text = FP_STR("说4111111111111111/13812345678，010-62345678 555-123-4567 收货人：李秀英");
	fp_pii_change *v;
	size_t n = fp_pii_changes(a, text, FP_ZH, NULL, &v), from = 0;
	fp_buf b = {0};
	ok(n >= 4, "%zu changes", n);
	for (size_t k = 0; k < n; k++) {
		ok(v[k].start >= from && v[k].end > v[k].start && v[k].end <= text.n, "change %zu at %zu", k, v[k].start);
		is_str(v[k].text, fp_cstr(a, fp_str_sub(text, v[k].start, v[k].end)));
		fp_buf_str(&b, fp_str_sub(text, from, v[k].start));
		fp_buf_str(&b, v[k].replacement);
		from = v[k].end;
	}
	fp_buf_str(&b, fp_str_sub(text, from, text.n));
	is_str(fp_pii_redact(a, text, FP_ZH, NULL, NULL, NULL), fp_cstr(a, fp_buf_view(&b)));
	fp_buf_free(&b);
}

void test_pii_linear(void)
{
	static const char *const unit[] = {"1", "1 ", "a.", "a@", "+", "(", "138-", "+1-", "0", "(0", "1-(", "6222 ",
		"[手机号#", "一", "一1", "1.", "l", "姓名", "王", "文三路88号", "12 High St ", "客户：138\n", "我叫王小明，", "https://", "a:", "微信", "生日1", "寄到"};
	for (size_t k = 0; k < FP_COUNT(unit); k++) {
		fp_buf b = {0};
		while (b.n < 300000)
			fp_buf_z(&b, unit[k]);
		double start = fp_clock_seconds();
		fp_pii_redact(a, fp_buf_view(&b), FP_ZH, NULL, NULL, NULL);
		ok(fp_clock_seconds() - start < 2, "300 kB of \"%s\" in %.3f s", unit[k], fp_clock_seconds() - start);
		fp_buf_free(&b);
	}
}
