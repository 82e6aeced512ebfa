#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/embed.h"
#include "flow/flow_priv.h"

// A new casebook is one first commit: settings, the built-in schema, taxonomies, scripts and templates, with the sample's content on top
// for a demo. Everything is a plain file that the team may edit.

typedef struct {
	fp_arena *a;
	fp_put *puts;
	size_t n, cap;
} plan;

static void plan_put(plan *p, fp_str path, fp_str text)
{
	for (size_t i = 0; i < p->n; i++)
		if (fp_str_eq(p->puts[i].path, path)) {
			p->puts[i].text = text;
			return;
		}
	FP_PUSH(p->a, p->puts, p->n, p->cap) = (fp_put){.path = path, .text = text};
}

// templates/en/case.md becomes templates/case.md in an English casebook, and is left out of a Chinese one; queries likewise.
static bool path_in_language(fp_arena *a, fp_str name, const char *lang, fp_str *path)
{
	static const char *const folders[] = {"templates/", "queries/"};
	*path = name;
	for (size_t i = 0; i < FP_COUNT(folders); i++) {
		if (!fp_str_starts(name, folders[i]))
			continue;
		fp_str rest = fp_str_sub(name, strlen(folders[i]), name.n);
		bool en = fp_str_starts(rest, "en/");
		if (en)
			*path = fp_strf(a, "%s%.*s", folders[i], FP_ARG(fp_str_sub(rest, strlen("en/"), rest.n)));
		return en == !strcmp(lang, "en");
	}
	return true;
}

static void plan_builtin(plan *p, const char *lang)
{
	for (size_t i = 0; i < fp_embed_count(); i++) {
		fp_str name = fp_s(fp_embed_name(i)), path, text;
		if (!fp_str_has(name, FP_STR("/")) || !path_in_language(p->a, name, lang, &path) || !fp_embed_get(name.p, &text))
			continue;
		plan_put(p, path, text);
	}
}

static fp_str new_uuid(fp_arena *a)
{
	unsigned char r[16];
	if (!fp_random(r, sizeof r))
		fp_bug("the kernel gives no random bytes");
	return fp_strf(a, "%02x%02x%02x%02x%02x%02x%02x%02x", r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]);
}

// What tells the casebook's secret apart, empty where no vault can be made: then the first machine that needs one makes it.
static fp_str secret_check(fp_arena *a, fp_str id)
{
	char check[9];
	fp_err err = {0};
	fp_vault *v = fp_vault_open(id, true, &err);
	if (!v)
		return FP_STR("\"\"");
	fp_vault_check(v, check);
	fp_vault_close(v);
	return fp_str_dup(a, fp_s(check));
}

static fp_str settings_text(fp_arena *a, const char *lang, fp_str name)
{
	fp_str id = new_uuid(a), title = fp_yaml_scalar(a, name), secret = secret_check(a, id);
	if (!strcmp(lang, "zh"))
		return fp_strf(a,
		               "# fupan 案例本的设置。改完运行 fupan check。\n"
		               "fupan: 1\n"
		               "id: %.*s\n"
		               "name: %.*s\n"
		               "lang: zh\n"
		               "timezone: \"+08:00\"\n"
		               "\n"
		               "# 大促日历：投诉量随单量上涨时，用比率而不是件数判断\n"
		               "promotions: []\n"
		               "#  - name: 双十一2026\n"
		               "#    from: 2026-10-31\n"
		               "#    to: 2026-11-14\n"
		               "\n"
		               "review:\n"
		               "  cases: 10\n"
		               "  meeting: 周一 8:00\n"
		               "  minutes: 45\n"
		               "\n"
		               "plugins:\n"
		               "  disabled: []\n"
		               "  settings: {}\n"
		               "\n"
		               "# allow：店里自己的电话和地址，不当作个人信息；secret 只用来核对各人机器上的密钥是否相同\n"
		               "privacy:\n"
		               "  allow: []\n"
		               "  secret: %.*s\n",
		               FP_ARG(id), FP_ARG(title), FP_ARG(secret));
	return fp_strf(a,
	               "# Settings of a fupan casebook. Run fupan check after a change.\n"
	               "fupan: 1\n"
	               "id: %.*s\n"
	               "name: %.*s\n"
	               "lang: en\n"
	               "timezone: \"+00:00\"\n"
	               "\n"
	               "# Promotion calendar: a rise that only follows volume is judged by rates\n"
	               "promotions: []\n"
	               "#  - name: Black Friday 2026\n"
	               "#    from: 2026-11-23\n"
	               "#    to: 2026-11-30\n"
	               "\n"
	               "review:\n"
	               "  cases: 10\n"
	               "  meeting: Monday 8:00\n"
	               "  minutes: 45\n"
	               "\n"
	               "plugins:\n"
	               "  disabled: []\n"
	               "  settings: {}\n"
	               "\n"
	               "# allow: the shop's own numbers and addresses, no personal data; secret only tells whether machines have the same one\n"
	               "privacy:\n"
	               "  allow: []\n"
	               "  secret: %.*s\n",
	               FP_ARG(id), FP_ARG(title), FP_ARG(secret));
}

static bool plan_tree(plan *p, fp_str from, fp_str to, int depth, fp_err *err)
{
	fp_str *names;
	size_t n;
	if (depth > 8)
		return fp_fail(err, FP_LIMIT, fp_tr("%.*s：文件夹层次太深；请移走多余的层级", "%.*s: folders nested too deep; take the inner ones out"), FP_ARG(from));
	if (!fp_dir_list(p->a, from.p, &names, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		fp_str src = fp_path_join(p->a, from, names[i]), text;
		fp_str dst = to.n ? fp_path_join(p->a, to, names[i]) : names[i];
		// cases/en is the English sample, not a part of the Chinese one.
		if (!to.n && fp_str_is(names[i], "en"))
			continue;
		if (fp_dir_exists(src.p)) {
			if (!plan_tree(p, src, dst, depth + 1, err))
				return false;
		} else if (!fp_file_read(p->a, src.p, FP_CASE_MAX, &text, err)) {
			return false;
		} else {
			plan_put(p, dst, text);
		}
	}
	return true;
}

static bool plan_demo(plan *p, const char *lang, fp_err *err)
{
	fp_str data = fp_data_dir(p->a);
	if (!data.n)
		return fp_fail(err, FP_NOT_FOUND, "%s", fp_tr("找不到示例案例本；设 FUPAN_DATA 为 fupan 的安装目录", "the sample casebook is not found; set FUPAN_DATA to the folder of the program"));
	fp_str from = fp_path_join(p->a, data, strcmp(lang, "en") ? FP_STR("cases") : FP_STR("cases/en"));
	return plan_tree(p, from, FP_STR(""), 0, err);
}

static fp_str casebook_name(fp_arena *a, fp_str root, const char *lang)
{
	fp_str base = fp_path_base(root);
	return base.n ? base : fp_str_dup(a, fp_s(strcmp(lang, "zh") ? "casebook" : "案例本"));
}

// ---------------------------------------------------------------- hooks

static const char pre_commit[] =
	"#!/bin/sh\n"
	"# fupan: personal data does not enter history. `git commit --no-verify` passes it by once.\n"
	"command -v \"${FUPAN:-fupan}\" >/dev/null 2>&1 || { echo 'fupan: not on the PATH, nobody looked for personal data' >&2; exit 0; }\n"
	"git -c core.quotePath=false diff --cached --no-color --no-ext-diff --no-textconv --no-renames --unified=0 --src-prefix=a/ --dst-prefix=b/ |\n"
	"\t\"${FUPAN:-fupan}\" check --patch\n";
static const char commit_msg[] =
	"#!/bin/sh\n"
	"# fupan: personal data does not enter history. `git commit --no-verify` passes it by once.\n"
	"command -v \"${FUPAN:-fupan}\" >/dev/null 2>&1 || exit 0\n"
	"exec \"${FUPAN:-fupan}\" check --message \"$1\"\n";

// A hook that somebody has already stays theirs.
static void install_hook(fp_arena *a, fp_str root, const char *name, const char *text)
{
	fp_str dir = fp_strf(a, "%.*s/.git/hooks", FP_ARG(root)), path = fp_strf(a, "%.*s/%s", FP_ARG(dir), name);
	fp_err err = {0};
	if (fp_file_exists(path.p))
		fp_warn(fp_tr("%s 已经有了，没有换成 fupan 的", "%s is there already and was not replaced by fupan's"), path.p);
	else if (!fp_mkdirs(dir.p, &err) || !fp_file_write(path.p, fp_s(text), false, &err) || chmod(path.p, 0755))
		fp_warn(fp_tr("git 钩子没有装上：%s", "the git hook was not installed: %s"), err.msg[0] ? err.msg : path.p);
}

bool fp_flow_init(fp_arena *a, const char *dir, bool demo, const char *lang, fp_str *root, fp_err *err)
{
	plan p = {.a = a};
	fp_rev rev;
	plan_put(&p, FP_STR(".gitignore"), FP_STR("/.fupan/\n/decks/\n"));
	// The bytes in git are the bytes of the file, on machines whose git would change line ends too.
	plan_put(&p, FP_STR(".gitattributes"), FP_STR("* -text\n"));
	plan_put(&p, FP_STR("fupan.yaml"), FP_STR(""));
	plan_builtin(&p, lang);
	// Whatever may be missing is missed before anything is made.
	if ((demo && !plan_demo(&p, lang, err)) || !fp_mkdirs(dir, err))
		return false;
	fp_store *s = fp_store_init(dir, err);
	if (!s)
		return false;
	*root = fp_str_dup(a, fp_s(fp_store_root(s)));
	if (!demo)
		plan_put(&p, FP_STR("fupan.yaml"), settings_text(a, lang, casebook_name(a, *root, lang)));
	fp_write w = {.puts = p.puts, .put_n = p.n, .message = fp_s(fp_tr(demo ? "init: 示例案例本" : "init: 新的案例本", demo ? "init: sample casebook" : "init: new casebook"))};
	bool ok = fp_store_write(s, &w, &rev, err);
	fp_store_close(s);
	if (ok) {
		install_hook(a, *root, "pre-commit", pre_commit);
		install_hook(a, *root, "commit-msg", commit_msg);
	}
	return ok;
}
