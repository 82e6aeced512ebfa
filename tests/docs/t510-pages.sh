#!/bin/sh
# Each command's page and its --help name the same options, in both languages; each has an example.
. "$(dirname "$0")/../cli/lib.sh"
for page in "$top"/docs/man/fupan-*.md; do
	cmd=$(basename "$page" .md)
	cmd=${cmd#fupan-}
	"$fupan" --lang en "$cmd" --help >help.txt 2>&1
	is "$cmd --help exits 0" 0 $?
	"$fupan" --lang zh "$cmd" --help >help-zh.txt 2>&1
	sed -n 's/^  \(-[a-z], \|    \)\(--[a-z-]*\).*/\2/p' help.txt | sort >want
	sed -n 's/^| `\(-[a-z], \)\{0,1\}\(--[a-z-]*\).*/\2/p' "$page" | sort >got
	is "$cmd: page and --help name the same options" "$(cat want)" "$(cat got)"
	sed -n 's/^  \(-[a-z], \|    \)\(--[a-z-]*\).*/\2/p' help-zh.txt | sort >zh
	is "$cmd: both languages name the same options" "$(cat want)" "$(cat zh)"
	has "$cmd has an example" "  fupan $cmd" help.txt
	usage=$(sed -n 's/^usage: //p' help.txt)
	has "$cmd: the page has the usage line" "$usage" "$page"
done
done_testing
