// negation: whether the clause before a phrase negates it. Words near it are looked at, not grammar;
// tests/unit/text_negation.c says what is expected. A wrong "negated" hides a complaint and a wrong "not negated"
// invents one, so both sides are tested.
#include "text/text_priv.h"

#include <string.h>

#define BEFORE 40   // characters of the clause that are looked at before the phrase
#define AFTER 24    // and from its start on
#define NEAR 3      // characters between a bare 不 and what it negates
#define FAR 6       // the same for 没有, 未, 不给 ...
#define WORDS 3     // English words between

// The clause around a phrase, as characters. The phrase is c[at..end).
typedef struct {
	uint32_t c[BEFORE + AFTER];
	size_t n, at, end;
} clause;

static bool is_latin(uint32_t cp)
{
	return cp < 0x80 && fp_ch_class(cp) == FP_CH_WORD;
}

// The characters that end a clause, in folded text (where ，！？：（）are ASCII). Quotes, 、 and hyphens do not.
static bool ends_clause(uint32_t cp)
{
	switch (cp) {
	case ',': case '.': case '!': case '?': case ';': case ':': case '(': case ')': case '[': case ']': case '{':
	case '}': case '<': case '>': case '/': case '|': case '~': case '\n': case '\r': case '\t': case '=': case '*':
	case 0x3002: case 0x3010: case 0x3011: case 0x300A: case 0x300B: case 0x2014: case 0x2013: case 0x2026: case 0x301C:
	case 0xB7:
		return true;
	default:
		return cp >= 0x1F000 || (cp >= 0x2190 && cp <= 0x2BFF);
	}
}

// A space ends a clause between two Han characters (people write without commas), but not in English or around it.
static bool space_ends(fp_str s, size_t at)
{
	size_t before = at, after = at + 1;
	if (at == 0 || after >= s.n)
		return true;
	return fp_is_han(folded_prev(s, &before)) && fp_is_han(folded_next(s, &after));
}

static clause clause_around(fp_str s, size_t start, size_t end)
{
	clause w = {.n = 0};
	uint32_t back[BEFORE];
	size_t k = 0;
	for (size_t i = start; i > 0 && k < BEFORE;) {
		uint32_t cp = folded_prev(s, &i);
		if (ends_clause(cp) || (cp == ' ' && space_ends(s, i)))
			break;
		back[k++] = cp;
	}
	while (k)
		w.c[w.n++] = back[--k];
	w.at = w.end = w.n;
	for (size_t i = start; i < s.n && w.n < FP_COUNT(w.c);) {
		size_t at = i;
		uint32_t cp = folded_next(s, &i);
		if (at >= end && ends_clause(cp) && cp != '?')
			break;
		w.c[w.n++] = cp;
		if (i <= end)
			w.end = w.n;
	}
	return w;
}

// Whether the UTF-8 word stands at c[i]; returns its length in characters, or 0.
static size_t word_at(const clause *w, size_t i, const char *word)
{
	fp_str s = fp_s(word);
	size_t n = 0;
	for (size_t k = 0; k < s.n; n++)
		if (i + n >= w->n || w->c[i + n] != folded_next(s, &k))
			return 0;
	return n;
}

static size_t any_at(const clause *w, size_t i, const char *const *words)
{
	for (; *words; words++) {
		size_t n = word_at(w, i, *words);
		if (n)
			return n;
	}
	return 0;
}

// Whether one of the words lies in c[from..to), and does not begin at `from`: right behind the negation it is negated
// itself.
static bool any_between(const clause *w, size_t from, size_t to, const char *const *words)
{
	for (size_t i = from + 1; i < to; i++) {
		size_t n = any_at(w, i, words);
		if (n && i + n <= to)
			return true;
	}
	return false;
}

// ---------------------------------------------------------------- Chinese

// Words with a negative character that do not negate what follows; | stands before that character.
static const char *const harmless[] = {"|不得不", "不得|不", "|不得已", "|不由得", "|不由", "|不仅", "|不但", "|不光", "|不单", "|不只", "|不止",
	"|不久", "|不过", "|不管", "|不论", "|不料", "|不断", "|不停", "|不时", "时|不时", "|不禁", "|不惜", "|不愧", "|不妨", "|不然", "|不如", "|不同",
	"|不良", "|不当", "|不法", "|不实", "|不明", "|不满", "|不顾", "|不知", "|不明白", "|不理解", "|不清楚", "|不晓得", "|不懂", "|不合理", "|不合格",
	"|不合规", "|不规范", "|不公平", "|不公", "|不正当", "|不正规", "|不符", "|不一致", "|不全", "|不足", "|不错", "|不对", "|不行", "|不好", "|不像话",
	"|不要脸", "|不要命", "|不耐烦", "|不讲理", "|不讲道理", "|不负责任", "|不作为", "|不理不睬", "不理|不睬", "|不闻不问", "不闻|不问", "|不了了之", "|不可思议",
	"|不可理喻", "|不近人情", "|不就是", "|不就", "|不也", "|不又", "|不巧", "|不幸", "|不小心", "|不下", "|不单单", "|不仅仅", "|不说", "|不想活", "|不等于",
	"|不外乎", "|不免", "|不慎", "|不便", "|不少", "|不同程度", "对|不起", "忍|不住", "禁|不住", "受|不了", "了|不起", "差|不多", "说|不定", "要|不然", "要|不是",
	"看|不起", "巴|不得", "恨|不得", "怪|不得", "大|不了", "动|不动", "冷|不丁", "保|不齐", "好|不容易", "要|不", "何|不", "岂|不", "时|不时", "数|不清",
	"少|不了", "免|不了", "免|不得", "由|不得", "吃|不消", "想|不到", "没|想到", "|没想到", "|没料到", "|没多久", "|没过多久", "|没过几", "|没几", "|没两",
	"|没准", "|没完没了", "没完|没了", "|没日没夜", "没日|没夜", "|没事", "|没用多久", "|没一会", "|没多长", "|没关系", "|没有多久", "|没有几", "|没有关系",
	"|没有想到", "|没经", "|没有经", "|没有征得", "|没有通知", "|没通知", "|没良心", "|没有良心", "|没素质", "|没有素质", "|没责任心", "|没有责任心", "|没道理",
	"|没脸没皮", "没脸|没皮", "淹|没", "沉|没", "埋|没", "吞|没", "差点|没", "差点就|没", "差一点|没", "差点儿|没", "险些|没", "就差|没", "|未来", "|未经",
	"|未征得", "|未免", "|未成年", "|未婚", "|未尝不", "|未知", "|未告知", "|未通知", "|未几", "未尝|不", "|非常", "|非但", "|非要", "|非得", "|非法",
	"|非人", "|非议", "除|非", "是|非", "莫|非", "若|非", "无|非", "|非正常", "|非正规", "|非官方", "|无论", "|无理", "|无故", "|无端", "|无奈", "|无缘无故",
	"无缘|无故", "|无耻", "|无良", "|无非", "|无数", "|无限", "|无疑", "|无比", "|无效", "|无条件", "|无理由", "|无线", "|无锡", "|无证", "|无照", "|无牌",
	"|无下限", "|无底线", "|无语", "|无休止", "|无休无止", "无休|无止", "|无情", "|无赖", "|无谓", "|无偿", "有|无", "|无时无刻", "无时|无刻", "特|别", "区|别",
	"分|别", "个|别", "级|别", "性|别", "差|别", "类|别", "鉴|别", "识|别", "告|别", "辨|别", "离|别", "派|别", "国|别", "别|的", "|别的", "|别人",
	"|别墅", "|别家", "|别处", "|别名", "|别提", "|别说", "|别致", "|别扭", "|别样", "|别是", "|别有", "|别看", "|别管", "|莫名", "|莫大", "约|莫",
	"|莫过于", "|莫须有", "|莫不", "莫|不", "|莫非", NULL};

// Behind 不: the negation reaches further than over the next verb.
static const char *const reaching[] = {"是", "给", "肯", "愿", "让", "予", "能", "会", "想", "敢", "要", "再", "可", "应", "该", "准",
	"许", "用", "必", "同意", "支持", "允许", "曾", "得", "属", "构成", "存在", "帮", "按", "需", "打算", "把", "为", "向", "主动", "及时", "好好",
	"太", "怎么", "那么", "存", "见得", "至于", NULL};

// Words that begin like a harmless one and do negate.
static const char *const earnest[] = {"不同意", "不好好", "不全额", "不全部", "不便宜", "不足额", "不如实", "不如期", "不如约", "不明确", "不当面",
	"不当场", "不理", "没事先", "没准时", "没准备", "没准点", "没准确", NULL};

// Behind a negation and what reaches further: who or what it is about.
static const char *const persons[] = {"我们", "你们", "他们", "我", "你", "您", "他", "她", "任何", "消费者", "顾客", "客户", "用户", "客服",
	"商家", "卖家", "人", NULL};

// Between a negation and the phrase: something new begins, which is asserted.
static const char *const turns[] = {"就", "便", "却", "但", "而", "才", "又", "也", "并", "且", "直接", "擅自", "私自", "随意", "强行",
	"强制", "故意", "自动", "一直", "总是", "老是", "反复", "竟", "居然", "反而", "反倒", "只", "全是", "都是", "纯属", "纯粹", "简直", "导致", "造成",
	"因为", "由于", "所以", "结果", "还是", "还在", "还要", "仍", "依然", "照样", "继续", "随便", "明明", "分明", "其实", "偏", "硬", "胡乱", "恶意", "然后",
	"以为", "说明", "属于", "等于", "肯定", NULL};

// Negations that negate a second one behind them, over a few characters: 不是(我)不退款.
static const char *const outer[] = {"不是", "并非", "不能", "不会", "不可能", "不可", "不该", "不应", "不得", "不敢", "没有人", "没人", "无人",
	"没有一", "没有谁", "没有哪", "未必", "未尝", "不见得", "不至于", "绝非", "决非", "难道", NULL};

static bool is_harmless(const clause *w, size_t i)
{
	if (any_at(w, i, earnest))
		return false;
	for (const char *const *h = harmless; *h; h++) {
		size_t bar = (size_t)(strchr(*h, '|') - *h), left = 0;
		for (size_t k = 0; k < bar; left++)
			folded_next(fp_s(*h), &k);
		char word[64];
		size_t n = strlen(*h);
		memcpy(word, *h, bar);
		memcpy(word + bar, *h + bar + 1, n - bar);
		size_t length = left <= i ? word_at(w, i - left, word) : 0;
		// A word that runs into the phrase is not this one: 不满 in 不|满意.
		if (length && i - left + length <= w->at)
			return true;
	}
	return false;
}

// 退不退款, 有没有退款, 应该不应该: a question.
static bool asks(const clause *w, size_t i)
{
	const uint32_t *c = w->c;
	if (i >= 1 && i + 1 < w->n && c[i - 1] == c[i + 1] && fp_is_han(c[i - 1]))
		return true;
	return i >= 2 && i + 2 < w->n && c[i - 2] == c[i + 1] && c[i - 1] == c[i + 2];
}

// Whether a negation begins at c[i]; *end is where it ends, *reach how many characters later a phrase may begin.
static bool negation_at(const clause *w, size_t i, size_t *end, size_t *reach)
{
	uint32_t before = i ? w->c[i - 1] : 0;
	*end = i + 1;
	*reach = NEAR;
	switch (w->c[i]) {
	case U'不':
		if (any_at(w, i + 1, reaching) && i + 1 < w->at)
			*reach = FAR + 1;
		break;
	case U'没':
		if (i + 1 < w->at && w->c[i + 1] == U'有')
			*end = i + 2;
		*reach = FAR;
		break;
	case U'未':
		*reach = FAR;
		break;
	case U'非':
		*reach = before == U'并' || before == U'绝' || before == U'决' || before == U'实' || before == U'亦' ? FAR : 0;
		break;
	case U'无': {
		static const char *const more[] = {"法", "任何", "须", "需", "人", "权", "力", "意", "从", "一", "可", NULL};
		bool far = before == U'毫' || before == U'并' || before == U'从' || before == U'绝' || before == U'全' ||
			any_at(w, i + 1, more);
		*reach = far ? FAR : 0;
		break;
	}
	case U'别': case U'勿': case U'莫': case U'甭':
		break;
	default:
		return false;
	}
	return !is_harmless(w, i) && !asks(w, i);
}

// Where what is negated begins: behind "给我们" in 不给我们退款. A turn in front of this would not be one.
static size_t behind(const clause *w, size_t i)
{
	for (size_t n = 1; n && i < w->at; i += n) {
		n = any_at(w, i, reaching);
		if (!n)
			n = any_at(w, i, persons);
	}
	return i < w->at ? i : w->at;
}

// Whether something before the negation at c[i] makes it an assertion: 不是不退款, 没有不退款, 难道没有.
static bool doubled(const clause *w, size_t i)
{
	for (size_t k = i; k-- > 0 && i - k <= 10;) {
		size_t end, reach;
		size_t n = any_at(w, k, outer);
		bool far = n && k + n <= i && i - (k + n) <= (w->c[k] == U'难' ? 6u : 3u) && !any_between(w, k + n, i, turns) &&
			!asks(w, k);
		if (far || (negation_at(w, k, &end, &reach) && end == i))
			return true;
	}
	return false;
}

// 这不是推卸责任吗 asserts; 非退款不可 too.
static bool rhetorical(const clause *w, size_t i)
{
	if (w->c[i] == U'非')
		for (size_t k = w->end; k < w->n && k <= w->end + 2; k++)
			if (word_at(w, k, "不可") || word_at(w, k, "不行") || word_at(w, k, "不成"))
				return true;
	if (!word_at(w, i, "不是"))
		return false;
	for (size_t k = w->end; k < w->n; k++)
		if (w->c[k] == U'吗' || w->c[k] == U'么')
			return true;
	return false;
}

// 不道歉还|推卸责任 turns; 没有归还|押金 does not, nor 没还|押金 and 没有还|退款.
static bool also_turns(const clause *w, size_t from)
{
	if (w->at < from + 2 || w->c[w->at - 1] != U'还')
		return false;
	uint32_t before = w->c[w->at - 2];
	return before != U'归' && before != U'退' && before != U'偿' && before != U'返' && before != U'交';
}

static bool negated_zh(const clause *w)
{
	for (size_t i = w->at; i-- > 0 && w->at - i <= FAR + 3;) {
		size_t end, reach;
		if (!negation_at(w, i, &end, &reach) || end > w->at || w->at - end > reach)
			continue;
		size_t from = behind(w, end);
		if (any_between(w, from, w->at, turns) || also_turns(w, from))
			return false;
		if (w->c[i] == U'不' && w->c[end] == U'是' && any_between(w, end, w->at, (const char *const[]){"是", NULL}))
			return false;
		return !doubled(w, i) && !rhetorical(w, i);
	}
	return false;
}

// ---------------------------------------------------------------- English

typedef struct {
	fp_str v[12];  // the nearest word first
	size_t n;
} words;

static bool in_list(fp_str word, const char *const *list)
{
	for (; *list; list++)
		if (fp_str_is(word, *list))
			return true;
	return false;
}

static bool negates(fp_str word)
{
	static const char *const no[] = {"not", "no", "never", "without", "cannot", "nor", "neither", "none", "nobody",
		"nothing", "dont", "didnt", "doesnt", "cant", "wont", "isnt", "wasnt", "arent", "werent", "couldnt", "wouldnt",
		"shouldnt", "havent", "hasnt", "hadnt", "aint", NULL};
	return fp_str_ends(word, "n't") || in_list(word, no);
}

// The word behind a negation that takes its force: not only, no doubt, can't believe.
static bool idiom(fp_str no, fp_str next)
{
	static const char *const after_not[] = {"only", "just", "merely", "simply", "until", "sure", "surprised",
		"surprising", "least", NULL};
	static const char *const after_no[] = {"doubt", "wonder", "matter", "sooner", "less", "idea", "reason", "question",
		NULL};
	static const char *const after_verb[] = {"believe", "help", "know", "understand", "see", "stress", "imagine",
		"forget", NULL};
	if (fp_str_is(no, "not"))
		return in_list(next, after_not) || in_list(next, after_verb);
	if (fp_str_is(no, "no"))
		return in_list(next, after_no);
	if (fp_str_is(no, "nothing"))
		return fp_str_is(next, "but");
	if (fp_str_is(no, "without"))
		return fp_str_is(next, "doubt") || fp_str_is(next, "fail") || fp_str_is(next, "warning") ||
			fp_str_is(next, "notice");
	return in_list(next, after_verb) || (fp_str_ends(no, "t") && (fp_str_is(next, "just") || fp_str_is(next, "only")));
}

static words words_before(char *bytes, size_t n)
{
	words v = {.n = 0};
	size_t end = n;
	while (end > 0 && v.n < FP_COUNT(v.v)) {
		while (end > 0 && !is_latin((unsigned char)bytes[end - 1]))
			end--;
		size_t start = end;
		while (start > 0 && (is_latin((unsigned char)bytes[start - 1]) || bytes[start - 1] == '\''))
			start--;
		while (start < end && bytes[start] == '\'')
			start++;
		if (start < end)
			v.v[v.n++] = (fp_str){bytes + start, end - start};
		end = start;
		while (end > 0 && bytes[end - 1] == '\'')
			end--;
	}
	return v;
}

static bool negated_en(const clause *w)
{
	static const char *const turn[] = {"but", "and", "because", "so", "then", "instead", "however", "although",
		"though", "yet", "still", "if", "when", "while", "until", "since", "just", "only", NULL};
	char bytes[BEFORE];
	for (size_t k = 0; k < w->at; k++)
		bytes[k] = w->c[k] < 0x80 ? (char)w->c[k] : '\x01';
	words v = words_before(bytes, w->at);
	for (size_t k = 0; k < v.n && k <= WORDS; k++) {
		if (negates(v.v[k])) {
			if (k > 0 && idiom(v.v[k], v.v[k - 1]))
				return false;
			for (size_t more = 1; more <= 2 && k + more < v.n; more++)
				if (negates(v.v[k + more]) && !idiom(v.v[k + more], v.v[k + more - 1]))
					return false;
			return !(k + 1 < v.n && fp_str_is(v.v[k], "not") &&
				(fp_str_is(v.v[k + 1], "why") || fp_str_is(v.v[k + 1], "or")));
		}
		// Right behind the negation such a word belongs to it: "not just slow" is an idiom, "didn't just ..." too.
		if (in_list(v.v[k], turn) && !(k + 1 < v.n && negates(v.v[k + 1])))
			return false;
	}
	return false;
}

bool negated(fp_str folded, size_t start, size_t end)
{
	clause w = clause_around(folded, start, end);
	return negated_zh(&w) || negated_en(&w);
}
