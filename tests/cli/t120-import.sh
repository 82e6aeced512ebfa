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
grep -v 昨天 $rejects | grep -v '^,' >../mended.csv
run 0 "the mended reject file can be imported" "$fupan" --json import ../mended.csv --set title=标题 --set body=内容 --set received=时间 --set channel=渠道
has "it brings the mended row" '"imported":1' out

id=$("$fupan" --json list 锅裂了 | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
"$fupan" label "$id" title=珐琅锅到手开裂 >/dev/null
sed -i 's/锅到手就裂了/锅到手就裂了，要求退货/; s/锅裂了$/锅破了/' ../t.csv
run 3 "a changed row" "$fupan" import ../t.csv --set title=标题 --set body=内容 --set received=时间 --set channel=渠道
has "is an update" "1 updated" out
has "and says that an edited field was kept" "fields that people edited, kept: 1" out
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

printf 'id;sev;text\n1;3;"停了；三天"\n2;9;x\n3;1;y;z\n' >../semi.csv
run 3 "semicolons" "$fupan" --json import ../semi.csv --set body=text --set severity=sev
has "are seen" '"imported":1' out
has "a reason is shown at once" "semi.csv:3: severity: 9" err
has "a row that does not fit is kept as it stands" "3;1;y;z" .fupan/rejects/semi.csv
cp .fupan/rejects/semi.csv ../before.csv
sed -i 's/^2,9/2,4/' .fupan/rejects/semi.csv
cp .fupan/rejects/semi.csv ../mine.csv
"$fupan" import ../semi.csv --set body=text --set severity=sev >/dev/null 2>&1
yes "a reject file that somebody is mending is kept aside" cmp -s ../mine.csv .fupan/rejects/semi.csv.old
run 3 "the mended file itself" "$fupan" --json import .fupan/rejects/semi.csv.old --set body=text --set severity=sev
has "brings its row" '"imported":1' out
rm -rf .fupan/rejects
run 3 "a dry run with bad rows" "$fupan" --json import ../semi.csv --set body=text --set severity=sev --dry-run
yes "writes no reject file" test ! -e .fupan/rejects
printf 'id,text,kind\n1,%s,"物流/破损，产品质量/瑕疵故障、物流/延迟"\n' "$(printf '很长的标题%.0s' $(seq 40))" >../long.csv
run 0 "a title that is too long" "$fupan" --json import ../long.csv --set title=text --set body=text --set type=kind
has "is cut" '"imported":1' out
f=$(grep -rl '^title: 很长' cases)
has "the complaint keeps all of it" "$(printf '很长的标题%.0s' $(seq 40))" "$f"
has "full-width commas separate a list" "type: [物流/破损, 产品质量/瑕疵故障, 物流/延迟]" "$f"
run 0 "and the same again" "$fupan" --json import ../long.csv --set title=text --set body=text --set type=kind
has "changes nothing" '"unchanged":1' out

i=0
echo 'id,text' >../many.csv
while [ $i -lt 400 ]; do
	i=$((i + 1))
	echo "$i,第 $i 件" >>../many.csv
done
"$fupan" import ../many.csv --set body=text >/dev/null
run 0 "nothing that fupan writes itself looks like personal data" "$fupan" check --privacy
yes "fsck is clean" sh -c "git fsck --full --strict >/dev/null"
done_testing
