// csp: the hash by which a Content-Security-Policy names an inline style or script.
#include "base/sha256.h"
#include "deck/deck_priv.h"

static unsigned digit(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

fp_str fp_csp_hash(fp_arena *a, fp_str s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char hex[69] = {0}, text[45];
	fp_sha256_hex(s, hex);
	// 64 hex digits are 256 bits; two zero digits fill the last of 43 base64 digits.
	hex[64] = hex[65] = '0';
	for (size_t i = 0; i < 22; i++) {
		unsigned v = digit(hex[3 * i]) << 8 | digit(hex[3 * i + 1]) << 4 | digit(hex[3 * i + 2]);
		text[2 * i] = digits[v >> 6];
		text[2 * i + 1] = digits[v & 63];
	}
	text[43] = '=';
	text[44] = 0;
	return fp_strf(a, "sha256-%s", text);
}
