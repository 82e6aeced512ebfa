// Loading what a casebook may say: settings first, then taxonomies, fields and sections, scripts. The casebook's file
// comes before the built-in one of the same name; a file with a fault is reported and replaced by the built-in one.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/embed.h"
#include "case/schema_priv.h"

// ---------------------------------------------------------------- small things for loaders

void fp_load_diag(fp_loader *l, fp_severity sev, const fp_ynode *at, const char *fmt, ...)
{
	fp_buf b = {0};
	va_list ap;
	if (!l->diags)
		return;
	va_start(ap, fmt);
	fp_buf_vf(&b, fmt, ap);
	va_end(ap);
	fp_str was = l->diags->path, m = fp_buf_take(&b, l->a);
	l->diags->path = l->path;
	fp_diag_add(l->diags, sev, "schema", at->line, at->col, "%.*s", FP_ARG(m));
	l->diags->path = was;
}

fp_str fp_ynode_text(const fp_ynode *map, const char *key)
{
	const fp_ynode *n = fp_ynode_get(map, key);
	return n && n->kind == FP_Y_SCALAR && !fp_ynode_null(n) ? fp_str_trim(n->text) : (fp_str){NULL, 0};
}

fp_str *fp_ynode_texts(fp_loader *l, const fp_ynode *list, size_t *n)
{
	*n = 0;
	if (!list || fp_ynode_null(list))
		return NULL;
	fp_str *v = FP_NEW_N(l->a, fp_str, list->n + 1);
	if (list->kind == FP_Y_SCALAR)
		v[(*n)++] = list->text;
	for (size_t i = 0; list->kind == FP_Y_LIST && i < list->n; i++) {
		if (list->kid[i]->kind == FP_Y_SCALAR)
			v[(*n)++] = list->kid[i]->text;
		else
			fp_load_diag(l, FP_ERROR, list->kid[i], "%s", fp_tr("这里要写文字", "text is expected here"));
	}
	return v;
}

void fp_load_known(fp_loader *l, const fp_ynode *map, const char *const *known, size_t n)
{
	for (size_t i = 0; map->kind == FP_Y_MAP && i < map->n; i += 2) {
		fp_str key = map->kid[i]->text;
		const char *near = NULL;
		size_t best = 4, k = 0;
		while (k < n && !fp_str_is(key, known[k])) {
			size_t d = fp_str_distance(key, fp_s(known[k]), 3);
			if (d < best) {
				best = d;
				near = known[k];
			}
			k++;
		}
		if (k < n)
			continue;
		if (near)
			fp_load_diag(l, FP_WARNING, map->kid[i],
				fp_tr("不认识 %.*s；是不是 %s？", "%.*s is unknown; did you mean %s?"), FP_ARG(key), near);
		else
			fp_load_diag(l, FP_WARNING, map->kid[i], fp_tr("不认识 %.*s", "%.*s is unknown"), FP_ARG(key));
	}
}

// ---------------------------------------------------------------- fields and sections

static const char *const type_names[] = {
	"text", "id", "time", "integer", "number", "bool", "enum", "term", "terms", "list", "map"};

static bool read_type(fp_loader *l, const fp_ynode *n, fp_field_def *f)
{
	const fp_ynode *t = fp_ynode_get(n, "type");
	for (size_t i = 0; t && i < FP_COUNT(type_names); i++) {
		if (fp_str_is(t->text, type_names[i])) {
			f->type = (fp_type)i;
			return true;
		}
	}
	fp_load_diag(l, FP_ERROR, t ? t : n,
		fp_tr("字段 %.*s 的 type 只能是 text id time integer number bool enum term terms list map",
			"field %.*s: type must be one of text id time integer number bool enum term terms list map"),
		FP_ARG(f->name));
	return false;
}

static void read_bound(fp_loader *l, const fp_ynode *n, const char *key, double *out)
{
	const fp_ynode *v = fp_ynode_get(n, key);
	if (v && !fp_str_num(v->text, out))
		fp_load_diag(l, FP_ERROR, v, fp_tr("%s 要是数字", "%s must be a number"), key);
}

static const fp_taxonomy *taxonomy_named(const fp_schema *s, fp_str name)
{
	for (size_t i = 0; i < s->taxonomy_n; i++)
		if (fp_str_eq(s->taxonomies[i]->name, name))
			return s->taxonomies[i];
	return NULL;
}

// `link: case` or `link: issue` of a list.
static void read_link(fp_loader *l, const fp_ynode *n, fp_field_def *f)
{
	const fp_ynode *v = fp_ynode_get(n, "link");
	if (!v)
		return;
	f->link = fp_str_is(v->text, "case") ? FP_LINK_CASE : fp_str_is(v->text, "issue") ? FP_LINK_ISSUE : FP_LINK_NONE;
	if (f->link == FP_LINK_NONE)
		fp_load_diag(l, FP_ERROR, v, fp_tr("字段 %.*s 的 link 只能是 case 或 issue", "field %.*s: link must be case or issue"), FP_ARG(f->name));
	if (f->type == FP_T_LIST)
		return;
	f->link = FP_LINK_NONE;
	fp_load_diag(l, FP_ERROR, v, fp_tr("字段 %.*s 有 link，type 就要是 list", "field %.*s has a link, so its type must be list"), FP_ARG(f->name));
}

static void read_field(fp_loader *l, fp_schema *s, size_t *cap, const fp_ynode *n)
{
	fp_field_def f = {.name = fp_ynode_text(n, "name"), .min = -INFINITY, .max = INFINITY};
	if (!f.name.n) {
		fp_load_diag(l, FP_ERROR, n, "%s", fp_tr("字段没有 name", "field without a name"));
		return;
	}
	if (!read_type(l, n, &f))
		return;
	fp_str zh = fp_ynode_text(n, "zh"), en = fp_ynode_text(n, "en"), required = fp_ynode_text(n, "required"),
		   tax = fp_ynode_text(n, "taxonomy");
	f.zh = zh.n ? zh : f.name;
	f.en = en.n ? en : f.name;
	f.doc_zh = fp_ynode_text(n, "doc_zh");
	f.doc_en = fp_ynode_text(n, "doc_en");
	f.values = fp_ynode_texts(l, fp_ynode_get(n, "values"), &f.value_n);
	f.privacy = fp_ynode_text(n, "privacy");
	f.privacy = f.privacy.n ? f.privacy : FP_STR("none");
	f.required = fp_str_is(required, "true");
	f.required_to_publish = f.required || fp_str_is(required, "publish");
	read_link(l, n, &f);
	read_bound(l, n, "min", &f.min);
	read_bound(l, n, "max", &f.max);
	if (f.type == FP_T_TERM || f.type == FP_T_TERMS)
		f.taxonomy = taxonomy_named(s, tax.n ? tax : f.name);
	if ((f.type == FP_T_TERM || f.type == FP_T_TERMS) && !f.taxonomy)
		fp_load_diag(l, FP_WARNING, n,
			fp_tr("字段 %.*s 的分类文件 taxonomy/%.*s.yaml 不存在", "field %.*s: there is no taxonomy/%.*s.yaml"),
			FP_ARG(f.name), FP_ARG((tax.n ? tax : f.name)));
	FP_PUSH(l->a, s->fields, s->field_n, *cap) = f;
}

static void read_section(fp_loader *l, fp_schema *s, size_t *cap, const fp_ynode *n)
{
	fp_section_def d = {.name = fp_ynode_text(n, "name"),
		.zh = fp_ynode_text(n, "zh"),
		.en = fp_ynode_text(n, "en"),
		.kind = fp_ynode_text(n, "kind")};
	if (!d.name.n) {
		fp_load_diag(l, FP_ERROR, n, "%s", fp_tr("小节没有 name", "section without a name"));
		return;
	}
	d.zh = d.zh.n ? d.zh : d.name;
	d.en = d.en.n ? d.en : d.name;
	d.kind = d.kind.n ? d.kind : FP_STR("text");
	d.aliases = fp_ynode_texts(l, fp_ynode_get(n, "aliases"), &d.alias_n);
	FP_PUSH(l->a, s->sections, s->section_n, *cap) = d;
}

bool fp_schema_read(fp_loader *l, const fp_ynode *root, fp_schema *s)
{
	const fp_ynode *fields = fp_ynode_get(root, "fields"), *sections = fp_ynode_get(root, "sections");
	size_t cap = 0;
	if (!fields || fields->kind != FP_Y_LIST) {
		fp_load_diag(l, FP_ERROR, fields ? fields : root, "%s",
			fp_tr("schema 要有 fields: 列表", "a schema needs a list fields:"));
		return false;
	}
	for (size_t i = 0; i < fields->n; i++)
		read_field(l, s, &cap, fields->kid[i]);
	cap = 0;
	for (size_t i = 0; sections && sections->kind == FP_Y_LIST && i < sections->n; i++)
		read_section(l, s, &cap, sections->kid[i]);
	return true;
}

// ---------------------------------------------------------------- files

static bool own_file(fp_loader *l, const char *path, fp_str *text)
{
	return l->files && l->files->file && l->files->file(l->files->ctx, l->a, path, text);
}

// The tree of a file of the casebook or built in; `own` says which. NULL when there is none or it cannot be read.
static fp_ynode *read_file(fp_loader *l, const char *path, bool own)
{
	fp_yfault fault = {0};
	fp_str text;
	size_t bad;
	l->path = fp_str_dup(l->a, fp_s(path));
	if (own ? !own_file(l, path, &text) : !fp_embed_get(path, &text))
		return NULL;
	if (fp_str_starts(text, "\xEF\xBB\xBF"))
		text = fp_str_sub(text, 3, text.n);
	if (text.n > FP_CASE_MAX) {
		fp_load_diag(l, FP_ERROR, &(fp_ynode){.line = 1, .col = 1}, "%s", fp_tr("文件超过 4 MB", "file is over 4 MB"));
		return NULL;
	}
	if (!fp_utf8_valid(text, &bad)) {
		fp_load_diag(l, FP_ERROR, &(fp_ynode){.line = 1, .col = 1}, "%s",
			fp_tr("不是 UTF-8；用编辑器另存为 UTF-8", "not UTF-8; save the file as UTF-8"));
		return NULL;
	}
	l->text = text;
	fp_ynode *n = fp_yaml_read(l->a, text, &fault);
	if (!n)
		fp_load_diag(l, FP_ERROR, &(fp_ynode){.line = fault.line, .col = fault.col}, "%.*s", FP_ARG(fault.message));
	return n;
}

// Names of the YAML files in a folder, the casebook's and the built-in ones together, sorted, each once.
static fp_str *names_in(fp_loader *l, const char *dir, size_t *n)
{
	fp_str *v = NULL, *own = NULL;
	size_t cap = 0, own_n = l->files && l->files->list ? l->files->list(l->files->ctx, l->a, dir, &own) : 0, out = 0;
	*n = 0;
	for (size_t i = 0; i < own_n; i++)
		if (fp_str_ends(own[i], ".yaml"))
			FP_PUSH(l->a, v, *n, cap) = fp_str_sub(own[i], 0, own[i].n - 5);
	for (size_t i = 0; i < fp_embed_count(); i++) {
		fp_str name = fp_s(fp_embed_name(i));
		size_t d = strlen(dir);
		if (fp_str_starts(name, dir) && name.n > d && name.p[d] == '/' && fp_str_ends(name, ".yaml"))
			FP_PUSH(l->a, v, *n, cap) = fp_str_sub(name, d + 1, name.n - 5);
	}
	if (*n)
		qsort(v, *n, sizeof(*v), fp_str_cmp_qsort);
	for (size_t i = 0; i < *n; i++)
		if (!out || !fp_str_eq(v[out - 1], v[i]))
			v[out++] = v[i];
	*n = out;
	return v;
}

static char *path_of(fp_loader *l, const char *dir, fp_str name)
{
	return fp_cstr(l->a, fp_strf(l->a, "%s/%.*s.yaml", dir, FP_ARG(name)));
}

static void load_taxonomies(fp_loader *l, fp_schema *s)
{
	size_t n, cap = 0;
	fp_str *names = names_in(l, "taxonomy", &n);
	for (size_t i = 0; i < n; i++) {
		fp_taxonomy *t = NULL;
		for (int own = 1; own >= 0 && !t; own--) {
			fp_ynode *root = read_file(l, path_of(l, "taxonomy", names[i]), own);
			t = root ? fp_taxonomy_read(l, names[i], root) : NULL;
		}
		if (t)
			FP_PUSH(l->a, s->taxonomies, s->taxonomy_n, cap) = t;
	}
}

static void load_fields(fp_loader *l, fp_schema *s)
{
	for (int own = 1; own >= 0; own--) {
		fp_ynode *root = read_file(l, "schema/case.yaml", own);
		s->field_n = s->section_n = 0;
		s->fields = NULL;
		s->sections = NULL;
		if (!root || !fp_schema_read(l, root, s))
			continue;
		if (s->section_n || !own)
			return;
		// A team that only adds fields keeps the sections that everybody knows.
		fp_schema builtin = {.taxonomies = s->taxonomies, .taxonomy_n = s->taxonomy_n};
		root = read_file(l, "schema/case.yaml", false);
		if (root && fp_schema_read(l, root, &builtin)) {
			s->sections = builtin.sections;
			s->section_n = builtin.section_n;
		}
		return;
	}
}

static void load_scripts(fp_loader *l, fp_schema *s)
{
	size_t n, cap = 0;
	fp_str *names = names_in(l, "scripts", &n);
	for (size_t i = 0; i < n; i++) {
		const fp_ynode *list = NULL;
		for (int own = 1; own >= 0 && !list; own--) {
			fp_ynode *root = read_file(l, path_of(l, "scripts", names[i]), own);
			list = fp_ynode_get(root, "scripts");
			if (root && (!list || list->kind != FP_Y_LIST)) {
				fp_load_diag(l, FP_ERROR, root, "%s",
					fp_tr("话术文件要有 scripts: 列表", "a script file needs a list scripts:"));
				list = NULL;
			}
		}
		for (size_t k = 0; list && k < list->n; k++)
			FP_PUSH(l->a, s->script_nodes, s->script_n, cap) = list->kid[k];
	}
}

// Only the casebook's own. A file with a fault stays known by its name, so that whoever asks for it hears what is wrong.
static void load_saved(fp_loader *l, fp_schema *s)
{
	fp_str *names = NULL;
	size_t n = l->files && l->files->list ? l->files->list(l->files->ctx, l->a, "queries", &names) : 0;
	s->saved = FP_NEW_N(l->a, fp_saved_query, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (!fp_str_ends(names[i], ".yaml"))
			continue;
		fp_saved_query *one = &s->saved[s->saved_n++];
		fp_diags own = {.arena = l->a}, *all = l->diags;
		one->name = fp_str_sub(names[i], 0, names[i].n - strlen(".yaml"));
		one->path = fp_s(path_of(l, "queries", one->name));
		l->diags = &own;
		fp_ynode *root = read_file(l, one->path.p, true);
		bool ok = root && fp_saved_read(l, s, root, one);
		l->diags = all;
		for (size_t k = 0; k < own.n; k++) {
			if (!ok && own.v[k].severity == FP_ERROR && !one->fault.n)
				one->fault = fp_strf(l->a, "%u:%u: %.*s", own.v[k].line, own.v[k].col, FP_ARG(own.v[k].message));
			if (all)
				fp_load_diag(l, own.v[k].severity, &(fp_ynode){.line = own.v[k].line, .col = own.v[k].col}, "%.*s", FP_ARG(own.v[k].message));
		}
		if (!ok && !one->fault.n)
			one->fault = fp_strf(l->a, "1:1: %s", fp_tr("文件读不了", "the file cannot be read"));
	}
}

static bool load_config(fp_loader *l, fp_schema *s, fp_err *err)
{
	fp_str text;
	fp_yfault fault = {0};
	l->path = FP_STR("fupan.yaml");
	if (!l->files) {
		fp_config_defaults(l, &s->config);
		return true;
	}
	if (!own_file(l, "fupan.yaml", &text))
		return fp_fail(err, FP_NOT_FOUND, "%s", fp_tr("没有 fupan.yaml", "there is no fupan.yaml"));
	if (fp_str_starts(text, "\xEF\xBB\xBF"))
		text = fp_str_sub(text, 3, text.n);
	fp_ynode *root = fp_yaml_read(l->a, text, &fault);
	if (!root)
		return fp_fail(err, FP_INVALID, "fupan.yaml:%u:%u: %.*s", fault.line, fault.col, FP_ARG(fault.message));
	return fp_config_read(l, root, &s->config, err);
}

fp_schema *fp_schema_load(fp_arena *a, const fp_files *files, fp_diags *diags, fp_err *err)
{
	fp_schema *s = FP_NEW(a, fp_schema);
	// A casebook that names no language is Chinese whoever reads it; only without a casebook does the reader's
	// language count.
	fp_loader l = {.a = a, .files = files, .diags = diags, .en = !files && fp_lang_get() == FP_EN};
	s->arena = a;
	if (!load_config(&l, s, err)) {
		fp_schema_free(s);
		return NULL;
	}
	load_taxonomies(&l, s);
	load_fields(&l, s);
	load_scripts(&l, s);
	load_saved(&l, s);
	return s;
}

json_t *fp_schema_scripts(fp_schema *s)
{
	if (!s->scripts) {
		s->scripts = json_array();
		for (size_t i = 0; i < s->script_n; i++)
			json_array_append_new(s->scripts, fp_ynode_value(s->script_nodes[i]));
	}
	return s->scripts;
}

void fp_schema_free(fp_schema *s)
{
	if (!s)
		return;
	json_decref(s->config.value);
	json_decref(s->scripts);
	for (size_t i = 0; i < s->taxonomy_n; i++)
		json_decref(s->taxonomies[i]->value);
	s->config.value = s->scripts = NULL;
	s->taxonomy_n = 0;
}

// ---------------------------------------------------------------- asking

const fp_field_def *fp_schema_field(const fp_schema *s, fp_str name)
{
	name = fp_str_trim(name);
	for (size_t i = 0; i < s->field_n; i++)
		if (fp_str_eq(s->fields[i].name, name))
			return &s->fields[i];
	for (size_t i = 0; i < s->field_n; i++)
		if (fp_str_eq(s->fields[i].zh, name) || fp_str_ieq(s->fields[i].en, name) ||
			fp_str_ieq(s->fields[i].name, name))
			return &s->fields[i];
	return NULL;
}

const fp_field_def *fp_schema_nearest(const fp_schema *s, fp_str name)
{
	const fp_field_def *best = NULL;
	size_t distance = fp_utf8_count(name) < 4 ? 2 : 4;   // one slip in a short name, three in a long one
	for (size_t i = 0; i < s->field_n; i++) {
		const fp_str names[] = {s->fields[i].name, s->fields[i].zh};
		for (size_t k = 0; k < FP_COUNT(names); k++) {
			size_t d = names[k].n ? fp_str_distance(name, names[k], distance - 1) : distance;
			if (d < distance) {
				distance = d;
				best = &s->fields[i];
			}
		}
	}
	return best;
}

const fp_section_def *fp_schema_section(const fp_schema *s, fp_str heading)
{
	heading = fp_str_trim(heading);
	for (size_t i = 0; i < s->section_n; i++) {
		const fp_section_def *d = &s->sections[i];
		if (fp_str_eq(d->name, heading) || fp_str_eq(d->zh, heading) || fp_str_ieq(d->en, heading))
			return d;
		for (size_t k = 0; k < d->alias_n; k++)
			if (fp_str_ieq(d->aliases[k], heading))
				return d;
	}
	return NULL;
}

fp_str fp_schema_heading(const fp_schema *s, const char *section)
{
	bool en = fp_str_is(s->config.lang, "en");
	for (size_t i = 0; i < s->section_n; i++)
		if (fp_str_is(s->sections[i].name, section))
			return en ? s->sections[i].en : s->sections[i].zh;
	const fp_section_name *n = fp_section_name_find(fp_s(section));
	return fp_s(n ? (en ? n->en : n->zh) : section);
}
