#!/bin/sh
# Every header compiles on its own, under the strictest flags.
cd "$(dirname "$0")/../.." || exit 1
n=0
bad=0
flags="-std=c11 -D_GNU_SOURCE -Icore -Wall -Wextra -Wshadow -Wconversion -Werror $(pkg-config --cflags libgit2 lua5.4 jansson icu-uc sqlite3 yaml-0.1 libcmark 2>/dev/null)"
for h in core/*/*.h; do
	n=$((n + 1))
	# shellcheck disable=SC2086
	if msg=$(echo "#include \"${h#core/}\"" | ${CC:-gcc} $flags -x c -fsyntax-only - 2>&1); then echo "ok $n - $h"; else
		bad=1
		echo "not ok $n - $h"
		echo "$msg" | head -5 | sed 's/^/# /'
	fi
done
echo "1..$n"
exit $bad
