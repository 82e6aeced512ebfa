// Personal data: how much is found in 5,000 labelled texts, kind by kind, and how much is found that is none.
#include "pii_set.h"
#include "base/json.h"
#include "tap.h"
#include "text/text.h"

#define TEXTS 5000
#define SEED 20261118

typedef struct {
	const char *kind;
	size_t labels, found, kind_right, held, held_found, findings, right;
} tally;

#define KIND(name) {.kind = name}
static tally tallies[] = {KIND("phone"), KIND("landline"), KIND("id_card"), KIND("bank_card"), KIND("passport"), KIND("order"), KIND("parcel"),
	KIND("plate"), KIND("email"), KIND("wechat"), KIND("qq"), KIND("account"), KIND("birthday"), KIND("ip"), KIND("link"), KIND("address"),
	KIND("name")};

static tally *tally_of(const char *kind)
{
	for (size_t k = 0; k < FP_COUNT(tallies); k++)
		if (!strcmp(tallies[k].kind, kind))
			return &tallies[k];
	fp_bug("kind %s", kind);
}

static size_t overlap(size_t a, size_t b, size_t c, size_t d)
{
	size_t from = a > c ? a : c, to = b < d ? b : d;
	return to > from ? to - from : 0;
}

static bool free_text(const char *kind)
{
	return !strcmp(kind, "address");
}

// A number or name must be covered whole, an address to nine tenths.
static bool covered(const pii_label *l, const fp_pii *v, size_t n, bool *right_kind)
{
	size_t sum = 0;
	*right_kind = false;
	for (size_t k = 0; k < n; k++) {
		size_t o = overlap(l->start, l->end, v[k].start, v[k].end);
		sum += o;
		*right_kind |= o && !strcmp(v[k].kind, l->kind);
	}
	return free_text(l->kind) ? sum * 10 >= (l->end - l->start) * 9 : sum == l->end - l->start;
}

static void score(const pii_made *m, const fp_pii *v, size_t n, bool show)
{
	for (size_t k = 0; k < m->n; k++) {
		const pii_label *l = &m->label[k];
		tally *t = tally_of(l->kind);
		bool right, found = covered(l, v, n, &right);
		t->labels += !l->held;
		t->found += found && !l->held;
		t->held += l->held;
		t->held_found += found && l->held;
		t->kind_right += right && !l->held;
		if (show && !found && !l->held)
			printf("# missed %s (%s) %.*s | %.*s\n", l->kind, l->form, (int)(l->end - l->start), m->text.p + l->start, (int)m->text.n, m->text.p);
		else if (getenv("PII_HELD") && !found && l->held)
			printf("# held %s (%s) %.*s\n", l->kind, l->form, (int)(l->end - l->start), m->text.p + l->start);
	}
	for (size_t k = 0; k < n; k++) {
		tally *t = tally_of(v[k].kind);
		size_t best = 0;
		for (size_t j = 0; j < m->n; j++) {
			size_t o = overlap(m->label[j].start, m->label[j].end, v[k].start, v[k].end);
			best = o > best ? o : best;
		}
		bool right = best * 2 > v[k].end - v[k].start;
		t->findings++;
		t->right += right;
		if (show && !right)
			printf("# wrong %s %.*s | %.*s\n", v[k].kind, (int)(v[k].end - v[k].start), m->text.p + v[k].start, (int)m->text.n, m->text.p);
	}
}

static double ratio(size_t part, size_t all)
{
	return all ? (double)part / (double)all : 1;
}

void test_labelled_set(void)
{
	fp_arena *a = fp_arena_new(0);
	pii_made m = {0};
	size_t bytes = 0;
	double took = 0;
	for (size_t i = 0; i < TEXTS; i++, fp_arena_reset(a)) {
		fp_pii *v;
		pii_make(a, SEED, i, &m);
		double start = fp_clock_seconds();
		size_t n = fp_pii_find(a, fp_buf_view(&m.text), NULL, &v);
		took += fp_clock_seconds() - start;
		bytes += m.text.n;
		score(&m, v, n, getenv("PII_SHOW") != NULL);
	}
	fp_buf_free(&m.text);
	fp_arena_free(a);
	printf("# %d texts, %zu kB, %.1f MB/s in texts of %zu bytes\n", TEXTS, bytes / 1000, (double)bytes / 1e6 / took, bytes / TEXTS);
	printf("# %-10s %7s %7s %9s | %9s %9s | %s\n", "kind", "labels", "recall", "right kind", "findings", "precision", "held back: labels, recall");
	tally numbers = KIND("numbers");
	for (size_t k = 0; k < FP_COUNT(tallies); k++) {
		const tally *t = &tallies[k];
		bool words = !strcmp(t->kind, "address") || !strcmp(t->kind, "name");
		printf("# %-10s %7zu %7.4f %9.4f | %9zu %9.4f | %5zu %.4f\n", t->kind, t->labels, ratio(t->found, t->labels), ratio(t->kind_right, t->labels), t->findings,
			ratio(t->right, t->findings), t->held, ratio(t->held_found, t->held));
		if (words) {
			ok(ratio(t->found, t->labels) >= 0.9, "recall of %s %.4f", t->kind, ratio(t->found, t->labels));
			ok(ratio(t->right, t->findings) >= 0.9, "precision of %s %.4f", t->kind, ratio(t->right, t->findings));
			ok(ratio(t->held_found, t->held) >= 0.9, "recall of %s in forms held back %.4f", t->kind, ratio(t->held_found, t->held));
			continue;
		}
		numbers.labels += t->labels, numbers.found += t->found, numbers.held += t->held, numbers.held_found += t->held_found;
		numbers.findings += t->findings, numbers.right += t->right;
		ok(ratio(t->found, t->labels) >= 0.99, "recall of %s %.4f", t->kind, ratio(t->found, t->labels));
		ok(ratio(t->right, t->findings) >= 0.98, "precision of %s %.4f", t->kind, ratio(t->right, t->findings));
	}
	ok(ratio(numbers.held_found, numbers.held) >= 0.95, "recall of numbers in forms held back %.4f of %zu", ratio(numbers.held_found, numbers.held), numbers.held);
	ok(numbers.labels > 3000, "%zu numbers", numbers.labels);
}

// ---- sentences of the news in which others marked names and addresses: what is found without cues, as it is

static size_t byte_at(fp_str s, size_t character)
{
	return fp_utf8_prefix(s, character).n;
}

static void news_row(fp_arena *a, const json_t *row, tally *names, tally *places)
{
	fp_str text = fp_s(json_string_value(json_object_get(row, "text")));
	const json_t *spans = json_object_get(row, "spans");
	fp_pii *v;
	size_t n = fp_pii_find(a, text, NULL, &v);
	for (size_t j = 0; j < n; j++) {
		names->findings += !strcmp(v[j].kind, "name");
		places->findings += !strcmp(v[j].kind, "address");
	}
	for (size_t k = 0; k < json_array_size(spans); k++) {
		const json_t *s = json_array_get(spans, k);
		const char *type = json_string_value(json_object_get(s, "type"));
		tally *t = !strcmp(type, "name") ? names : !strcmp(type, "address") ? places : NULL;
		if (!t)
			continue;
		pii_label l = {byte_at(text, (size_t)json_integer_value(json_object_get(s, "start"))),
			byte_at(text, (size_t)json_integer_value(json_object_get(s, "end"))), t->kind, false, false, ""};
		bool right;
		t->labels++;
		t->found += covered(&l, v, n, &right);
		for (size_t j = 0; j < n; j++)
			if (overlap(l.start, l.end, v[j].start, v[j].end)) {
				t->right += !strcmp(v[j].kind, t->kind);
				v[j].kind = "";   // counted
			}
	}
}

void test_news_without_cues(void)
{
	const char *shared = getenv("SHARED");
	fp_arena *a = fp_arena_new(0), *t = fp_arena_new(0);
	fp_err err = {0};
	fp_str text, path = fp_strf(a, "%s/data/zh-ner-pii/sentences.jsonl", shared ? shared : "../shared");
	tally names = KIND("name"), places = KIND("address");
	if (!fp_file_read(a, path.p, 64 << 20, &text, &err)) {
		skip("no zh-ner-pii");
		return;
	}
	size_t bytes = 0, rows = 0;
	double start = fp_clock_seconds();
	for (; text.p && text.n; fp_arena_reset(t), rows++) {
		fp_str line = fp_str_line(&text);
		json_t *row = json_loadb(line.p, line.n, 0, NULL);
		bytes += line.n;
		if (row)
			news_row(t, row, &names, &places);
		json_decref(row);
	}
	printf("# zh-ner-pii, %zu sentences of news, %.1f MB/s with reading JSON\n", rows, (double)bytes / 1e6 / (fp_clock_seconds() - start));
	tally *both[] = {&names, &places};
	for (size_t k = 0; k < 2; k++)
		printf("# %-8s %5zu marked, recall without cues %.4f; %4zu findings, %.4f of them in marked ones\n", both[k]->kind, both[k]->labels, ratio(both[k]->found, both[k]->labels),
			both[k]->findings, ratio(both[k]->right, both[k]->findings));
	ok(rows > 7000, "%zu sentences", rows);
	fp_arena_free(t);
	fp_arena_free(a);
}
