// The rules of a casebook applied to a case. Each finding stands where a person has to change something.
#include <math.h>
#include <string.h>

#include "case/case_priv.h"

// After that many findings of one kind in one place the next tells nothing new; it also bounds the time.
#define ENOUGH 50

typedef struct {
	const fp_case *c;
	const fp_schema *s;
	fp_diags *d;
	fp_arena *a;
} check;

static void say(check *k, fp_severity sev, const char *rule, size_t offset, const char *fmt, ...) FP_PRINTF(5, 6);
static void say(check *k, fp_severity sev, const char *rule, size_t offset, const char *fmt, ...)
{
	fp_buf b = {0};
	uint32_t line, col;
	va_list ap;
	va_start(ap, fmt);
	fp_buf_vf(&b, fmt, ap);
	va_end(ap);
	fp_case_where(k->c, offset, &line, &col);
	fp_str m = fp_buf_take(&b, k->a);
	fp_diag_add(k->d, sev, rule, line, col, "%.*s", FP_ARG(m));
}

// ---------------------------------------------------------------- fields

static void check_unknown(check *k, const fp_field *f)
{
	const fp_field_def *near = fp_schema_field(k->s, f->key);
	size_t best = 3;
	for (size_t i = 0; !near && i < k->s->field_n; i++)
		if (fp_str_distance(f->key, k->s->fields[i].name, 2) < best)
			near = &k->s->fields[i];
	if (near)
		say(k, FP_WARNING, "unknown-field", f->lines.start,
			fp_tr("不认识字段 %.*s；是不是 %.*s？", "unknown field %.*s; did you mean %.*s?"), FP_ARG(f->key),
			FP_ARG(near->name));
	else
		say(k, FP_WARNING, "unknown-field", f->lines.start,
			fp_tr("不认识字段 %.*s；要用它就写进 schema/case.yaml",
				"unknown field %.*s; to use it, add it to schema/case.yaml"),
			FP_ARG(f->key));
}

static bool is_list_type(fp_type t)
{
	return t == FP_T_TERMS || t == FP_T_LIST;
}

static bool check_kind(check *k, const fp_field *f, const fp_field_def *def)
{
	size_t at = f->value.start ? f->value.start : f->lines.start;
	bool map = f->kind == FP_F_MAP || f->kind == FP_F_OTHER;
	if (def->type == FP_T_MAP) {
		if (!map)
			say(k, FP_ERROR, "type", at, fp_tr("%.*s 要写成 {名称: 值}", "write %.*s as {name: value}"),
				FP_ARG(f->key));
		return false;
	}
	if (map) {
		say(k, FP_ERROR, "type", at, fp_tr("%.*s 不能是嵌套的内容", "%.*s must not be nested"), FP_ARG(f->key));
		return false;
	}
	if (f->kind == FP_F_LIST && !is_list_type(def->type)) {
		say(k, FP_ERROR, "type", at, fp_tr("%.*s 只能有一个值；去掉方括号", "%.*s takes one value; drop the brackets"),
			FP_ARG(f->key));
		return false;
	}
	return true;
}

static void check_item(check *k, const fp_field *f, const fp_field_def *def, fp_str item, size_t at)
{
	fp_err err = {0};
	fp_str canonical;
	bool unknown;
	if (!item.n) {
		say(k, FP_WARNING, "empty-value", at, fp_tr("%.*s 里有空值", "%.*s has an empty value"), FP_ARG(f->key));
		return;
	}
	if (!fp_schema_canonical(k->a, def, item, k->s->config.offset, false, &canonical, &unknown, &err)) {
		say(k, FP_ERROR, unknown || def->type == FP_T_ENUM ? "unknown-value" : "value", at, "%s", err.msg);
		return;
	}
	if ((def->type == FP_T_TERM || def->type == FP_T_TERMS || def->type == FP_T_ENUM) && !fp_str_eq(canonical, item))
		say(k, FP_WARNING, "spelling", at, fp_tr("%.*s：“%.*s”请写成“%.*s”", "%.*s: write \"%.*s\" as \"%.*s\""),
			FP_ARG(f->key), FP_ARG(item), FP_ARG(canonical));
}

static void check_field(check *k, const fp_field *f)
{
	const fp_field_def *def = NULL;
	for (size_t i = 0; !def && i < k->s->field_n; i++)
		if (fp_str_eq(k->s->fields[i].name, f->key))
			def = &k->s->fields[i];
	if (!def) {
		check_unknown(k, f);
		return;
	}
	if (f->kind == FP_F_NULL || !check_kind(k, f, def))
		return;
	size_t before = k->d->n;
	for (size_t i = 0; i < f->n && k->d->n < before + ENOUGH; i++) {
		size_t at = fp_field_place(k->c, f, i);
		check_item(k, f, def, f->items[i], at);
		for (size_t j = 0; j < i && j < ENOUGH; j++) {
			if (fp_str_eq(f->items[i], f->items[j])) {
				say(k, FP_WARNING, "duplicate-value", at, fp_tr("%.*s 里的 %.*s 写了两次", "%.*s has %.*s twice"),
					FP_ARG(f->key), FP_ARG(f->items[i]));
				break;
			}
		}
	}
}

static void check_required(check *k)
{
	bool published = fp_str_is(fp_case_get(k->c, "status"), "published");
	for (size_t i = 0; i < k->s->field_n; i++) {
		const fp_field_def *def = &k->s->fields[i];
		const fp_field *f = fp_case_field(k->c, def->name.p);
		if ((f && f->n) || !(def->required || (published && def->required_to_publish)))
			continue;
		const char *fmt = def->required ? fp_tr("缺少 %.*s", "%.*s is missing")
										: fp_tr("已发布的案例缺少 %.*s", "a published case needs %.*s");
		// What publishing asks for is enforced there; in a file that is already published it is worth a word, no more.
		say(k, def->required ? FP_ERROR : FP_WARNING, "missing-field", f ? f->lines.start : k->c->front.start, fmt,
			FP_ARG(def->name));
	}
}

static void check_path(check *k)
{
	fp_str file = fp_path_base(k->c->path), id = fp_case_get(k->c, "id");
	const fp_field *f = fp_case_field(k->c, "id");
	if (!id.n || !fp_str_starts(k->c->path, "cases/") || !fp_str_ends(file, ".md"))
		return;
	if (!fp_str_eq(fp_str_sub(file, 0, file.n - 3), id))
		say(k, FP_ERROR, "path", f->value.start,
			fp_tr("id 是 %.*s，文件名却是 %.*s；改成一致", "id is %.*s but the file is named %.*s; make them agree"),
			FP_ARG(id), FP_ARG(file));
}

// ---------------------------------------------------------------- causes

// Words that put the cause into a person.
static const char *const blame[] = {
	"员工疏忽", "客服疏忽", "人员疏忽", "个人疏忽", "疏忽大意", "粗心", "马虎", "责任心", "不负责任", "工作态度",
	"不认真", "不细心", "个人原因", "个人能力", "业务能力差", "能力不足", "偷懒", "不上心", "素质", "人为失误",
	"人为原因", "careless", "negligence", "negligent", "human error", "lazy", "bad attitude", "incompeten",
	"agent's fault", "did not care", "didn't care",
};

// Words that name nothing that could be changed.
static const char *const vague[] = {
	"沟通不畅", "沟通不到位", "管理不到位", "管理不善", "执行不到位", "执行力", "意识不足", "意识薄弱", "重视不够",
	"不够重视", "加强培训", "加强管理", "有待提高", "多方面原因", "各种原因", "poor communication",
	"lack of communication", "communication issue", "lack of awareness", "more training", "various reasons",
	"poor management",
};

// The offset of an ASCII-folded phrase in s, or -1.
static ptrdiff_t find_folded(fp_str s, fp_str phrase)
{
	for (size_t i = 0; i + phrase.n <= s.n; i++)
		if (fp_str_ieq(fp_str_sub(s, i, i + phrase.n), phrase))
			return (ptrdiff_t)i;
	return -1;
}

static void check_words(check *k, fp_str cause, const char *const *words, size_t n, const char *rule, const char *fmt)
{
	for (size_t i = 0; cause.n && i < n; i++) {
		ptrdiff_t at = find_folded(cause, fp_s(words[i]));
		if (at < 0)
			continue;
		fp_str seen = fp_str_sub(cause, (size_t)at, (size_t)at + strlen(words[i]));
		say(k, FP_WARNING, rule, (size_t)(seen.p - k->c->text.p), fmt, FP_ARG(seen));
	}
}

static void check_cause(check *k, fp_str cause)
{
	check_words(k, cause, blame, FP_COUNT(blame), "person-blame",
		fp_tr("“%.*s”怪的是人；再问一步，是什么让人会这样做",
			"\"%.*s\" blames a person; ask once more what made it easy to go wrong"));
	check_words(k, cause, vague, FP_COUNT(vague), "vague-cause",
		fp_tr("“%.*s”太笼统；写明哪一步、哪条规定、哪个系统",
			"\"%.*s\" is vague; name the step, the rule or the system"));
}

static void check_causes(check *k)
{
	fp_root_cause r = fp_case_root_cause(k->c);
	if (r.direct.n || r.system.n) {
		check_cause(k, r.direct);
		check_cause(k, r.system);
	} else {
		check_cause(k, fp_case_text(k->c, "root_cause"));
	}
}

// ---------------------------------------------------------------- sections

static void check_sections(check *k)
{
	size_t before = k->d->n;
	for (size_t i = 1; i < k->c->section_n && k->d->n < before + ENOUGH; i++) {
		const fp_section *s = &k->c->sections[i];
		if (s->name.n && fp_case_section(k->c, s->name.p) != s)
			say(k, FP_WARNING, "duplicate-section", s->whole.start,
				fp_tr("小节 %.*s 出现了两次，只读第一个；合并它们",
					"section %.*s occurs twice and only the first is read; join them"),
				FP_ARG(s->heading));
	}
}

static void check_quiz(check *k)
{
	const fp_section *s = fp_case_section(k->c, "quiz");
	fp_quiz q;
	size_t right = 0;
	if (!s || !fp_case_text(k->c, "quiz").n)
		return;
	bool any = fp_case_quiz(k->a, k->c, &q);
	for (size_t i = 0; i < q.option_n; i++)
		right += q.option[i].right;
	if (!any)
		say(k, FP_WARNING, "quiz", s->whole.start, "%s",
			fp_tr("小测要有一个问题和“- [ ] 选项”的列表", "a quiz needs a question and a list of \"- [ ] option\""));
	else if (!right)
		say(k, FP_WARNING, "quiz", s->whole.start, "%s",
			fp_tr("小测没有标出正确选项；写成 - [x]", "no option is marked right; write - [x]"));
}

void fp_case_check(const fp_case *c, const fp_schema *s, fp_diags *diags)
{
	check k = {c, s, diags, diags->arena};
	fp_action *actions;
	for (size_t i = 0; i < c->field_n; i++)
		check_field(&k, &c->fields[i]);
	if (!c->broken) {
		check_required(&k);
		check_path(&k);
	}
	fp_case_actions(k.a, c, &actions, diags);
	check_sections(&k);
	check_quiz(&k);
	check_causes(&k);
}
