// fupan.yaml: the settings of a casebook.
#include <string.h>

#include "case/schema_priv.h"

void fp_config_defaults(fp_loader *l, fp_config *out)
{
	*out = (fp_config){.lang = l->en ? FP_STR("en") : FP_STR("zh"), .review_cases = 10, .meeting_minutes = 45};
	out->meeting = l->en ? FP_STR("Monday 8:00") : FP_STR("周一 8:00");
	out->offset = l->en ? 0 : 8 * 3600;
	out->value = json_object();
	out->plugin_settings = json_object();
	json_object_set_new(out->value, "plugin_settings", out->plugin_settings);  // owned there, borrowed here
}

static void whole_number(fp_loader *l, const fp_ynode *map, const char *key, int min, int max, int *out)
{
	const fp_ynode *n = fp_ynode_get(map, key);
	int64_t v;
	if (!n || fp_ynode_null(n))
		return;
	if (n->kind == FP_Y_SCALAR && fp_str_int(n->text, &v) && v >= min && v <= max)
		*out = (int)v;
	else
		fp_load_diag(
			l, FP_ERROR, n, fp_tr("%s 要是 %d 到 %d 的整数", "%s must be a whole number from %d to %d"), key, min, max);
}

static void read_lang(fp_loader *l, const fp_ynode *root, fp_config *c)
{
	fp_str s = fp_ynode_text(root, "lang");
	if (fp_str_is(s, "en") || fp_str_is(s, "zh"))
		c->lang = s;
	else if (s.n)
		fp_load_diag(
			l, FP_ERROR, fp_ynode_get(root, "lang"), "%s", fp_tr("lang 只能是 zh 或 en", "lang must be zh or en"));
	l->en = fp_str_is(c->lang, "en");
}

static void read_times(fp_loader *l, const fp_ynode *root, fp_config *c)
{
	fp_str zone = fp_ynode_text(root, "timezone");
	fp_time t;
	c->offset = l->en ? 0 : 8 * 3600;
	if (zone.n && !fp_offset_parse(zone, &c->offset))
		fp_load_diag(l, FP_ERROR, fp_ynode_get(root, "timezone"), "%s",
			fp_tr("timezone 写成 \"+08:00\"", "write timezone as \"+08:00\""));
	c->now = fp_ynode_text(root, "now");
	if (c->now.n && !fp_time_parse(c->now, c->offset, &t, NULL)) {
		fp_load_diag(l, FP_ERROR, fp_ynode_get(root, "now"), "%s",
			fp_tr("now 写成 2026-11-23T08:00:00+08:00", "write now as 2026-11-23T08:00:00+08:00"));
		c->now.n = 0;
	}
}

static void read_promos(fp_loader *l, const fp_ynode *list, fp_config *c)
{
	size_t cap = 0;
	if (!list || list->kind != FP_Y_LIST) {
		if (list && !fp_ynode_null(list))
			fp_load_diag(l, FP_ERROR, list, "%s",
				fp_tr("promotions 是列表，每项有 name、from、to", "promotions is a list of name, from, to"));
		return;
	}
	for (size_t i = 0; i < list->n; i++) {
		const fp_ynode *n = list->kid[i];
		fp_promo p = {.name = fp_ynode_text(n, "name")};
		if (p.name.n && fp_day_parse(fp_ynode_text(n, "from"), &p.from) &&
			fp_day_parse(fp_ynode_text(n, "to"), &p.to) && p.from <= p.to)
			FP_PUSH(l->a, c->promos, c->promo_n, cap) = p;
		else
			fp_load_diag(l, FP_ERROR, n, "%s",
				fp_tr("大促要有 name、from 和 to，日期写成 2026-10-31，先后不能颠倒",
					"a promotion needs name, from and to, written as 2026-10-31, the earlier first"));
	}
}

static void read_review(fp_loader *l, const fp_ynode *map, fp_config *c)
{
	static const char *const known[] = {"cases", "meeting", "minutes"};
	if (!map)
		return;
	fp_load_known(l, map, known, FP_COUNT(known));
	whole_number(l, map, "cases", 1, 100, &c->review_cases);
	whole_number(l, map, "minutes", 1, 600, &c->meeting_minutes);
	fp_str meeting = fp_ynode_text(map, "meeting");
	c->meeting = meeting.n ? meeting : c->meeting;
}

static void read_plugins(fp_loader *l, const fp_ynode *map, fp_config *c)
{
	static const char *const known[] = {"disabled", "settings"};
	json_t *settings = json_object_get(json_object_get(c->value, "plugins"), "settings");
	if (map) {
		fp_load_known(l, map, known, FP_COUNT(known));
		c->disabled = fp_ynode_texts(l, fp_ynode_get(map, "disabled"), &c->disabled_n);
	}
	if (json_is_object(settings)) {
		c->plugin_settings = settings;
		return;
	}
	if (settings && !json_is_null(settings))
		fp_load_diag(l, FP_ERROR, fp_ynode_get(map, "settings"), "%s",
			fp_tr("settings 写成“插件名: {设置: 值}”", "write settings as \"plugin: {setting: value}\""));
	c->plugin_settings = json_object();
	json_object_set_new(c->value, "plugin_settings", c->plugin_settings);
}

static void read_privacy(fp_loader *l, const fp_ynode *map, fp_config *c)
{
	static const char *const known[] = {"allow", "secret"};
	if (!map || fp_ynode_null(map))
		return;
	fp_load_known(l, map, known, FP_COUNT(known));
	c->allow = fp_ynode_texts(l, fp_ynode_get(map, "allow"), &c->allow_n);
	c->secret_check = fp_ynode_text(map, "secret");
}

static bool version_ok(const fp_loader *l, const fp_ynode *root, fp_err *err)
{
	int64_t v;
	fp_str s = fp_ynode_text(root, "fupan");
	if (!s.n)
		return true;
	if (!fp_str_int(s, &v) || v < 1)
		return fp_fail(err, FP_INVALID,
			fp_tr("%.*s：fupan 要写格式版本，如 fupan: 1",
				"%.*s: fupan: gives the version of the format, as in fupan: 1"),
			FP_ARG(l->path));
	if (v > FP_CASEBOOK_VERSION)
		return fp_fail(err, FP_INVALID,
			fp_tr(
				"%.*s：案例本的格式版本是 %d，请升级 fupan", "%.*s: the casebook has format version %d; update fupan"),
			FP_ARG(l->path), (int)v);
	return true;
}

bool fp_config_read(fp_loader *l, const fp_ynode *root, fp_config *out, fp_err *err)
{
	static const char *const known[] = {
		"fupan", "id", "name", "lang", "timezone", "now", "promotions", "review", "plugins", "privacy"};
	fp_config_defaults(l, out);
	if (fp_ynode_null(root))
		return true;
	if (root->kind != FP_Y_MAP)
		return fp_fail(err, FP_INVALID,
			fp_tr("%.*s 要由“设置: 值”的行组成", "%.*s must consist of lines \"setting: value\""), FP_ARG(l->path));
	if (!version_ok(l, root, err))
		return false;
	json_decref(out->value);
	out->value = fp_ynode_value(root);
	fp_load_known(l, root, known, FP_COUNT(known));
	out->id = fp_ynode_text(root, "id");
	out->name = fp_ynode_text(root, "name");
	read_lang(l, root, out);
	out->meeting = l->en ? FP_STR("Monday 8:00") : FP_STR("周一 8:00");
	read_times(l, root, out);
	read_promos(l, fp_ynode_get(root, "promotions"), out);
	read_review(l, fp_ynode_get(root, "review"), out);
	read_plugins(l, fp_ynode_get(root, "plugins"), out);
	read_privacy(l, fp_ynode_get(root, "privacy"), out);
	return true;
}
