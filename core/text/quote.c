// quote: what somebody else said, so that a phrase of the customer's is told from one of the agent's that the customer
// repeats.
#include "text/text_priv.h"

#define DEPTH 8

static uint32_t closing(uint32_t cp)
{
	switch (cp) {
	case 0x300C: return 0x300D;
	case 0x300E: return 0x300F;
	case 0x201C: return 0x201D;
	case 0x2018: return 0x2019;
	case 0xFF02: return 0xFF02;
	case '"': return '"';
	default: return 0;
	}
}

static bool ends_line(uint32_t cp)
{
	return cp == '\n' || cp == '\r';
}

// Whether the text before a colon ends in a word of speaking.
static bool speaks(fp_str before)
{
	static const char *const verbs[] = {"说", "说是", "说道", "说的是", "表示", "告诉我", "告诉我们", "告知我", "告知", "告诉", "回复", "回复说",
		"回复我", "答复", "答复说", "回应", "回答", "声称", "宣称", "称", "写道", "喊道", "骂道", "答道", "问", "說", "說是", "回覆", "告訴我", "稱",
		" said", " says", " told me", " told us", " replied", " answered", " claimed", " stated", " wrote", " asked",
		" responded"};
	before = fp_str_trim(before);
	for (size_t k = 0; k < FP_COUNT(verbs); k++)
		if (fp_str_ends(before, verbs[k]))
			return !fp_str_ends(before, "小说") && !fp_str_ends(before, "名称") && !fp_str_ends(before, "简称");
	return false;
}

static bool ends_speech(uint32_t cp)
{
	return ends_line(cp) || cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F || cp == '!' || cp == '?' || cp == 0xFF1B;
}

typedef struct {
	fp_arena *arena;
	fp_match *v;
	size_t n, cap;
	struct {
		uint32_t close;
		size_t at;
	} open[DEPTH];
	size_t depth;
	size_t speech;    // where reported speech after a colon began, or SIZE_MAX
} quotes;

static void add(quotes *q, size_t from, size_t to)
{
	// Inner quotes and speech end before what holds them: keep the outermost.
	while (q->n && q->v[q->n - 1].start >= from)
		q->n--;
	if (q->n && q->v[q->n - 1].end >= to)
		return;
	FP_PUSH(q->arena, q->v, q->n, q->cap) = (fp_match){from, to};
}

static void end_speech(quotes *q, size_t at)
{
	if (q->speech != SIZE_MAX)
		add(q, q->speech, at);
	q->speech = SIZE_MAX;
}

// Closes the nearest quote that this character can close; those opened inside it were never closed and are forgotten.
static bool close_quote(quotes *q, uint32_t cp, size_t at)
{
	for (size_t d = q->depth; d-- > 0;) {
		if (q->open[d].close != cp)
			continue;
		add(q, q->open[d].at, at);
		q->depth = d;
		return true;
	}
	return false;
}

// Whether a character that begins with this byte could matter here; nearly none does.
static bool matters(unsigned char c)
{
	return c == '"' || c == ':' || c == '!' || c == '?' || c == '\n' || c == '\r' || c == 0xE2 || c == 0xE3 ||
		c == 0xEF;
}

size_t quoted_parts(fp_arena *a, fp_str text, fp_match **out)
{
	quotes q = {.arena = a, .speech = SIZE_MAX};
	size_t line = 0;
	for (size_t i = 0; i < text.n;) {
		if (!matters((unsigned char)text.p[i])) {
			i++;
			continue;
		}
		size_t at = i;
		uint32_t cp = fp_utf8_next(text, &i);
		if (q.depth == 0 && ends_speech(cp))
			end_speech(&q, at);
		if (ends_line(cp)) {
			end_speech(&q, at);
			q.depth = 0;
			line = i;
		} else if (close_quote(&q, cp, at)) {
			continue;
		} else if (closing(cp) && q.depth < DEPTH) {
			// He said: "..." ends with the quote and not with the sentence.
			if (q.speech != SIZE_MAX && fp_str_trim(fp_str_sub(text, q.speech, at)).n == 0)
				q.speech = SIZE_MAX;
			q.open[q.depth].close = closing(cp);
			q.open[q.depth++].at = i;
		} else if ((cp == ':' || cp == 0xFF1A) && q.depth == 0 && q.speech == SIZE_MAX &&
		           speaks(fp_str_sub(text, at > line + 40 ? at - 40 : line, at))) {
			q.speech = i;
		}
	}
	end_speech(&q, text.n);
	*out = q.v;
	return q.n;
}
