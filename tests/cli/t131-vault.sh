#!/bin/sh
# Personal data at the borders: nothing of it in history, the originals in the vault, reveal, forget, the hooks, the filter.
. "$(dirname "$0")/lib.sh"
export FUPAN="$fupan"
[ -z "${data:-}" ] || export FUPAN_DATA="$data"
run 0 "a casebook" "$fupan" init book
id=$(sed -n 's/^id: //p' book/fupan.yaml)
vault=$XDG_DATA_HOME/fupan/$id
is "its vault is only for its owner" "700 600" "$(stat -c %a "$vault") $(stat -c %a "$vault/key")"
cd book || exit 1

# Everything that a row can hold; each of these must not be found again.
cat >../rows.csv <<'END'
订单号,买家,客服,标题,内容
202611181234567890,王小明,张敏,电话13812345678打不通,"我叫王小明，电话一三八一二三四五六七八，微信 abc_12345，寄到浙江省杭州市西湖区文三路88号3栋1203室，身份证11010519491231002X。王小明等了五天。"
202611181234567891,李秀英,张敏,退款没到,"卡号6222021234567890128，邮箱lily.chen@qq.com，中通78123456789012，车牌京A12345，生日1990年1月2日，登录IP 112.64.3.5"
202611181234567892,王小明,售后A03,又来一次,"还是138 1234 5678，QQ：987654321，https://a.example/x?token=abcdef123456"
END
cat >../secret.txt <<'END'
202611181234567890
202611181234567891
王小明
李秀英
张敏
13812345678
一三八一二三四五六七八
138 1234 5678
abc_12345
文三路88号
11010519491231002X
6222021234567890128
lily.chen
78123456789012
京A12345
1990年1月2日
112.64.3.5
987654321
abcdef123456
END
run 0 "a file full of personal data" "$fupan" import ../rows.csv --key 订单号 --set order=订单号 --set customer=买家 --set agent=客服 --set title=标题 --set body=内容
is "three cases" 3 "$(git ls-files cases | wc -l | tr -d ' ')"
git log -p --all >../log.txt
none() { # NAME FILE
	if grep -nFf "$work/secret.txt" "$2" >"$work/leak.txt"; then _not "$1" "$(cat "$work/leak.txt")"; else _ok "$1"; fi
}
none "nothing of it in history" ../log.txt
has "the story is" 等了五天 ../log.txt
run 0 "a review" "$fupan" review this-week
run 0 "a deck" "$fupan" deck this-week -o ../deck
cat reviews/*.md ../deck/* >../deck.txt
none "nothing of it in review and deck" ../deck.txt
strings -n 4 "$vault/entries" >../entries.txt
none "nothing to read in the vault" ../entries.txt
none "nothing in the cache" .fupan/index.db

first=$(grep -l 电话 cases/*/*/*/*.md | head -1)
case_id=$(basename "$first" .md)
pseudonym=$(sed -n 's/^customer: //p' "$first")
has "a person has one name in a case: that of the field" "我叫$pseudonym，" "$first"
has "wherever the text says it" "$pseudonym等了五天" "$first"
has "one telephone in two spellings too" "电话[手机号#1]，" "$first"
is "the same buyer has one pseudonym in the casebook" 2 "$(grep -h '^customer: 买家-' cases/*/*/*/*.md | sort | uniq -c | sort -rn | awk 'NR == 1 { print $1 }')"
is "a role stays" 1 "$(grep -l '^agent: 售后A03' cases/*/*/*/*.md | wc -l | tr -d ' ')"
commits=$(git rev-list --count HEAD)
run 0 "the same file again" "$fupan" import ../rows.csv --key 订单号 --set order=订单号 --set customer=买家 --set agent=客服 --set title=标题 --set body=内容
is "is nothing new" "$commits" "$(git rev-list --count HEAD)"
sed 's/等了五天/等了六天，电话13912345678/' ../rows.csv >../rows2.csv
run 0 "a changed row with another number" "$fupan" import ../rows2.csv --key 订单号 --set order=订单号 --set customer=买家 --set agent=客服 --set title=标题 --set body=内容
has "which goes on behind the known ones" "等了六天，电话[手机号#2]" "$first"

# A colleague without the secret would make other ids and pseudonyms.
git clone -q . ../clone
export XDG_DATA_HOME=$work/other
run 1 "another machine does not guess" "$fupan" -C ../clone import ../rows.csv --key 订单号 --set title=标题 --set body=内容 --dry-run
has "and says what to do" "reveal --join" err
run 1 "nor takes another casebook's secret" sh -c "printf '%064d' 1 | '$fupan' -C ../clone reveal --join -"
XDG_DATA_HOME=$work/home/.local/share "$fupan" reveal --secret >../hand 2>/dev/null
run 0 "with the secret of a colleague" "$fupan" -C ../clone reveal --join ../hand
run 0 "it knows the rows" "$fupan" -C ../clone import ../rows2.csv --key 订单号 --set order=订单号 --set customer=买家 --set agent=客服 --set title=标题 --set body=内容
has "all of them" "3 unchanged" out
run 1 "it has no originals" "$fupan" -C ../clone reveal nothing
export XDG_DATA_HOME=$work/home/.local/share

# Behind the placeholders.
run 0 "reveal" "$fupan" reveal "$case_id" --json
has "shows the number" '"original":"13812345678"' out
has "the name" '"original":"王小明"' out
has "the address" '文三路88号3栋1203室' out
run 0 "forget a number" "$fupan" forget 138-1234-5678
run 0 "reveal after that" "$fupan" reveal "$case_id" --json
hasnt "lacks it" 13812345678 out
has "and has the rest" 王小明 out
cp "$vault/entries" ../old-entries
run 0 "forget a case, counted" "$fupan" forget "$case_id" --dry-run
run 0 "forget a case" "$fupan" forget "$case_id"
run 0 "reveal" "$fupan" reveal "$case_id" --json
hasnt "has nothing more" 王小明 out
run 1 "forgetting it again" "$fupan" forget "$case_id"
cp "$vault/entries" ../new-entries
cp ../old-entries "$vault/entries"
run 3 "a copy from before has lost its key" "$fupan" reveal "$case_id"
cp ../new-entries "$vault/entries"
is "each time is in the audit log" "forget 2 reveal 3 secret 1" "$(cut -f3 "$vault/audit.log" | cut -d' ' -f1 | sort | uniq -c | awk '{ printf "%s%s %s", s, $2, $1; s = " " }')"
hasnt "without the values" 13812345678 "$vault/audit.log"
chmod 644 "$vault/key"
run 3 "a key that others can read is refused" "$fupan" reveal "$case_id"
chmod 600 "$vault/key"

# Hand edits pass the same border.
printf '%s\n' '---' 'id: 261118-abcdefg' 'title: 电话不通' 'received: 2026-11-18' 'order: 88123456' 'customer: 陈思远' 'agent: Agent Smith' '---' '' '## 投诉内容' '' '找陈思远，13612345678。' >../hand.md
mkdir -p cases/2026/11/18 && cp ../hand.md cases/2026/11/18/261118-abcdefg.md
run 3 "check --privacy" "$fupan" check --privacy
has "finds the number" "12:6: error: looks like personal data (phone)" out
has "and the name in its field" "the value of customer is no pseudonym" out

# The hooks that init installed.
git add -A
run 1 "git commit is stopped" git commit -qm "by hand"
has "by what it adds" "261118-abcdefg.md:12" err
run 0 "save replaces" "$fupan" save -m "今天回电 13612345678"
hasnt "the number" 13612345678 cases/2026/11/18/261118-abcdefg.md
hasnt "the name" "customer: 陈思远" cases/2026/11/18/261118-abcdefg.md
hasnt "the name in the text" 陈思远 cases/2026/11/18/261118-abcdefg.md
hasnt "the agent, role or not" Smith cases/2026/11/18/261118-abcdefg.md
hasnt "the order" 88123456 cases/2026/11/18/261118-abcdefg.md
run 0 "and check --privacy is content" "$fupan" check --privacy
echo fine >queries.txt && git add queries.txt
run 1 "a message by hand" git commit -qm "回电 13612345678"
git mv -k queries.txt 13612345678.txt
run 1 "a name of a file by hand" git commit -qm "清单"
git mv 13612345678.txt 清单.txt
run 0 "what holds nothing passes" git commit -qm "清单"
echo more >>清单.txt && git commit -qa --no-verify -m "回电 13612345678"
run 3 "what went past the hooks" "$fupan" check --privacy
has "is found in the history" "personal data (phone)" out

# The shop's own number.
sed -i 's/^  allow: \[\]/  allow: ["0571-88886666"]/' fupan.yaml
run 0 "a number of the shop" "$fupan" save
printf '\n打 (0571) 88886666 找店里，不要打 0571-77776666。\n' >>cases/2026/11/18/261118-abcdefg.md
run 0 "in a case" "$fupan" save
has "stays" "打 (0571) 88886666 找店里，不要打 [座机#1]。" cases/2026/11/18/261118-abcdefg.md

# The filter.
printf '我叫王小明，13812345678\n' >../chat.txt
run 0 "redact" "$fupan" redact --lang zh ../chat.txt
is "prints placeholders" "我叫[姓名#1]，[手机号#1]" "$(cat "$work/out")"
is "as a filter" "call [Phone#1]" "$(echo 'call 555-123-4567' | "$fupan" redact --lang en)"
done_testing
