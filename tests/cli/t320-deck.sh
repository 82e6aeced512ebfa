#!/bin/sh
# deck: a review or a Markdown file to something that can be shown.
. "$(dirname "$0")/lib.sh"

run 0 "the English sample casebook" "$fupan" init --demo --lang en book
cd book || exit 1
run 1 "no review yet" "$fupan" deck last-week
has "the command to run" "fupan review 2026-W47" err
run 0 "review" "$fupan" review last-week
run 0 "deck" "$fupan" --json deck last-week --to html,md
html=decks/2026-W47/2026-W47.html
has "path" "\"path\":\"$html\"" out
yes "the files are there" test -f "$html" -a -f decks/2026-W47/2026-W47.md
is "one section a page" "$(grep -o 'data-slide="title"' "$html" | wc -l | tr -d ' ')" 1
hasnt "nothing is fetched" 'src="http' "$html"
yes "git status is clean: decks are ignored" clean .
cp "$html" ../first.html
run 0 "again" "$fupan" deck 2026-W47
yes "same bytes" cmp -s ../first.html "$html"

# People see what they wrote before they save it.
sed -i '0,/^# Complaint review, week 47/s//# Our unsaved title/' reviews/2026-W47.md
run 0 "deck of the working file" "$fupan" deck 2026-W47 -o ../deck
has "the unsaved title is shown" "Our unsaved title" ../deck/2026-W47.html
rm reviews/2026-W47.md
run 0 "deck without a working file: from HEAD" "$fupan" deck 2026-W47 -o ../deck2
hasnt "the saved title is shown" "Our unsaved title" ../deck2/2026-W47.html

printf '# A talk\n\n- one\n- two\n' >../talk.md
run 0 "deck of any file" "$fupan" deck ../talk.md -o ../deck
yes "named after it" test -f ../deck/talk.html
run 1 "a file that is not there" "$fupan" deck ../none.md
run 2 "a format that is not there" "$fupan" deck 2026-W47 --to gif
run 2 "a month" "$fupan" deck 2026-11
done_testing
