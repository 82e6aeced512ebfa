#!/bin/sh
# Commands, their files and their pages agree.
cd "$(dirname "$0")/../.." || exit 1
n=0
bad=0
same() {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then echo "ok $n - $1"; else
		bad=1
		echo "not ok $n - $1"
		printf '# only there: %s\n# only here: %s\n' "$(printf '%s\n' "$2" | grep -vxF "$3" | tr '\n' ' ')" "$(printf '%s\n' "$3" | grep -vxF "$2" | tr '\n' ' ')"
	fi
}
listed=$(sed -n 's/^X(\(.*\))$/\1/p' core/cli/commands.inc | sort)
defined=$(grep -hoE '^(const fp_cmd fp_cmd_[a-z]+|STATUS\([a-z]+)' core/cli/cmd_*.c | sed 's/.*fp_cmd_//; s/STATUS(//' | sort)
pages=$(ls docs/man/fupan-*.md | sed 's|docs/man/fupan-||; s|\.md||' | sort)
same "commands.inc lists every command file" "$defined" "$listed"
same "every command has a page in docs/man, and every page a command" "$listed" "$pages"
echo "1..$n"
exit $bad
