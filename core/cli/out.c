#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/cli.h"

int fp_cli_fail(fp_cli *c, const fp_err *err)
{
	fflush(stdout);
	fprintf(stderr, "fupan: %s\n", err->msg[0] ? err->msg : fp_tr("出错了", "something went wrong"));
	(void)c;
	switch (err->code) {
	case FP_USAGE: return FP_EXIT_USAGE;
	case FP_INVALID: return FP_EXIT_DOCUMENT;
	default: return FP_EXIT_FAIL;
	}
}

void fp_out_json(json_t *v)
{
	char *z = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(10));
	if (!z)
		fp_bug("a value that cannot be written as JSON");
	fputs(z, stdout);
	fputc('\n', stdout);
	free(z);
	json_decref(v);
}

const char *fp_sgr(const fp_cli *c, const char *code)
{
	static char buf[8][16];
	static int at;
	if (!c->color)
		return "";
	at = (at + 1) % 8;
	snprintf(buf[at], sizeof buf[at], "\033[%sm", code);
	return buf[at];
}

void fp_print_safe(fp_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		size_t control = s.p[i] == '\n' || s.p[i] == '\t' ? 0 : fp_control_len(s, i);
		if (!control) {
			putchar(s.p[i]);
			continue;
		}
		i += control - 1;
		printf("\\x%02x", (unsigned char)s.p[i]);
	}
}

void fp_hint(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	// A hint belongs below the result, also where both go into one pipe.
	fflush(stdout);
	fputs("  ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
}

// ---------------------------------------------------------------- tables

struct fp_table_out {
	fp_cli *c;
	const fp_column *columns;
	size_t n;
	fp_str *cells;
	size_t cell_n, cell_cap;
};

fp_table_out *fp_out_table(fp_cli *c, const fp_column *columns, size_t n)
{
	fp_table_out *t = FP_NEW(c->a, fp_table_out);
	t->c = c;
	t->columns = columns;
	t->n = n;
	return t;
}

// One line, no control characters: a table row must not break.
fp_str fp_one_line(fp_arena *a, fp_str s)
{
	fp_str d = fp_str_dup(a, s);
	fp_blank_controls((char *)(uintptr_t)d.p, d.n);
	return d;
}

void fp_out_row(fp_table_out *t, const fp_str *cells)
{
	for (size_t i = 0; i < t->n; i++)
		FP_PUSH(t->c->a, t->cells, t->cell_n, t->cell_cap) = fp_one_line(t->c->a, cells[i]);
}

static size_t terminal_width(void)
{
	struct winsize w;
	const char *columns = getenv("COLUMNS");
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 20)
		return w.ws_col;
	return columns && atoi(columns) > 20 ? (size_t)atoi(columns) : 100;
}

static void print_cell(const fp_column *col, fp_str s, size_t width, bool last)
{
	size_t w = fp_str_width(s);
	size_t pad = w < width ? width - w : 0;
	if (col->right)
		printf("%*s", (int)pad, "");
	fwrite(s.p, 1, s.n, stdout);
	if (!col->right && !last)
		printf("%*s", (int)pad, "");
	fputs(last ? "\n" : "  ", stdout);
}

#define HIDDEN SIZE_MAX  // as a width: the column is left out

static size_t total_width(const fp_table_out *t, const size_t *width)
{
	size_t total = 0, shown = 0;
	for (size_t i = 0; i < t->n; i++)
		if (width[i] != HIDDEN)
			total += width[i] + (shown++ ? 2 : 0);
	return total;
}

// Takes from the widest of the columns that may be cut, down to `least` each.
static void cut_widths(const fp_table_out *t, size_t *width, size_t room, size_t least)
{
	for (size_t total = total_width(t, width); total > room; total--) {
		size_t widest = t->n;
		for (size_t i = 0; i < t->n; i++)
			if (t->columns[i].fit == FP_CUT && width[i] != HIDDEN && width[i] > least && (widest == t->n || width[i] >= width[widest]))
				widest = i;
		if (widest == t->n)
			return;
		width[widest]--;
	}
}

static void drop_columns(const fp_table_out *t, size_t *width, size_t room)
{
	for (size_t i = t->n; i-- > 0 && total_width(t, width) > room;)
		if (t->columns[i].fit == FP_DROP)
			width[i] = HIDDEN;
}

// Long texts are shortened while they stay readable, then columns go that one can do without, then texts are shortened further.
static void fit_widths(const fp_table_out *t, size_t *width)
{
	size_t room = terminal_width();
	cut_widths(t, width, room, 24);
	drop_columns(t, width, room);
	cut_widths(t, width, room, 8);
}

static size_t last_shown(const fp_table_out *t, const size_t *width)
{
	size_t last = t->n - 1;
	while (last && width[last] == HIDDEN)
		last--;
	return last;
}

static fp_str heading(const fp_column *col)
{
	return fp_s(fp_tr(col->zh, col->en));
}

void fp_out_end(fp_table_out *t)
{
	bool tty = fp_tty(STDOUT_FILENO);
	size_t *width = FP_NEW_N(t->c->a, size_t, t->n);
	for (size_t i = 0; i < t->n; i++)
		width[i] = tty ? fp_str_width(heading(&t->columns[i])) : 0;
	for (size_t i = 0; i < t->cell_n; i++) {
		size_t w = fp_str_width(t->cells[i]);
		if (w > width[i % t->n])
			width[i % t->n] = w;
	}
	if (tty)
		fit_widths(t, width);
	size_t last = last_shown(t, width);
	if (tty && t->cell_n) {
		fputs(fp_sgr(t->c, "2"), stdout);
		for (size_t i = 0; i < t->n; i++)
			if (width[i] != HIDDEN)
				print_cell(&t->columns[i], fp_str_fit(t->c->a, heading(&t->columns[i]), width[i]), width[i], i == last);
		fputs(fp_sgr(t->c, "0"), stdout);
	}
	for (size_t i = 0; i < t->cell_n; i++) {
		size_t col = i % t->n;
		if (width[col] == HIDDEN)
			continue;
		fp_str s = t->cells[i];
		if (tty && t->columns[col].fit == FP_CUT)
			s = fp_str_fit(t->c->a, s, width[col]);
		print_cell(&t->columns[col], s, width[col], col == last);
	}
}

// ---------------------------------------------------------------- problems in documents

static const char *severity_name(fp_severity s)
{
	return s == FP_ERROR ? "error" : s == FP_WARNING ? "warning" : "note";
}

void fp_out_diags(fp_cli *c, const fp_diags *d)
{
	for (size_t i = 0; i < d->n; i++) {
		const fp_diag *g = &d->v[i];
		if (c->json) {
			fp_out_json(json_pack("{s:o,s:i,s:i,s:s,s:s,s:o}", "path", fp_json_str(g->path), "line", (int)g->line, "column", (int)g->col,
			                      "rule", g->rule, "severity", severity_name(g->severity), "message", fp_json_str(g->message)));
			continue;
		}
		const char *tint = fp_sgr(c, g->severity == FP_ERROR ? "31" : g->severity == FP_WARNING ? "33" : "2");
		printf("%.*s:%u:%u: %s%s%s: %.*s [%s]\n", FP_ARG(g->path), g->line, g->col, tint,
		       fp_tr(g->severity == FP_ERROR ? "错误" : g->severity == FP_WARNING ? "注意" : "提示", severity_name(g->severity)),
		       fp_sgr(c, "0"), FP_ARG(g->message), g->rule);
	}
}
