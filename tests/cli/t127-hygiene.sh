#!/bin/sh
# Hygiene at import: cases are clean, the original stands beside them, personal data in neither.
. "$(dirname "$0")/lib.sh"
export FUPAN_NOW=2026-11-20T09:00:00+08:00 XDG_DATA_HOME="$work/data"
"$fupan" init book >out 2>err && cd book || exit 1
cat >../dirty.csv <<'EOT'
编号,时间,标题,内容
1,2026-11-18,话术問題,<p>客服話術(shù)很差&amp;敷衍&nbsp;一直没有退款</p>
2,2026-11-18,正常,包裹停了三天没有人管（物流）
3,2026-11-18,电话,我的电话是138&#49;2345678，请回电
EOT
run 0 "import" "$fupan" import ../dirty.csv
has "counts by kind" "hygiene: pinyin 1, HTML entities 3, HTML tags 2; originals of the cases changed are kept: 2" out
not() { ! "$@"; }
case_of() { grep -rl "$1" cases | head -n 1; }
one=$(case_of 客服話術很差)
has "the case is clean" "客服話術很差&敷衍 一直没有退款" "$one"
id=$(basename "$one" .md)
run 0 "search finds the clean text" "$fupan" search '"話術很差&敷衍"' --count
is "once" 1 "$(cat "$work/out")"
run 1 "and not the dirt" "$fupan" search shù
run 0 "the original" "$fupan" show "$id" --original
has "as it came" '<p>客服話術(shù)很差&amp;敷衍&nbsp;一直没有退款</p>' out
has "kind, offset, length, reason" "- pinyin 15+6：字后面的拼音" out
run 0 "as JSON" "$fupan" --json show "$id" --original
has "with its path" "\"path\":\"originals/" out
run 1 "a clean case has none" "$fupan" show "$(basename "$(case_of 包裹停了三天)" .md)" --original
yes "status is clean" clean .

# a number that only the clean text shows
three=$(basename "$(case_of 请回电)" .md)
yes "the number is not in history" not sh -c 'git log -p --all | grep -q -e 13812345678 -e "138&#49;"'
run 0 "its original" "$fupan" show "$three" --original
has "is a placeholder" "[原文#1]" out
run 0 "which the vault knows" "$fupan" reveal "$three"
has "the text" '138&#49;2345678' out

run 0 "again" "$fupan" --json import ../dirty.csv
has "changes nothing" '"unchanged":3,"updated":0' out
sed -i 's/敷衍/敷衍得很/' ../dirty.csv
run 0 "a changed row" "$fupan" --json import ../dirty.csv
has "is updated" '"updated":1,"washed":1' out
has "with its kinds" '"hygiene":{"entity":2,"pinyin":1,"tag":2}' out
run 0 "and its original too" "$fupan" show "$id" --original
has "as it is now" '敷衍得很&nbsp;' out
run 0 "an id may change" "$fupan" mv "$id" 261118-0000000
run 0 "the original is found" "$fupan" show 261118-0000000 --original
run 0 "rm" "$fupan" rm 261118-0000000
yes "takes both" not sh -c "ls originals/2026/11/18 | grep -q $id"
yes "status is clean still" clean .

# ---- real files
shared=${SHARED:-$top/../shared}
[ -d "$shared/data/raw-formats" ] || { done_testing; exit; }
mkdir ../real && cd ../real && "$fupan" init book >/dev/null 2>&1 && cd book || exit 1
"$fupan" --json import "$shared/data/raw-formats/heimao_mojibake.csv" >"$work/out" 2>err
has "mojibake is repaired" '"hygiene":{' out
printf '# heimao_mojibake: %s\n' "$(grep -o '"hygiene":{[^}]*}' "$work/out")"
yes "into Chinese" sh -c 'grep -rqs 自动续保 cases'
yes "no run is left" not sh -c "LC_ALL=C grep -rlq \$(printf '\\303\\246\\302') cases"
"$fupan" --json import "$shared"/seeds/002_*.txt >"$work/out" 2>err
has "407 pinyin, 2 more in the title that repeats the first line; 2 private" '"pinyin":409,"private":2' "$work/out"
yes "none is left" not sh -c 'grep -rq "術(shù)" cases'
yes "all are kept" sh -c 'grep -rq "術(shù)" originals'
done_testing
