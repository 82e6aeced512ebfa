#!/bin/sh
# Every real export and every seed is imported with nothing asked; counts are those of an independent reader. Formats that the real files lack.
. "$(dirname "$0")/lib.sh"
export FUPAN_NOW=2026-11-20T09:00:00+08:00
"$fupan" init book >out 2>err && cd book || exit 1
number() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$work/out"; }
total() { echo $(($(number imported) + $(number unchanged) + $(number updated) + $(number rejected))); }

# file, exit code, rejected, what stands in the JSON line
while read -r name code rejected what; do
	[ -d "$shared/data/raw-formats" ] || break
	file=$shared/data/raw-formats/$name
	rows=$(python3 "$top/tests/lib/read_rows.py" "$file" | tail -n +2 | wc -l)
	run 0 "$name: a dry run" sh -c "\"$fupan\" --json import --dry-run \"$file\" </dev/null || [ \$? = $code ]"
	sed 's/"commit":"[^"]*",//; s/"rejects":"[^"]*",//' "$work/out" >"$work/dry"
	run "$code" "$name is imported" "$fupan" --json import "$file" </dev/null
	sed 's/"commit":"[^"]*",//; s/"rejects":"[^"]*",//' "$work/out" >"$work/wet"
	yes "$name: the dry run said the same" cmp -s "$work/dry" "$work/wet"
	is "$name: every row is counted" "$rows" "$(total)"
	is "$name: rejected" "$rejected" "$(number rejected)"
	has "$name: what was understood" "$what" out
done <<'EOT'
airline_excel_serial_dates.csv 0 0 "received":"tweet_created"
alexa_bom.tsv 3 4 "encoding":"UTF-8 BOM"
amazon_broken_newlines.csv 0 0 "notes":["the line ends were misplaced
appreviews_zh_hant_bom_crlf.csv 0 0 "body":"review"
car_columns_shifted.csv 0 0 "body":"desc"
car_columns_shifted.xlsx 0 0 "sheet":"car_complain"
car_gbk_crlf.csv 0 0 "encoding":"GB18030"
car_gbk_index_column.csv 0 0 "title":"问题简述"
car_utf8bom_reordered.csv 0 0 "received":"datetime"
cfpb_junk_preamble.csv 0 0 "body":"Consumer complaint narrative"
gov_labelled_65k_blank_rows.xlsx 0 0 blank records left out: 64707
gov_small.xlsx 0 0 "body":"留言详情"
gov_with_replies.xlsx 0 0 "title":"留言主题"
heimao_blank_rows.csv 0 0 the header stands there again, left out: 3
heimao_mojibake.csv 0 0 "body":"投诉详情"
heimao_sample.ndjson 0 0 "format":"jsonl"
helpdesk_semicolon_bom_pt.csv 0 0 "delimiter":";"
jd_invalid_utf8_ragged.csv 3 39 replaced by U+FFFD: 19 (from line 598)
twcs_amazon_labelled.xlsx 0 0 "labels":"Delivery + Prime + Alexa
twcs_spotify_labelled.xlsx 0 0 "labels":"Song/Artist + App
EOT
if [ -d "$shared/data/raw-formats" ]; then
	has "an Excel serial number became a day" "received: 2015-02-24T11:35:52" "$(grep -rl 'What @dhepburn said' cases)"
	has "a day before the month" "received: 2021-08-31T23:05:00" "$(grep -rl 'Suporte em geral - Campus Jacarezinho' cases | head -n 1)"
	has "columns of yes became labels" "labels: [Premium, Account]" "$(grep -rl 'I no longer have' cases | head -n 1)"
	for seed in "$shared"/seeds/*.txt; do
		run 0 "a seed is imported" "$fupan" --json import "$seed" </dev/null
		is "as one case" 1 "$(number imported)"
		has "as a document" '"format":"document"' out
	done
	run 0 "all of it once more" sh -c "for f in '$shared'/data/raw-formats/*.xlsx '$shared'/seeds/*; do '$fupan' --json import \"\$f\" </dev/null || exit 1; done"
	is "changes nothing" 0 "$(cat "$work/out" | grep -cv '"imported":0.*"updated":0')"
	run 0 "the cases are sound" "$fupan" check --privacy
else
	skip "real exports" "no real data"
fi

# ---- a chat that was pasted, and one as a table
cat >../chat.txt <<'EOT'
tb_snow88 (2026-11-18 10:32:05):
锅收到就裂了，打 13812345678
已读
好锅旗舰店:小美 (2026-11-18 10:33:01):
亲，非常抱歉
[图片]
EOT
run 0 "a pasted chat" "$fupan" import ../chat.txt
has "is said to be one" "a chat: conversations 1, turns 2, pictures and files 0" out
f=$(grep -rl '锅收到就裂了' cases)
has "turns as case files have them" "客户（2026-11-18 10:32:05）：锅收到就裂了，打 [手机号#1]" "$f"
has "by the day of the first message" "received: 2026-11-18T10:32:05+08:00" "$f"
id=$(sed -n 's/^id: //p' "$f")
run 0 "show" "$fupan" --json show "$id"
has "and they are turns" '"who":"agent"' out
run 0 "the same chat again" "$fupan" --json import ../chat.txt
has "changes nothing" '"unchanged":1' out

printf '\320\317\021\340\241\261\032\341' >../old.xls
run 3 "an old workbook" "$fupan" --lang zh import ../old.xls
has "what to do, in Chinese" "另存为 .xlsx 或 CSV" err
cat >../two.py <<'EOT'
import zipfile
z = zipfile.ZipFile('../two.xlsx', 'w', zipfile.ZIP_DEFLATED)
rel = '<Relationship Id="%s" Type="x/%s" Target="%s"/>'
sheet = '<worksheet><sheetData>%s</sheetData></worksheet>'
cell = '<row><c t="inlineStr"><is><t>%s</t></is></c></row>'
z.writestr('_rels/.rels', '<Relationships>' + rel % ('a', 'officeDocument', 'xl/workbook.xml') + '</Relationships>')
z.writestr('xl/workbook.xml', '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="r1"/><sheet name="乙" r:id="r2"/></sheets></workbook>')
z.writestr('xl/_rels/workbook.xml.rels', '<Relationships>' + rel % ('r1', 'worksheet', 'worksheets/sheet1.xml') + rel % ('r2', 'worksheet', 'worksheets/sheet2.xml') + '</Relationships>')
z.writestr('xl/worksheets/sheet1.xml', sheet % ''.join(cell % ('标题' if i == 0 else '第一张表的第 %d 件事' % i) for i in range(4)))
z.writestr('xl/worksheets/sheet2.xml', sheet % (cell % '标题' + cell % '第二张表的事'))
z.close()
EOT
python3 ../two.py
run 0 "two sheets" "$fupan" --json import ../two.xlsx
has "the fullest is read" '"sheet":"A"' out
has "the other is named" "the others: 乙 (2 rows)" out
run 0 "the other" "$fupan" --json import ../two.xlsx --sheet 乙
has "by its name" '"imported":1' out
run 1 "no such sheet" "$fupan" import ../two.xlsx --sheet B
has "is named" "no sheet 'B'; there are: A (4 rows)" err
done_testing
