#!/bin/sh
# Personal data that does not stand in a case's text: in the message of a save, and as the number of an imported row.
. "$(dirname "$0")/lib.sh"
run 0 "a casebook" "$fupan" init book
cd book || exit 1
printf -- '---\nid: 261118-abcdefg\ntitle: 物流停滞\nreceived: 2026-11-18\n---\n\n## 投诉内容\n\n三天没动。\n' >../case.md
mkdir -p cases/2026/11/18 && cp ../case.md cases/2026/11/18/261118-abcdefg.md
run 0 "save with a message" "$fupan" save -m '已回访 13812345678，客户接受'
git log -p --all >../log.txt
has "the message is kept" 已回访 ../log.txt
hasnt "without the number" 13812345678 ../log.txt

printf '电话,标题,内容\n13912345678,破损,杯子碎了\n13712345678,延迟,五天没到\n' >../rows.csv
run 0 "rows that are told apart by a phone number" "$fupan" import ../rows.csv --key 电话 --set title=标题 --set body=内容
git log -p --all >../log.txt
has "the rows are there" 杯子碎了 ../log.txt
hasnt "the number is not" 13912345678 ../log.txt
commits=$(git rev-list --count HEAD)
run 0 "the same rows again" "$fupan" import ../rows.csv --key 电话 --set title=标题 --set body=内容
is "are known by it" "$commits" "$(git rev-list --count HEAD)"
is "each number its own case" 3 "$(git ls-files cases | wc -l | tr -d ' ')"

# What came in past fupan, with git alone, does not get into the week's deck.
sed -i 's/^三天没动。/打我电话 13612345678，三天没动。/' cases/2026/11/18/261118-abcdefg.md
git commit -qam past
run 0 "a review of the week" "$fupan" review 2026-W47
has "tells the case" 三天没动 reviews/2026-W47.md
hasnt "without the number" 13612345678 reviews/2026-W47.md
done_testing
