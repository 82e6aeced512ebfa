// hygiene: whole lines - what a site or a page layout wrote around a text, and what stands there twice.
#include "text/hygiene_priv.h"

#include <string.h>

typedef struct {
	size_t start, end, next;   // the line, and where the following one starts
} line;

static bool next_line(fp_str s, size_t from, line *l)
{
	if (from >= s.n)
		return false;
	const char *nl = memchr(s.p + from, '\n', s.n - from);
	*l = (line){from, nl ? (size_t)(nl - s.p) : s.n, nl ? (size_t)(nl - s.p) + 1 : s.n};
	return true;
}

static fp_str text_of(fp_str s, line l)
{
	return fp_str_trim(fp_str_sub(s, l.start, l.end));
}

// ---------------------------------------------------------------- notices

#define NOTICE_MOST 1500   // bytes of a line

// Folded. Sentences of document sites and page frames; nobody complains in these words.
static const char *const notice[] = {
	"不意味着购买了该文档的版权", "本站所有内容均由合作方", "请点击“版权申诉”", "请点击\"版权申诉\"", "如果想要下载,成为vip", "将扣除1次下载权益", "成为vip后,您将拥有", "vip文档为合作方或网友上传",
	"该用户很懒,什么也没介绍", "vip精品文档", "本文档由用户提供并上传", "本站所有资源如无特殊说明", "本站的文档不包含任何第三方", "压缩包中若带图纸", "未经权益所有人同意不得将", "仅提供信息存储空间",
	"下载文件中如有侵权或不适当", "本站不保证下载资源的准确性", "页未读 继续免费阅读", "页未读继续免费阅读", "由会员分享,可在线阅读", "仅作为作品整体效果示例展示", "表示该ppt已包含配套", "未经授权,严禁复制、发行",
	"未经许可不得转载", "本文来源于网络,如有侵权", "版权归原作者所有", "点击查看更多精彩", "打开app查看全文", "扫码关注公众号", "this site uses cookies", "we use cookies to", "all rights reserved",
};
// Whole lines, folded, that say so only beside others.
static const char frame[] = "|查看更多|实名认证|相关文档|提交评论|评论|下载本文档|文档简介|文档贡献者|文档评论(0)|***** + 关注|+ 关注|收藏|分享|举报|返回顶部|原创力文档|- 配套讲稿:|- 特殊限制:|- 关 键 词:|0/150|";

static bool is_notice(fp_str folded)
{
	for (size_t i = 0; i < FP_COUNT(notice); i++)
		if (fp_str_has(folded, fp_s(notice[i])))
			return true;
	return false;
}

static bool is_frame(fp_arena *a, fp_str folded)
{
	return folded.n && folded.n < 60 && fp_str_has(fp_s(frame), fp_strf(a, "|%.*s|", FP_ARG(folded)));
}

// Counts the notices; *rest: whether any other line says something.
static size_t count_notices(fp_pass *p, line *one, bool *rest)
{
	line l;
	size_t n = 0;
	*rest = false;
	for (size_t at = 0; next_line(p->in, at, &l); at = l.next) {
		fp_str folded = fp_str_trim(fp_fold(p->a, text_of(p->in, l), false).text);
		if (l.end - l.start <= NOTICE_MOST && is_notice(folded))
			n++, *one = l;
		else if (folded.n && !is_frame(p->a, folded))
			*rest = true;
	}
	return n;
}

static bool may_have_notices(fp_str s)
{
	return s.n > 60 && memchr(s.p, '\n', s.n);
}

void fp_pass_notices(fp_pass *p)
{
	line l;
	bool rest;
	if (!may_have_notices(p->in) || count_notices(p, &l, &rest) < 2 || !rest)
		return;
	for (size_t at = 0; next_line(p->in, at, &l); at = l.next) {
		fp_str folded = fp_str_trim(fp_fold(p->a, text_of(p->in, l), false).text);
		if ((l.end - l.start <= NOTICE_MOST && is_notice(folded)) || is_frame(p->a, folded))
			fp_pass_cut(p, FP_DIRT_NOTICE, l.start, l.next, (fp_str){0}, "网站的说明，不是正文", "a notice of the site, not of the author");
	}
}

void fp_pass_single_notice(fp_pass *p)
{
	line l;
	bool rest;
	if (may_have_notices(p->in) && count_notices(p, &l, &rest))
		fp_pass_tell(p, FP_DIRT_NOTICE, l.start, l.end, "像网站的说明", "looks like a notice of a site");
}

// ---------------------------------------------------------------- counters

static size_t digits_at(fp_str s, size_t i, unsigned *value)
{
	size_t n = 0;
	*value = 0;
	for (; i + n < s.n && s.p[i + n] >= '0' && s.p[i + n] <= '9' && n < 5; n++)
		*value = *value * 10 + (unsigned)(s.p[i + n] - '0');
	return n;
}

static size_t skip_blank(fp_str s, size_t i)
{
	while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
		i++;
	return i;
}

static size_t word_at(fp_str s, size_t i, const char *word)
{
	return fp_str_starts(fp_str_sub(s, i, s.n), word) ? strlen(word) : 0;
}

// The end of "第 3 页" at i, else 0.
static size_t page_at(fp_str s, size_t i, const char *word, unsigned *number)
{
	size_t n = word_at(s, i, word), at = skip_blank(s, i + n), d = digits_at(s, at, number);
	if (!n || !d)
		return 0;
	at = skip_blank(s, at + d);
	n = word_at(s, at, "页") + word_at(s, at, "頁");
	return n ? at + n : 0;
}

// "Page 3", "Page 3 of 10".
static size_t english_page(fp_str s)
{
	unsigned k;
	size_t i = word_at(s, 0, "Page ") + word_at(s, 0, "page ") + word_at(s, 0, "PAGE "), d = i ? digits_at(s, i, &k) : 0;
	if (!d)
		return 0;
	i += d;
	size_t of = word_at(s, i, " of ") + word_at(s, i, " / "), total = of ? digits_at(s, i + of, &k) : 0;
	return total ? i + of + total : i;
}

static bool is_counter(fp_str s)
{
	unsigned k;
	while (s.n && strchr("-_ ", s.p[0]))
		s = fp_str_sub(s, 1, s.n);
	while (s.n && strchr("-_ ", s.p[s.n - 1]))
		s.n--;
	size_t i = page_at(s, 0, "第", &k);
	if (i) {
		i = skip_blank(s, i);
		i += word_at(s, i, "/") + word_at(s, i, ",") + word_at(s, i, "，");
		i = skip_blank(s, i);
		size_t total = page_at(s, i, "共", &k);
		i = total ? total : i;
	} else
		i = english_page(s);
	return i && i == s.n;
}

// Of a line "..._第3页" where the marker starts, else the length.
static size_t page_suffix(fp_str s)
{
	unsigned k;
	for (size_t i = s.n > 24 ? s.n - 24 : 0; i < s.n; i++)
		if (s.p[i] == '_' && page_at(s, i + 1, "第", &k) == s.n)
			return i;
	return s.n;
}

typedef struct {
	size_t suffixes, prefixes, blocks, unended;
	unsigned prefix, block;
	bool content;
} layout;

// "12、" at the head of a line.
static size_t block_head(fp_str s, unsigned *number)
{
	size_t d = digits_at(s, 0, number), n = d ? word_at(s, d, "、") : 0;
	return n ? d + n : 0;
}

static bool ends_sentence(fp_str s)
{
	static const char *const ends[] = {"。", "！", "？", "；", "…", "”", "：", ".", "!", "?", ";", ":", ")", "）"};
	for (size_t i = 0; i < FP_COUNT(ends); i++)
		if (fp_str_ends(s, ends[i]))
			return true;
	return false;
}

#define BLOCK_LEAST 300   // bytes: below it is a list that somebody wrote

static layout look(fp_str s)
{
	layout o = {0};
	line l;
	fp_str before = {0};
	for (size_t at = 0; next_line(s, at, &l); at = l.next) {
		fp_str t = text_of(s, l);
		unsigned k;
		size_t page = page_at(t, 0, "第", &k);
		if (!t.n || is_counter(t))
			continue;
		o.content = true;
		o.suffixes += page_suffix(t) < t.n;
		if (page && page < t.n && k > o.prefix)
			o.prefixes++, o.prefix = k;
		if (block_head(t, &k) && k == o.block + 1) {
			o.unended += o.block && before.n > BLOCK_LEAST && !ends_sentence(before);
			o.block = k;
			o.blocks++;
		}
		before = t;
	}
	return o;
}

static void cut_counter(fp_pass *p, line l, const layout *o, unsigned *block)
{
	static const char zh[] = "页码", en[] = "a page counter";
	fp_str t = text_of(p->in, l);
	size_t off = (size_t)(t.p - p->in.p);
	unsigned k;
	if (is_counter(t) && o->content) {
		fp_pass_cut(p, FP_DIRT_COUNTER, l.start, l.next, (fp_str){0}, zh, en);
		return;
	}
	size_t head = o->prefixes >= 3 ? page_at(t, 0, "第", &k) : 0, tail = o->suffixes >= 2 ? page_suffix(t) : t.n;
	if (head && head < t.n)
		fp_pass_cut(p, FP_DIRT_COUNTER, off, off + head, (fp_str){0}, zh, en);
	else if (tail < t.n)
		fp_pass_cut(p, FP_DIRT_COUNTER, off + tail, off + t.n, (fp_str){0}, zh, en);
	else if (o->blocks >= 3 && o->unended * 2 >= o->blocks - 1 && (head = block_head(t, &k)) && k == *block + 1) {
		// Joined to what it broke off from.
		size_t from = k > 1 && l.start && (!p->n || p->v[p->n - 1].end < l.start) ? l.start - 1 : off;
		fp_pass_cut(p, FP_DIRT_COUNTER, from, off + head, (fp_str){0}, "断开句子的块号", "the number of a block that breaks a sentence");
		*block = k;
	}
}

void fp_pass_counters(fp_pass *p)
{
	line l;
	unsigned block = 0;
	if (!memchr(p->in.p ? p->in.p : "", '\n', p->in.n))
		return;
	layout o = look(p->in);
	for (size_t at = 0; next_line(p->in, at, &l); at = l.next)
		cut_counter(p, l, &o, &block);
}

// ---------------------------------------------------------------- doubled

#define DOUBLED_LEAST 60      // bytes of a text: below it people repeat themselves to be heard
#define LINE_CHARACTERS 12

// The longest beginning of s, at most half of it, that is also its end with nothing but blanks between; or the period of s.
static size_t doubled_part(fp_arena *a, fp_str s)
{
	uint32_t *back = FP_NEW_N(a, uint32_t, s.n + 1);
	for (size_t i = 1, k = 0; i < s.n; i++) {
		while (k && s.p[i] != s.p[k])
			k = back[k - 1];
		k += s.p[i] == s.p[k];
		back[i] = (uint32_t)k;
	}
	size_t border = s.n ? back[s.n - 1] : 0;
	if (border && s.n % (s.n - border) == 0)
		return s.n - border;
	while (border * 2 > s.n)
		border = back[border - 1];
	return border && !fp_str_trim(fp_str_sub(s, border, s.n - border)).n ? border : 0;
}

static void doubled_lines(fp_pass *p)
{
	line l;
	fp_str before = {0};
	for (size_t at = 0; next_line(p->in, at, &l); at = l.next) {
		fp_str t = text_of(p->in, l);
		if (!t.n)
			continue;
		if (fp_str_eq(t, before) && fp_utf8_count(t) >= LINE_CHARACTERS)
			fp_pass_cut(p, FP_DIRT_DOUBLED, l.start, l.next, (fp_str){0}, "和上一行完全一样", "the same line as the one before");
		before = t;
	}
}

void fp_pass_doubled(fp_pass *p)
{
	fp_str t = fp_str_trim(p->in);
	size_t part = t.n >= 2 * DOUBLED_LEAST && t.n > LINE_CHARACTERS ? doubled_part(p->a, t) : 0, off = t.n ? (size_t)(t.p - p->in.p) : 0;
	if (part >= DOUBLED_LEAST)
		fp_pass_cut(p, FP_DIRT_DOUBLED, off + part, off + t.n, (fp_str){0}, "整段文字重复", "the whole text stands there again");
	else
		doubled_lines(p);
}

// ---------------------------------------------------------------- truncated

static bool ends_open(fp_str s)
{
	static const char *const open[] = {"，", "、", ",", "（", "(", "“", "「"};
	for (size_t i = 0; i < FP_COUNT(open); i++)
		if (fp_str_ends(s, open[i]))
			return true;
	return false;
}

static const char *const more[] = {"展开全文", "查看全文", "阅读全文", "[truncated]", "[...]", "……更多", "...更多", "… more"};

// A text of five sentences that ends their way and then without one, or one that says that there is more.
void fp_pass_truncated(fp_pass *p)
{
	fp_str t = fp_str_trim(p->in);
	size_t sentences = 0, end = t.n ? (size_t)(t.p - p->in.p) + t.n : 0, i = 0;
	static const char zh[] = "文字在句子中间断了", en[] = "ends in the middle of a sentence";
	if (!t.n)
		return;
	for (size_t k = 0; k < FP_COUNT(more); k++)
		if (fp_str_ends(t, more[k])) {
			fp_pass_tell(p, FP_DIRT_TRUNCATED, end - strlen(more[k]), end, zh, en);
			return;
		}
	if (t.n < 150 || ends_sentence(t))
		return;
	uint32_t last = 0;
	size_t last_at = 0;
	while (i < t.n) {
		last_at = i;
		last = fp_utf8_next(t, &i);
		sentences += last == U'。' || last == U'！' || last == U'？' || last == '!' || last == '?' || (last == '.' && i < t.n && t.p[i] == ' ');
	}
	if (ends_open(t) || (sentences >= 5 && fp_ch_class(last) != FP_CH_OTHER))
		fp_pass_tell(p, FP_DIRT_TRUNCATED, end - (t.n - last_at), end, zh, en);
}
