// Clusters: small sets written for this, promises of the header, and real complaints if they are there.
#include "tap.h"
#include "text/text.h"

#include <stdlib.h>

static const char *const zh[][2] = {
	{"快递三天没有更新物流", "我的快递停在中转站三天了，物流信息没有更新，客服让我等。"},
	{"物流停滞不更新", "快递物流信息停滞，三天没有更新，联系快递客服没有用。"},
	{"快递一直不更新物流信息", "下单后快递物流信息一直不更新，停在中转站。"},
	{"物流信息三天没更新", "物流信息三天没更新，快递停在中转站不动。"},
	{"会员自动续费无法取消", "会员到期自动续费扣了我三十元，找不到取消自动续费的入口。"},
	{"自动续费乱扣钱", "没有提醒就自动续费，会员费被扣，要求取消并退款。"},
	{"取消不了会员自动续费", "会员自动续费关不掉，每个月都扣钱，入口找不到。"},
	{"会员被自动续费扣款", "未经同意会员自动续费扣款，要求退还会员费。"},
	{"耳机左耳没有声音", "耳机用了一周左耳没有声音，要求换货。"},
	{"左耳耳机没声音", "买的耳机左耳没声音，售后说要等检测。"},
	{"耳机单边没有声音", "耳机左耳没有声音了，才用一个月。"},
	{"想问发票怎么开", "请问电子发票在哪里申请开具？"},
	{"地址填错了", "收货地址写错，能不能帮忙修改一下门牌？"},
};

static const char *const en[][2] = {
	{"Refund not received", "I returned the shoes two weeks ago and the refund has not been received."},
	{"Still waiting for my refund", "Promised in five days, I am still waiting for the refund of my returned shoes."},
	{"Where is my refund?", "Returned the item, refund still not received after two weeks of waiting."},
	{"Charged twice", "My card was charged twice for one order."},
	{"Double charge on card", "I was charged twice on my card for the same order, please reverse the double charge."},
	{"Card charged two times", "The same order was charged twice to my credit card."},
	{"App crashes on login", "The app crashes whenever I try to log in on my phone."},
	{"Login crash", "App crashing at login since the update on my phone."},
	{"App keeps crashing when logging in", "Since the update the app crashes at login."},
	{"Parking", "Is there parking at the downtown shop?"},
};

static size_t load(fp_doc *d, const char *const (*from)[2], size_t n)
{
	for (size_t k = 0; k < n; k++)
		d[k] = (fp_doc){fp_s(from[k][0]), fp_s(from[k][1])};
	return n;
}

// Members of all clusters: "0 1 2|4 5".
static fp_str shape(fp_arena *a, const fp_doc *d, size_t n, fp_cluster **c, size_t *m)
{
	fp_err err = {0};
	fp_cluster_options o = {.threshold = 0.12};
	if (!fp_clusters(a, d, n, &o, c, m, &err))
		return fp_s(err.msg);
	fp_buf b = {0};
	for (size_t k = 0; k < *m; k++)
		for (size_t i = 0; i < (*c)[k].n; i++)
			fp_buf_f(&b, "%s%zu", i ? " " : k ? "|" : "", (*c)[k].member[i]);
	return b.p ? fp_buf_take(&b, a) : FP_STR("");
}

static void show(const fp_cluster *c, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		printf("# %4zu %.2f %.*s [", c[k].n, c[k].cohesion, FP_ARG(c[k].title));
		for (size_t i = 0; i < c[k].phrase_n; i++)
			printf("%s%.*s", i ? " | " : "", FP_ARG(c[k].phrase[i]));
		printf("]\n");
	}
}

void test_clusters_zh(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_doc d[40];
	fp_cluster *c;
	size_t n = load(d, zh, FP_COUNT(zh)), m;
	is_str(shape(a, d, n, &c, &m), "0 1 2 3|4 5 6 7|8 9 10");
	show(c, m);
	for (size_t k = 0; k < m; k++) {
		ok(c[k].title.n > 0 && c[k].phrase_n > 0, "%.*s", FP_ARG(c[k].title));
		ok(c[k].cohesion > 0.2 && c[k].cohesion <= 1.0001, "cohesion %.3f", c[k].cohesion);
		bool inside = false;
		for (size_t i = 0; i < c[k].n; i++)
			inside |= c[k].member[i] == c[k].medoid;
		ok(inside, "the medoid is a member");
	}
	fp_arena_free(a);
}

void test_clusters_en(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_doc d[40];
	fp_cluster *c;
	size_t n = load(d, en, FP_COUNT(en)), m;
	is_str(shape(a, d, n, &c, &m), "0 1 2|3 4 5|6 7 8");
	show(c, m);
	fp_arena_free(a);
}

// The same documents in another order give the same groups, titles and phrases.
void test_clusters_order(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_doc d[40], r[40];
	fp_cluster *c, *e;
	size_t n = load(d, zh, FP_COUNT(zh)), m, k;
	n += load(d + n, en, FP_COUNT(en));
	for (size_t i = 0; i < n; i++)
		r[i] = d[n - 1 - i];
	shape(a, d, n, &c, &m);
	shape(a, r, n, &e, &k);
	is_int(m, k);
	size_t found = 0;
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < k; j++)
			if (c[i].member[0] == n - 1 - e[j].member[e[j].n - 1])
				found += c[i].n == e[j].n && fp_str_eq(c[i].title, e[j].title) && c[i].medoid == n - 1 - e[j].medoid;
	is_int(found, m);
	fp_arena_free(a);
}

void test_clusters_same_texts(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_doc d[40];
	fp_cluster *c;
	size_t m;
	for (size_t k = 0; k < 40; k++)
		d[k] = k < 30 ? (fp_doc){FP_STR("退款"), FP_STR("ＡＢＣ")} : (fp_doc){FP_STR("退款"), FP_STR("abc")};
	is_str(fp_str_sub(shape(a, d, 40, &c, &m), 0, 5), "0 1 2");
	is_int(m, 1);
	is_int(c[0].n, 40);
	for (size_t k = 0; k < 3; k++)
		d[k] = (fp_doc){{NULL, 0}, {NULL, 0}};
	is_str(shape(a, d, 3, &c, &m), "0 1 2");
	is_str(c[0].title, "…");
	is_str(shape(a, d, 0, &c, &m), "");
	fp_err err = {0};
	ok(!fp_clusters(a, d, 200001, NULL, &c, &m, &err) && err.code == FP_LIMIT, "%s", err.msg);
	fp_arena_free(a);
}

// A greeting in every body does not make one cluster of all; phone numbers do not join or show.
void test_clusters_boilerplate(void)
{
	fp_arena *a = fp_arena_new(0);
	fp_doc d[60];
	static const char *const things[] = {"苹果发霉", "雨伞断骨", "键盘失灵", "牛奶过期", "窗帘褪色", "轮胎漏气", "手表停走", "沙发塌陷", "水壶烧干",
		"书页缺失"};
	for (size_t k = 0; k < 40; k++)
		d[k] = (fp_doc){FP_STR("工单"), fp_strf(a, "尊敬的客户您好，感谢您的来电，我们将竭诚为您服务\n%s%zu\n本工单由系统自动生成请勿直接回复\n",
			things[k % 10], k / 10)};
	fp_cluster *c;
	size_t m;
	shape(a, d, 40, &c, &m);
	show(c, m);
	is_int(m, 10);
	for (size_t k = 0; k < 4; k++)
		d[k] = (fp_doc){fp_strf(a, "客服电话1381234567%zu没人接", k), FP_STR("打了十次")};
	shape(a, d, 4, &c, &m);
	is_int(m, 1);
	ok(!fp_str_has(c[0].title, FP_STR("138")), "%.*s", FP_ARG(c[0].title));
	fp_arena_free(a);
}

// ---------------------------------------------------------------- real complaints

// Reads one field of a CSV, doubled quotes undone; *i moves behind it. Returns whether the row ends there.
static bool csv_field(fp_arena *a, fp_str s, size_t *i, fp_str *out)
{
	fp_buf b = {0};
	bool quoted = *i < s.n && s.p[*i] == '"';
	*i += quoted;
	while (*i < s.n) {
		char c = s.p[*i];
		if (quoted && c == '"') {
			if (*i + 1 >= s.n || s.p[*i + 1] != '"') {
				quoted = false;
				++*i;
				continue;
			}
			++*i;
		} else if (!quoted && (c == ',' || c == '\n')) {
			break;
		}
		if (c != '\r' || quoted)
			fp_buf_c(&b, c);
		++*i;
	}
	*out = b.p ? fp_buf_take(&b, a) : FP_STR("");
	bool end = *i >= s.n || s.p[*i] == '\n';
	++*i;
	return end;
}

typedef struct {
	fp_doc doc;
	fp_str issue;
	int64_t votes;       // of four teams: two and more are gold, one is neither right nor wrong
} message;

static size_t read_messages(fp_arena *a, fp_str s, message *v, size_t most)
{
	size_t n = 0, row = 0;
	for (size_t i = 0; i < s.n && n < most; row++) {
		fp_str f[12] = {{NULL, 0}};
		for (size_t k = 0; k < FP_COUNT(f) && !csv_field(a, s, &i, &f[k]); k++)
			;
		int64_t votes = 0;
		fp_str_int(f[8], &votes);
		if (row)
			v[n++] = (message){{f[3], f[4]}, f[7], votes};
	}
	return n;
}

// The best F1 that a cluster reaches for the issue.
static double best_f(const message *v, size_t n, const char *issue, const fp_cluster *c, size_t m, size_t *gold)
{
	double best = 0;
	*gold = 0;
	for (size_t i = 0; i < n; i++)
		*gold += v[i].votes >= 2 && fp_str_is(v[i].issue, issue);
	for (size_t k = 0; k < m; k++) {
		size_t hit = 0, size = 0;
		for (size_t i = 0; i < c[k].n; i++) {
			const message *x = &v[c[k].member[i]];
			bool same = fp_str_is(x->issue, issue);
			hit += x->votes >= 2 && same;
			size += x->votes != 1 || !same;
		}
		double f = 2.0 * (double)hit / (double)(*gold + size);
		best = f > best ? f : best;
	}
	return best;
}

void test_clusters_real(void)
{
	fp_arena *a = fp_arena_new((size_t)1 << 30);
	const char *shared = getenv("SHARED");
	fp_str path = fp_strf(a, "%s/data/zh-gov-complaints/messages.csv", shared ? shared : "../shared"), csv;
	if (!fp_file_exists(path.p)) {
		skip("the real complaints are not here");
		fp_arena_free(a);
		return;
	}
	fp_err err = {0};
	if (!ok(fp_file_read(a, path.p, (size_t)64 << 20, &csv, &err), "%s", err.msg))
		return;
	message *v = FP_NEW_N(a, message, 10000);
	size_t n = read_messages(a, csv, v, 10000), m;
	fp_doc *d = FP_NEW_N(a, fp_doc, n);
	for (size_t i = 0; i < n; i++)
		d[i] = v[i].doc;
	double start = fp_clock_seconds(), sum = 0;
	fp_cluster *c;
	ok(fp_clusters(a, d, n, NULL, &c, &m, &err), "%s", err.msg);
	printf("# %zu complaints, %zu clusters, %.2f s\n", n, m, fp_clock_seconds() - start);
	show(c, m < 40 ? m : 40);
	int scored = 0;
	for (int k = 2; k <= 5; k++) {
		char issue[16];
		size_t gold;
		snprintf(issue, sizeof(issue), "H0%d", k);
		double f = best_f(v, n, issue, c, m, &gold);
		printf("# %s: %zu messages, F %.3f\n", issue, gold, f);
		if (gold >= 3) {
			sum += f;
			scored++;
		}
	}
	ok(scored && sum / scored >= 0.8, "mean F %.3f over %d issues", sum / (scored ? scored : 1), scored);
	fp_arena_free(a);
}
