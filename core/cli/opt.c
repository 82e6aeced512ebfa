#include <string.h>

#include "cli/cli_priv.h"
#include "cli/cmd_priv.h"

// ---------------------------------------------------------------- what all commands share

static bool take_value(fp_cli *c, int argc, char **argv, int *i, const char *name, const char **out)
{
	size_t n = strlen(name);
	if (!strncmp(argv[*i], name, n) && argv[*i][n] == '=') {
		*out = argv[*i] + n + 1;
		return true;
	}
	if (*i + 1 >= argc)
		return fp_fail(&c->err, FP_USAGE, fp_tr("%s 后面要有一个值", "%s needs a value"), name);
	*out = argv[++*i];
	return true;
}

static bool is_opt(const char *arg, const char *name)
{
	size_t n = strlen(name);
	return !strncmp(arg, name, n) && (arg[n] == '\0' || (arg[n] == '=' && n > 2));
}

static bool set_lang(fp_cli *c, const char *v)
{
	fp_lang lang;
	if (!fp_lang_parse(v, &lang))
		return fp_fail(&c->err, FP_USAGE, fp_tr("--lang 只认 zh 或 en，不认“%s”", "--lang takes zh or en, not '%s'"), v);
	fp_lang_set(lang);
	return true;
}

// Takes argv[*i] if it is one of the options of every command. *taken says so.
static bool take_shared(fp_cli *c, int argc, char **argv, int *i, fp_front *f, bool *taken)
{
	const char *a = argv[*i], *v;
	*taken = true;
	if (!strcmp(a, "--json"))
		c->json = true;
	else if (!strcmp(a, "--help") || !strcmp(a, "-h"))
		f->help = true;
	else if (!strcmp(a, "--no-color") || !strcmp(a, "--no-colour"))
		c->color = false;
	else if (is_opt(a, "--lang"))
		return f->lang_asked = true, take_value(c, argc, argv, i, "--lang", &v) && set_lang(c, v);
	else if (is_opt(a, "-C"))
		return take_value(c, argc, argv, i, "-C", &c->dir);
	else
		*taken = false;
	return true;
}

// `init --lang` also chooses the language of the new casebook, so the command sees the option as well.
static bool command_wants_lang(const fp_cli *c)
{
	for (const fp_opt *o = c->cmd ? c->cmd->opts : NULL; o && o->name; o++)
		if (!strcmp(o->name, "lang"))
			return true;
	return false;
}

bool fp_front_parse(fp_cli *c, int argc, char **argv, fp_front *f)
{
	bool literal = false, taken;
	f->rest = FP_NEW_N(c->a, char *, (size_t)argc + 2);
	for (int i = 1; i < argc; i++) {
		int from = i;
		if (!strcmp(argv[i], "--"))
			literal = true;
		if (!literal) {
			if (!take_shared(c, argc, argv, &i, f, &taken))
				return false;
			if (taken && !(is_opt(argv[from], "--lang") && command_wants_lang(c)))
				continue;
		}
		if (f->command.n) {
			for (int k = from; k <= i; k++)
				f->rest[f->rest_n++] = argv[k];
		} else if (!strcmp(argv[i], "--version")) {
			f->version = true;
		} else if (!strcmp(argv[i], "help") && !f->help) {
			f->help = true;
		} else if (argv[i][0] == '-' && argv[i][1]) {
			return fp_fail(&c->err, FP_USAGE, fp_tr("命令前没有“%s”这个选项", "there is no option '%s' before the command"), argv[i]);
		} else {
			f->command = fp_s(argv[i]);
			c->cmd = fp_cmd_find(f->command);
		}
	}
	return true;
}

// ---------------------------------------------------------------- options of one command

static const fp_opt *find_long(const fp_cmd *cmd, fp_str name)
{
	for (const fp_opt *o = cmd->opts; o && o->name; o++)
		if (fp_str_is(name, o->name))
			return o;
	return NULL;
}

static const fp_opt *find_letter(const fp_cmd *cmd, char letter)
{
	for (const fp_opt *o = cmd->opts; o && o->name; o++)
		if (o->letter == letter)
			return o;
	return NULL;
}

static bool unknown_option(fp_cli *c, const char *arg)
{
	const fp_opt *best = NULL;
	size_t best_d = 4;
	for (const fp_opt *o = c->cmd->opts; o && o->name; o++) {
		size_t d = fp_str_distance(fp_s(arg + 2), fp_s(o->name), 4);
		if (arg[1] == '-' && d < best_d) {
			best = o;
			best_d = d;
		}
	}
	if (best)
		return fp_fail(&c->err, FP_USAGE, fp_tr("fupan %s 没有选项 %s，是不是 --%s？", "fupan %s has no option %s, did you mean --%s?"), c->cmd->name, arg, best->name);
	return fp_fail(&c->err, FP_USAGE, fp_tr("fupan %s 没有选项 %s；fupan %s --help 列出全部选项", "fupan %s has no option %s; fupan %s --help lists them"), c->cmd->name, arg, c->cmd->name);
}

static void give(fp_cli *c, const fp_opt *o, fp_str value)
{
	size_t i = c->given_n;
	if (i >= c->given_cap)
		c->given = fp_grow(c->a, c->given, &c->given_cap, sizeof *c->given);
	c->given[i].opt = o;
	c->given[i].value = value;
	c->given_n++;
}

static bool parse_option(fp_cli *c, char **args, size_t n, size_t *i)
{
	const char *arg = args[*i];
	const fp_opt *o;
	fp_str value = {0};
	bool has = false;
	if (arg[1] == '-') {
		const char *eq = strchr(arg, '=');
		fp_str name = eq ? (fp_str){arg + 2, (size_t)(eq - arg) - 2} : fp_s(arg + 2);
		o = find_long(c->cmd, name);
		if (eq) {
			value = fp_s(eq + 1);
			has = true;
		}
	} else {
		o = find_letter(c->cmd, arg[1]);
		if (arg[2]) {
			value = fp_s(arg + 2);
			has = true;
		}
	}
	if (!o)
		return unknown_option(c, arg);
	if (o->kind == FP_OPT_FLAG && has)
		return fp_fail(&c->err, FP_USAGE, fp_tr("--%s 不带值", "--%s takes no value"), o->name);
	if (o->kind != FP_OPT_FLAG && !has) {
		if (*i + 1 >= n)
			return fp_fail(&c->err, FP_USAGE, fp_tr("--%s 后面要有 %s", "--%s needs %s"), o->name, o->arg);
		value = fp_s(args[++*i]);
	}
	give(c, o, value);
	return true;
}

// -n and --limit, as everywhere; a lone minus or a negative query term such as -label:x is an argument where the command takes a query.
static bool is_option(const fp_cli *c, const char *arg)
{
	if (arg[0] != '-' || !arg[1])
		return false;
	if (arg[1] == '-')
		return true;
	return find_letter(c->cmd, arg[1]) && !strchr(arg, ':');
}

bool fp_opts_parse(fp_cli *c, char **args, size_t n)
{
	bool literal = false;
	c->args = FP_NEW_N(c->a, fp_str, n + 2);  // room for an id that is chosen
	for (size_t i = 0; i < n; i++) {
		if (!literal && !strcmp(args[i], "--")) {
			literal = true;
		} else if (!literal && is_option(c, args[i])) {
			if (!parse_option(c, args, n, &i))
				return false;
		} else if (!literal && args[i][0] == '-' && args[i][1] && c->cmd->max_args >= 0) {
			return unknown_option(c, args[i]);
		} else {
			c->args[c->arg_n++] = fp_s(args[i]);
		}
	}
	bool chooses = (c->cmd->flags & FP_CMD_CHOOSES) && fp_can_choose(c);
	if ((int)c->arg_n + chooses < c->cmd->min_args)
		return fp_fail(&c->err, FP_USAGE, fp_tr("用法：fupan %s%s%s", "usage: fupan %s%s%s"), c->cmd->name, c->cmd->args[0] ? " " : "", c->cmd->args);
	if (c->cmd->max_args >= 0 && (int)c->arg_n > c->cmd->max_args)
		return fp_fail(&c->err, FP_USAGE, fp_tr("多了参数“%.*s”；用法：fupan %s%s%s", "'%.*s' is one argument too many; usage: fupan %s%s%s"), FP_ARG(c->args[c->cmd->max_args]), c->cmd->name,
		               c->cmd->args[0] ? " " : "", c->cmd->args);
	return true;
}

// ---------------------------------------------------------------- asking

static const fp_str *last_given(const fp_cli *c, const char *name)
{
	for (size_t i = c->given_n; i-- > 0;)
		if (!strcmp(c->given[i].opt->name, name))
			return &c->given[i].value;
	for (const fp_opt *o = c->cmd->opts; o && o->name; o++)
		if (!strcmp(o->name, name))
			return NULL;
	fp_bug("command %s asks for an option --%s that it does not have", c->cmd->name, name);
}

bool fp_opt_flag(const fp_cli *c, const char *name)
{
	return last_given(c, name) != NULL;
}

fp_str fp_opt_text(const fp_cli *c, const char *name, const char *def)
{
	const fp_str *v = last_given(c, name);
	return v ? *v : fp_s(def);
}

bool fp_opt_int(fp_cli *c, const char *name, int64_t def, int64_t min, int64_t max, int64_t *out)
{
	const fp_str *v = last_given(c, name);
	*out = def;
	if (!v)
		return true;
	if (!fp_str_int(*v, out) || *out < min || *out > max)
		return fp_fail(&c->err, FP_USAGE, fp_tr("--%s 要一个 %lld 到 %lld 的整数，不是“%.*s”", "--%s takes a whole number from %lld to %lld, not '%.*s'"), name, (long long)min, (long long)max, FP_ARG(*v));
	return true;
}

size_t fp_opt_many(const fp_cli *c, const char *name, fp_str **out)
{
	size_t n = 0, cap = 0;
	*out = NULL;
	(void)last_given(c, name);
	for (size_t i = 0; i < c->given_n; i++)
		if (!strcmp(c->given[i].opt->name, name))
			FP_PUSH(c->a, *out, n, cap) = c->given[i].value;
	return n;
}

fp_str fp_args_joined(const fp_cli *c, size_t from)
{
	fp_buf b = {0};
	for (size_t i = from; i < c->arg_n; i++) {
		if (i > from)
			fp_buf_c(&b, ' ');
		fp_buf_str(&b, c->args[i]);
	}
	return fp_buf_take(&b, c->a);
}
