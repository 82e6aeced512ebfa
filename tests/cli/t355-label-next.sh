#!/bin/sh
# The cases most worth labelling: a list in a pipe; on a terminal they are asked about, and every answer is one commit.
. "$(dirname "$0")/lib.sh"
. "$top/tests/cli/terminal.sh"
"$fupan" init --demo --lang zh book >/dev/null 2>&1
cd book || exit 1
export TERM=screen-256color
missing=$("$fupan" search missing:label.type --count)

run 0 "a list without a model" "$fupan" --json label --next type -n 5
is "of five" 5 "$(wc -l <"$work/out")"
has "says that nothing is guessed" '"guess":"","guesses":[]' out
run 0 "train" "$fupan" train type
run 0 "all of them" "$fupan" --json label --next type -n 1000
yes "are unlabelled and no more than there are" test "$(wc -l <"$work/out")" -le "$missing"
has "come with guesses" '"guesses":[{"confidence":0.' out
first=$("$fupan" --json label --next -n 1 | sed 's/.*"id":"\([^"]*\)".*/\1/')
is "the first has no label" 1 "$("$fupan" search "missing:label.type id:$first" --count)"
run 0 "a table in a pipe" sh -c "'$fupan' label --next -n 3 </dev/null"
is "has three lines" 3 "$(wc -l <"$work/out")"
run 0 "of a query" "$fupan" --json label --next type week:2026-W47
run 1 "nothing left" "$fupan" label --next type id:261117-aywg0m9
has "says so" "have a label of type" err
run 2 "no such field" "$fupan" label --next typ
run 2 "a mistake in the query" "$fupan" label --next type 'sevrity>2'
run 2 "a wrong number" "$fupan" label --next -n 0

# ---- on a terminal
second=$("$fupan" --json label --next -n 2 | sed -n '2s/.*"id":"\([^"]*\)".*/\1/p')
third=$("$fupan" --json label --next -n 3 | sed -n '3s/.*"id":"\([^"]*\)".*/\1/p')
fourth=$("$fupan" --json label --next -n 4 | sed -n '4s/.*"id":"\([^"]*\)".*/\1/p')
guess=$("$fupan" --json label --next -n 1 | sed 's/.*"guess":"\([^"]*\)".*/\1/')
before=$(git rev-list --count HEAD)
screen 120 60 "'$fupan' label --next type -n 4"
yes "the first case is shown" wait_for "[1/4] $first"
yes "with its best guess" wait_for "1  $guess"
keys 9 Enter
yes "a number that is none" wait_for "numbers go from 1 to 3"
keys 1 Enter
yes "a number chooses a guess" wait_for "[2/4] $second"
keys zzzz Enter
yes "part of no name" wait_for "no value has 'zzzz'"
keys 促销 Enter
yes "part of several names lists them" wait_for "促销规则/价保"
keys 价保 Enter
yes "part of one name is the value" wait_for "[3/4] $third"
keys Enter
yes "an empty line skips" wait_for "[4/4] $fourth"
keys q Enter
yes "q ends" wait_for "2 cases labelled"
yes "well" wait_for "exit 0"
close_screen
is "two commits" $((before + 2)) "$(git rev-list --count HEAD)"
is "the last one is the second answer" "label: $second type=促销规则/价保" "$(git log -1 --format=%s)"
is "the first answer" "label: $first type=$guess" "$(git log -1 --skip=1 --format=%s)"
screen 120 60 "'$fupan' label --next severity -n 1"
yes "a number field takes the number itself" wait_for "severity: a number"
keys 99 Enter
yes "which the schema checks" wait_for "fupan: "
keys 2 Enter
yes "and then takes" wait_for "1 cases labelled"
has "as typed" "severity=2" /dev/stdin <<X
$(git log -1 --format=%s)
X
close_screen
done_testing
