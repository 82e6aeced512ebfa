#!/bin/sh
# Calls that this code base does not make, leftovers, and words that do not belong into a project that speaks of itself alone.
cd "$(dirname "$0")/../.." || exit 1
n=0
bad=0
none() {
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; else
		bad=1
		echo "not ok $n - $1"
		printf '%s\n' "$2" | head -20 | sed 's/^/# /'
	fi
}
src='core/*/*.c core/*/*.h'
# shellcheck disable=SC2086
none "no unbounded or locale-bound C calls" "$(grep -nE '\b(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|strtok|asctime|ctime|localtime|gmtime|tmpnam|mktime|atof)\(' $src)"
none "no time of day outside the clock" "$(grep -nE '\b(time|gettimeofday|clock_gettime)\(' $src | grep -vE '^core/(base/(clock|progress)|plugin/)')"
none "nothing left over" "$(git grep -nE '\b(TO''DO|FIX''ME|XX''X|HA''CK)\b' -- core plugins tests)"
none "no path of one machine" "$(git grep -nE '/(home|root|Users)/[a-z]' -- . ':!tests/lint/words.sh'; git grep -nF "$(dirname "$(pwd -P)")/" -- .)"
none "no address of a package registry" "$(git grep -nE 'registry\.npmjs|deb\.debian\.org|archive\.ubuntu|"resolved":' -- . ':!tests/lint/words.sh')"
none "row 1 touches no files, clock or environment" "$(grep -nE '\b(fopen|open|fp_file_[a-z]+|fp_clock_[a-z]+|getenv|fp_dir_list)\(' core/case/*.c core/text/*.c core/deck/*.c core/table/*.c core/postings/*.c)"
none "no tab in a Lua file, no space indent in a C file" "$(grep -lP '^\t' plugins/*/*.lua; grep -nP '^ {2,}[a-z].*;$' core/*/*.c | head -5)"
echo "1..$n"
exit $bad
