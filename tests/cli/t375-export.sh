#!/bin/sh
# Cases as files for others: no personal data, nothing that a spreadsheet runs, the same bytes each time, readable again.
. "$(dirname "$0")/lib.sh"
run 0 "a casebook" "$fupan" init book
cd book || exit 1
printf '编号,标题,内容,电话\n1,=1+2 公式,"杯子碎了, 客户说 ""算了""",13912345678\n2,延迟,"+五天没到，电话13812345678",13712345678\n' >../rows.csv
run 0 "two rows" "$fupan" import ../rows.csv --key 编号 --set title=标题 --set body=内容
# What came in with git alone stands in the case and must not go out.
f=$(git ls-files cases | head -n 1)
printf '\n回访 13612345678。\n' >>"$f"
git -c core.hooksPath=/dev/null commit -qam past
for to in csv xlsx jsonl md; do
	run 0 "$to" "$fupan" export --to $to -o ../out.$to
	run 0 "$to again" env FUPAN_NOW=2027-01-01T08:00:00+08:00 "$fupan" export --to $to -o ../again.$to
	is "$to: the same bytes" "" "$(cmp ../out.$to ../again.$to 2>&1)"
done
for to in csv jsonl md; do
	hasnt "$to: no number" '1[0-9]\{10\}' ../out.$to
	has "$to: but the placeholder" '手机号#1' ../out.$to
done
has "csv: a formula is text" "'=1+2" ../out.csv
has "csv: so is a plus" "'+五天没到" ../out.csv
has "jsonl: text as it is" '"title":"=1+2 公式"' ../out.jsonl

python3 - ../out.xlsx >../xlsx.txt <<'P'
import re, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
for n in z.namelist():
    t = z.read(n).decode()
    if re.search(r'1[36-9]\d{9}', t): print('number in', n)
    if '<f>' in t: print('formula in', n)
core = z.read('docProps/core.xml').decode()
print('creator', re.findall(r'<(?:dc:creator|cp:lastModifiedBy)>([^<]+)', core))
print('created', re.findall(r'>(\d{4}-[^<]*)<', core))
P
is "xlsx: no number, no formula, no author, a fixed date" "creator [] created ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00Z']" "$(tr '\n' ' ' <../xlsx.txt | sed 's/ $//')"
cd .. && run 0 "another casebook" "$fupan" init second && cd second || exit 1
run 0 "reads the workbook" "$fupan" import ../out.xlsx --set title=title --set body=body --key id
"$fupan" export --to jsonl -o ../second.jsonl
is "with all rows" 2 "$(wc -l <../second.jsonl | tr -d ' ')"
has "and their texts" '五天没到' ../second.jsonl
office=$(command -v soffice || command -v libreoffice || true)
if [ -n "$office" ]; then
	HOME=$work timeout 120 "$office" --headless --convert-to csv:"Text - txt - csv (StarCalc)":44,34,76 --outdir ../office ../out.xlsx >/dev/null 2>&1
	has "an office program reads the same" '五天没到' ../office/out.csv
	is "three lines of it and more" yes "$([ "$(wc -l <../office/out.csv)" -ge 3 ] && echo yes)"
else
	skip "an office program reads it" "no office program"
fi
cd ../book || exit 1
run 0 "raw" "$fupan" export --to jsonl -o ../raw.jsonl --raw
has "has the original" 13812345678 ../raw.jsonl
grep -rh "export jsonl 2" "$XDG_DATA_HOME" "$HOME/.local/share" >../audit.txt 2>/dev/null
has "and the log says so" 'export jsonl 2' ../audit.txt
run 2 "no format" "$fupan" export -o ../x
run 2 "a format that is none" "$fupan" export --to pdf -o ../x
run 1 "no case" "$fupan" export 没有这个词 --to csv -o ../x
is "writes no file" no "$([ -e ../x ] && echo yes || echo no)"
done_testing
