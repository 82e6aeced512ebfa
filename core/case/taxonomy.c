// Taxonomies: trees of terms in two languages, and finding a term by whatever people call it.
#include <stdlib.h>
#include <string.h>

#include "case/schema_priv.h"

#define KEY_MAX 256

// ---------------------------------------------------------------- keys

// Lower case ASCII, ／ as /, no blanks around /; false when longer than any name is.
static bool fold(fp_str s, char out[KEY_MAX], fp_str *key)
{
	size_t n = 0;
	s = fp_str_trim(s);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (fp_str_starts(fp_str_sub(s, i, s.n), "／")) {
			c = '/';
			i += 2;
		}
		if (n + 1 == KEY_MAX)
			return false;
		if (c == '/')
			while (n && out[n - 1] == ' ')
				n--;
		if (c == ' ' && n && out[n - 1] == '/')
			continue;
		out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	*key = (fp_str){out, n};
	return n > 0;
}

static int by_key(const void *a, const void *b)
{
	const fp_term_key *x = a, *y = b;
	int c = fp_str_cmp(x->text, y->text);
	return c ? c : x->rank - y->rank;
}

static void add_key(fp_arena *a, fp_taxonomy *t, size_t *cap, fp_str text, int rank, const fp_term *term)
{
	char buf[KEY_MAX];
	fp_str key;
	if (fold(text, buf, &key))
		FP_PUSH(a, t->keys, t->key_n, *cap) = (fp_term_key){fp_str_dup(a, key), rank, term};
}

static fp_str path_in(fp_arena *a, const fp_term *t, bool en)
{
	fp_str own = en ? t->en : t->zh;
	if (!t->parent)
		return own;
	fp_str up = path_in(a, t->parent, en);
	return fp_strf(a, "%.*s/%.*s", FP_ARG(up), FP_ARG(own));
}

static void add_keys(fp_arena *a, fp_taxonomy *t)
{
	size_t cap = 0;
	for (size_t i = 0; i < t->term_n; i++) {
		const fp_term *x = t->terms[i];
		add_key(a, t, &cap, path_in(a, x, false), 0, x);
		add_key(a, t, &cap, path_in(a, x, true), 0, x);
		add_key(a, t, &cap, x->zh, 1, x);
		add_key(a, t, &cap, x->en, 1, x);
		for (size_t k = 0; k < x->alias_n; k++)
			add_key(a, t, &cap, x->aliases[k], 2, x);
	}
	if (t->key_n)
		qsort(t->keys, t->key_n, sizeof(*t->keys), by_key);
}

// ---------------------------------------------------------------- reading

// The term at `n` with all below it. A scalar is a term with nothing but its name.
static void read_term(fp_loader *l, fp_taxonomy *t, size_t *cap, const fp_ynode *n, const fp_term *parent);

static void read_terms(fp_loader *l, fp_taxonomy *t, size_t *cap, const fp_ynode *list, const fp_term *parent)
{
	if (list->kind != FP_Y_LIST) {
		if (!fp_ynode_null(list))
			fp_load_diag(l, FP_ERROR, list, "%s",
				fp_tr("这里要列出各个词条，每个以“- zh: 名称”开头",
					"a list of terms is expected here, each beginning with \"- zh: name\""));
		return;
	}
	for (size_t i = 0; i < list->n; i++)
		read_term(l, t, cap, list->kid[i], parent);
}

static void read_term(fp_loader *l, fp_taxonomy *t, size_t *cap, const fp_ynode *n, const fp_term *parent)
{
	fp_term *x = FP_NEW(l->a, fp_term);
	fp_str any = n->kind == FP_Y_SCALAR ? n->text : fp_ynode_text(n, "name");
	x->zh = fp_ynode_text(n, "zh");
	x->en = fp_ynode_text(n, "en");
	any = any.n ? any : x->zh.n ? x->zh : x->en;
	x->zh = x->zh.n ? x->zh : any;
	x->en = x->en.n ? x->en : any;
	if (!any.n) {
		fp_load_diag(
			l, FP_ERROR, n, "%s", fp_tr("词条没有名称；写上 zh: 或 en:", "term without a name; give zh: or en:"));
		return;
	}
	x->parent = parent;
	x->line = n->line;
	x->node = n;
	x->aliases = fp_ynode_texts(l, fp_ynode_get(n, "aliases"), &x->alias_n);
	x->name = fp_str_dup(l->a, path_in(l->a, x, l->en));
	FP_PUSH(l->a, t->terms, t->term_n, *cap) = x;
	const fp_ynode *children = fp_ynode_get(n, "children");
	if (children)
		read_terms(l, t, cap, children, x);
}

static void check_twice(fp_loader *l, const fp_taxonomy *t)
{
	for (size_t i = 1; i < t->key_n; i++) {
		const fp_term_key *x = &t->keys[i - 1], *y = &t->keys[i];
		if (x->rank || y->rank || x->term == y->term || !fp_str_eq(x->text, y->text))
			continue;
		fp_ynode at = {.line = x->term->line > y->term->line ? x->term->line : y->term->line, .col = 1};
		fp_load_diag(l, FP_ERROR, &at, fp_tr("词条 %.*s 写了两次", "term %.*s is given twice"), FP_ARG(y->term->name));
	}
}

fp_taxonomy *fp_taxonomy_read(fp_loader *l, fp_str name, const fp_ynode *root)
{
	const fp_ynode *values = fp_ynode_get(root, "values");
	if (!values) {
		fp_load_diag(l, FP_ERROR, root, "%s", fp_tr("分类文件要有 values: 列表", "a taxonomy needs a list values:"));
		return NULL;
	}
	fp_taxonomy *t = FP_NEW(l->a, fp_taxonomy);
	size_t cap = 0;
	fp_str field = fp_ynode_text(root, "field");
	t->name = fp_str_dup(l->a, name);
	t->field = field.n ? field : t->name;
	t->root = root;
	read_terms(l, t, &cap, values, NULL);
	add_keys(l->a, t);
	check_twice(l, t);
	return t;
}

// ---------------------------------------------------------------- as a value

// Gives each node of the list the name of its term; `k` is the term that comes next, depth first as they were read.
static void name_values(const fp_taxonomy *t, size_t *k, const fp_ynode *list, json_t *values)
{
	for (size_t i = 0; list && list->kind == FP_Y_LIST && i < list->n; i++) {
		json_t *v = json_array_get(values, i);
		if (!json_is_object(v)) {  // a bare name
			json_array_set_new(values, i, json_object());
			v = json_array_get(values, i);
		}
		if (*k == t->term_n || t->terms[*k]->node != list->kid[i])
			continue;  // without a name
		json_object_set_new(v, "name", fp_json_str(t->terms[(*k)++]->name));
		name_values(t, k, fp_ynode_get(list->kid[i], "children"), json_object_get(v, "children"));
	}
}

json_t *fp_taxonomy_value(fp_taxonomy *t)
{
	size_t k = 0;
	if (!t->value) {
		t->value = fp_ynode_value(t->root);
		name_values(t, &k, fp_ynode_get(t->root, "values"), json_object_get(t->value, "values"));
	}
	return t->value;
}

size_t fp_term_words(fp_arena *a, const fp_term *t, const char *list, fp_str **out)
{
	const fp_ynode *words = t->node ? fp_ynode_get(t->node, list) : NULL;
	size_t n = 0, most = words && words->kind == FP_Y_LIST ? words->n : 0;
	*out = FP_NEW_N(a, fp_str, most + 1);
	for (size_t i = 0; i < most; i++)
		if (words->kid[i]->kind == FP_Y_SCALAR && fp_str_trim(words->kid[i]->text).n)
			(*out)[n++] = fp_str_trim(words->kid[i]->text);
	return n;
}

// ---------------------------------------------------------------- finding

static size_t lower_bound(const fp_taxonomy *t, fp_str key)
{
	size_t lo = 0, hi = t->key_n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (fp_str_cmp(t->keys[mid].text, key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

// The best-ranked spelling wins; two terms of that rank make the name ambiguous.
static const fp_term *by_any_name(const fp_taxonomy *t, fp_str key)
{
	size_t i = lower_bound(t, key);
	if (i == t->key_n || !fp_str_eq(t->keys[i].text, key))
		return NULL;
	const fp_term_key *first = &t->keys[i];
	for (; i < t->key_n && fp_str_eq(t->keys[i].text, key) && t->keys[i].rank == first->rank; i++)
		if (t->keys[i].term != first->term)
			return NULL;
	return first->term;
}

static bool folds_to(fp_str name, fp_str key)
{
	char buf[KEY_MAX];
	fp_str k;
	return fold(name, buf, &k) && fp_str_eq(k, key);
}

static const fp_term *child_of(const fp_taxonomy *t, const fp_term *parent, fp_str key)
{
	for (size_t i = 0; i < t->term_n; i++) {
		const fp_term *x = t->terms[i];
		if (x->parent != parent)
			continue;
		bool hit = folds_to(x->zh, key) || folds_to(x->en, key);
		for (size_t k = 0; !hit && k < x->alias_n; k++)
			hit = folds_to(x->aliases[k], key);
		if (hit)
			return x;
	}
	return NULL;
}

static const fp_term *find_key(const fp_taxonomy *t, fp_str key)
{
	const fp_term *x = by_any_name(t, key);
	if (x)
		return x;
	for (size_t i = key.n; i-- > 1;) {
		if (key.p[i] != '/')
			continue;
		const fp_term *up = find_key(t, fp_str_sub(key, 0, i));
		return up ? child_of(t, up, fp_str_sub(key, i + 1, key.n)) : NULL;
	}
	return NULL;
}

const fp_term *fp_term_find(const fp_taxonomy *t, fp_str name)
{
	char buf[KEY_MAX];
	fp_str key;
	return fold(name, buf, &key) ? find_key(t, key) : NULL;
}

// Names within a third of their length count as near, and parts of each other; of two equally near ones the first in
// the file.
static void nearer(fp_str key, fp_str name, const fp_term *x, const fp_term **best, size_t *best_d)
{
	char buf[KEY_MAX];
	fp_str k;
	if (!fold(name, buf, &k))
		return;
	size_t len = fp_utf8_count(key), max = len < 3 ? 1 : len / 3 + (len % 3 != 0);
	bool part = fp_str_has(k, key) || fp_str_has(key, k);
	size_t other = fp_utf8_count(k),
		   d = part ? 1 + (len > other ? len - other : other - len) / 2 : fp_str_distance(key, k, max);
	if ((part || d <= max) && d < *best_d) {
		*best_d = d;
		*best = x;
	}
}

const fp_term *fp_term_nearest(const fp_taxonomy *t, fp_str name)
{
	char buf[KEY_MAX];
	fp_str key, last;
	const fp_term *best = NULL;
	size_t d = SIZE_MAX;
	if (!fold(name, buf, &key))
		return NULL;
	last = key;
	for (size_t i = 0; i < key.n; i++)
		if (key.p[i] == '/')
			last = fp_str_sub(key, i + 1, key.n);
	for (size_t i = 0; i < t->term_n; i++) {
		const fp_term *x = t->terms[i];
		nearer(key, x->name, x, &best, &d);
		if (last.n < key.n && last.n)  // the group may be what is wrong
			nearer(last, x->zh, x, &best, &d);
		nearer(key, x->zh, x, &best, &d);
		nearer(key, x->en, x, &best, &d);
		for (size_t k = 0; k < x->alias_n; k++)
			nearer(key, x->aliases[k], x, &best, &d);
	}
	return best;
}

// ---------------------------------------------------------------- adding a term

static size_t after_line(fp_str s, size_t at)
{
	if (at && s.p[at - 1] == '\n')
		return at;
	const char *lf = at < s.n ? memchr(s.p + at, '\n', s.n - at) : NULL;
	return lf ? (size_t)(lf - s.p) + 1 : s.n;
}

// Inserts into a list that is there; `item` is the scalar as YAML.
static void add_to_list(fp_buf *b, fp_str yaml, const fp_ynode *list, const char *lang, fp_str item)
{
	if (list->flow) {
		fp_buf_str(b, fp_str_sub(yaml, 0, list->end - 1));
		fp_buf_f(b, "%s%.*s]", list->n ? ", " : "", FP_ARG(item));
		fp_buf_str(b, fp_str_sub(yaml, list->end, yaml.n));
		return;
	}
	size_t at = after_line(yaml, list->end);
	fp_buf_str(b, fp_str_sub(yaml, 0, at));
	if (at && yaml.p[at - 1] != '\n')
		fp_buf_c(b, '\n');
	fp_buf_f(b, "%*s- %s: %.*s\n", (int)list->col - 1, "", lang, FP_ARG(item));
	fp_buf_str(b, fp_str_sub(yaml, at, yaml.n));
}

// A term that had no children gets them behind its last line.
static void add_children(fp_buf *b, fp_str yaml, const fp_ynode *group, const char *lang, fp_str item)
{
	size_t at = after_line(yaml, group->end);
	int indent = (int)group->col - 1;
	fp_buf_str(b, fp_str_sub(yaml, 0, at));
	if (at && yaml.p[at - 1] != '\n')
		fp_buf_c(b, '\n');
	fp_buf_f(b, "%*schildren:\n%*s- %s: %.*s\n", indent, "", indent + 2, "", lang, FP_ARG(item));
	fp_buf_str(b, fp_str_sub(yaml, at, yaml.n));
}

static const fp_ynode *node_at_line(const fp_ynode *list, uint32_t line)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->kid[i]->line == line)
			return list->kid[i];
		const fp_ynode *children = fp_ynode_get(list->kid[i], "children");
		const fp_ynode *n = children ? node_at_line(children, line) : NULL;
		if (n)
			return n;
	}
	return NULL;
}

static fp_taxonomy *read_text(fp_arena *a, fp_str yaml, const char *lang, fp_ynode **root, fp_err *err)
{
	fp_yfault fault = {0};
	fp_diags diags = {.arena = a};
	fp_loader l = {.a = a, .diags = &diags, .en = !strcmp(lang, "en")};
	*root = fp_yaml_read(a, yaml, &fault);
	if (!*root) {
		fp_fail(err, FP_INVALID, "%u:%u: %.*s", fault.line, fault.col, FP_ARG(fault.message));
		return NULL;
	}
	fp_taxonomy *t = fp_taxonomy_read(&l, FP_STR("x"), *root);
	if (t && !diags.errors)
		return t;
	fp_fail(err, FP_INVALID, "%u:%u: %.*s", diags.n ? diags.v[0].line : 1, diags.n ? diags.v[0].col : 1,
		diags.n ? (int)diags.v[0].message.n : 0, diags.n ? diags.v[0].message.p : "");
	return NULL;
}

// Builds the text with the term added, in the group that the name gives when there is one.
static void add_term(
	fp_arena *a, fp_buf *b, fp_str yaml, const fp_taxonomy *t, const fp_ynode *root, fp_str name, const char *lang)
{
	const fp_ynode *values = fp_ynode_get(root, "values"), *group = NULL, *list = values;
	for (size_t i = name.n; !group && i-- > 1;) {
		const fp_term *up = name.p[i] == '/' ? fp_term_find(t, fp_str_sub(name, 0, i)) : NULL;
		if (!up)
			continue;
		group = node_at_line(values, up->line);
		if (group && (group->kind != FP_Y_MAP || group->flow))
			group = NULL;
		if (group)
			name = fp_str_trim(fp_str_sub(name, i + 1, name.n));
	}
	fp_str item = fp_yaml_scalar(a, name);
	if (group)
		list = fp_ynode_get(group, "children");
	if (group && (!list || list->kind != FP_Y_LIST))
		add_children(b, yaml, group, lang, item);
	else
		add_to_list(b, yaml, list, lang, item);
}

bool fp_taxonomy_append(fp_arena *a, fp_str yaml, fp_str name, const char *lang, fp_str *out, fp_err *err)
{
	fp_ynode *root;
	fp_buf b = {0};
	name = fp_str_trim(name);
	fp_taxonomy *t = read_text(a, yaml, lang, &root, err);
	if (!t)
		return false;
	bool ok = true;
	if (!name.n || fp_term_find(t, name) || fp_ynode_get(root, "values")->kind != FP_Y_LIST)
		ok = fp_fail(err, FP_INVALID,
			fp_tr("无法把 %.*s 加入分类：已有同名词条，或 values 不是列表",
				"%.*s cannot be added: the name is taken, or values: is not a list"),
			FP_ARG(name));
	else
		add_term(a, &b, yaml, t, root, name, lang);
	*out = fp_buf_take(&b, a);
	if (!ok || !(t = read_text(a, *out, lang, &root, err)))
		return false;
	if (!fp_term_find(t, name))
		ok = fp_fail(err, FP_INVALID,
			fp_tr("分类文件的写法无法自动添加 %.*s", "the taxonomy is written in a form to which %.*s cannot be added"),
			FP_ARG(name));
	return ok;
}
