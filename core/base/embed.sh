#!/bin/sh
# Writes a C table of files for #include: { "name", bytes, size }. Names lose everything up to builtin/ or assets/.
set -eu
i=0
for f in "$@"; do
	printf 'static const unsigned char embed_%d[] = {' "$i"
	od -An -v -tu1 "$f" | sed 's/  */,/g; s/^,//; s/$/,/'
	printf '0};\n'
	i=$((i + 1))
done
printf 'static const struct { const char *name; const unsigned char *bytes; size_t size; } embed_files[] = {\n'
i=0
for f in "$@"; do
	name=${f#*builtin/}
	name=${name#*assets/}
	printf '\t{"%s", embed_%d, sizeof embed_%d - 1},\n' "$name" "$i" "$i"
	i=$((i + 1))
done
# The end mark keeps the table valid C when nothing is embedded.
printf '\t{NULL, NULL, 0},\n};\n'
