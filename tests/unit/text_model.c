// Trained classifiers: what they learn, what they say about themselves, their file.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "text/model.h"

static fp_arena *a;
static uint64_t seed = 42;

static uint32_t dice(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % n;
}

static const char *const about[3][6] = {
	{"快递三天没有更新", "包裹一直不派送", "物流停在中转站", "快递员没打电话就签收", "驿站找不到包裹", "delivery is late again"},
	{"衣服开线了", "颜色和图片不一样", "杯子有裂纹", "屏幕有划痕", "质量太差穿一次就坏", "the zipper broke on day one"},
	{"退款一直没有到账", "退货被拒绝", "运费险没有赔", "差价不肯补", "申请售后没人处理", "my refund never arrived"},
};
static const char *const filler[] = {"，请尽快处理", "，我很生气", "，第二次了", "", "！！！", "，客服只会说抱歉", " please help", "，等了很久"};

static fp_str sentence(uint32_t label)
{
	return fp_strf(a, "%s%s%s%u", filler[dice(8)], about[label][dice(6)], filler[dice(8)], dice(1000));
}

static fp_sample *samples(size_t n, double noise)
{
	fp_sample *s = FP_NEW_N(a, fp_sample, n);
	for (size_t i = 0; i < n; i++) {
		uint32_t *label = FP_NEW(a, uint32_t), said = dice(3);
		*label = dice(1000) < noise * 1000 ? dice(3) : said;
		s[i] = (fp_sample){sentence(said), label, 1};
	}
	return s;
}

static const fp_str logistics[] = {FP_STR("快递"), FP_STR("物流"), FP_STR("包裹")}, quality[] = {FP_STR("质量"), FP_STR("裂纹")}, refund[] = {FP_STR("退款"), FP_STR("退货")};
static const fp_class_def bare[] = {{FP_STR("物流"), NULL, 0}, {FP_STR("质量"), NULL, 0}, {FP_STR("售后"), NULL, 0}};
static const fp_class_def keyed[] = {{FP_STR("物流"), logistics, 3}, {FP_STR("质量"), quality, 2}, {FP_STR("售后"), refund, 2}};
static const fp_train_options plain = {.classes = bare, .class_n = 3};

static uint32_t first(const fp_model *m, const char *text, double *confidence)
{
	fp_guess *g;
	size_t n = fp_model_guess(m, a, fp_s(text), &g);
	double total = 0;
	for (size_t i = 0; i < n; i++)
		total += g[i].confidence;
	if (!fp_model_about(m).several)
		ok(fabs(total - 1) < 1e-9);
	*confidence = g[0].confidence;
	return g[0].label;
}

void test_learns_what_separates_the_classes(void)
{
	fp_err err = {0};
	double c;
	a = fp_arena_new(0);
	fp_model *m = fp_model_train(samples(300, 0), 300, &plain, &err);
	ok(m != NULL);
	is_int(first(m, "快递还是没有派送", &c), 0);
	ok(c > 0.8);
	is_int(first(m, "杯子上有一道裂纹", &c), 1);
	is_int(first(m, "where is my refund", &c), 2);
	fp_model_facts f = fp_model_about(m);
	ok(f.accuracy > 0.98 && f.coverage > 0.95 && f.sure <= 1);
	is_int(f.sample_n, 300);
	fp_model_free(m);
	fp_arena_free(a);
}

void test_wrong_labels_lower_the_accuracy_it_reports(void)
{
	fp_err err = {0};
	a = fp_arena_new(0);
	fp_model *m = fp_model_train(samples(600, 0.3), 600, &plain, &err);
	// 30 % got a label by dice, a third of those the right one: 80 % can be guessed
	double acc = fp_model_about(m).accuracy;
	ok(acc > 0.72 && acc < 0.86);
	ok(fp_model_about(m).coverage < 0.3);
	fp_model_free(m);
	fp_arena_free(a);
}

void test_keywords_alone_decide_before_anybody_labelled(void)
{
	fp_err err = {0};
	double c;
	a = fp_arena_new(0);
	fp_train_options o = {.classes = keyed, .class_n = 3};
	fp_model *m = fp_model_train(NULL, 0, &o, &err);
	ok(m != NULL);
	is_int(first(m, "物流太慢，包裹丢了", &c), 0);
	is_int(first(m, "杯子有裂纹", &c), 1);
	ok(isnan(fp_model_about(m).accuracy));
	fp_model_free(m);
	fp_arena_free(a);
}

// The five know one way of complaining; keywords know more.
void test_five_labels_a_class_are_better_with_keywords(void)
{
	fp_err err = {0};
	size_t right[2] = {0, 0};
	a = fp_arena_new(0);
	fp_sample *few = FP_NEW_N(a, fp_sample, 15), *test = samples(600, 0);
	for (uint32_t i = 0; i < 15; i++) {
		uint32_t *label = FP_NEW(a, uint32_t);
		*label = i % 3;
		few[i] = (fp_sample){fp_strf(a, "%s%u", about[i % 3][5], i), label, 1};
	}
	for (int with = 0; with < 2; with++) {
		fp_train_options o = {.classes = with ? keyed : bare, .class_n = 3};
		fp_model *m = fp_model_train(few, 15, &o, &err);
		for (size_t i = 0; i < 600; i++) {
			fp_guess *g;
			fp_model_guess(m, a, test[i].text, &g);
			right[with] += g[0].label == test[i].label[0];
		}
		fp_model_free(m);
	}
	ok(right[1] > right[0] + 60, "%zu of 600 with keywords, %zu without", right[1], right[0]);
	fp_arena_free(a);
}

void test_a_text_may_have_several_labels(void)
{
	fp_err err = {0};
	a = fp_arena_new(0);
	fp_sample *s = FP_NEW_N(a, fp_sample, 400);
	for (size_t i = 0; i < 400; i++) {
		uint32_t *label = FP_NEW_N(a, uint32_t, 2), x = dice(3), y = dice(3);
		label[0] = x;
		label[1] = y;
		s[i] = (fp_sample){fp_strf(a, "%.*s。%.*s", FP_ARG(sentence(x)), FP_ARG(sentence(y))), label, x == y ? 1 : 2};
	}
	fp_train_options o = {.classes = bare, .class_n = 3, .several = true};
	fp_model *m = fp_model_train(s, 400, &o, &err);
	fp_guess *g;
	fp_model_guess(m, a, FP_STR("快递三天没有更新。退款一直没有到账"), &g);
	ok(g[0].confidence > 0.5 && g[1].confidence > 0.5 && g[2].confidence < 0.5);
	ok((g[0].label == 0 && g[1].label == 2) || (g[0].label == 2 && g[1].label == 0));
	fp_model_free(m);
	fp_arena_free(a);
}

void test_evidence_is_what_spoke_for_the_class(void)
{
	fp_err err = {0};
	a = fp_arena_new(0);
	fp_model *m = fp_model_train(samples(300, 0), 300, &plain, &err);
	fp_str text = FP_STR("你好，我想问一下。Ｔhe包裹一直不派送是怎么回事？谢谢");
	fp_weighed *e;
	size_t n = fp_model_evidence(m, a, text, 0, 2, &e);
	ok(n >= 1);
	fp_str quoted = fp_str_sub(text, e[0].start, e[0].end);
	ok(fp_str_has(quoted, FP_STR("包裹")) || fp_str_has(quoted, FP_STR("派送")));
	ok(e[0].weight > 0 && e[0].weight <= 1.0001);
	ok(fp_utf8_valid(quoted, NULL));
	is_int(fp_model_evidence(m, a, FP_STR(""), 0, 2, &e), 0);
	fp_model_free(m);
	fp_arena_free(a);
}

void test_the_file_holds_the_model_and_same_samples_give_same_bytes(void)
{
	fp_err err = {0};
	a = fp_arena_new(0);
	fp_sample *s = samples(200, 0.1);
	fp_train_options o = {.classes = keyed, .class_n = 3};
	fp_model *x = fp_model_train(s, 200, &o, &err), *y = fp_model_train(s, 200, &o, &err);
	fp_str bx = fp_model_write(x, FP_STR("{\"field\":\"type\"}"), a), by = fp_model_write(y, FP_STR("{\"field\":\"type\"}"), a);
	ok(fp_str_eq(bx, by));
	fp_model *z = fp_model_read(bx, &err);
	ok(z != NULL);
	is_str(fp_model_note(z), "{\"field\":\"type\"}");
	is_str(fp_model_class(z, 2), "售后");
	for (size_t i = 0; i < 200; i++) {
		fp_guess *g, *h;
		fp_model_guess(x, a, s[i].text, &g);
		fp_model_guess(z, a, s[i].text, &h);
		ok(g[0].label == h[0].label && g[0].margin == h[0].margin && g[2].confidence == h[2].confidence);
	}
	ok(fp_str_eq(fp_model_write(z, FP_STR("{\"field\":\"type\"}"), a), bx));
	fp_model_free(x);
	fp_model_free(y);
	fp_model_free(z);
	fp_arena_free(a);
}

void test_a_damaged_file_is_refused_or_still_a_model(void)
{
	fp_err err = {0};
	a = fp_arena_new(0);
	fp_train_options o = {.classes = keyed, .class_n = 3};
	fp_model *m = fp_model_train(samples(60, 0), 60, &o, &err);
	fp_str good = fp_model_write(m, FP_STR("{}"), a);
	size_t refused = 0;
	for (size_t n = 0; n < good.n; n += good.n / 97 + 1) {
		fp_err e = {0};
		ok(fp_model_read((fp_str){good.p, n}, &e) == NULL);
		is_int(e.code, FP_INVALID);
	}
	for (int i = 0; i < 2000; i++) {
		fp_str bad = fp_str_dup(a, good);
		fp_err e = {0};
		fp_guess *g;
		((char *)(uintptr_t)bad.p)[dice((uint32_t)(i < 1000 ? 300 : bad.n))] = (char)dice(256);
		fp_model *got = fp_model_read(bad, &e);
		refused += got == NULL;
		if (got)
			fp_model_guess(got, a, FP_STR("快递"), &g);
		fp_model_free(got);
	}
	ok(refused > 200);
	fp_model_free(m);
	fp_arena_free(a);
}

void test_unusable_options_are_refused(void)
{
	fp_err err = {0};
	a = fp_arena_new(0);
	fp_train_options one = {.classes = bare, .class_n = 1};
	ok(fp_model_train(NULL, 0, &one, &err) == NULL);
	is_int(err.code, FP_USAGE);
	err = (fp_err){0};
	uint32_t nine = 9;
	fp_sample s = {FP_STR("x"), &nine, 1};
	ok(fp_model_train(&s, 1, &plain, &err) == NULL);
	is_int(err.code, FP_USAGE);
	fp_arena_free(a);
}

void test_folds_are_stratified_and_keep_copies_together(void)
{
	a = fp_arena_new(0);
	fp_sample *s = samples(500, 0);
	uint32_t *fold;
	size_t in[5][3] = {{0}};
	s[7] = s[3];
	fp_model_folds(s, 500, 5, a, &fold);
	for (size_t i = 0; i < 500; i++)
		in[fold[i]][s[i].label[0]]++;
	is_int(fold[7], fold[3]);
	for (int f = 0; f < 5; f++)
		for (int c = 0; c < 3; c++)
			ok(in[f][c] > 20 && in[f][c] < 50);
	fp_arena_free(a);
}

static fp_guesses says(uint32_t label, double confidence)
{
	fp_guess *g = FP_NEW_N(a, fp_guess, 2);
	g[0] = (fp_guess){label, confidence, 0};
	g[1] = (fp_guess){1 - label, 1 - confidence, 0};
	return (fp_guesses){g, 2};
}

// By hand: truth 0 0 0 1 1, guesses 0 0 1 1 0.
void test_measures_equal_those_by_hand(void)
{
	a = fp_arena_new(0);
	static const uint32_t zero = 0, one = 1;
	fp_sample s[5] = {{FP_STR("a"), &zero, 1}, {FP_STR("b"), &zero, 1}, {FP_STR("c"), &zero, 1}, {FP_STR("d"), &one, 1}, {FP_STR("e"), &one, 1}};
	fp_guesses g[5] = {says(0, .9), says(0, .8), says(1, .6), says(1, .7), says(0, .55)};
	fp_measure m = fp_model_measure(s, g, 5, 2, false, 0, a);
	ok(fabs(m.accuracy - 0.6) < 1e-12);
	ok(fabs(m.of[0].precision - 2.0 / 3) < 1e-12 && fabs(m.of[0].recall - 2.0 / 3) < 1e-12);
	ok(fabs(m.of[1].precision - 0.5) < 1e-12 && fabs(m.of[1].f1 - 0.5) < 1e-12);
	ok(fabs(m.macro_f1 - (2.0 / 3 + 0.5) / 2) < 1e-12);
	ok(fabs(m.kappa - (0.6 - 0.52) / (1 - 0.52)) < 1e-12);
	is_int(m.confusion[0 * 2 + 1], 1);
	// .9 and .8 each in a bin of its own and right, .7 right, .6 and .55 wrong
	ok(fabs(m.ece - (0.1 + 0.2 + 0.3 + 0.6 + 0.55) / 5) < 1e-12);
	fp_measure sure = fp_model_measure(s, g, 5, 2, false, 0.65, a);
	is_int(sure.decided, 3);
	ok(fabs(sure.accuracy - 1) < 1e-12 && fabs(sure.coverage - 0.6) < 1e-12);
	ok(fabs(sure.of[0].recall - 2.0 / 3) < 1e-12);
	fp_arena_free(a);
}
