#!/bin/sh
# The life of a casebook: init, new, label, edit, save, mv, rm, log, and what git sees of it.
. "$(dirname "$0")/lib.sh"

run 0 "init makes a casebook" "$fupan" init 案例本
yes "git status is clean" clean 案例本
cd 案例本 || exit 1
run 1 "list of an empty casebook finds nothing" "$fupan" list
run 0 "new" "$fupan" --json new --no-edit --const title=包裹在中转站停了六天 --const channel=旺旺
id=$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' "$work/out")
path=$(sed -n 's/.*"path":"\([^"]*\)".*/\1/p' "$work/out")
yes "the file is there" test -f "$path"
yes "status is clean after new" clean .
run 0 "show" "$fupan" show "$id"
has "show prints the title" 包裹在中转站停了六天 out

run 0 "label" "$fupan" label "$id" type=物流/信息不更新 severity=3 emotion=愤怒,焦虑
yes "status is clean after label" clean .
has "the label is a line of the file" "type: [物流/信息不更新]" "$path"
is "label changes the lines of three fields" "3	3	$path" "$(git diff HEAD~1 HEAD --numstat)"
run 0 "label by alias and English name" "$fupan" label "$id" type=Logistics/Delay
has "the casebook's own name is written" "物流/延迟" "$path"
run 2 "an unknown field value is refused" "$fupan" label "$id" severity=9
run 2 "a field with a slip in its name" "$fupan" label "$id" sevrity=3
has "suggests the nearest" "did you mean severity" err
run 0 "the same label again changes nothing" "$fupan" label "$id" type=物流/延迟
before=$(git rev-parse HEAD)
run 0 "an unchanged label makes no commit" "$fupan" label "$id" type=物流/延迟
is "HEAD stayed" "$before" "$(git rev-parse HEAD)"

printf '\n客户又来问了一次，电话 13812345678。\n' >>"$path"
run 0 "save" "$fupan" save
has "a phone number became a placeholder" "[手机号#1]" "$path"
hasnt "the number is not in history" 13812345678 "$path"
is "nor anywhere in the commits" "" "$(git log -p --all | grep -c 13812345678 | grep -v '^0$')"
yes "status is clean after save" clean .

echo staged >note.txt
git add note.txt
run 0 "label with something staged" "$fupan" label "$id" severity=2
is "what was staged stays staged" "A  note.txt" "$(git status --porcelain)"
git reset -q && rm note.txt

sed -i 's/$/\r/' "$path"
run 0 "save with other line ends" "$fupan" save
run 0 "its log" "$fupan" log "$id" -n 1
has "says that only the form changed" "only its form changed" out
run 0 "label keeps the line ends" "$fupan" label "$id" severity=3
is "on every line" "$(wc -l <"$path")" "$(grep -c "$(printf '\r')$" "$path")"
sed -i 's/\r$//' "$path"
run 0 "and back" "$fupan" save
echo 手工加的一行 >>"$path"
run 0 "label with unsaved edits" "$fupan" label "$id" severity=2
has "the label is in the working file" "severity: 2" "$path"
has "and so is the edit" 手工加的一行 "$path"
is "the edit is not in the commit" "" "$(git show "HEAD:$path" | grep 手工)"
run 0 "then save" "$fupan" save
run 1 "an editor that fails" env EDITOR=false "$fupan" edit "$id"
run 3 "an editor that leaves rubbish" env EDITOR='sh -c "echo rubbish >\"\$1\"" x' "$fupan" edit "$id"
has "the draft is kept" "the draft is kept in" err
yes "status is clean" clean .
run 0 "log of everything as JSON" "$fupan" --json log
has "with a commit a line" '"subject":"label: ' out
run 0 "log tells the change" "$fupan" log "$id"
has "log names field and values" "3 → 2" out
run 0 "mv" "$fupan" mv "$id" 261120-aaaaaaa
run 0 "the old id still works" "$fupan" show "$id"
has "and shows the moved case" "id: 261120-aaaaaaa" out
yes "status is clean after mv" clean .
run 0 "rm" "$fupan" rm 261120-aaaaaaa
run 1 "the removed case is gone" "$fupan" show 261120-aaaaaaa
yes "status is clean after rm" clean .

# Two processes at once: every label lands, nobody is told to try again.
i=0
while [ $i -lt 10 ]; do
	i=$((i + 1))
	"$fupan" --json new --no-edit --const "title=第 $i 个" | sed -n 's/.*"id":"\([^"]*\)".*/\1/p' >>../ids
done
label_all() {
	k=0
	while [ $k -lt 10 ]; do
		k=$((k + 1))
		for id in $(cat ../ids); do "$fupan" label "$id" labels=+"$1$k" >/dev/null 2>>../"$1".err || echo "exit $?" >>../"$1".err; done
	done
}
label_all 甲 &
label_all 乙
wait
is "two processes side by side say nothing" "" "$(cat ../甲.err ../乙.err)"
is "and lose nothing" "200" "$(cat $(git ls-files cases) | grep -o '[甲乙][0-9]*' | wc -l)"
yes "status is clean after the race" clean .
yes "fsck is clean" sh -c "git fsck --full --strict >/dev/null"
done_testing
