// pii: finding personal data. The table of kinds and the walk over a text: at each place where something could begin the
// detectors are asked in order, and the first finding is taken.
#include "text/pii_priv.h"

#include <stdlib.h>
#include <string.h>

#define BIT(kind) (1u << (kind))

const pii_detector pii_detectors[] = {
	{"birthday", "生日", "Birthday", PII_AT_CUE, BIT(CUE_BIRTH), pii_birthday},
	{"wechat", "微信", "WeChat", PII_AT_CUE, BIT(CUE_WECHAT), pii_wechat},
	{"qq", "QQ", "QQ", PII_AT_CUE, BIT(CUE_QQ), pii_qq},
	{"order", "订单号", "Order", PII_AT_CUE, BIT(CUE_ORDER), pii_order},
	{"parcel", "运单号", "Parcel", PII_AT_CUE, BIT(CUE_PARCEL) | BIT(CUE_CARRIER), pii_parcel},
	{"passport", "证件号", "Passport", PII_AT_CUE, BIT(CUE_ID), pii_passport},
	{"account", "账号", "Account", PII_AT_CUE, BIT(CUE_ACCOUNT), pii_account},
	{"landline", "座机", "Phone", PII_AT_CUE, BIT(CUE_PHONE), pii_local_phone},
	{"link", "链接", "Link", PII_AT_LETTER, 0, pii_url},
	{"email", "邮箱", "E-mail", PII_AT_LETTER | PII_AT_DIGIT, 0, pii_email},
	{"ip", "IP", "IP", PII_AT_DIGIT | PII_AT_LETTER, 0, pii_ip},
	{"id_card", "身份证", "ID", PII_AT_DIGIT, 0, pii_id_card},
	{"phone", "手机号", "Phone", PII_AT_DIGIT, 0, pii_mobile},
	{"bank_card", "银行卡", "Card", PII_AT_DIGIT, 0, pii_bank_card},
	{"id_card", "身份证", "ID", PII_AT_DIGIT, 0, pii_ssn},
	{"landline", "座机", "Phone", PII_AT_DIGIT, 0, pii_landline},
	{"phone", "手机号", "Phone", PII_AT_DIGIT, 0, pii_foreign_phone},
	{"order", "订单号", "Order", PII_AT_DIGIT, 0, pii_bare_order},
	{"parcel", "运单号", "Parcel", PII_AT_LETTER | PII_AT_DIGIT, 0, pii_bare_parcel},
	{"account", "账号", "Account", PII_AT_LETTER, 0, pii_bare_account},
	{"birthday", "生日", "Birthday", PII_AT_DIGIT, 0, pii_born},
	{"plate", "车牌", "Plate", PII_AT_HAN, 0, pii_plate},
};
const size_t pii_detector_n = FP_COUNT(pii_detectors);
const pii_detector pii_split_kind = {"phone", "手机号", "Phone", 0, 0, NULL};
const pii_detector pii_address_kind = {"address", "地址", "Address", 0, 0, NULL};
const pii_detector pii_name_kind = {"name", "姓名", "Name", 0, 0, NULL};

// Only the starts of runs are asked about, so that a long run is read a few times and not once a character.
static int place_at(const pii_view *v, size_t i)
{
	unsigned char c = v->c[i], before = i > v->done ? v->c[i - 1] : PII_OTHER;
	if (c == PII_HAN)
		return PII_AT_HAN;
	if (c == '+' || c == '(')
		return pii_digit(before) ? 0 : PII_AT_DIGIT;
	if (pii_digit(c))
		return pii_digit(before) ? 0 : PII_AT_DIGIT;
	return pii_letter(c) && !pii_letter(before) && !pii_digit(before) ? PII_AT_LETTER : 0;
}

void pii_add(pii_view *v, pii_findings *f, const pii_detector *by, pii_found x)
{
	size_t by_n = f->n;
	FP_PUSH(v->arena, f->by, by_n, f->by_cap) = by;
	FP_PUSH(v->arena, f->v, f->n, f->cap) = x;
	pii_hide(v, x.start, x.end);
	v->done = x.end;
}

static const pii_detector *ask(const pii_view *v, size_t at, int place, unsigned cues, pii_found *out)
{
	for (size_t k = 0; k < pii_detector_n; k++) {
		const pii_detector *d = &pii_detectors[k];
		if (!(d->at & place) || (place == PII_AT_CUE && !(d->cues & cues)))
			continue;
		*out = (pii_found){.start = at};
		if (d->find(v, at, out))
			return d;
	}
	return NULL;
}

static void walk(pii_view *v, pii_findings *f)
{
	for (size_t i = 0; i < v->n;) {
		pii_found x;
		const pii_detector *by = NULL;
		const pii_cue *cue = NULL;
		size_t end;
		int place = place_at(v, i);
		// A word that says what comes counts where words begin; its value may begin later than right behind it.
		if (place || v->c[i] >= 0x80) {
			cue = pii_cue_at(v, i, &end);
			if (cue) {
				v->cue[cue->kind] = end;
				by = ask(v, end, PII_AT_CUE, BIT(cue->kind), &x);
			}
		}
		if (!by && place)
			by = ask(v, i, place, 0, &x);
		if (by)
			pii_add(v, f, by, x);
		// What is inside a word is no word of its own: 单号 in 工单号.
		i = by ? x.end : cue ? end : i + 1;
	}
}

// Where the found characters end in the original: behind the last of them and what makes it a key cap, not behind
// other invisible ones.
static size_t original_end(const pii_view *v, size_t end)
{
	size_t i = v->origin[end - 1], next;
	fp_utf8_next(v->text, &i);
	for (next = i; next < v->text.n; i = next) {
		uint32_t cp = fp_utf8_next(v->text, &next);
		if (cp != 0xFE0F && cp != 0x20E3)
			break;
	}
	return i;
}

static int by_start(const void *x, const void *y)
{
	const fp_pii *a = x, *b = y;
	return (a->start > b->start) - (a->start < b->start);
}

static bool allowed(const fp_pii_rules *r, fp_str canonical)
{
	for (size_t k = 0; r && k < r->allow_n; k++)
		if (fp_str_eq(r->allow[k], canonical))
			return true;
	return false;
}

fp_str fp_pii_canonical(fp_arena *a, fp_str value)
{
	fp_pii *v;
	size_t n = fp_pii_find(a, value, NULL, &v);
	if (n == 1 && v[0].start == 0 && v[0].end == value.n)
		return v[0].canonical;
	pii_view view = pii_look(a, value);
	return pii_original(&view, 0, view.n);
}

size_t fp_pii_find(fp_arena *a, fp_str text, const fp_pii_rules *rules, fp_pii **out)
{
	if (text.n >= UINT32_MAX)
		fp_bug("a text of %zu bytes", text.n);
	pii_findings f = {0};
	pii_view view = pii_look(a, text);
	walk(&view, &f);
	pii_split_numbers(&view, &f);
	pii_addresses(&view, &f);
	pii_names(&view, &f);
	fp_pii *found = FP_NEW_N(a, fp_pii, f.n + 1);
	size_t n = 0;
	for (size_t k = 0; k < f.n; k++) {
		const pii_detector *d = f.by[k];
		if (!allowed(rules, f.v[k].canonical))
			found[n++] = (fp_pii){view.origin[f.v[k].start], original_end(&view, f.v[k].end), d->kind, d->zh, d->en, f.v[k].canonical};
	}
	if (n)
		qsort(found, n, sizeof *found, by_start);
	*out = found;
	return n;
}
