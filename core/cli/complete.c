// complete: what may stand at the cursor. The scripts of the shells hand over the words and print what comes back; all thinking is here.
//
//   fupan __complete -- WORD...          zsh, fish: the words behind "fupan", the last one is being written
//   fupan __complete --bash LINE         bash: the line up to the cursor, quotes and all
//
// Answer: a line with "files" or "dirs" or nothing, then lines "candidate TAB description TAB more?". For bash the candidate is what readline
// puts in place of its own word, which begins behind the last of COMP_WORDBREAKS, quoted, with the blank behind it.
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/complete.h"

#define WORDS_MAX 1000

void fp_offer(fp_completion *k, fp_str value, fp_str about, bool more)
{
	if (!value.n || !fp_str_eq(fp_str_sub(value, 0, k->typed.n), k->typed))
		return;
	fp_str word = fp_strf(k->c->a, "%.*s%.*s", FP_ARG(k->kept), FP_ARG(value));
	for (size_t i = 0; i < k->n; i++)
		if (fp_str_eq(k->v[i].word, word))
			return;
	FP_PUSH(k->c->a, k->v, k->n, k->cap) = (fp_candidate){word, about, more};
}

void fp_offer_z(fp_completion *k, const char *value, const char *about)
{
	fp_offer(k, fp_s(value), fp_s(about), false);
}

void fp_keep(fp_completion *k, size_t n)
{
	k->kept = fp_strf(k->c->a, "%.*s%.*s", FP_ARG(k->kept), FP_ARG(fp_str_sub(k->typed, 0, n)));
	k->typed = fp_str_sub(k->typed, n, k->typed.n);
}

void fp_keep_list(fp_completion *k)
{
	size_t end = 0;
	for (size_t i = 0; i < k->typed.n; i++) {
		fp_str here = fp_str_sub(k->typed, i, k->typed.n);
		if (*here.p == ',')
			end = i + 1;
		else if (fp_str_starts(here, "，") || fp_str_starts(here, "、"))
			end = i + 3;
	}
	fp_keep(k, end);
}

// ---------------------------------------------------------------- words

// The words of a line of bash; *quote: the one that is not closed at its end. The last word may be empty.
static size_t split_line(fp_arena *a, fp_str line, char **words, char *quote)
{
	size_t n = 0;
	fp_buf b = {0};
	bool any = false;
	*quote = 0;
	for (size_t i = 0; i < line.n && n < WORDS_MAX; i++) {
		char ch = line.p[i];
		if (*quote ? ch == *quote : (ch == '\'' || ch == '"')) {
			*quote = *quote ? 0 : ch;
			any = true;
		} else if (ch == '\\' && *quote != '\'' && i + 1 < line.n) {
			fp_buf_c(&b, line.p[++i]);
		} else if (!*quote && (ch == ' ' || ch == '\t')) {
			if (b.n || any)
				words[n++] = fp_cstr(a, fp_buf_view(&b));
			fp_buf_clear(&b);
			any = false;
		} else {
			fp_buf_c(&b, ch);
		}
	}
	words[n++] = fp_cstr(a, fp_buf_view(&b));
	fp_buf_free(&b);
	return n;
}

static void offer_globals(fp_completion *k)
{
	fp_offer_z(k, "-C", fp_tr("在这个目录运行", "run in this folder"));
	fp_offer_z(k, "--lang", fp_tr("消息的语言", "language of messages"));
	fp_offer_z(k, "--json", fp_tr("一行一个 JSON 对象", "one JSON object a line"));
	fp_offer_z(k, "--help", fp_tr("选项和例子", "options and examples"));
	fp_offer_z(k, "--no-color", fp_tr("不用颜色", "no colour"));
}

static void offer_commands(fp_completion *k)
{
	for (size_t i = 0; i < fp_command_n; i++)
		fp_offer_z(k, fp_commands[i]->name, fp_tr(fp_commands[i]->zh, fp_commands[i]->en));
	fp_offer_z(k, "help", fp_tr("全部命令", "all commands"));
}

static void offer_options(fp_completion *k, const fp_cmd *cmd)
{
	for (const fp_opt *o = cmd->opts; o && o->name; o++)
		fp_offer(k, fp_strf(k->c->a, "--%s", o->name), fp_s(fp_tr(o->zh, o->en)), false);
	offer_globals(k);
}

// ---------------------------------------------------------------- what the names of arguments and values in --help stand for

static bool is_any(fp_str s, const char *const *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fp_str_is(s, v[i]))
			return true;
	return false;
}
#define ANY(s, ...) is_any(s, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

// "list|show|new": words to choose from. Names in capitals are kinds, and "2d" is an example.
static void offer_literals(fp_completion *k, fp_str s, char sep)
{
	while (s.n) {
		fp_str one = fp_str_cut(&s, sep);
		if (one.n && one.p[0] >= 'a' && one.p[0] <= 'z')
			fp_offer(k, one, (fp_str){0}, false);
	}
}

static void offer_kind(fp_completion *k, fp_str kind)
{
	if (ANY(kind, "QUERY"))
		fp_offer_query(k);
	else if (ANY(kind, "ID", "CASE"))
		fp_offer_cases(k);
	else if (ANY(kind, "ISSUE", "A", "B"))
		fp_offer_issues(k);
	else if (ANY(kind, "FIELD=VALUE"))
		fp_offer_assignment(k);
	else if (ANY(kind, "FIELD=COLUMN"))
		fp_offer_fields(k, "=");
	else if (ANY(kind, "FIELD", "FIELD,"))
		fp_keep_list(k), fp_offer_fields(k, "");
	else if (ANY(kind, "KEY"))
		fp_keep_list(k), fp_keep(k, fp_str_starts(k->typed, "-")), fp_offer_fields(k, "");
	else if (ANY(kind, "WEEK", "W"))
		fp_offer_weeks(k);
	else if (ANY(kind, "PERIOD"))
		fp_offer_periods(k);
	else if (ANY(kind, "NAME"))
		fp_offer_plugins(k);
	else if (ANY(kind, "COLUMN"))
		fp_offer_volumes(k);
	else if (ANY(kind, "DIR"))
		k->dirs = true;
	else if (fp_str_starts(kind, "FILE") || fp_str_starts(kind, "F."))
		k->files = true;
}

// One place of a usage line: "QUERY|FILE", "WEEK|FILE.md", "list|show".
static void offer_place(fp_completion *k, fp_str place)
{
	fp_str kept = k->kept, typed = k->typed;
	for (fp_str rest = place; rest.n;) {
		k->kept = kept;
		k->typed = typed;
		offer_kind(k, fp_str_cut(&rest, '|'));
	}
	offer_literals(k, place, '|');
}

// "[extract [QUERY]]" without brackets and dots; *again: the last place may be given several times.
static size_t places_of(fp_arena *a, const char *args, fp_str *v, size_t max, bool *again)
{
	size_t n = 0;
	fp_buf b = {0};
	for (const char *p = args; *p; p++)
		if (*p != '[' && *p != ']')
			fp_buf_c(&b, *p);
	for (fp_str rest = fp_buf_take(&b, a); rest.n && n < max;) {
		fp_str one = fp_str_cut(&rest, ' ');
		*again = fp_str_ends(one, "...") || fp_str_has(one, FP_STR("QUERY"));
		if (fp_str_ends(one, "..."))
			one.n -= 3;
		if (one.n)
			v[n++] = one;
	}
	return n;
}

static void offer_positional(fp_completion *k, const fp_cmd *cmd, size_t given)
{
	fp_str place[8];
	bool again = false;
	size_t n = places_of(k->c->a, cmd->args, place, FP_COUNT(place), &again);
	// A deck is drawn from a review that is there.
	if (!strcmp(cmd->name, "deck") && !given)
		fp_offer_names(k, "reviews", ".md");
	if (n && (given < n || again))
		offer_place(k, place[given < n ? given : n - 1]);
}

// Values of the options that several commands share a letter case for are told apart by the command.
static void offer_option_value(fp_completion *k, const fp_cmd *cmd, const fp_opt *o)
{
	fp_str arg = fp_s(o->arg);
	if (!strcmp(o->name, "template") && !strcmp(cmd->name, "new"))
		fp_offer_names(k, "templates", ".md");
	else if (!strcmp(o->name, "set"))
		fp_offer_fields(k, "=");
	else if (fp_str_has(arg, FP_STR("|")) || (arg.n && arg.p[0] >= 'a' && arg.p[0] <= 'z'))
		fp_keep_list(k), offer_literals(k, arg, fp_str_has(arg, FP_STR("|")) ? '|' : ',');
	else
		offer_kind(k, fp_str_ends(arg, ",...") ? fp_str_sub(arg, 0, arg.n - 3) : arg);
}

// ---------------------------------------------------------------- the line

static const fp_opt *option_named(const fp_cmd *cmd, const char *word)
{
	size_t n = strcspn(word, "=");
	for (const fp_opt *o = cmd->opts; o && o->name; o++)
		if ((!strncmp(word, "--", 2) && strlen(o->name) == n - 2 && !strncmp(word + 2, o->name, n - 2)) || (word[0] == '-' && o->letter && word[1] == o->letter && !word[2]))
			return o;
	return NULL;
}

typedef struct {
	const fp_cmd *cmd;
	const fp_opt *value_of;      // the word at the cursor is the value of this option
	bool dir, lang;              // or of -C, --lang
	bool literal;                // behind --
	bool unknown;                // there is no such command
	size_t given;                // arguments before the cursor
} place;

static place read_words(fp_cli *c, char **words, size_t n)
{
	place p = {0};
	for (size_t i = 0; i + 1 < n; i++) {
		const char *w = words[i];
		bool last = i + 2 == n;
		const fp_opt *o = p.cmd && !p.literal ? option_named(p.cmd, w) : NULL;
		if (!p.literal && !strcmp(w, "-C")) {
			p.dir = last;
			c->dir = last ? c->dir : words[i + 1];
			i++;
		} else if (!p.literal && !strcmp(w, "--lang")) {
			p.lang = last;
			i++;
		} else if (o && o->kind != FP_OPT_FLAG && !strchr(w, '=')) {
			p.value_of = last ? o : NULL;
			i++;
		} else if (!strcmp(w, "--")) {
			p.literal = true;
		} else if (!p.cmd && !p.unknown && w[0] != '-') {
			p.cmd = fp_cmd_find(fp_s(w));
			p.unknown = !p.cmd && strcmp(w, "help");
		} else if (p.literal || w[0] != '-' || strchr(w, ':')) {
			p.given++;
		}
	}
	return p;
}

static void answer(fp_completion *k, const place *p)
{
	const char *eq = fp_str_starts(k->typed, "--") ? memchr(k->typed.p, '=', k->typed.n) : NULL;
	const fp_opt *o = p->cmd && eq && !p->literal ? option_named(p->cmd, k->typed.p) : NULL;
	if (p->unknown)
		return;
	if (p->dir) {
		k->dirs = true;
	} else if (p->lang) {
		offer_literals(k, FP_STR("zh|en"), '|');
	} else if (p->value_of) {
		offer_option_value(k, p->cmd, p->value_of);
	} else if (o && o->kind != FP_OPT_FLAG) {
		fp_keep(k, (size_t)(eq - k->typed.p) + 1);
		offer_option_value(k, p->cmd, o);
	} else if (!p->cmd) {
		if (fp_str_starts(k->typed, "-"))
			offer_globals(k), fp_offer_z(k, "--version", fp_tr("版本", "version"));
		else
			offer_commands(k);
	} else {
		if (fp_str_starts(k->typed, "-") && !p->literal)
			offer_options(k, p->cmd);
		if (!fp_str_starts(k->typed, "--") || p->literal)
			offer_positional(k, p->cmd, p->given);
	}
}

// ---------------------------------------------------------------- the answer

// Where readline's own word begins: behind the last colon or equals sign, or with an at sign. Inside quotes it breaks nowhere.
static size_t readline_start(fp_str word)
{
	size_t at = 0;
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] == ':' || word.p[i] == '=' || word.p[i] == '@')
			at = i + (word.p[i] != '@');
	return at;
}

static void print_bash(const fp_completion *k, fp_str word, char quote)
{
	size_t skip = quote ? 0 : readline_start(word);
	for (size_t i = 0; i < k->n; i++) {
		fp_str full = k->v[i].word;
		for (size_t at = skip; at < full.n; at++) {
			if (!quote && strchr(" \t\"'\\`$&|;<>()*?[]{}!#~", full.p[at]))
				putchar('\\');
			putchar(full.p[at]);
		}
		puts(k->v[i].more || quote ? "" : " ");
	}
}

static void print_plain(const fp_completion *k)
{
	for (size_t i = 0; i < k->n; i++)
		printf("%.*s\t%.*s\t%s\n", FP_ARG(fp_one_line(k->c->a, k->v[i].word)), FP_ARG(fp_one_line(k->c->a, k->v[i].about)), k->v[i].more ? "more" : "");
}

static void open_book(fp_cli *c)
{
	fp_err none = {0};
	fp_lang lang;
	const char *asked = getenv("FUPAN_LANG");
	c->opened = fp_ws_open(&c->ws, c->a, c->dir, &none);
	if (c->opened && !(asked && *asked) && fp_lang_parse(c->ws.schema->config.lang.p, &lang))
		fp_lang_set(lang);
}

int fp_complete(int argc, char **argv)
{
	fp_cli c = {.dir = "."};
	char *words[WORDS_MAX + 1] = {0}, quote = 0;
	size_t n = 0, first = 0;
	int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);
	bool bash = argc > 3 && !strcmp(argv[2], "--bash");
	if (quiet >= 0)
		dup2(quiet, STDERR_FILENO);   // nothing may be written between a person's keys
	c.a = fp_arena_new((size_t)1 << 30);
	if (bash) {
		n = split_line(c.a, fp_s(argv[3]), words, &quote);
		first = 1;
	}
	for (int i = 3; !bash && i < argc && n < WORDS_MAX; i++)
		words[n++] = argv[i];
	if (n > first) {
		fp_completion k = {.c = &c, .before = words + first, .before_n = n - first - 1, .typed = fp_s(words[n - 1])};
		place p = read_words(&c, words + first, n - first);
		open_book(&c);
		answer(&k, &p);
		puts(k.files ? "files" : k.dirs ? "dirs" : "");
		if (bash)
			print_bash(&k, fp_s(words[n - 1]), quote);
		else
			print_plain(&k);
	}
	if (c.opened)
		fp_ws_close(&c.ws);
	fp_arena_free(c.a);
	return fflush(stdout) == 0 ? FP_EXIT_OK : FP_EXIT_FAIL;
}
