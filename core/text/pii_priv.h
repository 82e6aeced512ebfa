// Personal data: what detectors see, and the table of them.
#ifndef FP_PII_PRIV_H
#define FP_PII_PRIV_H
#include "text/text.h"

// A text as one byte a character: ASCII (full width folded, all kinds of spaces and hyphens as ' ' and '-'), or a
// class.
enum { PII_HAN = 0x80, PII_LETTER, PII_OTHER };
typedef struct {
	fp_arena *arena;
	fp_str text;
	const unsigned char *c;   // ends with a 0 at c[n]
	const uint32_t *origin;   // origin[n] = original length
	size_t n;
	size_t done;              // up to here everything was looked at: an edge like the start of the text
} pii_view;

// A finding in characters of the view.
typedef struct {
	size_t start, end;
	fp_str canonical;
} pii_found;

typedef struct {
	const char *kind, *zh, *en;   // the labels of placeholders; kinds may share one
	// whether a finding begins at `at`; start is set by the caller
	bool (*find)(const pii_view *v, size_t at, pii_found *out);
} pii_detector;
// In order of precedence where several begin at one place. To add a kind, write a function and add it here.
extern const pii_detector pii_detectors[];
extern const size_t pii_detector_n;

static inline bool pii_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static inline bool pii_letter(unsigned char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

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
fp_str pii_text(const pii_view *v, const unsigned char *digits, size_t n);
// Whether the characters before `at` name an order, parcel or ticket number.
bool pii_other_number(const pii_view *v, size_t at);

bool pii_email(const pii_view *v, size_t at, pii_found *out);
bool pii_id_card(const pii_view *v, size_t at, pii_found *out);
bool pii_bank_card(const pii_view *v, size_t at, pii_found *out);
bool pii_mobile(const pii_view *v, size_t at, pii_found *out);
bool pii_landline(const pii_view *v, size_t at, pii_found *out);
bool pii_foreign_phone(const pii_view *v, size_t at, pii_found *out);
#endif
