#!/bin/sh
# The whole story on real input, as a new user would try it: a Chinese and an English export from import to deck.
. "$(dirname "$0")/lib.sh"
if [ ! -d "$shared" ]; then
	skip "real data" "$shared is absent"
	done_testing
	exit
fi
zh=$shared/data/zh-gov-complaints/messages.csv
en=$shared/data/en-comcast/tickets.csv
yes "the Chinese data are there" test -f "$zh"
yes "the English data are there" test -f "$en"

run 0 "init" "$fupan" init zh
cd zh || exit 1
run 0 "import 2,792 messages" "$fupan" --json import "$zh" --set title=title --set body=detail --set received=date --set customer=user
has "all of them" '"imported":2792' out
run 0 "import again" "$fupan" --json import "$zh" --set title=title --set body=detail --set received=date --set customer=user
has "changes nothing" '"unchanged":2792' out
yes "status is clean" clean .
is "one commit for the file" 2 "$(git rev-list --count HEAD)"
"$fupan" search 噪音 --count >n.txt
"$fupan" search '"噪音"' --count >q.txt
is "a Han term is a substring, quoted or not" "$(cat n.txt)" "$(cat q.txt)"
# The oracle: title and sections of each file, scanned by grep. Headings and front matter are not text.
want=$(for f in $(git ls-files cases); do
	sed -n -e 's/^title: //p' -e '1,/^---$/!{/^## /!p}' "$f" | sed '1,/^---$/{/^---$/d}' | grep -q 噪音 && echo "$f"
done | wc -l)
is "as many as a plain scan finds" "$want" "$(cat n.txt)"
rm -f n.txt q.txt
run 0 "classify" "$fupan" classify
run 0 "issues --week 2019-W20" "$fupan" issues --week 2019-W20
run 0 "review 2019-W20" "$fupan" review 2019-W20
run 0 "deck 2019-W20" "$fupan" deck 2019-W20 --to html,md
yes "there is a deck" test -s decks/2019-W20/2019-W20.html
hasnt "it loads nothing from the network" 'src="http' decks/2019-W20/2019-W20.html
cp decks/2019-W20/2019-W20.html ../first.html
run 0 "the same again" "$fupan" review 2019-W20
run 0 "and its deck" "$fupan" deck 2019-W20
yes "same commit, same bytes" cmp ../first.html decks/2019-W20/2019-W20.html
yes "status is clean in the end" clean .

cd "$work" || exit 1
run 0 "init --lang en" "$fupan" init --lang en en
cd en || exit 1
run 0 "import 1,438 tickets" "$fupan" --json import "$en" --set title=text --set body=text --set received=date --set channel=via --extend
has "all of them" '"imported":1438' out
run 0 "the new channels are known" "$fupan" list channel:Internet -n 1
run 0 "classify" "$fupan" classify
run 0 "issues --week 2015-W26" "$fupan" issues --week 2015-W26
run 0 "review 2015-W26" "$fupan" review 2015-W26
run 0 "deck 2015-W26" "$fupan" deck 2015-W26 --to html,md
hasnt "an English deck has no Chinese word of the program" 典型案例 decks/2015-W26/2015-W26.html
yes "status is clean in the end" clean .
done_testing
