#include <string.h>

#include "cli/cli_priv.h"

static const struct {
	const char *name, *zh, *en;
} groups[] = {
	{"casebook", "案例本", "casebook"},
	{"search", "查找与统计", "search and counts"},
	{"classify", "分类与共性问题", "classifying and recurring issues"},
	{"review", "复盘与课件", "reviews and decks"},
	{"tool", "维护", "upkeep"},
};

// Commands of the contract that have no code yet, with what they will do.
static const struct {
	const char *name, *zh, *en;
} planned[] = {
	{"digest", "周报摘要", "weekly digest"},
	{"pick", "挑例子", "pick examples"},
	{"quiz", "出题", "quiz files"},
	{"roleplay", "角色扮演卡", "role-play cards"},
	{"doctor", "体检", "health"},
	{"sync", "团队同步", "team sync"},
	{"serve", "本地工作台", "local workbench"},
	{"lua", "Lua 交互", "Lua prompt"},
};

const char *fp_not_built(fp_str name)
{
	for (size_t i = 0; i < FP_COUNT(planned); i++)
		if (fp_str_is(name, planned[i].name))
			return fp_tr(planned[i].zh, planned[i].en);
	return NULL;
}

const fp_cmd *fp_cmd_find(fp_str name)
{
	for (size_t i = 0; i < fp_command_n; i++)
		if (fp_str_is(name, fp_commands[i]->name))
			return fp_commands[i];
	return NULL;
}

const fp_cmd *fp_cmd_nearest(fp_str name)
{
	const fp_cmd *best = NULL;
	size_t best_d = name.n < 4 ? 2 : 3;
	for (size_t i = 0; i < fp_command_n; i++) {
		size_t d = fp_str_distance(name, fp_s(fp_commands[i]->name), best_d);
		if (d < best_d) {
			best = fp_commands[i];
			best_d = d;
		}
	}
	return best;
}

static void pad_to(FILE *f, const char *s, size_t columns)
{
	size_t w = fp_str_width(fp_s(s));
	fprintf(f, "%s%*s", s, (int)(w < columns ? columns - w : 1), "");
}

void fp_help_all(FILE *f)
{
	fprintf(f, "%s", fp_tr("fupan 复盘：把投诉案例写成 Markdown 存进 git，查得到、分得清、每周出一份复盘课件\n\n"
	                       "用法：fupan [-C 目录] [--lang zh|en] [--json] <命令> [选项] [参数]\n",
	                       "fupan: complaint cases as Markdown in git, searchable, classified, and each week a review deck\n\n"
	                       "usage: fupan [-C DIR] [--lang zh|en] [--json] <command> [options] [arguments]\n"));
	for (size_t g = 0; g < FP_COUNT(groups); g++) {
		fprintf(f, "\n%s\n", fp_tr(groups[g].zh, groups[g].en));
		for (size_t i = 0; i < fp_command_n; i++) {
			const fp_cmd *c = fp_commands[i];
			if (strcmp(c->group, groups[g].name))
				continue;
			fputs("  ", f);
			pad_to(f, c->name, 12);
			fprintf(f, "%s\n", fp_tr(c->zh, c->en));
		}
	}
	fprintf(f, "%s", fp_tr("\nfupan <命令> --help 有选项和例子。第一次用：fupan init --demo 试用\n",
	                       "\nfupan <command> --help shows options and examples. New here: fupan init --demo try\n"));
}

static void help_option(FILE *f, const fp_opt *o)
{
	char left[80];
	snprintf(left, sizeof left, "%s%c%s--%s%s%s", o->letter ? "-" : " ", o->letter ? o->letter : ' ', o->letter ? ", " : "  ", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
	fputs("  ", f);
	pad_to(f, left, 28);
	fprintf(f, "%s\n", fp_tr(o->zh, o->en));
}

static void help_examples(FILE *f, const char *examples)
{
	fp_str all = fp_s(examples);
	fprintf(f, "\n%s\n", fp_tr("例子", "examples"));
	while (all.n) {
		fp_str line = fp_str_line(&all);
		fprintf(f, "  %.*s\n", FP_ARG(line));
	}
}

void fp_help_cmd(FILE *f, const fp_cmd *cmd)
{
	fprintf(f, "%s\n\n%sfupan %s%s%s%s\n", fp_tr(cmd->zh, cmd->en), fp_tr("用法：", "usage: "), cmd->name,
	        cmd->opts && cmd->opts->name ? fp_tr(" [选项]", " [options]") : "", cmd->args[0] ? " " : "", cmd->args);
	if (cmd->opts && cmd->opts->name) {
		fprintf(f, "\n%s\n", fp_tr("选项", "options"));
		for (const fp_opt *o = cmd->opts; o->name; o++)
			help_option(f, o);
	}
	help_examples(f, cmd->examples);
	fprintf(f, "%s", fp_tr("\n都可以用：-C 目录、--lang zh|en、--json、--no-color\n退出码：0 成功，1 没找到或没做成，2 用法错，3 文档有问题\n",
	                       "\nalways: -C DIR, --lang zh|en, --json, --no-color\nexit codes: 0 done, 1 nothing found or failed, 2 usage, 3 problems in documents\n"));
}
