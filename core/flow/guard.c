#include <string.h>

#include "flow/flow_priv.h"
#include "text/text.h"

// The border: what every text passes on its way into history. Personal data becomes placeholders, numbered as the vault knows them
// for that case; fields whose class in the schema is personal or pseudonym are replaced as a whole, whatever they look like; what stood
// there goes to the vault before the commit, so that a killed run keeps a secret too many and never one too few.

static fp_lang book_lang(const fp_workspace *ws)
{
	return fp_str_is(ws->schema->config.lang, "en") ? FP_EN : FP_ZH;
}

const fp_pii_rules *fp_ws_rules(fp_workspace *ws)
{
	const fp_config *c = &ws->schema->config;
	if (ws->own.allow || !c->allow_n)
		return &ws->own;
	fp_str *v = FP_NEW_N(ws->a, fp_str, c->allow_n);
	for (size_t i = 0; i < c->allow_n; i++)
		v[i] = fp_pii_canonical(ws->a, c->allow[i]);
	ws->own = (fp_pii_rules){v, c->allow_n};
	return &ws->own;
}

bool fp_ws_vault(fp_workspace *ws, bool make, fp_err *err)
{
	fp_str id = ws->schema->config.id;
	if (!ws->vault)
		ws->vault = fp_vault_open(id.n ? id : fp_s(fp_store_root(ws->store)), make, err);
	return ws->vault != NULL;
}

// ---------------------------------------------------------------- what the vault knows of a case

static fp_pii_entry entry_of(const fp_secret *s)
{
	return (fp_pii_entry){s->label, s->kind, s->number, s->canonical, s->original, false};
}

static bool load_known(fp_workspace *ws, fp_guard *g, fp_err *err)
{
	fp_secret *v;
	size_t n;
	fp_err none = {0};
	if (g->loaded || !g->subject.n)
		return true;
	g->loaded = true;
	if (!fp_ws_vault(ws, false, &none))
		return none.code == FP_NOT_FOUND || fp_fail(err, none.code, "%s", none.msg);
	if (!fp_vault_read(ws->vault, g->subject, ws->a, &v, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		FP_PUSH(ws->a, g->known.v, g->known.n, g->known.cap) = entry_of(&v[i]);
	return true;
}

bool fp_guard_keep(fp_workspace *ws, const fp_guard *g, size_t n, fp_err *err)
{
	fp_vault_put *puts = NULL;
	size_t put_n = 0, cap = 0;
	for (size_t i = 0; i < n; i++) {
		fp_secret *v = NULL;
		size_t fresh = 0, v_cap = 0;
		for (size_t k = 0; k < g[i].known.n; k++) {
			const fp_pii_entry *e = &g[i].known.v[k];
			if (e->fresh)
				FP_PUSH(ws->a, v, fresh, v_cap) = (fp_secret){e->label, e->kind, e->number, e->canonical, e->original};
		}
		if (fresh)
			FP_PUSH(ws->a, puts, put_n, cap) = (fp_vault_put){g[i].subject, v, fresh};
	}
	return !put_n || (fp_ws_vault(ws, true, err) && fp_vault_add(ws->vault, puts, put_n, err));
}

// ---------------------------------------------------------------- free text

// Looking takes ten times the text, so it happens in memory that is given back.
static fp_str redacted(fp_workspace *ws, fp_str text, fp_pii_known *known, size_t *n)
{
	if (!ws->scratch)
		ws->scratch = fp_arena_new((size_t)8 << 30);
	size_t had = known ? known->n : 0, found = 0;
	fp_pii_known inner = {0};
	for (size_t i = 0; i < had; i++)
		FP_PUSH(ws->scratch, inner.v, inner.n, inner.cap) = known->v[i];
	fp_str clean = fp_pii_redact(ws->scratch, text, book_lang(ws), fp_ws_rules(ws), &inner, &found);
	clean = found ? fp_str_dup(ws->a, clean) : text;
	for (size_t i = had; known && i < inner.n; i++) {
		fp_pii_entry e = inner.v[i];
		e.canonical = fp_str_dup(ws->a, e.canonical);
		e.original = fp_str_dup(ws->a, e.original);
		FP_PUSH(ws->a, known->v, known->n, known->cap) = e;
	}
	fp_arena_reset(ws->scratch);
	*n += found;
	return clean;
}

fp_str fp_redact_text(fp_workspace *ws, fp_str text, size_t *n)
{
	return redacted(ws, text, NULL, n);
}

// A name that stands in a field: two to four Han characters, or Latin words.
static bool is_name(fp_str s)
{
	size_t chars = fp_utf8_count(s), han = 0;
	for (size_t i = 0; i < s.n;)
		han += fp_is_han(fp_utf8_next(s, &i));
	return han == chars ? chars >= 2 && chars <= 4 : chars >= 5 && fp_str_has(s, FP_STR(" "));
}

// Whoever stands in a field of the case has the same pseudonym in its text.
static fp_str names_of_fields(fp_workspace *ws, fp_guard *g, fp_str text)
{
	for (size_t k = 0; k < g->known.n; k++) {
		const fp_pii_entry *e = &g->known.v[k];
		if (e->number || !is_name(e->original) || !fp_str_has(text, e->original))
			continue;
		fp_buf b = {.max = SIZE_MAX};
		size_t from = 0;
		for (ptrdiff_t at; (at = fp_str_find(text, e->original, from)) >= 0; from = (size_t)at + e->original.n) {
			fp_buf_str(&b, fp_str_sub(text, from, (size_t)at));
			fp_buf_str(&b, e->label);
			g->found++;
		}
		fp_buf_str(&b, fp_str_sub(text, from, text.n));
		text = fp_buf_take(&b, ws->a);
	}
	return text;
}

bool fp_guard_text(fp_workspace *ws, fp_guard *g, fp_str *text, fp_err *err)
{
	size_t n = 0;
	*text = names_of_fields(ws, g, *text);
	fp_pii_known before = g->known;
	fp_str clean = redacted(ws, *text, &g->known, &n);
	// Most texts have nothing, and then nobody asks the vault. Where there is something, numbers go on after those it knows.
	if (n && !g->loaded && g->subject.n) {
		g->known = before;
		if (!load_known(ws, g, err))
			return false;
		n = 0;
		clean = redacted(ws, *text, &g->known, &n);
	}
	*text = clean;
	g->found += n;
	return true;
}

// ---------------------------------------------------------------- fields with a class

// Letters and digits with a digit among them: "Agent Smith" is somebody.
static bool ascii_code(fp_str s, size_t most)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool digit = c >= '0' && c <= '9';
		digits += digit;
		if (!digit && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
			return false;
	}
	return digits && s.n <= most;
}

// 买家-7a2c, 售后A03, Agent-05, 主管, U1029, [订单号#1]: a role, a code, a placeholder. Nobody's name.
bool fp_is_pseudonym(fp_str s)
{
	static const char *const roles[] = {"买家", "客户", "用户", "顾客", "会员", "客服", "售前", "售后", "主管", "专员", "组长", "店长", "仓库",
		"运营", "机器人", "平台", "班长", "经理", "小二", "匿名", "无", "未知", "智能客服", "系统", "客服主管", "订单", "Buyer", "Customer", "User",
		"Agent", "Client", "Guest", "Team", "Lead", "Manager", "Bot", "System", "Order", "Supervisor", "unknown", "anonymous", "none"};
	if (!s.n || (s.p[0] == '[' && s.p[s.n - 1] == ']' && fp_str_has(s, FP_STR("#"))))
		return true;
	for (size_t i = 0; i < FP_COUNT(roles); i++) {
		size_t n = strlen(roles[i]);
		if (s.n < n || !fp_str_ieq(fp_str_sub(s, 0, n), fp_s(roles[i])))
			continue;
		fp_str rest = fp_str_sub(s, n, s.n);
		if (!rest.n || ascii_code(fp_str_sub(rest, strchr("-_# ", rest.p[0]) ? 1 : 0, rest.n), 8))
			return true;
	}
	size_t letters = 0;
	while (letters < s.n && ((s.p[letters] | 0x20) >= 'a' && (s.p[letters] | 0x20) <= 'z'))
		letters++;
	fp_str rest = fp_str_sub(s, letters, s.n);
	int64_t number;
	if (rest.n && strchr("-_", rest.p[0]))
		rest = fp_str_sub(rest, 1, rest.n);
	return letters >= 1 && letters <= 3 && rest.n <= 6 && fp_str_int(rest, &number);
}

static bool same_secret(fp_workspace *ws, fp_err *err)
{
	char mine[9];
	fp_str want = ws->schema->config.secret_check;
	if (!fp_ws_vault(ws, true, err))
		return false;
	fp_vault_check(ws->vault, mine);
	if (!want.n || fp_str_is(want, mine))
		return true;
	return fp_fail(err, FP_CONFLICT,
	               fp_tr("这台机器没有案例本的密钥，代号会和同事的不一样；请同事运行 fupan reveal --secret，再在这里运行 fupan reveal --join 文件",
	                     "this machine lacks the casebook's secret, and pseudonyms would differ from your colleagues'; have one of them run fupan reveal --secret, then run fupan reveal --join FILE here"));
}

bool fp_guard_code(fp_workspace *ws, const char *purpose, fp_str text, fp_str *code, fp_err *err)
{
	char out[FP_VAULT_CODE + 1];
	if (!same_secret(ws, err))
		return false;
	fp_vault_code(ws->vault, purpose, text, out);
	*code = fp_str_dup(ws->a, fp_s(out));
	return true;
}

static fp_str field_label(const fp_workspace *ws, const fp_field_def *d)
{
	bool zh = book_lang(ws) == FP_ZH;
	if (fp_str_is(d->name, "order"))
		return fp_s(zh ? "订单" : "Order");
	if (fp_str_is(d->name, "customer"))
		return fp_s(zh ? "买家" : "Buyer");
	fp_str own = zh ? d->zh : d->en;
	return own.n ? own : d->name;
}

// Eight characters, letters and digits in turn: no word, no number that looks like a telephone's.
static fp_str short_code(fp_arena *a, fp_str code)
{
	char out[8];
	for (size_t i = 0; i < sizeof out; i++)
		out[i] = (char)(i % 2 ? '0' + (code.p[i] - 'a') % 10 : code.p[i]);
	return fp_str_dup(a, (fp_str){out, sizeof out});
}

// The placeholder or pseudonym of a whole value, a new one if the case has none for it.
static fp_str field_mark(fp_workspace *ws, fp_guard *g, const fp_field_def *d, fp_str value, fp_str code)
{
	fp_str label = field_label(ws, d), canonical = fp_pii_canonical(ws->a, value);
	size_t last = 0;
	if (code.n)
		label = fp_strf(ws->a, "%.*s-%.*s", FP_ARG(label), FP_ARG(short_code(ws->a, code)));
	for (size_t i = 0; i < g->known.n; i++) {
		const fp_pii_entry *e = &g->known.v[i];
		if (!fp_str_eq(e->label, label))
			continue;
		if (fp_str_eq(e->canonical, canonical))
			return code.n ? label : fp_strf(ws->a, "[%.*s#%zu]", FP_ARG(label), e->number);
		last = e->number > last ? e->number : last;
	}
	fp_pii_entry e = {.label = fp_str_dup(ws->a, label), .kind = d->name, .number = code.n ? 0 : last + 1, .canonical = canonical,
		.original = fp_str_dup(ws->a, value), .fresh = true};
	FP_PUSH(ws->a, g->known.v, g->known.n, g->known.cap) = e;
	return code.n ? e.label : fp_strf(ws->a, "[%.*s#%zu]", FP_ARG(label), e.number);
}

bool fp_guard_value(fp_workspace *ws, fp_guard *g, const fp_field_def *d, fp_str *value, fp_err *err)
{
	bool personal = d && fp_str_is(d->privacy, "personal"), pseudonym = d && fp_str_is(d->privacy, "pseudonym");
	fp_str code = {0};
	if ((!personal && !pseudonym) || fp_is_pseudonym(*value))
		return true;
	if (!load_known(ws, g, err) || (pseudonym && !fp_guard_code(ws, "pseudonym", fp_pii_canonical(ws->a, *value), &code, err)))
		return false;
	*value = field_mark(ws, g, d, *value, code);
	g->found++;
	return true;
}

// ---------------------------------------------------------------- a whole case

static bool guard_fields(fp_workspace *ws, fp_guard *g, fp_str path, fp_str *text, fp_err *err)
{
	const fp_case *c = fp_case_parse(ws->a, path, *text, NULL);
	fp_edit *e = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < ws->schema->field_n; i++) {
		const fp_field_def *d = &ws->schema->fields[i];
		const fp_field *f = fp_case_field(c, d->name.p);
		if (!f || !f->n || d->type == FP_T_MAP)
			continue;
		fp_str *items = FP_NEW_N(ws->a, fp_str, f->n);
		bool changed = false;
		for (size_t k = 0; k < f->n; k++) {
			items[k] = f->items[k];
			if (!fp_guard_value(ws, g, d, &items[k], err))
				return false;
			changed |= !fp_str_eq(items[k], f->items[k]);
		}
		if (changed)
			FP_PUSH(ws->a, e, n, cap) = (fp_edit){.key = d->name, .items = items, .n = f->n, .list = d->type == FP_T_LIST};
	}
	// A file whose front matter is broken has no fields; its text is looked through all the same.
	return !n || fp_case_edit(ws->a, c, e, n, text, err);
}

bool fp_guard_case(fp_workspace *ws, fp_guard *g, fp_str path, fp_str *text, fp_err *err)
{
	return guard_fields(ws, g, path, text, err) && fp_guard_text(ws, g, text, err);
}

bool fp_guard_settings(fp_str path)
{
	return fp_str_is(path, "fupan.yaml");
}

fp_str fp_guard_subject(fp_workspace *ws, fp_str path)
{
	fp_str base = fp_path_base(path);
	if (!fp_str_starts(path, "cases/") || !fp_str_ends(base, ".md"))
		return path;
	return fp_str_dup(ws->a, fp_str_sub(base, 0, base.n - 3));
}
