#!/bin/sh
# Each command's page and its --help name the same options, in both languages; each has an example.
. "$(dirname "$0")/../cli/lib.sh"
is "one page for each command, and no other" "$(sed -n 's/^X(\(.*\))$/\1/p' "$top/core/cli/commands.inc" | sort)" "$(cd "$top/docs/man" && ls | sed 's/^fupan-//; s/\.md$//' | sort)"
for cmd in $(sed -n 's/^X(\(.*\))$/\1/p' "$top/core/cli/commands.inc"); do
	page=$top/docs/man/fupan-$cmd.md
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
	has "$cmd: the page says what --json prints" "(../json.md)" "$page"
	has "$cmd: the page has the usage line" "$usage" "$page"
done
done_testing
