// declare: is this declaration what it must be? Strict: what is not known is refused, with the line and a suggestion.
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "plugin/plugin_priv.h"

static const char *const known_keys[] = {
	"name", "kind", "api", "version", "summary", "settings", "needs", "labels", "examples", "threshold", "classify", "issues", "review",
};

// The first line that assigns the key; 0 when it cannot be told.
static unsigned line_of(const fp_entry *e, const char *key)
{
	fp_str rest = e->source, line;
	size_t n = strlen(key);
	for (unsigned no = 1; rest.n; no++) {
		line = fp_str_trim(fp_str_line(&rest));
		if (fp_str_starts(line, "return"))
			line = fp_str_trim(fp_str_sub(line, 6, line.n));
		if (fp_str_starts(line, "{"))
			line = fp_str_trim(fp_str_sub(line, 1, line.n));
		if (fp_str_starts(line, key) && fp_str_starts(fp_str_trim(fp_str_sub(line, n, line.n)), "="))
			return no;
	}
	return 0;
}

void fp_entry_bad(fp_host *h, fp_entry *e, const char *key, const char *fmt, ...)
{
	char msg[1000];
	va_list ap;
	if (e->pub.status == FP_PLUGIN_BAD)
		return;
	va_start(ap, fmt);
	vsnprintf(msg, sizeof msg, fmt, ap);
	va_end(ap);
	fp_str path = e->pub.path;
	unsigned line = key ? line_of(e, key) : 0;
	e->pub.status = FP_PLUGIN_BAD;
	e->pub.reason = line ? fp_strf(h->a, "%.*s:%u: %s", FP_ARG(path), line, msg) : fp_strf(h->a, "%.*s: %s", FP_ARG(path), msg);
}

const char *fp_suggest(fp_arena *a, fp_str word, const char *const *names, size_t n)
{
	const char *best = NULL;
	size_t least = word.n < 4 ? 2 : 3;  // in a short word two letters are too much
	for (size_t i = 0; i < n; i++) {
		size_t d = fp_str_distance(word, fp_s(names[i]), least);
		if (d < least && d < word.n) {
			least = d;
			best = names[i];
		}
	}
	return best ? fp_strf(a, fp_tr("，是不是 %s？", ", did you mean %s?"), best).p : "";
}

typedef struct {
	fp_host *h;
	fp_entry *e;
	const json_t *decl;
} check;

#define BAD(c, key, ...) fp_entry_bad((c)->h, (c)->e, (key), __VA_ARGS__)

static const char *type_name(const json_t *v)
{
	switch (v ? json_typeof(v) : JSON_NULL) {
	case JSON_OBJECT:
	case JSON_ARRAY: return "table";
	case JSON_STRING: return "string";
	case JSON_INTEGER:
	case JSON_REAL: return "number";
	case JSON_TRUE:
	case JSON_FALSE: return "boolean";
	default: return "nil";
	}
}

// A table of named things; {} arrives as an empty list.
static bool is_object(const json_t *v)
{
	return json_is_object(v) || (json_is_array(v) && !json_array_size(v));
}

static bool wrong_type(check *c, const char *key, const char *want, const json_t *got)
{
	BAD(c, key, fp_tr("%s 应当是 %s，得到 %s", "%s must be a %s, got a %s"), key, want, type_name(got));
	return false;
}

// ---------------------------------------------------------------- the simple keys

static void check_keys(check *c)
{
	const char *key;
	json_t *v;
	if (!json_is_object(c->decl)) {
		BAD(c, NULL, "%s", fp_tr("声明应当是有键的表", "the declaration must be a table with keys"));
		return;
	}
	json_object_foreach((json_t *)c->decl, key, v) {
		bool known = false;
		for (size_t i = 0; i < FP_COUNT(known_keys); i++)
			known = known || !strcmp(known_keys[i], key);
		if (!known)
			BAD(c, key, fp_tr("不认识的键 \"%s\"%s", "unknown key \"%s\"%s"), key, fp_suggest(c->h->a, fp_s(key), known_keys, FP_COUNT(known_keys)));
	}
}

static void check_name(check *c)
{
	const json_t *v = json_object_get(c->decl, "name");
	const char *name = json_string_value(v);
	if (!v)
		BAD(c, NULL, fp_tr("缺少键 \"%s\"", "the key \"%s\" is missing"), "name");
	else if (!name)
		wrong_type(c, "name", "string", v);
	else if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(name) || *name < 'a')
		BAD(c, "name", fp_tr("name \"%s\" 只能用 a-z、0-9 和 -，以字母开头", "name \"%s\" may have a-z, 0-9 and -, beginning with a letter"), name);
	else if (!fp_str_is(c->e->pub.name, name))
		BAD(c, "name", fp_tr("name \"%s\" 与文件名 %.*s.lua 不一致", "name \"%s\" differs from the file name %.*s.lua"), name, FP_ARG(c->e->pub.name));
}

static void check_kind(check *c)
{
	static const char *const kinds[] = {"classify", "issues", "review"};
	const json_t *v = json_object_get(c->decl, "kind");
	const char *kind = json_string_value(v);
	bool known = false;
	for (size_t i = 0; kind && i < FP_COUNT(kinds); i++)
		known = known || !strcmp(kind, kinds[i]);
	if (!v)
		BAD(c, NULL, fp_tr("缺少键 \"%s\"", "the key \"%s\" is missing"), "kind");
	else if (!kind)
		wrong_type(c, "kind", "string", v);
	else if (!known)
		BAD(c, "kind", fp_tr("没有 kind \"%s\"（classify、issues、review）%s", "there is no kind \"%s\" (classify, issues, review)%s"), kind,
		    fp_suggest(c->h->a, fp_s(kind), kinds, FP_COUNT(kinds)));
	else if (!c->e->pub.kind.n)
		c->e->pub.kind = fp_str_dup(c->h->a, fp_s(kind));
	else if (!fp_str_is(c->e->pub.kind, kind))
		BAD(c, "kind", fp_tr("kind \"%s\" 的文件应放在 %s/，不是 %.*s/", "a file of kind \"%s\" belongs into %s/, not %.*s/"), kind, kind,
		    FP_ARG(c->e->pub.kind));
}

static void check_api(check *c)
{
	const json_t *v = json_object_get(c->decl, "api");
	if (!v)
		BAD(c, NULL, fp_tr("缺少键 \"%s\"", "the key \"%s\" is missing"), "api");
	else if (!json_is_integer(v))
		wrong_type(c, "api", fp_tr("整数", "whole number"), v);
	else if (json_integer_value(v) < 1 || json_integer_value(v) > FP_PLUGIN_API)
		BAD(c, "api", fp_tr("需要 api %lld，本程序提供 %d", "needs api %lld, this program offers %d"), (long long)json_integer_value(v), FP_PLUGIN_API);
	else
		c->e->pub.api = (int)json_integer_value(v);
}

static void check_version(check *c)
{
	const json_t *v = json_object_get(c->decl, "version");
	if (!v)
		BAD(c, NULL, fp_tr("缺少键 \"%s\"", "the key \"%s\" is missing"), "version");
	else if (!json_is_string(v))
		wrong_type(c, "version", "string", v);
	else
		c->e->pub.version = fp_str_dup(c->h->a, fp_s(json_string_value(v)));
}

static const char *in_language(const json_t *v)
{
	bool zh = fp_lang_get() == FP_ZH;
	const char *own = json_string_value(json_object_get(v, zh ? "zh" : "en"));
	const char *other = json_string_value(json_object_get(v, zh ? "en" : "zh"));
	return json_is_string(v) ? json_string_value(v) : own ? own : other;
}

static void check_summary(check *c)
{
	const json_t *v = json_object_get(c->decl, "summary");
	if (!v)
		BAD(c, NULL, fp_tr("缺少键 \"%s\"", "the key \"%s\" is missing"), "summary");
	else if (!in_language(v))
		BAD(c, "summary", "%s", fp_tr("summary 应当是文字，或 {zh=, en=}", "summary must be a string or {zh=, en=}"));
	else
		c->e->pub.summary = fp_str_dup(c->h->a, fp_s(in_language(v)));
}

static bool is_text_list(const json_t *v)
{
	bool ok = json_is_array(v);
	for (size_t i = 0; ok && i < json_array_size(v); i++)
		ok = json_is_string(json_array_get(v, i)) && json_string_length(json_array_get(v, i));
	return ok;
}

// What a plugin wants to be given besides the case.
static void check_needs(check *c)
{
	static const char *const known[] = {"models"};
	const json_t *needs = json_object_get(c->decl, "needs");
	const char *key;
	json_t *v;
	if (needs && !is_object(needs)) {
		BAD(c, "needs", "%s", fp_tr("needs 应当是表，如 { models = { \"type\" } }", "needs must be a table such as { models = { \"type\" } }"));
		return;
	}
	json_object_foreach((json_t *)needs, key, v) {
		if (strcmp(key, "models"))
			BAD(c, "needs", fp_tr("needs.%s：本程序不提供%s", "needs.%s: this program does not offer it%s"), key, fp_suggest(c->h->a, fp_s(key), known, 1));
		else if (!is_text_list(v))
			BAD(c, "needs", "%s", fp_tr("needs.models 应当是字段名的列表，如 {\"type\"}", "needs.models must be a list of fields such as {\"type\"}"));
		else if (json_array_size(v) && !fp_str_is(c->e->pub.kind, "classify"))
			BAD(c, "needs", "%s", fp_tr("needs.models 只用于 classify", "needs.models is for classify only"));
		else
			c->e->pub.models = json_deep_copy(v);
	}
}

static void check_lists(check *c)
{
	const json_t *labels = json_object_get(c->decl, "labels");
	if (labels && !is_text_list(labels))
		BAD(c, "labels", "%s", fp_tr("labels 应当是字段名的列表，如 {\"type\"}", "labels must be a list of fields such as {\"type\"}"));
	else if (labels && !fp_str_is(c->e->pub.kind, "classify"))
		BAD(c, "labels", "%s", fp_tr("labels 只用于 classify", "labels is for classify only"));
	else if (labels)
		c->e->pub.labels = json_deep_copy(labels);
}

static bool fraction(const json_t *v)
{
	return json_is_number(v) && json_number_value(v) >= 0 && json_number_value(v) <= 1;
}

static void check_threshold(check *c)
{
	const json_t *v = json_object_get(c->decl, "threshold");
	if (v && !fraction(v))
		BAD(c, "threshold", "%s", fp_tr("threshold 应当是 0 到 1 的数", "threshold must be a number from 0 to 1"));
	else if (v)
		c->e->pub.threshold = json_number_value(v);
}

static void check_function(check *c, const json_t *functions)
{
	bool found = false;
	const char *kind = c->e->pub.kind.n ? fp_cstr(c->h->a, c->e->pub.kind) : "";
	for (size_t i = 0; i < json_array_size(functions); i++) {
		const char *name = json_string_value(json_array_get(functions, i));
		if (!strcmp(name, kind))
			found = true;
		else
			BAD(c, name, fp_tr("不认识的函数 \"%s\"%s", "unknown function \"%s\"%s"), name, fp_suggest(c->h->a, fp_s(name), &kind, 1));
	}
	if (!found)
		BAD(c, json_object_get(c->decl, kind) ? kind : NULL, fp_tr("缺少函数 \"%s\"", "the function \"%s\" is missing"), kind);
}

// ---------------------------------------------------------------- settings

static bool fits(const json_t *v, const char *type)
{
	if (!strcmp(type, "integer"))
		return json_is_integer(v);
	if (!strcmp(type, "number"))
		return json_is_number(v);
	if (!strcmp(type, "string"))
		return json_is_string(v);
	if (!strcmp(type, "boolean"))
		return json_is_boolean(v);
	return json_is_array(v);
}

// Why v is no value of that setting, or NULL.
static const char *setting_fault(fp_arena *a, const json_t *schema, const json_t *v)
{
	const char *type = json_string_value(json_object_get(schema, "type"));
	const json_t *min = json_object_get(schema, "min"), *max = json_object_get(schema, "max"), *one_of = json_object_get(schema, "enum");
	if (!fits(v, type))
		return fp_strf(a, fp_tr("应当是 %s，得到 %s", "must be a %s, got a %s"), type, type_name(v)).p;
	if (min && json_number_value(v) < json_number_value(min))
		return fp_strf(a, fp_tr("不能小于 %g", "must not be less than %g"), json_number_value(min)).p;
	if (max && json_number_value(v) > json_number_value(max))
		return fp_strf(a, fp_tr("不能大于 %g", "must not be more than %g"), json_number_value(max)).p;
	bool found = !one_of;
	for (size_t i = 0; i < json_array_size(one_of); i++)
		found = found || json_equal(json_array_get(one_of, i), v);
	if (found)
		return NULL;
	char *list = json_dumps(one_of, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(12));
	const char *why = fp_strf(a, fp_tr("只能是 %s 之一", "must be one of %s"), list).p;
	free(list);
	return why;
}

static void check_setting(check *c, const char *name, const json_t *schema)
{
	static const char *const keys[] = {"type", "default", "min", "max", "enum", "doc"};
	static const char *const types[] = {"number", "integer", "string", "boolean", "list"};
	const char *key, *type = json_string_value(json_object_get(schema, "type"));
	json_t *v;
	bool known = false;
	if (!json_is_object(schema)) {
		BAD(c, name, fp_tr("settings.%s 应当是 {type=, default=, doc=}", "settings.%s must be {type=, default=, doc=}"), name);
		return;
	}
	json_object_foreach((json_t *)schema, key, v) {
		known = false;
		for (size_t i = 0; i < FP_COUNT(keys); i++)
			known = known || !strcmp(keys[i], key);
		if (!known)
			BAD(c, name, fp_tr("settings.%s 有不认识的键 \"%s\"%s", "settings.%s has the unknown key \"%s\"%s"), name, key,
			    fp_suggest(c->h->a, fp_s(key), keys, FP_COUNT(keys)));
	}
	known = false;
	for (size_t i = 0; type && i < FP_COUNT(types); i++)
		known = known || !strcmp(types[i], type);
	const json_t *given = json_object_get(schema, "default"), *doc = json_object_get(schema, "doc");
	if (!known) {
		BAD(c, name, fp_tr("settings.%s 的 type 应当是 number、integer、string、boolean 或 list%s",
		                   "settings.%s: type must be number, integer, string, boolean or list%s"), name,
		    type ? fp_suggest(c->h->a, fp_s(type), types, FP_COUNT(types)) : "");
		return;
	}
	if (doc && !in_language(doc))
		BAD(c, name, fp_tr("settings.%s 的 doc 应当是文字，或 {zh=, en=}", "settings.%s: doc must be a string or {zh=, en=}"), name);
	const char *why = given ? setting_fault(c->h->a, schema, given) : NULL;
	if (!given)
		BAD(c, name, fp_tr("settings.%s 缺少 default", "settings.%s has no default"), name);
	else if (why)
		BAD(c, name, fp_tr("settings.%s 的 default %s", "settings.%s: default %s"), name, why);
}

static void check_settings(check *c)
{
	json_t *v = json_object_get(c->decl, "settings"), *schema;
	const char *name;
	if (!v)
		return;
	if (!is_object(v)) {
		wrong_type(c, "settings", "table", v);
		return;
	}
	json_object_foreach(v, name, schema)
		check_setting(c, name, schema);
	if (json_is_object(v) && c->e->pub.status == FP_PLUGIN_OK) {
		json_decref(c->e->pub.settings_schema);
		c->e->pub.settings_schema = json_deep_copy(v);
	}
}

static const char *setting_names(fp_arena *a, const json_t *schema, fp_str word)
{
	const char **names = FP_NEW_N(a, const char *, json_object_size(schema) + 1), *name;
	json_t *v;
	size_t n = 0;
	json_object_foreach((json_t *)schema, name, v)
		names[n++] = name;
	return fp_suggest(a, word, names, n);
}

// Lays given values over the defaults. `threshold` belongs to every plugin.
static bool merge_settings(fp_host *h, fp_entry *e, const json_t *given, json_t *into, fp_str *why)
{
	const char *name;
	json_t *v;
	json_object_foreach((json_t *)given, name, v) {
		const json_t *schema = json_object_get(e->pub.settings_schema, name);
		const char *fault = schema ? setting_fault(h->a, schema, v) : NULL;
		if (!schema && !strcmp(name, "threshold"))
			fault = fraction(v) ? NULL : fp_tr("应当是 0 到 1 的数", "must be a number from 0 to 1");
		else if (!schema)
			fault = fp_strf(h->a, fp_tr("没有这个设置%s", "there is no such setting%s"), setting_names(h->a, e->pub.settings_schema, fp_s(name))).p;
		if (fault) {
			*why = fp_strf(h->a, fp_tr("设置 %s：%s", "setting %s: %s"), name, fault);
			return false;
		}
		json_object_set(into, name, v);
	}
	return true;
}

json_t *fp_settings_with(fp_host *h, fp_entry *e, const json_t *given, fp_str *why)
{
	json_t *all = json_object(), *schema;
	const char *name;
	json_object_foreach(e->pub.settings_schema, name, schema)
		json_object_set(all, name, json_object_get(schema, "default"));
	if (merge_settings(h, e, given, all, why))
		return all;
	json_decref(all);
	return NULL;
}

void fp_settings_apply(fp_host *h, fp_entry *e)
{
	fp_str why = {0};
	fp_buf wire = {0};
	const json_t *given = json_object_get(h->given, fp_cstr(h->a, e->pub.name));
	json_t *all = fp_settings_with(h, e, given, &why);
	if (!all) {
		fp_entry_bad(h, e, NULL, "%.*s", FP_ARG(why));
		return;
	}
	json_decref(e->pub.settings);
	e->pub.settings = all;
	if (json_object_get(all, "threshold"))
		e->pub.threshold = json_number_value(json_object_get(all, "threshold"));
	if (!fp_wire_put(&wire, all, NULL))
		fp_entry_bad(h, e, NULL, "%s", fp_tr("设置嵌套太深", "settings are nested too deep"));
	e->settings_wire = fp_buf_take(&wire, h->a);
}

// ---------------------------------------------------------------- examples

static void check_example_keys(check *c, size_t i, const json_t *ex)
{
	static const char *const keys[] = {"title", "case", "cases", "week", "settings", "lang", "expect", "expect_none", "note"};
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)ex, key, v) {
		bool known = false;
		for (size_t k = 0; k < FP_COUNT(keys); k++)
			known = known || !strcmp(keys[k], key);
		if (!known)
			BAD(c, "examples", fp_tr("examples[%zu] 有不认识的键 \"%s\"%s", "examples[%zu] has the unknown key \"%s\"%s"), i + 1, key,
			    fp_suggest(c->h->a, fp_s(key), keys, FP_COUNT(keys)));
	}
}

static void check_example(check *c, size_t i, const json_t *ex)
{
	fp_str kind = c->e->pub.kind, why = {0};
	const char *value = fp_str_is(kind, "classify") ? "case" : fp_str_is(kind, "issues") ? "cases" : "week";
	const char *lang = json_string_value(json_object_get(ex, "lang"));
	fp_lang parsed;
	if (!json_is_object(ex)) {
		BAD(c, "examples", fp_tr("examples[%zu] 应当是表", "examples[%zu] must be a table"), i + 1);
		return;
	}
	check_example_keys(c, i, ex);
	if (!json_object_get(ex, value))
		BAD(c, "examples", fp_tr("examples[%zu] 缺少 %s", "examples[%zu] has no %s"), i + 1, value);
	if (!json_is_string(json_object_get(ex, "title")))
		BAD(c, "examples", fp_tr("examples[%zu] 缺少 title", "examples[%zu] has no title"), i + 1);
	if (!json_object_get(ex, "expect") && !json_object_get(ex, "expect_none"))
		BAD(c, "examples", fp_tr("examples[%zu] 缺少 expect", "examples[%zu] has no expect"), i + 1);
	if (json_object_get(ex, "lang") && !fp_lang_parse(lang, &parsed))
		BAD(c, "examples", fp_tr("examples[%zu] 的 lang 应当是 \"zh\" 或 \"en\"", "examples[%zu]: lang must be \"zh\" or \"en\""), i + 1);
	json_t *all = fp_settings_with(c->h, c->e, json_object_get(ex, "settings"), &why);
	if (!all)
		BAD(c, "examples", "examples[%zu]: %.*s", i + 1, FP_ARG(why));
	json_decref(all);
}

static void check_examples(check *c)
{
	const json_t *v = json_object_get(c->decl, "examples");
	if (!v)
		return;
	if (!json_is_array(v)) {
		BAD(c, "examples", "%s", fp_tr("examples 应当是列表", "examples must be a list"));
		return;
	}
	for (size_t i = 0; i < json_array_size(v); i++)
		check_example(c, i, json_array_get(v, i));
	json_decref(c->e->pub.examples);
	c->e->pub.examples = json_deep_copy(v);
}

// ---------------------------------------------------------------- digest

static void add_part(fp_sha256 *s, const char *name, fp_str bytes)
{
	uint64_t n = bytes.n;
	unsigned char length[8];
	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)(n >> (8 * i));
	fp_sha256_add(s, name, strlen(name) + 1);
	fp_sha256_add(s, length, sizeof length);
	fp_sha256_add(s, bytes.p, bytes.n);
}

static void digest(fp_host *h, fp_entry *e, fp_str libs)
{
	fp_sha256 s;
	fp_str names[64];
	size_t n = 0;
	fp_sha256_init(&s);
	add_part(&s, "api", FP_STR("1"));
	add_part(&s, "file", e->source);
	while (libs.n && n < FP_COUNT(names)) {
		fp_str name = fp_str_cut(&libs, '\n');
		if (name.n)
			names[n++] = name;
	}
	qsort(names, n, sizeof *names, fp_str_cmp_qsort);
	for (size_t i = 0; i < n; i++) {
		const fp_lib *lib = fp_lib_find(h, e->root, names[i]);
		if (lib)
			add_part(&s, fp_cstr(h->a, names[i]), lib->source);
	}
	char *settings = json_dumps(e->pub.settings, JSON_SORT_KEYS | JSON_COMPACT);
	add_part(&s, "settings", fp_s(settings));
	free(settings);
	fp_sha256_end(&s, e->pub.digest);
}

void fp_declare(fp_host *h, fp_entry *e, const json_t *answer)
{
	check c = {h, e, json_array_get(answer, 0)};
	const json_t *functions = json_array_get(answer, 1);
	const json_t *libs = json_array_get(answer, 2);
	check_keys(&c);
	check_name(&c);
	check_kind(&c);
	check_api(&c);
	check_version(&c);
	check_summary(&c);
	check_needs(&c);
	check_lists(&c);
	check_threshold(&c);
	check_function(&c, functions);
	check_settings(&c);
	fp_settings_apply(h, e);
	check_examples(&c);
	digest(h, e, (fp_str){json_string_value(libs), json_string_length(libs)});
}
