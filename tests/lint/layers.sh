#!/bin/sh
# Includes point strictly downwards, private headers stay in their folder, each foreign library has one folder.
cd "$(dirname "$0")/../.." || exit 1
n=0
bad=0
check() {
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; else
		bad=1
		echo "not ok $n - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
	fi
}
# folder: what it may include besides itself
allowed() {
	case $1 in
	base) echo "" ;;
	case | text | deck | table | postings) echo "base" ;;
	store) echo "base case" ;;
	index) echo "base case text postings" ;;
	plugin) echo "base text" ;;
	vault) echo "base" ;;
	flow) echo "base case text deck table store index plugin vault" ;;
	cli) echo "base flow" ;;
	esac
}
for d in base case text deck table postings store index plugin vault flow cli; do
	may=" $d $(allowed $d) "
	faults=$(grep -Hn '^#include "' core/$d/*.c core/$d/*.h 2>/dev/null | while IFS= read -r l; do
		inc=$(printf '%s' "$l" | sed 's/.*#include "\([^"]*\)".*/\1/')
		to=${inc%%/*}
		[ "$to" = "$inc" ] && { [ "$inc" = embed.inc ] || echo "$l: name the folder"; continue; }
		case "$may" in *" $to "*) ;; *) echo "$l: $d may not see $to" ;; esac
		case $inc in *_priv.h) [ "$to" = "$d" ] || echo "$l: private to $to" ;; esac
	done)
	check "core/$d includes only what lies below" "$faults"
done
foreign() {
	check "$1 is included in $2 only" "$(grep -rnE "^#include <($1)" core --include='*.c' --include='*.h' | grep -v "^core/$2/")"
}
foreign 'git2[./]' store
foreign 'libdeflate' store
foreign 'sqlite3' index
foreign 'lua|lauxlib|lualib' plugin
foreign 'seccomp' plugin
foreign 'sodium' vault
foreign 'cmark' base
foreign 'yaml' case
foreign 'zip|libxml|xlsxwriter' table
foreign 'unicode/|linear' text
check "no folder that the rule does not know" "$(ls core | grep -vxE 'base|case|text|deck|table|postings|store|index|plugin|vault|flow|cli')"
echo "1..$n"
exit $bad
