// make_fold_table: writes core/text/fold_table.inc to stdout, from ICU. Not part of the build: the table is committed,
// so that folding stays the same when ICU changes (an index made by one machine is read by another). Run it by hand:
//
//	cc -std=c11 -Icore tests/lib/make_fold_table.c -o /tmp/mft $(pkg-config --cflags --libs icu-uc icu-i18n)
//	/tmp/mft > core/text/fold_table.inc
//
// fold(c) is NFKC_Casefold, then Traditional-Simplified for Han, repeated until nothing changes. What the table cannot
// say is composition with the character before it (e + combining acute); such characters are marked and fold.c asks the
// normaliser.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define LIMIT 0x2FC00    // nothing above this folds, except that the tags at U+E0000 vanish
#define BLOCK 64
enum { SELF, GONE, LONG, JOINS };  // a table value; anything greater is the character that it folds to

typedef struct {
	UChar32 c[24];
	int n;
} word;

static UTransliterator *simplify;
static const UNormalizer2 *casefold, *nfc;

static void must(UErrorCode e)
{
	if (U_SUCCESS(e))
		return;
	fprintf(stderr, "icu: %s\n", u_errorName(e));
	exit(1);
}

static UChar32 simplified_once(UChar32 c)
{
	if (!u_hasBinaryProperty(c, UCHAR_UNIFIED_IDEOGRAPH))
		return c;
	UChar b[8];
	int32_t n = 0, limit;
	U16_APPEND_UNSAFE(b, n, c);
	limit = n;
	UErrorCode e = U_ZERO_ERROR;
	utrans_transUChars(simplify, b, &n, 8, 0, &limit, &e);
	must(e);
	int32_t i = 0;
	UChar32 d;
	U16_NEXT(b, i, n, d);
	return i == n ? d : c;
}

// Pairs that ICU maps both ways become the smaller one.
static UChar32 simplified(UChar32 c)
{
	UChar32 d = simplified_once(c);
	return d > c && simplified_once(d) == c ? c : d;
}

// Typographic marks that NFKC keeps apart but that nobody types into a search.
static UChar32 plain(UChar32 c)
{
	return c == 0x2018 || c == 0x2019 ? '\'' : c == 0x2010 || c == 0x2011 ? '-' : c;
}

static word fold_once(UChar32 c)
{
	UChar in[2], out[48];
	int32_t n = 0;
	U16_APPEND_UNSAFE(in, n, c);
	UErrorCode e = U_ZERO_ERROR;
	int32_t m = unorm2_normalize(casefold, in, n, out, 48, &e);
	must(e);
	word w = {.n = 0};
	for (int32_t i = 0; i < m;) {
		U16_NEXT(out, i, m, c);
		w.c[w.n++] = plain(simplified(c));
	}
	return w;
}

static word fold(UChar32 c)
{
	word w = {{c}, 1};
	int rounds = 0;
	for (bool changed = true; changed;) {
		if (++rounds > 8) {
			fprintf(stderr, "U+%X folds in a circle\n", (unsigned)c);
			exit(1);
		}
		word next = {.n = 0};
		for (int i = 0; i < w.n; i++) {
			word part = fold_once(w.c[i]);
			memcpy(next.c + next.n, part.c, (size_t)part.n * sizeof(part.c[0]));
			next.n += part.n;
		}
		changed = next.n != w.n || memcmp(next.c, w.c, (size_t)w.n * sizeof(w.c[0]));
		w = next;
	}
	return w;
}

static uint16_t table[LIMIT];
static word folded[LIMIT];

static bool joins(UChar32 c)
{
	return !unorm2_hasBoundaryBefore(nfc, c);
}

static void fill(void)
{
	for (UChar32 c = 0; c < 0x110000; c++) {
		if (U_IS_SURROGATE(c))
			continue;
		word w = fold(c);
		bool self = w.n == 1 && w.c[0] == c;
		if (c >= LIMIT) {
			if (!self && !(w.n == 0 && c >= 0xE0000 && c < 0xE1000)) {
				fprintf(stderr, "U+%X folds and is not in the table\n", (unsigned)c);
				exit(1);
			}
			continue;
		}
		folded[c] = w;
		if (self)
			table[c] = joins(c) ? JOINS : SELF;
		else if (w.n == 0)
			table[c] = GONE;
		else
			table[c] = w.n == 1 && w.c[0] < 0x10000 && !joins(w.c[0]) ? (uint16_t)w.c[0] : LONG;
	}
}

static int column;

static void item(const char *s)
{
	int n = (int)strlen(s);
	if (column + n > 120) {
		putchar('\n');
		column = 0;
	}
	fputs(s, stdout);
	column += n;
}

static void number(unsigned v)
{
	char s[20];
	snprintf(s, sizeof(s), v > 9 ? "0x%X," : "%u,", v);
	item(s);
}

static void begin(const char *declaration)
{
	printf("%s = {\n", declaration);
	column = 0;
}

static void write_blocks(void)
{
	static uint16_t blocks[LIMIT / BLOCK][BLOCK];
	size_t n = 0;
	begin("static const uint16_t fold_index[FOLD_LIMIT / FOLD_BLOCK]");
	for (size_t b = 0; b < LIMIT / BLOCK; b++) {
		size_t k = 0;
		while (k < n && memcmp(blocks[k], table + b * BLOCK, sizeof(blocks[0])))
			k++;
		if (k == n)
			memcpy(blocks[n++], table + b * BLOCK, sizeof(blocks[0]));
		number((unsigned)k);
	}
	puts("\n};");
	begin("static const uint16_t fold_block[][FOLD_BLOCK]");
	for (size_t b = 0; b < n; b++) {
		int last = BLOCK - 1;
		while (last > 0 && !blocks[b][last])
			last--;
		item("{");
		for (int i = 0; i <= last; i++)
			number(blocks[b][i]);
		item("},");
	}
	puts("\n};");
}

static void write_long(void)
{
	size_t at = 0;
	begin("static const struct {\n\tuint32_t cp;\n\tuint16_t at, n;\n} fold_long[]");
	for (UChar32 c = 0; c < LIMIT; c++) {
		if (table[c] != LONG)
			continue;
		char s[40];
		snprintf(s, sizeof(s), "{0x%X,%zu,%d},", (unsigned)c, at, folded[c].n);
		item(s);
		at += (size_t)folded[c].n;
	}
	puts("\n};");
	begin("static const uint32_t fold_long_cp[]");
	for (UChar32 c = 0; c < LIMIT; c++)
		for (int i = 0; table[c] == LONG && i < folded[c].n; i++)
			number((unsigned)folded[c].c[i]);
	puts("\n};");
}

// Scripts written without spaces: a word of them can begin anywhere, so they are searched like Han.
static bool runs_on(UChar32 c)
{
	switch (u_getIntPropertyValue(c, UCHAR_SCRIPT)) {
	case USCRIPT_HAN: case USCRIPT_HIRAGANA: case USCRIPT_KATAKANA: case USCRIPT_BOPOMOFO: case USCRIPT_THAI:
	case USCRIPT_LAO: case USCRIPT_KHMER: case USCRIPT_MYANMAR: case USCRIPT_YI:
		return true;
	default:
		return c == 0x30FC;  // the long vowel mark of kana belongs to two scripts
	}
}

static int class_of(UChar32 c)
{
	if (!(U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)))
		return 0;
	return runs_on(c) ? 1 : 2;
}

static void write_classes(void)
{
	begin("static const struct {\n\tuint32_t from, to;\n\tuint8_t ch;\n} class_range[]");
	UChar32 from = 0x80;
	for (UChar32 c = from; c <= 0x110000; c++) {
		if (c < 0x110000 && class_of(c) == class_of(from))
			continue;
		char s[60];
		snprintf(s, sizeof(s), "{0x%X,0x%X,%d},", (unsigned)from, (unsigned)c - 1, class_of(from));
		if (class_of(from))
			item(s);
		from = c;
	}
	puts("\n};");
}

int main(void)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar id[40];
	u_uastrcpy(id, "Traditional-Simplified");
	simplify = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &e);
	casefold = unorm2_getNFKCCasefoldInstance(&e);
	nfc = unorm2_getNFCInstance(&e);
	must(e);
	fill();
	printf("// Made by tests/lib/make_fold_table.c from ICU %s. Do not edit.\n", U_ICU_VERSION);
	printf("#define FOLD_LIMIT 0x%X\n#define FOLD_BLOCK %d\n", LIMIT, BLOCK);
	puts("enum { FOLD_SELF, FOLD_GONE, FOLD_LONG, FOLD_JOINS };  // a value; anything greater is what it folds to");
	write_blocks();
	write_long();
	write_classes();
	utrans_close(simplify);
	return 0;
}
