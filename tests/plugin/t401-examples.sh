#!/bin/sh
# The examples of the shipped plugins, each in a casebook of its own language, and what a case without text does to them.
. "$(dirname "$0")/../cli/lib.sh"
export FUPAN_DATA=$top

"$fupan" init zh --lang zh >/dev/null 2>&1
"$fupan" init en --lang en >/dev/null 2>&1

# Titles of examples are written in the language of the example.
for p in type emotion severity taboo steps similar; do
	"$fupan" -C zh plugin test "$p" >"zh.$p" 2>&1
	"$fupan" -C en plugin test "$p" >"en.$p" 2>&1
	LC_ALL=C grep '^not ok.*[^ -~]' "zh.$p" >wrong
	LC_ALL=C grep '^not ok' "en.$p" | LC_ALL=C grep -v '[^ -~]' >>wrong
	is "$p: its examples hold" "" "$(cat wrong)"
	yes "$p: at least six examples" test "$(grep -c '^ok\|^not ok' "zh.$p")" -ge 6
done

run 0 "zh: plugins are listed" "$fupan" -C zh --json plugin list
hasnt "no shipped plugin is bad" '"status":"bad"' out

# Nothing to read is nothing to judge; a long text and odd bytes are read.
mkdir -p zh/cases/2026/11/18
{
	printf -- '---\nid: 261118-aaaaaa1\nreceived: 2026-11-18T10:00:00+08:00\n---\n'
} >zh/cases/2026/11/18/261118-aaaaaa1.md
{
	printf -- '---\nid: 261118-aaaaaa2\ntitle: "引号\\"和\\t制表"\nreceived: 2026-11-18T10:00:00+08:00\n---\n\n## 投诉内容\n\n'
	i=0
	while [ $i -lt 2000 ]; do
		printf '退款还没到账，😡！！客服说「请您耐心等待」\r\n'
		i=$((i + 1))
	done
} >zh/cases/2026/11/18/261118-aaaaaa2.md
(cd zh && git add cases && git commit -qm 'two cases')
run 0 "odd cases are classified" "$fupan" -C zh --json classify
hasnt "odd cases: no plugin fails" "fupan: plugin" err
hasnt "an empty case has no verdict" '261118-aaaaaa1' out
has "a long one has" '"label":"售后政策/退款进度"' out

done_testing
