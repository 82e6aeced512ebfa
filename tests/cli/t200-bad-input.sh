#!/bin/sh
# Bad input of every kind that a user meets: one clear message, the right exit code, nothing lost.
. "$(dirname "$0")/lib.sh"
export FUPAN_NOW=2026-11-20T09:00:00+08:00

run 1 "a folder that is no casebook" "$fupan" list
has "says what to do" "fupan init" err
run 2 "an unknown command" "$fupan" serch x
has "suggests the nearest" "search" err
run 2 "a command that is not built yet" "$fupan" serve
has "says so" "not built yet" err
run 2 "no command" "$fupan"
run 2 "an unknown option" "$fupan" list --limt 3
has "suggests the nearest option" "--limit" err

"$fupan" init book >out 2>err && cd book || exit 1
printf 'id,when,text\n1,2026-11-18,包裹停了\n' >../ok.csv
"$fupan" import ../ok.csv --set body=text --set received=when >/dev/null 2>&1
head0=$(git rev-parse HEAD)

printf '\320\317\021\340\241\261\032\341 an old workbook' >../old.xls
run 3 "an old .xls" "$fupan" import ../old.xls
has "is named" "old.xls: an Office file of the old kind" err
has "with the remedy" "save it as .xlsx or CSV" err
printf 'PK\003\004 half a workbook' >../half.xlsx
run 3 "half a workbook" "$fupan" import ../half.xlsx
has "is named" "half.xlsx: not a whole xlsx file" err
run 2 "a missing column" "$fupan" import ../ok.csv --set body=详情
has "names it" 详情 err
has "and lists what there is" "id, when, text" err
run 1 "a missing file" "$fupan" import ../nothing.csv
run 3 "an empty file" "$fupan" import /dev/null
is "none of these wrote anything" "$head0" "$(git rev-parse HEAD)"

dd if=/dev/urandom of=.fupan/index.db bs=1k count=64 conv=notrunc 2>/dev/null
run 0 "a corrupted index is made again" "$fupan" list
has "and said" "rebuilt" err
: >.fupan/index.db
run 0 "an emptied index too" "$fupan" list
# Rows that SQLite finds in order but that cannot be true: the run fails, the next one begins anew.
found=$("$fupan" search 包裹 --count)
for damage in 'lo=0' 'hi=lo-1' 'hi=4294967295' 'lo=lo+1'; do
	sqlite3 .fupan/index.db "UPDATE segments SET $damage WHERE seg=(SELECT max(seg) FROM segments)"
	"$fupan" search 包裹 >/dev/null 2>"$work/err"
	is "no crash with a segment of $damage" 0 $(($? > 100))
	"$fupan" search 包裹 >/dev/null 2>&1
	is "and what was found is found at last" "$found" "$("$fupan" search 包裹 --count)"
done

mkdir -p plugins/classify
cp "$top"/tests/plugin/hostile/*.lua plugins/classify/ 2>/dev/null
printf 'return { name = "broken", kind = "classify"\n' >plugins/classify/broken.lua
for p in plugins/classify/*.lua; do "$fupan" plugin trust "$(basename "$p" .lua)" >/dev/null || echo "not trusted: $p"; done
run 3 "plugin list with bad plugins" "$fupan" plugin list
has "the syntax error has file and line" "plugins/classify/broken.lua:" out
run 0 "classify goes on with the good ones" "$fupan" classify
has "and names the bad one" broken err
rm -rf plugins

run 3 "check finds a broken file" sh -c 'f=$(ls cases/*/*/*/*.md | head -1); sed -i "s/^title:.*/title: [unclosed/" "$f"; '"$fupan"' check'
has "with its line" ".md:" out
run 3 "save refuses it" "$fupan" save
is "and leaves the text alone" 1 "$(grep -l unclosed cases/*/*/*/*.md | wc -l)"
git commit -qam "by hand" && run 0 "a committed broken file is still found" "$fupan" search 包裹停了
git revert --no-edit HEAD >/dev/null 2>&1

mkdir -p cases/2026/11/20
{ printf -- '---\nid: 261120-bbbbbbb\ntitle: 巨大的案例\n---\n\n## 投诉内容\n\n'; yes 很长的一行文字很长的一行文字 | head -c 10000000; } >cases/2026/11/20/261120-bbbbbbb.md
run 3 "a case file of 10 MB" "$fupan" check cases/2026/11/20/261120-bbbbbbb.md
has "is reported" 261120-bbbbbbb out
git add -A && git commit -qm big
run 0 "it stays listed" "$fupan" list
has "by its title" 巨大的案例 out
run 0 "and classify goes on" "$fupan" classify

run 1 "a week without cases" "$fupan" review 2026-W10
has "says so" 2026-W10 err
run 2 "a week that does not exist" "$fupan" review 2026-W60
run 1 "a deck without a review" "$fupan" deck 2026-W10
has "says what to run" "fupan review" err
run 2 "a query that is wrong" "$fupan" search 'type:('
run 2 "a query of 100 KB" "$fupan" search "$(head -c 100000 /dev/zero | tr '\0' a)"
run 2 "too many parentheses" "$fupan" search "$(head -c 10000 /dev/zero | tr '\0' '(')"
run 2 "an unknown field in a query" "$fupan" search typ:物流
has "suggests the field" "type" err

head1=$(git rev-parse HEAD)
chmod -R a-w .git/objects
if [ "$(id -u)" != 0 ]; then
	run 1 "a read-only repository" "$fupan" new --no-edit --const title=x
else
	skip "a read-only repository" "root may write everywhere"
fi
chmod -R u+w .git/objects
run 2 "two positional arguments too many" "$fupan" show a b c
run 1 "standard output that is full" sh -c "'$fupan' list >/dev/full"
is "HEAD stayed" "$head1" "$(git rev-parse HEAD)"

fault=${FUPAN_BUILD:-$top/build}/fault/fupan
if [ -x "$fault" ]; then
	for point in $(grep -rhoE 'FP_FAULT_FULL\("[a-z.]+"\)' "$top/core" | sed 's/.*"\(.*\)".*/\1/' | sort -u); do
		FUPAN_FAULT="$point:1:full" FUPAN_DATA=$top "$fault" new --no-edit --const title=磁盘满了 >out 2>err
		code=$?
		if [ $code -le 1 ] && { [ $code -eq 1 ] && [ -s err ] || [ $code -eq 0 ]; }; then _ok "disk full at $point: exit $code, a message"; else _not "disk full at $point" "exit $code" "$(cat err)"; fi
		run 0 "and the next command works" "$fupan" list
		yes "and the repository is sound" sh -c "git fsck --full >/dev/null"
	done
else
	_not "the fault build is there" "$fault is missing"
fi
done_testing
