#!/bin/sh
# Choosing a case on a real terminal: fzf where it is installed, else a numbered list; a usage error where there is no terminal.
. "$(dirname "$0")/lib.sh"
. "$top/tests/cli/terminal.sh"
"$fupan" init --demo --lang zh book >/dev/null 2>&1
cd book || exit 1
export TERM=screen-256color

# ---- no terminal
run 2 "show without an id in a pipe" sh -c "echo 1 | '$fupan' show"
has "is a usage error" "usage: fupan show" err
run 2 "--pick in a pipe" sh -c "echo 1 | '$fupan' search 价保 --pick"
has "says what it needs" "needs a terminal" err
run 2 "similar without anything" sh -c "echo 1 | '$fupan' similar"
run 1 "label without an id" sh -c "echo 1 | '$fupan' label severity=1 shift=白班"

# ---- the numbered list: a PATH without fzf
mkdir ../path
for t in sh git; do ln -s "$(command -v $t)" ../path/$t; done
newest=$("$fupan" list -n 2 --format '{id}' | tail -1)
screen 100 60 "PATH=$work/path '$fupan' show >../shown"
yes "a list and a question" wait_for "a number, or words"
keys 99 Enter
yes "a number that is none" wait_for "one number, from 1 to 15"
keys "xyzzy" Enter
yes "words that find nothing" wait_for "nothing found: xyzzy"
keys "sevrity:1" Enter
yes "a query with a mistake" wait_for "did you mean severity?"
keys 2 Enter
yes "a number chooses" wait_for "exit 0"
is "the case of that number" "id: $newest" "$(sed -n 2p ../shown)"
close_screen
screen 100 60 "PATH=$work/path '$fupan' label labels+=选中"
wait_for "a number, or words"
keys "section:title 体脂秤" Enter
yes "words narrow" wait_for "1  261119-gsbk5gp"
keys 1 Enter
yes "label too" wait_for "exit 0"
is "one commit" "label: 261119-gsbk5gp labels+=选中" "$(git log -1 --format=%s)"
close_screen
screen 100 60 "PATH=$work/path '$fupan' edit"
wait_for "a number, or words"
keys Enter
yes "an empty line gives up" wait_for "exit 1"
yes "and says so" wait_for "no case was chosen"
close_screen
screen 100 60 "PATH=$work/path '$fupan' rm"
wait_for "a number, or words"
keys C-d
yes "so does the end of input" wait_for "exit 1"
is "nothing was removed" "label: 261119-gsbk5gp labels+=选中" "$(git log -1 --format=%s)"
close_screen
screen 100 60 "PATH=$work/path '$fupan' search 价保 --pick >../chosen"
wait_for "numbers (1 3-5)"
keys "羽绒" Enter
yes "within the query" wait_for "261105-m79ptr0"
picture >../narrowed
hasnt "and not beyond" "261121-sq5wgn3" ../narrowed
keys "1-2" Enter
wait_for "exit 0"
is "several" "261105-m79ptr0
261001-szbpdtk" "$(cat ../chosen)"
close_screen

# ---- fzf itself
if command -v fzf >/dev/null; then
	unset FZF_DEFAULT_OPTS FZF_DEFAULT_COMMAND
	screen 120 40 "'$fupan' show >../shown"
	yes "fzf asks" wait_for "case>"
	keys "aywg0m9"
	yes "the preview shows the case" wait_for "id: 261117-aywg0m9"
	keys Enter
	yes "fzf chose" wait_for "exit 0"
	is "that case" "id: 261117-aywg0m9" "$(sed -n 2p ../shown)"
	close_screen
	screen 120 40 "'$fupan' explain"
	wait_for "case>"
	keys Escape
	yes "escape gives up" wait_for "no case was chosen"
	close_screen
	screen 120 40 "'$fupan' search 价保 --pick >../chosen"
	wait_for "case>"
	keys Tab Tab Enter
	yes "several" wait_for "exit 0"
	is "as they were marked" "$("$fupan" list 价保 -n 2 --format '{id}')" "$(cat ../chosen)"
	close_screen
	# A title and an id that a shell would run.
	mkdir -p cases/2026/11/23
	printf -- '---\nid: "261123-$(touch ran)"\ntitle: "zz`touch ran`; touch ran; $(touch ran) {1} \\t x"\nreceived: 2026-11-23T08:00:00+08:00\n---\n' >cases/2026/11/23/261123-aaaaaaa.md
	"$fupan" save >/dev/null 2>&1 || { git add -A && git commit -qm hand; }
	screen 120 40 "'$fupan' show >../shown"
	wait_for "case>"
	keys "zztouch"
	sleep 0.5
	keys Enter
	yes "text that a shell would run is text" wait_for "exit 0"
	is "it was chosen" 'title: "zz`touch ran`; touch ran; $(touch ran) {1} \t x"' "$(sed -n 3p ../shown)"
	is "and nothing ran" "" "$(find "$work" -name ran)"
	close_screen
else
	skip "fzf" "fzf is not installed"
fi
done_testing
