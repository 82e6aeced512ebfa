#!/bin/sh
# Import, first form: mapping, constants, rejects, importing twice, updates that keep people's edits, personal data.
. "$(dirname "$0")/lib.sh"
export FUPAN_NOW=2026-11-20T09:00:00+08:00
"$fupan" init book >out 2>err && cd book || exit 1
cat >../t.csv <<'EOT'
编号,时间,渠道,内容,标题
1,2026-11-18 10:00,旺旺,"包裹停了三天，
打我电话 138 1234 5678 或 (0571)88881234",物流停了三天
2,2026/11/18,京东咚咚,锅到手就裂了 身份证 11010519491231002X,锅裂了
3,昨天,旺旺,退款没到,退款
4,2026-11-19,飞鸽传书,没发货,不发货
5,2026-11-19,旺旺
EOT
run 3 "an import with bad rows says so" "$fupan" --json import ../t.csv --set title=标题 --set body=内容 --set received=时间 --set channel=渠道
has "two rows came in" '"imported":2' out
has "three were rejected" '"rejected":3' out
rejects=.fupan/rejects/t.csv
yes "there is a reject file" test -f $rejects
has "with the line and reason of a bad date" ",5," $rejects
has "and of the unknown channel" 飞鸽传书 $rejects
has "and of the short row" ",7," $rejects
is "one commit for the file" 2 "$(git rev-list --count HEAD)"
yes "status is clean" clean .
hasnt "no phone number in history" 13812345678 "$(git log -p --all >../log.txt; echo ../log.txt)"
hasnt "nor a spaced one" "138 1234 5678" ../log.txt
hasnt "nor an id card" 11010519491231002X ../log.txt
f=$(grep -rl 物流停了三天 cases)
has "a placeholder stands there" "[手机号#1]" "$f"

run 3 "importing twice" "$fupan" --json import ../t.csv --set title=标题 --set body=内容 --set received=时间 --set channel=渠道
has "changes nothing" '"imported":0' out
has "and knows the rows" '"unchanged":2' out
is "no new commit" 2 "$(git rev-list --count HEAD)"

sed -i 's/飞鸽传书/电话/' $rejects
grep -v 昨天 $rejects | grep -v '^5,' >../mended.csv
run 0 "the mended reject file can be imported" "$fupan" --json import ../mended.csv --set title=标题 --set body=内容 --set received=时间 --set channel=渠道
has "it brings the mended row" '"imported":1' out

id=$("$fupan" --json list 锅裂了 | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
"$fupan" label "$id" title=珐琅锅到手开裂 >/dev/null
sed -i 's/锅到手就裂了/锅到手就裂了，要求退货/; s/锅裂了$/锅破了/' ../t.csv
run 3 "a changed row" "$fupan" import ../t.csv --set title=标题 --set body=内容 --set received=时间 --set channel=渠道
has "is an update" "1 updated" out
has "and says that an edited field was kept" "1 fields were edited" out
run 0 "show" "$fupan" show "$id"
has "the new text is there" 要求退货 out
has "the person's title stayed" 珐琅锅到手开裂 out

run 3 "--extend takes unknown values" "$fupan" import ../t.csv --set title=标题 --set body=内容 --set received=时间 --set channel=渠道 --extend
printf '{"id":"x1","text":"充电宝发烫","when":"2026-11-19T08:00:00+08:00","meta":{"channel":"电话"}}\n{"id":"x2","text":12}\nnot json\n' >../j.jsonl
run 3 "JSON lines" "$fupan" --json import ../j.jsonl --set body=text --set received=when --set channel=meta.channel
has "one row came in" '"imported":1' out
run 0 "a dry run" "$fupan" --json import ../mended.csv --set body=标题 --const channel=电话 --dry-run
before=$(git rev-parse HEAD)
"$fupan" import ../mended.csv --set body=标题 --dry-run >out 2>&1
is "a dry run writes nothing" "$before" "$(git rev-parse HEAD)"
yes "fsck is clean" sh -c "git fsck --full --strict >/dev/null"
done_testing
