// pii_place: Chinese addresses by their structure. An address is a row of parts that end in units (省 市 区 … 路 街 …
// 小区 花园 … 号 栋 单元 室) with little between them. It must lead to a door: a street or estate with a number, or,
// behind a word such as 地址, a street or estate in a region. The name of a city or district alone is none.
#include "text/pii_priv.h"

#include <string.h>

typedef enum { REGION, STREET, ESTATE, BUILDING, NUMBER } part_kind;
typedef enum { NO_LEVEL, HOUSE, BLOCK, STAIRS, ROOM, GROUP } level;   // 号; 栋 幢 座; 单元; 室; 组
typedef struct {
	part_kind kind;
	size_t start, end;   // of the unit; of a number the whole part
	bool house;          // a number with 号: of a street or village, not of a floor
	level level;         // of a number
} part;

typedef struct {
	const char32_t *unit;
	part_kind kind;
	const char32_t *not_before, *not_behind;   // characters that make it another word
} unit;

// Longer ones first where one is the start of another.
static const unit units[] = {
	{U"街道", REGION, U"", U""}, {U"省", REGION, U"节外本全", U"钱心事电力时去得下略委级"}, {U"市", REGION, U"城超上门夜菜都股集", U"场面区民值"},
	{U"区", REGION, U"地专景片禁误郊校分牧", U"别间分域"}, {U"县", REGION, U"", U"级城里"}, {U"镇", REGION, U"冰", U"痛定静"},
	{U"乡", REGION, U"家老故下", U"下村亲"}, {U"自治州", REGION, U"", U""}, {U"旗", REGION, U"红国锦", U"舰袍下帜"},
	{U"大道", STREET, U"", U""}, {U"大街", STREET, U"", U""}, {U"胡同", STREET, U"", U""},
	{U"路", STREET, U"线网电思退出走半迷套马铁公一在道过高", U"上过由径线人费口灯途程边况面"}, {U"街", STREET, U"逛上", U"上头边道坊"},
	{U"巷", STREET, U"", U"子"}, {U"道", STREET, U"知味渠通频报轨管赛街难厚地一这那公车跑航", U"歉理路具德"},
	{U"村", ESTATE, U"农乡", U"民里上"}, {U"小区", ESTATE, U"", U""}, {U"社区", ESTATE, U"", U""}, {U"花园", ESTATE, U"", U""},
	{U"公寓", ESTATE, U"", U""}, {U"家园", ESTATE, U"", U""}, {U"嘉园", ESTATE, U"", U""}, {U"宿舍", ESTATE, U"", U""},
	{U"别墅", ESTATE, U"", U""}, {U"苑", ESTATE, U"", U""}, {U"山庄", ESTATE, U"", U""}, {U"新城", ESTATE, U"", U""},
	{U"名邸", ESTATE, U"", U""}, {U"华府", ESTATE, U"", U""}, {U"华庭", ESTATE, U"", U""}, {U"雅居", ESTATE, U"", U""},
	{U"大厦", BUILDING, U"", U""}, {U"广场", BUILDING, U"", U""}, {U"中心", BUILDING, U"", U""}, {U"大楼", BUILDING, U"", U""},
	{U"园区", BUILDING, U"", U""}, {U"工业园", BUILDING, U"", U""}, {U"科技园", BUILDING, U"", U""}, {U"产业园", BUILDING, U"", U""},
	{U"大学", BUILDING, U"", U"生"}, {U"学院", BUILDING, U"", U""}, {U"医院", BUILDING, U"", U""}, {U"府", BUILDING, U"政", U""},
	{U"城", BUILDING, U"商县进全同老", U"市里"}, {U"园", BUILDING, U"公", U"区林"}, {U"庄", BUILDING, U"", U""}, {U"湾", BUILDING, U"", U""},
	{U"郡", BUILDING, U"", U""}, {U"庭", BUILDING, U"家法", U""}, {U"居", BUILDING, U"邻", U"然民住"},
};

static const char32_t *const known_places[] = {U"北京", U"天津", U"上海", U"重庆", U"河北", U"山西", U"辽宁", U"吉林", U"黑龙江",
	U"江苏", U"浙江", U"安徽", U"福建", U"江西", U"山东", U"河南", U"湖北", U"湖南", U"广东", U"海南", U"四川", U"贵州", U"云南",
	U"陕西", U"甘肃", U"青海", U"台湾", U"内蒙古", U"广西", U"西藏", U"宁夏", U"新疆", U"香港", U"澳门", U"深圳", U"广州", U"杭州",
	U"南京", U"苏州", U"成都", U"武汉", U"西安", U"长沙", U"郑州", U"青岛", U"济南", U"合肥", U"福州", U"厦门", U"南昌", U"沈阳",
	U"大连", U"哈尔滨", U"长春", U"石家庄", U"太原", U"昆明", U"贵阳", U"南宁", U"海口", U"兰州", U"银川", U"西宁", U"乌鲁木齐",
	U"拉萨", U"呼和浩特", U"宁波", U"温州", U"无锡", U"常州", U"东莞", U"佛山", U"珠海", U"惠州", U"中山", U"金华", U"义乌", U"嘉兴",
	U"绍兴", U"台州", U"泉州", U"徐州", U"南通", U"烟台", U"潍坊", U"临沂", U"洛阳", U"襄阳", U"宜昌", U"绵阳", U"遵义", U"桂林"};

#define STOPS U"在到是住的了给我你您址寄送去回把被从至往说让请吗呢吧就这那他她"

static bool stop_char(uint32_t cp)
{
	return pii_among(cp, STOPS);
}

static size_t length(const char32_t *w)
{
	size_t n = 0;
	while (w[n])
		n++;
	return n;
}

// ---------------------------------------------------------------- parts

static bool han_numeral(uint32_t cp)
{
	return pii_among(cp, U"一二三四五六七八九十百零〇两甲乙丙丁东西南北");
}

// 88号, 3栋, A座, 三单元, 1203室, 2号楼, 123弄, 3-2-1203, 12#
static bool number_part(const pii_view *v, size_t at, part *out)
{
	static const struct {
		const char32_t *unit;
		bool house;
		level level;
	} ends[] = {{U"号楼", false, BLOCK}, {U"号院", true, HOUSE}, {U"号", true, HOUSE}, {U"栋", false, BLOCK}, {U"幢", false, BLOCK},
		{U"单元", false, STAIRS}, {U"室", false, ROOM}, {U"座", false, BLOCK}, {U"楼", false, NO_LEVEL}, {U"层", false, NO_LEVEL},
		{U"户", false, NO_LEVEL}, {U"弄", true, HOUSE}, {U"组", true, GROUP}, {U"队", true, GROUP}, {U"期", false, NO_LEVEL},
		{U"房", false, ROOM}, {U"#", false, BLOCK}, {U"巷", true, NO_LEVEL}, {U"铺", false, NO_LEVEL}};
	size_t i = at, digits = 0, numerals = 0, letters = 0, hyphens = 0;
	if (v->cp[i] == U'第')
		i++;
	for (; i < v->n && i - at < 14; i++) {
		if (pii_digit(v->c[i]))
			digits++;
		else if (pii_letter(v->c[i]) && letters < 2)
			letters++;
		else if (v->c[i] == '-' && i > at && i + 1 < v->n && (pii_digit(v->c[i + 1]) || pii_letter(v->c[i + 1])))
			hyphens++;
		else if (han_numeral(v->cp[i]) && !digits && numerals < 4)
			numerals++;
		else
			break;
	}
	if (i == at || digits > 9 || (!digits && !letters && !numerals))
		return false;
	size_t gap = i + (v->c[i] == ' ');
	for (size_t k = 0; k < FP_COUNT(ends); k++)
		if (pii_starts(v, gap, ends[k].unit)) {
			size_t end = gap + length(ends[k].unit);
			level l = ends[k].level;
			// 三室两厅, 一房二卖; 2号线.
			if ((l == ROOM && digits < (ends[k].unit[0] == U'室' ? 2u : 3u)) || (l == HOUSE && pii_among(v->cp[end], U"线机台桥井柜")))
				l = NO_LEVEL;
			*out = (part){NUMBER, at, end, ends[k].house, l};
			return true;
		}
	// A row such as 3-2-1203 needs no unit, nor do three digits and more behind a part.
	if (!numerals && v->c[i] != '%' && v->c[i] != '.' && v->c[i] != ':' &&
	    ((hyphens && digits >= 3) || (digits >= 2 && digits <= 5 && v->c[i] != PII_HAN))) {
		*out = (part){NUMBER, at, i, true, digits >= 3 ? ROOM : NO_LEVEL};
		return true;
	}
	return false;
}

// Most characters begin no unit.
static bool begins_unit(uint32_t cp)
{
	switch (cp) {
	case U'街': case U'省': case U'市': case U'区': case U'县': case U'镇': case U'乡': case U'自': case U'旗': case U'大': case U'胡':
	case U'路': case U'巷': case U'道': case U'村': case U'小': case U'社': case U'花': case U'公': case U'家': case U'嘉': case U'宿':
	case U'别': case U'苑': case U'山': case U'新': case U'名': case U'华': case U'雅': case U'广': case U'中': case U'园': case U'工':
	case U'科': case U'产': case U'学': case U'医': case U'府': case U'城': case U'庄': case U'湾': case U'郡': case U'庭': case U'居':
		return true;
	default: return false;
	}
}

static bool unit_part(const pii_view *v, size_t at, size_t from, part *out)
{
	if (!begins_unit(v->cp[at]))
		return false;
	for (size_t k = 0; k < FP_COUNT(units); k++) {
		const unit *u = &units[k];
		if (v->cp[at] != u->unit[0] || !pii_starts(v, at, u->unit))
			continue;
		size_t end = at + length(u->unit);
		if (at <= from || v->c[at - 1] == ' ' || pii_among(v->cp[at - 1], u->not_before) || pii_among(v->cp[end], u->not_behind))
			continue;
		*out = (part){u->kind, at, end, false, NO_LEVEL};
		return true;
	}
	return false;
}

// ---------------------------------------------------------------- rows of parts

typedef struct {
	size_t start, end;   // from the first unit to the end of the last
	size_t regions, streets, estates, buildings, numbers;
	bool number;         // a street or estate directly followed by its number
	bool door;           // somebody's: see is_address
	bool village;        // the last part that is no number is a street or village, whose numbers are those of houses
	unsigned levels;     // of the numbers behind it, bits
	part_kind last;
} row;

static bool is_address(const row *r, bool told)
{
	size_t places = r->streets + r->estates;
	size_t weight = r->regions + 2 * places + r->buildings + r->numbers;
	if (!places && !r->buildings)
		return told && r->regions >= 2 && r->numbers;
	if (!told)
		return r->door && weight >= 3;
	return (r->numbers && weight >= 3 && (r->number || r->numbers > 1 || r->regions)) || (r->regions && places);
}

static bool known_place(const pii_view *v, size_t at)
{
	for (size_t k = 0; k < FP_COUNT(known_places); k++)
		if (v->cp[at] == known_places[k][0] && pii_starts(v, at, known_places[k]))
			return true;
	return false;
}

// Where the name of the first unit begins: at a place that is known, else behind the word or character before which no
// name goes on, at most eight characters away.
static size_t row_start(const pii_view *v, const row *r, size_t from, size_t told_end)
{
	size_t i = r->start, most = 16, start = i, known = SIZE_MAX;
	while (i > from && most-- && (v->c[i - 1] == PII_HAN || v->c[i - 1] == ' ') && !stop_char(v->cp[i - 1])) {
		i--;
		if (known_place(v, i))
			known = i;
		if (r->start - i <= 8 || i == told_end)
			start = i;
		if (i == told_end)
			break;
	}
	if (known != SIZE_MAX)
		return known;
	while (start < r->start && (v->c[start] == ' ' || v->c[start] == ':'))
		start++;
	return start;
}

static bool gap_is_name(const pii_view *v, size_t from, size_t to)
{
	if (to < from || to - from > 10)
		return false;
	for (size_t i = from; i < to; i++)
		if (stop_char(v->cp[i]) || (v->c[i] != PII_HAN && v->c[i] != ' ' && !pii_digit(v->c[i]) && !pii_letter(v->c[i]) &&
		                               !pii_among(v->cp[i], U"·()")))
			return false;
	return true;
}

// A house of a street or village, a building with stairs or room, a room. A row of digits is a room only behind a building
// or with hyphens.
static bool leads_to_door(const row *r, const part *p, bool bare)
{
	unsigned before = r->levels;
	switch (p->level) {
	case HOUSE: return r->village;
	case STAIRS: return before & 1u << BLOCK;
	case ROOM: return !bare || before & (1u << BLOCK | 1u << STAIRS);
	default: return false;
	}
}

static void join(row *r, const part *p, bool bare, bool village)
{
	if (!r->end)
		r->start = p->start;
	r->regions += p->kind == REGION;
	r->streets += p->kind == STREET;
	r->estates += p->kind == ESTATE;
	r->buildings += p->kind == BUILDING;
	r->numbers += p->kind == NUMBER;
	if (p->kind == NUMBER) {
		r->door |= leads_to_door(r, p, bare);
		r->levels |= 1u << p->level;
	} else {
		r->village = p->kind == STREET || village;
		r->levels = 0;
	}
	r->last = p->kind;
	r->end = p->end;
}

// A number counts only directly behind another part, and 号 not behind a building (客服中心3号).
static bool number_fits(const pii_view *v, const row *r, const part *p)
{
	size_t gap = p->start - r->end;
	if (!r->end || gap > 1 || (gap == 1 && v->c[r->end] != ' ' && v->cp[r->end] != ','))
		return false;
	return r->last != REGION ? !(r->last == BUILDING && p->house && !r->regions && !r->streets) : p->house;
}

static void finish(pii_view *v, pii_findings *f, row *r, size_t from, size_t told_end)
{
	bool told = told_end && r->start >= told_end && r->start - told_end < 24;
	if (r->end && is_address(r, told)) {
		size_t start = row_start(v, r, from > v->done ? from : v->done, told_end);
		pii_add(v, f, &pii_address_kind, (pii_found){start, r->end, pii_original(v, start, r->end)});
	}
	*r = (row){0};
}

static bool bare_digits(const pii_view *v, const part *p)
{
	for (size_t i = p->start; i < p->end; i++)
		if (!pii_digit(v->c[i]))
			return false;
	return true;
}

static bool clause_char(const pii_view *v, size_t i)
{
	unsigned char c = v->c[i];
	return c == PII_HAN || pii_digit(c) || pii_letter(c) || c == ' ' || pii_among(v->cp[i], U"-#(),·");
}

static void clause(pii_view *v, pii_findings *f, size_t from, size_t to, size_t told_end)
{
	row r = {0};
	for (size_t i = from; i < to;) {
		part p;
		bool number_may = r.end && (i == r.end || i == r.end + 1);
		if (number_may && number_part(v, i, &p) && number_fits(v, &r, &p)) {
			r.number |= r.last == STREET || r.last == ESTATE || (r.last == BUILDING && !p.house);
			join(&r, &p, bare_digits(v, &p), false);
			i = p.end;
			continue;
		}
		if (v->c[i] == PII_HAN && unit_part(v, i, from, &p)) {
			// Behind a door the next street or region begins another address.
			if (r.end && (!gap_is_name(v, r.end, p.start) || (r.numbers && p.kind <= STREET)))
				finish(v, f, &r, from, told_end);
			join(&r, &p, false, v->cp[p.start] == U'村');
			i = p.end;
			continue;
		}
		if (r.end && i - r.end > 10)
			finish(v, f, &r, from, told_end);
		i++;
	}
	finish(v, f, &r, from, told_end);
}

// ---------------------------------------------------------------- English

static const char *const street_words[] = {"street", "st", "avenue", "ave", "road", "rd", "boulevard", "blvd", "lane", "ln",
	"drive", "dr", "court", "ct", "way", "place", "pl", "terrace", "parkway", "pkwy", "circle", "cir", "square", "sq", "highway",
	"hwy", "close", "crescent", "gardens", "grove", "mews", "row", "trail", "walk", "hill", "green", "park", "view", "rise", "quay",
	"broadway", "wharf", "loop", "alley", "turnpike", "vale", "parade"};

static size_t word_end(const pii_view *v, size_t i)
{
	while (i < v->n && (pii_letter(v->c[i]) || pii_digit(v->c[i]) || v->c[i] == '\''))
		i++;
	return i;
}

static bool one_of(const pii_view *v, size_t from, size_t to, const char *const *words, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		size_t w = 0;
		while (from + w < to && words[k][w] && v->cp[from + w] == (uint32_t)words[k][w])
			w++;
		if (from + w == to && !words[k][w])
			return true;
	}
	return false;
}

static bool upper(const pii_view *v, size_t i)
{
	return v->c[i] >= 'A' && v->c[i] <= 'Z';
}

// "SW1A 1AA": an area of the Royal Mail, one or two more, a space, digit and two letters. Returns its end or 0.
static size_t postcode(const pii_view *v, size_t i)
{
	static const char areas[] = " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN"
		" EX FK FY G GL GU HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL"
		" OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS"
		" WV YO ZE ";
	char area[5] = " ";
	size_t from = i, n = 1;
	while (n < 3 && upper(v, i))
		area[n++] = (char)v->c[i++];
	area[n] = ' ';
	if (n == 1 || !strstr(areas, area) || !pii_digit(v->c[i]))
		return 0;
	i++;
	if (pii_digit(v->c[i]) || (upper(v, i) && v->c[i + 1] == ' '))
		i++;
	if (v->c[i] != ' ' || !pii_digit(v->c[i + 1]) || !upper(v, i + 2) || !upper(v, i + 3) || pii_word_char(v->c[i + 4]))
		return 0;
	for (size_t k = 2; k < 4; k++)
		if (memchr("CIKMOV", v->c[i + k], 6))
			return 0;
	return (from > 0 && pii_word_char(v->c[from - 1])) ? 0 : i + 4;
}

// "CA 94105", "CA 94105-1234"
static size_t state_zip(const pii_view *v, size_t i)
{
	static const char states[] = " AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK"
		" OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC ";
	char state[5] = {' ', (char)v->c[i], v->c[i] ? (char)v->c[i + 1] : 0, ' ', 0};
	if (!upper(v, i) || !upper(v, i + 1) || !strstr(states, state))
		return 0;
	i += 2;
	i += v->c[i] == ',';
	if (v->c[i++] != ' ')
		return 0;
	for (size_t k = 0; k < 5; k++)
		if (!pii_digit(v->c[i++]))
			return 0;
	if (v->c[i] == '-') {
		size_t k = 1;
		while (k < 5 && pii_digit(v->c[i + k]))
			k++;
		i += k == 5 ? 5 : 0;
	}
	return pii_word_char(v->c[i]) ? 0 : i;
}

// Behind the street: ", Apt 4B", town and postcode or state and zip code, over at most two line ends.
static size_t rest_of_address(const pii_view *v, size_t end)
{
	static const char *const inner[] = {"apt", "apartment", "suite", "ste", "unit", "flat", "floor", "fl", "room", "rm", "no", "north",
		"south", "east", "west", "n", "s", "e", "w", "ne", "nw", "se", "sw"};
	size_t best = end;
	for (size_t i = end, words = 0, lines = 0; words < 9;) {
		while (v->c[i] == ' ' || v->c[i] == ',' || v->c[i] == '.' || v->c[i] == '#' || v->c[i] == '\n')
			if (v->c[i++] == '\n' && (++lines > 2 || v->c[i - 2] == '.' || v->c[i - 2] == ' '))
				return best;
		size_t to = postcode(v, i);
		to = to ? to : state_zip(v, i);
		if (to)
			return to;
		to = word_end(v, i);
		bool part_word = one_of(v, i, to, inner, FP_COUNT(inner));
		if (part_word || (words && pii_digit(v->c[i]) && best == i - 1 - (v->c[i - 1] == '#')))
			best = to;
		if (part_word && v->c[to] == ' ' && to + 1 < v->n && (pii_digit(v->c[to + 1]) || (upper(v, to + 1) && word_end(v, to + 1) < to + 4)))
			best = to = word_end(v, to + 1);
		else if (to > i && v->c[i - 1] == '#')
			best = to;
		else if (to == i || !(upper(v, i) || part_word))
			break;
		i = to;
		words++;
	}
	return best;
}

static size_t before_street(const pii_view *v, size_t at)
{
	static const char *const inner[] = {"flat", "apt", "apartment", "unit", "suite"};
	size_t i = at, words = 0;
	// "Flat 3B, " before the number of the house
	while (i > 1 && words < 2 && at - i < 16) {
		size_t e = i;
		while (e > 0 && (v->c[e - 1] == ' ' || v->c[e - 1] == ','))
			e--;
		size_t b = e;
		while (b > 0 && (pii_letter(v->c[b - 1]) || pii_digit(v->c[b - 1])))
			b--;
		if (b == e)
			return at;
		if (one_of(v, b, e, inner, FP_COUNT(inner)))
			return words ? b : at;
		i = b;
		words++;
	}
	return at;
}

// "12 High Street", "1600 N Main St", "PO Box 123".
static bool english(const pii_view *v, size_t at, bool told, pii_found *out)
{
	if (at > 0 && (pii_word_char(v->c[at - 1]) || strchr("$-./:", v->c[at - 1] ? v->c[at - 1] : 'x')))
		return false;
	size_t i = word_end(v, at), digits = 0;
	while (pii_digit(v->c[at + digits]))
		digits++;
	if (!digits || digits > 5 || i - at > digits + 1)
		return false;
	for (size_t words = 0; words < 5; words++) {
		if (v->c[i] == '.')
			i++;
		if (v->c[i] != ' ')
			return false;
		size_t from = ++i;
		i = word_end(v, i);
		if (i == from)
			return false;
		bool ordinal = pii_digit(v->c[from]) && pii_letter(v->c[i - 1]);
		if (words && one_of(v, from, i, street_words, FP_COUNT(street_words)) && (upper(v, from) || told)) {
			size_t end = rest_of_address(v, i);
			// "12 Park View Road": the last of several
			size_t next = i + 1, next_end = word_end(v, next);
			if (v->c[i] == ' ' && upper(v, next) && one_of(v, next, next_end, street_words, FP_COUNT(street_words)))
				continue;
			*out = (pii_found){before_street(v, at), end, {0}};
			return true;
		}
		if (!upper(v, from) && !ordinal && !told)
			return false;
	}
	return false;
}

static bool po_box(const pii_view *v, size_t at, pii_found *out)
{
	size_t i = pii_starts(v, at, U"po box ") ? at + 7 : pii_starts(v, at, U"p.o. box ") ? at + 9 : 0, end = i;
	while (i && pii_digit(v->c[end]))
		end++;
	if (!i || end < i + 2 || (at > 0 && pii_word_char(v->c[at - 1])))
		return false;
	*out = (pii_found){at, rest_of_address(v, end), {0}};
	return true;
}

static void english_at(pii_view *v, pii_findings *f, size_t *i, size_t told_end)
{
	pii_found x;
	unsigned char c = v->c[*i], before = *i ? v->c[*i - 1] : ' ';
	if (!(pii_digit(c) || upper(v, *i) || c == 'p') || pii_word_char(before))
		return;
	bool found = pii_digit(c) ? english(v, *i, told_end && *i - told_end < 12, &x) : c == 'P' || c == 'p' ? po_box(v, *i, &x) : false;
	if (!found && upper(v, *i)) {
		size_t end = postcode(v, *i);
		found = end;
		x = (pii_found){*i, end, {0}};
	}
	if (!found)
		return;
	x.canonical = pii_original(v, x.start, x.end);
	pii_add(v, f, &pii_address_kind, x);
	*i = x.end;
}

// ---------------------------------------------------------------- the pass

void pii_addresses(pii_view *v, pii_findings *f)
{
	size_t told = 0;
	v->done = 0;
	for (size_t i = 0; i < v->n;) {
		size_t from = i, inner_told = told, found = f->n;
		while (i < v->n && clause_char(v, i)) {
			size_t end;
			const pii_cue *cue = v->c[i] == PII_HAN || pii_letter(v->c[i]) ? pii_cue_at(v, i, &end) : NULL;
			if (cue && cue->kind == CUE_ADDRESS)
				told = inner_told = end;
			size_t before = i;
			if (v->c[i] < 0x80)
				english_at(v, f, &i, told);
			if (i == before)
				i++;
		}
		if (i > from + 3)
			clause(v, f, from, i, inner_told);
		// A word leads to one address, in its sentence.
		if (f->n > found && f->v[f->n - 1].start >= told)
			told = 0;
		if (pii_among(v->cp[i], U"。!?"))
			told = 0;
		if (v->c[i] == '\n')
			told = told && told + 3 > i ? i : 0;
		i += i < v->n;
	}
}
