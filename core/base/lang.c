// lang: the language of messages.
#include "base/base.h"

#include <string.h>

static fp_lang current = FP_EN;

void fp_lang_set(fp_lang lang)
{
	current = lang;
}

fp_lang fp_lang_get(void)
{
	return current;
}

bool fp_lang_parse(const char *name, fp_lang *out)
{
	// What follows the language in "zh_CN.UTF-8", "zh-Hans", "en@euro" does not matter; "zhuang" is another language.
	if (!name || strlen(name) < 2 || (name[2] && !strchr("_-.@", name[2])))
		return false;
	fp_str lang = {name, 2};
	if (fp_str_ieq(lang, FP_STR("zh")))
		*out = FP_ZH;
	else if (fp_str_ieq(lang, FP_STR("en")))
		*out = FP_EN;
	else
		return false;
	return true;
}

const char *fp_tr(const char *zh, const char *en)
{
	return current == FP_ZH ? zh : en;
}
