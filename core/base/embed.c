// embed: files inside the binary.
#include "base/embed.h"

#include <string.h>

#include "embed.inc"  // embed_files[], ended by an entry without a name

size_t fp_embed_count(void)
{
	return FP_COUNT(embed_files) - 1;
}

const char *fp_embed_name(size_t i)
{
	if (i >= fp_embed_count())
		fp_bug("embedded file %zu of %zu", i, fp_embed_count());
	return embed_files[i].name;
}

bool fp_embed_get(const char *name, fp_str *out)
{
	for (size_t i = 0; embed_files[i].name; i++) {
		if (strcmp(embed_files[i].name, name) == 0) {
			*out = (fp_str){(const char *)embed_files[i].bytes, embed_files[i].size};
			return true;
		}
	}
	return false;
}
