// Duplicates on a seeded set: copies, near copies and decoys that share a frame; precision, recall, bounded cost.
#include "tap.h"
#include "text/duplicates.h"
#include "text/text.h"

static uint64_t seed;

static size_t draw(size_t n)
{
	seed = fp_hash64(&seed, sizeof seed, 3);
	return (size_t)(seed % n);
}

static const char *const words[] = {"包裹", "快递", "客服", "退款", "订单", "发货", "三天", "没有", "一直", "态度", "很差", "破损", "杯子", "衣服", "掉色", "申请", "拒绝", "平台", "电话", "不接", "催了", "两次", "说好",
	"昨天", "今天", "赔偿", "优惠券", "用不了", "假货", "尺码", "不对", "换货", "运费", "自己", "承担", "承诺", "不兑现", "系统", "显示", "签收", "没收到", "锅", "裂了", "味道", "很大", "孩子", "过敏", "说明书", "缺件", "安装"};

static fp_str fresh(fp_arena *a, size_t n)
{
	fp_buf b = {0};
	for (size_t i = 0; i < n; i++)
		fp_buf_f(&b, "%s%s", words[draw(FP_COUNT(words))], i % 5 == 4 ? "，" : "");
	return fp_buf_take(&b, a);
}

// A word goes, another comes.
static fp_str edited(fp_arena *a, fp_str s)
{
	size_t at = 0, n = fp_utf8_count(s) / 2;
	for (size_t i = 0; i < n; i++)
		fp_utf8_next(s, &at);
	return fp_strf(a, "%.*s%s%.*s！", FP_ARG(fp_str_sub(s, 0, at)), words[draw(FP_COUNT(words))], FP_ARG(fp_str_sub(s, at, s.n)));
}

#define SET 3000

void test_seeded_set(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_str *text = FP_NEW_N(a, fp_str, SET);
	size_t *of = FP_NEW_N(a, size_t, SET), want = 0, found = 0, wrong = 0, exact = 0, n;
	seed = 2026;
	for (size_t i = 0; i < SET; i++) {
		size_t kind = i < 100 ? 9 : draw(10), k = i ? draw(i) : 0;
		of[i] = SIZE_MAX;
		if (kind < 2) {           // a copy, or one with other punctuation and width
			of[i] = of[k] == SIZE_MAX ? k : of[k];
			text[i] = kind ? fp_strf(a, " %.*s。", FP_ARG(text[k])) : text[k];
		} else if (kind < 4) {
			of[i] = of[k] == SIZE_MAX ? k : of[k];
			text[i] = edited(a, text[k]);
		} else                    // a decoy: the same frame, another story
			text[i] = fp_strf(a, "%.*s亲，我要投诉你们的客服", FP_ARG(fresh(a, 20 + draw(20))));
		want += of[i] != SIZE_MAX;
	}
	fp_duplicate *v;
	fp_err err = {0};
	if (!ok(fp_duplicates(a, text, SET, 0.6, &v, &n, &err), "found"))
		return;
	for (size_t i = 0; i < n; i++) {
		size_t x = of[v[i].which], y = of[v[i].of] == SIZE_MAX ? v[i].of : of[v[i].of];
		found += x == y;
		wrong += x != y;
		exact += v[i].score == 1;
	}
	printf("# %zu texts, %zu duplicates: recall %.3f, precision %.3f, %zu exact\n", (size_t)SET, want, (double)found / (double)want, (double)found / (double)(found + wrong), exact);
	ok((double)found >= 0.97 * (double)want, "recall");
	ok((double)found >= 0.99 * (double)(found + wrong), "precision");
	fp_arena_free(a);
}

void test_edges(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_str text[] = {FP_STR(""), FP_STR("!!"), FP_STR("退款"), FP_STR("退款！"), FP_STR("退货"), FP_STR(""), FP_STR("\xFF\xFE")};
	fp_duplicate *v;
	size_t n;
	fp_err err = {0};
	ok(fp_duplicates(a, text, FP_COUNT(text), 0.6, &v, &n, &err) && n == 1 && v[0].of == 2 && v[0].which == 3 && v[0].score == 1, "short texts when equal, empty ones never");
	ok(!fp_duplicates(a, text, FP_DUPLICATES_MOST + 1, 0.6, &v, &n, &err) && err.code == FP_LIMIT, "a limit");
	fp_arena_free(a);
}

void test_cost(void)
{
	fp_arena *a = fp_arena_new((size_t)4 << 30);
	size_t n = 20000, found;
	fp_str *text = FP_NEW_N(a, fp_str, n);
	seed = 5;
	for (size_t i = 0; i < n; i++)
		text[i] = i % 2 ? FP_STR("系统自动好评，此用户没有填写评价，默认五星好评") : fresh(a, 60);
	fp_duplicate *v;
	fp_err err = {0};
	double t = fp_clock_seconds();
	ok(fp_duplicates(a, text, n, 0.6, &v, &found, &err) && found >= n / 2 - 1, "one text 10,000 times among others");
	t = fp_clock_seconds() - t;
	printf("# 20,000 texts of 120 characters: %.2f s\n", t);
	ok(t < 20, "bounded");
	fp_arena_free(a);
}
