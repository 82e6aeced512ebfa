// Personal data: what detectors see, and the table of them.
//
// A text is read in a few linear passes. (1) The view: one entry a character, folded, disguised numbers written out as
// digits. (2) One walk for everything that a form or a word before it gives away: numbers, accounts, dates of birth.
// (3) Addresses. (4) Names, which may also stand beside a number or an address. What a pass found is hidden from the
// next ones.
#ifndef FP_PII_PRIV_H
#define FP_PII_PRIV_H
#include "text/text.h"

#include <uchar.h>

// ---- words that say what comes next
typedef enum {
	CUE_PHONE, CUE_ORDER, CUE_PARCEL, CUE_CARRIER, CUE_CARD, CUE_ID, CUE_WECHAT, CUE_QQ, CUE_ACCOUNT, CUE_BIRTH, CUE_IP,
	CUE_ADDRESS, CUE_NAME, CUE_CALLED, CUE_OTHER, CUE_KINDS
} pii_cue_kind;
typedef struct {
	const char32_t *text;   // folded: lower case, simplified
	pii_cue_kind kind;
} pii_cue;
extern const pii_cue pii_cues[];
extern const size_t pii_cue_n;

// ---- the view
// A text as one entry a character: its byte (ASCII; full width folded, all kinds of spaces and hyphens as ' ' and '-')
// or class, its folded code point, where it begins. Invisible characters are left out; disguised numbers are written
// out as digits without separators. Placeholders and what was found are PII_HIDDEN.
enum { PII_HAN = 0x80, PII_LETTER, PII_OTHER, PII_HIDDEN };
typedef struct {
	fp_arena *arena;
	fp_str text;
	unsigned char *c;         // ends with a 0 at c[n]
	uint32_t *cp;             // 0 where hidden, and at cp[n]
	uint32_t *origin;         // origin[n] = original length
	size_t n;
	size_t done;              // up to here everything was looked at: an edge like the start of the text
	size_t cue[CUE_KINDS];    // where the last word of that kind ended; 0 none
	uint16_t *word;           // the longest cue that begins here, +1
} pii_view;
pii_view pii_look(fp_arena *a, fp_str s);
void pii_hide(pii_view *v, size_t start, size_t end);
// The longest cue at `at`, as whole words where it is Latin; NULL if none or hidden. *end is behind it.
const pii_cue *pii_cue_at(const pii_view *v, size_t at, size_t *end);
bool pii_starts(const pii_view *v, size_t at, const char32_t *word);

// A finding in characters of the view.
typedef struct {
	size_t start, end;
	fp_str canonical;
} pii_found;

// How a detector is reached in the walk.
typedef enum { PII_AT_DIGIT = 1, PII_AT_LETTER = 2, PII_AT_HAN = 4, PII_AT_CUE = 8 } pii_place;
typedef struct {
	const char *kind, *zh, *en;   // the labels of placeholders; kinds may share one
	int at;                       // places, or'ed
	unsigned cues;                // PII_AT_CUE: kinds of words, or'ed bits
	// Whether a finding begins at `at` (behind the word where a cue leads to it, then out->start may move on).
	bool (*find)(const pii_view *v, size_t at, pii_found *out);
} pii_detector;
// In order of precedence where several begin at one place. To add a kind, write a function and add it here.
extern const pii_detector pii_detectors[];
extern const size_t pii_detector_n;
extern const pii_detector pii_address_kind, pii_name_kind, pii_split_kind;

typedef struct {
	pii_found *v;
	const pii_detector **by;
	size_t n, cap, by_cap;
} pii_findings;
void pii_add(pii_view *v, pii_findings *f, const pii_detector *by, pii_found x);   // and hides it
void pii_split_numbers(pii_view *v, pii_findings *f);
void pii_addresses(pii_view *v, pii_findings *f);
void pii_names(pii_view *v, pii_findings *f);

// ---- characters
static inline bool pii_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static inline bool pii_letter(unsigned char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline bool pii_among(uint32_t cp, const char32_t *set)
{
	for (; cp && *set; set++)
		if (*set == cp)
			return true;
	return false;
}

bool pii_word_char(unsigned char c);
bool pii_separator(unsigned char c);
// Nothing on the left (right) that the number could be a part of: a letter (unless it is a label such as "tel"), a
// decimal, an amount.
bool pii_left_edge(const pii_view *v, size_t at);
bool pii_right_edge(const pii_view *v, size_t end);
bool pii_continues(const pii_view *v, size_t at);   // a separator and a digit before: the middle of a longer chain
bool pii_goes_on(const pii_view *v, size_t end);    // a separator and a digit behind
// Whether a word of that kind ended at most `within` characters before, on the same line.
bool pii_near(const pii_view *v, pii_cue_kind kind, size_t at, size_t within);
// Behind what stands between a word and its value: "号码是：", " is ", "#"; `at` when there is nothing.
size_t pii_connector(const pii_view *v, size_t at);

// ---- numbers
// Groups of digits with one space or hyphen between ("138-1234 5678"), from `at`.
#define PII_GROUPS 8
typedef struct {
	unsigned char digit[24];
	size_t digits, groups;
	size_t size[PII_GROUPS], end[PII_GROUPS];  // digits in a group; where it ends in the view
	char separator[PII_GROUPS];                // before a group
	bool more;                                 // it goes on behind what fits here
} pii_chain;
pii_chain pii_chain_at(const pii_view *v, size_t at);
size_t pii_groups_of(const pii_chain *x, size_t digits);  // how many groups make exactly that many digits; 0 none
size_t pii_number_of(const unsigned char *d, size_t n);
bool pii_luhn(const unsigned char *d, size_t n);
bool pii_id_checksum(const unsigned char *d, unsigned char last);
bool pii_id_shape(const unsigned char *d);         // province and date of 18
bool pii_plausible_date(size_t y, size_t m, size_t d);
fp_str pii_text(const pii_view *v, const unsigned char *digits, size_t n);
fp_str pii_original(const pii_view *v, size_t start, size_t end);   // folded, without spaces
// Whether the characters before `at` name an order, parcel or ticket number.
bool pii_other_number(const pii_view *v, size_t at);

bool pii_email(const pii_view *v, size_t at, pii_found *out);
bool pii_url(const pii_view *v, size_t at, pii_found *out);
bool pii_ip(const pii_view *v, size_t at, pii_found *out);
bool pii_id_card(const pii_view *v, size_t at, pii_found *out);
bool pii_ssn(const pii_view *v, size_t at, pii_found *out);
bool pii_passport(const pii_view *v, size_t at, pii_found *out);
bool pii_bank_card(const pii_view *v, size_t at, pii_found *out);
bool pii_mobile(const pii_view *v, size_t at, pii_found *out);
bool pii_landline(const pii_view *v, size_t at, pii_found *out);
bool pii_local_phone(const pii_view *v, size_t at, pii_found *out);
bool pii_foreign_phone(const pii_view *v, size_t at, pii_found *out);
bool pii_order(const pii_view *v, size_t at, pii_found *out);
bool pii_bare_order(const pii_view *v, size_t at, pii_found *out);
bool pii_parcel(const pii_view *v, size_t at, pii_found *out);
bool pii_bare_parcel(const pii_view *v, size_t at, pii_found *out);
bool pii_plate(const pii_view *v, size_t at, pii_found *out);
bool pii_wechat(const pii_view *v, size_t at, pii_found *out);
bool pii_qq(const pii_view *v, size_t at, pii_found *out);
bool pii_account(const pii_view *v, size_t at, pii_found *out);
bool pii_bare_account(const pii_view *v, size_t at, pii_found *out);
bool pii_birthday(const pii_view *v, size_t at, pii_found *out);
bool pii_born(const pii_view *v, size_t at, pii_found *out);
#endif
