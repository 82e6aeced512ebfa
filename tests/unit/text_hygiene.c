// Hygiene: what goes, what stays, offsets of the original, idempotence.
#include "tap.h"
#include "text/hygiene.h"

static fp_arena *a;

static fp_cleaned clean(const char *s)
{
	if (!a)
		a = fp_arena_new(0);
	return fp_hygiene(a, fp_s(s));
}

#define becomes(from, to) is_str(clean(from).text, to)
#define stays(s) is_str(clean(s).text, s)

static size_t count(const fp_cleaned *c, fp_dirt_kind k)
{
	size_t n = 0;
	for (size_t i = 0; i < c->n; i++)
		n += c->v[i].kind == k;
	return n;
}

// A text whose bytes were read as Latin-1.
static const char *latin(const char *s)
{
	fp_buf b = {0};
	for (; *s; s++) {
		char put[4];
		fp_buf_add(&b, put, fp_utf8_put(put, (unsigned char)*s));
	}
	if (!a)
		a = fp_arena_new(0);
	return fp_buf_take(&b, a).p;
}

void test_mojibake(void)
{
	becomes(latin("自动续费 4006***，退款!"), "自动续费 4006***，退款!");
	becomes(latin(latin("退款，快")), "退款，快");
	becomes(latin("café über"), "café über");
	becomes("donâ€™t", "don’t");
	becomes("客服说：鎴戜滑骞冲彴谢谢", "客服说：我们平台谢谢");
	stays("un café”— oui, «déjà» été\u00a0»");
	stays("NÃO é possível, São Paulo");
	stays("浣熊和鏈條，閫貨，涓");
	stays("联通 锟斤拷");
	fp_cleaned c = clean("好锟斤拷好\uFFFD");
	is_int(count(&c, FP_DIRT_MOJIBAKE), 2);
	ok(!c.changed && c.v[0].start == 3 && c.v[0].end == 12, "an offset");
	c = fp_hygiene(a, fp_str_sub(fp_s(latin("退款")), 0, 10));
	ok(!c.changed && count(&c, FP_DIRT_MOJIBAKE) > 0, "cut in the middle of a character: told, not guessed");
}

void test_pinyin(void)
{
	becomes("話術(shù)與投訴（sù）處(chǔ)理(li)", "話術與投訴處理");
	stays("尺码(men)不对，款式(A)，时间(an)，他(me)");
	stays("話術(shù是)，(shù)，abc(shù)");
	becomes("術(shù)(shù)", "術");
}

void test_marks(void)
{
	becomes("退\u200b款\ufeff\u00ad快", "退款快");
	stays("👨‍👩‍👧 می‌خواهم");
	becomes("a\u202Eb\x01", "ab");
	becomes("A&amp;B &lt;3 &#20013;&#x6587;&nbsp;&hellip;", "A&B <3 中文 …");
	becomes("&amp;amp;lt;", "<");
	stays("AT&T; &foo; a&b; &#0; &#xD800; 3<5>2 <3 <张三> a<b");
	becomes("<p class=\"x>y\">你好<br/>再见</p><script>if (a<b) {}</script>!", "你好\n再见\n!");
	becomes("a<!-- x -->b<a href='http://x'>c</a>", "abc");
	becomes("&lt;br&gt;x", "x");
	fp_cleaned c = clean("私\uE855用");
	ok(c.n == 1 && c.v[0].kind == FP_DIRT_PRIVATE && !c.changed && c.v[0].start == 3 && c.v[0].end == 6, "private use is told and stays");
	c = clean("好&amp;amp;\u200b好");
	ok(c.changed && c.n == 3 && c.v[0].start == 3 && c.v[2].end == 15, "offsets of the original through rounds: %zu, %zu", c.n, c.v[c.n - 1].end);
}

void test_lines(void)
{
	becomes("包裹丢了\n 1. 本站不保证下载资源的准确性、安全性\n没人管\n扫码关注公众号 xx\n查看更多\n再也不买了", "包裹丢了\n没人管\n再也不买了");
	stays("本站不保证下载资源的准确性、安全性\n扫码关注公众号，全是广告");       // nothing else would be left
	stays("客服让我扫码关注公众号才给退款\n一直没有退，已经过了很久很久了");
	becomes("上文\n第 3 页 共 10 页\n下文\n- Page 4 of 10 -\n完", "上文\n下文\n完");
	stays("3/10\n第3页的图不对\n满意度 3/10");
	becomes("手册_第1页\n手册_第2页\n正文", "手册\n手册\n正文");
	stays("1、质量差\n2、物流慢\n3、客服差\n4、不退款");
	becomes("锅到手就裂了要求退货退款，客服不理人，已经投诉到平台\n锅到手就裂了要求退货退款，客服不理人，已经投诉到平台\n急", "锅到手就裂了要求退货退款，客服不理人，已经投诉到平台\n急");
	becomes("锅到手就裂了要求退货退款，客服不理人，已经投诉到平台锅到手就裂了要求退货退款，客服不理人，已经投诉到平台", "锅到手就裂了要求退货退款，客服不理人，已经投诉到平台");
	stays("退款！退款！退款！退款！退款！退款！退款！退款！退款！退款！退款！");
	stays("好的\n好的\n好的");
}

void test_truncated(void)
{
	fp_cleaned c = clean("我买的锅。到手就裂。客服不理。平台不管。快递推脱。我非常生气，已经等了三个星期了还是没有任何人来处理这件事情，希望平台能够给我");
	ok(c.n == 1 && c.v[0].kind == FP_DIRT_TRUNCATED && !c.changed, "told");
	c = clean("我买的锅到手就裂了……更多");
	is_int(count(&c, FP_DIRT_TRUNCATED), 1);
	c = clean("我买的锅到手就裂了，客服不理我");
	is_int(c.n, 0);
}

// Random sequences of dirt: clean text is clean, and shorter exactly when something was changed.
void test_idempotent(void)
{
	static const char *const piece[] = {"術", "(shù)", "(de)", "&amp;", "amp;", "lt;", "<", "br>", "<p>", "p>", "\n", "第3页", "_第2页", "Ã", "©", "é", "\xC2\x80", "¬", "â€™", "鎴戜滑", "锛屽", "\u200b",
		"1、", "本站不保证下载资源的准确性", "我们使用 we use cookies to", "退款", "，", "查看更多", "<!--", "-->", "<script>", "</script>", "&#60;", "\xE9", "\uE000", "锅到手就裂了要求退货退款，客服不理人，已经投诉到平台", " "};
	uint64_t seed = 4;
	size_t changed = 0, wrong = 0;
	for (int i = 0; i < 20000; i++) {
		fp_arena *each = fp_arena_new(0);
		fp_buf b = {0};
		for (size_t k = 0; k < 1 + (size_t)i % 24; k++) {
			seed = fp_hash64(&seed, sizeof seed, 9);
			fp_buf_z(&b, piece[seed % FP_COUNT(piece)]);
		}
		fp_str s = fp_buf_take(&b, each);
		fp_cleaned once = fp_hygiene(each, s), twice = fp_hygiene(each, once.text);
		changed += once.changed;
		wrong += twice.changed || once.changed != (once.text.n < s.n);
		fp_arena_free(each);
	}
	is_int(wrong, 0);
	ok(changed > 5000, "of 20,000 texts %zu changed", changed);
	fp_buf deep = {0};
	fp_buf_z(&deep, "&");
	for (int i = 0; i < 50; i++)
		fp_buf_z(&deep, "amp;");
	fp_str s = fp_buf_take(&deep, a);
	fp_cleaned c = fp_hygiene(a, s);
	ok(!c.changed && fp_str_eq(c.text, s), "nested on purpose: left alone");
}

// ---------------------------------------------------------------- real files, by path

static fp_str shared(const char *path)
{
	const char *dir = getenv("SHARED");
	fp_str text = {0};
	fp_err err = {0};
	if (!a)
		a = fp_arena_new(0);
	return fp_file_read(a, fp_strf(a, "%s/%s", dir && *dir ? dir : "../shared", path).p, 1 << 24, &text, &err) ? text : (fp_str){0};
}

void test_seeds(void)
{
	static const struct { const char *name; size_t pinyin, hidden, least_notices, least_counters; } seeds[] = {
		{"seeds/000_87c469e7dfa149dd.txt", 0, 0, 10, 8}, {"seeds/001_1b3708f007f3ae56.txt", 0, 0, 8, 0}, {"seeds/002_9cbe98c8b0901dcb.txt", 407, 2, 10, 5},
		{"seeds/003_1b97c5c5f35d1c5c.txt", 0, 0, 8, 0}, {"seeds/004_1f0b6a8339b82f8c.txt", 0, 0, 4, 10},
	};
	for (size_t i = 0; i < FP_COUNT(seeds); i++) {
		fp_str s = shared(seeds[i].name);
		if (!s.n) {
			printf("# %s is not there\n", seeds[i].name);
			continue;
		}
		fp_cleaned c = fp_hygiene(a, s), again = fp_hygiene(a, c.text);
		printf("# %s:", seeds[i].name);
		for (int k = 0; k < FP_DIRT_KINDS; k++)
			printf(" %s %zu", fp_dirt_name((fp_dirt_kind)k), count(&c, (fp_dirt_kind)k));
		printf("\n");
		is_int(count(&c, FP_DIRT_PINYIN), seeds[i].pinyin);
		is_int(count(&c, FP_DIRT_PRIVATE), seeds[i].hidden);
		ok(count(&c, FP_DIRT_NOTICE) >= seeds[i].least_notices && count(&c, FP_DIRT_COUNTER) >= seeds[i].least_counters, "%s: page debris", seeds[i].name);
		ok(c.text.n * 2 > s.n && !again.changed, "%s: the text is still there, and clean", seeds[i].name);
	}
}
