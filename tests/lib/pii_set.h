// pii_set: texts of customers and agents with personal data at places that are known, and with things that only look
// like it. Made from a seed. Its names, streets, platforms and sentences are lists of their own, not the detector's.
// Some forms and sentences are held back: nobody looked at how they fare while the detectors were written.
#ifndef PII_SET_H
#define PII_SET_H
#include "base/base.h"

#include <string.h>

typedef struct {
	size_t start, end;
	const char *kind;
	bool disguised, held;
	const char *form;
} pii_label;

typedef struct {
	fp_buf text;
	pii_label label[12];
	size_t n;
} pii_made;

static uint64_t pii_seed;

static size_t pick(size_t n)
{
	pii_seed ^= pii_seed << 13;
	pii_seed ^= pii_seed >> 7;
	pii_seed ^= pii_seed << 17;
	return (size_t)((pii_seed >> 11) % n);
}
#define ONE_OF(list) ((list)[pick(FP_COUNT(list))])

static void digits(fp_buf *b, size_t n)
{
	while (n--)
		fp_buf_c(b, (char)('0' + pick(10)));
}

static char *take_text(fp_arena *a, fp_buf *b)
{
	return fp_cstr(a, fp_buf_take(b, a));
}

// ---------------------------------------------------------------- values

static char luhn_digit(const char *d, size_t n)
{
	unsigned sum = 0;
	for (size_t k = 0; k < n; k++) {
		unsigned x = (unsigned)(d[n - 1 - k] - '0') * (k % 2 ? 1 : 2);
		sum += x > 9 ? x - 9 : x;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

static char *mobile(fp_arena *a)
{
	static const char *const fronts[] = {"130", "133", "135", "136", "138", "139", "147", "150", "151", "155", "158", "159", "166", "170",
		"176", "177", "180", "186", "188", "189", "191", "195", "198", "199"};
	fp_buf b = {0};
	fp_buf_z(&b, ONE_OF(fronts));
	digits(&b, 8);
	return take_text(a, &b);
}

static char *id_card(fp_arena *a)
{
	static const char *const areas[] = {"110108", "310115", "440305", "330106", "510107", "420111", "320583", "610113", "350203", "230103"};
	static const unsigned w[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	fp_str s = fp_strf(a, "%s%zu%02zu%02zu%03zu", ONE_OF(areas), 1950 + pick(60), 1 + pick(12), 1 + pick(28), pick(1000));
	unsigned sum = 0;
	for (size_t k = 0; k < 17; k++)
		sum += (unsigned)(s.p[k] - '0') * w[k];
	return fp_cstr(a, fp_strf(a, "%.*s%c", FP_ARG(s), "10X98765432"[sum % 11]));
}

static char *bank_card(fp_arena *a)
{
	static const struct {
		const char *front;
		size_t n;
	} cards[] = {{"622202", 19}, {"621700", 19}, {"622848", 19}, {"621661", 19}, {"625912", 16}, {"4539", 16}, {"5412", 16}, {"3714", 15}};
	size_t k = pick(FP_COUNT(cards));
	fp_buf b = {0};
	fp_buf_z(&b, cards[k].front);
	digits(&b, cards[k].n - 1 - b.n);
	fp_buf_c(&b, luhn_digit(b.p, b.n));
	return take_text(a, &b);
}

static char *landline(fp_arena *a)
{
	static const char *const areas[] = {"010", "021", "028", "0571", "0755", "0512", "0379", "0898"};
	static const char *const marks[] = {"-", "", " ", "－"};
	fp_buf b = {0};
	const char *area = ONE_OF(areas), *mark = ONE_OF(marks);
	bool round = pick(6) == 0;
	fp_buf_f(&b, round ? "(%s)%s" : "%s%s", area, round ? "" : mark);
	fp_buf_c(&b, (char)('2' + pick(7)));
	digits(&b, 7);
	return take_text(a, &b);
}

static char *foreign_phone(fp_arena *a)
{
	switch (pick(7)) {
	case 0: return fp_cstr(a, fp_strf(a, "(%zu%zu%zu) %zu%02zu-%04zu", 2 + pick(6), pick(10), 1 + pick(6), 2 + pick(8), pick(100), pick(10000)));
	case 1: return fp_cstr(a, fp_strf(a, "%zu%zu%zu-%zu%02zu-%04zu", 2 + pick(6), pick(10), 1 + pick(6), 2 + pick(8), pick(100), pick(10000)));
	case 2: return fp_cstr(a, fp_strf(a, "+1 %zu%zu%zu %zu%02zu %04zu", 2 + pick(6), pick(10), 1 + pick(6), 2 + pick(8), pick(100), pick(10000)));
	case 3: return fp_cstr(a, fp_strf(a, "07%zu%02zu %06zu", 4 + pick(6), pick(100), pick(1000000)));
	case 4: return fp_cstr(a, fp_strf(a, "+44 7%zu%02zu %06zu", 4 + pick(6), pick(100), pick(1000000)));
	case 5: return fp_cstr(a, fp_strf(a, "020 7%03zu %04zu", pick(1000), pick(10000)));
	default: return fp_cstr(a, fp_strf(a, "%zu%zu%zu.%zu%02zu.%04zu", 2 + pick(6), pick(10), 1 + pick(6), 2 + pick(8), pick(100), pick(10000)));
	}
}

static char *order(fp_arena *a)
{
	fp_buf b = {0};
	switch (pick(4)) {
	case 0: fp_buf_f(&b, "%zu", 1 + pick(4)), digits(&b, 18); break;                     // 19 digits
	case 1: fp_buf_f(&b, "26%02zu%02zu-", 1 + pick(12), 1 + pick(28)), digits(&b, 15); break;
	case 2: fp_buf_f(&b, "%zu", 2 + pick(2)), digits(&b, 11); break;                     // 12 digits
	default: fp_buf_z(&b, "P7"), digits(&b, 17); break;
	}
	return take_text(a, &b);
}

static char *order_en(fp_arena *a)
{
	fp_buf b = {0};
	switch (pick(3)) {
	case 0: fp_buf_f(&b, "%03zu-%07zu-%07zu", 100 + pick(200), pick(10000000), pick(10000000)); break;
	case 1: fp_buf_f(&b, "%02zu-%05zu-%05zu", 10 + pick(20), pick(100000), pick(100000)); break;
	default: fp_buf_z(&b, "W"), digits(&b, 9); break;
	}
	return take_text(a, &b);
}

static char *parcel(fp_arena *a)
{
	static const char *const fronts[] = {"SF", "YT", "JT", "JDVA"};
	static const size_t sizes[] = {13, 13, 13, 11};
	size_t k = pick(6);
	fp_buf b = {0};
	if (k < 4)
		fp_buf_z(&b, fronts[k]), digits(&b, sizes[k]);
	else
		fp_buf_z(&b, k == 4 ? "78" : "43"), digits(&b, 12 + pick(2));
	return take_text(a, &b);
}

static char *parcel_en(fp_arena *a)
{
	fp_buf b = {0};
	if (pick(2)) {
		fp_buf_z(&b, "1Z");
		for (int k = 0; k < 3; k++)
			fp_buf_c(&b, (char)('A' + pick(26)));
		digits(&b, 13);
	} else {
		fp_buf_z(&b, "94001");
		digits(&b, 17);
	}
	return take_text(a, &b);
}

static char *plate(fp_arena *a)
{
	static const char *const provinces[] = {"京", "沪", "粤", "浙", "苏", "川", "鄂", "鲁", "豫", "闽"};
	static const char letters[] = "ABCDEFGH", more[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
	fp_buf b = {0};
	fp_buf_f(&b, "%s%c%s", ONE_OF(provinces), letters[pick(8)], pick(3) ? "" : "·");
	if (pick(3) == 0) {
		fp_buf_c(&b, pick(2) ? 'D' : 'F');
		digits(&b, 5);
	} else {
		digits(&b, 1), fp_buf_c(&b, more[pick(24)]), digits(&b, 3);
	}
	return take_text(a, &b);
}

static char *email(fp_arena *a)
{
	static const char *const users[] = {"lily.chen", "zhangsan88", "tom_w", "a.b-c", "xiaoyu2003", "j.smith", "info1999", "happy_cat"};
	static const char *const hosts[] = {"qq.com", "163.com", "gmail.com", "outlook.com", "sina.cn", "btinternet.co.uk", "foxmail.com", "mail.bfsu.edu.cn"};
	return fp_cstr(a, fp_strf(a, "%s%zu@%s", ONE_OF(users), pick(1000), ONE_OF(hosts)));
}

static char *wechat(fp_arena *a)
{
	static const char *const fronts[] = {"lucky", "Amy", "zhao_", "wxid_", "cat-", "sunny"};
	fp_buf b = {0};
	fp_buf_z(&b, ONE_OF(fronts));
	digits(&b, 5 + pick(4));
	return take_text(a, &b);
}

static char *qq(fp_arena *a)
{
	fp_buf b = {0};
	fp_buf_c(&b, (char)('1' + pick(9)));
	digits(&b, 6 + pick(4));
	// Not in the form of a mobile number.
	return take_text(a, &b);
}

static char *account(fp_arena *a)
{
	fp_buf b = {0};
	static const char *const words[] = {"阳光", "小鱼儿", "开心果", "mikey", "blue"};
	switch (pick(3)) {
	case 0: fp_buf_z(&b, "tb"), digits(&b, 8); break;
	case 1: fp_buf_f(&b, "%s_%zu", ONE_OF(words), 1980 + pick(40)); break;
	default: fp_buf_f(&b, "jd_%zx%04zx", 0x10000 + pick(0xFFFFF), pick(0xFFFF)); break;
	}
	return take_text(a, &b);
}

static char *ip(fp_arena *a)
{
	if (pick(5) == 0)
		return fp_cstr(a, fp_strf(a, "2409:8a28:%zx:%zx:%zx:%zx:%zx:%zx", 0x100 + pick(0xEFF), 0x100 + pick(0xEFF), pick(0xFFFF), pick(0xFFFF), pick(0xFFFF), 1 + pick(0xFFF)));
	return fp_cstr(a, fp_strf(a, "%zu.%zu.%zu.%zu", pick(2) ? 110 + pick(17) : 130 + pick(38), pick(256), pick(256), 1 + pick(254)));
}

static char *link_to(fp_arena *a)
{
	static const char *const names[] = {"token", "sign", "access_token", "session", "auth"};
	fp_buf b = {0};
	fp_buf_f(&b, "https://%s/%s?%s%s=", pick(2) ? "m.shop.example" : "pay.example.com", pick(2) ? "refund" : "u/i", pick(2) ? "id=12&" : "", ONE_OF(names));
	for (int k = 0; k < 24; k++)
		fp_buf_c(&b, "abcdefghijklmnopqrstuvwxyz0123456789"[pick(36)]);
	return take_text(a, &b);
}

static char *birthday(fp_arena *a, bool zh)
{
	size_t y = 1950 + pick(60), m = 1 + pick(12), d = 1 + pick(28);
	static const char *const months[] = {"January", "Feb", "March", "April", "May", "June", "July", "Aug", "September", "Oct", "November", "December"};
	if (zh)
		switch (pick(5)) {
		case 0: return fp_cstr(a, fp_strf(a, "%zu年%zu月%zu日", y, m, d));
		case 1: return fp_cstr(a, fp_strf(a, "%zu-%02zu-%02zu", y, m, d));
		case 2: return fp_cstr(a, fp_strf(a, "%zu月%zu号", m, d));
		case 3: return fp_cstr(a, fp_strf(a, "%zu.%zu.%zu", y, m, d));
		default: return fp_cstr(a, fp_strf(a, "%02zu年%zu月", y % 100 < 50 ? 88 : y % 100, m));
		}
	switch (pick(4)) {
	case 0: return fp_cstr(a, fp_strf(a, "%02zu/%02zu/%zu", d, m, y));
	case 1: return fp_cstr(a, fp_strf(a, "%s %zu, %zu", months[m - 1], d, y));
	case 2: return fp_cstr(a, fp_strf(a, "%zu %s %zu", d, months[m - 1], y));
	default: return fp_cstr(a, fp_strf(a, "%zu-%02zu-%02zu", y, m, d));
	}
}

static const char *const full_names[] = {"王建国", "李秀英", "张伟", "刘洋", "陈思远", "杨雪梅", "黄志强", "赵敏", "吴桂芳", "周洁", "徐静怡",
	"孙浩然", "马丽娜", "朱子轩", "胡晓燕", "郭富强", "何雨桐", "高玉兰", "林芷苓", "罗永红", "郑爽爽", "梁佳会", "谢廷", "宋佳音", "唐小虎",
	"许文静", "韩梅梅", "冯巩义", "邓梓岐", "曹得望", "彭予言", "曾国强", "萧敬", "田雨欣", "董茗竹", "袁隆", "潘美辰", "蒋欣然", "蔡铭良",
	"余秀桦", "杜鹃", "叶问天", "程雁秋", "苏闻茂", "魏葳", "吕布衣", "丁晓红", "任天行", "沈从安", "姚晨光", "卢志明", "傅媛惠", "钟南星",
	"姜达维", "谭咏梅", "廖凡尘", "范冰心", "汪涵之", "陆毅然", "金庸之", "石磊", "白静廷", "崔健雄", "康晖", "毛筱桐", "邱泽宇", "秦海露",
	"江忆雁", "史钰竹", "侯良屏", "龙映台", "万倩", "段弈弘", "雷嘉", "钱学文", "汤唯一", "尹正阳", "黎明辉", "易烊", "常远", "武达静",
	"乔震予", "贺君祥", "赖生川", "龚林娜", "文章明", "欧阳娜", "司马南风", "诸葛明月", "上官宛", "令狐小冲", "买买提·热合曼", "努尔·阿合买提"};
static const char *const first_names[] = {"James", "Mary", "Robert", "Patricia", "Oliver", "Amelia", "Harry", "Isla", "Liam", "Emma", "Noah",
	"Olivia", "Ethan", "Sophia", "Aisha", "Mohammed", "Wei", "Priya", "Carlos", "Ingrid", "Siobhan", "Nigel", "Gareth", "Deborah"};
static const char *const last_names[] = {"Smith", "Johnson", "Williams", "Okafor", "Patel", "O'Brien", "Garcia", "Taylor", "Evans", "Walker",
	"Robinson", "Thompson", "Hughes", "Novak", "Schmidt", "Kowalski", "Singh", "Macdonald", "Fitzgerald", "Lopez", "Hall-Jones", "Baker"};

static char *english_full_name(fp_arena *a)
{
	const char *first = ONE_OF(first_names), *last = ONE_OF(last_names);
	return fp_cstr(a, pick(6) ? fp_strf(a, "%s %s", first, last) : fp_strf(a, "%s %c. %s", first, (char)('A' + pick(20)), last));
}

static const char *const towns[] = {"浙江省杭州市余杭区", "江苏省苏州市吴中区", "广东省深圳市龙岗区", "北京市海淀区", "上海市闵行区", "四川省成都市武侯区",
	"湖北省武汉市洪山区", "河南省郑州市金水区", "山东省青岛市市北区", "福建省泉州市晋江市", "湖南省长沙市岳麓区", "陕西省西安市雁塔区", "重庆市渝北区",
	"天津市南开区", "辽宁省大连市甘井子区", "广西南宁市青秀区", "云南昆明市五华区", "安徽合肥蜀山区", "河北省唐山市路北区", "江西赣州市章贡区",
	"杭州滨江区", "广州天河区", "东莞市南城区", "佛山市顺德区", "绍兴柯桥区", "新疆喀什市", "贵州省遵义市汇川区", "海南省三亚市吉阳区"};
static const char *const roads[] = {"文三路", "人民路", "解放大道", "中山北路", "建设西街", "望江东路", "星湖街", "科苑南路", "世纪大道", "学院路", "长江中路",
	"和平里北街", "民族大道", "湖滨路", "万寿路", "环城东路", "新华街", "高新四路", "珞喻路", "天府三街", "滨海大道", "朝阳北路"};
static const char *const estates[] = {"阳光小区", "锦绣花园", "翠苑小区", "金地名苑", "幸福家园", "碧桂园", "万科城", "绿城玫瑰园", "保利公寓", "丽景花园", "水岸新城",
	"龙湖花园", "华润小区", "中海国际社区", "恒大绿洲小区", "云栖花园", "东方苑", "香樟苑", "福利院宿舍", "紫金公寓"};
static const char *const villages[] = {"李家村", "上塘村", "东王庄村", "石桥镇新华村", "太平镇红旗村", "河口乡向阳村"};

static char *address(fp_arena *a)
{
	const char *town = ONE_OF(towns), *road = ONE_OF(roads), *estate = ONE_OF(estates);
	size_t no = 1 + pick(300), house = 1 + pick(30), unit = 1 + pick(4), room = 101 + pick(30) * 100 + pick(5);
	switch (pick(8)) {
	case 0: return fp_cstr(a, fp_strf(a, "%s%s%zu号", town, road, no));
	case 1: return fp_cstr(a, fp_strf(a, "%s%s%zu号%s%zu栋%zu室", town, road, no, estate, house, room));
	case 2: return fp_cstr(a, fp_strf(a, "%s%s%zu幢%zu单元%zu", town, estate, house, unit, room));
	case 3: return fp_cstr(a, fp_strf(a, "%s%s%zu号楼%zu单元%zu室", road, estate, house, unit, room));
	case 4: return fp_cstr(a, fp_strf(a, "%s%s%zu组%zu号", town, ONE_OF(villages), 1 + pick(12), no));
	case 5: return fp_cstr(a, fp_strf(a, "%s%s%zu-%zu-%zu", town, estate, house, unit, room));
	case 6: return fp_cstr(a, fp_strf(a, "%s%zu号%zu座%zu室", road, no, house, room));
	default: return fp_cstr(a, fp_strf(a, "%s %s%zu弄%zu号%zu室", town, road, no, house, room));
	}
}

static char *english_address(fp_arena *a)
{
	static const char *const streets[] = {"Maple Street", "High Street", "N Ashland Ave", "Church Lane", "Sunset Blvd", "Victoria Road", "Elm Court",
		"Station Road", "Park View Close", "King's Drive", "W 42nd St", "Old Mill Way", "Harbour Terrace", "Orchard Grove"};
	static const char *const us[] = {"Springfield, IL 62704", "Austin, TX 78701", "San Jose, CA 95112", "Brooklyn, NY 11215-3301", "Salem OR 97301"};
	static const char *const uk[] = {"Leeds LS6 2AB", "London SW1A 1AA", "Cardiff, CF10 3AT", "Manchester M14 5TQ", "York, YO1 7HH"};
	size_t no = 1 + pick(2000);
	const char *street = ONE_OF(streets);
	switch (pick(6)) {
	case 0: return fp_cstr(a, fp_strf(a, "%zu %s, %s", no, street, ONE_OF(us)));
	case 1: return fp_cstr(a, fp_strf(a, "%zu %s, Apt %zu%c, %s", no, street, 1 + pick(20), (char)('A' + pick(4)), ONE_OF(us)));
	case 2: return fp_cstr(a, fp_strf(a, "%zu %s, %s", no, street, ONE_OF(uk)));
	case 3: return fp_cstr(a, fp_strf(a, "Flat %zu, %zu %s, %s", 1 + pick(20), no, street, ONE_OF(uk)));
	case 4: return fp_cstr(a, fp_strf(a, "%zu %s", no, street));
	default: return fp_cstr(a, fp_strf(a, "PO Box %zu", 100 + pick(9000)));
	}
}

// ---------------------------------------------------------------- disguises of a row of digits

static const char *const disguises[] = {"plain", "plain", "plain", "full width", "spaces", "hyphens", "dots", "one by one", "zero width", "numerals",
	"yao", "mixed", "lookalike", "circled", "key caps", "bold", "commas",
	// held back
	"financial", "underscores", "slashes", "arabic-indic", "traditional", "middle dots", "nbsp"};
#define DISGUISE_HELD 17

static bool grouped(const char *how, const char **mark)
{
	static const struct {
		const char *how, *mark;
	} marks[] = {{"spaces", " "}, {"hyphens", "-"}, {"dots", "."}, {"underscores", "_"}, {"slashes", "/"}, {"middle dots", "·"}, {"nbsp", "\u00a0"}, {"commas", "，"}};
	for (size_t k = 0; k < FP_COUNT(marks); k++)
		if (!strcmp(how, marks[k].how))
			return *mark = marks[k].mark, true;
	return false;
}

static void one_digit(fp_buf *b, char c, const char *how, size_t k)
{
	static const char *const numerals[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
	static const char *const money[] = {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
	static const char *const trad[] = {"零", "壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖"};
	static const char *const circles[] = {"⓪", "①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨"};
	size_t d = (size_t)(c - '0');
	char bytes[4];
	if (c < '0' || c > '9')
		fp_buf_c(b, c);
	else if (!strcmp(how, "full width"))
		fp_buf_add(b, bytes, fp_utf8_put(bytes, (uint32_t)(0xFF10 + d)));
	else if (!strcmp(how, "bold"))
		fp_buf_add(b, bytes, fp_utf8_put(bytes, (uint32_t)(0x1D7CE + d)));
	else if (!strcmp(how, "arabic-indic"))
		fp_buf_add(b, bytes, fp_utf8_put(bytes, (uint32_t)(0x660 + d)));
	else if (!strcmp(how, "numerals") || (!strcmp(how, "mixed") && k % 4 == 3))
		fp_buf_z(b, numerals[d]);
	else if (!strcmp(how, "yao"))
		fp_buf_z(b, d == 1 ? "幺" : d == 2 ? "两" : numerals[d]);
	else if (!strcmp(how, "financial"))
		fp_buf_z(b, money[d]);
	else if (!strcmp(how, "traditional"))
		fp_buf_z(b, trad[d]);
	else if (!strcmp(how, "circled"))
		fp_buf_z(b, circles[d]);
	else if (!strcmp(how, "key caps"))
		fp_buf_f(b, "%c\ufe0f\u20e3", c);
	else if (!strcmp(how, "lookalike") && k > 2 && (d == 0 || (d == 1 && k % 2)))
		fp_buf_c(b, d ? 'l' : 'O');
	else
		fp_buf_c(b, c);
}

// Phone numbers 3-4-4, cards in fours, ID cards 6-8-4.
static bool group_end(size_t n, size_t k)
{
	if (n == 11)
		return k == 2 || k == 6;
	if (n == 18)
		return k == 5 || k == 13;
	return k % 4 == 3 && k + 1 < n;
}

static char *disguise(fp_arena *a, const char *plain, const char *how)
{
	fp_buf b = {0};
	size_t n = strlen(plain);
	const char *mark;
	for (size_t k = 0; k < n; k++) {
		one_digit(&b, plain[k], how, k);
		if (grouped(how, &mark) && group_end(n, k))
			fp_buf_z(&b, mark);
		if (!strcmp(how, "one by one") && k + 1 < n)
			fp_buf_z(&b, " ");
		if (!strcmp(how, "zero width") && k % 3 == 1 && k + 1 < n)
			fp_buf_z(&b, "\u200b");
	}
	return take_text(a, &b);
}

// ---------------------------------------------------------------- sentences

typedef struct {
	const char *kind;
	const char *text;    // % is the value
	bool held;
} sentence;

static const sentence zh_sentences[] = {
	{"phone", "我的电话是%，请尽快联系我。", 0}, {"phone", "打这个号%都打不通，", 0}, {"phone", "手机%", 0}, {"phone", "让快递员送之前拨%", 0},
	{"phone", "换个号码吧：%，谢谢", 0}, {"phone", "%，随时可以打", 0}, {"phone", "微信同号%，加我。", 0}, {"phone", "机主尾号不对，应是%才对", 1}, {"phone", "麻烦回个电话%哈", 1},
	{"landline", "公司座机%，白天有人。", 0}, {"landline", "可以打%找前台，", 0}, {"landline", "家里电话 % 一直没人打来。", 0}, {"landline", "传真发到%", 1},
	{"id_card", "身份证号%，实名认证不过。", 0}, {"id_card", "海关要%这个证件，", 0}, {"id_card", "清关填了 % 还是失败", 0}, {"id_card", "他们让我报%核对身份。", 1},
	{"bank_card", "退款退到%这张卡上，", 0}, {"bank_card", "卡号：%，开户行是工行。", 0}, {"bank_card", "钱还没到 % ，", 0}, {"bank_card", "扣的是%的钱", 1},
	{"order", "订单号：%，已经五天没发货。", 0}, {"order", "单号%的那个，", 0}, {"order", "我的订单是%，查一下", 0}, {"order", "订单编号 % 申请退款被驳回。", 0}, {"order", "交易号%显示成功", 1},
	{"parcel", "快递单号%，三天没动。", 0}, {"parcel", "运单号：%，显示已签收", 0}, {"parcel", "退货寄回了，中通%，", 0}, {"parcel", "物流单号是%。", 0}, {"parcel", "圆通快递 % 丢件了", 1},
	{"plate", "取件的车是%，白色面包车。", 0}, {"plate", "装到我车上，车牌%", 0}, {"plate", "司机开的%，蹭了我家的门。", 1},
	{"email", "发票发到%。", 0}, {"email", "邮箱%，注意查收", 0}, {"email", "抄送一份给%吧", 1},
	{"wechat", "加我微信%细聊。", 0}, {"wechat", "微信号：%", 0}, {"wechat", "VX：%，加我发图给你", 0}, {"wechat", "+V %私聊", 1},
	{"qq", "QQ%，在线的。", 0}, {"qq", "我qq号是%", 0}, {"qq", "扣扣：%", 1},
	{"account", "我的旺旺号是%，", 0}, {"account", "用户名：%", 0}, {"account", "旺旺ID %，查不到订单。", 0}, {"account", "淘宝账号%登录不上", 1},
	{"birthday", "生日是%，说好有生日券。", 0}, {"birthday", "出生日期：%", 0}, {"birthday", "我%出生的，怎么不能买？", 1},
	{"ip", "登录IP %不是我的。", 0}, {"ip", "异常登录，地址%，", 0}, {"ip", "后台看到%在抢券", 1},
	{"link", "点这个%就进了我的订单页。", 0}, {"link", "链接 % 打不开", 1},
	{"address", "收货地址：%。", 0}, {"address", "请改寄到%，谢谢。", 0}, {"address", "我住在%，你们说送到了？", 0}, {"address", "快递放在%门口就走了。", 0},
	{"address", "地址写错了，应该是%", 0}, {"address", "麻烦送到%，我在家。", 0}, {"address", "之前那个地址作废，现在是%。", 1}, {"address", "货在%，叫人来拉走", 1},
	{"name", "我叫%，之前来电过。", 0}, {"name", "收货人：%", 0}, {"name", "收件人%，电话没接到。", 0}, {"name", "姓名：%，", 0}, {"name", "签收人写的是%，我不认识。", 0},
	{"name", "联系人 % 已经离职了。", 0}, {"name", "户名：%", 0}, {"name", "我是%，昨天投诉的那个。", 0}, {"name", "持卡人%本人申请。", 1}, {"name", "寄件人：%", 1},
};
static const sentence en_sentences[] = {
	{"phone", "Please call me on % after five.", 0}, {"phone", "My number is %.", 0}, {"phone", "Phone: %", 0}, {"phone", "You can text % any time,", 0}, {"phone", "the driver should ring % first", 1},
	{"id_card", "My ID card number is %.", 0}, {"bank_card", "The refund goes to %.", 0}, {"bank_card", "Card number %, expiry 09/28.", 0}, {"bank_card", "I was charged twice on %", 1},
	{"order", "Order number % never arrived.", 0}, {"order", "My order is %, still pending.", 0}, {"order", "order #% was cancelled", 0}, {"order", "Re: order no. %", 1},
	{"parcel", "Tracking number % has not moved.", 0}, {"parcel", "tracking: %", 0}, {"parcel", "UPS % says delivered.", 1},
	{"email", "Write to % please.", 0}, {"email", "my e-mail is %,", 0}, {"email", "cc %", 1},
	{"birthday", "Date of birth: %.", 0}, {"birthday", "DOB %", 0}, {"birthday", "I was born on %, so I am old enough.", 1},
	{"ip", "There was a login from IP % last night.", 0}, {"ip", "the address % is not mine", 1},
	{"link", "I clicked % and saw somebody else's basket.", 0},
	{"address", "Ship it to %.", 0}, {"address", "My address is %.", 0}, {"address", "It was left at %, which is next door.", 0}, {"address", "I live at %,", 0}, {"address", "the parcel went to % instead", 1},
	{"name", "My name is % and I am writing about a broken lamp.", 0}, {"name", "Mr. % answered the door.", 0}, {"name", "Name: %\n", 0}, {"name", "This is %, I called yesterday.", 0},
	{"name", "Kind regards,\n%\n", 0}, {"name", "Recipient: %,", 0}, {"name", "The parcel was signed for by Mrs %.", 1}, {"name", "Cardholder name: %.", 1},
};

static const char *const zh_decoys[] = {"价格从1299.00降到899.50元，", "2026年11月18日10:32:05下的单，", "货号 20261118-0032，", "型号KT-8800X缺货，", "客服热线400-820-8820打不通，",
	"我打了95338和12315，", "编码6923450657713的那款，", "杭州市的仓库发货慢，", "北京到上海要三天，", "马上处理，方便的话周末给我答复。", "高兴得太早，全部退了。",
	"满300减50，券后249.9元，", "第3号客服说等24-48小时，", "尺寸120*80*35cm，", "一共1380件，剩12345件，", "电话没人接，", "地址我已经写在备注里了，", "名字写错了，",
	"我是老客户，买了5年，", "我是第一次投诉，", "收货人不是我，", "联系人信息不全，", "版本10.0.19045.3570闪退，", "评分4.85，销量13800+，", "优惠码SAVE20261118无效，", "工单号2026111800123转了三个部门，",
	"西湖区没有门店吗，", "江苏省内包邮，", "物流信息停在广州市白云区，", "京东自营也这样？", "温度20.5.1固件，", "库存13812件，", "8点-10点送货，", "11-18到货，", "官网 https://www.example.com/item?id=678901234567 写的是现货，",
	"商品条码 6901234567892，", "快递柜3号格口打不开，", "2号楼电梯坏了不怪你们，", "满意度只有3.2分，", "本人已签收？没有！", "他叫什么我不知道，", "应该是常用的那个，", "时间是下午3点20，", "订单里有3件，",
	"微信支付的，", "qq音乐会员，", "生日蛋糕化了，", "邮政编码100000，", "1 2 3 4 5 都试过，", "金额 13812345678901 元是多打了，", "尾号5678的手机收不到验证码，", "京A4纸一包，", "和平路那家店也一样，",
	"城南区的梧桐里小区天天停水，", "桐城市云岭区清河街道白杨苑二期的业主都在投诉，", "丹桂花园7栋的电梯坏了，", "松江路和银杏大道路口没有红绿灯，", "云岭县清河镇柳树村通不了快递，", "白杨苑3期5号楼外墙掉砖，",
	"桐城市云岭区晨光物业有限公司不管，", "荷塘广场一楼的门店不退，", "清河镇柳树村六组的自提点关了，", "地铁桐山路2号线那家，", "蓝湾国际城12-15栋一起漏水，", "三室两厅的新房，", "云岭区第二医院门口的驿站丢件，",
	"我是全款买的，", "我是凌晨下的单，", "我是贷款买的，", "被投诉人商家一直不回，", "本人房屋没到期，", "本人祖籍不在这里，"};
static const char *const en_decoys[] = {"It cost 1,299.00 dollars. ", "On 2026-11-18 at 10:32 I asked again. ", "SKU 8800-1234-X is out of stock. ", "I rang 1-800-555-0199 twice. ", "Version 10.0.19045 crashes. ",
	"I waited 24 hours and 3 days. ", "Black Friday was a mess. ", "I am very upset with Customer Service. ", "This is Not acceptable. ", "It took 2 Business Days. ", "Customer: refund please. ", "The model is KX-2026-118. ",
	"EAN 4006381333931 is on the box. ", "It measures 120 x 80 x 35 cm. ", "I live in Manchester. ", "New York is far away. ", "My order has 3 items. ", "They tracked it for 12 days. ", "The 5 star rating is a lie. ",
	"Contact Us does not work. ", "Page 12 of 40 is missing. ", "From 9-5 nobody answers. ", "Thanks for nothing. ", "It arrived on Monday 18 November. ", "The code SAVE20 failed. ", "Call me back please. ", "I'm Still Waiting. ",
	"I called Northwind Bank again. ", "They sold it to XXXX XXXX in May. ", "This is Harbour Credit Services for you. "};
static const char *const zh_fillers[] = {"东西收到就是坏的，", "客服一直让我等，", "包装压扁了，", "说好当天发货，", "这次真的很失望。", "希望给个说法。", "图片已经发过了，", "退货流程太麻烦，", "态度也不好，"};
static const char *const en_fillers[] = {"The box was crushed. ", "Nobody told me anything. ", "I want my money back. ", "It is the wrong colour. ", "Please fix this. ", "The lid does not close. "};

static char *value_of(fp_arena *a, const char *kind, bool zh)
{
	if (!strcmp(kind, "phone"))
		return zh ? mobile(a) : foreign_phone(a);
	if (!strcmp(kind, "landline"))
		return landline(a);
	if (!strcmp(kind, "id_card"))
		return id_card(a);
	if (!strcmp(kind, "bank_card"))
		return bank_card(a);
	if (!strcmp(kind, "order"))
		return zh ? order(a) : order_en(a);
	if (!strcmp(kind, "parcel"))
		return zh ? parcel(a) : parcel_en(a);
	if (!strcmp(kind, "plate"))
		return plate(a);
	if (!strcmp(kind, "email"))
		return email(a);
	if (!strcmp(kind, "wechat"))
		return wechat(a);
	if (!strcmp(kind, "qq"))
		return qq(a);
	if (!strcmp(kind, "account"))
		return account(a);
	if (!strcmp(kind, "birthday"))
		return birthday(a, zh);
	if (!strcmp(kind, "ip"))
		return ip(a);
	if (!strcmp(kind, "link"))
		return link_to(a);
	if (!strcmp(kind, "address"))
		return zh ? address(a) : english_address(a);
	return zh ? fp_cstr(a, fp_s(ONE_OF(full_names))) : english_full_name(a);
}

static void add_label(pii_made *m, size_t start, const char *kind, const char *form, bool disguised, bool held)
{
	m->label[m->n++] = (pii_label){start, m->text.n, kind, disguised, held, form};
}

static bool can_be_disguised(const char *kind, bool zh)
{
	return (zh && !strcmp(kind, "phone")) || !strcmp(kind, "id_card") || !strcmp(kind, "bank_card");
}

static void put_sentence(fp_arena *a, pii_made *m, const sentence *s, bool zh)
{
	const char *mark = strchr(s->text, '%'), *how = "plain";
	char *value = value_of(a, s->kind, zh);
	bool held = s->held;
	if (can_be_disguised(s->kind, zh)) {
		size_t k = pick(FP_COUNT(disguises));
		size_t n = strlen(value);
		// Circled and spread out cards nobody writes; a comma between groups makes them amounts.
		if ((n == 11 || k < 7 || k == 8 || k == 9 || k >= DISGUISE_HELD) && (n != 15 || k < 4)) {
			how = disguises[k];
			held |= k >= DISGUISE_HELD;
			value = disguise(a, value, how);
		}
	}
	fp_buf_add(&m->text, s->text, (size_t)(mark - s->text));
	size_t start = m->text.n;
	fp_buf_z(&m->text, value);
	add_label(m, start, s->kind, strcmp(how, "plain") ? how : s->text, strcmp(how, "plain") != 0, held);
	fp_buf_z(&m->text, mark + 1);
	// A sentence that ends in the value gets a mark, a space or a line end behind it.
	static const char *const ends[] = {"，", "。", "\n", " ", "！"};
	fp_buf_z(&m->text, !zh ? " " : mark[1] ? "" : ONE_OF(ends));
}

// A number over two turns of the customer.
static void put_split(fp_arena *a, pii_made *m)
{
	const char *number = mobile(a);
	size_t cut = pick(2) ? 3 : 7, start;
	fp_buf_z(&m->text, "\n**客户** 20:15：我电话");
	start = m->text.n;
	fp_buf_add(&m->text, number, cut);
	add_label(m, start, "phone", "split", true, false);
	fp_buf_z(&m->text, pick(2) ? "\n\n**客服A08** 20:15：您说\n\n**客户** 20:16：" : "\n\n**客户** 20:16：");
	start = m->text.n;
	fp_buf_z(&m->text, number + cut);
	add_label(m, start, "phone", "split", true, false);
	fp_buf_z(&m->text, "\n");
}

// What is pasted from an order: name, number, address in one line or three.
static void put_block(fp_arena *a, pii_made *m, bool zh)
{
	const char *mark = zh ? (pick(3) ? "，" : pick(2) ? " " : "\n") : (pick(2) ? ", " : "\n");
	fp_buf_z(&m->text, "\n");
	size_t start = m->text.n;
	fp_buf_z(&m->text, zh ? ONE_OF(full_names) : english_full_name(a));
	add_label(m, start, "name", "block", false, false);
	fp_buf_z(&m->text, mark);
	if (zh) {
		start = m->text.n;
		fp_buf_z(&m->text, mobile(a));
		add_label(m, start, "phone", "block", false, false);
		fp_buf_z(&m->text, mark);
	}
	start = m->text.n;
	fp_buf_z(&m->text, zh ? address(a) : english_address(a));
	add_label(m, start, "address", "block", false, false);
	fp_buf_z(&m->text, "\n");
}

// The i-th text of a seed; *m is emptied first.
static void pii_make(fp_arena *a, uint64_t seed, size_t i, pii_made *m)
{
	fp_buf_clear(&m->text);
	m->n = 0;
	pii_seed = fp_hash64(&i, sizeof i, seed) | 1;
	bool zh = pick(5) < 3;
	for (size_t parts = 2 + pick(4); parts--;)
		switch (pick(8)) {
		case 0: fp_buf_z(&m->text, zh ? ONE_OF(zh_fillers) : ONE_OF(en_fillers)); break;
		case 1:
		case 2:
		case 3: fp_buf_z(&m->text, zh ? ONE_OF(zh_decoys) : ONE_OF(en_decoys)); break;
		case 4:
			if (m->n < 6 && pick(4) == 0) {
				if (zh && pick(2))
					put_split(a, m);
				else
					put_block(a, m, zh);
				break;
			}
			// fall through
		default:
			if (m->n < 6)
				put_sentence(a, m, zh ? &ONE_OF(zh_sentences) : &ONE_OF(en_sentences), zh);
		}
}
#endif
