#!/bin/sh
# The decks of both sample casebooks in a real browser: nothing overflows, keys, presenter window, print, accessibility, without JavaScript.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../cli/lib.sh"
for tool in node chromium; do
	command -v $tool >/dev/null || {
		_not "$tool is there" "make test installs it"
		done_testing
		exit 1
	}
done
[ -d "$here/node_modules/playwright-core" ] || {
	_not "node packages are there" "make test installs them: cd tests/deck && npm ci"
	done_testing
	exit 1
}
{
	"$fupan" init --demo zh && "$fupan" -C zh classify && "$fupan" -C zh issues --week last-week && "$fupan" -C zh review last-week && "$fupan" -C zh deck last-week
	"$fupan" init --demo --lang en en && "$fupan" -C en classify && "$fupan" -C en issues --week last-week && "$fupan" -C en review last-week && "$fupan" -C en deck last-week
} >log.txt 2>&1 || {
	_not "the decks are written" "$(tail -20 log.txt)"
	done_testing
	exit 1
}
# All slide types and edge cases, as the unit test of the layout writes them.
unit=${FUPAN_BUILD:-$top/build}/asan/unit/deck_html
more=
if [ -x "$unit" ]; then
	mkdir types
	(cd "$top" && DECK_OUT=$work/types "$unit" >/dev/null 2>&1)
	more="types/demo.zh.html types/demo.en.html types/edge.zh.html"
fi
# shellcheck disable=SC2086
exec node "$here/run.mjs" zh/decks/2026-W47/2026-W47.html en/decks/2026-W47/2026-W47.html $more
