// Negation: sentences with a phrase in ‹ ›, - when it is negated and + when it is asserted.
#include "tap.h"
#include "text/text.h"

static const char *const sentences[] = {
	// ---- Chinese: plain negation
	"-物流不‹慢›", "-没有‹推卸责任›", "-客服没有‹推卸责任›的意思", "-商家不给‹退款›", "-一直没‹退款›", "-至今未‹退款›", "-并非‹质量问题›", "-这不是‹质量问题›",
	"-没有收到‹退款›", "-没有给我及时‹退款›", "-不给我办理‹退款›", "-拖了一周还没有‹退款›", "-不同意‹退款›", "-不支持‹退款›", "-从不‹推卸责任›", "-绝不‹推卸责任›",
	"-毫无‹推卸责任›之意", "-无法‹退款›", "-无‹质量问题›", "-请别再‹推卸责任›", "-不要‹推卸责任›了", "-请勿‹推卸责任›", "-没法‹退款›", "-没收到‹退款›", "-不能直接‹退款›",
	"-不好好‹处理›", "-没有任何‹道歉›", "-不会‹推卸责任›", "-没有擅自‹扣费›", "-不直接‹退款›", "-没有被‹骗›", "-不是故意‹推卸责任›", "-态度不‹好›", "-沒有‹推卸責任›",
	"-非‹质量问题›不退", "-没有人‹处理›", "-没人‹处理›", "-没有退款、‹道歉›", "-不再继续‹推卸责任›", "-没准时‹发货›", "-不全额‹退款›", "-从来没有‹道歉›过", "-没有归还‹押金›",
	"-不满意就别‹退款›", "-我不‹满意›", "-未按时‹退款›", "-没说“‹退款›”", "-没有 ‹refund›", "-不‹refund›", "-没有得到‹赔偿›", "-不退款不‹换货›", "-不退不‹换›",
	"-没有退款也没有‹道歉›", "-没有恶意‹扣费›", "-甭想‹退款›", "-不予‹退款›", "-至今不肯‹退款›", "-客服没能‹解决›", "-不按承诺‹退款›", "-没用，不‹解决›",
	// ---- Chinese: double negation, questions, rhetoric
	"+不是不‹退款›", "+不是我不‹退款›", "+不能不‹退款›", "+没有不‹退款›的道理", "+并不是没有‹退款›", "+不可能不‹退款›", "+没有一个不‹推卸责任›的", "+不会不‹处理›",
	"+无人不‹推卸责任›", "+退不‹退款›啊", "+能不能‹退款›", "+有没有‹推卸责任›", "+是不是‹推卸责任›", "+可不可以‹退款›", "+应该不应该‹退款›", "+会不会‹退款›",
	"+这不是‹推卸责任›吗", "+难道不是‹推卸责任›", "+难道没有‹推卸责任›", "+非‹退款›不可", "+不就是‹推卸责任›",
	// ---- Chinese: words that only look negative
	"+不得不‹退款›", "+不仅‹态度差›", "+不但‹推卸责任›", "+不久‹退款›了", "+没多久就‹坏›了", "+没多久‹坏了›", "+差点没‹摔倒›", "+差一点没‹摔倒›", "+不光‹态度差›",
	"+不断‹推卸责任›", "+不停‹推卸责任›", "+不时‹推卸责任›", "+不料‹态度差›", "+不过‹态度差›", "+不管怎样都‹推卸责任›", "+无故‹扣费›", "+无理‹推卸责任›", "+非常‹慢›",
	"+特别‹慢›", "+别的客服‹态度差›", "+分别‹扣费›", "+不合理‹收费›", "+不明‹扣费›", "+未经同意‹扣费›", "+没经过我同意‹扣费›", "+没想到‹态度差›", "+七天无理由‹退货›",
	"+无条件‹退款›", "+不耐烦地‹推卸责任›", "+对不起‹退款›晚了", "+受不了‹态度差›", "+好不容易‹退款›", "+要不是‹投诉›", "+不知道为什么‹扣费›", "+不好意思‹退款›晚了",
	"+差不多‹退款›了", "+动不动‹推卸责任›", "+没几天‹坏›了", "+未来‹退款›", "+不满‹推卸责任›", "+不法商家‹欺骗›", "+莫名其妙‹扣费›", "+不良商家‹欺骗›", "+不由得‹投诉›",
	"+不禁‹投诉›", "+不妨‹退款›", "+不然就‹投诉›", "+一直无端‹推卸责任›",
	// ---- Chinese: the clause ends, or something new begins
	"+没有道歉，‹推卸责任›", "+不道歉还‹推卸责任›", "+不解决问题只会‹推卸责任›", "+不是态度差而是‹推卸责任›", "+不道歉反而‹推卸责任›", "+不通知直接‹扣费›", "+没人管。‹推卸责任›",
	"+物流不快 ‹态度差›", "+不解决却‹推卸责任›", "+不到一周就‹坏›了", "+没用两天就‹坏›了", "+东西不错但‹物流慢›", "+‹推卸责任›", "+没有！‹推卸责任›",
	"+打了三次电话没有人接听客服一直‹推卸责任›", "+不退（‹推卸责任›）", "+不是服务问题是‹质量问题›", "+没说清楚就‹扣费›", "+不退款所以‹投诉›", "+我要‹退款›", "+没回复\n‹推卸责任›",
	"+商品不行‹质量差›",
	// ---- English
	"-They did not ‹refund› me", "-no ‹refund›", "-never ‹refunded›", "-without a ‹refund›", "-I didn't get a ‹refund›",
	"-I don’t want a ‹refund›", "-wasn't ‹rude›", "-would not give me a ‹refund›", "-It cannot be ‹refunded›",
	"-The agent was not at all ‹rude›", "-still no ‹refund›", "-they won't ‹refund›", "-neither ‹refund›",
	"-I have not received my ‹refund›", "-never got any ‹refund›", "-isn't ‹broken›", "-didnt ‹refund›",
	"-Not ‹rude› at all", "-NO ‹REFUND›", "-no one ‹replied›", "+not only ‹rude›", "+Not just ‹slow› but broken",
	"+not without ‹delay›", "+cannot not ‹refund›", "+No, the staff was ‹rude›", "+no doubt ‹rude›",
	"+did not reply and ‹refused›", "+not helpful but ‹rude›", "+They said no. ‹Refund› me",
	"+I could not reach anyone in the shop about my ‹refund›", "+couldn't believe how ‹rude› he was",
	"+nothing but ‹rude›", "+no matter how ‹slow›", "+I want a ‹refund›", "+a ‹refund›, not a voucher", "+knot ‹rude›",
	"+It is notable ‹rude›", "+for no reason ‹charged›", "+didn't answer so I ‹complained›", "+not sure why ‹charged›",
	"+why not ‹refund›", "+can't help but ‹complain›", "+no wonder it ‹broke›", "+not fixed; ‹broken› again",
	"+they were ‹rude›",
};

void test_negation(void)
{
	fp_arena *a = fp_arena_new(0);
	int zh = 0, en = 0;
	for (size_t k = 0; k < FP_COUNT(sentences); k++) {
		fp_str s = fp_s(sentences[k] + 1);
		size_t open = (size_t)fp_str_find(s, FP_STR("‹"), 0), close = (size_t)fp_str_find(s, FP_STR("›"), 0);
		fp_str phrase = fp_str_sub(s, open + 3, close);
		fp_str text = fp_strf(a, "%.*s%.*s%.*s", (int)open, s.p, FP_ARG(phrase), (int)(s.n - close - 3),
			s.p + close + 3);
		fp_phrases *p = fp_phrases_new(&phrase, 1, NULL);
		fp_phrase_hit *h;
		size_t n = fp_phrases_scan(p, a, text, &h), i = 0;
		while (i < n && h[i].start != open)
			i++;
		ok(i < n && h[i].negated == (sentences[k][0] == '-'), "%s", sentences[k]);
		fp_is_han(fp_utf8_next(s, &(size_t){0})) ? zh++ : en++;
		fp_phrases_free(p);
	}
	ok(zh >= 80 && en >= 40, "%d Chinese and %d English sentences", zh, en);
	fp_arena_free(a);
}
