// Front matter: the scanner against libyaml, and edits that change one field's lines and nothing else. Both on YAML that a
// seeded generator writes: legal, and as odd as hands and other programs make it.
#include "../fuzz/front_agree.h"
#include "tap.h"

static uint64_t seed;
static fp_arena *arena;

static uint32_t rnd(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % n;
}

#define PICK(v) ((v)[rnd(FP_COUNT(v))])

static const char *const plain_texts[] = {
	"a", "包裹在中转站停了六天，买家三次催件", "2026-11-18T10:32:00+08:00", "3", "-1", "1.50", "true", "~x", "a#b", "a:b", "c++", "a, b",
	"x [y] {z}", "it's", "say \"hi\"", "50% off", "http://a.b/c?d=e&f#g", "，顿号、", "a  b", "=", "<<", "a\\b", "物流/破损", "10:32", "(x)",
	"全角：冒号", "a -b", "é", "😀", "a&b", "*", "no", "~", "null", "Null", "nul", "...", "x?", "a!b", "/x", ".5", "+1",
};
static const char *const safe_plain[] = {"a", "物流/破损", "10:32", "-1", "b c", "愤怒", "x#y", "a:b", "é😀"};
static const char *const quoted[] = {
	"\"\"", "\"[订单号#1]\"", "\"a: b\"", "\"a\\\"b\"", "\"\\\\\"", "\"\\n\\t\"", "\"\\u4e2d\"", "\" x \"", "\"# no\"", "''", "'it''s'", "'a\\b'", "'\"'",
	"'- x'", "\"~\"", "'null'", "\"a, b\"", "'[x]'",
};
static const char *const comments[] = {"", "", "", "", " # 注释", "  #x", " #", "   "};
static const char *eol;

static void scalar(fp_buf *b, bool safe)
{
	fp_buf_z(b, rnd(3) ? (safe ? PICK(safe_plain) : PICK(plain_texts)) : PICK(quoted));
}

static void flow_list(fp_buf *b)
{
	uint32_t n = rnd(4);
	fp_buf_z(b, rnd(5) ? "[" : "[ ");
	for (uint32_t i = 0; i < n; i++) {
		scalar(b, true);
		if (i + 1 < n || !rnd(12))
			fp_buf_z(b, rnd(6) ? ", " : rnd(2) ? "," : " , ");
	}
	fp_buf_z(b, rnd(5) ? "]" : " ]");
}

static void block_list(fp_buf *b)
{
	static const char *const indents[] = {"", "  ", "  ", "    ", " "};
	const char *in = PICK(indents);
	uint32_t n = 1 + rnd(3);
	fp_buf_f(b, "%s%s", PICK(comments), eol);
	for (uint32_t i = 0; i < n; i++) {
		if (!rnd(6))
			fp_buf_f(b, "  # 里面的注释%s", eol);
		if (!rnd(10))
			fp_buf_z(b, eol);
		fp_buf_f(b, "%s-%s", in, rnd(5) ? " " : "   ");
		scalar(b, true);
		if (i + 1 < n)
			fp_buf_f(b, "%s%s", PICK(comments), eol);
	}
}

static void block_scalar(fp_buf *b)
{
	static const char *const heads[] = {"|", ">", "|-", ">-", "|+", "|2", "|2-", ">+", "|  # 块", "&k |"};
	fp_buf_f(b, " %s%s", PICK(heads), eol);
	for (uint32_t i = 0, n = 1 + rnd(3); i < n; i++) {
		fp_buf_f(b, "  %s%s", rnd(4) ? "一行: 文字 # 不是注释" : "- 也不是列表", eol);
		if (!rnd(4))
			fp_buf_z(b, eol);
	}
	if (b->n >= strlen(eol))
		b->n -= strlen(eol);  // the caller ends the line
}

static void odd_value(fp_buf *b)
{
	static const char *const odd[] = {
		" 多行%s  文字", " \"多行%s  引号\"", " [a,%s  b]", " {a: 1,%s  b: 2}", "%s  a: 1%s  b: [x, y]", "%s  - a: 1%s    b: 2", " !!str 3", " &k x",
		" 'x%s%s  y'", "%s  挪下来的值", " {a: {b: c}}", " [[a], b]", " {a, b: }", " [a: b]", "%s  \"引号\"", " ? x",
	};
	const char *f = PICK(odd);
	for (; *f; f++) {
		if (f[0] == '%') {
			fp_buf_z(b, eol);
			f++;
		} else {
			fp_buf_c(b, *f);
		}
	}
}

static void field(fp_buf *b, uint32_t i, bool odd)
{
	static const char *const keys[] = {"title", "type", "备注", "a-b", "x_1", "2024", "Id"};
	if (odd && !rnd(12))
		fp_buf_f(b, "\"%s %u\":", PICK(keys), i);
	else
		fp_buf_f(b, "%s%u:", PICK(keys), i);
	uint32_t kind = rnd(odd ? 10 : 7);
	if (kind < 3) {
		fp_buf_z(b, rnd(5) ? " " : "   ");
		scalar(b, false);
	} else if (kind == 3) {
		fp_buf_z(b, " ");
		flow_list(b);
	} else if (kind == 4) {
		fp_buf_f(b, " {a: %s, b_c: %s}", PICK(safe_plain), PICK(quoted));
	} else if (kind == 5) {
		block_list(b);
	} else if (kind == 7) {
		block_scalar(b);
		fp_buf_z(b, eol);
		return;
	} else if (kind > 7) {
		odd_value(b);
	}
	fp_buf_f(b, "%s%s", PICK(comments), eol);
}

// A whole file; *front is where its block lies.
static fp_str file(bool odd, fp_span *front)
{
	fp_buf b = {0};
	eol = rnd(3) ? "\n" : "\r\n";
	fp_buf_f(&b, "%s---%s", rnd(4) ? "" : "\xEF\xBB\xBF", eol);
	front->start = b.n;
	for (uint32_t i = 0, n = rnd(7); i < n; i++) {
		if (!rnd(5))
			fp_buf_f(&b, "%s# 上面的注释%s", rnd(3) ? "" : "  ", eol);
		if (!rnd(8))
			fp_buf_z(&b, eol);
		field(&b, i, odd);
	}
	if (!rnd(6))
		fp_buf_f(&b, "# 最后的注释%s", eol);
	front->end = b.n;
	fp_buf_f(&b, "---%s%s## 对话%s%s**客户**：在%s", eol, eol, eol, eol, eol);
	return fp_buf_take(&b, arena);
}

static void show(const char *what, fp_str text)
{
	printf("# %s\n", what);
	for (fp_str rest = text; rest.n;) {
		fp_str line = fp_str_line(&rest);
		printf("#   %.*s\n", FP_ARG(line));
	}
}

void test_scanner_agrees_with_libyaml(void)
{
	size_t scanned_n = 0, bad = 0, total = 20000;
	arena = fp_arena_new(0);
	for (size_t i = 0; i < total && bad < 3; i++, fp_arena_reset(arena)) {
		fp_span front;
		bool scanned;
		const char *what = "";
		size_t at;
		seed = i;
		fp_str text = file(i % 4 == 0, &front);
		if (!front_agrees(arena, text, front, &scanned, &what, &at)) {
			bad++;
			printf("# seed %zu, field %zu: %s\n", i, at, what);
			show("", text);
		}
		scanned_n += scanned;
	}
	is_int(bad, 0);
	ok(scanned_n > total / 4, "the scanner took %zu of %zu", scanned_n, total);
	fp_arena_free(arena);
}

// The same on text with a few bytes changed, where the scanner has to notice what it does not know.
void test_scanner_agrees_on_damaged_text(void)
{
	static const char junk[] = "\t\r\n :#-[]{}\"'\\,&*!|>?%@`\x01\xC2\x85\xE2\x80\xA8" "ab~";
	size_t bad = 0, scanned_n = 0;
	arena = fp_arena_new(0);
	for (size_t i = 0; i < 40000 && bad < 3; i++, fp_arena_reset(arena)) {
		fp_span front;
		bool scanned;
		const char *what = "";
		size_t at;
		seed = i;
		fp_str text = file(false, &front);
		for (uint32_t k = 0, n = 1 + rnd(3); k < n && front.end > front.start; k++)
			((char *)(uintptr_t)text.p)[front.start + rnd((uint32_t)(front.end - front.start))] =
				junk[rnd(sizeof(junk) - 1)];
		if (!fp_utf8_valid(text, NULL))
			continue;
		if (!front_agrees(arena, text, front, &scanned, &what, &at)) {
			bad++;
			printf("# seed %zu, field %zu: %s\n", i, at, what);
			show("", text);
		}
		scanned_n += scanned;
	}
	is_int(bad, 0);
	ok(scanned_n > 1000, "the scanner took %zu", scanned_n);
	fp_arena_free(arena);
}

// ---------------------------------------------------------------- edits

static const char *const new_texts[] = {"新值", "a: b", "", " 空格 ", "- x", "#x", "多\n行", "\"引\" '号'", "null",
	"[x]", "1", "true", "{", "a\tb", "\\", "=", "：", "是？", "x # y", "%", "@x", "\xE2\x80\xA8", "no", "007", "..."};

static fp_edit random_edit(fp_str key)
{
	fp_edit e = {.key = key, .n = rnd(4)};
	fp_str *v = FP_NEW_N(arena, fp_str, 8);
	for (size_t i = 0; i < 8; i++)
		v[i] = fp_s(PICK(new_texts));
	e.items = v;
	e.list = rnd(2) && e.n;
	if (!rnd(8)) {
		e.map = true;
		e.list = false;
		v[0] = FP_STR("k");
		v[2] = FP_STR("键 2");
		v[4] = FP_STR("x: y");
		if (e.n > 3)
			e.n = 3;
	}
	return e;
}

// Everything before and after the field's lines is there, byte for byte.
static bool rest_is_kept(fp_str before, fp_span lines, fp_str after)
{
	size_t tail = before.n - lines.end;
	return after.n >= lines.start + tail &&
		fp_str_eq(fp_str_sub(before, 0, lines.start), fp_str_sub(after, 0, lines.start)) &&
		fp_str_eq(fp_str_sub(before, lines.end, before.n), fp_str_sub(after, after.n - tail, after.n));
}

typedef struct {
	size_t done, refused, bad;
} tally;

static void one_edit(size_t i, tally *t)
{
	fp_span front;
	seed = i;
	fp_str text = file(i % 3 == 0, &front), after;
	fp_case *c = fp_case_parse(arena, FP_STR("a.md"), text, NULL);
	if (c->broken || !c->field_n)
		return;
	const fp_field *f = &c->fields[rnd((uint32_t)c->field_n)];
	fp_span lines = f->lines;
	fp_edit e = random_edit(f->key);
	fp_err err = {0};
	if (!rnd(5)) {
		e.key = FP_STR("新字段");
		lines = (fp_span){c->front.end, c->front.end};
	}
	if (!fp_case_edit(arena, c, &e, 1, &after, &err)) {
		t->refused++;
		if (t->refused < 4) {
			printf("# seed %zu refused: %s\n", i, err.msg);
			show("", text);
		}
		return;
	}
	t->done++;
	fp_case *d = fp_case_parse(arena, FP_STR("a.md"), after, NULL);
	const fp_field *g = fp_case_field(d, fp_cstr(arena, e.key));
	bool good = !d->broken && rest_is_kept(text, lines, after) && (e.n || e.map ? g && g->n == e.n : !g);
	for (size_t k = 0; good && g && k < (e.map ? 2 * e.n : e.n); k++)
		good = fp_str_eq(g->items[k], e.items[k]);
	if (!good) {
		t->bad++;
		printf("# seed %zu: %.*s\n", i, FP_ARG(e.key));
		show("before", text);
		show("after", after);
	}
}

void test_edits_change_one_field(void)
{
	tally t = {0};
	arena = fp_arena_new(0);
	for (size_t i = 0; i < 20000 && t.bad < 3; i++, fp_arena_reset(arena))
		one_edit(i, &t);
	is_int(t.bad, 0);
	ok(t.done > 10000 && t.refused * 50 < t.done, "%zu done, %zu refused", t.done, t.refused);
	fp_arena_free(arena);
}

// A scalar written by fupan reads back, and the scanner is enough to read it.
void test_scalars_round_trip(void)
{
	arena = fp_arena_new(0);
	size_t bad = 0;
	for (size_t i = 0; i < 20000 && !bad; i++, fp_arena_reset(arena)) {
		seed = i;
		fp_buf raw = {0};
		static const char *const parts[] = {"a", "中", " ", ":", "#", "-", "[", "]", "{", "}", ",", "\"", "'", "\\",
			"\n", "\t", "?", "!", "&", "*", "|", ">", "%", "@", "`", "~", "null", "1", "0", ".", "\x7F", "\xC2\x85",
			"\xE2\x80\xA9", "😀", "\r", "\x1B", "=", "\xEF\xBB\xBF"};
		for (uint32_t k = 0, n = rnd(7); k < n; k++)
			fp_buf_z(&raw, PICK(parts));
		fp_str v[2] = {fp_buf_take(&raw, arena), FP_STR("b")};
		fp_edit e[3] = {{.key = FP_STR("s"), .items = v, .n = 1},
			{.key = FP_STR("l"), .items = v, .n = 2, .list = true},
			{.key = FP_STR("m"), .items = v, .n = 1, .map = true}};
		e[2].items = (fp_str[]){FP_STR("k"), v[0]};
		fp_str text = fp_case_render(arena, e, 3, NULL, 0);
		fp_case *c = fp_case_parse(arena, FP_STR("a.md"), text, NULL);
		const fp_field *s = fp_case_field(c, "s"), *l = fp_case_field(c, "l"), *m = fp_case_field(c, "m");
		if (!s || !l || !m || s->n != 1 || l->n != 2 || m->n != 1 || !fp_str_eq(s->items[0], v[0]) ||
			!fp_str_eq(l->items[0], v[0]) || !fp_str_eq(m->items[1], v[0])) {
			bad++;
			tap_show("scalar", v[0]);
			show("", text);
		}
	}
	is_int(bad, 0);
	fp_arena_free(arena);
}
